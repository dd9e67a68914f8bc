//! Following the log: every leaf since the pin, so that the newest hash of every ref is known and any
//! other body is refused, even with a valid proof (`docs/format.md`, "The log").

use crate::protocol::cbor;
use crate::protocol::ids::{Digest, OwnerId};
use crate::protocol::leaf::{self, BodyKind, Class, Leaf, RefMove};
use crate::protocol::merkle::{self, CompactRange};
use crate::protocol::refs::{Ref, RefBody, RefName};
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

/// Why a leaf or a ref contradicts what was followed.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// A leaf that is not a leaf of this vault at this place.
    #[error("log leaf {seq} is not valid: {why}")]
    BadLeaf {
        /// Where.
        seq: u64,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A body that is not the one that the log names.
    #[error("{0} differs from what the log says of it")]
    BadBody(RefName),
    /// A ref that the log does not know.
    #[error("{0} is not in the log")]
    Unlogged(RefName),
    /// Stored follow state that does not read back.
    #[error("stored log state is damaged")]
    Stored,
}

/// What the log says of one ref.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct RefState {
    /// Its version.
    #[n(0)]
    pub version: u64,
    /// SHA-256 of each field of its body.
    #[n(1)]
    pub fields: [Digest; 3],
    /// Whether it ended.
    #[n(2)]
    pub tombstone: bool,
    /// The leaf that brought the present manifest.
    #[n(3)]
    pub manifest_seq: u64,
    /// The hash of the manifest field before the present one; zero if there was none.
    #[n(4)]
    pub prev_manifest: Digest,
    /// The newest leaf of this ref.
    #[n(5)]
    pub seq: u64,
    /// How many manifests it has had: the version of the present one.
    #[n(6)]
    pub manifests: u64,
    /// The leaf that brought the present metadata.
    #[n(7)]
    pub meta_seq: u64,
}

impl RefState {
    /// The hash of the manifest field.
    pub fn manifest(&self) -> Digest {
        self.fields[1]
    }
}

/// The state of a client that has followed a log from its first leaf.
#[derive(Clone)]
pub struct Follow {
    owner: OwnerId,
    range: CompactRange,
    refs: BTreeMap<RefName, RefState>,
    /// Keyfile versions and the leaves that brought them.
    keyfiles: Vec<(u64, u64)>,
    rosters: Vec<RosterMove>,
    /// Leaves about envelopes.
    shares: u64,
    /// The key that signs the log's heads; none for a log that does not grow, as in an archive. Not stored.
    log_key: Option<Digest>,
}

/// The version of stored state. Of another one, the log is followed from its first leaf.
const STORED: u8 = 5;

#[derive(Encode, Decode)]
#[cbor(array)]
struct Stored {
    #[n(0)]
    version: u8,
    #[n(1)]
    owner: OwnerId,
    #[cbor(n(2), with = "minicbor::bytes")]
    range: Vec<u8>,
    #[n(3)]
    refs: BTreeMap<RefName, RefState>,
    #[n(4)]
    keyfiles: Vec<(u64, u64)>,
    #[n(5)]
    rosters: Vec<RosterMove>,
    #[n(6)]
    shares: u64,
}

/// What the log says of one version of the roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct RosterMove {
    /// The version.
    #[n(0)]
    pub version: u64,
    /// The leaf that brought it.
    #[n(1)]
    pub seq: u64,
    /// SHA-256 of the body.
    #[n(2)]
    pub hash: Digest,
}

impl Follow {
    /// Nothing followed yet.
    pub fn new(owner: OwnerId) -> Self {
        Self {
            owner,
            range: CompactRange::new(),
            refs: BTreeMap::new(),
            keyfiles: Vec::new(),
            rosters: Vec::new(),
            shares: 0,
            log_key: None,
        }
    }

    /// One ref as somebody sees it who may not read the log: what vouches for it is a signature inside, and this state
    /// was made of the ref itself.
    pub fn of_ref(owner: OwnerId, name: RefName, state: RefState) -> Self {
        let mut follow = Self::new(owner);
        follow.refs.insert(name, state);
        follow
    }

    /// Leaves followed.
    pub fn size(&self) -> u64 {
        self.range.size()
    }

    /// The root over them.
    pub fn root(&self) -> Digest {
        Digest(self.range.root())
    }

    /// The refs, by name.
    pub fn refs(&self) -> &BTreeMap<RefName, RefState> {
        &self.refs
    }

    /// What the log says of one ref.
    pub fn state(&self, name: &RefName) -> Option<&RefState> {
        self.refs.get(name)
    }

    /// The leaf that brought a keyfile version.
    pub fn keyfile_seq(&self, version: u64) -> Option<u64> {
        self.keyfiles.iter().find(|(have, _)| *have == version).map(|(_, seq)| *seq)
    }

    /// Every version of the roster, in order.
    pub fn rosters(&self) -> &[RosterMove] {
        &self.rosters
    }

    /// How many leaves were about envelopes: where it has not grown, nobody shared, opened or took back anything.
    pub fn shares(&self) -> u64 {
        self.shares
    }

    /// Takes the next leaf, a ref move.
    pub fn apply_ref(&mut self, body: &[u8]) -> Result<(), FollowError> {
        let seq = self.size();
        let bad = |why| FollowError::BadLeaf { seq, why };
        let leaf = Leaf::parse(body).map_err(|_| bad("layout"))?;
        if leaf.owner != self.owner {
            return Err(bad("vault"));
        }
        if leaf.seq != seq {
            return Err(bad("sequence"));
        }
        let moved = leaf.moved.ok_or(bad("no ref"))?;
        let state = self.successor(&moved, seq).map_err(bad)?;
        if moved.name == RefName::keyfile() {
            self.keyfiles.push((moved.version, seq));
        } else if moved.name == RefName::roster() {
            self.rosters.push(RosterMove { version: moved.version, seq, hash: state.fields[0] });
        }
        self.refs.insert(moved.name, state);
        self.range.append(leaf::leaf_hash(Class::RefMove, body));
        Ok(())
    }

    fn successor(&self, moved: &RefMove, seq: u64) -> Result<RefState, &'static str> {
        let old = self.refs.get(&moved.name);
        if old.is_some_and(|old| old.tombstone) {
            return Err("a move after a tombstone");
        }
        if moved.version != old.map_or(0, |old| old.version) + 1 {
            return Err("ref version");
        }
        let tombstone = moved.kind == BodyKind::Tombstone;
        let same_manifest = old.filter(|old| !tombstone && old.manifest() == moved.fields[1]);
        let same_meta = old.filter(|old| !tombstone && old.fields[2] == moved.fields[2]);
        Ok(RefState {
            version: moved.version,
            fields: moved.fields,
            tombstone,
            manifest_seq: same_manifest.map_or(seq, |old| old.manifest_seq),
            prev_manifest: match (same_manifest, old) {
                (Some(same), _) => same.prev_manifest,
                (None, Some(old)) => old.manifest(),
                (None, None) => Digest::default(),
            },
            seq,
            manifests: match old {
                Some(old) if tombstone || same_manifest.is_some() => old.manifests,
                Some(old) => old.manifests + 1,
                None => 1,
            },
            meta_seq: same_meta.map_or(seq, |old| old.meta_seq),
        })
    }

    /// Takes the next leaf, of another class.
    pub fn apply_other(&mut self, class: u8, hash: &[u8; 32]) -> Result<(), FollowError> {
        if class == Class::RefMove as u8 {
            return Err(FollowError::BadLeaf { seq: self.size(), why: "a ref move without its body" });
        }
        self.range.append(merkle::leaf_hash(&leaf::leaf_data_of_hash(class, hash)));
        self.shares += u64::from(class == Class::Share as u8);
        Ok(())
    }

    /// Checks a ref against the log.
    pub fn check(&self, candidate: &Ref) -> Result<&RefState, FollowError> {
        let state =
            self.refs.get(&candidate.name).ok_or_else(|| FollowError::Unlogged(candidate.name.clone()))?;
        let same = state.version == candidate.version
            && state.fields == candidate.body.field_hashes()
            && state.tombstone == matches!(candidate.body, RefBody::Tombstone(_));
        if same { Ok(state) } else { Err(FollowError::BadBody(candidate.name.clone())) }
    }

    /// The state as bytes for local storage.
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(&Stored {
            version: STORED,
            owner: self.owner,
            range: self.range.to_bytes(),
            refs: self.refs.clone(),
            keyfiles: self.keyfiles.clone(),
            rosters: self.rosters.clone(),
            shares: self.shares,
        })
    }

    /// Reads stored state back.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FollowError> {
        let stored: Stored = minicbor::decode(bytes).map_err(|_| FollowError::Stored)?;
        if stored.version != STORED {
            return Err(FollowError::Stored);
        }
        let range = CompactRange::from_bytes(&stored.range).map_err(|_| FollowError::Stored)?;
        let Stored { owner, refs, keyfiles, rosters, shares, .. } = stored;
        Ok(Self { owner, range, refs, keyfiles, rosters, shares, log_key: None })
    }

    /// The vault.
    pub fn owner(&self) -> OwnerId {
        self.owner
    }

    /// The key that signs the heads of a log that grows.
    pub fn log_key(&self) -> Option<&Digest> {
        self.log_key.as_ref()
    }

    /// Names the key that signs the log's heads.
    pub fn set_log_key(&mut self, key: Digest) {
        self.log_key = Some(key);
    }
}
