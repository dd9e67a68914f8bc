//! From prepared files to a ref: the second look for values confirmed late, the merging of small segments,
//! manifest, metadata, and the ref change that names them all.

use super::feed::{self, From, regate};
use super::session::Preparing;
use super::sink::{CompareSink, Relation, SegmentSink, place};
use super::worker::Worker;
use super::{Job, SyncFailure};
use crate::crypto::kdf;
use crate::local::discover::FoundFile;
use crate::local::state::FileEntry;
use crate::ops::error::OpError;
use crate::ops::view::{BranchReader, SessionView};
use crate::protocol::header::Kind;
use crate::protocol::ids::{Digest, ObjectId};
use crate::protocol::limits::MAX_INLINE_MANIFEST_LEN;
use crate::protocol::refs::{Action, ManifestPointer, RefBody, RefChange, RefName};
use crate::redact::{Redacted, Redactor, Report};
use crate::scan::ConfirmedValues;
use crate::session::FileKind;
use crate::session::summary::Summary;
use crate::vault::content::SessionKeys;
use crate::vault::manifest::{self, Branch, Manifest, Segment};
use crate::vault::meta::{self, Meta};
use crate::vault::object::{self, ObjectError, Place};

/// A segment below this is small.
const SMALL: u64 = 256 << 10;
/// More small segments than this in a row at the end of a branch are merged.
const MANY_SMALL: usize = 16;
/// Times that a session is looked at again because new values were confirmed.
const MOST_LOOKS: usize = 4;

/// A session that is ready to be committed.
pub(super) struct Prepared {
    pub(super) job: Job,
    /// The ref change; none when nothing of it is new to the vault.
    pub(super) change: Option<RefChange>,
    pub(super) entries: Vec<(FoundFile, FileEntry)>,
    pub(super) confirmed: Vec<u8>,
    pub(super) manifest_version: u64,
    pub(super) report: Report,
    pub(super) read: u64,
    pub(super) stored: u64,
    pub(super) held_back: bool,
}

/// Prepares one session.
pub(super) fn prepare(worker: &mut Worker, job: &Job) -> Result<Prepared, SyncFailure> {
    worker.stored = 0;
    let reader = worker.shared.reader.clone();
    let view = worker.handle.block_on(reader.session(job.tag))?;
    let mut session_keys = match &view {
        Some(view) => SessionKeys::open(&reader.keys, job.tag, &view.session_keys.to_field()),
        None => SessionKeys::generate(&reader.keys, job.tag),
    }
    .map_err(OpError::object("content keys"))?;
    session_keys.for_writing(&reader.keys, job.tag).map_err(OpError::object("content keys"))?;
    let mut redactor = Redactor::new(worker.shared.rules.clone());
    if let Some(values) = open_confirmed(worker, job) {
        redactor.restore_confirmed(values);
    }
    let manifest = view.as_ref().map_or_else(
        || Manifest::new(worker.shared.writer.clone(), worker.shared.seen),
        |view| view.manifest.clone(),
    );
    let mut preparing = Preparing {
        worker,
        job,
        view,
        manifest,
        redactor,
        summary: Summary::new(),
        entries: Vec::new(),
        read: 0,
        held_back: false,
        changed: false,
    };
    let before = preparing.redactor.confirmed().epoch();
    preparing.take_files(&session_keys)?;
    preparing.look_again(before, &session_keys)?;
    preparing.finish(session_keys)
}

/// The values that earlier syncs confirmed in this session. State that does not open counts as none: the
/// values are then found again where they stand.
fn open_confirmed(worker: &Worker, job: &Job) -> Option<ConfirmedValues> {
    let keys = &worker.shared.reader.keys;
    let key = kdf::local_key(keys.index(), &worker.shared.device.0);
    let (_, plain) = object::open(key.secret(), (Kind::Meta, keys.owner(), job.tag), &job.confirmed).ok()?;
    ConfirmedValues::from_bytes(&plain).ok()
}

fn seal_confirmed(worker: &Worker, job: &Job, redactor: &Redactor) -> Result<Vec<u8>, ObjectError> {
    if redactor.confirmed().is_empty() {
        return Ok(Vec::new());
    }
    let keys = &worker.shared.reader.keys;
    let key = kdf::local_key(keys.index(), &worker.shared.device.0);
    let place = Place::new(Kind::Meta, keys.owner(), job.tag);
    object::seal(key.secret(), &place.context(key.secret()), &redactor.confirmed().to_bytes())
}

impl Preparing<'_> {
    /// A value confirmed after a line was taken may stand in that line: every file is compared with what
    /// was sealed of it, and one that holds such a value is made anew.
    fn look_again(&mut self, before: u64, session_keys: &SessionKeys) -> Result<(), SyncFailure> {
        let mut seen = before;
        for _ in 0..MOST_LOOKS {
            let now = self.redactor.confirmed().epoch();
            if now == seen || self.worker.shared.dry_run {
                return Ok(());
            }
            seen = now;
            let files = self.job.found.files.clone();
            for file in files.iter().filter(|file| file.kind != FileKind::ToolResultBinary) {
                if self.leaks(file, session_keys)? {
                    self.make_anew(file, session_keys)?;
                }
            }
        }
        Ok(())
    }

    fn scan_again(&self) -> Result<Redactor, SyncFailure> {
        let mut redactor = Redactor::new(self.worker.shared.rules.clone());
        let values = ConfirmedValues::from_bytes(&self.redactor.confirmed().to_bytes());
        redactor.restore_confirmed(values.map_err(|_| OpError::Worker)?);
        Ok(redactor)
    }

    fn leaks(&mut self, file: &FoundFile, session_keys: &SessionKeys) -> Result<bool, SyncFailure> {
        let Some((at, _)) = self.branch_of(file) else { return Ok(false) };
        let branch = self.manifest.file(&file.rel).and_then(|have| have.branches.get(at)).cloned();
        let Some(branch) = branch else { return Ok(false) };
        let mut redactor = self.scan_again()?;
        let view = SessionView {
            tag: self.job.tag,
            version: 0,
            session_keys: reopened(self.worker, self.job, session_keys)?,
            manifest: self.manifest.clone(),
            manifest_hash: Digest::default(),
            pointer: None,
        };
        let tools = (&self.worker.shared.reader, &self.worker.handle);
        let remote = BranchReader::new(tools, &view, &branch, 0).ok_or(OpError::Worker)?;
        let mut sink = CompareSink::new(remote, true);
        feed::feed(file, From::start(&self.worker.shared.device, true), &mut redactor, &mut sink)?;
        let (relation, _) = sink.finish()?;
        Ok(relation == Relation::Leaks)
    }

    /// The branch that the local file was taken into.
    fn branch_of(&self, file: &FoundFile) -> Option<(usize, FileEntry)> {
        let noted = self.entries.iter().rev().find(|(have, _)| have.rel == file.rel).map(|(_, entry)| entry);
        let entry = noted.cloned().or_else(|| {
            let at = self.job.found.files.iter().position(|have| have.rel == file.rel)?;
            self.job.entries.get(at).cloned().flatten()
        })?;
        let branches = &self.manifest.file(&file.rel)?.branches;
        let at = branches.iter().position(|branch| {
            (branch.generation, branch.device) == (entry.generation, entry.branch_device)
        })?;
        Some((at, entry))
    }

    /// Seals the whole file as a new generation in the place of the branch that held the value. Nothing is
    /// lost: the new branch holds all of the file.
    fn make_anew(&mut self, file: &FoundFile, session_keys: &SessionKeys) -> Result<(), SyncFailure> {
        let Some((at, mut entry)) = self.branch_of(file) else { return Ok(()) };
        let branches = self.manifest.file(&file.rel).map(|have| have.branches.as_slice()).unwrap_or_default();
        let generation = branches.iter().map(|branch| branch.generation).max().unwrap_or(0) + 1;
        let key = session_keys.newest().ok_or(OpError::Worker)?;
        let mut redactor = self.scan_again()?;
        let begin = place(self.worker.shared.reader.owner(), self.job.tag, generation, &[]);
        let take_tail = entry.consumed_len == file.len;
        let from = From::start(&self.worker.shared.device, take_tail);
        let mut sink = SegmentSink::new(self.worker, key, begin, None);
        let taken = feed::feed(file, from, &mut redactor, &mut sink)?;
        let segments = sink.finish()?;
        let (device, ruleset) = (self.worker.shared.device, self.worker.shared.rules.version());
        let have = self.manifest.files.iter_mut().find(|have| have.path == file.rel);
        if let Some(branch) = have.and_then(|have| have.branches.get_mut(at)) {
            *branch = Branch { generation, device, ruleset, segments, ..branch.clone() };
            entry.raw_len = branch.raw_len();
        }
        entry.generation = generation;
        entry.branch_device = device;
        entry.len = file.len;
        entry.mtime_ns = file.mtime_ns;
        entry.consumed_len = taken.consumed;
        entry.consumed_hash = taken.hash;
        self.entries.push((file.clone(), entry));
        self.changed = true;
        Ok(())
    }

    /// Merges runs of small segments at the end of branches.
    fn merge_small(&mut self, session_keys: &SessionKeys) -> Result<(), SyncFailure> {
        for at in 0..self.manifest.files.len() {
            let Some(file) = self.manifest.files.get(at) else { continue };
            let lines = FileKind::from_byte(file.kind).is_some_and(FileKind::is_lines);
            let Some(index) = file.branches.iter().position(|branch| branch.current) else { continue };
            let Some(branch) = file.branches.get(index) else { continue };
            let small = branch.segments.iter().rev().take_while(|segment| segment.raw_len < SMALL).count();
            if small <= MANY_SMALL || !lines {
                continue;
            }
            let kept = branch.segments.len() - small;
            let merged = self.merge(branch.clone(), kept, session_keys)?;
            let branch = self.manifest.files.get_mut(at).and_then(|file| file.branches.get_mut(index));
            if let (Some(branch), Some(merged)) = (branch, merged) {
                branch.segments.truncate(kept);
                branch.segments.extend(merged);
            }
        }
        Ok(())
    }

    /// Opens the segments from `kept` on and seals their bytes again, through the gate, as few.
    fn merge(
        &mut self,
        branch: Branch,
        kept: usize,
        session_keys: &SessionKeys,
    ) -> Result<Option<Vec<Segment>>, SyncFailure> {
        let (before, small) = branch.segments.split_at(kept.min(branch.segments.len()));
        let view = SessionView {
            tag: self.job.tag,
            version: 0,
            session_keys: reopened(self.worker, self.job, session_keys)?,
            manifest: self.manifest.clone(),
            manifest_hash: Digest::default(),
            pointer: None,
        };
        let mut bytes = zeroize::Zeroizing::new(Vec::new());
        for entry in small {
            let raw = self.worker.handle.block_on(self.worker.shared.reader.segment(&view, entry))?;
            bytes.extend_from_slice(&raw);
        }
        let mut redactor = self.scan_again()?;
        let mut out = Redacted::empty();
        regate(&bytes, true, &mut redactor, &mut out)?;
        if out.as_bytes() != &bytes[..] {
            // Newer rules would cut more: that is a rescan's work, with a generation of its own.
            return Ok(None);
        }
        let key = session_keys.newest().ok_or(OpError::Worker)?;
        let at = place(self.worker.shared.reader.owner(), self.job.tag, branch.generation, before);
        let mut sink = SegmentSink::new(self.worker, key, at, None);
        super::sink::Sink::buffer(&mut sink).append(&mut out);
        Ok(Some(sink.finish()?))
    }

    fn finish(mut self, session_keys: SessionKeys) -> Result<Prepared, SyncFailure> {
        if self.changed && !self.worker.shared.dry_run {
            self.merge_small(&session_keys)?;
        }
        let confirmed = seal_confirmed(self.worker, self.job, &self.redactor);
        let confirmed = confirmed.map_err(OpError::object("local state"))?;
        let mut change = None;
        if self.changed && !self.worker.shared.dry_run {
            change = Some(self.change(&session_keys)?);
        }
        Ok(Prepared {
            job: self.job.clone(),
            change,
            entries: std::mem::take(&mut self.entries),
            confirmed,
            manifest_version: self.manifest.version,
            report: self.redactor.report().clone(),
            read: self.read,
            stored: self.worker.stored,
            held_back: self.held_back,
        })
    }

    /// Seals manifest and metadata, and names what the ref gains and loses.
    fn change(&mut self, session_keys: &SessionKeys) -> Result<RefChange, SyncFailure> {
        let shared = self.worker.shared.clone();
        let (before, prev, pointer, expected) = match &self.view {
            Some(view) => (view.manifest.objects(), view.manifest_hash, view.pointer, view.version),
            None => (Vec::new(), Digest::default(), None, 0),
        };
        let mut meta = self.meta(session_keys)?;
        self.manifest.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.manifest.version += 1;
        self.manifest.writer = shared.writer.clone();
        self.manifest.head = shared.seen;
        meta.manifest_version = self.manifest.version;
        let keys = (&*shared.reader.keys, session_keys);
        let tag = self.job.tag;
        let sealed = manifest::seal(&mut self.manifest, keys, (tag, prev), &mut self.worker.framer);
        let sealed = sealed.map_err(OpError::object("manifest"))?;
        let meta = meta::seal(&mut meta, keys, tag, &mut self.worker.framer);
        let meta = meta.map_err(OpError::object("metadata"))?;
        let mut after = self.manifest.objects();
        let mut before: Vec<ObjectId> = before;
        before.extend(pointer.map(|pointer| pointer.id));
        let field = if sealed.len() > MAX_INLINE_MANIFEST_LEN {
            let pointer = ManifestPointer { id: ObjectId::of(&sealed), len: sealed.len() as u64 };
            self.worker.put(pointer.id, sealed)?;
            after.push(pointer.id);
            pointer.to_bytes()
        } else {
            sealed
        };
        self.worker.stored += (field.len() + meta.len()) as u64;
        Ok(RefChange {
            name: RefName::session(tag),
            expected,
            body: RefBody::Session { wraps: session_keys.to_field(), manifest: field, meta },
            action: Action::Sync,
            added: after.iter().filter(|id| !before.contains(id)).copied().collect(),
            dropped: before.iter().filter(|id| !after.contains(id)).copied().collect(),
        })
    }

    /// Metadata from the redacted lines of now, on top of what was known.
    fn meta(&mut self, session_keys: &SessionKeys) -> Result<Meta, SyncFailure> {
        let shared = &self.worker.shared;
        let old = match &self.view {
            None => None,
            Some(view) => {
                let name = RefName::session(view.tag);
                let found = self.worker.handle.block_on(shared.reader.remote.get_ref(&name));
                found.map_err(OpError::from)?.and_then(|found| shared.reader.meta(&found).ok().flatten())
            }
        };
        debug_assert!(session_keys.newest().is_some());
        let summary = &self.summary;
        let current: Vec<&Branch> = self.manifest.files.iter().filter_map(|file| file.current()).collect();
        let old_or = |new: Option<String>, old: Option<Option<String>>| new.or(old.flatten());
        let known = old.as_ref();
        let title = summary.title().map(str::to_owned);
        let title = match (summary.has_given_title(), known.and_then(|old| old.title.clone())) {
            (false, Some(old)) => Some(old),
            _ => title,
        };
        let mut models = known.map(|old| old.models.clone()).unwrap_or_default();
        models.extend(
            summary.models.iter().filter(|model| !models.contains(model)).cloned().collect::<Vec<_>>(),
        );
        let gate = |text: Option<String>, redactor: &mut Redactor| {
            text.map(|text| redactor.string(&text).into_string())
        };
        let redactor = &mut self.redactor;
        Ok(Meta {
            format: meta::FORMAT,
            uuid: self.job.found.session.to_string(),
            project: redactor.string(&self.job.found.project).into_string(),
            title: gate(title, redactor),
            cwd: gate(
                old_or(None, known.map(|old| old.cwd.clone())).or(summary.cwd().map(str::to_owned)),
                redactor,
            ),
            branch: gate(old_or(summary.git_branch.clone(), known.map(|old| old.branch.clone())), redactor),
            git_remote: gate(
                old_or(self.job.git_remote.clone(), known.map(|old| old.git_remote.clone())),
                redactor,
            ),
            models,
            first_time: known
                .and_then(|old| old.first_time.clone())
                .or(summary.times.as_ref().map(|times| times.0.clone())),
            last_time: old_or(
                summary.times.as_ref().map(|times| times.1.clone()),
                known.map(|old| old.last_time.clone()),
            ),
            lines: known.map_or(0, |old| old.lines) + summary.lines,
            bytes: current.iter().map(|branch| branch.raw_len()).sum(),
            files: self.manifest.files.len() as u64,
            manifest_version: 0,
            synced: u64::try_from(shared.now_ns / 1_000_000_000).unwrap_or(0),
            device: shared.writer.name.clone(),
            signature: None,
        })
    }
}

fn reopened(worker: &Worker, job: &Job, keys: &SessionKeys) -> Result<SessionKeys, SyncFailure> {
    let opened = SessionKeys::open(&worker.shared.reader.keys, job.tag, &keys.to_field());
    Ok(opened.map_err(OpError::object("content keys"))?)
}
