//! The examples of a rule file, run as `scan` would run them.

use super::CustomRule;
use crate::scan::{Ruleset, scan_text};

/// Which list a text stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Example {
    /// It must be found.
    Positive,
    /// It must not be found.
    Negative,
}

/// What became of one example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The rule.
    pub rule: String,
    /// Its list.
    pub example: Example,
    /// Its place in the list, from 1.
    pub number: usize,
    /// Whether the rule did what the list says.
    pub passed: bool,
    /// What the rule would cut, masked.
    pub found: Vec<String>,
}

/// Runs the examples of each of the user's rules in `rules` ([`Ruleset::only`]), each as a text file of its own.
pub fn check(rules: &Ruleset) -> Vec<Checked> {
    rules.custom().flat_map(|rule| check_one(rules, rule)).collect()
}

fn check_one(rules: &Ruleset, rule: &CustomRule) -> Vec<Checked> {
    let positive = rule.examples.iter().enumerate().map(|(at, text)| (Example::Positive, at, text));
    let negative = rule.counters.iter().enumerate().map(|(at, text)| (Example::Negative, at, text));
    let one = |(example, at, text): (Example, usize, &String)| {
        let hits = scan_text(rules, text.as_bytes());
        let found: Vec<String> =
            hits.into_iter().filter(|hit| hit.rule == rule.id).map(|hit| hit.masked).collect();
        let passed = found.is_empty() == (example == Example::Negative);
        Checked { rule: rule.id.to_string(), example, number: at + 1, passed, found }
    };
    positive.chain(negative).map(one).collect()
}
