//! Where redacted bytes go: into segments, or against what the vault already holds.

use super::worker::Worker;
use crate::ops::error::OpError;
use crate::ops::view::BranchReader;
use crate::protocol::ids::SessionTag;
use crate::protocol::limits::SEGMENT_TARGET_LEN;
use crate::redact::Redacted;
use crate::scan::ConfirmedValues;
use crate::session::covered::covered;
use crate::session::equal;
use crate::session::summary::Summary;
use crate::vault::content::SessionKey;
use crate::vault::manifest::Segment;
use crate::vault::segment::At;
use std::sync::Arc;

/// Takes redacted bytes line by line.
pub(in crate::ops) trait Sink {
    /// Where the gate writes to.
    fn buffer(&mut self) -> &mut Redacted;
    /// One line (or block) has been written whole.
    fn settle(&mut self) -> Result<Flow, OpError>;
    /// What comes next may have to be made again: it begins a piece of its own.
    fn cut(&mut self) -> Result<(), OpError> {
        Ok(())
    }
}

/// A piece shorter than this is not cut: making it again costs less than another object.
const SHORTEST_CUT: usize = 256 << 10;

/// Whether the feed goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ops) enum Flow {
    /// More, please.
    More,
    /// The answer is known.
    Stop,
}

/// Seals redacted bytes as segments.
pub(in crate::ops) struct SegmentSink<'w, 'k> {
    worker: &'w mut Worker,
    key: &'k SessionKey,
    at: At,
    buffer: Redacted,
    settled: usize,
    summary: Option<&'w mut Summary>,
    /// What was sealed so far.
    pub(super) segments: Vec<Segment>,
}

impl<'w, 'k> SegmentSink<'w, 'k> {
    /// Begins at `at`; lines are also summed up in `summary`.
    pub(in crate::ops) fn new(
        worker: &'w mut Worker,
        key: &'k SessionKey,
        at: At,
        summary: Option<&'w mut Summary>,
    ) -> Self {
        Self { worker, key, at, buffer: Redacted::empty(), settled: 0, summary, segments: Vec::new() }
    }

    fn flush(&mut self, piece: &Redacted) -> Result<(), OpError> {
        let entry = self.worker.seal_segment(piece, &self.at, self.key)?;
        self.at.start += entry.raw_len;
        self.at.seq += 1;
        self.segments.push(entry);
        Ok(())
    }

    /// Seals what is left.
    pub(in crate::ops) fn finish(mut self) -> Result<Vec<Segment>, OpError> {
        while !self.buffer.is_empty() {
            let piece = self.buffer.take_front(SEGMENT_TARGET_LEN);
            self.flush(&piece)?;
        }
        Ok(self.segments)
    }
}

impl Sink for SegmentSink<'_, '_> {
    fn buffer(&mut self) -> &mut Redacted {
        &mut self.buffer
    }

    fn settle(&mut self) -> Result<Flow, OpError> {
        if let Some(summary) = self.summary.as_deref_mut() {
            let written = self.buffer.as_bytes().get(self.settled..).unwrap_or_default();
            summary.line(written.strip_suffix(b"\n").unwrap_or(written));
        }
        while self.buffer.len() >= SEGMENT_TARGET_LEN {
            // A whole number of lines where they are of ordinary length; a very long line is split.
            let len = if self.buffer.len() < 2 * SEGMENT_TARGET_LEN {
                self.buffer.len()
            } else {
                SEGMENT_TARGET_LEN
            };
            let piece = self.buffer.take_front(len);
            self.flush(&piece)?;
        }
        self.settled = self.buffer.len();
        Ok(Flow::More)
    }

    fn cut(&mut self) -> Result<(), OpError> {
        if self.buffer.len() >= SHORTEST_CUT {
            let piece = self.buffer.take_front(usize::MAX);
            self.flush(&piece)?;
            self.settled = 0;
        }
        Ok(())
    }
}

/// How local content relates to a branch of the vault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Relation {
    /// Local ended first: everything it has is there already. The offset in the branch where it ended.
    Within(u64),
    /// The branch ended first, at a line end; what `pending` holds comes after it.
    Extends,
    /// The branch ends in a torn line that is whole now: from the boundary on it is made anew.
    Completes,
    /// They differ.
    Diverges,
}

/// Compares redacted lines with a branch.
pub(super) struct CompareSink<'a> {
    remote: BranchReader<'a>,
    ours: Redacted,
    relation: Option<Relation>,
    /// The boundary before the line that decided.
    boundary: (u64, usize),
    /// What the branch has cut out of lines that the local file shows whole: values that another machine confirmed.
    learned: ConfirmedValues,
}

impl<'a> CompareSink<'a> {
    /// Compares from where `remote` stands.
    pub(super) fn new(remote: BranchReader<'a>) -> Self {
        let boundary = remote.boundary();
        let learned = ConfirmedValues::default();
        Self { remote, ours: Redacted::empty(), relation: None, boundary, learned }
    }

    /// What the comparison found when the local file has ended, and the segment boundary before the place
    /// that decided: its offset and the number of segments before it.
    /// Also what was learned on the way.
    pub(super) fn finish(mut self) -> Result<(Relation, (u64, usize), ConfirmedValues), OpError> {
        if self.relation.is_none() && !self.ours.is_empty() {
            let before = self.remote.offset();
            let last = self.ours.as_bytes();
            let found = relate(&mut self.remote, last, &mut self.learned)?;
            self.boundary = self.remote.boundary();
            // A torn line may be the beginning of the branch's line.
            let within = found == Some(Relation::Diverges) && self.remote.last_line().starts_with(last);
            self.relation = if within { Some(Relation::Within(before)) } else { found };
        }
        let relation = self.relation.unwrap_or(Relation::Within(self.remote.offset()));
        Ok((relation, self.boundary, self.learned))
    }
}

/// How a line of ours relates to the next line of the branch; `None` if they are equal.
fn relate(
    remote: &mut BranchReader<'_>,
    ours: &[u8],
    learned: &mut ConfirmedValues,
) -> Result<Option<Relation>, OpError> {
    Ok(match remote.next_line()? {
        None => Some(Relation::Extends),
        Some(theirs) if theirs == ours => None,
        Some(theirs) if !theirs.ends_with(b"\n") && ours.starts_with(theirs) => Some(Relation::Completes),
        Some(theirs) if equal::lines_equal(ours, theirs) => {
            for (value, kind) in covered(ours, theirs) {
                learned.confirm(value, &Arc::from(kind));
            }
            None
        }
        Some(_) => Some(Relation::Diverges),
    })
}

impl Sink for CompareSink<'_> {
    fn buffer(&mut self) -> &mut Redacted {
        &mut self.ours
    }

    fn settle(&mut self) -> Result<Flow, OpError> {
        let ours = self.ours.as_bytes();
        let mut at = 0;
        while let Some(len) = memchr::memchr(b'\n', ours.get(at..).unwrap_or_default()) {
            let line = ours.get(at..=at + len).unwrap_or_default();
            at += len + 1;
            self.relation = relate(&mut self.remote, line, &mut self.learned)?;
            self.boundary = self.remote.boundary();
            if self.relation.is_some() {
                return Ok(Flow::Stop);
            }
        }
        // Once for all lines: each removal moves what is left.
        let _compared = self.ours.take_front(at);
        Ok(Flow::More)
    }
}

/// Passes on what comes after a number of lines.
pub(super) struct Skipping<'s, S> {
    inner: &'s mut S,
    lines: u64,
    front: Redacted,
}

impl<'s, S: Sink> Skipping<'s, S> {
    /// Leaves out the first `lines` lines.
    pub(super) fn new(inner: &'s mut S, lines: u64) -> Self {
        Self { inner, lines, front: Redacted::empty() }
    }
}

impl<S: Sink> Sink for Skipping<'_, S> {
    fn buffer(&mut self) -> &mut Redacted {
        if self.lines == 0 { self.inner.buffer() } else { &mut self.front }
    }

    fn settle(&mut self) -> Result<Flow, OpError> {
        if self.lines == 0 {
            return self.inner.settle();
        }
        let ends = memchr::memchr_iter(b'\n', self.front.as_bytes());
        let (passed, end) = ends
            .take(usize::try_from(self.lines).unwrap_or(usize::MAX))
            .fold((0, 0), |(n, _), at| (n + 1, at + 1));
        let _before = self.front.take_front(end);
        self.lines -= passed;
        if self.lines > 0 {
            return Ok(Flow::More);
        }
        self.inner.buffer().append(&mut self.front);
        if self.inner.buffer().is_empty() { Ok(Flow::More) } else { self.inner.settle() }
    }

    fn cut(&mut self) -> Result<(), OpError> {
        if self.lines == 0 { self.inner.cut() } else { Ok(()) }
    }
}

/// Counts and forgets: for a dry run.
#[derive(Default)]
pub(super) struct NullSink(Redacted);

impl Sink for NullSink {
    fn buffer(&mut self) -> &mut Redacted {
        &mut self.0
    }

    fn settle(&mut self) -> Result<Flow, OpError> {
        self.0.clear();
        Ok(Flow::More)
    }
}

/// The place of the next segment of a branch.
pub(in crate::ops) fn place(
    owner: crate::protocol::ids::OwnerId,
    session: SessionTag,
    generation: u32,
    before: &[Segment],
) -> At {
    At {
        owner,
        session,
        generation,
        seq: before.len() as u64,
        start: before.last().map_or(0, |last| last.start + last.raw_len),
    }
}
