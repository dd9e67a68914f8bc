//! How surprising a text is to someone who knows the words of programs and manuals, in bits.
//!
//! A value is read as its author may have written it: known words by their rank, other letters by whether the words make
//! such triples of letters, digits and symbols one by one. Identifiers and sentences cost one or two bits a character,
//! random characters four to five, so that both the sum and the mean say what a value is.

use std::sync::LazyLock;

/// Frequent words of source code, manuals and transcripts, most frequent first.
const WORDS: &str = include_str!("words.txt");

/// The longest word of the list.
const LONGEST: usize = 14;

/// Slots of the hash table; the load stays below a quarter.
const SLOTS: usize = 1 << 14;

/// Longer values are judged by their beginning.
const JUDGED: usize = 160;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::build);

struct Lexicon {
    words: Vec<&'static [u8]>,
    /// Hash of a word to its rank plus one; open addressing.
    slots: Vec<u16>,
    /// How many words hold a triple, and a pair, of letters.
    triples: Vec<u16>,
    pairs: Vec<u16>,
}

/// What a value costs to guess.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Surprise {
    /// All of it, in bits.
    pub bits: f64,
    /// The share of the letters.
    pub letter_bits: f64,
    /// Letters of ASCII.
    pub letters: usize,
    /// Letters that belong to known words.
    pub known: usize,
    /// Bytes that were judged.
    pub len: usize,
}

impl Surprise {
    /// Mean over all characters that were judged.
    pub fn per_byte(&self) -> f64 {
        self.bits / self.len.max(1) as f64
    }

    /// Mean over the letters; high where there are none.
    pub fn per_letter(&self) -> f64 {
        if self.letters == 0 { 5.0 } else { self.letter_bits / self.letters as f64 }
    }
}

impl Lexicon {
    fn build() -> Self {
        let words: Vec<&'static [u8]> = WORDS.split_ascii_whitespace().map(str::as_bytes).collect();
        let mut lexicon = Self {
            words: Vec::new(),
            slots: vec![0; SLOTS],
            triples: vec![0; 26 * 26 * 26],
            pairs: vec![0; 26 * 26],
        };
        for (rank, word) in words.iter().enumerate() {
            let mut slot = word.iter().fold(SEED, |hash, byte| step(hash, *byte)) as usize % SLOTS;
            while lexicon.slots.get(slot).is_some_and(|taken| *taken != 0) {
                slot = (slot + 1) % SLOTS;
            }
            if let (Some(free), Ok(rank)) = (lexicon.slots.get_mut(slot), u16::try_from(rank + 1)) {
                *free = rank;
            }
            for triple in word.windows(3) {
                count(&mut lexicon.triples, triple);
            }
            for pair in word.windows(2) {
                count(&mut lexicon.pairs, pair);
            }
        }
        lexicon.words = words;
        lexicon
    }

    /// The rank of `word` (small letters), whose hash is known.
    fn rank(&self, word: &[u8], hash: u32) -> Option<usize> {
        let mut slot = hash as usize % SLOTS;
        loop {
            let rank = usize::from(*self.slots.get(slot)?).checked_sub(1)?;
            if self.words.get(rank).is_some_and(|known| *known == word) {
                return Some(rank);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// What the last letter of `tail` costs behind the ones before it.
    fn letter(&self, tail: &[u8]) -> f64 {
        let (counts, often) = match tail.len() {
            0 | 1 => return 4.0,
            2 => (&self.pairs, 60),
            _ => (&self.triples, 6),
        };
        match counts.get(index(tail)) {
            Some(count) if *count >= often => 2.0,
            Some(count) if *count > 0 => 3.2,
            _ => 5.2,
        }
    }

    /// The longest word at the start of `run`, which is of letters: its length and its cost.
    fn longest(&self, run: &[u8]) -> Option<(usize, f64)> {
        let mut lower = [0_u8; LONGEST];
        let mut hash = SEED;
        let mut best = None;
        for (i, byte) in run.iter().enumerate().take(LONGEST) {
            // A capital begins the next word, unless all are capitals.
            let capital = byte.is_ascii_uppercase();
            if i > 0 && capital && run.get(i - 1).is_some_and(u8::is_ascii_lowercase) {
                break;
            }
            if let Some(slot) = lower.get_mut(i) {
                *slot = byte.to_ascii_lowercase();
            }
            hash = step(hash, byte.to_ascii_lowercase());
            if i >= 2
                && let Some(rank) = lower.get(..=i).and_then(|word| self.rank(word, hash))
                && one_case(run.get(..=i).unwrap_or_default())
            {
                best = Some((i + 1, (rank as f64 + 8.0).log2()));
            }
        }
        best
    }
}

const SEED: u32 = 0x811c_9dc5;

fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

fn index(letters: &[u8]) -> usize {
    letters.iter().fold(0, |index, b| index * 26 + usize::from(b.to_ascii_lowercase().wrapping_sub(b'a')))
}

fn count(counts: &mut [u16], letters: &[u8]) {
    if let Some(slot) = counts.get_mut(index(letters)) {
        *slot = slot.saturating_add(1);
    }
}

/// Small letters, perhaps after one capital, or capitals alone.
fn one_case(word: &[u8]) -> bool {
    let rest = word.get(1..).unwrap_or_default();
    rest.iter().all(u8::is_ascii_lowercase) || word.iter().all(u8::is_ascii_uppercase)
}

/// Measures `value`.
pub fn surprise(value: &[u8]) -> Surprise {
    let value = value.get(..value.len().min(JUDGED)).unwrap_or(value);
    let mut found = Surprise { len: value.len(), ..Surprise::default() };
    let mut at = 0;
    while let Some(byte) = value.get(at) {
        if byte.is_ascii_alphabetic() {
            let rest = value.get(at..).unwrap_or_default();
            let len = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
            letters(rest.get(..len).unwrap_or_default(), &mut found);
            at += len;
        } else if byte.is_ascii_digit() {
            let rest = value.get(at..).unwrap_or_default();
            let len = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            found.bits += digits(rest.get(..len).unwrap_or_default());
            at += len;
        } else {
            let again = at > 0 && value.get(at - 1) == Some(byte);
            found.bits += match byte {
                _ if again => 0.5,
                b'_' | b'-' | b'.' | b' ' | b'/' | b':' | b',' => 1.0,
                0x80..=0xbf => 0.0,
                0xc0.. => 2.5,
                b'+' | b'=' => 2.0,
                _ => 4.0,
            };
            at += 1;
        }
    }
    found
}

fn letters(run: &[u8], found: &mut Surprise) {
    let lexicon = &*LEXICON;
    let mut at = 0;
    let mut bits = 0.0;
    // Letters since the last known word: triples count within them only.
    let mut fresh = 0;
    while let Some(byte) = run.get(at) {
        let rest = run.get(at..).unwrap_or_default();
        if let Some((len, cost)) = lexicon.longest(rest) {
            bits += cost + f64::from(u8::from(byte.is_ascii_uppercase()));
            found.known += len;
            at += len;
            fresh = 0;
            continue;
        }
        let before = at.checked_sub(1).and_then(|i| run.get(i));
        let switch = fresh > 0 && before.is_some_and(|b| b.is_ascii_lowercase() != byte.is_ascii_lowercase());
        bits += match run.get(at - fresh.min(2)..=at) {
            _ if before == Some(byte) => 2.0,
            Some(tail) => lexicon.letter(tail),
            None => 4.0,
        };
        bits += if switch { 1.5 } else { 0.0 };
        fresh += 1;
        at += 1;
    }
    found.letters += run.len();
    found.letter_bits += bits;
    found.bits += bits;
}

fn digits(run: &[u8]) -> f64 {
    if run.len() == 4 && (run.starts_with(b"19") || run.starts_with(b"20")) {
        return 6.5;
    }
    let plain = run
        .array_windows::<2>()
        .filter(|[a, b]| a == b || a.wrapping_add(1) == *b || a.wrapping_sub(1) == *b)
        .count();
    3.3 * (run.len() - plain) as f64 + plain as f64
}

/// Whether `word` (small letters) is among the known ones.
pub fn is_known(word: &[u8]) -> bool {
    let hash = word.iter().fold(SEED, |hash, byte| step(hash, *byte));
    LEXICON.rank(word, hash).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cost_less_than_random_letters() {
        let per_byte = |text: &str| surprise(text.as_bytes()).per_byte();
        for text in
            ["authentication_required", "getAccessToken", "ctrl+shift+down", "user.password", "MAX_TOKENS"]
        {
            assert!(per_byte(text) < 2.8, "{text} {}", per_byte(text));
        }
        for text in ["Xq7mZx9Ka2Lvw", "f3a9c2d17b604e58a1c9d3e2", "kqxzvwjdhgbpmnf", "aB3xK9mQ2pL7vR4t"] {
            assert!(per_byte(text) > 3.0, "{text} {}", per_byte(text));
        }
        let bits = |text: &str| surprise(text.as_bytes()).bits;
        assert!(bits("correct-horse-battery-staple") > 40.0);
        assert!(bits("password123") < 16.0 && bits("Summer2024!") > 20.0);
        assert!(is_known(b"password") && !is_known(b"qqq"));
    }

    #[test]
    fn long_values_are_judged_by_their_beginning() {
        let long = vec![b'a'; 1 << 20];
        assert_eq!(surprise(&long).len, JUDGED);
    }
}
