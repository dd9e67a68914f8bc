//! `han rules ...`.

mod allow;
mod test;

use super::App;
use super::args::{DetectArgs, RulesCommand, RulesExplainArgs, RulesListArgs};
use super::detect::{self, Key};
use super::failure::{Failure, Kind, Outcome};
use super::scan::confidence_text;
use super::ui::{Table, escape};
use crate::scan::custom::CustomRule;
use crate::scan::{CONFIRMED, Rule, Ruleset};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// Dispatches.
pub fn run(app: &App, command: &RulesCommand) -> Result<Outcome, Failure> {
    match command {
        RulesCommand::List(RulesListArgs { allowed: true, .. }) => allow::list(app),
        RulesCommand::List(args) => list(app, &args.rules),
        RulesCommand::Explain(args) => explain(app, args),
        RulesCommand::Test(args) => test::run(app, args),
        RulesCommand::Allow(args) => allow::add(app, args),
    }
}

/// Every rule, the optional ones too.
fn ruleset(app: &App, files: &[PathBuf]) -> Result<Arc<Ruleset>, Failure> {
    let given = DetectArgs { rules: files.to_vec(), pii: true, ..DetectArgs::default() };
    Ok(detect::lens(app, &given, Key::AsItIs)?.rules)
}

fn rule_json(rule: &Rule) -> serde_json::Value {
    json!({
        "id": &*rule.id,
        "type": &*rule.kind,
        "confidence": confidence_text(rule.confidence),
        "description": rule.description,
        "optional": rule.optional,
        "origin": "built in",
    })
}

fn custom_json(rule: &CustomRule) -> serde_json::Value {
    json!({
        "id": &*rule.id,
        "type": &*rule.kind,
        "confidence": confidence_text(rule.confidence),
        "description": rule.description,
        "optional": false,
        "origin": rule.origin,
        "keywords": rule.keywords,
        "regex": rule.pattern,
    })
}

fn list(app: &App, files: &[PathBuf]) -> Result<Outcome, Failure> {
    let rules = ruleset(app, files)?;
    if app.ui.is_json() {
        let all: Vec<_> =
            rules.rules().iter().map(rule_json).chain(rules.custom().map(custom_json)).collect();
        app.ui.json(&json!({ "version": rules.version(), "rules": all }))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["ID", "CONFIDENCE", "DESCRIPTION"]);
    for rule in rules.rules() {
        let optional = if rule.optional { " (only with --pii)" } else { "" };
        table.row([&*rule.id, confidence_text(rule.confidence), &format!("{}{optional}", rule.description)]);
    }
    for rule in rules.custom() {
        let what = format!("{} ({})", rule.description, rule.origin);
        table.row([&*rule.id, confidence_text(rule.confidence), &what]);
    }
    app.ui.table(&table)?;
    let own = rules.custom().count();
    let own = if own > 0 { format!(", and {own} of your own") } else { String::new() };
    app.ui.note(&format!("{} rules, version {}{own}", rules.rules().len(), rules.version()));
    Ok(Outcome::Done)
}

fn explain(app: &App, args: &RulesExplainArgs) -> Result<Outcome, Failure> {
    let rules = ruleset(app, &args.rules)?;
    let builtin = rules.rules().iter().find(|rule| *rule.id == *args.id);
    let custom: Vec<&CustomRule> = rules.custom().filter(|rule| *rule.id == *args.id).collect();
    if args.id == CONFIRMED {
        app.ui.line(CONFIRMED)?;
        app.ui.line(&format!("  finds       {}", rules.description(CONFIRMED).unwrap_or_default()))?;
        app.ui
            .line("  how         another rule found the value; each copy of it is cut, in every encoding")?;
        app.ui.line("  allow       by the rule that found it, or by its fingerprint")?;
        return Ok(Outcome::Done);
    }
    if builtin.is_none() && custom.is_empty() {
        let failure = Failure::new(Kind::NothingMatched, format!("there is no rule {}", args.id));
        return Err(failure.hint("han rules list"));
    }
    if app.ui.is_json() {
        let first = builtin.map(rule_json).or_else(|| custom.first().map(|rule| custom_json(rule)));
        app.ui.json(&first)?;
        return Ok(Outcome::Done);
    }
    builtin.map_or(Ok(()), |rule| explain_builtin(app, rule))?;
    custom.into_iter().try_for_each(|rule| explain_custom(app, rule))?;
    Ok(Outcome::Done)
}

fn explain_builtin(app: &App, rule: &Rule) -> Result<(), Failure> {
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
    if rule.optional {
        ui.line("  optional    off; on with --pii, or pii = true under [redaction]")?;
    }
    Ok(())
}

fn explain_custom(app: &App, rule: &CustomRule) -> Result<(), Failure> {
    let ui = &app.ui;
    ui.line(&escape(&rule.id))?;
    ui.line(&format!("  finds       {}", escape(&rule.description)))?;
    ui.line(&format!("  writes      [REDACTED:{}]", rule.kind))?;
    ui.line(&format!("  confidence  {}", confidence_text(rule.confidence)))?;
    ui.line("  how         by its pattern")?;
    ui.line(&format!("  from        {}", escape(&rule.origin)))?;
    ui.line(&format!("  pattern     {}", escape(&rule.pattern)))?;
    let keywords = match rule.keywords.is_empty() {
        true => "none: the pattern runs over every text, which is slow".to_owned(),
        false => rule.keywords.join(", "),
    };
    ui.line(&format!("  keywords    {}", escape(&keywords)))?;
    if rule.entropy > 0.0 {
        ui.line(&format!("  entropy     more than {} bits a character", rule.entropy))?;
    }
    Ok(())
}

fn how(rule: &Rule) -> &'static str {
    match (&rule.check, rule.special.is_some(), rule.names.is_empty()) {
        (Some(_), ..) => "by its shape, and a check of what the shape matched",
        (None, true, _) => "by its structure",
        (None, false, true) => "by its shape",
        (None, false, false) => "by the name that it is assigned to, and how random it is",
    }
}
