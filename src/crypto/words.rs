//! Generated secrets, and the policy for those that people choose.
//!
//! A generated secret is ten words of the EFF's long word list joined by `-`: 129 bits. The four words of the
//! list that hold a hyphen themselves are left out, so that the words of a secret can be told apart.

use super::secret::{Passphrase, RandomError, random_bytes};
use diceware_wordlists::EFF_LONG_WORDLIST;
use std::sync::LazyLock;
use zeroize::Zeroizing;

/// Words of a generated secret: log2(7772) * 10 = 129.2 bits.
pub const WORDS: usize = 10;
/// The least strength of a chosen secret that protects a vault alone: 10^14 guesses, by zxcvbn's estimate.
pub const CHOSEN_GUESSES_LOG10: f64 = 14.0;
/// The least strength beside an account key, which an attacker must have stolen first: 10^8 guesses.
pub const WITH_ACCOUNT_KEY_GUESSES_LOG10: f64 = 8.0;
/// Room for the longest secret: ten words of nine letters and nine hyphens.
const CAPACITY: usize = 128;

static LIST: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| EFF_LONG_WORDLIST.iter().copied().filter(|word| !word.contains('-')).collect());

/// A chosen secret that is too easy to guess.
#[derive(Debug, thiserror::Error, PartialEq, Clone)]
#[error("too easy to guess (about 10^{guesses_log10:.0} guesses): {feedback}")]
pub struct Weak {
    /// The decimal logarithm of zxcvbn's estimate.
    pub guesses_log10: f64,
    /// What would help; from a fixed set of texts, never any part of the secret.
    pub feedback: String,
}

/// Draws ten words, each with the same probability, from the operating system's generator.
pub fn generate() -> Result<Passphrase, RandomError> {
    let mut text = Zeroizing::new(Vec::with_capacity(CAPACITY));
    for number in 0..WORDS {
        if number > 0 {
            text.push(b'-');
        }
        text.extend_from_slice(random_word()?.as_bytes());
    }
    Ok(Passphrase::new(text))
}

/// A fingerprint in words: its bits as a number, in digits of the list's length, the most significant first. Ten words,
/// which two people can read to each other.
pub fn spell(fingerprint: &[u8; 16]) -> String {
    let words = LIST.as_slice();
    let mut left = u128::from_be_bytes(*fingerprint);
    let mut spelled = Vec::with_capacity(WORDS);
    for _ in 0..WORDS {
        let digit = left % words.len() as u128;
        // Smaller than the length of the list.
        spelled.push(words.get(digit as usize).copied().unwrap_or_default());
        left /= words.len() as u128;
    }
    spelled.reverse();
    spelled.join(" ")
}

fn random_word() -> Result<&'static str, RandomError> {
    let words = LIST.as_slice();
    // Numbers above the greatest multiple of the list's length are drawn again: a plain remainder would
    // prefer the first words.
    let limit = usize::from(u16::MAX) / words.len() * words.len();
    let mut bytes = Zeroizing::new([0u8; 2]);
    loop {
        random_bytes(bytes.as_mut_slice())?;
        let drawn = usize::from(u16::from_be_bytes(*bytes));
        if drawn < limit {
            return Ok(words[drawn % words.len()]);
        }
    }
}

/// Whether the secret is exactly what [`generate`] makes, so that the cost for generated secrets does.
pub fn generated_shape(pass: &Passphrase) -> bool {
    let Ok(text) = std::str::from_utf8(pass.expose()) else { return false };
    text.split('-').count() == WORDS && text.split('-').all(is_word)
}

fn is_word(word: &str) -> bool {
    LIST.contains(&word)
}

/// Gives a generated secret as a person typed it (case, spaces, any dashes, line breaks) its exact form back.
/// Everything else passes unchanged. Applied to every secret that is entered, at creation as at unlocking.
pub fn normalise(typed: Passphrase) -> Passphrase {
    let Ok(text) = std::str::from_utf8(typed.expose()) else { return typed };
    let mut exact = Zeroizing::new(Vec::with_capacity(text.len() + WORDS));
    for word in text.split(is_separator).filter(|word| !word.is_empty()) {
        if !exact.is_empty() {
            exact.push(b'-');
        }
        exact.extend(word.bytes().map(|byte| byte.to_ascii_lowercase()));
    }
    let exact = Passphrase::new(exact);
    if generated_shape(&exact) { exact } else { typed }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '_' | ',' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Whether a chosen secret may protect a vault alone: zxcvbn score 4 and 10^14 guesses.
///
/// zxcvbn looks at the first 100 characters and makes copies of its own that are not wiped: choosing a secret
/// is rare, and the process is short.
pub fn check_chosen(pass: &Passphrase) -> Result<(), Weak> {
    at_least(pass, CHOSEN_GUESSES_LOG10)
}

/// Whether a chosen secret may protect a vault together with an account key: 10^8 guesses.
pub fn check_chosen_with_account_key(pass: &Passphrase) -> Result<(), Weak> {
    at_least(pass, WITH_ACCOUNT_KEY_GUESSES_LOG10)
}

fn at_least(pass: &Passphrase, needed_log10: f64) -> Result<(), Weak> {
    let text = Zeroizing::new(String::from_utf8_lossy(pass.expose()).into_owned());
    let estimate = zxcvbn::zxcvbn(&text, &["han", "claude", "anthropic"]);
    let guesses_log10 = estimate.guesses_log10().max(0.0);
    let strong = needed_log10 < CHOSEN_GUESSES_LOG10 || estimate.score() == zxcvbn::Score::Four;
    if strong && guesses_log10 >= needed_log10 {
        return Ok(());
    }
    Err(Weak { guesses_log10, feedback: feedback(&estimate) })
}

/// zxcvbn's texts (a fixed set) in the shape of the program's messages: lower case, no full stop.
fn feedback(estimate: &zxcvbn::Entropy) -> String {
    let Some(feedback) = estimate.feedback() else {
        return "add two or three uncommon words".to_owned();
    };
    let warning = feedback.warning().map(|warning| warning.to_string());
    let suggestions = feedback.suggestions().iter().map(|suggestion| suggestion.to_string());
    let texts = warning.into_iter().chain(suggestions).map(|text| {
        let mut text = text.trim_end_matches('.').to_owned();
        if let Some(first) = text.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        text
    });
    texts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(text: &str) -> Passphrase {
        Passphrase::new(Zeroizing::new(text.as_bytes().to_vec()))
    }

    #[test]
    fn the_list_is_the_eff_list_without_hyphens() {
        assert_eq!(EFF_LONG_WORDLIST.len(), 7776);
        assert_eq!(LIST.len(), 7772);
        assert!(LIST.iter().all(|word| word.bytes().all(|b| b.is_ascii_lowercase())));
        let longest = LIST.iter().map(|word| word.len()).max().unwrap();
        assert!(WORDS * (longest + 1) <= CAPACITY, "a generated secret never moves in memory");
        assert!((LIST.len() as f64).log2() * WORDS as f64 > 129.0);
    }

    #[test]
    fn generated_secrets_have_their_shape_and_do_not_repeat() {
        let (a, b) = (generate().unwrap(), generate().unwrap());
        assert!(generated_shape(&a) && generated_shape(&b));
        assert!(!a.ct_eq(&b));
        assert_eq!(check_chosen(&a), Ok(()));
    }

    #[test]
    fn words_are_drawn_from_the_whole_list() {
        let words = LIST.as_slice();
        let drawn = 40_000;
        let mut counts = vec![0u32; words.len()];
        for _ in 0..drawn {
            let word = random_word().unwrap();
            counts[words.iter().position(|known| *known == word).unwrap()] += 1;
        }
        // Chi-squared over 7771 degrees of freedom: mean 7771, standard deviation 125; ten of them is no chance.
        let expected = f64::from(drawn) / words.len() as f64;
        let chi2: f64 = counts.iter().map(|&n| (f64::from(n) - expected).powi(2) / expected).sum();
        assert!((6500.0..9100.0).contains(&chi2), "{chi2}");
    }

    #[test]
    fn typed_secrets_get_their_exact_form_back() {
        let exact = "abacus-abdomen-abdominal-abide-abiding-ability-ablaze-able-abnormal-abrasion";
        assert!(generated_shape(&pass(exact)));
        for typed in [
            exact.to_owned(),
            exact.to_uppercase(),
            exact.replace('-', " "),
            exact.replace('-', " - "),
            format!("  {}\t", exact.replace('-', "\n")),
            exact.replace('-', "\u{2013}"),
        ] {
            assert!(normalise(pass(&typed)).ct_eq(&pass(exact)), "{typed}");
        }
        let nine = exact.rsplit_once('-').unwrap().0;
        for other in
            [nine, &format!("{exact}-able"), "Correct Horse", "", " a-B ", &exact.replace("able", "abel")]
        {
            assert!(normalise(pass(other)).ct_eq(&pass(other)), "{other}");
            assert!(!generated_shape(&pass(other)));
        }
        let no_text = Passphrase::new(Zeroizing::new(vec![0xff, b' ', b'A']));
        assert_eq!(normalise(no_text).expose(), [0xff, b' ', b'A']);
    }

    #[test]
    fn weak_secrets_are_refused_with_advice_that_does_not_repeat_them() {
        for weak in [
            "",
            "password",
            "hunter2",
            "Claude2026!",
            "correcthorse",
            "aaaaaaaaaaaaaaaaaaaaaaaa",
            "TestMeNow!",
        ] {
            let refused = check_chosen(&pass(weak)).unwrap_err();
            assert!(!refused.feedback.is_empty());
            // The fixed texts themselves speak of a "password".
            assert!(["", "password"].contains(&weak) || !refused.to_string().contains(weak), "{refused}");
        }
        assert_eq!(check_chosen(&pass("r0sebudmaelstrom11/20/91aaaa")), Ok(()));
        assert_eq!(check_chosen(&pass("quietly kettle 94 vortex umbrella zinc")), Ok(()));
    }

    #[test]
    fn an_account_key_relaxes_the_demand() {
        let middling = pass("TestMeNow!");
        assert!(check_chosen(&middling).is_err());
        assert_eq!(check_chosen_with_account_key(&middling), Ok(()));
        assert!(check_chosen_with_account_key(&pass("password1")).is_err());
        assert!(check_chosen_with_account_key(&pass("")).is_err());
    }

    #[test]
    fn fingerprints_are_spelled_in_ten_words_and_no_two_alike() {
        let first = LIST[0];
        assert_eq!(spell(&[0; 16]), [first; WORDS].join(" "));
        let mut one = [0; 16];
        one[15] = 1;
        assert_eq!(spell(&one), format!("{} {}", [first; WORDS - 1].join(" "), LIST[1]));
        let most = spell(&[0xff; 16]);
        assert!(most.split(' ').count() == WORDS && !most.starts_with(first), "{most}");
    }
}
