//! Passwords in columns: tables that databases print, files of values between commas, and
//! `INSERT INTO t (user, password) VALUES ('bob', 'X')`.

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
        b',' => inserted(text, span).or_else(|| row(text, span)),
        b')' => inserted(text, span),
        b'\n' | b'\r' => table(text, span).or_else(|| row(text, span)),
        _ => None,
    }
}

/// Part of a line that names columns.
fn heads(byte: u8) -> bool {
    name::part(byte) || matches!(byte, b',' | b';' | b'"' | b' ' | b'.')
}

/// A cheap look at raw bytes: may the name from `start` to `end` head a column between commas? A line of nothing but
/// names goes on or has begun beside it, and another line follows.
pub(super) fn may_head(raw: &[u8], (start, end): (usize, usize)) -> bool {
    let head = before(raw, start, 120);
    let named = head.iter().rev().take_while(|b| heads(**b)).count();
    let head = head.get(head.len() - named..).unwrap_or_default();
    let rest = raw.get(end..raw.len().min(end + 120)).unwrap_or_default();
    let more = rest.iter().take_while(|b| heads(**b)).count();
    let ends = matches!(rest.get(more), Some(b'\n' | b'\r' | b'\\'));
    ends && (head.contains(&b',') || rest.get(..more).is_some_and(|rest| rest.contains(&b',')))
}

/// The value of the first row in the column that the name heads, where commas separate columns.
fn row(text: &[u8], span: &Range<usize>) -> Option<(Range<usize>, Quoting)> {
    let head = before(text, span.start, REACH);
    let line = head.get(memchr::memrchr(b'\n', head).map_or(0, |at| at + 1)..)?;
    // Log prefixes may stand before the line.
    let line = line.get(line.iter().rposition(|b| !heads(*b)).map_or(0, |at| at + 1)..)?;
    let rest = text.get(span.end..text.len().min(span.end + REACH))?;
    let end = memchr::memchr(b'\n', rest)?;
    let tail = rest.get(..end)?.trim_ascii_end();
    let columns = |part: &[u8]| memchr::memchr_iter(b',', part).count();
    if columns(line) + columns(tail) < 2 || !tail.iter().all(|b| heads(*b)) {
        return None;
    }
    let below = rest.get(end + 1..)?;
    let below = below.get(..memchr::memchr(b'\n', below).unwrap_or(below.len()))?.trim_ascii_end();
    if columns(below) != columns(line) + columns(tail) {
        return None;
    }
    let skipped = match columns(line) {
        0 => 0,
        count => memchr::memchr_iter(b',', below).nth(count - 1)? + 1,
    };
    let cell = below.get(skipped..)?;
    let cell = cell.get(..memchr::memchr(b',', cell).unwrap_or(cell.len()))?;
    let value = cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(cell);
    let open = usize::from(value.len() < cell.len());
    let start = span.end + end + 1 + skipped + open;
    (!value.is_empty()).then_some((start..start + value.len(), Quoting::Config))
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
