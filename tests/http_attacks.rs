//! A server that is hostile through and through: its own log key, its own history, and, as the worst, the help of
//! somebody who holds the vault's keys (a colleague's stolen laptop, say). Rows 5 to 7, 12 to 17, 25 to 27, 31, 32, 34 and
//! 35 of the attacks that a client must survive, on the wire and with the program itself: it refuses, ends by the
//! right exit code, writes nothing outside and nothing half, and keeps what it knew.
//!
//! What the server serves are the fixtures of `tests/golden.rs` and vaults forged here.

#![cfg(unix)]
#![cfg(feature = "test-kdf")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

#[path = "http_attacks/evil.rs"]
mod evil;
mod outside;
mod support;

use evil::{Evil, TOKEN};
use han::protocol::cbor;
use han::protocol::ids::{Digest, SessionTag, SlotId};
use han::protocol::keyfile::{KdfCost, Keyfile, Slot};
use han::protocol::refs::{Action, Ref, RefBody, RefName};
use han::remote::archive::ArchiveRemote;
use outside::{Ended, Person, tree};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::forge::{Draft, Forge};

const SECRET: &str = "the-secret-of-all-fixtures";

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// Somebody with a token, whose machine has never seen the vault.
fn newcomer(dir: &Path, url: &str) -> (Person, Ended) {
    let mut person = Person::new(&dir.join("home"));
    std::fs::write(dir.join("token"), format!("{TOKEN}\n")).unwrap();
    std::fs::write(dir.join("secret"), format!("{SECRET}\n")).unwrap();
    for file in ["token", "secret"] {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(dir.join(file), mode).unwrap();
    }
    person.variables.insert("HAN_TOKEN_FILE".into(), dir.join("token").into());
    let secret = dir.join("secret");
    let words = ["keys", "unlock", "--remote", url, "--secret-store", "file", "--passphrase-file"];
    let unlocked = person.run(&[&words[..], &[secret.to_str().unwrap()]].concat());
    (person, unlocked)
}

/// Every file beneath `dir` that is not the program's own: what a hostile path would have written.
fn strangers(dir: &Path) -> Vec<String> {
    let own = [".local/", ".config/", ".claude/projects/"];
    let names = tree(&dir.join("home")).into_keys();
    let mut strange: Vec<String> =
        names.filter(|name| !own.iter().any(|own| name.starts_with(own))).collect();
    let beside = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    strange.extend(beside.filter(|name| !["home", "secret", "token"].contains(&name.as_str())));
    strange
}

/// Unlocks, verifies and restores what the server shows; the gravest exit code of them.
fn meet(case: &str, evil: &Evil) -> (i32, String) {
    let dir = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let (person, unlocked) = newcomer(dir.path(), &evil.url());
    let mut worst = (unlocked.code.unwrap(), unlocked.err);
    if worst.0 == 0 {
        for words in [&["verify"][..], &["list", "--stored"], &["restore", "--all"]] {
            let ended = person.run(words);
            let code = ended.code.expect("no signal");
            assert!([0, 5, 6, 9, 10].contains(&code), "{case}: han {words:?}: {code}: {}", ended.err);
            if code > worst.0 || (code == worst.0 && code != 0) {
                worst = (code, worst.1 + &ended.err);
            }
        }
    }
    assert!(began.elapsed() < Duration::from_secs(60), "{case}: it took {:?}", began.elapsed());
    assert_eq!(strangers(dir.path()), Vec::<String>::new(), "{case}");
    for (name, bytes) in tree(&person.projects()) {
        assert!(bytes.len() < 1 << 20 && bytes.ends_with(b"\n"), "{case}: {name} is half made");
    }
    worst
}

/// Every bad fixture that can be served at all. An index belongs to an archive: a server has none.
#[test]
fn bad_vaults_are_refused_from_a_server_too() {
    let expected = std::fs::read_to_string(data("bad/expected.txt")).unwrap();
    let (mut served, mut wrong) = (0, Vec::new());
    for line in expected.lines().filter(|line| !line.starts_with('#') && !line.starts_with("index")) {
        let (name, _) = line.split_once(": ").unwrap();
        let Ok(archive) = ArchiveRemote::open(&data("bad").join(name)) else { continue };
        let key = archive.log_key();
        let evil = Evil::serve(Arc::new(archive), key);
        let (code, said) = meet(name, &evil);
        evil.end();
        let right = match name {
            "head-of-another-history.tar" | "head-of-the-future.tar" => 9,
            "leaf-flipped.tar" => 10,
            _ => 6,
        };
        if code != right {
            wrong.push(format!("{name}: {code}: {said}"));
        }
        served += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(served > 25, "{served}");
}

const ONE: &str = "11111111-2222-4333-8444-555555555555";
const TWO: &str = "21111111-2222-4333-8444-555555555555";

fn text(word: &str) -> Vec<u8> {
    format!("{{\"type\":\"user\",\"message\":{{\"role\":\"user\",\"content\":\"{word}\"}}}}\n").into_bytes()
}

/// A forged vault of two sessions, its server, and somebody who knows it.
struct Stage {
    dir: tempfile::TempDir,
    forge: Forge,
    evil: Evil,
    person: Person,
    one: Draft,
    two: Draft,
    made: usize,
}

impl Stage {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut forge = Forge::new(SECRET);
        let one = forge.draft(ONE, &[&text("one"), &text("more of one")]);
        let one = forge.commit(one);
        let two = forge.draft(TWO, &[&text("two")]);
        let two = forge.commit(two);
        let key = forge.log_key.verifying_key().to_bytes();
        let evil = Evil::serve(archive(dir.path(), 0, &mut forge), key);
        let home = dir.path().join("somebody");
        std::fs::create_dir(&home).unwrap();
        let (person, unlocked) = newcomer(&home, &evil.url());
        assert_eq!(unlocked.code, Some(0), "{}", unlocked.err);
        person.expect(0, &["restore", "--all"]);
        assert_eq!(tree(&person.projects()).len(), 2);
        Self { dir, forge, evil, person, one, two, made: 0 }
    }

    /// What was forged is served from now on.
    fn show(&mut self) {
        self.made += 1;
        self.evil.turn_to(archive(self.dir.path(), self.made, &mut self.forge));
    }

    fn pin(&self) -> Vec<(String, Vec<u8>)> {
        tree(&self.person.state()).into_iter().filter(|(name, _)| name.ends_with("/pin")).collect()
    }

    fn body(&self, name: &RefName) -> RefBody {
        self.forge.refs[name].body.clone()
    }

    /// The first session is refused, the second comes; nothing is sent.
    fn only_the_first_is_refused(&mut self, case: &str) {
        self.show();
        std::fs::remove_dir_all(self.person.projects()).unwrap();
        let ended = self.person.run(&["restore", "--all"]);
        assert_eq!(ended.code, Some(6), "{case}: {}", ended.err);
        let names: Vec<String> = tree(&self.person.projects()).into_keys().collect();
        assert!(names.len() == 1 && names[0].contains(TWO), "{case}: {names:?}");
        assert_eq!(self.person.run(&["verify"]).code, Some(6), "{case}");
        assert_eq!(self.evil.writes(), Vec::<String>::new(), "{case}");
    }

    /// Nothing goes on, nothing is written or sent, and the pin stays.
    fn all_stops(&mut self, case: &str) {
        let pin = self.pin();
        self.show();
        std::fs::remove_dir_all(self.person.projects()).unwrap();
        self.person.plant(7, &outside::conversation(7, 3));
        let began = Instant::now();
        for words in [&["restore", "--all"][..], &["sync"], &["verify"], &["list", "--stored"]] {
            let ended = self.person.run(words);
            assert_eq!(
                (ended.code, self.pin()),
                (Some(6), pin.clone()),
                "{case}: han {words:?}: {}",
                ended.err
            );
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{case}: it took {:?}", began.elapsed());
        assert_eq!(tree(&self.person.projects()).len(), 1, "{case}: only what was planted here");
        assert_eq!(self.evil.writes(), Vec::<String>::new(), "{case}");
    }
}

fn archive(dir: &Path, number: usize, forge: &mut Forge) -> Arc<ArchiveRemote> {
    let path = dir.join(format!("{number}.tar"));
    std::fs::write(&path, forge.archive()).unwrap();
    Arc::new(ArchiveRemote::open(&path).unwrap())
}

fn fields(body: RefBody) -> Fields {
    let RefBody::Session { wraps, manifest, meta } = body else { panic!("a session") };
    (wraps, manifest, meta)
}

/// A body made of the first session's fields and of the second's: wraps, manifest, metadata.
type Make = fn(&Stage, Fields, Fields) -> RefBody;
type Fields = (Vec<u8>, Vec<u8>, Vec<u8>);

fn session(wraps: Vec<u8>, manifest: Vec<u8>, meta: Vec<u8>) -> RefBody {
    RefBody::Session { wraps, manifest, meta }
}

/// What a server can give to a session that is not its own.
const SWAPS: [(&str, Make); 8] = [
    ("another session's body", |_, _, two| session(two.0, two.1, two.2)),
    ("another session's metadata", |_, one, two| session(one.0, one.1, two.2)),
    ("another session's manifest", |_, one, two| session(one.0, two.1, one.2)),
    ("another session's keys", |_, one, two| session(two.0, one.1, one.2)),
    ("metadata as the manifest", |_, one, _| session(one.0, one.2.clone(), one.2)),
    ("a segment as the manifest", |stage, one, _| {
        let id = stage.one.manifest.files[0].branches[0].segments[0].object;
        session(one.0, stage.forge.objects[&id].clone(), one.2)
    }),
    ("a manifest in the clear", |stage, one, _| {
        let body = RefBody::Signed(vec![7; 60]);
        let plain = Ref { name: RefName::session(stage.two.tag), version: 1, body };
        session(one.0, cbor::encode(&plain), one.2)
    }),
    ("a keyfile as the tombstone", |stage, _, _| match stage.body(&RefName::keyfile()) {
        RefBody::Signed(bytes) => RefBody::Tombstone(bytes),
        _ => panic!("a keyfile"),
    }),
];

/// Rows 5 to 7, 25 to 27: the server, whose log agrees with it, gives a session what is not its own.
#[test]
fn a_session_with_parts_of_another_is_refused_and_the_others_come() {
    for (case, make) in SWAPS {
        let mut stage = Stage::new();
        let (one, two) = (RefName::session(stage.one.tag), RefName::session(stage.two.tag));
        let body = make(&stage, fields(stage.body(&one)), fields(stage.body(&two)));
        stage.forge.push(one, body, Action::Sync);
        stage.only_the_first_is_refused(case);
    }
}

/// Row 12: what ended does not come back, and does not end by the server's word.
#[test]
fn what_ended_does_not_come_back() {
    let mut stage = Stage::new();
    let name = RefName::session(stage.one.tag);
    let body = stage.body(&name);
    stage.forge.push(name.clone(), RefBody::Tombstone(vec![1; 90]), Action::Shred);
    stage.only_the_first_is_refused("a tombstone that nobody signed");
    stage.forge.push(name, body, Action::Sync);
    stage.all_stops("a move after a tombstone");
}

/// Rows 13 and 14: after a change of the secret the keyfile from before it is shown as the newest.
#[test]
fn an_old_keyfile_is_no_new_one() {
    let mut stage = Stage::new();
    let RefBody::Signed(old) = stage.body(&RefName::keyfile()) else { panic!("a keyfile") };
    stage.forge.rotate("the-secret-after-its-rotation");
    stage.forge.keyfile = cbor::decode(&old).unwrap();
    stage.forge.push(RefName::keyfile(), RefBody::Signed(old), Action::RotateSecret);
    stage.all_stops("the keyfile from before the rotation");
}

/// Rows 15 to 17, 25 and 35: key material that the server makes up.
#[test]
fn a_keyfile_that_no_key_holder_made_stops_everything() {
    type Change = fn(&mut Keyfile);
    let cases: [(&str, Change); 8] = [
        ("a cheap derivation", |file| {
            file.slots[0].cost = KdfCost { memory_kib: 8, passes: 1, lanes: 1 };
        }),
        ("4 TiB of memory", |file| file.slots[0].cost.memory_kib = u32::MAX),
        ("2^32 passes", |file| file.slots[0].cost.passes = u32::MAX),
        ("no salt", |file| file.slots[0].salt.clear()),
        ("10,000 slots", |file| {
            let slot = file.slots[0].clone();
            let junk = |n: u32| Slot { id: SlotId([(n % 251) as u8; 8]), epoch: n, ..slot.clone() };
            file.slots.extend((0..10_000).map(junk));
        }),
        ("no slots", |file| file.slots.clear()),
        ("no signature", |file| file.signature = None),
        ("an earlier format", |file| file.format = 0),
    ];
    for (case, change) in cases {
        let mut stage = Stage::new();
        let mut file = stage.forge.keyfile.clone();
        (file.version, file.prev) = (file.version + 1, Digest::of(&cbor::encode(&file)));
        change(&mut file);
        stage.forge.push(RefName::keyfile(), RefBody::Signed(cbor::encode(&file)), Action::RotateSecret);
        stage.forge.keyfile = file;
        stage.all_stops(case);
    }
}

/// Row 34: what nobody named is no event.
#[test]
fn junk_beside_the_vault_is_passed_over() {
    let mut stage = Stage::new();
    for n in 0..50u8 {
        let junk = vec![n; 300];
        stage.forge.objects.insert(han::protocol::ids::ObjectId::of(&junk), junk);
    }
    let name = RefName::session(SessionTag([9; 16]));
    let body = RefBody::Session { wraps: vec![1; 208], manifest: vec![2; 99], meta: vec![3; 99] };
    stage.forge.refs.insert(name.clone(), Ref { name, version: 1, body });
    stage.show();
    std::fs::remove_dir_all(stage.person.projects()).unwrap();
    let ended = stage.person.run(&["restore", "--all"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(tree(&stage.person.projects()).len(), 2);
    stage.person.expect(0, &["verify"]);
}
