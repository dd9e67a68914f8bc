//! The keys of a vault on this machine: what they are and how old, the recovery sheet, opening an existing
//! vault, and mending.

pub mod code;

use super::error::OpError;
use super::open::{self, Connection, Profile, Trust};
use super::secret as stored;
use super::standing;
use crate::crypto::secret::{AccountKey, Passphrase};
use crate::protocol::cbor;
use crate::protocol::ids::ActorId;
use crate::protocol::keyfile::{KeyEntry, Keyfile, OwnerKind, Purpose, Slot, Status};
use crate::protocol::refs::{Action, Commit, RefBody, RefChange, RefName};
use crate::remote::{Remote, RemoteError, Swap};
use crate::vault::keyfile;
use crate::vault::registry::{self, KeyState};
use std::sync::Arc;

const DAY: u64 = 86_400;
/// The name of the file that says of which epoch a sheet was made.
const SHEET: &str = "sheet-epoch";

/// When keys are due, in days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// For data keys.
    pub data_key_days: u64,
    /// For secrets.
    pub secret_days: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self { data_key_days: keyfile::DATA_KEY_DAYS, secret_days: keyfile::SECRET_DAYS }
    }
}

/// One key as a listing shows it. Nothing in it is secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyInfo {
    /// Its id, in hex.
    pub id: String,
    /// What it is for: `secret`, `data`, `index`, `vault`, `audit`, `identity-sign`, `identity-receive`.
    pub purpose: &'static str,
    /// What it is used with.
    pub algorithm: &'static str,
    /// `active`, `retiring`, `retired` or `revoked`.
    pub status: &'static str,
    /// Its version; of a secret its epoch.
    pub version: u32,
    /// When it was made: seconds of Unix time.
    pub created: u64,
    /// When it stopped being the active one.
    pub rotated: Option<u64>,
    /// When the policy asks for the next one, or, of a superseded secret, when it stops reading.
    pub expires: Option<u64>,
    /// Whole days since it was made.
    pub age_days: u64,
    /// Whether the policy asks for the next one now.
    pub due: bool,
}

/// The keys of a keyfile, secrets first. Needs no secret.
pub fn list(file: &Keyfile, policy: Policy, now: u64) -> Vec<KeyInfo> {
    let secrets = file.slots.iter().map(|slot| secret_info(file, slot, (policy, now)));
    secrets.chain(file.keys.iter().map(|key| key_info(key, (policy, now)))).collect()
}

/// What each key of the registry is worth on this machine, in the order of the keyfile; nothing where it knows no secret
/// that is of this keyfile.
pub fn states(profile: &Profile, file: &Keyfile) -> Result<Option<Vec<KeyState>>, OpError> {
    Ok(registry::states_of(file, &stored::slots(profile, file)?))
}

/// What the policy asks for at this time.
pub fn due(file: &Keyfile, policy: Policy, now: u64) -> Vec<KeyInfo> {
    list(file, policy, now).into_iter().filter(|key| key.due).collect()
}

/// A key that came into the registry, and the one of its purpose that it follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyChange {
    /// What it is for, as in [`KeyInfo`].
    pub purpose: &'static str,
    /// Its version.
    pub version: u32,
    /// Its id, in hex.
    pub after: String,
    /// The id of the version before it; none of the first.
    pub before: Option<String>,
}

impl KeyChange {
    fn of(file: &Keyfile, key: &KeyEntry) -> Self {
        let before = |old: &&KeyEntry| old.purpose == key.purpose && old.version + 1 == key.version;
        Self {
            purpose: key.purpose.name(),
            version: key.version,
            after: key.id.to_string(),
            before: file.keys.iter().find(before).map(|old| old.id.to_string()),
        }
    }
}

/// The keys that a version of the keyfile was the first to list, told by a later one.
pub fn made_by(file: &Keyfile, version: u64) -> Vec<KeyChange> {
    file.keys.iter().filter(|key| key.born == version).map(|key| KeyChange::of(file, key)).collect()
}

/// The active data key and vault key (which comes with each secret), and what they followed.
pub fn in_force(file: &Keyfile) -> Vec<KeyChange> {
    let wanted = |key: &&KeyEntry| {
        key.status == Status::Active && matches!(key.purpose, Purpose::Data | Purpose::Vault)
    };
    file.keys.iter().filter(wanted).map(|key| KeyChange::of(file, key)).collect()
}

fn is_over(created: u64, days: u64, now: u64) -> bool {
    now >= created.saturating_add(days.saturating_mul(DAY))
}

/// A slot knows no date: a secret is as old as the vault key that came with it, of which there is one for
/// every epoch.
fn secret_info(file: &Keyfile, slot: &Slot, (policy, now): (Policy, u64)) -> KeyInfo {
    let twin = |key: &&KeyEntry| key.purpose == Purpose::Vault && key.version == slot.epoch;
    let twin = file.keys.iter().find(twin);
    let created = twin.map_or(0, |key| key.created);
    let active = slot.not_after.is_none();
    KeyInfo {
        id: slot.id.to_string(),
        purpose: "secret",
        algorithm: "argon2id",
        status: if active { "active" } else { "retiring" },
        version: slot.epoch,
        created,
        rotated: twin.and_then(|key| key.rotated),
        expires: slot.not_after.or(Some(created.saturating_add(policy.secret_days.saturating_mul(DAY)))),
        age_days: now.saturating_sub(created) / DAY,
        due: active && is_over(created, policy.secret_days, now),
    }
}

fn key_info(key: &KeyEntry, (policy, now): (Policy, u64)) -> KeyInfo {
    let algorithm = match key.purpose {
        Purpose::Data => "aes-256-gcm or chacha20-poly1305",
        Purpose::Index => "hmac-sha-256",
        Purpose::Vault | Purpose::IdentitySign => "ed25519",
        Purpose::Audit => "x25519",
        Purpose::IdentityReceive => "x-wing",
    };
    let active = key.status == Status::Active;
    let rolls = active && key.purpose == Purpose::Data;
    KeyInfo {
        id: key.id.to_string(),
        purpose: key.purpose.name(),
        algorithm,
        status: match key.status {
            Status::Active => "active",
            Status::Retiring => "retiring",
            Status::Retired => "retired",
            Status::Revoked => "revoked",
        },
        version: key.version,
        created: key.created,
        rotated: key.rotated,
        expires: rolls.then(|| key.created.saturating_add(policy.data_key_days.saturating_mul(DAY))),
        age_days: now.saturating_sub(key.created) / DAY,
        due: rolls && is_over(key.created, policy.data_key_days, now),
    }
}

/// Remembers that a recovery sheet with the secret of this epoch was made on this machine.
pub fn note_sheet(profile: &Profile, epoch: u32) -> Result<(), OpError> {
    standing::save(profile, SHEET, &epoch)
}

/// Whether a recovery sheet with the secret of this epoch is known to have been made here.
pub fn has_sheet(profile: &Profile, epoch: u32) -> bool {
    standing::load(profile, SHEET).is_ok_and(|made: Option<u32>| made == Some(epoch))
}

/// When the secret in force was made, in seconds of Unix time.
pub fn secret_since(file: &Keyfile) -> u64 {
    keyfile::active(file, Purpose::Vault).map_or(u64::MAX, |key| key.created)
}

/// What opening an existing vault on this machine needs.
pub struct Unlock<'a> {
    /// The vault, with the store that will keep its secret.
    pub profile: &'a Profile,
    /// Where it lies.
    pub remote: Arc<dyn Remote>,
    /// What this machine trusts where it does not know the vault yet; where it does, its own pin counts.
    pub trust: Trust,
    /// The secret, normalised.
    pub secret: &'a Passphrase,
    /// The account key, if one was entered; else the stored one is used.
    pub account: Option<&'a AccountKey>,
    /// Seconds of Unix time.
    pub now: u64,
}

/// A vault that opened on this machine.
pub struct Unlocked {
    /// The connection, pinned and remembered.
    pub connection: Connection,
    /// Whether nothing but the secret vouches for what was seen: an older state of the vault would have
    /// looked the same.
    pub first_contact: bool,
}

/// Opens an existing vault on this machine, or enters the new secret of one whose secret was changed. A
/// secret that does not open it for writing changes nothing anywhere.
pub async fn unlock(with: Unlock<'_>) -> Result<Unlocked, OpError> {
    let profile = with.profile;
    let known = open::load_pin(profile)?.is_some();
    let first_contact = !known && matches!(with.trust, Trust::FirstUse(_));
    let trust = match with.trust {
        Trust::Given(pin) if pin.owner != profile.owner => {
            return Err(OpError::AnotherVault { wanted: pin.owner, found: profile.owner });
        }
        _ if known => Trust::Pinned,
        trust => trust,
    };
    let connection = open::connect(profile, with.remote, trust).await?;
    refuse_wrong_kind(&connection)?;
    let stored_account = stored::account_key(profile)?;
    let account = with.account.or(stored_account.as_ref());
    let opened = keyfile::unlock(&connection.keyfile, (with.secret, account), with.now);
    let (keys, slot) = opened.map_err(|source| stored::refuse(profile, source))?;
    if !keys.may_write {
        return Err(OpError::SecretReplaced { vault: profile.name.clone() });
    }
    // What was given for this run is what the store keeps from now on, and its KEK with it.
    let mut keeping = profile.clone();
    keeping.secret.given = None;
    if let Some(account) = account {
        stored::store_account_key(&keeping, account)?;
    }
    // A pending secret of this machine goes too: this one opens the newest slot for writing.
    stored::promote(&keeping, with.secret, &slot)?;
    connection.remember()?;
    Ok(Unlocked { connection, first_contact })
}

/// A team's vault under a personal name would take every session that no route names.
fn refuse_wrong_kind(connection: &Connection) -> Result<(), OpError> {
    let named_team = connection.profile.name.starts_with("team:");
    match (connection.keyfile.kind, named_team) {
        (OwnerKind::Team, false) => {
            Err(OpError::Usage("this is a team's vault; its name here must begin with team:".into()))
        }
        (OwnerKind::User, true) => {
            Err(OpError::Usage("this is a person's vault; its name here must not begin with team:".into()))
        }
        _ => Ok(()),
    }
}

/// What became of the keyfile in the vault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyfileRepair {
    /// It stands as the log says.
    Intact,
    /// It was missing or damaged, and the copy of this machine was put back.
    PutBack,
}

/// What became of a new secret that a rotation had saved and not seen confirmed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PendingRepair {
    /// There was none.
    None,
    /// The vault had taken it: it is the secret now.
    Promoted,
    /// The vault never took it, and the secret still opens the vault for writing: it was dropped.
    Dropped,
    /// Neither it nor the secret opens the vault for writing: it stays.
    Kept,
}

/// Puts the keyfile back that this machine verified last, where the vault's own is missing or damaged; then
/// settles an interrupted change of the secret.
///
/// Only the very bytes that the newest leaf of the log names are put back, at the version they had: an older
/// keyfile never replaces a newer one.
pub async fn repair(
    profile: &Profile,
    remote: Arc<dyn Remote>,
    now: u64,
) -> Result<(KeyfileRepair, PendingRepair), OpError> {
    let connection = open::connect(profile, remote, Trust::Pinned).await?;
    let keyfile = repair_keyfile(&connection).await?;
    connection.remember()?;
    Ok((keyfile, repair_pending(&connection, now)?))
}

async fn repair_keyfile(connection: &Connection) -> Result<KeyfileRepair, OpError> {
    let name = RefName::keyfile();
    match connection.remote.get_ref(&name).await {
        Ok(Some(found)) if found.name == name && connection.follow.check(&found).is_ok() => {
            return Ok(KeyfileRepair::Intact);
        }
        Ok(_) | Err(RemoteError::NotFound(_) | RemoteError::Damaged(_)) => {}
        Err(other) => return Err(other.into()),
    }
    let body = RefBody::Signed(cbor::encode(&connection.keyfile));
    let said = connection.follow.state(&name)?.ok_or_else(|| OpError::Missing("the keyfile".into()))?;
    if said.fields != body.field_hashes() {
        return Err(OpError::Missing("the keyfile".into()));
    }
    let expected = said.version - 1;
    let change = RefChange {
        name,
        expected,
        body,
        action: Action::RepairKeys,
        added: Vec::new(),
        dropped: Vec::new(),
    };
    let actor = ActorId(connection.profile.device.0);
    let commit = Commit { keyfile_version: said.version, actor, changes: vec![change] };
    match connection.remote.commit(&commit).await? {
        Swap::Done(_) => Ok(KeyfileRepair::PutBack),
        Swap::Conflict { .. } => Err(OpError::Conflict),
    }
}

fn repair_pending(connection: &Connection, now: u64) -> Result<PendingRepair, OpError> {
    let profile = &connection.profile;
    let Some(pending) = stored::read_pending(profile)? else { return Ok(PendingRepair::None) };
    let account = stored::account_key(profile)?;
    let opens = |secret: &Passphrase| {
        let opened = keyfile::unlock(&connection.keyfile, (secret, account.as_ref()), now);
        opened.ok().filter(|(keys, _)| keys.may_write).map(|(_, slot)| slot)
    };
    let opened = stored::unlock_pending(profile, &connection.keyfile, (&pending, account.as_ref()), now);
    if let Some((_, slot)) = opened.ok().filter(|(keys, _)| keys.may_write) {
        stored::promote(profile, &pending, &slot)?;
        return Ok(PendingRepair::Promoted);
    }
    match stored::read(profile)? {
        Some(secret) if opens(&secret).is_some() => {
            stored::drop_pending(profile)?;
            Ok(PendingRepair::Dropped)
        }
        _ => Ok(PendingRepair::Kept),
    }
}
