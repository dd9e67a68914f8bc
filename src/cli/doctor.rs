//! `han doctor`.

use super::App;
use super::context;
use super::failure::{Failure, Outcome};
use super::ui::{Paint, escape};
use crate::config::{Config, SecretStoreKind, VaultName};
use crate::ops::doctor::{self, Check, Kept, Level, Patient};
use crate::ops::sync::Target;
use serde_json::json;

/// Dispatches. Found (exit code 1) where something needs doing.
pub fn run(app: &App) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let context = context::sync_context(config)?;
    let patient = Patient {
        kept: context.targets.iter().map(|target| kept(config, target)).collect(),
        context: &context,
        ages: super::status::ages(config),
        program: super::hook::program(app)?,
        private: vec![config.dirs.state.clone(), config.dirs.secrets()],
    };
    let checks = app.block_on(doctor::run(&patient))?;
    if app.ui.is_json() {
        let checks: Vec<_> = checks.iter().map(check_json).collect();
        app.ui.json(&json!({ "checks": checks }))?;
    } else {
        checks.iter().try_for_each(|check| show(app, check))?;
    }
    let problem = checks.iter().any(|check| check.level == Level::Problem);
    Ok(if problem { Outcome::Found } else { Outcome::Done })
}

fn kept(config: &Config, target: &Target) -> Kept {
    let name: Option<VaultName> = target.profile.name.parse().ok();
    let entry = name.and_then(|name| config.file.vault.get(&name));
    match entry.and_then(|entry| entry.secret_store) {
        Some(SecretStoreKind::File) => Kept::File,
        Some(SecretStoreKind::Command) => Kept::Command,
        Some(SecretStoreKind::Keyring) | None => Kept::Keyring,
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Good => "ok",
        Level::Note => "note",
        Level::Problem => "problem",
    }
}

fn check_json(check: &Check) -> serde_json::Value {
    json!({
        "check": check.check,
        "ok": check.level != Level::Problem,
        "level": word(check.level),
        "message": check.message,
        "command": check.command,
    })
}

fn show(app: &App, check: &Check) -> Result<(), Failure> {
    let paint = match check.level {
        Level::Good => Paint::Green,
        Level::Note => Paint::Dim,
        Level::Problem => Paint::Red,
    };
    let level = app.ui.paint(paint, &format!("{:7}", word(check.level)));
    app.ui.line(&format!("{level}  {}", escape(&check.message)))?;
    match &check.command {
        Some(command) => app.ui.line(&format!("         run: {}", escape(command))),
        None => Ok(()),
    }
}
