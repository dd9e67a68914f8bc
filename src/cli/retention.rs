//! `han vault retention` and `han prune --retention`: how long sessions stay in a vault, and what is past that.

use super::App;
use super::args::{PruneArgs, VaultRetentionArgs};
use super::context;
use super::context::state_lock;
use super::failure::{Failure, Kind, Outcome};
use super::shred::forget_locally;
use super::text::{count, seconds_text, size};
use super::ui::escape;
use crate::config::{Config, VaultEntry, set_vault};
use crate::ops::list;
use crate::ops::retention::{self, Dropped, Keep, Look, Past};
use crate::ops::sync::Target;
use serde_json::json;
use std::collections::HashSet;

/// What the configuration says of a vault.
pub(super) fn keep(entry: Option<&VaultEntry>) -> Keep {
    let days = |number: Option<std::num::NonZeroU32>| number.map(|number| u64::from(number.get()));
    Keep {
        days: entry.and_then(|entry| days(entry.keep_days)),
        last: entry.and_then(|entry| days(entry.keep_last)),
    }
}

/// In words.
pub(super) fn text(keep: Keep) -> String {
    let last = keep.last.map(|last| format!("the last {}", count(last, "session")));
    let days = keep.days.map(|days| format!("what was synced in the last {}", count(days, "day")));
    match (days, last) {
        (None, None) => "all sessions".into(),
        (Some(one), None) | (None, Some(one)) => one,
        (Some(days), Some(last)) => format!("{days}, and {last}"),
    }
}

/// In JSON.
pub(super) fn to_json(keep: Keep) -> serde_json::Value {
    json!({ "keep_days": keep.days, "keep_last": keep.last })
}

/// `han vault retention`.
pub fn run(app: &App, args: &VaultRetentionArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let target = context::target(app)?;
    let mut entry = config.known_vault()?.clone();
    let set = args.off || args.keep_days.is_some() || args.keep_last.is_some();
    if set {
        if config.vault.is_team() {
            // Whose word it is not to drop sessions hears it now, not when the time has come.
            app.block_on(async {
                let vault = context::unlock(&target).await?;
                vault.connection.remote.close().await;
                Ok::<_, Failure>(vault.require_governing()?)
            })??;
        }
        (entry.keep_days, entry.keep_last) = (args.keep_days, args.keep_last);
        let _lock = state_lock(config)?;
        config.edit(|text| set_vault(text, &config.vault, &entry))?;
    }
    let (name, keep) = (&target.profile.name, keep(Some(&entry)));
    if app.ui.is_json() {
        let mut document = to_json(keep);
        if let Some(document) = document.as_object_mut() {
            document.insert("vault".into(), name.as_str().into());
        }
        app.ui.json(&document)?;
        return Ok(Outcome::Done);
    }
    app.ui.line(&format!("vault {} keeps {}", escape(name), text(keep)))?;
    if keep.is_set() {
        app.ui.hint(&format!("han prune --retention --dry-run --vault {name}   (what is past that)"));
    }
    Ok(Outcome::Done)
}

/// `han prune --retention`.
pub fn prune(app: &App, config: &Config, target: &Target, args: &PruneArgs) -> Result<Outcome, Failure> {
    let keep = keep(config.vault_entry());
    let name = &target.profile.name;
    if !keep.is_set() {
        return Err(Failure::new(Kind::Usage, format!("vault {name} has no retention: all sessions stay"))
            .hint(format!("han vault retention --keep-days 365 --vault {name}")));
    }
    let sync = context::sync_context(config)?;
    let (local, _) = list::local(&sync, &list::load_state(&sync)?);
    let here: HashSet<String> = local.iter().map(|session| session.found.session.to_string()).collect();
    let _lock = if args.dry_run { None } else { Some(state_lock(config)?) };
    let look = app.block_on(async {
        let reader = context::reader(target).await?;
        let look = retention::look(&reader, keep, &here, context::now()).await;
        reader.remote.close().await;
        Ok::<_, Failure>(look?)
    })??;
    if !app.ui.is_json() {
        tell(app, (name, keep), &look, args.dry_run)?;
    }
    if args.dry_run || look.past.is_empty() {
        show(app, (name, keep), (&look, args.dry_run), &Dropped::default())?;
        return Ok(Outcome::Done);
    }
    let asks = look.is_most() || look.only_copies() > 0;
    if asks && !args.yes && !app.ui.confirm("Shred them for ever?", "--yes")? {
        return Ok(Outcome::Found);
    }
    let dropped = carry_out(app, config, target, &look)?;
    show(app, (name, keep), (&look, false), &dropped)?;
    Ok(if dropped.deleted.left.is_empty() { Outcome::Done } else { Outcome::from_causes([Kind::Partly]) })
}

fn carry_out(app: &App, config: &Config, target: &Target, look: &Look) -> Result<Dropped, Failure> {
    let progress = app.ui.progress();
    let now_us = u64::try_from(context::now_ns() / 1_000).unwrap_or(0);
    let dropped = app.block_on(async {
        let vault = context::unlock(target).await?;
        let (vault, dropped) = retention::drop_past(vault, &look.past, now_us, &*progress).await?;
        vault.connection.remote.close().await;
        Ok::<_, Failure>(dropped)
    })??;
    forget_locally(config, &target.profile, &dropped.sessions)?;
    Ok(dropped)
}

/// What would go, before it goes.
fn tell(app: &App, (name, keep): (&str, Keep), look: &Look, all: bool) -> Result<(), Failure> {
    const SHOWN: usize = 20;
    for one in look.past.iter().take(if all { usize::MAX } else { SHOWN }) {
        let line = format!(
            "{}  {}  {}{}  {}",
            escape(&one.session),
            seconds_text(one.synced).unwrap_or_default(),
            size(one.bytes),
            if one.only_copy { "  (no copy on this machine)" } else { "" },
            escape(one.title.as_deref().unwrap_or_default())
        );
        if all { app.ui.line(&line)? } else { app.ui.note(&line) }
    }
    if look.past.is_empty() {
        return Ok(());
    }
    let past = count(look.past.len() as u64, "session");
    app.ui.note(&format!("vault {name} keeps {}; {past} past that", text(keep)));
    if look.only_copies() > 0 {
        let only = look.only_copies();
        app.ui.warn(&format!("this machine has no file of {only} of them: the vault's may be the only copy"));
    }
    if look.is_most() {
        app.ui.warn("that is more than half of all sessions");
    }
    Ok(())
}

fn past_json(one: &Past) -> serde_json::Value {
    json!({
        "session": one.session,
        "synced": seconds_text(one.synced),
        "bytes": one.bytes,
        "only_copy": one.only_copy,
    })
}

fn show(
    app: &App,
    (name, keep): (&str, Keep),
    (look, dry): (&Look, bool),
    dropped: &Dropped,
) -> Result<(), Failure> {
    let Dropped { deleted, sessions, moved } = dropped;
    let level = u8::from(deleted.left.is_empty() && !sessions.is_empty());
    if app.ui.is_json() {
        return app.ui.json(&json!({
            "vault": name,
            "retention": to_json(keep),
            "dry_run": dry,
            "past": look.past.iter().map(past_json).collect::<Vec<_>>(),
            "stay": look.stay,
            "unread": look.unread,
            "shredded": sessions,
            "moved": moved,
            "level": level,
            "left": deleted.left,
        }));
    }
    if look.unread > 0 {
        app.ui.warn(&format!("{} did not open, and stay", count(look.unread, "session")));
        app.ui.hint("han verify");
    }
    if look.past.is_empty() {
        app.ui.note(&format!("vault {name} keeps {}; nothing is past that", text(keep)));
        return Ok(());
    }
    if dry {
        return Ok(());
    }
    if !deleted.left.is_empty() {
        let left = count(deleted.left.len() as u64, "object");
        app.ui.warn(&format!("{left} can still be had from the vault: shred level 1 is not reached"));
        app.ui.hint("ask whoever keeps the vault, then: han sync   (asks again)");
    } else if level == 1 {
        let gone = count(sessions.len() as u64, "session");
        app.ui.note(&format!("shredded {gone}; shred level 1 is reached, {} stay", look.stay));
        app.ui.note("out of reach: exports, backups and other copies made before, and the session files on each machine");
        app.ui.hint(&format!(
            "han rotate --data-key --vault {name}   (then copies do not open with today's keys: level 2)"
        ));
    }
    if !moved.is_empty() {
        app.ui.note(&format!("{} moved meanwhile and stay", count(moved.len() as u64, "session")));
    }
    Ok(())
}
