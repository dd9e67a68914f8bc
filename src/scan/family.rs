//! Reads a rule family in the narrow form that the built-in ones are written in, several times faster than a whole TOML
//! parser: at every start of the program there are hundreds of rules to read.
//!
//! The form: `[[rule]]`, `key = "text"`, `key = true`, `key = ["text", ...]` over one line or more, comments on lines of
//! their own. Anything else is left to the TOML parser; a test holds both to the same result.

use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

use super::Confidence;
use super::ruleset::Rule;

/// The rules of a family, or `None` if the text is not in the narrow form.
pub(super) fn read(text: &str) -> Option<Vec<Rule>> {
    let mut rules = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == "[[rule]]" {
            rules.push(blank());
            continue;
        }
        let (key, value) = line.split_once(" = ")?;
        let value = if value == "[" { rest_of_array(&mut lines)? } else { list(value)? };
        set(rules.last_mut()?, key, value)?;
    }
    rules.iter().all(|rule| !rule.id.is_empty() && !rule.kind.is_empty()).then_some(rules)
}

/// A value: a text or truth stands alone in its list.
struct Value {
    texts: Vec<String>,
    array: bool,
}

impl Value {
    fn one(mut self) -> Option<String> {
        self.texts.pop().filter(|_| !self.array && self.texts.is_empty())
    }

    fn many(self) -> Option<Vec<String>> {
        self.array.then_some(self.texts)
    }

    fn named<T: DeserializeOwned>(self) -> Option<T> {
        let text = self.one()?;
        let name: StrDeserializer<'_, Error> = text.as_str().into_deserializer();
        T::deserialize(name).ok()
    }
}

fn set(rule: &mut Rule, key: &str, value: Value) -> Option<()> {
    match key {
        "id" => rule.id = value.one()?.into(),
        "description" => rule.description = value.one()?,
        "type" => rule.kind = value.one()?.into(),
        "source" => rule.source = Some(value.one()?),
        "confidence" => rule.confidence = value.named()?,
        "check" => rule.check = Some(value.named()?),
        "special" => rule.special = Some(value.named()?),
        "weigh" => rule.weigh = Some(value.named()?),
        "optional" => rule.optional = value.one()? == "true",
        "shapes" => rule.shapes = value.many()?,
        "names" => rule.names = value.many()?,
        "context" => rule.context = value.many()?,
        "values" => rule.values = value.many()?,
        "examples" => rule.examples = value.many()?,
        "counters" => rule.counters = value.many()?,
        _ => return None,
    }
    Some(())
}

fn blank() -> Rule {
    Rule {
        id: "".into(),
        description: String::new(),
        kind: "".into(),
        confidence: Confidence::Low,
        shapes: Vec::new(),
        check: None,
        special: None,
        names: Vec::new(),
        context: Vec::new(),
        values: Vec::new(),
        optional: false,
        source: None,
        weigh: None,
        examples: Vec::new(),
        counters: Vec::new(),
    }
}

fn list(value: &str) -> Option<Value> {
    if value == "true" || value == "false" {
        return Some(Value { texts: vec![value.to_owned()], array: false });
    }
    let array = value.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let mut texts = Vec::new();
    strings(array.unwrap_or(value), &mut texts)?;
    Some(Value { texts, array: array.is_some() })
}

fn rest_of_array(lines: &mut std::str::Lines<'_>) -> Option<Value> {
    let mut texts = Vec::new();
    for line in lines {
        let line = line.trim();
        if line == "]" {
            return Some(Value { texts, array: true });
        }
        strings(line, &mut texts)?;
    }
    None
}

/// Reads `"a", "b",` (the last comma may be missing).
fn strings(text: &str, out: &mut Vec<String>) -> Option<()> {
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (string, tail) = string(rest.strip_prefix('"')?)?;
        out.push(string);
        let tail = tail.trim_start();
        rest = match tail.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if tail.is_empty() => tail,
            None => return None,
        };
    }
    Some(())
}

/// Reads up to the closing quote; returns what follows it too.
fn string(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut rest = text;
    loop {
        let stop = memchr::memchr2(b'"', b'\\', rest.as_bytes())?;
        out.push_str(rest.get(..stop)?);
        let tail = rest.get(stop + 1..)?;
        if rest.as_bytes().get(stop) == Some(&b'"') {
            return Some((out, tail));
        }
        out.push(match tail.as_bytes().first()? {
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'"' => '"',
            b'\\' => '\\',
            _ => return None,
        });
        rest = tail.get(1..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::FAMILIES;
    use crate::scan::ruleset::Family;

    #[test]
    fn reads_what_the_toml_parser_reads() {
        let mut narrow = 0;
        for family in FAMILIES {
            let whole: Family = toml::from_str(family).unwrap();
            let read = read(family);
            narrow += usize::from(read.is_some());
            assert_eq!(read.unwrap_or_else(|| whole.rule.clone()), whole.rule, "{:?}", family.lines().next());
        }
        assert!(narrow + 2 >= FAMILIES.len(), "{narrow} families of {} are read fast", FAMILIES.len());
    }

    #[test]
    fn leaves_other_toml_to_the_parser() {
        let rule = "[[rule]]\nid = \"a\"\ntype = \"b\"\n";
        assert!(read(rule).is_some());
        for other in [
            "extra = 1\n",
            "id = 'x'\n",
            "names = [\"a\" # why\n]\n",
            "id = \"\\u0041\"\n",
            "names = [\"a\"\n",
        ] {
            assert!(read(&format!("{rule}{other}")).is_none(), "{other}");
        }
        assert!(read("id = \"a\"\n").is_none());
    }
}
