//! Checksums that formats carry. One that holds makes a finding certain; one that does not changes nothing.

use base64::Engine as _;
use sha2::{Digest, Sha256};

use super::structured::{base62, crc32};

/// Longest text that is decoded; an extended private key has 111 characters.
const LONGEST: usize = 128;

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Whether the last four bytes of Base58 text are the first of the double SHA-256 of the rest (Bitcoin keys).
pub fn base58check_holds(text: &[u8]) -> bool {
    let Some(bytes) = base58(text) else { return false };
    let Some((payload, sum)) = bytes.split_last_chunk::<4>() else { return false };
    Sha256::digest(Sha256::digest(payload)).starts_with(sum)
}

fn base58(text: &[u8]) -> Option<zeroize::Zeroizing<Vec<u8>>> {
    if text.len() > LONGEST {
        return None;
    }
    // Little endian while it grows.
    let mut number = zeroize::Zeroizing::new(Vec::with_capacity(LONGEST));
    for character in text {
        let mut carry = BASE58.iter().position(|c| c == character)?;
        for byte in number.iter_mut() {
            carry += usize::from(*byte) * 58;
            *byte = u8::try_from(carry & 0xff).unwrap_or(0);
            carry >>= 8;
        }
        while carry > 0 {
            number.push(u8::try_from(carry & 0xff).unwrap_or(0));
            carry >>= 8;
        }
    }
    number.extend(text.iter().take_while(|c| **c == b'1').map(|_| 0));
    number.reverse();
    Some(number)
}

/// Whether Bech32 text (BIP 173; any case) carries the checksum of its prefix and data.
pub fn bech32_holds(text: &[u8]) -> bool {
    let text = text.to_ascii_lowercase();
    let Some(one) = text.iter().rposition(|b| *b == b'1').filter(|_| text.len() <= LONGEST) else {
        return false;
    };
    let (prefix, data) = (text.get(..one).unwrap_or_default(), text.get(one + 1..).unwrap_or_default());
    let mut sum = prefix.iter().fold(1, |sum, b| polymod(sum, u32::from(b >> 5)));
    sum = polymod(sum, 0);
    sum = prefix.iter().fold(sum, |sum, b| polymod(sum, u32::from(b & 31)));
    for byte in data {
        let Some(value) = BECH32.iter().position(|c| c == byte).and_then(|v| u32::try_from(v).ok()) else {
            return false;
        };
        sum = polymod(sum, value);
    }
    data.len() >= 6 && sum == 1
}

fn polymod(sum: u32, value: u32) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let top = sum >> 25;
    let next = ((sum & 0x01ff_ffff) << 5) ^ value;
    GENERATOR.iter().enumerate().fold(next, |next, (i, g)| if (top >> i) & 1 == 1 { next ^ g } else { next })
}

/// How a CRC-32 stands at the end of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crc32 {
    /// Six base62 digits, `0-9A-Za-z` (GitHub, npm, Vercel).
    Base62,
    /// Eight hexadecimal digits of either case (Atlassian, Grafana).
    Hex,
    /// Six characters of base64 of the little-endian bytes (Confluent).
    Base64,
}

impl Crc32 {
    fn written(self, sum: u32) -> Vec<u8> {
        match self {
            Self::Base62 => base62(sum).to_vec(),
            Self::Hex => format!("{sum:08x}").into_bytes(),
            Self::Base64 => {
                base64::engine::general_purpose::STANDARD_NO_PAD.encode(sum.to_le_bytes()).into_bytes()
            }
        }
    }

    /// Whether the last characters are the CRC-32 of those before. Vendors differ in what they sum: all, or what
    /// follows the prefix; with or without the separator before the checksum.
    pub fn holds(self, token: &[u8]) -> bool {
        let len = if self == Self::Hex { 8 } else { 6 };
        let Some((summed, sum)) = token.split_at_checked(token.len().saturating_sub(len)) else {
            return false;
        };
        let bare = summed.strip_suffix(b"_").or_else(|| summed.strip_suffix(b"=")).unwrap_or(summed);
        let behind = |text: &[u8]| {
            let prefix = text.iter().take(24).rposition(|b| matches!(b, b'_' | b'-')).map_or(0, |at| at + 1);
            self.matches(text.get(prefix..).unwrap_or_default(), sum)
        };
        self.matches(summed, sum) || self.matches(bare, sum) || behind(bare)
    }

    fn matches(self, summed: &[u8], sum: &[u8]) -> bool {
        let written = self.written(crc32(summed));
        if self == Self::Hex { written.eq_ignore_ascii_case(sum) } else { written == sum }
    }

    /// Replaces the end of `token` by the checksum of what follows its last separator near the front.
    pub fn seal(self, token: &str) -> String {
        let len = if self == Self::Hex { 8 } else { 6 };
        let summed = token.get(..token.len().saturating_sub(len)).unwrap_or_default();
        let bare = summed.strip_suffix(['_', '=']).unwrap_or(summed);
        let prefix = bare.bytes().take(24).rposition(|b| matches!(b, b'_' | b'-')).map_or(0, |at| at + 1);
        let body = bare.get(prefix..).unwrap_or_default();
        let sum = self.written(crc32(body.as_bytes()));
        format!("{summed}{}", String::from_utf8_lossy(&sum))
    }
}

/// Whether the last digit is the Luhn check digit (ISO/IEC 7812-1) of those before; other characters are passed over.
pub fn luhn_holds(text: &[u8]) -> bool {
    let digits = text.iter().rev().filter(|b| b.is_ascii_digit()).map(|b| u32::from(b - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit * 2) {
            (0, _) => digit,
            (_, twice) => {
                if twice > 9 {
                    twice - 9
                } else {
                    twice
                }
            }
        })
        .sum();
    text.iter().any(u8::is_ascii_digit) && sum.is_multiple_of(10)
}

/// Whether an account number without spaces leaves 1 modulo 97 (ISO 13616), with its first four characters last.
pub fn iban_holds(text: &[u8]) -> bool {
    let Some((head, rest)) = text.split_at_checked(4) else { return false };
    let mut left = 0_u32;
    for byte in rest.iter().chain(head) {
        left = match byte {
            b'0'..=b'9' => left * 10 + u32::from(byte - b'0'),
            b'A'..=b'Z' => left * 100 + u32::from(byte - b'A') + 10,
            _ => return false,
        } % 97;
    }
    left == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_checksums() {
        // BIP 173 and the Bitcoin wiki's public test strings.
        assert!(bech32_holds(b"A12UEL5L"));
        assert!(bech32_holds(b"abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"));
        assert!(!bech32_holds(b"abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxx"));
        assert!(!bech32_holds(b"no separator"));
        assert!(base58check_holds(b"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"));
        assert!(!base58check_holds(b"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3"));
        assert!(!base58check_holds(b"0OIl"));
        assert!(!base58check_holds(b""));
        // ISO 7812 and ISO 13616 examples.
        assert!(luhn_holds(b"7992-7398 713"));
        assert!(!luhn_holds(b"79927398710") && !luhn_holds(b""));
        assert!(iban_holds(b"GB82WEST12345698765432"));
        assert!(!iban_holds(b"GB82WEST12345698765433") && !iban_holds(b"GB8"));
    }

    #[test]
    fn crc32_in_every_writing() {
        // The check value of CRC-32 is that of `123456789`: cbf43926.
        assert!(Crc32::Hex.holds(b"tok_123456789CBF43926") && Crc32::Hex.holds(b"123456789=cbf43926"));
        assert!(!Crc32::Hex.holds(b"tok_123456789cbf43927") && !Crc32::Hex.holds(b"abc"));
        for (writing, blank) in [
            (Crc32::Base62, "ghp_aB3x000000"),
            (Crc32::Hex, "zp_aB3x_00000000"),
            (Crc32::Base64, "cfltaB3x000000"),
        ] {
            let sealed = writing.seal(blank);
            assert!(writing.holds(sealed.as_bytes()) && !writing.holds(blank.as_bytes()), "{sealed}");
        }
    }
}
