//! Tokens without a literal to search for, found by the run of base64 characters that they are or hold, as those runs are
//! found anyway: Bitcoin keys by their checksum, tokens of several parts by their shape.

use super::Finding;
use super::checksum;
use super::encoded;
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

/// What a run of base64 leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Led {
    /// To no token, as the bytes around its beginning tell ([`NEAR`]).
    Nowhere,
    /// To no token, as what stands farther away tells.
    NotHere,
    /// To a token, perhaps.
    Token,
}

/// How many bytes before and behind the beginning of a run decide that no token begins in it.
pub(super) const NEAR: (usize, usize) = (3, 45);

/// Bytes of a shape that are looked at first.
const HEAD: usize = 24;

/// The most that stands of an escape at the front of a run.
const ESCAPE: usize = 8;

const _: () = assert!(PREFIX + HEAD <= NEAR.1);
const _: () = assert!(ESCAPE + HEAD <= NEAR.1);

/// All shapes that are found so.
pub(super) struct Runs {
    all: Vec<ByRun>,
    /// By the byte that a token's run begins with, the indexes of the shapes.
    starts: [Vec<usize>; 256],
}

impl Default for Runs {
    fn default() -> Self {
        Self { all: Vec::new(), starts: [const { Vec::new() }; 256] }
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
        starts.into_iter().for_each(|byte| self.starts[usize::from(byte)].push(self.all.len()));
        self.all.push(ByRun { rule, shape, back, first });
    }

    /// The shapes of which one may begin its run at `start`.
    fn begun<'a>(&'a self, text: &'a [u8], start: usize) -> impl Iterator<Item = &'a ByRun> + 'a {
        let shapes = text.get(start).map_or(&[][..], |byte| &self.starts[usize::from(*byte)]);
        let begun = shapes.iter().filter_map(|shape| self.all.get(*shape));
        begun.filter(move |run| run.may_begin(text, start))
    }
}

impl Builtin {
    /// The token that the run of base64 at `at` is a part of.
    pub(super) fn found_by_run(&self, text: &[u8], at: usize) -> Option<Finding> {
        let mut found = None;
        starts(text, at, &mut |start| {
            let mut begun = self.runs.begun(text, start);
            found = begun.find_map(|run| self.shape(text, start - run.back, (run.rule, run.shape)));
            found.is_some()
        });
        found
    }

    /// Whether the run of base64 at `at` of raw bytes, where an escape may stand before it, may be a part of a token.
    pub(super) fn led_by_run(&self, raw: &[u8], at: usize) -> Led {
        let escaped = at + encoded::escape_before(raw, at);
        let mut led = Led::Nowhere;
        let mut may_start = |start: usize| {
            for run in self.runs.begun(raw, start).filter(|run| self.may_begin(raw, start, run)) {
                led = if self.may_run(raw, start, run).is_some() { Led::Token } else { Led::NotHere };
                if led == Led::Token {
                    return true;
                }
            }
            false
        };
        if !starts(raw, at, &mut may_start) && escaped > at {
            may_start(escaped);
        }
        led
    }

    fn may_begin(&self, raw: &[u8], start: usize, run: &ByRun) -> bool {
        let shape = self.shapes.get(run.rule).and_then(|shapes| shapes.get(run.shape));
        shape.zip(start.checked_sub(run.back)).is_some_and(|(shape, start)| shape.may_begin(raw, start, HEAD))
    }

    fn may_run(&self, raw: &[u8], start: usize, run: &ByRun) -> Option<()> {
        let shape = self.shapes.get(run.rule)?.get(run.shape)?;
        let token = shape.matches_at(raw, start.checked_sub(run.back)?)?;
        let sealed = self.rules.get(run.rule)?.check == Some(Check::Base58Sealed);
        (!sealed || checksum::base58check_holds(raw.get(token)?)).then_some(())
    }
}

/// Visits where in the run of base64 at `at` a token may begin: at its front, or behind what `grep -A` and diffs write
/// there; until `visit` is true.
fn starts(text: &[u8], at: usize, visit: &mut impl FnMut(usize) -> bool) -> bool {
    let head = text.get(at..text.len().min(at + PREFIX)).unwrap_or_default();
    visit(at)
        || head.iter().enumerate().any(|(i, b)| matches!(b, b'+' | b'-' | b'/' | b'_') && visit(at + i + 1))
}

/// How far into a run of base64 a token may begin.
const PREFIX: usize = 12;
