//! A person's identity is replaced by `han rotate --compromised`: the others are stopped by the changed key until a person
//! confirms it, an owner takes the own teams along, and then everybody goes on.

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
use outside::{Person, conversation, copy, tree, uuid};
use serde_json::Value;
use std::collections::BTreeMap;
use team_kit::{Office, TEAM, owner_of, plant_team_session, route, team_file, team_session};

/// A team of ann, its owner, and the others in these roles, each with a session in it; everybody came in by an envelope.
fn team(roles: &[(&'static str, &str)]) -> Office {
    let names: Vec<&'static str> =
        [&["ann"][..], &roles.iter().map(|(name, _)| *name).collect::<Vec<_>>()].concat();
    let office = Office::new(&names);
    office.found("ann");
    for (name, role) in roles {
        let code = office.let_in("ann", name, role);
        let join = ["team", "join", &code, "--vault", TEAM, "--remote", &office.url];
        office.person(name).expect(0, &join);
    }
    for (n, name) in (11..).zip(&names) {
        route(office.person(name));
        plant_team_session(office.person(name), n);
        office.person(name).expect(0, &["sync"]);
    }
    office
}

/// Replaces everything personal; gives what the team made of it.
fn compromised(person: &Person) -> String {
    let done = person.json(&["rotate", "--compromised", "--yes"]);
    let teams = done["teams"].as_array().unwrap();
    assert_eq!((teams.len(), &teams[0]["vault"]), (1, &Value::from(TEAM)), "{done}");
    teams[0]["identity"].as_str().unwrap().to_owned()
}

/// This person gets these sessions of the team back, and every signature in it verifies.
fn reads(person: &Person, sessions: &[usize]) {
    let _ = std::fs::remove_dir_all(team_file(person, 0).parent().unwrap());
    person.expect(0, &["restore", "--all", "--vault", TEAM]);
    for n in sessions {
        assert_eq!(std::fs::read(team_file(person, *n)).unwrap(), team_session(*n), "session {n}");
    }
    person.expect(0, &["verify", "--vault", TEAM]);
}

/// What this machine knows of others, and the team's roster.
fn known(person: &Person) -> (BTreeMap<String, Vec<u8>>, Value) {
    let contacts = tree(&person.state().join("contacts"));
    assert!(!contacts.is_empty());
    (contacts, person.json(&["team", "members", "--vault", TEAM])["members"].clone())
}

#[test]
fn a_members_changed_key_blocks_until_an_owner_confirms_it() {
    let office = team(&[("ben", "member"), ("cid", "member")]);
    let (ann, ben, cid) = (office.person("ann"), office.person("ben"), office.person("cid"));
    ann.expect(0, &["share", &uuid(1), "--with", &office.contact("ben")]);
    let thief = office.dir.path().join("thief");
    copy(&ben.home, &thief);
    let told = ben.expect(0, &["rotate", "--compromised", "--yes"]);
    for part in ["team:acme knows your identity of before", "han team fingerprint", "--accept-changed-key"] {
        assert!(told.err.contains(part), "{part}\n{}", told.err);
    }
    // He reads on, writes nothing there, and what is his own goes on.
    reads(ben, &[11, 12, 13]);
    plant_team_session(ben, 14);
    ben.plant(24, &conversation(24, 2));
    let stopped = ben.expect(3, &["sync"]);
    for part in ["another identity of you", "--accept-changed-key", "sent 1 session"] {
        assert!(stopped.err.contains(part), "{part}\n{}", stopped.err);
    }
    // A new secret does not reach him either.
    ann.expect(0, &["rotate", "--compromised", "--yes", "--vault", TEAM]);
    ben.expect(3, &["restore", "--all", "--vault", TEAM]);
    // Nobody takes the new key by itself, whatever it is wanted for.
    let (code, known) = (office.contact("ben"), known(ann));
    for words in [&["team", "invite", &code, "--as", "ben"][..], &["share", &uuid(1), "--with", &code]] {
        let refused = ann.expect(6, words);
        for part in ["another identity now", "countersigned by the old one", "--accept-changed-key"] {
            assert!(refused.err.contains(part), "{part}\n{}", refused.err);
        }
        assert!(self::known(ann) == known, "nothing is taken over");
    }
    let words = ["team", "invite", &code, "--as", "ben", "--accept-changed-key"];
    assert_eq!(cid.run(&words).code, Some(3), "only an owner or admin confirms");
    let confirmed = ann.json(&words);
    assert_eq!((&confirmed["roster"], &confirmed["secret"]), (&"renewed".into(), &"sealed".into()));
    // Then all is as it was, the secret of now included.
    ben.expect(0, &["sync"]);
    ann.expect(0, &["share", &uuid(1), "--with", &code]);
    for person in [ann, ben, cid] {
        reads(person, &[11, 12, 13, 14]);
    }
    // Whoever has the machine of before signs nothing that counts.
    let mut old = Person::new(&thief);
    old.variables = ben.variables.clone();
    old.variables.insert("HOME".into(), thief.clone().into());
    plant_team_session(&old, 15);
    assert_eq!(old.run(&["sync", "--vault", TEAM]).code, Some(3));
    assert_eq!(ann.json(&["list", "--stored", "--vault", TEAM])["sessions"].as_array().unwrap().len(), 4);
}

#[test]
fn the_only_owner_takes_the_team_along() {
    let office = team(&[("ben", "admin")]);
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    for _ in 0..2 {
        assert_eq!(compromised(ann), "renewed");
    }
    ann.expect(0, &["team", "role", "ben", "member"]);
    ann.expect(0, &["rotate", "--vault", TEAM]);
    for (n, person) in [(13, ann), (14, ben)] {
        plant_team_session(person, n);
        person.expect(0, &["sync"]);
    }
    reads(ann, &[11, 12, 13, 14]);
    reads(ben, &[11, 12, 13, 14]);
    the_outsider_reads(&office, ann);
    // While the team cannot be reached, a second change would shut its owner out.
    let team_path = owner_of(ann, TEAM);
    office.lie(move |_, path, whole| match path.contains(&team_path) {
        true => StatusCode::BAD_GATEWAY.into_response(),
        false => whole.unchanged(),
    });
    let before = ann.json(&["keys", "list"])["keys"].clone();
    let untold = ann.expect(5, &["rotate", "--compromised", "--yes"]);
    assert!(untold.err.contains("nothing was changed: team:acme must have your present"), "{}", untold.err);
    assert_eq!(ann.json(&["keys", "list"])["keys"], before);
    office.tell_the_truth();
    assert_eq!(compromised(ann), "renewed");
    plant_team_session(ann, 15);
    ann.expect(0, &["sync"]);
    reads(ben, &[11, 15]);
}

/// What is written from the format's page alone follows the owner's identities.
fn the_outsider_reads(office: &Office, person: &Person) {
    let Some(python) = outside::announced("HAN_TEST_PYTHON") else {
        outside::skip("an outsider follows an owner's identities", "no Python (HAN_TEST_PYTHON)");
        return;
    };
    let (tar, out) = (office.dir.path().join("team.tar"), office.dir.path().join("opened"));
    person.expect(0, &["export", "--vault", TEAM, "--all", "-o", tar.to_str().unwrap()]);
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decrypt.py");
    let mut command = std::process::Command::new(python);
    command.arg(script).arg(&tar).args(["--secret-file", &office.secret_file("ann"), "--test-cost", "--out"]);
    let ran = command.arg(&out).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let opened = out.join("-home-dev-team-app").join(format!("{}.jsonl", uuid(14)));
    assert_eq!(std::fs::read(opened).unwrap(), team_session(14));
}

/// Killed at every step: whatever was done, the same command goes on to the end, with one new secret and not two.
#[test]
fn replacing_everything_goes_on_where_it_was_killed() {
    let office = team(&[("ben", "member")]);
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    let (mut epoch, mut resumed) = (1, 0);
    for (vault, step) in [TEAM, "personal"].into_iter().flat_map(|vault| (0..9).map(move |n| (vault, n))) {
        if step == 0 {
            epoch = 1;
        }
        let words = ["rotate", "--compromised", "--yes", "--vault", vault];
        let whole = !office.dies_at(step, || ann.run(&words).code == Some(0));
        let done = if whole { Value::Null } else { ann.json(&words) };
        let keys = ann.json(&["keys", "list", "--vault", vault])["keys"].clone();
        let of = |purpose: &str| {
            let keys = keys.as_array().unwrap().iter().filter(|key| key["purpose"] == purpose);
            keys.filter(|key| key["status"] == "active").map(|key| key["version"].as_u64().unwrap()).max()
        };
        epoch += 1;
        assert_eq!(of("secret"), Some(epoch), "{vault} at step {step}: {done}");
        resumed += usize::from(done["resumed"] == true);
        let n = 20 + 10 * usize::from(vault == TEAM) + step;
        plant_team_session(ben, n);
        ben.expect(0, &["sync"]);
        reads(ann, &[11, 12, n]);
    }
    assert!(resumed > 4, "{resumed} runs went on");
}

#[test]
fn an_admin_stays_one_and_who_changed_twice_comes_in_anew() {
    let office = team(&[("ben", "admin")]);
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    assert_eq!(compromised(ben), "unconfirmed");
    let code = office.contact("ben");
    let words = ["team", "invite", &code, "--as", "ben", "--accept-changed-key"];
    let confirmed = ann.json(&words);
    assert_eq!((&confirmed["role"], &confirmed["roster"]), (&"admin".into(), &"renewed".into()));
    let members = ann.json(&["team", "members"])["members"].clone();
    let of_ben = members.as_array().unwrap().iter().find(|one| one["name"] == "ben").unwrap();
    assert_eq!((&of_ben["role"], &of_ben["server_role"]), (&"admin".into(), &"admin".into()));
    ben.expect(0, &["rotate", "--data-key", "--vault", TEAM]);
    // The key that the team knows vouches for the next one and for no later one.
    for _ in 0..2 {
        assert_eq!(compromised(ben), "unconfirmed");
    }
    let code = office.contact("ben");
    let words = ["team", "invite", &code, "--as", "ben", "--role", "admin", "--accept-changed-key"];
    let refused = ann.expect(2, &words);
    assert!(refused.err.contains("han team remove NAME"), "{}", refused.err);
    ann.expect(0, &["team", "remove", "ben", "--yes"]);
    let code = ann.json(&words)["code"].as_str().unwrap().to_owned();
    ben.expect(0, &["team", "join", &code, "--vault", TEAM, "--remote", &office.url]);
    plant_team_session(ben, 13);
    ben.expect(0, &["sync"]);
    reads(ann, &[11, 12, 13]);
}

#[test]
fn in_a_folder_cards_go_by_hand() {
    let dir = tempfile::tempdir().unwrap();
    let (ann, ben) = (Person::new(&dir.path().join("ann")), Person::new(&dir.path().join("ben")));
    for (n, person) in [(1, &ann), (2, &ben)] {
        person.plant(n, &conversation(n, 2));
        person.expect(0, &["sync", "--secret-store", "file"]);
    }
    let folder = dir.path().join("shared");
    let remote = folder.to_str().unwrap();
    ann.expect(0, &["team", "create", "acme", "--remote", remote, "--as", "ann"]);
    let card = |name: &str| {
        let card = dir.path().join(name).to_str().unwrap().to_owned();
        let code = ben.json(&["team", "fingerprint", "--card-out", &card])["contact_code"].clone();
        (code.as_str().unwrap().to_owned(), card)
    };
    let (code, file) = card("first");
    let invite = |code: &str, file: &str, more: &[&str]| {
        ann.run(&[&["team", "invite", code, "--as", "ben", "--card", file, "--json"][..], more].concat())
    };
    let said: Value = serde_json::from_str(&invite(&code, &file, &[]).out).unwrap();
    let secret = ann.home.join(".local/share/han/secrets").join(team_kit::team_owner(&ann)).join("secret");
    let words = ["team", "join", said["code"].as_str().unwrap(), "--vault", TEAM, "--remote", remote];
    ben.expect(0, &[&words[..], &["--passphrase-file", secret.to_str().unwrap()]].concat());
    for (n, person) in [(11, &ann), (12, &ben)] {
        route(person);
        plant_team_session(person, n);
        person.expect(0, &["sync"]);
    }
    assert_eq!(compromised(&ben), "unconfirmed");
    plant_team_session(&ben, 13);
    ben.expect(3, &["sync"]);
    let (code, file) = card("second");
    assert_eq!(invite(&code, &file, &[]).code, Some(6));
    assert_eq!(invite(&code, &file, &["--accept-changed-key"]).code, Some(0));
    ben.expect(0, &["sync"]);
    assert_eq!(compromised(&ann), "renewed");
    plant_team_session(&ann, 14);
    ann.expect(0, &["sync"]);
    reads(&ben, &[11, 12, 13, 14]);
}
