//! `han`'s own format: one `[[rule]]` each.

use super::pattern::Dialect;
use super::read::{Document, Section, Text};
use super::{BadRules, CustomRule, Exception, Group, RuleFile};
use crate::scan::Confidence;
use std::collections::HashSet;
use std::sync::Arc;

const KEYS: [&str; 13] = [
    "id",
    "type",
    "description",
    "confidence",
    "regex",
    "keywords",
    "secret_group",
    "entropy",
    "path",
    "allow",
    "stopwords",
    "examples",
    "counter_examples",
];

pub(super) fn parse(name: &str, text: &str) -> Result<RuleFile, BadRules> {
    let document = Document { name, text };
    let table = document.parse()?;
    let top = Section::new(document, &table, 0);
    known_keys(&top, &["rule"])?;
    let mut file = RuleFile::default();
    let mut ids = HashSet::new();
    for section in top.sections("rule")? {
        let (rule, id) = one(&section)?;
        if !ids.insert(Arc::clone(&rule.id)) {
            return Err(section.bad(id.span.start, format!("there are two rules {}", rule.id)));
        }
        if rule.is_slow() {
            file.notes.push(format!(
                "{}: rule {} is slow: its pattern holds no literal of three characters and it has no keywords",
                rule.origin, rule.id
            ));
        }
        file.rules.push(rule);
    }
    Ok(file)
}

fn known_keys(section: &Section<'_, '_>, known: &[&str]) -> Result<(), BadRules> {
    let Some((key, at)) = section.keys().find(|(key, _)| !known.contains(key)) else { return Ok(()) };
    let like = known.iter().map(|name| (strsim::jaro(key, name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    Err(section.bad(
        at,
        match like.filter(|(likeness, _)| *likeness > 0.7) {
            Some((_, meant)) => format!("unknown key {key}; did you mean {meant}?"),
            None => format!("unknown key {key}; known are {}", known.join(", ")),
        },
    ))
}

fn one(section: &Section<'_, '_>) -> Result<(CustomRule, Text), BadRules> {
    known_keys(section, &KEYS)?;
    let needed = |key: &str| {
        section.text(key)?.ok_or_else(|| section.bad(section.start, format!("a rule needs its {key}")))
    };
    let id = name(section, needed("id")?)?;
    let kind = section.text("type")?.map(|kind| name(section, kind)).transpose()?;
    let description = needed("description")?.value;
    let regex = needed("regex")?;
    let pattern = section.pattern(&regex, Dialect::Rust)?;
    if pattern.matches_empty {
        return Err(section.bad(regex.span.start, "the pattern matches the empty text"));
    }
    let group = match section.whole_number("secret_group")? {
        None => Group::First,
        Some((number, at)) if number >= pattern.regex.captures_len() => {
            let most = pattern.regex.captures_len() - 1;
            return Err(
                section.bad(at, format!("secret_group is {number}, and the pattern has {most} groups"))
            );
        }
        Some((number, _)) => Group::Number(number),
    };
    let rule = CustomRule {
        kind: Arc::from(kind.as_ref().unwrap_or(&id).value.as_str()),
        id: Arc::from(id.value.as_str()),
        description,
        confidence: confidence(section)?,
        keywords: keywords(section, pattern.literals)?,
        entropy: entropy(section)?,
        examples: section.texts("examples")?.into_iter().map(|text| text.value).collect(),
        counters: section.texts("counter_examples")?.into_iter().map(|text| text.value).collect(),
        origin: section.document.origin(section.start),
        path: section
            .text("path")?
            .map(|path| section.pattern(&path, Dialect::Rust))
            .transpose()?
            .map(|p| p.regex),
        exceptions: exceptions(section)?,
        pattern: regex.value,
        regex: pattern.regex,
        group,
    };
    Ok((rule, id))
}

/// Checks a rule's id or type: what stands in markers, configuration and `han:allow(...)`.
fn name(section: &Section<'_, '_>, text: Text) -> Result<Text, BadRules> {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let sound = text.value.bytes().all(fits)
        && text.value.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
        && text.value.len() <= 64;
    if sound {
        return Ok(text);
    }
    Err(section.bad(
        text.span.start,
        "an id or type is made of small letters, digits and '-', begins with a letter, and is 64 long at most",
    ))
}

fn confidence(section: &Section<'_, '_>) -> Result<Confidence, BadRules> {
    let Some(text) = section.text("confidence")? else { return Ok(Confidence::Medium) };
    match text.value.as_str() {
        "low" => Ok(Confidence::Low),
        "medium" => Ok(Confidence::Medium),
        "high" => Ok(Confidence::High),
        "certain" => Ok(Confidence::Certain),
        other => {
            let message = format!("confidence is {other:?}; known are low, medium, high, certain");
            Err(section.bad(text.span.start, message))
        }
    }
}

fn keywords(section: &Section<'_, '_>, derived: Vec<Vec<u8>>) -> Result<Vec<String>, BadRules> {
    let given = section.texts("keywords")?;
    if let Some(empty) = given.iter().find(|keyword| keyword.value.is_empty()) {
        return Err(section.bad(empty.span.start, "a keyword is empty"));
    }
    if given.is_empty() {
        return Ok(as_text(derived));
    }
    Ok(given.into_iter().map(|keyword| keyword.value.to_ascii_lowercase()).collect())
}

/// Derived literals as keywords; one that is cut out of a character gives none at all.
pub(super) fn as_text(literals: Vec<Vec<u8>>) -> Vec<String> {
    let texts: Result<Vec<_>, _> = literals.into_iter().map(String::from_utf8).collect();
    texts.unwrap_or_default()
}

fn entropy(section: &Section<'_, '_>) -> Result<f64, BadRules> {
    match section.number("entropy")? {
        Some((bits, at)) if !(0.0..=8.0).contains(&bits) => {
            Err(section.bad(at, "entropy is given in bits a character, from 0 to 8"))
        }
        given => Ok(given.map_or(0.0, |(bits, _)| bits)),
    }
}

fn exceptions(section: &Section<'_, '_>) -> Result<Vec<Arc<Exception>>, BadRules> {
    let mut exceptions = Vec::new();
    let patterns = section.patterns("allow", Dialect::Rust)?;
    if !patterns.is_empty() {
        exceptions.push(Arc::new(Exception::of_values(patterns)));
    }
    let stopwords = stopwords(section)?;
    if stopwords.is_some() {
        exceptions.push(Arc::new(Exception { stopwords, ..Exception::default() }));
    }
    Ok(exceptions)
}

/// The `stopwords` of a table, to be searched for without ASCII case.
pub(super) fn stopwords(section: &Section<'_, '_>) -> Result<Option<aho_corasick::AhoCorasick>, BadRules> {
    let words = section.texts("stopwords")?;
    if let Some(empty) = words.iter().find(|word| word.value.is_empty()) {
        return Err(section.bad(empty.span.start, "a stop word is empty, and would except everything"));
    }
    if words.is_empty() {
        return Ok(None);
    }
    let built = aho_corasick::AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(words.iter().map(|word| word.value.as_bytes()));
    built.map(Some).map_err(|error| section.bad(section.start, error.to_string()))
}
