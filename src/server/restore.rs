//! A server from its two archives (see [`super::backup`]), into a place where there is nothing. What comes back is proved:
//! every Merkle root is computed anew, every ref compared with its leaf, every object looked for.

use super::Clock;
use super::backup::{
    ABOUT, ABOUT_KEYS, BackupError, DATA, FORMAT, KEY_TABLES, KEYS, file_failed, read_entry,
};
use super::folder::{
    FolderError, MAX_LOG_KEY_LEN, check_filesystem, make_private_dir, remove_if_there, sync_dir,
    write_private,
};
use super::log::LogKeyFile;
use super::objects::Objects;
use super::site::{self, DATABASE, Engines, LOG_KEY};
use super::store::postgres::PgStore;
use super::store::sqlite::{Journal, SqliteStore};
use super::store::transfer::{is_empty, transfer};
use super::store::{Store as _, snapshot};
use super::verify::Verdict;
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::protocol::limits::MAX_OBJECT_LEN;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The tables while the objects come in.
const UNFINISHED: &str = "han.db.restored";
const UNFINISHED_KEYS: &str = "keys.db.restored";

/// What came back.
#[derive(Debug, Default)]
pub struct Restored {
    /// Objects.
    pub objects: u64,
    /// Keyfiles and rosters.
    pub keyfiles: u64,
    /// Rows of projections that were made anew.
    pub rebuilt: u64,
    /// What each vault looks like.
    pub vaults: Vec<(OwnerId, Verdict)>,
}

/// Brings a server back from the archives in `from` (that of the keys from `keys`, where it lies elsewhere) to `dir` and
/// the engines, all of which must be empty. The caller holds the lock of `dir`.
pub async fn restore(
    (from, keys): (&Path, Option<&Path>),
    dir: &Path,
    engines: &Engines<'_>,
    clock: Clock,
) -> Result<Restored, BackupError> {
    make_private_dir(dir).map_err(file_failed(dir))?;
    let objects = site::objects(dir, engines).await?;
    let database = check_empty(dir, engines, &objects).await?;
    let mut restored = Restored::default();
    let (tables, key_tables) = (dir.join(UNFINISHED), dir.join(UNFINISHED_KEYS));
    for leftover in [&tables, &key_tables] {
        remove_if_there(leftover).map_err(file_failed(leftover))?;
    }
    let keys = keys.map_or_else(|| from.join(KEYS), PathBuf::from);
    let seed = unpack_keys(&keys, &key_tables)?;
    restored.objects = unpack_data(&from.join(DATA), &tables, &objects).await?;
    restored.keyfiles = snapshot::join(&tables, &key_tables).await?;
    remove_if_there(&key_tables).map_err(file_failed(&key_tables))?;
    write_private(&dir.join(LOG_KEY), &seed).map_err(file_failed(dir))?;
    match database {
        Some(new) => {
            let old = SqliteStore::open(&tables, Journal::Wal).await?;
            transfer(&old, &new).await?;
            old.close().await;
            new.close().await;
            remove_if_there(&tables).map_err(file_failed(&tables))?;
        }
        None => std::fs::rename(&tables, dir.join(DATABASE)).map_err(file_failed(&tables))?,
    }
    sync_dir(dir).map_err(file_failed(dir))?;
    prove(dir, engines, clock, &mut restored).await?;
    Ok(restored)
}

/// Makes the projections anew, which are in no backup, and looks at everything.
async fn prove(
    dir: &Path,
    engines: &Engines<'_>,
    clock: Clock,
    restored: &mut Restored,
) -> Result<(), BackupError> {
    let site = site::open_existing(dir, engines, clock).await?;
    for owner in site.service.owners().await? {
        let first = site.service.verify(owner).await?;
        restored.rebuilt += site.service.rebuild(owner, &first).await?;
        restored.vaults.push((owner, site.service.verify(owner).await?));
    }
    site.service.close().await;
    Ok(())
}

/// Refuses a place where there is something. Gives the database, where it is not a file.
async fn check_empty(
    dir: &Path,
    engines: &Engines<'_>,
    objects: &Objects,
) -> Result<Option<PgStore>, BackupError> {
    for name in [DATABASE, LOG_KEY] {
        if dir.join(name).exists() {
            return Err(BackupError::NotEmpty(dir.display().to_string()));
        }
    }
    let empty = objects.is_empty().await.map_err(|e| BackupError::Folder(FolderError::Objects(e)))?;
    if !empty {
        return Err(BackupError::NotEmpty("the place for objects".into()));
    }
    match engines.database {
        Some(url) => {
            let store = PgStore::open(url).await?;
            if is_empty(&store).await? {
                Ok(Some(store))
            } else {
                Err(BackupError::NotEmpty("the database".into()))
            }
        }
        None => {
            check_filesystem(dir)?;
            Ok(None)
        }
    }
}

fn damaged(path: &Path, what: &'static str) -> BackupError {
    BackupError::Damaged(path.into(), what)
}

/// Writes the tables of keys to a file, and gives the log key as its file holds it.
fn unpack_keys(archive: &Path, tables: &Path) -> Result<zeroize::Zeroizing<Vec<u8>>, BackupError> {
    let failed = file_failed(archive);
    let mut tar = tar::Archive::new(File::open(archive).map_err(&failed)?);
    let (mut seed, mut unpacked, mut first) = (None, false, true);
    for entry in tar.entries().map_err(&failed)? {
        let mut entry = entry.map_err(&failed)?;
        let (name, len) = (entry.path_bytes().into_owned(), entry.size());
        match name.as_slice() {
            name if first && name == ABOUT_KEYS.as_bytes() => {
                check_about(&read_entry(&mut entry, len, 65_536).map_err(&failed)?, archive)?;
            }
            b"log.key" if seed.is_none() => {
                let bytes = read_entry(&mut entry, len, MAX_LOG_KEY_LEN).map_err(&failed)?;
                seed = Some(zeroize::Zeroizing::new(bytes.to_vec()));
            }
            name if name == KEY_TABLES.as_bytes() && !unpacked => {
                write_file(&mut entry, tables, len).map_err(&failed)?;
                unpacked = true;
            }
            _ => return Err(damaged(archive, "an entry that does not belong there")),
        }
        first = false;
    }
    let seed = seed.filter(|seed| unpacked && LogKeyFile::parse(seed).is_some());
    seed.ok_or_else(|| damaged(archive, "not all of it is there"))
}

/// Writes the tables to a file and the objects to their place. Returns how many objects there are.
async fn unpack_data(archive: &Path, tables: &Path, objects: &Objects) -> Result<u64, BackupError> {
    let failed = file_failed(archive);
    let mut tar =
        tar::Archive::new(io::BufReader::with_capacity(1 << 20, File::open(archive).map_err(&failed)?));
    let (mut at, mut count) = (0, 0);
    for entry in tar.entries().map_err(&failed)? {
        let mut entry = entry.map_err(&failed)?;
        let len = entry.size();
        let name = String::from_utf8(entry.path_bytes().into_owned());
        let name = name.map_err(|_| damaged(archive, "a name that is not text"))?;
        match (at, name.as_str()) {
            (0, ABOUT) => check_about(&read_entry(&mut entry, len, 65_536).map_err(&failed)?, archive)?,
            (1, "han.db") => write_file(&mut entry, tables, len).map_err(&failed)?,
            (2.., name) => {
                let (owner, id) = object_name(name)
                    .ok_or_else(|| damaged(archive, "an entry that does not belong there"))?;
                let bytes = read_entry(&mut entry, len, MAX_OBJECT_LEN as u64).map_err(&failed)?;
                if ObjectId::of(&bytes) != id {
                    return Err(damaged(archive, "an object that has not the hash that names it"));
                }
                objects.create(owner, id, bytes).await.map_err(|e| BackupError::Object(id, e))?;
                count += 1;
            }
            _ => return Err(damaged(archive, "an entry that does not belong there")),
        }
        at += 1;
    }
    if at < 2 {
        return Err(damaged(archive, "not all of it is there"));
    }
    objects.settle().await.map_err(|e| BackupError::Folder(FolderError::Objects(e)))?;
    Ok(count)
}

fn check_about(about: &[u8], archive: &Path) -> Result<(), BackupError> {
    let about: serde_json::Value =
        serde_json::from_slice(about).map_err(|_| damaged(archive, "its description cannot be read"))?;
    match about.get("format").and_then(serde_json::Value::as_u64) {
        Some(FORMAT) => Ok(()),
        Some(newer) if newer > FORMAT => Err(BackupError::Newer(newer)),
        _ => Err(damaged(archive, "its description cannot be read")),
    }
}

fn object_name(name: &str) -> Option<(OwnerId, ObjectId)> {
    let (owner, id) = name.strip_prefix("objects/")?.split_once('/')?;
    Some((OwnerId::parse(owner).ok()?, ObjectId::parse(id).ok()?))
}

fn write_file(from: &mut impl io::Read, to: &Path, len: u64) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(to)?;
    if io::copy(&mut io::Read::take(&mut *from, len), &mut file)? != len {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    file.sync_all()
}
