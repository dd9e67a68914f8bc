//! The string leaves and object keys of one transcript line, found without re-serialising it.
//!
//! A line is foreign JSON that must leave this crate byte for byte as it came, except where a secret was cut. So it
//! is never parsed into a tree: [`walk`] visits each string in place, and [`decode`] undoes the escapes of one string
//! while it remembers, in an [`OffsetMap`], which raw bytes each decoded byte came from.
//!
//! Accepted is a superset of RFC 8259: invalid UTF-8, raw control characters, lone surrogate escapes and unknown
//! escapes inside strings pass, as transcripts hold all of them.

use std::ops::Range;

/// Whether a string is an object's key or a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The name of an object's member.
    Key,
    /// A string in value position.
    Value,
}

/// One string of a line, in place.
#[derive(Debug)]
pub struct Leaf<'a> {
    /// Dotted path; an array's element adds `[]`: `message.content[].text`. Keys are raw (escapes not undone), and a
    /// `.` or `[` inside a key is shown as 0x01, so that no key can imitate a path. For a key: its holder's path.
    pub path: &'a [u8],
    /// Key or value.
    pub role: Role,
    /// The bytes between the quotes.
    pub span: Range<usize>,
    /// Where the innermost object or array around it starts; 0 for a bare string.
    pub holder: usize,
}

impl Leaf<'_> {
    /// The last part of the path: for a value, the name of the member that it is (with `[]` in an array), escapes not undone.
    pub fn name(&self) -> &[u8] {
        self.path.get(memchr::memrchr(b'.', self.path).map_or(0, |dot| dot + 1)..).unwrap_or_default()
    }
}

/// The line is not one JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the line is not a JSON value")]
pub struct NotJson;

struct Frame {
    array: bool,
    start: usize,
    path_len: usize,
}

struct Walker<'a> {
    line: &'a [u8],
    at: usize,
    path: Vec<u8>,
    frames: Vec<Frame>,
}

/// Visits every key and string value of `line` in order. Memory is proportional to the nesting.
///
/// # Errors
/// [`NotJson`]; the visitor may have been called before that was known.
pub fn walk(line: &[u8], visit: &mut dyn FnMut(Leaf<'_>)) -> Result<(), NotJson> {
    let start = if line.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut walker =
        Walker { line, at: start, path: Vec::with_capacity(128), frames: Vec::with_capacity(16) };
    loop {
        walker.value(visit)?;
        if walker.after_value(visit)? {
            return Ok(());
        }
    }
}

impl Walker<'_> {
    fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.line.get(self.at) {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Reads values until one is complete: opening brackets of containers that are not empty lead to their first value.
    fn value(&mut self, visit: &mut dyn FnMut(Leaf<'_>)) -> Result<(), NotJson> {
        loop {
            match self.peek().ok_or(NotJson)? {
                b'"' => {
                    let span = self.string()?;
                    return self.emit(visit, Role::Value, span);
                }
                open @ (b'{' | b'[') => {
                    let array = open == b'[';
                    self.frames.push(Frame { array, start: self.at, path_len: self.path.len() });
                    self.at += 1;
                    if self.peek() == Some(if array { b']' } else { b'}' }) {
                        self.close();
                        return Ok(());
                    }
                    if array {
                        self.path.extend_from_slice(b"[]");
                    } else {
                        self.key(visit)?;
                    }
                }
                _ => return self.scalar(),
            }
        }
    }

    fn scalar(&mut self) -> Result<(), NotJson> {
        let rest = self.line.get(self.at..).unwrap_or_default();
        let len =
            rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')).count();
        self.at += len;
        if len == 0 { Err(NotJson) } else { Ok(()) }
    }

    fn key(&mut self, visit: &mut dyn FnMut(Leaf<'_>)) -> Result<(), NotJson> {
        let holder_path = self.frames.last().map_or(0, |frame| frame.path_len);
        self.path.truncate(holder_path);
        if self.peek() != Some(b'"') {
            return Err(NotJson);
        }
        let span = self.string()?;
        let raw = self.line.get(span.clone()).unwrap_or_default();
        self.emit(visit, Role::Key, span)?;
        if !self.path.is_empty() {
            self.path.push(b'.');
        }
        self.path.extend(raw.iter().map(|b| if matches!(b, b'.' | b'[') { 1 } else { *b }));
        if self.peek() != Some(b':') {
            return Err(NotJson);
        }
        self.at += 1;
        Ok(())
    }

    fn emit(&self, visit: &mut dyn FnMut(Leaf<'_>), role: Role, span: Range<usize>) -> Result<(), NotJson> {
        let holder = self.frames.last().map_or(0, |frame| frame.start);
        visit(Leaf { path: &self.path, role, span, holder });
        Ok(())
    }

    fn string(&mut self) -> Result<Range<usize>, NotJson> {
        let start = self.at + 1;
        let end = string_end(self.line, start).ok_or(NotJson)?;
        self.at = end + 1;
        Ok(start..end)
    }

    fn close(&mut self) {
        self.at += 1;
        if let Some(frame) = self.frames.pop() {
            self.path.truncate(frame.path_len);
        }
    }

    /// Consumes what may follow a value; true when the line is complete.
    fn after_value(&mut self, visit: &mut dyn FnMut(Leaf<'_>)) -> Result<bool, NotJson> {
        loop {
            let Some(array) = self.frames.last().map(|frame| frame.array) else {
                return if self.peek().is_none() { Ok(true) } else { Err(NotJson) };
            };
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    if !array {
                        self.key(visit)?;
                    }
                    return Ok(false);
                }
                Some(b']') if array => self.close(),
                Some(b'}') if !array => self.close(),
                _ => return Err(NotJson),
            }
        }
    }
}

/// Where the string whose first content byte is at `from` ends (the index of its closing quote).
fn string_end(line: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let found = at + memchr::memchr(b'"', line.get(at..)?)?;
        // Of a row of backslashes every second one is escaped by the one before it.
        let before = line.get(at..found)?.iter().rev().take_while(|byte| **byte == b'\\').count();
        if before % 2 == 0 {
            return Some(found);
        }
        at = found + 1;
    }
}

/// The end (exclusive) of the object or array that starts at `start`, for splicing whole blocks out of a line.
pub fn container_end(line: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(byte) = line.get(at) {
        match byte {
            b'"' => at = string_end(line, at + 1)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Which source bytes each byte of a decoded text came from.
///
/// A list of marks `(out, src)`: between two marks with equal distances the bytes are the same; where the distances
/// differ, the source run was folded into the output run and can only be cut as a whole. 8 bytes per escape.
#[derive(Debug, Default)]
pub struct OffsetMap {
    marks: Vec<(u32, u32)>,
}

/// Marks that room is made for at once: most texts have no more.
const MARKS: usize = 32;

impl OffsetMap {
    /// Notes that output position `out` corresponds to source position `src`; both never decrease.
    pub fn mark(&mut self, out: usize, src: usize) {
        if self.marks.is_empty() {
            self.marks.reserve(MARKS);
        }
        let mark = (u32::try_from(out).unwrap_or(u32::MAX), u32::try_from(src).unwrap_or(u32::MAX));
        if self.marks.last() != Some(&mark) {
            self.marks.push(mark);
        }
    }

    fn run(&self, out: usize) -> ((usize, usize), (usize, usize)) {
        let next = self.marks.partition_point(|(o, _)| *o as usize <= out);
        let at = |i: usize| self.marks.get(i).map(|(o, s)| (*o as usize, *s as usize));
        let last = at(self.marks.len().saturating_sub(1)).unwrap_or((0, 0));
        (at(next.saturating_sub(1)).unwrap_or((0, 0)), at(next).unwrap_or(last))
    }

    /// The smallest source range whose folding holds all of `out`, which must not be empty.
    pub fn source(&self, out: Range<usize>) -> Range<usize> {
        let (here, next) = self.run(out.start);
        let same = next.1.wrapping_sub(here.1) == next.0.wrapping_sub(here.0);
        let start = if same { here.1 + (out.start - here.0) } else { here.1 };
        let last = out.end.saturating_sub(1).max(out.start);
        let (here, next) = self.run(last);
        let same = next.1.wrapping_sub(here.1) == next.0.wrapping_sub(here.0);
        let end = if same { here.1 + (last - here.0) + 1 } else { next.1 };
        start..end.max(start)
    }
}

/// Undoes one level of JSON escaping. Unknown or incomplete escapes stay as they are; lone surrogates become U+FFFD.
pub fn decode(raw: &[u8]) -> (Vec<u8>, OffsetMap) {
    decode_with(raw, escape)
}

/// Reads the escape that some bytes start with: its character and its length.
pub type Undo = fn(&[u8]) -> Option<(char, usize)>;

/// As [`decode`], for another language's escapes: `undo` gets the bytes from a backslash on and returns the character
/// and the length of the escape, or `None` for a backslash that stands for itself.
pub fn decode_with(raw: &[u8], undo: Undo) -> (Vec<u8>, OffsetMap) {
    let mut text = Vec::with_capacity(raw.len());
    let mut map = OffsetMap::default();
    map.mark(0, 0);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', raw.get(at..).unwrap_or_default()) {
        text.extend_from_slice(raw.get(at..at + found).unwrap_or_default());
        at += found;
        match undo(raw.get(at..).unwrap_or_default()) {
            Some((character, len)) => {
                map.mark(text.len(), at);
                let mut utf8 = [0; 4];
                text.extend_from_slice(character.encode_utf8(&mut utf8).as_bytes());
                at += len;
                map.mark(text.len(), at);
            }
            None => {
                text.push(b'\\');
                at += 1;
            }
        }
    }
    text.extend_from_slice(raw.get(at..).unwrap_or_default());
    map.mark(text.len(), raw.len());
    (text, map)
}

/// The character and the length of the JSON escape that `raw` starts with.
pub fn escape(raw: &[u8]) -> Option<(char, usize)> {
    match *raw.get(1)? {
        b'u' => unicode_escape(raw),
        letter => simple_escape(letter).map(|byte| (char::from(byte), 2)),
    }
}

/// The byte that a backslash and `letter` stand for in JSON.
#[inline]
pub fn simple_escape(letter: u8) -> Option<u8> {
    match letter {
        b'n' => Some(b'\n'),
        b't' => Some(b'\t'),
        b'r' => Some(b'\r'),
        b'b' => Some(0x8),
        b'f' => Some(0xc),
        other @ (b'"' | b'\\' | b'/') => Some(other),
        _ => None,
    }
}

fn unicode_escape(raw: &[u8]) -> Option<(char, usize)> {
    let high = hex4(raw.get(2..6)?)?;
    if let Some(character) = char::from_u32(high) {
        return Some((character, 6));
    }
    let low = raw.get(6..12).filter(|low| low.starts_with(b"\\u")).and_then(|low| hex4(low.get(2..6)?));
    match low {
        Some(low @ 0xdc00..=0xdfff) if high < 0xdc00 => {
            Some((char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))?, 12))
        }
        _ => Some((char::REPLACEMENT_CHARACTER, 6)),
    }
}

fn hex4(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| Some(value * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(line: &str) -> Result<Vec<String>, NotJson> {
        let mut found = Vec::new();
        walk(line.as_bytes(), &mut |leaf| {
            let path = String::from_utf8_lossy(leaf.path).into_owned();
            found.push(format!("{path}|{:?}|{}", leaf.role, &line[leaf.span]));
        })?;
        Ok(found)
    }

    #[test]
    fn visits_keys_and_values_with_their_paths() {
        let line =
            r#" {"a":"x","b":[{"c":"y\"z"},"w",[["v"]]],"e":{},"f":[],"g":-1.5e3,"h.i":{"j":null,"k":"q"}} "#;
        let want = [
            "|Key|a",
            "a|Value|x",
            "|Key|b",
            "b[]|Key|c",
            r#"b[].c|Value|y\"z"#,
            "b[]|Value|w",
            "b[][][]|Value|v",
            "|Key|e",
            "|Key|f",
            "|Key|g",
            "|Key|h.i",
            "h\u{1}i|Key|j",
            "h\u{1}i|Key|k",
            "h\u{1}i.k|Value|q",
        ];
        assert_eq!(leaves(line).unwrap(), want);
    }

    #[test]
    fn refuses_what_is_not_one_value() {
        for line in [
            "",
            "{",
            "{\"a\"}",
            "{\"a\":1",
            "[1,]x",
            "{}{}",
            "\"a",
            "{\"a\":\"b\\\"}",
            "[}",
            "{]",
            "plain text",
            "{,}",
        ] {
            assert_eq!(leaves(line), Err(NotJson), "{line}");
        }
    }

    #[test]
    fn decodes_every_escape_and_maps_back() {
        let raw = r#"a\n\u00e9\ud83d\ude00\ud83dz\q\"\/"#.as_bytes();
        let (text, map) = decode(raw);
        assert_eq!(text, "a\né😀\u{fffd}z\\q\"/".as_bytes());
        let at = |part: &str| text.windows(part.len()).position(|w| w == part.as_bytes()).unwrap();
        let source = |part: &str| {
            let start = at(part);
            String::from_utf8_lossy(&raw[map.source(start..start + part.len())]).into_owned()
        };
        assert_eq!(source("é"), r"\u00e9");
        assert_eq!(source("😀"), r"\ud83d\ude00");
        assert_eq!(source("z\\q\""), r#"z\q\""#);
        let inside = at("😀") + 1;
        assert_eq!(&raw[map.source(inside..inside + 1)], br"\ud83d\ude00");
        assert_eq!(map.source(0..text.len()), 0..raw.len());
    }

    #[test]
    fn finds_the_end_of_a_container() {
        let line = br#"[{"a":"}"},{"b":[1,{"c":2}]}]"#;
        assert_eq!(container_end(line, 1), Some(10));
        assert_eq!(container_end(line, 11), Some(line.len() - 1));
        assert_eq!(container_end(b"{\"a", 0), None);
    }
}
