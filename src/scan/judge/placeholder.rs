//! Values that stand where a secret belongs: words of manuals, masks, templates, references to a secret kept elsewhere.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::words;

/// Parts that no secret holds, in any case.
const TELLTALES: [&str; 49] = [
    "redacted",
    "<%=",
    "your-",
    "your_",
    "yourp",
    "yours",
    "yourt",
    "yourk",
    "yoursecret",
    "mysecret",
    "mypass",
    "example",
    "placeholder",
    "changeme",
    "change-me",
    "change_me",
    "changethis",
    "change-this",
    "change_this",
    "xxxx",
    "process.env",
    "os.environ",
    "getenv",
    "import.meta",
    "op://",
    "arn:",
    "secrets.",
    "replaceme",
    "replace-",
    "replace_",
    "_here",
    "-here",
    "foobar",
    "undefined",
    "...",
    "…",
    "not-a-",
    "not_a_",
    "deadbeef",
    "0123456789",
    "1234567890",
    "abcdefgh",
    "****",
    "••",
    "<your",
    "insert-",
    "insert_",
    "lorem",
    "dont-use",
];

/// What templates put a reference between.
const BRACKETS: [(&[u8], &[u8]); 3] = [(b"${", b"}"), (b"{{", b"}}"), (b"$(", b")")];

/// Parts that a random value may hold by chance, and that otherwise give a stand-in away.
const HINTS: [&str; 24] = [
    "my-",
    "my_",
    "dummy",
    "sample",
    "insert",
    "replace",
    "fake",
    "mock",
    "todo",
    "test-",
    "test_",
    "-test",
    "_test",
    "fixme",
    "invalid",
    "hidden",
    "masked",
    "abc123",
    "123abc",
    "12345678",
    "abcdef",
    "testing",
    "redact",
    "secret-key",
];

/// Passwords that are in every manual.
const COMMON: [&str; 66] = [
    "password",
    "passwrod",
    "pasword",
    "passwd",
    "passw",
    "pass",
    "passphrase",
    "secret",
    "postgres",
    "postgresql",
    "mysql",
    "root",
    "admin",
    "administrator",
    "user",
    "username",
    "guest",
    "test",
    "testing",
    "tester",
    "demo",
    "default",
    "changeit",
    "letmein",
    "qwerty",
    "welcome",
    "hello",
    "world",
    "helloworld",
    "foo",
    "bar",
    "baz",
    "abc",
    "token",
    "key",
    "apikey",
    "login",
    "none",
    "null",
    "nil",
    "true",
    "false",
    "string",
    "value",
    "supersecret",
    "topsecret",
    "mongo",
    "mongodb",
    "redis",
    "rabbitmq",
    "minio",
    "minioadmin",
    "elastic",
    "oracle",
    "vagrant",
    "testpass",
    "testpassword",
    "adminpass",
    "adminpassword",
    "userpass",
    "rootpass",
    "rootpassword",
    "passpass",
    "mypassword",
    "secretpassword",
    "secretkey",
];

static PARTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let all = TELLTALES.iter().chain(&HINTS);
    AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(all).ok()
});

/// Whether `value` is a stand-in or a reference, not a secret.
pub fn is_placeholder(value: &[u8]) -> bool {
    is_stand_in(value) || refers(value)
}

/// As [`is_placeholder`], of a value that is no stand-in.
pub(super) fn refers(value: &[u8]) -> bool {
    is_reference(value) || is_common(value)
}

/// Whether `value` is what manuals write where a secret belongs. Leet forms of common words are stand-ins here only in
/// small letters and digits: `s3cr3t`, but not `Sup3rS3cret!`.
pub fn is_stand_in(value: &[u8]) -> bool {
    let mut seen = [0_u64; 4];
    for byte in value {
        if let Some(bits) = seen.get_mut(usize::from(byte >> 6)) {
            *bits |= 1 << (byte & 63);
        }
    }
    if seen.iter().map(|bits| bits.count_ones()).sum::<u32>() < 4
        || holds_template(value)
        || has_telltale(value)
    {
        return true;
    }
    if value.len() > 24 {
        return false;
    }
    let lower = String::from_utf8_lossy(value).to_lowercase();
    COMMON.contains(&lower.as_str())
        || (value.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && COMMON.contains(&unleet(&lower).as_str()))
}

/// Whether a template's reference stands in a value, whole or cut off behind its beginning: two brackets alone may be a
/// password's.
fn holds_template(value: &[u8]) -> bool {
    let may = value.iter().fold(false, |any, byte| any | matches!(byte, b'$' | b'{'));
    may && BRACKETS.iter().any(|(open, close)| {
        memchr::memmem::find(value, open).is_some_and(|at| {
            let rest = value.get(at + open.len()..).unwrap_or_default();
            let cut = rest.is_empty() || rest.starts_with(b" ");
            let name = memchr::memmem::find(rest, close).and_then(|end| rest.get(..end));
            cut || name.is_some_and(|name| !name.iter().any(|b| b"+>^%~".contains(b)))
        })
    })
}

fn has_telltale(value: &[u8]) -> bool {
    let Some(parts) = PARTS.as_ref() else { return false };
    let mut random = None;
    parts.find_overlapping_iter(value).any(|found| {
        let hint = found.pattern().as_usize() >= TELLTALES.len();
        !hint || !*random.get_or_insert_with(|| value.len() >= 16 && words::surprise(value).per_byte() >= 3.3)
    })
}

/// A word of [`COMMON`], perhaps in leet, before digits and marks that add nothing.
fn is_common(value: &[u8]) -> bool {
    if value.len() > 24 {
        return false;
    }
    let lower = String::from_utf8_lossy(value).to_lowercase();
    let core = lower.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
    let tail = lower.get(core.len()..).unwrap_or_default().trim_end_matches(['!', '.', '?']);
    let year = tail.len() >= 4 && !"01234567890123456789".contains(tail);
    if year && classes(value) == 4 {
        return false;
    }
    if COMMON.contains(&core) {
        return true;
    }
    let plain = unleet(core);
    COMMON.contains(&plain.as_str()) && (classes(value) < 4 || plain.len() <= 8)
}

/// How many of small letters, capitals, digits and symbols a value has.
fn classes(value: &[u8]) -> usize {
    let tests: [fn(&u8) -> bool; 4] =
        [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit, u8::is_ascii_punctuation];
    tests.iter().filter(|test| value.iter().any(test)).count()
}

fn unleet(core: &str) -> String {
    core.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            _ => c,
        })
        .collect()
}

/// Starts of values that point to a secret kept elsewhere.
const REFERENCES: [&[u8]; 27] = [
    b"$",
    b"<",
    b"%(",
    b"%{",
    b"#{",
    b"@{",
    b"&",
    b"*",
    b"[",
    b"{",
    b"(",
    b"var.",
    b"module.",
    b"data.",
    b"local.",
    b"env.",
    b"env:",
    b"vault:",
    b"ref+",
    b"file:",
    b"http://",
    b"https://",
    b"ENC[",
    b"ENC(",
    b"!vault",
    b"@Microsoft.",
    b"secretref:",
];

/// Whether a value points to a secret kept elsewhere: a variable, a template, a URL, an encrypted value.
///
/// A symbol alone at the front is no proof where a password may begin with one; [`is_template`] looks closer.
pub fn is_reference(value: &[u8]) -> bool {
    REFERENCES.iter().any(|start| value.get(..start.len()).is_some_and(|v| v.eq_ignore_ascii_case(start)))
        || (value.starts_with(b"%") && value.ends_with(b"%"))
        || (value.len() > 2 && value.starts_with(b"/") && value.ends_with(b"/"))
        || PUBLIC.iter().any(|start| value.starts_with(start))
}

/// Starts of keys that are public by design.
const PUBLIC: [&[u8]; 8] =
    [b"pk_live_", b"pk_test_", b"pk.eyJ", b"phc_", b"age1", b"ssh-rsa ", b"ssh-ed25519 ", b"ecdsa-sha2-"];

/// Whether a value that begins with a symbol is code or a template all the same: `$NAME`, `&anchor`, `<type>`, `[a, b]`,
/// `{name}`, `%s`.
pub fn is_template(value: &[u8]) -> bool {
    let rest = value.get(1..).unwrap_or_default();
    let name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':');
    let named = rest.iter().all(name) && words::surprise(rest).per_byte() < 3.2;
    match value.first() {
        Some(b'$') if named => true,
        Some(b'$') => rest.iter().take_while(|b| b.is_ascii_uppercase() || **b == b'_').count() >= 3,
        Some(b'&' | b'*') => named,
        Some(b'<') => value.contains(&b'>') || named,
        Some(b'[') => value.ends_with(b"]") || named,
        Some(b'(') => value.ends_with(b")") || named,
        Some(b'{') => value.contains(&b'}') || named,
        Some(b'%') => value.ends_with(b"%") || matches!(rest.first(), Some(b'(' | b'{' | b's' | b'v' | b'q')),
        Some(b'#' | b'@') => rest.first() == Some(&b'{'),
        Some(b'/') => rest.ends_with(b"/"),
        _ => is_reference(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_not_secrets() {
        for value in [
            "xxxxxxxxxxxxxxxx",
            "<your-key>",
            "${API_KEY}",
            "{{ .Values.key }}",
            "process.env.API_KEY",
            "changeme",
            "password123",
            "op://vault/item/field",
            "arn:aws:iam::123456789012:role/x",
            "[REDACTED:token]",
            "your-api-key-here",
            "AKIAIOSFODNN7EXAMPLE",
            "p@ssw0rd",
            "%PASSWORD%",
            "var.db_password",
            "********",
            "Passw0rd!",
            "P@ssw0rd1",
            "admin1234",
            "Welcome123!",
            "test-token-value",
            "ENC[AES256_GCM,data:x]",
        ] {
            assert!(is_placeholder(value.as_bytes()), "{value}");
        }
        for value in [
            "3pc&)77ILS5{{^uVZIVP",
            "Welcome2031!",
            "hunter2x",
            "Summer2024!",
            "Sup3rS3cret!",
            "kY_test-9fQz7LmX2wRb4VtN",
        ] {
            assert!(!is_placeholder(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn a_symbol_at_the_front_makes_no_template() {
        for value in ["$DB_PASSWORD", "$password", "&default", "*default", "<secret>", "{name}", "%s", "#{x}"]
        {
            assert!(is_template(value.as_bytes()), "{value}");
        }
        for value in ["$9xK!q2Lw", "&kQ7!z4Lm", "*8kX!q2Lw", "[kQ7!z4Lm", "%9xK!q2Lw"] {
            assert!(!is_template(value.as_bytes()), "{value}");
        }
    }
}
