//! What the log says of every ref: a sorted table of which the largest part may lie in a file and is looked up there
//! block by block, so that a command that needs few refs reads few.
//!
//! The newest states lie in a small map, those before in sorted runs, each at least twice as long as the next, and
//! the oldest in a [`Stored`] table that never changes. A copy shares runs and stored table.

use super::follow::{FollowError, RefState};
use crate::protocol::ids::{Digest, SessionTag};
use crate::protocol::refs::RefName;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

/// Bytes of one ref and its state: the key, then version, fields, whether it ended, manifest leaf, previous manifest,
/// leaf, manifests, metadata leaf. Numbers are big-endian.
pub const RECORD_LEN: usize = KEY_LEN + 8 + 96 + 1 + 8 + 32 + 8 + 8 + 8;
/// Records in one block of a stored table; the last block may have fewer.
pub const PER_BLOCK: usize = 21;
/// Bytes of a name: its form (0 keyfile, 1 roster, 2 session), then the tag.
const KEY_LEN: usize = 17;
/// States that are held as a map before they become a run.
const MOST_IN_MAP: usize = 256;

/// A name as it is stored; the order is that of the names.
type Key = [u8; KEY_LEN];
type Entry = (Key, RefState);
type Run = Arc<Vec<Entry>>;

/// A table that does not change, in blocks of [`PER_BLOCK`] records in the order of names.
pub trait Stored: Send + Sync {
    /// How many records it has.
    fn records(&self) -> u64;
    /// The bytes of one block, checked; there may be padding after the records.
    fn block(&self, number: u64) -> Result<Arc<[u8]>, FollowError>;
}

/// How many refs there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Count {
    /// All of them.
    pub refs: u64,
    /// Sessions that have not ended.
    pub sessions: u64,
}

/// The table.
#[derive(Clone, Default)]
pub(super) struct RefTable {
    stored: Option<Arc<dyn Stored>>,
    /// Oldest and longest first.
    runs: Vec<Run>,
    newest: BTreeMap<Key, RefState>,
    count: Count,
}

fn key(name: &RefName) -> Key {
    let mut key = [0; KEY_LEN];
    match name.session_tag() {
        Some(tag) => {
            key[0] = 2;
            key[1..].copy_from_slice(tag.as_bytes());
        }
        None => key[0] = u8::from(*name == RefName::roster()),
    }
    key
}

fn name(key: &Key) -> Option<RefName> {
    match key {
        [2, tag @ ..] => SessionTag::from_slice(tag).map(RefName::session),
        [1, ..] => Some(RefName::roster()),
        [0, ..] => Some(RefName::keyfile()),
        _ => None,
    }
}

fn damaged() -> FollowError {
    FollowError::Stored("a ref in it cannot be read".into())
}

fn put(out: &mut Vec<u8>, (key, state): &Entry) {
    out.extend_from_slice(key);
    out.extend_from_slice(&state.version.to_be_bytes());
    state.fields.iter().for_each(|field| out.extend_from_slice(&field.0));
    out.push(u8::from(state.tombstone));
    out.extend_from_slice(&state.manifest_seq.to_be_bytes());
    out.extend_from_slice(&state.prev_manifest.0);
    for number in [state.seq, state.manifests, state.meta_seq] {
        out.extend_from_slice(&number.to_be_bytes());
    }
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (first, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(first)
}

fn parse(record: &[u8]) -> Option<Entry> {
    let rest = &mut &*record;
    let key = *take::<KEY_LEN>(rest)?;
    let version = u64::from_be_bytes(*take(rest)?);
    let fields = [Digest(*take(rest)?), Digest(*take(rest)?), Digest(*take(rest)?)];
    let tombstone = *take::<1>(rest)? == [1];
    let manifest_seq = u64::from_be_bytes(*take(rest)?);
    let prev_manifest = Digest(*take(rest)?);
    let [seq, manifests, meta_seq] = [*take(rest)?, *take(rest)?, *take(rest)?].map(u64::from_be_bytes);
    let state =
        RefState { version, fields, tombstone, manifest_seq, prev_manifest, seq, manifests, meta_seq };
    Some((key, state))
}

fn records(bytes: &[u8]) -> Result<Vec<Entry>, FollowError> {
    let parsed: Option<Vec<Entry>> = bytes.chunks(RECORD_LEN).map(parse).collect();
    parsed.ok_or_else(damaged)
}

/// The records of one block of a stored table.
fn block(stored: &dyn Stored, number: u64) -> Result<(Arc<[u8]>, usize), FollowError> {
    let left = stored.records().saturating_sub(number.saturating_mul(PER_BLOCK as u64));
    let here = usize::try_from(left).unwrap_or(PER_BLOCK).min(PER_BLOCK);
    let bytes = stored.block(number)?;
    if here == 0 || bytes.len() < here * RECORD_LEN { Err(damaged()) } else { Ok((bytes, here)) }
}

fn record(bytes: &[u8], at: usize) -> Result<&[u8], FollowError> {
    bytes.get(at * RECORD_LEN..(at + 1) * RECORD_LEN).ok_or_else(damaged)
}

/// The number of the last block that begins at or before `key`; `None` where all begin after it.
fn block_of(stored: &dyn Stored, key: &Key) -> Result<Option<u64>, FollowError> {
    let (mut low, mut high) = (0, stored.records().div_ceil(PER_BLOCK as u64));
    // All blocks before `low` begin at or before the key, all from `high` on after it.
    while low < high {
        let middle = low + (high - low) / 2;
        let (bytes, _) = block(stored, middle)?;
        if record(&bytes, 0)?.get(..KEY_LEN).ok_or_else(damaged)? <= key.as_slice() {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low.checked_sub(1))
}

fn look_up(stored: &dyn Stored, key: &Key) -> Result<Option<RefState>, FollowError> {
    let Some(number) = block_of(stored, key)? else { return Ok(None) };
    let (bytes, here) = block(stored, number)?;
    for at in 0..here {
        let record = record(&bytes, at)?;
        if record.starts_with(key) {
            return parse(record).map(|(_, state)| Some(state)).ok_or_else(damaged);
        }
    }
    Ok(None)
}

/// The records of a stored table from the first that is not before `from`.
fn stored_from<'a>(
    stored: &'a dyn Stored,
    from: Key,
) -> Result<impl Iterator<Item = Result<Entry, FollowError>> + use<'a>, FollowError> {
    let first = block_of(stored, &from)?.unwrap_or(0);
    let blocks = first..stored.records().div_ceil(PER_BLOCK as u64);
    let entries = blocks.flat_map(move |number| {
        let read = block(stored, number)
            .and_then(|(bytes, here)| records(bytes.get(..here * RECORD_LEN).unwrap_or_default()));
        match read {
            Ok(entries) => entries.into_iter().map(Ok).collect::<Vec<_>>(),
            Err(error) => vec![Err(error)],
        }
    });
    Ok(entries.skip_while(move |entry| entry.as_ref().is_ok_and(|(key, _)| *key < from)))
}

fn merged(old: &[Entry], new: &[Entry]) -> Vec<Entry> {
    let mut out = Vec::with_capacity(old.len() + new.len());
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let next = match (old.peek(), new.peek()) {
            (None, None) => return out,
            (Some(_), None) => old.next(),
            (Some(a), Some(b)) if a.0 < b.0 => old.next(),
            (Some(a), Some(b)) if a.0 == b.0 => {
                old.next();
                new.next()
            }
            _ => new.next(),
        };
        out.extend(next.copied());
    }
}

impl RefTable {
    /// A table that was stored, as [`RefTable::blocks`] wrote it.
    pub fn of(stored: Arc<dyn Stored>, count: Count) -> Self {
        Self { stored: Some(stored), count, ..Self::default() }
    }

    pub fn count(&self) -> Count {
        self.count
    }

    pub fn get(&self, name: &RefName) -> Result<Option<RefState>, FollowError> {
        let key = key(name);
        if let Some(state) = self.newest.get(&key) {
            return Ok(Some(*state));
        }
        for run in self.runs.iter().rev() {
            if let Ok(at) = run.binary_search_by(|(have, _)| have.cmp(&key)) {
                return Ok(run.get(at).map(|(_, state)| *state));
            }
        }
        match &self.stored {
            Some(stored) => look_up(&**stored, &key),
            None => Ok(None),
        }
    }

    /// Takes the state of a ref, whose state was `old` until now.
    pub fn insert(&mut self, name: &RefName, state: RefState, old: Option<&RefState>) {
        let session = u64::from(name.session_tag().is_some());
        let live = |state: &RefState| if state.tombstone { 0 } else { session };
        self.count.refs += u64::from(old.is_none());
        self.count.sessions = self.count.sessions + live(&state) - old.map_or(0, live);
        self.newest.insert(key(name), state);
        if self.newest.len() >= MOST_IN_MAP {
            let run = std::mem::take(&mut self.newest).into_iter().collect();
            self.push_run(run);
        }
    }

    fn push_run(&mut self, mut run: Vec<Entry>) {
        while let Some(before) = self.runs.pop_if(|before| before.len() < 2 * run.len()) {
            run = merged(&before, &run);
        }
        self.runs.push(Arc::new(run));
    }

    /// What was brought by leaves from `size` on, as records; how many there are is the second value.
    pub fn changes_since(&self, size: u64) -> (Vec<u8>, u64) {
        let mut all: BTreeMap<&Key, &RefState> = BTreeMap::new();
        for run in &self.runs {
            all.extend(run.iter().filter(|(_, state)| state.seq >= size).map(|(key, state)| (key, state)));
        }
        all.extend(self.newest.iter().filter(|(_, state)| state.seq >= size));
        let mut out = Vec::with_capacity(all.len() * RECORD_LEN);
        all.iter().for_each(|(key, state)| put(&mut out, &(**key, **state)));
        (out, all.len() as u64)
    }

    /// Takes what [`RefTable::changes_since`] gave.
    pub fn apply(&mut self, changes: &[u8], count: Count) -> Result<(), FollowError> {
        let run = records(changes)?;
        if !run.is_sorted_by(|a, b| a.0 < b.0) {
            return Err(damaged());
        }
        self.count = count;
        if run.len() < MOST_IN_MAP {
            self.newest.extend(run);
            return Ok(());
        }
        let newest = std::mem::take(&mut self.newest).into_iter().collect();
        self.push_run(newest);
        self.push_run(run);
        Ok(())
    }

    /// The table as blocks for a [`Stored`].
    pub fn blocks(&self) -> Result<impl Iterator<Item = Result<Vec<u8>, FollowError>>, FollowError> {
        let mut entries = self.entries([0; KEY_LEN])?;
        Ok(std::iter::from_fn(move || {
            let mut block = Vec::with_capacity(PER_BLOCK * RECORD_LEN);
            for entry in entries.by_ref().take(PER_BLOCK) {
                match entry {
                    Ok(entry) => put(&mut block, &entry),
                    Err(error) => return Some(Err(error)),
                }
            }
            (!block.is_empty()).then_some(Ok(block))
        }))
    }

    /// Names and states between two names, in order.
    pub fn range(
        &self,
        (after, until): (Bound<&RefName>, Bound<&RefName>),
    ) -> Result<impl Iterator<Item = Result<(RefName, RefState), FollowError>>, FollowError> {
        let (first, without) = match after {
            Bound::Included(name) => (key(name), None),
            Bound::Excluded(name) => (key(name), Some(key(name))),
            Bound::Unbounded => ([0; KEY_LEN], None),
        };
        let inside = match until {
            Bound::Included(name) => (key(name), true),
            Bound::Excluded(name) => (key(name), false),
            Bound::Unbounded => ([u8::MAX; KEY_LEN], true),
        };
        let entries = self.entries(first)?;
        let entries =
            entries.skip_while(move |entry| entry.as_ref().is_ok_and(|(key, _)| Some(*key) == without));
        let entries = entries.take_while(move |entry| {
            let (last, included) = inside;
            entry.as_ref().map_or(true, |(key, _)| *key < last || (included && *key == last))
        });
        Ok(entries.map(|entry| {
            let (key, state) = entry?;
            Ok((name(&key).ok_or_else(damaged)?, state))
        }))
    }

    /// All entries from `from` on, in order: of each name the newest.
    fn entries(&self, from: Key) -> Result<impl Iterator<Item = Result<Entry, FollowError>>, FollowError> {
        type Source<'a> = Box<dyn Iterator<Item = Result<Entry, FollowError>> + Send + 'a>;
        let mut sources: Vec<Source<'_>> = Vec::new();
        if let Some(stored) = &self.stored {
            sources.push(Box::new(stored_from(&**stored, from)?));
        }
        for run in &self.runs {
            let first = run.partition_point(|(key, _)| *key < from);
            sources.push(Box::new(run.iter().skip(first).map(|entry| Ok(*entry))));
        }
        sources.push(Box::new(self.newest.range(from..).map(|(key, state)| Ok((*key, *state)))));
        let mut sources: Vec<_> = sources.into_iter().map(Iterator::peekable).collect();
        Ok(std::iter::from_fn(move || {
            // An error goes before everything; of equal names the newest source.
            let heads = sources.iter_mut().enumerate().filter_map(|(age, source)| {
                let key = source.peek()?.as_ref().ok().map(|(key, _)| *key);
                Some((key, Reverse(age)))
            });
            let (least, Reverse(newest)) = heads.min()?;
            let mut found = None;
            for (age, source) in sources.iter_mut().enumerate() {
                let same =
                    |entry: &Result<Entry, FollowError>| entry.as_ref().ok().map(|(key, _)| *key) == least;
                let taken = source.next_if(same);
                found = if age == newest { taken } else { found };
            }
            found
        }))
    }
}
