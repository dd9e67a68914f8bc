//! The keyfile: what opens it, what is refused, and what a rotation changes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use han::crypto::kdf::Cost;
use han::crypto::secret::{AccountKey, Passphrase};
use han::protocol::cbor;
use han::protocol::ids::OwnerId;
use han::protocol::keyfile::{Keyfile, OwnerKind, Purpose, Status};
use han::vault::content::{SessionKeys, WRAP_LEN};
use han::vault::keyfile::{self, Creation, KeyfileError, Keys, SlotKey};
use han::vault::rotation::{self, NewSecret, OldSlot};
use zeroize::Zeroizing;

const NOW: u64 = 1_800_000_000;
const DAY: u64 = 86_400;

fn secret(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.as_bytes().to_vec()))
}

fn made(text: &str) -> (Keyfile, Keys, SlotKey) {
    let secret = secret(text);
    let with = Creation {
        kind: OwnerKind::User,
        owner: OwnerId([7; 16]),
        secret: &secret,
        account: None,
        cost: Cost::GENERATED,
        now: NOW,
    };
    keyfile::create(&with).unwrap()
}

fn rotated(from: &(Keyfile, Keys, SlotKey), text: &str, now: u64) -> (Keyfile, Keys, SlotKey) {
    let secret = secret(text);
    let with = NewSecret { secret: &secret, account: None, cost: Cost::GENERATED, old: OldSlot::Window, now };
    rotation::rotate_secret(&from.0, &from.1, &with).unwrap()
}

fn unlock(file: &Keyfile, text: &str, now: u64) -> Result<Keys, KeyfileError> {
    keyfile::unlock(file, (&secret(text), None), now).map(|(keys, _)| keys)
}

#[test]
fn only_the_right_secret_opens_a_keyfile() {
    let (file, _, _) = made("one");
    let read = keyfile::parse(&cbor::encode(&file)).unwrap();
    assert!(unlock(&read, "one", NOW).is_ok());
    assert!(matches!(unlock(&read, "two", NOW), Err(KeyfileError::WrongSecret)));
    assert!(matches!(unlock(&read, "", NOW), Err(KeyfileError::WrongSecret)));
}

#[test]
fn an_account_key_is_needed_where_the_slot_says_so() {
    let (pass, account, other) =
        (secret("one"), AccountKey::random().unwrap(), AccountKey::random().unwrap());
    let with = Creation {
        kind: OwnerKind::User,
        owner: OwnerId([7; 16]),
        secret: &pass,
        account: Some(&account),
        cost: Cost::GENERATED,
        now: NOW,
    };
    let (file, _, _) = keyfile::create(&with).unwrap();
    assert!(keyfile::unlock(&file, (&pass, Some(&account)), NOW).is_ok());
    assert!(matches!(keyfile::unlock(&file, (&pass, Some(&other)), NOW), Err(KeyfileError::WrongSecret)));
    assert!(matches!(keyfile::unlock(&file, (&pass, None), NOW), Err(KeyfileError::AccountKeyNeeded)));
}

#[test]
fn every_changed_byte_of_a_keyfile_is_refused_without_the_secret() {
    let bytes = cbor::encode(&made("one").0);
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 1;
        assert!(keyfile::parse(&bad).is_err(), "byte {at}");
    }
}

#[test]
fn a_keyfile_signed_by_a_stranger_under_the_same_secret_slot_is_refused_on_unlock() {
    // A forger without the secret keeps our wraps and puts a vault key of its own beside them.
    let (ours, _, _) = made("one");
    let (theirs, _, _) = made("other");
    let mut forged = theirs.clone();
    forged.slots = ours.slots.clone();
    for (key, own) in forged.keys.iter_mut().zip(&ours.keys) {
        key.wraps = own.wraps.clone();
    }
    forged.signature = None;
    assert!(keyfile::parse(&cbor::encode(&forged)).is_err(), "unsigned");
    assert!(unlock(&forged, "one", NOW).is_err(), "listed public parts differ from what the wraps hold");
}

#[test]
fn a_rotation_leaves_the_old_secret_reading_for_thirty_days_and_never_writing() {
    let first = made("one");
    let second = rotated(&first, "two", NOW + 1);
    let file = keyfile::parse(&cbor::encode(&second.0)).unwrap();
    let new = unlock(&file, "two", NOW + 2).unwrap();
    let old = unlock(&file, "one", NOW + 2).unwrap();
    assert!(new.may_write && !old.may_write);
    assert_eq!((new.active_dek_version(), old.active_dek_version()), (2, 1));
    assert!(new.dek(1).is_some() && old.dek(2).is_none());
    assert!(matches!(unlock(&file, "one", NOW + 31 * DAY), Err(KeyfileError::WindowOver)));
    assert!(keyfile::descends_from(&file, &keyfile::active_vault_key(&first.0).unwrap()));
    assert!(!keyfile::descends_from(&file, &keyfile::active_vault_key(&made("x").0).unwrap()));
}

#[test]
fn a_second_rotation_keeps_one_old_slot_and_epochs_rise() {
    let second = rotated(&made("one"), "two", NOW + 1);
    let (third, _, _) = rotated(&second, "three", NOW + 2);
    assert_eq!(third.slots.iter().map(|slot| slot.epoch).collect::<Vec<_>>(), [3, 2]);
    assert!(matches!(unlock(&third, "one", NOW + 2), Err(KeyfileError::WrongSecret)));
    assert!(unlock(&third, "two", NOW + 2).is_ok() && unlock(&third, "three", NOW + 2).is_ok());
    assert_eq!(third.version, 3);
}

#[test]
fn content_keys_move_to_the_new_data_key_and_the_old_one_retires() {
    let (file, keys, slot) = made("one");
    let tag = keys.session_tag("11111111-2222-3333-4444-555555555555");
    let wraps = SessionKeys::generate(&keys, tag).unwrap().to_field();
    assert_eq!(wraps.len(), WRAP_LEN);
    let (draining, keys2) = rotation::begin_data_key(&file, &keys, &slot, NOW + 1).unwrap();
    assert!(rotation::is_draining(&draining));
    let opened = SessionKeys::open(&keys2, tag, &wraps).unwrap();
    assert!(!opened.all_under(2));
    let moved = opened.rewrap(&keys2, tag).unwrap();
    assert!(moved.all_under(2));
    let (done, keys3) = rotation::finish_data_key(&draining, &keys2, &slot, NOW + 2).unwrap();
    assert!(!rotation::is_draining(&done));
    assert!(SessionKeys::open(&keys3, tag, &wraps).is_err(), "a wrap under a retired key");
    let again = SessionKeys::open(&keys3, tag, &moved.to_field()).unwrap();
    let ids = |keys: &SessionKeys| keys.iter().map(|k| k.birth).collect::<Vec<_>>();
    assert_eq!(ids(&again), [1]);
    let retired = done.keys.iter().find(|k| k.purpose == Purpose::Data && k.version == 1).unwrap();
    assert_eq!((retired.status, retired.wraps.len()), (Status::Retired, 0));
}

#[test]
fn wraps_of_another_session_or_with_a_changed_byte_do_not_open() {
    let (_, keys, _) = made("one");
    let (a, b) = (keys.session_tag("a"), keys.session_tag("b"));
    let wraps = SessionKeys::generate(&keys, a).unwrap().to_field();
    assert!(SessionKeys::open(&keys, b, &wraps).is_err());
    for at in 0..wraps.len() {
        let mut bad = wraps.clone();
        bad[at] ^= 0x80;
        assert!(SessionKeys::open(&keys, a, &bad).is_err(), "byte {at}");
    }
}

#[test]
fn parameters_out_of_bounds_are_refused_before_memory_is_taken() {
    let (mut file, _, _) = made("one");
    for (memory_kib, passes) in [(u32::MAX, 3), (64 * 1024, u32::MAX), (1, 1)] {
        file.slots[0].cost.memory_kib = memory_kib;
        file.slots[0].cost.passes = passes;
        assert!(matches!(unlock(&file, "one", NOW), Err(KeyfileError::Kdf(_))));
    }
}
