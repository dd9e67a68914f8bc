//! Backslash escapes of JSON, JavaScript, C, Python, Rust and shells: what nested text may be written in.

use super::fold::Folded;
use crate::session::leaf;

/// Undoes one level of escapes; `None` when there are none.
pub(super) fn undo(text: &[u8]) -> Option<Folded> {
    memchr::memchr(b'\\', text)?;
    let (decoded, map) = leaf::decode_with(text, any_escape);
    (decoded.len() < text.len()).then_some((decoded, map))
}

/// As [`undo`], without the way back.
pub(super) fn undo_onto(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(found) = rest.iter().position(|byte| *byte == b'\\') {
        let (head, tail) = rest.split_at(found);
        out.extend_from_slice(head);
        if let [_, letter, behind @ ..] = tail
            && let Some(plain) = leaf::simple_escape(*letter)
        {
            out.push(plain);
            rest = behind;
            continue;
        }
        let (character, len) = any_escape(tail).unwrap_or(('\\', 1));
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = tail.get(len..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

/// The character and the length of the escape that `raw` starts with.
pub(in crate::scan) fn any_escape(raw: &[u8]) -> Option<(char, usize)> {
    match raw.get(1)? {
        b'x' => number(raw.get(2..4)?, 16).filter(char::is_ascii).map(|byte| (byte, 4)),
        b'e' | b'E' if raw.get(2) == Some(&b'[') => Some(('\x1b', 2)),
        b'0'..=b'3' => {
            let octal = number(raw.get(2..4)?, 8).and_then(|_| number(raw.get(1..4)?, 8));
            octal
                .filter(|c| c.is_ascii_graphic() || matches!(c, '\0' | ' ' | '\n' | '\r' | '\t' | '\x1b'))
                .map(|c| (c, 4))
        }
        b'u' if raw.get(2) == Some(&b'{') => {
            let digits = raw.get(3..raw.len().min(10))?;
            let close = digits.iter().position(|b| *b == b'}')?;
            number(digits.get(..close)?, 16).map(|c| (c, close + 4))
        }
        b'U' => number(raw.get(2..10)?, 16).map(|c| (c, 10)),
        quoted @ (b'\'' | b'`' | b'$' | b'!') => Some((char::from(*quoted), 2)),
        _ => leaf::escape(raw),
    }
}

fn number(digits: &[u8], radix: u32) -> Option<char> {
    let value = digits.iter().try_fold(0_u32, |value, digit| {
        value.checked_mul(radix)?.checked_add(char::from(*digit).to_digit(radix)?)
    })?;
    if digits.is_empty() { None } else { char::from_u32(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_the_escapes_of_many_languages() {
        let cases = [
            (r#"a\nb\"c"#, Some("a\nb\"c")),
            (r"\x67\x68p\x5f", Some("ghp_")),
            (r"\147\150\160\137", Some("ghp_")),
            (r"\033[31mx\e[0m", Some("\x1b[31mx\x1b[0m")),
            (r"\u{1f511}\U0001f511\ud83d\udd11", Some("🔑🔑🔑")),
            (r"it\'s \$5\!", Some("it's $5!")),
            (r"\1 \d+ \w C:\Users", None),
            (r"\x \u12 \400 \u{} \u{zz}", None),
        ];
        for (text, want) in cases {
            let got = undo(text.as_bytes()).map(|(decoded, _)| String::from_utf8(decoded).unwrap());
            assert_eq!(got.as_deref(), want, "{text}");
        }
    }
}
