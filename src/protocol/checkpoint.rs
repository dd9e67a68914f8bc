//! Tree heads: C2SP checkpoints (c2sp.org/tlog-checkpoint) as signed notes (c2sp.org/signed-note).
//!
//! ```text
//! <server name>/<owner_id, 32 hex digits>
//! <tree size, decimal>
//! <root, base64>
//!
//! — <server name>/<owner_id> <base64 of key hash (4) || Ed25519 signature (64)>
//! ```
//! The signature is over the first three lines with their newlines. The key's name is the origin; its
//! hash is `SHA-256(name || 0x0A || 0x01 || public key)[..4]`.
//!
//! Where the server's log key was changed, a line more for each change, by which whoever pinned an earlier key comes to
//! the present one; to others it is the signature of somebody they do not know:
//! ```text
//! — <origin>/next-log-key <base64 of key hash (4) || next key (32) || Ed25519 signature (64)>
//! ```
//! Key hash and signature are those of the earlier key, whose name is that of the line; it signs
//! `"han/v1/log-key" || 0x00 || server name || 0x0A || next key`.

use super::ids::{Digest, OwnerId};
use super::merkle::{EMPTY_ROOT, MAX_TREE_SIZE, NodeHash};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, VerifyingKey};
use tlog_tiles::tlog::Hash;

/// The public half of a log key: an Ed25519 key, pinned at first contact.
pub type LogKey = [u8; 32];

/// Longest note that is read, in bytes: a head, its signature, and the last [`MAX_SUCCESSIONS`] changes of the key.
pub const MAX_NOTE_LEN: usize = 4_096;
/// Changes of the log key that a note tells.
pub const MAX_SUCCESSIONS: usize = 8;
/// What a key's name ends with that signs another key.
const NEXT_KEY: &str = "/next-log-key";
/// The algorithm byte of Ed25519 in a signed note's key hash.
const ALGORITHM_ED25519: u8 = 1;
/// What every signature line begins with: an em dash and a space.
const SIGNATURE_PREFIX: &str = "\u{2014} ";

/// Why a tree head was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CheckpointError {
    /// Not a checkpoint of this form.
    #[error("not a tree head")]
    Malformed,
    /// No signature by the pinned key, or one that does not hold.
    #[error("the tree head is not signed by the log key")]
    BadSignature,
}

/// A log key's word for the one after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Succession {
    /// The key that signs this.
    pub from: LogKey,
    /// The key that signs heads from then on.
    pub to: LogKey,
    /// Its signature over [`Succession::statement`].
    pub signature: [u8; 64],
}

impl Succession {
    /// What is signed.
    pub fn statement(server_name: &str, to: &LogKey) -> Vec<u8> {
        [b"han/v1/log-key\0", server_name.as_bytes(), b"\n", to].concat()
    }

    /// The line of a note that says it.
    pub fn line(&self, origin: &str) -> String {
        let name = format!("{origin}{NEXT_KEY}");
        let bytes = [&key_hash(&name, &self.from)[..], &self.to, &self.signature].concat();
        format!("{SIGNATURE_PREFIX}{name} {}\n", BASE64.encode(bytes))
    }

    /// Whether it holds.
    pub fn holds(&self, server_name: &str) -> bool {
        VerifyingKey::from_bytes(&self.from).is_ok_and(|key| {
            let signature = Signature::from_bytes(&self.signature);
            key.verify_strict(&Self::statement(server_name, &self.to), &signature).is_ok()
        })
    }
}

/// A tree head.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// Which log: `<server name>/<owner_id>`.
    pub origin: String,
    /// The number of leaves.
    pub size: u64,
    /// The root over them.
    pub root: NodeHash,
}

/// The origin of a vault's log.
pub fn origin(server_name: &str, owner: OwnerId) -> String {
    format!("{server_name}/{owner}")
}

/// The key hash of a signed note.
pub fn key_hash(name: &str, key: &LogKey) -> [u8; 4] {
    let mut bytes = name.as_bytes().to_vec();
    bytes.extend_from_slice(&[b'\n', ALGORITHM_ED25519]);
    bytes.extend_from_slice(key);
    let [a, b, c, d, ..] = Digest::of(&bytes).0;
    [a, b, c, d]
}

impl Checkpoint {
    /// The owner that the origin names.
    pub fn owner(&self) -> Option<OwnerId> {
        OwnerId::parse(self.origin.rsplit_once('/')?.1).ok()
    }

    /// The text that is signed: three lines.
    pub fn text(&self) -> Vec<u8> {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(self.root)).into_bytes()
    }

    /// The signed note of this head. `sign` makes the Ed25519 signature of `key` over [`Checkpoint::text`].
    pub fn sign(&self, key: &LogKey, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Vec<u8> {
        let mut note = self.text();
        let mut signature = key_hash(&self.origin, key).to_vec();
        signature.extend_from_slice(&sign(&note));
        let line = format!("\n{SIGNATURE_PREFIX}{} {}\n", self.origin, BASE64.encode(signature));
        note.extend_from_slice(line.as_bytes());
        note
    }

    /// Reads a signed note and checks the signature of `key`; lines of other keys are passed over.
    pub fn verify(note: &[u8], key: &LogKey) -> Result<Self, CheckpointError> {
        let (head, signatures) = split_note(note)?;
        let name = head.origin.as_str();
        let hash = key_hash(name, key);
        let verifier = VerifyingKey::from_bytes(key).map_err(|_| CheckpointError::BadSignature)?;
        let mut verified = false;
        for line in signatures.lines() {
            let (signer, signature) = parse_signature(line)?;
            if signer == name && signature.starts_with(&hash) {
                let bytes = signature.get(4..).and_then(|s| <[u8; 64]>::try_from(s).ok());
                let signature = Signature::from_bytes(&bytes.ok_or(CheckpointError::Malformed)?);
                verifier
                    .verify_strict(&head.text(), &signature)
                    .map_err(|_| CheckpointError::BadSignature)?;
                verified = true;
            }
        }
        if verified { Ok(head) } else { Err(CheckpointError::BadSignature) }
    }

    /// As [`Checkpoint::verify`], for who knows `key` and may have to come to a later one; gives the key that signed.
    pub fn verify_from(note: &[u8], key: &LogKey) -> Result<(Self, LogKey), CheckpointError> {
        let mut key = *key;
        for _ in 0..=MAX_SUCCESSIONS {
            match Self::verify(note, &key) {
                Ok(head) => return Ok((head, key)),
                Err(CheckpointError::BadSignature) => {}
                Err(malformed) => return Err(malformed),
            }
            key = next_key(note, &key)?;
        }
        Err(CheckpointError::BadSignature)
    }
}

/// The key that `key` names as the one after it.
fn next_key(note: &[u8], key: &LogKey) -> Result<LogKey, CheckpointError> {
    let (head, signatures) = split_note(note)?;
    let name = format!("{}{NEXT_KEY}", head.origin);
    let server_name = head.origin.rsplit_once('/').map_or("", |(server, _)| server);
    for line in signatures.lines() {
        let (signer, bytes) = parse_signature(line)?;
        let Some((hash, rest)) = bytes.split_first_chunk::<4>() else { continue };
        if signer != name || *hash != key_hash(&name, key) {
            continue;
        }
        let Some((to, signature)) = rest.split_first_chunk::<32>() else { continue };
        let signature = signature.try_into().map_err(|_| CheckpointError::Malformed)?;
        let succession = Succession { from: *key, to: *to, signature };
        if succession.holds(server_name) {
            return Ok(*to);
        }
    }
    Err(CheckpointError::BadSignature)
}

/// The head that a note states, and its signature lines.
fn split_note(note: &[u8]) -> Result<(Checkpoint, &str), CheckpointError> {
    let bad = CheckpointError::Malformed;
    if note.len() > MAX_NOTE_LEN || note.last() != Some(&b'\n') {
        return Err(bad);
    }
    let note = std::str::from_utf8(note).map_err(|_| CheckpointError::Malformed)?;
    let (text, signatures) = note.split_once("\n\n").ok_or(CheckpointError::Malformed)?;
    let text = format!("{text}\n");
    let parsed =
        tlog_tiles::Checkpoint::from_bytes(text.as_bytes()).map_err(|_| CheckpointError::Malformed)?;
    let Hash(root) = *parsed.hash();
    let head = Checkpoint { origin: parsed.origin().into(), size: parsed.size(), root };
    let sound = head.text() == text.as_bytes()
        && !head.origin.contains([' ', '+'])
        && head.size <= MAX_TREE_SIZE
        && (head.size > 0 || head.root == EMPTY_ROOT);
    if sound { Ok((head, signatures)) } else { Err(bad) }
}

fn parse_signature(line: &str) -> Result<(&str, Vec<u8>), CheckpointError> {
    let (signer, signature) = line
        .strip_prefix(SIGNATURE_PREFIX)
        .and_then(|rest| rest.split_once(' '))
        .ok_or(CheckpointError::Malformed)?;
    let signature = BASE64.decode(signature).map_err(|_| CheckpointError::Malformed)?;
    if signature.len() < 5 { Err(CheckpointError::Malformed) } else { Ok((signer, signature)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};

    fn signed() -> (Vec<u8>, LogKey, Checkpoint) {
        let signer = SigningKey::from_bytes(&[7; 32]);
        let key = signer.verifying_key().to_bytes();
        let head = Checkpoint { origin: origin("example.org", OwnerId([0xab; 16])), size: 42, root: [9; 32] };
        let note = head.sign(&key, |text| signer.sign(text).to_bytes());
        (note, key, head)
    }

    #[test]
    fn a_signed_head_verifies_and_names_its_owner() {
        let (note, key, head) = signed();
        assert_eq!(Checkpoint::verify(&note, &key).unwrap(), head);
        assert_eq!(head.owner(), Some(OwnerId([0xab; 16])));
        assert!(
            String::from_utf8(note).unwrap().starts_with(&format!("example.org/{}\n42\n", "ab".repeat(16)))
        );
    }

    #[test]
    fn key_hash_follows_c2sp() {
        // The verifier key of the Go checksum database: sum.golang.org+033de0ae+<algorithm and key>.
        let vkey = BASE64.decode("Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8").unwrap();
        let key: LogKey = vkey[1..].try_into().unwrap();
        assert_eq!(
            (vkey[0], key_hash("sum.golang.org", &key)),
            (ALGORITHM_ED25519, [0x03, 0x3d, 0xe0, 0xae])
        );
    }

    fn key(n: u8) -> (SigningKey, LogKey) {
        let key = SigningKey::from_bytes(&[n; 32]);
        (key.clone(), key.verifying_key().to_bytes())
    }

    /// A head signed by key 3, after key 1 and key 2, each of which names the next.
    fn succeeded(server_name: &str) -> (Vec<u8>, Checkpoint) {
        let head = Checkpoint { origin: origin("example.org", OwnerId([0xab; 16])), size: 42, root: [9; 32] };
        let (last, public) = key(3);
        let mut note = head.sign(&public, |text| last.sign(text).to_bytes());
        for n in [1, 2] {
            let ((from, public), (_, to)) = (key(n), key(n + 1));
            let signature = from.sign(&Succession::statement(server_name, &to)).to_bytes();
            let line = Succession { from: public, to, signature }.line(&head.origin);
            note.extend_from_slice(line.as_bytes());
        }
        (note, head)
    }

    #[test]
    fn earlier_keys_lead_to_the_present_one_and_no_others_do() {
        let (note, head) = succeeded("example.org");
        let (_, last) = key(3);
        for n in [1, 2, 3] {
            assert_eq!(Checkpoint::verify_from(&note, &key(n).1), Ok((head.clone(), last)), "key {n}");
        }
        assert_eq!(
            Checkpoint::verify(&note, &last),
            Ok(head.clone()),
            "who does not know the lines passes them over"
        );
        assert_eq!(Checkpoint::verify_from(&note, &key(4).1), Err(CheckpointError::BadSignature));
        // Of another server.
        let (foreign, _) = succeeded("example.com");
        assert_eq!(Checkpoint::verify_from(&foreign, &key(1).1), Err(CheckpointError::BadSignature));
        for at in 0..note.len() {
            let mut bad = note.clone();
            bad[at] ^= 1;
            let seen = Checkpoint::verify_from(&bad, &key(1).1);
            assert!(seen.is_err(), "byte {at}: {seen:?}");
        }
        // Two keys that name each other lead nowhere.
        let ((one, first), (two, second)) = (key(1), key(2));
        let (other, unknown) = key(9);
        let mut circle = head.sign(&unknown, |text| other.sign(text).to_bytes());
        for (signer, from, to) in [(one, first, second), (two, second, first)] {
            let signature = signer.sign(&Succession::statement("example.org", &to)).to_bytes();
            circle.extend_from_slice(Succession { from, to, signature }.line(&head.origin).as_bytes());
        }
        assert_eq!(Checkpoint::verify_from(&circle, &first), Err(CheckpointError::BadSignature));
    }

    #[test]
    fn any_flipped_byte_is_refused() {
        let (note, key, head) = signed();
        for at in 0..note.len() {
            let mut bad = note.clone();
            bad[at] ^= 1;
            assert_ne!(Checkpoint::verify(&bad, &key).ok(), Some(head.clone()), "byte {at}");
            assert!(Checkpoint::verify(&bad, &key).is_err(), "byte {at}");
        }
        assert_eq!(Checkpoint::verify(&note, &[1; 32]), Err(CheckpointError::BadSignature));
    }

    #[test]
    fn lines_of_other_keys_are_passed_over_and_extra_text_is_not() {
        let (note, key, head) = signed();
        let other = SigningKey::from_bytes(&[8; 32]);
        let mut both = note.clone();
        let foreign = head.sign(&other.verifying_key().to_bytes(), |text| other.sign(text).to_bytes());
        both.extend_from_slice(foreign.split_at(head.text().len() + 1).1);
        assert_eq!(Checkpoint::verify(&both, &key).unwrap(), head);
        let text = String::from_utf8(note).unwrap();
        let extended = text.replacen("\n\n", "\nextension\n\n", 1);
        for bad in ["", "\n", "x\n\n", text.trim_end(), &text.replacen("42", "042", 1), &extended] {
            assert_eq!(Checkpoint::verify(bad.as_bytes(), &key), Err(CheckpointError::Malformed), "{bad}");
        }
    }
}
