//! Passwords among the arguments of commands.

use std::ops::Range;

use super::judge::{self, Quoting, Weigh};

/// Commands that take a password by a short option: the anchor, the option, and whether the value may stand apart.
const OPTIONS: [(&[u8], &[u8], bool); 7] = [
    (b"redis-cli", b"-a", true),
    (b"sshpass", b"-p", true),
    (b"mysql", b"-p", false),
    (b"mariadb", b"-p", false),
    (b"docker login", b"-p", true),
    (b"ldapsearch", b"-w", true),
    (b"sqlcmd", b"-P", true),
];

/// How far behind a command its option is looked for.
const REACH: usize = 240;

/// The password behind the option of the command at `at`.
pub fn flag(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..text.len().min(at + REACH))?;
    let (_, option, apart) = OPTIONS.iter().find(|(command, ..)| rest.starts_with(command))?;
    let line = rest.split(|b| matches!(b, b'\n' | b'|')).next()?;
    for found in memchr::memmem::find_iter(line, option) {
        if found.checked_sub(1).and_then(|i| line.get(i)) != Some(&b' ') {
            continue;
        }
        let after = found + option.len();
        let spaces = line.get(after..)?.iter().take_while(|b| **b == b' ').count();
        if spaces > usize::from(*apart) {
            continue;
        }
        return argument(text, at + after + spaces);
    }
    None
}

/// The argument at `start`, without quotes, if it is a password.
fn argument(text: &[u8], start: usize) -> Option<Range<usize>> {
    let rest = text.get(start..text.len().min(start + REACH))?;
    let (open, len, quoting) = word(rest);
    let value = rest.get(open..open + len)?;
    judge::is_secret(value, Weigh::Password, quoting).then_some(start + open..start + open + len)
}

/// A shell word: how many bytes of quote stand before it, its length, how it is quoted.
fn word(rest: &[u8]) -> (usize, usize, Quoting) {
    let quote = rest.first().copied().filter(|b| matches!(b, b'"' | b'\''));
    let body = rest.get(usize::from(quote.is_some())..).unwrap_or_default();
    let ends = |b: &u8| match quote {
        Some(quote) => *b == quote,
        None => b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b';' | b'&' | b')'),
    };
    let len = body.iter().position(ends).unwrap_or(body.len());
    let quoting = if quote.is_some() { Quoting::Quoted } else { Quoting::Config };
    (usize::from(quote.is_some()), len, quoting)
}

/// The password of `curl -u user:password`, where `at` is the space before `-u`.
pub fn curl_user(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text.get(at + 4..text.len().min(at + 260))?;
    let quote = rest.first().copied().filter(|b| matches!(b, b'"' | b'\''));
    let open = usize::from(quote.is_some());
    let pair = rest.get(open..)?;
    let ends =
        |b: &u8| quote.map_or(b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`'), |q| *b == q);
    let pair = pair.get(..pair.iter().position(ends).unwrap_or(pair.len()))?;
    let colon = pair.iter().position(|b| *b == b':')?;
    let password = pair.get(colon + 1..)?;
    let start = at + 4 + open + colon + 1;
    judge::is_secret(password, Weigh::Password, Quoting::Config).then_some(start..start + password.len())
}
