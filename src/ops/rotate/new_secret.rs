//! A new secret. It is safe with the user before the vault hears of it, and becomes the secret only after the
//! vault has confirmed it: whatever stops the run in between, one of the two opens the vault, and the next
//! run finds out which.

use super::{MOST_ATTEMPTS, Put, put_keyfile};
use crate::crypto::kdf::Cost;
use crate::crypto::secret::{AccountKey, Passphrase};
use crate::crypto::words;
use crate::ops::error::OpError;
use crate::ops::open::{Connection, OpenVault};
use crate::ops::roster;
use crate::ops::secret as stored;
use crate::protocol::keyfile::{Keyfile, Purpose, SlotType};
use crate::protocol::refs::Action;
use crate::vault::keyfile::{self, KeyfileError, Keys, SlotKey};
use crate::vault::rotation::{self, OldSlot};

/// Where the new secret is safe before the vault hears of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HandedOver {
    /// In the vault's secret store, as `pending`; [`secret`] puts it there.
    Store,
    /// With the user, who gave it or holds a recovery sheet with it already.
    User,
}

/// What a change of the secret needs.
pub struct NewSecret<'a> {
    /// The new secret, normalised and checked against the policy; without one it is generated, or, where an
    /// interrupted rotation left one in the store, that one is used.
    pub secret: Option<&'a Passphrase>,
    /// Where it is safe.
    pub handed_over: HandedOver,
    /// What becomes of the old one. With [`OldSlot::Gone`] the account key is made anew too, where there is one and a
    /// store keeps it.
    pub old: OldSlot,
    /// Seconds of Unix time.
    pub now: u64,
}

/// What a change of the secret did.
pub struct SecretReport {
    /// The secret that opens the vault from now on.
    pub secret: Passphrase,
    /// The account key that it needs beside it.
    pub account: Option<AccountKey>,
    /// The epoch of its slot.
    pub epoch: u32,
    /// Until when the old secret still reads what it could read: seconds of Unix time.
    pub old_until: Option<u64>,
    /// Whether the secret of an interrupted rotation was used.
    pub resumed: bool,
}

/// The cost that a secret needs: less for one that has the generated form, which no guessing finds.
pub fn suitable_cost(secret: &Passphrase) -> Cost {
    if words::generated_shape(secret) { Cost::GENERATED } else { Cost::CHOSEN }
}

/// Changes the secret of an open vault and gives it back opened with the new one.
///
/// The caller holds the lock of the state. A failure after the new secret was saved leaves it as `pending`,
/// because the vault may have taken it: the next unlocking tells.
pub async fn secret(vault: OpenVault, with: &NewSecret<'_>) -> Result<(OpenVault, SecretReport), OpError> {
    vault.require_governing()?;
    stored::settle_promoted(&vault.connection.profile)?;
    let (new, resumed) = choose(&vault, with)?;
    let (account, fresh) = chosen_account_key(&vault, with)?;
    if with.secret.is_some() {
        refuse_same(&vault.connection, (&new, account.as_ref()), with.now)?;
    }
    if with.handed_over == HandedOver::Store {
        // Before the secret: a pending account key without one means nothing.
        let account = account.as_ref().filter(|_| fresh);
        stored::set_pending_account_key(&vault.connection.profile, account)?;
        stored::store_pending(&vault.connection.profile, &new)?;
    }
    let (connection, keys, slot) = swap(vault, (&new, account.as_ref()), with).await?;
    stored::promote(&connection.profile, &new, &slot)?;
    connection.remember()?;
    let old_until = connection.keyfile.slots.iter().filter_map(|slot| slot.not_after).max();
    let report = SecretReport { secret: new, account, epoch: slot.epoch, old_until, resumed };
    Ok((OpenVault { connection, keys, slot }, report))
}

/// The account key of the new slot, and whether it is another than that of the slot in force: a new one where that is
/// given up; that of an interrupted rotation goes before both. Only a store can keep a new one safe.
fn chosen_account_key(
    vault: &OpenVault,
    with: &NewSecret<'_>,
) -> Result<(Option<AccountKey>, bool), OpError> {
    let Some(held) = needed_account_key(&vault.connection, &vault.keys)? else { return Ok((None, false)) };
    if with.handed_over == HandedOver::User {
        return Ok((Some(held), false));
    }
    let profile = &vault.connection.profile;
    if stored::read_pending(profile)?.is_some()
        && let Some(pending) = stored::pending_account_key(profile)?
    {
        return Ok((Some(pending), true));
    }
    match with.old {
        OldSlot::Window => Ok((Some(held), false)),
        OldSlot::Gone => Ok((Some(AccountKey::random()?), true)),
    }
}

/// The account key, where the slot in force has one.
fn needed_account_key(connection: &Connection, keys: &Keys) -> Result<Option<AccountKey>, OpError> {
    let slot = connection.keyfile.slots.iter().find(|slot| slot.id == keys.slot);
    match slot.map(|slot| slot.slot_type) {
        Some(SlotType::SecretAndAccountKey) => match stored::account_key(&connection.profile)? {
            Some(account) => Ok(Some(account)),
            None => Err(OpError::AccountKeyNeeded { vault: connection.profile.name.clone() }),
        },
        _ => Ok(None),
    }
}

/// The new secret, and whether an interrupted rotation had chosen it.
///
/// A pending secret is never replaced by another: the vault may yet take the keyfile that was sent with it.
fn choose(vault: &OpenVault, with: &NewSecret<'_>) -> Result<(Passphrase, bool), OpError> {
    let profile = &vault.connection.profile;
    if with.handed_over == HandedOver::Store && profile.secret.store.is_none() {
        let text = "without a secret store the new secret must be given, or its recovery sheet written first";
        return Err(OpError::Usage(text.into()));
    }
    match (stored::read_pending(profile)?, with.secret) {
        (Some(pending), None) => Ok((pending, true)),
        (Some(pending), Some(given)) if pending.ct_eq(given) => Ok((pending, true)),
        (Some(_), Some(_)) => Err(OpError::Unfinished { vault: profile.name.clone() }),
        (None, Some(given)) => Ok((given.duplicate(), false)),
        (None, None) => Ok((words::generate()?, false)),
    }
}

/// A rotation to the secret in force would only look like one.
fn refuse_same(
    connection: &Connection,
    new: (&Passphrase, Option<&AccountKey>),
    now: u64,
) -> Result<(), OpError> {
    match keyfile::unlock(&connection.keyfile, new, now) {
        Err(KeyfileError::WrongSecret) => Ok(()),
        Ok(_) | Err(KeyfileError::WindowOver) => {
            Err(OpError::Usage("the new secret is one that this vault had already".into()))
        }
        Err(source) => Err(stored::refuse(&connection.profile, source)),
    }
}

/// Builds the keyfile under the new secret and offers it, again from what stands there after each conflict.
async fn swap(
    mut vault: OpenVault,
    new: (&Passphrase, Option<&AccountKey>),
    with: &NewSecret<'_>,
) -> Result<(Connection, Keys, SlotKey), OpError> {
    for _ in 0..MOST_ATTEMPTS {
        let refuse = |vault: &OpenVault, source| stored::refuse(&vault.connection.profile, source);
        let built = rotation::NewSecret {
            secret: new.0,
            account: new.1,
            cost: raised_cost(&vault.connection.keyfile, &vault.keys, new.0),
            old: with.old,
            now: with.now,
        };
        let rotated = rotation::rotate_secret(&vault.connection.keyfile, &vault.keys, &built);
        let (next, keys, slot) = rotated.map_err(|source| refuse(&vault, source))?;
        compare(&vault, &keys)?;
        match put_keyfile(&mut vault.connection, &next, Action::RotateSecret).await? {
            Put::Done => {
                let OpenVault { connection, .. } = vault;
                return newest(connection, (keys, slot), with.now);
            }
            Put::Moved => vault.connection.refresh().await?,
        }
        vault = match after_conflict(vault, new, with.now)? {
            Standing::Again(vault) => vault,
            Standing::Ours(connection, keys, slot) => return Ok((connection, keys, slot)),
        };
    }
    // The vault has refused every attempt, and the old secret still writes: the new one opens nothing.
    stored::drop_pending(&vault.connection.profile)?;
    Err(OpError::Conflict)
}

/// The keys as the newest keyfile has them: somebody may have gone on from ours already.
fn newest(
    connection: Connection,
    (keys, slot): (Keys, SlotKey),
    now: u64,
) -> Result<(Connection, Keys, SlotKey), OpError> {
    if connection.keyfile.version == keys.keyfile_version {
        return Ok((connection, keys, slot));
    }
    let opened = keyfile::open_with(&connection.keyfile, &slot);
    let keys = opened.map_err(|source| stored::refuse(&connection.profile, source))?;
    roster::seat(&connection, &keys, now)?;
    Ok((connection, keys, slot))
}

/// Where a rotation stands after a conflict.
enum Standing {
    /// The old secret still writes: the keyfile is built again.
    Again(OpenVault),
    /// The new secret is in force already: the answer to our own commit was lost on the way.
    Ours(Connection, Keys, SlotKey),
}

/// Where somebody else changed the secret, ours reads but writes no more; the pending secret stays, and goes
/// when the other's new secret is entered.
fn after_conflict(
    vault: OpenVault,
    new: (&Passphrase, Option<&AccountKey>),
    now: u64,
) -> Result<Standing, OpError> {
    let OpenVault { connection, slot, .. } = vault;
    match keyfile::open_with(&connection.keyfile, &slot) {
        Ok(keys) if keys.may_write => {
            roster::seat(&connection, &keys, now)?;
            return Ok(Standing::Again(OpenVault { connection, keys, slot }));
        }
        Ok(_) | Err(KeyfileError::WrongSecret | KeyfileError::WindowOver) => {}
        Err(source) => return Err(stored::refuse(&connection.profile, source)),
    }
    match keyfile::unlock(&connection.keyfile, new, now) {
        Ok((keys, slot)) if keys.may_write => {
            roster::seat(&connection, &keys, now)?;
            Ok(Standing::Ours(connection, keys, slot))
        }
        _ => Err(OpError::SecretReplaced { vault: connection.profile.name.clone() }),
    }
}

/// Never below the slot that is replaced.
fn raised_cost(file: &Keyfile, keys: &Keys, new: &Passphrase) -> Cost {
    let wanted = suitable_cost(new);
    let old = file.slots.iter().find(|slot| slot.id == keys.slot).map(|slot| slot.cost);
    old.map_or(wanted, |old| {
        wanted.raised_to(Cost { memory_kib: old.memory_kib, passes: old.passes, lanes: old.lanes })
    })
}

/// What came out of the new keyfile is what the old one held: nothing that opens data was lost or changed.
fn compare(vault: &OpenVault, new: &Keys) -> Result<(), OpError> {
    let old = &vault.keys;
    let live = vault.connection.keyfile.keys.iter().filter(|key| key.purpose == Purpose::Data);
    let same_deks = live.map(|key| key.version).all(|version| match (old.dek(version), new.dek(version)) {
        (Some(old), Some(new)) => old.secret().ct_eq(new.secret()),
        (None, _) => true,
        (Some(_), None) => false,
    });
    let same = same_deks
        && old.index().secret().ct_eq(new.index().secret())
        && new.may_write
        && new.epoch > old.epoch
        && new.active_dek_version() > old.active_dek_version();
    if same {
        return Ok(());
    }
    let source = KeyfileError::Tampered("key that the rotation should have kept");
    Err(stored::refuse(&vault.connection.profile, source))
}
