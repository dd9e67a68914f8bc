//! The store on PostgreSQL: for any number of stateless nodes. Every node sees the same rows; the row of a vault's
//! head is its write lock, so vaults never wait for each other.

use super::Grown;
use super::postgres_notify::{self, Teller};
use super::postgres_write::PgWrite;
use super::{LeafRow, NewVault, Store, StoreError, Write, int, kind_byte, natural, postgres_sql as own, sql};
use super::{envelopes, operations};
use super::{to_body, to_held, to_ids, to_log_key, to_name, to_origins, to_owner};
use crate::protocol::checkpoint::LogKey;
use crate::protocol::exchange::Head;
use crate::protocol::ids::{Digest, ObjectId, OwnerId};
use crate::protocol::merkle::{CompactRange, NodeHash};
use crate::protocol::refs::{Ref, RefName};
use async_trait::async_trait;
use futures::TryStreamExt as _;
use futures::stream::BoxStream;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions, PgRow};
use sqlx::{Connection as _, Row as _};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::str::FromStr as _;
use std::time::Duration;

/// The migrations, embedded. They have the numbers of those of SQLite.
pub static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");
/// The oldest major version that is used.
const OLDEST: i32 = 15;
/// Connections of one node. A writer holds one for as long as its vault is locked.
const CONNECTIONS: u32 = 24;
/// How long a free connection is waited for; as long as for a vault's lock.
const WAIT: Duration = Duration::from_secs(5);
/// Months for which partitions of the log stand ready.
const MONTHS_AHEAD: i32 = 3;
/// How often partitions are made ahead.
const DAY: Duration = Duration::from_secs(86_400);

/// The tables of vaults in one PostgreSQL database.
pub struct PgStore {
    pool: PgPool,
    teller: Teller,
}

impl PgStore {
    /// Opens the database at `url` (`postgres://user:password@host/database?sslmode=...`), and makes or migrates its
    /// tables where they are older, for which the user must be their owner.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = options(url)?;
        // Not through the pool, which would try again for as long as it waits, and then say only that it waited.
        let mut connection = PgConnection::connect_with(&options).await?;
        let engine: i32 = sqlx::query_scalar(own::ENGINE).fetch_one(&mut connection).await?;
        connection.close().await?;
        let pool = pool(options);
        if engine < OLDEST {
            return Err(StoreError::OldEngine(engine.unsigned_abs()));
        }
        let newest = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
        match format(&pool).await? {
            found if found > newest => {
                return Err(StoreError::Newer(u32::try_from(found).unwrap_or(u32::MAX)));
            }
            found if found < newest => MIGRATIONS.run(&pool).await?,
            _ => {}
        }
        let store = Self { teller: postgres_notify::begin(pool.clone()), pool };
        store.make_partitions().await?;
        tokio::spawn(keep_partitions(store.pool()));
        Ok(store)
    }

    /// Makes the partitions of the log for this month and the next three, as an open store does every day. Returns
    /// how many are new.
    pub async fn make_partitions(&self) -> Result<u32, StoreError> {
        let made: i32 =
            sqlx::query_scalar(own::MAKE_PARTITIONS).bind(MONTHS_AHEAD).fetch_one(&self.pool).await?;
        Ok(made.unsigned_abs())
    }

    /// The connections, for the accounts in the same database.
    pub(in crate::server) fn pool(&self) -> PgPool {
        self.pool.clone()
    }

    /// Whether leaves lie in the partition of months that have none: a fault for the operator to look into.
    pub async fn has_stray_leaves(&self) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar(own::STRAY_LEAVES).fetch_one(&self.pool).await?)
    }
}

/// Every statement that the store asks PostgreSQL, with its name: a test prepares each against the migrated tables and
/// demands an index for it.
pub fn statements() -> impl Iterator<Item = (&'static str, &'static str)> {
    sql::ALL.iter().chain(own::ALL).chain(operations::sql::ALL).chain(envelopes::sql::ALL).copied()
}

/// Makes partitions ahead for as long as the pool is open.
async fn keep_partitions(pool: PgPool) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(DAY) => {}
            () = pool.close_event() => return,
        }
        let made =
            sqlx::query_scalar::<_, i32>(own::MAKE_PARTITIONS).bind(MONTHS_AHEAD).fetch_one(&pool).await;
        match made {
            Ok(0) => {}
            Ok(made) => tracing::info!(made, "made partitions of the log"),
            Err(failed) => tracing::error!(error = %failed, "cannot make partitions of the log"),
        }
    }
}

pub(super) fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let wait = format!("{}ms", WAIT.as_millis());
    let options = PgConnectOptions::from_str(url).map_err(StoreError::Address)?;
    Ok(options.application_name("han").options([
        ("search_path", "public"),
        ("lock_timeout", wait.as_str()),
        // A node that hangs must not hold a vault's lock for ever.
        ("idle_in_transaction_session_timeout", "60s"),
    ]))
}

fn pool(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(WAIT)
        // A commit would pay a round trip for it; a connection that broke is an error once, and goes.
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

/// The number of the last migration that the database has; 0 for an empty database.
async fn format(pool: &PgPool) -> Result<i64, StoreError> {
    match sqlx::query_as(own::TABLES).fetch_one(pool).await? {
        (true, _) => Ok(sqlx::query_scalar(own::FORMAT).fetch_one(pool).await?),
        (false, false) => Ok(0),
        (false, true) => Err(StoreError::Foreign),
    }
}

/// Sorts a failure by its SQLSTATE (PostgreSQL, appendix A).
pub(super) fn sort(code: &str, failed: sqlx::Error) -> StoreError {
    match code {
        // lock_not_available, query_canceled, deadlock, serialization failure, too many connections
        "55P03" | "57014" | "40P01" | "40001" | "53300" => StoreError::Busy(failed),
        "53100" => StoreError::Full(failed),
        "25006" => StoreError::ReadOnly(failed),
        "42501" => StoreError::Denied(failed),
        // shut down, starting up, connection lost, an idle transaction that was ended
        "57P01" | "57P02" | "57P03" | "25P03" => StoreError::Gone(failed),
        _ if code.starts_with("08") => StoreError::Gone(failed),
        // wrong password or user, no such database
        _ if code.starts_with("28") || code == "3D000" => StoreError::Address(failed),
        _ if code.starts_with("58") => StoreError::Io(failed),
        _ if code.starts_with("XX") => StoreError::Corrupt(failed),
        _ => StoreError::Sql(failed),
    }
}

operations::operations!(PgStore, pg_key, pg_secret, pg_public, pg_session);
envelopes::envelopes!(PgStore);

impl PgStore {
    async fn engine_state(&self) -> Result<operations::EngineState, StoreError> {
        let (version, clock): (String, i64) = sqlx::query_as(own::VERSION).fetch_one(&self.pool).await?;
        Ok(operations::EngineState {
            engine: format!("PostgreSQL {version}"),
            format: natural(sqlx::query_scalar(own::FORMAT).fetch_one(&self.pool).await?)?,
            clock_us: Some(natural(clock)?),
            stray_leaves: self.has_stray_leaves().await?,
        })
    }
}

#[async_trait]
impl Store for PgStore {
    async fn add_vault(&self, vault: &NewVault) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        add_vault(&mut tx, vault).await?;
        Ok(tx.commit().await?)
    }

    async fn owners(&self) -> Result<Vec<OwnerId>, StoreError> {
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(sql::OWNERS).fetch_all(&self.pool).await?;
        rows.iter().map(|id| to_owner(id)).collect()
    }

    async fn head(&self, owner: OwnerId) -> Result<Head, StoreError> {
        head(&mut *self.pool.acquire().await?, owner).await
    }

    async fn log_size(&self, owner: OwnerId) -> Result<u64, StoreError> {
        let size: Option<i64> =
            sqlx::query_scalar(sql::LOG_SIZE).bind(owner.as_bytes()).fetch_optional(&self.pool).await?;
        natural(size.ok_or(StoreError::UnknownVault)?)
    }

    async fn leaves(&self, owner: OwnerId, range: Range<u64>) -> Result<Vec<LeafRow>, StoreError> {
        let rows = sqlx::query(sql::LEAVES)
            .bind(owner.as_bytes())
            .bind(int(range.start))
            .bind(int(range.end))
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                let class = u8::try_from(row.try_get::<i16, _>(0)?);
                Ok(LeafRow { class: class.map_err(|_| StoreError::BadRow("leaf"))?, body: row.try_get(1)? })
            })
            .collect()
    }

    async fn moved_since(&self, owner: OwnerId, since: u64) -> Result<bool, StoreError> {
        let sql = sqlx::query_scalar(sql::MOVED_SINCE).bind(owner.as_bytes()).bind(int(since));
        Ok(sql.fetch_one(&self.pool).await?)
    }

    async fn origins(
        &self,
        owner: OwnerId,
        hashes: &[Digest],
    ) -> Result<HashMap<Digest, Vec<u8>>, StoreError> {
        let rows = sqlx::query_as(own::ORIGINS)
            .bind(owner.as_bytes())
            .bind(hashes.iter().map(|hash| &hash.0[..]).collect::<Vec<_>>())
            .fetch_all(&self.pool)
            .await?;
        to_origins(rows)
    }

    async fn nodes(&self, owner: OwnerId, numbers: &[u64]) -> Result<HashMap<u64, NodeHash>, StoreError> {
        nodes(&mut *self.pool.acquire().await?, owner, numbers).await
    }

    async fn get_ref(&self, owner: OwnerId, name: &RefName) -> Result<Option<Ref>, StoreError> {
        let row = sqlx::query(sql::GET_REF)
            .bind(owner.as_bytes())
            .bind(name.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(to_ref).transpose()
    }

    async fn list_refs(
        &self,
        owner: OwnerId,
        after: Option<&RefName>,
        limit: usize,
    ) -> Result<Vec<Ref>, StoreError> {
        let mut rows = sqlx::query(sql::LIST_REFS)
            .bind(owner.as_bytes())
            .bind(after.map_or("", RefName::as_str))
            .bind(int(limit as u64))
            .fetch(&self.pool);
        let (mut page, mut len) = (Vec::new(), 0);
        while let Some(row) = rows.try_next().await? {
            let one = to_ref(&row)?;
            len += one.body.len_bytes();
            if len > super::MAX_PAGE_LEN && !page.is_empty() {
                break;
            }
            page.push(one);
        }
        Ok(page)
    }

    async fn held(
        &self,
        owner: OwnerId,
        first: &RefName,
        last: &RefName,
    ) -> Result<Vec<(RefName, ObjectId)>, StoreError> {
        let rows: Vec<(String, Vec<u8>)> = sqlx::query_as(sql::HELD)
            .bind(owner.as_bytes())
            .bind(first.as_str())
            .bind(last.as_str())
            .fetch_all(&self.pool)
            .await?;
        to_held(rows)
    }

    async fn pinned(
        &self,
        owner: OwnerId,
        ids: &[ObjectId],
        until_us: u64,
    ) -> Result<HashSet<ObjectId>, StoreError> {
        let rows = sqlx::query_scalar(own::PINNED)
            .bind(owner.as_bytes())
            .bind(ids.iter().map(ObjectId::as_bytes).collect::<Vec<_>>())
            .bind(int(until_us))
            .fetch_all(&self.pool)
            .await?;
        to_ids(rows)
    }

    async fn stored_bytes(&self, owner: OwnerId) -> Result<u64, StoreError> {
        natural(sqlx::query_scalar(sql::STORED_BYTES).bind(owner.as_bytes()).fetch_one(&self.pool).await?)
    }

    async fn write(&self, owner: OwnerId) -> Result<Box<dyn Write>, StoreError> {
        let mut tx = self.pool.begin().await?;
        let locked: Option<(i64, Vec<u8>)> =
            sqlx::query_as(own::LOCK_VAULT).bind(owner.as_bytes()).fetch_optional(&mut *tx).await?;
        let (vault, edge) = locked.ok_or(StoreError::UnknownVault)?;
        let edge = CompactRange::from_bytes(&edge).map_err(|_| StoreError::BadRow("edge of the log"))?;
        let teller = self.teller.clone();
        Ok(Box::new(PgWrite { tx, vault, owner, edge, grown: false, teller }))
    }

    async fn claim_log_key(&self, key: &LogKey, now_us: u64) -> Result<LogKey, StoreError> {
        let known: Option<Vec<u8>> = sqlx::query_scalar(sql::LOG_KEY).fetch_optional(&self.pool).await?;
        if let Some(known) = known {
            return to_log_key(&known);
        }
        sqlx::query(sql::CLAIM_LOG_KEY).bind(&key[..]).bind(int(now_us)).execute(&self.pool).await?;
        let known: Vec<u8> = sqlx::query_scalar(sql::LOG_KEY).fetch_one(&self.pool).await?;
        to_log_key(&known)
    }

    async fn replace_log_key(&self, from: &LogKey, to: &LogKey, now_us: u64) -> Result<(), StoreError> {
        let query = sqlx::query(sql::REPLACE_LOG_KEY).bind(&from[..]).bind(&to[..]).bind(int(now_us));
        query.execute(&self.pool).await?;
        Ok(())
    }

    async fn grown(&self) -> Result<Option<BoxStream<'static, Grown>>, StoreError> {
        Ok(Some(postgres_notify::listen(&self.pool).await?))
    }

    async fn shrink(&self) -> Result<(), StoreError> {
        Ok(()) // autovacuum does
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

/// Adds a vault with its empty log, and gives its row number.
pub(in crate::server) async fn add_vault(
    connection: &mut PgConnection,
    vault: &NewVault,
) -> Result<i64, StoreError> {
    let id: i64 = sqlx::query_scalar(sql::ADD_VAULT)
        .bind(vault.owner.as_bytes())
        .bind(kind_byte(vault.kind))
        .bind(int(vault.created_us))
        .fetch_one(&mut *connection)
        .await?;
    sqlx::query(sql::ADD_HEAD)
        .bind(id)
        .bind(CompactRange::new().to_bytes())
        .bind(&vault.checkpoint)
        .execute(&mut *connection)
        .await?;
    Ok(id)
}

pub(super) async fn head(connection: &mut PgConnection, owner: OwnerId) -> Result<Head, StoreError> {
    let row = sqlx::query(sql::HEAD).bind(owner.as_bytes()).fetch_optional(connection).await?;
    let row = row.ok_or(StoreError::UnknownVault)?;
    Ok(Head { checkpoint: row.try_get(0)?, keyfile_version: natural(row.try_get(1)?)? })
}

pub(super) async fn nodes(
    connection: &mut PgConnection,
    owner: OwnerId,
    numbers: &[u64],
) -> Result<HashMap<u64, NodeHash>, StoreError> {
    let rows = sqlx::query(own::NODES)
        .bind(owner.as_bytes())
        .bind(numbers.iter().map(|number| int(*number)).collect::<Vec<_>>())
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            let hash: Vec<u8> = row.try_get(1)?;
            let hash = NodeHash::try_from(hash).map_err(|_| StoreError::BadRow("node of the log"))?;
            Ok((natural(row.try_get(0)?)?, hash))
        })
        .collect()
}

/// A ref from `name, version, kind, field1, field2, field3`.
pub(super) fn to_ref(row: &PgRow) -> Result<Ref, StoreError> {
    let name: String = row.try_get(0)?;
    let body = to_body(row.try_get(2)?, [row.try_get(3)?, row.try_get(4)?, row.try_get(5)?])?;
    Ok(Ref { name: to_name(&name)?, version: natural(row.try_get(1)?)?, body })
}
