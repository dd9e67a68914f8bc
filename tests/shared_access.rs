//! What an envelope lets somebody read who has no role in the vault: one session, until the envelope ends, and nothing
//! else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "the suite itself runs elsewhere")]
mod remote_suite;
mod server_kit;

use bytes::Bytes;
use han::protocol::envelope::Envelope;
use han::protocol::ids::{ActorId, ObjectId};
use han::protocol::refs::RefName;
use han::protocol::sharing::{EnvelopeStatus, Fetched, Opening};
use han::remote::http::HttpRemote;
use han::remote::{Remote as _, RemoteError};
use han::server::accounts::Scopes;
use han::server::site;
use remote_suite::{ME, body, change, commit, done, envelope, init, put, session};
use server_kit::{OWNER, Server, unlimited};
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const BEN: ActorId = ActorId([8; 16]);
const CYD: ActorId = ActorId([9; 16]);
const START: u64 = 1_800_000_000;
const GOOD: Opening = Opening { signature_ok: true, decrypted: true };

struct Scene {
    ann: HttpRemote,
    ben: HttpRemote,
    cyd: HttpRemote,
    clock: Arc<AtomicU64>,
    objects: [ObjectId; 3],
    server: Server,
    _dir: tempfile::TempDir,
}

impl Scene {
    /// Two sessions of one object each; a third object belonged to the first session and does not any more.
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicU64::new(START * 1_000_000));
        let shown = Arc::clone(&clock);
        let time = Arc::new(move || shown.load(Ordering::SeqCst));
        let site = site::open(&dir.path().join("server"), "test", time).await.unwrap();
        let server = Server::serve(site, unlimited());
        let (ann, _) = server.vault().await;
        let mut others = Vec::new();
        for (name, id) in [("ben", BEN), ("cyd", CYD)] {
            let token = server.token(name, id, Scopes::DEVICE).await;
            others.push(HttpRemote::new(server.client(Some(&token)), OWNER));
        }
        let [ben, cyd] = others.try_into().ok().unwrap();
        done(ann.commit(&init()).await.unwrap());
        let mut objects = Vec::new();
        for content in [&b"one"[..], b"two", b"gone"] {
            let id = ObjectId::of(content);
            ann.put(id, Bytes::from_static(content)).await.unwrap();
            objects.push(id);
        }
        let objects: [ObjectId; 3] = objects.try_into().unwrap();
        let mut first = change(session(1), 0, body(1));
        first.added = vec![objects[0], objects[2]];
        let mut second = change(session(2), 0, body(2));
        second.added = vec![objects[1]];
        done(ann.commit(&commit(1, vec![first, second])).await.unwrap());
        let mut later = change(session(1), 1, body(3));
        later.dropped = vec![objects[2]];
        done(ann.commit(&commit(1, vec![later])).await.unwrap());
        Self { ann, ben, cyd, clock, objects, server, _dir: dir }
    }

    async fn share(&self) -> Envelope {
        self.clock.fetch_add(1_000_000, Ordering::SeqCst);
        let made = envelope(OWNER, (1, self.clock.load(Ordering::SeqCst) / 1_000_000));
        self.ann.put_envelope(&put(&made, BEN)).await.unwrap();
        made
    }

    async fn status(&self) -> Vec<EnvelopeStatus> {
        self.ann.envelopes().await.unwrap().envelopes.iter().map(|entry| entry.status).collect()
    }
}

fn unknown<T: Debug>(result: Result<T, RemoteError>) {
    assert!(matches!(result, Err(RemoteError::NotFound(_) | RemoteError::NotAuthorised(_))), "{result:?}");
}

/// Nothing of the vault but what `may` names can be read, and nothing at all be changed.
async fn sees_only(remote: &HttpRemote, scene: &Scene, may: bool) {
    assert_eq!(remote.get_ref(&session(1)).await.unwrap().is_some(), may);
    assert_eq!(remote.get(scene.objects[0]).await.is_ok(), may);
    for name in [session(2), session(3), RefName::keyfile(), RefName::roster()] {
        assert_eq!(remote.get_ref(&name).await.unwrap(), None, "{name}");
    }
    for id in [scene.objects[1], scene.objects[2], ObjectId([1; 32])] {
        unknown(remote.get(id).await);
    }
    unknown(remote.head().await);
    unknown(remote.leaves(0, 3).await);
    unknown(remote.events(0, 3).await);
    unknown(remote.list_refs(None, 10).await);
    unknown(remote.missing(&[scene.objects[0]]).await);
    unknown(remote.put(ObjectId::of(b"new"), Bytes::from_static(b"new")).await);
    unknown(remote.commit(&commit(1, vec![change(session(1), 2, body(9))])).await);
    unknown(remote.stored_bytes().await);
    unknown(remote.collect().await);
    unknown(remote.envelopes().await);
    unknown(remote.export(&mut Vec::new()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recipient_reads_the_session_that_was_shared_and_nothing_else() {
    let scene = Scene::new().await;
    sees_only(&scene.ben, &scene, false).await;
    let made = scene.share().await;
    let id = made.body.id;
    sees_only(&scene.ben, &scene, true).await;
    sees_only(&scene.cyd, &scene, false).await;
    unknown(scene.cyd.fetch_envelope(CYD, id).await);
    unknown(scene.cyd.report_opening(CYD, (id, GOOD)).await);
    unknown(scene.cyd.revoke_envelope(CYD, id).await);
    unknown(scene.ben.revoke_envelope(BEN, id).await);
    unknown(scene.ben.put_envelope(&put(&envelope(OWNER, (1, START)), CYD)).await);
    assert_eq!(scene.cyd.inbox(CYD).await.unwrap().envelopes, []);
    assert_eq!(scene.status().await, [EnvelopeStatus::Pending]);
    let inbox = scene.ben.inbox(BEN).await.unwrap().envelopes;
    assert_eq!((inbox.len(), inbox[0].id, inbox[0].sender), (1, id, ME));
    assert!(matches!(scene.ben.fetch_envelope(BEN, id).await.unwrap(), Fetched::Envelope(_)));
    assert_eq!(scene.status().await, [EnvelopeStatus::Delivered]);
    scene.ben.report_opening(BEN, (id, GOOD)).await.unwrap();
    assert_eq!(scene.status().await, [EnvelopeStatus::Opened]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_revoked_or_has_expired_lets_nobody_read() {
    let scene = Scene::new().await;
    let first = scene.share().await;
    scene.ann.revoke_envelope(ME, first.body.id).await.unwrap();
    sees_only(&scene.ben, &scene, false).await;
    assert_eq!(scene.ben.fetch_envelope(BEN, first.body.id).await.unwrap(), Fetched::Revoked);
    let second = scene.share().await;
    sees_only(&scene.ben, &scene, true).await;
    scene.clock.store((second.body.not_after + 1) * 1_000_000 - 1, Ordering::SeqCst);
    assert!(scene.ben.get_ref(&session(1)).await.unwrap().is_some(), "its last microsecond");
    scene.clock.fetch_add(1, Ordering::SeqCst);
    sees_only(&scene.ben, &scene, false).await;
    assert_eq!(scene.ben.fetch_envelope(BEN, second.body.id).await.unwrap(), Fetched::Expired);
    scene.ben.report_opening(BEN, (second.body.id, GOOD)).await.unwrap();
    assert_eq!(scene.status().await, [EnvelopeStatus::Expired, EnvelopeStatus::Revoked]);
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_of_a_guest_stand_in_the_log_of_the_vault() {
    let scene = Scene::new().await;
    let made = scene.share().await;
    assert!(scene.ben.get_ref(&session(1)).await.unwrap().is_some());
    assert_eq!(scene.ben.get_ref(&session(2)).await.unwrap(), None);
    scene.ben.fetch_envelope(BEN, made.body.id).await.unwrap();
    scene.server.shared.site().service.write_events().await.unwrap();
    let events = scene.ann.events(0, 100).await.unwrap();
    let said: Vec<(u8, String)> = events
        .iter()
        .map(|event| (event.class, han::protocol::leaf::Leaf::parse(&event.body).unwrap()))
        .filter(|(_, leaf)| leaf.actor == BEN)
        .map(|(class, leaf)| (class, leaf.action.name().to_owned()))
        .collect();
    for wanted in [(8, "deliver"), (3, "read_refs"), (4, "read_refs")] {
        assert!(said.contains(&(wanted.0, wanted.1.to_owned())), "{wanted:?} in {said:?}");
    }
}
