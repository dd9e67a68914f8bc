//! A write transaction on SQLite. Lists travel as one JSON bind, so that a commit of 1,000 refs costs a
//! fixed number of statements, but for the bodies themselves.

use super::sqlite::{head, int, json, natural, nodes, to_ids, to_ref};
use super::{Append, Move, Standing, StoreError, Write};
use crate::protocol::exchange::Head;
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::protocol::leaf::{BodyKind, Class};
use crate::protocol::merkle::{CompactRange, NodeHash};
use crate::protocol::refs::{Ref, RefBody, RefName};
use async_trait::async_trait;
use serde_json::json as value;
use sqlx::{Row as _, Sqlite, Transaction};
use std::collections::{HashMap, HashSet};

/// A transaction that began with `BEGIN IMMEDIATE`; dropping it rolls back.
pub(super) struct SqliteWrite {
    pub(super) tx: Transaction<'static, Sqlite>,
    pub(super) vault: i64,
    pub(super) owner: OwnerId,
}

impl SqliteWrite {
    /// Condemns objects that no ref needs, without a grace and whatever pins them.
    async fn condemn_at_once(&mut self, ids: Vec<Vec<u8>>) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "UPDATE objects SET condemned_us = 0, pinned_until_us = 0
             WHERE vault = $1 AND sha256 IN (SELECT unhex(value) FROM json_each($2))
             AND NOT EXISTS (SELECT 1 FROM ref_objects r WHERE r.vault = $1 AND r.sha256 = objects.sha256)",
        )
        .bind(self.vault)
        .bind(json(ids.iter().map(hex::encode)))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn run(&mut self, sql: &'static str, list: String, time_us: u64) -> Result<(), StoreError> {
        sqlx::query(sql).bind(self.vault).bind(list).bind(int(time_us)).execute(&mut *self.tx).await?;
        Ok(())
    }
}

#[async_trait]
impl Write for SqliteWrite {
    async fn standing(&mut self, names: &[&RefName]) -> Result<HashMap<RefName, Standing>, StoreError> {
        let rows = sqlx::query(
            "SELECT name, version, kind FROM refs
             WHERE vault = $1 AND name IN (SELECT value FROM json_each($2))",
        )
        .bind(self.vault)
        .bind(json(names.iter().map(|name| name.as_str())))
        .fetch_all(&mut *self.tx)
        .await?;
        rows.iter()
            .map(|row| {
                let name: String = row.try_get(0)?;
                let name = RefName::parse(&name).map_err(|_| StoreError::BadRow("ref name"))?;
                let kind = match row.try_get::<i64, _>(2)? {
                    1 => BodyKind::Signed,
                    2 => BodyKind::Session,
                    3 => BodyKind::Tombstone,
                    _ => return Err(StoreError::BadRow("ref")),
                };
                Ok((name, Standing { version: natural(row.try_get(1)?)?, kind }))
            })
            .collect()
    }

    async fn refs(&mut self, names: &[&RefName]) -> Result<Vec<Ref>, StoreError> {
        let rows = sqlx::query(
            "SELECT name, version, kind, field1, field2, field3 FROM refs
             WHERE vault = $1 AND name IN (SELECT value FROM json_each($2)) ORDER BY name",
        )
        .bind(self.vault)
        .bind(json(names.iter().map(|name| name.as_str())))
        .fetch_all(&mut *self.tx)
        .await?;
        rows.iter().map(to_ref).collect()
    }

    async fn moves(&mut self, moves: &[(&RefName, u64)]) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        let rows = sqlx::query(
            "WITH asked (at, name, version) AS
                (SELECT key, value ->> 0, value ->> 1 FROM json_each($2)),
             bodies (name, version, seq) AS
                (SELECT name, version, seq FROM refs WHERE vault = $1
                 UNION ALL SELECT name, version, seq FROM replaced_refs WHERE vault = $1)
             SELECT l.seq, l.body FROM asked a
             JOIN bodies b ON b.name = a.name AND b.version = a.version
             JOIN log_leaves l ON l.vault = $1 AND l.seq = b.seq
             ORDER BY a.at",
        )
        .bind(self.vault)
        .bind(json(moves.iter().map(|(name, version)| value!([name.as_str(), version]))))
        .fetch_all(&mut *self.tx)
        .await?;
        rows.iter().map(|row| Ok((natural(row.try_get(0)?)?, row.try_get(1)?))).collect()
    }

    async fn newest_move(&mut self, name: &RefName) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        // The ref name ends the leaf: see `protocol::leaf` for its place.
        let row = sqlx::query(
            "SELECT seq, body FROM log_leaves WHERE vault = $1 AND class = $2
             AND CAST(substr(body, 210) AS TEXT) = $3 ORDER BY seq DESC LIMIT 1",
        )
        .bind(self.vault)
        .bind(Class::RefMove as u8)
        .bind(name.as_str())
        .fetch_optional(&mut *self.tx)
        .await?;
        row.map(|row| Ok((natural(row.try_get(0)?)?, row.try_get(1)?))).transpose()
    }

    async fn edge(&mut self) -> Result<CompactRange, StoreError> {
        let edge: Vec<u8> = sqlx::query_scalar("SELECT edge FROM log_heads WHERE vault = $1")
            .bind(self.vault)
            .fetch_one(&mut *self.tx)
            .await?;
        CompactRange::from_bytes(&edge).map_err(|_| StoreError::BadRow("edge of the log"))
    }

    async fn nodes(&mut self, numbers: &[u64]) -> Result<HashMap<u64, NodeHash>, StoreError> {
        nodes(&mut self.tx, self.owner, numbers).await
    }

    async fn head(&mut self) -> Result<Head, StoreError> {
        head(&mut self.tx, self.owner).await
    }

    async fn append(&mut self, leaves: &Append<'_>) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO log_leaves (vault, seq, class, body)
             SELECT $1, $2 + key, $3, unhex(value) FROM json_each($4)",
        )
        .bind(self.vault)
        .bind(int(leaves.first_seq))
        .bind(leaves.class)
        .bind(json(leaves.bodies.iter().map(hex::encode)))
        .execute(&mut *self.tx)
        .await?;
        sqlx::query(
            "INSERT INTO log_nodes (vault, idx, hash)
             SELECT $1, $2 + key, unhex(value) FROM json_each($3)",
        )
        .bind(self.vault)
        .bind(int(leaves.first_node))
        .bind(json(leaves.nodes.iter().map(hex::encode)))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn set_head(&mut self, edge: &CompactRange, checkpoint: &[u8]) -> Result<(), StoreError> {
        sqlx::query("UPDATE log_heads SET size = $2, edge = $3, checkpoint = $4 WHERE vault = $1")
            .bind(self.vault)
            .bind(int(edge.size()))
            .bind(edge.to_bytes())
            .bind(checkpoint)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn move_refs(&mut self, moves: &[Move<'_>], now_us: u64) -> Result<(), StoreError> {
        let (ends, lives): (Vec<&Move>, Vec<&Move>) =
            moves.iter().partition(|m| BodyKind::of(m.body) == BodyKind::Tombstone);
        let names = |moves: &[&Move]| json(moves.iter().map(|m| m.name.as_str()));
        self.run(
            "INSERT INTO replaced_refs
                (vault, name, version, kind, seq, field1, field2, field3, replaced_us)
             SELECT vault, name, version, kind, seq, field1, field2, field3, $3 FROM refs
             WHERE vault = $1 AND name IN (SELECT value FROM json_each($2))",
            names(&lives),
            now_us,
        )
        .await?;
        sqlx::query(
            "DELETE FROM replaced_refs
             WHERE vault = $1 AND name IN (SELECT value FROM json_each($2))",
        )
        .bind(self.vault)
        .bind(names(&ends))
        .execute(&mut *self.tx)
        .await?;
        for one in moves {
            self.put_back(one).await?;
        }
        Ok(())
    }

    async fn put_back(&mut self, one: &Move<'_>) -> Result<(), StoreError> {
        let [field1, field2, field3] = fields(one.body);
        sqlx::query(
            "INSERT INTO refs (vault, name, version, kind, seq, field1, field2, field3)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (vault, name) DO UPDATE SET version = excluded.version, kind = excluded.kind,
                seq = excluded.seq, field1 = excluded.field1, field2 = excluded.field2,
                field3 = excluded.field3",
        )
        .bind(self.vault)
        .bind(one.name.as_str())
        .bind(int(one.version))
        .bind(BodyKind::of(one.body) as u8)
        .bind(int(one.seq))
        .bind(field1)
        .bind(field2)
        .bind(field3)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn hold(&mut self, held: &[(&RefName, ObjectId, u64)]) -> Result<(), StoreError> {
        let rows = json(held.iter().map(|(name, id, size)| value!([name.as_str(), id.to_string(), size])));
        sqlx::query(
            "INSERT INTO objects (vault, sha256, size)
             SELECT $1, unhex(value ->> 1), value ->> 2 FROM json_each($2) WHERE true
             ON CONFLICT (vault, sha256) DO UPDATE SET size = excluded.size, condemned_us = NULL",
        )
        .bind(self.vault)
        .bind(&rows)
        .execute(&mut *self.tx)
        .await?;
        sqlx::query(
            "INSERT INTO ref_objects (vault, sha256, name)
             SELECT $1, unhex(value ->> 1), value ->> 0 FROM json_each($2) WHERE true
             ON CONFLICT (vault, sha256, name) DO UPDATE SET dropped_us = NULL",
        )
        .bind(self.vault)
        .bind(&rows)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn drop_held(&mut self, dropped: &[(&RefName, ObjectId)], now_us: u64) -> Result<(), StoreError> {
        self.run(
            "UPDATE ref_objects SET dropped_us = $3 FROM json_each($2) AS asked
             WHERE vault = $1 AND sha256 = unhex(asked.value ->> 1) AND name = asked.value ->> 0
             AND dropped_us IS NULL",
            json(dropped.iter().map(|(name, id)| value!([name.as_str(), id.to_string()]))),
            now_us,
        )
        .await
    }

    async fn shred(&mut self, names: &[&RefName]) -> Result<(), StoreError> {
        let names = json(names.iter().map(|name| name.as_str()));
        let ids: Vec<Vec<u8>> = sqlx::query_scalar(
            "DELETE FROM ref_objects WHERE vault = $1 AND name IN (SELECT value FROM json_each($2))
             RETURNING sha256",
        )
        .bind(self.vault)
        .bind(names)
        .fetch_all(&mut *self.tx)
        .await?;
        self.condemn_at_once(ids).await
    }

    async fn shred_superseded(&mut self, names: &[&RefName]) -> Result<(), StoreError> {
        let names = json(names.iter().map(|name| name.as_str()));
        sqlx::query(
            "DELETE FROM replaced_refs
             WHERE vault = $1 AND name IN (SELECT value FROM json_each($2))",
        )
        .bind(self.vault)
        .bind(&names)
        .execute(&mut *self.tx)
        .await?;
        let ids: Vec<Vec<u8>> = sqlx::query_scalar(
            "DELETE FROM ref_objects
             WHERE vault = $1 AND name IN (SELECT value FROM json_each($2)) AND dropped_us IS NOT NULL
             RETURNING sha256",
        )
        .bind(self.vault)
        .bind(&names)
        .fetch_all(&mut *self.tx)
        .await?;
        self.condemn_at_once(ids).await
    }

    async fn pin(&mut self, ids: &[(ObjectId, u64)], until_us: u64) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO objects (vault, sha256, size, pinned_until_us)
             SELECT $1, unhex(value ->> 0), value ->> 1, $3 FROM json_each($2) WHERE true
             ON CONFLICT (vault, sha256) DO UPDATE SET condemned_us = NULL,
                pinned_until_us = max(pinned_until_us, excluded.pinned_until_us)",
            json(ids.iter().map(|(id, size)| value!([id.to_string(), size]))),
            until_us,
        )
        .await
    }

    async fn forget_replaced(&mut self, before_us: u64) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM replaced_refs WHERE vault = $1 AND replaced_us <= $2",
            "DELETE FROM ref_objects WHERE vault = $1 AND dropped_us <= $2",
        ] {
            sqlx::query(sql).bind(self.vault).bind(int(before_us)).execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn condemn(&mut self, now_us: u64) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE objects SET condemned_us = $2
             WHERE vault = $1 AND condemned_us IS NULL AND pinned_until_us <= $2
             AND NOT EXISTS (SELECT 1 FROM ref_objects r WHERE r.vault = $1 AND r.sha256 = objects.sha256)",
        )
        .bind(self.vault)
        .bind(int(now_us))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn take_condemned(
        &mut self,
        before_us: u64,
        limit: usize,
    ) -> Result<Vec<(ObjectId, u64)>, StoreError> {
        let rows = sqlx::query(
            "DELETE FROM objects WHERE vault = $1 AND sha256 IN
                (SELECT sha256 FROM objects WHERE vault = $1 AND condemned_us <= $2 LIMIT $3)
             RETURNING sha256, size",
        )
        .bind(self.vault)
        .bind(int(before_us))
        .bind(int(limit as u64))
        .fetch_all(&mut *self.tx)
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
        let rows = sqlx::query_scalar(
            "SELECT sha256 FROM objects
             WHERE vault = $1 AND sha256 IN (SELECT unhex(value) FROM json_each($2))",
        )
        .bind(self.vault)
        .bind(json(ids.iter().map(ToString::to_string)))
        .fetch_all(&mut *self.tx)
        .await?;
        to_ids(rows)
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }

    async fn abandon(self: Box<Self>) -> Result<(), StoreError> {
        Ok(self.tx.rollback().await?)
    }
}

/// The three columns of a body; unused ones are empty.
fn fields(body: &RefBody) -> [&[u8]; 3] {
    match body {
        RefBody::Signed(one) | RefBody::Tombstone(one) => [one, &[], &[]],
        RefBody::Session { wraps, manifest, meta } => [wraps, manifest, meta],
    }
}
