//! Which four bytes of each literal are searched for, and which of these stems share a bucket of the [`Scanner`].
//!
//! What counts is how few positions of ordinary text pass a bucket's tables. Bytes of text depend on each other, so that
//! is counted on a sample and not computed, which takes a minute: the outcome stands in `stems/`, which [`arrange`]
//! wrote, a file for each form of tables, one bucket a line. A literal without a stem there, such as one added since, is
//! placed where it adds least.

use super::simd::{Form, STEM, Scanner, Tables};

/// The arrangements of the built-in literals.
const NIBBLES: &str = include_str!("stems/nibbles.txt");
const FOLDS: &str = include_str!("stems/folds.txt");

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
pub(super) fn scanner(literals: &[&[u8]], form: Form) -> Option<(Scanner, Vec<Stem>)> {
    let known = table(form);
    let mut buckets = vec![Sets::default(); form.buckets()];
    let mut stems = vec![None; literals.len()];
    for (literal, place) in literals.iter().zip(&mut stems) {
        let found = Stem::of(literal).into_iter().find_map(|stem| Some((stem, home(&known, &stem)?)));
        if let Some((stem, home)) = found {
            buckets.get_mut(home)?.add(&Sets::of(&stem, form));
            *place = Some(stem);
        }
    }
    for (literal, place) in literals.iter().zip(&mut stems).filter(|(_, place)| place.is_none()) {
        let homes = 0..buckets.len();
        let choices = Stem::of(literal).into_iter().flat_map(|stem| homes.clone().map(move |at| (stem, at)));
        let cost = |(stem, at): &(Stem, usize)| {
            buckets.get(*at).map_or(u64::MAX, |sets| sets.growth(&Sets::of(stem, form)))
        };
        let (stem, home) = choices.min_by_key(cost)?;
        buckets.get_mut(home)?.add(&Sets::of(&stem, form));
        *place = Some(stem);
    }
    Some((Scanner::new(tables(&buckets, form)), stems.into_iter().collect::<Option<_>>()?))
}

/// The stems of an arrangement with their buckets, in order.
fn table(form: Form) -> Vec<(Stem, usize)> {
    let lines = match form {
        Form::Nibbles => NIBBLES.lines(),
        Form::Folds => FOLDS.lines(),
    };
    let mut known: Vec<(Stem, usize)> = lines
        .take(form.buckets())
        .enumerate()
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

/// The literals that have no stem in one of the arrangements.
pub(super) fn unplaced<'a>(literals: &[&'a [u8]]) -> Vec<&'a [u8]> {
    let known = Form::ALL.map(table);
    let placed = |literal: &&[u8]| {
        let in_table = |known: &Vec<_>| Stem::of(literal).iter().any(|stem| home(known, stem).is_some());
        known.iter().all(in_table)
    };
    literals.iter().copied().filter(|literal| !placed(literal)).collect()
}

/// The tables of these buckets, eight to each group.
fn tables(buckets: &[Sets], form: Form) -> Tables {
    let mut tables = Tables::empty(form);
    for (at, sets) in buckets.iter().enumerate() {
        for (place, sides) in sets.0.iter().enumerate() {
            for (side, set) in sides.iter().enumerate() {
                for class in (0..64).filter(|class| set >> class & 1 == 1) {
                    tables.add(at, place, (side, class));
                }
            }
        }
    }
    tables
}

/// For each position of a bucket's stems the sets of classes that its bytes are of, by [`Form::classes`].
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Sets([[u64; 2]; STEM]);

impl Sets {
    fn of(stem: &Stem, form: Form) -> Self {
        let mut sets = [form.all_classes(); STEM];
        for (set, byte) in sets.iter_mut().zip(stem.bytes).take(stem.len) {
            *set = form.classes(byte).map(|class| 1 << class);
        }
        Self(sets)
    }

    fn add(&mut self, other: &Self) {
        for (set, more) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            *set |= more;
        }
    }

    /// How many more stems pass with others: a first guess that knows nothing of text.
    fn growth(&self, more: &Self) -> u64 {
        let size = |sets: &Self| -> u64 {
            let place = |[a, b]: &[u64; 2]| u64::from(a.count_ones() * b.count_ones());
            sets.0.iter().map(place).product()
        };
        let mut with = *self;
        with.add(more);
        size(&with) - size(self)
    }
}

/// Positions of a sample, a bit each.
type Bits = Vec<u64>;

/// A sample of text: for each position of a stem, each side and each class the places where that stands.
struct Sample {
    places: Vec<[Vec<Bits>; 2]>,
    words: usize,
}

impl Sample {
    fn new(text: &[u8], form: Form) -> Self {
        let len = text.len().saturating_sub(STEM - 1);
        let words = len.div_ceil(64);
        let mut places = vec![[vec![vec![0; words]; 64], vec![vec![0; words]; 64]]; STEM];
        for (at, window) in text.array_windows::<STEM>().enumerate() {
            for (sides, byte) in places.iter_mut().zip(window) {
                for (side, class) in sides.iter_mut().zip(form.classes(*byte)) {
                    let word = side.get_mut(class).and_then(|bits| bits.get_mut(at / 64));
                    word.into_iter().for_each(|word| *word |= 1 << (at % 64));
                }
            }
        }
        Self { places, words }
    }

    /// What of the sample each side of each position lets pass.
    fn passed(&self, sets: &Sets) -> Vec<Bits> {
        let sides = self.places.iter().flatten().zip(sets.0.iter().flatten());
        sides
            .map(|(side, set)| {
                let mut any = vec![0; self.words];
                for bits in side.iter().enumerate().filter(|(class, _)| set >> class & 1 == 1) {
                    any.iter_mut().zip(bits.1).for_each(|(any, bits)| *any |= bits);
                }
                any
            })
            .collect()
    }
}

/// How many positions pass all sides of both.
fn passing(one: &[Bits], other: &[Bits]) -> u32 {
    let sides: Vec<(&[u64], &[u64])> =
        one.iter().zip(other).map(|(one, other)| (one.as_slice(), other.as_slice())).collect();
    let words = sides.first().map_or(0, |(one, _)| one.len());
    let word = |at: usize| {
        sides.iter().fold(u64::MAX, |all, (one, other)| {
            all & (one.get(at).copied().unwrap_or(0) | other.get(at).copied().unwrap_or(0))
        })
    };
    (0..words).map(|at| word(at).count_ones()).sum()
}
/// How often every literal is placed anew.
const REFINEMENTS: usize = 8;

/// A bucket as it is filled.
struct Bucket {
    members: Vec<Stem>,
    sets: Sets,
    /// What of the sample its sets let pass, and how many positions pass all of them.
    passed: Vec<Bits>,
    share: u32,
}

impl Bucket {
    fn of(members: Vec<Stem>, (sample, form): (&Sample, Form)) -> Self {
        let mut sets = Sets::default();
        members.iter().for_each(|member| sets.add(&Sets::of(member, form)));
        let passed = sample.passed(&sets);
        let share = passing(&passed, &passed);
        Self { members, sets, passed, share }
    }

    /// How many more positions pass with a stem of `sets`, which lets pass `passed`.
    fn more(&self, sets: &Sets, passed: &[Bits]) -> u32 {
        let mut with = self.sets;
        with.add(sets);
        if with == self.sets { 0 } else { passing(&self.passed, passed) - self.share }
    }
}

/// Buckets as they are filled.
struct Arrangement {
    form: Form,
    sample: Sample,
    buckets: Vec<Bucket>,
}

impl Arrangement {
    /// Puts a stem of `literal` where it adds least.
    fn place(&mut self, literal: &[u8]) -> Option<(usize, Stem)> {
        let mut choices: Vec<_> = Stem::of(literal)
            .into_iter()
            .map(|stem| {
                let sets = Sets::of(&stem, self.form);
                let passed = self.sample.passed(&sets);
                (FOUND * passing(&passed, &passed), Stem { back: 0, ..stem }, sets, passed)
            })
            .collect();
        choices.sort_unstable_by_key(|(found, stem, ..)| (*found, *stem));
        let mut best: Option<((u32, u64), usize, Stem)> = None;
        for (found, stem, sets, passed) in choices.iter().take(8) {
            if best.is_some_and(|((least, _), ..)| least < *found) {
                break;
            }
            for (home, bucket) in self.buckets.iter().enumerate() {
                let cost = (found + bucket.more(sets, passed), bucket.sets.growth(sets));
                if best.is_none_or(|(least, ..)| cost < least) {
                    best = Some((cost, home, *stem));
                }
            }
        }
        let (_, home, stem) = best?;
        self.refill(home, |members| members.push(stem));
        Some((home, stem))
    }

    /// Takes one such stem out of a bucket.
    fn take_out(&mut self, home: usize, stem: &Stem) {
        self.refill(home, |members| {
            if let Some(at) = members.iter().position(|member| member == stem) {
                members.swap_remove(at);
            }
        });
    }

    fn refill(&mut self, home: usize, change: impl FnOnce(&mut Vec<Stem>)) {
        if let Some(bucket) = self.buckets.get_mut(home) {
            let mut members = std::mem::take(&mut bucket.members);
            change(&mut members);
            *bucket = Bucket::of(members, (&self.sample, self.form));
        }
    }
}

/// The best arrangement for `literals` in texts like `sample`, as the file of `form` in `stems/` has it. Takes minutes.
pub(super) fn arrange(literals: &[&[u8]], sample: &[u8], form: Form) -> String {
    let mut order = literals.to_vec();
    // Those that leave no choice come first.
    order.sort_by_key(|literal| (literal.len(), *literal));
    order.dedup();
    let sample = Sample::new(sample, form);
    let buckets = (0..form.buckets()).map(|_| Bucket::of(Vec::new(), (&sample, form))).collect();
    let mut arranged = Arrangement { form, sample, buckets };
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
    let lines = arranged.buckets.into_iter().map(|bucket| {
        let mut stems = bucket.members;
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
        for form in Form::ALL {
            let table = arrange(&literals, text, form);
            assert_eq!(table.lines().count(), form.buckets());
            let stems: Vec<Stem> = table.split_whitespace().filter_map(Stem::parse).collect();
            assert_eq!(stems.len(), literals.len());
            for literal in &literals {
                let has = |stem: &Stem| stems.contains(&Stem { back: 0, ..*stem });
                assert!(Stem::of(literal).iter().any(has), "{literal:?}");
            }
            assert!(!stems.iter().any(|stem| stem.bytes == *b"pass"), "it stands in the sample");
        }
    }
}
