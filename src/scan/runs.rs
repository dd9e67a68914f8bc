//! Tokens without a literal to search for, found by the run of base64 characters that they are or hold, as those runs are
//! found anyway: Bitcoin keys by their checksum, tokens of several parts by their shape.

use super::Finding;
use super::checksum;
use super::gate;
use super::ruleset::{Builtin, Check};

/// A shape that is found by a run of base64.
struct ByRun {
    rule: usize,
    shape: usize,
    /// The bytes of the shape before the run.
    back: usize,
    /// Its first byte.
    first: u8,
}

impl ByRun {
    fn may_begin(&self, text: &[u8], run: usize) -> bool {
        run.checked_sub(self.back).and_then(|start| text.get(start)) == Some(&self.first)
    }
}

/// All shapes that are found so.
pub(super) struct Runs {
    all: Vec<ByRun>,
    /// The bytes that a token's run may begin with.
    starts: [bool; 256],
}

impl Default for Runs {
    fn default() -> Self {
        Self { all: Vec::new(), starts: [false; 256] }
    }
}

impl Runs {
    /// Adds a shape of a rule: how many of its bytes stand before the run, and its first byte.
    pub(super) fn add(&mut self, (rule, shape): (usize, usize), (back, first): (usize, u8)) {
        let starts: Vec<u8> = match back {
            0 => vec![first],
            // All of them have hexadecimal digits there.
            _ => b"0123456789abcdef".to_vec(),
        };
        starts.into_iter().for_each(|byte| self.starts[usize::from(byte)] = true);
        self.all.push(ByRun { rule, shape, back, first });
    }

    /// Where in the run of base64 at `at` a token may begin.
    fn starts<'a>(&'a self, text: &'a [u8], at: usize) -> impl Iterator<Item = usize> + 'a {
        let known = |start: &usize| text.get(*start).is_some_and(|b| self.starts[usize::from(*b)]);
        starts(text, at).filter(known)
    }
}

impl Builtin {
    /// The token that the run of base64 at `at` is a part of.
    pub(super) fn found_by_run(&self, text: &[u8], at: usize) -> Option<Finding> {
        self.runs.starts(text, at).find_map(|start| {
            let begun = self.runs.all.iter().filter(|run| run.may_begin(text, start));
            begun.filter_map(|run| self.shape(text, start - run.back, (run.rule, run.shape))).next()
        })
    }

    /// Whether the run of base64 at `at` of raw bytes, where an escape may stand before it, may be a part of a token.
    pub(super) fn may_be_found_by_run(&self, raw: &[u8], at: usize) -> bool {
        let escaped = at + gate::escape_before(raw, at);
        let may_start = |start: usize| {
            self.runs
                .all
                .iter()
                .any(|run| run.may_begin(raw, start) && self.may_run(raw, start, run).is_some())
        };
        self.runs.starts(raw, at).any(may_start) || (escaped > at && may_start(escaped))
    }

    fn may_run(&self, raw: &[u8], start: usize, run: &ByRun) -> Option<()> {
        let shape = self.shapes.get(run.rule)?.get(run.shape)?;
        let token = shape.matches_at(raw, start.checked_sub(run.back)?)?;
        let sealed = self.rules.get(run.rule)?.check == Some(Check::Base58Sealed);
        (!sealed || checksum::base58check_holds(raw.get(token)?)).then_some(())
    }
}

/// Where in the run of base64 at `at` a token may begin: at its front, or behind what `grep -A` and diffs write there.
fn starts(text: &[u8], at: usize) -> impl Iterator<Item = usize> + '_ {
    let joint = |b: &u8| matches!(b, b'+' | b'-' | b'/' | b'_');
    let head = text.get(at..text.len().min(at + PREFIX)).unwrap_or_default();
    let inside = head.iter().enumerate().filter(move |(_, b)| joint(b));
    std::iter::once(at).chain(inside.map(move |(i, _)| at + i + 1))
}

/// How far into a run of base64 a token may begin.
const PREFIX: usize = 12;
