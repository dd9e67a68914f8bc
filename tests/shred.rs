//! Shredding: what is gone, what stays, what a crash leaves, and that nothing comes back.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it skips"
)]

#[path = "fault_kit/mod.rs"]
mod faults;
#[path = "kit/mod.rs"]
mod kit;
#[path = "shred/moved.rs"]
mod moved;
mod outside;
#[path = "shred/retention.rs"]
mod retention;
#[path = "shred/cli.rs"]
mod shred_cli;
mod support;

use faults::{Fuse, When};
use han::ops::error::OpError;
use han::ops::open::{self, OpenVault, Trust};
use han::ops::progress::Silent;
use han::ops::shred::{self, Deleted, Plan};
use han::protocol::keyfile::{Purpose, Status};
use han::protocol::refs::RefName;
use han::protocol::tombstone::ShredLevel;
use han::remote::local::LocalRemote;
use std::path::Path;
use support::{Home, tree, uuid};

const NOW: u64 = 1_800_000_000;
const LEVELS: [ShredLevel; 2] = [ShredLevel::Deleted, ShredLevel::DataKeyRotated];

/// One machine with three synced sessions.
async fn first(dir: &Path) -> Home {
    let home = Home::init(&dir.join("a"), &dir.join("vault")).await;
    for n in 0..3 {
        home.write(&format!("{}.jsonl", uuid(n)), kit::lines(10 * n, 10 * n + 5));
    }
    assert_eq!(home.sync().await.unwrap().sent.len(), 3);
    home
}

async fn open_fused(home: &Home, fuse: &Fuse) -> Result<OpenVault, OpError> {
    let mut profile = home.target.profile.clone();
    profile.secret.store = profile.secret.store.map(|store| fuse.store(store));
    let remote = fuse.remote(home.target.place.open().await?);
    open::unlock(open::connect(&profile, remote, Trust::Pinned).await?, NOW)
}

async fn name(home: &Home, n: usize) -> RefName {
    RefName::session(home.reader().await.unwrap().keys.session_tag(&uuid(n)))
}

/// Carries a plan out as far as it is to reach.
async fn carry_out(home: &Home, fuse: &Fuse, mut plan: Plan) -> Result<Deleted, OpError> {
    let vault = open_fused(home, fuse).await?;
    let (vault, deleted) = shred::delete(vault, &mut plan, (NOW, NOW * 1_000_000), &Silent).await?;
    if plan.level >= ShredLevel::DataKeyRotated {
        shred::retire(vault, &plan, NOW, &Silent).await?;
    }
    plan.end(&home.target.profile)?;
    Ok(deleted)
}

async fn shred_one(home: &Home, n: usize) -> Deleted {
    let reader = home.reader().await.unwrap();
    let chosen = shred::choose(&reader, &[uuid(n)]).await.unwrap();
    let plan =
        Plan::new(ShredLevel::Deleted, chosen.into_iter().map(|one| one.name).collect(), vec![uuid(n)]);
    carry_out(home, &Fuse::whole(), plan).await.unwrap()
}

/// The other sessions open to their last byte, and session `n` is neither listed nor restored.
async fn only_it_is_gone(home: &Home, n: usize, others: usize) {
    assert!(home.stored(&uuid(n)).await.is_none());
    let reader = home.reader().await.unwrap();
    let names = reader.follow.sessions().unwrap();
    assert_eq!(names.len(), others);
    for name in names {
        let view = reader.session(name.session_tag().unwrap()).await.unwrap().unwrap();
        for segment in view.manifest.files.iter().flat_map(|f| &f.branches).flat_map(|b| &b.segments) {
            reader.segment(&view, segment).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shredded_session_is_gone_from_the_disk_and_does_not_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let vault = dir.path().join("vault");
    let held = a.stored(&uuid(1)).await.unwrap();
    let wrap = held.view.session_keys.newest().unwrap().wrap().to_vec();
    let objects: Vec<String> = held.files.iter().flat_map(|file| file.objects.clone()).collect();
    let on_disk =
        |needle: &[u8]| tree(&vault).values().any(|file| memchr::memmem::find(file, needle).is_some());
    assert!(on_disk(&wrap) && tree(&vault).keys().any(|path| path.contains(&objects[0])));

    let deleted = shred_one(&a, 1).await;
    assert_eq!((deleted.sessions, deleted.objects, deleted.left.len()), (1, objects.len() as u64, 0));
    a.target.place.open().await.unwrap().close().await;
    assert!(!on_disk(&wrap), "the content key's wrap is overwritten");
    assert!(objects.iter().all(|id| tree(&vault).keys().all(|path| !path.contains(id))));
    only_it_is_gone(&a, 1, 2).await;

    // The file still lies here, and grows: the next sync leaves it out and says so.
    kit::append(&a.transcript(&uuid(1)), kit::lines(90, 95));
    let report = a.sync().await.unwrap();
    assert!(report.sent.is_empty() && report.failed.is_empty());
    assert!(report.notes.iter().any(|note| note.contains("was shredded") && note.contains("--fork-session")));
    only_it_is_gone(&a, 1, 2).await;
    // A machine that never saw it does not send it either.
    let b = Home::join(&dir.path().join("b"), &a).await;
    b.write(&format!("{}.jsonl", uuid(1)), kit::lines(10, 15));
    assert!(b.sync().await.unwrap().sent.is_empty());
    assert_eq!(shred_one(&b, 1).await.ended, 1, "shredded twice is shredded once");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_level_retires_the_data_key_that_copies_open_under() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let plan = Plan::new(ShredLevel::DataKeyRotated, vec![name(&a, 0).await], vec![uuid(0)]);
    carry_out(&a, &Fuse::whole(), plan).await.unwrap();
    let vault = open_fused(&a, &Fuse::whole()).await.unwrap();
    let data = vault.connection.keyfile.keys.iter().filter(|key| key.purpose == Purpose::Data);
    let statuses: Vec<_> = data.map(|key| (key.version, key.status)).collect();
    assert_eq!(statuses, [(1, Status::Retired), (2, Status::Active)]);
    only_it_is_gone(&a, 0, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_any_two_steps_is_made_good_by_going_on() {
    let dir = tempfile::tempdir().unwrap();
    let origin = first(dir.path()).await;
    for (level, when) in LEVELS.into_iter().flat_map(|level| [(level, When::Before), (level, When::After)]) {
        let mut steps = 0;
        loop {
            let a = faults::copy(&origin, &dir.path().join(format!("{level:?}{when:?}{steps}")));
            let plan = Plan::new(level, vec![name(&a, 0).await, name(&a, 2).await], vec![uuid(0), uuid(2)]);
            let fuse = Fuse::blows_at(steps, when);
            let outcome = carry_out(&a, &fuse, plan.clone()).await;
            let whole = !fuse.blew();
            assert_eq!(outcome.is_ok(), whole, "{level:?} step {steps} {when:?}");
            // What another command does in between loses nothing.
            a.write(&format!("{}.jsonl", uuid(7)), kit::lines(70, 73));
            assert_eq!(a.sync().await.unwrap().sent.len(), 1);
            match Plan::load(&a.target.profile).unwrap() {
                Some(standing) => {
                    assert!(!whole);
                    assert_eq!(standing.names, plan.names);
                    carry_out(&a, &Fuse::whole(), standing).await.unwrap();
                }
                // It broke before anything was written down, so that nothing was deleted.
                None if !whole => assert_eq!(a.vault_state().await.len(), 4),
                None => {}
            }
            if whole || a.stored(&uuid(0)).await.is_none() {
                assert!(Plan::load(&a.target.profile).unwrap().is_none());
                only_it_is_gone(&a, 0, 2).await;
                only_it_is_gone(&a, 2, 2).await;
                let vault = open_fused(&a, &Fuse::whole()).await.unwrap();
                let old =
                    vault.connection.keyfile.keys.iter().find(|key| key.purpose == Purpose::Data).unwrap();
                assert_eq!(
                    old.status == Status::Retired,
                    level == ShredLevel::DataKeyRotated,
                    "step {steps}"
                );
            }
            if whole {
                break;
            }
            steps += 1;
        }
        assert!(steps > 6, "{level:?}: {steps} steps were broken");
    }
}

/// Row 12: a server that replays what was shredded.
#[tokio::test(flavor = "multi_thread")]
async fn a_vault_of_before_the_shred_is_a_rollback() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let (vault, kept) = (dir.path().join("vault"), dir.path().join("kept"));
    a.target.place.open().await.unwrap().close().await;
    kit::copy(&vault, &kept);
    shred_one(&a, 1).await;
    let pin = open::load_pin(&a.target.profile).unwrap().unwrap();
    std::fs::remove_dir_all(&vault).unwrap();
    kit::copy(&kept, &vault);
    assert!(matches!(a.reader().await, Err(OpError::Rollback { .. })));
    assert!(matches!(a.sync().await, Err(OpError::Rollback { .. })));
    assert!(matches!(a.restore().await, Err(OpError::Rollback { .. })));
    assert_eq!(open::load_pin(&a.target.profile).unwrap().unwrap().root, pin.root);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_open_can_be_shredded_by_its_whole_id() {
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let damaged = name(&a, 1).await;
    let options = SqliteConnectOptions::new().filename(dir.path().join("vault/vault.db"));
    let pool = SqlitePool::connect_with(options).await.unwrap();
    let done = sqlx::query("UPDATE refs SET field2 = zeroblob(700) WHERE name = ?").bind(damaged.as_str());
    assert_eq!(done.execute(&pool).await.unwrap().rows_affected(), 1);
    pool.close().await;
    let reader = a.reader().await.unwrap();
    assert!(reader.session(damaged.session_tag().unwrap()).await.is_err());
    let deleted = shred_one(&a, 1).await;
    assert_eq!((deleted.sessions, deleted.unread), (1, 1));
    only_it_is_gone(&a, 1, 2).await;
    let remote = LocalRemote::open(&dir.path().join("vault")).await.unwrap();
    assert!(remote.held(&damaged, &damaged).await.unwrap().is_empty(), "the vault lets go of all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_meant_is_chosen() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let reader = a.reader().await.unwrap();
    let choose = async |prefixes: &[&str]| {
        let prefixes: Vec<String> = prefixes.iter().map(|prefix| (*prefix).to_owned()).collect();
        shred::choose(&reader, &prefixes).await
    };
    assert!(matches!(choose(&["0000"]).await, Err(OpError::Usage(_))), "three sessions begin so");
    assert!(matches!(choose(&["ffff"]).await, Err(OpError::NotFound(_))));
    assert!(matches!(choose(&[&uuid(9)]).await, Err(OpError::NotFound(_))));
    assert_eq!(choose(&["00000001", &uuid(1)]).await.unwrap().len(), 1, "named twice");
    assert_eq!(shred::all(&reader).unwrap().len(), 3);
}

/// Another machine goes on syncing and shredding while one shreds.
#[tokio::test(flavor = "multi_thread")]
async fn machines_that_race_lose_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    for round in 0..4 {
        let at = 20 + round;
        a.write(&format!("{}.jsonl", uuid(at)), kit::lines(at * 10, at * 10 + 4));
        a.sync().await.unwrap();
        b.write(&format!("{}.jsonl", uuid(40 + round)), kit::lines(0, 5));
        let plan = Plan::new(ShredLevel::DataKeyRotated, vec![name(&a, at).await], vec![uuid(at)]);
        let whole = Fuse::whole();
        let (shredded, synced) = tokio::join!(carry_out(&a, &whole, plan), b.sync());
        shredded.unwrap();
        let synced = synced.unwrap();
        assert_eq!((synced.sent.len(), synced.failed.len()), (1, 0), "{:?}", synced.failed);
        only_it_is_gone(&b, at, 4 + round).await;
    }
}
