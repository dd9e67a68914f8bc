//! Character statistics of a value.

use std::cell::OnceCell;

use super::words::{Surprise, surprise};

/// What is counted of a value.
pub struct Facts<'a> {
    value: &'a [u8],
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
    /// Hexadecimal digits and dashes only.
    pub hex: bool,
    entropy: OnceCell<f64>,
    surprise: OnceCell<Surprise>,
}

impl<'a> Facts<'a> {
    /// Counts.
    pub fn of(value: &'a [u8]) -> Self {
        let mut facts = Self {
            value,
            len: value.len(),
            lower: 0,
            upper: 0,
            digits: 0,
            others: 0,
            special: 0,
            spaces: 0,
            controls: 0,
            switches: 0,
            hex: true,
            entropy: OnceCell::new(),
            surprise: OnceCell::new(),
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

    /// Shannon entropy per byte, in bits.
    pub fn entropy(&self) -> f64 {
        *self.entropy.get_or_init(|| entropy(self.value))
    }

    /// What the value costs to guess.
    pub fn surprise(&self) -> Surprise {
        *self.surprise.get_or_init(|| surprise(self.value))
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
            && self.entropy() >= 4.2
            && self.surprise().per_letter() > 3.2
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
    if value.is_empty() {
        return 0.0;
    }
    // Bytes that occur once, which are most, take no part in the sum.
    let len = value.len() as f64;
    let sum: f64 = counts.iter().filter(|n| **n > 1).map(|n| f64::from(*n)).map(|n| n * n.log2()).sum();
    len.log2() - sum / len
}
