//! The embedded vault against the contract of a remote, and against crashes, damage and other processes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod remote_suite;

use bytes::Bytes;
use han::protocol::exchange::LeafEntry;
use han::protocol::ids::{Digest, ObjectId, OwnerId};
use han::protocol::keyfile::OwnerKind;
use han::protocol::leaf::{Class, leaf_hash};
use han::protocol::merkle::node_count;
use han::protocol::refs::RefBody;
use han::remote::local::LocalRemote;
use han::remote::{Remote, RemoteError, Swap};
use han::server::Clock;
use han::server::folder::EMBEDDED_NAME;
use han::server::log::LogSigner;
use han::server::store::sqlite::{Journal, SqliteStore};
use han::server::store::{Append, Store as _};
use proptest::prelude::*;
use remote_suite::{Vault, body, change, commit, done, init, session};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

const OWNER: OwnerId = OwnerId([0xaa; 16]);

async fn embedded() -> Vault {
    let dir = tempfile::tempdir().unwrap();
    let (remote, log_key) =
        LocalRemote::create(&dir.path().join("vault"), OWNER, OwnerKind::User).await.unwrap();
    Vault { remote: Arc::new(remote), log_key, keep: Box::new(dir) }
}

mod contract {
    use crate::{embedded, remote_suite};
    crate::remote_suite!(embedded);
}

/// A vault with one session that holds one object.
async fn filled(dir: &Path) -> (LocalRemote, ObjectId) {
    let (remote, _) = LocalRemote::create(dir, OWNER, OwnerKind::User).await.unwrap();
    done(remote.commit(&init()).await.unwrap());
    let bytes = Bytes::from_static(b"ciphertext");
    let id = ObjectId::of(&bytes);
    remote.put(id, bytes).await.unwrap();
    let mut one = change(session(1), 0, body(1));
    one.added = vec![id];
    done(remote.commit(&commit(1, vec![one])).await.unwrap());
    (remote, id)
}

async fn reopen(dir: &Path) -> Vault {
    let remote = LocalRemote::open(dir).await.unwrap();
    Vault { log_key: remote.log_key(), remote: Arc::new(remote), keep: Box::new(()) }
}

/// Every file under a folder with its content.
fn contents(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(dir).unwrap().into(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn copy_folder(from: &Path, to: &Path) {
    for (path, bytes) in contents(from) {
        let target = to.join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, bytes).unwrap();
    }
}

fn object_file(dir: &Path, id: ObjectId) -> PathBuf {
    let name = id.to_string();
    dir.join("objects/v1").join(&name[..2]).join(OWNER.to_string()).join(name)
}

fn io_kind<T>(result: Result<T, RemoteError>) -> ErrorKind {
    match result {
        Err(RemoteError::Io(failed)) => failed.kind(),
        Err(other) => panic!("expected an I/O failure, got {other:?}"),
        Ok(_) => panic!("expected an I/O failure"),
    }
}

#[tokio::test]
async fn a_damaged_object_is_never_returned_and_a_put_repairs_it() {
    let dir = tempfile::tempdir().unwrap();
    let (remote, id) = filled(&dir.path().join("v")).await;
    let file = object_file(&dir.path().join("v"), id);
    for damage in [&b"ciphertexT"[..], b"", b"ciphertext and more"] {
        fs::write(&file, damage).unwrap();
        assert!(matches!(remote.get(id).await, Err(RemoteError::Damaged(found)) if found == id));
    }
    remote.put(id, Bytes::from_static(b"ciphertext")).await.unwrap();
    assert!(remote.get(id).await.is_ok());
    fs::remove_file(&file).unwrap();
    assert!(matches!(remote.get(id).await, Err(RemoteError::NotFound(_))));
    assert_eq!(remote.missing(&[id]).await.unwrap(), [id], "a row does not stand in for a file");
}

#[tokio::test]
async fn opening_and_asking_for_the_head_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("v");
    filled(&dir).await.0.close().await;
    let before = contents(&dir);
    assert!(!before.keys().any(|path| path.to_string_lossy().contains("vault.db-")));
    let vault = reopen(&dir).await;
    assert_eq!(vault.head().await.size, 2);
    vault.follow().await;
    assert_eq!(contents(&dir), before);
}

#[tokio::test]
async fn a_copied_folder_is_the_same_vault() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = (dir.path().join("first"), dir.path().join("a copy"));
    let (remote, id) = filled(&first).await;
    let (head, key) = (remote.head().await.unwrap(), remote.log_key());
    remote.close().await;
    copy_folder(&first, &second);
    fs::remove_dir_all(&first).unwrap();
    let vault = reopen(&second).await;
    assert_eq!((vault.remote.head().await.unwrap(), vault.log_key), (head, key));
    assert!(vault.remote.get(id).await.is_ok());
    done(vault.remote.commit(&commit(1, vec![change(session(1), 1, body(2))])).await.unwrap());
    vault.follow().await;
}

#[tokio::test]
async fn create_refuses_what_is_not_free() {
    let dir = tempfile::tempdir().unwrap();
    let vault = dir.path().join("v");
    let (remote, _) = filled(&vault).await;
    let head = remote.head().await.unwrap();
    let again = LocalRemote::create(&vault, OwnerId([1; 16]), OwnerKind::User).await;
    assert!(matches!(again, Err(RemoteError::Refused(_))));
    assert_eq!(reopen(&vault).await.remote.head().await.unwrap(), head);

    let other = dir.path().join("photos");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("holiday.jpg"), b"x").unwrap();
    let refused = LocalRemote::create(&other, OWNER, OwnerKind::User).await;
    assert!(matches!(refused, Err(RemoteError::Refused(_))));
    assert_eq!(contents(&other).len(), 1, "a foreign folder is left as it is");
    for absent in [&other, &dir.path().join("nowhere")] {
        assert!(matches!(LocalRemote::open(absent).await, Err(RemoteError::NotFound(_))));
    }
    assert!(matches!(LocalRemote::open(&other.join("holiday.jpg")).await, Err(RemoteError::NotFound(_))));
}

#[tokio::test]
async fn an_interrupted_init_can_be_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let vault = dir.path().join("v");
    let (first, old_key) = LocalRemote::create(&vault, OwnerId([1; 16]), OwnerKind::User).await.unwrap();
    first.close().await;
    let (second, new_key) = LocalRemote::create(&vault, OWNER, OwnerKind::User).await.unwrap();
    assert_ne!(old_key, new_key);
    assert_eq!(second.owner(), OWNER);
    second.close().await;
    // a create that stopped before the tables were in place
    fs::rename(vault.join("vault.db"), vault.join("vault.db.new")).unwrap();
    assert!(matches!(LocalRemote::open(&vault).await, Err(RemoteError::NotFound(_))));
    let (third, _) = LocalRemote::create(&vault, OWNER, OwnerKind::Team).await.unwrap();
    done(third.commit(&init()).await.unwrap());
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_look_into_the_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let vault = dir.path().join("made/on the way/v");
    filled(&vault).await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&vault), mode(&vault.join("objects"))), (0o700, 0o700));
    assert_eq!((mode(&vault.join("vault.db")), mode(&vault.join("log.key"))), (0o600, 0o600));
}

#[tokio::test]
async fn a_vault_of_a_later_version_is_named_so() {
    use sqlx::{Connection as _, Executor as _};
    let dir = tempfile::tempdir().unwrap();
    let vault = dir.path().join("v");
    filled(&vault).await.0.close().await;
    let url = format!("sqlite://{}", vault.join("vault.db").display());
    let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
    connection.execute("PRAGMA user_version = 70").await.unwrap();
    connection.close().await.unwrap();
    assert!(matches!(LocalRemote::open(&vault).await, Err(RemoteError::Newer(70))));
}

#[tokio::test]
async fn damaged_tables_and_keys_are_damage_and_not_a_crash() {
    let dir = tempfile::tempdir().unwrap();
    let good = dir.path().join("good");
    filled(&good).await.0.close().await;
    for (name, damage) in
        [("vault.db", &b"not a database, but long enough to look at"[..]), ("log.key", b"short")]
    {
        let bad = dir.path().join(format!("bad {name}"));
        copy_folder(&good, &bad);
        fs::write(bad.join(name), damage).unwrap();
        assert_eq!(io_kind(LocalRemote::open(&bad).await), ErrorKind::InvalidData, "{name}");
    }
    let bytes = fs::read(good.join("vault.db")).unwrap();
    for at in (0..bytes.len()).step_by(977) {
        let bad = dir.path().join("flipped");
        copy_folder(&good, &bad);
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x55;
        fs::write(bad.join("vault.db"), flipped).unwrap();
        if let Ok(remote) = LocalRemote::open(&bad).await {
            let _ = (remote.head().await, remote.leaves(0, 9).await, remote.list_refs(None, 9).await);
            let _ = remote.commit(&commit(1, vec![change(session(1), 1, body(2))])).await;
        }
        fs::remove_dir_all(&bad).unwrap();
    }
}

#[tokio::test]
async fn what_was_committed_survives_a_drop_without_close() {
    let dir = tempfile::tempdir().unwrap();
    let vault = dir.path().join("v");
    let (remote, id) = filled(&vault).await;
    let head = remote.head().await.unwrap();
    drop(remote);
    let vault = reopen(&vault).await;
    assert_eq!(vault.remote.head().await.unwrap(), head);
    assert!(vault.remote.get(id).await.is_ok());
    vault.follow().await;
}

/// A clock that a test moves. Starts at the time of the system, since files carry that.
fn movable_clock() -> (Clock, Arc<AtomicU64>) {
    let start = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros() as u64;
    let now = Arc::new(AtomicU64::new(start + 1_000_000));
    let read = Arc::clone(&now);
    (Arc::new(move || read.load(Ordering::SeqCst)), now)
}

const HOUR_US: u64 = 3_600_000_000;

#[tokio::test]
async fn objects_go_only_when_nothing_needs_them_and_every_grace_is_over() {
    let dir = tempfile::tempdir().unwrap();
    let (clock, now) = movable_clock();
    let forward = |hours: u64| now.fetch_add(hours * HOUR_US, Ordering::SeqCst);
    let path = dir.path().join("v");
    let (remote, _) = LocalRemote::create_with_clock(&path, OWNER, OwnerKind::User, clock).await.unwrap();
    done(remote.commit(&init()).await.unwrap());
    let mut ids = Vec::new();
    for content in ["kept", "dropped", "never committed", "asked for"] {
        let id = ObjectId::of(content.as_bytes());
        remote.put(id, Bytes::from(content)).await.unwrap();
        ids.push(id);
    }
    let [kept, dropped, orphan, asked] = ids[..] else { panic!() };
    let mut one = change(session(1), 0, body(1));
    one.added = vec![kept, dropped];
    done(remote.commit(&commit(1, vec![one])).await.unwrap());
    let mut two = change(session(1), 1, body(2));
    two.dropped = vec![dropped];
    done(remote.commit(&commit(1, vec![two])).await.unwrap());

    forward(47);
    assert_eq!(remote.collect().await.unwrap(), (0, 0));
    assert_eq!(remote.missing(&[asked]).await.unwrap(), []);
    forward(2);
    assert_eq!(remote.collect().await.unwrap(), (1, 15), "the file that no commit named");
    assert!(matches!(remote.get(orphan).await, Err(RemoteError::NotFound(_))));
    forward(40);
    assert_eq!(remote.collect().await.unwrap(), (0, 0), "no longer pinned: condemned now");
    forward(8 * 24);
    assert_eq!(remote.collect().await.unwrap(), (1, 9));
    assert!(matches!(remote.get(asked).await, Err(RemoteError::NotFound(_))));
    forward(21 * 24);
    assert_eq!(remote.collect().await.unwrap(), (0, 0), "dropped 30 days ago: condemned now");
    forward(6 * 24);
    remote.put(dropped, Bytes::from_static(b"dropped")).await.unwrap();
    forward(2 * 24);
    assert_eq!(remote.collect().await.unwrap(), (0, 0), "a put takes the sentence back");
    forward(8 * 24);
    assert_eq!(remote.collect().await.unwrap(), (1, 7));
    assert!(remote.get(kept).await.is_ok());
    assert_eq!(remote.collect().await.unwrap(), (0, 0));
}

#[tokio::test]
async fn a_shredded_body_leaves_no_byte_in_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("v");
    let (remote, _) = filled(&path).await;
    let wraps = b"the wraps of a session to be shredded".repeat(8);
    let secret = RefBody::Session { wraps: wraps.clone(), manifest: vec![3; 300], meta: vec![4; 300] };
    done(remote.commit(&commit(1, vec![change(session(2), 0, secret)])).await.unwrap());
    done(remote.commit(&commit(1, vec![change(session(2), 1, body(2))])).await.unwrap());
    let holds = |needle: &[u8]| {
        contents(&path).values().any(|file| file.windows(needle.len()).any(|window| window == needle))
    };
    assert!(holds(&wraps[..64]), "replaced bodies are kept");
    let end = RefBody::Tombstone(vec![5; 200]);
    done(remote.commit(&commit(1, vec![change(session(2), 2, end)])).await.unwrap());
    assert!(!holds(&wraps[..64]));
}

#[tokio::test]
async fn leaves_of_other_classes_travel_as_hashes_and_chain_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("v");
    filled(&path).await.0.close().await;
    let seed: [u8; 32] = fs::read(path.join("log.key")).unwrap().try_into().unwrap();
    let store = SqliteStore::open(&path.join("vault.db"), Journal::Rollback).await.unwrap();
    let bodies = [b"a leaf that says somebody read".to_vec()];
    let mut tx = store.write(OWNER).await.unwrap();
    let mut edge = tx.edge().await.unwrap();
    let (first_seq, first_node) = (edge.size(), node_count(edge.size()));
    let nodes = edge.append(leaf_hash(Class::Read, &bodies[0]));
    let class = Class::Read as u8;
    tx.append(&Append { class, first_seq, bodies: &bodies, first_node, nodes: &nodes }).await.unwrap();
    let note = LogSigner::from_seed(EMBEDDED_NAME, &seed).sign_head(OWNER, &edge);
    tx.set_head(&edge, &note).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;

    let vault = reopen(&path).await;
    let hash = Digest::of(&bodies[0]).0;
    assert_eq!(vault.remote.leaves(2, 9).await.unwrap(), [LeafEntry::Other { class, hash }]);
    let next = commit(1, vec![change(session(1), 1, body(2))]);
    vault.check(&done(vault.remote.commit(&next).await.unwrap()), &next);
    assert_eq!((vault.follow().await.len(), vault.head().await.size), (3, 4));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    /// Each writer has a connection of its own, as processes have.
    #[test]
    fn writers_with_connections_of_their_own_have_one_winner_each_round(writers in 2usize..6, rounds in 1u64..5) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("v");
            filled(&path).await.0.close().await;
            let mut remotes = Vec::new();
            for _ in 0..writers {
                remotes.push(Arc::new(LocalRemote::open(&path).await.unwrap()));
            }
            for round in 1..=rounds {
                let racers = remotes.iter().enumerate().map(|(n, remote)| {
                    let remote = Arc::clone(remote);
                    let mine = commit(1, vec![change(session(1), round, body(round as u32 * 100 + n as u32))]);
                    tokio::spawn(async move { remote.commit(&mine).await.unwrap() })
                });
                let mut won = 0;
                for racer in racers.collect::<Vec<_>>() {
                    won += usize::from(matches!(racer.await.unwrap(), Swap::Done(_)));
                }
                assert_eq!(won, 1);
            }
            assert_eq!(reopen(&path).await.follow().await.len() as u64, rounds + 2);
        });
    }
}

const CHILD_FOLDER: &str = "HAN_TEST_CHILD_FOLDER";

/// Runs one test of this program in a process of its own, with a folder to work on.
fn child(test: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(CHILD_FOLDER, folder).stdin(Stdio::null());
    command
}

/// The folder to work on, in a process that [`child`] started.
fn child_folder() -> Option<PathBuf> {
    std::env::var_os(CHILD_FOLDER).map(PathBuf::from)
}

/// The other half of the test below: commits until it is killed, and says so after each commit.
#[tokio::test]
async fn child_commits_until_killed() {
    let Some(folder) = child_folder() else { return };
    let remote = LocalRemote::open(&folder).await.unwrap();
    for n in 1u32.. {
        let bytes = Bytes::from(n.to_be_bytes().to_vec());
        let id = ObjectId::of(&bytes);
        remote.put(id, bytes).await.unwrap();
        let version = remote.get_ref(&session(9)).await.unwrap().map_or(0, |found| found.version);
        let mut next = change(session(9), version, body(n));
        next.added = vec![id];
        done(remote.commit(&commit(1, vec![next])).await.unwrap());
        println!("\ncommitted {}", version + 1);
    }
}

#[tokio::test]
async fn a_killed_writer_loses_nothing_that_it_was_told_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("v");
    filled(&path).await.0.close().await;
    for _ in 0..4 {
        let mut writer = child("child_commits_until_killed", &path).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut promised = 0u64;
        for line in lines.filter(|line| line.starts_with("committed ")).take(7) {
            promised = line["committed ".len()..].parse().unwrap();
        }
        writer.kill().unwrap();
        writer.wait().unwrap();
        let vault = reopen(&path).await;
        let stands = vault.remote.get_ref(&session(9)).await.unwrap().unwrap();
        assert!(promised > 0 && stands.version >= promised);
        let last = vault.follow().await.pop().unwrap();
        assert!(last.names_body(&stands.body));
        assert!(vault.remote.collect().await.is_ok());
    }
}

/// The other half of the test below.
#[cfg(unix)]
#[tokio::test]
async fn child_reads_a_folder_that_it_cannot_write() {
    let Some(folder) = child_folder() else { return };
    let vault = reopen(&folder).await;
    assert_eq!(vault.follow().await.len(), 2);
    let id = ObjectId::of(b"ciphertext");
    assert!(vault.remote.get(id).await.is_ok());
    assert_eq!(vault.remote.list_refs(None, 9).await.unwrap().len(), 2);
    let denied = [ErrorKind::ReadOnlyFilesystem, ErrorKind::PermissionDenied];
    let new = commit(1, vec![change(session(1), 1, body(2))]);
    assert!(denied.contains(&io_kind(vault.remote.commit(&new).await)));
    let put = vault.remote.put(ObjectId::of(b"new"), Bytes::from_static(b"new")).await;
    assert!(denied.contains(&io_kind(put)));
    let elsewhere = LocalRemote::create(&folder.join("objects/new"), OWNER, OwnerKind::User).await;
    assert!(denied.contains(&io_kind(elsewhere)));
    println!("\nread and did not write");
}

#[cfg(unix)]
#[tokio::test]
async fn a_read_only_folder_is_readable_and_a_write_says_why_not() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65_534;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("v");
    filled(&path).await.0.close().await;
    let root = fs::metadata(dir.path()).unwrap().uid() == 0;
    let mut all: Vec<PathBuf> = vec![path.clone()];
    let mut next = 0;
    while let Some(folder) = all.get(next).cloned() {
        next += 1;
        if folder.is_dir() {
            all.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    // Root may write anywhere, so the reader is somebody else.
    for entry in all.iter().rev() {
        let mode = if entry.is_dir() { 0o555 } else { 0o444 };
        fs::set_permissions(entry, fs::Permissions::from_mode(mode)).unwrap();
        if root {
            chown(entry, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
    let mut reader = child("child_reads_a_folder_that_it_cannot_write", &path);
    if root {
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        reader.uid(NOBODY).gid(NOBODY).current_dir("/");
    }
    let output = reader.output().unwrap();
    for entry in all.iter().filter(|entry| entry.is_dir()) {
        fs::set_permissions(entry, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("read and did not write"), "{said}");
}
