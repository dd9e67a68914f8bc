//! Which four bytes of each literal are searched for, and which of these stems share a bucket of the [`Scanner`]: those
//! that together let the least ordinary text through.

use super::simd::{GROUPS, Nibbles, STEM, Scanner};

/// How often a byte occurs among 10,000 of transcripts.
const FREQUENCY: [u16; 128] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 612, 5,
    487, 4, 1, 4, 4, 6, 38, 38, 12, 26, 167, 136, 89, 110, 118, 116, 103, 74, 89, 74, 74, 66, 67, 70, 181, 8,
    6, 31, 7, 1, 2, 38, 33, 45, 33, 38, 30, 25, 28, 38, 20, 23, 30, 31, 34, 27, 37, 20, 46, 47, 54, 41, 23,
    28, 20, 21, 25, 16, 261, 12, 0, 98, 17, 376, 107, 256, 217, 701, 127, 130, 143, 335, 28, 77, 219, 141,
    477, 356, 196, 34, 385, 401, 583, 208, 70, 57, 46, 87, 25, 41, 4, 40, 0, 0,
];

/// What every line of a transcript is made of: its parts are far more frequent than their bytes promise.
const COMMON: &str = "\"usage\":{\"input_tokens\":\"cache_creation_input_tokens\":\"cache_read_input_tokens\":\"output_tokens\":\
    \"service_tier\":\"ephemeral_5m_input_tokens\":\"ephemeral_1h_input_tokens\":\"server_tool_use\":\"web_search_requests\":\
    \"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"tool_result\",\"tool_use_id\":\"toolu_01\",\"text\":\
    \"parentUuid\":\"isSidechain\":false,\"userType\":\"external\",\"cwd\":\"/Users/home/\",\"sessionId\":\"version\":\"gitBranch\":\
    \"uuid\":\"timestamp\":\"requestId\":\"req_011\",\"msg_01\",\"model\":\"claude-opus-4-sonnet\",\"stop_reason\":null,\"progress\":\
    \"file_path\":\"command\":\"description\":\"stdout\":\"stderr\":\"interrupted\":\"isImage\":\"toolUseResult\":\"originalFile\":\
    \"structuredPatch\":\"lines\":\"signature\":\"thinking\":\"data\":\"parentToolUseID\":\"hook_progress\":\"agent_progress\",\
    \\n    return const function import from package request response session error context export default with this \
    .com/ path file test self code name value result string user state server update create check config client \
    should which there about would other their before after when into have been that what your will were each ====----";

/// How much worse a stem is that is found than a false alarm: it leads to the comparison of literals.
const FOUND: f32 = 8.0;

/// The share of positions at which a part of [`COMMON`] stands.
const COMMON_SHARE: f32 = 0.0004;

/// A stem of [`STEM`] bytes, or of one less and then any byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stem {
    pub(super) bytes: [u8; STEM],
    pub(super) len: usize,
    /// Where it stands in its literal.
    pub(super) back: usize,
}

/// The share of positions in transcripts that hold this byte; the rarest still count a little.
pub(super) fn frequency(byte: u8) -> f32 {
    let count = FREQUENCY.get(usize::from(byte)).copied().unwrap_or(0);
    (f32::from(count) + 0.3) / 10_000.0
}

/// The scanner for these literals and the stem of each; `None` if one has fewer than three bytes.
pub(super) fn scanner(literals: &[&[u8]]) -> Option<(Scanner, Vec<Stem>)> {
    let mut order: Vec<usize> = (0..literals.len()).collect();
    // Those that leave no choice come first.
    order.sort_by_key(|at| literals.get(*at).map_or(0, |literal| literal.len()));
    let share = Share::new();
    let mut buckets = vec![Bucket::default(); 8 * GROUPS];
    let mut stems = vec![None; literals.len()];
    for at in order {
        let mut choices = share.stems(literals.get(at)?);
        choices.sort_by(|(_, a), (_, b)| a.total_cmp(b));
        let covered =
            choices.iter().find(|(stem, _)| buckets.iter().any(|bucket| bucket.sets.hold(&Sets::of(stem))));
        let best = share.best(choices.get(..choices.len().min(CHOICES))?, &buckets)?;
        let stem = match covered {
            Some((stem, cost)) if *cost <= best.cost => *stem,
            _ => {
                *buckets.get_mut(best.home)? = best.bucket;
                best.stem
            }
        };
        *stems.get_mut(at)? = Some(stem);
    }
    Some((Scanner::new(tables(&buckets)), stems.into_iter().collect::<Option<_>>()?))
}

/// Stems of a literal that are weighed against all buckets.
const CHOICES: usize = 1;

#[derive(Clone, Copy, Default)]
struct Bucket {
    sets: Sets,
    share: f32,
}

/// A stem in a bucket, and what that costs.
struct Choice {
    stem: Stem,
    home: usize,
    bucket: Bucket,
    cost: f32,
}

fn tables(buckets: &[Bucket]) -> [[Nibbles; STEM]; GROUPS] {
    let mut tables = [[[[0; 16]; 2]; STEM]; GROUPS];
    for (group, buckets) in tables.iter_mut().zip(buckets.chunks(8)) {
        for (bit, bucket) in buckets.iter().enumerate() {
            for (set, side) in bucket.sets.0.iter().flatten().zip(group.iter_mut().flatten()) {
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

/// How much of ordinary text a bucket lets through.
struct Share {
    /// Sums of [`frequency`] for a high nibble, a half of the low nibbles, and a set of those.
    sums: Vec<[[f32; 256]; 2]>,
    /// The parts of [`COMMON`].
    common: Vec<(u32, Sets)>,
}

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
        let mut common: Vec<[u8; STEM]> = COMMON.as_bytes().array_windows().copied().collect();
        common.sort_unstable();
        common.dedup();
        let common = common
            .into_iter()
            .map(|bytes| (u32::from_be_bytes(bytes), Sets::of(&Stem { bytes, len: STEM, back: 0 })));
        Self { sums: sums.collect(), common: common.collect() }
    }

    /// The stems of a literal, with what they cost by being found.
    fn stems(&self, literal: &[u8]) -> Vec<(Stem, f32)> {
        if let [a, b, c] = literal {
            return vec![(Stem { bytes: [*a, *b, *c, 0], len: 3, back: 0 }, 0.0)];
        }
        let windows = literal.array_windows::<STEM>().enumerate();
        let costs = windows.map(|(back, bytes)| {
            let common =
                self.common.binary_search_by_key(&u32::from_be_bytes(*bytes), |(part, _)| *part).is_ok();
            let share: f32 = bytes.iter().map(|byte| frequency(*byte)).product();
            let cost = FOUND * (share + if common { COMMON_SHARE } else { 0.0 });
            (Stem { bytes: *bytes, len: STEM, back }, cost)
        });
        costs.collect()
    }

    /// The cheapest of some stems with its bucket.
    fn best(&self, stems: &[(Stem, f32)], buckets: &[Bucket]) -> Option<Choice> {
        let mut best: Option<Choice> = None;
        for (stem, found) in stems {
            for (home, bucket) in buckets.iter().enumerate() {
                let sets = bucket.sets.with(&Sets::of(stem));
                let bound = best.as_ref().map_or(f32::MAX, |best| best.cost - found + bucket.share);
                if let Some(share) = self.of(&sets, bound) {
                    let cost = found + share - bucket.share;
                    best = Some(Choice { stem: *stem, home, bucket: Bucket { sets, share }, cost });
                }
            }
        }
        best
    }

    /// The share of positions that pass, if it is less than `bound`.
    fn of(&self, sets: &Sets, bound: f32) -> Option<f32> {
        let share: f32 = sets.0.iter().map(|sets| self.position(*sets)).product();
        (share < bound).then_some(share)
    }

    fn position(&self, [low, mut high]: [u16; 2]) -> f32 {
        let [first, second] = low.to_le_bytes().map(usize::from);
        let mut sum = 0.0;
        while high != 0 {
            if let Some([a, b]) = self.sums.get(high.trailing_zeros() as usize) {
                sum += a.get(first).unwrap_or(&0.0) + b.get(second).unwrap_or(&0.0);
            }
            high &= high - 1;
        }
        sum
    }
}
