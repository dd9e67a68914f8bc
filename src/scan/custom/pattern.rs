//! Regular expressions of custom rules: a linear engine under limits, and the literals that a match must hold.
//!
//! `\w`, `\d`, `\s` and `\b` mean ASCII, as in Go; a pattern that names Unicode classes is read with Unicode throughout.

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Bytes of a compiled pattern; a larger one is refused.
const SIZE_LIMIT: usize = 4 << 20;
/// Bytes of the lazily built automaton of one pattern, for each thread that uses it.
const DFA_SIZE_LIMIT: usize = 1 << 20;
/// Shorter derived literals stand in every text and would gate nothing.
const SHORTEST_LITERAL: usize = 3;
/// Most alternatives that a derived gate may have.
const MOST_LITERALS: usize = 64;

/// Whose syntax a pattern has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// The `regex` crate's.
    Rust,
    /// RE2 as Go reads it.
    Go,
}

/// A compiled pattern.
pub struct Pattern {
    /// Ready to search.
    pub regex: Regex,
    /// Every match holds one of these (small letters, compared without ASCII case); empty where none is known.
    pub literals: Vec<Vec<u8>>,
    /// Whether the empty text matches.
    pub matches_empty: bool,
}

/// Why a pattern is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPattern {
    /// Where in the pattern, in bytes.
    pub offset: usize,
    /// Why.
    pub message: String,
}

/// Compiles a pattern.
///
/// # Errors
/// [`BadPattern`]: a mistake in its syntax, or something that a linear engine does not have, or too large.
pub fn compile(pattern: &str, dialect: Dialect) -> Result<Pattern, BadPattern> {
    let (text, origin) = match dialect {
        Dialect::Rust => (pattern.to_owned(), None),
        Dialect::Go => {
            let (text, origin) = from_go(pattern);
            (text, Some(origin))
        }
    };
    let (hir, unicode) = parse(&text).map_err(|mut bad| {
        bad.offset = origin.as_ref().map_or(bad.offset, |map| map.get(bad.offset).copied().unwrap_or(0));
        bad
    })?;
    let regex = RegexBuilder::new(&text)
        .unicode(unicode)
        .size_limit(SIZE_LIMIT)
        .dfa_size_limit(DFA_SIZE_LIMIT)
        .build()
        .map_err(|error| BadPattern { offset: 0, message: too_large(&error) })?;
    let literals = required(&hir).unwrap_or_default();
    Ok(Pattern { regex, literals, matches_empty: hir.properties().minimum_len() == Some(0) })
}

fn too_large(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => {
            format!("the pattern is too large: it needs more than {} MiB", SIZE_LIMIT >> 20)
        }
        other => other.to_string().lines().last().unwrap_or_default().to_owned(),
    }
}

/// The pattern's meaning, and whether it needs Unicode.
fn parse(pattern: &str) -> Result<(Hir, bool), BadPattern> {
    let with = |unicode: bool| {
        ParserBuilder::new().utf8(false).unicode(unicode).build().parse(pattern).map_err(|error| bad(&error))
    };
    match with(false) {
        Ok(hir) => Ok((hir, false)),
        Err(first) => with(true).map(|hir| (hir, true)).map_err(|_| first),
    }
}

fn bad(error: &regex_syntax::Error) -> BadPattern {
    match error {
        regex_syntax::Error::Parse(error) => {
            BadPattern { offset: error.span().start.offset, message: error.kind().to_string() }
        }
        regex_syntax::Error::Translate(error) => {
            BadPattern { offset: error.span().start.offset, message: error.kind().to_string() }
        }
        other => BadPattern { offset: 0, message: other.to_string() },
    }
}

/// Literals of which every match holds one: the set whose shortest is longest.
fn required(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let mut units = Vec::new();
    flatten(hir, &mut units);
    let mut best: Option<Vec<Vec<u8>>> = None;
    let mut run = Vec::new();
    for unit in units {
        match unit {
            Unit::Bytes(bytes) => run.extend(bytes),
            Unit::Nothing => {}
            Unit::Other(inner) => {
                consider(&mut best, vec![std::mem::take(&mut run)]);
                if let Some(set) = inside(inner) {
                    consider(&mut best, set);
                }
            }
        }
    }
    consider(&mut best, vec![run]);
    best
}

enum Unit<'h> {
    /// Exactly these bytes, whatever their case.
    Bytes(Vec<u8>),
    /// Of no width.
    Nothing,
    /// Anything else.
    Other(&'h Hir),
}

/// A concatenation as a row of units, groups opened.
fn flatten<'h>(hir: &'h Hir, units: &mut Vec<Unit<'h>>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => units.push(Unit::Nothing),
        HirKind::Literal(literal) => units.push(Unit::Bytes(literal.0.to_ascii_lowercase())),
        HirKind::Class(class) => units.push(match single(class) {
            Some(byte) => Unit::Bytes(vec![byte]),
            None => Unit::Other(hir),
        }),
        HirKind::Capture(capture) => flatten(&capture.sub, units),
        HirKind::Concat(parts) => parts.iter().for_each(|part| flatten(part, units)),
        HirKind::Repetition(_) | HirKind::Alternation(_) => units.push(Unit::Other(hir)),
    }
}

fn inside(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Alternation(branches) => {
            let sets: Option<Vec<_>> = branches.iter().map(required).collect();
            let mut all: Vec<Vec<u8>> = sets?.into_iter().flatten().collect();
            all.sort();
            all.dedup();
            (all.len() <= MOST_LITERALS).then_some(all)
        }
        _ => None,
    }
}

/// The one letter of a class that differs only in case.
fn single(class: &Class) -> Option<u8> {
    // The Kelvin sign and the long s fold to `k` and `s`; nobody writes a keyword with them.
    let folded = |from: u32, to: u32| {
        (from..=to).map(|c| match c {
            0x212a => u32::from(b'k'),
            0x17f => u32::from(b's'),
            other => char::from_u32(other).map_or(other, |c| u32::from(c.to_ascii_lowercase())),
        })
    };
    let mut letters: Vec<u32> = match class {
        Class::Unicode(class) if class.ranges().len() <= 3 => {
            let small = class.ranges().iter().all(|range| range.len() == 1);
            small.then(|| {
                class.ranges().iter().flat_map(|r| folded(r.start().into(), r.end().into())).collect()
            })?
        }
        Class::Bytes(class) if class.ranges().len() <= 2 => {
            let small = class.ranges().iter().all(|range| range.len() == 1);
            small.then(|| {
                class.ranges().iter().flat_map(|r| folded(r.start().into(), r.end().into())).collect()
            })?
        }
        _ => return None,
    };
    letters.dedup();
    match letters.as_slice() {
        [one] => u8::try_from(*one).ok().filter(u8::is_ascii),
        _ => None,
    }
}

fn consider(best: &mut Option<Vec<Vec<u8>>>, set: Vec<Vec<u8>>) {
    let shortest = |set: &[Vec<u8>]| set.iter().map(Vec::len).min().unwrap_or(0);
    let len = shortest(&set);
    if len >= SHORTEST_LITERAL && best.as_deref().is_none_or(|have| shortest(have) < len) {
        *best = Some(set);
    }
}

/// Writes a pattern of Go's RE2 in the syntax of the `regex` crate, with the place in `pattern` of each byte of it.
///
/// Go takes `{` for itself where no repetition follows, has no set operators and no nested classes, quotes by `\Q...\E`,
/// writes octal, and lets any punctuation be escaped.
fn from_go(pattern: &str) -> (String, Vec<usize>) {
    let mut out = Writer { out: String::with_capacity(pattern.len() + 16), origin: Vec::new() };
    let mut at = 0;
    while let Some(rest) = pattern.get(at..).filter(|rest| !rest.is_empty()) {
        at += match rest.as_bytes().first() {
            Some(b'\\') => out.escape(rest, at, true),
            Some(b'[') => out.class(rest, at),
            Some(b'{') => match repetition(rest) {
                Some(len) => out.copy(rest, len, at),
                None => out.put("\\{", 1, at),
            },
            _ => out.copy(rest, first_len(rest), at),
        };
    }
    out.origin.push(pattern.len());
    (out.out, out.origin)
}

struct Writer {
    out: String,
    origin: Vec<usize>,
}

impl Writer {
    fn put(&mut self, text: &str, taken: usize, at: usize) -> usize {
        self.out.push_str(text);
        self.origin.resize(self.out.len(), at);
        taken
    }

    fn copy(&mut self, rest: &str, len: usize, at: usize) -> usize {
        for (i, c) in rest.get(..len).unwrap_or(rest).char_indices() {
            self.out.push(c);
            self.origin.resize(self.out.len(), at + i);
        }
        len
    }

    /// An escape; `quotes` where `\Q` may stand.
    fn escape(&mut self, rest: &str, at: usize, quotes: bool) -> usize {
        let bytes = rest.as_bytes();
        match bytes.get(1) {
            Some(b'Q') if quotes => {
                let body = rest.get(2..).unwrap_or_default();
                let len = body.find("\\E").unwrap_or(body.len());
                let quoted = regex_syntax::escape(body.get(..len).unwrap_or_default());
                self.put(&quoted, rest.len().min(len + 4), at)
            }
            Some(b'<') => self.put("<", 2, at),
            Some(b'>') => self.put(">", 2, at),
            Some(b'0'..=b'7') => {
                let digits = rest.get(1..).unwrap_or_default();
                let len = digits.bytes().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
                let digits = digits.get(..len).unwrap_or_default();
                // A single digit but zero refers back, which no linear engine can.
                if len == 1 && digits != "0" {
                    return self.copy(rest, 2, at);
                }
                let value = u32::from_str_radix(digits, 8).unwrap_or(0);
                self.put(&format!("\\x{{{value:x}}}"), len + 1, at)
            }
            Some(b'x' | b'p' | b'P') if bytes.get(2) == Some(&b'{') => {
                let len = rest.find('}').map_or(rest.len(), |end| end + 1);
                self.copy(rest, len, at)
            }
            Some(_) => {
                let len = 1 + first_len(rest.get(1..).unwrap_or_default());
                self.copy(rest, len, at)
            }
            None => self.copy(rest, 1, at),
        }
    }

    /// A bracketed class, whole; returns its length.
    fn class(&mut self, rest: &str, start: usize) -> usize {
        let mut at = self.copy(rest, 1, start);
        if rest.get(at..).is_some_and(|rest| rest.starts_with('^')) {
            at += self.copy("^", 1, start + at);
        }
        let first = at;
        while let Some(part) = rest.get(at..).filter(|part| !part.is_empty()) {
            let bytes = part.as_bytes();
            let next = bytes.get(1);
            at += match bytes.first() {
                Some(b']') if at == first => self.put("\\]", 1, start + at),
                Some(b']') => return at + self.copy(part, 1, start + at),
                Some(b'\\') => self.escape(part, start + at, false),
                Some(b'[') => match part.find(":]").filter(|_| next == Some(&b':')) {
                    Some(end) => self.copy(part, end + 2, start + at),
                    None => self.put("\\[", 1, start + at),
                },
                Some(b'-') if next == Some(&b'-') && at == first => self.put("\\-", 1, start + at),
                Some(b'-') if next == Some(&b'-') => self.put("-\\-", 2, start + at),
                Some(b'&') => self.put("\\&", 1, start + at),
                Some(b'~') => self.put("\\~", 1, start + at),
                _ => self.copy(part, first_len(part), start + at),
            };
        }
        at
    }
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The length of the `{n}`, `{n,}` or `{n,m}` that `rest` starts with.
fn repetition(rest: &str) -> Option<usize> {
    let end = rest.find('}')?;
    let body = rest.get(1..end)?;
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let valid = match body.split_once(',') {
        None => number(body),
        Some((least, most)) => number(least) && (most.is_empty() || number(most)),
    };
    valid.then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(pattern: &str) -> Vec<String> {
        let compiled = compile(pattern, Dialect::Go).unwrap();
        compiled.literals.into_iter().map(|l| String::from_utf8(l).unwrap()).collect()
    }

    #[test]
    fn go_patterns_mean_the_same_here() {
        let table = [
            (r"^\${(?:[A-Z_]+|[a-z_]+)}$", "${HOME}", "$HOME"),
            (r"^\{\{[ \t]*[\w ().|]+[ \t]*}}$", "{{ a.b | c }}", "{ a }"),
            (r"[\w .-/]{3}", "a.b", "&&&"),
            (r"^[a&&b]+$", "a&b", "c"),
            (r"^[[a]+$", "[a", "b"),
            (r"^[]a]+$", "]a", "b"),
            (r"^[^]a]+$", "bcd", "]"),
            (r"^[[:alnum:]_]{3}$", "a1_", "a-b"),
            (r"^[--/]+$", "-./", "0"),
            (r"^[+--]+$", "+,-", "."),
            (r"^\Qa.b{\E$", "a.b{", "axb{"),
            (r"^\<\>\'\/\_$", "<>'/_", "x"),
            (r"^\101\x{42}\x43\0$", "ABC\0", "x"),
            (r"^a{,2}$", "a{,2}", "aa"),
            (r"^a{2}b{1,}$", "aabb", "ab"),
            (r"(?i)^abc(?-i)D$", "ABCD", "abcd"),
            (r"^\w+$", "abc", "äöü"),
            (r"^\p{L}+$", "äöü", "123"),
            (r"^é[é]$", "éé", "e"),
        ];
        for (pattern, good, other) in table {
            let compiled = compile(pattern, Dialect::Go).unwrap_or_else(|bad| panic!("{pattern}: {bad:?}"));
            assert!(compiled.regex.is_match(good.as_bytes()), "{pattern} {good}");
            assert!(!compiled.regex.is_match(other.as_bytes()), "{pattern} {other}");
        }
    }

    #[test]
    fn bad_patterns_are_refused_with_their_place() {
        let table = [
            (r"abc(", 3, "unclosed group"),
            (r"\${x}(?=a)", 5, "look-around"),
            (r"(a)\1", 3, "backreference"),
            (r"a{2000}{2000}{9}", 0, "too large"),
            (r"[z-a]", 1, "invalid character class range"),
        ];
        for (pattern, offset, part) in table {
            let bad = compile(pattern, Dialect::Go).err().unwrap_or_else(|| panic!("{pattern}"));
            assert!(bad.message.contains(part), "{pattern}: {bad:?}");
            assert_eq!(bad.offset, offset, "{pattern}: {bad:?}");
        }
    }

    #[test]
    fn literals_are_what_every_match_holds() {
        let table: [(&str, &[&str]); 9] = [
            (r"\bghp_[0-9a-zA-Z]{36}\b", &["ghp_"]),
            (r"(?i)[\w.-]{0,50}?(?:adobe)(?:[ \t\w.-]{0,20})=([a-f0-9]{32})", &["adobe"]),
            (r"\b(p8e-(?i)[a-z0-9]{32})", &["p8e-"]),
            (r"(?:A3T[A-Z0-9]|AKIA|ASIA)[A-Z0-9]{16}", &["a3t", "akia", "asia"]),
            (r"(?i)(facebook|fb)(.{0,20})?", &[]),
            (r"[a-z]{30}", &[]),
            (r"(?:secret|token)=x", &["secret", "token"]),
            (r"(?iu)kiss", &["kiss"]),
            (r"(abc){2,3}", &["abc"]),
        ];
        for (pattern, want) in table {
            assert_eq!(literals(pattern), want, "{pattern}");
        }
    }
}
