//! The forms in which one raw text may hold a secret, each with the way back to the raw bytes.
//!
//! Escapes are undone level by level (a tool result may hold JSON that holds JSON); at each level colours and invisible
//! characters are stripped. Beside each level stand views that are made only where their trigger occurs: prefixes of
//! lines stripped, broken lines joined, entities, percent-encoding and base64 undone, these with levels of their own.
//! Every view keeps the [`OffsetMap`] to the one before, so a span found in any of them is cut in the raw bytes, on the
//! boundaries of every escape on the way.
//!
//! The views of one text hold at most `MOST` times its bytes, whatever is nested in it.

mod base64;
mod dress;
mod escapes;
mod fold;
mod near;
mod percent;
mod plain;
mod prefixes;
mod wraps;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::{Confidence, ConfirmedValues, Finding, Place, Ruleset};
use crate::session::leaf::{self, OffsetMap};

pub(super) use base64::{decode as decode_base64, decoded_text, hexadecimal};
pub(super) use dress::stretches;
pub(super) use escapes::any_escape;
pub(super) use near::windows;
use percent::percent;
pub(super) use percent::{entity, percent_character, percent_digits};
pub(super) use plain::DRESS;
pub use wraps::joins_on;
pub(super) use wraps::{broken_at, token_break, try_joined_before};

/// Levels of escaping that are undone. Triple-escaped JSON occurs in agents' logs of agents.
pub const DEPTH: usize = 8;

/// Encodings within encodings that are undone: percent within percent, base64 within base64.
const NESTED: usize = 3;

/// How many times the bytes of a text its views beside the levels of escapes may hold, over a small allowance.
const MOST: usize = 32;
const ALLOWANCE: usize = 64 << 10;

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
    let limit = raw.len().saturating_mul(MOST).saturating_add(ALLOWANCE);
    let mut look = Look { rules, confirmed, maps: Vec::new(), seen: BTreeMap::new(), budget: limit, sink };
    let mut text = Cow::Borrowed(raw);
    if escapes == Escapes::Json && memchr::memchr(b'\\', raw).is_some() {
        let (decoded, map) = leaf::decode(raw);
        look.maps.push(map);
        text = Cow::Owned(decoded);
    }
    look.levels(text, NESTED);
}

/// As [`inspect`], but only near some places, where nothing can stand anywhere else. What is found at the border of what
/// was looked at may go on behind it, and what is at one of them may spread: then the whole is.
pub fn inspect_near(
    rules: &Ruleset,
    confirmed: &ConfirmedValues,
    ((raw, escapes), places): ((&[u8], Escapes), Vec<Place>),
    sink: &mut dyn FnMut(Located<'_>),
) {
    let apart = !places.iter().any(|place| place.spreads);
    let places: Vec<usize> = places.iter().map(|place| place.at).collect();
    let Some(windows) = near::windows(raw, &places).filter(|_| apart) else {
        return inspect(rules, confirmed, (raw, escapes), sink);
    };
    let mut found = Vec::new();
    let mut cut_off = false;
    for window in windows {
        let part = raw.get(window.clone()).unwrap_or_default();
        inspect(rules, confirmed, (part, escapes), &mut |located| {
            let Located { finding, value, source, again } = located;
            let apart = source.is_empty();
            let source = source.start + window.start..source.end + window.start;
            cut_off |= !apart
                && ((source.start == window.start && window.start > 0)
                    || (source.end + BORDER > window.end && window.end < raw.len()));
            let source = if apart { 0..0 } else { source };
            found.push((finding, zeroize::Zeroizing::new(value.to_vec()), source, again));
        });
    }
    if cut_off {
        return inspect(rules, confirmed, (raw, escapes), sink);
    }
    for (finding, value, source, again) in &found {
        let (finding, source) = (finding.clone(), source.clone());
        sink(Located { finding, value, source, again: *again });
    }
}

/// A finding that ends so close to the end of its window may go on behind it: there stands the break between two lines.
const BORDER: usize = 8;

/// A text without colours and invisible characters, with plain punctuation; `None` when it has none of these.
pub(super) fn without_colours(text: &[u8]) -> Option<Vec<u8>> {
    plain::strip(text).map(|(stripped, _)| stripped)
}

/// What a look at a hit in a decoded window showed.
#[derive(Clone, Copy)]
pub(super) struct Tried {
    /// Whether it leads to a secret.
    pub(super) found: bool,
    /// How far what begins there reaches at most: what stands behind a break that lies farther is no part of it.
    pub(super) reach: usize,
}

/// Tries the forms in which the hit at `at` of a small decoded window may be meant, until `test` finds a secret: lines
/// behind it joined, foreign characters around words gone. `first` is what `test` says of the window as it is.
pub(super) fn try_others(
    (window, at): (&[u8], usize),
    first: Tried,
    test: &mut dyn FnMut(&[u8], usize) -> Tried,
) -> bool {
    if wraps::try_joined((window, at), first.reach, &mut |joined| test(joined, at)) {
        return true;
    }
    if window.is_ascii() {
        return false;
    }
    let (before, after) = window.split_at(at.min(window.len()));
    let bare = |part: &[u8]| plain::strip_edges(part).map(|(bare, _)| bare);
    let (head, tail) = (bare(before), bare(after));
    if head.is_none() && tail.is_none() {
        return false;
    }
    let mut whole = head.unwrap_or_else(|| before.to_vec());
    let start = whole.len();
    whole.extend_from_slice(tail.as_deref().unwrap_or(after));
    let first = test(&whole, start);
    first.found || wraps::try_joined((&whole, start), first.reach, &mut |joined| test(joined, start))
}

/// Undoes one level of escapes of a small window around `at`; returns where `at` is then, or `None` when there are none.
pub(super) fn unescape_window(window: &mut Vec<u8>, at: usize) -> Option<usize> {
    let (before, after) = window.split_at(at.min(window.len()));
    memchr::memchr(b'\\', after)?;
    let mut whole = Vec::with_capacity(window.len());
    escapes::undo_onto(before, &mut whole);
    let at = whole.len();
    escapes::undo_onto(after, &mut whole);
    let undone = whole.len() - at < after.len();
    *window = whole;
    undone.then_some(at)
}

/// Whether raw bytes hold anything that is undone before a known value is found in them.
pub(super) fn may_be_dressed(raw: &[u8]) -> bool {
    memchr::memchr3(0x1b, b'%', b'&', raw).is_some()
        || memchr::memchr(0, raw).is_some()
        || [&b"\\u"[..], b"\\x", b"\\0", b"\\1", b"^[["]
            .iter()
            .any(|lead| memchr::memmem::find(raw, lead).is_some())
        || memchr::memchr3_iter(0xe2, 0xef, 0xc2, raw)
            .any(|at| plain::is_invisible(raw.get(at..).unwrap_or_default()))
}

/// Whether at `at` stands what can hide the literals that texts are first searched for: a character that is encoded,
/// but for the `/` of paths, or one that nothing shows.
pub(super) fn hides_at(raw: &[u8], at: usize) -> bool {
    let from = |at: usize| raw.get(at..).unwrap_or_default();
    let twice = || percent_digits(from(at + 3)).is_some_and(|byte| byte != b'/');
    match from(at).first() {
        Some(b'%') => percent(from(at)).is_some_and(|byte| match byte {
            b'/' => false,
            b'%' => twice() || from(at + 3).starts_with(b"25"),
            _ => true,
        }),
        Some(b'&') => from(at).get(1) == Some(&b'#') && entity(from(at)).is_some_and(|(c, _)| c.is_ascii()),
        Some(b'\\') => any_escape(from(at))
            .is_some_and(|(c, len)| len == 4 && (c.is_ascii_alphanumeric() || "_-\0".contains(c))),
        Some(0x1b) | None => false,
        _ => plain::is_invisible(from(at)),
    }
}

struct Look<'a> {
    rules: &'a Ruleset,
    confirmed: &'a ConfirmedValues,
    maps: Vec<OffsetMap>,
    /// Where findings begin in the raw bytes, and the farthest that any of these reaches.
    seen: BTreeMap<usize, usize>,
    /// Bytes that views may still hold.
    budget: usize,
    sink: &'a mut dyn FnMut(Located<'_>),
}

impl Look<'_> {
    /// Looks at a text and at everything that is nested in it.
    fn levels(&mut self, text: Cow<'_, [u8]>, nested: usize) {
        let outside = self.maps.len();
        let mut text = text;
        for _ in 0..DEPTH {
            self.at(&text, &mut |_, _| true);
            if let Some((stripped, map)) = plain::strip(&text) {
                self.maps.push(map);
                self.at(&stripped, &mut |_, _| true);
                text = Cow::Owned(stripped);
            }
            if let Some((bare, map)) = plain::strip_edges(&text).filter(|(bare, _)| self.affords(bare.len()))
            {
                self.maps.push(map);
                self.at(&bare, &mut |_, _| true);
                self.maps.pop();
            }
            self.lines(&text);
            if nested > 0 {
                self.encoded(&text, nested - 1);
            }
            let Some((decoded, map)) = escapes::undo(&text) else { break };
            self.maps.push(map);
            text = Cow::Owned(decoded);
        }
        self.maps.truncate(outside);
    }

    /// Looks at the lines of a text without what tools wrote before them, and at broken ones joined.
    fn lines(&mut self, text: &[u8]) {
        if memchr::memchr(b'\n', text).is_none() || !self.affords(text.len()) {
            return;
        }
        self.joined(text);
        let outside = self.maps.len();
        let mut stripped: Option<Vec<u8>> = None;
        // A diff may be quoted, or numbered.
        for _ in 0..2 {
            let text = stripped.as_deref().unwrap_or(text);
            let Some((inner, map)) = prefixes::strip(text).filter(|_| self.affords(2 * text.len())) else {
                break;
            };
            self.maps.push(map);
            self.at(&inner, &mut |_, _| true);
            self.joined(&inner);
            self.base64(&inner, 0);
            stripped = Some(inner);
        }
        self.maps.truncate(outside);
    }

    /// Looks at lines joined that may have been broken. What stands on one of them was found before.
    fn joined(&mut self, text: &[u8]) {
        wraps::each(text, &mut |joined| {
            let (line, map) = joined.line;
            if !self.affords(line.len()) {
                return;
            }
            self.maps.push(map);
            let breaks = joined.breaks;
            let likely = joined.likely;
            self.at(&line, &mut |finding, seen| {
                let across =
                    breaks.iter().find(|at| (finding.span.start + 1..finding.span.end).contains(*at));
                let Some((head, tail)) = across.and_then(|at| line.split_at_checked(*at)) else {
                    return false;
                };
                // A literal that is closed behind the break was broken within.
                let quote = finding.span.start.checked_sub(1).and_then(|open| line.get(open));
                let closed = quote.is_some_and(|quote| matches!(quote, b'"' | b'\'' | b'`'))
                    && line.get(finding.span.end) == quote;
                // And so was a password before the host of its URL; but what begins as a port is none.
                let in_url = &*finding.rule == "url-password";
                let begun = head.get(finding.span.start..).unwrap_or_default();
                if in_url && begun.iter().all(u8::is_ascii_digit) {
                    return false;
                }
                let closed = closed || in_url;
                match (seen, likely || closed) {
                    // Its beginning passes for a whole secret: does it go on?
                    (true, true) => !wraps::begins_anew(tail),
                    (true, false) => wraps::goes_on_randomly(tail),
                    (false, true) => true,
                    (false, false) => finding.confidence >= Confidence::High || wraps::goes_on_randomly(tail),
                }
            });
            self.maps.pop();
        });
    }

    /// Looks at what entities, percent-encoding and base64 stand for.
    fn encoded(&mut self, text: &[u8], nested: usize) {
        if let Some((decoded, map)) =
            percent::undo_entities(text).filter(|(text, _)| self.affords(text.len()))
        {
            self.maps.push(map);
            self.levels(Cow::Owned(decoded), nested);
            self.maps.pop();
        }
        if let Some((decoded, map)) = percent::undo(text).filter(|(text, _)| self.affords(2 * text.len())) {
            self.form(text);
            self.maps.push(map);
            self.levels(Cow::Owned(decoded), nested);
            self.maps.pop();
        }
        self.base64(text, nested);
    }

    /// Looks at a text as forms write it: `+` is a space, unless it is encoded itself.
    fn form(&mut self, text: &[u8]) {
        let Some((spaced, outer)) = percent::undo_plus(text) else { return };
        let Some((decoded, inner)) = percent::undo(&spaced) else { return };
        self.maps.push(outer);
        self.maps.push(inner);
        self.at(&decoded, &mut |_, _| true);
        self.lines(&decoded);
        self.maps.truncate(self.maps.len() - 2);
    }

    /// Looks at the texts that runs of base64 or of hexadecimal digits stand for. A run that holds a secret goes whole.
    fn base64(&mut self, text: &[u8], nested: usize) {
        base64::each(text, &mut |run, span| {
            let digits = base64::hex_text(run);
            let rule = if digits.is_some() { "hex-of-secret" } else { "base64-of-secret" };
            let (decoded, binary) = match digits.or_else(|| base64::decoded_text(run)) {
                Some(decoded) => (decoded, false),
                // A known secret may stand in binary data, too.
                None if self.confirmed.is_empty() => return false,
                None => (base64::decode(base64::whole_quanta(run)).unwrap_or_default(), true),
            };
            let decoded = zeroize::Zeroizing::new(decoded);
            if !self.affords(2 * decoded.len()) {
                return false;
            }
            // Names and paths pass for base64 of binary data, which the gate knows sooner than the views do.
            if binary && !self.may_hold(&decoded) {
                return true;
            }
            let inside = self.inside(&decoded, nested);
            let Some((_, Finding { kind, confidence, .. })) = inside.first() else { return true };
            let finding =
                Finding { rule: rule.into(), kind: Arc::clone(kind), confidence: *confidence, span };
            self.tell(text, finding, &mut |_, _| true);
            for (value, finding) in &inside {
                let finding = Finding { span: 0..value.len(), ..finding.clone() };
                (self.sink)(Located { finding, value, source: 0..0, again: true });
            }
            true
        });
    }

    /// Whether any view of a text may hold a secret, or a value that is known.
    fn may_hold(&self, text: &[u8]) -> bool {
        self.confirmed.may_hold(text) || self.rules.suspicious((text, Escapes::Text))
    }

    /// What is found in a text that raw bytes stand for as a whole.
    fn inside(&mut self, decoded: &[u8], nested: usize) -> Vec<(zeroize::Zeroizing<Vec<u8>>, Finding)> {
        let mut found = Vec::new();
        let mut sink = |located: Located<'_>| {
            found.push((zeroize::Zeroizing::new(located.value.to_vec()), located.finding));
        };
        let mut inner = Look {
            rules: self.rules,
            confirmed: self.confirmed,
            maps: Vec::new(),
            seen: BTreeMap::new(),
            budget: self.budget,
            sink: &mut sink,
        };
        inner.levels(Cow::Borrowed(decoded), nested);
        self.budget = inner.budget;
        found
    }

    /// Takes the bytes of a view from what views may still hold; false when they are too many.
    fn affords(&mut self, bytes: usize) -> bool {
        let left = self.budget.checked_sub(bytes);
        self.budget = left.unwrap_or(0);
        left.is_some()
    }

    /// Tells of what is found in one view, where `accept` agrees; it learns whether the beginning was told before.
    fn at(&mut self, text: &[u8], accept: &mut dyn FnMut(&Finding, bool) -> bool) {
        let mut findings = Vec::new();
        self.rules.find(text, &mut findings);
        self.confirmed.find(text, &mut |span, kind| {
            let confidence = Confidence::High;
            findings.push(Finding { rule: super::CONFIRMED.into(), kind: kind.clone(), confidence, span });
        });
        // Of several findings of one secret the surest tells its type, and a rule rather than its confirmation the reason;
        // but one value has one marker everywhere.
        let known: Vec<(Range<usize>, Arc<str>)> = findings
            .iter()
            .filter(|finding| &*finding.rule == super::CONFIRMED)
            .map(|finding| (finding.span.clone(), Arc::clone(&finding.kind)))
            .collect();
        for finding in &mut findings {
            if let Ok(at) = known.binary_search_by_key(&finding.span.start, |(span, _)| span.start)
                && let Some((span, kind)) = known.get(at)
                && *span == finding.span
            {
                finding.kind = Arc::clone(kind);
            }
        }
        findings.sort_by_key(|finding| {
            (&*finding.rule == super::CONFIRMED, std::cmp::Reverse(finding.confidence))
        });
        for finding in findings {
            self.tell(text, finding, accept);
        }
    }

    fn tell(&mut self, text: &[u8], finding: Finding, accept: &mut dyn FnMut(&Finding, bool) -> bool) {
        if finding.span.is_empty() {
            return;
        }
        let source = self.maps.iter().rev().fold(finding.span.clone(), |span, map| map.source(span));
        let before = self.seen.range(..=source.start).next_back();
        let reach = before.map_or(0, |(_, end)| *end);
        if !accept(&finding, reach > source.start) {
            return;
        }
        let again = reach >= source.end;
        self.seen.insert(source.start, reach.max(source.end));
        let value = text.get(finding.span.clone()).unwrap_or_default();
        (self.sink)(Located { finding, value, source, again });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        inspect(
            &Ruleset::builtin(),
            &ConfirmedValues::default(),
            (text.as_bytes(), Escapes::Text),
            &mut |located| {
                if !located.again {
                    found.push(text[located.source].to_owned());
                }
            },
        );
        found
    }

    #[test]
    fn hiding_is_noticed() {
        for text in
            ["%67hp", "%255F", "&#103;hp", "to\u{200b}ken", "^[[31m", r"\x67", r"\147", r"a\x00b", r"a\000b"]
        {
            assert!((0..text.len()).any(|at| hides_at(text.as_bytes(), at)), "{text}");
        }
        for text in ["100%", "a%2Fb", "&amp;", "naïve — “quoted”", r"\n\d\w\x1b[0m", "x^[a]"] {
            assert!(!(0..text.len()).any(|at| hides_at(text.as_bytes(), at)), "{text}");
        }
    }

    #[test]
    fn nested_encodings_lead_back_to_the_raw_bytes() {
        let token = format!("gh{}_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8", 'p');
        let percent: String = token.bytes().map(|b| format!("%25{b:02x}")).collect();
        assert_eq!(cuts(&format!("q={percent}&x")), [percent]);
        let octal: String = token.bytes().map(|b| format!("\\{b:03o}")).collect();
        assert_eq!(cuts(&format!("s = \"{octal}\"")), [octal]);
        let entities = token.replace('_', "&amp;#95;");
        assert_eq!(cuts(&format!("<b>{entities}</b>")), [entities]);
    }
}
