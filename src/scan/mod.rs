//! Finding secrets: rules as data, a literal prefilter, and verifiers that judge each candidate. Text in, findings out.
//!
//! Three stages, each much rarer than the one before:
//! 1. [`Ruleset::suspicious`]: SIMD literal search over raw bytes, each hit judged in a small flattened window;
//! 2. [`view::inspect`]: the views of a suspicious leaf (escapes undone to [`view::DEPTH`] levels, colours stripped, ...);
//! 3. [`Ruleset::find`]: the verifiers on one view.

pub mod allow;
mod anchors;
mod arrays;
pub mod assign;
mod buckets;
pub mod checksum;
mod chosen;
pub mod command;
pub mod confirmed;
pub mod custom;
mod encoded;
mod endings;
mod family;
mod gate;
pub mod judge;
mod judged;
pub mod keys;
mod lookup;
mod made_up;
pub mod marks;
mod nameless;
pub mod personal;
mod phrase;
pub mod prefilter;
pub mod ruleset;
mod runs;
pub mod shape;
mod simd;
pub mod skip;
pub mod structured;
mod vendor;
pub mod view;

use std::ops::Range;
use std::sync::Arc;

pub use chosen::{CONFIRMED, Options, Ruleset};
pub use confirmed::ConfirmedValues;
pub use gate::{Look, Place, Worth};
pub use judged::{Judged, Lent};
pub use ruleset::{FAMILIES, Include, Rule, RulesetError};

/// How sure a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Suspected by context and statistics.
    Low,
    /// A telling name and a random value.
    Medium,
    /// A known shape.
    High,
    /// A known shape with a checksum that holds.
    Certain,
}

/// How much evidence a finding needs. `docs/redaction.md` says what each means for a user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sensitivity {
    /// Known shapes and structures, and values by name that cannot be anything else.
    Permissive,
    /// Also values by name, where they look like secrets.
    #[default]
    Standard,
    /// Also weaker passwords, short values under vague names, and random values without a name.
    Strict,
}

/// One secret found in a text. The span is what is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: Arc<str>,
    /// The type shown in the marker.
    pub kind: Arc<str>,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// Which bytes of the text it was found in.
    pub span: Range<usize>,
}

/// A finding in a plain file, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextHit {
    /// From 1.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
    /// The rule's id.
    pub rule: Arc<str>,
    /// The type in the marker.
    pub kind: Arc<str>,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// At most the first and last two characters.
    pub masked: String,
    /// The bytes of the file.
    pub span: Range<usize>,
}

/// Finds every secret in plain text (any bytes), in order. Changes nothing and confirms nothing.
pub fn scan_text(rules: &Ruleset, text: &[u8]) -> Vec<TextHit> {
    let mut hits = Vec::new();
    if !rules.suspicious((text, view::Escapes::Text)) {
        return hits;
    }
    let lines: Vec<usize> =
        std::iter::once(0).chain(memchr::memchr_iter(b'\n', text).map(|at| at + 1)).collect();
    view::inspect(rules, &ConfirmedValues::default(), (text, view::Escapes::Text), &mut |located| {
        if located.again {
            return;
        }
        let line = lines.partition_point(|start| *start <= located.source.start);
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        hits.push(TextHit {
            line,
            column: located.source.start - start + 1,
            masked: mask(located.value),
            rule: located.finding.rule,
            kind: located.finding.kind,
            confidence: located.finding.confidence,
            span: located.source,
        });
    });
    hits.sort_by_key(|hit| hit.span.start);
    hits
}

/// Values shorter than this show none of their characters.
const SHORTEST_SHOWN: usize = 12;

/// The first and last two characters of a value, or none of a short one.
pub fn mask(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value);
    let hidden = || "***".to_owned();
    if text.chars().count() < SHORTEST_SHOWN {
        return hidden();
    }
    let mut characters = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    match (characters.next(), characters.next(), characters.next_back(), characters.next_back()) {
        (Some(a), Some(b), Some(z), Some(y)) => format!("{a}{b}***{y}{z}"),
        _ => hidden(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        assert_eq!(mask(b"elevenchars"), "***");
        assert_eq!(mask(b"twelve chars"), "tw***rs");
        assert_eq!(mask("äöüäöüäöüäöü".as_bytes()), "äö***öü");
    }

    #[test]
    fn hits_in_text_have_places() {
        let hits = scan_text(&Ruleset::builtin(), b"a = 1\n  DB_PASSWORD=Xq7Lm2Zr9Wv!4\nb = 2\n");
        let places: Vec<_> =
            hits.iter().map(|hit| (hit.line, hit.column, hit.kind.as_ref(), hit.masked.as_str())).collect();
        assert_eq!(places, [(2, 15, "password", "Xq***!4")]);
    }
}
