//! A link, disk or process that fails at any step: the next sync completes, and nothing is lost or doubled.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod kit;
mod support;

use han::cli::failure::{Exit, Failure};
use han::ops::error::OpError;
use han::ops::place::RemotePlace;
use kit::wire::Evil;
use kit::{append, copy, fast_dir, line, lines, password};
use support::{Home, tree, uuid};
use tempfile::TempDir;

fn exit(error: OpError) -> Exit {
    Failure::from(error).kind().exit()
}

/// A home with something of every kind to send: a new session, an append, a rewrite, a shrunken file and a
/// secret that stands in an uploaded part.
async fn busy() -> (TempDir, Home) {
    let dir = fast_dir();
    let home = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    for n in 1..5 {
        std::fs::write(home.transcript(&uuid(n)), lines(n * 100, n * 100 + 9)).unwrap();
    }
    let secret = password(11);
    append(&home.transcript(&uuid(4)), line(450, &format!("say {secret} to it")));
    home.sync().await.unwrap();
    append(&home.transcript(&uuid(1)), lines(109, 112));
    std::fs::write(home.transcript(&uuid(2)), lines(290, 296)).unwrap();
    std::fs::write(home.transcript(&uuid(3)), lines(300, 303)).unwrap();
    append(&home.transcript(&uuid(4)), line(451, &format!("DB_PASSWORD={secret}")));
    home.write(&format!("{}/subagents/agent-1.jsonl", uuid(1)), lines(0, 4));
    std::fs::write(home.transcript(&uuid(5)), lines(500, 505)).unwrap();
    (dir, home)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_call_fails_the_next_sync_completes() {
    let (dir, home) = busy().await;
    let clean = home.twin(&dir.path().join("clean"));
    let (over, wire) = clean.over(Evil::default()).await;
    over.sync().await.unwrap();
    let (calls, want) = (wire.calls(), clean.vault_state().await);
    assert!(calls > 10);
    type Fault = fn(usize) -> Evil;
    let faults: [(&str, Fault); 3] = [
        ("fails", |at| Evil { fail_at: Some(at), ..Evil::default() }),
        ("is lost", |at| Evil { lose_at: Some(at), ..Evil::default() }),
        ("and all after it fail", |at| Evil { down_from: Some(at), ..Evil::default() }),
    ];
    for (what, fault) in faults {
        for at in 0..calls {
            let case = format!("call {at} {what}");
            let root = dir.path().join(&case);
            let home = home.twin(&root);
            let before = tree(&home.claude());
            let (over, _) = home.over(fault(at)).await;
            if let Err(error) = over.sync().await {
                assert_eq!(exit(error), Exit::Unreachable, "{case}");
            }
            let report = home.sync().await.unwrap_or_else(|error| panic!("{case}: {error}"));
            assert!(report.failed.is_empty(), "{case}: {:?}", report.failed);
            assert!(home.vault_state().await == want, "{case}: another end state");
            assert_eq!(home.sync().await.unwrap().sent.len(), 0, "{case}");
            assert!(tree(&home.claude()) == before, "{case}");
            std::fs::remove_dir_all(root).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_call_fails_the_next_restore_completes() {
    let (dir, home) = busy().await;
    home.sync().await.unwrap();
    let other = Home::join(&dir.path().join("b"), &home).await;
    let (over, wire) = other.over(Evil::default()).await;
    over.restore().await.unwrap();
    let want = tree(&other.claude());
    for at in 0..wire.calls() {
        for evil in
            [Evil { fail_at: Some(at), ..Evil::default() }, Evil { down_from: Some(at), ..Evil::default() }]
        {
            std::fs::remove_dir_all(other.claude()).unwrap();
            std::fs::create_dir_all(other.claude().join("projects")).unwrap();
            let (over, _) = other.over(evil).await;
            let _outcome = over.restore().await;
            for (path, bytes) in tree(&other.claude()) {
                assert!(want.get(&path) == Some(&bytes), "call {at}: {path} is half there");
            }
            let report = other.restore().await.unwrap();
            assert!(report.refused.is_empty(), "call {at}: {:?}", report.refused);
            assert!(tree(&other.claude()) == want, "call {at}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing() {
    let (dir, home) = busy().await;
    let clean = home.twin(&dir.path().join("clean"));
    clean.sync().await.unwrap();
    let (over, _) = home.over(Evil { no_space: true, ..Evil::default() }).await;
    let error = over.sync().await.err().expect("no space");
    assert_eq!(exit(error), Exit::Partly);
    home.sync().await.unwrap();
    assert!(home.vault_state().await == clean.vault_state().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_folder_that_is_away_is_missed_and_found_again() {
    let (dir, home) = busy().await;
    let RemotePlace::Folder(vault) = home.target.place.clone() else { unreachable!() };
    let away = dir.path().join("away");
    std::fs::rename(&vault, &away).unwrap();
    let state = tree(&home.dir.join("state"));
    assert!(home.sync().await.is_err());
    assert!(home.restore().await.is_err());
    assert!(!vault.exists(), "no new vault takes its place");
    assert!(tree(&home.dir.join("state")) == state);
    std::fs::create_dir_all(&vault).unwrap();
    assert!(home.sync().await.is_err());
    assert!(tree(&vault).is_empty(), "nor in an empty folder, such as an unmounted one");
    std::fs::remove_dir_all(&vault).unwrap();
    std::fs::rename(&away, &vault).unwrap();
    assert!(home.sync().await.unwrap().failed.is_empty());
    assert_eq!(home.sync().await.unwrap().sent.len(), 0);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_vault_is_read_and_not_written() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, home) = busy().await;
    let RemotePlace::Folder(vault) = home.target.place.clone() else { unreachable!() };
    let open = dir.path().join("copy");
    copy(&vault, &open);
    let lock = |mode: u32, file: u32| {
        for path in tree(&vault).into_keys() {
            let path = vault.join(path);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(file)).unwrap();
            std::fs::set_permissions(path.parent().unwrap(), std::fs::Permissions::from_mode(mode)).unwrap();
        }
        std::fs::set_permissions(&vault, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    lock(0o500, 0o400);
    // Root may write anywhere: then there is no such thing as a read-only folder to test.
    let root = std::fs::write(vault.join("probe"), b"x").is_ok();
    if root {
        std::fs::remove_file(vault.join("probe")).unwrap();
    } else {
        let before = tree(&vault);
        let error = home.sync().await.err().expect("a read-only vault");
        assert_eq!(exit(error), Exit::Partly);
        assert!(tree(&vault) == before);
        let other = Home::join(&dir.path().join("b"), &home).await;
        assert!(other.restore().await.unwrap().refused.is_empty());
    }
    lock(0o700, 0o600);
    assert!(home.sync().await.unwrap().failed.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_machines_that_sync_at_once_both_arrive() {
    let dir = fast_dir();
    let a = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    for round in 0..3 {
        for n in 0..6 {
            // Some sessions are of one machine, one is of both.
            let mut at_a = lines(0, 3);
            at_a.push_str(&lines(10 * n, 10 * n + 3 + round));
            let own = if n == 0 { &a } else { &b };
            std::fs::write(own.transcript(&uuid(n)), &at_a).unwrap();
        }
        std::fs::write(a.transcript(&uuid(9)), lines(0, 4 + round)).unwrap();
        std::fs::write(b.transcript(&uuid(9)), lines(0, 4 + 2 * round)).unwrap();
        let (one, two) = tokio::join!(a.sync(), b.sync());
        let (one, two) = (one.unwrap(), two.unwrap());
        assert!(one.failed.is_empty() && two.failed.is_empty(), "{:?} {:?}", one.failed, two.failed);
    }
    a.sync().await.unwrap();
    b.sync().await.unwrap();
    assert!(a.vault_state().await == b.vault_state().await);
    let stored = a.stored(&uuid(9)).await.unwrap();
    assert!(
        stored.only(&format!("{}.jsonl", uuid(9))).content == lines(0, 8).as_bytes(),
        "one prefix of the other"
    );
    assert_eq!(a.sync().await.unwrap().sent.len() + b.sync().await.unwrap().sent.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_of_one_machine_that_sync_at_once_do_no_harm() {
    let (dir, home) = busy().await;
    let clean = home.twin(&dir.path().join("clean"));
    clean.sync().await.unwrap();
    let (one, two) = tokio::join!(home.sync(), home.sync());
    // The state lock of the shell makes them take turns; without it the vault alone has to hold.
    assert!(one.unwrap().failed.is_empty() && two.unwrap().failed.is_empty());
    home.sync().await.unwrap();
    assert!(home.vault_state().await == clean.vault_state().await);
    assert_eq!(home.sync().await.unwrap().sent.len(), 0);
}
