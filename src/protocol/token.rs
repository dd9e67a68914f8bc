//! The texts of device tokens and invites: what kind it is, a public id, a secret.
//!
//! ```text
//! hdt_<id, 32 hex digits>_<secret, 64 hex digits>     a device token
//! hiv_<id, 32 hex digits>_<secret, 64 hex digits>     an invite
//! ```
//! A server keeps the id and the SHA-256 of the secret's 32 bytes. The secret is 256 random bits, so that a
//! plain hash is enough: there is nothing to guess.

use super::ids::Digest;
use zeroize::{Zeroize as _, Zeroizing};

/// Bytes of an id.
pub const ID_LEN: usize = 16;
/// Bytes of a secret.
pub const SECRET_LEN: usize = 32;

/// What a text stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grant {
    /// A device token.
    Token,
    /// An invite.
    Invite,
}

impl Grant {
    fn prefix(self) -> &'static str {
        match self {
            Self::Token => "hdt_",
            Self::Invite => "hiv_",
        }
    }
}

/// A text that is not a token or invite.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a token of this kind")]
pub struct BadToken;

/// The parts of a token or invite. Wiped when dropped.
pub struct Credential {
    /// Its public id.
    pub id: [u8; ID_LEN],
    secret: [u8; SECRET_LEN],
}

impl Drop for Credential {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl Credential {
    /// A credential of random bytes.
    pub fn from_random(id: [u8; ID_LEN], secret: [u8; SECRET_LEN]) -> Self {
        Self { id, secret }
    }

    /// Reads one of a kind.
    pub fn parse(kind: Grant, text: &str) -> Result<Self, BadToken> {
        let (id, secret) =
            text.strip_prefix(kind.prefix()).and_then(|rest| rest.split_once('_')).ok_or(BadToken)?;
        let mut read = Self { id: [0; ID_LEN], secret: [0; SECRET_LEN] };
        let lower = |text: &str| !text.bytes().any(|b| b.is_ascii_uppercase());
        if !lower(id) || !lower(secret) {
            return Err(BadToken);
        }
        hex::decode_to_slice(id, &mut read.id).map_err(|_| BadToken)?;
        hex::decode_to_slice(secret, &mut read.secret).map_err(|_| BadToken)?;
        Ok(read)
    }

    /// What a server keeps of the secret.
    pub fn secret_hash(&self) -> Digest {
        Digest::of(&self.secret)
    }

    /// The text. Whoever has it has what it grants.
    pub fn to_text(&self, kind: Grant) -> Zeroizing<String> {
        let mut digits = Zeroizing::new([0u8; 2 * SECRET_LEN]);
        let mut text = Zeroizing::new(String::with_capacity(4 + 2 * ID_LEN + 1 + 2 * SECRET_LEN));
        text.push_str(kind.prefix());
        text.push_str(&hex::encode(self.id));
        text.push('_');
        let encoded = hex::encode_to_slice(self.secret, digits.as_mut_slice());
        debug_assert!(encoded.is_ok(), "two digits for each byte");
        text.push_str(std::str::from_utf8(digits.as_slice()).unwrap_or_default());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_read_back_and_kinds_are_apart() {
        let made = Credential::from_random([0xab; ID_LEN], [7; SECRET_LEN]);
        for (kind, other) in [(Grant::Token, Grant::Invite), (Grant::Invite, Grant::Token)] {
            let text = made.to_text(kind);
            let read = Credential::parse(kind, &text).unwrap();
            assert_eq!((read.id, read.secret_hash()), (made.id, made.secret_hash()));
            assert!(Credential::parse(other, &text).is_err());
            assert!(Credential::parse(kind, &text.to_uppercase()).is_err());
            for bad in ["", "_", kind.prefix(), &text[..text.len() - 1], &format!("{}0", *text)] {
                assert!(Credential::parse(kind, bad).is_err(), "{bad}");
            }
        }
        assert_eq!(made.secret_hash(), Digest::of(&[7; SECRET_LEN]));
    }
}
