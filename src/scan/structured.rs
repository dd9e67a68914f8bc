//! Secrets that are known by what stands around them: URLs, authorization headers, signed URLs, web tokens.

use std::ops::Range;

use super::judge::{self, Quoting, Weigh};
use super::view;

/// The longest run of base64 that is read.
const RUN: usize = 64 << 10;

/// Decodes base64 of either alphabet, with or without padding.
pub fn base64(text: &[u8]) -> Option<Vec<u8>> {
    view::decode_base64(text)
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
    (random
        && [&b"sv="[..], b"se=", b"sr=", b"sp=", b"spr=", b"st=", b"srt="].iter().any(|name| parameter(name)))
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
    let before = text.get(at.saturating_sub(RUN)..at)?;
    let start = at - before.iter().rev().take_while(|b| part(b)).count();
    let after = text.get(at..text.len().min(at + RUN))?;
    let end = at + after.iter().take_while(|b| part(b)).count();
    let decoded = view::decoded_text(text.get(start..end)?)?;
    let padding = text.get(end..)?.iter().take(2).take_while(|b| **b == b'=').count();
    Some((start..end + padding, decoded))
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
