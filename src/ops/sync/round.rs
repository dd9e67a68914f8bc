//! Rounds: prepare every session on worker threads, commit in batches, and prepare again what conflicted.

use super::finish::{Prepared, prepare};
use super::worker::{Shared, Worker, is_fatal, most_workers};
use super::{Failed, FailedExit, Job, Sent, SyncContext, SyncFailure, SyncOptions, SyncReport};
use crate::local::state::State;
use crate::ops::error::OpError;
use crate::ops::open::OpenVault;
use crate::ops::progress::Progress;
use crate::ops::reseal::{Pending, left};
use crate::ops::view::Reader;
use crate::protocol::ids::{ActorId, Digest};
use crate::protocol::refs::{Action, Commit, RefChange, RefName};
use crate::remote::Swap;
use crate::session::SessionUuid;
use crate::vault::keyfile::Keys;
use crate::vault::manifest::Writer;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// Sessions in one commit.
const BATCH: usize = 256;
/// Bytes of bodies in one commit.
const BATCH_BYTES: usize = 8 << 20;
/// Rounds before a session that always conflicts is given up.
const MOST_ROUNDS: usize = 8;

/// Syncs `jobs` to an open vault.
pub(super) async fn run(
    context: &SyncContext,
    options: &SyncOptions,
    (mut vault, mut jobs): (OpenVault, Vec<Job>),
    (state, report): (&mut State, &mut SyncReport),
    progress: &dyn Progress,
) -> Result<OpenVault, OpError> {
    let now = u64::try_from(context.now_ns / 1_000_000_000).unwrap_or(0);
    if vault.connection.fresh {
        report.fresh.push(vault.connection.profile.name.clone());
    }
    let notes = jobs.first().map(|job| Arc::clone(&job.notes));
    for _ in 0..MOST_ROUNDS {
        if jobs.is_empty() {
            break;
        }
        let OpenVault { connection, keys, slot } = vault;
        let keys = Arc::new(keys);
        for job in &mut jobs {
            job.tag = keys.session_tag(&job.found.session.to_string());
        }
        let mut round =
            Round { context, options, connection, keys, state, report, progress, again: Vec::new() };
        round.run(jobs).await?;
        jobs = std::mem::take(&mut round.again);
        let Round { mut connection, keys, .. } = round;
        if !jobs.is_empty() {
            connection.refresh().await?;
        }
        if !options.dry_run {
            connection.remember()?;
        }
        let Ok(keys) = Arc::try_unwrap(keys) else { return Err(OpError::Worker) };
        vault = OpenVault { connection, keys, slot }.reopen(now)?;
        vault.require_write()?;
    }
    report.failed.extend(jobs.into_iter().map(|job| Failed {
        session: job.found.session,
        code: "conflict",
        message: "another machine changed it at every attempt".into(),
        exit: FailedExit::Conflict,
    }));
    if let Some(notes) = notes {
        report.notes.append(&mut notes.lock().unwrap_or_else(PoisonError::into_inner));
    }
    Ok(vault)
}

struct Round<'a> {
    context: &'a SyncContext,
    options: &'a SyncOptions,
    connection: crate::ops::open::Connection,
    keys: Arc<Keys>,
    state: &'a mut State,
    report: &'a mut SyncReport,
    progress: &'a dyn Progress,
    /// Jobs that conflicted.
    again: Vec<Job>,
}

type Outcome = (Job, Result<Prepared, SyncFailure>);

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
            full: self.options.full,
            now_ns: self.context.now_ns,
        }
    }

    async fn run(&mut self, jobs: Vec<Job>) -> Result<(), OpError> {
        let workers = most_workers().min(jobs.len());
        let (sender, mut receiver) = mpsc::channel::<Outcome>(2 * workers);
        let queue = Arc::new(Mutex::new(largest_first(jobs)));
        let mut handles = Vec::new();
        for _ in 0..workers {
            let worker = Worker::try_new(self.shared(), tokio::runtime::Handle::current())?;
            let (queue, sender) = (Arc::clone(&queue), sender.clone());
            handles.push(tokio::task::spawn_blocking(move || work(worker, &queue, &sender)));
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
        let mut batch: Vec<(Prepared, RefChange)> = Vec::new();
        let mut bytes = 0;
        while let Some((job, outcome)) = receiver.recv().await {
            match outcome {
                Ok(mut prepared) => {
                    self.progress.add(super::plan::new_bytes(&job));
                    match prepared.change.take() {
                        Some(change) => {
                            bytes += change.body.len_bytes();
                            batch.push((prepared, change));
                        }
                        None => self.settled(prepared, None),
                    }
                }
                // The ref moved after this round followed the log.
                Err(SyncFailure::Op(OpError::Conflict)) => self.again.push(job),
                Err(failure) if is_fatal(&failure) => return Err(into_op(failure)),
                Err(failure) => self.report.failed.push(failed(job.found.session, &failure)),
            }
            if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                self.commit(std::mem::take(&mut batch)).await?;
                bytes = 0;
            }
        }
        if batch.is_empty() { Ok(()) } else { self.commit(batch).await }
    }

    /// Commits a batch; what conflicts is put aside for the next round and the rest is tried again.
    async fn commit(&mut self, mut batch: Vec<(Prepared, RefChange)>) -> Result<(), OpError> {
        while !batch.is_empty() {
            let commit = Commit {
                keyfile_version: self.keys.keyfile_version,
                actor: ActorId(self.connection.profile.device.0),
                changes: batch.iter().map(|(_, change)| change.clone()).collect(),
            };
            let pending = Pending::of(&self.connection.profile);
            let shreds = commit.changes.iter().any(|change| change.action == Action::Shred);
            if shreds {
                pending.begin()?;
            }
            match self.connection.remote.commit(&commit).await? {
                Swap::Done(receipt) => {
                    let wanted: Vec<(RefName, [Digest; 3])> = batch
                        .iter()
                        .map(|(_, change)| (change.name.clone(), change.body.field_hashes()))
                        .collect();
                    self.connection.accept(&receipt, &wanted).await?;
                    for (mut prepared, change) in batch.drain(..) {
                        if let Some(resealed) = &mut prepared.resealed {
                            let left = left(&*self.connection.remote, &change).await?;
                            resealed.left = left.len() as u64;
                        }
                        self.settled(prepared, Some(&change));
                    }
                    if shreds {
                        pending.end()?;
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
                    self.again.extend(late.into_iter().map(|(prepared, _)| prepared.job));
                    batch = rest;
                }
            }
        }
        Ok(())
    }

    /// Takes the outcome of a session into state and report.
    fn settled(&mut self, prepared: Prepared, change: Option<&RefChange>) {
        let session = prepared.job.found.session;
        let report = &mut *self.report;
        for (kind, count) in &prepared.report.counts {
            *report.redactions.entry(kind.to_string()).or_default() += count;
        }
        report.thinking_dropped += prepared.report.thinking_dropped;
        report.unscanned_bytes += prepared.report.unscanned_bytes;
        report.bytes_read += prepared.read;
        report.bytes_stored += prepared.stored;
        report.held_back += u64::from(prepared.held_back);
        report.allowed += prepared.report.allowed.len() as u64;
        // What had not been in the vault before is no news.
        report.resealed.extend(prepared.resealed.filter(|resealed| resealed.uploaded > 0));
        if self.options.dry_run {
            report.hits.extend(prepared.report.hits.iter().map(|hit| (session, hit.clone())));
            let allowed = prepared.report.allowed.iter().map(|(hit, by)| (session, hit.clone(), *by));
            report.allowed_hits.extend(allowed);
        }
        if change.is_some() || (self.options.dry_run && prepared.read > 0) {
            let vault = self.connection.profile.name.clone();
            report.sent.push(Sent { session, vault, bytes: prepared.read });
        } else {
            report.unchanged += 1;
        }
        if self.options.dry_run {
            return;
        }
        for (file, entry) in prepared.entries {
            self.state.insert_file(&file, entry);
        }
        let route = route_name(&self.connection.profile.name, &self.context.routing.personal);
        let known = self.state.session_mut(session);
        known.route = route;
        known.confirmed = prepared.confirmed;
        known.manifest_version = prepared.manifest_version;
        if let Some(change) = change {
            known.ref_version = change.expected + 1;
            known.ref_hashes = change.body.field_hashes().to_vec();
        }
    }
}

/// How the state cache names the vault that a session goes to.
pub fn route_name(vault: &str, personal: &str) -> String {
    if vault == personal { "personal".into() } else { vault.to_owned() }
}

fn largest_first(mut jobs: Vec<Job>) -> VecDeque<Job> {
    jobs.sort_by_key(|job| std::cmp::Reverse(super::plan::new_bytes(job)));
    jobs.into()
}

fn work(mut worker: Worker, queue: &Mutex<VecDeque<Job>>, sender: &mpsc::Sender<Outcome>) {
    loop {
        let Some(job) = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front() else { return };
        let prepared = prepare(&mut worker, &job);
        if sender.blocking_send((job, prepared)).is_err() {
            return;
        }
    }
}

fn into_op(failure: SyncFailure) -> OpError {
    match failure {
        SyncFailure::Op(error) => error,
        SyncFailure::Read(_) | SyncFailure::Unsafe(_) => OpError::Worker,
    }
}

fn failed(session: SessionUuid, failure: &SyncFailure) -> Failed {
    let (code, exit) = match failure {
        SyncFailure::Read(_) => ("unreadable", FailedExit::Local),
        SyncFailure::Unsafe(_) => ("unsafe", FailedExit::Unsafe),
        SyncFailure::Op(OpError::Io { .. }) => ("unreadable", FailedExit::Local),
        SyncFailure::Op(_) => ("tampered", FailedExit::Tampered),
    };
    Failed { session, code, message: crate::ops::error::chain(failure), exit }
}
