//! Several puts at one time, for who makes objects one after the other: over a network a put takes long and
//! costs nothing while it waits. Whatever is asked next waits for them, so that a reader finds what it wrote.

use super::{Event, Head, LeafEntry, Remote, RemoteError, Swap};
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::protocol::refs::{Commit, Ref, RefName};
use async_trait::async_trait;
use bytes::Bytes;
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

/// A remote whose puts return before they are done. A put that fails makes a later call fail: the next put or
/// read, or [`Pipelined::settle`], which must have returned before a commit names what was put.
pub struct Pipelined {
    inner: Arc<dyn Remote>,
    limit: usize,
    sending: Mutex<JoinSet<Result<(), RemoteError>>>,
}

impl Pipelined {
    /// At most `share` of what the remote takes at one time, where it takes more than one.
    pub fn new(inner: Arc<dyn Remote>, share: usize) -> Self {
        let limit = inner.in_flight() / share.max(1);
        Self { inner, limit: limit.max(1), sending: Mutex::default() }
    }

    /// Waits for every put.
    pub async fn settle(&self) -> Result<(), RemoteError> {
        let mut sending = self.sending.lock().await;
        while let Some(sent) = sending.join_next().await {
            said(sent)?;
        }
        Ok(())
    }

    /// Gives up what is on its way: nobody will name it.
    pub async fn abandon(&self) {
        self.sending.lock().await.shutdown().await;
    }
}

fn said(sent: Result<Result<(), RemoteError>, tokio::task::JoinError>) -> Result<(), RemoteError> {
    sent.unwrap_or_else(|stopped| Err(RemoteError::Unreachable(Box::new(stopped))))
}

#[async_trait]
impl Remote for Pipelined {
    fn owner(&self) -> OwnerId {
        self.inner.owner()
    }

    fn in_flight(&self) -> usize {
        self.limit
    }

    async fn put(&self, id: ObjectId, bytes: Bytes) -> Result<(), RemoteError> {
        if self.limit == 1 {
            return self.inner.put(id, bytes).await;
        }
        let mut sending = self.sending.lock().await;
        while sending.len() >= self.limit {
            if let Some(sent) = sending.join_next().await {
                said(sent)?;
            }
        }
        let inner = Arc::clone(&self.inner);
        sending.spawn(async move { inner.put(id, bytes).await });
        Ok(())
    }

    async fn head(&self) -> Result<Head, RemoteError> {
        self.inner.head().await
    }

    async fn leaves(&self, since: u64, until: u64) -> Result<Vec<LeafEntry>, RemoteError> {
        self.inner.leaves(since, until).await
    }

    async fn events(&self, since: u64, until: u64) -> Result<Vec<Event>, RemoteError> {
        self.inner.events(since, until).await
    }

    async fn consistency(&self, old: u64, new: u64) -> Result<Vec<[u8; 32]>, RemoteError> {
        self.inner.consistency(old, new).await
    }

    async fn get_ref(&self, name: &RefName) -> Result<Option<Ref>, RemoteError> {
        self.inner.get_ref(name).await
    }

    async fn list_refs(&self, after: Option<&RefName>, limit: usize) -> Result<Vec<Ref>, RemoteError> {
        self.inner.list_refs(after, limit).await
    }

    async fn get(&self, id: ObjectId) -> Result<Bytes, RemoteError> {
        self.settle().await?;
        self.inner.get(id).await
    }

    async fn missing(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        self.settle().await?;
        self.inner.missing(ids).await
    }

    async fn commit(&self, commit: &Commit) -> Result<Swap, RemoteError> {
        self.settle().await?;
        self.inner.commit(commit).await
    }

    async fn collect(&self) -> Result<(u64, u64), RemoteError> {
        self.settle().await?;
        self.inner.collect().await
    }

    async fn stored_bytes(&self) -> Result<u64, RemoteError> {
        self.settle().await?;
        self.inner.stored_bytes().await
    }

    async fn close(&self) {
        self.abandon().await;
        self.inner.close().await;
    }
}
