//! Checksums that formats carry. One that holds makes a finding certain; one that does not changes nothing.

use sha2::{Digest, Sha256};

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
    }
}
