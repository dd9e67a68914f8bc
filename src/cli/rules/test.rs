//! `han rules test`.

use crate::cli::App;
use crate::cli::args::RulesTestArgs;
use crate::cli::failure::{Failure, Kind, Outcome};
use crate::cli::text::count;
use crate::cli::ui::escape;
use crate::ops::rules;
use crate::scan::Ruleset;
use crate::scan::custom::{self, Checked, Example};
use serde_json::json;
use std::slice;

/// Found (exit code 1) where an example fails.
pub(super) fn run(app: &App, args: &RulesTestArgs) -> Result<Outcome, Failure> {
    let (custom, notes) = rules::load(slice::from_ref(&args.file))?;
    notes.iter().for_each(|note| app.ui.note(note));
    let rules = Ruleset::only(custom)
        .map_err(|error| Failure::new(Kind::Bug, "cannot load the rules").because(error))?;
    let checked = custom::check(&rules);
    if app.ui.is_json() {
        let examples: Vec<_> = checked.iter().map(to_json).collect();
        app.ui.json(&json!({ "rules": rules.custom().count(), "examples": examples }))?;
    } else {
        text(app, &rules, &checked)?;
    }
    Ok(if checked.iter().all(|checked| checked.passed) { Outcome::Done } else { Outcome::Found })
}

fn word(example: Example) -> &'static str {
    match example {
        Example::Positive => "example",
        Example::Negative => "counter-example",
    }
}

fn to_json(checked: &Checked) -> serde_json::Value {
    json!({
        "rule": checked.rule,
        "kind": word(checked.example),
        "number": checked.number,
        "passed": checked.passed,
        "found": checked.found,
    })
}

fn text(app: &App, rules: &Ruleset, checked: &[Checked]) -> Result<(), Failure> {
    for Checked { rule, example, number, passed, found } in checked {
        let outcome = if *passed { "pass" } else { "fail" };
        let found = match found.as_slice() {
            [] => "not found".to_owned(),
            found => format!("found {}", found.join(", ")),
        };
        app.ui.line(&format!(
            "{outcome}  {}  {} {number}: {}",
            escape(rule),
            word(*example),
            escape(&found)
        ))?;
    }
    let untested: Vec<&str> =
        rules.custom().filter(|rule| rule.examples.is_empty()).map(|rule| &*rule.id).collect();
    if !untested.is_empty() {
        let (first, more) = untested.split_at(untested.len().min(8));
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        app.ui.note(&format!("without examples: {}{more}", first.join(", ")));
    }
    let failed = checked.iter().filter(|checked| !checked.passed).count() as u64;
    let rules = count(rules.custom().count() as u64, "rule");
    let examples = count(checked.len() as u64, "example");
    app.ui.note(&format!("{rules}, {examples}, {failed} failed"));
    Ok(())
}
