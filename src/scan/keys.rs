//! Private keys that span lines: PEM of every kind, PGP, SSH2, PuTTY; and the private parts of JSON web keys.
//!
//! The lines of a key may carry anything that tools write before them (line numbers, `+`, file names, times), stand in
//! strings of code or arrays, or be one line; what counts is that base64 follows base64.

use std::ops::Range;

use super::judge;

/// The longest private key block that is read.
const KEY_BLOCK: usize = 64 << 10;

/// Lines without key material that may stand at the beginning of a block: headers such as `Proc-Type:`, `Comment:`.
const STRANGE: usize = 8;

/// Lines without key material, one behind the other, that may stand between its lines, and lines without a colon before it.
const STRANGE_WITHIN: usize = 3;

/// A private key block. `at` is the `B` of its `BEGIN`: the whole block then, or as much of it as there is; or `at` is the
/// dash before its `END`: then the lines before, up to where the key was cut off.
pub fn private_key(text: &[u8], at: usize) -> Option<Range<usize>> {
    match text.get(at)? {
        b'B' => from_begin(text, at),
        _ => before_end(text, at),
    }
}

/// Whether a label such as `BEGIN RSA PRIVATE KEY` stands at the start of `rest`, and where its closing dashes end.
fn label(rest: &[u8]) -> Option<usize> {
    let head = rest.get(..rest.len().min(80))?;
    let stands = |name: &[u8]| memchr::memmem::find(head, name).map(|at| at + name.len());
    let named = stands(b"PRIVATE KEY").or_else(|| stands(b"Static key V1"))?;
    let line = head.get(..named)?;
    // A pattern of labels is none.
    if !line.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-' | b'_')) {
        return None;
    }
    let behind = head.get(named..)?;
    let dashes = memchr::memchr(b'-', behind.get(..behind.len().min(8))?).unwrap_or(0);
    let closing = behind.get(dashes..)?.iter().take(5).take_while(|b| **b == b'-').count();
    Some(named + if closing > 0 { dashes + closing } else { 0 })
}

/// Whether the end of a private key stands behind the dash at `at`, in raw bytes.
pub(super) fn ends(raw: &[u8], at: usize) -> bool {
    label(raw.get(at + 1..).unwrap_or_default()).is_some()
}

fn dashes_before(text: &[u8], at: usize) -> usize {
    let before = text.get(at.saturating_sub(6)..at).unwrap_or_default();
    let space = usize::from(before.last() == Some(&b' '));
    let dashes = before.iter().rev().skip(space).take(5).take_while(|b| **b == b'-').count();
    if dashes == 0 { 0 } else { dashes + space }
}

fn from_begin(text: &[u8], at: usize) -> Option<Range<usize>> {
    let dashes = dashes_before(text, at);
    if dashes < 4 {
        return None;
    }
    let start = at - dashes;
    let named = at + label(text.get(at..)?)?;
    let block = text.get(named..text.len().min(named + KEY_BLOCK))?;
    let end = memchr::memmem::find(block, b"----").unwrap_or(block.len());
    let found = material(block.get(..end)?);
    if found.count < 32 {
        return None;
    }
    let rest = block.get(end..)?;
    let dashes = rest.iter().take(6).take_while(|b| **b == b'-').count();
    let closing = rest.get(dashes..)?;
    let closing = closing.strip_prefix(b" ").unwrap_or(closing);
    if !closing.starts_with(b"END ") {
        return Some(start..named + found.end);
    }
    let from = named + block.len() - closing.len();
    let tail = closing.get(..closing.len().min(64))?;
    let close = memchr::memmem::find(tail, b"----").unwrap_or(3);
    let more = tail.get(close..)?.iter().take(5).take_while(|b| **b == b'-').count();
    Some(start..from + close + more)
}

/// The lines of a key before `-END ... PRIVATE KEY`, whose beginning is not there.
fn before_end(text: &[u8], at: usize) -> Option<Range<usize>> {
    let named = label(text.get(at + 1..)?)?;
    let dashes = dashes_before(text, at + 1);
    let body_end = (at + 1).checked_sub(dashes)?;
    let body = text.get(body_end.saturating_sub(KEY_BLOCK)..body_end)?;
    let offset = body_end - body.len();
    let mut rest = body.len();
    let mut start = None;
    let mut count = 0;
    let mut strange = 0;
    for _ in 0..WORDS {
        let Some(word) = body.get(..rest).and_then(last_word) else { break };
        let text = body.get(word.clone())?;
        if is_key_line(text) || (count == 0 && is_base64(core(text))) {
            count += text.len();
            start = Some(word.end - core(text).len());
            strange = 0;
        } else {
            strange += usize::from(text.len() > 2);
        }
        if strange > 3 || text.ends_with(b"---") {
            break;
        }
        rest = word.start;
    }
    (count >= 24).then_some(offset + start?..at + 1 + named)
}

/// Words that are read back from the end of a key.
const WORDS: usize = 4096;

fn separates(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b',' | b'\\' | b'`' | b'<' | b'>' | b';')
}

/// The last word of a text, where words are as in the lines of a key.
fn last_word(text: &[u8]) -> Option<Range<usize>> {
    let end = text.iter().rposition(|b| !separates(*b))? + 1;
    let start = text.get(..end)?.iter().rposition(|b| separates(*b)).map_or(0, |at| at + 1);
    Some(start..end)
}

/// Key material at the start of a text: where it ends, and how many base64 characters it has.
struct Material {
    end: usize,
    count: usize,
}

/// Shorter words are no line of a key but its last one.
const SHORTEST_LINE: usize = 20;

fn material(body: &[u8]) -> Material {
    let mut found = Material { end: 0, count: 0 };
    let mut at = 0;
    let (mut strange, mut wordy) = (0, 0);
    let mut widest = 0;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let mut used = 0;
        let mut reach = 0;
        let mut from = 0;
        for word in line.split(|b| separates(*b)) {
            // Only the last line of a key is short.
            if word.len() < SHORTEST_LINE && found.count + used < 32 {
                from += word.len() + 1;
                continue;
            }
            let short_last = found.count + used >= 32 && is_base64(core(word)) && core(word).len() <= widest;
            if is_key_line(word) || (short_last && is_alone(line, word)) {
                used += core(word).len();
                reach = from + word.len();
                widest = widest.max(core(word).len());
            }
            from += word.len() + 1;
        }
        if used > 0 {
            found.count += used;
            found.end = at + reach;
            (strange, wordy) = (0, 0);
        } else if line.trim_ascii().len() > 2 {
            strange += 1;
            wordy += usize::from(!line.contains(&b':'));
        }
        // Headers stand before the first line only.
        let most = if found.count > 0 { STRANGE_WITHIN } else { STRANGE };
        if strange > most || wordy > STRANGE_WITHIN {
            break;
        }
        at += line.len();
    }
    found
}

/// Whether a short word is the only thing of its line but for what tools write before lines.
fn is_alone(line: &[u8], word: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    let line = line.strip_suffix(b"\\").unwrap_or(line);
    line.ends_with(word) && line.len() - word.len() <= 8
}

/// What is left of a word without a line's number, file name or diff sign before it.
fn core(word: &[u8]) -> &[u8] {
    let word = word.rsplit(|b| *b > 0x7e || matches!(b, b'|' | b':' | b'-')).next().unwrap_or_default();
    word.strip_prefix(b"+").unwrap_or(word)
}

fn is_base64(word: &[u8]) -> bool {
    !word.is_empty() && word.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
}

fn is_key_line(word: &[u8]) -> bool {
    let word = core(word);
    let mixed = word.iter().any(u8::is_ascii_uppercase) && word.iter().any(u8::is_ascii_lowercase);
    // OpenVPN writes its static keys in hexadecimal, sixteen bytes a line.
    let hex = word.len() == 32 && word.iter().all(u8::is_ascii_hexdigit) && judge::entropy(word) > 2.5;
    // Long names of code are base64, too.
    let random = || word.iter().any(u8::is_ascii_digit) || judge::surprise(word).per_byte() >= 3.2;
    hex || (word.len() >= SHORTEST_LINE && mixed && is_base64(word) && judge::entropy(word) > 3.0 && random())
}

/// The private lines of a PuTTY key, where `at` is within `Private-Lines:`.
pub fn putty(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..text.len().min(at + KEY_BLOCK))?;
    let colon = memchr::memchr(b':', rest.get(..rest.len().min(32))?)? + 1;
    let count = rest.get(colon..)?.iter().take(8).take_while(|b| **b == b' ' || b.is_ascii_digit()).count();
    let start = colon + count;
    let body = rest.get(start..)?;
    let end = memchr::memmem::find(body, b"Private-").unwrap_or(body.len());
    let found = material(body.get(..end)?);
    let lead = body.iter().take_while(|b| separates(**b)).count();
    (found.count >= 32).then_some(at + start + lead..at + start + found.end)
}

/// The private members of a JSON web key: of elliptic and RSA keys, and of symmetric ones.
const MEMBERS: [&[u8]; 8] = [b"d", b"p", b"q", b"dp", b"dq", b"qi", b"k", b"priv"];

/// Whether a member of a JWK holds a private part.
pub fn is_private_member(name: &[u8], value: &[u8]) -> bool {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'=');
    MEMBERS.contains(&name) && value.len() >= 20 && value.iter().all(part) && judge::entropy(value) > 3.0
}

/// The private parts of a JWK, where `at` is within its `"kty"`.
pub fn jwk(text: &[u8], at: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let back = at.saturating_sub(4096);
    let before = text.get(back..at).unwrap_or_default();
    let Some(open) = memchr::memrchr(b'{', before) else { return parts };
    let from = back + open;
    let object = text.get(from..text.len().min(from + 8192)).unwrap_or_default();
    let object = object.get(..memchr::memchr(b'}', object).unwrap_or(object.len())).unwrap_or_default();
    let mut colon = 0;
    while let Some(found) = memchr::memchr(b':', object.get(colon..).unwrap_or_default()) {
        colon += found;
        parts.extend(member(object, colon).map(|part| from + part.start..from + part.end));
        colon += 1;
    }
    parts
}

/// The value behind the colon at `colon`, if its name is a private member's.
fn member(object: &[u8], colon: usize) -> Option<Range<usize>> {
    let noise = |b: &u8| matches!(b, b'"' | b'\'' | b'\\' | b' ' | b'\t');
    let before = object.get(..colon)?;
    let quoted = before.len() - before.iter().rev().take(8).take_while(|b| noise(b)).count();
    let name = before.get(..quoted)?;
    let len = name.iter().rev().take(8).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    if !MEMBERS.contains(&name.get(name.len() - len..)?) {
        return None;
    }
    let rest = object.get(colon + 1..)?;
    let open = rest.iter().take(24).take_while(|b| noise(b) || matches!(b, b'\n' | b'\r')).count();
    let value = rest.get(open..)?;
    let len =
        value.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'=')).count();
    let value = value.get(..len)?;
    let start = colon + 1 + open;
    (len >= 20 && open > 0 && judge::entropy(value) > 3.0).then_some(start..start + len)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
    const B: &str = "MzEfYyjiWA4R4ePbX1nZx9aQv0dK3mT7sLqYw2uHc5rNgB8oVfE6iDkJpZtXlCyM";

    fn cut(text: &str) -> Option<&str> {
        let at = text.find("BEGIN ").or_else(|| text.find("-END "))?;
        private_key(text.as_bytes(), at).map(|span| &text[span])
    }

    #[test]
    fn blocks_of_every_kind() {
        for kind in ["RSA PRIVATE KEY", "PRIVATE KEY", "PGP PRIVATE KEY BLOCK", "ENCRYPTED PRIVATE KEY"] {
            let block = format!("-----BEGIN {kind}-----\nVersion: 1\n\n{A}\n{B}\naB3=\n-----END {kind}-----");
            assert_eq!(cut(&format!("x {block}\ny")), Some(block.as_str()));
        }
        let ssh2 = format!(
            "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n{A}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----"
        );
        assert_eq!(cut(&format!("{ssh2}\n")), Some(ssh2.as_str()));
        assert_eq!(cut(&format!("-----BEGIN CERTIFICATE-----\n{A}\n-----END CERTIFICATE-----")), None);
        assert_eq!(cut("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----"), None);
    }

    #[test]
    fn parts_of_blocks() {
        let kind = "PRIVATE KEY";
        let head = format!("-----BEGIN {kind}-----\n{A}\n{B}\nqX7");
        assert_eq!(cut(&format!("{head}\nnext words of text\n")), Some(head.as_str()));
        let tail = format!("{A}\n{B}\nqX7==\n-----END {kind}-----");
        assert_eq!(cut(&format!("$ tail key\n{tail}\n$")), Some(tail.as_str()));
        let tail = format!("{B}\\nqX7==\\n-----END {kind}-----");
        assert_eq!(cut(&format!("{{\"out\": \"{tail}")), Some(tail.as_str()));
        assert_eq!(cut(&format!("no key here\n-----END {kind}-----")), None);
    }

    #[test]
    fn putty_lines_and_jwk_members() {
        let text = format!("Private-Lines: 2\n{A}\n{B}\nPrivate-MAC: 00");
        assert_eq!(putty(text.as_bytes(), 0).map(|span| &text[span]), Some(format!("{A}\n{B}").as_str()));
        let value = &A[8..51];
        for text in [
            format!("{{\"kty\":\"OKP\",\"x\":\"{value}\",\"d\":\"{value}\",\"p\": \"{value}\"}}"),
            format!(
                "{{\\\"kty\\\":\\\"RSA\\\",\\\"n\\\":\\\"{value}\\\",\\\"dp\\\":\\\"{value}\\\",\\n \\\"qi\\\": \\\"{value}\\\"}}"
            ),
        ] {
            let parts = jwk(text.as_bytes(), text.find("kty").unwrap());
            assert_eq!(parts.iter().map(|span| &text[span.clone()]).collect::<Vec<_>>(), [value, value]);
        }
    }
}
