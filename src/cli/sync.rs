//! `han sync`.

use super::App;
use super::args::SyncArgs;
use super::causes::op_kind;
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::init;
use super::rescan::{Shredded, kinds};
use super::ui::escape;
use crate::config::{Config, VaultName};
use crate::local::atomic;
use crate::local::discover;
use crate::local::lock::Lock;
use crate::local::spool;
use crate::ops::error::OpError;
use crate::ops::sync::{self, FailedExit, Resealed, SyncContext, SyncOptions, SyncReport};
use crate::session::munge;
use serde_json::json;
use std::path::Path;

/// Dispatches.
pub fn run(app: &App, args: &SyncArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    if config.file.vault.values().all(|entry| entry.owner.is_none()) {
        if config.vault_was_named && config.vault != VaultName::personal() {
            config.known_vault()?;
        }
        if nothing_to_do(app, config)? {
            return Ok(Outcome::Done);
        }
        if args.dry_run {
            return Err(Failure::new(Kind::NothingMatched, "there is no vault on this machine yet")
                .hint("han init")
                .hint("han scan   (shows what would be redacted)"));
        }
        let made = init::create(app, config, None)?;
        app.ui.note(&format!("made vault {} in {}", made.profile.name, context::place_text(&made.place)));
        return run_fresh(app, args);
    }
    if args.watch { super::watch::run(app, args) } else { once(app, config, args) }
}

/// Goes on with the settings that `init` just wrote.
fn run_fresh(app: &App, args: &SyncArgs) -> Result<Outcome, Failure> {
    let config = app.fresh_config()?;
    if args.watch { super::watch::run(app, args) } else { once(app, &config, args) }
}

/// Where there is no vault and no session, nothing is made.
fn nothing_to_do(app: &App, config: &Config) -> Result<bool, Failure> {
    let found = discover::scan(&config.claude_roots);
    if !found.sessions.is_empty() {
        return Ok(false);
    }
    no_sessions(app, config);
    if app.ui.is_json() {
        app.ui.json(&to_json(&SyncReport::default()))?;
    }
    Ok(true)
}

fn no_sessions(app: &App, config: &Config) {
    let places: Vec<_> =
        config.claude_roots.iter().map(|root| root.path.join("projects").display().to_string()).collect();
    app.ui.note(&format!("no Claude Code sessions in {}", places.join(" or ")));
}

/// One sync under the lock.
pub fn once(app: &App, config: &Config, args: &SyncArgs) -> Result<Outcome, Failure> {
    atomic::create_private_folder(&config.dirs.state)?;
    let _lock = if args.dry_run {
        None
    } else {
        Some(Lock::acquire(&config.dirs.state.join("lock"), config.lock_wait)?)
    };
    let mut context = context::sync_context(config)?;
    context.include.extend(args.include.iter().copied());
    let spooled = spool::drain(&config.dirs.state.join("spool"))?;
    let options = options(config, args, &spooled)?;
    let progress = app.ui.progress();
    let ended = app.block_on(sync::run(&context, &options, &*progress))?;
    drop(progress);
    match ended {
        Ok(report) => {
            if !args.dry_run {
                spooled.done()?;
            }
            show(app, config, args, &report)?;
            let outcome = outcome(&report);
            if let Outcome::Incomplete(kind) = outcome {
                remember(&context, kind, format!("{} sessions were not synced", report.failed.len()));
            }
            Ok(outcome)
        }
        Err(error) => {
            if !args.dry_run {
                remember(&context, op_kind(&error), crate::ops::error::chain(&error));
            }
            Err(error.into())
        }
    }
}

/// Best effort: the failure itself is already on its way to the user.
fn remember(context: &SyncContext, kind: Kind, message: String) {
    if let Err(error) = sync::record_failure(context, kind.exit() as u8, message) {
        tracing::warn!("cannot remember the failure: {error}");
    }
}

fn options(config: &Config, args: &SyncArgs, spooled: &spool::Drained) -> Result<SyncOptions, Failure> {
    let now = jiff::Timestamp::now();
    let since_ns = args
        .since
        .as_ref()
        .map(|since| since.resolve(now))
        .map(|time| i64::try_from(time.as_nanosecond()).unwrap_or(i64::MIN));
    Ok(SyncOptions {
        sessions: args.session.iter().map(|prefix| prefix.as_str().to_owned()).collect(),
        projects: args.project.iter().map(|dir| project(dir)).collect::<Result<_, _>>()?,
        since_ns,
        full: args.full,
        dry_run: args.dry_run,
        ended: spooled
            .entries
            .iter()
            .filter(|entry| entry.event == "SessionEnd")
            .filter_map(spool::SpoolEntry::session)
            .collect(),
        vault: config.vault_was_named.then(|| config.vault.as_str().to_owned()),
    })
}

/// The name of a project's folder under `projects/`.
pub fn project(dir: &Path) -> Result<String, Failure> {
    let real = dir.canonicalize().or_else(|_| std::path::absolute(dir));
    let real =
        real.map_err(|e| Failure::new(Kind::Usage, format!("cannot use {}", dir.display())).because(e))?;
    Ok(match munge(&real.to_string_lossy()) {
        crate::session::Munged::Exact(name) | crate::session::Munged::Prefix(name) => name,
    })
}

fn to_json(report: &SyncReport) -> serde_json::Value {
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
        "thinking_dropped": report.thinking_dropped,
        "unscanned_bytes": report.unscanned_bytes,
        "bytes_read": report.bytes_read,
        "bytes_stored": report.bytes_stored,
        "sessions": sessions,
        "notes": report.notes,
        "resealed": report.resealed.iter().map(resealed_json).collect::<Vec<_>>(),
        "behind": report.behind,
        "failed": failed,
    })
}

fn resealed_json(one: &Resealed) -> serde_json::Value {
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

fn show(app: &App, config: &Config, args: &SyncArgs, report: &SyncReport) -> Result<(), Failure> {
    if app.ui.is_json() {
        let mut document = to_json(report);
        if args.dry_run
            && let Some(map) = document.as_object_mut()
        {
            map.insert("findings".into(), findings(report).into());
        }
        return app.ui.json(&document);
    }
    for note in &report.notes {
        app.ui.warn(note);
    }
    for failed in &report.failed {
        app.ui.warn(&format!("session {} was not synced: {}", failed.session, failed.message));
    }
    if report.found == 0 {
        no_sessions(app, config);
        return Ok(());
    }
    if args.dry_run {
        show_dry_run(app, report)?;
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
    let cut: u64 = report.redactions.values().sum();
    if cut > 0 {
        let kinds: Vec<_> = report.redactions.iter().map(|(kind, n)| format!("{kind} {n}")).collect();
        app.ui.note(&format!("{} redacted: {}", count(cut, "secret"), kinds.join(", ")));
    }
    show_resealed(app, report);
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
    Ok(())
}

fn findings(report: &SyncReport) -> Vec<serde_json::Value> {
    let finding = |(session, hit): &(crate::session::SessionUuid, crate::redact::Hit)| {
        json!({
            "session": session.to_string(), "path": hit.file, "line": hit.line, "leaf": hit.path,
            "rule": &*hit.rule, "type": &*hit.kind, "masked": hit.masked,
        })
    };
    report.hits.iter().map(finding).collect()
}

fn show_dry_run(app: &App, report: &SyncReport) -> Result<(), Failure> {
    for sent in &report.sent {
        app.ui.line(&format!("{}  {}  {}", sent.session, escape(&sent.vault), size(sent.bytes)))?;
        for (_, hit) in report.hits.iter().filter(|(session, _)| *session == sent.session) {
            app.ui.line(&format!(
                "  {}:{}  {}  [REDACTED:{}]  {} ({})",
                escape(&hit.file),
                hit.line,
                escape(&hit.path),
                escape(&hit.kind),
                escape(&hit.masked),
                escape(&hit.rule)
            ))?;
        }
    }
    Ok(())
}

/// `1 session`, `2 sessions`.
pub fn count(n: u64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// Bytes for people.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or_default();
    if unit == 0 { format!("{bytes} B") } else { format!("{value:.1} {name}") }
}

fn outcome(report: &SyncReport) -> Outcome {
    Outcome::from_causes(report.failed.iter().map(|failed| match failed.exit {
        FailedExit::Local => Kind::Partly,
        FailedExit::Unsafe => Kind::Partly,
        FailedExit::Tampered => Kind::Tampered,
        FailedExit::Conflict | FailedExit::NoVault => Kind::Conflict,
    }))
}

/// An error of a use case, with what to run next.
impl From<OpError> for Failure {
    fn from(error: OpError) -> Self {
        super::causes::op_failure(error)
    }
}
