//! `han rotate --compromised`: somebody who should not may hold the secret, a machine, or a key.

use super::secret::{self, Replaced, Wanted};
use super::teams::{self, Told};
use super::{data_key_json, data_key_text};
use crate::cli::App;
use crate::cli::args::RotateArgs;
use crate::cli::context;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::text::count;
use crate::cli::ui::escape;
use crate::config::Config;
use crate::ops::keys;
use crate::ops::place::RemotePlace;
use crate::ops::rotate::{self, DataKeyReport, OldSlot};
use crate::ops::server;
use crate::ops::sync::Target;
use crate::protocol::keyfile::OwnerKind;
use crate::vault::identity::Identity;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// What was done.
struct Replacement {
    /// The epoch of the secret in force.
    epoch: u32,
    /// Whether an earlier run had changed the secret.
    resumed: bool,
    sheet: Option<PathBuf>,
    data_key: DataKeyReport,
    /// Labels of tokens that were revoked; none where the vault gives this user none.
    revoked: Option<Vec<String>>,
    /// What the user's teams make of the new identity.
    teams: Vec<Told>,
}

/// Asks, then changes everything that can be changed. Interrupted, the same command goes on.
pub fn run(app: &App, config: &Config, target: &Target, args: &RotateArgs) -> Result<Outcome, Failure> {
    let name = &target.profile.name;
    let out = args.recovery_out.as_deref();
    let wanted = Wanted { source: secret::source(&args.new_passphrase)?, out, old: OldSlot::Gone };
    let standing = rotate::compromised_under_way(&target.profile)?;
    if standing.is_none() {
        wanted.check(&target.profile)?;
    }
    app.ui.warn(&format!(
        "vault {name}: the secret that is in force stops opening anything, at once and everywhere;"
    ));
    app.ui.warn("every other machine and person needs the new one, and exports made before keep the old one");
    if !args.yes && !app.ui.confirm("Replace every key?", "--yes")? {
        return Ok(Outcome::Found);
    }
    let again = format!("han rotate --compromised --vault {name}   (goes on)");
    let done = carry_out(app, config, (target, standing), &wanted).map_err(|failure| failure.hint(&again))?;
    show(app, target, &done)?;
    let untold = done.teams.iter().filter_map(|(_, known)| known.as_ref().err().map(Failure::kind));
    let outcome = Outcome::from_causes(untold);
    if outcome == Outcome::Done {
        rotate::end_compromised(&target.profile)?;
    } else {
        app.ui.hint(&again);
    }
    Ok(outcome)
}

fn carry_out(
    app: &App,
    config: &Config,
    (target, standing): (&Target, Option<u32>),
    wanted: &Wanted<'_>,
) -> Result<Replacement, Failure> {
    let vault = app.block_on(context::unlock(target))??;
    vault.require_governing()?;
    let (epoch, personal) = (vault.keys.epoch, vault.keys.identity().is_some());
    app.block_on(vault.connection.remote.close())?;
    let resumed = standing.is_some_and(|before| epoch > before);
    let (epoch, sheet) = match resumed {
        true => (epoch, None),
        false => {
            if personal {
                teams::all_know(app, config)?;
            }
            rotate::begin_compromised(&target.profile, epoch)?;
            let Replaced { vault, report, sheet } = secret::replace(app, config, target, wanted)?;
            app.block_on(vault.connection.remote.close())?;
            (report.epoch, sheet)
        }
    };
    let (data_key, me) = retire(app, target)?;
    let revoked = revoke(app, target)?;
    let teams = match me {
        Some(me) => teams::tell(app, config, &me)?,
        None => Vec::new(),
    };
    Ok(Replacement { epoch, resumed, sheet, data_key, revoked, teams })
}

fn show(app: &App, target: &Target, done: &Replacement) -> Result<(), Failure> {
    let name = &target.profile.name;
    if app.ui.is_json() {
        return app.ui.json(&json!({
            "rotated": ["secret", "data-key"],
            "epoch": done.epoch,
            "resumed": done.resumed,
            "recovery_sheet": done.sheet.as_ref().map(|path| path.display().to_string()),
            "data_key": data_key_json(&done.data_key),
            "revoked_tokens": done.revoked,
            "teams": teams::to_json(&done.teams),
            "due": [],
        }));
    }
    if done.resumed {
        app.ui.note("the secret had been replaced by a run that was interrupted; this one did the rest");
        app.ui.note("(if others may know it again since: run the same once more)");
        if !keys::has_sheet(&target.profile, done.epoch) {
            app.ui
                .hint(&format!("han keys recovery-sheet --vault {name}   (none was made of the new secret)"));
        }
    }
    app.ui.note(&format!("vault {name} has a new secret, and the old one opens nothing of it any more"));
    app.ui.note(&data_key_text(&done.data_key));
    show_tokens(app, target, done);
    teams::show(app, &done.teams);
    show_limits(app, name);
    Ok(())
}

fn show_tokens(app: &App, target: &Target, done: &Replacement) {
    let name = &target.profile.name;
    match &done.revoked {
        Some(revoked) => {
            let names: Vec<_> = revoked.iter().map(|label| escape(label).into_owned()).collect();
            let tokens = count(revoked.len() as u64, "token");
            app.ui.note(&format!("revoked {tokens} of other machines{}", listed(&names)));
            app.ui.hint("han devices add   (the code and the login for each machine that stays)");
        }
        None if matches!(target.place, RemotePlace::Server(_)) => {
            app.ui.note("tokens were not touched: they are not the team's, but each member's own");
            app.ui.hint("where a machine of yours is lost: han rotate --compromised --vault personal   (ends its token)");
            app.ui.hint(&format!(
                "where it is a member's, that member runs the same, or: han team remove MEMBER --vault {name}"
            ));
        }
        None => app.ui.note("tokens were not touched: a folder gives none"),
    }
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) }
}

/// Moves every content key away from the data keys before the one that came with the secret; gives the identity too,
/// which is another one now.
fn retire(app: &App, target: &Target) -> Result<(DataKeyReport, Option<Arc<Identity>>), Failure> {
    let progress = app.ui.progress();
    app.block_on(async {
        let vault = context::unlock(target).await?;
        let before = vault.keys.active_dek_version().saturating_sub(1);
        let (vault, report) = rotate::retire(vault, before, context::now(), &*progress).await?;
        vault.connection.remote.close().await;
        Ok((report, vault.keys.identity().cloned()))
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
