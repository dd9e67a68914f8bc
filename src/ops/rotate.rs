//! Rotation: a new secret, or a new data key (`docs/format.md`, "Rotation").
//!
//! Both change the keyfile by compare-and-swap and never send the same keyfile twice: after a conflict it is
//! built again from what the vault holds now. Whoever was slower loses nothing. The caller holds the lock of
//! the state, so that one machine runs one rotation at a time.

mod compromised;
mod content;
mod drain;
mod new_secret;

pub use crate::vault::rotation::OldSlot;
pub use compromised::{
    Compromised, begin_compromised, compromised, compromised_under_way, end_compromised, retire,
};
pub use content::{ContentReport, content, content_under_way};
pub use drain::{DataKeyReport, data_key, remaining};
pub use new_secret::{HandedOver, NewSecret, SecretReport, secret, suitable_cost};

use super::error::OpError;
use super::open::{self, Connection, OpenVault};
use super::roster;
use super::secret as stored;
use crate::protocol::cbor;
use crate::protocol::ids::ActorId;
use crate::protocol::keyfile::Keyfile;
use crate::protocol::refs::{Action, Commit, RefBody, RefChange, RefName};
use crate::remote::Swap;
use crate::vault::keyfile::{self, KeyfileError};

/// How often a keyfile is built anew before the vault counts as changing under every attempt.
pub(super) const MOST_ATTEMPTS: usize = 8;

/// What became of a keyfile that was offered to the vault.
pub(super) enum Put {
    /// It stands, as the signed log shows.
    Done,
    /// Somebody else's stands; nothing was written.
    Moved,
}

/// Offers the successor of the connection's keyfile.
pub(super) async fn put_keyfile(
    connection: &mut Connection,
    next: &Keyfile,
    action: Action,
) -> Result<Put, OpError> {
    let change = RefChange {
        name: RefName::keyfile(),
        expected: connection.keyfile.version,
        body: RefBody::Signed(cbor::encode(next)),
        action,
        added: Vec::new(),
        dropped: Vec::new(),
    };
    let wanted = [(change.name.clone(), change.body.field_hashes())];
    let commit = Commit {
        keyfile_version: connection.keyfile.version,
        actor: ActorId(connection.profile.device.0),
        changes: vec![change],
    };
    match connection.remote.commit(&commit).await? {
        Swap::Done(receipt) => {
            connection.accept(&receipt, &wanted).await?;
            Ok(Put::Done)
        }
        Swap::Conflict { .. } => Ok(Put::Moved),
    }
}

/// Takes a keyfile that moved into use with the slot that is open already; with the stored secret where
/// that slot may no longer write.
pub(super) fn renew(vault: OpenVault, now: u64) -> Result<OpenVault, OpError> {
    let OpenVault { connection, keys, slot } = vault;
    if keys.keyfile_version == connection.keyfile.version {
        roster::seat(&connection, &keys, now)?;
        return Ok(OpenVault { connection, keys, slot });
    }
    let vault = match keyfile::open_with(&connection.keyfile, &slot) {
        Ok(keys) if keys.may_write => {
            roster::seat(&connection, &keys, now)?;
            OpenVault { connection, keys, slot }
        }
        Ok(_) | Err(KeyfileError::WrongSecret | KeyfileError::WindowOver) => open::unlock(connection, now)?,
        Err(source) => return Err(stored::refuse(&connection.profile, source)),
    };
    vault.require_write()?;
    Ok(vault)
}
