//! The main job end to end on real transcripts: sync, wipe, restore, compare.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use han::session::equal::lines_equal;
use support::{Home, transcripts, tree, uuid};

fn assert_same_lines(name: &str, ours: &[u8], theirs: &[u8]) {
    let ours: Vec<_> = ours.split(|b| *b == b'\n').collect();
    let theirs: Vec<_> = theirs.split(|b| *b == b'\n').collect();
    assert_eq!(ours.len(), theirs.len(), "{name}: line count");
    for (at, (a, b)) in ours.iter().zip(&theirs).enumerate() {
        assert!(lines_equal(a, b), "{name}: line {at}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn real_transcripts_survive_sync_wipe_and_restore() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let project = home.project("-home-dev-app");
    for (at, (_, bytes)) in transcripts().iter().enumerate() {
        std::fs::write(project.join(format!("{}.jsonl", uuid(at))), bytes).unwrap();
    }
    let report = home.sync().await.unwrap();
    assert_eq!((report.sent.len(), report.failed.len(), report.held_back), (13, 0, 0), "{:?}", report.failed);
    let before = tree(&home.claude());
    std::fs::remove_dir_all(home.claude().join("projects")).unwrap();
    let restored = home.restore().await.unwrap();
    assert_eq!((restored.restored.len(), restored.refused.len()), (13, 0), "{:?}", restored.refused);
    let after = tree(&home.claude());
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (name, bytes) in &before {
        assert_same_lines(name, bytes, &after[name]);
    }
    let again = home.sync().await.unwrap();
    assert_eq!((again.sent.len(), again.unchanged), (0, 13), "nothing is new after a restore");
}
