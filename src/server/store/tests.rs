use super::sqlite::{Journal, MIGRATIONS, SqliteStore};
use super::*;
use crate::protocol::ids::Digest;
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use std::path::Path;

const OWNER: OwnerId = OwnerId([0xaa; 16]);

async fn connect(file: &Path) -> SqliteConnection {
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    connection.execute("PRAGMA foreign_keys = ON").await.unwrap();
    connection
}

async fn schema(connection: &mut SqliteConnection) -> Vec<(String, String)> {
    sqlx::query_as(
        "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE '_sqlx%' AND sql IS NOT NULL ORDER BY name",
    )
    .fetch_all(connection)
    .await
    .unwrap()
}

async fn with_vault(file: &Path, journal: Journal) -> SqliteStore {
    let store = SqliteStore::create(file, journal).await.unwrap();
    let vault = NewVault { owner: OWNER, kind: OwnerKind::User, created_us: 1, checkpoint: vec![1] };
    store.add_vault(&vault).await.unwrap();
    store
}

async fn append_one(store: &SqliteStore) {
    let mut tx = store.write(OWNER).await.unwrap();
    let mut edge = tx.edge().await.unwrap();
    let (first_seq, nodes) = (edge.size(), edge.append([9; 32]));
    let first_node = crate::protocol::merkle::node_count(first_seq);
    let bodies = [vec![1, 2, 3]];
    let leaves = Append { class: 3, first_seq, bodies: &bodies, first_node, nodes: &nodes };
    tx.append(&leaves).await.unwrap();
    tx.set_head(&edge, b"head").await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn migrations_go_up_down_and_up_to_the_same_tables() {
    let dir = tempfile::tempdir().unwrap();
    let mut connection = connect(&dir.path().join("db")).await;
    MIGRATIONS.run(&mut connection).await.unwrap();
    let first = schema(&mut connection).await;
    assert!(first.len() > 15);
    MIGRATIONS.undo(&mut connection, 0).await.unwrap();
    assert_eq!(schema(&mut connection).await, []);
    MIGRATIONS.run(&mut connection).await.unwrap();
    assert_eq!(schema(&mut connection).await, first);
}

#[tokio::test]
async fn the_last_migration_is_the_store_format() {
    let dir = tempfile::tempdir().unwrap();
    let mut connection = connect(&dir.path().join("db")).await;
    MIGRATIONS.run(&mut connection).await.unwrap();
    let format: u32 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut connection).await.unwrap();
    let last = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap();
    assert_eq!((format, last), (sqlite::STORE_FORMAT, i64::from(sqlite::STORE_FORMAT)));
}

#[tokio::test]
async fn a_down_migration_refuses_to_lose_leaves() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("db");
    let store = with_vault(&file, Journal::Rollback).await;
    append_one(&store).await;
    store.close().await;
    let mut connection = connect(&file).await;
    let failed = MIGRATIONS.undo(&mut connection, 0).await.unwrap_err();
    assert!(format!("{failed:?}").contains("log_leaves_would_be_lost"), "{failed:?}");
    drop(connection);
    let store = SqliteStore::open(&file, Journal::Rollback).await.unwrap();
    assert_eq!(store.log_size(OWNER).await.unwrap(), 1);
}

#[tokio::test]
async fn every_table_and_column_is_explained() {
    let dir = tempfile::tempdir().unwrap();
    let mut connection = connect(&dir.path().join("db")).await;
    MIGRATIONS.run(&mut connection).await.unwrap();
    let up = MIGRATIONS.iter().map(|migration| migration.sql.as_str()).collect::<String>();
    for (table, sql) in schema(&mut connection).await {
        if !sql.starts_with("CREATE TABLE") {
            continue;
        }
        let at = up.find(&format!("CREATE TABLE {table} (")).unwrap();
        assert!(up[..at].trim_end().lines().last().unwrap().starts_with("--"), "{table}");
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info($1)")
            .bind(&table)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let lines: Vec<&str> = sql.lines().map(str::trim).collect();
        for column in columns {
            let at = lines.iter().position(|line| line.starts_with(&format!("{column} "))).unwrap();
            assert!(lines[at - 1].starts_with("--"), "{table}.{column}");
        }
    }
}

#[tokio::test]
async fn the_log_cannot_be_edited_by_sql() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("db");
    let store = with_vault(&file, Journal::Rollback).await;
    append_one(&store).await;
    store.close().await;
    for recursive in ["ON", "OFF"] {
        let mut connection = connect(&file).await;
        let pragma = format!("PRAGMA recursive_triggers = {recursive}");
        connection.execute(sqlx::AssertSqlSafe(pragma)).await.unwrap();
        for sql in [
            "UPDATE log_leaves SET body = x'00'",
            "DELETE FROM log_leaves",
            "INSERT OR REPLACE INTO log_leaves VALUES (1, 0, 1, x'00')",
            "REPLACE INTO log_leaves VALUES (1, 0, 1, x'00')",
            "INSERT INTO log_leaves VALUES (1, 0, 1, x'00') ON CONFLICT DO UPDATE SET body = x'00'",
            "UPDATE log_nodes SET hash = zeroblob(32)",
            "DELETE FROM log_nodes",
            "INSERT OR REPLACE INTO log_nodes VALUES (1, 0, zeroblob(32))",
        ] {
            let failed = connection.execute(sql).await.unwrap_err().to_string();
            assert!(failed.contains("append-only"), "{sql}: {failed}");
        }
    }
    let store = SqliteStore::open(&file, Journal::Rollback).await.unwrap();
    assert_eq!(store.leaves(OWNER, 0..9).await.unwrap()[0].body, [1, 2, 3]);
}

#[tokio::test]
async fn settings_hold_on_every_connection() {
    let dir = tempfile::tempdir().unwrap();
    for (journal, mode, synchronous) in [(Journal::Rollback, "delete", "3"), (Journal::Wal, "wal", "2")] {
        let store = with_vault(&dir.path().join(mode), journal).await;
        for (pragma, expected) in [
            ("PRAGMA synchronous", synchronous),
            ("PRAGMA foreign_keys", "1"),
            ("PRAGMA recursive_triggers", "1"),
            ("PRAGMA secure_delete", "1"),
            ("PRAGMA busy_timeout", "5000"),
            ("PRAGMA auto_vacuum", "2"),
            ("PRAGMA journal_mode", mode),
        ] {
            assert_eq!(store.setting(pragma).await, expected, "{pragma} with {mode}");
        }
    }
}

#[tokio::test]
async fn with_a_wal_readers_do_not_wait_for_the_writer() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_vault(&dir.path().join("db"), Journal::Wal).await;
    let mut tx = store.write(OWNER).await.unwrap();
    tx.pin(&[(ObjectId([1; 32]), 10)], 99).await.unwrap();
    assert_eq!(store.stored_bytes(OWNER).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(store.stored_bytes(OWNER).await.unwrap(), 10);
    append_one(&store).await;
    assert_eq!(store.log_size(OWNER).await.unwrap(), 1);
}

#[tokio::test]
async fn a_dropped_or_abandoned_transaction_has_done_nothing_and_frees_the_lock() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_vault(&dir.path().join("db"), Journal::Rollback).await;
    let object = (ObjectId(Digest::of(b"x").0), 10);
    let mut tx = store.write(OWNER).await.unwrap();
    tx.pin(&[object], 99).await.unwrap();
    drop(tx);
    let mut tx = store.write(OWNER).await.unwrap();
    tx.pin(&[object], 99).await.unwrap();
    tx.abandon().await.unwrap();
    assert_eq!(store.stored_bytes(OWNER).await.unwrap(), 0);
}

#[tokio::test]
async fn a_vault_that_is_not_there_is_named_so() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_vault(&dir.path().join("db"), Journal::Rollback).await;
    let other = OwnerId([1; 16]);
    assert!(matches!(store.head(other).await, Err(StoreError::UnknownVault)));
    assert!(matches!(store.log_size(other).await, Err(StoreError::UnknownVault)));
    assert!(matches!(store.write(other).await.err(), Some(StoreError::UnknownVault)));
    assert_eq!(store.owners().await.unwrap(), [OWNER]);
}

#[tokio::test]
async fn every_statement_prepares_and_uses_an_index() {
    let dir = tempfile::tempdir().unwrap();
    let mut connection = connect(&dir.path().join("db")).await;
    MIGRATIONS.run(&mut connection).await.unwrap();
    let mut seen = 0;
    let accounts = crate::server::accounts::sqlite::statements();
    for (name, sql) in sqlite::statements().chain(accounts) {
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let plan = sqlx::query(explain).fetch_all(&mut connection).await;
        let plan = plan.unwrap_or_else(|failed| panic!("{name}: {failed}"));
        let lines: Vec<String> = plan.iter().map(|row| sqlx::Row::get(row, "detail")).collect();
        // All vaults are listed; lists of binds are read from one end to the other.
        let scans = |line: &&String| {
            line.starts_with("SCAN")
                && !["json_each", "CONSTANT ROW", "VIRTUAL TABLE"].iter().any(|free| line.contains(free))
        };
        // `v` is the one row of the vault that the statement itself looked up.
        let scan = lines.iter().filter(scans).find(|line| !["SCAN v", "SCAN asked"].contains(&line.as_str()));
        assert!(
            ["OWNERS", "USERS", "LOG_KEY", "LOG_KEY_SINCE", "JOBS", "POLICIES", "DATA_KEYS"].contains(&name)
                || scan.is_none(),
            "{name}: {lines:?}"
        );
        // For each ref all objects of its vault would be read.
        let of_a_vault =
            lines.iter().find(|line| line.starts_with("SEARCH r ") && line.ends_with(" (vault=?)"));
        assert!(of_a_vault.is_none(), "{name}: {lines:?}");
        seen += 1;
    }
    assert!(seen > 30);
}
