//! Passwords among the arguments of calls that name none: `login("user", "X")`, `auth=("user", "X")`.

use std::ops::Range;

use super::Cursor;
use crate::scan::judge::Quoting;

/// Endings of the names of calls (small letters and digits), and which literal or argument of theirs is a password.
const CALLS: [(&str, usize); 18] = [
    ("mysqliconnect", 2),
    ("setbasicauth", 1),
    ("plainauth", 2),
    ("basicauth", 1),
    ("digestauth", 1),
    ("ntlmauth", 1),
    ("networkcredential", 1),
    ("passwordcredential", 1),
    ("passwordcredentials", 1),
    ("basiccredentials", 1),
    ("passwordauthentication", 1),
    ("passwordauthenticationtoken", 1),
    ("login", 1),
    ("mysqli", 2),
    ("getconnection", 2),
    ("pdo", 2),
    ("mysqlconnect", 2),
    ("auth", 1),
];

/// The password among the arguments behind the name at the cursor.
pub(super) fn argument(cursor: &Cursor<'_>, name: &str) -> Option<(Range<usize>, Quoting)> {
    let (_, wanted) = CALLS.iter().find(|(call, _)| name.ends_with(call))?;
    let mut cursor = Cursor { text: cursor.text, at: cursor.at };
    if name.ends_with("auth") {
        cursor.eat_any(b"\"' ", 2);
        let _sign = cursor.eat(b"=") || cursor.eat(b":");
        cursor.eat_spaces();
    }
    if !(cursor.eat(b"(") || name.ends_with("auth") && cursor.eat(b"[")) {
        return None;
    }
    for _ in 0..*wanted {
        skip(&mut cursor)?;
    }
    cursor.eat_white();
    cursor.eat_any(b"brufN@", 1);
    let quote = cursor.peek().filter(|b| matches!(b, b'"' | b'\''))?;
    super::value::quoted(&cursor, quote)
}

/// Skips one argument and the comma behind it.
pub(super) fn skip(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.eat_white();
    match cursor.peek()? {
        quote @ (b'"' | b'\'') => {
            let (span, _) = super::value::quoted(cursor, quote)?;
            cursor.at = span.end + 1;
        }
        _ => {
            let rest = cursor.rest();
            let len = rest.iter().take(120).position(|b| matches!(b, b',' | b')' | b'(' | b'\n'))?;
            cursor.at += len;
        }
    }
    cursor.eat_white();
    cursor.eat(b",").then_some(())
}
