//! `han rotate`.

mod compromised;
mod content;
pub mod secret;
mod teams;

use super::App;
use super::args::RotateArgs;
use super::context;
use super::context::{policy, state_lock};
use super::failure::{Failure, Outcome};
use super::text::{count, seconds_text};
use super::ui::Table;
use crate::config::Config;
use crate::ops::keys::{self, KeyInfo};
use crate::ops::rotate::{self, DataKeyReport, OldSlot, SecretReport};
use crate::ops::sync::Target;
use secret::{Replaced, Wanted};
use serde_json::json;
use std::path::Path;

/// Dispatches.
pub fn run(app: &App, args: &RotateArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let target = context::target(app)?;
    if args.status {
        return status(app, config, &target);
    }
    let _lock = state_lock(config)?;
    let outcome = change(app, config, &target, args)?;
    super::share::keep_up(app, &target);
    Ok(outcome)
}

fn change(app: &App, config: &Config, target: &Target, args: &RotateArgs) -> Result<Outcome, Failure> {
    if args.due {
        return due(app, config, target);
    }
    if args.data_key {
        let report = data_key(app, config, target)?;
        show_data_key(app, Some(&report), &[])?;
        return Ok(Outcome::Done);
    }
    if args.content {
        return content::run(app, target, args);
    }
    if args.compromised {
        return compromised::run(app, config, target, args);
    }
    new_secret(app, config, target, args)
}

fn status(app: &App, config: &Config, target: &Target) -> Result<Outcome, Failure> {
    let under_way = rotate::content_under_way(&target.profile)?;
    let (file, (remaining, all)) = app.block_on(async {
        let mut connection = context::connect(target).await?;
        connection.remember()?;
        let counts = rotate::remaining(&mut connection).await?;
        Ok::<_, Failure>((connection.keyfile, counts))
    })??;
    let keys = keys::list(&file, policy(config), context::now());
    let keys: Vec<_> = keys.iter().filter(|key| matches!(key.purpose, "secret" | "data")).collect();
    if app.ui.is_json() {
        let keys: Vec<_> = keys.iter().map(|key| status_json(key)).collect();
        app.ui.json(&json!({
            "keys": keys,
            "content_keys": all,
            "remaining": remaining,
            "content_under_way": under_way,
        }))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["KEY", "VERSION", "STATUS", "AGE", "DUE"]);
    for key in keys {
        let cells = [
            key.purpose.to_owned(),
            key.version.to_string(),
            key.status.to_owned(),
            format!("{} d", key.age_days),
            (if key.due { "now" } else { "" }).to_owned(),
        ];
        table.row(cells);
    }
    app.ui.table(&table)?;
    if remaining > 0 {
        app.ui.note(&format!("{remaining} of {all} content keys stand under an old data key"));
        app.ui.hint("han rotate --data-key");
    }
    if let Some(sessions) = under_way {
        app.ui.note(&format!("{} were being sealed anew, and not all are done", count(sessions, "session")));
        app.ui.hint("han rotate --content");
    }
    Ok(Outcome::Done)
}

fn status_json(key: &KeyInfo) -> serde_json::Value {
    json!({
        "what": key.purpose,
        "version": key.version,
        "status": key.status,
        "created": seconds_text(key.created),
        "age_days": key.age_days,
        "due": key.due,
    })
}

/// Rolls a data key that is due without asking; a secret that is due is only named.
fn due(app: &App, config: &Config, target: &Target) -> Result<Outcome, Failure> {
    let connection = app.block_on(context::connect(target))??;
    connection.remember()?;
    let due = keys::due(&connection.keyfile, policy(config), context::now());
    let has = |purpose| due.iter().any(|key| key.purpose == purpose);
    let report = if has("data") { Some(data_key(app, config, target)?) } else { None };
    let overdue: &[&str] = if has("secret") { &["secret"] } else { &[] };
    show_data_key(app, report.as_ref(), overdue)?;
    if overdue.is_empty() {
        return Ok(Outcome::Done);
    }
    app.ui.warn(&format!("the secret of vault {} is due for a change", target.profile.name));
    app.ui.hint(&format!("han rotate --vault {}", target.profile.name));
    Ok(Outcome::Found)
}

fn data_key(app: &App, config: &Config, target: &Target) -> Result<DataKeyReport, Failure> {
    let progress = app.ui.progress();
    let days = policy(config).data_key_days;
    app.block_on(async {
        let vault = context::unlock(target).await?;
        let (vault, report) = rotate::data_key(vault, (days, context::now()), &*progress).await?;
        vault.connection.remote.close().await;
        Ok(report)
    })?
}

/// What became of the data keys, in words.
pub(super) fn data_key_text(report: &DataKeyReport) -> String {
    let (moved, retired) = (count(report.moved, "content key"), count(report.retired, "older data key"));
    format!("data key {} is in force; {moved} moved under it, {retired} retired", report.version)
}

/// What became of the data keys.
pub(super) fn data_key_json(report: &DataKeyReport) -> serde_json::Value {
    json!({
        "version": report.version,
        "begun": report.begun,
        "moved": report.moved,
        "retired": report.retired,
    })
}

fn show_data_key(app: &App, report: Option<&DataKeyReport>, due: &[&str]) -> Result<(), Failure> {
    if app.ui.is_json() {
        let made = report.map(data_key_json);
        let rotated: &[&str] = if report.is_some() { &["data-key"] } else { &[] };
        return app.ui.json(&json!({
            "rotated": rotated,
            "epoch": null,
            "recovery_sheet": null,
            "data_key": made,
            "due": due,
        }));
    }
    match report {
        Some(report) => app.ui.note(&data_key_text(report)),
        None if due.is_empty() => app.ui.note("nothing is due"),
        None => {}
    }
    Ok(())
}

fn new_secret(app: &App, config: &Config, target: &Target, args: &RotateArgs) -> Result<Outcome, Failure> {
    let wanted = Wanted {
        source: secret::source(&args.new_passphrase)?,
        out: args.recovery_out.as_deref(),
        old: OldSlot::Window,
    };
    let Replaced { vault, report, sheet } = secret::replace(app, config, target, &wanted)?;
    app.block_on(vault.connection.remote.close())?;
    show_secret(app, target, &report, sheet.as_deref())?;
    Ok(Outcome::Done)
}

fn show_secret(
    app: &App,
    target: &Target,
    report: &SecretReport,
    sheet: Option<&Path>,
) -> Result<(), Failure> {
    let name = &target.profile.name;
    if app.ui.is_json() {
        return app.ui.json(&json!({
            "rotated": ["secret"],
            "epoch": report.epoch,
            "recovery_sheet": sheet.map(|path| path.display().to_string()),
            "data_key": null,
            "due": [],
        }));
    }
    let resumed = if report.resumed { " (the one of the interrupted rotation)" } else { "" };
    app.ui.note(&format!("vault {name} has a new secret{resumed}; the old one reads for 30 days more"));
    if target.profile.secret.store.is_none() {
        app.ui.note("whatever gives the secret of this vault must give the new one from now on");
    }
    app.ui.hint(&format!("on each other machine: han keys unlock --vault {name}"));
    Ok(())
}
