//! The same over HTTP: who writes under keys of before is refused by the server itself.

use super::server_kit::{ACTOR, Server, unlimited};
use super::*;
use han::local::secrets::file::FileStore;
use han::ops::open::Profile;
use han::ops::secret::SecretSource;
use han::ops::server::{self, ServerPlace, TokenSource};
use han::ops::{device, init};
use han::protocol::ids::{ActorId, OwnerId};
use han::protocol::keyfile::OwnerKind;
use han::protocol::refs::{Action, Commit, RefBody, RefChange};
use han::remote::http::{Clear, Endpoint};
use han::remote::{RemoteError, Swap};
use han::server::accounts::Scopes;
use han::vault::content::SessionKeys;
use std::sync::Arc;

const OWNER: OwnerId = OwnerId([9; 16]);

async fn place(server: &Server, dir: &Path, name: &str) -> ServerPlace {
    let token = dir.join(name);
    std::fs::write(&token, server.token("ann", ACTOR, Scopes::DEVICE).await).unwrap();
    ServerPlace {
        endpoint: Endpoint::parse(&server.url(), Clear::Loopback).unwrap(),
        owner: Some(OWNER),
        kind: OwnerKind::User,
        token: TokenSource::File(token),
    }
}

/// A machine with a new vault on a server.
async fn machine(dir: &Path, place: &ServerPlace) -> Home {
    let state = dir.join("a/state");
    let profile = Profile {
        name: "personal".into(),
        owner: OWNER,
        state: state.join("vault"),
        secret: SecretSource { store: Some(Arc::new(FileStore::new(dir.join("a/secrets")))), given: None },
        person: None,
        device: device::load_or_create(&state).unwrap(),
        device_name: "a".into(),
    };
    let place = RemotePlace::Server(place.clone());
    let with = init::Init {
        profile: &profile,
        place: &place,
        kind: OwnerKind::User,
        secret: &support::secret(),
        account: None,
        founder: None,
        cost: han::crypto::kdf::Cost::GENERATED,
        now: NOW,
    };
    init::run(&with).await.unwrap().remote.close().await;
    Home::at(&dir.join("a"), han::ops::sync::Target { profile, place }, support::NOW_NS)
}

/// A session that holds nothing but a content key.
fn bare(vault: &OpenVault, n: usize, keyfile_version: u64) -> Commit {
    let tag = vault.keys.session_tag(&uuid(n));
    let wraps = SessionKeys::generate(&vault.keys, tag).unwrap().to_field();
    let change = RefChange {
        name: RefName::session(tag),
        expected: 0,
        body: RefBody::Session { wraps, manifest: vec![1; 64], meta: vec![2; 64] },
        action: Action::Sync,
        added: Vec::new(),
        dropped: Vec::new(),
    };
    Commit { keyfile_version, actor: ActorId([1; 16]), changes: vec![change] }
}

/// Rows 14 and 48: a second machine that still writes under the generation of before.
#[tokio::test(flavor = "multi_thread")]
async fn a_stale_writer_is_refused_by_the_server() {
    let dir = kit::fast_dir();
    let server = Server::start(&dir.path().join("served"), unlimited()).await;
    let a = machine(dir.path(), &place(&server, dir.path(), "one").await).await;
    let stale = open_vault(&a).await.unwrap();
    for (at, act_now) in [Act::DataKey, Act::Secret, Act::Compromised].into_iter().enumerate() {
        act(&a, act_now, &mut Model::default()).await.unwrap();
        let before = stale.connection.remote.head().await.unwrap();
        let answer = stale.connection.remote.commit(&bare(&stale, at, stale.keys.keyfile_version)).await;
        let Swap::Conflict { refs } = answer.unwrap() else { panic!("{act_now:?}: taken under old keys") };
        assert_eq!(refs.iter().map(|moved| moved.name.clone()).collect::<Vec<_>>(), [RefName::keyfile()]);
        let after = stale.connection.remote.head().await.unwrap();
        assert_eq!(before.checkpoint, after.checkpoint, "{act_now:?}: nothing was written");
    }
    // One that lies about what it has seen is found out by every reader, in that session alone.
    let version = open_vault(&a).await.unwrap().keys.keyfile_version;
    let forged = stale.connection.remote.commit(&bare(&stale, 7, version)).await.unwrap();
    assert!(matches!(forged, Swap::Done(_)));
    a.write(&format!("{}.jsonl", uuid(1)), kit::lines(0, 5));
    assert_eq!(a.sync().await.unwrap().sent.len(), 1);
    let reader = a.reader().await.unwrap();
    assert!(reader.session(reader.keys.session_tag(&uuid(7))).await.is_err());
    assert!(reader.session(reader.keys.session_tag(&uuid(1))).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shredded_is_gone_from_a_server() {
    let dir = kit::fast_dir();
    let server = Server::start(&dir.path().join("served"), unlimited()).await;
    let a = machine(dir.path(), &place(&server, dir.path(), "one").await).await;
    a.write(&format!("{}.jsonl", uuid(0)), kit::lines(0, 5));
    a.write(&format!("{}.jsonl", uuid(1)), kit::lines(0, 5));
    a.sync().await.unwrap();
    let objects = a.stored(&uuid(0)).await.unwrap().view.manifest.objects();
    act(&a, Act::Shred(0), &mut Model::default()).await.unwrap();
    let remote = a.target.place.open().await.unwrap();
    for id in objects {
        assert!(matches!(remote.get(id).await, Err(RemoteError::NotFound(_))), "{id}");
    }
    assert!(a.stored(&uuid(0)).await.is_none() && a.stored(&uuid(1)).await.is_some());
    assert!(a.sync().await.unwrap().sent.is_empty(), "it is not sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tokens_of_the_other_machines_go() {
    let dir = kit::fast_dir();
    let server = Server::start(&dir.path().join("served"), unlimited()).await;
    let (one, two) = (place(&server, dir.path(), "one").await, place(&server, dir.path(), "two").await);
    let a = machine(dir.path(), &one).await;
    let other = two.open().unwrap();
    han::remote::Remote::head(&other).await.unwrap();
    assert_eq!(server::revoke_others(&one).await.unwrap().len(), 1);
    let denied = han::remote::Remote::head(&two.open().unwrap()).await;
    assert!(matches!(denied, Err(RemoteError::NotAuthorised(_))));
    open_vault(&a).await.unwrap();
    assert!(server::revoke_others(&one).await.unwrap().is_empty());
}
