//! `han team ...`.

mod create;
mod members;
mod remove;

use super::App;
use super::args::{TeamCommand, TeamFingerprintArgs};
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::people::{own_identity, own_server, publish};
use crate::config::{Config, VaultName};
use crate::crypto::{sheet, words};
use crate::local::atomic;
use crate::ops::error::OpError;
use crate::ops::open::{self, OpenVault, Profile, Trust};
use crate::ops::place::RemotePlace;
use crate::ops::team;
use crate::protocol::card::Contact;
use crate::protocol::cbor;
use serde_json::json;

/// Dispatches.
pub fn run(app: &App, command: &TeamCommand) -> Result<Outcome, Failure> {
    match command {
        TeamCommand::Fingerprint(args) => fingerprint(app, args),
        TeamCommand::Create(args) => create::run(app, args),
        TeamCommand::Invite(args) => members::invite(app, args),
        TeamCommand::Join(args) => members::join(app, args),
        TeamCommand::Members => members::list(app),
        TeamCommand::Role(args) => members::role(app, args),
        TeamCommand::Remove(args) => remove::run(app, args),
    }
}

fn fingerprint(app: &App, args: &TeamFingerprintArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    if let Some(path) = args.card_out.as_deref().filter(|path| path.exists()) {
        return Err(Failure::new(Kind::Conflict, format!("{} exists already", path.display()))
            .hint("give another file with --card-out"));
    }
    let me = own_identity(app, config)?;
    let server = match &args.server {
        Some(url) => Some(context::server(config, url.trim_end_matches('/'), (&config.vault, None))?),
        None => own_server(config)?,
    };
    let user = match &server {
        Some(server) => Some(app.block_on(publish(server, &me))??),
        None => None,
    };
    if let Some(path) = &args.card_out {
        atomic::write_new_private(path, &cbor::encode(me.card()))?;
    }
    let fingerprint = me.card().fingerprint();
    let code = contact_code(&Contact { owner: me.owner(), fingerprint, user })?;
    let (words, place) = (words::spell(&fingerprint.0), server.map(|server| server.endpoint.to_string()));
    if app.ui.is_json() {
        app.ui.json(&json!({
            "contact_code": code,
            "fingerprint": fingerprint.to_string(),
            "words": words,
            "owner": me.owner().to_string(),
            "server": place,
            "card": args.card_out.as_ref().map(|path| path.display().to_string()),
        }))?;
        return Ok(Outcome::Done);
    }
    app.ui.line(&code)?;
    app.ui.note(&format!("fingerprint {fingerprint}"));
    app.ui.note(&format!("in words: {words}"));
    match &place {
        Some(place) => app.ui.note(&format!("your card is published on {place}")),
        None if args.card_out.is_some() => {}
        None => app
            .ui
            .hint("han team fingerprint --card-out FILE   (hand the file over too: no server has your card)"),
    }
    app.ui.hint("whoever invites you: han team invite CODE --as YOUR-NAME");
    Ok(Outcome::Done)
}

/// The text form of a contact.
fn contact_code(contact: &Contact) -> Result<String, Failure> {
    let code = sheet::encode(&contact.to_bytes());
    let code = code.map_err(|e| Failure::new(Kind::Bug, "cannot write the code").because(e))?;
    Ok(code.replace('\n', "-"))
}

/// The settings with the team as the vault to work on: the one that was named, or the only one.
fn team_config(app: &App) -> Result<Config, Failure> {
    let config = app.config()?;
    if config.vault.is_team() {
        return app.config_for(&config.vault);
    }
    if config.vault_was_named {
        return Err(
            Failure::new(Kind::Usage, format!("{} is no team's vault", config.vault)).hint("han vault list")
        );
    }
    let teams: Vec<&VaultName> = config.file.vault.keys().filter(|name| name.is_team()).collect();
    match teams.as_slice() {
        [only] => app.config_for(only),
        [] => Err(Failure::new(Kind::NothingMatched, "there is no team on this machine yet")
            .hint("han team create NAME")
            .hint("han team join TEAM-CODE --vault team:NAME --remote URL")),
        _ => Err(Failure::new(
            Kind::Usage,
            "there are several teams on this machine; say which: --vault team:NAME",
        )
        .hint("han vault list")),
    }
}

/// Connects to the team's vault and unlocks it.
async fn open_team((profile, place): (&Profile, &RemotePlace)) -> Result<OpenVault, OpError> {
    let connection = open::connect(profile, place.open().await?, Trust::Pinned).await?;
    connection.remember()?;
    let mut vault = team::unlock(connection, context::now()).await?;
    team::settle(&mut vault, context::now()).await?;
    Ok(vault)
}
