//! `han` as somebody runs it who knows nothing of its inside: the built program, a HOME of its own, no terminal,
//! no keyring unless a test asks for one, and nothing else in its environment.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// The folder of the project that the sample transcripts are put into.
pub const PROJECT: &str = "-home-dev-app";

/// What `tests/run` tells the tests.
#[allow(clippy::disallowed_methods, reason = "parts that only the environment can announce")]
pub fn announced(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Says that a test is skipped, where `tests/run` counts it; in CI nothing is skipped.
pub fn skip(test: &str, why: &str) {
    println!("skipped: {test}: {why}");
    if let Some(skips) = announced("HAN_TEST_SKIPS") {
        let file = std::fs::OpenOptions::new().append(true).create(true).open(skips);
        writeln!(file.unwrap(), "{test}: {why}").unwrap();
    }
    assert!(announced("CI").is_none(), "{test}: {why}, and CI is set: use tests/run");
}

/// How a run ended.
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Somebody with a HOME.
pub struct Person {
    pub home: PathBuf,
    /// Words before the program: another user, a tracer.
    pub before: Vec<OsString>,
    pub program: PathBuf,
    pub variables: BTreeMap<OsString, OsString>,
}

impl Person {
    pub fn new(home: &Path) -> Self {
        std::fs::create_dir_all(home).unwrap();
        let home = home.canonicalize().unwrap();
        let path = announced("PATH").unwrap_or_default();
        let variables = [("HOME", home.as_os_str()), ("PATH", OsStr::new(&path))];
        Self {
            before: Vec::new(),
            program: env!("CARGO_BIN_EXE_han").into(),
            variables: variables.map(|(name, value)| (name.into(), value.into())).into(),
            home,
        }
    }

    /// Hands on variables that `tests/run` has set, so that its services are found.
    pub fn with_variables(mut self, names: &[&str]) -> Self {
        let known = names.iter().filter_map(|name| Some((*name, announced(name)?)));
        self.variables.extend(known.map(|(name, value)| (name.into(), value.into())));
        self
    }

    pub fn command(&self, words: &[impl AsRef<OsStr>]) -> Command {
        let mut all = self.before.iter().map(OsString::as_os_str).chain([self.program.as_os_str()]);
        let mut command = Command::new(all.next().unwrap());
        command.args(all).args(words);
        command.stdin(Stdio::null()).env_clear().envs(&self.variables).current_dir(&self.home);
        command
    }

    pub fn run(&self, words: &[impl AsRef<OsStr>]) -> Ended {
        self.command(words).output().unwrap().into()
    }

    /// A run that must end with this exit code.
    pub fn expect(&self, code: i32, words: &[&str]) -> Ended {
        let ended = self.run(words);
        assert_eq!(ended.code, Some(code), "han {words:?}\n{}\n{}", ended.out, ended.err);
        ended
    }

    pub fn json(&self, words: &[&str]) -> serde_json::Value {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.expect(0, &words).out).unwrap()
    }

    pub fn start(&self, words: &[&str]) -> Child {
        self.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// A run that reads this from its standard input.
    pub fn tell(&self, words: &[&str], input: &[u8]) -> Ended {
        let mut command = self.command(words);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap().into()
    }

    pub fn projects(&self) -> PathBuf {
        self.home.join(".claude/projects")
    }

    pub fn session_file(&self, n: usize) -> PathBuf {
        self.projects().join(PROJECT).join(format!("{}.jsonl", uuid(n)))
    }

    pub fn state(&self) -> PathBuf {
        self.home.join(".local/state/han")
    }

    pub fn vault(&self) -> PathBuf {
        self.home.join(".local/share/han/vaults/personal")
    }

    /// Puts the real transcripts where Claude Code would, as sessions 1 to 13.
    pub fn plant_samples(&self) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/transcripts");
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut samples: Vec<_> =
            entries.filter(|path| path.extension().is_some_and(|e| e == "jsonl")).collect();
        samples.sort();
        for (at, sample) in samples.iter().enumerate() {
            self.plant(at + 1, &std::fs::read(sample).unwrap());
        }
    }

    pub fn plant(&self, n: usize, content: &[u8]) {
        let path = self.session_file(n);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Every secret of this person's file store, and what a recovery sheet writes of it.
    pub fn secrets(&self) -> Vec<Vec<u8>> {
        let stored = tree(&self.home.join(".local/share/han/secrets"));
        stored.into_iter().filter(|(name, _)| name.ends_with("/secret")).map(|(_, bytes)| bytes).collect()
    }
}

/// A uuid for the n-th session.
pub fn uuid(n: usize) -> String {
    format!("{n:08x}-0000-4000-8000-000000000000")
}

/// A session of some lines without anything to redact.
pub fn conversation(n: usize, lines: usize) -> Vec<u8> {
    let words = ["plain", "river", "stone", "green", "window", "paper", "slowly", "under", "seven", "quiet"];
    let mut out = Vec::new();
    let mut seed = n as u64 + 1;
    for at in 0..lines {
        let text: Vec<_> = (0..60)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                words[(seed >> 60) as usize % words.len()]
            })
            .collect();
        let line = serde_json::json!({
            "type": "user", "sessionId": uuid(n), "cwd": "/home/dev/app", "line": at,
            "message": { "role": "user", "content": text.join(" ") },
        });
        out.extend_from_slice(format!("{line}\n").as_bytes());
    }
    out
}

/// Every file beneath a folder, by relative path.
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                out.insert(path.strip_prefix(root).unwrap().to_string_lossy().into_owned(), bytes);
            }
        }
    }
    out
}

/// Copies a folder with all that is in it, and who may open it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
