//! The wire layout of an envelope: keys that one person hands to another, sealed to the recipient's receiving key and
//! signed by the sender. Who opens it and what it is worth is the vault's; a server checks its form and passes it on.

use super::cbor::{self, CborError};
use super::ids::{Digest, EnvelopeId, KeyId, OwnerId, SessionTag};
use super::limits::{MAX_ENVELOPE_KEYS, MAX_ENVELOPE_LEN};
use minicbor::{Decode, Encode};

/// The version of this layout.
pub const ENVELOPE_FORMAT: u8 = 1;
/// HPKE base mode with X-Wing, HKDF-SHA256 and ChaCha20-Poly1305.
pub const SUITE_XWING: u8 = 1;
/// Bytes of X-Wing's encapsulated key.
pub const ENCAPSULATED_LEN: usize = 1120;

/// What an envelope holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum EnvelopeKind {
    /// The content keys of one session.
    #[n(1)]
    Session,
    /// The secret of a team's vault.
    #[n(2)]
    TeamSecret,
}

/// What everyone may read of an envelope, and what all of it is bound to: these bytes are HPKE's info, and signed.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct EnvelopeBody {
    /// [`ENVELOPE_FORMAT`].
    #[n(0)]
    pub format: u8,
    /// Its name: random.
    #[n(1)]
    pub id: EnvelopeId,
    /// What it holds.
    #[n(2)]
    pub kind: EnvelopeKind,
    /// The vault that it opens a part of.
    #[n(3)]
    pub vault: OwnerId,
    /// The sender, by the owner id of the sender's personal vault.
    #[n(4)]
    pub sender: OwnerId,
    /// SHA-256 of the Ed25519 key that signed it.
    #[n(5)]
    pub sender_key: Digest,
    /// The recipient, by the owner id of the recipient's personal vault.
    #[n(6)]
    pub recipient: OwnerId,
    /// SHA-256 of the receiving key that it is sealed to.
    #[n(7)]
    pub recipient_key: Digest,
    /// The session; zero where it holds a team's secret.
    #[n(8)]
    pub session: SessionTag,
    /// Ids of the content keys in it, newest first; none where it holds a team's secret.
    #[n(9)]
    pub keys: Vec<KeyId>,
    /// A session: the version of the data key that was active. A team's secret: the epoch of its slot.
    #[n(10)]
    pub epoch: u32,
    /// Seconds of Unix time, by the sender's clock.
    #[n(11)]
    pub created: u64,
    /// The last second at which it may be opened.
    #[n(12)]
    pub not_after: u64,
    /// [`SUITE_XWING`].
    #[n(13)]
    pub suite: u8,
}

/// An envelope.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Envelope {
    /// What it is bound to.
    #[n(0)]
    pub body: EnvelopeBody,
    /// HPKE's encapsulated key, [`ENCAPSULATED_LEN`] bytes.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub encapsulated: Vec<u8>,
    /// HPKE's ciphertext.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub ciphertext: Vec<u8>,
    /// Ed25519 by the sender over this structure without the signature.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub signature: Option<Vec<u8>>,
}

/// Bytes that are no envelope of this layout.
#[derive(Debug, thiserror::Error)]
pub enum BadEnvelope {
    /// Not the encoding of an envelope.
    #[error("not the encoding of an envelope")]
    Structure(#[from] CborError),
    /// Too long, a field of a wrong length, or fields that contradict each other.
    #[error("an envelope of a wrong form: {0}")]
    Form(&'static str),
    /// A later version made it.
    #[error("envelope format {0} needs a newer han")]
    Newer(u8),
}

impl Envelope {
    /// Reads an envelope and checks its form; no signature and no seal.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadEnvelope> {
        if bytes.len() > MAX_ENVELOPE_LEN {
            return Err(BadEnvelope::Form("too long"));
        }
        let envelope: Self = cbor::decode(bytes)?;
        let body = &envelope.body;
        if body.format > ENVELOPE_FORMAT || body.suite > SUITE_XWING {
            return Err(BadEnvelope::Newer(body.format.max(body.suite)));
        }
        let is_session = body.session != SessionTag::default();
        for (right, what) in [
            (body.format == ENVELOPE_FORMAT, "format"),
            (body.suite == SUITE_XWING, "suite"),
            (envelope.encapsulated.len() == ENCAPSULATED_LEN, "encapsulated key"),
            (envelope.signature.as_ref().is_some_and(|bytes| bytes.len() == 64), "signature"),
            ((body.kind == EnvelopeKind::Session) == is_session, "session"),
            (body.keys.is_empty() != is_session && body.keys.len() <= MAX_ENVELOPE_KEYS, "keys"),
            (body.created <= body.not_after, "times"),
        ] {
            if !right {
                return Err(BadEnvelope::Form(what));
            }
        }
        Ok(envelope)
    }

    /// The bytes that the signature covers: the encoding without it.
    pub fn signed_bytes(&self) -> Vec<u8> {
        cbor::encode(&Self { signature: None, ..self.clone() })
    }
}

impl EnvelopeBody {
    /// HPKE's info: `"han/v1/envelope" 00` and the encoding of this body.
    pub fn info(&self) -> Vec<u8> {
        [&b"han/v1/envelope\0"[..], &cbor::encode(self)].concat()
    }
}
