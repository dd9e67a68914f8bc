//! Following the log: every leaf since the pin, so that the newest hash of every ref is known and any
//! other body is refused, even with a valid proof (`docs/format.md`, "The log").

use super::reftable::{Count, PER_BLOCK, RefTable, Stored};
use crate::protocol::cbor;
use crate::protocol::ids::{Digest, OwnerId};
use crate::protocol::leaf::{self, BodyKind, Class, Leaf, RefMove};
use crate::protocol::merkle::{self, CompactRange};
use crate::protocol::refs::{Ref, RefBody, RefName};
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

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
    #[error("what this machine keeps of the log is damaged: {0}")]
    Stored(String),
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
    refs: RefTable,
    /// Keyfile versions and the leaves that brought them.
    keyfiles: Vec<(u64, u64)>,
    rosters: Vec<RosterMove>,
    /// Leaves about envelopes.
    shares: u64,
    /// The key that signs the log's heads; none for a log that does not grow, as in an archive. Not stored.
    log_key: Option<Digest>,
}

/// The version of the state that lies beside a stored table, and of changes. Of another one, the log is followed from
/// its first leaf.
const STORED: u8 = 5;
/// The version of state that was stored as a whole, every ref in it; it is read and stored anew.
const WHOLE: u8 = 4;

/// State that was stored as a whole.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Whole {
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
}

/// What lies beside the table of refs; or what has changed since a size of the log: then `changes` are the records of
/// the refs, and keyfiles and rosters only those that came since.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Beside {
    #[n(0)]
    version: u8,
    #[n(1)]
    owner: OwnerId,
    #[cbor(n(2), with = "minicbor::bytes")]
    range: Vec<u8>,
    #[n(3)]
    keyfiles: Vec<(u64, u64)>,
    #[n(4)]
    rosters: Vec<RosterMove>,
    #[n(5)]
    refs: u64,
    #[n(6)]
    sessions: u64,
    #[cbor(n(7), with = "minicbor::bytes")]
    changes: Option<Vec<u8>>,
    #[n(8)]
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
            refs: RefTable::default(),
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
        follow.refs.insert(&name, state, None);
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

    /// How many refs there are.
    pub fn ref_count(&self) -> u64 {
        self.refs.count().refs
    }

    /// How many sessions there are that have not ended.
    pub fn session_count(&self) -> u64 {
        self.refs.count().sessions
    }

    /// The refs, by name.
    pub fn refs(
        &self,
    ) -> Result<impl Iterator<Item = Result<(RefName, RefState), FollowError>>, FollowError> {
        self.refs.range((Bound::Unbounded, Bound::Unbounded))
    }

    /// The refs whose names lie between two, by name.
    pub fn refs_between(
        &self,
        names: (Bound<&RefName>, Bound<&RefName>),
    ) -> Result<impl Iterator<Item = Result<(RefName, RefState), FollowError>>, FollowError> {
        self.refs.range(names)
    }

    /// The names of all refs, in order.
    pub fn names(&self) -> Result<Vec<RefName>, FollowError> {
        self.refs()?.map(|entry| entry.map(|(name, _)| name)).collect()
    }

    /// The sessions that have not ended, in order of their names.
    pub fn sessions(&self) -> Result<Vec<RefName>, FollowError> {
        let live = |entry: &Result<(RefName, RefState), _>| match entry {
            Ok((name, state)) => name.session_tag().is_some() && !state.tombstone,
            Err(_) => true,
        };
        self.refs()?.filter(live).map(|entry| entry.map(|(name, _)| name)).collect()
    }

    /// What the log says of one ref.
    pub fn state(&self, name: &RefName) -> Result<Option<RefState>, FollowError> {
        self.refs.get(name)
    }

    /// Whether the log knows this ref, and it has not ended.
    pub fn stands(&self, name: &RefName) -> Result<bool, FollowError> {
        Ok(self.state(name)?.is_some_and(|state| !state.tombstone))
    }

    /// Whether this ref has ended.
    pub fn ended(&self, name: &RefName) -> Result<bool, FollowError> {
        Ok(self.state(name)?.is_some_and(|state| state.tombstone))
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
        let old = self.refs.get(&moved.name)?;
        let state = successor(old.as_ref(), &moved, seq).map_err(bad)?;
        if moved.name == RefName::keyfile() {
            self.keyfiles.push((moved.version, seq));
        } else if moved.name == RefName::roster() {
            self.rosters.push(RosterMove { version: moved.version, seq, hash: state.fields[0] });
        }
        self.refs.insert(&moved.name, state, old.as_ref());
        self.range.append(leaf::leaf_hash(Class::RefMove, body));
        Ok(())
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
    pub fn check(&self, candidate: &Ref) -> Result<RefState, FollowError> {
        let state = self.refs.get(&candidate.name)?;
        let state = state.ok_or_else(|| FollowError::Unlogged(candidate.name.clone()))?;
        let same = state.version == candidate.version
            && state.fields == candidate.body.field_hashes()
            && state.tombstone == matches!(candidate.body, RefBody::Tombstone(_));
        if same { Ok(state) } else { Err(FollowError::BadBody(candidate.name.clone())) }
    }

    /// What lies beside the table of refs where that is stored.
    pub fn beside(&self) -> Vec<u8> {
        cbor::encode(&self.as_stored((self.keyfiles.clone(), self.rosters.clone()), None))
    }

    /// The table of refs as the blocks of a [`Stored`]; there are [`Follow::block_count`].
    pub fn blocks(&self) -> Result<impl Iterator<Item = Result<Vec<u8>, FollowError>>, FollowError> {
        self.refs.blocks()
    }

    /// How many blocks the table has.
    pub fn block_count(&self) -> u64 {
        self.ref_count().div_ceil(PER_BLOCK as u64)
    }

    /// What the leaves from `size` on have changed, for [`Follow::apply_changes`], and how many refs they moved.
    pub fn changes_since(&self, size: u64) -> (Vec<u8>, u64) {
        let (changes, count) = self.refs.changes_since(size);
        let keyfiles = self.keyfiles.iter().copied().filter(|(_, seq)| *seq >= size).collect();
        let rosters = self.rosters.iter().copied().filter(|moved| moved.seq >= size).collect();
        (cbor::encode(&self.as_stored((keyfiles, rosters), Some(changes))), count)
    }

    fn as_stored(
        &self,
        (keyfiles, rosters): (Vec<(u64, u64)>, Vec<RosterMove>),
        changes: Option<Vec<u8>>,
    ) -> Beside {
        let (range, Count { refs, sessions }) = (self.range.to_bytes(), self.refs.count());
        let (owner, shares) = (self.owner, self.shares);
        Beside { version: STORED, owner, range, keyfiles, rosters, refs, sessions, changes, shares }
    }

    /// State whose table is stored, with what lay beside it.
    pub fn of_stored(beside: &[u8], open: impl FnOnce(u64) -> Arc<dyn Stored>) -> Result<Self, FollowError> {
        let (beside, range) = read_beside(beside)?;
        let count = Count { refs: beside.refs, sessions: beside.sessions };
        let refs = RefTable::of(open(count.refs), count);
        let Beside { owner, keyfiles, rosters, shares, .. } = beside;
        Ok(Self { owner, range, refs, keyfiles, rosters, shares, log_key: None })
    }

    /// Takes what [`Follow::changes_since`] the size of this state gave.
    pub fn apply_changes(&mut self, bytes: &[u8]) -> Result<(), FollowError> {
        let (changed, range) = read_beside(bytes)?;
        if changed.owner != self.owner || range.size() < self.size() {
            return Err(FollowError::Stored("a change in it belongs elsewhere".into()));
        }
        let count = Count { refs: changed.refs, sessions: changed.sessions };
        self.refs.apply(&changed.changes.unwrap_or_default(), count)?;
        self.range = range;
        self.keyfiles.extend(changed.keyfiles);
        self.rosters.extend(changed.rosters);
        self.shares = changed.shares;
        Ok(())
    }

    /// Reads state that was stored as a whole, by an earlier version.
    pub fn of_whole(bytes: &[u8]) -> Result<Self, FollowError> {
        let refuse = || FollowError::Stored("it cannot be read".into());
        let whole: Whole = minicbor::decode(bytes).map_err(|_| refuse())?;
        if whole.version != WHOLE {
            return Err(refuse());
        }
        let mut follow = Self::new(whole.owner);
        follow.range = CompactRange::from_bytes(&whole.range).map_err(|_| refuse())?;
        (follow.keyfiles, follow.rosters) = (whole.keyfiles, whole.rosters);
        whole.refs.iter().for_each(|(name, state)| follow.refs.insert(name, *state, None));
        Ok(follow)
    }

    /// State as an earlier version stored it.
    #[cfg(test)]
    pub fn to_whole(&self) -> Vec<u8> {
        let refs: Result<_, FollowError> = self.refs().and_then(Iterator::collect);
        let (owner, range) = (self.owner, self.range.to_bytes());
        let (keyfiles, rosters) = (self.keyfiles.clone(), self.rosters.clone());
        cbor::encode(&Whole {
            version: WHOLE,
            owner,
            range,
            refs: refs.unwrap_or_default(),
            keyfiles,
            rosters,
        })
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

/// The state of a ref after a move.
fn successor(old: Option<&RefState>, moved: &RefMove, seq: u64) -> Result<RefState, &'static str> {
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

fn read_beside(bytes: &[u8]) -> Result<(Beside, CompactRange), FollowError> {
    let refuse = || FollowError::Stored("it cannot be read".into());
    let beside: Beside = minicbor::decode(bytes).map_err(|_| refuse())?;
    if beside.version != STORED {
        return Err(refuse());
    }
    let range = CompactRange::from_bytes(&beside.range).map_err(|_| refuse())?;
    Ok((beside, range))
}
