//! `han vault ...`: the vaults that this machine's configuration knows.

use super::App;
use super::args::{VaultCommand, VaultDeleteArgs};
use super::context;
use super::context::state_lock;
use super::failure::{Failure, Kind, Outcome};
use super::text::count;
use super::ui::Table;
use crate::config::{Config, VaultEntry, VaultName};
use crate::ops::delete::{self, Gone};
use crate::ops::place::RemotePlace;
use crate::ops::sync::route_name;
use serde_json::json;

/// Dispatches.
pub fn run(app: &App, command: &VaultCommand) -> Result<Outcome, Failure> {
    match command {
        VaultCommand::List => list(app),
        VaultCommand::Rename(args) => rename(app, &args.old, &args.new),
        VaultCommand::Retention(args) => super::retention::run(app, args),
        VaultCommand::Delete(args) => delete(app, args),
    }
}

fn list(app: &App) -> Result<Outcome, Failure> {
    let config = app.config()?;
    if app.ui.is_json() {
        let vaults: Vec<_> =
            config.file.vault.iter().map(|(name, entry)| row_json(config, name, entry)).collect();
        app.ui.json(&json!({ "vaults": vaults }))?;
        return Ok(Outcome::Done);
    }
    if config.file.vault.is_empty() {
        app.ui.note(&format!("no vault yet in {}", config.path.display()));
        app.ui.hint("han sync");
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["", "NAME", "PLACE", "SECRET", "OWNER"]);
    for (name, entry) in &config.file.vault {
        table.row([
            if *name == config.vault { "*" } else { "" },
            name.as_str(),
            entry.remote.as_deref().unwrap_or("this machine"),
            entry.secret_store.map_or("", |store| store.as_str()),
            &entry.owner.map(|owner| owner.to_string()).unwrap_or_default(),
        ]);
    }
    app.ui.table(&table)?;
    Ok(Outcome::Done)
}

fn row_json(config: &Config, name: &VaultName, entry: &VaultEntry) -> serde_json::Value {
    json!({
        "name": name.as_str(),
        "default": *name == config.vault,
        "owner": entry.owner.map(|owner| owner.to_string()),
        "remote": entry.remote,
        "secret_store": entry.secret_store.map(|store| store.as_str()),
        "kind": entry.kind,
    })
}

fn rename(app: &App, old: &VaultName, new: &VaultName) -> Result<Outcome, Failure> {
    app.config()?.edit(|text| crate::config::rename_vault(text, old, new))?;
    app.ui.note(&format!("vault {old} is now {new}"));
    Ok(Outcome::Done)
}

/// Deletes a vault: at its place, then here.
fn delete(app: &App, args: &VaultDeleteArgs) -> Result<Outcome, Failure> {
    let (config, name) = (app.config()?, &args.name);
    if config.file.route.iter().any(|route| route.vault.as_ref() == Some(name)) {
        return Err(Failure::new(Kind::Conflict, format!("a route still sends sessions to vault {name}"))
            .hint(format!("take its [[route]] out of {}", config.path.display())));
    }
    let target = context::other_target(config, name)?;
    let place = context::place_text(&target.place);
    app.ui.warn(&format!("vault {name} ({place}) and every session in it will be deleted for ever;"));
    app.ui.warn("what lies under the Claude folder stays, and other machines that use the vault lose it");
    if !args.yes && !app.ui.confirm("Delete the vault?", "--yes")? {
        return Ok(Outcome::Found);
    }
    let _lock = state_lock(config)?;
    let progress = app.ui.progress();
    let now_us = u64::try_from(context::now_ns() / 1_000).unwrap_or(0);
    let again = format!("han vault delete {name}   (goes on from here)");
    let gone = app.block_on(delete::place(&target, (context::now(), now_us), &*progress))?;
    drop(progress);
    let gone = gone.map_err(|error| Failure::from(error).hint(&again))?;
    if let Gone::Sessions(deleted) = &gone
        && !deleted.left.is_empty()
    {
        let left = count(deleted.left.len() as u64, "object");
        return Err(Failure::new(Kind::Partly, format!("{left} can still be had from {place}")).hint(&again));
    }
    let route = route_name(name.as_str(), VaultName::personal().as_str());
    delete::forget(&target.profile, &context::state_path(config), &route)?;
    config.edit(|text| crate::config::forget_vault(text, name))?;
    show_deleted(app, (name, &target.place), &gone)
}

fn show_deleted(
    app: &App,
    (name, place): (&VaultName, &RemotePlace),
    gone: &Gone,
) -> Result<Outcome, Failure> {
    let sessions = match gone {
        Gone::Folder => None,
        Gone::Sessions(deleted) => Some(deleted.sessions + deleted.ended),
    };
    if app.ui.is_json() {
        app.ui
            .json(&json!({ "deleted": name.as_str(), "folder": sessions.is_none(), "sessions": sessions }))?;
        return Ok(Outcome::Done);
    }
    let place = context::place_text(place);
    match sessions {
        None => {
            app.ui.note(&format!("deleted vault {name}: {place} is gone, and its secret on this machine"))
        }
        Some(sessions) => {
            let sessions = count(sessions, "session");
            app.ui
                .note(&format!("deleted vault {name}: {sessions} shredded, and its secret on this machine"));
            app.ui.note(&format!("{place} keeps its keyfile and its log, which open nothing any more"));
        }
    }
    app.ui
        .note("out of reach: exports, backups and other copies made before; recovery sheets open only those");
    Ok(Outcome::Done)
}
