//! What happened in a vault without moving a ref: reads and denials, counted and written once a minute; exports and
//! erasures, one leaf each.
//!
//! Reads are too many for a leaf each. A node counts them by actor, token and operation, and writes one leaf with the
//! count for each of them every minute and when it ends; several nodes write one each. A server that is killed loses
//! at most the counts of that minute. The origin is that of the first event of the minute.

use super::commit::Caller;
use super::origin::Origin;
use super::store::{Append, Write};
use super::{Service, ServiceError};
use crate::protocol::ids::{Digest, OwnerId};
use crate::protocol::leaf::{Class, Leaf, Outcome, leaf_hash};
use crate::protocol::merkle::node_count;
use crate::protocol::refs::Action;
use crate::server::store::StoreError;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

/// Different events that are counted at one time, of all vaults. Whoever may ask for nothing can ask for vaults that
/// are not there: beyond it, new denials are not counted until the next minute.
const MAX_EVENTS: usize = 65_536;

/// What happened, and by whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Event {
    /// Its class.
    pub class: Class,
    /// What was asked for.
    pub action: Action,
    /// Who asked.
    pub caller: Caller,
}

impl Event {
    /// A read that was answered.
    pub fn read(action: Action, caller: Caller) -> Self {
        Self { class: Class::Read, action, caller }
    }

    /// A request that was denied.
    pub fn denial(action: Action, caller: Caller) -> Self {
        Self { class: Class::Denial, action, caller }
    }

    pub(super) fn leaf(&self, owner: OwnerId, count: u32, origin: Digest) -> Leaf {
        let outcome = if self.class == Class::Denial { Outcome::Denied } else { Outcome::Done };
        let Self { action, caller, .. } = *self;
        let (actor, token) = (caller.actor, caller.token);
        Leaf { owner, seq: 0, time_us: 0, actor, token, action, outcome, moved: None, count, origin }
    }
}

/// The events of this minute.
#[derive(Default)]
pub(super) struct Tally(Mutex<HashMap<(OwnerId, Event), (u32, Origin)>>);

impl Tally {
    fn add(&self, owner: OwnerId, event: Event, (count, origin): (u32, &Origin)) {
        let mut events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if events.len() >= MAX_EVENTS && event.class == Class::Denial && !events.contains_key(&(owner, event))
        {
            return;
        }
        let (counted, _) = events.entry((owner, event)).or_insert_with(|| (0, origin.clone()));
        *counted = counted.saturating_add(count);
    }

    fn take(&self) -> BTreeMap<OwnerId, Vec<(Event, u32, Origin)>> {
        let events = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut by_vault: BTreeMap<OwnerId, Vec<_>> = BTreeMap::new();
        for ((owner, event), (count, origin)) in events {
            by_vault.entry(owner).or_default().push((event, count, origin));
        }
        by_vault
    }
}

impl Service {
    /// Counts an event; [`Service::write_events`] writes it down.
    pub fn count_event(&self, owner: OwnerId, event: Event, origin: &Origin) {
        self.events.add(owner, event, (1, origin));
    }

    /// Writes one leaf for each different event since the last time. Those of a vault that is not there are dropped;
    /// what cannot be written now is kept for the next time, and the first failure is told.
    pub async fn write_events(&self) -> Result<(), ServiceError> {
        let mut failure = None;
        for (owner, events) in self.events.take() {
            match self.write_down(owner, &events).await {
                Ok(()) | Err(ServiceError::Store(StoreError::UnknownVault)) => {}
                Err(failed) => {
                    for (event, count, origin) in &events {
                        self.events.add(owner, *event, (*count, origin));
                    }
                    failure.get_or_insert(failed);
                }
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Writes a leaf for each of these events, in one transaction.
    pub(super) async fn write_down(
        &self,
        owner: OwnerId,
        events: &[(Event, u32, Origin)],
    ) -> Result<(), ServiceError> {
        let mut sealed = Vec::new();
        for (_, _, origin) in events {
            sealed.push(self.sealed_origin(owner, origin).await?);
        }
        let mut tx = self.store.write(owner).await?;
        let mut leaves: Vec<(Class, Leaf)> = Vec::new();
        for ((event, count, _), sealed) in events.iter().zip(&sealed) {
            let origin = keep_origin(&mut *tx, sealed.as_deref(), self.now_us()).await?;
            leaves.push((event.class, event.leaf(owner, *count, origin)));
        }
        leaves.sort_by_key(|(class, leaf)| (*class as u8, leaf.actor.0, leaf.token, leaf.action as u8));
        self.append_leaves(&mut *tx, leaves).await?;
        Ok(tx.commit().await?)
    }

    /// Appends leaves in their order, gives them place and time, and sets the new head.
    pub(super) async fn append_leaves(
        &self,
        tx: &mut dyn Write,
        leaves: Vec<(Class, Leaf)>,
    ) -> Result<(), ServiceError> {
        let (mut edge, time_us) = (tx.edge().await?, self.now_us());
        let Some(owner) = leaves.first().map(|(_, leaf)| leaf.owner) else { return Ok(()) };
        for run in leaves.chunk_by(|(one, _), (next, _)| one == next) {
            let Some((class, _)) = run.first() else { continue };
            let first_seq = edge.size();
            let (mut bodies, mut nodes) = (Vec::new(), Vec::new());
            for (seq, (class, leaf)) in (first_seq..).zip(run) {
                let body = Leaf { seq, time_us, ..leaf.clone() }.to_bytes();
                nodes.extend(edge.append(leaf_hash(*class, &body)));
                bodies.push(body);
            }
            let first_node = node_count(first_seq);
            let class = *class as u8;
            tx.append(&Append { class, first_seq, bodies: &bodies, first_node, nodes: &nodes }).await?;
        }
        tx.set_head(&edge, &self.signer.sign_head(owner, &edge)).await?;
        Ok(())
    }

    /// Erases the sealed origins of requests at `before_us` or earlier, writes that down, and tells how many. The
    /// leaves stay, and with them the hashes of what was erased.
    pub async fn erase_origins(
        &self,
        owner: OwnerId,
        (caller, origin): (Caller, Option<&Origin>),
        before_us: u64,
    ) -> Result<u64, ServiceError> {
        let sealed = match origin {
            Some(origin) => self.sealed_origin(owner, origin).await?,
            None => None,
        };
        let mut tx = self.store.write(owner).await?;
        let erased = tx.erase_origins(before_us).await?;
        if erased == 0 {
            tx.abandon().await?;
            return Ok(0);
        }
        let origin = keep_origin(&mut *tx, sealed.as_deref(), self.now_us()).await?;
        let event = Event { class: Class::Erasure, action: Action::EraseOrigins, caller };
        let count = u32::try_from(erased).unwrap_or(u32::MAX);
        self.append_leaves(&mut *tx, vec![(Class::Erasure, event.leaf(owner, count, origin))]).await?;
        tx.commit().await?;
        Ok(erased)
    }
}

/// Stores a sealed origin and gives the hash that leaves name; zero where there is none.
pub(super) async fn keep_origin(
    tx: &mut dyn Write,
    sealed: Option<&[u8]>,
    now_us: u64,
) -> Result<Digest, StoreError> {
    let Some(sealed) = sealed else { return Ok(Digest::default()) };
    let hash = Digest::of(sealed);
    tx.keep_origin(&hash, sealed, now_us).await?;
    Ok(hash)
}
