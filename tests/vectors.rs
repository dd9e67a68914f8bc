//! Published vectors and known answers for the crypto layer: Wycheproof's sets for what han seals and derives
//! with, and `tests/data/vectors/han-v1.json`, which a Python script computed with other people's code.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use aes_gcm::aead::{AeadInOut, KeyInit, Nonce, Tag, inout::InOutBuf};
use base64::Engine as _;
use han::crypto::{
    self, AccountKey, ContentKey, Cost, Dek, IndexKey, Purpose, Secret, SigningKey, SlotParams, Suite,
};
use han::crypto::{Passphrase, VerifyingKey, kdf, seal, sheet};
use hkdf::Hkdf;
use serde_json::Value;
use sha2::{Digest, Sha512};
use wycheproof::{TestResult, aead, chunked_encryption, hkdf as hkdf_vectors};
use zeroize::Zeroizing;

#[test]
fn all_cobblestone_256_vectors_hold() {
    let set = chunked_encryption::TestSet::load(chunked_encryption::TestName::Cobblestone256).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let sealed = miniz_oxide::inflate::decompress_to_vec_zlib(&test.ct).unwrap();
        let opened = Secret::from_slice(&test.key)
            .and_then(|key| seal::open(&key, Suite::Aes256Gcm, &test.ctx, &sealed).ok());
        match test.result {
            TestResult::Valid => {
                let plain = opened.unwrap_or_else(|| panic!("test {}: {}", test.tc_id, test.comment));
                assert_eq!(Some(plain.len()), test.msg_length, "test {}", test.tc_id);
                assert_eq!(
                    Some(Sha512::digest(&plain).to_vec()),
                    test.msg_sha512.as_ref().map(|h| h.to_vec())
                );
                assert_eq!(seal::sealed_len(plain.len()), sealed.len());
                valid += 1;
            }
            _ => {
                assert!(opened.is_none(), "test {}: {}", test.tc_id, test.comment);
                invalid += 1;
            }
        }
    }
    assert_eq!((valid, invalid), (10, 25), "Wycheproof's set has 35 tests");
}

/// Runs the vectors of one AEAD with 256-bit keys through the calls that `seal` makes; answers how many ran,
/// and how many were refused because their nonce has another length.
fn run_aead<A>(name: aead::TestName) -> (usize, usize)
where
    A: AeadInOut + KeyInit,
{
    let (mut ran, mut refused) = (0, 0);
    let set = aead::TestSet::load(name).unwrap();
    for test in set.test_groups.iter().filter(|group| group.key_size == 256).flat_map(|group| &group.tests) {
        let Ok(nonce) = Nonce::<A>::try_from(&test.nonce[..]) else {
            refused += 1;
            continue;
        };
        let cipher = A::new_from_slice(&test.key).unwrap();
        let tag = Tag::<A>::try_from(&test.tag[..]).unwrap();
        let mut buffer = test.ct.to_vec();
        let opened = cipher.decrypt_inout_detached(&nonce, &test.aad, InOutBuf::from(&mut buffer[..]), &tag);
        assert_eq!(opened.is_ok(), test.result == TestResult::Valid, "test {}: {}", test.tc_id, test.comment);
        if opened.is_ok() {
            assert_eq!(buffer, test.pt[..]);
            let made = cipher.encrypt_inout_detached(&nonce, &test.aad, InOutBuf::from(&mut buffer[..]));
            assert!(made.unwrap() == tag && buffer == test.ct[..], "test {}", test.tc_id);
        }
        ran += 1;
    }
    (ran, refused)
}

#[test]
fn aes_256_gcm_vectors_hold() {
    assert_eq!(run_aead::<aes_gcm::Aes256Gcm>(aead::TestName::AesGcm), (66, 39));
}

#[test]
fn chacha20_poly1305_vectors_hold() {
    assert_eq!(run_aead::<chacha20poly1305::ChaCha20Poly1305>(aead::TestName::ChaCha20Poly1305), (316, 9));
}

#[test]
fn hkdf_sha_512_vectors_hold() {
    let set = hkdf_vectors::TestSet::load(hkdf_vectors::TestName::HkdfSha512).unwrap();
    let mut ran = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let mut okm = vec![0; test.size];
        let made =
            Hkdf::<Sha512>::new(Some(&test.salt), &test.ikm).expand_multi_info(&[&test.info], &mut okm);
        assert_eq!(made.is_ok(), test.result == TestResult::Valid, "test {}", test.tc_id);
        assert!(made.is_err() || okm == test.okm[..], "test {}", test.tc_id);
        ran += 1;
    }
    assert_eq!(ran, 83);
}

/// The known answers, by name.
struct Known(Value);

impl Known {
    fn load() -> Self {
        Self(serde_json::from_str(include_str!("data/vectors/han-v1.json")).unwrap())
    }

    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap()
    }

    fn bytes<const N: usize>(&self, name: &str) -> [u8; N] {
        hex::decode(self.text(name)).unwrap().try_into().unwrap()
    }

    fn key(&self) -> Secret<32> {
        Secret::from_slice(&self.bytes::<32>("key")).unwrap()
    }
}

#[test]
fn seals_made_elsewhere_open_in_both_suites() {
    let known = Known::load();
    let context = known.bytes::<104>("context");
    let seals = known.0["seals"].as_array().unwrap();
    assert_eq!(seals.len(), 9);
    for entry in seals {
        let suite = Suite::from_byte(entry["suite"].as_u64().unwrap() as u8).unwrap();
        let plain_len = entry["plain_len"].as_u64().unwrap() as usize;
        let sealed =
            base64::engine::general_purpose::STANDARD.decode(entry["sealed"].as_str().unwrap()).unwrap();
        let pattern: Vec<u8> = (0..plain_len).map(|i| (i * 7 % 251) as u8).collect();
        let opened = seal::open(&known.key(), suite, &context, &sealed);
        assert_eq!(opened.unwrap().as_slice(), pattern, "{suite:?}, {plain_len} bytes");
        assert_eq!(seal::sealed_len(plain_len), sealed.len());
        let other = if suite == Suite::Aes256Gcm { Suite::ChaCha20Poly1305 } else { Suite::Aes256Gcm };
        assert!(seal::open(&known.key(), other, &context, &sealed).is_err());
    }
}

#[test]
fn the_kek_is_derived_as_documented() {
    let known = Known::load();
    let cost: Vec<u32> = serde_json::from_value(known.0["cost"].clone()).unwrap();
    let (owner, salt) = (known.bytes("owner"), known.bytes::<16>("kdf_salt"));
    let cost = Cost { memory_kib: cost[0], passes: cost[1], lanes: cost[2] };
    let slot = SlotParams { owner: &owner, epoch: 7, cost, salt: &salt };
    let pass = Passphrase::new(Zeroizing::new(known.text("passphrase").into()));
    let account = AccountKey::new(Secret::from_slice(&known.bytes::<32>("account_key")).unwrap());

    let alone = kdf::derive_kek(&pass, None, &slot).unwrap();
    assert_eq!(*alone.secret().expose(), known.bytes("kek"));
    let both = kdf::derive_kek(&pass, Some(&account), &slot).unwrap();
    assert_eq!(*both.secret().expose(), known.bytes("kek_with_account_key"));
}

#[test]
fn derived_keys_and_names_are_as_documented() {
    let known = Known::load();
    let content = ContentKey::new(known.key());
    let index = IndexKey::new(known.key());
    for (made, name) in [
        (kdf::segment_key(&content), "segment_key"),
        (kdf::manifest_key(&content), "manifest_key"),
        (kdf::meta_key(&content), "meta_key"),
        (kdf::local_key(&index, &known.bytes("device")), "local_key"),
        (kdf::export_index_key(&Dek::new(known.key())), "export_index_key"),
    ] {
        assert_eq!(*made.secret().expose(), known.bytes(name), "{name}");
    }
    assert_eq!(content.id(), known.bytes("key_id"));
    assert_eq!(kdf::session_tag(&index, known.text("session_uuid")), known.bytes("session_tag"));
}

#[test]
fn signatures_and_public_parts_are_as_documented() {
    let known = Known::load();
    let (owner, signature) = (known.bytes("owner"), known.bytes::<64>("manifest_signature"));
    let key = SigningKey::from_seed(known.key());
    assert_eq!(key.verifying().to_bytes(), known.bytes("ed25519_public"));
    assert_eq!(key.sign(Purpose::Manifest, &owner, &[b"bo", b"dy"]), signature);
    let public = VerifyingKey::from_bytes(&known.bytes::<32>("ed25519_public")).unwrap();
    assert_eq!(public.verify(Purpose::Manifest, &owner, &[b"body"], &signature), Ok(()));
    assert_eq!(crypto::sign::audit_public(&known.key()), known.bytes("x25519_public"));
}

#[test]
fn recovery_sheets_are_written_as_documented() {
    let known = Known::load();
    let account = known.bytes::<32>("account_key");
    assert_eq!(sheet::encode(&account).unwrap().as_str(), known.text("sheet"));
    assert_eq!(sheet::encode(&account[..5]).unwrap().as_str(), known.text("sheet_of_5"));
    assert_eq!(sheet::decode(known.text("sheet")).unwrap().as_slice(), account);
}
