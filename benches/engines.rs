//! Commits a second, and appends and proofs of a long log, on the engines of a server.
//!
//! `cargo bench --bench engines -- commits|log [leaves]`. SQLite lies in a temporary folder (TMPDIR says where); PostgreSQL
//! is the server that HAN_TEST_POSTGRES names, a database of its own is made there. A writer has a vault of its own;
//! each commit moves one ref with a body of 1.1 KB.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark"
)]

use han::protocol::ids::{ActorId, OwnerId, SessionTag};
use han::protocol::keyfile::OwnerKind;
use han::protocol::leaf::{Class, leaf_hash};
use han::protocol::merkle::{CompactRange, Proof, node_count};
use han::protocol::refs::{Action, Commit, RefBody, RefChange, RefName};
use han::server::Service;
use han::server::commit::Caller;
use han::server::log::LogSigner;
use han::server::objects::Objects;
use han::server::store::postgres::PgStore;
use han::server::store::sqlite::{Journal, SqliteStore};
use han::server::store::{Append, NewVault, Store};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn owner(n: u64) -> OwnerId {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&n.to_be_bytes());
    OwnerId(id)
}

#[expect(clippy::disallowed_methods, reason = "the one thing that a benchmark is told by its environment")]
async fn postgres(n: u64) -> Option<Arc<dyn Store>> {
    let url = std::env::var("HAN_TEST_POSTGRES").ok()?;
    let name = format!("han_bench_{}_{n}", std::process::id());
    let mut connection = PgConnection::connect(&url).await.unwrap();
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    let (server, _) = url.rsplit_once('/').unwrap();
    Some(Arc::new(PgStore::open(&format!("{server}/{name}")).await.unwrap()))
}

async fn add_vaults(store: &Arc<dyn Store>, count: u64) {
    let signer = LogSigner::from_seed("bench", &[7; 32]);
    for n in 0..count {
        let checkpoint = signer.sign_head(owner(n), &CompactRange::new());
        let vault = NewVault { owner: owner(n), kind: OwnerKind::User, created_us: 1, checkpoint };
        store.add_vault(&vault).await.unwrap();
    }
}

fn change(name: RefName, expected: u64, body: RefBody) -> Commit {
    let action = if expected == 0 { Action::Init } else { Action::Sync };
    let change = RefChange { name, expected, body, action, added: vec![], dropped: vec![] };
    Commit { keyfile_version: 1, actor: ActorId([7; 16]), changes: vec![change] }
}

async fn commits(name: &str, store: Arc<dyn Store>, writers: u64) {
    const FOR: Duration = Duration::from_secs(5);
    add_vaults(&store, writers).await;
    let signer = LogSigner::from_seed("bench", &[7; 32]);
    let objects = Objects::in_store(Arc::new(object_store::memory::InMemory::new()));
    let service = Arc::new(Service::new(store, objects, signer, Arc::new(|| 1_800_000_000_000_000)));
    let begun = Instant::now();
    let all = (0..writers).map(|n| {
        let service = Arc::clone(&service);
        tokio::spawn(async move {
            let caller = Caller { actor: ActorId([7; 16]), token: [0; 16] };
            let keyfile = change(RefName::keyfile(), 0, RefBody::Signed(vec![1; 400]));
            service.commit(owner(n), caller, &keyfile).await.unwrap();
            let mut slowest = Duration::ZERO;
            for version in 0u64.. {
                if begun.elapsed() > FOR {
                    return (version, slowest);
                }
                let body =
                    RefBody::Session { wraps: vec![1; 208], manifest: vec![2; 600], meta: vec![3; 300] };
                let one = change(RefName::session(SessionTag([1; 16])), version, body);
                let at = Instant::now();
                service.commit(owner(n), caller, &one).await.unwrap();
                slowest = slowest.max(at.elapsed());
            }
            unreachable!()
        })
    });
    let (mut done, mut slowest) = (0, Duration::ZERO);
    for writer in all.collect::<Vec<_>>() {
        let (count, worst) = writer.await.unwrap();
        done += count;
        slowest = slowest.max(worst);
    }
    let rate = done as f64 / begun.elapsed().as_secs_f64();
    println!("{name}: {writers} writers, {rate:.0} commits/s, slowest {} ms", slowest.as_millis());
    service.close().await;
}

async fn long_log(name: &str, store: Arc<dyn Store>, leaves: u64) {
    const BATCH: u64 = 1_000;
    add_vaults(&store, 1).await;
    let begun = Instant::now();
    let mut edge = CompactRange::new();
    while edge.size() < leaves {
        let mut tx = store.write(owner(0)).await.unwrap();
        let (first_seq, first_node) = (edge.size(), node_count(edge.size()));
        let bodies: Vec<Vec<u8>> =
            (first_seq..first_seq + BATCH).map(|seq| [&[1; 235][..], &seq.to_be_bytes()].concat()).collect();
        let nodes: Vec<_> =
            bodies.iter().flat_map(|body| edge.append(leaf_hash(Class::RefMove, body))).collect();
        tx.append(&Append { class: 1, first_seq, bodies: &bodies, first_node, nodes: &nodes }).await.unwrap();
        tx.set_head(&edge, b"head").await.unwrap();
        tx.commit().await.unwrap();
    }
    let rate = leaves as f64 / begun.elapsed().as_secs_f64();
    println!("{name}: {leaves} leaves appended, {rate:.0}/s in transactions of {BATCH}");
    let begun = Instant::now();
    const PROOFS: u64 = 1_000;
    for n in 0..PROOFS {
        let seq = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % leaves;
        let proof = if n % 2 == 0 {
            Proof::Inclusion { size: leaves, seq }
        } else {
            Proof::Consistency { old: seq + 1, size: leaves }
        };
        let nodes = store.nodes(owner(0), &proof.nodes().unwrap()).await.unwrap();
        proof.make(&nodes).unwrap();
    }
    let each = begun.elapsed().as_secs_f64() / PROOFS as f64;
    println!("{name}: {:.2} ms for a proof of {leaves} leaves", each * 1e3);
    let begun = Instant::now();
    let page = store.leaves(owner(0), leaves - 1_000..leaves).await.unwrap();
    println!("{name}: {:.1} ms for the last {} leaves", begun.elapsed().as_secs_f64() * 1e3, page.len());
    store.close().await;
}

async fn sqlite(dir: &tempfile::TempDir, name: &str) -> Arc<dyn Store> {
    Arc::new(SqliteStore::create(&dir.path().join(name), Journal::Wal).await.unwrap())
}

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let dir = tempfile::tempdir().unwrap();
    let wants = |what: &str| words.is_empty() || words.iter().any(|word| word == what);
    if wants("commits") {
        for writers in [1, 16, 64] {
            commits("SQLite", sqlite(&dir, &format!("commits{writers}")).await, writers).await;
        }
        for writers in [1, 16, 64] {
            if let Some(store) = postgres(writers).await {
                commits("PostgreSQL", store, writers).await;
            }
        }
    }
    if wants("log") {
        let leaves = words.iter().find_map(|word| word.parse().ok()).unwrap_or(1_000_000);
        long_log("SQLite", sqlite(&dir, "log").await, leaves).await;
        if let Some(store) = postgres(0).await {
            long_log("PostgreSQL", store, leaves).await;
        }
    }
}
