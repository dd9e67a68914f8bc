//! Every form that transcripts wrap secrets in: none survives the gate, whatever decoder is held against it.
//!
//! The decoders here are the tests' own, so that a mistake of the scanner's views is not repeated in its proof.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use han::redact::{Redacted, Redactor};
use han::scan::Ruleset;
use proptest::prelude::*;

fn redact(redactor: &mut Redactor, line: &[u8]) -> String {
    let mut out = Redacted::empty();
    redactor.line(line, &mut out).unwrap();
    String::from_utf8_lossy(out.as_bytes()).into_owned()
}

fn fresh(line: &str) -> String {
    redact(&mut Redactor::new(Ruleset::builtin()), line.as_bytes())
}

fn fresh_text(text: &str) -> String {
    let mut out = Redacted::empty();
    Redactor::new(Ruleset::builtin()).text(text.as_bytes(), &mut out).unwrap();
    String::from_utf8_lossy(out.as_bytes()).into_owned()
}

fn token() -> String {
    format!("gh{}_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8", 'p')
}

fn leaf(text: &str) -> String {
    serde_json::json!({"type": "user", "message": {"content": [{"type": "tool_result", "content": text}]}})
        .to_string()
}

fn nested(text: &str, depth: usize) -> String {
    (0..depth).fold(text.to_owned(), |inner, _| serde_json::json!({"out": inner, "n": 1}).to_string())
}

// The decoders.

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('e') => out.push('\x1b'),
            Some('u') => {
                let digits: String = rest.by_ref().take(4).collect();
                out.push(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).unwrap_or('?'));
            }
            Some('x') => {
                let digits: String = rest.by_ref().take(2).collect();
                out.push(u8::from_str_radix(&digits, 16).map_or('?', char::from));
            }
            Some(digit @ '0'..='3') => {
                let digits: String = std::iter::once(digit).chain(rest.by_ref().take(2)).collect();
                out.push(u8::from_str_radix(&digits, 8).map_or('?', char::from));
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

fn without_colours(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\x1b') {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let end = if tail.starts_with("\x1b]") {
            tail.find('\x07')
        } else {
            tail[2..].find(|c: char| c.is_ascii_alphabetic()).map(|n| n + 2)
        };
        rest = end.and_then(|end| tail.get(end + 1..)).unwrap_or_default();
    }
    out + rest
}

fn without_percent(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let byte = tail.get(..2).and_then(|d| u8::from_str_radix(std::str::from_utf8(d).ok()?, 16).ok());
        match byte.filter(|_| *first == b'%') {
            Some(byte) => {
                out.push(byte);
                rest = &tail[2..];
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn without_entities(text: &str) -> String {
    let mut out = text.to_owned();
    for (name, plain) in [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")] {
        out = out.replace(name, plain);
    }
    let mut parts = out.split("&#x");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, tail) = part.split_once(';').unwrap_or((part, ""));
        whole.push(u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).unwrap_or('?'));
        whole.push_str(tail);
    }
    whole
}

fn joined(text: &str) -> String {
    text.lines()
        .map(|line| line.trim_start_matches(|c: char| c.is_ascii_digit() || " \t→:+>#*/|-".contains(c)))
        .collect()
}

fn without_base64(text: &str) -> String {
    let part = |c: char| c.is_ascii_alphanumeric() || "+/-_".contains(c);
    let flat: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut out = String::new();
    for source in [text, flat.as_str()] {
        for run in source.split(|c| !part(c)).filter(|run| run.len() >= 12) {
            let plain = run.replace('-', "+").replace('_', "/");
            let bytes =
                base64::engine::general_purpose::STANDARD_NO_PAD.decode(&plain[..plain.len() / 4 * 4]);
            out.push_str(&String::from_utf8_lossy(&bytes.unwrap_or_default()));
            out.push('\n');
        }
    }
    out
}

fn without_hex(text: &str) -> String {
    let flat: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let runs = flat.split(|c: char| !c.is_ascii_hexdigit()).filter(|run| run.len() >= 24);
    let bytes = runs.map(|run| hex::decode(&run[..run.len() / 2 * 2]).unwrap_or_default());
    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned() + "\n").collect()
}

fn visible(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\0' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'))
        .collect()
}

/// Whether any window of twelve characters of `secret` is in `text`, however it is decoded, `depth` times over.
fn survives(text: &str, secret: &str, depth: usize) -> bool {
    let windows: Vec<&str> = (0..=secret.len() - 12).filter_map(|at| secret.get(at..at + 12)).collect();
    if windows.iter().any(|window| text.contains(window)) {
        return true;
    }
    let decoders: [fn(&str) -> String; 8] = [
        unescaped,
        without_colours,
        without_percent,
        without_entities,
        joined,
        without_base64,
        without_hex,
        visible,
    ];
    depth > 0
        && decoders.iter().any(|decode| {
            let decoded = decode(text);
            decoded != text && survives(&decoded, secret, depth - 1)
        })
}

fn assert_hidden(dress: &str, secret: &str, line: &str) {
    let out = fresh(line);
    assert!(out.contains("[REDACTED:"), "{dress}: {line}\n-> {out}");
    assert!(!survives(&out, secret, 5), "{dress}: {line}\n-> {out}");
    if serde_json::from_str::<serde_json::Value>(line).is_ok() {
        assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok(), "{dress}: {line}\n-> {out}");
    }
}

// The dresses.

fn wrapped(text: &str, width: usize) -> String {
    let all: Vec<char> = text.chars().collect();
    all.chunks(width).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
}

fn each_byte(text: &str, form: impl Fn(u8) -> String) -> String {
    text.bytes().map(form).collect()
}

/// A token in the midst of every kind of text.
fn dresses() -> Vec<(String, String)> {
    let t = token();
    let (a, b, c) = (&t[..2], &t[2..12], &t[12..]);
    let mut all: Vec<(&str, String)> = vec![
        ("plain", t.clone()),
        ("colour before", format!("\x1b[32m{t}\x1b[0m ok")),
        ("colour as text x1b", format!("\\x1b[32m{t}\\x1b[0m")),
        ("colour as text 033", format!("\\033[1;32m{t}\\033[0m")),
        ("colour as text e", format!("\\e[32m{t}\\e[m")),
        ("colour as text u001b", format!("\\u001b[32m{t}\\u001b[39m")),
        ("colour as caret", format!("^[[32m{t}^[[0m")),
        ("grep colour", format!("x={a}\x1b[01;31m\x1b[K{b}\x1b[m\x1b[K{c}")),
        ("grep colour on the head", format!("\x1b[01;31m\x1b[K{a}\x1b[m\x1b[K{b}{c}")),
        ("grep colour as text", format!("{a}{b}\\u001b[01;31m\\u001b[K{}\\u001b[m{}", &c[..4], &c[4..])),
        ("hyperlink", format!("\x1b]8;;https://a.test\x07{t}\x1b]8;;\x07")),
        ("sgr0", format!("\x1b[1m{t}\x1b(B\x1b[m")),
        ("percent specials", format!("https://a.test/?q%3D{}%26x", t.replace('_', "%5F"))),
        ("percent each", each_byte(&t, |b| format!("%{b:02X}"))),
        ("percent each small", each_byte(&t, |b| format!("%{b:02x}"))),
        ("percent twice", format!("a%253D{}", each_byte(&t, |b| format!("%25{b:02X}")))),
        ("percent thrice", each_byte(&t, |b| format!("%2525{b:02X}"))),
        ("entities", format!("&quot;{}&quot;", t.replace('_', "&#x5f;"))),
        ("entities each", each_byte(&t, |b| format!("&#x{b:x};"))),
        ("hex each", each_byte(&t, |b| format!("\\x{b:02x}"))),
        ("octal each", each_byte(&t, |b| format!("\\{b:03o}"))),
        ("unicode each", each_byte(&t, |b| format!("\\u{b:04x}"))),
        ("base64", STANDARD.encode(&t)),
        ("base64 url", URL_SAFE_NO_PAD.encode(format!("??>>{t}"))),
        ("base64 twice", STANDARD.encode(STANDARD.encode(format!("K={t}\n")))),
        ("base64 env", STANDARD.encode(format!("DB_HOST=a\nDB_USER=app\nGITHUB_TOKEN={t}\nX=1\n"))),
        ("base64 percent", STANDARD.encode(format!("X={t}\n")).replace('=', "%3D")),
        ("base64 wrapped 64", wrapped(&STANDARD.encode(format!("{}\nT={t}\n", "A=b\n".repeat(20))), 64)),
        ("base64 wrapped 76", wrapped(&STANDARD.encode(format!("{}\nT={t}\n", "A=b\n".repeat(20))), 76)),
        ("cjk", format!("密钥是{t}，请保存")),
        ("emoji", format!("🔑{t}🔑")),
        ("curly", format!("“{t}”")),
        ("nbsp", format!("key:\u{a0}{t}\u{a0}end")),
        ("bom", format!("\u{feff}{t}")),
        ("zero width within", format!("{a}\u{200b}{b}\u{2060}{c}")),
        ("crlf", format!("a\r\n{t}\r\nb")),
        ("utf-16 le", each_byte(&format!("one\r\n{t}\r\n"), |b| format!("{}\0", char::from(b)))),
        ("utf-16 be", each_byte(&format!("a {t}"), |b| format!("\0{}", char::from(b)))),
        ("utf-16 in hex", each_byte(&t, |b| format!("{}\\x00", char::from(b)))),
        ("utf-16 in octal", each_byte(&t, |b| format!("{}\\000", char::from(b)))),
        (
            "base64 of utf-16",
            STANDARD.encode(each_byte(&format!("$x = '{t}'"), |b| format!("{}\0", char::from(b)))),
        ),
        ("hex", each_byte(&format!("TOKEN={t}\n"), |b| format!("{b:02x}"))),
        ("hex of a database", format!("\\x{}", each_byte(&format!("K={t}"), |b| format!("{b:02x}")))),
        ("hex wrapped", wrapped(&each_byte(&format!("A=b\nTOKEN={t}\n"), |b| format!("{b:02X}")), 60)),
        ("items", format!("PWD=/a\0GITHUB_TOKEN={t}\0HOME=/root\0")),
    ];
    all.extend(wrapped_dresses(&t));
    all.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

/// A token broken at every width, and behind what tools write before lines.
fn wrapped_dresses(t: &str) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for width in [29, 37, 40, 53, 64, 72, 80, 97, 100, 120] {
        for lead in [3, 5, 11, 19, 22] {
            let before = "x ".repeat(width).split_at(width - lead % width).0.trim_end().to_owned();
            let text = format!("{before} {t} and the rest of it");
            all.push(("wrapped", wrapped(&text, width)));
        }
    }
    let broken = wrapped(&format!("export TOKEN={t}"), 40);
    let whole = format!("set -eu\n{broken}\nexport DEBUG=1");
    let lines: Vec<&str> = whole.lines().collect();
    let with = |prefix: &dyn Fn(usize) -> String| -> String {
        lines.iter().enumerate().map(|(i, line)| format!("{}{line}\n", prefix(i + 9))).collect()
    };
    all.push(("wrapped cat -n", with(&|i| format!("{i:6}\t"))));
    all.push(("wrapped read", with(&|i| format!("{i:6}→"))));
    all.push(("wrapped grep", with(&|i| format!("a/b.txt:{i}:"))));
    all.push(("wrapped diff", with(&|_| "+".to_owned())));
    all.push(("wrapped mail", with(&|_| "> ".to_owned())));
    all.push(("wrapped comment", with(&|_| "# ".to_owned())));
    all.push(("wrapped log", with(&|i| format!("2025-01-02T03:04:{i:02}.678Z INFO app[12]: "))));
    all.push(("wrapped crlf", broken.replace('\n', "\r\n")));
    all.push((
        "box",
        format!("╭{0}╮\n│ export TOKEN={1} │\n│ {2:<33} │\n╰{0}╯", "─".repeat(35), &t[..20], &t[20..]),
    ));
    all.push((
        "hanging",
        format!("the token to use for the new deployment is {}\n    {} and more", &t[..11], &t[11..]),
    ));
    all
}

#[test]
fn no_token_survives_in_any_dress() {
    let secret = &token()[4..];
    for (name, text) in dresses() {
        for depth in 0..6 {
            assert_hidden(&format!("{name} nested {depth}"), secret, &leaf(&nested(&text, depth)));
        }
        assert_hidden(
            &format!("{name} torn"),
            secret,
            leaf(&nested(&text, 1)).trim_end_matches(['"', '}', ']']),
        );
        let glued = format!("{{\"a\":\"x{}{}", leaf(&text), leaf("b"));
        assert_hidden(&format!("{name} spliced"), secret, &glued);
        let out = fresh_text(&format!("one\n{text}\nthree\n"));
        assert!(!survives(&out, secret, 5), "{name} in text: {text}\n-> {out}");
        assert!(out.starts_with("one\n") && out.ends_with("three\n"), "{name}: {out}");
    }
}

/// A made-up key body of `lines` lines.
fn body(lines: usize, seed: u8) -> Vec<String> {
    let bytes: Vec<u8> = (0..lines * 48)
        .scan(u32::from(seed) + 1, |state, _| {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some((*state >> 24) as u8)
        })
        .collect();
    STANDARD
        .encode(bytes)
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect()
}

/// Multi-line keys: the whole text and its secret lines.
fn keys() -> Vec<(String, String, Vec<String>)> {
    let mut all = Vec::new();
    for kind in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "OPENSSH PRIVATE KEY"]
    {
        let lines = body(6, kind.len() as u8);
        all.push((
            kind.to_owned(),
            format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----", lines.join("\n")),
            lines,
        ));
    }
    let lines = body(5, 99);
    let (rsa, pgp) = ("RSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK");
    let headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0A1B2C3D4E5F60718293A4B5C6D7E8F9\n\n";
    let text = lines.join("\n");
    all.push((
        "encrypted".into(),
        format!("-----BEGIN {rsa}-----\n{headers}{text}\n-----END {rsa}-----"),
        lines.clone(),
    ));
    all.push((
        "pgp".into(),
        format!("-----BEGIN {pgp}-----\nVersion: GnuPG v2\n\n{text}\n=aB3d\n-----END {pgp}-----"),
        lines.clone(),
    ));
    let putty = format!(
        "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: me\nPrivate-Lines: 5\n{text}\nPrivate-MAC: {}",
        "0a1b2c3d".repeat(8)
    );
    all.push(("putty".into(), putty, lines));
    all
}

fn numbered(text: &str, form: impl Fn(usize, &str) -> String) -> String {
    text.lines().enumerate().map(|(i, line)| form(i + 8, line)).collect::<Vec<_>>().join("\n")
}

/// What tools make of a text of several lines.
fn line_dresses(text: &str) -> Vec<(&'static str, String)> {
    vec![
        ("plain", text.to_owned()),
        ("crlf", text.replace('\n', "\r\n")),
        ("escaped", text.replace('\n', "\\n")),
        ("escaped twice", text.replace('\n', "\\\\n")),
        ("escaped thrice", text.replace('\n', "\\\\\\\\n")),
        ("one line", text.replace('\n', " ")),
        ("cat -n", numbered(text, |i, line| format!("{i:6}\t{line}"))),
        ("read", numbered(text, |i, line| format!("{i:6}→{line}"))),
        ("grep -n", numbered(text, |i, line| format!("{i}:{line}"))),
        ("grep -A", numbered(text, |i, line| format!("certs/a-b.pem-{i}-{line}"))),
        ("grep", numbered(text, |_, line| format!("certs/key.pem:{line}"))),
        ("diff +", numbered(text, |_, line| format!("+{line}"))),
        ("diff -", numbered(text, |_, line| format!("-{line}"))),
        ("diff space", numbered(text, |_, line| format!(" {line}"))),
        ("coloured diff", numbered(text, |_, line| format!("\x1b[32m+\x1b[m\x1b[32m{line}\x1b[m"))),
        ("mail", numbered(text, |_, line| format!("> {line}"))),
        ("log", numbered(text, |i, line| format!("2025-01-02T03:04:{i:02}.123Z app[7]: {line}"))),
        ("comment #", numbered(text, |_, line| format!("# {line}"))),
        ("comment //", numbered(text, |_, line| format!("// {line}"))),
        ("comment *", numbered(text, |_, line| format!(" * {line}"))),
        ("yaml", numbered(text, |_, line| format!("    {line}"))),
        ("concatenated", numbered(text, |_, line| format!("  \"{line}\\n\" +"))),
        ("array", numbered(text, |_, line| format!("  \"{line}\","))),
        ("patch in text", format!("{{\"lines\":[\"+{}\"]}}", text.replace('\n', "\",\"+"))),
        ("service account", serde_json::json!({"type": "service_account", "private_key": text}).to_string()),
    ]
}

#[test]
fn no_key_survives_in_any_dress() {
    for (kind, text, lines) in keys() {
        for (dress, dressed) in line_dresses(&text) {
            for depth in 0..3 {
                for line in [leaf(&nested(&dressed, depth)), nested(&dressed, depth)] {
                    let out = fresh(&line);
                    for secret in &lines {
                        assert!(!survives(&out, secret, 2), "{kind} {dress} {depth}: {line}\n-> {out}");
                    }
                }
            }
        }
        let patch: Vec<String> = text.lines().map(|line| format!("+{line}")).collect();
        let line =
            serde_json::json!({"toolUseResult": {"structuredPatch": [{"oldStart": 1, "lines": patch}]}})
                .to_string();
        let out = fresh(&line);
        assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok(), "{out}");
        assert!(!lines.iter().any(|secret| survives(&out, secret, 1)), "{kind} patch: {out}");
        assert_eq!(out.matches("\",\"").count(), line.matches("\",\"").count(), "{out}");
    }
}

#[test]
fn parts_of_keys_are_cut() {
    for (kind, text, lines) in keys().into_iter().filter(|(kind, ..)| kind != "putty") {
        let all: Vec<&str> = text.lines().collect();
        let head = all[..5].join("\n");
        let tail = all[all.len() - 4..].join("\n");
        for (part, text) in [("head", &head), ("tail", &tail)] {
            for (dress, dressed) in line_dresses(text) {
                let line = leaf(&format!("$ show it\n{dressed}\n\n$ exit\nlogout of this shell\n"));
                let out = fresh(&line);
                for secret in lines.iter().filter(|line| text.contains(*line)) {
                    assert!(!survives(&out, secret, 2), "{part} of {kind} {dress}: {line}\n-> {out}");
                }
                assert!(out.contains("show it") && out.contains("logout of this shell"), "{out}");
            }
        }
    }
}

#[test]
fn web_keys_lose_every_private_member() {
    let part = |seed: u8| body(1, seed)[0][..43].replace(['+', '/'], "x");
    let members = ["d", "p", "q", "dp", "dq", "qi"];
    let mut key = serde_json::json!({"kty": "RSA", "n": part(1), "e": "AQAB", "kid": "one"});
    for (i, name) in members.iter().enumerate() {
        key[*name] = part(i as u8 + 10).into();
    }
    let symmetric = serde_json::json!({"kty": "oct", "k": part(77)});
    for depth in 0..3 {
        for pretty in [false, true] {
            let text = if pretty { serde_json::to_string_pretty(&key).unwrap() } else { key.to_string() };
            let out = fresh(&leaf(&nested(&text, depth)));
            for i in 0..members.len() {
                assert!(!survives(&out, &part(i as u8 + 10), 1), "{out}");
            }
            assert!(out.contains(&part(1)), "the modulus is public: {out}");
        }
        let out = fresh(&leaf(&nested(&symmetric.to_string(), depth)));
        assert!(!survives(&out, &part(77), 1), "{out}");
    }
    let own = fresh(&serde_json::json!({"toolUseResult": {"keys": [key, symmetric]}}).to_string());
    assert!(!survives(&own, &part(10), 1) && !survives(&own, &part(77), 1), "{own}");
    assert!(serde_json::from_str::<serde_json::Value>(&own).is_ok());
}

#[test]
fn members_of_the_transcripts_own_json_are_judged_by_name() {
    let value = "Xq7\"Lm2Zr9\\Wv4";
    let line = serde_json::json!({"toolUseResult": {"db_password": value, "user": "app"}}).to_string();
    assert_eq!(fresh(&line), r#"{"toolUseResult":{"db_password":"[REDACTED:password]","user":"app"}}"#);
    let kept = r#"{"toolUseResult":{"password":"changeme","token_count":"12","key":"ctrl+shift+down"},"sessionId":"123e4567-e89b-12d3-a456-426614174000"}"#;
    assert_eq!(fresh(kept), kept);
}

#[test]
fn copies_of_a_confirmed_value_go_in_every_encoding() {
    let value = "Xq7-Lm2Zr9+Wv4Tb8/Nc1Kp5";
    let first = leaf(&format!("DB_PASSWORD={value}\n"));
    let copies = [
        format!("it was {value}, I think"),
        format!("{}\x1b[31m{}\x1b[0m", &value[..9], &value[9..]),
        wrapped(&format!("{} {value} tail", "word ".repeat(13)), 80),
        value.replace('+', "%2B").replace('/', "%2F"),
        each_byte(value, |b| format!("%{b:02x}")),
        STANDARD.encode(value),
        STANDARD.encode(format!("a{value}\n")),
        STANDARD.encode(format!("ab{value}\n")),
        STANDARD.encode([&[0x80, 0xff, 0, 1, 2][..], value.as_bytes(), &[0x90, 0, 0xfe]].concat()),
        value.replace('+', "&#43;").replace('/', "&#x2F;"),
        value.replace('/', "\\/"),
        each_byte(value, |b| format!("\\u{b:04x}")),
        each_byte(value, |b| format!("{}\0", char::from(b))),
    ];
    for copy in copies {
        for depth in 0..4 {
            let second = leaf(&nested(&copy, depth));
            let mut redactor = Redactor::new(Ruleset::builtin());
            redact(&mut redactor, first.as_bytes());
            let out = redact(&mut redactor, second.as_bytes());
            assert!(out.contains("[REDACTED:") && !survives(&out, value, 5), "{depth}: {second}\n-> {out}");
        }
    }
}

#[test]
fn a_file_in_utf_16_stays_one() {
    let text =
        |value: &str| format!("PS C:\\> type .env\r\nNäme=x\r\nDB_PASSWORD={value}\r\nTOKEN={value}\r\n");
    let secret = "Xq7Lm2Zr9Wv!4";
    for (mark, bytes) in
        [([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xfe, 0xff], u16::to_be_bytes)]
    {
        let wide =
            |text: &str| -> Vec<u8> { mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect() };
        let mut out = Redacted::empty();
        Redactor::new(Ruleset::builtin()).text(&wide(&text(secret)), &mut out).unwrap();
        assert!(
            out.as_bytes() == wide(&text("[REDACTED:password]")),
            "{}",
            String::from_utf8_lossy(out.as_bytes())
        );
    }
}

#[test]
fn neighbours_stay_whole() {
    let t = token();
    let cases = [
        (
            format!("a=1\nTOKEN={t}\nnext_line_of_text=2\n"),
            "a=1\nTOKEN=[REDACTED:github-token]\nnext_line_of_text=2\n".to_owned(),
        ),
        (format!("\x1b[32m{t}\x1b[0m done"), "\x1b[32m[REDACTED:github-token]\x1b[0m done".to_owned()),
        (format!("q%3D{t}%26next%3D1"), "q%3D[REDACTED:github-token]%26next%3D1".to_owned()),
        (format!("“{t}”、次"), "“[REDACTED:github-token]”、次".to_owned()),
        (
            "PWD=/a\0DB_PASSWORD=Xq7Lm2Zr9Wv!4\0HOME=/root\0".to_owned(),
            "PWD=/a\0DB_PASSWORD=[REDACTED:password]\0HOME=/root\0".to_owned(),
        ),
        (
            format!("1\t{t}\n2\tplain text here\n"),
            "1\t[REDACTED:github-token]\n2\tplain text here\n".to_owned(),
        ),
        (
            "API_KEY=kQ7mZx9Ka2LvwR4tYb8Nc1Pe5\nDB_HOST=localhost\n".to_owned(),
            "API_KEY=[REDACTED:api-key]\nDB_HOST=localhost\n".to_owned(),
        ),
        (
            "password: Zt7kQm2xPw9Lv4\nusername: application\n".to_owned(),
            "password: [REDACTED:password]\nusername: application\n".to_owned(),
        ),
    ];
    for (text, want) in cases {
        assert_eq!(fresh_text(&text), want);
        let line: serde_json::Value = serde_json::from_str(&fresh(&leaf(&text))).unwrap();
        assert_eq!(line["message"]["content"][0]["content"].as_str().unwrap(), want);
    }
}

fn step() -> impl Strategy<Value = usize> {
    0_usize..9
}

/// One more layer around a text.
fn layered(text: &str, step: usize) -> String {
    match step {
        0 => nested(text, 1),
        1 => each_byte(text, |b| {
            if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }
        }),
        2 => STANDARD.encode(text),
        3 => text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;"),
        4 => format!("ok \x1b[1;31m{text}\x1b[0m"),
        5 => numbered(text, |i, line| format!("{i:6}\t{line}")),
        6 => numbered(text, |_, line| format!("+{line}")),
        7 => format!("first\r\n{}\r\nlast", text.replace('\n', "\r\n")),
        _ => format!("“{text}” 终"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_token_survives_layers_of_encodings(body in "[A-Za-z]{3}[0-9][A-Za-z0-9]{32}", steps in prop::collection::vec(step(), 0..4)) {
        let secret = format!("gh{}_{body}", 'p');
        let text = steps.iter().fold(format!("GITHUB_TOKEN={secret}\n"), |text, step| layered(&text, *step));
        let line = leaf(&text);
        let out = fresh(&line);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok());
        prop_assert!(!survives(&out, &body, 6), "{:?} {}\n-> {}", steps, line, out);
        prop_assert_eq!(&fresh(&out), &out);
    }
}
