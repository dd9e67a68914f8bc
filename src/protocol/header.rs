//! The 160-byte header that begins every object (`docs/format.md`, "Object header").

use super::ids::{Digest, KeyId, OwnerId, SessionTag};

/// The first bytes of every object.
pub const MAGIC: [u8; 4] = *b"HAN1";
/// The bytes that are bound into the seal as its context.
pub const CONTEXT_LEN: usize = 104;
/// Context, salt (24) and commitment (32).
pub const HEADER_LEN: usize = 160;

/// What an object is. The byte is part of the context, so one kind never opens as another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Redacted bytes of one file of a session.
    Segment = 1,
    /// The signed list of a session's files and segments.
    Manifest = 2,
    /// A content key sealed under a DEK.
    ContentKeyWrap = 3,
    /// A key of the keyfile sealed under a KEK.
    KeyWrap = 4,
    /// The payload of an envelope.
    Envelope = 5,
    /// The index of an export archive.
    ExportIndex = 6,
    /// Display metadata of a session.
    Meta = 7,
}

impl Kind {
    fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            1 => Self::Segment,
            2 => Self::Manifest,
            3 => Self::ContentKeyWrap,
            4 => Self::KeyWrap,
            5 => Self::Envelope,
            6 => Self::ExportIndex,
            7 => Self::Meta,
            _ => return None,
        })
    }
}

/// Why bytes are not an object header that this version reads.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum HeaderError {
    /// Shorter than [`HEADER_LEN`].
    #[error("shorter than an object header")]
    Short,
    /// The magic of a later format.
    #[error("format {0:?} needs a newer han")]
    Newer(char),
    /// Not an object of han.
    #[error("not an object of han")]
    Magic,
    /// A kind, suite or flag that this version does not know.
    #[error("unknown {0}")]
    Unknown(&'static str),
}

/// Bytes 0..104 of an object: everything that a seal binds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Context {
    /// What the object is.
    pub kind: Kind,
    /// AEAD suite: 1 AES-256-GCM, 2 ChaCha20-Poly1305.
    pub suite: u8,
    /// The vault.
    pub owner: OwnerId,
    /// The session, or zero.
    pub session: SessionTag,
    /// Identifies the key that sealed the object.
    pub key: KeyId,
    /// The generation the object was made in; for key wraps `purpose << 24 | version of the wrapped key`.
    pub generation: u32,
    /// Kinds 3 and 4: the version of the wrapping key; else 0.
    pub version: u32,
    /// Manifest version, keyfile version, or the segment's counter within its generation;
    /// for content-key wraps the DEK version at the content key's birth.
    pub seq: u64,
    /// Manifests: the SHA-256 of the previous manifest object; else zero.
    pub prev: Digest,
}

impl Context {
    /// The 104 bytes as they stand in the object.
    pub fn to_bytes(self) -> [u8; CONTEXT_LEN] {
        let mut out = [0u8; CONTEXT_LEN];
        out[0..4].copy_from_slice(&MAGIC);
        out[4] = self.kind as u8;
        out[5] = self.suite;
        out[8..24].copy_from_slice(&self.owner.0);
        out[24..40].copy_from_slice(&self.session.0);
        out[40..56].copy_from_slice(&self.key.0);
        out[56..60].copy_from_slice(&self.generation.to_be_bytes());
        out[60..64].copy_from_slice(&self.version.to_be_bytes());
        out[64..72].copy_from_slice(&self.seq.to_be_bytes());
        out[72..104].copy_from_slice(&self.prev.0);
        out
    }

    /// Parses the context of an object; the object must have at least a whole header.
    pub fn parse(object: &[u8]) -> Result<Self, HeaderError> {
        let Some((head, _)) = object.split_first_chunk::<HEADER_LEN>() else {
            return Err(HeaderError::Short);
        };
        if head[0..3] != MAGIC[0..3] {
            return Err(HeaderError::Magic);
        }
        if head[3] != MAGIC[3] {
            return Err(HeaderError::Newer(char::from(head[3])));
        }
        let kind = Kind::from_byte(head[4]).ok_or(HeaderError::Unknown("object kind"))?;
        if !matches!(head[5], 1 | 2) {
            return Err(HeaderError::Unknown("suite"));
        }
        if head[6..8] != [0, 0] {
            return Err(HeaderError::Unknown("flags"));
        }
        Ok(Self {
            kind,
            suite: head[5],
            owner: OwnerId(array(&head[8..24])),
            session: SessionTag(array(&head[24..40])),
            key: KeyId(array(&head[40..56])),
            generation: u32::from_be_bytes(array(&head[56..60])),
            version: u32::from_be_bytes(array(&head[60..64])),
            seq: u64::from_be_bytes(array(&head[64..72])),
            prev: Digest(array(&head[72..104])),
        })
    }
}

/// Copies a slice whose length the caller fixed by constant bounds.
fn array<const N: usize>(slice: &[u8]) -> [u8; N] {
    let mut out = [0u8; N];
    out.copy_from_slice(slice);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Context {
        Context {
            kind: Kind::Manifest,
            suite: 1,
            owner: OwnerId([1; 16]),
            session: SessionTag([2; 16]),
            key: KeyId([3; 16]),
            generation: 4,
            version: 0,
            seq: 9,
            prev: Digest([5; 32]),
        }
    }

    #[test]
    fn header_round_trips_and_refuses_what_it_does_not_know() {
        let mut object = sample().to_bytes().to_vec();
        object.resize(HEADER_LEN, 0);
        assert_eq!(Context::parse(&object), Ok(sample()));
        for (at, byte, want) in [
            (0, b'X', HeaderError::Magic),
            (3, b'2', HeaderError::Newer('2')),
            (4, 99, HeaderError::Unknown("object kind")),
            (5, 3, HeaderError::Unknown("suite")),
            (7, 1, HeaderError::Unknown("flags")),
        ] {
            let mut bad = object.clone();
            bad[at] = byte;
            assert_eq!(Context::parse(&bad), Err(want));
        }
        assert_eq!(Context::parse(&object[..159]), Err(HeaderError::Short));
    }
}
