//! What a marker stands for: of two copies of one line, the one shows what the other has cut.

use super::equal::{MARKER_START, markers};
use memchr::memmem;

/// Longer values are left: a marker in place of so much is no single token.
const LONGEST: usize = 512;

/// The bytes of `ours` in whose place `theirs` has a marker, each with the marker's type. Nothing where the lines differ
/// in anything else, or where a value would reach over a quote or an escape.
pub fn covered<'o, 't>(ours: &'o [u8], theirs: &'t [u8]) -> Vec<(&'o [u8], &'t str)> {
    align(ours, theirs).unwrap_or_default()
}

fn align<'o, 't>(ours: &'o [u8], theirs: &'t [u8]) -> Option<Vec<(&'o [u8], &'t str)>> {
    let marks = markers(theirs);
    let mut found = Vec::new();
    let first = marks.first()?.start;
    let mut rest = ours.strip_prefix(theirs.get(..first)?)?;
    for (at, mark) in marks.iter().enumerate() {
        let next = marks.get(at + 1);
        let literal = theirs.get(mark.end..next.map_or(theirs.len(), |next| next.start))?;
        let marker = theirs.get(mark.clone())?;
        if let Some(behind) = rest.strip_prefix(marker).filter(|behind| behind.starts_with(literal)) {
            rest = behind.get(literal.len()..)?;
            continue;
        }
        let len = match next {
            None => rest.len().checked_sub(literal.len()).filter(|_| rest.ends_with(literal))?,
            Some(_) if literal.is_empty() => return None,
            Some(_) => memmem::find(rest, literal)?,
        };
        let (value, behind) = rest.split_at_checked(len)?;
        let plain = len <= LONGEST && memchr::memchr2(b'"', b'\\', value).is_none();
        let kind = marker.strip_prefix(MARKER_START)?.strip_suffix(b"]")?;
        if plain && memmem::find(value, MARKER_START).is_none() {
            found.push((value, std::str::from_utf8(kind).ok()?));
        }
        rest = behind.get(literal.len()..)?;
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_copy_shows_what_was_cut() {
        type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);
        let cases: [Case; 9] = [
            (r#"{"t":"k=abc, end"}"#, r#"{"t":"k=[REDACTED:key], end"}"#, &[("abc", "key")]),
            (
                r#"{"t":"ab","u":"cd"}"#,
                r#"{"t":"[REDACTED:x]","u":"[REDACTED:y]"}"#,
                &[("ab", "x"), ("cd", "y")],
            ),
            (r#"{"t":"[REDACTED:x] cd"}"#, r#"{"t":"[REDACTED:x] [REDACTED:y]"}"#, &[("cd", "y")]),
            (r#"{"t":"same"}"#, r#"{"t":"same"}"#, &[]),
            (r#"{"t":"[REDACTED:x]"}"#, r#"{"t":"[REDACTED:x]"}"#, &[]),
            (r#"{"t":"k=abc","u":1}"#, r#"{"t":"k=[REDACTED:key]","u":2}"#, &[]),
            (r#"{"t":"a\nb"}"#, r#"{"t":"[REDACTED:x]"}"#, &[]),
            (r#"{"t":"ab"}"#, r#"{"t":"[REDACTED:x][REDACTED:y]"}"#, &[]),
            ("use it", "use [REDACTED:x]", &[("it", "x")]),
        ];
        for (ours, theirs, want) in cases {
            let found: Vec<_> = covered(ours.as_bytes(), theirs.as_bytes())
                .into_iter()
                .map(|(value, kind)| (std::str::from_utf8(value).unwrap_or_default(), kind))
                .collect();
            assert_eq!(found, want, "{ours} {theirs}");
        }
    }
}
