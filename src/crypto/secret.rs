//! Types that hold secrets: wiped on drop, in locked memory where possible, without `Debug`, `Clone`,
//! `PartialEq` or serialisation. Their bytes are reached only by `expose()`, which is the word to audit for.

use super::kdf;
use super::memory::Locked;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The operating system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no randomness: {0}")]
pub struct RandomError(getrandom::Error);

/// Fills `bytes` from the operating system's generator.
pub fn random_bytes(bytes: &mut [u8]) -> Result<(), RandomError> {
    getrandom::fill(bytes).map_err(RandomError)
}

/// `N` secret bytes.
pub struct Secret<const N: usize>(Locked<N>);

impl<const N: usize> Secret<N> {
    /// Fresh from the operating system's generator.
    pub fn random() -> Result<Self, RandomError> {
        let mut bytes = Locked::zeroed();
        random_bytes(bytes.get_mut())?;
        Ok(Self(bytes))
    }

    /// Filled in place by `f`, which is given zeros: no copy is left elsewhere.
    pub fn try_fill(f: impl FnOnce(&mut [u8; N])) -> Self {
        let mut bytes = Locked::zeroed();
        f(bytes.get_mut());
        Self(bytes)
    }

    /// Copies `bytes`, which must be exactly `N` long. The caller wipes the source.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; N] = bytes.try_into().ok()?;
        Some(Self::try_fill(|secret| secret.copy_from_slice(bytes)))
    }

    /// The secret bytes. Whoever calls this keeps them out of errors, logs and longer-lived memory.
    pub fn expose(&self) -> &[u8; N] {
        self.0.get()
    }

    /// Whether both hold the same bytes, in time independent of them.
    pub fn ct_eq(&self, other: &Self) -> bool {
        self.expose().ct_eq(other.expose()).into()
    }

    /// A second copy, wiped on its own; explicit because every copy is one more place to leak from.
    pub fn duplicate(&self) -> Self {
        Self::try_fill(|secret| secret.copy_from_slice(self.expose()))
    }
}

macro_rules! key_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name(Secret<32>);

        impl $name {
            /// Gives 32 secret bytes this meaning.
            pub fn new(secret: Secret<32>) -> Self {
                Self(secret)
            }

            /// The bytes, to seal with or derive from.
            pub fn secret(&self) -> &Secret<32> {
                &self.0
            }

            /// A second copy, wiped on its own.
            pub fn duplicate(&self) -> Self {
                Self(self.0.duplicate())
            }
        }
    };
}

macro_rules! random {
    ($($name:ident),*) => {
        $(impl $name {
            /// A fresh random key.
            pub fn random() -> Result<Self, RandomError> {
                Secret::random().map(Self)
            }
        })*
    };
}

macro_rules! identified {
    ($($name:ident),*) => {
        $(impl $name {
            /// The public identifier of the key, [`kdf::key_id`].
            pub fn id(&self) -> [u8; 16] {
                kdf::key_id(&self.0)
            }
        })*
    };
}

key_type! {
    /// Key-encryption key: derived from the passphrase (and the account key), wraps the keys of a keyfile.
    Kek
}
key_type! {
    /// Data-encryption key: wraps content keys.
    Dek
}
key_type! {
    /// The random key of one session; segment, manifest and metadata keys are derived from it.
    ContentKey
}
key_type! {
    /// Names sessions by HMAC and seals local state.
    IndexKey
}
key_type! {
    /// A derived key that seals one kind of object.
    SealingKey
}
key_type! {
    /// The second secret of a vault whose passphrase was chosen by a person; never uploaded.
    AccountKey
}
random!(Dek, ContentKey, IndexKey, AccountKey);
identified!(Kek, Dek, ContentKey, IndexKey, SealingKey);

/// The secret that opens a vault, as typed or generated: any bytes.
pub struct Passphrase(Zeroizing<Vec<u8>>);

impl Passphrase {
    /// Takes the bytes as they are.
    pub fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }

    /// Takes what was read from a terminal, file, descriptor or command: one trailing `\n` or `\r\n` is not
    /// part of it.
    pub fn from_input(mut bytes: Zeroizing<Vec<u8>>) -> Self {
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
        }
        Self(bytes)
    }

    /// The secret bytes.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether both hold the same bytes, in time independent of them (but not of their length).
    pub fn ct_eq(&self, other: &Self) -> bool {
        self.0.as_slice().ct_eq(other.0.as_slice()).into()
    }

    /// A second copy, wiped on its own.
    pub fn duplicate(&self) -> Self {
        Self(Zeroizing::new(self.0.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SigningKey;

    /// Does not compile if a type has the trait: `Ambiguous::check` would then have two candidates.
    macro_rules! assert_lacks {
        ($type:ty: $($bound:path),+ $(,)?) => {
            $(const _: fn() = || {
                trait Ambiguous<A> {
                    fn check() {}
                }
                impl<T: ?Sized> Ambiguous<()> for T {}
                struct Has;
                impl<T: ?Sized + $bound> Ambiguous<Has> for T {}
                let _ = <$type as Ambiguous<_>>::check;
            };)+
        };
    }

    macro_rules! assert_secret {
        ($($type:ty),+ $(,)?) => {
            $(assert_lacks!(
                $type: std::fmt::Debug, std::fmt::Display, std::fmt::LowerHex, Clone, Copy, Default, PartialEq,
                std::hash::Hash, PartialOrd, AsRef<[u8]>, std::ops::Deref, std::borrow::Borrow<[u8]>,
                serde::Serialize, minicbor::Encode<()>, Into<Vec<u8>>, ToString,
            );)+
        };
    }

    assert_secret!(
        Secret<32>,
        Passphrase,
        Kek,
        Dek,
        ContentKey,
        IndexKey,
        SealingKey,
        AccountKey,
        SigningKey
    );

    #[test]
    fn a_secret_holds_what_it_was_given_and_compares_in_constant_time() {
        let a = Secret::<32>::from_slice(&[7; 32]).unwrap();
        assert_eq!(a.expose(), &[7; 32]);
        assert!(a.ct_eq(&a.duplicate()));
        assert!(!a.ct_eq(&Secret::random().unwrap()));
        assert!(Secret::<32>::from_slice(&[7; 31]).is_none());
        assert!(Secret::<32>::from_slice(&[7; 33]).is_none());
    }

    #[test]
    fn only_one_line_end_is_cut_from_input() {
        for (input, want) in [
            (&b"pw\n"[..], &b"pw"[..]),
            (b"pw\r\n", b"pw"),
            (b"pw\n\n", b"pw\n"),
            (b"pw\r", b"pw\r"),
            (b" pw ", b" pw "),
            (b"\n", b""),
            (b"", b""),
        ] {
            assert_eq!(Passphrase::from_input(Zeroizing::new(input.to_vec())).expose(), want);
        }
    }
}
