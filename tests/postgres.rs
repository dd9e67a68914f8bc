//! What PostgreSQL itself must hold: the tables, their comments and indexes, and a log that nobody edits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod engine_kit;
mod outside;

use engine_kit::fresh_database;
use han::protocol::ids::{Digest, ObjectId, OwnerId};
use han::protocol::keyfile::OwnerKind;
use han::protocol::leaf::{Class, leaf_hash};
use han::protocol::merkle::node_count;
use han::server::accounts::postgres as accounts;
use han::server::store::postgres::{self, MIGRATIONS, PgStore};
use han::server::store::{Append, NewVault, Store, StoreError};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

const OWNER: OwnerId = OwnerId([0xaa; 16]);

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}

async fn run(connection: &mut PgConnection, sql: &str) -> Result<(), String> {
    let done = connection.execute(AssertSqlSafe(sql.to_owned())).await;
    done.map(drop).map_err(|failed| failed.to_string())
}

/// Every object of the schema as text, in order.
async fn schema(connection: &mut PgConnection) -> Vec<String> {
    let sql = "
        SELECT 'table ' || c.oid::regclass || ' ' || coalesce(c.relacl::text, '') || ' '
            || coalesce(array_to_string(c.reloptions, ','), '') || ' ' || coalesce(obj_description(c.oid), '')
            || ' ' || coalesce(pg_get_partkeydef(c.oid), '') || coalesce(pg_get_expr(c.relpartbound, c.oid), '')
            FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
        UNION ALL SELECT 'column ' || attrelid::regclass || ' ' || attname || ' ' || format_type(atttypid, atttypmod)
            || attnotnull || attstorage::text || attidentity::text || ' ' || attcollation::regcollation || ' '
            || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || coalesce(col_description(attrelid, attnum), '')
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d
            ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND attnum > 0
        UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
        UNION ALL SELECT 'index ' || pg_get_indexdef(indexrelid) FROM pg_index i
            JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) || tgenabled::text FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'public'::regnamespace AND NOT tgisinternal
        UNION ALL SELECT 'function ' || pg_get_functiondef(oid) || coalesce(proacl::text, '') FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'han%'
        UNION ALL SELECT 'view ' || viewname || definition FROM pg_views WHERE schemaname = 'public'
        ORDER BY 1";
    let all: Vec<String> = sqlx::query_scalar(sql).fetch_all(connection).await.unwrap();
    all.into_iter().filter(|line| !line.contains("_sqlx_migrations")).collect()
}

async fn with_leaf(url: &str) -> PgStore {
    let store = PgStore::open(url).await.unwrap();
    let vault = NewVault { owner: OWNER, kind: OwnerKind::User, created_us: 1, checkpoint: vec![1] };
    store.add_vault(&vault).await.unwrap();
    append(&store, &[b"a leaf".to_vec()]).await;
    store
}

async fn append(store: &PgStore, bodies: &[Vec<u8>]) {
    let mut tx = store.write(OWNER).await.unwrap();
    let mut edge = tx.edge().await.unwrap();
    let (first_seq, first_node) = (edge.size(), node_count(edge.size()));
    let nodes: Vec<_> = bodies.iter().flat_map(|body| edge.append(leaf_hash(Class::Read, body))).collect();
    let class = Class::Read as u8;
    tx.append(&Append { class, first_seq, bodies, first_node, nodes: &nodes }).await.unwrap();
    tx.set_head(&edge, b"head").await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn migrations_go_up_down_and_up_to_the_same_schema() {
    let Some(url) = fresh_database("migrations of PostgreSQL").await else { return };
    let mut connection = connect(&url).await;
    MIGRATIONS.run(&mut connection).await.unwrap();
    let first = schema(&mut connection).await;
    assert!(first.len() > 60, "{first:#?}");
    MIGRATIONS.undo(&mut connection, 0).await.unwrap();
    assert_eq!(schema(&mut connection).await, Vec::<String>::new());
    MIGRATIONS.run(&mut connection).await.unwrap();
    assert_eq!(schema(&mut connection).await, first);
    PgStore::open(&url).await.unwrap().close().await;
    assert_eq!(schema(&mut connection).await, first, "opening made or changed something");
}

#[tokio::test]
async fn a_down_migration_loses_leaves_only_when_it_is_told_to() {
    let Some(url) = fresh_database("down migrations of PostgreSQL").await else { return };
    let store = with_leaf(&url).await;
    let mut connection = connect(&url).await;
    let failed = MIGRATIONS.undo(&mut connection, 0).await.unwrap_err();
    assert!(format!("{failed:?}").contains("would_be_lost"), "{failed:?}");
    assert_eq!(store.log_size(OWNER).await.unwrap(), 1);
    drop(connection);
    let mut connection = connect(&url).await;
    run(&mut connection, "SET han.destroy_data = 'yes'").await.unwrap();
    MIGRATIONS.undo(&mut connection, 0).await.unwrap();
    assert_eq!(schema(&mut connection).await, Vec::<String>::new());
}

#[tokio::test]
async fn both_engines_have_migrations_of_the_same_numbers() {
    let numbers = |migrations: &sqlx::migrate::Migrator| {
        migrations.iter().map(|one| (one.version, one.description.clone())).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&MIGRATIONS), numbers(&han::server::store::sqlite::MIGRATIONS));
}

#[tokio::test]
async fn every_table_and_column_is_explained_in_the_database() {
    let Some(url) = fresh_database("comments in PostgreSQL").await else { return };
    let mut connection = connect(&url).await;
    MIGRATIONS.run(&mut connection).await.unwrap();
    let silent: Vec<String> = sqlx::query_scalar(
        "SELECT c.oid::regclass || '.' || coalesce(attname, '') FROM pg_class c
         LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
         AND c.relname <> '_sqlx_migrations'
         AND (obj_description(c.oid) IS NULL OR col_description(c.oid, attnum) IS NULL)",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert_eq!(silent, Vec::<String>::new());
}

#[tokio::test]
async fn every_statement_prepares_and_uses_an_index() {
    let Some(url) = fresh_database("statements on PostgreSQL").await else { return };
    let mut connection = connect(&url).await;
    MIGRATIONS.run(&mut connection).await.unwrap();
    run(&mut connection, "SET plan_cache_mode = force_generic_plan").await.unwrap();
    run(&mut connection, "SET enable_seqscan = off").await.unwrap();
    let mut seen = 0;
    for (name, sql) in postgres::statements().chain(accounts::statements()) {
        run(&mut connection, &format!("PREPARE s AS {sql}")).await.unwrap_or_else(|e| panic!("{name}: {e}"));
        let binds = (1..20).take_while(|n| sql.contains(&format!("${n}"))).count();
        let binds = if binds == 0 { String::new() } else { format!("({})", vec!["NULL"; binds].join(", ")) };
        let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE s{binds}"));
        let plan: Vec<String> = sqlx::query_scalar(explain).fetch_all(&mut connection).await.unwrap();
        let plan = plan.join("\n");
        // There is one log key, all vaults are listed, and whether there is any stray leaf is asked of a table that is empty.
        let whole = [
            "OWNERS",
            "USERS",
            "LOG_KEY",
            "LOG_KEY_SINCE",
            "REPLACE_LOG_KEY",
            "JOBS",
            "POLICIES",
            "DATA_KEYS",
            "STRAY_LEAVES",
            "FORMAT",
            "TABLES",
        ]
        .contains(&name);
        assert!(whole || !plan.contains("Seq Scan"), "{name}:\n{plan}");
        run(&mut connection, "DEALLOCATE s").await.unwrap();
        seen += 1;
    }
    assert!(seen > 30);
}

/// Every table that keeps leaves or nodes.
async fn log_tables(connection: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT oid::regclass::text FROM pg_class
         WHERE relname LIKE 'log\\_leaves%' AND relkind IN ('r', 'p') OR relname = 'log_nodes'",
    )
    .fetch_all(connection)
    .await
    .unwrap()
}

#[tokio::test]
async fn nobody_edits_the_log_not_even_its_owner() {
    let Some(url) = fresh_database("the append-only log of PostgreSQL").await else { return };
    let store = with_leaf(&url).await;
    let mut connection = connect(&url).await;
    let partition: String = sqlx::query_scalar("SELECT tableoid::regclass::text FROM log_leaves")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_ne!(partition, "log_leaves_default");
    let tables = log_tables(&mut connection).await;
    assert!(tables.len() >= 7, "{tables:?}");
    for mode in ["origin", "replica", "local"] {
        run(&mut connection, &format!("SET session_replication_role = {mode}")).await.unwrap();
        for table in &tables {
            let sql = format!("TRUNCATE {table}");
            assert!(run(&mut connection, &sql).await.unwrap_err().contains("append-only"), "{mode} {sql}");
        }
        for table in ["log_leaves", &partition] {
            for sql in [
                format!("UPDATE {table} SET class = 1"),
                format!("DELETE FROM {table}"),
                format!(
                    "INSERT INTO {table} SELECT * FROM log_leaves ON CONFLICT (vault, seq, created_at)
                     DO UPDATE SET class = 1"
                ),
            ] {
                assert!(
                    run(&mut connection, &sql).await.unwrap_err().contains("append-only"),
                    "{mode} {sql}"
                );
            }
        }
        for sql in ["UPDATE log_nodes SET idx = 9", "DELETE FROM log_nodes"] {
            assert!(run(&mut connection, sql).await.unwrap_err().contains("append-only"), "{mode} {sql}");
        }
    }
    run(&mut connection, "SET session_replication_role = origin").await.unwrap();
    run(&mut connection, &format!("ALTER TABLE log_leaves DETACH PARTITION {partition}")).await.unwrap();
    for sql in ["UPDATE {} SET class = 1", "DELETE FROM {}", "TRUNCATE {}"] {
        let sql = sql.replace("{}", &partition);
        assert!(run(&mut connection, &sql).await.unwrap_err().contains("append-only"), "detached: {sql}");
    }
    store.close().await;
}

#[tokio::test]
async fn a_leaf_whose_hash_is_not_its_own_is_not_taken() {
    let Some(url) = fresh_database("hashes of leaves in PostgreSQL").await else { return };
    let store = with_leaf(&url).await;
    let mut connection = connect(&url).await;
    let insert = |hash: &str| {
        format!(
            "INSERT INTO log_leaves (vault, seq, created_at, class, body, leaf_hash)
             SELECT vault, 1, now(), 1, 'another', {hash} FROM log_leaves"
        )
    };
    let failed = run(&mut connection, &insert("leaf_hash")).await.unwrap_err();
    assert!(failed.contains("leaf_hash_is_of_the_body"), "{failed}");
    let right = hex::encode(leaf_hash(Class::RefMove, b"another"));
    run(&mut connection, &insert(&format!("'\\x{right}'"))).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_node_needs_no_more_than_the_role_that_appends() {
    let Some(url) = fresh_database("roles of PostgreSQL").await else { return };
    with_leaf(&url).await.close().await;
    let (server, database) = url.rsplit_once('/').unwrap();
    let (_, host) = server.rsplit_once('@').unwrap();
    let node = format!("node_{database}");
    let mut owner = connect(&url).await;
    run(&mut owner, &format!("CREATE ROLE {node} LOGIN PASSWORD 'p' IN ROLE han_app")).await.unwrap();
    let as_node = format!("postgres://{node}:p@{host}/{database}");
    let store = PgStore::open(&as_node).await.unwrap();
    append(&store, &[b"another".to_vec(), b"and one more".to_vec()]).await;
    let mut tx = store.write(OWNER).await.unwrap();
    tx.pin(&[(ObjectId(Digest::of(b"x").0), 10)], 99).await.unwrap();
    tx.forget_replaced(1).await.unwrap();
    tx.take_condemned(1, 1).await.unwrap();
    tx.commit().await.unwrap();
    let mut connection = connect(&as_node).await;
    for sql in [
        "UPDATE log_leaves SET class = 1",
        "DELETE FROM log_leaves",
        "TRUNCATE log_leaves",
        "TRUNCATE log_leaves_default",
        "UPDATE log_nodes SET idx = 7",
        "DELETE FROM refs",
        "ALTER TABLE log_nodes DISABLE TRIGGER ALL",
        "DROP TABLE log_leaves",
        "SET session_replication_role = replica",
        "SELECT han_guard_log('log_nodes')",
    ] {
        let failed = run(&mut connection, sql).await.unwrap_err();
        assert!(failed.contains("permission denied") || failed.contains("must be owner"), "{sql}: {failed}");
    }
    // Partitions of months to come are made by a function that runs as their owner.
    assert_eq!(store.make_partitions().await.unwrap(), 0);
    assert!(!store.has_stray_leaves().await.unwrap());
    store.close().await;
    connection.close().await.unwrap();
    run(&mut owner, &format!("DROP ROLE {node}")).await.unwrap();
}

#[tokio::test]
async fn a_leaf_of_a_month_without_a_partition_is_kept_and_told_of() {
    let Some(url) = fresh_database("stray leaves in PostgreSQL").await else { return };
    let store = with_leaf(&url).await;
    // A leaf of the year 2100: bytes 25..33 are its time.
    let mut body = vec![1; 40];
    body[25..33].copy_from_slice(&4_102_444_800_000_000u64.to_be_bytes());
    append(&store, &[body.clone()]).await;
    assert!(store.has_stray_leaves().await.unwrap());
    assert_eq!(store.leaves(OWNER, 1..9).await.unwrap()[0].body, body);
    store.close().await;
}

#[tokio::test]
async fn a_database_that_is_not_ours_or_newer_is_left_alone() {
    let Some(url) = fresh_database("foreign databases").await else { return };
    let mut connection = connect(&url).await;
    run(&mut connection, "CREATE TABLE orders (id integer)").await.unwrap();
    assert!(matches!(PgStore::open(&url).await, Err(StoreError::Foreign)));
    run(&mut connection, "DROP TABLE orders").await.unwrap();
    PgStore::open(&url).await.unwrap().close().await;
    let newer = "INSERT INTO _sqlx_migrations VALUES (4000, 'later', now(), true, '', 0)";
    run(&mut connection, newer).await.unwrap();
    assert!(matches!(PgStore::open(&url).await, Err(StoreError::Newer(4000))));
    let (server, _) = url.rsplit_once('/').unwrap();
    let absent = PgStore::open(&format!("{server}/no_such_database")).await;
    assert!(matches!(absent, Err(StoreError::Address(_))));
    assert!(matches!(PgStore::open("postgres://x:y@127.0.0.1:1/z").await, Err(StoreError::Gone(_))));
}

#[tokio::test]
async fn a_lost_connection_is_told_and_the_next_request_has_a_new_one() {
    let Some(url) = fresh_database("lost connections").await else { return };
    let store = with_leaf(&url).await;
    let mut tx = store.write(OWNER).await.unwrap();
    tx.pin(&[(ObjectId([1; 32]), 10)], 99).await.unwrap();
    let mut connection = connect(&url).await;
    let others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    run(&mut connection, others).await.unwrap();
    assert!(matches!(tx.commit().await, Err(StoreError::Gone(_))));
    // Idle connections of the pool broke too: each is an error once.
    let mut size = store.log_size(OWNER).await;
    while let Err(failed) = size {
        assert!(matches!(failed, StoreError::Gone(_)), "{failed:?}");
        size = store.log_size(OWNER).await;
    }
    assert_eq!((size.unwrap(), store.stored_bytes(OWNER).await.unwrap()), (1, 0));
    append(&store, &[b"goes on".to_vec()]).await;
    store.close().await;
}

#[tokio::test]
async fn a_vault_that_stays_locked_is_busy_and_others_are_not() {
    let Some(url) = fresh_database("locks of PostgreSQL").await else { return };
    let (store, other) = (with_leaf(&url).await, OwnerId([1; 16]));
    let vault = NewVault { owner: other, kind: OwnerKind::Team, created_us: 1, checkpoint: vec![1] };
    store.add_vault(&vault).await.unwrap();
    let tx = store.write(OWNER).await.unwrap();
    store.write(other).await.unwrap().abandon().await.unwrap();
    let second = PgStore::open(&url).await.unwrap();
    assert!(matches!(second.write(OWNER).await.err(), Some(StoreError::Busy(_))));
    drop(tx);
    second.write(OWNER).await.unwrap().abandon().await.unwrap();
    assert!(matches!(second.write(OwnerId([9; 16])).await.err(), Some(StoreError::UnknownVault)));
    assert_eq!(second.owners().await.unwrap(), [OWNER, other]);
}
