//! Finding sessions in trees as Claude Code, users and hostile archives leave them.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::panic, reason = "a test fails by panicking")]

use han::local::discover::{Found, Root, SkipReason, roots, scan, scan_with};
use han::local::state::{FileEntry, State};
use han::protocol::ids::{DeviceId, Digest};
use han::session::{FileKind, SessionUuid};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

const A: &str = "0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8";
const B: &str = "4dd02356-9e88-4c94-a858-20da56e2c0d3";

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.0.path().join(relative)
    }

    fn write(&self, relative: &str, content: &str) -> PathBuf {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    fn scan(&self) -> Found {
        scan(&roots(None, self.0.path()))
    }
}

fn id(text: &str) -> SessionUuid {
    SessionUuid::parse(text).unwrap()
}

fn reasons(found: &Found) -> Vec<(String, SkipReason)> {
    let name = |p: &Path| p.file_name().unwrap().to_string_lossy().into_owned();
    let mut all: Vec<_> = found.skipped.iter().map(|s| (name(&s.path), s.reason.clone())).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[test]
fn a_whole_session_is_found_and_nothing_beside_it() {
    let home = Home::new();
    let p = ".claude/projects/-w";
    home.write(&format!("{p}/{A}.jsonl"), "12345");
    home.write(&format!("{p}/{A}/subagents/agent-1.jsonl"), "");
    home.write(&format!("{p}/{A}/subagents/agent-1.meta.json"), "{}");
    home.write(&format!("{p}/{A}/subagents/workflows/wf_1/journal.jsonl"), "");
    home.write(&format!("{p}/{A}/tool-results/toolu_1.txt"), "");
    home.write(&format!("{p}/{A}/tool-results/pdf/page-1.jpg"), "");
    home.write(&format!("{p}/agent-9.jsonl"), &format!("{{\"type\":\"x\"}}\n{{\"sessionId\":\"{A}\"}}\n"));
    for other in ["memory/MEMORY.md", "sessions-index.json", "notes.txt"] {
        home.write(&format!("{p}/{other}"), "no");
    }
    for never in
        [".credentials.json", "history.jsonl", "settings.json", "file-history/x/a@v1", "projects/stray.jsonl"]
    {
        home.write(&format!(".claude/{never}"), "no");
    }
    let found = home.scan();
    assert_eq!((found.sessions.len(), found.skipped, found.duplicates), (1, vec![], vec![]));
    let session = &found.sessions[0];
    assert_eq!(
        (session.session, session.project.as_str(), &session.root),
        (id(A), "-w", &home.path(".claude"))
    );
    let files: Vec<_> = session.files.iter().map(|f| (f.rel.replace(A, "A"), f.kind)).collect();
    let want = [
        ("A.jsonl", FileKind::Transcript),
        ("A/subagents/agent-1.jsonl", FileKind::Subagent),
        ("A/subagents/agent-1.meta.json", FileKind::SubagentMeta),
        ("A/subagents/workflows/wf_1/journal.jsonl", FileKind::Workflow),
        ("A/tool-results/pdf/page-1.jpg", FileKind::ToolResultBinary),
        ("A/tool-results/toolu_1.txt", FileKind::ToolResult),
        ("agent-9.jsonl", FileKind::LegacySubagent),
    ];
    let mut sorted: Vec<_> = want.iter().map(|(rel, kind)| ((*rel).to_owned(), *kind)).collect();
    sorted.sort();
    let mut files_sorted = files;
    files_sorted.sort();
    assert_eq!(files_sorted, sorted);
    let transcript = session.transcript().unwrap();
    assert_eq!(
        (transcript.len, transcript.abs.as_path()),
        (5, home.path(&format!("{p}/{A}.jsonl")).as_path())
    );
    assert!(transcript.mtime_ns > 1_500_000_000_000_000_000);
}

#[test]
fn links_and_special_files_are_reported_and_not_followed() {
    let home = Home::new();
    let p = ".claude/projects/-w";
    let secret = home.write("outside/secret.jsonl", "secret");
    let outside = home.write(&format!("outside/-x/{B}.jsonl"), "");
    fs::create_dir_all(home.path(&format!("{p}/{A}/tool-results"))).unwrap();
    symlink(&secret, home.path(&format!("{p}/{A}.jsonl"))).unwrap();
    symlink(&secret, home.path(&format!("{p}/{A}/tool-results/x.txt"))).unwrap();
    symlink(outside.parent().unwrap(), home.path(&format!("{p}/{A}/subagents"))).unwrap();
    symlink(outside.parent().unwrap(), home.path(".claude/projects/-x")).unwrap();
    symlink(outside.parent().unwrap(), home.path(&format!("{p}/{B}"))).unwrap();
    let pipe = home.path(&format!("{p}/{B}.jsonl"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    home.write(&format!("{p}/what.jsonl"), "");
    home.write(&format!("{p}/agent-1.jsonl"), "{\"sessionId\":\"../x\"}\n");
    let found = home.scan();
    assert!(found.sessions.is_empty(), "{:?}", found.sessions);
    let want = [
        ("-x", SkipReason::Link),
        ("0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8.jsonl", SkipReason::Link),
        ("4dd02356-9e88-4c94-a858-20da56e2c0d3", SkipReason::Link),
        ("4dd02356-9e88-4c94-a858-20da56e2c0d3.jsonl", SkipReason::Special),
        ("agent-1.jsonl", SkipReason::NoSessionId),
        ("subagents", SkipReason::Link),
        ("what.jsonl", SkipReason::Unknown),
        ("x.txt", SkipReason::Link),
    ];
    assert_eq!(reasons(&found), want.map(|(name, reason)| (name.to_owned(), reason)));
}

#[test]
fn names_that_could_not_be_restored_are_reported() {
    let home = Home::new();
    let results = format!(".claude/projects/-w/{A}/tool-results");
    home.write(&format!("{results}/good.txt"), "");
    for bad in ["a\x1b[31m.txt", "back\\slash.txt", "con.txt"] {
        home.write(&format!("{results}/{bad}"), "");
    }
    fs::write(home.path(&results).join(OsStr::from_bytes(b"\xff.txt")), "").unwrap();
    let found = home.scan();
    assert_eq!(found.sessions[0].files.len(), 1);
    assert!(found.skipped.iter().all(|s| s.reason == SkipReason::Name), "{:?}", found.skipped);
    assert_eq!(found.skipped.len(), 4);
}

#[test]
fn both_roots_are_searched_and_one_id_in_two_places_is_said() {
    let home = Home::new();
    home.write(&format!(".claude/projects/-w/{A}.jsonl"), "");
    home.write(&format!(".config/claude/projects/-v/{A}.jsonl"), "");
    home.write(&format!(".config/claude/projects/-v/{B}.jsonl"), "");
    let new = fs::File::open(home.path(&format!(".config/claude/projects/-v/{A}.jsonl"))).unwrap();
    new.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(60)).unwrap();
    let found = home.scan();
    assert_eq!((found.sessions.len(), found.searched.len(), found.duplicates.len()), (3, 2, 1));
    let places = &found.duplicates[0].places;
    let want = [home.path(".config/claude/projects/-v"), home.path(".claude/projects/-w")];
    assert_eq!((found.duplicates[0].session, places.as_slice()), (id(A), &want[..]));
}

#[test]
fn the_variable_replaces_the_first_root_and_a_linked_home_is_followed_once() {
    let home = Home::new();
    let path = home.0.path();
    home.write(&format!("else/projects/-w/{A}.jsonl"), "");
    home.write(&format!(".claude/projects/-w/{B}.jsonl"), "");
    let other = home.path("else");
    let found = scan(&roots(Some(other.as_os_str()), path));
    assert_eq!(found.sessions.iter().map(|s| s.session).collect::<Vec<_>>(), [id(A)]);
    assert_eq!(roots(Some(OsStr::new("")), path)[0].path, path.join(".claude"));

    fs::create_dir(home.path(".config")).unwrap();
    symlink(home.path(".claude"), home.path(".config/claude")).unwrap();
    assert_eq!(roots(None, path).len(), 1);
    symlink(home.path("else"), home.path("link")).unwrap();
    assert_eq!(scan(&[Root { path: home.path("link") }]).sessions.len(), 1, "the root itself may be a link");
}

#[test]
fn nothing_there_is_no_event_and_creates_nothing() {
    let home = Home::new();
    let found = home.scan();
    assert!(found.sessions.is_empty() && found.skipped.is_empty() && found.searched.is_empty());
    assert_eq!(fs::read_dir(home.0.path()).unwrap().count(), 0);
}

#[test]
fn an_unchanged_legacy_subagent_is_not_opened_again() {
    let home = Home::new();
    let path = home.write(".claude/projects/-w/agent-1.jsonl", "{\"sessionId\":\"gone\"}\n");
    let roots = roots(None, home.0.path());
    let found = scan_with(&roots, &|file| (file.abs == path).then(|| id(B)));
    assert_eq!(found.sessions[0].session, id(B));
}

/// The time that this thread was on a CPU, in milliseconds; 0 where the system does not tell.
fn cpu_ms() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

/// Prints what a no-op over a few files costs; more by `HAN_TEST_FILES=20000` on a memory disk.
#[test]
fn a_no_op_finds_every_file_unchanged() {
    #[expect(clippy::disallowed_methods, reason = "a bench that only the environment can scale")]
    let count: u32 = std::env::var("HAN_TEST_FILES").ok().and_then(|n| n.parse().ok()).unwrap_or(600);
    let home = Home::new();
    let mut state = State::new(DeviceId([1; 16]));
    for n in 0..count {
        // Ten files a session: the transcript and nine results.
        let (project, session) = (n / 1_000, n / 10);
        let place =
            format!(".claude/projects/-home-dev-project-{project}/{session:08x}-f2cf-4dce-bd05-a8ad7c7c87f8");
        match n % 10 {
            0 => home.write(&format!("{place}.jsonl"), ""),
            i => home.write(&format!("{place}/tool-results/toolu_{i}.txt"), ""),
        };
    }
    for session in &home.scan().sessions {
        for file in &session.files {
            let entry = FileEntry {
                session: session.session,
                kind: file.kind.byte(),
                len: file.len,
                mtime_ns: file.mtime_ns,
                consumed_len: 0,
                consumed_hash: Digest::default(),
                generation: 1,
                branch_device: DeviceId::default(),
                raw_len: 0,
                ruleset: 1,
            };
            state.insert_file(file, entry);
        }
    }
    let cache = home.path("state");
    state.save_atomic(&cache).unwrap();

    let start = cpu_ms();
    let Ok(han::local::state::Loaded::State(state)) = State::load(&cache) else { panic!("no state") };
    let loaded = cpu_ms();
    let found = scan_with(&roots(None, home.0.path()), &|file| state.known_session(file));
    let scanned = cpu_ms();
    let unchanged = found.sessions.iter().flat_map(|s| &s.files).filter(|f| state.is_unchanged(f)).count();
    let (load, scan, compare) = (loaded - start, scanned - loaded, cpu_ms() - scanned);
    println!("CPU ms: load state {load:.1}, scan {scan:.1}, compare {compare:.1}");
    assert_eq!(unchanged, count as usize);
}
