//! Shredding: a session's objects and content keys are deleted and a signed tombstone stands in its place, for ever;
//! then, for the higher levels, the keys that opened copies of them retire.
//!
//! A shred that was begun is written down on this machine before anything is deleted, and taken from there when it is
//! gone on with. Every step is decided by what the vault shows, so that each can be taken twice.

mod plan;

pub use plan::Plan;

use super::error::OpError;
use super::list;
use super::open::OpenVault;
use super::progress::Progress;
use super::reseal::Pending;
use super::rotate::{self, DataKeyReport};
use super::view::{Reader, may_be_replaced};
use crate::protocol::ids::{ActorId, Digest, ObjectId};
use crate::protocol::refs::{Action, Commit, Ref, RefBody, RefChange, RefName};
use crate::protocol::tombstone::{ShredLevel, TOMBSTONE_FORMAT, TombstoneBody};
use crate::remote::{RemoteError, Swap};
use crate::session::SessionUuid;
use crate::vault::tombstone;
use futures::stream::{self, StreamExt as _};
use std::sync::Arc;

/// Sessions in one commit.
const BATCH: usize = 64;
/// Times that a batch is tried again because somebody else moved what stands in it.
const MOST_TRIES: usize = 8;

/// One session that is to be shredded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chosen {
    /// Its ref.
    pub name: RefName,
    /// Its id, where it was given or its metadata opens.
    pub session: Option<String>,
    /// Its title, where its metadata opens.
    pub title: Option<String>,
    /// Whether it was shredded before.
    pub ended: bool,
}

/// The sessions whose ids begin so, one each. A whole id also names a session that does not open, or was shredded.
pub async fn choose(reader: &Reader, prefixes: &[String]) -> Result<Vec<Chosen>, OpError> {
    let mut chosen: Vec<Chosen> = Vec::new();
    for prefix in prefixes {
        let one = choose_one(reader, prefix).await?;
        if chosen.iter().all(|have| have.name != one.name) {
            chosen.push(one);
        }
    }
    Ok(chosen)
}

async fn choose_one(reader: &Reader, prefix: &str) -> Result<Chosen, OpError> {
    let whole = SessionUuid::parse(prefix).is_ok();
    let named = RefName::session(reader.keys.session_tag(prefix));
    let state = if whole { reader.follow.state(&named)? } else { None };
    if state.is_some_and(|state| state.tombstone) {
        return Ok(Chosen { name: named, session: Some(prefix.to_owned()), title: None, ended: true });
    }
    match list::find(reader, prefix).await {
        Ok((found, meta)) => {
            Ok(Chosen { name: found.name, session: Some(meta.uuid), title: meta.title, ended: false })
        }
        // What does not open can go all the same: its id alone names it.
        Err(OpError::Object { .. } | OpError::Follow(_) | OpError::Missing(_)) if state.is_some() => {
            Ok(Chosen { name: named, session: Some(prefix.to_owned()), title: None, ended: false })
        }
        Err(error) => Err(error),
    }
}

/// Every session of the vault that was not shredded yet.
pub fn all(reader: &Reader) -> Result<Vec<Chosen>, OpError> {
    let chosen = |name| Chosen { name, session: None, title: None, ended: false };
    Ok(reader.follow.sessions()?.into_iter().map(chosen).collect())
}

/// What the first level did.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Deleted {
    /// Sessions that became tombstones now.
    pub sessions: u64,
    /// Sessions that were tombstones already.
    pub ended: u64,
    /// Objects that the vault was asked for afterwards, and does not give out.
    pub objects: u64,
    /// Objects that it still gives out, and no other session needs.
    pub left: Vec<String>,
    /// Sessions whose manifest does not open: which objects they had cannot be told.
    pub unread: u64,
}

/// The first level: each session of the plan becomes a tombstone, and its objects and content keys are deleted.
///
/// Afterwards the plan holds the data key and the epoch of now: copies of what was deleted open under these, or
/// earlier ones, only.
pub async fn delete(
    vault: OpenVault,
    plan: &mut Plan,
    (now, now_us): (u64, u64),
    progress: &dyn Progress,
) -> Result<(OpenVault, Deleted), OpError> {
    vault.require_write()?;
    plan.save(&vault.connection.profile)?;
    let mut done = Deleted::default();
    let mut vault = vault;
    progress.begin("shredding", Some(plan.names.len() as u64));
    for batch in plan.names.chunks(BATCH) {
        vault = delete_batch(vault, batch, (now, now_us), &mut done).await?;
        vault.connection.remember()?;
        progress.add(batch.len() as u64);
    }
    progress.done();
    if plan.data_key.is_none() {
        plan.data_key = Some(vault.keys.active_dek_version());
        plan.epoch = Some(vault.keys.epoch);
        plan.save(&vault.connection.profile)?;
    }
    if done.left.is_empty() {
        Pending::of(&vault.connection.profile).end()?;
    }
    Ok((vault, done))
}

/// Shreds one session as the log was followed, and no later state of it: nothing where it has moved since.
pub(super) async fn delete_as_seen(
    vault: OpenVault,
    name: &RefName,
    now_us: u64,
) -> Result<(OpenVault, Option<Deleted>), OpError> {
    let (mut vault, ready) = prepare(vault, std::slice::from_ref(name), now_us).await?;
    let Some(ready) = ready else { return Ok((vault, None)) };
    if !ready.changes.is_empty() && !commit(&mut vault, &ready).await? {
        return Ok((vault, None));
    }
    let (objects, left) = look_for(&vault, &ready.objects).await?;
    if left.is_empty() {
        Pending::of(&vault.connection.profile).end()?;
    }
    let sessions = ready.changes.len() as u64;
    Ok((vault, Some(Deleted { sessions, ended: ready.ended, objects, left, unread: ready.unread })))
}

/// The second level: every data key retires that can have wrapped a content key of what was shredded.
pub async fn retire(
    vault: OpenVault,
    plan: &Plan,
    now: u64,
    progress: &dyn Progress,
) -> Result<(OpenVault, DataKeyReport), OpError> {
    let version = plan.data_key.unwrap_or_else(|| vault.keys.active_dek_version());
    rotate::retire(vault, version, now, progress).await
}

/// A batch that is ready to be committed, and the objects that should be gone then.
#[derive(Default)]
struct Ready {
    changes: Vec<RefChange>,
    objects: Vec<ObjectId>,
    ended: u64,
    unread: u64,
}

async fn delete_batch(
    mut vault: OpenVault,
    names: &[RefName],
    (now, now_us): (u64, u64),
    done: &mut Deleted,
) -> Result<OpenVault, OpError> {
    for _ in 0..MOST_TRIES {
        let (same, ready) = prepare(vault, names, now_us).await?;
        vault = same;
        let Some(ready) = ready else {
            vault = renewed(vault, now).await?;
            continue;
        };
        if !ready.changes.is_empty() && !commit(&mut vault, &ready).await? {
            vault = renewed(vault, now).await?;
            continue;
        }
        done.sessions += ready.changes.len() as u64;
        done.ended += ready.ended;
        done.unread += ready.unread;
        let (gone, left) = look_for(&vault, &ready.objects).await?;
        done.objects += gone;
        done.left.extend(left);
        return Ok(vault);
    }
    Err(OpError::Conflict)
}

async fn renewed(mut vault: OpenVault, now: u64) -> Result<OpenVault, OpError> {
    vault.connection.refresh().await?;
    let vault = rotate::renew(vault, now)?;
    vault.require_write()?;
    Ok(vault)
}

/// Signs the tombstones of a batch; nothing where a session has moved since the log was followed.
async fn prepare(
    vault: OpenVault,
    names: &[RefName],
    now_us: u64,
) -> Result<(OpenVault, Option<Ready>), OpError> {
    let OpenVault { connection, keys, slot } = vault;
    let reader = Reader {
        keys: Arc::new(keys),
        follow: Arc::new(connection.follow.clone()),
        remote: Arc::clone(&connection.remote),
    };
    let mut ready = Some(Ready::default());
    for name in names {
        let Some(batch) = &mut ready else { break };
        if !prepare_one(&reader, name, now_us, batch).await? {
            ready = None;
        }
    }
    let Ok(keys) = Arc::try_unwrap(reader.keys) else { return Err(OpError::Worker) };
    Ok((OpenVault { connection, keys, slot }, ready))
}

/// Whether the session stands where the log was followed to.
async fn prepare_one(
    reader: &Reader,
    name: &RefName,
    now_us: u64,
    batch: &mut Ready,
) -> Result<bool, OpError> {
    let state = reader.follow.state(name)?.ok_or_else(|| OpError::NotFound(format!("no ref {name}")))?;
    if state.tombstone {
        batch.ended += 1;
        return Ok(true);
    }
    let session = name.session_tag().ok_or(OpError::Worker)?;
    match objects(reader, name).await {
        Ok(Some(objects)) => batch.objects.extend(objects),
        Ok(None) => batch.unread += 1,
        Err(OpError::Conflict) => return Ok(false),
        Err(error) => return Err(error),
    }
    let body = TombstoneBody {
        format: TOMBSTONE_FORMAT,
        owner: reader.owner(),
        name: name.clone(),
        session,
        time_us: now_us,
        last_manifest: state.manifest(),
        level: ShredLevel::Deleted,
    };
    let signed = tombstone::sign(body, &reader.keys).map_err(OpError::object("tombstone"))?;
    batch.changes.push(RefChange {
        name: name.clone(),
        expected: state.version,
        body: RefBody::Tombstone(signed),
        action: Action::Shred,
        added: Vec::new(),
        // The vault lets go of everything that the ref holds, whatever is named here.
        dropped: Vec::new(),
    });
    Ok(true)
}

/// The objects of a session; nothing where its manifest does not open.
async fn objects(reader: &Reader, name: &RefName) -> Result<Option<Vec<ObjectId>>, OpError> {
    let found: Option<Ref> = match super::open::fetch(&*reader.remote, name).await {
        Err(OpError::Follow(_)) => None,
        found => found?,
    };
    let Some(found) = found else { return Ok(None) };
    match reader.open(&found).await {
        Ok(view) => {
            let mut objects = view.manifest.objects();
            objects.extend(view.pointer.map(|pointer| pointer.id));
            Ok(Some(objects))
        }
        Err(OpError::Conflict) => Err(OpError::Conflict),
        Err(error @ OpError::Remote(RemoteError::Unreachable(_))) => Err(error),
        Err(error) if may_be_replaced(&error) && reader.has_moved(name).await? => Err(OpError::Conflict),
        Err(OpError::Object { .. } | OpError::Follow(_) | OpError::Missing(_) | OpError::Remote(_)) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Whether the vault took it.
async fn commit(vault: &mut OpenVault, ready: &Ready) -> Result<bool, OpError> {
    let commit = Commit {
        keyfile_version: vault.keys.keyfile_version,
        actor: ActorId(vault.connection.profile.device.0),
        changes: ready.changes.clone(),
    };
    let hashes = |change: &RefChange| (change.name.clone(), change.body.field_hashes());
    let wanted: Vec<(RefName, [Digest; 3])> = ready.changes.iter().map(hashes).collect();
    Pending::of(&vault.connection.profile).begin()?;
    match vault.connection.remote.commit(&commit).await? {
        Swap::Done(receipt) => {
            vault.connection.accept(&receipt, &wanted).await?;
            Ok(true)
        }
        Swap::Conflict { .. } => Ok(false),
    }
}

/// Asks for each object: how many are not to be had, and which are. A claim that they were deleted is no proof.
async fn look_for(vault: &OpenVault, objects: &[ObjectId]) -> Result<(u64, Vec<String>), OpError> {
    let remote = &vault.connection.remote;
    let asked = stream::iter(objects).map(|id| async move { (*id, remote.get(*id).await) });
    let mut asked = asked.buffer_unordered(remote.in_flight().max(1));
    let (mut gone, mut left) = (0, Vec::new());
    while let Some((id, answer)) = asked.next().await {
        match answer {
            Err(RemoteError::NotFound(_)) => gone += 1,
            Ok(_) | Err(RemoteError::Damaged(_)) => left.push(id.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    left.sort();
    Ok((gone, left))
}
