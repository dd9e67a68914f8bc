//! The look: what the gate would cut out of a session as it is stored.

use crate::ops::error::OpError;
use crate::ops::sync::SyncFailure;
use crate::ops::sync::feed::{TEXT_BLOCK, is_opaque, regate};
use crate::ops::sync::worker::Worker;
use crate::ops::view::{BranchReader, Reader, SessionView};
use crate::protocol::ids::ObjectId;
use crate::redact::{Redacted, Redactor, Report, Unsafe, block_end};
use crate::scan::ConfirmedValues;
use crate::session::FileKind;
use crate::vault::manifest::{Branch, File};
use std::collections::HashSet;
use std::ops::Range;

/// Times that a session is looked at because the look before confirmed more.
const MOST_LOOKS: usize = 16;

/// What is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ops) enum Scope {
    /// Everything that the rules find.
    Everything,
    /// Pieces that may hold a confirmed value.
    Confirmed,
}

/// Segments of one branch that are to be sealed again.
pub(super) struct Damage {
    /// Which file of the manifest.
    pub(super) file: usize,
    /// Which of its branches.
    pub(super) branch: usize,
    /// Which segments: those that change, and those behind them that move by it.
    pub(super) segments: Range<usize>,
}

impl Damage {
    /// How many of these objects it supersedes.
    pub(super) fn supersedes(&self, file: &File, held: &HashSet<ObjectId>) -> usize {
        let segments = file.branches.get(self.branch).and_then(|b| b.segments.get(self.segments.clone()));
        segments.unwrap_or_default().iter().filter(|segment| held.contains(&segment.object)).count()
    }
}

/// What a look found.
pub(in crate::ops) struct Survey {
    pub(super) damage: Vec<Damage>,
    /// What is to be cut.
    pub(in crate::ops) report: Report,
}

impl Survey {
    /// Whether nothing is to be cut.
    pub(in crate::ops) fn is_clean(&self) -> bool {
        self.damage.is_empty()
    }

    /// Segments that are to be sealed again.
    pub(in crate::ops) fn segments(&self) -> u64 {
        self.damage.iter().map(|damage| damage.segments.len() as u64).sum()
    }
}

/// Looks at all branches of all files, until a look confirms nothing more: a value that is confirmed in the last
/// line of one file may stand in the first of another. The values stay with `redactor`; its report is not touched.
pub(in crate::ops) fn survey(
    worker: &Worker,
    view: &SessionView,
    scope: Scope,
    redactor: &mut Redactor,
) -> Result<Survey, SyncFailure> {
    for _ in 0..MOST_LOOKS {
        let before = redactor.confirmed().epoch();
        let mut pass = super::copy_of(redactor)?;
        let mut values = None;
        if scope == Scope::Confirmed {
            values = Some(super::copy_of(redactor)?.into_confirmed());
        }
        let mut damage = Vec::new();
        for (at, file) in view.manifest.files.iter().enumerate() {
            for (index, branch) in file.branches.iter().enumerate() {
                let found = branch_damage(worker, (view, file, branch), &mut pass, values.as_ref())?;
                damage.extend(found.map(|segments| Damage { file: at, branch: index, segments }));
            }
        }
        let report = pass.report().clone();
        redactor.restore_confirmed(pass.into_confirmed());
        if redactor.confirmed().epoch() == before {
            return Ok(Survey { damage, report });
        }
    }
    // Every look finds another secret: what is cut uncovers the next one without an end.
    Err(Unsafe { file: String::new(), line: 0, rule: "confirmed".into() }.into())
}

fn branch_damage(
    worker: &Worker,
    (view, file, branch): (&SessionView, &File, &Branch),
    redactor: &mut Redactor,
    only: Option<&ConfirmedValues>,
) -> Result<Option<Range<usize>>, SyncFailure> {
    let kind = FileKind::from_byte(file.kind).unwrap_or(FileKind::ToolResultBinary);
    if kind == FileKind::ToolResultBinary {
        return Ok(None);
    }
    let look = Look { tools: (&worker.shared.reader, &worker.handle), view, branch, kind };
    let mut found = Extent::new(branch);
    let mut out = Redacted::empty();
    let mut line = 1;
    look.pieces(0, &mut |start, piece| {
        found.begins(start);
        redactor.set_position(&file.path, line);
        line += memchr::memchr_iter(b'\n', piece).count() as u64;
        if only.is_none_or(|values| values.may_hold(piece)) {
            out.clear();
            regate(piece, kind.is_lines(), redactor, &mut out)?;
            if out.as_bytes() != piece {
                found.changes(start, (piece.len(), out.len()));
            }
        }
        Ok(true)
    })?;
    Ok(found.segments())
}

/// Which part of a branch changes.
struct Extent<'a> {
    branch: &'a Branch,
    /// Segments that begin where a piece does, in order.
    clean: Vec<usize>,
    next: usize,
    changed: Option<Range<u64>>,
    grown: i128,
}

impl<'a> Extent<'a> {
    fn new(branch: &'a Branch) -> Self {
        Self { branch, clean: Vec::new(), next: 0, changed: None, grown: 0 }
    }

    fn begins(&mut self, start: u64) {
        while let Some(segment) = self.branch.segments.get(self.next).filter(|next| next.start <= start) {
            if segment.start == start {
                self.clean.push(self.next);
            }
            self.next += 1;
        }
    }

    fn changes(&mut self, start: u64, (old, new): (usize, usize)) {
        let end = start + old as u64;
        self.changed = Some(self.changed.take().map_or(start..end, |have| have.start..end));
        self.grown += new as i128 - old as i128;
    }

    /// The segments to seal again. A segment carries its own offset inside its seal: those behind a part whose
    /// length changes move with it.
    fn segments(&self) -> Option<Range<usize>> {
        let changed = self.changed.as_ref()?;
        let start_of = |at: &&usize| self.branch.segments.get(**at).map_or(0, |segment| segment.start);
        let first = self.clean.iter().rev().find(|at| start_of(at) <= changed.start).copied().unwrap_or(0);
        let last = self.clean.iter().find(|at| start_of(at) >= changed.end).filter(|_| self.grown == 0);
        Some(first..last.copied().unwrap_or(self.branch.segments.len()))
    }
}

/// Takes a piece and its offset; says whether to go on.
type Each<'e> = dyn FnMut(u64, &[u8]) -> Result<bool, SyncFailure> + 'e;

/// One branch of a session as it is stored.
pub(super) struct Look<'a> {
    pub(super) tools: (&'a Reader, &'a tokio::runtime::Handle),
    pub(super) view: &'a SessionView,
    pub(super) branch: &'a Branch,
    pub(super) kind: FileKind,
}

impl Look<'_> {
    /// Gives the branch from the segment at `from` on, with the offset of each piece: line by line, or a text in
    /// blocks that cut no private key; until `each` says no.
    pub(super) fn pieces(&self, from: u64, each: &mut Each<'_>) -> Result<(), SyncFailure> {
        let reader = BranchReader::new(self.tools, self.view, self.branch, from);
        let mut reader = reader.ok_or(OpError::Worker)?;
        let mut text = zeroize::Zeroizing::new(Vec::new());
        let (mut at, mut first) = (from, from == 0);
        while let Some(line) = reader.next_line()? {
            if self.kind.is_lines() {
                if !each(at, line)? {
                    return Ok(());
                }
                at += line.len() as u64;
                continue;
            }
            if std::mem::take(&mut first) && is_opaque(self.kind, line) {
                return Ok(());
            }
            text.extend_from_slice(line);
            let end = if text.len() < TEXT_BLOCK { 0 } else { block_end(&text) };
            if end > 0 {
                if !each(at, text.get(..end).unwrap_or_default())? {
                    return Ok(());
                }
                at += end as u64;
                text.drain(..end);
            }
        }
        if !text.is_empty() {
            each(at, &text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::{DeviceId, KeyId};
    use crate::vault::manifest::Segment;

    /// Four segments of ten bytes.
    fn branch() -> Branch {
        let segment = |n: u64| Segment {
            object: ObjectId([n as u8; 32]),
            len: 1,
            start: 10 * n,
            raw_len: 10,
            key: KeyId::default(),
        };
        Branch {
            generation: 0,
            device: DeviceId::default(),
            current: true,
            ruleset: 1,
            closed: false,
            segments: (0..4).map(segment).collect(),
        }
    }

    fn of(pieces: &[(u64, Option<(usize, usize)>)]) -> Option<Range<usize>> {
        let branch = branch();
        let mut found = Extent::new(&branch);
        for (start, change) in pieces {
            found.begins(*start);
            if let Some(lengths) = change {
                found.changes(*start, *lengths);
            }
        }
        found.segments()
    }

    #[test]
    fn only_what_changes_or_moves_is_sealed_again() {
        let even = |changed: u64, lengths| -> Vec<_> {
            (0..8).map(|n| (5 * n, (5 * n == changed).then_some(lengths))).collect()
        };
        assert_eq!(of(&even(99, (0, 0))), None);
        assert_eq!(of(&even(15, (5, 5))), Some(1..2), "as long as before: what is behind stays");
        assert_eq!(of(&even(15, (5, 4))), Some(1..4), "shorter: what is behind moves");
        assert_eq!(of(&even(0, (5, 9))), Some(0..4));
        assert_eq!(of(&even(35, (5, 1))), Some(3..4));
        // A piece that reaches over a boundary takes both segments along.
        assert_eq!(of(&[(0, None), (8, Some((4, 4))), (12, None), (20, None), (30, None)]), Some(0..2));
        assert_eq!(of(&[(0, None), (8, None), (21, Some((4, 4))), (25, None), (30, None)]), Some(0..3));
        assert_eq!(
            of(&[(0, None), (5, Some((5, 4))), (10, None), (15, Some((5, 6))), (20, None)]),
            Some(0..2)
        );
    }
}
