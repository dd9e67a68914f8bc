//! What has changed since a file of blocks was written: a private file that grows at its end.
//!
//! Layout: magic (8 bytes) and the id of the file that it goes on from (16); then entries: length (4, big-endian), the
//! bytes, and a check, the first 16 bytes of BLAKE3 over the check before it and these bytes; before the first entry
//! that is the id. So an entry counts only behind all that were there when it was written; what does not have its check,
//! as after a crash, ends the journal. One that goes on from another file is empty.

use super::atomic::{self, FileError};
use super::blocks::CHECK_LEN;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

const MAGIC: &[u8; 8] = b"HANMOVES";
const HEAD_LEN: u64 = 24;
/// Longest journal that is read, in bytes; far more than is ever written before it is folded.
const MAX_LEN: u64 = 1 << 30;

/// A place between two entries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tail {
    /// Bytes before it.
    at: u64,
    check: [u8; CHECK_LEN],
}

impl Tail {
    /// The place before the first entry of a journal that goes on from this file.
    pub fn first(id: [u8; CHECK_LEN]) -> Self {
        Self { at: HEAD_LEN, check: id }
    }

    /// Bytes of the journal before it.
    pub fn length(&self) -> u64 {
        self.at
    }

    /// The place after an entry, and the check between.
    fn after(&self, bytes: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.check).update(bytes);
        let check = hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default();
        Self { at: self.at + 4 + bytes.len() as u64 + CHECK_LEN as u64, check }
    }
}

/// A journal that nobody else writes to, or folds, while this value lives.
pub struct Held {
    file: File,
}

/// Waits until nobody reads or writes the journal, and makes an empty one where there is none.
pub fn hold(path: &Path) -> Result<Held, FileError> {
    let file = atomic::open_private_to_write(path)?;
    locked(file.lock()).map_err(FileError::io(path))?;
    Ok(Held { file })
}

/// Locks are missing on some network file systems; there the checks alone tell what another process wrote between.
fn locked(taken: io::Result<()>) -> io::Result<()> {
    match taken {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        other => other,
    }
}

/// Calls `with` while nobody writes, with the journal where there is one.
pub fn read_with<T>(
    path: &Path,
    with: impl FnOnce(Option<&mut File>) -> Result<T, FileError>,
) -> Result<T, FileError> {
    let Some((mut file, length)) = atomic::open_private(path)? else { return with(None) };
    if length > MAX_LEN {
        return Err(FileError::TooLong { path: path.to_owned(), max: MAX_LEN });
    }
    locked(file.lock_shared()).map_err(FileError::io(path))?;
    with(Some(&mut file))
}

/// The whole entries that go on from the file `id`, each with the place after it.
pub fn entries(file: &mut File, id: [u8; CHECK_LEN]) -> io::Result<Vec<(Vec<u8>, Tail)>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(MAX_LEN).read_to_end(&mut bytes)?;
    let mut entries = Vec::new();
    let rest = bytes.strip_prefix(MAGIC.as_slice()).and_then(|rest| rest.strip_prefix(id.as_slice()));
    let (mut rest, mut tail) = (rest.unwrap_or_default(), Tail::first(id));
    while let Some((content, check)) = next(&mut rest) {
        tail = tail.after(content);
        if tail.check != check {
            break;
        }
        entries.push((content.to_vec(), tail));
    }
    Ok(entries)
}

/// The bytes of the next entry, and its check.
fn next<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let (content, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    let (check, after) = after.split_at_checked(CHECK_LEN)?;
    *rest = after;
    Some((content, check))
}

impl Held {
    /// Appends an entry, durably, at a place that this process has read up to, or `None` where the journal is not that
    /// any more. What stood behind the place was never part of what counts, and goes.
    pub fn append(&mut self, id: [u8; CHECK_LEN], tail: Tail, bytes: &[u8]) -> io::Result<Option<Tail>> {
        let Ok(length) = u32::try_from(bytes.len()) else { return Ok(None) };
        if !self.goes_on_from(id)? {
            if tail != Tail::first(id) {
                return Ok(None);
            }
            self.clear()?;
            self.file.write_all(&[MAGIC.as_slice(), id.as_slice()].concat())?;
        } else if !self.has(tail)? {
            return Ok(None);
        }
        self.file.set_len(tail.at)?;
        let after = tail.after(bytes);
        self.file.seek(SeekFrom::Start(tail.at))?;
        self.file.write_all(&[&length.to_be_bytes(), bytes, &after.check].concat())?;
        self.file.sync_data()?;
        Ok(Some(after))
    }

    /// Empties the journal: the file that it goes on from was replaced.
    pub fn clear(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0)).map(|_| ())
    }

    fn goes_on_from(&mut self, id: [u8; CHECK_LEN]) -> io::Result<bool> {
        let mut head = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        (&mut self.file).take(HEAD_LEN).read_to_end(&mut head)?;
        Ok(head == [MAGIC.as_slice(), id.as_slice()].concat())
    }

    /// Whether the check that stands before this place is the one that was read there.
    fn has(&mut self, tail: Tail) -> io::Result<bool> {
        let mut check = Vec::new();
        self.file.seek(SeekFrom::Start(tail.at - CHECK_LEN as u64))?;
        (&mut self.file).take(CHECK_LEN as u64).read_to_end(&mut check)?;
        Ok(check == tail.check)
    }
}
