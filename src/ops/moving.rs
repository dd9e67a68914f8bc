//! Moving a session into another vault: sealed again there under that vault's keys, compared there byte by byte with
//! what it was, and only then shredded in the vault that it came from.
//!
//! Stopped at any point it is in one of the two, or in both; run again, it goes on. The shred names the very state of
//! the session that was compared: what another machine appends meanwhile is taken along first.

use super::error::OpError;
use super::import::checked;
use super::import::merge::{Merged, Merger};
use super::open::{OpenVault, fetch};
use super::rotate::renew;
use super::shred::{self, Chosen, Deleted};
use super::view::Reader;
use crate::local::state::{Loaded, State};
use crate::protocol::ids::ActorId;
use crate::protocol::refs::{Commit, RefChange, RefName};
use crate::remote::Swap;
use crate::session::SessionUuid;
use crate::vault::keyfile::{Keys, SlotKey};
use crate::vault::manifest::Writer;
use std::path::Path;
use std::sync::Arc;

/// Times that either side may move before the session is left where it is.
const MOST_TRIES: usize = 16;

/// What moving works with.
pub struct Moving<'a> {
    /// The state cache of this machine: it sends the session to the other vault from then on.
    pub state_path: &'a Path,
    /// The other vault, as the state cache names it.
    pub route: String,
    /// Seconds of Unix time.
    pub now: u64,
    /// Microseconds of Unix time.
    pub now_us: u64,
}

/// A session that was moved.
pub struct Moved {
    /// Its id.
    pub session: SessionUuid,
    /// Bytes of objects that were stored in the other vault; 0 where it had all of it already.
    pub bytes: u64,
    /// Whether the other vault had another history of it: both are kept there.
    pub apart: bool,
    /// What was shredded here; nothing where that was done before, by another machine perhaps.
    pub deleted: Deleted,
}

/// Moves one session from a vault into another. Gives both back, also to move the next.
pub async fn session(
    (mut from, mut to): (OpenVault, OpenVault),
    chosen: &Chosen,
    with: &Moving<'_>,
) -> Result<((OpenVault, OpenVault), Moved), OpError> {
    from.require_write()?;
    to.require_write()?;
    if from.keys.owner() == to.keys.owner() {
        return Err(OpError::Usage("it is in that vault already".into()));
    }
    if chosen.ended {
        return was_moved((from, to), chosen, with);
    }
    let (mut bytes, mut apart) = (0, false);
    for _ in 0..MOST_TRIES {
        let (vaults, step) = step((from, to), &chosen.name, with).await?;
        (from, to) = vaults;
        match step {
            Step::Copied(merged) => {
                bytes += merged.0;
                apart |= merged.1;
            }
            Step::Moved => {}
            Step::Same(session) => {
                send_there(with, session)?;
                let (vault, deleted) = shred::delete_as_seen(from, &chosen.name, with.now_us).await?;
                from = vault;
                if let Some(deleted) = deleted {
                    from.connection.remember()?;
                    return Ok(((from, to), Moved { session, bytes, apart, deleted }));
                }
            }
        }
        (from, to) = (renewed(from, with.now).await?, renewed(to, with.now).await?);
    }
    Err(OpError::Conflict)
}

/// What one look at both sides came to.
enum Step {
    /// The other vault took something: its bytes, and whether a history was kept apart. The next look compares.
    Copied((u64, bool)),
    /// One of the two moved meanwhile.
    Moved,
    /// The other vault has every byte.
    Same(SessionUuid),
}

async fn step(
    (from, to): (OpenVault, OpenVault),
    name: &RefName,
    with: &Moving<'_>,
) -> Result<((OpenVault, OpenVault), Step), OpError> {
    let writer =
        Writer { device: to.connection.profile.device, name: to.connection.profile.device_name.clone() };
    let head = to.connection.seen_head();
    let (from, source) = split(from);
    let (mut to, target) = split(to);
    let made = merge((&source, &target), name, (writer, head, with.now)).await;
    let keyfile_version = target.keys.keyfile_version;
    let (Ok(source), Ok(keys)) = (Arc::try_unwrap(source.keys), Arc::try_unwrap(target.keys)) else {
        return Err(OpError::Worker);
    };
    let step = match made {
        Err(OpError::Conflict) => Step::Moved,
        Err(error) => return Err(error),
        Ok((session, None)) => Step::Same(session),
        Ok((_, Some(Merged { change, apart, bytes }))) => {
            if commit(&mut to.0, keyfile_version, change).await? {
                to.0.remember()?;
                Step::Copied((bytes, apart))
            } else {
                Step::Moved
            }
        }
    };
    let join = |(connection, slot): (_, SlotKey), keys: Keys| OpenVault { connection, keys, slot };
    Ok(((join(from, source), join(to, keys)), step))
}

type Parts = (super::open::Connection, SlotKey);

fn split(vault: OpenVault) -> (Parts, Reader) {
    let OpenVault { connection, keys, slot } = vault;
    let reader = Reader {
        keys: Arc::new(keys),
        follow: Arc::new(connection.follow.clone()),
        remote: Arc::clone(&connection.remote),
    };
    ((connection, slot), reader)
}

/// What the other vault lacks of the session; nothing where it has every byte.
async fn merge(
    (source, target): (&Reader, &Reader),
    name: &RefName,
    (writer, head, now): (Writer, crate::vault::manifest::SeenHead, u64),
) -> Result<(SessionUuid, Option<Merged>), OpError> {
    let missing = || OpError::Missing(format!("session ref {name}"));
    if !source.follow.stands(name)? {
        return Err(OpError::NotFound("another machine has shredded it meanwhile".into()));
    }
    let found = fetch(&*source.remote, name).await?.ok_or_else(missing)?;
    let theirs = source.open(&found).await?;
    let meta = source.meta(&found)?.ok_or_else(missing)?;
    let session = checked(source, &theirs, &meta)?;
    let tag = target.keys.session_tag(&meta.uuid);
    if target.follow.ended(&RefName::session(tag))? {
        return Err(OpError::Usage(format!(
            "session {session} was shredded in that vault, and a shredded id never comes back"
        )));
    }
    let ours = target.session(tag).await?;
    let merger = Merger { from: source, to: target, tag, same: false, writer, head, now };
    Ok((session, merger.run((theirs, meta), ours).await?))
}

/// Whether the vault took it.
async fn commit(
    connection: &mut super::open::Connection,
    keyfile_version: u64,
    change: RefChange,
) -> Result<bool, OpError> {
    let wanted = [(change.name.clone(), change.body.field_hashes())];
    let commit =
        Commit { keyfile_version, actor: ActorId(connection.profile.device.0), changes: vec![change] };
    match connection.remote.commit(&commit).await? {
        Swap::Done(receipt) => {
            connection.accept(&receipt, &wanted).await?;
            Ok(true)
        }
        Swap::Conflict { .. } => Ok(false),
    }
}

async fn renewed(mut vault: OpenVault, now: u64) -> Result<OpenVault, OpError> {
    vault.connection.refresh().await?;
    let vault = renew(vault, now)?;
    vault.require_write()?;
    Ok(vault)
}

/// Another machine moved it: this one only learns where it goes now.
fn was_moved(
    (from, to): (OpenVault, OpenVault),
    chosen: &Chosen,
    with: &Moving<'_>,
) -> Result<((OpenVault, OpenVault), Moved), OpError> {
    let id = chosen.session.as_deref().unwrap_or_default();
    let session = SessionUuid::parse(id).map_err(|_| OpError::NotFound(format!("no session {id}")))?;
    if !to.connection.follow.stands(&RefName::session(to.keys.session_tag(id)))? {
        return Err(OpError::NotFound(format!(
            "session {session} was shredded, and is not in the other vault"
        )));
    }
    send_there(with, session)?;
    let deleted = Deleted { ended: 1, ..Deleted::default() };
    Ok(((from, to), Moved { session, bytes: 0, apart: false, deleted }))
}

/// From now on this machine sends the session to the other vault. What it knows of the old one's keys and versions
/// goes: the next sync compares the files with what lies there.
fn send_there(with: &Moving<'_>, session: SessionUuid) -> Result<(), OpError> {
    let Loaded::State(mut state) = State::load(with.state_path)? else { return Ok(()) };
    if !state.sessions.contains_key(&session) {
        return Ok(());
    }
    state.files.retain(|_, entry| entry.session != session);
    let known = state.session_mut(session);
    *known = Default::default();
    known.route = with.route.clone();
    known.moved = true;
    Ok(state.save_atomic(with.state_path)?)
}
