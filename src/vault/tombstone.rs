//! Tombstones: what stands in a ref's place once its session was shredded. The layout is
//! `protocol::tombstone`'s.

use super::author::{Authored, Signer};
use super::keyfile::Keys;
use super::object::ObjectError;
use crate::crypto::sign::Purpose;
use crate::protocol::cbor;
use crate::protocol::refs::RefName;
use crate::protocol::tombstone::{TOMBSTONE_FORMAT, Tombstone, TombstoneBody};

/// Signs a tombstone; gives the bytes of the ref's body.
pub fn sign(body: TombstoneBody, keys: &Keys) -> Result<Vec<u8>, ObjectError> {
    let Authored { member, signature } = keys.author(Purpose::Tombstone, &[&cbor::encode(&body)])?;
    Ok(cbor::encode(&Tombstone { body, signature, member }))
}

/// A tombstone as it was opened.
pub struct OpenedTombstone {
    /// What it says.
    pub body: TombstoneBody,
    /// Who signed it.
    pub signer: Signer,
}

/// Checks that a tombstone is that of this ref and vault, signed by a vault key.
pub fn open(keys: &Keys, name: &RefName, bytes: &[u8]) -> Result<OpenedTombstone, ObjectError> {
    let Tombstone { body, signature, member } = cbor::decode(bytes)?;
    if body.format != TOMBSTONE_FORMAT {
        return Err(ObjectError::Newer(u16::from(body.format)));
    }
    let by = (Purpose::Tombstone, member);
    let signer = keys.verify_author(by, &[&cbor::encode(&body)], &signature)?;
    for (same, what) in [
        (body.owner == keys.owner(), "vault"),
        (body.name == *name, "ref"),
        (name.session_tag() == Some(body.session), "session"),
    ] {
        if !same {
            return Err(ObjectError::Mismatch(what));
        }
    }
    Ok(OpenedTombstone { body, signer })
}
