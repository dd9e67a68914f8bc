//! Passwords in columns: tables that databases print, and `INSERT INTO t (user, password) VALUES ('bob', 'X')`.

use std::ops::Range;

use super::{Cursor, before, name};
use crate::scan::judge::Quoting;

/// How far behind its heading a value is looked for.
const REACH: usize = 360;

/// The value of the first row in the column that the name heads.
pub(super) fn cell(text: &[u8], span: &Range<usize>) -> Option<(Range<usize>, Quoting)> {
    let rest = text.get(span.end..text.len().min(span.end + REACH))?;
    match rest.iter().find(|b| !matches!(b, b' ' | b'"' | b'`' | b'\''))? {
        b'|' => table(text, span),
        b',' | b')' => inserted(text, span),
        _ => None,
    }
}

fn table(text: &[u8], span: &Range<usize>) -> Option<(Range<usize>, Quoting)> {
    let head = before(text, span.start, REACH);
    let line = head.rsplit(|b| *b == b'\n').next()?;
    let column = line.iter().filter(|b| **b == b'|').count();
    let rest = text.get(span.end..text.len().min(span.end + 2 * REACH))?;
    let mut lines = rest.split_inclusive(|b| *b == b'\n');
    let mut at = span.end + lines.next()?.len();
    let rule = lines.next()?;
    // Log prefixes may stand before each line.
    let dashes = rule.get(memchr::memchr2(b'-', b'+', rule)?..)?;
    let ruled = dashes.iter().all(|b| matches!(b, b'-' | b'+' | b'|' | b':' | b' ' | b'=' | b'\r' | b'\n'));
    if !ruled || memchr::memmem::find(dashes, b"--").is_none() {
        return None;
    }
    at += rule.len();
    let row = lines.next()?;
    let mut from = 0;
    for _ in 0..column {
        from += memchr::memchr(b'|', row.get(from..)?)? + 1;
    }
    let end = from + memchr::memchr2(b'|', b'\n', row.get(from..)?).unwrap_or(row.len() - from);
    let cell = row.get(from..end)?;
    let start = from + cell.len() - cell.trim_ascii_start().len();
    let len = cell.trim_ascii().len();
    (len > 0).then_some((at + start..at + start + len, Quoting::Quoted))
}

fn inserted(text: &[u8], span: &Range<usize>) -> Option<(Range<usize>, Quoting)> {
    let head = before(text, span.start, REACH);
    let open = memchr::memrchr(b'(', head)?;
    let list = head.get(open + 1..)?;
    let named =
        |b: &u8| name::part(*b) || matches!(b, b',' | b' ' | b'`' | b'"' | b'.' | b'\n' | b'[' | b']');
    if !list.iter().all(named) {
        return None;
    }
    let column = list.iter().filter(|b| **b == b',').count();
    let rest = text.get(span.end..text.len().min(span.end + REACH))?;
    let close = memchr::memchr(b')', rest)?;
    if !rest.get(..close)?.iter().all(named) {
        return None;
    }
    let mut cursor = Cursor { text, at: span.end + close + 1 };
    cursor.eat_white();
    if !cursor.eat(b"VALUES") && !cursor.eat(b"values") && !cursor.eat(b"Values") {
        return None;
    }
    cursor.eat_white();
    cursor.eat(b"(").then_some(())?;
    for _ in 0..column {
        super::calls::skip(&mut cursor)?;
    }
    cursor.eat_white();
    cursor.eat_any(b"NE", 1);
    let quote = cursor.peek().filter(|b| *b == b'\'' || *b == b'"')?;
    super::value::quoted(&cursor, quote)
}
