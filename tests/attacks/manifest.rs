//! Rows 31, 32, 44, 45: what a key holder can write into a manifest, a colleague's stolen laptop, say.

use crate::kit::{PROJECT, contains, lines};
use crate::scene::{Scene, forge, raw};
use crate::support::{Home, tree, uuid};
use han::ops::restore::NotRestored;
use han::protocol::ids::{DeviceId, Digest};
use han::protocol::refs::{RefBody, RefName};
use han::redact::{Redacted, Redactor};
use han::remote::Remote;
use han::scan::Ruleset;
use han::vault::content::SessionKeys;
use han::vault::frame::Framer;
use han::vault::manifest::{self, Branch, File, Manifest, SeenHead, Writer};
use han::vault::meta::{self, Meta};
use han::vault::segment::{self, At};

const PLANTED: usize = 66;

/// Commits a session, signed with the vault's own keys, that says what `change` makes it say.
async fn plant(home: &Home, change: impl FnOnce(&mut Manifest, &mut Meta)) {
    let reader = home.reader().await.unwrap();
    let tag = reader.keys.session_tag(&uuid(PLANTED));
    let keys = SessionKeys::generate(&reader.keys, tag).unwrap();
    let mut framer = Framer::try_new().unwrap();
    let mut out = Redacted::empty();
    Redactor::new(Ruleset::builtin()).text(lines(0, 3).as_bytes(), &mut out).unwrap();
    let at = At { owner: reader.owner(), session: tag, generation: 0, seq: 0, start: 0 };
    let (object, entry) = segment::seal(&out, &at, keys.newest().unwrap(), &mut framer).unwrap();
    let remote = raw(home).await;
    remote.put(entry.object, object.into()).await.unwrap();
    let branch = Branch {
        generation: 0,
        device: DeviceId([1; 16]),
        current: true,
        ruleset: 1,
        closed: false,
        segments: vec![entry],
    };
    let head = SeenHead { size: reader.follow.size(), root: reader.follow.root() };
    let mut made = Manifest::new(Writer { device: DeviceId([1; 16]), name: "x".into() }, head);
    made.version = 1;
    made.files = vec![File { path: format!("{}.jsonl", uuid(PLANTED)), kind: 1, branches: vec![branch] }];
    let mut about = Meta {
        member: None,
        format: meta::FORMAT,
        uuid: uuid(PLANTED),
        project: PROJECT.into(),
        title: None,
        cwd: Some("/home/dev/app".into()),
        branch: None,
        git_remote: None,
        models: Vec::new(),
        first_time: None,
        last_time: None,
        lines: 3,
        bytes: 1,
        files: 1,
        manifest_version: 1,
        synced: 1,
        device: "x".into(),
        signature: None,
    };
    change(&mut made, &mut about);
    let sealed =
        manifest::seal(&mut made, (&reader.keys, &keys), (tag, Digest::default()), &mut framer).unwrap();
    let about = meta::seal(&mut about, (&reader.keys, &keys), tag, &mut framer).unwrap();
    let body = RefBody::Session { wraps: keys.to_field(), manifest: sealed, meta: about };
    forge(home, &RefName::session(tag), body).await;
}

/// Restores into a folder inside a folder: nothing may appear beside what was synced, in either.
async fn nothing_else_appears(scene: &Scene, home: &Home, case: &str, why: &[NotRestored]) {
    let outside = tree(&home.dir);
    let report = home.restore().await.unwrap_or_else(|error| panic!("{case}: {error}"));
    assert!(!report.refused.is_empty(), "{case}: nothing refused");
    for refused in &report.refused {
        assert!(why.contains(&refused.why), "{case}: {refused:?}");
        let raw_escape = refused.message.contains('\u{1b}');
        assert!(!raw_escape, "{case}: a message with an escape code");
    }
    assert!(tree(&home.claude()) == scene.before, "{case}: the other sessions, and nothing else");
    let new = |path: &String| {
        !path.starts_with(".claude") && !path.starts_with("state") && !outside.contains_key(path)
    };
    assert!(!tree(&home.dir).keys().any(new), "{case}: outside the folder");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_paths_in_a_signed_manifest_write_nothing() {
    let scene = Scene::new().await;
    let id = uuid(PLANTED);
    let long = "x".repeat(64 << 10);
    let paths = [
        "../x.jsonl".to_owned(),
        format!("../../{id}.jsonl"),
        format!("{id}/../../../{id}.jsonl"),
        "/tmp/han-attack.jsonl".into(),
        "C:\\x.jsonl".into(),
        format!("{id}.jsonl\0.txt"),
        "CON".into(),
        format!("{id}/tool-results/CON.txt"),
        format!("{id}/tool-results/nul"),
        format!("{id}/tool-results/\u{1b}]0;owned\u{7}.txt"),
        format!("{id}/tool-results/\u{202e}txt.exe"),
        format!("{id}/tool-results/{long}"),
        long.clone(),
        format!("{id}/tool-results/a/../b.txt"),
        format!("{id}/tool-results//b.txt"),
        format!("{id}/tool-results/x:stream.txt"),
        format!("{id}/tool-results/trailing."),
        String::new(),
        ".".into(),
        "memory/MEMORY.md".into(),
        "CLAUDE.md".into(),
        ".mcp.json".into(),
        format!("{}.jsonl", uuid(2)),
        format!("{}/tool-results/x.txt", uuid(2)),
        format!("{id}.jsonl/x"),
        format!("{id}/hooks/x.sh"),
    ];
    for (at, path) in paths.into_iter().enumerate() {
        let home = scene.copy(&format!("path-{at}"));
        plant(&home, |made, _| made.files[0].path.clone_from(&path)).await;
        let case = path.chars().take(40).collect::<String>().escape_debug().to_string();
        nothing_else_appears(&scene, &home, &case, &[NotRestored::UnsafeName, NotRestored::Tampered]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_project_folders_in_signed_metadata_write_nothing() {
    let scene = Scene::new().await;
    for (at, project) in
        ["..", ".", "", "/", "../../x", "a/b", "/etc", "x\0y", "x\u{1b}[2J", "CON", "a\\b"].iter().enumerate()
    {
        let home = scene.copy(&format!("project-{at}"));
        plant(&home, |_, about| about.project = (*project).into()).await;
        let case = project.escape_debug().to_string();
        nothing_else_appears(&scene, &home, &case, &[NotRestored::Tampered, NotRestored::UnsafeName]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn impossible_manifests_are_refused_without_taking_memory() {
    let scene = Scene::new().await;
    type Change = fn(&mut Manifest, &mut Meta);
    let cases: [(&str, Change); 14] = [
        ("2^64 raw bytes", |made, _| made.files[0].branches[0].segments[0].raw_len = u64::MAX),
        ("two halves of 2^64", |made, _| {
            let branch = &mut made.files[0].branches[0];
            branch.segments[0].raw_len = u64::MAX;
            let next =
                han::vault::manifest::Segment { start: u64::MAX, raw_len: 5, ..branch.segments[0].clone() };
            branch.segments.push(next);
        }),
        ("64 MB claimed", |made, _| made.files[0].branches[0].segments[0].raw_len = 64 << 20),
        ("2^64 sealed bytes", |made, _| made.files[0].branches[0].segments[0].len = u64::MAX),
        ("a hole", |made, _| made.files[0].branches[0].segments[0].start = 1),
        ("the segment twice", |made, _| {
            let branch = &mut made.files[0].branches[0];
            let next = branch.segments[0].clone();
            branch.segments.push(next);
        }),
        ("no current branch", |made, _| made.files[0].branches[0].current = false),
        ("two current branches", |made, _| {
            let branch = made.files[0].branches[0].clone();
            made.files[0].branches.push(branch);
        }),
        ("a file twice", |made, _| {
            let file = made.files[0].clone();
            made.files.push(file);
        }),
        ("version 7 as the first", |made, about| (made.version, about.manifest_version) = (7, 7)),
        ("a format of the future", |made, _| made.format = 99),
        ("metadata of another manifest", |_, about| about.manifest_version = 3),
        ("metadata of another session", |_, about| about.uuid = uuid(2)),
        ("metadata of the future", |_, about| about.format = 99),
    ];
    for (at, (case, change)) in cases.into_iter().enumerate() {
        let home = scene.copy(&format!("shape-{at}"));
        plant(&home, change).await;
        nothing_else_appears(&scene, &home, case, &[NotRestored::Tampered]).await;
    }
}

/// Names that one file system cannot hold side by side.
#[tokio::test(flavor = "multi_thread")]
async fn names_that_differ_only_in_case_do_not_replace_each_other() {
    let scene = Scene::new().await;
    let home = scene.copy("case");
    let id = uuid(PLANTED);
    plant(&home, |made, _| {
        let file = made.files[0].clone();
        for name in ["toolu_a.txt", "TOOLU_A.txt"] {
            made.files.push(File { path: format!("{id}/tool-results/{name}"), kind: 4, ..file.clone() });
        }
    })
    .await;
    let report = home.restore().await.unwrap();
    assert_eq!((report.refused.len(), &report.refused[0].why), (1, &NotRestored::UnsafeName));
    assert_eq!(tree(&home.claude()).len(), scene.before.len() + 2);
}

/// Row 44: what came from outside is escaped before it is shown.
#[tokio::test(flavor = "multi_thread")]
async fn escape_codes_in_errors_do_not_reach_the_terminal() {
    let scene = Scene::new().await;
    let home = scene.copy("escape");
    plant(&home, |_, about| about.project = "\u{1b}[31m/x".into()).await;
    let report = home.restore().await.unwrap();
    let text = format!("{}{}", report.refused[0].message, report.refused[0].path);
    assert!(!contains(text.as_bytes(), "\u{1b}"));
}
