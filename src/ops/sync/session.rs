//! Preparing one session: which bytes are new, where they go, and the ref that names them.

use super::feed::{self, From, Taken};
use super::sink::{self, CompareSink, NullSink, Relation, SegmentSink};
use super::worker::Worker;
use super::{Job, Resealed, SyncFailure};
use crate::local::discover::FoundFile;
use crate::local::read::Source;
use crate::local::state::FileEntry;
use crate::ops::error::OpError;
use crate::ops::ruleset;
use crate::ops::view::{BranchReader, SessionView};
use crate::redact::{Redactor, Report};
use crate::scan::ConfirmedValues;
use crate::session::FileKind;
use crate::session::summary::Summary;
use crate::vault::content::{SessionKey, SessionKeys};
use crate::vault::manifest::{Branch, File, Manifest, Segment};

/// Nanoseconds after which a torn last line is taken for finished.
const TORN_AFTER_NS: i64 = 60_000_000_000;

/// Why a local file is compared with what the vault holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// This machine has no record of it: restored by hand, or its state was lost.
    Unknown,
    /// This machine sent it, and it changed where it should only have grown.
    Rewritten,
    /// This machine sent all that the branch holds, it only grew, but what was sent ended in mid-line.
    Torn,
}

/// How many lines of the transcript's current branch the summary does not have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Those that the metadata counted already.
    Known,
    /// So many.
    Lines(u64),
    /// Another branch became the current one: they are to be counted, all of them.
    Uncounted,
    /// The current branch did not change.
    Unchanged,
}

/// One session while it is being prepared.
pub(super) struct Preparing<'w> {
    pub(super) worker: &'w mut Worker,
    pub(super) job: &'w Job,
    pub(super) view: Option<SessionView>,
    pub(super) manifest: Manifest,
    pub(super) redactor: Redactor,
    pub(super) summary: Summary,
    pub(super) before: Before,
    pub(super) entries: Vec<(FoundFile, FileEntry)>,
    pub(super) read: u64,
    pub(super) held_back: bool,
    /// Whether the manifest differs from what the vault has.
    pub(super) changed: bool,
    /// What was sealed again for a value that was confirmed late.
    pub(super) resealed: Option<Resealed>,
    /// What was cut out of them.
    pub(super) late: Report,
}

impl Preparing<'_> {
    /// Takes every file of the session that changed.
    pub(super) fn take_files(&mut self, keys: &SessionKeys) -> Result<(), SyncFailure> {
        let job = self.job;
        let key = keys.newest().ok_or(OpError::Worker)?;
        for file in job.changed.iter().filter_map(|index| job.found.files.get(*index)) {
            // What was mended by a branch of its own is taken already.
            if !self.entries.iter().any(|(taken, _)| taken.rel == file.rel) {
                self.take_file(file, key)?;
            }
        }
        Ok(())
    }

    fn take_tail(&self, file: &FoundFile) -> bool {
        self.job.ended || self.worker.shared.now_ns.saturating_sub(file.mtime_ns) >= TORN_AFTER_NS
    }

    pub(super) fn begin(&self, file: &FoundFile) -> From {
        let only = self.job.only.clone();
        From { only, ..From::start(&self.worker.shared.device, self.take_tail(file)) }
    }

    fn take_file(&mut self, file: &FoundFile, key: &SessionKey) -> Result<(), SyncFailure> {
        if self.worker.shared.dry_run {
            return self.look_at(file);
        }
        if file.kind == FileKind::History {
            return self.take_prompts(file, key);
        }
        if self.manifest.file(&file.rel).is_none() {
            return self.take_new(file, key);
        }
        let known = self.job.entry(file);
        if file.kind.is_document() {
            return self.take_version(file, key);
        }
        match known {
            None => self.compare(file, key, Cause::Unknown),
            Some(entry) => match self.same_prefix(file, &entry)? {
                Some(from) if self.branch_ends_at(file, &entry) => self.append(file, key, &entry, from),
                Some(_) => self.compare(file, key, Cause::Unknown),
                None => self.compare(file, key, Cause::Rewritten),
            },
        }
    }

    /// The hash state over the bytes already sent, if the file still begins with them and they end a line.
    pub(super) fn same_prefix(
        &self,
        file: &FoundFile,
        entry: &FileEntry,
    ) -> Result<Option<From>, SyncFailure> {
        if file.len < entry.consumed_len {
            return Ok(None);
        }
        let mut source = Source::open(&file.abs)?;
        let hasher = source.prefix_hash(entry.consumed_len, &self.worker.shared.device)?;
        let same = hasher.digest() == entry.consumed_hash;
        let take_tail = self.take_tail(file);
        let only = self.job.only.clone();
        Ok(same.then_some(From { offset: entry.consumed_len, hasher, take_tail, only }))
    }

    fn branch_ends_at(&self, file: &FoundFile, entry: &FileEntry) -> bool {
        self.position(file, entry).is_some_and(|(_, branch)| branch.raw_len() == entry.raw_len)
    }

    fn position(&self, file: &FoundFile, entry: &FileEntry) -> Option<(usize, &Branch)> {
        let branches = &self.manifest.file(&file.rel)?.branches;
        let found = branches
            .iter()
            .position(|branch| (branch.generation, branch.device) == (entry.generation, entry.branch_device));
        found.and_then(|at| branches.get(at).map(|branch| (at, branch)))
    }

    /// A document that is edited in place: a content that no version has becomes a new one, and the current one.
    fn take_version(&mut self, file: &FoundFile, key: &SessionKey) -> Result<(), SyncFailure> {
        let branches = self.manifest.file(&file.rel).map(|file| file.branches.clone()).unwrap_or_default();
        for (at, branch) in branches.iter().enumerate() {
            let found = self.relate(file, branch)?;
            if found.relation != Relation::Within(branch.raw_len()) {
                continue;
            }
            // Back to what it once was, by this machine's own hand.
            if self.job.entry(file).is_some() && !branch.current {
                self.changed = true;
                if let Some(have) = self.manifest.files.iter_mut().find(|have| have.path == file.rel) {
                    have.set_current(at);
                }
            }
            self.note(file, &found.taken, (branch.generation, branch.device), branch.raw_len());
            return Ok(());
        }
        self.fork(file, key, Fork::Edited)
    }

    /// A dry run: the new part goes through the gate and nowhere else.
    fn look_at(&mut self, file: &FoundFile) -> Result<(), SyncFailure> {
        let known = self.job.entry(file);
        let from = match known.map(|entry| self.same_prefix(file, &entry)).transpose()?.flatten() {
            Some(from) => from,
            None => self.begin(file),
        };
        let taken = feed::feed(file, from, &mut self.redactor, &mut NullSink::default())?;
        self.read += taken.read;
        self.held_back |= taken.held_back;
        self.changed |= taken.read > 0;
        Ok(())
    }

    fn seal(
        &mut self,
        file: &FoundFile,
        key: &SessionKey,
        (generation, before): (u32, &[Segment]),
        from: From,
    ) -> Result<(Vec<Segment>, Taken), SyncFailure> {
        let at = sink::place(self.worker.shared.reader.owner(), self.job.tag, generation, before);
        let summary = (file.kind == FileKind::Transcript).then_some(&mut self.summary);
        let mut sink = SegmentSink::new(self.worker, key, at, summary);
        let taken = feed::feed(file, from, &mut self.redactor, &mut sink)?;
        Ok((sink.finish()?, taken))
    }

    fn take_new(&mut self, file: &FoundFile, key: &SessionKey) -> Result<(), SyncFailure> {
        let device = self.worker.shared.device;
        let from = self.begin(file);
        let (segments, taken) = self.seal(file, key, (0, &[]), from)?;
        if taken.consumed == 0 && taken.held_back {
            self.held_back = true;
            return Ok(());
        }
        let branch = self.new_branch(0, segments);
        let raw_len = branch.raw_len();
        self.count_from(file, Before::Lines(0));
        self.manifest.files.push(File {
            path: file.rel.clone(),
            kind: file.kind.byte(),
            branches: vec![branch],
        });
        self.changed = true;
        self.note(file, &taken, (0, device), raw_len);
        Ok(())
    }

    pub(super) fn new_branch(&self, generation: u32, segments: Vec<Segment>) -> Branch {
        Branch {
            generation,
            device: self.worker.shared.device,
            current: true,
            ruleset: ruleset::id(&self.worker.shared.rules),
            closed: false,
            segments,
        }
    }

    fn append(
        &mut self,
        file: &FoundFile,
        key: &SessionKey,
        entry: &FileEntry,
        from: From,
    ) -> Result<(), SyncFailure> {
        let Some((at, branch)) = self.position(file, entry) else {
            return self.compare(file, key, Cause::Unknown);
        };
        let (generation, device) = (branch.generation, branch.device);
        let before = branch.segments.clone();
        if entry.consumed_len > 0 && !may_go_on_at(file, entry.consumed_len)? {
            let branch = branch.clone();
            let found = self.relate(file, &branch)?;
            return self.settle(file, key, (at, &branch), (Cause::Torn, found));
        }
        let (new, taken) = self.seal(file, key, (generation, &before), from)?;
        let raw_len = new.last().map_or(entry.raw_len, |last| last.start + last.raw_len);
        if !new.is_empty() {
            self.changed = true;
            let mine = ruleset::id(&self.worker.shared.rules);
            self.change_branch(file, at, |branch| {
                branch.segments.extend(new);
                branch.ruleset = ruleset::joined(branch.ruleset, mine);
            });
            self.grown(file, at, Before::Known);
        }
        self.note(file, &taken, (generation, device), raw_len);
        Ok(())
    }

    /// A branch grew: one that is longer now than the current one, and not older, takes its place.
    fn grown(&mut self, file: &FoundFile, at: usize, before: Before) {
        let Some(have) = self.manifest.files.iter_mut().find(|have| have.path == file.rel) else { return };
        let place = |branch: &Branch| (branch.generation, branch.raw_len());
        let current = have.current().map(place).unwrap_or_default();
        let Some(branch) = have.branches.get(at) else { return };
        if branch.current {
            self.count_from(file, before);
        } else if branch.generation >= current.0 && branch.raw_len() > current.1 {
            have.set_current(at);
            self.count_from(file, Before::Uncounted);
        } else {
            self.count_from(file, Before::Unchanged);
        }
    }

    fn count_from(&mut self, file: &FoundFile, before: Before) {
        if file.kind == FileKind::Transcript {
            self.before = before;
        }
    }

    pub(super) fn change_branch(&mut self, file: &FoundFile, at: usize, change: impl FnOnce(&mut Branch)) {
        let found = self.manifest.files.iter_mut().find(|have| have.path == file.rel);
        if let Some(branch) = found.and_then(|file| file.branches.get_mut(at)) {
            change(branch);
        }
    }

    pub(super) fn note(
        &mut self,
        file: &FoundFile,
        taken: &Taken,
        branch: (u32, crate::protocol::ids::DeviceId),
        raw_len: u64,
    ) {
        self.read += taken.read;
        self.held_back |= taken.held_back;
        let entry = FileEntry {
            session: self.job.found.session,
            kind: file.kind.byte(),
            len: file.len,
            mtime_ns: file.mtime_ns,
            consumed_len: taken.consumed,
            consumed_hash: taken.hash,
            generation: branch.0,
            branch_device: branch.1,
            raw_len,
            ruleset: self.passed(file),
        };
        self.entries.push((file.clone(), entry));
    }

    /// The rules that all of what the vault has of a file passed.
    fn passed(&self, file: &FoundFile) -> u32 {
        let branches = self.manifest.file(&file.rel).map(|file| file.branches.as_slice()).unwrap_or_default();
        let all = branches.iter().map(|branch| branch.ruleset).reduce(ruleset::joined);
        all.unwrap_or_else(|| ruleset::id(&self.worker.shared.rules))
    }

    /// What is known of a local file now.
    pub(super) fn noted(&self, path: &str) -> Option<(FoundFile, FileEntry)> {
        let noted = self.entries.iter().rev().find(|(have, _)| have.rel == path).cloned();
        noted.or_else(|| {
            let file = self.job.found.files.iter().find(|have| have.rel == path)?;
            self.job.entry(file).map(|entry| (file.clone(), entry))
        })
    }

    /// Compares the file from its start with the branches that the vault has, and does what the one that
    /// fits best asks for.
    fn compare(&mut self, file: &FoundFile, key: &SessionKey, cause: Cause) -> Result<(), SyncFailure> {
        let branches = self.manifest.file(&file.rel).map(|file| file.branches.clone()).unwrap_or_default();
        let mut best: Option<(Rank, usize, &Branch, Related)> = None;
        for (at, branch) in branches.iter().enumerate() {
            let found = self.relate(file, branch)?;
            let rank = (fit(&found.relation, branch, cause), branch.current, branch.raw_len());
            if best.as_ref().is_none_or(|(have, ..)| *have < rank) {
                best = Some((rank, at, branch, found));
            }
        }
        let (_, at, branch, found) = best.ok_or(OpError::Worker)?;
        self.settle(file, key, (at, branch), (cause, found))
    }

    fn relate(&mut self, file: &FoundFile, branch: &Branch) -> Result<Related, SyncFailure> {
        let from = self.begin(file);
        let view = self.view.as_ref().ok_or(OpError::Worker)?;
        let tools = (&self.worker.shared.reader, &self.worker.handle);
        let remote = BranchReader::new(tools, view, branch, 0).ok_or(OpError::Worker)?;
        let mut sink = CompareSink::new(remote);
        let taken = feed::feed(file, from, &mut self.redactor, &mut sink)?;
        let (relation, boundary, learned) = sink.finish()?;
        self.learn(&learned)?;
        Ok(Related { relation, boundary, taken })
    }

    /// Takes values that another machine confirmed as confirmed here too: whatever this one sends would bring them
    /// back else.
    fn learn(&mut self, learned: &ConfirmedValues) -> Result<(), OpError> {
        if !learned.is_empty() {
            let mut all = ConfirmedValues::from_bytes(&self.redactor.confirmed().to_bytes())
                .map_err(|_| OpError::Worker)?;
            all.adopt(learned);
            self.redactor.restore_confirmed(all);
        }
        Ok(())
    }

    fn settle(
        &mut self,
        file: &FoundFile,
        key: &SessionKey,
        (at, branch): (usize, &Branch),
        (cause, found): (Cause, Related),
    ) -> Result<(), SyncFailure> {
        let id = (branch.generation, branch.device);
        match (found.relation, cause) {
            (Relation::Within(raw_len), Cause::Rewritten) if raw_len < branch.raw_len() => {
                self.fork(file, key, Fork::Shrunken)
            }
            (Relation::Within(raw_len), _) => {
                self.note(file, &found.taken, id, raw_len);
                Ok(())
            }
            (Relation::Extends | Relation::Completes, _) => {
                self.extend(file, key, (at, branch), found.boundary)
            }
            // What was torn reads otherwise now that it is whole: a secret was cut in two.
            (Relation::Diverges, Cause::Torn) => self.extend(file, key, (at, branch), (0, 0)),
            (Relation::Diverges, Cause::Rewritten) => self.fork(file, key, Fork::Rewritten),
            (Relation::Diverges, Cause::Unknown) => {
                self.fork(file, key, Fork::Divergent { theirs: branch.raw_len() })
            }
        }
    }

    /// The file continues a branch: what lies before the last segment boundary stays, the rest is made
    /// from the local file, which holds the same and more.
    fn extend(
        &mut self,
        file: &FoundFile,
        key: &SessionKey,
        (at, branch): (usize, &Branch),
        (boundary, kept): (u64, usize),
    ) -> Result<(), SyncFailure> {
        let (generation, device) = (branch.generation, branch.device);
        let before: Vec<_> = branch.segments.iter().take(kept).cloned().collect();
        let skip = self.lines_before(&before)?;
        let (new, taken) = self.seal_from(file, key, (generation, &before), (boundary, skip))?;
        let segments: Vec<_> = before.into_iter().chain(new).collect();
        let raw_len = segments.last().map_or(0, |last| last.start + last.raw_len);
        self.changed = true;
        let mine = ruleset::id(&self.worker.shared.rules);
        self.change_branch(file, at, |branch| {
            branch.segments = segments;
            branch.ruleset = if kept == 0 { mine } else { ruleset::joined(branch.ruleset, mine) };
        });
        self.grown(file, at, Before::Lines(skip));
        self.note(file, &taken, (generation, device), raw_len);
        Ok(())
    }

    /// Feeds the file from its start and seals what lies at or after `boundary` of the branch. The lines
    /// before it are the ones that were just compared with the branch.
    fn seal_from(
        &mut self,
        file: &FoundFile,
        key: &SessionKey,
        (generation, before): (u32, &[Segment]),
        (boundary, skip): (u64, u64),
    ) -> Result<(Vec<Segment>, Taken), SyncFailure> {
        let from = self.begin(file);
        if boundary == 0 {
            return self.seal(file, key, (generation, &[]), from);
        }
        let at = sink::place(self.worker.shared.reader.owner(), self.job.tag, generation, before);
        let summary = (file.kind == FileKind::Transcript).then_some(&mut self.summary);
        let mut inner = SegmentSink::new(self.worker, key, at, summary);
        let mut sink = sink::Skipping::new(&mut inner, skip);
        let taken = feed::feed(file, from, &mut self.redactor, &mut sink)?;
        Ok((inner.finish()?, taken))
    }

    /// Counts the lines in the segments of a branch that stay.
    fn lines_before(&self, kept: &[Segment]) -> Result<u64, SyncFailure> {
        if kept.is_empty() {
            return Ok(0);
        }
        let view = self.view.as_ref().ok_or(OpError::Worker)?;
        let mut lines = 0;
        for entry in kept {
            let raw = self.worker.handle.block_on(self.worker.shared.reader.segment(view, entry))?;
            lines += memchr::memchr_iter(b'\n', &raw).count() as u64;
        }
        Ok(lines)
    }

    /// Adds a branch with all of the local file.
    pub(super) fn fork(&mut self, file: &FoundFile, key: &SessionKey, fork: Fork) -> Result<(), SyncFailure> {
        let device = self.worker.shared.device;
        let branches = self.manifest.file(&file.rel).map(|file| file.branches.clone()).unwrap_or_default();
        let newest = branches.iter().map(|branch| branch.generation).max().unwrap_or(0);
        let current = branches.iter().find(|branch| branch.current).map_or(0, |branch| branch.generation);
        let taken_already =
            branches.iter().any(|branch| (branch.generation, branch.device) == (current, device));
        let generation = match fork {
            Fork::Divergent { .. } if !taken_already => current,
            _ => newest + 1,
        };
        let from = self.begin(file);
        let (segments, taken) = self.seal(file, key, (generation, &[]), from)?;
        let branch = self.new_branch(generation, segments);
        let raw_len = branch.raw_len();
        let becomes_current = match fork {
            Fork::Shrunken => false,
            Fork::Rewritten | Fork::Edited | Fork::Lost => true,
            Fork::Divergent { theirs } => raw_len > theirs,
        };
        self.count_from(file, if becomes_current { Before::Lines(0) } else { Before::Unchanged });
        if let Some(have) = self.manifest.files.iter_mut().find(|have| have.path == file.rel) {
            have.branches.push(Branch { current: false, ..branch });
            if becomes_current {
                have.set_current(have.branches.len() - 1);
            }
        }
        self.job.note_fork(file, &fork);
        self.changed = true;
        self.note(file, &taken, (generation, device), raw_len);
        Ok(())
    }
}

/// How well a branch fits a file, then whether it is current, then how long it is.
type Rank = (u8, bool, u64);

struct Related {
    relation: Relation,
    boundary: (u64, usize),
    taken: Taken,
}

/// Why a branch is added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fork {
    /// The local file became a part of what was sent.
    Shrunken,
    /// The local file was rewritten.
    Rewritten,
    /// A document was edited.
    Edited,
    /// The vault lost a part of what was sent, and the local file cannot fill the gap.
    Lost,
    /// Two machines went on from the same point; the length of the other branch.
    Divergent { theirs: u64 },
}

/// How well a branch fits the local file: the higher, the better.
fn fit(relation: &Relation, branch: &Branch, cause: Cause) -> u8 {
    match relation {
        Relation::Within(raw_len) if *raw_len == branch.raw_len() => 4,
        // A file that was cut back is no news where its state is unknown; else it may continue a shorter branch.
        Relation::Within(_) => {
            if cause == Cause::Unknown {
                3
            } else {
                1
            }
        }
        Relation::Extends | Relation::Completes => 2,
        Relation::Diverges => 0,
    }
}

/// Whether what comes at `offset` can be redacted without what is before it: lines after a line end can,
/// and what is not scanned; a text cannot, as a secret may reach over any of its bytes.
fn may_go_on_at(file: &FoundFile, offset: u64) -> Result<bool, SyncFailure> {
    use std::io::{Read, Seek, SeekFrom};
    if !file.kind.is_lines() {
        return Ok(file.kind == FileKind::ToolResultBinary);
    }
    let read = || -> std::io::Result<u8> {
        let mut handle = std::fs::File::open(&file.abs)?;
        handle.seek(SeekFrom::Start(offset - 1))?;
        let mut byte = [0u8; 1];
        handle.read_exact(&mut byte)?;
        Ok(byte[0])
    };
    Ok(read().map_err(OpError::io(&file.abs))? == b'\n')
}
