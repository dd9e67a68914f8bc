//! Opening a vault on another machine, mending its keyfile, and what listings say.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use han::crypto::secret::{AccountKey, Passphrase};
use han::local::secrets::file::FileStore;
use han::ops::error::OpError;
use han::ops::keys::{self, KeyfileRepair, PendingRepair, Policy, Unlock, Unlocked, code};
use han::ops::open::{self, Profile, Trust};
use han::ops::place::RemotePlace;
use han::ops::progress::Silent;
use han::ops::secret::{self as stored, SecretSource};
use han::ops::{device, devices, rotate, sheet};
use han::protocol::ids::{DeviceId, Digest, OwnerId};
use han::vault::pin::Pin;
use std::path::Path;
use std::sync::Arc;
use support::{Home, tree, uuid};
use zeroize::Zeroizing;

const NOW: u64 = 1_800_000_000;
const DAY: u64 = 86_400;

fn pass(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.as_bytes().to_vec()))
}

/// A machine that knows nothing of the vault.
fn stranger(dir: &Path, owner: OwnerId) -> Profile {
    Profile {
        name: "personal".into(),
        owner,
        state: dir.join("state/vault"),
        secret: SecretSource { store: Some(Arc::new(FileStore::new(dir.join("secrets")))), given: None },
        device: device::load_or_create(&dir.join("state")).unwrap(),
        person: None,
        device_name: "stranger".into(),
    }
}

async fn unlock(
    profile: &Profile,
    place: &RemotePlace,
    trust: Option<Trust>,
    secret: &Passphrase,
) -> Result<Unlocked, OpError> {
    let (remote, first) = place.first_contact().await?;
    let trust = trust.unwrap_or(first);
    keys::unlock(Unlock { profile, remote, trust, secret, account: None, now: NOW }).await
}

fn pin(home: &Home) -> Pin {
    open::load_pin(&home.target.profile).unwrap().unwrap()
}

async fn home(dir: &Path) -> Home {
    let home = Home::init(&dir.join("a"), &dir.join("vault")).await;
    let line = format!("{{\"type\":\"user\",\"sessionId\":\"{}\",\"cwd\":\"/home/x\"}}\n", uuid(1));
    std::fs::write(home.project("-home-x").join(format!("{}.jsonl", uuid(1))), line).unwrap();
    home.sync().await.unwrap();
    home
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_code_brings_the_trust_of_the_first_machine() {
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    let typed = sheet::device_code(&pin(&a)).unwrap().to_lowercase().replace('\n', " ");
    let b = stranger(&dir.path().join("b"), a.target.profile.owner);
    let trust = Trust::Given(code::read(&typed).unwrap().pin);
    let unlocked = unlock(&b, &a.target.place, Some(trust), &support::secret()).await.unwrap();
    assert!(!unlocked.first_contact);
    let remote = a.target.place.open().await.unwrap();
    let again = open::connect(&b, remote, Trust::Pinned).await.unwrap();
    assert!(open::unlock(again, NOW).unwrap().keys.may_write, "secret, KEK and pin are remembered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_contact_works_and_is_said_to_be_one() {
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    let b = stranger(&dir.path().join("b"), a.target.profile.owner);
    assert!(unlock(&b, &a.target.place, None, &support::secret()).await.unwrap().first_contact);
    assert!(!unlock(&b, &a.target.place, None, &support::secret()).await.unwrap().first_contact, "known now");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_open_leaves_no_trace() {
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    let before = tree(&dir.path().join("vault"));
    let b = stranger(&dir.path().join("b"), a.target.profile.owner);
    let wrong = unlock(&b, &a.target.place, None, &pass("wrong")).await;
    assert!(matches!(wrong, Err(OpError::WrongSecret { .. })));
    assert!(open::load_pin(&b).unwrap().is_none() && stored::read(&b).unwrap().is_none());
    // A pin of another log, of another vault, and of a vault key that this one does not descend from.
    let good = pin(&a);
    let forged = |change: fn(&mut Pin)| {
        let mut pin = good.clone();
        change(&mut pin);
        Some(Trust::Given(pin))
    };
    let try_with = async |trust| unlock(&b, &a.target.place, trust, &support::secret()).await.err().unwrap();
    let other_root = try_with(forged(|pin| pin.root = Digest([7; 32]))).await;
    assert!(matches!(other_root, OpError::Rewritten), "{other_root}");
    let other_log = try_with(forged(|pin| pin.log_key = Digest([7; 32]))).await;
    assert!(matches!(other_log, OpError::Head(_)), "{other_log}");
    let other_vault = try_with(forged(|pin| pin.owner = OwnerId([7; 16]))).await;
    assert!(matches!(other_vault, OpError::AnotherVault { .. }), "{other_vault}");
    let longer = try_with(forged(|pin| pin.size += 1)).await;
    assert!(matches!(longer, OpError::Rollback { .. }), "{longer}");
    assert!(open::load_pin(&b).unwrap().is_none() && stored::read(&b).unwrap().is_none());
    assert_eq!(before, tree(&dir.path().join("vault")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_recovery_sheet_opens_the_vault() {
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    let account = AccountKey::random().unwrap();
    let (profile, secret) = (&a.target.profile, pass("with  two spaces"));
    let pin = pin(&a);
    let invite = format!("hiv_{}_{}", "0a".repeat(16), "5c".repeat(32));
    let made = sheet::Sheet {
        profile,
        place: "/mnt/x",
        secret: &secret,
        account: Some(&account),
        invite: Some(&invite),
        pin: &pin,
        day: "2027-01-15",
    };
    let text = sheet::text(&made).unwrap();
    let read = code::read(&text).unwrap();
    assert_eq!(read.pin, pin);
    assert_eq!(read.invite.unwrap().as_str(), invite);
    assert_eq!(read.vault.as_deref(), Some(profile.name.as_str()));
    assert!(read.secret.unwrap().ct_eq(&secret));
    assert!(read.account.unwrap().secret().ct_eq(account.secret()));
    let plain = sheet::text(&sheet::Sheet { account: None, invite: None, ..made }).unwrap();
    let plain = code::read(&plain).unwrap();
    assert!(plain.account.is_none() && plain.invite.is_none());
    assert!(code::read(&text.replace("Code (", "Cod (")).is_err());
    assert!(code::read("").is_err() && code::read("HAN RECOVERY SHEET").is_err());
}

async fn damage(vault: &Path, sql: &'static str) {
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
    let options = SqliteConnectOptions::new().filename(vault.join("vault.db"));
    let pool = SqlitePool::connect_with(options).await.unwrap();
    // The tables refuse this themselves; somebody with other tools does not ask them.
    sqlx::query("DROP TRIGGER IF EXISTS refs_no_delete").execute(&pool).await.unwrap();
    let done = sqlx::query(sql).execute(&pool).await.unwrap();
    assert_eq!(done.rows_affected(), 1);
    pool.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_or_damaged_keyfile_is_put_back_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    let repair = async |home: &Home| {
        let remote = home.target.place.open().await.unwrap();
        keys::repair(&home.target.profile, remote, NOW).await
    };
    assert_eq!(repair(&a).await.unwrap(), (KeyfileRepair::Intact, PendingRepair::None));
    let vault = dir.path().join("vault");
    for sql in [
        "UPDATE refs SET field1 = zeroblob(40) WHERE name = 'keyfile'",
        "DELETE FROM refs WHERE name = 'keyfile'",
    ] {
        let size = pin(&a).size;
        damage(&vault, sql).await;
        let b = stranger(&dir.path().join("b"), a.target.profile.owner);
        assert!(unlock(&b, &a.target.place, None, &support::secret()).await.is_err());
        assert_eq!(repair(&a).await.unwrap(), (KeyfileRepair::PutBack, PendingRepair::None), "{sql}");
        assert_eq!(repair(&a).await.unwrap(), (KeyfileRepair::Intact, PendingRepair::None));
        assert_eq!(pin(&a).size, size, "the log did not grow");
        unlock(&b, &a.target.place, None, &support::secret()).await.unwrap();
        stored::forget(&b).unwrap();
        std::fs::remove_dir_all(dir.path().join("b")).unwrap();
    }
    assert_eq!(a.sync().await.unwrap().unchanged, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_keyfile_never_replaces_a_newer_one() {
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    let vault = open::connect(&a.target.profile, a.target.place.open().await.unwrap(), Trust::Pinned).await;
    rotate::data_key(open::unlock(vault.unwrap(), NOW).unwrap(), (90, NOW), &Silent).await.unwrap();
    damage(&dir.path().join("vault"), "DELETE FROM refs WHERE name = 'keyfile'").await;
    let before = tree(&dir.path().join("vault"));
    let remote = b.target.place.open().await.unwrap();
    let refused = keys::repair(&b.target.profile, remote, NOW).await;
    assert!(matches!(refused, Err(OpError::Missing(_))), "b has only the older one");
    assert_eq!(before, tree(&dir.path().join("vault")));
    let remote = a.target.place.open().await.unwrap();
    assert_eq!(keys::repair(&a.target.profile, remote, NOW).await.unwrap().0, KeyfileRepair::PutBack);
    let remote = b.target.place.open().await.unwrap();
    assert_eq!(keys::repair(&b.target.profile, remote, NOW).await.unwrap().0, KeyfileRepair::Intact);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_names_every_key_and_no_secret() {
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    let remote = a.target.place.open().await.unwrap();
    let connection = open::connect(&a.target.profile, remote, Trust::Pinned).await.unwrap();
    let list = keys::list(&connection.keyfile, Policy::default(), NOW + 100 * DAY);
    let shown: Vec<_> =
        list.iter().map(|key| (key.purpose, key.version, key.status, key.age_days, key.due)).collect();
    assert_eq!(
        shown,
        [
            ("secret", 1, "active", 100, false),
            ("data", 1, "active", 100, true),
            ("index", 1, "active", 100, false),
            ("vault", 1, "active", 100, false),
            ("audit", 1, "active", 100, false),
            ("identity-sign", 1, "active", 100, false),
            ("identity-receive", 1, "active", 100, false)
        ]
    );
    assert_eq!((list[0].expires, list[1].expires), (Some(NOW + 365 * DAY), Some(NOW + 90 * DAY)));
}

#[tokio::test(flavor = "multi_thread")]
async fn forgetting_leaves_a_vault_that_opens_again_with_the_secret() {
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    stored::forget(&a.target.profile).unwrap();
    assert!(tree(&a.dir.join("secrets")).is_empty());
    assert!(matches!(a.reader().await, Err(OpError::NoSecret { .. })));
    let unlocked = unlock(&a.target.profile, &a.target.place, None, &support::secret()).await.unwrap();
    assert!(!unlocked.first_contact, "the pin of local state still counts");
    assert!(a.reader().await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_the_writers_of_manifests() {
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    assert_eq!(devices::list(&b.reader().await.unwrap(), &Silent).await.unwrap().len(), 1);
    for n in [2, 3] {
        let line = format!("{{\"type\":\"user\",\"sessionId\":\"{}\",\"cwd\":\"/home/x\"}}\n", uuid(n));
        std::fs::write(b.project("-home-x").join(format!("{}.jsonl", uuid(n))), line).unwrap();
    }
    b.sync().await.unwrap();
    let list = devices::list(&a.reader().await.unwrap(), &Silent).await.unwrap();
    let mut shown: Vec<(&str, DeviceId, u64)> =
        list.iter().map(|device| (device.name.as_str(), device.id, device.sessions)).collect();
    shown.sort();
    assert_eq!(shown, [("a", a.target.profile.device, 1), ("b", b.target.profile.device, 2)]);
    assert!(list.iter().all(|device| device.first == NOW && device.last == NOW));
}

/// What stands in the code opens what the sheet opens.
#[tokio::test(flavor = "multi_thread")]
async fn the_qr_code_of_a_sheet_opens_the_vault() {
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    let (pin, account) = (pin(&a), AccountKey::random().unwrap());
    let secret = han::crypto::words::generate().unwrap();
    let invite = format!("hiv_{}_{}", "0a".repeat(16), "5c".repeat(32));
    for (account, invite) in [(None, None), (Some(&account), Some(invite.as_str()))] {
        let page = sheet::Sheet {
            profile: &a.target.profile,
            place: "/mnt/x",
            secret: &secret,
            account,
            invite,
            pin: &pin,
            day: "2027-01-15",
        };
        let code = sheet::qr(&page).unwrap();
        let lines = code.lines();
        assert_eq!(lines.lines().count(), code.width().div_ceil(2));
        assert!(code.width() <= 117, "{} columns: more than a terminal has", code.width());
        // Quiet all around, then the three corners that a reader looks for: 7 by 7, 1:1:3:1:1.
        let last = code.width() - 1;
        for at in 0..code.width() {
            let edges = [(at, 0), (0, at), (at, last), (last, at), (at, 3), (3, at)];
            assert!(edges.iter().all(|(x, y)| !code.is_dark(*x, *y)));
        }
        for (x, y) in [(4, 4), (last - 10, 4), (4, last - 10)] {
            let row: String = (x..x + 7).map(|x| if code.is_dark(x, y + 3) { '#' } else { '.' }).collect();
            assert_eq!(row, "#.###.#");
        }
        let read = code::read(&sheet::short_text(&page).unwrap()).unwrap();
        assert_eq!(read.pin, pin);
        assert!(read.secret.unwrap().ct_eq(&secret));
        assert_eq!(read.account.is_some(), account.is_some());
        assert_eq!(read.invite.as_ref().map(|invite| invite.as_str()), invite);
        assert_eq!(read.vault.as_deref(), Some("personal"));
    }
}

/// What a camera sees of printed half blocks: each module is so many points wide and high.
const POINTS: usize = 3;

/// Reads a code as it is printed, by another program's reader.
fn scan(printed: &str) -> String {
    let mut rows: Vec<Vec<bool>> = Vec::new();
    for line in printed.lines() {
        let shown = line.strip_prefix("\u{1b}[30;107m").unwrap().strip_suffix("\u{1b}[0m").unwrap();
        let upper = shown.chars().map(|c| matches!(c, '\u{2588}' | '\u{2580}')).collect();
        let lower = shown.chars().map(|c| matches!(c, '\u{2588}' | '\u{2584}')).collect();
        assert!(shown.chars().all(|c| " \u{2588}\u{2580}\u{2584}".contains(c)));
        rows.extend([upper, lower]);
    }
    let (width, height) = (rows[0].len() * POINTS, rows.len() * POINTS);
    let dark = |x: usize, y: usize| rows[y / POINTS][x / POINTS];
    let mut image = rqrr::PreparedImage::prepare_from_bitmap(width, height, dark);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "{width} points");
    grids[0].decode().unwrap().1
}

/// Printed, seen, typed in: the vault opens on a machine that knows nothing of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_reader_sees_of_the_printed_code_opens_the_vault() {
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    let secret = support::secret();
    let page = sheet::Sheet {
        profile: &a.target.profile,
        place: "/mnt/x",
        secret: &secret,
        account: None,
        invite: None,
        pin: &pin(&a),
        day: "2027-01-15",
    };
    let seen = scan(&sheet::qr(&page).unwrap().lines());
    assert_eq!(seen, sheet::short_text(&page).unwrap().as_str());
    let read = code::read(&seen).unwrap();
    let profile = stranger(&dir.path().join("new"), read.pin.owner);
    let unlocked =
        unlock(&profile, &a.target.place, Some(Trust::Given(read.pin)), &read.secret.unwrap()).await.unwrap();
    assert!(!unlocked.first_contact, "the pin came with the code");
    // The longest: with an account key and a login.
    let (account, invite) =
        (AccountKey::random().unwrap(), format!("hiv_{}_{}", "0a".repeat(16), "5c".repeat(32)));
    let long = sheet::Sheet { account: Some(&account), invite: Some(&invite), ..page };
    assert_eq!(scan(&sheet::qr(&long).unwrap().lines()), sheet::short_text(&long).unwrap().as_str());
}

/// Each key by itself: what opens, what is closed, lost and damaged.
#[tokio::test(flavor = "multi_thread")]
async fn the_registry_tells_lost_from_damaged_and_from_closed() {
    use han::vault::keyfile;
    use han::vault::registry::{self, KeyState};
    use han::vault::rotation::{NewSecret, OldSlot, rotate_secret};
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    let remote = a.target.place.open().await.unwrap();
    let connection = open::connect(&a.target.profile, remote, Trust::Pinned).await.unwrap();
    let file = connection.keyfile.clone();
    let vault = open::unlock(connection, NOW).unwrap();
    let all = keys::states(&a.target.profile, &file).unwrap().unwrap();
    assert!(all.len() == file.keys.len() && all.iter().all(|state| *state == KeyState::Opens));
    let secret = pass("a new secret of this test");
    let with = NewSecret {
        secret: &secret,
        account: None,
        cost: han::crypto::kdf::Cost::GENERATED,
        old: OldSlot::Window,
        now: NOW,
    };
    let (mut next, _, slot) = rotate_secret(&file, &vault.keys, &with).unwrap();
    let new = registry::key_states(&next, &slot);
    // data 1, index, vault 1 and what else was there; then vault 2 and data 2.
    let closed = |at| if at == 2 { KeyState::Closed } else { KeyState::Opens };
    assert_eq!(new, (0..file.keys.len() + 2).map(closed).collect::<Vec<_>>());
    let old = registry::key_states(&next, &vault.slot);
    assert_eq!(old[file.keys.len()..], [KeyState::Lost; 2], "what came after it is not for the old secret");
    let wrap = next.keys[0].wraps.iter_mut().find(|wrap| wrap.slot == slot.slot).unwrap();
    *wrap.wrap.last_mut().unwrap() ^= 1;
    assert_eq!(registry::key_states(&next, &slot)[0], KeyState::Damaged);
    let refused = keyfile::open_with(&next, &slot).err().unwrap();
    assert_eq!(refused.to_string(), "the data key in the keyfile is damaged or was exchanged");
    next.keys[0].wraps.retain(|wrap| wrap.slot != slot.slot);
    next.keys[1].wraps.clear();
    assert_eq!(registry::key_states(&next, &slot)[..2], [KeyState::Lost; 2]);
    let refused = keyfile::open_with(&next, &slot).err().unwrap();
    assert_eq!(refused.to_string(), "the keyfile has lost its index key");
    // A secret that is of no slot tells nothing of any key.
    let others = registry::slot_keys(&next, (&pass("another"), None)).unwrap();
    assert!(registry::states_of(&next, &others).is_none());
}

/// A content key by the data key that it names: unknown, retired, or not for this secret.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrap_says_which_data_key_it_lacks() {
    use han::vault::content::SessionKeys;
    use han::vault::object::ObjectError;
    let dir = tempfile::tempdir().unwrap();
    let a = home(dir.path()).await;
    let tag = a.reader().await.unwrap().keys.session_tag(&uuid(1));
    let first = a.reader().await.unwrap();
    let wraps = SessionKeys::generate(&first.keys, tag).unwrap().to_field();
    let remote = a.target.place.open().await.unwrap();
    let vault = open::unlock(open::connect(&a.target.profile, remote, Trust::Pinned).await.unwrap(), NOW);
    let (vault, _) = rotate::data_key(vault.unwrap(), (90, NOW), &Silent).await.unwrap();
    let retired = SessionKeys::open(&vault.keys, tag, &wraps).err().unwrap();
    assert!(matches!(retired, ObjectError::RetiredKey(1)), "{retired}");
    let newer = SessionKeys::generate(&vault.keys, tag).unwrap().to_field();
    let unknown = SessionKeys::open(&first.keys, tag, &newer).err().unwrap();
    assert!(matches!(unknown, ObjectError::UnknownKey(2)), "{unknown}");
}
