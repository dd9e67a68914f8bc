//! Faults at a chosen step: a remote and a secret store that share one fuse. From the step at which it blows
//! on every call fails, as if the process had been killed there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test binary uses its own part")]

use super::support::Home;
use async_trait::async_trait;
use bytes::Bytes;
use han::local::secrets::file::FileStore;
use han::local::secrets::{SecretStore, SecretStoreError};
use han::protocol::ids::{ObjectId, OwnerId};
use han::protocol::refs::{Commit, Ref, RefName};
use han::remote::{Head, LeafEntry, Remote, RemoteError, Swap};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use zeroize::Zeroizing;

/// Whether the step at which the fuse blows still happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// It does not.
    Before,
    /// It does, and its answer is lost.
    After,
}

#[derive(Clone)]
pub struct Fuse(Arc<State>);

struct State {
    calls: AtomicUsize,
    at: usize,
    when: When,
    blown: AtomicBool,
}

impl Fuse {
    pub fn whole() -> Self {
        Self::blows_at(usize::MAX, When::Before)
    }

    pub fn blows_at(at: usize, when: When) -> Self {
        let state = State { calls: AtomicUsize::new(0), at, when, blown: AtomicBool::new(false) };
        Self(Arc::new(state))
    }

    pub fn blew(&self) -> bool {
        self.0.blown.load(Ordering::SeqCst)
    }

    pub fn remote(&self, inner: Arc<dyn Remote>) -> Arc<dyn Remote> {
        Arc::new(Fused { inner, fuse: self.clone() })
    }

    pub fn store(&self, inner: Arc<dyn SecretStore>) -> Arc<dyn SecretStore> {
        Arc::new(Fused { inner, fuse: self.clone() })
    }

    /// Whether this call happens at all, and whether its answer arrives.
    fn step(&self) -> (bool, bool) {
        if self.blew() {
            return (false, false);
        }
        let blows = self.0.calls.fetch_add(1, Ordering::SeqCst) == self.0.at;
        self.0.blown.fetch_or(blows, Ordering::SeqCst);
        (!blows || self.0.when == When::After, !blows)
    }
}

struct Fused<T> {
    inner: T,
    fuse: Fuse,
}

fn gone() -> RemoteError {
    RemoteError::Unreachable("the fuse blew".into())
}

macro_rules! through {
    ($self:ident, $call:expr) => {{
        let (happens, arrives) = $self.fuse.step();
        if !happens {
            return Err(gone());
        }
        let answer = $call.await;
        if arrives { answer } else { Err(gone()) }
    }};
}

#[async_trait]
impl Remote for Fused<Arc<dyn Remote>> {
    fn owner(&self) -> OwnerId {
        self.inner.owner()
    }
    async fn head(&self) -> Result<Head, RemoteError> {
        through!(self, self.inner.head())
    }
    async fn leaves(&self, since: u64, until: u64) -> Result<Vec<LeafEntry>, RemoteError> {
        through!(self, self.inner.leaves(since, until))
    }
    async fn consistency(&self, old: u64, new: u64) -> Result<Vec<[u8; 32]>, RemoteError> {
        through!(self, self.inner.consistency(old, new))
    }
    async fn get_ref(&self, name: &RefName) -> Result<Option<Ref>, RemoteError> {
        through!(self, self.inner.get_ref(name))
    }
    async fn list_refs(&self, after: Option<&RefName>, limit: usize) -> Result<Vec<Ref>, RemoteError> {
        through!(self, self.inner.list_refs(after, limit))
    }
    async fn put(&self, id: ObjectId, bytes: Bytes) -> Result<(), RemoteError> {
        through!(self, self.inner.put(id, bytes))
    }
    async fn get(&self, id: ObjectId) -> Result<Bytes, RemoteError> {
        through!(self, self.inner.get(id))
    }
    async fn missing(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        through!(self, self.inner.missing(ids))
    }
    async fn commit(&self, commit: &Commit) -> Result<Swap, RemoteError> {
        through!(self, self.inner.commit(commit))
    }
    async fn collect(&self) -> Result<(u64, u64), RemoteError> {
        through!(self, self.inner.collect())
    }
    async fn stored_bytes(&self) -> Result<u64, RemoteError> {
        through!(self, self.inner.stored_bytes())
    }
}

impl Fused<Arc<dyn SecretStore>> {
    fn through<T>(&self, call: impl FnOnce() -> Result<T, SecretStoreError>) -> Result<T, SecretStoreError> {
        let blown = || SecretStoreError::Unavailable("the fuse blew".into());
        let (happens, arrives) = self.fuse.step();
        if !happens {
            return Err(blown());
        }
        let answer = call();
        if arrives { answer } else { Err(blown()) }
    }
}

impl SecretStore for Fused<Arc<dyn SecretStore>> {
    fn get(&self, owner: &OwnerId, what: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        self.through(|| self.inner.get(owner, what))
    }
    fn set(&self, owner: &OwnerId, what: &str, secret: &[u8]) -> Result<(), SecretStoreError> {
        self.through(|| self.inner.set(owner, what, secret))
    }
    fn delete(&self, owner: &OwnerId, what: &str) -> Result<(), SecretStoreError> {
        self.through(|| self.inner.delete(owner, what))
    }
}

fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy_tree(&entry, &target);
        } else {
            std::fs::copy(&entry, &target).unwrap();
        }
    }
}

/// The machine and its vault once more, in a folder of their own.
pub fn copy(home: &Home, to: &Path) -> Home {
    let han::ops::place::RemotePlace::Folder(vault) = &home.target.place else { panic!("not a folder") };
    copy_tree(&home.dir, &to.join("a"));
    copy_tree(vault, &to.join("vault"));
    let mut target = home.target.clone();
    target.place = han::ops::place::RemotePlace::Folder(to.join("vault"));
    target.profile.state = to.join("a/state/vault");
    target.profile.secret.store = Some(Arc::new(FileStore::new(to.join("a/secrets"))));
    Home::at(&to.join("a"), target, home.now_ns)
}
