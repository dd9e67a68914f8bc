//! What a terminal or an editor does not show, or shows as another character: colours, hyperlinks, zero-width
//! characters; curly quotes, no-break spaces and full-width punctuation become their ASCII. A NUL between every two
//! characters is half of each in UTF-16; any other one separates items, as those of a process's environment.

use super::fold::{Fold, Folded, Stands, fold};

/// What begins a colour, an invisible character or foreign punctuation, and NUL.
pub(in crate::scan) const DRESS: [u8; 7] = [0, 0x1b, b'^', 0xc2, 0xe2, 0xe3, 0xef];

/// Strips colours and invisible characters and makes punctuation plain; `None` when there is nothing of it.
pub(super) fn strip(text: &[u8]) -> Option<Folded> {
    fold(text, lead, stands_for)
}

/// The first byte of [`DRESS`], of which most texts have few: looked for in whole chunks.
fn lead(rest: &[u8]) -> Option<usize> {
    const CHUNK: usize = 32;
    let is_dress = |byte: u8| DRESS.iter().fold(0, |any, dress| any | u8::from(byte == *dress));
    let (chunks, _) = rest.as_chunks::<CHUNK>();
    let is_plain = |chunk: &[u8; CHUNK]| chunk.iter().fold(0, |any, byte| any | is_dress(*byte)) == 0;
    let from = CHUNK * chunks.iter().take_while(|chunk| is_plain(chunk)).count();
    rest.get(from..)?.iter().position(|byte| IS_DRESS[usize::from(*byte)]).map(|at| from + at)
}

/// By byte, whether it is one of [`DRESS`].
const IS_DRESS: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < DRESS.len() {
        table[DRESS[at] as usize] = true;
        at += 1;
    }
    table
};

/// Strips runs of characters other than ASCII that stand between a word and what separates words: marks, emoji, words of
/// scripts without spaces. `None` when there are none.
pub(super) fn strip_edges(text: &[u8]) -> Option<Folded> {
    let separates = |byte: Option<&u8>| {
        byte.is_none_or(|b| {
            b.is_ascii_whitespace()
                || matches!(
                    b,
                    b'"' | b'\'' | b'`' | b'=' | b':' | b';' | b',' | b'<' | b'>' | b'(' | b')' | b'[' | b']'
                )
        })
    };
    if text.is_ascii() {
        return None;
    }
    let mut fold = Fold::new(text);
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.iter().position(|b| !b.is_ascii())) {
        let start = at + found;
        let len = text.get(start..).unwrap_or_default().iter().take_while(|b| !b.is_ascii()).count();
        let end = start + len;
        let before = start.checked_sub(1).and_then(|i| text.get(i));
        if separates(before) || separates(text.get(end)) {
            fold.replace(start..end, b"");
        }
        at = end;
    }
    fold.finish(text.len())
}

/// What the bytes at the start of `rest` stand for, if they are not plain.
fn stands_for(rest: &[u8]) -> Option<Stands> {
    match rest.first()? {
        0 if is_half(rest) => Some(Stands::nothing(1)),
        0 => Some(Stands::character('\n', 1)),
        0x1b => ansi_len(rest).map(Stands::nothing),
        b'^' if rest.get(1) == Some(&b'[') => caret_len(rest).map(Stands::nothing),
        0xc2 => two(*rest.get(1)?),
        0xe2 | 0xe3 | 0xef => three(rest.first_chunk::<3>()?),
        _ => None,
    }
}

/// Whether the NUL at the start of `rest` is half of a character in UTF-16: the next one has its own, or is the last one.
fn is_half(rest: &[u8]) -> bool {
    let len = match rest.get(1) {
        None | Some(0) => return false,
        Some(0xc0..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..) => 4,
        Some(_) => 1,
    };
    rest.get(1 + len).is_none_or(|next| *next == 0)
}

fn two(second: u8) -> Option<Stands> {
    match second {
        0xa0 => Some(Stands::character(' ', 2)),
        0xad => Some(Stands::nothing(2)),
        0xab | 0xbb => Some(Stands::character('"', 2)),
        _ => None,
    }
}

fn three(bytes: &[u8; 3]) -> Option<Stands> {
    let plain = match bytes {
        [0xe2, 0x80, 0x8b..=0x8f | 0xaa..=0xae]
        | [0xe2, 0x81, 0xa0..=0xa4 | 0xa6..=0xaf]
        | [0xef, 0xbb, 0xbf] => {
            return Some(Stands::nothing(3));
        }
        [0xe2, 0x80, 0x98..=0x9b] => '\'',
        [0xe2, 0x80, 0x9c..=0x9f] | [0xe3, 0x80, 0x8a..=0x8f] => '"',
        [0xe2, 0x80, 0x80..=0x8a | 0xaf] | [0xe3, 0x80, 0x80] => ' ',
        [0xef, 0xbc, 0x9a] => ':',
        [0xef, 0xbc, 0x9d] => '=',
        [0xef, 0xbc, 0x8c] | [0xe3, 0x80, 0x81] => ',',
        [0xef, 0xbc, 0x9b] => ';',
        [0xe3, 0x80, 0x82] => '.',
        _ => return None,
    };
    Some(Stands::character(plain, 3))
}

/// Whether a character that nothing shows stands at the start of `rest`: nobody writes one within a word, except to
/// hide it from a search.
pub(super) fn is_invisible(rest: &[u8]) -> bool {
    stands_for(rest).is_some_and(|stands| stands.count == 0)
}

/// The longest body of an operating system command, such as a hyperlink's address.
const COMMAND: usize = 2048;

/// The length of the terminal control sequence that `text` starts with.
fn ansi_len(text: &[u8]) -> Option<usize> {
    if text.first() != Some(&0x1b) {
        return None;
    }
    match text.get(1)? {
        b'[' => {
            let params = text.get(2..)?.iter().take(64).take_while(|b| matches!(b, 0x20..=0x3f)).count();
            text.get(2 + params).filter(|b| matches!(b, 0x40..=0x7e)).map(|_| params + 3)
        }
        b']' | b'P' | b'_' | b'^' => {
            let body = text.get(2..text.len().min(2 + COMMAND))?;
            let end = body.iter().position(|b| matches!(b, 0x07 | 0x1b))?;
            Some(2 + end + if body.get(end) == Some(&0x07) { 1 } else { 2 })
        }
        b'(' | b')' | b'#' => text.get(2).map(|_| 3),
        b'=' | b'>' | b'7' | b'8' => Some(2),
        _ => None,
    }
}

/// The length of a colour as `cat -v` shows it: `^[[31m`.
fn caret_len(text: &[u8]) -> Option<usize> {
    let body = text.get(2..)?.strip_prefix(b"[")?;
    let params = body.iter().take(32).take_while(|b| b.is_ascii_digit() || **b == b';').count();
    body.get(params).filter(|b| matches!(b, b'm' | b'K' | b'J' | b'H')).map(|_| params + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_with_the_way_back() {
        let text = b"a\x1b[01;31m\x1b[KTOK\x1b[mEN\x1b]0;t\x07z";
        let (stripped, map) = strip(text).unwrap();
        assert_eq!(stripped, b"aTOKENz");
        assert_eq!(&text[map.source(1..6)], b"TOK\x1b[mEN");
        assert!(strip(b"\x1b alone ^[ and ^[[a-z]+").is_none());
    }

    #[test]
    fn makes_plain() {
        let cases = [
            ("\u{1b}]8;;https://a.b\u{1b}\\text\u{1b}]8;;\u{1b}\\", "text"),
            ("\u{1b}(B\u{1b}[mx", "x"),
            ("^[[1;32mgreen^[[0m", "green"),
            ("to\u{200b}k\u{2060}e\u{feff}n\u{ad}", "token"),
            ("password = “a b”", "password = \"a b\""),
            ("密码：abc，xyz。", "密码:abc,xyz."),
            ("a\u{a0}b\u{3000}c", "a b c"),
            ("\0t\0o\0k\0e\0n", "token"),
            ("a=1 t\0ö\0k\0, b", "a=1 tök\n, b"),
            ("A=first\0B=second\0", "A=first\nB=second\n"),
        ];
        for (text, want) in cases {
            assert_eq!(String::from_utf8(strip(text.as_bytes()).unwrap().0).unwrap(), want);
        }
    }
}
