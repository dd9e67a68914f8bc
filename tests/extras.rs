//! The files beside the sessions: off unless asked for, routed one by one, versioned or merged, restored in their places.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use han::session::Extra;
use han::session::route::RouteRule;
use std::path::Path;
use support::{Home, tree};

const SESSION: &str = "0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8";

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn prompt(time: u64, project: &str, text: &str) -> String {
    serde_json::json!({"display": text, "pastedContents": {}, "timestamp": time, "project": project})
        .to_string()
}

fn transcript(cwd: &str, slug: &str) -> String {
    let line = serde_json::json!({
        "type": "user", "uuid": "u1", "sessionId": SESSION, "cwd": cwd, "slug": slug,
        "message": {"role": "user", "content": "hello"},
    });
    format!("{line}\n")
}

/// A home with one session and one file of every kind.
fn fill(home: &Home) {
    let claude = home.claude();
    write(&claude.join(format!("projects/-w-app/{SESSION}.jsonl")), &transcript("/w/app", "quiet-fox"));
    write(&claude.join("projects/-w-app/memory/MEMORY.md"), "# likes tabs\n");
    write(&claude.join("projects/-w-app/memory/topics/db.md"), "postgres\n");
    write(&claude.join("plans/quiet-fox.md"), "1. do it\n");
    write(&claude.join("paste-cache/ab12.txt"), "a long paste\n");
    write(&claude.join(format!("file-history/{SESSION}/f00d@v1")), "let a = 1;\n");
    write(
        &claude.join("history.jsonl"),
        &format!("{}\n{}\n", prompt(1, "/w/app", "one"), prompt(2, "/w/app", "two")),
    );
    for never in
        ["settings.json", ".credentials.json", "shell-snapshots/x.sh", "projects/-w-app/sessions-index.json"]
    {
        write(&claude.join(never), "{}");
    }
}

fn all() -> std::collections::BTreeSet<Extra> {
    Extra::ALL.into()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_travels_unless_asked_for_and_everything_comes_back_when_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut a = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    fill(&a);
    let plain = a.sync().await.unwrap();
    assert_eq!((plain.found, plain.sent.len(), plain.failed.len()), (1, 1, 0));
    let mut b = Home::join(&dir.path().join("b"), &a).await;
    b.include = all();
    b.restore().await.unwrap();
    assert_eq!(tree(&b.claude()).len(), 1, "only the session was there");

    a.include = all();
    let report = a.sync().await.unwrap();
    assert_eq!(report.failed.len(), 0, "{:?}", report.failed);
    // The session once more (its file history), and four collections.
    assert_eq!(report.sent.len(), 5);
    assert_eq!(a.sync().await.unwrap().sent.len(), 0, "nothing is new");

    let mut c = Home::join(&dir.path().join("c"), &a).await;
    let report = c.restore().await.unwrap();
    assert_eq!(tree(&c.claude()).len(), 1, "not asked for");
    assert_eq!(report.notes.len(), 4, "{:?}", report.notes);
    c.include = all();
    let report = c.restore().await.unwrap();
    assert_eq!(report.refused.len(), 0, "{:?}", report.refused);
    let (want, got) = (tree(&a.claude()), tree(&c.claude()));
    let wanted =
        |name: &str| !["settings", ".cred", "shell", "sessions-index"].iter().any(|part| name.contains(part));
    let want: Vec<_> = want.iter().filter(|(name, _)| wanted(name)).collect();
    assert_eq!(want, got.iter().collect::<Vec<_>>());
    assert_eq!(c.sync().await.unwrap().sent.len(), 0, "a restore brings nothing new");
}

#[tokio::test(flavor = "multi_thread")]
async fn histories_merge_as_a_union_and_local_lines_stay() {
    let dir = tempfile::tempdir().unwrap();
    let mut a = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let mut b = Home::join(&dir.path().join("b"), &a).await;
    (a.include, b.include) = (all(), all());
    let history = |home: &Home| home.claude().join("history.jsonl");
    let secret = format!("DB_PASSWORD={}", ["Tr0ub4dor", "_", "9xQ7"].concat());
    write(&history(&a), &format!("{}\n{}\n", prompt(10, "/w/a", "from a"), prompt(30, "/w/a", &secret)));
    write(&history(&b), &format!("{}\n", prompt(20, "/w/b", "from b")));
    a.sync().await.unwrap();
    b.sync().await.unwrap();
    a.restore().await.unwrap();
    b.restore().await.unwrap();
    let texts: Vec<_> = [&a, &b].map(|home| std::fs::read_to_string(history(home)).unwrap()).into();
    let order = |text: &str| -> Vec<u64> {
        text.lines()
            .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["timestamp"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(order(&texts[0]), [10, 20, 30]);
    assert_eq!(order(&texts[1]), [10, 20, 30]);
    assert!(texts[0].contains(&secret), "the local line keeps its bytes");
    assert!(!texts[1].contains(&secret) && texts[1].contains("[REDACTED:"));
    // Restored lines are known: nothing is sent back, and a line typed later is sent alone.
    assert_eq!(b.sync().await.unwrap().bytes_stored, 0);
    write(&history(&b), &format!("{}{}\n", texts[1], prompt(40, "/w/b", "later")));
    b.sync().await.unwrap();
    std::fs::remove_file(history(&a)).unwrap();
    a.restore().await.unwrap();
    assert_eq!(order(&std::fs::read_to_string(history(&a)).unwrap()), [10, 20, 30, 40]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_a_private_project_never_travels() {
    let dir = tempfile::tempdir().unwrap();
    let mut a = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    a.include = all();
    a.routes = vec![RouteRule { remote: None, path: Some("/w/private/**".into()), vault: "none".into() }];
    fill(&a);
    let claude = a.claude();
    let paste = |hash: &str, project: &str, time: u64| {
        serde_json::json!({"display": "p", "pastedContents": {"1": {"contentHash": hash}}, "timestamp": time, "project": project}).to_string()
    };
    let lines = [
        prompt(1, "/w/app", "open prompt"),
        prompt(2, "/w/private/x", "hidden prompt"),
        "no json, no project".to_owned(),
        paste("ab12", "/w/app", 3),
        paste("cd34", "/w/private/x", 4),
        paste("ef56", "/w/app", 5),
        paste("ef56", "/w/private/x", 6),
    ];
    write(&claude.join("history.jsonl"), &(lines.join("\n") + "\n"));
    for hash in ["cd34", "ef56", "9999"] {
        write(&claude.join(format!("paste-cache/{hash}.txt")), "hidden paste\n");
    }
    let other = SESSION.replace("0a4d", "1b5e");
    let hidden = transcript("/w/private/x", "hidden-owl").replace(SESSION, &other);
    write(&claude.join(format!("projects/-w-private-x/{other}.jsonl")), &hidden);
    write(&claude.join("projects/-w-private-x/memory/MEMORY.md"), "hidden memory\n");
    write(&claude.join("projects/-w-gone/memory/MEMORY.md"), "hidden memory of nobody knows what\n");
    write(&claude.join("plans/hidden-owl.md"), "hidden plan\n");
    write(&claude.join(format!("file-history/{other}/f00d@v1")), "hidden snapshot\n");
    let report = a.sync().await.unwrap();
    assert_eq!(report.failed.len(), 0, "{:?}", report.failed);
    let mut b = Home::join(&dir.path().join("b"), &a).await;
    b.include = all();
    b.restore().await.unwrap();
    let got = tree(&b.claude());
    for (name, bytes) in &got {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("hidden") && !text.contains("private"), "{name}: {text}");
        assert!(!name.contains("private") && !name.contains("hidden") && !name.contains("gone"), "{name}");
    }
    let names: Vec<_> = got.keys().map(String::as_str).collect();
    assert!(names.contains(&"plans/quiet-fox.md") && names.contains(&"paste-cache/ab12.txt"), "{names:?}");
    assert_eq!(String::from_utf8_lossy(&got["history.jsonl"]).lines().count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_document_becomes_a_version_and_going_back_is_none() {
    let dir = tempfile::tempdir().unwrap();
    let mut a = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    a.include = [Extra::Memory].into();
    fill(&a);
    let memory = a.claude().join("projects/-w-app/memory/MEMORY.md");
    a.sync().await.unwrap();
    for (at, text) in ["# likes spaces\nand more\n", "# short\n", "# likes tabs\n"].into_iter().enumerate() {
        write(&memory, text);
        let report = a.sync().await.unwrap();
        assert_eq!((report.sent.len(), report.failed.len()), (1, 0), "{text}");
        let mut b = Home::join(&dir.path().join(format!("b{at}")), &a).await;
        b.include = [Extra::Memory].into();
        b.restore().await.unwrap();
        let restored = b.claude().join("projects/-w-app/memory/MEMORY.md");
        assert_eq!(std::fs::read_to_string(restored).unwrap(), text);
    }
    // A different local file is left alone.
    let mut c = Home::join(&dir.path().join("c"), &a).await;
    c.include = [Extra::Memory].into();
    let theirs = c.claude().join("projects/-w-app/memory/MEMORY.md");
    write(&theirs, "my own\n");
    let report = c.restore().await.unwrap();
    assert_eq!(report.refused.len(), 1);
    assert_eq!(std::fs::read_to_string(theirs).unwrap(), "my own\n");
}
