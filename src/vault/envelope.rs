//! Envelopes: sealing keys to a person, and opening what one was sent. The layout is `protocol::envelope`'s.
//!
//! The ciphertext's plaintext is of a fixed layout, so that keys are read in place and no copy of them is left:
//! ```text
//! session      u8 1, u64 least manifest version, u16 n, n x 32 content keys (newest first), u16 m, m x 32 Ed25519 keys
//! team secret  u8 1, u16 n, n bytes of the secret, u8 0 or 1, then the account key (32) where it is 1
//! ```
//! The Ed25519 keys are those that may have signed the session's manifest: the recipient has no keyfile that would
//! say so, and takes the sender's word, which the signature over the envelope is.

use super::identity::Identity;
use crate::crypto::hpke::xwing;
use crate::crypto::secret::{AccountKey, ContentKey, Passphrase, RandomError, Secret};
use crate::crypto::sign::{Purpose, SigningKey, VerifyingKey};
use crate::protocol::envelope::{
    BadEnvelope, ENVELOPE_FORMAT, Envelope, EnvelopeBody, EnvelopeKind, SUITE_XWING,
};
use crate::protocol::ids::{Digest, EnvelopeId, KeyId, OwnerId, SessionTag};
use crate::protocol::limits::MAX_ENVELOPE_KEYS;
use zeroize::Zeroizing;

/// The version of the plaintext's layout.
const INNER: u8 = 1;
/// The longest secret in bytes.
const MAX_SECRET_LEN: usize = 4 << 10;

/// Why an envelope was refused. Each is a message of its own: what helps differs.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// It was cut, changed, or never was one.
    #[error("the envelope is damaged or was changed: {0}")]
    Damaged(&'static str),
    /// Not an envelope.
    #[error("the envelope is damaged or was changed")]
    Structure(#[source] BadEnvelope),
    /// A later version made it.
    #[error("the envelope has format {0}, which needs a newer han")]
    Newer(u8),
    /// It is for somebody else.
    #[error("the envelope is for somebody else (recipient {0})")]
    ForeignRecipient(OwnerId),
    /// It is for this person, but sealed to a receiving key that is not the present one.
    #[error("the envelope is sealed to a receiving key that is not yours any more")]
    OtherReceivingKey,
    /// It belongs to another vault than was asked for.
    #[error("the envelope is for another vault ({0})")]
    WrongVault(OwnerId),
    /// It belongs to another session than was asked for.
    #[error("the envelope is for another session")]
    WrongSession,
    /// It holds something else than was asked for.
    #[error("the envelope does not hold what it was taken for")]
    WrongKind,
    /// Nobody that this client knows signed it.
    #[error("the envelope is signed by somebody who is not known here (sender {0})")]
    SignerUnknown(OwnerId),
    /// The key that signed it counts no more.
    #[error("the envelope is signed by a key that was revoked (sender {0})")]
    SignerRevoked(OwnerId),
    /// Its time is over.
    #[error("the envelope has expired")]
    Expired,
    /// Its sender took it back.
    #[error("the envelope was revoked")]
    Revoked,
}

impl EnvelopeError {
    /// What a recipient reports of an attempt that ended so: whether the signature was right, and whether it
    /// decrypted.
    pub fn outcome(&self) -> (bool, bool) {
        (matches!(self, Self::Expired | Self::Revoked | Self::Damaged("seal" | "content")), false)
    }
}

impl From<BadEnvelope> for EnvelopeError {
    fn from(bad: BadEnvelope) -> Self {
        match bad {
            BadEnvelope::Newer(format) => Self::Newer(format),
            other => Self::Structure(other),
        }
    }
}

/// Why an envelope could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The recipient's key, or randomness.
    #[error("cannot seal to the recipient")]
    Hpke(#[from] xwing::SealError),
    /// No randomness.
    #[error("no randomness")]
    Random(#[from] RandomError),
    /// Nothing to hand over, or more than an envelope holds.
    #[error("an envelope holds from 1 to {MAX_ENVELOPE_KEYS} keys")]
    Count,
}

/// Who sends.
pub struct Sender<'a> {
    /// The owner id of the sender's personal vault.
    pub owner: OwnerId,
    /// The sender's identity.
    pub signer: &'a SigningKey,
}

impl<'a> Sender<'a> {
    /// This person.
    pub fn of(me: &'a Identity) -> Self {
        Self { owner: me.owner(), signer: me.signer() }
    }
}

/// To whom.
pub struct Recipient<'a> {
    /// The owner id of the recipient's personal vault.
    pub owner: OwnerId,
    /// The receiving key of the recipient's card, 1,216 bytes.
    pub receive: &'a [u8],
}

/// What an envelope is about and how long it counts.
#[derive(Clone, Copy)]
pub struct Terms {
    /// The vault.
    pub vault: OwnerId,
    /// Now, in seconds of Unix time.
    pub created: u64,
    /// The last second at which it may be opened.
    pub not_after: u64,
    /// See [`EnvelopeBody::epoch`].
    pub epoch: u32,
}

/// What is shared of a session.
pub struct SharedSession<'a> {
    /// The session.
    pub tag: SessionTag,
    /// Its content keys, newest first.
    pub keys: Vec<&'a ContentKey>,
    /// Keys that may have signed its manifest.
    pub signers: Vec<VerifyingKey>,
    /// The version of its manifest when it was shared: nothing older is taken.
    pub least_version: u64,
    /// The envelope that this one takes the place of, whose name it has; else it gets a name of its own.
    pub again: Option<EnvelopeId>,
}

/// Seals the content keys of a session.
pub fn seal_session(
    (sender, recipient): (&Sender<'_>, &Recipient<'_>),
    terms: Terms,
    shared: &SharedSession<'_>,
) -> Result<Envelope, SealError> {
    let (keys, signers) = (&shared.keys, &shared.signers);
    if keys.is_empty() || keys.len() > MAX_ENVELOPE_KEYS || signers.len() > MAX_ENVELOPE_KEYS {
        return Err(SealError::Count);
    }
    let mut plain = Zeroizing::new(Vec::with_capacity(13 + 32 * (keys.len() + signers.len())));
    plain.push(INNER);
    plain.extend_from_slice(&shared.least_version.to_be_bytes());
    plain.extend_from_slice(&(keys.len() as u16).to_be_bytes());
    keys.iter().for_each(|key| plain.extend_from_slice(key.secret().expose()));
    plain.extend_from_slice(&(signers.len() as u16).to_be_bytes());
    signers.iter().for_each(|signer| plain.extend_from_slice(&signer.to_bytes()));
    let ids = keys.iter().map(|key| KeyId(key.id())).collect();
    let id = shared.again.map_or_else(fresh_id, Ok)?;
    seal((sender, recipient), (terms, id), (EnvelopeKind::Session, shared.tag, ids), &plain)
}

fn fresh_id() -> Result<EnvelopeId, RandomError> {
    Ok(EnvelopeId(*Secret::<16>::random()?.expose()))
}

/// Seals the secret of a team's vault; [`Terms::epoch`] is that of its slot.
pub fn seal_team_secret(
    (sender, recipient): (&Sender<'_>, &Recipient<'_>),
    terms: Terms,
    (secret, account): (&Passphrase, Option<&AccountKey>),
) -> Result<Envelope, SealError> {
    let bytes = secret.expose();
    if bytes.is_empty() || bytes.len() > MAX_SECRET_LEN {
        return Err(SealError::Count);
    }
    let mut plain = Zeroizing::new(Vec::with_capacity(36 + bytes.len()));
    plain.push(INNER);
    plain.extend_from_slice(&(bytes.len() as u16).to_be_bytes());
    plain.extend_from_slice(bytes);
    plain.push(u8::from(account.is_some()));
    if let Some(account) = account {
        plain.extend_from_slice(account.secret().expose());
    }
    let what = (EnvelopeKind::TeamSecret, SessionTag::default(), Vec::new());
    seal((sender, recipient), (terms, fresh_id()?), what, &plain)
}

fn seal(
    (sender, recipient): (&Sender<'_>, &Recipient<'_>),
    (terms, id): (Terms, EnvelopeId),
    (kind, session, keys): (EnvelopeKind, SessionTag, Vec<KeyId>),
    plain: &[u8],
) -> Result<Envelope, SealError> {
    let body = EnvelopeBody {
        format: ENVELOPE_FORMAT,
        id,
        kind,
        vault: terms.vault,
        sender: sender.owner,
        sender_key: Digest::of(&sender.signer.verifying().to_bytes()),
        recipient: recipient.owner,
        recipient_key: Digest::of(recipient.receive),
        session,
        keys,
        epoch: terms.epoch,
        created: terms.created,
        not_after: terms.not_after,
        suite: SUITE_XWING,
    };
    let (encapsulated, ciphertext) = xwing::seal(recipient.receive, &body.info(), plain)?;
    let mut envelope = Envelope { body, encapsulated, ciphertext, signature: None };
    let signed = envelope.signed_bytes();
    envelope.signature =
        Some(sender.signer.sign(Purpose::Envelope, &envelope.body.vault.0, &[&signed]).to_vec());
    Ok(envelope)
}

/// What this client knows of a key that signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Nothing.
    Unknown,
    /// It is the person's.
    Good(VerifyingKey),
    /// It was the person's, and counts no more.
    Revoked(VerifyingKey),
}

/// Tells what is known of the key with this SHA-256 of the person with this personal owner id.
pub type Signers<'a> = &'a dyn Fn(OwnerId, &Digest) -> Standing;

/// Who opens.
pub struct Receiver<'a> {
    /// The owner id of the recipient's personal vault.
    pub owner: OwnerId,
    /// The seed of the receiving key.
    pub seed: &'a Secret<32>,
}

/// What an envelope must be about. What is `None` is not asked.
#[derive(Clone, Copy, Default)]
pub struct Wanted {
    /// The vault.
    pub vault: Option<OwnerId>,
    /// The session.
    pub session: Option<SessionTag>,
}

/// The content keys of a session, as they came out of an envelope.
pub struct OpenedSession {
    /// What the envelope says.
    pub body: EnvelopeBody,
    /// The content keys, newest first.
    pub keys: Vec<ContentKey>,
    /// Keys that may have signed the manifest.
    pub signers: Vec<VerifyingKey>,
    /// The least version of the manifest that is taken.
    pub least_version: u64,
}

/// A team's secret, as it came out of an envelope.
pub struct OpenedSecret {
    /// What the envelope says.
    pub body: EnvelopeBody,
    /// The secret.
    pub secret: Passphrase,
    /// The account key, where the vault needs one.
    pub account: Option<AccountKey>,
}

/// Checks all that can be checked without the recipient's seed: form, vault, session, signer, signature, time.
pub fn check(
    bytes: &[u8],
    wanted: Wanted,
    signers: Signers<'_>,
    now: u64,
) -> Result<Envelope, EnvelopeError> {
    let envelope = Envelope::parse(bytes)?;
    let body = &envelope.body;
    if wanted.vault.is_some_and(|vault| vault != body.vault) {
        return Err(EnvelopeError::WrongVault(body.vault));
    }
    if wanted.session.is_some_and(|session| session != body.session) {
        return Err(EnvelopeError::WrongSession);
    }
    let (key, revoked) = match signers(body.sender, &body.sender_key) {
        Standing::Unknown => return Err(EnvelopeError::SignerUnknown(body.sender)),
        Standing::Good(key) => (key, false),
        Standing::Revoked(key) => (key, true),
    };
    if Digest::of(&key.to_bytes()) != body.sender_key {
        return Err(EnvelopeError::SignerUnknown(body.sender));
    }
    let signature = envelope.signature.as_deref().unwrap_or_default();
    key.verify(Purpose::Envelope, &body.vault.0, &[&envelope.signed_bytes()], signature)
        .map_err(|_| EnvelopeError::Damaged("signature"))?;
    if revoked {
        return Err(EnvelopeError::SignerRevoked(body.sender));
    }
    if now > body.not_after {
        return Err(EnvelopeError::Expired);
    }
    Ok(envelope)
}

/// Opens an envelope of a session.
pub fn open_session(
    bytes: &[u8],
    receiver: &Receiver<'_>,
    wanted: Wanted,
    (signers, now): (Signers<'_>, u64),
) -> Result<OpenedSession, EnvelopeError> {
    let (body, plain) = open(bytes, receiver, (wanted, EnvelopeKind::Session), (signers, now))?;
    let inner = read_session(&plain).ok_or(EnvelopeError::Damaged("content"))?;
    let (keys, signers, least_version) = inner;
    let same = keys.iter().map(|key| KeyId(key.id())).eq(body.keys.iter().copied());
    if !same {
        return Err(EnvelopeError::Damaged("content"));
    }
    Ok(OpenedSession { body, keys, signers, least_version })
}

/// Opens an envelope of a team's secret. Whether that secret is taken up is for the caller: only where its epoch is
/// above the pin, and it opens the current verified keyfile.
pub fn open_team_secret(
    bytes: &[u8],
    receiver: &Receiver<'_>,
    wanted: Wanted,
    (signers, now): (Signers<'_>, u64),
) -> Result<OpenedSecret, EnvelopeError> {
    let (body, plain) = open(bytes, receiver, (wanted, EnvelopeKind::TeamSecret), (signers, now))?;
    let (secret, account) = read_secret(&plain).ok_or(EnvelopeError::Damaged("content"))?;
    Ok(OpenedSecret { body, secret, account })
}

fn open(
    bytes: &[u8],
    receiver: &Receiver<'_>,
    (wanted, kind): (Wanted, EnvelopeKind),
    (signers, now): (Signers<'_>, u64),
) -> Result<(EnvelopeBody, Zeroizing<Vec<u8>>), EnvelopeError> {
    let said = Envelope::parse(bytes)?.body;
    if said.recipient != receiver.owner {
        return Err(EnvelopeError::ForeignRecipient(said.recipient));
    }
    if said.recipient_key != Digest::of(&xwing::public(receiver.seed)) {
        return Err(EnvelopeError::OtherReceivingKey);
    }
    if said.kind != kind {
        return Err(EnvelopeError::WrongKind);
    }
    let Envelope { body, encapsulated, ciphertext, .. } = check(bytes, wanted, signers, now)?;
    let plain = xwing::open(receiver.seed, &body.info(), &encapsulated, &ciphertext)
        .map_err(|_| EnvelopeError::Damaged("seal"))?;
    Ok((body, plain))
}

/// Reads fixed-length parts off the front of a plaintext.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(head)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn count(&mut self) -> Option<usize> {
        self.array().map(|bytes| usize::from(u16::from_be_bytes(bytes)))
    }

    fn end<T>(&self, value: T) -> Option<T> {
        self.0.is_empty().then_some(value)
    }
}

type SessionParts = (Vec<ContentKey>, Vec<VerifyingKey>, u64);

fn read_session(plain: &[u8]) -> Option<SessionParts> {
    let mut reader = Reader(plain);
    if reader.array()? != [INNER] {
        return None;
    }
    let least_version = u64::from_be_bytes(reader.array()?);
    let keys = (0..reader.count()?)
        .map(|_| Some(ContentKey::new(Secret::from_slice(reader.take(32)?)?)))
        .collect::<Option<Vec<_>>>()?;
    let signers = (0..reader.count()?)
        .map(|_| VerifyingKey::from_bytes(reader.take(32)?).ok())
        .collect::<Option<Vec<_>>>()?;
    reader.end((keys, signers, least_version))
}

fn read_secret(plain: &[u8]) -> Option<(Passphrase, Option<AccountKey>)> {
    let mut reader = Reader(plain);
    if reader.array()? != [INNER] {
        return None;
    }
    let len = reader.count()?;
    let secret = Passphrase::new(Zeroizing::new(reader.take(len)?.to_vec()));
    if secret.is_empty() {
        return None;
    }
    let account = match reader.array()? {
        [0] => None,
        [1] => Some(AccountKey::new(Secret::from_slice(reader.take(32)?)?)),
        _ => return None,
    };
    reader.end((secret, account))
}

#[cfg(test)]
mod tests;
