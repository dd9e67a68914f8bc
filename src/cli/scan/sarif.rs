//! Findings as SARIF 2.1.0 (OASIS), as GitHub's code scanning takes it ("SARIF support for code scanning").
//!
//! The fingerprints are made of nothing that a secret could be guessed from: rule, path, place in the JSON, and the
//! masked value that the message shows anyway. They do not hold the line, so an alert survives lines that come before it.

use super::confidence_text;
use crate::ops::scan::ScanReport;
use crate::redact::Hit;
use crate::scan::{CONFIRMED, Confidence, Ruleset};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Most results of one run that GitHub takes.
pub(super) const MOST_RESULTS: usize = 25_000;
/// Longest description that GitHub shows, in characters.
const LONGEST_TEXT: usize = 1_024;

/// The document; rules are listed where they were met. Paths beneath `folder` are relative to it.
pub(super) fn document(report: &ScanReport, (rules, folder): (&Ruleset, &Path)) -> Value {
    let mut hits: Vec<&Hit> = report.findings.iter().collect();
    if hits.len() > MOST_RESULTS {
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.confidence));
        hits.truncate(MOST_RESULTS);
    }
    let mut met: BTreeMap<&str, &Hit> = BTreeMap::new();
    for hit in &hits {
        met.entry(&hit.rule).or_insert(hit);
    }
    let index: HashMap<&str, usize> = met.keys().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut seen = HashMap::new();
    let results: Vec<Value> = hits
        .iter()
        .map(|hit| {
            let uri = uri(&hit.file, folder);
            let fingerprint = fingerprint(hit, &uri, &mut seen);
            result(hit, index.get(&*hit.rule), (&uri, &fingerprint))
        })
        .collect();
    let described: Vec<Value> = met.iter().map(|(id, hit)| rule(id, hit, rules)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "han",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": described,
                },
            },
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    })
}

fn rule(id: &str, met: &Hit, rules: &Ruleset) -> Value {
    let what: String = rules.description(id).unwrap_or(id).chars().take(LONGEST_TEXT).collect();
    let confirmed = id == CONFIRMED;
    let next = "Replace the value by a reference to where secrets are kept, and revoke it: it was read by whoever \
                could read this file.";
    let allow = if confirmed {
        "If it is no secret, allow what it is a copy of.".to_owned()
    } else {
        format!(
            "If it is no secret: a comment `han:allow({id})` on its line, or `han rules allow --at FILE:LINE`."
        )
    };
    json!({
        "id": id,
        "name": id,
        "shortDescription": { "text": what },
        "fullDescription": { "text": what },
        "help": {
            "text": format!("{what}. {next} {allow}"),
            "markdown": format!("**{what}.**\n\n{next}\n\n{allow}\n\n`han rules explain {id}` says how it is found."),
        },
        "defaultConfiguration": { "level": level(met.confidence) },
        "properties": {
            "tags": ["security", "secret"],
            "precision": precision(met.confidence),
            "security-severity": severity(met.confidence),
        },
    })
}

fn result(hit: &Hit, rule: Option<&usize>, (uri, fingerprint): (&str, &str)) -> Value {
    let leaf = if hit.path.is_empty() { String::new() } else { format!(" at {}", hit.path) };
    let mut artifact = json!({ "uri": uri });
    if !uri.starts_with("file:")
        && let Some(map) = artifact.as_object_mut()
    {
        map.insert("uriBaseId".into(), "%SRCROOT%".into());
    }
    let start = (hit.line.max(1), hit.column.max(1));
    let end = if hit.end > start { hit.end } else { (start.0, start.1 + 1) };
    json!({
        "ruleId": &*hit.rule,
        "ruleIndex": rule,
        "level": level(hit.confidence),
        "message": { "text": format!("{} ({}){leaf}", hit.kind, hit.masked) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": artifact,
                "region": { "startLine": start.0, "startColumn": start.1, "endLine": end.0, "endColumn": end.1 },
            },
        }],
        "partialFingerprints": { "primaryLocationLineHash": fingerprint },
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

fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
        Confidence::Certain => "very-high",
    }
}

fn severity(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "3.0",
        Confidence::Medium => "6.0",
        Confidence::High | Confidence::Certain => "8.5",
    }
}

/// What an alert is known by, in the form of GitHub's own: a hash of the place, and which of equal ones it is.
fn fingerprint(hit: &Hit, uri: &str, seen: &mut HashMap<[u8; 8], u64>) -> String {
    let mut hash = Sha256::new();
    for part in ["han sarif v1", &hit.rule, uri, &hit.path, &hit.masked] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(hash.finalize());
    let hash = [a, b, c, d, e, f, g, h];
    let number = seen.entry(hash).or_default();
    *number += 1;
    format!("{}:{number}", hex::encode(hash))
}

/// A relative URI reference, or a file URI of an absolute path elsewhere (RFC 3986).
fn uri(path: &str, folder: &Path) -> String {
    let relative = Path::new(path).strip_prefix(folder).ok().and_then(Path::to_str);
    let path = relative.filter(|path| !path.is_empty()).unwrap_or(path);
    let mut out = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
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
mod tests;
