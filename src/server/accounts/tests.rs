use super::*;

#[test]
fn names_are_plain_text() {
    for good in ["ann", "Änne Müller", "ci @ build-7"] {
        assert!(is_name(good), "{good}");
    }
    for bad in ["", " ", "a\nb", "a\u{1b}[1m", "a\u{202e}b", &"x".repeat(65)] {
        assert!(!is_name(bad), "{bad:?}");
    }
}
