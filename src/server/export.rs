//! A whole vault as the archive of `docs/format.md`, section 10, without an index: the server has no key for one, and
//! a reader checks such an archive by its log. Streamed in constant memory, but for 32 bytes an object.
//!
//! Keyfile, log and refs must be of one moment. Nothing is locked meanwhile: where the log has grown when the last
//! ref is written, the stream breaks off, which its reader notices (the archive has no end), and asks again.

use super::commit::Caller;
use super::events::Event;
use super::origin::Origin;
use super::{Service, ServiceError, Span};
use crate::protocol::archive::{self, BLOCK, EntryName, FORMAT_TEXT};
use crate::protocol::cbor;
use crate::protocol::checkpoint::Checkpoint;
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::protocol::leaf::Class;
use crate::protocol::refs::{Action, RefBody, RefName};
use bytes::Bytes;
use futures::StreamExt as _;
use std::collections::BTreeSet;
use tokio::sync::mpsc::Sender;

/// Refs in one listing.
const REFS: usize = 1_000;

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The vault failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The vault moved meanwhile.
    #[error("the vault moved while it was exported")]
    Moved,
    /// Nobody reads any more.
    #[error("the reader has gone")]
    Gone,
}

/// Takes the archive piece by piece; a full channel holds the export up.
pub type Pieces = Sender<Result<Bytes, ExportError>>;

struct Writer<'a> {
    service: &'a Service,
    owner: OwnerId,
    to: &'a Pieces,
}

impl Service {
    /// Writes down in the log that the vault is exported, then sends the archive.
    pub async fn export(
        &self,
        owner: OwnerId,
        (caller, origin): (Caller, &Origin),
        to: &Pieces,
    ) -> Result<(), ExportError> {
        let event = Event { class: Class::Export, action: Action::Export, caller };
        self.write_down(owner, &[(event, 1, origin.clone())]).await?;
        let writer = Writer { service: self, owner, to };
        writer.entry(&EntryName::Format, FORMAT_TEXT).await?;
        let objects = writer.moment().await?;
        for id in objects {
            writer.object(id).await?;
        }
        writer.send(Bytes::from_static(&[0; 2 * BLOCK as usize])).await
    }
}

impl Writer<'_> {
    async fn send(&self, piece: Bytes) -> Result<(), ExportError> {
        self.to.send(Ok(piece)).await.map_err(|_| ExportError::Gone)
    }

    async fn entry(&self, name: &EntryName, content: &[u8]) -> Result<(), ExportError> {
        let len = content.len() as u64;
        let mut piece = archive::header(name, len).to_vec();
        piece.extend_from_slice(content);
        piece.resize(piece.len() + archive::padding(len) as usize, 0);
        self.send(piece.into()).await
    }

    /// Keyfile, roster, log and refs; gives the objects that the refs hold.
    async fn moment(&self) -> Result<BTreeSet<ObjectId>, ExportError> {
        let (service, owner) = (self.service, self.owner);
        let head = service.head(owner).await?;
        for (name, entry) in
            [(RefName::keyfile(), EntryName::Keyfile), (RefName::roster(), EntryName::Roster)]
        {
            if let Some(RefBody::Signed(bytes)) = service.get_ref(owner, &name).await?.map(|found| found.body)
            {
                self.entry(&entry, &bytes).await?;
            }
        }
        let key = service.signer().log_key();
        self.entry(&EntryName::Checkpoint, &head.checkpoint).await?;
        self.entry(&EntryName::LogKey, &key).await?;
        let size = Checkpoint::verify(&head.checkpoint, &key).map_err(|_| ExportError::Moved)?.size;
        self.leaves(size).await?;
        let objects = self.refs().await?;
        // Reads that were written down meanwhile moved nothing.
        if service.moved_since(owner, size).await? { Err(ExportError::Moved) } else { Ok(objects) }
    }

    /// The log up to `size`. Its length stands before it, so it is read twice.
    async fn leaves(&self, size: u64) -> Result<(), ExportError> {
        let mut len = 0;
        for write in [false, true] {
            if write {
                self.send(Bytes::copy_from_slice(&archive::header(&EntryName::Leaves, len))).await?;
            }
            let mut since = 0;
            while since < size {
                let page = self.service.leaves(self.owner, since, size).await?;
                if page.is_empty() {
                    return Err(ExportError::Moved);
                }
                since += page.len() as u64;
                let bytes: Vec<u8> = page.iter().flat_map(archive::leaf_to_bytes).collect();
                if write {
                    self.send(bytes.into()).await?;
                } else {
                    len += bytes.len() as u64;
                }
            }
        }
        self.send(vec![0; archive::padding(len) as usize].into()).await
    }

    async fn refs(&self) -> Result<BTreeSet<ObjectId>, ExportError> {
        let (mut objects, mut after) = (BTreeSet::new(), None);
        loop {
            let page = self.service.list_refs(self.owner, after.as_ref(), REFS).await?;
            let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(objects) };
            let held = self.service.held(self.owner, &first.name, &last.name).await?;
            objects.extend(held.into_iter().map(|(_, id)| id));
            after = Some(last.name.clone());
            for found in page.iter().filter(|found| found.name.session_tag().is_some()) {
                self.entry(&EntryName::Ref(found.name.clone()), &cbor::encode(found)).await?;
            }
        }
    }

    async fn object(&self, id: ObjectId) -> Result<(), ExportError> {
        let mut reading = self.service.get_stream(self.owner, id, Span::Whole).await?;
        let len = reading.len;
        self.send(Bytes::copy_from_slice(&archive::header(&EntryName::Object(id), len))).await?;
        while let Some(piece) = reading.body.next().await {
            self.send(piece.map_err(ServiceError::from)?).await?;
        }
        self.send(vec![0; archive::padding(len) as usize].into()).await
    }
}
