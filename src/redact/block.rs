//! Where a stream of plain text may be cut into blocks without cutting a secret.

use crate::scan::view;

/// How far back an unfinished private key holds a stream of text together.
const LOOK_BACK: usize = 64 << 10;

/// How far back lines that belong together hold a stream together.
const LINES: usize = 16 << 10;

/// Where a stream of plain text may be cut: after the last newline that no unfinished private key spans and that breaks no
/// word. 0 when there is none yet; a key that stays open for more than 64 KiB no longer holds the stream.
pub fn block_end(text: &[u8]) -> usize {
    let from = text.len().saturating_sub(LOOK_BACK);
    let tail = text.get(from..).unwrap_or_default();
    let opens =
        [(&b"-----BEGIN "[..], &b"-----END "[..]), (b"Private-Lines:", b"Private-MAC:"), (b"\"kty\"", b"}")];
    let open = opens.iter().filter_map(|(open, close)| unclosed(tail, open, close)).min();
    let end = open.map_or(text.len(), |open| from + open);
    between_lines(text.get(..end).unwrap_or_default())
}

/// Where the last `open` is that no `close` follows.
fn unclosed(tail: &[u8], open: &[u8], close: &[u8]) -> Option<usize> {
    let at = memchr::memmem::rfind(tail, open)?;
    memchr::memmem::find(tail.get(at..)?, close).is_none().then_some(at)
}

/// After the last newline between lines that are no parts of one; after the last one, if all are.
fn between_lines(text: &[u8]) -> usize {
    let Some(last) = memchr::memrchr(b'\n', text) else { return 0 };
    let least = text.len().saturating_sub(LINES);
    let mut end = last;
    let mut next = text.get(last + 1..).filter(|next| !next.is_empty());
    loop {
        let start = text.get(..end).and_then(|head| memchr::memrchr(b'\n', head)).map_or(0, |at| at + 1);
        let line = text.get(start..end).unwrap_or_default();
        if !view::joins_on(line, next) {
            return end + 1;
        }
        if start <= least || start == 0 {
            return last + 1;
        }
        next = Some(line);
        end = start - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_together_stays_together() {
        let kind = "PRIVATE KEY";
        let cases = [
            ("one two\nthree\n".to_owned(), 14),
            ("one two\nthe key is aB3dE5gH7jK9m\n".to_owned(), 8),
            ("one two\nthe key is aB3dE5gH7jK9m\nN1pQ2rS4".to_owned(), 8),
            ("one two\nthe key is aB3dE5gH7jK9m\nN1pQ2rS4\nend".to_owned(), 42),
            (format!("a. \n-----BEGIN {kind}-----\nabc \n"), 4),
            ("a. \nPrivate-Lines: 8\nabc \n".to_owned(), 4),
            ("a. \n     1→x = aB3dE5gH7jK9m\n     2→N1pQ2rS4".to_owned(), 4),
            ("no newline".to_owned(), 0),
        ];
        for (text, want) in cases {
            assert_eq!(block_end(text.as_bytes()), want, "{text}");
        }
    }
}
