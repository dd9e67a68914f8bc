//! Sealed objects: a header, a seal bound to it, and what must hold when one is opened.

use crate::crypto::seal::{self, Suite};
use crate::crypto::secret::{RandomError, Secret};
use crate::protocol::header::{CONTEXT_LEN, Context, HeaderError, Kind};
use crate::protocol::ids::{Digest, KeyId, OwnerId, SessionTag};
use crate::vault::frame::FrameError;
use zeroize::Zeroizing;

/// Why an object was refused.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// Its header is not one that this version reads.
    #[error("object header")]
    Header(#[from] HeaderError),
    /// A valid header of something else than was asked for.
    #[error("object is of another {0}")]
    Mismatch(&'static str),
    /// The seal does not open: wrong key, or one bit of the object changed.
    #[error("object is tampered with or sealed under another key")]
    Tampered,
    /// Its inside is inconsistent although the seal opened.
    #[error("object content")]
    Frame(#[from] FrameError),
    /// Its inside is not the structure of its kind.
    #[error("object structure")]
    Structure(#[from] crate::protocol::cbor::CborError),
    /// The signature inside does not verify under a key that could have signed it.
    #[error("signature does not verify")]
    Signature,
    /// Whom a share names as those that may sign its session, none of them did.
    #[error("it is signed by nobody whom the share names")]
    SignerNotShared,
    /// The team's roster does not let this user write.
    #[error("only a member of the team who may write signs for it")]
    NoAuthor,
    /// It is wrapped under a data key that no keyfile of this vault lists.
    #[error("data key {0} is in no keyfile of this vault: the wrap is forged, or comes from another vault")]
    UnknownKey(u32),
    /// It is wrapped under a data key that was retired: every wrap that counts moved before that.
    #[error("data key {0} is retired and opens nothing any more")]
    RetiredKey(u32),
    /// It is wrapped under a data key that the keyfile lists, but not for the secret that opened it.
    #[error("data key {0} is in the keyfile, but not for the secret that this machine has")]
    LostKey(u32),
    /// The operating system gave no randomness.
    #[error("no randomness")]
    Random(#[from] RandomError),
    /// The structure says that a later version wrote it.
    #[error("format {0} needs a newer han")]
    Newer(u16),
}

/// What a header says beside the key and the suite.
#[derive(Clone, Copy)]
pub struct Place {
    /// What the object is.
    pub kind: Kind,
    /// The vault.
    pub owner: OwnerId,
    /// The session, or zero.
    pub session: SessionTag,
    /// See [`Context::generation`].
    pub generation: u32,
    /// See [`Context::version`].
    pub version: u32,
    /// See [`Context::seq`].
    pub seq: u64,
    /// See [`Context::prev`].
    pub prev: Digest,
}

impl Place {
    /// A place with every counter zero.
    pub fn new(kind: Kind, owner: OwnerId, session: SessionTag) -> Self {
        Self { kind, owner, session, generation: 0, version: 0, seq: 0, prev: Digest::default() }
    }

    /// The header context for a key and the preferred suite.
    pub fn context(&self, key: &Secret<32>) -> Context {
        Context {
            kind: self.kind,
            suite: Suite::preferred() as u8,
            owner: self.owner,
            session: self.session,
            key: key_id(key),
            generation: self.generation,
            version: self.version,
            seq: self.seq,
            prev: self.prev,
        }
    }
}

/// The public id of a sealing key.
pub fn key_id(key: &Secret<32>) -> KeyId {
    KeyId(crate::crypto::kdf::key_id(key))
}

/// Seals `plaintext` under `key` with `context` as the header.
pub fn seal(key: &Secret<32>, context: &Context, plaintext: &[u8]) -> Result<Vec<u8>, ObjectError> {
    let suite = Suite::from_byte(context.suite).ok_or(ObjectError::Mismatch("suite"))?;
    let head = context.to_bytes();
    let mut out = Vec::with_capacity(CONTEXT_LEN + seal::sealed_len(plaintext.len()));
    out.extend_from_slice(&head);
    seal::seal_onto(&mut out, key, suite, &head, plaintext)?;
    Ok(out)
}

/// Opens an object after checking that it is of the vault, session and kind asked for.
pub fn open(
    key: &Secret<32>,
    want: (Kind, OwnerId, SessionTag),
    object: &[u8],
) -> Result<(Context, Zeroizing<Vec<u8>>), ObjectError> {
    let context = Context::parse(object)?;
    let (kind, owner, session) = want;
    for (same, what) in [
        (context.kind == kind, "kind"),
        (context.owner == owner, "vault"),
        (context.session == session, "session"),
        (context.key == key_id(key), "key"),
    ] {
        if !same {
            return Err(ObjectError::Mismatch(what));
        }
    }
    let suite = Suite::from_byte(context.suite).ok_or(ObjectError::Mismatch("suite"))?;
    let (head, sealed) = object.split_at_checked(CONTEXT_LEN).ok_or(HeaderError::Short)?;
    let plain = seal::open(key, suite, head, sealed).map_err(|_| ObjectError::Tampered)?;
    Ok((context, plain))
}
