//! A write transaction on SQLite. Lists travel as one JSON bind, so that a commit of 1,000 refs costs a
//! fixed number of statements, but for the bodies themselves.

use super::envelopes;
use super::operations::write_keys;
use super::sqlite::{head, json, nodes, to_ref};
use super::sqlite_group::Turn;
use super::{Append, Move, Standing, StoreError, Write, fields, int, natural};
use super::{sql, sqlite_sql as own, to_ids, to_member, to_members, to_name, to_standing};
use crate::protocol::exchange::Head;
use crate::protocol::ids::{ActorId, Digest, ObjectId, OwnerId};
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::leaf::{BodyKind, Class};
use crate::protocol::merkle::{CompactRange, NodeHash};
use crate::protocol::refs::{Ref, RefName};
use crate::server::accounts::Role;
use crate::server::projection::{KeyRows, SessionRow};
use async_trait::async_trait;
use serde_json::json as value;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Row as _, Sqlite, Transaction};
use std::collections::{HashMap, HashSet};

/// A transaction that began with `BEGIN IMMEDIATE`, or a turn in one; dropping it rolls back.
pub(super) enum Hold {
    /// The only transaction of this process.
    Alone(Transaction<'static, Sqlite>),
    /// A turn of the one writer of a server.
    Turn(Turn),
}

impl Hold {
    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        match self {
            Self::Alone(tx) => Ok(tx),
            Self::Turn(turn) => turn.connection(),
        }
    }
}

/// The write lock of the whole file, held for one vault.
pub(super) struct SqliteWrite {
    pub(super) hold: Hold,
    pub(super) vault: i64,
    pub(super) owner: OwnerId,
}

envelopes::write_envelopes!(SqliteWrite);

/// Bytes of bodies that one statement writes.
const AT_ONCE: usize = 4 << 20;

/// Byte strings one after another, as one bind: one statement for each would cost more than what it writes.
struct Packed(Vec<u8>);

impl Packed {
    /// Begins with a byte that belongs to nothing: SQLite takes the parts of an empty bind for no value at all.
    fn new() -> Self {
        Self(vec![0])
    }

    /// Adds a byte string; gives its place, from 1 as SQLite counts, and its length.
    fn add(&mut self, bytes: &[u8]) -> (usize, usize) {
        self.0.extend_from_slice(bytes);
        (self.0.len() - bytes.len() + 1, bytes.len())
    }
}

impl SqliteWrite {
    fn line(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        self.hold.connection()
    }

    /// Condemns objects that no ref needs, without a grace and whatever pins them.
    async fn condemn_at_once(&mut self, ids: Vec<Vec<u8>>) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        sqlx::query(own::CONDEMN_AT_ONCE)
            .bind(self.vault)
            .bind(json(ids.iter().map(hex::encode)))
            .execute(self.hold.connection()?)
            .await?;
        Ok(())
    }

    async fn put_refs(&mut self, moves: &[Move<'_>]) -> Result<(), StoreError> {
        let mut bodies = Packed::new();
        let rows = json(moves.iter().map(|one| {
            let [(a, b), (c, d), (e, f)] = fields(one.body).map(|field| bodies.add(field));
            let (version, kind, seq) = (int(one.version), BodyKind::of(one.body) as u8, int(one.seq));
            let name = one.name.as_str();
            value!([name, version, kind, seq, a, b, c, d, e, f])
        }));
        sqlx::query(own::PUT_REFS)
            .bind(self.vault)
            .bind(rows)
            .bind(bodies.0)
            .execute(self.hold.connection()?)
            .await?;
        Ok(())
    }

    fn mark_shredding(&mut self) {
        if let Hold::Turn(turn) = &mut self.hold {
            turn.shreds();
        }
    }

    async fn run(&mut self, sql: &'static str, list: String, time_us: u64) -> Result<(), StoreError> {
        sqlx::query(sql)
            .bind(self.vault)
            .bind(list)
            .bind(int(time_us))
            .execute(self.hold.connection()?)
            .await?;
        Ok(())
    }
}

#[async_trait]
impl Write for SqliteWrite {
    async fn standing(&mut self, names: &[&RefName]) -> Result<HashMap<RefName, Standing>, StoreError> {
        let rows = sqlx::query(own::STANDING)
            .bind(self.vault)
            .bind(json(names.iter().map(|name| name.as_str())))
            .fetch_all(self.hold.connection()?)
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
            .bind(json(names.iter().map(|name| name.as_str())))
            .fetch_all(self.hold.connection()?)
            .await?;
        rows.iter().map(to_ref).collect()
    }

    async fn moves(&mut self, moves: &[(&RefName, u64)]) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        let rows = sqlx::query(own::MOVES)
            .bind(self.vault)
            .bind(json(moves.iter().map(|(name, version)| value!([name.as_str(), version]))))
            .fetch_all(self.hold.connection()?)
            .await?;
        rows.iter().map(|row| Ok((natural(row.try_get(0)?)?, row.try_get(1)?))).collect()
    }

    async fn newest_move(&mut self, name: &RefName) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        let row = sqlx::query(own::NEWEST_MOVE)
            .bind(self.vault)
            .bind(Class::RefMove as u8)
            .bind(name.as_str())
            .fetch_optional(self.hold.connection()?)
            .await?;
        row.map(|row| Ok((natural(row.try_get(0)?)?, row.try_get(1)?))).transpose()
    }

    async fn edge(&mut self) -> Result<CompactRange, StoreError> {
        let edge: Vec<u8> =
            sqlx::query_scalar(own::EDGE).bind(self.vault).fetch_one(self.hold.connection()?).await?;
        CompactRange::from_bytes(&edge).map_err(|_| StoreError::BadRow("edge of the log"))
    }

    async fn nodes(&mut self, numbers: &[u64]) -> Result<HashMap<u64, NodeHash>, StoreError> {
        nodes(self.hold.connection()?, self.owner, numbers).await
    }

    async fn head(&mut self) -> Result<Head, StoreError> {
        head(self.hold.connection()?, self.owner).await
    }

    async fn append(&mut self, leaves: &Append<'_>) -> Result<(), StoreError> {
        let mut bodies = Packed::new();
        let places = json(leaves.bodies.iter().map(|body| value!(bodies.add(body))));
        sqlx::query(own::APPEND_LEAVES)
            .bind(self.vault)
            .bind(int(leaves.first_seq))
            .bind(leaves.class)
            .bind(places)
            .bind(bodies.0)
            .execute(self.hold.connection()?)
            .await?;
        let mut nodes = Packed::new();
        let places = json(leaves.nodes.iter().map(|node| value!(nodes.add(node).0)));
        sqlx::query(own::APPEND_NODES)
            .bind(self.vault)
            .bind(int(leaves.first_node))
            .bind(places)
            .bind(nodes.0)
            .execute(self.hold.connection()?)
            .await?;
        Ok(())
    }

    async fn set_head(&mut self, edge: &CompactRange, checkpoint: &[u8]) -> Result<(), StoreError> {
        sqlx::query(sql::SET_HEAD)
            .bind(self.vault)
            .bind(int(edge.size()))
            .bind(edge.to_bytes())
            .bind(checkpoint)
            .execute(self.hold.connection()?)
            .await?;
        Ok(())
    }

    async fn keep_origin(&mut self, hash: &Digest, sealed: &[u8], now_us: u64) -> Result<(), StoreError> {
        sqlx::query(sql::KEEP_ORIGIN)
            .bind(self.vault)
            .bind(&hash.0[..])
            .bind(sealed)
            .bind(int(now_us))
            .execute(self.hold.connection()?)
            .await?;
        Ok(())
    }

    async fn erase_origins(&mut self, before_us: u64) -> Result<u64, StoreError> {
        self.mark_shredding();
        let erased = sqlx::query(sql::ERASE_ORIGINS).bind(self.vault).bind(int(before_us));
        Ok(erased.execute(self.hold.connection()?).await?.rows_affected())
    }

    async fn move_refs(&mut self, moves: &[Move<'_>], now_us: u64) -> Result<(), StoreError> {
        let (ends, lives): (Vec<&Move>, Vec<&Move>) =
            moves.iter().partition(|m| BodyKind::of(m.body) == BodyKind::Tombstone);
        let names = |moves: &[&Move]| json(moves.iter().map(|m| m.name.as_str()));
        self.run(own::KEEP_REPLACED, names(&lives), now_us).await?;
        sqlx::query(own::FORGET_REPLACED_OF)
            .bind(self.vault)
            .bind(names(&ends))
            .execute(self.hold.connection()?)
            .await?;
        let mut rest = moves;
        while !rest.is_empty() {
            let mut room = AT_ONCE;
            let fits = |one: &&Move<'_>| {
                room = room.saturating_sub(one.body.len_bytes());
                room > 0
            };
            let (now, later) = rest.split_at(rest.iter().take_while(fits).count().max(1));
            self.put_refs(now).await?;
            rest = later;
        }
        Ok(())
    }

    async fn put_back(&mut self, one: &Move<'_>) -> Result<(), StoreError> {
        self.put_refs(std::slice::from_ref(one)).await
    }

    async fn hold(&mut self, held: &[(&RefName, ObjectId, u64)]) -> Result<(), StoreError> {
        if held.is_empty() {
            return Ok(());
        }
        let rows = json(held.iter().map(|(name, id, size)| value!([name.as_str(), id.to_string(), size])));
        sqlx::query(own::HOLD_OBJECTS).bind(self.vault).bind(&rows).execute(self.hold.connection()?).await?;
        sqlx::query(own::HOLD).bind(self.vault).bind(&rows).execute(self.hold.connection()?).await?;
        Ok(())
    }

    async fn drop_held(&mut self, dropped: &[(&RefName, ObjectId)], now_us: u64) -> Result<(), StoreError> {
        if dropped.is_empty() {
            return Ok(());
        }
        self.run(
            own::DROP_HELD,
            json(dropped.iter().map(|(name, id)| value!([name.as_str(), id.to_string()]))),
            now_us,
        )
        .await
    }

    async fn shred(&mut self, names: &[&RefName]) -> Result<(), StoreError> {
        if names.is_empty() {
            return Ok(());
        }
        self.mark_shredding();
        let names = json(names.iter().map(|name| name.as_str()));
        let ids: Vec<Vec<u8>> = sqlx::query_scalar(own::RELEASE)
            .bind(self.vault)
            .bind(names)
            .fetch_all(self.hold.connection()?)
            .await?;
        self.condemn_at_once(ids).await
    }

    async fn shred_superseded(&mut self, names: &[&RefName]) -> Result<(), StoreError> {
        if names.is_empty() {
            return Ok(());
        }
        self.mark_shredding();
        let names = json(names.iter().map(|name| name.as_str()));
        sqlx::query(own::FORGET_REPLACED_OF)
            .bind(self.vault)
            .bind(&names)
            .execute(self.hold.connection()?)
            .await?;
        let ids: Vec<Vec<u8>> = sqlx::query_scalar(own::RELEASE_DROPPED)
            .bind(self.vault)
            .bind(&names)
            .fetch_all(self.hold.connection()?)
            .await?;
        self.condemn_at_once(ids).await
    }

    async fn pin(&mut self, ids: &[(ObjectId, u64)], until_us: u64) -> Result<(), StoreError> {
        self.run(own::PIN, json(ids.iter().map(|(id, size)| value!([id.to_string(), size]))), until_us).await
    }

    async fn forget_replaced(&mut self, before_us: u64) -> Result<(u64, u64), StoreError> {
        let mut forgotten = [0; 2];
        for (count, sql) in forgotten.iter_mut().zip([sql::FORGET_REPLACED_REFS, sql::FORGET_DROPPED_OBJECTS])
        {
            let done = sqlx::query(sql).bind(self.vault).bind(int(before_us));
            *count = done.execute(self.hold.connection()?).await?.rows_affected();
        }
        Ok(forgotten.into())
    }

    async fn condemn_all(&mut self, now_us: u64) -> Result<u64, StoreError> {
        let done = sqlx::query(sql::CONDEMN_ALL).bind(self.vault).bind(int(now_us));
        Ok(done.execute(self.hold.connection()?).await?.rows_affected())
    }

    async fn condemn(&mut self, ids: &[ObjectId], now_us: u64) -> Result<u64, StoreError> {
        let ids = json(ids.iter().map(ToString::to_string));
        let done = sqlx::query(own::CONDEMN).bind(self.vault).bind(int(now_us)).bind(ids);
        Ok(done.execute(self.hold.connection()?).await?.rows_affected())
    }

    async fn take_condemned(
        &mut self,
        before_us: u64,
        limit: usize,
    ) -> Result<Vec<(ObjectId, u64)>, StoreError> {
        let rows = sqlx::query(sql::TAKE_CONDEMNED)
            .bind(self.vault)
            .bind(int(before_us))
            .bind(int(limit as u64))
            .fetch_all(self.hold.connection()?)
            .await?;
        rows.iter()
            .map(|row| {
                let id: Vec<u8> = row.try_get(0)?;
                let id = ObjectId::from_slice(&id).ok_or(StoreError::BadRow("object id"))?;
                Ok((id, natural(row.try_get(1)?)?))
            })
            .collect()
    }

    async fn known(&mut self, ids: &[ObjectId]) -> Result<HashSet<ObjectId>, StoreError> {
        let rows = sqlx::query_scalar(own::KNOWN)
            .bind(self.vault)
            .bind(json(ids.iter().map(ToString::to_string)))
            .fetch_all(self.hold.connection()?)
            .await?;
        to_ids(rows)
    }

    async fn show_keys(&mut self, rows: &KeyRows) -> Result<(), StoreError> {
        let connection = self.hold.connection()?;
        write_keys!(connection, self.vault, self.owner, rows);
        Ok(())
    }

    async fn show_sessions(&mut self, rows: &[SessionRow]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let hex = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(hex::encode);
        let rows = json(rows.iter().map(|row| {
            value!([
                row.name.as_str(),
                row.version,
                hex::encode(&row.content),
                hex(&row.nonce),
                hex(&row.key),
                int(row.created_us),
                int(row.updated_us)
            ])
        }));
        let shown = sqlx::query(own::SHOW_SESSIONS).bind(self.vault).bind(rows);
        shown.execute(self.hold.connection()?).await?;
        Ok(())
    }

    async fn hide_sessions(&mut self, names: &[&RefName]) -> Result<(), StoreError> {
        if names.is_empty() {
            return Ok(());
        }
        let names = json(names.iter().map(|name| name.as_str()));
        let hidden = sqlx::query(own::HIDE_SESSIONS).bind(self.vault).bind(names);
        hidden.execute(self.hold.connection()?).await?;
        Ok(())
    }

    async fn members(&mut self) -> Result<(OwnerKind, Vec<(ActorId, Role)>), StoreError> {
        let rows = sqlx::query(sql::MEMBERS).bind(self.vault).fetch_all(self.hold.connection()?).await?;
        let rows = rows.iter().map(|row| to_member((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)));
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
                    .execute(self.hold.connection()?)
                    .await?
            }
            None => {
                sqlx::query(sql::REMOVE_MEMBER)
                    .bind(self.vault)
                    .bind(user.as_bytes())
                    .execute(self.hold.connection()?)
                    .await?
            }
        };
        Ok(done.rows_affected() == 1)
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        match self.hold {
            Hold::Alone(tx) => Ok(tx.commit().await?),
            Hold::Turn(turn) => turn.commit().await,
        }
    }

    async fn abandon(self: Box<Self>) -> Result<(), StoreError> {
        match self.hold {
            Hold::Alone(tx) => Ok(tx.rollback().await?),
            Hold::Turn(turn) => {
                turn.abandon().await;
                Ok(())
            }
        }
    }
}
