//! The one way han encrypts: C2SP chunked encryption, instance "Cobblestone-256"
//! (<https://c2sp.org/chunked-encryption@v1>), and the same construction with ChaCha20-Poly1305.
//!
//! ```text
//! info   = "c2sp.org/chunked-encryption@v1+" || AEAD name || 0x00 || salt (24) || context
//! okm    = HKDF-Expand-SHA-512(key (32), info, 76)      HMAC pads the key with zeros by itself
//!        = AEAD key (32) || base nonce (12) || commitment (32)
//! sealed = salt (24, random) || commitment (32) || chunk 0 || chunk 1 || ... || last chunk
//! chunk  = AEAD(AEAD key, nonce = base nonce XOR chunk number as 96-bit big-endian, no associated data)
//!        = ciphertext || tag (16)
//! ```
//! Every chunk but the last carries 16,384 bytes of plaintext; the last carries 0 to 16,383 and so ends the
//! stream: a plaintext of a whole number of chunks is followed by an empty one. The AEAD names are those of
//! IANA, `AEAD_AES_256_GCM` and `AEAD_CHACHA20_POLY1305`. The commitment is compared, in constant time, before
//! anything is decrypted: a seal opens under one key and one context only.

use super::kdf::hkdf_expand;
use super::secret::{RandomError, Secret, random_bytes};
use aes_gcm::aead::consts::{U12, U16, U32};
use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::aead::{AeadInOut, KeyInit};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Plaintext bytes of every chunk but the last.
pub const CHUNK_LEN: usize = 16 * 1024;
/// The authentication tag of both AEADs.
pub const TAG_LEN: usize = 16;
/// The random salt in front.
pub const SALT_LEN: usize = 24;
/// The key commitment after the salt.
pub const COMMITMENT_LEN: usize = 32;

const KEY_LEN: usize = 32;
const NONCE_LEN: usize = 12;
const OKM_LEN: usize = KEY_LEN + NONCE_LEN + COMMITMENT_LEN;
const PREFIX_LEN: usize = SALT_LEN + COMMITMENT_LEN;
const SEALED_CHUNK_LEN: usize = CHUNK_LEN + TAG_LEN;
const LABEL: &[u8] = b"c2sp.org/chunked-encryption@v1+";

/// The AEAD of a seal; the byte stands in the object header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[repr(u8)]
pub enum Suite {
    /// AES-256-GCM (NIST SP 800-38D); with the construction of this module: Cobblestone-256.
    Aes256Gcm = 1,
    /// ChaCha20-Poly1305 (RFC 8439), for machines without AES instructions.
    ChaCha20Poly1305 = 2,
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
cpufeatures::new!(aes_hardware, "aes", "pclmulqdq");
#[cfg(target_arch = "aarch64")]
cpufeatures::new!(aes_hardware, "aes");

#[cfg(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64"))]
fn has_aes() -> bool {
    aes_hardware::get()
}

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64")))]
fn has_aes() -> bool {
    false
}

#[cfg(feature = "test-kdf")]
static TEST_SUITE: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);

/// Makes [`Suite::preferred`] answer `suite` from now on, in this process.
#[cfg(feature = "test-kdf")]
pub fn set_suite_for_tests(suite: Suite) {
    TEST_SUITE.store(suite as u8, std::sync::atomic::Ordering::Relaxed);
}

impl Suite {
    /// AES-256-GCM where the CPU has AES and carry-less multiplication (which also makes it constant-time and
    /// fast), else ChaCha20-Poly1305. Both are always readable.
    pub fn preferred() -> Self {
        #[cfg(feature = "test-kdf")]
        if let Some(suite) = Self::from_byte(TEST_SUITE.load(std::sync::atomic::Ordering::Relaxed)) {
            return suite;
        }
        if has_aes() { Self::Aes256Gcm } else { Self::ChaCha20Poly1305 }
    }

    /// The suite that a header's byte names.
    pub fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Aes256Gcm),
            2 => Some(Self::ChaCha20Poly1305),
            _ => None,
        }
    }

    /// The byte that names the suite in a header.
    pub fn to_byte(self) -> u8 {
        self as u8
    }

    fn aead_name(self) -> &'static [u8] {
        match self {
            Self::Aes256Gcm => b"AEAD_AES_256_GCM",
            Self::ChaCha20Poly1305 => b"AEAD_CHACHA20_POLY1305",
        }
    }
}

/// A seal that does not open. The causes are not told apart: they look alike to whoever holds no key.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
#[error("cannot be opened: wrong key or tampered data")]
pub struct Tampered;

/// The length of a seal over `plain_len` bytes.
pub fn sealed_len(plain_len: usize) -> usize {
    PREFIX_LEN + plain_len + TAG_LEN * (plain_len / CHUNK_LEN + 1)
}

/// Seals `plaintext` under a fresh salt, bound to `context`; see the [module](self) for the bytes.
pub fn seal(
    key: &Secret<32>,
    suite: Suite,
    context: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>, RandomError> {
    let mut out = Vec::new();
    seal_onto(&mut out, key, suite, context, plaintext)?;
    Ok(out)
}

/// Like [`seal`], appending to `out`; on error `out` is as before.
pub fn seal_onto(
    out: &mut Vec<u8>,
    key: &Secret<32>,
    suite: Suite,
    context: &[u8],
    plaintext: &[u8],
) -> Result<(), RandomError> {
    let mut salt = [0u8; SALT_LEN];
    random_bytes(&mut salt)?;
    seal_with_salt(out, &StreamKeys::derive(key, suite, &salt, context), &salt, plaintext);
    Ok(())
}

fn seal_with_salt(out: &mut Vec<u8>, keys: &StreamKeys, salt: &[u8; SALT_LEN], plaintext: &[u8]) {
    // Reserved at once: a growing buffer would leave plaintext behind, as chunks are encrypted where they lie.
    out.reserve(sealed_len(plaintext.len()));
    out.extend_from_slice(salt);
    out.extend_from_slice(keys.commitment());
    match keys.suite {
        Suite::Aes256Gcm => encrypt_chunks::<aes_gcm::Aes256Gcm>(keys, plaintext, out),
        Suite::ChaCha20Poly1305 => encrypt_chunks::<chacha20poly1305::ChaCha20Poly1305>(keys, plaintext, out),
    }
}

/// Opens what [`seal`] made with the same key, suite and context. Nothing is returned unless all of it is
/// authentic; any length is accepted as input.
pub fn open(
    key: &Secret<32>,
    suite: Suite,
    context: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Tampered> {
    let (salt, rest) = sealed.split_first_chunk::<SALT_LEN>().ok_or(Tampered)?;
    let (commitment, chunks) = rest.split_first_chunk::<COMMITMENT_LEN>().ok_or(Tampered)?;
    let plain_len = plain_len(chunks.len()).ok_or(Tampered)?;
    let keys = StreamKeys::derive(key, suite, salt, context);
    if !bool::from(keys.commitment().ct_eq(commitment)) {
        return Err(Tampered);
    }
    let mut plain = Zeroizing::new(Vec::with_capacity(plain_len));
    match suite {
        Suite::Aes256Gcm => decrypt_chunks::<aes_gcm::Aes256Gcm>(&keys, chunks, &mut plain)?,
        Suite::ChaCha20Poly1305 => {
            decrypt_chunks::<chacha20poly1305::ChaCha20Poly1305>(&keys, chunks, &mut plain)?
        }
    }
    Ok(plain)
}

/// The plaintext length of `chunks_len` bytes of chunks; `None` where no seal has that length.
fn plain_len(chunks_len: usize) -> Option<usize> {
    let last = chunks_len % SEALED_CHUNK_LEN;
    Some(chunks_len / SEALED_CHUNK_LEN * CHUNK_LEN + last.checked_sub(TAG_LEN)?)
}

/// What HKDF makes of one key, suite, salt and context: AEAD key (32), base nonce (12), commitment (32).
struct StreamKeys {
    suite: Suite,
    okm: Secret<OKM_LEN>,
}

impl StreamKeys {
    fn derive(key: &Secret<32>, suite: Suite, salt: &[u8; SALT_LEN], context: &[u8]) -> Self {
        let info: [&[u8]; 5] = [LABEL, suite.aead_name(), &[0], salt, context];
        Self { suite, okm: Secret::try_fill(|okm| hkdf_expand(key, &info, okm)) }
    }

    fn commitment(&self) -> &[u8] {
        &self.okm.expose()[KEY_LEN + NONCE_LEN..]
    }

    fn nonce(&self, chunk: u64) -> [u8; NONCE_LEN] {
        let mut nonce = [0u8; NONCE_LEN];
        nonce.copy_from_slice(&self.okm.expose()[KEY_LEN..KEY_LEN + NONCE_LEN]);
        for (byte, count) in nonce[NONCE_LEN - 8..].iter_mut().zip(chunk.to_be_bytes()) {
            *byte ^= count;
        }
        nonce
    }

    fn cipher<A: KeyInit<KeySize = U32>>(&self) -> A {
        #[expect(clippy::expect_used, reason = "the slice has the key length by its bounds")]
        A::new_from_slice(&self.okm.expose()[..KEY_LEN]).expect("32 bytes are a key")
    }
}

fn encrypt_chunks<A>(keys: &StreamKeys, plaintext: &[u8], out: &mut Vec<u8>)
where
    A: AeadInOut<NonceSize = U12, TagSize = U16> + KeyInit<KeySize = U32>,
{
    let cipher: A = keys.cipher();
    let (whole, last) = plaintext.as_chunks::<CHUNK_LEN>();
    let chunks = whole.iter().map(<[u8; CHUNK_LEN]>::as_slice).chain([last]);
    for (number, chunk) in (0u64..).zip(chunks) {
        let start = out.len();
        out.extend_from_slice(chunk);
        #[expect(clippy::expect_used, reason = "both AEADs refuse only messages of 64 GiB and more")]
        let tag = cipher
            .encrypt_inout_detached(&keys.nonce(number).into(), &[], InOutBuf::from(&mut out[start..]))
            .expect("a chunk is short enough");
        out.extend_from_slice(&tag);
    }
}

fn decrypt_chunks<A>(keys: &StreamKeys, chunks: &[u8], out: &mut Vec<u8>) -> Result<(), Tampered>
where
    A: AeadInOut<NonceSize = U12, TagSize = U16> + KeyInit<KeySize = U32>,
{
    let cipher: A = keys.cipher();
    for (number, chunk) in (0u64..).zip(chunks.chunks(SEALED_CHUNK_LEN)) {
        let (body, tag) = chunk.split_last_chunk::<TAG_LEN>().ok_or(Tampered)?;
        let start = out.len();
        out.extend_from_slice(body);
        let body = InOutBuf::from(&mut out[start..]);
        cipher
            .decrypt_inout_detached(&keys.nonce(number).into(), &[], body, &(*tag).into())
            .map_err(|_| Tampered)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUITES: [Suite; 2] = [Suite::Aes256Gcm, Suite::ChaCha20Poly1305];
    const CONTEXT: [u8; 104] = [3; 104];

    fn key() -> Secret<32> {
        Secret::from_slice(&[1; 32]).unwrap()
    }

    fn plaintext(len: usize) -> Vec<u8> {
        (0..len).map(|i| (i % 251) as u8).collect()
    }

    fn opens(suite: Suite, context: &[u8], sealed: &[u8]) -> bool {
        open(&key(), suite, context, sealed).is_ok()
    }

    #[test]
    fn both_suites_open_what_they_sealed_at_every_chunk_edge() {
        for suite in SUITES {
            for len in [0, 1, CHUNK_LEN - 1, CHUNK_LEN, CHUNK_LEN + 1, 2 * CHUNK_LEN, 3 * CHUNK_LEN + 7] {
                let plain = plaintext(len);
                let sealed = seal(&key(), suite, &CONTEXT, &plain).unwrap();
                assert_eq!(sealed.len(), sealed_len(len));
                assert_eq!(sealed.capacity(), sealed.len(), "one allocation");
                assert_eq!(open(&key(), suite, &CONTEXT, &sealed).unwrap().as_slice(), plain);
            }
        }
    }

    #[test]
    fn seal_onto_keeps_what_is_there_and_salts_never_repeat() {
        let mut out = b"header".to_vec();
        seal_onto(&mut out, &key(), Suite::preferred(), &CONTEXT, b"text").unwrap();
        let (header, sealed) = out.split_at(6);
        assert_eq!(header, b"header");
        assert_eq!(open(&key(), Suite::preferred(), &CONTEXT, sealed).unwrap().as_slice(), b"text");
        let again = seal(&key(), Suite::preferred(), &CONTEXT, b"text").unwrap();
        assert_ne!(sealed[..SALT_LEN], again[..SALT_LEN]);
        assert_ne!(sealed[PREFIX_LEN..], again[PREFIX_LEN..]);
    }

    #[test]
    fn every_flipped_bit_of_a_short_seal_and_of_its_context_is_found() {
        for suite in SUITES {
            let sealed = seal(&key(), suite, &CONTEXT, &plaintext(32)).unwrap();
            for at in 0..sealed.len() * 8 {
                let mut bad = sealed.clone();
                bad[at / 8] ^= 1 << (at % 8);
                assert!(!opens(suite, &CONTEXT, &bad), "{suite:?}: bit {at}");
            }
            for at in 0..CONTEXT.len() * 8 {
                let mut context = CONTEXT;
                context[at / 8] ^= 1 << (at % 8);
                assert!(!opens(suite, &context, &sealed), "{suite:?}: bit {at} of the context");
            }
        }
    }

    #[test]
    fn flipped_bytes_of_a_long_seal_are_found_in_every_chunk() {
        for suite in SUITES {
            let mut sealed = seal(&key(), suite, &CONTEXT, &plaintext(2 * CHUNK_LEN + 100)).unwrap();
            let edges = [SEALED_CHUNK_LEN, 2 * SEALED_CHUNK_LEN, sealed.len() - PREFIX_LEN];
            let near = edges.iter().flat_map(|edge| PREFIX_LEN + edge - TAG_LEN - 1..PREFIX_LEN + edge);
            let places: Vec<usize> = near.chain((0..sealed.len()).step_by(997)).collect();
            for at in places {
                sealed[at] ^= 0x80;
                assert!(!opens(suite, &CONTEXT, &sealed), "{suite:?}: byte {at}");
                sealed[at] ^= 0x80;
            }
            assert!(opens(suite, &CONTEXT, &sealed));
        }
    }

    #[test]
    fn every_truncation_is_found_near_the_edges_of_chunks() {
        for suite in SUITES {
            for len in [100, CHUNK_LEN, 2 * CHUNK_LEN + 5] {
                let sealed = seal(&key(), suite, &CONTEXT, &plaintext(len)).unwrap();
                let edges = (0..=sealed.len() / SEALED_CHUNK_LEN).map(|n| PREFIX_LEN + n * SEALED_CHUNK_LEN);
                let near = edges.flat_map(|edge| edge.saturating_sub(40)..edge + 40);
                for cut in near.chain(0..200).filter(|&cut| cut < sealed.len()) {
                    assert!(!opens(suite, &CONTEXT, &sealed[..cut]), "{suite:?}: {cut} of {}", sealed.len());
                }
            }
        }
    }

    #[test]
    fn appended_swapped_repeated_and_foreign_chunks_are_found() {
        for suite in SUITES {
            let sealed = seal(&key(), suite, &CONTEXT, &plaintext(3 * CHUNK_LEN)).unwrap();
            for extra in [1, TAG_LEN, TAG_LEN + 1, SEALED_CHUNK_LEN] {
                let mut longer = sealed.clone();
                longer.resize(sealed.len() + extra, 0);
                assert!(!opens(suite, &CONTEXT, &longer), "{extra} bytes appended");
            }
            let chunk = |n: usize| PREFIX_LEN + n * SEALED_CHUNK_LEN..PREFIX_LEN + (n + 1) * SEALED_CHUNK_LEN;
            let mut swapped = sealed.clone();
            swapped[chunk(0)].copy_from_slice(&sealed[chunk(1)]);
            swapped[chunk(1)].copy_from_slice(&sealed[chunk(0)]);
            assert!(!opens(suite, &CONTEXT, &swapped));
            let mut repeated = sealed.clone();
            repeated.copy_within(chunk(0), chunk(1).start);
            assert!(!opens(suite, &CONTEXT, &repeated));
            let mut dropped = sealed.clone();
            dropped.drain(chunk(1));
            assert!(!opens(suite, &CONTEXT, &dropped));
            let other = seal(&key(), suite, &CONTEXT, &plaintext(3 * CHUNK_LEN)).unwrap();
            let mut foreign = sealed.clone();
            foreign[chunk(2)].copy_from_slice(&other[chunk(2)]);
            assert!(!opens(suite, &CONTEXT, &foreign));
        }
    }

    #[test]
    fn another_key_context_or_suite_opens_nothing() {
        for suite in SUITES {
            let sealed = seal(&key(), suite, &CONTEXT, b"text").unwrap();
            assert!(open(&Secret::random().unwrap(), suite, &CONTEXT, &sealed).is_err());
            assert!(!opens(suite, &CONTEXT[..103], &sealed));
            assert!(!opens(suite, b"", &sealed));
            let other = SUITES.into_iter().find(|&other| other != suite).unwrap();
            assert!(!opens(other, &CONTEXT, &sealed));
        }
    }

    #[test]
    fn the_chunk_counter_is_carried_through_all_eight_bytes() {
        let okm = Secret::try_fill(|okm: &mut [u8; OKM_LEN]| okm.fill(0xff));
        let keys = StreamKeys { suite: Suite::Aes256Gcm, okm };
        assert_eq!(keys.nonce(0), [0xff; 12]);
        assert_eq!(keys.nonce(0x0102), [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0xfe, 0xfd]);
        assert_eq!(keys.nonce(u64::MAX), [255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn suites_have_their_bytes_and_no_others() {
        for suite in SUITES {
            assert_eq!(Suite::from_byte(suite.to_byte()), Some(suite));
        }
        assert!([0, 3, 255].into_iter().all(|byte| Suite::from_byte(byte).is_none()));
    }

    #[cfg(feature = "test-kdf")]
    #[test]
    fn tests_may_choose_the_suite() {
        for suite in SUITES {
            set_suite_for_tests(suite);
            assert_eq!(Suite::preferred(), suite);
        }
    }
}
