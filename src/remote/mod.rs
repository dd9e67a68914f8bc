//! The remote side as a client sees it: one trait, and the transports that fulfil it.

pub mod ahead;
pub mod archive;
pub mod bundle;
pub mod http;
pub mod local;
pub mod one;
pub mod pipelined;

pub use crate::protocol::exchange::{Event, Head, LeafEntry, Receipt, Swap};

use crate::protocol::ids::{ActorId, EnvelopeId, ObjectId, OwnerId};
#[cfg(doc)]
use crate::protocol::refs::Action;
use crate::protocol::refs::{Commit, Ref, RefName};
use crate::protocol::sharing::{Envelopes, Fetched, Opening, PutEnvelope};
use async_trait::async_trait;
use bytes::Bytes;

/// Why a remote did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// No such vault, object or ref.
    #[error("{0} is not there")]
    NotFound(String),
    /// The remote cannot be reached, or failed on its side; trying again later may help.
    #[error("the vault cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The folder is read-only, full, or not ours.
    #[error("cannot write to the vault")]
    Io(#[source] std::io::Error),
    /// The server does not know the token of this machine, or the token may not do this.
    #[error("the server does not let this machine do that: {0}")]
    NotAuthorised(String),
    /// The remote refused the request itself; the same request will be refused again.
    #[error("the vault refused the request: {0}")]
    Refused(String),
    /// Stored bytes do not have the hash that names them.
    #[error("object {0} is damaged")]
    Damaged(ObjectId),
    /// The vault was made by a later version.
    #[error("the vault needs han with store format {0} or newer")]
    Newer(u32),
    /// The vault lies where SQLite's locks do not hold.
    #[error("{path} is on {kind}, where an embedded vault is not safe")]
    UnsafeFilesystem {
        /// The folder.
        path: String,
        /// The file system's name.
        kind: String,
    },
}

/// A vault, wherever it lies.
///
/// Contract: objects are immutable, and durable at the latest when a commit
/// that names them is done; `put` is idempotent; `commit` is
/// atomic, durable and answers `Done` again for a commit whose leaves are in the log already (the same
/// bodies at the versions it asked for); a commit of the keyfile alone as [`Action::RepairKeys`] puts back the
/// bytes that the newest leaf of the keyfile names, at the version that they had, and nothing else; a change with [`Action::Shred`]
/// keeps nothing of what its ref held before and holds no longer: bodies and objects (those in both `added` and
/// `dropped` too) are gone when it is done, but for objects that another ref needs; refs and leaves that a call returns are of one moment; nothing
/// here is trusted by the caller: bodies are checked against leaves, leaves against the head, the head
/// against the pin. Callers may retry every method.
#[async_trait]
pub trait Remote: Send + Sync {
    /// The vault that this remote serves.
    fn owner(&self) -> OwnerId;

    /// How many objects it is worth sending at one time.
    fn in_flight(&self) -> usize {
        1
    }

    /// Tells which objects will be asked for soon, in this order, with their lengths. A hint: [`ahead::Ahead`] fetches
    /// them, others do nothing.
    fn expect(&self, _objects: &[(ObjectId, u64)]) {}

    /// Takes back what was told: these will not be asked for any more.
    fn release(&self, _objects: &[(ObjectId, u64)]) {}

    /// The newest signed head. Costs one small read.
    async fn head(&self) -> Result<Head, RemoteError>;

    /// The leaves `since..`, at most [`crate::protocol::limits::MAX_LEAF_PAGE`] in one answer, and never
    /// past `until` (the size of a head already seen).
    async fn leaves(&self, since: u64, until: u64) -> Result<Vec<LeafEntry>, RemoteError>;

    /// The leaves `since..` whole, whatever their class, with their sealed origins where there are any: at most a
    /// page, never past `until`. A remote that keeps no whole leaves refuses it.
    async fn events(&self, since: u64, until: u64) -> Result<Vec<Event>, RemoteError> {
        let _ = (since, until);
        Err(RemoteError::Refused("whole leaves are not to be had here".into()))
    }

    /// An RFC 6962 consistency proof between two sizes of the log.
    async fn consistency(&self, old: u64, new: u64) -> Result<Vec<[u8; 32]>, RemoteError>;

    /// One ref, if it exists.
    async fn get_ref(&self, name: &RefName) -> Result<Option<Ref>, RemoteError>;

    /// Refs in name order after `after`, at most `limit` (and at most 1,000, and fewer where bodies are large).
    async fn list_refs(&self, after: Option<&RefName>, limit: usize) -> Result<Vec<Ref>, RemoteError>;

    /// Stores an object. The remote refuses bytes whose hash is not `id`.
    async fn put(&self, id: ObjectId, bytes: Bytes) -> Result<(), RemoteError>;

    /// An object's bytes, checked against its name.
    async fn get(&self, id: ObjectId) -> Result<Bytes, RemoteError>;

    /// Those of `ids` that the vault does not hold; the others are kept from collection for 24 hours.
    async fn missing(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError>;

    /// Moves refs: all of them or none.
    async fn commit(&self, commit: &Commit) -> Result<Swap, RemoteError>;

    /// Collects objects that nothing refers to and whose grace is over; returns how many and how many bytes.
    async fn collect(&self) -> Result<(u64, u64), RemoteError>;

    /// Bytes stored: objects and refs.
    async fn stored_bytes(&self) -> Result<u64, RemoteError>;

    /// Writes the whole vault to `to` as the archive of `docs/format.md`, section 10, without an index, where the remote
    /// makes one; `false` where it does not. What was written before a failure is of no use.
    async fn export(&self, _to: &mut (dyn std::io::Write + Send)) -> Result<bool, RemoteError> {
        Ok(false)
    }

    /// Whether users are known here, by whom envelopes are addressed. A folder knows none: there an envelope is addressed
    /// by the owner id of the recipient's personal vault.
    fn knows_users(&self) -> bool {
        true
    }

    /// Keeps an envelope for a user; the same one again changes nothing. The ref that it is about must be there.
    async fn put_envelope(&self, _put: &PutEnvelope) -> Result<(), RemoteError> {
        Err(no_envelopes())
    }

    /// The newest envelopes of this vault, with what became of them.
    async fn envelopes(&self) -> Result<Envelopes, RemoteError> {
        Err(no_envelopes())
    }

    /// The newest envelopes for `actor` (whom a server knows by the token), of every vault that lies where this one does.
    async fn inbox(&self, _actor: ActorId) -> Result<Envelopes, RemoteError> {
        Err(no_envelopes())
    }

    /// One envelope, byte for byte. When its recipient asks for the first time it counts as delivered.
    async fn fetch_envelope(&self, _actor: ActorId, _id: EnvelopeId) -> Result<Fetched, RemoteError> {
        Err(no_envelopes())
    }

    /// Says how opening an envelope ended. Only its recipient can.
    async fn report_opening(
        &self,
        _actor: ActorId,
        (_id, _opening): (EnvelopeId, Opening),
    ) -> Result<(), RemoteError> {
        Err(no_envelopes())
    }

    /// Takes an envelope back: it is not given out any more, and lets its recipient read nothing. Again is no error.
    async fn revoke_envelope(&self, _actor: ActorId, _id: EnvelopeId) -> Result<(), RemoteError> {
        Err(no_envelopes())
    }

    /// Finishes what is under way and leaves the vault tidy; later calls fail. Dropping without it loses
    /// nothing.
    async fn close(&self) {}
}

fn no_envelopes() -> RemoteError {
    RemoteError::Refused("envelopes are not kept here".into())
}
