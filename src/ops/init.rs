//! Making a vault: the secret is stored first, then the first keyfile is committed, then it is pinned.

use super::error::OpError;
use super::open::{self, Connection, Profile};
use super::place::RemotePlace;
use super::secret;
use super::team::Founder;
use crate::crypto::kdf::Cost;
use crate::crypto::secret::{AccountKey, Passphrase};
use crate::protocol::cbor;
use crate::protocol::ids::ActorId;
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::refs::{Action, Commit, RefBody, RefChange, RefName};
use crate::remote::Swap;
use crate::vault::keyfile::{self, Creation};
use crate::vault::roster::Roster;

/// What `init` needs.
pub struct Init<'a> {
    /// The vault to be.
    pub profile: &'a Profile,
    /// Where it will lie.
    pub place: &'a RemotePlace,
    /// Whose it is.
    pub kind: OwnerKind,
    /// The secret, already normalised and checked against the policy.
    pub secret: &'a Passphrase,
    /// The account key, where the secret alone is too weak.
    pub account: Option<&'a AccountKey>,
    /// Who founds it, for a team with a roster.
    pub founder: Option<&'a Founder>,
    /// Argon2id cost.
    pub cost: Cost,
    /// Seconds of Unix time.
    pub now: u64,
}

/// Makes the vault and pins it.
pub async fn run(with: &Init<'_>) -> Result<Connection, OpError> {
    let exists = || OpError::Exists { name: with.profile.name.clone() };
    if open::load_pin(with.profile)?.is_some() {
        return Err(exists());
    }
    let creation = Creation {
        kind: with.kind,
        owner: with.profile.owner,
        secret: with.secret,
        account: with.account,
        cost: with.cost,
        now: with.now,
    };
    let refuse = |error| secret::refuse(with.profile, error);
    let mut changes = Vec::new();
    let (file, _, slot) = match with.founder {
        None => keyfile::create(&creation).map_err(refuse)?,
        Some(founder) => {
            let roster = found(with, founder)?;
            changes.push(first(RefName::roster(), roster.to_bytes(), Action::Roster));
            keyfile::create_team(&creation, (&founder.identity, roster.root())).map_err(refuse)?
        }
    };
    changes.push(first(RefName::keyfile(), cbor::encode(&file), Action::Init));
    secret::store_secret(with.profile, with.secret, &slot)?;
    if let Some(account) = with.account {
        secret::store_account_key(with.profile, account)?;
    }
    let (remote, trust) = with.place.create(with.profile.owner, with.kind).await?;
    let actor = ActorId(with.profile.device.0);
    match remote.commit(&Commit { keyfile_version: 0, actor, changes }).await? {
        Swap::Done(_) => {}
        Swap::Conflict { .. } => return Err(exists()),
    }
    let mut connection = open::connect(with.profile, remote, trust).await?;
    connection.fresh = false;
    connection.remember()?;
    Ok(connection)
}

/// The first roster of a team.
fn found(with: &Init<'_>, founder: &Founder) -> Result<Roster, OpError> {
    let made = Roster::found(with.profile.owner, &founder.identity, founder.member(), with.now);
    made.map_err(|source| OpError::Roster { vault: with.profile.name.clone(), source })
}

/// The first body of a ref.
fn first(name: RefName, bytes: Vec<u8>, action: Action) -> RefChange {
    let body = RefBody::Signed(bytes);
    RefChange { name, expected: 0, body, action, added: Vec::new(), dropped: Vec::new() }
}
