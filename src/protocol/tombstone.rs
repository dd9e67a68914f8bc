//! The wire layout of a tombstone: what stands in a ref's place once its session was shredded. Who signs
//! it and what it proves is the vault's.

use super::ids::{Digest, OwnerId, SessionTag};
use super::refs::RefName;
use minicbor::{Decode, Encode};

/// The version of this layout.
pub const TOMBSTONE_FORMAT: u8 = 1;

/// How far a shred reached (`docs/format.md`, "Sharing, membership, shredding").
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum ShredLevel {
    /// Objects and wraps are deleted and the ref is a tombstone.
    #[n(1)]
    Deleted,
    /// Also the data key was rotated and every other content key re-wrapped.
    #[n(2)]
    DataKeyRotated,
    /// Also the secret and the account key were rotated.
    #[n(3)]
    SecretRotated,
}

/// A signed tombstone. The signature is over everything before it: the encoding of [`TombstoneBody`].
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Tombstone {
    /// What is signed.
    #[n(0)]
    pub body: TombstoneBody,
    /// Ed25519 by the vault key or a member's key.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: [u8; 64],
    /// The member who signed it, by the personal vault; there where the vault has a roster.
    #[n(2)]
    pub member: Option<OwnerId>,
}

/// What a tombstone says.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct TombstoneBody {
    /// [`TOMBSTONE_FORMAT`].
    #[n(0)]
    pub format: u8,
    /// Whose vault.
    #[n(1)]
    pub owner: OwnerId,
    /// The ref that it replaces.
    #[n(2)]
    pub name: RefName,
    /// The session that the ref held.
    #[n(3)]
    pub session: SessionTag,
    /// When, in microseconds since the epoch, by the client's clock.
    #[n(4)]
    pub time_us: u64,
    /// SHA-256 of the last manifest object: the end of the chain of `prev` links.
    #[n(5)]
    pub last_manifest: Digest,
    /// How far the shred had reached when this was signed.
    #[n(6)]
    pub level: ShredLevel,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::cbor::{decode, encode};

    #[test]
    fn round_trip_and_truncation() {
        let session = SessionTag([3; 16]);
        let body = TombstoneBody {
            format: TOMBSTONE_FORMAT,
            owner: OwnerId([1; 16]),
            name: RefName::session(session),
            session,
            time_us: 5,
            last_manifest: Digest([2; 32]),
            level: ShredLevel::Deleted,
        };
        let bytes = encode(&Tombstone { body: body.clone(), signature: [4; 64], member: None });
        assert_eq!(decode::<Tombstone>(&bytes).unwrap().body, body);
        assert!((0..bytes.len()).all(|end| decode::<Tombstone>(&bytes[..end]).is_err()));
    }
}
