//! A labelled set, made from random at run time around the sample transcripts, is redacted by the program and scored:
//! secrets that must go, decoys that must stay, lines that must not change. `tests/labelled` holds the generator and the scorer.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking")]

use serde_json::Value;
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How much is planted; 1 is about 4,500 secrets.
const SCALE: &str = "0.25";
const SEEDS: [&str; 1] = ["1"];

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether `python3` runs; a test without it is skipped, but never where CI is set.
fn python_runs() -> bool {
    let runs = Command::new("python3").arg("--version").output().is_ok_and(|out| out.status.success());
    if !runs {
        assert!(std::env::var_os("CI").is_none(), "CI is set and there is no python3 in PATH");
        println!("skipped: no python3 in PATH");
        if let Some(skips) = std::env::var_os("HAN_TEST_SKIPS") {
            let skips = std::fs::OpenOptions::new().append(true).create(true).open(skips);
            writeln!(skips.unwrap(), "labelled: no python3 in PATH").unwrap();
        }
    }
    runs
}

fn python<S: AsRef<OsStr>>(script: &str, args: impl IntoIterator<Item = S>) -> String {
    let out =
        Command::new("python3").arg(repository("tests/labelled").join(script)).args(args).output().unwrap();
    assert!(out.status.success(), "{script}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn redact(tree: &Path, copy: &Path, home: &Path) {
    let out = Command::new(env!("CARGO_BIN_EXE_han"))
        .args([OsStr::new("redact"), tree.as_os_str(), OsStr::new("-o"), copy.as_os_str()])
        .env("HOME", home)
        .env("CLAUDE_CONFIG_DIR", home.join(".claude"))
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

/// The score of one set; the failures are written beside it and the first of them are in the panic's message.
fn scored(seed: &str, dir: &Path) -> (Value, String) {
    let set = dir.join(seed);
    let (tree, copy, labels, failures) =
        (set.join("tree"), set.join("copy"), set.join("labels.jsonl"), set.join("failures.jsonl"));
    let real = repository("tests/data/transcripts");
    python(
        "make.py",
        [
            set.as_os_str(),
            OsStr::new("--real"),
            real.as_os_str(),
            OsStr::new("--seed"),
            OsStr::new(seed),
            OsStr::new("--scale"),
            OsStr::new(SCALE),
        ],
    );
    redact(&tree, &copy, dir);
    let summary = python(
        "score.py",
        [
            labels.as_os_str(),
            tree.as_os_str(),
            copy.as_os_str(),
            OsStr::new("--json"),
            OsStr::new("--failures"),
            failures.as_os_str(),
        ],
    );
    let failures = std::fs::read_to_string(failures).unwrap();
    (serde_json::from_str(&summary).unwrap(), failures.lines().take(40).collect::<Vec<_>>().join("\n"))
}

fn rate(summary: &Value, field: &str) -> f64 {
    summary[field].as_f64().unwrap()
}

/// Every bar that the summary misses.
fn missed_bars(summary: &Value) -> Vec<String> {
    let mut missed = Vec::new();
    for (field, least) in [("recall", 0.95), ("precision", 0.96), ("f1", 0.96)] {
        if rate(summary, field) < least {
            missed.push(format!("{field} {:.4} is below {least}", rate(summary, field)));
        }
    }
    if rate(summary, "decoys_hurt_rate") >= 0.01 {
        missed.push(format!(
            "{} of {} decoys hurt: {}",
            summary["decoys_hurt"], summary["decoys"], summary["decoy_kinds_hurt"]
        ));
    }
    for field in ["real_lines_changed", "json_lines_broken", "files_missing"] {
        if summary[field] != 0 {
            missed.push(format!("{field}: {}", summary[field]));
        }
    }
    for (position, counts) in summary["positions"].as_object().unwrap() {
        let (hidden, all) = (counts[0].as_f64().unwrap(), counts[1].as_f64().unwrap());
        // Of seventeen plants three are missed by chance in one of twenty positions where the rate is .95: with so few, the
        // bar of .90 is held by the large run of `benches/peers.py`.
        if all - hidden > (all * 0.1).max(3.0) {
            missed.push(format!("position {position}: {hidden} of {all}"));
        }
    }
    missed
}

#[test]
fn the_generator_and_the_scorer_are_right() {
    if python_runs() {
        assert_eq!(python("check.py", [repository("tests/data/transcripts")]), "ok\n");
    }
}

#[test]
fn secrets_go_and_decoys_stay_in_every_position() {
    if !python_runs() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for seed in SEEDS {
        let (summary, failures) = scored(seed, dir.path());
        assert!(summary["types"].as_object().unwrap().len() >= 180, "too few kinds of secrets");
        assert!(summary["positions"].as_object().unwrap().len() >= 30, "too few positions");
        let missed = missed_bars(&summary);
        assert!(missed.is_empty(), "seed {seed}:\n{}\nfirst failures:\n{failures}", missed.join("\n"));
    }
}
