//! The layout of an export archive: which entries a tar holds, under which names and bounds, and how the
//! leaves of the log stand in it (`docs/format.md`, "Export archive").

use super::exchange::LeafEntry;
use super::ids::{Digest, ObjectId};
use super::leaf::Class;
use super::limits::{MAX_OBJECT_LEN, MAX_REF_BODY_LEN};
use super::refs::RefName;
use std::fmt;
use std::io::{self, Read};

/// The first entry's content.
pub const FORMAT_TEXT: &[u8] = b"han export 1\n";
/// Longest leaf entry without its length: a class byte and the longest leaf body.
const MAX_LEAF_ENTRY: usize = 1 + 209 + 64;
/// What a ref's CBOR may add to its body.
const REF_OVERHEAD: u64 = 256;
/// Longest index: that of some 700,000 refs, sealed.
const MAX_INDEX_LEN: u64 = 80 << 20;

/// One entry of an archive.
#[derive(Clone, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum EntryName {
    /// [`FORMAT_TEXT`]; always the first.
    Format,
    /// The body of the ref `keyfile`.
    Keyfile,
    /// The body of the ref `roster`.
    Roster,
    /// The signed head of the log.
    Checkpoint,
    /// The 32-byte public key that signs it.
    LogKey,
    /// Every leaf of the log.
    Leaves,
    /// A session ref.
    Ref(RefName),
    /// An object.
    Object(ObjectId),
    /// The sealed index; always the last.
    Index,
}

impl EntryName {
    /// Parses a name exactly as [`fmt::Display`] writes it; everything else is no entry of an archive.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "format" => Self::Format,
            "keyfile" => Self::Keyfile,
            "roster" => Self::Roster,
            "log/checkpoint" => Self::Checkpoint,
            "log/log.pub" => Self::LogKey,
            "log/leaves" => Self::Leaves,
            "index" => Self::Index,
            other => match other.split_once('/')? {
                ("objects", id) => Self::Object(ObjectId::parse(id).ok()?),
                ("refs", name) => {
                    let name = RefName::parse(name).ok()?;
                    name.session_tag()?;
                    Self::Ref(name)
                }
                _ => return None,
            },
        })
    }

    /// Most bytes that such an entry may have.
    pub fn max_len(&self) -> u64 {
        match self {
            Self::Format => 64,
            Self::Keyfile | Self::Roster => MAX_REF_BODY_LEN as u64,
            Self::Checkpoint => super::checkpoint::MAX_NOTE_LEN as u64,
            Self::LogKey => 32,
            Self::Leaves => u64::MAX,
            Self::Ref(_) => MAX_REF_BODY_LEN as u64 + REF_OVERHEAD,
            Self::Object(_) => MAX_OBJECT_LEN as u64,
            Self::Index => MAX_INDEX_LEN,
        }
    }
}

impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format => f.write_str("format"),
            Self::Keyfile => f.write_str("keyfile"),
            Self::Roster => f.write_str("roster"),
            Self::Checkpoint => f.write_str("log/checkpoint"),
            Self::LogKey => f.write_str("log/log.pub"),
            Self::Leaves => f.write_str("log/leaves"),
            Self::Ref(name) => write!(f, "refs/{name}"),
            Self::Object(id) => write!(f, "objects/{id}"),
            Self::Index => f.write_str("index"),
        }
    }
}

/// The block size of tar.
pub const BLOCK: u64 = 512;

/// The tar header of an entry: the one that is written, and the only one that is read. Regular file, mode
/// 0600, owner and time zero.
pub fn header(name: &EntryName, len: u64) -> [u8; BLOCK as usize] {
    let mut header = tar::Header::new_ustar();
    // Every name is ASCII and shorter than the field's 100 bytes.
    let named = header.set_path(name.to_string());
    debug_assert!(named.is_ok(), "names of entries fit");
    header.set_entry_type(tar::EntryType::Regular);
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(len);
    header.set_cksum();
    *header.as_bytes()
}

/// Reads a header: only bytes that [`header`] would write are taken. `None` also for a length above the bound
/// of its kind.
pub fn parse_header(block: &[u8; BLOCK as usize]) -> Option<(EntryName, u64)> {
    let mut parsed = tar::Header::new_ustar();
    parsed.as_mut_bytes().copy_from_slice(block);
    let (name, _) = block.split_first_chunk::<100>()?;
    let name = std::str::from_utf8(name).ok()?.trim_end_matches('\0');
    let name = EntryName::parse(name)?;
    let len = parsed.entry_size().ok()?;
    (len <= name.max_len() && header(&name, len) == *block).then_some((name, len))
}

/// Zero bytes that follow a content of this length.
pub fn padding(len: u64) -> u64 {
    (BLOCK - len % BLOCK) % BLOCK
}

/// A leaf as it stands in `log/leaves`: length (2 bytes, of what follows), class byte, then the leaf body of a
/// ref move or the SHA-256 of the body of any other leaf.
pub fn leaf_to_bytes(entry: &LeafEntry) -> Vec<u8> {
    let (class, payload): (u8, &[u8]) = match entry {
        LeafEntry::Ref(body) => (Class::RefMove as u8, body),
        LeafEntry::Other { class, hash } => (*class, hash),
    };
    let mut out = Vec::with_capacity(3 + payload.len());
    out.extend_from_slice(&(payload.len() as u16 + 1).to_be_bytes());
    out.push(class);
    out.extend_from_slice(payload);
    out
}

/// Reads the next leaf; `None` at the end. Gives also the bytes that it took.
pub fn read_leaf(from: &mut impl Read) -> io::Result<Option<(LeafEntry, u64)>> {
    let mut length = [0u8; 2];
    if from.read(&mut length[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut length[1..])?;
    let len = usize::from(u16::from_be_bytes(length));
    let bad = || io::Error::new(io::ErrorKind::InvalidData, "not a log leaf");
    if !(2..=MAX_LEAF_ENTRY).contains(&len) {
        return Err(bad());
    }
    let mut bytes = vec![0u8; len];
    from.read_exact(&mut bytes)?;
    let (class, payload) = bytes.split_first().ok_or_else(bad)?;
    let entry = if *class == Class::RefMove as u8 {
        LeafEntry::Ref(payload.to_vec())
    } else {
        let hash = Digest::from_slice(payload).ok_or_else(bad)?;
        LeafEntry::Other { class: *class, hash: hash.0 }
    };
    Ok(Some((entry, len as u64 + 2)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::SessionTag;

    #[test]
    fn names_are_read_as_they_are_written_and_no_others() {
        for name in [
            EntryName::Format,
            EntryName::Keyfile,
            EntryName::Roster,
            EntryName::Checkpoint,
            EntryName::LogKey,
            EntryName::Leaves,
            EntryName::Ref(RefName::session(SessionTag([0xab; 16]))),
            EntryName::Object(ObjectId([0xcd; 32])),
            EntryName::Index,
        ] {
            assert_eq!(EntryName::parse(&name.to_string()), Some(name));
        }
        let long = "a".repeat(64);
        for bad in [
            "",
            "/format",
            "./format",
            "format/",
            "../keyfile",
            "objects/../keyfile",
            "objects/",
            &format!("objects/{}", long.to_uppercase()),
            &format!("objects/{long}a"),
            "refs/keyfile",
            "refs/s/../../x",
            "refs/s/ABABABABABABABABABABABABABABABAB",
            "C:format",
            "log\\checkpoint",
        ] {
            assert_eq!(EntryName::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_the_one_header_of_an_entry_is_taken() {
        for (name, len) in [(EntryName::Leaves, 9 << 33), (EntryName::Object(ObjectId([1; 32])), 80 << 20)] {
            let block = header(&name, len);
            assert_eq!(parse_header(&block), Some((name.clone(), len)));
            for at in 0..block.len() {
                let mut bad = block;
                bad[at] ^= 1;
                assert_eq!(parse_header(&bad), None, "byte {at}");
            }
        }
        assert_eq!(parse_header(&header(&EntryName::Keyfile, (1 << 20) + 1)), None);
        assert_eq!(parse_header(&[0; 512]), None);
        assert_eq!(parse_header(&[0xff; 512]), None);
    }

    #[test]
    fn leaves_are_read_as_they_are_written_and_damage_is_an_error() {
        let entries = [
            LeafEntry::Ref(vec![7; 215]),
            LeafEntry::Other { class: 3, hash: [9; 32] },
            LeafEntry::Ref(vec![8; 270]),
        ];
        let bytes: Vec<u8> = entries.iter().flat_map(leaf_to_bytes).collect();
        let mut from = bytes.as_slice();
        for want in &entries {
            assert_eq!(read_leaf(&mut from).unwrap().unwrap().0, *want);
        }
        assert_eq!(read_leaf(&mut from).unwrap(), None);
        assert!(read_leaf(&mut &bytes[..100]).is_err());
        for bad in [&[0u8, 0][..], &[0, 1, 1], &[0xff; 70_000], &[0, 3, 3, 1, 1], &[0]] {
            assert!(read_leaf(&mut &bad[..]).is_err());
        }
    }
}
