//! Findings as SARIF 2.1.0 (OASIS), for code review tools.

use super::confidence_text;
use crate::ops::scan::ScanReport;
use crate::redact::Hit;
use crate::scan::{Confidence, Ruleset};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The document; rules are listed where they were met.
pub(super) fn document(report: &ScanReport, rules: &Ruleset) -> Value {
    let mut met: BTreeMap<&str, Value> = BTreeMap::new();
    for hit in &report.findings {
        met.entry(&hit.rule).or_insert_with(|| rule(&hit.rule, rules));
    }
    let order: Vec<&str> = met.keys().copied().collect();
    let results: Vec<Value> = report.findings.iter().map(|hit| result(hit, &order)).collect();
    let rules: Vec<&Value> = met.values().collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "han", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": results,
        }],
    })
}

fn rule(id: &str, rules: &Ruleset) -> Value {
    let known = rules.rules().iter().find(|rule| &*rule.id == id);
    let what =
        known.map_or("A value that was confirmed as a secret elsewhere", |rule| rule.description.as_str());
    json!({ "id": id, "shortDescription": { "text": what } })
}

fn result(hit: &Hit, order: &[&str]) -> Value {
    let leaf = if hit.path.is_empty() { String::new() } else { format!(" at {}", hit.path) };
    json!({
        "ruleId": &*hit.rule,
        "ruleIndex": order.iter().position(|id| *id == &*hit.rule),
        "level": level(hit.confidence),
        "message": { "text": format!("{} ({}){leaf}", hit.kind, hit.masked) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&hit.file) },
                "region": { "startLine": hit.line.max(1) },
            },
        }],
        "properties": { "confidence": confidence_text(hit.confidence) },
    })
}

fn level(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "note",
        Confidence::Medium => "warning",
        Confidence::High | Confidence::Certain => "error",
    }
}

/// A relative URI reference, or a file URI of an absolute path (RFC 3986).
fn uri(path: &str) -> String {
    let mut out = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    let path = path.strip_prefix("./").unwrap_or(path);
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_uris() {
        for (path, want) in [("./a/b.rs", "a/b.rs"), ("/x y/é", "file:///x%20y/%C3%A9"), ("a:b", "a%3Ab")] {
            assert_eq!(uri(path), want);
        }
    }
}
