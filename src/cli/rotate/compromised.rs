//! `han rotate --compromised`: somebody who should not may hold the secret, a machine, or a key.

use super::secret::{self, Replaced, Wanted};
use super::{data_key_json, data_key_text};
use crate::cli::App;
use crate::cli::args::RotateArgs;
use crate::cli::context;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::sync::count;
use crate::cli::ui::escape;
use crate::config::Config;
use crate::ops::place::RemotePlace;
use crate::ops::rotate::{self, DataKeyReport, OldSlot};
use crate::ops::server;
use crate::ops::sync::Target;
use crate::protocol::keyfile::OwnerKind;
use serde_json::json;

/// Asks, then changes everything that can be changed.
pub fn run(app: &App, config: &Config, target: &Target, args: &RotateArgs) -> Result<Outcome, Failure> {
    let name = &target.profile.name;
    let out = args.recovery_out.as_deref();
    let wanted = Wanted { source: secret::source(&args.new_passphrase)?, out, old: OldSlot::Gone };
    wanted.check(&target.profile)?;
    app.ui.warn(&format!(
        "vault {name}: the secret that is in force stops opening anything, at once and everywhere;"
    ));
    app.ui.warn("every other machine and person needs the new one, and exports made before keep the old one");
    if !args.yes && !app.ui.confirm("Replace every key?", "--yes")? {
        return Ok(Outcome::Found);
    }
    let Replaced { vault, report, sheet } = secret::replace(app, config, target, &wanted)?;
    let before = vault.keys.active_dek_version().saturating_sub(1);
    app.block_on(vault.connection.remote.close())?;
    let data_key = retire(app, target, before).map_err(|failure| {
        failure.hint(format!("han rotate --data-key --vault {name}   (goes on: the secret is changed)"))
    })?;
    let revoked = revoke(app, target)?;
    if app.ui.is_json() {
        app.ui.json(&json!({
            "rotated": ["secret", "data-key"],
            "epoch": report.epoch,
            "recovery_sheet": sheet.map(|path| path.display().to_string()),
            "data_key": data_key_json(&data_key),
            "revoked_tokens": revoked,
            "due": [],
        }))?;
        return Ok(Outcome::Done);
    }
    app.ui.note(&format!("vault {name} has a new secret, and the old one opens nothing of it any more"));
    app.ui.note(&data_key_text(&data_key));
    match &revoked {
        Some(revoked) => {
            let names: Vec<_> = revoked.iter().map(|label| escape(label).into_owned()).collect();
            let tokens = count(revoked.len() as u64, "token");
            app.ui.note(&format!("revoked {tokens} of other machines{}", listed(&names)));
            app.ui.hint("han devices add   (the code and the login for each machine that stays)");
        }
        None => app
            .ui
            .note("tokens were not touched: a folder gives none, and those of a team are its members' own"),
    }
    show_limits(app, name);
    Ok(Outcome::Done)
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) }
}

/// Moves every content key away from the data keys up to `before`.
fn retire(app: &App, target: &Target, before: u32) -> Result<DataKeyReport, Failure> {
    let progress = app.ui.progress();
    app.block_on(async {
        let vault = context::unlock(target).await?;
        let (vault, report) = rotate::retire(vault, before, context::now(), &*progress).await?;
        vault.connection.remote.close().await;
        Ok(report)
    })?
}

/// Revokes the tokens of this user's other machines; gives their labels. Nothing where the vault is in a folder, or a
/// team's: what a member's token may is for the team to say.
fn revoke(app: &App, target: &Target) -> Result<Option<Vec<String>>, Failure> {
    match &target.place {
        RemotePlace::Server(place) if place.kind == OwnerKind::User => {
            Ok(Some(app.block_on(server::revoke_others(place))??))
        }
        _ => Ok(None),
    }
}

fn show_limits(app: &App, name: &str) {
    app.ui.note(
        "what cannot be called back: whoever kept a copy of the vault and the old secret reads that copy;",
    );
    app.ui.note("the key that names the sessions stays, so that who had it can tell whether a session of a known id is here");
    app.ui.hint(&format!("on each machine that stays: han keys unlock --vault {name}"));
}
