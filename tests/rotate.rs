//! Rotation on two machines: what it changes, what a crash between any two steps leaves behind, and who wins.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "rotate/compromised.rs"]
mod compromised;
#[path = "rotate/content.rs"]
mod content;
#[path = "fault_kit/mod.rs"]
mod faults;
mod support;

use faults::{Fuse, When};
use han::crypto::kdf::Cost;
use han::crypto::secret::{AccountKey, Passphrase};
use han::ops::error::OpError;
use han::ops::keys::{self, PendingRepair, Policy, Unlock};
use han::ops::open::{self, OpenVault, Trust};
use han::ops::progress::Silent;
use han::ops::rotate::{self, HandedOver, NewSecret, OldSlot, SecretReport};
use han::ops::secret as stored;
use han::protocol::keyfile::{Purpose, Status};
use han::vault::content::SessionKeys;
use han::vault::keyfile::{self, KeyfileError};
use std::path::Path;
use support::{Home, tree, uuid};
use zeroize::Zeroizing;

const NOW: u64 = 1_800_000_000;
const DAY: u64 = 86_400;

fn pass(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.as_bytes().to_vec()))
}

fn write_session(home: &Home, n: usize, lines: usize) {
    let text: String = (0..lines)
        .map(|line| {
            format!(
                "{{\"type\":\"user\",\"sessionId\":\"{}\",\"cwd\":\"/home/x\",\"uuid\":\"{line}\",\"message\":{{\"role\":\"user\",\"content\":\"line {line} of session {n}\"}}}}\n",
                uuid(n)
            )
        })
        .collect();
    std::fs::write(home.project("-home-x").join(format!("{}.jsonl", uuid(n))), text).unwrap();
}

/// One machine with three synced sessions.
async fn first(dir: &Path) -> Home {
    let home = Home::init(&dir.join("a"), &dir.join("vault")).await;
    for n in 0..3 {
        write_session(&home, n, 5);
    }
    assert_eq!(home.sync().await.unwrap().sent.len(), 3);
    home
}

/// The same machine with its store and remote behind a fuse.
async fn open_fused(home: &Home, fuse: &Fuse, now: u64) -> Result<OpenVault, OpError> {
    let mut profile = home.target.profile.clone();
    profile.secret.store = profile.secret.store.map(|store| fuse.store(store));
    let remote = fuse.remote(home.target.place.open().await?);
    let connection = open::connect(&profile, remote, Trust::Pinned).await?;
    open::unlock(connection, now)
}

async fn open_at(home: &Home, now: u64) -> Result<OpenVault, OpError> {
    open_fused(home, &Fuse::whole(), now).await
}

async fn rotate_fused(home: &Home, fuse: &Fuse, new: Option<&Passphrase>) -> Result<SecretReport, OpError> {
    let vault = open_fused(home, fuse, NOW).await?;
    let with = NewSecret { secret: new, handed_over: HandedOver::Store, old: OldSlot::Window, now: NOW };
    rotate::secret(vault, &with).await.map(|(_, report)| report)
}

async fn rotate_to(home: &Home, new: Option<&Passphrase>) -> Result<SecretReport, OpError> {
    rotate_fused(home, &Fuse::whole(), new).await
}

async fn enter(home: &Home, secret: &Passphrase) -> Result<(), OpError> {
    let with = Unlock {
        profile: &home.target.profile,
        remote: home.target.place.open().await?,
        trust: Trust::Pinned,
        secret,
        account: None,
        now: NOW,
    };
    keys::unlock(with).await.map(|_| ())
}

/// Opens every session of the vault to its last byte; gives how many there are.
async fn read_all(home: &Home) -> Result<usize, OpError> {
    let reader = home.reader().await?;
    let mut read = 0;
    for name in reader.follow.names()? {
        let Some(tag) = name.session_tag() else { continue };
        let view = reader.session(tag).await?.unwrap();
        for segment in view.manifest.files.iter().flat_map(|f| &f.branches).flat_map(|b| &b.segments) {
            reader.segment(&view, segment).await?;
        }
        read += 1;
    }
    Ok(read)
}

fn data_statuses(vault: &OpenVault) -> Vec<Status> {
    let keys = &vault.connection.keyfile.keys;
    keys.iter().filter(|key| key.purpose == Purpose::Data).map(|key| key.status).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_secret_opens_everything_and_the_old_one_reads_for_thirty_days() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let report = rotate_to(&a, None).await.unwrap();
    assert_eq!((report.epoch, report.old_until, report.resumed), (2, Some(NOW + 30 * DAY), false));
    assert!(han::crypto::words::generated_shape(&report.secret));
    let profile = &a.target.profile;
    assert!(stored::read(profile).unwrap().unwrap().ct_eq(&report.secret));
    assert!(stored::read_pending(profile).unwrap().is_none());
    assert_eq!(read_all(&a).await.unwrap(), 3);
    write_session(&a, 0, 9);
    assert_eq!(a.sync().await.unwrap().sent.len(), 1);
    assert_eq!(read_all(&a).await.unwrap(), 3);

    let vault = open_at(&a, NOW).await.unwrap();
    let file = &vault.connection.keyfile;
    let opens = |secret: &Passphrase, now| keyfile::unlock(file, (secret, None), now).map(|(keys, _)| keys);
    let old = opens(&support::secret(), NOW + 30 * DAY).unwrap();
    let new = opens(&report.secret, NOW + 400 * DAY).unwrap();
    assert!(!old.may_write && new.may_write);
    assert!(old.dek(1).is_some() && old.dek(2).is_none() && new.dek(1).is_some() && new.dek(2).is_some());
    assert!(matches!(opens(&support::secret(), NOW + 30 * DAY + 1), Err(KeyfileError::WindowOver)));
    assert!(matches!(opens(&pass("another"), NOW), Err(KeyfileError::WrongSecret)));
    assert_eq!(file.slots.iter().map(|slot| slot.epoch).collect::<Vec<_>>(), [2, 1]);
    assert_ne!(file.slots[0].salt, file.slots[1].salt);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_with_the_old_secret_reads_but_does_not_write_until_the_new_one_is_entered() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    let new = rotate_to(&a, None).await.unwrap().secret;
    assert_eq!(read_all(&b).await.unwrap(), 3, "inside the window");
    write_session(&b, 7, 3);
    let before = tree(&dir.path().join("vault"));
    assert!(matches!(b.sync().await, Err(OpError::SecretReplaced { .. })));
    assert!(matches!(enter(&b, &pass("no such secret")).await, Err(OpError::WrongSecret { .. })));
    assert!(matches!(enter(&b, &support::secret()).await, Err(OpError::SecretReplaced { .. })));
    assert_eq!(before, tree(&dir.path().join("vault")), "an old or wrong secret changes nothing");
    assert!(stored::read(&b.target.profile).unwrap().unwrap().ct_eq(&support::secret()));
    enter(&b, &new).await.unwrap();
    assert_eq!(b.sync().await.unwrap().sent.len(), 1);
    assert_eq!(read_all(&a).await.unwrap(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_window_the_old_secret_opens_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    rotate_to(&a, None).await.unwrap();
    let late = open_at(&b, NOW + 31 * DAY).await;
    assert!(matches!(late, Err(OpError::SecretReplaced { .. })));
    // The next change of the keyfile drops the slot itself.
    let vault = open_at(&a, NOW + 31 * DAY).await.unwrap();
    let (vault, _) = rotate::data_key(vault, (90, NOW + 31 * DAY), &Silent).await.unwrap();
    assert_eq!(vault.connection.keyfile.slots.len(), 1, "the slot goes with the first change after its end");
    assert!(matches!(open_at(&b, NOW + 31 * DAY).await, Err(OpError::WrongSecret { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_key_that_retires_inside_the_window_ends_it_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    rotate_to(&a, None).await.unwrap();
    let (_, report) = rotate::data_key(open_at(&a, NOW).await.unwrap(), (90, NOW), &Silent).await.unwrap();
    assert_eq!(
        (report.begun, report.moved, report.retired),
        (false, 3, 1),
        "goes on with the secret's new one"
    );
    assert!(matches!(b.reader().await, Err(OpError::SecretReplaced { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_any_two_steps_of_a_new_secret_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let origin = first(dir.path()).await;
    let new = pass("the new secret of this test, chosen by hand");
    for when in [When::Before, When::After] {
        let mut steps = 0;
        loop {
            let a = faults::copy(&origin, &dir.path().join(format!("{when:?}{steps}")));
            let fuse = Fuse::blows_at(steps, when);
            let outcome = rotate_fused(&a, &fuse, Some(&new)).await;
            let whole = !fuse.blew();
            assert_eq!(outcome.is_ok(), whole, "step {steps} {when:?}: only the fuse stops it");
            // Some secret that this machine holds opens everything, and the machine writes.
            assert_eq!(read_all(&a).await.unwrap(), 3, "step {steps} {when:?}");
            write_session(&a, 5, 2);
            let sent = a.sync().await.unwrap_or_else(|e| panic!("step {steps} {when:?}: {e}"));
            assert_eq!(sent.sent.len(), 1);
            let epoch = open_at(&a, NOW).await.unwrap().keys.epoch;
            // The next run finishes what is left, once.
            let settled = match rotate_to(&a, Some(&new)).await {
                Ok(report) => {
                    assert_eq!(epoch, 1);
                    report.epoch
                }
                Err(OpError::Usage(_)) => epoch,
                Err(other) => panic!("step {steps} {when:?}: {other}"),
            };
            assert_eq!(settled, 2, "step {steps} {when:?}: one rotation, not two");
            assert!(stored::read(&a.target.profile).unwrap().unwrap().ct_eq(&new));
            assert!(stored::read_pending(&a.target.profile).unwrap().is_none());
            assert_eq!(read_all(&a).await.unwrap(), 4);
            if whole {
                break;
            }
            steps += 1;
        }
        assert!(steps > 8, "{steps} steps were broken");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_rotation_goes_on_with_its_secret_and_is_never_replaced_by_another() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let vault = open_at(&a, NOW).await.unwrap();
    let saved = pass("saved before the crash");
    stored::store_pending(&vault.connection.profile, &saved).unwrap();
    assert!(matches!(rotate_to(&a, Some(&pass("another one"))).await, Err(OpError::Unfinished { .. })));
    let report = rotate_to(&a, None).await.unwrap();
    assert!(report.resumed && report.secret.ct_eq(&saved));

    stored::store_pending(&vault.connection.profile, &pass("given up")).unwrap();
    let remote = a.target.place.open().await.unwrap();
    let (_, pending) = keys::repair(&a.target.profile, remote, NOW).await.unwrap();
    assert_eq!(pending, PendingRepair::Dropped);
    assert!(!rotate_to(&a, None).await.unwrap().resumed);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_rotate_at_once_one_wins_and_the_other_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    write_session(&b, 8, 3);
    b.sync().await.unwrap();
    let whole = Fuse::whole();
    let (va, vb) = (open_fused(&a, &whole, NOW).await.unwrap(), open_fused(&b, &whole, NOW).await.unwrap());
    let with = NewSecret { secret: None, handed_over: HandedOver::Store, old: OldSlot::Window, now: NOW };
    let (ra, rb) = tokio::join!(rotate::secret(va, &with), rotate::secret(vb, &with));
    let (winner, loser, won, lost) = match (ra, rb) {
        (Ok((_, won)), Err(lost)) => (&a, &b, won, lost),
        (Err(lost), Ok((_, won))) => (&b, &a, won, lost),
        _ => panic!("exactly one wins"),
    };
    assert!(matches!(lost, OpError::SecretReplaced { .. }), "{lost}");
    assert_eq!((read_all(winner).await.unwrap(), read_all(loser).await.unwrap()), (4, 4));
    assert!(stored::read(&loser.target.profile).unwrap().unwrap().ct_eq(&support::secret()));
    write_session(loser, 9, 2);
    assert!(matches!(loser.sync().await, Err(OpError::SecretReplaced { .. })));
    enter(loser, &won.secret).await.unwrap();
    assert!(stored::read_pending(&loser.target.profile).unwrap().is_none());
    assert_eq!(loser.sync().await.unwrap().sent.len(), 1);
    assert_eq!(read_all(winner).await.unwrap(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_store_the_new_secret_must_be_in_the_users_hands_first() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let file = dir.path().join("old");
    std::fs::write(&file, support::SECRET).unwrap();
    let mut bare = a.target.profile.clone();
    bare.secret.store = None;
    bare.secret.given = Some(han::local::secrets::passphrase::PassphraseSource::File(file));
    let before = tree(&dir.path().join("vault"));
    let open = async || {
        let remote = a.target.place.open().await.unwrap();
        open::unlock(open::connect(&bare, remote, Trust::Pinned).await.unwrap(), NOW).unwrap()
    };
    let none = NewSecret { secret: None, handed_over: HandedOver::Store, old: OldSlot::Window, now: NOW };
    assert!(matches!(rotate::secret(open().await, &none).await, Err(OpError::Usage(_))));
    assert_eq!(before, tree(&dir.path().join("vault")));
    let new = pass("in the hands of the user");
    let given =
        NewSecret { secret: Some(&new), handed_over: HandedOver::User, old: OldSlot::Window, now: NOW };
    let (vault, _) = rotate::secret(open().await, &given).await.unwrap();
    assert!(keyfile::unlock(&vault.connection.keyfile, (&new, None), NOW).unwrap().0.may_write);
    let again =
        NewSecret { secret: Some(&new), handed_over: HandedOver::User, old: OldSlot::Window, now: NOW };
    assert!(matches!(rotate::secret(vault, &again).await, Err(OpError::Usage(_))), "the same secret again");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_key_stays_and_the_cost_never_falls() {
    let dir = tempfile::tempdir().unwrap();
    let a = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let mut vault = open_at(&a, NOW).await.unwrap();
    let account = AccountKey::random().unwrap();
    let dear = Cost { passes: Cost::GENERATED.passes + 1, ..Cost::GENERATED };
    let (first, second) = (pass("with an account key"), pass("the second one"));
    let with = han::vault::rotation::NewSecret {
        secret: &first,
        account: Some(&account),
        cost: dear,
        old: OldSlot::Window,
        now: NOW,
    };
    let made = han::vault::rotation::rotate_secret(&vault.connection.keyfile, &vault.keys, &with).unwrap();
    commit_keyfile(&mut vault, &made.0).await;
    let profile = a.target.profile.clone();
    stored::store_account_key(&profile, &account).unwrap();
    stored::store_secret(&profile, &first, &made.2).unwrap();
    let report = rotate_to(&a, Some(&second)).await.unwrap();
    assert!(report.account.unwrap().secret().ct_eq(account.secret()));
    let file = open_at(&a, NOW).await.unwrap().connection.keyfile;
    assert!(matches!(keyfile::unlock(&file, (&second, None), NOW), Err(KeyfileError::AccountKeyNeeded)));
    assert!(keyfile::unlock(&file, (&second, Some(&account)), NOW).unwrap().0.may_write);
    assert_eq!(file.slots[0].cost.passes, dear.passes);
}

async fn commit_keyfile(vault: &mut OpenVault, next: &han::protocol::keyfile::Keyfile) {
    use han::protocol::refs::{Action, Commit, RefBody, RefChange, RefName};
    let change = RefChange {
        name: RefName::keyfile(),
        expected: vault.connection.keyfile.version,
        body: RefBody::Signed(han::protocol::cbor::encode(next)),
        action: Action::RotateSecret,
        added: Vec::new(),
        dropped: Vec::new(),
    };
    let actor = han::protocol::ids::ActorId(vault.connection.profile.device.0);
    let commit = Commit { keyfile_version: change.expected, actor, changes: vec![change] };
    let done = vault.connection.remote.commit(&commit).await.unwrap();
    assert!(matches!(done, han::remote::Swap::Done(_)));
    vault.connection.refresh().await.unwrap();
    vault.connection.remember().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_data_key_takes_every_content_key_over_and_the_old_one_retires() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let vault = open_at(&a, NOW).await.unwrap();
    let (mut vault, report) = rotate::data_key(vault, (90, NOW + 5), &Silent).await.unwrap();
    assert_eq!((report.version, report.begun, report.moved, report.retired), (2, true, 3, 1));
    assert_eq!(data_statuses(&vault), [Status::Retired, Status::Active]);
    assert!(vault.keys.dek(1).is_none());
    assert_eq!(rotate::remaining(&mut vault.connection).await.unwrap(), (0, 3));
    assert_eq!(read_all(&a).await.unwrap(), 3);
    write_session(&a, 1, 8);
    a.sync().await.unwrap();
    assert_eq!(read_all(&a).await.unwrap(), 3, "old and new content keys side by side");
    let (_, again) = rotate::data_key(open_at(&a, NOW).await.unwrap(), (90, NOW), &Silent).await.unwrap();
    assert_eq!((again.version, again.begun, again.moved), (3, true, 4), "one session has two content keys");
    assert_eq!(read_all(&a).await.unwrap(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_any_two_steps_of_a_new_data_key_is_made_good_by_the_next_run() {
    let dir = tempfile::tempdir().unwrap();
    let origin = first(dir.path()).await;
    for when in [When::Before, When::After] {
        let mut steps = 0;
        loop {
            let a = faults::copy(&origin, &dir.path().join(format!("{when:?}{steps}")));
            let fuse = Fuse::blows_at(steps, when);
            let run = async {
                let vault = open_fused(&a, &fuse, NOW).await?;
                rotate::data_key(vault, (90, NOW), &Silent).await.map(|_| ())
            };
            let outcome = run.await;
            let whole = !fuse.blew();
            assert_eq!(outcome.is_ok(), whole, "step {steps} {when:?}");
            assert_eq!(read_all(&a).await.unwrap(), 3, "step {steps} {when:?}: mixed states are readable");
            write_session(&a, 5, 2);
            assert_eq!(a.sync().await.unwrap().sent.len(), 1);
            let vault = open_at(&a, NOW).await.unwrap();
            if !whole || han::vault::rotation::is_draining(&vault.connection.keyfile) {
                rotate::data_key(vault, (90, NOW), &Silent).await.unwrap();
            }
            let mut vault = open_at(&a, NOW).await.unwrap();
            assert_eq!(data_statuses(&vault).last(), Some(&Status::Active));
            assert!(!han::vault::rotation::is_draining(&vault.connection.keyfile));
            assert_eq!(rotate::remaining(&mut vault.connection).await.unwrap(), (0, 4));
            assert_eq!(read_all(&a).await.unwrap(), 4);
            if whole {
                break;
            }
            steps += 1;
        }
        assert!(steps > 8, "{steps} steps were broken");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_machine_syncs_while_the_data_key_changes() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    for round in 0..4 {
        for n in 0..6 {
            write_session(&b, 20 + n, 2 + round);
        }
        let vault = open_at(&a, NOW).await.unwrap();
        let (rotated, synced) = tokio::join!(rotate::data_key(vault, (90, NOW), &Silent), b.sync());
        let synced = synced.unwrap();
        assert_eq!((synced.sent.len(), synced.failed.len()), (6, 0), "{:?}", synced.failed);
        rotated.unwrap();
        assert_eq!((read_all(&a).await.unwrap(), read_all(&b).await.unwrap()), (9, 9));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_machine_syncs_while_the_secret_changes() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    for n in 20..40 {
        write_session(&b, n, 3);
    }
    let (rotated, synced) = tokio::join!(rotate_to(&a, None), b.sync());
    let rotated = rotated.unwrap();
    assert!(matches!(synced, Ok(_) | Err(OpError::SecretReplaced { .. })));
    enter(&b, &rotated.secret).await.unwrap();
    let rest = b.sync().await.unwrap();
    assert!(rest.failed.is_empty());
    assert_eq!((read_all(&a).await.unwrap(), read_all(&b).await.unwrap()), (23, 23));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_machines_move_content_keys_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    let (va, vb) = (open_at(&a, NOW).await.unwrap(), open_at(&b, NOW).await.unwrap());
    let (ra, rb) =
        tokio::join!(rotate::data_key(va, (90, NOW), &Silent), rotate::data_key(vb, (90, NOW), &Silent));
    let (ra, rb) = (ra.unwrap().1, rb.unwrap().1);
    assert_eq!(u8::from(ra.begun) + u8::from(rb.begun), 1, "one made the new data key: {ra:?} {rb:?}");
    assert_eq!((ra.version, rb.version), (2, 2));
    assert_eq!(ra.moved + rb.moved, 3);
    assert_eq!((read_all(&a).await.unwrap(), read_all(&b).await.unwrap()), (3, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_names_what_is_due() {
    let dir = tempfile::tempdir().unwrap();
    let a = first(dir.path()).await;
    let file = open_at(&a, NOW).await.unwrap().connection.keyfile;
    let due = |now| -> Vec<&str> {
        keys::due(&file, Policy::default(), now).iter().map(|key| key.purpose).collect()
    };
    assert_eq!(due(NOW + 90 * DAY - 1), [""; 0]);
    assert_eq!(due(NOW + 90 * DAY), ["data"]);
    assert_eq!(due(NOW + 365 * DAY), ["secret", "data"]);
    let (vault, _) =
        rotate::data_key(open_at(&a, NOW).await.unwrap(), (90, NOW + 400 * DAY), &Silent).await.unwrap();
    let due = keys::due(&vault.connection.keyfile, Policy::default(), NOW + 400 * DAY);
    assert_eq!(due.iter().map(|key| key.purpose).collect::<Vec<_>>(), ["secret"]);
}

/// Sessions that are nothing but a content key: a drain opens no manifest.
async fn add_bare_sessions(vault: &mut OpenVault, count: u32) {
    use han::protocol::ids::{ActorId, SessionTag};
    use han::protocol::refs::{Action, Commit, RefBody, RefChange, RefName};
    let numbers: Vec<u32> = (0..count).collect();
    for batch in numbers.chunks(1_000) {
        let change = |n: &u32| {
            let tag = SessionTag(std::array::from_fn(|at| n.to_be_bytes()[at % 4]));
            let wraps = SessionKeys::generate(&vault.keys, tag).unwrap().to_field();
            RefChange {
                name: RefName::session(tag),
                expected: 0,
                body: RefBody::Session { wraps, manifest: vec![1; 900], meta: vec![2; 700] },
                action: Action::Sync,
                added: Vec::new(),
                dropped: Vec::new(),
            }
        };
        let commit = Commit {
            keyfile_version: vault.keys.keyfile_version,
            actor: ActorId([1; 16]),
            changes: batch.iter().map(change).collect(),
        };
        let done = vault.connection.remote.commit(&commit).await.unwrap();
        assert!(matches!(done, han::remote::Swap::Done(_)));
    }
    vault.connection.refresh().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_large_vault_is_moved() {
    let dir = tempfile::tempdir().unwrap();
    let a = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let mut vault = open_at(&a, NOW).await.unwrap();
    add_bare_sessions(&mut vault, 2_300).await;
    let (mut vault, report) = rotate::data_key(vault, (90, NOW), &Silent).await.unwrap();
    assert_eq!((report.moved, report.retired), (2_300, 1));
    assert_eq!(rotate::remaining(&mut vault.connection).await.unwrap(), (0, 2_300));
}

/// Whoever kept the vault key of before a rotation can sign with it for ever; the log says when it was too late.
#[tokio::test(flavor = "multi_thread")]
async fn metadata_signed_by_a_replaced_vault_key_is_refused() {
    use han::protocol::ids::ActorId;
    use han::protocol::refs::{Action, Commit, RefBody, RefChange, RefName};
    use han::vault::frame::Framer;
    use han::vault::meta;
    let dir = tempfile::tempdir().unwrap();
    let home = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    write_session(&home, 1, 3);
    home.sync().await.unwrap();
    let old = home.reader().await.unwrap();
    rotate_to(&home, None).await.unwrap();
    let tag = old.keys.session_tag(&uuid(1));
    let name = RefName::session(tag);
    let found = old.remote.get_ref(&name).await.unwrap().unwrap();
    let RefBody::Session { wraps, manifest, .. } = found.body.clone() else { panic!("a session") };
    let session_keys = SessionKeys::open(&old.keys, tag, &wraps).unwrap();
    let mut forged = old.meta(&found).unwrap().unwrap();
    forged.title = Some("forged".into());
    let sealed =
        meta::seal(&mut forged, (&old.keys, &session_keys), tag, &mut Framer::try_new().unwrap()).unwrap();
    let change = RefChange {
        name: name.clone(),
        expected: found.version,
        body: RefBody::Session { wraps, manifest, meta: sealed },
        action: Action::Sync,
        added: Vec::new(),
        dropped: Vec::new(),
    };
    let commit = Commit { keyfile_version: 2, actor: ActorId::default(), changes: vec![change] };
    assert!(matches!(old.remote.commit(&commit).await.unwrap(), han::remote::Swap::Done(_)));
    let reader = home.reader().await.unwrap();
    let found = reader.remote.get_ref(&name).await.unwrap().unwrap();
    assert!(matches!(reader.meta(&found), Err(OpError::Object { .. })), "a title of who left");
}
