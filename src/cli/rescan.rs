//! `han rescan`, and what is said of a shred.

use super::App;
use super::args::RescanArgs;
use super::context;
use super::context::project;
use super::failure::{Failure, Kind, Outcome};
use super::text::{count, kinds, size};
use super::ui::escape;
use crate::local::atomic;
use crate::local::lock::Lock;
use crate::ops::rescan::{self, RescanContext, RescanOptions, RescanReport, Rescanned};
use serde_json::json;
use std::sync::Arc;

/// Dispatches.
pub fn run(app: &App, args: &RescanArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let target = context::target(app)?;
    let options = RescanOptions {
        sessions: args.session.iter().map(|prefix| prefix.as_str().to_owned()).collect(),
        projects: args.project.iter().map(|dir| project(dir)).collect::<Result<_, _>>()?,
        full: args.full,
        dry_run: args.dry_run,
    };
    let lens = super::detect::lens_of(config)?;
    let with = RescanContext {
        rules: lens.rules,
        allow: lens.allow,
        state_path: context::state_path(config),
        now_ns: context::now_ns(),
    };
    atomic::create_private_folder(&config.dirs.state)?;
    let _lock = Lock::acquire(&config.dirs.state.join("lock"), config.lock_wait)?;
    let progress = app.ui.progress();
    let ended = app.block_on(async {
        let vault = context::unlock(&target).await?;
        let remote = Arc::clone(&vault.connection.remote);
        let ended = rescan::run(vault, &with, &options, &*progress).await;
        remote.close().await;
        Ok::<_, Failure>(ended?)
    })?;
    drop(progress);
    let report = ended?;
    show(app, args, &report)?;
    Ok(Outcome::from_causes(report.failed.iter().map(|failed| match failed.code {
        "conflict" => Kind::Conflict,
        _ => Kind::Partly,
    })))
}

/// What a shred reached in all sessions of a report.
#[derive(Clone, Copy, Default)]
pub struct Shredded {
    /// Sessions.
    pub sessions: u64,
    /// Objects that the vault still gives out.
    pub left: u64,
    /// Sessions that keep an older content key.
    pub keep_keys: u64,
}

impl Shredded {
    fn of(report: &RescanReport) -> Self {
        let keep = report.changed.iter().filter(|one| one.keys_kept > 0);
        Self {
            sessions: report.changed.len() as u64,
            left: report.changed.iter().map(|one| one.left.len() as u64).sum(),
            keep_keys: keep.count() as u64,
        }
    }

    /// The level reached: 1 where everything superseded is gone from the vault, else 0.
    pub fn level(self) -> u8 {
        u8::from(self.left == 0)
    }

    /// Says what was reached and what was not.
    pub fn show(self, app: &App) {
        if self.sessions == 0 {
            return;
        }
        if self.left > 0 {
            let left = count(self.left, "superseded object");
            app.ui.warn(&format!("{left} can still be had from the vault: shred level 1 is not reached"));
            app.ui.hint("han rescan   (asks again; or ask whoever keeps the vault)");
        } else {
            app.ui
                .note("shred level 1: what was superseded is deleted from the vault, with its content keys");
        }
        if self.keep_keys > 0 {
            let sessions = count(self.keep_keys, "session");
            app.ui.note(&format!(
                "{sessions} keep an older content key, under which parts lie that did not change"
            ));
        }
        app.ui.note("for level 2, under which copies of the vault do not open with today's keys, run:");
        app.ui.hint("han rotate --data-key");
        app.ui.note(
            "not reached: exports, backups and other copies made before, and the session files on each machine",
        );
    }
}

fn session_json(one: &Rescanned) -> serde_json::Value {
    json!({
        "session": one.session,
        "redactions": one.redactions,
        "thinking_dropped": one.thinking_dropped,
        "segments": one.segments,
        "bytes_stored": one.bytes_stored,
        "superseded": one.superseded.0,
        "bytes_superseded": one.superseded.1,
        "left": one.left,
        "keys_shredded": one.keys_shredded,
        "keys_kept": one.keys_kept,
    })
}

fn findings(one: &Rescanned) -> Vec<serde_json::Value> {
    let finding = |hit: &crate::redact::Hit| {
        json!({
            "session": one.session, "path": hit.file, "line": hit.line, "leaf": hit.path,
            "rule": &*hit.rule, "type": &*hit.kind, "masked": hit.masked,
        })
    };
    one.hits.iter().map(finding).collect()
}

fn to_json(args: &RescanArgs, report: &RescanReport) -> serde_json::Value {
    let failed = report.failed.iter();
    let failed: Vec<_> = failed
        .map(|failed| json!({ "session": failed.session, "code": failed.code, "message": failed.message }))
        .collect();
    let level =
        if args.dry_run || report.changed.is_empty() { None } else { Some(Shredded::of(report).level()) };
    let mut document = json!({
        "rules_version": report.rules_version,
        "scanned": report.scanned,
        "current": report.current,
        "changed": report.changed.len(),
        "redactions": report.redactions(),
        "level": level,
        "sessions": report.changed.iter().map(session_json).collect::<Vec<_>>(),
        "failed": failed,
    });
    if args.dry_run
        && let Some(map) = document.as_object_mut()
    {
        map.insert("findings".into(), report.changed.iter().flat_map(findings).collect());
    }
    document
}

fn show(app: &App, args: &RescanArgs, report: &RescanReport) -> Result<(), Failure> {
    if app.ui.is_json() {
        return app.ui.json(&to_json(args, report));
    }
    for failed in &report.failed {
        app.ui.warn(&format!("session {} was not rescanned: {}", escape(&failed.session), failed.message));
    }
    for one in &report.changed {
        app.ui.line(&session_line(args, one))?;
        for hit in one.hits.iter().filter(|_| args.dry_run) {
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
    let (scanned, current) = (count(report.scanned, "session"), report.current);
    app.ui.note(&format!("scanned {scanned} by rules of version {}", report.rules_version));
    if current > 0 {
        app.ui.note(&format!("{} had passed these rules already", count(current, "session")));
    }
    let changed = count(report.changed.len() as u64, "session");
    if args.dry_run {
        app.ui.note(&format!("{changed} would change; nothing was changed"));
    } else {
        app.ui.note(&format!("{changed} held something new"));
        Shredded::of(report).show(app);
    }
    Ok(())
}

fn session_line(args: &RescanArgs, one: &Rescanned) -> String {
    let verb = if args.dry_run { "to seal again" } else { "sealed again" };
    let segments = count(one.segments, "segment");
    let mut line = format!("{}  {}  {segments} {verb}", escape(&one.session), kinds(&one.redactions));
    if one.thinking_dropped > 0 {
        line.push_str(&format!("  {} left out", count(one.thinking_dropped, "thinking block")));
    }
    if !args.dry_run {
        let (stored, removed) = (size(one.bytes_stored), size(one.superseded.1));
        line.push_str(&format!("  {stored} stored, {removed} shredded"));
    }
    line
}
