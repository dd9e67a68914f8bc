//! The built program with a real keyring: the secret and the cached key lie there, and nowhere on the disk.
//!
//! `tests/run` starts a Secret Service on a private bus and sets `HAN_TEST_SECRET_SERVICE=1`.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod outside;

use outside::{Person, announced, conversation, skip, tree};
use std::process::Command;

fn attributes(owner: &str, what: &str) -> [String; 4] {
    ["service", "han", "username", &format!("{owner}/{what}")].map(Into::into)
}

fn entry(owner: &str, what: &str) -> Option<Vec<u8>> {
    let found = Command::new("secret-tool").arg("lookup").args(attributes(owner, what)).output().unwrap();
    found.status.success().then_some(found.stdout)
}

#[test]
fn the_keyring_holds_secret_and_key_until_they_are_forgotten() {
    if announced("HAN_TEST_SECRET_SERVICE").as_deref() != Some("1") {
        let why = "HAN_TEST_SECRET_SERVICE is not 1";
        return skip("the_keyring_holds_secret_and_key_until_they_are_forgotten", why);
    }
    let dir = tempfile::tempdir().unwrap();
    let names = ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"];
    let person = Person::new(&dir.path().join("home")).with_variables(&names);
    person.plant(1, &conversation(1, 5));
    let sheet = dir.path().join("sheet");
    let made = person.json(&["init", "--recovery-out", sheet.to_str().unwrap()]);
    assert_eq!(made["secret_store"], "keyring");
    let owner = made["owner"].as_str().unwrap();
    person.expect(0, &["sync", "-q"]);
    let secret = entry(owner, "secret").expect("the keyring has the secret");
    entry(owner, "kek").expect("the keyring has the unlocked key");
    for (name, bytes) in tree(&person.home) {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{name} holds the secret");
    }

    // With the cached key alone the vault opens: the secret is not asked for, and nothing is derived from it.
    let clear = Command::new("secret-tool").arg("clear").args(attributes(owner, "secret")).status().unwrap();
    assert!(clear.success() && entry(owner, "secret").is_none());
    person.plant(2, &conversation(2, 5));
    assert_eq!(person.json(&["sync"])["sent"], 1);

    person.expect(0, &["keys", "forget", "--yes", "-q"]);
    for what in ["secret", "kek", "account"] {
        assert!(entry(owner, what).is_none(), "{what} is still in the keyring");
    }
    person.plant(3, &conversation(3, 5));
    person.expect(3, &["sync"]);
    let unlocked = person.tell(&["keys", "unlock", "--code", "-"], &std::fs::read(&sheet).unwrap());
    assert_eq!(unlocked.code, Some(0), "{}", unlocked.err);
    assert_eq!(entry(owner, "secret").as_deref(), Some(&secret[..]));
    person.expect(0, &["sync", "-q"]);
    person.expect(0, &["keys", "forget", "--yes", "-q"]);
}
