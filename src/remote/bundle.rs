//! A share bundle as a remote of one session, and the writing of one. The file is read once, head by head; what stays in
//! memory is where each object lies. Nothing that the file says is believed: its reader checks it as any remote.

use super::{Head, LeafEntry, Remote, RemoteError, Swap};
use crate::protocol::bundle::{ENTRY_HEAD, EntryKind, MAGIC, entry_head, parse_head};
use crate::protocol::cbor;
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::protocol::refs::{Commit, Ref, RefName};
use async_trait::async_trait;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Why a file is not a bundle that can be read.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// It cannot be read.
    #[error("cannot read the bundle")]
    Io(#[source] io::Error),
    /// It is none, or was changed or cut.
    #[error("not a whole share bundle: {0}")]
    Damaged(&'static str),
    /// It was made by a later version.
    #[error("the share bundle was made by a newer han")]
    Newer,
}

/// An open bundle.
pub struct BundleRemote {
    file: Mutex<File>,
    owner: OwnerId,
    /// The sender's card, byte for byte.
    pub card: Vec<u8>,
    /// The envelope, byte for byte.
    pub envelope: Vec<u8>,
    found: Ref,
    objects: HashMap<ObjectId, (u64, u64)>,
}

impl BundleRemote {
    /// Opens a bundle: its entries, and the names of its objects. `owner` is taken from the envelope by who knows its
    /// layout.
    pub fn open(path: &Path) -> Result<Self, BundleError> {
        let file = File::open(path).map_err(BundleError::Io)?;
        let mut scan = Scan { reader: BufReader::new(&file), at: 0, begun: None };
        scan.magic()?;
        let card = scan.only(EntryKind::Card)?;
        let envelope = scan.only(EntryKind::Envelope)?;
        let found: Ref =
            cbor::decode(&scan.only(EntryKind::Ref)?).map_err(|_| BundleError::Damaged("ref"))?;
        let mut objects = HashMap::new();
        while let Some((at, len, id)) = scan.object()? {
            objects.insert(id, (at, len));
        }
        let owner = crate::protocol::envelope::Envelope::parse(&envelope)
            .map(|envelope| envelope.body.vault)
            .map_err(|_| BundleError::Damaged("envelope"))?;
        drop(scan);
        Ok(Self { file: Mutex::new(file), owner, card, envelope, found, objects })
    }

    /// The session that the bundle holds.
    pub fn name(&self) -> &RefName {
        &self.found.name
    }
}

struct Scan<'a> {
    reader: BufReader<&'a File>,
    at: u64,
    /// A head that was read already.
    begun: Option<(EntryKind, u64)>,
}

fn cut(failed: io::Error) -> BundleError {
    match failed.kind() {
        io::ErrorKind::UnexpectedEof => BundleError::Damaged("it was cut"),
        _ => BundleError::Io(failed),
    }
}

impl Scan<'_> {
    fn magic(&mut self) -> Result<(), BundleError> {
        let mut magic = [0; MAGIC.len()];
        self.reader.read_exact(&mut magic).map_err(|_| BundleError::Damaged("its beginning"))?;
        self.at = MAGIC.len() as u64;
        match magic.strip_prefix(b"han share ") {
            _ if magic == *MAGIC => Ok(()),
            Some([digit, b'\n']) if digit.is_ascii_digit() => Err(BundleError::Newer),
            _ => Err(BundleError::Damaged("its beginning")),
        }
    }

    fn head(&mut self) -> Result<(EntryKind, u64), BundleError> {
        if let Some(begun) = self.begun.take() {
            return Ok(begun);
        }
        let mut head = [0; ENTRY_HEAD];
        self.reader.read_exact(&mut head).map_err(cut)?;
        self.at += ENTRY_HEAD as u64;
        parse_head(&head).ok_or(BundleError::Damaged("an entry"))
    }

    /// The content of the next entry, which must be of this kind.
    fn only(&mut self, wanted: EntryKind) -> Result<Vec<u8>, BundleError> {
        let (kind, len) = self.head()?;
        if kind != wanted {
            return Err(BundleError::Damaged("the order of its entries"));
        }
        let mut content = Vec::new();
        let read = (&mut self.reader).take(len).read_to_end(&mut content).map_err(BundleError::Io)?;
        self.at += len;
        if read as u64 == len { Ok(content) } else { Err(BundleError::Damaged("it was cut")) }
    }

    /// The next object: where it lies, its length and name; `None` at the end, behind which nothing is.
    fn object(&mut self) -> Result<Option<(u64, u64, ObjectId)>, BundleError> {
        let (kind, len) = self.head()?;
        match kind {
            EntryKind::Object => {}
            EntryKind::End => {
                let mut more = [0];
                let behind = self.reader.read(&mut more).map_err(BundleError::Io)?;
                return if behind == 0 { Ok(None) } else { Err(BundleError::Damaged("its end")) };
            }
            _ => return Err(BundleError::Damaged("the order of its entries")),
        }
        let (at, mut hash) = (self.at, Sha256::new());
        let mut left = len;
        while left > 0 {
            let piece = self.reader.fill_buf().map_err(BundleError::Io)?;
            let piece =
                piece.get(..usize::try_from(left).unwrap_or(usize::MAX).min(piece.len())).unwrap_or(piece);
            if piece.is_empty() {
                return Err(BundleError::Damaged("it was cut"));
            }
            hash.update(piece);
            let taken = piece.len();
            self.reader.consume(taken);
            left -= taken as u64;
        }
        self.at += len;
        Ok(Some((at, len, ObjectId(hash.finalize().into()))))
    }
}

/// Writes a bundle, entry by entry, in the order of the layout.
pub struct BundleWriter<W: Write> {
    to: W,
    bytes: u64,
}

impl<W: Write> BundleWriter<W> {
    /// Begins a bundle with the sender's card, the envelope and the session's ref.
    pub fn begin(mut to: W, card: &[u8], envelope: &[u8], found: &Ref) -> io::Result<Self> {
        to.write_all(MAGIC)?;
        let mut writer = Self { to, bytes: MAGIC.len() as u64 };
        writer.entry(EntryKind::Card, card)?;
        writer.entry(EntryKind::Envelope, envelope)?;
        writer.entry(EntryKind::Ref, &cbor::encode(found))?;
        Ok(writer)
    }

    fn entry(&mut self, kind: EntryKind, content: &[u8]) -> io::Result<()> {
        self.to.write_all(&entry_head(kind, content.len() as u64))?;
        self.to.write_all(content)?;
        self.bytes += (ENTRY_HEAD + content.len()) as u64;
        Ok(())
    }

    /// Adds an object.
    pub fn object(&mut self, content: &[u8]) -> io::Result<()> {
        self.entry(EntryKind::Object, content)
    }

    /// Ends it; gives its length in bytes.
    pub fn end(mut self) -> io::Result<u64> {
        self.entry(EntryKind::End, &[])?;
        self.to.flush()?;
        Ok(self.bytes)
    }
}

fn refused() -> RemoteError {
    RemoteError::Refused("a share bundle holds one session and cannot be written to".into())
}

#[async_trait]
impl Remote for BundleRemote {
    fn owner(&self) -> OwnerId {
        self.owner
    }

    async fn head(&self) -> Result<Head, RemoteError> {
        Err(refused())
    }

    async fn leaves(&self, _: u64, _: u64) -> Result<Vec<LeafEntry>, RemoteError> {
        Err(refused())
    }

    async fn consistency(&self, _: u64, _: u64) -> Result<Vec<[u8; 32]>, RemoteError> {
        Err(refused())
    }

    async fn get_ref(&self, name: &RefName) -> Result<Option<Ref>, RemoteError> {
        Ok(Some(&self.found).filter(|found| found.name == *name).cloned())
    }

    async fn list_refs(&self, _: Option<&RefName>, _: usize) -> Result<Vec<Ref>, RemoteError> {
        Err(refused())
    }

    async fn put(&self, _: ObjectId, _: Bytes) -> Result<(), RemoteError> {
        Err(refused())
    }

    async fn get(&self, id: ObjectId) -> Result<Bytes, RemoteError> {
        let place = self.objects.get(&id).ok_or_else(|| RemoteError::NotFound(format!("object {id}")))?;
        let mut content = Vec::new();
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(place.0)).map_err(RemoteError::Io)?;
        (&mut *file).take(place.1).read_to_end(&mut content).map_err(RemoteError::Io)?;
        if ObjectId::of(&content) == id { Ok(content.into()) } else { Err(RemoteError::Damaged(id)) }
    }

    async fn missing(&self, _: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        Err(refused())
    }

    async fn commit(&self, _: &Commit) -> Result<Swap, RemoteError> {
        Err(refused())
    }

    async fn collect(&self) -> Result<(u64, u64), RemoteError> {
        Err(refused())
    }

    async fn stored_bytes(&self) -> Result<u64, RemoteError> {
        Ok(self.objects.values().map(|(_, len)| len).sum())
    }
}
