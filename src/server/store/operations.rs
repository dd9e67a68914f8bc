//! What the operation of a server asks of its tables, beyond the vaults themselves: leases of jobs, retention, the
//! object rows for a sweep, and the projections. One text of SQL and of code for both engines.

use super::{StoreError, natural, to_id, to_name, to_owner};
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::server::projection::{KeyRow, KeyRows, PublicRow, SecretRow, SessionRow};
use async_trait::async_trait;
use sqlx::Row as _;

/// Random bytes that name a process for its leases.
pub type Holder = [u8; 16];

/// When a job was last done, and who may do it now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Job {
    /// Its name.
    pub name: String,
    /// Until when somebody holds it; 0 where nobody does.
    pub leased_until_us: u64,
    /// When it was last brought to its end.
    pub done_us: Option<u64>,
    /// What it found wrong then.
    pub found: u64,
}

/// A row of `retention_policies`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyRow {
    /// The vault; none for what belongs to no vault and for the default of all.
    pub owner: Option<OwnerId>,
    /// What it is about.
    pub subject: String,
    /// Days; none for ever.
    pub days: Option<u64>,
}

/// An object row for a sweep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ObjectRow {
    /// The object.
    pub id: ObjectId,
    /// Whether a ref holds it now.
    pub held: bool,
}

/// A row of `synced_sessions` beside what its size should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownSession {
    /// The row.
    pub row: SessionRow,
    /// The size that it shows.
    pub size: u64,
    /// The size of what its ref holds.
    pub held: u64,
}

/// The active data key of a vault, for metrics.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataKey {
    /// The vault.
    pub owner: OwnerId,
    /// When it was made, in seconds since 1970, by the clock of the client that made it.
    pub created_s: u64,
    /// How many data keys came before it.
    pub rotations: u64,
}

/// What ended and how many there were of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// Tokens that were revoked or expired.
    Tokens,
    /// Invites that expired, whether used or not.
    Invites,
}

/// How an engine is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EngineState {
    /// Its name and version.
    pub engine: String,
    /// The number of the last migration that the tables have.
    pub format: u64,
    /// Its clock, in microseconds since 1970, where it has one of its own.
    pub clock_us: Option<u64>,
    /// Whether leaves lie where no partition of their month was made.
    pub stray_leaves: bool,
}

/// The tables of a server's operation. Contract: as of [`super::Store`].
#[async_trait]
pub trait Operations: Send + Sync {
    /// Takes a job, or keeps it, until `until_us`; none where another holder has it at `now_us`. Gives when it was last
    /// done.
    async fn lease(
        &self,
        job: &str,
        holder: &Holder,
        (now_us, until_us): (u64, u64),
    ) -> Result<Option<Job>, StoreError>;

    /// Gives a job back; `done` says when it was done and what it found, where it was.
    async fn end_job(&self, job: &str, holder: &Holder, done: Option<(u64, u64)>) -> Result<(), StoreError>;

    /// Every job that ever began.
    async fn jobs(&self) -> Result<Vec<Job>, StoreError>;

    /// Every policy that was set.
    async fn policies(&self) -> Result<Vec<PolicyRow>, StoreError>;

    /// Sets a policy.
    async fn set_policy(&self, policy: &PolicyRow, now_us: u64) -> Result<(), StoreError>;

    /// Takes a policy away, so that the default counts again. A vault that is named must be there.
    async fn unset_policy(&self, owner: Option<OwnerId>, subject: &str) -> Result<(), StoreError>;

    /// How many tokens or invites ended at `before_us` or earlier.
    async fn count_ended(&self, what: Ended, before_us: u64) -> Result<u64, StoreError>;

    /// Removes them, and says how many there were.
    async fn forget_ended(&self, what: Ended, before_us: u64) -> Result<u64, StoreError>;

    /// Objects that nothing needs, nothing pins at `now_us` and nothing condemned yet: `limit` at most. Takes no lock, so
    /// that a look over all objects of a vault stops nobody; who condemns them looks again.
    async fn unneeded(&self, owner: OwnerId, now_us: u64, limit: usize) -> Result<Vec<ObjectId>, StoreError>;

    /// The object rows from `first` to `last`, by name.
    async fn objects_between(
        &self,
        owner: OwnerId,
        first: ObjectId,
        last: ObjectId,
    ) -> Result<Vec<ObjectRow>, StoreError>;

    /// What the projections of the keyfile show.
    async fn shown_keys(&self, owner: OwnerId) -> Result<KeyRows, StoreError>;

    /// The rows of `synced_sessions` after the name `after` and up to `last`, by name.
    async fn shown_sessions(
        &self,
        owner: OwnerId,
        after: &str,
        last: &str,
    ) -> Result<Vec<ShownSession>, StoreError>;

    /// The active data keys of the first thousand vaults.
    async fn data_keys(&self) -> Result<Vec<DataKey>, StoreError>;

    /// Since when the log key is the key.
    async fn log_key_since(&self) -> Result<Option<u64>, StoreError>;

    /// How the engine is.
    async fn engine(&self) -> Result<EngineState, StoreError>;
}

pub(in crate::server) mod sql {
    use crate::server::store::sql::statements;

    statements! {
        LEASE =
            "INSERT INTO jobs (name, holder, leased_until_us) VALUES ($1, $2, $4)
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, leased_until_us = excluded.leased_until_us
             WHERE jobs.leased_until_us <= $3 OR jobs.holder = excluded.holder
             RETURNING name, leased_until_us, done_us, found";
        END_JOB =
            "UPDATE jobs SET leased_until_us = 0, done_us = coalesce($3, done_us), found = coalesce($4, found)
             WHERE name = $1 AND holder = $2";
        JOBS = "SELECT name, leased_until_us, done_us, found FROM jobs ORDER BY name";
        POLICIES =
            "SELECT v.owner_id, p.subject, p.days FROM retention_policies p
             LEFT JOIN vaults v ON v.id = p.vault ORDER BY p.vault, p.subject";
        SET_POLICY =
            "INSERT INTO retention_policies (vault, subject, days, since_us)
             SELECT (SELECT id FROM vaults WHERE owner_id = $1), CAST($2 AS TEXT), CAST($3 AS BIGINT),
                CAST($4 AS BIGINT)
             WHERE $1 IS NULL OR EXISTS (SELECT 1 FROM vaults WHERE owner_id = $1)
             ON CONFLICT (coalesce(vault, 0), subject)
             DO UPDATE SET days = excluded.days, since_us = excluded.since_us";
        UNSET_POLICY =
            "DELETE FROM retention_policies
             WHERE coalesce(vault, 0) = coalesce((SELECT id FROM vaults WHERE owner_id = $1), 0)
             AND subject = $2";
        COUNT_TOKENS = "SELECT count(*) FROM tokens WHERE expires_us <= $1 OR revoked_us <= $1";
        FORGET_TOKENS = "DELETE FROM tokens WHERE expires_us <= $1 OR revoked_us <= $1";
        COUNT_INVITES = "SELECT count(*) FROM invites WHERE expires_us <= $1";
        FORGET_INVITES = "DELETE FROM invites WHERE expires_us <= $1";
        UNNEEDED =
            "SELECT sha256 FROM objects o
             WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1) AND condemned_us IS NULL AND pinned_until_us <= $2
             AND NOT EXISTS (SELECT 1 FROM ref_objects r WHERE r.vault = o.vault AND r.sha256 = o.sha256) LIMIT $3";
        OBJECTS_BETWEEN =
            "SELECT o.sha256, CAST(CASE WHEN EXISTS (SELECT 1 FROM ref_objects r
                WHERE r.vault = o.vault AND r.sha256 = o.sha256 AND r.dropped_us IS NULL) THEN 1 ELSE 0 END
                AS BIGINT)
             FROM objects o WHERE o.vault = (SELECT id FROM vaults WHERE owner_id = $1)
             AND o.sha256 >= $2 AND o.sha256 <= $3 ORDER BY o.sha256";
        SHOWN_KEYS =
            "SELECT id, owner_type, wrapped_key, key_nonce, algorithm, key_type, epoch, key_hash, is_active,
                created_s, rotated_s, expires_s, rotation_count
             FROM encryption_keys WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)
             ORDER BY key_type, epoch";
        SHOWN_SECRETS =
            "SELECT slot, slot_type, epoch, salt, kdf, memory_kib, passes, lanes, secret_hash, not_after_s
             FROM key_secrets WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1) ORDER BY slot";
        SHOWN_PUBLICS =
            "SELECT id, key_type, version, public_key, status, created_s, rotated_s, expires_s
             FROM cryptographic_keys WHERE vault = (SELECT id FROM vaults WHERE owner_id = $1)
             ORDER BY key_type, version";
        SHOWN_SESSIONS =
            "SELECT s.session, s.version, s.encrypted_content, s.content_nonce, s.key_id, s.created_us,
                s.updated_us, s.size_bytes, CAST(coalesce((SELECT sum(o.size) FROM ref_objects r
                    JOIN objects o ON o.vault = r.vault AND o.sha256 = r.sha256
                    WHERE r.vault = s.vault AND r.name = s.session AND r.dropped_us IS NULL), 0) AS BIGINT)
             FROM synced_sessions s WHERE s.vault = (SELECT id FROM vaults WHERE owner_id = $1)
             AND s.session > $2 AND s.session <= $3 ORDER BY s.session";
        DATA_KEYS =
            "SELECT v.owner_id, k.created_s, k.rotation_count FROM encryption_keys k
             JOIN vaults v ON v.id = k.vault WHERE k.key_type = 1 AND k.is_active = 1
             ORDER BY k.vault LIMIT 1000";
        LOG_KEY_SINCE = "SELECT since_us FROM log_keys";
        CLEAR_KEYS = "DELETE FROM encryption_keys WHERE vault = $1";
        CLEAR_SECRETS = "DELETE FROM key_secrets WHERE vault = $1";
        CLEAR_PUBLICS = "DELETE FROM cryptographic_keys WHERE vault = $1";
        SHOW_KEY =
            "INSERT INTO encryption_keys (vault, id, owner_type, owner_id, wrapped_key, key_nonce, algorithm,
                key_type, epoch, key_hash, is_active, created_s, rotated_s, expires_s, rotation_count)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        SHOW_SECRET =
            "INSERT INTO key_secrets (vault, slot, slot_type, epoch, salt, kdf, memory_kib, passes, lanes,
                secret_hash, not_after_s)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        SHOW_PUBLIC =
            "INSERT INTO cryptographic_keys (vault, id, key_type, version, public_key, status, created_s,
                rotated_s, expires_s)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    }
}

pub(super) fn times(number: Option<i64>) -> Result<Option<u64>, StoreError> {
    number.map(natural).transpose()
}

fn array<const N: usize>(bytes: Vec<u8>) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::BadRow("projection"))
}

/// A row of `jobs` as it is read.
type JobCells = (String, i64, Option<i64>, i64);

pub(super) fn job((name, leased, done, found): JobCells) -> Result<Job, StoreError> {
    Ok(Job { name, leased_until_us: natural(leased)?, done_us: times(done)?, found: natural(found)? })
}

pub(super) fn policy(
    (owner, subject, days): (Option<Vec<u8>>, String, Option<i64>),
) -> Result<PolicyRow, StoreError> {
    Ok(PolicyRow { owner: owner.map(|id| to_owner(&id)).transpose()?, subject, days: times(days)? })
}

pub(super) fn object_row((id, held): (Vec<u8>, i64)) -> Result<ObjectRow, StoreError> {
    Ok(ObjectRow { id: to_id(&id)?, held: held == 1 })
}

pub(super) fn data_key((owner, created, rotations): (Vec<u8>, i64, i64)) -> Result<DataKey, StoreError> {
    Ok(DataKey { owner: to_owner(&owner)?, created_s: natural(created)?, rotations: natural(rotations)? })
}

/// The columns of the projections, which have the same types on both engines.
macro_rules! readers {
    ($key:ident, $secret:ident, $public:ident, $session:ident, $row:ty) => {
        pub(super) fn $key(row: &$row) -> Result<KeyRow, StoreError> {
            Ok(KeyRow {
                id: array(row.try_get(0)?)?,
                owner_type: row.try_get(1)?,
                wrapped: row.try_get(2)?,
                nonce: row.try_get(3)?,
                algorithm: row.try_get(4)?,
                key_type: row.try_get(5)?,
                epoch: row.try_get(6)?,
                hash: array(row.try_get(7)?)?,
                active: row.try_get::<i64, _>(8)? == 1,
                created: row.try_get(9)?,
                rotated: row.try_get(10)?,
                expires: row.try_get(11)?,
                rotations: row.try_get(12)?,
            })
        }

        pub(super) fn $secret(row: &$row) -> Result<SecretRow, StoreError> {
            Ok(SecretRow {
                slot: array(row.try_get(0)?)?,
                slot_type: row.try_get(1)?,
                epoch: row.try_get(2)?,
                salt: row.try_get(3)?,
                kdf: row.try_get(4)?,
                cost: [row.try_get(5)?, row.try_get(6)?, row.try_get(7)?],
                hash: row.try_get(8)?,
                not_after: row.try_get(9)?,
            })
        }

        pub(super) fn $public(row: &$row) -> Result<PublicRow, StoreError> {
            Ok(PublicRow {
                id: array(row.try_get(0)?)?,
                key_type: row.try_get(1)?,
                version: row.try_get(2)?,
                public: row.try_get(3)?,
                status: row.try_get(4)?,
                created: row.try_get(5)?,
                rotated: row.try_get(6)?,
                expires: row.try_get(7)?,
            })
        }

        pub(super) fn $session(row: &$row) -> Result<ShownSession, StoreError> {
            let name: String = row.try_get(0)?;
            Ok(ShownSession {
                row: SessionRow {
                    name: to_name(&name)?,
                    version: natural(row.try_get(1)?)?,
                    content: row.try_get(2)?,
                    nonce: row.try_get(3)?,
                    key: row.try_get(4)?,
                    created_us: natural(row.try_get(5)?)?,
                    updated_us: natural(row.try_get(6)?)?,
                },
                size: natural(row.try_get(7)?)?,
                held: natural(row.try_get(8)?)?,
            })
        }
    };
}
readers!(sqlite_key, sqlite_secret, sqlite_public, sqlite_session, sqlx::sqlite::SqliteRow);
readers!(pg_key, pg_secret, pg_public, pg_session, sqlx::postgres::PgRow);

/// [`Operations`] of a store with a `pool`: the same for both engines but for the readers of rows.
macro_rules! operations {
    ($store:ty, $key:ident, $secret:ident, $public:ident, $session:ident) => {
        #[async_trait::async_trait]
        impl operations::Operations for $store {
            async fn lease(
                &self,
                job: &str,
                holder: &operations::Holder,
                (now_us, until_us): (u64, u64),
            ) -> Result<Option<operations::Job>, StoreError> {
                let row = sqlx::query_as(operations::sql::LEASE)
                    .bind(job)
                    .bind(&holder[..])
                    .bind(int(now_us))
                    .bind(int(until_us))
                    .fetch_optional(&self.pool)
                    .await?;
                row.map(operations::job).transpose()
            }

            async fn end_job(
                &self,
                job: &str,
                holder: &operations::Holder,
                done: Option<(u64, u64)>,
            ) -> Result<(), StoreError> {
                sqlx::query(operations::sql::END_JOB)
                    .bind(job)
                    .bind(&holder[..])
                    .bind(done.map(|(at, _)| int(at)))
                    .bind(done.map(|(_, found)| int(found)))
                    .execute(&self.pool)
                    .await?;
                Ok(())
            }

            async fn jobs(&self) -> Result<Vec<operations::Job>, StoreError> {
                let rows = sqlx::query_as(operations::sql::JOBS).fetch_all(&self.pool).await?;
                rows.into_iter().map(operations::job).collect()
            }

            async fn policies(&self) -> Result<Vec<operations::PolicyRow>, StoreError> {
                let rows = sqlx::query_as(operations::sql::POLICIES).fetch_all(&self.pool).await?;
                rows.into_iter().map(operations::policy).collect()
            }

            async fn set_policy(
                &self,
                policy: &operations::PolicyRow,
                now_us: u64,
            ) -> Result<(), StoreError> {
                let set = sqlx::query(operations::sql::SET_POLICY)
                    .bind(policy.owner.as_ref().map(|owner| &owner.as_bytes()[..]))
                    .bind(&policy.subject)
                    .bind(policy.days.map(int))
                    .bind(int(now_us))
                    .execute(&self.pool)
                    .await?;
                if set.rows_affected() == 1 { Ok(()) } else { Err(StoreError::UnknownVault) }
            }

            async fn unset_policy(&self, owner: Option<OwnerId>, subject: &str) -> Result<(), StoreError> {
                sqlx::query(operations::sql::UNSET_POLICY)
                    .bind(owner.as_ref().map(|owner| &owner.as_bytes()[..]))
                    .bind(subject)
                    .execute(&self.pool)
                    .await?;
                Ok(())
            }

            async fn count_ended(&self, what: operations::Ended, before_us: u64) -> Result<u64, StoreError> {
                let sql = match what {
                    operations::Ended::Tokens => operations::sql::COUNT_TOKENS,
                    operations::Ended::Invites => operations::sql::COUNT_INVITES,
                };
                natural(sqlx::query_scalar(sql).bind(int(before_us)).fetch_one(&self.pool).await?)
            }

            async fn forget_ended(&self, what: operations::Ended, before_us: u64) -> Result<u64, StoreError> {
                let sql = match what {
                    operations::Ended::Tokens => operations::sql::FORGET_TOKENS,
                    operations::Ended::Invites => operations::sql::FORGET_INVITES,
                };
                Ok(sqlx::query(sql).bind(int(before_us)).execute(&self.pool).await?.rows_affected())
            }

            async fn unneeded(
                &self,
                owner: OwnerId,
                now_us: u64,
                limit: usize,
            ) -> Result<Vec<ObjectId>, StoreError> {
                let rows: Vec<Vec<u8>> = sqlx::query_scalar(operations::sql::UNNEEDED)
                    .bind(&owner.as_bytes()[..])
                    .bind(int(now_us))
                    .bind(int(limit as u64))
                    .fetch_all(&self.pool)
                    .await?;
                rows.iter().map(|id| crate::server::store::to_id(id)).collect()
            }

            async fn objects_between(
                &self,
                owner: OwnerId,
                first: ObjectId,
                last: ObjectId,
            ) -> Result<Vec<operations::ObjectRow>, StoreError> {
                let rows = sqlx::query_as(operations::sql::OBJECTS_BETWEEN)
                    .bind(&owner.as_bytes()[..])
                    .bind(&first.as_bytes()[..])
                    .bind(&last.as_bytes()[..])
                    .fetch_all(&self.pool)
                    .await?;
                rows.into_iter().map(operations::object_row).collect()
            }

            async fn shown_keys(
                &self,
                owner: OwnerId,
            ) -> Result<crate::server::projection::KeyRows, StoreError> {
                let owner = &owner.as_bytes()[..];
                let keys = sqlx::query(operations::sql::SHOWN_KEYS).bind(owner).fetch_all(&self.pool);
                let keys = keys.await?.iter().map(operations::$key).collect::<Result<_, _>>()?;
                let secrets = sqlx::query(operations::sql::SHOWN_SECRETS).bind(owner).fetch_all(&self.pool);
                let secrets = secrets.await?.iter().map(operations::$secret).collect::<Result<_, _>>()?;
                let publics = sqlx::query(operations::sql::SHOWN_PUBLICS).bind(owner).fetch_all(&self.pool);
                let publics = publics.await?.iter().map(operations::$public).collect::<Result<_, _>>()?;
                Ok(crate::server::projection::KeyRows { keys, secrets, publics })
            }

            async fn shown_sessions(
                &self,
                owner: OwnerId,
                after: &str,
                last: &str,
            ) -> Result<Vec<operations::ShownSession>, StoreError> {
                let rows = sqlx::query(operations::sql::SHOWN_SESSIONS)
                    .bind(&owner.as_bytes()[..])
                    .bind(after)
                    .bind(last)
                    .fetch_all(&self.pool)
                    .await?;
                rows.iter().map(operations::$session).collect()
            }

            async fn data_keys(&self) -> Result<Vec<operations::DataKey>, StoreError> {
                let rows = sqlx::query_as(operations::sql::DATA_KEYS).fetch_all(&self.pool).await?;
                rows.into_iter().map(operations::data_key).collect()
            }

            async fn log_key_since(&self) -> Result<Option<u64>, StoreError> {
                let since = sqlx::query_scalar(operations::sql::LOG_KEY_SINCE).fetch_optional(&self.pool);
                operations::times(since.await?)
            }

            async fn engine(&self) -> Result<operations::EngineState, StoreError> {
                self.engine_state().await
            }
        }
    };
}
pub(super) use operations;

/// Writes the projections of a keyfile in a transaction: those of `$vault` go first.
macro_rules! write_keys {
    ($connection:expr, $vault:expr, $owner:expr, $rows:expr) => {{
        use crate::server::store::operations::sql as shown;
        for sql in [shown::CLEAR_KEYS, shown::CLEAR_SECRETS, shown::CLEAR_PUBLICS] {
            sqlx::query(sql).bind($vault).execute(&mut *$connection).await?;
        }
        for key in &$rows.keys {
            sqlx::query(shown::SHOW_KEY)
                .bind($vault)
                .bind(&key.id[..])
                .bind(key.owner_type)
                .bind(&$owner.as_bytes()[..])
                .bind(&key.wrapped)
                .bind(&key.nonce)
                .bind(key.algorithm)
                .bind(key.key_type)
                .bind(key.epoch)
                .bind(&key.hash[..])
                .bind(i64::from(key.active))
                .bind(key.created)
                .bind(key.rotated)
                .bind(key.expires)
                .bind(key.rotations)
                .execute(&mut *$connection)
                .await?;
        }
        for slot in &$rows.secrets {
            sqlx::query(shown::SHOW_SECRET)
                .bind($vault)
                .bind(&slot.slot[..])
                .bind(slot.slot_type)
                .bind(slot.epoch)
                .bind(&slot.salt)
                .bind(slot.kdf)
                .bind(slot.cost[0])
                .bind(slot.cost[1])
                .bind(slot.cost[2])
                .bind(slot.hash.as_ref())
                .bind(slot.not_after)
                .execute(&mut *$connection)
                .await?;
        }
        for key in &$rows.publics {
            sqlx::query(shown::SHOW_PUBLIC)
                .bind($vault)
                .bind(&key.id[..])
                .bind(key.key_type)
                .bind(key.version)
                .bind(&key.public)
                .bind(key.status)
                .bind(key.created)
                .bind(key.rotated)
                .bind(key.expires)
                .execute(&mut *$connection)
                .await?;
        }
    }};
}
pub(super) use write_keys;
