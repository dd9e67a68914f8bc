//! Seed phrases of wallets (BIP-39): 12, 15, 18, 21 or 24 words of the English list.
//!
//! Beside a telling name the words alone decide; elsewhere the phrase's checksum must hold too, as one sequence of words
//! in sixteen would pass it by chance and no prose has twelve words of the list in a row.

use std::ops::Range;
use std::sync::LazyLock;

use bip39::Language;
use sha2::{Digest, Sha256};

/// Words of the shortest phrase.
const SHORTEST: usize = 12;

/// Words of the longest phrase.
const LONGEST: usize = 24;

/// Words in a row that make raw bytes worth a closer look: the rest may be wrapped or coloured.
const GLIMPSE: usize = 6;

/// Every stretch of twelve words of three letters and more holds such a block at a multiple of twice its size.
const BLOCK: usize = 16;

/// A phrase, and whether its checksum holds.
pub struct Phrase {
    /// From the first letter to the last.
    pub span: Range<usize>,
    /// Whether its checksum holds.
    pub sealed: bool,
}

/// Whether the block of small letters and spaces at `at` of raw bytes may be of a phrase.
pub fn may_stand_at(raw: &[u8], at: usize) -> bool {
    let perhaps = |word: &[u8]| KNOWN.has(word).then_some(0);
    let glimpsed = |known| run_around(raw, at, known).0.len() >= GLIMPSE;
    may_be_words(raw, at) && glimpsed(&perhaps) && glimpsed(&index)
}

/// Every phrase in `text`; without a checksum that holds only behind a telling name.
pub fn find(text: &[u8], found: &mut dyn FnMut(Phrase)) {
    let mut done = 0;
    for at in blocks(text) {
        if at < done || !may_be_words(text, at) {
            continue;
        }
        let (words, span) = run_around(text, at, &index);
        done = span.end;
        if words.len() < SHORTEST {
            continue;
        }
        // Prose of few words repeats them; two repeats among random words of two thousand are one in five thousand.
        let sealed = is_sealed(&words) && distinct(&words) + 1 >= words.len();
        if sealed || is_named(text, span.start) {
            found(Phrase { span, sealed });
        }
    }
}

fn distinct(words: &[u16]) -> usize {
    words.iter().collect::<std::collections::BTreeSet<_>>().len()
}

/// Where blocks of small letters and spaces stand, seen every other block.
fn blocks(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
    text.chunks_exact(2 * BLOCK).enumerate().filter_map(|(number, pair)| {
        let block = pair.first_chunk::<BLOCK>()?;
        // Branchless, so that it compiles to a few vector instructions.
        let plain = block.iter().fold(true, |all, b| all & ((b.wrapping_sub(b'a') < 26) | (*b == b' ')));
        plain.then_some(number * 2 * BLOCK)
    })
}

/// Whether the words of the block at `at` are as long as those of the list, and those that stand whole in it are of the
/// list: most blocks of prose hold another.
fn may_be_words(text: &[u8], at: usize) -> bool {
    let block = text.get(at..).and_then(<[u8]>::first_chunk::<BLOCK>).unwrap_or(&[0; BLOCK]);
    let spaces = block.iter().rev().fold(0_u64, |spaces, b| spaces << 1 | u64::from(*b == b' '));
    are_spaced(spaces) && are_known(block, spaces)
}

/// Whether the words of a block with these spaces, a bit each, are of three to nine letters.
pub(super) fn are_spaced(spaces: u64) -> bool {
    // Two spaces with fewer than three letters between them, or none among nine letters.
    let near = spaces & (spaces << 1 | spaces << 2 | spaces << 3);
    let apart = spaces | spaces >> 1 | spaces >> 2;
    let apart = apart | apart >> 3 | apart >> 6;
    near == 0 && apart & ((1 << (BLOCK - 8)) - 1) == (1 << (BLOCK - 8)) - 1
}

/// Whether all words between two of the spaces of a block may be of the list.
fn are_known(block: &[u8; BLOCK], spaces: u64) -> bool {
    let (mut from, mut rest) = (spaces.trailing_zeros() as usize + 1, spaces & spaces.wrapping_sub(1));
    while rest != 0 {
        let to = rest.trailing_zeros() as usize;
        if !block.get(from..to).is_some_and(|word| KNOWN.has(word)) {
            return false;
        }
        (from, rest) = (to + 1, rest & (rest - 1));
    }
    true
}

/// The words that are `known` in a row around `at`, as indexes, and where they stand.
fn run_around(text: &[u8], at: usize, known: &dyn Fn(&[u8]) -> Option<u16>) -> (Vec<u16>, Range<usize>) {
    let word_at = |at: usize| {
        let end = word_end(text, at)?;
        Some((known(text.get(at..end)?)?, end))
    };
    // To the front of the word at `at`, and on while the words before are in the list.
    let mut start = word_start(text, at);
    start += usize::from(text.get(start) == Some(&b' '));
    let mut words = Vec::new();
    let mut end = start;
    while let Some((index, stop)) = word_at(end + gap_after(text, end) * usize::from(end > start)) {
        words.push(index);
        end = stop;
        if words.len() > LONGEST || gap_after(text, end) == 0 {
            break;
        }
    }
    if words.is_empty() {
        return (words, start..end.max(at + 1));
    }
    while words.len() <= LONGEST {
        let gap = gap_before(text, start);
        let Some(last) = start.checked_sub(gap + 1).filter(|_| gap > 0) else { break };
        let before = word_start(text, last);
        match word_at(before) {
            Some((index, stop)) if stop == last + 1 => words.insert(0, index),
            _ => break,
        }
        start = before;
    }
    (words, start..end)
}

/// The length of what parts two words: a space, which a terminal may have broken the line behind.
fn gap_after(text: &[u8], at: usize) -> usize {
    match text.get(at..) {
        Some([b' ', b'\n', ..]) => 2,
        Some([b' ', ..]) => 1,
        _ => 0,
    }
}

fn gap_before(text: &[u8], at: usize) -> usize {
    match text.get(..at) {
        Some([.., b' ', b'\n']) => 2,
        Some([.., b' ']) => 1,
        _ => 0,
    }
}

/// The front of the small letters that the byte at `at` ends or stands in, at most nine back.
fn word_start(text: &[u8], at: usize) -> usize {
    let before = text.get(at.saturating_sub(8)..=at).unwrap_or_default();
    let letters = before.iter().rev().take_while(|b| b.is_ascii_lowercase()).count();
    (at + 1).saturating_sub(letters.max(1))
}

/// The end of the word that stands whole at `at`, if it is as long as those of the list.
fn word_end(text: &[u8], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).and_then(|at| text.get(at));
    let rest = text.get(at..text.len().min(at + 9))?;
    let len = rest.iter().take_while(|b| b.is_ascii_lowercase()).count();
    let alone = !before.is_some_and(u8::is_ascii_alphanumeric)
        && !text.get(at + len).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    ((3..=8).contains(&len) && alone).then_some(at + len)
}

/// The index of a word in the list.
fn index(word: &[u8]) -> Option<u16> {
    if !KNOWN.has(word) {
        return None;
    }
    let word = std::str::from_utf8(word).ok()?;
    u16::try_from(Language::English.word_list().binary_search(&word).ok()?).ok()
}

/// A bit by the hash of each word: most words of prose are none of the list.
static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known(vec![0; 1 << (Known::BITS - 6)]);
    for word in Language::English.word_list() {
        let bit = Known::hash(word.as_bytes());
        known.0.get_mut(bit / 64).into_iter().for_each(|bits| *bits |= 1 << (bit % 64));
    }
    known
});

struct Known(Vec<u64>);

impl Known {
    const BITS: u32 = 16;

    fn has(&self, word: &[u8]) -> bool {
        let bit = Self::hash(word);
        self.0.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1)
    }

    fn hash(word: &[u8]) -> usize {
        let packed = word.iter().fold(0_u64, |packed, byte| packed << 8 | u64::from(*byte));
        usize::try_from(packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - Self::BITS)).unwrap_or(0)
    }
}

/// Whether the last bits are the first of the SHA-256 of those before, for any of the lengths that phrases have.
fn is_sealed(words: &[u16]) -> bool {
    if words.len() > LONGEST || !words.len().is_multiple_of(3) {
        return false;
    }
    let mut bits = zeroize::Zeroizing::new(Vec::with_capacity(LONGEST * 11));
    for word in words {
        bits.extend((0..11).rev().map(|bit| word >> bit & 1 == 1));
    }
    let sum = words.len() / 3;
    let Some((entropy, check)) = bits.split_at_checked(bits.len() - sum) else { return false };
    let bytes: zeroize::Zeroizing<Vec<u8>> = zeroize::Zeroizing::new(
        entropy.chunks(8).map(|byte| byte.iter().fold(0, |n, bit| n << 1 | u8::from(*bit))).collect(),
    );
    let Some(first) = Sha256::digest(bytes.as_slice()).first().copied() else { return false };
    check.iter().enumerate().all(|(at, bit)| (first >> (7 - at) & 1 == 1) == *bit)
}

/// What phrases are called.
const NAMES: [&str; 8] = [
    "mnemonic",
    "seed",
    "recovery phrase",
    "recovery_phrase",
    "backup phrase",
    "secret phrase",
    "wallet",
    "passphrase",
];

/// Whether such a name stands within a few words before.
fn is_named(text: &[u8], start: usize) -> bool {
    let before = text.get(start.saturating_sub(48)..start).unwrap_or_default().to_ascii_lowercase();
    NAMES.iter().any(|name| memchr::memmem::find(&before, name.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_hold(raw: &[u8]) -> bool {
        blocks(raw).any(|at| may_stand_at(raw, at))
    }

    /// The twelfth word that seals the given eleven.
    fn sealed(eleven: &[usize]) -> String {
        let list = Language::English.word_list();
        let mut words: Vec<u16> = eleven.iter().map(|n| u16::try_from(*n).unwrap()).collect();
        let last = (0..2048).find(|last| is_sealed(&[&words[..], &[*last]].concat())).unwrap();
        words.push(last);
        words.iter().map(|n| list[usize::from(*n)]).collect::<Vec<_>>().join(" ")
    }

    fn phrases(text: &str) -> Vec<(String, bool)> {
        let mut out = Vec::new();
        find(text.as_bytes(), &mut |phrase| out.push((text[phrase.span].to_owned(), phrase.sealed)));
        assert!(out.is_empty() || may_hold(text.as_bytes()), "{text}");
        out
    }

    #[test]
    fn the_standard_s_first_vector_holds() {
        let words = [&[0_u16; 11][..], &[3]].concat();
        assert!(is_sealed(&words));
        assert!(!is_sealed(&[0; 12]));
    }

    #[test]
    fn finds_phrases_wherever_they_begin() {
        let phrase = sealed(&[7, 1999, 300, 1200, 45, 860, 2047, 1500, 77, 640, 1111]);
        for lead in 0..40 {
            let text = format!("{}: {phrase}.", "x".repeat(lead));
            assert_eq!(phrases(&text), [(phrase.clone(), true)], "{lead}");
        }
        let unsealed = format!("{} {}", phrase.rsplit_once(' ').unwrap().0, "zoo");
        assert_eq!(phrases(&format!("the words {unsealed}.")), []);
        let wrapped = phrase.replacen(" ", " \n", 1);
        assert_eq!(phrases(&format!("one\n{wrapped}\nthree")), [(wrapped.clone(), true)]);
        assert_eq!(phrases(&format!("mnemonic = \"{unsealed}\"")), [(unsealed, false)]);
    }

    #[test]
    fn prose_is_no_phrase() {
        let text = "the quick brown fox jumps over the lazy dog while seven other animals watch from behind an old fence ";
        assert_eq!(phrases(&text.repeat(3)), []);
        assert!(!may_hold(text.repeat(3).as_bytes()));
    }
}
