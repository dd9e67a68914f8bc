//! What stands between a name and its value.

use std::ops::Range;

use super::{Cursor, Ends, Joint, before, declared, line_end, name, pairs, prose};
use crate::scan::judge::Quoting;

/// Consumes what stands between the name and its value.
pub(super) fn read(cursor: &mut Cursor<'_>, span: &Range<usize>) -> Option<Joint> {
    let from = cursor.at;
    let quoted = cursor.eat_any(b"\"'`]", 3) > 0;
    cursor.eat(b"**");
    let spaces = cursor.eat_spaces();
    let raw = cursor.text.get(span.clone())?;
    if spaces == 1 && !quoted && name::is_directive(raw) {
        return Joint::bare(Quoting::Config, Ends::Shell);
    }
    let paired = pairs::read(cursor, span, quoted);
    if let Some(joint) = paired.or_else(|| declared::read(cursor, span, (quoted, spaces))) {
        return Some(joint);
    }
    if let Some(joint) = pair_line(cursor, span, from) {
        return Some(joint);
    }
    match cursor.peek()? {
        b'=' => equals(cursor, span, spaces),
        b':' => colon(cursor, span, (quoted, spaces)),
        b'?' | b'!' if cursor.eat(b"?:") || cursor.eat(b"!:") || cursor.eat(b"?=") || cursor.eat(b"!=") => {
            cursor.eat_spaces();
            Joint::bare(Quoting::Bare, Ends::Word)
        }
        0xe2 if spaces > 0 && (cursor.eat("│".as_bytes()) || cursor.eat("┃".as_bytes())) => {
            cursor.eat_spaces();
            Joint::bare(Quoting::Config, Ends::Line)
        }
        b'<' if cursor.eat(b"<<<") => {
            cursor.eat_spaces();
            Joint::bare(Quoting::Config, Ends::Shell)
        }
        b'\r' | b'\n' if quoted => part_of_form(cursor, span.start),
        b't' if quoted && cursor.eat(b"to ") => Joint::literal(),
        b'?' | b'|' if cursor.eat(b"??") || cursor.eat(b"||") => {
            cursor.eat(b"=");
            cursor.eat_spaces();
            Joint::literal()
        }
        b'|' if spaces > 0 => {
            eat_cells(cursor);
            Joint::bare(Quoting::Config, Ends::Line)
        }
        b'[' if spaces == 1 || !quoted => bracketed(cursor, spaces),
        b',' if quoted => {
            cursor.at += 1;
            cursor.eat_white();
            Joint::literal()
        }
        b';' if quoted => serialized(cursor),
        b'(' if spaces == 1 => {
            cursor.at += 1;
            Joint::bare(Quoting::Prose, Ends::Phrase)
        }
        b'(' if !quoted && sets(raw) => {
            cursor.at += 1;
            cursor.eat_white();
            Joint::literal()
        }
        _ => apart(cursor, span, (from, spaces)),
    }
}

/// A line that is nothing but a name and its value, with a bar, a comma or a tab between: of what databases print, or of a
/// file of values.
fn pair_line(cursor: &mut Cursor<'_>, span: &Range<usize>, from: usize) -> Option<Joint> {
    let tabbed = cursor.text.get(from..cursor.at)? == b"\t";
    let sign = match cursor.peek()? {
        _ if tabbed => b'\t',
        sign @ (b'|' | b',') if cursor.at == from => sign,
        _ => return None,
    };
    let at = cursor.at + usize::from(!tabbed);
    let rest = cursor.text.get(at..)?;
    let line = rest.get(..line_end(rest))?.trim_ascii_end();
    let value = line.strip_suffix(b"|").filter(|_| sign == b'|').unwrap_or(line);
    let one = value.len() >= 8 && !value.iter().any(|b| b.is_ascii_whitespace() || *b == sign);
    if !one || !starts_line(cursor.text, span.start) {
        return None;
    }
    cursor.at = at;
    let ends = if value.len() < line.len() { Ends::Word } else { Ends::Line };
    Joint::bare(if sign == b',' { Quoting::Bare } else { Quoting::Config }, ends)
}

/// A cheap look at raw bytes behind a name: may a sign and a value follow, and nothing else on the line?
pub(super) fn may_be_pair(after: &[u8]) -> bool {
    let word = after.get(1..).unwrap_or_default();
    let word = word.get(..word.len().min(super::JUDGED)).unwrap_or_default();
    let len = word.iter().take_while(|b| b.is_ascii_graphic() && !matches!(b, b',' | b'|' | b'\\')).count();
    let len = len + usize::from(word.get(len) == Some(&b'|'));
    len >= 8 && matches!(word.get(len), None | Some(b'\\' | b'\n' | b'\r'))
}

/// Behind the length of a string, as PHP writes them: `;s:8:"`.
fn serialized(cursor: &mut Cursor<'_>) -> Option<Joint> {
    cursor.eat(b";s:").then(|| cursor.eat_any(b"0123456789", 5))?;
    cursor.eat(b":").then(Joint::literal)?
}

/// Goes to the value among the cells behind a name: the first, or behind what describes the name one word of letters and
/// digits.
fn eat_cells(cursor: &mut Cursor<'_>) {
    let rest = cursor.rest();
    let line = rest.get(1..line_end(rest).min(super::JUDGED)).unwrap_or_default();
    let first = memchr::memchr(b'|', line).unwrap_or(line.len());
    let described =
        line.get(..first).is_some_and(|cell| cell.trim_ascii().contains(&b' ') && !cell.contains(&b'`'));
    let is_value = |cell: &[u8]| {
        let word = cell.trim_ascii();
        let holds = |test: fn(&u8) -> bool| word.iter().any(test);
        word.len() >= 8
            && !word.iter().any(|b| matches!(b, b' ' | b'\\' | b'[' | 0x1b))
            && holds(u8::is_ascii_digit)
            && holds(u8::is_ascii_alphabetic)
    };
    let mut signs = memchr::memchr_iter(b'|', line).map(|at| at + 1);
    let value = signs.find(|at| {
        let cell = line.get(*at..).and_then(|rest| rest.split(|b| *b == b'|').next());
        described && cell.is_some_and(is_value)
    });
    cursor.at += 1 + value.unwrap_or(0);
    cursor.eat_spaces();
}

/// Behind the headers of a part of a form: `name="password"`, an empty line, the value.
fn part_of_form(cursor: &mut Cursor<'_>, start: usize) -> Option<Joint> {
    let named = before(cursor.text, start, 6) == b"name=\"";
    (named && (cursor.eat(b"\r\n\r\n") || cursor.eat(b"\n\n"))).then_some(())?;
    Joint::bare(Quoting::Config, Ends::Line)
}

/// Behind brackets: the default of a prompt (`AWS Secret Access Key [None]: `) or the size of an array (`char password[32]
/// = "..."`).
fn bracketed(cursor: &mut Cursor<'_>, spaces: usize) -> Option<Joint> {
    let close = cursor.rest().iter().take(32).position(|b| *b == b']')?;
    cursor.at += close + 1;
    if spaces == 1 {
        cursor.eat(b":").then(|| cursor.eat_spaces())?;
        return Joint::bare(Quoting::Config, Ends::Line);
    }
    (cursor.eat_spaces() < 9 && cursor.eat(b"=")).then(|| cursor.eat_spaces())?;
    Joint::literal()
}

/// Behind an `=` or one of the signs that begin with it.
fn equals(cursor: &mut Cursor<'_>, span: &Range<usize>, spaces: usize) -> Option<Joint> {
    for sign in [&b"=>"[..], b"===", b"=="] {
        if cursor.eat(sign) {
            cursor.eat_spaces();
            eat_dumped(cursor);
            return Joint::bare(Quoting::Bare, Ends::Word);
        }
    }
    cursor.at += 1;
    let after = cursor.eat_spaces();
    let tight = spaces + after == 0;
    let ends = ends_at(cursor, span, tight);
    if is_setting_line(cursor, span) && ends == Ends::Word {
        return Joint::bare(Quoting::Config, Ends::Line);
    }
    let config = tight || ends == Ends::Setting;
    Joint::bare(if config { Quoting::Config } else { Quoting::Bare }, ends)
}

/// Goes over the type and length of a string that PHP dumps on the next line: `string(8) "`.
fn eat_dumped(cursor: &mut Cursor<'_>) {
    let from = cursor.at;
    cursor.eat_white();
    if cursor.eat(b"string(") {
        cursor.eat_any(b"0123456789", 5);
        if cursor.eat(b") ") {
            return;
        }
    }
    cursor.at = from;
}

/// Where a bare value behind `=` ends.
fn ends_at(cursor: &Cursor<'_>, span: &Range<usize>, tight: bool) -> Ends {
    let text = cursor.text;
    let head = before(text, span.start, 16);
    if tight && (head.ends_with(b"-from-literal=") || head.ends_with(b"-from-literal ")) {
        return Ends::Shell;
    }
    match head.last() {
        Some(b'?' | b'&') => return Ends::Query,
        Some(b',') if tight && before(text, span.start, 40).contains(&b'=') => return Ends::Option,
        Some(b';') => return Ends::Setting,
        Some(b' ') if head.ends_with(b"; ") => return Ends::Setting,
        _ => {}
    }
    if !tight {
        return Ends::Word;
    }
    if let Some(quote @ (b'"' | b'\'')) = head.last().copied()
        && !is_form(cursor.rest())
    {
        return Ends::Quote(quote);
    }
    if starts_line(text, span.start) {
        return Ends::Line;
    }
    if is_form(cursor.rest()) { Ends::Query } else { Ends::Word }
}

/// Whether a form begins with a value: `x&user=y`.
fn is_form(rest: &[u8]) -> bool {
    let word = rest.get(..rest.len().min(200)).unwrap_or_default();
    let end = word.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\''));
    let word = word.get(..end.unwrap_or(word.len())).unwrap_or_default();
    memchr::memchr_iter(b'&', word).any(|at| {
        let next = word.get(at + 1..).unwrap_or_default();
        let name = next.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        name >= 2 && next.get(name) == Some(&b'=')
    })
}

/// `name = value` on a line of its own that ends with the value: ini, toml, properties.
fn is_setting_line(cursor: &Cursor<'_>, span: &Range<usize>) -> bool {
    let rest = cursor.rest();
    let line = rest.get(..line_end(rest)).unwrap_or_default().trim_ascii();
    starts_line(cursor.text, span.start)
        && !line.contains(&b' ')
        && !line.ends_with(b";")
        && !line.ends_with(b",")
        && !line.windows(2).any(|pair| matches!(pair, [name, b'('] if name.is_ascii_alphanumeric()))
}

/// Behind a `:`.
fn colon(cursor: &mut Cursor<'_>, span: &Range<usize>, (quoted, spaces): (bool, usize)) -> Option<Joint> {
    if cursor.rest().starts_with(b"::") {
        return None;
    }
    // `PASS: TestName` of test runners.
    if cursor.text.get(span.clone()) == Some(b"PASS") {
        return None;
    }
    let defaults = before(cursor.text, span.start, 2) == b"${";
    if cursor.eat(b":=") || cursor.eat(b":-") {
        cursor.eat_spaces();
        let quoting = if defaults { Quoting::Config } else { Quoting::Bare };
        return Joint::bare(quoting, Ends::Word);
    }
    cursor.at += 1;
    cursor.eat(b"**");
    let after = cursor.eat_spaces();
    if opens_block(cursor) {
        return Joint::bare(Quoting::Quoted, Ends::Row);
    }
    for tag in [&b"!!str "[..], b"!!binary "] {
        cursor.eat(tag);
    }
    eat_anchor(cursor);
    if goes_below(cursor) {
        return Joint::bare(Quoting::Prose, Ends::Phrase);
    }
    let raw = cursor.text.get(span.clone()).unwrap_or_default();
    if raw.get(raw.len().saturating_sub(13)..).is_some_and(|end| end.eq_ignore_ascii_case(b"authorization")) {
        eat_scheme(cursor);
    }
    let head = before(cursor.text, span.start, 12);
    if [&b"-passin "[..], b"-passout ", b"-pass "].iter().any(|flag| head.ends_with(flag)) {
        return Joint::bare(Quoting::Config, Ends::Shell);
    }
    if defaults {
        return Joint::bare(Quoting::Config, Ends::Word);
    }
    let line = !quoted && spaces == 0 && starts_line(cursor.text, span.start);
    // French sets a space before its colons.
    if !quoted && spaces == 1 && after > 0 && name::is_lower(raw) {
        return Joint::bare(Quoting::Prose, Ends::Phrase);
    }
    if let Some(joint) = pairs::inside(cursor) {
        return Some(joint);
    }
    if line {
        return Joint::bare(Quoting::Config, Ends::Line);
    }
    match before(cursor.text, span.start, 1) {
        [quote @ (b'"' | b'\'')] if !quoted && after > 0 => {
            Joint::bare(Quoting::Config, Ends::Within(*quote))
        }
        _ => Joint::bare(Quoting::Bare, Ends::Word),
    }
}

/// Schemes of authorization headers besides `Basic` and `Bearer`, which have a rule of their own.
const SCHEMES: [&[u8]; 12] = [
    b"Token ",
    b"token ",
    b"ApiKey ",
    b"apikey ",
    b"Apikey ",
    b"Bot ",
    b"Key ",
    b"OAuth ",
    b"GenieKey ",
    b"SSWS ",
    b"Token token=",
    b"Client-ID ",
];

fn eat_scheme(cursor: &mut Cursor<'_>) {
    cursor.eat_any(b"\"'`", 1);
    if let Some(scheme) =
        SCHEMES.iter().filter(|scheme| cursor.rest().starts_with(scheme)).max_by_key(|scheme| scheme.len())
    {
        cursor.at += scheme.len();
    }
}

/// Goes to the first line of a YAML block scalar.
fn opens_block(cursor: &mut Cursor<'_>) -> bool {
    let rest = cursor.rest();
    if !matches!(rest.first(), Some(b'|' | b'>')) {
        return false;
    }
    let mark = 1 + rest.iter().skip(1).take(2).take_while(|b| matches!(b, b'+' | b'-' | b'0'..=b'9')).count();
    let end = rest.get(mark..).unwrap_or_default();
    let line = end.strip_prefix(b"\r").unwrap_or(end);
    if line.first() != Some(&b'\n') {
        return false;
    }
    cursor.at += mark;
    cursor.eat_white() > 1
}

/// Goes over the anchor of a YAML value: `&name `.
fn eat_anchor(cursor: &mut Cursor<'_>) {
    let Some((b'&', rest)) = cursor.rest().split_first() else { return };
    let len = rest.iter().take(40).take_while(|b| name::part(**b)).count();
    if len > 0 && rest.get(len) == Some(&b' ') && !declared::is_reference(rest) {
        cursor.at += len + 2;
    }
}

/// Goes to a value that stands alone on the next line or the one after that, perhaps within a fence of Markdown.
fn goes_below(cursor: &mut Cursor<'_>) -> bool {
    let from = cursor.at;
    let lines = cursor.rest().iter().take(48).take_while(|b| b.is_ascii_whitespace());
    let broken = lines.filter(|b| **b == b'\n').count();
    cursor.eat_white();
    if cursor.eat(b"```") {
        cursor.at += cursor.rest().iter().take(12).take_while(|b| b.is_ascii_alphabetic()).count();
        cursor.eat_white();
    }
    let line = cursor.rest();
    let line = line.get(..line.len().min(super::JUDGED)).unwrap_or_default();
    let line =
        line.get(..memchr::memchr(b'\n', line).unwrap_or(line.len())).unwrap_or_default().trim_ascii_end();
    // Names, with what is given to them, are of the structure around.
    let alone = line.len() >= 8 && line.iter().all(u8::is_ascii_graphic) && !line.ends_with(b":");
    let found = (1..=2).contains(&broken) && alone && !line.starts_with(b"- ");
    cursor.at = if found { cursor.at } else { from };
    found
}

/// Behind nothing but spaces, or the words of a sentence.
fn apart(cursor: &mut Cursor<'_>, span: &Range<usize>, (from, spaces): (usize, usize)) -> Option<Joint> {
    let text = cursor.text;
    let raw = text.get(span.clone())?;
    if spaces > 0
        && (raw.starts_with(b"-")
            || name::stands_before_argument(text, span.start)
            || name::is_directive(raw))
    {
        return Joint::bare(Quoting::Config, Ends::Shell);
    }
    // SMTP: the user and the password in base64.
    if raw == b"AUTH" && (cursor.eat(b"PLAIN ") || cursor.eat(b"LOGIN ")) {
        return Joint::bare(Quoting::Config, Ends::Shell);
    }
    if spaces > 0
        && let Some(joint) = declared::typed(cursor)
    {
        return Some(joint);
    }
    let next = cursor.peek()?;
    if spaces > 0 && matches!(next, b'"' | b'\'' | b'`') && !is_verb(raw) {
        return Joint::literal();
    }
    if name::is_netrc(text, span.start) && (spaces > 0 || next == b'\n') {
        cursor.eat_white();
        return Joint::bare(Quoting::Config, Ends::Line);
    }
    if next == 0xef && cursor.eat("：".as_bytes()) {
        cursor.eat_spaces();
        return Joint::bare(Quoting::Prose, Ends::Phrase);
    }
    // A listing of the registry.
    if spaces > 0 && (cursor.eat(b"REG_SZ ") || cursor.eat(b"REG_EXPAND_SZ ")) {
        cursor.eat_spaces();
        return Joint::bare(Quoting::Config, Ends::Line);
    }
    if spaces > 0 && is_row(cursor, raw, span.start, spaces) {
        return Joint::bare(Quoting::Config, Ends::Line);
    }
    cursor.at = from;
    if prose::verb(cursor) || (!is_verb(raw) && prose::mention(cursor, spaces)) {
        return Joint::bare(Quoting::Prose, Ends::Phrase);
    }
    None
}

/// A line that is nothing but a name and a value apart: of a configuration file, or `NAME      value` of a listing.
fn is_row(cursor: &Cursor<'_>, raw: &[u8], start: usize, spaces: usize) -> bool {
    let rest = cursor.rest();
    let line = rest.get(..line_end(rest)).unwrap_or_default().trim_ascii();
    let upper = raw.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    let joined = raw.iter().any(|b| matches!(b, b'_' | b'.' | b'-'));
    let listed = spaces > 1 && upper || spaces > 2 && joined;
    let directive =
        spaces == 1 && [&b"password"[..], b"bindpw", b"rootpw", b"passwd", b"pass"].contains(&raw);
    // A wide gap needs no beginning of a line.
    let column = upper && spaces > 3 && raw.contains(&b'_');
    (listed || directive) && !line.contains(&b' ') && (column || starts_line(cursor.text, start))
}

/// A cheap look at raw bytes: is the name around `stem` at the front of a line, and what follows it one word?
pub(super) fn may_be_row(raw: &[u8], stem: usize, after: &[u8]) -> bool {
    let head = before(raw, stem, 8);
    // An escaped line end shows the letter of its escape before the name.
    let name = head.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    let front = head.get(..head.len() - name).unwrap_or_default();
    let front = (front.is_empty() && stem < 8) || matches!(front.last(), Some(b'\n' | b'\\'));
    let word = after.get(1..).unwrap_or_default();
    let len = word.iter().take_while(|b| !b.is_ascii_whitespace() && **b != b'\\').count();
    front && len >= 8 && word.get(len) != Some(&b' ')
}

/// Names that are verbs or nouns of any text about programs, so that a literal behind them is no value of theirs.
fn is_verb(raw: &[u8]) -> bool {
    [&b"pass"[..], b"credential", b"credentials", b"creds", b"login", b"auth"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(raw))
}

/// Methods that take what they set: `setPassword("x")`, `.password("x")`, `withToken('x')`.
pub(super) fn sets(raw: &[u8]) -> bool {
    let word = raw.rsplit(|b| *b == b'.').next().unwrap_or_default().to_ascii_lowercase();
    let asks = [
        &b"get"[..],
        b"has",
        b"is",
        b"check",
        b"verify",
        b"valid",
        b"find",
        b"require",
        b"parse",
        b"read",
        b"decode",
        b"hash",
    ];
    let dotted = raw.contains(&b'.') && !asks.iter().any(|verb| word.starts_with(verb));
    [&b"set"[..], b"with", b"add", b"put"].iter().any(|verb| word.starts_with(verb))
        || (dotted && word.len() <= 24)
        || word == b"password"
        || word == b"passwordauthentication"
}

/// Marks of a line that stand before its first name.
const MARKS: [&[u8]; 12] =
    [b"", b"-", b"+", b">", b"export", b"set", b"ENV", b"ARG", b"#", b"//", b"env", b"declare -x"];

/// Whether a line begins at `start`, but for indentation, line numbers, file names of grep, and words such as `export`.
pub(super) fn starts_line(text: &[u8], start: usize) -> bool {
    let head = before(text, start, 96);
    let line = head.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let line = line.trim_ascii();
    MARKS.contains(&line)
        || line.iter().all(|b| {
            b.is_ascii_digit()
                || matches!(
                    b,
                    b'|' | b':' | b'+' | b'-' | b' ' | b'\t' | b'$' | 0xe2 | 0x86 | 0x92 | 0x94 | 0x82
                )
        })
        || [&b"export"[..], b" -e", b"--env", b"--build-arg", b" env", b"- name", b"$env"]
            .iter()
            .any(|mark| line.ends_with(mark))
        || is_grep_prefix(line)
}

/// `path:12:` or `path-12-` or `path.yml:` before the line itself.
fn is_grep_prefix(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    let line =
        line.strip_suffix(b"- ").or_else(|| line.strip_suffix(b"export")).unwrap_or(line).trim_ascii_end();
    let Some((b':' | b'-', path)) = line.split_last().map(|(last, head)| (*last, head)) else { return false };
    !path.contains(&b' ') && (path.contains(&b'/') || path.contains(&b'.')) && !path.contains(&b'"')
}
