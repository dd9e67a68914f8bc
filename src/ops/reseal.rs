//! Taking out of a stored session what newer rules, or values confirmed since, say is a secret: the segments that it
//! stands in are sealed again under a fresh content key, as a new generation of their files; everything else
//! stays as it is. `rescan` and the second look of `sync` share it.

mod look;
mod pending;

pub(super) use look::{Scope, Survey, survey};
pub(super) use pending::Pending;

use super::error::OpError;
use super::sync::SyncFailure;
use super::sync::feed::regate;
use super::sync::sink::{SegmentSink, Sink as _, place};
use super::sync::worker::Worker;
use super::view::{Reader, SessionView, may_be_replaced};
use crate::protocol::ids::{DeviceId, Digest, ObjectId, SessionTag};
use crate::protocol::refs::{Action, RefChange, RefName};
use crate::redact::Redactor;
use crate::remote::{Remote, RemoteError};
use crate::session::FileKind;
use crate::vault::author::Signer;
use crate::vault::content::SessionKeys;
use crate::vault::manifest::{Branch, File, Manifest};
use look::{Damage, Look};
use std::collections::{BTreeMap, HashSet};

/// What became of one branch of a file that was sealed again in part, or renumbered for another branch's sake.
pub(super) struct Moved {
    /// The file.
    pub(super) path: String,
    /// Generation and device before.
    pub(super) from: (u32, DeviceId),
    /// The generation that it has now.
    pub(super) generation: u32,
    /// Its raw length before and now.
    pub(super) raw_len: (u64, u64),
}

/// What was sealed again.
#[derive(Default)]
pub(super) struct Resealed {
    /// Segments made.
    pub(super) segments: u64,
    /// Segments of the vault's manifest that they supersede.
    pub(super) uploaded: u64,
    /// Every branch of the files that they belong to.
    pub(super) moved: Vec<Moved>,
}

/// The session as it is being made, for reading back what was sealed of it.
pub(super) fn own_view(
    reader: &Reader,
    tag: SessionTag,
    (manifest, keys): (&Manifest, &SessionKeys),
) -> Result<SessionView, OpError> {
    let opened = SessionKeys::open(&reader.keys, tag, &keys.to_field());
    Ok(SessionView {
        tag,
        version: 0,
        session_keys: opened.map_err(OpError::object("content keys"))?,
        manifest: manifest.clone(),
        manifest_hash: Digest::default(),
        pointer: None,
        signer: Signer::VaultKey(None),
    })
}

/// A redactor that knows the same values as another, and whose report is its own.
pub(super) fn copy_of(redactor: &Redactor) -> Result<Redactor, OpError> {
    redactor.try_copy().map_err(|_| OpError::Worker)
}

/// Seals again what `survey` found, under a fresh content key. `held` are the objects that the vault's manifest
/// names: a file of which one of them is superseded gets new generations. Nothing is lost: every branch has as
/// many lines as before, and what is not cut stays byte for byte.
pub(super) fn apply(
    worker: &mut Worker,
    (tag, held): (SessionTag, &HashSet<ObjectId>),
    (manifest, keys): (&mut Manifest, &mut SessionKeys),
    (survey, redactor): (&Survey, &Redactor),
) -> Result<Resealed, SyncFailure> {
    let reader = worker.shared.reader.clone();
    keys.renew(&reader.keys, tag).map_err(OpError::object("content keys"))?;
    let view = own_view(&reader, tag, (manifest, keys))?;
    let mut done = Resealed::default();
    let mut by_file: BTreeMap<usize, Vec<&Damage>> = BTreeMap::new();
    for damage in &survey.damage {
        by_file.entry(damage.file).or_default().push(damage);
    }
    for (at, all) in by_file {
        let Some(file) = manifest.files.get_mut(at) else { continue };
        let before: Vec<_> = file.branches.iter().map(place_of).collect();
        let uploaded: usize = all.iter().map(|damage| damage.supersedes(file, held)).sum();
        done.uploaded += uploaded as u64;
        if uploaded > 0 {
            file.renumber().ok_or_else(|| OpError::Missing(format!("a free generation of {}", file.path)))?;
        }
        for damage in all {
            let mut pass = copy_of(redactor)?;
            done.segments += rewrite(worker, (&view, keys), (file, damage), &mut pass)?;
        }
        for (branch, (generation, device, raw_len)) in file.branches.iter().zip(before) {
            done.moved.push(Moved {
                path: file.path.clone(),
                from: (generation, device),
                generation: branch.generation,
                raw_len: (raw_len, branch.raw_len()),
            });
        }
    }
    Ok(done)
}

fn place_of(branch: &Branch) -> (u32, DeviceId, u64) {
    (branch.generation, branch.device, branch.raw_len())
}

/// Seals a run of segments again, through the gate; gives how many there are now.
fn rewrite(
    worker: &mut Worker,
    (view, keys): (&SessionView, &SessionKeys),
    (file, damage): (&mut File, &Damage),
    redactor: &mut Redactor,
) -> Result<u64, SyncFailure> {
    let kind = FileKind::from_byte(file.kind).unwrap_or(FileKind::ToolResultBinary);
    let path = file.path.clone();
    let branch = file.branches.get_mut(damage.branch).ok_or(OpError::Worker)?;
    let (range, key) = (damage.segments.clone(), keys.newest().ok_or(OpError::Worker)?);
    let kept = branch.segments.get(..range.start).ok_or(OpError::Worker)?;
    let rest = branch.segments.get(range.end..).ok_or(OpError::Worker)?.to_vec();
    let (reader, handle) = (worker.shared.reader.clone(), worker.handle.clone());
    let part =
        Branch { segments: branch.segments.iter().take(range.end).cloned().collect(), ..branch.clone() };
    let begin = place(reader.owner(), view.tag, branch.generation, kept);
    let from = begin.start;
    let mut sink = SegmentSink::new(worker, key, begin, None);
    let look = Look { tools: (&reader, &handle), view, branch: &part, kind };
    let mut line = 1;
    look.pieces(from, &mut |_, piece| {
        redactor.set_position(&path, line);
        line += memchr::memchr_iter(b'\n', piece).count() as u64;
        regate(piece, kind.is_lines(), redactor, sink.buffer())?;
        sink.settle()?;
        Ok(true)
    })?;
    let made = sink.finish()?;
    let count = made.len() as u64;
    branch.segments.truncate(range.start);
    branch.segments.extend(made);
    branch.segments.extend(rest);
    Ok(count)
}

/// Lets go of content keys that nothing in the manifest needs; returns how many went and how many old ones stay.
pub(super) fn drop_keys(manifest: &Manifest, keys: &mut SessionKeys) -> (usize, usize) {
    let all = manifest.files.iter().flat_map(|file| &file.branches).flat_map(|branch| &branch.segments);
    let gone = keys.retain(&all.map(|segment| segment.key).collect());
    (gone, keys.iter().count().saturating_sub(1))
}

/// Makes a ref change one that shreds: what it supersedes goes at once, and so do objects that were stored for it
/// and are not needed after all.
pub(super) fn shred(change: &mut RefChange, made: &[ObjectId], manifest: &Manifest, apart: Option<ObjectId>) {
    change.action = Action::Shred;
    let mut needed: HashSet<ObjectId> = manifest.objects().into_iter().collect();
    needed.extend(apart);
    let mut seen = HashSet::new();
    for id in made.iter().filter(|id| !needed.contains(id) && seen.insert(**id)) {
        change.added.push(*id);
        change.dropped.push(*id);
    }
}

/// A failure to read what a peer has replaced meanwhile is no damage: the session is to be looked at again.
pub(super) fn unless_moved(worker: &Worker, tag: SessionTag, failure: SyncFailure) -> SyncFailure {
    let reader = &worker.shared.reader;
    let replaced = matches!(&failure, SyncFailure::Op(error) if may_be_replaced(error));
    let moved = || worker.handle.block_on(reader.has_moved(&RefName::session(tag)));
    if replaced && moved().is_ok_and(|moved| moved) {
        return OpError::Conflict.into();
    }
    failure
}

/// Superseded objects that the vault gives out even after the shred: asked one by one, for a claim is no proof.
pub(super) async fn left(remote: &dyn Remote, change: &RefChange) -> Result<Vec<String>, OpError> {
    let shredded: &[ObjectId] = if change.action == Action::Shred { &change.dropped } else { &[] };
    let mut left = Vec::new();
    for id in shredded {
        match remote.get(*id).await {
            Err(RemoteError::NotFound(_)) => {}
            Ok(_) | Err(RemoteError::Damaged(_)) => left.push(id.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(left)
}
