//! Collection: what nothing refers to goes, after a grace. In two phases: first it is condemned, and a put or a check of
//! the same object takes that back; only days later it is removed.
//!
//! Rows and files of a batch go inside one transaction, under the vault's write lock, so that a commit never takes an
//! object that is about to vanish for present. Who runs it does not matter to its safety: two at once only do it twice.

use super::commit::Caller;
use super::events::Event;
use super::objects::Listed;
use super::retention::Keeping;
use super::store::Write;
use super::{HOUR_US, Service, ServiceError};
use crate::protocol::ids::{ActorId, Digest, ObjectId, OwnerId};
use crate::protocol::leaf::Class;
use crate::protocol::refs::Action;

/// How old a file without a row must be: its commit may still come.
const ORPHAN_US: u64 = 48 * HOUR_US;
/// Objects removed under one hold of the write lock.
const BATCH: usize = 500;

/// The server itself, in the log.
const SERVER: Caller = Caller { actor: ActorId([0; 16]), token: [0; 16] };

/// Whether something is done, or only said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Run {
    /// It is done.
    Real,
    /// Nothing is changed; what is said is what would be done.
    Dry,
}

/// What went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reclaimed {
    /// Bodies of refs that were replaced long enough ago.
    pub bodies: u64,
    /// Objects that nothing needs from now on.
    pub condemned: u64,
    /// Objects that were condemned long enough ago, and their bytes.
    pub objects: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Sealed origins that were old enough.
    pub origins: u64,
    /// Envelopes that ended long enough ago.
    pub envelopes: u64,
}

/// What a comparison of the object store with the rows found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Swept {
    /// Objects that no commit ever named, removed.
    pub orphans: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Objects that a ref needs and that are not there.
    pub missing: Vec<ObjectId>,
}

impl Service {
    /// Reclaims and sweeps a vault. Returns how many objects went and how many bytes.
    pub async fn collect(&self, owner: OwnerId) -> Result<(u64, u64), ServiceError> {
        let keeping = self.keeping(owner).await?;
        let reclaimed = self.reclaim(owner, &keeping, Run::Real).await?;
        let swept = self.sweep(owner, Run::Real).await?;
        Ok((reclaimed.objects + swept.orphans, reclaimed.bytes + swept.bytes))
    }

    /// Forgets replaced bodies, condemns what nothing needs, and removes what was condemned long enough ago. Asks the
    /// object store for nothing but the removal.
    pub async fn reclaim(
        &self,
        owner: OwnerId,
        keeping: &Keeping,
        run: Run,
    ) -> Result<Reclaimed, ServiceError> {
        let now = self.now_us();
        let mut done = Reclaimed::default();
        let mut tx = self.store.write(owner).await?;
        if let Some(kept) = keeping.replaced_us {
            (done.bodies, _) = tx.forget_replaced(now.saturating_sub(kept)).await?;
        }
        if run == Run::Dry {
            done.condemned = tx.condemn_all(now).await?;
            if let Some(kept) = keeping.condemned_us {
                let taken = tx.take_condemned(now.saturating_sub(kept), i64::MAX as usize).await?;
                (done.objects, done.bytes) = (taken.len() as u64, taken.iter().map(|(_, size)| size).sum());
            }
            if let Some(kept) = keeping.origins_us {
                done.origins = tx.erase_origins(now.saturating_sub(kept)).await?;
            }
            if let Some(kept) = keeping.envelopes_us {
                done.envelopes = tx.forget_envelopes(now.saturating_sub(kept), i64::MAX as usize).await?;
            }
            tx.abandon().await?;
            return Ok(done);
        }
        self.note_removal(&mut *tx, owner, done.bodies).await?;
        tx.commit().await?;
        done.condemned = self.condemn(owner, now).await?;
        if let Some(kept) = keeping.condemned_us {
            (done.objects, done.bytes) = self.remove_condemned(owner, now.saturating_sub(kept)).await?;
        }
        if let Some(kept) = keeping.origins_us {
            done.origins = self.erase_origins(owner, (SERVER, None), now.saturating_sub(kept)).await?;
        }
        if let Some(kept) = keeping.envelopes_us {
            done.envelopes = self.forget_envelopes(owner, now.saturating_sub(kept)).await?;
        }
        self.store.shrink().await?;
        Ok(done)
    }

    /// Condemns what nothing needs. It is looked for without the lock, which is held for a batch at a time.
    async fn condemn(&self, owner: OwnerId, now_us: u64) -> Result<u64, ServiceError> {
        let mut condemned = 0;
        loop {
            let ids = self.store.unneeded(owner, now_us, BATCH).await?;
            if ids.is_empty() {
                return Ok(condemned);
            }
            let mut tx = self.store.write(owner).await?;
            let done = tx.condemn(&ids, now_us).await?;
            tx.commit().await?;
            condemned += done;
            // Needed again, all of them: the next run looks once more.
            if done == 0 || ids.len() < BATCH {
                return Ok(condemned);
            }
        }
    }

    /// Removes envelopes that ended by then, a batch at a time. Their leaves stay.
    async fn forget_envelopes(&self, owner: OwnerId, before_us: u64) -> Result<u64, ServiceError> {
        let mut forgotten = 0;
        loop {
            let mut tx = self.store.write(owner).await?;
            let gone = tx.forget_envelopes(before_us, BATCH).await?;
            self.note_removal(&mut *tx, owner, gone).await?;
            tx.commit().await?;
            forgotten += gone;
            if gone < BATCH as u64 {
                return Ok(forgotten);
            }
        }
    }

    pub(super) async fn remove_condemned(
        &self,
        owner: OwnerId,
        before_us: u64,
    ) -> Result<(u64, u64), ServiceError> {
        let mut removed = (0, 0);
        loop {
            let mut tx = self.store.write(owner).await?;
            let taken = tx.take_condemned(before_us, BATCH).await?;
            let ids: Vec<ObjectId> = taken.iter().map(|(id, _)| *id).collect();
            self.objects.remove(owner, &ids).await?;
            // A shred is in the log already, by the leaf of its commit.
            let count = if before_us == 0 { 0 } else { taken.len() as u64 };
            self.note_removal(&mut *tx, owner, count).await?;
            tx.commit().await?;
            removed.0 += taken.len() as u64;
            removed.1 += taken.iter().map(|(_, size)| size).sum::<u64>();
            if taken.len() < BATCH {
                return Ok(removed);
            }
        }
    }

    /// Compares the object store with the rows: removes files that no commit ever named and that are old enough, and
    /// names objects that a ref needs and that are not there.
    pub async fn sweep(&self, owner: OwnerId, run: Run) -> Result<Swept, ServiceError> {
        let before_us = self.now_us().saturating_sub(ORPHAN_US);
        let mut swept = Swept::default();
        for first in 0..=u8::MAX {
            let (from, to) = (ObjectId(start(first, 0)), ObjectId(start(first, u8::MAX)));
            let mut listed = self.objects.list_shard(owner, first).await?;
            let rows = self.store.objects_between(owner, from, to).await?;
            let there: std::collections::HashSet<ObjectId> = listed.iter().map(|object| object.id).collect();
            let unseen: Vec<ObjectId> =
                rows.iter().filter(|row| row.held && !there.contains(&row.id)).map(|row| row.id).collect();
            swept.missing.extend(self.still_missing(owner, &unseen).await?);
            let known: std::collections::HashSet<ObjectId> = rows.iter().map(|row| row.id).collect();
            listed.retain(|object| object.written_us <= before_us && !known.contains(&object.id));
            for batch in listed.chunks(BATCH) {
                let (count, bytes) = self.remove_orphans(owner, batch, run).await?;
                swept.orphans += count;
                swept.bytes += bytes;
            }
        }
        if run == Run::Real {
            self.objects.remove_unfinished(owner, before_us)?;
        }
        Ok(swept)
    }

    /// Those of `ids` that a ref needs now and that are not there now: a listing is of no one moment.
    async fn still_missing(&self, owner: OwnerId, ids: &[ObjectId]) -> Result<Vec<ObjectId>, ServiceError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let (_, gone) = self.objects.sizes(owner, ids).await?;
        let mut missing = Vec::new();
        for id in gone {
            let row = self.store.objects_between(owner, id, id).await?;
            missing.extend(row.first().filter(|row| row.held).map(|row| row.id));
        }
        Ok(missing)
    }

    async fn remove_orphans(
        &self,
        owner: OwnerId,
        batch: &[Listed],
        run: Run,
    ) -> Result<(u64, u64), ServiceError> {
        let ids: Vec<ObjectId> = batch.iter().map(|object| object.id).collect();
        let mut tx = self.store.write(owner).await?;
        let known = tx.known(&ids).await?;
        let orphans: Vec<_> = batch.iter().filter(|object| !known.contains(&object.id)).collect();
        if run == Run::Real {
            let ids: Vec<ObjectId> = orphans.iter().map(|object| object.id).collect();
            self.objects.remove(owner, &ids).await?;
        }
        tx.abandon().await?;
        Ok((orphans.len() as u64, orphans.iter().map(|object| object.len).sum()))
    }

    /// Says in the log that the server removed so many bodies or objects of itself. Nothing where it was none, or where the
    /// vault is an embedded one: there nobody but its owner removes anything.
    async fn note_removal(
        &self,
        tx: &mut dyn Write,
        owner: OwnerId,
        removed: u64,
    ) -> Result<(), ServiceError> {
        if removed == 0 || !self.notes_removals {
            return Ok(());
        }
        let event = Event { class: Class::Removal, action: Action::Prune, caller: SERVER };
        let count = u32::try_from(removed).unwrap_or(u32::MAX);
        let leaf = event.leaf(owner, count, Digest::default());
        self.append_leaves(tx, vec![(Class::Removal, leaf)]).await?;
        Ok(())
    }
}

/// The first or last name of a shard.
fn start(first: u8, rest: u8) -> [u8; 32] {
    let mut id = [rest; 32];
    id[0] = first;
    id
}
