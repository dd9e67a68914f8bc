//! Where a text holds what is undone before a known value is found in it: escapes of single characters, percent signs,
//! entities, colours, invisible characters.

use std::ops::Range;

use super::{entity, plain};

/// How far before such a place one may begin to read, for what of a value stands before it.
const BEFORE: usize = 64;

/// How far behind such a place one may have to read: what a value is known by stands among its first 256 bytes, each of
/// which may be escaped; behind a place of its own another stretch begins.
const BEHIND: usize = 640;

/// Bytes that are looked at together.
const CHUNK: usize = 64;

/// The stretches of a text in which a known value may be written in another way than plain, in order and apart.
pub(in crate::scan) fn stretches(raw: &[u8]) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    each(raw, &mut |at| {
        let stretch = at.saturating_sub(BEFORE)..raw.len().min(at + BEHIND);
        match all.last_mut() {
            Some(last) if stretch.start <= last.end => last.end = stretch.end,
            _ => all.push(stretch),
        }
    });
    all
}

/// Calls `found` with every such place, in order.
fn each(raw: &[u8], found: &mut dyn FnMut(usize)) {
    let mut at = 0;
    let chunk = |at: usize| raw.get(at..).and_then(<[u8]>::first_chunk::<CHUNK>);
    // Most are known by the next byte.
    while let (Some(here), Some(next)) = (chunk(at), chunk(at + 1)) {
        let any = here.iter().zip(next).fold(0, |any, (a, b)| any | may_dress(*a, *b));
        if any != 0 {
            (at..at + CHUNK).filter(|at| dresses(raw, *at)).for_each(&mut *found);
        }
        at += CHUNK;
    }
    (at..raw.len()).filter(|at| dresses(raw, *at)).for_each(found);
}

/// A cheap look at two bytes, of whole chunks at once: 0 when nothing begins with them.
#[inline(always)]
fn may_dress(a: u8, b: u8) -> u8 {
    let is = |byte: u8, want: u8| u8::from(byte == want);
    let number = is(b, b'u') | is(b, b'x') | is(b, b'0') | is(b, b'1') | is(b, b'U') | is(b | 0x20, b'e');
    is(a, 0x1b)
        | is(a, b'%') & u8::from(b > b'/')
        | is(a, b'&') & (is(b, b'#') | u8::from(b >= b'A'))
        | is(a, b'\\') & number
        | is(a, b'^') & is(b, b'[')
        | is(a, 0xe2) & u8::from(b <= 0x81)
        | is(a, 0xef) & is(b, 0xbb)
        | is(a, 0xc2) & is(b, 0xad)
}

/// Whether something begins at `at` that is undone.
fn dresses(raw: &[u8], at: usize) -> bool {
    let rest = raw.get(at..).unwrap_or_default();
    match rest {
        [0x1b, ..] => true,
        [b'%', a, b, ..] => a.is_ascii_hexdigit() && b.is_ascii_hexdigit(),
        [b'&', ..] => entity(rest).is_some(),
        [b'\\', letter, ..] => matches!(letter, b'u' | b'x' | b'0' | b'1' | b'U' | b'e' | b'E'),
        [b'^' | 0xe2 | 0xef | 0xc2, ..] => plain::is_invisible(rest),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_place_wherever_it_stands() {
        for dress in ["\u{1b}[m", "%2f", "&#x41;", "&amp;", r"\u0041", r"\x41", r"\101", "^[[1m", "\u{200b}"]
        {
            for before in [0, 1, 62, 63, 64, 65, 127, 128, 1_000] {
                let text = format!("{}{dress}{}", "a".repeat(before), "b".repeat(2_000));
                let mut found = Vec::new();
                each(text.as_bytes(), &mut |at| found.push(at));
                assert_eq!(found, [before], "{dress}");
                let whole = before.saturating_sub(BEFORE)..before + BEHIND;
                assert_eq!(stretches(text.as_bytes()), [whole], "{dress}");
            }
        }
        for plain in ["100% sure", "a && b", r"a\nb\tc\\d", "x^[a]", "naïve — “quoted”", "%", "&", "\\"]
        {
            assert!(stretches(plain.as_bytes()).is_empty(), "{plain}");
        }
        let twice = format!("%2f{}%2f{}%2f", "a".repeat(600), "a".repeat(800));
        assert_eq!(stretches(twice.as_bytes()), [0..603 + BEHIND, 1_406 - BEFORE..1_409]);
    }
}
