//! Names: how far they reach, and what of them counts.

use std::ops::Range;

use super::{NAME, before};

/// Whether a byte belongs to a name.
pub(super) fn part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// `password` in other scripts, and in words with letters beyond ASCII.
const FOREIGN: [&str; 16] = [
    "пароль",
    "Пароль",
    "пароля",
    "密码",
    "密碼",
    "口令",
    "パスワード",
    "비밀번호",
    "암호",
    "contraseña",
    "hasło",
    "lösenord",
    "şifre",
    "Şifre",
    "heslo",
    "कूटशब्द",
];

/// Whether one of [`FOREIGN`] may stand at the front.
fn may_be_foreign(text: &[u8]) -> bool {
    text.first().is_some_and(|b| *b >= 0x80 || matches!(b, b'c' | b'h' | b'l'))
}

/// Words that stand apart before a name and belong to it, as in `access token`.
const LEADING: [&str; 48] = [
    "hmac",
    "unseal",
    "license",
    "write",
    "seed",
    "recovery",
    "wallet",
    "mnemonic",
    "backup",
    "api",
    "access",
    "secret",
    "client",
    "auth",
    "bearer",
    "bot",
    "app",
    "refresh",
    "session",
    "private",
    "master",
    "signing",
    "encryption",
    "webhook",
    "service",
    "account",
    "personal",
    "deploy",
    "admin",
    "root",
    "database",
    "db",
    "user",
    "shared",
    "consumer",
    "application",
    "authentication",
    "authorization",
    "security",
    "storage",
    "recovery",
    "signature",
    "subscription",
    "integration",
    "npm",
    "github",
    "gitlab",
    "slack",
];

/// Words that follow a name apart and belong to it, as in `secret key`.
const FOLLOWING: [&str; 11] =
    ["access", "key", "token", "secret", "password", "passphrase", "phrase", "value", "string", "by", "base"];

/// Last words of a name that only say which one it is.
const QUALIFIERS: [&str; 46] = [
    "prod",
    "production",
    "staging",
    "stage",
    "dev",
    "development",
    "live",
    "test",
    "testing",
    "qa",
    "uat",
    "local",
    "old",
    "new",
    "current",
    "previous",
    "prev",
    "next",
    "primary",
    "secondary",
    "main",
    "backup",
    "default",
    "value",
    "plain",
    "plaintext",
    "raw",
    "text",
    "literal",
    "str",
    "env",
    "var",
    "global",
    "eu",
    "us",
    "west",
    "east",
    "one",
    "two",
    "rw",
    "ro",
    "readonly",
    "internal",
    "external",
    "again",
    "confirm",
];

/// By their length, the first letters of qualifiers, a bit each.
const INITIALS: [u32; 12] = {
    let mut initials = [0; 12];
    let mut at = 0;
    while at < QUALIFIERS.len() {
        let word = QUALIFIERS[at].as_bytes();
        initials[word.len()] |= 1 << (word[0] - b'a');
        at += 1;
    }
    initials
};

fn is_qualifier(word: &[u8]) -> bool {
    let initials = INITIALS.get(word.len()).copied().unwrap_or(0);
    let initial = word.first().filter(|b| b.is_ascii_alphabetic()).map(|b| b.to_ascii_lowercase() - b'a');
    initial.is_some_and(|initial| initials >> initial & 1 == 1)
        && QUALIFIERS.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

/// Where a stem begins without the space or dot that it may have before a short name.
pub(super) fn begin(text: &[u8], stem: usize) -> usize {
    stem + usize::from(matches!(text.get(stem), Some(b' ' | b'.')))
}

/// The name around `stem`: letters, digits, `_`, `-`, dots within, and words apart that belong to it.
pub(super) fn around(text: &[u8], stem: usize) -> Range<usize> {
    let stem = begin(text, stem);
    let rest = text.get(stem..text.len().min(stem + NAME)).unwrap_or_default();
    if may_be_foreign(rest)
        && let Some(word) = FOREIGN.iter().find(|word| rest.starts_with(word.as_bytes()))
    {
        return stem..stem + word.len();
    }
    let dotted = |slice: &[u8], i: usize| {
        slice.get(i) == Some(&b'.')
            && slice.get(i + 1).is_some_and(|b| part(*b))
            && i.checked_sub(1).and_then(|i| slice.get(i)).is_some_and(|b| part(*b))
    };
    let head = before(text, stem, NAME);
    let taken = (0..head.len())
        .rev()
        .take_while(|i| head.get(*i).is_some_and(|b| part(*b)) || dotted(text, stem - head.len() + i))
        .count();
    let start = stem - taken;
    let len =
        (0..rest.len()).take_while(|i| rest.get(*i).is_some_and(|b| part(*b)) || dotted(rest, *i)).count();
    let mut end = stem + len;
    for _ in 0..2 {
        end = following(text, end).unwrap_or(end);
    }
    end = numbered(text, end);
    leading(text, start)..end
}

/// Where the name begins if the words before `start` belong to it.
fn leading(text: &[u8], start: usize) -> usize {
    let mut start = start;
    // An option begins with its dash.
    let words = if text.get(start) == Some(&b'-') { 0 } else { 2 };
    for _ in 0..words {
        let head = before(text, start, 20);
        let Some((b' ', head)) = head.split_last().map(|(last, head)| (*last, head)) else { break };
        let len = head.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
        let word = head.get(head.len() - len..).unwrap_or_default();
        if !LEADING.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word)) {
            break;
        }
        start -= len + 1;
    }
    start
}

/// Where the name ends with a number apart: `Unseal Key 1: `.
fn numbered(text: &[u8], end: usize) -> usize {
    let rest = text.get(end..text.len().min(end + 4)).unwrap_or_default();
    let digits = rest.iter().skip(1).take_while(|b| b.is_ascii_digit()).count();
    let found = rest.first() == Some(&b' ') && digits > 0 && rest.get(1 + digits) == Some(&b':');
    if found { end + 1 + digits } else { end }
}

/// Where the name ends if the word behind `end` belongs to it.
fn following(text: &[u8], end: usize) -> Option<usize> {
    let rest = text.get(end..text.len().min(end + 14))?;
    let (b' ', rest) = rest.split_first().map(|(first, rest)| (*first, rest))? else { return None };
    let len = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let word = rest.get(..len)?;
    if rest.get(len).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    // A type, as Go sets it behind a name.
    let typed = word == b"string"
        && rest.get(len..)?.starts_with(b" =")
        && !before(text, end, 10).ends_with(b"onnection");
    let known = || FOLLOWING.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word));
    (!typed && known()).then_some(end + 1 + len)
}

/// A cheap look at raw bytes: does a name of `len` bytes go on behind a space?
pub(super) fn may_go_on(rest: &[u8], len: usize) -> bool {
    following(rest, len).is_some()
}

/// The name in small letters and digits, without trailing qualifiers. A name in another script is `password`.
pub(super) fn joined(text: &[u8], span: Range<usize>) -> String {
    let raw = text.get(span).unwrap_or_default();
    if may_be_foreign(raw) && FOREIGN.iter().any(|word| word.as_bytes() == raw) {
        return "password".to_owned();
    }
    let mut raw = raw;
    for _ in 0..2 {
        raw = unqualified(raw);
    }
    let mut name = Vec::with_capacity(raw.len());
    name.extend(raw.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase));
    // Nothing but ASCII.
    String::from_utf8(name).unwrap_or_default()
}

/// `raw` without its last word, if that is a qualifier or a number behind a joint or a change of case.
fn unqualified(raw: &[u8]) -> &[u8] {
    let joint = raw.iter().rposition(|b| matches!(b, b'_' | b'-' | b'.'));
    let camel = (1..raw.len()).rev().find(|i| {
        raw.get(*i).is_some_and(u8::is_ascii_uppercase) && raw.get(i - 1).is_some_and(u8::is_ascii_lowercase)
    });
    let (head, word) = match (joint, camel) {
        (Some(joint), camel) if camel.is_none_or(|camel| camel < joint) => {
            (raw.get(..joint), raw.get(joint + 1..))
        }
        (_, Some(camel)) => (raw.get(..camel), raw.get(camel..)),
        _ => return raw,
    };
    let word = word.unwrap_or_default();
    let number = word.first().is_some_and(|b| b.is_ascii_digit() || matches!(b, b'v' | b'V'))
        && word.iter().skip(1).all(u8::is_ascii_digit)
        && word.len() <= 4;
    let known = number || is_qualifier(word);
    head.filter(|head| known && head.len() >= 3).unwrap_or(raw)
}

/// Commands and settings whose next words are a name and its value, apart.
const SETTERS: [&[u8]; 11] = [
    b"configure set ",
    b"config set ",
    b"setx ",
    b"setenv ",
    b"set -x ",
    b"set -gx ",
    b"set -Ux ",
    b"set -xg ",
    b"ENV ",
    b"secrets set ",
    b"setx /m ",
];

/// Whether the name that begins at `start` is followed by its value without any sign: a flag, a setting of a command, a
/// line of a netrc.
pub(super) fn stands_before_argument(text: &[u8], start: usize) -> bool {
    let head = before(text, start, 64);
    let head = head
        .get(head.iter().rposition(|b| b.is_ascii_whitespace() && *b != b' ').map_or(0, |at| at + 1)..)
        .unwrap_or_default();
    match head.last() {
        Some(b' ') => SETTERS.iter().any(|setter| head.ends_with(setter)),
        // `config set PROFILE NAME` and `npm config set //registry/:NAME`.
        Some(b':') => SETTERS.iter().filter(|setter| setter.ends_with(b" set ")).any(|setter| {
            memchr::memmem::rfind(head, setter)
                .is_some_and(|at| !head.get(at + setter.len()..).unwrap_or_default().contains(&b' '))
        }),
        _ => false,
    }
}

/// Names that take their value apart in their own configuration files.
const DIRECTIVES: [&[u8]; 5] =
    [b"requirepass", b"masterauth", b"masterpassword", b"rcon_password", b"auth_pass"];

/// Whether `name` is a directive whose value stands apart.
pub(super) fn is_directive(name: &[u8]) -> bool {
    DIRECTIVES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a name is of small letters and spaces, as words of a sentence are.
pub(super) fn is_lower(name: &[u8]) -> bool {
    name.iter().skip(1).all(|b| b.is_ascii_lowercase() || *b == b' ')
}

/// Whether `login NAME` stands before, as in `machine HOST login NAME password VALUE`, on one line or several.
pub(super) fn is_netrc(text: &[u8], start: usize) -> bool {
    let head = before(text, start, 160);
    let mut words = head.rsplit(u8::is_ascii_whitespace).filter(|w| !w.is_empty());
    // The user may have been taken for a part of the name: `login root password`.
    let user = words.next();
    user == Some(b"login") || (user.is_some() && words.next() == Some(b"login"))
}

/// A cheap look at raw bytes: does a command or a setting stand before `start` whose next words are a name and its value?
fn stands_behind_setter(raw: &[u8], start: usize) -> bool {
    let far = before(raw, start, 80);
    let near = far.len().saturating_sub(48);
    memchr::memchr3_iter(b'l', b's', b'E', far).any(|at| {
        let rest = far.get(at..).unwrap_or_default();
        let spaced = || at.checked_sub(1).is_some_and(|before| far.get(before) == Some(&b' '));
        rest.starts_with(b"login")
            || (at >= near
                && (rest.starts_with(b"ENV ")
                    || (rest.starts_with(b"set")
                        && (rest.starts_with(b"set -")
                            || rest.starts_with(b"setx ")
                            || rest.starts_with(b"setenv ")
                            || (rest.starts_with(b"set ") && spaced())))))
    })
}

/// A cheap look at raw bytes: may the name around `stem` be followed by its value without any sign?
pub(super) fn takes_an_argument(raw: &[u8], stem: usize) -> bool {
    let head = before(raw, stem, 48);
    let len = head.iter().rev().take_while(|b| part(**b) || **b == b'.').count();
    let start = stem - len;
    raw.get(start) == Some(&b'-')
        || stands_behind_setter(raw, start)
        || is_directive(raw.get(start..start + 11).unwrap_or_default())
        || is_directive(raw.get(start..start + 9).unwrap_or_default())
        || is_directive(raw.get(start..start + 10).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_reach_over_words_apart_and_drop_qualifiers() {
        let cases = [
            ("DB_PASSWORD_PROD=x", "PASSW", "dbpassword"),
            ("dbPasswordStaging: x", "assw", "dbpassword"),
            ("spring.datasource.password=x", "assw", "springdatasourcepassword"),
            ("fs.s3a.secret.key=x", "cret", "fss3asecretkey"),
            ("my API key: x", "key", "apikey"),
            ("the personal access token: x", "oken", "personalaccesstoken"),
            ("Client Secret = x", "cret", "clientsecret"),
            ("secret key is x", "cret", "secretkey"),
            ("API_KEY_2=x", "KEY", "apikey"),
            ("пароль: x", "пароль", "password"),
            ("contraseña: x", "contrase", "password"),
            ("see password. Next", "assw", "password"),
            ("TOKEN_V2: x", "TOKEN", "token"),
        ];
        for (text, stem, want) in cases {
            let stem = text.find(stem).unwrap();
            assert_eq!(joined(text.as_bytes(), around(text.as_bytes(), stem)), want, "{text}");
        }
    }
}
