//! Random values without a name, which only the strict sensitivity takes for secrets.

use std::ops::Range;

use super::judge;

/// The shortest run that is judged.
const SHORTEST: usize = 32;

/// Longer runs are data: images, hashes of files, minified code.
const LONGEST: usize = 128;

fn part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'/' | b'=' | b'.' | b'~')
}

/// Calls `found` with each run of token characters that looks random and is no digest, UUID, path or part of a URL.
/// Linear in `text`.
pub fn find(text: &[u8], found: &mut dyn FnMut(Range<usize>)) {
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let len = rest.iter().take_while(|b| part(**b)).count();
        let escaped = at > 0 && text.get(at - 1) == Some(&b'\\');
        if (SHORTEST..=LONGEST).contains(&len) && !escaped {
            let run = rest.get(..len).unwrap_or_default();
            if is_secret(run) && !is_labelled(text.get(..at).unwrap_or_default()) {
                found(at..at + len);
            }
        }
        at += len.max(1);
    }
}

fn is_secret(run: &[u8]) -> bool {
    let classes: [fn(&u8) -> bool; 3] = [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit];
    let slashes = run.iter().filter(|b| matches!(b, b'/' | b'.')).count();
    classes.iter().all(|class| run.iter().filter(|b| class(b)).count() >= 3)
        && !run.iter().all(u8::is_ascii_hexdigit)
        && slashes * 16 <= run.len()
        && !judge::is_placeholder(run)
        && !judge::is_hashed(run)
        && judge::surprise(run).per_byte() >= 3.6
}

/// Whether what stands before says that the run is a digest or a part of a longer address.
fn is_labelled(head: &[u8]) -> bool {
    let head = head.get(head.len().saturating_sub(12)..).unwrap_or_default();
    [&b"sha256:"[..], b"sha512:", b"sha1:", b"base64,", b"h1:", b"://", b"%"]
        .iter()
        .any(|label| head.ends_with(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_random_runs_alone() {
        let text = b"use Xq7mZx9Ka2LvwB4tR8nYp3cD6fH1jK5s now; \
            commit 0123456789abcdef0123456789abcdef01234567; \
            sha512-Xq7mZx9Ka2LvwB4tR8nYp3cD6fH1jK5sXq7mZx9Ka2Lvw== \
            src/components/authentication/LoginFormContainer.test.tsx";
        let mut spans = Vec::new();
        find(text, &mut |span| spans.push(span));
        let found: Vec<_> = spans.iter().map(|span| (span.start, span.end)).collect();
        assert_eq!(found, [(4, 36)]);
    }
}
