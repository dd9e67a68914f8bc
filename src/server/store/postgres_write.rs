//! A write transaction on PostgreSQL, under the lock of the vault's head row. Lists travel as arrays, so that a
//! commit of 1,000 refs costs as many statements as one of a single ref.

use super::envelopes;
use super::operations::write_keys;
use super::postgres::{head, nodes, to_ref};
use super::postgres_notify::Teller;
use super::{Append, Move, Standing, StoreError, Write, fields, int, natural, postgres_sql as own, sql};
use super::{to_id, to_ids, to_member, to_members, to_name, to_standing};
use crate::protocol::exchange::Head;
use crate::protocol::ids::{ActorId, Digest, ObjectId, OwnerId};
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::leaf::{self, BodyKind, Class};
use crate::protocol::merkle::{self, CompactRange, NodeHash};
use crate::protocol::refs::{Ref, RefName};
use crate::server::accounts::Role;
use crate::server::projection::{KeyRows, SessionRow};
use async_trait::async_trait;
use sqlx::postgres::PgConnection;
use sqlx::{Postgres, Row as _, Transaction};
use std::collections::{HashMap, HashSet};

/// A transaction that holds the vault's lock; dropping it rolls back.
pub(super) struct PgWrite {
    pub(super) tx: Transaction<'static, Postgres>,
    pub(super) vault: i64,
    pub(super) owner: OwnerId,
    /// As the row that is locked has it.
    pub(super) edge: CompactRange,
    /// Whether leaves were appended.
    pub(super) grown: bool,
    pub(super) teller: Teller,
}

envelopes::write_envelopes!(PgWrite);

impl PgWrite {
    #[expect(clippy::unnecessary_wraps, reason = "on the other engine there may be none")]
    fn line(&mut self) -> Result<&mut PgConnection, StoreError> {
        Ok(&mut self.tx)
    }

    /// Condemns objects that no ref needs, without a grace and whatever pins them.
    async fn condemn_at_once(&mut self, ids: Vec<Vec<u8>>) -> Result<(), StoreError> {
        if !ids.is_empty() {
            sqlx::query(own::CONDEMN_AT_ONCE).bind(self.vault).bind(ids).execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Writes bodies; what stood under the names of `kept` goes to the replaced ones.
    async fn put_refs(&mut self, moves: &[Move<'_>], kept: Vec<&str>, now_us: u64) -> Result<(), StoreError> {
        let bodies = |at: usize| -> Vec<&[u8]> {
            moves.iter().filter_map(|one| fields(one.body).get(at).copied()).collect()
        };
        sqlx::query(own::MOVE_REFS)
            .bind(self.vault)
            .bind(texts(moves.iter().map(|one| one.name)))
            .bind(moves.iter().map(|one| int(one.version)).collect::<Vec<_>>())
            .bind(moves.iter().map(|one| BodyKind::of(one.body) as i16).collect::<Vec<_>>())
            .bind(moves.iter().map(|one| int(one.seq)).collect::<Vec<_>>())
            .bind(bodies(0))
            .bind(bodies(1))
            .bind(bodies(2))
            .bind(kept)
            .bind(int(now_us))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}

fn texts<'a>(names: impl Iterator<Item = &'a RefName>) -> Vec<&'a str> {
    names.map(RefName::as_str).collect()
}

#[async_trait]
impl Write for PgWrite {
    async fn standing(&mut self, names: &[&RefName]) -> Result<HashMap<RefName, Standing>, StoreError> {
        let rows = sqlx::query(own::STANDING)
            .bind(self.vault)
            .bind(texts(names.iter().copied()))
            .fetch_all(&mut *self.tx)
            .await?;
        rows.iter()
            .map(|row| {
                let name: String = row.try_get(0)?;
                Ok((to_name(&name)?, to_standing(row.try_get(1)?, row.try_get(2)?)?))
            })
            .collect()
    }

    async fn refs(&mut self, names: &[&RefName]) -> Result<Vec<Ref>, StoreError> {
        let rows = sqlx::query(own::REFS)
            .bind(self.vault)
            .bind(texts(names.iter().copied()))
            .fetch_all(&mut *self.tx)
            .await?;
        rows.iter().map(to_ref).collect()
    }

    async fn moves(&mut self, moves: &[(&RefName, u64)]) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        let rows = sqlx::query(own::MOVES)
            .bind(self.vault)
            .bind(texts(moves.iter().map(|(name, _)| *name)))
            .bind(moves.iter().map(|(_, version)| int(*version)).collect::<Vec<_>>())
            .fetch_all(&mut *self.tx)
            .await?;
        rows.iter().map(|row| Ok((natural(row.try_get(0)?)?, row.try_get(1)?))).collect()
    }

    async fn newest_move(&mut self, name: &RefName) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        let row = sqlx::query(own::NEWEST_MOVE)
            .bind(self.vault)
            .bind(Class::RefMove as i16)
            .bind(name.as_str())
            .fetch_optional(&mut *self.tx)
            .await?;
        row.map(|row| Ok((natural(row.try_get(0)?)?, row.try_get(1)?))).transpose()
    }

    async fn edge(&mut self) -> Result<CompactRange, StoreError> {
        Ok(self.edge.clone())
    }

    async fn nodes(&mut self, numbers: &[u64]) -> Result<HashMap<u64, NodeHash>, StoreError> {
        nodes(&mut self.tx, self.owner, numbers).await
    }

    async fn head(&mut self) -> Result<Head, StoreError> {
        head(&mut self.tx, self.owner).await
    }

    async fn append(&mut self, leaves: &Append<'_>) -> Result<(), StoreError> {
        let hash = |body: &Vec<u8>| {
            merkle::leaf_hash(&leaf::leaf_data_of_hash(leaves.class, &Digest::of(body).0)).to_vec()
        };
        sqlx::query(own::APPEND)
            .bind(self.vault)
            .bind(int(leaves.first_seq))
            .bind(i16::from(leaves.class))
            .bind(leaves.bodies.iter().map(|body| leaf::time_us(body).map(int)).collect::<Vec<_>>())
            .bind(leaves.bodies)
            .bind(leaves.bodies.iter().map(hash).collect::<Vec<_>>())
            .bind(int(leaves.first_node))
            .bind(leaves.nodes.iter().map(|node| &node[..]).collect::<Vec<_>>())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn set_head(&mut self, edge: &CompactRange, checkpoint: &[u8]) -> Result<(), StoreError> {
        sqlx::query(sql::SET_HEAD)
            .bind(self.vault)
            .bind(int(edge.size()))
            .bind(edge.to_bytes())
            .bind(checkpoint)
            .execute(&mut *self.tx)
            .await?;
        self.edge = edge.clone();
        self.grown = true;
        Ok(())
    }

    async fn keep_origin(&mut self, hash: &Digest, sealed: &[u8], now_us: u64) -> Result<(), StoreError> {
        sqlx::query(sql::KEEP_ORIGIN)
            .bind(self.vault)
            .bind(&hash.0[..])
            .bind(sealed)
            .bind(int(now_us))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn erase_origins(&mut self, before_us: u64) -> Result<u64, StoreError> {
        let erased = sqlx::query(sql::ERASE_ORIGINS).bind(self.vault).bind(int(before_us));
        Ok(erased.execute(&mut *self.tx).await?.rows_affected())
    }

    async fn move_refs(&mut self, moves: &[Move<'_>], now_us: u64) -> Result<(), StoreError> {
        let (ends, lives): (Vec<&Move>, Vec<&Move>) =
            moves.iter().partition(|one| BodyKind::of(one.body) == BodyKind::Tombstone);
        if !ends.is_empty() {
            sqlx::query(own::FORGET_REPLACED_OF)
                .bind(self.vault)
                .bind(texts(ends.iter().map(|one| one.name)))
                .execute(&mut *self.tx)
                .await?;
        }
        self.put_refs(moves, texts(lives.iter().map(|one| one.name)), now_us).await
    }

    async fn put_back(&mut self, one: &Move<'_>) -> Result<(), StoreError> {
        self.put_refs(std::slice::from_ref(one), Vec::new(), 0).await
    }

    async fn hold(&mut self, held: &[(&RefName, ObjectId, u64)]) -> Result<(), StoreError> {
        if held.is_empty() {
            return Ok(());
        }
        let ids: Vec<&[u8]> = held.iter().map(|(_, id, _)| id.as_bytes()).collect();
        sqlx::query(own::HOLD_OBJECTS)
            .bind(self.vault)
            .bind(&ids)
            .bind(held.iter().map(|(_, _, size)| int(*size)).collect::<Vec<_>>())
            .execute(&mut *self.tx)
            .await?;
        sqlx::query(own::HOLD)
            .bind(self.vault)
            .bind(&ids)
            .bind(texts(held.iter().map(|(name, _, _)| *name)))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn drop_held(&mut self, dropped: &[(&RefName, ObjectId)], now_us: u64) -> Result<(), StoreError> {
        if dropped.is_empty() {
            return Ok(());
        }
        sqlx::query(own::DROP_HELD)
            .bind(self.vault)
            .bind(dropped.iter().map(|(_, id)| id.as_bytes()).collect::<Vec<_>>())
            .bind(texts(dropped.iter().map(|(name, _)| *name)))
            .bind(int(now_us))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn shred(&mut self, names: &[&RefName]) -> Result<(), StoreError> {
        if names.is_empty() {
            return Ok(());
        }
        let ids = sqlx::query_scalar(own::RELEASE)
            .bind(self.vault)
            .bind(texts(names.iter().copied()))
            .fetch_all(&mut *self.tx)
            .await?;
        self.condemn_at_once(ids).await
    }

    async fn shred_superseded(&mut self, names: &[&RefName]) -> Result<(), StoreError> {
        if names.is_empty() {
            return Ok(());
        }
        let names = texts(names.iter().copied());
        sqlx::query(own::FORGET_REPLACED_OF).bind(self.vault).bind(&names).execute(&mut *self.tx).await?;
        let ids = sqlx::query_scalar(own::RELEASE_DROPPED)
            .bind(self.vault)
            .bind(&names)
            .fetch_all(&mut *self.tx)
            .await?;
        self.condemn_at_once(ids).await
    }

    async fn pin(&mut self, ids: &[(ObjectId, u64)], until_us: u64) -> Result<(), StoreError> {
        sqlx::query(own::PIN)
            .bind(self.vault)
            .bind(ids.iter().map(|(id, _)| id.as_bytes()).collect::<Vec<_>>())
            .bind(ids.iter().map(|(_, size)| int(*size)).collect::<Vec<_>>())
            .bind(int(until_us))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn forget_replaced(&mut self, before_us: u64) -> Result<(u64, u64), StoreError> {
        let mut forgotten = [0; 2];
        for (count, sql) in forgotten.iter_mut().zip([sql::FORGET_REPLACED_REFS, sql::FORGET_DROPPED_OBJECTS])
        {
            let done = sqlx::query(sql).bind(self.vault).bind(int(before_us));
            *count = done.execute(&mut *self.tx).await?.rows_affected();
        }
        Ok(forgotten.into())
    }

    async fn condemn_all(&mut self, now_us: u64) -> Result<u64, StoreError> {
        let done = sqlx::query(sql::CONDEMN_ALL).bind(self.vault).bind(int(now_us));
        Ok(done.execute(&mut *self.tx).await?.rows_affected())
    }

    async fn condemn(&mut self, ids: &[ObjectId], now_us: u64) -> Result<u64, StoreError> {
        let ids = ids.iter().map(ObjectId::as_bytes).collect::<Vec<_>>();
        let done = sqlx::query(own::CONDEMN).bind(self.vault).bind(int(now_us)).bind(ids);
        Ok(done.execute(&mut *self.tx).await?.rows_affected())
    }

    async fn take_condemned(
        &mut self,
        before_us: u64,
        limit: usize,
    ) -> Result<Vec<(ObjectId, u64)>, StoreError> {
        let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(sql::TAKE_CONDEMNED)
            .bind(self.vault)
            .bind(int(before_us))
            .bind(int(limit as u64))
            .fetch_all(&mut *self.tx)
            .await?;
        rows.iter().map(|(id, size)| Ok((to_id(id)?, natural(*size)?))).collect()
    }

    async fn known(&mut self, ids: &[ObjectId]) -> Result<HashSet<ObjectId>, StoreError> {
        let rows = sqlx::query_scalar(own::KNOWN)
            .bind(self.vault)
            .bind(ids.iter().map(ObjectId::as_bytes).collect::<Vec<_>>())
            .fetch_all(&mut *self.tx)
            .await?;
        to_ids(rows)
    }

    async fn show_keys(&mut self, rows: &KeyRows) -> Result<(), StoreError> {
        let connection = &mut *self.tx;
        write_keys!(connection, self.vault, self.owner, rows);
        Ok(())
    }

    async fn show_sessions(&mut self, rows: &[SessionRow]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        sqlx::query(own::SHOW_SESSIONS)
            .bind(self.vault)
            .bind(texts(rows.iter().map(|row| &row.name)))
            .bind(rows.iter().map(|row| int(row.version)).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| &row.content[..]).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.nonce.as_deref()).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.key.as_deref()).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| int(row.created_us)).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| int(row.updated_us)).collect::<Vec<_>>())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn hide_sessions(&mut self, names: &[&RefName]) -> Result<(), StoreError> {
        if !names.is_empty() {
            let names = texts(names.iter().copied());
            sqlx::query(own::HIDE_SESSIONS).bind(self.vault).bind(names).execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn members(&mut self) -> Result<(OwnerKind, Vec<(ActorId, Role)>), StoreError> {
        let rows = sqlx::query(sql::MEMBERS).bind(self.vault).fetch_all(&mut *self.tx).await?;
        let rows = rows
            .iter()
            .map(|row| to_member((i64::from(row.try_get::<i16, _>(0)?), row.try_get(1)?, row.try_get(2)?)));
        to_members(rows.collect::<Result<_, StoreError>>()?)
    }

    async fn set_member(
        &mut self,
        user: ActorId,
        role: Option<Role>,
        now_us: u64,
    ) -> Result<bool, StoreError> {
        let done = match role {
            Some(role) => {
                sqlx::query(sql::SET_MEMBER)
                    .bind(self.vault)
                    .bind(user.as_bytes())
                    .bind(i64::from(role as u8))
                    .bind(int(now_us))
                    .execute(&mut *self.tx)
                    .await?
            }
            None => {
                sqlx::query(sql::REMOVE_MEMBER)
                    .bind(self.vault)
                    .bind(user.as_bytes())
                    .execute(&mut *self.tx)
                    .await?
            }
        };
        Ok(done.rows_affected() == 1)
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.tx.commit().await?;
        if self.grown {
            // Fails only when the store closes, and then nobody waits on this node.
            let _ = self.teller.send(self.owner);
        }
        Ok(())
    }

    async fn abandon(self: Box<Self>) -> Result<(), StoreError> {
        Ok(self.tx.rollback().await?)
    }
}
