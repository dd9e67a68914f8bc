//! The keys of a guest: somebody with whom one session of the vault was shared, and who has no keyfile.

use super::Keys;
use crate::crypto::secret::{Dek, IndexKey, RandomError, Secret};
use crate::crypto::sign::{SigningKey, VerifyingKey};
use crate::protocol::ids::{OwnerId, SessionTag, SlotId};
use crate::protocol::keyfile::Status;
use std::collections::BTreeMap;

impl Keys {
    /// What a guest reads one session of another's vault with: keys of its own for wrapping, which nobody else has, and
    /// the keys that may have signed the session. Opens nothing of the vault, and signs nothing that would count.
    pub fn of_guest(
        (owner, session): (OwnerId, SessionTag),
        signers: &[VerifyingKey],
    ) -> Result<Self, RandomError> {
        let deks = BTreeMap::from([(1, Dek::new(Secret::random()?))]);
        Ok(Self {
            owner,
            deks,
            active_dek: 1,
            data_keys: BTreeMap::from([(1, Status::Active)]),
            index: IndexKey::new(Secret::random()?),
            signer: SigningKey::generate()?,
            audits: BTreeMap::new(),
            identity: None,
            team: None,
            vault_keys: signers.iter().map(|key| (*key, None)).collect(),
            guest_of: Some(session),
            may_write: false,
            slot: SlotId::default(),
            epoch: 0,
            keyfile_version: 0,
        })
    }
}
