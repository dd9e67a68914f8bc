//! Values that are secrets only beside a vendor's name: `datadog_api_key` before 32 hexadecimal digits, `heroku` and a
//! UUID. The name or the line before it holds a word of the rule's `context`, the name ends as the rule's `names` say,
//! and the whole value has one of the rule's `values` shapes.

use std::ops::Range;

use super::judge;
use super::made_up::is_made_up;
use super::ruleset::Rule;
use super::shape::{BadShape, Shape};

/// Endings of names that promise a secret, for rules without `names` of their own.
const ENDINGS: [&str; 12] = [
    "key",
    "token",
    "secret",
    "auth",
    "password",
    "passwd",
    "pass",
    "pwd",
    "pat",
    "credential",
    "credentials",
    "apikeys",
];

/// How far before a name its context may stand.
const BEFORE: usize = 80;

/// Words of at most this many letters count only as whole words.
const SHORT: usize = 5;

/// The rules with `values`, by the first two characters of their context's words.
pub struct Vendors {
    rules: Vec<Vendor>,
    words: Vec<Vec<(Vec<u8>, usize)>>,
    /// Rules without a context.
    free: Vec<usize>,
    /// Endings of names that rules have of their own, by the last byte.
    endings: Vec<Vec<String>>,
    /// Whether a value of this many bytes may be one of any rule; longer ones may.
    lengths: [bool; LENGTHS],
}

/// Lengths of values that are told apart.
const LENGTHS: usize = 128;

struct Vendor {
    /// Index among all rules.
    rule: usize,
    names: Vec<String>,
    values: Vec<Shape>,
}

/// An assignment, as far as it matters here.
pub struct Named<'a> {
    /// The text it stands in.
    pub text: &'a [u8],
    /// Where the name is, as it is written.
    pub span: Range<usize>,
    /// The name in small letters and digits.
    pub name: &'a str,
}

impl Vendors {
    /// Compiles the rules that have `values`.
    pub fn build(rules: &[Rule]) -> Result<Self, BadShape> {
        let mut built = Self {
            rules: Vec::new(),
            words: vec![Vec::new(); 36 * 36],
            free: Vec::new(),
            endings: vec![Vec::new(); 36],
            lengths: [false; LENGTHS],
        };
        for (rule, of) in rules.iter().enumerate().filter(|(_, of)| !of.values.is_empty()) {
            let values = of.values.iter().map(|v| Shape::parse_value(v)).collect::<Result<Vec<_>, _>>()?;
            for (least, most) in values.iter().map(Shape::lengths) {
                built.lengths.iter_mut().take(most.saturating_add(1)).skip(least).for_each(|of| *of = true);
            }
            for word in &of.context {
                if let Some(list) = pair(word.as_bytes()).and_then(|at| built.words.get_mut(at)) {
                    list.push((word.clone().into_bytes(), built.rules.len()));
                }
            }
            if of.context.is_empty() {
                built.free.push(built.rules.len());
            }
            for name in &of.names {
                let list = name.bytes().last().and_then(slot).and_then(|at| built.endings.get_mut(at));
                if let Some(list) = list.filter(|list| !list.contains(name)) {
                    list.push(name.clone());
                }
            }
            built.rules.push(Vendor { rule, names: of.names.clone(), values });
        }
        Ok(built)
    }

    /// Whether a name may be one of a rule that has names of its own.
    pub fn knows(&self, name: &str) -> bool {
        let list = name.bytes().last().and_then(slot).and_then(|at| self.endings.get(at));
        list.is_some_and(|list| list.iter().any(|ending| name.ends_with(ending.as_str())))
    }

    /// Whether any rule may take a value under this name.
    pub fn may_name(&self, name: &str) -> bool {
        let plain = name.trim_end_matches(|c: char| c.is_ascii_digit());
        ENDINGS.iter().any(|ending| plain.ends_with(ending)) || self.knows(plain)
    }

    /// The index of the first rule that takes `value` for a secret under this name.
    pub fn find(&self, named: &Named<'_>, value: &[u8]) -> Option<usize> {
        let fits = self.lengths.get(value.len()).copied().unwrap_or(true);
        if !fits || !self.may_name(named.name) || !is_mixed(value) {
            return None;
        }
        let mut best: Option<usize> = None;
        let mut consider = |at: usize| {
            let found = self.rules.get(at).filter(|vendor| vendor.takes(named.name, value));
            if let Some(vendor) = found {
                best = Some(best.map_or(vendor.rule, |best| best.min(vendor.rule)));
            }
        };
        self.free.iter().for_each(|at| consider(*at));
        let haystack =
            named.text.get(context_start(named.text, named.span.start)..named.span.end).unwrap_or_default();
        let mut before = 0;
        for (at, byte) in haystack.iter().enumerate() {
            if begins_behind(before, *byte)
                && let Some(list) = haystack.get(at..).and_then(pair).and_then(|at| self.words.get(at))
            {
                list.iter()
                    .filter(|(word, _)| word_stands(haystack, at, word))
                    .for_each(|(_, rule)| consider(*rule));
            }
            before = *byte;
        }
        best.filter(|_| is_plausible(value))
    }
}

impl Vendor {
    fn takes(&self, name: &str, value: &[u8]) -> bool {
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let ends = |ending: &str| name.ends_with(ending);
        let named = if self.names.is_empty() {
            ENDINGS.iter().any(|e| ends(e))
        } else {
            self.names.iter().any(|e| ends(e))
        };
        named && self.values.iter().any(|shape| shape.covers(value))
    }
}

/// Whether one of `words` stands near `span`: on its line, at most [`BEFORE`] bytes away.
pub fn stands_near(text: &[u8], span: &Range<usize>, words: &[String]) -> bool {
    let after = text.get(span.end..text.len().min(span.end + BEFORE)).unwrap_or_default();
    let end = span.end + memchr::memchr(b'\n', after).unwrap_or(after.len());
    let near = text.get(context_start(text, span.start)..end).unwrap_or_default();
    (0..near.len())
        .any(|at| begins_word(near, at) && words.iter().any(|w| word_stands(near, at, w.as_bytes())))
}

/// Where the context of a name begins: its line, or the line before if that is a heading (`heroku:`, `[heroku]`).
fn context_start(text: &[u8], name: usize) -> usize {
    let from = name.saturating_sub(BEFORE);
    let before = text.get(from..name).unwrap_or_default();
    let Some(line) = memchr::memrchr(b'\n', before) else { return from };
    let above = before.get(..line).unwrap_or_default().trim_ascii_end();
    let heading = above.last().is_some_and(|b| matches!(b, b':' | b'{' | b']'));
    let start = memchr::memrchr(b'\n', above).map_or(0, |at| at + 1);
    from + if heading { start } else { line + 1 }
}

/// The slot of a word by its first two characters, between which a joint may stand.
fn pair(word: &[u8]) -> Option<usize> {
    let first = slot(*word.first()?)?;
    let second = word.iter().skip(1).find(|b| !matches!(b, b'_' | b'-' | b' '))?;
    Some(first * 36 + slot(*second)?)
}

fn slot(byte: u8) -> Option<usize> {
    match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => Some(usize::from(letter - b'a')),
        digit @ b'0'..=b'9' => Some(26 + usize::from(digit - b'0')),
        _ => None,
    }
}

/// Whether a word begins at `at`: behind no letter or digit, or with a capital behind a small letter.
fn begins_word(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| text.get(at)).copied().unwrap_or_default();
    begins_behind(before, text.get(at).copied().unwrap_or_default())
}

/// As [`begins_word`], of two bytes.
#[inline]
fn begins_behind(before: u8, here: u8) -> bool {
    let (before, here) = (KINDS[usize::from(before)], KINDS[usize::from(here)]);
    before == 0 || (here == 2 && before != 2)
}

/// By byte: 2 for capitals, 1 for other letters and digits, 0 for what separates words.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        kinds[byte as usize] = byte.is_ascii_alphanumeric() as u8 + byte.is_ascii_uppercase() as u8;
        byte += 1;
    }
    kinds
};

/// Whether `word` stands at `at`, in any case and with `_`, `-` or a space within (`new_relic`).
fn word_stands(text: &[u8], at: usize, word: &[u8]) -> bool {
    let mut here = at;
    for (number, letter) in word.iter().enumerate() {
        if number > 0 && text.get(here).is_some_and(|b| matches!(b, b'_' | b'-' | b' ')) {
            here += 1;
        }
        if !text.get(here).is_some_and(|b| b.eq_ignore_ascii_case(letter)) {
            return false;
        }
        here += 1;
    }
    word.len() > SHORT || ends_word(text, at, here)
}

/// Whether the word from `start` ends before `end`: a short word followed by letters is part of another one, unless the
/// case changes (`snykToken`).
fn ends_word(text: &[u8], start: usize, end: usize) -> bool {
    let Some(next) = text.get(end) else { return true };
    let capital = text.get(start..end).and_then(<[u8]>::last).is_some_and(u8::is_ascii_uppercase);
    !next.is_ascii_alphabetic() || (!capital && next.is_ascii_uppercase())
}

/// Digits, or letters of both cases.
fn is_mixed(value: &[u8]) -> bool {
    let (mut upper, mut lower) = (false, false);
    value.iter().any(|byte| {
        upper |= byte.is_ascii_uppercase();
        lower |= byte.is_ascii_lowercase();
        byte.is_ascii_digit() || (upper && lower)
    })
}

/// Nothing that stands for a secret, and as random as its length lets it be.
fn is_plausible(value: &[u8]) -> bool {
    let least = if value.len() < 20 { 2.4 } else { 2.9 };
    judge::entropy(value) >= least && !is_made_up(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_whole() {
        let near = |text: &str, word: &str| {
            let end = text.len();
            stands_near(text.as_bytes(), &(end..end), &[word.to_owned()])
        };
        for (text, word) in [
            ("NEW_RELIC_KEY", "newrelic"),
            ("newRelicKey", "newrelic"),
            ("mySnykToken", "snyk"),
            ("X-Lob-Key", "lob"),
            ("lob.key", "lob"),
            ("heroku:\n  api_key", "heroku"),
            ("[heroku]\nkey", "heroku"),
        ] {
            assert!(near(text, word), "{word} in {text}");
        }
        for (text, word) in
            [("global_key", "lob"), ("lobster_key", "lob"), ("heroku\napi_key", "heroku"), ("box", "mapbox")]
        {
            assert!(!near(text, word), "{word} in {text}");
        }
    }
}
