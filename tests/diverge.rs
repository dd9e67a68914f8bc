//! Two machines on one vault: fast forwards are silent, real divergence keeps both.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod kit;
mod support;

use han::ops::restore::{Done, NotRestored, Selection, Versions};
use kit::{PROJECT, append, contains, line, lines, password};
use std::time::{Duration, SystemTime};
use support::{Home, tree, uuid};
use tempfile::TempDir;

async fn homes() -> (TempDir, Home, Home) {
    let dir = tempfile::tempdir().unwrap();
    let a = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let b = Home::join(&dir.path().join("b"), &a).await;
    (dir, a, b)
}

fn name(uuid: &str) -> String {
    format!("{uuid}.jsonl")
}

async fn sync(home: &Home) -> Vec<String> {
    let report = home.sync().await.unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    report.notes
}

/// Restores everything and gives what was done to each file.
async fn restore(home: &Home) -> Vec<Done> {
    let report = home.restore().await.unwrap();
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    report.restored.into_iter().flat_map(|one| one.files).map(|(_, done)| done).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_goes_to_and_fro_without_a_branch() {
    let (_dir, a, b) = homes().await;
    let id = uuid(1);
    let secret = password(1);
    std::fs::write(
        a.transcript(&id),
        format!("{}{}", lines(0, 5), line(5, &format!("DB_PASSWORD={secret}"))),
    )
    .unwrap();
    assert!(sync(&a).await.is_empty());
    assert_eq!(restore(&b).await, [Done::Written]);
    assert!(!contains(&std::fs::read(b.transcript(&id)).unwrap(), &secret));
    append(&b.transcript(&id), lines(6, 9));
    assert!(sync(&b).await.is_empty());
    assert_eq!(restore(&a).await, [Done::Extended]);
    let at_a = std::fs::read(a.transcript(&id)).unwrap();
    assert!(contains(&at_a, &secret), "what stands locally stays as it is");
    assert!(at_a.ends_with(lines(6, 9).as_bytes()));
    assert!(sync(&a).await.is_empty());
    append(&a.transcript(&id), lines(9, 10));
    assert!(sync(&a).await.is_empty());
    assert_eq!(restore(&b).await, [Done::Extended]);
    assert!(sync(&b).await.is_empty());
    let stored = a.stored(&id).await.unwrap();
    assert_eq!(stored.branches(&name(&id)).len(), 1);
    assert_eq!(stored.meta.lines, 10);
    assert_eq!(restore(&b).await, [Done::Present]);
}

#[tokio::test(flavor = "multi_thread")]
async fn real_divergence_keeps_both_and_the_longer_is_current() {
    let (_dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 5)).unwrap();
    sync(&a).await;
    restore(&b).await;
    append(&a.transcript(&id), lines(100, 103));
    append(&b.transcript(&id), lines(200, 206));
    assert!(sync(&a).await.is_empty());
    let notes = sync(&b).await;
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].contains("two machines"));
    let stored = a.stored(&id).await.unwrap();
    let branches = stored.branches(&name(&id));
    assert_eq!(branches.len(), 2);
    let (at_a, at_b) = (std::fs::read(a.transcript(&id)).unwrap(), std::fs::read(b.transcript(&id)).unwrap());
    assert!(stored.current(&name(&id)).content == at_b, "the longer one");
    assert!(branches.iter().any(|branch| branch.content == at_a));
    // Nobody is surprised again, and nothing is replaced without force.
    assert!(sync(&a).await.is_empty());
    assert!(sync(&b).await.is_empty());
    let refused = a.restore().await.unwrap().refused;
    assert_eq!((refused.len(), &refused[0].why), (1, &NotRestored::Differs));
    assert!(std::fs::read(a.transcript(&id)).unwrap() == at_a);
    // With force the local one is moved aside and the next sync finds nothing new.
    let report = a.restore_with(|options| options.force = true).await.unwrap();
    assert_eq!(report.restored[0].files[0].1, Done::Replaced);
    assert!(std::fs::read(a.transcript(&id)).unwrap() == at_b);
    let files = tree(&a.project(PROJECT));
    assert_eq!(files.len(), 2);
    assert!(files.values().any(|bytes| *bytes == at_a), "moved aside");
    assert!(sync(&a).await.is_empty());
    append(&a.transcript(&id), lines(300, 301));
    assert!(sync(&a).await.is_empty());
    assert_eq!(restore(&b).await, [Done::Extended]);
    assert_eq!(a.stored(&id).await.unwrap().branches(&name(&id)).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_branch_can_be_had() {
    let (_dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 5)).unwrap();
    sync(&a).await;
    restore(&b).await;
    append(&a.transcript(&id), lines(100, 101));
    append(&b.transcript(&id), lines(200, 206));
    sync(&a).await;
    sync(&b).await;
    let at_a = std::fs::read(a.transcript(&id)).unwrap();
    let report = b.restore_with(|options| options.versions = Versions::All).await.unwrap();
    assert!(report.refused.is_empty());
    assert!(tree(&b.project(PROJECT)).values().any(|bytes| *bytes == at_a));
    let before = tree(&b.claude());
    sync(&b).await;
    assert_eq!(restore(&b).await, [Done::Present]);
    assert!(tree(&b.claude()) == before);
    assert_eq!(a.stored(&id).await.unwrap().branches(&name(&id)).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shorter_branch_takes_over_when_it_becomes_the_longer_one() {
    let (_dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 5)).unwrap();
    sync(&a).await;
    restore(&b).await;
    append(&a.transcript(&id), lines(100, 110));
    append(&b.transcript(&id), lines(200, 202));
    sync(&a).await;
    sync(&b).await;
    assert!(
        a.stored(&id).await.unwrap().current(&name(&id)).content == std::fs::read(a.transcript(&id)).unwrap()
    );
    append(&b.transcript(&id), lines(202, 230));
    sync(&b).await;
    let stored = a.stored(&id).await.unwrap();
    assert!(stored.current(&name(&id)).content == std::fs::read(b.transcript(&id)).unwrap());
    assert_eq!(stored.meta.lines, 35);
    assert_eq!(stored.branches(&name(&id)).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapped_directory_is_no_divergence() {
    let (dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 5)).unwrap();
    a.write(&format!("{id}/subagents/agent-1.jsonl"), lines(0, 2));
    sync(&a).await;
    let new = dir.path().join("work/app");
    std::fs::create_dir_all(&new).unwrap();
    let new = new.canonicalize().unwrap().to_string_lossy().into_owned();
    let map = vec![("/home/dev/app".to_owned(), new.clone())];
    let report = b.restore_with(|options| options.map.clone_from(&map)).await.unwrap();
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    let folder = report.restored[0].folder.clone();
    assert!(folder.ends_with(new.replace(|c: char| !c.is_ascii_alphanumeric(), "-")));
    let path = folder.join(name(&id));
    assert!(contains(&std::fs::read(&path).unwrap(), &format!("\"cwd\":\"{new}\"")));
    assert!(sync(&b).await.is_empty());
    append(&path, line(5, "on the other machine").replace("/home/dev/app", &new));
    assert!(sync(&b).await.is_empty());
    let again = b.restore_with(|options| options.map.clone_from(&map)).await.unwrap();
    assert!(again.refused.is_empty());
    assert!(again.restored[0].files.iter().all(|(_, done)| *done == Done::Present));
    std::fs::remove_file(b.state_path()).unwrap();
    assert!(sync(&b).await.is_empty());
    let stored = a.stored(&id).await.unwrap();
    assert_eq!(stored.only(&name(&id)).content.split(|b| *b == b'\n').count(), 7);
    assert_eq!(restore(&a).await, [Done::Extended, Done::Present]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sync_never_writes_under_a_claude_folder() {
    let (_dir, a, b) = homes().await;
    for n in 0..4 {
        std::fs::write(a.transcript(&uuid(n)), lines(n, n + 5)).unwrap();
    }
    let stamps = |home: &Home| -> Vec<_> {
        let root = home.claude();
        tree(&root)
            .into_iter()
            .map(|(path, bytes)| {
                (std::fs::metadata(root.join(&path)).unwrap().modified().unwrap(), path, bytes)
            })
            .collect()
    };
    let before = (stamps(&a), stamps(&b));
    sync(&a).await;
    sync(&b).await;
    assert!((stamps(&a), stamps(&b)) == before);
    restore(&b).await;
    append(&b.transcript(&uuid(1)), lines(50, 52));
    std::fs::write(a.transcript(&uuid(2)), lines(70, 72)).unwrap();
    let before = (stamps(&a), stamps(&b));
    sync(&b).await;
    sync(&a).await;
    sync(&b).await;
    assert!((stamps(&a), stamps(&b)) == before);
}

#[tokio::test(flavor = "multi_thread")]
async fn restoring_twice_makes_no_copy_and_files_are_of_now() {
    let (_dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 5)).unwrap();
    let old = SystemTime::now() - Duration::from_hours(24 * 90);
    std::fs::File::options().write(true).open(a.transcript(&id)).unwrap().set_modified(old).unwrap();
    sync(&a).await;
    restore(&b).await;
    let first = tree(&b.claude());
    let modified = std::fs::metadata(b.transcript(&id)).unwrap().modified().unwrap();
    assert!(modified.elapsed().unwrap() < Duration::from_mins(5), "Claude Code sweeps old files");
    assert_eq!(restore(&b).await, [Done::Present]);
    assert!(tree(&b.claude()) == first);
    assert_eq!(first.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_lies_in_another_project_folder_is_not_doubled() {
    let (_dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 5)).unwrap();
    sync(&a).await;
    std::fs::write(b.project("-elsewhere").join(name(&id)), lines(0, 5)).unwrap();
    let before = tree(&b.claude());
    let report = b.restore().await.unwrap();
    assert_eq!((report.refused.len(), &report.refused[0].why), (1, &NotRestored::Elsewhere));
    assert!(tree(&b.claude()) == before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_different_local_file_is_refused_and_force_moves_it_aside() {
    let (_dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 5)).unwrap();
    sync(&a).await;
    std::fs::write(b.transcript(&id), lines(50, 55)).unwrap();
    let before = tree(&b.claude());
    let dry = b.restore_with(|options| (options.dry_run, options.force) = (true, true)).await.unwrap();
    assert_eq!(dry.restored[0].files[0].1, Done::Replaced);
    assert!(tree(&b.claude()) == before, "a dry run writes nothing");
    let report = b.restore().await.unwrap();
    assert_eq!(report.refused[0].why, NotRestored::Differs);
    assert!(tree(&b.claude()) == before);
    b.restore_with(|options| options.force = true).await.unwrap();
    std::fs::write(b.transcript(&id), lines(60, 65)).unwrap();
    b.restore_with(|options| options.force = true).await.unwrap();
    let files = tree(&b.claude());
    assert_eq!(files.len(), 3);
    for content in [lines(0, 5), lines(50, 55), lines(60, 65)] {
        assert!(files.values().any(|bytes| *bytes == content.as_bytes()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_local_file_that_is_longer_is_left_alone() {
    let (_dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 5)).unwrap();
    sync(&a).await;
    std::fs::write(b.transcript(&id), lines(0, 8)).unwrap();
    assert_eq!(restore(&b).await, [Done::Present]);
    assert!(std::fs::read(b.transcript(&id)).unwrap() == lines(0, 8).as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_torn_local_line_is_made_whole_by_restore() {
    let (_dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 5)).unwrap();
    sync(&a).await;
    let half = lines(0, 5);
    std::fs::write(b.transcript(&id), &half[..half.len() - 30]).unwrap();
    assert_eq!(restore(&b).await, [Done::Extended]);
    assert!(std::fs::read(b.transcript(&id)).unwrap() == half.as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_local_file_that_finished_a_line_which_the_vault_has_torn_is_not_taken_for_different() {
    let (_dir, a, _b) = homes().await;
    let id = uuid(1);
    let text = lines(0, 5);
    std::fs::write(a.transcript(&id), &text[..text.len() - 30]).unwrap();
    sync(&a).await;
    std::fs::write(a.transcript(&id), &text).unwrap();
    assert_eq!(restore(&a).await, [Done::Present]);
    assert!(std::fs::read(a.transcript(&id)).unwrap() == text.as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_result_that_holds_a_private_key_is_not_taken_for_different_where_it_was_made() {
    let (_dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 2)).unwrap();
    let body: String =
        (0..12).map(|n| format!("{}{}{}AbCd\n", password(n), password(n + 50), password(n + 99))).collect();
    let (begin, end) = (
        ["-----BEGIN RSA PRIVATE", " KEY-----\n"].concat(),
        ["-----END RSA PRIVATE", " KEY-----\n"].concat(),
    );
    let text = format!("cat key\n{begin}{body}{end}and on\n");
    let path = a.write(&format!("{id}/tool-results/toolu_1.txt"), &text);
    sync(&a).await;
    assert!(!a.stored(&id).await.unwrap().holds(&password(3)), "the key is redacted");
    assert!(restore(&a).await.iter().all(|done| *done == Done::Present));
    assert!(std::fs::read(path).unwrap() == text.as_bytes());
    assert!(restore(&b).await.iter().all(|done| *done == Done::Written));
    assert!(sync(&b).await.is_empty());
    std::fs::remove_file(a.state_path()).unwrap();
    assert_eq!(a.sync().await.unwrap().sent.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_machines_meet_a_session_for_the_first_time() {
    let (_dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 5)).unwrap();
    std::fs::write(b.transcript(&id), lines(0, 7)).unwrap();
    sync(&a).await;
    assert!(sync(&b).await.is_empty());
    assert!(a.stored(&id).await.unwrap().only(&name(&id)).content == lines(0, 7).as_bytes());
    assert_eq!(restore(&a).await, [Done::Extended]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_rewrites_while_the_other_goes_on() {
    let (_dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 9)).unwrap();
    sync(&a).await;
    restore(&b).await;
    let rewritten = format!("{}{}", line(0, "edited"), lines(1, 4));
    std::fs::write(a.transcript(&id), &rewritten).unwrap();
    sync(&a).await;
    append(&b.transcript(&id), lines(9, 12));
    sync(&b).await;
    let stored = a.stored(&id).await.unwrap();
    assert!(stored.current(&name(&id)).content == rewritten.as_bytes(), "a rewrite stays current");
    assert!(stored.branches(&name(&id)).iter().any(|branch| branch.content == lines(0, 12).as_bytes()));
    assert_eq!(stored.branches(&name(&id)).len(), 2);
    assert!(sync(&a).await.is_empty() && sync(&b).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_chosen_by_the_beginning_of_its_uuid() {
    let (_dir, a, b) = homes().await;
    for n in 1..4 {
        std::fs::write(a.transcript(&uuid(n)), lines(0, n)).unwrap();
    }
    sync(&a).await;
    let report =
        b.restore_with(|options| options.selection = Selection::Ids(vec!["00000002".into()])).await.unwrap();
    assert_eq!(report.restored.len(), 1);
    assert_eq!(tree(&b.claude()).len(), 1);
    let missing = b.restore_with(|options| options.selection = Selection::Ids(vec!["ffff".into()])).await;
    assert!(missing.is_err());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn restore_writes_through_no_link() {
    let (dir, a, b) = homes().await;
    let id = uuid(1);
    std::fs::write(a.transcript(&id), lines(0, 3)).unwrap();
    a.write(&format!("{id}/subagents/agent-1.jsonl"), lines(0, 2));
    sync(&a).await;
    let outside = dir.path().join("outside");
    std::fs::create_dir_all(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, b.claude().join("projects").join(PROJECT)).unwrap();
    let report = b.restore().await.unwrap();
    assert!(report.refused.iter().all(|one| one.why == NotRestored::UnsafeName) && report.refused.len() == 2);
    assert!(tree(&outside).is_empty());
    std::fs::remove_file(b.claude().join("projects").join(PROJECT)).unwrap();
    std::os::unix::fs::symlink(outside.join("file"), b.transcript(&id)).unwrap();
    let report = b.restore_with(|options| options.force = true).await.unwrap();
    assert_eq!(report.refused.len(), 1);
    assert!(tree(&outside).is_empty());
}

/// The same reader, after a peer has replaced what it followed: appended, then sealed again and shredded.
#[tokio::test(flavor = "multi_thread")]
async fn reading_looks_again_where_a_peer_committed_in_between() {
    use han::ops::list::{self, Listing};
    use han::ops::restore::{self, RestoreOptions};
    use han::ops::{show, verify};
    let (_dir, a, b) = homes().await;
    let secret = password(9);
    for n in 1..4 {
        let text = lines(10 * n, 10 * n + 3) + &line(90, &format!("use {secret}"));
        std::fs::write(a.transcript(&uuid(n)), text).unwrap();
    }
    sync(&a).await;
    let (reader, vault) = (b.reader().await.unwrap(), {
        let remote = b.target.place.open().await.unwrap();
        let connection =
            han::ops::open::connect(&b.target.profile, remote, han::ops::open::Trust::Pinned).await.unwrap();
        han::ops::open::unlock(connection, 1_800_000_000).unwrap()
    });
    append(&a.transcript(&uuid(2)), line(91, &format!("DB_PASSWORD={secret}")));
    append(&a.transcript(&uuid(3)), line(92, "and on"));
    sync(&a).await;

    let mut listing = Listing::default();
    list::stored(&reader, "personal", &mut listing).await.unwrap();
    assert!(listing.damaged.is_empty(), "{:?}", listing.damaged.first().map(|one| &one.error));
    let counted: Vec<_> = listing.rows.iter().filter(|row| row.lines == Some(5)).collect();
    assert_eq!((listing.rows.len(), counted.len()), (3, 2), "as they are now");
    assert_eq!(list::find(&reader, &uuid(2)).await.unwrap().1.lines, 5);
    assert_eq!(list::find(&reader, &uuid(3)[..8]).await.unwrap().1.lines, 5);
    assert_eq!(list::versions(&reader, &uuid(2)).await.unwrap().1.len(), 1);
    let mut text = Vec::new();
    let options = show::ShowOptions { id: uuid(2), form: show::Form::Jsonl, generation: None };
    let mut out = |bytes: &[u8]| {
        text.extend_from_slice(bytes);
        std::ops::ControlFlow::Continue(())
    };
    show::run(&reader, &options, &mut out).await.unwrap();
    assert!(contains(&text, "[REDACTED:") && !contains(&text, &secret));

    let report =
        verify::vault(vault, &verify::VerifyOptions::default(), &han::ops::progress::Silent).await.unwrap();
    assert!(report.bad.is_empty(), "{:?}", report.bad);

    let options = RestoreOptions {
        selection: Selection::All,
        to: b.claude(),
        map: Vec::new(),
        force: false,
        dry_run: false,
        versions: Versions::Current,
        include: std::collections::BTreeSet::new(),
    };
    let mut state = han::local::state::State::new(b.target.profile.device);
    let report = restore::run(&reader, &options, &mut state, &han::ops::progress::Silent).await.unwrap();
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    assert_eq!(report.restored.len(), 3);
    for n in 2..4 {
        let bytes = std::fs::read(b.transcript(&uuid(n))).unwrap();
        assert_eq!(bytes.split(|b| *b == b'\n').count(), 6);
        assert_eq!(contains(&bytes, &secret), n == 3);
    }
}
