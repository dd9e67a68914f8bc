//! Whether a value looks like a secret: placeholders and references out, then character statistics.

/// How a value is weighed, by what its name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weigh {
    /// Chosen by a person: short, may hold words.
    Password,
    /// Made by a machine, under a name that means nothing else (`client_secret`, `api_key`).
    Key,
    /// Made by a machine, under a name with other meanings (`token`, `auth`): must look random.
    Token,
}

/// How a value stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// Between quotes: a literal.
    Quoted,
    /// Bare after a tight `=` or in a configuration line: a literal, or a reference.
    Config,
    /// Bare elsewhere: often code or prose.
    Bare,
}

/// Parts that no secret holds, compared in lower case.
const TELLTALES: [&str; 56] = [
    "redacted",
    "${",
    "{{",
    "$(",
    "<%",
    "your-",
    "your_",
    "yourp",
    "yours",
    "yourt",
    "yourk",
    "yoursecret",
    "my-",
    "my_",
    "mysecret",
    "mypass",
    "example",
    "placeholder",
    "changeme",
    "change-me",
    "change_me",
    "xxxx",
    "dummy",
    "sample",
    "process.env",
    "os.environ",
    "getenv",
    "import.meta",
    "op://",
    "arn:",
    "secrets.",
    "insert",
    "replace",
    "_here",
    "-here",
    "foobar",
    "fake",
    "mock",
    "todo",
    "lorem",
    "undefined",
    "test-",
    "test_",
    "-test",
    "_test",
    "fixme",
    "....",
    "…",
    "not-a-",
    "not_a_",
    "invalid",
    "hidden",
    "masked",
    "deadbeef",
    "0123456789",
    "abcdefgh",
];

/// Passwords that are in every manual.
const COMMON: [&str; 46] = [
    "password",
    "passwrod",
    "pasword",
    "passwd",
    "passw",
    "pass",
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
    "true",
    "false",
    "string",
    "value",
    "supersecret",
    "topsecret",
    "mongo",
    "redis",
    "rabbitmq",
];

/// Starts of values that point to a secret kept elsewhere.
const REFERENCES: [&str; 22] = [
    "$", "<", "%(", "%{", "#{", "@{", "&", "*", "[", "{", "(", "var.", "module.", "data.", "local.", "env.",
    "env:", "vault:", "ref+", "file:", "http://", "https://",
];

/// Whether `value` is a stand-in or a reference, not a secret.
pub fn is_placeholder(value: &[u8]) -> bool {
    let lower = String::from_utf8_lossy(value).to_lowercase();
    let core = lower.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
    is_reference(&lower) || is_stand_in(value) || COMMON.contains(&unleet(core).as_str())
}

/// Whether `value` is what manuals write where a secret belongs. Leet forms of common words are stand-ins here only in
/// small letters and digits: `s3cr3t`, but not `Sup3rS3cret!`.
pub fn is_stand_in(value: &[u8]) -> bool {
    let lower = String::from_utf8_lossy(value).to_lowercase();
    let mut seen = [false; 256];
    value.iter().for_each(|b| seen[usize::from(*b)] = true);
    seen.iter().filter(|seen| **seen).count() < 4
        || TELLTALES.iter().any(|part| lower.contains(part))
        || COMMON.contains(&lower.as_str())
        || (value.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && COMMON.contains(&unleet(&lower).as_str()))
}

/// Whether a value in small letters points to a secret kept elsewhere.
fn is_reference(lower: &str) -> bool {
    REFERENCES.iter().any(|start| lower.starts_with(start))
        || (lower.starts_with('%') && lower.ends_with('%'))
}

fn unleet(core: &str) -> String {
    core.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            _ => c,
        })
        .collect()
}

/// Whether a value, that a name promises to be secret, is one.
pub fn is_secret(value: &[u8], weigh: Weigh, quoting: Quoting) -> bool {
    let facts = Facts::of(value);
    let literal = quoting == Quoting::Quoted && facts.is_symbol_soup();
    if if literal { is_stand_in(value) } else { is_placeholder(value) } {
        return false;
    }
    if literal && weigh != Weigh::Token {
        return true;
    }
    if facts.controls > 0 || (quoting != Quoting::Quoted && is_code(value, &facts)) || is_path(value, &facts)
    {
        return false;
    }
    match weigh {
        Weigh::Password if facts.len > LONGEST_PASSWORD => is_random(&facts, 16, value),
        Weigh::Password if facts.spaces > 0 => quoting == Quoting::Quoted && is_phrase(value, &facts),
        Weigh::Password => is_password(value, &facts, quoting),
        Weigh::Key => facts.spaces == 0 && is_random(&facts, 16, value),
        Weigh::Token => facts.spaces == 0 && is_random(&facts, 20, value) && !is_uuid(value),
    }
}

/// Character statistics of a value.
struct Facts {
    len: usize,
    lower: usize,
    upper: usize,
    digits: usize,
    others: usize,
    spaces: usize,
    controls: usize,
    /// Changes between letter and digit or upper and lower, not counting a capital before small letters.
    switches: usize,
    /// Pairs of letters, and those of them that English and program text is made of.
    pairs: usize,
    common_pairs: usize,
    /// Shannon entropy per character, in bits.
    entropy: f64,
    hex: bool,
}

impl Facts {
    fn of(value: &[u8]) -> Self {
        let count = |test: fn(&u8) -> bool| value.iter().filter(|b| test(b)).count();
        let letters = |b: &u8| b.is_ascii_alphabetic();
        let mut pairs = 0;
        let mut common_pairs = 0;
        let mut switches = 0;
        for pair in value.array_windows::<2>() {
            let [a, b] = pair;
            if letters(a) && letters(b) {
                pairs += 1;
                common_pairs += usize::from(is_common(*a, *b));
            }
            let change = a.is_ascii_digit() != b.is_ascii_digit()
                && a.is_ascii_alphanumeric()
                && b.is_ascii_alphanumeric();
            switches += usize::from(change || (a.is_ascii_lowercase() && b.is_ascii_uppercase()));
        }
        Self {
            len: value.len(),
            lower: count(u8::is_ascii_lowercase),
            upper: count(u8::is_ascii_uppercase),
            digits: count(u8::is_ascii_digit),
            others: count(|b| !b.is_ascii_alphanumeric()),
            spaces: count(u8::is_ascii_whitespace),
            controls: count(|b| *b < 0x20 && *b != b'\t' || *b == 0x7f),
            switches,
            pairs,
            common_pairs,
            entropy: entropy(value),
            hex: value.iter().all(|b| b.is_ascii_hexdigit() || *b == b'-'),
        }
    }

    /// Many symbols among letters and digits, with nothing of a text or program (Django makes such keys; they may begin
    /// as a reference does).
    fn is_symbol_soup(&self) -> bool {
        self.len >= 40
            && self.spaces == 0
            && self.controls == 0
            && self.digits >= 3
            && self.others >= 4
            && self.others * 2 < self.len
            && self.entropy >= 4.2
            && !self.wordy(0.6)
    }

    /// Made of words: most letter pairs are ordinary.
    fn wordy(&self, share: f64) -> bool {
        self.pairs >= 3 && self.common_pairs as f64 >= share * self.pairs as f64
    }
}

/// Shannon entropy in bits per byte.
pub fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value {
        counts[usize::from(*byte)] += 1;
    }
    let len = value.len() as f64;
    counts.iter().filter(|n| **n > 0).map(|n| f64::from(*n) / len).map(|p| -p * p.log2()).sum()
}

/// The pairs that make up four fifths of English and of identifiers, by first letter.
const COMMON_PAIRS: [&str; 26] = [
    "bcdgilmnprstuvy",
    "aeilorsuy",
    "aehiklorstu",
    "adeiorsuy",
    "acdeflmnprstvxy",
    "aefiloru",
    "aehilorsu",
    "aeiortu",
    "acdefglmnoprstvz",
    "aeou",
    "eins",
    "adeiklosuty",
    "abeimopsu",
    "acdegiknostuy",
    "bcdfgklmnoprstuvw",
    "aehilorstu",
    "u",
    "acdegikmnorstuy",
    "aceahiklmopstuy",
    "aehiorstuwy",
    "abcdegilmnprst",
    "aeio",
    "aehino",
    "acipt",
    "eopst",
    "aeio",
];

fn is_common(a: u8, b: u8) -> bool {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    let row = usize::from(a.wrapping_sub(b'a'));
    COMMON_PAIRS.get(row).is_some_and(|row| row.as_bytes().contains(&b))
}

fn is_random(facts: &Facts, least: usize, value: &[u8]) -> bool {
    if facts.len < least
        || value.iter().any(|b| matches!(b, b'(' | b')' | b'<' | b'>' | b'|' | b'"' | b'\\' | b',' | b';'))
    {
        return false;
    }
    if facts.hex {
        return facts.digits >= 3
            && facts.lower + facts.upper >= 3
            && facts.entropy >= 2.9
            && (facts.lower == 0 || facts.upper == 0 || facts.len >= 32);
    }
    if facts.wordy(0.80) || facts.others * if least > 16 { 4 } else { 2 } > facts.len {
        return false;
    }
    let mixed = facts.digits >= 2 && facts.switches >= 3;
    let lettered = facts.switches >= 4 && !facts.wordy(0.68);
    facts.entropy >= 3.2 && (mixed && !facts.wordy(0.74) || lettered)
}

/// Longer passwords are made by machines.
const LONGEST_PASSWORD: usize = 256;

/// Words of sentences about passwords.
const PROSE: [&str; 48] = [
    "a",
    "an",
    "and",
    "are",
    "at",
    "be",
    "by",
    "can",
    "cannot",
    "character",
    "characters",
    "chars",
    "confirm",
    "contain",
    "current",
    "do",
    "enter",
    "error",
    "failed",
    "field",
    "for",
    "forgot",
    "has",
    "have",
    "in",
    "incorrect",
    "is",
    "least",
    "length",
    "long",
    "match",
    "max",
    "min",
    "must",
    "new",
    "no",
    "not",
    "of",
    "or",
    "please",
    "required",
    "reset",
    "should",
    "the",
    "to",
    "with",
    "wrong",
    "your",
];

/// A password of several words between quotes: mixed with digits, or four words and more that make no sentence.
fn is_phrase(value: &[u8], facts: &Facts) -> bool {
    let text = String::from_utf8_lossy(value).to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let prose = words.iter().any(|word| {
        let word = bare(word);
        PROSE.contains(&word.as_str()) || word.contains("passw") || word.contains("secret")
    });
    let code =
        value.iter().any(|b| matches!(b, b'(' | b')' | b'{' | b'}' | b'<' | b'>' | b'=' | b';' | b'|'));
    if prose || code || !(2..=10).contains(&words.len()) || !(8..=120).contains(&facts.len) {
        return false;
    }
    let plain = words.iter().all(|w| (3..=9).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_lowercase()));
    (facts.digits > 0 && facts.lower + facts.upper > 1 && !value.ends_with(b":"))
        || (plain && words.len() >= 4)
}

fn is_password(value: &[u8], facts: &Facts, quoting: Quoting) -> bool {
    if facts.len < 6 {
        return false;
    }
    if facts.lower + facts.upper == 0 {
        return facts.digits > 0 && facts.others > 0 && facts.len >= 8 && !looks_numeric(value);
    }
    let special = value.iter().filter(|b| b"!@#$%^&*+=?~".contains(b)).count();
    let classes = [facts.lower, facts.upper, facts.digits, special].iter().filter(|n| **n > 0).count();
    let code = value.iter().any(|b| matches!(b, b'(' | b')' | b'{' | b'}' | b'<' | b'>' | b'"' | b'`'));
    if code && (quoting != Quoting::Quoted || facts.entropy < 3.0) {
        return false;
    }
    match classes {
        4 => true,
        3 => !(special == 0 && facts.wordy(0.9) && facts.digits < 2 && quoting == Quoting::Bare),
        2 if facts.digits == 0 => facts.len >= 8 && special > 0 && !facts.wordy(0.7),
        2 => facts.len >= 7 && !(facts.wordy(0.85) && facts.others > special),
        _ => facts.len >= 10 && facts.switches + facts.others >= 2 && !facts.wordy(0.7),
    }
}

fn looks_numeric(value: &[u8]) -> bool {
    value.iter().all(|b| b.is_ascii_digit() || b".-:/, _%+".contains(b))
}

/// An identifier, a member path or a call: code that yields a value.
fn is_code(value: &[u8], facts: &Facts) -> bool {
    let call = value.contains(&b'(')
        || value.contains(&b'[')
        || value.windows(2).any(|w| w == b"::" || w == b"->" || w == b"=>");
    let identifier = value.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b':'));
    call || (identifier && facts.wordy(0.62) && facts.digits * 4 < facts.len)
}

fn is_path(value: &[u8], facts: &Facts) -> bool {
    let slashes = value.iter().filter(|b| matches!(b, b'/' | b'\\')).count();
    let rooted = value.starts_with(b"/")
        || value.starts_with(b"./")
        || value.starts_with(b"../")
        || value.starts_with(b"~/")
        || value.get(1..3) == Some(b":\\");
    (rooted && (slashes >= 2 || facts.wordy(0.6)) && facts.switches < facts.len / 4)
        || (slashes >= 2 && facts.wordy(0.7))
}

/// `8-4-4-4-12` hexadecimal digits.
pub fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value
            .iter()
            .enumerate()
            .all(|(i, b)| if matches!(i, 8 | 13 | 18 | 23) { *b == b'-' } else { b.is_ascii_hexdigit() })
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
        ] {
            assert!(is_placeholder(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn weighs() {
        let cases = [
            ("hunter2x", Weigh::Password, Quoting::Quoted, true),
            ("Summer2024!", Weigh::Password, Quoting::Config, true),
            ("userPassword", Weigh::Password, Quoting::Bare, false),
            ("getPassword()", Weigh::Password, Quoting::Bare, false),
            ("user.password", Weigh::Password, Quoting::Bare, false),
            ("Enter your password", Weigh::Password, Quoting::Quoted, false),
            ("Must be 8 characters or more!", Weigh::Password, Quoting::Quoted, false),
            ("Tr0ub 4dor and three", Weigh::Password, Quoting::Quoted, false),
            ("Tr0ub 4dor !3", Weigh::Password, Quoting::Quoted, true),
            ("Tr0ub 4dor !3", Weigh::Password, Quoting::Bare, false),
            ("correct horse battery staple", Weigh::Password, Quoting::Quoted, true),
            ("*8k!x(9z@q2w$e4r5t^y7u8i9o0p-a=s+d1f2g3h)", Weigh::Key, Quoting::Quoted, true),
            ("f3a9c2d17b604e58a1c9d3e2", Weigh::Key, Quoting::Quoted, true),
            ("authentication_required", Weigh::Token, Quoting::Quoted, false),
            ("ctrl+shift+down", Weigh::Token, Quoting::Quoted, false),
            ("/usr/local/share/secrets", Weigh::Key, Quoting::Config, false),
            ("123e4567-e89b-12d3-a456-426614174000", Weigh::Token, Quoting::Quoted, false),
            ("123e4567-e89b-12d3-a456-426614174000", Weigh::Key, Quoting::Quoted, true),
        ];
        for (value, weigh, quoting, secret) in cases {
            assert_eq!(is_secret(value.as_bytes(), weigh, quoting), secret, "{value} {weigh:?}");
        }
    }
}
