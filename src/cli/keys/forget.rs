//! `han keys forget`.

use crate::cli::App;
use crate::cli::args::KeysForgetArgs;
use crate::cli::context;
use crate::cli::context::state_lock;
use crate::cli::failure::{Failure, Kind, Outcome};
use crate::cli::ui::escape;
use crate::config::{Config, SecretStoreKind};
use crate::ops::devices;
use crate::ops::keys;
use crate::ops::open::OpenVault;
use crate::ops::progress::Silent;
use crate::ops::secret;
use crate::ops::sync::Target;
use crate::ops::view::Reader;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// Dispatches.
pub fn run(app: &App, args: &KeysForgetArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let target: Target = context::target(app)?;
    let name = &target.profile.name;
    let holders = holders(app, config, &target);
    app.ui.warn(&format!(
        "the secret of vault {name} goes from this machine, and its key with it: nothing syncs or"
    ));
    app.ui.warn("restores here until it is entered again, and the pin that stands beside it goes too");
    match holders.as_slice() {
        [] if !args.yes => {
            return Err(Failure::new(Kind::Conflict, "nothing else is known to hold this secret: no recovery sheet of it was made here, and no other machine has written since it is in force")
                .hint(format!("han keys recovery-sheet --vault {name} --recovery-out FILE"))
                .hint(format!("han keys forget --vault {name} --yes   (forgets it all the same)")));
        }
        [] => app.ui.warn("nothing else is known to hold it: without it nobody opens the vault again"),
        some => app.ui.note(&format!("known to hold it: {}", some.join(", "))),
    }
    if !args.yes && !app.ui.confirm("Forget it?", "--yes")? {
        return Ok(Outcome::Found);
    }
    let _lock = state_lock(config)?;
    secret::forget(&target.profile)?;
    if app.ui.is_json() {
        app.ui.json(&json!({ "forgotten": name, "known_holders": holders }))?;
    } else {
        app.ui.note(&format!("forgot the secret of vault {name}"));
        for sheet in sheets(config, &target) {
            app.ui.warn(&format!("{} still lies here, and the secret stands on it", sheet.display()));
        }
        app.ui.hint(&format!("han keys unlock --vault {name}   (enters it again)"));
        app.ui.hint(&format!("han keys unlock --vault {name} --code - < SHEET   (from a recovery sheet)"));
    }
    Ok(Outcome::Done)
}

/// Who else is known to hold the secret. A vault that cannot be asked adds nothing.
fn holders(app: &App, config: &Config, target: &Target) -> Vec<String> {
    let entry = config.vault_entry().and_then(|entry| entry.secret_store);
    let mut known = Vec::new();
    if entry == Some(SecretStoreKind::Command) {
        known.push("the command that gives it".to_owned());
    }
    let asked = app.block_on(async {
        let OpenVault { connection, keys: opened, slot: _ } = context::unlock(target).await?;
        let since = keys::secret_since(&connection.keyfile);
        let sheet = keys::has_sheet(&target.profile, opened.epoch);
        let reader =
            Reader { keys: Arc::new(opened), follow: Arc::new(connection.follow), remote: connection.remote };
        let devices = devices::list(&reader, &Silent).await;
        reader.remote.close().await;
        Ok::<_, Failure>((sheet, since, devices?))
    });
    if let Ok(Ok((sheet, since, devices))) = asked {
        known.extend(sheet.then(|| "a recovery sheet that was made here".to_owned()));
        let others = devices.iter().filter(|one| one.id != target.profile.device && one.last >= since);
        known.extend(others.map(|one| format!("machine {}", escape(&one.name))));
    }
    known
}

/// Recovery sheets that were written beside the store.
fn sheets(config: &Config, target: &Target) -> Vec<PathBuf> {
    let prefix = format!("{}.recovery-sheet", target.profile.owner);
    let entries = std::fs::read_dir(config.dirs.secrets()).into_iter().flatten().flatten();
    let named = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(&prefix))
    };
    let mut found: Vec<_> = entries.map(|entry| entry.path()).filter(named).collect();
    found.sort();
    found
}
