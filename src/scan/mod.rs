//! Finding secrets: rules as data, a literal prefilter, and verifiers that judge each candidate. Text in, findings out.
//!
//! Three stages, each much rarer than the one before:
//! 1. [`Ruleset::suspicious`]: SIMD literal search over raw bytes, each hit judged in a small flattened window;
//! 2. [`inspect`]: the views of a suspicious leaf (escapes undone to [`view::DEPTH`] levels, colours stripped, ...);
//! 3. [`Ruleset::find`]: the verifiers on one view.

pub mod assign;
pub mod confirmed;
pub mod judge;
pub mod prefilter;
pub mod ruleset;
pub mod shape;
pub mod skip;
pub mod structured;
pub mod view;

use std::ops::Range;
use std::sync::Arc;

pub use confirmed::ConfirmedValues;
pub use ruleset::{Rule, Ruleset, RulesetError};

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
