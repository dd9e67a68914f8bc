//! Copies of a whole server in two archives, made while it runs, and back from them.
//!
//! ```text
//! data.tar   han-backup.json        format, time, server name, log key
//!            han.db                 all tables of one moment (SQLite, whatever the engine), without what keys.tar holds
//!            objects/<owner>/<id>   every object that a ref needs or needed lately
//! keys.tar   han-keys.json          format, time
//!            log.key                the log key
//!            keys.db                keyfiles and rosters: wrapped keys, salts, the cost of guessing a secret
//! ```
//! The tables come first, then the objects: these never change, so that nothing is missing but what was shredded meanwhile.
//! The two live apart, and not equally long: what was shredded stands in every copy of before, and is closed for good
//! where the keys of that time are gone ([`super::expire`]).
//! Who has data.tar alone has ciphertext and cannot even guess at secrets; who has keys.tar alone has no session.

use super::folder::{FolderError, make_private_dir, sync_dir};
use super::objects::{ObjectError, Objects};
use super::site::{self, DATABASE, Engines, LOG_KEY};
use super::store::operations::Operations;
use super::store::postgres::PgStore;
use super::store::snapshot;
use super::store::sqlite::{Journal, SqliteStore};
use super::store::{Store, StoreError};
use super::{Clock, ServiceError};
use crate::protocol::ids::{ObjectId, OwnerId};
use bytes::Bytes;
use futures::StreamExt as _;
use serde_json::json;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The archive of tables and objects.
pub const DATA: &str = "data.tar";
/// The archive of keys.
pub const KEYS: &str = "keys.tar";
/// The format of the archives.
pub const FORMAT: u64 = 1;
/// The first entry of the data archive.
pub(super) const ABOUT: &str = "han-backup.json";
/// The first entry of the archive of keys; those that older versions made have none.
pub(super) const ABOUT_KEYS: &str = "han-keys.json";
/// The file of keyfiles in the archive of keys.
pub(super) const KEY_TABLES: &str = "keys.db";
/// Objects on their way at one time; each is in memory whole.
const PARALLEL: usize = 4;

/// Why there is no copy, or nothing was brought back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The server's folder or engines.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A file of the copy.
    #[error("cannot use {0}")]
    File(PathBuf, #[source] io::Error),
    /// There is something where the copy is to go, or where it is to be brought back.
    #[error("{0} is not empty")]
    NotEmpty(String),
    /// Not an archive of this kind, or a damaged one.
    #[error("{0} is not as it was made: {1}")]
    Damaged(PathBuf, &'static str),
    /// An archive of a later version.
    #[error("the backup has format {0}, which needs a newer han")]
    Newer(u64),
    /// An object could not be written.
    #[error("cannot store object {0}")]
    Object(ObjectId, #[source] ObjectError),
    /// The result could not be looked at.
    #[error("cannot verify what was brought back")]
    Verify(#[from] ServiceError),
}

impl From<StoreError> for BackupError {
    fn from(failed: StoreError) -> Self {
        Self::Folder(FolderError::Store(failed))
    }
}

/// What was copied.
#[derive(Debug, Default)]
pub struct Copied {
    /// Objects.
    pub objects: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Objects that were shredded while the copy was made: their sessions are in it without them.
    pub shredded: Vec<ObjectId>,
    /// Objects that a ref of the server needs and that it has lost, or has damaged.
    pub lost: Vec<ObjectId>,
}

pub(super) fn file_failed(path: &Path) -> impl Fn(io::Error) -> BackupError {
    let path = path.to_path_buf();
    move |failed| BackupError::File(path.clone(), failed)
}

/// A folder that was made now, or was empty.
fn make_empty(to: &Path) -> Result<(), BackupError> {
    make_private_dir(to).map_err(file_failed(to))?;
    match fs::read_dir(to).map_err(file_failed(to))?.next() {
        Some(_) => Err(BackupError::NotEmpty(to.display().to_string())),
        None => Ok(()),
    }
}

/// Copies the server in `dir` to the folder `to`, its keys to the folder `keys_to` where one is named; both must be absent
/// or empty.
pub async fn backup(
    dir: &Path,
    engines: &Engines<'_>,
    (to, keys_to): (&Path, Option<&Path>),
    clock: Clock,
) -> Result<Copied, BackupError> {
    make_empty(to)?;
    keys_to.map_or(Ok(()), make_empty)?;
    let store = open(dir, engines).await?;
    let objects = site::objects(dir, engines).await?;
    let (tables, keys) = (to.join("han.db.new"), to.join("keys.db.new"));
    match &store {
        Source::Postgres(store) => snapshot::of_postgres(store, &tables).await?,
        Source::Sqlite(_) => snapshot::of_sqlite(&dir.join(DATABASE), &tables).await?,
    }
    snapshot::split(&tables, &keys).await?;
    let about = json!({
        "format": FORMAT,
        "created_us": clock(),
        "version": env!("CARGO_PKG_VERSION"),
    });
    let mut data = Archive::new(to, DATA)?;
    data.bytes(ABOUT, about.to_string().as_bytes())?;
    data.file("han.db", &tables)?;
    let copied = copy_objects(&mut data, store.operations(), &objects, &tables).await?;
    data.end()?;
    let keys_to = keys_to.unwrap_or(to);
    let mut archive = Archive::new(keys_to, KEYS)?;
    archive.bytes(ABOUT_KEYS, about.to_string().as_bytes())?;
    archive.file(LOG_KEY, &dir.join(LOG_KEY))?;
    archive.file(KEY_TABLES, &keys)?;
    archive.end()?;
    for done in [&tables, &keys] {
        fs::remove_file(done).map_err(file_failed(done))?;
    }
    for folder in [to, keys_to] {
        sync_dir(folder).map_err(file_failed(folder))?;
    }
    store.close().await;
    Ok(copied)
}

/// The tables that are copied.
enum Source {
    Sqlite(Box<SqliteStore>),
    Postgres(PgStore),
}

impl Source {
    fn operations(&self) -> &dyn Operations {
        match self {
            Self::Sqlite(store) => store.as_ref(),
            Self::Postgres(store) => store,
        }
    }

    async fn close(&self) {
        match self {
            Self::Sqlite(store) => store.close().await,
            Self::Postgres(store) => store.close().await,
        }
    }
}

async fn open(dir: &Path, engines: &Engines<'_>) -> Result<Source, BackupError> {
    if !dir.join(LOG_KEY).exists() || (engines.database.is_none() && !dir.join(DATABASE).exists()) {
        return Err(FolderError::NoVault(dir.into()).into());
    }
    Ok(match engines.database {
        Some(url) => Source::Postgres(PgStore::open(url).await?),
        None => Source::Sqlite(Box::new(SqliteStore::open(&dir.join(DATABASE), Journal::Wal).await?)),
    })
}

async fn copy_objects(
    data: &mut Archive,
    store: &dyn Operations,
    objects: &Objects,
    tables: &Path,
) -> Result<Copied, BackupError> {
    let mut wanted = Vec::new();
    for (owner, id, _) in snapshot::objects(tables).await? {
        let owner = OwnerId::from_slice(&owner).ok_or(StoreError::BadRow("owner id"))?;
        wanted.push((owner, ObjectId::from_slice(&id).ok_or(StoreError::BadRow("object id"))?));
    }
    let mut copied = Copied::default();
    let gets = wanted.into_iter().map(|(owner, id)| async move { (owner, id, objects.get(owner, id).await) });
    let mut gets = futures::stream::iter(gets).buffered(PARALLEL);
    while let Some((owner, id, got)) = gets.next().await {
        match got {
            Ok(bytes) => {
                data.bytes(&format!("objects/{owner}/{id}"), &bytes)?;
                copied.objects += 1;
                copied.bytes += bytes.len() as u64;
            }
            Err(ObjectError::NotFound(_) | ObjectError::Damaged(_)) => {
                let row = store.objects_between(owner, id, id).await?;
                let held = row.first().is_some_and(|row| row.held);
                if held { copied.lost.push(id) } else { copied.shredded.push(id) }
            }
            Err(failed) => return Err(FolderError::Objects(failed).into()),
        }
    }
    Ok(copied)
}

/// An archive that gets its name when it is whole and on the disk.
struct Archive {
    path: PathBuf,
    unfinished: PathBuf,
    tar: tar::Builder<io::BufWriter<File>>,
}

impl Archive {
    fn new(folder: &Path, name: &str) -> Result<Self, BackupError> {
        let unfinished = folder.join(format!("{name}.new"));
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&unfinished).map_err(file_failed(&unfinished))?;
        let tar = tar::Builder::new(io::BufWriter::with_capacity(1 << 20, file));
        Ok(Self { path: folder.join(name), unfinished, tar })
    }

    fn header(len: u64) -> tar::Header {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Regular);
        header.set_mode(0o600);
        header.set_size(len);
        header
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        let mut header = Self::header(bytes.len() as u64);
        self.tar.append_data(&mut header, name, bytes).map_err(file_failed(&self.unfinished))
    }

    fn file(&mut self, name: &str, from: &Path) -> Result<(), BackupError> {
        let file = File::open(from).map_err(file_failed(from))?;
        let mut header = Self::header(file.metadata().map_err(file_failed(from))?.len());
        self.tar.append_data(&mut header, name, file).map_err(file_failed(&self.unfinished))
    }

    fn end(self) -> Result<(), BackupError> {
        let failed = file_failed(&self.unfinished);
        let mut file = self.tar.into_inner().map_err(&failed)?;
        file.flush().map_err(&failed)?;
        file.into_inner().map_err(|e| failed(e.into_error()))?.sync_all().map_err(&failed)?;
        fs::rename(&self.unfinished, &self.path).map_err(&failed)
    }
}

/// The content of an entry, which is small or an object.
pub(super) fn read_entry(entry: &mut impl io::Read, len: u64, most: u64) -> io::Result<Bytes> {
    if len > most {
        return Err(io::Error::new(ErrorKind::InvalidData, "an entry is too long"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0));
    entry.by_ref().take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == len {
        Ok(bytes.into())
    } else {
        Err(io::Error::new(ErrorKind::UnexpectedEof, "an entry is cut"))
    }
}
