//! Tokens of a right shape that are none: examples of manuals, and what says so in words.

/// Tokens of the right shape that manuals are full of.
pub(super) fn is_stand_in(token: &[u8]) -> bool {
    // Numbers in base64 begin with many an `A`.
    let zeros = token.iter().take_while(|b| **b == b'A').count();
    let body = token.get(zeros..).unwrap_or_default();
    is_made_up(token) || body.is_empty() || body.windows(10).any(|w| w.iter().all(|b| Some(b) == w.first()))
}

/// Whether a token says in words that it is none.
pub(super) fn is_made_up(token: &[u8]) -> bool {
    let says = |(at, byte): (usize, &u8)| {
        let word: &[u8] = match byte.to_ascii_lowercase() {
            b'e' => b"example",
            b'x' => b"xxxxx",
            b'y' => b"your",
            b'r' => b"redacted",
            b'p' => b"placeholder",
            b'a' => b"abcdefgh",
            _ => return false,
        };
        token.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word))
    };
    // Account numbers before the secret part are often made up where the secret is not.
    let tail = token.get(token.len().saturating_sub(24)..).unwrap_or_default();
    token.iter().enumerate().any(says) || tail.array_windows().any(|part| part == b"1234567890")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_account_number_does_not_make_a_stand_in() {
        let token = |tail: &str| format!("{}-123456789012-123456789012-{tail}", "xoxb");
        assert!(!is_stand_in(token("gWq7LmZ2kTnR9vXcB4dYhJ5s").as_bytes()));
        assert!(is_stand_in(token("1234567890").as_bytes()));
        assert!(is_stand_in(format!("{}1234567890ABCDEF", "AKIA").as_bytes()));
    }
}
