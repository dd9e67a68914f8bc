//! Keys as they come out of a keyfile's wraps, and whether they are the ones that it lists.

use super::{KeyfileError, Keys, active, public_key, vault_entries};
use crate::crypto::secret::{Dek, IndexKey, Secret};
use crate::crypto::sign::{self, SigningKey};
use crate::protocol::keyfile::{KeyEntry, Keyfile, Purpose, Slot, Status};
use crate::vault::author::Team;
use crate::vault::{identity, object};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Keys as they come out of their wraps.
#[derive(Default)]
pub(in crate::vault) struct Opened {
    deks: BTreeMap<u32, Dek>,
    index: Option<IndexKey>,
    signer: Option<(u32, SigningKey)>,
    identity: identity::Unwrapped,
    audits: BTreeMap<u32, Secret<32>>,
}

impl Opened {
    /// Takes a key that is the one which is listed.
    pub(in crate::vault) fn take(
        &mut self,
        entry: &KeyEntry,
        secret: Secret<32>,
    ) -> Result<(), KeyfileError> {
        let forged = KeyfileError::Damaged(entry.purpose.name());
        match entry.purpose {
            Purpose::Data | Purpose::Index => {
                if object::key_id(&secret) != entry.id {
                    return Err(forged);
                }
                if entry.purpose == Purpose::Index {
                    self.index = Some(IndexKey::new(secret));
                } else if matches!(entry.status, Status::Active | Status::Retiring) {
                    self.deks.insert(entry.version, Dek::new(secret));
                }
            }
            Purpose::Vault => {
                let signer = SigningKey::from_seed(secret);
                if entry.public.as_deref() != Some(&signer.verifying().to_bytes()[..]) {
                    return Err(forged);
                }
                if self.signer.as_ref().is_none_or(|(version, _)| *version < entry.version) {
                    self.signer = Some((entry.version, signer));
                }
            }
            Purpose::Audit => {
                if entry.public.as_deref() != Some(&sign::audit_public(&secret)[..]) {
                    return Err(forged);
                }
                self.audits.insert(entry.version, secret);
            }
            Purpose::IdentitySign | Purpose::IdentityReceive => self.identity.take(entry, secret)?,
        }
        Ok(())
    }
}

fn data_keys(keyfile: &Keyfile) -> BTreeMap<u32, Status> {
    let data = keyfile.keys.iter().filter(|key| key.purpose == Purpose::Data);
    data.map(|key| (key.version, key.status)).collect()
}

pub(super) fn assemble(keyfile: &Keyfile, slot: &Slot, opened: Opened) -> Result<Keys, KeyfileError> {
    let index = opened.index.ok_or(KeyfileError::Lost("index"))?;
    let (signer_version, signer) = opened.signer.ok_or(KeyfileError::Lost("vault"))?;
    if opened.audits.is_empty() {
        return Err(KeyfileError::Lost("audit"));
    }
    let newest = opened.deks.keys().next_back().copied();
    let active_dek = active(keyfile, Purpose::Data)?.version;
    let may_write = slot.not_after.is_none();
    if !may_write && newest.is_none() {
        // Every data key that a superseded slot had is retired: its window ended early.
        return Err(KeyfileError::WindowOver);
    }
    if may_write && newest != Some(active_dek) {
        return Err(KeyfileError::Lost("data"));
    }
    if may_write && signer_version != active(keyfile, Purpose::Vault)?.version {
        return Err(KeyfileError::Lost("vault"));
    }
    let active_audit = active(keyfile, Purpose::Audit)?.version;
    if may_write && opened.audits.keys().next_back() != Some(&active_audit) {
        return Err(KeyfileError::Lost("audit"));
    }
    let entries = vault_entries(keyfile);
    let vault_keys = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| Ok((public_key(entry)?, entries.get(at + 1).map(|next| next.born))))
        .collect::<Result<_, KeyfileError>>()?;
    let identity = opened.identity.assemble(keyfile, may_write)?.map(Arc::new);
    Ok(Keys {
        owner: keyfile.owner,
        active_dek: newest.ok_or(KeyfileError::Lost("data"))?,
        deks: opened.deks,
        data_keys: data_keys(keyfile),
        index,
        signer,
        identity,
        team: Team::of(keyfile),
        audits: opened.audits,
        vault_keys,
        guest_of: None,
        may_write,
        slot: slot.id,
        epoch: slot.epoch,
        keyfile_version: keyfile.version,
    })
}
