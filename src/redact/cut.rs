//! Byte splices: markers over spans, whole thinking blocks out of their array.

use std::ops::Range;
use std::sync::Arc;

use crate::scan::Confidence;
use crate::session::leaf::{self, OffsetMap};

/// A span to be replaced by a marker.
pub(super) struct Cut {
    pub span: Range<usize>,
    pub kind: Arc<str>,
    pub confidence: Confidence,
}

/// A text without its secrets.
pub(super) struct Applied {
    pub text: Vec<u8>,
    /// The way back.
    pub map: OffsetMap,
    /// Where the markers stand, in order.
    pub markers: Vec<Range<usize>>,
}

/// Replaces the cuts by markers and removes the objects that start at `blocks` from their arrays.
pub(super) fn apply(input: &[u8], cuts: Vec<Cut>, blocks: &[usize]) -> Applied {
    let mut splices: Vec<(Range<usize>, Vec<u8>)> = block_splices(input, blocks);
    let removed: Vec<Range<usize>> = splices.iter().map(|(span, _)| span.clone()).collect();
    for cut in merge(cuts) {
        let span = on_characters(input, cut.span);
        let next = removed.partition_point(|gone| gone.end <= span.start);
        if removed.get(next).is_none_or(|gone| gone.start >= span.end) {
            let marker = marker(&cut.kind, input.get(span.clone()).unwrap_or_default());
            splices.push((span, marker));
        }
    }
    splices.sort_by_key(|(span, _)| span.start);
    let mut out = Vec::with_capacity(input.len());
    let mut map = OffsetMap::default();
    map.mark(0, 0);
    let mut markers = Vec::with_capacity(splices.len());
    let mut at = 0;
    for (span, marker) in splices {
        out.extend_from_slice(input.get(at..span.start).unwrap_or_default());
        map.mark(out.len(), span.start.max(at));
        markers.push(out.len()..out.len() + marker.len());
        out.extend_from_slice(&marker);
        at = span.end.max(at);
        map.mark(out.len(), at);
    }
    out.extend_from_slice(input.get(at..).unwrap_or_default());
    map.mark(out.len(), input.len());
    Applied { text: out, map, markers }
}

/// The marker of a type, in UTF-16 where what it replaces is: from a first byte to a last one, both of characters in ASCII,
/// so that the other halves of these stay outside.
fn marker(kind: &str, replaced: &[u8]) -> Vec<u8> {
    let plain = format!("[REDACTED:{kind}]").into_bytes();
    let wide = replaced.len() > 2
        && replaced.len() % 2 == 1
        && replaced.iter().enumerate().all(|(at, byte)| (*byte == 0) == (at % 2 == 1));
    if !wide {
        return plain;
    }
    let mut halves: Vec<u8> = plain.into_iter().flat_map(|byte| [byte, 0]).collect();
    halves.pop();
    halves
}

/// Joins overlapping cuts; the surest gives the type, the first of equals.
fn merge(mut cuts: Vec<Cut>) -> Vec<Cut> {
    cuts.sort_by(|a, b| a.span.start.cmp(&b.span.start).then(b.confidence.cmp(&a.confidence)));
    let mut merged: Vec<Cut> = Vec::with_capacity(cuts.len());
    for cut in cuts {
        match merged.last_mut() {
            Some(last) if cut.span.start < last.span.end => {
                last.span.end = last.span.end.max(cut.span.end);
                if cut.confidence > last.confidence {
                    last.kind = cut.kind;
                    last.confidence = cut.confidence;
                }
            }
            _ => merged.push(cut),
        }
    }
    merged
}

/// Widens a span to whole UTF-8 characters (in bytes that are not UTF-8 by three bytes at most).
fn on_characters(input: &[u8], span: Range<usize>) -> Range<usize> {
    let continues = |at: usize| input.get(at).is_some_and(|b| b & 0xc0 == 0x80);
    let mut start = span.start;
    while start > 0 && span.start - start < 3 && continues(start) {
        start -= 1;
    }
    let mut end = span.end;
    while end - span.end < 3 && continues(end) {
        end += 1;
    }
    start..end
}

/// The spans that take the given array elements out together with the right commas. `blocks` ascends.
fn block_splices(line: &[u8], blocks: &[usize]) -> Vec<(Range<usize>, Vec<u8>)> {
    let mut splices: Vec<(Range<usize>, Vec<u8>)> = Vec::new();
    for start in blocks {
        let Some(end) = leaf::container_end(line, *start) else { continue };
        let after = skip_space(line, end);
        // An element with a successor takes the comma behind it; the last one takes the comma before, which belongs to
        // the first of the run of removed elements that it ends.
        if line.get(after) == Some(&b',') {
            let next = skip_space(line, after + 1);
            match splices.last_mut() {
                Some((span, _)) if span.end == *start => span.end = next,
                _ => splices.push((*start..next, Vec::new())),
            }
            continue;
        }
        let first = match splices.pop() {
            Some((span, _)) if span.end == *start => span.start,
            Some(other) => {
                splices.push(other);
                *start
            }
            None => *start,
        };
        let before = line.get(..first).unwrap_or_default();
        let trimmed = before.trim_ascii_end();
        let from = if trimmed.ends_with(b",") { trimmed.len() - 1 } else { first };
        splices.push((from..end, Vec::new()));
    }
    splices
}

fn skip_space(line: &[u8], from: usize) -> usize {
    let rest = line.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// Whether two texts are equal, or differ only where either has a `[REDACTED:...]` marker in place of other bytes.
pub fn equal_modulo_markers(a: &[u8], b: &[u8]) -> bool {
    a == b || covers(a, b) || covers(b, a)
}

/// Whether `text` is `pattern` with each marker of `pattern` standing for any bytes. Greedy search for the literal
/// parts: linear for each part.
fn covers(pattern: &[u8], text: &[u8]) -> bool {
    let mut parts = literal_parts(pattern);
    let Some(last) = parts.pop() else { return false };
    let mut at = 0;
    for (i, part) in parts.iter().enumerate() {
        let rest = text.get(at..).unwrap_or_default();
        let found =
            if i == 0 { rest.starts_with(part).then_some(0) } else { memchr::memmem::find(rest, part) };
        match found {
            Some(found) => at += found + part.len(),
            None => return false,
        }
    }
    !parts.is_empty() && text.len() >= at + last.len() && text.ends_with(last)
}

fn literal_parts(pattern: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some(start) = memchr::memmem::find(rest, b"[REDACTED:") {
        let Some(len) = memchr::memchr(b']', rest.get(start..).unwrap_or_default()) else { break };
        parts.push(rest.get(..start).unwrap_or_default());
        rest = rest.get(start + len + 1..).unwrap_or_default();
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_elements_with_their_commas() {
        let line = br#"{"c":[{"a":1}, {"a":2},{"a":3}]}"#;
        let at = [6, 15, 23];
        let case = |blocks: &[usize]| String::from_utf8(apply(line, Vec::new(), blocks).text).unwrap();
        assert_eq!(case(&at), r#"{"c":[]}"#);
        assert_eq!(case(&at[..1]), r#"{"c":[{"a":2},{"a":3}]}"#);
        assert_eq!(case(&at[1..]), r#"{"c":[{"a":1}]}"#);
        assert_eq!(case(&[at[1]]), r#"{"c":[{"a":1}, {"a":3}]}"#);
        assert_eq!(case(&[at[0], at[2]]), r#"{"c":[{"a":2}]}"#);
    }

    #[test]
    fn equality_ignores_what_a_marker_stands_for() {
        let cases: [(&str, &str, bool); 7] = [
            ("abc", "abc", true),
            ("abc", "abd", false),
            ("a[REDACTED:x]c", "a-secret-c", true),
            ("a-secret-c", "a[REDACTED:x]c", true),
            ("a[REDACTED:x]c[REDACTED:y]", "aSECcSEC", true),
            ("a[REDACTED:x]c", "b-secret-c", false),
            ("a[REDACTED:x]c", "ac", true),
        ];
        for (a, b, equal) in cases {
            assert_eq!(equal_modulo_markers(a.as_bytes(), b.as_bytes()), equal, "{a} {b}");
        }
    }
}
