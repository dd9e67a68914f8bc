//! What `han sync` says.

use super::{Broken, no_sessions};
use crate::cli::App;
use crate::cli::args::SyncArgs;
use crate::cli::failure::Failure;
use crate::cli::rescan::Shredded;
use crate::cli::scan::{allow_command, allowed_json, confidence_text, finding_json};
use crate::cli::share::say_renewed;
use crate::cli::text::{count, kinds, size};
use crate::cli::ui::escape;
use crate::config::Config;
use crate::ops::sync::{Resealed, SyncReport};
use crate::redact::{AllowedBy, Hit};
use crate::scan::Ruleset;
use crate::session::SessionUuid;
use serde_json::{Value, json};

pub(super) fn to_json(report: &SyncReport, broken: &[Broken]) -> Value {
    let failed: Vec<_> = report
        .failed
        .iter()
        .map(|failed| json!({ "session": failed.session.to_string(), "code": failed.code, "message": failed.message }))
        .collect();
    let sessions: Vec<_> = report
        .sent
        .iter()
        .map(|sent| json!({ "session": sent.session.to_string(), "vault": sent.vault, "bytes": sent.bytes }))
        .collect();
    json!({
        "sent": report.sent.len(),
        "unchanged": report.unchanged,
        "excluded": report.excluded,
        "held_back": report.held_back,
        "redactions": report.redactions,
        "allowed": report.allowed,
        "thinking_dropped": report.thinking_dropped,
        "unscanned_bytes": report.unscanned_bytes,
        "bytes_read": report.bytes_read,
        "bytes_stored": report.bytes_stored,
        "sessions": sessions,
        "notes": report.notes,
        "resealed": report.resealed.iter().map(resealed_json).collect::<Vec<_>>(),
        "behind": report.behind,
        "shares_renewed": report.shares_renewed,
        "failed": failed,
        "failed_vaults": broken.iter().map(broken_json).collect::<Vec<_>>(),
    })
}

fn broken_json((name, failure): &Broken) -> Value {
    json!({
        "vault": name,
        "code": failure.kind().code(),
        "message": failure.message(),
        "hint": failure.hints().first(),
    })
}

fn resealed_json(one: &Resealed) -> Value {
    json!({
        "session": one.session.to_string(),
        "redactions": one.redactions,
        "segments": one.segments,
        "left": one.left,
        "keys_shredded": one.keys_shredded,
        "keys_kept": one.keys_kept,
    })
}

/// Uploaded parts that held what turned out to be a secret, and sessions that older rules have scanned.
fn show_resealed(app: &App, report: &SyncReport) {
    for one in &report.resealed {
        app.ui.note(&format!(
            "session {}: a secret that was confirmed now stood in uploaded parts; {} sealed again ({})",
            one.session,
            count(one.segments, "segment"),
            kinds(&one.redactions)
        ));
    }
    let shredded = Shredded {
        sessions: report.resealed.len() as u64,
        left: report.resealed.iter().map(|one| one.left).sum(),
        keep_keys: report.resealed.iter().filter(|one| one.keys_kept > 0).count() as u64,
    };
    shredded.show(app);
    if report.behind > 0 {
        let held = if report.behind == 1 { "was" } else { "were" };
        app.ui
            .note(&format!("{} in the vault {held} scanned by older rules", count(report.behind, "session")));
        app.ui.hint("han rescan");
    }
}

pub(super) fn show(
    app: &App,
    (config, rules): (&Config, &Ruleset),
    args: &SyncArgs,
    (report, broken): (&SyncReport, &[Broken]),
) -> Result<(), Failure> {
    if app.ui.is_json() {
        let mut document = to_json(report, broken);
        if args.dry_run
            && let Some(map) = document.as_object_mut()
        {
            map.insert("findings".into(), findings(report, rules).into());
            map.insert("allowed_findings".into(), allowed(report).into());
        }
        return app.ui.json(&document);
    }
    for note in &report.notes {
        app.ui.warn(note);
    }
    for failed in &report.failed {
        app.ui.warn(&format!("session {} was not synced: {}", failed.session, failed.message));
    }
    for (name, failure) in broken {
        app.ui.warn(&format!("vault {name} was not synced: {}", failure.message()));
        failure.hints().iter().for_each(|hint| app.ui.hint(hint));
    }
    say_renewed(app, report.shares_renewed.len());
    if report.found == 0 {
        no_sessions(app, config);
        return Ok(());
    }
    if args.dry_run {
        show_dry_run(app, rules, report)?;
    }
    let verb = if args.dry_run { "would send" } else { "sent" };
    let mut line =
        format!("{verb} {}, {} unchanged", count(report.sent.len() as u64, "session"), report.unchanged);
    for (n, what) in
        [(report.excluded, "kept on this machine"), (report.held_back, "waiting for the end of a line")]
    {
        if n > 0 {
            line.push_str(&format!(", {n} {what}"));
        }
    }
    app.ui.note(&line);
    if report.bytes_read > 0 {
        let stored =
            if args.dry_run { String::new() } else { format!(", {} stored", size(report.bytes_stored)) };
        app.ui.note(&format!("{} read{stored}", size(report.bytes_read)));
    }
    show_gate(app, report);
    Ok(())
}

/// What the gate did, in numbers.
fn show_gate(app: &App, report: &SyncReport) {
    let cut: u64 = report.redactions.values().sum();
    if cut > 0 {
        app.ui.note(&format!("{} redacted: {}", count(cut, "secret"), kinds(&report.redactions)));
    }
    show_resealed(app, report);
    if report.allowed > 0 {
        let n = count(report.allowed, "finding");
        app.ui.note(&format!(
            "{n} left as they stand, as your configuration allows (han rules list --allowed)"
        ));
    }
    if report.thinking_dropped > 0 {
        let n = count(report.thinking_dropped, "thinking block");
        app.ui.note(&format!("{n} left out: they held a secret and are signed, so they cannot be edited"));
    }
    if report.unscanned_bytes > 0 {
        app.ui.note(&format!(
            "{} of images and other binary files passed unscanned",
            size(report.unscanned_bytes)
        ));
    }
}

fn with(mut finding: Value, more: &[(&str, Value)]) -> Value {
    if let Some(map) = finding.as_object_mut() {
        map.extend(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    }
    finding
}

fn findings(report: &SyncReport, rules: &Ruleset) -> Vec<Value> {
    let one = |(session, hit): &(SessionUuid, Hit)| {
        let description = rules.description(&hit.rule);
        with(
            finding_json(hit),
            &[("session", session.to_string().into()), ("description", description.into())],
        )
    };
    report.hits.iter().map(one).collect()
}

fn allowed(report: &SyncReport) -> Vec<Value> {
    let one = |(session, hit, by): &(SessionUuid, Hit, AllowedBy)| {
        with(allowed_json(&(hit.clone(), *by)), &[("session", session.to_string().into())])
    };
    report.allowed_hits.iter().map(one).collect()
}

fn show_dry_run(app: &App, rules: &Ruleset, report: &SyncReport) -> Result<(), Failure> {
    for sent in &report.sent {
        app.ui.line(&format!("{}  {}  {}", sent.session, escape(&sent.vault), size(sent.bytes)))?;
        for (_, hit) in report.hits.iter().filter(|(session, _)| *session == sent.session) {
            show_hit(app, rules, hit)?;
        }
        for (_, hit, by) in report.allowed_hits.iter().filter(|(session, ..)| *session == sent.session) {
            let why = match by {
                AllowedBy::Entry(entry) => format!("entry {} of your configuration", entry + 1),
                AllowedBy::Mark => "a mark".to_owned(),
            };
            app.ui.line(&format!("  {}  stays: {why} allows it", head(hit)))?;
        }
    }
    if report.hits.iter().any(|(_, hit)| hit.fingerprint.is_none()) {
        app.ui.hint("han scan   (shows fingerprints, by which a finding that is no secret can be allowed)");
    }
    Ok(())
}

/// Place and masked value.
fn head(hit: &Hit) -> String {
    let leaf = if hit.path.is_empty() { String::new() } else { format!("  {}", escape(&hit.path)) };
    format!("{}:{}{leaf}  {}", escape(&hit.file), hit.line, escape(&hit.masked))
}

/// What is cut, why, and how to keep it.
fn show_hit(app: &App, rules: &Ruleset, hit: &Hit) -> Result<(), Failure> {
    app.ui.line(&format!("  {}  becomes [REDACTED:{}]", head(hit), escape(&hit.kind)))?;
    let what = rules.description(&hit.rule).unwrap_or_default();
    app.ui.line(&format!(
        "    {} ({}): {}",
        escape(&hit.rule),
        confidence_text(hit.confidence),
        escape(what)
    ))?;
    if hit.fingerprint.is_some() {
        app.ui.line(&format!("    no secret? {}", allow_command(hit)))?;
    }
    Ok(())
}
