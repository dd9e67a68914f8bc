//! Names and values as members of a pair: `{"name": "X", "value": "Y"}`, `name: X` over `value: Y`, attributes and
//! elements of XML, Terraform's `variable` blocks, flags that carry the value of a name.

use std::ops::Range;

use super::{Cursor, Ends, Joint, before, declared, name};
use crate::scan::judge::Quoting;

/// How far behind its name a value of a pair may stand.
const REACH: usize = 200;

/// Consumes what stands between the two members of a pair, if the name is the first of them. `quoted`: a quote or
/// bracket was read behind the name.
pub(super) fn read(cursor: &mut Cursor<'_>, span: &Range<usize>, quoted: bool) -> Option<Joint> {
    let from = cursor.at;
    let found = match cursor.peek() {
        Some(b'>') => element(cursor, span),
        Some(b'<') => closed_element(cursor),
        Some(b'{') if quoted => terraform(cursor, span.start),
        Some(b')') if quoted => filled(cursor).or_else(|| {
            cursor.at = from;
            declared::instead(cursor)
        }),
        Some(b',' | b'\n' | b'\r') => member(cursor, span),
        Some(b'v' | b'V' | b't' | b's' | b'T' | b'e' | b'c' | b'd' | b'/') => attribute(cursor, span, quoted),
        Some(b'-') if quoted || cursor.text.get(cursor.at.wrapping_sub(1)) == Some(&b' ') => flag(cursor),
        _ => None,
    };
    if found.is_none() {
        cursor.at = from;
    }
    found
}

/// `<password>VALUE`, `<entry key="password">VALUE`.
fn element(cursor: &mut Cursor<'_>, span: &Range<usize>) -> Option<Joint> {
    in_tag(cursor.text, span.start)?;
    cursor.at += 1;
    content(cursor)
}

/// A cheap look at raw bytes: is the name around `stem` within a tag?
pub(super) fn may_be_in_tag(raw: &[u8], stem: usize) -> bool {
    let head = before(raw, stem, 64);
    memchr::memrchr(b'<', head).is_some_and(|open| !head.get(open..).unwrap_or_default().contains(&b'>'))
}

/// The content of an element: white space, a section of character data or a nested `<value>` may come first.
fn content(cursor: &mut Cursor<'_>) -> Option<Joint> {
    cursor.eat_white();
    cursor.eat(b"<value>");
    cursor.eat_white();
    if cursor.eat(b"<![CDATA[") {
        cursor.eat_white();
        let end = memchr::memmem::find(cursor.rest(), b"]]>");
        return end.and_then(|_| Joint::bare(Quoting::Config, Ends::Tag));
    }
    Joint::bare(Quoting::Config, Ends::Tag)
}

/// Whether `start` is within a tag: where the tag begins.
fn in_tag(text: &[u8], start: usize) -> Option<usize> {
    let head = before(text, start, 120);
    let open = memchr::memrchr(b'<', head)?;
    let inside = head.get(open..)?;
    let closed = memchr::memchr(b'>', inside).is_some() || memchr::memchr(b'\n', inside).is_some();
    let named = inside.get(1).is_none_or(|b| b.is_ascii_alphabetic());
    (!closed && named).then_some(start - head.len() + open)
}

/// `<key>password</key> <string>VALUE`, `<name>password</name> <value>VALUE`.
fn closed_element(cursor: &mut Cursor<'_>) -> Option<Joint> {
    let closes =
        [&b"</key>"[..], b"</name>", b"</Key>", b"</Name>", b"</string>", b"</th>", b"</td>", b"</dt>"];
    closes.iter().any(|tag| cursor.eat(tag)).then_some(())?;
    cursor.eat_white();
    let opens = [&b"<string>"[..], b"<value>", b"<Value>", b"<data>", b"<val>", b"<td>", b"<dd>"];
    opens.iter().any(|tag| cursor.eat(tag)).then_some(())?;
    cursor.eat(b"<code>");
    content(cursor)
}

/// `getByLabel('Password').fill('VALUE')`.
fn filled(cursor: &mut Cursor<'_>) -> Option<Joint> {
    cursor.eat_any(b")", 2);
    cursor.eat(b".").then_some(())?;
    let verbs = [
        &b"fill("[..],
        b"type(",
        b"sendKeys(",
        b"send_keys(",
        b"setValue(",
        b"set_value(",
        b"default(",
        b"pressSequentially(",
    ];
    verbs.iter().any(|verb| cursor.eat(verb)).then_some(())?;
    Joint::literal()
}

/// Other attributes of the same tag, up to the value or the content: `<add key="X" value="Y">`,
/// `<Password Type="Text">Y`, `<property name="X">Y`.
fn attribute(cursor: &mut Cursor<'_>, span: &Range<usize>, quoted: bool) -> Option<Joint> {
    let rest = cursor.rest();
    let rest = rest.get(..rest.len().min(REACH))?;
    if quoted {
        for name in [&b"value="[..], b"Value=", b"content="] {
            if let Some(found) = memchr::memmem::find(rest, name)
                && rest.get(..found).is_some_and(|skipped| {
                    !skipped.iter().any(|b| matches!(b, b'<' | b'>' | b'\n' | b',' | b';'))
                })
            {
                cursor.at += found + name.len();
                return Joint::bare(Quoting::Config, Ends::Tag);
            }
        }
    }
    in_tag(cursor.text, span.start)?;
    let close = memchr::memchr(b'>', rest)?;
    let skipped = rest.get(..close)?;
    if skipped.contains(&b'<')
        || skipped.contains(&b'\n')
        || skipped.ends_with(b"/")
        || !skipped.contains(&b'=')
    {
        return None;
    }
    cursor.at += close + 1;
    content(cursor)
}

/// Names that the second member of a pair has.
const VALUES: [&[u8]; 9] = [
    b"value",
    b"Value",
    b"VALUE",
    b"secretValue",
    b"stringValue",
    b"default",
    b"ParameterValue",
    b"OptionValue",
    b"currentValue",
];

/// `, "value": "Y"` and `value: Y` on the next line; a short member or two may stand between.
fn member(cursor: &mut Cursor<'_>, span: &Range<usize>) -> Option<Joint> {
    if !is_value_of_name(cursor.text, span.start) {
        return None;
    }
    let rest = cursor.rest();
    let rest = rest.get(..rest.len().min(REACH))?;
    let rest = rest.get(..memchr::memchr(b'}', rest).unwrap_or(rest.len()))?;
    for name in VALUES {
        for found in memchr::memmem::find_iter(rest, name) {
            let quote = rest.get(found.checked_sub(1)?).filter(|b| matches!(b, b'"' | b'\''));
            let joint = rest
                .get(found.saturating_sub(1))
                .is_some_and(|b| matches!(b, b'"' | b'\'' | b' ' | b',' | b'\n' | b'\t'));
            let mut at = found + name.len();
            at += usize::from(quote.is_some() && rest.get(at) == quote);
            at += rest.get(at..)?.iter().take_while(|b| **b == b' ').count();
            if joint && matches!(rest.get(at), Some(b':' | b'=')) {
                let line = quote.is_none();
                cursor.at += at + 1;
                cursor.eat_spaces();
                return Joint::bare(Quoting::Config, if line { Ends::Line } else { Ends::Word });
            }
        }
    }
    None
}

/// Whether the name at `start` is itself the value of a `name`, `key` and so on.
fn is_value_of_name(text: &[u8], start: usize) -> bool {
    let head = before(text, start, 64);
    // The name may be the last part of a path, as in stores of parameters.
    let path = head.iter().rev().take_while(|b| name::part(**b) || matches!(b, b'/' | b'.'));
    let head =
        if head.ends_with(b"/") { head.get(..head.len() - path.count()).unwrap_or_default() } else { head };
    let head = head.strip_suffix(b"\"").or_else(|| head.strip_suffix(b"'")).unwrap_or(head);
    let Some((b':' | b'=', head)) = head.trim_ascii_end().split_last().map(|(last, head)| (*last, head))
    else {
        return false;
    };
    let head = head.trim_ascii_end();
    let head = head.strip_suffix(b"\"").or_else(|| head.strip_suffix(b"'")).unwrap_or(head);
    let len = head.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    let word = head.get(head.len() - len..).unwrap_or_default().to_ascii_lowercase();
    [&b"name"[..], b"key", b"id", b"field", b"variable", b"parameterkey", b"optionname", b"label", b"var"]
        .contains(&word.as_slice())
        || word.ends_with(b"name")
}

/// `: { "value": "Y"`, `: {"S": "Y"`, `: ["Y"`: behind the colon, into what it opens.
pub(super) fn inside(cursor: &mut Cursor<'_>) -> Option<Joint> {
    let from = cursor.at;
    if cursor.eat(b"[") {
        cursor.eat_white();
        if matches!(cursor.peek(), Some(b'"' | b'\'')) {
            return Joint::literal();
        }
        cursor.at = from;
        return None;
    }
    if !cursor.eat(b"{") {
        return None;
    }
    let rest = cursor.rest();
    let rest = rest.get(..rest.len().min(REACH)).unwrap_or_default();
    let rest = rest.get(..memchr::memchr(b'}', rest).unwrap_or(rest.len())).unwrap_or_default();
    for name in [&b"value"[..], b"\"S\"", b"default", b"stringValue", b"plaintext"] {
        if let Some(found) = memchr::memmem::find(rest, name) {
            cursor.at += found + name.len();
            cursor.eat_any(b"\"' ", 3);
            if cursor.eat(b":") || cursor.eat(b"=") {
                cursor.eat_spaces();
                return Joint::literal();
            }
        }
    }
    // One member named after a host: `"github-oauth": {"github.com": "X"}`.
    cursor.at = from + 1;
    cursor.eat_white();
    if let Some(quote @ (b'"' | b'\'')) = cursor.peek()
        && let Some((member, _)) = super::value::quoted(cursor, quote)
        && cursor.text.get(member.clone()).is_some_and(|host| host.contains(&b'.') && host.len() < 64)
    {
        cursor.at = member.end + 1;
        cursor.eat_spaces();
        if cursor.eat(b":") {
            cursor.eat_spaces();
            return Joint::literal();
        }
    }
    cursor.at = from;
    None
}

/// Goes to the default of `variable "NAME" { default = "VALUE" }`, where `start` is the name's.
fn terraform(cursor: &mut Cursor<'_>, start: usize) -> Option<Joint> {
    let head = before(cursor.text, start.checked_sub(1)?, 16);
    let block = cursor.rest();
    let block = block.get(..block.len().min(400))?;
    let block = block.get(..memchr::memchr(b'}', block).unwrap_or(block.len()))?;
    if !head.trim_ascii_end().ends_with(b"variable") && !head.trim_ascii_end().ends_with(b"output") {
        return None;
    }
    for name in [&b"default"[..], b"value"] {
        if let Some(found) = memchr::memmem::find(block, name) {
            cursor.at += found + name.len();
            cursor.eat_spaces();
            cursor.eat(b"=").then_some(())?;
            cursor.eat_spaces();
            return Joint::literal();
        }
    }
    None
}

/// `--name db-password --value VALUE`, `gh secret set NAME --body VALUE`.
fn flag(cursor: &mut Cursor<'_>) -> Option<Joint> {
    let rest = cursor.rest();
    let rest = rest.get(..rest.len().min(80))?;
    for flag in [&b"--value"[..], b"--body", b"-b ", b"--secret-string", b"--plaintext", b"--data"] {
        if let Some(found) = memchr::memmem::find(rest, flag) {
            cursor.at += found + flag.trim_ascii_end().len();
            (cursor.eat_any(b" =", 1) == 1).then_some(())?;
            return Joint::bare(Quoting::Config, Ends::Shell);
        }
    }
    None
}
