//! What a machine keeps of a log that it has followed: `log`, a file of blocks with every ref, and `log-moves`, what has
//! changed since that was written (`docs/adr/0016-followed-log.md`).
//!
//! Neither is trusted for itself: they count where they lead to the size and root of the pin, and else the log is
//! followed from its first leaf.

use super::error::OpError;
use super::open::{MAX_STATE, Profile};
use crate::local::atomic::{self, FileError};
use crate::local::blocks::{BlockFile, BlockWriter, Found};
use crate::local::journal::{self, Tail};
use crate::protocol::ids::Digest;
use crate::protocol::refs::RefName;
use crate::vault::follow::{Follow, FollowError};
use crate::vault::pin::Pin;
use crate::vault::reftable::Stored;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The journal is folded into the file of blocks when it is longer than one part in so many of that, but not while it
/// is shorter than [`SHORT`], and always when it is longer than [`LONG`].
const SHARE: u64 = 16;
const SHORT: u64 = 64 << 10;
const LONG: u64 = 4 << 20;

fn blocks_path(profile: &Profile) -> PathBuf {
    profile.state.join("log")
}

fn moves_path(profile: &Profile) -> PathBuf {
    profile.state.join("log-moves")
}

/// Where the files stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    /// Size and root of the log that they lead to.
    size: u64,
    root: Digest,
    /// The file of blocks that the journal goes on from, and its length.
    blocks: ([u8; 16], u64),
    tail: Tail,
}

/// The table of refs in a file of blocks.
struct Table {
    file: BlockFile,
    records: u64,
}

impl Stored for Table {
    fn records(&self) -> u64 {
        self.records
    }

    fn block(&self, number: u64) -> Result<Arc<[u8]>, FollowError> {
        self.file.block(number).map_err(|error| {
            // Out of the way, so that the next run follows the log anew; the error stands whether that works or not.
            drop(std::fs::remove_file(self.file.path()));
            FollowError::Stored(format!("{}: {error}", self.file.path().display()))
        })
    }
}

/// The followed log as the files have it, if they lead to the pin; else nothing is followed yet.
pub(super) fn load(profile: &Profile, pin: &Pin) -> Result<(Follow, Option<Kept>), OpError> {
    let read = journal::read_with(&moves_path(profile), |moves| {
        let blocks = match BlockFile::open(&blocks_path(profile))? {
            Found::Blocks(blocks) => blocks,
            Found::Absent => return Ok(None),
            Found::Other => return Ok(whole(profile)?.map(|follow| (follow, None))),
        };
        let entries = match moves {
            Some(file) => journal::entries(file, blocks.id()).map_err(FileError::io(&moves_path(profile)))?,
            None => Vec::new(),
        };
        Ok(replay(blocks, entries, pin).map(|(follow, kept)| (follow, Some(kept))))
    })?;
    // Every command looks these up: where they cannot be read, nothing is lost yet by following the log anew.
    let governing = |follow: &Follow| {
        [RefName::keyfile(), RefName::roster()].iter().all(|name| follow.state(name).is_ok())
    };
    let usable = read.filter(|(follow, _)| is_pinned(follow, pin) && governing(follow));
    Ok(usable.unwrap_or_else(|| (Follow::new(profile.owner), None)))
}

fn is_pinned(follow: &Follow, pin: &Pin) -> bool {
    follow.owner() == pin.owner && follow.size() == pin.size && follow.root() == pin.root
}

/// State as an earlier version stored it: all of it in one piece.
fn whole(profile: &Profile) -> Result<Option<Follow>, FileError> {
    let bytes = atomic::read_private(&blocks_path(profile), MAX_STATE)?;
    Ok(bytes.and_then(|bytes| Follow::of_whole(&bytes).ok()))
}

/// The state that the files lead to at the pin. Entries after it were written by a run that did not come to write its
/// pin: they do not count.
fn replay(blocks: BlockFile, entries: Vec<(Vec<u8>, Tail)>, pin: &Pin) -> Option<(Follow, Kept)> {
    let (id, length) = (blocks.id(), blocks.length());
    let beside = blocks.beside().to_vec();
    let table = |records| -> Arc<dyn Stored> { Arc::new(Table { file: blocks, records }) };
    let mut follow = Follow::of_stored(&beside, table).ok()?;
    let mut tail = Tail::first(id);
    for (bytes, after) in entries {
        if is_pinned(&follow, pin) {
            break;
        }
        follow.apply_changes(&bytes).ok()?;
        tail = after;
    }
    let kept = Kept { size: follow.size(), root: follow.root(), blocks: (id, length), tail };
    Some((follow, kept))
}

/// Brings the files to where the log was followed to: by what has changed, or anew where that has become too long, or
/// another process has written meanwhile.
pub(super) fn keep(profile: &Profile, follow: &Follow, kept: Option<Kept>) -> Result<Option<Kept>, OpError> {
    let (size, root) = (follow.size(), follow.root());
    if kept.is_some_and(|kept| (kept.size, kept.root) == (size, root)) {
        return Ok(kept);
    }
    let moves = moves_path(profile);
    let mut held = journal::hold(&moves)?;
    if let Some(kept) = kept.filter(|kept| kept.size <= size && stands(profile, kept)) {
        let (changes, _) = follow.changes_since(kept.size);
        let length = kept.tail.length() + changes.len() as u64;
        if length <= LONG && length <= SHORT.max(kept.blocks.1 / SHARE) {
            let appended = held.append(kept.blocks.0, kept.tail, &changes).map_err(FileError::io(&moves))?;
            if let Some(tail) = appended {
                return Ok(Some(Kept { size, root, tail, ..kept }));
            }
        }
    }
    let id = write_blocks(&blocks_path(profile), follow)?;
    held.clear().map_err(FileError::io(&moves))?;
    let length = std::fs::metadata(blocks_path(profile)).map_or(0, |metadata| metadata.len());
    Ok(Some(Kept { size, root, blocks: (id, length), tail: Tail::first(id) }))
}

/// Whether the file of blocks is still the one that was read.
fn stands(profile: &Profile, kept: &Kept) -> bool {
    matches!(BlockFile::open(&blocks_path(profile)), Ok(Found::Blocks(file)) if file.id() == kept.blocks.0)
}

fn write_blocks(path: &Path, follow: &Follow) -> Result<[u8; 16], OpError> {
    let mut writer = BlockWriter::create(path, &follow.beside(), follow.block_count())?;
    for block in follow.blocks()? {
        writer.push(&block?)?;
    }
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests;
