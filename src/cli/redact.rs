//! `han redact`.

use super::App;
use super::args::RedactArgs;
use super::causes::op_kind;
use super::failure::{Failure, Kind, Outcome};
use super::sync::count;
use crate::ops::scan::{self, RedactReport};
use crate::scan::Ruleset;
use serde_json::json;

/// Dispatches.
pub fn run(app: &App, args: &RedactArgs) -> Result<Outcome, Failure> {
    let progress = app.ui.progress();
    let ended = scan::redact(&args.source, &args.output, &Ruleset::builtin(), &*progress);
    drop(progress);
    let report = ended.map_err(|error| Failure::new(op_kind(&error), "cannot redact").because(error))?;
    show(app, args, &report)?;
    let io = report.failed.iter().map(|_| Kind::Partly);
    Ok(Outcome::from_causes(io.chain(report.unsafe_files.iter().map(|_| Kind::Partly))))
}

fn show(app: &App, args: &RedactArgs, report: &RedactReport) -> Result<(), Failure> {
    for (path, why) in &report.failed {
        app.ui.warn(&format!("{path} was not copied: {why}"));
    }
    for error in &report.unsafe_files {
        app.ui.warn(&format!("not copied: {error}"));
    }
    if app.ui.is_json() {
        return app.ui.json(&json!({
            "files": report.files,
            "redactions": report.redactions,
            "unscanned": report.unscanned,
            "failed": report.failed.len() + report.unsafe_files.len(),
        }));
    }
    for (path, why) in &report.skipped {
        app.ui.note(&format!("left out {}: {why}", path.display()));
    }
    for path in &report.unscanned {
        app.ui.note(&format!("copied unscanned, because it is binary: {path}"));
    }
    let cut: u64 = report.redactions.values().sum();
    let kinds: Vec<_> = report.redactions.iter().map(|(kind, n)| format!("{kind} {n}")).collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(": {}", kinds.join(", ")) };
    let files = count(report.files, "file");
    app.ui.note(&format!("wrote {files} to {}, {} cut{kinds}", args.output.display(), count(cut, "secret")));
    Ok(())
}
