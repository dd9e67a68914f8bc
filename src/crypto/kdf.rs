//! Key derivation: Argon2id (RFC 9106) for passphrases, HKDF-SHA-512 (RFC 5869) for everything derived from a
//! key, HMAC-SHA-256 for session tags.
//!
//! ```text
//! A   = Argon2id(version 0x13, password = passphrase, salt (16), AD = "han/v1" || owner_id (16),
//!                m, t, p as the slot says, 32 bytes)
//! PRK = HKDF-Extract-SHA-512(salt = account key (32), or none, IKM = A)
//! KEK = HKDF-Expand-SHA-512(PRK, "han/v1/kek" || slot epoch u32 || KDF id u8 (1) || m in KiB u32 || t u32
//!                || p u32 || salt (16), 32)                                            integers big-endian
//!
//! derived key = HKDF-Expand-SHA-512(key, info, 32) with one of
//!   segment key, manifest key, metadata key  from a content key  "han/v1/segment"  "han/v1/manifest"  "han/v1/meta"
//!   local-state key                          from the index key  "han/v1/local" || device id (16)
//!   export-index key                         from a DEK          "han/v1/export-index"
//! key_id      = HKDF-Expand-SHA-512(sealing key, "han/v1/key-id", 16)
//! session tag = HMAC-SHA-256(index key, "han/v1/session" || 0x00 || session uuid in lower case)[..16]
//! ```
//! A 32-byte key stands for itself as PRK: HMAC pads it with zeros to its block, so any HKDF-Expand agrees.

use super::secret::{AccountKey, ContentKey, Dek, IndexKey, Kek, Passphrase, SealingKey, Secret};
use argon2::{Algorithm, Argon2, AssociatedData, Block, ParamsBuilder, Version};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha512};
use zeroize::Zeroizing;

/// Argon2id version 0x13, the one KDF of this format; the byte stands in the slot and in the KEK's info.
pub const KDF_ID: u8 = 1;
/// The length of a slot's salt.
pub const SALT_LEN: usize = 16;

/// The cost of Argon2id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes; they run one after the other here, an attacker's machine gains nothing from that.
    pub lanes: u32,
}

#[cfg(not(feature = "test-kdf"))]
const LEAST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 4 };
#[cfg(not(feature = "test-kdf"))]
const FOR_CHOSEN: Cost = Cost { memory_kib: 256 * 1024, passes: 3, lanes: 4 };
#[cfg(feature = "test-kdf")]
const LEAST: Cost = Cost { memory_kib: 8 * 4, passes: 1, lanes: 4 };
#[cfg(feature = "test-kdf")]
const FOR_CHOSEN: Cost = LEAST;

impl Cost {
    /// The least that is ever accepted, whatever a keyfile says: RFC 9106's second recommended option.
    pub const FLOOR: Self = LEAST;
    /// The most that is ever tried: a forged keyfile must not exhaust memory before its signature can be checked.
    pub const CEILING: Self = Self { memory_kib: 1024 * 1024, passes: 16, lanes: 16 };
    /// For a generated secret of 129 bits, which needs no stretching.
    pub const GENERATED: Self = Self::FLOOR;
    /// For a secret that a person chose.
    pub const CHOSEN: Self = FOR_CHOSEN;

    /// Whether every parameter lies between floor and ceiling; allocates nothing.
    pub fn check(self) -> Result<(), KdfError> {
        let (floor, ceiling) = (Self::FLOOR, Self::CEILING);
        if self.raised_to(floor) != self {
            return Err(KdfError::TooCheap { cost: self, floor });
        }
        if ceiling.raised_to(self) != ceiling {
            return Err(KdfError::TooDear { cost: self, ceiling });
        }
        Ok(())
    }

    /// The greater of each parameter: a new slot is never cheaper than the one it replaces.
    pub fn raised_to(self, other: Self) -> Self {
        Self {
            memory_kib: self.memory_kib.max(other.memory_kib),
            passes: self.passes.max(other.passes),
            lanes: self.lanes.max(other.lanes),
        }
    }
}

/// Why no key was derived.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KdfError {
    /// Below the compiled-in floor: somebody tries to make guessing cheap.
    #[error("key derivation cost {cost:?} is below the floor {floor:?}")]
    TooCheap {
        /// What the slot asks for.
        cost: Cost,
        /// What is needed.
        floor: Cost,
    },
    /// Above the ceiling: somebody tries to exhaust this machine.
    #[error("key derivation cost {cost:?} is above the ceiling {ceiling:?}")]
    TooDear {
        /// What the slot asks for.
        cost: Cost,
        /// What is allowed.
        ceiling: Cost,
    },
    /// A salt that is not 16 bytes long.
    #[error("a salt of {0} bytes where 16 are needed")]
    SaltLength(usize),
    /// The memory of the cost cannot be had.
    #[error("key derivation needs {0} KiB of memory that cannot be had")]
    OutOfMemory(u32),
    /// The algorithm refuses its input, such as a passphrase of 4 GiB.
    #[error("key derivation refused its input: {0}")]
    Input(argon2::Error),
}

/// What one slot of a keyfile says about its derivation.
#[derive(Clone, Copy)]
pub struct SlotParams<'a> {
    /// The vault.
    pub owner: &'a [u8; 16],
    /// The slot's epoch.
    pub epoch: u32,
    /// The cost.
    pub cost: Cost,
    /// 16 random bytes.
    pub salt: &'a [u8],
}

/// Derives the key that wraps the keys of a keyfile; see the [module](self) for the bytes. Takes 0.1 s or more
/// and the slot's memory, which is wiped before it is given back.
pub fn derive_kek(
    pass: &Passphrase,
    account: Option<&AccountKey>,
    slot: &SlotParams<'_>,
) -> Result<Kek, KdfError> {
    slot.cost.check()?;
    let salt: &[u8; SALT_LEN] = slot.salt.try_into().map_err(|_| KdfError::SaltLength(slot.salt.len()))?;
    let mut data = *b"han/v1----------------";
    data[6..].copy_from_slice(slot.owner);
    let stretched = argon2id(pass.expose(), salt, &Extra { key: &[], data: &data }, slot.cost)?;

    let account = account.map(|key| key.secret().expose().as_slice());
    let (mut prk, hkdf) = Hkdf::<Sha512>::extract(account, stretched.expose());
    zeroize::Zeroize::zeroize(prk.as_mut_slice());
    let info: [&[u8]; 7] = [
        b"han/v1/kek",
        &slot.epoch.to_be_bytes(),
        &[KDF_ID],
        &slot.cost.memory_kib.to_be_bytes(),
        &slot.cost.passes.to_be_bytes(),
        &slot.cost.lanes.to_be_bytes(),
        salt,
    ];
    Ok(Kek::new(Secret::try_fill(|kek| expand_into(&hkdf, &info, kek))))
}

/// Argon2's optional inputs.
struct Extra<'a> {
    /// Argon2's "secret" K; unused by the format, present in RFC 9106's vector.
    key: &'a [u8],
    /// Its associated data X.
    data: &'a [u8],
}

fn argon2id(password: &[u8], salt: &[u8], extra: &Extra<'_>, cost: Cost) -> Result<Secret<32>, KdfError> {
    let params = ParamsBuilder::new()
        .m_cost(cost.memory_kib)
        .t_cost(cost.passes)
        .p_cost(cost.lanes)
        .output_len(32)
        .data(AssociatedData::new(extra.data).map_err(KdfError::Input)?)
        .build()
        .map_err(KdfError::Input)?;
    // The matrix is ours because the crate does not wipe the one that it allocates itself.
    let mut matrix = Zeroizing::new(Vec::new());
    matrix.try_reserve_exact(params.block_count()).map_err(|_| KdfError::OutOfMemory(cost.memory_kib))?;
    matrix.resize(params.block_count(), Block::default());
    let argon2 = Argon2::new_with_secret(extra.key, Algorithm::Argon2id, Version::V0x13, params)
        .map_err(KdfError::Input)?;
    let mut outcome = Ok(());
    let out = Secret::try_fill(|out| {
        outcome = argon2.hash_password_into_with_memory(password, salt, out, matrix.as_mut_slice());
    });
    outcome.map(|()| out).map_err(KdfError::Input)
}

/// HKDF-Expand-SHA-512 of a key used as PRK.
pub fn expand(key: &Secret<32>, info: &[u8]) -> Secret<32> {
    Secret::try_fill(|out| hkdf_expand(key, &[info], out))
}

/// HKDF-Expand-SHA-512 with `info` in parts; `out` is at most a few blocks.
pub(super) fn hkdf_expand(key: &Secret<32>, info: &[&[u8]], out: &mut [u8]) {
    // The crate wants a PRK of the hash's length. Zeros change nothing: HMAC pads its key with them anyway.
    let prk = Secret::<64>::try_fill(|prk| prk[..32].copy_from_slice(key.expose()));
    #[expect(clippy::expect_used, reason = "a PRK of the hash's length is accepted")]
    let hkdf = Hkdf::<Sha512>::from_prk(prk.expose()).expect("64 bytes are a PRK");
    expand_into(&hkdf, info, out);
}

fn expand_into(hkdf: &Hkdf<Sha512>, info: &[&[u8]], out: &mut [u8]) {
    #[expect(clippy::expect_used, reason = "callers ask for at most 76 bytes, HKDF gives up to 16,320")]
    hkdf.expand_multi_info(info, out).expect("short enough for HKDF");
}

/// The public identifier of a key: `HKDF-Expand-SHA-512(key, "han/v1/key-id", 16)`.
pub fn key_id(key: &Secret<32>) -> [u8; 16] {
    let mut id = [0u8; 16];
    hkdf_expand(key, &[b"han/v1/key-id"], &mut id);
    id
}

/// Names a session without telling its uuid: `HMAC-SHA-256(index key, "han/v1/session" || 0x00 || uuid)[..16]`.
///
/// `uuid` is the lower-case text from the file name (or, for opt-in files, their relative path).
pub fn session_tag(index: &IndexKey, uuid: &str) -> [u8; 16] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(index.secret().expose()).expect("any key length");
    mac.update(b"han/v1/session\0");
    mac.update(uuid.as_bytes());
    let mut tag = [0u8; 16];
    tag.copy_from_slice(&mac.finalize().into_bytes()[..16]);
    tag
}

/// The key that seals a session's segments: label `han/v1/segment`.
pub fn segment_key(content: &ContentKey) -> SealingKey {
    SealingKey::new(expand(content.secret(), b"han/v1/segment"))
}

/// The key that seals a session's manifest: label `han/v1/manifest`.
pub fn manifest_key(content: &ContentKey) -> SealingKey {
    SealingKey::new(expand(content.secret(), b"han/v1/manifest"))
}

/// The key that seals a session's display metadata: label `han/v1/meta`.
pub fn meta_key(content: &ContentKey) -> SealingKey {
    SealingKey::new(expand(content.secret(), b"han/v1/meta"))
}

/// The key that seals one device's local state: label `han/v1/local` followed by the device id.
pub fn local_key(index: &IndexKey, device: &[u8; 16]) -> SealingKey {
    let secret = Secret::try_fill(|out| hkdf_expand(index.secret(), &[b"han/v1/local", device], out));
    SealingKey::new(secret)
}

/// The key that seals the index of an export: label `han/v1/export-index`.
pub fn export_index_key(dek: &Dek) -> SealingKey {
    SealingKey::new(expand(dek.secret(), b"han/v1/export-index"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_9106_argon2id_vector_holds() {
        let cost = Cost { memory_kib: 32, passes: 3, lanes: 4 };
        let extra = Extra { key: &[3; 8], data: &[4; 12] };
        let tag = argon2id(&[1; 32], &[2; 16], &extra, cost).unwrap();
        let want = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659";
        assert_eq!(hex::encode(tag.expose()), want);
    }

    fn slot<'a>(cost: Cost, salt: &'a [u8]) -> SlotParams<'a> {
        SlotParams { owner: &[5; 16], epoch: 1, cost, salt }
    }

    fn refusal(slot: &SlotParams<'_>) -> KdfError {
        let pass = Passphrase::new(Zeroizing::new(b"pass".to_vec()));
        derive_kek(&pass, None, slot).err().unwrap()
    }

    #[test]
    fn costs_outside_floor_and_ceiling_are_refused_before_anything_is_allocated() {
        let (floor, ceiling) = (Cost::FLOOR, Cost::CEILING);
        for cost in [floor, ceiling, Cost::GENERATED, Cost::CHOSEN] {
            assert_eq!(cost.check(), Ok(()));
        }
        for cost in [
            Cost { memory_kib: floor.memory_kib - 1, ..floor },
            Cost { passes: floor.passes - 1, ..floor },
            Cost { lanes: floor.lanes - 1, ..floor },
            Cost { memory_kib: 0, passes: 0, lanes: 0 },
        ] {
            assert_eq!(refusal(&slot(cost, &[0; 16])), KdfError::TooCheap { cost, floor });
        }
        for cost in [
            Cost { memory_kib: ceiling.memory_kib + 1, ..floor },
            Cost { passes: ceiling.passes + 1, ..floor },
            Cost { lanes: ceiling.lanes + 1, ..floor },
            Cost { memory_kib: u32::MAX, passes: u32::MAX, lanes: u32::MAX },
        ] {
            assert_eq!(refusal(&slot(cost, &[0; 16])), KdfError::TooDear { cost, ceiling });
        }
    }

    #[test]
    fn a_salt_has_sixteen_bytes() {
        for len in [0, 15, 17] {
            assert_eq!(refusal(&slot(Cost::FLOOR, &vec![0; len])), KdfError::SaltLength(len));
        }
    }

    #[test]
    fn every_input_of_the_kek_counts() {
        let pass = |text: &str| Passphrase::new(Zeroizing::new(text.as_bytes().to_vec()));
        let account = |byte| AccountKey::new(Secret::from_slice(&[byte; 32]).unwrap());
        let cost = Cost { memory_kib: Cost::FLOOR.memory_kib + 64, ..Cost::FLOOR };
        let base = slot(Cost::FLOOR, &[7; 16]);
        let keks = [
            derive_kek(&pass("a"), None, &base),
            derive_kek(&pass("b"), None, &base),
            derive_kek(&pass("a"), Some(&account(1)), &base),
            derive_kek(&pass("a"), Some(&account(2)), &base),
            derive_kek(&pass("a"), None, &SlotParams { owner: &[6; 16], ..base }),
            derive_kek(&pass("a"), None, &SlotParams { epoch: 2, ..base }),
            derive_kek(&pass("a"), None, &SlotParams { salt: &[8; 16], ..base }),
            derive_kek(&pass("a"), None, &SlotParams { cost, ..base }),
        ];
        let distinct: std::collections::HashSet<_> =
            keks.iter().map(|kek| *kek.as_ref().unwrap().secret().expose()).collect();
        assert_eq!(distinct.len(), keks.len());
    }

    #[test]
    fn costs_are_raised_and_never_lowered() {
        let a = Cost { memory_kib: 1, passes: 5, lanes: 3 };
        let b = Cost { memory_kib: 2, passes: 4, lanes: 3 };
        assert_eq!(a.raised_to(b), Cost { memory_kib: 2, passes: 5, lanes: 3 });
    }
}
