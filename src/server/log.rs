//! The log key, and the signing of tree heads.

use crate::protocol::checkpoint::{self, Checkpoint, LogKey, MAX_SUCCESSIONS, Succession};
use crate::protocol::ids::OwnerId;
use crate::protocol::merkle::CompactRange;
use ed25519_dalek::{Signer, SigningKey};
use zeroize::Zeroizing;

/// Bytes of one change of the key in `log.key`.
const SUCCESSION_LEN: usize = 128;

/// What `log.key` holds: the Ed25519 seed of the log key (32 bytes), and for each key before it 128 bytes, oldest first:
/// its public half (32), that of the one after it (32), and its signature over a [`Succession::statement`] (64).
pub struct LogKeyFile {
    seed: Zeroizing<[u8; 32]>,
    before: Vec<Succession>,
}

impl LogKeyFile {
    /// A key with none before it.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut())?;
        Ok(Self { seed, before: Vec::new() })
    }

    /// Reads the file; `None` where it is not one, or its keys do not lead from one to the next.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (seed, rest) = bytes.split_first_chunk::<32>()?;
        let (parts, []) = rest.as_chunks::<SUCCESSION_LEN>() else { return None };
        let before = parts.iter().map(|part| {
            let (from, rest) = part.split_first_chunk::<32>()?;
            let (to, signature) = rest.split_first_chunk::<32>()?;
            Some(Succession { from: *from, to: *to, signature: signature.try_into().ok()? })
        });
        let file = Self { seed: Zeroizing::new(*seed), before: before.collect::<Option<_>>()? };
        let next = file.before.iter().skip(1).map(|next| next.from).chain([file.log_key()]);
        file.before.iter().zip(next).all(|(one, next)| one.to == next).then_some(file)
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(32 + self.before.len() * SUCCESSION_LEN));
        bytes.extend_from_slice(self.seed.as_ref());
        for one in &self.before {
            bytes.extend_from_slice(&[&one.from[..], &one.to, &one.signature].concat());
        }
        bytes
    }

    /// The public half, which clients pin.
    pub fn log_key(&self) -> LogKey {
        SigningKey::from_bytes(&self.seed).verifying_key().to_bytes()
    }

    /// A new key, for which this one gives its word. What heads tell of the oldest ones is forgotten in time.
    pub fn next(&self, server_name: &str) -> Result<Self, getrandom::Error> {
        let Self { seed, .. } = Self::generate()?;
        let mut next = Self { seed, before: self.before.clone() };
        let to = next.log_key();
        let key = SigningKey::from_bytes(&self.seed);
        let signature = key.sign(&Succession::statement(server_name, &to)).to_bytes();
        next.before.push(Succession { from: self.log_key(), to, signature });
        next.before.drain(..next.before.len().saturating_sub(MAX_SUCCESSIONS));
        Ok(next)
    }
}

/// Signs tree heads for every vault of one server.
pub struct LogSigner {
    server_name: String,
    key: SigningKey,
    before: Vec<Succession>,
}

impl LogSigner {
    /// A signer with what `log.key` holds.
    pub fn new(server_name: &str, file: &LogKeyFile) -> Self {
        Self {
            server_name: server_name.into(),
            key: SigningKey::from_bytes(&file.seed),
            before: file.before.clone(),
        }
    }

    /// A signer with a key that none came before.
    pub fn from_seed(server_name: &str, seed: &[u8; 32]) -> Self {
        Self { server_name: server_name.into(), key: SigningKey::from_bytes(seed), before: Vec::new() }
    }

    /// The public half, which clients pin.
    pub fn log_key(&self) -> LogKey {
        self.key.verifying_key().to_bytes()
    }

    /// Whether `key` was a log key before this one, and each that came after it gave its word for the next.
    pub fn succeeds(&self, key: &LogKey) -> bool {
        let from = self.before.iter().position(|one| one.from == *key);
        let chain = from.and_then(|from| self.before.get(from..));
        chain.is_some_and(|chain| chain.iter().all(|one| one.holds(&self.server_name)))
    }

    /// The signed note of a tree, with the changes of the key.
    pub fn sign_head(&self, owner: OwnerId, edge: &CompactRange) -> Vec<u8> {
        let origin = checkpoint::origin(&self.server_name, owner);
        let head = Checkpoint { origin, size: edge.size(), root: edge.root() };
        let mut note = head.sign(&self.log_key(), |text| self.key.sign(text).to_bytes());
        for one in &self.before {
            note.extend_from_slice(one.line(&head.origin).as_bytes());
        }
        note
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_it_was_written_and_nothing_else_is() {
        let mut file = LogKeyFile::generate().unwrap();
        let mut keys = vec![file.log_key()];
        for _ in 0..MAX_SUCCESSIONS + 2 {
            let bytes = file.to_bytes();
            let read = LogKeyFile::parse(&bytes).unwrap();
            assert_eq!((read.log_key(), read.to_bytes()), (file.log_key(), bytes.clone()));
            assert!(LogKeyFile::parse(&bytes[..bytes.len() - 1]).is_none());
            assert!(LogKeyFile::parse(&[&bytes[..], &[0]].concat()).is_none());
            file = file.next("example.org").unwrap();
            keys.push(file.log_key());
        }
        let signer = LogSigner::new("example.org", &file);
        let reached: Vec<bool> = keys.iter().map(|key| signer.succeeds(key)).collect();
        let wanted: Vec<bool> = (0..keys.len()).map(|n| (2..keys.len() - 1).contains(&n)).collect();
        assert_eq!(reached, wanted, "the oldest are forgotten, and no key comes after itself");
        assert!(!LogSigner::new("example.com", &file).succeeds(&keys[5]), "the word is of one server");
        let note = signer.sign_head(OwnerId([1; 16]), &CompactRange::new());
        assert_eq!(Checkpoint::verify_from(&note, &keys[5]).unwrap().1, file.log_key());
        let mut bytes = file.to_bytes();
        bytes[0] ^= 1;
        assert!(LogKeyFile::parse(&bytes).is_none(), "the last word is for this key");
    }
}
