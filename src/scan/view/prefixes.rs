//! What tools write before every line: line numbers, file names, `+` and `-`, `>`, comment markers, times of logs.

use super::fold::{Fold, Folded};

/// What stands before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `     1\t`, `12:`, `12-`, `     1→`, `12 | `
    Number,
    /// `src/a.rs:`, with or without a line number
    Path,
    /// `+`, `-` of a diff
    Diff,
    /// `> ` of quoted mail
    Quote,
    /// `# `, `// `, ` * `, `-- `
    Comment,
    /// A time, and what its log writes behind it
    Log,
}

/// The longest prefix that is read.
const LONGEST: usize = 200;

/// A line's prefix: what it is and where it ends.
fn prefix(line: &[u8]) -> Option<(Kind, usize)> {
    let spaces = line.iter().take(16).take_while(|b| matches!(b, b' ' | b'\t')).count();
    let rest = line.get(spaces..)?;
    let (kind, len) = match rest.first()? {
        b'0'..=b'9' | b'[' if log(rest).is_some() => (Kind::Log, log(rest)?),
        b'0'..=b'9' => (Kind::Number, number(rest)?),
        b'+' | b'-' if spaces == 0 && rest.get(1) != rest.first() => (Kind::Diff, 1),
        b'>' => (Kind::Quote, rest.iter().take(16).take_while(|b| matches!(b, b'>' | b' ')).count()),
        b'#' | b';' | b'*' | b'|' => (Kind::Comment, marked(rest, 1)),
        b'/' if rest.starts_with(b"//") => (Kind::Comment, marked(rest, 2)),
        b'-' if rest.starts_with(b"-- ") => (Kind::Comment, 3),
        0xe2 if ["│", "┃", "║"].iter().any(|bar| rest.starts_with(bar.as_bytes())) => {
            (Kind::Comment, marked(rest, 3))
        }
        b'J' | b'F' | b'M' | b'A' | b'S' | b'O' | b'N' | b'D' if log(rest).is_some() => {
            (Kind::Log, log(rest)?)
        }
        _ => (Kind::Path, path(rest)?),
    };
    Some((kind, spaces + len))
}

/// A marker repeated, with one space behind it.
fn marked(rest: &[u8], len: usize) -> usize {
    let byte = rest.first().copied().unwrap_or_default();
    let more = rest.iter().skip(len).take(4).take_while(|b| **b == byte).count();
    let end = len + more;
    end + usize::from(rest.get(end) == Some(&b' '))
}

/// `12:`, `12-`, `12\t`, `12→`, `12 | `, `12: `
fn number(rest: &[u8]) -> Option<usize> {
    let digits = rest.iter().take(8).take_while(|b| b.is_ascii_digit()).count();
    let after = rest.get(digits..)?;
    let len = match after.first()? {
        b':' | b'-' | b'|' => 1 + usize::from(after.get(1) == Some(&b' ')),
        b'\t' => 1,
        b' ' if after.starts_with(b" | ") => 3,
        b' ' if after.starts_with(b" |") || after.starts_with(b"  ") => 2,
        0xe2 if after.starts_with("→".as_bytes()) || after.starts_with("│".as_bytes()) => 3,
        b' ' if after.get(1..4) == Some("│".as_bytes()) => 4 + usize::from(after.get(4) == Some(&b' ')),
        _ => return None,
    };
    Some(digits + len)
}

/// `src/a.rs:`, `src/a.rs:12:`, `src/a.rs-12-`: a name with a dot or slash in it.
fn path(rest: &[u8]) -> Option<usize> {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'/' | b'@' | b'~' | b'+');
    let mut at = 0;
    let mut named = false;
    let head = rest.get(..rest.len().min(LONGEST))?;
    while let Some(byte) = head.get(at) {
        match byte {
            b':' if named => {
                let digits = numbered(head.get(at + 1..)?, b':');
                return Some(at + 1 + digits);
            }
            b'-' if named && numbered(head.get(at + 1..)?, b'-') > 0 => {
                return Some(at + 1 + numbered(head.get(at + 1..)?, b'-'));
            }
            b'-' => {}
            other if part(other) => named |= matches!(other, b'.' | b'/'),
            _ => return None,
        }
        at += 1;
    }
    None
}

/// The length of a line number with its separator; 0 if there is none.
fn numbered(rest: &[u8], separator: u8) -> usize {
    let digits = rest.iter().take(8).take_while(|b| b.is_ascii_digit()).count();
    if digits > 0 && rest.get(digits) == Some(&separator) { digits + 1 } else { 0 }
}

/// Where the time at the start of a log line ends: `2024-01-02T03:04:05.678Z`, `[12:34:56]`, `Jan  2 03:04:05`.
fn log(rest: &[u8]) -> Option<usize> {
    let head = rest.get(..rest.len().min(40))?;
    let clock = head.windows(8).position(|w| {
        w.iter().enumerate().all(|(i, b)| if matches!(i, 2 | 5) { *b == b':' } else { b.is_ascii_digit() })
    })?;
    let date = head.get(..clock)?;
    let dated = date
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/' | b' ' | b'[' | b'T' | b'.'));
    if !dated || clock > 16 {
        return None;
    }
    let tail = head.get(clock + 8..)?;
    let fraction = tail
        .iter()
        .take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'Z' | b'+' | b':' | b']'));
    let end = clock + 8 + fraction.count();
    Some(end + rest.get(end..)?.iter().take(4).take_while(|b| matches!(b, b' ' | b'\t' | b'-')).count())
}

/// How far two log lines agree behind their times but for their digits: the level, the host, the program. Ends behind a
/// space.
fn common(a: &[u8], b: &[u8]) -> usize {
    let same = |(x, y): &(&u8, &u8)| x == y || (x.is_ascii_digit() && y.is_ascii_digit());
    let len = a.iter().zip(b).take(LONGEST).take_while(same).count();
    a.get(..len).and_then(|shared| memchr::memrchr(b' ', shared)).map_or(0, |space| space + 1)
}

/// How long the prefix of `line` is that its neighbour `other` has as well; 0 when they share none.
pub(super) fn shared(line: &[u8], other: &[u8]) -> usize {
    let Some(found) = prefix(line) else { return 0 };
    shared_by((line, Some(found)), (other, prefix(other)))
}

/// A line and its prefix.
type Read<'a> = (&'a [u8], Option<(Kind, usize)>);

/// As [`shared`], of lines whose prefixes are known.
fn shared_by((line, found): Read<'_>, (other, its): Read<'_>) -> usize {
    let (Some((kind, len)), Some((also, its))) = (found, its) else { return 0 };
    if kind != also {
        return 0;
    }
    match kind {
        Kind::Log => len + common(line.get(len..).unwrap_or_default(), other.get(its..).unwrap_or_default()),
        Kind::Path if !same_file(line, other) => 0,
        _ => len,
    }
}

/// The length of the right border of a box, with the spaces before it; 0 for a line without a left one.
pub(super) fn border(line: &[u8]) -> usize {
    let bars = ["│", "┃", "║", "|"].map(str::as_bytes);
    let trimmed = line.trim_ascii_start();
    let Some(bar) = bars.iter().find(|bar| trimmed.starts_with(bar)) else { return 0 };
    let Some(inner) = line.trim_ascii_end().strip_suffix(*bar) else { return 0 };
    line.len() - inner.trim_ascii_end().len()
}

/// How long the prefix of a line is, whatever its neighbours have.
pub(super) fn own(line: &[u8]) -> usize {
    prefix(line).map_or(0, |(_, len)| len)
}

/// As [`border`], of a line whose left one may not be there.
pub(super) fn border_alone(line: &[u8]) -> usize {
    let bars = ["│", "┃", "║"].map(str::as_bytes);
    let inner = bars.iter().find_map(|bar| line.trim_ascii_end().strip_suffix(*bar));
    inner.map_or(0, |inner| line.len() - inner.trim_ascii_end().len())
}

fn is_context(line: &[u8]) -> bool {
    line.first() == Some(&b' ')
}

fn is_changed((_, prefix): Read<'_>) -> bool {
    prefix.is_some_and(|(kind, _)| kind == Kind::Diff)
}

fn same_file(a: &[u8], b: &[u8]) -> bool {
    let agree = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    a.get(..agree).is_some_and(|shared| shared.iter().any(|b| matches!(b, b':' | b'-' | b'.' | b'/')))
}

/// Strips the prefixes that neighbouring lines share; `None` when no two do.
pub(super) fn strip(text: &[u8]) -> Option<Folded> {
    memchr::memchr(b'\n', text)?;
    let mut fold = Fold::new(text);
    let mut lines = Lines::new(text).map(|(start, line)| (start, (line, prefix(line))));
    let mut before: Option<Read<'_>> = None;
    let mut current = lines.next();
    while let Some((start, read)) = current {
        let (line, _) = read;
        let next = lines.next();
        let with_next = next.map_or(0, |(_, next)| shared_by(read, next));
        let len = if with_next > 0 { with_next } else { before.map_or(0, |before| shared_by(read, before)) };
        // A context line of a diff beside an added or removed one.
        let context = len == 0
            && [before, next.map(|(_, next)| next)].iter().flatten().any(|other| {
                (is_context(line) && is_changed(*other)) || (is_changed(read) && is_context(other.0))
            });
        if len > 0 || context {
            fold.replace(start..start + len.max(1), b"");
            let border = border(line).min(line.len() - len.max(1));
            if border > 0 {
                fold.replace(start + line.len() - border..start + line.len(), b"");
            }
        }
        before = Some(read);
        current = next;
    }
    fold.finish(text.len())
}

/// The lines of a text, without their ends, with where they start.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.at = start + len + 1;
        let line = rest.get(..len)?;
        Some((start, line.strip_suffix(b"\r").unwrap_or(line)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_what_tools_write_before_lines() {
        let cases = [
            ("     9\tab\n    10\tcd\n", "ab\ncd\n"),
            ("     9→ab\n    10→cd", "ab\ncd"),
            ("9:ab\n10:cd\n11-ef", "ab\ncd\nef"),
            ("src/a.pem:1:ab\nsrc/a.pem:2:cd", "ab\ncd"),
            ("a.pem:ab\na.pem:cd", "ab\ncd"),
            ("a-b.pem-12-ab\na-b.pem-13-cd", "ab\ncd"),
            ("+ab\n+cd\n ef\n-gh", "ab\ncd\nef\ngh"),
            ("> > ab\n> > cd", "ab\ncd"),
            ("# ab\n# cd", "ab\ncd"),
            (" * ab\n * cd", "ab\ncd"),
            ("// ab\n// cd", "ab\ncd"),
            (
                "2024-01-02T03:04:05.678Z INFO app[12]: ab\n2024-01-02T03:04:05.679Z INFO app[12]: cd",
                "ab\ncd",
            ),
            ("[12:34:56] ab\n[12:34:57] cd", "ab\ncd"),
            ("Jan  2 03:04:05 host app[1]: ab\nJan  2 03:04:06 host app[1]: cd", "ab\ncd"),
            ("  12 | ab\n  13 | cd", "ab\ncd"),
            ("│ abc │\n│ de  │", "abc\nde"),
        ];
        for (text, want) in cases {
            let (stripped, _) = strip(text.as_bytes()).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(String::from_utf8(stripped).unwrap(), want, "{text}");
        }
        for text in ["one\ntwo\n", "password=a\nb=c", "key: a\nother: b", "https://a.b/c\nhttps://d.e/f"] {
            let stripped = strip(text.as_bytes()).map(|(stripped, _)| String::from_utf8(stripped).unwrap());
            assert_eq!(stripped, None, "{text}");
        }
    }
}
