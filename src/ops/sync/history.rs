//! The prompt history as a union: each machine adds, in a branch of its own, the prompts that no branch has.

use super::SyncFailure;
use super::feed;
use super::session::Preparing;
use super::sink::{Flow, SegmentSink, Sink, place};
use crate::local::discover::FoundFile;
use crate::ops::error::OpError;
use crate::ops::ruleset;
use crate::ops::view::BranchReader;
use crate::redact::Redacted;
use crate::session::history::Prompts;
use crate::vault::content::SessionKey;
use crate::vault::manifest::{Branch, File};

impl Preparing<'_> {
    /// Adds the prompts of the local history that the vault lacks.
    pub(super) fn take_prompts(&mut self, file: &FoundFile, key: &SessionKey) -> Result<(), SyncFailure> {
        let device = self.worker.shared.device;
        let branches = self.manifest.file(&file.rel).map(|file| file.branches.clone()).unwrap_or_default();
        let own = branches.iter().rposition(|branch| branch.device == device);
        let before: &[_] = own.and_then(|at| branches.get(at)).map_or(&[], |branch| &branch.segments);
        let generation = own.and_then(|at| branches.get(at)).map_or(0, |branch| branch.generation);
        // From its start: a prompt that a route kept back earlier may go now.
        let from = self.begin(file);
        let known = self.stored_prompts(&branches)?;
        let at = place(self.worker.shared.reader.owner(), self.job.tag, generation, before);
        let mut sink = NewPrompts {
            known,
            front: Redacted::empty(),
            inner: SegmentSink::new(self.worker, key, at, None),
        };
        let taken = feed::feed(file, from, &mut self.redactor, &mut sink)?;
        if !sink.front.is_empty() {
            self.redactor.newline(b"\n", &mut sink.front);
            sink.settle()?;
        }
        let new = sink.inner.finish()?;
        let raw_len = before.iter().chain(&new).map(|segment| segment.raw_len).sum();
        let mine = ruleset::id(&self.worker.shared.rules);
        if !new.is_empty() {
            self.changed = true;
            match own {
                Some(at) => self.change_branch(file, at, |branch| {
                    branch.segments.extend(new);
                    branch.ruleset = ruleset::joined(branch.ruleset, mine);
                }),
                None => self.add_branch(file, self.new_branch(0, new)),
            }
        }
        self.note(file, &taken, (generation, device), raw_len);
        Ok(())
    }

    fn add_branch(&mut self, file: &FoundFile, branch: Branch) {
        match self.manifest.files.iter_mut().find(|have| have.path == file.rel) {
            Some(have) => have.branches.push(Branch { current: false, ..branch }),
            None => self.manifest.files.push(File {
                path: file.rel.clone(),
                kind: file.kind.byte(),
                branches: vec![branch],
            }),
        }
    }

    fn stored_prompts(&self, branches: &[Branch]) -> Result<Prompts, SyncFailure> {
        let mut known = Prompts::default();
        let Some(view) = &self.view else { return Ok(known) };
        let tools = (&self.worker.shared.reader, &self.worker.handle);
        for branch in branches {
            let mut reader = BranchReader::new(tools, view, branch, 0).ok_or(OpError::Worker)?;
            while let Some(line) = reader.next_line()? {
                known.insert(line.trim_ascii_end());
            }
        }
        Ok(known)
    }
}

/// Passes on each prompt that is not known, and knows it from then on.
struct NewPrompts<'w, 'k> {
    known: Prompts,
    front: Redacted,
    inner: SegmentSink<'w, 'k>,
}

impl Sink for NewPrompts<'_, '_> {
    fn buffer(&mut self) -> &mut Redacted {
        &mut self.front
    }

    fn settle(&mut self) -> Result<Flow, OpError> {
        while let Some(end) = memchr::memchr(b'\n', self.front.as_bytes()) {
            let mut line = self.front.take_front(end + 1);
            let prompt = line.as_bytes().trim_ascii_end();
            if !prompt.is_empty() && self.known.insert(prompt) {
                self.inner.buffer().append(&mut line);
                self.inner.settle()?;
            }
        }
        Ok(Flow::More)
    }
}
