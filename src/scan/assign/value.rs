//! Values: where they begin and end.

use std::ops::Range;

use super::{Cursor, Ends, JUDGED, Joint, before, holds, line_end};
use crate::scan::judge::{self, Quoting};

/// Typographic quotes, opening with closing.
const CURLY: [(&str, &str); 6] = [("“", "”"), ("‘", "’"), ("„", "“"), ("«", "»"), ("「", "」"), ("『", "』")];

/// Calls that wrap a literal and leave it the secret that it is.
const WRAPPERS: [&[u8]; 22] = [
    b"<(echo ",
    b"<(printf ",
    b"ConvertTo-SecureString ",
    b"(ConvertTo-SecureString ",
    b"SecretStr(",
    b"Secret(",
    b"SecretString(",
    b"new String(",
    b"String(",
    b"Buffer.from(",
    b"Some(",
    b"Optional(",
    b"Secret::new(",
    b"SecretString::new(",
    b"pulumi.secret(",
    b"Password(",
    b"cdk.SecretValue.unsafePlainText(",
    b"SecretValue.unsafePlainText(",
    b"String::from(",
    b"r#",
    b"br#",
    b"String::from(r#",
];

/// Reads a quoted or bare value.
pub(super) fn read(cursor: &mut Cursor<'_>, joint: Joint) -> Option<(Range<usize>, Quoting)> {
    if WRAPPERS.iter().any(|wrapper| cursor.eat(wrapper)) {
        cursor.eat(b"-String ");
        cursor.eat_white();
    }
    if cursor.text.get(cursor.at + 1).is_some_and(|b| matches!(b, b'"' | b'\'')) {
        cursor.eat_any(b"brufBRUFLN@", 1);
    }
    match cursor.peek()? {
        quote @ (b'"' | b'\'' | b'`') => quoted(cursor, quote),
        0xc2 | 0xe2 | 0xe3 => curly(cursor).or_else(|| bare_unless(cursor, joint)),
        b'{' if joint.ends == Ends::Setting => {
            let start = cursor.at + 1;
            let end = memchr::memchr(b'}', cursor.rest())?;
            Some((start..cursor.at + end, Quoting::Quoted))
        }
        _ => bare_unless(cursor, joint),
    }
}

fn bare_unless(cursor: &Cursor<'_>, joint: Joint) -> Option<(Range<usize>, Quoting)> {
    if joint.quoted_only { None } else { bare(cursor, joint) }
}

/// A literal; a quote behind a backslash, or doubled, is part of it.
pub(super) fn quoted(cursor: &Cursor<'_>, quote: u8) -> Option<(Range<usize>, Quoting)> {
    let triple = [quote; 3];
    let open = if cursor.rest().starts_with(&triple) { 3 } else { 1 };
    let start = cursor.at + open;
    let body = cursor.text.get(start..)?;
    let mut at = 0;
    while let Some(byte) = body.get(at) {
        match *byte {
            b'\\' => at += 2,
            b'\n' => break,
            b if b == quote => {
                let doubled = at > 0 && body.get(at + 1) == Some(&quote) && goes_on(body, at + 2, quote);
                if open == 3 || !(doubled || goes_on(body, at + 1, quote)) {
                    break;
                }
                at += 1 + usize::from(doubled);
            }
            _ => at += 1,
        }
    }
    Some((start..start + at.min(body.len()), Quoting::Quoted))
}

/// Whether a literal goes on behind a quote in its midst, whose backslash was undone: a word follows at once, and the
/// same quote once more.
fn goes_on(body: &[u8], at: usize, quote: u8) -> bool {
    let word = |b: &u8| b.is_ascii_alphanumeric() || b"\\$!@#%^*_".contains(b);
    let rest = body.get(at..body.len().min(at + 96)).unwrap_or_default();
    // The end of a raw string.
    let raw = matches!(rest, [b'#', b';' | b',' | b')' | b'.' | b'\n', ..]);
    !raw && rest.first().is_some_and(word)
        && rest.iter().find(|b| **b == quote || b.is_ascii_whitespace()) == Some(&quote)
}

/// The sign between a value and the one that takes its place; `=>` gives a value to a key.
const ARROW: &[u8] = b" -> ";

/// The literal that takes the place of `value`, as plans of changes have it: `"old" -> "new"`.
pub(super) fn replacing(text: &[u8], value: &Range<usize>) -> Option<(Range<usize>, Quoting)> {
    let quote = *text.get(value.end)?;
    let mut cursor = Cursor { text, at: value.end + 1 };
    let stands = matches!(quote, b'"' | b'\'') && cursor.eat(ARROW);
    (stands && cursor.peek() == Some(quote)).then(|| quoted(&cursor, quote))?
}

/// The literal whose place `value` takes.
pub(super) fn replaced(text: &[u8], value: &Range<usize>) -> Option<(Range<usize>, Quoting)> {
    let quote =
        value.start.checked_sub(1).and_then(|at| text.get(at)).filter(|b| matches!(b, b'"' | b'\''))?;
    let head = before(text, value.start - 1, JUDGED);
    let old = head.strip_suffix(ARROW)?.strip_suffix(&[*quote])?;
    let open = memchr::memrchr(*quote, old)? + 1;
    let end = value.start - 1 - (head.len() - old.len());
    Some((end - (old.len() - open)..end, Quoting::Quoted))
}

fn curly(cursor: &Cursor<'_>) -> Option<(Range<usize>, Quoting)> {
    let rest = cursor.rest();
    let (open, close) = CURLY.iter().find(|(open, _)| rest.starts_with(open.as_bytes()))?;
    let body = rest.get(open.len()..rest.len().min(200))?;
    let end = memchr::memmem::find(body, close.as_bytes())?;
    let start = cursor.at + open.len();
    Some((start..start + end, Quoting::Quoted))
}

fn bare(cursor: &Cursor<'_>, joint: Joint) -> Option<(Range<usize>, Quoting)> {
    let rest = cursor.rest();
    let ends = |b: &u8| match joint.ends {
        Ends::Line => b.is_ascii_whitespace(),
        Ends::Shell => b.is_ascii_whitespace() || b"\"'`;&|)<>".contains(b),
        Ends::Word => b.is_ascii_whitespace() || b"\"'`<>,;)}]|&".contains(b),
        Ends::Option => b.is_ascii_whitespace() || b"\"'`,".contains(b),
        Ends::Query => b.is_ascii_whitespace() || b"\"'`<>;)|&#".contains(b),
        Ends::Setting => matches!(b, b';' | b'"' | b'\'' | b'`' | b'\n' | b'<' | b'>'),
        Ends::Tag => matches!(b, b'<' | b'\n'),
        Ends::Row => *b == b'\n' || *b == b'\r',
        Ends::Phrase => b.is_ascii_whitespace() || matches!(b, b'`' | b'<' | b'>'),
        Ends::Quote(quote) => *b == quote || *b == b'\n',
        Ends::Within(quote) => *b == quote || b.is_ascii_whitespace(),
    };
    let stretch = match joint.ends {
        Ends::Line | Ends::Row | Ends::Phrase => rest.get(..line_end(rest))?,
        _ => rest,
    };
    if matches!(joint.ends, Ends::Word | Ends::Phrase)
        && let Some(len) = soup(stretch)
    {
        return Some((cursor.at..cursor.at + len, Quoting::Quoted));
    }
    let len = stretch.iter().position(ends).unwrap_or(stretch.len());
    let mut word = before_escape(rest.get(..len)?);
    if let Some(inner) = enclosed(word, rest.get(len)) {
        return Some((cursor.at + 1..cursor.at + 1 + inner, joint.quoting));
    }
    if joint.ends == Ends::Line {
        word = before_setting(word);
        // The quote that closes the string which the whole line stands in.
        word = word.trim_suffix_any(b"\"'`");
    }
    if joint.ends == Ends::Tag {
        word = content(word, rest.get(len))?;
    }
    // Cut off by whoever wrote it.
    if word.ends_with(b"...") || word.ends_with("…".as_bytes()) {
        return None;
    }
    if !word.ends_with(b"***") {
        word = word.strip_suffix(b"**").unwrap_or(word);
    }
    let kept = match joint.ends {
        Ends::Setting if rest.get(len) != Some(&b';') => {
            // Behind the last setting the text may go on.
            word.iter().position(u8::is_ascii_whitespace).unwrap_or(word.len())
        }
        Ends::Tag | Ends::Setting | Ends::Row => word.trim_ascii_end().len(),
        Ends::Phrase => {
            let word = before_field(word);
            word.len() - word.iter().rev().take_while(|b| b",;.:)]}\"'\\".contains(b)).count()
        }
        Ends::Quote(_) => before_parameter(word).trim_ascii_end().len(),
        Ends::Option if !word.contains(&b'(') => {
            word.len() - word.iter().rev().take_while(|b| b";.)]}\\".contains(b)).count()
        }
        _ => word.len() - word.iter().rev().take_while(|b| matches!(b, b',' | b';' | b'.' | b'\\')).count(),
    };
    let literal = matches!(joint.ends, Ends::Quote(_)) && rest.get(len).is_some_and(|b| *b != b'\n');
    let quoting = if literal { Quoting::Quoted } else { joint.quoting };
    (kept > 0).then_some((cursor.at..cursor.at + kept, quoting))
}

/// The content of an element before `next`, which begins its end.
fn content<'a>(word: &'a [u8], next: Option<&u8>) -> Option<&'a [u8]> {
    let len = memchr::memmem::find(word, b"]]>").unwrap_or(word.len());
    (next == Some(&b'<')).then(|| word.get(..len))?
}

/// The length of what stands between brackets that a log sets around its values, where `next` follows the word.
fn enclosed(word: &[u8], next: Option<&u8>) -> Option<usize> {
    let (open, inner) = word.split_first()?;
    let close = match open {
        b'[' => b']',
        b'<' => b'>',
        _ => return None,
    };
    let inner = inner.strip_suffix(&[close]).or_else(|| (next == Some(&close)).then_some(inner))?;
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_+/=.~!@#$%^*".contains(b);
    // Of a regular expression, a class.
    let class = ["a-z", "A-Z", "0-9"].iter().any(|range| holds(inner, range.as_bytes()));
    (!inner.is_empty() && !class && inner.iter().all(plain)).then_some(inner.len())
}

/// Twelve words of small letters and more, with or without a quote before them.
pub(super) fn words(cursor: &Cursor<'_>) -> Option<Range<usize>> {
    let quote = usize::from(matches!(cursor.peek()?, b'"' | b'\'' | b'`'));
    let rest = cursor.rest().get(quote..)?;
    let len = rest.iter().take(JUDGED).take_while(|b| b.is_ascii_lowercase() || **b == b' ').count();
    let words = rest.get(..len)?.trim_ascii_end();
    let gaps: Vec<usize> = memchr::memchr_iter(b' ', words).chain([words.len()]).collect();
    // What follows the phrase on its line is none of it.
    let count = [24, 21, 18, 15, 12].into_iter().find(|count| gaps.len() >= *count)?;
    let start = cursor.at + quote;
    Some(start..start + gaps.get(count - 1)?)
}

/// The length of a key of letters, digits and symbols mixed at the start of `rest`, as Django makes them: what would end
/// other values is part of it.
fn soup(rest: &[u8]) -> Option<usize> {
    let word =
        rest.get(..rest.iter().take(128).position(u8::is_ascii_whitespace).unwrap_or(rest.len().min(128)))?;
    let closing = |b: &u8| matches!(b, b'"' | b'\'' | b'`' | b',' | b';' | b'.');
    let word = word.get(..word.len() - word.iter().rev().take_while(|b| closing(b)).count())?;
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"!@#$%^&*(-_=+)".contains(b);
    ((40..80).contains(&word.len()) && word.iter().all(plain) && judge::is_symbol_soup(word))
        .then_some(word.len())
}

/// The rest of a line that is a phrase as a whole, as a password of configuration files may be.
pub(super) fn phrase(cursor: &Cursor<'_>) -> Option<Range<usize>> {
    let rest = cursor.rest();
    let line = rest.get(..line_end(rest))?;
    let ends = [&b" #"[..], b" |"].iter().filter_map(|end| memchr::memmem::find(line, end)).min();
    let line = line.get(..ends.unwrap_or(line.len()))?.trim_ascii_end();
    let phrase = memchr::memchr(b' ', line).is_some()
        && line.len() <= 120
        && !is_command(line)
        && judge::is_rare_phrase(line);
    phrase.then_some(cursor.at..cursor.at + line.len())
}

/// Whether words go on as a command does: with options, pipes and the like.
fn is_command(words: &[u8]) -> bool {
    let option = |b: &u8| b.is_ascii_alphabetic() || *b == b'-';
    memchr::memchr_iter(b' ', words).filter_map(|at| words.get(at + 1..)).any(|rest| match rest {
        [b'-', next, ..] => option(next),
        [mark, ..] => matches!(mark, b'|' | b'&' | b'<' | b'>' | b'#'),
        [] => false,
    })
}

/// A bare value up to an escaped line end or quote: the text around it is escaped once more than this view undoes.
fn before_escape(word: &[u8]) -> &[u8] {
    let ends = |at: &usize| matches!(word.get(at + 1), Some(b'n' | b'r' | b't' | b'"' | b'\\') | None);
    word.get(..memchr::memchr_iter(b'\\', word).find(ends).unwrap_or(word.len())).unwrap_or(word)
}

/// A value up to where the next setting of a connection string follows: `x;Server=y`.
fn before_setting(word: &[u8]) -> &[u8] {
    let setting = memchr::memchr_iter(b';', word).find(|at| {
        let next = word.get(at + 1..).unwrap_or_default();
        let name = next.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        name >= 2 && next.get(name) == Some(&b'=')
    });
    word.get(..setting.unwrap_or(word.len())).unwrap_or(word)
}

/// A value up to where the next parameter of a connection string follows: `x host=y`. Of a command line, its first word:
/// `PASSWORD=x psql -h db`.
fn before_parameter(word: &[u8]) -> &[u8] {
    let word = if is_command(word) { word.split(|b| *b == b' ').next().unwrap_or(word) } else { word };
    let next = memchr::memchr_iter(b' ', word).find(|at| {
        let next = word.get(at + 1..).unwrap_or_default();
        let name = next.iter().take_while(|b| b.is_ascii_alphabetic() || **b == b'_').count();
        name >= 2 && next.get(name) == Some(&b'=')
    });
    word.get(..next.unwrap_or(word.len())).unwrap_or(word)
}

/// A word up to where the next field of a form follows: `x&submit=1`.
fn before_field(word: &[u8]) -> &[u8] {
    let next = memchr::memchr_iter(b'&', word).find(|at| {
        let next = word.get(at + 1..).unwrap_or_default();
        let name = next.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        name >= 2 && next.get(name) == Some(&b'=')
    });
    word.get(..next.unwrap_or(word.len())).unwrap_or(word)
}

trait TrimSuffix {
    fn trim_suffix_any(&self, set: &[u8]) -> &Self;
}

impl TrimSuffix for [u8] {
    fn trim_suffix_any(&self, set: &[u8]) -> &Self {
        match self.split_last() {
            Some((last, head)) if set.contains(last) => head,
            Some((b',' | b';', head)) if head.last().is_some_and(|last| set.contains(last)) => {
                head.get(..head.len() - 1).unwrap_or(head)
            }
            _ => self,
        }
    }
}

/// Whether a word is rather a value in base64, that ends with `=`, than part of a type.
fn is_base64(word: &[u8]) -> bool {
    word.len() >= 20 && word.iter().any(u8::is_ascii_digit)
}

/// Goes over a type annotation to the literal behind it: `&'static str = "`, `Option<String> = Some("`.
pub(super) fn skip_type(cursor: &mut Cursor<'_>) -> bool {
    if !before(cursor.text, cursor.at, 8).trim_ascii_end().ends_with(b":") {
        return false;
    }
    let rest = cursor.rest();
    let rest = rest.get(..rest.len().min(64)).unwrap_or_default();
    let part = |b: &u8| b.is_ascii_alphanumeric() || b"_<>&':,[]?|;*. ".contains(b);
    let len = rest.iter().take_while(|b| part(b)).count();
    let typed = rest.get(..len).unwrap_or_default();
    let sign = typed.len() > 2 && rest.get(len) == Some(&b'=') && rest.get(len + 1) != Some(&b'=');
    if !sign
        || !typed.first().is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'&' | b'[' | b'*'))
        || typed.split(|b| !b.is_ascii_alphanumeric()).any(is_base64)
    {
        return false;
    }
    let from = cursor.at;
    cursor.at += len + 1;
    cursor.eat_spaces();
    let wrapped = WRAPPERS.iter().any(|wrapper| cursor.rest().starts_with(wrapper));
    let literal = wrapped || cursor.rest().iter().take(2).any(|b| matches!(b, b'"' | b'\'' | b'`'));
    cursor.at = if literal { cursor.at } else { from };
    literal
}
