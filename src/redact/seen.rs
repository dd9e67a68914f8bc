//! What was found in the strings of one line: results of tools stand there twice, and are looked at once.

use std::ops::Range;

use zeroize::Zeroizing;

use crate::scan::Finding;
use crate::scan::view::Located;

/// Shorter strings are looked at again.
const SHORTEST: usize = 64;

/// Strings that are remembered.
const MOST: usize = 16;

/// A finding, kept.
pub(super) struct Found {
    finding: Finding,
    value: Zeroizing<Vec<u8>>,
    source: Range<usize>,
    again: bool,
}

impl Found {
    pub(super) fn of(located: Located<'_>) -> Self {
        let Located { finding, value, source, again } = located;
        Self { finding, value: Zeroizing::new(value.to_vec()), source, again }
    }

    pub(super) fn located(&self) -> Located<'_> {
        let (finding, source) = (self.finding.clone(), self.source.clone());
        Located { finding, value: &self.value, source, again: self.again }
    }
}

/// The strings of one line that were looked at, with what was found in them.
#[derive(Default)]
pub(super) struct Seen<'t> {
    strings: Vec<(&'t [u8], Vec<Found>)>,
}

impl<'t> Seen<'t> {
    /// What is found in `raw`: what `look` finds, unless an equal string was looked at before.
    pub(super) fn look(&mut self, raw: &'t [u8], look: impl FnOnce(&mut dyn FnMut(Located<'_>))) -> &[Found] {
        let at = match self.strings.iter().position(|(seen, _)| raw.len() >= SHORTEST && *seen == raw) {
            Some(at) => at,
            None => {
                let mut found = Vec::new();
                look(&mut |located| found.push(Found::of(located)));
                if self.strings.len() == MOST {
                    self.strings.remove(0);
                }
                self.strings.push((raw, found));
                self.strings.len() - 1
            }
        };
        self.strings.get(at).map_or(&[], |(_, found)| found.as_slice())
    }
}
