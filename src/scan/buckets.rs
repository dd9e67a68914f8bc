//! Which four bytes of each literal are searched for, and which of these stems share a bucket of the [`Scanner`].
//!
//! What counts is how few positions of ordinary text pass a bucket's tables. Bytes of text depend on each other, so that
//! is counted on a sample and not computed, which takes seconds: the outcome stands in `stems.txt`, which [`arrange`]
//! wrote, one bucket a line. A literal without a stem there, such as one added since, is placed where it adds least.

use super::simd::{GROUPS, Nibbles, STEM, Scanner};

/// The arrangement of the built-in literals.
const TABLE: &str = include_str!("stems.txt");

/// Eight to each group.
const BUCKETS: usize = 8 * GROUPS;

/// How often a byte occurs among 10,000 of transcripts.
const FREQUENCY: [u16; 128] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 612, 5,
    487, 4, 1, 4, 4, 6, 38, 38, 12, 26, 167, 136, 89, 110, 118, 116, 103, 74, 89, 74, 74, 66, 67, 70, 181, 8,
    6, 31, 7, 1, 2, 38, 33, 45, 33, 38, 30, 25, 28, 38, 20, 23, 30, 31, 34, 27, 37, 20, 46, 47, 54, 41, 23,
    28, 20, 21, 25, 16, 261, 12, 0, 98, 17, 376, 107, 256, 217, 701, 127, 130, 143, 335, 28, 77, 219, 141,
    477, 356, 196, 34, 385, 401, 583, 208, 70, 57, 46, 87, 25, 41, 4, 40, 0, 0,
];

/// How much worse a stem is that is found than a false alarm: it leads to the comparison of literals.
const FOUND: u32 = 6;

/// The share of positions in transcripts that hold this byte; the rarest still count a little.
pub(super) fn frequency(byte: u8) -> f32 {
    let count = FREQUENCY.get(usize::from(byte)).copied().unwrap_or(0);
    (f32::from(count) + 0.3) / 10_000.0
}

/// A stem of [`STEM`] bytes, or of one less and then any byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stem {
    /// The last one is 0 where there are only three.
    pub(super) bytes: [u8; STEM],
    pub(super) len: usize,
    /// Where it stands in its literal.
    pub(super) back: usize,
}

impl Stem {
    /// Every stem of a literal; none, if that has fewer than three bytes.
    fn of(literal: &[u8]) -> Vec<Self> {
        match literal {
            [a, b, c] => vec![Self { bytes: [*a, *b, *c, 0], len: 3, back: 0 }],
            _ => {
                let windows = literal.array_windows::<STEM>().enumerate();
                windows.map(|(back, bytes)| Self { bytes: *bytes, len: STEM, back }).collect()
            }
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let mut bytes = [0; STEM];
        let len = word.len() / 2;
        hex::decode_to_slice(word, bytes.get_mut(..len)?).ok()?;
        matches!(len, 3 | STEM).then_some(Self { bytes, len, back: 0 })
    }
}

/// The scanner for these literals and the stem of each; `None` if one has fewer than three bytes.
pub(super) fn scanner(literals: &[&[u8]]) -> Option<(Scanner, Vec<Stem>)> {
    let known = table();
    let mut buckets = vec![Sets::default(); BUCKETS];
    let mut stems = vec![None; literals.len()];
    for (literal, place) in literals.iter().zip(&mut stems) {
        let found = Stem::of(literal).into_iter().find_map(|stem| Some((stem, home(&known, &stem)?)));
        if let Some((stem, home)) = found {
            buckets.get_mut(home)?.add(&stem);
            *place = Some(stem);
        }
    }
    for (literal, place) in literals.iter().zip(&mut stems).filter(|(_, place)| place.is_none()) {
        let choices = Stem::of(literal).into_iter().flat_map(|stem| (0..BUCKETS).map(move |at| (stem, at)));
        let cost = |(stem, at): &(Stem, usize)| buckets.get(*at).map_or(u32::MAX, |sets| sets.growth(stem));
        let (stem, home) = choices.min_by_key(cost)?;
        buckets.get_mut(home)?.add(&stem);
        *place = Some(stem);
    }
    Some((Scanner::new(tables(&buckets)), stems.into_iter().collect::<Option<_>>()?))
}

/// The stems of [`TABLE`] with their buckets, in order.
fn table() -> Vec<(Stem, usize)> {
    let lines = TABLE.lines().take(BUCKETS).enumerate();
    let mut known: Vec<(Stem, usize)> = lines
        .flat_map(|(home, line)| line.split(' ').filter_map(Stem::parse).map(move |stem| (stem, home)))
        .collect();
    known.sort_unstable();
    known
}

fn home(known: &[(Stem, usize)], stem: &Stem) -> Option<usize> {
    let plain = Stem { back: 0, ..*stem };
    let at = known.binary_search_by_key(&plain, |(stem, _)| *stem).ok()?;
    known.get(at).map(|(_, home)| *home)
}

/// The literals that have no stem in the table.
pub(super) fn unplaced<'a>(literals: &[&'a [u8]]) -> Vec<&'a [u8]> {
    let known = table();
    let placed = |literal: &&[u8]| Stem::of(literal).iter().any(|stem| home(&known, stem).is_some());
    literals.iter().copied().filter(|literal| !placed(literal)).collect()
}

fn tables(buckets: &[Sets]) -> [[Nibbles; STEM]; GROUPS] {
    let mut tables = [[[[0; 16]; 2]; STEM]; GROUPS];
    for (group, buckets) in tables.iter_mut().zip(buckets.chunks(8)) {
        for (bit, sets) in buckets.iter().enumerate() {
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
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Sets([[u16; 2]; STEM]);

impl Sets {
    fn of(stem: &Stem) -> Self {
        let mut sets = [[u16::MAX; 2]; STEM];
        for (set, byte) in sets.iter_mut().zip(stem.bytes).take(stem.len) {
            *set = [1 << (byte & 15), 1 << (byte >> 4)];
        }
        Self(sets)
    }

    fn add(&mut self, stem: &Stem) {
        let other = Self::of(stem);
        for (set, more) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            *set |= more;
        }
    }

    /// How many more stems pass: a first guess that knows nothing of text.
    fn growth(&self, stem: &Stem) -> u32 {
        let size = |sets: &Self| -> u64 {
            sets.0.iter().map(|[low, high]| u64::from(low.count_ones() * high.count_ones())).product()
        };
        let mut with = *self;
        with.add(stem);
        u32::try_from(size(&with) - size(self)).unwrap_or(u32::MAX)
    }
}

/// Positions of a sample, a bit each.
type Bits = Vec<u64>;

/// A sample of text: for each position of a stem and each nibble the places where that stands.
struct Sample {
    /// By position, by low and high, by nibble.
    places: Vec<[Vec<Bits>; 2]>,
    words: usize,
}

impl Sample {
    fn new(text: &[u8]) -> Self {
        let len = text.len().saturating_sub(STEM - 1);
        let words = len.div_ceil(64);
        let mut places = vec![[vec![vec![0; words]; 16], vec![vec![0; words]; 16]]; STEM];
        for (at, window) in text.array_windows::<STEM>().enumerate() {
            for (sides, byte) in places.iter_mut().zip(window) {
                for (side, nibble) in sides.iter_mut().zip([byte & 15, byte >> 4]) {
                    let word = side.get_mut(usize::from(nibble)).and_then(|bits| bits.get_mut(at / 64));
                    word.into_iter().for_each(|word| *word |= 1 << (at % 64));
                }
            }
        }
        Self { places, words }
    }

    /// How many positions pass these sets.
    fn passing(&self, sets: &Sets) -> u32 {
        let mut all = vec![u64::MAX; self.words];
        for (sides, sets) in self.places.iter().zip(sets.0) {
            for (side, set) in sides.iter().zip(sets).filter(|(_, set)| *set != u16::MAX) {
                let mut any = vec![0; self.words];
                for bits in side.iter().enumerate().filter(|(nibble, _)| set >> nibble & 1 == 1) {
                    any.iter_mut().zip(bits.1).for_each(|(any, bits)| *any |= bits);
                }
                all.iter_mut().zip(any).for_each(|(all, any)| *all &= any);
            }
        }
        all.iter().map(|word| word.count_ones()).sum()
    }
}

/// How often every literal is placed anew.
const REFINEMENTS: usize = 10;

/// Buckets as they are filled.
struct Arrangement {
    sample: Sample,
    members: Vec<Vec<Stem>>,
    /// The sets of each bucket, and how many positions of the sample pass them.
    state: Vec<(Sets, u32)>,
}

impl Arrangement {
    /// Puts a stem of `literal` where it adds least.
    fn place(&mut self, literal: &[u8]) -> Option<(usize, Stem)> {
        let mut choices: Vec<(u32, Stem)> = Stem::of(literal)
            .into_iter()
            .map(|stem| (FOUND * self.sample.passing(&Sets::of(&stem)), stem))
            .collect();
        choices.sort_unstable();
        let homes = choices.iter().take(8).flat_map(|choice| (0..BUCKETS).map(move |home| (*choice, home)));
        let placed = homes.filter_map(|((found, stem), home)| {
            let (sets, share) = self.state.get(home)?;
            let mut with = *sets;
            with.add(&stem);
            let share = if with == *sets { 0 } else { self.sample.passing(&with) - share };
            Some(((found + share, sets.growth(&stem)), home, Stem { back: 0, ..stem }, with, share))
        });
        let (_, home, stem, with, more) = placed.min_by_key(|placed| placed.0)?;
        let (sets, share) = self.state.get_mut(home)?;
        *sets = with;
        *share += more;
        self.members.get_mut(home)?.push(stem);
        Some((home, stem))
    }

    /// Takes one such stem out of a bucket.
    fn take_out(&mut self, home: usize, stem: &Stem) {
        let Some((members, state)) = self.members.get_mut(home).zip(self.state.get_mut(home)) else { return };
        if let Some(at) = members.iter().position(|member| member == stem) {
            members.swap_remove(at);
        }
        let mut sets = Sets::default();
        members.iter().for_each(|member| sets.add(member));
        *state = (sets, self.sample.passing(&sets));
    }
}

/// The best arrangement for `literals` in texts like `sample`, as `stems.txt` has it. Takes half a minute.
pub(super) fn arrange(literals: &[&[u8]], sample: &[u8]) -> String {
    let sample = Sample::new(sample);
    let mut order = literals.to_vec();
    // Those that leave no choice come first.
    order.sort_by_key(|literal| (literal.len(), *literal));
    order.dedup();
    let mut arranged = Arrangement {
        sample,
        members: vec![Vec::new(); BUCKETS],
        state: vec![(Sets::default(), 0); BUCKETS],
    };
    let mut homes: Vec<Option<(usize, Stem)>> = order.iter().map(|literal| arranged.place(literal)).collect();
    // What came first could not know what would come: each gets another choice, with all the others in their places.
    for _ in 0..REFINEMENTS {
        for (literal, home) in order.iter().zip(&mut homes) {
            if let Some((home, stem)) = home.take() {
                arranged.take_out(home, &stem);
            }
            *home = arranged.place(literal);
        }
    }
    let members = arranged.members;

    let lines = members.into_iter().map(|mut stems| {
        stems.sort_unstable();
        stems.dedup();
        let words = stems.iter().map(|stem| hex::encode(stem.bytes.get(..stem.len).unwrap_or_default()));
        words.collect::<Vec<_>>().join(" ") + "\n"
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arranges_so_that_little_of_a_sample_passes() {
        let literals: Vec<&[u8]> = vec![b"sk-", b"ghp_", b"password", b"AKIA", b"token", b"xoxb-"];
        let text =
            b"the quick brown fox asks for its pass and says thanks to all those who like taking walks ";
        let table = arrange(&literals, text);
        assert_eq!(table.lines().count(), BUCKETS);
        let stems: Vec<Stem> = table.split_whitespace().filter_map(Stem::parse).collect();
        assert_eq!(stems.len(), literals.len());
        for literal in literals {
            let has = |stem: &Stem| stems.contains(&Stem { back: 0, ..*stem });
            assert!(Stem::of(literal).iter().any(has), "{literal:?}");
        }
        assert!(!stems.iter().any(|stem| stem.bytes == *b"pass"), "it stands in the sample");
    }
}
