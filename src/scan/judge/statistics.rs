//! Character statistics of a value.

use std::cell::OnceCell;
use std::sync::LazyLock;

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
        let mut last = 0;
        for chunk in value.chunks(usize::from(u8::MAX)) {
            let mut sum = 0;
            for byte in chunk {
                let of = CLASSES[usize::from(*byte)];
                sum += of.counts;
                facts.switches += usize::from(SWITCHES >> (4 * last + of.kind) & 1);
                last = of.kind;
            }
            let [lower, upper, digits, others, special, spaces, controls, foreign] =
                sum.to_le_bytes().map(usize::from);
            facts.lower += lower;
            facts.upper += upper;
            facts.digits += digits;
            facts.others += others;
            facts.special += special;
            facts.spaces += spaces;
            facts.controls += controls;
            facts.hex &= foreign == 0;
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

/// What one byte adds to each count, and which kind of letter it is.
#[derive(Clone, Copy)]
struct Class {
    /// A byte for each count, in the order in which [`Facts::of`] reads them.
    counts: u64,
    /// 1 a small letter, 2 a capital, 3 a digit, 0 anything else.
    kind: u8,
}

/// A bit for each two kinds that follow each other, by four times the first and the second: a letter and a digit, or a
/// small letter and a capital.
const SWITCHES: u16 = 1 << 6 | 1 << 7 | 1 << 11 | 1 << 13 | 1 << 14;

const CLASSES: [Class; 256] = {
    let mut classes = [Class { counts: 0, kind: 0 }; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        let kind = match byte {
            b'a'..=b'z' => 1,
            b'A'..=b'Z' => 2,
            b'0'..=b'9' => 3,
            _ => 0,
        };
        let counted = match kind {
            0 => 3,
            kind => kind as u32 - 1,
        };
        let special =
            matches!(byte, b'!' | b'@' | b'#' | b'$' | b'%' | b'^' | b'&' | b'*' | b'+' | b'=' | b'?' | b'~');
        let control = byte < 0x20 && byte != b'\t' || byte == 0x7f;
        let foreign = !byte.is_ascii_hexdigit() && byte != b'-';
        let counts = 1_u64 << (8 * counted)
            | (special as u64) << 32
            | (byte.is_ascii_whitespace() as u64) << 40
            | (control as u64) << 48
            | (foreign as u64) << 56;
        classes[at] = Class { counts, kind };
        at += 1;
    }
    classes
};

/// By how often a byte occurs, what it takes from the entropy.
static WEIGHTS: LazyLock<[f64; 128]> = LazyLock::new(|| std::array::from_fn(|n| weight(n as u32)));

fn weight(count: u32) -> f64 {
    let count = f64::from(count);
    count * count.log2()
}

/// Shannon entropy in bits per byte.
pub fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    let (mut least, mut most) = (u8::MAX, 0);
    for byte in value {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
        (least, most) = (least.min(*byte), most.max(*byte));
    }
    if value.is_empty() {
        return 0.0;
    }
    let counts = counts.get(usize::from(least)..=usize::from(most)).unwrap_or_default();
    // Bytes that occur once, which are most, take no part in the sum.
    let len = value.len() as f64;
    let weight = |n: &u32| WEIGHTS.get(*n as usize).copied().unwrap_or_else(|| weight(*n));
    let sum: f64 = counts.iter().filter(|n| **n > 1).map(weight).sum();
    len.log2() - sum / len
}
