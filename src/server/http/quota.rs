//! Quotas on bytes really received. A put reserves what arrived, the commit that names the object settles it;
//! what is never committed stays reserved until the collection of orphans would take it. Reservations live in
//! this process: a restart forgets them, so that until that collection a vault may exceed its quota by what it
//! had uploaded and not committed.

use super::Shared;
use super::fault::Fault;
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::protocol::problem::Code;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long the sum over a vault's rows is remembered; a commit forgets it.
const FRESH: Duration = Duration::from_secs(60);
/// How long a vault's own quota is remembered.
const OWN_FRESH: Duration = Duration::from_secs(5);
/// How long an uncommitted object counts: as long as an orphan lies in the store.
const RESERVED: Duration = Duration::from_hours(48);
/// Uncommitted objects of a vault that are counted one by one; more are refused under a quota.
const MAX_RESERVED: usize = 100_000;

/// What vaults with a quota take up.
#[derive(Default)]
pub struct Quotas(Mutex<HashMap<OwnerId, Account>>);

#[derive(Default)]
struct Account {
    /// The vault's own quota, as the tables had it.
    own: Option<(Option<u64>, Instant)>,
    stored: Option<(u64, Instant)>,
    reserved: HashMap<ObjectId, (u64, Instant)>,
}

impl Account {
    fn reserved_bytes(&self) -> u64 {
        self.reserved.values().map(|(len, _)| len).sum()
    }
}

impl Quotas {
    fn with<T>(&self, owner: OwnerId, change: impl FnOnce(&mut Account) -> T) -> T {
        change(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(owner).or_default())
    }
}

/// The quota of a vault: its own, or the server's default. For uploads it is remembered for [`OWN_FRESH`]: a query for each
/// would cost as much as the upload itself.
pub async fn of(shared: &Shared, owner: OwnerId) -> Result<Option<u64>, Fault> {
    let known = shared.quotas.with(owner, |account| account.own);
    let own = match known.filter(|(_, since)| since.elapsed() < OWN_FRESH) {
        Some((own, _)) => own,
        None => {
            let own = shared.site.accounts.quota(owner).await?;
            shared.quotas.with(owner, |account| account.own = Some((own, Instant::now())));
            own
        }
    };
    Ok(own.or(shared.options.quota_bytes))
}

/// As [`check`], by the quota as it stands now: for commits, without which nothing that was uploaded counts.
pub async fn check_now(shared: &Shared, owner: OwnerId, more: u64) -> Result<(), Fault> {
    shared.quotas.with(owner, |account| account.own = None);
    look(shared, owner, more).await
}

/// Refuses `more` bytes that a vault's quota has no room for.
pub async fn check(shared: &Shared, owner: OwnerId, more: u64) -> Result<(), Fault> {
    let Err(refused) = look(shared, owner, more).await else { return Ok(()) };
    // It may have been raised since it was read.
    shared.quotas.with(owner, |account| account.own = None);
    look(shared, owner, more).await.map_err(|_| refused)
}

async fn look(shared: &Shared, owner: OwnerId, more: u64) -> Result<(), Fault> {
    let Some(quota) = of(shared, owner).await? else { return Ok(()) };
    let known = shared.quotas.with(owner, |account| {
        account.reserved.retain(|_, (_, since)| since.elapsed() < RESERVED);
        account.stored.filter(|(_, since)| since.elapsed() < FRESH).map(|(stored, _)| stored)
    });
    let stored = match known {
        Some(stored) => stored,
        None => {
            let stored = shared.site.service.stored_bytes(owner).await?;
            shared.quotas.with(owner, |account| account.stored = Some((stored, Instant::now())));
            stored
        }
    };
    let (reserved, count) =
        shared.quotas.with(owner, |account| (account.reserved_bytes(), account.reserved.len()));
    let wanted = stored.saturating_add(reserved).saturating_add(more);
    if wanted > quota || count >= MAX_RESERVED {
        let detail = format!("{stored} bytes stored and {reserved} under way, of {quota}");
        return Err(Fault::with(Code::QuotaExceeded, detail));
    }
    Ok(())
}

/// Counts an object that is on its way.
pub fn reserve(shared: &Shared, owner: OwnerId, id: ObjectId, len: u64) {
    if shared.options.quota_bytes.is_some() || shared.quotas.with(owner, |account| account.stored.is_some()) {
        shared.quotas.with(owner, |account| account.reserved.insert(id, (len, Instant::now())));
    }
}

/// Counts an object no longer: it did not arrive, or was there already.
pub fn release(shared: &Shared, owner: OwnerId, id: ObjectId) {
    shared.quotas.with(owner, |account| account.reserved.remove(&id));
}

/// Counts what a commit made of it.
pub fn settle<'a>(shared: &Shared, owner: OwnerId, added: impl Iterator<Item = &'a ObjectId>) {
    shared.quotas.with(owner, |account| {
        account.stored = None;
        for id in added {
            account.reserved.remove(id);
        }
    });
}
