//! The roster of a team as this machine follows it: fetched where it moved, checked from its first entry to its last and
//! against every leaf that brought it, and put behind the keys that are used.

use super::error::OpError;
use super::identity;
use super::open::{Connection, MAX_STATE, Profile, fetch};
use crate::local::atomic;
use crate::protocol::ids::Digest;
use crate::protocol::keyfile::Keyfile;
use crate::protocol::refs::{RefBody, RefName};
use crate::remote::Remote;
use crate::vault::author::{Standing, check_keyfile};
use crate::vault::follow::Follow;
use crate::vault::keyfile::{KeyfileError, Keys};
use crate::vault::roster::Roster;
use std::sync::Arc;

/// The roster that the log names, in a vault that has one. One that moved on after the log was followed is
/// [`OpError::Conflict`].
pub(super) async fn current(
    (profile, remote): (&Profile, &dyn Remote),
    follow: &Follow,
    keyfile: &Keyfile,
) -> Result<Option<Arc<Roster>>, OpError> {
    let name = RefName::roster();
    let Some(said) = follow.state(&name)? else {
        return match keyfile.roster_root {
            None => Ok(None),
            Some(_) => Err(OpError::Missing("the roster".into())),
        };
    };
    let stored = atomic::read_private(&profile.roster_path(), MAX_STATE)?;
    let stored_hash = stored.as_ref().map(|bytes| Digest::of(bytes));
    let known = follow.rosters().iter().rfind(|moved| Some(moved.hash) == stored_hash);
    let known = known.map_or(0, |moved| moved.version);
    let body = match stored.filter(|_| stored_hash == Some(said.fields[0])) {
        Some(bytes) => bytes.to_vec(),
        None => fetch_roster(remote, follow, &name).await?,
    };
    read(&profile.name, &body, (follow, keyfile), known).map(Some)
}

async fn fetch_roster(remote: &dyn Remote, follow: &Follow, name: &RefName) -> Result<Vec<u8>, OpError> {
    let found = fetch(remote, name).await?.ok_or_else(|| OpError::Missing("the roster".into()))?;
    if follow.state(name)?.is_some_and(|state| found.version > state.version) {
        return Err(OpError::Conflict);
    }
    follow.check(&found)?;
    match found.body {
        RefBody::Signed(bytes) => Ok(bytes),
        _ => Err(OpError::Missing("the roster".into())),
    }
}

/// Checks a roster against keyfile and log; the first `known` versions were checked before.
pub(super) fn read(
    vault: &str,
    body: &[u8],
    (follow, keyfile): (&Follow, &Keyfile),
    known: u64,
) -> Result<Arc<Roster>, OpError> {
    let refuse = |source| OpError::Roster { vault: vault.to_owned(), source };
    let bad_keyfile = |source| OpError::Keyfile { vault: vault.to_owned(), source };
    let unnamed = KeyfileError::Tampered("it names no roster, and the log has one");
    let root = keyfile.roster_root.ok_or(unnamed).map_err(bad_keyfile)?;
    let mut roster = Roster::parse(body, keyfile.owner, &root).map_err(refuse)?;
    roster.place(follow, known).map_err(refuse)?;
    let seq = follow.keyfile_seq(keyfile.version);
    let seq = seq.ok_or_else(|| OpError::Missing("the keyfile".into()))?;
    check_keyfile(keyfile, &roster, seq).map_err(bad_keyfile)?;
    Ok(Arc::new(roster))
}

/// Has the keys judge by the connection's roster from now on, and sign as this user.
///
/// A user whose personal vault cannot be opened here only reads.
pub(super) fn seat(connection: &Connection, keys: &Keys, now: u64) -> Result<(), OpError> {
    let Some(roster) = &connection.roster else { return Ok(()) };
    keys.set_roster(Arc::clone(roster));
    let (None, Some(person)) = (keys.signs_as(), &connection.profile.person) else { return Ok(()) };
    match identity::local(person, now) {
        Ok(Some(me)) => keys.set_identity(me),
        Ok(None) | Err(OpError::NoSecret { .. } | OpError::WrongSecret { .. }) => {}
        Err(other) => return Err(other),
    }
    Ok(())
}

/// Refuses to write for whom the roster lets only read.
pub(super) fn require_write(vault: &str, keys: &Keys) -> Result<(), OpError> {
    let why = match keys.standing() {
        Standing::Alone => return Ok(()),
        Standing::Member(role) if role.may_write() => return Ok(()),
        Standing::Member(_) => "your role there is reader",
        Standing::Stranger => "you are no member, or your personal vault is not open on this machine",
        Standing::Outdated => return Err(OpError::NotConfirmed { vault: vault.to_owned() }),
    };
    Err(OpError::MayNotWrite { vault: vault.to_owned(), why })
}

/// Refuses for whoever is neither owner nor admin.
pub(super) fn require_governing(vault: &str, keys: &Keys) -> Result<(), OpError> {
    match keys.standing() {
        Standing::Alone => Ok(()),
        Standing::Member(role) if role.may_govern() => Ok(()),
        Standing::Member(_) => Err(OpError::NotGoverning { vault: vault.to_owned() }),
        Standing::Stranger | Standing::Outdated => require_write(vault, keys),
    }
}
