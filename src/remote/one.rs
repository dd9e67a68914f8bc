//! One ref of a vault and its objects: all that a guest sees of a vault, to whom one session was shared.

use super::{Head, LeafEntry, Remote, RemoteError, Swap};
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::protocol::refs::{Commit, Ref, RefName};
use async_trait::async_trait;
use bytes::Bytes;
use std::sync::Arc;

/// Serves one ref as it was found, and objects from where it was found. Everything else is refused.
pub struct OneRef {
    inner: Arc<dyn Remote>,
    found: Ref,
}

impl OneRef {
    /// This ref, of `inner`.
    pub fn new(inner: Arc<dyn Remote>, found: Ref) -> Self {
        Self { inner, found }
    }
}

fn guest() -> RemoteError {
    RemoteError::Refused("a guest reads one session, and changes nothing".into())
}

#[async_trait]
impl Remote for OneRef {
    fn owner(&self) -> OwnerId {
        self.inner.owner()
    }

    fn in_flight(&self) -> usize {
        self.inner.in_flight()
    }

    async fn head(&self) -> Result<Head, RemoteError> {
        Err(guest())
    }

    async fn leaves(&self, _: u64, _: u64) -> Result<Vec<LeafEntry>, RemoteError> {
        Err(guest())
    }

    async fn consistency(&self, _: u64, _: u64) -> Result<Vec<[u8; 32]>, RemoteError> {
        Err(guest())
    }

    async fn get_ref(&self, name: &RefName) -> Result<Option<Ref>, RemoteError> {
        Ok(Some(&self.found).filter(|found| found.name == *name).cloned())
    }

    async fn list_refs(&self, after: Option<&RefName>, limit: usize) -> Result<Vec<Ref>, RemoteError> {
        let wanted = limit > 0 && after.is_none_or(|after| self.found.name > *after);
        Ok(if wanted { vec![self.found.clone()] } else { Vec::new() })
    }

    async fn put(&self, _: ObjectId, _: Bytes) -> Result<(), RemoteError> {
        Err(guest())
    }

    async fn get(&self, id: ObjectId) -> Result<Bytes, RemoteError> {
        self.inner.get(id).await
    }

    async fn missing(&self, _: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        Err(guest())
    }

    async fn commit(&self, _: &Commit) -> Result<Swap, RemoteError> {
        Err(guest())
    }

    async fn collect(&self) -> Result<(u64, u64), RemoteError> {
        Err(guest())
    }

    async fn stored_bytes(&self) -> Result<u64, RemoteError> {
        Err(guest())
    }

    async fn close(&self) {
        self.inner.close().await;
    }
}
