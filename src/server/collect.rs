//! Collection: what nothing refers to goes, after a grace.

use super::{HOUR_US, Service, ServiceError};
use crate::protocol::ids::{ObjectId, OwnerId};

/// How long replaced bodies and dropped objects are kept.
const KEEP_REPLACED_US: u64 = 30 * 24 * HOUR_US;
/// How long a condemned object stays.
const GRACE_US: u64 = 7 * 24 * HOUR_US;
/// How old a file without a row must be: its commit may still come.
const ORPHAN_US: u64 = 48 * HOUR_US;
/// Objects removed under one hold of the write lock.
const BATCH: usize = 500;

impl Service {
    /// Condemns what nothing needs, removes what was condemned long enough ago and files that no commit ever
    /// named. Returns how many objects went and how many bytes. Rows and files of a batch go inside one
    /// transaction, so that a commit never takes an object that is about to vanish for present.
    pub async fn collect(&self, owner: OwnerId) -> Result<(u64, u64), ServiceError> {
        let now = self.now_us();
        let mut tx = self.store.write(owner).await?;
        tx.forget_replaced(now.saturating_sub(KEEP_REPLACED_US)).await?;
        tx.condemn(now).await?;
        tx.commit().await?;

        let mut removed = self.remove_condemned(owner, now.saturating_sub(GRACE_US)).await?;
        let orphans = self.remove_orphans(owner, now.saturating_sub(ORPHAN_US)).await?;
        removed = (removed.0 + orphans.0, removed.1 + orphans.1);
        self.store.shrink().await?;
        Ok(removed)
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
            tx.commit().await?;
            removed.0 += taken.len() as u64;
            removed.1 += taken.iter().map(|(_, size)| size).sum::<u64>();
            if taken.len() < BATCH {
                return Ok(removed);
            }
        }
    }

    async fn remove_orphans(&self, owner: OwnerId, before_us: u64) -> Result<(u64, u64), ServiceError> {
        let mut old = self.objects.list(owner).await?;
        old.retain(|object| object.written_us <= before_us);
        let mut removed = (0, 0);
        for batch in old.chunks(BATCH) {
            let ids: Vec<ObjectId> = batch.iter().map(|object| object.id).collect();
            let mut tx = self.store.write(owner).await?;
            let known = tx.known(&ids).await?;
            let orphans: Vec<_> = batch.iter().filter(|object| !known.contains(&object.id)).collect();
            let ids: Vec<ObjectId> = orphans.iter().map(|object| object.id).collect();
            self.objects.remove(owner, &ids).await?;
            tx.abandon().await?;
            removed.0 += orphans.len() as u64;
            removed.1 += orphans.iter().map(|object| object.len).sum::<u64>();
        }
        self.objects.remove_unfinished(owner, before_us)?;
        Ok(removed)
    }
}
