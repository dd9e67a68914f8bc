//! This user's identity, and those of others as this machine knows them.
//!
//! Cards come from servers, which are not believed: a card counts where its fingerprint is the one that came by another
//! way. What was accepted once is pinned here, and another identity of the same person is refused until the user says
//! that it is right.

use super::error::OpError;
use super::open::{OpenVault, Profile};
use super::rotate::{MOST_ATTEMPTS, Put, put_keyfile};
use super::secret;
use crate::local::atomic;
use crate::protocol::card::{Card, Contact, Fingerprint, MAX_CARD_LEN};
use crate::protocol::cbor;
use crate::protocol::ids::{Digest, OwnerId};
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::refs::Action;
use crate::vault::identity::{self, CardError, Identity, verify_card, verify_successor};
use crate::vault::keyfile;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why somebody's identity is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Nobody has published a card for this contact.
    #[error("no card was published for this contact here")]
    NoCard,
    /// A card that is none.
    #[error("the card of this contact")]
    Card(#[from] CardError),
    /// Another card than the code names.
    #[error("the card that is handed out is of another identity ({found}) than the code names ({wanted})")]
    Impostor {
        /// What the code names.
        wanted: Fingerprint,
        /// What is handed out.
        found: Fingerprint,
    },
    /// Another identity than the one that this machine knows.
    #[error("this person has another identity now ({new}; {old} was known here){}", said(*.countersigned))]
    Changed {
        /// The one that is known here.
        old: Fingerprint,
        /// The new one.
        new: Fingerprint,
        /// Whether the old one vouches for it.
        countersigned: bool,
    },
}

impl IdentityError {
    /// That a person has another identity now.
    pub(super) fn changed(old: &Card, new: &Card) -> Self {
        let countersigned = verify_successor(old, new).is_ok();
        Self::Changed { old: old.fingerprint(), new: new.fingerprint(), countersigned }
    }
}

fn said(countersigned: bool) -> &'static str {
    if countersigned { ", countersigned by the old one" } else { ", and the old one does not vouch for it" }
}

/// The vault with this user's identity in it: an older personal vault gets one now.
pub async fn ensure(mut vault: OpenVault, now: u64) -> Result<OpenVault, OpError> {
    if vault.connection.keyfile.kind != OwnerKind::User {
        return Err(OpError::Usage("an identity is of a person, and this is a team's vault".into()));
    }
    for _ in 0..MOST_ATTEMPTS {
        if vault.keys.identity().is_some() {
            return Ok(vault);
        }
        vault.require_write()?;
        let made = identity::install(&vault.connection.keyfile, &vault.keys, &vault.slot, now);
        let (next, keys) = made.map_err(|source| secret::refuse(&vault.connection.profile, source))?;
        match put_keyfile(&mut vault.connection, &next, Action::Identity).await? {
            Put::Done => {
                vault.keys = keys;
                vault.connection.remember()?;
            }
            Put::Moved => vault.connection.refresh().await?,
        }
        vault = vault.reopen(now)?;
    }
    Err(OpError::Conflict)
}

/// This user's identity, from what this machine keeps of the personal vault; none in one that is older than identities.
/// Nothing is asked of the remote.
pub fn local(person: &Profile, now: u64) -> Result<Option<Arc<Identity>>, OpError> {
    let Some(pin) = super::open::load_pin(person)? else { return Ok(None) };
    let path = person.keyfile_path();
    let stored = atomic::read_private(&path, super::open::MAX_STATE)?;
    let Some(bytes) = stored.filter(|bytes| Digest::of(bytes) == pin.keyfile_hash) else { return Ok(None) };
    let file = keyfile::parse(&bytes).map_err(|source| secret::refuse(person, source))?;
    let (keys, _) = secret::unlock(person, &file, now)?;
    Ok(keys.identity().cloned())
}

/// Where the cards lie that this machine has accepted.
pub struct Contacts {
    folder: PathBuf,
}

impl Contacts {
    /// Those beneath the folder of the state.
    pub fn of(state: &Path) -> Self {
        Self { folder: state.join("contacts") }
    }

    /// The card that is pinned for a person.
    pub fn get(&self, owner: OwnerId) -> Result<Option<Card>, OpError> {
        let path = self.folder.join(owner.to_string());
        let Some(bytes) = atomic::read_private(&path, MAX_CARD_LEN as u64)? else { return Ok(None) };
        cbor::decode(&bytes).map(Some).map_err(|_| OpError::State(path))
    }

    /// Pins a card in the place of the one before.
    pub fn pin(&self, card: &Card) -> Result<(), OpError> {
        atomic::create_private_folder(&self.folder)?;
        Ok(atomic::write_private(&self.folder.join(card.owner.to_string()), &cbor::encode(card))?)
    }

    /// Judges the card that somebody hands out for a contact. With `changed_is_right` the user has confirmed that the
    /// person has a new identity.
    pub fn judge(
        &self,
        contact: &Contact,
        found: Option<Card>,
        changed_is_right: bool,
    ) -> Result<Card, OpError> {
        let card = found.ok_or(IdentityError::NoCard)?;
        verify_card(&card).map_err(IdentityError::from)?;
        let (wanted, found) = (contact.fingerprint, card.fingerprint());
        if card.owner != contact.owner || found != wanted {
            return Err(IdentityError::Impostor { wanted, found }.into());
        }
        match self.get(card.owner)? {
            Some(known) if known.fingerprint() != found && !changed_is_right => {
                Err(IdentityError::changed(&known, &card).into())
            }
            _ => Ok(card),
        }
    }
}
