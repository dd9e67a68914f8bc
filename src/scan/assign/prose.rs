//! Passwords in sentences: `the password is X`, `use X as the password`, `log in with admin / X`, column lists of SQL.

use std::ops::Range;

use super::{Cursor, before};
use crate::scan::judge::{Quoting, surprise};

/// What may stand between a name and its value in a sentence, in a few languages. All begin and end with a space.
const VERBS: [&str; 40] = [
    " ist: ",
    " lautet: ",
    " from the default to ",
    " from default to ",
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
        let plain = |b: &u8| b.is_ascii_alphanumeric() || *b >= 0x80 || b"-_.@/' ".contains(b);
        let words = rest.iter().take_while(|b| plain(b)).count();
        let verb = [
            &b" is "[..],
            b" was ",
            b" is: ",
            b" ist: ",
            b" ist ",
            b" est : ",
            b" est ",
            b" lautet ",
            b" = ",
        ]
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
    let rest = cursor.rest();
    let second = |verb: &&&str| verb.as_bytes().get(1) == rest.get(1);
    let stands = |verb: &&&str| rest.starts_with(verb.as_bytes());
    let best = VERBS.iter().filter(second).filter(stands).max_by_key(|verb| verb.len());
    let Some(verb) = best else { return false };
    cursor.at += verb.len();
    cursor.eat_spaces();
    cursor.eat_any(b"*", 2);
    true
}

/// Words that lead from a password to its owner.
const OWNERS: [&str; 10] =
    [" for ", " of ", " on ", " to ", " at ", " von ", " für ", " fuer ", " zum ", " pour "];

/// `password X`: what follows must be no word, but letters with digits and symbols.
pub(super) fn mention(cursor: &mut Cursor<'_>, spaces: usize) -> bool {
    let rest = cursor.rest();
    let body = rest.get(spaces..).unwrap_or_default();
    let len = body.iter().take(80).take_while(|b| !b.is_ascii_whitespace()).count();
    let word = body.get(..len).unwrap_or_default();
    let digits = word.iter().filter(|b| b.is_ascii_digit()).count();
    let symbols = word.iter().take(len.saturating_sub(1)).filter(|b| b"!@#$^&*+=?~".contains(b)).count();
    let capitals = word.iter().skip(1).filter(|b| b.is_ascii_uppercase()).count();
    let marks = word.iter().filter(|b| matches!(b, b'_' | b'-' | b'.' | b'%')).count();
    let random = capitals > 0 && digits > 1 && (marks > 0 || surprise(word).per_letter() >= 3.2);
    let found = spaces == 1 && len >= 8 && digits > 0 && (symbols > 0 || random) && !word.contains(&b'`');
    let joints = word.iter().filter(|b| matches!(b, b'-' | b'_')).count();
    let phrase =
        spaces == 1 && joints >= 3 && word.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_'));
    let found = found || phrase;
    cursor.at += if found { spaces } else { 0 };
    found
}

/// Whether `rest` begins with `verb`, but for the space before it.
fn begins(rest: &[u8], verb: &str) -> bool {
    let verb = verb.as_bytes();
    let verb = verb.strip_prefix(b" ").unwrap_or(verb);
    verb.first() == rest.first() && rest.starts_with(verb)
}

/// A cheap look at raw bytes behind a name and a space: may a verb begin here?
pub(super) fn may_follow(rest: &[u8]) -> bool {
    let words = VERBS.iter().chain(&OWNERS).any(|verb| begins(rest, verb));
    words
        || rest
            .iter()
            .take(80)
            .take_while(|b| !b.is_ascii_whitespace())
            .any(|b| b.is_ascii_digit() || matches!(b, b'-' | b'_'))
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
    let mut spaces = memchr::memchr_iter(b' ', head).filter_map(|at| head.get(at + 1..));
    spaces.any(|rest| {
        matches!(rest, [b'a' | b'i', b's', b' ', ..] | [b'a', b'l', b's', b' ', ..])
            || rest.starts_with(b"comme ")
            || rest.starts_with(b"como ")
    }) || may_choose(raw, stem)
}

/// A cheap look at raw bytes: does the name around `stem` choose a row, `WHERE name='smtp_password'`?
fn may_choose(raw: &[u8], stem: usize) -> bool {
    let head = before(raw, stem, 64);
    let name = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    let head = head.get(..head.len() - name.count()).unwrap_or_default();
    let quote = matches!(head.last(), Some(b'\'' | b'"' | b'7' | b'2'));
    quote && [&b"HERE"[..], b"here"].iter().any(|word| memchr::memmem::rfind(head, word).is_some())
}

/// The value before the row that the name at `start` chooses: `SET value='X' WHERE name='smtp_password'`.
fn set_where(text: &[u8], start: usize) -> Option<(Range<usize>, Quoting)> {
    let quote = start.checked_sub(1).and_then(|at| text.get(at));
    if !matches!(quote, Some(b'\'' | b'"')) {
        return None;
    }
    let head = before(text, start, 240);
    let found =
        [&b" WHERE "[..], b" where "].iter().filter_map(|word| memchr::memmem::rfind(head, word)).max()?;
    let choice = head.get(found + 7..)?;
    let column = choice.iter().take_while(|b| b.is_ascii_alphanumeric() || b"_.`\"".contains(b)).count();
    let sign = choice.get(column..)?.trim_ascii();
    if column == 0 || !matches!(sign, b"='" | b"= '" | b"=\"" | b"= \"") {
        return None;
    }
    let set = head.get(..found)?;
    let (quote @ (b'"' | b'\''), inner) = set.split_last().map(|(last, inner)| (*last, inner))? else {
        return None;
    };
    let open = [&b"='"[..], b"= '", b"=\"", b"= \""]
        .iter()
        .filter_map(|sign| memchr::memmem::rfind(inner, sign).map(|at| at + sign.len()))
        .max()?;
    let base = start - head.len();
    (inner.get(open - 1) == Some(&quote)).then_some((base + open..base + inner.len(), Quoting::Quoted))
}

/// The value before the name that begins at `start`.
pub(super) fn value_before(text: &[u8], start: usize) -> Option<(Range<usize>, Quoting)> {
    if let Some(found) = set_where(text, start) {
        return Some(found);
    }
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
        // A line's number may stand before it.
        || name.strip_suffix("login").is_some_and(|head| head.bytes().last().is_none_or(|b| b.is_ascii_digit()))
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
    let mut starts = memchr::memchr2_iter(b'I', b'i', head).filter_map(|at| head.get(at + 1..));
    starts.any(|rest| rest.starts_with(b"NSERT") || rest.starts_with(b"nsert"))
}
