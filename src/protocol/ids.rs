//! Fixed-width identifiers. They are public values: safe to print, compare and store.

use std::fmt;

/// Why a textual identifier was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected {expected} lower-case hex digits")]
pub struct BadId {
    /// The number of digits a valid identifier has.
    pub expected: usize,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// The length in bytes.
            pub const LEN: usize = $len;

            /// Parses lower-case hex of exactly twice the byte length.
            pub fn parse(text: &str) -> Result<Self, BadId> {
                let bad = BadId { expected: $len * 2 };
                if text.len() != $len * 2 || text.bytes().any(|b| b.is_ascii_uppercase()) {
                    return Err(bad);
                }
                let mut out = [0u8; $len];
                hex::decode_to_slice(text, &mut out).map_err(|_| bad)?;
                Ok(Self(out))
            }

            /// Reads the identifier from a slice of exactly its length.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// The raw bytes.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), hex::encode(self.0))
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                Self::from_slice(d.bytes()?)
                    .ok_or_else(|| minicbor::decode::Error::message("identifier of a wrong length"))
            }
        }
    };
}

id!(
    /// The random 16 bytes made by `init`: the vault's primary key everywhere.
    OwnerId,
    16
);
id!(
    /// `HMAC-SHA-256(index key, "han/v1/session" || 0x00 || session uuid)[..16]`; all zero where an object
    /// belongs to no session.
    SessionTag,
    16
);
id!(
    /// `HKDF-Expand-SHA-512(sealing key, "han/v1/key-id")[..16]`.
    KeyId,
    16
);
id!(
    /// The SHA-256 of an object's bytes, which is also its name.
    ObjectId,
    32
);
id!(
    /// A random identifier of one installation of `han` (one home).
    DeviceId,
    16
);
id!(
    /// Who acted, as the server knows it: the user id on a server, the device id on an embedded vault.
    ActorId,
    16
);
id!(
    /// A SHA-256 digest: tree roots, body hashes, the `prev` links.
    Digest,
    32
);
id!(
    /// A random identifier of one envelope.
    EnvelopeId,
    16
);
id!(
    /// A short random identifier of one slot of a keyfile.
    SlotId,
    8
);

impl Digest {
    /// The SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }
}

impl ObjectId {
    /// The name of an object: the SHA-256 of its bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Digest::of(bytes).0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_is_the_inverse_of_display_and_refuses_the_rest() {
        let id = OwnerId([0xab; 16]);
        assert_eq!(OwnerId::parse(&id.to_string()), Ok(id));
        for bad in ["", "ab", &"AB".repeat(16), &"zz".repeat(16), &"ab".repeat(17)] {
            assert!(OwnerId::parse(bad).is_err(), "{bad}");
        }
    }
}
