//! An export archive as a read-only remote, so that whatever reads a vault reads an archive too.
//!
//! The file is read once, header by header; what stays in memory is where each entry lies. Nothing that the
//! file says is believed further than that: a caller checks it as it checks any remote.

use super::{Head, LeafEntry, RemoteError, Swap};
use crate::protocol::archive::{self, BLOCK, EntryName, FORMAT_TEXT};
use crate::protocol::checkpoint::{Checkpoint, LogKey};
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::protocol::leaf::Leaf;
use crate::protocol::limits::{MAX_LEAF_PAGE, MAX_OBJECT_LEN};
use crate::protocol::merkle::{CompactRange, Proof};
use crate::protocol::refs::{Commit, Ref, RefBody, RefName};
use crate::protocol::{cbor, merkle};
use async_trait::async_trait;
use bytes::Bytes;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Ref bodies in one answer, in bytes.
const PAGE_BYTES: u64 = 8 << 20;

/// Why a file is not an archive that can be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It cannot be read.
    #[error("cannot read the archive")]
    Io(#[source] io::Error),
    /// It is none, or was changed or cut.
    #[error("not a whole archive: {0}")]
    Damaged(String),
    /// It was made by a later version.
    #[error("the archive was made by a newer han")]
    Newer,
}

fn damaged(what: impl Into<String>) -> ArchiveError {
    ArchiveError::Damaged(what.into())
}

/// Where an entry lies.
#[derive(Clone, Copy)]
struct Place {
    at: u64,
    len: u64,
}

/// Where everything lies.
#[derive(Default)]
struct Places {
    single: BTreeMap<EntryName, Place>,
    refs: BTreeMap<RefName, Place>,
    objects: HashMap<ObjectId, Place>,
}

impl Places {
    fn insert(&mut self, name: EntryName, place: Place) -> Option<Place> {
        match name {
            EntryName::Ref(name) => self.refs.insert(name, place),
            EntryName::Object(id) => self.objects.insert(id, place),
            other => self.single.insert(other, place),
        }
    }
}

/// What one pass over the leaves tells.
#[derive(Default)]
struct Leaves {
    /// Where every [`MAX_LEAF_PAGE`]th leaf begins.
    pages: Vec<u64>,
    count: u64,
    keyfile_version: u64,
    roster_version: u64,
}

/// An open archive.
pub struct ArchiveRemote {
    file: Mutex<File>,
    places: Places,
    leaves: Leaves,
    checkpoint: Vec<u8>,
    head: Checkpoint,
    log_key: LogKey,
}

impl ArchiveRemote {
    /// Opens an archive: its entries, the signature of its log head, and where its leaves lie.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        Self::of(File::open(path).map_err(ArchiveError::Io)?)
    }

    /// The same of a file that is open for reading.
    pub fn of(mut file: File) -> Result<Self, ArchiveError> {
        file.rewind().map_err(ArchiveError::Io)?;
        let places = scan(&file)?;
        let read = |name: EntryName| {
            let place = *places.single.get(&name).ok_or_else(|| damaged(format!("{name} is missing")))?;
            read_at(&file, place).map_err(ArchiveError::Io)
        };
        let (checkpoint, log_key) = (read(EntryName::Checkpoint)?, read(EntryName::LogKey)?);
        let log_key: LogKey = log_key.as_slice().try_into().map_err(|_| damaged("log/log.pub"))?;
        let head = Checkpoint::verify(&checkpoint, &log_key).map_err(|e| damaged(e.to_string()))?;
        head.owner().ok_or_else(|| damaged("the log head names no vault"))?;
        let leaves = places.single.get(&EntryName::Leaves).ok_or_else(|| damaged("log/leaves is missing"))?;
        let leaves = scan_leaves(&file, *leaves)?;
        if leaves.count != head.size {
            return Err(damaged(format!("{} log entries where the head says {}", leaves.count, head.size)));
        }
        Ok(Self { file: Mutex::new(file), places, leaves, checkpoint, head, log_key })
    }

    /// The key that signed the log head; trusted only as far as a pin or the index says the same.
    pub fn log_key(&self) -> LogKey {
        self.log_key
    }

    /// The sealed index; archives that a server made have none.
    pub fn index(&self) -> Result<Option<Vec<u8>>, RemoteError> {
        self.places.single.get(&EntryName::Index).map(|place| self.bytes(*place)).transpose()
    }

    /// The bytes of the entry that holds a ref, for the hashes of the index.
    pub fn ref_bytes(&self, name: &RefName) -> Result<Option<Vec<u8>>, RemoteError> {
        let place = match name.as_str() {
            "keyfile" => self.places.single.get(&EntryName::Keyfile),
            "roster" => self.places.single.get(&EntryName::Roster),
            _ => self.places.refs.get(name),
        };
        place.map(|place| self.bytes(*place)).transpose()
    }

    /// The names of all refs, in order.
    pub fn ref_names(&self) -> Vec<RefName> {
        let whole = [(EntryName::Keyfile, RefName::keyfile()), (EntryName::Roster, RefName::roster())];
        let single = whole.into_iter().filter(|(entry, _)| self.places.single.contains_key(entry));
        single.map(|(_, name)| name).chain(self.places.refs.keys().cloned()).collect()
    }

    /// The names of all objects, in the order in which they lie in the file.
    pub fn object_ids(&self) -> Vec<ObjectId> {
        let mut all: Vec<_> = self.places.objects.iter().map(|(id, place)| (place.at, *id)).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, id)| id).collect()
    }

    fn bytes(&self, place: Place) -> Result<Vec<u8>, RemoteError> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        read_at(&file, place).map_err(unreadable)
    }

    /// Gives every leaf from `from` on to `take`, until it says no.
    fn each_leaf(&self, from: u64, mut take: impl FnMut(u64, LeafEntry) -> bool) -> Result<(), RemoteError> {
        let page = usize::try_from(from).unwrap_or(usize::MAX) / MAX_LEAF_PAGE;
        let Some(start) = self.leaves.pages.get(page) else { return Ok(()) };
        let end = self.places.single.get(&EntryName::Leaves).map_or(0, |place| place.at + place.len);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(*start)).map_err(unreadable)?;
        let mut reader = BufReader::with_capacity(1 << 16, (&mut *file).take(end.saturating_sub(*start)));
        let mut seq = page as u64 * MAX_LEAF_PAGE as u64;
        while let Some((entry, _)) = archive::read_leaf(&mut reader).map_err(unreadable)? {
            if seq >= from && !take(seq, entry) {
                break;
            }
            seq += 1;
        }
        Ok(())
    }

    fn body(&self, name: &RefName) -> Result<Option<Ref>, RemoteError> {
        let Some(bytes) = self.ref_bytes(name)? else { return Ok(None) };
        let version = match name.as_str() {
            "keyfile" => self.leaves.keyfile_version,
            "roster" => self.leaves.roster_version,
            _ => {
                let found: Ref =
                    cbor::decode(&bytes).map_err(|_| refused(format!("refs/{name} is no ref")))?;
                let same = found.name == *name;
                return if same {
                    Ok(Some(found))
                } else {
                    Err(refused(format!("refs/{name} is another ref")))
                };
            }
        };
        Ok(Some(Ref { name: name.clone(), version, body: RefBody::Signed(bytes) }))
    }
}

fn refused(what: impl Into<String>) -> RemoteError {
    RemoteError::Refused(what.into())
}

fn unreadable(error: io::Error) -> RemoteError {
    RemoteError::Unreachable(Box::new(error))
}

fn read_only() -> RemoteError {
    refused("an archive cannot be written to")
}

fn read_at(mut file: &File, place: Place) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(place.at))?;
    let mut out = Vec::new();
    file.take(place.len).read_to_end(&mut out)?;
    if out.len() as u64 == place.len { Ok(out) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Reads the headers of all entries.
fn scan(file: &File) -> Result<Places, ArchiveError> {
    let end = file.metadata().map_err(ArchiveError::Io)?.len();
    let mut reader = BufReader::new(file);
    let (mut places, mut at) = (Places::default(), 0u64);
    let cut = |e: io::Error| match e.kind() {
        io::ErrorKind::UnexpectedEof => damaged("it was cut"),
        _ => ArchiveError::Io(e),
    };
    loop {
        let mut block = [0u8; BLOCK as usize];
        reader.read_exact(&mut block).map_err(cut)?;
        at += BLOCK;
        if block == [0; BLOCK as usize] {
            break;
        }
        let bad = || damaged(format!("entry at byte {}", at - BLOCK));
        let (name, len) = archive::parse_header(&block).ok_or_else(bad)?;
        let next = at.checked_add(len).and_then(|n| n.checked_add(archive::padding(len)));
        let next = next.filter(|next| *next <= end).ok_or_else(|| damaged("it was cut"))?;
        let first = places.single.is_empty();
        if first != (name == EntryName::Format) || places.single.contains_key(&EntryName::Index) {
            return Err(bad());
        }
        if name == EntryName::Format {
            check_format(&mut reader, len).map_err(|e| e.map_or_else(|| ArchiveError::Newer, cut))?;
        } else {
            reader.seek_relative(i64::try_from(len).map_err(|_| bad())?).map_err(ArchiveError::Io)?;
        }
        if !zeros(&mut reader, archive::padding(len)).map_err(cut)? {
            return Err(bad());
        }
        if places.insert(name, Place { at, len }).is_some() {
            return Err(bad());
        }
        at = next;
    }
    // A second block of zeros, and nothing after it.
    if at + BLOCK != end || !zeros(&mut reader, BLOCK).map_err(cut)? {
        return Err(damaged("its end"));
    }
    Ok(places)
}

/// `Err(None)` where the text names another format.
fn check_format(reader: &mut impl Read, len: u64) -> Result<(), Option<io::Error>> {
    let mut text = Vec::new();
    reader.take(len).read_to_end(&mut text).map_err(Some)?;
    if text == FORMAT_TEXT { Ok(()) } else { Err(None) }
}

/// Whether the next `len` bytes, fewer than a block or one, are zero.
fn zeros(reader: &mut impl Read, len: u64) -> io::Result<bool> {
    let mut block = [0u8; BLOCK as usize];
    let part = block.get_mut(..len as usize).ok_or(io::ErrorKind::InvalidInput)?;
    reader.read_exact(part)?;
    Ok(part.iter().all(|byte| *byte == 0))
}

fn scan_leaves(mut file: &File, place: Place) -> Result<Leaves, ArchiveError> {
    file.seek(SeekFrom::Start(place.at)).map_err(ArchiveError::Io)?;
    let mut reader = BufReader::with_capacity(1 << 16, file.take(place.len));
    let (mut found, mut at) = (Leaves::default(), place.at);
    while let Some((entry, taken)) = archive::read_leaf(&mut reader).map_err(|_| damaged("log/leaves"))? {
        if found.count % MAX_LEAF_PAGE as u64 == 0 {
            found.pages.push(at);
        }
        (at, found.count) = (at + taken, found.count + 1);
        let LeafEntry::Ref(body) = entry else { continue };
        let Some(moved) = Leaf::parse(&body).ok().and_then(|leaf| leaf.moved) else { continue };
        match moved.name.as_str() {
            "keyfile" => found.keyfile_version = moved.version,
            "roster" => found.roster_version = moved.version,
            _ => {}
        }
    }
    Ok(found)
}

#[async_trait]
impl super::Remote for ArchiveRemote {
    fn owner(&self) -> OwnerId {
        self.head.owner().unwrap_or_default()
    }

    async fn head(&self) -> Result<Head, RemoteError> {
        Ok(Head { checkpoint: self.checkpoint.clone(), keyfile_version: self.leaves.keyfile_version })
    }

    async fn leaves(&self, since: u64, until: u64) -> Result<Vec<LeafEntry>, RemoteError> {
        let mut page = Vec::new();
        self.each_leaf(since, |seq, entry| {
            let more = seq < until && page.len() < MAX_LEAF_PAGE;
            if more {
                page.push(entry);
            }
            more
        })?;
        Ok(page)
    }

    async fn consistency(&self, old: u64, new: u64) -> Result<Vec<[u8; 32]>, RemoteError> {
        let proof = Proof::Consistency { old, size: new };
        let wanted = proof.nodes().map_err(|e| refused(e.to_string()))?;
        let (mut edge, mut nodes) = (CompactRange::new(), HashMap::new());
        self.each_leaf(0, |seq, entry| {
            let Some(leaf) = entry.leaf_hash() else { return false };
            let first = merkle::node_count(edge.size());
            let made = (first..).zip(edge.append(leaf));
            nodes.extend(made.filter(|(number, _)| wanted.contains(number)));
            seq + 1 < new
        })?;
        proof.make(&nodes).map_err(|e| refused(e.to_string()))
    }

    async fn get_ref(&self, name: &RefName) -> Result<Option<Ref>, RemoteError> {
        self.body(name)
    }

    async fn list_refs(&self, after: Option<&RefName>, limit: usize) -> Result<Vec<Ref>, RemoteError> {
        let (mut page, mut bytes) = (Vec::new(), 0);
        for name in self.ref_names().iter().filter(|name| after.is_none_or(|after| *name > after)) {
            if page.len() >= limit.min(1_000) || bytes > PAGE_BYTES {
                break;
            }
            if let Some(found) = self.body(name)? {
                bytes += found.body.len_bytes() as u64;
                page.push(found);
            }
        }
        Ok(page)
    }

    async fn put(&self, _: ObjectId, _: Bytes) -> Result<(), RemoteError> {
        Err(read_only())
    }

    async fn get(&self, id: ObjectId) -> Result<Bytes, RemoteError> {
        let place =
            self.places.objects.get(&id).ok_or_else(|| RemoteError::NotFound(format!("object {id}")))?;
        debug_assert!(place.len <= MAX_OBJECT_LEN as u64, "bounded when the header was read");
        let bytes = self.bytes(*place)?;
        if ObjectId::of(&bytes) == id { Ok(bytes.into()) } else { Err(RemoteError::Damaged(id)) }
    }

    async fn missing(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        Ok(ids.iter().filter(|id| !self.places.objects.contains_key(id)).copied().collect())
    }

    async fn commit(&self, _: &Commit) -> Result<Swap, RemoteError> {
        Err(read_only())
    }

    async fn collect(&self) -> Result<(u64, u64), RemoteError> {
        Err(read_only())
    }

    async fn stored_bytes(&self) -> Result<u64, RemoteError> {
        let places = self.places.refs.values().chain(self.places.objects.values());
        Ok(places.map(|place| place.len).sum())
    }
}
