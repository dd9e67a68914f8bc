//! The wire layout of the keyfile (`docs/format.md`, "Keys"). What it means is `vault::keyfile`'s.

use super::ids::{Digest, KeyId, OwnerId, SlotId};
use minicbor::{Decode, Encode};

/// Whose vault it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum OwnerKind {
    /// One person.
    #[n(1)]
    User,
    /// A team.
    #[n(2)]
    Team,
}

/// What a slot opens with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum SlotType {
    /// A secret alone.
    #[n(1)]
    Secret,
    /// A chosen secret together with the account key.
    #[n(2)]
    SecretAndAccountKey,
}

/// What a key of the registry is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
#[repr(u8)]
pub enum Purpose {
    /// Wraps content keys.
    #[n(1)]
    Data = 1,
    /// Names sessions (HMAC) and seals local state.
    #[n(2)]
    Index = 2,
    /// Signs keyfile, manifests and metadata (Ed25519).
    #[n(3)]
    Vault = 3,
    /// Receives sealed origins (X25519).
    #[n(4)]
    Audit = 4,
    /// A person's signing identity (Ed25519); made with teams.
    #[n(5)]
    IdentitySign = 5,
    /// A person's receiving identity (X-Wing); made with teams.
    #[n(6)]
    IdentityReceive = 6,
}

impl Purpose {
    /// Its name in listings and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Index => "index",
            Self::Vault => "vault",
            Self::Audit => "audit",
            Self::IdentitySign => "identity-sign",
            Self::IdentityReceive => "identity-receive",
        }
    }
}

/// The life of a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Status {
    /// Used for new data.
    #[n(1)]
    Active,
    /// Still opens data that is being re-wrapped.
    #[n(2)]
    Retiring,
    /// Opens nothing that is current.
    #[n(3)]
    Retired,
    /// Given up because it leaked.
    #[n(4)]
    Revoked,
}

/// Argon2id cost, stored per slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct KdfCost {
    /// Memory in KiB.
    #[n(0)]
    pub memory_kib: u32,
    /// Passes.
    #[n(1)]
    pub passes: u32,
    /// Lanes.
    #[n(2)]
    pub lanes: u32,
}

/// One way into the keyfile.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Slot {
    /// Names the slot inside the keyfile.
    #[n(0)]
    pub id: SlotId,
    /// What it opens with.
    #[n(1)]
    pub slot_type: SlotType,
    /// Rises by one with every change of the secret.
    #[n(2)]
    pub epoch: u32,
    /// 1 = Argon2id version 0x13.
    #[n(3)]
    pub kdf: u8,
    /// Its cost.
    #[n(4)]
    pub cost: KdfCost,
    /// 16 random bytes.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub salt: Vec<u8>,
    /// End of the transition window, in seconds of Unix time.
    #[n(6)]
    pub not_after: Option<u64>,
}

/// One wrap of a key under a slot's KEK: an object of kind 4, 208 bytes for a 32-byte key.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct SlotWrap {
    /// The slot.
    #[n(0)]
    pub slot: SlotId,
    /// The wrap.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub wrap: Vec<u8>,
}

/// One key of the registry.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct KeyEntry {
    /// Its id.
    #[n(0)]
    pub id: KeyId,
    /// What it is for.
    #[n(1)]
    pub purpose: Purpose,
    /// Rises by one within a purpose; the first is 1.
    #[n(2)]
    pub version: u32,
    /// Its life.
    #[n(3)]
    pub status: Status,
    /// Seconds of Unix time.
    #[n(4)]
    pub created: u64,
    /// When it stopped being the active one.
    #[n(5)]
    pub rotated: Option<u64>,
    /// When policy asks for the next one.
    #[n(6)]
    pub expires: Option<u64>,
    /// The public part, for key pairs.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub public: Option<Vec<u8>>,
    /// Its wraps.
    #[n(8)]
    pub wraps: Vec<SlotWrap>,
    /// Vault keys after the first: the signature of the preceding vault key over this public part.
    #[cbor(n(9), with = "minicbor::bytes")]
    pub countersignature: Option<Vec<u8>>,
    /// The keyfile version that first listed it.
    #[n(10)]
    pub born: u64,
}

/// Who changed a team's keyfile.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Author {
    /// An owner or admin, by the personal vault.
    #[n(0)]
    pub member: OwnerId,
    /// Ed25519 by that member's identity over the keyfile's encoding without its fields 9 and 10.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: Vec<u8>,
}

/// The body of the ref `keyfile`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Keyfile {
    /// Format, 1.
    #[n(0)]
    pub format: u16,
    /// The least format that a reader must know.
    #[n(1)]
    pub min_reader: u16,
    /// The vault.
    #[n(2)]
    pub owner: OwnerId,
    /// Whose it is.
    #[n(3)]
    pub kind: OwnerKind,
    /// Rises by one with every change; equals the ref's version.
    #[n(4)]
    pub version: u64,
    /// SHA-256 of the preceding keyfile, zero for the first.
    #[n(5)]
    pub prev: Digest,
    /// Ways in, newest first.
    #[n(6)]
    pub slots: Vec<Slot>,
    /// The registry.
    #[n(7)]
    pub keys: Vec<KeyEntry>,
    /// SHA-256 of the roster's root, from the first roster on.
    #[n(8)]
    pub roster_root: Option<Digest>,
    /// Ed25519 by the active vault key over the encoding without this field.
    #[cbor(n(9), with = "minicbor::bytes")]
    pub signature: Option<Vec<u8>>,
    /// Who changed it; there where there is a roster.
    #[n(10)]
    pub author: Option<Author>,
}
