//! An embedded vault's folder: one vault, its log key, its objects. Nothing in it names its own place, so it
//! may be moved or copied while no process uses it.
//!
//! ```text
//! <dir>/vault.db     SQLite: refs, log, object rows          0600
//! <dir>/objects/     ciphertext: v1/<2 hex>/<owner>/<sha256>
//! <dir>/log.key      the log key ([`super::log::LogKeyFile`]) 0600
//! <dir>/lock         empty; for those who must be alone with the vault
//! ```
//! The folder itself has mode 0700. A vault is there once `vault.db` is: it is made under another name and
//! linked into place last.

use super::log::{LogKeyFile, LogSigner};
use super::mounts::unsafe_filesystem;
use super::objects::place::AddressError;
use super::objects::probe::ProbeError;
use super::objects::{ObjectError, Objects};
use super::store::sqlite::{Journal, SqliteStore};
use super::store::{NewVault, Store, StoreError};
use super::{Clock, Service};
use crate::protocol::checkpoint::MAX_SUCCESSIONS;
use crate::protocol::ids::OwnerId;
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::merkle::CompactRange;
use std::fs;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The server name in the heads of embedded vaults.
pub const EMBEDDED_NAME: &str = "embedded";
/// The file of the tables.
pub const DATABASE: &str = "vault.db";
/// The file of the log key's seed.
pub const LOG_KEY: &str = "log.key";
/// The folder of objects.
pub const OBJECTS: &str = "objects";
/// The lock file.
pub const LOCK: &str = "lock";
/// The tables while they are being made.
const UNFINISHED: &str = "vault.db.new";

/// Why a folder could not be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There is no vault in the folder.
    #[error("there is no vault in {0}")]
    NoVault(PathBuf),
    /// The folder holds a vault already.
    #[error("{0} already holds a vault")]
    HoldsVault(PathBuf),
    /// The folder holds something else.
    #[error("{0} is not empty and is not a vault")]
    HoldsOther(PathBuf),
    /// Another process makes a vault here.
    #[error("another process is making a vault in {0}")]
    BeingMade(PathBuf),
    /// Another process serves the folder.
    #[error("another process serves {0}")]
    InUse(PathBuf),
    /// SQLite's locks do not hold there.
    #[error("{path} is on {kind}, where an embedded vault is not safe")]
    UnsafeFilesystem {
        /// The folder.
        path: PathBuf,
        /// The file system's name.
        kind: String,
    },
    /// A file of the vault that is not what it should be.
    #[error("{0} is not as it was made")]
    BadFile(PathBuf),
    /// The heads of the logs carry the signatures of another key than the folder's.
    #[error("{0} is not the key that signs the logs in the database: copy the one of another node there")]
    OtherLogKey(PathBuf),
    /// The objects cannot lie where they are to.
    #[error(transparent)]
    Place(#[from] AddressError),
    /// The object store does not do what is needed.
    #[error(transparent)]
    Probe(#[from] ProbeError),
    /// The file system.
    #[error("cannot use the folder of the vault")]
    Io(#[from] io::Error),
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The object store.
    #[error(transparent)]
    Objects(#[from] ObjectError),
}

/// A service on a folder, and the one vault in it.
pub struct Embedded {
    /// The service.
    pub service: Service,
    /// The vault.
    pub owner: OwnerId,
}

/// Makes a vault in `dir`, which must be absent or empty; its parents are made too. What an interrupted
/// `create` left, and a vault whose log is still empty (an interrupted `init`), is made anew.
pub async fn create(
    dir: &Path,
    owner: OwnerId,
    kind: OwnerKind,
    clock: Clock,
) -> Result<Embedded, FolderError> {
    make_private_dir(dir)?;
    check_only_ours(dir)?;
    check_filesystem(dir)?;
    let lock = fs::File::options().create(true).truncate(false).write(true).open(dir.join(LOCK))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => return Err(FolderError::BeingMade(dir.into())),
        Err(fs::TryLockError::Error(failed)) => return Err(failed.into()),
    }
    check_no_vault(dir).await?;
    for leftover in [DATABASE, UNFINISHED, LOG_KEY] {
        remove_if_there(&dir.join(leftover))?;
    }
    make_private_dir(&dir.join(OBJECTS))?;
    let key = LogKeyFile::generate().map_err(io::Error::other)?;
    write_private(&dir.join(LOG_KEY), &key.to_bytes())?;
    let signer = LogSigner::new(EMBEDDED_NAME, &key);

    let unfinished = dir.join(UNFINISHED);
    write_private(&unfinished, &[])?;
    let store = SqliteStore::create(&unfinished, Journal::Rollback).await?;
    let checkpoint = signer.sign_head(owner, &CompactRange::new());
    store.add_vault(&NewVault { owner, kind, created_us: clock(), checkpoint }).await?;
    store.close().await;
    fs::rename(&unfinished, dir.join(DATABASE))?;
    sync_dir(dir)?;
    drop(lock);
    open(dir, clock).await
}

/// Opens the vault in `dir`. Writes nothing there unless the tables are of an older format.
pub async fn open(dir: &Path, clock: Clock) -> Result<Embedded, FolderError> {
    let database = dir.join(DATABASE);
    match fs::metadata(&database) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(FolderError::BadFile(database)),
        Err(failed) if matches!(failed.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Err(FolderError::NoVault(dir.into()));
        }
        Err(failed) => return Err(failed.into()),
    }
    check_filesystem(dir)?;
    let signer = LogSigner::new(EMBEDDED_NAME, &read_log_key(&dir.join(LOG_KEY))?);
    let store = SqliteStore::open(&database, Journal::Rollback).await?;
    let owners = store.owners().await?;
    let [owner] = owners[..] else { return Err(FolderError::BadFile(database)) };
    let objects = Objects::in_folder(&dir.join(OBJECTS))?;
    Ok(Embedded { service: Service::new(Arc::new(store), objects, signer, clock), owner })
}

/// Removes the vault in `dir` and everything that belongs to it: objects, tables, log key, and the folder itself.
/// Nothing else may be in it. Stopped in between it can be called again; a folder that is gone is no failure.
pub fn remove(dir: &Path) -> Result<(), FolderError> {
    match fs::metadata(dir) {
        Err(failed) if failed.kind() == ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    check_only_ours(dir)?;
    let lock = fs::File::options().create(true).truncate(false).write(true).open(dir.join(LOCK))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => return Err(FolderError::InUse(dir.into())),
        Err(fs::TryLockError::Error(failed)) => return Err(failed.into()),
    }
    match fs::remove_dir_all(dir.join(OBJECTS)) {
        Err(failed) if failed.kind() != ErrorKind::NotFound => return Err(failed.into()),
        _ => {}
    }
    for name in [DATABASE, "vault.db-journal", UNFINISHED, "vault.db.new-journal", LOG_KEY, LOCK] {
        remove_if_there(&dir.join(name))?;
    }
    fs::remove_dir(dir)?;
    match dir.parent() {
        Some(parent) => Ok(sync_dir(parent)?),
        None => Ok(()),
    }
}

/// Refuses a folder with anything in it that is not part of a vault.
fn check_only_ours(dir: &Path) -> Result<(), FolderError> {
    const JOURNALS: [&str; 2] = ["vault.db-journal", "vault.db.new-journal"];
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        let name = name.to_str().unwrap_or_default();
        if ![DATABASE, UNFINISHED, LOG_KEY, OBJECTS, LOCK].contains(&name) && !JOURNALS.contains(&name) {
            return Err(FolderError::HoldsOther(dir.into()));
        }
    }
    Ok(())
}

/// Refuses a folder that holds a vault with a leaf in its log.
async fn check_no_vault(dir: &Path) -> Result<(), FolderError> {
    if !dir.join(DATABASE).exists() {
        return Ok(());
    }
    let store = SqliteStore::open(&dir.join(DATABASE), Journal::Rollback).await?;
    let mut leaves = 0;
    for owner in store.owners().await? {
        leaves += store.log_size(owner).await?;
    }
    store.close().await;
    if leaves > 0 { Err(FolderError::HoldsVault(dir.into())) } else { Ok(()) }
}

pub(super) fn check_filesystem(dir: &Path) -> Result<(), FolderError> {
    match unsafe_filesystem(dir) {
        Some(kind) => Err(FolderError::UnsafeFilesystem { path: dir.into(), kind }),
        None => Ok(()),
    }
}

/// The longest `log.key`.
pub(super) const MAX_LOG_KEY_LEN: u64 = 32 + 128 * MAX_SUCCESSIONS as u64;

pub(super) fn read_log_key(path: &Path) -> Result<LogKeyFile, FolderError> {
    let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(4_096));
    fs::File::open(path)?.take(MAX_LOG_KEY_LEN + 1).read_to_end(&mut bytes)?;
    LogKeyFile::parse(&bytes).ok_or_else(|| FolderError::BadFile(path.into()))
}

pub(super) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(failed) if failed.kind() != ErrorKind::NotFound => Err(failed),
        _ => Ok(()),
    }
}

pub(super) fn make_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Writes a new file that only its owner reads, and syncs it.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(dir)?.sync_all() } else { Ok(()) }
}
