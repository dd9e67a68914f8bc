//! What the user allows in one line or block: found, reported, and left where it stands.

use std::collections::BTreeMap;
use std::ops::Range;

use super::report::{AllowedBy, Hit};
use crate::scan::marks::Marks;

/// The findings of one plan that are not cut.
pub(super) struct Kept<'t> {
    pub(super) hits: Vec<(Hit, AllowedBy)>,
    /// By hit: where it stands.
    pub(super) spans: Vec<Range<usize>>,
    /// The same spans, and those of the cuts, by their start.
    kept: BTreeMap<usize, usize>,
    cuts: BTreeMap<usize, usize>,
    marks: Option<Marks<'t>>,
    /// Whether anything can be allowed at all.
    active: bool,
}

impl<'t> Kept<'t> {
    pub(super) fn new(marks: Option<Marks<'t>>, listed: bool) -> Self {
        let active = listed || marks.is_some();
        Self {
            hits: Vec::new(),
            spans: Vec::new(),
            kept: BTreeMap::new(),
            cuts: BTreeMap::new(),
            marks,
            active,
        }
    }

    /// Whether a mark in the text allows a finding.
    pub(super) fn marked(&mut self, span: &Range<usize>, rule: &str) -> bool {
        self.marks.as_mut().is_some_and(|marks| marks.allow(span, rule))
    }

    /// Whether a finding lies within a cut. `again` says that it lies within some finding: where that one is kept, this
    /// one must be cut for itself.
    pub(super) fn is_cut_already(&self, span: &Range<usize>, again: bool) -> bool {
        again && (self.kept.is_empty() || covers(&self.cuts, span))
    }

    /// Whether anything can be allowed at all.
    pub(super) fn may_keep(&self) -> bool {
        self.active
    }

    /// Whether nothing was kept so far.
    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    pub(super) fn has(&self, span: &Range<usize>) -> bool {
        covers(&self.kept, span)
    }

    pub(super) fn cut(&mut self, span: &Range<usize>) {
        if self.active {
            widen(&mut self.cuts, span);
        }
    }

    pub(super) fn keep(&mut self, hit: Hit, by: AllowedBy, span: Range<usize>) {
        widen(&mut self.kept, &span);
        self.hits.push((hit, by));
        self.spans.push(span);
    }
}

fn widen(spans: &mut BTreeMap<usize, usize>, span: &Range<usize>) {
    let end = spans.entry(span.start).or_insert(span.end);
    *end = span.end.max(*end);
}

fn covers(spans: &BTreeMap<usize, usize>, span: &Range<usize>) -> bool {
    spans.range(..=span.start).next_back().is_some_and(|(_, end)| *end >= span.end)
}
