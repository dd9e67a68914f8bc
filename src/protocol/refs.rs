//! Refs: the only things in a vault that move, and only by compare-and-swap on their version.

use super::ids::{Digest, ObjectId, SessionTag};
use super::limits::MAX_REF_NAME_LEN;
use minicbor::{Decode, Encode};
use std::fmt;

/// The name of a ref: `keyfile`, `roster`, or `s/<32 hex digits>`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RefName(String);

/// A ref name that is none of the known forms.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a ref name")]
pub struct BadRefName;

impl RefName {
    /// The ref that holds the keyfile.
    pub fn keyfile() -> Self {
        Self("keyfile".into())
    }

    /// The ref that holds the roster.
    pub fn roster() -> Self {
        Self("roster".into())
    }

    /// The ref of one session.
    pub fn session(tag: SessionTag) -> Self {
        Self(format!("s/{tag}"))
    }

    /// Parses one of the three forms.
    pub fn parse(text: &str) -> Result<Self, BadRefName> {
        let known = matches!(text, "keyfile" | "roster")
            || text.strip_prefix("s/").is_some_and(|hex| SessionTag::parse(hex).is_ok());
        if known && text.len() <= MAX_REF_NAME_LEN { Ok(Self(text.into())) } else { Err(BadRefName) }
    }

    /// The tag of a session ref.
    pub fn session_tag(&self) -> Option<SessionTag> {
        SessionTag::parse(self.0.strip_prefix("s/")?).ok()
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RefName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RefName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<C> Encode<C> for RefName {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for RefName {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::parse(d.str()?).map_err(|_| minicbor::decode::Error::message("not a ref name"))
    }
}

/// The body of a ref, stored byte for byte.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum RefBody {
    /// A keyfile or roster: one signed structure.
    #[n(0)]
    Signed(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// A session: three fields, each replaceable alone and hashed apart in the leaf.
    #[n(1)]
    Session {
        /// 1..n content-key wraps of 208 bytes each.
        #[cbor(n(0), with = "minicbor::bytes")]
        wraps: Vec<u8>,
        /// The sealed manifest, or a [`ManifestPointer`] to it.
        #[cbor(n(1), with = "minicbor::bytes")]
        manifest: Vec<u8>,
        /// The sealed display metadata.
        #[cbor(n(2), with = "minicbor::bytes")]
        meta: Vec<u8>,
    },
    /// A signed tombstone: it replaces all fields and is never followed by anything.
    #[n(2)]
    Tombstone(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
}

impl RefBody {
    /// The hashes that a leaf carries: of each field in order (unused ones zero).
    pub fn field_hashes(&self) -> [Digest; 3] {
        match self {
            Self::Signed(one) | Self::Tombstone(one) => {
                [Digest::of(one), Digest::default(), Digest::default()]
            }
            Self::Session { wraps, manifest, meta } => {
                [Digest::of(wraps), Digest::of(manifest), Digest::of(meta)]
            }
        }
    }

    /// The bytes of all fields together.
    pub fn len_bytes(&self) -> usize {
        match self {
            Self::Signed(one) | Self::Tombstone(one) => one.len(),
            Self::Session { wraps, manifest, meta } => wraps.len() + manifest.len() + meta.len(),
        }
    }
}

/// A manifest too long for a ref body: where it lies. 40 bytes: id (32), length (8, big-endian).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ManifestPointer {
    /// The object that holds the manifest.
    pub id: ObjectId,
    /// Its length in bytes.
    pub len: u64,
}

impl ManifestPointer {
    /// The encoded length.
    pub const LEN: usize = 40;

    /// The 40 bytes as they stand in the manifest field.
    pub fn to_bytes(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(Self::LEN);
        out.extend_from_slice(&self.id.0);
        out.extend_from_slice(&self.len.to_be_bytes());
        out
    }

    /// Reads a manifest field as a pointer; an inline manifest is longer than 40 bytes.
    pub fn parse(field: &[u8]) -> Option<Self> {
        let (id, len) = field.split_first_chunk::<32>()?;
        Some(Self { id: ObjectId(*id), len: u64::from_be_bytes(len.try_into().ok()?) })
    }
}

/// One ref as a remote holds it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Ref {
    /// Its name.
    #[n(0)]
    pub name: RefName,
    /// Rises by one with every move; the first is 1.
    #[n(1)]
    pub version: u64,
    /// Its body.
    #[n(2)]
    pub body: RefBody,
}

/// What a ref move does, as the log names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Action {
    /// A vault was made: its first keyfile.
    #[n(1)]
    Init,
    /// A session was added or changed.
    #[n(2)]
    Sync,
    /// The keyfile changed: a secret rotation.
    #[n(3)]
    RotateSecret,
    /// The keyfile changed: a data-key rotation began or ended, or a session's content keys were re-wrapped.
    #[n(4)]
    RotateDataKey,
    /// Keys were repaired or re-published from a verified copy.
    #[n(5)]
    RepairKeys,
    /// Superseded generations were pruned.
    #[n(6)]
    Prune,
    /// A session was shredded, or (where the body is no tombstone) what it superseded: replaced bodies and
    /// dropped objects have no grace.
    #[n(7)]
    Shred,
    /// An archive was imported.
    #[n(8)]
    Import,
    /// The roster changed.
    #[n(9)]
    Roster,
    /// The vault was exported (no ref moves, here and below).
    #[n(10)]
    Export,
    /// Refs were read.
    #[n(11)]
    ReadRefs,
    /// Objects were read, or asked for.
    #[n(12)]
    ReadObjects,
    /// The log was asked for; only where that was denied.
    #[n(13)]
    ReadLog,
    /// Objects were to be stored; only where that was denied.
    #[n(14)]
    PutObjects,
    /// Refs were to be moved; only where that was denied.
    #[n(15)]
    Commit,
    /// A collection was asked for; only where that was denied.
    #[n(16)]
    Collect,
    /// A log was to be taken over; only where that was denied.
    #[n(17)]
    Adopt,
    /// Sealed origins were erased.
    #[n(18)]
    EraseOrigins,
    /// The members of the vault changed.
    #[n(19)]
    Member,
    /// The keyfile changed: the person's identity came to it.
    #[n(20)]
    Identity,
    /// An envelope was put, or listed.
    #[n(23)]
    Share,
    /// An envelope was given to its recipient for the first time.
    #[n(24)]
    Deliver,
    /// A recipient said how opening an envelope ended.
    #[n(25)]
    Open,
    /// An envelope was revoked.
    #[n(26)]
    Unshare,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 24] = [
        Self::Init,
        Self::Sync,
        Self::RotateSecret,
        Self::RotateDataKey,
        Self::RepairKeys,
        Self::Prune,
        Self::Shred,
        Self::Import,
        Self::Roster,
        Self::Export,
        Self::ReadRefs,
        Self::ReadObjects,
        Self::ReadLog,
        Self::PutObjects,
        Self::Commit,
        Self::Collect,
        Self::Adopt,
        Self::EraseOrigins,
        Self::Member,
        Self::Identity,
        Self::Share,
        Self::Deliver,
        Self::Open,
        Self::Unshare,
    ];

    /// Whether a commit may name it.
    pub fn moves_refs(self) -> bool {
        matches!(
            self,
            Self::Init
                | Self::Sync
                | Self::RotateSecret
                | Self::RotateDataKey
                | Self::RepairKeys
                | Self::Prune
                | Self::Shred
                | Self::Import
                | Self::Roster
                | Self::Identity
        )
    }

    /// Its name in reports and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Sync => "sync",
            Self::RotateSecret => "rotate_secret",
            Self::RotateDataKey => "rotate_data_key",
            Self::RepairKeys => "repair_keys",
            Self::Prune => "prune",
            Self::Shred => "shred",
            Self::Import => "import",
            Self::Roster => "roster",
            Self::Export => "export",
            Self::ReadRefs => "read_refs",
            Self::ReadObjects => "read_objects",
            Self::ReadLog => "read_log",
            Self::PutObjects => "put_objects",
            Self::Commit => "commit",
            Self::Collect => "collect",
            Self::Adopt => "adopt",
            Self::EraseOrigins => "erase_origins",
            Self::Member => "member",
            Self::Identity => "identity",
            Self::Share => "share",
            Self::Deliver => "deliver",
            Self::Open => "open",
            Self::Unshare => "unshare",
        }
    }
}

/// One ref move inside a commit.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct RefChange {
    /// Which ref.
    #[n(0)]
    pub name: RefName,
    /// The version that the writer has seen; 0 for a ref that must not exist.
    #[n(1)]
    pub expected: u64,
    /// The new body.
    #[n(2)]
    pub body: RefBody,
    /// Why.
    #[n(3)]
    pub action: Action,
    /// Objects that the ref refers to from now on (beside those it already does).
    #[n(4)]
    pub added: Vec<ObjectId>,
    /// Objects that the ref no longer refers to.
    #[n(5)]
    pub dropped: Vec<ObjectId>,
}

/// A batch of ref moves: all or nothing.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Commit {
    /// The keyfile version that the bodies were made under; 0 only for the commit that makes the first keyfile.
    #[n(0)]
    pub keyfile_version: u64,
    /// Who writes (the server overrides it where it authenticates).
    #[n(1)]
    pub actor: super::ids::ActorId,
    /// The moves, at most [`super::limits::MAX_COMMIT_REFS`], each ref at most once.
    #[n(2)]
    pub changes: Vec<RefChange>,
}
