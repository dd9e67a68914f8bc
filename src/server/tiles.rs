//! Tiles and inclusion proofs: the log as others verify it.

use super::store::LeafRow;
use super::{Refusal, Service, ServiceError};
use crate::protocol::exchange::Event;
use crate::protocol::ids::{Digest, OwnerId};
use crate::protocol::leaf;
use crate::protocol::limits::MAX_LEAF_PAGE;
use crate::protocol::merkle::{MerkleError, NodeHash, Proof};
use crate::protocol::tiles::{self, Kind, Tile};
use bytes::Bytes;

impl Service {
    /// A tile; `None` where the log has not grown so far.
    pub async fn tile(&self, owner: OwnerId, tile: Tile) -> Result<Option<Bytes>, ServiceError> {
        if !tile.is_in(self.store.log_size(owner).await?) {
            return Ok(None);
        }
        let bytes = match tile.kind {
            Kind::Entries => {
                let rows = self.store.leaves(owner, tile.first()..tile.first() + tile.width).await?;
                rows.iter().flat_map(|row| tiles::entry(row.class, &Digest::of(&row.body).0)).collect()
            }
            Kind::Hashes(_) => {
                let numbers = tile.nodes();
                let nodes = self.store.nodes(owner, &numbers).await?;
                let hash = |number: &u64| nodes.get(number).ok_or(MerkleError::MissingNode(*number));
                let hashes = numbers.iter().map(hash).collect::<Result<Vec<_>, _>>()?;
                hashes.into_iter().flatten().copied().collect::<Vec<u8>>()
            }
        };
        Ok(Some(bytes.into()))
    }

    /// Whether a ref has moved by a leaf at `since` or later.
    pub async fn moved_since(&self, owner: OwnerId, since: u64) -> Result<bool, ServiceError> {
        Ok(self.store.log_size(owner).await? > since && self.store.moved_since(owner, since).await?)
    }

    /// Leaves `since..until` whole, at most a page, with those of their origins that were not erased.
    pub async fn events(&self, owner: OwnerId, since: u64, until: u64) -> Result<Vec<Event>, ServiceError> {
        let until = until.min(since.saturating_add(MAX_LEAF_PAGE as u64));
        let rows = self.store.leaves(owner, since..until).await?;
        let hash = |row: &LeafRow| leaf::origin(&row.body).filter(|hash| *hash != Digest::default());
        let hashes: Vec<Digest> = rows.iter().filter_map(hash).collect();
        let origins = self.store.origins(owner, &hashes).await?;
        let event = |row: LeafRow| {
            let origin = hash(&row).and_then(|hash| origins.get(&hash).cloned());
            Event { class: row.class, body: row.body, origin }
        };
        Ok(rows.into_iter().map(event).collect())
    }

    /// The proof that the log of `size` leaves has its leaf `seq`.
    pub async fn inclusion(
        &self,
        owner: OwnerId,
        seq: u64,
        size: u64,
    ) -> Result<Vec<NodeHash>, ServiceError> {
        if seq >= size || size > self.store.log_size(owner).await? {
            return Err(Refusal::NoRange.into());
        }
        let proof = Proof::Inclusion { size, seq };
        let nodes = self.store.nodes(owner, &proof.nodes()?).await?;
        Ok(proof.make(&nodes)?)
    }
}
