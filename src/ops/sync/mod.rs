//! `sync`: what is new in the local sessions goes through the gate, is sealed and stored, and the refs are
//! moved. It never writes under a Claude folder, and a local deletion never propagates.
//!
//! One round prepares every changed session on worker threads and commits them in batches; sessions whose
//! ref moved meanwhile are prepared again against the new state in the next round.

mod again;
mod collections;
pub(super) mod feed;
mod finish;
mod history;
mod mend;
mod plan;
mod preview;
mod round;
mod session;
mod shares;
pub(super) mod sink;
pub(super) mod worker;

pub use plan::Routing;
pub(super) use plan::{Standing, cwds as folders, standing};
pub use preview::preview;
pub use round::route_name;

use super::error::OpError;
use super::open::{self, Profile, Trust};
use super::place::RemotePlace;
use super::progress::Progress;
use super::share::living;
use super::{reseal, ruleset, team};
use crate::local::discover::{Found, FoundFile, FoundSession, Root};
use crate::local::read::ReadError;
use crate::local::state::{FileEntry, LastFailure, LastSync, State};
use crate::protocol::ids::SessionTag;
use crate::redact::{AllowedBy, Hit, Unsafe};
use crate::scan::Ruleset;
use crate::scan::allow::AllowList;
use crate::session::{Extra, SessionUuid};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// One vault that sessions can go to.
#[derive(Clone)]
pub struct Target {
    /// Who it is and how it opens.
    pub profile: Profile,
    /// Where it lies.
    pub place: RemotePlace,
}

/// Everything that `sync` works with.
pub struct SyncContext {
    /// Claude Code's folders.
    pub roots: Vec<Root>,
    /// The vaults, the personal one first.
    pub targets: Vec<Target>,
    /// Which session goes where.
    pub routing: Routing,
    /// The files beside the sessions that are synced too.
    pub include: BTreeSet<Extra>,
    /// The redaction rules.
    pub rules: Arc<Ruleset>,
    /// What the user allows.
    pub allow: Arc<AllowList>,
    /// The state cache.
    pub state_path: PathBuf,
    /// Nanoseconds since 1970.
    pub now_ns: i64,
}

/// What to sync.
#[derive(Clone, Default)]
pub struct SyncOptions {
    /// Only sessions whose id begins with one of these; all where there is none.
    pub sessions: Vec<String>,
    /// Only sessions of these project folders (their names under `projects/`); all where there is none.
    pub projects: Vec<String>,
    /// Only files written at or after this time, in nanoseconds since 1970.
    pub since_ns: Option<i64>,
    /// Look at every file, whatever the state cache says.
    pub full: bool,
    /// Store nothing.
    pub dry_run: bool,
    /// Sessions that have ended: a last line without a newline is taken.
    pub ended: Vec<SessionUuid>,
    /// Only this vault; sessions of others are left for another run.
    pub vault: Option<String>,
}

/// A session that could not be synced; the others went on.
#[derive(Clone, Debug)]
pub struct Failed {
    /// Which.
    pub session: SessionUuid,
    /// A stable word.
    pub code: &'static str,
    /// What went wrong.
    pub message: String,
    /// The exit code that it asks for.
    pub exit: FailedExit,
}

/// The class of a failure that stopped one session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailedExit {
    /// A local file could not be read.
    Local,
    /// A redaction could not be made safely.
    Unsafe,
    /// The vault's copy is damaged or tampered with.
    Tampered,
    /// Somebody else moved it again and again, or it belongs to another vault than it was sent to.
    Conflict,
    /// It belongs to a vault that this machine does not have.
    NoVault,
}

/// What `sync` did.
#[derive(Default)]
pub struct SyncReport {
    /// Sessions found.
    pub found: u64,
    /// Sessions sent (or that would be, in a dry run).
    pub sent: Vec<Sent>,
    /// Sessions with nothing new.
    pub unchanged: u64,
    /// Sessions routed to `none`.
    pub excluded: u64,
    /// Sessions with a torn last line that waits for its newline.
    pub held_back: u64,
    /// Redactions by type.
    pub redactions: BTreeMap<String, u64>,
    /// Every redaction, in a dry run.
    pub hits: Vec<(SessionUuid, Hit)>,
    /// Findings that stand as they are, because the user allows them.
    pub allowed: u64,
    /// Each of them, in a dry run.
    pub allowed_hits: Vec<(SessionUuid, Hit, AllowedBy)>,
    /// Thinking blocks that were left out because they held a secret.
    pub thinking_dropped: u64,
    /// Bytes that passed as binary, unscanned.
    pub unscanned_bytes: u64,
    /// Bytes read from session files.
    pub bytes_read: u64,
    /// Bytes stored in vaults.
    pub bytes_stored: u64,
    /// Sessions of which uploaded parts were sealed again, for a value that was confirmed later.
    pub resealed: Vec<Resealed>,
    /// Shares of this user that were sealed anew, by their ids: the sessions have other keys now.
    pub shares_renewed: Vec<String>,
    /// Sessions of this machine that the vaults hold as older rules left them.
    pub behind: u64,
    /// Sessions that failed.
    pub failed: Vec<Failed>,
    /// Vaults that could not be synced, by name, and why; the others went on.
    pub broken: Vec<(String, OpError)>,
    /// What the user should know: divergences, duplicates, skipped files.
    pub notes: Vec<String>,
    /// Where sessions were looked for.
    pub searched: Vec<PathBuf>,
    /// Whether every vault was seen for the first time.
    pub fresh: Vec<String>,
}

/// A session of which something was sealed again.
#[derive(Clone, Debug)]
pub struct Resealed {
    /// Which.
    pub session: SessionUuid,
    /// What was cut out of it, by type.
    pub redactions: BTreeMap<String, u64>,
    /// Segments that the vault had and that were shredded.
    pub uploaded: u64,
    /// Segments that were made in their place.
    pub segments: u64,
    /// Content keys that were shredded.
    pub keys_shredded: u64,
    /// Older content keys that stay, because segments that did not change need them.
    pub keys_kept: u64,
    /// Superseded objects that the vault still gives out.
    pub left: u64,
}

/// A session that was sent.
#[derive(Clone)]
pub struct Sent {
    /// Which.
    pub session: SessionUuid,
    /// To which vault.
    pub vault: String,
    /// Bytes of it that were new.
    pub bytes: u64,
}

/// Why one session (or, where nothing can go on, the sync) stopped.
#[derive(Debug, thiserror::Error)]
pub enum SyncFailure {
    /// A local file.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A secret survived its own removal.
    #[error(transparent)]
    Unsafe(#[from] Unsafe),
    /// Everything else.
    #[error(transparent)]
    Op(#[from] OpError),
}

/// One session that has something new.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) found: FoundSession,
    /// Which of its files to look at.
    pub(super) changed: Vec<usize>,
    pub(super) tag: SessionTag,
    pub(super) ended: bool,
    /// What the state cache has of its files, in their order.
    pub(super) entries: Vec<Option<FileEntry>>,
    /// Sealed values that were confirmed earlier.
    pub(super) confirmed: Vec<u8>,
    pub(super) git_remote: Option<String>,
    /// The directories that its transcript names, where the allow list asks for them.
    pub(super) folders: Vec<String>,
    /// The working directory, where no transcript tells it.
    pub(super) cwd: Option<String>,
    /// Which lines go to the vault at all; all where there is none.
    pub(super) only: Option<collections::LineFilter>,
    pub(super) notes: Arc<Mutex<Vec<String>>>,
}

impl Job {
    fn entry(&self, file: &FoundFile) -> Option<FileEntry> {
        let at = self.found.files.iter().position(|have| have.rel == file.rel)?;
        self.entries.get(at).cloned().flatten()
    }

    fn note_fork(&self, file: &FoundFile, fork: &session::Fork) {
        let id = self.found.session;
        let text = match fork {
            session::Fork::Edited => return,
            session::Fork::Shrunken => {
                format!("session {id}: {} became shorter; the longer version stays the current one", file.rel)
            }
            session::Fork::Rewritten => {
                format!("session {id}: {} was rewritten; the earlier version is kept", file.rel)
            }
            session::Fork::Lost => {
                format!(
                    "session {id}: the vault lost a part of {}; what is here is the current version",
                    file.rel
                )
            }
            session::Fork::Divergent { .. } => format!(
                "session {id}: {} went on differently on two machines; both are kept, the longer one is current",
                file.rel
            ),
        };
        self.note(text);
    }

    fn note(&self, text: String) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        // A session that conflicted is prepared again.
        if !notes.contains(&text) {
            notes.push(text);
        }
    }
}

/// Syncs. The caller holds the lock of the state.
pub async fn run(
    context: &SyncContext,
    options: &SyncOptions,
    progress: &dyn Progress,
) -> Result<SyncReport, OpError> {
    let mut state = plan::load_state(context)?;
    let found = plan::discover(context, &state);
    let mut report = plan::opening_report(&found);
    let jobs = plan::jobs(context, options, (&state, &found), &mut report)?;
    let total: u64 = jobs.values().flatten().map(plan::new_bytes).sum();
    let mut dirty = false;
    if !jobs.is_empty() {
        progress.begin("syncing", Some(total));
    }
    report.failed.extend(plan::homeless(context, &jobs));
    let meant = |target: &&Target| options.vault.as_ref().is_none_or(|only| *only == target.profile.name);
    let targets: Vec<&Target> = context.targets.iter().filter(meant).collect();
    for target in &targets {
        let jobs = jobs.get(&target.profile.name).cloned().unwrap_or_default();
        let into = (&mut state, &mut report);
        match sync_target(context, options, (target, jobs), into, progress).await {
            Ok(any) => dirty |= any,
            Err(error) if targets.len() > 1 && is_of_one_vault(&error) => {
                report.broken.push((target.profile.name.clone(), error));
            }
            Err(error) => return Err(error),
        }
    }
    dirty |= !report.sent.is_empty();
    progress.done();
    report.behind = behind(&context.rules, &state);
    if dirty && !options.dry_run {
        let time_ms = context.now_ns / 1_000_000;
        state.last_sync =
            Some(LastSync { time_ms, sent: report.sent.len() as u64, held_back: report.held_back });
        if report.failed.is_empty() && report.broken.is_empty() {
            state.last_failure = None;
        }
        save(context, &state)?;
    }
    Ok(report)
}

/// Whether the other vaults can go on: what is wrong is not this machine itself.
fn is_of_one_vault(error: &OpError) -> bool {
    !matches!(
        error,
        OpError::Io { .. }
            | OpError::File(_)
            | OpError::State(_)
            | OpError::StateCache(_)
            | OpError::Busy
            | OpError::Random(_)
            | OpError::Worker
    )
}

/// How many sessions of this machine the vaults hold as older rules left them, as far as is known here.
pub fn behind(rules: &Ruleset, state: &State) -> u64 {
    let mine = ruleset::id(rules);
    let behind = state.files.values().filter(|entry| ruleset::is_behind(entry.ruleset, mine));
    behind.map(|entry| entry.session).collect::<HashSet<_>>().len() as u64
}

/// Remembers that a sync failed, so that `status` and interactive commands can lead with it.
pub fn record_failure(context: &SyncContext, code: u8, message: String) -> Result<(), OpError> {
    let mut state = plan::load_state(context)?;
    let time_ms = context.now_ns / 1_000_000;
    state.last_failure = Some(LastFailure { time_ms, code, message, session: None });
    save(context, &state)
}

fn save(context: &SyncContext, state: &State) -> Result<(), OpError> {
    Ok(state.save_atomic(&context.state_path)?)
}

/// Whether there was anything to do.
async fn sync_target(
    context: &SyncContext,
    options: &SyncOptions,
    (target, jobs): (&Target, Vec<Job>),
    (state, report): (&mut State, &mut SyncReport),
    progress: &dyn Progress,
) -> Result<bool, OpError> {
    let remote = target.place.open().await?;
    if !options.dry_run {
        reseal::Pending::of(&target.profile).finish(&*remote).await?;
    }
    let handing = !options.dry_run && team::is_handing_over(&target.profile)?;
    if jobs.is_empty()
        && !handing
        && let Some(pin) = open::load_pin(&target.profile)?
        && open::is_current(&pin, &remote.head().await?)?
        && living::is_settled(&target.profile, &target.place, pin.size)?
    {
        return Ok(false);
    }
    let connection = open::connect(&target.profile, remote, Trust::Pinned).await?;
    if !options.dry_run {
        connection.remember()?;
    }
    let now = u64::try_from(context.now_ns / 1_000_000_000).unwrap_or(0);
    if jobs.is_empty() && !handing {
        if !options.dry_run {
            shares::unopened(target, connection, (now, report)).await;
        }
        return Ok(false);
    }
    let mut vault = team::unlock(connection, now).await?;
    if !options.dry_run {
        team::settle(&mut vault, now).await?;
        vault.require_write()?;
    }
    if jobs.is_empty() {
        if !options.dry_run {
            shares::open(target, vault, (now, report)).await;
        }
        return Ok(false);
    }
    let remote = Arc::clone(&vault.connection.remote);
    let ended = match round::run(context, options, (vault, jobs), (state, report), progress).await {
        Ok(vault) if !options.dry_run => {
            shares::open(target, vault, (now, report)).await;
            Ok(true)
        }
        other => other.map(|_| true),
    };
    remote.close().await;
    ended
}

/// A kind of found thing that a report names.
pub(super) fn skipped_notes(found: &Found) -> Vec<String> {
    let skipped = found
        .skipped
        .iter()
        .map(|skipped| format!("left out {}: {}", skipped.path.display(), plan::reason(&skipped.reason)));
    let twice = found.duplicates.iter().map(|duplicate| {
        let places: Vec<_> = duplicate.places.iter().map(|place| place.display().to_string()).collect();
        format!(
            "session {} lies in {} folders; the newest is synced: {}",
            duplicate.session,
            places.len(),
            places.join(", ")
        )
    });
    skipped.chain(twice).collect()
}
