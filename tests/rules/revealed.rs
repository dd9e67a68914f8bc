//! What a reader of redacted text can make of it.

/// Every form of a redacted text in which a secret could be read: escapes undone, colours stripped, lines joined,
/// percent-encoding undone.
pub fn revealed(redacted: &str) -> Vec<String> {
    let mut text = redacted.to_owned();
    let mut forms = vec![text.clone()];
    for _ in 0..4 {
        text = unescaped(&text);
        forms.push(text.clone());
    }
    let plain = without_colours(&text);
    forms.push(plain.replace('\n', ""));
    forms.push(unpercent(&plain));
    forms.push(plain);
    forms
}

fn unescaped(text: &str) -> String {
    text.replace("\\\\", "\u{0}")
        .replace("\\n", "\n")
        .replace("\\r", "\r")
        .replace("\\t", "\t")
        .replace("\\\"", "\"")
        .replace("\\u001b", "\u{1b}")
        .replace('\u{0}', "\\")
}

fn without_colours(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = tail.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').get(1..).unwrap_or_default();
    }
    out + rest
}

fn unpercent(text: &str) -> String {
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let mut here = 0;
    while here < bytes.len() {
        let code = text.get(here + 1..here + 3).and_then(|code| u8::from_str_radix(code, 16).ok());
        match code.filter(|_| bytes[here] == b'%') {
            Some(byte) => {
                out.push(byte);
                here += 3;
            }
            None => {
                out.push(bytes[here]);
                here += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
