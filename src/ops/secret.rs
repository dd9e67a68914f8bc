//! Secrets in use: where they come from, how they unlock a keyfile, and what is cached beside them.
//!
//! Entries of a secret store, by vault: `secret` (the secret), `pending` (a new secret whose rotation has
//! not been confirmed yet), `account` (the account key), `pending-account` (a new account key that goes with the
//! pending secret), `kek` (epoch, slot and the derived KEK), `pin`.

use super::error::OpError;
use super::open::Profile;
use crate::crypto::secret::{AccountKey, Kek, Passphrase, Secret};
use crate::crypto::words;
use crate::local::secrets::SecretStore;
use crate::local::secrets::passphrase::PassphraseSource;
use crate::protocol::ids::SlotId;
use crate::protocol::keyfile::Keyfile;
use crate::vault::keyfile::{self, KeyfileError, Keys, SlotKey};
use crate::vault::pin::Pin;
use crate::vault::registry;
use std::sync::Arc;
use zeroize::Zeroizing;

const SECRET: &str = "secret";
const PENDING: &str = "pending";
const ACCOUNT: &str = "account";
const PENDING_ACCOUNT: &str = "pending-account";
const KEK: &str = "kek";
const PIN: &str = "pin";

/// Where the secret of a vault comes from.
#[derive(Clone)]
pub struct SecretSource {
    /// The store chosen for the vault; none with a command.
    pub store: Option<Arc<dyn SecretStore>>,
    /// A source given for this run, or the configured command: it goes before the store.
    pub given: Option<PassphraseSource>,
}

fn store(profile: &Profile) -> Option<&dyn SecretStore> {
    profile.secret.store.as_deref()
}

/// The pin that stands beside the secret, if there is a store and it has one.
pub fn stored_pin(profile: &Profile) -> Result<Option<Pin>, OpError> {
    let Some(store) = store(profile) else { return Ok(None) };
    let found = store.get(&profile.owner, PIN)?;
    Ok(found.and_then(|bytes| Pin::from_bytes(&bytes).ok()))
}

/// Writes the pin beside the secret.
pub fn store_pin(profile: &Profile, pin: &Pin) -> Result<(), OpError> {
    match store(profile) {
        Some(store) => Ok(store.set(&profile.owner, PIN, &pin.to_bytes())?),
        None => Ok(()),
    }
}

/// The stored or given account key.
pub fn account_key(profile: &Profile) -> Result<Option<AccountKey>, OpError> {
    stored_account(profile, ACCOUNT)
}

/// The new account key of a rotation that was not confirmed, if there is one.
pub fn pending_account_key(profile: &Profile) -> Result<Option<AccountKey>, OpError> {
    stored_account(profile, PENDING_ACCOUNT)
}

fn stored_account(profile: &Profile, what: &str) -> Result<Option<AccountKey>, OpError> {
    let Some(store) = store(profile) else { return Ok(None) };
    let found = store.get(&profile.owner, what)?;
    Ok(found.and_then(|bytes| Secret::from_slice(&bytes)).map(AccountKey::new))
}

/// Keeps a new account key until the vault has confirmed the secret that goes with it; with `None`, lets go of one
/// that an interrupted rotation left.
pub fn set_pending_account_key(profile: &Profile, account: Option<&AccountKey>) -> Result<(), OpError> {
    match (store(profile), account) {
        (Some(store), Some(account)) => {
            Ok(store.set(&profile.owner, PENDING_ACCOUNT, account.secret().expose())?)
        }
        (Some(store), None) => Ok(store.delete(&profile.owner, PENDING_ACCOUNT)?),
        (None, _) => Ok(()),
    }
}

/// Keeps the account key beside the secret.
pub fn store_account_key(profile: &Profile, account: &AccountKey) -> Result<(), OpError> {
    match store(profile) {
        Some(store) => Ok(store.set(&profile.owner, ACCOUNT, account.secret().expose())?),
        None => Ok(()),
    }
}

/// The secret itself: given for this run, or stored.
pub fn read(profile: &Profile) -> Result<Option<Passphrase>, OpError> {
    if let Some(given) = &profile.secret.given {
        return Ok(Some(words::normalise(Passphrase::from_input(given.read()?.bytes))));
    }
    stored(profile, SECRET)
}

/// The secret of a rotation that was not confirmed, if one stands.
pub fn read_pending(profile: &Profile) -> Result<Option<Passphrase>, OpError> {
    stored(profile, PENDING)
}

fn stored(profile: &Profile, what: &str) -> Result<Option<Passphrase>, OpError> {
    let Some(store) = store(profile) else { return Ok(None) };
    Ok(store.get(&profile.owner, what)?.map(Passphrase::new))
}

/// Stores the secret of a vault and caches the KEK beside it.
pub fn store_secret(profile: &Profile, secret: &Passphrase, slot: &SlotKey) -> Result<(), OpError> {
    let Some(store) = store(profile) else { return Ok(()) };
    store.set(&profile.owner, SECRET, secret.expose())?;
    // A secret given for this run caches nothing; what an earlier one cached is of a slot that may be old.
    store.delete(&profile.owner, KEK)?;
    cache_kek(profile, slot)
}

/// Saves a new secret before its keyfile is uploaded.
pub fn store_pending(profile: &Profile, secret: &Passphrase) -> Result<(), OpError> {
    match store(profile) {
        Some(store) => Ok(store.set(&profile.owner, PENDING, secret.expose())?),
        None => Ok(()),
    }
}

/// Makes the pending secret the secret, and a pending account key the account key: the vault has confirmed them.
/// Stopped in between, the pending pair still opens the vault.
pub fn promote(profile: &Profile, secret: &Passphrase, slot: &SlotKey) -> Result<(), OpError> {
    let with_it = read_pending(profile)?.is_some_and(|pending| pending.ct_eq(secret));
    if let (true, Some(account)) = (with_it, pending_account_key(profile)?) {
        store_account_key(profile, &account)?;
    }
    store_secret(profile, secret, slot)?;
    drop_pending(profile)
}

/// Forgets a pending secret that is the secret already: its rotation stopped at the last step.
pub fn settle_promoted(profile: &Profile) -> Result<(), OpError> {
    match (stored(profile, SECRET)?, stored(profile, PENDING)?) {
        (Some(secret), Some(pending)) if secret.ct_eq(&pending) => drop_pending(profile),
        _ => Ok(()),
    }
}

/// Forgets a pending secret that opens nothing, and the account key that was to go with it.
pub fn drop_pending(profile: &Profile) -> Result<(), OpError> {
    let Some(store) = store(profile) else { return Ok(()) };
    // The secret last: one that stands tells that there is something to settle.
    store.delete(&profile.owner, PENDING_ACCOUNT)?;
    Ok(store.delete(&profile.owner, PENDING)?)
}

/// Forgets everything about a vault that the secret store has.
pub fn forget(profile: &Profile) -> Result<(), OpError> {
    let Some(store) = store(profile) else { return Ok(()) };
    for what in [KEK, SECRET, PENDING, PENDING_ACCOUNT, ACCOUNT, PIN] {
        store.delete(&profile.owner, what)?;
    }
    Ok(())
}

/// The KEK is cached only where the secret itself is stored.
fn cache_kek(profile: &Profile, slot: &SlotKey) -> Result<(), OpError> {
    let (Some(store), None) = (store(profile), &profile.secret.given) else { return Ok(()) };
    let mut entry = Zeroizing::new(Vec::with_capacity(44));
    entry.extend_from_slice(&slot.epoch.to_be_bytes());
    entry.extend_from_slice(&slot.slot.0);
    entry.extend_from_slice(slot.kek.secret().expose());
    Ok(store.set(&profile.owner, KEK, &entry)?)
}

fn cached_kek(profile: &Profile) -> Result<Option<SlotKey>, OpError> {
    let (Some(store), None) = (store(profile), &profile.secret.given) else { return Ok(None) };
    let Some(entry) = store.get(&profile.owner, KEK)? else { return Ok(None) };
    let Some((epoch, rest)) = entry.split_first_chunk::<4>() else { return Ok(None) };
    let Some((slot, kek)) = rest.split_first_chunk::<8>() else { return Ok(None) };
    Ok(Secret::from_slice(kek).map(|kek| SlotKey {
        epoch: u32::from_be_bytes(*epoch),
        slot: SlotId(*slot),
        kek: Kek::new(kek),
    }))
}

/// Unlocks a keyfile: by the cached KEK, else by the secret, else by the secret of a rotation that this
/// machine began and did not see confirmed.
pub fn unlock(profile: &Profile, keyfile: &Keyfile, now: u64) -> Result<(Keys, SlotKey), OpError> {
    if let Some(slot) = cached_kek(profile)? {
        match keyfile::open_with(keyfile, &slot) {
            Ok(keys) if keys.may_write => return Ok((keys, slot)),
            Ok(_) | Err(KeyfileError::WrongSecret | KeyfileError::WindowOver) => {}
            Err(source) => return Err(refuse(profile, source)),
        }
    }
    let account = account_key(profile)?;
    let pending = read_pending(profile)?;
    let secret = match read(profile)? {
        Some(secret) => secret,
        None if pending.is_some() => Passphrase::new(Zeroizing::new(Vec::new())),
        None => return Err(OpError::NoSecret { vault: profile.name.clone() }),
    };
    let first = keyfile::unlock(keyfile, (&secret, account.as_ref()), now);
    let done = matches!(&first, Ok((keys, _)) if keys.may_write);
    if let (false, Some(pending)) = (done, pending)
        && let Ok((keys, slot)) = unlock_pending(profile, keyfile, (&pending, account.as_ref()), now)
    {
        promote(profile, &pending, &slot)?;
        return Ok((keys, slot));
    }
    let (keys, slot) = first.map_err(|source| refuse(profile, source))?;
    if keys.may_write {
        cache_kek(profile, &slot)?;
    }
    Ok((keys, slot))
}

/// The KEKs that this machine can have for a keyfile, whether they open it or not; none where no secret is known here.
pub fn slots(profile: &Profile, keyfile: &Keyfile) -> Result<Vec<SlotKey>, OpError> {
    if let Some(slot) = cached_kek(profile)?
        && keyfile.slots.iter().any(|have| have.id == slot.slot)
    {
        return Ok(vec![slot]);
    }
    let Some(secret) = read(profile)? else { return Ok(Vec::new()) };
    let account = account_key(profile)?;
    let derived = registry::slot_keys(keyfile, (&secret, account.as_ref()));
    derived.map_err(|source| refuse(profile, source))
}

/// Unlocks with a pending secret and the account key that was to go with it, or else the one that is in force.
pub fn unlock_pending(
    profile: &Profile,
    keyfile: &Keyfile,
    (pending, account): (&Passphrase, Option<&AccountKey>),
    now: u64,
) -> Result<(Keys, SlotKey), OpError> {
    if let Some(with_it) = pending_account_key(profile)?
        && let Ok(opened) = keyfile::unlock(keyfile, (pending, Some(&with_it)), now)
    {
        return Ok(opened);
    }
    keyfile::unlock(keyfile, (pending, account), now).map_err(|source| refuse(profile, source))
}

/// Puts a keyfile error into the user's terms.
pub fn refuse(profile: &Profile, source: KeyfileError) -> OpError {
    let vault = profile.name.clone();
    match source {
        KeyfileError::WrongSecret => OpError::WrongSecret { vault },
        KeyfileError::WindowOver => OpError::SecretReplaced { vault },
        KeyfileError::AccountKeyNeeded => OpError::AccountKeyNeeded { vault },
        source => OpError::Keyfile { vault, source },
    }
}
