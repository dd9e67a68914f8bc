//! `han team ...`.

mod create;
mod members;
mod remove;

use super::App;
use super::args::{TeamCommand, TeamFingerprintArgs};
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::keys::state_lock;
use crate::config::{Config, Place, VaultName};
use crate::crypto::{sheet, words};
use crate::local::atomic;
use crate::ops::error::OpError;
use crate::ops::identity;
use crate::ops::open::{self, OpenVault, Profile, Trust};
use crate::ops::place::RemotePlace;
use crate::ops::server::ServerPlace;
use crate::ops::sync::Target;
use crate::ops::team;
use crate::protocol::card::{Card, Contact};
use crate::protocol::cbor;
use crate::protocol::ids::ActorId;
use crate::vault::identity::Identity;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

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

/// This user's identity. An older personal vault gets one, for which it must be reached.
pub(super) fn own_identity(app: &App, config: &Config) -> Result<Arc<Identity>, Failure> {
    let none = || {
        let what = "you have no personal vault on this machine, and a team knows its members by it";
        Failure::new(Kind::NothingMatched, what)
            .hint("han init   (makes one here)")
            .hint("han keys unlock   (opens the one that another machine made)")
    };
    let person = context::person(config)?.ok_or_else(none)?;
    if let Some(known) = identity::local(&person, context::now())? {
        return Ok(known);
    }
    let name = VaultName::personal();
    let place = context::place(config, &name, config.file.vault.get(&name))?;
    let _lock = state_lock(config)?;
    let made = app.block_on(async {
        let remote = place.open().await?;
        let connection = open::connect(&person, remote, Trust::Pinned).await?;
        let vault = open::unlock(connection, context::now())?;
        let vault = identity::ensure(vault, context::now()).await?;
        vault.connection.remember()?;
        vault.connection.remote.close().await;
        Ok::<_, OpError>(vault.keys.identity().cloned())
    })??;
    made.ok_or_else(none)
}

/// Who this machine is to a server.
async fn user_of(server: &ServerPlace) -> Result<(ActorId, String), OpError> {
    let who = server.client()?.whoami().await?;
    let mut id = [0; 16];
    hex::decode_to_slice(&who.user_id, &mut id)
        .map_err(|_| OpError::Usage("the server says no usable id of its user".into()))?;
    Ok((ActorId(id), who.user))
}

/// The server that the personal vault lies on, or else the only one that this machine has a token for.
pub(super) fn own_server(config: &Config) -> Result<Option<ServerPlace>, Failure> {
    let name = VaultName::personal();
    let entry = config.file.vault.get(&name);
    let remote = entry.and_then(|entry| entry.remote.as_deref()).filter(|remote| remote.starts_with("http"));
    let known: Vec<&String> = config.file.server.keys().collect();
    let url = match (remote, known.as_slice()) {
        (Some(remote), _) => remote,
        (None, [only]) => only.as_str(),
        (None, _) => return Ok(None),
    };
    context::server(config, url, (&name, None)).map(Some)
}

/// The server that was named by --remote, or else one's own.
pub(super) fn some_server(config: &Config) -> Result<Option<ServerPlace>, Failure> {
    match &config.place {
        Some(Place::Server(url)) => context::server(config, url, (&VaultName::personal(), None)).map(Some),
        _ => own_server(config),
    }
}

/// A person whom a code names, or (`team:NAME/MEMBER`) the verified roster of a team, which has the card too.
pub(super) fn person(app: &App, given: &str) -> Result<(Contact, Option<Card>), Failure> {
    match given.rsplit_once('/') {
        Some((team, member)) if team.starts_with("team:") => {
            let card = member_of(app, team, member)?;
            let (fingerprint, user) = (card.0.fingerprint(), card.1);
            Ok((Contact { owner: card.0.owner, fingerprint, user }, Some(card.0)))
        }
        _ => Ok((read_contact(given)?, None)),
    }
}

fn member_of(app: &App, team: &str, member: &str) -> Result<(Card, Option<ActorId>), Failure> {
    let unknown = |what: String| Failure::new(Kind::NothingMatched, what).hint("han vault list");
    let name: VaultName = team.parse().map_err(|_| unknown(format!("{team} is no team's vault")))?;
    let config = app.config_for(&name)?;
    let target = team_target(&config)?;
    let roster = app.block_on(async {
        let remote = target.place.open().await?;
        let connection = open::connect(&target.profile, remote, Trust::Pinned).await?;
        connection.remember()?;
        let roster = connection.roster.clone();
        connection.remote.close().await;
        Ok::<_, OpError>(roster)
    })??;
    let found = roster.as_ref().and_then(|roster| roster.members().find(|one| one.name == member));
    let nobody = || {
        let what = format!("{team} has no member {member}");
        Failure::new(Kind::NothingMatched, what).hint(format!("han team members --vault {team}"))
    };
    found.map(|found| (found.card.clone(), found.user)).ok_or_else(nobody)
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

pub(super) async fn publish(server: &ServerPlace, me: &Identity) -> Result<ActorId, OpError> {
    let (user, _) = user_of(server).await?;
    server.client()?.put_card(me.card()).await?;
    Ok(user)
}

/// The text form of a contact.
fn contact_code(contact: &Contact) -> Result<String, Failure> {
    let code = sheet::encode(&contact.to_bytes());
    let code = code.map_err(|e| Failure::new(Kind::Bug, "cannot write the code").because(e))?;
    Ok(code.replace('\n', "-"))
}

/// Reads a contact's code, from standard input where it is `-`.
pub(super) fn read_contact(given: &str) -> Result<Contact, Failure> {
    let wrong = || {
        Failure::new(Kind::Usage, "that is not the code of a contact")
            .hint("the person who is to come in runs: han team fingerprint")
    };
    let text =
        if given == "-" { super::keys::read_lines()? } else { zeroize::Zeroizing::new(given.to_owned()) };
    let bytes = sheet::decode(&text).map_err(|e| wrong().because(e))?;
    Contact::from_bytes(&bytes).map_err(|_| wrong())
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

/// The team's profile and place.
pub(super) fn team_target(config: &Config) -> Result<Target, Failure> {
    let entry = config.known_vault()?;
    let place = context::place(config, &config.vault, Some(entry))?;
    let profile = context::known_profile(config, &config.vault, entry)?;
    Ok(Target { profile, place })
}

/// Connects to the team's vault and unlocks it.
async fn open_team((profile, place): (&Profile, &RemotePlace)) -> Result<OpenVault, OpError> {
    let connection = open::connect(profile, place.open().await?, Trust::Pinned).await?;
    connection.remember()?;
    let mut vault = team::unlock(connection, context::now()).await?;
    team::settle(&mut vault, context::now()).await?;
    Ok(vault)
}

/// A card in a file.
pub(super) fn read_card(path: &Path) -> Result<Card, Failure> {
    let unreadable = |e| Failure::new(Kind::Io, format!("cannot read {}", path.display())).because(e);
    let bytes = std::fs::read(path).map_err(unreadable)?;
    cbor::decode(&bytes).map_err(|e| {
        Failure::new(Kind::Usage, format!("{} is no card", path.display()))
            .because(e)
            .hint("that person makes one: han team fingerprint --card-out FILE")
    })
}
