use super::sqlite::{Journal, SqliteStore};
use super::sqlite_group::Group;
use super::*;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, Executor as _};
use std::path::Path;
use std::sync::Arc;

const OWNER: OwnerId = OwnerId([0xaa; 16]);

async fn with_vault(file: &Path) -> Arc<SqliteStore> {
    let store = SqliteStore::create(file, Journal::Wal).await.unwrap();
    let vault = NewVault { owner: OWNER, kind: OwnerKind::User, created_us: 1, checkpoint: vec![1] };
    store.add_vault(&vault).await.unwrap();
    Arc::new(store)
}

/// Writes and ends as told; the sum of sizes of those that committed is what must be there.
async fn one(store: &SqliteStore, n: u64, end: &str) {
    let mut tx = store.write(OWNER).await.unwrap();
    let mut id = [0; 32];
    id[..8].copy_from_slice(&n.to_be_bytes());
    tx.pin(&[(ObjectId(id), 1)], 99).await.unwrap();
    match end {
        "commit" => tx.commit().await.unwrap(),
        "abandon" => tx.abandon().await.unwrap(),
        _ => drop(tx),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_abandoned_or_dropped_among_others_takes_nothing_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_vault(&dir.path().join("db")).await;
    let ends = ["commit", "abandon", "commit", "drop"];
    let writers: Vec<_> = (0..400u64)
        .map(|n| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { one(&store, n, ends[n as usize % 4]).await })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(store.stored_bytes(OWNER).await.unwrap(), 200);
    store.close().await;
    let store = SqliteStore::open(&dir.path().join("db"), Journal::Wal).await.unwrap();
    assert_eq!(store.stored_bytes(OWNER).await.unwrap(), 200);
}

#[tokio::test]
async fn a_dropped_turn_frees_the_file_for_other_processes() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_vault(&dir.path().join("db")).await;
    let mut other = SqliteConnection::connect_with(
        &SqliteConnectOptions::new().filename(dir.path().join("db")).busy_timeout(std::time::Duration::ZERO),
    )
    .await
    .unwrap();
    for end in ["commit", "abandon", "drop"] {
        one(&store, 1, end).await;
        // A dropped turn is undone by a task of its own.
        while other.execute("BEGIN IMMEDIATE").await.is_err() {
            assert_eq!(end, "drop");
            tokio::task::yield_now().await;
        }
        other.execute("ROLLBACK").await.unwrap();
    }
}

#[tokio::test]
async fn when_the_one_commit_fails_all_are_told_and_the_next_one_works() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("db");
    with_vault(&file).await.close().await;
    let options = SqliteConnectOptions::new().filename(&file).foreign_keys(true);
    let group = Arc::new(Group::new(options));
    let good = "INSERT INTO objects (vault, sha256, size) VALUES (1, randomblob(32), 1)";
    // A broken foreign key that is looked at when the transaction ends.
    let bad = "PRAGMA defer_foreign_keys = ON; INSERT INTO objects (vault, sha256, size) VALUES (9, zeroblob(32), 1)";
    let mut first = group.turn().await.unwrap();
    first.connection().unwrap().execute(good).await.unwrap();
    let second = {
        let group = Arc::clone(&group);
        tokio::spawn(async move {
            let mut turn = group.turn().await.unwrap();
            turn.connection().unwrap().execute(bad).await.unwrap();
            turn.commit().await
        })
    };
    // The second stands in the queue before the first is done.
    tokio::task::yield_now().await;
    let (first, second) = tokio::join!(first.commit(), second);
    assert!(first.is_err() && second.unwrap().is_err());
    let mut third = group.turn().await.unwrap();
    third.connection().unwrap().execute(good).await.unwrap();
    third.commit().await.unwrap();
    let objects: i64 = {
        let mut turn = group.turn().await.unwrap();
        sqlx::query_scalar("SELECT count(*) FROM objects")
            .fetch_one(turn.connection().unwrap())
            .await
            .unwrap()
    };
    assert_eq!(objects, 1);
}

#[tokio::test]
async fn a_waiting_group_does_not_hang_on_the_life_of_its_members() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_vault(&dir.path().join("db")).await;
    let mut tx = store.write(OWNER).await.unwrap();
    tx.pin(&[(ObjectId([1; 32]), 1)], 99).await.unwrap();
    let mut commit = Box::pin(tx.commit());
    // Released, and then nobody waits for it any more.
    assert!(futures::poll!(&mut commit).is_pending());
    while futures::poll!(&mut commit).is_pending() {
        if store.stored_bytes(OWNER).await.unwrap() > 0 {
            break;
        }
        tokio::task::yield_now().await;
    }
    drop(commit);
    one(&store, 2, "commit").await;
    assert_eq!(store.stored_bytes(OWNER).await.unwrap(), 2);
}

#[tokio::test]
async fn what_is_shredded_leaves_the_write_ahead_log_too() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_vault(&dir.path().join("db")).await;
    let name = RefName::parse(&format!("s/{}", "ab".repeat(16))).unwrap();
    let wraps = b"wraps of a session that is to be shredded".repeat(9);
    let body = RefBody::Session { wraps: wraps.clone(), manifest: vec![3; 300], meta: vec![4; 300] };
    let end = RefBody::Tombstone(vec![5; 200]);
    let holds = || {
        std::fs::read_dir(dir.path()).unwrap().any(|entry| {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            bytes.windows(60).any(|window| window == &wraps[..60])
        })
    };
    for (version, body) in [(1, &body), (2, &end)] {
        assert_eq!(holds(), version == 2);
        let mut tx = store.write(OWNER).await.unwrap();
        tx.move_refs(&[Move { name: &name, version, body, seq: version - 1 }], 1).await.unwrap();
        if version == 2 {
            tx.shred(&[&name]).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    // The commit is told before the journal is emptied; the next turn comes after both.
    store.write(OWNER).await.unwrap().abandon().await.unwrap();
    assert!(!holds());
}
