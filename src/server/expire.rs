//! The lifetime of key backups. A session that was shredded stands in every data backup of before, with its content key
//! wrapped under a data key that has retired since: it opens as long as somebody has a keyfile of that time. So the archives
//! of keys are few, small, and live shorter than those of data.

use super::backup::{ABOUT_KEYS, BackupError, KEY_TABLES, file_failed, read_entry};
use super::folder::sync_dir;
use super::site::LOG_KEY;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Folders within folders that are looked into.
const DEPTH: usize = 8;
/// The longest description of an archive, in bytes.
const MAX_ABOUT: u64 = 65_536;

/// An archive of keys.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct KeyBackup {
    /// When it was made, in microseconds of Unix time: as it says itself; one of an older version, by its file.
    pub created_us: u64,
    /// Where it is.
    pub path: PathBuf,
}

/// Every archive of keys beneath a folder, the oldest first, whatever it is called. Links are not followed.
pub fn find(folder: &Path) -> Result<Vec<KeyBackup>, BackupError> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_path_buf(), DEPTH)];
    while let Some((folder, depth)) = folders.pop() {
        let failed = file_failed(&folder);
        for entry in fs::read_dir(&folder).map_err(&failed)? {
            let entry = entry.map_err(&failed)?;
            let kind = entry.file_type().map_err(&failed)?;
            if kind.is_dir() && depth > 0 {
                folders.push((entry.path(), depth - 1));
            } else if kind.is_file() {
                found.extend(look(&entry.path())?);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What a file is, if it is an archive of keys.
fn look(path: &Path) -> Result<Option<KeyBackup>, BackupError> {
    let failed = file_failed(path);
    let mut tar = tar::Archive::new(File::open(path).map_err(&failed)?);
    let Ok(mut entries) = tar.entries() else { return Ok(None) };
    let (mut created_us, mut names) = (None, Vec::new());
    // Two entries, or three: of anything else no more is read than its first.
    while let Some(Ok(mut entry)) = entries.next() {
        let (name, len) = (entry.path_bytes().into_owned(), entry.size());
        let known = [ABOUT_KEYS, LOG_KEY, KEY_TABLES].iter().any(|one| one.as_bytes() == name);
        if !known || names.len() == 3 {
            return Ok(None);
        }
        if name == ABOUT_KEYS.as_bytes() {
            let Ok(about) = read_entry(&mut entry, len, MAX_ABOUT) else { return Ok(None) };
            let about: Option<serde_json::Value> = serde_json::from_slice(&about).ok();
            created_us = about.and_then(|about| about.get("created_us").and_then(serde_json::Value::as_u64));
        }
        names.push(name);
    }
    let has = |wanted: &str| names.iter().any(|name| name == wanted.as_bytes());
    if !has(LOG_KEY) || !has(KEY_TABLES) {
        return Ok(None);
    }
    let written = || -> io::Result<u64> {
        let age = fs::metadata(path)?.modified()?.duration_since(UNIX_EPOCH);
        Ok(age.map_or(0, |age| u64::try_from(age.as_micros()).unwrap_or(u64::MAX)))
    };
    let created_us = match created_us {
        Some(created_us) => created_us,
        None => written().map_err(&failed)?,
    };
    Ok(Some(KeyBackup { created_us, path: path.to_path_buf() }))
}

/// Those of them that were made at `before_us` or earlier, but never the newest of all: without any, no copy comes back.
pub fn expired(found: &[KeyBackup], before_us: u64) -> &[KeyBackup] {
    let older = found.iter().take_while(|one| one.created_us <= before_us).count();
    found.get(..older.min(found.len().saturating_sub(1))).unwrap_or_default()
}

/// Overwrites an archive and removes it. What a file system or a disk keeps of it beside is out of reach.
pub fn remove(one: &KeyBackup) -> Result<(), BackupError> {
    let failed = file_failed(&one.path);
    let len = fs::metadata(&one.path).map_err(&failed)?.len();
    let mut file = File::options().write(true).open(&one.path).map_err(&failed)?;
    io::copy(&mut io::Read::take(io::repeat(0), len), &mut file).map_err(&failed)?;
    file.flush().and_then(|()| file.sync_all()).map_err(&failed)?;
    drop(file);
    fs::remove_file(&one.path).map_err(&failed)?;
    match one.path.parent() {
        Some(folder) => sync_dir(folder).map_err(&failed),
        None => Ok(()),
    }
}
