//! Where any of many strings may stand in a text, by eight of the bytes of each.
//!
//! Every fourth position is looked at: of the eight bytes that are indexed, four overlapping grams of five are marked in
//! a bitmap, and one of them begins at such a position. What passes is looked up by its eight bytes, and left to the
//! caller to compare. The cost for a text does not grow with the number of strings while the bitmap fits the cache, and
//! adding a string costs the same for the first and for the millionth.

use zeroize::Zeroize;

/// Bytes of a string that are indexed.
pub(super) const WINDOW: usize = 8;

/// Bytes of a gram, and the distance of the positions that are looked at.
const GRAM: u64 = 0x00ff_ffff_ffff;
const STEP: usize = 4;

/// Bits of the bitmaps for each window: an eighth or less of them is set by grams.
const BITS: usize = 64;

/// A window of a string.
struct Entry {
    key: u64,
    owner: u32,
    /// The entry before with the same key, counted from 1.
    before: u32,
    /// Entries with this key, up to this one.
    same: u32,
}

/// Windows with their owners. Wiped on drop: they are parts of secrets.
#[derive(Default)]
pub(super) struct Lookup {
    entries: Vec<Entry>,
    /// By hash of a key: its last entry, counted from 1.
    slots: Vec<u32>,
    grams: Vec<u8>,
    windows: Vec<u8>,
}

impl Drop for Lookup {
    fn drop(&mut self) {
        self.entries.iter_mut().for_each(|entry| entry.key = 0);
        self.grams.zeroize();
        self.windows.zeroize();
    }
}

impl Lookup {
    /// Indexes a window for `owner`, who learns of every place where it stands.
    pub(super) fn add(&mut self, window: [u8; WINDOW], owner: u32) {
        if self.entries.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let key = u64::from_le_bytes(window);
        let before = self.last(key);
        let same = self.entry(before).map_or(0, |entry| entry.same) + 1;
        self.entries.push(Entry { key, owner, before, same });
        self.enter(self.entries.len());
    }

    /// The window that was indexed as number `entry`, from 0.
    pub(super) fn window(&self, entry: usize) -> Option<[u8; WINDOW]> {
        self.entries.get(entry).map(|entry| entry.key.to_le_bytes())
    }

    /// How many owners a window has.
    pub(super) fn owners(&self, window: [u8; WINDOW]) -> u32 {
        self.entry(self.last(u64::from_le_bytes(window))).map_or(0, |entry| entry.same)
    }

    /// Calls `found` with each place of an indexed window and its owner; it returns true to stop. True when stopped.
    pub(super) fn each(&self, text: &[u8], found: &mut dyn FnMut(usize, u32) -> bool) -> bool {
        if self.entries.is_empty() || text.len() < WINDOW {
            return false;
        }
        let (steps, _) = text.as_chunks::<STEP>();
        let Some((first, behind)) = steps.split_first() else { return false };
        let mut before = u32::from_le_bytes(*first);
        let (grams, shift) = (self.grams.as_slice(), shift(self.grams.len()));
        for (number, next) in behind.iter().enumerate() {
            let next = u32::from_le_bytes(*next);
            let gram = (u64::from(next) << 32 | u64::from(before)) & GRAM;
            if marked(grams, shift, gram) && self.near(text, number * STEP, found) {
                return true;
            }
            before = next;
        }
        // The last gram has fewer than eight bytes.
        let at = behind.len() * STEP;
        let rest = text.get(at..).unwrap_or_default();
        rest.len() > WINDOW - STEP && self.is_gram(word(rest)) && self.near(text, at, found)
    }

    /// The windows that hold the gram at `at`.
    #[cold]
    fn near(&self, text: &[u8], at: usize, found: &mut dyn FnMut(usize, u32) -> bool) -> bool {
        (0..STEP).filter_map(|back| at.checked_sub(back)).any(|start| {
            let Some(bytes) = text.get(start..start + WINDOW) else { return false };
            let key = word(bytes);
            if !marked(&self.windows, shift(self.windows.len()), key) {
                return false;
            }
            let mut last = self.last(key);
            while let Some(entry) = self.entry(last) {
                if found(start, entry.owner) {
                    return true;
                }
                last = entry.before;
            }
            false
        })
    }

    #[inline(always)]
    fn is_gram(&self, word: u64) -> bool {
        marked(&self.grams, shift(self.grams.len()), word & GRAM)
    }

    fn entry(&self, from_one: u32) -> Option<&Entry> {
        self.entries.get((from_one as usize).checked_sub(1)?)
    }

    /// The last entry of `key`, counted from 1; 0 if there is none.
    fn last(&self, key: u64) -> u32 {
        let mut slot = place(key, self.slots.len());
        loop {
            match self.slots.get(slot).copied().unwrap_or(0) {
                0 => return 0,
                entry if self.entry(entry).is_some_and(|entry| entry.key == key) => return entry,
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// Makes entry number `from_one` the last one of its key.
    fn enter(&mut self, from_one: usize) {
        let Some(entry) = self.entries.get(from_one - 1) else { return };
        let key = entry.key;
        let mut slot = place(key, self.slots.len());
        while let Some(taken) = self.slots.get(slot).copied().filter(|taken| *taken != 0) {
            if self.entry(taken).is_some_and(|entry| entry.key == key) {
                break;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        if let Some(to) = self.slots.get_mut(slot) {
            *to = u32::try_from(from_one).unwrap_or(u32::MAX);
        }
        mark(&mut self.windows, key);
        for back in 0..STEP {
            mark(&mut self.grams, (key >> (8 * back)) & GRAM);
        }
    }

    fn grow(&mut self) {
        let slots = (self.slots.len() * 2).max(256);
        self.slots = vec![0; slots];
        self.grams.zeroize();
        self.windows.zeroize();
        self.grams.resize(slots * BITS / 2 / 8, 0);
        self.windows.resize(slots * BITS / 4 / 8, 0);
        for from_one in 1..=self.entries.len() {
            self.enter(from_one);
        }
    }
}

/// Up to eight bytes, little endian.
#[inline(always)]
fn word(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<WINDOW>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// A place for a key among `size`, a power of two.
#[inline(always)]
fn place(key: u64, size: usize) -> usize {
    usize::try_from(key.wrapping_mul(SPREAD) >> shift(size)).unwrap_or(0)
}

/// Spreads keys over all bits, the upper ones best.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// How many bits of a spread key are too many for `size` places.
#[inline(always)]
fn shift(size: usize) -> u32 {
    u64::BITS - size.max(2).trailing_zeros()
}

/// Whether a key is marked in `bytes`, of which there are as many as `shift` says: by two bits of one of them, so that of
/// other keys hardly any passes.
#[inline(always)]
fn marked(bytes: &[u8], shift: u32, key: u64) -> bool {
    let spread = key.wrapping_mul(SPREAD);
    let bits = bits_of(spread);
    bytes.get((spread >> shift) as usize).is_some_and(|byte| byte & bits == bits)
}

/// The two bits of a key in its byte, by what of it chooses no byte.
#[inline(always)]
fn bits_of(spread: u64) -> u8 {
    PAIRS[usize::from((spread >> 32) as u8)]
}

/// Bytes with two bits.
const PAIRS: [u8; 256] = {
    let mut pairs = [0; 256];
    let mut at = 0;
    while at < 256 {
        pairs[at] =
            1_u8.rotate_left(at as u32 % 8) | 1_u8.rotate_left((at as u32 + at as u32 / 8 % 7 + 1) % 8);
        at += 1;
    }
    pairs
};

fn mark(bytes: &mut [u8], key: u64) {
    if let Some(byte) = bytes.get_mut(place(key, bytes.len())) {
        *byte |= bits_of(key.wrapping_mul(SPREAD));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_window_at_every_place() {
        let mut lookup = Lookup::default();
        let windows: Vec<[u8; 8]> = (0..3_000_u32)
            .map(|n| u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes())
            .chain([*b"sameSAME", *b"sameSAME"])
            .collect();
        for (owner, window) in (0..).zip(&windows) {
            lookup.add(*window, owner);
        }
        assert_eq!((lookup.owners(*b"sameSAME"), lookup.owners(*b"othersss")), (2, 0));
        for gap in 0..9 {
            let mut text = vec![b'.'; gap];
            let mut want = Vec::new();
            for (owner, window) in (0_u32..).zip(&windows) {
                want.push((text.len(), owner));
                text.extend_from_slice(window);
                text.resize(text.len() + gap, b'.');
            }
            // Equal windows have both owners.
            let [.., (a, _), (b, _)] = want.as_slice() else { panic!() };
            let twice = [(*a, 3_001), (*b, 3_000)];
            want.extend(twice);
            let mut found = Vec::new();
            lookup.each(&text, &mut |at, owner| {
                found.push((at, owner));
                false
            });
            let there = |(at, owner): &(usize, u32)| text[*at..].starts_with(&windows[*owner as usize]);
            assert!(found.iter().all(there));
            let missed: Vec<_> = want.iter().filter(|place| !found.contains(place)).collect();
            assert_eq!(missed, Vec::<&(usize, u32)>::new(), "{gap}");
        }
    }
}
