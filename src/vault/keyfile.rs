//! Opening, making and checking keyfiles. The wire layout is `protocol::keyfile`.
//!
//! A keyfile is trusted only after its keys were unwrapped with the secret and every public part and the
//! signature were derived again from what came out; or, without the secret, when a chain of
//! countersignatures leads from a pinned vault key to the one that signed it.

use super::author::{self, Team};
use super::identity::{self, Identity};
use super::object::{self, ObjectError, Place};
use crate::crypto::kdf::{self, Cost, KdfError, SlotParams};
use crate::crypto::secret::{AccountKey, Dek, IndexKey, Kek, Passphrase, RandomError, Secret};
use crate::crypto::sign::{self, Purpose as SignPurpose, SigningKey, VerifyingKey};
use crate::protocol::cbor;
use crate::protocol::header::Kind;
use crate::protocol::ids::{Digest, KeyId, OwnerId, SessionTag, SlotId};
use crate::protocol::keyfile::{
    KdfCost, KeyEntry, Keyfile, OwnerKind, Purpose, Slot, SlotType, SlotWrap, Status,
};
use crate::protocol::limits::{MAX_KEYS, MAX_SLOTS};
use std::collections::BTreeMap;
use std::sync::Arc;

mod assemble;
mod guest;

pub(super) use assemble::Opened;
use assemble::assemble;

/// The keyfile format that this version writes and reads.
pub const FORMAT: u16 = 1;
/// Days after which a data key is due for rotation.
pub const DATA_KEY_DAYS: u64 = 90;
/// Days after which a secret is reported as due.
pub const SECRET_DAYS: u64 = 365;
/// Days for which a superseded secret still reads what it could read.
pub const WINDOW_DAYS: u64 = 30;
const DAY: u64 = 86_400;

/// Why a keyfile was refused or could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyfileError {
    /// No slot opens with this secret.
    #[error("wrong secret")]
    WrongSecret,
    /// The secret is a superseded one and its transition window has passed.
    #[error("this secret was replaced and its transition window is over")]
    WindowOver,
    /// The vault needs the account key beside the secret.
    #[error("this vault also needs its account key")]
    AccountKeyNeeded,
    /// Not a keyfile that this version reads.
    #[error("keyfile format {0} needs a newer han")]
    Newer(u16),
    /// A keyfile that contradicts itself or its signature.
    #[error("keyfile is tampered with: {0}")]
    Tampered(&'static str),
    /// A key that must be there is not listed, or not wrapped for the secret that opens the slot.
    #[error("the keyfile has lost its {0} key")]
    Lost(&'static str),
    /// A wrap does not open although the secret is right, or holds another key than the one that is listed.
    #[error("the {0} key in the keyfile is damaged or was exchanged")]
    Damaged(&'static str),
    /// Not the encoding of a keyfile.
    #[error("keyfile is damaged")]
    Structure(#[from] cbor::CborError),
    /// Whoever changes it is neither owner nor admin of the team.
    #[error("only an owner or admin of the team changes its keys")]
    NotGoverning,
    /// The KDF's parameters were refused, or memory for it could not be had.
    #[error("key derivation")]
    Kdf(#[from] KdfError),
    /// Sealing or opening a wrap failed.
    #[error("key wrap")]
    Object(#[from] ObjectError),
    /// The operating system gave no randomness.
    #[error("no randomness")]
    Random(#[from] RandomError),
}

/// A KEK and the slot that it belongs to.
pub struct SlotKey {
    /// The slot's epoch; a cached KEK is looked up by it.
    pub epoch: u32,
    /// The slot.
    pub slot: SlotId,
    /// The key.
    pub kek: Kek,
}

/// The unlocked keys of a vault.
pub struct Keys {
    owner: OwnerId,
    pub(super) deks: BTreeMap<u32, Dek>,
    active_dek: u32,
    /// Every data key that the keyfile lists.
    data_keys: BTreeMap<u32, Status>,
    pub(super) index: IndexKey,
    pub(super) signer: SigningKey,
    pub(super) identity: Option<Arc<Identity>>,
    pub(super) team: Option<Team>,
    /// Audit keys by version: the newest receives, the others open what was sealed to them before.
    pub(super) audits: BTreeMap<u32, Secret<32>>,
    /// Vault keys in the order of their versions, with the keyfile version at which each was replaced.
    pub(super) vault_keys: Vec<(VerifyingKey, Option<u64>)>,
    /// The one session that a guest reads, who cannot make its tag.
    pub(super) guest_of: Option<SessionTag>,
    /// Whether the slot that was opened may write.
    pub may_write: bool,
    /// The slot that was opened.
    pub slot: SlotId,
    /// Its epoch.
    pub epoch: u32,
    /// The keyfile version that these keys come from.
    pub keyfile_version: u64,
}

impl Keys {
    /// The vault.
    pub fn owner(&self) -> OwnerId {
        self.owner
    }

    /// The DEK that new content keys are wrapped under.
    pub fn active_dek(&self) -> &Dek {
        // `Keys` is only built by `assemble`, which refuses a registry without the active DEK.
        #[expect(clippy::indexing_slicing, reason = "assemble() checked that the active DEK is present")]
        &self.deks[&self.active_dek]
    }

    /// Its version.
    pub fn active_dek_version(&self) -> u32 {
        self.active_dek
    }

    /// A DEK that still opens current wraps.
    pub fn dek(&self, version: u32) -> Option<&Dek> {
        self.deks.get(&version)
    }

    /// The DEK that a content key is wrapped under.
    ///
    /// # Errors
    /// Says whether no keyfile lists it, it is retired, or this secret does not hold it.
    pub fn data_key(&self, version: u32) -> Result<&Dek, ObjectError> {
        match (self.deks.get(&version), self.data_keys.get(&version)) {
            (Some(dek), _) => Ok(dek),
            (None, None) => Err(ObjectError::UnknownKey(version)),
            (None, Some(Status::Active | Status::Retiring)) => Err(ObjectError::LostKey(version)),
            (None, Some(Status::Retired | Status::Revoked)) => Err(ObjectError::RetiredKey(version)),
        }
    }

    /// The key that names sessions.
    pub fn index(&self) -> &IndexKey {
        &self.index
    }

    /// The person's identity; none in the vault of a team, and in a personal one that is older than identities.
    pub fn identity(&self) -> Option<&Arc<Identity>> {
        self.identity.as_ref()
    }

    /// The tag of a session.
    /// The tag of a session. To a guest there is but one, and its signed metadata tells the uuid.
    pub fn session_tag(&self, uuid: &str) -> SessionTag {
        self.guest_of.unwrap_or_else(|| SessionTag(kdf::session_tag(&self.index, uuid)))
    }

    /// Signs in the vault's name.
    pub fn sign(&self, purpose: SignPurpose, body: &[&[u8]]) -> [u8; 64] {
        self.signer.sign(purpose, self.owner.as_bytes().try_into().unwrap_or(&[0; 16]), body)
    }

    /// The vault keys that may have signed something, newest first, each with the keyfile version that
    /// replaced it.
    pub fn vault_keys(&self) -> impl Iterator<Item = &(VerifyingKey, Option<u64>)> {
        self.vault_keys.iter().rev()
    }

    /// Verifies a signature by any vault key; gives the keyfile version that replaced that key.
    pub fn verify(
        &self,
        purpose: SignPurpose,
        body: &[&[u8]],
        signature: &[u8],
    ) -> Result<Option<u64>, ObjectError> {
        self.vault_keys()
            .find(|(key, _)| key.verify(purpose, &self.owner.0, body, signature).is_ok())
            .map(|(_, replaced)| *replaced)
            .ok_or(ObjectError::Signature)
    }
}

/// What `create` needs to know.
pub struct Creation<'a> {
    /// Whose vault.
    pub kind: OwnerKind,
    /// The vault's id.
    pub owner: OwnerId,
    /// The secret.
    pub secret: &'a Passphrase,
    /// The second secret, for a weak chosen one.
    pub account: Option<&'a AccountKey>,
    /// Argon2id cost.
    pub cost: Cost,
    /// Seconds of Unix time.
    pub now: u64,
}

/// Makes the first keyfile of a vault and unlocks it.
pub fn create(with: &Creation<'_>) -> Result<(Keyfile, Keys, SlotKey), KeyfileError> {
    create_by(with, None)
}

/// Makes the first keyfile of a team's vault, which names the first entry of its roster and who founds it.
pub fn create_team(
    with: &Creation<'_>,
    founder: (&Identity, Digest),
) -> Result<(Keyfile, Keys, SlotKey), KeyfileError> {
    create_by(with, Some(founder))
}

fn create_by(
    with: &Creation<'_>,
    founder: Option<(&Identity, Digest)>,
) -> Result<(Keyfile, Keys, SlotKey), KeyfileError> {
    let (slot, slot_key) = new_slot(with.owner, 1, (with.secret, with.account), with.cost)?;
    let signer = SigningKey::generate()?;
    let audit = Secret::<32>::random()?;
    let mut keyfile = Keyfile {
        format: FORMAT,
        min_reader: FORMAT,
        owner: with.owner,
        kind: with.kind,
        version: 1,
        prev: Digest::default(),
        slots: vec![slot],
        keys: Vec::new(),
        roster_root: founder.map(|(_, root)| root),
        signature: None,
        author: None,
    };
    let wrapper = Wrapper { owner: with.owner, slot: &slot_key, keyfile_version: 1 };
    let born = Born { at: with.now, keyfile_version: 1 };
    let data = Secret::random()?;
    let index = Secret::random()?;
    for (purpose, secret, public) in [
        (Purpose::Data, &data, None),
        (Purpose::Index, &index, None),
        (Purpose::Vault, signer.seed(), Some(signer.verifying().to_bytes())),
        (Purpose::Audit, &audit, Some(sign::audit_public(&audit))),
    ] {
        let public = public.as_ref().map(<[u8; 32]>::as_slice);
        keyfile.keys.push(new_entry(&wrapper, (purpose, 1), secret, public, born)?);
    }
    if with.kind == OwnerKind::User {
        identity::add(&mut keyfile, &wrapper, with.now, None)?;
    }
    if let Some((founder, _)) = founder {
        author::sign_as(&mut keyfile, founder);
    }
    sign_keyfile(&mut keyfile, &signer);
    let keys = open_with(&keyfile, &slot_key)?;
    Ok((keyfile, keys, slot_key))
}

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
pub(super) fn random_public<const N: usize>() -> Result<[u8; N], RandomError> {
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

/// The bytes that a keyfile's signature covers: its encoding without the signature.
fn signed_bytes(keyfile: &Keyfile) -> Vec<u8> {
    cbor::encode(&Keyfile { signature: None, ..keyfile.clone() })
}

pub(super) fn sign_keyfile(keyfile: &mut Keyfile, signer: &SigningKey) {
    let body = signed_bytes(keyfile);
    keyfile.signature = Some(signer.sign(SignPurpose::Keyfile, &keyfile.owner.0, &[&body]).to_vec());
}

/// Parses a keyfile and checks what needs no key: format, bounds, one active key a purpose, and that the
/// active vault key signed it.
pub fn parse(bytes: &[u8]) -> Result<Keyfile, KeyfileError> {
    let keyfile: Keyfile = cbor::decode(bytes)?;
    if keyfile.min_reader > FORMAT {
        return Err(KeyfileError::Newer(keyfile.min_reader));
    }
    if keyfile.slots.len() > MAX_SLOTS || keyfile.keys.len() > MAX_KEYS {
        return Err(KeyfileError::Tampered("too many slots or keys"));
    }
    let signature = keyfile.signature.as_deref().ok_or(KeyfileError::Tampered("no signature"))?;
    let vault_key = active_vault_key(&keyfile)?;
    vault_key
        .verify(SignPurpose::Keyfile, &keyfile.owner.0, &[&signed_bytes(&keyfile)], signature)
        .map_err(|_| KeyfileError::Tampered("signature"))?;
    check_vault_chain(&keyfile)?;
    identity::check_chain(&keyfile)?;
    let rostered = keyfile.roster_root.is_some();
    if rostered != keyfile.author.is_some() || (rostered && keyfile.kind != OwnerKind::Team) {
        return Err(KeyfileError::Tampered("a roster without who signs by it"));
    }
    Ok(keyfile)
}

/// The vault key that signs now.
pub fn active_vault_key(keyfile: &Keyfile) -> Result<VerifyingKey, KeyfileError> {
    let entry = active(keyfile, Purpose::Vault)?;
    public_key(entry)
}

/// The one active key of a purpose.
pub fn active(keyfile: &Keyfile, purpose: Purpose) -> Result<&KeyEntry, KeyfileError> {
    let mut found = keyfile.keys.iter().filter(|key| key.purpose == purpose && key.status == Status::Active);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(KeyfileError::Tampered("not exactly one active key of a purpose")),
    }
}

fn public_key(entry: &KeyEntry) -> Result<VerifyingKey, KeyfileError> {
    let public = entry.public.as_deref();
    public
        .and_then(|public| VerifyingKey::from_bytes(public).ok())
        .ok_or(KeyfileError::Tampered("public part"))
}

/// The vault keys in the order of their versions.
fn vault_entries(keyfile: &Keyfile) -> Vec<&KeyEntry> {
    let mut entries: Vec<_> = keyfile.keys.iter().filter(|key| key.purpose == Purpose::Vault).collect();
    entries.sort_by_key(|key| key.version);
    entries
}

fn check_vault_chain(keyfile: &Keyfile) -> Result<(), KeyfileError> {
    let broken = KeyfileError::Tampered("chain of vault keys");
    for pair in vault_entries(keyfile).windows(2) {
        let [old, new] = pair else { continue };
        let (signer, countersigned) = (public_key(old)?, public_key(new)?);
        let signature = new.countersignature.as_deref().unwrap_or_default();
        let ok = new.version == old.version + 1
            && signer
                .verify(SignPurpose::VaultKey, &keyfile.owner.0, &[&countersigned.to_bytes()], signature)
                .is_ok();
        if !ok {
            return Err(broken);
        }
    }
    Ok(())
}

/// Whether `pinned` is one of the vault keys of a keyfile that [`parse`] accepted: then the chain of
/// countersignatures leads from it to the signer.
pub fn descends_from(keyfile: &Keyfile, pinned: &VerifyingKey) -> bool {
    vault_entries(keyfile).into_iter().any(|entry| public_key(entry).is_ok_and(|key| key == *pinned))
}

/// Derives the KEK of the newest slot that this secret opens (at most two derivations) and unlocks.
pub fn unlock(
    keyfile: &Keyfile,
    secrets: (&Passphrase, Option<&AccountKey>),
    now: u64,
) -> Result<(Keys, SlotKey), KeyfileError> {
    let mut slots: Vec<_> = keyfile.slots.iter().collect();
    slots.sort_by_key(|slot| std::cmp::Reverse(slot.epoch));
    let mut worst = KeyfileError::WrongSecret;
    for slot in slots.into_iter().take(2) {
        let account = match (slot.slot_type, secrets.1) {
            (SlotType::SecretAndAccountKey, None) => {
                worst = KeyfileError::AccountKeyNeeded;
                continue;
            }
            (SlotType::SecretAndAccountKey, some) => some,
            (SlotType::Secret, _) => None,
        };
        let slot_key = SlotKey {
            epoch: slot.epoch,
            slot: slot.id,
            kek: kdf::derive_kek(secrets.0, account, &slot_params(keyfile, slot)?)?,
        };
        match open_with(keyfile, &slot_key) {
            Ok(_) if slot.not_after.is_some_and(|end| now > end) => return Err(KeyfileError::WindowOver),
            Ok(keys) => return Ok((keys, slot_key)),
            Err(KeyfileError::WrongSecret) => {}
            Err(other) => return Err(other),
        }
    }
    Err(worst)
}

pub(super) fn slot_params<'a>(keyfile: &'a Keyfile, slot: &'a Slot) -> Result<SlotParams<'a>, KeyfileError> {
    if slot.kdf != 1 {
        return Err(KeyfileError::Tampered("unknown key derivation"));
    }
    let cost = Cost { memory_kib: slot.cost.memory_kib, passes: slot.cost.passes, lanes: slot.cost.lanes };
    cost.check()?;
    Ok(SlotParams { owner: &keyfile.owner.0, epoch: slot.epoch, cost, salt: &slot.salt })
}

/// Unlocks with a KEK that is already derived (or cached), and checks that everything that the keyfile
/// says of its keys is so.
pub fn open_with(keyfile: &Keyfile, slot_key: &SlotKey) -> Result<Keys, KeyfileError> {
    let slot = keyfile.slots.iter().find(|slot| slot.id == slot_key.slot && slot.epoch == slot_key.epoch);
    let slot = slot.ok_or(KeyfileError::WrongSecret)?;
    let mut opened = Opened::default();
    for entry in &keyfile.keys {
        let Some(wrap) = entry.wraps.iter().find(|wrap| wrap.slot == slot.id) else { continue };
        let secret = open_entry(keyfile, slot_key, entry, &wrap.wrap)?;
        opened.take(entry, secret)?;
    }
    assemble(keyfile, slot, opened)
}

pub(super) fn open_entry(
    keyfile: &Keyfile,
    slot_key: &SlotKey,
    entry: &KeyEntry,
    wrap: &[u8],
) -> Result<Secret<32>, KeyfileError> {
    let want = (Kind::KeyWrap, keyfile.owner, SessionTag::default());
    let (context, plain) = match object::open(slot_key.kek.secret(), want, wrap) {
        // The header names the KEK by its id: another KEK means another secret, anything else is damage.
        Err(ObjectError::Mismatch("key")) => return Err(KeyfileError::WrongSecret),
        Err(ObjectError::Random(failed)) => return Err(failed.into()),
        Err(_) => return Err(KeyfileError::Damaged(entry.purpose.name())),
        Ok(opened) => opened,
    };
    let secret = Secret::<32>::from_slice(&plain).ok_or(KeyfileError::Damaged(entry.purpose.name()))?;
    let place_ok = context.generation == (entry.purpose as u32) << 24 | entry.version
        && context.version == slot_key.epoch
        && context.seq <= keyfile.version;
    if !place_ok {
        return Err(KeyfileError::Tampered("key wrap of another key"));
    }
    Ok(secret)
}
