//! From the settings to what the scanner works with: rules, sensitivity, and what the user allows.

use super::App;
use super::args::DetectArgs;
use super::failure::{Failure, Kind};
use crate::config::{Allow, Config, SensitivityChoice, expand_home};
use crate::ops::rules::{self, RulesError};
use crate::ops::scan::Lens;
use crate::scan::allow::{AllowEntry, AllowList, BadEntry, Field, FingerprintKey, Known};
use crate::scan::{Include, Options, Ruleset, Sensitivity};
use std::path::PathBuf;
use std::sync::Arc;

/// What is done where this machine has no key of fingerprints yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Findings have no fingerprints then.
    AsItIs,
    /// One is made.
    Made,
}

/// The rules and the allow list of the configuration and of options; notes on rule files go to the user.
pub fn lens(app: &App, given: &DetectArgs, key: Key) -> Result<Lens, Failure> {
    let (lens, notes) = build(settings(app)?, given, key)?;
    notes.iter().for_each(|note| app.ui.note(note));
    Ok(lens)
}

/// The rules and the allow list of the configuration alone: all that `sync` obeys. Notes go to the log.
pub fn lens_of(config: &Config) -> Result<Lens, Failure> {
    let (lens, notes) = build(Some(config), &DetectArgs::default(), Key::AsItIs)?;
    notes.iter().for_each(|note| tracing::info!("{note}"));
    Ok(lens)
}

/// The settings; none where nothing says where they would be, so that a file can be scanned all the same.
pub fn settings(app: &App) -> Result<Option<&Config>, Failure> {
    let environment = &app.environment;
    let nowhere = environment.home.is_none() && environment.config.is_none() && app.global.config.is_none();
    if nowhere { Ok(None) } else { app.config().map(Some) }
}

fn build(config: Option<&Config>, given: &DetectArgs, key: Key) -> Result<(Lens, Vec<String>), Failure> {
    let (rules, mut notes) = ruleset(config, given)?;
    let Some(config) = config else {
        return Ok((Lens { rules, allow: Arc::default() }, notes));
    };
    let key = match key {
        Key::AsItIs => rules::key(&config.dirs.data)?,
        Key::Made => match rules::key_or_new(&config.dirs.data) {
            Ok(key) => Some(key),
            Err(error) => {
                notes.push(format!("no fingerprints: {}", crate::ops::error::chain(&error)));
                None
            }
        },
    };
    let allow = Arc::new(allow_list(config, &rules, key)?);
    Ok((Lens { rules, allow }, notes))
}

/// The rule files of the configuration and of options, in this order.
pub fn rule_files(config: Option<&Config>, given: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    if let Some(config) = config {
        files.extend(Some(config.dirs.config.join("rules.toml")).filter(|path| path.exists()));
        let folder = config.path.parent().unwrap_or(&config.dirs.config);
        let named = config.file.redaction.rules.iter();
        files.extend(named.map(|path| folder.join(expand_home(path, &config.dirs.home))));
    }
    files.extend_from_slice(given);
    files.dedup();
    files
}

fn ruleset(config: Option<&Config>, given: &DetectArgs) -> Result<(Arc<Ruleset>, Vec<String>), Failure> {
    let (custom, notes) = rules::load(&rule_files(config, &given.rules))?;
    let redaction = config.map(|config| &config.file.redaction);
    let pii = given.pii || redaction.is_some_and(|redaction| redaction.pii);
    let chosen = given.sensitivity.or(redaction.and_then(|redaction| redaction.sensitivity));
    let options = Options {
        sensitivity: chosen.map_or_else(Sensitivity::default, sensitivity),
        include: if pii { Include::PersonalData } else { Include::Secrets },
        custom,
    };
    let rules = Ruleset::build(options)
        .map_err(|error| Failure::new(Kind::Bug, "cannot load the rules").because(error))?;
    Ok((rules, notes))
}

fn sensitivity(choice: SensitivityChoice) -> Sensitivity {
    match choice {
        SensitivityChoice::Strict => Sensitivity::Strict,
        SensitivityChoice::Standard => Sensitivity::Standard,
        SensitivityChoice::Permissive => Sensitivity::Permissive,
    }
}

/// An entry without the places of its parts.
pub fn entry(allow: &Allow) -> AllowEntry {
    let text = |part: &Option<toml::Spanned<String>>| part.as_ref().map(|text| text.get_ref().clone());
    AllowEntry {
        rule: text(&allow.rule),
        path: text(&allow.path),
        fingerprint: text(&allow.fingerprint),
        reason: allow.reason.clone(),
    }
}

fn allow_list(config: &Config, rules: &Ruleset, key: Option<FingerprintKey>) -> Result<AllowList, Failure> {
    let written = &config.file.redaction.allow;
    let entries: Vec<AllowEntry> = written.iter().map(|allow| entry(allow.get_ref())).collect();
    compile(config, rules, (&entries, key)).map_err(|bad| {
        let place = written.get(bad.entry).map(|allow| config.file.place(offset(allow, bad.field)));
        let (line, column) = place.unwrap_or((1, 1));
        let path = config.path.display();
        Failure::new(Kind::Usage, "cannot use the settings")
            .because(format!("{path}:{line}:{column}: {}", bad.message))
    })
}

/// Compiles entries against every rule that there is, also the optional ones that are off.
pub fn compile(
    config: &Config,
    rules: &Ruleset,
    (entries, key): (&[AllowEntry], Option<FingerprintKey>),
) -> Result<AllowList, BadEntry> {
    let mut ids: Vec<&str> = rules.rules().iter().map(|rule| &*rule.id).collect();
    ids.extend(rules.custom().map(|rule| &*rule.id));
    let home = config.dirs.home.to_string_lossy();
    let unknown = |entry: &AllowEntry| entry.rule.as_deref().is_some_and(|rule| !ids.contains(&rule));
    let all = if entries.iter().any(unknown) {
        Ruleset::build(Options { include: Include::PersonalData, ..Options::default() }).ok()
    } else {
        None
    };
    ids.extend(all.iter().flat_map(|all| all.rules()).map(|rule| &*rule.id));
    AllowList::new(entries, &Known { rules: &ids, home: &home }, key)
}

fn offset(allow: &toml::Spanned<Allow>, field: Field) -> usize {
    let inner = allow.get_ref();
    let part = match field {
        Field::Entry => None,
        Field::Rule => inner.rule.as_ref(),
        Field::Path => inner.path.as_ref(),
        Field::Fingerprint => inner.fingerprint.as_ref(),
    };
    part.map_or(allow.span().start, |text| text.span().start)
}

impl From<RulesError> for Failure {
    fn from(error: RulesError) -> Self {
        let kind = match &error {
            RulesError::Unreadable { source, .. } if source.kind() != std::io::ErrorKind::NotFound => {
                Kind::Io
            }
            _ => Kind::Usage,
        };
        Self::new(kind, "cannot use the rules").because(error)
    }
}
