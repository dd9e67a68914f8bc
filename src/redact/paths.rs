//! What a path of JSON alone tells of the strings that stand there: the same few paths lead through all lines of a session.

use std::cell::RefCell;

use zeroize::Zeroizing;

use crate::scan::skip::Skipped;

/// Paths that are remembered.
const SLOTS: usize = 256;

/// Longer ones are judged each time.
const LONGEST: usize = 256;

/// What a path tells.
#[derive(Clone, Copy)]
pub(super) struct Told {
    /// Whether strings there are looked at.
    pub(super) skipped: Skipped,
    /// Whether a string there may be judged by the name of its member.
    pub(super) member: bool,
}

/// A path with what is known of it so far.
struct Known {
    path: Zeroizing<Vec<u8>>,
    told: Option<Told>,
    shown: Option<String>,
}

/// Paths, compared whole, with what they tell. Their names are foreign text.
#[derive(Default)]
pub(super) struct Paths {
    slots: RefCell<Vec<Option<Known>>>,
}

impl Paths {
    /// What `path` tells: as remembered, or as `judge` says.
    pub(super) fn tell(&self, path: &[u8], judge: impl FnOnce() -> Told) -> Told {
        if path.len() > LONGEST {
            return judge();
        }
        self.with(path, |known| *known.told.get_or_insert_with(judge))
    }

    /// `path` as people may see it: as remembered, or as `show` makes it.
    pub(super) fn shown(&self, path: &[u8], show: impl FnOnce(&[u8]) -> String) -> String {
        if path.len() > LONGEST {
            return show(path);
        }
        self.with(path, |known| known.shown.get_or_insert_with(|| show(path)).clone())
    }

    fn with<T>(&self, path: &[u8], ask: impl FnOnce(&mut Known) -> T) -> T {
        let new = || Known { path: Zeroizing::new(path.to_vec()), told: None, shown: None };
        let mut slots = self.slots.borrow_mut();
        if slots.is_empty() {
            slots.resize_with(SLOTS, || None);
        }
        match slots.get_mut(slot(path)) {
            Some(slot) => {
                if slot.as_ref().is_some_and(|known| known.path.as_slice() != path) {
                    *slot = None;
                }
                ask(slot.get_or_insert_with(new))
            }
            None => ask(&mut new()),
        }
    }
}

fn slot(path: &[u8]) -> usize {
    let (words, rest) = path.as_chunks::<8>();
    let rest = rest.iter().fold(path.len() as u64, |word, byte| word << 8 | u64::from(*byte));
    let mixed = words
        .iter()
        .map(|word| u64::from_le_bytes(*word))
        .chain([rest])
        .fold(0_u64, |mixed, word| (mixed.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    usize::try_from(mixed >> (u64::BITS - SLOTS.trailing_zeros())).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_judged_once_and_never_taken_for_another() {
        let paths = Paths::default();
        let all: Vec<Vec<u8>> = (0..2_000_u32).map(|n| format!("a.member.of.{n}").into_bytes()).collect();
        for path in &all {
            let even = path.last().is_some_and(|last| last % 2 == 0);
            let judge = || Told { skipped: Skipped::No, member: even };
            assert_eq!(paths.tell(path, judge).member, even);
            assert_eq!(paths.tell(path, || panic!()).member, even);
            let shown = paths.shown(path, |path| String::from_utf8_lossy(path).into_owned());
            assert_eq!(
                (shown.as_bytes(), paths.shown(path, |_| panic!()).as_bytes()),
                (&path[..], &path[..])
            );
        }
        for path in &all {
            let even = path.last().is_some_and(|last| last % 2 == 0);
            assert_eq!(paths.tell(path, || Told { skipped: Skipped::No, member: even }).member, even);
            let shown = paths.shown(path, |path| String::from_utf8_lossy(path).into_owned());
            assert_eq!(shown.as_bytes(), path);
        }
    }
}
