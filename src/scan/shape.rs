//! Token shapes as data: `ghp_{base62:36}` both matches a token and makes examples of it.
//!
//! A shape is a sequence of literals and runs `{class:n}`, `{class:n-m}` or `{class:n-}` (at most 8,192); `{uuid}` is
//! short for the five runs of one, and what stands before `{secret}` is no part of the token. A shape without a literal
//! to search for may say with `{run}` where in it a run of base64 characters begins, as those are found anyway.
//! Matching is linear: a run before a literal ends at the first place where the literal follows.

use std::borrow::Cow;
use std::ops::Range;

/// The longest run without its own limit. Tokens are shorter; what is longer is data.
const LONGEST: usize = 8192;

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// `0-9`
    Digit,
    /// `0-9a-f`
    Hex,
    /// `0-9A-F`
    UpperHex,
    /// `0-9a-fA-F`
    AnyHex,
    /// `a-z`
    Lower,
    /// `A-Z`
    Upper,
    /// `0-9a-z`
    Base36,
    /// `0-9A-Z`
    UpperNum,
    /// `0-9A-Za-z`
    Base62,
    /// `A-Z2-7`
    Base32,
    /// `a-z2-7`
    LowBase32,
    /// `0-9A-Za-z` without `0OIl`
    Base58,
    /// `qpzry9x8gf2tvdw0s3jn54khce6mua7l` in upper case
    Bech32,
    /// `qpzry9x8gf2tvdw0s3jn54khce6mua7l`
    LowBech32,
    /// `A-Za-z0-9+/=`
    Base64,
    /// `A-Za-z0-9_-`
    Base64Url,
    /// `A-Za-z0-9_.~-`
    Azure,
    /// `A-Za-z0-9_.=/+-`
    Loose,
    /// `A-Za-z0-9` and `!@#$%^&*(-_=+)`
    Symbols,
}

impl Class {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "digit" => Self::Digit,
            "hex" => Self::Hex,
            "upperhex" => Self::UpperHex,
            "anyhex" => Self::AnyHex,
            "lower" => Self::Lower,
            "upper" => Self::Upper,
            "base36" => Self::Base36,
            "uppernum" => Self::UpperNum,
            "base62" => Self::Base62,
            "base32" => Self::Base32,
            "lowbase32" => Self::LowBase32,
            "base58" => Self::Base58,
            "bech32" => Self::Bech32,
            "lowbech32" => Self::LowBech32,
            "base64" => Self::Base64,
            "base64url" => Self::Base64Url,
            "azure" => Self::Azure,
            "loose" => Self::Loose,
            "symbols" => Self::Symbols,
            _ => return None,
        })
    }

    /// Whether the class holds `b`.
    pub fn has(self, b: u8) -> bool {
        match self {
            Self::Digit => b.is_ascii_digit(),
            Self::Hex => b.is_ascii_digit() || matches!(b, b'a'..=b'f'),
            Self::UpperHex => b.is_ascii_digit() || matches!(b, b'A'..=b'F'),
            Self::AnyHex => b.is_ascii_hexdigit(),
            Self::Lower => b.is_ascii_lowercase(),
            Self::Upper => b.is_ascii_uppercase(),
            Self::Base36 => b.is_ascii_digit() || b.is_ascii_lowercase(),
            Self::UpperNum => b.is_ascii_digit() || b.is_ascii_uppercase(),
            Self::Base62 => b.is_ascii_alphanumeric(),
            Self::Base32 => matches!(b, b'A'..=b'Z' | b'2'..=b'7'),
            Self::LowBase32 => matches!(b, b'a'..=b'z' | b'2'..=b'7'),
            Self::Base58 => b.is_ascii_alphanumeric() && !matches!(b, b'0' | b'O' | b'I' | b'l'),
            Self::Bech32 => b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".contains(&b),
            Self::LowBech32 => b"qpzry9x8gf2tvdw0s3jn54khce6mua7l".contains(&b),
            Self::Base64 => b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='),
            Self::Base64Url => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'),
            Self::Azure => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'~'),
            Self::Symbols => b.is_ascii_alphanumeric() || b"!@#$%^&*(-_=+)".contains(&b),
            Self::Loose => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'=' | b'/' | b'+'),
        }
    }

    fn alphabet(self) -> Vec<u8> {
        (b'!'..=b'~').filter(|b| self.has(*b) && *b != b'=').collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(Vec<u8>),
    Run { class: Class, min: usize, max: usize },
}

/// A parsed shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    pieces: Vec<Piece>,
    /// Index of the piece that candidates are searched by.
    anchor: usize,
    /// Index of the first piece of the token.
    secret: usize,
    /// How many bytes stand before the run of base64 that the shape is found by, instead of a literal.
    run: Option<usize>,
}

/// What stands for a whole UUID in a shape, and the runs that it is short for.
const UUID: (&str, &str) = ("{uuid}", "{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}");

/// Where the token begins, if not with the shape.
const SECRET: &str = "{secret}";

/// Where the run of base64 begins that the shape is found by.
const RUN: &str = "{run}";

fn spelled_out(text: &str) -> Cow<'_, str> {
    if text.contains(UUID.0) { text.replace(UUID.0, UUID.1).into() } else { text.into() }
}

/// The text is not a shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a shape: {0}")]
pub struct BadShape(pub String);

impl Shape {
    /// Reads a shape; it needs `{run}`, or a literal whose first three bytes stand so in JSON, too; before these, only runs
    /// of fixed length.
    ///
    /// # Errors
    /// [`BadShape`] with the text.
    pub fn parse(text: &str) -> Result<Self, BadShape> {
        let bad = || BadShape(text.to_owned());
        let mut shape = Self::parse_value(text)?;
        if let Some((lead, _)) = text.split_once(RUN) {
            let lead = Self::pieces(lead).ok_or_else(bad)?;
            shape.run = Some(Self::fixed(&lead).ok_or_else(bad)?);
            return Ok(shape);
        }
        let long = |p: &Piece| matches!(p, Piece::Literal(l) if searched(l).1.len() >= 3);
        shape.anchor = shape.pieces.iter().position(long).ok_or_else(bad)?;
        Self::fixed(shape.pieces.get(..shape.anchor).unwrap_or_default()).ok_or_else(bad)?;
        Ok(shape)
    }

    /// The length of pieces that have one.
    fn fixed(pieces: &[Piece]) -> Option<usize> {
        let len = |piece: &Piece| match piece {
            Piece::Literal(literal) => Some(literal.len()),
            Piece::Run { min, max, .. } => (min == max).then_some(*min),
        };
        pieces.iter().map(len).sum()
    }

    /// The byte that a shape begins with, if it begins with a literal; else 0.
    pub fn first(&self) -> u8 {
        match self.pieces.first() {
            Some(Piece::Literal(literal)) => literal.first().copied().unwrap_or(0),
            _ => 0,
        }
    }

    /// How many bytes of the shape stand before the run of base64 that it is found by, if it is not found by a literal.
    pub fn before_run(&self) -> Option<usize> {
        self.run
    }

    /// Reads the shape of a whole value, which needs no literal as it is not searched for.
    ///
    /// # Errors
    /// [`BadShape`] with the text.
    pub fn parse_value(text: &str) -> Result<Self, BadShape> {
        let bad = || BadShape(text.to_owned());
        let spelled = spelled_out(text).replace(RUN, "");
        let (lead, body) = spelled.split_once(SECRET).unwrap_or(("", &spelled));
        let mut pieces = Self::pieces(lead).ok_or_else(bad)?;
        let secret = pieces.len();
        pieces.extend(Self::pieces(body).ok_or_else(bad)?);
        if pieces.is_empty() { Err(bad()) } else { Ok(Self { pieces, anchor: 0, secret, run: None }) }
    }

    fn pieces(text: &str) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((literal, tail)) = rest.split_once('{') {
            if !literal.is_empty() {
                pieces.push(Piece::Literal(literal.as_bytes().to_vec()));
            }
            let (run, tail) = tail.split_once('}')?;
            pieces.push(Self::run(run)?);
            rest = tail;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(rest.as_bytes().to_vec()));
        }
        Some(pieces)
    }

    fn run(text: &str) -> Option<Piece> {
        let (class, counts) = text.split_once(':')?;
        let class = Class::named(class)?;
        let (min, max) = match counts.split_once('-') {
            None => (counts.parse().ok()?, counts.parse().ok()?),
            Some((min, "")) => (min.parse().ok()?, LONGEST),
            Some((min, max)) => (min.parse().ok()?, max.parse().ok()?),
        };
        (min <= max).then_some(Piece::Run { class, min, max })
    }

    /// The literal that candidates are searched by, and how many bytes of the shape stand before it.
    pub fn anchor(&self) -> (&[u8], usize) {
        let before = self.pieces.iter().take(self.anchor).map(|piece| match piece {
            Piece::Literal(literal) => literal.len(),
            Piece::Run { min, .. } => *min,
        });
        let before = before.sum();
        match self.pieces.get(self.anchor) {
            Some(Piece::Literal(literal)) => {
                let (offset, part) = searched(literal);
                (part, before + offset)
            }
            _ => (&[], before),
        }
    }

    /// A cheap look at raw bytes behind the anchor at `at`: false when the next run cannot begin there. Bytes that begin
    /// an escape leave it open.
    pub fn may_follow(&self, raw: &[u8], at: usize) -> bool {
        let Some(Piece::Literal(whole)) = self.pieces.get(self.anchor) else { return true };
        let (offset, part) = searched(whole);
        if let Some(next) = whole.get(offset + part.len()) {
            let byte = raw.get(at + part.len());
            return byte.is_none_or(|byte| {
                byte == next || matches!(byte, b'\\' | b'%' | b'&' | b'\r' | b'\n' | 0x1b)
            });
        }
        let after = at + part.len();
        let Some(Piece::Run { class, min, .. }) = self.pieces.get(self.anchor + 1) else { return true };
        for byte in raw.get(after..).unwrap_or_default().iter().take((*min).min(12)) {
            match byte {
                b'\\' | b'%' | b'\n' | 0x1b => return true,
                // The border of a box, in which the line goes on.
                b' ' if raw.get(after..).unwrap_or_default().iter().take(16).any(|b| *b == 0xe2) => {
                    return true;
                }
                other if !class.has(*other) => return false,
                _ => {}
            }
        }
        true
    }

    /// How many bytes have this shape, at least and at most.
    pub fn lengths(&self) -> (usize, usize) {
        self.pieces.iter().fold((0, 0), |(least, most), piece| match piece {
            Piece::Literal(literal) => (least + literal.len(), most + literal.len()),
            Piece::Run { min, max, .. } => (least + min, most.saturating_add(*max)),
        })
    }

    /// Whether white space stands in it.
    pub fn has_space(&self) -> bool {
        let spaced = |piece: &Piece| matches!(piece, Piece::Literal(literal) if literal.contains(&b' '));
        self.pieces.iter().any(spaced)
    }

    /// Whether all of `value` has this shape.
    pub fn covers(&self, value: &[u8]) -> bool {
        self.matches_at(value, 0).is_some_and(|span| span.end == value.len())
    }

    /// Whether the shape may begin at `start`, as far as its first `most` bytes tell.
    pub fn may_begin(&self, text: &[u8], start: usize, most: usize) -> bool {
        let Some(head) = text.get(start..text.len().min(start + most)) else { return false };
        let mut rest = head;
        for piece in &self.pieces {
            let len = match piece {
                Piece::Literal(literal) => {
                    let seen = literal.len().min(rest.len());
                    if rest.get(..seen) != literal.get(..seen) {
                        return false;
                    }
                    seen
                }
                Piece::Run { class, min, max } => {
                    let seen = (*min).min(rest.len());
                    if !rest.iter().take(seen).all(|b| class.has(*b)) {
                        return false;
                    }
                    if max > min {
                        return true;
                    }
                    seen
                }
            };
            rest = rest.get(len..).unwrap_or_default();
        }
        true
    }

    /// Matches the whole shape at `start` and returns the token in it. An open run takes all it can; where the last run
    /// has a limit, a byte of its class may not follow.
    pub fn matches_at(&self, text: &[u8], start: usize) -> Option<Range<usize>> {
        let mut at = start;
        let mut token = start;
        let mut pieces = self.pieces.iter().enumerate().peekable();
        while let Some((number, piece)) = pieces.next() {
            if number == self.secret {
                token = at;
            }
            match piece {
                Piece::Literal(literal) => {
                    if !text.get(at..)?.starts_with(literal) {
                        return None;
                    }
                    at += literal.len();
                }
                Piece::Run { class, min, max } => {
                    let rest = text.get(at..)?;
                    let most = rest.iter().take(*max).take_while(|b| class.has(**b)).count();
                    if most < *min {
                        return None;
                    }
                    at += match pieces.peek() {
                        Some((_, Piece::Literal(next))) => {
                            let window = rest.get(*min..rest.len().min(most + next.len()))?;
                            min + memchr::memmem::find(window, next)?
                        }
                        None if rest.get(most).is_some_and(|b| class.has(*b)) => return None,
                        _ => most,
                    };
                }
            }
        }
        Some(token..at)
    }

    /// An example; `random` yields the bytes that choose its characters. Open runs get 8 characters over the least.
    pub fn example(&self, random: &mut dyn FnMut() -> u8) -> Vec<u8> {
        let mut out = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => out.extend_from_slice(literal),
                Piece::Run { class, min, max } => {
                    let alphabet = class.alphabet();
                    let len = if *max == LONGEST { min + 8 } else { usize::midpoint(*min, *max) };
                    out.extend((0..len).filter_map(|_| alphabet.get(usize::from(random()) % alphabet.len())));
                }
            }
        }
        out
    }
}

/// The part of a literal that it is searched by, and where that begins: what JSON never escapes, and of this, if it is long
/// enough, what neither URLs nor careful writers of JSON do.
fn searched(literal: &[u8]) -> (usize, &[u8]) {
    let quoted = |b: &u8| matches!(b, b'"' | b'\\') || b.is_ascii_control();
    let best = longest(literal, &|b| quoted(b) || matches!(b, b'/' | b'$' | b'=' | b'<' | b'>' | b':'));
    if best.1.len() >= TELLING { best } else { longest(literal, &quoted) }
}

/// How long a part of a literal must be to be searched for alone.
const TELLING: usize = 6;

/// The longest part of a literal between bytes that `parts` it, and where it begins.
fn longest<'a>(literal: &'a [u8], parts: &dyn Fn(&u8) -> bool) -> (usize, &'a [u8]) {
    let mut best: (usize, &[u8]) = (0, &[]);
    let mut at = 0;
    for part in literal.split(parts) {
        if part.len() > best.1.len() {
            best = (at, part);
        }
        at += part.len() + 1;
    }
    best
}

/// Fills a template of a rule's example or counter-example: `{class:n}` becomes random characters, any other text stays
/// (other braces too). Returns the text and each random run, in order.
pub fn fill(template: &str, random: &mut dyn FnMut() -> u8) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut runs = Vec::new();
    let template = spelled_out(template).replace(SECRET, "").replace(RUN, "");
    let mut rest = template.as_str();
    while let Some((before, tail)) = rest.split_once('{') {
        text.push_str(before);
        match tail.split_once('}').and_then(|(run, tail)| Some((Shape::run(run)?, tail))) {
            Some((piece, tail)) => {
                let run = Shape { pieces: vec![piece], anchor: 0, secret: 0, run: None }.example(random);
                let run = String::from_utf8_lossy(&run).into_owned();
                text.push_str(&run);
                runs.push(run);
                rest = tail;
            }
            None => {
                text.push('{');
                rest = tail;
            }
        }
    }
    text.push_str(rest);
    (text, runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(shape: &str, text: &str) -> Option<String> {
        let shape = Shape::parse(shape).unwrap();
        let (literal, before) = shape.anchor();
        let at = memchr::memmem::find(text.as_bytes(), literal)?.checked_sub(before)?;
        shape.matches_at(text.as_bytes(), at).map(|span| text[span].to_owned())
    }

    #[test]
    fn matches() {
        let cases = [
            ("abc_{digit:3}", "x abc_123 y", Some("abc_123")),
            ("abc_{digit:3}", "abc_1234", None),
            ("abc_{digit:3-}", "abc_12345x", Some("abc_12345")),
            ("abc_{digit:3}", "abc_12", None),
            ("abc{base62:2-}XYZ{base62:2-}", "abc11XYZ22", Some("abc11XYZ22")),
            ("abc{base62:2-}XYZ{base62:2-}", "abc1XYZ22", None),
            ("{hex:2}.mid.{hex:2-}", "zz ab.mid.cd", Some("ab.mid.cd")),
            ("abc-{digit:2-9}-{digit:2}", "abc-12345-67", Some("abc-12345-67")),
            ("Key={secret}{hex:4}", "Key=12af;", Some("12af")),
            ("id-{uuid}", "id-0af1-", None),
        ];
        for (shape, text, want) in cases {
            assert_eq!(matched(shape, text).as_deref(), want, "{shape} on {text}");
        }
        let quoted = Shape::parse("run(\"{secret}{hex:4}").unwrap();
        assert_eq!(quoted.anchor(), (&b"run("[..], 0));
        assert!(quoted.may_follow(b"run(\\\"12ab", 0));
        let url = Shape::parse("https://host.test/v3/{secret}{hex:4}").unwrap();
        assert_eq!(url.anchor(), (&b"host.test"[..], 8));
        assert_eq!(Shape::parse("/bot{digit:3}").unwrap().anchor(), (&b"/bot"[..], 0));
        let run = Shape::parse("0.{run}{hex:24}:{hex:2}").unwrap();
        assert_eq!(run.before_run(), Some(2));
        assert_eq!(run.matches_at(b"0.0123456789abcdef01234567:ab", 0), Some(0..29));
        for bad in [
            "{digit:3}",
            "ab\"cd{digit:3}",
            "a{digit}",
            "abc{none:3}",
            "abc{digit:3",
            "{digit:1-2}abc",
            "{digit:1-2}{run}abc",
            "abc{digit:3-2}",
        ] {
            assert!(Shape::parse(bad).is_err(), "{bad}");
        }
        assert!(Shape::parse_value("{uuid}").unwrap().covers(b"123e4567-e89b-12d3-a456-426614174000"));
        assert!(!Shape::parse_value("{hex:4}").unwrap().covers(b"12345"));
        assert!(Shape::parse_value("").is_err());
    }
}
