//! The suite of sharing: X-Wing (ML-KEM-768 with X25519, KEM 0x647a of draft-ietf-hpke-pq), HKDF-SHA256 (KDF 1),
//! ChaCha20-Poly1305 (AEAD 3). Who records a message today needs to break both the lattice and the curve.

use super::NotForThisKey;
use crate::crypto::secret::{RandomError, Secret, random_bytes};
use core::convert::Infallible;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::rand_core::{TryCryptoRng, TryRng, utils};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use hpke::{single_shot_open, single_shot_seal_with_rng};
use zeroize::Zeroizing;

/// Bytes of a receiving key: 1,184 of ML-KEM-768, then 32 of X25519.
pub const PUBLIC_LEN: usize = 1216;
/// Bytes of an encapsulated key: 1,088 of ML-KEM-768, then 32 of X25519.
pub const ENCAPSULATED_LEN: usize = 1120;
/// What a ciphertext is longer than its plaintext, in bytes.
pub const TAG_LEN: usize = 16;
/// The randomness of one encapsulation, in bytes.
const COINS_LEN: usize = 64;

type Private = <XWing as Kem>::PrivateKey;
type Public = <XWing as Kem>::PublicKey;
type Encapped = <XWing as Kem>::EncappedKey;

/// Nothing could be sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The bytes are no receiving key: another length, or coefficients out of range (FIPS 203, section 7.2).
    #[error("it is not a receiving key")]
    NoReceivingKey,
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// The receiving key of a seed: what others seal to.
#[expect(clippy::expect_used, reason = "any 32 bytes are a seed, and the type says that they are 32")]
pub fn public(seed: &Secret<32>) -> [u8; PUBLIC_LEN] {
    let private = Private::from_bytes(seed.expose()).expect("32 bytes");
    let mut out = [0; PUBLIC_LEN];
    XWing::sk_to_pk(&private).write_exact(&mut out);
    out
}

/// Seals one message to `receiver`, bound to `info`: the encapsulated key ([`ENCAPSULATED_LEN`]) and the ciphertext,
/// [`TAG_LEN`] longer than `plaintext`. Nobody signs by this; who the sender is has to be proved beside it.
pub fn seal(receiver: &[u8], info: &[u8], plaintext: &[u8]) -> Result<(Vec<u8>, Vec<u8>), SealError> {
    let mut coins = Zeroizing::new([0; COINS_LEN]);
    random_bytes(coins.as_mut())?;
    seal_with(receiver, info, plaintext, b"", coins)
}

/// Opens what was sealed to the receiving key of `seed` with this `info`.
pub fn open(
    seed: &Secret<32>,
    info: &[u8],
    encapsulated: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, NotForThisKey> {
    open_with(seed, info, (encapsulated, ciphertext), b"")
}

fn seal_with(
    receiver: &[u8],
    info: &[u8],
    plaintext: &[u8],
    aad: &[u8],
    coins: Zeroizing<[u8; COINS_LEN]>,
) -> Result<(Vec<u8>, Vec<u8>), SealError> {
    let receiver = Public::from_bytes(receiver).map_err(|_| SealError::NoReceivingKey)?;
    let (encapsulated, ciphertext) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeS::Base,
        &receiver,
        info,
        plaintext,
        aad,
        &mut Coins(coins),
    )
    .map_err(|_| SealError::NoReceivingKey)?;
    Ok((encapsulated.to_bytes().to_vec(), ciphertext))
}

fn open_with(
    seed: &Secret<32>,
    info: &[u8],
    (encapsulated, ciphertext): (&[u8], &[u8]),
    aad: &[u8],
) -> Result<Zeroizing<Vec<u8>>, NotForThisKey> {
    let private = Private::from_bytes(seed.expose()).map_err(|_| NotForThisKey)?;
    let encapsulated = Encapped::from_bytes(encapsulated).map_err(|_| NotForThisKey)?;
    single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        &private,
        &encapsulated,
        info,
        ciphertext,
        aad,
    )
    .map(Zeroizing::new)
    .map_err(|_| NotForThisKey)
}

/// Hands out one encapsulation's randomness, drawn before so that a failure of the system's generator is an error
/// and no panic. X-Wing asks once, for exactly this many bytes.
struct Coins(Zeroizing<[u8; COINS_LEN]>);

impl TryRng for Coins {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        utils::next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        assert_eq!(out.len(), COINS_LEN, "an encapsulation draws its coins in one piece");
        out.copy_from_slice(self.0.as_slice());
        Ok(())
    }
}

impl TryCryptoRng for Coins {}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn bytes(value: &Value) -> Vec<u8> {
        hex::decode(value.as_str().unwrap()).unwrap()
    }

    fn seed(byte: u8) -> Secret<32> {
        Secret::from_slice(&[byte; 32]).unwrap()
    }

    #[test]
    fn the_published_vectors_hold_both_ways() {
        let file = include_str!("../../../tests/data/vectors/hpke-xwing.json");
        let vectors: Vec<Value> = serde_json::from_str(file).unwrap();
        assert_eq!(vectors.len(), 2);
        for vector in &vectors {
            assert_eq!((&vector["kem_id"], &vector["kdf_id"]), (&0x647a.into(), &1.into()));
            let secret = Secret::from_slice(&bytes(&vector["skRm"])).unwrap();
            let (info, receiver) = (bytes(&vector["info"]), public(&secret));
            assert_eq!(receiver.as_slice(), bytes(&vector["pkRm"]));
            let (aad, plain, ciphertext) =
                (bytes(&vector["aad"]), bytes(&vector["pt"]), bytes(&vector["ct"]));
            let coins = Zeroizing::new(bytes(&vector["ikmE"]).try_into().unwrap());
            let (encapsulated, sealed) = seal_with(&receiver, &info, &plain, &aad, coins).unwrap();
            assert_eq!(encapsulated, bytes(&vector["enc"]));
            assert_eq!(sealed, ciphertext);
            let opened = open_with(&secret, &info, (&encapsulated, &ciphertext), &aad).unwrap();
            assert_eq!(opened.as_slice(), plain);
        }
    }

    #[test]
    fn the_receiving_key_of_the_draft_follows_from_its_seed() {
        let file = include_str!("../../../tests/data/vectors/xwing.json");
        let vectors: Vec<Value> = serde_json::from_str(file).unwrap();
        assert_eq!(vectors.len(), 3);
        for vector in &vectors {
            let secret = Secret::from_slice(&bytes(&vector["sk"])).unwrap();
            assert_eq!(public(&secret).as_slice(), bytes(&vector["pk"]));
        }
    }

    #[test]
    fn a_message_opens_by_its_own_seed_and_info_alone() {
        let receiver = public(&seed(7));
        let (encapsulated, ciphertext) = seal(&receiver, b"info", b"from here").unwrap();
        assert_eq!((encapsulated.len(), ciphertext.len()), (ENCAPSULATED_LEN, 9 + TAG_LEN));
        let open = |seed: &Secret<32>, info: &[u8], enc: &[u8], ct: &[u8]| {
            super::open(seed, info, enc, ct).map(|plain| plain.to_vec())
        };
        assert_eq!(open(&seed(7), b"info", &encapsulated, &ciphertext).unwrap(), b"from here");
        assert_eq!(open(&seed(8), b"info", &encapsulated, &ciphertext), Err(NotForThisKey));
        assert_eq!(open(&seed(7), b"other", &encapsulated, &ciphertext), Err(NotForThisKey));
        for at in 0..ciphertext.len() {
            let mut bad = ciphertext.clone();
            bad[at] ^= 1;
            assert_eq!(open(&seed(7), b"info", &encapsulated, &bad), Err(NotForThisKey), "byte {at}");
        }
        for at in (0..ENCAPSULATED_LEN).step_by(37).chain([ENCAPSULATED_LEN - 1]) {
            let mut bad = encapsulated.clone();
            bad[at] ^= 1;
            assert_eq!(open(&seed(7), b"info", &bad, &ciphertext), Err(NotForThisKey), "byte {at}");
        }
        for cut in [0, 1, ENCAPSULATED_LEN - 1] {
            assert_eq!(open(&seed(7), b"info", &encapsulated[..cut], &ciphertext), Err(NotForThisKey));
        }
        assert_eq!(open(&seed(7), b"info", &encapsulated, b""), Err(NotForThisKey));
    }

    #[test]
    fn nothing_is_sealed_to_what_is_no_receiving_key() {
        let whole = public(&seed(7));
        for receiver in [&whole[1..], b"", &[0xff; PUBLIC_LEN]] {
            assert!(matches!(seal(receiver, b"", b"x"), Err(SealError::NoReceivingKey)));
        }
    }
}
