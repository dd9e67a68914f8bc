//! `han scan`.

mod sarif;

use super::App;
use super::args::{MinConfidence, ScanArgs, ScanFormat};
use super::causes::op_kind;
use super::failure::{Failure, Kind, Outcome};
use super::sync::count;
use super::ui::escape;
use crate::ops::error::OpError;
use crate::ops::scan::{self, Known, ScanOptions, ScanReport};
use crate::redact::Hit;
use crate::scan::{Confidence, Ruleset};
use serde_json::json;
use std::path::Path;

/// Longest baseline that is read, in bytes.
const MAX_BASELINE: u64 = 256 << 20;

/// Dispatches. Found (exit code 1) where there is a finding.
pub fn run(app: &App, args: &ScanArgs) -> Result<Outcome, Failure> {
    let options = ScanOptions {
        rules: Ruleset::builtin(),
        least: least(args.min_confidence),
        known: args.baseline.as_deref().map(baseline).transpose()?.unwrap_or_default(),
    };
    let groups = if args.paths.is_empty() {
        scan::sessions(&app.config()?.claude_roots)
    } else {
        args.paths.iter().map(|path| scan::collect(path).map_err(refused)).collect::<Result<_, _>>()?
    };
    let progress = app.ui.progress();
    let report = scan::run(groups, &options, &*progress);
    drop(progress);
    show(app, args.format, (&report, &options.rules))?;
    let found = !report.findings.is_empty() || !report.unsafe_files.is_empty();
    Ok(match () {
        () if found => Outcome::Found,
        () if report.failed.is_empty() => Outcome::Done,
        () => Outcome::Incomplete(Kind::Io),
    })
}

fn refused(error: OpError) -> Failure {
    Failure::new(op_kind(&error), "cannot scan").because(error)
}

fn least(given: MinConfidence) -> Confidence {
    match given {
        MinConfidence::Low => Confidence::Low,
        MinConfidence::Medium => Confidence::Medium,
        MinConfidence::High => Confidence::High,
    }
}

/// The word of JSON and of tables.
pub fn confidence_text(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
        Confidence::Certain => "certain",
    }
}

/// The findings of an earlier report. Lines are not compared: a file may have grown above a finding.
fn baseline(path: &Path) -> Result<Known, Failure> {
    let unusable = || Failure::new(Kind::Usage, format!("cannot use the baseline {}", path.display()));
    let len = std::fs::metadata(path).map_err(|e| unusable().because(e))?.len();
    if len > MAX_BASELINE {
        return Err(unusable().because("it is too long"));
    }
    let bytes = std::fs::read(path).map_err(|e| unusable().because(e))?;
    let document: serde_json::Value = serde_json::from_slice(&bytes).map_err(|e| unusable().because(e))?;
    let findings = document.get("findings").and_then(serde_json::Value::as_array);
    let findings =
        findings.ok_or_else(|| unusable().because("it holds no findings").hint("han scan --format json"))?;
    let text = |finding: &serde_json::Value, key: &str| {
        finding.get(key).and_then(serde_json::Value::as_str).map(str::to_owned)
    };
    let known =
        findings.iter().filter_map(|f| Some((text(f, "rule")?, text(f, "masked")?, text(f, "path")?)));
    Ok(known.collect())
}

fn show(app: &App, format: ScanFormat, (report, rules): (&ScanReport, &Ruleset)) -> Result<(), Failure> {
    match format {
        ScanFormat::Sarif => app.ui.json(&sarif::document(report, rules)),
        ScanFormat::Json => app.ui.json(&to_json(report)),
        ScanFormat::Text if app.ui.is_json() => app.ui.json(&to_json(report)),
        ScanFormat::Text => text(app, report),
    }?;
    for (path, why) in &report.skipped {
        app.ui.note(&format!("left out {}: {why}", path.display()));
    }
    for (path, why) in &report.failed {
        app.ui.warn(&format!("{path} was not read: {why}"));
    }
    for error in &report.unsafe_files {
        app.ui.warn(&format!("{error}; sync holds such a session back"));
    }
    Ok(())
}

fn finding_json(hit: &Hit) -> serde_json::Value {
    json!({
        "path": hit.file,
        "line": hit.line,
        "leaf": hit.path,
        "rule": &*hit.rule,
        "type": &*hit.kind,
        "confidence": confidence_text(hit.confidence),
        "masked": hit.masked,
    })
}

fn to_json(report: &ScanReport) -> serde_json::Value {
    let findings: Vec<_> = report.findings.iter().map(finding_json).collect();
    let failed: Vec<_> =
        report.failed.iter().map(|(path, why)| json!({ "path": path, "message": why })).collect();
    json!({ "findings": findings, "files": report.files, "unscanned": report.unscanned, "failed": failed })
}

fn text(app: &App, report: &ScanReport) -> Result<(), Failure> {
    for hit in &report.findings {
        let leaf = if hit.path.is_empty() { String::new() } else { format!("  {}", escape(&hit.path)) };
        app.ui.line(&format!(
            "{}:{}  {}  {}  {}{leaf}",
            escape(&hit.file),
            hit.line,
            escape(&hit.rule),
            confidence_text(hit.confidence),
            escape(&hit.masked)
        ))?;
    }
    let found = count(report.findings.len() as u64, "finding");
    let unscanned = report.unscanned.len() as u64;
    let binary = if unscanned > 0 {
        format!(", {} not scannable", count(unscanned, "binary file"))
    } else {
        String::new()
    };
    app.ui.note(&format!("{found} in {}{binary}", count(report.files, "file")));
    Ok(())
}
