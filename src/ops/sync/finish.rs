//! From prepared files to a ref: the second look for values confirmed late, the merging of small segments,
//! manifest, metadata, and the ref change that names them all.

use super::feed::regate;
use super::session::{Before, Preparing};
use super::sink::{SegmentSink, place};
use super::worker::Worker;
use super::{Job, Resealed, SyncFailure};
use crate::local::discover::FoundFile;
use crate::local::state::FileEntry;
use crate::ops::error::OpError;
use crate::ops::open::fetch;
use crate::ops::reseal;
use crate::ops::revise::{self, Revision};
use crate::ops::view::{BranchReader, SessionView};
use crate::protocol::refs::{Action, RefChange, RefName};
use crate::redact::{Redacted, Redactor, Report};
use crate::session::summary::Summary;
use crate::session::{Extra, FileKind};
use crate::vault::content::SessionKeys;
use crate::vault::manifest::{Branch, Manifest, Segment};
use crate::vault::meta::{self, Meta};

/// A segment below this is small.
const SMALL: u64 = 256 << 10;
/// More small segments than this in a row at the end of a branch are merged.
const MANY_SMALL: usize = 16;

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
    /// What was sealed again for a value that was confirmed late.
    pub(super) resealed: Option<Resealed>,
}

impl Prepared {
    /// A session of which nothing is sent or remembered.
    fn nothing(job: &Job) -> Self {
        Self {
            job: job.clone(),
            change: None,
            entries: Vec::new(),
            confirmed: job.confirmed.clone(),
            manifest_version: 0,
            report: Report::default(),
            read: 0,
            stored: 0,
            held_back: false,
            resealed: None,
        }
    }
}

/// Prepares one session.
pub(super) fn prepare(worker: &mut Worker, job: &Job) -> Result<Prepared, SyncFailure> {
    let prepared =
        prepare_once(worker, job).and_then(|prepared| worker.settle().map(|()| prepared).map_err(Into::into));
    prepared.map_err(|failure| reseal::unless_moved(worker, job.tag, failure))
}

fn prepare_once(worker: &mut Worker, job: &Job) -> Result<Prepared, SyncFailure> {
    worker.begin();
    let reader = worker.shared.reader.clone();
    let name = RefName::session(job.tag);
    if reader.follow.ended(&name).map_err(OpError::from)? {
        worker.handle.block_on(reader.tombstone(&name))?;
        let session = job.found.session;
        job.note(format!(
            "session {session} was shredded in the vault; it is not sent again (delete it here too, or give it a new \
             id that is: claude --resume {session} --fork-session)"
        ));
        return Ok(Prepared::nothing(job));
    }
    let view = worker.handle.block_on(reader.session(job.tag))?;
    let mut session_keys = match &view {
        Some(view) => SessionKeys::open(&reader.keys, job.tag, &view.session_keys.to_field()),
        None => SessionKeys::generate(&reader.keys, job.tag),
    }
    .map_err(OpError::object("content keys"))?;
    session_keys.for_writing(&reader.keys, job.tag).map_err(OpError::object("content keys"))?;
    let mut redactor =
        Redactor::new(worker.shared.rules.clone()).allowing(worker.shared.allow.clone(), &job.folders);
    if let Some(values) = worker.open_confirmed(job.tag, &job.confirmed) {
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
        before: Before::Unchanged,
        entries: Vec::new(),
        read: 0,
        held_back: false,
        changed: false,
        resealed: None,
        late: Report::default(),
    };
    if preparing.worker.shared.full && !preparing.worker.shared.dry_run && preparing.view.is_some() {
        preparing.mend(&session_keys)?;
    }
    let before = preparing.redactor.confirmed().epoch();
    preparing.take_files(&session_keys)?;
    if preparing.worker.shared.dry_run && preparing.redactor.confirmed().epoch() != before {
        // What a later line confirmed may stand in an earlier one, and is to be listed there too.
        preparing.redactor = preparing.redactor_of_now()?;
        (preparing.read, preparing.held_back) = (0, false);
        preparing.take_files(&session_keys)?;
    }
    preparing.look_again(before, &mut session_keys)?;
    preparing.finish(session_keys)
}

impl Preparing<'_> {
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
        let view = self.own_view(session_keys)?;
        let mut bytes = zeroize::Zeroizing::new(Vec::new());
        for entry in small {
            let raw = self.worker.handle.block_on(self.worker.shared.reader.segment(&view, entry))?;
            bytes.extend_from_slice(&raw);
        }
        let mut redactor = self.redactor_of_now()?;
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

    fn finish(mut self, mut session_keys: SessionKeys) -> Result<Prepared, SyncFailure> {
        if self.changed && !self.worker.shared.dry_run {
            self.merge_small(&session_keys)?;
        }
        let confirmed = self.worker.seal_confirmed(self.job.tag, &self.redactor)?;
        let mut change = None;
        if self.changed && !self.worker.shared.dry_run {
            if let Some(resealed) = &mut self.resealed {
                let (gone, kept) = reseal::drop_keys(&self.manifest, &mut session_keys);
                (resealed.keys_shredded, resealed.keys_kept) = (gone as u64, kept as u64);
            }
            change = Some(self.change(&session_keys)?);
        }
        let mut report = self.redactor.report().clone();
        report.merge(&self.late);
        Ok(Prepared {
            job: self.job.clone(),
            change,
            entries: std::mem::take(&mut self.entries),
            confirmed,
            manifest_version: self.manifest.version,
            report,
            read: self.read,
            stored: self.worker.stored,
            held_back: self.held_back,
            resealed: self.resealed,
        })
    }

    /// Seals manifest and metadata, and names what the ref gains and loses.
    fn change(&mut self, session_keys: &SessionKeys) -> Result<RefChange, SyncFailure> {
        let shared = self.worker.shared.clone();
        let mut meta = self.meta(session_keys)?;
        let revision = Revision {
            tag: self.job.tag,
            keys: (&*shared.reader.keys, session_keys),
            before: self.view.as_ref(),
            writer: (shared.writer.clone(), shared.seen),
            action: Action::Sync,
        };
        let mut sealed = revise::seal(revision, &mut self.manifest, &mut meta, &mut self.worker.framer)?;
        let apart = sealed.object.as_ref().map(|(id, _)| *id);
        if let Some((id, object)) = sealed.object {
            self.worker.put(id, object)?;
        }
        self.worker.stored += sealed.inline;
        if self.resealed.is_some() {
            reseal::shred(&mut sealed.change, &self.worker.made, &self.manifest, apart);
        }
        Ok(sealed.change)
    }

    /// The title: of a collection its kind; else one that was given now, the one known, the first prompt.
    fn title(&self, known: Option<&Meta>) -> Option<String> {
        if self.job.found.session.is_collection() {
            let kind = self.manifest.files.first().and_then(|file| FileKind::from_byte(file.kind));
            return kind.and_then(Extra::of).map(|extra| extra.to_string());
        }
        let known = known.and_then(|old| old.title.clone());
        match known {
            Some(known) if !self.summary.has_given_title() => Some(known),
            _ => self.summary.title().map(str::to_owned),
        }
    }

    /// Metadata from the redacted lines of now, on top of what was known.
    fn meta(&mut self, session_keys: &SessionKeys) -> Result<Meta, SyncFailure> {
        let shared = &self.worker.shared;
        let old = match &self.view {
            None => None,
            Some(view) => {
                let name = RefName::session(view.tag);
                let found = self.worker.handle.block_on(fetch(&*shared.reader.remote, &name));
                let found = found?.and_then(|found| shared.reader.meta(&found).ok().flatten());
                // Metadata of another manifest was replayed: nothing is taken from it.
                found.filter(|old| old.manifest_version == view.manifest.version)
            }
        };
        let lines = self.count_lines(old.as_ref().map_or(0, |old| old.lines), session_keys)?;
        let summary = &self.summary;
        let current: Vec<&Branch> = self.manifest.files.iter().filter_map(|file| file.current()).collect();
        let old_or = |new: Option<String>, old: Option<Option<String>>| new.or(old.flatten());
        let known = old.as_ref();
        let title = self.title(known);
        let mut models = known.map(|old| old.models.clone()).unwrap_or_default();
        models.extend(
            summary.models.iter().filter(|model| !models.contains(model)).cloned().collect::<Vec<_>>(),
        );
        let gate = |text: Option<String>, redactor: &mut Redactor| {
            text.map(|text| redactor.string(&text).into_string())
        };
        let redactor = &mut self.redactor;
        Ok(Meta {
            member: None,
            format: meta::FORMAT,
            uuid: self.job.found.session.to_string(),
            project: redactor.string(&self.job.found.project).into_string(),
            title: gate(title, redactor),
            cwd: gate(
                old_or(None, known.map(|old| old.cwd.clone()))
                    .or(summary.cwd().map(str::to_owned))
                    .or(self.job.cwd.clone()),
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
            lines,
            bytes: current.iter().map(|branch| branch.raw_len()).sum(),
            files: self.manifest.files.len() as u64,
            manifest_version: 0,
            synced: u64::try_from(shared.now_ns / 1_000_000_000).unwrap_or(0),
            device: shared.writer.name.clone(),
            signature: None,
        })
    }

    /// Lines of the transcript's current branch, of which the metadata knew `known`.
    fn count_lines(&self, known: u64, session_keys: &SessionKeys) -> Result<u64, SyncFailure> {
        match self.before {
            Before::Unchanged => return Ok(known),
            Before::Known => return Ok(known + self.summary.lines),
            Before::Lines(before) => return Ok(before + self.summary.lines),
            Before::Uncounted => {}
        }
        let transcript = self.manifest.files.iter().find(|file| file.kind == FileKind::Transcript.byte());
        let Some(branch) = transcript.and_then(|file| file.current()) else { return Ok(known) };
        let view = self.own_view(session_keys)?;
        let tools = (&self.worker.shared.reader, &self.worker.handle);
        let mut reader = BranchReader::new(tools, &view, branch, 0).ok_or(OpError::Worker)?;
        let mut lines = 0;
        while reader.next_line()?.is_some() {
            lines += 1;
        }
        Ok(lines)
    }

    /// The session as it is being prepared, for reading back what was sealed of it.
    pub(super) fn own_view(&self, keys: &SessionKeys) -> Result<SessionView, OpError> {
        reseal::own_view(&self.worker.shared.reader, self.job.tag, (&self.manifest, keys))
    }
}
