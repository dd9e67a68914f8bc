//! What each key of the registry is worth to whoever holds a slot, told key by key: also where the keyfile as a whole
//! would be refused.

use super::keyfile::{KeyfileError, Opened, SlotKey, open_entry, slot_params};
use crate::crypto::kdf;
use crate::crypto::secret::{AccountKey, Passphrase};
use crate::protocol::keyfile::{KeyEntry, Keyfile, Slot, SlotType, Status};

/// What a listed key is worth to whoever holds a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyState {
    /// It opens, and is the key that is listed.
    Opens,
    /// It is superseded: nothing that is current needs it.
    Closed,
    /// Something current needs it, and it is not wrapped for this slot.
    Lost,
    /// It is wrapped for this slot, and does not open or is another key than the one that is listed.
    Damaged,
}

/// The state of each key of the registry, in its order, for the holder of a slot.
pub fn key_states(keyfile: &Keyfile, slot: &SlotKey) -> Vec<KeyState> {
    keyfile.keys.iter().map(|entry| key_state(keyfile, slot, entry)).collect()
}

fn key_state(keyfile: &Keyfile, slot: &SlotKey, entry: &KeyEntry) -> KeyState {
    let live = matches!(entry.status, Status::Active | Status::Retiring);
    match entry.wraps.iter().find(|wrap| wrap.slot == slot.slot) {
        None if live => KeyState::Lost,
        None => KeyState::Closed,
        Some(wrap) => {
            let opened = open_entry(keyfile, slot, entry, &wrap.wrap);
            match opened.and_then(|secret| Opened::default().take(entry, secret)) {
                Ok(()) => KeyState::Opens,
                Err(_) => KeyState::Damaged,
            }
        }
    }
}

/// The KEKs that a secret gives for the two newest slots, whether they open anything or not.
pub fn slot_keys(
    keyfile: &Keyfile,
    secrets: (&Passphrase, Option<&AccountKey>),
) -> Result<Vec<SlotKey>, KeyfileError> {
    let mut slots: Vec<_> = keyfile.slots.iter().collect();
    slots.sort_by_key(|slot| std::cmp::Reverse(slot.epoch));
    let derive = |slot: &&Slot| {
        let account = if slot.slot_type == SlotType::Secret { None } else { secrets.1 };
        let kek = kdf::derive_kek(secrets.0, account, &slot_params(keyfile, slot)?)?;
        Ok(SlotKey { epoch: slot.epoch, slot: slot.id, kek })
    };
    slots.iter().take(2).map(derive).collect()
}

/// The states for the first of these KEKs that any wrap names; nothing where none of them is of this keyfile.
pub fn states_of(keyfile: &Keyfile, slots: &[SlotKey]) -> Option<Vec<KeyState>> {
    let fits = |slot: &&SlotKey| {
        let wraps = keyfile.keys.iter().flat_map(|key| key.wraps.iter().map(move |wrap| (key, wrap)));
        let mut own = wraps.filter(|(_, wrap)| wrap.slot == slot.slot);
        own.any(|(key, wrap)| {
            !matches!(open_entry(keyfile, slot, key, &wrap.wrap), Err(KeyfileError::WrongSecret))
        })
    };
    slots.iter().find(fits).map(|slot| key_states(keyfile, slot))
}
