//! One session of a vault, opened and checked against the log.

use super::error::OpError;
use super::open::{fetch, follow_on};
use crate::crypto::sign::Purpose;
use crate::protocol::cbor;
use crate::protocol::ids::{Digest, ObjectId, OwnerId, SessionTag};
use crate::protocol::refs::{ManifestPointer, Ref, RefBody, RefName};
use crate::protocol::tombstone::Tombstone;
use crate::remote::ahead::Ahead;
use crate::remote::{Remote, RemoteError};
use crate::vault::author::Signer;
use crate::vault::content::SessionKeys;
use crate::vault::follow::Follow;
use crate::vault::keyfile::Keys;
use crate::vault::manifest::{self, Branch, Manifest, Segment};
use crate::vault::meta::{self, Meta};
use crate::vault::object::ObjectError;
use crate::vault::segment;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What it takes to read sessions; shared by workers.
#[derive(Clone)]
pub struct Reader {
    /// The unlocked keys.
    pub keys: Arc<Keys>,
    /// The log as followed.
    pub follow: Arc<Follow>,
    /// The other side.
    pub remote: Arc<dyn Remote>,
}

/// Times that a session is looked at again because a peer moved it meanwhile.
pub const MOST_LOOKS: usize = 5;

/// Whether an error may come from reading what a peer has replaced meanwhile.
pub fn may_be_replaced(error: &OpError) -> bool {
    matches!(
        error,
        OpError::Conflict
            | OpError::Missing(_)
            | OpError::Remote(RemoteError::NotFound(_))
            | OpError::Follow(_)
    )
}

/// A session as the vault holds it.
pub struct SessionView {
    /// Its tag.
    pub tag: SessionTag,
    /// The version of its ref.
    pub version: u64,
    /// Its content keys.
    pub session_keys: SessionKeys,
    /// Its manifest.
    pub manifest: Manifest,
    /// SHA-256 of the manifest field.
    pub manifest_hash: Digest,
    /// Where the manifest lies, if not in the ref.
    pub pointer: Option<ManifestPointer>,
    /// Who signed the manifest.
    pub signer: Signer,
}

impl Reader {
    /// The vault.
    pub fn owner(&self) -> OwnerId {
        self.keys.owner()
    }

    /// A reader that has what it is told to expect on its way, with at most `share` of what the remote takes at one
    /// time. Called where a runtime runs.
    pub fn ahead(&self, share: usize, runtime: &tokio::runtime::Handle) -> Self {
        Self { remote: Ahead::over(Arc::clone(&self.remote), share, runtime), ..self.clone() }
    }

    /// Tells that these segments are read next.
    pub fn expect(&self, segments: &[Segment]) {
        self.remote.expect(&sizes(segments));
    }

    /// Takes back what was told of these.
    pub fn release(&self, segments: &[Segment]) {
        self.remote.release(&sizes(segments));
    }

    /// Fetches and opens a session; `None` if the vault has none by this tag, or a tombstone.
    pub async fn session(&self, tag: SessionTag) -> Result<Option<SessionView>, OpError> {
        let name = RefName::session(tag);
        let Some(state) = self.follow.state(&name)? else { return Ok(None) };
        if state.tombstone {
            return Ok(None);
        }
        let found = fetch(&*self.remote, &name).await?;
        let found = found.ok_or_else(|| OpError::Missing(format!("session ref {name}")))?;
        self.open(&found).await.map(Some)
    }

    /// Fetches a tombstone and checks that a key holder signed it for this very session, as it last was.
    pub async fn tombstone(&self, name: &RefName) -> Result<Tombstone, OpError> {
        let what = || format!("tombstone of session ref {name}");
        let found = fetch(&*self.remote, name).await?.ok_or_else(|| OpError::Missing(what()))?;
        let state = self.follow.check(&found)?;
        let RefBody::Tombstone(bytes) = &found.body else { return Err(OpError::Missing(what())) };
        let stone: Tombstone =
            cbor::decode(bytes).map_err(ObjectError::from).map_err(OpError::object(what()))?;
        let body = cbor::encode(&stone.body);
        let by = (Purpose::Tombstone, stone.member);
        let signer = self.keys.verify_author(by, &[&body], &stone.signature);
        let signer = signer.map_err(OpError::object(what()))?;
        let stale_signer = self.keys.is_stale(signer, state.seq, &self.follow);
        let said = &stone.body;
        let same = said.owner == self.owner()
            && said.name == *name
            && Some(said.session) == name.session_tag()
            && said.last_manifest == state.prev_manifest;
        if same && !stale_signer {
            Ok(stone)
        } else {
            Err(OpError::object(what())(ObjectError::Mismatch("place in the log")))
        }
    }

    /// Checks a ref against the log and opens it.
    pub async fn open(&self, found: &Ref) -> Result<SessionView, OpError> {
        self.refuse_newer(found)?;
        let state = self.follow.check(found)?;
        let tag = found.name.session_tag().ok_or_else(|| OpError::Missing(found.name.to_string()))?;
        let what = || format!("manifest of session ref {}", found.name);
        let RefBody::Session { wraps, manifest: field, .. } = &found.body else {
            return Err(OpError::NotFound(format!("{} was shredded", found.name)));
        };
        let session_keys = SessionKeys::open(&self.keys, tag, wraps).map_err(OpError::object(what()))?;
        let pointer = ManifestPointer::parse(field);
        let sealed = match pointer {
            None => field.clone(),
            Some(pointer) => {
                let object = self.remote.get(pointer.id).await?;
                if object.len() as u64 != pointer.len {
                    return Err(OpError::object(what())(ObjectError::Tampered));
                }
                object.to_vec()
            }
        };
        let opened = manifest::open((&self.keys, &session_keys), tag, &sealed);
        let opened = opened.map_err(OpError::object(what()))?;
        let stale_signer = self.keys.is_stale(opened.signer, state.manifest_seq, &self.follow);
        let misplaced = opened.prev != state.prev_manifest || opened.manifest.version != state.manifests;
        if misplaced || stale_signer {
            return Err(OpError::object(what())(ObjectError::Mismatch("place in the log")));
        }
        Ok(SessionView {
            tag,
            version: found.version,
            session_keys,
            manifest: opened.manifest,
            manifest_hash: state.manifest(),
            pointer,
            signer: opened.signer,
        })
    }

    /// A ref that moved on after this client followed the log is no forgery: the caller follows and looks
    /// again.
    fn refuse_newer(&self, found: &Ref) -> Result<(), OpError> {
        let known = self.follow.state(&found.name)?.map_or(0, |state| state.version);
        if found.version > known { Err(OpError::Conflict) } else { Ok(()) }
    }

    /// Whether a ref has moved since the log was followed.
    pub async fn has_moved(&self, name: &RefName) -> Result<bool, OpError> {
        let found = fetch(&*self.remote, name).await?;
        Ok(found.is_some_and(|found| matches!(self.refuse_newer(&found), Err(OpError::Conflict))))
    }

    /// A reader of the vault as it is now; `None` where the log has not grown, or the keys have changed: then the
    /// vault is to be opened again.
    pub async fn renewed(&self) -> Result<Option<Self>, OpError> {
        let Some(follow) = follow_on(&*self.remote, &self.follow).await? else { return Ok(None) };
        let keyfile = follow.state(&RefName::keyfile())?.map(|state| state.version);
        let same_keys = keyfile == Some(self.keys.keyfile_version);
        let members = follow.state(&RefName::roster())?.map(|state| state.version);
        let same_keys = same_keys && members == self.keys.roster().map(|roster| roster.version());
        let (keys, remote) = (Arc::clone(&self.keys), Arc::clone(&self.remote));
        Ok(same_keys.then(|| Self { keys, follow: Arc::new(follow), remote }))
    }

    /// A reader that has followed the log on, where a ref has moved since this one did.
    pub async fn past_move(&self, name: &RefName) -> Result<Option<Self>, OpError> {
        if self.has_moved(name).await? { self.renewed().await } else { Ok(None) }
    }

    /// Opens the display metadata alone.
    pub fn meta(&self, found: &Ref) -> Result<Option<Meta>, OpError> {
        self.refuse_newer(found)?;
        let state = self.follow.check(found)?;
        let (Some(tag), RefBody::Session { wraps, meta: field, .. }) =
            (found.name.session_tag(), &found.body)
        else {
            return Ok(None);
        };
        let what = || format!("metadata of session ref {}", found.name);
        let session_keys = SessionKeys::open(&self.keys, tag, wraps).map_err(OpError::object(what()))?;
        let opened = meta::open((&self.keys, &session_keys), tag, field);
        let (meta, signer) = opened.map_err(OpError::object(what()))?;
        if self.keys.is_stale(signer, state.meta_seq, &self.follow) {
            return Err(OpError::object(what())(ObjectError::Mismatch("place in the log")));
        }
        Ok(Some(meta))
    }

    /// The raw bytes of one segment.
    pub async fn segment(&self, view: &SessionView, entry: &Segment) -> Result<Zeroizing<Vec<u8>>, OpError> {
        let object = self.remote.get(entry.object).await?;
        segment::open(&view.session_keys, (self.owner(), view.tag), entry, &object)
            .map_err(OpError::object(format!("segment {}", entry.object)))
    }
}

fn sizes(segments: &[Segment]) -> Vec<(ObjectId, u64)> {
    segments.iter().map(|entry| (entry.object, entry.len)).collect()
}

/// Of what a remote takes at one time, one part in so many is for one branch that is read: several workers read.
const BRANCH_SHARE: usize = 2;

/// Reads a branch piece by piece. Blocking: for worker threads.
pub struct BranchReader<'a> {
    reader: Reader,
    handle: &'a tokio::runtime::Handle,
    view: &'a SessionView,
    left: std::slice::Iter<'a, Segment>,
    buffer: Zeroizing<Vec<u8>>,
    at: usize,
    last: usize,
    /// Offset in the branch of what comes next.
    offset: u64,
    /// The last segment boundary at or before `offset`, and how many segments lie before it.
    boundary: (u64, usize),
    loaded_to: u64,
    loaded: usize,
}

impl<'a> BranchReader<'a> {
    /// Reads `branch` from the segment that begins at `from`, which must be a boundary. The next segments are fetched
    /// while one is read.
    pub fn new(
        (reader, handle): (&'a Reader, &'a tokio::runtime::Handle),
        view: &'a SessionView,
        branch: &'a Branch,
        from: u64,
    ) -> Option<Self> {
        let skip = branch.segments.iter().take_while(|segment| segment.start < from).count();
        let rest = branch.segments.get(skip..).unwrap_or_default();
        let starts = rest.first().map_or(branch.raw_len(), |segment| segment.start);
        (starts == from).then(|| Self {
            reader: {
                let reader = reader.ahead(BRANCH_SHARE, handle);
                reader.expect(rest);
                reader
            },
            handle,
            view,
            left: rest.iter(),
            buffer: Zeroizing::new(Vec::new()),
            at: 0,
            last: 0,
            offset: from,
            boundary: (from, skip),
            loaded_to: from,
            loaded: skip,
        })
    }

    /// Where the next line begins.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The last segment boundary at or before the offset: its offset, and the number of segments before it.
    pub fn boundary(&self) -> (u64, usize) {
        self.boundary
    }

    /// The next line with its newline; without one only at the end of the branch. `None` at the end.
    pub fn next_line(&mut self) -> Result<Option<&[u8]>, OpError> {
        if self.at == self.buffer.len() {
            self.boundary = (self.loaded_to, self.loaded);
        }
        let mut searched = 0;
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            if let Some(found) = memchr::memchr(b'\n', rest.get(searched..).unwrap_or_default()) {
                return Ok(Some(self.take(searched + found + 1)));
            }
            searched = rest.len();
            let Some(entry) = self.left.next() else { break };
            let raw = self.handle.block_on(self.reader.segment(self.view, entry))?;
            self.buffer.drain(..self.at);
            self.at = 0;
            self.buffer.extend_from_slice(&raw);
            if searched == 0 {
                self.boundary = (entry.start, self.loaded);
            }
            self.loaded_to = entry.start + entry.raw_len;
            self.loaded += 1;
        }
        let rest = self.buffer.len() - self.at;
        if rest == 0 { Ok(None) } else { Ok(Some(self.take(rest))) }
    }

    /// The line that [`BranchReader::next_line`] gave last.
    pub fn last_line(&self) -> &[u8] {
        self.buffer.get(self.last..self.at).unwrap_or_default()
    }

    fn take(&mut self, len: usize) -> &[u8] {
        let start = self.at;
        self.last = start;
        self.at += len;
        self.offset += len as u64;
        self.buffer.get(start..self.at).unwrap_or_default()
    }
}
