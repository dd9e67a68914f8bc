//! What no sequence of syncs, rotations and shreds may break, with several machines and a kill at any step.
//!
//! After every step: some secret that the user holds opens every committed object; what was once said to be sent is
//! there, or was shredded; epochs and keyfile versions never fall; no key seals two wraps under one salt; and no wrap
//! of the vault names a data key that is retired.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "fault_kit/mod.rs"]
mod faults;
#[path = "kit/mod.rs"]
mod kit;
#[path = "invariants/served.rs"]
mod served;
mod server_kit;
mod support;

use faults::{Fuse, When};
use han::ops::error::OpError;
use han::ops::keys::{self, Unlock};
use han::ops::open::{self, OpenVault, Trust};
use han::ops::place::{OpenRemote, RemotePlace};
use han::ops::progress::Silent;
use han::ops::rotate::{self, HandedOver, NewSecret, OldSlot};
use han::ops::secret as stored;
use han::ops::shred::{self, Plan};
use han::protocol::refs::RefName;
use han::protocol::tombstone::ShredLevel;
use han::vault::keyfile;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use support::{Home, uuid};

const NOW: u64 = 1_800_000_000;
/// Sessions that the steps are about.
const SESSIONS: usize = 3;

/// One thing that somebody does.
#[derive(Clone, Copy, Debug)]
enum Act {
    Sync(usize, usize),
    Secret,
    DataKey,
    Compromised,
    Content,
    Shred(usize),
}

/// By whom, and where it is killed; far beyond the last step nothing is.
#[derive(Clone, Copy, Debug)]
struct Step {
    machine: usize,
    act: Act,
    fuse: usize,
    when: When,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let act = prop_oneof![
        4 => (0..SESSIONS, 1..30usize).prop_map(|(n, lines)| Act::Sync(n, lines)),
        2 => Just(Act::Secret),
        2 => Just(Act::DataKey),
        1 => Just(Act::Compromised),
        1 => Just(Act::Content),
        1 => (0..SESSIONS).prop_map(Act::Shred),
    ];
    let fuse = prop_oneof![2 => 0..60usize, 1 => Just(usize::MAX)];
    let when = prop_oneof![Just(When::Before), Just(When::After)];
    let step =
        (0..2usize, act, fuse, when).prop_map(|(machine, act, fuse, when)| Step { machine, act, fuse, when });
    proptest::collection::vec(step, 4..9)
}

/// A machine whose every request and every use of its secret store goes through a fuse.
async fn fused(home: &Home, fuse: &Fuse) -> Result<Home, OpError> {
    let mut target = home.target.clone();
    target.profile.secret.store = target.profile.secret.store.map(|store| fuse.store(store));
    target.place = RemotePlace::Open(OpenRemote(fuse.remote(home.target.place.open().await?)));
    Ok(Home::at(&home.dir, target, home.now_ns))
}

async fn open_vault(home: &Home) -> Result<OpenVault, OpError> {
    let remote = home.target.place.open().await?;
    let connection = open::connect(&home.target.profile, remote, Trust::Pinned).await?;
    connection.remember()?;
    open::unlock(connection, NOW)
}

/// What must hold of the vault, remembered from step to step.
#[derive(Default)]
struct Model {
    /// Lines of each session that a sync said it had sent, and whether the session may be shredded.
    lines: BTreeMap<usize, usize>,
    shredded: BTreeSet<usize>,
    epoch: u32,
    version: u64,
    /// (key id, salt) of every key wrap ever seen, and the wrap.
    salts: BTreeMap<Vec<u8>, Vec<u8>>,
}

async fn act(home: &Home, act: Act, model: &mut Model) -> Result<(), OpError> {
    let with = |old| NewSecret { secret: None, handed_over: HandedOver::Store, old, now: NOW };
    match act {
        Act::Sync(n, lines) => {
            // Sessions only grow; each machine writes its own prefix of the same lines.
            let path = home.transcript(&uuid(n));
            let had = std::fs::read_to_string(&path).map_or(0, |text| text.lines().count());
            std::fs::write(&path, kit::lines(100 * n, 100 * n + had.max(lines))).unwrap();
            let report = home.sync().await?;
            if report.sent.iter().any(|sent| sent.session.to_string() == uuid(n)) {
                let known = model.lines.entry(n).or_default();
                *known = (*known).max(had.max(lines));
            }
        }
        Act::Secret => drop(rotate::secret(open_vault(home).await?, &with(OldSlot::Window)).await?),
        Act::Compromised => {
            drop(rotate::compromised(open_vault(home).await?, &with(OldSlot::Gone), &Silent).await?);
        }
        Act::DataKey => drop(rotate::data_key(open_vault(home).await?, (90, NOW), &Silent).await?),
        Act::Content => {
            let vault = open_vault(home).await?;
            let names = vault.connection.follow.sessions()?;
            drop(rotate::content(vault, &names, NOW, &Silent).await?);
        }
        Act::Shred(n) => {
            let vault = open_vault(home).await?;
            let name = RefName::session(vault.keys.session_tag(&uuid(n)));
            if vault.connection.follow.state(&name)?.is_none() {
                return Ok(());
            }
            // From here on it may be gone, whatever is answered.
            model.shredded.insert(n);
            let mut plan = Plan::new(ShredLevel::DataKeyRotated, vec![name], Vec::new());
            let (vault, _) = shred::delete(vault, &mut plan, (NOW, NOW * 1_000_000), &Silent).await?;
            shred::retire(vault, &plan, NOW, &Silent).await?;
            plan.end(&home.target.profile)?;
        }
    }
    Ok(())
}

/// What the user does when a machine says that it has an old secret: enters that of the other machine.
async fn catch_up(homes: &[Home; 2]) {
    for (home, other) in [(&homes[0], &homes[1]), (&homes[1], &homes[0])] {
        if open_vault(home).await.is_ok_and(|vault| vault.keys.may_write) {
            continue;
        }
        for secret in [stored::read(&other.target.profile), stored::read_pending(&other.target.profile)] {
            let Some(secret) = secret.unwrap() else { continue };
            let remote = home.target.place.open().await.unwrap();
            let (profile, trust) = (&home.target.profile, Trust::Pinned);
            let with = Unlock { profile, remote, trust, secret: &secret, account: None, now: NOW };
            let _another_may_fit = keys::unlock(with).await;
        }
    }
}

async fn check(homes: &[Home; 2], model: &mut Model) {
    catch_up(homes).await;
    let vault = open_vault(&homes[0]).await.unwrap();
    assert!(vault.keys.may_write && open_vault(&homes[1]).await.unwrap().keys.may_write);
    let file = &vault.connection.keyfile;
    assert!(file.version >= model.version && vault.keys.epoch >= model.epoch, "neither ever falls");
    (model.version, model.epoch) = (file.version, vault.keys.epoch);
    for wrap in file.keys.iter().flat_map(|key| &key.wraps) {
        // Key id (40..56) and salt (104..128) of the object header.
        let key: Vec<u8> = wrap.wrap[40..56].iter().chain(&wrap.wrap[104..128]).copied().collect();
        let before = model.salts.insert(key, wrap.wrap.clone());
        assert!(before.is_none_or(|before| before == wrap.wrap), "a (key, salt) pair repeats");
    }
    let salts: BTreeSet<_> = file.slots.iter().map(|slot| slot.salt.clone()).collect();
    assert_eq!(salts.len(), file.slots.len());
    assert!(keyfile::parse(&han::protocol::cbor::encode(file)).is_ok());
    for home in homes {
        let reader = home.reader().await.unwrap();
        for n in 0..SESSIONS {
            let tag = reader.keys.session_tag(&uuid(n));
            // Every wrap opens: none of them names a retired data key.
            let Some(view) = reader.session(tag).await.unwrap() else {
                let sent = model.lines.contains_key(&n);
                assert!(!sent || model.shredded.contains(&n), "session {n} is gone");
                continue;
            };
            let branches = view.manifest.files.iter().flat_map(|file| &file.branches);
            let mut most = 0;
            for branch in branches {
                let mut lines = 0;
                for segment in &branch.segments {
                    let raw = reader.segment(&view, segment).await.unwrap();
                    lines += raw.iter().filter(|byte| **byte == b'\n').count();
                }
                most = most.max(lines);
            }
            assert!(most >= model.lines.get(&n).copied().unwrap_or(0), "session {n} lost lines");
        }
    }
}

async fn run(steps: &[Step], dir: &Path) {
    let a = Home::init(&dir.join("a"), &dir.join("vault")).await;
    let homes = [Home::join(&dir.join("b"), &a).await, a];
    let mut model = Model::default();
    for step in steps {
        let fuse = Fuse::blows_at(step.fuse, step.when);
        let outcome = match fused(&homes[step.machine], &fuse).await {
            Ok(home) => act(&home, step.act, &mut model).await,
            Err(error) => Err(error),
        };
        assert!(outcome.is_ok() || fuse.blew(), "{step:?}: {}", outcome.err().unwrap());
        check(&homes, &mut model).await;
    }
}

#[test]
fn no_sequence_of_steps_and_kills_breaks_the_vault() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    let ran = TestRunner::new(config).run(&steps(), |steps| {
        let dir = kit::fast_dir();
        runtime.block_on(run(&steps, dir.path()));
        Ok(())
    });
    ran.unwrap();
}

/// Several machines at once: whoever is slower tries again or says so, and nothing is lost.
#[tokio::test(flavor = "multi_thread")]
async fn machines_that_rotate_sync_and_shred_at_once_lose_nothing() {
    let dir = kit::fast_dir();
    let a = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let homes = [Home::join(&dir.path().join("b"), &a).await, a];
    let c = Home::join(&dir.path().join("c"), &homes[1]).await;
    let (mut model, mut others, mut third) = (Model::default(), Model::default(), Model::default());
    let rounds = [Act::DataKey, Act::Content, Act::Secret, Act::DataKey, Act::Compromised];
    for (round, rotation) in rounds.into_iter().enumerate() {
        let (rotated, synced, _) = tokio::join!(
            act(&homes[0], rotation, &mut others),
            act(&homes[1], Act::Sync(0, 5 + 5 * round), &mut model),
            act(&c, Act::Sync(1, 5 + 5 * round), &mut third),
        );
        let is_told = |ended: &Result<(), OpError>| {
            ended.as_ref().err().is_none_or(|error| {
                matches!(
                    error,
                    OpError::SecretReplaced { .. } | OpError::WrongSecret { .. } | OpError::Conflict
                )
            })
        };
        assert!(is_told(&rotated), "{rotation:?}: {}", rotated.err().unwrap());
        assert!(is_told(&synced), "{rotation:?}: {}", synced.err().unwrap());
        let sent = third.lines.clone();
        model.lines.extend(sent);
        check(&homes, &mut model).await;
        let pair = [
            Home::at(&c.dir, c.target.clone(), c.now_ns),
            Home::at(&homes[1].dir, homes[1].target.clone(), homes[1].now_ns),
        ];
        catch_up(&pair).await;
    }
}
