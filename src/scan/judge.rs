//! Whether a value looks like a secret: placeholders and references out, then evidence in bits.
//!
//! A value's evidence is what it costs to guess ([`words::surprise`]); the bar is set by what its name promises
//! ([`Weigh`]), by how it stands in the text ([`Quoting`]) and by the user's [`Sensitivity`].

mod code;
mod memo;
mod placeholder;
mod statistics;
mod words;

use super::Sensitivity;
use statistics::Facts;

pub use code::{is_digest, is_hashed, is_uuid, is_vocabulary};
pub use placeholder::{is_placeholder, is_stand_in};
pub use statistics::entropy;
pub use words::surprise;

/// How a value is weighed, by what its name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weigh {
    /// Chosen by a person: short, may hold words.
    Password,
    /// Chosen by a person, under a name with other meanings (`pass`, `pw`).
    Hint,
    /// Made by a machine or chosen with care (`secret`): as a key, or a better password.
    Secret,
    /// Made by a machine, under a name that means nothing else (`client_secret`, `api_key`).
    Key,
    /// Made by a machine, under a name with other meanings (`token`, `auth`): must look random.
    Token,
    /// The words of a wallet (`mnemonic`), of whatever list.
    Words,
}

/// How a value stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quoting {
    /// Between quotes: a literal.
    Quoted,
    /// Bare after a tight `=`, in a configuration line or among a command's arguments: a literal, or a reference.
    Config,
    /// Bare elsewhere: often code.
    Bare,
    /// A word of a sentence.
    Prose,
}

/// Everything but the value.
#[derive(Debug, Clone, Copy, Hash)]
pub struct Evidence<'a> {
    /// What the name promises.
    pub weigh: Weigh,
    /// How the value stands.
    pub quoting: Quoting,
    /// The name, small letters and digits; empty where there is none.
    pub name: &'a str,
    /// Where the bar is.
    pub sensitivity: Sensitivity,
}

/// Whether a value, that a name promises to be secret, is one by [`Sensitivity::Standard`].
pub fn is_secret(value: &[u8], weigh: Weigh, quoting: Quoting) -> bool {
    decide(value, &Evidence { weigh, quoting, name: "", sensitivity: Sensitivity::Standard })
}

/// Whether a value is a secret.
pub fn decide(value: &[u8], evidence: &Evidence<'_>) -> bool {
    value.len() >= SHORTEST && memo::decided(&(value, evidence), || weigh(value, evidence))
}

fn weigh(value: &[u8], evidence: &Evidence<'_>) -> bool {
    if evidence.weigh == Weigh::Words {
        return code::is_seed_phrase(value);
    }
    let quoting = evidence.quoting;
    let facts = Facts::of(value);
    let soup = quoting == Quoting::Quoted && facts.is_symbol_soup();
    if placeholder::is_stand_in(value) || code::is_hashed(value) {
        return false;
    }
    if soup && evidence.weigh != Weigh::Token {
        return true;
    }
    if quoting == Quoting::Prose
        && matches!(evidence.weigh, Weigh::Password | Weigh::Hint)
        && is_mixed_password(value, &facts)
    {
        return true;
    }
    if (placeholder::refers(value) && !begins_with_symbol(value, &facts, evidence))
        || facts.controls > 0
        || code::is_numeric(value)
        || code::is_path(value, &facts)
        || code::is_file_name(value)
        || code::is_setting(value)
        || code::is_address(value)
        || (quoting != Quoting::Quoted && is_code(value, &facts, quoting))
    {
        return false;
    }
    match evidence.weigh {
        Weigh::Password | Weigh::Hint => is_password(value, &facts, evidence),
        Weigh::Secret => is_key(value, &facts, evidence) || is_password(value, &facts, evidence),
        Weigh::Key => is_key(value, &facts, evidence) || is_strong_password(value, &facts, evidence),
        Weigh::Token => is_token(value, &facts, evidence),
        Weigh::Words => false,
    }
}

/// Code, where a bare value may be code. In a configuration line names with digits and phrases may be passwords.
fn is_code(value: &[u8], facts: &Facts<'_>, quoting: Quoting) -> bool {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'!');
    let phrase = code::is_joined_phrase(value, facts);
    let chosen = value.iter().all(part)
        && match quoting {
            Quoting::Config => facts.digits > 0 || phrase,
            Quoting::Prose => facts.digits > 1 || phrase,
            // No expression of a program has four words with dashes between.
            Quoting::Bare => phrase && !value.iter().any(|b| matches!(b, b'_' | b'.')),
            Quoting::Quoted => false,
        };
    !chosen && code::is_code(value, facts)
}

/// Shorter values are words and numbers.
const SHORTEST: usize = 5;

/// A password that only begins as a reference does: `$9xK!q2Lw`.
fn begins_with_symbol(value: &[u8], facts: &Facts<'_>, evidence: &Evidence<'_>) -> bool {
    matches!(evidence.weigh, Weigh::Password | Weigh::Hint | Weigh::Secret)
        && matches!(evidence.quoting, Quoting::Quoted | Quoting::Config)
        && value.first().is_some_and(u8::is_ascii_punctuation)
        && facts.spaces == 0
        && (facts.digits > 0 || facts.special > 1 || facts.surprise().per_letter() >= 3.6)
        && (facts.surprise().per_letter() >= 3.0 || facts.digits > 1)
        && !placeholder::is_template(value)
}

/// What a sentence calls a password, and nothing but a password is mixed like: letters of both cases, digits and symbols
/// without a word among them.
fn is_mixed_password(value: &[u8], facts: &Facts<'_>) -> bool {
    let marks = [&b"://"[..], b"A-Z", b"a-z", b"0-9", b"(?", b"\\d", b"\\w", b"${", b"{{", b"=>", b"->"];
    (10..=128).contains(&facts.len)
        && facts.spaces + facts.controls == 0
        && facts.digits > 0
        && facts.others > 1
        && facts.upper > 0
        && facts.lower > 0
        && facts.surprise().bits >= 44.0
        && facts.surprise().per_letter() >= 3.2
        && facts.surprise().known * 3 <= facts.surprise().letters
        && value.iter().filter(|b| b.is_ascii_punctuation()).count() * 2 <= facts.len + 2
        && !marks.iter().any(|mark| value.windows(mark.len()).any(|part| part == *mark))
}

/// Longer passwords are made by machines.
const LONGEST_PASSWORD: usize = 256;

/// The bits that a password needs.
fn password_bar(evidence: &Evidence<'_>) -> f64 {
    let name = match evidence.weigh {
        Weigh::Hint => 4.0,
        Weigh::Secret => 10.0,
        _ => 0.0,
    };
    let place = match evidence.quoting {
        Quoting::Quoted | Quoting::Config => 17.0,
        Quoting::Bare => 22.0,
        Quoting::Prose => 21.0,
    };
    let wish = match evidence.sensitivity {
        Sensitivity::Permissive => 14.0,
        Sensitivity::Standard => 0.0,
        Sensitivity::Strict => -5.0,
    };
    name + place + wish
}

fn is_password(value: &[u8], facts: &Facts<'_>, evidence: &Evidence<'_>) -> bool {
    let literal = matches!(evidence.quoting, Quoting::Quoted | Quoting::Config);
    let bits = facts.surprise().bits;
    if facts.len > LONGEST_PASSWORD {
        return is_random(value, facts, 16);
    }
    if facts.len < 6 || (facts.len < 8 && facts.digits == 0) {
        return false;
    }
    let foreign = value.iter().filter(|b| **b >= 0x80).count();
    if foreign * 2 > facts.len && facts.digits < 3 {
        return false;
    }
    if facts.spaces > 0 {
        return literal && code::is_phrase(value, facts);
    }
    if facts.lower + facts.upper == 0 {
        return facts.digits > 0 && facts.others > 0 && facts.len >= 8;
    }
    if value.iter().any(|b| matches!(b, b'(' | b')' | b'{' | b'}' | b'<' | b'>' | b'"' | b'`'))
        && (!literal || facts.entropy() < 2.8 || facts.surprise().per_byte() < 2.0)
    {
        return false;
    }
    if facts.digits == 0 && facts.special == 0 {
        return is_wordlike_password(value, facts, evidence);
    }
    // An identifier with a number, or a name of several parts with one.
    let identifier =
        value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':' | b'/'));
    let wordy =
        facts.surprise().per_letter() < 2.6 && facts.surprise().known * 4 >= facts.surprise().letters * 3;
    if identifier && wordy && !literal && facts.len > 24 {
        return false;
    }
    let penalty = match (identifier && wordy, literal) {
        (true, true) => 5.0,
        (true, false) => 14.0,
        (false, _) => 0.0,
    };
    bits >= password_bar(evidence) + penalty
}

/// A chosen password where a key is expected: long and full of symbols.
fn is_strong_password(value: &[u8], facts: &Facts<'_>, evidence: &Evidence<'_>) -> bool {
    facts.special >= 2
        && facts.digits >= 1
        && facts.spaces == 0
        && facts.surprise().bits >= 50.0
        && facts.surprise().per_letter() >= 3.0
        && is_password(value, facts, evidence)
}

/// Whether a value is many symbols among letters and digits, with nothing of a text or program.
pub fn is_symbol_soup(value: &[u8]) -> bool {
    Facts::of(value).is_symbol_soup()
}

/// Whether a whole line is a phrase that a person chose as a password: words that are rare in texts about programs.
pub fn is_rare_phrase(line: &[u8]) -> bool {
    let facts = Facts::of(line);
    let words = facts.spaces + 1;
    code::is_phrase(line, &facts)
        && !placeholder::is_placeholder(line)
        && !line.windows(2).any(|pair| matches!(pair, b": " | b", " | b"; " | b"\\u"))
        && (facts.digits > 0 || (words >= 3 && facts.surprise().bits >= 10.5 * words as f64))
        && (facts.surprise().known * 2 <= facts.surprise().letters + 4
            || (facts.digits > 1 && facts.special > 0 && words <= 4))
}

/// A password of letters and joints alone: random, or a phrase.
fn is_wordlike_password(value: &[u8], facts: &Facts<'_>, evidence: &Evidence<'_>) -> bool {
    let literal = matches!(evidence.quoting, Quoting::Quoted | Quoting::Config);
    let letters = facts.surprise().per_letter();
    // Marks that neither names nor sentences have within them.
    let odd = literal && value.iter().any(|b| b"<>;\\|[]{}'\"`".contains(b)) && letters >= 3.2;
    let random = facts.len >= 10
        && facts.surprise().bits >= 36.0
        && (letters >= 3.8 || odd || facts.switches >= 3 && letters >= 3.4);
    let strict = evidence.sensitivity == Sensitivity::Strict
        && literal
        && facts.surprise().bits >= 16.0
        && !is_vocabulary(&String::from_utf8_lossy(value).to_lowercase());
    (random && (literal || facts.switches >= 3))
        || ((evidence.quoting != Quoting::Bare || !value.iter().any(|b| matches!(b, b'_' | b'.')))
            && evidence.weigh != Weigh::Secret
            && code::is_joined_phrase(value, facts))
        || strict
}

fn is_key(value: &[u8], facts: &Facts<'_>, evidence: &Evidence<'_>) -> bool {
    let (least, bits, mean) = match evidence.sensitivity {
        Sensitivity::Permissive => (20, 70.0, 3.3),
        Sensitivity::Standard => (16, 46.0, 2.8),
        Sensitivity::Strict => (10, 30.0, 2.6),
    };
    // Shorter ones must be as mixed as can be.
    let literal = matches!(evidence.quoting, Quoting::Quoted | Quoting::Config);
    let dense = facts.upper > 0 && facts.lower > 0 && facts.digits > 1 && facts.surprise().per_byte() >= 3.7;
    let least = if literal && dense && evidence.sensitivity != Sensitivity::Permissive {
        least.min(14)
    } else {
        least
    };
    facts.spaces == 0
        && facts.surprise().bits >= bits
        && (facts.hex || facts.surprise().per_byte() >= mean)
        && is_random(value, facts, least)
}

fn is_token(value: &[u8], facts: &Facts<'_>, evidence: &Evidence<'_>) -> bool {
    let (least, bits, mean) = match evidence.sensitivity {
        Sensitivity::Permissive => return false,
        Sensitivity::Standard => (20, 60.0, 3.0),
        Sensitivity::Strict => (14, 40.0, 2.8),
    };
    let uuid = is_uuid(value) && !is_service_token(evidence.name);
    facts.spaces == 0
        && !uuid
        && !is_address(value)
        && facts.surprise().bits >= bits
        && (facts.hex || facts.surprise().per_byte() >= mean)
        && (facts.others * 4 <= facts.len)
        && is_random(value, facts, least)
}

/// Whether a value is the address of an account on a chain, which is public.
fn is_address(value: &[u8]) -> bool {
    value.len() == 42 && value.starts_with(b"0x")
}

/// Words before `token` that name no service which hands out credentials.
const NEUTRAL: [&str; 30] = [
    "csrf",
    "xsrf",
    "page",
    "next",
    "prev",
    "continuation",
    "request",
    "idempotency",
    "correlation",
    "trace",
    "cancel",
    "cancellation",
    "sync",
    "device",
    "push",
    "job",
    "task",
    "batch",
    "client",
    "change",
    "resume",
    "cursor",
    "delta",
    "upload",
    "registration",
    "reservation",
    "my",
    "the",
    "test",
    "session",
];

/// Whether a name is that of a service's token (`snyktoken`), where even a UUID is one.
fn is_service_token(name: &str) -> bool {
    name.strip_suffix("token")
        .is_some_and(|service| service.len() >= 3 && !NEUTRAL.iter().any(|word| service.ends_with(word)))
}

/// Whether a value is as machines make them: at least `least` bytes without words.
fn is_random(value: &[u8], facts: &Facts<'_>, least: usize) -> bool {
    let foreign =
        |b: &u8| matches!(b, b'(' | b')' | b'<' | b'>' | b'|' | b'"' | b'\\' | b',' | b';' | b'`' | b'\'');
    if facts.len < least || value.iter().any(foreign) {
        return false;
    }
    if facts.hex {
        return facts.digits >= 3
            && facts.lower + facts.upper >= 3
            && facts.entropy() >= 2.7
            && (facts.lower == 0 || facts.upper == 0 || facts.len >= 32);
    }
    let letters = facts.surprise().per_letter();
    let mixed = facts.digits >= 2 && facts.switches >= 3 && letters >= 2.8;
    let lettered = facts.switches >= 4 && letters >= 3.6 || facts.len >= 24 && letters >= 4.2;
    facts.entropy() >= 3.0 && facts.others * 2 <= facts.len && (mixed || lettered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weighs() {
        use Quoting::{Bare, Config, Prose, Quoted};
        use Weigh::{Hint, Key, Password, Secret, Token};
        let cases = [
            ("hunter2x", Password, Quoted, true),
            ("Summer2024!", Password, Config, true),
            ("Winter23", Password, Config, true),
            ("correct-horse-battery-staple", Password, Config, true),
            ("userPassword", Password, Bare, false),
            ("userPassword", Password, Quoted, false),
            ("kubeconfigPath", Password, Quoted, false),
            ("password-input-field", Password, Quoted, false),
            ("getPassword()", Password, Bare, false),
            ("user.password", Password, Bare, false),
            ("Enter your password", Password, Quoted, false),
            ("Must be 8 characters or more!", Password, Quoted, false),
            ("Tr0ub 4dor and three", Password, Quoted, false),
            ("Tr0ub 4dor !3", Password, Quoted, true),
            ("Tr0ub 4dor !3", Password, Bare, false),
            ("correct horse battery staple", Password, Quoted, true),
            ("Größe7!käse", Password, Quoted, true),
            ("Passwort", Password, Quoted, false),
            ("$9xK!q2Lw", Password, Quoted, true),
            ("$DB_PASSWORD", Password, Quoted, false),
            ("12345678", Password, Quoted, false),
            ("2024-01-15", Password, Quoted, false),
            ("secrets.yml", Password, Quoted, false),
            ("bob@host.org", Password, Quoted, false),
            ("$2b$12$abcdefghijklmnopqrstuv", Password, Quoted, false),
            ("Xq7mZx9K", Password, Bare, true),
            ("user2", Password, Bare, false),
            ("Xq7mZx9K!", Password, Prose, true),
            ("required", Password, Prose, false),
            ("Xq7mZx9K", Hint, Quoted, true),
            ("Tr0ub4dor&3xy", Secret, Quoted, true),
            ("settings.SECRET", Secret, Bare, false),
            ("*8k!x(9z@q2w$e4r5t^y7u8i9o0p-a=s+d1f2g3h)", Key, Quoted, true),
            ("f3a9c2d17b604e58a1c9d3e2", Key, Quoted, true),
            ("authentication_required", Token, Quoted, false),
            ("ctrl+shift+down", Token, Quoted, false),
            ("/usr/local/share/secrets", Key, Config, false),
            ("123e4567-e89b-12d3-a456-426614174000", Token, Quoted, false),
            ("123e4567-e89b-12d3-a456-426614174000", Key, Quoted, true),
        ];
        for (value, weigh, quoting, secret) in cases {
            assert_eq!(
                is_secret(value.as_bytes(), weigh, quoting),
                secret,
                "{value} {weigh:?} {:?}",
                surprise(value.as_bytes())
            );
        }
    }

    #[test]
    fn sensitivity_moves_the_bar() {
        let decided = |value: &str, weigh, sensitivity| {
            decide(value.as_bytes(), &Evidence { weigh, quoting: Quoting::Quoted, name: "", sensitivity })
        };
        use Sensitivity::{Permissive, Standard, Strict};
        assert!(!decided("hunter2x", Weigh::Password, Permissive));
        assert!(decided("Xq7mZx9Ka2Lvw!", Weigh::Password, Permissive));
        assert!(!decided("dragonfly", Weigh::Password, Standard));
        assert!(decided("dragonfly", Weigh::Password, Strict));
        assert!(!decided("k7qz2lm9xv4b", Weigh::Key, Standard));
        assert!(decided("k7qz2lm9xv4b", Weigh::Key, Strict));
    }
}
