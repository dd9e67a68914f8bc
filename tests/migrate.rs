//! `han admin verify` and the move from SQLite and a folder to PostgreSQL and S3.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod engine_kit;
mod outside;
#[allow(dead_code, reason = "only its building blocks are used here")]
mod remote_suite;
mod server_kit;

use bytes::Bytes;
use engine_kit::{fresh_database, fresh_place};
use han::protocol::ids::ObjectId;
use han::remote::Remote as _;
use han::remote::http::HttpRemote;
use han::server::folder::FolderError;
use han::server::migrate::{MigrateError, migrate};
use han::server::site::{self, DATABASE, Engines};
use han::server::store::StoreError;
use han::server::store::transfer;
use han::server::verify::Flaw;
use remote_suite::{body, change, commit, done, init, session};
use server_kit::{OWNER, Server, system_clock, unlimited};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, SqliteConnection};
use std::path::Path;

/// A server with a vault of three sessions, replaced bodies, dropped objects and a tombstone. Gives a token and the
/// head, and ends.
async fn fill(dir: &Path) -> (String, han::remote::Head, ObjectId) {
    let server = Server::start(dir, unlimited()).await;
    let (remote, token) = server.vault().await;
    done(remote.commit(&init()).await.unwrap());
    let mut ids = Vec::new();
    for content in [&b"kept"[..], b"dropped"] {
        let id = ObjectId::of(content);
        remote.put(id, Bytes::from_static(content)).await.unwrap();
        ids.push(id);
    }
    let mut one = change(session(1), 0, body(1));
    one.added = ids.clone();
    let changes = vec![one, change(session(2), 0, body(2)), change(session(3), 0, body(3))];
    done(remote.commit(&commit(1, changes)).await.unwrap());
    let mut two = change(session(1), 1, body(4));
    two.dropped = vec![ids[1]];
    let end = change(session(3), 1, han::protocol::refs::RefBody::Tombstone(vec![5; 200]));
    done(remote.commit(&commit(1, vec![two, end])).await.unwrap());
    let head = remote.head().await.unwrap();
    server.shared.site().service.close().await;
    (token, head, ids[0])
}

async fn flaws(dir: &Path) -> Vec<Flaw> {
    let site = site::open(dir, "", system_clock()).await.unwrap();
    let verdict = site.service.verify(OWNER).await.unwrap();
    site.service.close().await;
    verdict.flaws
}

async fn tamper(dir: &Path, sql: &str) {
    let url = format!("sqlite://{}", dir.join(DATABASE).display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn what_does_not_fit_together_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let good = dir.path().join("good");
    let (_, _, kept) = fill(&good).await;
    assert_eq!(flaws(&good).await, []);
    let open = "DROP TRIGGER log_leaves_no_update; DROP TRIGGER log_leaves_no_delete;
        DROP TRIGGER log_nodes_no_update; DROP TRIGGER refs_no_delete; PRAGMA foreign_keys = OFF;";
    for (name, sql, found) in [
        ("leaf", "UPDATE log_leaves SET body = zeroblob(243) WHERE seq = 2", Flaw::Leaf(2)),
        ("gap", "DELETE FROM log_leaves WHERE seq = 5", Flaw::Leaf(5)),
        ("class", "UPDATE log_leaves SET class = 3 WHERE seq = 1", Flaw::Root),
        ("node", "UPDATE log_nodes SET hash = zeroblob(32) WHERE idx = 2", Flaw::Node(2)),
        ("body", "UPDATE refs SET field2 = x'00' WHERE name LIKE 's/00000002%'", Flaw::Ref(session(2))),
        ("ref", "DELETE FROM refs WHERE name LIKE 's/00000002%'", Flaw::Ref(session(2))),
        ("head", "UPDATE log_heads SET checkpoint = x'00'", Flaw::Head),
    ] {
        let bad = dir.path().join(name);
        std::fs::create_dir(&bad).unwrap();
        for file in [DATABASE, "log.key"] {
            std::fs::copy(good.join(file), bad.join(file)).unwrap();
        }
        copy_objects(&good, &bad);
        tamper(&bad, &format!("{open} {sql}")).await;
        let flaws = flaws(&bad).await;
        assert!(flaws.contains(&found), "{name}: {flaws:?}");
    }
    std::fs::remove_dir_all(good.join("objects/v1")).unwrap();
    assert_eq!(flaws(&good).await, [Flaw::Object(kept, session(1))]);
}

fn copy_objects(from: &Path, to: &Path) {
    let copied = std::process::Command::new("cp").arg("-r").args([from.join("objects"), to.into()]).status();
    assert!(copied.unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_moves_with_all_that_it_holds() {
    let test = "the move to PostgreSQL and S3";
    let (Some(database), Some((objects, variables))) = (fresh_database(test).await, fresh_place(test)) else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let (token, head, kept) = fill(dir.path()).await;
    let to = Engines { database: Some(&database), objects: Some(&objects), variables: &variables };
    let moved = migrate(dir.path(), &Engines::default(), &to, system_clock()).await.unwrap();
    assert_eq!(moved.objects, 2);
    let (owner, verdict) = &moved.vaults[0];
    assert_eq!((*owner, verdict.leaves, verdict.refs, verdict.objects), (OWNER, 6, 4, 1));
    assert!(verdict.flaws.is_empty(), "{verdict:?}");

    // The same clients go on, with the same tokens and pins.
    let site = site::open_on(dir.path(), &to, "", system_clock()).await.unwrap();
    let server = Server::serve(site, unlimited());
    let remote = HttpRemote::new(server.client(Some(&token)), OWNER);
    assert_eq!(remote.head().await.unwrap(), head);
    assert_eq!(&remote.get(kept).await.unwrap()[..], b"kept");
    let again = commit(1, vec![change(session(1), 1, body(4))]);
    done(remote.commit(&again).await.unwrap());
    assert_eq!(remote.head().await.unwrap(), head, "a commit that is in the log answers as done");
    done(remote.commit(&commit(1, vec![change(session(1), 2, body(9))])).await.unwrap());
    server.token("bob", han::protocol::ids::ActorId([9; 16]), han::server::accounts::Scopes::DEVICE).await;

    let failed = migrate(dir.path(), &Engines::default(), &to, system_clock()).await.unwrap_err();
    assert!(matches!(failed, MigrateError::Folder(FolderError::Store(StoreError::NotEmpty))));
}

#[tokio::test]
async fn every_table_and_column_is_moved() {
    let dir = tempfile::tempdir().unwrap();
    site::open(dir.path(), "x", system_clock()).await.unwrap().service.close().await;
    let url = format!("sqlite://{}", dir.path().join(DATABASE).display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    let names: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '_sqlx%'")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    for name in names {
        let columns = sqlx::query_scalar("SELECT name FROM pragma_table_info($1) ORDER BY cid")
            .bind(&name)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        tables.push((name, columns));
    }
    let mut copied: Vec<(String, Vec<String>)> = transfer::copied()
        .map(|(name, columns)| (name.to_owned(), columns.into_iter().map(String::from).collect()))
        .collect();
    tables.sort();
    copied.sort();
    assert_eq!(copied, tables);
}
