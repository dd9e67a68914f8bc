//! The index of an export archive (`docs/format.md`, "Export archive"): what its maker says is in it, sealed
//! and signed, so that nothing can be left out of an archive or added to it unnoticed.

use super::frame::{Framer, RECORD_FLOOR, unframe};
use super::keyfile::Keys;
use super::manifest::SeenHead;
use super::object::{self, ObjectError, Place};
use crate::crypto::kdf;
use crate::crypto::sign::Purpose;
use crate::protocol::cbor;
use crate::protocol::header::{Context, Kind};
use crate::protocol::ids::{Digest, SessionTag};
use crate::protocol::refs::RefName;
use minicbor::{Decode, Encode};

/// The index format that this version writes and reads.
pub const FORMAT: u16 = 1;
/// Longest index that is read, in raw bytes: some 700,000 refs.
const MAX_RAW: u64 = 64 << 20;

/// One ref of an archive.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct IndexEntry {
    /// Its name.
    #[n(0)]
    pub name: RefName,
    /// SHA-256 of the entry that holds it.
    #[n(1)]
    pub hash: Digest,
}

/// What is in an archive.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Index {
    /// [`FORMAT`].
    #[n(0)]
    pub format: u16,
    /// When it was made: seconds of Unix time, the maker's clock.
    #[n(1)]
    pub created: u64,
    /// Whether refs of the vault were left out on purpose.
    #[n(2)]
    pub partial: bool,
    /// The head of the log in the archive.
    #[n(3)]
    pub head: SeenHead,
    /// The key that signs the log.
    #[n(4)]
    pub log_key: Digest,
    /// Every ref in the archive, by name; `keyfile` among them.
    #[n(5)]
    pub refs: Vec<IndexEntry>,
    /// Ed25519 by the active vault key over the object's bytes 0..104 and this structure without the signature.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub signature: Option<Vec<u8>>,
}

/// Signs and seals an index under a key of the active DEK.
pub fn seal(index: &mut Index, keys: &Keys, framer: &mut Framer) -> Result<Vec<u8>, ObjectError> {
    let key = kdf::export_index_key(keys.active_dek());
    let place = Place {
        seq: keys.keyfile_version,
        ..Place::new(Kind::ExportIndex, keys.owner(), SessionTag::default())
    };
    let context = place.context(key.secret());
    index.signature = None;
    let body = cbor::encode(index);
    index.signature = Some(keys.sign(Purpose::ExportIndex, &[&context.to_bytes(), &body]).to_vec());
    let frame = framer.frame(&cbor::encode(index), 0, RECORD_FLOOR)?;
    object::seal(key.secret(), &context, &frame)
}

/// Opens an index, checks that the vault key of the archive's own keyfile signed it, and its shape.
pub fn open(keys: &Keys, sealed: &[u8]) -> Result<Index, ObjectError> {
    let said = Context::parse(sealed)?;
    let key = keys
        .deks
        .values()
        .map(kdf::export_index_key)
        .find(|key| object::key_id(key.secret()) == said.key)
        .ok_or(ObjectError::Mismatch("key"))?;
    let want = (Kind::ExportIndex, keys.owner(), SessionTag::default());
    let (context, frame) = object::open(key.secret(), want, sealed)?;
    let index: Index = cbor::decode(&unframe(&frame, MAX_RAW)?.raw)?;
    if index.format != FORMAT {
        return Err(ObjectError::Newer(index.format));
    }
    let signature = index.signature.clone().ok_or(ObjectError::Signature)?;
    let body = cbor::encode(&Index { signature: None, ..index.clone() });
    let replaced = keys.verify(Purpose::ExportIndex, &[&context.to_bytes(), &body], &signature)?;
    if replaced.is_some() {
        return Err(ObjectError::Signature);
    }
    let ordered = index.refs.is_sorted_by(|a, b| a.name < b.name);
    match ordered && context.seq == keys.keyfile_version {
        true => Ok(index),
        false => Err(ObjectError::Mismatch("shape")),
    }
}
