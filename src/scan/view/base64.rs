//! Base64 of texts: of either alphabet, on one line or wrapped; and hexadecimal digits, which look like it.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, GeneralPurpose as Engine64};

use super::prefixes::Lines;
use super::wraps;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: Engine64 = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);
const URL_SAFE: Engine64 = GeneralPurpose::new(&base64::alphabet::URL_SAFE, LENIENT);

/// Shorter runs hold no secret worth the name.
const SHORTEST: usize = 16;

/// The narrowest line of wrapped base64.
const NARROWEST: usize = 40;

/// Widths at which tools wrap base64.
const WIDTHS: [usize; 9] = [48, 57, 60, 64, 70, 72, 76, 80, 100];

/// Decodes base64 of either alphabet, with or without padding.
pub(in crate::scan) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.trim_ascii_end();
    let url = text.iter().any(|b| matches!(b, b'-' | b'_'));
    if url { URL_SAFE.decode(text).ok() } else { STANDARD.decode(text).ok() }
}

/// As [`decode`], of a few characters that end with no white space, onto `out`; returns how many bytes they stand for.
fn decode_head(text: &[u8], out: &mut [u8]) -> Option<usize> {
    let url = text.iter().any(|b| matches!(b, b'-' | b'_'));
    if url { URL_SAFE.decode_slice(text, out).ok() } else { STANDARD.decode_slice(text, out).ok() }
}

fn part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Visits every run of base64 of some length, wrapped ones whole; `visit` returns whether it took the run.
pub(super) fn each(text: &[u8], visit: &mut dyn FnMut(&[u8], Range<usize>) -> bool) {
    let mut at = 0;
    while at < text.len() {
        let Some(start) = next_run(text, at) else { return };
        at = start + run_len(text.get(start..).unwrap_or_default());
        let (whole, joined) = wrapped(text, start..at);
        if whole.end > at
            && let Some(joined) = joined
            && visit(&joined, whole.clone())
        {
            at = whole.end;
            continue;
        }
        let padding = text.get(at..).unwrap_or_default().iter().take(2).take_while(|b| **b == b'=').count();
        let run = text.get(start..at).unwrap_or_default();
        visit(run, start..at + padding);
        // The sign of a diff is a character of base64, too; before it something may be quoted, or coloured.
        let begins = start.checked_sub(1).is_none_or(|before| matches!(text.get(before), Some(b'\n' | b' ')));
        if begins && let Some((b'+' | b'-', rest)) = run.split_first() {
            visit(rest, start + 1..at + padding);
        }
        at += padding;
    }
}

/// How many characters of base64 stand at the start of `rest`.
fn run_len(rest: &[u8]) -> usize {
    let (windows, _) = rest.as_chunks::<SHORTEST>();
    let whole = SHORTEST * windows.iter().take_while(|window| last_other(window).is_none()).count();
    let tail = rest.get(whole..).unwrap_or_default();
    whole + tail.iter().take_while(|byte| part(**byte)).count()
}

/// Where the next run of [`SHORTEST`] characters begins. Looks at every sixteenth byte where there are none.
fn next_run(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let window = text.get(at..).and_then(<[u8]>::first_chunk::<SHORTEST>)?;
        match last_other(window) {
            Some(other) => at += other + 1,
            None => return Some(at),
        }
    }
}

/// The last of sixteen bytes that is no character of base64; of all at once, without branches.
fn last_other(window: &[u8; SHORTEST]) -> Option<usize> {
    let other = |byte: u8| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'0') < 10;
        let sign = (byte == b'+') | (byte == b'/') | (byte == b'-') | (byte == b'_');
        u8::from(!(letter | digit | sign))
    };
    let others = u128::from_le_bytes(window.map(other));
    (others != 0).then(|| SHORTEST - 1 - others.leading_zeros() as usize / 8)
}

/// The run with the lines that go on with it: as wide as the run or as its whole line, the last one not wider.
fn wrapped(text: &[u8], run: Range<usize>) -> (Range<usize>, Option<Vec<u8>>) {
    let behind = text.get(run.end..).unwrap_or_default();
    let before = text.get(run.start.saturating_sub(BEFORE)..run.start).unwrap_or_default();
    let before = before.get(memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)..).unwrap_or_default();
    let own = run.len();
    let whole = own + wraps::columns(before);
    if whole < NARROWEST || !matches!(behind.first(), Some(b'\n' | b'\r')) {
        return (run, None);
    }
    let mut joined = text.get(run.clone()).unwrap_or_default().to_vec();
    let mut end = run.end;
    let mut usual = WIDTHS.contains(&own);
    for (start, line) in Lines::new(behind).skip(1) {
        let body = line.trim_ascii_start();
        let len = body.iter().take_while(|b| part(**b)).count();
        let padding = body.iter().skip(len).take(2).take_while(|b| **b == b'=').count();
        let closes = body.len() == len + padding
            || body.get(len + padding).is_some_and(|b| matches!(b, b'"' | b'\'' | b' ' | b',' | b'<'));
        let full = body.len() == len + padding && (len + padding == own || line.len() == whole);
        let fits = len + padding <= own || line.len() - body.len() + len + padding <= whole;
        // A word on the next line is no last line of base64.
        let more = full || usual || padding > 0 || wraps::goes_on_randomly(body);
        if len == 0 || !fits || !closes || !more || (!full && wraps::begins_anew(body)) {
            break;
        }
        usual |= full;
        joined.extend_from_slice(body.get(..len).unwrap_or_default());
        end = run.end + start + (line.len() - body.len()) + len + padding;
        if !full || padding > 0 {
            break;
        }
    }
    (run.start..end, Some(joined))
}

/// How far before a run its line is looked at.
const BEFORE: usize = 256;

/// The text that a run of base64 stands for; `None` when it is no text.
pub(in crate::scan) fn decoded_text(run: &[u8]) -> Option<Vec<u8>> {
    // Twelve characters show nearly always that a run is no text.
    let mut head = [0; 9];
    let len = decode_head(run.get(..run.len().min(12))?, &mut head)?;
    if !is_text(head.get(..len)?) {
        return None;
    }
    decode(whole_quanta(run)).filter(|decoded| is_text(decoded))
}

/// The hexadecimal digits of a run, without the `0x`, `\\x` or `x'` before them.
pub(in crate::scan) fn hexadecimal(run: &[u8]) -> Option<&[u8]> {
    let digits = run.strip_prefix(b"0x").or_else(|| run.strip_prefix(b"x")).unwrap_or(run);
    digits.first().is_some_and(u8::is_ascii_hexdigit).then_some(digits)
}

/// The text that hexadecimal digits of either case stand for; `None` when it is no text.
pub(super) fn hex_text(run: &[u8]) -> Option<Vec<u8>> {
    let digits = hexadecimal(run).filter(|digits| digits.len() >= 2 * SHORTEST)?;
    let mut head = [0; SHORTEST / 2];
    hex::decode_to_slice(digits.get(..SHORTEST)?, &mut head).ok()?;
    if !is_text(&head) {
        return None;
    }
    hex::decode(digits).ok().filter(|decoded| is_text(decoded))
}

/// A run without a last character that stands for nothing.
pub(super) fn whole_quanta(run: &[u8]) -> &[u8] {
    if run.len() % 4 == 1 { run.get(..run.len() - 1).unwrap_or(run) } else { run }
}

fn is_text(bytes: &[u8]) -> bool {
    let readable =
        bytes.iter().filter(|b| (0x20..0x7f).contains(*b) || b.is_ascii_whitespace() || **b == 0x1b).count();
    let foreign = bytes.iter().filter(|b| **b >= 0x80).count();
    // Of UTF-16, as PowerShell encodes its commands, every second byte is NUL.
    let nulls = bytes.iter().filter(|b| **b == 0).count();
    let halves = if nulls * 3 >= bytes.len() && nulls * 2 <= bytes.len() + 1 { nulls } else { 0 };
    (readable + halves) * 20 >= bytes.len() * 19
        || (readable + foreign == bytes.len()
            && std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_those_of_single_characters() {
        for byte in 0..=u8::MAX {
            let mut window = *b"abcdefghijklmnop";
            window[5] = byte;
            assert_eq!(last_other(&window), (!part(byte)).then_some(5), "{byte}");
            let text = [&[b'A'; 37][..], &[byte], b"bc"].concat();
            assert_eq!(run_len(&text), if part(byte) { 40 } else { 37 });
        }
    }

    #[test]
    fn finds_runs_in_every_dress() {
        let secret = "DB_HOST=localhost\nDB_USER=app\nDB_NAME=main\nDB_PORT=5432\nLOG_LEVEL=debug\nMODE=x\n";
        let run = STANDARD.encode(secret);
        let wrap = |width: usize, indent: &str| {
            let lines: Vec<&str> =
                run.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
            lines.join(&format!("\n{indent}"))
        };
        let dresses = [
            run.clone(),
            run.trim_end_matches('=').to_owned(),
            URL_SAFE.encode(secret),
            wrap(64, ""),
            wrap(76, "    "),
            wrap(60, "\r").replace("\n\r", "\r\n"),
        ];
        for dress in dresses {
            let text = format!("data: \"{dress}\" end\nmore");
            let mut found = Vec::new();
            each(text.as_bytes(), &mut |run, span| {
                found.extend(decoded_text(run).map(|decoded| (decoded, span)));
                true
            });
            assert_eq!(found.len(), 1, "{text}");
            let (decoded, span) = found.remove(0);
            assert_eq!((decoded.as_slice(), &text[span]), (secret.as_bytes(), dress.as_str()));
        }
    }
}
