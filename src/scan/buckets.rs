//! Which stems share a bucket of the [`Scanner`]: those that together let the least ordinary text through.

use super::simd::{GROUPS, Nibbles, STEM, Scanner};

/// How often a byte occurs among 10,000 of transcripts.
const FREQUENCY: [u16; 128] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 612, 5,
    487, 4, 1, 4, 4, 6, 38, 38, 12, 26, 167, 136, 89, 110, 118, 116, 103, 74, 89, 74, 74, 66, 67, 70, 181, 8,
    6, 31, 7, 1, 2, 38, 33, 45, 33, 38, 30, 25, 28, 38, 20, 23, 30, 31, 34, 27, 37, 20, 46, 47, 54, 41, 23,
    28, 20, 21, 25, 16, 261, 12, 0, 98, 17, 376, 107, 256, 217, 701, 127, 130, 143, 335, 28, 77, 219, 141,
    477, 356, 196, 34, 385, 401, 583, 208, 70, 57, 46, 87, 25, 41, 4, 40, 0, 0,
];

/// A stem of [`STEM`] bytes, or of one less and then any byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stem {
    pub(super) bytes: [u8; STEM],
    pub(super) len: usize,
}

/// The share of positions in transcripts that hold this byte; the rarest still count a little.
pub(super) fn frequency(byte: u8) -> f32 {
    let count = FREQUENCY.get(usize::from(byte)).copied().unwrap_or(0);
    (f32::from(count) + 0.3) / 10_000.0
}

/// The scanner for these stems.
pub(super) fn scanner(stems: &[Stem]) -> Scanner {
    let share = Share::new();
    let mut stems: Vec<(Sets, f32)> =
        stems.iter().map(Sets::of).map(|sets| (sets, share.of(&sets))).collect();
    // What is frequent anyway gets a bucket of its own before the rest is told apart.
    stems.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let mut buckets: Vec<(Sets, f32)> = vec![(Sets::default(), 0.0); 8 * GROUPS];
    for (stem, _) in &stems {
        if buckets.iter().any(|(sets, _)| sets.hold(stem)) {
            continue;
        }
        let grown = buckets.iter_mut().map(|bucket| {
            let both = bucket.0.with(stem);
            let share = share.of(&both);
            (share - bucket.1, (both, share), bucket)
        });
        if let Some((_, both, bucket)) = grown.min_by(|a, b| a.0.total_cmp(&b.0)) {
            *bucket = both;
        }
    }
    Scanner::new(tables(&buckets))
}

fn tables(buckets: &[(Sets, f32)]) -> [[Nibbles; STEM]; GROUPS] {
    let mut tables = [[[[0; 16]; 2]; STEM]; GROUPS];
    for (group, buckets) in tables.iter_mut().zip(buckets.chunks(8)) {
        for (bit, (sets, _)) in buckets.iter().enumerate() {
            for (set, side) in sets.0.iter().flatten().zip(group.iter_mut().flatten()) {
                for (nibble, bits) in side.iter_mut().enumerate() {
                    *bits |= u8::from(set >> nibble & 1 == 1) << bit;
                }
            }
        }
    }
    tables
}

/// For each position of a bucket's stems the sets of low and of high nibbles.
#[derive(Clone, Copy, Default)]
struct Sets([[u16; 2]; STEM]);

impl Sets {
    fn of(stem: &Stem) -> Self {
        let mut sets = [[u16::MAX; 2]; STEM];
        for (set, byte) in sets.iter_mut().zip(stem.bytes).take(stem.len) {
            *set = [1 << (byte & 15), 1 << (byte >> 4)];
        }
        Self(sets)
    }

    fn hold(&self, other: &Self) -> bool {
        self.0.iter().flatten().zip(other.0.iter().flatten()).all(|(set, part)| set & part == *part)
    }

    fn with(&self, other: &Self) -> Self {
        let mut both = *self;
        for (set, more) in both.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            *set |= more;
        }
        both
    }
}

/// Sums of [`frequency`] for a high nibble, a half of the low nibbles, and a set of those.
struct Share(Vec<[[f32; 256]; 2]>);

impl Share {
    fn new() -> Self {
        let sums = (0..16_u8).map(|high| {
            let mut halves = [[0.0; 256]; 2];
            for (half, sums) in (0_u8..).zip(halves.iter_mut()) {
                for low in 0..8_u8 {
                    let share = frequency(high << 4 | half << 3 | low);
                    let (known, more) = sums.split_at_mut(1 << low);
                    more.iter_mut().zip(known).for_each(|(more, known)| *more = *known + share);
                }
            }
            halves
        });
        Self(sums.collect())
    }

    /// The share of positions that pass, were bytes independent.
    fn of(&self, sets: &Sets) -> f32 {
        sets.0.iter().map(|sets| self.position(*sets)).product()
    }

    fn position(&self, [low, mut high]: [u16; 2]) -> f32 {
        let [first, second] = low.to_le_bytes().map(usize::from);
        let mut sum = 0.0;
        while high != 0 {
            if let Some([a, b]) = self.0.get(high.trailing_zeros() as usize) {
                sum += a.get(first).unwrap_or(&0.0) + b.get(second).unwrap_or(&0.0);
            }
            high &= high - 1;
        }
        sum
    }
}
