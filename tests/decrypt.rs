//! The format page is enough: a Python reader written from `docs/format.md` alone opens what `han export`
//! writes. Needs `HAN_TEST_PYTHON`, an interpreter with the packages of `ci/requirements.txt`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a broken fixture should stop the test")]

mod support;

use han::crypto::secret::AccountKey;
use han::crypto::sheet;
use han::ops::export::{self, ExportOptions, Output, Selection};
use han::ops::open::{self, Trust};
use han::ops::progress::Silent;
use han::session::equal::lines_equal;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::forge::Forge;
use support::{Home, SECRET, transcripts, tree, uuid};

const PROJECT: &str = "-home-dev-app";

/// The interpreter; a test without one is skipped, but never where CI is set.
fn python() -> Option<OsString> {
    let python = std::env::var_os("HAN_TEST_PYTHON");
    if python.is_none() {
        assert!(std::env::var_os("CI").is_none(), "CI is set and HAN_TEST_PYTHON is not");
        println!("skipped: HAN_TEST_PYTHON is not set");
        if let Some(skips) = std::env::var_os("HAN_TEST_SKIPS") {
            let skips = std::fs::OpenOptions::new().append(true).create(true).open(skips);
            writeln!(skips.unwrap(), "decrypt: HAN_TEST_PYTHON is not set").unwrap();
        }
    }
    python
}

struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

fn decrypt(python: &OsString, archive: &Path, secret: &str, out: &Path) -> Ran {
    run(python, archive, secret, (out, true))
}

fn run(python: &OsString, archive: &Path, secret: &str, (out, test_cost): (&Path, bool)) -> Ran {
    run_with(python, archive, secret, (out, test_cost, None))
}

fn run_with(
    python: &OsString,
    archive: &Path,
    secret: &str,
    (out, test_cost, account): (&Path, bool, Option<&Path>),
) -> Ran {
    let secret_file = out.with_extension("secret");
    std::fs::write(&secret_file, format!("{secret}\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decrypt.py");
    let mut command = Command::new(python);
    command.arg("-B").arg(script).arg(archive).arg("--secret-file").arg(secret_file).arg("--out").arg(out);
    if cfg!(feature = "test-kdf") && test_cost {
        command.arg("--test-cost");
    }
    if let Some(account) = account {
        command.arg("--account-key-file").arg(account);
    }
    let ran = command.output().unwrap();
    Ran {
        code: ran.status.code().unwrap(),
        stdout: String::from_utf8(ran.stdout).unwrap(),
        stderr: String::from_utf8(ran.stderr).unwrap(),
    }
}

/// A vault with every real transcript and a subagent, exported; and what a restore of it writes.
async fn exported(dir: &Path) -> (PathBuf, std::collections::BTreeMap<String, Vec<u8>>) {
    let home = Home::init(&dir.join("a"), &dir.join("vault")).await;
    let project = home.project(PROJECT);
    for (at, (_, bytes)) in transcripts().iter().enumerate() {
        std::fs::write(project.join(format!("{}.jsonl", uuid(at))), bytes).unwrap();
    }
    let subagents = project.join(uuid(0)).join("subagents");
    std::fs::create_dir_all(&subagents).unwrap();
    std::fs::write(subagents.join("agent-1a2b3c4d.jsonl"), "{\"type\":\"user\"}\n").unwrap();
    home.sync().await.unwrap();
    // A second sync: sessions with more than one segment, and a manifest with a predecessor.
    let grown = project.join(format!("{}.jsonl", uuid(1)));
    let mut file = std::fs::OpenOptions::new().append(true).open(&grown).unwrap();
    writeln!(file, "{{\"type\":\"user\",\"message\":\"grown by a line\"}}").unwrap();
    drop(file);
    assert_eq!(home.sync().await.unwrap().sent.len(), 1);

    let path = dir.join("export.tar");
    let remote = home.target.place.open().await.unwrap();
    let connection = open::connect(&home.target.profile, remote, Trust::Pinned).await.unwrap();
    let vault = open::unlock(connection, 1_800_000_000).unwrap();
    let out = Output::File { path: path.clone(), replace: false };
    let options = ExportOptions { selection: Selection::All, out, now: 1_800_000_000 };
    let report = export::run(vault, options, &Silent).await.unwrap();
    assert_eq!((report.sessions, report.failed.len(), report.partial), (13, 0, false));
    assert_eq!(report.bytes, std::fs::metadata(&path).unwrap().len());

    std::fs::remove_dir_all(home.claude().join("projects")).unwrap();
    home.restore().await.unwrap();
    (path, tree(&home.claude().join("projects")))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outsider_opens_an_export_with_nothing_but_the_secret() {
    let Some(python) = python() else { return };
    let dir = tempfile::tempdir().unwrap();
    let (archive, restored) = exported(dir.path()).await;
    let out = dir.path().join("out");
    let ran = decrypt(&python, &archive, SECRET, &out);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(summary["sessions"].as_array().unwrap().len(), 13);
    assert_eq!((&summary["partial"], &summary["tombstones"]), (&false.into(), &0.into()));
    let found = tree(&out);
    assert_eq!(found.keys().collect::<Vec<_>>(), restored.keys().collect::<Vec<_>>());
    for (name, bytes) in &restored {
        assert!(&found[name] == bytes, "{name} differs from what a restore writes");
    }
    for (at, (name, original)) in transcripts().iter().enumerate().filter(|(at, _)| *at != 1) {
        let found = &found[&format!("{PROJECT}/{}.jsonl", uuid(at))];
        let lines = |bytes: &[u8]| bytes.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
        let (found, original) = (lines(found), lines(original));
        assert_eq!(found.len(), original.len(), "{name}");
        for (ours, theirs) in found.iter().zip(&original) {
            assert!(lines_equal(ours, theirs), "{name} differs from its original at more than a marker");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_and_a_changed_byte_are_told_apart() {
    let Some(python) = python() else { return };
    let dir = tempfile::tempdir().unwrap();
    let (archive, _) = exported(dir.path()).await;
    let out = dir.path().join("out");
    let wrong = decrypt(&python, &archive, "another-secret", &out);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (3, ""), "{}", wrong.stderr);
    let bytes = std::fs::read(&archive).unwrap();
    let bad_path = dir.path().join("bad.tar");
    for part in 0..24 {
        let at = bytes.len() * part / 24 + 777;
        let mut bad = bytes.clone();
        bad[at] ^= 1;
        std::fs::write(&bad_path, &bad).unwrap();
        let ran = decrypt(&python, &bad_path, SECRET, &out);
        assert_eq!(ran.code, 6, "byte {at}: {} {}", ran.stdout, ran.stderr);
    }
    std::fs::write(&bad_path, &bytes[..bytes.len() - 1024]).unwrap();
    assert_eq!(decrypt(&python, &bad_path, SECRET, &out).code, 6, "cut");
}

#[test]
fn the_fixtures_open_and_what_must_be_refused_is() {
    let Some(python) = python() else { return };
    let (dir, data) =
        (tempfile::tempdir().unwrap(), Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data"));
    let out = dir.path().join("out");
    let secret = "the-secret-of-all-fixtures";
    for suite in ["aes-256-gcm", "chacha20-poly1305"] {
        let archive = data.join("golden").join(suite).join("archive.tar");
        let ran = run(&python, &archive, secret, (&out, false));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!((summary["sessions"].as_array().unwrap().len(), &summary["tombstones"]), (2, &1.into()));
    }
    let expected = std::fs::read_to_string(data.join("bad/expected.txt")).unwrap();
    for line in expected.lines().filter(|line| !line.starts_with('#')) {
        let (file, _) = line.split_once(": ").unwrap();
        let ran = run(&python, &data.join("bad").join(file), secret, (&out, false));
        assert_eq!(ran.code, 6, "{file}: {} {}", ran.stdout, ran.stderr);
    }
}

#[test]
fn an_account_key_opens_from_the_lines_of_the_recovery_sheet() {
    let Some(python) = python() else { return };
    let dir = tempfile::tempdir().unwrap();
    let (account, other) = (AccountKey::random().unwrap(), AccountKey::random().unwrap());
    let mut forge = Forge::with_account("weak", Some(&account));
    let draft = forge.draft("11111111-2222-4333-8444-555555555555", &[b"{}\n"]);
    forge.commit(draft);
    let (path, out) = (dir.path().join("a.tar"), dir.path().join("out"));
    std::fs::write(&path, forge.archive()).unwrap();
    for (key, code) in [(Some(&account), 0), (Some(&other), 3), (None, 3)] {
        let lines = key.map(|key| sheet::encode(key.secret().expose()).unwrap());
        let file = dir.path().join("account");
        std::fs::write(&file, lines.as_ref().map_or("", |lines| lines.as_str())).unwrap();
        let ran = run_with(&python, &path, "weak", (&out, false, lines.as_ref().map(|_| &*file)));
        assert_eq!(ran.code, code, "{}", ran.stderr);
    }
}
