//! Reading `name separator value` around a stem such as `assw` or `oken`, in the syntaxes that transcripts hold:
//! env files, yaml, toml, json, command-line flags, headers, xml, source code, prose.

use std::ops::Range;

use super::judge::Quoting;

/// The longest name that is read.
const NAME: usize = 64;

/// How much of a value is read to judge it.
pub const JUDGED: usize = 384;

/// The longest value that is cut whole.
const LONGEST: usize = 64 << 10;

/// A name with its value.
pub struct Assignment {
    /// Where the name stands.
    pub span: Range<usize>,
    /// Small letters and digits of the name.
    pub name: String,
    /// The value, without quotes.
    pub value: Range<usize>,
    /// How the value stands.
    pub quoting: Quoting,
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, token: &[u8]) -> bool {
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(token));
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn eat_any(&mut self, set: &[u8], most: usize) -> usize {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let len = rest.iter().take(most).take_while(|b| set.contains(b)).count();
        self.at += len;
        len
    }
}

fn in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// The name around `stem`.
fn name_around(text: &[u8], stem: usize) -> Range<usize> {
    let before = text.get(stem.saturating_sub(NAME)..stem).unwrap_or_default();
    let start = stem - before.iter().rev().take_while(|b| in_name(**b)).count();
    let after = text.get(stem..text.len().min(stem + NAME)).unwrap_or_default();
    let mut end = stem + after.iter().take_while(|b| in_name(**b)).count();
    let rest = text.get(end..).unwrap_or_default();
    if text.get(start..end).is_some_and(|name| name.ends_with(b"API") || name.ends_with(b"api"))
        && rest.get(1..4).is_some_and(|w| w.eq_ignore_ascii_case(b"key"))
    {
        end += 4;
    }
    start..end
}

/// The name around `stem`, in small letters and digits.
pub fn name_at(text: &[u8], stem: usize) -> String {
    let raw = text.get(name_around(text, stem)).unwrap_or_default();
    raw.iter().filter(|b| b.is_ascii_alphanumeric()).map(|b| char::from(b.to_ascii_lowercase())).collect()
}

/// Reads the assignment whose name holds the byte at `stem`; of a longer value, the first [`JUDGED`] bytes.
pub fn read(text: &[u8], stem: usize) -> Option<Assignment> {
    read_within(text.get(..text.len().min(stem + NAME + JUDGED)).unwrap_or(text), stem)
}

/// As [`read`], with the whole value.
pub fn read_whole(text: &[u8], stem: usize) -> Option<Assignment> {
    read_within(text.get(..text.len().min(stem + NAME + LONGEST)).unwrap_or(text), stem)
}

/// Whether a value may go on behind what was read of it.
pub fn may_be_longer(found: &Assignment) -> bool {
    found.value.len() + 2 * NAME >= JUDGED
}

fn read_within(text: &[u8], stem: usize) -> Option<Assignment> {
    let span = name_around(text, stem);
    let raw = text.get(span.clone())?;
    let name = name_at(text, stem);
    let mut cursor = Cursor { text, at: span.end };
    let tight = separator(&mut cursor, raw, span.start)?;
    let mut found = value(&mut cursor, text, tight && starts_line(text, span.start))?;
    if found.1 == Quoting::Bare
        && let Some(typed) = after_type(text, &found.0)
    {
        found = typed;
    }
    if tight && found.1 == Quoting::Bare {
        found.1 = Quoting::Config;
    }
    Some(Assignment { span, name, value: found.0, quoting: found.1 })
}

/// Consumes what stands between name and value; true when nothing but a separator did.
fn separator(cursor: &mut Cursor<'_>, name: &[u8], start: usize) -> Option<bool> {
    let quoted = cursor.eat_any(b"\"'`]", 3) > 0;
    let spaces = cursor.eat_any(b" \t", 8);
    let flag = name.starts_with(b"--") || (spaces > 0 && name.starts_with(b"-"));
    if quoted && (cursor.eat(b"value=") || cursor.eat(b"Value=")) {
        return Some(true);
    }
    if cursor.eat(b"=>") || cursor.eat(b":=") || cursor.eat(b"===") || cursor.eat(b"==") {
        cursor.eat_any(b" \t", 8);
        return Some(false);
    }
    if cursor.eat(b"?:") || cursor.eat(b"!:") {
        cursor.eat_any(b" \t", 8);
        return Some(false);
    }
    match cursor.peek()? {
        b'=' => {
            cursor.at += 1;
            let after = cursor.eat_any(b" \t", 8);
            Some(spaces + after == 0)
        }
        b':' => {
            cursor.at += 1;
            cursor.eat_any(b" \t", 8);
            Some(!quoted && starts_line(cursor.text, start) && spaces == 0)
        }
        b'>' if spaces == 0
            && start > 0
            && cursor.text.get(start - 1).is_some_and(|b| matches!(b, b'<' | b':')) =>
        {
            cursor.at += 1;
            Some(true)
        }
        b'{' if quoted => terraform(cursor, start),
        b',' if quoted => {
            cursor.at += 1;
            cursor.eat_any(b" \t", 8);
            cursor.peek().filter(|b| matches!(b, b'"' | b'\'')).map(|_| false)
        }
        _ if flag && spaces > 0 => Some(true),
        b'i' if spaces == 1 && cursor.eat(b"is ") => Some(false),
        _ if spaces > 0 && netrc(cursor.text, start) => Some(true),
        _ => None,
    }
}

/// Goes to the default of `variable "NAME" { default = "VALUE" }`, where `start` is the name's.
fn terraform(cursor: &mut Cursor<'_>, start: usize) -> Option<bool> {
    let before = cursor.text.get(start.saturating_sub(16)..start.checked_sub(1)?)?;
    let block = cursor.text.get(cursor.at..cursor.text.len().min(cursor.at + 400))?;
    let block = block.get(..memchr::memchr(b'}', block).unwrap_or(block.len()))?;
    let found = memchr::memmem::find(block, b"default")?;
    if before.trim_ascii_end().ends_with(b"variable") {
        cursor.at += found + b"default".len();
        cursor.eat_any(b" \t", 40);
        if cursor.eat(b"=") {
            cursor.eat_any(b" \t", 8);
            return cursor.peek().filter(|b| *b == b'"').map(|_| false);
        }
    }
    None
}

/// Whether `login NAME` stands before, as in `machine HOST login NAME password VALUE`.
fn netrc(text: &[u8], start: usize) -> bool {
    let before = text.get(start.saturating_sub(160)..start).unwrap_or_default();
    let mut words = before.rsplit(u8::is_ascii_whitespace).filter(|w| !w.is_empty());
    words.next().is_some() && words.next() == Some(b"login")
}

fn starts_line(text: &[u8], start: usize) -> bool {
    let before = text.get(start.saturating_sub(48)..start).unwrap_or_default();
    let line = before.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let line = line.trim_ascii();
    matches!(line, b"" | b"-" | b"+" | b"export" | b"set" | b"ENV" | b"ARG" | b"#" | b"//" | b"env")
        || line.iter().all(|b| {
            b.is_ascii_digit()
                || matches!(b, b'|' | b':' | b'+' | b'-' | b' ' | b'\t' | 0xe2 | 0x86 | 0x92 | 0x94 | 0x82)
        })
        || line.ends_with(b"export")
        || line.ends_with(b"-e")
}

/// Reads a quoted or bare value. `whole_line`: a configuration line, where punctuation belongs to the value.
fn value(cursor: &mut Cursor<'_>, text: &[u8], whole_line: bool) -> Option<(Range<usize>, Quoting)> {
    if cursor.text.get(cursor.at + 1).is_some_and(|b| matches!(b, b'"' | b'\'')) {
        cursor.eat_any(b"brufBRUF@", 1);
    }
    let start = cursor.at;
    let rest = text.get(start..)?;
    let quote = rest.first().copied().filter(|b| matches!(b, b'"' | b'\'' | b'`'));
    if let Some(quote) = quote {
        let body = rest.get(1..)?;
        let mut escaped = false;
        let end = body.iter().position(|b| {
            let ends = (*b == quote && !escaped) || *b == b'\n';
            escaped = *b == b'\\' && !escaped;
            ends
        });
        return Some((start + 1..start + 1 + end.unwrap_or(body.len()), Quoting::Quoted));
    }
    let ends = |b: &u8| {
        b.is_ascii_whitespace()
            || matches!(b, b'"' | b'\'' | b'`' | b'<' | b'>')
            || (!whole_line && matches!(b, b',' | b';' | b')' | b'}' | b']' | b'|' | b'&'))
    };
    let len = rest.iter().position(ends).unwrap_or(rest.len());
    let bare = rest.get(..len)?;
    let kept = bare.len() - bare.iter().rev().take_while(|b| matches!(b, b',' | b';' | b'.' | b'\\')).count();
    (kept > 0).then_some((start..start + kept, Quoting::Bare))
}

/// `name: Type = "value"`: the value behind a type annotation.
fn after_type(text: &[u8], annotation: &Range<usize>) -> Option<(Range<usize>, Quoting)> {
    let mut cursor = Cursor { text, at: annotation.end };
    cursor.eat_any(b" \t", 2);
    if !cursor.eat(b"=") || cursor.peek() == Some(b'=') {
        return None;
    }
    cursor.eat_any(b" \t", 2);
    value(&mut cursor, text, false).filter(|(_, quoting)| *quoting == Quoting::Quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_syntax() {
        let cases = [
            ("DB_PASSWORD=p@ss,w0rd;x\nY=2", "dbpassword", "p@ss,w0rd;x"),
            ("export API_PASSWORD='a b'", "apipassword", "a b"),
            ("password: hunter2 # note", "password", "hunter2"),
            ("\"password\": \"a\\\"b\",", "password", "a\\\"b"),
            ("{password: 'x1', b: 2}", "password", "x1"),
            ("x --password hunter2 y", "password", "hunter2"),
            ("x --password=hunter2 y", "password", "hunter2"),
            ("<password>hunter2</password>", "password", "hunter2"),
            ("<add key=\"Password\" value=\"hunter2\"/>", "password", "hunter2"),
            ("setenv(\"PASSWORD\", \"hunter2\")", "password", "hunter2"),
            ("const password: string = \"hunter2\";", "password", "hunter2"),
            ("the password is hunter2.", "password", "hunter2"),
            ("machine a.example login bob password hunter2", "password", "hunter2"),
            ("url?password=hunter2&b=1", "password", "hunter2"),
            ("env[\"PASSWORD\"] = b\"hunter2\"", "password", "hunter2"),
            ("variable \"password\" {\n  type = string\n  default   = \"hunter2\"\n}", "password", "hunter2"),
        ];
        for (text, name, value) in cases {
            let stem = text.to_lowercase().find("assw").unwrap();
            let found = read(text.as_bytes(), stem).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.name.as_str(), &text[found.value]), (name, value), "{text}");
        }
        for text in ["the password of", "password", "password)", "forgot password?"] {
            assert!(read(text.as_bytes(), text.find("assw").unwrap()).is_none(), "{text}");
        }
    }
}
