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
    /// The path of the last hit, raw and as it is shown: most often the next one's as well.
    pub(super) path: Option<(Vec<u8>, String)>,
}

impl Plan<'_> {
    /// A path as `show` makes it.
    pub(super) fn shown(&mut self, path: &[u8], show: impl FnOnce(&[u8]) -> String) -> String {
        if let Some((known, shown)) = &self.path
            && known == path
        {
            return shown.clone();
        }
        let shown = show(path);
        self.path = Some((path.to_vec(), shown.clone()));
        shown
    }

    /// Whether the first or last byte of a span is known to be cut, by the cuts as they were made: in order but for those
    /// of one string.
    pub(super) fn covers(&self, span: &Range<usize>) -> bool {
        let next = self.cuts.partition_point(|cut| cut.span.end <= span.start);
        self.cuts.get(next).is_some_and(|cut| cut.span.start <= span.start && cut.span.end >= span.end)
    }
}
