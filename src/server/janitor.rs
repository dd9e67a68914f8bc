//! What a server does by itself: it collects every hour, compares the object store with the rows every week, and lets
//! ended tokens and invites go where a policy says so.
//!
//! Of several nodes one does it at a time: whoever has the lease of the job in the table `jobs`. A node that dies holds it
//! for `LEASE_US` more. A lease saves work and requests to the object store; safety does not rest on it, but on the
//! vaults' write locks.

use super::collect::Run;
use super::store::operations::{Holder, Job};
use super::{HOUR_US, Service, ServiceError};
use crate::protocol::ids::OwnerId;
use metrics::counter;
use std::sync::Arc;
use std::time::Duration;

/// How long a job is held without a sign of life.
const LEASE_US: u64 = HOUR_US / 6;
/// How often is looked whether something is due.
const LOOK: Duration = Duration::from_secs(300);
/// Missing objects that the log names one by one.
const NAMED: usize = 20;

/// What is done, and how often.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    /// What nothing needs goes.
    Collect,
    /// The object store is compared with the rows.
    Sweep,
    /// Ended tokens and invites go.
    Retain,
}

impl Work {
    /// All of it.
    pub const ALL: [Self; 3] = [Self::Collect, Self::Sweep, Self::Retain];

    /// Its name in the table `jobs`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Sweep => "sweep",
            Self::Retain => "retain",
        }
    }

    fn every_us(self) -> u64 {
        match self {
            Self::Collect => HOUR_US,
            Self::Sweep => 7 * 24 * HOUR_US,
            Self::Retain => 24 * HOUR_US,
        }
    }
}

/// What was done of one job.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Replaced bodies that went.
    pub bodies: u64,
    /// Objects that were condemned.
    pub condemned: u64,
    /// Objects that were removed, orphans included.
    pub objects: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Of the removed ones those that no commit ever named.
    pub orphans: u64,
    /// Objects that a ref needs and that are gone.
    pub missing: u64,
    /// Sealed origins that went.
    pub origins: u64,
    /// Envelopes that had ended and went.
    pub envelopes: u64,
    /// Tokens that went.
    pub tokens: u64,
    /// Invites that went.
    pub invites: u64,
}

/// A fresh name for this process.
///
/// # Errors
/// Where the system gives no randomness.
pub fn new_holder() -> Result<Holder, getrandom::Error> {
    let mut holder = [0; 16];
    getrandom::fill(&mut holder)?;
    Ok(holder)
}

/// Looks after a server for as long as the task runs.
pub async fn keep(service: Arc<Service>, holder: Holder) {
    loop {
        tokio::time::sleep(LOOK).await;
        for work in Work::ALL {
            match service.do_due(work, &holder).await {
                Ok(Some(tally)) => tracing::info!(
                    job = work.name(),
                    bodies = tally.bodies,
                    condemned = tally.condemned,
                    objects = tally.objects,
                    bytes = tally.bytes,
                    orphans = tally.orphans,
                    missing = tally.missing,
                    origins = tally.origins,
                    envelopes = tally.envelopes,
                    tokens = tally.tokens,
                    invites = tally.invites,
                    "done"
                ),
                Ok(None) => {}
                Err(failed) => {
                    counter!("han_job_failures_total", "job" => work.name()).increment(1);
                    tracing::error!(job = work.name(), error = %failed, "a job of the server failed; it is tried again");
                }
            }
        }
    }
}

impl Service {
    /// Since when the log key is the key, in microseconds since 1970.
    pub async fn log_key_since(&self) -> Result<Option<u64>, ServiceError> {
        Ok(self.store.log_key_since().await?)
    }

    /// The active data keys of the first thousand vaults.
    pub async fn data_keys(&self) -> Result<Vec<super::store::operations::DataKey>, ServiceError> {
        Ok(self.store.data_keys().await?)
    }

    /// Every job that ever began.
    pub async fn jobs(&self) -> Result<Vec<Job>, ServiceError> {
        Ok(self.store.jobs().await?)
    }

    /// Does a job if it is due and nobody else does it. None where it is not.
    pub async fn do_due(&self, work: Work, holder: &Holder) -> Result<Option<Tally>, ServiceError> {
        let now = self.now_us();
        let known = self.store.jobs().await?.into_iter().find(|job| job.name == work.name());
        let done_us = known.as_ref().and_then(|job| job.done_us);
        let is_due = done_us.is_none_or(|done| now.saturating_sub(done) >= work.every_us());
        let is_free = known.is_none_or(|job| job.leased_until_us <= now);
        if !is_due || !is_free {
            return Ok(None);
        }
        let Some(leased) = self.lease(work, holder).await? else { return Ok(None) };
        if leased.done_us != done_us {
            // Another did it between the look and the lease.
            self.store.end_job(work.name(), holder, None).await?;
            return Ok(None);
        }
        self.do_leased(work, holder).await.map(Some)
    }

    /// Does a job now, unless somebody else is at it. None where somebody is.
    pub async fn do_now(&self, work: Work, holder: &Holder) -> Result<Option<Tally>, ServiceError> {
        match self.lease(work, holder).await? {
            Some(_) => self.do_leased(work, holder).await.map(Some),
            None => Ok(None),
        }
    }

    async fn do_leased(&self, work: Work, holder: &Holder) -> Result<Tally, ServiceError> {
        let outcome = self.work(work, holder).await;
        let done = match &outcome {
            Ok(tally) => Some((self.now_us(), tally.missing)),
            Err(_) => None,
        };
        let given_back = self.store.end_job(work.name(), holder, done).await;
        let tally = outcome?;
        given_back?;
        count(work, &tally);
        Ok(tally)
    }

    async fn lease(&self, work: Work, holder: &Holder) -> Result<Option<Job>, ServiceError> {
        let now = self.now_us();
        Ok(self.store.lease(work.name(), holder, (now, now + LEASE_US)).await?)
    }

    async fn work(&self, work: Work, holder: &Holder) -> Result<Tally, ServiceError> {
        let mut tally = Tally::default();
        if work == Work::Retain {
            (tally.tokens, tally.invites) = self.retain_accounts(Run::Real).await?;
            return Ok(tally);
        }
        let mut failed = None;
        for owner in self.store.owners().await? {
            if self.lease(work, holder).await?.is_none() {
                // It took so long that somebody else goes on with it.
                break;
            }
            // One vault that is busy or damaged must not keep the others waiting.
            if let Err(error) = self.work_on(work, owner, &mut tally).await {
                tracing::warn!(job = work.name(), vault = %owner, error = %error, "a vault was passed over");
                failed = failed.or(Some(error));
            }
        }
        failed.map_or(Ok(tally), Err)
    }

    async fn work_on(&self, work: Work, owner: OwnerId, tally: &mut Tally) -> Result<(), ServiceError> {
        if work == Work::Sweep {
            let swept = self.sweep(owner, Run::Real).await?;
            tally.orphans += swept.orphans;
            tally.objects += swept.orphans;
            tally.bytes += swept.bytes;
            tally.missing += swept.missing.len() as u64;
            for id in swept.missing.iter().take(NAMED) {
                tracing::error!(vault = %owner, object = %id, "an object that a ref needs is gone");
            }
            return Ok(());
        }
        let keeping = self.keeping(owner).await?;
        let done = self.reclaim(owner, &keeping, Run::Real).await?;
        tally.bodies += done.bodies;
        tally.condemned += done.condemned;
        tally.objects += done.objects;
        tally.bytes += done.bytes;
        tally.origins += done.origins;
        tally.envelopes += done.envelopes;
        Ok(())
    }
}

/// Counts what this node did.
fn count(work: Work, tally: &Tally) {
    counter!("han_removed_objects_total", "job" => work.name()).increment(tally.objects);
    counter!("han_removed_bytes_total", "job" => work.name()).increment(tally.bytes);
}
