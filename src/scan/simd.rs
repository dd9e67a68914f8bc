//! One pass over bytes with SIMD shuffles: where one of many stems may stand, where runs of base64 begin, and what else a
//! few comparisons tell.
//!
//! As in Teddy (Hyperscan's matcher of few literals), two tables of 16 entries say for each byte of a stem, by its low
//! and by its high nibble, in which of eight buckets it occurs; the stems that share a bucket are chosen alike
//! ([`super::buckets`]). The groups of tables share the loads and the nibbles, so the pass costs the same for ten
//! stems as for a thousand; only the share of false alarms grows, and those cost a look into a hash table.

mod masks;

use fearless_simd::prelude::*;
use fearless_simd::{Level, Simd, dispatch, mask8x64, u8x16, u8x64};
use masks::{BLOCK, Masks, Window};
use std::cell::Cell;

/// Bytes of a stem that are compared.
pub(super) const STEM: usize = 4;

/// Shorter runs of base64 are not reported.
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

/// What a scan notes on its way.
#[derive(Default)]
struct Room {
    masks: Masks,
    kept: Kept,
}

thread_local! {
    /// The room of the last scan of this thread: most texts are short, and to clear it takes longer than to look at them.
    static ROOM: Cell<Option<Box<Room>>> = const { Cell::new(None) };
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
        // What is found may lead to another scan: that one has room of its own.
        let mut room = ROOM.take().unwrap_or_default();
        room.masks.begin();
        let stopped = self.scan_in(&mut room, text, keep, &mut found);
        ROOM.set(Some(room));
        stopped
    }

    #[inline(always)]
    fn scan_in(
        &self,
        Room { masks, kept }: &mut Room,
        text: &[u8],
        keep: impl Fn(u32) -> bool,
        found: &mut impl FnMut(usize, Mark) -> bool,
    ) -> bool {
        let mut stems = [0; BLOCK];
        let mut at = 0;
        loop {
            let rest = text.get(at..).unwrap_or_default();
            let windows = (rest.len().saturating_sub(STEM - 1) / LANES).min(BLOCK);
            if windows == 0 {
                return self.scan_end((rest, at), (masks, kept), &keep, found);
            }
            let stems = stems.get_mut(..windows).unwrap_or_default();
            dispatch!(self.level, simd => {
                look(simd, &self.tables, rest, (stems, masks));
                masks.look(simd, windows);
            });
            if masks.tell(windows, at, found) || tell_stems(stems, (rest, at, kept), &keep, found) {
                return true;
            }
            at += windows * LANES;
        }
    }

    /// The last bytes, fewer than [`REACH`], with zeros behind them.
    fn scan_end(
        &self,
        (rest, at): (&[u8], usize),
        (masks, kept): (&mut Masks, &mut Kept),
        keep: &impl Fn(u32) -> bool,
        found: &mut impl FnMut(usize, Mark) -> bool,
    ) -> bool {
        let mut padded = [0; REACH + LANES];
        padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        let windows = rest.len().div_ceil(LANES);
        let mut stems = [0; 2];
        let stems = stems.get_mut(..windows).unwrap_or_default();
        // One window more has nothing, and ends what runs to the end.
        masks.end(windows + 1);
        dispatch!(self.level, simd => {
            look(simd, &self.tables, &padded, (stems, masks));
            masks.look(simd, windows + 1);
        });
        for (stems, before) in stems.iter_mut().zip([0, LANES]) {
            let inside = u32::try_from(rest.len().saturating_sub(before)).unwrap_or(0);
            *stems &= 1_u64.checked_shl(inside).map_or(u64::MAX, |bit| bit - 1);
        }
        masks.tell(windows + 1, at, found) || tell_stems(stems, (&padded, at, kept), keep, found)
    }
}

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
    masks: &[u64],
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
            let mut stems = *mask;
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

/// Fills the masks of consecutive windows of `text`, as many as `stems`; it has [`REACH`] bytes and more for the last one.
#[inline(always)]
fn look<S: Simd>(simd: S, tables: &Tables, text: &[u8], masks: (&mut [u64], &mut Masks)) {
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
fn look_with<S: Simd>(
    simd: S,
    text: &[u8],
    (stems, masks): (&mut [u64], &mut Masks),
    stems_of: impl Fn(&[u8; REACH]) -> u8x64<S>,
) {
    let mut rest = text;
    for (number, stem) in (1..).zip(stems) {
        let Some(window) = rest.first_chunk::<REACH>() else { return };
        *stem = bits(stems_of(window));
        let (here, next) = (bytes(simd, window, 0), bytes(simd, window, 1));
        let halves = nibbles(simd, window, 0);
        masks.set(
            number,
            &Window {
                base64: bits(buckets(&BASE64, halves)),
                dots: equal(here, b'.').to_bitmask(),
                newlines: equal(here, b'\n').to_bitmask(),
                escaped: (equal(here, b'\\') & equal(next, b'n')).to_bitmask(),
                spaces: equal(here, b' ').to_bitmask(),
                small: (here - b'a').simd_lt(26).to_bitmask(),
                digits: (here - b'0').simd_lt(10).to_bitmask(),
                capitals: (here - b'A').simd_lt(26).to_bitmask(),
                numbers: bits(buckets(&NUMBERS, halves)),
            },
        );
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
    use crate::scan::phrase;

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

    /// What a plain search finds beside stems.
    fn plainly(text: &[u8]) -> Vec<(usize, Mark)> {
        let base64 = |b: &u8| b.is_ascii_alphanumeric() || b"+-/_".contains(b);
        let len = |at: usize, part: &dyn Fn(&u8) -> bool| text[at..].iter().take_while(|b| part(b)).count();
        let mut marks = Vec::new();
        for at in 0..text.len() {
            let run = len(at, &base64);
            if run >= RUN && (at == 0 || !base64(&text[at - 1])) {
                let strong = |b: &&u8| b.is_ascii_uppercase() || b.is_ascii_digit();
                let mixed = text[at..at + run.min(40)].iter().filter(strong).count() >= 2;
                marks.extend(mixed.then_some((at, Mark::Run)));
            }
            let broken = if text[at] == b'\n' { 1 } else { 2 };
            if broken == 1 || text[at..].starts_with(b"\\n") {
                let start = at + broken + len(at + broken, &|b| *b == b' ');
                let token = len(start, &|b| base64(b) || *b == b'.');
                marks.extend((token >= 12).then_some((start, Mark::Line)));
            }
            let prose = len(at, &|b| b.is_ascii_lowercase() || *b == b' ') >= 16;
            if at % 32 == 0 && prose {
                let spaces = (0..16).filter(|i| text[at + i] == b' ').fold(0, |all, i| all | 1 << i);
                marks.extend(phrase::are_spaced(spaces).then_some((at, Mark::Words)));
            }
            let numbers = len(at, &|b| b"0123456789, \t\n\r\\nrt".contains(b)) >= 8;
            if at % LANES == 0 && numbers && text[at..at + 8].iter().any(u8::is_ascii_digit) {
                marks.push((at, Mark::Numbers));
            }
        }
        marks.sort_by_key(|(at, mark)| (*at, format!("{mark:?}")));
        marks
    }

    #[test]
    fn tells_what_a_plain_search_finds_on_every_level() {
        let pieces: [&[u8]; 14] = [
            b"\n",
            b"\\n",
            b" ",
            b"      ",
            b"abandon ability able ",
            b"12, 255,\\n7",
            b"aB3dE5gH7jK9mN1pQ2rS4tU6vW8x",
            b"some_long_name_of_small_letters",
            b"q7.Lm2",
            b".",
            b"\xc3\xa9",
            b"x",
            b"Z0",
            b"\"",
        ];
        let mut state = 7_u32;
        let mut random = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        let mut text = Vec::new();
        while text.len() < 60_000 {
            text.extend_from_slice(pieces[random(pieces.len())]);
        }
        let lens: Vec<usize> = (0..300).chain([2_047, 2_048, 2_050, 4_200]).collect();
        for form in Form::ALL {
            for scanner in Scanner::new(Tables::empty(form)).on_every_level() {
                for len in &lens {
                    let from = random(text.len() - len);
                    let text = &text[from..from + len];
                    let mut marks = Vec::new();
                    scanner.scan(
                        text,
                        |_| true,
                        |at, mark| {
                            marks.push((at, mark));
                            false
                        },
                    );
                    marks.sort_by_key(|(at, mark)| (*at, format!("{mark:?}")));
                    assert_eq!(marks, plainly(text), "{}", String::from_utf8_lossy(text));
                }
            }
        }
    }
}
