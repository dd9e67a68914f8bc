//! gitleaks' format, as gitleaks 8 reads it: keys without case, `extend`, allow lists in the old and the new form.
//! Files of gitleaks 7 (no ids, `file`, `reportGroup`, `Entropies`) are read too.
//!
//! `gitleaks/default.toml` is gitleaks' own default configuration (v8.30, MIT, `gitleaks/LICENSE`), for
//! `extend.useDefault`.

use super::own::{as_text, stopwords};
use super::pattern::{Dialect, Pattern};
use super::read::{Document, Section, Text};
use super::{BadRules, CustomRule, Exception, Group, MAX_EXTEND, MAX_RULES, RuleFile, Target};
use crate::scan::Confidence;
use std::sync::Arc;

/// What `extend.useDefault` stands for.
pub const DEFAULT: &str = include_str!("gitleaks/default.toml");

/// Gives the name and text of the file that a file (by its name) extends, or says why it cannot.
pub type Fetch<'a> = &'a mut dyn FnMut(&str, &str) -> Result<(String, String), String>;

/// A configuration before its rules are final: what extends it may still change them.
#[derive(Default)]
struct Config {
    rules: Vec<Draft>,
    exceptions: Vec<Arc<Exception>>,
    /// Exceptions for certain rules, by id; known only when all is merged.
    targeted: Vec<(Text, Arc<Exception>, BadRules)>,
    notes: Vec<String>,
}

/// A rule as far as its file says.
struct Draft {
    id: String,
    description: String,
    regex: Option<(String, Pattern)>,
    path: Option<regex::bytes::Regex>,
    group: usize,
    entropy: f64,
    keywords: Vec<String>,
    exceptions: Vec<Arc<Exception>>,
    /// Of no use by itself: another rule asks for it.
    hidden: bool,
    origin: String,
    /// Where it begins, for mistakes that show when all is merged.
    place: BadRules,
}

/// What a configuration extends.
enum Base {
    None,
    Default,
    File(Text),
}

pub(super) fn parse(name: &str, text: &str, fetch: Fetch<'_>) -> Result<RuleFile, BadRules> {
    let config = read(Document { name, text }, fetch, 0)?;
    finish(config)
}

/// Reads a file and what it extends.
fn read(document: Document<'_>, fetch: Fetch<'_>, depth: usize) -> Result<Config, BadRules> {
    let table = document.parse()?;
    let top = Section::new(document, &table, 0);
    let mut config = Config::default();
    note_unknown(&top, &TOP_KEYS, &mut config.notes);
    for section in top.sections("rules")? {
        let draft = draft(&section, &mut config.notes)?;
        // As in gitleaks, the later of two rules of one id counts.
        if let Some(before) = config.rules.iter().position(|have| have.id == draft.id) {
            config
                .notes
                .push(format!("{}: rule {} stands there again; this one counts", draft.origin, draft.id));
            config.rules.remove(before);
        }
        config.rules.push(draft);
    }
    exceptions(&top, &mut config)?;
    let (base, disabled) = extend(&top)?;
    let base = match &base {
        Base::None => return Ok(config),
        Base::Default => read(Document { name: "gitleaks-default.toml", text: DEFAULT }, fetch, depth + 1)?,
        Base::File(path) => {
            let refused =
                |why: String| document.at(path.span.start, format!("cannot extend {}: {why}", path.value));
            if depth >= MAX_EXTEND {
                return Err(refused(format!("files extend each other more than {MAX_EXTEND} deep")));
            }
            let (name, text) = fetch(document.name, &path.value).map_err(refused)?;
            read(Document { name: &name, text: &text }, fetch, depth + 1)?
        }
    };
    merge(config, base, &disabled).map_err(|message| document.at(0, message))
}

const TOP_KEYS: [&str; 8] =
    ["title", "description", "extend", "rules", "allowlist", "allowlists", "minversion", "gitleaks"];
const RULE_KEYS: [&str; 17] = [
    "id",
    "description",
    "regex",
    "path",
    "file",
    "secretgroup",
    "reportgroup",
    "entropy",
    "entropies",
    "keywords",
    "tags",
    "allowlist",
    "allowlists",
    "required",
    "skipreport",
    "severity",
    "randomness",
];

fn note_unknown(section: &Section<'_, '_>, known: &[&str], notes: &mut Vec<String>) {
    for (key, at) in section.keys() {
        if !known.iter().any(|name| key.eq_ignore_ascii_case(name)) {
            notes.push(format!(
                "{}: {key} is no key of gitleaks and is not read",
                section.document.origin(at)
            ));
        }
    }
}

fn extend(top: &Section<'_, '_>) -> Result<(Base, Vec<Text>), BadRules> {
    let Some(section) = top.sections("extend")?.into_iter().next() else {
        return Ok((Base::None, Vec::new()));
    };
    if let Some(url) = section.text("url")?.filter(|url| !url.value.is_empty()) {
        let hint = "extend.url is not followed: save that file and name it in extend.path";
        return Err(section.bad(url.span.start, hint));
    }
    let path = section.text("path")?.filter(|path| !path.value.is_empty());
    let base = match (path, section.flag("useDefault")?) {
        (Some(path), true) => {
            return Err(section.bad(path.span.start, "extend has both path and useDefault"));
        }
        (Some(path), false) => Base::File(path),
        (None, true) => Base::Default,
        (None, false) => Base::None,
    };
    Ok((base, section.texts("disabledRules")?))
}

fn draft(section: &Section<'_, '_>, notes: &mut Vec<String>) -> Result<Draft, BadRules> {
    note_unknown(section, &RULE_KEYS, notes);
    let origin = section.document.origin(section.start);
    let description = section.text("description")?.map(|text| text.value).unwrap_or_default();
    let id = match section.text("id")?.map(|id| id.value.trim().to_owned()) {
        Some(id) if !id.is_empty() => id,
        _ if !description.is_empty() => slug(&description),
        _ => return Err(section.bad(section.start, "a rule needs its id")),
    };
    let regex = section.text("regex")?.filter(|regex| !regex.value.is_empty());
    let regex = regex.map(|regex| {
        let pattern = section.pattern(&regex, Dialect::Go)?;
        if pattern.matches_empty {
            return Err(section.bad(regex.span.start, "the pattern matches the empty text"));
        }
        Ok((regex.value, pattern))
    });
    let path = section.text("path")?.or(section.text("file")?).filter(|path| !path.value.is_empty());
    let (entropy, entropy_group) = entropy(section)?;
    let group = match section.whole_number("secretGroup")? {
        None => section.whole_number("reportGroup")?,
        given => given,
    };
    for key in ["required", "randomness", "severity"] {
        if section.keys().any(|(have, _)| have.eq_ignore_ascii_case(key)) {
            notes.push(format!("{origin}: {key} of rule {id} is not read: the rule counts by itself"));
        }
    }
    let place = section.bad(section.start, "");
    Ok(Draft {
        description,
        regex: regex.transpose()?,
        path: path.map(|path| section.pattern(&path, Dialect::Go)).transpose()?.map(|pattern| pattern.regex),
        group: group.map_or(entropy_group, |(group, _)| group),
        entropy,
        keywords: section
            .texts("keywords")?
            .into_iter()
            .map(|word| word.value.to_ascii_lowercase())
            .collect(),
        exceptions: rule_exceptions(section, &id, notes)?,
        hidden: section.flag("skipReport")?,
        id,
        origin,
        place,
    })
}

/// The least entropy, and the group that gitleaks 7 measured it on.
fn entropy(section: &Section<'_, '_>) -> Result<(f64, usize), BadRules> {
    if let Some((bits, _)) = section.number("entropy")? {
        return Ok((bits.max(0.0), 0));
    }
    let mut least: Option<(f64, usize)> = None;
    for range in section.sections("entropies")? {
        let bits = range.number("min")?.map_or(0.0, |(bits, _)| bits);
        let group = range.whole_number("group")?.map_or(0, |(group, _)| group);
        if least.is_none_or(|(have, _)| bits < have) {
            least = Some((bits, group));
        }
    }
    Ok(least.unwrap_or_default())
}

fn rule_exceptions(
    section: &Section<'_, '_>,
    id: &str,
    notes: &mut Vec<String>,
) -> Result<Vec<Arc<Exception>>, BadRules> {
    let (old, new) = (section.sections("allowlist")?, section.sections("allowlists")?);
    if let (Some(old), false) = (old.first(), new.is_empty()) {
        return Err(section.bad(old.start, "allowlist and allowlists stand beside each other: one is enough"));
    }
    let lists = old.iter().chain(&new);
    lists.map(|list| exception(list, &format!("rule {id}"), notes).map(Arc::new)).collect()
}

/// The lists that hold for all rules, and those that name theirs.
fn exceptions(top: &Section<'_, '_>, config: &mut Config) -> Result<(), BadRules> {
    let (old, new) = (top.sections("allowlist")?, top.sections("allowlists")?);
    if let (Some(old), false) = (old.first(), new.is_empty()) {
        return Err(
            top.bad(old.start, "[allowlist] and [[allowlists]] stand beside each other: one is enough")
        );
    }
    for list in old.iter().chain(&new) {
        let made = Arc::new(exception(list, "the allow list", &mut config.notes)?);
        let targets = list.texts("targetRules")?;
        if targets.is_empty() {
            config.exceptions.push(made);
            continue;
        }
        for target in targets {
            let place = list.bad(target.span.start, "");
            config.targeted.push((target, Arc::clone(&made), place));
        }
    }
    Ok(())
}

const EXCEPTION_KEYS: [&str; 10] = [
    "description",
    "condition",
    "commits",
    "paths",
    "files",
    "repos",
    "regextarget",
    "regexes",
    "stopwords",
    "targetrules",
];

fn exception(list: &Section<'_, '_>, whose: &str, notes: &mut Vec<String>) -> Result<Exception, BadRules> {
    note_unknown(list, &EXCEPTION_KEYS, notes);
    let all = match list.text("condition")? {
        None => false,
        Some(text) => match text.value.to_ascii_uppercase().as_str() {
            "AND" | "&&" => true,
            "" | "OR" | "||" => false,
            other => {
                let message = format!("condition is {other:?}; known are and, or");
                return Err(list.bad(text.span.start, message));
            }
        },
    };
    let target = match list.text("regexTarget")? {
        None => Target::Secret,
        Some(text) => match text.value.as_str() {
            "" | "secret" => Target::Secret,
            "match" => Target::Match,
            "line" => Target::Line,
            other => {
                let message = format!("regexTarget is {other:?}; known are secret, match, line");
                return Err(list.bad(text.span.start, message));
            }
        },
    };
    let mut paths = list.patterns("paths", Dialect::Go)?;
    paths.extend(list.patterns("files", Dialect::Go)?);
    let regexes = list.patterns("regexes", Dialect::Go)?;
    let stopwords = stopwords(list)?;
    let commits = !list.texts("commits")?.is_empty();
    let repos = !list.texts("repos")?.is_empty();
    if commits || repos {
        let origin = list.document.origin(list.start);
        notes.push(format!("{origin}: {whose} names commits or repositories, of which files have none"));
    }
    if paths.is_empty() && regexes.is_empty() && stopwords.is_none() && !commits && !repos {
        return Err(list.bad(list.start, "an allow list needs one of paths, regexes, stopwords, commits"));
    }
    Ok(Exception { all, paths, regexes, target, stopwords, commits: commits || repos })
}

/// Puts a configuration over the one that it extends: what it says of a rule replaces what that says.
fn merge(mut over: Config, base: Config, disabled: &[Text]) -> Result<Config, String> {
    for id in disabled.iter().filter(|id| !base.rules.iter().any(|rule| rule.id == id.value)) {
        over.notes.push(format!("disabledRules: there is no rule {} in what is extended", id.value));
    }
    for rule in base.rules {
        if disabled.iter().any(|id| id.value == rule.id) {
            continue;
        }
        match over.rules.iter_mut().find(|have| have.id == rule.id) {
            Some(have) => have.fill(rule),
            None => over.rules.push(rule),
        }
    }
    if over.rules.len() > MAX_RULES {
        return Err(format!("more than {MAX_RULES} rules, with those that it extends"));
    }
    over.exceptions.extend(base.exceptions);
    over.targeted.extend(base.targeted);
    over.notes.extend(base.notes);
    Ok(over)
}

impl Draft {
    /// Takes what it does not say itself from the rule that it changes.
    fn fill(&mut self, base: Draft) {
        if self.description.is_empty() {
            self.description = base.description;
        }
        if self.entropy == 0.0 {
            self.entropy = base.entropy;
        }
        if self.group == 0 {
            self.group = base.group;
        }
        self.regex = self.regex.take().or(base.regex);
        self.path = self.path.take().or(base.path);
        self.keywords.extend(base.keywords);
        self.exceptions.extend(base.exceptions);
    }
}

fn finish(config: Config) -> Result<RuleFile, BadRules> {
    let Config { mut rules, exceptions, targeted, notes } = config;
    for (target, exception, place) in targeted {
        let Some(rule) = rules.iter_mut().find(|rule| rule.id == target.value) else {
            return Err(BadRules {
                message: format!("targetRules: there is no rule {}", target.value),
                ..place
            });
        };
        rule.exceptions.push(exception);
    }
    let mut file = RuleFile { exceptions, notes, ..RuleFile::default() };
    let mut by_name = Vec::new();
    for draft in rules {
        if draft.regex.is_none() && draft.path.is_some() {
            by_name.push(draft.id);
            continue;
        }
        if draft.hidden {
            file.notes
                .push(format!("{}: rule {} is not reported by itself, and left out", draft.origin, draft.id));
            continue;
        }
        let rule = custom(draft)?;
        if rule.is_slow() {
            let message = "has no keywords and its pattern no literal of three characters: it is slow";
            file.notes.push(format!("{}: rule {} {message}", rule.origin, rule.id));
        }
        file.rules.push(rule);
    }
    if !by_name.is_empty() {
        let ids = by_name.join(", ");
        file.notes
            .push(format!("rules that look at file names alone find no text to cut and are left out: {ids}"));
    }
    Ok(file)
}

fn custom(draft: Draft) -> Result<CustomRule, BadRules> {
    let bad = |message: String| BadRules { message, ..draft.place.clone() };
    let Some((written, pattern)) = draft.regex else {
        return Err(bad(format!("rule {} has neither regex nor path", draft.id)));
    };
    let groups = pattern.regex.captures_len() - 1;
    if draft.group > groups {
        return Err(bad(format!(
            "secretGroup of rule {} is {}, and its pattern has {groups} groups",
            draft.id, draft.group
        )));
    }
    let mut keywords: Vec<String> = draft.keywords.into_iter().filter(|word| !word.is_empty()).collect();
    keywords.sort();
    keywords.dedup();
    if keywords.is_empty() {
        keywords = as_text(pattern.literals);
    }
    Ok(CustomRule {
        kind: Arc::from(slug(&draft.id)),
        description: if draft.description.is_empty() { draft.id.clone() } else { draft.description },
        id: Arc::from(draft.id),
        confidence: Confidence::Medium,
        pattern: written,
        keywords,
        entropy: draft.entropy,
        examples: Vec::new(),
        counters: Vec::new(),
        origin: draft.origin,
        regex: pattern.regex,
        group: if draft.group == 0 { Group::First } else { Group::Number(draft.group) },
        path: draft.path,
        exceptions: draft.exceptions,
    })
}

/// A name of small letters, digits and `-`.
fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(64) {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => out.push(c),
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    let trimmed = out.trim_end_matches('-');
    if trimmed.is_empty() { "secret".to_owned() } else { trimmed.to_owned() }
}
