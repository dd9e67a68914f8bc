//! Makes the fixtures anew where `HAN_WRITE_GOLDEN` is set.

use super::support::forge::{self, Draft, FORGE_NOW, Forge};
use super::{
    OLD_SECRET, OLD_SESSION, SECRET, SESSION, SHORT_PIECE, SHREDDED, SUITES, data, long_piece, refusal,
};
use han::crypto::seal::{Suite, set_suite_for_tests};
use han::protocol::archive::EntryName;
use han::protocol::cbor;
use han::protocol::ids::Digest;
use han::protocol::leaf::Class;
use han::protocol::refs::{Action, RefBody, RefName};
use han::protocol::tombstone::{ShredLevel, TOMBSTONE_FORMAT, TombstoneBody};
use han::vault::content::SessionKeys;
use han::vault::{manifest, meta, tombstone};

#[tokio::test(flavor = "multi_thread")]
async fn write_fixtures_where_asked_to() {
    if std::env::var_os("HAN_WRITE_GOLDEN").is_none() {
        return;
    }
    for (name, suite) in SUITES {
        set_suite_for_tests(Suite::from_byte(suite).unwrap());
        let (mut forge, draft) = vault();
        let folder = data("golden").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in fixtures(&mut forge, &draft) {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
    set_suite_for_tests(Suite::Aes256Gcm);
    let folder = data("bad");
    std::fs::create_dir_all(&folder).unwrap();
    let mut expected =
        String::from("# file, and what it is refused for: the code and a part of the message\n");
    for bad in bad_archives() {
        std::fs::write(folder.join(format!("{}.tar", bad.name)), &bad.bytes).unwrap();
        let said = refusal(&folder.join(format!("{}.tar", bad.name))).await;
        assert!(said.contains(bad.refused_for), "{}: {said}", bad.name);
        expected.push_str(&format!("{}.tar: {}\n", bad.name, bad.refused_for));
    }
    std::fs::write(folder.join("expected.txt"), expected).unwrap();
}

/// A vault with everything in it: a rotated secret, a session from before it, one from after it with two
/// content keys and two manifests, and a tombstone.
fn vault() -> (Forge, Draft) {
    let mut forge = Forge::new(OLD_SECRET);
    let old = forge.draft(OLD_SESSION, &[SHORT_PIECE]);
    forge.commit(old);
    let shredded = forge.draft(SHREDDED, &[b"gone"]);
    let shredded = forge.commit(shredded);
    let draft = forge.draft(SESSION, &[SHORT_PIECE]);
    let mut draft = forge.commit(draft);
    forge.rotate(SECRET);
    forge.push_other(Class::Read);
    let name = RefName::session(shredded.tag);
    let body = TombstoneBody {
        format: TOMBSTONE_FORMAT,
        owner: forge.owner,
        name: name.clone(),
        session: shredded.tag,
        time_us: FORGE_NOW * 1_000_000,
        last_manifest: shredded.prev,
        level: ShredLevel::Deleted,
    };
    forge.push(name, RefBody::Tombstone(tombstone::sign(body, &forge.keys).unwrap()), Action::Shred);
    for entry in &shredded.manifest.files[0].branches[0].segments {
        forge.objects.remove(&entry.object);
    }
    let field = draft.keys.rewrap(&forge.keys, draft.tag).unwrap().to_field();
    draft.keys = SessionKeys::open(&forge.keys, draft.tag, &field).unwrap();
    draft.keys.for_writing(&forge.keys, draft.tag).unwrap();
    let start = SHORT_PIECE.len() as u64;
    let long = forge.segment(&draft.keys, draft.tag, &long_piece(), start);
    draft.manifest.files[0].branches[0].segments.push(long);
    draft.manifest.head = forge.seen();
    draft.manifest.version = 2;
    draft.meta.manifest_version = 2;
    draft.meta.bytes = start + 40_000;
    let draft = forge.commit(draft);
    (forge, draft)
}

/// The fixtures of a vault, by file name.
fn fixtures(forge: &mut Forge, draft: &Draft) -> Vec<(&'static str, Vec<u8>)> {
    let found = &forge.refs[&RefName::session(draft.tag)];
    let RefBody::Session { wraps, manifest, meta } = found.body.clone() else { panic!("a session") };
    let long = &draft.manifest.files[0].branches[0].segments[1];
    let key_wrap = forge.keyfile.keys[0].wraps[0].wrap.clone();
    let (ref_cbor, segment) = (cbor::encode(found), forge.objects[&long.object].clone());
    let shredded = &forge.refs[&RefName::session(forge.keys.session_tag(SHREDDED))];
    let RefBody::Tombstone(stone) = shredded.body.clone() else { panic!("a tombstone") };
    let han::remote::LeafEntry::Ref(leaf) = forge.leaves.last().unwrap().clone() else {
        panic!("a ref move")
    };
    let entries = forge.entries(true);
    let entry = |name| entries.iter().find(|(have, _)| *have == name).unwrap().1.clone();
    vec![
        ("keyfile", entry(EntryName::Keyfile)),
        ("key-wrap", key_wrap),
        ("wraps", wraps),
        ("manifest", manifest),
        ("meta", meta),
        ("segment", segment),
        ("tombstone", stone),
        ("ref", ref_cbor),
        ("leaf", leaf),
        ("log.pub", entry(EntryName::LogKey)),
        ("checkpoint", entry(EntryName::Checkpoint)),
        ("index", entry(EntryName::Index)),
        ("archive.tar", forge::build(&entries)),
    ]
}

/// An archive that must be refused.
struct Bad {
    name: &'static str,
    bytes: Vec<u8>,
    refused_for: &'static str,
}

/// A small vault whose one session was changed before it was signed.
fn with_session(change: impl FnOnce(&mut Forge, &mut Draft)) -> Vec<u8> {
    let mut forge = Forge::new(SECRET);
    let mut draft = forge.draft(SESSION, &[SHORT_PIECE]);
    change(&mut forge, &mut draft);
    forge.commit(draft);
    forge.archive()
}

/// The entries of a small sound archive, changed.
fn with_entries(change: impl FnOnce(&mut Vec<(EntryName, Vec<u8>)>)) -> Vec<u8> {
    let mut entries = forge::entries(&with_session(|_, _| {}));
    change(&mut entries);
    forge::build(&entries)
}

fn entry(entries: &mut [(EntryName, Vec<u8>)], pick: fn(&EntryName) -> bool) -> &mut Vec<u8> {
    &mut entries.iter_mut().find(|(name, _)| pick(name)).unwrap().1
}

/// What only someone with the keys can make: the signatures hold, the content is wrong.
fn bad_sessions() -> Vec<Bad> {
    let bad = |name, refused_for, bytes| Bad { name, bytes, refused_for };
    let path = |path: &'static str| with_session(move |_, draft| draft.manifest.files[0].path = path.into());
    vec![
        bad("path-parent", "safe form of a path", path("../../.bashrc")),
        bad("path-absolute", "safe form of a path", path("/etc/cron.d/x")),
        bad("path-control", "safe form of a path", path("a\u{202e}b.jsonl")),
        bad(
            "path-twice",
            "another shape",
            with_session(|_, draft| {
                let file = draft.manifest.files[0].clone();
                draft.manifest.files.push(file);
            }),
        ),
        bad(
            "two-current-branches",
            "another shape",
            with_session(|_, draft| {
                let branch = draft.manifest.files[0].branches[0].clone();
                draft.manifest.files[0].branches.push(branch);
            }),
        ),
        bad(
            "segments-with-a-hole",
            "another shape",
            with_session(|_, draft| {
                draft.manifest.files[0].branches[0].segments[0].start = 1;
            }),
        ),
    ]
}

/// Structures that contradict each other, or the log.
fn bad_places() -> Vec<Bad> {
    let bad = |name, refused_for, bytes| Bad { name, bytes, refused_for };
    vec![
        bad("manifest-format-2", "needs a newer han", with_session(|_, draft| draft.manifest.format = 2)),
        bad("meta-format-2", "needs a newer han", with_session(|_, draft| draft.meta.format = 2)),
        bad(
            "meta-of-another-session",
            "another session",
            with_session(|_, draft| draft.meta.uuid = OLD_SESSION.into()),
        ),
        bad(
            "meta-of-a-later-manifest",
            "another version",
            with_session(|_, draft| draft.meta.manifest_version = 9),
        ),
        bad(
            "manifest-prev-of-nothing",
            "place in the log",
            with_session(|_, draft| draft.prev = Digest([7; 32])),
        ),
        bad(
            "head-of-another-history",
            "fork",
            with_session(|_, draft| draft.manifest.head.root = Digest([7; 32])),
        ),
        bad("head-of-the-future", "fork", with_session(|_, draft| draft.manifest.head.size = 99)),
    ]
}

/// Segments that are not what the manifest says.
fn bad_segments() -> Vec<Bad> {
    let bad = |name, refused_for, bytes| Bad { name, bytes, refused_for };
    vec![
        bad(
            "segment-of-another-length",
            "frame holds",
            with_session(|_, draft| {
                let segment = &mut draft.manifest.files[0].branches[0].segments[0];
                segment.raw_len -= 1;
            }),
        ),
        bad(
            "segment-at-another-place",
            "another place",
            with_session(|forge, draft| {
                let (tag, raw) = (draft.tag, SHORT_PIECE);
                let mut segment = forge.segment(&draft.keys, tag, raw, 5);
                segment.start = 0;
                draft.manifest.files[0].branches[0].segments = vec![segment];
            }),
        ),
        bad(
            "segment-bomb",
            "frame holds",
            with_session(|forge, draft| frame_with(forge, draft, |frame| frame[10] = 1)),
        ),
        bad(
            "segment-padding",
            "padding",
            with_session(|forge, draft| {
                frame_with(forge, draft, |frame| *frame.last_mut().unwrap() = 1);
            }),
        ),
        bad(
            "segment-codec",
            "codec",
            with_session(|forge, draft| frame_with(forge, draft, |frame| frame[1] = 9)),
        ),
        bad(
            "segment-hash",
            "hash",
            with_session(|forge, draft| frame_with(forge, draft, |frame| frame[30] ^= 1)),
        ),
        bad(
            "segment-frame-2",
            "needs a newer han",
            with_session(|forge, draft| {
                frame_with(forge, draft, |frame| frame[0] = 2);
            }),
        ),
    ]
}

/// Puts a changed frame in place of the session's segment.
fn frame_with(forge: &mut Forge, draft: &mut Draft, change: impl FnOnce(&mut [u8])) {
    let mut frame = forge.framer.frame(SHORT_PIECE, 0, 4096).unwrap();
    change(&mut frame);
    let place = (SHORT_PIECE.len() as u64, 0);
    let segment = forge.segment_of(&draft.keys, draft.tag, &frame, place);
    draft.manifest.files[0].branches[0].segments = vec![segment];
}

/// What anyone can make of a sound archive.
fn bad_archives() -> Vec<Bad> {
    let bad = |name, refused_for, bytes| Bad { name, bytes, refused_for };
    let is_object = |name: &EntryName| matches!(name, EntryName::Object(_));
    let is_ref = |name: &EntryName| matches!(name, EntryName::Ref(_));
    let mut all = bad_sessions();
    all.extend(bad_places());
    all.extend(bad_segments());
    all.extend([
        bad("format-2", "newer han", with_entries(|all| all[0].1 = b"han export 2\n".to_vec())),
        bad("no-keyfile", "missing", with_entries(|all| all.retain(|(name, _)| *name != EntryName::Keyfile))),
        bad("no-session", "missing", with_entries(|all| all.retain(|(name, _)| !is_ref(name)))),
        bad("no-object", "missing", with_entries(|all| all.retain(|(name, _)| !is_object(name)))),
        bad("object-flipped", "damaged", with_entries(|all| entry(all, is_object)[500] ^= 1)),
        bad("ref-flipped", "tampered", with_entries(|all| *entry(all, is_ref).last_mut().unwrap() ^= 1)),
        bad(
            "keyfile-flipped",
            "tampered",
            with_entries(|all| entry(all, |n| *n == EntryName::Keyfile)[90] ^= 1),
        ),
        bad(
            "index-flipped",
            "tampered",
            with_entries(|all| entry(all, |n| *n == EntryName::Index)[200] ^= 1),
        ),
        bad("leaf-flipped", "log", with_entries(|all| entry(all, |n| *n == EntryName::Leaves)[40] ^= 1)),
        bad(
            "log-key-of-another",
            "not signed by the log key",
            with_entries(|all| {
                *entry(all, |n| *n == EntryName::LogKey) =
                    ed25519_dalek::SigningKey::from_bytes(&[9; 32]).verifying_key().to_bytes().to_vec();
            }),
        ),
        bad("cut", "cut", with_session(|_, _| {})[..4000].to_vec()),
        bad("moved-after-tombstone", "after a tombstone", after_tombstone()),
        bad("version-skipped", "ref version", version_skipped()),
        bad("signed-by-a-replaced-key", "place in the log", replaced_signer()),
        bad("wrap-under-a-retired-key", "data key 1 is retired", retired_wrap()),
    ]);
    all
}

fn after_tombstone() -> Vec<u8> {
    let (mut forge, draft) = vault();
    let name = RefName::session(forge.keys.session_tag(SHREDDED));
    let body = forge.refs[&RefName::session(draft.tag)].body.clone();
    forge.push(name, body, Action::Sync);
    forge.archive()
}

fn version_skipped() -> Vec<u8> {
    let mut forge = Forge::new(SECRET);
    let draft = forge.draft(SESSION, &[SHORT_PIECE]);
    let draft = forge.commit(draft);
    forge.refs.get_mut(&RefName::session(draft.tag)).unwrap().version = 7;
    forge.commit(draft);
    forge.archive()
}

/// Whoever still has the old vault key signs after the leaf that replaced it.
fn replaced_signer() -> Vec<u8> {
    let mut forge = Forge::new(OLD_SECRET);
    let draft = forge.draft(SESSION, &[SHORT_PIECE]);
    let mut late = forge.draft(OLD_SESSION, &[SHORT_PIECE]);
    forge.commit(draft);
    let manifest = manifest::seal(
        &mut late.manifest,
        (&forge.keys, &late.keys),
        (late.tag, late.prev),
        &mut forge.framer,
    );
    let meta = meta::seal(&mut late.meta, (&forge.keys, &late.keys), late.tag, &mut forge.framer).unwrap();
    let body = RefBody::Session { wraps: late.keys.to_field(), manifest: manifest.unwrap(), meta };
    forge.rotate(SECRET);
    forge.push(RefName::session(late.tag), body, Action::Sync);
    forge.archive()
}

fn retired_wrap() -> Vec<u8> {
    let mut forge = Forge::new(SECRET);
    let draft = forge.draft(SESSION, &[SHORT_PIECE]);
    forge.commit(draft);
    let (begun, keys) =
        han::vault::rotation::begin_data_key(&forge.keyfile, &forge.keys, &forge.slot, FORGE_NOW).unwrap();
    let (ended, keys) = han::vault::rotation::finish_data_key(&begun, &keys, &forge.slot, FORGE_NOW).unwrap();
    for (keyfile, name) in [(&begun, RefName::keyfile()), (&ended, RefName::keyfile())] {
        forge.push(name, RefBody::Signed(cbor::encode(keyfile)), Action::RotateDataKey);
    }
    (forge.keyfile, forge.keys) = (ended, keys);
    forge.archive()
}
