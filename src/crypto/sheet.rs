//! The text form of recovery data and codes that people copy by hand: Crockford's base32 with a checksum in
//! every line, so that a mistake is found and its line is named.
//!
//! ```text
//! line     = base32(data (1 to 16 bytes) || check (4)), most significant bit first, zero bits at the end,
//!            in groups of four characters joined by '-'
//! check    = SHA-256("han/v1/sheet" || 0x00 || number of the line (from 1) u8 || lines in all u8 || data)[..4]
//! alphabet = 0123456789ABCDEFGHJKMNPQRSTVWXYZ
//! ```
//! Every line but the last holds 16 bytes. Readers ignore case, spaces and dashes, and take O for 0, I and L
//! for 1. The check binds place and number of lines: swapped, missing and repeated lines are found.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Data bytes of a full line: 32 characters with their check.
pub const LINE_LEN: usize = 16;
/// The most data that fits the line counter.
pub const MAX_LEN: usize = LINE_LEN * 255;
const CHECK_LEN: usize = 4;
const LINE_CHARS: usize = (LINE_LEN + CHECK_LEN) * 8 / 5;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why typed recovery data was refused. Lines are counted from 1.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum SheetError {
    /// Nothing was typed.
    #[error("nothing was entered")]
    Empty,
    /// A character outside the alphabet.
    #[error("line {line} holds a character that is none of the code")]
    Character {
        /// The line.
        line: usize,
    },
    /// A line with characters missing or too many.
    #[error("line {line} has characters missing or too many")]
    Length {
        /// The line.
        line: usize,
    },
    /// A mistyped line, or one out of its place.
    #[error("line {line} is mistyped, or a line is missing")]
    Checksum {
        /// The line.
        line: usize,
    },
    /// More lines, or more data, than the code has.
    #[error("more than 255 lines")]
    TooLong,
}

/// Writes `data` as lines joined by `\n`.
pub fn encode(data: &[u8]) -> Result<Zeroizing<String>, SheetError> {
    let lines = u8::try_from(data.len().div_ceil(LINE_LEN)).map_err(|_| SheetError::TooLong)?;
    if lines == 0 {
        return Err(SheetError::Empty);
    }
    let mut text = Zeroizing::new(String::with_capacity(usize::from(lines) * (LINE_CHARS + LINE_CHARS / 4)));
    for (number, data) in (1..=lines).zip(data.chunks(LINE_LEN)) {
        if number > 1 {
            text.push('\n');
        }
        encode_line(data, check(number, lines, data), &mut text);
    }
    Ok(text)
}

/// Reads what [`encode`] wrote, as a person typed it: its lines, or everything in one line.
pub fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, SheetError> {
    let typed: Vec<Zeroizing<Vec<u8>>> = text.lines().map(symbols).filter(|line| !line.is_empty()).collect();
    let lines: Vec<&[u8]> = match typed.as_slice() {
        [] => return Err(SheetError::Empty),
        [one] => one.chunks(LINE_CHARS).collect(),
        many => many.iter().map(|line| line.as_slice()).collect(),
    };
    let count = u8::try_from(lines.len()).map_err(|_| SheetError::TooLong)?;
    let mut data = Zeroizing::new(Vec::with_capacity(lines.len() * (LINE_LEN + CHECK_LEN)));
    for (number, line) in (1..=count).zip(lines) {
        decode_line(line, number, count, &mut data)?;
    }
    Ok(data)
}

fn check(number: u8, lines: u8, data: &[u8]) -> [u8; CHECK_LEN] {
    let digest = Sha256::new()
        .chain_update(b"han/v1/sheet\0")
        .chain_update([number, lines])
        .chain_update(data)
        .finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}

fn encode_line(data: &[u8], check: [u8; CHECK_LEN], text: &mut String) {
    let (mut bits, mut held, mut written) = (0u32, 0u32, 0usize);
    let mut put = |value: u32| {
        if written > 0 && written % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[(value & 31) as usize]));
        written += 1;
    };
    for &byte in data.iter().chain(&check) {
        bits = bits << 8 | u32::from(byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            put(bits >> held);
        }
    }
    if held > 0 {
        put(bits << (5 - held));
    }
}

/// The characters of a line that count, in their exact form; unknown ones stay to be refused by place.
fn symbols(line: &str) -> Zeroizing<Vec<u8>> {
    let counted = line.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'));
    Zeroizing::new(
        counted
            .map(|c| match c.to_ascii_uppercase() {
                'O' => b'0',
                'I' | 'L' => b'1',
                c => u8::try_from(c).unwrap_or(b'?'),
            })
            .collect(),
    )
}

fn decode_line(line: &[u8], number: u8, count: u8, data: &mut Vec<u8>) -> Result<(), SheetError> {
    let at = usize::from(number);
    let start = data.len();
    let (mut bits, mut held) = (0u32, 0u32);
    for symbol in line {
        let value = ALPHABET.iter().position(|known| known == symbol);
        let value = value.ok_or(SheetError::Character { line: at })?;
        bits = bits << 5 | value as u32;
        held += 5;
        if held >= 8 {
            held -= 8;
            data.push((bits >> held) as u8);
        }
    }
    let rest_is_zero = held < 5 && bits & ((1 << held) - 1) == 0;
    let len = data.len() - start;
    let fits = if number < count {
        len == LINE_LEN + CHECK_LEN
    } else {
        (CHECK_LEN + 1..=LINE_LEN + CHECK_LEN).contains(&len)
    };
    if !fits {
        return Err(SheetError::Length { line: at });
    }
    let split = data.len() - CHECK_LEN;
    let matches = check(number, count, &data[start..split]) == data[split..];
    data.truncate(split);
    if matches && rest_is_zero { Ok(()) } else { Err(SheetError::Checksum { line: at }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(len: usize) -> Vec<u8> {
        (0..len).map(|i| (i * 37 + 11) as u8).collect()
    }

    #[test]
    fn every_length_comes_back_however_it_was_typed() {
        for len in (1..100).chain([MAX_LEN]) {
            let text = encode(&data(len)).unwrap();
            assert_eq!(decode(&text).unwrap().as_slice(), data(len));
            assert_eq!(decode(&text.to_lowercase().replace('-', " ")).unwrap().as_slice(), data(len));
            assert_eq!(decode(&text.replace(['\n', '-'], "")).unwrap().as_slice(), data(len));
            let confused = text.replace('0', "o").replace('1', "l").replace('\n', "\r\n\r\n ");
            assert_eq!(decode(&confused).unwrap().as_slice(), data(len));
        }
        assert_eq!(encode(&[]).err(), Some(SheetError::Empty));
        assert_eq!(encode(&data(MAX_LEN + 1)).err(), Some(SheetError::TooLong));
    }

    #[test]
    fn lines_are_groups_of_four() {
        let text = encode(&data(32)).unwrap();
        assert_eq!(text.lines().count(), 2);
        for line in text.lines() {
            assert!(line.split('-').all(|group| group.len() == 4) && line.split('-').count() == 8);
        }
    }

    #[test]
    fn every_wrong_character_is_found_in_its_line() {
        let text = encode(&data(40)).unwrap();
        for (at, right) in text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()) {
            let line = text[..at].matches('\n').count() + 1;
            for wrong in ALPHABET.iter().map(|&wrong| char::from(wrong)).filter(|&wrong| wrong != right) {
                let mut bad = text.to_string();
                bad.replace_range(at..=at, &wrong.to_string());
                assert_eq!(decode(&bad).err(), Some(SheetError::Checksum { line }), "{bad}");
            }
            for (wrong, error) in
                [("U", SheetError::Character { line }), ("é", SheetError::Character { line })]
            {
                let mut bad = text.to_string();
                bad.replace_range(at..=at, wrong);
                assert_eq!(decode(&bad).err(), Some(error), "{bad}");
            }
            let mut short = text.to_string();
            short.remove(at);
            assert!(decode(&short).is_err(), "{short}");
        }
    }

    #[test]
    fn misplaced_missing_and_added_lines_are_found() {
        let text = encode(&data(48)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let (a, b, c) = (lines[0], lines[1], lines[2]);
        for bad in [
            vec![b, a, c],
            vec![a, c, b],
            vec![a, b],
            vec![b, c],
            vec![a],
            vec![a, b, c, c],
            vec![a, b, b],
            vec![a, b, &c[..c.len() - 1]],
            vec![a, &b[..b.len() - 5], c],
        ] {
            assert!(decode(&bad.join("\n")).is_err(), "{bad:?}");
        }
        assert_eq!(decode(&[a, &b[..b.len() - 5], c].join("\n")).err(), Some(SheetError::Length { line: 2 }));
        for empty in ["", " \n - \n"] {
            assert_eq!(decode(empty).err(), Some(SheetError::Empty));
        }
        assert_eq!(decode("AAAA").err(), Some(SheetError::Length { line: 1 }));
        assert_eq!(decode(&"A\n".repeat(256)).err(), Some(SheetError::TooLong));
        assert!(decode(&"A".repeat(100_000)).is_err());
    }
}
