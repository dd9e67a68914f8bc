//! Who one is, and whom a code, a card or a roster names: what teams and shares ask alike.

use super::App;
use super::context::{self, state_lock};
use super::failure::{Failure, Kind};
use crate::config::{Config, Place, VaultName};
use crate::crypto::sheet;
use crate::ops::error::OpError;
use crate::ops::identity;
use crate::ops::open::{self, Trust};
use crate::ops::server::ServerPlace;
use crate::ops::sync::Target;
use crate::protocol::card::{Card, Contact};
use crate::protocol::cbor;
use crate::protocol::ids::ActorId;
use crate::vault::identity::Identity;
use std::path::Path;
use std::sync::Arc;

/// This user's identity. An older personal vault gets one, for which it must be reached.
pub fn own_identity(app: &App, config: &Config) -> Result<Arc<Identity>, Failure> {
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
pub async fn user_of(server: &ServerPlace) -> Result<(ActorId, String), OpError> {
    let who = server.client()?.whoami().await?;
    let mut id = [0; 16];
    hex::decode_to_slice(&who.user_id, &mut id)
        .map_err(|_| OpError::Usage("the server says no usable id of its user".into()))?;
    Ok((ActorId(id), who.user))
}

/// The server that the personal vault lies on, or else the only one that this machine has a token for.
pub fn own_server(config: &Config) -> Result<Option<ServerPlace>, Failure> {
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
pub fn some_server(config: &Config) -> Result<Option<ServerPlace>, Failure> {
    match &config.place {
        Some(Place::Server(url)) => context::server(config, url, (&VaultName::personal(), None)).map(Some),
        _ => own_server(config),
    }
}

/// A person whom a code names, or (`team:NAME/MEMBER`) the verified roster of a team, which has the card too.
pub fn person(app: &App, given: &str) -> Result<(Contact, Option<Card>), Failure> {
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

/// Publishes one's card on a server; gives the user that it is there.
pub async fn publish(server: &ServerPlace, me: &Identity) -> Result<ActorId, OpError> {
    let (user, _) = user_of(server).await?;
    server.client()?.put_card(me.card()).await?;
    Ok(user)
}

/// Reads a contact's code, from standard input where it is `-`.
pub fn read_contact(given: &str) -> Result<Contact, Failure> {
    let wrong = || {
        Failure::new(Kind::Usage, "that is not the code of a contact")
            .hint("the person who is to come in runs: han team fingerprint")
    };
    let text =
        if given == "-" { super::keys::read_lines()? } else { zeroize::Zeroizing::new(given.to_owned()) };
    let bytes = sheet::decode(&text).map_err(|e| wrong().because(e))?;
    Contact::from_bytes(&bytes).map_err(|_| wrong())
}

/// A card in a file.
pub fn read_card(path: &Path) -> Result<Card, Failure> {
    let unreadable = |e| Failure::new(Kind::Io, format!("cannot read {}", path.display())).because(e);
    let bytes = std::fs::read(path).map_err(unreadable)?;
    cbor::decode(&bytes).map_err(|e| {
        Failure::new(Kind::Usage, format!("{} is no card", path.display()))
            .because(e)
            .hint("that person makes one: han team fingerprint --card-out FILE")
    })
}

/// The team's profile and place.
pub fn team_target(config: &Config) -> Result<Target, Failure> {
    let entry = config.known_vault()?;
    let place = context::place(config, &config.vault, Some(entry))?;
    let profile = context::known_profile(config, &config.vault, entry)?;
    Ok(Target { profile, place })
}
