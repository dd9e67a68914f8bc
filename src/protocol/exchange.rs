//! What a vault answers with: heads, leaves, receipts and conflicts. Both ends of every transport share it.

use super::leaf::{self, Class};
use super::merkle::{self, NodeHash};
use super::refs::Ref;

/// A signed tree head and where the keyfile stands: what a client asks for first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// The C2SP checkpoint (signed note) byte for byte.
    pub checkpoint: Vec<u8>,
    /// The version of the ref `keyfile`.
    pub keyfile_version: u64,
}

/// One leaf as it travels: ref leaves whole, all others as class and hash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LeafEntry {
    /// A ref move: the leaf body, byte for byte (`protocol::leaf`).
    Ref(Vec<u8>),
    /// Anything else: class byte and SHA-256 of the body.
    Other {
        /// The class byte.
        class: u8,
        /// SHA-256 of the body.
        hash: [u8; 32],
    },
}

impl LeafEntry {
    /// The RFC 6962 leaf hash: what a compact range is extended with. An `Other` that claims the class of
    /// ref moves has none: that would hide a ref move.
    pub fn leaf_hash(&self) -> Option<NodeHash> {
        match self {
            Self::Ref(body) => Some(leaf::leaf_hash(Class::RefMove, body)),
            Self::Other { class, .. } if *class == Class::RefMove as u8 => None,
            Self::Other { class, hash } => Some(merkle::leaf_hash(&leaf::leaf_data_of_hash(*class, hash))),
        }
    }
}

/// One leaf as an auditor reads it: whole, whatever its class.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// The class byte.
    pub class: u8,
    /// The leaf body, byte for byte.
    pub body: Vec<u8>,
    /// The sealed origin (`protocol::origin`) whose hash the body names, unless it was erased.
    pub origin: Option<Vec<u8>>,
}

/// The outcome of a commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Swap {
    /// Done, with all that the writer needs to check it.
    Done(Receipt),
    /// Nothing was written: these refs had moved (or the keyfile had), and stand as given. A ref that
    /// does not exist although the writer expected it to is absent from `refs`.
    Conflict {
        /// Every ref of the commit that moved, and `keyfile` if it did.
        refs: Vec<Ref>,
    },
}

/// What a remote gives for a commit that it made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The leaf bodies of this commit, in the order of its changes.
    pub leaves: Vec<Vec<u8>>,
    /// The sequence number of each leaf.
    pub seqs: Vec<u64>,
    /// An RFC 6962 inclusion proof of each leaf under the head's root.
    pub proofs: Vec<Vec<[u8; 32]>>,
    /// The head after the commit (other commits may be in it too).
    pub head: Head,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::Digest;

    #[test]
    fn a_ref_move_cannot_travel_as_a_mere_hash() {
        let body = b"a leaf".to_vec();
        let hash = Digest::of(&body).0;
        assert_eq!(LeafEntry::Ref(body.clone()).leaf_hash(), Some(leaf::leaf_hash(Class::RefMove, &body)));
        assert_eq!(LeafEntry::Other { class: 1, hash }.leaf_hash(), None);
        assert_eq!(
            LeafEntry::Other { class: 3, hash }.leaf_hash(),
            Some(leaf::leaf_hash(Class::Read, &body))
        );
    }
}
