//! The steps of a rotation as pure functions from one keyfile to the next (`docs/format.md`, "Rotation").
//! Each result is checked by opening it again before anyone uploads it.

use super::author::sign_successor;
use super::identity;
use super::keyfile::{
    self, Born, FORMAT, KeyfileError, Keys, SlotKey, WINDOW_DAYS, Wrapper, new_entry, new_slot,
};
use crate::crypto::kdf::Cost;
use crate::crypto::secret::{AccountKey, Passphrase, Secret};
use crate::crypto::sign::{self, Purpose as SignPurpose, SigningKey};
use crate::protocol::cbor;
use crate::protocol::ids::Digest;
use crate::protocol::keyfile::{Keyfile, Purpose, Status};

const DAY: u64 = 86_400;

/// What a change of the secret needs.
pub struct NewSecret<'a> {
    /// The new secret.
    pub secret: &'a Passphrase,
    /// The account key, where the vault has one.
    pub account: Option<&'a AccountKey>,
    /// Argon2id cost: never below that of the slot it replaces.
    pub cost: Cost,
    /// What becomes of the slot that it replaces.
    pub old: OldSlot,
    /// Seconds of Unix time.
    pub now: u64,
}

/// What becomes of the slot of a secret that is replaced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OldSlot {
    /// It keeps what it had for [`WINDOW_DAYS`]: whoever holds only the old secret reads on, and writes nothing.
    Window,
    /// It goes at once: somebody who should not may hold the old secret. The audit key is made anew too.
    Gone,
}

/// A fresh copy with the counters of the next version.
pub(super) fn successor(keyfile: &Keyfile, now: u64) -> Keyfile {
    let mut next = keyfile.clone();
    next.format = FORMAT;
    next.version += 1;
    next.prev = Digest::of(&cbor::encode(keyfile));
    (next.signature, next.author) = (None, None);
    drop_expired_slots(&mut next, now);
    next
}

fn drop_expired_slots(keyfile: &mut Keyfile, now: u64) {
    keyfile.slots.retain(|slot| slot.not_after.is_none_or(|end| now <= end));
    let left: Vec<_> = keyfile.slots.iter().map(|slot| slot.id).collect();
    for key in &mut keyfile.keys {
        key.wraps.retain(|wrap| left.contains(&wrap.slot));
    }
}

pub(super) fn next_version(keyfile: &Keyfile, purpose: Purpose) -> u32 {
    keyfile.keys.iter().filter(|key| key.purpose == purpose).map(|key| key.version).max().unwrap_or(0) + 1
}

fn supersede(keyfile: &mut Keyfile, purpose: Purpose, status: Status, now: u64) {
    for key in keyfile.keys.iter_mut().filter(|key| key.purpose == purpose && key.status == Status::Active) {
        key.status = status;
        key.rotated = Some(now);
    }
}

/// A new secret: a new slot with everything in it, a countersigned new vault key, and a new DEK that only
/// the new slot holds. The old slot keeps what it had and ends after the transition window; with
/// [`OldSlot::Gone`] no wrap of anything stands under it any more. The index key stays: it names the sessions.
pub fn rotate_secret(
    keyfile: &Keyfile,
    keys: &Keys,
    with: &NewSecret<'_>,
) -> Result<(Keyfile, Keys, SlotKey), KeyfileError> {
    let mut next = successor(keyfile, with.now);
    let epoch = next.slots.iter().map(|slot| slot.epoch).max().unwrap_or(0) + 1;
    let (slot, slot_key) = new_slot(next.owner, epoch, (with.secret, with.account), with.cost)?;
    match with.old {
        OldSlot::Window => close_old_slots(&mut next, keys, with.now),
        OldSlot::Gone => drop_old_slots(&mut next),
    }
    let wrapper = Wrapper { owner: next.owner, slot: &slot_key, keyfile_version: next.version };
    rewrap_registry(&mut next, keys, &wrapper)?;
    let signer = add_vault_key(&mut next, keys, &wrapper, with.now)?;
    add_data_key(&mut next, &wrapper, with.now)?;
    if with.old == OldSlot::Gone {
        add_audit_key(&mut next, &wrapper, with.now)?;
        if let Some(old) = keys.identity() {
            identity::replace(&mut next, &wrapper, with.now, old)?;
        }
    }
    next.slots.insert(0, slot);
    sign_successor(&mut next, keys, &signer)?;
    let opened = check(&next, &slot_key)?.seated_as(keys);
    Ok((next, opened, slot_key))
}

/// The slot that was in force gets its end; older ones go.
fn close_old_slots(next: &mut Keyfile, keys: &Keys, now: u64) {
    next.slots.retain(|slot| slot.id == keys.slot);
    for slot in &mut next.slots {
        slot.not_after = Some(now + WINDOW_DAYS * DAY);
    }
    for key in &mut next.keys {
        key.wraps.retain(|wrap| wrap.slot == keys.slot);
    }
}

/// No secret of before opens anything of this keyfile.
fn drop_old_slots(next: &mut Keyfile) {
    next.slots.clear();
    for key in &mut next.keys {
        key.wraps.clear();
    }
}

/// Wraps every key that still opens something under the new slot too.
fn rewrap_registry(next: &mut Keyfile, keys: &Keys, wrapper: &Wrapper<'_>) -> Result<(), KeyfileError> {
    for key in &mut next.keys {
        let live = matches!(key.status, Status::Active | Status::Retiring);
        let secret: Option<&Secret<32>> = match key.purpose {
            Purpose::Data => keys.deks.get(&key.version).map(|dek| dek.secret()),
            Purpose::Index => Some(keys.index.secret()),
            Purpose::Audit => keys.audits.get(&key.version),
            Purpose::IdentitySign => keys.identity().map(|identity| identity.seed()),
            Purpose::IdentityReceive => keys.identity().map(|identity| identity.receive()),
            // A superseded vault key signs nothing more: its public part is all that is needed.
            Purpose::Vault => None,
        };
        if let (true, Some(secret)) = (live, secret) {
            key.wraps.insert(0, wrapper.wrap(key.purpose, key.version, secret)?);
        }
    }
    Ok(())
}

fn add_vault_key(
    next: &mut Keyfile,
    keys: &Keys,
    wrapper: &Wrapper<'_>,
    now: u64,
) -> Result<SigningKey, KeyfileError> {
    let signer = SigningKey::generate()?;
    let public = signer.verifying().to_bytes();
    let version = next_version(next, Purpose::Vault);
    supersede(next, Purpose::Vault, Status::Retired, now);
    let born = Born { at: now, keyfile_version: next.version };
    let mut entry = new_entry(wrapper, (Purpose::Vault, version), signer.seed(), Some(&public), born)?;
    entry.countersignature = Some(keys.sign(SignPurpose::VaultKey, &[&public]).to_vec());
    next.keys.push(entry);
    Ok(signer)
}

fn add_data_key(next: &mut Keyfile, wrapper: &Wrapper<'_>, now: u64) -> Result<(), KeyfileError> {
    let version = next_version(next, Purpose::Data);
    supersede(next, Purpose::Data, Status::Retiring, now);
    let born = Born { at: now, keyfile_version: next.version };
    next.keys.push(new_entry(wrapper, (Purpose::Data, version), &Secret::random()?, None, born)?);
    Ok(())
}

/// The old one stays, retiring: origins that were sealed to it before still open.
fn add_audit_key(next: &mut Keyfile, wrapper: &Wrapper<'_>, now: u64) -> Result<(), KeyfileError> {
    let version = next_version(next, Purpose::Audit);
    supersede(next, Purpose::Audit, Status::Retiring, now);
    let born = Born { at: now, keyfile_version: next.version };
    let secret = Secret::random()?;
    let public = sign::audit_public(&secret);
    next.keys.push(new_entry(wrapper, (Purpose::Audit, version), &secret, Some(&public[..]), born)?);
    Ok(())
}

/// The first step of a data-key rotation: a new DEK is active, the old one retiring.
pub fn begin_data_key(
    keyfile: &Keyfile,
    keys: &Keys,
    slot: &SlotKey,
    now: u64,
) -> Result<(Keyfile, Keys), KeyfileError> {
    let mut next = successor(keyfile, now);
    let wrapper = Wrapper { owner: next.owner, slot, keyfile_version: next.version };
    add_data_key(&mut next, &wrapper, now)?;
    sign_successor(&mut next, keys, &keys.signer)?;
    let opened = check(&next, slot)?.seated_as(keys);
    Ok((next, opened))
}

/// The last step: no content key stands under a retiring DEK any more.
pub fn finish_data_key(
    keyfile: &Keyfile,
    keys: &Keys,
    slot: &SlotKey,
    now: u64,
) -> Result<(Keyfile, Keys), KeyfileError> {
    let mut next = successor(keyfile, now);
    for key in next.keys.iter_mut().filter(|key| key.purpose == Purpose::Data) {
        if key.status == Status::Retiring {
            key.status = Status::Retired;
            key.wraps.clear();
        }
    }
    sign_successor(&mut next, keys, &keys.signer)?;
    let opened = check(&next, slot)?.seated_as(keys);
    Ok((next, opened))
}

/// Opens what is about to be uploaded, from its bytes, as a reader would.
pub(super) fn check(next: &Keyfile, slot: &SlotKey) -> Result<Keys, KeyfileError> {
    let read = keyfile::parse(&cbor::encode(next))?;
    keyfile::open_with(&read, slot)
}

/// Whether some DEK still waits for its content keys to move.
pub fn is_draining(keyfile: &Keyfile) -> bool {
    keyfile.keys.iter().any(|key| key.purpose == Purpose::Data && key.status == Status::Retiring)
}
