//! Makes archives piece by piece, sound ones and others: every structure is built by the crate itself, and may
//! be changed before it is signed and sealed.

use ed25519_dalek::Signer as _;
use han::crypto::kdf::Cost;
use han::crypto::secret::{AccountKey, Passphrase};
use han::protocol::archive::{BLOCK, EntryName, FORMAT_TEXT, header, leaf_to_bytes};
use han::protocol::cbor;
use han::protocol::checkpoint::{Checkpoint, origin};
use han::protocol::header::Kind;
use han::protocol::ids::{ActorId, DeviceId, Digest, ObjectId, OwnerId, SessionTag};
use han::protocol::keyfile::{Keyfile, OwnerKind};
use han::protocol::leaf::{self, BodyKind, Class, Leaf, Outcome, RefMove};
use han::protocol::merkle::CompactRange;
use han::protocol::refs::{Action, Ref, RefBody, RefName};
use han::remote::LeafEntry;
use han::vault::archive::{self as index, Index, IndexEntry};
use han::vault::content::SessionKeys;
use han::vault::frame::{Framer, SEGMENT_FLOOR};
use han::vault::keyfile::{self, Creation, Keys, SlotKey};
use han::vault::manifest::{self, Branch, File, Manifest, SeenHead, Segment, Writer};
use han::vault::meta::{self, Meta};
use han::vault::object::{self, Place};
use han::vault::rotation::{self, NewSecret};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

pub const FORGE_NOW: u64 = 1_800_000_000;
pub const DEVICE: DeviceId = DeviceId([0xd1; 16]);
/// What every build accepts: fixtures open with and without the feature `test-kdf`.
pub const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 4 };

pub fn pass(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.as_bytes().to_vec()))
}

/// A vault in memory.
pub struct Forge {
    pub owner: OwnerId,
    pub keyfile: Keyfile,
    pub keys: Keys,
    pub slot: SlotKey,
    pub refs: BTreeMap<RefName, Ref>,
    pub objects: BTreeMap<ObjectId, Vec<u8>>,
    pub leaves: Vec<LeafEntry>,
    pub range: CompactRange,
    pub log_key: ed25519_dalek::SigningKey,
    pub framer: Framer,
}

/// One session as it is made; change what is to be wrong before [`Forge::commit`].
pub struct Draft {
    pub tag: SessionTag,
    pub keys: SessionKeys,
    pub manifest: Manifest,
    pub meta: Meta,
    pub prev: Digest,
}

impl Forge {
    pub fn new(secret: &str) -> Self {
        Self::with_account(secret, None)
    }

    pub fn with_account(secret: &str, account: Option<&AccountKey>) -> Self {
        let owner = OwnerId([0x0e; 16]);
        let secret = pass(secret);
        let with =
            Creation { kind: OwnerKind::User, owner, secret: &secret, account, cost: COST, now: FORGE_NOW };
        let (keyfile, keys, slot) = keyfile::create(&with).unwrap();
        let mut forge = Self {
            owner,
            keyfile,
            keys,
            slot,
            refs: BTreeMap::new(),
            objects: BTreeMap::new(),
            leaves: Vec::new(),
            range: CompactRange::new(),
            log_key: ed25519_dalek::SigningKey::from_bytes(&[0x10; 32]),
            framer: Framer::try_new().unwrap(),
        };
        forge.push_keyfile(Action::Init);
        forge
    }

    fn push_keyfile(&mut self, action: Action) {
        let body = RefBody::Signed(cbor::encode(&self.keyfile));
        self.push(RefName::keyfile(), body, action);
    }

    pub fn rotate(&mut self, secret: &str) {
        let secret = pass(secret);
        let with = NewSecret {
            secret: &secret,
            account: None,
            cost: COST,
            old: han::vault::rotation::OldSlot::Window,
            now: FORGE_NOW + 9,
        };
        let (keyfile, keys, slot) = rotation::rotate_secret(&self.keyfile, &self.keys, &with).unwrap();
        (self.keyfile, self.keys, self.slot) = (keyfile, keys, slot);
        self.push_keyfile(Action::RotateSecret);
    }

    /// Moves a ref and appends its leaf.
    pub fn push(&mut self, name: RefName, body: RefBody, action: Action) {
        let version = self.refs.get(&name).map_or(0, |old| old.version) + 1;
        let moved =
            RefMove { name: name.clone(), version, kind: BodyKind::of(&body), fields: body.field_hashes() };
        let leaf = Leaf {
            owner: self.owner,
            seq: self.range.size(),
            time_us: FORGE_NOW * 1_000_000 + self.range.size(),
            actor: ActorId(DEVICE.0),
            token: [0; 16],
            action,
            outcome: Outcome::Done,
            moved: Some(moved),
            count: 1,
            origin: Digest::default(),
        };
        let bytes = leaf.to_bytes();
        self.range.append(leaf::leaf_hash(Class::RefMove, &bytes));
        self.leaves.push(LeafEntry::Ref(bytes));
        self.refs.insert(name.clone(), Ref { name, version, body });
    }

    /// A leaf of another class.
    pub fn push_other(&mut self, class: Class) {
        let entry = LeafEntry::Other { class: class as u8, hash: [0x33; 32] };
        self.range.append(entry.leaf_hash().unwrap());
        self.leaves.push(entry);
    }

    pub fn seen(&self) -> SeenHead {
        SeenHead { size: self.range.size(), root: Digest(self.range.root()) }
    }

    /// Seals a frame of these bytes as a segment.
    pub fn segment(&mut self, keys: &SessionKeys, tag: SessionTag, raw: &[u8], start: u64) -> Segment {
        let frame = self.framer.frame(raw, start, SEGMENT_FLOOR).unwrap();
        self.segment_of(keys, tag, &frame, (raw.len() as u64, start))
    }

    /// Seals any frame as a segment.
    pub fn segment_of(
        &mut self,
        keys: &SessionKeys,
        tag: SessionTag,
        frame: &[u8],
        (raw_len, start): (u64, u64),
    ) -> Segment {
        let key = keys.newest().unwrap().segment_key();
        let context = Place::new(Kind::Segment, self.owner, tag).context(key.secret());
        let object = object::seal(key.secret(), &context, frame).unwrap();
        let id = ObjectId::of(&object);
        let entry = Segment { object: id, len: object.len() as u64, start, raw_len, key: context.key };
        self.objects.insert(id, object);
        entry
    }

    /// A session of one file, in as many segments as there are pieces.
    pub fn draft(&mut self, uuid: &str, pieces: &[&[u8]]) -> Draft {
        let tag = self.keys.session_tag(uuid);
        let keys = SessionKeys::generate(&self.keys, tag).unwrap();
        let (mut segments, mut start) = (Vec::new(), 0);
        for piece in pieces {
            segments.push(self.segment(&keys, tag, piece, start));
            start += piece.len() as u64;
        }
        let branch =
            Branch { generation: 0, device: DEVICE, current: true, ruleset: 1, closed: false, segments };
        let mut manifest = Manifest::new(Writer { device: DEVICE, name: "forge".into() }, self.seen());
        manifest.version = 1;
        manifest.files = vec![File { path: format!("{uuid}.jsonl"), kind: 1, branches: vec![branch] }];
        let meta = Meta {
            member: None,
            format: meta::FORMAT,
            uuid: uuid.into(),
            project: "-home-dev-app".into(),
            title: Some("a fixed title".into()),
            cwd: Some("/home/dev/app".into()),
            branch: None,
            git_remote: None,
            models: vec!["a-model".into()],
            first_time: Some("2026-11-22T00:00:00Z".into()),
            last_time: None,
            lines: 2,
            bytes: start,
            files: 1,
            manifest_version: 1,
            synced: FORGE_NOW,
            device: "forge".into(),
            signature: None,
        };
        Draft { tag, keys, manifest, meta, prev: Digest::default() }
    }

    /// Signs, seals and commits a session.
    pub fn commit(&mut self, mut draft: Draft) -> Draft {
        let keys = (&self.keys, &draft.keys);
        let place = (draft.tag, draft.prev);
        let manifest = manifest::seal(&mut draft.manifest, keys, place, &mut self.framer).unwrap();
        let meta = meta::seal(&mut draft.meta, keys, draft.tag, &mut self.framer).unwrap();
        draft.prev = Digest::of(&manifest);
        let body = RefBody::Session { wraps: draft.keys.to_field(), manifest, meta };
        self.push(RefName::session(draft.tag), body, Action::Sync);
        draft
    }

    fn sealed_index(&mut self, entries: &[(EntryName, Vec<u8>)], partial: bool) -> Vec<u8> {
        let mut refs: Vec<_> = entries
            .iter()
            .filter_map(|(name, bytes)| match name {
                EntryName::Keyfile => Some((RefName::keyfile(), bytes)),
                EntryName::Ref(name) => Some((name.clone(), bytes)),
                _ => None,
            })
            .map(|(name, bytes)| IndexEntry { name, hash: Digest::of(bytes) })
            .collect();
        refs.sort_by(|a, b| a.name.cmp(&b.name));
        let log_key = Digest(self.log_key.verifying_key().to_bytes());
        let (created, head) = (FORGE_NOW, self.seen());
        let mut index =
            Index { format: index::FORMAT, created, partial, head, log_key, refs, signature: None };
        index::seal(&mut index, &self.keys, &mut self.framer).unwrap()
    }

    /// The signed head.
    pub fn checkpoint(&self) -> Vec<u8> {
        let head = Checkpoint {
            origin: origin("local", self.owner),
            size: self.range.size(),
            root: self.range.root(),
        };
        let key = self.log_key.verifying_key().to_bytes();
        head.sign(&key, |text| self.log_key.sign(text).to_bytes())
    }

    /// The entries of an archive of everything; with an index unless a server is to have made it.
    pub fn entries(&mut self, with_index: bool) -> Vec<(EntryName, Vec<u8>)> {
        let mut out = vec![(EntryName::Format, FORMAT_TEXT.to_vec())];
        out.push((EntryName::Keyfile, cbor::encode(&self.keyfile)));
        out.push((EntryName::Checkpoint, self.checkpoint()));
        out.push((EntryName::LogKey, self.log_key.verifying_key().to_bytes().to_vec()));
        out.push((EntryName::Leaves, self.leaves.iter().flat_map(leaf_to_bytes).collect()));
        let sessions = self.refs.iter().filter(|(name, _)| name.session_tag().is_some());
        out.extend(sessions.map(|(name, found)| (EntryName::Ref(name.clone()), cbor::encode(found))));
        out.extend(self.objects.iter().map(|(id, bytes)| (EntryName::Object(*id), bytes.clone())));
        if with_index {
            let sealed = self.sealed_index(&out, false);
            out.push((EntryName::Index, sealed));
        }
        out
    }

    /// The bytes of an archive of everything.
    pub fn archive(&mut self) -> Vec<u8> {
        build(&self.entries(true))
    }
}

/// The tar of these entries.
pub fn build(entries: &[(EntryName, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in entries {
        out.extend_from_slice(&header(name, bytes.len() as u64));
        out.extend_from_slice(bytes);
        out.resize(out.len().next_multiple_of(BLOCK as usize), 0);
    }
    out.resize(out.len() + 2 * BLOCK as usize, 0);
    out
}

/// The entries of a tar.
pub fn entries(bytes: &[u8]) -> Vec<(EntryName, Vec<u8>)> {
    let (mut out, mut at) = (Vec::new(), 0);
    while bytes[at..at + 512] != [0; 512] {
        let block = bytes[at..at + 512].try_into().unwrap();
        let (name, len) = han::protocol::archive::parse_header(block).unwrap();
        let len = len as usize;
        out.push((name, bytes[at + 512..at + 512 + len].to_vec()));
        at = (at + 512 + len).next_multiple_of(512);
    }
    out
}
