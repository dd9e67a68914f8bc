//! `han rules allow` and `han rules list --allowed`: what the user's configuration lets stand.

use crate::cli::App;
use crate::cli::args::{DetectArgs, RulesAllowArgs};
use crate::cli::detect::{self, Key};
use crate::cli::failure::{Failure, Kind, Outcome};
use crate::cli::scan::claude_roots;
use crate::cli::text::count;
use crate::cli::ui::Table;
use crate::cli::values::FileLine;
use crate::config::{NewAllow, add_allow};
use crate::ops::progress::Silent;
use crate::ops::scan::{self, Baseline, Lens, ScanOptions};
use crate::scan::Confidence;
use crate::scan::allow::{AllowEntry, Fingerprint, FingerprintKey};
use serde_json::json;
use std::collections::BTreeSet;

/// Lists the entries of the configuration, each with its place.
pub(super) fn list(app: &App) -> Result<Outcome, Failure> {
    let config = app.config()?;
    // Refuses what sync would refuse.
    detect::lens(app, &DetectArgs::default(), Key::AsItIs)?;
    let entries = config.file.redaction.allow.iter().map(|allow| {
        let line = config.file.place(allow.span().start).0;
        (detect::entry(allow.get_ref()), line)
    });
    let entries: Vec<(AllowEntry, usize)> = entries.collect();
    if app.ui.is_json() {
        let all: Vec<_> = entries
            .iter()
            .map(|(entry, line)| {
                json!({
                    "rule": entry.rule, "path": entry.path, "fingerprint": entry.fingerprint,
                    "reason": entry.reason, "line": line,
                })
            })
            .collect();
        app.ui.json(&json!({ "file": config.path.display().to_string(), "allowed": all }))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["LINE", "RULE", "PATH", "FINGERPRINT", "REASON"]);
    for (entry, line) in &entries {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let cells = [&entry.rule, &entry.path, &entry.fingerprint, &entry.reason].map(text);
        table.row(std::iter::once(line.to_string()).chain(cells));
    }
    if !table.is_empty() {
        app.ui.table(&table)?;
    }
    let count = if entries.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", entries.len()) };
    app.ui.note(&format!("{count} in {}", config.path.display()));
    Ok(Outcome::Done)
}

/// Adds an entry to the configuration.
pub(super) fn add(app: &App, args: &RulesAllowArgs) -> Result<Outcome, Failure> {
    let lens = detect::lens(app, &DetectArgs::default(), Key::Made)?;
    let fingerprints = match &args.at {
        Some(at) => values_at(app, &lens, (at, args.rule.as_deref()))?.into_iter().map(Some).collect(),
        None => vec![args.fingerprint.clone()],
    };
    let mut added = Vec::new();
    for fingerprint in fingerprints {
        // What was found at a place is one value, by whichever rule.
        let rule = args.rule.clone().filter(|_| args.at.is_none());
        let entry = NewAllow { rule, path: args.path.clone(), fingerprint, reason: args.reason.clone() };
        added.push((write(app, &lens, &entry)?, entry));
    }
    show(app, &added)
}

/// The fingerprints of what is found in one line of a file.
fn values_at(app: &App, lens: &Lens, (at, rule): (&FileLine, Option<&str>)) -> Result<Vec<String>, Failure> {
    let group = scan::collect(&at.file, &claude_roots(app)?)?;
    let options = ScanOptions { lens: lens.clone(), least: Confidence::Low, known: Baseline::default() };
    let report = scan::run(vec![group], &options, &Silent);
    if let Some((path, why)) = report.failed.first() {
        return Err(Failure::new(Kind::Io, format!("cannot read {path}: {why}")));
    }
    let there = |hit: &&crate::redact::Hit| hit.line == at.line && rule.is_none_or(|rule| rule == &*hit.rule);
    let values: BTreeSet<Fingerprint> =
        report.findings.iter().filter(there).filter_map(|hit| hit.fingerprint).collect();
    if values.is_empty() {
        let what = rule.map(|rule| format!(" by rule {rule}")).unwrap_or_default();
        let place = format!("{}:{}", at.file.display(), at.line);
        return Err(Failure::new(Kind::NothingMatched, format!("nothing is found at {place}{what}"))
            .hint(format!("han scan {}", crate::cli::scan::shell_word(&at.file.display().to_string()))));
    }
    Ok(values.iter().map(ToString::to_string).collect())
}

/// Whether the entry is new to the configuration.
fn write(app: &App, lens: &Lens, entry: &NewAllow) -> Result<bool, Failure> {
    let config = app.config()?;
    let checked = AllowEntry {
        rule: entry.rule.clone(),
        path: entry.path.clone(),
        fingerprint: entry.fingerprint.clone(),
        reason: None,
    };
    detect::compile(config, &lens.rules, (std::slice::from_ref(&checked), None::<FingerprintKey>))
        .map_err(|bad| Failure::new(Kind::Usage, "cannot allow that").because(bad))?;
    let mut new = false;
    config.edit(|text| {
        let changed = add_allow(text, entry)?;
        new = changed != text;
        Ok(changed)
    })?;
    Ok(new)
}

fn show(app: &App, added: &[(bool, NewAllow)]) -> Result<Outcome, Failure> {
    let path = app.config()?.path.display().to_string();
    if app.ui.is_json() {
        let entries: Vec<_> = added
            .iter()
            .map(|(new, entry)| {
                json!({
                    "rule": entry.rule, "path": entry.path, "fingerprint": entry.fingerprint, "new": new,
                })
            })
            .collect();
        app.ui.json(&json!({ "file": path, "entries": entries }))?;
        return Ok(Outcome::Done);
    }
    let new = added.iter().filter(|(new, _)| *new).count() as u64;
    let known = added.len() as u64 - new;
    if known > 0 {
        app.ui.note(&format!("{path} allows that already"));
    }
    if new > 0 {
        app.ui.note(&format!("added {} to {path}", count(new, "allow entry").replace("entrys", "entries")));
    }
    Ok(Outcome::Done)
}
