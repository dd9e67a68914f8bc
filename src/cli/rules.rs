//! `han rules ...`.

use super::App;
use super::args::RulesCommand;
use super::failure::{Failure, Kind, Outcome};
use super::scan::confidence_text;
use super::ui::Table;
use crate::scan::{Rule, Ruleset};
use serde_json::json;

/// Dispatches.
pub fn run(app: &App, command: &RulesCommand) -> Result<Outcome, Failure> {
    match command {
        RulesCommand::List => list(app),
        RulesCommand::Explain(args) => explain(app, &args.id),
    }
}

fn rule_json(rule: &Rule) -> serde_json::Value {
    json!({
        "id": &*rule.id,
        "type": &*rule.kind,
        "confidence": confidence_text(rule.confidence),
        "description": rule.description,
    })
}

fn list(app: &App) -> Result<Outcome, Failure> {
    let rules = Ruleset::builtin();
    if app.ui.is_json() {
        let all: Vec<_> = rules.rules().iter().map(rule_json).collect();
        app.ui.json(&json!({ "version": rules.version(), "rules": all }))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["ID", "CONFIDENCE", "DESCRIPTION"]);
    for rule in rules.rules() {
        table.row([&*rule.id, confidence_text(rule.confidence), &rule.description]);
    }
    app.ui.table(&table)?;
    app.ui.note(&format!("{} rules, version {}", rules.rules().len(), rules.version()));
    Ok(Outcome::Done)
}

fn explain(app: &App, id: &str) -> Result<Outcome, Failure> {
    let rules = Ruleset::builtin();
    let Some(rule) = rules.rules().iter().find(|rule| &*rule.id == id) else {
        let failure = Failure::new(Kind::NothingMatched, format!("there is no rule {id}"));
        return Err(failure.hint("han rules list"));
    };
    if app.ui.is_json() {
        app.ui.json(&rule_json(rule))?;
        return Ok(Outcome::Done);
    }
    let ui = &app.ui;
    ui.line(&rule.id)?;
    ui.line(&format!("  finds       {}", rule.description))?;
    ui.line(&format!("  writes      [REDACTED:{}]", rule.kind))?;
    ui.line(&format!("  confidence  {}", confidence_text(rule.confidence)))?;
    ui.line(&format!("  how         {}", how(rule)))?;
    for shape in &rule.shapes {
        ui.line(&format!("  shape       {shape}"))?;
    }
    if !rule.names.is_empty() {
        ui.line(&format!("  names       {}", rule.names.join(", ")))?;
    }
    Ok(Outcome::Done)
}

fn how(rule: &Rule) -> &'static str {
    match (&rule.check, rule.special.is_some(), rule.names.is_empty()) {
        (Some(_), ..) => "by its shape, and a check of what the shape matched",
        (None, true, _) => "by its structure",
        (None, false, true) => "by its shape",
        (None, false, false) => "by the name that it is assigned to, and how random it is",
    }
}
