//! The state cache of one vault: what this machine has sent, and what it trusts.
//!
//! A flat file (0600): magic, version, one CBOR array, and a BLAKE3 hash of all before it. It is read and
//! replaced as a whole. A damaged one counts as absent: everything in it can be had again, except the pins,
//! which also lie beside the secret.

use super::atomic::{self, FileError};
use super::discover::FoundFile;
use crate::protocol::ids::{DeviceId, Digest};
use crate::session::SessionUuid;
use minicbor::{Decode, Encode};
use std::collections::HashMap;
use std::path::Path;

const MAGIC: &[u8; 8] = b"HANSTATE";
/// The version of the layout. A cache of an older version counts as absent.
pub const VERSION: u32 = 1;
/// Bytes before the body: magic and version.
const HEAD_LEN: usize = 12;
/// Bytes after the body: the hash.
const TRAILER_LEN: usize = 32;
/// Longest cache that is read, in bytes (some 3 million files).
const MAX_LEN: u64 = 1 << 30;

/// Why a state cache cannot be used or written.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file cannot be read or written, or is open to others.
    #[error(transparent)]
    File(#[from] FileError),
    /// A later version of `han` wrote it; replacing it would lose what that one knows.
    #[error("{path} was written by a newer han (state version {version})")]
    Newer {
        /// The file.
        path: String,
        /// Its version.
        version: u32,
    },
}

/// What [`State::load`] found.
pub enum Loaded {
    /// The cache.
    State(Box<State>),
    /// No cache yet.
    Absent,
    /// A cache that cannot be used, for the reason given: go on as if absent, and say so. Its pins are lost
    /// with it, so that trust must come from the copy in the secret store.
    Damaged(&'static str),
}

/// What is known of one file. `len` and `mtime_ns` tell whether to look at it at all; the rest, what was sent.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct FileEntry {
    /// The session it belongs to.
    #[n(0)]
    pub session: SessionUuid,
    /// [`crate::session::FileKind`] as a byte.
    #[n(1)]
    pub kind: u8,
    /// Length in bytes when last looked at.
    #[n(2)]
    pub len: u64,
    /// Time of the last write when last looked at, in nanoseconds since 1970.
    #[n(3)]
    pub mtime_ns: i64,
    /// Bytes taken: whole lines, from the start of the file.
    #[n(4)]
    pub consumed_len: u64,
    /// Keyed hash of those bytes ([`super::read::PrefixHasher`]).
    #[n(5)]
    pub consumed_hash: Digest,
    /// The generation of the branch that they went to.
    #[n(6)]
    pub generation: u32,
    /// The device of that branch.
    #[n(7)]
    pub branch_device: DeviceId,
    /// Redacted bytes of that branch that stand for them.
    #[n(8)]
    pub raw_len: u64,
    /// The rules that all of what the vault has of the file passed.
    #[n(9)]
    pub ruleset: u32,
}

impl FileEntry {
    /// Whether the file looks as it did when it was last looked at.
    pub fn is_unchanged(&self, found: &FoundFile) -> bool {
        self.len == found.len && self.mtime_ns == found.mtime_ns
    }
}

/// What is known of one session.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode)]
#[cbor(array)]
pub struct SessionEntry {
    /// The vault decided at the first upload, as [`crate::session::route::VaultRoute`] writes it.
    #[n(0)]
    pub route: String,
    /// The version of the session's ref that was last seen; 0 before the first.
    #[n(1)]
    pub ref_version: u64,
    /// SHA-256 of each field of the ref's body at that version.
    #[n(2)]
    pub ref_hashes: Vec<Digest>,
    /// The version of the manifest that was last seen.
    #[n(3)]
    pub manifest_version: u64,
    /// The values confirmed as secrets in this session, sealed; opaque here.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub confirmed: Vec<u8>,
    /// Whether the user moved it to that vault: its directories do not decide any more.
    #[n(5)]
    #[cbor(default)]
    pub moved: bool,
}

/// The last sync that ended well.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct LastSync {
    /// When it ended, in milliseconds since 1970.
    #[n(0)]
    pub time_ms: i64,
    /// Sessions sent.
    #[n(1)]
    pub sent: u64,
    /// Sessions with a torn last line held back: a sync that finds the same files must still look at these.
    #[n(2)]
    pub held_back: u64,
}

/// The last failure that still stands; a sync that ends well clears it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct LastFailure {
    /// When it happened, in milliseconds since 1970.
    #[n(0)]
    pub time_ms: i64,
    /// The exit code.
    #[n(1)]
    pub code: u8,
    /// What went wrong, in words for the user: no secret, no text of a session.
    #[n(2)]
    pub message: String,
    /// The session, where it was one.
    #[n(3)]
    pub session: Option<SessionUuid>,
}

/// The state cache of one vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    /// This installation.
    pub device: DeviceId,
    /// Files by [`FoundFile::key`].
    pub files: HashMap<String, FileEntry>,
    /// Sessions.
    pub sessions: HashMap<SessionUuid, SessionEntry>,
    /// Pins, opaque here; `None` before first contact.
    pub pins: Option<Vec<u8>>,
    /// The last sync that ended well.
    pub last_sync: Option<LastSync>,
    /// The last failure that still stands.
    pub last_failure: Option<LastFailure>,
}

/// The body as it is written: maps as sorted lists of pairs.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Body {
    #[n(0)]
    device: DeviceId,
    #[n(1)]
    files: Vec<(String, FileEntry)>,
    #[n(2)]
    sessions: Vec<(SessionUuid, SessionEntry)>,
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pins: Option<Vec<u8>>,
    #[n(4)]
    last_sync: Option<LastSync>,
    #[n(5)]
    last_failure: Option<LastFailure>,
}

impl State {
    /// An empty state of an installation.
    pub fn new(device: DeviceId) -> Self {
        let (files, sessions) = (HashMap::new(), HashMap::new());
        Self { device, files, sessions, pins: None, last_sync: None, last_failure: None }
    }

    /// Reads a cache.
    pub fn load(path: &Path) -> Result<Loaded, StateError> {
        match atomic::read_private(path, MAX_LEN)? {
            None => Ok(Loaded::Absent),
            // Taken out of its wiping wrapper: nothing in a state is secret, and wiping megabytes costs milliseconds.
            Some(mut bytes) => match Self::decode(&std::mem::take(&mut *bytes)) {
                Decoded::State(state) => Ok(Loaded::State(state)),
                Decoded::Damaged(why) => Ok(Loaded::Damaged(why)),
                Decoded::Newer(version) => {
                    Err(StateError::Newer { path: path.display().to_string(), version })
                }
            },
        }
    }

    /// Replaces the cache on disk, atomically and durably.
    pub fn save_atomic(&self, path: &Path) -> Result<(), StateError> {
        Ok(atomic::write_private(path, &self.encode())?)
    }

    /// Whether a found file is known and looks as it did.
    pub fn is_unchanged(&self, found: &FoundFile) -> bool {
        self.files.get(found.key().as_ref()).is_some_and(|entry| entry.is_unchanged(found))
    }

    /// The entry of a found file.
    pub fn file(&self, found: &FoundFile) -> Option<&FileEntry> {
        self.files.get(found.key().as_ref())
    }

    /// Remembers a file.
    pub fn insert_file(&mut self, found: &FoundFile, entry: FileEntry) {
        self.files.insert(found.key().into_owned(), entry);
    }

    /// The entry of a session, made if it is new.
    pub fn session_mut(&mut self, session: SessionUuid) -> &mut SessionEntry {
        self.sessions.entry(session).or_default()
    }

    /// For [`super::discover::scan_with`]: the session of a legacy subagent that has not changed.
    pub fn known_session(&self, found: &FoundFile) -> Option<SessionUuid> {
        self.file(found).filter(|entry| entry.is_unchanged(found)).map(|entry| entry.session)
    }

    fn encode(&self) -> Vec<u8> {
        let mut files: Vec<_> = self.files.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        files.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut sessions: Vec<_> = self.sessions.iter().map(|(k, v)| (*k, v.clone())).collect();
        sessions.sort_unstable_by_key(|(session, _)| *session);
        let body = Body {
            device: self.device,
            files,
            sessions,
            pins: self.pins.clone(),
            last_sync: self.last_sync.clone(),
            last_failure: self.last_failure.clone(),
        };
        let mut out = Vec::with_capacity(256 * body.files.len() + 1024);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_be_bytes());
        out.extend_from_slice(&crate::protocol::cbor::encode(&body));
        let hash = blake3::hash(&out);
        out.extend_from_slice(hash.as_bytes());
        out
    }

    fn decode(bytes: &[u8]) -> Decoded {
        let Some((head, rest)) = bytes.split_at_checked(HEAD_LEN) else {
            return Decoded::Damaged("it is cut off");
        };
        let Some((body, hash)) = rest.len().checked_sub(TRAILER_LEN).map(|n| rest.split_at(n)) else {
            return Decoded::Damaged("it is cut off");
        };
        let hashed = bytes.get(..bytes.len() - TRAILER_LEN).unwrap_or_default();
        if blake3::hash(hashed).as_bytes() != hash {
            return Decoded::Damaged("its bytes do not have their hash");
        }
        let version = head.strip_prefix(MAGIC).and_then(|v| v.try_into().ok()).map(u32::from_be_bytes);
        match version {
            Some(VERSION) => {}
            Some(newer) if newer > VERSION => return Decoded::Newer(newer),
            Some(_) => return Decoded::Damaged("an older han wrote it"),
            None => return Decoded::Damaged("it is not a state file"),
        }
        match minicbor::decode::<Body>(body) {
            Ok(body) => Decoded::State(Box::new(Self::from(body))),
            Err(_) => Decoded::Damaged("its content cannot be read"),
        }
    }
}

enum Decoded {
    State(Box<State>),
    Damaged(&'static str),
    Newer(u32),
}

impl From<Body> for State {
    fn from(body: Body) -> Self {
        Self {
            device: body.device,
            files: body.files.into_iter().collect(),
            sessions: body.sessions.into_iter().collect(),
            pins: body.pins,
            last_sync: body.last_sync,
            last_failure: body.last_failure,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::FileKind;

    fn session(n: u32) -> SessionUuid {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&n.to_be_bytes());
        SessionUuid::from_bytes(id)
    }

    fn found(n: u32) -> FoundFile {
        let abs =
            format!("/home/dev/.claude/projects/-home-dev-work-project-{}/{}.jsonl", n / 25, session(n))
                .into();
        FoundFile {
            abs,
            rel: String::new(),
            kind: FileKind::Transcript,
            len: u64::from(n),
            mtime_ns: -5,
            part: None,
        }
    }

    fn entry(n: u32) -> FileEntry {
        FileEntry {
            session: session(n),
            kind: 1,
            len: u64::from(n),
            mtime_ns: -5,
            consumed_len: u64::from(n),
            consumed_hash: Digest([9; 32]),
            generation: 1,
            branch_device: DeviceId([3; 16]),
            raw_len: 7,
            ruleset: 2,
        }
    }

    fn filled(n: u32) -> State {
        let mut state = State::new(DeviceId([1; 16]));
        for i in 0..n {
            state.insert_file(&found(i), entry(i));
            let known = state.session_mut(session(i));
            known.route = "personal".into();
            known.ref_hashes = vec![Digest([4; 32]); 3];
            known.confirmed = vec![0xff; 40];
        }
        state.pins = Some(vec![1, 2, 3]);
        state.last_sync = Some(LastSync { time_ms: 1, sent: 2, held_back: 3 });
        state.last_failure =
            Some(LastFailure { time_ms: -1, code: 5, message: "cannot".into(), session: Some(session(1)) });
        state
    }

    #[test]
    fn a_state_survives_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s");
        assert!(matches!(State::load(&path).unwrap(), Loaded::Absent));
        for state in [State::new(DeviceId([1; 16])), filled(50)] {
            state.save_atomic(&path).unwrap();
            let Loaded::State(read) = State::load(&path).unwrap() else { panic!("not a state") };
            assert_eq!(*read, state);
        }
    }

    #[test]
    fn unchanged_means_same_length_and_time() {
        let state = filled(10);
        assert!(state.is_unchanged(&found(3)));
        assert_eq!(state.known_session(&found(3)), Some(session(3)));
        for changed in [FoundFile { len: 4, ..found(3) }, FoundFile { mtime_ns: 0, ..found(3) }, found(11)] {
            assert!(!state.is_unchanged(&changed));
            assert_eq!(state.known_session(&changed), None);
        }
    }

    #[test]
    fn every_damaged_byte_makes_it_absent_with_a_reason() {
        let bytes = filled(2).encode();
        for at in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[at] ^= 1;
            assert!(matches!(State::decode(&bad), Decoded::Damaged(_)), "byte {at}");
            assert!(matches!(State::decode(&bytes[..at]), Decoded::Damaged(_)), "cut at {at}");
        }
    }

    #[test]
    fn a_newer_state_is_not_replaced_and_an_older_one_is_absent() {
        let with_version = |version: u32| {
            let mut bytes = filled(1).encode();
            bytes.truncate(bytes.len() - TRAILER_LEN);
            bytes[8..12].copy_from_slice(&version.to_be_bytes());
            let hash = blake3::hash(&bytes);
            bytes.extend_from_slice(hash.as_bytes());
            bytes
        };
        assert!(matches!(State::decode(&with_version(VERSION + 1)), Decoded::Newer(2)));
        assert!(matches!(State::decode(&with_version(0)), Decoded::Damaged(_)));
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s");
        atomic::write_private(&path, &with_version(9)).unwrap();
        assert!(matches!(State::load(&path), Err(StateError::Newer { version: 9, .. })));
    }

    #[test]
    fn a_state_of_20_000_files_comes_back_whole() {
        let dir = tempfile::tempdir().unwrap();
        let (path, state) = (dir.path().join("s"), filled(20_000));
        state.save_atomic(&path).unwrap();
        let Loaded::State(read) = State::load(&path).unwrap() else { panic!("not a state") };
        assert_eq!(read.files.len(), 20_000);
    }
}
