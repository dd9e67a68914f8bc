//! Lines of a session file: where they end, their top-level members, and splices of single values.
//!
//! Nothing here needs a line to be valid JSON: a reader of a damaged line finds less, never fails.

use std::borrow::Cow;
use std::ops::Range;

/// Splits `bytes` after its last newline: whole lines, then a torn one (empty if there is none).
pub fn split_whole(bytes: &[u8]) -> (&[u8], &[u8]) {
    let at = memchr::memrchr(b'\n', bytes).map_or(0, |i| i + 1);
    bytes.split_at(at)
}

/// The lines of `bytes` without their newlines; a last line without one is yielded too.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest.get(..end)?;
        rest = rest.get(end + 1..).unwrap_or_default();
        Some(line)
    })
}

/// A member of a JSON object: its key as written between the quotes, and where its value stands.
#[derive(Clone, PartialEq, Eq)]
pub struct Member<'a> {
    /// The key's raw bytes, escapes undecoded.
    pub key: &'a [u8],
    /// The span of the value in the bytes that were given; a string's span holds its quotes.
    pub value: Range<usize>,
}

impl Member<'_> {
    /// Whether the key is `name`, however it is escaped.
    pub fn is(&self, name: &str) -> bool {
        self.key == name.as_bytes() || (self.key.contains(&b'\\') && unescape(self.key) == name)
    }
}

/// The members of a JSON object in order. Stops where the bytes stop being an object.
pub struct Members<'a> {
    bytes: &'a [u8],
    at: Option<usize>,
}

/// Reads `bytes` as a JSON object (white space around it allowed).
pub fn members(bytes: &[u8]) -> Members<'_> {
    let start = skip_space(bytes, 0);
    let at = (bytes.get(start) == Some(&b'{')).then_some(start + 1);
    Members { bytes, at }
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        let key_start = skip_space(self.bytes, self.at.take()?);
        let key_end = skip_string(self.bytes, key_start)?;
        let colon = skip_space(self.bytes, key_end);
        self.bytes.get(colon).filter(|b| **b == b':')?;
        let start = skip_space(self.bytes, colon + 1);
        let end = skip_value(self.bytes, start)?;
        let next = skip_space(self.bytes, end);
        self.at = (self.bytes.get(next) == Some(&b',')).then_some(next + 1);
        Some(Member { key: self.bytes.get(key_start + 1..key_end - 1)?, value: start..end })
    }
}

/// The elements of a JSON array as spans of `bytes`. Stops where the bytes stop being an array.
pub fn elements(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let start = skip_space(bytes, 0);
    let mut at = (bytes.get(start) == Some(&b'[')).then_some(start + 1);
    std::iter::from_fn(move || {
        let start = skip_space(bytes, at.take()?);
        let end = skip_value(bytes, start)?;
        let next = skip_space(bytes, end);
        at = (bytes.get(next) == Some(&b',')).then_some(next + 1);
        Some(start..end)
    })
}

/// The string value of a top-level member. Of several members of one name the last counts, as in
/// JavaScript. `None` where it is absent or not a string.
pub fn top_level_str<'a>(line: &'a [u8], key: &str) -> Option<Cow<'a, str>> {
    let member = members(line).filter(|m| m.is(key)).last()?;
    string_at(line, &member.value)
}

/// The decoded string at a value's span, if it is one.
pub fn string_at<'a>(bytes: &'a [u8], value: &Range<usize>) -> Option<Cow<'a, str>> {
    Some(unescape(raw_string(bytes.get(value.clone())?)?))
}

fn raw_string(value: &[u8]) -> Option<&[u8]> {
    value.strip_prefix(b"\"")?.strip_suffix(b"\"")
}

/// Decodes the inside of a JSON string. Lone surrogates, broken escapes and invalid UTF-8 become U+FFFD.
pub fn unescape(raw: &[u8]) -> Cow<'_, str> {
    if memchr::memchr(b'\\', raw).is_none() {
        return String::from_utf8_lossy(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|r| !r.is_empty()) {
        let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        out.extend_from_slice(rest.get(..plain).unwrap_or_default());
        at += plain;
        if plain < rest.len() {
            let (c, len) = decode_escape(rest.get(plain..).unwrap_or_default());
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            at += len;
        }
    }
    match String::from_utf8(out) {
        Ok(text) => Cow::Owned(text),
        Err(e) => Cow::Owned(String::from_utf8_lossy(e.as_bytes()).into_owned()),
    }
}

/// One escape at the start of `raw`: the character and the bytes that it took.
fn decode_escape(raw: &[u8]) -> (char, usize) {
    let simple = match raw.get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(c @ (b'"' | b'\\' | b'/')) => char::from(*c),
        Some(b'u') => return decode_unicode(raw),
        Some(_) => return (char::REPLACEMENT_CHARACTER, 2),
        None => return (char::REPLACEMENT_CHARACTER, 1),
    };
    (simple, 2)
}

fn decode_unicode(raw: &[u8]) -> (char, usize) {
    let unit = |at: usize| {
        let digits = raw.get(at..at + 4)?;
        let text = std::str::from_utf8(digits).ok().filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u32::from_str_radix(text, 16).ok()
    };
    let Some(first) = unit(2) else { return (char::REPLACEMENT_CHARACTER, 2) };
    if let Some(c) = char::from_u32(first) {
        return (c, 6);
    }
    let low = (raw.get(6..8) == Some(b"\\u")).then(|| unit(8)).flatten();
    let pair = low.filter(|low| first < 0xdc00 && (0xdc00..0xe000).contains(low));
    let joined = pair.and_then(|low| char::from_u32(0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00)));
    joined.map_or((char::REPLACEMENT_CHARACTER, 6), |c| (c, 12))
}

/// Replaces the top-level `cwd` of a line where it is `old` or lies beneath it, by a splice of that value
/// alone; every other byte stays. `None`: nothing to change, the line stays as it is.
pub fn remap_cwd(line: &[u8], old: &str, new: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut copied = 0;
    for member in members(line).filter(|m| m.is("cwd")) {
        let Some(moved) = string_at(line, &member.value).and_then(|cwd| remap_path(&cwd, old, new)) else {
            continue;
        };
        out.extend_from_slice(line.get(copied..member.value.start)?);
        out.extend_from_slice(serde_json::Value::String(moved).to_string().as_bytes());
        copied = member.value.end;
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(line.get(copied..)?);
    Some(out)
}

/// `path` with its leading `old` replaced by `new`, if it is `old` or lies beneath it.
pub fn remap_path(path: &str, old: &str, new: &str) -> Option<String> {
    let is_separator = |c: char| c == '/' || c == '\\';
    let (old, new) = (old.trim_end_matches(is_separator), new.trim_end_matches(is_separator));
    let tail = path.strip_prefix(old)?;
    if !tail.is_empty() && !tail.starts_with(is_separator) {
        return None;
    }
    let moved = format!("{new}{tail}");
    Some(if moved.is_empty() { "/".to_owned() } else { moved })
}

fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
        at += 1;
    }
    at
}

/// The end of the string that opens at `at`.
fn skip_string(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at).filter(|b| **b == b'"')?;
    let mut at = at + 1;
    loop {
        let found = at + memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(found) == Some(&b'"') {
            return Some(found + 1);
        }
        at = found + 2;
    }
}

/// The end of the value that starts at `at`; nesting is counted, not recursed.
fn skip_value(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => return skip_string(bytes, at),
        b'{' | b'[' => {}
        b',' | b':' | b'}' | b']' => return None,
        _ => {
            let rest = bytes.get(at..)?;
            let len =
                rest.iter().position(|b| matches!(b, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n'));
            return Some(at + len.unwrap_or(rest.len()));
        }
    }
    let (mut depth, mut at) = (0usize, at);
    loop {
        match bytes.get(at)? {
            b'"' => {
                at = skip_string(bytes, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_torn_tails() {
        assert_eq!(split_whole(b"a\nb\nc"), (&b"a\nb\n"[..], &b"c"[..]));
        assert_eq!(split_whole(b"abc"), (&b""[..], &b"abc"[..]));
        assert_eq!(split_whole(b""), (&b""[..], &b""[..]));
        let all = |b| lines(b).map(<[u8]>::to_vec).collect::<Vec<_>>();
        assert_eq!(all(b"a\n\nb\r\nc"), [&b"a"[..], b"", b"b\r", b"c"]);
        assert_eq!(all(b"a\n"), [b"a"]);
    }

    #[test]
    fn only_top_level_strings_are_read() {
        let line = br#" {"a":{"cwd":"/inner","x":["}",{"cwd":"/no"}]},"n":1.5e3,"t":true, "cwd" : "\/home\u002fu" ,"z":null}"#;
        assert_eq!(top_level_str(line, "cwd").as_deref(), Some("/home/u"));
        for (key, want) in [("n", None), ("z", None), ("x", None), ("missing", None)] {
            assert_eq!(top_level_str(line, key).as_deref(), want, "{key}");
        }
        assert_eq!(top_level_str(br#"{"k":"1","k":"2"}"#, "k").as_deref(), Some("2"));
        assert_eq!(top_level_str(br#"{"\u006b":"1"}"#, "k").as_deref(), Some("1"));
    }

    #[test]
    fn damaged_lines_give_what_stands_before_the_damage() {
        let torn = br#"{"cwd":"/a","message":{"content":"tor"#;
        assert_eq!(top_level_str(torn, "cwd").as_deref(), Some("/a"));
        for bad in [
            &b""[..],
            b"{",
            b"{\"",
            b"{\"a\"",
            b"{\"a\":",
            b"[]",
            b"null",
            b"\0\0\0",
            b"{\"a\\",
            b"{,}",
            b"{\"a\":}",
        ] {
            assert_eq!(top_level_str(bad, "a"), None, "{bad:?}");
        }
        assert_eq!(members(&b"{\"a\":".repeat(100_000)).count(), 0);
    }

    #[test]
    fn escapes_are_decoded_as_javascript_does() {
        for (raw, text) in [
            (r"plain é", "plain é"),
            (r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r"\u00e9\u65E5", "é日"),
            (r"\ud83d\ude00!", "\u{1f600}!"),
            (r"\ud83x", "\u{fffd}d83x"),
            (r"\ud83d", "\u{fffd}"),
            (r"\ud83d\u0041", "\u{fffd}A"),
            (r"\ude00", "\u{fffd}"),
            (r"\q\u+123", "\u{fffd}\u{fffd}+123"),
            ("\\", "\u{fffd}"),
        ] {
            assert_eq!(unescape(raw.as_bytes()), text, "{raw}");
        }
        assert_eq!(unescape(b"\xff\\n"), "\u{fffd}\n");
    }

    #[test]
    fn remapping_changes_the_top_level_cwd_and_no_other_byte() {
        let line = br#"{"cwd":"/home/a/x","t":"/home/a/x \u00e9","n":{"cwd":"/home/a/x"} }"#;
        let want = br#"{"cwd":"/mnt/\"q\"/x","t":"/home/a/x \u00e9","n":{"cwd":"/home/a/x"} }"#;
        assert_eq!(remap_cwd(line, "/home/a", "/mnt/\"q\"").unwrap(), want);
        for (line, old) in [
            (&line[..], "/home/b"),
            (line, "/home/a/x/y"),
            (line, "/hom"),
            (b"{\"cwd\":1}", "/"),
            (b"nul", ""),
        ] {
            assert_eq!(remap_cwd(line, old, "/new"), None);
        }
    }

    #[test]
    fn paths_are_remapped_by_whole_components() {
        for (path, old, new, want) in [
            ("/a/b", "/a/b", "/c", Some("/c")),
            ("/a/b/d", "/a/b/", "/c/", Some("/c/d")),
            ("/a/bc", "/a/b", "/c", None),
            (r"C:\u\p", r"C:\u", "/home/u", Some(r"/home/u\p")),
            ("/x", "/", "/root", Some("/root/x")),
            ("/x", "/x", "/", Some("/")),
            ("", "/x", "/y", None),
        ] {
            assert_eq!(remap_path(path, old, new).as_deref(), want, "{path} {old}");
        }
    }
}
