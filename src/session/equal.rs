//! Whether two redacted lines are one line of the session.
//!
//! The same line redacted by two rulesets differs only where one of them has a marker
//! `[REDACTED:type]`. Such lines are equal; a doubtful case is "not equal", which only costs a branch.

use super::line;
use memchr::memmem;
use std::collections::HashSet;
use std::ops::Range;

/// What a marker starts with; it ends at the next `]`.
pub const MARKER_START: &[u8] = b"[REDACTED:";
/// Longest marker that is recognised, in bytes.
pub const MAX_MARKER_LEN: usize = 80;
/// Alignments that are tried, beyond one per byte, before two lines are given up as different.
const BASE_EFFORT: usize = 100_000;
/// Bytes that are searched for an anchor at the cost of one alignment.
const BYTES_PER_EFFORT: usize = 32;
/// Bytes after a marker by which its end on the other side is found.
const ANCHOR_LEN: usize = 4;

/// The markers of a text, in order.
pub fn markers(text: &[u8]) -> Vec<Range<usize>> {
    let found = memmem::find_iter(text, MARKER_START).filter_map(|start| {
        let body = start + MARKER_START.len();
        let window = text.get(body..text.len().min(start + MAX_MARKER_LEN))?;
        let len = window.iter().position(|b| !is_marker_byte(*b))?;
        (len > 0 && window.get(len) == Some(&b']')).then_some(start..body + len + 1)
    });
    found.collect()
}

fn is_marker_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'/' | b'#')
}

/// Whether two JSON lines (without newlines) are equal, or differ only where either has a marker, or in
/// their top-level `cwd`. What a marker stands for never reaches past the JSON string that holds it.
pub fn lines_equal(a: &[u8], b: &[u8]) -> bool {
    a == b || {
        let (a, b) = (without_cwd(a), without_cwd(b));
        Pair { a: Side::new(&a), b: Side::new(&b), in_strings: true }.equal()
    }
}

/// The same for plain text: what a marker stands for may reach anywhere.
pub fn text_equal(a: &[u8], b: &[u8]) -> bool {
    a == b || Pair { a: Side::new(a), b: Side::new(b), in_strings: false }.equal()
}

fn without_cwd(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut copied = 0;
    for member in line::members(text).filter(|m| m.is("cwd")) {
        out.extend_from_slice(text.get(copied..member.value.start).unwrap_or_default());
        copied = member.value.end;
    }
    out.extend_from_slice(text.get(copied..).unwrap_or_default());
    out
}

struct Side<'a> {
    text: &'a [u8],
    markers: Vec<Range<usize>>,
}

impl<'a> Side<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self { text, markers: markers(text) }
    }

    /// Where the next marker starts at or after `at`, else the end of the text.
    fn literal_end(&self, at: usize) -> usize {
        let next = self.markers.partition_point(|m| m.start < at);
        self.markers.get(next).map_or(self.text.len(), |m| m.start)
    }

    /// The end of the markers that stand side by side from `at` on, if one starts there.
    fn marker_end(&self, at: usize) -> Option<usize> {
        let first = self.markers.partition_point(|m| m.start < at);
        let mut end = None;
        for marker in self.markers.get(first..)?.iter() {
            if marker.start != end.unwrap_or(at) {
                break;
            }
            end = Some(marker.end);
        }
        end
    }

    fn slice(&self, range: Range<usize>) -> &'a [u8] {
        self.text.get(range).unwrap_or_default()
    }

    /// The end of the JSON string that `at` stands in.
    fn string_end(&self, at: usize) -> usize {
        let mut at = at;
        while let Some(rest) = self.text.get(at..) {
            let Some(found) = memchr::memchr2(b'"', b'\\', rest) else { break };
            if rest.get(found) == Some(&b'"') {
                return at + found;
            }
            at += found + 2;
        }
        self.text.len()
    }
}

struct Pair<'a> {
    a: Side<'a>,
    b: Side<'a>,
    in_strings: bool,
}

impl Pair<'_> {
    /// Depth-first over alignments, each state (position in a, position in b) visited once.
    fn equal(&self) -> bool {
        if self.a.markers.is_empty() && self.b.markers.is_empty() {
            return self.a.text == self.b.text;
        }
        let mut seen = HashSet::new();
        let mut stack = vec![(0, 0)];
        let mut effort = BASE_EFFORT + self.a.text.len() + self.b.text.len();
        while let Some(state) = stack.pop() {
            if !seen.insert(state) {
                continue;
            }
            let Some((i, j)) = self.skip_literal(state) else { continue };
            if i == self.a.text.len() && j == self.b.text.len() {
                return true;
            }
            let before = stack.len();
            let searched = self.push_alignments(i, j, &mut stack);
            match effort.checked_sub(1 + stack.len() - before + searched / BYTES_PER_EFFORT) {
                Some(left) => effort = left,
                None => return false,
            }
        }
        false
    }

    /// Passes the literal bytes that both sides have before the next marker of either.
    fn skip_literal(&self, (i, j): (usize, usize)) -> Option<(usize, usize)> {
        let len = (self.a.literal_end(i) - i).min(self.b.literal_end(j) - j);
        (self.a.slice(i..i + len) == self.b.slice(j..j + len)).then_some((i + len, j + len))
    }

    /// Pushes what may come next, the likeliest last; returns how many bytes were searched for it.
    fn push_alignments(&self, i: usize, j: usize, stack: &mut Vec<(usize, usize)>) -> usize {
        let (end_a, end_b) = (self.a.marker_end(i), self.b.marker_end(j));
        let mut searched = 0;
        if let Some(end) = end_b {
            let ends = self.covered(&self.b, end, &self.a, i);
            searched += self.a.text.len() - i;
            stack.extend(ends.into_iter().rev().map(|k| (k, end)));
        }
        if let Some(end) = end_a {
            let ends = self.covered(&self.a, end, &self.b, j);
            searched += self.b.text.len() - j;
            stack.extend(ends.into_iter().rev().map(|k| (end, k)));
        }
        if let (Some(a), Some(b)) = (end_a, end_b) {
            stack.push((a, b));
        }
        searched
    }

    /// The positions in `other` up to which a marker of `side` (ending at `end`) may have covered it from
    /// `from` on: at least one byte, and then what follows the marker.
    fn covered(&self, side: &Side, end: usize, other: &Side, from: usize) -> Vec<usize> {
        let limit = if self.in_strings { other.string_end(from) } else { other.text.len() };
        let anchor = side.slice(end..side.literal_end(end).min(end + ANCHOR_LEN));
        if anchor.is_empty() {
            let whole = limit == other.text.len() && limit > from;
            return if whole { vec![limit] } else { Vec::new() };
        }
        let window = other.slice(from + 1..other.text.len().min(limit + anchor.len()));
        let ends = memmem::find_iter(window, anchor).map(|at| from + 1 + at);
        ends.take_while(|k| *k <= limit).take(BASE_EFFORT).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_found_and_look_alikes_are_not() {
        let text = b"a [REDACTED:aws-key] [REDACTED:] [REDACTED:a b] [REDACTED:x[REDACTED:y]";
        let found: Vec<_> =
            markers(text).into_iter().map(|m| String::from_utf8_lossy(&text[m]).into_owned()).collect();
        assert_eq!(found, ["[REDACTED:aws-key]", "[REDACTED:y]"]);
    }

    #[test]
    fn lines_that_differ_only_at_markers_are_equal() {
        for (a, b) in [
            (r#"{"t":"x"}"#, r#"{"t":"x"}"#),
            (r#"{"t":"k=abc, end"}"#, r#"{"t":"k=[REDACTED:key], end"}"#),
            (r#"{"t":"k=[REDACTED:old]"}"#, r#"{"t":"k=[REDACTED:new]"}"#),
            (r#"{"t":"k=[REDACTED:old]-tail end"}"#, r#"{"t":"k=[REDACTED:new] end"}"#),
            (r#"{"u":"bob","p":"[REDACTED:x]"}"#, r#"{"u":"[REDACTED:name]","p":"hunter2"}"#),
            (r#"{"t":"u=[REDACTED:x]&pass=hunter2"}"#, r#"{"t":"u=bob&pass=[REDACTED:y]"}"#),
            (r#"{"t":"[REDACTED:x][REDACTED:y]!"}"#, r#"{"t":"one\"two!"}"#),
            (r#"{"cwd":"/a","t":"[REDACTED:x]"}"#, r#"{"cwd":"/b/c","t":"s"}"#),
            (r#"{"cwd":"/a"}"#, r#"{"cwd":"/b/c"}"#),
        ] {
            assert!(lines_equal(a.as_bytes(), b.as_bytes()), "{a} {b}");
            assert!(lines_equal(b.as_bytes(), a.as_bytes()), "{b} {a}");
        }
    }

    #[test]
    fn other_differences_are_not_hidden_by_markers() {
        for (a, b) in [
            (r#"{"t":"x"}"#, r#"{"t":"y"}"#),
            (r#"{"t":"k=[REDACTED:a]","u":"1"}"#, r#"{"t":"k=v","u":"2"}"#),
            (r#"{"t":"[REDACTED:a]"}"#, r#"{"t":"v","u":"2"}"#),
            (r#"{"t":"[REDACTED:a]"}"#, r#"{"t":""}"#),
            (r#"{"t":"[REDACTED:a] x [REDACTED:a]"}"#, r#"{"t":"1 y 2"}"#),
            (r#"{"n":{"cwd":"/a"}}"#, r#"{"n":{"cwd":"/b"}}"#),
            ("[REDACTED:a]", ""),
        ] {
            assert!(!lines_equal(a.as_bytes(), b.as_bytes()), "{a} {b}");
            assert!(!lines_equal(b.as_bytes(), a.as_bytes()), "{b} {a}");
        }
    }

    #[test]
    fn plain_text_markers_reach_over_quotes_and_lines() {
        assert!(text_equal(b"key:\n[REDACTED:pem]\nend", b"key:\n-----\"B\nC\"-----\nend"));
        assert!(text_equal(b"[REDACTED:pem]", b"all of it"));
        assert!(!text_equal(b"key:\n[REDACTED:pem]\nend", b"key:\nv\nEND"));
    }

    #[test]
    fn adversarial_alignments_end_soon() {
        let a = "[REDACTED:x]a".repeat(400);
        let b = "a".repeat(20_000) + "b";
        assert!(!text_equal(a.as_bytes(), b.as_bytes()));
    }
}
