//! What a server writes to the log beside the moves, on both engines: counts of reads and denials, sealed origins and
//! their erasure, at the same time as commits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod engine_kit;
mod outside;
#[allow(dead_code, reason = "the suite itself runs elsewhere")]
mod remote_suite;

use engine_kit::fresh_database;
use han::crypto::kdf::Cost;
use han::crypto::secret::Passphrase;
use han::protocol::cbor;
use han::protocol::exchange::Swap;
use han::protocol::ids::{ActorId, Digest, OwnerId};
use han::protocol::keyfile::OwnerKind;
use han::protocol::leaf::{Class, Leaf};
use han::protocol::merkle::CompactRange;
use han::protocol::refs::{Action, RefBody};
use han::server::Service;
use han::server::commit::{By, Caller};
use han::server::events::Event;
use han::server::log::LogSigner;
use han::server::objects::Objects;
use han::server::origin::Origin;
use han::server::store::postgres::PgStore;
use han::server::store::sqlite::{Journal, SqliteStore};
use han::server::store::{NewVault, Store};
use han::vault::keyfile::{self, Creation, Keys};
use remote_suite::{body, change, commit, init, session};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use zeroize::Zeroizing;

const OWNER: OwnerId = OwnerId([0xaa; 16]);
const CALLER: Caller = Caller { actor: ActorId([7; 16]), token: [5; 16] };

/// One node, with a clock of its own that stands still until it is moved.
struct Node {
    service: Arc<Service>,
    clock: Arc<AtomicU64>,
}

fn node(store: Arc<dyn Store>, dir: &Path) -> Node {
    let clock = Arc::new(AtomicU64::new(1_000_000));
    let read = Arc::clone(&clock);
    let signer = LogSigner::from_seed("events.test", &[7; 32]);
    let now = Arc::new(move || read.load(Ordering::SeqCst));
    let service = Service::new(store, Objects::in_folder(dir).unwrap(), signer, now);
    Node { service: Arc::new(service), clock }
}

async fn add_vault(store: &dyn Store) {
    let signer = LogSigner::from_seed("events.test", &[7; 32]);
    let checkpoint = signer.sign_head(OWNER, &CompactRange::new());
    let new = NewVault { owner: OWNER, kind: OwnerKind::User, created_us: 1, checkpoint };
    store.add_vault(&new).await.unwrap();
}

fn keyfile() -> (RefBody, Keys) {
    let secret = Passphrase::new(Zeroizing::new(b"correct horse battery staple".to_vec()));
    let (cost, secret) = (Cost::GENERATED, &secret);
    let with = Creation { kind: OwnerKind::User, owner: OWNER, secret, account: None, cost, now: 1 };
    let (keyfile, keys, _) = keyfile::create(&with).unwrap();
    (RefBody::Signed(cbor::encode(&keyfile)), keys)
}

fn origin(n: u8) -> Origin {
    Origin::new(format!("192.0.2.{n}"), "han/test")
}

/// Commits the keyfile and gives the keys of the vault.
async fn begin(node: &Node) -> Keys {
    let (body, keys) = keyfile();
    let mut first = init();
    first.changes[0].body = body;
    let by = By { caller: CALLER, origin: Some(&origin(1)) };
    assert!(matches!(node.service.commit(OWNER, by, &first).await.unwrap(), Swap::Done(_)));
    keys
}

async fn leaves(service: &Service) -> Vec<(Class, Leaf, Option<Vec<u8>>)> {
    let events = service.events(OWNER, 0, u64::MAX).await.unwrap();
    let read = |event: han::protocol::exchange::Event| {
        (Class::from_byte(event.class).unwrap(), Leaf::parse(&event.body).unwrap(), event.origin)
    };
    events.into_iter().map(read).collect()
}

async fn is_sound(service: &Service) {
    let verdict = service.verify(OWNER).await.unwrap();
    assert_eq!(verdict.flaws, []);
}

async fn counts_are_written_with_their_origins(node: Node) {
    let keys = begin(&node).await;
    let read = Event::read(Action::ReadObjects, CALLER);
    for n in 1..=3 {
        node.service.count_event(OWNER, read, &origin(n));
    }
    node.service.count_event(OWNER, Event::denial(Action::Commit, CALLER), &origin(9));
    // A vault that is not there: whoever asks for one leaves nothing.
    node.service.count_event(OwnerId([1; 16]), Event::denial(Action::ReadRefs, CALLER), &origin(9));
    node.clock.store(2_000_000, Ordering::SeqCst);
    node.service.write_events().await.unwrap();
    node.service.write_events().await.unwrap();
    let told = leaves(&node.service).await;
    let classes: Vec<_> = told.iter().map(|(class, leaf, _)| (*class, leaf.count, leaf.time_us)).collect();
    let wanted = [(Class::RefMove, 1, 1_000_000), (Class::Read, 3, 2_000_000), (Class::Denial, 1, 2_000_000)];
    assert_eq!(classes, wanted);
    for ((_, leaf, sealed), n) in told.iter().zip([1, 1, 9]) {
        let sealed = sealed.as_ref().unwrap();
        assert_eq!(Digest::of(sealed), leaf.origin);
        assert_eq!(keys.open_origin(sealed).unwrap(), origin(n), "the first of its minute");
    }
    assert!(!node.service.moved_since(OWNER, 1).await.unwrap());
    assert!(node.service.moved_since(OWNER, 0).await.unwrap());
    // The first minute is erased; the second one stays.
    let erased = node.service.erase_origins(OWNER, (CALLER, None), 1_500_000).await.unwrap();
    assert_eq!(erased, 1);
    let after = leaves(&node.service).await;
    let origins: Vec<_> = after.iter().map(|(_, _, origin)| origin.is_some()).collect();
    assert_eq!(origins, [false, true, true, false]);
    assert_eq!((after[3].0, after[3].1.count), (Class::Erasure, 1));
    assert_eq!(node.service.erase_origins(OWNER, (CALLER, None), 1_500_000).await.unwrap(), 0);
    assert_eq!(leaves(&node.service).await.len(), 4, "nothing to erase is nothing to tell");
    is_sound(&node.service).await;
}

/// Commits, counts, minutes and erasures at one time: each commit is there once, no count is lost, the tree is sound.
async fn nothing_is_lost_between_commits(node: Node) {
    begin(&node).await;
    let (service, clock) = (&node.service, &node.clock);
    let commits = async {
        for n in 0..20 {
            let by = By { caller: CALLER, origin: Some(&origin(n)) };
            let one = commit(1, vec![change(session(n.into()), 0, body(n.into()))]);
            assert!(matches!(service.commit(OWNER, by, &one).await.unwrap(), Swap::Done(_)));
        }
    };
    let reads = async {
        for n in 0..200u8 {
            service.count_event(OWNER, Event::read(Action::ReadRefs, CALLER), &origin(n));
            tokio::task::yield_now().await;
        }
    };
    let minutes = async {
        for _ in 0..10 {
            clock.fetch_add(60_000_000, Ordering::SeqCst);
            service.write_events().await.unwrap();
        }
    };
    tokio::join!(commits, reads, minutes);
    service.write_events().await.unwrap();
    let told = leaves(service).await;
    let reads: u32 = told.iter().filter(|one| one.0 == Class::Read).map(|one| one.1.count).sum();
    assert_eq!(reads, 200);
    assert_eq!(told.iter().filter(|one| one.0 == Class::RefMove).count(), 21);
    assert!(told.iter().all(|one| one.2.is_some()), "every leaf has its origin");
    is_sound(service).await;
}

async fn sqlite(dir: &Path) -> Node {
    let store = SqliteStore::create(&dir.join("han.db"), Journal::Wal).await.unwrap();
    add_vault(&store).await;
    node(Arc::new(store), dir)
}

async fn postgres(test: &str, dir: &Path) -> Option<(Node, String)> {
    let url = fresh_database(test).await?;
    let store = PgStore::open(&url).await.unwrap();
    add_vault(&store).await;
    Some((node(Arc::new(store), dir), url))
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_counts_are_written_with_their_origins() {
    let dir = tempfile::tempdir().unwrap();
    counts_are_written_with_their_origins(sqlite(dir.path()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_counts_are_written_with_their_origins() {
    let dir = tempfile::tempdir().unwrap();
    let Some((node, _)) = postgres("counts on PostgreSQL", dir.path()).await else { return };
    counts_are_written_with_their_origins(node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_loses_nothing_between_commits() {
    let dir = tempfile::tempdir().unwrap();
    nothing_is_lost_between_commits(sqlite(dir.path()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_loses_nothing_between_commits() {
    let dir = tempfile::tempdir().unwrap();
    let Some((node, _)) = postgres("minutes on PostgreSQL", dir.path()).await else { return };
    nothing_is_lost_between_commits(node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_node_writes_what_it_counted() {
    let dir = tempfile::tempdir().unwrap();
    let Some((first, url)) = postgres("counts of two nodes", dir.path()).await else { return };
    begin(&first).await;
    let second = node(Arc::new(PgStore::open(&url).await.unwrap()), dir.path());
    for node in [&first, &second, &second] {
        node.service.count_event(OWNER, Event::read(Action::ReadRefs, CALLER), &origin(1));
    }
    let (one, other) = tokio::join!(first.service.write_events(), second.service.write_events());
    one.unwrap();
    other.unwrap();
    let mut counts: Vec<u32> = leaves(&first.service)
        .await
        .iter()
        .filter(|one| one.0 == Class::Read)
        .map(|one| one.1.count)
        .collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 2]);
    is_sound(&second.service).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_written_now_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(&dir.path().join("han.db"), Journal::Wal).await.unwrap();
    add_vault(&store).await;
    let node = node(Arc::new(store), dir.path());
    begin(&node).await;
    node.service.count_event(OWNER, Event::read(Action::ReadRefs, CALLER), &origin(1));
    // Another process holds the tables.
    let url = format!("sqlite://{}", dir.path().join("han.db").display());
    let mut other = <sqlx::SqliteConnection as sqlx::Connection>::connect(&url).await.unwrap();
    sqlx::Executor::execute(&mut other, "BEGIN IMMEDIATE").await.unwrap();
    assert!(node.service.write_events().await.is_err());
    sqlx::Executor::execute(&mut other, "ROLLBACK").await.unwrap();
    node.service.write_events().await.unwrap();
    let told = leaves(&node.service).await;
    assert_eq!(told.last().map(|one| (one.0, one.1.count)), Some((Class::Read, 1)));
    is_sound(&node.service).await;
}
