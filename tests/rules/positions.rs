//! The places in which transcripts hold a text, each a function that puts it there.

use std::fmt::Write as _;

use base64::Engine as _;

/// What is redacted: a line of a session file, or plain text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Line,
    Text,
}

/// Which texts can stand in a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Any text.
    Any,
    /// A text of one line.
    OneLine,
    /// A token that is known by its own shape.
    Token,
}

/// A place: its name, what it makes, what it takes, and how to put a text there.
pub struct Position {
    pub name: &'static str,
    pub kind: Kind,
    pub takes: Takes,
    pub put: fn(&str) -> String,
}

const fn at(name: &'static str, kind: Kind, takes: Takes, put: fn(&str) -> String) -> Position {
    Position { name, kind, takes, put }
}

/// Tried with every example.
pub const COMMON: [Position; 5] = [
    at("plain", Kind::Text, Takes::Any, str::to_owned),
    at("lines", Kind::Text, Takes::Any, lines),
    at("leaf", Kind::Line, Takes::Any, leaf),
    at("nested", Kind::Line, Takes::Any, nested),
    at("nested twice", Kind::Line, Takes::Any, nested_twice),
];

/// Tried with the first example of each rule.
pub const RARE: [Position; 28] = [
    at("nested lines", Kind::Line, Takes::Any, |text| nested(&lines(text))),
    at("nested three times", Kind::Line, Takes::OneLine, nested_three_times),
    at("crlf", Kind::Text, Takes::OneLine, |text| format!("one\r\n{text}\r\nthree\r\n")),
    at("crlf leaf", Kind::Line, Takes::OneLine, |text| leaf(&format!("one\r\n{text}\r\nthree\r\n"))),
    at("colour before", Kind::Line, Takes::OneLine, |text| leaf(&coloured(text))),
    at("colour in text", Kind::Text, Takes::OneLine, coloured),
    at("grep colour", Kind::Line, Takes::OneLine, |text| leaf(&grep_colour(text))),
    at("grep colour nested", Kind::Line, Takes::OneLine, |text| nested(&grep_colour(text))),
    at("cat -n", Kind::Line, Takes::OneLine, |text| {
        leaf(&format!("     1\tone\n     2\t{text}\n     3\tthree\n"))
    }),
    at("arrow", Kind::Line, Takes::OneLine, |text| {
        leaf(&format!("     1→one\n     2→{text}\n     3→three\n"))
    }),
    at("grep -n", Kind::Line, Takes::OneLine, |text| leaf(&format!("src/app/settings.env:12:{text}\n"))),
    at("grep -A", Kind::Line, Takes::OneLine, |text| {
        leaf(&format!("settings.env-11-one\nsettings.env-12-{text}\n"))
    }),
    at("diff", Kind::Line, Takes::OneLine, |text| leaf(&format!("@@ -1,2 +1,2 @@\n-one\n+{text}\n three\n"))),
    at("unicode", Kind::Line, Takes::Token, |text| leaf(&format!("密钥是「{text}」。"))),
    at("unicode beside", Kind::Line, Takes::Token, |text| leaf(&format!("é{text}…"))),
    at("base64", Kind::Line, Takes::Token, encoded),
    at("object key", Kind::Line, Takes::Token, object_key),
    at("env", Kind::Text, Takes::Token, |text| format!("export THING={text}\n")),
    at("yaml", Kind::Line, Takes::Token, |text| leaf(&format!("app:\n  thing: {text}\n  other: 1\n"))),
    at("toml", Kind::Line, Takes::Token, |text| leaf(&format!("[app]\nthing = \"{text}\"\n"))),
    at("json", Kind::Line, Takes::Token, |text| {
        leaf(&format!("{{\n  \"thing\": \"{text}\",\n  \"n\": 1\n}}"))
    }),
    at("xml", Kind::Line, Takes::Token, |text| leaf(&format!("<app><thing>{text}</thing></app>"))),
    at("flag", Kind::Line, Takes::Token, |text| leaf(&format!("app run --thing {text} --verbose"))),
    at("header", Kind::Line, Takes::Token, |text| {
        leaf(&format!("curl -H 'X-Thing: {text}' https://host.test/"))
    }),
    at("query", Kind::Line, Takes::Token, |text| leaf(&format!("https://host.test/p?x={text}&y=1"))),
    at("prose", Kind::Line, Takes::Token, |text| leaf(&format!("It is {text}, she said."))),
    at("code", Kind::Line, Takes::Token, |text| leaf(&format!("client = Client('{text}', retries=3)"))),
    at("markdown", Kind::Line, Takes::Token, |text| leaf(&format!("Use `{text}` as **value**."))),
];

/// Tried with the first example of each rule; where an anchor stands far behind the start of a token, some are missed.
pub const HARD: [Position; 5] = [
    at("wrapped at 80", Kind::Line, Takes::OneLine, |text| leaf(&wrapped(text, 80))),
    at("wrapped at 100", Kind::Line, Takes::OneLine, |text| leaf(&wrapped(text, 100))),
    at("wrapped at 120", Kind::Line, Takes::OneLine, |text| leaf(&wrapped(text, 120))),
    at("percent", Kind::Line, Takes::Token, |text| leaf(&format!("GET /p?x={}&y=1", percent(text, false)))),
    at("percent all", Kind::Line, Takes::Token, |text| {
        leaf(&format!("GET /p?x={}&y=1", percent(text, true)))
    }),
];

pub fn lines(text: &str) -> String {
    format!("one\n{text}\nthree\n")
}

/// A line of a session file with the text as a leaf.
pub fn leaf(text: &str) -> String {
    serde_json::json!({"type": "user", "message": {"role": "user", "content": [{"type": "text", "text": text}]}}).to_string()
}

pub fn nested(text: &str) -> String {
    leaf(&serde_json::json!({"stdout": text, "code": 0}).to_string())
}

pub fn nested_twice(text: &str) -> String {
    nested(&serde_json::json!({"log": text}).to_string())
}

fn nested_three_times(text: &str) -> String {
    nested_twice(&serde_json::json!({"out": text}).to_string())
}

fn coloured(text: &str) -> String {
    format!("ok \u{1b}[32m{text}\u{1b}[0m done")
}

/// `grep --color` with a match in the middle of the text.
fn grep_colour(text: &str) -> String {
    let third = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    let end = text.char_indices().nth(text.chars().count() / 2 + 3).map_or(text.len(), |(at, _)| at);
    format!(
        "\u{1b}[35m\u{1b}[Ka.env\u{1b}[m\u{1b}[K:{}\u{1b}[01;31m\u{1b}[K{}\u{1b}[m\u{1b}[K{}",
        &text[..third],
        &text[third..end],
        &text[end..]
    )
}

/// The text as a terminal of `width` columns shows it behind some words, so that the edge falls within it.
fn wrapped(text: &str, width: usize) -> String {
    let ahead = width.saturating_sub(text.len() * 2 / 3 % width).max(8);
    let mut lead = String::new();
    while lead.len() < ahead {
        lead.push_str("some words ");
    }
    lead.truncate(ahead - 1);
    lead.push(' ');
    let mut out = String::new();
    for (column, character) in format!("{lead}{text}").chars().enumerate() {
        if column > 0 && column % width == 0 {
            out.push('\n');
        }
        out.push(character);
    }
    format!("before\n{out}\n\nafter it\n")
}

/// Percent-encoded: what is no letter, digit or one of `.~`, or every character.
fn percent(text: &str, all: bool) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if all || !(byte.is_ascii_alphanumeric() || b".~".contains(&byte)) {
            write!(out, "%{byte:02X}").unwrap();
        } else {
            out.push(char::from(byte));
        }
    }
    out
}

fn object_key(text: &str) -> String {
    let mut map = serde_json::Map::new();
    map.insert(text.to_owned(), 1.into());
    serde_json::json!({"type": "user", "toolUseResult": {"usage": map}}).to_string()
}

/// Base64 of a configuration line with the text.
fn encoded(text: &str) -> String {
    let line = format!("# settings\nAPP_MODE=live\nAPI_KEY={text}\n");
    leaf(&base64::engine::general_purpose::STANDARD.encode(line))
}
