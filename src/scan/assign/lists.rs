//! Lists of secrets: `api_keys = ["X", "Y"]` on one line or several, the items of a YAML list beneath their name, and
//! `API_KEYS=X,Y`.

use std::ops::Range;

use super::{Cursor, value};
use crate::scan::judge::Quoting;

/// Items that are read.
const ITEMS: usize = 1000;

/// Endings of names of lists, and without their `s` of the names of what they hold.
const PLURALS: [&str; 6] = ["keys", "tokens", "secrets", "passwords", "passwds", "passphrases"];

/// The name of one of those that a list is named after; `None` where the name is of one.
pub(in crate::scan) fn singular(name: &str) -> Option<&str> {
    PLURALS.iter().any(|plural| name.ends_with(plural)).then(|| name.strip_suffix('s')).flatten()
}

/// The items of the list that is given to the name, in order.
pub(super) fn items(text: &[u8], span: &Range<usize>) -> Vec<(Range<usize>, Quoting)> {
    let mut items = Vec::new();
    let mut cursor = Cursor { text, at: span.end };
    if begins(&mut cursor) {
        while items.len() < ITEMS
            && let Some((item, quoting)) = item(&mut cursor)
        {
            if !item.is_empty() {
                items.push((item, quoting));
            }
        }
    } else if let Some(words) = words(&cursor) {
        items = words;
    } else if cursor.eat(b"\n") || cursor.eat(b"\r\n") {
        let rest = cursor.rest();
        let indent = rest.iter().take_while(|b| **b == b' ').count();
        let lead = rest.get(..indent + 2).filter(|lead| lead.ends_with(b"- ")).unwrap_or_default();
        while items.len() < ITEMS
            && !lead.is_empty()
            && cursor.eat(lead)
            && let Some(item) = line(&mut cursor)
        {
            items.push(item);
        }
    }
    items
}

/// Goes behind the sign and the bracket that begin a list; behind the sign only where the line ends there.
fn begins(cursor: &mut Cursor<'_>) -> bool {
    cursor.eat_any(b"\"'`", 2);
    cursor.eat_spaces();
    let colon = cursor.peek() == Some(b':');
    let signs = cursor.eat_any(b":=>", 2);
    if signs == 0 {
        return false;
    }
    let spaces = cursor.eat_spaces();
    match cursor.peek() {
        // `'name': ('a', 'b')` tells of something, `{'a': 'b'}` has names of its own.
        Some(b'(' | b'{') if colon && signs == 1 => false,
        Some(b'[' | b'(' | b'{') => {
            cursor.at += 1;
            cursor.eat_white();
            matches!(cursor.peek(), Some(b'"' | b'\''))
        }
        // A list beneath has nothing else on the line of its name.
        Some(b'\n' | b'\r') if !colon || spaces > 8 => {
            cursor.at = cursor.text.len();
            false
        }
        _ => {
            cursor.eat_any(b"\"'", 1);
            false
        }
    }
}

/// The shortest word of a list between commas.
const SHORTEST: usize = 12;

/// Words between commas, each of which may be a key; `None` where there is one, or one is none.
fn words(cursor: &Cursor<'_>) -> Option<Vec<(Range<usize>, Quoting)>> {
    let part = |b: &&u8| b.is_ascii_alphanumeric() || b"-_./+~".contains(b);
    let mut words = Vec::new();
    let mut at = cursor.at;
    while words.len() < ITEMS
        && let Some(rest) = cursor.text.get(at..)
    {
        let len = rest.iter().take(super::LONGEST).take_while(part).count();
        let padding = rest.iter().skip(len).take(2).take_while(|b| **b == b'=').count();
        let word = at..at + len + padding;
        let comma = cursor.text.get(word.end) == Some(&b',');
        let ends = cursor.text.get(word.end).is_none_or(|b| b.is_ascii_whitespace() || b"\"'`;".contains(b));
        let trails = word.is_empty() && ends && words.len() > 1;
        if !trails && (word.len() < SHORTEST || !(comma || (ends && !words.is_empty()))) {
            return None;
        }
        at = word.end + 1;
        if !word.is_empty() {
            words.push((word, Quoting::Config));
        }
        if !comma {
            break;
        }
    }
    Some(words)
}

/// A literal between quotes, and what stands before the next one.
fn item(cursor: &mut Cursor<'_>) -> Option<(Range<usize>, Quoting)> {
    let quote = cursor.peek().filter(|b| matches!(b, b'"' | b'\''))?;
    let (item, quoting) = value::quoted(cursor, quote)?;
    cursor.at = item.end;
    if !cursor.eat(&[quote]) {
        cursor.at = cursor.text.len();
        return Some((item, quoting));
    }
    // A name of a member is no item.
    let named = cursor.rest().trim_ascii_start().first().is_some_and(|b| matches!(b, b':' | b'='));
    cursor.eat_any(b" \t\r\n,", 60);
    (!named).then_some((item, quoting))
}

/// The rest of a line, if it is one word.
fn line(cursor: &mut Cursor<'_>) -> Option<(Range<usize>, Quoting)> {
    let rest = cursor.rest();
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let word = rest.get(..end)?.trim_ascii_end();
    let quote = word.first().copied().filter(|b| matches!(b, b'"' | b'\'')).filter(|b| word.ends_with(&[*b]));
    let open = usize::from(quote.is_some() && word.len() > 1);
    let start = cursor.at + open;
    let item = start..start + word.len() - 2 * open;
    cursor.at = (cursor.at + end + 1).min(cursor.text.len());
    let one = !item.is_empty() && !word.iter().any(u8::is_ascii_whitespace) && !word.ends_with(b":");
    one.then_some((item, if open > 0 { Quoting::Quoted } else { Quoting::Config }))
}

/// A cheap look at raw bytes behind a name, escaped or not: does a list follow?
pub(super) fn may_follow(after: &[u8]) -> bool {
    let noise = |b: &u8| matches!(b, b'"' | b'\'' | b'`' | b'\\' | b' ');
    let skip = |bytes: &[u8]| bytes.iter().take(8).take_while(|b| noise(b)).count();
    let rest = after.get(skip(after)..).unwrap_or_default();
    let signs = rest.iter().take(2).take_while(|b| matches!(b, b':' | b'=' | b'>')).count();
    let rest = rest.get(signs..).unwrap_or_default();
    let rest = rest.get(skip(rest)..).unwrap_or_default();
    signs > 0 && matches!(rest.first(), Some(b'[' | b'(' | b'{' | b'n' | b'r' | b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let name = text.find("keys").map_or(0, |at| at + 4);
        items(text.as_bytes(), &(0..name)).into_iter().filter_map(|(item, _)| text.get(item)).collect()
    }

    #[test]
    fn items_are_read_in_every_form() {
        for text in [
            "keys = [\"a1\", \"b2\"]",
            "keys: ['a1','b2']",
            "\"keys\": [\n  \"a1\",\n  \"b2\"\n]",
            "keys:\n  - a1\n  - b2\nname: x",
            "keys:\n- \"a1\"\n- 'b2'\n",
            "keys=(\"a1\" \"b2\")",
            "keys := {\"a1\", \"\", \"b2\"}",
        ] {
            assert_eq!(found(text), ["a1", "b2"], "{text}");
        }
        for text in [
            "keys: ('a1', 'b2')",
            "keys=a1b2c3d4e5f6,other=a1b2c3d4e5f6",
            "keys: 12",
            "keys = [1, 2]",
            "keys:\n  - name: x\n",
            "keys: {\"a\": \"b\"}",
            "keys",
            "keys:",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn words_between_commas_are_items_where_all_are_long() {
        for text in ["KEYS=a1b2c3d4e5f6,g7h8i9j0k1l2", "KEYS=\"a1b2c3d4e5f6,g7h8i9j0k1l2,\""] {
            let items = items(text.as_bytes(), &(0..4));
            let items: Vec<&str> = items.into_iter().filter_map(|(item, _)| text.get(item)).collect();
            assert_eq!(items, ["a1b2c3d4e5f6", "g7h8i9j0k1l2"], "{text}");
        }
        for text in ["KEYS=a1b2c3d4e5f6", "KEYS=a1b2c3d4e5f6,abc", "KEYS=a1b2c3d4(e5f6,g7h8i9j0k1l2)"] {
            assert!(items(text.as_bytes(), &(0..4)).is_empty(), "{text}");
        }
    }

    #[test]
    fn lists_are_seen_in_raw_bytes() {
        for after in ["\": [\"a", "\\\": [\\\"a", " = [\n", ":\\n  - a", ":\n", " => ['"] {
            assert!(may_follow(after.as_bytes()), "{after}");
        }
        for after in ["\":12", "\\\": 12", " are", ": 5", ""] {
            assert!(!may_follow(after.as_bytes()), "{after}");
        }
    }
}
