//! The remote in process: a vault in a folder of this machine.

use super::{Event, Head, LeafEntry, Remote, RemoteError, Swap};
use crate::protocol::checkpoint::LogKey;
use crate::protocol::ids::{ActorId, EnvelopeId, ObjectId, OwnerId};
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::refs::{Commit, Ref, RefName};
use crate::protocol::sharing::{Envelopes, Fetched, Opening, PutEnvelope};
use crate::server::commit::Caller;
use crate::server::folder::{self, Embedded, FolderError};
use crate::server::objects::ObjectError;
use crate::server::store::StoreError;
use crate::server::{Clock, Service, ServiceError, system_clock};
use async_trait::async_trait;
use bytes::Bytes;
use std::io::{Error as IoError, ErrorKind};
use std::path::{Path, PathBuf};

/// An embedded vault. Several processes may use one folder at a time. Needs a tokio runtime.
pub struct LocalRemote {
    service: Service,
    owner: OwnerId,
    dir: PathBuf,
}

impl LocalRemote {
    /// Makes a vault in `dir`, which must be absent or empty (what an interrupted `create`, or an `init`
    /// without a first commit, left there counts as empty). The log key is for the caller to pin.
    pub async fn create(dir: &Path, owner: OwnerId, kind: OwnerKind) -> Result<(Self, LogKey), RemoteError> {
        Self::create_with_clock(dir, owner, kind, system_clock()).await
    }

    /// Opens the vault in `dir`. Neither this nor [`Remote::head`] writes there.
    pub async fn open(dir: &Path) -> Result<Self, RemoteError> {
        Self::open_with_clock(dir, system_clock()).await
    }

    /// [`LocalRemote::create`] under another clock.
    pub async fn create_with_clock(
        dir: &Path,
        owner: OwnerId,
        kind: OwnerKind,
        clock: Clock,
    ) -> Result<(Self, LogKey), RemoteError> {
        let made = Self::wrap(dir, folder::create(dir, owner, kind, clock).await?);
        let key = made.log_key();
        Ok((made, key))
    }

    /// [`LocalRemote::open`] under another clock.
    pub async fn open_with_clock(dir: &Path, clock: Clock) -> Result<Self, RemoteError> {
        Ok(Self::wrap(dir, folder::open(dir, clock).await?))
    }

    fn wrap(dir: &Path, Embedded { service, owner }: Embedded) -> Self {
        Self { service, owner, dir: dir.into() }
    }

    /// Removes the vault in `dir` with all that belongs to it. What else lies in the folder makes it refuse; a folder
    /// that is gone is no failure, so that an interrupted removal can be finished.
    pub fn remove(dir: &Path) -> Result<(), RemoteError> {
        Ok(folder::remove(dir)?)
    }

    /// The public key that signs this vault's tree heads.
    pub fn log_key(&self) -> LogKey {
        self.service.signer().log_key()
    }

    /// Leaves from `since` on with their classes and whole bodies, at most a page.
    pub async fn whole_leaves(&self, since: u64) -> Result<Vec<(u8, Vec<u8>)>, RemoteError> {
        Ok(self.service.whole_leaves(self.owner, since).await?)
    }

    /// The objects that the refs from `first` to `last` hold.
    pub async fn held(
        &self,
        first: &RefName,
        last: &RefName,
    ) -> Result<Vec<(RefName, ObjectId)>, RemoteError> {
        Ok(self.service.held(self.owner, first, last).await?)
    }

    /// The lock file of the vault, for operations that must be alone with it. The vault itself does not hold it.
    pub fn lock_path(&self) -> PathBuf {
        self.dir.join(folder::LOCK)
    }
}

#[async_trait]
impl Remote for LocalRemote {
    fn owner(&self) -> OwnerId {
        self.owner
    }

    async fn close(&self) {
        self.service.close().await;
    }

    async fn head(&self) -> Result<Head, RemoteError> {
        Ok(self.service.head(self.owner).await?)
    }

    async fn leaves(&self, since: u64, until: u64) -> Result<Vec<LeafEntry>, RemoteError> {
        Ok(self.service.leaves(self.owner, since, until).await?)
    }

    async fn events(&self, since: u64, until: u64) -> Result<Vec<Event>, RemoteError> {
        Ok(self.service.events(self.owner, since, until).await?)
    }

    async fn consistency(&self, old: u64, new: u64) -> Result<Vec<[u8; 32]>, RemoteError> {
        Ok(self.service.consistency(self.owner, old, new).await?)
    }

    async fn get_ref(&self, name: &RefName) -> Result<Option<Ref>, RemoteError> {
        Ok(self.service.get_ref(self.owner, name).await?)
    }

    async fn list_refs(&self, after: Option<&RefName>, limit: usize) -> Result<Vec<Ref>, RemoteError> {
        Ok(self.service.list_refs(self.owner, after, limit).await?)
    }

    async fn put(&self, id: ObjectId, bytes: Bytes) -> Result<(), RemoteError> {
        Ok(self.service.put(self.owner, id, bytes).await?)
    }

    async fn get(&self, id: ObjectId) -> Result<Bytes, RemoteError> {
        Ok(self.service.get(self.owner, id).await?)
    }

    async fn missing(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        Ok(self.service.missing(self.owner, ids).await?)
    }

    async fn commit(&self, commit: &Commit) -> Result<Swap, RemoteError> {
        let caller = Caller { actor: commit.actor, token: [0; 16] };
        Ok(self.service.commit(self.owner, caller, commit).await?)
    }

    async fn collect(&self) -> Result<(u64, u64), RemoteError> {
        Ok(self.service.collect(self.owner).await?)
    }

    async fn stored_bytes(&self) -> Result<u64, RemoteError> {
        Ok(self.service.stored_bytes(self.owner).await?)
    }

    fn knows_users(&self) -> bool {
        false
    }

    async fn put_envelope(&self, put: &PutEnvelope) -> Result<(), RemoteError> {
        let what = (put.recipient, &put.envelope[..]);
        Ok(self.service.put_envelope(self.owner, device(put.actor), what).await?)
    }

    async fn envelopes(&self) -> Result<Envelopes, RemoteError> {
        Ok(self.service.envelopes(self.owner).await?)
    }

    async fn inbox(&self, actor: ActorId) -> Result<Envelopes, RemoteError> {
        Ok(self.service.inbox(actor).await?)
    }

    async fn fetch_envelope(&self, actor: ActorId, id: EnvelopeId) -> Result<Fetched, RemoteError> {
        let found = self.service.fetch_envelope(self.owner, device(actor), id).await?;
        found.ok_or_else(|| RemoteError::NotFound(format!("envelope {id}")))
    }

    async fn report_opening(
        &self,
        actor: ActorId,
        (id, opening): (EnvelopeId, Opening),
    ) -> Result<(), RemoteError> {
        let known = self.service.report_opening(self.owner, device(actor), (id, opening)).await?;
        if known { Ok(()) } else { Err(RemoteError::NotFound(format!("envelope {id}"))) }
    }

    async fn revoke_envelope(&self, actor: ActorId, id: EnvelopeId) -> Result<(), RemoteError> {
        let known = self.service.revoke_envelope(self.owner, device(actor), id).await?;
        if known { Ok(()) } else { Err(RemoteError::NotFound(format!("envelope {id}"))) }
    }
}

/// The device that acts on an embedded vault.
fn device(actor: ActorId) -> Caller {
    Caller { actor, token: [0; 16] }
}

impl From<ServiceError> for RemoteError {
    fn from(failed: ServiceError) -> Self {
        match failed {
            ServiceError::Refused(refusal) => Self::Refused(refusal.to_string()),
            ServiceError::Store(failed) => failed.into(),
            ServiceError::Object(failed) => failed.into(),
            ServiceError::Cut(cause) => Self::Unreachable(cause),
            ServiceError::Log(failed) => Self::Io(IoError::new(ErrorKind::InvalidData, failed)),
        }
    }
}

impl From<StoreError> for RemoteError {
    fn from(failed: StoreError) -> Self {
        let kind = match &failed {
            StoreError::UnknownVault => return Self::NotFound("the vault".into()),
            StoreError::Newer(format) => return Self::Newer(*format),
            StoreError::Busy(_) | StoreError::Sql(_) | StoreError::Gone(_) => {
                return Self::Unreachable(Box::new(failed));
            }
            StoreError::ReadOnly(_) => ErrorKind::ReadOnlyFilesystem,
            StoreError::Denied(_) => ErrorKind::PermissionDenied,
            StoreError::Address(_) | StoreError::OldEngine(_) | StoreError::NotEmpty => {
                ErrorKind::Unsupported
            }
            StoreError::Full(_) => ErrorKind::StorageFull,
            StoreError::Io(_) | StoreError::Migrate(_) => ErrorKind::Other,
            StoreError::Foreign | StoreError::Corrupt(_) | StoreError::BadRow(_) => ErrorKind::InvalidData,
        };
        Self::Io(IoError::new(kind, failed))
    }
}

impl From<ObjectError> for RemoteError {
    fn from(failed: ObjectError) -> Self {
        match failed {
            ObjectError::NotFound(id) => Self::NotFound(format!("object {id}")),
            ObjectError::Damaged(id) => Self::Damaged(id),
            ObjectError::Failed(failed) => Self::Io(IoError::new(io_kind(&failed), failed)),
            ObjectError::Folder(failed) | ObjectError::Write(failed) => Self::Io(failed),
            ObjectError::NoRange { .. } => Self::Refused(failed.to_string()),
        }
    }
}

impl From<FolderError> for RemoteError {
    fn from(failed: FolderError) -> Self {
        match failed {
            FolderError::NoVault(dir) => Self::NotFound(format!("a vault in {}", dir.display())),
            FolderError::HoldsVault(_)
            | FolderError::HoldsOther(_)
            | FolderError::BeingMade(_)
            | FolderError::InUse(_) => Self::Refused(failed.to_string()),
            FolderError::UnsafeFilesystem { path, kind } => {
                Self::UnsafeFilesystem { path: path.display().to_string(), kind }
            }
            FolderError::OtherLogKey(_) | FolderError::Place(_) | FolderError::Probe(_) => {
                Self::Refused(failed.to_string())
            }
            FolderError::BadFile(_) => Self::Io(IoError::new(ErrorKind::InvalidData, failed)),
            FolderError::Io(failed) => Self::Io(failed),
            FolderError::Store(failed) => failed.into(),
            FolderError::Objects(failed) => failed.into(),
        }
    }
}

/// The kind of the I/O error at the root of a failure of the object store.
fn io_kind(failed: &object_store::Error) -> ErrorKind {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(failed);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<IoError>() {
            return io.kind();
        }
        cause = error.source();
    }
    ErrorKind::Other
}
