//! Rows 8-12, 14, 19, 33, 37, 39, 41, 42: refs and the log.

use crate::kit::wire::Evil;
use crate::kit::{copy, lines};
use crate::scene::{Scene, exit_of, forge, get, raw};
use crate::support::{Home, tree, uuid};
use han::cli::failure::Exit;
use han::crypto::sign::Purpose;
use han::ops::place::RemotePlace;
use han::protocol::cbor;
use han::protocol::ids::{Digest, SessionTag};
use han::protocol::keyfile::OwnerKind;
use han::protocol::refs::{Ref, RefBody, RefName};
use han::protocol::tombstone::{ShredLevel, TOMBSTONE_FORMAT, Tombstone, TombstoneBody};
use han::remote::local::LocalRemote;
use han::remote::{LeafEntry, Remote, RemoteError, Swap};

fn fields(body: &RefBody) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let RefBody::Session { wraps, manifest, meta } = body else { panic!("a session") };
    (wraps.clone(), manifest.clone(), meta.clone())
}

/// Answers with another ref although the log names the right one.
#[tokio::test(flavor = "multi_thread")]
async fn a_ref_that_the_log_does_not_name_is_refused() {
    let scene = Scene::new().await;
    let pin = std::fs::read(scene.home.target.profile.state.join("pin")).unwrap();
    let now = scene.now.clone();
    let answers: Vec<(&str, Option<Ref>)> = vec![
        ("its older version", Some(scene.old.clone())),
        ("its older body as the newest", Some(Ref { version: now.version, ..scene.old.clone() })),
        ("another session's body", Some(Ref { body: scene.other.body.clone(), ..now.clone() })),
        ("another session", Some(scene.other.clone())),
        ("a later version", Some(Ref { version: now.version + 1, ..now.clone() })),
        ("a tombstone", Some(Ref { body: RefBody::Tombstone(vec![1; 90]), ..now.clone() })),
        ("nothing", None),
    ];
    for (case, answer) in answers {
        let name = scene.victim.clone();
        let lie = move |asked: RefName, truth: Result<Option<Ref>, RemoteError>| {
            if asked == name { Ok(answer.clone()) } else { truth }
        };
        let (home, _) = scene.home.over(Evil { get_ref: Some(Box::new(lie)), ..Evil::default() }).await;
        scene.only_the_victim_suffers(&home, case).await;
        // Nor does a sync build on it.
        std::fs::write(home.transcript(&uuid(1)), lines(0, 3)).unwrap();
        let report = home.sync().await.unwrap();
        assert_eq!((report.sent.len(), report.failed.len()), (0, 1), "{case}");
        assert!(get(&scene.home, &scene.victim).await == scene.now, "{case}");
        scene.wipe(&home);
    }
    assert!(std::fs::read(scene.home.target.profile.state.join("pin")).unwrap() == pin);
}

/// The server appends a leaf of its own: the log agrees with the body, the keys do not.
#[tokio::test(flavor = "multi_thread")]
async fn a_ref_that_only_the_server_moved_is_refused() {
    let scene = Scene::new().await;
    let (wraps, manifest, meta) = fields(&scene.now.body);
    let (_, old_manifest, old_meta) = fields(&scene.old.body);
    let (other_wraps, other_manifest, other_meta) = fields(&scene.other.body);
    let session = |wraps: &[u8], manifest: &[u8], meta: &[u8]| RefBody::Session {
        wraps: wraps.to_vec(),
        manifest: manifest.to_vec(),
        meta: meta.to_vec(),
    };
    let pointer = {
        let segment = &scene.segments[0];
        han::protocol::refs::ManifestPointer { id: segment.object, len: segment.len }.to_bytes()
    };
    let mut flipped = manifest.clone();
    flipped[200] ^= 1;
    let cases: Vec<(&str, RefBody)> = vec![
        ("its older body", scene.old.body.clone()),
        ("its older manifest", session(&wraps, &old_manifest, &meta)),
        ("its older manifest and metadata", session(&wraps, &old_manifest, &old_meta)),
        ("its older metadata", session(&wraps, &manifest, &old_meta)),
        ("another session's body", scene.other.body.clone()),
        ("another session's manifest", session(&wraps, &other_manifest, &meta)),
        ("another session's metadata", session(&wraps, &manifest, &other_meta)),
        ("another session's wraps", session(&other_wraps, &manifest, &meta)),
        ("metadata as the manifest", session(&wraps, &meta, &meta)),
        ("the manifest as metadata", session(&wraps, &manifest, &manifest)),
        ("a segment as the manifest", session(&wraps, &pointer, &meta)),
        ("no wraps", session(b"", &manifest, &meta)),
        ("half a wrap", session(&wraps[..100], &manifest, &meta)),
        ("no manifest", session(&wraps, b"", &meta)),
        ("a changed manifest", session(&wraps, &flipped, &meta)),
        ("plain text", session(&wraps, b"{\"files\":[]}, which is longer than forty bytes", b"{}")),
        ("a keyfile", RefBody::Tombstone(b"junk".to_vec())),
    ];
    for (at, (case, body)) in cases.into_iter().enumerate() {
        let home = scene.copy(&format!("moved-{at}"));
        forge(&home, &scene.victim, body).await;
        scene.only_the_victim_suffers(&home, case).await;
    }
}

fn tombstone(home: &Home, keys: &han::vault::keyfile::Keys, name: &RefName, last: Digest) -> RefBody {
    let session = name.session_tag().unwrap();
    let body = TombstoneBody {
        format: TOMBSTONE_FORMAT,
        owner: home.target.profile.owner,
        name: name.clone(),
        session,
        time_us: 1,
        last_manifest: last,
        level: ShredLevel::Deleted,
    };
    let signature = keys.sign(Purpose::Tombstone, &[&cbor::encode(&body)]);
    RefBody::Tombstone(cbor::encode(&Tombstone { body, signature, member: None }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_vanishes_only_by_the_word_of_a_key_holder() {
    let scene = Scene::new().await;
    let reader = scene.home.reader().await.unwrap();
    let last = Digest::of(&fields(&scene.now.body).1);
    let good = tombstone(&scene.home, &reader.keys, &scene.victim, last);
    let RefBody::Tombstone(bytes) = &good else { unreachable!() };
    let mut changed = bytes.clone();
    *changed.last_mut().unwrap() ^= 1;
    let stale = tombstone(&scene.home, &reader.keys, &scene.victim, Digest::of(&fields(&scene.old.body).1));
    let others = tombstone(&scene.home, &reader.keys, &RefName::session(SessionTag([3; 16])), last);
    for (case, body) in [
        ("unsigned", RefBody::Tombstone(changed)),
        ("of an older state", stale),
        ("of another session", others),
    ] {
        let home = scene.copy(&format!("ended {case}"));
        forge(&home, &scene.victim, body).await;
        scene.only_the_victim_suffers(&home, case).await;
        std::fs::write(home.transcript(&uuid(1)), lines(0, 3)).unwrap();
        assert_eq!(home.sync().await.unwrap().failed.len(), 1, "{case}");
    }
    let home = scene.copy("shredded");
    forge(&home, &scene.victim, good).await;
    let report = home.restore().await.unwrap();
    assert!(report.refused.is_empty() && report.restored.len() == 2);
    std::fs::write(home.transcript(&uuid(1)), lines(0, 3)).unwrap();
    let report = home.sync().await.unwrap();
    assert!(report.failed.is_empty() && report.sent.is_empty());
    assert!(report.notes.iter().any(|note| note.contains("shredded")), "{:?}", report.notes);
    scene.wipe(&home);
    // The old body is shown again: the log knows better.
    let (name, now) = (scene.victim.clone(), scene.now.clone());
    let lie = move |asked: RefName, truth| if asked == name { Ok(Some(now.clone())) } else { truth };
    let (home, _) = home.over(Evil { get_ref: Some(Box::new(lie)), ..Evil::default() }).await;
    scene.only_the_victim_suffers(&home, "replayed after its end").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_of_the_whole_vault_is_a_rollback() {
    let scene = Scene::new().await;
    let home = scene.copy("older");
    let vault = scene.dir.path().join("older/vault");
    std::fs::remove_dir_all(&vault).unwrap();
    copy(&scene.dir.path().join("vault-before"), &vault);
    scene.all_stops(&home, "older copy", Exit::Rollback).await;
    // The state folder is no hiding place: the pin beside the secret knows the vault too.
    std::fs::remove_dir_all(&home.target.profile.state).unwrap();
    let report = home.restore().await;
    assert!(report.is_ok(), "what only the lost state knew cannot be missed");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_history_of_the_same_length_or_more_is_no_continuation() {
    let scene = Scene::new().await;
    let home = scene.copy("fork");
    let vault = scene.dir.path().join("fork/vault");
    std::fs::remove_dir_all(&vault).unwrap();
    copy(&scene.dir.path().join("vault-before"), &vault);
    for n in 0..3 {
        forge(&home, &scene.other.name, scene.other.body.clone()).await;
        let case = format!("fork with {n} leaves more");
        // A leaf that does not fit what is known of its ref shows before the root does.
        let exit = if n == 0 { Exit::Rewritten } else { Exit::Tampered };
        scene.all_stops(&home, &case, exit).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_that_says_it_is_new_is_not_believed() {
    let scene = Scene::new().await;
    let home = scene.copy("emptied");
    let vault = scene.dir.path().join("emptied/vault");
    std::fs::remove_dir_all(&vault).unwrap();
    let owner = home.target.profile.owner;
    LocalRemote::create(&vault, owner, OwnerKind::User).await.unwrap().0.close().await;
    scene.all_stops(&home, "a new vault by another log key", Exit::Tampered).await;
    let remote = raw(&home).await;
    assert!(remote.list_refs(None, 10).await.unwrap().is_empty(), "nothing was written to it");
    std::fs::copy(scene.dir.path().join("vault/log-key"), vault.join("log-key")).ok();
    let again = home.restore().await;
    assert!(again.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_keyfile_stops_everything() {
    let scene = Scene::new().await;
    std::fs::remove_file(scene.home.target.profile.keyfile_path()).unwrap();
    let lie = |asked: RefName, truth| if asked == RefName::keyfile() { Ok(None) } else { truth };
    let (home, wire) = scene.home.over(Evil { get_ref: Some(Box::new(lie)), ..Evil::default() }).await;
    scene.all_stops(&home, "no keyfile", Exit::Tampered).await;
    assert!(wire.calls() > 0);
    assert!(get(&scene.home, &scene.victim).await == scene.now);
}

type Lie = Box<dyn Fn((u64, u64), Vec<LeafEntry>) -> Vec<LeafEntry> + Send + Sync>;

/// A page with one byte of one leaf changed.
fn flip(at: usize, byte: usize) -> Lie {
    Box::new(move |(since, _), mut page| {
        if let (0, Some(LeafEntry::Ref(body))) = (since, page.get_mut(at)) {
            body[byte] ^= 1;
        }
        page
    })
}

/// What a server can make of the pages of a log.
fn lies() -> Vec<(String, Lie)> {
    vec![
        ("the first hidden".into(), Box::new(|_, page| page.into_iter().skip(1).collect())),
        (
            "one hidden".into(),
            Box::new(|_, mut page| {
                if page.len() > 2 {
                    page.remove(1);
                }
                page
            }),
        ),
        (
            "the last hidden".into(),
            Box::new(|_, mut page| {
                page.pop();
                page
            }),
        ),
        (
            "two exchanged".into(),
            Box::new(|_, mut page| {
                if page.len() > 2 {
                    page.swap(1, 2);
                }
                page
            }),
        ),
        (
            "one as a mere hash".into(),
            Box::new(|_, mut page| {
                if let Some(last) = page.last_mut() {
                    *last = LeafEntry::Other { class: 1, hash: [1; 32] };
                }
                page
            }),
        ),
        (
            "one as a read".into(),
            Box::new(|_, mut page| {
                if let Some(last) = page.last_mut() {
                    *last = read();
                }
                page
            }),
        ),
        ("an empty page".into(), Box::new(|_, _| Vec::new())),
        (
            "pages without end".into(),
            Box::new(|(since, _), page| {
                let entry = page.first().cloned().unwrap_or(read());
                if since > 1 { vec![read(); 1000] } else { vec![entry; 1] }
            }),
        ),
        ("a page of a million".into(), Box::new(|_, _| vec![read(); 1 << 20])),
        ("no bytes".into(), Box::new(|_, page| page.iter().map(|_| LeafEntry::Ref(Vec::new())).collect())),
    ]
}

/// A leaf of a read that never was.
fn read() -> LeafEntry {
    LeafEntry::Other { class: 3, hash: [1; 32] }
}

/// A client that lost its copy of the log reads it from the start; each lie about it must show.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_with_changed_hidden_repeated_or_endless_leaves_is_refused() {
    let scene = Scene::new().await;
    let flips =
        [0, 1, 17, 25, 40, 60, 90].map(|byte| (format!("byte {byte} of a leaf flipped"), flip(2, byte)));
    for (case, lie) in lies().into_iter().chain(flips) {
        std::fs::remove_file(scene.home.target.profile.state.join("log")).ok();
        let leaves = move |about, truth: Result<Vec<LeafEntry>, RemoteError>| Ok(lie(about, truth?));
        let (home, _) = scene.home.over(Evil { leaves: Some(Box::new(leaves)), ..Evil::default() }).await;
        let pin = std::fs::read(home.target.profile.state.join("pin")).unwrap();
        let error = home.restore().await.err().unwrap_or_else(|| panic!("{case}: restored"));
        assert!(matches!(exit_of(error), Exit::Tampered | Exit::Rewritten), "{case}");
        assert!(std::fs::read(home.target.profile.state.join("pin")).unwrap() == pin, "{case}");
        assert!(tree(&home.claude()).is_empty(), "{case}");
    }
    assert!(scene.home.restore().await.unwrap().refused.is_empty(), "and the truth is accepted again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_is_not_signed_by_the_pinned_key_is_refused() {
    let scene = Scene::new().await;
    for at in [0, 30, 60, 100, 150] {
        let head = move |(), truth: Result<han::remote::Head, RemoteError>| {
            let mut head = truth?;
            let len = head.checkpoint.len();
            head.checkpoint[at % len] ^= 1;
            Ok(head)
        };
        let (home, _) = scene.home.over(Evil { head: Some(Box::new(head)), ..Evil::default() }).await;
        scene.all_stops(&home, &format!("byte {at} of the head"), Exit::Tampered).await;
    }
    let head = |(), truth: Result<han::remote::Head, RemoteError>| {
        let mut head = truth?;
        head.checkpoint.clear();
        Ok(head)
    };
    let (home, _) = scene.home.over(Evil { head: Some(Box::new(head)), ..Evil::default() }).await;
    scene.all_stops(&home, "no head", Exit::Tampered).await;
}

/// The server says that it stored a commit and did not; or shows another one's receipt.
#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_for_a_commit_that_was_not_made_is_refused() {
    let scene = Scene::new().await;
    let home = scene.copy("receipt");
    std::fs::write(home.transcript(&uuid(6)), lines(0, 2)).unwrap();
    let kept = std::sync::Arc::new(std::sync::Mutex::new(None));
    let seen = kept.clone();
    let record = move |(), truth: Result<Swap, RemoteError>| {
        *seen.lock().unwrap() = truth.as_ref().ok().cloned();
        truth
    };
    let (over, _) = home.over(Evil { commit: Some(Box::new(record)), ..Evil::default() }).await;
    over.sync().await.unwrap();
    let receipt = kept.lock().unwrap().take().unwrap();
    std::fs::write(home.transcript(&uuid(7)), lines(0, 2)).unwrap();
    let wire = crate::kit::wire::Wire::new(
        home.target.place.open().await.unwrap(),
        Evil { drop_commits: Some(receipt), ..Evil::default() },
    );
    let mut target = home.target.clone();
    target.place = RemotePlace::Open(han::ops::place::OpenRemote(wire));
    let lied_to = Home::at(&home.dir, target, home.now_ns);
    let error = lied_to.sync().await.err().expect("a commit that was dropped");
    assert_eq!(exit_of(error), Exit::Rewritten);
    assert_eq!(home.sync().await.unwrap().sent.len(), 1, "the next honest sync sends it");
    assert!(home.stored(&uuid(7)).await.is_some());
}
