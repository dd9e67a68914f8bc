//! A remote that fails, lies or forgets, as a test asks for.

use crate::support::Home;
use async_trait::async_trait;
use bytes::Bytes;
use han::ops::place::{OpenRemote, RemotePlace};
use han::protocol::ids::{ObjectId, OwnerId};
use han::protocol::refs::{Commit, Ref, RefName};
use han::remote::{Head, LeafEntry, Remote, RemoteError, Swap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

type Lie<A, T> = Option<Box<dyn Fn(A, Result<T, RemoteError>) -> Result<T, RemoteError> + Send + Sync>>;

/// What the remote does wrong.
#[derive(Default)]
pub struct Evil {
    /// Calls from this one on are not made: the link is down.
    pub down_from: Option<usize>,
    /// This call is not made.
    pub fail_at: Option<usize>,
    /// This call is made, and its answer is lost.
    pub lose_at: Option<usize>,
    /// Writes fail with this.
    pub no_space: bool,
    /// Objects are taken and dropped.
    pub drop_objects: bool,
    /// Commits are not made, and this is the answer.
    pub drop_commits: Option<Swap>,
    pub get: Lie<ObjectId, Bytes>,
    pub get_ref: Lie<RefName, Option<Ref>>,
    pub head: Lie<(), Head>,
    pub leaves: Lie<(u64, u64), Vec<LeafEntry>>,
    pub commit: Lie<(), Swap>,
    /// What happens before each commit.
    pub before_commit: Option<Hook>,
}

/// Something that another machine does.
pub type Hook = Box<dyn Fn() -> futures::future::BoxFuture<'static, ()> + Send + Sync>;

/// A remote around another one.
pub struct Wire {
    inner: Arc<dyn Remote>,
    evil: Evil,
    calls: AtomicUsize,
}

fn down() -> RemoteError {
    RemoteError::Unreachable(std::io::Error::other("the link is down").into())
}

fn lied<A, T>(lie: &Lie<A, T>, about: A, truth: Result<T, RemoteError>) -> Result<T, RemoteError> {
    match lie {
        Some(lie) => lie(about, truth),
        None => truth,
    }
}

impl Wire {
    pub fn new(inner: Arc<dyn Remote>, evil: Evil) -> Arc<Self> {
        Arc::new(Self { inner, evil, calls: AtomicUsize::new(0) })
    }

    /// Calls so far.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    async fn pass<T>(&self, call: impl Future<Output = Result<T, RemoteError>>) -> Result<T, RemoteError> {
        let at = self.calls.fetch_add(1, Ordering::SeqCst);
        if self.evil.fail_at == Some(at) || self.evil.down_from.is_some_and(|from| at >= from) {
            return Err(down());
        }
        let answer = call.await;
        if self.evil.lose_at == Some(at) { Err(down()) } else { answer }
    }

    fn may_write(&self) -> Result<(), RemoteError> {
        if self.evil.no_space {
            return Err(RemoteError::Io(std::io::ErrorKind::StorageFull.into()));
        }
        Ok(())
    }
}

#[async_trait]
impl Remote for Wire {
    fn owner(&self) -> OwnerId {
        self.inner.owner()
    }
    async fn head(&self) -> Result<Head, RemoteError> {
        lied(&self.evil.head, (), self.pass(self.inner.head()).await)
    }
    async fn leaves(&self, since: u64, until: u64) -> Result<Vec<LeafEntry>, RemoteError> {
        lied(&self.evil.leaves, (since, until), self.pass(self.inner.leaves(since, until)).await)
    }
    async fn consistency(&self, old: u64, new: u64) -> Result<Vec<[u8; 32]>, RemoteError> {
        self.pass(self.inner.consistency(old, new)).await
    }
    async fn get_ref(&self, name: &RefName) -> Result<Option<Ref>, RemoteError> {
        lied(&self.evil.get_ref, name.clone(), self.pass(self.inner.get_ref(name)).await)
    }
    async fn list_refs(&self, after: Option<&RefName>, limit: usize) -> Result<Vec<Ref>, RemoteError> {
        self.pass(self.inner.list_refs(after, limit)).await
    }
    async fn put(&self, id: ObjectId, bytes: Bytes) -> Result<(), RemoteError> {
        self.may_write()?;
        if self.evil.drop_objects {
            return Ok(());
        }
        self.pass(self.inner.put(id, bytes)).await
    }
    async fn get(&self, id: ObjectId) -> Result<Bytes, RemoteError> {
        lied(&self.evil.get, id, self.pass(self.inner.get(id)).await)
    }
    async fn missing(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        self.pass(self.inner.missing(ids)).await
    }
    async fn commit(&self, commit: &Commit) -> Result<Swap, RemoteError> {
        self.may_write()?;
        if let Some(hook) = &self.evil.before_commit {
            hook().await;
        }
        if let Some(answer) = &self.evil.drop_commits {
            return Ok(answer.clone());
        }
        lied(&self.evil.commit, (), self.pass(self.inner.commit(commit)).await)
    }
    async fn collect(&self) -> Result<(u64, u64), RemoteError> {
        self.pass(self.inner.collect()).await
    }
    async fn stored_bytes(&self) -> Result<u64, RemoteError> {
        self.pass(self.inner.stored_bytes()).await
    }
}

impl Home {
    /// The same home over a remote that misbehaves, and that remote.
    pub async fn over(&self, evil: Evil) -> (Home, Arc<Wire>) {
        let wire = Wire::new(self.target.place.open().await.unwrap(), evil);
        let mut target = self.target.clone();
        target.place = RemotePlace::Open(OpenRemote(wire.clone()));
        (Home::at(&self.dir, target, self.now_ns), wire)
    }
}
