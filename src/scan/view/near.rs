//! Which lines around the places that a first look shows are enough to look at.
//!
//! A window begins and ends between lines, escaped to whatever depth, so that every view of it is a part of the same view
//! of the whole text. It holds more lines before and behind each place than any reader looks at.

use std::ops::Range;

/// Lines before and behind a place.
const BEFORE: usize = 10;
const BEHIND: usize = 14;

/// Bytes before and behind a place, at least.
const LEAST_BEFORE: usize = 256;
const LEAST_BEHIND: usize = 640;

/// Shorter texts are looked at as a whole.
const SHORT: usize = 2048;

/// The windows around `places`, in order and apart; `None` where there are no places, and where the whole text is hardly
/// more.
pub(in crate::scan) fn windows(raw: &[u8], places: &[usize]) -> Option<Vec<Range<usize>>> {
    if raw.len() < SHORT || places.is_empty() {
        return None;
    }
    let mut windows: Vec<Range<usize>> = Vec::new();
    for place in places {
        if windows.last().is_some_and(|last| place + LEAST_BEHIND < last.end) {
            continue;
        }
        let window = start(raw, *place)..end(raw, *place);
        match windows.last_mut() {
            Some(last) if window.start <= last.end => last.end = last.end.max(window.end),
            _ => windows.push(window),
        }
    }
    let sum: usize = windows.iter().map(Range::len).sum();
    (sum * 4 < raw.len() * 3).then_some(windows)
}

fn start(raw: &[u8], place: usize) -> usize {
    let mut at = place;
    for line in 0.. {
        let head = raw.get(..at).unwrap_or_default();
        let Some(here) =
            memchr::memrchr2_iter(b'\n', b'n', head).map(|end| end + 1).find(|end| breaks_before(raw, *end))
        else {
            return 0;
        };
        if line >= BEFORE && place - here >= LEAST_BEFORE {
            return here;
        }
        at = here - 1;
    }
    0
}

fn end(raw: &[u8], place: usize) -> usize {
    let mut at = place;
    for line in 0.. {
        let rest = raw.get(at..).unwrap_or_default();
        let Some(behind) = memchr::memchr2_iter(b'\n', b'n', rest)
            .map(|end| at + end + 1)
            .find(|end| breaks_before(raw, *end))
        else {
            return raw.len();
        };
        let over = line >= BEHIND && behind - place >= LEAST_BEHIND;
        if over && !is_next(raw, at..behind) {
            return behind;
        }
        at = behind;
    }
    raw.len()
}

/// Whether a line has columns, and the one behind it as many; or both are items of a list.
fn is_next(raw: &[u8], line: Range<usize>) -> bool {
    let rest = raw.get(line.end..raw.len().min(line.end + LEAST_BEHIND)).unwrap_or_default();
    let end = (1..=rest.len()).find(|at| breaks_before(rest, *at)).unwrap_or(rest.len());
    let (line, next) = (raw.get(line).unwrap_or_default(), rest.get(..end).unwrap_or_default());
    let signs = |line: &[u8], sign: u8| memchr::memchr_iter(sign, line).count();
    // Two parts between commas may be anything.
    [(b'|', 1), (b'\t', 1), (b',', 2), (b';', 2)].into_iter().any(|(sign, least)| {
        let count = signs(line, sign);
        count >= least && count == signs(next, sign)
    }) || tabs(line) > 0 && tabs(line) == tabs(next)
        || is_item(line) && is_item(next)
}

/// Whether a line is one word behind a dash, or between quotes.
fn is_item(line: &[u8]) -> bool {
    let body = line.trim_ascii_start();
    let quote = body.iter().find(|b| **b != b'\\').is_some_and(|b| matches!(b, b'"' | b'\''));
    let word = body.strip_prefix(b"- ").or(quote.then_some(body));
    word.is_some_and(|word| !word.trim_ascii_end().iter().any(|b| matches!(b, b' ' | b':')))
}

/// Tabs that are escaped, to whatever depth.
fn tabs(line: &[u8]) -> usize {
    memchr::memchr_iter(b'\\', line).filter(|at| line.get(at + 1) == Some(&b't')).count()
}

/// Whether a line break ends just before `at`.
fn breaks_before(raw: &[u8], at: usize) -> bool {
    matches!(raw.get(..at), Some([.., b'\n'] | [.., b'\\', b'n']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_hold_whole_lines() {
        for newline in ["\n", "\\n", "\\\\n"] {
            let line = format!("some words of an ordinary line{newline}");
            let text = line.repeat(400);
            let places = [line.len() * 100 + 5, line.len() * 101, line.len() * 300];
            let found = windows(text.as_bytes(), &places).unwrap();
            assert_eq!(found.len(), 2);
            for window in &found {
                assert!(text[window.clone()].starts_with("some") && text[window.clone()].ends_with(newline));
            }
            assert!(found[0].start <= places[0] - LEAST_BEFORE && found[0].end >= places[1] + LEAST_BEHIND);
            assert_eq!(windows(text.as_bytes(), &[3]).unwrap()[0].start, 0);
            assert_eq!(windows(text.as_bytes(), &[text.len() - 3]).unwrap()[0].end, text.len());
        }
        assert_eq!(windows("one line ".repeat(900).as_bytes(), &[50]), None);
        assert_eq!(windows(b"short\n", &[2]), None);
    }
}
