//! What was judged before: transcripts hold the same code and the same output many times.

use std::cell::RefCell;

use zeroize::Zeroizing;

use super::prefilter::Lead;

/// Windows that are remembered: with their few hundred bytes each, less than a megabyte.
const SLOTS: usize = 1024;

/// Windows of raw bytes in which a hit led to no secret. They are compared whole, so none is ever mistaken for another.
#[derive(Default)]
pub struct Judged(RefCell<Vec<Option<Slot>>>);

struct Slot {
    window: Zeroizing<Vec<u8>>,
    hit: usize,
    lead: Lead,
}

/// A hit as it is judged: all that it is judged by, where in that it is, and what it may lead to.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) window: &'a [u8],
    pub(super) hit: usize,
    pub(super) lead: Lead,
}

impl Case<'_> {
    /// By what stands close to the hit.
    fn slot(&self) -> usize {
        let word = |at: usize| {
            self.window.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |b| u64::from_le_bytes(*b))
        };
        let near =
            [self.hit.saturating_sub(8), self.hit, self.hit + 8, self.hit + 24, self.hit + 64].map(word);
        let mixed = near
            .iter()
            .fold(0_u64, |mixed, word| (mixed.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        usize::try_from(mixed >> (u64::BITS - SLOTS.trailing_zeros())).unwrap_or(0)
    }
}

impl Judged {
    /// Whether the same case led to nothing before.
    pub(super) fn knows(&self, case: Case<'_>) -> bool {
        self.0.borrow().get(case.slot()).and_then(Option::as_ref).is_some_and(|slot| {
            slot.hit == case.hit && slot.lead == case.lead && slot.window.as_slice() == case.window
        })
    }

    /// Remembers that a case led to nothing.
    pub(super) fn note(&self, case: Case<'_>) {
        let mut slots = self.0.borrow_mut();
        if slots.is_empty() {
            slots.resize_with(SLOTS, || None);
        }
        if let Some(slot) = slots.get_mut(case.slot()) {
            let window = Zeroizing::new(case.window.to_vec());
            *slot = Some(Slot { window, hit: case.hit, lead: case.lead });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_known_whole() {
        let judged = Judged::default();
        let window: Vec<u8> = (0..=255).cycle().take(600).collect();
        let case = Case { window: &window, hit: 192, lead: Lead::Assignment };
        assert!(!judged.knows(case));
        judged.note(case);
        assert!(judged.knows(case));
        assert!(!judged.knows(Case { lead: Lead::Break, ..case }));
        assert!(!judged.knows(Case { hit: 191, ..case }));
        for at in [0, 191, 192, 300, 599] {
            let mut other = window.clone();
            other[at] ^= 1;
            assert!(!judged.knows(Case { window: &other, ..case }), "{at}");
        }
    }
}
