//! A session grows, shrinks, moves and tears; the vault keeps up, sends only what is new, and loses nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod kit;
mod support;

use han::local::state::{Loaded, State};
use han::ops::sync::SyncOptions;
use han::session::equal::lines_equal;
use kit::{PROJECT, append, contains, line, lines, password};
use support::{Home, tree, uuid};
use tempfile::TempDir;

async fn home() -> (TempDir, Home) {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    (dir, home.at_real_time())
}

fn name(uuid: &str) -> String {
    format!("{uuid}.jsonl")
}

/// Syncs and demands that nothing failed; gives how many sessions were sent.
async fn sync(home: &Home) -> usize {
    let report = home.sync().await.unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    report.sent.len()
}

fn forget_state(home: &Home) {
    std::fs::remove_file(home.state_path()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_append_sends_only_the_new_lines() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    std::fs::write(&path, lines(0, 50)).unwrap();
    assert_eq!(sync(&home).await, 1);
    let before = home.stored(&id).await.unwrap().only(&name(&id)).objects.clone();
    append(&path, lines(50, 52));
    let report = home.sync().await.unwrap();
    assert_eq!(report.sent[0].bytes, lines(50, 52).len() as u64);
    let after = home.stored(&id).await.unwrap();
    let branch = after.only(&name(&id));
    assert_eq!(branch.objects[..before.len()], before[..], "old segments stay");
    assert_eq!(branch.objects.len(), before.len() + 1);
    assert!(branch.content == lines(0, 52).as_bytes());
    assert_eq!(after.meta.lines, 52);
    assert_eq!(sync(&home).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_torn_tail_waits_for_its_newline() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    let whole = line(1, "the second");
    std::fs::write(&path, format!("{}{}", line(0, "first"), &whole[..20])).unwrap();
    let report = home.sync().await.unwrap();
    assert_eq!((report.sent.len(), report.held_back), (1, 1));
    assert!(home.stored(&id).await.unwrap().only(&name(&id)).content == line(0, "first").as_bytes());
    append(&path, &whole[20..]);
    let report = home.sync().await.unwrap();
    assert_eq!((report.sent.len(), report.held_back), (1, 0));
    let content = lines_of(&[line(0, "first"), whole]);
    assert!(home.stored(&id).await.unwrap().only(&name(&id)).content == content.as_bytes());
}

fn lines_of(lines: &[String]) -> String {
    lines.concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_only_a_torn_line_waits_too() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    std::fs::write(&path, "{\"type\":\"user\"").unwrap();
    let report = home.sync().await.unwrap();
    assert_eq!((report.sent.len(), report.held_back), (0, 1));
    assert!(home.stored(&id).await.is_none());
    append(&path, "}\n");
    assert_eq!(sync(&home).await, 1);
    assert_eq!(home.stored(&id).await.unwrap().only(&name(&id)).content, b"{\"type\":\"user\"}\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_torn_tail_is_sent_and_made_whole_in_place() {
    let (_dir, mut home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    let whole = line(30, "the torn one");
    std::fs::write(&path, format!("{}{}", lines(0, 30), &whole[..40])).unwrap();
    home.sync().await.unwrap();
    home.now_ns += 61_000_000_000;
    assert_eq!(sync(&home).await, 1, "after a minute the tail is taken");
    assert!(home.stored(&id).await.unwrap().only(&name(&id)).content.ends_with(&whole.as_bytes()[..40]));
    assert_eq!(sync(&home).await, 0);
    append(&path, format!("{}{}", &whole[40..], line(31, "after")));
    assert_eq!(sync(&home).await, 1);
    let stored = home.stored(&id).await.unwrap();
    assert!(stored.only(&name(&id)).content == std::fs::read(&path).unwrap(), "one copy, whole");
    assert_eq!(stored.meta.lines, 32);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tail_torn_inside_a_secret_is_made_whole_without_a_branch() {
    let (_dir, mut home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    let secret = password(1);
    let whole = line(1, &format!("DB_PASSWORD={secret}"));
    let cut = whole.find(&secret).unwrap() + 4;
    std::fs::write(&path, format!("{}{}", line(0, "first"), &whole[..cut])).unwrap();
    home.now_ns += 61_000_000_000;
    assert_eq!(sync(&home).await, 1);
    append(&path, &whole[cut..]);
    assert_eq!(sync(&home).await, 1);
    let stored = home.stored(&id).await.unwrap();
    let content = &stored.only(&name(&id)).content;
    assert!(!contains(content, &secret[..8]));
    let got: Vec<_> = content.split_inclusive(|b| *b == b'\n').collect();
    assert_eq!(got.len(), 2);
    assert!(lines_equal(got[1].trim_ascii_end(), whole.trim_end().as_bytes()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tail_of_an_ended_session_is_taken_at_once() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    std::fs::write(home.transcript(&id), format!("{}{{\"torn", lines(0, 2))).unwrap();
    let options =
        SyncOptions { ended: vec![han::session::SessionUuid::parse(&id).unwrap()], ..SyncOptions::default() };
    let report = home.sync_with(&options).await.unwrap();
    assert_eq!((report.sent.len(), report.held_back), (1, 0));
    assert!(home.stored(&id).await.unwrap().only(&name(&id)).content.ends_with(b"{\"torn"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shrunken_file_becomes_a_branch_and_the_longer_one_stays_current() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    std::fs::write(&path, lines(0, 20)).unwrap();
    sync(&home).await;
    std::fs::write(&path, lines(0, 5)).unwrap();
    let report = home.sync().await.unwrap();
    assert!(report.notes.iter().any(|note| note.contains("shorter")), "{:?}", report.notes);
    let stored = home.stored(&id).await.unwrap();
    assert_eq!(stored.branches(&name(&id)).len(), 2);
    assert!(stored.current(&name(&id)).content == lines(0, 20).as_bytes());
    assert_eq!(stored.meta.lines, 20, "metadata is of the current branch");
    assert_eq!(sync(&home).await, 0);
    // What comes after goes to the short branch, which takes over once it is the longer one.
    append(&path, lines(100, 102));
    assert_eq!(sync(&home).await, 1);
    let stored = home.stored(&id).await.unwrap();
    assert_eq!(stored.branches(&name(&id)).len(), 2);
    assert!(stored.current(&name(&id)).content == lines(0, 20).as_bytes());
    append(&path, lines(102, 140));
    assert_eq!(sync(&home).await, 1);
    let stored = home.stored(&id).await.unwrap();
    assert!(stored.current(&name(&id)).content == std::fs::read(&path).unwrap());
    assert_eq!(stored.meta.lines, 45);
    assert!(stored.branches(&name(&id)).iter().any(|branch| branch.content == lines(0, 20).as_bytes()));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_lost_state_an_append_goes_to_the_branch_that_it_continues_not_to_a_shorter_one() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    std::fs::write(&path, lines(0, 20)).unwrap();
    sync(&home).await;
    std::fs::write(&path, lines(0, 5)).unwrap();
    sync(&home).await;
    std::fs::write(&path, lines(0, 21)).unwrap();
    forget_state(&home);
    sync(&home).await;
    let stored = home.stored(&id).await.unwrap();
    assert_eq!(stored.branches(&name(&id)).len(), 2);
    assert!(stored.current(&name(&id)).content == lines(0, 21).as_bytes(), "the long branch was extended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rewritten_file_becomes_current_and_the_old_one_stays() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    std::fs::write(&path, lines(0, 20)).unwrap();
    sync(&home).await;
    let rewritten = format!("{}{}", line(0, "edited"), lines(1, 10));
    std::fs::write(&path, &rewritten).unwrap();
    assert_eq!(sync(&home).await, 1);
    let stored = home.stored(&id).await.unwrap();
    assert!(stored.current(&name(&id)).content == rewritten.as_bytes());
    assert!(stored.branches(&name(&id)).iter().any(|branch| branch.content == lines(0, 20).as_bytes()));
    assert_eq!(stored.meta.lines, 10);
    append(&path, line(50, "more"));
    assert_eq!(sync(&home).await, 1);
    assert_eq!(home.stored(&id).await.unwrap().branches(&name(&id)).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_session_is_the_same_session() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    std::fs::write(&path, lines(0, 20)).unwrap();
    home.write(&format!("{id}/subagents/agent-1.jsonl"), lines(0, 3));
    sync(&home).await;
    let elsewhere = home.project("-home-dev-other");
    std::fs::rename(&path, elsewhere.join(name(&id))).unwrap();
    std::fs::rename(home.project(PROJECT).join(&id), elsewhere.join(&id)).unwrap();
    assert_eq!(home.sync().await.unwrap().failed.len(), 0);
    let stored = home.stored(&id).await.unwrap();
    assert!(stored.only(&name(&id)).content == lines(0, 20).as_bytes());
    append(&elsewhere.join(name(&id)), lines(20, 22));
    assert_eq!(sync(&home).await, 1);
    let stored = home.stored(&id).await.unwrap();
    assert!(stored.only(&name(&id)).content == lines(0, 22).as_bytes());
    assert_eq!(stored.meta.project, "-home-dev-other");
    assert_eq!(sync(&home).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_local_deletion_never_propagates() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    std::fs::write(home.transcript(&id), lines(0, 4)).unwrap();
    let agent = home.write(&format!("{id}/subagents/agent-1.jsonl"), lines(0, 3));
    sync(&home).await;
    std::fs::remove_file(agent).unwrap();
    append(&home.transcript(&id), lines(4, 5));
    sync(&home).await;
    assert_eq!(home.stored(&id).await.unwrap().files.len(), 2);
    std::fs::remove_dir_all(home.claude().join("projects")).unwrap();
    assert_eq!(sync(&home).await, 0);
    let stored = home.stored(&id).await.unwrap();
    assert!(stored.only(&name(&id)).content == lines(0, 5).as_bytes());
    assert!(stored.only(&format!("{id}/subagents/agent-1.jsonl")).content == lines(0, 3).as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_writers_interleaving_are_one_session() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    std::fs::write(&path, "").unwrap();
    for round in 0..6 {
        append(&path, line(round, "left"));
        append(&path, line(100 + round, "right"));
        assert_eq!(sync(&home).await, 1);
    }
    assert!(home.stored(&id).await.unwrap().only(&name(&id)).content == std::fs::read(&path).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_file_and_every_odd_byte_comes_back() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let jpeg: Vec<u8> = [
        &b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"[..],
        &(0..60_000u32).flat_map(u32::to_le_bytes).collect::<Vec<_>>(),
    ]
    .concat();
    let odd: &[(&str, Vec<u8>)] = &[
        ("T.jsonl", lines(0, 3).into_bytes()),
        ("T/subagents/agent-1.jsonl", lines(0, 3).into_bytes()),
        ("T/subagents/agent-1.meta.json", b"{\"agentType\":\"x\",\"description\":\"y\"}".to_vec()),
        ("T/subagents/workflows/wf_1/journal.jsonl", lines(0, 2).into_bytes()),
        ("T/tool-results/toolu_1.txt", b"plain text\nwithout a last newline".to_vec()),
        ("T/tool-results/empty.txt", Vec::new()),
        ("T/tool-results/page-1.jpg", jpeg),
        ("T/tool-results/zeros.txt", b"text \0\0\0 with NULs\n".to_vec()),
        (
            "agent-9.jsonl",
            format!("{{\"sessionId\":\"{id}\",\"type\":\"user\"}}\n{}", lines(0, 2)).into_bytes(),
        ),
    ];
    for (rel, bytes) in odd {
        home.write(&rel.replace('T', &id), bytes);
    }
    let others: Vec<(String, Vec<u8>)> = vec![
        (uuid(2), Vec::new()),
        (uuid(3), b"{\"a\":1}\r\n{\"b\":2}\r\n".to_vec()),
        (uuid(4), b"\xef\xbb\xbf{\"a\":1}\n".to_vec()),
        (uuid(5), b"{\"a\":1}\n\0\0\0\0\0\0\n{\"b\":2}\n".to_vec()),
        (uuid(6), b"{\"a\":\"\xff\xfe\x80\"}\n\xc3\n".to_vec()),
        (uuid(7), b"\n\n{\"a\":1}{\"b\":2}\n{\"lone\":\"\\ud83d\"}\n".to_vec()),
    ];
    for (other, bytes) in &others {
        home.write(&name(other), bytes);
    }
    sync(&home).await;
    let before = tree(&home.claude());
    assert_eq!(before.len(), odd.len() + others.len());
    std::fs::remove_dir_all(home.claude().join("projects")).unwrap();
    let report = home.restore().await.unwrap();
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    let after = tree(&home.claude());
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (path, bytes) in &before {
        assert!(after[path] == *bytes, "{path}");
    }
    assert_eq!(sync(&home).await, 0);
    forget_state(&home);
    assert_eq!(sync(&home).await, 0, "and compares equal without state");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_grows() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    std::fs::write(&path, "").unwrap();
    assert_eq!(sync(&home).await, 1);
    append(&path, lines(0, 1));
    assert_eq!(sync(&home).await, 1);
    assert!(home.stored(&id).await.unwrap().only(&name(&id)).content == lines(0, 1).as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_state_sends_nothing_and_makes_no_branch() {
    let (_dir, home) = home().await;
    for (at, (_, bytes)) in support::transcripts().iter().enumerate() {
        std::fs::write(home.transcript(&uuid(at)), bytes).unwrap();
    }
    let secret = password(3);
    let late = format!(
        "{}{}",
        line(0, &format!("the word {secret} alone")),
        line(1, &format!("DB_PASSWORD={secret}"))
    );
    std::fs::write(home.transcript(&uuid(99)), late).unwrap();
    sync(&home).await;
    let before = home.vault_state().await;
    forget_state(&home);
    assert_eq!(sync(&home).await, 0);
    assert!(home.vault_state().await == before);
    append(&home.transcript(&uuid(0)), lines(0, 1));
    forget_state(&home);
    assert_eq!(sync(&home).await, 1);
    assert_eq!(home.stored(&uuid(0)).await.unwrap().branches(&name(&uuid(0))).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_state_folder_is_made_good_by_the_pin_in_the_secret_store() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    std::fs::write(home.transcript(&id), lines(0, 5)).unwrap();
    sync(&home).await;
    std::fs::remove_dir_all(&home.target.profile.state).unwrap();
    append(&home.transcript(&id), lines(5, 6));
    assert_eq!(sync(&home).await, 1);
    assert!(home.target.profile.state.join("pin").exists());
    assert!(home.stored(&id).await.unwrap().only(&name(&id)).content == lines(0, 6).as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn many_small_appends_are_merged() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    std::fs::write(&path, "").unwrap();
    for n in 0..40 {
        append(&path, line(n, &format!("turn {n}")));
        sync(&home).await;
    }
    let stored = home.stored(&id).await.unwrap();
    let branch = stored.only(&name(&id));
    assert!(branch.objects.len() <= 17, "{} segments", branch.objects.len());
    assert!(branch.content == std::fs::read(&path).unwrap());
    assert_eq!(stored.meta.lines, 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_confirmed_late_in_a_first_sync_is_gone_from_earlier_lines() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let secret = password(4);
    let text = format!(
        "{}{}{}",
        line(0, &format!("use {secret} for it")),
        lines(1, 9),
        line(9, &format!("DB_PASSWORD={secret}"))
    );
    std::fs::write(home.transcript(&id), &text).unwrap();
    home.write(&format!("{id}/tool-results/toolu_1.txt"), format!("it printed {secret} here\n"));
    sync(&home).await;
    let stored = home.stored(&id).await.unwrap();
    assert!(!stored.holds(&secret));
    assert!(contains(&stored.current(&name(&id)).content, "[REDACTED:"));
    let content = &stored.current(&name(&id)).content;
    assert_eq!(content.split(|b| *b == b'\n').count(), 11, "line count is kept");
    assert_eq!(sync(&home).await, 0);
    append(&home.transcript(&id), line(10, "more"));
    assert_eq!(sync(&home).await, 1);
    assert!(!home.stored(&id).await.unwrap().holds(&secret));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_confirmed_in_an_append_is_removed_from_what_was_uploaded() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    let secret = password(5);
    std::fs::write(&path, format!("{}{}", lines(0, 3), line(3, &format!("use {secret} for it")))).unwrap();
    home.write(&format!("{id}/subagents/agent-1.jsonl"), line(0, &format!("told {secret}")));
    sync(&home).await;
    assert!(home.stored(&id).await.unwrap().holds(&secret), "nothing says yet that it is a secret");
    append(&path, line(4, &format!("DB_PASSWORD={secret}")));
    assert_eq!(sync(&home).await, 1);
    let stored = home.stored(&id).await.unwrap();
    assert!(!stored.holds(&secret));
    assert_eq!(stored.current(&name(&id)).content.split(|b| *b == b'\n').count(), 6);
    append(&path, line(5, "and on"));
    assert_eq!(sync(&home).await, 1);
    let stored = home.stored(&id).await.unwrap();
    assert!(!stored.holds(&secret));
    assert!(stored.current(&name(&id)).content.ends_with(line(5, "and on").as_bytes()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_confirmed_late_is_removed_from_superseded_branches_and_deleted_files_too() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    let secret = password(6);
    std::fs::write(&path, format!("{}{}", line(0, &format!("use {secret} for it")), lines(1, 5))).unwrap();
    let agent = home.write(&format!("{id}/subagents/agent-1.jsonl"), line(0, &format!("told {secret}")));
    sync(&home).await;
    std::fs::remove_file(agent).unwrap();
    std::fs::write(&path, lines(10, 30)).unwrap();
    sync(&home).await;
    append(&path, line(40, &format!("DB_PASSWORD={secret}")));
    sync(&home).await;
    let stored = home.stored(&id).await.unwrap();
    assert_eq!(stored.branches(&name(&id)).len(), 2);
    assert!(!stored.holds(&secret));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_confirmed_late_is_removed_from_signed_thinking_that_was_uploaded() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    let path = home.transcript(&id);
    let secret = password(7);
    let thinking = format!(
        "{{\"type\":\"assistant\",\"message\":{{\"role\":\"assistant\",\"content\":[{{\"type\":\"thinking\",\"thinking\":\"they use {secret}\",\"signature\":\"c2ln\"}},{{\"type\":\"text\",\"text\":\"ok\"}}]}}}}\n"
    );
    std::fs::write(&path, format!("{thinking}{}", lines(1, 3))).unwrap();
    sync(&home).await;
    append(&path, line(4, &format!("DB_PASSWORD={secret}")));
    sync(&home).await;
    let stored = home.stored(&id).await.unwrap();
    assert!(!stored.holds(&secret));
    assert_eq!(stored.current(&name(&id)).content.split(|b| *b == b'\n').count(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_result_that_was_rewritten_without_a_last_newline_is_not_taken_for_unchanged() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    std::fs::write(home.transcript(&id), lines(0, 2)).unwrap();
    let rel = format!("{id}/tool-results/toolu_1.txt");
    let path = home.write(&rel, "first line\nsecond line\nthird");
    sync(&home).await;
    std::fs::write(&path, "FIRST line\nsecond line\nthird").unwrap();
    forget_state(&home);
    sync(&home).await;
    let stored = home.stored(&id).await.unwrap();
    assert_eq!(stored.branches(&rel).len(), 2);
    assert!(stored.branches(&rel).iter().any(|branch| branch.content.starts_with(b"FIRST")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_result_that_grows_inside_a_secret_does_not_leave_it_in_two_halves() {
    let (_dir, home) = home().await;
    let id = uuid(1);
    std::fs::write(home.transcript(&id), lines(0, 2)).unwrap();
    let rel = format!("{id}/tool-results/toolu_1.txt");
    let secret = password(8);
    let text = format!("the env:\nDB_PASSWORD={secret}\ndone\n");
    let cut = text.find(&secret).unwrap() + 5;
    let path = home.write(&rel, &text[..cut]);
    sync(&home).await;
    append(&path, &text[cut..]);
    sync(&home).await;
    let stored = home.stored(&id).await.unwrap();
    let content = &stored.only(&rel).content;
    assert!(!contains(content, &secret[5..]), "the second half stands alone");
    assert_eq!(content.split(|b| *b == b'\n').count(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shredded_state_file_counts_as_none() {
    let (_dir, home) = home().await;
    std::fs::write(home.transcript(&uuid(1)), lines(0, 5)).unwrap();
    sync(&home).await;
    let mut bytes = std::fs::read(home.state_path()).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    std::fs::write(home.state_path(), bytes).unwrap();
    assert_eq!(sync(&home).await, 0);
    assert!(matches!(State::load(&home.state_path()).unwrap(), Loaded::State(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_64_mb_and_a_file_of_64_mb_pass() {
    let (_dir, home) = home().await;
    let (one, many) = (uuid(1), uuid(2));
    let text = "abcdefgh ".repeat(64 << 20 >> 3);
    let long = line(0, &text[..64 << 20]);
    std::fs::write(home.transcript(&one), &long).unwrap();
    let row = line(1, &"lorem ipsum dolor ".repeat(64));
    std::fs::write(home.transcript(&many), row.repeat((64 << 20) / row.len())).unwrap();
    assert_eq!(sync(&home).await, 2);
    let before = tree(&home.claude());
    std::fs::remove_dir_all(home.claude().join("projects")).unwrap();
    home.restore().await.unwrap();
    assert!(tree(&home.claude()) == before);
    append(&home.transcript(&one), line(2, "after the long one"));
    assert_eq!(sync(&home).await, 1);
    forget_state(&home);
    assert_eq!(sync(&home).await, 0);
}
