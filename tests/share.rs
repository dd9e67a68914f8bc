//! Sharing as it is typed: three people on a server, each with a vault of their own; and a bundle between two who have
//! no server at all. Rows 23, 49 and 50 of the attacks that a client must survive, as far as envelopes and bundles are
//! concerned: it refuses by the right exit code and message, and writes nothing.

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

use axum::http::Method;
use han::protocol::cbor;
use han::protocol::envelope::Envelope;
use han::protocol::ids::{ActorId, EnvelopeId, OwnerId};
use han::protocol::refs::{Ref, RefName};
use han::protocol::sharing::Fetched;
use han::server::commit::Caller;
use outside::{Person, conversation, tree, uuid};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use team_kit::Office;

/// Shares session 1 of ann with somebody; gives the share's id.
fn share(office: &Office, with: &str, more: &[&str]) -> String {
    let (contact, session) = (office.contact(with), uuid(1));
    let words = [&["share", &session[..8], "--with", &contact][..], more].concat();
    let said = office.person("ann").json(&words);
    assert_eq!((&said["session"], &said["bundle"]), (&uuid(1).into(), &Value::Null));
    said["share"].as_str().unwrap().to_owned()
}

fn sent(office: &Office) -> Vec<(String, String)> {
    let list = office.person("ann").json(&["shares"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let entries = list["sent"].as_array().unwrap().iter();
    entries.map(|entry| (text(&entry["share"]), text(&entry["status"]))).collect()
}

fn status(office: &Office, id: &str) -> String {
    sent(office).into_iter().find(|(share, _)| share == id).unwrap().1
}

/// Restores a share to a new folder: exit code, what was said, and what was written.
fn restore(person: &Person, what: &str, more: &[&str]) -> (i32, String, Vec<Vec<u8>>) {
    let to = person.home.join("restored");
    let _ = std::fs::remove_dir_all(&to);
    let words = [&["restore", "--shared", what, "--to", to.to_str().unwrap()][..], more].concat();
    let ended = person.run(&words);
    (ended.code.unwrap(), ended.err, tree(&to).into_values().collect())
}

fn nothing_but(refused: (i32, String, Vec<Vec<u8>>), code: i32, said: &str) {
    let (got, err, files) = refused;
    assert!(got == code && err.contains(said) && err.contains("han: hint:"), "{got}: {err}");
    assert!(files.is_empty(), "{err}");
}

#[test]
fn a_session_is_shared_opened_followed_and_taken_back() {
    let office = Office::new(&["ann", "ben", "cyd"]);
    let (ann, ben, cyd) = (office.person("ann"), office.person("ben"), office.person("cyd"));
    ann.plant(7, &conversation(7, 3));
    ann.expect(0, &["sync"]);
    let id = share(&office, "ben", &["--expires", "7d"]);
    assert_eq!(status(&office, &id), "pending");
    let received = ben.json(&["shares"]);
    assert_eq!(received["received"][0]["share"], Value::from(id.clone()));
    assert_eq!(received["sent"].as_array().unwrap().len(), 0);

    // Nobody opens what comes from somebody unknown, and whose it is not finds nothing.
    nothing_but(restore(ben, &id, &[]), 3, "--from CODE");
    nothing_but(restore(cyd, &id, &[]), 1, "no share begins with");
    let cyds = office.contact("cyd");
    nothing_but(restore(ben, &id, &["--from", &cyds]), 3, "not known here");
    assert_eq!(status(&office, &id), "delivered");

    let code = office.contact("ann");
    let shown = ben.expect(0, &["show", "--shared", &id[..8], "--from", &code, "--format", "jsonl"]);
    assert_eq!(shown.out.as_bytes(), conversation(1, 3));
    assert_eq!(status(&office, &id), "opened");
    // From now on ann is known.
    let (ended, err, files) = restore(ben, &id, &[]);
    assert_eq!((ended, files), (0, vec![conversation(1, 3)]), "{err}");
    assert_eq!(ben.json(&["list", "--stored"])["sessions"].as_array().unwrap().len(), 1, "ben's own");
    let openings = ann.json(&["shares"])["sent"][0]["openings"].clone();
    let outcome = |one: &Value| (one["signature_ok"].as_bool().unwrap(), one["decrypted"].as_bool().unwrap());
    let outcomes: Vec<_> = openings.as_array().unwrap().iter().map(outcome).collect();
    assert_eq!(outcomes, [(false, false), (false, false), (true, true), (true, true)]);

    // What is synced later is shared too, until the share is taken back.
    ann.plant(1, &conversation(1, 5));
    ann.expect(0, &["sync"]);
    assert_eq!(restore(ben, &id, &[]).2, [conversation(1, 5)]);
    let revoked = ann.json(&["shares", "revoke", &id[..8]]);
    assert_eq!((&revoked["was"], &revoked["renewed"]), (&"opened".into(), &true.into()));
    assert_eq!(status(&office, &id), "revoked");
    nothing_but(restore(ben, &id, &[]), 3, "revoked");
    ann.expect(0, &["shares", "revoke", &id]);
    ann.plant(1, &conversation(1, 6));
    ann.expect(0, &["sync"]);
    assert_eq!(ann.json(&["verify"])["bad"].as_array().unwrap().len(), 0);
    ann.expect(0, &["audit", "verify"]);
    let log = ann.json(&["audit", "log"]);
    let told: Vec<&str> =
        log["leaves"].as_array().unwrap().iter().map(|leaf| leaf["action"].as_str().unwrap()).collect();
    for action in ["share", "deliver", "open", "unshare"] {
        assert!(told.contains(&action), "{action} in {told:?}");
    }
    // Shared anew, it opens again.
    let again = share(&office, "ben", &[]);
    assert_eq!(restore(ben, &again, &[]).2, [conversation(1, 6)]);
    the_server_has_nothing_to_read(&office);
}

/// Row 50: neither what the server stores nor what went by on the wire.
fn the_server_has_nothing_to_read(office: &Office) {
    let mut seen: Vec<Vec<u8>> = tree(&office.dir.path().join("server")).into_values().collect();
    assert!(seen.len() > 3);
    let lines = [office.proxy.seen.lock().unwrap().clone(), office.proxy.headers.lock().unwrap().clone()];
    seen.extend(lines.concat().into_iter().map(String::into_bytes));
    for canary in ["river stone", "/home/dev/app", &uuid(1), outside::PROJECT] {
        let found = seen.iter().any(|bytes| memchr::memmem::find(bytes, canary.as_bytes()).is_some());
        assert!(!found, "{canary}");
    }
}

#[test]
fn the_key_that_was_handed_out_opens_nothing_that_came_after_it_was_taken_back() {
    let office = Office::new(&["ann", "ben"]);
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    let (first, second) = (share(&office, "ben", &[]), share(&office, "ben", &[]));
    let code = office.contact("ann");
    ben.expect(0, &["show", "--shared", &first, "--from", &code]);
    let before = held(&office, &second);
    ann.expect(0, &["shares", "revoke", &first]);
    nothing_but(restore(ben, &first, &[]), 3, "revoked");
    // The other share was sealed anew with the key that the session has since, and goes on.
    assert_ne!(held(&office, &second), before);
    assert_eq!(restore(ben, &second, &[]).2, [conversation(1, 3)]);
    // As it was before, it holds only the key that was handed out with the first.
    let path = format!("/envelopes/{second}");
    office.lie(move |method, asked, whole| match *method == Method::GET && asked.ends_with(&path) {
        true => whole.with(before.clone()),
        false => whole.unchanged(),
    });
    nothing_but(restore(ben, &second, &[]), 3, "share the session again");
}

/// A share outlives every change of the keys, and nobody has to do anything for it.
#[test]
fn a_share_goes_on_when_the_keys_change() {
    let office = Office::new(&["ann", "ben"]);
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    let id = share(&office, "ben", &[]);
    let code = office.contact("ann");
    ben.expect(0, &["show", "--shared", &id, "--from", &code]);
    let ends = ann.json(&["shares"])["sent"][0]["expires"].clone();
    for (at, change) in [&["--data-key"][..], &[], &["--content"]].iter().enumerate() {
        let rotated = ann.expect(0, &[&["rotate"][..], change].concat());
        assert_eq!(restore(ben, &id, &[]).2, [conversation(1, 3 + at)], "{change:?}");
        ann.plant(1, &conversation(1, 4 + at));
        let synced = ann.json(&["sync"]);
        // Once, by the one or the other; nothing is left for the next.
        let renewed = synced["shares_renewed"].as_array().unwrap().len();
        assert!(
            renewed == 1 || rotated.err.contains("1 share of yours sealed anew"),
            "{change:?}: {} {synced}",
            rotated.err
        );
        assert_eq!(ann.json(&["sync"])["shares_renewed"], serde_json::json!([]), "{change:?}");
        assert_eq!(restore(ben, &id, &[]).2, [conversation(1, 4 + at)], "{change:?}");
    }
    assert_eq!(sent(&office), [(id.clone(), "opened".to_owned())]);
    assert_eq!(ann.json(&["shares"])["sent"][0]["expires"], ends);
    // Who may have lost the identity too has another one, which ben takes by another way only.
    let compromised = ann.expect(0, &["rotate", "--compromised", "--yes"]);
    assert!(
        compromised.err.contains("1 share of yours sealed anew") && compromised.err.contains("confirms it")
    );
    ann.plant(1, &conversation(1, 8));
    assert_eq!(ann.json(&["sync"])["shares_renewed"], serde_json::json!([id]));
    nothing_but(restore(ben, &id, &[]), 3, "not known here");
    let code = office.contact("ann");
    nothing_but(restore(ben, &id, &["--from", &code]), 6, "another identity");
    let confirmed = restore(ben, &id, &["--from", &code, "--accept-changed-key"]);
    assert_eq!(confirmed.2, [conversation(1, 8)], "{}", confirmed.1);
    ann.expect(0, &["audit", "verify"]);
    // One that was taken back stays so.
    ann.expect(0, &["shares", "revoke", &id]);
    ann.expect(0, &["rotate", "--content"]);
    nothing_but(restore(ben, &id, &[]), 3, "revoked");
}

#[test]
fn a_share_ends_by_itself() {
    let office = Office::new(&["ann", "ben"]);
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    let id = share(&office, "ben", &["--expires", "1s"]);
    let code = office.contact("ann");
    let deadline = Instant::now() + Duration::from_secs(60);
    while ben.run(&["show", "--shared", &id, "--from", &code]).code == Some(0) {
        assert!(Instant::now() < deadline, "it never ended");
    }
    nothing_but(restore(ben, &id, &[]), 3, "expired");
    assert_eq!(status(&office, &id), "expired");
    for bad in ["0s", "401d", "30", "soon"] {
        let contact = office.contact("ben");
        ann.expect(2, &["share", &uuid(1), "--with", &contact, "--expires", bad]);
    }
}

#[test]
fn what_cannot_be_shared_is_refused_with_what_to_do() {
    let office = Office::new(&["ann", "ben"]);
    let ann = office.person("ann");
    let (own, ben) = (office.contact("ann"), office.contact("ben"));
    let refused = |code: i32, words: &[&str], said: &str| {
        let ended = ann.expect(code, &[&["share"][..], words].concat());
        assert!(ended.err.contains(said) && ended.err.contains("han: hint:"), "{}", ended.err);
    };
    refused(2, &[&uuid(1), "--with", &own], "your own contact code");
    refused(2, &[&uuid(1), "--with", "0000-1111"], "not the code of a contact");
    refused(1, &["ffffffff", "--with", &ben], "no session");
    ann.expect(1, &["shares", "revoke", "abcd"]);
    let file = ann.home.join("there");
    std::fs::write(&file, "kept").unwrap();
    refused(4, &[&uuid(1), "--with", &ben, "--bundle", file.to_str().unwrap()], "exists already");
    assert_eq!(std::fs::read(&file).unwrap(), b"kept");
    assert_eq!(sent(&office), []);
    let ended = ann.expect(2, &["show", "--shared", "no/such/file"]);
    assert!(ended.err.contains("neither a share nor a file"), "{}", ended.err);
}

/// The vault of ann.
fn anns(office: &Office) -> OwnerId {
    OwnerId::parse(&team_kit::owner_of(office.person("ann"), "personal")).unwrap()
}

/// An envelope as the server holds it.
fn held(office: &Office, share: &str) -> Vec<u8> {
    let service = &office.server.as_ref().unwrap().shared.site().service;
    let caller = Caller { actor: ActorId::default(), token: [0; 16] };
    let fetched = service.fetch_envelope(anns(office), caller, EnvelopeId::parse(share).unwrap());
    match office.runtime.block_on(fetched).unwrap().unwrap() {
        Fetched::Envelope(bytes) => bytes,
        other => panic!("{other:?}"),
    }
}

/// The server gives the ref of another session under the name of the one that was shared: the keys do not open it.
fn another_session_in_its_place(office: &Office, (id, other): (&str, &str)) {
    let list = office.person("ann").json(&["shares"]);
    let entry = list["sent"].as_array().unwrap().iter().find(|one| one["share"] == other).unwrap();
    let name = RefName::parse(entry["ref"].as_str().unwrap()).unwrap();
    let service = &office.server.as_ref().unwrap().shared.site().service;
    let swapped = office.runtime.block_on(service.get_ref(anns(office), &name)).unwrap().unwrap();
    office.lie(move |method, asked, whole| match asked.rsplit_once("/refs/") {
        Some((_, name)) if *method == Method::GET && name.starts_with("s/") => {
            whole.with(cbor::encode(&Ref { name: RefName::parse(name).unwrap(), ..swapped.clone() }))
        }
        _ => whole.unchanged(),
    });
    let ben = office.person("ben");
    let (got, err, files) = restore(ben, id, &[]);
    assert!([3, 6].contains(&got) && files.is_empty(), "{got}: {err}");
    office.tell_the_truth();
    assert_eq!(restore(ben, id, &[]).2, [conversation(1, 3)]);
}

/// The server gives ben other envelopes, other sessions and other cards than were meant for him.
#[test]
fn a_server_that_mixes_things_up_opens_nothing() {
    let office = Office::new(&["ann", "ben", "cyd"]);
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    ann.plant(7, &conversation(7, 3));
    ann.expect(0, &["sync"]);
    let id = share(&office, "ben", &[]);
    let contact = office.contact("cyd");
    let cyds = ann.json(&["share", &uuid(1), "--with", &contact])["share"].as_str().unwrap().to_owned();
    let contact = office.contact("ben");
    let sevens = ann.json(&["share", &uuid(7), "--with", &contact])["share"].as_str().unwrap().to_owned();
    let code = office.contact("ann");
    ben.expect(0, &["show", "--shared", &id, "--from", &code]);

    let held = |share: &str| held(&office, share);
    let mut damaged = held(&id);
    let at = damaged.len() - 100;
    damaged[at] ^= 1;
    let mut renamed = Envelope::parse(&held(&sevens)).unwrap();
    renamed.body.id = Envelope::parse(&held(&id)).unwrap().body.id;
    for (case, body, code, said) in [
        ("somebody else's", held(&cyds), 6, "damaged or was changed"),
        ("another session's", held(&sevens), 6, "damaged or was changed"),
        ("another session's under its name", cbor::encode(&renamed), 3, "another session"),
        ("changed", damaged, 6, "damaged or was changed"),
        ("none", b"junk".to_vec(), 6, "damaged or was changed"),
    ] {
        let path = format!("/envelopes/{id}");
        office.lie(move |method, asked, whole| {
            let twisted = *method == Method::GET && asked.ends_with(&path);
            if twisted { whole.with(body.clone()) } else { whole.unchanged() }
        });
        let (got, err, files) = restore(ben, &id, &[]);
        assert!(got == code && err.contains(said) && files.is_empty(), "{case}: {got}: {err}");
    }
    office.tell_the_truth();
    another_session_in_its_place(&office, (&id, &sevens));
}

struct Pair {
    dir: tempfile::TempDir,
    ann: Person,
    ben: Person,
}

const SPOKEN: &str = "the lighthouse keeper counts seven herons";

impl Pair {
    /// Two people who have folders and no server; ann has a session.
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (ann, ben) = (Person::new(&dir.path().join("ann")), Person::new(&dir.path().join("ben")));
        let mut content = conversation(1, 4);
        let line = serde_json::json!({
            "type": "user", "sessionId": uuid(1), "cwd": "/home/dev/app", "gitBranch": "heron-branch",
            "message": { "role": "user", "content": SPOKEN },
        });
        content.extend_from_slice(format!("{line}\n").as_bytes());
        ann.plant(1, &content);
        ann.expect(0, &["sync", "--secret-store", "file"]);
        ben.expect(0, &["init", "--secret-store", "file"]);
        Self { dir, ann, ben }
    }

    fn code(person: &Person) -> String {
        person.json(&["team", "fingerprint"])["contact_code"].as_str().unwrap().to_owned()
    }

    fn bundle(&self, more: &[&str]) -> PathBuf {
        let card = self.dir.path().join("ben.card");
        if !card.exists() {
            self.ben.expect(0, &["team", "fingerprint", "--card-out", card.to_str().unwrap()]);
        }
        let file = self.dir.path().join(format!("bundle-{}", more.len()));
        let (contact, session) = (Self::code(&self.ben), uuid(1));
        let words = ["share", &session, "--with", &contact, "--card", card.to_str().unwrap(), "--bundle"];
        let said = self.ann.json(&[&words[..], &[file.to_str().unwrap()], more].concat());
        assert_eq!(said["bytes"], std::fs::metadata(&file).unwrap().len());
        file
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_bundle_opens_for_one_person_without_any_server() {
    let pair = Pair::new();
    let (ann, ben) = (&pair.ann, &pair.ben);
    let ended = ann.expect(2, &["share", &uuid(1), "--with", &Pair::code(ben)]);
    assert!(ended.err.contains("--bundle FILE"), "{}", ended.err);
    let file = pair.bundle(&[]);
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);

    nothing_but(restore(ben, text(&file), &[]), 3, "--from CODE");
    let anns = Pair::code(ann);
    let shown = ben.expect(0, &["show", "--shared", text(&file), "--from", &anns]);
    assert!(shown.out.contains(SPOKEN), "{}", shown.out);
    let (ended, err, files) = restore(ben, text(&file), &[]);
    assert_eq!((ended, files), (0, vec![std::fs::read(ann.session_file(1)).unwrap()]), "{err}");
    let cyd = Person::new(&pair.dir.path().join("cyd"));
    cyd.expect(0, &["init", "--secret-store", "file"]);
    nothing_but(restore(&cyd, text(&file), &["--from", &anns]), 3, "for somebody else");

    // The sender's log and list know of it.
    let list = ann.json(&["shares"]);
    assert_eq!((&list["sent"][0]["status"], &list["sent"][0]["user"]), (&"pending".into(), &Value::Null));
    let id = list["sent"][0]["share"].as_str().unwrap();
    assert_eq!(ann.json(&["shares", "revoke", id])["renewed"], true);
    assert_eq!(ann.json(&["verify"])["bad"].as_array().unwrap().len(), 0);
}

#[test]
fn a_bundle_that_has_ended_opens_no_more() {
    let pair = Pair::new();
    let file = pair.bundle(&["--expires", "1s"]);
    let anns = Pair::code(&pair.ann);
    let deadline = Instant::now() + Duration::from_secs(60);
    while pair.ben.run(&["show", "--shared", text(&file), "--from", &anns]).code == Some(0) {
        assert!(Instant::now() < deadline, "it never ended");
    }
    nothing_but(restore(&pair.ben, text(&file), &["--from", &anns]), 3, "expired");
}

/// Rows 1 to 3 and 49: changed, cut, lengthened.
#[test]
fn a_bundle_that_was_tampered_with_writes_nothing() {
    let pair = Pair::new();
    let good = std::fs::read(pair.bundle(&[])).unwrap();
    let anns = Pair::code(&pair.ann);
    let bad = pair.dir.path().join("bad");
    let mut cases: Vec<(String, Vec<u8>)> = Vec::new();
    let places = (0..16).chain((16..good.len()).step_by(good.len() / 24)).chain([good.len() - 1]);
    for at in places {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        cases.push((format!("byte {at}"), bytes));
    }
    for end in [0, 5, 12, 20, good.len() / 2, good.len() - 9, good.len() - 1] {
        cases.push((format!("cut at {end}"), good[..end].to_vec()));
    }
    cases.push(("longer".into(), [&good[..], b"x"].concat()));
    cases.push(("twice".into(), [&good[..], &good].concat()));
    let endless = [&good[..12], &[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]].concat();
    cases.push(("an entry without end".into(), endless));
    for (case, bytes) in cases {
        std::fs::write(&bad, bytes).unwrap();
        let (code, err, files) = restore(&pair.ben, text(&bad), &["--from", &anns]);
        assert!([2, 3, 6].contains(&code) && files.is_empty(), "{case}: {code}: {err}");
    }
}

/// Row 50: what a bundle and the vault's keeper hold of a share tells nothing of what was said, where and by whom.
#[test]
fn neither_bundle_nor_keeper_has_anything_to_read() {
    let pair = Pair::new();
    let bundle = std::fs::read(pair.bundle(&[])).unwrap();
    let kept: Vec<Vec<u8>> = tree(&pair.ann.vault()).into_values().chain([bundle]).collect();
    for canary in
        [SPOKEN, "herons", "/home/dev/app", "heron-branch", &uuid(1), outside::PROJECT, "lighthouse"]
    {
        let found = kept.iter().any(|bytes| memchr::memmem::find(bytes, canary.as_bytes()).is_some());
        assert!(!found, "{canary}");
    }
}

/// What a team's vault holds is signed by its members, whom somebody outside does not know.
#[test]
fn a_teams_session_is_shared_with_somebody_outside() {
    let office = Office::new(&["ann", "ben", "cyd"]);
    let (ann, ben, cyd) = (office.person("ann"), office.person("ben"), office.person("cyd"));
    office.found("ann");
    office.admit("ann", "ben", "reader");
    team_kit::route(ann);
    team_kit::plant_team_session(ann, 9);
    ann.expect(0, &["sync"]);
    let contact = office.contact("cyd");
    let words = ["share", &uuid(9), "--with", &contact, "--vault", team_kit::TEAM];
    let refused = ben.expect(3, &words);
    assert!(refused.err.contains("reader"), "{}", refused.err);
    let id = ann.json(&words)["share"].as_str().unwrap().to_owned();
    let code = office.contact("ann");
    assert_eq!(restore(cyd, &id, &["--from", &code]).2, [team_kit::team_session(9)]);
    let list = ann.json(&["shares", "--vault", team_kit::TEAM]);
    assert_eq!(list["sent"][0]["status"], "opened");
    ann.expect(0, &["shares", "revoke", &id, "--vault", team_kit::TEAM]);
    nothing_but(restore(cyd, &id, &[]), 3, "revoked");
    assert_eq!(ben.json(&["verify", "--vault", team_kit::TEAM])["bad"].as_array().unwrap().len(), 0);

    // Members know each other by the roster: no code is needed for what one shares with another of the own vault.
    let own = ann.json(&["share", &uuid(1), "--with", "team:acme/ben"])["share"].as_str().unwrap().to_owned();
    assert_eq!(restore(ben, &own, &["--from", "team:acme/ann"]).2, [conversation(1, 3)]);
    let nobody = ann.expect(1, &["share", &uuid(1), "--with", "team:acme/eve"]);
    assert!(
        nobody.err.contains("no member eve") && nobody.err.contains("han team members"),
        "{}",
        nobody.err
    );
}

#[test]
fn a_share_ends_with_its_session() {
    let office = Office::new(&["ann", "ben"]);
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    let (id, code) = (share(&office, "ben", &[]), office.contact("ann"));
    assert_eq!(restore(ben, &id, &["--from", &code]).2, [conversation(1, 3)]);
    // What was shredded is gone for its readers too.
    ann.expect(0, &["shred", &uuid(1), "--yes"]);
    let (ended, err, files) = restore(ben, &id, &[]);
    assert!(ended != 0 && err.contains("shredded") && files.is_empty(), "{ended}: {err}");
    ann.expect(0, &["rotate", "--data-key"]);
    let synced = ann.json(&["sync"]);
    assert!(!synced["notes"].to_string().contains("share "), "{synced}");
}
