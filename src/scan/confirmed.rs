//! The values a session is known to hold, searched for in all of its other leaves and lines.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use zeroize::Zeroize;

use super::buckets::frequency;
use super::lookup::{Lookup, WINDOW};
use super::{Place, Worth, judge, prefilter, view};

/// Shorter values are not searched for elsewhere: they would be found in ordinary words.
pub const SHORTEST: usize = 8;

/// How much of a value must be left by the edge of a text to know it.
const LEFT: usize = 12;

/// Bits to guess of such a rest.
const TELLING: f64 = 24.0;

/// Windows that are weighed to choose those of a value.
const WEIGHED: usize = 256;

/// By byte, how rare it is in transcripts: the sum over a window tells how rare that is.
static RARITY: LazyLock<Vec<u32>> = LazyLock::new(|| {
    // Thousandths of a nat.
    (0..=u8::MAX).map(|byte| (-1_000.0 * frequency(byte).ln()) as u32).collect()
});

/// Values of one window before another is preferred to it.
const CROWD: u32 = 16;

/// The secret values of one session. Holds plaintext: no `Debug`, no `Clone`, wiped on drop.
#[derive(Default)]
pub struct ConfirmedValues {
    values: Vec<Value>,
    /// By keyed hash, the values with it.
    known: HashMap<u64, Vec<u32>>,
    hasher: RandomState,
    epoch: u64,
    lookup: Lookup,
    /// Of each window in `lookup`: its value, and where it stands in that; `None` where it is part of an encoding.
    windows: Vec<(u32, Option<u32>)>,
}

struct Value {
    bytes: Vec<u8>,
    kind: Arc<str>,
}

impl Value {
    /// Where in `text` the value stands of which the byte at `offset` is at `at`: whole, or cut off by an end of the text.
    fn around(&self, text: &[u8], (at, offset): (usize, usize)) -> Option<Range<usize>> {
        let start = at.saturating_sub(offset);
        let end = self.bytes.get(offset.saturating_sub(at)..)?;
        let len = end.len().min(text.len() - start);
        let whole = len == self.bytes.len();
        let part = end.get(..len)?;
        let same = text.get(start..start + len)? == part;
        // A part at the end of a text may be what many values begin with.
        let known = || whole || is_random(part) || (len == end.len() && is_telling(part));
        (same && known()).then_some(start..start + len)
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// Sealed state that is no list of confirmed values.
#[derive(Debug, thiserror::Error)]
#[error("the list of confirmed values is malformed")]
pub struct MalformedValues;

impl ConfirmedValues {
    /// A number that grows whenever a value is newly confirmed: lines seen before may hold it.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// True when nothing was confirmed.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Adds a value under its marker type; too short and too plain ones are left out. True when it is new.
    pub fn confirm(&mut self, value: &[u8], kind: &Arc<str>) -> bool {
        let new = distinctive(value) && self.add(value, kind);
        self.epoch += u64::from(new);
        new
    }

    /// Confirms every value of another list.
    pub fn adopt(&mut self, other: &Self) {
        (0..other.values.len()).for_each(|number| self.take(other, number));
    }

    /// All epochs, from nothing on.
    pub fn epochs(&self) -> Range<u64> {
        0..self.epoch
    }

    /// The values that were confirmed in parts of other lists, in their order; of those that several know, as the first has
    /// them.
    pub fn gather<'a>(parts: impl Iterator<Item = (&'a Self, Range<u64>)>) -> Self {
        let mut all = Self::default();
        for (list, epochs) in parts {
            for number in list.count(epochs.start)..list.count(epochs.end) {
                all.take(list, number);
            }
        }
        all
    }

    /// Takes over all values of another list with their types; returns those that were known here under another type.
    #[must_use]
    pub fn take_over(&mut self, all: &Self) -> Self {
        let mut retyped = Self::default();
        for (number, value) in all.values.iter().enumerate() {
            match self.number_of(&value.bytes).and_then(|known| self.values.get_mut(known as usize)) {
                Some(known) if known.kind != value.kind => {
                    known.kind = Arc::clone(&value.kind);
                    retyped.take(all, number);
                }
                Some(_) => {}
                None => self.take(all, number),
            }
        }
        retyped
    }

    /// Adds a value of another list, with the windows that were chosen there, unless it is known.
    fn take(&mut self, from: &Self, number: usize) {
        let Some(value) = from.values.get(number) else { return };
        let Some(to) = self.enlist(&value.bytes, &value.kind) else { return };
        self.epoch += 1;
        let first = from.windows.partition_point(|(of, _)| (*of as usize) < number);
        let windows = from.windows.iter().enumerate().skip(first);
        for (entry, (_, place)) in windows.take_while(|(_, (of, _))| *of as usize == number) {
            if let Some(window) = from.lookup.window(entry) {
                self.enter_window(window, (to, *place));
            }
        }
    }

    /// The number of a value, if it is known.
    fn number_of(&self, value: &[u8]) -> Option<u32> {
        let same = self.known.get(&self.hasher.hash_one(value))?;
        let is_it = |of: &&u32| self.values.get(**of as usize).is_some_and(|known| known.bytes == value);
        same.iter().find(is_it).copied()
    }

    /// Gives a new value its number.
    fn enlist(&mut self, value: &[u8], kind: &Arc<str>) -> Option<u32> {
        let number = u32::try_from(self.values.len()).ok()?;
        if self.number_of(value).is_some() {
            return None;
        }
        self.known.entry(self.hasher.hash_one(value)).or_default().push(number);
        self.values.push(Value { bytes: value.to_vec(), kind: Arc::clone(kind) });
        Some(number)
    }

    fn add(&mut self, value: &[u8], kind: &Arc<str>) -> bool {
        let Some(number) = self.enlist(value, kind) else { return false };
        self.index(value, number);
        true
    }

    /// Chooses windows so that a text that holds the value, in whatever form, holds one of them.
    fn index(&mut self, value: &[u8], number: u32) {
        // A line may be broken in one half, but not in both. Letters, digits and `-._~` stand for themselves in every
        // encoding but base64.
        let half = value.len() / 2;
        let first = self.rarest(value, |at, part| at + WINDOW <= half && part.iter().all(unreserved));
        let second = self.rarest(value, |at, part| at >= half && part.iter().all(unreserved));
        let both = first.zip(second);
        if let Some((first, second)) =
            both.filter(|(a, b)| !self.crowded(value, *a) && !self.crowded(value, *b))
        {
            self.enter(value, first, (number, true));
            self.enter(value, second, (number, true));
        } else if let Some(at) = self
            .rarest(value, |at, part| part.iter().all(unreserved) && stays(value.len(), at))
            .or_else(|| self.rarest(value, |_, part| part.iter().all(unreserved)))
        {
            self.enter(value, at, (number, true));
        } else {
            if let Some(at) = self.rarest(value, |_, _| true) {
                self.enter(value, at, (number, true));
            }
            self.enter_forms(&escaped_forms(value), number);
        }
        self.enter_forms(&base64_cores(value), number);
    }

    fn enter_forms(&mut self, forms: &[zeroize::Zeroizing<Vec<u8>>], number: u32) {
        for form in forms {
            if let Some(at) = self.rarest(form, |_, _| true) {
                self.enter(form, at, (number, false));
            }
        }
    }

    fn enter(&mut self, form: &[u8], at: usize, (number, plain): (u32, bool)) {
        let Some(window) = form.get(at..).and_then(<[u8]>::first_chunk::<WINDOW>) else { return };
        self.enter_window(*window, (number, if plain { u32::try_from(at).ok() } else { None }));
    }

    fn enter_window(&mut self, window: [u8; WINDOW], of: (u32, Option<u32>)) {
        let Ok(entry) = u32::try_from(self.windows.len()) else { return };
        self.windows.push(of);
        self.lookup.add(window, entry);
    }

    fn crowded(&self, form: &[u8], at: usize) -> bool {
        let window = form.get(at..).and_then(<[u8]>::first_chunk::<WINDOW>);
        window.is_some_and(|window| self.lookup.owners(*window) >= CROWD)
    }

    /// The first of the windows that fit and are rarest in transcripts; or if many values have it, the least common one.
    fn rarest(&self, form: &[u8], fits: impl Fn(usize, &[u8]) -> bool) -> Option<usize> {
        let windows = || form.array_windows::<WINDOW>().enumerate().take(WEIGHED);
        let rarities = RARITY.as_slice();
        let rarity = |byte: &u8| rarities.get(usize::from(*byte)).copied().unwrap_or(0);
        let mut sum: u32 = form.iter().take(WINDOW - 1).map(rarity).sum();
        let mut best: Option<(u32, usize)> = None;
        for (at, window) in windows() {
            sum += window.last().map_or(0, rarity);
            if best.is_none_or(|(most, _)| sum > most) && fits(at, window) {
                best = Some((sum, at));
            }
            sum -= window.first().map_or(0, rarity);
        }
        let (_, at) = best?;
        if self.crowded(form, at) {
            let fitting = windows().filter(|(at, window)| fits(*at, *window));
            return fitting.min_by_key(|(_, window)| self.lookup.owners(**window)).map(|(at, _)| at);
        }
        Some(at)
    }

    /// Whether raw bytes may hold a value, plain, escaped, percent-encoded, in base64, or broken once. False is final.
    pub fn may_hold(&self, raw: &[u8]) -> bool {
        self.may_hold_one((raw, true), &(0..self.values.len()))
    }

    /// As [`Self::may_hold`], of the values that were confirmed while the [`Self::epoch`] went through `epochs`.
    pub fn may_hold_of(&self, raw: &[u8], epochs: &Range<u64>) -> bool {
        self.may_hold_late((raw, true), epochs)
    }

    /// As [`Self::may_hold_of`]; `hidden` says whether anything in `raw` can hide values, as [`super::Look`] has it.
    pub fn may_hold_late(&self, text: (&[u8], bool), epochs: &Range<u64>) -> bool {
        self.may_hold_one(text, &(self.count(epochs.start)..self.count(epochs.end)))
    }

    /// How many values there were at an epoch of the past.
    fn count(&self, epoch: u64) -> usize {
        let later = usize::try_from(self.epoch.saturating_sub(epoch)).unwrap_or(usize::MAX);
        self.values.len().saturating_sub(later)
    }

    fn may_hold_one(&self, (raw, hidden): (&[u8], bool), numbers: &Range<usize>) -> bool {
        !numbers.is_empty() && (self.stands(raw, numbers) || (hidden && self.hides(raw, numbers)))
    }

    /// Whether one of these values may stand in the text as it is.
    fn stands(&self, text: &[u8], numbers: &Range<usize>) -> bool {
        let wanted = |window: u32| {
            let owner = self.windows.get(window as usize);
            owner.is_none_or(|(value, _)| numbers.contains(&(*value as usize)))
        };
        self.lookup.each(text, &mut |at, window| wanted(window) && self.goes_on(text, at, window))
    }

    /// As [`Self::may_hold`], with the places. `hidden` says whether anything in `raw` can hide values, as
    /// [`super::Look`] has it.
    pub fn worth(&self, raw: &[u8], hidden: bool) -> Worth {
        if self.values.is_empty() {
            return Worth::Nothing;
        }
        if hidden && self.hides(raw, &(0..self.values.len())) {
            return Worth::All;
        }
        let mut places = Vec::new();
        self.lookup.each(raw, &mut |at, window| {
            if self.goes_on(raw, at, window) {
                // A part of an encoding: what it stands for may begin far before.
                let spreads = self.windows.get(window as usize).is_none_or(|(_, offset)| offset.is_none());
                places.push(Place { at, spreads });
            }
            false
        });
        places.sort_unstable();
        if places.is_empty() { Worth::Nothing } else { Worth::Near(places) }
    }

    /// Whether one of these values may stand in the text without its dress, which most of a text does not wear.
    fn hides(&self, raw: &[u8], numbers: &Range<usize>) -> bool {
        let stretches = view::stretches(raw);
        // As long as needed at once: what a buffer leaves behind as it grows is not wiped.
        let longest = stretches.iter().map(Range::len).max().unwrap_or(0);
        let mut flat = zeroize::Zeroizing::new(Vec::with_capacity(longest));
        stretches.into_iter().any(|stretch| {
            flat.clear();
            prefilter::flatten_all(raw.get(stretch).unwrap_or_default(), &mut flat);
            self.stands(&flat, numbers)
        })
    }

    /// Whether the value of a window goes on around it in raw bytes, as far as it can be told: up to what may be an
    /// escape, a break or a dress, where the value may go on behind.
    fn goes_on(&self, raw: &[u8], at: usize, window: u32) -> bool {
        let Some((value, Some(offset))) = self.windows.get(window as usize) else { return true };
        let Some(Value { bytes, .. }) = self.values.get(*value as usize) else { return true };
        let (before, behind) = bytes.split_at((*offset as usize).min(bytes.len()));
        let head = raw.get(..at).unwrap_or_default();
        let tail = raw.get(at..).unwrap_or_default();
        let differs = |here: Option<(&u8, &u8)>| {
            here.is_some_and(|(have, want)| have.is_ascii_alphanumeric() && unreserved(want))
        };
        let known = |(have, want): &(&u8, &u8)| have != want;
        !differs(tail.iter().zip(behind).find(known))
            && !differs(head.iter().rev().zip(before.iter().rev()).find(known))
    }

    /// Every occurrence of a value in decoded text, with its type; of those that overlap the first, and then the longest.
    /// A text may begin or end within a value, as the last lines of an output do.
    pub fn find(&self, text: &[u8], found: &mut dyn FnMut(Range<usize>, &Arc<str>)) {
        let mut places: Vec<(Range<usize>, &Value)> = Vec::new();
        self.lookup.each(text, &mut |at, window| {
            let owner = self.windows.get(window as usize).copied();
            if let Some((value, Some(offset))) = owner
                && let Some(value) = self.values.get(value as usize)
                && let Some(span) = value.around(text, (at, offset as usize))
            {
                places.push((span, value));
            }
            false
        });
        places.sort_by_key(|(span, _)| (span.start, usize::MAX - span.end));
        let mut free = 0;
        for (span, value) in places {
            if span.start >= free {
                free = span.end;
                found(span, &value.kind);
            }
        }
    }

    /// For sealing: epoch u64, then per value u32 length, value, u8 length, type; little endian. Plaintext.
    pub fn to_bytes(&self) -> zeroize::Zeroizing<Vec<u8>> {
        let mut out = Vec::new();
        out.extend_from_slice(&self.epoch.to_le_bytes());
        for Value { bytes: value, kind } in &self.values {
            let kind = kind.as_bytes().get(..kind.len().min(255)).unwrap_or_default();
            out.extend_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_le_bytes());
            out.extend_from_slice(value);
            out.push(u8::try_from(kind.len()).unwrap_or(0));
            out.extend_from_slice(kind);
        }
        zeroize::Zeroizing::new(out)
    }

    /// The reverse of [`Self::to_bytes`].
    ///
    /// # Errors
    /// [`MalformedValues`] when the bytes end early.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MalformedValues> {
        let (epoch, mut rest) = bytes.split_first_chunk::<8>().ok_or(MalformedValues)?;
        let mut out = Self { epoch: u64::from_le_bytes(*epoch), ..Self::default() };
        while !rest.is_empty() {
            let (len, tail) = rest.split_first_chunk::<4>().ok_or(MalformedValues)?;
            let (value, tail) =
                tail.split_at_checked(u32::from_le_bytes(*len) as usize).ok_or(MalformedValues)?;
            let (kind_len, tail) = tail.split_first().ok_or(MalformedValues)?;
            let (kind, tail) = tail.split_at_checked(usize::from(*kind_len)).ok_or(MalformedValues)?;
            let kind = std::str::from_utf8(kind).map_err(|_| MalformedValues)?;
            out.add(value, &Arc::from(kind));
            rest = tail;
        }
        Ok(out)
    }
}

/// Long and mixed enough that an equal run of bytes elsewhere is the same secret, not a word, nor the prefix of a token
/// that was broken behind it.
fn distinctive(value: &[u8]) -> bool {
    let part = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    if value.len() < 16 && value.iter().all(part) && matches!(value.last(), Some(b'-' | b'_')) {
        return false;
    }
    let digits = value.iter().any(u8::is_ascii_digit);
    let letters = value.iter().any(u8::is_ascii_alphabetic);
    let others = value.iter().any(|b| !b.is_ascii_alphanumeric());
    value.len() >= SHORTEST
        && letters
        && (digits || others || value.len() >= 20)
        && !value.starts_with(b"[REDACTED")
}

/// Whether the edge of a text that leaves the least of a value leaves the window at `at`, at its beginning and its end.
fn stays(len: usize, at: usize) -> bool {
    at + LEFT >= len && at + WINDOW <= LEFT
}

/// Whether the last part of a value, which a text begins with, is too odd to stand there by chance.
fn is_telling(part: &[u8]) -> bool {
    let odd = part.iter().any(|b| !b.is_ascii_alphabetic() && !matches!(b, b' ' | b'-' | b'_' | b'.' | b'/'));
    part.len() >= LEFT && odd && judge::surprise(part).bits >= TELLING
}

/// Whether a part of a value is long and mixed enough to be nothing else.
fn is_random(part: &[u8]) -> bool {
    let digits = part.iter().filter(|b| b.is_ascii_digit()).count();
    part.len() >= LEFT && digits >= 2 && digits < part.len() && judge::surprise(part).per_byte() >= 3.0
}

fn unreserved(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// How a value may stand in a raw line, if not plain: JSON-escaped up to three times, or percent-encoded.
fn escaped_forms(value: &[u8]) -> Vec<zeroize::Zeroizing<Vec<u8>>> {
    let mut forms = Vec::new();
    let mut last = escape(value);
    for _ in 0..3 {
        let next = escape(&last);
        forms.push(zeroize::Zeroizing::new(std::mem::replace(&mut last, next)));
    }
    last.zeroize();
    let percent = value.iter().flat_map(|byte| match byte {
        plain if unreserved(plain) => vec![*plain],
        other => format!("%{other:02X}").into_bytes(),
    });
    forms.push(zeroize::Zeroizing::new(percent.collect()));
    forms
}

/// The base64 characters that a value leaves in each of the three alignments.
fn base64_cores(value: &[u8]) -> [zeroize::Zeroizing<Vec<u8>>; 3] {
    use base64::Engine as _;
    [0, 1, 2].map(|shift| {
        let shifted = zeroize::Zeroizing::new([&[0; 2][..shift], value].concat());
        let mut core = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&*shifted).into_bytes();
        core.truncate(shifted.len() * 8 / 6);
        core.drain(..(shift * 8).div_ceil(6));
        zeroize::Zeroizing::new(core)
    })
}

fn escape(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len() + 8);
    for byte in value {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..=0x1f => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(*byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_sealing_and_is_found_in_escaped_forms() {
        let mut values = ConfirmedValues::default();
        let kind = Arc::from("password");
        assert!(values.confirm(b"pa\"ss\\wo1rd", &kind));
        assert!(!values.confirm(b"pa\"ss\\wo1rd", &kind));
        assert!(!values.confirm(b"short1", &kind));
        assert!(!values.confirm(b"wordsonly", &kind));
        assert_eq!(values.epoch(), 1);
        let again = ConfirmedValues::from_bytes(&values.to_bytes()).unwrap_or_default();
        assert_eq!((again.epoch(), again.len()), (1, 1));
        for text in [&b"x pa\"ss\\wo1rd y"[..], b"x pa\\\"ss\\\\wo1rd y", b"pa\\\\\\\"ss\\\\\\\\wo1rd"] {
            assert!(again.may_hold(text));
        }
        assert!(!again.may_hold(b"password"));
        assert!(again.may_hold(b"x pa%22ss%5Cwo1rd y"));
        assert!(ConfirmedValues::from_bytes(b"123").is_err());
        assert!(ConfirmedValues::from_bytes(b"12345678\x10\0\0\0a").is_err());
    }

    #[test]
    fn overlapping_values_and_repeated_ones() {
        let mut values = ConfirmedValues::default();
        let kind = Arc::from("token");
        for value in ["Zq9Lm2Xw7Kp4", "Lm2Xw7Kp4Tv8Rb3Nc6", "Xw7Kp4Tv8", "Tv8Rb3Nc6Yd5Hj1Gf0"] {
            assert!(values.confirm(value.as_bytes(), &kind));
        }
        let text = b"Zq9Lm2Xw7Kp4Tv8Rb3Nc6Yd5Hj1Gf0 Lm2Xw7Kp4Tv8Rb3Nc6, Xw7Kp4Tv8Xw7Kp4Tv8";
        let mut found = Vec::new();
        values.find(text, &mut |span, _| found.push(String::from_utf8_lossy(&text[span]).into_owned()));
        let want = ["Zq9Lm2Xw7Kp4", "Tv8Rb3Nc6Yd5Hj1Gf0", "Lm2Xw7Kp4Tv8Rb3Nc6", "Xw7Kp4Tv8", "Xw7Kp4Tv8"];
        assert_eq!(found, want);
        for shift in 0..3 {
            use base64::Engine as _;
            let text = format!("{}Zq9Lm2Xw7Kp4 tail", "x".repeat(shift));
            let encoded = base64::engine::general_purpose::STANDARD.encode(text);
            assert!(values.may_hold(encoded.as_bytes()), "{shift}");
        }
        assert!(values.may_hold(b"Lm2Xw7Kp4T\nv8Rb3Nc6"), "a broken line");
    }

    #[test]
    fn values_alike_do_not_crowd_one_window() {
        let mut values = ConfirmedValues::default();
        let kind = Arc::from("token");
        let made = |n: u32| format!("XQZJ0000{:08x}", n.wrapping_mul(0x9e37_79b9));
        (0..2_000).for_each(|n| assert!(values.confirm(made(n).as_bytes(), &kind)));
        let mut compared = 0;
        let text: String = (0..2_000).map(|n| made(n) + " ").collect();
        values.lookup.each(text.as_bytes(), &mut |_, _| {
            compared += 1;
            false
        });
        assert!(compared < 40 * 2_000, "{compared}");
        let mut found = 0;
        values.find(text.as_bytes(), &mut |_, _| found += 1);
        assert_eq!(found, 2_000);
    }
}
