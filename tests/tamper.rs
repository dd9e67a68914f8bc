//! One flipped bit anywhere in anything that is stored or exported is refused. The fixtures of `tests/golden.rs`
//! are the sound things here.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]

use han::crypto::secret::{AccountKey, Passphrase};
use han::ops::progress::Silent;
use han::ops::verify::{self, VerifyOptions};
use han::protocol::archive::{BLOCK, parse_header};
use han::protocol::cbor;
use han::protocol::checkpoint::{Checkpoint, LogKey};
use han::protocol::header::HEADER_LEN;
use han::protocol::ids::ObjectId;
use han::protocol::leaf::{Class, leaf_hash};
use han::protocol::refs::{Ref, RefName};
use han::vault::content::{SessionKeys, WRAP_LEN};
use han::vault::keyfile::{self, Keys};
use han::vault::{archive, manifest, meta, segment, tombstone};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const SUITES: [&str; 2] = ["aes-256-gcm", "chacha20-poly1305"];
const SESSION: &str = "11111111-2222-4333-8444-555555555555";
const SHREDDED: &str = "31111111-2222-4333-8444-555555555555";
/// Bytes between those that are flipped in the sealed part of large objects; coprime to every block length.
const STRIDE: usize = 61;

fn path(suite: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/golden").join(suite).join(name)
}

fn golden(suite: &str, name: &str) -> Vec<u8> {
    std::fs::read(path(suite, name)).unwrap()
}

fn keys(suite: &str) -> Keys {
    let keyfile = keyfile::parse(&golden(suite, "keyfile")).unwrap();
    let secret = Passphrase::new(Zeroizing::new(b"the-secret-of-all-fixtures".to_vec()));
    keyfile::unlock(&keyfile, (&secret, None::<&AccountKey>), 1_800_000_010).unwrap().0
}

/// Flips one bit of each byte that counts, a different one each time, and demands that `opens` says no.
fn each_flip(name: &str, bytes: &[u8], opens: impl Fn(&[u8]) -> bool) {
    assert!(opens(bytes), "{name} is sound as it is");
    let small = bytes.len() <= 4_096;
    let last = bytes.len() - 1;
    let places = (0..bytes.len()).filter(|at| small || *at < HEADER_LEN || at % STRIDE == 0 || *at == last);
    let mut bad = bytes.to_vec();
    for at in places {
        bad[at] ^= 1 << (at % 8);
        assert!(!opens(&bad), "{name}: a bit of byte {at} was flipped");
        bad[at] = bytes[at];
    }
    for len in [0, 1, HEADER_LEN - 1, HEADER_LEN, last] {
        assert!(!opens(&bytes[..len.min(last)]), "{name}: cut to {len}");
    }
    assert!(!opens(&[bytes, &[0]].concat()), "{name}: a byte was added");
    assert!(!opens(&[bytes, bytes].concat()), "{name}: it was doubled");
}

#[test]
fn every_sealed_object() {
    for suite in SUITES {
        let keys = keys(suite);
        let tag = keys.session_tag(SESSION);
        let wraps = golden(suite, "wraps");
        let session = SessionKeys::open(&keys, tag, &wraps).unwrap();
        each_flip("a content-key wrap", &wraps[..WRAP_LEN], |bytes| {
            bytes.len() == WRAP_LEN && SessionKeys::open(&keys, tag, bytes).is_ok()
        });
        let both = (&keys, &session);
        each_flip("a manifest", &golden(suite, "manifest"), |bytes| manifest::open(both, tag, bytes).is_ok());
        each_flip("metadata", &golden(suite, "meta"), |bytes| meta::open(both, tag, bytes).is_ok());
        each_flip("an index", &golden(suite, "index"), |bytes| archive::open(&keys, bytes).is_ok());
        // The manifest names the segment by its hash; here the seal alone has to hold.
        let entry = manifest::open(both, tag, &golden(suite, "manifest")).unwrap().manifest.files[0].branches
            [0]
        .segments[1]
            .clone();
        each_flip("a segment", &golden(suite, "segment"), |bytes| {
            let mut entry = entry.clone();
            (entry.object, entry.len) = (ObjectId::of(bytes), bytes.len() as u64);
            // The generation and the counter of a segment say nothing that is read back, but are sealed too.
            segment::open(&session, (keys.owner(), tag), &entry, bytes).is_ok()
        });
        let name = RefName::session(keys.session_tag(SHREDDED));
        each_flip("a tombstone", &golden(suite, "tombstone"), |bytes| {
            tombstone::open(&keys, &name, bytes).is_ok()
        });
    }
}

#[test]
fn every_plain_structure() {
    for suite in SUITES {
        each_flip("a keyfile", &golden(suite, "keyfile"), |bytes| keyfile::parse(bytes).is_ok());
        let log_key: LogKey = golden(suite, "log.pub").as_slice().try_into().unwrap();
        each_flip("a log head", &golden(suite, "checkpoint"), |bytes| {
            Checkpoint::verify(bytes, &log_key).is_ok()
        });
        let leaf = golden(suite, "leaf");
        let hash = leaf_hash(Class::RefMove, &leaf);
        each_flip("a leaf", &leaf, |bytes| leaf_hash(Class::RefMove, bytes) == hash);
        let found: Ref = cbor::decode(&golden(suite, "ref")).unwrap();
        let fields = found.body.field_hashes();
        each_flip("a ref", &golden(suite, "ref"), |bytes| {
            cbor::decode::<Ref>(bytes).is_ok_and(|read| {
                (read.name, read.version, read.body.field_hashes())
                    == (found.name.clone(), found.version, fields)
            })
        });
    }
}

#[test]
fn every_key_wrap_of_a_keyfile_and_what_it_lists() {
    // Whoever knows no secret can sign nothing; whoever knows the vault key alone can sign a keyfile, and then
    // what the wraps hold must still be what is listed.
    let suite = SUITES[0];
    let keyfile = keyfile::parse(&golden(suite, "keyfile")).unwrap();
    let secret = Passphrase::new(Zeroizing::new(b"the-secret-of-all-fixtures".to_vec()));
    let (_, slot) = keyfile::unlock(&keyfile, (&secret, None), 1_800_000_010).unwrap();
    for (at, key) in keyfile.keys.iter().enumerate() {
        let Some(mine) = key.wraps.iter().position(|wrap| wrap.slot == slot.slot) else { continue };
        each_flip("a key wrap", &key.wraps[mine].wrap, |bytes| {
            let mut changed = keyfile.clone();
            changed.keys[at].wraps[mine].wrap = bytes.to_vec();
            keyfile::open_with(&changed, &slot).is_ok()
        });
        let mut changed = keyfile.clone();
        changed.keys[at].version += 1;
        assert!(keyfile::open_with(&changed, &slot).is_err(), "another version of key {at}");
        changed = keyfile.clone();
        match changed.keys[at].public.as_mut() {
            Some(public) => public[0] ^= 1,
            None => changed.keys[at].id.0[0] ^= 1,
        }
        assert!(keyfile::open_with(&changed, &slot).is_err(), "another public part or id of key {at}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_part_of_an_archive() {
    for suite in SUITES {
        let bytes = golden(suite, "archive.tar");
        let index = golden(suite, "index");
        let index_at = bytes.windows(index.len()).position(|window| window == index).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let bad_path = dir.path().join("bad.tar");
        let mut bad = bytes.clone();
        let mut headers = 0;
        for at in 0..bytes.len() {
            // The index is sealed: flips in it are those of `every_sealed_object`.
            if (index_at..index_at + index.len()).contains(&at) || at % STRIDE != 0 {
                continue;
            }
            bad[at] ^= 1 << (at % 8);
            std::fs::write(&bad_path, &bad).unwrap();
            let report = verify::archive(&bad_path, None, &VerifyOptions::default(), &Silent).await.unwrap();
            assert!(!report.bad.is_empty(), "byte {at}");
            bad[at] = bytes[at];
            headers += 1;
        }
        assert!(headers > 500);
    }
}

#[test]
fn every_bit_of_every_header_of_an_archive() {
    let bytes = golden(SUITES[0], "archive.tar");
    let mut at = 0;
    while let Some((_, len)) = parse_header(bytes[at..at + 512].try_into().unwrap()) {
        for bit in 0..512 * 8 {
            let mut block: [u8; BLOCK as usize] = bytes[at..at + 512].try_into().unwrap();
            block[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(parse_header(&block), None, "bit {bit} of the header at {at}");
        }
        at = (at + 512 + len as usize).next_multiple_of(512);
    }
    assert_eq!(at + 1024, bytes.len());
}
