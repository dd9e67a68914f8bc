//! Planted words stand in no stored byte: not in the vault, and nothing of what was said in the local state.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod kit;
mod support;

use base64::Engine as _;
use kit::{append, contains, password};
use std::fmt::Write as _;
use support::{Home, tree};

/// Forms in which a word could stand: as it is, in hex, and in base64 at each of the three offsets.
fn forms(word: &str) -> Vec<String> {
    let mut all = vec![
        word.to_owned(),
        word.to_uppercase(),
        word.to_lowercase(),
        hex::encode(word),
        hex::encode_upper(word),
    ];
    let wide: String = word.chars().flat_map(|c| [c, '\0']).collect();
    all.push(wide);
    for engine in [&base64::engine::general_purpose::STANDARD, &base64::engine::general_purpose::URL_SAFE] {
        for skip in 0..3 {
            let encoded = engine.encode(format!("{}{word}", &"xxx"[..skip]));
            let (from, to) = (if skip == 0 { 0 } else { 4 }, encoded.len() - 4);
            all.push(encoded[from..to].to_owned());
        }
    }
    all.retain(|form| form.len() >= 6);
    all
}

fn find(place: &str, files: &std::collections::BTreeMap<String, Vec<u8>>, words: &[(&str, String)]) {
    for (kind, word) in words {
        for form in forms(word) {
            for (path, bytes) in files {
                assert!(!contains(path.as_bytes(), &form), "{place}: the {kind} is in the name {path}");
                assert!(!contains(bytes, &form), "{place}: the {kind} stands in {path}");
            }
        }
    }
}

/// What was said, and must stand nowhere.
fn said(secret: &str, late: &str) -> Vec<(&'static str, String)> {
    vec![
        ("prompt", "canaryprompt".into()),
        ("later prompt", "canaryagain".into()),
        ("title", "canarytitle".into()),
        ("output", "canaryoutput".into()),
        ("tool result", "canaryspill".into()),
        ("branch", "canarybranch".into()),
        ("model", "canarymodel".into()),
        ("secret", secret.into()),
        ("secret that was confirmed late", late.into()),
        ("vault's secret", support::SECRET.into()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn canaries_stand_in_no_stored_byte() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::init(&dir.path().join("machine"), &dir.path().join("vault")).await;
    let id = "c0ffee11-beef-4bad-8dad-feedfacecafe".to_owned();
    let (secret, late) = (password(21), password(22));
    let project = "-home-canaryuser-canaryproject".to_owned();
    let folder = home.project(&project);
    let mut text = String::new();
    writeln!(text, "{{\"type\":\"user\",\"cwd\":\"/home/canaryuser/canaryproject\",\"gitBranch\":\"canarybranch\",\"sessionId\":\"{id}\",\"version\":\"2.1.240\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"message\":{{\"role\":\"user\",\"content\":\"canaryprompt please {late}\"}}}}").unwrap();
    writeln!(text, "{{\"type\":\"custom-title\",\"customTitle\":\"canarytitle\",\"sessionId\":\"{id}\"}}")
        .unwrap();
    writeln!(text, "{{\"type\":\"assistant\",\"message\":{{\"model\":\"canarymodel\",\"content\":[{{\"type\":\"text\",\"text\":\"DB_PASSWORD={secret}\"}}]}},\"toolUseResult\":{{\"stdout\":\"canaryoutput\"}}}}").unwrap();
    std::fs::write(folder.join(format!("{id}.jsonl")), &text).unwrap();
    let results = folder.join(&id).join("tool-results");
    std::fs::create_dir_all(&results).unwrap();
    std::fs::write(results.join("canaryresult.txt"), "canaryspill of a tool\n").unwrap();
    home.sync().await.unwrap();
    append(
        &folder.join(format!("{id}.jsonl")),
        format!("{{\"type\":\"user\",\"message\":{{\"content\":\"canaryagain: PGPASSWORD={late}\"}}}}\n"),
    );
    home.sync().await.unwrap();
    let other = Home::join(&dir.path().join("second"), &home).await;
    other.restore().await.unwrap();
    other.sync().await.unwrap();
    let restored = tree(&other.claude());
    assert!(restored.values().any(|bytes| contains(bytes, "canaryprompt")), "it did come through");
    assert!(!restored.values().any(|bytes| contains(bytes, &secret) || contains(bytes, &late)));

    let said = said(&secret, &late);
    let local: Vec<(&str, String)> = vec![
        ("directory", "canaryuser".into()),
        ("project", "canaryproject".into()),
        ("file name", "canaryresult".into()),
        ("session", id.clone()),
        ("session without dashes", id.replace('-', "")),
        ("half of the session", id[..13].into()),
    ];
    let vault = tree(&dir.path().join("vault"));
    assert!(vault.len() > 3);
    find("vault", &vault, &said);
    find("vault", &vault, &local);
    let raw_id: Vec<u8> = hex::decode(id.replace('-', "")).unwrap();
    assert!(
        vault.values().all(|bytes| memchr::memmem::find(bytes, &raw_id).is_none()),
        "the session as bytes"
    );
    for home in [&home, &other] {
        // The state names local paths and ids, and nothing of what was said.
        find("state", &tree(&home.dir.join("state")), &said);
    }
    // Beside the state and the secrets there is nothing else.
    let names =
        std::fs::read_dir(&home.dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, [".claude", "secrets", "state"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_objects_and_refs_tell_nothing_across_vaults() {
    // Row 40: the same content in two vaults, and twice in one, has nothing in common but its padded size.
    let dir = tempfile::tempdir().unwrap();
    let mut names: Vec<String> = Vec::new();
    for owner in ["a", "b"] {
        let home = Home::init(&dir.path().join(owner), &dir.path().join(format!("vault-{owner}"))).await;
        for n in 1..3 {
            std::fs::write(home.transcript(&support::uuid(n)), kit::lines(0, 40)).unwrap();
        }
        home.sync().await.unwrap();
        let reader = home.reader().await.unwrap();
        names.extend(
            reader
                .follow
                .names()
                .unwrap()
                .iter()
                .filter_map(|name| name.session_tag())
                .map(|tag| tag.to_string()),
        );
        for n in 1..3 {
            names.extend(home.stored(&support::uuid(n)).await.unwrap().files.remove(0).objects);
        }
    }
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!((names.len(), all), (8, 8));
}
