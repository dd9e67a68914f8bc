//! The pin: what a client remembers of a vault, so that no remote can take it back.

use crate::protocol::cbor;
use crate::protocol::ids::{Digest, OwnerId};
use minicbor::{Decode, Encode};

/// What stands in local state, beside the secret in the secret store, and on the recovery sheet.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Pin {
    /// Layout version, 1.
    #[n(0)]
    pub format: u8,
    /// The vault.
    #[n(1)]
    pub owner: OwnerId,
    /// The newest keyfile verified.
    #[n(2)]
    pub keyfile_version: u64,
    /// Its SHA-256.
    #[n(3)]
    pub keyfile_hash: Digest,
    /// The vault key that signed it.
    #[n(4)]
    pub vault_key: Digest,
    /// The server's log key.
    #[n(5)]
    pub log_key: Digest,
    /// Size of the log as last verified.
    #[n(6)]
    pub size: u64,
    /// Its root.
    #[n(7)]
    pub root: Digest,
}

impl Pin {
    /// The pin as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads a pin.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, cbor::CborError> {
        cbor::decode(bytes)
    }
}
