//! Merging one session of an archive into what the vault has of it.

use crate::ops::error::OpError;
use crate::ops::ruleset;
use crate::ops::view::{Reader, SessionView};
use crate::protocol::ids::{Digest, ObjectId, SessionTag};
use crate::protocol::limits::MAX_INLINE_MANIFEST_LEN;
use crate::protocol::refs::{Action, ManifestPointer, RefBody, RefChange, RefName};
use crate::vault::content::SessionKeys;
use crate::vault::frame::Framer;
use crate::vault::manifest::{self, Branch, File, Manifest, SeenHead, Segment, Writer};
use crate::vault::meta::{self, Meta};
use crate::vault::segment::{self, At};
use zeroize::Zeroizing;

/// What merging needs.
pub(in crate::ops) struct Merger<'a> {
    /// The archive.
    pub(in crate::ops) from: &'a Reader,
    /// The vault.
    pub(in crate::ops) to: &'a Reader,
    /// The session's tag in the vault.
    pub(in crate::ops) tag: SessionTag,
    /// Whether objects can be taken as they are.
    pub(in crate::ops) same: bool,
    pub(in crate::ops) writer: Writer,
    pub(in crate::ops) head: SeenHead,
    /// Seconds of Unix time.
    pub(in crate::ops) now: u64,
}

/// The outcome of a merge that changes something.
pub(in crate::ops) struct Merged {
    pub(in crate::ops) change: RefChange,
    /// Whether a history was kept apart.
    pub(in crate::ops) apart: bool,
    /// Bytes of objects that were stored.
    pub(in crate::ops) bytes: u64,
}

/// How a branch of the archive relates to one of the vault.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// The vault has all of it.
    Contained,
    /// It goes on where the vault's ends; so many of its segments the vault has.
    Extends(usize),
    /// It goes on where the vault's ends, in the middle of a segment.
    Longer,
    /// Neither.
    Differs,
}

/// A merge under way.
struct State {
    theirs: SessionView,
    ours: Option<SessionView>,
    keys: SessionKeys,
    manifest: Manifest,
    framer: Framer,
    changed: bool,
    apart: bool,
    bytes: u64,
}

impl Merger<'_> {
    /// Merges; `None` where the vault has everything.
    pub(in crate::ops) async fn run(
        &self,
        (theirs, meta): (SessionView, Meta),
        ours: Option<SessionView>,
    ) -> Result<Option<Merged>, OpError> {
        let framer = Framer::try_new().map_err(|source| OpError::object("compressor")(source.into()))?;
        let keys = self.session_keys(ours.as_ref())?;
        let manifest = match &ours {
            Some(ours) => ours.manifest.clone(),
            None => Manifest::new(self.writer.clone(), self.head),
        };
        let mut state =
            State { theirs, ours, keys, manifest, framer, changed: false, apart: false, bytes: 0 };
        let files = std::mem::take(&mut state.theirs.manifest.files);
        for file in &files {
            self.take_file(&mut state, file).await?;
        }
        if !state.changed {
            return Ok(None);
        }
        let meta = self.meta(&state, meta).await?;
        let change = self.seal(&mut state, meta).await?;
        Ok(Some(Merged { change, apart: state.apart, bytes: state.bytes }))
    }

    /// The content keys for new data: those of the vault, and a fresh one where needed.
    fn session_keys(&self, ours: Option<&SessionView>) -> Result<SessionKeys, OpError> {
        let refuse = || OpError::object("content keys");
        let Some(ours) = ours else {
            return SessionKeys::generate(&self.to.keys, self.tag).map_err(refuse());
        };
        let field = ours.session_keys.to_field();
        let mut keys = SessionKeys::open(&self.to.keys, self.tag, &field).map_err(refuse())?;
        keys.for_writing(&self.to.keys, self.tag).map_err(refuse())?;
        Ok(keys)
    }

    async fn take_file(&self, state: &mut State, file: &File) -> Result<(), OpError> {
        let known = state.manifest.files.iter().position(|have| have.path == file.path);
        let Some(at) = known else {
            let mut copy = File { path: file.path.clone(), kind: file.kind, branches: Vec::new() };
            for branch in &file.branches {
                let segments = self.transfer(state, branch, (branch.generation, &[]), 0).await?;
                copy.branches.push(Branch { segments, ..branch.clone() });
            }
            state.manifest.files.push(copy);
            state.changed = true;
            return Ok(());
        };
        for branch in &file.branches {
            self.take_branch(state, at, branch).await?;
        }
        Ok(())
    }

    /// Takes a branch of a file that the vault has.
    async fn take_branch(&self, state: &mut State, file: usize, branch: &Branch) -> Result<(), OpError> {
        let branches = state.manifest.files.get(file).map(|file| file.branches.clone()).unwrap_or_default();
        let (mut extends, mut longer) = (None, false);
        for (at, have) in branches.iter().enumerate() {
            match self.relation(state, branch, have).await? {
                Relation::Contained => return Ok(()),
                Relation::Extends(from) if !have.closed && extends.is_none() => extends = Some((at, from)),
                // A closed branch stays as it is; what goes on from it is a branch of its own.
                Relation::Extends(_) | Relation::Longer => longer |= have.current,
                Relation::Differs => {}
            }
        }
        state.changed = true;
        if let Some((at, from)) = extends
            && let Some(have) = branches.get(at)
        {
            let new = self.transfer(state, branch, (have.generation, &have.segments), from).await?;
            let found = state.manifest.files.get_mut(file).and_then(|file| file.branches.get_mut(at));
            if let Some(found) = found {
                found.segments.extend(new);
                found.ruleset = ruleset::joined(found.ruleset, branch.ruleset);
            }
            return Ok(());
        }
        let generation = branches.iter().map(|branch| branch.generation).max().map_or(0, |last| last + 1);
        let segments = self.transfer(state, branch, (generation, &[]), 0).await?;
        // It may be what was cut out of the vault since the archive was made: the next rescan looks.
        let ruleset = ruleset::UNKNOWN;
        let copy = Branch { generation, current: false, ruleset, segments, ..branch.clone() };
        if let Some(file) = state.manifest.files.get_mut(file) {
            file.branches.push(copy);
            if longer {
                file.set_current(file.branches.len() - 1);
            }
        }
        state.apart |= !longer;
        Ok(())
    }

    async fn relation(&self, state: &State, theirs: &Branch, ours: &Branch) -> Result<Relation, OpError> {
        let common =
            theirs.segments.iter().zip(&ours.segments).take_while(|(a, b)| a.object == b.object).count();
        if common == theirs.segments.len() {
            return Ok(Relation::Contained);
        }
        if common == ours.segments.len() {
            return Ok(Relation::Extends(common));
        }
        // Sealed apart, or merged since: only the content tells.
        let Some(view) = &state.ours else { return Ok(Relation::Differs) };
        let mut theirs_bytes = Bytes::new(self.from, &state.theirs, &theirs.segments);
        let mut our_bytes = Bytes::new(self.to, view, &ours.segments);
        loop {
            let (a, b) = (theirs_bytes.fill().await?, our_bytes.fill().await?);
            if a.is_empty() {
                return Ok(Relation::Contained);
            }
            if b.is_empty() {
                let boundary = theirs_bytes.boundary();
                return Ok(boundary.map_or(Relation::Longer, Relation::Extends));
            }
            let len = a.len().min(b.len());
            if a.get(..len) != b.get(..len) {
                return Ok(Relation::Differs);
            }
            theirs_bytes.skip(len);
            our_bytes.skip(len);
        }
    }

    /// Brings the segments of a branch of the archive from number `from` on into the vault, behind those in
    /// `before`.
    async fn transfer(
        &self,
        state: &mut State,
        branch: &Branch,
        (generation, before): (u32, &[Segment]),
        from: usize,
    ) -> Result<Vec<Segment>, OpError> {
        let mut made = Vec::new();
        let mut start = before.last().map_or(0, |last| last.start + last.raw_len);
        for entry in branch.segments.get(from..).unwrap_or_default() {
            let place = (self.from.owner(), state.theirs.tag);
            let refuse = || OpError::object(format!("object {}", entry.object));
            let object = self.from.remote.get(entry.object).await?;
            let seq = (before.len() + made.len()) as u64;
            let at = At { owner: self.to.owner(), session: self.tag, generation, seq, start };
            let (object, entry) = if self.same && entry.start == start {
                // Opened all the same: what does not open must not come into the vault.
                segment::open(&state.theirs.session_keys, place, entry, &object).map_err(refuse())?;
                (object, entry.clone())
            } else {
                let key = state.keys.newest().ok_or(OpError::Worker)?;
                let old = (entry, &object[..]);
                let (object, entry) =
                    segment::reseal(&state.theirs.session_keys, place, old, (&at, key), &mut state.framer)
                        .map_err(refuse())?;
                (object.into(), entry)
            };
            start += entry.raw_len;
            state.bytes += object.len() as u64;
            self.to.remote.put(entry.object, object).await?;
            made.push(entry);
        }
        Ok(made)
    }

    /// The metadata of whichever side knows more of the transcript.
    async fn meta(&self, state: &State, theirs: Meta) -> Result<Meta, OpError> {
        let ours = match &state.ours {
            None => None,
            Some(_) => {
                let found = crate::ops::open::fetch(&*self.to.remote, &RefName::session(self.tag)).await?;
                found.and_then(|found| self.to.meta(&found).ok().flatten())
            }
        };
        let mut meta = match ours {
            Some(ours) if ours.lines >= theirs.lines => ours,
            Some(ours) => Meta { project: ours.project, ..theirs },
            None => theirs,
        };
        let current = state.manifest.files.iter().filter_map(File::current);
        meta.bytes = current.map(Branch::raw_len).sum();
        meta.files = state.manifest.files.len() as u64;
        meta.synced = self.now;
        meta.device = self.writer.name.clone();
        Ok(meta)
    }

    /// Makes the new body of the ref.
    async fn seal(&self, state: &mut State, mut meta: Meta) -> Result<RefChange, OpError> {
        if self.same {
            let field = state.theirs.session_keys.to_field();
            let theirs = SessionKeys::open(&self.from.keys, state.theirs.tag, &field);
            let adopted = theirs.and_then(|theirs| state.keys.adopt(theirs, &self.to.keys, self.tag));
            adopted.map_err(OpError::object("content keys"))?;
        }
        let (before, prev, pointer, expected) = match &state.ours {
            Some(ours) => (ours.manifest.objects(), ours.manifest_hash, ours.pointer, ours.version),
            None => (Vec::new(), Digest::default(), None, 0),
        };
        let manifest = &mut state.manifest;
        manifest.files.sort_by(|a, b| a.path.cmp(&b.path));
        manifest.version += 1;
        manifest.writer = self.writer.clone();
        manifest.head = self.head;
        meta.manifest_version = manifest.version;
        let keys = (&*self.to.keys, &state.keys);
        let sealed = manifest::seal(manifest, keys, (self.tag, prev), &mut state.framer);
        let sealed = sealed.map_err(OpError::object("manifest"))?;
        let meta = meta::seal(&mut meta, keys, self.tag, &mut state.framer);
        let meta = meta.map_err(OpError::object("metadata"))?;
        let mut after = manifest.objects();
        let field = if sealed.len() > MAX_INLINE_MANIFEST_LEN {
            let pointer = ManifestPointer { id: ObjectId::of(&sealed), len: sealed.len() as u64 };
            state.bytes += pointer.len;
            self.to.remote.put(pointer.id, sealed.into()).await?;
            after.push(pointer.id);
            pointer.to_bytes()
        } else {
            sealed
        };
        after.retain(|id| before.binary_search(id).is_err());
        Ok(RefChange {
            name: RefName::session(self.tag),
            expected,
            body: RefBody::Session { wraps: state.keys.to_field(), manifest: field, meta },
            action: Action::Import,
            added: after,
            // Nothing is taken away but the object of the manifest that is replaced.
            dropped: pointer.map(|pointer| pointer.id).into_iter().collect(),
        })
    }
}

/// The raw bytes of some segments, one segment in memory.
struct Bytes<'a> {
    reader: &'a Reader,
    view: &'a SessionView,
    segments: &'a [Segment],
    next: usize,
    buffer: Zeroizing<Vec<u8>>,
    at: usize,
}

impl<'a> Bytes<'a> {
    fn new(reader: &'a Reader, view: &'a SessionView, segments: &'a [Segment]) -> Self {
        Self { reader, view, segments, next: 0, buffer: Zeroizing::new(Vec::new()), at: 0 }
    }

    /// What comes next; empty at the end.
    async fn fill(&mut self) -> Result<&[u8], OpError> {
        while self.at == self.buffer.len()
            && let Some(entry) = self.segments.get(self.next)
        {
            self.buffer = self.reader.segment(self.view, entry).await?;
            (self.at, self.next) = (0, self.next + 1);
        }
        Ok(self.buffer.get(self.at..).unwrap_or_default())
    }

    fn skip(&mut self, len: usize) {
        self.at += len;
    }

    /// How many segments were taken, if none is in the middle. Called after [`Bytes::fill`], which has the next
    /// segment in the buffer already.
    fn boundary(&self) -> Option<usize> {
        (self.at == 0).then(|| self.next.saturating_sub(1))
    }
}
