//! `han devices ...`.

use super::App;
use super::args::{DevicesCommand, DevicesRevokeArgs};
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::list::minute;
use super::status::seconds_text;
use super::ui::Table;
use crate::ops::devices;
use crate::ops::sheet;
use serde_json::json;

/// Dispatches.
pub fn run(app: &App, command: &DevicesCommand) -> Result<Outcome, Failure> {
    match command {
        DevicesCommand::Add => add(app),
        DevicesCommand::List => list(app),
        DevicesCommand::Revoke(args) => revoke(app, args),
    }
}

fn add(app: &App) -> Result<Outcome, Failure> {
    let target = context::target(app)?;
    let connection = app.block_on(context::connect(&target))??;
    connection.remember()?;
    let code = sheet::device_code(&connection.pin)?.replace('\n', "-");
    let (name, place) = (&target.profile.name, context::place_text(&target.place));
    let command = format!("han keys unlock --vault {name} --remote {place} --code CODE");
    if app.ui.is_json() {
        let owner = target.profile.owner.to_string();
        app.ui.json(&json!({ "code": code, "owner": owner, "remote": place, "command": command }))?;
        return Ok(Outcome::Done);
    }
    app.ui.line(&code)?;
    app.ui.note("the code holds no secret; the other machine also needs the vault's secret");
    app.ui.hint(&format!("on the other machine: {command}"));
    Ok(Outcome::Done)
}

fn list(app: &App) -> Result<Outcome, Failure> {
    let target = context::target(app)?;
    let progress = app.ui.progress();
    let devices = app.block_on(async {
        let reader = context::reader(&target).await?;
        Ok::<_, Failure>(devices::list(&reader, &*progress).await?)
    })??;
    drop(progress);
    let this = target.profile.device;
    if app.ui.is_json() {
        let devices: Vec<_> = devices
            .iter()
            .map(|device| {
                json!({
                    "id": device.id.to_string(),
                    "name": device.name,
                    "this": device.id == this,
                    "added": seconds_text(device.first),
                    "last_seen": seconds_text(device.last),
                    "revoked": null,
                })
            })
            .collect();
        app.ui.json(&json!({ "devices": devices }))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["", "NAME", "LAST SYNC", "SESSIONS", "ID"]);
    for device in &devices {
        table.row([
            (if device.id == this { "*" } else { "" }).to_owned(),
            device.name.clone(),
            minute(i64::try_from(device.last).unwrap_or(0).saturating_mul(1_000)),
            device.sessions.to_string(),
            device.id.to_string(),
        ]);
    }
    app.ui.table(&table)?;
    Ok(Outcome::Done)
}

/// A vault in a folder gives out no tokens that could be taken back.
fn revoke(app: &App, args: &DevicesRevokeArgs) -> Result<Outcome, Failure> {
    let target = context::target(app)?;
    let name = &target.profile.name;
    let what = format!(
        "cannot revoke {}: a vault in a folder gives its machines no tokens, and whoever has the secret opens it",
        args.device
    );
    Err(Failure::new(Kind::Usage, what)
        .hint(format!(
            "han rotate --vault {name}   (a new secret: the old one reads for 30 days, writes nothing)"
        ))
        .hint(format!("han rotate --data-key --vault {name}   (then the old one reads nothing any more)"))
        .hint(format!("on each machine that stays: han keys unlock --vault {name}")))
}
