//! Makes text that came from elsewhere safe to show, on a terminal or in a page.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Replaces control characters, escape sequences, line ends, and characters that reorder or hide text
/// (bidirectional controls, invisible ones) by a visible spelling such as `\x1b` or `\u{202e}`.
///
/// Everything that is printed and did not come from the source code of han passes here: names, paths,
/// titles, messages of servers and of the system.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if !hostile(c) => out.push(c),
            c if c.is_ascii() => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
        }
    }
    Cow::Owned(out)
}

/// As [`escape`], line by line: line ends and tabs stay. For bodies such as a session's text.
pub fn escape_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        for (j, cell) in line.strip_suffix('\r').unwrap_or(line).split('\t').enumerate() {
            if j > 0 {
                out.push('\t');
            }
            out.push_str(&escape(cell));
        }
    }
    out
}

/// Spells hostile characters of a JSON text as `\\uXXXX`, which reads back as the same value: all of JSON's own
/// syntax is ASCII, so that they can only stand inside strings. Line ends stay.
pub fn escape_json(text: &str) -> Cow<'_, str> {
    let hides = |c: char| hostile(c) && !matches!(c, '\n' | '\r' | '\t');
    if !text.chars().any(hides) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hides(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Characters that a terminal acts upon, or that make text read as something else. The joiners U+200C and
/// U+200D stay: emoji and several scripts need them.
fn hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_of_any_script_stays() {
        for text in ["", "a b", "日本語", "naïve — ok", "👩\u{200d}💻"] {
            assert!(matches!(escape(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn what_a_terminal_acts_upon_is_spelled_out() {
        let cases = [
            ("\x1b[31mred", "\\x1b[31mred"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("exe\u{202e}txt", "exe\\u{202e}txt"),
            ("zero\u{200b}\u{feff}", "zero\\u{200b}\\u{feff}"),
            ("\x7f\0", "\\x7f\\x00"),
        ];
        for (raw, shown) in cases {
            assert_eq!(escape(raw), shown);
        }
    }

    #[test]
    fn json_reads_back_as_the_same_value() {
        let value = serde_json::json!({"a": "exe\u{202e}txt\u{7f}\u{9b}\u{e0001}", "b": "日本"});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let shown = escape_json(&text);
        assert!(!shown.chars().any(|c| hostile(c) && c != '\n'), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
        assert!(matches!(escape_json("{\n}"), Cow::Borrowed(_)));
    }

    #[test]
    fn bodies_keep_their_lines() {
        assert_eq!(escape_lines("a\tb\r\n\x1b]0;t\x07\n"), "a\tb\n\\x1b]0;t\\x07\n");
    }
}
