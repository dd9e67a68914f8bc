//! What was cut, for people: counts, places, and masked values.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::scan::allow::Fingerprint;
use crate::scan::{Confidence, Ruleset};

/// One secret that was cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The file given to `set_position`.
    pub file: String,
    /// The line given to `set_position`, plus the lines before it in a text.
    pub line: u64,
    /// Where it begins in its line, in UTF-16 code units from 1; 0 where columns were not asked for.
    pub column: u64,
    /// The line and column just behind it.
    pub end: (u64, u64),
    /// The JSON path of the leaf; empty in plain text, `*` where the path itself holds a secret.
    pub path: String,
    /// The rule that found it.
    pub rule: Arc<str>,
    /// The type in its marker.
    pub kind: Arc<str>,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// At most the first and last two characters.
    pub masked: String,
    /// The value's keyed fingerprint, where this machine has a key.
    pub fingerprint: Option<Fingerprint>,
}

/// Why a finding was left where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowedBy {
    /// This entry of the configuration, from 0.
    Entry(usize),
    /// A mark on its line.
    Mark,
}

/// Everything that was cut in one pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Hits by marker type.
    pub counts: BTreeMap<Arc<str>, u64>,
    /// Every hit, in order.
    pub hits: Vec<Hit>,
    /// What was found and left, because the user allows it.
    pub allowed: Vec<(Hit, AllowedBy)>,
    /// Bytes that passed as binary.
    pub unscanned_bytes: u64,
    /// Thinking blocks removed whole.
    pub thinking_dropped: u64,
}

impl Report {
    /// Adds what another pass cut.
    pub fn merge(&mut self, other: &Self) {
        for (kind, count) in &other.counts {
            *self.counts.entry(Arc::clone(kind)).or_default() += count;
        }
        self.hits.extend(other.hits.iter().cloned());
        self.unscanned_bytes += other.unscanned_bytes;
        self.thinking_dropped += other.thinking_dropped;
    }

    pub(super) fn record(&mut self, hits: Vec<Hit>) {
        for hit in hits {
            *self.counts.entry(Arc::clone(&hit.kind)).or_default() += 1;
            self.hits.push(hit);
        }
    }
}

pub(super) fn display_path(rules: &Ruleset, path: &[u8]) -> String {
    if path.len() > 256 {
        return "*".to_owned();
    }
    let mut found = Vec::new();
    rules.find(path, &mut found);
    let shown: String =
        String::from_utf8_lossy(path).chars().map(|c| if c.is_control() { '.' } else { c }).collect();
    let long = shown.split('.').any(|part| part.trim_end_matches("[]").len() > 60);
    if found.is_empty() && !long { shown } else { "*".to_owned() }
}
