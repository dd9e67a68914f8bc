//! The keyring store against a real Secret Service.
//!
//! `tests/run` starts one on a private bus (dbus-run-session, gnome-keyring-daemon) and sets
//! `HAN_TEST_SECRET_SERVICE=1`; with `=locked` the daemon holds a locked keyring and nobody to unlock it.
//! Elsewhere the test says that it was skipped, and fails in CI.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod outside;

use han::local::secrets::keyring::{DEFAULT_LIMIT, KeyringStore};
use han::local::secrets::{SecretStore, SecretStoreError, conformance};
use han::protocol::ids::OwnerId;
use outside::announced as variable;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const OWNER: OwnerId = OwnerId([0x5e; 16]);

/// Whether the service is there in the wanted state; else says why not.
fn service_is(state: &str) -> bool {
    let bus = variable("DBUS_SESSION_BUS_ADDRESS").is_some();
    if bus && variable("HAN_TEST_SECRET_SERVICE").as_deref() == Some(state) {
        return true;
    }
    // A service in the other state is no gap: tests/run has a turn for each.
    if variable("HAN_TEST_SECRET_SERVICE").is_none() {
        outside::skip("secret_service", &format!("HAN_TEST_SECRET_SERVICE is not {state}"));
    }
    false
}

fn secret_tool(args: &[&str], input: &[u8]) -> Output {
    use std::io::Write;
    let mut command = Command::new("secret-tool");
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("secret-tool (package libsecret-tools) is installed");
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn the_real_keyring_keeps_the_contract_and_others_see_the_entries() {
    if !service_is("1") {
        return;
    }
    let store = KeyringStore::new(DEFAULT_LIMIT);
    conformance(&store);

    let user = format!("{OWNER}/kek");
    let lookup = ["lookup", "service", "han", "username", &user];
    store.set(&OWNER, "kek", b"\x00binary\xff\n").unwrap();
    assert_eq!(secret_tool(&lookup, b"").stdout, b"\x00binary\xff\n");
    store.delete(&OWNER, "kek").unwrap();
    assert!(!secret_tool(&lookup, b"").status.success());

    // Two entries of one name, as another program may make them: nothing is guessed.
    for extra in ["1", "2"] {
        let args = ["store", "--label=han", "service", "han", "username", &user, "extra", extra];
        assert!(secret_tool(&args, b"x").status.success());
    }
    assert!(matches!(store.get(&OWNER, "kek"), Err(SecretStoreError::Ambiguous(_))));
    assert!(matches!(store.set(&OWNER, "kek", b"y"), Err(SecretStoreError::Ambiguous(_))));
    assert!(secret_tool(&["clear", "service", "han", "username", &user], b"").status.success());
    assert!(store.get(&OWNER, "kek").unwrap().is_none());
}

#[test]
fn a_locked_keyring_is_locked_or_times_out_and_never_hangs() {
    if !service_is("locked") {
        return;
    }
    let store = KeyringStore::new(Duration::from_secs(5));
    match store.set(&OWNER, "kek", b"x") {
        Err(SecretStoreError::Locked(_) | SecretStoreError::TimedOut(_)) => {}
        Err(other) => panic!("{other:?}"),
        Ok(()) => panic!("a locked keyring took a secret"),
    }
}

/// Runs itself again without a bus, as on a headless machine.
#[test]
fn without_a_bus_the_keyring_is_unavailable() {
    const NO_BUS: &str = "unix:path=/nonexistent/han-test-bus";
    if variable("DBUS_SESSION_BUS_ADDRESS").as_deref() != Some(NO_BUS) {
        let me = std::env::current_exe().unwrap();
        let mut command = Command::new(me);
        command.args(["--exact", "without_a_bus_the_keyring_is_unavailable"]);
        command
            .env("DBUS_SESSION_BUS_ADDRESS", NO_BUS)
            .env_remove("HAN_TEST_SECRET_SERVICE")
            .env_remove("CI");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        return;
    }
    let store = KeyringStore::new(DEFAULT_LIMIT);
    for _ in 0..2 {
        assert!(matches!(store.get(&OWNER, "kek"), Err(SecretStoreError::Unavailable(_))));
    }
}
