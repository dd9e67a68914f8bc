//! Content keys: random, one or more a session, wrapped under a DEK. Wrapping is what makes rotation,
//! sharing and shredding possible without touching data.

use super::keyfile::Keys;
use super::object::{self, ObjectError, Place};
use crate::crypto::kdf;
use crate::crypto::secret::{ContentKey, SealingKey, Secret};
use crate::protocol::header::{Context, Kind};
use crate::protocol::ids::{KeyId, SessionTag};
use std::collections::HashSet;

/// The length of a wrapped 32-byte key: header 160, key 32, tag 16.
pub const WRAP_LEN: usize = 208;

/// A content key of a session together with what its wrap says.
pub struct SessionKey {
    key: ContentKey,
    /// The DEK version that was active when the key was made.
    pub birth: u32,
    /// The DEK version that wraps it now.
    pub wrapped_by: u32,
    wrap: Vec<u8>,
}

impl SessionKey {
    /// Makes a fresh content key under the active DEK.
    pub fn generate(keys: &Keys, session: SessionTag) -> Result<Self, ObjectError> {
        let key = ContentKey::random()?;
        let birth = keys.active_dek_version();
        let wrap = wrap_key(keys, session, &key, birth)?;
        Ok(Self { key, birth, wrapped_by: birth, wrap })
    }

    /// Seals segments.
    pub fn segment_key(&self) -> SealingKey {
        kdf::segment_key(&self.key)
    }

    /// Seals manifests.
    pub fn manifest_key(&self) -> SealingKey {
        kdf::manifest_key(&self.key)
    }

    /// Seals display metadata.
    pub fn meta_key(&self) -> SealingKey {
        kdf::meta_key(&self.key)
    }

    /// The 208 bytes that stand in the ref.
    pub fn wrap(&self) -> &[u8] {
        &self.wrap
    }

    /// The content key itself, to hand it to somebody.
    pub fn content_key(&self) -> &ContentKey {
        &self.key
    }

    /// Wraps the same content key under the active DEK; data and birth stay as they are.
    pub fn rewrap(self, keys: &Keys, session: SessionTag) -> Result<Self, ObjectError> {
        let wrap = wrap_key(keys, session, &self.key, self.birth)?;
        Ok(Self { wrapped_by: keys.active_dek_version(), wrap, ..self })
    }
}

fn wrap_key(keys: &Keys, session: SessionTag, key: &ContentKey, birth: u32) -> Result<Vec<u8>, ObjectError> {
    let dek = keys.active_dek();
    let place = Place {
        version: keys.active_dek_version(),
        seq: u64::from(birth),
        ..Place::new(Kind::ContentKeyWrap, keys.owner(), session)
    };
    object::seal(dek.secret(), &place.context(dek.secret()), key.secret().expose())
}

/// The content keys of one session, newest first.
pub struct SessionKeys {
    keys: Vec<SessionKey>,
}

impl SessionKeys {
    /// The keys of a session that has none yet.
    pub fn generate(keys: &Keys, session: SessionTag) -> Result<Self, ObjectError> {
        Ok(Self { keys: vec![SessionKey::generate(keys, session)?] })
    }

    /// Content keys that came in an envelope, newest first, wrapped under a key that this process alone has.
    pub fn of_envelope(
        guest: &Keys,
        session: SessionTag,
        content: Vec<ContentKey>,
    ) -> Result<Self, ObjectError> {
        let birth = guest.active_dek_version();
        let keys = content.into_iter().map(|key| {
            let wrap = wrap_key(guest, session, &key, birth)?;
            Ok(SessionKey { key, birth, wrapped_by: birth, wrap })
        });
        Ok(Self { keys: keys.collect::<Result<_, ObjectError>>()? })
    }

    /// Opens the `wraps` field of a session ref. A wrap that names a retired DEK is refused: every current
    /// ref was re-wrapped before that DEK retired.
    pub fn open(keys: &Keys, session: SessionTag, wraps: &[u8]) -> Result<Self, ObjectError> {
        let (chunks, rest) = wraps.as_chunks::<WRAP_LEN>();
        if !rest.is_empty() || chunks.is_empty() {
            return Err(ObjectError::Mismatch("length of wraps"));
        }
        let opened = chunks.iter().map(|wrap| open_wrap(keys, session, wrap)).collect::<Result<_, _>>()?;
        Ok(Self { keys: opened })
    }

    /// The key for new data: the newest, if it was born under the active DEK; else a fresh one is added.
    pub fn for_writing(&mut self, keys: &Keys, session: SessionTag) -> Result<&SessionKey, ObjectError> {
        let fresh = self.keys.first().is_some_and(|key| key.birth >= keys.active_dek_version());
        if !fresh {
            self.keys.insert(0, SessionKey::generate(keys, session)?);
        }
        self.keys.first().ok_or(ObjectError::Mismatch("length of wraps"))
    }

    /// Adds a fresh key, which becomes the newest.
    pub fn renew(&mut self, keys: &Keys, session: SessionTag) -> Result<&SessionKey, ObjectError> {
        self.keys.insert(0, SessionKey::generate(keys, session)?);
        self.keys.first().ok_or(ObjectError::Mismatch("length of wraps"))
    }

    /// Lets go of every key but the newest and those of these segment keys; returns how many went.
    pub fn retain(&mut self, used: &HashSet<KeyId>) -> usize {
        let before = self.keys.len();
        let mut newest = true;
        self.keys.retain(|key| {
            std::mem::take(&mut newest) || used.contains(&object::key_id(key.segment_key().secret()))
        });
        before - self.keys.len()
    }

    /// The newest key: it seals the manifest and the metadata.
    pub fn newest(&self) -> Option<&SessionKey> {
        self.keys.first()
    }

    /// All keys, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &SessionKey> {
        self.keys.iter()
    }

    /// The segment key with this id.
    pub fn segment_key(&self, id: KeyId) -> Option<SealingKey> {
        self.keys.iter().map(SessionKey::segment_key).find(|key| object::key_id(key.secret()) == id)
    }

    /// Whether every wrap stands under the active DEK.
    pub fn all_under(&self, version: u32) -> bool {
        self.keys.iter().all(|key| key.wrapped_by == version)
    }

    /// Wraps every key under the active DEK.
    pub fn rewrap(self, keys: &Keys, session: SessionTag) -> Result<Self, ObjectError> {
        let keys = self.keys.into_iter().map(|key| key.rewrap(keys, session)).collect::<Result<_, _>>()?;
        Ok(Self { keys })
    }

    /// Takes over keys of another copy of the same session that this one lacks, wrapped under the active DEK.
    pub fn adopt(&mut self, other: Self, keys: &Keys, session: SessionTag) -> Result<(), ObjectError> {
        for key in other.keys {
            let id = object::key_id(key.segment_key().secret());
            if self.segment_key(id).is_none() {
                self.keys.push(key.rewrap(keys, session)?);
            }
        }
        Ok(())
    }

    /// The `wraps` field.
    pub fn to_field(&self) -> Vec<u8> {
        self.keys.iter().flat_map(|key| key.wrap.iter().copied()).collect()
    }
}

fn open_wrap(keys: &Keys, session: SessionTag, wrap: &[u8; WRAP_LEN]) -> Result<SessionKey, ObjectError> {
    let said = Context::parse(wrap)?;
    let dek = keys.data_key(said.version)?;
    let (context, plain) = object::open(dek.secret(), (Kind::ContentKeyWrap, keys.owner(), session), wrap)?;
    let secret = Secret::from_slice(&plain).ok_or(ObjectError::Tampered)?;
    let birth = u32::try_from(context.seq).map_err(|_| ObjectError::Tampered)?;
    Ok(SessionKey { key: ContentKey::new(secret), birth, wrapped_by: context.version, wrap: wrap.to_vec() })
}
