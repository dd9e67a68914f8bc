//! Log leaves: what the server says it did, in a fixed layout that is kept byte for byte.
//!
//! ```text
//!   0   1  version, 1
//!   1  16  owner_id
//!  17   8  seq: the leaf's position in the vault's log, from 0
//!  25   8  time: microseconds since 1970-01-01T00:00Z, by the server's clock
//!  33  16  actor: user id on a server, device id on an embedded vault
//!  49  16  token: id of the bearer token; zero on an embedded vault
//!  65   1  action: the number of `refs::Action`
//!  66   1  outcome: 1 done, 2 denied
//!  67   1  body kind: 0 no ref moved, 1 signed structure, 2 session, 3 tombstone
//!  68   8  ref version after the move; 0 where no ref moved
//!  76   4  count: how many events the leaf stands for; 1 for a ref move
//!  80  32  SHA-256 of the body's first field (signed structure, tombstone or wraps); zero where unused
//! 112  32  SHA-256 of the manifest field; zero where unused
//! 144  32  SHA-256 of the metadata field; zero where unused
//! 176  32  SHA-256 of the sealed origin; zero where none was taken
//! 208   1  length of the ref name; 0 where no ref moved
//! 209   n  ref name
//! ```
//! A leaf about an envelope names a ref that did not move: the session, or the keyfile where the envelope holds a team's
//! secret. Its body kind is 1, its first hash is of the envelope, and its version is 0, but for an opening: 1 for a right
//! signature, plus 2 where the seal opened.
//!
//! Merkle leaf data is the class byte, then `SHA-256(leaf body)`: 33 bytes. So a leaf may travel as
//! (class, hash), and the root still authenticates its class.

use super::ids::{ActorId, Digest, OwnerId};
use super::merkle::{self, NodeHash};
use super::refs::{Action, RefBody, RefName};

/// The version of this layout.
pub const LEAF_VERSION: u8 = 1;
/// Bytes before the ref name.
const FIXED_LEN: usize = 209;

/// What kind of event a leaf is: the byte before its hash in the Merkle leaf data.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[repr(u8)]
pub enum Class {
    /// A ref moved. Every reader needs these whole.
    RefMove = 1,
    /// The vault was exported.
    Export = 2,
    /// Reads: one leaf for an actor, an operation and a minute.
    Read = 3,
    /// Requests that were denied to an authenticated actor, coalesced like reads.
    Denial = 4,
    /// A change of members or tokens that moves no ref.
    Member = 5,
    /// Sealed origins were erased.
    Erasure = 6,
    /// What the server removed by itself after its time: replaced bodies, objects that nothing needs.
    Removal = 7,
    /// An envelope was put, fetched, opened or revoked. Names the ref that it is about, which did not move.
    Share = 8,
}

impl Class {
    /// The class of a byte, if this version knows it.
    pub fn from_byte(byte: u8) -> Option<Self> {
        [
            Self::RefMove,
            Self::Export,
            Self::Read,
            Self::Denial,
            Self::Member,
            Self::Erasure,
            Self::Removal,
            Self::Share,
        ]
        .into_iter()
        .find(|class| *class as u8 == byte)
    }

    /// Whether leaves of this class name a ref.
    pub fn names_ref(self) -> bool {
        matches!(self, Self::RefMove | Self::Share)
    }
}

/// Whether the server did it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Outcome {
    /// It was done.
    Done = 1,
    /// It was denied.
    Denied = 2,
}

/// What kind of body a ref got.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum BodyKind {
    /// No ref moved.
    None = 0,
    /// One signed structure: keyfile or roster.
    Signed = 1,
    /// The three fields of a session.
    Session = 2,
    /// A tombstone.
    Tombstone = 3,
}

impl BodyKind {
    /// The kind of a body.
    pub fn of(body: &RefBody) -> Self {
        match body {
            RefBody::Signed(_) => Self::Signed,
            RefBody::Session { .. } => Self::Session,
            RefBody::Tombstone(_) => Self::Tombstone,
        }
    }
}

/// One leaf.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// Whose vault.
    pub owner: OwnerId,
    /// Position in the log.
    pub seq: u64,
    /// Server time in microseconds since the epoch.
    pub time_us: u64,
    /// Who acted.
    pub actor: ActorId,
    /// With which token.
    pub token: [u8; 16],
    /// What was asked for.
    pub action: Action,
    /// Whether it was done.
    pub outcome: Outcome,
    /// The ref that moved; in the class [`Class::Share`] the one that an envelope is about.
    pub moved: Option<RefMove>,
    /// How many events the leaf stands for.
    pub count: u32,
    /// SHA-256 of the sealed origin.
    pub origin: Digest,
}

/// What a leaf says of the ref that moved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefMove {
    /// The ref.
    pub name: RefName,
    /// Its version after the move.
    pub version: u64,
    /// What body it got; never [`BodyKind::None`].
    pub kind: BodyKind,
    /// SHA-256 of each field of the body ([`RefBody::field_hashes`]).
    pub fields: [Digest; 3],
}

/// Bytes that are not a leaf of this layout.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a log leaf")]
pub struct BadLeaf;

impl Leaf {
    /// The leaf body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let name = self.moved.as_ref().map_or("", |moved| moved.name.as_str());
        let mut out = Vec::with_capacity(FIXED_LEN + name.len());
        out.push(LEAF_VERSION);
        out.extend_from_slice(&self.owner.0);
        out.extend_from_slice(&self.seq.to_be_bytes());
        out.extend_from_slice(&self.time_us.to_be_bytes());
        out.extend_from_slice(&self.actor.0);
        out.extend_from_slice(&self.token);
        out.extend_from_slice(&[action_byte(self.action), self.outcome as u8]);
        out.push(self.moved.as_ref().map_or(BodyKind::None, |moved| moved.kind) as u8);
        out.extend_from_slice(&self.moved.as_ref().map_or(0, |moved| moved.version).to_be_bytes());
        out.extend_from_slice(&self.count.to_be_bytes());
        for field in self.moved.as_ref().map_or([Digest::default(); 3], |moved| moved.fields) {
            out.extend_from_slice(&field.0);
        }
        out.extend_from_slice(&self.origin.0);
        out.push(name.len() as u8);
        out.extend_from_slice(name.as_bytes());
        out
    }

    /// Reads a leaf body. Only bytes that [`Leaf::to_bytes`] would write are taken.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadLeaf> {
        let leaf = Self::read(&mut Reader(bytes)).ok_or(BadLeaf)?;
        if leaf.to_bytes() == bytes { Ok(leaf) } else { Err(BadLeaf) }
    }

    fn read(r: &mut Reader) -> Option<Self> {
        if r.take::<1>()? != [LEAF_VERSION] {
            return None;
        }
        let (owner, seq, time_us) = (OwnerId(r.take()?), r.u64()?, r.u64()?);
        let (actor, token) = (ActorId(r.take()?), r.take()?);
        let [action, outcome, kind] = r.take()?;
        let (version, count) = (r.u64()?, u32::from_be_bytes(r.take()?));
        let fields = [Digest(r.take()?), Digest(r.take()?), Digest(r.take()?)];
        let origin = Digest(r.take()?);
        let [name_len] = r.take()?;
        let name = r.0.get(..usize::from(name_len))?;
        let moved = match kind {
            0 => None,
            kind => {
                let name = RefName::parse(std::str::from_utf8(name).ok()?).ok()?;
                Some(RefMove { name, version, kind: body_kind(kind)?, fields })
            }
        };
        let (action, outcome) = (action_from_byte(action)?, outcome_from_byte(outcome)?);
        Some(Self { owner, seq, time_us, actor, token, action, outcome, moved, count, origin })
    }

    /// Whether the leaf says that its ref became a tombstone.
    pub fn is_tombstone(&self) -> bool {
        self.moved.as_ref().is_some_and(|moved| moved.kind == BodyKind::Tombstone)
    }

    /// Whether the leaf says that its ref got exactly this body.
    pub fn names_body(&self, body: &RefBody) -> bool {
        self.moved
            .as_ref()
            .is_some_and(|moved| moved.kind == BodyKind::of(body) && moved.fields == body.field_hashes())
    }
}

/// The time that a leaf body names, in microseconds since the epoch, where the body is long enough to name one.
pub fn time_us(body: &[u8]) -> Option<u64> {
    let time = body.get(25..33)?;
    time.try_into().ok().map(u64::from_be_bytes)
}

/// The hash of the sealed origin that a leaf body names (zero for none), where the body is long enough to name one.
pub fn origin(body: &[u8]) -> Option<Digest> {
    body.get(176..208)?.try_into().ok().map(Digest)
}

/// Merkle leaf data of a leaf that is given by its hash.
pub fn leaf_data_of_hash(class: u8, body_hash: &[u8; 32]) -> [u8; 33] {
    let mut out = [class; 33];
    let (_, rest) = out.split_at_mut(1);
    rest.copy_from_slice(body_hash);
    out
}

/// Merkle leaf data: the class byte, then SHA-256 of the body.
pub fn leaf_data(class: Class, body: &[u8]) -> [u8; 33] {
    leaf_data_of_hash(class as u8, &Digest::of(body).0)
}

/// The RFC 6962 leaf hash of a leaf.
pub fn leaf_hash(class: Class, body: &[u8]) -> NodeHash {
    merkle::leaf_hash(&leaf_data(class, body))
}

/// The number of an action, the same as in its CBOR form. Exhaustive, so that a new action cannot be
/// forgotten here.
fn action_byte(action: Action) -> u8 {
    match action {
        Action::Init => 1,
        Action::Sync => 2,
        Action::RotateSecret => 3,
        Action::RotateDataKey => 4,
        Action::RepairKeys => 5,
        Action::Prune => 6,
        Action::Shred => 7,
        Action::Import => 8,
        Action::Roster => 9,
        Action::Export => 10,
        Action::Member => 19,
        Action::ReadRefs => 11,
        Action::ReadObjects => 12,
        Action::ReadLog => 13,
        Action::PutObjects => 14,
        Action::Commit => 15,
        Action::Collect => 16,
        Action::Adopt => 17,
        Action::EraseOrigins => 18,
        Action::Identity => 20,
        Action::Share => 23,
        Action::Deliver => 24,
        Action::Open => 25,
        Action::Unshare => 26,
    }
}

fn action_from_byte(byte: u8) -> Option<Action> {
    Action::ALL.into_iter().find(|action| action_byte(*action) == byte)
}

fn outcome_from_byte(byte: u8) -> Option<Outcome> {
    [Outcome::Done, Outcome::Denied].into_iter().find(|outcome| *outcome as u8 == byte)
}

fn body_kind(byte: u8) -> Option<BodyKind> {
    [BodyKind::Signed, BodyKind::Session, BodyKind::Tombstone].into_iter().find(|kind| *kind as u8 == byte)
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::SessionTag;
    use proptest::prelude::*;

    fn sample() -> Leaf {
        let body = RefBody::Session { wraps: vec![1; 208], manifest: vec![2; 99], meta: vec![3; 99] };
        Leaf {
            owner: OwnerId([0xaa; 16]),
            seq: 7,
            time_us: 1_700_000_000_000_000,
            actor: ActorId([0xbb; 16]),
            token: [0; 16],
            action: Action::Sync,
            outcome: Outcome::Done,
            moved: Some(RefMove {
                name: RefName::session(SessionTag([9; 16])),
                version: 3,
                kind: BodyKind::of(&body),
                fields: body.field_hashes(),
            }),
            count: 1,
            origin: Digest::default(),
        }
    }

    #[test]
    fn the_layout_stands_where_the_table_says() {
        let bytes = sample().to_bytes();
        assert_eq!(bytes.len(), FIXED_LEN + 34);
        assert_eq!((bytes[0], &bytes[1..17], &bytes[17..25]), (1, &[0xaa; 16][..], &7u64.to_be_bytes()[..]));
        assert_eq!(&bytes[25..33], &1_700_000_000_000_000u64.to_be_bytes());
        assert_eq!((time_us(&bytes), time_us(&bytes[..32])), (Some(1_700_000_000_000_000), None));
        assert_eq!((origin(&bytes), origin(&bytes[..207])), (Some(Digest::default()), None));
        assert_eq!((&bytes[33..49], &bytes[49..65]), (&[0xbb; 16][..], &[0; 16][..]));
        assert_eq!(&bytes[65..68], &[2, 1, 2]);
        assert_eq!((&bytes[68..76], &bytes[76..80]), (&3u64.to_be_bytes()[..], &1u32.to_be_bytes()[..]));
        assert_eq!(&bytes[80..112], &Digest::of(&[1; 208]).0);
        assert_eq!(&bytes[144..176], &Digest::of(&[3; 99]).0);
        assert_eq!((bytes[208], &bytes[209..211]), (34, &b"s/"[..]));
    }

    #[test]
    fn other_classes_carry_no_ref_and_actions_have_their_cbor_numbers() {
        let export = Leaf { moved: None, action: Action::Export, ..sample() };
        assert_eq!(Leaf::parse(&export.to_bytes()).unwrap(), export);
        for action in Action::ALL {
            assert_eq!(
                crate::protocol::cbor::encode(&action),
                crate::protocol::cbor::encode(&action_byte(action))
            );
        }
        assert_ne!(leaf_hash(Class::RefMove, b"x"), leaf_hash(Class::Read, b"x"));
    }

    #[test]
    fn every_strange_byte_is_refused() {
        let good = sample().to_bytes();
        for (at, value) in [(0, 2), (65, 0), (65, 21), (66, 0), (67, 0), (67, 4), (208, 33), (209, b'x')] {
            let mut bad = good.clone();
            bad[at] = value;
            assert_eq!(Leaf::parse(&bad), Err(BadLeaf), "byte {at}");
        }
        assert_eq!(Leaf::parse(&good[..good.len() - 1]), Err(BadLeaf));
        assert_eq!(Leaf::parse(&[&good[..], &[0]].concat()), Err(BadLeaf));
    }

    proptest! {
        #[test]
        fn what_parses_is_what_was_written(mut bytes in proptest::collection::vec(any::<u8>(), 200..260), version in 0u8..3) {
            bytes[0] = version;
            if let Ok(leaf) = Leaf::parse(&bytes) {
                prop_assert_eq!(leaf.to_bytes(), bytes);
            }
        }

        #[test]
        fn round_trip(seq: u64, time_us: u64, count: u32, version: u64, fields: [[u8; 32]; 3]) {
            let mut leaf = sample();
            (leaf.seq, leaf.time_us, leaf.count) = (seq, time_us, count);
            if let Some(moved) = leaf.moved.as_mut() {
                moved.version = version;
                moved.fields = fields.map(Digest);
            }
            prop_assert_eq!(Leaf::parse(&leaf.to_bytes()).unwrap(), leaf);
        }
    }
}
