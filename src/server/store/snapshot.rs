//! All tables of one moment in one SQLite file, whatever the engine: what a backup holds.

use super::postgres::PgStore;
use super::sqlite::{Journal, SqliteStore};
use super::transfer::{Kind, Table, tables};
use super::{Store as _, StoreError, natural};
use futures::TryStreamExt as _;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};
use std::path::Path;

/// What can be made anew from the rest, and what only a running server needs.
const LEFT_OUT: [&str; 5] =
    ["encryption_keys", "key_secrets", "cryptographic_keys", "synced_sessions", "jobs"];

async fn connect(file: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new().filename(file).pragma("secure_delete", "ON");
    Ok(SqliteConnection::connect_with(&options).await?)
}

/// Makes an empty file, so that it can be attached.
async fn make(file: &Path) -> Result<(), StoreError> {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    connection.execute("PRAGMA user_version = 1").await?;
    Ok(connection.close().await?)
}

fn text(path: &Path) -> Result<&str, StoreError> {
    path.to_str().ok_or(StoreError::BadRow("path that is not UTF-8"))
}

/// Writes the tables of a SQLite server to a new file, as of one moment; the server may run meanwhile.
pub async fn of_sqlite(database: &Path, to: &Path) -> Result<(), StoreError> {
    let mut connection = connect(database).await?;
    sqlx::query("VACUUM INTO $1").bind(text(to)?).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

/// Writes the tables of a PostgreSQL server to a new file, as of one moment; the server may run meanwhile.
pub async fn of_postgres(from: &PgStore, to: &Path) -> Result<(), StoreError> {
    SqliteStore::create(to, Journal::Rollback).await?.close().await;
    let mut target = connect(to).await?;
    let mut source = from.pool().acquire().await?;
    source.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    target.execute("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN").await?;
    for table in tables().filter(|table| !LEFT_OUT.contains(&table.name)) {
        copy(&mut source, &mut target, table).await?;
    }
    target.execute("COMMIT; PRAGMA synchronous = FULL").await?;
    source.execute("COMMIT").await?;
    Ok(target.close().await?)
}

async fn copy(from: &mut PgConnection, to: &mut SqliteConnection, table: &Table) -> Result<(), StoreError> {
    let read: Vec<String> = table
        .columns
        .iter()
        .map(|(name, kind)| match kind {
            // Small numbers are narrower there.
            Kind::Int => format!("\"{name}\"::bigint"),
            Kind::Bytes | Kind::Text => format!("\"{name}\""),
        })
        .collect();
    let names: Vec<String> = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let binds: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
    let insert = format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(", "), binds.join(", "));
    let select = AssertSqlSafe(format!("SELECT {} FROM {}", read.join(", "), table.name));
    let mut rows = sqlx::query(select).fetch(from);
    while let Some(row) = rows.try_next().await? {
        put(to, (&insert, table), &row).await?;
    }
    Ok(())
}

async fn put(
    to: &mut SqliteConnection,
    (insert, table): (&str, &Table),
    row: &PgRow,
) -> Result<(), StoreError> {
    let mut query = sqlx::query(AssertSqlSafe(insert.to_owned()));
    for (at, (_, kind)) in table.columns.iter().enumerate() {
        query = match kind {
            Kind::Int => query.bind(row.try_get::<Option<i64>, _>(at)?),
            Kind::Bytes => query.bind(row.try_get::<Option<Vec<u8>>, _>(at)?),
            Kind::Text => query.bind(row.try_get::<Option<String>, _>(at)?),
        };
    }
    query.execute(to).await?;
    Ok(())
}

/// Takes every keyfile and roster out of a snapshot and puts it into a new file beside it: without them nobody can
/// even try to guess a secret. Takes out, too, what can be made anew.
pub async fn split(snapshot: &Path, keys: &Path) -> Result<(), StoreError> {
    make(keys).await?;
    let mut connection = connect(snapshot).await?;
    sqlx::query("ATTACH DATABASE $1 AS keys").bind(text(keys)?).execute(&mut connection).await?;
    let sql = "
        CREATE TABLE keys.bodies (place TEXT, vault INTEGER, name TEXT, version INTEGER, body BLOB);
        BEGIN;
        INSERT INTO keys.bodies SELECT 'refs', vault, name, version, field1 FROM main.refs WHERE kind = 1;
        INSERT INTO keys.bodies
            SELECT 'replaced_refs', vault, name, version, field1 FROM main.replaced_refs WHERE kind = 1;
        UPDATE main.refs SET field1 = x'' WHERE kind = 1;
        UPDATE main.replaced_refs SET field1 = x'' WHERE kind = 1;
        COMMIT;
        DETACH DATABASE keys";
    connection.execute(sql).await?;
    for table in LEFT_OUT {
        connection.execute(AssertSqlSafe(format!("DELETE FROM {table}"))).await?;
    }
    // What was taken out must not stand in free pages.
    connection.execute("VACUUM").await?;
    Ok(connection.close().await?)
}

/// Puts back what [`split`] took out, and makes the file that of a server. Returns how many bodies there were.
pub async fn join(snapshot: &Path, keys: &Path) -> Result<u64, StoreError> {
    let mut connection = connect(snapshot).await?;
    sqlx::query("ATTACH DATABASE $1 AS keys").bind(text(keys)?).execute(&mut connection).await?;
    let sql = "
        BEGIN;
        UPDATE main.refs AS r SET field1 = k.body FROM keys.bodies AS k
            WHERE k.place = 'refs' AND k.vault = r.vault AND k.name = r.name AND k.version = r.version
            AND r.kind = 1;
        UPDATE main.replaced_refs AS r SET field1 = k.body FROM keys.bodies AS k
            WHERE k.place = 'replaced_refs' AND k.vault = r.vault AND k.name = r.name
            AND k.version = r.version AND r.kind = 1;
        COMMIT";
    connection.execute(sql).await?;
    let bodies: i64 =
        sqlx::query_scalar("SELECT count(*) FROM keys.bodies").fetch_one(&mut connection).await?;
    connection.execute("DETACH DATABASE keys").await?;
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode = WAL").fetch_one(&mut connection).await?;
    if mode != "wal" {
        return Err(StoreError::BadRow("journal mode"));
    }
    connection.close().await?;
    natural(bodies)
}

/// Every object that a ref of the snapshot needs or needed lately, by vault, with its length.
pub async fn objects(snapshot: &Path) -> Result<Vec<(Vec<u8>, Vec<u8>, i64)>, StoreError> {
    let mut connection = connect(snapshot).await?;
    let rows = sqlx::query_as(
        "SELECT v.owner_id, o.sha256, o.size FROM objects o JOIN vaults v ON v.id = o.vault
         WHERE EXISTS (SELECT 1 FROM ref_objects r WHERE r.vault = o.vault AND r.sha256 = o.sha256)
         ORDER BY o.vault, o.sha256",
    )
    .fetch_all(&mut connection)
    .await?;
    connection.close().await?;
    Ok(rows)
}
