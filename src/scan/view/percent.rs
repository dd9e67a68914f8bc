//! Percent-encoding and the entities of HTML and XML.

use super::fold::{Fold, Folded, Stands, fold};

/// Undoes one level of percent-encoding; `None` when there is none. A `&` that is not encoded ends a field, as the end of a
/// line does.
pub(super) fn undo(text: &[u8]) -> Option<Folded> {
    let mut fold = Fold::new(text);
    let mut encoded = false;
    let mut done = 0;
    for at in memchr::memchr2_iter(b'%', b'&', text) {
        let rest = text.get(at..).unwrap_or_default();
        if at < done {
            continue;
        }
        match percent(rest) {
            Some(byte) => {
                encoded = true;
                fold.replace(at..at + 3, &[byte]);
            }
            None if let Some((character, len)) = percent_character(rest) => {
                encoded = true;
                done = at + len;
                fold.replace(at..done, character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            None if rest.first() == Some(&b'&') => fold.replace(at..at + 1, b"\n"),
            None => {}
        }
    }
    fold.finish(text.len()).filter(|_| encoded)
}

/// Undoes the `+` that forms write for a space; `None` when there is none.
pub(super) fn undo_plus(text: &[u8]) -> Option<Folded> {
    let mut fold = Fold::new(text);
    memchr::memchr_iter(b'+', text).for_each(|at| fold.replace(at..at + 1, b" "));
    fold.finish(text.len())
}

/// The character beyond ASCII, and the length of the two to four `%XX` that its bytes are written in.
pub(in crate::scan) fn percent_character(text: &[u8]) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    for count in 0..bytes.len() {
        *bytes.get_mut(count)? = percent_byte(text.get(3 * count..)?).filter(|byte| *byte >= 0x80)?;
        let read = bytes.get(..=count)?;
        if let Ok(read) = std::str::from_utf8(read) {
            return read.chars().next().map(|character| (character, 3 * (count + 1)));
        }
    }
    None
}

fn percent_byte(text: &[u8]) -> Option<u8> {
    byte_of_digits(text.strip_prefix(b"%")?)
}

fn byte_of_digits(text: &[u8]) -> Option<u8> {
    let digit = |at: usize| text.get(at).and_then(|d| char::from(*d).to_digit(16));
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

/// The ASCII character that `%XX` stands for.
pub(in crate::scan) fn percent(text: &[u8]) -> Option<u8> {
    percent_digits(text.strip_prefix(b"%")?)
}

/// The ASCII character that `XX` stands for behind a `%`.
pub(in crate::scan) fn percent_digits(text: &[u8]) -> Option<u8> {
    let byte = byte_of_digits(text)?;
    ((0x20..0x7f).contains(&byte) || matches!(byte, b'\n' | b'\r' | b'\t' | 0x1b)).then_some(byte)
}

/// Undoes the entities of HTML and XML; `None` when there are none.
pub(super) fn undo_entities(text: &[u8]) -> Option<Folded> {
    fold(
        text,
        |rest| memchr::memchr(b'&', rest),
        |rest| entity(rest).map(|(character, len)| Stands::character(character, len)),
    )
}

/// Entities by name that stand for what separates names and values, or belongs to values.
const NAMED: [(&[u8], char); 22] = [
    (b"quot", '"'),
    (b"amp", '&'),
    (b"apos", '\''),
    (b"lt", '<'),
    (b"gt", '>'),
    (b"nbsp", ' '),
    (b"equals", '='),
    (b"colon", ':'),
    (b"sol", '/'),
    (b"bsol", '\\'),
    (b"lowbar", '_'),
    (b"plus", '+'),
    (b"num", '#'),
    (b"excl", '!'),
    (b"dollar", '$'),
    (b"percnt", '%'),
    (b"commat", '@'),
    (b"ast", '*'),
    (b"period", '.'),
    (b"semi", ';'),
    (b"NewLine", '\n'),
    (b"ldquo", '"'),
];

/// The character and the length of the entity that `text` starts with.
pub(in crate::scan) fn entity(text: &[u8]) -> Option<(char, usize)> {
    let body = text.get(1..text.len().min(12))?;
    let end = body.iter().position(|b| *b == b';')?;
    let name = body.get(..end)?;
    let character = match name.strip_prefix(b"#") {
        Some(number) => {
            let (digits, radix) = match number.split_first() {
                Some((b'x' | b'X', hex)) => (hex, 16),
                _ => (number, 10),
            };
            let code = digits.iter().try_fold(0_u32, |code, digit| {
                code.checked_mul(radix)?.checked_add(char::from(*digit).to_digit(radix)?)
            });
            code.filter(|code| *code > 8).and_then(char::from_u32)?
        }
        None => NAMED.iter().find(|(known, _)| *known == name).map(|(_, character)| *character)?,
    };
    Some((character, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_percent_with_the_way_back() {
        let (decoded, map) = undo(b"p%3Dx%2Fy%zz%").unwrap();
        assert_eq!(decoded, b"p=x/y%zz%");
        assert_eq!(map.source(1..4), 1..8);
        assert!(undo(b"100% sure & %e2%80").is_none());
        let (decoded, map) = undo("a%C3%A9b%E2%82%AC%ff".as_bytes()).unwrap();
        assert_eq!(String::from_utf8(decoded).unwrap(), "aéb€%ff");
        assert_eq!(map.source(1..3), 1..7);
        assert_eq!(undo(b"a%3Db%26c&d=1").unwrap().0, b"a=b&c\nd=1");
        assert_eq!(undo_plus(b"Basic+abc").unwrap().0, b"Basic abc");
    }

    #[test]
    fn undoes_entities() {
        let (decoded, map) = undo_entities(b"&quot;a&#x2F;b&#39;&amp;c&unknown;&#0;&").unwrap();
        assert_eq!(decoded, b"\"a/b'&c&unknown;&#0;&");
        assert_eq!(map.source(1..4), 6..14);
        assert!(undo_entities(b"a && b; &c").is_none());
    }
}
