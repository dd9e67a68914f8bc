//! The second look: a value that was confirmed after a line was sealed may stand in that line, in any
//! branch of any file of the session. Such a branch is made anew from its own content.

use super::SyncFailure;
use super::feed::{TEXT_BLOCK, is_opaque, regate};
use super::session::Preparing;
use super::sink::{SegmentSink, Sink, place};
use crate::ops::error::OpError;
use crate::ops::view::{BranchReader, Reader, SessionView};
use crate::redact::{Redacted, Redactor, block_end};
use crate::scan::ConfirmedValues;
use crate::session::FileKind;
use crate::vault::content::SessionKeys;
use crate::vault::manifest::{Branch, File};

/// Times that a session is looked at again because the look before confirmed more.
const MOST_LOOKS: usize = 16;

/// One branch of a session that is being prepared.
struct Look<'a> {
    tools: (&'a Reader, &'a tokio::runtime::Handle),
    view: &'a SessionView,
    branch: &'a Branch,
    kind: FileKind,
}

impl Preparing<'_> {
    /// Takes values confirmed since epoch `before` out of everything that the manifest names.
    pub(super) fn look_again(&mut self, before: u64, session_keys: &SessionKeys) -> Result<(), SyncFailure> {
        let mut seen = before;
        for _ in 0..MOST_LOOKS {
            let now = self.redactor.confirmed().epoch();
            if now == seen || self.worker.shared.dry_run {
                break;
            }
            seen = now;
            for file in self.manifest.files.clone() {
                self.look_at_branches(&file, session_keys)?;
            }
        }
        Ok(())
    }

    fn look_at_branches(&mut self, file: &File, session_keys: &SessionKeys) -> Result<(), SyncFailure> {
        let kind = FileKind::from_byte(file.kind).unwrap_or(FileKind::ToolResultBinary);
        if kind == FileKind::ToolResultBinary {
            return Ok(());
        }
        for (at, branch) in file.branches.iter().enumerate() {
            let view = self.own_view(session_keys)?;
            let (reader, handle) = (self.worker.shared.reader.clone(), self.worker.handle.clone());
            let look = Look { tools: (&reader, &handle), view: &view, branch, kind };
            if look.holds_any(&mut self.redactor_of_now()?, &mut self.confirmed_copy()?)? {
                self.make_anew((&file.path, at), &look, session_keys)?;
            }
        }
        Ok(())
    }

    /// A copy of the values confirmed so far.
    fn confirmed_copy(&self) -> Result<ConfirmedValues, SyncFailure> {
        let values = ConfirmedValues::from_bytes(&self.redactor.confirmed().to_bytes());
        Ok(values.map_err(|_| OpError::Worker)?)
    }

    /// A redactor that knows what was confirmed so far and whose report is its own.
    pub(super) fn redactor_of_now(&self) -> Result<Redactor, SyncFailure> {
        let shared = &self.worker.shared;
        let mut redactor =
            Redactor::new(shared.rules.clone()).allowing(shared.allow.clone(), &self.job.folders);
        redactor.restore_confirmed(self.confirmed_copy()?);
        Ok(redactor)
    }

    /// Seals what a branch holds again, through the gate, in its place. Nothing is lost: it has every line of
    /// before. It keeps its generation and device, as it is the same history: neither does it outrank the
    /// branch of another machine, nor do machines that follow it lose it.
    fn make_anew(
        &mut self,
        (path, at): (&str, usize),
        look: &Look<'_>,
        session_keys: &SessionKeys,
    ) -> Result<(), SyncFailure> {
        let key = session_keys.newest().ok_or(OpError::Worker)?;
        let (old, ruleset) = (look.branch, self.worker.shared.rules.version());
        let begin = place(self.worker.shared.reader.owner(), self.job.tag, old.generation, &[]);
        let mut sink = SegmentSink::new(self.worker, key, begin, None);
        let redactor = &mut self.redactor;
        look.pieces(&mut |piece| {
            regate(piece, look.kind.is_lines(), redactor, sink.buffer())?;
            sink.settle()?;
            Ok(true)
        })?;
        let segments = sink.finish()?;
        let anew = Branch { ruleset, segments, ..old.clone() };
        let entry = self
            .noted(path)
            .filter(|(_, entry)| (entry.generation, entry.branch_device) == (old.generation, old.device));
        if let Some((found, mut entry)) = entry {
            // Where the local file stood for only a part, the next sync compares.
            let all = entry.raw_len == old.raw_len();
            entry.raw_len = if all { anew.raw_len() } else { u64::MAX };
            self.entries.push((found, entry));
        }
        let file = self.manifest.files.iter_mut().find(|file| file.path == path);
        if let Some(branch) = file.and_then(|file| file.branches.get_mut(at)) {
            *branch = anew;
        }
        self.changed = true;
        Ok(())
    }
}

impl Look<'_> {
    /// Whether the gate would now cut a confirmed value out of the branch.
    fn holds_any(&self, redactor: &mut Redactor, values: &mut ConfirmedValues) -> Result<bool, SyncFailure> {
        values.prepare();
        let mut out = Redacted::empty();
        let mut found = false;
        self.pieces(&mut |piece| {
            if values.may_hold(piece) {
                out.clear();
                regate(piece, self.kind.is_lines(), redactor, &mut out)?;
                found = out.as_bytes() != piece;
            }
            Ok(!found)
        })?;
        Ok(found)
    }

    /// Gives the branch line by line, or a text in blocks that cut no private key, until `each` says no.
    fn pieces(&self, each: &mut dyn FnMut(&[u8]) -> Result<bool, OpError>) -> Result<(), SyncFailure> {
        let mut reader = BranchReader::new(self.tools, self.view, self.branch, 0).ok_or(OpError::Worker)?;
        let mut text = zeroize::Zeroizing::new(Vec::new());
        let mut first = true;
        while let Some(line) = reader.next_line()? {
            if self.kind.is_lines() {
                if !each(line)? {
                    return Ok(());
                }
                continue;
            }
            if std::mem::take(&mut first) && is_opaque(self.kind, line) {
                return Ok(());
            }
            text.extend_from_slice(line);
            let end = if text.len() < TEXT_BLOCK { 0 } else { block_end(&text) };
            if end > 0 {
                if !each(text.get(..end).unwrap_or_default())? {
                    return Ok(());
                }
                text.drain(..end);
            }
        }
        if !text.is_empty() {
            each(&text)?;
        }
        Ok(())
    }
}
