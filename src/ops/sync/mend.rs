//! What the vault lost of a session: objects that its manifest names and that are not there any more. Where the local
//! file still has the bytes, they are sealed and stored again; a full sync looks for them.

use super::SyncFailure;
use super::feed::{self, From};
use super::session::{Fork, Preparing};
use super::sink::{Flow, NullSink, Sink};
use super::worker::Worker;
use crate::local::discover::FoundFile;
use crate::ops::error::OpError;
use crate::ops::view::SessionView;
use crate::protocol::ids::ObjectId;
use crate::protocol::limits::MAX_CHECK_IDS;
use crate::redact::Redacted;
use crate::session::FileKind;
use crate::vault::content::{SessionKey, SessionKeys};
use crate::vault::manifest::{Branch, Segment};
use crate::vault::segment::At;
use std::collections::HashSet;

impl Preparing<'_> {
    /// Puts back what the vault lost of the files that lie here.
    pub(super) fn mend(&mut self, keys: &SessionKeys) -> Result<(), SyncFailure> {
        let lost = self.lost()?;
        if lost.is_empty() {
            return Ok(());
        }
        let key = keys.newest().ok_or(OpError::Worker)?;
        let job = self.job;
        let before = self.manifest.objects().iter().filter(|id| lost.contains(id)).count();
        // A history is a union: no branch of it is made from one file.
        for file in job.found.files.iter().filter(|file| file.kind != FileKind::History) {
            self.mend_file(file, (keys, key), &lost)?;
        }
        let left = self.manifest.objects().iter().filter(|id| lost.contains(id)).count();
        if left < before {
            self.changed = true;
            let put_back = before - left;
            job.note(format!("session {}: put back {put_back} of {before} lost objects", job.found.session));
        }
        if left > 0 {
            job.note(format!(
                "session {}: the vault lost {left} objects that the files here do not hold (han verify names them)",
                job.found.session
            ));
        }
        // What was put back may lie under a key that the vault does not know yet.
        let view = self.own_view(keys)?;
        if let Some(old) = &mut self.view {
            old.session_keys = view.session_keys;
        }
        Ok(())
    }

    fn lost(&self) -> Result<HashSet<ObjectId>, OpError> {
        let mut lost = HashSet::new();
        for ids in self.manifest.objects().chunks(MAX_CHECK_IDS) {
            lost.extend(self.worker.handle.block_on(self.worker.shared.reader.remote.missing(ids))?);
        }
        Ok(lost)
    }

    fn mend_file(
        &mut self,
        file: &FoundFile,
        (keys, key): (&SessionKeys, &SessionKey),
        lost: &HashSet<ObjectId>,
    ) -> Result<(), SyncFailure> {
        let branches = self.manifest.file(&file.rel).map(|file| file.branches.clone()).unwrap_or_default();
        let is_lost = |segment: &Segment| lost.contains(&segment.object);
        for (at, branch) in branches.iter().enumerate() {
            if !branch.segments.iter().any(is_lost) {
                continue;
            }
            let view = self.own_view(keys)?;
            match self.patch(file, (&view, branch), key, lost)? {
                Some(segments) => {
                    self.change_branch(file, at, |branch| branch.segments = segments);
                }
                // What is here cannot fill the gap, so that it stands beside what is left.
                None if branch.current => self.fork(file, key, Fork::Lost)?,
                None => {}
            }
        }
        Ok(())
    }

    /// All of a file, a torn last line too.
    fn whole(&self, file: &FoundFile) -> From {
        From { take_tail: true, ..self.begin(file) }
    }

    /// The segments of a branch with the lost ones made again from the local file; `None` where that is not what
    /// the branch was made from.
    fn patch(
        &mut self,
        file: &FoundFile,
        (view, branch): (&SessionView, &Branch),
        key: &SessionKey,
        lost: &HashSet<ObjectId>,
    ) -> Result<Option<Vec<Segment>>, SyncFailure> {
        // Twice: what was sealed has passed the second look, by values that a first pass confirms.
        let mut redactor = self.redactor_of_now()?;
        feed::feed(file, self.whole(file), &mut redactor, &mut NullSink::default())?;
        let from = self.whole(file);
        let place = At {
            owner: self.worker.shared.reader.owner(),
            session: self.job.tag,
            generation: branch.generation,
            seq: 0,
            start: 0,
        };
        let mut sink = PatchSink {
            worker: self.worker,
            key,
            view,
            left: branch.segments.iter(),
            lost,
            place,
            buffer: Redacted::empty(),
            segments: Vec::new(),
            differs: false,
        };
        feed::feed(file, from, &mut redactor, &mut sink)?;
        let whole = !sink.differs && sink.segments.len() == branch.segments.len();
        Ok(whole.then_some(sink.segments))
    }
}

/// Walks along a branch: compares what is there, seals what is lost.
struct PatchSink<'s> {
    worker: &'s mut Worker,
    key: &'s SessionKey,
    view: &'s SessionView,
    left: std::slice::Iter<'s, Segment>,
    lost: &'s HashSet<ObjectId>,
    place: At,
    buffer: Redacted,
    segments: Vec<Segment>,
    differs: bool,
}

impl PatchSink<'_> {
    fn take(&mut self, entry: &Segment, piece: &Redacted) -> Result<(), OpError> {
        let segment = if self.lost.contains(&entry.object) {
            self.worker.seal_segment(piece, &self.place, self.key)?
        } else {
            let reader = self.worker.shared.reader.clone();
            let raw = self.worker.handle.block_on(reader.segment(self.view, entry))?;
            self.differs |= raw[..] != *piece.as_bytes();
            entry.clone()
        };
        self.segments.push(segment);
        self.place.seq += 1;
        self.place.start += entry.raw_len;
        Ok(())
    }
}

impl Sink for PatchSink<'_> {
    fn buffer(&mut self) -> &mut Redacted {
        &mut self.buffer
    }

    fn settle(&mut self) -> Result<Flow, OpError> {
        loop {
            let Some(entry) = self.left.as_slice().first() else { return Ok(Flow::Stop) };
            let len = usize::try_from(entry.raw_len).unwrap_or(usize::MAX);
            if self.buffer.len() < len {
                return Ok(Flow::More);
            }
            let piece = self.buffer.take_front(len);
            self.take(entry, &piece)?;
            self.left.next();
            if self.differs {
                return Ok(Flow::Stop);
            }
        }
    }
}
