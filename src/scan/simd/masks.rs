//! What a block of windows shows beside stems: runs of base64, lines that begin with a token, words and numbers.
//!
//! Every window of 64 positions has a number for each class of bytes, a bit for each position; eight windows are looked at
//! together. What begins in a window is known when the next one is.

use super::{LANES, Mark, RUN};
use crate::scan::phrase;
use fearless_simd::prelude::*;
use fearless_simd::{Simd, u64x8};

/// Windows whose masks are made before any is told of: without a branch between them the tables stay in registers.
pub(super) const BLOCK: usize = 32;

/// Windows that are looked at together.
const EIGHT: usize = 8;

/// The numbers of a block's windows; the first one is of the window before them.
type Row = [u64; BLOCK + 1];

const _: () = assert!(BLOCK.is_multiple_of(EIGHT));

/// The classes of the bytes of one window.
pub(super) struct Window {
    /// The characters of base64.
    pub(super) base64: u64,
    pub(super) dots: u64,
    pub(super) newlines: u64,
    /// The backslashes of escaped newlines.
    pub(super) escaped: u64,
    pub(super) spaces: u64,
    /// Small letters.
    pub(super) small: u64,
    pub(super) digits: u64,
    pub(super) capitals: u64,
    /// What lists of numbers hold, escapes of white space too.
    pub(super) numbers: u64,
}

/// The windows of a block.
pub(super) struct Masks {
    base64: Row,
    token: Row,
    newlines: Row,
    escaped: Row,
    spaces: Row,
    prose: Row,
    digits: Row,
    strong: Row,
    numbers: Row,
    /// Whether a run goes on at the last position of the window before the first one.
    open: bool,
    seen: Seen,
}

/// What each window shows, a bit for each position.
struct Seen {
    /// Where runs of base64 begin.
    runs: Row,
    /// Where lines begin with a token; and the same in the next window, behind the indentation.
    lines: Row,
    indented: Row,
    /// The first bit and the one in the middle: words; the second one: numbers.
    places: Row,
    /// All of these.
    any: Row,
}

impl Default for Masks {
    fn default() -> Self {
        let none = [0; BLOCK + 1];
        Self {
            base64: none,
            token: none,
            newlines: none,
            escaped: none,
            spaces: none,
            prose: none,
            digits: none,
            strong: none,
            numbers: none,
            open: false,
            seen: Seen { runs: none, lines: none, indented: none, places: none, any: none },
        }
    }
}

/// One bit for words at the front of a window, and one in its middle; one for numbers.
const WORDS: u64 = 1 | 1 << 32;
const NUMBERS: u64 = 1 << 1;

impl Masks {
    /// The rows with the classes of one window.
    #[inline(always)]
    fn rows(&mut self, window: &Window) -> [(&mut Row, u64); 9] {
        [
            (&mut self.base64, window.base64),
            (&mut self.token, window.base64 | window.dots),
            (&mut self.newlines, window.newlines),
            (&mut self.escaped, window.escaped),
            (&mut self.spaces, window.spaces),
            (&mut self.prose, window.small | window.spaces),
            (&mut self.digits, window.digits),
            (&mut self.strong, window.digits | window.capitals),
            (&mut self.numbers, window.numbers),
        ]
    }

    /// Begins a text: before its first window there is nothing.
    pub(super) fn begin(&mut self) {
        self.open = false;
        let first = |row: &mut Row| row[0] = 0;
        [&mut self.base64, &mut self.token, &mut self.newlines, &mut self.escaped, &mut self.spaces]
            .into_iter()
            .for_each(first);
        [&mut self.prose, &mut self.digits, &mut self.strong, &mut self.numbers].into_iter().for_each(first);
    }

    /// Takes the window of this number, from one on.
    #[inline(always)]
    pub(super) fn set(&mut self, number: usize, window: &Window) {
        for (row, mask) in self.rows(window) {
            row.get_mut(number).into_iter().for_each(|slot| *slot = mask);
        }
    }

    /// Takes a window behind the end of the text.
    pub(super) fn end(&mut self, number: usize) {
        let nothing = Window {
            base64: 0,
            dots: 0,
            newlines: 0,
            escaped: 0,
            spaces: 0,
            small: 0,
            digits: 0,
            capitals: 0,
            numbers: 0,
        };
        self.set(number, &nothing);
    }

    /// Looks at as many windows, the one before the first with them and the last one without.
    #[inline(always)]
    pub(super) fn look<S: Simd>(&mut self, simd: S, windows: usize) {
        let mut before = u64x8::splat(simd, u64::from(self.open) << (u64::BITS - 1));
        for from in (0..windows).step_by(EIGHT) {
            let pair = Pair { simd, from };
            let long = pair.long(&self.base64);
            let open = before.slide::<{ EIGHT - 1 }>(long);
            before = long;
            let runs = long & !(long << 1 | open >> (u64::BITS - 1));
            let (lines, indented) = pair.lines(self);
            let places = pair.places(self);
            let seen = &mut self.seen;
            store(&mut seen.any, from, runs | lines | indented | places);
            store(&mut seen.runs, from, runs);
            store(&mut seen.lines, from, lines);
            store(&mut seen.indented, from, indented);
            store(&mut seen.places, from, places);
        }
    }

    /// Calls `found` for what as many windows show, of which the second begins at `at`, until it returns true; true when it
    /// did. What was the last window becomes the one before the next.
    #[inline(always)]
    pub(super) fn tell(
        &mut self,
        windows: usize,
        at: usize,
        found: &mut impl FnMut(usize, Mark) -> bool,
    ) -> bool {
        for number in 0..windows {
            if row(&self.seen.any, number) != 0 && self.tell_window(number, at + number * LANES, found) {
                return true;
            }
        }
        let short = row(&self.base64, windows) & ((1 << (RUN - 1)) - 1) != (1 << (RUN - 1)) - 1;
        self.open = row(&self.base64, windows - 1) >> (LANES - 1) == 1 && !short;
        let last = |row: &mut Row| row[0] = row.get(windows).copied().unwrap_or(0);
        [&mut self.base64, &mut self.token, &mut self.newlines, &mut self.escaped, &mut self.spaces]
            .into_iter()
            .for_each(last);
        [&mut self.prose, &mut self.digits, &mut self.strong, &mut self.numbers].into_iter().for_each(last);
        false
    }

    /// What one window shows, the one behind which begins at `behind`.
    #[inline(always)]
    fn tell_window(&self, number: usize, behind: usize, found: &mut impl FnMut(usize, Mark) -> bool) -> bool {
        let seen = &self.seen;
        // Nothing begins before the text does.
        let start = |bit: usize| (behind + bit).saturating_sub(LANES);
        let places = row(&seen.places, number);
        let spaces = row(&self.spaces, number);
        each(row(&seen.runs, number), |bit| self.is_mixed(number, bit) && found(start(bit), Mark::Run))
            || each(row(&seen.lines, number), |bit| found(start(bit), Mark::Line))
            || each(row(&seen.indented, number), |bit| found(behind + bit, Mark::Line))
            || each(places & WORDS, |bit| {
                phrase::are_spaced(spaces >> bit & 0xffff) && found(start(bit), Mark::Words)
            })
            || (places & NUMBERS != 0 && found(start(0), Mark::Numbers))
    }

    /// Whether two of the first forty characters of the run that begins at `bit` of a window are capitals or digits. Of what
    /// base64 makes of text about every second is; names and paths have fewer.
    #[inline(always)]
    fn is_mixed(&self, number: usize, bit: usize) -> bool {
        let both = |of: &Row| u128::from(row(of, number)) | u128::from(row(of, number + 1)) << LANES;
        let run = both(&self.base64) >> bit & ((1 << 40) - 1);
        let run = run & !(run + 1);
        (both(&self.strong) >> bit & run).count_ones() >= 2
    }
}

fn row(row: &Row, number: usize) -> u64 {
    row.get(number).copied().unwrap_or(0)
}

/// Visits the bits that are set until `visit` is true; true when it was.
#[inline(always)]
fn each(bits: u64, mut visit: impl FnMut(usize) -> bool) -> bool {
    let mut rest = bits;
    while rest != 0 {
        if visit(rest.trailing_zeros() as usize) {
            return true;
        }
        rest &= rest - 1;
    }
    false
}

/// Eight windows, each with the next one.
#[derive(Clone, Copy)]
struct Pair<S: Simd> {
    simd: S,
    from: usize,
}

impl<S: Simd> Pair<S> {
    #[inline(always)]
    fn load(self, row: &Row, from: usize) -> u64x8<S> {
        let eight = row.get(from..).and_then(<[u64]>::first_chunk::<EIGHT>);
        u64x8::load_array_ref(self.simd, eight.unwrap_or(&[0; EIGHT]))
    }

    #[inline(always)]
    fn both(self, row: &Row) -> [u64x8<S>; 2] {
        [self.load(row, self.from), self.load(row, self.from + 1)]
    }

    /// Where runs of [`RUN`] bits and more go on so far.
    #[inline(always)]
    fn long(self, base64: &Row) -> u64x8<S> {
        // Each step keeps the positions from which twice as many characters follow, the last one eight more.
        let two = and_on::<S, 1>(self.both(base64));
        let four = and_on::<S, 2>(two);
        let eight = and_on::<S, 4>(four);
        let [sixteen, _] = and_on::<S, 8>(eight);
        sixteen & on::<S, 16>(eight)
    }

    /// Where lines begin with twelve bytes of a token, in the first windows and in those behind.
    #[inline(always)]
    fn lines(self, masks: &Masks) -> (u64x8<S>, u64x8<S>) {
        let [spaces, next] = self.both(&masks.spaces);
        let newlines = self.load(&masks.newlines, self.from);
        let escaped = self.load(&masks.escaped, self.from);
        let starts = newlines << 1 | escaped << 2;
        let later = newlines >> 63 | escaped >> 62;
        // What is added to the first of several spaces is carried to what stands behind them.
        let behind = spaces + (starts & spaces);
        let none = u64x8::splat(self.simd, 0);
        let carried = behind.simd_lt(spaces).select(none + 1, none);
        let begin = (starts | behind) & !spaces;
        let begin_next = (later | (next + (later & next) + carried)) & !next;
        let four = and_on::<S, 2>(and_on::<S, 1>(self.both(&masks.token)));
        let [eight, eight_next] = and_on::<S, 4>(four);
        let twelve = eight & on::<S, 8>(four);
        (begin & twelve, begin_next & eight_next & four[1] >> 8)
    }

    /// Where sixteen small letters and spaces stand at the front and in the middle, and eight bytes of numbers at the front.
    #[inline(always)]
    fn places(self, masks: &Masks) -> u64x8<S> {
        let prose = self.load(&masks.prose, self.from);
        let two = prose & prose >> 1;
        let four = two & two >> 2;
        let eight = four & four >> 4;
        let words = eight & eight >> 8 & WORDS;
        let numbers = self.load(&masks.numbers, self.from);
        let two = numbers & numbers >> 1;
        let four = two & two >> 2;
        let numbers = four & four >> 4;
        let digits = self.load(&masks.digits, self.from);
        let two = digits | digits >> 1;
        let four = two | two >> 2;
        let digits = four | four >> 4;
        words | (numbers & digits & 1) << 1
    }
}

/// The bits `BY` positions on, in the first of two windows.
#[inline(always)]
fn on<S: Simd, const BY: u32>([here, next]: [u64x8<S>; 2]) -> u64x8<S> {
    here >> BY | next << (u64::BITS - BY)
}

/// The positions that are set and that are `BY` positions on; the last ones of the second window count as if nothing
/// followed.
#[inline(always)]
fn and_on<S: Simd, const BY: u32>([here, next]: [u64x8<S>; 2]) -> [u64x8<S>; 2] {
    [here & on::<S, BY>([here, next]), next & next >> BY]
}

#[inline(always)]
fn store<S: Simd>(row: &mut Row, from: usize, eight: u64x8<S>) {
    if let Some(slots) = row.get_mut(from..).and_then(<[u64]>::first_chunk_mut::<EIGHT>) {
        *slots = *eight;
    }
}
