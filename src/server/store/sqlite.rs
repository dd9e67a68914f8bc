//! The store on SQLite.

use super::sqlite_group::Group;
use super::sqlite_write::{Hold, SqliteWrite};
use super::{
    LeafRow, NewVault, Store, StoreError, Write, kind_byte, sql, sqlite_sql as own, to_body, to_held, to_ids,
    to_log_key, to_name, to_origins, to_owner,
};
use super::{envelopes, operations};
use crate::protocol::checkpoint::LogKey;
use crate::protocol::exchange::Head;
use crate::protocol::ids::{Digest, ObjectId, OwnerId};
use crate::protocol::merkle::{CompactRange, NodeHash};
use crate::protocol::refs::{Ref, RefName};
use async_trait::async_trait;
use futures::TryStreamExt as _;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool,
    SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Connection as _, Row as _};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

pub(in crate::server) use super::{int, natural};

/// The format of the tables, in `PRAGMA user_version`; the number of the last migration.
pub const STORE_FORMAT: u32 = 8;
/// The migrations, embedded.
pub static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// How transactions are made durable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Journal {
    /// A rollback journal: readers need nothing but the database file, so that a vault on read-only media is
    /// readable and a look at the head writes nothing. For embedded vaults.
    Rollback,
    /// A write-ahead log: readers never wait for the writer. For servers.
    Wal,
}

/// The tables of vaults in one SQLite file.
pub struct SqliteStore {
    pool: SqlitePool,
    /// The one writer of a server; an embedded vault writes on the one connection of its pool.
    writer: Option<Group>,
}

impl SqliteStore {
    /// Makes the tables in `file`, which must be empty or absent.
    pub async fn create(file: &Path, journal: Journal) -> Result<Self, StoreError> {
        let options = options(file, journal)
            .create_if_missing(true)
            .page_size(4096)
            .auto_vacuum(SqliteAutoVacuum::Incremental)
            .journal_mode(match journal {
                Journal::Rollback => SqliteJournalMode::Delete,
                Journal::Wal => SqliteJournalMode::Wal,
            });
        let mut connection = SqliteConnection::connect_with(&options).await?;
        MIGRATIONS.run(&mut connection).await?;
        connection.close().await?;
        Ok(Self::on(file, journal))
    }

    fn on(file: &Path, journal: Journal) -> Self {
        let writer = (journal == Journal::Wal).then(|| Group::new(options(file, journal)));
        Self { pool: pool(file, journal), writer }
    }

    /// Opens the tables in `file`. Runs migrations only where the format is older; writes nothing otherwise.
    pub async fn open(file: &Path, journal: Journal) -> Result<Self, StoreError> {
        let store = Self::on(file, journal);
        let format: u32 = sqlx::query_scalar(own::FORMAT).fetch_one(&store.pool).await?;
        match format {
            STORE_FORMAT => Ok(store),
            0 => Err(StoreError::Foreign),
            newer if newer > STORE_FORMAT => Err(StoreError::Newer(newer)),
            _ => {
                MIGRATIONS.run(&store.pool).await?;
                Ok(store)
            }
        }
    }

    /// The connections, for the accounts in the same file.
    pub(in crate::server) fn pool(&self) -> SqlitePool {
        self.pool.clone()
    }

    /// What a connection of the pool answers to a pragma.
    #[cfg(test)]
    pub(super) async fn setting(&self, pragma: &'static str) -> String {
        let row = sqlx::query(pragma).fetch_one(&self.pool).await.unwrap();
        row.try_get_unchecked::<String, _>(0).unwrap()
    }
}

/// Every statement that the store asks SQLite, with its name: a test prepares each against the migrated tables and
/// demands an index for it.
pub fn statements() -> impl Iterator<Item = (&'static str, &'static str)> {
    sql::ALL.iter().chain(own::ALL).chain(operations::sql::ALL).chain(envelopes::sql::ALL).copied()
}

fn options(file: &Path, journal: Journal) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .synchronous(match journal {
            // With FULL a power loss just after a commit may bring the deleted journal back, and the commit
            // would be rolled back: EXTRA also syncs the folder.
            Journal::Rollback => SqliteSynchronous::Extra,
            Journal::Wal => SqliteSynchronous::Full,
        })
        .foreign_keys(true)
        // A page of refs or leaves goes over in one go, instead of waking the reader again and again.
        .row_buffer_size(1_024)
        // In KiB. A commit of 1,000 refs touches more pages than the default of 2 MiB holds; beside a rollback journal
        // what does not fit is synced on its own.
        .pragma("cache_size", if journal == Journal::Rollback { "-16384" } else { "-2000" })
        .busy_timeout(Duration::from_secs(5))
        .pragma("recursive_triggers", "ON")
        // What is deleted is overwritten: wraps of a shredded session must not stay in free pages.
        .pragma("secure_delete", "ON")
}

/// One connection for an embedded vault: its transactions queue. A server reads beside its writer.
fn pool(file: &Path, journal: Journal) -> SqlitePool {
    let connections = match journal {
        Journal::Rollback => 1,
        Journal::Wal => 8,
    };
    SqlitePoolOptions::new()
        .max_connections(connections)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(options(file, journal))
}

operations::operations!(SqliteStore, sqlite_key, sqlite_secret, sqlite_public, sqlite_session);
envelopes::envelopes!(SqliteStore);

impl SqliteStore {
    async fn engine_state(&self) -> Result<operations::EngineState, StoreError> {
        let version: String = sqlx::query_scalar(own::VERSION).fetch_one(&self.pool).await?;
        let format: i64 = sqlx::query_scalar(own::FORMAT).fetch_one(&self.pool).await?;
        Ok(operations::EngineState {
            engine: format!("SQLite {version}"),
            format: natural(format)?,
            clock_us: None,
            stray_leaves: false,
        })
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn add_vault(&self, vault: &NewVault) -> Result<(), StoreError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
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
        let sql = sql::LOG_SIZE;
        let size: Option<i64> =
            sqlx::query_scalar(sql).bind(owner.as_bytes()).fetch_optional(&self.pool).await?;
        natural(size.ok_or(StoreError::UnknownVault)?)
    }

    async fn leaves(&self, owner: OwnerId, range: Range<u64>) -> Result<Vec<LeafRow>, StoreError> {
        let rows = sqlx::query(sql::LEAVES)
            .bind(owner.as_bytes())
            .bind(int(range.start))
            .bind(int(range.end))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok(LeafRow { class: row.try_get(0)?, body: row.try_get(1)? })).collect()
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
            .bind(json(hashes.iter().map(|hash| hex::encode(hash.0))))
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
            .bind(json(ids.iter().map(ToString::to_string)))
            .bind(int(until_us))
            .fetch_all(&self.pool)
            .await?;
        to_ids(rows)
    }

    async fn stored_bytes(&self, owner: OwnerId) -> Result<u64, StoreError> {
        let bytes: i64 =
            sqlx::query_scalar(sql::STORED_BYTES).bind(owner.as_bytes()).fetch_one(&self.pool).await?;
        natural(bytes)
    }

    async fn write(&self, owner: OwnerId) -> Result<Box<dyn Write>, StoreError> {
        let mut hold = match &self.writer {
            Some(writer) => Hold::Turn(writer.turn().await?),
            None => Hold::Alone(self.pool.begin_with("BEGIN IMMEDIATE").await?),
        };
        let vault = sqlx::query_scalar(own::VAULT).bind(owner.as_bytes());
        match vault.fetch_optional(hold.connection()?).await? {
            Some(vault) => Ok(Box::new(SqliteWrite { hold, vault, owner })),
            None => Err(StoreError::UnknownVault),
        }
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

    async fn shrink(&self) -> Result<(), StoreError> {
        sqlx::query(own::SHRINK).execute(&self.pool).await?;
        Ok(())
    }

    async fn close(&self) {
        if let Some(writer) = &self.writer {
            writer.close().await;
        }
        self.pool.close().await;
    }
}

/// Adds a vault with its empty log, and gives its row number.
pub(in crate::server) async fn add_vault(
    connection: &mut SqliteConnection,
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

pub(super) async fn head(connection: &mut SqliteConnection, owner: OwnerId) -> Result<Head, StoreError> {
    let row = sqlx::query(sql::HEAD)
        .bind(owner.as_bytes())
        .fetch_optional(connection)
        .await?
        .ok_or(StoreError::UnknownVault)?;
    Ok(Head { checkpoint: row.try_get(0)?, keyfile_version: natural(row.try_get(1)?)? })
}

pub(super) async fn nodes(
    connection: &mut SqliteConnection,
    owner: OwnerId,
    numbers: &[u64],
) -> Result<HashMap<u64, NodeHash>, StoreError> {
    let rows = sqlx::query(own::NODES)
        .bind(owner.as_bytes())
        .bind(json(numbers.iter().copied()))
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
pub(super) fn to_ref(row: &SqliteRow) -> Result<Ref, StoreError> {
    let name: String = row.try_get(0)?;
    let body = to_body(row.try_get(2)?, [row.try_get(3)?, row.try_get(4)?, row.try_get(5)?])?;
    Ok(Ref { name: to_name(&name)?, version: natural(row.try_get(1)?)?, body })
}

/// A list as one JSON bind: SQLite has no array binds, and a list of `?` has a limit.
pub(super) fn json<T: Into<serde_json::Value>>(items: impl Iterator<Item = T>) -> String {
    serde_json::Value::Array(items.map(Into::into).collect()).to_string()
}

/// Sorts a failure by SQLite's primary result code: the low byte of the extended one.
pub(super) fn sort(code: &str, failed: sqlx::Error) -> StoreError {
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(5 | 6) => StoreError::Busy(failed),
        Ok(3 | 8) => StoreError::ReadOnly(failed),
        Ok(13) => StoreError::Full(failed),
        Ok(10 | 14) => StoreError::Io(failed),
        Ok(11 | 26) => StoreError::Corrupt(failed),
        _ => StoreError::Sql(failed),
    }
}
