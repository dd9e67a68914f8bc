//! Character statistics of a value.

use super::words::{Surprise, surprise};

/// What is counted of a value.
pub struct Facts {
    /// Bytes.
    pub len: usize,
    /// Small ASCII letters.
    pub lower: usize,
    /// Capital ASCII letters.
    pub upper: usize,
    /// ASCII digits.
    pub digits: usize,
    /// Everything else.
    pub others: usize,
    /// Symbols that passwords are mixed with, but identifiers are not.
    pub special: usize,
    /// White space.
    pub spaces: usize,
    /// Control characters.
    pub controls: usize,
    /// Changes between letter and digit or upper and lower, not counting a capital before small letters.
    pub switches: usize,
    /// Shannon entropy per byte, in bits.
    pub entropy: f64,
    /// Hexadecimal digits and dashes only.
    pub hex: bool,
    /// What the value costs to guess.
    pub surprise: Surprise,
}

impl Facts {
    /// Counts.
    pub fn of(value: &[u8]) -> Self {
        let mut facts = Self {
            len: value.len(),
            lower: 0,
            upper: 0,
            digits: 0,
            others: 0,
            special: 0,
            spaces: 0,
            controls: 0,
            switches: 0,
            entropy: entropy(value),
            hex: true,
            surprise: surprise(value),
        };
        let mut last = 0_u8;
        for byte in value {
            match byte {
                b'a'..=b'z' => facts.lower += 1,
                b'A'..=b'Z' => facts.upper += 1,
                b'0'..=b'9' => facts.digits += 1,
                _ => facts.others += 1,
            }
            facts.special += usize::from(b"!@#$%^&*+=?~".contains(byte));
            facts.spaces += usize::from(byte.is_ascii_whitespace());
            facts.controls += usize::from(*byte < 0x20 && *byte != b'\t' || *byte == 0x7f);
            facts.hex &= byte.is_ascii_hexdigit() || *byte == b'-';
            let both = last.is_ascii_alphanumeric() && byte.is_ascii_alphanumeric();
            facts.switches += usize::from(
                both && (last.is_ascii_digit() != byte.is_ascii_digit()
                    || (last.is_ascii_lowercase() && byte.is_ascii_uppercase())),
            );
            last = *byte;
        }
        facts
    }

    /// Many symbols among letters and digits, with nothing of a text or program (Django makes such keys; they may begin
    /// as a reference does).
    pub fn is_symbol_soup(&self) -> bool {
        self.len >= 40
            && (self.spaces == 0 || (self.len >= 56 && self.spaces <= 3 && self.digits >= 5))
            && self.controls == 0
            && self.digits >= 3
            && self.others >= 4
            && self.others * 2 < self.len
            && self.entropy >= 4.2
            && self.surprise.per_letter() > 3.2
    }
}

/// Shannon entropy in bits per byte.
pub fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let len = value.len() as f64;
    counts.iter().filter(|n| **n > 0).map(|n| f64::from(*n) / len).map(|p| -p * p.log2()).sum()
}
