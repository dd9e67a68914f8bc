//! Runs the cases of `tests/cli/`: arguments, standard input, exact output and exit code. Each case file has
//! a HOME of its own, which holds its Claude folder: never the user's.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn run(case: &Path) {
    let scratch = tempfile::tempdir().unwrap();
    let home = scratch.path().canonicalize().unwrap();
    std::fs::create_dir(home.join(".claude")).unwrap();
    let cases = trycmd::TestCases::new();
    for (variable, folder) in [("HOME", ""), ("CLAUDE_CONFIG_DIR", ".claude"), ("XDG_CONFIG_HOME", "config")]
    {
        cases.env(variable, home.join(folder).to_str().unwrap());
    }
    for (variable, folder) in [("XDG_DATA_HOME", "data"), ("XDG_STATE_HOME", "state")] {
        cases.env(variable, home.join(folder).to_str().unwrap());
    }
    cases.env("COLUMNS", "100").env("TERM", "dumb").insert_var("[HOME]", home.display().to_string()).unwrap();
    cases.case(case).run();
}

#[test]
fn cases() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let is_case = |path: &PathBuf| path.extension().is_some_and(|e| e == "toml" || e == "trycmd");
    let mut cases: Vec<_> = files.filter(is_case).collect();
    cases.sort();
    let failed: Vec<_> =
        cases.iter().filter(|case| std::panic::catch_unwind(|| run(case)).is_err()).collect();
    assert!(!cases.is_empty() && failed.is_empty(), "failed: {failed:#?}");
}

fn han(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_han"));
    command.args(arguments).stdin(Stdio::null()).env_clear().env("HOME", "/nonexistent");
    command
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child =
        han(&["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr), (Some(0), Vec::new()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_a_failure() {
    for arguments in [&["completions", "bash"][..], &["--help"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ended = han(arguments).stdout(full).output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(7), "{said}");
        assert!(said.starts_with("han: error: cannot write to standard output: "), "{said}");
    }
}

#[test]
fn a_panic_is_told_as_a_bug_and_without_its_message() {
    let code = han::cli::guard(|| panic!("the secret"));
    assert_eq!(format!("{code:?}"), format!("{:?}", std::process::ExitCode::from(70)));
}

#[test]
fn man_writes_every_page() {
    let scratch = tempfile::tempdir().unwrap();
    let out = scratch.path().join("deep/man");
    let ended = han(&["man", "-q", "--out", out.to_str().unwrap()]).output().unwrap();
    assert_eq!((ended.status.code(), ended.stdout, ended.stderr), (Some(0), Vec::new(), Vec::new()));
    assert!(std::fs::read_dir(out).unwrap().count() > 30);
}
