//! One session: looked at, and made ready to be committed.

use super::{RescanOptions, Rescanned};
use crate::local::state::State;
use crate::ops::error::OpError;
use crate::ops::open::fetch;
use crate::ops::reseal::{self, Scope};
use crate::ops::revise::{self, Revision};
use crate::ops::ruleset;
use crate::ops::sync::SyncFailure;
use crate::ops::sync::worker::Worker;
use crate::ops::view::{BranchReader, SessionView};
use crate::protocol::ids::{ObjectId, SessionTag};
use crate::protocol::refs::{Action, RefChange, RefName};
use crate::redact::{Redactor, Report};
use crate::session::summary::Summary;
use crate::session::{FileKind, SessionUuid};
use crate::vault::content::SessionKeys;
use crate::vault::manifest::Manifest;
use crate::vault::meta::Meta;
use crate::vault::object::ObjectError;
use std::collections::{HashMap, HashSet};

/// Which sessions are asked for, and what this machine knows of them.
pub(super) struct Asked {
    sessions: Vec<String>,
    projects: Vec<String>,
    full: bool,
    /// Sealed values that were confirmed here.
    confirmed: HashMap<SessionUuid, Vec<u8>>,
}

impl Asked {
    pub(super) fn new(options: &RescanOptions, state: &State) -> Self {
        let known = state.sessions.iter().map(|(uuid, known)| (*uuid, known.confirmed.clone()));
        Self {
            sessions: options.sessions.clone(),
            projects: options.projects.clone(),
            full: options.full,
            confirmed: known.collect(),
        }
    }

    fn takes(&self, meta: &Meta) -> bool {
        let by_id = self.sessions.iter().any(|prefix| meta.uuid.starts_with(prefix.as_str()));
        (self.sessions.is_empty() || by_id)
            && (self.projects.is_empty() || self.projects.contains(&meta.project))
    }
}

/// A session that was looked at.
pub(super) struct Ready {
    /// The ref change; none where nothing is to be written.
    pub(super) change: Option<RefChange>,
    /// Whether these rules had scanned it already.
    pub(super) current: bool,
    /// Whether something is cut.
    pub(super) changed: bool,
    /// The rules that all of it has passed then.
    pub(super) ruleset: u32,
    /// The values confirmed in it, sealed for this machine; none where they stay as they are.
    pub(super) confirmed: Option<Vec<u8>>,
    pub(super) done: Rescanned,
}

/// Looks at one session; `None` where it is not asked for.
pub(super) fn prepare(
    worker: &mut Worker,
    asked: &Asked,
    name: &RefName,
) -> Result<Option<Ready>, SyncFailure> {
    let tag = name.session_tag().ok_or(OpError::Worker)?;
    let looked = look(worker, asked, (name, tag))
        .and_then(|ready| worker.settle().map(|()| ready).map_err(Into::into));
    looked.map_err(|failure| reseal::unless_moved(worker, tag, failure))
}

fn look(
    worker: &mut Worker,
    asked: &Asked,
    (name, tag): (&RefName, SessionTag),
) -> Result<Option<Ready>, SyncFailure> {
    worker.begin();
    let reader = worker.shared.reader.clone();
    let found = worker.handle.block_on(fetch(&*reader.remote, name))?;
    let found = found.ok_or_else(|| OpError::Missing(format!("session ref {name}")))?;
    let meta = reader.meta(&found)?;
    let meta = meta.ok_or_else(|| OpError::Missing(format!("metadata of session ref {name}")))?;
    if !asked.takes(&meta) {
        return Ok(None);
    }
    let view = worker.handle.block_on(reader.open(&found))?;
    if reader.keys.session_tag(&meta.uuid) != tag || meta.manifest_version != view.manifest.version {
        let what = format!("metadata of session ref {name}");
        return Err(OpError::object(what)(ObjectError::Mismatch("manifest")).into());
    }
    let mine = ruleset::id(&worker.shared.rules);
    let passed = |branch: &crate::vault::manifest::Branch| !ruleset::is_behind(branch.ruleset, mine);
    let mut ready = Ready {
        change: None,
        current: true,
        changed: false,
        ruleset: mine,
        confirmed: None,
        done: Rescanned { session: meta.uuid.clone(), ..Rescanned::default() },
    };
    if !asked.full && view.manifest.files.iter().flat_map(|file| &file.branches).all(passed) {
        return Ok(Some(ready));
    }
    ready.current = false;
    scan(worker, asked, (view, meta), &mut ready)?;
    Ok(Some(ready))
}

/// Scans all of a session, and makes the change that is due.
fn scan(
    worker: &mut Worker,
    asked: &Asked,
    (view, mut meta): (SessionView, Meta),
    ready: &mut Ready,
) -> Result<(), SyncFailure> {
    let folders = if worker.shared.allow.uses_paths() { folders(worker, &view)? } else { Vec::new() };
    let shared = &worker.shared;
    let mut redactor = Redactor::new(shared.rules.clone()).allowing(shared.allow.clone(), &folders);
    let uuid = SessionUuid::parse(&meta.uuid).ok();
    let known = uuid.and_then(|uuid| asked.confirmed.get(&uuid));
    if let Some(values) = known.and_then(|sealed| worker.open_confirmed(view.tag, sealed)) {
        redactor.restore_confirmed(values);
    }
    let before = redactor.confirmed().epoch();
    // Once for what it confirms, and again for what the transcript does.
    gate(&mut meta.clone(), &mut redactor);
    let survey = reseal::survey(worker, &view, Scope::Everything, &mut redactor)?;
    let mut shown = reseal::copy_of(&redactor)?;
    let meta_changed = gate(&mut meta, &mut shown);
    let mut report = survey.report.clone();
    if survey.is_clean() && meta_changed {
        report.merge(shown.report());
    }
    ready.changed = !survey.is_clean() || meta_changed;
    note(&mut ready.done, report);
    ready.done.segments = survey.segments();
    if worker.shared.dry_run {
        return Ok(());
    }
    if known.is_some() && redactor.confirmed().epoch() != before {
        ready.confirmed = Some(worker.seal_confirmed(view.tag, &redactor)?);
    }
    let change = revise(worker, (view, meta), ready, |worker, view, manifest, keys| {
        let held: HashSet<ObjectId> = view.manifest.objects().into_iter().collect();
        Ok(reseal::apply(worker, (view.tag, &held), (manifest, keys), (&survey, &redactor))?.segments)
    })?;
    ready.change = Some(change);
    Ok(())
}

/// The next manifest: that everything passed these rules, and what was sealed again where something changed.
fn revise(
    worker: &mut Worker,
    (view, mut meta): (SessionView, Meta),
    ready: &mut Ready,
    reseal: impl FnOnce(&mut Worker, &SessionView, &mut Manifest, &mut SessionKeys) -> Result<u64, SyncFailure>,
) -> Result<RefChange, SyncFailure> {
    let shared = worker.shared.clone();
    let mut manifest = view.manifest.clone();
    let mut keys = SessionKeys::open(&shared.reader.keys, view.tag, &view.session_keys.to_field())
        .map_err(OpError::object("content keys"))?;
    let done = &mut ready.done;
    if ready.changed {
        done.segments = reseal(worker, &view, &mut manifest, &mut keys)?;
        let (gone, kept) = reseal::drop_keys(&manifest, &mut keys);
        (done.keys_shredded, done.keys_kept) = (gone as u64, kept as u64);
        meta.bytes = manifest.files.iter().filter_map(|file| file.current()).map(|b| b.raw_len()).sum();
    }
    for branch in manifest.files.iter_mut().flat_map(|file| &mut file.branches) {
        // What a newer han has scanned keeps its mark.
        if ruleset::is_behind(branch.ruleset, ready.ruleset) {
            branch.ruleset = ready.ruleset;
        }
    }
    let revision = Revision {
        tag: view.tag,
        keys: (&*shared.reader.keys, &keys),
        before: Some(&view),
        writer: (shared.writer.clone(), shared.seen),
        action: Action::Sync,
    };
    let mut sealed = revise::seal(revision, &mut manifest, &mut meta, &mut worker.framer)?;
    let apart = sealed.object.as_ref().map(|(id, _)| *id);
    if let Some((id, object)) = sealed.object {
        worker.put(id, object)?;
    }
    if ready.changed {
        reseal::shred(&mut sealed.change, &worker.made, &manifest, apart);
    }
    done.bytes_stored = worker.stored + sealed.inline;
    done.superseded = superseded(&view.manifest, &manifest);
    Ok(sealed.change)
}

/// Segments that the new manifest does not name, and their bytes.
fn superseded(old: &Manifest, new: &Manifest) -> (u64, u64) {
    let kept: HashSet<ObjectId> = new.objects().into_iter().collect();
    let mut seen = HashSet::new();
    let all = old.files.iter().flat_map(|file| &file.branches).flat_map(|branch| &branch.segments);
    all.filter(|segment| !kept.contains(&segment.object) && seen.insert(segment.object))
        .fold((0, 0), |(count, bytes), segment| (count + 1, bytes + segment.len))
}

/// Puts the texts of a listing through the gate; tells whether one changed.
fn gate(meta: &mut Meta, redactor: &mut Redactor) -> bool {
    let mut changed = false;
    let mut pass = |text: &mut String| {
        let gated = redactor.string(text).into_string();
        changed |= gated != *text;
        *text = gated;
    };
    pass(&mut meta.project);
    [&mut meta.title, &mut meta.cwd, &mut meta.branch, &mut meta.git_remote]
        .into_iter()
        .flatten()
        .for_each(&mut pass);
    changed
}

/// Every directory that the stored transcripts name. One of which a part was cut fits no entry of the allow list.
fn folders(worker: &Worker, view: &SessionView) -> Result<Vec<String>, SyncFailure> {
    let mut summary = Summary::new();
    let tools = (&worker.shared.reader, &worker.handle);
    for file in &view.manifest.files {
        if !FileKind::from_byte(file.kind).is_some_and(FileKind::is_lines) {
            continue;
        }
        for branch in &file.branches {
            let mut lines = BranchReader::new(tools, view, branch, 0).ok_or(OpError::Worker)?;
            while let Some(line) = lines.next_line()? {
                summary.line(line);
            }
        }
    }
    if summary.cwds_overflow {
        // Too many to know them all.
        summary.cwds.push(String::new());
    }
    Ok(summary.cwds)
}

fn note(done: &mut Rescanned, report: Report) {
    done.redactions = report.counts.iter().map(|(kind, count)| (kind.to_string(), *count)).collect();
    done.thinking_dropped = report.thinking_dropped;
    done.hits = report.hits;
}
