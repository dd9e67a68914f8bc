//! A stranger's day with the built program: wrong secrets, full and read-only disks, kills, races, hooks, and
//! every exit code that can be had cheaply.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod outside;

use outside::{Person, announced, conversation, copy, skip, tree, uuid};
use std::fs::Permissions;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn person() -> (TempDir, Person) {
    let dir = tempfile::tempdir().unwrap();
    let person = Person::new(&dir.path().join("home"));
    (dir, person)
}

/// Restores everything into an empty folder and compares it with what lies under the Claude folder.
fn assert_restores(person: &Person, more: &[&str]) {
    let to = person.home.join("restored");
    let words: Vec<&str> =
        ["restore", "--all", "--to", to.to_str().unwrap()].into_iter().chain(more.iter().copied()).collect();
    person.expect(0, &words);
    let (ours, theirs) = (tree(&person.projects()), tree(&to.join("projects")));
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
    for (name, bytes) in &ours {
        assert!(theirs[name] == *bytes, "{name} differs");
    }
    std::fs::remove_dir_all(to).unwrap();
}

#[test]
fn an_empty_home_is_told_where_was_looked_and_stays_empty() {
    let (_dir, person) = person();
    let ended = person.expect(0, &["sync"]);
    assert!(ended.err.contains(".claude/projects"), "{}", ended.err);
    assert_eq!(std::fs::read_dir(&person.home).unwrap().count(), 0);
}

#[test]
fn a_wrong_secret_is_one_sentence_and_changes_nothing() {
    let (_dir, person) = person();
    person.plant_samples();
    person.expect(0, &["sync", "-q"]);
    person.plant(20, &conversation(20, 5));
    let wrong = person.home.join("wrong");
    std::fs::write(&wrong, "not-the-secret-of-this-vault-at-all\n").unwrap();
    std::fs::set_permissions(&wrong, Permissions::from_mode(0o600)).unwrap();
    let before = tree(&person.vault());
    let given = ["--passphrase-file", wrong.to_str().unwrap()];
    let commands: [&[&str]; 6] = [
        &["sync"],
        &["sync", "--full"],
        &["show", &uuid(1)],
        &["restore", "--all", "--to", "elsewhere"],
        &["verify"],
        &["rotate"],
    ];
    for words in commands {
        let words: Vec<&str> = words.iter().chain(&given).copied().collect();
        let ended = person.expect(3, &words);
        let said: Vec<_> = ended.err.lines().filter(|line| !line.starts_with("han: hint: ")).collect();
        assert_eq!(said.len(), 1, "{words:?}: {}", ended.err);
        assert!(ended.err.contains("han: hint: han "), "{}", ended.err);
        assert!(!ended.err.contains("not-the-secret"), "{}", ended.err);
    }
    assert!(tree(&person.vault()) == before, "the vault changed");
    assert!(!person.home.join("elsewhere").exists());
    person.expect(0, &["sync", "-q"]);
    person.expect(0, &["verify", "-q"]);
}

/// Lets another user in, recursively.
fn give(path: &Path, uid: u32) {
    std::os::unix::fs::lchown(path, Some(uid), Some(uid)).unwrap();
    if path.is_dir() {
        std::fs::read_dir(path).unwrap().for_each(|entry| give(&entry.unwrap().path(), uid));
    }
}

fn set_writable(path: &Path, writable: bool) {
    let folder = path.is_dir();
    let bits = if folder { 0o555 } else { 0o444 } | if writable { 0o200 } else { 0 };
    std::fs::set_permissions(path, Permissions::from_mode(bits)).unwrap();
    if folder {
        std::fs::read_dir(path).unwrap().for_each(|entry| set_writable(&entry.unwrap().path(), writable));
    }
}

#[test]
fn a_read_only_vault_is_a_failure_that_the_next_run_makes_good() {
    const NAME: &str = "a_read_only_vault_is_a_failure_that_the_next_run_makes_good";
    let (dir, mut person) = person();
    let root = rustix::process::geteuid().is_root();
    if root {
        let Some(words) = announced("HAN_TEST_SETPRIV") else {
            return skip(NAME, "permissions do not bind root, and HAN_TEST_SETPRIV is not set");
        };
        person.before = words.split_whitespace().map(Into::into).collect();
        person.program = dir.path().join("han");
        std::fs::copy(env!("CARGO_BIN_EXE_han"), &person.program).unwrap();
        std::fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).unwrap();
    }
    let hand_over = || {
        if root {
            give(&person.home, 65_534)
        }
    };
    person.plant(1, &conversation(1, 5));
    hand_over();
    person.expect(0, &["sync", "-q"]);
    person.plant(2, &conversation(2, 5));
    hand_over();

    set_writable(&person.vault(), false);
    let before = tree(&person.vault());
    let ended = person.expect(7, &["sync"]);
    assert!(ended.err.starts_with("han: "), "{}", ended.err);
    assert!(tree(&person.vault()) == before, "a read-only vault changed");
    set_writable(&person.vault(), true);

    let sent = person.json(&["sync"]);
    assert_eq!(sent["sent"], 1, "{sent}");
    person.expect(0, &["verify", "-q"]);
    assert_restores(&person, &[]);
}

fn strace_works() -> bool {
    let traced = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output();
    traced.is_ok_and(|output| output.status.success())
}

/// The same without the right to mount a small disk: the writes of the database find no space.
#[test]
fn writes_without_space_are_exit_7_and_the_next_run_completes() {
    if !cfg!(target_os = "linux") || !strace_works() {
        return skip(
            "writes_without_space_are_exit_7_and_the_next_run_completes",
            "strace does not work here",
        );
    }
    let (_dir, mut person) = person();
    person.plant(1, &conversation(1, 5));
    person.expect(0, &["sync", "-q"]);
    person.plant_samples();
    for first in [1, 2, 5] {
        let inject = format!("inject=pwrite64:error=ENOSPC:when={first}+");
        let words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64", "-e", &inject];
        person.before = words.into_iter().map(Into::into).collect();
        let ended = person.expect(7, &["sync"]);
        assert!(ended.err.contains("space") || ended.err.contains("full"), "{}", ended.err);
        person.before.clear();
        person.expect(0, &["verify", "-q"]);
    }
    person.expect(0, &["sync", "-q"]);
    person.expect(0, &["verify", "-q"]);
    assert_eq!(person.json(&["sync"])["unchanged"], 13);
}

#[test]
fn a_full_disk_is_exit_7_and_space_lets_the_next_run_complete() {
    const NAME: &str = "a_full_disk_is_exit_7_and_space_lets_the_next_run_complete";
    let Some(full) = announced("HAN_TEST_FULL_DISK") else {
        // Not a gap where nothing may be mounted: the test above does it by injected errors.
        return if strace_works() { println!("{NAME}: no small disk") } else { skip(NAME, "no small disk") };
    };
    let (_dir, person) = person();
    let here = tempfile::tempdir_in(full).unwrap();
    let vault = here.path().join("vault");
    let at = ["--remote", vault.to_str().unwrap()];
    let with = |words: &[&'static str]| -> Vec<&str> { words.iter().chain(&at).copied().collect() };
    person.plant(1, &conversation(1, 5));
    person.expect(0, &with(&["init", "-q"]));
    person.expect(0, &["sync", "-q"]);
    person.plant_samples();

    let ballast = here.path().join("ballast");
    let mut file = std::fs::File::create(&ballast).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
    // From nothing to spare up to some room, so that the disk fills at different steps.
    for spare_len in [0u64, 8 << 10, 64 << 10] {
        let len = file.metadata().unwrap().len();
        file.set_len(len.saturating_sub(spare_len)).unwrap();
        let ended = person.expect(7, &["sync"]);
        assert!(ended.err.contains("space") || ended.err.contains("full"), "{}", ended.err);
    }
    drop(file);
    std::fs::remove_file(ballast).unwrap();
    person.expect(0, &["sync", "-q"]);
    person.expect(0, &["verify", "-q"]);
    assert_eq!(person.json(&["sync"])["unchanged"], 13);
    assert_eq!(person.json(&["list", "--stored"])["sessions"].as_array().unwrap().len(), 13);
}

fn objects(vault: &Path) -> usize {
    tree(&vault.join("objects")).len()
}

#[test]
fn a_sync_killed_at_any_time_is_completed_by_the_next() {
    const COUNT: usize = 300;
    let (_dir, person) = person();
    for n in 1..=COUNT {
        person.plant(n, &conversation(n, 40));
    }
    person.expect(0, &["init", "-q"]);
    let mut killed = 0;
    for (round, more) in [1, 2, 20, 40, 60, 80].into_iter().enumerate() {
        let mut child = person.start(&["sync", "-q"]);
        let goal = objects(&person.vault()) + more;
        // Killed as soon as some more lies there; it may have ended by itself first.
        while child.try_wait().unwrap().is_none() && objects(&person.vault()) < goal {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        killed += usize::from(child.wait().unwrap().code().is_none());
        if round % 2 == 1 {
            person.expect(0, &["verify", "-q"]);
        }
    }
    assert!(killed >= 3, "only {killed} of 6 syncs were killed before they ended");
    person.expect(0, &["sync", "-q"]);
    let last = person.json(&["sync"]);
    assert_eq!((&last["sent"], &last["unchanged"]), (&0.into(), &COUNT.into()), "{last}");
    person.expect(0, &["verify", "-q"]);
    assert_eq!(person.json(&["list", "--stored"])["sessions"].as_array().unwrap().len(), COUNT);
    assert_restores(&person, &[]);
}

#[test]
fn two_syncs_at_once_take_turns() {
    const COUNT: usize = 40;
    let (_dir, person) = person();
    for n in 1..=COUNT {
        person.plant(n, &conversation(n, 20));
    }
    person.expect(0, &["init", "-q"]);
    let running = [0, 1, 2].map(|_| person.start(&["sync", "--json"]));
    let mut sent = 0;
    for child in running {
        let ended = outside::Ended::from(child.wait_with_output().unwrap());
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        let report: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
        sent += report["sent"].as_u64().unwrap();
    }
    assert_eq!(sent, COUNT as u64, "each session is sent once");
    person.expect(0, &["verify", "-q"]);
}

/// Asks until it is so; a minute is more than any of this takes.
fn until(what: &str, mut so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < Duration::from_secs(60), "{what} did not happen within a minute");
        std::thread::yield_now();
    }
}

#[test]
fn a_hook_returns_at_once_and_leaves_the_work_to_a_sync_of_its_own() {
    let (_dir, person) = person();
    person.plant(1, &conversation(1, 5));
    person.expect(0, &["sync", "-q"]);
    person.plant(2, &conversation(2, 5));
    // As long as somebody else works, the event waits.
    let turn = han::local::lock::Lock::acquire(&person.state().join("lock"), Duration::ZERO).unwrap();
    let event = serde_json::json!({
        "session_id": uuid(2), "hook_event_name": "Stop", "cwd": "/home/dev/app",
        "transcript_path": person.session_file(2), "last_assistant_message": "SPOKEN-WORDS",
    });
    let mut command = person.command(&["hook", "run"]);
    let mut hook =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut open = hook.stdin.take().unwrap();
    open.write_all(event.to_string().as_bytes()).unwrap();
    let ended = outside::Ended::from(hook.wait_with_output().unwrap());
    drop(open);
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""));
    let spool = std::fs::read_to_string(person.state().join("spool")).unwrap();
    assert_eq!(spool.lines().count(), 1, "{spool}");
    assert!(spool.contains(&uuid(2)) && !spool.contains("SPOKEN-WORDS"), "{spool}");
    drop(turn);
    until("the sync of the hook", || {
        person.json(&["list", "--stored"])["sessions"].as_array().unwrap().len() == 2
    });
    until("the end of the sync", || {
        !std::fs::read_to_string(person.state().join("spool")).is_ok_and(|s| !s.is_empty())
    });
}

#[test]
fn a_hook_never_fails_claude() {
    let (_dir, person) = person();
    let inputs: [&[u8]; 4] =
        [b"", b"not json", b"{\"session_id\":\"../../etc\",\"hook_event_name\":\"Stop\"}", b"\xff\xfe"];
    for input in inputs {
        let ended = person.tell(&["hook", "run"], input);
        assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "{}", ended.err);
    }
    std::fs::create_dir_all(person.home.join(".config/han")).unwrap();
    std::fs::write(person.home.join(".config/han/config.toml"), "not [ toml").unwrap();
    let event = format!("{{\"session_id\":\"{}\",\"hook_event_name\":\"Stop\"}}", uuid(1));
    let ended = person.tell(&["hook", "run"], event.as_bytes());
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "{}", ended.err);
}

#[test]
fn each_exit_code_is_what_the_help_says() {
    let (dir, person) = person();
    person.plant(1, &conversation(1, 5));
    person.plant(2, &conversation(2, 5));
    person.expect(0, &["sync", "-q"]);
    person.expect(1, &["show", "ffffffff"]);
    person.expect(2, &["sync", "--no-such-option"]);
    person.expect(4, &["init"]);
    let turn = han::local::lock::Lock::acquire(&person.state().join("lock"), Duration::ZERO).unwrap();
    person.expect(4, &["sync", "--lock-wait", "0"]);
    drop(turn);
    person.expect(7, &["export", "-o", "/nonexistent/folder/x.han"]);

    // Another file lies where a session should go: the rest is restored, that one is left alone.
    let to = person.home.join("to");
    let there = to.join("projects").join(outside::PROJECT).join(format!("{}.jsonl", uuid(1)));
    std::fs::create_dir_all(there.parent().unwrap()).unwrap();
    std::fs::write(&there, "{\"something\":\"else\"}\n").unwrap();
    person.expect(7, &["restore", "--all", "--to", "to"]);
    assert_eq!(std::fs::read(&there).unwrap(), b"{\"something\":\"else\"}\n");
    person.expect(4, &["restore", &uuid(1), "--to", "to"]);

    // An older copy of the vault in its place, then one that has gone another way.
    let (vault, old, other) =
        (person.vault(), dir.path().join("old"), Person::new(&dir.path().join("other")));
    copy(&vault, &old);
    std::fs::remove_dir(&other.home).unwrap();
    copy(&person.home, &other.home);
    person.plant(3, &conversation(3, 5));
    person.expect(0, &["sync", "-q"]);
    let ours = dir.path().join("ours");
    std::fs::rename(&vault, &ours).unwrap();
    copy(&old, &vault);
    person.expect(8, &["sync"]);
    person.expect(8, &["verify"]);
    std::fs::remove_dir_all(&vault).unwrap();
    other.plant(4, &conversation(4, 5));
    let at = old.to_str().unwrap();
    let config = std::fs::read_to_string(other.home.join(".config/han/config.toml")).unwrap();
    let config = config.replace("[vault.personal]", &format!("[vault.personal]\nremote = \"{at}\""));
    std::fs::write(other.home.join(".config/han/config.toml"), config).unwrap();
    other.expect(0, &["sync", "-q"]);
    copy(&old, &vault);
    let ended = person.run(&["sync"]);
    assert!(matches!(ended.code, Some(9 | 10)), "{:?} {}", ended.code, ended.err);
    std::fs::remove_dir_all(&vault).unwrap();
    std::fs::rename(&ours, &vault).unwrap();
    person.expect(0, &["sync", "-q"]);

    // One flipped bit: named, and everything else is restored.
    let objects = tree(&vault.join("objects"));
    let (name, bytes) = objects.iter().max_by_key(|(_, bytes)| bytes.len()).unwrap();
    let mut bytes = bytes.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(vault.join("objects").join(name), bytes).unwrap();
    let ended = person.expect(6, &["verify"]);
    assert!(!(ended.out.clone() + &ended.err).is_empty());
    person.expect(6, &["restore", "--all", "--to", "again"]);
    assert_eq!(tree(&person.home.join("again/projects")).len(), 2);
}

#[test]
fn no_child_is_given_a_secret() {
    const NAME: &str = "no_child_is_given_a_secret";
    let (dir, mut person) = person();
    let trace = dir.path().join("trace");
    if !strace_works() {
        return skip(NAME, "strace does not work here");
    }
    let words = ["strace", "-f", "-qq", "-v", "-s", "65536", "-e", "trace=execve,execveat", "-A", "-o"];
    person.before = words.into_iter().map(Into::into).chain([trace.clone().into()]).collect();
    person.plant_samples();
    person.expect(0, &["sync", "-q"]);
    let mut secrets = person.secrets();
    let script = dir.path().join("print");
    std::fs::write(&script, format!("#!/bin/sh\nexec /bin/cat {}\n", dir.path().join("given").display()))
        .unwrap();
    std::fs::set_permissions(&script, Permissions::from_mode(0o700)).unwrap();
    std::fs::write(dir.path().join("given"), &secrets[0]).unwrap();
    person.expect(0, &["verify", "-q", "--passphrase-command", script.to_str().unwrap()]);
    let event = format!("{{\"session_id\":\"{}\",\"hook_event_name\":\"Stop\"}}", uuid(1));
    assert_eq!(person.tell(&["hook", "run"], event.as_bytes()).code, Some(0));
    person.expect(0, &["rotate", "-q"]);
    secrets.extend(person.secrets());
    let text = std::fs::read_to_string(&trace).unwrap();
    assert!(text.matches("execve(").count() >= 6, "{text}");
    assert!(text.contains("\"sync\", \"--quiet\", \"--session\""), "the hook's sync was traced");
    assert_eq!(secrets.len(), 2);
    for secret in secrets {
        let secret = String::from_utf8(secret).unwrap();
        assert!(secret.trim().len() > 20 && !text.contains(secret.trim()), "a secret was an argument");
    }
}
