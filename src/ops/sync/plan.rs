//! Which sessions have something new, and which vault each goes to.

use super::collections;
use super::{Failed, FailedExit, Job, SyncContext, SyncOptions, SyncReport, skipped_notes};
use crate::local::discover::{self, Found, FoundFile, FoundSession, SkipReason};
use crate::local::extras;
use crate::local::git;
use crate::local::read::{LineReader, PrefixHasher, Source};
use crate::local::state::{Loaded, State};
use crate::ops::device;
use crate::ops::error::OpError;
use crate::protocol::ids::{DeviceId, SessionTag};
use crate::session::SessionUuid;
use crate::session::route::{Place, Routes, Settled, VaultRoute};
use crate::session::summary::Summary;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// The user's rules for which project goes where.
pub struct Routing {
    /// The rules.
    pub routes: Routes,
    /// Whether there are any: without, every session is personal and no file is read to decide.
    pub any: bool,
    /// The name of the personal vault.
    pub personal: String,
}

pub(super) fn load_state(context: &SyncContext) -> Result<State, OpError> {
    let device = match context.targets.first() {
        Some(target) => target.profile.device,
        None => device::load_or_create(context.state_path.parent().unwrap_or(Path::new(".")))?,
    };
    Ok(match State::load(&context.state_path)? {
        Loaded::State(state) if state.device == device => *state,
        // A damaged cache costs time, not data: everything is compared with the vault again.
        Loaded::State(_) | Loaded::Absent | Loaded::Damaged(_) => State::new(device),
    })
}

pub(super) fn discover(context: &SyncContext, state: &State) -> Found {
    let mut found = discover::scan_with(&context.roots, &|file| state.known_session(file));
    extras::add(&context.roots, &context.include, &mut found);
    found
}

pub(super) fn opening_report(found: &Found) -> SyncReport {
    SyncReport {
        found: found.sessions.iter().filter(|session| !session.session.is_collection()).count() as u64,
        notes: skipped_notes(found),
        searched: found.searched.clone(),
        ..SyncReport::default()
    }
}

pub(super) fn reason(reason: &SkipReason) -> &'static str {
    match reason {
        SkipReason::Link => "it is a link",
        SkipReason::Special => "it is not a plain file",
        SkipReason::Name => "its name could not be restored everywhere",
        SkipReason::Unreadable(_) => "it cannot be read",
        SkipReason::NoSessionId => "its lines name no session",
        SkipReason::Unknown => "it is not a session's file",
        SkipReason::TooDeep => "it is nested too deep",
    }
}

/// Sessions that a rule sends to a vault which this machine does not have: they go nowhere else.
pub(super) fn homeless(context: &SyncContext, jobs: &BTreeMap<String, Vec<Job>>) -> Vec<Failed> {
    let known = |name: &String| context.targets.iter().any(|target| target.profile.name == *name);
    let homeless = jobs.iter().filter(|(name, _)| !known(name));
    homeless
        .flat_map(|(name, jobs)| jobs.iter().map(move |job| (name, job)))
        .map(|(name, job)| Failed {
            session: job.found.session,
            code: "no-vault",
            message: format!("it belongs to vault {name}, which is not set up on this machine"),
            exit: FailedExit::NoVault,
        })
        .collect()
}

/// Bytes of a job that were not sent yet, roughly: for the progress bar.
pub(super) fn new_bytes(job: &Job) -> u64 {
    let bytes = job.changed.iter().filter_map(|at| {
        let file = job.found.files.get(*at)?;
        let sent = job.entries.get(*at)?.as_ref().map_or(0, |entry| entry.consumed_len);
        Some(file.len.saturating_sub(sent))
    });
    bytes.sum()
}

/// The sessions with something new, by the name of their vault.
pub(super) fn jobs(
    context: &SyncContext,
    options: &SyncOptions,
    (state, found): (&State, &Found),
    report: &mut SyncReport,
) -> Result<BTreeMap<String, Vec<Job>>, OpError> {
    let stale = stale_copies(found);
    let notes = Arc::new(Mutex::new(Vec::new()));
    let mut jobs: BTreeMap<String, Vec<Job>> = BTreeMap::new();
    for (at, session) in found.sessions.iter().enumerate() {
        if session.session.is_collection() || stale.contains(&at) || !selected(options, session) {
            continue;
        }
        let changed = changed_files(context, options, state, session);
        if changed.is_empty() {
            report.unchanged += 1;
            continue;
        }
        match route(context, state, session) {
            Ok(Some((vault, git_remote))) => {
                let ended = options.ended.contains(&session.session);
                let mut job = job(state, session, changed, (ended, &notes));
                job.git_remote = git_remote;
                if context.allow.uses_paths() {
                    job.folders = cwds(session);
                }
                jobs.entry(vault).or_default().push(job);
            }
            Ok(None) => report.excluded += 1,
            Err(failed) => report.failed.push(failed),
        }
    }
    collections::jobs(context, options, (state, found), (report, &mut jobs, &notes))?;
    Ok(jobs)
}

pub(super) fn job(
    state: &State,
    session: &FoundSession,
    changed: Vec<usize>,
    (ended, notes): (bool, &Arc<Mutex<Vec<String>>>),
) -> Job {
    Job {
        entries: session.files.iter().map(|file| state.file(file).cloned()).collect(),
        confirmed: state
            .sessions
            .get(&session.session)
            .map(|known| known.confirmed.clone())
            .unwrap_or_default(),
        found: session.clone(),
        changed,
        tag: SessionTag::default(),
        ended,
        git_remote: None,
        folders: Vec::new(),
        cwd: None,
        only: None,
        notes: Arc::clone(notes),
    }
}

/// A session in several places: all but the one written last.
fn stale_copies(found: &Found) -> HashSet<usize> {
    let mut newest: BTreeMap<_, (i64, usize)> = BTreeMap::new();
    let mut stale = HashSet::new();
    for (at, session) in found.sessions.iter().enumerate() {
        let mtime = session.mtime_ns();
        match newest.get(&session.session).copied() {
            Some((best, _)) if best >= mtime => {
                stale.insert(at);
            }
            other => {
                stale.extend(other.map(|(_, before)| before));
                newest.insert(session.session, (mtime, at));
            }
        }
    }
    stale
}

pub(super) fn selected(options: &SyncOptions, session: &FoundSession) -> bool {
    let id = session.session.to_string();
    (options.sessions.is_empty() || options.sessions.iter().any(|prefix| id.starts_with(prefix.as_str())))
        && (options.projects.is_empty() || options.projects.contains(&session.project))
        && options.since_ns.is_none_or(|since| session.mtime_ns() >= since)
}

const TORN_AFTER_NS: i64 = 60_000_000_000;

/// Whether a file was left alone so long that a torn last line is taken for finished.
pub(super) fn is_settled(context: &SyncContext, file: &FoundFile) -> bool {
    context.now_ns.saturating_sub(file.mtime_ns) >= TORN_AFTER_NS
}

pub(super) fn changed_files(
    context: &SyncContext,
    options: &SyncOptions,
    state: &State,
    session: &FoundSession,
) -> Vec<usize> {
    let ended = options.ended.contains(&session.session);
    let changed = |file: &FoundFile| {
        let Some(entry) = state.file(file).filter(|entry| entry.is_unchanged(file)) else { return true };
        let torn = entry.consumed_len < file.len && (ended || is_settled(context, file));
        torn || options.full
    };
    session.files.iter().enumerate().filter(|(_, file)| changed(file)).map(|(at, _)| at).collect()
}

/// The vault that a session went to first.
pub(super) fn recorded(state: &State, session: SessionUuid) -> Option<VaultRoute> {
    let known = state.sessions.get(&session).filter(|known| !known.route.is_empty());
    known.and_then(|known| VaultRoute::parse(&known.route).ok())
}

pub(super) type Routed = Option<(String, Option<String>)>;

/// The vault of a session: as decided at its first upload, checked against its directories; `None` where
/// it is to stay on this machine.
pub(super) fn route(context: &SyncContext, state: &State, session: &FoundSession) -> Result<Routed, Failed> {
    let recorded = recorded(state, session.session);
    if !context.routing.any && recorded.is_none() {
        return Ok(Some((context.routing.personal.clone(), None)));
    }
    let cwds = if context.routing.any { cwds(session) } else { Vec::new() };
    let remotes: Vec<_> = cwds.iter().map(|cwd| git::remote_of(Path::new(cwd))).collect();
    let places: Vec<_> =
        cwds.iter().zip(&remotes).map(|(cwd, remote)| Place { cwd, remote: remote.as_deref() }).collect();
    if !context.routing.any {
        return Ok(recorded.and_then(|route| vault_name(context, &route)).map(|name| (name, None)));
    }
    let moved = state.sessions.get(&session.session).is_some_and(|known| known.moved);
    match context.routing.routes.settle(recorded.as_ref(), &places) {
        Settled::To(route) => {
            Ok(vault_name(context, &route).map(|name| (name, remotes.into_iter().flatten().next())))
        }
        Settled::Conflict { recorded, now } if moved && now != VaultRoute::None => {
            let name = vault_name(context, &recorded);
            Ok(name.map(|name| (name, remotes.into_iter().flatten().next())))
        }
        Settled::Conflict { .. } => Err(Failed {
            session: session.session,
            code: "route-conflict",
            message: "its directories now belong to another vault than the one it was first sent to".into(),
            exit: FailedExit::Conflict,
        }),
    }
}

/// Where a session of this machine stands towards the vaults.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::ops) enum Standing {
    /// Never sent.
    New,
    /// Sent, and changed since; or torn at its end.
    Changed,
    /// Sent as it is.
    Synced,
    /// To stay on this machine.
    Excluded,
}

/// Where a session stands by the state cache, and the vault that it goes to.
pub(in crate::ops) fn standing(
    context: &SyncContext,
    state: &State,
    session: &FoundSession,
) -> (Standing, Option<String>) {
    let entries: Vec<_> = session.files.iter().filter_map(|file| Some((file, state.file(file)?))).collect();
    let same = |(file, entry): &(&FoundFile, &crate::local::state::FileEntry)| {
        entry.is_unchanged(file) && entry.consumed_len == file.len
    };
    let synced = entries.len() == session.files.len() && entries.iter().all(same);
    let standing = match () {
        () if synced => Standing::Synced,
        () if entries.is_empty() => Standing::New,
        () => Standing::Changed,
    };
    // A session that was sent has its vault on record; only the others are read to decide.
    let known = state.sessions.get(&session.session).filter(|known| !known.route.is_empty());
    if let Some(route) = known.and_then(|known| VaultRoute::parse(&known.route).ok()) {
        return (standing, vault_name(context, &route));
    }
    match route(context, state, session) {
        Ok(Some((vault, _))) => (standing, Some(vault)),
        Ok(None) => (Standing::Excluded, None),
        // Its vault is in dispute; sync says so.
        Err(_) => (standing, None),
    }
}

pub(super) fn vault_name(context: &SyncContext, route: &VaultRoute) -> Option<String> {
    match route {
        VaultRoute::None => None,
        VaultRoute::Personal => Some(context.routing.personal.clone()),
        VaultRoute::Team(name) => Some(format!("team:{name}")),
    }
}

/// Every directory that the transcript names, from the raw lines: this decides where it goes, and goes
/// nowhere itself.
pub(in crate::ops) fn cwds(session: &FoundSession) -> Vec<String> {
    let mut summary = Summary::new();
    for file in session.files.iter().filter(|file| file.kind.is_lines()) {
        let Ok(source) = Source::open(&file.abs) else { continue };
        let Ok(mut reader) = LineReader::new(source, 0, PrefixHasher::new(&DeviceId::default())) else {
            continue;
        };
        while let Ok(Some(line)) = reader.next_line() {
            summary.line(line.bytes);
        }
    }
    if summary.cwds_overflow {
        // Too many to know them all: an unknown place matches no team.
        summary.cwds.push(String::new());
    }
    summary.cwds
}
