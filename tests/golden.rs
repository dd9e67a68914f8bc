//! Fixtures of format version 1: what was written once must be readable for ever, and what must be refused must
//! be refused for its own reason.
//!
//! `tests/data/golden/<suite>/` holds one file for each kind of object and structure, and a whole archive;
//! `tests/data/bad/` holds archives, and `expected.txt` says what each is refused for. To make them anew after a
//! new format version: `HAN_WRITE_GOLDEN=1 cargo test --features test-kdf --test golden` (salts are random, so
//! every byte changes; never do it for a version that was released).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a broken fixture should stop the test")]

#[cfg(feature = "test-kdf")]
#[path = "golden/make.rs"]
mod make;
mod support;

use han::crypto::secret::AccountKey;
use han::ops::archive::{LockedArchive, OpenArchive};
use han::ops::error::OpError;
use han::ops::progress::Silent;
use han::ops::verify::{self, VerifyOptions};
use han::protocol::cbor;
use han::protocol::checkpoint::Checkpoint;
use han::protocol::ids::Digest;
use han::protocol::leaf::Leaf;
use han::protocol::refs::{Action, Ref, RefName};
use han::protocol::tombstone::ShredLevel;
use han::vault::content::SessionKeys;
use han::vault::keyfile::{self, Keys};
use han::vault::{archive, manifest, meta, segment, tombstone};
use std::path::{Path, PathBuf};
use support::forge::{FORGE_NOW, pass};

const OLD_SECRET: &str = "the-secret-before-its-rotation";
const SECRET: &str = "the-secret-of-all-fixtures";
const SESSION: &str = "11111111-2222-4333-8444-555555555555";
const OLD_SESSION: &str = "21111111-2222-4333-8444-555555555555";
const SHREDDED: &str = "31111111-2222-4333-8444-555555555555";
const SUITES: [(&str, u8); 2] = [("aes-256-gcm", 1), ("chacha20-poly1305", 2)];

fn data(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(folder)
}

/// 40,000 bytes that do not compress, for three chunks.
fn long_piece() -> Vec<u8> {
    let mut out = Vec::new();
    let mut block = Digest::of(b"seed");
    while out.len() < 40_000 {
        out.extend_from_slice(&block.0);
        block = Digest::of(&block.0);
    }
    out.truncate(40_000);
    out
}

const SHORT_PIECE: &[u8] = b"{\"type\":\"user\",\"message\":\"hello\"}\n{\"type\":\"assistant\"}\n";

fn golden(suite: &str, name: &str) -> Vec<u8> {
    std::fs::read(data("golden").join(suite).join(name)).unwrap()
}

fn keys(suite: &str, secret: &str) -> Keys {
    let keyfile = keyfile::parse(&golden(suite, "keyfile")).unwrap();
    keyfile::unlock(&keyfile, (&pass(secret), None::<&AccountKey>), FORGE_NOW + 10).unwrap().0
}

#[test]
fn every_kind_of_object_of_version_1_opens() {
    for (suite, byte) in SUITES {
        let keys = keys(suite, SECRET);
        let tag = keys.session_tag(SESSION);
        let session_keys = SessionKeys::open(&keys, tag, &golden(suite, "wraps")).unwrap();
        assert_eq!(
            session_keys.iter().map(|key| (key.birth, key.wrapped_by)).collect::<Vec<_>>(),
            [(2, 2), (1, 2)]
        );
        for name in ["key-wrap", "wraps", "manifest", "meta", "segment", "index"] {
            assert_eq!(golden(suite, name)[5], byte, "{name} is of the suite");
        }
        let both = (&keys, &session_keys);
        let opened = manifest::open(both, tag, &golden(suite, "manifest")).unwrap();
        assert_eq!((opened.manifest.version, opened.manifest.writer.name.as_str()), (2, "forge"));
        assert_ne!(opened.prev, Digest::default());
        let branch = &opened.manifest.files[0].branches[0];
        let object = golden(suite, "segment");
        let raw = segment::open(&session_keys, (keys.owner(), tag), &branch.segments[1], &object).unwrap();
        assert_eq!(*raw, long_piece());
        let (meta, _) = meta::open(both, tag, &golden(suite, "meta")).unwrap();
        assert_eq!((meta.uuid.as_str(), meta.title.as_deref()), (SESSION, Some("a fixed title")));
        let index = archive::open(&keys, &golden(suite, "index")).unwrap();
        assert_eq!((index.refs.len(), index.partial, index.created), (4, false, FORGE_NOW));
        let name = RefName::session(keys.session_tag(SHREDDED));
        let stone = tombstone::open(&keys, &name, &golden(suite, "tombstone")).unwrap();
        assert_eq!(stone.body.level, ShredLevel::Deleted);
    }
}

#[test]
fn plain_structures_of_version_1_are_read_and_written_alike() {
    for (suite, _) in SUITES {
        let bytes = golden(suite, "ref");
        let found: Ref = cbor::decode(&bytes).unwrap();
        assert_eq!((found.version, cbor::encode(&found)), (2, bytes));
        let bytes = golden(suite, "leaf");
        let leaf = Leaf::parse(&bytes).unwrap();
        assert!(leaf.names_body(&found.body));
        assert_eq!((leaf.action, leaf.to_bytes()), (Action::Sync, bytes));
        let log_key = golden(suite, "log.pub").as_slice().try_into().unwrap();
        let head = Checkpoint::verify(&golden(suite, "checkpoint"), &log_key).unwrap();
        assert_eq!((head.size, head.owner()), (leaf.seq + 1, Some(leaf.owner)));
        let keyfile = keyfile::parse(&golden(suite, "keyfile")).unwrap();
        assert_eq!(cbor::encode(&keyfile), golden(suite, "keyfile"));
        assert_eq!((keyfile.version, keyfile.slots.len()), (2, 2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_archives_of_version_1_open_and_verify() {
    for (suite, _) in SUITES {
        let path = data("golden").join(suite).join("archive.tar");
        let (secret, old) = (pass(SECRET), pass(OLD_SECRET));
        let report = verify::archive(&path, Some((&secret, None)), &VerifyOptions::default(), &Silent).await;
        assert_eq!(report.unwrap().bad, []);
        let report = verify::archive(&path, None, &VerifyOptions::default(), &Silent).await.unwrap();
        assert_eq!((report.bad.as_slice(), report.sealed), (&[][..], true));
        let open = unlock(&path, SECRET).await.unwrap();
        let tag = open.reader.keys.session_tag(OLD_SESSION);
        let view = open.reader.session(tag).await.unwrap().unwrap();
        let raw = open.reader.segment(&view, &view.manifest.files[0].branches[0].segments[0]).await.unwrap();
        assert_eq!(*raw, SHORT_PIECE);
        let locked = LockedArchive::open(&path).await.unwrap();
        assert!(matches!(locked.unlock((&pass("another"), None)), Err(OpError::WrongSecret { .. })));
        // The secret before the rotation reads what it could read, and no more.
        let report =
            verify::archive(&path, Some((&old, None)), &VerifyOptions::default(), &Silent).await.unwrap();
        assert!(!report.bad.is_empty());
    }
}

async fn unlock(path: &Path, secret: &str) -> Result<OpenArchive, OpError> {
    LockedArchive::open(path).await?.unlock((&pass(secret), None))
}

/// Everything that verify says of an archive, in one line an item.
async fn refusal(path: &Path) -> String {
    let report = verify::archive(path, Some((&pass(SECRET), None)), &VerifyOptions::default(), &Silent).await;
    match report {
        Err(error) => panic!("verify itself failed: {error}"),
        Ok(report) => {
            report.bad.iter().map(|bad| format!("{}: {}: {}\n", bad.code, bad.item, bad.message)).collect()
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_archives_are_refused_each_for_its_own_reason() {
    let expected = std::fs::read_to_string(data("bad/expected.txt")).unwrap();
    let mut seen = 0;
    for line in expected.lines().filter(|line| !line.starts_with('#')) {
        let (file, reason) = line.split_once(": ").unwrap();
        let said = refusal(&data("bad").join(file)).await;
        assert!(said.contains(reason), "{file} should be refused for {reason:?}: {said:?}");
        seen += 1;
    }
    let files = std::fs::read_dir(data("bad")).unwrap().count();
    assert!(seen > 15 && files == seen + 1, "{seen} lines for {files} files");
}
