//! Secrets that are known by what stands around them: URLs, private keys, authorization headers, JWKs, web tokens.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, GeneralPurpose as Engine64};

use super::judge::{self, Quoting, Weigh};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: Engine64 = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);
const URL_SAFE: Engine64 = GeneralPurpose::new(&base64::alphabet::URL_SAFE, LENIENT);

/// The longest private key block that is read.
const KEY_BLOCK: usize = 64 << 10;

/// Decodes base64 of either alphabet, with or without padding.
pub fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.trim_ascii_end();
    let url = text.iter().any(|b| matches!(b, b'-' | b'_'));
    if url { URL_SAFE.decode(text).ok() } else { STANDARD.decode(text).ok() }
}

/// The password of `scheme://user:password@host`, where `at` is the colon of `://`.
pub fn url_password(text: &[u8], at: usize) -> Option<Range<usize>> {
    let scheme = text.get(at.checked_sub(1)?)?;
    if !scheme.is_ascii_alphanumeric() {
        return None;
    }
    let start = at + 3;
    let rest = text.get(start..text.len().min(start + 400))?;
    let stop = |b: &u8| {
        b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\' | b'/' | b'?')
    };
    let authority = rest.get(..rest.iter().position(stop).unwrap_or(rest.len()))?;
    let colon = authority.iter().position(|b| *b == b':').filter(|colon| *colon <= 128)?;
    let host = authority.iter().rposition(|b| *b == b'@')?;
    if host <= colon + 1 {
        return None;
    }
    let user = authority.get(..colon)?;
    let password = authority.get(colon + 1..host)?;
    let plain = password == user || password.len() < 4 || judge::is_placeholder(password);
    let simple = password.iter().all(u8::is_ascii_lowercase) && password.len() < 16;
    let foreign =
        user.iter().chain(password).any(|b| matches!(b, b'{' | b'}' | b'$' | b'(' | b'[' | b',' | b'|'));
    (!plain && !simple && !foreign).then_some(start + colon + 1..start + host)
}

/// A PEM or PGP private key, where `at` is the `B` of `BEGIN`: the whole block, or as much of it as there is.
pub fn private_key(text: &[u8], at: usize) -> Option<Range<usize>> {
    let dashes = text.get(..at)?.iter().rev().take(5).take_while(|b| **b == b'-').count();
    let start = at - dashes;
    let block = text.get(at..text.len().min(at + KEY_BLOCK))?;
    let label = block.get(..block.len().min(64))?;
    let label = label.get(..memchr::memchr(b'\n', label).unwrap_or(label.len()))?;
    let named = memchr::memmem::find(label, b"PRIVATE KEY")? + b"PRIVATE KEY".len();
    if dashes < 4 {
        return None;
    }
    let end = memchr::memmem::find(block, b"-----END ").unwrap_or(block.len());
    let body = block.get(named..end)?;
    let (used, material) = key_material(body);
    if material < 32 {
        return None;
    }
    if end == block.len() {
        return Some(start..at + named + used);
    }
    let tail = block.get(end + 9..)?;
    let close =
        memchr::memmem::find(tail.get(..tail.len().min(64))?, b"-----").map_or(end + 9, |c| end + 9 + c + 5);
    Some(start..at + close)
}

/// How far key material reaches into `body`, and how many base64 characters it has. Lines may carry prefixes (line
/// numbers, `+`, file names of grep); headers such as `Proc-Type:` are passed over.
fn key_material(body: &[u8]) -> (usize, usize) {
    let mut used = 0;
    let mut material = 0;
    let mut at = 0;
    let mut strange = 0;
    for line in body.split_inclusive(|b| *b == b'\n') {
        at += line.len();
        let word = line
            .split(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b',' | b'\\'))
            .filter(|w| is_key_line(w))
            .map(<[u8]>::len)
            .sum::<usize>();
        if word > 0 {
            material += word;
            used = at;
            strange = 0;
        } else if line.trim_ascii().len() > 2 {
            strange += 1;
        }
        if strange > 8 {
            break;
        }
    }
    (used, material)
}

fn is_key_line(word: &[u8]) -> bool {
    let word = word.rsplit(|b| *b > 0x7e || matches!(b, b'|' | b':')).next().unwrap_or_default();
    let word = word.strip_prefix(b"+").or_else(|| word.strip_prefix(b"-")).unwrap_or(word);
    let mixed = word.iter().any(u8::is_ascii_uppercase) && word.iter().any(u8::is_ascii_lowercase);
    word.len() >= 20
        && mixed
        && judge::entropy(word) > 3.0
        && word.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
}

/// The private lines of a PuTTY key, where `at` is within `Private-Lines:`.
pub fn putty(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..text.len().min(at + KEY_BLOCK))?;
    let start = memchr::memchr(b'\n', rest.get(..rest.len().min(64))?)? + 1;
    let body = rest.get(start..)?;
    let end = memchr::memmem::find(body, b"Private-M").unwrap_or(body.len());
    let (used, material) = key_material(body.get(..end)?);
    (material >= 32).then_some(at + start..at + start + used)
}

/// The credentials behind `Bearer ` or `Basic `, where `at` is their first letter.
pub fn authorization(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..text.len().min(at + 4096))?;
    let space = rest.iter().position(|b| *b == b' ').filter(|n| matches!(n, 5 | 6))?;
    let scheme = rest.get(..space)?.to_ascii_lowercase();
    let value = rest.get(space + 1..)?;
    let token =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=');
    let value = value.get(..value.iter().position(|b| !token(b)).unwrap_or(value.len()))?;
    let trimmed = value.len() - value.iter().rev().take_while(|b| **b == b'.').count();
    let value = value.get(..trimmed)?;
    let start = at + space + 1;
    let secret = match scheme.as_slice() {
        b"basic" => base64(value).is_some_and(|pair| is_pair(&pair)),
        b"bearer" => judge::is_secret(value, Weigh::Key, Quoting::Config),
        _ => false,
    };
    secret.then_some(start..start + value.len())
}

/// Whether bytes are `user:password` with a password that is none of the placeholders.
pub fn is_pair(pair: &[u8]) -> bool {
    let Some(colon) = pair.iter().position(|b| *b == b':') else { return false };
    let password = pair.get(colon + 1..).unwrap_or_default();
    password.len() >= 4
        && pair.iter().all(|b| (0x20..0x7f).contains(b) || *b >= 0x80)
        && !judge::is_stand_in(password)
        && !password.iter().all(u8::is_ascii_lowercase)
}

/// The `d` of a JWK, where `at` is within its `"kty"`.
pub fn jwk(text: &[u8], at: usize) -> Option<Range<usize>> {
    let back = at.saturating_sub(4096);
    let from = back + memchr::memrchr(b'{', text.get(back..at)?)?;
    let object = text.get(from..text.len().min(from + 8192))?;
    let object = object.get(..memchr::memchr(b'}', object).unwrap_or(object.len()))?;
    let key = memchr::memmem::find(object, b"\"d\"")? + 3;
    let rest = object.get(key..)?;
    let open = rest.iter().position(|b| *b == b'"').filter(|n| *n <= 4)? + 1;
    let value = rest.get(open..)?;
    let value = value.get(..value.iter().position(|b| *b == b'"')?)?;
    let random =
        value.len() >= 20 && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    (random && judge::entropy(value) > 3.0).then_some(from + key + open..from + key + open + value.len())
}

/// The signature of a shared access URL, where `at` is the `s` of `sig=`: other parameters of such URLs stand by it.
pub fn sas(text: &[u8], at: usize) -> Option<Range<usize>> {
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'<' | b'>');
    let before = text.get(at.saturating_sub(600)..at)?;
    let before = before.rsplit(ends).next().unwrap_or_default();
    let after = text.get(at..text.len().min(at + 600))?;
    let after = after.split(ends).next().unwrap_or_default();
    let value = after.get(4..)?;
    let part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'%' | b'-' | b'_');
    let value = value.get(..value.iter().take_while(part).count())?;
    let parameter = |name: &[u8]| {
        [before, after].iter().any(|side| {
            memchr::memmem::find_iter(side, name).any(|found| {
                found
                    .checked_sub(1)
                    .and_then(|i| side.get(i))
                    .is_some_and(|b| matches!(b, b'?' | b'&' | b';'))
            })
        })
    };
    let random = value.len() >= 30 && judge::entropy(value) > 3.5 && value.iter().any(u8::is_ascii_digit);
    (random && [&b"sv="[..], b"se=", b"sr=", b"sp="].iter().any(|name| parameter(name)))
        .then_some(at + 4..at + 4 + value.len())
}

/// Whether the first part of a web token decodes to a JOSE header.
pub fn is_jwt(token: &[u8]) -> bool {
    let header = token.split(|b| *b == b'.').next().and_then(base64);
    header.is_some_and(|json| {
        memchr::memmem::find(&json, b"\"alg\"").is_some() || memchr::memmem::find(&json, b"\"enc\"").is_some()
    })
}

/// The run of base64 around `at` that decodes to text, and that text.
pub fn encoded_text(text: &[u8], at: usize) -> Option<(Range<usize>, Vec<u8>)> {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    let before = text.get(at.saturating_sub(KEY_BLOCK)..at)?;
    let start = at - before.iter().rev().take_while(|b| part(b)).count();
    let after = text.get(at..text.len().min(at + KEY_BLOCK))?;
    let end = at + after.iter().take_while(|b| part(b)).count();
    let decoded = base64(text.get(start..end)?)?;
    let readable = decoded.iter().filter(|b| (0x20..0x7f).contains(*b) || b.is_ascii_whitespace()).count();
    let padding = text.get(end..)?.iter().take(2).take_while(|b| **b == b'=').count();
    (end - start >= 24 && readable * 20 >= decoded.len() * 19).then_some((start..end + padding, decoded))
}

/// Where the run of base64 around `at` ends, if that is not known from an earlier anchor in it (`known` is beyond `at`).
pub fn run_end(text: &[u8], at: usize, known: usize) -> usize {
    if at < known {
        return known;
    }
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    let rest = text.get(at..text.len().min(at + KEY_BLOCK)).unwrap_or_default();
    at + rest.iter().take_while(|b| part(b)).count()
}

/// Whether the last six characters are the base62 CRC-32 of the rest after the prefix (GitHub, npm).
pub fn crc32_holds(token: &[u8]) -> bool {
    let Some(body) = token.iter().position(|b| *b == b'_').and_then(|p| token.get(p + 1..)) else {
        return false;
    };
    let Some((payload, sum)) = body.split_last_chunk::<6>() else { return false };
    base62(crc32(payload)) == *sum
}

/// CRC-32 (IEEE), bit by bit: tokens are short.
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

/// Six base62 digits, `0-9A-Za-z`.
pub fn base62(mut number: u32) -> [u8; 6] {
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        let rest = u8::try_from(number % 62).unwrap_or(0);
        *digit = match rest {
            0..=9 => b'0' + rest,
            10..=35 => b'A' + rest - 10,
            _ => b'a' + rest - 36,
        };
        number /= 62;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        let cases = [
            ("postgres://app:S3cr3t-9x@db:5432/x", Some("S3cr3t-9x")),
            ("https://user:pa:ss9@host/", Some("pa:ss9")),
            ("postgres://postgres:postgres@localhost/x", None),
            ("postgres://user:password@localhost/x", None),
            ("https://${USER}:${PASS}@host", None),
            ("https://example.com:8080/@scope/pkg", None),
            ("https://user:@host", None),
            ("https://host/path", None),
        ];
        for (text, want) in cases {
            let at = text.find("://").unwrap();
            assert_eq!(url_password(text.as_bytes(), at).map(|r| &text[r]), want, "{text}");
        }
    }

    #[test]
    fn checksums() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(&base62(0), b"000000");
        let token = [
            b"ghp_",
            &b"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5"[..],
            &base62(crc32(b"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5")),
        ]
        .concat();
        assert!(crc32_holds(&token));
        let wrong = [token.get(..34).unwrap(), b"000000"].concat();
        assert!(!crc32_holds(&wrong));
    }
}
