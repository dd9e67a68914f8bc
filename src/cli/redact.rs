//! `han redact`.

use super::App;
use super::args::RedactArgs;
use super::causes::op_kind;
use super::detect::{self, Key};
use super::failure::{Failure, Kind, Outcome};
use super::text::{count, kinds};
use crate::ops::scan::{self, RedactReport};
use serde_json::json;

/// Dispatches.
pub fn run(app: &App, args: &RedactArgs) -> Result<Outcome, Failure> {
    let lens = detect::lens(app, &args.detect, Key::AsItIs)?;
    let claude = super::scan::claude_roots(app)?;
    let progress = app.ui.progress();
    let ended = scan::redact(&args.source, &args.output, (&lens, &claude), &*progress);
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
    report.notes.iter().for_each(|note| app.ui.warn(note));
    if app.ui.is_json() {
        let allowed: Vec<_> = report.allowed.iter().map(super::scan::allowed_json).collect();
        return app.ui.json(&json!({
            "files": report.files,
            "redactions": report.redactions,
            "allowed": allowed,
            "ignored": report.ignored,
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
    for path in &report.ignored {
        app.ui.note(&format!("copied as it is, as .hanignore says: {path}"));
    }
    for (hit, _) in &report.allowed {
        app.ui.note(&format!("left in the copy, as you allow it: {}:{} {}", hit.file, hit.line, hit.rule));
    }
    let cut: u64 = report.redactions.values().sum();
    let kinds = if cut == 0 { String::new() } else { format!(": {}", kinds(&report.redactions)) };
    let files = count(report.files, "file");
    app.ui.note(&format!("wrote {files} to {}, {} cut{kinds}", args.output.display(), count(cut, "secret")));
    Ok(())
}
