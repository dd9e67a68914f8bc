//! Display metadata: what a listing shows, sealed apart so that listing never opens a transcript.

use super::author::Signer;
use super::content::{SessionKey, SessionKeys};
use super::frame::{Framer, RECORD_FLOOR, unframe};
use super::keyfile::Keys;
use super::object::{self, ObjectError, Place};
use crate::crypto::sign::Purpose;
use crate::protocol::cbor;
use crate::protocol::header::{Context, Kind};
use crate::protocol::ids::{OwnerId, SessionTag};
use minicbor::{Decode, Encode};

/// The metadata format that this version writes and reads.
pub const FORMAT: u16 = 1;
const MAX_RAW: u64 = 256 << 10;

/// What a listing shows of a session. Every text in it passed redaction.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Meta {
    /// [`FORMAT`].
    #[n(0)]
    pub format: u16,
    /// The session's uuid.
    #[n(1)]
    pub uuid: String,
    /// The project folder's name under `projects/`.
    #[n(2)]
    pub project: String,
    /// Its title, if it has one.
    #[n(3)]
    pub title: Option<String>,
    /// The first working directory.
    #[n(4)]
    pub cwd: Option<String>,
    /// Git branch.
    #[n(5)]
    pub branch: Option<String>,
    /// Git remote, normalised.
    #[n(6)]
    pub git_remote: Option<String>,
    /// Models, in order of first use.
    #[n(7)]
    pub models: Vec<String>,
    /// First and last timestamp as the lines have them.
    #[n(8)]
    pub first_time: Option<String>,
    /// See `first_time`.
    #[n(9)]
    pub last_time: Option<String>,
    /// Lines of the main transcript.
    #[n(10)]
    pub lines: u64,
    /// Redacted bytes of all current files.
    #[n(11)]
    pub bytes: u64,
    /// Files.
    #[n(12)]
    pub files: u64,
    /// The manifest version that this was made with.
    #[n(13)]
    pub manifest_version: u64,
    /// When it was last synced: seconds of Unix time, the writer's clock.
    #[n(14)]
    pub synced: u64,
    /// The name of the device that wrote it.
    #[n(15)]
    pub device: String,
    /// Ed25519 by a vault key, or by the member, over the object's bytes 0..104 and this structure without the signature.
    #[cbor(n(16), with = "minicbor::bytes")]
    pub signature: Option<Vec<u8>>,
    /// The member who signed it, by the personal vault; there where the vault has a roster.
    #[n(17)]
    pub member: Option<OwnerId>,
}

/// Signs and seals metadata under the session's newest content key.
pub fn seal(
    meta: &mut Meta,
    (keys, session_keys): (&Keys, &SessionKeys),
    session: SessionTag,
    framer: &mut Framer,
) -> Result<Vec<u8>, ObjectError> {
    let key = session_keys.newest().ok_or(ObjectError::Mismatch("length of wraps"))?.meta_key();
    let place = Place { seq: meta.manifest_version, ..Place::new(Kind::Meta, keys.owner(), session) };
    let context = place.context(key.secret());
    meta.signature = None;
    meta.member = keys.author_id();
    let body = cbor::encode(meta);
    let authored = keys.author(Purpose::Meta, &[&context.to_bytes(), &body])?;
    meta.signature = Some(authored.signature.to_vec());
    let frame = framer.frame(&cbor::encode(meta), 0, RECORD_FLOOR)?;
    object::seal(key.secret(), &context, &frame)
}

/// Opens metadata and checks its signature; also gives who made it.
pub fn open(
    (keys, session_keys): (&Keys, &SessionKeys),
    session: SessionTag,
    sealed: &[u8],
) -> Result<(Meta, Signer), ObjectError> {
    let said = Context::parse(sealed)?;
    let key = session_keys
        .iter()
        .map(SessionKey::meta_key)
        .find(|key| object::key_id(key.secret()) == said.key)
        .ok_or(ObjectError::Mismatch("key"))?;
    let (context, frame) = object::open(key.secret(), (Kind::Meta, keys.owner(), session), sealed)?;
    let meta: Meta = cbor::decode(&unframe(&frame, MAX_RAW)?.raw)?;
    if meta.format != FORMAT {
        return Err(ObjectError::Newer(meta.format));
    }
    let signature = meta.signature.clone().ok_or(ObjectError::Signature)?;
    let body = cbor::encode(&Meta { signature: None, ..meta.clone() });
    let by = (Purpose::Meta, meta.member);
    let signer = keys.verify_author(by, &[&context.to_bytes(), &body], &signature)?;
    if context.seq == meta.manifest_version {
        Ok((meta, signer))
    } else {
        Err(ObjectError::Mismatch("version"))
    }
}
