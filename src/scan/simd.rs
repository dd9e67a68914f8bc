//! One pass over bytes with SIMD shuffles: where one of many stems may stand, where runs of base64 begin, and what else a
//! few comparisons tell.
//!
//! As in Teddy (Hyperscan's matcher of few literals), two tables of 16 entries say for each byte of a stem, by its low
//! and by its high nibble, in which of eight buckets it occurs; the stems that share a bucket are chosen alike
//! ([`super::buckets`]). The groups of tables share the loads and the nibbles, so the pass costs the same for ten
//! stems as for a thousand; only the share of false alarms grows, and those cost a look into a hash table.

use super::phrase;
use fearless_simd::prelude::*;
use fearless_simd::{Level, Simd, dispatch, mask8x64, u8x16, u8x64};

/// Bytes of a stem that are compared.
pub(super) const STEM: usize = 4;

/// Shorter runs of base64 are not reported ([`Runs::next`] counts them so).
#[cfg(test)]
const RUN: usize = 24;

/// Positions that are looked at together.
const LANES: usize = 64;

/// Bytes that a look at [`LANES`] positions needs.
const REACH: usize = LANES + STEM - 1;

/// Of one position of a stem: the buckets by low and by high nibble.
type Nibbles = [[u8; 16]; 2];

/// Of one position of a stem: the buckets by [`fold`].
type Folds = [u8; 64];

/// How the tables tell bytes apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// By their nibbles, which every processor looks up.
    Nibbles,
    /// By six of their bits, where one instruction looks up 64 bytes in tables of 64 (AVX-512 VBMI): tighter, and half the work.
    Folds,
}

impl Form {
    pub(super) const ALL: [Self; 2] = [Self::Nibbles, Self::Folds];

    /// The faster one on this machine.
    pub(super) fn here() -> Self {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        if Level::new().as_avx512().is_some() {
            return Self::Folds;
        }
        Self::Nibbles
    }

    /// How many sets of stems are told apart.
    pub(super) fn buckets(self) -> usize {
        8 * match self {
            Self::Nibbles => NIBBLES,
            Self::Folds => FOLDS,
        }
    }

    /// By what a byte is looked up, on each side of a table.
    pub(super) fn classes(self, byte: u8) -> [usize; 2] {
        match self {
            Self::Nibbles => [usize::from(byte & 15), usize::from(byte >> 4)],
            Self::Folds => [usize::from(fold(byte)), 0],
        }
    }

    /// The sets of all classes, a bit each.
    pub(super) fn all_classes(self) -> [u64; 2] {
        match self {
            Self::Nibbles => [0xffff, 0xffff],
            Self::Folds => [u64::MAX, 1],
        }
    }
}

/// Groups of eight buckets in tables of each form: as many as pay.
const NIBBLES: usize = 6;
const FOLDS: usize = 8;

/// The tables of all groups.
pub(super) enum Tables {
    Nibbles(Box<[[Nibbles; STEM]; NIBBLES]>),
    Folds(Box<[[Folds; STEM]; FOLDS]>),
}

impl Tables {
    /// Tables that no stem passes.
    pub(super) fn empty(form: Form) -> Self {
        match form {
            Form::Nibbles => Self::Nibbles(Box::new([[[[0; 16]; 2]; STEM]; NIBBLES])),
            Form::Folds => Self::Folds(Box::new([[[0; 64]; STEM]; FOLDS])),
        }
    }

    /// Lets bytes of a class pass at one place of a bucket's stems.
    pub(super) fn add(&mut self, bucket: usize, place: usize, (side, class): (usize, usize)) {
        let entry = match self {
            Self::Nibbles(groups) => groups
                .get_mut(bucket / 8)
                .and_then(|group| group.get_mut(place)?.get_mut(side)?.get_mut(class)),
            Self::Folds(groups) if side == 0 => {
                groups.get_mut(bucket / 8).and_then(|group| group.get_mut(place)?.get_mut(class))
            }
            Self::Folds(_) => None,
        };
        entry.into_iter().for_each(|bits| *bits |= 1 << (bucket % 8));
    }
}

/// Six bits of a byte, which tell letters but for their case, and digits and punctuation.
fn fold(byte: u8) -> u8 {
    byte & 31 | byte >> 1 & 32
}

/// The letters, digits, `+`, `-`, `/` and `_`, as nibbles: a bit for each set of low nibbles that a high nibble allows.
const BASE64: Nibbles = class(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-/_");

/// Digits, commas, white space and its escapes.
const NUMBERS: Nibbles = class(b"0123456789, \t\n\r\\nrt");

/// What is found at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Perhaps a stem; its bytes, little endian, zero beyond the end of the text.
    Stem(u32),
    /// The first byte of a run of 24 base64 characters or more, of any alphabet, with two capitals or digits.
    Run,
    /// The first byte of a line behind its indentation, which begins with twelve bytes of base64 or dots; there are a
    /// newline, or an escaped one, and nothing but spaces before it.
    Line,
    /// Sixteen small letters and spaces, one in 32, spaced as words of three to eight letters.
    Words,
    /// Eight bytes, one in 64, that lists of numbers are made of, with digits among them.
    Numbers,
}

/// The tables of all groups.
pub(super) struct Scanner {
    level: Level,
    tables: Tables,
}

impl Scanner {
    pub(super) fn new(tables: Tables) -> Self {
        Self { level: Level::new(), tables }
    }

    /// Calls `found` for each mark in `text`: the others in order, and after those of every two kilobytes the stems
    /// there that `keep` keeps; it returns true to stop. True when stopped. `keep` is asked without a branch.
    pub(super) fn scan(
        &self,
        text: &[u8],
        keep: impl Fn(u32) -> bool,
        mut found: impl FnMut(usize, Mark) -> bool,
    ) -> bool {
        let mut masks = [Masks::default(); BLOCK];
        let mut told = Told::default();
        let mut kept = Kept::default();
        let mut at = 0;
        loop {
            let rest = text.get(at..).unwrap_or_default();
            let windows = (rest.len().saturating_sub(STEM - 1) / LANES).min(BLOCK);
            if windows == 0 {
                return self.scan_end((rest, at), &mut told, &keep, &mut found);
            }
            let masks = masks.get_mut(..windows).unwrap_or_default();
            dispatch!(self.level, simd => look(simd, &self.tables, rest, masks));
            if tell(masks, at, &mut told, &mut found)
                || tell_stems(masks, (rest, at, &mut kept), &keep, &mut found)
            {
                return true;
            }
            at += windows * LANES;
        }
    }

    /// The last bytes, fewer than [`REACH`], with zeros behind them.
    fn scan_end(
        &self,
        (rest, at): (&[u8], usize),
        told: &mut Told,
        keep: &impl Fn(u32) -> bool,
        found: &mut impl FnMut(usize, Mark) -> bool,
    ) -> bool {
        let mut padded = [0; REACH + LANES];
        padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        // One window more has nothing, and ends what runs to the end.
        let mut masks = [Masks::default(); 3];
        let windows = rest.len().div_ceil(LANES);
        dispatch!(self.level, simd => look(simd, &self.tables, &padded, masks.get_mut(..windows).unwrap_or_default()));
        for (mask, before) in masks.iter_mut().zip([0, LANES]) {
            let inside = u32::try_from(rest.len().saturating_sub(before)).unwrap_or(0);
            let inside = 1_u64.checked_shl(inside).map_or(u64::MAX, |bit| bit - 1);
            mask.stems &= inside;
        }
        let masks = masks.get(..=windows).unwrap_or_default();
        tell(masks, at, told, found) || tell_stems(masks, (&padded, at, &mut Kept::default()), keep, found)
    }
}

/// Of [`LANES`] positions, one bit each: what stands there.
#[derive(Clone, Copy, Default)]
struct Masks {
    /// Perhaps a stem.
    stems: u64,
    /// A base64 character.
    base64: u64,
    dots: u64,
    spaces: u64,
    newlines: u64,
    /// The backslash of an escaped newline.
    escaped: u64,
    /// A small letter.
    small: u64,
    digits: u64,
    /// A capital or a digit.
    strong: u64,
    /// What lists of numbers hold, escapes of white space too.
    numbers: u64,
}

/// Windows whose masks are made before any is told of: without a branch between them the tables stay in registers.
const BLOCK: usize = 32;

/// What is told of a window late, when the next one is known.
#[derive(Default)]
struct Told {
    runs: Runs,
    lines: Lines,
}

/// Calls `found` for what the masks of the text at `at` show, but stems.
#[inline(always)]
fn tell(masks: &[Masks], at: usize, told: &mut Told, found: &mut impl FnMut(usize, Mark) -> bool) -> bool {
    for (window, mask) in masks.iter().enumerate() {
        let from = at + window * LANES;
        let mut starts = told.runs.next(mask);
        while starts != 0 {
            let bit = starts.trailing_zeros();
            let start = from + bit as usize;
            starts &= starts - 1;
            if told.runs.is_mixed(mask, bit) && found(start.saturating_sub(LANES), Mark::Run) {
                return true;
            }
        }
        let mut starts = told.lines.next(mask);
        while starts != 0 {
            let start = from + starts.trailing_zeros() as usize;
            starts &= starts - 1;
            if found(start.saturating_sub(LANES), Mark::Line) {
                return true;
            }
        }
        if told_early(mask, from, found) {
            return true;
        }
    }
    false
}

/// Calls `found` for what one window shows at its beginning and in its middle.
#[inline(always)]
fn told_early(mask: &Masks, from: usize, found: &mut impl FnMut(usize, Mark) -> bool) -> bool {
    let prose = mask.small | mask.spaces;
    (prose & BLOCK16 == BLOCK16 && phrase::are_spaced(mask.spaces & BLOCK16) && found(from, Mark::Words))
        || (prose >> 32 & BLOCK16 == BLOCK16
            && phrase::are_spaced(mask.spaces >> 32 & BLOCK16)
            && found(from + 32, Mark::Words))
        || (mask.numbers & 0xff == 0xff && mask.digits & 0xff != 0 && found(from, Mark::Numbers))
}

/// The bits of sixteen positions.
const BLOCK16: u64 = 0xffff;

/// Places of stems that are kept before any is told of: what follows from one is not foreseen by the processor.
#[derive(Clone, Copy)]
struct Kept([u16; 4 * LANES]);

impl Default for Kept {
    fn default() -> Self {
        Self([0; 4 * LANES])
    }
}

/// Calls `found` for the stems of `text`, which begins at `at`, that the masks show and `keep` keeps.
#[inline(always)]
fn tell_stems(
    masks: &[Masks],
    (text, at, kept): (&[u8], usize, &mut Kept),
    keep: &impl Fn(u32) -> bool,
    found: &mut impl FnMut(usize, Mark) -> bool,
) -> bool {
    let stem = |bit: u16| {
        let stem = text.get(usize::from(bit)..).and_then(<[u8]>::first_chunk::<STEM>);
        stem.map_or(0, |stem| u32::from_le_bytes(*stem))
    };
    let mut rest = (0_u16..).step_by(LANES).zip(masks);
    loop {
        let mut count = 0;
        let mut full = false;
        for (from, mask) in rest.by_ref() {
            let mut stems = mask.stems;
            while stems != 0 {
                let bit = from + stems.trailing_zeros() as u16;
                stems &= stems - 1;
                if let Some(place) = kept.0.get_mut(count) {
                    *place = bit;
                }
                count += usize::from(keep(stem(bit)));
            }
            full = count > 3 * LANES;
            if full {
                break;
            }
        }
        let told = kept.0.iter().take(count);
        if told.copied().any(|bit| found(at + usize::from(bit), Mark::Stem(stem(bit)))) {
            return true;
        }
        if !full {
            return false;
        }
    }
}

/// Fills the masks of consecutive windows of `text`, which has [`REACH`] bytes and more for the last one.
#[inline(always)]
fn look<S: Simd>(simd: S, tables: &Tables, text: &[u8], masks: &mut [Masks]) {
    match tables {
        Tables::Nibbles(groups) => look_with(
            simd,
            text,
            masks,
            #[inline(always)]
            |window| by_nibbles(simd, groups, window),
        ),
        Tables::Folds(groups) => look_with(
            simd,
            text,
            masks,
            #[inline(always)]
            |window| by_folds(simd, groups, window),
        ),
    }
}

#[inline(always)]
fn look_with<S: Simd>(simd: S, text: &[u8], masks: &mut [Masks], stems: impl Fn(&[u8; REACH]) -> u8x64<S>) {
    let mut rest = text;
    for mask in masks {
        let Some(window) = rest.first_chunk::<REACH>() else { return };
        let (here, next) = (bytes(simd, window, 0), bytes(simd, window, 1));
        let halves = nibbles(simd, window, 0);
        let digits = (here - b'0').simd_lt(10);
        *mask = Masks {
            stems: bits(stems(window)),
            base64: bits(buckets(&BASE64, halves)),
            dots: equal(here, b'.').to_bitmask(),
            spaces: equal(here, b' ').to_bitmask(),
            newlines: equal(here, b'\n').to_bitmask(),
            escaped: (equal(here, b'\\') & equal(next, b'n')).to_bitmask(),
            small: (here - b'a').simd_lt(26).to_bitmask(),
            digits: digits.to_bitmask(),
            strong: (digits | (here - b'A').simd_lt(26)).to_bitmask(),
            numbers: bits(buckets(&NUMBERS, halves)),
        };
        rest = rest.get(LANES..).unwrap_or_default();
    }
}

#[inline(always)]
fn by_nibbles<S: Simd>(simd: S, groups: &[[Nibbles; STEM]; NIBBLES], window: &[u8; REACH]) -> u8x64<S> {
    let first = nibbles(simd, window, 0);
    let second = nibbles(simd, window, 1);
    let third = nibbles(simd, window, 2);
    let fourth = nibbles(simd, window, 3);
    let mut any = u8x64::splat(simd, 0);
    for [a, b, c, d] in groups {
        any |= buckets(a, first) & buckets(b, second) & buckets(c, third) & buckets(d, fourth);
    }
    any
}

#[inline(always)]
fn by_folds<S: Simd>(simd: S, groups: &[[Folds; STEM]; FOLDS], window: &[u8; REACH]) -> u8x64<S> {
    let first = folded(simd, window, 0);
    let second = folded(simd, window, 1);
    let third = folded(simd, window, 2);
    let fourth = folded(simd, window, 3);
    let mut any = u8x64::splat(simd, 0);
    for [a, b, c, d] in groups {
        any |= folds(a, first) & folds(b, second) & folds(c, third) & folds(d, fourth);
    }
    any
}

/// The bytes from `at` on, each [`fold`]ed.
#[inline(always)]
fn folded<S: Simd>(simd: S, window: &[u8; REACH], at: usize) -> u8x64<S> {
    let bytes = bytes(simd, window, at);
    (bytes & 31) | ((bytes >> 1) & 32)
}

/// The buckets that have these folded bytes.
#[inline(always)]
fn folds<S: Simd>(of: &Folds, at: u8x64<S>) -> u8x64<S> {
    u8x64::load_array_ref(at.simd, of).swizzle_dyn(at)
}

/// The low and the high nibbles of the bytes from `at` on.
#[inline(always)]
fn nibbles<S: Simd>(simd: S, window: &[u8; REACH], at: usize) -> (u8x64<S>, u8x64<S>) {
    let bytes = bytes(simd, window, at);
    (bytes & 0x0f, bytes >> 4)
}

#[inline(always)]
fn bytes<S: Simd>(simd: S, window: &[u8; REACH], at: usize) -> u8x64<S> {
    let bytes = window.get(at..at + LANES).and_then(<[u8]>::first_chunk::<LANES>);
    u8x64::load_array_ref(simd, bytes.unwrap_or(&[0; LANES]))
}

/// The buckets that have both nibbles.
#[inline(always)]
fn buckets<S: Simd>(of: &Nibbles, (low, high): (u8x64<S>, u8x64<S>)) -> u8x64<S> {
    let [lows, highs] = of;
    let lows = u8x64::block_splat(u8x16::load_array_ref(low.simd, lows));
    let highs = u8x64::block_splat(u8x16::load_array_ref(low.simd, highs));
    lows.swizzle_dyn_within_blocks(low) & highs.swizzle_dyn_within_blocks(high)
}

#[inline(always)]
fn equal<S: Simd>(lanes: u8x64<S>, byte: u8) -> mask8x64<S> {
    lanes.simd_eq(byte)
}

/// One bit per lane that is not zero.
#[inline(always)]
fn bits<S: Simd>(lanes: u8x64<S>) -> u64 {
    let zero: mask8x64<S> = lanes.simd_eq(0);
    (!zero).to_bitmask()
}

/// Finds where runs of 24 base64 characters begin, one window late: only then is it known how far they go.
#[derive(Default)]
struct Runs {
    /// The window before: its base64 characters, and those of them that are capitals and digits.
    before: (u64, u64),
    last: (u64, u64),
    /// Whether a run goes on at the last position of the one before that.
    open: u64,
}

impl Runs {
    /// The starts in the window before.
    #[inline(always)]
    fn next(&mut self, mask: &Masks) -> u64 {
        let both = u128::from(self.before.0) | u128::from(mask.base64) << LANES;
        // Each step keeps the positions from which twice as many characters follow, the last one eight more.
        let two = both & both >> 1;
        let four = two & two >> 2;
        let eight = four & four >> 4;
        let long = eight & eight >> 8 & eight >> 16;
        let long = u64::try_from(long & u128::from(u64::MAX)).unwrap_or(0);
        let starts = long & !(long << 1 | self.open);
        self.last = std::mem::replace(&mut self.before, (mask.base64, mask.strong));
        self.open = long >> (LANES - 1);
        starts
    }

    /// Whether two of the first forty characters of the run that begins at `bit` of the window before are capitals or
    /// digits. Of what base64 makes of text every second is; names and paths have fewer.
    #[inline(always)]
    fn is_mixed(&self, mask: &Masks, bit: u32) -> bool {
        let both = |before: u64, here: u64| (u128::from(before) | u128::from(here) << LANES) >> bit;
        let run = both(self.last.0, mask.base64) & ((1 << 40) - 1);
        let run = run & !(run + 1);
        (both(self.last.1, mask.strong) & run).count_ones() >= 2
    }
}

/// Finds where lines begin with twelve bytes of base64 or dots, one window late.
#[derive(Default)]
struct Lines {
    /// The window before.
    before: Masks,
}

impl Lines {
    /// The starts of lines that are broken from others in the window before, counted from its beginning.
    #[inline(always)]
    fn next(&mut self, mask: &Masks) -> u128 {
        let both = |before: u64, here: u64| u128::from(before) | u128::from(here) << LANES;
        let before = std::mem::replace(&mut self.before, *mask);
        let spaces = both(before.spaces, mask.spaces);
        let token = both(before.base64 | before.dots, mask.base64 | mask.dots);
        let two = token & token >> 1;
        let four = two & two >> 2;
        let twelve = four & four >> 4 & four >> 8;
        let starts = u128::from(before.newlines) << 1 | u128::from(before.escaped) << 2;
        // What is added to the first of several spaces is carried to what stands behind them.
        let behind = spaces.wrapping_add(starts & spaces) & !spaces;
        (starts & !spaces | behind) & twelve
    }
}

/// What tells the `bytes`, all of them ASCII, from all others: each high nibble has a bit.
const fn class(bytes: &[u8]) -> Nibbles {
    let mut table = [[0; 16]; 2];
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let bit = 1 << (byte >> 4);
        table[0][(byte & 15) as usize] |= bit;
        table[1][(byte >> 4) as usize] |= bit;
        at += 1;
    }
    table
}

#[cfg(test)]
impl Scanner {
    /// The same tables with every instruction set that this machine has.
    pub(super) fn on_every_level(&self) -> Vec<Self> {
        let best = Level::new();
        let mut levels = vec![best];
        #[cfg(target_arch = "x86_64")]
        levels.extend(
            [
                best.as_avx2().map(Level::Avx2),
                best.as_sse4_2().map(Level::Sse4_2),
                best.as_sse2().map(Level::Sse2),
            ]
            .into_iter()
            .flatten(),
        );
        let tables = || match &self.tables {
            Tables::Nibbles(groups) => Tables::Nibbles(groups.clone()),
            Tables::Folds(groups) => Tables::Folds(groups.clone()),
        };
        levels.into_iter().map(|level| Self { level, tables: tables() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_start_of_every_long_run() {
        let scanner = Scanner::new(Tables::empty(Form::Nibbles));
        let mut text = Vec::new();
        let mut want = Vec::new();
        for gap in [1, 2, 3, 5, 7, 8, 11, 17, 30, 33] {
            for len in [0, 1, 8, 22, 23, 24, 25, 31, 32, 33, 40, 63, 64, 65, 100, 2100] {
                if len >= RUN {
                    want.push(text.len());
                }
                text.extend(b"A/z0-9_+".iter().cycle().take(len));
                text.extend(b" .=\n~\x7f\xc3".iter().cycle().take(gap));
            }
        }
        for scanner in scanner.on_every_level() {
            for cut in [0, 1, 2, 3, 15, 16, 31, 32, 33, 64] {
                let mut runs = Vec::new();
                scanner.scan(
                    &text[cut..],
                    |_| true,
                    |at, mark| {
                        runs.extend((mark == Mark::Run).then_some(at + cut));
                        false
                    },
                );
                // A run that is cut at its front begins at the cut.
                runs.retain(|at| *at > cut);
                assert_eq!(runs, want.iter().copied().filter(|at| *at > cut).collect::<Vec<_>>());
            }
        }
    }
}
