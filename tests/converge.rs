//! Several machines, any edits, any order, any fault: in the end all see the same vault and nothing is lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod kit;
mod support;

use kit::wire::Evil;
use kit::{PROJECT, append, fast_dir, line};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError};
use std::collections::BTreeSet;
use support::{Home, tree, uuid};

/// One step of one machine.
#[derive(Clone, Debug)]
enum Step {
    /// Lines are added to a session, which begins with them if it is new.
    Append(usize, usize),
    /// The beginning of a line is added, as by a process that was killed.
    Tear(usize),
    /// The first line changes.
    Rewrite(usize),
    /// Only so many lines stay.
    Shrink(usize, usize),
    Sync,
    /// A call fails, or its answer is lost, or the link stays down.
    FaultySync(usize, Fault),
    Restore,
    ForcedRestore,
    FaultyRestore(usize),
    /// The state cache is lost.
    Forget,
}

#[derive(Clone, Copy, Debug)]
enum Fault {
    Fails,
    Lost,
    Down,
}

fn evil(at: usize, fault: Fault) -> Evil {
    match fault {
        Fault::Fails => Evil { fail_at: Some(at), ..Evil::default() },
        Fault::Lost => Evil { lose_at: Some(at), ..Evil::default() },
        Fault::Down => Evil { down_from: Some(at), ..Evil::default() },
    }
}

fn step() -> impl Strategy<Value = Step> {
    let fault = prop_oneof![Just(Fault::Fails), Just(Fault::Lost), Just(Fault::Down)];
    prop_oneof![
        5 => (0..2usize, 1..4usize).prop_map(|(session, n)| Step::Append(session, n)),
        1 => (0..2usize).prop_map(Step::Tear),
        1 => (0..2usize).prop_map(Step::Rewrite),
        1 => (0..2usize, 0..4usize).prop_map(|(session, keep)| Step::Shrink(session, keep)),
        4 => Just(Step::Sync),
        3 => (0..14usize, fault).prop_map(|(at, fault)| Step::FaultySync(at, fault)),
        3 => Just(Step::Restore),
        1 => Just(Step::ForcedRestore),
        1 => (0..8usize).prop_map(Step::FaultyRestore),
        1 => Just(Step::Forget),
    ]
}

/// The machines, and what must not be lost.
struct World {
    homes: Vec<Home>,
    /// Whole lines that stood in a file when a sync of it ended well.
    kept: BTreeSet<Vec<u8>>,
    count: usize,
}

impl World {
    fn next_line(&mut self) -> String {
        self.count += 1;
        line(self.count, &format!("said once: {}", self.count))
    }

    /// What a person or program does to the files.
    fn edit(&mut self, at: usize, step: &Step) {
        match step {
            Step::Append(session, n) => {
                let path = self.homes[at].transcript(&uuid(*session));
                if !path.exists() {
                    std::fs::write(&path, "").unwrap();
                }
                if std::fs::read(&path).unwrap().last().is_some_and(|last| *last != b'\n') {
                    append(&path, "whole again\"}\n");
                }
                for _ in 0..*n {
                    append(&path, self.next_line());
                }
            }
            Step::Tear(session) => {
                let path = self.homes[at].transcript(&uuid(*session));
                if path.exists() {
                    let torn = format!("{{\"torn\":\"{} ", self.count);
                    append(&path, torn);
                }
            }
            Step::Rewrite(session) => {
                let path = self.homes[at].transcript(&uuid(*session));
                if let Ok(bytes) = std::fs::read(&path) {
                    let rest = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |end| end + 1);
                    let text = [self.next_line().as_bytes(), &bytes[rest..]].concat();
                    std::fs::write(&path, text).unwrap();
                }
            }
            Step::Shrink(session, keep) => {
                let path = self.homes[at].transcript(&uuid(*session));
                if let Ok(bytes) = std::fs::read(&path) {
                    let kept: Vec<u8> =
                        bytes.split_inclusive(|b| *b == b'\n').take(*keep).flatten().copied().collect();
                    std::fs::write(&path, kept).unwrap();
                }
            }
            _ => {}
        }
    }

    async fn step(&mut self, at: usize, step: &Step) {
        match step {
            Step::Sync => {
                let report = self.homes[at].sync().await.unwrap();
                assert!(report.failed.is_empty(), "{:?}", report.failed);
                self.keep(at);
            }
            Step::FaultySync(call, fault) => {
                let (over, _) = self.homes[at].over(evil(*call, *fault)).await;
                if over.sync().await.is_ok_and(|report| report.failed.is_empty()) {
                    self.keep(at);
                }
            }
            Step::Restore => drop(self.homes[at].restore().await.unwrap()),
            Step::ForcedRestore => {
                drop(self.homes[at].restore_with(|options| options.force = true).await.unwrap());
            }
            Step::FaultyRestore(call) => {
                let (over, _) = self.homes[at].over(evil(*call, Fault::Fails)).await;
                drop(over.restore().await);
            }
            Step::Append(..) | Step::Tear(_) | Step::Rewrite(_) | Step::Shrink(..) => self.edit(at, step),
            Step::Forget => {
                std::fs::remove_file(self.homes[at].state_path()).ok();
            }
        }
    }

    fn keep(&mut self, at: usize) {
        for (path, bytes) in tree(&self.homes[at].project(PROJECT)) {
            if path.ends_with(".jsonl") {
                let lines = bytes.split_inclusive(|b| *b == b'\n').filter(|line| line.ends_with(b"\n"));
                self.kept.extend(lines.map(<[u8]>::to_vec));
            }
        }
    }
}

async fn play(machines: usize, steps: &[(usize, Step)]) -> Result<(), TestCaseError> {
    let dir = fast_dir();
    let mut homes = vec![Home::init(&dir.path().join("m0"), &dir.path().join("vault")).await];
    for n in 1..machines {
        homes.push(Home::join(&dir.path().join(format!("m{n}")), &homes[0]).await);
    }
    let mut world = World { homes, kept: BTreeSet::new(), count: 0 };
    for (at, step) in steps {
        world.step(at % machines, step).await;
    }
    for _ in 0..2 {
        for at in 0..machines {
            world.step(at, &Step::Sync).await;
        }
    }
    for home in &world.homes {
        let report = home.sync().await.unwrap();
        prop_assert_eq!(report.sent.len(), 0, "everyone has said everything");
    }
    let state = world.homes[0].vault_state().await;
    for home in &world.homes[1..] {
        prop_assert!(home.vault_state().await == state, "all see one vault");
    }
    for line in &world.kept {
        let there = state
            .iter()
            .any(|(.., content)| content.split_inclusive(|b| *b == b'\n').any(|have| have == &line[..]));
        prop_assert!(there, "lost: {}", String::from_utf8_lossy(line));
    }
    for home in &world.homes {
        for (path, bytes) in tree(&home.project(PROJECT)) {
            let mut branches = state.iter().filter(|(_, file, ..)| *file == path).peekable();
            let known = path.ends_with(".jsonl");
            prop_assert!(
                !known
                    || branches.peek().is_none()
                    || branches.any(|(.., content)| content.starts_with(&bytes)),
                "{path} is the beginning of no branch"
            );
        }
    }
    for (name, file, ..) in &state {
        let current =
            state.iter().filter(|(other, path, _, current, _)| other == name && path == file && *current);
        prop_assert_eq!(current.count(), 1);
    }
    let fresh = Home::join(&dir.path().join("fresh"), &world.homes[0]).await;
    let report = fresh.restore().await.unwrap();
    prop_assert!(report.refused.is_empty(), "{:?}", report.refused);
    for (_, path, _, current, content) in &state {
        let restored = std::fs::read(fresh.project(PROJECT).join(path)).unwrap();
        prop_assert!(!current || restored == *content, "{path} is not what is current");
    }
    Ok(())
}

/// Few where nobody asked for more (`PROPTEST_CASES`).
fn cases() -> u32 {
    match Config::default().cases {
        256 => 48,
        asked => asked,
    }
}

proptest! {
    #![proptest_config(Config { cases: cases(), max_shrink_iters: 60, failure_persistence: None, ..Config::default() })]

    #[test]
    fn all_machines_converge_and_no_line_is_lost(
        machines in 2..4usize,
        steps in proptest::collection::vec((0..3usize, step()), 4..16),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(play(machines, &steps))?;
    }
}
