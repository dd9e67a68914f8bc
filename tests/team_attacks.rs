//! A server that turns against a team: rows 19 to 24 of the attacks that a client must survive, as far as teams are
//! concerned. It hands out other keys, adds members, takes removals back, mixes teams, and helps who may not write. The
//! program refuses by the right exit code, and remembers what it knew.
//!
//! What the server writes into its own log goes in by its own service, which judges nothing that clients sign.

#![cfg(unix)]
#![cfg(feature = "test-kdf")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod outside;
mod proxy_kit;
mod server_kit;
mod team_kit;

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use bytes::Bytes;
use han::crypto::kdf::Cost;
use han::crypto::secret::Passphrase;
use han::protocol::cbor;
use han::protocol::ids::{ActorId, ObjectId, OwnerId};
use han::protocol::keyfile::OwnerKind;
use han::protocol::refs::{Action, Commit, Ref, RefBody, RefChange, RefName};
use han::protocol::roster::{Chain, Change, Entry, Member, Role};
use han::remote::Swap;
use han::server::commit::Caller;
use han::vault::identity::Identity;
use han::vault::keyfile::{self, Creation};
use outside::{Person, uuid};
use server_kit::{Server, unlimited};
use std::sync::Arc;
use team_kit::{Office, TEAM, owner_of, plant_team_session, route, team_file, team_owner};
use zeroize::Zeroizing;

/// Somebody whom the server makes up.
fn ghost(owner: OwnerId) -> Arc<Identity> {
    let secret = Passphrase::new(Zeroizing::new(b"ghost".to_vec()));
    let (kind, cost) = (OwnerKind::User, Cost::GENERATED);
    let with = Creation { kind, owner, secret: &secret, account: None, cost, now: 1 };
    Arc::clone(keyfile::create(&with).unwrap().1.identity().unwrap())
}

/// What the server itself holds of the team.
fn held(office: &Office, server: &Server, owner: OwnerId, name: &RefName) -> Ref {
    office.runtime.block_on(server.shared.site().service.get_ref(owner, name)).unwrap().unwrap()
}

/// Has the server move a ref by itself.
fn push(office: &Office, owner: OwnerId, name: &RefName, body: RefBody, added: Vec<ObjectId>) {
    let server = office.server.as_ref().unwrap();
    let service = &server.shared.site().service;
    let standing = office.runtime.block_on(service.get_ref(owner, name)).unwrap();
    let expected = standing.map_or(0, |standing| standing.version);
    let keyfile_version = held(office, server, owner, &RefName::keyfile()).version;
    let change =
        RefChange { name: name.clone(), expected, body, action: Action::Roster, added, dropped: Vec::new() };
    let actor = ActorId([5; 16]);
    let commit = Commit { keyfile_version, actor, changes: vec![change] };
    let swap = office.runtime.block_on(service.commit(owner, Caller { actor, token: [0; 16] }, &commit));
    assert!(matches!(swap.unwrap(), Swap::Done(_)));
}

fn roster_of(found: &Ref) -> Chain {
    let RefBody::Signed(bytes) = &found.body else { panic!("a roster") };
    cbor::decode(bytes).unwrap()
}

/// A team of ann and ben with a session of each.
fn team() -> (Office, OwnerId) {
    let office = Office::new(&["ann", "ben", "cid"]);
    office.found("ann");
    office.admit("ann", "ben", "member");
    for (name, n) in [("ann", 11), ("ben", 12)] {
        let person = office.person(name);
        route(person);
        plant_team_session(person, n);
        person.expect(0, &["sync"]);
    }
    let owner = OwnerId::parse(&team_owner(office.person("ann"))).unwrap();
    // Everybody has seen the newest state.
    for name in ["ann", "ben"] {
        office.person(name).expect(0, &["team", "members", "--vault", TEAM]);
    }
    (office, owner)
}

/// Everything that reads or writes the team is refused so, and nothing that was known changes.
fn all_refused(office: &Office, name: &str, code: i32, says: &str) {
    let person = office.person(name);
    let before = office.pins(name);
    plant_team_session(person, 77);
    for words in [
        &["sync"][..],
        &["list", "--stored", "--vault", TEAM],
        &["restore", "--all", "--vault", TEAM],
        &["verify", "--vault", TEAM],
        &["team", "members", "--vault", TEAM],
        &["rotate", "--data-key", "--vault", TEAM],
    ] {
        let ended = person.run(words);
        assert_eq!(ended.code, Some(code), "han {words:?}: {}", ended.err);
        assert!(ended.err.contains(says), "han {words:?}: {}", ended.err);
        assert!(ended.err.contains("hint"), "han {words:?}: {}", ended.err);
    }
    assert_eq!(office.pins(name), before);
    std::fs::remove_file(team_file(person, 77)).unwrap();
}

fn without_personal(mut pins: std::collections::BTreeMap<String, Vec<u8>>, person: &Person) -> usize {
    let personal = owner_of(person, "personal");
    pins.retain(|name, _| !name.contains(&personal));
    pins.len()
}

#[test]
fn row_20_another_card_for_a_contact_is_refused_and_nobody_comes_in() {
    let (office, _) = team();
    let contact = office.contact("cid");
    let cid = OwnerId::parse(&owner_of(office.person("cid"), "personal")).unwrap();
    let (evil, elsewhere) = (ghost(cid), ghost(OwnerId([6; 16])));
    let (before, pins) = (members(&office), office.pins("ann"));
    for card in [evil.card(), elsewhere.card()] {
        let bytes = cbor::encode(card);
        office.lie(move |method, path, whole| match (method.as_str(), path.starts_with("/v1/cards/")) {
            ("GET", true) => whole.with(bytes.clone()),
            _ => whole.unchanged(),
        });
        let refused = office.person("ann").run(&["team", "invite", &contact, "--as", "cid"]);
        assert_eq!(refused.code, Some(6), "{}", refused.err);
        assert!(refused.err.contains("another identity"), "{}", refused.err);
    }
    office.lie(|_, path, whole| match path.starts_with("/v1/cards/") {
        true => StatusCode::NOT_FOUND.into_response(),
        false => whole.unchanged(),
    });
    let refused = office.person("ann").run(&["team", "invite", &contact, "--as", "cid"]);
    assert_eq!(refused.code, Some(1), "{}", refused.err);
    office.tell_the_truth();
    assert_eq!((members(&office), office.pins("ann")), (before, pins));
}

fn members(office: &Office) -> String {
    office.person("ann").json(&["team", "members", "--vault", TEAM])["members"].to_string()
}

#[test]
fn row_21_a_member_that_no_owner_let_in_is_refused() {
    let (office, owner) = team();
    let found = held(&office, office.server.as_ref().unwrap(), owner, &RefName::roster());
    let mut chain = roster_of(&found);
    let me = ghost(OwnerId([6; 16]));
    let last = chain.entries.last().unwrap().clone();
    let mut body = last.body.clone();
    body.version += 1;
    body.prev = last.hash();
    body.change =
        Change::Add(Member { card: me.card().clone(), name: "ghost".into(), role: Role::Member, user: None });
    // In ann's name, and signed by the only key that the server has.
    let signature = me.sign(han::crypto::sign::Purpose::Roster, owner, &[&cbor::encode(&body)]);
    chain.entries.push(Entry { body, signature });
    push(&office, owner, &RefName::roster(), RefBody::Signed(cbor::encode(&chain)), Vec::new());
    for name in ["ann", "ben"] {
        all_refused(&office, name, 6, "signed by nobody who was an owner or admin then");
    }
}

#[test]
fn rows_22_and_24_a_roster_of_before_a_change_is_refused_as_body_and_as_move() {
    let (office, owner) = team();
    let server = office.server.as_ref().unwrap();
    let old = held(&office, server, owner, &RefName::roster());
    office.person("ann").expect(0, &["team", "role", "ben", "reader"]);
    // As the body of the newest move.
    let bytes = cbor::encode(&Ref { version: old.version + 1, ..old.clone() });
    office.lie(move |_, path, whole| match path.ends_with("/refs/roster") {
        true => whole.with(bytes.clone()),
        false => whole.unchanged(),
    });
    all_refused(&office, "ben", 6, "differs from what the log says");
    office.tell_the_truth();
    // As one move more, which the server signs into its log.
    push(&office, owner, &RefName::roster(), old.body, Vec::new());
    for name in ["ann", "ben"] {
        all_refused(&office, name, 6, "is not what the log says of it");
    }
    assert!(without_personal(office.pins("ann"), office.person("ann")) >= 2);
}

#[test]
fn row_23_what_is_of_one_team_is_nothing_in_another() {
    let (office, owner) = team();
    let ann = office.person("ann");
    ann.expect(0, &["team", "create", "other", "--remote", &office.url]);
    let other = OwnerId::parse(&owner_of(ann, "team:other")).unwrap();
    let server = office.server.as_ref().unwrap();
    for name in [RefName::roster(), RefName::keyfile()] {
        let foreign = held(&office, server, other, &name);
        let own = held(&office, server, owner, &name);
        let bytes = cbor::encode(&Ref { version: own.version, ..foreign });
        let end = format!("{owner}/refs/{name}");
        office.lie(move |_, path, whole| match path.ends_with(&end) {
            true => whole.with(bytes.clone()),
            false => whole.unchanged(),
        });
        let stopped = office.person("ben").run(&["team", "members", "--vault", TEAM]);
        assert_eq!(stopped.code, Some(0), "what is known is not fetched again: {}", stopped.err);
        std::fs::remove_file(ben_state(&office, owner, name.as_str())).unwrap();
        let stopped = office.person("ben").run(&["team", "members", "--vault", TEAM]);
        assert_eq!(stopped.code, Some(6), "{name}: {}", stopped.err);
        office.tell_the_truth();
        office.person("ben").expect(0, &["team", "members", "--vault", TEAM]);
    }
    let foreign = held(&office, server, other, &RefName::roster());
    push(&office, owner, &RefName::roster(), foreign.body, Vec::new());
    all_refused(&office, "ann", 6, "the roster's first entry is not the one that the keyfile names");
}

fn ben_state(office: &Office, owner: OwnerId, name: &str) -> std::path::PathBuf {
    office.person("ben").state().join(owner.to_string()).join(name)
}

#[test]
fn row_19_a_team_that_the_server_denies_is_not_made_anew() {
    let (office, _) = team();
    let before = office.pins("ann");
    office.lie(|_, path, whole| match path.contains("/vaults/") {
        true => StatusCode::NOT_FOUND.into_response(),
        false => whole.unchanged(),
    });
    plant_team_session(office.person("ann"), 13);
    let sync = office.person("ann").run(&["sync"]);
    assert_eq!(sync.code, Some(1), "{}", sync.err);
    for words in [&["team", "create", "acme"][..], &["init", "--vault", TEAM]] {
        let refused = office.person("ann").run(words);
        assert_eq!(refused.code, Some(4), "{words:?}: {}", refused.err);
    }
    assert_eq!(office.pins("ann"), before);
}

#[test]
fn a_readers_session_that_the_server_brings_in_is_refused_and_the_others_are_read() {
    brought_from_the_past(&["team", "role", "ben", "reader"]);
}

#[test]
fn row_22_what_somebody_removed_writes_on_is_refused_and_the_others_are_read() {
    brought_from_the_past(&["team", "remove", "ben", "--yes"]);
}

/// Ben writes in a past that the server keeps for him; then the server brings it to where ann has done this.
fn brought_from_the_past(change: &[&str]) {
    let (mut office, owner) = team();
    let fork = office.dir.path().join("fork");
    let inside = office.runtime.handle().clone();
    // In order: the database must be closed before its files are copied.
    let server = office.server.take().unwrap();
    office.runtime.block_on(async {
        let shared = Arc::clone(&server.shared);
        server.end().await;
        shared.site().service.close().await;
    });
    outside::copy(&office.dir.path().join("server"), &fork);
    let (real, past) = office.runtime.block_on(async {
        (
            Server::start(&office.dir.path().join("server"), unlimited()).await,
            Server::start(&fork, unlimited()).await,
        )
    });
    *office.proxy.to.lock().unwrap() = past.url();
    let ben = office.person("ben");
    plant_team_session(ben, 14);
    ben.expect(0, &["sync"]);
    *office.proxy.to.lock().unwrap() = real.url();
    office.person("ann").expect(0, change);
    // The one session that only the past has.
    let refs = office.runtime.block_on(past.shared.site().service.list_refs(owner, None, 100)).unwrap();
    let known = office.runtime.block_on(real.shared.site().service.list_refs(owner, None, 100)).unwrap();
    let new = refs.into_iter().find(|one| !known.iter().any(|have| have.name == one.name)).unwrap();
    office.server = Some(real);
    let server = office.server.as_ref().unwrap();
    let ids = past_objects(&office, &past, owner, server);
    push(&office, owner, &new.name, new.body, ids);
    let ann = office.person("ann");
    let _ = std::fs::remove_dir_all(ann.projects());
    let restored = ann.run(&["restore", "--all", "--vault", TEAM]);
    assert_eq!(restored.code, Some(6), "{}", restored.err);
    assert!(team_file(ann, 11).exists() && team_file(ann, 12).exists(), "{}", restored.err);
    assert!(!team_file(ann, 14).exists(), "{}", uuid(14));
    assert_eq!(ann.run(&["verify", "--vault", TEAM]).code, Some(6));
    let _entered = inside.enter();
    drop(past);
}

/// Copies every object of the past to where the server is now.
fn past_objects(office: &Office, past: &Server, owner: OwnerId, server: &Server) -> Vec<ObjectId> {
    let folder = office.dir.path().join("fork");
    let mut ids = Vec::new();
    for (_, bytes) in outside::tree(&folder) {
        let id = ObjectId::of(&bytes);
        let there = office.runtime.block_on(past.shared.site().service.get(owner, id));
        if there.is_ok() {
            let put = server.shared.site().service.put(owner, id, Bytes::from(bytes));
            office.runtime.block_on(put).unwrap();
            ids.push(id);
        }
    }
    assert!(!ids.is_empty());
    ids
}
