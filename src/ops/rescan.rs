//! `rescan`: what the vault holds passes the gate once more, by the rules of now. Sessions that hold nothing new
//! only get a manifest that says so; of the others the segments that change are sealed again under a fresh
//! content key, and what they supersede is shredded.
//!
//! One session is one ref move, so that a run may be stopped at any point and begun again: a session is either as
//! it was or done, and what was stored for one that is not done is an object that nothing refers to. Sessions that
//! a peer moves meanwhile are looked at again.

mod prepare;

use super::error::{OpError, chain};
use super::open::{Connection, OpenVault, Profile};
use super::progress::Progress;
use super::reseal::{Pending, left};
use super::sync::SyncFailure;
use super::sync::worker::{Shared, Worker, is_fatal_op};
use super::view::Reader;
use crate::local::state::{Loaded, State};
use crate::protocol::ids::{ActorId, Digest};
use crate::protocol::refs::{Action, Commit, RefChange, RefName};
use crate::redact::Hit;
use crate::remote::Swap;
use crate::scan::Ruleset;
use crate::scan::allow::AllowList;
use crate::session::SessionUuid;
use crate::vault::keyfile::{Keys, SlotKey};
use crate::vault::manifest::Writer;
use prepare::{Asked, Ready, prepare};
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// Sessions in one commit.
const BATCH: usize = 64;
/// Bytes of bodies in one commit.
const BATCH_BYTES: usize = 8 << 20;
/// Rounds before a session that always conflicts is given up.
const MOST_ROUNDS: usize = 8;

/// What `rescan` works with.
pub struct RescanContext {
    /// The rules of now.
    pub rules: Arc<Ruleset>,
    /// What the user allows.
    pub allow: Arc<AllowList>,
    /// The state cache.
    pub state_path: PathBuf,
    /// Nanoseconds since 1970.
    pub now_ns: i64,
}

/// What to rescan.
#[derive(Clone, Default)]
pub struct RescanOptions {
    /// Only sessions whose id begins with one of these; all where there is none.
    pub sessions: Vec<String>,
    /// Only sessions of these project folders (their names under `projects/`); all where there is none.
    pub projects: Vec<String>,
    /// Also what these rules have scanned before.
    pub full: bool,
    /// Change nothing.
    pub dry_run: bool,
}

/// One session that held something (or would lose it, in a dry run).
#[derive(Clone, Default)]
pub struct Rescanned {
    /// Its uuid.
    pub session: String,
    /// What was cut, by type.
    pub redactions: BTreeMap<String, u64>,
    /// Every cut.
    pub hits: Vec<Hit>,
    /// Thinking blocks that were left out because they held a secret.
    pub thinking_dropped: u64,
    /// Segments sealed again; in a dry run, those that would be.
    pub segments: u64,
    /// Bytes stored for it.
    pub bytes_stored: u64,
    /// Objects that were superseded, and their bytes.
    pub superseded: (u64, u64),
    /// Superseded objects that the vault still gives out.
    pub left: Vec<String>,
    /// Content keys that were shredded with them.
    pub keys_shredded: u64,
    /// Older content keys that stay, because segments that did not change need them.
    pub keys_kept: u64,
}

/// A session that could not be rescanned; the others went on.
#[derive(Clone, Debug)]
pub struct NotRescanned {
    /// Its uuid, or its ref where that cannot be read.
    pub session: String,
    /// `damaged`, `unsafe` or `conflict`.
    pub code: &'static str,
    /// Why.
    pub message: String,
}

/// What `rescan` did.
#[derive(Default)]
pub struct RescanReport {
    /// Sessions that were scanned.
    pub scanned: u64,
    /// Sessions that these rules had scanned already.
    pub current: u64,
    /// Sessions that lost something.
    pub changed: Vec<Rescanned>,
    /// Sessions that could not be rescanned.
    pub failed: Vec<NotRescanned>,
    /// The version of the built-in rules.
    pub rules_version: u32,
}

impl RescanReport {
    /// What was cut in all sessions, by type.
    pub fn redactions(&self) -> BTreeMap<String, u64> {
        let mut all = BTreeMap::new();
        for (kind, count) in self.changed.iter().flat_map(|one| &one.redactions) {
            *all.entry(kind.clone()).or_default() += count;
        }
        all
    }
}

/// Rescans an open vault. The caller holds the lock of the state.
pub async fn run(
    vault: OpenVault,
    context: &RescanContext,
    options: &RescanOptions,
    progress: &dyn Progress,
) -> Result<RescanReport, OpError> {
    if !options.dry_run {
        vault.require_write()?;
    }
    let now = u64::try_from(context.now_ns / 1_000_000_000).unwrap_or(0);
    let OpenVault { connection, keys, mut slot } = vault;
    let state = load_state(context, &connection.profile)?;
    let mut names = connection.follow.sessions()?;
    progress.begin("scanning", Some(names.len() as u64));
    let report = RescanReport { rules_version: context.rules.version(), ..RescanReport::default() };
    let keys = Arc::new(keys);
    let mut round = Round {
        context,
        options,
        connection,
        keys,
        state,
        report,
        again: Vec::new(),
        matched: false,
        progress,
    };
    for _ in 0..MOST_ROUNDS {
        if names.is_empty() {
            break;
        }
        round.run(names).await?;
        names = std::mem::take(&mut round.again);
        if !names.is_empty() {
            (round, slot) = round.renew(slot, now).await?;
        }
    }
    progress.done();
    round.end(&names).await
}

fn load_state(context: &RescanContext, profile: &Profile) -> Result<State, OpError> {
    Ok(match State::load(&context.state_path)? {
        Loaded::State(state) if state.device == profile.device => *state,
        Loaded::State(_) | Loaded::Absent | Loaded::Damaged(_) => State::new(profile.device),
    })
}

struct Round<'a> {
    context: &'a RescanContext,
    options: &'a RescanOptions,
    connection: Connection,
    keys: Arc<Keys>,
    state: State,
    report: RescanReport,
    /// Sessions that moved meanwhile.
    again: Vec<RefName>,
    /// Whether any session was asked for.
    matched: bool,
    progress: &'a dyn Progress,
}

type Outcome = (RefName, Result<Option<Ready>, SyncFailure>);

impl Round<'_> {
    fn shared(&self) -> Shared {
        let profile = &self.connection.profile;
        Shared {
            reader: Reader {
                keys: Arc::clone(&self.keys),
                follow: Arc::new(self.connection.follow.clone()),
                remote: Arc::clone(&self.connection.remote),
            },
            rules: Arc::clone(&self.context.rules),
            allow: Arc::clone(&self.context.allow),
            device: profile.device,
            writer: Writer { device: profile.device, name: profile.device_name.clone() },
            seen: self.connection.seen_head(),
            dry_run: self.options.dry_run,
            full: false,
            now_ns: self.context.now_ns,
        }
    }

    async fn run(&mut self, names: Vec<RefName>) -> Result<(), OpError> {
        let workers =
            std::thread::available_parallelism().map_or(2, |n| n.get()).clamp(1, 8).min(names.len());
        let (sender, mut receiver) = mpsc::channel::<Outcome>(2 * workers);
        let queue = Arc::new(Mutex::new(VecDeque::from(names)));
        let asked = Arc::new(Asked::new(self.options, &self.state));
        let mut handles = Vec::new();
        for _ in 0..workers {
            let worker = Worker::try_new(self.shared(), tokio::runtime::Handle::current())?;
            let (queue, asked, sender) = (Arc::clone(&queue), Arc::clone(&asked), sender.clone());
            handles.push(tokio::task::spawn_blocking(move || work(worker, &queue, &asked, &sender)));
        }
        drop(sender);
        let ended = self.collect(&mut receiver).await;
        // On an error the receiver closes, and every worker stops at its next send.
        drop(receiver);
        for handle in handles {
            handle.await.map_err(|_| OpError::Worker)?;
        }
        ended
    }

    async fn collect(&mut self, receiver: &mut mpsc::Receiver<Outcome>) -> Result<(), OpError> {
        let mut batch: Vec<(Ready, RefChange)> = Vec::new();
        let mut bytes = 0;
        while let Some((name, outcome)) = receiver.recv().await {
            let conflict = matches!(outcome, Err(SyncFailure::Op(OpError::Conflict)));
            if !conflict {
                self.progress.add(1);
            }
            match outcome {
                Ok(None) => {}
                Ok(Some(mut ready)) => match ready.change.take() {
                    Some(change) => {
                        bytes += change.body.len_bytes();
                        batch.push((ready, change));
                    }
                    None => self.settled(ready),
                },
                Err(_) if conflict => self.again.push(name),
                Err(SyncFailure::Op(error)) if is_fatal_op(&error) => return Err(error),
                Err(failure) => self.failed(&name, &failure),
            }
            if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                self.commit(std::mem::take(&mut batch)).await?;
                bytes = 0;
            }
        }
        if batch.is_empty() { Ok(()) } else { self.commit(batch).await }
    }

    fn failed(&mut self, name: &RefName, failure: &SyncFailure) {
        self.matched = true;
        let uuid = self.state.sessions.keys().find(|uuid| self.is_of(uuid, name));
        let session = uuid.map_or_else(|| name.to_string(), ToString::to_string);
        let code = match failure {
            SyncFailure::Unsafe(_) => "unsafe",
            SyncFailure::Read(_) | SyncFailure::Op(_) => "damaged",
        };
        self.report.failed.push(NotRescanned { session, code, message: chain(failure) });
    }

    fn is_of(&self, uuid: &SessionUuid, name: &RefName) -> bool {
        RefName::session(self.keys.session_tag(&uuid.to_string())) == *name
    }

    /// Commits a batch; what conflicts is put aside for the next round and the rest is tried again.
    async fn commit(&mut self, mut batch: Vec<(Ready, RefChange)>) -> Result<(), OpError> {
        while !batch.is_empty() {
            let commit = Commit {
                keyfile_version: self.keys.keyfile_version,
                actor: ActorId(self.connection.profile.device.0),
                changes: batch.iter().map(|(_, change)| change.clone()).collect(),
            };
            let pending = Pending::of(&self.connection.profile);
            if commit.changes.iter().any(|change| change.action == Action::Shred) {
                pending.begin()?;
            }
            match self.connection.remote.commit(&commit).await? {
                Swap::Done(receipt) => {
                    let hashes = |change: &RefChange| (change.name.clone(), change.body.field_hashes());
                    let wanted: Vec<(RefName, [Digest; 3])> = commit.changes.iter().map(hashes).collect();
                    self.connection.accept(&receipt, &wanted).await?;
                    for (mut ready, change) in batch.drain(..) {
                        ready.done.left = left(&*self.connection.remote, &change).await?;
                        self.settled(ready);
                    }
                    self.state.save_atomic(&self.context.state_path)?;
                    self.connection.remember()?;
                }
                Swap::Conflict { refs } => {
                    let keys_moved = refs.iter().any(|moved| moved.name == RefName::keyfile());
                    let moved = |name: &RefName| refs.iter().any(|moved| moved.name == *name);
                    let (late, rest): (Vec<_>, Vec<_>) =
                        batch.into_iter().partition(|(_, change)| keys_moved || moved(&change.name));
                    if late.is_empty() {
                        return Err(OpError::Conflict);
                    }
                    self.again.extend(late.into_iter().map(|(_, change)| change.name));
                    batch = rest;
                }
            }
        }
        Ok(())
    }

    /// Takes the outcome of a session into state and report.
    fn settled(&mut self, ready: Ready) {
        self.matched = true;
        let report = &mut self.report;
        if ready.current {
            report.current += 1;
        } else {
            report.scanned += 1;
        }
        if !self.options.dry_run
            && let Ok(uuid) = SessionUuid::parse(&ready.done.session)
        {
            // Only what is known here already: for the rest the vault itself says it.
            for entry in self.state.files.values_mut().filter(|entry| entry.session == uuid) {
                entry.ruleset = ready.ruleset;
            }
            if let Some(known) = self.state.sessions.get_mut(&uuid)
                && let Some(confirmed) = ready.confirmed
            {
                known.confirmed = confirmed;
            }
        }
        if ready.changed {
            report.changed.push(ready.done);
        }
    }

    /// The vault as it stands now.
    async fn renew(mut self, slot: SlotKey, now: u64) -> Result<(Self, SlotKey), OpError> {
        self.connection.refresh().await?;
        let Ok(keys) = Arc::try_unwrap(self.keys) else { return Err(OpError::Worker) };
        let vault = OpenVault { connection: self.connection, keys, slot }.reopen(now)?;
        if !self.options.dry_run {
            vault.require_write()?;
        }
        let OpenVault { connection, keys, slot } = vault;
        Ok((Self { connection, keys: Arc::new(keys), ..self }, slot))
    }

    async fn end(mut self, given_up: &[RefName]) -> Result<RescanReport, OpError> {
        for name in given_up {
            self.matched = true;
            self.report.failed.push(NotRescanned {
                session: name.to_string(),
                code: "conflict",
                message: "another machine changed it at every attempt".into(),
            });
        }
        let wanted = self.options.sessions.iter().chain(&self.options.projects).cloned().collect::<Vec<_>>();
        if !wanted.is_empty() && !self.matched {
            return Err(OpError::NotFound(format!(
                "no session in the vault matches {}",
                wanted.join(" or ")
            )));
        }
        if !self.options.dry_run {
            self.connection.remember()?;
            self.state.save_atomic(&self.context.state_path)?;
            // Finishes what an interrupted run left too.
            self.connection.remote.collect().await?;
            Pending::of(&self.connection.profile).end()?;
        }
        self.report.changed.sort_by(|a, b| a.session.cmp(&b.session));
        self.report.failed.sort_by(|a, b| a.session.cmp(&b.session));
        Ok(self.report)
    }
}

fn work(mut worker: Worker, queue: &Mutex<VecDeque<RefName>>, asked: &Asked, sender: &mpsc::Sender<Outcome>) {
    loop {
        let Some(name) = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front() else { return };
        let ready = prepare(&mut worker, asked, &name);
        if sender.blocking_send((name, ready)).is_err() {
            return;
        }
    }
}
