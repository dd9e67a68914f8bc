//! The manifest: the signed list of everything that a session consists of.

use super::author::Signer;
use super::content::SessionKeys;
use super::frame::{Framer, RECORD_FLOOR, unframe};
use super::keyfile::Keys;
use super::object::{self, ObjectError, Place};
use crate::crypto::sign::Purpose;
use crate::protocol::cbor;
use crate::protocol::header::{Context, Kind};
use crate::protocol::ids::{DeviceId, Digest, KeyId, ObjectId, OwnerId, SessionTag};
use crate::protocol::limits::MAX_SEGMENT_RAW_LEN;
use minicbor::{Decode, Encode};

/// The manifest format that this version writes and reads.
pub const FORMAT: u16 = 1;
/// Longest manifest that is read, in raw bytes.
const MAX_RAW: u64 = 64 << 20;

/// One sealed piece of a branch.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Segment {
    /// The object.
    #[n(0)]
    pub object: ObjectId,
    /// Its length in bytes.
    #[n(1)]
    pub len: u64,
    /// Where its raw bytes stand in the file.
    #[n(2)]
    pub start: u64,
    /// How many there are.
    #[n(3)]
    pub raw_len: u64,
    /// The segment key that opens it.
    #[n(4)]
    pub key: KeyId,
}

/// One history of a file: a rewrite or a divergence adds a branch, and none replaces another.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Branch {
    /// Rises with each rewrite of the file.
    #[n(0)]
    pub generation: u32,
    /// The device that began the branch.
    #[n(1)]
    pub device: DeviceId,
    /// Whether `restore` takes this one. Exactly one branch of a file is current.
    #[n(2)]
    pub current: bool,
    /// The version of the redaction rules that it passed (the oldest of its segments').
    #[n(3)]
    pub ruleset: u32,
    /// Whether nothing is appended to it any more.
    #[n(4)]
    pub closed: bool,
    /// Its pieces: contiguous from 0.
    #[n(5)]
    pub segments: Vec<Segment>,
}

impl Branch {
    /// Raw bytes of the whole branch.
    pub fn raw_len(&self) -> u64 {
        self.segments.last().map_or(0, |last| last.start + last.raw_len)
    }

    fn is_contiguous(&self) -> bool {
        let mut at = 0u64;
        self.segments.iter().all(|segment| {
            let ok = segment.start == at && segment.raw_len <= MAX_SEGMENT_RAW_LEN;
            // Cannot overflow while `ok` holds: fewer than 2^38 segments of 2^26 bytes fit in memory.
            at = at.saturating_add(segment.raw_len);
            ok
        })
    }
}

/// One file of a session.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct File {
    /// Relative to the project folder, `/` separated.
    #[n(0)]
    pub path: String,
    /// [`crate::session::layout::FileKind`] as a number.
    #[n(1)]
    pub kind: u8,
    /// Its branches; one of them is current.
    #[n(2)]
    pub branches: Vec<Branch>,
}

impl File {
    /// The branch that is restored by default.
    pub fn current(&self) -> Option<&Branch> {
        self.branches.iter().find(|branch| branch.current)
    }

    /// Gives every branch a generation above all that the file has had, in the same order and with the same
    /// ties: a history that was sealed again neither outranks the others nor falls behind them. `None`, and
    /// nothing done, where the numbers are used up.
    pub fn renumber(&mut self) -> Option<()> {
        let mut old: Vec<u32> = self.branches.iter().map(|branch| branch.generation).collect();
        old.sort_unstable();
        old.dedup();
        let next = old.last().map_or(Some(0), |newest| newest.checked_add(1))?;
        next.checked_add(u32::try_from(old.len()).ok()?)?;
        for branch in &mut self.branches {
            let place = old.partition_point(|generation| *generation < branch.generation);
            branch.generation = next + u32::try_from(place).ok()?;
        }
        Some(())
    }

    /// Makes one branch the current one.
    pub fn set_current(&mut self, at: usize) {
        for (index, branch) in self.branches.iter_mut().enumerate() {
            branch.current = index == at;
        }
    }
}

/// Who wrote a manifest.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Writer {
    /// The device.
    #[n(0)]
    pub device: DeviceId,
    /// Its name, as its user chose it.
    #[n(1)]
    pub name: String,
}

/// A log head that a writer had verified: peers compare it with what they see.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct SeenHead {
    /// Size of the log.
    #[n(0)]
    pub size: u64,
    /// Its root.
    #[n(1)]
    pub root: Digest,
}

/// Everything that a session consists of.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Manifest {
    /// [`FORMAT`].
    #[n(0)]
    pub format: u16,
    /// Rises by one with every manifest of the session; the first is 1.
    #[n(1)]
    pub version: u64,
    /// Its files, by path.
    #[n(2)]
    pub files: Vec<File>,
    /// Who wrote it.
    #[n(3)]
    pub writer: Writer,
    /// The log head that the writer had last verified.
    #[n(4)]
    pub head: SeenHead,
    /// Ed25519 by a vault key, or by the member, over the object's bytes 0..104 and this structure without the signature.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub signature: Option<Vec<u8>>,
    /// The member who signed it, by the personal vault; there where the vault has a roster.
    #[n(6)]
    pub member: Option<OwnerId>,
}

impl Manifest {
    /// The first manifest of a session, empty.
    pub fn new(writer: Writer, head: SeenHead) -> Self {
        Self { format: FORMAT, version: 0, files: Vec::new(), writer, head, signature: None, member: None }
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Every object that any branch refers to, without repeats.
    pub fn objects(&self) -> Vec<ObjectId> {
        let all = self.files.iter().flat_map(|file| &file.branches).flat_map(|branch| &branch.segments);
        let mut ids: Vec<_> = all.map(|segment| segment.object).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn check(&self) -> Result<(), ObjectError> {
        let whole = self.files.iter().all(|file| {
            file.branches.iter().all(Branch::is_contiguous)
                && file.branches.iter().filter(|branch| branch.current).count() == 1
        });
        let mut paths: Vec<_> = self.files.iter().map(|file| &file.path).collect();
        paths.sort_unstable();
        paths.dedup();
        if whole && paths.len() == self.files.len() { Ok(()) } else { Err(ObjectError::Mismatch("shape")) }
    }
}

/// A manifest as it was opened.
pub struct OpenedManifest {
    /// What it says.
    pub manifest: Manifest,
    /// The link to the manifest before it.
    pub prev: Digest,
    /// Who signed it.
    pub signer: Signer,
}

/// Signs and seals a manifest. `prev` is the SHA-256 of the manifest field that it replaces, zero for the
/// first.
pub fn seal(
    manifest: &mut Manifest,
    (keys, session_keys): (&Keys, &SessionKeys),
    (session, prev): (SessionTag, Digest),
    framer: &mut Framer,
) -> Result<Vec<u8>, ObjectError> {
    let key = session_keys.newest().ok_or(ObjectError::Mismatch("length of wraps"))?.manifest_key();
    let place = Place { seq: manifest.version, prev, ..Place::new(Kind::Manifest, keys.owner(), session) };
    let context = place.context(key.secret());
    manifest.signature = None;
    manifest.member = keys.author_id();
    let body = cbor::encode(manifest);
    let authored = keys.author(Purpose::Manifest, &[&context.to_bytes(), &body])?;
    manifest.signature = Some(authored.signature.to_vec());
    let frame = framer.frame(&cbor::encode(manifest), 0, RECORD_FLOOR)?;
    object::seal(key.secret(), &context, &frame)
}

/// Opens a manifest object and checks its signature and shape.
pub fn open(
    (keys, session_keys): (&Keys, &SessionKeys),
    session: SessionTag,
    sealed: &[u8],
) -> Result<OpenedManifest, ObjectError> {
    let said = Context::parse(sealed)?;
    let want = (Kind::Manifest, keys.owner(), session);
    let key = session_keys
        .iter()
        .map(super::content::SessionKey::manifest_key)
        .find(|key| object::key_id(key.secret()) == said.key)
        .ok_or(ObjectError::Mismatch("key"))?;
    let (context, frame) = object::open(key.secret(), want, sealed)?;
    let raw = unframe(&frame, MAX_RAW)?.raw;
    let manifest: Manifest = cbor::decode(&raw)?;
    if manifest.format != FORMAT {
        return Err(ObjectError::Newer(manifest.format));
    }
    let signature = manifest.signature.clone().ok_or(ObjectError::Signature)?;
    let body = cbor::encode(&Manifest { signature: None, ..manifest.clone() });
    let by = (Purpose::Manifest, manifest.member);
    let signer = keys.verify_author(by, &[&context.to_bytes(), &body], &signature)?;
    if context.seq != manifest.version {
        return Err(ObjectError::Mismatch("version"));
    }
    manifest.check()?;
    Ok(OpenedManifest { manifest, prev: context.prev, signer })
}
