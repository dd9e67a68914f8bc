//! Connecting to a vault, following its log, and unlocking it: what every other use case begins with.

use super::error::OpError;
use super::followed::{self, Kept};
use super::roster;
use super::secret::{self, SecretSource};
use crate::local::atomic;
use crate::protocol::cbor;
use crate::protocol::checkpoint::{Checkpoint, LogKey};
use crate::protocol::ids::{DeviceId, Digest, OwnerId};
use crate::protocol::keyfile::Keyfile;
use crate::protocol::limits::MAX_LEAF_PAGE;
use crate::protocol::refs::{Ref, RefBody, RefName};
use crate::remote::{Head, LeafEntry, Receipt, Remote};
use crate::vault::follow::{Follow, FollowError};
use crate::vault::keyfile::{self, Keys, SlotKey};
use crate::vault::manifest::SeenHead;
use crate::vault::pin::Pin;
use crate::vault::roster::Roster;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Longest state file that is read, in bytes: the log state of some million sessions.
pub(super) const MAX_STATE: u64 = 1 << 30;

/// One vault of this user, as the configuration resolved it.
#[derive(Clone)]
pub struct Profile {
    /// Its name in the configuration: `personal`, `team:acme`.
    pub name: String,
    /// Its id.
    pub owner: OwnerId,
    /// Where its pin, its followed log and its keyfile copy lie.
    pub state: PathBuf,
    /// Where its secret comes from.
    pub secret: SecretSource,
    /// For a team's vault: the personal vault of this user, whose identity signs.
    pub person: Option<Arc<Self>>,
    /// This installation.
    pub device: DeviceId,
    /// Its name, as shown to other devices.
    pub device_name: String,
}

impl Profile {
    fn pin_path(&self) -> PathBuf {
        self.state.join("pin")
    }
    pub(super) fn roster_path(&self) -> PathBuf {
        self.state.join("roster")
    }
    /// The last verified keyfile.
    pub fn keyfile_path(&self) -> PathBuf {
        self.state.join("keyfile")
    }
}

/// A vault whose log was followed to its head, and whose keyfile was checked against it. Nothing is
/// unlocked yet.
pub struct Connection {
    /// Its profile.
    pub profile: Profile,
    /// The other side.
    pub remote: Arc<dyn Remote>,
    /// What the log says.
    pub follow: Follow,
    /// What is remembered.
    pub pin: Pin,
    /// The newest keyfile.
    pub keyfile: Keyfile,
    /// The roster, in a team's vault that has one.
    pub roster: Option<Arc<Roster>>,
    /// Whether anything changed on the remote since the last time.
    pub moved: bool,
    /// Whether this client saw the vault for the first time just now.
    pub fresh: bool,
    /// Where the files stand that keep the followed log.
    kept: Mutex<Option<Kept>>,
}

/// What a new client trusts of a vault: all of it from a device code or recovery sheet, or nothing.
pub enum Trust {
    /// The pin of local state, or of the secret store when local state is gone.
    Pinned,
    /// A pin that came by another channel.
    Given(Pin),
    /// The log key as the remote shows it: the first contact.
    FirstUse(Digest),
}

/// The pin of this vault, from local state or else from the secret store.
pub fn load_pin(profile: &Profile) -> Result<Option<Pin>, OpError> {
    let local = atomic::read_private(&profile.pin_path(), MAX_STATE)?;
    if let Some(pin) = local.and_then(|bytes| Pin::from_bytes(&bytes).ok()) {
        return Ok(Some(pin));
    }
    secret::stored_pin(profile)
}

/// Whether the head is the one that was verified last: then there is nothing new on the remote.
pub fn is_current(pin: &Pin, head: &Head) -> Result<bool, OpError> {
    let (seen, log_key) = verify_head(head, pin)?;
    let same = seen.size == pin.size && seen.root == pin.root.0;
    Ok(same && log_key == pin.log_key && head.keyfile_version == pin.keyfile_version)
}

/// A head and the key that signed it: the pinned one, or one that the pinned one leads to.
fn verify_head(head: &Head, pin: &Pin) -> Result<(Checkpoint, Digest), OpError> {
    let (seen, log_key) = Checkpoint::verify_from(&head.checkpoint, &pin.log_key.0)?;
    match seen.owner() {
        Some(owner) if owner == pin.owner => Ok((seen, Digest(log_key))),
        other => Err(OpError::AnotherVault { wanted: pin.owner, found: other.unwrap_or_default() }),
    }
}

/// Whether `earlier` was the log key of this vault once, by its own word and that of those after it.
pub async fn was_log_key(connection: &Connection, earlier: &LogKey) -> Result<bool, OpError> {
    let head = connection.remote.head().await?;
    let led = Checkpoint::verify_from(&head.checkpoint, earlier);
    Ok(led.is_ok_and(|(_, key)| Digest(key) == connection.pin.log_key))
}

/// Connects: reads the head, follows every leaf since the pin, and checks the keyfile.
pub async fn connect(
    profile: &Profile,
    remote: Arc<dyn Remote>,
    trust: Trust,
) -> Result<Connection, OpError> {
    let owner = remote.owner();
    if owner != profile.owner {
        return Err(OpError::AnotherVault { wanted: profile.owner, found: owner });
    }
    let (mut pin, fresh) = match trust {
        Trust::Given(pin) => (pin, true),
        Trust::FirstUse(log_key) => (empty_pin(owner, log_key), true),
        Trust::Pinned => (load_pin(profile)?.ok_or_else(|| unknown(profile))?, false),
    };
    let (mut follow, mut kept) = followed::load(profile, &pin)?;
    if kept.is_none()
        && !fresh
        && let Some(newer) = load_pin(profile)?.filter(|newer| *newer != pin)
    {
        // Another process has followed the log on between the two looks.
        (follow, kept) = followed::load(profile, &newer)?;
        pin = newer;
    }
    let head = remote.head().await?;
    let (seen, log_key) = verify_head(&head, &pin)?;
    if seen.size < pin.size {
        return Err(OpError::Rollback { shown: seen.size, pinned: pin.size });
    }
    if log_key != pin.log_key {
        tracing::info!(from = %pin.log_key, to = %log_key, "the server has a new log key, by the word of the one before");
        pin.log_key = log_key;
    }
    let kept = Mutex::new(kept);
    follow.set_log_key(pin.log_key);
    let moved = follow.size() < seen.size || pin.size != seen.size;
    let (keyfile, roster) =
        follow_with_keyfile((profile, &*remote), (&mut follow, seen), &pin, (None, fresh)).await?;
    pin.size = follow.size();
    pin.root = follow.root();
    let profile = profile.clone();
    let mut connection = Connection { profile, remote, follow, pin, keyfile, roster, moved, fresh, kept };
    connection.note_keyfile()?;
    Ok(connection)
}

/// Whether the copy of the pin beside the secret is due: it is what is left when local state is deleted.
fn is_a_day_old(marker: &Path) -> bool {
    const DAY: Duration = Duration::from_secs(86_400);
    let written = std::fs::metadata(marker).and_then(|metadata| metadata.modified());
    written.map_or(true, |time| time.elapsed().is_ok_and(|age| age > DAY))
}

fn unknown(profile: &Profile) -> OpError {
    OpError::NotFound(format!("this machine does not know vault {} yet", profile.name))
}

fn empty_pin(owner: OwnerId, log_key: Digest) -> Pin {
    Pin {
        format: 1,
        owner,
        keyfile_version: 0,
        keyfile_hash: Digest::default(),
        vault_key: Digest::default(),
        log_key,
        size: 0,
        root: Digest::default(),
    }
}

/// Applies leaves up to the head and demands both the pinned root on the way and the signed root at the end.
async fn follow_to(
    remote: &dyn Remote,
    follow: &mut Follow,
    seen: &Checkpoint,
    pin: &Pin,
) -> Result<(), OpError> {
    while follow.size() < seen.size {
        let page = remote.leaves(follow.size(), seen.size).await?;
        if page.is_empty() || page.len() > MAX_LEAF_PAGE {
            return Err(OpError::Rewritten);
        }
        for entry in page {
            match entry {
                LeafEntry::Ref(body) => follow.apply_ref(&body)?,
                LeafEntry::Other { class, hash } => follow.apply_other(class, &hash)?,
            }
            if follow.size() == pin.size && follow.root() != pin.root {
                return Err(OpError::Rewritten);
            }
            if follow.size() > seen.size {
                return Err(OpError::Rewritten);
            }
        }
    }
    if follow.root().0 == seen.root { Ok(()) } else { Err(OpError::Rewritten) }
}

async fn current_keyfile(
    profile: &Profile,
    remote: &dyn Remote,
    follow: &Follow,
    pin: &Pin,
    fresh: bool,
) -> Result<Keyfile, OpError> {
    let refuse = |source| OpError::Keyfile { vault: profile.name.clone(), source };
    let name = RefName::keyfile();
    let said = follow.state(&name)?.ok_or_else(|| OpError::Missing("the keyfile".into()))?;
    let path = profile.keyfile_path();
    let stored = atomic::read_private(&path, MAX_STATE)?;
    let body = match stored.filter(|bytes| Digest::of(bytes) == said.fields[0]) {
        Some(bytes) => bytes.to_vec(),
        None => fetch_keyfile(remote, follow, &name).await?,
    };
    let keyfile = keyfile::parse(&body).map_err(refuse)?;
    let tampered = |what| refuse(keyfile::KeyfileError::Tampered(what));
    if keyfile.owner != profile.owner || keyfile.version != said.version {
        return Err(tampered("vault or version"));
    }
    let known = pin.vault_key != Digest::default();
    let descends = || {
        let pinned = crate::crypto::sign::VerifyingKey::from_bytes(&pin.vault_key.0);
        pinned.is_ok_and(|pinned| keyfile::descends_from(&keyfile, &pinned))
    };
    if known && !descends() {
        return Err(tampered("it does not descend from the vault key that this machine knows"));
    }
    debug_assert!(known || fresh, "a pin without a vault key is a first contact");
    Ok(keyfile)
}

/// One ref, and no other: a remote may answer with a sound ref of another name.
pub async fn fetch(remote: &dyn Remote, name: &RefName) -> Result<Option<Ref>, OpError> {
    match remote.get_ref(name).await? {
        Some(found) if found.name != *name => Err(FollowError::BadBody(name.clone()).into()),
        found => Ok(found),
    }
}

/// Follows a log on to its head of now; `None` where it has not grown, or cannot.
pub async fn follow_on(remote: &dyn Remote, known: &Follow) -> Result<Option<Follow>, OpError> {
    let Some(log_key) = known.log_key() else { return Ok(None) };
    let pin = empty_pin(known.owner(), *log_key);
    let (seen, _) = verify_head(&remote.head().await?, &pin)?;
    if seen.size < known.size() {
        return Err(OpError::Rollback { shown: seen.size, pinned: known.size() });
    }
    if seen.size == known.size() {
        return Ok(None);
    }
    let mut follow = known.clone();
    follow_to(remote, &mut follow, &seen, &pin).await?;
    Ok(Some(follow))
}

/// Times that a keyfile may move while it is read.
const MOST_MOVES: usize = 16;

/// What a vault is governed by: its keyfile, and in a team its roster.
type Governing = (Keyfile, Option<Arc<Roster>>);

/// Follows the log to `seen` and gives keyfile and roster of that moment, `known` where those are they. What
/// moved between the two is read again under the head of now; one that is newer than the log itself is
/// forged.
async fn follow_with_keyfile(
    (profile, remote): (&Profile, &dyn Remote),
    (follow, mut seen): (&mut Follow, Checkpoint),
    pin: &Pin,
    (known, fresh): (Option<&Governing>, bool),
) -> Result<Governing, OpError> {
    for _ in 0..MOST_MOVES {
        follow_to(remote, follow, &seen, pin).await?;
        let name = match governing((profile, remote), follow, pin, (known, fresh)).await? {
            Ok(governing) => return Ok(governing),
            Err(moved) => moved,
        };
        let (now, _) = verify_head(&remote.head().await?, pin)?;
        if now.size <= seen.size {
            return Err(FollowError::BadBody(name).into());
        }
        seen = now;
    }
    Err(OpError::Conflict)
}

/// Keyfile and roster as the followed log names them; the name of what has moved on since, where one has.
async fn governing(
    (profile, remote): (&Profile, &dyn Remote),
    follow: &Follow,
    pin: &Pin,
    (known, fresh): (Option<&Governing>, bool),
) -> Result<Result<Governing, RefName>, OpError> {
    let (name, roster) = (RefName::keyfile(), RefName::roster());
    let said = follow.state(&name)?.map(|state| state.version);
    let known_file = known.map(|(file, _)| file).filter(|file| Some(file.version) == said);
    let file = match known_file {
        Some(known) => known.clone(),
        None => match current_keyfile(profile, remote, follow, pin, fresh).await {
            Err(OpError::Conflict) => return Ok(Err(name)),
            other => other?,
        },
    };
    let known_roster = known.and_then(|(_, roster)| roster.clone());
    let said = follow.state(&roster)?.map(|state| state.version);
    let same = known_file.is_some() && known_roster.as_ref().map(|known| known.version()) == said;
    let members = match same {
        true => known_roster,
        false => match roster::current((profile, remote), follow, &file).await {
            Err(OpError::Conflict) => return Ok(Err(roster)),
            other => other?,
        },
    };
    Ok(Ok((file, members)))
}

async fn fetch_keyfile(remote: &dyn Remote, follow: &Follow, name: &RefName) -> Result<Vec<u8>, OpError> {
    let found = fetch(remote, name).await?.ok_or_else(|| OpError::Missing("the keyfile".into()))?;
    if follow.state(name)?.is_some_and(|state| found.version > state.version) {
        return Err(OpError::Conflict);
    }
    follow.check(&found)?;
    match found.body {
        RefBody::Signed(bytes) => Ok(bytes),
        _ => Err(OpError::Missing("the keyfile".into())),
    }
}

impl Connection {
    /// The head as this client verified it, for signed manifests.
    pub fn seen_head(&self) -> SeenHead {
        SeenHead { size: self.follow.size(), root: self.follow.root() }
    }

    /// Takes what the keyfile says into the pin.
    pub fn note_keyfile(&mut self) -> Result<(), OpError> {
        let refuse = |source| OpError::Keyfile { vault: self.profile.name.clone(), source };
        self.pin.keyfile_version = self.keyfile.version;
        self.pin.keyfile_hash = Digest::of(&cbor::encode(&self.keyfile));
        self.pin.vault_key = Digest(keyfile::active_vault_key(&self.keyfile).map_err(refuse)?.to_bytes());
        Ok(())
    }

    /// Remembers roster, keyfile, followed log and pin, in this order: the pin is what the others are
    /// checked against.
    pub fn remember(&self) -> Result<(), OpError> {
        let before = load_pin(&self.profile)?;
        atomic::create_private_folder(&self.profile.state)?;
        if let Some(roster) = &self.roster {
            atomic::write_private_if_other(&self.profile.roster_path(), &roster.to_bytes())?;
        }
        atomic::write_private_if_other(&self.profile.keyfile_path(), &cbor::encode(&self.keyfile))?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = followed::keep(&self.profile, &self.follow, *kept)?;
        drop(kept);
        atomic::write_private_if_other(&self.profile.pin_path(), &self.pin.to_bytes())?;
        let keys_changed = before.is_none_or(|old| {
            (old.keyfile_version, old.vault_key, old.log_key)
                != (self.pin.keyfile_version, self.pin.vault_key, self.pin.log_key)
        });
        let marker = self.profile.state.join("pin-stored");
        if keys_changed || is_a_day_old(&marker) {
            secret::store_pin(&self.profile, &self.pin)?;
            atomic::write_private(&marker, b"")?;
        }
        Ok(())
    }

    /// One ref, checked against the log.
    pub async fn get_ref(&self, name: &RefName) -> Result<Option<Ref>, OpError> {
        let Some(state) = self.follow.state(name)? else { return Ok(None) };
        let found = fetch(&*self.remote, name).await?;
        let found =
            found.ok_or_else(|| OpError::Missing(format!("ref {name} (version {})", state.version)))?;
        self.follow.check(&found)?;
        Ok(Some(found))
    }

    /// Follows the log to the newest head: after a conflict, or before a second look.
    pub async fn refresh(&mut self) -> Result<(), OpError> {
        let head = self.remote.head().await?;
        self.accept_head(&head).await
    }

    /// Follows the log to a head that came by another way than [`Remote::head`].
    pub async fn accept_head(&mut self, head: &Head) -> Result<(), OpError> {
        let (seen, _) = verify_head(head, &self.pin)?;
        if seen.size < self.follow.size() {
            return Err(OpError::Rollback { shown: seen.size, pinned: self.follow.size() });
        }
        self.advance(&seen).await
    }

    /// Checks a receipt: its leaves are in the log under the signed head, and say what was asked for.
    pub async fn accept(
        &mut self,
        receipt: &Receipt,
        wanted: &[(RefName, [Digest; 3])],
    ) -> Result<(), OpError> {
        let (seen, _) = verify_head(&receipt.head, &self.pin)?;
        if seen.size < self.follow.size() {
            return Err(OpError::Rollback { shown: seen.size, pinned: self.follow.size() });
        }
        self.advance(&seen).await?;
        for (name, fields) in wanted {
            // A later commit of a peer may have moved the ref on; then the log has our leaf before it.
            let state = self.follow.state(name)?.ok_or(OpError::Rewritten)?;
            let ours = state.fields == *fields || receipt_names(receipt, name, fields, state.seq);
            if !ours {
                return Err(OpError::Rewritten);
            }
        }
        Ok(())
    }

    async fn advance(&mut self, seen: &Checkpoint) -> Result<(), OpError> {
        // Followed on a copy: a page that is refused leaves this connection at its verified head.
        let mut follow = self.follow.clone();
        let (place, log) = ((&self.profile, &*self.remote), (&mut follow, seen.clone()));
        let known = (self.keyfile.clone(), self.roster.clone());
        (self.keyfile, self.roster) =
            follow_with_keyfile(place, log, &self.pin, (Some(&known), false)).await?;
        self.follow = follow;
        self.pin.size = self.follow.size();
        self.pin.root = self.follow.root();
        self.note_keyfile()
    }
}

fn receipt_names(receipt: &Receipt, name: &RefName, fields: &[Digest; 3], newest: u64) -> bool {
    receipt.leaves.iter().any(|body| {
        crate::protocol::leaf::Leaf::parse(body).is_ok_and(|leaf| {
            leaf.seq <= newest
                && leaf.moved.is_some_and(|moved| moved.name == *name && moved.fields == *fields)
        })
    })
}

/// A vault that is connected and unlocked.
pub struct OpenVault {
    /// The connection.
    pub connection: Connection,
    /// Its keys.
    pub keys: Keys,
    /// The KEK of the slot that opened it: needed to write a keyfile.
    pub slot: SlotKey,
}

/// Unlocks a connected vault with the cached KEK, or else with the secret.
pub fn unlock(connection: Connection, now: u64) -> Result<OpenVault, OpError> {
    let (keys, slot) = secret::unlock(&connection.profile, &connection.keyfile, now)?;
    roster::seat(&connection, &keys, now)?;
    Ok(OpenVault { connection, keys, slot })
}

impl OpenVault {
    /// Refuses to write with keys of a superseded secret, and for whom the roster lets only read.
    pub fn require_write(&self) -> Result<(), OpError> {
        let vault = self.connection.profile.name.clone();
        if !self.keys.may_write {
            return Err(OpError::SecretReplaced { vault });
        }
        roster::require_write(&vault, &self.keys)
    }

    /// Refuses for whoever may not change the keys: in a team, all but owners and admins.
    pub fn require_governing(&self) -> Result<(), OpError> {
        self.require_write()?;
        roster::require_governing(&self.connection.profile.name, &self.keys)
    }

    /// Takes a keyfile that moved on the remote into use.
    pub fn reopen(self, now: u64) -> Result<Self, OpError> {
        if self.keys.keyfile_version == self.connection.keyfile.version {
            roster::seat(&self.connection, &self.keys, now)?;
            return Ok(self);
        }
        unlock(self.connection, now)
    }
}
