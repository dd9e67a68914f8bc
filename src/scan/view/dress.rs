//! Where a text holds what is undone before a known value is found in it: escapes of single characters, percent signs,
//! entities, colours, invisible characters, NULs.

use std::ops::Range;

use super::{entity, plain};

/// How far before such a place one may begin to read, for what of a value stands before it.
const BEFORE: usize = 64;

/// How far behind such a place one may have to read: what a value is known by stands among its first 256 bytes, each of
/// which may be escaped; behind a place of its own another stretch begins.
const BEHIND: usize = 640;

/// The stretches of a text in which a known value may be written in another way than plain, in order and apart.
pub(in crate::scan) fn stretches(raw: &[u8]) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for at in places(raw) {
        let stretch = at.saturating_sub(BEFORE)..raw.len().min(at + BEHIND);
        match all.last_mut() {
            Some(last) if stretch.start <= last.end => last.end = stretch.end,
            _ => all.push(stretch),
        }
    }
    all
}

/// Every such place, in order.
fn places(raw: &[u8]) -> Vec<usize> {
    let from = |at: usize| raw.get(at..).unwrap_or_default();
    let signs = memchr::memchr3_iter(0x1b, b'%', b'&', raw).filter(|at| match from(*at) {
        [b'%', a, b, ..] => a.is_ascii_hexdigit() && b.is_ascii_hexdigit(),
        rest @ [b'&', ..] => entity(rest).is_some(),
        [sign, ..] => *sign == 0x1b,
        [] => false,
    });
    let escapes = memchr::memchr2_iter(b'\\', b'^', raw).filter(|at| match from(*at) {
        [b'\\', letter, ..] => matches!(letter, b'u' | b'x' | b'0' | b'1' | b'U' | b'e' | b'E'),
        rest => plain::is_invisible(rest),
    });
    let characters = memchr::memchr3_iter(0xe2, 0xef, 0xc2, raw).filter(|at| plain::is_invisible(from(*at)));
    let nulls = memchr::memchr_iter(0, raw);
    let mut all: Vec<usize> = signs.chain(escapes).chain(characters).chain(nulls).collect();
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_place_wherever_it_stands() {
        for dress in
            ["\u{1b}[m", "%2f", "&#x41;", "&amp;", r"\u0041", r"\x41", r"\101", "^[[1m", "\u{200b}", "\0"]
        {
            for before in [0, 1, 62, 63, 64, 65, 127, 128, 1_000] {
                let text = format!("{}{dress}{}", "a".repeat(before), "b".repeat(2_000));
                assert_eq!(places(text.as_bytes()), [before], "{dress}");
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
