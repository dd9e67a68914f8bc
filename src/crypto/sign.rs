//! Ed25519 (RFC 8032) over `"han/v1/<purpose>" || 0x00 || owner_id (16) || body`, verified strictly.
//!
//! One purpose per structure: a signature never counts for another structure or another vault. Where a body
//! has several parts they are signed as their concatenation, so at most one part may vary in length.

use super::secret::{RandomError, Secret};
use ed25519_dalek::Signer;
use std::fmt;
use zeroize::Zeroizing;

/// The structure that a signature is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Purpose {
    /// A keyfile.
    Keyfile,
    /// The public part of a new vault key, signed by the one before.
    VaultKey,
    /// The public part of a new identity, signed by the one before.
    Identity,
    /// A session's manifest, with bytes 0..104 of its object in front.
    Manifest,
    /// A session's display metadata, with bytes 0..104 of its object in front.
    Meta,
    /// The structure that replaces a removed session.
    Tombstone,
    /// The index of an export archive.
    ExportIndex,
    /// The members of a team.
    Roster,
    /// A key sent to a member.
    Envelope,
    /// What a member found on opening an envelope.
    EnvelopeReceipt,
    /// An owner's word that the log was set back from one head to another.
    LogReset,
}

impl Purpose {
    /// The label in front of the signed bytes.
    pub fn label(self) -> &'static str {
        match self {
            Self::Keyfile => "han/v1/keyfile",
            Self::VaultKey => "han/v1/vault-key",
            Self::Identity => "han/v1/identity",
            Self::Manifest => "han/v1/manifest",
            Self::Meta => "han/v1/meta",
            Self::Tombstone => "han/v1/tombstone",
            Self::ExportIndex => "han/v1/export-index",
            Self::Roster => "han/v1/roster",
            Self::Envelope => "han/v1/envelope",
            Self::EnvelopeReceipt => "han/v1/envelope-receipt",
            Self::LogReset => "han/v1/log-reset",
        }
    }

    /// `label || 0x00 || owner || body`. Bodies may be plaintext (manifests), so the copy is wiped.
    fn message(self, owner: &[u8; 16], body: &[&[u8]]) -> Zeroizing<Vec<u8>> {
        let label = self.label().as_bytes();
        let body_len: usize = body.iter().map(|part| part.len()).sum();
        let mut message = Vec::with_capacity(label.len() + 1 + owner.len() + body_len);
        message.extend_from_slice(label);
        message.push(0);
        message.extend_from_slice(owner);
        body.iter().for_each(|part| message.extend_from_slice(part));
        Zeroizing::new(message)
    }
}

/// A signature that does not count.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
#[error("the signature does not verify")]
pub struct BadSignature;

/// Bytes that are no usable Ed25519 public key.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
#[error("not an Ed25519 public key")]
pub struct BadKey;

/// An Ed25519 key pair, kept as its seed.
pub struct SigningKey {
    seed: Secret<32>,
    public: VerifyingKey,
}

impl SigningKey {
    /// The key pair of a seed.
    pub fn from_seed(seed: Secret<32>) -> Self {
        let public = VerifyingKey(ed25519_dalek::SigningKey::from_bytes(seed.expose()).verifying_key());
        Self { seed, public }
    }

    /// A fresh key pair.
    pub fn generate() -> Result<Self, RandomError> {
        Secret::random().map(Self::from_seed)
    }

    /// The public part.
    pub fn verifying(&self) -> VerifyingKey {
        self.public
    }

    /// Signs the concatenation of `body` for one purpose and one vault.
    pub fn sign(&self, purpose: Purpose, owner: &[u8; 16], body: &[&[u8]]) -> [u8; 64] {
        // Expanded anew each time (some 20 us), so that only the seed stays in memory, and that locked.
        let key = ed25519_dalek::SigningKey::from_bytes(self.seed.expose());
        key.sign(&purpose.message(owner, body)).to_bytes()
    }

    /// The seed, to wrap.
    pub fn seed(&self) -> &Secret<32> {
        &self.seed
    }
}

/// An Ed25519 public key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Reads 32 bytes; refuses what is no point of the curve, a point of small order, or a second encoding of
    /// a point, so that equal keys have equal bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadKey> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| BadKey)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| BadKey)?;
        if key.is_weak() || key.to_edwards().compress().as_bytes() != bytes {
            return Err(BadKey);
        }
        Ok(Self(key))
    }

    /// The 32 bytes.
    pub fn to_bytes(self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Checks a signature of [`SigningKey::sign`] over the same purpose, vault and bytes.
    pub fn verify(
        &self,
        purpose: Purpose,
        owner: &[u8; 16],
        body: &[&[u8]],
        sig: &[u8],
    ) -> Result<(), BadSignature> {
        let sig = ed25519_dalek::Signature::from_slice(sig).map_err(|_| BadSignature)?;
        self.0.verify_strict(&purpose.message(owner, body), &sig).map_err(|_| BadSignature)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", hex::encode(self.0.as_bytes()))
    }
}

/// The X25519 public key (RFC 7748) of a seed; what the server seals origins to.
pub fn audit_public(seed: &Secret<32>) -> [u8; 32] {
    let secret = x25519_dalek::StaticSecret::from(*seed.expose());
    x25519_dalek::PublicKey::from(&secret).to_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: [u8; 16] = [9; 16];

    fn key() -> SigningKey {
        SigningKey::from_seed(Secret::from_slice(&[1; 32]).unwrap())
    }

    #[test]
    fn a_signature_counts_for_its_purpose_vault_and_bytes_only() {
        let (key, body) = (key(), [&b"one"[..], b"two"]);
        let sig = key.sign(Purpose::Manifest, &OWNER, &body);
        let public = key.verifying();
        assert_eq!(public.verify(Purpose::Manifest, &OWNER, &body, &sig), Ok(()));
        assert_eq!(public.verify(Purpose::Meta, &OWNER, &body, &sig), Err(BadSignature));
        assert_eq!(public.verify(Purpose::Manifest, &[8; 16], &body, &sig), Err(BadSignature));
        assert_eq!(public.verify(Purpose::Manifest, &OWNER, &body[..1], &sig), Err(BadSignature));
        let other = SigningKey::generate().unwrap().verifying();
        assert_eq!(other.verify(Purpose::Manifest, &OWNER, &body, &sig), Err(BadSignature));
        for at in 0..64 {
            let mut bad = sig;
            bad[at] ^= 1;
            assert_eq!(public.verify(Purpose::Manifest, &OWNER, &body, &bad), Err(BadSignature), "byte {at}");
        }
        assert_eq!(public.verify(Purpose::Manifest, &OWNER, &body, &sig[..63]), Err(BadSignature));
    }

    #[test]
    fn weak_and_doubly_encoded_keys_are_refused() {
        let mut one = [0u8; 32];
        one[0] = 1; // the neutral element, order 1
        assert_eq!(VerifyingKey::from_bytes(&one), Err(BadKey));
        let mut p_plus_three = [0xff; 32]; // y = p + 3, a second encoding of y = 3
        p_plus_three[0] = 0xf0;
        p_plus_three[31] = 0x7f;
        assert_eq!(VerifyingKey::from_bytes(&p_plus_three), Err(BadKey));
        assert_eq!(VerifyingKey::from_bytes(&[1; 31]), Err(BadKey));
        let good = key().verifying();
        assert_eq!(VerifyingKey::from_bytes(&good.to_bytes()), Ok(good));
    }

    #[test]
    fn labels_are_distinct() {
        use Purpose::*;
        let all = [
            Keyfile,
            VaultKey,
            Identity,
            Manifest,
            Meta,
            Tombstone,
            ExportIndex,
            Roster,
            Envelope,
            EnvelopeReceipt,
            LogReset,
        ];
        let labels: std::collections::HashSet<_> = all.iter().map(|purpose| purpose.label()).collect();
        assert_eq!(labels.len(), all.len());
    }
}
