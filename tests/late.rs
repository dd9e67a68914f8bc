//! A value that is confirmed in an append and also stands in what was uploaded before: it leaves the vault by the way
//! of `rescan`, whatever fails in between. And what a full sync does about objects that the vault lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod kit;
mod support;

use han::ops::error::OpError;
use han::ops::sync::SyncOptions;
use kit::wire::Evil;
use kit::{append, contains, fast_dir, line, lines, password};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError};
use std::path::PathBuf;
use support::{Home, uuid};
use tempfile::TempDir;

fn name(uuid: &str) -> String {
    format!("{uuid}.jsonl")
}

/// A session of three segments and a subagent; the value stands bare in the second segment and in the subagent, and is
/// about to be confirmed.
async fn ready(seed: usize) -> (TempDir, Home, String) {
    let dir = fast_dir();
    let home = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let secret = password(seed);
    let path = home.transcript(&uuid(1));
    std::fs::write(&path, lines(0, 3)).unwrap();
    home.sync().await.unwrap();
    append(&path, line(3, &format!("use {secret} for it")));
    home.write(&format!("{}/subagents/agent-1.jsonl", uuid(1)), line(0, &format!("told {secret}")));
    home.sync().await.unwrap();
    append(&path, lines(4, 6));
    home.write(&format!("{}/tool-results/toolu_1.txt", uuid(1)), "nothing here\n");
    home.sync().await.unwrap();
    append(&path, line(6, &format!("DB_PASSWORD={secret}")));
    (dir, home, secret)
}

fn is_done(stored: &kit::Stored, secret: &str, case: &str) {
    assert!(!stored.holds(secret), "{case}: it survives");
    let transcript = stored.only(&name(&uuid(1)));
    assert_eq!(transcript.content.split(|b| *b == b'\n').count(), 8, "{case}");
    assert!(stored.files.len() == 3, "{case}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_confirmed_late_starts_a_generation_under_a_fresh_key_and_what_held_it_is_shredded() {
    let (_dir, home, secret) = ready(31).await;
    let before = home.stored(&uuid(1)).await.unwrap();
    assert!(before.holds(&secret));
    let wraps = home.wraps(&uuid(1)).await;
    let report = home.sync().await.unwrap();
    let after = home.stored(&uuid(1)).await.unwrap();
    is_done(&after, &secret, "at once");
    let [resealed] = &report.resealed[..] else { panic!("{:?}", report.resealed) };
    assert_eq!((resealed.session.to_string(), resealed.left), (uuid(1), 0));
    assert_eq!(resealed.redactions.values().sum::<u64>(), 2);
    assert_eq!(resealed.uploaded, 3, "two of the transcript, one of the subagent");
    let (old, new) = (before.only(&name(&uuid(1))), after.only(&name(&uuid(1))));
    assert!(new.generation > old.generation);
    assert_eq!(old.objects[0], new.objects[0], "what lies before it stays");
    let text = format!("{}/tool-results/toolu_1.txt", uuid(1));
    assert_eq!(before.only(&text).objects, after.only(&text).objects);
    assert_eq!(before.only(&text).generation, after.only(&text).generation);
    let now = home.wraps(&uuid(1)).await;
    assert_eq!((wraps.len(), now.len()), (1, 2), "a fresh key, and the one that kept segments need");
    assert_eq!(home.objects_there(), home.objects_named().await, "nothing else lies in the vault");
    // The file goes on where it stands, without a branch and without being compared.
    append(&home.transcript(&uuid(1)), lines(7, 8));
    let report = home.sync().await.unwrap();
    assert_eq!(report.sent[0].bytes, lines(7, 8).len() as u64);
    assert!(report.resealed.is_empty() && report.notes.is_empty());
    assert_eq!(home.stored(&uuid(1)).await.unwrap().branches(&name(&uuid(1))).len(), 1);
    assert_eq!(home.sync().await.unwrap().sent.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_a_first_sync_goes_with_what_was_stored_by_mistake() {
    let dir = fast_dir();
    let home = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let secret = password(32);
    let text = line(0, &format!("use {secret}")) + &line(1, &format!("DB_PASSWORD={secret}"));
    std::fs::write(home.transcript(&uuid(1)), text).unwrap();
    let report = home.sync().await.unwrap();
    assert!(report.resealed.is_empty(), "nothing of it had been in the vault");
    let stored = home.stored(&uuid(1)).await.unwrap();
    assert!(!stored.holds(&secret));
    assert_eq!(stored.only(&name(&uuid(1))).generation, 0, "and it is the first generation");
    assert_eq!(home.wraps(&uuid(1)).await.len(), 1);
    assert_eq!(home.objects_there(), home.objects_named().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_call_fails_the_value_is_gone_after_the_next_sync_and_no_line_is_lost() {
    let (dir, home, secret) = ready(33).await;
    let clean = home.twin(&dir.path().join("clean"));
    let (over, wire) = clean.over(Evil::default()).await;
    over.sync().await.unwrap();
    let calls = wire.calls();
    assert!(calls > 8, "{calls}");
    type Fault = fn(usize) -> Evil;
    let faults: [(&str, Fault); 3] = [
        ("fails", |at| Evil { fail_at: Some(at), ..Evil::default() }),
        ("is lost", |at| Evil { lose_at: Some(at), ..Evil::default() }),
        ("and all after it fail", |at| Evil { down_from: Some(at), ..Evil::default() }),
    ];
    for (what, fault) in faults {
        for at in 0..calls {
            let case = format!("call {at} {what}");
            let root = dir.path().join(&case);
            let home = home.twin(&root);
            let old: Vec<_> = home.stored(&uuid(1)).await.unwrap().only(&name(&uuid(1))).objects.clone();
            let (over, _) = home.over(fault(at)).await;
            drop(over.sync().await);
            let between = home.stored(&uuid(1)).await.unwrap();
            let count = between.only(&name(&uuid(1))).content.split(|b| *b == b'\n').count();
            assert!(count == 7 || count == 8, "{case}: unreadable");
            let report = home.sync().await.unwrap_or_else(|error| panic!("{case}: {error}"));
            assert!(report.failed.is_empty(), "{case}: {:?}", report.failed);
            is_done(&home.stored(&uuid(1)).await.unwrap(), &secret, &case);
            let there = home.objects_there();
            assert!(there.is_superset(&home.objects_named().await), "{case}");
            assert!(!there.contains(&old[1]), "{case}: what held it is still there");
            assert!(!home.target.profile.state.join("shred-pending").exists(), "{case}");
            assert_eq!(home.sync().await.unwrap().sent.len(), 0, "{case}");
            std::fs::remove_dir_all(root).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_another_machine_uploaded_goes_too_and_its_branch_does_not_fall_behind() {
    let dir = fast_dir();
    let a = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    let secret = password(34);
    std::fs::write(a.transcript(&uuid(1)), lines(0, 5)).unwrap();
    a.sync().await.unwrap();
    b.restore().await.unwrap();
    append(&a.transcript(&uuid(1)), lines(100, 103));
    append(&b.transcript(&uuid(1)), line(200, &format!("say {secret}")));
    a.sync().await.unwrap();
    b.sync().await.unwrap();
    assert!(a.stored(&uuid(1)).await.unwrap().holds(&secret), "in the shorter branch, of the other machine");
    append(&a.transcript(&uuid(1)), line(103, &format!("DB_PASSWORD={secret}")));
    let report = a.sync().await.unwrap();
    assert!(report.failed.is_empty() && report.resealed.len() == 1);
    let stored = a.stored(&uuid(1)).await.unwrap();
    assert!(!stored.holds(&secret));
    let generations: Vec<_> = stored.branches(&name(&uuid(1))).iter().map(|b| b.generation).collect();
    assert!(generations.len() == 2 && generations[0] == generations[1], "{generations:?}");
    // The other machine finds its branch again, and takes over when it is the longer one.
    append(&b.transcript(&uuid(1)), lines(201, 230));
    assert!(b.sync().await.unwrap().failed.is_empty());
    let stored = a.stored(&uuid(1)).await.unwrap();
    assert_eq!(stored.branches(&name(&uuid(1))).len(), 2);
    assert!(contains(&stored.current(&name(&uuid(1))).content, "turn number 229"));
}

/// One step: of the machine that says secrets, or of one that says none.
#[derive(Clone, Debug)]
enum Step {
    /// A value stands bare in a session.
    Mention(usize, usize),
    /// It is confirmed there.
    Confirm(usize, usize),
    /// Harmless lines, of either machine.
    Append(usize, usize),
    Sync(usize),
    Faulty(usize, usize, u8),
    Rescan(usize),
    FaultyRescan(usize, usize),
    Restore,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..2usize, 0..2usize).prop_map(|(session, value)| Step::Mention(session, value)),
        3 => (0..2usize, 0..2usize).prop_map(|(session, value)| Step::Confirm(session, value)),
        2 => (0..2usize, 0..2usize).prop_map(|(machine, session)| Step::Append(machine, session)),
        4 => (0..2usize).prop_map(Step::Sync),
        4 => (0..2usize, 0..20usize, 0..3u8).prop_map(|(machine, at, how)| Step::Faulty(machine, at, how)),
        1 => (0..2usize).prop_map(Step::Rescan),
        1 => (0..2usize, 0..20usize).prop_map(|(machine, at)| Step::FaultyRescan(machine, at)),
        1 => Just(Step::Restore),
    ]
}

/// The value that a session may hold.
fn value(session: usize, value: usize) -> String {
    password(500 + 10 * session + value)
}

/// Two machines, and what must be gone or must not be lost.
struct World {
    homes: [Home; 2],
    confirmed: Vec<(usize, usize)>,
    said: Vec<String>,
}

impl World {
    fn say(&mut self, machine: usize, session: usize, text: &str) {
        let count = self.said.len();
        let path = self.homes[machine].transcript(&uuid(session));
        if !path.exists() {
            std::fs::write(&path, "").unwrap();
        }
        append(&path, line(count, &format!("turn {count}; {text}")));
        self.said.push(format!("\"turn {count};"));
    }

    async fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let options = han::ops::rescan::RescanOptions { full: true, ..Default::default() };
        match step {
            Step::Mention(s, v) => self.say(1, *s, &format!("use {} and", value(*s, *v))),
            Step::Confirm(s, v) => {
                self.say(1, *s, &format!("DB_PASSWORD={}", value(*s, *v)));
                self.confirmed.push((*s, *v));
            }
            Step::Append(machine, s) => self.say(*machine, *s, "so"),
            Step::Sync(machine) => {
                let report = self.homes[*machine].sync().await.unwrap();
                prop_assert!(report.failed.is_empty(), "{:?}", report.failed);
            }
            Step::Faulty(machine, at, how) => {
                let evil = match how {
                    0 => Evil { fail_at: Some(*at), ..Evil::default() },
                    1 => Evil { lose_at: Some(*at), ..Evil::default() },
                    _ => Evil { down_from: Some(*at), ..Evil::default() },
                };
                drop(self.homes[*machine].over(evil).await.0.sync().await);
            }
            Step::Rescan(machine) => {
                let report = self.homes[*machine].rescan_with(&options).await.unwrap();
                prop_assert!(report.failed.is_empty(), "{:?}", report.failed);
            }
            Step::FaultyRescan(machine, at) => {
                let evil = Evil { down_from: Some(*at), ..Evil::default() };
                drop(self.homes[*machine].over(evil).await.0.rescan_with(&options).await);
            }
            Step::Restore => drop(self.homes[0].restore().await.unwrap()),
        }
        Ok(())
    }

    async fn check(&self) -> Result<(), TestCaseError> {
        for home in &self.homes {
            prop_assert_eq!(home.sync().await.unwrap().sent.len(), 0, "everyone has said everything");
        }
        let state = self.homes[0].vault_state().await;
        prop_assert!(self.homes[1].vault_state().await == state, "both see one vault");
        for mark in &self.said {
            prop_assert!(state.iter().any(|(.., content)| contains(content, mark)), "lost: {mark}");
        }
        for (session, of) in &self.confirmed {
            let stored = self.homes[0].stored(&uuid(*session)).await.unwrap();
            prop_assert!(!stored.holds(&value(*session, *of)), "a confirmed value survives");
        }
        let (there, named) = (self.homes[0].objects_there(), self.homes[0].objects_named().await);
        prop_assert!(there.is_superset(&named), "an object is missing");
        Ok(())
    }
}

async fn play(steps: &[Step]) -> Result<(), TestCaseError> {
    let dir = fast_dir();
    let a = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let homes = [Home::join(&dir.path().join("b"), &a).await, a];
    let mut world = World { homes, confirmed: Vec::new(), said: Vec::new() };
    for step in steps {
        world.step(step).await?;
    }
    for machine in [1, 0, 1, 0] {
        world.step(&Step::Sync(machine)).await?;
    }
    world.check().await
}

fn cases() -> u32 {
    match Config::default().cases {
        256 => 40,
        asked => asked,
    }
}

proptest! {
    #![proptest_config(Config { cases: cases(), max_shrink_iters: 60, failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_confirmed_value_survives_and_no_line_is_lost(steps in proptest::collection::vec(step(), 4..18)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(play(&steps))?;
    }
}

fn object_path(home: &Home, id: &str) -> PathBuf {
    let shard = home.vault_folder().join("objects/v1").join(&id[..2]);
    shard.join(home.target.profile.owner.to_string()).join(id)
}

async fn full(home: &Home) -> han::ops::sync::SyncReport {
    let report = home.sync_with(&SyncOptions { full: true, ..SyncOptions::default() }).await.unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_sync_puts_back_what_the_vault_lost() {
    let (_dir, home, secret) = ready(35).await;
    home.sync().await.unwrap();
    append(&home.transcript(&uuid(1)), lines(7, 9));
    home.sync().await.unwrap();
    let before = home.stored(&uuid(1)).await.unwrap();
    for lost in [0..1, 1..2, 2..3, 0..3] {
        let now = home.stored(&uuid(1)).await.unwrap().only(&name(&uuid(1))).objects.clone();
        assert_eq!(now.len(), 3);
        for id in &now[lost] {
            std::fs::remove_file(object_path(&home, id)).unwrap();
        }
        assert_eq!(home.sync().await.unwrap().sent.len(), 0, "an ordinary sync trusts the log");
        let report = full(&home).await;
        assert!(report.notes.iter().any(|note| note.contains("put back")), "{:?}", report.notes);
        let after = home.stored(&uuid(1)).await.unwrap();
        assert!(after.only(&name(&uuid(1))).content == before.only(&name(&uuid(1))).content);
        assert!(!after.holds(&secret));
        assert!(full(&home).await.notes.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_put_back_is_said_and_the_local_file_is_safe() {
    let dir = fast_dir();
    let home = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let path = home.transcript(&uuid(1));
    std::fs::write(&path, lines(0, 5)).unwrap();
    let agent = home.write(&format!("{}/subagents/agent-1.jsonl", uuid(1)), lines(0, 2));
    home.sync().await.unwrap();
    append(&path, lines(5, 8));
    home.sync().await.unwrap();
    let stored = home.stored(&uuid(1)).await.unwrap();
    std::fs::remove_file(object_path(&home, &stored.only(&name(&uuid(1))).objects[0])).unwrap();
    let id = &stored.only(&format!("{}/subagents/agent-1.jsonl", uuid(1))).objects[0];
    std::fs::remove_file(object_path(&home, id)).unwrap();
    std::fs::remove_file(agent).unwrap();
    std::fs::write(&path, lines(50, 60)).unwrap();
    let report = full(&home).await;
    assert!(report.notes.iter().any(|note| note.contains("lost a part")), "{:?}", report.notes);
    assert!(report.notes.iter().any(|note| note.contains("do not hold")), "{:?}", report.notes);
    let other = Home::join(&dir.path().join("b"), &home).await;
    let restored = other.restore().await.unwrap();
    assert_eq!(restored.refused.len(), 1, "the subagent alone");
    assert!(std::fs::read(other.transcript(&uuid(1))).unwrap() == lines(50, 60).as_bytes());
    append(&path, lines(60, 61));
    assert!(home.sync().await.unwrap().failed.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_of_what_is_kept_of_the_log_is_said_once_and_mended() {
    let dir = fast_dir();
    let home = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    for n in 0..60 {
        std::fs::write(home.transcript(&uuid(n)), lines(0, 1)).unwrap();
    }
    home.sync().await.unwrap();
    // Another machine knows the log by one file of blocks without a journal.
    let other = Home::join(&dir.path().join("b"), &home).await;
    let state = &other.target.profile.state;
    let (log, pin) = (state.join("log"), state.join("pin"));
    let good = std::fs::read(&log).unwrap();
    for (back, noticed) in [(40, true), (3 * 4096 - 40, false)] {
        let mut bad = good.clone();
        let at = bad.len() - back;
        bad[at] ^= 1;
        std::fs::write(&log, bad).unwrap();
        let pinned = std::fs::read(&pin).unwrap();
        let reader = other.reader().await.unwrap();
        let names = reader.follow.names();
        assert_eq!(names.is_err(), noticed, "{back}");
        if let Err(error) = names.map_err(OpError::from) {
            assert!(matches!(error, OpError::KeptLog(_)) && error.to_string().contains("log"), "{error}");
        }
        assert_eq!(std::fs::read(&pin).unwrap(), pinned);
        assert_eq!(other.reader().await.unwrap().follow.sessions().unwrap().len(), 60);
        assert_eq!(other.restore().await.unwrap().refused.len(), 0);
        assert_eq!(std::fs::read(&log).unwrap(), good, "followed anew to the same state");
    }
}
