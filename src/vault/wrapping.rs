//! Making slots and wrapping keys under them.

use super::keyfile::{DATA_KEY_DAYS, KeyfileError, SlotKey};
use super::object::{self, Place};
use crate::crypto::kdf::{self, Cost, SlotParams};
use crate::crypto::secret::{AccountKey, Passphrase, RandomError, Secret};
use crate::protocol::header::Kind;
use crate::protocol::ids::{Digest, KeyId, OwnerId, SessionTag, SlotId};
use crate::protocol::keyfile::{KdfCost, KeyEntry, Purpose, Slot, SlotType, SlotWrap, Status};

const DAY: u64 = 86_400;

/// Derives a fresh slot.
pub(super) fn new_slot(
    owner: OwnerId,
    epoch: u32,
    secrets: (&Passphrase, Option<&AccountKey>),
    cost: Cost,
) -> Result<(Slot, SlotKey), KeyfileError> {
    let salt = Secret::<16>::random()?;
    let id = SlotId(random_public()?);
    let params = SlotParams { owner: &owner.0, epoch, cost, salt: salt.expose() };
    let kek = kdf::derive_kek(secrets.0, secrets.1, &params)?;
    let slot = Slot {
        id,
        slot_type: if secrets.1.is_some() { SlotType::SecretAndAccountKey } else { SlotType::Secret },
        epoch,
        kdf: 1,
        cost: KdfCost { memory_kib: cost.memory_kib, passes: cost.passes, lanes: cost.lanes },
        salt: salt.expose().to_vec(),
        not_after: None,
    };
    Ok((slot, SlotKey { epoch, slot: id, kek }))
}

/// Random bytes that are not secret.
fn random_public<const N: usize>() -> Result<[u8; N], RandomError> {
    Ok(*Secret::<N>::random()?.expose())
}

/// When a key came into the registry.
#[derive(Clone, Copy)]
pub(super) struct Born {
    /// Seconds of Unix time.
    pub(super) at: u64,
    /// The keyfile version that first lists it.
    pub(super) keyfile_version: u64,
}

/// Wraps keys under one slot.
pub(super) struct Wrapper<'a> {
    pub(super) owner: OwnerId,
    pub(super) slot: &'a SlotKey,
    pub(super) keyfile_version: u64,
}

impl Wrapper<'_> {
    pub(super) fn wrap(
        &self,
        purpose: Purpose,
        version: u32,
        secret: &Secret<32>,
    ) -> Result<SlotWrap, KeyfileError> {
        let place = Place {
            generation: (purpose as u32) << 24 | version,
            version: self.slot.epoch,
            seq: self.keyfile_version,
            ..Place::new(Kind::KeyWrap, self.owner, SessionTag::default())
        };
        let kek = self.slot.kek.secret();
        let wrap = object::seal(kek, &place.context(kek), secret.expose())?;
        Ok(SlotWrap { slot: self.slot.slot, wrap })
    }
}

pub(super) fn new_entry(
    wrapper: &Wrapper<'_>,
    (purpose, version): (Purpose, u32),
    secret: &Secret<32>,
    public: Option<&[u8]>,
    born: Born,
) -> Result<KeyEntry, KeyfileError> {
    let id = public.map_or_else(|| object::key_id(secret), |key| KeyId(first16(&Digest::of(key).0)));
    Ok(KeyEntry {
        id,
        purpose,
        version,
        status: Status::Active,
        created: born.at,
        rotated: None,
        expires: (purpose == Purpose::Data).then_some(born.at + DATA_KEY_DAYS * DAY),
        public: public.map(<[u8]>::to_vec),
        wraps: vec![wrapper.wrap(purpose, version, secret)?],
        countersignature: None,
        born: born.keyfile_version,
    })
}

fn first16(bytes: &[u8; 32]) -> [u8; 16] {
    std::array::from_fn(|at| bytes.get(at).copied().unwrap_or(0))
}
