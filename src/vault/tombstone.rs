//! Tombstones: what stands in a ref's place once its session was shredded. The layout is
//! `protocol::tombstone`'s.

use super::keyfile::Keys;
use super::object::ObjectError;
use crate::crypto::sign::Purpose;
use crate::protocol::cbor;
use crate::protocol::refs::RefName;
use crate::protocol::tombstone::{TOMBSTONE_FORMAT, Tombstone, TombstoneBody};

/// Signs a tombstone; gives the bytes of the ref's body.
pub fn sign(body: TombstoneBody, keys: &Keys) -> Vec<u8> {
    let signature = keys.sign(Purpose::Tombstone, &[&cbor::encode(&body)]);
    cbor::encode(&Tombstone { body, signature })
}

/// A tombstone as it was opened.
pub struct OpenedTombstone {
    /// What it says.
    pub body: TombstoneBody,
    /// The keyfile version that replaced the vault key that signed it, if one did.
    pub signer_replaced_at: Option<u64>,
}

/// Checks that a tombstone is that of this ref and vault, signed by a vault key.
pub fn open(keys: &Keys, name: &RefName, bytes: &[u8]) -> Result<OpenedTombstone, ObjectError> {
    let Tombstone { body, signature } = cbor::decode(bytes)?;
    if body.format != TOMBSTONE_FORMAT {
        return Err(ObjectError::Newer(u16::from(body.format)));
    }
    let signer_replaced_at = keys.verify(Purpose::Tombstone, &[&cbor::encode(&body)], &signature)?;
    for (same, what) in [
        (body.owner == keys.owner(), "vault"),
        (body.name == *name, "ref"),
        (name.session_tag() == Some(body.session), "session"),
    ] {
        if !same {
            return Err(ObjectError::Mismatch(what));
        }
    }
    Ok(OpenedTombstone { body, signer_replaced_at })
}
