//! Passwords in sentences: `the password is X`, `use X as the password`, `log in with admin / X`, column lists of SQL.

use std::ops::Range;

use super::{Cursor, before};
use crate::scan::judge::{Quoting, surprise};

/// What may stand between a name and its value in a sentence, in a few languages. All begin and end with a space.
const VERBS: [&str; 36] = [
    " with ",
    " is ",
    " are ",
    " is: ",
    " is now ",
    " is still ",
    " is set to ",
    " was ",
    " was set to ",
    " will be ",
    " should be ",
    " to ",
    " set to ",
    " changed to ",
    " reset to ",
    " as ",
    " of ",
    " ist ",
    " lautet ",
    " lautet: ",
    " est ",
    " est : ",
    " es ",
    " es: ",
    " é ",
    " e ",
    " è ",
    " : ",
    " - ",
    " – ",
    " — ",
    " -> ",
    " → ",
    " = ",
    "は",
    "是",
];

/// Consumes a verb or a dash; whose password it is may stand before: ` of the server is `, ` for bob: `.
pub(super) fn verb(cursor: &mut Cursor<'_>) -> bool {
    let from = cursor.at;
    if OWNERS.iter().any(|word| cursor.eat(word.as_bytes())) {
        let rest = cursor.rest();
        let rest = rest.get(..rest.len().min(72)).unwrap_or_default();
        let rest = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len())).unwrap_or_default();
        let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_.@/' ".contains(b);
        let words = rest.iter().take_while(|b| plain(b)).count();
        let verb = [&b" is "[..], b" was ", b" is: ", b" = "]
            .iter()
            .filter_map(|verb| memchr::memmem::find(rest, verb))
            .min();
        let colon = (rest.get(words..words + 2) == Some(b": ")).then_some(words);
        match (verb.filter(|at| *at <= words), colon) {
            (Some(at), _) => cursor.at += at,
            (None, Some(at)) => {
                cursor.at += at + 2;
                return true;
            }
            (None, None) => cursor.at = from,
        }
    }
    let best =
        VERBS.iter().filter(|verb| cursor.rest().starts_with(verb.as_bytes())).max_by_key(|verb| verb.len());
    let Some(verb) = best else { return false };
    cursor.at += verb.len();
    cursor.eat_spaces();
    cursor.eat_any(b"*", 2);
    true
}

/// Words that lead from a password to its owner.
const OWNERS: [&str; 6] = [" for ", " of ", " on ", " to ", " at ", " von "];

/// `password X`: what follows must be no word, but letters with digits and symbols.
pub(super) fn mention(cursor: &mut Cursor<'_>, spaces: usize) -> bool {
    let rest = cursor.rest();
    let body = rest.get(spaces..).unwrap_or_default();
    let len = body.iter().take(80).take_while(|b| !b.is_ascii_whitespace()).count();
    let word = body.get(..len).unwrap_or_default();
    let digits = word.iter().filter(|b| b.is_ascii_digit()).count();
    let symbols = word.iter().take(len.saturating_sub(1)).filter(|b| b"!@#$^&*+=?~".contains(b)).count();
    let capitals = word.iter().skip(1).filter(|b| b.is_ascii_uppercase()).count();
    let random = capitals > 0 && digits > 1 && surprise(word).per_letter() >= 3.2;
    let found = spaces == 1 && len >= 8 && digits > 0 && (symbols > 0 || random) && !word.contains(&b'`');
    let joints = word.iter().filter(|b| matches!(b, b'-' | b'_')).count();
    let phrase =
        spaces == 1 && joints >= 3 && word.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_'));
    let found = found || phrase;
    cursor.at += if found { spaces } else { 0 };
    found
}

/// A cheap look at raw bytes behind a name and a space: may a verb begin here?
pub(super) fn may_follow(rest: &[u8]) -> bool {
    let words =
        VERBS.iter().chain(&OWNERS).any(|verb| rest.starts_with(verb.trim_start_matches(' ').as_bytes()));
    words
        || rest
            .iter()
            .take(80)
            .take_while(|b| !b.is_ascii_whitespace())
            .any(|b| b.is_ascii_digit() || *b == b'-')
}

/// What stands between a value and the name behind it: `use X as the password`.
const BEFORE: [&str; 14] = [
    " as the ",
    " as your ",
    " as a ",
    " as my ",
    " as its ",
    " as ",
    " is the ",
    " is my ",
    " is your ",
    " is the new ",
    " als ",
    " comme ",
    " como ",
    " is our ",
];

/// A cheap look at raw bytes: may a value stand before the name around `stem`?
pub(super) fn may_precede(raw: &[u8], stem: usize) -> bool {
    let head = before(raw, stem, 28);
    [&b" as "[..], b" is ", b" als ", b" comme ", b" como "]
        .iter()
        .any(|word| memchr::memmem::rfind(head, word).is_some())
}

/// The value before the name that begins at `start`.
pub(super) fn value_before(text: &[u8], start: usize) -> Option<(Range<usize>, Quoting)> {
    let head = before(text, start, 112);
    // `as the admin password`, `as the new root password`.
    let mut end = head.len();
    for _ in 0..2 {
        let shorter = head.get(..end)?;
        if BEFORE.iter().any(|words| shorter.ends_with(words.as_bytes())) {
            break;
        }
        let trimmed = shorter.strip_suffix(b" ")?;
        end = trimmed.len() - trimmed.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    }
    let shorter = head.get(..end)?;
    let words =
        BEFORE.iter().filter(|words| shorter.ends_with(words.as_bytes())).max_by_key(|words| words.len())?;
    let shorter = shorter.get(..end - words.len())?;
    let base = start - head.len();
    if let Some(quote @ (b'"' | b'\'' | b'`')) = shorter.last().copied() {
        let inner = shorter.get(..shorter.len() - 1)?;
        let open = memchr::memrchr(quote, inner)?;
        return Some((base + open + 1..base + inner.len(), Quoting::Quoted));
    }
    let len = shorter.iter().rev().take_while(|b| !b.is_ascii_whitespace()).count();
    (len > 0).then_some((base + shorter.len() - len..base + shorter.len(), Quoting::Prose))
}

/// Names that announce a user and a password: `credentials: admin / X`, `username/password: admin / X`.
pub(super) fn names_a_pair(text: &[u8], start: usize, name: &str) -> bool {
    let head = before(text, start, 12);
    let slashed = head.ends_with(b"/") || head.ends_with(b" / ");
    let user = [&b"user/"[..], b"username/", b"login/", b"user / ", b"username / ", b"email/"];
    (slashed && user.iter().any(|word| ends_with_ignore_case(head, word)))
        || name.ends_with("credentials")
        || name.ends_with("creds")
        || name.ends_with("credential")
        || name == "login"
}

fn ends_with_ignore_case(text: &[u8], end: &[u8]) -> bool {
    text.len()
        .checked_sub(end.len())
        .and_then(|at| text.get(at..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// The second part of `admin / X`, `admin:X`, `` `admin` / `X` ``.
pub(super) fn second_of_pair(cursor: &Cursor<'_>) -> Option<(Range<usize>, Quoting)> {
    let quotes = |b: &u8| matches!(b, b'"' | b'\'' | b'`' | b'*');
    let rest = cursor.rest();
    let rest = rest.get(..rest.len().min(160))?;
    let open = rest.iter().take(3).take_while(|b| quotes(b)).count();
    let user = rest
        .get(open..)?
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'@' | b'+'))
        .count();
    let mut at = open + user;
    at += rest.get(at..)?.iter().take(3).take_while(|b| quotes(b)).count();
    let sign = [&b" / "[..], b" : ", b"/", b":", b" and ", b" with password ", b", "]
        .into_iter()
        .find(|sign| rest.get(at..).is_some_and(|rest| rest.starts_with(sign)))?;
    at += sign.len();
    let open = rest.get(at..)?.iter().take(3).take_while(|b| quotes(b)).count();
    at += open;
    let ends = |b: &u8| b.is_ascii_whitespace() || quotes(b) || *b == b'<';
    let len = rest.get(at..)?.iter().position(ends).unwrap_or(rest.len() - at);
    let word = rest.get(at..at + len)?;
    let kept = word.len()
        - word.iter().rev().take_while(|b| matches!(b, b'.' | b',' | b';' | b')' | b'}' | b']')).count();
    (user > 0 && kept > 0).then_some((cursor.at + at..cursor.at + at + kept, Quoting::Prose))
}

/// Whether the text before a name is a list of columns.
pub(super) fn inserts(head: &[u8]) -> bool {
    [&b"INSERT"[..], b"insert", b"Insert"].iter().any(|word| memchr::memmem::rfind(head, word).is_some())
}
