//! Names of source code that a type or a call stands behind before their literal: `var apiKey string = "X"`,
//! `std::string api_key{"X"}`, `public string ApiKey { get; set; } = "X"`, `os.environ.get("API_KEY") or "X"`.

use std::ops::Range;

use super::{Cursor, Joint, before, name, separator};

/// The longest type that is read, in bytes.
const TYPE: usize = 40;

/// Consumes what stands between a name and a literal that it is made of, or that takes its place. `quoted`: a quote or
/// bracket was read behind the name; `spaces`: how many stood behind that.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    span: &Range<usize>,
    (quoted, spaces): (bool, usize),
) -> Option<Joint> {
    let from = cursor.at;
    let found = match cursor.peek()? {
        b'<' if spaces > 0 && cursor.eat(b"<- ") => Joint::literal(),
        b'{' if spaces > 0 && !quoted => property(cursor),
        b'{' | b'(' if !quoted && spaces == 0 => made_of(cursor, span),
        b'o' if before(cursor.text, cursor.at, 2) == b"] " && cursor.eat(b"or ") => Joint::literal(),
        _ => None,
    };
    if found.is_none() {
        cursor.at = from;
    }
    found
}

/// Goes over the type behind a name and its sign to a literal: Go's `string = "`, Visual Basic's `As String = "`.
pub(super) fn typed(cursor: &mut Cursor<'_>) -> Option<Joint> {
    let from = cursor.at;
    let _word = cursor.eat(b"As ") || cursor.eat(b"as ");
    let len = type_len(cursor.rest());
    cursor.at += len;
    let spaces = cursor.eat_spaces();
    let sign = len > 1 && spaces > 0 && (cursor.eat(b"= ") || cursor.eat(b":= ") || cursor.eat(b"="));
    if sign && matches!(cursor.peek(), Some(b'"' | b'\'' | b'`')) {
        return Joint::literal();
    }
    cursor.at = from;
    None
}

fn type_len(text: &[u8]) -> usize {
    let part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'.' | b'*' | b'[' | b']' | b'?');
    let len = text.iter().take(TYPE).take_while(part).count();
    let first = text.iter().find(|b| !matches!(b, b'*' | b'[' | b']' | b'?'));
    if first.is_some_and(u8::is_ascii_alphabetic) { len } else { 0 }
}

/// A cheap look at raw bytes behind a name, from the word at `noise` on: may a type, a sign and a literal follow, or a
/// literal that takes the name's place?
pub(super) fn may_follow(after: &[u8], noise: usize) -> bool {
    let word = after.get(noise..).unwrap_or_default();
    if after.first() != Some(&b' ') {
        return noise > 1 && word.starts_with(b"or ");
    }
    let rest = word.strip_prefix(b"As ").unwrap_or(word);
    let len = type_len(rest);
    let behind = rest.get(len..).unwrap_or_default();
    len > 1 && (behind.starts_with(b" =") || behind.starts_with(b" :="))
}

/// Goes to the literal that a string is made of: `string api_key{"`, `string api_key("`.
fn made_of(cursor: &mut Cursor<'_>, span: &Range<usize>) -> Option<Joint> {
    let head = before(cursor.text, span.start, 7);
    let made = head.eq_ignore_ascii_case(b"string ") && !separator::sets(cursor.text.get(span.clone())?);
    cursor.at += usize::from(made);
    cursor.eat_white();
    made.then(Joint::literal)?
}

/// Goes to the literal behind the accessors of a property: `{ get; set; } = "`.
fn property(cursor: &mut Cursor<'_>) -> Option<Joint> {
    let body = cursor.rest();
    let close = memchr::memchr(b'}', body.get(..body.len().min(64))?)?;
    let accessors = body.get(1..close)?.trim_ascii();
    cursor.at += close + 1;
    cursor.eat_spaces();
    (accessors.starts_with(b"get;") && cursor.eat(b"=")).then(|| cursor.eat_spaces())?;
    Joint::literal()
}

/// What stands between a setting that is asked for and the literal that takes its place.
const INSTEAD: [&[u8]; 13] = [
    b" or ",
    b" || ",
    b" ?? ",
    b" ?: ",
    b" // ",
    b".unwrap_or(",
    b".unwrap_or_else(|_| ",
    b".unwrap_or_else(|| ",
    b".orElse(",
    b".getOrElse(",
    b".or(",
    b".presence || ",
    b"!.isEmpty ?? ",
];

/// Goes to the literal that takes the place of a setting: `getenv("API_KEY") or "`, `var("API_KEY").unwrap_or("`.
pub(super) fn instead(cursor: &mut Cursor<'_>) -> Option<Joint> {
    cursor.eat_any(b")]", 2);
    INSTEAD.iter().any(|words| cursor.eat(words)).then_some(())?;
    Joint::literal()
}

/// Whether what follows an `&` is a type, and no anchor of YAML: a sign follows it.
pub(super) fn is_reference(rest: &[u8]) -> bool {
    let len = rest.iter().take(TYPE).take_while(|b| name::part(**b)).count();
    rest.get(len..).is_some_and(|behind| behind.starts_with(b" = "))
}
