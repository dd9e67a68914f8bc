//! `han devices ...`.

use super::App;
use super::args::{DevicesCommand, DevicesRevokeArgs};
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::text::{minute, seconds_text};
use super::ui::Table;
use crate::ops::devices;
use crate::ops::error::OpError;
use crate::ops::place::RemotePlace;
use crate::ops::server::ServerPlace;
use crate::ops::sheet;
use crate::protocol::wire::TokenInfo;
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
    let invited = match &target.place {
        RemotePlace::Server(server) => {
            let asked = app.block_on(async { Ok::<_, OpError>(server.client()?.invite(None).await?) });
            Some(asked??)
        }
        _ => None,
    };
    let login = invited.as_ref().map(|(invite, _)| format!("han login {place} --invite {}", invite.as_str()));
    if app.ui.is_json() {
        let owner = target.profile.owner.to_string();
        app.ui.json(&json!({
            "code": code,
            "owner": owner,
            "remote": place,
            "login": login,
            "login_expires": invited.and_then(|(_, expires)| seconds_text(expires)),
            "command": command,
        }))?;
        return Ok(Outcome::Done);
    }
    app.ui.line(&code)?;
    app.ui.note("the code holds no secret; the other machine also needs the vault's secret");
    if let Some(login) = login {
        app.ui.hint(&format!("on the other machine, within 15 minutes: {login}"));
    }
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
    let tokens = match &target.place {
        RemotePlace::Server(server) => Some(app.block_on(tokens(server))??),
        _ => None,
    };
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
        let tokens = tokens.map(|tokens| tokens.iter().map(token_json).collect::<Vec<_>>());
        app.ui.json(&json!({ "devices": devices, "tokens": tokens }))?;
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
    if let Some(tokens) = tokens {
        let mut table = Table::new(&["TOKEN", "LAST USED", "EXPIRES", "STATE", "ID"]);
        for token in &tokens {
            table.row([
                token.label.clone(),
                token.last_used.map(minute_of).unwrap_or_default(),
                minute_of(token.expires),
                (if token.revoked.is_some() { "revoked" } else { "" }).to_owned(),
                token.id.clone(),
            ]);
        }
        app.ui.table(&table)?;
    }
    Ok(Outcome::Done)
}

fn minute_of(seconds: u64) -> String {
    minute(i64::try_from(seconds).unwrap_or(0).saturating_mul(1_000))
}

async fn tokens(server: &ServerPlace) -> Result<Vec<TokenInfo>, OpError> {
    Ok(server.client()?.tokens().await?)
}

fn token_json(token: &TokenInfo) -> serde_json::Value {
    json!({
        "id": token.id,
        "label": token.label,
        "scopes": token.scopes,
        "created": seconds_text(token.created),
        "last_used": token.last_used.and_then(seconds_text),
        "expires": seconds_text(token.expires),
        "revoked": token.revoked.and_then(seconds_text),
    })
}

/// Revokes the token that one machine has for the server.
fn revoke_token(app: &App, (server, vault): (&ServerPlace, &str), wanted: &str) -> Result<Outcome, Failure> {
    let known = app.block_on(tokens(server))??;
    let is_id = wanted.len() >= 4 && wanted.bytes().all(|b| b.is_ascii_hexdigit());
    let fits = |token: &&TokenInfo| {
        token.revoked.is_none() && (token.label == wanted || (is_id && token.id.starts_with(wanted)))
    };
    let found: Vec<&TokenInfo> = known.iter().filter(fits).collect();
    let token = match found.as_slice() {
        [one] => *one,
        [] => {
            let what = format!("no machine {wanted} has a token for {}", server.endpoint);
            return Err(Failure::new(Kind::NothingMatched, what).hint("han devices list"));
        }
        _ => {
            return Err(Failure::new(Kind::Usage, format!("several tokens are named {wanted}"))
                .hint("han devices list   (and give the id)"));
        }
    };
    app.block_on(async { Ok::<_, OpError>(server.client()?.revoke(&token.id).await?) })??;
    if app.ui.is_json() {
        app.ui.json(&json!({ "revoked": token.id }))?;
    } else {
        app.ui.note(&format!("{} cannot reach {} any more", token.label, server.endpoint));
        app.ui
            .hint(&format!("han rotate --vault {vault}   (if whoever has the machine may know the secret)"));
    }
    Ok(Outcome::Done)
}

/// A vault in a folder gives out no tokens that could be taken back.
fn revoke(app: &App, args: &DevicesRevokeArgs) -> Result<Outcome, Failure> {
    let target = context::target(app)?;
    let name = &target.profile.name;
    if let RemotePlace::Server(server) = &target.place {
        return revoke_token(app, (server, name), &args.device);
    }
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
