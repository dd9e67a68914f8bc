//! `han status`.

use super::App;
use super::causes::op_kind;
use super::context;
use super::failure::{Failure, Outcome};
use super::retention;
use super::text::{count, minute, seconds_text, size, time_text};
use super::ui::escape;
use crate::config::{Config, VaultName};
use crate::local::state::State;
use crate::ops::keys::KeyChange;
use crate::ops::list;
use crate::ops::retention::Keep;
use crate::ops::status::{self, Ages, Counts, Due, VaultStatus};
use crate::ops::sync::{self, SyncContext, Target};
use serde_json::json;

const DAY: u64 = 86_400;

/// When keys are due, by the configuration.
pub fn ages(config: &Config) -> Ages {
    let policy = config.file.policy;
    Ages { data_key_days: policy.data_key_days.into(), secret_days: policy.secret_days.into() }
}

/// How the configuration keeps a vault's secret.
fn store_text(config: &Config, target: &Target) -> Option<&'static str> {
    let name: VaultName = target.profile.name.parse().ok()?;
    config.file.vault.get(&name)?.secret_store.map(|kind| kind.as_str())
}

struct Page<'a> {
    config: &'a Config,
    context: &'a SyncContext,
    state: State,
    sessions: Vec<list::LocalSession>,
    vaults: Vec<(&'a Target, VaultStatus)>,
    now: u64,
}

/// Dispatches.
pub fn run(app: &App) -> Result<Outcome, Failure> {
    let config = app.config()?;
    if config.vault_was_named {
        config.known_vault()?;
    }
    let context = context::sync_context(config)?;
    let state = list::load_state(&context)?;
    let (sessions, _) = list::local(&context, &state);
    let now = context::now();
    let chosen = |target: &&Target| !config.vault_was_named || target.profile.name == config.vault.as_str();
    let mut vaults = Vec::new();
    for target in context.targets.iter().filter(chosen) {
        vaults.push((target, app.block_on(status::vault(target, ages(config), now))?));
    }
    let causes: Vec<_> =
        vaults.iter().filter_map(|(_, vault)| vault.now.as_ref().err().map(op_kind)).collect();
    let page = Page { config, context: &context, state, sessions, vaults, now };
    if app.ui.is_json() {
        app.ui.json(&page.to_json())?
    } else {
        page.show(app)?
    }
    Ok(Outcome::from_causes(causes))
}

impl Page<'_> {
    fn due(&self) -> Vec<&Due> {
        self.vaults.iter().flat_map(|(_, vault)| &vault.due).collect()
    }

    /// The vault's retention.
    fn keep(&self, target: &Target) -> Keep {
        let name: Option<VaultName> = target.profile.name.parse().ok();
        retention::keep(name.and_then(|name| self.config.file.vault.get(&name)))
    }

    fn behind(&self) -> u64 {
        sync::behind(&self.context.rules, &self.state)
    }

    fn to_json(&self) -> serde_json::Value {
        let vaults: Vec<_> =
            self.vaults.iter().map(|(target, vault)| self.vault_json(target, vault)).collect();
        let failure = self.state.last_failure.as_ref().map(|failure| {
            json!({ "time": time_text(failure.time_ms), "code": failure.code, "message": failure.message })
        });
        let due: Vec<_> = self
            .due()
            .into_iter()
            .map(|due| json!({ "what": due.what, "since": seconds_text(due.since), "command": due.command }))
            .collect();
        json!({
            "vaults": vaults,
            "behind": self.behind(),
            "last_sync": self.state.last_sync.as_ref().and_then(|sync| time_text(sync.time_ms)),
            "last_failure": failure,
            "due": due,
        })
    }

    fn vault_json(&self, target: &Target, vault: &VaultStatus) -> serde_json::Value {
        let counts = Counts::of(&self.sessions, Some(&vault.name));
        let mut document = json!({
            "name": vault.name,
            "owner": vault.owner.to_string(),
            "remote": context::place_text(&target.place),
            "secret_store": store_text(self.config, target),
            "local": { "synced": counts.synced, "changed": counts.changed, "new": counts.local },
            "last_verified": vault.verified.and_then(seconds_text),
            "retention": retention::to_json(self.keep(target)),
        });
        let more = match &vault.now {
            Ok((keys, log)) => json!({
                "sessions": log.sessions,
                "bytes_stored": log.stored_bytes,
                "log_size": log.size,
                "keyfile_version": keys.version,
                "data_key_since": seconds_text(keys.data_key_since),
                "secret_since": seconds_text(keys.secret_since),
                "keys": keys.in_force.iter().map(change_json).collect::<Vec<_>>(),
                "error": null,
            }),
            Err(error) => {
                json!({ "error": { "code": op_kind(error).code(), "message": status::reason(error) } })
            }
        };
        if let (Some(document), serde_json::Value::Object(more)) = (document.as_object_mut(), more) {
            document.extend(more);
        }
        document
    }

    fn show(&self, app: &App) -> Result<(), Failure> {
        let ui = &app.ui;
        if let Some(failure) = &self.state.last_failure {
            ui.warn(&format!("the last sync failed at {}: {}", minute(failure.time_ms), failure.message));
            ui.hint("han sync");
        }
        if self.context.targets.is_empty() {
            let waiting = Counts::of(&self.sessions, Some(&self.context.routing.personal));
            ui.line(&format!("no vault yet; {} on this machine", count(waiting.local, "session")))?;
            ui.hint("han sync");
            return Ok(());
        }
        for (target, vault) in &self.vaults {
            for line in self.vault_lines(target, vault) {
                ui.line(&line)?;
            }
        }
        let excluded = Counts::of(&self.sessions, None).excluded;
        if excluded > 0 {
            ui.line(&format!("kept here  {}", count(excluded, "session")))?;
        }
        let behind = self.behind();
        if behind > 0 {
            ui.line(&format!("older rules scanned {}", count(behind, "session")))?;
            ui.hint("han rescan");
        }
        let last = self.state.last_sync.as_ref();
        ui.line(&format!("last sync  {}", last.map_or("never".into(), |sync| minute(sync.time_ms))))?;
        for due in self.due() {
            ui.warn(&format!("{} is due", due.what));
            ui.hint(&due.command);
        }
        Ok(())
    }

    fn vault_lines(&self, target: &Target, vault: &VaultStatus) -> Vec<String> {
        let ago = |since: u64| count(self.now.saturating_sub(since) / DAY, "day");
        let row = |name: &str, value: String| format!("  {name:9}  {}", escape(&value));
        let mut lines = vec![format!("vault {}", escape(&vault.name)), row("owner", vault.owner.to_string())];
        lines.push(row("place", context::place_text(&target.place)));
        lines.push(row("secret", store_text(self.config, target).unwrap_or("not stored").to_owned()));
        let counts = Counts::of(&self.sessions, Some(&vault.name));
        lines.push(row(
            "here",
            format!("{} synced, {} changed, {} new", counts.synced, counts.changed, counts.local),
        ));
        if self.keep(target).is_set() {
            lines.push(row("keeps", retention::text(self.keep(target))));
        }
        let verified = vault
            .verified
            .map_or_else(|| "never".into(), |at| minute(i64::try_from(at * 1_000).unwrap_or(0)));
        match &vault.now {
            Ok((keys, log)) => {
                let stored = log.stored_bytes.map(|bytes| format!(", {}", size(bytes))).unwrap_or_default();
                lines.push(row("holds", format!("{}{stored}", count(log.sessions, "session"))));
                let moved = if log.moved { ", something was new" } else { "" };
                let entries = if log.size == 1 { "entry" } else { "entries" };
                lines.push(row(
                    "log",
                    format!("{} {entries}, verified now (before: {verified}){moved}", log.size),
                ));
                let (secret, data) = (ago(keys.secret_since), ago(keys.data_key_since));
                lines.push(row(
                    "keys",
                    format!("keyfile {}, secret {secret} old, data key {data} old", keys.version),
                ));
                lines.extend(keys.in_force.iter().filter_map(change_text).map(|text| row("", text)));
            }
            Err(error) => lines.push(row(
                "cannot be used",
                format!("{} (last verified: {verified})", status::reason(error)),
            )),
        }
        lines
    }
}

/// Characters of a key's id that tell it from the one before it.
const KEY_ID: usize = 8;

/// A key that followed another, in words: `data key 2 is 9c1b0a2f, before it 3f2a1c44`.
pub(super) fn change_text(key: &KeyChange) -> Option<String> {
    let short = |id: &str| id.chars().take(KEY_ID).collect::<String>();
    let before = short(key.before.as_deref()?);
    Some(format!("{} key {} is {}, before it {before}", key.purpose, key.version, short(&key.after)))
}

/// A key and the one before it.
pub(super) fn change_json(key: &KeyChange) -> serde_json::Value {
    json!({ "purpose": key.purpose, "version": key.version, "id": key.after, "before": key.before })
}
