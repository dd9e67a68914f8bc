//! Deterministic CBOR (RFC 8949 section 4.2.1) with integer keys.
//!
//! Determinism and the refusal of unknown keys are enforced by one rule: what was decoded, encoded
//! again, must give the very bytes that were read.

/// Why bytes were refused as one of our structures.
#[derive(Debug, thiserror::Error)]
pub enum CborError {
    /// Not CBOR of the expected shape.
    #[error("not a valid structure of this kind")]
    Malformed(#[source] minicbor::decode::Error),
    /// Valid CBOR, but not the one deterministic encoding, or with keys that this version does not know.
    #[error("not in deterministic form, or with unknown fields")]
    NotDeterministic,
}

/// Encodes a structure. Encoding into memory cannot fail for the types of this crate.
pub fn encode<T: minicbor::Encode<()>>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    let written = minicbor::encode(value, &mut out);
    debug_assert!(written.is_ok(), "a Vec takes every byte");
    out
}

/// Decodes a structure and refuses every byte string that [`encode`] would not have written.
pub fn decode<'b, T>(bytes: &'b [u8]) -> Result<T, CborError>
where
    T: minicbor::Decode<'b, ()> + minicbor::Encode<()>,
{
    let value: T = minicbor::decode(bytes).map_err(CborError::Malformed)?;
    if encode(&value) == bytes { Ok(value) } else { Err(CborError::NotDeterministic) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(minicbor::Encode, minicbor::Decode, Debug, PartialEq)]
    #[cbor(map)]
    struct Pair {
        #[n(0)]
        a: u64,
        #[n(1)]
        b: Option<u8>,
    }

    #[test]
    fn unknown_keys_trailing_bytes_and_long_forms_are_refused() {
        let good = encode(&Pair { a: 1, b: Some(2) });
        assert_eq!(decode::<Pair>(&good).unwrap(), Pair { a: 1, b: Some(2) });
        let mut trailing = good.clone();
        trailing.push(0);
        assert!(matches!(decode::<Pair>(&trailing), Err(CborError::NotDeterministic)));
        // {0: 1, 1: 2, 9: 0}
        assert!(matches!(decode::<Pair>(&[0xa3, 0, 1, 1, 2, 9, 0]), Err(CborError::NotDeterministic)));
        // 1 written as a two-byte integer
        assert!(matches!(decode::<Pair>(&[0xa2, 0, 0x18, 1, 1, 2]), Err(CborError::NotDeterministic)));
        assert!(matches!(decode::<Pair>(&[0xff]), Err(CborError::Malformed(_))));
    }
}
