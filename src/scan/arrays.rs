//! Private keys written as arrays of numbers: Solana keeps a key pair as its 64 bytes, `[174,47,...]`.

use std::ops::Range;

/// Bytes of a key pair.
const COUNT: usize = 64;

/// How often a text is looked at: sixty-four numbers with their commas are longer.
const STEP: usize = 64;

/// Numbers in a row that make raw bytes worth a closer look: the rest may be wrapped.
const GLIMPSE: usize = 24;

/// How far back from where it was seen an array may begin: every number on a line of its own, indented and escaped.
const REACH: usize = COUNT * 24;

/// Whether the numbers at `at` of raw bytes (escaped to any depth) may be of a key.
pub fn may_stand_at(raw: &[u8], at: usize) -> bool {
    is_among_numbers(raw, at) && {
        let run = run_around(raw, at);
        raw.get(run).is_some_and(|run| memchr::memchr_iter(b',', run).count() >= GLIMPSE)
    }
}

/// Calls `found` with the numbers, without brackets, of each array of 64 bytes that look random.
pub fn find(text: &[u8], found: &mut dyn FnMut(Range<usize>)) {
    let mut done = 0;
    for at in samples(text) {
        if at < done {
            continue;
        }
        let run = run_around(text, at);
        done = run.end.max(at + 1);
        let opened = run.start.checked_sub(1).and_then(|open| text.get(open));
        if opened != Some(&b'[') && opened != Some(&b'{') {
            continue;
        }
        if let Some(body) = text.get(run.clone())
            && is_key(body)
        {
            let lead = body.len() - body.trim_ascii_start().len();
            found(run.start + lead..run.start + body.trim_ascii_end().len());
        }
    }
}

/// Where, looked at every few bytes, nothing but numbers and commas stands.
fn samples(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
    (0..text.len()).step_by(STEP).filter(|at| is_among_numbers(text, *at))
}

/// Whether nothing but numbers and commas stands at `at`. Letters of escapes are left to the next place: arrays on lines of
/// their own are long.
fn is_among_numbers(text: &[u8], at: usize) -> bool {
    let seen = text.get(at..).and_then(<[u8]>::first_chunk::<8>);
    seen.is_some_and(|seen| {
        !seen[0].is_ascii_alphabetic() && seen.iter().all(|b| part(*b)) && seen.iter().any(u8::is_ascii_digit)
    })
}

fn part(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b',' | b' ' | b'\n' | b'\r' | b'\t' | b'\\' | b'n' | b'r' | b't')
}

/// The numbers, commas and white space (escaped, too) around `at`.
fn run_around(text: &[u8], at: usize) -> Range<usize> {
    let before = text.get(at.saturating_sub(REACH)..at).unwrap_or_default();
    let behind = text.get(at..text.len().min(at + REACH)).unwrap_or_default();
    let start = at - before.iter().rev().take_while(|b| part(**b)).count();
    start..at + behind.iter().take_while(|b| part(**b)).count()
}

/// Whether these are the 64 bytes of a key: as random as such bytes are, which tables and counters are not.
fn is_key(body: &[u8]) -> bool {
    let mut numbers = Vec::with_capacity(COUNT);
    for number in body.split(|b| *b == b',') {
        let digits = number.trim_ascii();
        let value = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<u8>().ok());
        match value {
            Some(value) if numbers.len() < COUNT => numbers.push(value),
            // A comma behind the last number.
            None if digits.is_empty() && numbers.len() == COUNT => {}
            _ => return false,
        }
    }
    let distinct = numbers.iter().collect::<std::collections::BTreeSet<_>>().len();
    let high = numbers.iter().filter(|value| **value >= 192).count();
    let low = numbers.iter().filter(|value| **value < 64).count();
    let rising = numbers.windows(2).filter(|pair| pair.first() < pair.last()).count();
    // Of 64 random bytes 57 differ, 16 are in each quarter, and half are greater than the one before.
    numbers.len() == COUNT
        && distinct >= 44
        && (5..=30).contains(&high)
        && (5..=30).contains(&low)
        && (16..=48).contains(&rising)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_hold(raw: &[u8]) -> bool {
        samples(raw).any(|at| may_stand_at(raw, at))
    }

    fn numbers(seed: u32, count: usize) -> Vec<String> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24).to_string()
        };
        (0..count).map(|_| next()).collect()
    }

    fn found(text: &str) -> Vec<&str> {
        let mut spans = Vec::new();
        find(text.as_bytes(), &mut |span| spans.push(span));
        assert!(spans.is_empty() || may_hold(text.as_bytes()));
        spans.into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn key_pairs_in_every_layout() {
        for seed in 1..20 {
            let numbers = numbers(seed, COUNT);
            for lead in 0..50 {
                let compact = numbers.join(",");
                assert_eq!(found(&format!("{}[{compact}]\n", "x".repeat(lead))), [compact]);
            }
            let lines = numbers.join(",\n    ");
            assert_eq!(found(&format!("new Uint8Array([\n    {lines},\n  ])")), [format!("{lines},")]);
            assert!(may_hold(format!("\"[\\n  {}]\"", numbers.join(",\\n  ")).as_bytes()));
        }
    }

    #[test]
    fn other_numbers_stay() {
        let table: Vec<String> = (0..64).map(|n| n.to_string()).collect();
        let small: Vec<String> =
            numbers(3, 64).iter().map(|n| (n.parse::<u32>().unwrap() / 2).to_string()).collect();
        for list in [numbers(1, 63), numbers(1, 65), table, small] {
            assert_eq!(found(&format!("[{}]", list.join(", "))), Vec::<&str>::new());
        }
        assert!(found("a table: 12, 14, 19, 200, 255, 1, 2, 3\n").is_empty());
    }
}
