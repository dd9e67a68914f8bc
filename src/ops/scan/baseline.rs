//! An earlier JSON report, whose findings are left out of a new one.
//!
//! A finding is known again by rule, path and fingerprint where the report was made with this machine's key; else by
//! rule, path and masked value, and only as often as the report has it. Lines are not compared: a file may have grown
//! above a finding.

use crate::redact::Hit;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Why a report cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is no JSON.
    #[error("it is no JSON")]
    Json(#[from] serde_json::Error),
    /// It is no report.
    #[error("it holds no findings")]
    NoFindings,
    /// A finding is not what it should be.
    #[error("finding {0} has no rule, masked value or path")]
    Finding(usize),
}

/// The findings of an earlier report.
#[derive(Debug, Default)]
pub struct Baseline {
    /// Rule, path, fingerprint.
    values: HashSet<[String; 3]>,
    /// Rule, path, masked value, and how often.
    masked: HashMap<[String; 3], usize>,
}

impl Baseline {
    /// Reads a report; `key` names this machine's fingerprint key, where there is one.
    ///
    /// # Errors
    /// [`BaselineError`]
    pub fn parse(report: &[u8], key: Option<&str>) -> Result<Self, BaselineError> {
        let document: Value = serde_json::from_slice(report)?;
        let findings = document.get("findings").and_then(Value::as_array).ok_or(BaselineError::NoFindings)?;
        let same_key = key.is_some() && document.get("fingerprint_key").and_then(Value::as_str) == key;
        let mut baseline = Self::default();
        for (at, finding) in findings.iter().enumerate() {
            let text = |key: &str| finding.get(key).and_then(Value::as_str).map(str::to_owned);
            let (Some(rule), Some(masked), Some(path)) = (text("rule"), text("masked"), text("path")) else {
                return Err(BaselineError::Finding(at + 1));
            };
            match text("fingerprint").filter(|_| same_key) {
                Some(fingerprint) => drop(baseline.values.insert([rule, path, fingerprint])),
                None => *baseline.masked.entry([rule, path, masked]).or_default() += 1,
            }
        }
        Ok(baseline)
    }

    /// Starts to match a new report's findings.
    pub fn matcher(&self) -> Matcher<'_> {
        Matcher { baseline: self, left: self.masked.clone() }
    }
}

/// A baseline with what of it was not yet met.
pub struct Matcher<'a> {
    baseline: &'a Baseline,
    left: HashMap<[String; 3], usize>,
}

impl Matcher<'_> {
    /// Whether the report has this finding; each of its masked ones counts once.
    pub fn has(&mut self, hit: &Hit) -> bool {
        let key = |what: String| [hit.rule.to_string(), hit.file.clone(), what];
        if let Some(fingerprint) = &hit.fingerprint
            && self.baseline.values.contains(&key(fingerprint.to_string()))
        {
            return true;
        }
        match self.left.get_mut(&key(hit.masked.clone())) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }
}
