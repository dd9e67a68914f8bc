//! A server's folder: the tables of all vaults and accounts, the objects, the log key.
//!
//! ```text
//! <dir>/han.db       SQLite (WAL): refs, logs, object rows, accounts   0600
//! <dir>/objects/     ciphertext: v1/<2 hex>/<owner>/<sha256>
//! <dir>/log.key      Ed25519 seed of the log key, 32 bytes             0600
//! <dir>/lock         held by the one process that serves
//! ```
//! The folder has mode 0700. `han.db` appears last and whole, so an interrupted first start is begun anew.

use super::accounts::Accounts;
use super::accounts::sqlite::SqliteAccounts;
use super::folder::{
    FolderError, check_filesystem, make_private_dir, read_seed, remove_if_there, sync_dir, write_private,
};
use super::log::LogSigner;
use super::objects::Objects;
use super::store::Store as _;
use super::store::sqlite::{Journal, SqliteStore};
use super::{Clock, Service};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file of the tables.
pub const DATABASE: &str = "han.db";
/// The tables while they are being made.
const UNFINISHED: &str = "han.db.new";
const LOG_KEY: &str = "log.key";
const OBJECTS: &str = "objects";
const LOCK: &str = "lock";

/// A server's vaults and accounts, open.
pub struct Site {
    /// The vaults.
    pub service: Service,
    /// The accounts.
    pub accounts: Arc<dyn Accounts>,
    /// The first part of the origins of its logs.
    pub name: String,
    /// Server time.
    pub clock: Clock,
}

/// The right to serve a folder: one process has it.
pub struct Lock {
    _file: fs::File,
}

/// Takes the right to serve `dir`, which is made where it is absent.
///
/// # Errors
/// [`FolderError::InUse`] where another process serves it.
pub fn lock(dir: &Path) -> Result<Lock, FolderError> {
    make_private_dir(dir)?;
    let file = fs::File::options().create(true).truncate(false).write(true).open(dir.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(fs::TryLockError::WouldBlock) => Err(FolderError::InUse(dir.into())),
        Err(fs::TryLockError::Error(failed)) => Err(failed.into()),
    }
}

/// Opens the server in `dir` and makes what is missing there. `name` becomes the server's name at its first
/// start and is not looked at later. The caller holds the [`Lock`] where it is to serve.
pub async fn open(dir: &Path, name: &str, clock: Clock) -> Result<Site, FolderError> {
    make_private_dir(dir)?;
    check_filesystem(dir)?;
    make_private_dir(&dir.join(OBJECTS))?;
    let database = dir.join(DATABASE);
    let store = if database.exists() {
        SqliteStore::open(&database, Journal::Wal).await?
    } else {
        create(dir, &database).await?
    };
    let seed = read_seed(&dir.join(LOG_KEY))?;
    let accounts = SqliteAccounts::of(&store);
    let name = accounts.server_name(name).await?;
    let signer = LogSigner::from_seed(&name, &seed);
    let objects = Objects::in_folder(&dir.join(OBJECTS))?;
    let service = Service::new(Arc::new(store), objects, signer, Arc::clone(&clock));
    Ok(Site { service, accounts: Arc::new(accounts), name, clock })
}

/// Opens what a server left in `dir`, and makes nothing.
///
/// # Errors
/// [`FolderError::NoVault`] where there is none.
pub async fn open_existing(dir: &Path, clock: Clock) -> Result<Site, FolderError> {
    if !dir.join(DATABASE).exists() {
        return Err(FolderError::NoVault(PathBuf::from(dir)));
    }
    open(dir, "", clock).await
}

async fn create(dir: &Path, database: &Path) -> Result<SqliteStore, FolderError> {
    let unfinished = dir.join(UNFINISHED);
    for leftover in [UNFINISHED, "han.db.new-wal", "han.db.new-shm", LOG_KEY] {
        remove_if_there(&dir.join(leftover))?;
    }
    let mut seed = zeroize::Zeroizing::new([0u8; 32]);
    getrandom::fill(seed.as_mut()).map_err(std::io::Error::other)?;
    write_private(&dir.join(LOG_KEY), seed.as_ref())?;
    write_private(&unfinished, &[])?;
    let store = SqliteStore::create(&unfinished, Journal::Wal).await?;
    store.close().await;
    fs::rename(&unfinished, database)?;
    sync_dir(dir)?;
    Ok(SqliteStore::open(database, Journal::Wal).await?)
}
