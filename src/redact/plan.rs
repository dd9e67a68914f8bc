//! What one round removes.

use std::ops::Range;
use std::sync::Arc;

use super::cut;
use super::kept::Kept;
use super::report::Hit;

/// What is to be removed from one line or block.
pub(super) struct Plan<'t> {
    pub(super) cuts: Vec<cut::Cut>,
    pub(super) hits: Vec<Hit>,
    /// By hit: where it stands. A hit in signed thinking has no cut of its own.
    pub(super) spans: Vec<Range<usize>>,
    pub(super) values: Vec<(zeroize::Zeroizing<Vec<u8>>, Arc<str>)>,
    pub(super) blocks: Vec<usize>,
    pub(super) kept: Kept<'t>,
}

impl Plan<'_> {
    /// Whether the first or last byte of a span is known to be cut, by the cuts as they were made: in order but for those
    /// of one string.
    pub(super) fn covers(&self, span: &Range<usize>) -> bool {
        let next = self.cuts.partition_point(|cut| cut.span.end <= span.start);
        self.cuts.get(next).is_some_and(|cut| cut.span.start <= span.start && cut.span.end >= span.end)
    }
}
