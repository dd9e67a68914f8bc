//! The log key, and the signing of tree heads.

use crate::protocol::checkpoint::{self, Checkpoint, LogKey};
use crate::protocol::ids::OwnerId;
use crate::protocol::merkle::CompactRange;
use ed25519_dalek::{Signer, SigningKey};

/// Signs tree heads for every vault of one server.
pub struct LogSigner {
    server_name: String,
    key: SigningKey,
}

impl LogSigner {
    /// A signer from the seed that `log.key` holds.
    pub fn from_seed(server_name: &str, seed: &[u8; 32]) -> Self {
        Self { server_name: server_name.into(), key: SigningKey::from_bytes(seed) }
    }

    /// The public half, which clients pin.
    pub fn log_key(&self) -> LogKey {
        self.key.verifying_key().to_bytes()
    }

    /// The signed note of a tree.
    pub fn sign_head(&self, owner: OwnerId, edge: &CompactRange) -> Vec<u8> {
        let origin = checkpoint::origin(&self.server_name, owner);
        let head = Checkpoint { origin, size: edge.size(), root: edge.root() };
        head.sign(&self.log_key(), |text| self.key.sign(text).to_bytes())
    }
}
