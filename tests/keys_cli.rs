//! `han keys`, `han devices` and `han rotate` as they are typed: two machines and a team, by the binary.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

struct Machine(PathBuf);

impl Machine {
    fn new(dir: &Path, session: &str) -> Self {
        let project = dir.join(".claude/projects/-home-x");
        std::fs::create_dir_all(&project).unwrap();
        let line = format!("{{\"type\":\"user\",\"sessionId\":\"{session}\",\"cwd\":\"/home/x\"}}\n");
        std::fs::write(project.join(format!("{session}.jsonl")), line).unwrap();
        Self(dir.to_owned())
    }

    fn run(&self, words: &[&str], stdin: Stdio) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_han"));
        command.args(words).stdin(stdin).env_clear().env("HOME", &self.0).output().unwrap()
    }

    /// Standard output and error of a command that must end with this exit code.
    fn expect(&self, code: i32, words: &[&str]) -> (String, String) {
        let ended = self.run(words, Stdio::null());
        let (out, err) = (String::from_utf8(ended.stdout).unwrap(), String::from_utf8(ended.stderr).unwrap());
        assert_eq!(ended.status.code(), Some(code), "han {words:?}\n{out}\n{err}");
        (out, err)
    }

    fn json(&self, words: &[&str]) -> Value {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.expect(0, &words).0).unwrap()
    }
}

const ONE: &str = "00000001-0000-4000-8000-000000000000";
const TWO: &str = "00000002-0000-4000-8000-000000000000";

fn mode(path: &str) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_second_machine_joins_and_follows_a_change_of_the_secret() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (Machine::new(&dir.path().join("a"), ONE), Machine::new(&dir.path().join("b"), TWO));
    let sheet = dir.path().join("sheet.txt");
    let made = a.json(&["init", "--secret-store", "file", "--recovery-out", sheet.to_str().unwrap()]);
    a.expect(0, &["sync", "-q"]);
    let vault = made["remote"].as_str().unwrap();
    let code = a.expect(0, &["devices", "add"]).0;
    let code = code.trim();

    let wrong = dir.path().join("wrong");
    std::fs::write(&wrong, "no such secret").unwrap();
    let here = ["--remote", vault, "--secret-store", "file"];
    let unlock = |more: &[&'static str]| -> Vec<String> {
        ["keys", "unlock"].iter().chain(&here).chain(more).map(|word| (*word).to_owned()).collect()
    };
    let mut words = unlock(&["--passphrase-file"]);
    words.extend([wrong.display().to_string(), "--code".into(), code.into()]);
    b.expect(3, &words.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(!b.0.join(".config/han/config.toml").exists(), "a wrong secret leaves no trace");

    // The sheet, secret and code in one, on standard input.
    let typed = unlock(&["--code", "-", "--json"]);
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    let ended = b.run(&typed, std::fs::File::open(&sheet).unwrap().into());
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    let opened: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!((&opened["owner"], &opened["first_contact"]), (&made["owner"], &Value::Bool(false)));
    b.expect(0, &["sync", "-q"]);
    assert_eq!(b.json(&["devices", "list"])["devices"].as_array().unwrap().len(), 2);

    let rotated = a.json(&["rotate"]);
    assert_eq!((&rotated["rotated"][0], &rotated["epoch"]), (&"secret".into(), &2.into()));
    let second = rotated["recovery_sheet"].as_str().unwrap();
    assert_eq!(mode(second), 0o600);
    std::fs::write(
        b.0.join(".claude/projects/-home-x").join(format!("{ONE}.jsonl")),
        "{\"type\":\"user\"}\n",
    )
    .unwrap();
    let (_, said) = b.expect(3, &["sync"]);
    assert!(said.contains("han: hint: han keys unlock --vault personal"), "{said}");
    let ended = b.run(&["keys", "unlock", "--code", "-"], std::fs::File::open(second).unwrap().into());
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    b.expect(0, &["sync", "-q"]);
    a.expect(0, &["sync", "-q"]);
}

#[test]
fn keys_age_move_and_are_mended() {
    let dir = tempfile::tempdir().unwrap();
    let a = Machine::new(&dir.path().join("a"), ONE);
    a.expect(0, &["init", "-q", "--secret-store", "file"]);
    a.expect(0, &["sync", "-q"]);
    let keys = a.json(&["keys", "list"]);
    let purposes: Vec<_> =
        keys["keys"].as_array().unwrap().iter().map(|key| key["purpose"].as_str().unwrap()).collect();
    let identity = ["identity-sign", "identity-receive"];
    assert_eq!(purposes, [&["secret", "data", "index", "vault", "audit"][..], &identity].concat());
    assert_eq!(a.json(&["rotate", "--due"])["rotated"], serde_json::json!([]));
    let moved = a.json(&["rotate", "--data-key"]);
    assert_eq!(
        moved["data_key"],
        serde_json::json!({ "version": 2, "begun": true, "moved": 1, "retired": 1 })
    );
    let status = a.json(&["rotate", "--status"]);
    assert_eq!((&status["content_keys"], &status["remaining"]), (&1.into(), &0.into()));

    // A policy of no days: the data key rolls by itself, the secret is only named.
    let config = a.0.join(".config/han/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("{text}\n[policy]\ndata_key_days = 0\nsecret_days = 0\n")).unwrap();
    let (out, said) = a.expect(1, &["rotate", "--due", "--json"]);
    let due: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&due["rotated"][0], &due["due"][0]), (&"data-key".into(), &"secret".into()));
    assert!(said.contains("due for a change"), "{said}");

    let repaired = a.json(&["keys", "repair"]);
    assert_eq!(repaired, serde_json::json!({ "keyfile": "intact", "pending": "none" }));
    let (_, said) = a.expect(2, &["devices", "revoke", "old-laptop"]);
    assert!(said.contains("han rotate --vault personal"), "{said}");
    a.expect(2, &["keys", "recovery-sheet"]);
    let sheet = dir.path().join("sheet.txt");
    a.expect(0, &["keys", "recovery-sheet", "--recovery-out", sheet.to_str().unwrap()]);
    assert_eq!(mode(sheet.to_str().unwrap()), 0o600);
    let written = std::fs::read(&sheet).unwrap();
    a.expect(4, &["keys", "recovery-sheet", "--recovery-out", sheet.to_str().unwrap()]);
    a.expect(4, &["rotate", "--recovery-out", sheet.to_str().unwrap()]);
    assert_eq!(std::fs::read(&sheet).unwrap(), written, "an existing file is never overwritten");

    let here = a.json(&["keys", "list"]);
    let here: Vec<_> = here["keys"].as_array().unwrap().iter().map(|key| key["here"].as_str()).collect();
    // The secret first; of the three data keys only the last is active, and it stands last.
    assert_eq!((here[0], here[1], here.last().unwrap()), (None, Some("closed"), &Some("opens")));
    assert_eq!(here.iter().filter(|state| **state == Some("closed")).count(), 2, "{here:?}");
    assert!(here[2..5].iter().all(|state| *state == Some("opens")));
    let (_, said) = a.expect(2, &["keys", "forget"]);
    assert!(said.contains("known to hold it: a recovery sheet"), "{said}");
    a.expect(2, &["keys", "recovery-sheet", "--qr"]);
    a.expect(0, &["keys", "forget", "--yes"]);
    let (_, said) = a.expect(3, &["restore", "--all"]);
    assert!(said.contains("han keys unlock --vault personal"), "{said}");
    let ended = a.run(&["keys", "unlock", "--code", "-"], std::fs::File::open(&sheet).unwrap().into());
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    a.expect(0, &["verify", "-q"]);
}

#[test]
fn the_last_holder_of_a_secret_does_not_forget_it_unasked() {
    let dir = tempfile::tempdir().unwrap();
    let a = Machine::new(&dir.path().join("a"), ONE);
    a.expect(0, &["init", "-q", "--secret-store", "file"]);
    // What says that a sheet was made is gone with the state, and the sheet with it.
    let state = a.0.join(".local/state/han");
    let noted = std::fs::read_dir(&state).unwrap().map(|entry| entry.unwrap().path().join("sheet-epoch"));
    noted.filter(|path| path.exists()).for_each(|path| std::fs::remove_file(path).unwrap());
    let (_, said) = a.expect(4, &["keys", "forget"]);
    assert!(said.contains("nothing else is known to hold this secret"), "{said}");
    assert!(said.contains("han keys recovery-sheet") && said.contains("keys forget --vault personal --yes"));
    a.expect(0, &["sync", "-q"]);
    let (_, said) = a.expect(0, &["keys", "forget", "--yes"]);
    assert!(
        said.contains("recovery-sheet.txt still lies here") && said.contains("han keys unlock"),
        "{said}"
    );
    let (_, said) = a.expect(0, &["keys", "list"]);
    assert!(said.contains("is not on this machine"), "{said}");
}

#[test]
fn a_team_shares_one_secret_and_a_name_stands_for_one_vault() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (Machine::new(&dir.path().join("a"), ONE), Machine::new(&dir.path().join("b"), TWO));
    let team = dir.path().join("team");
    let (team, secret) = (team.to_str().unwrap(), dir.path().join("secret"));
    std::fs::write(&secret, "quietly kettle 94 vortex umbrella zinc").unwrap();
    let secret = secret.to_str().unwrap();
    let given = ["--remote", team, "--secret-store", "file", "--passphrase-file", secret];
    let with = |words: &[&'static str]| [words, &given].concat();
    a.expect(0, &with(&["init", "-q", "--vault", "team:acme"]));
    let (_, said) = b.expect(2, &with(&["keys", "unlock"]));
    assert!(said.contains("must begin with team:"), "{said}");
    let (_, said) = b.expect(0, &with(&["keys", "unlock", "--vault", "team:acme"]));
    assert!(said.contains("first contact"), "{said}");
    assert_eq!(b.json(&["keys", "list", "--vault", "team:acme"])["keys"].as_array().unwrap().len(), 5);
    // Another vault may not take the name.
    let other = dir.path().join("other");
    let other = other.to_str().unwrap();
    let init = ["init", "-q", "--vault", "team:acme", "--remote", other, "--secret-store", "file"];
    Machine::new(&dir.path().join("c"), ONE).expect(0, &init);
    let clash = ["keys", "unlock", "--vault", "team:acme", "--remote", other, "--passphrase-file", secret];
    let (_, said) = b.expect(4, &clash);
    assert!(said.contains("another vault named team:acme"), "{said}");

    // Where no store keeps the secret, a new one is in the user's hands first, or nothing happens.
    let command = format!("cat {secret}");
    let c = Machine::new(&dir.path().join("d"), ONE);
    let bare = ["keys", "unlock", "--vault", "team:acme", "--remote", team, "--secret-store", "command"];
    c.expect(0, &[&bare[..], &["--passphrase-command", &command]].concat());
    c.expect(2, &["rotate", "--vault", "team:acme"]);
    let new = dir.path().join("new");
    std::fs::write(&new, "hidden walrus 17 marble octane fjord").unwrap();
    let new = new.to_str().unwrap();
    c.expect(0, &["rotate", "-q", "--vault", "team:acme", "--new-passphrase-file", new]);
    b.expect(3, &["keys", "unlock", "--vault", "team:acme", "--passphrase-file", secret]);
    b.expect(0, &["keys", "unlock", "--vault", "team:acme", "--passphrase-file", new]);
    let weak = dir.path().join("weak");
    std::fs::write(&weak, "password1").unwrap();
    b.expect(2, &["rotate", "--vault", "team:acme", "--new-passphrase-file", weak.to_str().unwrap()]);
}
