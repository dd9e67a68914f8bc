//! A team's secret in envelopes that nobody should have sent, and in the wrong hands: each is refused with a message of
//! its own, and nothing is written; then the right one is taken up.

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

use axum::http::{Method, StatusCode};
use axum::response::IntoResponse as _;
use han::crypto::kdf::Cost;
use han::crypto::secret::Passphrase;
use han::protocol::cbor;
use han::protocol::ids::OwnerId;
use han::protocol::keyfile::OwnerKind;
use han::protocol::refs::{RefBody, RefName};
use han::protocol::sharing::Envelopes;
use han::vault::envelope::{Recipient, Sender, Terms, seal_team_secret};
use han::vault::identity::Identity;
use han::vault::keyfile::{self, Creation};
use outside::{Person, tree};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::UNIX_EPOCH;
use team_kit::{Office, TEAM, owner_of, plant_team_session, route, team_file, team_session};
use zeroize::Zeroizing;

fn now() -> u64 {
    UNIX_EPOCH.elapsed().unwrap().as_secs()
}

fn pass(bytes: &[u8]) -> Passphrase {
    Passphrase::new(Zeroizing::new(bytes.to_vec()))
}

fn owner(person: &Person, vault: &str) -> OwnerId {
    OwnerId::parse(&owner_of(person, vault)).unwrap()
}

fn secret(person: &Person, vault: &str) -> Vec<u8> {
    let folder = person.home.join(".local/share/han/secrets").join(owner_of(person, vault));
    std::fs::read(folder.join("secret")).unwrap()
}

/// The identity of somebody, out of the personal vault.
fn identity(office: &Office, name: &str) -> Arc<Identity> {
    let person = office.person(name);
    let site = office.server.as_ref().unwrap().shared.site();
    let name = RefName::keyfile();
    let found = site.service.get_ref(owner(person, "personal"), &name);
    let RefBody::Signed(bytes) = office.runtime.block_on(found).unwrap().unwrap().body else { panic!() };
    let secret = pass(&secret(person, "personal"));
    let (keys, _) = keyfile::unlock(&keyfile::parse(&bytes).unwrap(), (&secret, None), now()).unwrap();
    Arc::clone(keys.identity().unwrap())
}

/// Somebody of whom nobody ever heard.
fn ghost() -> Arc<Identity> {
    let secret = pass(b"ghost");
    let (kind, cost, owner) = (OwnerKind::User, Cost::GENERATED, OwnerId([6; 16]));
    let with = Creation { kind, owner, secret: &secret, account: None, cost, now: 1 };
    Arc::clone(keyfile::create(&with).unwrap().1.identity().unwrap())
}

fn sealed(from: &Identity, to: &Identity, (vault, secret): (OwnerId, &[u8]), until: u64) -> Vec<u8> {
    let terms = Terms { vault, created: until - 1_000, not_after: until, epoch: 1 };
    let recipient = Recipient { owner: to.owner(), receive: &to.card().receive };
    cbor::encode(&seal_team_secret((&Sender::of(from), &recipient), terms, (&pass(secret), None)).unwrap())
}

/// What would say that something was taken up: settings, secrets, and what is remembered of the team.
fn kept(person: &Person, team: OwnerId) -> [BTreeMap<String, Vec<u8>>; 3] {
    [".config/han".to_owned(), ".local/share/han/secrets".to_owned(), format!(".local/state/han/{team}")]
        .map(|folder| tree(&person.home.join(folder)))
}

fn put_in_the_place_of_envelopes(office: &Office, bytes: Vec<u8>) {
    office.lie(move |method, path, whole| {
        match *method == Method::GET && path.contains("/envelopes/") && whole.status.is_success() {
            true => whole.with(bytes.clone()),
            false => whole.unchanged(),
        }
    });
}

#[test]
fn an_envelope_that_nobody_should_have_sent_is_not_taken_up() {
    let office = Office::new(&["ann", "ben", "mem", "old"]);
    office.found("ann");
    office.admit("ann", "mem", "member");
    office.admit("ann", "old", "admin");
    office.person("ann").expect(0, &["team", "create", "other"]);
    let (ann, mem, ben, old) = (
        identity(&office, "ann"),
        identity(&office, "mem"),
        identity(&office, "ben"),
        identity(&office, "old"),
    );
    office.person("ann").expect(0, &["team", "remove", "old", "--yes", "--vault", TEAM]);
    let (team, other) = (owner(office.person("ann"), TEAM), owner(office.person("ann"), "team:other"));
    let right = secret(office.person("ann"), TEAM);
    let code = {
        let contact = office.contact("ben");
        let words = ["team", "invite", &contact, "--as", "ben", "--vault", TEAM];
        office.person("ann").json(&words)["code"].as_str().unwrap().to_owned()
    };
    let later = now() + 1_000;
    let whole = sealed(&ann, &ben, (team, &right), later);
    let mut flipped = whole.clone();
    let last = flipped.len() - 100;
    flipped[last] ^= 1;
    let cases: [(&str, Vec<u8>, i32, &str); 9] = [
        (
            "a plain member's",
            sealed(&mem, &ben, (team, &right), later),
            3,
            "by somebody who is no owner or admin",
        ),
        ("a ghost's", sealed(&ghost(), &ben, (team, &right), later), 3, "by somebody who is not known here"),
        ("of a removed admin", sealed(&old, &ben, (team, &right), later), 3, "by a key that was revoked"),
        ("for another team", sealed(&ann, &ben, (other, &right), later), 3, "is for another vault"),
        ("for somebody else", sealed(&ann, &mem, (team, &right), later), 3, "is for somebody else"),
        ("an expired one", sealed(&ann, &ben, (team, &right), now() - 1), 3, "has expired"),
        ("a changed one", flipped, 6, "is damaged or was changed"),
        ("a cut one", whole[..whole.len() / 2].to_vec(), 6, "is damaged or was changed"),
        ("of another name", whole, 6, "is damaged or was changed"),
    ];
    let person = office.person("ben");
    let join = ["team", "join", &code, "--vault", TEAM, "--remote", &office.url];
    let before = kept(person, team);
    for (case, bytes, exit, says) in cases {
        put_in_the_place_of_envelopes(&office, bytes);
        let refused = person.run(&join);
        assert_eq!(refused.code, Some(exit), "{case}: {}", refused.err);
        for part in [says, "is not taken up", "nothing was changed", "han team invite"] {
            assert!(refused.err.contains(part), "{case}: {part}\n{}", refused.err);
        }
        assert!(kept(person, team) == before, "{case}");
    }
    office.tell_the_truth();
    person.expect(0, &join);
    a_member_goes_on_past_a_bad_one(&office, (&mem, &ben), team);
}

/// The same where the machine is in the team already: it keeps the secret that it has, says why, and goes on elsewhere.
fn a_member_goes_on_past_a_bad_one(office: &Office, (mem, ben): (&Identity, &Identity), team: OwnerId) {
    let (ann, person) = (office.person("ann"), office.person("ben"));
    route(person);
    ann.expect(0, &["rotate", "--compromised", "--yes", "--vault", TEAM]);
    plant_team_session(person, 12);
    person.plant(22, &outside::conversation(22, 2));
    let secrets = person.secrets();
    put_in_the_place_of_envelopes(
        office,
        sealed(mem, ben, (team, b"the secret that mem would like"), now() + 99),
    );
    let stopped = person.expect(3, &["sync"]);
    for part in ["vault team:acme was not synced", "by somebody who is no owner or admin", "sent 1 session"] {
        assert!(stopped.err.contains(part), "{part}\n{}", stopped.err);
    }
    assert!(person.secrets() == secrets, "the secret stays");
    office.tell_the_truth();
    person.expect(0, &["sync"]);
    ann.expect(0, &["restore", "--all", "--vault", TEAM]);
    assert_eq!(std::fs::read(team_file(ann, 12)).unwrap(), team_session(12));
}

#[test]
fn a_secret_of_before_is_not_taken_up_and_the_newest_follows_by_the_next_sync() {
    let office = Office::new(&["ann", "ben"]);
    office.found("ann");
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    let contact = office.contact("ben");
    let words = ["team", "invite", &contact, "--as", "ben", "--vault", TEAM];
    let code = ann.json(&words)["code"].as_str().unwrap().to_owned();
    // The change succeeds, and what should have gone to ben is lost.
    office.lie(|method, path, whole| match *method == Method::PUT && path.contains("/envelopes/") {
        true => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        false => whole.unchanged(),
    });
    let old = office.secret_file("ann");
    let rotated = ann.expect(0, &["rotate", "--compromised", "--yes", "--vault", TEAM]);
    assert!(
        rotated.err.contains("lies sealed for nobody yet") && rotated.err.contains("han sync"),
        "{}",
        rotated.err
    );
    // The server has it all the same: the proxy passes on before it lies. Only the older one is shown.
    office.lie(move |method, path, whole| {
        match *method == Method::GET && path.starts_with("/v1/envelopes") {
            true => {
                let mut list: Envelopes = cbor::decode(&whole.body).unwrap();
                list.envelopes.sort_by_key(|one| one.created_us);
                list.envelopes.truncate(1);
                whole.with(cbor::encode(&list))
            }
            false => whole.unchanged(),
        }
    });
    let join = ["team", "join", &code, "--vault", TEAM, "--remote", &office.url];
    let team = owner(ann, TEAM);
    let before = kept(ben, team);
    let stale = ben.expect(3, &join);
    assert!(stale.err.contains("holds a secret that is not in force any more"), "{}", stale.err);
    assert!(kept(ben, team) == before);
    let wrong = ben.expect(3, &[&join[..], &["--passphrase-file", &old]].concat());
    assert!(wrong.err.contains("does not open vault team:acme"), "{}", wrong.err);
    assert!(kept(ben, team) == before);
    office.tell_the_truth();
    ann.expect(0, &["sync"]);
    ben.expect(0, &join);
    ben.expect(0, &["list", "--stored", "--vault", TEAM]);
}
