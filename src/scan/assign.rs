//! Reading `name separator value` around a stem such as `assw` or `oken`, in the syntaxes that transcripts hold:
//! env files, yaml, toml, json, command-line flags, headers, xml, SQL, source code, prose.
//!
//! Every reader is linear in a bounded stretch behind (or a little before) the stem; none searches further than
//! [`JUDGED`] bytes, except for the end of a value that was found to be a secret.

mod calls;
mod columns;
mod declared;
mod lists;
mod name;
mod pairs;
mod prose;
mod separator;
mod value;

use std::ops::Range;

pub(super) use lists::singular;

use super::judge::Quoting;

/// The longest name that is read.
const NAME: usize = 64;

/// How much of a value is read to judge it.
pub const JUDGED: usize = 384;

/// What a marker begins with.
const MARKER: &[u8] = b"[REDACTED:";

/// The longest value that is cut whole.
const LONGEST: usize = 64 << 10;

/// A name with its value.
pub struct Assignment {
    /// Where the name stands.
    pub span: Range<usize>,
    /// Small letters and digits of the name, without what only says which one it is (`_prod`, `_2`).
    pub name: String,
    /// The value, without quotes.
    pub value: Range<usize>,
    /// How the value stands.
    pub quoting: Quoting,
}

/// Where a bare value ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// At white space: a line of configuration, where punctuation belongs to the value.
    Line,
    /// At white space and what a shell gives a meaning.
    Shell,
    /// At white space and any closing punctuation.
    Word,
    /// At the next option of a list: `user=x,password=y,uid=1`.
    Option,
    /// At the next parameter of a query or form.
    Query,
    /// At the next setting of a connection string.
    Setting,
    /// At the next tag.
    Tag,
    /// At the end of the line.
    Row,
    /// At white space; what closes a sentence or a bracket at its end is not part of it.
    Phrase,
    /// At the quote that opened before the name.
    Quote(u8),
    /// At the quote that opened before the name, or at white space.
    Within(u8),
}

/// What stands between a name and its value.
#[derive(Debug, Clone, Copy)]
struct Joint {
    /// How a bare value stands.
    quoting: Quoting,
    ends: Ends,
    /// Only a literal between quotes can be the value here.
    quoted_only: bool,
}

impl Joint {
    fn bare(quoting: Quoting, ends: Ends) -> Option<Self> {
        Some(Self { quoting, ends, quoted_only: false })
    }

    fn literal() -> Option<Self> {
        Some(Self { quoting: Quoting::Bare, ends: Ends::Word, quoted_only: true })
    }
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn eat(&mut self, token: &[u8]) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn eat_any(&mut self, set: &[u8], most: usize) -> usize {
        let len = self.rest().iter().take(most).take_while(|b| set.contains(b)).count();
        self.at += len;
        len
    }

    fn eat_spaces(&mut self) -> usize {
        self.eat_any(b" \t", 40)
    }

    fn eat_white(&mut self) -> usize {
        self.eat_any(b" \t\r\n", 60)
    }
}

/// The `most` bytes before `at`, or fewer.
fn before(text: &[u8], at: usize, most: usize) -> &[u8] {
    text.get(at.saturating_sub(most)..at).unwrap_or_default()
}

/// Whether `word` stands in a short text: what it costs to prepare a search is more than it saves there.
fn holds(text: &[u8], word: &[u8]) -> bool {
    find(text, word).is_some()
}

/// Where `word` stands in a short text.
fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    let first = word.first()?;
    memchr::memchr_iter(*first, text).find(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(word)))
}

/// Where a line ends: at its newline, or at a quote that closes the string it stands in.
fn line_end(rest: &[u8]) -> usize {
    memchr::memchr2_iter(b'\n', b'"', rest)
        .find(|at| {
            rest.get(*at) == Some(&b'\n') || matches!(rest.get(at + 1), Some(b',' | b'}' | b']' | b':'))
        })
        .unwrap_or(rest.len())
}

/// The name around `stem`, in small letters and digits.
pub fn name_at(text: &[u8], stem: usize) -> String {
    name::joined(text, name::around(text, stem))
}

/// Where the name around `stem` stands.
pub fn name_around(text: &[u8], stem: usize) -> Range<usize> {
    name::around(text, stem)
}

/// Reads the assignment whose name holds the byte at `stem`; of a longer value, the first [`JUDGED`] bytes.
pub fn read(text: &[u8], stem: usize) -> Option<Assignment> {
    read_within(text.get(..text.len().min(stem + NAME + JUDGED)).unwrap_or(text), stem)
}

/// As [`read`], with the whole value.
pub fn read_whole(text: &[u8], stem: usize) -> Option<Assignment> {
    read_within(text.get(..text.len().min(stem + NAME + LONGEST)).unwrap_or(text), stem)
}

/// The other values of the name around `stem`, of which [`read`] found one: of the rows below it in its column, of its list,
/// and what the value takes the place of.
pub fn others(text: &[u8], stem: usize, found: &Assignment) -> Vec<Assignment> {
    let span = name::around(text, stem);
    let mut others = columns::cells(text, &span);
    others.extend(lists::items(text, &span));
    others.extend(value::replaced(text, &found.value));
    let is_name = |value: &Range<usize>| value.start < span.end && span.start < value.end;
    let apart = others.into_iter().filter(|(value, _)| *value != found.value && !is_name(value));
    let named =
        |(value, quoting)| Assignment { span: span.clone(), name: found.name.clone(), value, quoting };
    apart.map(named).collect()
}

/// Whether a value may go on behind what was read of it.
pub fn may_be_longer(found: &Assignment) -> bool {
    found.value.len() + 2 * NAME >= JUDGED
}

fn read_within(text: &[u8], stem: usize) -> Option<Assignment> {
    let span = name::around(text, stem);
    // The type in one of our own markers is no name.
    if before(text, span.start, MARKER.len()) == MARKER {
        return None;
    }
    let name = name::joined(text, span.clone());
    if before(text, span.start, 48)
        .rsplit(u8::is_ascii_whitespace)
        .next()
        .is_some_and(|word| holds(word, b"arn:"))
    {
        return None;
    }
    if let Some(found) = behind(text, &span, &name) {
        return Some(found);
    }
    let (value, quoting) = prose::value_before(text, span.start)?;
    Some(Assignment { span, name, value, quoting })
}

/// The value behind the name; of a user and a password, the password.
fn behind(text: &[u8], span: &Range<usize>, name: &str) -> Option<Assignment> {
    let mut cursor = Cursor { text, at: span.end };
    if let Some((value, quoting)) = calls::argument(&cursor, name) {
        return Some(Assignment { span: span.clone(), name: "password".to_owned(), value, quoting });
    }
    if let Some((value, quoting)) = columns::cell(text, span) {
        return Some(Assignment { span: span.clone(), name: name.to_owned(), value, quoting });
    }
    if let Some((value, quoting)) = lists::items(text, span).into_iter().next() {
        return Some(Assignment { span: span.clone(), name: name.to_owned(), value, quoting });
    }
    let joint = separator::read(&mut cursor, span)?;
    if prose::names_a_pair(text, span.start, name)
        && let Some((value, quoting)) = prose::second_of_pair(&cursor)
    {
        return Some(Assignment { span: span.clone(), name: "password".to_owned(), value, quoting });
    }
    if name.ends_with("mnemonic") || name.ends_with("phrase") {
        // Words of a wallet take the line, whatever else would end a value.
        if let Some(value) = value::words(&cursor) {
            return Some(Assignment {
                span: span.clone(),
                name: name.to_owned(),
                value,
                quoting: Quoting::Quoted,
            });
        }
    }
    if joint.ends == Ends::Line
        && may_be_phrase(name)
        && let Some(value) = value::phrase(&cursor)
    {
        return Some(Assignment {
            span: span.clone(),
            name: name.to_owned(),
            value,
            quoting: Quoting::Quoted,
        });
    }
    let joint = if value::skip_type(&mut cursor) { Joint::literal()? } else { joint };
    let (value, quoting) = value::read(&mut cursor, joint)?;
    let (value, quoting) = value::replacing(text, &value).unwrap_or((value, quoting));
    // What an address hands over grants access, even if it is but an id.
    let name = if joint.ends == Ends::Query && name == "token" { "accesstoken" } else { name };
    Some(Assignment { span: span.clone(), name: name.to_owned(), value, quoting })
}

/// Whether a name promises what a person chose, perhaps several words.
fn may_be_phrase(name: &str) -> bool {
    ["password", "passwd", "passphrase", "pass", "pwd", "passwort"].iter().any(|end| name.ends_with(end))
}

/// Whether percent-encoding stands in the first word behind the name around `stem`: decoded, its punctuation would end
/// the value too early.
pub fn is_encoded(raw: &[u8], stem: usize) -> bool {
    let rest = raw.get(stem..raw.len().min(stem + NAME + 64)).unwrap_or_default();
    let word =
        rest.get(..rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len())).unwrap_or_default();
    let sign = memchr::memchr(b'=', word).filter(|at| *at < NAME);
    sign.and_then(|at| word.get(at..)).is_some_and(|value| {
        value.windows(3).any(|w| w.first() == Some(&b'%') && w.iter().skip(1).all(u8::is_ascii_hexdigit))
    })
}

/// Whether all that is given to the name around `stem` in raw bytes is one of our own markers, and nothing else stands up
/// to it.
pub fn is_redacted(raw: &[u8], stem: usize) -> bool {
    let near = raw.get(stem..raw.len().min(stem + NAME)).unwrap_or_default();
    let Some(marker) = find(near, MARKER) else { return false };
    let between = near.get(..marker).unwrap_or_default();
    let name = between.iter().take_while(|b| name::part(**b)).count();
    let joint = |b: &u8| matches!(b, b'"' | b'\'' | b'\\' | b'=' | b':' | b' ');
    let rest = raw.get(stem + marker..raw.len().min(stem + marker + NAME)).unwrap_or_default();
    let end = memchr::memchr(b']', rest).and_then(|close| rest.get(close + 1));
    between.iter().skip(name).all(joint)
        && (stem + marker + rest.len() == raw.len() && memchr::memchr(b']', rest) == Some(rest.len() - 1)
            || matches!(end, Some(b'"' | b'\'' | b'\\' | b' ' | b'\n' | b',' | b'&' | b'<')))
}

/// Whether the name around `stem` ends with a quote that nothing escapes, as the names of members do in JSON.
pub fn is_member(raw: &[u8], stem: usize) -> bool {
    let rest = raw.get(stem..raw.len().min(stem + NAME + 8)).unwrap_or_default();
    rest.iter().find(|b| !name::part(**b)) == Some(&b'"')
}

/// Whether the word at `stem` is one that ends as names do and is none; a few bytes around tell.
pub fn is_no_name(raw: &[u8], stem: usize) -> bool {
    let stem = name::begin(raw, stem);
    let rest = raw.get(stem..raw.len().min(stem + NAME)).unwrap_or_default();
    let len = rest.iter().take_while(|b| name::part(**b) || **b == b'.').count();
    // Plurals are lists and counts: `input_tokens` alone is a tenth of all hits in transcripts.
    let plural = len > 4
        && len < 10
        && rest.get(len - 1) == Some(&b's')
        && !rest.starts_with(b"redential")
        && !rest.get(len..).is_some_and(lists::may_follow);
    // The verdict of a test runner.
    plural || (rest.starts_with(b"PASS: ") && before(raw, stem, 4) == b"--- ") || is_of_marker(raw, stem)
}

/// Whether the word at `stem` is the type in one of our own markers.
fn is_of_marker(raw: &[u8], stem: usize) -> bool {
    let head = before(raw, stem, NAME + MARKER.len());
    let len = head.iter().rev().take_while(|b| name::part(**b)).count();
    head.get(..head.len() - len).is_some_and(|head| head.ends_with(MARKER))
}

/// A cheap look at raw bytes (escaped to any depth): may a value stand by the name around `stem`? What is no name
/// ([`is_no_name`]) is not asked for.
pub fn may_be_assigned(raw: &[u8], stem: usize) -> bool {
    let stem = name::begin(raw, stem);
    let rest = raw.get(stem..raw.len().min(stem + NAME + 8)).unwrap_or_default();
    let name = rest.iter().take_while(|b| name::part(**b) || **b == b'.').count();
    let Some(after) = rest.get(name..) else { return false };
    let noise = |b: &&u8| matches!(**b, b'"' | b'\'' | b'`' | b'\\' | b']' | b'*' | b' ' | b'\t');
    let noise = after.iter().take_while(noise).count();
    let between = after.get(..noise).unwrap_or_default();
    let spaced = between.first() == Some(&b' ');
    let quoted_next = spaced && between.iter().any(|b| matches!(b, b'"' | b'\'' | b'`'));
    match after.get(noise) {
        Some(b'=' | b':' | b'>' | b'%' | b'?' | b'!' | b'&' | 0x1b | 0x80..) => true,
        // `=` and quotes are escaped as `\u003d` and `\u0027` by some.
        Some(b'u' | b'x') if between.ends_with(b"\\") => true,
        Some(b'|') => {
            spaced
                || between == b"` "
                || after.get(noise + 1) == Some(&b'|')
                || separator::may_be_pair(after.get(noise..).unwrap_or_default())
                || heads_column(raw, stem, name)
        }
        Some(b',') if noise > 0 => true,
        Some(b')') if noise > 0 && matches!(after.get(noise + 1), Some(b'.' | b' ' | b')')) => true,
        Some(b'(') => {
            let inner = after.get(noise + 1..).unwrap_or_default();
            inner.iter().take(48).any(|b| matches!(b, b'"' | b'\'')) || (spaced && prose::may_follow(inner))
        }
        Some(b'+') if after.get(noise + 1) == Some(&b'%') => true,
        Some(b'{') => noise > 0 || matches!(after.get(1), Some(b'"' | b'\'' | b'\\')),
        Some(b'<') => matches!(after.get(noise + 1), Some(b'/' | b'-' | b'<')),
        Some(b'n' | b'r') if between.ends_with(b"\\") => {
            holds(after, b"alue")
                || holds(raw.get(stem..raw.len().min(stem + 120)).unwrap_or_default(), b"tring")
                || name::is_netrc(raw, stem)
                || heads_column(raw, stem, name)
                || spaced_bar(raw, stem)
                || before(raw, stem, NAME).windows(5).any(|w| w == b"name=")
        }
        Some(b'\n' | b'\r') => true,
        _ if quoted_next => true,
        Some(b';') if after.get(noise + 1..noise + 3) == Some(b"s:") || heads_column(raw, stem, name) => true,
        Some(b',' | b')') => {
            separator::may_be_pair(after.get(noise..).unwrap_or_default())
                || (before(raw, stem, 160).contains(&b'(') && prose::inserts(before(raw, stem, 160)))
                || heads_column(raw, stem, name)
        }
        Some(_) if between.contains(&b'\t') => true,
        Some(b'v' | b'V' | b't' | b's') if noise > 0 && !spaced => true,
        Some(b'-') if between.contains(&b' ') && after.get(noise + 1) == Some(&b'-') => true,
        Some(b'P' | b'L') if after.starts_with(b" PLAIN ") || after.starts_with(b" LOGIN ") => true,
        // `Key [None]: `, `phrase (write it down): `
        Some(b'[') if spaced || holds(after.get(..after.len().min(12)).unwrap_or_default(), b"] =") => true,
        Some(_) => {
            (spaced && prose::may_follow(after.get(noise..).unwrap_or_default()))
                || declared::may_follow(after, noise)
                || name::takes_an_argument(raw, stem)
                || (between == b" " && separator::may_be_row(raw, stem, after))
                || (spaced && pairs::may_be_in_tag(raw, stem))
                || name::may_go_on(rest, name)
                || prose::may_precede(raw, stem)
        }
        None => prose::may_precede(raw, stem),
    }
}

/// Whether the name of which the last `len` bytes stand at `stem` may head a column.
fn heads_column(raw: &[u8], stem: usize, len: usize) -> bool {
    let head = before(raw, stem, NAME);
    let start = stem - head.iter().rev().take_while(|b| name::part(**b)).count();
    columns::may_head(raw, (start, stem + len))
}

/// Whether the line of raw bytes before `stem` has columns, as tables of databases have.
fn spaced_bar(raw: &[u8], stem: usize) -> bool {
    let head = before(raw, stem, 160);
    holds(head, b" | ")
}

#[cfg(test)]
mod tests;
