//! Whether text may stand encoded in a run of base64 or of hexadecimal digits, told by the first few characters of it.

use super::runs::NEAR;
use super::view;

/// How much of a run tells whether text is encoded in it: five quads, behind an escape or what a tool wrote.
const ENCODED: usize = 40;

const _: () = assert!(ENCODED <= NEAR.1);

/// Whether the run of base64 at `at` may begin with readable text. What stands before the base64 itself, as the letter of
/// an escape or the `+` of a diff, shifts it: all four alignments are tried, behind the escape.
pub(super) fn may_be_encoded(raw: &[u8], at: usize) -> bool {
    let run = raw.get(at..raw.len().min(at + ENCODED)).unwrap_or_default();
    let skipped = escape_before(raw, at);
    let readable = Readable::of(run.get(skipped..).unwrap_or_default());
    let begins = |run: &[u8]| begins_readable(run) || may_be_hex(run);
    (0..4).any(|shift| readable.may_be(shift) && run.get(skipped + shift..).is_some_and(begins_readable))
        || (0..2).any(|shift| run.get(skipped + shift..).is_some_and(may_be_hex))
        || (has_dash(run)
            && run
                .iter()
                .take(16)
                .enumerate()
                .any(|(joint, byte)| *byte == b'-' && run.get(joint + 1..).is_some_and(begins)))
}

/// Whether hexadecimal digits, perhaps behind `0x` or `x`, begin with ten characters of text: of random ones, one in ten
/// thousand does.
#[inline]
fn may_be_hex(run: &[u8]) -> bool {
    // The higher digits of ASCII, and of a line's end.
    let high = |byte: u8| matches!(byte, b'0' | b'2'..=b'7');
    let Some(digits) = view::hexadecimal(run) else { return false };
    let begins = digits.first_chunk().is_some_and(|[a, _, b, _, c, _]| high(*a) & high(*b) & high(*c));
    begins && begins_readable_in_hex(digits)
}

#[cold]
fn begins_readable_in_hex(run: &[u8]) -> bool {
    let (pairs, _) = run.as_chunks::<2>();
    let plain = |[high, low]: &[u8; 2]| {
        let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        digit(high).zip(digit(low)).is_some_and(|(high, low)| is_plain(high << 4 | low))
    };
    // Made-up ids repeat one digit.
    let differ = |pairs: &[[u8; 2]]| pairs.iter().any(|pair| Some(pair) != pairs.first());
    pairs.get(..10).is_some_and(|pairs| differ(pairs) && pairs.iter().all(plain))
}

/// Whether a run is all of a string and of the form of a UUID, which text never is when it is encoded: a third of all
/// runs. Where a UUID is a secret, its name tells.
pub(super) fn is_quoted_uuid(raw: &[u8], at: usize) -> bool {
    let dash = |to: usize| raw.get(at + to) == Some(&b'-');
    let quoted = at.checked_sub(1).and_then(|before| raw.get(before)) == Some(&b'"');
    quoted && dash(8) && dash(13) && dash(18) && dash(23) && raw.get(at + 36) == Some(&b'"')
}

/// Whether a dash is among the first sixteen bytes, or there are fewer: `grep -A` writes the file's name and the line's
/// number before what it shows.
fn has_dash(run: &[u8]) -> bool {
    run.first_chunk::<16>().is_none_or(|head| head.iter().fold(false, |any, byte| any | (*byte == b'-')))
}

/// The highest bits of the bytes that base64 stands for, for all four alignments at once: what tells nearly every name and
/// path from encoded text. A bit for each character: whether it gives a byte its highest bit as the first, the second or
/// the third of four.
struct Readable {
    highest: [u32; 3],
}

impl Readable {
    /// Characters that are looked at: four quads in each alignment.
    const SEEN: usize = 19;

    fn of(run: &[u8]) -> Self {
        let mut seen = 0;
        for (at, byte) in run.first_chunk::<{ Self::SEEN }>().unwrap_or(&[0; Self::SEEN]).iter().enumerate() {
            seen |= HIGHEST[usize::from(*byte)] << at;
        }
        let field = |number: u32| u32::try_from(seen >> (20 * number) & 0xf_ffff).unwrap_or(0);
        Self { highest: [field(0), field(1), field(2)] }
    }

    /// Whether text may begin `shift` characters on: with one byte beyond ASCII at most, or none that stands alone.
    fn may_be(&self, shift: usize) -> bool {
        let [first, second, third] = self.highest;
        // Three bits for each quad, and a gap.
        let first = first >> shift & 0x1111;
        let second = second >> (shift + 1) & 0x1111;
        let third = third >> (shift + 2) & 0x1111;
        let high = first | second << 1 | third << 2;
        let followed = high >> 1 & 0x3333 | high >> 2 & 0x4444;
        let preceded = high << 1 & 0x6666 | high << 2 & 0x1111;
        // What begins with the last byte may go on behind it.
        let alone = high & !followed & !preceded & 0x3fff;
        alone == 0 || high & (high - 1) == 0
    }
}

/// By character: 1 where it gives a byte its highest bit as the first of four, 1 << 20 as the second, 1 << 40 as the third.
const HIGHEST: [u64; 256] = {
    let mut bits = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let value = SIXTETS[byte];
        if value < 64 {
            bits[byte] =
                (value >> 5 & 1) as u64 | ((value >> 3 & 1) as u64) << 20 | ((value >> 1 & 1) as u64) << 40;
        }
        byte += 1;
    }
    bits
};

/// How many bytes at the front of the run at `at` belong to an escape or to a colour that ends there.
pub(super) fn escape_before(raw: &[u8], at: usize) -> usize {
    let before = at.checked_sub(1).and_then(|i| raw.get(i));
    match before {
        Some(b'\\') => match raw.get(at) {
            Some(b'u') => 5,
            Some(b'x') => 3,
            _ => 1,
        },
        Some(b'%') => 2,
        Some(b'[' | b';') => {
            let run = raw.get(at..raw.len().min(at + 8)).unwrap_or_default();
            run.iter().position(|b| *b == b'm').map_or(0, |m| m + 1)
        }
        _ => 0,
    }
}

/// Whether base64 begins with text: at most one strange byte among the first fifteen, or whole characters of UTF-8, or
/// characters of ASCII in UTF-16. Nearly every run is known by its first four characters.
fn begins_readable(run: &[u8]) -> bool {
    let (mut strange, mut broken, mut due) = (0, false, 0);
    // NULs at even places, and at odd ones.
    let mut halves = [0; 2];
    for (quad, at) in run.as_chunks::<4>().0.iter().take(5).zip(0..) {
        let [a, b, c, d] = quad.map(|byte| SIXTETS[usize::from(byte)]);
        if (a | b | c | d) & 0xc0 != 0 {
            return false;
        }
        for (byte, of) in [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d].into_iter().zip(0..) {
            strange += usize::from(!is_plain(byte));
            halves[(at + of) % 2] += usize::from(byte == 0);
            let (expected, next) = match byte {
                0x80..=0xbf => (due > 0, due.max(1) - 1),
                0xc2..=0xdf => (due == 0, 1),
                0xe0..=0xef => (due == 0, 2),
                0xf0..=0xf4 => (due == 0, 3),
                _ => (due == 0 && is_plain(byte), 0),
            };
            due = next;
            broken |= !expected;
        }
        let wide = halves.contains(&0) && halves.contains(&strange);
        if strange > 1 && broken && !wide {
            return false;
        }
    }
    true
}

/// A character of text in ASCII, or the start of a terminal's colour.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r' | 0x1b)
}

/// The value of a base64 character of either alphabet; 255 for other bytes.
const SIXTETS: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut value = 0;
    while value < 62 {
        let byte = match value {
            0..26 => b'A' + value,
            26..52 => b'a' + value - 26,
            _ => b'0' + value - 52,
        };
        values[byte as usize] = value;
        value += 1;
    }
    values[b'+' as usize] = 62;
    values[b'-' as usize] = 62;
    values[b'/' as usize] = 63;
    values[b'_' as usize] = 63;
    values
};
