//! Personal data: e-mail addresses, telephone numbers, IBAN account numbers, card numbers. All optional.
//!
//! One pass over the text; each candidate is read within `LONGEST` bytes, so time is linear.

use std::ops::Range;

use super::checksum;
use super::prefilter::Special;

/// The longest candidate, with its separators.
const LONGEST: usize = 48;

/// Calls `found` for each piece of personal data in `text`.
pub fn find(text: &[u8], found: &mut dyn FnMut(Special, Range<usize>)) {
    let mut at = 0;
    while at < text.len() {
        let starts = at == 0 || !text.get(at - 1).is_some_and(u8::is_ascii_alphanumeric);
        let hit = match text.get(at) {
            Some(b'@') => email(text, at).map(|span| (Special::Email, span)),
            Some(b'+' | b'(' | b'0'..=b'9') if starts => card(text, at)
                .map(|span| (Special::Card, span))
                .or_else(|| phone(text, at).map(|span| (Special::Phone, span))),
            Some(b'A'..=b'Z') if starts => iban(text, at).map(|span| (Special::Iban, span)),
            _ => None,
        };
        match hit {
            Some((special, span)) => {
                at = span.end.max(at + 1);
                found(special, span);
            }
            None => at += 1,
        }
    }
}

/// Endings of file and unit names that stand behind an `@` (`icon@2x.png`, `getty@tty1.service`).
const NO_DOMAINS: [&str; 22] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "js", "ts", "mjs", "css", "json", "md", "html", "py", "rs",
    "toml", "yaml", "service", "timer", "socket", "mount", "target",
];

/// Parts before the `@` that belong to programs.
const NO_PEOPLE: [&str; 6] = ["git", "noreply", "no-reply", "npm", "root", "hg"];

fn email(text: &[u8], at: usize) -> Option<Range<usize>> {
    let local = |b: &u8| b.is_ascii_alphanumeric() || b"._%+-".contains(b);
    let before = text.get(at.saturating_sub(64)..at)?;
    let len = before.iter().rev().take_while(|b| local(b)).count();
    let start = at - len;
    let name = text.get(start..at)?;
    let lead = text.get(..start)?;
    let within_url = lead.last().is_some_and(|b| matches!(b, b':' | b'/')) && !lead.ends_with(b"mailto:");
    if name.is_empty()
        || within_url
        || NO_PEOPLE.iter().any(|other| name.eq_ignore_ascii_case(other.as_bytes()))
    {
        return None;
    }
    let rest = text.get(at + 1..text.len().min(at + 254))?;
    let domain = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-')).count();
    let domain = rest.get(..domain)?.trim_ascii_end();
    let kept = domain.len() - domain.iter().rev().take_while(|b| matches!(b, b'.' | b'-')).count();
    let domain = domain.get(..kept)?;
    let dot = memchr::memrchr(b'.', domain)?;
    let top = domain.get(dot + 1..)?.to_ascii_lowercase();
    let real = top.len() >= 2
        && top.iter().all(u8::is_ascii_lowercase)
        && !NO_DOMAINS.iter().any(|other| other.as_bytes() == top)
        && !domain.starts_with(b".")
        && memchr::memmem::find(domain, b"example").is_none_or(|at| at + 7 < dot)
        && !matches!(top.as_slice(), b"test" | b"invalid" | b"localhost" | b"local" | b"example");
    real.then_some(start..at + 1 + kept)
}

/// The digits of a number from `start`, each group behind at most one separator, and where it ends. Nothing that goes
/// on as a word, a decimal or a longer number.
fn digits(text: &[u8], start: usize, separators: &[u8], most: usize) -> Option<(Vec<u8>, usize)> {
    let mut digits = Vec::with_capacity(most);
    let mut end = start;
    let mut gap = 0;
    for (offset, byte) in text.get(start..text.len().min(start + LONGEST))?.iter().enumerate() {
        if byte.is_ascii_digit() && digits.len() < most {
            digits.push(*byte);
            end = start + offset + 1;
            gap = 0;
        } else if separators.contains(byte) && gap < 2 && !digits.is_empty() {
            gap += 1;
        } else {
            break;
        }
    }
    let next = text.get(end..).unwrap_or_default();
    let goes_on = next.first().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
        || matches!(next, [b'.' | b'-' | b':', digit, ..] if digit.is_ascii_digit());
    (!goes_on).then_some((digits, end))
}

/// Lengths of card numbers by how they begin: inclusive ranges of the first four digits (the schemes' published ranges).
const CARDS: [(u32, u32, &[usize]); 12] = [
    (2221, 2720, &[16]),
    (3000, 3059, &[14]),
    (3400, 3499, &[15]),
    (3528, 3589, &[16]),
    (3600, 3699, &[14]),
    (3700, 3799, &[15]),
    (3800, 3899, &[14]),
    (4000, 4999, &[13, 16, 19]),
    (5100, 5599, &[16]),
    (6011, 6011, &[16, 19]),
    (6200, 6299, &[16, 17, 18, 19]),
    (6440, 6599, &[16, 19]),
];

fn card(text: &[u8], start: usize) -> Option<Range<usize>> {
    let before = start.checked_sub(1).and_then(|at| text.get(at));
    if before.is_some_and(|b| matches!(b, b'.' | b'_' | b'-' | b'+')) {
        return None;
    }
    let (digits, end) = digits(text, start, b" -", 19)?;
    let lead = digits.get(..4)?.iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
    let known =
        CARDS.iter().any(|(low, high, lens)| (*low..=*high).contains(&lead) && lens.contains(&digits.len()));
    let mut seen = [false; 10];
    digits.iter().for_each(|b| seen[usize::from(b - b'0')] = true);
    let varied = seen.iter().filter(|seen| **seen).count() > 3;
    (known && varied && checksum::luhn_holds(&digits)).then_some(start..end)
}

/// National forms that are told apart from other numbers by their groups: lengths of the groups, and the first digit.
const NATIONAL: [&[usize]; 7] =
    [&[3, 3, 4], &[5, 6], &[3, 4, 4], &[4, 3, 4], &[2, 2, 2, 2, 2], &[4, 7], &[4, 3, 3]];

fn phone(text: &[u8], start: usize) -> Option<Range<usize>> {
    let international = text.get(start) == Some(&b'+');
    let from = start + usize::from(international || text.get(start) == Some(&b'('));
    let (number, end) = digits(text, from, b" -.()/", 15)?;
    let shown = text.get(from..end)?;
    let groups: Vec<usize> =
        shown.split(|b| !b.is_ascii_digit()).map(<[u8]>::len).filter(|len| *len > 0).collect();
    if international {
        let line = start == 0 || text.get(start - 1) == Some(&b'\n');
        let likely = number.first() != Some(&b'0') && (8..=15).contains(&number.len());
        return (likely && (groups.len() > 1 || !line)).then_some(start..end);
    }
    let trunk = number.first() == Some(&b'0');
    let american = |at: usize| number.get(at).is_some_and(|b| (b'2'..=b'9').contains(b));
    let likely = if trunk {
        NATIONAL.iter().skip(1).any(|form| *form == groups)
    } else {
        Some(&groups.as_slice()) == NATIONAL.first() && american(0) && american(3)
    };
    (likely && !matches!(text.get(start.wrapping_sub(1)), Some(b'.' | b'-' | b'_' | b'/')))
        .then_some(start..end)
}

/// Lengths of account numbers by country (the IBAN registry of SWIFT).
const COUNTRIES: [(&[u8; 2], usize); 40] = [
    (b"AD", 24),
    (b"AE", 23),
    (b"AT", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BR", 29),
    (b"CH", 21),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DK", 18),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GR", 27),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"MC", 27),
    (b"MT", 31),
    (b"NL", 18),
    (b"NO", 15),
    (b"PL", 28),
    (b"PT", 25),
    (b"RO", 24),
    (b"SA", 24),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"TR", 26),
];

fn iban(text: &[u8], start: usize) -> Option<Range<usize>> {
    let head = text.get(start..start + 4)?;
    let (_, len) = COUNTRIES.iter().find(|(country, _)| head.starts_with(*country))?;
    let mut number = Vec::with_capacity(*len);
    let mut end = start;
    for (offset, byte) in text.get(start..text.len().min(start + LONGEST))?.iter().enumerate() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' if number.len() < *len => number.push(*byte),
            b' ' if number.len() % 4 == 0 && number.len() < *len => continue,
            _ => break,
        }
        end = start + offset + 1;
    }
    let goes_on = text.get(end).is_some_and(u8::is_ascii_alphanumeric);
    (number.len() == *len && !goes_on && checksum::iban_holds(&number)).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(Special, &str)> {
        let mut out = Vec::new();
        find(text.as_bytes(), &mut |special, span| out.push((special, &text[span])));
        out
    }

    #[test]
    fn finds_each_kind() {
        // The numbers are the public examples of their standards and schemes.
        assert_eq!(all("mail jo.doe+x@mail.acme.org."), [(Special::Email, "jo.doe+x@mail.acme.org")]);
        assert_eq!(all("mailto:jo@acme.de>"), [(Special::Email, "jo@acme.de")]);
        assert_eq!(
            all("IBAN GB82 WEST 1234 5698 7654 32,"),
            [(Special::Iban, "GB82 WEST 1234 5698 7654 32")]
        );
        assert_eq!(all("card 3782-822463-10005"), [(Special::Card, "3782-822463-10005")]);
        for phone in
            ["+44 20 7946 0958", "+1-202-555-0143", "(202) 555-0143", "202-555-0143", "020 7946 0958"]
        {
            let found =
                all(&format!("call {phone}, please")).first().map(|(kind, text)| (*kind, text.to_string()));
            let shown = phone.trim_start_matches('(').to_owned();
            assert!(
                found.is_some_and(|(kind, text)| kind == Special::Phone && text.ends_with(&shown)),
                "{phone}"
            );
        }
    }

    #[test]
    fn leaves_what_looks_alike() {
        for text in [
            "git@github.com:a/b.git",
            "icon@2x.png",
            "left-pad@1.3.0",
            "getty@tty1.service",
            "https://user:pass@host.org/",
            "jo@example.com",
            "4111 1111 1111 1111",
            "3782-822463-10006",
            "1700000000000",
            "2024-01-02 03:04:05",
            "192.168.100.200",
            "+1234567890\n",
            "GB82 WEST 1234 5698 7654 33",
            "DE00 CODE",
            "1.202-555-0143",
            "v10.20.30-4567",
        ] {
            assert_eq!(all(text), [], "{text}");
        }
    }
}
