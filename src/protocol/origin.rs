//! From where a request came, as the server seals it for the holders of a vault's keys.
//!
//! ```text
//!  0   1  version, 1
//!  1  16  id of the audit key that it is sealed to, as the keyfile lists it
//! 17  32  HPKE encapsulated key
//! 49   n  HPKE ciphertext with its tag (16)
//! ```
//! HPKE (RFC 9180), base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305; info is
//! `"han/v1/origin" || 0x00 || owner_id`, no additional data: the leaf binds the bytes by their SHA-256. The plaintext is a
//! length (2 bytes, big-endian), that many bytes of a CBOR [`Origin`], and zeros up to a multiple of 128.

use super::cbor;
use super::ids::{KeyId, OwnerId};
use minicbor::{Decode, Encode};

/// The version of this layout.
pub const ORIGIN_VERSION: u8 = 1;
/// Plaintexts are padded to a multiple of this.
const BLOCK: usize = 128;
/// Characters of a user agent that are kept.
const MAX_AGENT: usize = 200;
/// Longest sealed origin that is read, in bytes.
pub const MAX_SEALED_LEN: usize = 4_096;

/// Address and user agent of a request.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Origin {
    /// The client's IP address, as text.
    #[n(0)]
    pub address: String,
    /// What it says it is; empty where it says nothing.
    #[n(1)]
    pub agent: String,
}

/// Bytes that are no sealed origin, or no origin.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an origin")]
pub struct BadOrigin;

impl Origin {
    /// An origin whose agent is cut to what is kept of it; control characters are dropped.
    pub fn new(address: String, agent: &str) -> Self {
        Self { address, agent: agent.chars().filter(|c| !c.is_control()).take(MAX_AGENT).collect() }
    }

    /// The plaintext that is sealed.
    pub fn to_plain(&self) -> Vec<u8> {
        let body = cbor::encode(self);
        let mut out = u16::try_from(body.len()).unwrap_or(u16::MAX).to_be_bytes().to_vec();
        out.extend_from_slice(&body);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
        out
    }

    /// Reads a plaintext.
    pub fn from_plain(bytes: &[u8]) -> Result<Self, BadOrigin> {
        let (len, rest) = bytes.split_first_chunk::<2>().ok_or(BadOrigin)?;
        let (body, padding) =
            rest.split_at_checked(usize::from(u16::from_be_bytes(*len))).ok_or(BadOrigin)?;
        if padding.iter().any(|byte| *byte != 0) {
            return Err(BadOrigin);
        }
        cbor::decode(body).map_err(|_| BadOrigin)
    }
}

/// A sealed origin in its parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sealed {
    /// The audit key.
    pub key: KeyId,
    /// HPKE's encapsulated key.
    pub encapsulated: [u8; 32],
    /// HPKE's ciphertext.
    pub ciphertext: Vec<u8>,
}

impl Sealed {
    /// The bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![ORIGIN_VERSION];
        out.extend_from_slice(&self.key.0);
        out.extend_from_slice(&self.encapsulated);
        out.extend_from_slice(&self.ciphertext);
        out
    }

    /// Reads the bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadOrigin> {
        if bytes.len() > MAX_SEALED_LEN {
            return Err(BadOrigin);
        }
        let (version, rest) = bytes.split_first().ok_or(BadOrigin)?;
        let (key, rest) = rest.split_first_chunk::<16>().ok_or(BadOrigin)?;
        let (encapsulated, ciphertext) = rest.split_first_chunk::<32>().ok_or(BadOrigin)?;
        if *version != ORIGIN_VERSION {
            return Err(BadOrigin);
        }
        Ok(Self { key: KeyId(*key), encapsulated: *encapsulated, ciphertext: ciphertext.to_vec() })
    }
}

/// HPKE's info: binds a sealed origin to its vault.
pub fn info(owner: OwnerId) -> Vec<u8> {
    [b"han/v1/origin\0", owner.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_come_back_and_their_lengths_tell_little() {
        let one = Origin::new("192.0.2.7".into(), "han/0.1.0\r\n");
        let other = Origin::new("2001:db8::1".into(), &"x".repeat(10_000));
        assert_eq!(one.agent, "han/0.1.0");
        assert_eq!((one.to_plain().len(), other.to_plain().len()), (128, 256));
        for origin in [one, other] {
            assert_eq!(Origin::from_plain(&origin.to_plain()), Ok(origin));
        }
    }

    #[test]
    fn strange_bytes_are_refused() {
        let sealed = Sealed { key: KeyId([1; 16]), encapsulated: [2; 32], ciphertext: vec![3; 40] };
        assert_eq!(Sealed::parse(&sealed.to_bytes()), Ok(sealed.clone()));
        assert_eq!(Sealed::parse(&sealed.to_bytes()[..48]), Err(BadOrigin));
        assert_eq!(Sealed::parse(&[2; 60]), Err(BadOrigin));
        assert_eq!(Sealed::parse(&vec![1; MAX_SEALED_LEN + 1]), Err(BadOrigin));
        let mut plain = Origin::new("::1".into(), "").to_plain();
        *plain.last_mut().unwrap() = 1;
        assert_eq!(Origin::from_plain(&plain), Err(BadOrigin));
        assert_eq!(Origin::from_plain(&[0xff, 0xff, 0]), Err(BadOrigin));
    }
}
