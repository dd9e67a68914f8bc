//! The forms in which one raw text may hold a secret, each with the way back to the raw bytes.
//!
//! Escapes are undone level by level (a tool result may hold JSON that holds JSON), terminal colours are stripped,
//! percent-encoding is undone. Each view keeps the [`OffsetMap`] to the one before, so a span found in any of them is
//! cut in the raw bytes, on the boundaries of every escape on the way.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::{ConfirmedValues, Finding, Ruleset};
use crate::session::leaf::{self, OffsetMap};

/// Levels of escaping that are undone. Triple-escaped JSON occurs in agents' logs of agents.
pub const DEPTH: usize = 4;

/// What the raw bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escapes {
    /// The inside of a JSON string: the first level of escapes is certain.
    Json,
    /// Plain text, which may hold escaped text.
    Text,
}

/// A finding with its value (as decoded) and the raw bytes to cut.
pub struct Located<'a> {
    /// What was found, with its span in the view.
    pub finding: Finding,
    /// The value in the view.
    pub value: &'a [u8],
    /// The raw bytes that hold it.
    pub source: Range<usize>,
    /// Whether an outer view showed it already: the same secret, with one level of escapes less in its value.
    pub again: bool,
}

/// Finds secrets and confirmed values in every view of `raw`.
pub fn inspect(
    rules: &Ruleset,
    confirmed: &ConfirmedValues,
    raw: (&[u8], Escapes),
    sink: &mut dyn FnMut(Located<'_>),
) {
    let (raw, escapes) = raw;
    let mut look = Look { rules, confirmed, maps: Vec::new(), seen: BTreeMap::new(), sink };
    let mut text = Cow::Borrowed(raw);
    if escapes == Escapes::Json && memchr::memchr(b'\\', raw).is_some() {
        let (decoded, map) = leaf::decode(raw);
        look.maps.push(map);
        text = Cow::Owned(decoded);
    }
    for _ in 0..DEPTH {
        look.at(&text);
        if let Some((stripped, map)) = strip_ansi(&text) {
            look.maps.push(map);
            look.at(&stripped);
            text = Cow::Owned(stripped);
        }
        if let Some((joined, map)) = join_wraps(&text) {
            look.maps.push(map);
            look.at(&joined);
            look.maps.pop();
        }
        if let Some((decoded, map)) = undo_percent(&text) {
            look.maps.push(map);
            look.at(&decoded);
            look.maps.pop();
        }
        if memchr::memchr(b'\\', &text).is_none() {
            break;
        }
        let (decoded, map) = leaf::decode_with(&text, any_escape);
        if decoded.len() == text.len() {
            break;
        }
        look.maps.push(map);
        text = Cow::Owned(decoded);
    }
}

struct Look<'a> {
    rules: &'a Ruleset,
    confirmed: &'a ConfirmedValues,
    maps: Vec<OffsetMap>,
    seen: BTreeMap<usize, usize>,
    sink: &'a mut dyn FnMut(Located<'_>),
}

impl Look<'_> {
    fn at(&mut self, text: &[u8]) {
        let mut findings = Vec::new();
        self.rules.find(text, &mut findings);
        self.confirmed.find(text, &mut |span, kind| {
            findings.push(Finding {
                rule: super::CONFIRMED.into(),
                kind: kind.clone(),
                confidence: super::Confidence::High,
                span,
            });
        });
        for finding in findings {
            let source = self.maps.iter().rev().fold(finding.span.clone(), |span, map| map.source(span));
            let again =
                self.seen.range(..=source.start).next_back().is_some_and(|(_, end)| *end >= source.end);
            if finding.span.is_empty() {
                continue;
            }
            self.seen.insert(source.start, source.end);
            let value = text.get(finding.span.clone()).unwrap_or_default();
            (self.sink)(Located { finding, value, source, again });
        }
    }
}

/// Escapes of JSON, JavaScript, C and shells: what nested text may be written in.
pub(super) fn any_escape(raw: &[u8]) -> Option<(char, usize)> {
    let hex = |digits: Option<&[u8]>| {
        digits.and_then(|d| u8::from_str_radix(std::str::from_utf8(d).ok()?, 16).ok())
    };
    match raw.get(1)? {
        b'x' => hex(raw.get(2..4)).filter(u8::is_ascii).map(|byte| (char::from(byte), 4)),
        b'e' if raw.get(2) == Some(&b'[') => Some(('\x1b', 2)),
        b'0' if raw.get(2..4) == Some(b"33") => Some(('\x1b', 4)),
        b'\'' => Some(('\'', 2)),
        b'`' => Some(('`', 2)),
        _ => leaf::escape(raw),
    }
}

/// The length of the terminal control sequence that `text` starts with.
pub(super) fn ansi_len(text: &[u8]) -> Option<usize> {
    if text.first() != Some(&0x1b) {
        return None;
    }
    match text.get(1) {
        Some(b'[') => {
            let params = text.get(2..)?.iter().take(64).take_while(|b| matches!(b, 0x20..=0x3f)).count();
            text.get(2 + params).filter(|b| matches!(b, 0x40..=0x7e)).map(|_| params + 3)
        }
        Some(b']') => {
            let body = text.get(2..text.len().min(2050))?;
            let end = body.iter().position(|b| matches!(b, 0x07 | 0x1b))?;
            Some(2 + end + if body.get(end) == Some(&0x07) { 1 } else { 2 })
        }
        _ => None,
    }
}

fn strip_ansi(text: &[u8]) -> Option<(Vec<u8>, OffsetMap)> {
    memchr::memchr(0x1b, text)?;
    fold(text, 0x1b, &|rest| ansi_len(rest).map(|len| (None, len)))
}

fn undo_percent(text: &[u8]) -> Option<(Vec<u8>, OffsetMap)> {
    memchr::memchr(b'%', text)?;
    fold(text, b'%', &|rest| percent(rest).map(|byte| (Some(byte), 3)))
}

/// Columns at which terminals and base64 are wrapped.
const WIDTHS: [usize; 14] = [40, 60, 64, 76, 80, 90, 100, 110, 120, 132, 140, 160, 180, 200];

/// Joins lines that are exactly as wide as a terminal and break within a word.
fn join_wraps(text: &[u8]) -> Option<(Vec<u8>, OffsetMap)> {
    memchr::memchr(b'\n', text)?;
    fold(text, b'\n', &|rest| {
        let at = text.len() - rest.len();
        let from = at.saturating_sub(4 * 200 + 1);
        let line = text.get(from..at).unwrap_or_default();
        let line = line.get(memchr::memrchr(b'\n', line).map_or(0, |found| found + 1)..).unwrap_or_default();
        let next = rest.get(1..).unwrap_or_default();
        let within = line.last().is_some_and(u8::is_ascii_graphic)
            && next.first().is_some_and(u8::is_ascii_graphic)
            && !begins_a_word(next);
        (within && WIDTHS.contains(&line.iter().filter(|b| **b & 0xc0 != 0x80).count())).then_some((None, 1))
    })
}

/// Whether a line goes on with a word of prose rather than with the rest of a token: letters of one case, three or
/// more, or fewer and then a space. Of random continuations of five characters one in eighty looks like that.
fn begins_a_word(next: &[u8]) -> bool {
    let len = next.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let word = next.get(..len).unwrap_or_default();
    let plain =
        word.iter().skip(1).all(u8::is_ascii_lowercase) && word.first().is_some_and(u8::is_ascii_alphabetic);
    plain && (len >= 3 || next.get(len) == Some(&b' '))
}

/// Joins every line of a window behind `at` that breaks within a word, for a first look that does not know where its
/// first line began.
pub(super) fn join_all(window: &mut Vec<u8>, at: usize) -> bool {
    let before = window.len();
    let mut kept = at;
    let mut last = 0;
    for i in at..before {
        let byte = window.get(i).copied().unwrap_or_default();
        let wrap = byte == b'\n'
            && u8::is_ascii_graphic(&last)
            && window.get(i + 1).is_some_and(u8::is_ascii_graphic);
        last = byte;
        if !wrap && let Some(slot) = window.get_mut(kept) {
            *slot = byte;
            kept += 1;
        }
    }
    window.truncate(kept);
    kept < before
}

/// The printable ASCII character that `%XX` stands for.
pub(super) fn percent(text: &[u8]) -> Option<u8> {
    let digit = |at: usize| text.get(at).and_then(|d| char::from(*d).to_digit(16));
    let byte = u8::try_from(digit(1)? * 16 + digit(2)?).ok()?;
    (0x20..0x7f).contains(&byte).then_some(byte)
}

/// What a run stands for: a byte or nothing, and its length.
type Folded = Option<(Option<u8>, usize)>;

/// Replaces what `undo` recognises at each `lead` byte; `None` when nothing was.
fn fold(text: &[u8], lead: u8, undo: &dyn Fn(&[u8]) -> Folded) -> Option<(Vec<u8>, OffsetMap)> {
    let mut out = Vec::new();
    let mut map = OffsetMap::default();
    map.mark(0, 0);
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(lead, text.get(at..).unwrap_or_default()) {
        at += found;
        match undo(text.get(at..).unwrap_or_default()) {
            Some((byte, len)) => {
                out.extend_from_slice(text.get(copied..at).unwrap_or_default());
                map.mark(out.len(), at);
                out.extend(byte);
                at = (at + len).min(text.len());
                map.mark(out.len(), at);
                copied = at;
            }
            None => at += 1,
        }
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(text.get(copied..).unwrap_or_default());
    map.mark(out.len(), text.len());
    Some((out, map))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_colours_and_percent_with_the_way_back() {
        let text = b"a\x1b[01;31m\x1b[KTOK\x1b[mEN\x1b]0;t\x07z";
        let (stripped, map) = strip_ansi(text).unwrap();
        assert_eq!(stripped, b"aTOKENz");
        let source = map.source(1..6);
        assert_eq!(&text[source], b"TOK\x1b[mEN");
        let (decoded, map) = undo_percent(b"p%3Dx%2Fy%zz%").unwrap();
        assert_eq!(decoded, b"p=x/y%zz%");
        assert_eq!(map.source(1..4), 1..8);
        assert!(undo_percent(b"100% sure").is_none());
        assert!(strip_ansi(b"\x1b alone").is_none());
        let wide = [&b"a"[..], &[b'b'; 79], b"\nc\nd"].concat();
        let (joined, map) = join_wraps(&wide).unwrap();
        assert_eq!(joined, [&b"a"[..], &[b'b'; 79], b"c\nd"].concat());
        assert_eq!(map.source(79..81), 79..82);
        assert!(join_wraps(&wide[1..]).is_none());
        let word = [&b"a\n"[..], &[b'b'; 40], b"\nafter"].concat();
        assert!(join_wraps(&word).is_none(), "a word after a full line is not the rest of a token");
        let mut window = b"x\nab\ncd \nef".to_vec();
        assert!(join_all(&mut window, 2));
        assert_eq!(window, b"x\nabcd \nef");
    }
}
