//! A server's folder: the tables of all vaults and accounts, the objects, the log key.
//!
//! ```text
//! <dir>/han.db       SQLite (WAL): refs, logs, object rows, accounts   0600
//! <dir>/objects/     ciphertext: v1/<2 hex>/<owner>/<sha256>
//! <dir>/log.key      the log key ([`super::log::LogKeyFile`])           0600
//! <dir>/lock         held by the one process that serves
//! ```
//! With other engines (see [`Engines`]) only `log.key` and `lock` lie there, and any number of servers share the rest.
//! The folder has mode 0700. `han.db` appears last and whole, so an interrupted first start is begun anew.

use super::accounts::Accounts;
use super::accounts::postgres::PgAccounts;
use super::accounts::sqlite::SqliteAccounts;
use super::folder::{
    FolderError, check_filesystem, make_private_dir, read_log_key, remove_if_there, sync_dir, write_private,
};
use super::log::{LogKeyFile, LogSigner};
use super::objects::Objects;
use super::store::Store;
use super::store::postgres::PgStore;
use super::store::sqlite::{Journal, SqliteStore};
use super::{Clock, Service};
use crate::protocol::checkpoint::LogKey;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file of the tables.
pub const DATABASE: &str = "han.db";
/// The tables while they are being made.
const UNFINISHED: &str = "han.db.new";
pub(super) const LOG_KEY: &str = "log.key";
/// The log key that comes next, while it is written.
const NEW_LOG_KEY: &str = "log.key.new";
const OBJECTS: &str = "objects";
const LOCK: &str = "lock";

/// A server's vaults and accounts, open.
pub struct Site {
    /// The vaults.
    pub service: Arc<Service>,
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

/// Where a server keeps what does not lie in its folder.
#[derive(Clone, Copy, Default)]
pub struct Engines<'a> {
    /// A PostgreSQL database, instead of `han.db`: `postgres://user:password@host/database`.
    pub database: Option<&'a str>,
    /// A place for objects, instead of `objects/` ([`Objects::at`]).
    pub objects: Option<&'a str>,
    /// The environment of the object store's own tools.
    pub variables: &'a [(String, String)],
}

/// Opens the server in `dir` and makes what is missing there. `name` becomes the server's name at its first
/// start and is not looked at later. The caller holds the [`Lock`] where it is to serve.
pub async fn open(dir: &Path, name: &str, clock: Clock) -> Result<Site, FolderError> {
    open_on(dir, &Engines::default(), name, clock).await
}

/// [`open`] on other engines. Nodes that share them need the same `log.key`: one that has another is refused, and
/// so is an object store that does not do what is needed.
pub async fn open_on(
    dir: &Path,
    engines: &Engines<'_>,
    name: &str,
    clock: Clock,
) -> Result<Site, FolderError> {
    make_private_dir(dir)?;
    let objects = objects(dir, engines).await?;
    let (store, accounts): (Arc<dyn Store>, Arc<dyn Accounts>) = match engines.database {
        Some(url) => {
            let store = PgStore::open(url).await?;
            let accounts = PgAccounts::of(&store);
            (Arc::new(store), Arc::new(accounts))
        }
        None => {
            check_filesystem(dir)?;
            let database = dir.join(DATABASE);
            let store = if database.exists() {
                SqliteStore::open(&database, Journal::Wal).await?
            } else {
                create(dir, &database).await?
            };
            let accounts = SqliteAccounts::of(&store);
            (Arc::new(store), Arc::new(accounts))
        }
    };
    if !dir.join(LOG_KEY).exists() {
        make_log_key(dir)?;
    }
    let key = read_log_key(&dir.join(LOG_KEY))?;
    let name = accounts.server_name(name).await?;
    let signer = LogSigner::new(&name, &key);
    let claimed = store.claim_log_key(&signer.log_key(), clock()).await?;
    if claimed != signer.log_key() {
        if !signer.succeeds(&claimed) {
            return Err(FolderError::OtherLogKey(dir.join(LOG_KEY)));
        }
        succeed(&*store, &signer, &claimed, clock()).await?;
    }
    let service = Service::new(store, objects, signer, Arc::clone(&clock)).of_server();
    let service = Arc::new(service);
    Ok(Site { service, accounts, name, clock })
}

pub(super) async fn objects(dir: &Path, engines: &Engines<'_>) -> Result<Objects, FolderError> {
    match engines.objects {
        Some(address) => {
            let mut objects = Objects::at(address, engines.variables)?;
            objects.probe().await?;
            Ok(objects)
        }
        None => {
            make_private_dir(&dir.join(OBJECTS))?;
            Ok(Objects::in_folder(&dir.join(OBJECTS))?)
        }
    }
}

fn make_log_key(dir: &Path) -> Result<(), FolderError> {
    let key = LogKeyFile::generate().map_err(std::io::Error::other)?;
    write_private(&dir.join(LOG_KEY), &key.to_bytes())?;
    Ok(sync_dir(dir)?)
}

/// Signs the heads of all logs with a new key, and then makes it the key of these tables. An interrupted one is done
/// again at the next start.
async fn succeed(
    store: &dyn Store,
    signer: &LogSigner,
    from: &LogKey,
    now_us: u64,
) -> Result<(), FolderError> {
    for owner in store.owners().await? {
        let mut tx = store.write(owner).await?;
        let edge = tx.edge().await?;
        tx.set_head(&edge, &signer.sign_head(owner, &edge)).await?;
        tx.commit().await?;
    }
    store.replace_log_key(from, &signer.log_key(), now_us).await?;
    Ok(())
}

/// Makes a new log key, for which the one before gives its word; gives both. The seed of the one before is gone then. The
/// caller holds the [`Lock`], and no other node may serve.
///
/// # Errors
/// [`FolderError::NoVault`] where there is no server.
pub async fn rotate_log_key(
    dir: &Path,
    engines: &Engines<'_>,
    clock: Clock,
) -> Result<(LogKey, LogKey), FolderError> {
    let site = open_existing(dir, engines, Arc::clone(&clock)).await?;
    site.service.close().await;
    let path = dir.join(LOG_KEY);
    let old = read_log_key(&path)?;
    let new = old.next(&site.name).map_err(std::io::Error::other)?;
    let unfinished = dir.join(NEW_LOG_KEY);
    remove_if_there(&unfinished)?;
    write_private(&unfinished, &new.to_bytes())?;
    fs::rename(&unfinished, &path)?;
    sync_dir(dir)?;
    let site = open_existing(dir, engines, clock).await?;
    site.service.close().await;
    Ok((old.log_key(), new.log_key()))
}

/// Opens what a server left in `dir`, and makes nothing.
///
/// # Errors
/// [`FolderError::NoVault`] where there is none.
pub async fn open_existing(dir: &Path, engines: &Engines<'_>, clock: Clock) -> Result<Site, FolderError> {
    let there = if engines.database.is_some() { LOG_KEY } else { DATABASE };
    if !dir.join(there).exists() {
        return Err(FolderError::NoVault(PathBuf::from(dir)));
    }
    open_on(dir, engines, "", clock).await
}

async fn create(dir: &Path, database: &Path) -> Result<SqliteStore, FolderError> {
    let unfinished = dir.join(UNFINISHED);
    for leftover in [UNFINISHED, "han.db.new-wal", "han.db.new-shm", LOG_KEY] {
        remove_if_there(&dir.join(leftover))?;
    }
    make_log_key(dir)?;
    write_private(&unfinished, &[])?;
    let store = SqliteStore::create(&unfinished, Journal::Wal).await?;
    store.close().await;
    fs::rename(&unfinished, database)?;
    sync_dir(dir)?;
    Ok(SqliteStore::open(database, Journal::Wal).await?)
}
