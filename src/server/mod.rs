//! The service behind a remote: objects, refs that move by compare-and-swap, and the log.
//!
//! It stores what it cannot read: it imports `protocol` only, so it cannot name the code that decrypts.
//! One [`Service`] holds many vaults; nothing crosses them. The unit of atomicity is one transaction of the
//! [`Store`]: refs, leaves and counters move together. Objects are immutable and named by
//! their hash; they lie in the object store before a ref names them, and are deleted only by
//! [`Service::collect`] under the store's write lock.
//!
//! Crash reasoning. `put` writes and syncs a file and touches no table: a crash before the commit leaves a
//! file without a row, which `collect` removes after 48 hours. `commit` looks at the files of the objects
//! that it is to name while it holds the write lock, so a row never names a file that `collect` removes in
//! the meantime. `collect` removes rows and files inside one transaction: a crash between leaves condemned
//! rows without files, which the next `commit` does not count as present and the next `collect` finishes.

pub mod accounts;
pub mod adopt;
pub mod backup;
pub mod checkup;
pub mod collect;
pub mod commit;
pub mod events;
pub mod expire;
pub mod export;
pub mod folder;
pub mod http;
pub mod janitor;
pub mod log;
pub mod members;
pub mod migrate;
pub mod mounts;
pub mod objects;
pub mod origin;
pub mod projection;
pub mod restore;
pub mod retention;
pub mod sharing;
pub mod site;
pub mod store;
mod tiles;
pub mod verify;

use crate::protocol::exchange::{Head, LeafEntry};
use crate::protocol::ids::{Digest, ObjectId, OwnerId};
use crate::protocol::leaf::Class;
use crate::protocol::limits::{MAX_CHECK_IDS, MAX_LEAF_PAGE, MAX_OBJECT_LEN};
use crate::protocol::merkle::{CompactRange, MerkleError, NodeHash, Proof};
use crate::protocol::refs::{Action, Ref, RefName};
use bytes::Bytes;
use futures::stream::BoxStream;
use log::LogSigner;
use objects::read::{Reading, Span};
use objects::upload::{Body, BodyError, UploadError};
use objects::{ObjectError, Objects, Stored};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use store::{Grown, Store, StoreError};

/// Server time, in microseconds since 1970-01-01T00:00Z.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// The system's clock.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
    })
}

/// Microseconds in an hour.
pub(crate) const HOUR_US: u64 = 3_600_000_000;
/// What `missing` promises for objects that are there.
const PIN_US: u64 = 24 * HOUR_US;
/// What it sets when it must set anything, so that a repeated check within 12 hours writes nothing.
const PIN_SET_US: u64 = 36 * HOUR_US;
/// Refs in one page.
const MAX_REF_PAGE: usize = 1_000;

/// Why the service did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The request itself is not acceptable; the same request will be refused again.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The object store.
    #[error(transparent)]
    Object(#[from] ObjectError),
    /// The body of an upload failed on its way.
    #[error("the upload broke off")]
    Cut(#[source] BodyError),
    /// The stored tree does not fit together.
    #[error("the log is damaged")]
    Log(#[from] MerkleError),
}

/// Why a request is not acceptable.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Refusal {
    /// More bytes or entries than the limits allow.
    #[error("{0} is over the limit")]
    TooLarge(&'static str),
    /// The bytes do not have the hash that names them.
    #[error("the bytes do not have the hash {0}")]
    WrongHash(ObjectId),
    /// More or fewer bytes than were declared.
    #[error("the length of the bytes is not the declared one")]
    WrongLength,
    /// A commit without changes.
    #[error("a commit needs a change")]
    EmptyCommit,
    /// A ref named twice in one commit.
    #[error("{0} is named twice")]
    Twice(RefName),
    /// A session body for the keyfile, a tombstone that adds objects, and the like.
    #[error("this body does not belong into {0}")]
    WrongBody(RefName),
    /// A commit before the vault has a keyfile.
    #[error("the vault has no keyfile yet")]
    NoKeyfile,
    /// An action that moves no ref.
    #[error("a commit cannot have the action {}", .0.name())]
    NotAMove(Action),
    /// A ref whose session was shredded.
    #[error("{0} is a tombstone")]
    Tombstone(RefName),
    /// An object that a change names is not there.
    #[error("object {0} is not there")]
    NoObject(ObjectId),
    /// A page of a log to be adopted does not fit.
    #[error("a page of the log cannot be taken: {0}")]
    Page(&'static str),
    /// A log that is to be adopted into a vault that has another one.
    #[error("the vault has a log of its own already")]
    LogNotEmpty,
    /// An envelope that cannot be kept.
    #[error("the envelope cannot be taken: {0}")]
    Envelope(&'static str),
    /// A range or size that the log does not have.
    #[error("the log has no such range")]
    NoRange,
}

/// The vaults of one store.
pub struct Service {
    store: Arc<dyn Store>,
    objects: Objects,
    signer: LogSigner,
    clock: Clock,
    audit_keys: origin::AuditKeys,
    events: events::Tally,
    /// Whether the log says what the server removes of itself.
    notes_removals: bool,
}

impl Service {
    /// A service on an open store. `signer` must be the one that signed the heads in it.
    pub fn new(store: Arc<dyn Store>, objects: Objects, signer: LogSigner, clock: Clock) -> Self {
        let (audit_keys, events) = Default::default();
        Self { store, objects, signer, clock, audit_keys, events, notes_removals: false }
    }

    /// The same as that of a server, whose logs say what it removes of itself.
    pub fn of_server(self) -> Self {
        Self { notes_removals: true, ..self }
    }

    fn now_us(&self) -> u64 {
        (self.clock)()
    }

    /// The signer of tree heads.
    pub fn signer(&self) -> &LogSigner {
        &self.signer
    }

    /// The owners of all vaults.
    pub async fn owners(&self) -> Result<Vec<OwnerId>, ServiceError> {
        Ok(self.store.owners().await?)
    }

    /// The newest head: one read of one row.
    pub async fn head(&self, owner: OwnerId) -> Result<Head, ServiceError> {
        Ok(self.store.head(owner).await?)
    }

    /// The number of leaves.
    pub async fn log_size(&self, owner: OwnerId) -> Result<u64, ServiceError> {
        Ok(self.store.log_size(owner).await?)
    }

    /// Leaves `since..until`, at most a page.
    pub async fn leaves(
        &self,
        owner: OwnerId,
        since: u64,
        until: u64,
    ) -> Result<Vec<LeafEntry>, ServiceError> {
        let until = until.min(since.saturating_add(MAX_LEAF_PAGE as u64));
        let rows = self.store.leaves(owner, since..until).await?;
        Ok(rows
            .into_iter()
            .map(|row| match Class::from_byte(row.class) {
                Some(Class::RefMove) => LeafEntry::Ref(row.body),
                _ => LeafEntry::Other { class: row.class, hash: Digest::of(&row.body).0 },
            })
            .collect())
    }

    /// The proof that the log of `new` leaves begins with the log of `old`.
    pub async fn consistency(
        &self,
        owner: OwnerId,
        old: u64,
        new: u64,
    ) -> Result<Vec<NodeHash>, ServiceError> {
        if old > new || new > self.store.log_size(owner).await? {
            return Err(Refusal::NoRange.into());
        }
        let proof = Proof::Consistency { old, size: new };
        let nodes = self.store.nodes(owner, &proof.nodes()?).await?;
        Ok(proof.make(&nodes)?)
    }

    /// One ref.
    pub async fn get_ref(&self, owner: OwnerId, name: &RefName) -> Result<Option<Ref>, ServiceError> {
        Ok(self.store.get_ref(owner, name).await?)
    }

    /// Refs in name order.
    pub async fn list_refs(
        &self,
        owner: OwnerId,
        after: Option<&RefName>,
        limit: usize,
    ) -> Result<Vec<Ref>, ServiceError> {
        Ok(self.store.list_refs(owner, after, limit.min(MAX_REF_PAGE)).await?)
    }

    /// Stores an object: durable on return. One that is there already is checked, repaired where it is damaged
    /// and pinned, which costs a transaction: after an interrupted run ask [`Service::missing`] first.
    pub async fn put(&self, owner: OwnerId, id: ObjectId, bytes: Bytes) -> Result<(), ServiceError> {
        if bytes.len() > MAX_OBJECT_LEN {
            return Err(Refusal::TooLarge("the object").into());
        }
        if ObjectId::of(&bytes) != id {
            return Err(Refusal::WrongHash(id).into());
        }
        // A loop, since `collect` may remove the object between two steps; each turn needs another collection.
        loop {
            match self.objects.create(owner, id, bytes.clone()).await? {
                Stored::Created => return Ok(()),
                Stored::AlreadyThere => {}
            }
            self.objects.repair(owner, id, &bytes).await?;
            if self.pin(owner, &[id]).await?.is_empty() {
                return Ok(());
            }
        }
    }

    /// Stores an object from a stream of `len` bytes, in constant memory; durable at the latest when a commit that
    /// names it is done. One that is there already is left as it is (replaced only where it is damaged) and pinned.
    /// After an error nothing of it is there.
    pub async fn put_stream(
        &self,
        owner: OwnerId,
        id: ObjectId,
        len: u64,
        body: Body<'_>,
    ) -> Result<Stored, ServiceError> {
        if len > MAX_OBJECT_LEN as u64 {
            return Err(Refusal::TooLarge("the object").into());
        }
        let stored = self.objects.create_from(owner, id, len, body).await.map_err(|failed| match failed {
            UploadError::WrongHash(id) => Refusal::WrongHash(id).into(),
            UploadError::WrongLength => Refusal::WrongLength.into(),
            UploadError::Cut(cause) => ServiceError::Cut(cause),
            UploadError::Object(failed) => failed.into(),
        })?;
        if stored == Stored::AlreadyThere && !self.pin(owner, &[id]).await?.is_empty() {
            // Collected between the two steps, and the body is spent: the same put again will store it.
            return Err(ObjectError::NotFound(id).into());
        }
        Ok(stored)
    }

    /// An object or a part of it as a stream, in constant memory. The bytes are not checked against the name.
    pub async fn get_stream(
        &self,
        owner: OwnerId,
        id: ObjectId,
        span: Span,
    ) -> Result<Reading, ServiceError> {
        Ok(self.objects.read(owner, id, span).await?)
    }

    /// The length of an object in bytes, if it is there.
    pub async fn object_len(&self, owner: OwnerId, id: ObjectId) -> Result<Option<u64>, ServiceError> {
        let (found, _) = self.objects.sizes(owner, &[id]).await?;
        Ok(found.first().map(|(_, len)| *len))
    }

    /// An object's bytes, checked against its name.
    pub async fn get(&self, owner: OwnerId, id: ObjectId) -> Result<Bytes, ServiceError> {
        Ok(self.objects.get(owner, id).await?)
    }

    /// The signed head of an empty log of this server, with which a vault begins.
    pub fn empty_head(&self, owner: OwnerId) -> Vec<u8> {
        self.signer.sign_head(owner, &CompactRange::new())
    }

    /// Server time, in microseconds since 1970.
    pub fn time_us(&self) -> u64 {
        self.now_us()
    }

    /// Those of `ids` that are not there; the others are kept for 24 hours at least.
    pub async fn missing(&self, owner: OwnerId, ids: &[ObjectId]) -> Result<Vec<ObjectId>, ServiceError> {
        if ids.len() > MAX_CHECK_IDS {
            return Err(Refusal::TooLarge("the list of ids").into());
        }
        self.pin(owner, ids).await
    }

    /// Pins what is there and returns what is not. Takes the write lock only where a pin must be set.
    async fn pin(&self, owner: OwnerId, ids: &[ObjectId]) -> Result<Vec<ObjectId>, ServiceError> {
        let now = self.now_us();
        let (found, mut gone) = self.objects.sizes(owner, ids).await?;
        let found: Vec<ObjectId> = found.into_iter().map(|(id, _)| id).collect();
        let kept = self.store.pinned(owner, &found, now + PIN_US).await?;
        let loose: Vec<ObjectId> = found.into_iter().filter(|id| !kept.contains(id)).collect();
        if loose.is_empty() {
            return Ok(gone);
        }
        let mut tx = self.store.write(owner).await?;
        let (found, vanished) = self.objects.sizes(owner, &loose).await?;
        tx.pin(&found, now + PIN_SET_US).await?;
        tx.commit().await?;
        gone.extend(vanished);
        Ok(gone)
    }

    /// Bytes stored for a vault: objects with a row, and ref bodies with those still kept of the past.
    pub async fn stored_bytes(&self, owner: OwnerId) -> Result<u64, ServiceError> {
        Ok(self.store.stored_bytes(owner).await?)
    }

    /// Tells when a log grew by another node's work; none where there are no other nodes.
    pub async fn grown(&self) -> Result<Option<BoxStream<'static, Grown>>, ServiceError> {
        Ok(self.store.grown().await?)
    }

    /// Waits for what is under way and closes the store.
    pub async fn close(&self) {
        self.store.close().await;
    }
}
