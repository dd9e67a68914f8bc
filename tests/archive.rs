//! Export, import and verify: what goes out comes back whole, what is bad is named, and nothing in a vault is
//! overwritten.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a broken fixture should stop the test")]

mod support;

use han::local::state::State;
use han::ops::archive::{LockedArchive, OpenArchive};
use han::ops::error::OpError;
use han::ops::export::{self, ExportOptions, ExportReport, Output, Selection};
use han::ops::import::{self, ImportReport};
use han::ops::open::{self, OpenVault, Trust};
use han::ops::progress::Silent;
use han::ops::restore::{self, RestoreOptions, Versions};
use han::ops::verify::{self, VerifyOptions, VerifyReport};
use han::protocol::archive::{BLOCK, EntryName, header};
use han::protocol::ids::{ObjectId, OwnerId};
use han::protocol::refs::{Commit, Ref, RefName};
use han::remote::archive::ArchiveRemote;
use han::remote::{Head, LeafEntry, Remote, RemoteError, Swap};
use han::session::Extra;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use support::forge::{build, entries};
use support::{Home, secret, transcripts, tree, uuid};

const NOW: u64 = 1_800_000_000;
const PROJECT: &str = "-home-dev-app";

async fn vault(home: &Home) -> OpenVault {
    let remote = home.target.place.open().await.unwrap();
    let connection = open::connect(&home.target.profile, remote, Trust::Pinned).await.unwrap();
    open::unlock(connection, NOW).unwrap()
}

async fn export_to(home: &Home, path: &Path, selection: Selection) -> Result<ExportReport, OpError> {
    let out = Output::File { path: path.to_owned(), replace: false };
    export::run(vault(home).await, ExportOptions { selection, out, now: NOW }, &Silent).await
}

async fn unlock(path: &Path) -> Result<OpenArchive, OpError> {
    LockedArchive::open(path).await?.unlock((&secret(), None))
}

async fn import_from(home: &Home, path: &Path) -> Result<ImportReport, OpError> {
    import::run(vault(home).await, unlock(path).await?, NOW, &Silent).await
}

async fn verify_vault(home: &Home) -> VerifyReport {
    verify::vault(vault(home).await, &VerifyOptions::default(), &Silent).await.unwrap()
}

async fn verify_archive(path: &Path) -> VerifyReport {
    verify::archive(path, Some((&secret(), None)), &VerifyOptions::default(), &Silent).await.unwrap()
}

/// A vault with the first `count` real transcripts.
async fn synced(dir: &Path, count: usize) -> Home {
    let home = Home::init(&dir.join("a"), &dir.join("vault")).await;
    let project = home.project(PROJECT);
    for (at, (_, bytes)) in transcripts().iter().take(count).enumerate() {
        std::fs::write(project.join(format!("{}.jsonl", uuid(at))), bytes).unwrap();
    }
    home.sync().await.unwrap();
    home
}

fn append(home: &Home, session: usize, line: &str) {
    let path = home.project(PROJECT).join(format!("{}.jsonl", uuid(session)));
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
    writeln!(file, "{{\"type\":\"user\",\"message\":\"{line}\"}}").unwrap();
}

/// What a restore of the whole vault writes.
async fn restored(home: &Home) -> std::collections::BTreeMap<String, Vec<u8>> {
    std::fs::remove_dir_all(home.claude().join("projects")).unwrap();
    home.restore().await.unwrap();
    tree(&home.claude().join("projects"))
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    tree(folder).into_keys().map(|name| folder.join(name)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_private_whole_and_never_overwrites() {
    let dir = tempfile::tempdir().unwrap();
    let home = synced(dir.path(), 3).await;
    let path = dir.path().join("export.tar");
    let report = export_to(&home, &path, Selection::All).await.unwrap();
    assert_eq!((report.sessions, report.partial, report.failed.len()), (3, false, 0));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(export_to(&home, &path, Selection::All).await, Err(OpError::Exists { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let out = Output::File { path: path.clone(), replace: true };
    let options = ExportOptions { selection: Selection::All, out, now: NOW };
    export::run(vault(&home).await, options, &Silent).await.unwrap();
    let leftovers =
        files_of(dir.path()).into_iter().filter(|file| file.to_string_lossy().ends_with("han-tmp"));
    assert_eq!(leftovers.count(), 0);
    let report = verify_archive(&path).await;
    assert_eq!((report.bad.as_slice(), report.sealed), (&[][..], false));
    // Everyone's tar reads it.
    let listed = Command::new("tar").arg("tf").arg(&path).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(
        listed.starts_with("format\nkeyfile\nlog/checkpoint\n") && listed.ends_with("\nindex\n"),
        "{listed}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_gets_the_same_archive() {
    let dir = tempfile::tempdir().unwrap();
    let home = synced(dir.path(), 1).await;
    let path = dir.path().join("stream.tar");
    let to = Box::new(std::fs::File::create(&path).unwrap());
    let out = Output::Stream { to, spool: dir.path().to_owned() };
    export::run(vault(&home).await, ExportOptions { selection: Selection::All, out, now: NOW }, &Silent)
        .await
        .unwrap();
    assert!(verify_archive(&path).await.bad.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partial_export_says_so_and_a_whole_one_cannot_be_cut_down() {
    let dir = tempfile::tempdir().unwrap();
    let home = synced(dir.path(), 3).await;
    let part = dir.path().join("part.tar");
    let only = Selection::Only(Box::new(|meta| meta.uuid == uuid(1)));
    let report = export_to(&home, &part, only).await.unwrap();
    assert_eq!((report.sessions, report.partial), (1, true));
    assert!(unlock(&part).await.unwrap().is_partial());
    assert!(verify_archive(&part).await.bad.is_empty());

    let whole = dir.path().join("whole.tar");
    export_to(&home, &whole, Selection::All).await.unwrap();
    let entries = entries(&std::fs::read(&whole).unwrap());
    for dropped in entries.iter().filter(|(name, _)| matches!(name, EntryName::Ref(_) | EntryName::Object(_)))
    {
        let rest: Vec<_> = entries.iter().filter(|(name, _)| *name != dropped.0).cloned().collect();
        std::fs::write(&part, build(&rest)).unwrap();
        let report = verify_archive(&part).await;
        assert_eq!(report.bad.iter().map(|bad| bad.code).collect::<Vec<_>>(), ["missing"], "{}", dropped.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_into_another_vault_seals_anew_and_brings_everything() {
    let dir = tempfile::tempdir().unwrap();
    let home = synced(dir.path(), 13).await;
    append(&home, 2, "more");
    home.sync().await.unwrap();
    let path = dir.path().join("export.tar");
    export_to(&home, &path, Selection::All).await.unwrap();
    let other = Home::init_as(&dir.path().join("b"), &dir.path().join("other"), OwnerId([3; 16])).await;
    let report = import_from(&other, &path).await.unwrap();
    assert_eq!((report.imported.len(), report.unchanged, report.failed.len()), (13, 0, 0));
    assert_eq!(verify_vault(&other).await.bad, []);
    assert_eq!(restored(&other).await, restored(&home).await);
    let again = import_from(&other, &path).await.unwrap();
    assert_eq!((again.imported.len(), again.unchanged, again.bytes), (0, 13, 0), "idempotent");
    // No object is shared between the two.
    let ids = |home: &str| -> std::collections::BTreeSet<_> {
        tree(&dir.path().join(home))
            .into_values()
            .filter(|b| b.starts_with(b"HAN1"))
            .map(|b| ObjectId::of(&b))
            .collect()
    };
    let (ours, theirs) = (ids("vault"), ids("other"));
    assert!(!ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs));
}

fn copy_all(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}

/// The same machine and vault as it was backed up earlier.
fn backup(dir: &Path, home: &Home) -> Home {
    copy_all(&dir.join("a"), &dir.join("old-a"));
    copy_all(&dir.join("vault"), &dir.join("old-vault"));
    let mut target = home.target.clone();
    target.profile.state = dir.join("old-a/state/vault");
    target.place = han::ops::place::RemotePlace::Folder(dir.join("old-vault"));
    Home::at(&dir.join("old-a"), target, home.now_ns)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_into_an_older_copy_of_the_vault_brings_what_it_lacks() {
    let dir = tempfile::tempdir().unwrap();
    let home = synced(dir.path(), 4).await;
    let old = backup(dir.path(), &home);
    append(&home, 1, "later");
    append(&home, 7, "a new session");
    home.sync().await.unwrap();
    let path = dir.path().join("export.tar");
    export_to(&home, &path, Selection::All).await.unwrap();
    let report = import_from(&home, &path).await.unwrap();
    assert_eq!((report.imported.len(), report.unchanged), (0, 5), "into the vault itself");
    let report = import_from(&old, &path).await.unwrap();
    assert_eq!((report.imported.len(), report.unchanged, report.apart.len()), (2, 3, 0));
    assert_eq!(verify_vault(&old).await.bad, []);
    assert_eq!(restored(&old).await, restored(&home).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_went_on_differently_is_kept_apart() {
    let dir = tempfile::tempdir().unwrap();
    let home = synced(dir.path(), 2).await;
    let old = backup(dir.path(), &home);
    append(&home, 1, "here");
    home.sync().await.unwrap();
    append(&old, 1, "and there");
    old.sync().await.unwrap();
    let path = dir.path().join("export.tar");
    export_to(&home, &path, Selection::All).await.unwrap();
    let before = restored(&old).await;
    let report = import_from(&old, &path).await.unwrap();
    assert_eq!((report.imported.len(), report.unchanged, report.apart.len()), (1, 1, 1));
    assert_eq!(restored(&old).await, before, "nothing is overwritten");
    let view = old.reader().await.unwrap();
    let tag = view.keys.session_tag(&uuid(1));
    let session = view.session(tag).await.unwrap().unwrap();
    assert_eq!(session.manifest.files[0].branches.len(), 2);
    assert_eq!(verify_vault(&old).await.bad, []);
    assert_eq!(import_from(&old, &path).await.unwrap().imported.len(), 0, "idempotent");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_only_claims_to_be_of_this_vault_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let home = synced(dir.path(), 1).await;
    // The same owner and secret, another log: what a former holder of the secret could make.
    let forger = Home::init(&dir.path().join("b"), &dir.path().join("forged")).await;
    append(&forger, 5, "forged");
    forger.sync().await.unwrap();
    let path = dir.path().join("forged.tar");
    export_to(&forger, &path, Selection::All).await.unwrap();
    assert!(matches!(import_from(&home, &path).await, Err(OpError::Archive(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_names_each_bad_object_and_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let home = synced(dir.path(), 5).await;
    let whole = verify_vault(&home).await;
    assert_eq!(whole.bad, []);
    let objects: Vec<_> = files_of(&dir.path().join("vault"))
        .into_iter()
        .filter(|path| std::fs::read(path).unwrap().starts_with(b"HAN1"))
        .collect();
    assert!(objects.len() >= 5);
    let mut bytes = std::fs::read(&objects[0]).unwrap();
    let damaged = ObjectId::of(&bytes);
    let gone = ObjectId::of(&std::fs::read(&objects[1]).unwrap());
    bytes[300] ^= 1;
    let mut mode = std::fs::metadata(&objects[0]).unwrap().permissions();
    mode.set_mode(0o600);
    std::fs::set_permissions(&objects[0], mode).unwrap();
    std::fs::write(&objects[0], &bytes).unwrap();
    std::fs::remove_file(&objects[1]).unwrap();
    let report = verify_vault(&home).await;
    assert_eq!(report.checked, whole.checked, "the rest is checked all the same");
    let mut bad: Vec<_> = report.bad.iter().map(|bad| (bad.item.clone(), bad.code)).collect();
    bad.sort();
    let mut want = [(format!("object {damaged}"), "tampered"), (format!("object {gone}"), "missing")];
    want.sort();
    assert_eq!(bad, want);
    let some = VerifyOptions { sample: Some(1) };
    let report = verify::vault(vault(&home).await, &some, &Silent).await.unwrap();
    assert!(report.bad.iter().any(|bad| bad.code == "missing"), "a sample still asks for every object");
    // An export of the damaged vault leaves out what it cannot vouch for, and says so.
    let report = export_to(&home, &dir.path().join("e.tar"), Selection::All).await.unwrap();
    assert_eq!((report.failed.len(), report.sessions), (2, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn archives_that_are_none_are_errors() {
    let dir = tempfile::tempdir().unwrap();
    let home = synced(dir.path(), 1).await;
    let path = dir.path().join("export.tar");
    export_to(&home, &path, Selection::All).await.unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let whole = entries(&bytes);
    assert_eq!(build(&whole), bytes);
    let refused = |name: &str, bytes: &[u8]| {
        let path = dir.path().join("bad.tar");
        std::fs::write(&path, bytes).unwrap();
        assert!(ArchiveRemote::open(&path).is_err(), "{name}");
    };
    for end in (0..bytes.len()).step_by(256) {
        refused(&format!("cut at {end}"), &bytes[..end]);
    }
    refused("bytes behind the end", &[&bytes[..], &[0; 512]].concat());
    refused("junk", &vec![0x41; 4096]);
    refused("zeros", &vec![0; 1024]);
    let twice = [&whole[..], &whole[1..2]].concat();
    refused("an entry behind the index", &build(&twice));
    let mut again = whole.clone();
    again.insert(2, whole[1].clone());
    refused("an entry twice", &build(&again));
    let mut moved = whole.clone();
    moved.swap(0, 1);
    refused("format not first", &build(&moved));
    for (at, (name, _)) in whole.iter().enumerate().filter(|(_, (name, _))| {
        matches!(name, EntryName::Format | EntryName::Checkpoint | EntryName::LogKey | EntryName::Leaves)
    }) {
        let mut less = whole.clone();
        less.remove(at);
        refused(&format!("without {name}"), &build(&less));
    }
    // Names that no archive has, in otherwise perfect headers.
    for name in ["../../.bashrc", "/etc/passwd", "refs/keyfile", "objects/x", "CON", "log/leaves/"] {
        let mut hostile = tar::Header::new_ustar();
        hostile.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        hostile.set_mode(0o600);
        hostile.set_size(0);
        hostile.set_cksum();
        refused(name, &[&bytes[..1024], &hostile.as_bytes()[..], &bytes[1024..]].concat());
    }
    // A length beyond the file, and one beyond all files.
    for len in [1 << 20, 1 << 40, u64::MAX / 2] {
        let huge = header(&EntryName::Leaves, len);
        refused("a huge entry", &[&bytes[..1024], &huge[..], &bytes[1024..]].concat());
    }
    let link = {
        let mut link = tar::Header::new_ustar();
        link.set_entry_type(tar::EntryType::Symlink);
        link.set_path("keyfile").unwrap();
        link.set_link_name("/etc/passwd").unwrap();
        link.set_cksum();
        *link.as_bytes()
    };
    refused("a link", &[&bytes[..1024], &link[..], &bytes[1024..]].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_restores_without_its_vault() {
    let dir = tempfile::tempdir().unwrap();
    let home = synced(dir.path(), 5).await;
    let path = dir.path().join("export.tar");
    export_to(&home, &path, Selection::All).await.unwrap();
    let want = restored(&home).await;
    std::fs::remove_dir_all(dir.path().join("vault")).unwrap();
    let archive = unlock(&path).await.unwrap();
    let options = RestoreOptions {
        selection: restore::Selection::All,
        to: dir.path().join("new"),
        map: Vec::new(),
        force: false,
        dry_run: false,
        versions: Versions::Current,
        include: Extra::ALL.into(),
    };
    let mut state = State::new(home.target.profile.device);
    let report = restore::run(&archive.reader, &options, &mut state, &Silent).await.unwrap();
    assert_eq!((report.restored.len(), report.refused.len()), (5, 0));
    assert_eq!(tree(&dir.path().join("new/projects")), want);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_archive_makes_a_reader_panic(
        cut in 0usize..40_000,
        edits in proptest::collection::vec((0usize..40_000, proptest::prelude::any::<u8>()), 0..6),
        tail in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..2_000),
    ) {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/golden/aes-256-gcm/archive.tar");
        let mut bytes = std::fs::read(golden).unwrap();
        bytes.truncate(cut.next_multiple_of(BLOCK as usize));
        for (at, byte) in edits.into_iter().filter(|(at, _)| *at < cut) {
            bytes[at] = byte;
        }
        bytes.extend_from_slice(&tail);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.tar");
        std::fs::write(&path, &bytes).unwrap();
        proptest::prop_assert!(ArchiveRemote::open(&path).is_err());
    }
}

/// A vault that a peer changes while it is read: before the first session ref is given out.
struct Moving {
    inner: Arc<dyn Remote>,
    peer: Home,
    moves: AtomicU32,
}

#[async_trait::async_trait]
impl Remote for Moving {
    fn owner(&self) -> OwnerId {
        self.inner.owner()
    }
    async fn head(&self) -> Result<Head, RemoteError> {
        self.inner.head().await
    }
    async fn leaves(&self, since: u64, until: u64) -> Result<Vec<LeafEntry>, RemoteError> {
        self.inner.leaves(since, until).await
    }
    async fn consistency(&self, old: u64, new: u64) -> Result<Vec<[u8; 32]>, RemoteError> {
        self.inner.consistency(old, new).await
    }
    async fn get_ref(&self, name: &RefName) -> Result<Option<Ref>, RemoteError> {
        let left = self.moves.load(Relaxed);
        if name.session_tag().is_some() && left > 0 {
            self.moves.store(left - 1, Relaxed);
            (0..2).for_each(|session| append(&self.peer, session, "while it is exported"));
            assert_eq!(self.peer.sync().await.unwrap().sent.len(), 2);
        }
        self.inner.get_ref(name).await
    }
    async fn list_refs(&self, after: Option<&RefName>, limit: usize) -> Result<Vec<Ref>, RemoteError> {
        self.inner.list_refs(after, limit).await
    }
    async fn put(&self, id: ObjectId, bytes: bytes::Bytes) -> Result<(), RemoteError> {
        self.inner.put(id, bytes).await
    }
    async fn get(&self, id: ObjectId) -> Result<bytes::Bytes, RemoteError> {
        self.inner.get(id).await
    }
    async fn missing(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        self.inner.missing(ids).await
    }
    async fn commit(&self, commit: &Commit) -> Result<Swap, RemoteError> {
        self.inner.commit(commit).await
    }
    async fn collect(&self) -> Result<(u64, u64), RemoteError> {
        self.inner.collect().await
    }
    async fn stored_bytes(&self) -> Result<u64, RemoteError> {
        self.inner.stored_bytes().await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_of_a_vault_that_moves_is_of_one_moment() {
    let dir = tempfile::tempdir().unwrap();
    let home = synced(dir.path(), 2).await;
    for (moves, settles) in [(2, true), (u32::MAX, false)] {
        let mut open = vault(&home).await;
        let inner = home.target.place.open().await.unwrap();
        let peer = Home::at(&home.dir, home.target.clone(), home.now_ns);
        open.connection.remote = Arc::new(Moving { inner, peer, moves: AtomicU32::new(moves) });
        let path = dir.path().join(format!("export-{settles}.tar"));
        let out = Output::File { path: path.clone(), replace: false };
        let options = ExportOptions { selection: Selection::All, out, now: NOW };
        let report = export::run(open, options, &Silent).await;
        assert_eq!(path.exists(), settles, "nothing is left of an export that failed");
        if settles {
            assert_eq!((report.unwrap().sessions, verify_archive(&path).await.bad), (2, vec![]));
        } else {
            assert!(matches!(report, Err(OpError::Conflict)));
        }
    }
}
