//! `han team remove`.

use super::team_config;
use crate::cli::App;
use crate::cli::args::TeamRemoveArgs;
use crate::cli::context;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::people::{own_identity, team_target};
use crate::cli::rotate::secret::{self, Replaced, Wanted};
use crate::cli::rotate::{data_key_json, data_key_text};
use crate::cli::text::count;
use crate::config::Config;
use crate::ops::error::OpError;
use crate::ops::place::RemotePlace;
use crate::ops::rotate::{self, DataKeyReport, OldSlot};
use crate::ops::sync::Target;
use crate::ops::team::{self, Removed};
use serde_json::json;
use std::path::PathBuf;

/// Asks, then takes the member out and changes the team's keys.
pub fn run(app: &App, args: &TeamRemoveArgs) -> Result<Outcome, Failure> {
    let config = team_config(app)?;
    let target = team_target(&config)?;
    let (name, vault) = (&args.member, &target.profile.name);
    own_identity(app, &config)?;
    let wanted = Wanted {
        source: secret::source(&args.new_passphrase)?,
        out: args.recovery_out.as_deref(),
        old: OldSlot::Gone,
    };
    wanted.check(&target.profile)?;
    app.ui.warn(&format!(
        "{name} leaves {vault}, and the team's secret that is in force stops opening anything;"
    ));
    app.ui.warn("the other members take up the new one, which is sealed to each, by their next sync");
    if !args.yes && !app.ui.confirm("Remove?", "--yes")? {
        return Ok(Outcome::Found);
    }
    let again =
        |failure: Failure| failure.hint(format!("han team remove {name} --vault {vault} --yes   (goes on)"));
    let removed = take_out(app, &config, &target, name)?;
    let changed = match removed.secret_is_due {
        true => Some(replace(app, &config, &target, &wanted).map_err(again)?),
        false => None,
    };
    let data_key = retire(app, &target).map_err(again)?;
    let sheet = changed.flatten();
    crate::cli::share::keep_up(app, &target);
    if app.ui.is_json() {
        app.ui.json(&json!({
            "member": removed.member.name,
            "removed": removed.was_member,
            "secret_changed": removed.secret_is_due,
            "recovery_sheet": sheet.map(|path| path.display().to_string()),
            "data_key": data_key_json(&data_key),
            "shares_ended": removed.shares_ended,
        }))?;
        return Ok(Outcome::Done);
    }
    app.ui.note(&match removed.was_member {
        true => format!("{name} is no member of {vault} any more"),
        false => format!("{name} was no member of {vault} any more; the rest was done"),
    });
    if removed.shares_ended > 0 {
        let shares = count(removed.shares_ended, "share");
        app.ui.note(&format!("{shares} of sessions of {vault}, to or by {name}, taken back"));
    }
    app.ui.note(&data_key_text(&data_key));
    show_limits(app, name, &target);
    Ok(Outcome::Done)
}

fn take_out(app: &App, config: &Config, target: &Target, name: &str) -> Result<Removed, Failure> {
    let _lock = crate::cli::context::state_lock(config)?;
    let removed = app.block_on(async {
        let mut vault = super::open_team((&target.profile, &target.place)).await?;
        let removed = team::remove(&mut vault, &target.place, name, context::now()).await;
        vault.connection.remote.close().await;
        removed
    })??;
    Ok(removed)
}

/// A new secret, with no slot for the old one.
fn replace(
    app: &App,
    config: &Config,
    target: &Target,
    wanted: &Wanted<'_>,
) -> Result<Option<PathBuf>, Failure> {
    let _lock = crate::cli::context::state_lock(config)?;
    let Replaced { vault, sheet, .. } = secret::replace(app, config, target, wanted)?;
    app.block_on(vault.connection.remote.close())?;
    Ok(sheet)
}

/// Moves every content key away from the data keys that the person may know: all before the newest one.
fn retire(app: &App, target: &Target) -> Result<DataKeyReport, Failure> {
    let progress = app.ui.progress();
    let report = app.block_on(async {
        let vault = super::open_team((&target.profile, &target.place)).await?;
        let before = vault.keys.active_dek_version().saturating_sub(1);
        let (vault, report) = rotate::retire(vault, before, context::now(), &*progress).await?;
        vault.connection.remote.close().await;
        Ok::<_, OpError>(report)
    })??;
    Ok(report)
}

fn show_limits(app: &App, name: &str, target: &Target) {
    let vault = &target.profile.name;
    app.ui.note(&format!(
        "what cannot be called back: {name} can read on what {name} has copied, with the secret of before;"
    ));
    app.ui.note("sessions that were not sealed anew open by their content keys to whoever kept those");
    if matches!(target.place, RemotePlace::Server(_)) {
        app.ui.note(&format!(
            "{name}'s tokens reach nothing of {vault} any more, and go on for what else {name} has on the server"
        ));
        app.ui.hint("han admin user disable USER   (on the server's machine: ends every token of that user)");
    }
    app.ui
        .hint(&format!("a member for whom the secret lies sealed nowhere: han keys unlock --vault {vault}"));
    app.ui.hint(&format!("han rotate --content --vault {vault}   (if {name} may have kept content keys)"));
}
