//! Objects in an object store: immutable, named by their hash, at `v1/<2 hex>/<owner_id>/<sha256>`.

pub mod place;
pub mod probe;
pub mod read;
#[cfg(test)]
mod stream_tests;
pub mod upload;

use crate::protocol::ids::{ObjectId, OwnerId};
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, PutMode, PutPayload};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Requests to the object store at one time, for one call.
const PARALLEL: usize = 16;

/// Why an object could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// There is no such object.
    #[error("object {0} is not there")]
    NotFound(ObjectId),
    /// The stored bytes do not have the hash that names them.
    #[error("object {0} is damaged")]
    Damaged(ObjectId),
    /// The object store failed.
    #[error("the object store failed")]
    Failed(#[from] object_store::Error),
    /// The folder of objects cannot be read.
    #[error("the folder of objects cannot be read")]
    Folder(#[source] std::io::Error),
    /// The folder of objects cannot be written.
    #[error("the folder of objects cannot be written")]
    Write(#[source] std::io::Error),
    /// A range without a byte of the object.
    #[error("the object has no byte in this range")]
    NoRange {
        /// The length of the object in bytes.
        len: u64,
    },
}

/// What a put met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stored {
    /// The object is new.
    Created,
    /// An object of that name was there and was left as it is.
    AlreadyThere,
}

/// An object in a listing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Its name.
    pub id: ObjectId,
    /// Its length in bytes.
    pub len: u64,
    /// When it was written, by the store's clock, in microseconds since 1970.
    pub written_us: u64,
}

/// The objects of all vaults of a service.
#[derive(Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    folder: Option<PathBuf>,
    /// Whether every write to the folder is synced by itself.
    fsync: bool,
    /// Whether the store refuses to create what is there already; a look comes before the write where it does not.
    exclusive: bool,
    settling: Arc<Settling>,
}

/// Which sync of the folder's file system has begun and which is done, by number. One that began after an object
/// was stored has made it durable.
#[derive(Default)]
struct Settling {
    begun: AtomicU64,
    done: tokio::sync::Mutex<u64>,
}

impl Objects {
    /// Objects in an existing folder. Where one call can sync a whole file system, objects are durable
    /// after [`Objects::settle`], which a commit calls before it names them; elsewhere every write syncs the
    /// file, the folder that names it and folders made on the way.
    pub fn in_folder(folder: &std::path::Path) -> Result<Self, ObjectError> {
        let fsync = !cfg!(target_os = "linux");
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(fsync);
        Ok(Self {
            store: Arc::new(store),
            folder: Some(folder.into()),
            fsync,
            exclusive: true,
            settling: Arc::default(),
        })
    }

    /// Makes every object that was stored before durable: one `syncfs` for thousands of files, where a sync
    /// of each costs more than everything else that a first sync does. Those who ask while one is under way
    /// share the next.
    pub async fn settle(&self) -> Result<(), ObjectError> {
        #[cfg(target_os = "linux")]
        if let Some(folder) = self.folder.clone() {
            use std::sync::atomic::Ordering::SeqCst;
            let begun = self.settling.begun.load(SeqCst);
            let mut done = self.settling.done.lock().await;
            if *done > begun {
                return Ok(());
            }
            let this = self.settling.begun.fetch_add(1, SeqCst) + 1;
            let settled = tokio::task::spawn_blocking(move || {
                let folder = std::fs::File::open(folder)?;
                rustix::fs::syncfs(&folder).map_err(std::io::Error::from)
            });
            settled.await.map_err(std::io::Error::other).flatten().map_err(ObjectError::Folder)?;
            *done = this;
        }
        Ok(())
    }

    /// Objects in any other store.
    pub fn in_store(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, folder: None, fsync: false, exclusive: true, settling: Arc::default() }
    }

    /// Stores an object unless its name is taken. A name appears only with its whole content.
    pub async fn create(&self, owner: OwnerId, id: ObjectId, bytes: Bytes) -> Result<Stored, ObjectError> {
        self.create_with(owner, id, PutPayload::from_bytes(bytes)).await
    }

    async fn create_with(
        &self,
        owner: OwnerId,
        id: ObjectId,
        payload: PutPayload,
    ) -> Result<Stored, ObjectError> {
        let location = path(owner, id);
        let mode = if self.exclusive { PutMode::Create } else { PutMode::Overwrite };
        if !self.exclusive {
            match self.store.head(&location).await {
                Ok(_) => return Ok(Stored::AlreadyThere),
                Err(object_store::Error::NotFound { .. }) => {}
                Err(failed) => return Err(failed.into()),
            }
        }
        match self.store.put_opts(&location, payload, mode.into()).await {
            Ok(_) => Ok(Stored::Created),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(Stored::AlreadyThere),
            Err(failed) => Err(failed.into()),
        }
    }

    /// Replaces an object whose stored bytes are damaged; `bytes` were checked against the name.
    pub async fn repair(&self, owner: OwnerId, id: ObjectId, bytes: &Bytes) -> Result<(), ObjectError> {
        match self.get(owner, id).await {
            Err(ObjectError::Damaged(_)) => {
                let payload = PutPayload::from_bytes(bytes.clone());
                self.store.put_opts(&path(owner, id), payload, PutMode::Overwrite.into()).await?;
                Ok(())
            }
            Ok(_) | Err(ObjectError::NotFound(_)) => Ok(()),
            Err(failed) => Err(failed),
        }
    }

    /// An object's bytes, checked against its name.
    pub async fn get(&self, owner: OwnerId, id: ObjectId) -> Result<Bytes, ObjectError> {
        let got = match self.store.get(&path(owner, id)).await {
            Ok(got) => got.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => return Err(ObjectError::NotFound(id)),
            Err(failed) => return Err(failed.into()),
        };
        if ObjectId::of(&got) == id { Ok(got) } else { Err(ObjectError::Damaged(id)) }
    }

    /// Splits `ids` into those that are there, with their lengths, and those that are not. In a folder this is
    /// one job for all of them: a task for each would cost ten times the look-ups themselves.
    pub async fn sizes(
        &self,
        owner: OwnerId,
        ids: &[ObjectId],
    ) -> Result<(Vec<(ObjectId, u64)>, Vec<ObjectId>), ObjectError> {
        let all = match &self.folder {
            Some(folder) => sizes_in_folder(folder.clone(), owner, ids.to_vec()).await?,
            None => self.sizes_in_store(owner, ids).await?,
        };
        let found = all.iter().filter_map(|(id, size)| size.map(|size| (*id, size))).collect();
        let gone = all.iter().filter(|(_, size)| size.is_none()).map(|(id, _)| *id).collect();
        Ok((found, gone))
    }

    async fn sizes_in_store(
        &self,
        owner: OwnerId,
        ids: &[ObjectId],
    ) -> Result<Vec<(ObjectId, Option<u64>)>, ObjectError> {
        let heads = futures::stream::iter(ids.iter().copied().map(|id| async move {
            match self.store.head(&path(owner, id)).await {
                Ok(meta) => Ok((id, Some(meta.size))),
                Err(object_store::Error::NotFound { .. }) => Ok((id, None)),
                Err(failed) => Err(ObjectError::from(failed)),
            }
        }));
        heads.buffered(PARALLEL).try_collect().await
    }

    /// Removes objects; one that is gone already is no error.
    pub async fn remove(&self, owner: OwnerId, ids: &[ObjectId]) -> Result<(), ObjectError> {
        let removals = futures::stream::iter(ids.iter().copied().map(|id| async move {
            match self.store.delete(&path(owner, id)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(failed) => Err(ObjectError::from(failed)),
            }
        }));
        removals.buffer_unordered(PARALLEL).try_collect().await
    }

    /// Whether there is no object of any vault.
    pub async fn is_empty(&self) -> Result<bool, ObjectError> {
        Ok(self.store.list(Some(&Path::from("v1"))).try_next().await?.is_none())
    }

    /// Every object of a vault, in 256 listings.
    pub async fn list(&self, owner: OwnerId) -> Result<Vec<Listed>, ObjectError> {
        let mut all = Vec::new();
        for first in 0..=u8::MAX {
            all.extend(self.list_shard(owner, first).await?);
        }
        Ok(all)
    }

    /// The objects of a vault whose names begin with this byte.
    pub async fn list_shard(&self, owner: OwnerId, first: u8) -> Result<Vec<Listed>, ObjectError> {
        let prefix = Path::from(format!("v1/{first:02x}/{owner}"));
        let (mut listing, mut all) = (self.store.list(Some(&prefix)), Vec::new());
        while let Some(meta) = listing.try_next().await? {
            let id = meta.location.filename().and_then(|name| ObjectId::parse(name).ok());
            let written_us = u64::try_from(meta.last_modified.timestamp_micros()).unwrap_or(0);
            all.extend(id.map(|id| Listed { id, len: meta.size, written_us }));
        }
        Ok(all)
    }

    /// Removes what interrupted writes left: in a folder, an object is written as `<sha256>#<n>` before it
    /// gets its name, and listings do not show such files.
    pub fn remove_unfinished(&self, owner: OwnerId, before_us: u64) -> Result<(), ObjectError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        (0..=u8::MAX)
            .map(|first| folder.join(format!("v1/{first:02x}/{owner}")))
            .try_for_each(|shard| sweep(&shard, UNIX_EPOCH + Duration::from_micros(before_us)))
            .map_err(ObjectError::Folder)
    }
}

async fn sizes_in_folder(
    folder: PathBuf,
    owner: OwnerId,
    ids: Vec<ObjectId>,
) -> Result<Vec<(ObjectId, Option<u64>)>, ObjectError> {
    let look_up = move || -> std::io::Result<Vec<(ObjectId, Option<u64>)>> {
        let size = |id: ObjectId| match std::fs::metadata(folder.join(path(owner, id).as_ref())) {
            Ok(meta) => Ok((id, Some(meta.len()))),
            Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => Ok((id, None)),
            Err(failed) => Err(failed),
        };
        ids.into_iter().map(size).collect()
    };
    let looked_up = tokio::task::spawn_blocking(look_up).await;
    looked_up.map_err(std::io::Error::other).flatten().map_err(ObjectError::Folder)
}

fn sweep(shard: &std::path::Path, before: SystemTime) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(shard) {
        Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    for entry in entries {
        let entry = entry?;
        let unfinished = entry.file_name().to_str().is_some_and(|name| name.contains('#'));
        if unfinished && entry.metadata()?.modified()? <= before {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Whether a file holds the content that its name says. Reads it in constant memory.
fn check_stored(file: &std::path::Path, id: ObjectId) -> std::io::Result<bool> {
    use sha2::Digest as _;
    let (mut file, mut hasher) = (std::fs::File::open(file)?, sha2::Sha256::new());
    let mut block = vec![0; 64 << 10];
    loop {
        match std::io::Read::read(&mut file, &mut block)? {
            0 => return Ok(<[u8; 32]>::from(hasher.finalize()) == id.0),
            len => hasher.update(block.get(..len).unwrap_or_default()),
        }
    }
}

fn path(owner: OwnerId, id: ObjectId) -> Path {
    let name = id.to_string();
    let (shard, _) = name.split_at(2);
    Path::from(format!("v1/{shard}/{owner}/{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use object_store::memory::InMemory;

    const OWNER: OwnerId = OwnerId([1; 16]);

    #[tokio::test]
    async fn a_folder_and_another_store_answer_alike() {
        let dir = tempfile::tempdir().unwrap();
        for objects in [Objects::in_folder(dir.path()).unwrap(), Objects::in_store(Arc::new(InMemory::new()))]
        {
            let bytes = Bytes::from_static(b"ciphertext");
            let (id, absent) = (ObjectId::of(&bytes), ObjectId([2; 32]));
            assert_eq!(objects.create(OWNER, id, bytes.clone()).await.unwrap(), Stored::Created);
            assert_eq!(objects.create(OWNER, id, bytes.clone()).await.unwrap(), Stored::AlreadyThere);
            assert_eq!(objects.get(OWNER, id).await.unwrap(), bytes);
            assert_eq!(objects.sizes(OWNER, &[absent, id]).await.unwrap(), (vec![(id, 10)], vec![absent]));
            assert!(matches!(objects.get(OwnerId([9; 16]), id).await, Err(ObjectError::NotFound(_))));
            let listed = objects.list(OWNER).await.unwrap();
            assert_eq!((listed.len(), listed[0].id, listed[0].len), (1, id, 10));
            objects.remove(OWNER, &[id, absent]).await.unwrap();
            assert_eq!(objects.list(OWNER).await.unwrap(), []);
        }
    }

    #[tokio::test]
    async fn a_damaged_object_is_named_and_repaired() {
        let dir = tempfile::tempdir().unwrap();
        let objects = Objects::in_folder(dir.path()).unwrap();
        let bytes = Bytes::from_static(b"ciphertext");
        let id = ObjectId::of(&bytes);
        objects.create(OWNER, id, bytes.clone()).await.unwrap();
        std::fs::write(dir.path().join(path(OWNER, id).as_ref()), b"ciphertexT").unwrap();
        assert!(matches!(objects.get(OWNER, id).await, Err(ObjectError::Damaged(found)) if found == id));
        objects.repair(OWNER, id, &bytes).await.unwrap();
        assert_eq!(objects.get(OWNER, id).await.unwrap(), bytes);
    }

    #[tokio::test]
    async fn unfinished_writes_are_swept_once_they_are_old() {
        let dir = tempfile::tempdir().unwrap();
        let objects = Objects::in_folder(dir.path()).unwrap();
        let id = ObjectId::of(b"x");
        objects.create(OWNER, id, Bytes::from_static(b"x")).await.unwrap();
        let unfinished = dir.path().join(format!("{}#1", path(OWNER, id)));
        std::fs::write(&unfinished, b"half").unwrap();
        objects.remove_unfinished(OWNER, 0).unwrap();
        assert!(unfinished.exists());
        objects.remove_unfinished(OWNER, 1 << 52).unwrap();
        assert!(!unfinished.exists());
        assert!(objects.get(OWNER, id).await.is_ok());
    }
}
