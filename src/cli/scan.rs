//! `han scan`.

mod sarif;

use super::App;
use super::args::{MinConfidence, ScanArgs, ScanFormat};
use super::causes::op_kind;
use super::detect::{self, Key};
use super::failure::{Failure, Kind, Outcome};
use super::text::count;
use super::ui::escape;
use crate::local::discover::Root;
use crate::ops::error::OpError;
use crate::ops::scan::{self, Baseline, Lens, ScanOptions, ScanReport};
use crate::redact::{AllowedBy, Hit};
use crate::scan::Confidence;
use serde_json::json;
use std::path::Path;

/// Longest baseline that is read, in bytes.
const MAX_BASELINE: u64 = 256 << 20;

/// Dispatches. Found (exit code 1) where there is a finding.
pub fn run(app: &App, args: &ScanArgs) -> Result<Outcome, Failure> {
    // SARIF goes to other machines, where fingerprints of this one say nothing.
    let key = if args.format == ScanFormat::Sarif { Key::AsItIs } else { Key::Made };
    let lens = detect::lens(app, &args.detect, key)?;
    let known = args.baseline.as_deref().map(|path| baseline(path, &lens)).transpose()?.unwrap_or_default();
    let groups = if args.paths.is_empty() {
        scan::sessions(&app.config()?.claude_roots, &lens.allow)
    } else {
        let claude = claude_roots(app)?;
        args.paths
            .iter()
            .map(|path| scan::collect(path, &claude).map_err(refused))
            .collect::<Result<_, _>>()?
    };
    let options = ScanOptions { lens, least: least(args.min_confidence), known };
    let progress = app.ui.progress();
    let report = scan::run(groups, &options, &*progress);
    drop(progress);
    show(app, args.format, (&report, &options.lens))?;
    let found = !report.findings.is_empty() || !report.unsafe_files.is_empty();
    Ok(match () {
        () if found => Outcome::Found,
        () if report.failed.is_empty() => Outcome::Done,
        () => Outcome::Incomplete(Kind::Io),
    })
}

/// Claude Code's folders; none where nothing says where they would be.
pub fn claude_roots(app: &App) -> Result<Vec<Root>, Failure> {
    Ok(detect::settings(app)?.map(|config| config.claude_roots.clone()).unwrap_or_default())
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

fn baseline(path: &Path, lens: &Lens) -> Result<Baseline, Failure> {
    let unusable = || Failure::new(Kind::Usage, format!("cannot use the baseline {}", path.display()));
    let len = std::fs::metadata(path).map_err(|e| unusable().because(e))?.len();
    if len > MAX_BASELINE {
        return Err(unusable().because("it is too long"));
    }
    let bytes = std::fs::read(path).map_err(|e| unusable().because(e))?;
    Baseline::parse(&bytes, lens.allow.key_id().as_deref())
        .map_err(|e| unusable().because(e).hint("han scan --format json"))
}

fn show(app: &App, format: ScanFormat, (report, lens): (&ScanReport, &Lens)) -> Result<(), Failure> {
    match format {
        ScanFormat::Sarif => sarif(app, report, lens),
        ScanFormat::Json => app.ui.json(&to_json(report, lens)),
        ScanFormat::Text if app.ui.is_json() => app.ui.json(&to_json(report, lens)),
        ScanFormat::Text => text(app, report),
    }?;
    report.notes.iter().for_each(|note| app.ui.warn(note));
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

fn sarif(app: &App, report: &ScanReport, lens: &Lens) -> Result<(), Failure> {
    let folder = std::env::current_dir().unwrap_or_default();
    app.ui.json(&sarif::document(report, (&lens.rules, &folder)))?;
    if let Some(more) = report.findings.len().checked_sub(sarif::MOST_RESULTS).filter(|more| *more > 0) {
        let most = sarif::MOST_RESULTS;
        app.ui.warn(&format!("{more} findings are left out: code-scanning sites take {most} at most"));
    }
    Ok(())
}

/// A finding as every command's JSON has it.
pub fn finding_json(hit: &Hit) -> serde_json::Value {
    json!({
        "path": hit.file,
        "line": hit.line,
        "leaf": hit.path,
        "rule": &*hit.rule,
        "type": &*hit.kind,
        "confidence": confidence_text(hit.confidence),
        "masked": hit.masked,
        "column": if hit.column > 0 { Some(hit.column) } else { None },
        "fingerprint": hit.fingerprint.map(|fingerprint| fingerprint.to_string()),
    })
}

/// An allowed finding as every command's JSON has it: `entry` counts the configuration's entries from 1.
pub fn allowed_json((hit, by): &(Hit, AllowedBy)) -> serde_json::Value {
    let mut finding = finding_json(hit);
    if let Some(map) = finding.as_object_mut() {
        let (word, entry) = match by {
            AllowedBy::Entry(entry) => ("configuration", Some(entry + 1)),
            AllowedBy::Mark => ("mark", None),
        };
        map.insert("allowed_by".into(), word.into());
        map.insert("entry".into(), entry.into());
    }
    finding
}

fn to_json(report: &ScanReport, lens: &Lens) -> serde_json::Value {
    let findings: Vec<_> = report.findings.iter().map(finding_json).collect();
    let allowed: Vec<_> = report.allowed.iter().map(allowed_json).collect();
    let failed: Vec<_> =
        report.failed.iter().map(|(path, why)| json!({ "path": path, "message": why })).collect();
    json!({
        "findings": findings,
        "allowed": allowed,
        "files": report.files,
        "unscanned": report.unscanned,
        "ignored": report.ignored,
        "failed": failed,
        "fingerprint_key": lens.allow.key_id(),
    })
}

/// The place of a finding, as `han rules allow --at` takes it.
fn place(hit: &Hit) -> String {
    let column = if hit.column > 0 { format!(":{}", hit.column) } else { String::new() };
    format!("{}:{}{column}", escape(&hit.file), hit.line)
}

/// Findings that are printed at once.
const AT_ONCE: usize = 64;

/// A finding and how to allow it, a line each.
fn finding_text(hit: &Hit) -> String {
    let leaf = if hit.path.is_empty() { String::new() } else { format!("  {}", escape(&hit.path)) };
    format!(
        "{}  {}  {}  {}{leaf}\n    no secret? {}\n",
        place(hit),
        escape(&hit.rule),
        confidence_text(hit.confidence),
        escape(&hit.masked),
        allow_command(hit)
    )
}

fn text(app: &App, report: &ScanReport) -> Result<(), Failure> {
    // A system call for each of thousands of lines takes longer than to find what they tell.
    for some in report.findings.chunks(AT_ONCE) {
        let lines: String = some.iter().map(finding_text).collect();
        app.ui.bytes(lines.as_bytes())?;
    }
    let found = count(report.findings.len() as u64, "finding");
    let more = [
        (report.unscanned.len() as u64, "binary file", " not scannable"),
        (report.allowed.len() as u64, "finding", " allowed"),
        (report.known, "finding", " in the baseline"),
        (report.ignored.len() as u64, "file", " left out by .hanignore"),
    ];
    let more: String = more
        .iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, what, how)| format!(", {}{how}", count(*n, what)))
        .collect();
    app.ui.note(&format!("{found} in {}{more}", count(report.files, "file")));
    Ok(())
}

/// What to run so that a finding is allowed from then on.
pub fn allow_command(hit: &Hit) -> String {
    match hit.fingerprint {
        Some(fingerprint) => format!("han rules allow --fingerprint {fingerprint}"),
        None => format!("han rules allow --at {}", shell_word(&format!("{}:{}", hit.file, hit.line))),
    }
}

/// A text as one word of a shell's command line.
pub fn shell_word(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._:@%+,~=".contains(&b) || b >= 0x80;
    if !text.is_empty() && !text.starts_with(['~', '-']) && text.bytes().all(plain) {
        return escape(text).into_owned();
    }
    escape(&format!("'{}'", text.replace('\'', r"'\''"))).into_owned()
}
