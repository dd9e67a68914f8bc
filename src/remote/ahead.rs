//! Objects on their way before they are asked for: over a network a get takes long and costs nothing while it
//! waits. Who reads objects one after the other tells which come next; they arrive in any order and are given out
//! as they are asked for.

use super::{Head, LeafEntry, Remote, RemoteError, Swap};
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::protocol::refs::{Commit, Ref, RefName};
use async_trait::async_trait;
use bytes::Bytes;
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// Bytes that may have come, or be coming, without having been asked for; one object may be larger.
const MOST_BYTES: u64 = 48 << 20;
/// How far into what is still waiting a get looks for its object: gets come nearly in the order that was told.
const NEAR: usize = 64;

/// A remote that fetches what it is told to expect. A get never waits for anything but its own object.
pub struct Ahead {
    inner: Arc<dyn Remote>,
    runtime: Handle,
    limit: usize,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<(ObjectId, u64)>,
    coming: Vec<Coming>,
    bytes: u64,
}

struct Coming {
    id: ObjectId,
    len: u64,
    fetch: Fetch,
}

/// A transfer that ends with whoever wanted it.
struct Fetch(JoinHandle<Result<Bytes, RemoteError>>);

impl Drop for Fetch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Ahead {
    /// Fetches at most `share` of what the remote takes at one time; where that takes one only, it is given back as
    /// it is. Transfers run on `runtime`.
    pub fn over(inner: Arc<dyn Remote>, share: usize, runtime: &Handle) -> Arc<dyn Remote> {
        let limit = inner.in_flight() / share.max(1);
        if limit <= 1 {
            return inner;
        }
        Arc::new(Self { inner, runtime: runtime.clone(), limit, queue: Mutex::default() })
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts transfers as far as there is room.
    fn start(&self, queue: &mut Queue) {
        while queue.coming.len() < self.limit
            && let Some((id, len)) = queue.waiting.front().copied()
            && (queue.bytes + len <= MOST_BYTES || queue.coming.is_empty())
        {
            queue.waiting.pop_front();
            queue.bytes += len;
            let inner = Arc::clone(&self.inner);
            let fetch = Fetch(self.runtime.spawn(async move { inner.get(id).await }));
            queue.coming.push(Coming { id, len, fetch });
        }
    }
}

impl Queue {
    /// What is on its way of this name, if it is.
    fn take(&mut self, id: ObjectId) -> Option<Fetch> {
        if let Some(at) = self.coming.iter().position(|coming| coming.id == id) {
            let coming = self.coming.remove(at);
            self.bytes -= coming.len;
            return Some(coming.fetch);
        }
        // The caller fetches it itself, now.
        if let Some(at) = self.waiting.iter().take(NEAR).position(|(waiting, _)| *waiting == id) {
            self.waiting.remove(at);
        }
        None
    }
}

#[async_trait]
impl Remote for Ahead {
    fn owner(&self) -> OwnerId {
        self.inner.owner()
    }

    fn in_flight(&self) -> usize {
        self.inner.in_flight()
    }

    fn expect(&self, objects: &[(ObjectId, u64)]) {
        let mut queue = self.queue();
        queue.waiting.extend(objects);
        self.start(&mut queue);
    }

    fn release(&self, objects: &[(ObjectId, u64)]) {
        let gone: HashSet<ObjectId> = objects.iter().map(|(id, _)| *id).collect();
        let mut queue = self.queue();
        queue.waiting.retain(|(id, _)| !gone.contains(id));
        queue.coming.retain(|coming| !gone.contains(&coming.id));
        queue.bytes = queue.coming.iter().map(|coming| coming.len).sum();
        self.start(&mut queue);
    }

    async fn get(&self, id: ObjectId) -> Result<Bytes, RemoteError> {
        let fetch = {
            let mut queue = self.queue();
            let fetch = queue.take(id);
            self.start(&mut queue);
            fetch
        };
        match fetch {
            Some(mut fetch) => match (&mut fetch.0).await {
                Ok(got) => got,
                Err(stopped) => Err(RemoteError::Unreachable(Box::new(stopped))),
            },
            None => self.inner.get(id).await,
        }
    }

    async fn head(&self) -> Result<Head, RemoteError> {
        self.inner.head().await
    }

    async fn leaves(&self, since: u64, until: u64) -> Result<Vec<LeafEntry>, RemoteError> {
        self.inner.leaves(since, until).await
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

    async fn put(&self, id: ObjectId, bytes: Bytes) -> Result<(), RemoteError> {
        self.inner.put(id, bytes).await
    }

    async fn missing(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        self.inner.missing(ids).await
    }

    async fn commit(&self, commit: &Commit) -> Result<Swap, RemoteError> {
        self.inner.commit(commit).await
    }

    async fn collect(&self) -> Result<(u64, u64), RemoteError> {
        self.inner.collect().await
    }

    async fn stored_bytes(&self) -> Result<u64, RemoteError> {
        self.inner.stored_bytes().await
    }

    async fn close(&self) {
        *self.queue() = Queue::default();
        self.inner.close().await;
    }
}
