//! What was judged before: transcripts hold the same code and the same output many times.

use std::cell::RefCell;
use std::ops::Deref;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::prefilter::Lead;
use super::ruleset::Builtin;
use super::runs::NEAR;
use super::view::Escapes;

/// Windows that are remembered: with their few hundred bytes each, less than three megabytes.
const SLOTS: usize = 4096;

/// Runs of base64 that are remembered, each with the few bytes that decide.
const RUNS: usize = 1024;

/// What led to no secret: windows of raw bytes around a hit, and the beginnings of runs of base64. They are compared
/// whole, so none is ever mistaken for another.
#[derive(Default)]
pub struct Judged {
    windows: RefCell<Vec<Option<Slot>>>,
    runs: RefCell<Zeroizing<Vec<Run>>>,
    /// Whether nothing is remembered.
    idle: bool,
}

thread_local! {
    /// What the last session of this thread left for the next one.
    static LEFT: RefCell<Option<(Arc<Builtin>, Judged)>> = const { RefCell::new(None) };
}

/// What was judged before by the same rules in the same thread; it goes on to the next that asks.
pub struct Lent {
    rules: Arc<Builtin>,
    judged: Judged,
}

impl Lent {
    /// What `rules` judged before.
    pub(super) fn of(rules: &Arc<Builtin>) -> Self {
        let left = LEFT.with(|left| left.take()).filter(|(of, _)| Arc::ptr_eq(of, rules));
        Self { rules: Arc::clone(rules), judged: left.map(|(_, judged)| judged).unwrap_or_default() }
    }
}

impl Deref for Lent {
    type Target = Judged;

    fn deref(&self) -> &Judged {
        &self.judged
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let judged = std::mem::take(&mut self.judged);
        // At the end of the thread there is nobody to leave it to.
        let _gone = LEFT.try_with(|left| left.replace(Some((Arc::clone(&self.rules), judged))));
    }
}

/// The bytes around the beginning of a run.
type Run = [u8; NEAR.0 + NEAR.1];

struct Slot {
    /// What tells most other windows, without a look at them.
    mixed: u64,
    window: Zeroizing<Vec<u8>>,
    hit: usize,
    lead: Lead,
    escapes: Escapes,
}

/// A hit as it is judged: all that it is judged by, where in that it is, and what it may lead to.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) window: &'a [u8],
    pub(super) hit: usize,
    pub(super) lead: Lead,
    pub(super) escapes: Escapes,
}

impl Case<'_> {
    /// By every sixth word of the window: what stands close to a hit is often the same while the rest differs.
    fn mixed(&self) -> u64 {
        let (words, _) = self.window.as_chunks::<8>();
        words.iter().step_by(6).fold(self.hit as u64, |mixed, word| {
            (mixed.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        })
    }
}

impl Judged {
    /// One that remembers nothing, for a single look: to make room costs more than most of those.
    pub(super) fn idle() -> Self {
        Self { idle: true, ..Self::default() }
    }

    /// Whether the same case led to nothing before.
    pub(super) fn knows(&self, case: Case<'_>) -> bool {
        let mixed = case.mixed();
        self.windows.borrow().get(slot(mixed)).and_then(Option::as_ref).is_some_and(|slot| {
            let same = slot.mixed == mixed
                && slot.hit == case.hit
                && slot.lead == case.lead
                && slot.escapes == case.escapes;
            same && slot.window.as_slice() == case.window
        })
    }

    /// Remembers that a case led to nothing.
    pub(super) fn note(&self, case: Case<'_>) {
        if self.idle {
            return;
        }
        let mut slots = self.windows.borrow_mut();
        if slots.is_empty() {
            slots.resize_with(SLOTS, || None);
        }
        let mixed = case.mixed();
        if let Some(slot) = slots.get_mut(slot(mixed)) {
            let window = Zeroizing::new(case.window.to_vec());
            *slot = Some(Slot { mixed, window, hit: case.hit, lead: case.lead, escapes: case.escapes });
        }
    }

    /// Whether the same run of base64 led to nothing before; those at the ends of a text are not remembered.
    pub(super) fn knows_run(&self, raw: &[u8], at: usize) -> bool {
        run_at(raw, at)
            .is_some_and(|run| self.runs.borrow().get(run_slot(run)).is_some_and(|known| same(known, run)))
    }

    /// Remembers that a run led to nothing, for what stands [`NEAR`] its beginning.
    pub(super) fn note_run(&self, raw: &[u8], at: usize) {
        let Some(run) = run_at(raw, at).filter(|_| !self.idle) else { return };
        let mut runs = self.runs.borrow_mut();
        if runs.is_empty() {
            runs.resize(RUNS, [0; NEAR.0 + NEAR.1]);
        }
        if let Some(slot) = runs.get_mut(run_slot(run)) {
            *slot = *run;
        }
    }
}

fn slot(mixed: u64) -> usize {
    usize::try_from(mixed >> (u64::BITS - SLOTS.trailing_zeros())).unwrap_or(0)
}

fn run_at(raw: &[u8], at: usize) -> Option<&Run> {
    raw.get(at.checked_sub(NEAR.0)?..).and_then(<[u8]>::first_chunk)
}

/// Whether two runs are the same; in line, as a call costs more than the comparison.
fn same(a: &Run, b: &Run) -> bool {
    let (a, b) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    let differing = |(a, b): (&[u8; 8], &[u8; 8])| u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
    a.iter().zip(b).map(differing).fold(0, |all, bits| all | bits) == 0
}

fn run_slot(run: &Run) -> usize {
    let (words, _) = run.as_chunks::<8>();
    let mixed = words.iter().fold(0_u64, |mixed, word| {
        (mixed.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    usize::try_from(mixed >> (u64::BITS - RUNS.trailing_zeros())).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_known_whole() {
        let judged = Judged::default();
        let window: Vec<u8> = (0..=255).cycle().take(600).collect();
        let case = Case { window: &window, hit: 192, lead: Lead::Assignment, escapes: Escapes::Json };
        assert!(!judged.knows(case));
        judged.note(case);
        assert!(judged.knows(case));
        assert!(!judged.knows(Case { lead: Lead::Break, ..case }));
        assert!(!judged.knows(Case { hit: 191, ..case }));
        assert!(!judged.knows(Case { escapes: Escapes::Text, ..case }));
        for at in [0, 191, 192, 300, 599] {
            let mut other = window.clone();
            other[at] ^= 1;
            assert!(!judged.knows(Case { window: &other, ..case }), "{at}");
        }
    }

    #[test]
    fn runs_are_known_by_what_stands_near() {
        let judged = Judged::default();
        let text: Vec<u8> = (0..=255).collect();
        assert!(!judged.knows_run(&text, 100));
        judged.note_run(&text, 100);
        assert!(judged.knows_run(&text, 100));
        for at in 97..145 {
            let mut other = text.clone();
            other[at] ^= 1;
            assert!(!judged.knows_run(&other, 100), "{at}");
        }
        for at in [0, 2, 212, 255] {
            judged.note_run(&text, at);
            assert!(!judged.knows_run(&text, at), "{at}");
        }
    }
}
