//! What was decided before: one value is met in the first look at its text, in every view of it and in every copy.
//!
//! Decisions depend on nothing but what is asked. No value is kept: two keyed hashes stand for it and for the rest of the
//! question, 128 bits under keys of this thread that nobody can aim at.

use std::cell::RefCell;
use std::hash::{BuildHasher, Hash, RandomState};

/// Decisions that are remembered.
const SLOTS: usize = 4096;

thread_local! {
    static DECIDED: RefCell<Decided> = RefCell::default();
}

#[derive(Default)]
struct Decided {
    keys: [RandomState; 2],
    /// By a hash of the question: both of its hashes, and the answer.
    slots: Vec<Option<([u64; 2], bool)>>,
}

impl Decided {
    fn hashes(&self, question: &impl Hash) -> [u64; 2] {
        self.keys.each_ref().map(|key| key.hash_one(question))
    }

    fn slot(hashes: [u64; 2]) -> usize {
        usize::try_from(hashes[0] % SLOTS as u64).unwrap_or(0)
    }

    fn recall(&self, hashes: [u64; 2]) -> Option<bool> {
        let (known, answer) = (*self.slots.get(Self::slot(hashes))?)?;
        (known == hashes).then_some(answer)
    }

    fn note(&mut self, hashes: [u64; 2], answer: bool) {
        self.slots.resize(SLOTS, None);
        if let Some(slot) = self.slots.get_mut(Self::slot(hashes)) {
            *slot = Some((hashes, answer));
        }
    }
}

/// The answer to a question: the one of before, or that of `decide`, which always gives the same.
pub(super) fn decided(question: &impl Hash, decide: impl FnOnce() -> bool) -> bool {
    let hashes = DECIDED.with_borrow(|decided| decided.hashes(question));
    if let Some(answer) = DECIDED.with_borrow(|decided| decided.recall(hashes)) {
        return answer;
    }
    let answer = decide();
    DECIDED.with_borrow_mut(|decided| decided.note(hashes, answer));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_once_and_mistakes_no_question_for_another() {
        let mut asked = 0;
        let mut ask = |question: (&[u8], u8)| {
            decided(&question, || {
                asked += 1;
                question.0.len() % 2 == 1
            })
        };
        for _ in 0..3 {
            assert!(ask((b"abc", 1)) && ask((b"abc", 2)) && !ask((b"abcd", 1)));
        }
        assert_eq!(asked, 3);
        // More than there are slots.
        let made: Vec<Vec<u8>> = (0..3 * SLOTS).map(|n| vec![b'x'; n % 7 + n / SLOTS]).collect();
        for (n, value) in made.iter().enumerate() {
            let salt = (n % 251) as u8;
            assert_eq!(decided(&(value, salt, n), || value.len() % 2 == 1), value.len() % 2 == 1);
        }
    }
}
