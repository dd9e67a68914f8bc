//! TOML with the place of everything in it.

use super::pattern::{self, Dialect, Pattern};
use super::{BadRules, MAX_RULES};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How a rule file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `[[rule]]`
    Han,
    /// `[[rules]]`, as gitleaks has it.
    Gitleaks,
}

/// A file's name and text.
#[derive(Clone, Copy)]
pub(super) struct Document<'t> {
    pub(super) name: &'t str,
    pub(super) text: &'t str,
}

impl<'t> Document<'t> {
    pub(super) fn parse(self) -> Result<DeTable<'t>, BadRules> {
        let parsed = DeTable::parse(self.text);
        parsed.map(Spanned::into_inner).map_err(|error| {
            self.at(error.span().map_or(0, |span| span.start), format!("no TOML: {}", error.message()))
        })
    }

    /// A mistake at a byte.
    pub(super) fn at(self, offset: usize, message: impl Into<String>) -> BadRules {
        let (line, column) = self.place(offset);
        BadRules { file: self.name.to_owned(), line, column, message: message.into() }
    }

    /// Line and column of a byte, both from 1.
    fn place(self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(start..).map_or(0, |rest| rest.chars().count());
        (before.matches('\n').count() + 1, column + 1)
    }

    /// `FILE:LINE`
    pub(super) fn origin(self, offset: usize) -> String {
        format!("{}:{}", self.name, self.place(offset).0)
    }
}

/// A text of the file.
#[derive(Clone)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) span: Range<usize>,
}

/// A table of the file; keys are compared without case where the format does so.
pub(super) struct Section<'a, 't> {
    pub(super) document: Document<'t>,
    table: &'a DeTable<'t>,
    /// Where it begins.
    pub(super) start: usize,
}

impl<'a, 't> Section<'a, 't> {
    pub(super) fn new(document: Document<'t>, table: &'a DeTable<'t>, start: usize) -> Self {
        Self { document, table, start }
    }

    pub(super) fn bad(&self, offset: usize, message: impl Into<String>) -> BadRules {
        self.document.at(offset, message)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = (&'a str, usize)> {
        self.table.iter().map(|(key, _)| (key.get_ref().as_ref(), key.span().start))
    }

    fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'t>>> {
        let found = self.table.iter().find(|(have, _)| have.get_ref().eq_ignore_ascii_case(key));
        found.map(|(_, value)| value)
    }

    fn wrong(&self, value: &Spanned<DeValue<'_>>, key: &str, want: &str) -> BadRules {
        let have = value.get_ref().type_str();
        self.bad(value.span().start, format!("{key} is {} {have}, and should be {want}", article(have)))
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<Text>, BadRules> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let text = value.get_ref().as_str().ok_or_else(|| self.wrong(value, key, "a string"))?;
        Ok(Some(Text { value: text.to_owned(), span: value.span() }))
    }

    pub(super) fn flag(&self, key: &str) -> Result<bool, BadRules> {
        let Some(value) = self.get(key) else { return Ok(false) };
        value.get_ref().as_bool().ok_or_else(|| self.wrong(value, key, "true or false"))
    }

    /// A number, with its place; one in quotes counts, as older files have it.
    pub(super) fn number(&self, key: &str) -> Result<Option<(f64, usize)>, BadRules> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let text = match value.get_ref() {
            DeValue::Integer(number) => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            DeValue::String(text) => text.as_ref(),
            _ => return Err(self.wrong(value, key, "a number")),
        };
        let number = text.replace('_', "").parse().ok().filter(|number: &f64| number.is_finite());
        number
            .map(|number| Some((number, value.span().start)))
            .ok_or_else(|| self.wrong(value, key, "a number"))
    }

    pub(super) fn whole_number(&self, key: &str) -> Result<Option<(usize, usize)>, BadRules> {
        let Some((number, at)) = self.number(key)? else { return Ok(None) };
        if number.fract() != 0.0 || !(0.0..=1e6).contains(&number) {
            return Err(self.bad(at, format!("{key} should be a whole number from 0 on")));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just above")]
        Ok(Some((number as usize, at)))
    }

    pub(super) fn texts(&self, key: &str) -> Result<Vec<Text>, BadRules> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let list = value.get_ref().as_array().ok_or_else(|| self.wrong(value, key, "a list of strings"))?;
        list.iter()
            .map(|item| {
                let text =
                    item.get_ref().as_str().ok_or_else(|| self.wrong(item, key, "a list of strings"))?;
                Ok(Text { value: text.to_owned(), span: item.span() })
            })
            .collect()
    }

    /// The table of this key, or each of its tables.
    pub(super) fn sections(&self, key: &str) -> Result<Vec<Section<'a, 't>>, BadRules> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let section = |value: &'a Spanned<DeValue<'t>>| {
            let table = value.get_ref().as_table().ok_or_else(|| self.wrong(value, key, "a table"))?;
            Ok(Section::new(self.document, table, value.span().start))
        };
        match value.get_ref() {
            DeValue::Array(list) if list.len() > MAX_RULES => {
                Err(self.bad(value.span().start, format!("more than {MAX_RULES} rules")))
            }
            DeValue::Array(list) => list.iter().map(section).collect(),
            _ => Ok(vec![section(value)?]),
        }
    }

    /// Compiles a pattern of the file.
    pub(super) fn pattern(&self, text: &Text, dialect: Dialect) -> Result<Pattern, BadRules> {
        pattern::compile(&text.value, dialect).map_err(|bad| {
            let offset = self.inside(text, bad.offset);
            self.bad(offset, format!("the pattern cannot be read: {}", bad.message))
        })
    }

    pub(super) fn patterns(&self, key: &str, dialect: Dialect) -> Result<Vec<regex::bytes::Regex>, BadRules> {
        self.texts(key)?.iter().map(|text| self.pattern(text, dialect).map(|pattern| pattern.regex)).collect()
    }

    /// Where a byte of a text stands in the file: exact where the text is written without escapes.
    fn inside(&self, text: &Text, offset: usize) -> usize {
        let raw = self.document.text.get(text.span.clone()).unwrap_or_default();
        let begin = raw.find(&text.value).filter(|_| !text.value.is_empty());
        begin.map_or(text.span.start, |begin| text.span.start + begin + offset)
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// Tells the formats apart by the tables that they have.
///
/// # Errors
/// [`BadRules`] where it is no TOML, or neither format, or both.
pub fn format_of(name: &str, text: &str) -> Result<Format, BadRules> {
    let document = Document { name, text };
    let table = document.parse()?;
    let section = Section::new(document, &table, 0);
    let has = |keys: &[&str]| {
        section
            .keys()
            .find(|(key, _)| keys.iter().any(|known| key.eq_ignore_ascii_case(known)))
            .map(|(_, at)| at)
    };
    let gitleaks = has(&["rules", "extend", "allowlist", "allowlists"]);
    match (has(&["rule"]), gitleaks) {
        (Some(_), None) => Ok(Format::Han),
        (None, Some(_)) => Ok(Format::Gitleaks),
        (Some(_), Some(at)) => {
            Err(section.bad(at, "both [[rule]] and gitleaks' tables: a file has one format"))
        }
        (None, None) => {
            Err(section.bad(0, "no rules: expected [[rule]], or gitleaks' [[rules]] or [extend]"))
        }
    }
}
