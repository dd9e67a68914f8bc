//! Objects as they come in: hashed on the way, in constant memory, and named only once they are whole.

use super::{ObjectError, Objects, Stored, check_stored, path};
use crate::protocol::ids::{ObjectId, OwnerId};
use bytes::{Bytes, BytesMut};
use futures::stream::{BoxStream, StreamExt as _};
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt as _, PutMode, PutPayload};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, ErrorKind, IoSlice, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a body fails with.
pub type BodyError = Box<dyn std::error::Error + Send + Sync>;
/// The bytes of an object as they arrive.
pub type Body<'a> = BoxStream<'a, Result<Bytes, BodyError>>;

/// Bytes that one job of the file system writes: few enough to hold for each of many uploads at one time,
/// enough that handing them over costs little. Most objects are one such block.
const BLOCK: usize = 512 << 10;
/// Bytes that are written where they arrive: into the page cache that takes less time than waking a thread for it twice.
const AT_ONCE: usize = 128 << 10;
/// Bytes of one part in a store: S3 wants 5 MiB or more in all parts but the last, R2 wants them equal.
const PART: usize = 8 << 20;

/// Why an upload was not taken. Nothing of it is left behind.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The bytes have another hash.
    #[error("the bytes do not have the hash {0}")]
    WrongHash(ObjectId),
    /// More or fewer bytes came than were declared.
    #[error("the length of the bytes is not the declared one")]
    WrongLength,
    /// The body failed on its way.
    #[error("the upload broke off")]
    Cut(#[source] BodyError),
    /// The object store failed.
    #[error(transparent)]
    Object(#[from] ObjectError),
}

impl Objects {
    /// Stores an object from a stream of `len` bytes unless its name is taken; what has the name and is damaged is
    /// replaced. The name appears only with the whole content, and only if that has the right hash; whatever else
    /// happens, the loss of the caller included, leaves nothing behind. Holds at most 512 KiB of a body in a
    /// folder and 8 MiB elsewhere, and the chunk that came last.
    pub async fn create_from(
        &self,
        owner: OwnerId,
        id: ObjectId,
        len: u64,
        body: Body<'_>,
    ) -> Result<Stored, UploadError> {
        let mut body = Counted { body, left: len };
        match &self.folder {
            Some(folder) => {
                let target = folder.join(path(owner, id).as_ref());
                write_to_folder(id, target, self.fsync, &mut body).await
            }
            None if len <= PART as u64 => self.put_whole(owner, id, &mut body).await,
            None => self.in_parts(owner, id, &mut body).await,
        }
    }

    /// A body that fits one request.
    async fn put_whole(
        &self,
        owner: OwnerId,
        id: ObjectId,
        body: &mut Counted<'_>,
    ) -> Result<Stored, UploadError> {
        let (mut chunks, mut hasher) = (Vec::new(), Sha256::new());
        while let Some(chunk) = body.next().await? {
            hasher.update(&chunk);
            chunks.push(chunk);
        }
        check_hash(id, hasher)?;
        let payload = PutPayload::from_iter(chunks);
        let stored = self.create_with(owner, id, payload.clone()).await?;
        if stored == Stored::AlreadyThere && !self.is_whole(owner, id).await? {
            let mode = PutMode::Overwrite.into();
            self.store.put_opts(&path(owner, id), payload, mode).await.map_err(ObjectError::from)?;
        }
        Ok(stored)
    }

    /// A larger body: an upload in parts shows nothing before it is completed.
    async fn in_parts(
        &self,
        owner: OwnerId,
        id: ObjectId,
        body: &mut Counted<'_>,
    ) -> Result<Stored, UploadError> {
        let mut parts = Parts::start(&self.store, owner, id).await?;
        let (mut part, mut hasher) = (BytesMut::with_capacity(PART), Sha256::new());
        while let Some(mut chunk) = body.next().await? {
            hasher.update(&chunk);
            while part.len() + chunk.len() >= PART {
                part.extend_from_slice(&chunk.split_to(PART - part.len()));
                parts.put(part.split().freeze()).await?;
                part.reserve(PART);
            }
            part.extend_from_slice(&chunk);
        }
        check_hash(id, hasher)?;
        if self.is_whole(owner, id).await? {
            parts.abort().await?;
            return Ok(Stored::AlreadyThere);
        }
        if !part.is_empty() {
            parts.put(part.freeze()).await?;
        }
        parts.complete().await?;
        Ok(Stored::Created)
    }

    /// Whether the object is there with the content that its name says. Reads it in constant memory.
    async fn is_whole(&self, owner: OwnerId, id: ObjectId) -> Result<bool, ObjectError> {
        let got = match self.store.get(&path(owner, id)).await {
            Ok(got) => got,
            Err(object_store::Error::NotFound { .. }) => return Ok(false),
            Err(failed) => return Err(failed.into()),
        };
        let (mut stream, mut hasher) = (got.into_stream(), Sha256::new());
        while let Some(chunk) = stream.next().await {
            hasher.update(chunk?);
        }
        Ok(<[u8; 32]>::from(hasher.finalize()) == id.0)
    }
}

fn check_hash(id: ObjectId, hasher: Sha256) -> Result<(), UploadError> {
    let found = <[u8; 32]>::from(hasher.finalize());
    if found == id.0 { Ok(()) } else { Err(UploadError::WrongHash(id)) }
}

/// A body that ends where it was declared to end.
struct Counted<'a> {
    body: Body<'a>,
    left: u64,
}

impl Counted<'_> {
    async fn next(&mut self) -> Result<Option<Bytes>, UploadError> {
        match self.body.next().await {
            Some(Ok(chunk)) => {
                let left = self.left.checked_sub(chunk.len() as u64);
                self.left = left.ok_or(UploadError::WrongLength)?;
                Ok(Some(chunk))
            }
            Some(Err(failed)) => Err(UploadError::Cut(failed)),
            None if self.left > 0 => Err(UploadError::WrongLength),
            None => Ok(None),
        }
    }

    /// The chunks of one block, and whether the body ended with them.
    async fn block(&mut self) -> Result<(Vec<Bytes>, bool), UploadError> {
        let (mut chunks, mut len) = (Vec::new(), 0);
        while len < BLOCK {
            match self.next().await? {
                Some(chunk) => {
                    len += chunk.len();
                    chunks.push(chunk);
                }
                None => return Ok((chunks, true)),
            }
        }
        Ok((chunks, false))
    }
}

/// An upload in parts that is aborted when it is dropped unfinished.
struct Parts(Option<Box<dyn MultipartUpload>>);

impl Parts {
    async fn start(store: &Arc<dyn ObjectStore>, owner: OwnerId, id: ObjectId) -> Result<Self, ObjectError> {
        Ok(Self(Some(store.put_multipart(&path(owner, id)).await?)))
    }

    async fn put(&mut self, part: Bytes) -> Result<(), ObjectError> {
        match &mut self.0 {
            Some(upload) => Ok(upload.put_part(part.into()).await?),
            None => Ok(()),
        }
    }

    async fn complete(mut self) -> Result<(), ObjectError> {
        if let Some(upload) = &mut self.0 {
            upload.complete().await?;
        }
        self.0 = None;
        Ok(())
    }

    async fn abort(mut self) -> Result<(), ObjectError> {
        match self.0.take() {
            Some(mut upload) => Ok(upload.abort().await?),
            None => Ok(()),
        }
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        let (Some(mut upload), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) else {
            return;
        };
        runtime.spawn(async move {
            if let Err(failed) = upload.abort().await {
                tracing::warn!(error = %failed, "an unfinished upload stays in the object store");
            }
        });
    }
}

async fn write_to_folder(
    id: ObjectId,
    target: PathBuf,
    fsync: bool,
    body: &mut Counted<'_>,
) -> Result<Stored, UploadError> {
    let mut unfinished = None;
    loop {
        let (chunks, is_last) = body.block().await?;
        let at_once = is_last && !fsync && chunks.iter().map(Bytes::len).sum::<usize>() <= AT_ONCE;
        let target = target.clone();
        let step = move || -> Result<Step, UploadError> {
            let mut file = match unfinished {
                Some(file) => file,
                None => Unfinished::create(&target).map_err(ObjectError::Write)?,
            };
            file.write(&chunks).map_err(ObjectError::Write)?;
            if is_last { Ok(Step::Done(file.finish(id, &target, fsync)?)) } else { Ok(Step::More(file)) }
        };
        let stepped = if at_once {
            step()
        } else {
            let stepped = tokio::task::spawn_blocking(step).await;
            stepped.map_err(|failed| ObjectError::Write(io::Error::other(failed)))?
        };
        match stepped? {
            Step::Done(stored) => return Ok(stored),
            Step::More(file) => unfinished = Some(file),
        }
    }
}

enum Step {
    More(Unfinished),
    Done(Stored),
}

/// A file that gets its name when it is whole, and goes when it is dropped before.
struct Unfinished {
    file: File,
    path: PathBuf,
    hasher: Sha256,
    /// Whether it has its name and nothing is left to remove.
    named: bool,
}

impl Unfinished {
    /// Opens `<target>#<n>`, which listings do not show and collection sweeps once it is old.
    fn create(target: &Path) -> io::Result<Self> {
        for n in 1u64.. {
            let mut name = target.as_os_str().to_owned();
            name.push(format!("#{n}"));
            let path = PathBuf::from(name);
            match File::options().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok(Self { file, path, hasher: Sha256::new(), named: false }),
                Err(taken) if taken.kind() == ErrorKind::AlreadyExists => {}
                Err(absent) if absent.kind() == ErrorKind::NotFound && n == 1 => make_parents(target)?,
                Err(failed) => return Err(failed),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    fn write(&mut self, chunks: &[Bytes]) -> io::Result<()> {
        for chunk in chunks {
            self.hasher.update(chunk);
        }
        let mut slices: Vec<IoSlice<'_>> =
            chunks.iter().filter(|chunk| !chunk.is_empty()).map(|chunk| IoSlice::new(chunk)).collect();
        let mut left = slices.as_mut_slice();
        while !left.is_empty() {
            match self.file.write_vectored(left) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(written) => IoSlice::advance_slices(&mut left, written),
                Err(again) if again.kind() == ErrorKind::Interrupted => {}
                Err(failed) => return Err(failed),
            }
        }
        Ok(())
    }

    fn finish(mut self, id: ObjectId, target: &Path, fsync: bool) -> Result<Stored, UploadError> {
        check_hash(id, std::mem::take(&mut self.hasher))?;
        self.place(id, target, fsync).map_err(|failed| ObjectError::Write(failed).into())
    }

    fn place(&mut self, id: ObjectId, target: &Path, fsync: bool) -> io::Result<Stored> {
        if fsync {
            self.file.sync_all()?;
        }
        let stored = match self.give_name(target) {
            Ok(()) => Stored::Created,
            Err(taken) if taken.kind() == ErrorKind::AlreadyExists => {
                if !check_stored(target, id)? {
                    std::fs::rename(&self.path, target)?;
                }
                Stored::AlreadyThere
            }
            Err(failed) => return Err(failed),
        };
        match target.parent() {
            Some(parent) if fsync && cfg!(unix) => File::open(parent)?.sync_all()?,
            _ => {}
        }
        Ok(stored)
    }
}

impl Unfinished {
    /// Gives the file its name unless that is taken: one step where the system has it, else a link beside the old name.
    fn give_name(&mut self, target: &Path) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{CWD, RenameFlags, renameat_with};
            use rustix::io::Errno;
            match renameat_with(CWD, &self.path, CWD, target, RenameFlags::NOREPLACE) {
                // Not every file system knows it.
                Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
                Err(failed) => return Err(failed.into()),
                Ok(()) => {
                    self.named = true;
                    return Ok(());
                }
            }
        }
        std::fs::hard_link(&self.path, target)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if self.named {
            return;
        }
        // Gone already where it was renamed; what stays otherwise is swept with the old unfinished files.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Makes the folder of an object. Another upload may make it at the same time.
fn make_parents(target: &Path) -> io::Result<()> {
    target.parent().map_or(Ok(()), std::fs::create_dir_all)
}
