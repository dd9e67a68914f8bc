//! Several servers on one PostgreSQL and one object store.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod engine_kit;
mod outside;
mod remote_suite;
mod server_kit;

use bytes::Bytes;
use engine_kit::{fresh_database, fresh_place};
use han::protocol::ids::ObjectId;
use han::remote::Remote as _;
use han::remote::http::HttpRemote;
use han::server::folder::FolderError;
use han::server::site::{self, Engines, Site};
use han::server::store::StoreError;
use remote_suite::{Vault, body, change, commit, conflict, done, init, session};
use server_kit::{OWNER, Server, system_clock, unlimited};
use std::path::Path;
use std::sync::Arc;

/// A server's database and place for objects.
struct Shared {
    database: String,
    objects: String,
    variables: Vec<(String, String)>,
}

impl Shared {
    async fn fresh(test: &str) -> Option<Self> {
        let database = fresh_database(test).await?;
        let (objects, variables) = fresh_place(test)?;
        Some(Self { database, objects, variables: variables.into() })
    }

    async fn open(&self, dir: &Path) -> Result<Site, FolderError> {
        let engines = Engines {
            database: Some(&self.database),
            objects: Some(&self.objects),
            variables: &self.variables,
        };
        site::open_on(dir, &engines, "nodes.test", system_clock()).await
    }

    /// A node with the log key of the first one.
    async fn node(&self, dir: &Path, first: &Path) -> Server {
        std::fs::create_dir_all(dir).unwrap();
        if dir != first {
            std::fs::copy(first.join("log.key"), dir.join("log.key")).unwrap();
        }
        Server::serve(self.open(dir).await.unwrap(), unlimited())
    }
}

async fn over_http() -> Option<Vault> {
    let shared = Shared::fresh("the remote suite over HTTP on PostgreSQL and S3").await?;
    let dir = tempfile::tempdir().unwrap();
    let server = shared.node(dir.path(), dir.path()).await;
    let (remote, _) = server.vault().await;
    let log_key = server.client(None).log_key().await.unwrap();
    Some(Vault { remote: Arc::new(remote), log_key, keep: Box::new((dir, server)) })
}

mod contract_over_http {
    use crate::{over_http, remote_suite};
    crate::remote_suite!(over_http);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_commits_the_other_serves_and_wakes_for() {
    let Some(shared) = Shared::fresh("several nodes").await else { return };
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (dir.path().join("a"), dir.path().join("b"));
    let (first, second) = (shared.node(&a, &a).await, shared.node(&b, &a).await);
    let (one, token) = first.vault().await;
    let two = HttpRemote::new(second.client(Some(&token)), OWNER);
    done(one.commit(&init()).await.unwrap());
    assert_eq!(two.head().await.unwrap(), one.head().await.unwrap());

    let bytes = Bytes::from(vec![7; 9 << 20]);
    let id = ObjectId::of(&bytes);
    one.put(id, bytes.clone()).await.unwrap();
    assert_eq!(two.get(id).await.unwrap(), bytes);

    // A long poll on one node is answered by a commit on the other, long before its wait is over.
    let address = format!("{}/v1/vaults/{OWNER}/changes?since=1&wait=25", second.url());
    let poll = reqwest::Client::new().get(address).bearer_auth(&token);
    let waiting = tokio::spawn(async move { poll.send().await.unwrap().status() });
    let begun = std::time::Instant::now();
    let mut with_object = change(session(1), 0, body(1));
    with_object.added = vec![id];
    done(one.commit(&commit(1, vec![with_object])).await.unwrap());
    assert_eq!(waiting.await.unwrap(), 200);
    assert!(begun.elapsed().as_secs() < 10);

    // Sixteen writers on two nodes, one ref: one winner each round.
    for round in 1..=4u64 {
        let racers = (0..16u32).map(|n| {
            let server = if n % 2 == 0 { &first } else { &second };
            let remote = HttpRemote::new(server.client(Some(&token)), OWNER);
            let mine = commit(1, vec![change(session(1), round, body(round as u32 * 100 + n))]);
            tokio::spawn(async move { remote.commit(&mine).await.unwrap() })
        });
        let mut lost = Vec::new();
        for racer in racers.collect::<Vec<_>>() {
            lost.extend(match racer.await.unwrap() {
                han::remote::Swap::Done(_) => None,
                other => Some(conflict(other)),
            });
        }
        assert_eq!(lost.len(), 15);
    }
    assert_eq!(one.head().await.unwrap(), two.head().await.unwrap());
}

#[tokio::test]
async fn a_node_with_another_log_key_is_refused_and_so_is_an_absent_database() {
    let Some(shared) = Shared::fresh("log keys of nodes").await else { return };
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (dir.path().join("a"), dir.path().join("b"));
    shared.open(&a).await.unwrap().service.close().await;
    assert!(matches!(shared.open(&b).await, Err(FolderError::OtherLogKey(_))));
    std::fs::copy(a.join("log.key"), b.join("log.key")).unwrap();
    let site = shared.open(&b).await.unwrap();
    assert_eq!(site.name, "nodes.test");
    let nowhere = Shared { database: "postgres://han:han@127.0.0.1:1/han".into(), ..shared };
    assert!(matches!(nowhere.open(&a).await, Err(FolderError::Store(StoreError::Gone(_)))));
}
