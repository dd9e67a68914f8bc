//! `han vault ...`: the vaults that this machine's configuration knows.

use super::App;
use super::args::VaultCommand;
use super::failure::{Failure, Outcome};
use super::ui::Table;
use crate::config::{Config, VaultEntry, VaultName};
use serde_json::json;

/// Dispatches.
pub fn run(app: &App, command: &VaultCommand) -> Result<Outcome, Failure> {
    match command {
        VaultCommand::List => list(app),
        VaultCommand::Rename(args) => rename(app, &args.old, &args.new),
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
