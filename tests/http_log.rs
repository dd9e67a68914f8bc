//! The log as others read it: tiles, proofs, reads and denials, and from where they came.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "the suite itself runs elsewhere")]
mod remote_suite;
mod server_kit;

use han::crypto::kdf::Cost;
use han::crypto::secret::Passphrase;
use han::protocol::checkpoint::Checkpoint;
use han::protocol::ids::{ActorId, Digest, ObjectId, OwnerId};
use han::protocol::keyfile::OwnerKind;
use han::protocol::leaf::{Class, Leaf, Outcome, leaf_data_of_hash};
use han::protocol::merkle::{CompactRange, leaf_hash, verify_inclusion};
use han::protocol::refs::{Action, RefBody, RefName};
use han::protocol::tiles::Tile;
use han::remote::http::HttpRemote;
use han::remote::{Event, Remote, RemoteError};
use han::server::accounts::Scopes;
use han::vault::keyfile::{self, Creation, Keys};
use remote_suite::{body, change, commit, done, init, session};
use server_kit::{ACTOR, OWNER, Server, unlimited};
use std::path::Path;
use zeroize::Zeroizing;

struct Bench {
    server: Server,
    remote: HttpRemote,
    token: String,
    _dir: tempfile::TempDir,
}

impl Bench {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let server = Server::start(&dir.path().join("server"), unlimited()).await;
        let (remote, token) = server.vault().await;
        Self { server, remote, token, _dir: dir }
    }

    /// Status and body of a request of this token.
    async fn ask(&self, method: &str, path: &str) -> (u16, Vec<u8>) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = format!("{}/v1/vaults/{OWNER}/{path}", self.server.url());
        let request = reqwest::Client::new().request(method.parse().unwrap(), url);
        let request = request.bearer_auth(&self.token).header("user-agent", "auditor/1");
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
    }

    /// The leaf hashes from the entries alone, as anybody who knows the specification would read them.
    async fn entries(&self, paths: &[&str]) -> Vec<[u8; 32]> {
        let mut hashes = Vec::new();
        for path in paths {
            let (status, bundle) = self.ask("GET", &format!("log/tile/{path}")).await;
            assert_eq!(status, 200, "{path}");
            let mut rest = &bundle[..];
            while let Some((len, after)) = rest.split_first_chunk::<2>() {
                let (entry, after) = after.split_at(usize::from(u16::from_be_bytes(*len)));
                hashes.push(leaf_hash(entry));
                rest = after;
            }
        }
        hashes
    }

    async fn events(&self) -> Vec<Event> {
        self.remote.events(0, u64::MAX).await.unwrap()
    }

    /// The leaves that move no ref, in their order.
    async fn others(&self) -> Vec<(Class, Leaf)> {
        let class = |event: &Event| Class::from_byte(event.class).unwrap();
        let events = self.events().await;
        let others = events.iter().filter(|event| class(event) != Class::RefMove);
        others.map(|event| (class(event), Leaf::parse(&event.body).unwrap())).collect()
    }

    async fn write_events(&self) {
        self.server.shared.site().service.write_events().await.unwrap();
    }
}

/// A keyfile with a real audit key, and its keys.
fn keyfile() -> (RefBody, Keys) {
    let secret = Passphrase::new(Zeroizing::new(b"correct horse battery staple".to_vec()));
    let (cost, secret) = (Cost::GENERATED, &secret);
    let with = Creation { kind: OwnerKind::User, owner: OWNER, secret, account: None, cost, now: 1 };
    let (keyfile, keys, _) = keyfile::create(&with).unwrap();
    (RefBody::Signed(han::protocol::cbor::encode(&keyfile)), keys)
}

#[tokio::test(flavor = "multi_thread")]
async fn tiles_and_proofs_lead_to_the_signed_root() {
    let bench = Bench::new().await;
    done(bench.remote.commit(&init()).await.unwrap());
    for first in [0, 200] {
        let changes = (first..first + 200).map(|n| change(session(n), 0, body(1))).collect();
        done(bench.remote.commit(&commit(1, changes)).await.unwrap());
    }
    let size = 401;
    let key = bench.server.shared.site().service.signer().log_key();
    let head = Checkpoint::verify(&bench.remote.head().await.unwrap().checkpoint, &key).unwrap();
    assert_eq!(head.size, size);
    let hashes = bench.entries(&["entries/000", "entries/001.p/145"]).await;
    let root = |of: u64| {
        let mut tree = CompactRange::new();
        hashes[..of as usize].iter().for_each(|hash| drop(tree.append(*hash)));
        tree.root()
    };
    assert_eq!((hashes.len() as u64, root(size)), (size, head.root));
    for tile in Tile::all(size) {
        assert_eq!(bench.ask("GET", &format!("log/tile/{tile}")).await.0, 200, "{tile}");
    }
    let (_, level0) = bench.ask("GET", "log/tile/0/001.p/145").await;
    assert_eq!(level0, hashes[256..].concat());
    let (_, level1) = bench.ask("GET", "log/tile/1/000.p/1").await;
    assert_eq!(level1, root(256));
    for (seq, of) in [(0, 1), (7, 8), (255, 256), (0, size), (400, size)] {
        let path = format!("log/proof/inclusion?seq={seq}&size={of}");
        let (status, proof) = bench.ask("GET", &path).await;
        assert_eq!(status, 200);
        let proof: han::protocol::wire::Hashes = han::protocol::cbor::decode(&proof).unwrap();
        let proof: Vec<[u8; 32]> = proof.hashes.into_iter().map(|hash| hash.0).collect();
        verify_inclusion(&proof, of, root(of), seq, hashes[seq as usize]).unwrap();
    }
    for (path, status) in [
        ("log/tile/0/002", 404),
        ("log/tile/0/001.p/146", 404),
        ("log/tile/1/000.p/2", 404),
        ("log/tile/9/000", 400),
        ("log/tile/0/1", 400),
        ("log/tile/data/000", 400),
        ("log/proof/inclusion?seq=401&size=401", 422),
        ("log/proof/inclusion?seq=0&size=402", 422),
        ("log/proof/inclusion?seq=0", 400),
    ] {
        assert_eq!(bench.ask("GET", path).await.0, status, "{path}");
    }
    bench.write_events().await;
    assert_eq!(
        bench.remote.events(size, size + 1).await.unwrap(),
        [],
        "reading the log does not make it grow"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_and_denials_are_counted_and_written_once() {
    let bench = Bench::new().await;
    done(bench.remote.commit(&init()).await.unwrap());
    let id = ObjectId::of(b"ciphertext");
    bench.remote.put(id, b"ciphertext"[..].into()).await.unwrap();
    for _ in 0..3 {
        bench.remote.get(id).await.unwrap();
        bench.remote.get_ref(&RefName::keyfile()).await.unwrap().unwrap();
        bench.remote.missing(&[id]).await.unwrap();
        bench.remote.head().await.unwrap();
    }
    assert!(bench.remote.get_ref(&session(9)).await.unwrap().is_none());
    assert_eq!(bench.ask("HEAD", &format!("objects/{id}")).await.0, 200);
    // Another user without a role here, and a token that may only read the log.
    let stranger = bench.server.token("eve", ActorId([9; 16]), Scopes::DEVICE).await;
    let stranger = HttpRemote::new(bench.server.client(Some(&stranger)), OWNER);
    for _ in 0..2 {
        assert!(matches!(stranger.get(id).await, Err(RemoteError::NotFound(_))));
    }
    let nowhere = bench.server.token("mallory", ActorId([8; 16]), Scopes::DEVICE).await;
    let nowhere = HttpRemote::new(bench.server.client(Some(&nowhere)), OwnerId([5; 16]));
    assert!(nowhere.get(id).await.is_err());
    let narrow = bench.server.token("ann", ACTOR, Scopes::LOG).await;
    let narrow = HttpRemote::new(bench.server.client(Some(&narrow)), OWNER);
    assert!(matches!(narrow.commit(&init()).await, Err(RemoteError::NotAuthorised(_))));
    assert_eq!(bench.others().await, [], "nothing is written at once");
    for _ in 0..2 {
        bench.write_events().await;
    }
    let others = bench.others().await;
    let seen: Vec<_> = others
        .iter()
        .map(|(class, leaf)| (*class, leaf.action, leaf.outcome, leaf.actor.0[0], leaf.count))
        .collect();
    assert_eq!(
        seen,
        [
            (Class::Read, Action::ReadRefs, Outcome::Done, 7, 3),
            (Class::Read, Action::ReadObjects, Outcome::Done, 7, 3),
            (Class::Denial, Action::Commit, Outcome::Denied, 7, 1),
            (Class::Denial, Action::ReadObjects, Outcome::Denied, 9, 2),
        ]
    );
    assert!(others.iter().all(|(_, leaf)| leaf.moved.is_none() && leaf.owner == OWNER));
    assert_eq!(others.iter().map(|(_, leaf)| leaf.seq).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let verdict = bench.server.shared.site().service.verify(OWNER).await.unwrap();
    assert_eq!((verdict.leaves, verdict.flaws), (5, Vec::new()));
    // A waiter is woken by moves of refs alone.
    assert_eq!(bench.ask("GET", "changes?since=1").await.0, 204);
    assert_eq!(bench.ask("GET", "changes?since=0").await.0, 200);
    done(bench.remote.commit(&commit(1, vec![change(session(1), 0, body(1))])).await.unwrap());
    assert_eq!(bench.ask("GET", "changes?since=1").await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_cannot_pose_as_a_read() {
    let bench = Bench::new().await;
    done(bench.remote.commit(&init()).await.unwrap());
    for action in [Action::Export, Action::ReadRefs, Action::Commit, Action::EraseOrigins] {
        let mut posing = change(session(1), 0, body(1));
        posing.action = action;
        let refused = bench.remote.commit(&commit(1, vec![posing])).await;
        assert!(matches!(refused, Err(RemoteError::Refused(_))), "{action:?}");
    }
    assert_eq!(bench.events().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn origins_are_sealed_to_the_audit_key_and_can_be_erased() {
    let bench = Bench::new().await;
    let (keyfile, keys) = keyfile();
    let mut first = init();
    first.changes[0].body = keyfile;
    done(bench.remote.commit(&first).await.unwrap());
    done(bench.remote.commit(&commit(1, vec![change(session(1), 0, body(1))])).await.unwrap());
    assert_eq!(bench.ask("GET", "refs/keyfile").await.0, 200);
    assert_eq!(bench.ask("GET", "export").await.0, 200);
    bench.write_events().await;
    let events = bench.events().await;
    let agents: Vec<String> = events
        .iter()
        .map(|event| {
            let sealed = event.origin.as_ref().expect("an origin");
            assert_eq!(Digest::of(sealed), Leaf::parse(&event.body).unwrap().origin);
            let origin = keys.open_origin(sealed).unwrap();
            assert_eq!(origin.address, "127.0.0.1");
            origin.agent
        })
        .collect();
    assert!(agents[0].starts_with("han/") && agents[1] == agents[0], "{agents:?}");
    assert_eq!(agents[2..], ["auditor/1", "auditor/1"], "the export, then the read");
    assert_ne!(events[0].origin, events[1].origin, "nothing tells that they are alike");
    let stored = std::fs::read(bench._dir.path().join("server/han.db")).unwrap();
    for word in ["auditor/1", "127.0.0.1"] {
        assert!(memchr::memmem::find(&stored, word.as_bytes()).is_none(), "{word} is stored in the clear");
    }
    // Others' keys open nothing.
    let (_, others) = self::keyfile();
    assert!(others.open_origin(events[0].origin.as_ref().unwrap()).is_err());

    let head = bench.remote.head().await.unwrap();
    assert_eq!(bench.ask("DELETE", "log/origins?before=0").await.0, 200);
    assert!(bench.remote.head().await.unwrap() == head, "nothing was erased, nothing is said");
    let now = bench.server.shared.site().service.time_us();
    assert_eq!(bench.ask("DELETE", &format!("log/origins?before={now}")).await, (200, vec![0xa1, 0, 4]));
    let after = bench.events().await;
    for (before, after) in events.iter().zip(&after) {
        assert_eq!((&before.body, &after.origin), (&after.body, &None));
    }
    let erasure = after.last().unwrap();
    let leaf = Leaf::parse(&erasure.body).unwrap();
    assert_eq!((erasure.class, leaf.action, leaf.count), (6, Action::EraseOrigins, 4));
    assert!(erasure.origin.is_some(), "who erases is noted too");
    let mut range = CompactRange::new();
    for event in &after {
        range.append(leaf_hash(&leaf_data_of_hash(event.class, &Digest::of(&event.body).0)));
    }
    let key = bench.server.shared.site().service.signer().log_key();
    let head = Checkpoint::verify(&bench.remote.head().await.unwrap().checkpoint, &key).unwrap();
    assert_eq!((range.size(), range.root()), (head.size, head.root));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_counted_is_written_when_the_server_ends() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(&dir.path().join("server"), unlimited()).await;
    let (remote, _) = server.vault().await;
    done(remote.commit(&init()).await.unwrap());
    remote.get_ref(&RefName::keyfile()).await.unwrap().unwrap();
    server.end().await;
    assert_eq!(leaves(&dir.path().join("server")).await, 2);
}

async fn leaves(dir: &Path) -> u64 {
    let clock = server_kit::system_clock();
    let site = han::server::site::open_existing(dir, &Default::default(), clock).await.unwrap();
    let size = site.service.log_size(OWNER).await.unwrap();
    site.service.close().await;
    size
}
