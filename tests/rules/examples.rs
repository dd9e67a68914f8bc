//! Examples of rules, made from their templates.

use han::scan::ruleset::Check;
use han::scan::{Rule, Ruleset, shape};

/// A small fixed generator (SplitMix64), so that a failure repeats.
pub fn random(seed: u64) -> impl FnMut() -> u8 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1);
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u8::try_from((z ^ (z >> 31)) >> 56).unwrap()
    }
}

/// Examples of a rule, each with the random runs in it.
pub fn examples(rules: &Ruleset, rule: &Rule, seeds: u64) -> Vec<(String, Vec<String>)> {
    let templates = if rule.examples.is_empty() { &rule.shapes } else { &rule.examples };
    let mut made = Vec::new();
    for seed in 0..seeds {
        for template in templates {
            let (text, mut runs) = shape::fill(template, &mut random(seed));
            if rule.check == Some(Check::Bip39) {
                made.push(with_words(&text, seed));
                continue;
            }
            if rule.check == Some(Check::Base58Sealed) {
                let key = wallet_key(&text, seed);
                made.push((key.clone(), vec![key]));
                continue;
            }
            if text.contains("{bytes:64}") {
                let mut byte = random(seed);
                let bytes: Vec<String> = (0..64).map(|_| byte().to_string()).collect();
                made.push((text.replace("{bytes:64}", &bytes.join(",")), vec![bytes.join(",")]));
                continue;
            }
            let text = with_check_digits(rules, rule, text);
            let sealed = rule.check.and_then(Check::crc32).map(|crc| crc.seal(&text));
            if sealed.is_some() {
                runs.pop();
            }
            made.push((sealed.unwrap_or(text), runs));
        }
    }
    made
}

/// Replaces `{words:N}` by a seed phrase of N words with a checksum that holds.
fn with_words(text: &str, seed: u64) -> (String, Vec<String>) {
    let (before, rest) = text.split_once("{words:").unwrap();
    let (count, after) = rest.split_once('}').unwrap();
    let mut byte = random(seed);
    let entropy: Vec<u8> = (0..count.parse::<usize>().unwrap() / 3 * 4).map(|_| byte()).collect();
    let phrase = bip39::Mnemonic::from_entropy(&entropy).unwrap().to_string();
    (format!("{before}{phrase}{after}"), vec![phrase])
}

/// A Bitcoin private key of the kind that begins as `text` does, with its checksum.
fn wallet_key(text: &str, seed: u64) -> String {
    use sha2::Digest as _;
    const ALPHABET: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let compressed = usize::from(!text.starts_with('5'));
    let mut byte = random(seed);
    let mut payload = vec![0x80];
    payload.extend((0..32).map(|_| byte()));
    payload.extend(vec![1; compressed]);
    let sum = sha2::Sha256::digest(sha2::Sha256::digest(&payload));
    payload.extend(&sum[..4]);
    let mut digits = Vec::new();
    while payload.iter().any(|byte| *byte > 0) {
        let mut rest = 0_u32;
        for byte in &mut payload {
            let number = rest * 256 + u32::from(*byte);
            *byte = u8::try_from(number / 58).unwrap();
            rest = number % 58;
        }
        digits.push(ALPHABET[rest as usize]);
    }
    digits.reverse();
    String::from_utf8(digits).unwrap()
}

/// Puts the right check digits into an example of personal data.
fn with_check_digits(rules: &Ruleset, rule: &Rule, text: String) -> String {
    let holds = |text: &str| {
        let mut found = Vec::new();
        rules.find(text.as_bytes(), &mut found);
        found.iter().any(|finding| finding.rule == rule.id)
    };
    let mut tries: Box<dyn Iterator<Item = String>> = match rule.check {
        Some(Check::Iban) => Box::new((0..100).map(|n| text.replacen("00", &format!("{n:02}"), 1))),
        Some(Check::Luhn) => {
            let last = text.rfind(|c: char| c.is_ascii_digit()).unwrap();
            let (head, tail) = (text[..last].to_owned(), text[last + 1..].to_owned());
            Box::new((0..10).map(move |n| format!("{head}{n}{tail}")))
        }
        _ => return text,
    };
    tries.find(|text| holds(text)).unwrap()
}
