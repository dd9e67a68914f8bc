//! `han verify`.

use super::App;
use super::args::VerifyArgs;
use super::context;
use super::failure::{Failure, Kind, Outcome};
use crate::ops::error::OpError;
use crate::ops::secret;
use crate::ops::verify::{self, BadItem, VerifyOptions, VerifyReport};
use serde_json::json;
use std::path::Path;

/// Dispatches.
pub fn run(app: &App, args: &VerifyArgs) -> Result<Outcome, Failure> {
    let options = VerifyOptions { sample: args.sample };
    let report = match &args.file {
        Some(file) => archive(app, file, &options)?,
        None => vault(app, &options)?,
    };
    show(app, &report)?;
    Ok(Outcome::from_causes(report.bad.iter().map(kind_of)))
}

/// What a bad item means for the exit code.
pub(super) fn kind_of(bad: &BadItem) -> Kind {
    match bad.code {
        "fork" => Kind::Fork,
        "rollback" => Kind::Rollback,
        "rewritten" => Kind::Rewritten,
        _ => Kind::Tampered,
    }
}

fn vault(app: &App, options: &VerifyOptions) -> Result<VerifyReport, Failure> {
    let target = context::target(app)?;
    let progress = app.ui.progress();
    app.block_on(async {
        let vault = context::unlock(&target).await?;
        Ok(verify::vault(vault, options, &*progress).await?)
    })?
}

/// With the secret of the chosen vault, if that opens it; else with what can be checked without.
fn archive(app: &App, file: &Path, options: &VerifyOptions) -> Result<VerifyReport, Failure> {
    let config = app.config()?;
    let progress = app.ui.progress();
    let profile = match config.vault_entry() {
        Some(entry) => Some(context::known_profile(config, &config.vault, entry)?),
        None if config.passphrase.is_some() => {
            Some(context::profile(config, &config.vault, Default::default(), None)?)
        }
        None => None,
    };
    let secret = profile.as_ref().map(secret::read).transpose()?.flatten();
    let account = profile.as_ref().map(secret::account_key).transpose()?.flatten();
    app.block_on(async {
        let secrets = secret.as_ref().map(|secret| (secret, account.as_ref()));
        let opened = verify::archive(file, secrets, options, &*progress).await;
        let given = config.passphrase.is_some();
        match opened {
            // The stored secret may be of another vault than the archive's.
            Err(OpError::WrongSecret { .. }) if !given => {
                app.ui.warn(
                    "the stored secret does not open this archive: only what needs no secret is checked",
                );
                Ok(verify::archive(file, None, options, &*progress).await?)
            }
            other => Ok(other?),
        }
    })?
}

fn show(app: &App, report: &VerifyReport) -> Result<(), Failure> {
    if app.ui.is_json() {
        let bad: Vec<_> = report
            .bad
            .iter()
            .map(|bad| json!({ "item": bad.item, "code": bad.code, "message": bad.message }))
            .collect();
        return app.ui.json(&json!({ "checked": report.checked, "bad": bad, "sealed": report.sealed }));
    }
    show_bad(app, report);
    Ok(())
}

/// The bad items and their number, for people.
pub(super) fn show_bad(app: &App, report: &VerifyReport) {
    for bad in &report.bad {
        app.ui.warn(&format!("{}: {}", bad.item, bad.message));
    }
    if report.sealed {
        app.ui.note("without the secret only hashes, the log and the keyfile's signature were checked");
    }
    app.ui.note(&format!("{} items checked, {} bad", report.checked, report.bad.len()));
}
