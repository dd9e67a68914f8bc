//! HPKE (RFC 9180), base mode: what a server seals to a vault's audit key is opened here. DHKEM(X25519, HKDF-SHA256),
//! HKDF-SHA256, ChaCha20-Poly1305. What people seal to each other goes by [`xwing`].

pub mod xwing;

use super::secret::Secret;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, single_shot_open};

/// A ciphertext that is not for this key, or was changed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("it does not open with this key")]
pub struct NotForThisKey;

/// Opens a single message that was sealed to the public key of `seed` with this `info` and no additional data.
pub fn open(
    seed: &Secret<32>,
    info: &[u8],
    encapsulated: &[u8; 32],
    ciphertext: &[u8],
) -> Result<Vec<u8>, NotForThisKey> {
    type Private = <X25519HkdfSha256 as Kem>::PrivateKey;
    type Encapped = <X25519HkdfSha256 as Kem>::EncappedKey;
    let key = Private::from_bytes(seed.expose()).map_err(|_| NotForThisKey)?;
    let encapsulated = Encapped::from_bytes(encapsulated).map_err(|_| NotForThisKey)?;
    single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &key,
        &encapsulated,
        info,
        ciphertext,
        b"",
    )
    .map_err(|_| NotForThisKey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::sign::audit_public;
    use hpke::{OpModeS, Serializable, single_shot_seal};

    #[test]
    fn what_is_sealed_to_the_audit_key_opens_with_its_seed_alone() {
        let seed = Secret::<32>::from_slice(&[7; 32]).unwrap();
        type Public = <X25519HkdfSha256 as Kem>::PublicKey;
        let public = Public::from_bytes(&audit_public(&seed)).unwrap();
        let (encapsulated, ciphertext) = single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            b"info",
            b"from here",
            b"",
        )
        .unwrap();
        let encapsulated: [u8; 32] = encapsulated.to_bytes().into();
        assert_eq!(open(&seed, b"info", &encapsulated, &ciphertext).unwrap(), b"from here");
        let other = Secret::<32>::from_slice(&[8; 32]).unwrap();
        assert_eq!(open(&other, b"info", &encapsulated, &ciphertext), Err(NotForThisKey));
        assert_eq!(open(&seed, b"other", &encapsulated, &ciphertext), Err(NotForThisKey));
        for at in 0..ciphertext.len() {
            let mut bad = ciphertext.clone();
            bad[at] ^= 1;
            assert_eq!(open(&seed, b"info", &encapsulated, &bad), Err(NotForThisKey), "byte {at}");
        }
        for point in [[0; 32], [0xff; 32]] {
            assert_eq!(open(&seed, b"info", &point, &ciphertext), Err(NotForThisKey));
        }
    }
}
