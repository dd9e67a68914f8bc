//! From bytes to lines and columns, for all hits of a text in one pass.

use std::ops::Range;

use super::report::Hit;
use crate::session::leaf::OffsetMap;

/// Sets the line of each hit, and its columns where they are wanted. `trail` leads from the text in which the hits were
/// found back to `input`, whose first line is `first`.
pub(super) fn locate<'h>(
    input: &[u8],
    (trail, first, columns): (&[OffsetMap], u64, bool),
    hits: Vec<(&'h mut Hit, &'h Range<usize>)>,
) {
    let origin = |span: &Range<usize>| trail.iter().rev().fold(span.clone(), |span, map| map.source(span));
    let mut found: Vec<(&mut Hit, Range<usize>)> =
        hits.into_iter().map(|(hit, span)| (hit, origin(span))).collect();
    let mut ends: Vec<usize> = found.iter().flat_map(|(_, span)| [span.start, span.end]).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut place = Place { at: 0, line: first, column: 1 };
    let places: Vec<Place> = ends
        .iter()
        .map(|end| {
            place = place.go_on(input, *end, columns);
            place
        })
        .collect();
    let at = |byte: usize| ends.binary_search(&byte).ok().and_then(|index| places.get(index));
    for (hit, span) in &mut found {
        if let (Some(start), Some(end)) = (at(span.start), at(span.end)) {
            hit.line = start.line;
            hit.column = if columns { start.column } else { 0 };
            hit.end = (end.line, if columns { end.column } else { 0 });
        }
    }
}

#[derive(Clone, Copy)]
struct Place {
    at: usize,
    line: u64,
    column: u64,
}

impl Place {
    fn go_on(self, input: &[u8], to: usize, columns: bool) -> Self {
        let between = input.get(self.at..to).unwrap_or_default();
        let line = self.line + memchr::memchr_iter(b'\n', between).count() as u64;
        let column = match (columns, memchr::memrchr(b'\n', between)) {
            (false, _) => 0,
            (true, None) => self.column + utf16_len(between),
            (true, Some(newline)) => 1 + utf16_len(between.get(newline + 1..).unwrap_or_default()),
        };
        Self { at: to, line, column }
    }
}

/// Code units of UTF-16 (bytes that are not UTF-8 count as one each, but for those that would continue a character).
fn utf16_len(text: &[u8]) -> u64 {
    text.iter().map(|byte| u64::from(byte & 0xc0 != 0x80) + u64::from(*byte >= 0xf0)).sum()
}
