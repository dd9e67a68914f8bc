//! Lines that a terminal or an editor broke within a token.
//!
//! Of one broken line every part but the last is as wide as the window. So a line is joined with the next one if that is
//! not wider, and with further ones as long as they are equally wide. Where the width is a usual one, or neighbouring
//! lines have it too, the break is likely; elsewhere only a token that becomes whole by it, or a rest that looks random,
//! shows that there was one.

use std::borrow::Cow;

use super::Tried;
use super::fold::{Fold, Folded};
use super::prefixes::{self, Lines};

/// Columns at which terminals and editors break.
const WIDTHS: [usize; 16] = [40, 60, 64, 72, 76, 78, 80, 90, 100, 110, 120, 132, 140, 160, 180, 200];

/// The narrowest line that is taken for a broken one.
const NARROWEST: usize = 16;

/// How much of a long line before a break is joined, and how much all joined lines may have.
const BEFORE: usize = 4 << 10;
const JOINED: usize = 16 << 10;

/// Some lines joined to one.
pub(super) struct Joined {
    /// The line and the way back.
    pub(super) line: Folded,
    /// Where in it the breaks were.
    pub(super) breaks: Vec<usize>,
    /// Whether the width alone makes the break likely.
    pub(super) likely: bool,
}

/// Visits every run of lines that may have been one.
pub(super) fn each(text: &[u8], visit: &mut dyn FnMut(Joined)) {
    let mut recent = Recent::default();
    let mut lines = Lines::new(text);
    let mut current = lines.next();
    while let Some((start, line)) = current {
        let mut next = lines.next();
        let width = columns(line);
        if let Some((_, after)) = next
            && width >= NARROWEST
            && !after.is_empty()
            && fits(after, width + hanging(line, after))
        {
            let hang = hanging(line, after);
            let likely = hang == 0 && (WIDTHS.contains(&width) || recent.has(width));
            if is_worth_joining(line, after.get(hang..).unwrap_or_default(), likely) {
                let kind = Kind { likely, hang, width };
                let mut last = join(text, (start, line), kind, visit);
                // The first line may be wider by what stands before the broken text, such as the JSON around it.
                let second = columns(after);
                if second < width && second >= NARROWEST {
                    last =
                        last.max(join(text, (start, line), Kind { width: second, ..kind }, &mut |joined| {
                            if joined.breaks.len() > 1 {
                                visit(joined);
                            }
                        }));
                }
                while next.is_some_and(|(at, _)| at < last) {
                    next = lines.next();
                }
            }
        }
        recent.add(width);
        current = next;
    }
}

/// How lines are taken to be broken.
#[derive(Clone, Copy)]
struct Kind {
    /// Whether the width alone makes it likely.
    likely: bool,
    /// The indentation of the lines that go on.
    hang: usize,
    /// The width of the lines that go on, but of the last one.
    width: usize,
}

/// Joins the lines from `first` on; returns where the last of them starts.
fn join(text: &[u8], first: (usize, &[u8]), kind: Kind, visit: &mut dyn FnMut(Joined)) -> usize {
    let (start, line) = first;
    let Kind { likely, hang, width } = kind;
    let from = start + line.len().saturating_sub(BEFORE);
    let mut fold = Fold::within(text, from);
    let mut breaks = Vec::new();
    let mut end = start + line.len();
    let mut last = start;
    let mut rest = Lines::new(text.get(start..).unwrap_or_default());
    rest.next();
    let mut rest = rest.peekable();
    while let Some((at, next)) = rest.next() {
        fold.replace(end..start + at + hang, b"");
        breaks.push(fold.len());
        end = start + at + next.len();
        last = start + at;
        let goes_on = (columns(next) == width || (hang > 0 && columns(next) == width + hang))
            && rest.peek().is_some_and(|(_, after)| {
                let indented = after.iter().take_while(|b| **b == b' ').count();
                let rest = after.get(hang..).unwrap_or_default();
                let same = hang == 0 || indented == hang;
                fits(after, width + hang)
                    && same
                    && (likely || is_within_a_word(next, rest))
                    && !rest.is_empty()
            });
        if !goes_on || end - from > JOINED {
            break;
        }
    }
    if let Some(line) = fold.finish((end + 1).min(text.len())) {
        visit(Joined { line, breaks, likely });
    }
    last
}

/// The length of the indentation that a line gets that goes on with a word of the one before; 0 when it goes on at its
/// start, or does not.
fn hanging(line: &[u8], next: &[u8]) -> usize {
    let spaces = |line: &[u8]| line.iter().take(17).take_while(|b| **b == b' ').count();
    let hang = spaces(next);
    let token = |b: &u8| b.is_ascii_alphanumeric() || b"-_+/=.%~".contains(b);
    let within = line.last().is_some_and(token) && next.get(hang).is_some_and(token);
    if within && (1..=16).contains(&hang) && hang >= spaces(line) { hang } else { 0 }
}

/// The widths of the last few lines.
#[derive(Default)]
struct Recent {
    widths: [usize; 8],
    at: usize,
}

impl Recent {
    fn add(&mut self, width: usize) {
        if let Some(slot) = self.widths.get_mut(self.at % 8) {
            *slot = width;
        }
        self.at += 1;
    }

    /// Whether one of the lines was as wide, and none wider.
    fn has(&self, width: usize) -> bool {
        width >= 40 && self.widths.contains(&width) && self.widths.iter().all(|w| *w <= width)
    }
}

/// Whether a line may go on in the next one: within a word, behind what tools wrote before the next line. Of a next line
/// that is not there yet, the worst is assumed.
pub fn joins_on(line: &[u8], next: Option<&[u8]>) -> bool {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let Some(next) = next else {
        return columns(line) >= NARROWEST && line.last().is_some_and(u8::is_ascii_graphic);
    };
    let rest = next.get(prefixes::shared(next, line)..).unwrap_or_default();
    let width = columns(line);
    width >= NARROWEST
        && columns(next) <= width
        && !rest.is_empty()
        && is_worth_joining(line, rest, WIDTHS.contains(&width))
}

/// Whether a line is not wider than the one before; what stands behind the broken text, such as the JSON around it, may be.
fn fits(line: &[u8], width: usize) -> bool {
    columns(line) <= width
        || line.split(|b| *b == b'"').next().is_some_and(|text| columns(text) <= width && text != line)
}

pub(super) fn columns(line: &[u8]) -> usize {
    line.iter().filter(|b| **b & 0xc0 != 0x80).count()
}

fn is_within_a_word(line: &[u8], next: &[u8]) -> bool {
    line.last().is_some_and(u8::is_ascii_graphic) && next.first().is_some_and(u8::is_ascii_graphic)
}

/// A cheap look at the word across a break: is it long or mixed enough for a token, or does a name end or begin there?
fn is_worth_joining(line: &[u8], next: &[u8], likely: bool) -> bool {
    let space = u8::is_ascii_whitespace;
    let head = line.get(line.len().saturating_sub(96)..).unwrap_or_default();
    let head = head.rsplit(space).next().unwrap_or_default();
    let tail = next.get(..next.len().min(96)).unwrap_or_default();
    let tail = tail.split(space).next().unwrap_or_default();
    if !likely && !is_within_a_word(line, next) {
        return false;
    }
    let word = || head.iter().chain(tail);
    let digits = word().any(u8::is_ascii_digit);
    let letters = word().any(u8::is_ascii_alphabetic);
    let mixed = word().any(u8::is_ascii_uppercase) && word().any(u8::is_ascii_lowercase);
    let len = head.len() + tail.len();
    (len >= 12 && digits && letters)
        || (len >= 20 && mixed)
        || (likely && (len >= 8 && digits || word().any(|b| matches!(b, b'=' | b':' | b'"' | b'\''))))
}

/// Whether a line goes on with something of its own: a word of prose, a name that is given a value, a path.
pub(super) fn begins_anew(next: &[u8]) -> bool {
    let len = next.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let word = next.get(..len).unwrap_or_default();
    let plain =
        word.iter().skip(1).all(u8::is_ascii_lowercase) && word.first().is_some_and(u8::is_ascii_alphabetic);
    let name =
        next.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')).count();
    let given = matches!(next.get(name), Some(b':' | b'(')) || next.get(name..).is_some_and(is_equals);
    (plain && (len >= 3 || next.get(len) == Some(&b' '))) || (given && name > 0)
}

/// `=` that is no padding of base64.
fn is_equals(rest: &[u8]) -> bool {
    let closed = matches!(rest.get(1), Some(b'"' | b'\'' | b'`'))
        && rest
            .get(2)
            .is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b';' | b',' | b'}' | b')' | b']' | b'"'));
    rest.first() == Some(&b'=')
        && !closed
        && rest.get(1).is_some_and(|b| !b.is_ascii_whitespace() && *b != b'=')
}

/// Whether a line goes on with what looks like the rest of a token.
pub(super) fn goes_on_randomly(next: &[u8]) -> bool {
    let part =
        |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/' | b'+' | b'=' | b'~');
    let len = next.iter().take_while(part).count();
    let run = next.get(..len).unwrap_or_default();
    let changes = run.windows(2).filter(|pair| match pair {
        [a, b] => {
            (a.is_ascii_digit() && b.is_ascii_alphabetic())
                || (a.is_ascii_alphabetic() && b.is_ascii_digit())
                || (a.is_ascii_lowercase() && b.is_ascii_uppercase())
        }
        _ => false,
    });
    let ends = next.get(len).is_none_or(|b| !matches!(b, b'(' | b':'));
    ends && !begins_anew(next) && changes.count() >= (len / 6).clamp(1, 4)
}

/// Visits `window` with its first one, two, ... breaks behind `at` undone, until `test` finds a secret: for a first look
/// that does not know how wide the first line is. Prefixes that the lines share go too; where the first line's may be
/// hidden by the JSON around it, those of the others go alone. Breaks behind `reach` are left.
pub(super) fn try_joined(
    (window, at): (&[u8], usize),
    reach: usize,
    test: &mut dyn FnMut(&[u8]) -> Tried,
) -> bool {
    if ends_behind(window, at, reach) {
        return false;
    }
    let shared = |next: &[u8], line: &[u8]| match prefixes::shared(next, line) {
        0 => (hanging(line, next), 0),
        prefix => (prefix, prefixes::border(line)),
    };
    let own = |next: &[u8], line: &[u8]| (prefixes::own(next), prefixes::border_alone(line));
    let marked = || {
        let start = window.get(..at).and_then(|head| memchr::memrchr(b'\n', head)).map_or(0, |n| n + 1);
        let mut lines = window.get(start..).unwrap_or_default().split(|b| *b == b'\n');
        let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        prefixes::own(second) > 0 && prefixes::shared(second, first) == 0
    };
    join_on((window, at), reach, &shared, test) || (marked() && join_on((window, at), reach, &own, test))
}

/// Whether the line of `at` surely ends behind `reach`: at its end is no border, which is no part of what is broken.
fn ends_behind(window: &[u8], at: usize, reach: usize) -> bool {
    let rest = window.get(at..).unwrap_or_default();
    let line = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len())).unwrap_or_default();
    reach < at + line.len() && line.last().is_some_and(|b| b.is_ascii_graphic() && *b != b'|')
}

/// How much of the start of a line, and of the end of the one before, does not belong to what is broken.
type Cut<'a> = &'a dyn Fn(&[u8], &[u8]) -> (usize, usize);

/// Undoes one break behind `at` after the other; `cut` says how much of the next line and of the end of the line goes.
fn join_on(
    (window, at): (&[u8], usize),
    reach: usize,
    cut: Cut<'_>,
    test: &mut dyn FnMut(&[u8]) -> Tried,
) -> bool {
    let mut joined = Cow::Borrowed(window);
    let (mut from, mut reach) = (at, reach);
    for _ in 0..MOST {
        let Some(found) = memchr::memchr(b'\n', joined.get(from..).unwrap_or_default()) else { return false };
        let end = from + found;
        let start = joined.get(..end).and_then(|head| memchr::memrchr(b'\n', head)).map_or(0, |n| n + 1);
        if ends_behind(&joined, from, reach) {
            return false;
        }
        let line = joined.get(start..end).unwrap_or_default();
        let rest = joined.get(end + 1..).unwrap_or_default();
        let next = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len())).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let (skip, border) = cut(next, line);
        let cut = start + line.len() - border;
        if reach < cut {
            return false;
        }
        from = end + 1;
        if is_worth_joining(
            line.get(..cut - start).unwrap_or(line),
            next.get(skip..).unwrap_or_default(),
            true,
        ) {
            joined.to_mut().drain(cut..end + 1 + skip);
            let tried = test(&joined);
            if tried.found {
                return true;
            }
            (from, reach) = (cut.max(at), tried.reach);
        }
    }
    false
}

/// Visits `window` with the last one, two, ... breaks before `at` undone, until `test` is true: for tokens that are known
/// by what stands far behind their beginning.
pub(in crate::scan) fn try_joined_before(
    window: &[u8],
    at: usize,
    test: &mut dyn FnMut(&[u8], usize) -> bool,
) -> bool {
    let mut joined = window.to_vec();
    let mut at = at;
    let mut end = at;
    for _ in 0..MOST {
        let head = joined.get(..end).unwrap_or_default();
        let Some(found) = memchr::memrchr(b'\n', head) else { return false };
        let start = memchr::memrchr(b'\n', head.get(..found).unwrap_or_default()).map_or(0, |n| n + 1);
        let line = joined.get(start..found).unwrap_or_default();
        let rest = joined.get(found + 1..).unwrap_or_default();
        let next = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len())).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let prefix = prefixes::shared(next, line);
        let skip = if prefix > 0 { prefix } else { hanging(line, next) };
        let cut = start + line.len() - if prefix > 0 { prefixes::border(line) } else { 0 };
        let behind = found + 1 + skip;
        if behind > at {
            return false;
        }
        joined.drain(cut..behind);
        at -= behind - cut;
        end = cut;
        if test(&joined, at) {
            return true;
        }
    }
    false
}

/// What stands before and behind the break at `at` of raw lines, escaped or not, if that may hide the first characters of a
/// token: behind it stands most of one.
pub(in crate::scan) fn broken_at(raw: &[u8], at: usize) -> Option<(&[u8], &[u8])> {
    let rest = behind_break(raw, at);
    let rest = rest.get(..rest.len().min(320)).unwrap_or_default();
    let spaces = rest.iter().take(17).take_while(|b| **b == b' ').count();
    let tail = rest.get(spaces..).unwrap_or_default();
    let head = raw.get(..at).unwrap_or_default();
    let slashes = head.iter().rev().take(256).take_while(|b| **b == b'\\').count();
    let end = at - slashes;
    let head = raw.get(end.saturating_sub(24)..end).unwrap_or_default();
    let head = head.strip_suffix(b"\r").or_else(|| head.strip_suffix(b"\\r")).unwrap_or(head);
    if !head.last().is_some_and(|b| in_token(*b)) {
        return None;
    }
    let word = tail.get(..tail.iter().take(64).take_while(|b| in_token(**b)).count()).unwrap_or_default();
    word.iter().any(u8::is_ascii_digit).then_some((head, tail))
}

/// The break between lines, escaped or not, behind which a token goes on at `start`, indented by sixteen spaces at most.
pub(in crate::scan) fn token_break(raw: &[u8], start: usize) -> Option<usize> {
    let word = raw.get(start..).and_then(<[u8]>::first_chunk::<WORD>)?;
    let head = raw.get(..start)?;
    let spaces = head.iter().rev().take(17).take_while(|b| **b == b' ').count();
    let head = head.get(..head.len() - spaces)?;
    let at = match head {
        [.., b'\n'] => head.len() - 1,
        [.., b'\\', b'n'] => head.len() - 2,
        _ => return None,
    };
    word.iter().all(|b| in_token(*b)).then_some(at)
}

/// What stands behind the newline at `at`, or behind the backslash of an escaped one.
fn behind_break(raw: &[u8], at: usize) -> &[u8] {
    let len = if raw.get(at) == Some(&b'\\') { 2 } else { 1 };
    raw.get(at + len..).unwrap_or_default()
}

/// The shortest rest of a token behind a break that leads to a look at what stands before it.
const WORD: usize = 12;

fn in_token(byte: u8) -> bool {
    IN_TOKEN[usize::from(byte)]
}

const IN_TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        byte += 1;
    }
    table
};

/// Breaks within one token that a first look undoes.
const MOST: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        each(text.as_bytes(), &mut |joined| all.push(String::from_utf8(joined.line.0).unwrap()));
        all
    }

    #[test]
    fn joins_lines_of_one_width() {
        let line = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA";
        assert_eq!(joined(&format!("{line}\n{line}\nX7y\nfoo")), [format!("{line}{line}X7y\n")]);
        assert_eq!(joined(&format!("x {line}\r\nX7y\r\n")), [format!("x {line}X7y\r")]);
        assert!(joined(&format!("{line}\n{line}{line}\n")).is_empty(), "the next line is wider");
        assert!(joined("a line of plain prose that\ngoes on with other words\n").is_empty());
    }

    #[test]
    fn knows_the_rest_of_a_token() {
        for rest in ["a1B2c3", "Zk9", "7fQ==", "q7Lm2Zr9 tail"] {
            assert!(goes_on_randomly(rest.as_bytes()), "{rest}");
        }
        for rest in ["after", "The end", "DB_HOST=x", "name: x", "call(1)", "words"] {
            assert!(!goes_on_randomly(rest.as_bytes()), "{rest}");
        }
    }

    #[test]
    fn tries_breaks_one_by_one() {
        let mut seen = Vec::new();
        let text = b"x\n+ab1=\n+cd2345\n+ef67 gh";
        let found = try_joined((text, 3), text.len(), &mut |text| {
            seen.push(String::from_utf8(text.to_vec()).unwrap());
            Tried { found: false, reach: text.len() }
        });
        assert!(!found);
        assert_eq!(seen, ["x\n+ab1=cd2345\n+ef67 gh", "x\n+ab1=cd2345ef67 gh"]);
    }
}
