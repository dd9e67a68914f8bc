//! A vault whose secret comes from `pass`, by the built program: nothing is kept anywhere else.
//!
//! `tests/run` makes a throw-away GPG key and password store, and sets `HAN_TEST_PASS=1`.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod outside;

use outside::{Person, announced, conversation, skip, tree, uuid};
use std::io::Write as _;
use std::process::{Command, Stdio};

const SECRET: &str = "k4vq2m7zr1xw9c8ty5bnh3dfgj6lps0e";
const NEXT: &str = "w8r3n5tq0b7yx2kd9hf1mzv6cjg4lspe";

fn pass_insert(entry: &str, secret: &str) {
    let mut command = Command::new("pass");
    let mut child = command
        .args(["insert", "--multiline", "--force", entry])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

/// Whether a folder holds the secret, or a key that opens the vault, in any file.
fn keeps(person: &Person, secret: &str) -> Vec<String> {
    let kept = tree(&person.home).into_iter().filter(|(name, bytes)| {
        let holds = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        holds || name.ends_with("/secret") || name.ends_with("/kek")
    });
    kept.map(|(name, _)| name).collect()
}

#[test]
fn a_vault_whose_secret_is_in_pass_keeps_it_nowhere_else() {
    if announced("HAN_TEST_PASS").is_none() {
        return skip("a_vault_whose_secret_is_in_pass_keeps_it_nowhere_else", "HAN_TEST_PASS is not set");
    }
    pass_insert("han/vault", SECRET);
    let dir = tempfile::tempdir().unwrap();
    let names = ["GNUPGHOME", "PASSWORD_STORE_DIR", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"];
    let person = Person::new(&dir.path().join("home")).with_variables(&names);
    person.plant(1, &conversation(1, 5));
    person.expect(2, &["init", "--secret-store", "command"]);
    assert!(!person.home.join(".config").exists());
    let sheet = dir.path().join("sheet");
    let words = ["init", "--secret-store", "command", "--passphrase-command", "pass show han/vault"];
    person.expect(0, &[&words[..], &["-q", "--recovery-out", sheet.to_str().unwrap()]].concat());
    person.expect(0, &["sync", "-q"]);
    assert_eq!(keeps(&person, SECRET), Vec::<String>::new());
    assert!(!keyring_has_entries(&person), "the keyring got an entry");

    let to = dir.path().join("to");
    person.expect(0, &["restore", "--all", "--to", to.to_str().unwrap()]);
    let restored = to.join("projects").join(outside::PROJECT).join(format!("{}.jsonl", uuid(1)));
    assert_eq!(std::fs::read(restored).unwrap(), conversation(1, 5));

    // The recipe for a new secret.
    pass_insert("han/vault-next", NEXT);
    let sheet = dir.path().join("next-sheet");
    let words = ["rotate", "-q", "--new-passphrase-command", "pass show han/vault-next", "--recovery-out"];
    person.expect(0, &[&words[..], &[sheet.to_str().unwrap()]].concat());
    pass_insert("han/vault", NEXT);
    person.plant(2, &conversation(2, 5));
    person.expect(0, &["sync", "-q"]);
    assert_eq!(keeps(&person, NEXT), Vec::<String>::new());

    // Whoever has another secret in pass is refused, and a command that fails is named without its output.
    pass_insert("han/vault", SECRET);
    person.plant(3, &conversation(3, 5));
    person.expect(3, &["sync", "--full"]);
    pass_insert("han/vault", NEXT);
    person.expect(0, &["sync", "-q"]);
    let failed = person.expect(3, &["verify", "--passphrase-command", "pass show han/no-such-entry"]);
    assert!(failed.err.contains("\"pass\" failed (exit code 1)"), "{}", failed.err);
}

/// Where there is a Secret Service beside `pass`, nothing of this vault may be in it.
fn keyring_has_entries(person: &Person) -> bool {
    if announced("HAN_TEST_SECRET_SERVICE").as_deref() != Some("1") {
        return false;
    }
    let config = std::fs::read_to_string(person.home.join(".config/han/config.toml")).unwrap();
    let owner =
        config.lines().find_map(|line| line.strip_prefix("owner = \"")).unwrap().trim_end_matches('"');
    ["secret", "kek", "account"].into_iter().any(|what| {
        let user = format!("{owner}/{what}");
        let found =
            Command::new("secret-tool").args(["lookup", "service", "han", "username", &user]).output();
        found.unwrap().status.success()
    })
}
