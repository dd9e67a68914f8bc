//! Segments: redacted bytes of one file, sealed a few MiB at a time.

use super::content::{SessionKey, SessionKeys};
use super::frame::{Framer, SEGMENT_FLOOR, unframe};
use super::manifest::Segment;
use super::object::{self, ObjectError, Place};
use crate::protocol::header::Kind;
use crate::protocol::ids::{ObjectId, OwnerId, SessionTag};
use crate::protocol::limits::MAX_SEGMENT_RAW_LEN;
use crate::redact::Redacted;
use zeroize::Zeroizing;

/// Where a segment belongs.
#[derive(Clone, Copy)]
pub struct At {
    /// The vault.
    pub owner: OwnerId,
    /// The session.
    pub session: SessionTag,
    /// The generation of the branch it is made for.
    pub generation: u32,
    /// Counts the segments of that generation.
    pub seq: u64,
    /// The offset of its first byte in the file.
    pub start: u64,
}

/// Seals redacted bytes; gives the object and its entry for the manifest.
pub fn seal(
    redacted: &Redacted,
    at: &At,
    key: &SessionKey,
    framer: &mut Framer,
) -> Result<(Vec<u8>, Segment), ObjectError> {
    seal_raw(redacted.as_bytes(), at, key, framer)
}

/// Seals the content of a segment again, for another place or under another key: it passed redaction when
/// it was first sealed, and what was authenticated is all that is sealed.
pub fn reseal(
    session_keys: &SessionKeys,
    from: (OwnerId, SessionTag),
    (entry, object): (&Segment, &[u8]),
    (at, key): (&At, &SessionKey),
    framer: &mut Framer,
) -> Result<(Vec<u8>, Segment), ObjectError> {
    seal_raw(&open(session_keys, from, entry, object)?, at, key, framer)
}

fn seal_raw(
    raw: &[u8],
    at: &At,
    key: &SessionKey,
    framer: &mut Framer,
) -> Result<(Vec<u8>, Segment), ObjectError> {
    let frame = framer.frame(raw, at.start, SEGMENT_FLOOR)?;
    let sealing = key.segment_key();
    let place =
        Place { generation: at.generation, seq: at.seq, ..Place::new(Kind::Segment, at.owner, at.session) };
    let context = place.context(sealing.secret());
    let object = object::seal(sealing.secret(), &context, &frame)?;
    let entry = Segment {
        object: ObjectId::of(&object),
        len: object.len() as u64,
        start: at.start,
        raw_len: raw.len() as u64,
        key: context.key,
    };
    Ok((object, entry))
}

/// Opens a segment and checks it against its manifest entry.
pub fn open(
    session_keys: &SessionKeys,
    (owner, session): (OwnerId, SessionTag),
    entry: &Segment,
    object: &[u8],
) -> Result<Zeroizing<Vec<u8>>, ObjectError> {
    if object.len() as u64 != entry.len || ObjectId::of(object) != entry.object {
        return Err(ObjectError::Tampered);
    }
    let key = session_keys.segment_key(entry.key).ok_or(ObjectError::Mismatch("key"))?;
    let (_, frame) = object::open(key.secret(), (Kind::Segment, owner, session), object)?;
    let inside = unframe(&frame, MAX_SEGMENT_RAW_LEN.min(entry.raw_len))?;
    if inside.start != entry.start || inside.raw.len() as u64 != entry.raw_len {
        return Err(ObjectError::Mismatch("place"));
    }
    Ok(inside.raw)
}
