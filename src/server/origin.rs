//! From where requests come: sealed to the vault's audit key as soon as they are known, so that what the server keeps it
//! cannot read. The key is that of the keyfile, which every client verifies.

use super::{Service, ServiceError};
use crate::protocol::cbor;
use crate::protocol::ids::{KeyId, OwnerId};
use crate::protocol::keyfile::{Keyfile, Purpose, Status};
pub use crate::protocol::origin::Origin;
use crate::protocol::origin::{self, Sealed};
use crate::protocol::refs::{Commit, RefBody, RefName};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem, OpModeS, Serializable as _, single_shot_seal};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;

/// Vaults whose audit keys are remembered; beyond it all are forgotten.
const MAX_CACHED: usize = 65_536;

/// The public audit key of a vault.
#[derive(Clone)]
struct AuditKey {
    id: KeyId,
    public: PublicKey,
}

/// The audit keys of vaults, each with the version of the keyfile that it stands in.
#[derive(Default)]
pub(super) struct AuditKeys(Mutex<HashMap<OwnerId, (u64, Option<AuditKey>)>>);

impl AuditKeys {
    fn get(&self, owner: OwnerId, version: u64) -> Option<Option<AuditKey>> {
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(&owner).filter(|(known, _)| *known == version).map(|(_, key)| key.clone())
    }

    fn put(&self, owner: OwnerId, version: u64, key: Option<AuditKey>) {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= MAX_CACHED {
            keys.clear();
        }
        keys.insert(owner, (version, key));
    }
}

impl Service {
    /// The sealed origin of a commit; none where the vault has no audit key that can be read.
    pub(super) async fn origin_of_commit(
        &self,
        owner: OwnerId,
        commit: &Commit,
        origin: Option<&Origin>,
    ) -> Result<Option<Vec<u8>>, ServiceError> {
        let Some(origin) = origin else { return Ok(None) };
        let name = RefName::keyfile();
        let key = match commit.changes.iter().find(|change| change.name == name) {
            Some(change) => audit_key(&change.body),
            None => self.audit_key(owner, commit.keyfile_version).await?,
        };
        Ok(key.and_then(|key| seal(owner, &key, origin)))
    }

    /// The sealed origin of something else than a commit.
    pub(super) async fn sealed_origin(
        &self,
        owner: OwnerId,
        origin: &Origin,
    ) -> Result<Option<Vec<u8>>, ServiceError> {
        let version = self.store.head(owner).await?.keyfile_version;
        let key = self.audit_key(owner, version).await?;
        Ok(key.and_then(|key| seal(owner, &key, origin)))
    }

    /// The audit key of the keyfile, which is expected to have this version.
    async fn audit_key(&self, owner: OwnerId, version: u64) -> Result<Option<AuditKey>, ServiceError> {
        if let Some(known) = self.audit_keys.get(owner, version) {
            return Ok(known);
        }
        let Some(found) = self.store.get_ref(owner, &RefName::keyfile()).await? else { return Ok(None) };
        let key = audit_key(&found.body);
        self.audit_keys.put(owner, found.version, key.clone());
        Ok(key)
    }
}

/// The active audit key that a keyfile lists.
fn audit_key(body: &RefBody) -> Option<AuditKey> {
    let RefBody::Signed(bytes) = body else { return None };
    let keyfile: Keyfile = cbor::decode(bytes).ok()?;
    let entry = keyfile
        .keys
        .iter()
        .find(|entry| entry.purpose == Purpose::Audit && entry.status == Status::Active)?;
    let public = PublicKey::from_bytes(entry.public.as_deref()?).ok()?;
    Some(AuditKey { id: entry.id, public })
}

fn seal(owner: OwnerId, key: &AuditKey, origin: &Origin) -> Option<Vec<u8>> {
    // The crate panics where there is no randomness; better a leaf without an origin.
    getrandom::fill(&mut [0; 1]).ok()?;
    let sealed = single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &key.public,
        &origin::info(owner),
        &origin.to_plain(),
        b"",
    );
    let (encapsulated, ciphertext) = sealed.ok()?;
    let encapsulated = encapsulated.to_bytes().into();
    Some(Sealed { key: key.id, encapsulated, ciphertext }.to_bytes())
}
