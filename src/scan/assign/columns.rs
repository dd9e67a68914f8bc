//! Passwords in columns: tables that databases print, files of values between commas, and
//! `INSERT INTO t (user, password) VALUES ('bob', 'X')`.

use std::ops::Range;

use super::{Cursor, before, line_end, name};
use crate::scan::judge::Quoting;

/// How far behind its heading a row is looked for.
const REACH: usize = 360;

/// Rows that are read.
const ROWS: usize = 1000;

/// What is done with a value; whether to go on.
type Visit<'a> = &'a mut dyn FnMut(Range<usize>, Quoting) -> bool;

/// The first value in the column that the name heads, rather one of letters and digits.
pub(super) fn cell(text: &[u8], span: &Range<usize>) -> Option<(Range<usize>, Quoting)> {
    let mut first = None;
    each(text, span, &mut |value, quoting| {
        let cell = text.get(value.clone()).unwrap_or_default();
        let likely = cell.len() >= 8
            && cell.iter().any(u8::is_ascii_digit)
            && cell.iter().any(u8::is_ascii_alphabetic);
        if likely || first.is_none() {
            first = Some((value, quoting));
        }
        !likely
    });
    first
}

/// All values in the column that the name heads.
pub(super) fn cells(text: &[u8], span: &Range<usize>) -> Vec<(Range<usize>, Quoting)> {
    let mut all = Vec::new();
    each(text, span, &mut |value, quoting| {
        all.push((value, quoting));
        true
    });
    all
}

fn each(text: &[u8], span: &Range<usize>, visit: Visit<'_>) -> Option<()> {
    let rest = text.get(span.end..text.len().min(span.end + REACH))?;
    match rest.iter().find(|b| !matches!(b, b' ' | b'"' | b'`' | b'\''))? {
        b'|' => table(text, span, visit).or_else(|| rows(text, span, (b'|', visit))),
        b',' => inserted(text, span, visit).or_else(|| rows(text, span, (b',', visit))),
        sign @ (b';' | b'\t') => rows(text, span, (*sign, visit)),
        b')' => inserted(text, span, visit),
        b'\n' | b'\r' => {
            let head = before(text, span.start, 2);
            let sign = head.iter().rev().find(|b| !matches!(b, b' ' | b'"'));
            let sign = sign.copied().filter(|b| matches!(b, b',' | b';' | b'|' | b'\t'));
            table(text, span, visit).or_else(|| rows(text, span, (sign?, visit)))
        }
        _ => None,
    }
}

/// Part of a line that names columns.
fn heads(byte: u8) -> bool {
    name::part(byte) || matches!(byte, b',' | b';' | b'|' | b'\t' | b'"' | b' ' | b'.')
}

/// A cheap look at raw bytes: may the name from `start` to `end` head a column between signs? A line of nothing but
/// names goes on or has begun beside it, and another line follows.
pub(super) fn may_head(raw: &[u8], (start, end): (usize, usize)) -> bool {
    let head = before(raw, start, 120);
    // Quotes are escaped in strings of JSON.
    let escape = |at: usize| matches!(head.get(at..at + 2), Some([b'\\', b'"' | b'\\']));
    let part = |at: &usize| head.get(*at).is_some_and(|b| heads(*b)) || escape(*at);
    let named = (0..head.len()).rev().take_while(part).count();
    let head = head.get(head.len() - named..).unwrap_or_default();
    let rest = raw.get(end..raw.len().min(end + 120)).unwrap_or_default();
    let more = rest.iter().take_while(|b| heads(**b)).count();
    let ends = matches!(rest.get(more), Some(b'\n' | b'\r' | b'\\'));
    let parts = |line: &[u8]| line.iter().any(|b| matches!(b, b',' | b';' | b'|' | b'\t'));
    // The letter of an escaped tab counts as one of the name.
    let tabbed = raw.get(start) == Some(&b't') && before(raw, start, 1) == b"\\";
    ends && (tabbed || parts(head) || rest.get(..more).is_some_and(parts))
}

/// The values in the column that the name heads, where a sign separates columns and nothing rules off the heading.
fn rows(text: &[u8], span: &Range<usize>, (sign, visit): (u8, Visit<'_>)) -> Option<()> {
    let head = before(text, span.start, REACH);
    let line = head.get(memchr::memrchr(b'\n', head).map_or(0, |at| at + 1)..)?;
    // Log prefixes may stand before the line.
    let line = line.get(line.iter().rposition(|b| !heads(*b)).map_or(0, |at| at + 1)..)?;
    let rest = text.get(span.end..)?;
    let end = memchr::memchr(b'\n', rest.get(..rest.len().min(REACH))?)?;
    let tail = rest.get(..end)?.trim_ascii_end();
    let signs = |part: &[u8]| memchr::memchr_iter(sign, part).count();
    let (column, all) = (signs(line), signs(line) + signs(tail));
    // Two names may be anything, and columns without names are none: `a || b`.
    let nameless = [line, tail].iter().any(|part| part.array_windows().any(|pair| *pair == [sign; 2]));
    if all < 2 || nameless || !tail.iter().all(|b| heads(*b)) || has_values((line, tail), sign) {
        return None;
    }
    let mut found = false;
    let mut at = span.end + end + 1;
    for line in rest.get(end + 1..)?.split_inclusive(|b| *b == b'\n').take(ROWS) {
        let row = line.trim_ascii_end();
        // The string of JSON that the row is in may end with it.
        let row = if signs(row) > all { row.get(..line_end(row)).unwrap_or(row) } else { row };
        if signs(row) != all {
            break;
        }
        found = true;
        let cell = nth(row, sign, column)?;
        let value = row.get(cell.clone())?;
        let bare = value.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(value);
        let start = at + cell.start + usize::from(bare.len() < value.len());
        if !is_nothing(bare) && !visit(start..start + bare.len(), Quoting::Config) {
            break;
        }
        at += line.len();
    }
    found.then_some(())
}

/// Whether parts of a line before and behind a name are rather numbers and values than names of columns.
fn has_values((line, tail): (&[u8], &[u8]), sign: u8) -> bool {
    let parts = line.split(|b| *b == sign).chain(tail.split(|b| *b == sign));
    parts.map(<[u8]>::trim_ascii).any(|part| {
        let digits = part.iter().filter(|b| b.is_ascii_digit()).count();
        part.first().is_some_and(u8::is_ascii_digit) || (part.len() >= 8 && digits > 1)
    })
}

/// The cell of a row behind `column` signs.
fn nth(row: &[u8], sign: u8, column: usize) -> Option<Range<usize>> {
    let start = match column {
        0 => 0,
        count => memchr::memchr_iter(sign, row).nth(count - 1)? + 1,
    };
    let len = memchr::memchr(sign, row.get(start..)?).unwrap_or(row.len() - start);
    Some(start..start + len)
}

/// Whether a cell is empty.
fn is_nothing(cell: &[u8]) -> bool {
    cell.is_empty() || cell.eq_ignore_ascii_case(b"null") || cell == b"\\N"
}

fn table(text: &[u8], span: &Range<usize>, visit: Visit<'_>) -> Option<()> {
    let head = before(text, span.start, REACH);
    let line = head.rsplit(|b| *b == b'\n').next()?;
    let column = line.iter().filter(|b| **b == b'|').count();
    let mut lines = text.get(span.end..)?.split_inclusive(|b| *b == b'\n');
    let mut at = span.end + lines.next()?.len();
    let rule = lines.next()?;
    // Log prefixes may stand before each line.
    let dashes = rule.get(memchr::memchr2(b'-', b'+', rule)?..)?;
    let ruled = dashes.iter().all(|b| matches!(b, b'-' | b'+' | b'|' | b':' | b' ' | b'=' | b'\r' | b'\n'));
    if !ruled || memchr::memmem::find(dashes, b"--").is_none() {
        return None;
    }
    at += rule.len();
    for row in lines.take(ROWS) {
        let Some(cell) = nth(row, b'|', column).filter(|_| row.contains(&b'|')) else { break };
        let value = row.get(cell.clone())?;
        let open = value.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'`')).count();
        let start = at + cell.start + open;
        let value = value.get(open..)?.trim_ascii_end();
        let value = value.strip_suffix(b"`").unwrap_or(value);
        if !is_nothing(value) && !visit(start..start + value.len(), Quoting::Quoted) {
            break;
        }
        at += row.len();
    }
    Some(())
}

fn inserted(text: &[u8], span: &Range<usize>, visit: Visit<'_>) -> Option<()> {
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
    while cursor.eat(b"(") {
        for _ in 0..column {
            super::calls::skip(&mut cursor)?;
        }
        cursor.eat_white();
        cursor.eat_any(b"NE", 1);
        if let Some(quote @ (b'\'' | b'"')) = cursor.peek() {
            let (value, quoting) = super::value::quoted(&cursor, quote)?;
            cursor.at = value.end + 1;
            if !visit(value, quoting) {
                break;
            }
        }
        while super::calls::skip(&mut cursor).is_some() {}
        cursor.eat(b")").then_some(())?;
        cursor.eat_white();
        cursor.eat(b",").then_some(())?;
        cursor.eat_white();
    }
    Some(())
}
