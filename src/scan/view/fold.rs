//! A text in which some runs stand for other bytes, with the way back to what they stood for.

use std::ops::Range;

use crate::session::leaf::OffsetMap;

/// A decoded text and the map to the text it was decoded from.
pub(super) type Folded = (Vec<u8>, OffsetMap);

/// Bytes that room is made for at once: most texts are no longer.
const ROOM: usize = 4 << 10;

/// Builds a text from another one by replacing runs of it, in order.
pub(super) struct Fold<'a> {
    text: &'a [u8],
    out: Vec<u8>,
    map: OffsetMap,
    copied: usize,
    changed: bool,
}

impl<'a> Fold<'a> {
    /// Begins at the start of `text`.
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self::within(text, 0)
    }

    /// Begins at `from`: what stands before is no part of the folded text.
    pub(super) fn within(text: &'a [u8], from: usize) -> Self {
        let mut map = OffsetMap::default();
        map.mark(0, from);
        Self { text, out: Vec::new(), map, copied: from, changed: false }
    }

    /// Lets `with` stand for the bytes of `span`, which must not begin before the end of the last one.
    pub(super) fn replace(&mut self, span: Range<usize>, with: &[u8]) {
        if !self.changed {
            self.out.reserve(self.text.len().saturating_sub(self.copied).min(ROOM));
        }
        self.out.extend_from_slice(self.text.get(self.copied..span.start).unwrap_or_default());
        self.map.mark(self.out.len(), span.start);
        self.out.extend_from_slice(with);
        self.map.mark(self.out.len(), span.end);
        self.copied = span.end;
        self.changed = true;
    }

    /// The length of the folded text up to the end of the last replaced run.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// The folded text up to `end` of the source; `None` when nothing was replaced.
    pub(super) fn finish(mut self, end: usize) -> Option<Folded> {
        let end = end.min(self.text.len());
        if !self.changed {
            return None;
        }
        self.out.extend_from_slice(self.text.get(self.copied..end).unwrap_or_default());
        self.map.mark(self.out.len(), end.max(self.copied));
        Some((self.out, self.map))
    }
}

/// What a run stands for, and its length: nothing, or up to four bytes of one character.
pub(super) struct Stands {
    bytes: [u8; 4],
    pub(super) count: usize,
    pub(super) len: usize,
}

impl Stands {
    pub(super) fn nothing(len: usize) -> Self {
        Self { bytes: [0; 4], count: 0, len }
    }

    pub(super) fn character(character: char, len: usize) -> Self {
        let mut bytes = [0; 4];
        let count = character.encode_utf8(&mut bytes).len();
        Self { bytes, count, len }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.count).unwrap_or_default()
    }
}

/// Replaces what `undo` recognises at each byte that `lead` finds; `None` when nothing was.
pub(super) fn fold(
    text: &[u8],
    lead: impl Fn(&[u8]) -> Option<usize>,
    undo: impl Fn(&[u8]) -> Option<Stands>,
) -> Option<Folded> {
    let mut fold = Fold::new(text);
    let mut at = 0;
    while let Some(found) = lead(text.get(at..).unwrap_or_default()) {
        at += found;
        match undo(text.get(at..).unwrap_or_default()) {
            Some(stands) => {
                let end = (at + stands.len.max(1)).min(text.len());
                fold.replace(at..end, stands.as_bytes());
                at = end;
            }
            None => at += 1,
        }
    }
    fold.finish(text.len())
}
