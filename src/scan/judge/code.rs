//! Values that are code, paths, names of files, numbers, or a hash of a secret rather than the secret.

use super::statistics::Facts;
use super::words::{self, surprise};

/// An identifier, a member path or a call: code that yields a value.
pub fn is_code(value: &[u8], facts: &Facts<'_>) -> bool {
    if value.windows(2).any(|w| w == b"::" || w == b"->" || w == b"=>" || w == b"()" || w == b"[]") {
        return true;
    }
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b':' | b'?' | b'!');
    let name = value.iter().take_while(|b| part(b)).count();
    let named = value.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    let head = value.get(..name).unwrap_or_default();
    let wordy = named && surprise(head).per_byte() < 3.0;
    let joined = value.iter().all(|b| part(b) || matches!(b, b'|' | b',' | b'/'));
    if joined
        && (facts.others > 0 && surprise(value).per_byte() < 2.2 || value.contains(&b'|'))
        && facts.digits <= 2
    {
        return true;
    }
    match value.get(name) {
        Some(b'(' | b'[') => wordy || ((1..=3).contains(&name) && head.iter().all(u8::is_ascii_lowercase)),
        Some(b'{' | b'<' | b'=') => wordy,
        None => wordy && facts.digits * 4 < facts.len && !(facts.special > 0 && facts.digits > 1),
        Some(_) => false,
    }
}

/// Whether a value is a path: rooted, or of several parts that are words.
pub fn is_path(value: &[u8], facts: &Facts<'_>) -> bool {
    let slashes = value.iter().filter(|b| matches!(b, b'/' | b'\\')).count();
    let rooted = [&b"/"[..], b"./", b"../", b"~/", b"@/"].iter().any(|root| value.starts_with(root))
        || value.get(1..3) == Some(b":\\");
    let wordy = facts.surprise().per_letter() < 3.0 && facts.special == 0;
    (rooted && (slashes >= 2 || wordy) && facts.switches < facts.len / 4) || (slashes >= 2 && wordy)
}

/// Endings of file names.
const EXTENSIONS: [&str; 58] = [
    "c",
    "cc",
    "cfg",
    "cnf",
    "com",
    "conf",
    "cpp",
    "crt",
    "cs",
    "css",
    "csv",
    "dev",
    "doc",
    "env",
    "example",
    "gpg",
    "go",
    "gz",
    "h",
    "html",
    "ini",
    "io",
    "java",
    "jks",
    "js",
    "json",
    "jsx",
    "key",
    "kt",
    "lock",
    "log",
    "md",
    "mjs",
    "net",
    "org",
    "p12",
    "pem",
    "pfx",
    "php",
    "png",
    "properties",
    "pub",
    "py",
    "rb",
    "rs",
    "sh",
    "sql",
    "svg",
    "swift",
    "tf",
    "tfvars",
    "toml",
    "ts",
    "tsx",
    "txt",
    "xml",
    "yaml",
    "yml",
];

/// Whether a value is the name of a file or a host, made of words.
pub fn is_file_name(value: &[u8]) -> bool {
    let Some(dot) = memchr::memrchr(b'.', value) else { return false };
    let stem = value.get(..dot).unwrap_or_default();
    let ending = value.get(dot + 1..).unwrap_or_default().to_ascii_lowercase();
    EXTENSIONS.iter().any(|known| known.as_bytes() == ending)
        && stem.iter().all(|b| b.is_ascii_alphanumeric() || b"_-./@:~$".contains(b))
        && surprise(stem).per_byte() < 3.2
}

/// Whether a value is `NAME=...` itself, as the next word of a list of settings is.
pub fn is_setting(value: &[u8]) -> bool {
    let name =
        value.iter().take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || **b == b'_').count();
    let named = value.get(..name).is_some_and(|name| surprise(name).per_byte() < 3.0);
    name >= 4 && named && value.get(name) == Some(&b'=') && value.len() > name + 1
}

/// Whether a value is an e-mail address.
pub fn is_address(value: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b'@', value) else { return false };
    let (user, host) = value.split_at(at);
    let host = host.get(1..).unwrap_or_default();
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+');
    let top = host.rsplit(|b| *b == b'.').next().unwrap_or_default();
    !user.is_empty()
        && user.iter().all(part)
        && host.iter().all(part)
        && host.contains(&b'.')
        && (2..=6).contains(&top.len())
        && top.iter().all(u8::is_ascii_lowercase)
}

/// Numbers, dates, versions, sizes, times and network addresses.
pub fn is_numeric(value: &[u8]) -> bool {
    let plain = |b: &u8| b.is_ascii_digit() || b".-:/, _%+$()x".contains(b);
    if value.iter().all(plain) {
        return true;
    }
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let number = |b: &u8| b.is_ascii_digit() || b".-:+".contains(b);
    let body = value.strip_prefix(b"v").unwrap_or(value);
    let letters = body.iter().filter(|b| !number(b)).count();
    digits >= 1
        && body.first().is_some_and(u8::is_ascii_digit)
        && letters <= 3
        && digits >= 2 * letters
        && body.iter().all(|b| {
            number(b)
                || matches!(
                    b,
                    b'T' | b'Z'
                        | b'k'
                        | b'K'
                        | b'M'
                        | b'G'
                        | b'B'
                        | b's'
                        | b'm'
                        | b'h'
                        | b'd'
                        | b'p'
                        | b'x'
                        | b'e'
                )
        })
}

/// Marks of a password's hash or of an encrypted value.
const HASHED: [&[u8]; 24] = [
    b"$2a$",
    b"$2b$",
    b"$2y$",
    b"$2x$",
    b"$argon2",
    b"$1$",
    b"$5$",
    b"$6$",
    b"$7$",
    b"$y$",
    b"$apr1$",
    b"$P$",
    b"$H$",
    b"$S$",
    b"$scrypt$",
    b"$pbkdf2",
    b"$ANSIBLE_VAULT",
    b"{SHA}",
    b"{SSHA}",
    b"{cipher}",
    b"pbkdf2",
    b"scrypt:",
    b"SCRAM-SHA-",
    b"bcrypt",
];

/// Whether a value is the hash or the ciphertext of a secret.
pub fn is_hashed(value: &[u8]) -> bool {
    let hex = |v: &[u8], len: usize| v.len() == len && v.iter().all(u8::is_ascii_hexdigit);
    HASHED.iter().any(|mark| value.starts_with(mark))
        || value.strip_prefix(b"md5").is_some_and(|rest| hex(rest, 32))
        || value.strip_prefix(b"*").is_some_and(|rest| hex(rest, 40))
        || [&b"sha1"[..], b"sha224", b"sha256", b"sha384", b"sha512", b"md5", b"h1", b"argon2"].iter().any(
            |digest| {
                value
                    .strip_prefix(*digest)
                    .is_some_and(|rest| matches!(rest.first(), Some(b':' | b'-' | b'$' | b'=')))
            },
        )
}

/// Whether a value is hexadecimal and as long as a digest.
pub fn is_digest(value: &[u8]) -> bool {
    matches!(value.len(), 32 | 40 | 56 | 64 | 96 | 128) && value.iter().all(u8::is_ascii_hexdigit)
}

/// `8-4-4-4-12` hexadecimal digits.
pub fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value
            .iter()
            .enumerate()
            .all(|(i, b)| if matches!(i, 8 | 13 | 18 | 23) { *b == b'-' } else { b.is_ascii_hexdigit() })
}

/// Words of sentences and forms about passwords.
const PROSE: [&str; 76] = [
    "a",
    "access",
    "account",
    "an",
    "and",
    "are",
    "at",
    "auth",
    "authentication",
    "be",
    "by",
    "can",
    "cannot",
    "change",
    "character",
    "characters",
    "chars",
    "confirm",
    "contain",
    "credentials",
    "current",
    "do",
    "email",
    "enter",
    "error",
    "failed",
    "field",
    "for",
    "forgot",
    "form",
    "from",
    "has",
    "have",
    "hint",
    "id",
    "if",
    "in",
    "incorrect",
    "input",
    "invalid",
    "is",
    "it",
    "key",
    "label",
    "least",
    "length",
    "login",
    "long",
    "match",
    "max",
    "min",
    "must",
    "name",
    "new",
    "no",
    "not",
    "of",
    "on",
    "or",
    "placeholder",
    "please",
    "required",
    "reset",
    "set",
    "should",
    "sign",
    "that",
    "the",
    "this",
    "to",
    "token",
    "user",
    "with",
    "wrong",
    "you",
    "your",
];

/// Whether a part of a value speaks about secrets or forms, as labels and messages do.
pub fn is_vocabulary(word: &str) -> bool {
    PROSE.contains(&word) || word.contains("passw") || word.contains("secret") || word.contains("credential")
}

/// A password of several words between quotes: mixed with digits, or four words and more that make no sentence.
pub fn is_phrase(value: &[u8], facts: &Facts<'_>) -> bool {
    let text = String::from_utf8_lossy(value).to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let code =
        value.iter().any(|b| matches!(b, b'(' | b')' | b'{' | b'}' | b'<' | b'>' | b'=' | b';' | b'|'));
    if words.iter().any(|word| is_vocabulary(&bare(word)))
        || code
        || !(2..=12).contains(&words.len())
        || !(8..=120).contains(&facts.len)
    {
        return false;
    }
    let plain =
        words.iter().all(|w| (3..=10).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_lowercase()));
    // Messages end with a mark and hold known words; a digit alone makes no password of them.
    let known = words.iter().filter(|word| words::is_known(bare(word).as_bytes())).count();
    let rare = facts.surprise().known * 20 <= facts.surprise().letters * 12;
    let mixed = facts.digits > 0 && facts.lower + facts.upper > 1 && !value.ends_with(b":");
    (mixed && (known * 2 <= words.len() || (facts.special > 0 && facts.digits > 1)))
        || (plain && rare && words.len() >= 4 && facts.surprise().bits >= 38.0)
        || (plain && rare && words.len() == 3 && facts.surprise().bits >= 36.0)
}

/// As many words as a wallet's phrase has, of small letters, hardly any of them twice.
pub fn is_seed_phrase(value: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(value) else { return false };
    let words: Vec<&str> = text.split_whitespace().collect();
    let distinct = words.iter().collect::<std::collections::BTreeSet<_>>().len();
    let plain = |word: &&str| (3..=10).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
    let spoken = words.iter().filter(|word| is_vocabulary(word)).count();
    matches!(words.len(), 12 | 15 | 18 | 21 | 24)
        && words.iter().all(plain)
        && distinct * 4 >= words.len() * 3
        && spoken * 4 < words.len()
}

/// Three words and more, joined by `-`, `_` or `.`, of which none speaks about secrets: `correct-horse-battery-staple`.
pub fn is_joined_phrase(value: &[u8], facts: &Facts<'_>) -> bool {
    let mark = value.iter().copied().find(|b| matches!(b, b'-' | b'_' | b'.'));
    let Some(mark) = mark else { return false };
    let mut count = 0;
    for part in value.split(|b| *b == mark) {
        count += 1;
        let word = String::from_utf8_lossy(part).to_lowercase();
        if !(3..=11).contains(&part.len())
            || !part.iter().all(u8::is_ascii_alphabetic)
            || is_vocabulary(&word)
        {
            return false;
        }
    }
    // The fewer the words, the rarer they have to be.
    (count >= 4 && facts.surprise().bits >= 9.0 * f64::from(count))
        || (count == 3 && facts.surprise().bits >= 34.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(value: &str) -> Facts<'_> {
        Facts::of(value.as_bytes())
    }

    #[test]
    fn code_and_paths() {
        for value in [
            "getPassword(user",
            "user.password",
            "config.get(\"x\")",
            "Foo::bar",
            "userPassword",
            "req.body.token",
            "a[0]",
        ] {
            assert!(is_code(value.as_bytes(), &facts(value)), "{value}");
        }
        for value in ["Xq7(mZx9Ka", "f3a9c2d17b604e58", "p@ss[word"] {
            assert!(!is_code(value.as_bytes(), &facts(value)), "{value}");
        }
        for value in ["/usr/local/share/secrets", "./config/keys", "C:\\Users\\me", "src/auth/token"] {
            assert!(is_path(value.as_bytes(), &facts(value)), "{value}");
        }
        assert!(
            is_file_name(b"secrets.yml")
                && is_file_name(b"db_password.txt")
                && !is_file_name(b"Xq7mZx9Kvwz.Lm")
        );
        assert!(is_address(b"bob@host.org") && !is_address(b"P@ssw0rd.X9"));
    }

    #[test]
    fn numbers_and_hashes() {
        for value in ["2024-01-15T10:00:00Z", "v1.2.3", "10.0.0.1:5432", "1,024", "30m", "3600"] {
            assert!(is_numeric(value.as_bytes()), "{value}");
        }
        assert!(!is_numeric(b"hunter2x") && !is_numeric(b"7xK9-2Lm"));
        for value in [
            "$2b$12$abc",
            "{SSHA}abc",
            "pbkdf2_sha256$1$x",
            "sha256:abc",
            "md5d41d8cd98f00b204e9800998ecf8427e",
        ] {
            assert!(is_hashed(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn phrases() {
        for value in ["correct-horse-battery-staple", "violet.tundra.marble.otter"] {
            assert!(is_joined_phrase(value.as_bytes(), &facts(value)), "{value}");
        }
        for value in ["user-password-reset-form", "enter-your-current-value", "one-two", "get-data-set-file"]
        {
            assert!(!is_joined_phrase(value.as_bytes(), &facts(value)), "{value}");
        }
    }
}
