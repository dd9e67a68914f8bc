//! The layout of a share bundle: one session of a vault as a file, with the envelope that opens it and the card of who
//! sent it (`docs/format.md`, "Share bundle").
//!
//! ```text
//! "han share 1\n", then entries: u8 type, u64 length, content
//! 1 card   2 envelope   3 ref as CBOR, its field `wraps` empty   4 an object, any number   0 the end, of length 0
//! ```
//! Card, envelope and ref stand there once and in this order, then the objects, then the end, and nothing behind it.

use super::card::MAX_CARD_LEN;
use super::limits::{MAX_ENVELOPE_LEN, MAX_OBJECT_LEN, MAX_REF_BODY_LEN};

/// What a bundle begins with.
pub const MAGIC: &[u8; 12] = b"han share 1\n";
/// Bytes in front of the content of an entry.
pub const ENTRY_HEAD: usize = 9;
/// What a ref's CBOR may add to its body.
const REF_OVERHEAD: usize = 256;

/// What an entry is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
#[repr(u8)]
pub enum EntryKind {
    /// The last one.
    End = 0,
    /// The sender's card.
    Card = 1,
    /// The envelope.
    Envelope = 2,
    /// The session's ref.
    Ref = 3,
    /// An object, named by its hash.
    Object = 4,
}

impl EntryKind {
    /// The most bytes of its content.
    pub fn limit(self) -> u64 {
        let limit = match self {
            Self::End => 0,
            Self::Card => MAX_CARD_LEN,
            Self::Envelope => MAX_ENVELOPE_LEN,
            Self::Ref => MAX_REF_BODY_LEN + REF_OVERHEAD,
            Self::Object => MAX_OBJECT_LEN,
        };
        limit as u64
    }
}

/// The head of an entry.
pub fn entry_head(kind: EntryKind, len: u64) -> [u8; ENTRY_HEAD] {
    let mut out = [kind as u8; ENTRY_HEAD];
    let (_, rest) = out.split_at_mut(1);
    rest.copy_from_slice(&len.to_be_bytes());
    out
}

/// Reads the head of an entry; `None` where it is of no known kind or over its limit.
pub fn parse_head(head: &[u8; ENTRY_HEAD]) -> Option<(EntryKind, u64)> {
    let (first, len) = head.split_first()?;
    let all = [EntryKind::End, EntryKind::Card, EntryKind::Envelope, EntryKind::Ref, EntryKind::Object];
    let kind = all.into_iter().find(|kind| *kind as u8 == *first)?;
    let len = u64::from_be_bytes(len.try_into().ok()?);
    (len <= kind.limit()).then_some((kind, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_read_back_within_their_limits() {
        for (kind, len) in [(EntryKind::Object, 7), (EntryKind::End, 0), (EntryKind::Card, 1)] {
            assert_eq!(parse_head(&entry_head(kind, len)), Some((kind, len)));
            assert_eq!(parse_head(&entry_head(kind, kind.limit() + 1)), None);
            assert_eq!(parse_head(&entry_head(kind, u64::MAX)), None);
        }
        assert_eq!(parse_head(&[5, 0, 0, 0, 0, 0, 0, 0, 0]), None);
    }
}
