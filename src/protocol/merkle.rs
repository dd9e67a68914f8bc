//! RFC 6962 Merkle trees: the right edge that a log or a reader keeps, and the proofs.
//!
//! Hashing and proof logic are those of the crate `tlog_tiles`; this module gives them plain 32-byte
//! arrays and the bounds under which that crate cannot panic.

use std::cell::RefCell;
use std::collections::HashMap;
use tlog_tiles::tlog::{self, Hash, HashReader};

/// A node or root of the tree.
pub type NodeHash = [u8; 32];

/// Largest tree that is handled: far above any real log, far below any overflow.
pub const MAX_TREE_SIZE: u64 = 1 << 48;

/// Why a tree, an edge or a proof was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MerkleError {
    /// The proof does not lead from the leaf or old root to the root.
    #[error("the proof does not hold")]
    InvalidProof,
    /// Sizes or positions that no tree has.
    #[error("no tree has this size or position")]
    OutOfRange,
    /// Bytes that are not a right edge.
    #[error("not the right edge of a tree")]
    BadEdge,
    /// A node that the proof needs is not stored.
    #[error("node {0} of the tree is missing")]
    MissingNode(u64),
}

/// The leaf hash of RFC 6962: `SHA-256(0x00 || data)`.
pub fn leaf_hash(data: &[u8]) -> NodeHash {
    tlog::record_hash(data).0
}

/// The root of the tree without leaves.
pub const EMPTY_ROOT: NodeHash = tlog::EMPTY_HASH.0;

/// The right edge of a tree: the roots of its largest complete subtrees from left to right, one for each
/// bit that is set in the size. It is all that one needs to append leaves and to compute the root.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CompactRange {
    size: u64,
    hashes: Vec<NodeHash>,
}

impl CompactRange {
    /// The edge of the empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The subtree roots, largest subtree first.
    pub fn hashes(&self) -> &[NodeHash] {
        &self.hashes
    }

    /// Appends a leaf by its RFC 6962 hash. Returns the hashes of the nodes that are complete now, the
    /// leaf first: they are those that [`node_count`] numbers next.
    pub fn append(&mut self, leaf: NodeHash) -> Vec<NodeHash> {
        let mut complete = vec![leaf];
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.hashes.pop() else { break };
            node = tlog::node_hash(Hash(left), Hash(node)).0;
            complete.push(node);
        }
        self.hashes.push(node);
        self.size += 1;
        complete
    }

    /// The root of the tree.
    pub fn root(&self) -> NodeHash {
        let mut rest = self.hashes.iter().rev();
        let Some(last) = rest.next() else { return EMPTY_ROOT };
        rest.fold(*last, |right, left| tlog::node_hash(Hash(*left), Hash(right)).0)
    }

    /// The size (8 bytes, big-endian), then the hashes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.size.to_be_bytes().to_vec();
        self.hashes.iter().for_each(|hash| out.extend_from_slice(hash));
        out
    }

    /// Reads what [`CompactRange::to_bytes`] wrote, and nothing else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MerkleError> {
        let (size, rest) = bytes.split_first_chunk::<8>().ok_or(MerkleError::BadEdge)?;
        let size = u64::from_be_bytes(*size);
        let (hashes, tail) = rest.as_chunks::<32>();
        if size > MAX_TREE_SIZE || !tail.is_empty() || hashes.len() != size.count_ones() as usize {
            return Err(MerkleError::BadEdge);
        }
        Ok(Self { size, hashes: hashes.to_vec() })
    }
}

/// The number of complete nodes in a tree of `size` leaves; nodes are numbered in the order in which
/// leaves complete them (`tlog_tiles::tlog::stored_hash_index`).
pub fn node_count(size: u64) -> u64 {
    tlog::stored_hash_count(size)
}

/// Checks that the tree of `size` leaves under `root` has `leaf` at position `seq`.
pub fn verify_inclusion(
    proof: &[NodeHash],
    size: u64,
    root: NodeHash,
    seq: u64,
    leaf: NodeHash,
) -> Result<(), MerkleError> {
    if size > MAX_TREE_SIZE || seq >= size {
        return Err(MerkleError::OutOfRange);
    }
    tlog::check_record(&to_hashes(proof), size, Hash(root), seq, Hash(leaf))
        .map_err(|_| MerkleError::InvalidProof)
}

/// Checks that the tree of `new_size` leaves begins with the tree of `old_size`. The empty tree is the
/// beginning of every tree and needs an empty proof.
pub fn verify_consistency(
    proof: &[NodeHash],
    (old_size, old_root): (u64, NodeHash),
    (new_size, new_root): (u64, NodeHash),
) -> Result<(), MerkleError> {
    if new_size > MAX_TREE_SIZE || old_size > new_size {
        return Err(MerkleError::OutOfRange);
    }
    if old_size == 0 {
        let holds = proof.is_empty() && old_root == EMPTY_ROOT && (new_size > 0 || new_root == EMPTY_ROOT);
        return if holds { Ok(()) } else { Err(MerkleError::InvalidProof) };
    }
    tlog::check_tree(&to_hashes(proof), new_size, Hash(new_root), old_size, Hash(old_root))
        .map_err(|_| MerkleError::InvalidProof)
}

/// Which proof is meant, in a tree of `size` leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proof {
    /// That the tree has the leaf at `seq`.
    Inclusion {
        /// Leaves of the tree.
        size: u64,
        /// The leaf's position.
        seq: u64,
    },
    /// That the tree begins with the tree of `old` leaves.
    Consistency {
        /// Leaves of the old tree.
        old: u64,
        /// Leaves of the new tree.
        size: u64,
    },
}

impl Proof {
    /// The numbers of the stored nodes that the proof is made of.
    pub fn nodes(self) -> Result<Vec<u64>, MerkleError> {
        let wanted = Wanted::default();
        self.run(&wanted)?;
        Ok(wanted.0.into_inner())
    }

    /// Makes the proof from stored nodes.
    pub fn make(self, nodes: &HashMap<u64, NodeHash>) -> Result<Vec<NodeHash>, MerkleError> {
        if let Some(missing) = self.nodes()?.into_iter().find(|n| !nodes.contains_key(n)) {
            return Err(MerkleError::MissingNode(missing));
        }
        self.run(&Stored(nodes))
    }

    fn run<R: HashReader>(self, reader: &R) -> Result<Vec<NodeHash>, MerkleError> {
        let made = match self {
            Self::Inclusion { size, seq } if size <= MAX_TREE_SIZE && seq < size => {
                tlog::prove_record(size, seq, reader)
            }
            Self::Consistency { old: 0, size } if size <= MAX_TREE_SIZE => return Ok(Vec::new()),
            Self::Consistency { old, size } if size <= MAX_TREE_SIZE && old <= size => {
                tlog::prove_tree(size, old, reader)
            }
            _ => return Err(MerkleError::OutOfRange),
        };
        let hashes = made.map_err(|_| MerkleError::OutOfRange)?;
        Ok(hashes.into_iter().map(|hash| hash.0).collect())
    }
}

/// Notes which nodes are asked for and answers with zeros.
#[derive(Default)]
struct Wanted(RefCell<Vec<u64>>);

impl HashReader for Wanted {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog::Error> {
        self.0.borrow_mut().extend_from_slice(indexes);
        Ok(vec![Hash::default(); indexes.len()])
    }
}

struct Stored<'a>(&'a HashMap<u64, NodeHash>);

impl HashReader for Stored<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog::Error> {
        let found = indexes.iter().map(|n| self.0.get(n).map(|hash| Hash(*hash)));
        found.collect::<Option<_>>().ok_or(tlog::Error::IndexesNotInTree)
    }
}

fn to_hashes(proof: &[NodeHash]) -> Vec<Hash> {
    proof.iter().map(|hash| Hash(*hash)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    /// RFC 6962 section 2.1, word for word.
    fn naive_root(leaves: &[NodeHash]) -> NodeHash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => *one,
            many => {
                let (left, right) = many.split_at(many.len().next_power_of_two() / 2);
                Sha256::new()
                    .chain_update([1])
                    .chain_update(naive_root(left))
                    .chain_update(naive_root(right))
                    .finalize()
                    .into()
            }
        }
    }

    fn leaves(count: u64) -> Vec<NodeHash> {
        (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    fn grow(leaves: &[NodeHash]) -> (CompactRange, HashMap<u64, NodeHash>) {
        let (mut edge, mut nodes) = (CompactRange::new(), HashMap::new());
        for leaf in leaves {
            let first = node_count(edge.size());
            nodes.extend((first..).zip(edge.append(*leaf)));
        }
        (edge, nodes)
    }

    #[test]
    fn a_leaf_hash_is_that_of_rfc_6962() {
        let by_hand: NodeHash = Sha256::digest(b"\0leaf").into();
        assert_eq!(leaf_hash(b"leaf"), by_hand);
        assert_eq!(CompactRange::new().root(), naive_root(&[]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn edge_roots_and_proofs_agree_with_a_naive_tree(size in 1u64..200, a in 0u64..200, b in 0u64..200, flip in 0usize..256) {
            let all = leaves(size);
            let (edge, nodes) = grow(&all);
            let root = naive_root(&all);
            prop_assert_eq!(edge.root(), root);
            prop_assert_eq!(CompactRange::from_bytes(&edge.to_bytes()).unwrap(), edge);
            prop_assert_eq!(nodes.len() as u64, node_count(size));

            let (seq, old) = (a % size, b % (size + 1));
            let proof = Proof::Inclusion { size, seq }.make(&nodes).unwrap();
            let leaf = all[seq as usize];
            prop_assert!(verify_inclusion(&proof, size, root, seq, leaf).is_ok());
            prop_assert!(verify_inclusion(&proof, size, root, seq, leaf_hash(b"forged")).is_err());
            let old_root = naive_root(&all[..old as usize]);
            let chain = Proof::Consistency { old, size }.make(&nodes).unwrap();
            prop_assert!(verify_consistency(&chain, (old, old_root), (size, root)).is_ok());
            prop_assert!(verify_consistency(&chain, (old, leaf_hash(b"rewritten")), (size, root)).is_err());
            if !proof.is_empty() {
                let mut bad = proof.clone();
                bad[flip % proof.len()][flip % 32] ^= 1;
                prop_assert!(verify_inclusion(&bad, size, root, seq, leaf).is_err());
                prop_assert!(verify_inclusion(&proof[1..], size, root, seq, leaf).is_err());
            }
        }

        #[test]
        fn no_input_makes_a_verifier_panic(size: u64, seq: u64, len in 0usize..70, bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let proof = vec![[7u8; 32]; len];
            let _ = verify_inclusion(&proof, size, [1; 32], seq, [2; 32]);
            let _ = verify_consistency(&proof, (seq, [1; 32]), (size, [2; 32]));
            let _ = Proof::Inclusion { size, seq }.nodes();
            let _ = Proof::Consistency { old: seq, size }.nodes();
            if let Ok(edge) = CompactRange::from_bytes(&bytes) {
                prop_assert_eq!(edge.to_bytes(), bytes);
            }
        }
    }

    #[test]
    fn a_missing_node_is_named_and_bad_edges_are_refused() {
        let (edge, mut nodes) = grow(&leaves(5));
        nodes.remove(&0);
        assert_eq!(Proof::Inclusion { size: 5, seq: 1 }.make(&nodes), Err(MerkleError::MissingNode(0)));
        let bytes = edge.to_bytes();
        assert_eq!(CompactRange::from_bytes(&bytes[..bytes.len() - 1]), Err(MerkleError::BadEdge));
        assert_eq!(CompactRange::from_bytes(&bytes[..40]), Err(MerkleError::BadEdge));
        assert_eq!(CompactRange::from_bytes(&[]), Err(MerkleError::BadEdge));
    }
}
