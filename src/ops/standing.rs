//! What this machine has begun and not ended, written down so that the next run goes on: one small private file for
//! each kind of work, in the state folder of the vault.

use super::error::OpError;
use super::open::Profile;
use crate::local::atomic;
use crate::protocol::cbor;
use minicbor::{Decode, Encode};
use std::path::PathBuf;

/// Longest file that is read, in bytes: one that names some million sessions.
const MAX_LEN: u64 = 1 << 28;

fn path(profile: &Profile, what: &str) -> PathBuf {
    profile.state.join(what)
}

/// Reads what stands. What does not read back is refused: it may name work that is half done.
pub(super) fn load<T>(profile: &Profile, what: &str) -> Result<Option<T>, OpError>
where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    let path = path(profile, what);
    let Some(bytes) = atomic::read_private(&path, MAX_LEN)? else { return Ok(None) };
    cbor::decode(&bytes).map(Some).map_err(|_| OpError::State(path))
}

/// Writes it down, durably.
pub(super) fn save<T: Encode<()>>(profile: &Profile, what: &str, work: &T) -> Result<(), OpError> {
    atomic::create_private_folder(&profile.state)?;
    Ok(atomic::write_private(&path(profile, what), &cbor::encode(work))?)
}

/// Removes it: everything was done.
pub(super) fn end(profile: &Profile, what: &str) -> Result<(), OpError> {
    let path = path(profile, what);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(OpError::io(&path)(error)),
        _ => Ok(()),
    }
}
