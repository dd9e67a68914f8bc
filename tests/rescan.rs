//! Newer rules over what the vault holds: what they find is gone from every stored byte, nothing else is, and a run
//! may be stopped anywhere.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod kit;
mod support;

use han::cli::failure::{Exit, Failure};
use han::local::state::{Loaded, State};
use han::ops::rescan::RescanOptions;
use kit::plant::OLD_RULES;
use kit::wire::Evil;
use kit::{append, contains, fast_dir, line, lines, password};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use support::{Home, tree, uuid};
use tempfile::TempDir;

/// Stands where the secret is planted, and is as long as no secret: so offsets move.
const SPOT: &str = "here-it-stood";
/// Stands alone, where only the confirmed value tells that it is a secret.
const ALONE: &str = "the-bare-word";

fn name(uuid: &str) -> String {
    format!("{uuid}.jsonl")
}

/// The transcript of a session with a spot in its second segment of three; a subagent with the bare word; a tool
/// result without either.
async fn write_session(home: &Home, id: &str, n: usize) {
    let path = home.transcript(id);
    std::fs::write(&path, lines(n, n + 4)).unwrap();
    home.write(&format!("{id}/subagents/agent-1.jsonl"), line(n, &format!("it said {ALONE} to me")));
    home.write(&format!("{id}/tool-results/toolu_1.txt"), "nothing to see\nhere\n");
    home.sync().await.unwrap();
    append(&path, line(n + 4, &format!("DB_PASSWORD={SPOT}")));
    home.sync().await.unwrap();
    append(&path, lines(n + 5, n + 8));
    home.sync().await.unwrap();
}

/// A vault with two such sessions, a third without a secret, all of older rules; and the secret.
async fn old_vault() -> (TempDir, Home, String) {
    let dir = fast_dir();
    let home = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let secret = password(77);
    for n in 1..3 {
        write_session(&home, &uuid(n), 100 * n).await;
    }
    std::fs::write(home.transcript(&uuid(3)), lines(300, 305)).unwrap();
    home.sync().await.unwrap();
    for n in 1..3 {
        home.plant(&uuid(n), &[(SPOT, &secret), (ALONE, &secret)]).await;
    }
    home.plant(&uuid(3), &[]).await;
    (dir, home, secret)
}

/// Nothing in the vault opens to the secret, by any key that the vault ever had, and no session lost a line.
async fn is_clean(home: &Home, secret: &str) {
    for n in 1..3 {
        let stored = home.stored(&uuid(n)).await.unwrap();
        assert!(!stored.holds(secret) && !stored.holds(&secret[..12]));
        assert_eq!(stored.current(&name(&uuid(n))).content.split(|b| *b == b'\n').count(), 9);
        assert!(contains(&stored.current(&name(&uuid(n))).content, "[REDACTED:"));
    }
}

/// In the folder of the vault lies what the sessions name, and nothing else.
async fn only_what_is_named(home: &Home) {
    assert_eq!(home.objects_there(), home.objects_named().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_newer_rules_find_is_gone_and_only_what_changed_was_sealed_again() {
    let (_dir, home, secret) = old_vault().await;
    let before = home.stored(&uuid(1)).await.unwrap();
    assert!(before.holds(&secret));
    let wraps = home.wraps(&uuid(1)).await;
    assert!(home.database_holds(&wraps[0]));
    let untouched = home.stored(&uuid(3)).await.unwrap();

    let report = home.rescan().await.unwrap();
    assert_eq!((report.scanned, report.current, report.failed.len()), (3, 0, 0));
    assert_eq!(report.changed.len(), 2);
    assert_eq!(report.redactions().values().sum::<u64>(), 4, "{:?}", report.redactions());
    is_clean(&home, &secret).await;
    only_what_is_named(&home).await;

    let after = home.stored(&uuid(1)).await.unwrap();
    let (old, new) = (before.only(&name(&uuid(1))), after.only(&name(&uuid(1))));
    assert_eq!(old.objects[..1], new.objects[..1], "what lies before the cut stays");
    assert!(old.objects[1..].iter().all(|id| !new.objects.contains(id)));
    assert!(new.generation > old.generation, "a new generation");
    let text = format!("{}/tool-results/toolu_1.txt", uuid(1));
    assert_eq!(before.only(&text).objects, after.only(&text).objects);
    assert_eq!(before.only(&text).generation, after.only(&text).generation);
    for one in &report.changed {
        assert_eq!(one.superseded.0, 3, "two of the transcript, one of the subagent");
        assert!(one.left.is_empty() && one.bytes_stored > 0 && one.segments > 0);
        assert_eq!((one.keys_shredded, one.keys_kept), (0, 1), "the first segment needs the old key");
    }
    // One ref move each, no replaced body is kept, and the session without a secret got a manifest alone.
    assert_eq!(after.view.version, before.view.version + 1);
    let same = home.stored(&uuid(3)).await.unwrap();
    assert_eq!(same.only(&name(&uuid(3))).objects, untouched.only(&name(&uuid(3))).objects);
    assert_eq!(same.only(&name(&uuid(3))).generation, untouched.only(&name(&uuid(3))).generation);
    for stored in [&after, &same] {
        let branches = stored.view.manifest.files.iter().flat_map(|file| &file.branches);
        assert!(branches.into_iter().all(|branch| branch.ruleset > OLD_RULES));
    }

    let again = home.rescan().await.unwrap();
    assert_eq!((again.scanned, again.current, again.changed.len()), (0, 3, 0));
    assert_eq!(home.stored(&uuid(1)).await.unwrap().view.version, after.view.version);
    let full = RescanOptions { full: true, ..RescanOptions::default() };
    let full = home.rescan_with(&full).await.unwrap();
    assert_eq!((full.scanned, full.changed.len()), (3, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_go_on_with_a_session_that_was_sealed_again() {
    let (dir, home, secret) = old_vault().await;
    let other = Home::join(&dir.path().join("b"), &home).await;
    other.restore().await.unwrap();
    home.rescan().await.unwrap();
    assert_eq!(home.sync().await.unwrap().sent.len(), 0);
    append(&home.transcript(&uuid(1)), line(190, "and on at home"));
    assert_eq!(home.sync().await.unwrap().sent.len(), 1);
    assert_eq!(home.stored(&uuid(1)).await.unwrap().branches(&name(&uuid(1))).len(), 1);
    append(&other.transcript(&uuid(2)), line(290, "and on elsewhere"));
    let report = other.sync().await.unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    let stored = home.stored(&uuid(2)).await.unwrap();
    assert_eq!(stored.branches(&name(&uuid(2))).len(), 1);
    assert!(contains(&stored.current(&name(&uuid(2))).content, "and on elsewhere"));
    assert!(!stored.holds(&secret));
    let fresh = Home::join(&dir.path().join("c"), &home).await;
    assert!(fresh.restore().await.unwrap().refused.is_empty());
    assert!(tree(&fresh.claude()).values().all(|bytes| !contains(bytes, &secret)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_content_key_that_nothing_needs_is_shredded_with_its_replaced_wraps() {
    let dir = fast_dir();
    let home = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let secret = password(78);
    std::fs::write(home.transcript(&uuid(1)), line(0, &format!("DB_PASSWORD={SPOT}"))).unwrap();
    home.sync().await.unwrap();
    home.plant(&uuid(1), &[(SPOT, &secret)]).await;
    let wraps = home.wraps(&uuid(1)).await;
    let report = home.rescan().await.unwrap();
    assert_eq!((report.changed[0].keys_shredded, report.changed[0].keys_kept), (1, 0));
    assert!(wraps.iter().all(|wrap| !home.database_holds(wrap)), "an old wrap is still in the database");
    let now = home.wraps(&uuid(1)).await;
    assert_eq!(now.len(), 1);
    assert!(home.database_holds(&now[0]));
    only_what_is_named(&home).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_is_scanned_too() {
    let dir = fast_dir();
    let home = Home::init(&dir.path().join("a"), &dir.path().join("vault")).await;
    let secret = password(79);
    let words = format!("please try {ALONE} now");
    std::fs::write(home.transcript(&uuid(1)), line(0, &words) + &line(1, &format!("DB_PASSWORD={SPOT}")))
        .unwrap();
    home.sync().await.unwrap();
    home.plant(&uuid(1), &[(SPOT, &secret), (ALONE, &secret)]).await;
    let title = home.stored(&uuid(1)).await.unwrap().meta.title.unwrap();
    assert!(title.contains(&secret), "{title}");
    home.rescan().await.unwrap();
    let title = home.stored(&uuid(1)).await.unwrap().meta.title.unwrap();
    assert!(title.contains("[REDACTED:") && !title.contains(&secret), "{title}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_finds_the_same_and_changes_nothing() {
    let (_dir, home, _) = old_vault().await;
    let before = (tree(&home.vault_folder()), tree(&home.dir));
    let options = RescanOptions { dry_run: true, ..RescanOptions::default() };
    let dry = home.rescan_with(&options).await.unwrap();
    let after = (tree(&home.vault_folder()), tree(&home.dir));
    assert!(before == after, "something was changed");
    assert_eq!(dry.changed.len(), 2);
    assert_eq!(dry.changed.iter().map(|one| one.hits.len()).sum::<usize>(), 4);
    let wet = home.rescan().await.unwrap();
    assert_eq!(dry.redactions(), wet.redactions());
    assert_eq!(dry.scanned, wet.scanned);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_asked_for_is_rescanned() {
    let (_dir, home, secret) = old_vault().await;
    let one = RescanOptions { sessions: vec![uuid(2)], ..RescanOptions::default() };
    assert_eq!(home.rescan_with(&one).await.unwrap().changed.len(), 1);
    assert!(home.stored(&uuid(1)).await.unwrap().holds(&secret));
    assert!(!home.stored(&uuid(2)).await.unwrap().holds(&secret));
    let none = RescanOptions { projects: vec!["-nowhere".into()], ..RescanOptions::default() };
    let error = home.rescan_with(&none).await.err().unwrap();
    assert_eq!(Failure::from(error).kind().exit(), Exit::Found);
    let project = RescanOptions { projects: vec![kit::PROJECT.into()], ..RescanOptions::default() };
    let report = home.rescan_with(&project).await.unwrap();
    assert_eq!((report.scanned, report.current), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_call_fails_every_session_stays_readable_and_the_next_run_completes() {
    let (dir, home, secret) = old_vault().await;
    let clean = home.twin(&dir.path().join("clean"));
    let (over, wire) = clean.over(Evil::default()).await;
    over.rescan().await.unwrap();
    let (calls, want) = (wire.calls(), clean.vault_state().await);
    assert!(calls > 15, "{calls}");
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
            let (over, _) = home.over(fault(at)).await;
            if let Err(error) = over.rescan().await {
                assert_eq!(Failure::from(error).kind().exit(), Exit::Unreachable, "{case}");
            }
            for n in 1..4 {
                let stored = home.stored(&uuid(n)).await.unwrap_or_else(|| panic!("{case}: unreadable"));
                let count = stored.current(&name(&uuid(n))).content.split(|b| *b == b'\n').count();
                assert_eq!(count, if n == 3 { 6 } else { 9 }, "{case}");
            }
            let report = home.rescan().await.unwrap_or_else(|error| panic!("{case}: {error}"));
            assert!(report.failed.is_empty(), "{case}: {:?}", report.failed);
            assert!(home.vault_state().await == want, "{case}: another end state");
            is_clean(&home, &secret).await;
            let (there, named) = (home.objects_there(), home.objects_named().await);
            assert!(there.is_superset(&named), "{case}: an object is missing");
            assert!(home.sync().await.unwrap().failed.is_empty(), "{case}");
            std::fs::remove_dir_all(root).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_appends_meanwhile_loses_nothing_and_is_scanned_too() {
    let (dir, home, secret) = old_vault().await;
    let other = Arc::new(Home::join(&dir.path().join("b"), &home).await);
    other.restore().await.unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let hook: kit::wire::Hook = {
        let other = Arc::clone(&other);
        Box::new(move || {
            let (other, done) = (Arc::clone(&other), Arc::clone(&done));
            Box::pin(async move {
                if !done.swap(true, Ordering::SeqCst) {
                    append(&other.transcript(&uuid(1)), line(150, "said meanwhile"));
                    assert!(other.sync().await.unwrap().failed.is_empty());
                }
            })
        })
    };
    let (over, _) = home.over(Evil { before_commit: Some(hook), ..Evil::default() }).await;
    let report = over.rescan().await.unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    let stored = home.stored(&uuid(1)).await.unwrap();
    assert!(!stored.holds(&secret) && stored.holds("said meanwhile"));
    assert!(!home.stored(&uuid(2)).await.unwrap().holds(&secret));
    assert_eq!(other.sync().await.unwrap().sent.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_machines_that_rescan_at_once_both_arrive() {
    let (dir, home, secret) = old_vault().await;
    let other = Home::join(&dir.path().join("b"), &home).await;
    let (one, two) = tokio::join!(home.rescan(), other.rescan());
    let (one, two) = (one.unwrap(), two.unwrap());
    assert!(one.failed.is_empty() && two.failed.is_empty(), "{:?} {:?}", one.failed, two.failed);
    assert_eq!(one.changed.len() + two.changed.len(), 2, "nobody does it twice");
    is_clean(&home, &secret).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_with_a_bad_object_is_named_and_the_others_go_on() {
    for missing in [true, false] {
        let (_dir, home, secret) = old_vault().await;
        let id = home.stored(&uuid(1)).await.unwrap().only(&name(&uuid(1))).objects[0].clone();
        let path = home.vault_folder().join("objects/v1").join(&id[..2]);
        let path = path.join(home.target.profile.owner.to_string()).join(&id);
        if missing {
            std::fs::remove_file(&path).unwrap();
        } else {
            std::fs::write(&path, b"other bytes").unwrap();
        }
        let before = home.reader().await.unwrap().follow;
        let report = home.rescan().await.unwrap();
        assert_eq!(report.failed.len(), 1);
        assert_eq!((report.failed[0].session.as_str(), report.failed[0].code), (&*uuid(1), "damaged"));
        assert_eq!(report.changed.len(), 1);
        assert!(!home.stored(&uuid(2)).await.unwrap().holds(&secret));
        let reader = home.reader().await.unwrap();
        let name = han::protocol::refs::RefName::session(reader.keys.session_tag(&uuid(1)));
        let [now, then] = [&reader.follow, &before].map(|follow| follow.state(&name).unwrap());
        assert_eq!(now, then, "it is left as it is");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_machine_knows_of_older_rules_is_counted_until_they_are_applied() {
    let (_dir, home, _) = old_vault().await;
    let Loaded::State(mut state) = State::load(&home.state_path()).unwrap() else { panic!("no state") };
    state.files.values_mut().for_each(|entry| entry.ruleset = OLD_RULES);
    state.save_atomic(&home.state_path()).unwrap();
    assert_eq!(home.sync().await.unwrap().behind, 3);
    let one = RescanOptions { sessions: vec![uuid(2)], ..RescanOptions::default() };
    home.rescan_with(&one).await.unwrap();
    assert_eq!(home.sync().await.unwrap().behind, 2);
    home.rescan().await.unwrap();
    assert_eq!(home.sync().await.unwrap().behind, 0);
    append(&home.transcript(&uuid(1)), lines(170, 172));
    assert_eq!(home.sync().await.unwrap().behind, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_append_to_what_older_rules_scanned_does_not_pass_for_scanned() {
    let (_dir, home, _) = old_vault().await;
    append(&home.transcript(&uuid(3)), lines(370, 372));
    assert_eq!(home.sync().await.unwrap().behind, 1);
    let rules = |stored: kit::Stored| stored.view.manifest.files[0].branches[0].ruleset;
    assert_eq!(rules(home.stored(&uuid(3)).await.unwrap()), OLD_RULES);
    assert!(home.rescan().await.unwrap().failed.is_empty());
    assert!(rules(home.stored(&uuid(3)).await.unwrap()) > OLD_RULES);
    assert_eq!(home.sync().await.unwrap().behind, 0);
}

/// `han` itself, as another machine on the vault.
struct Shell(PathBuf);

impl Shell {
    fn run(&self, words: &[&str]) -> (Option<i32>, String, String) {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_han"));
        command.args(words).env_clear().env("HOME", &self.0).env("PATH", "/usr/bin:/bin");
        let out = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (out.status.code(), text(out.stdout), text(out.stderr))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_says_what_it_did_and_what_it_could_not_reach() {
    let (dir, home, secret) = old_vault().await;
    let shell = Shell(dir.path().join("shell"));
    std::fs::create_dir_all(&shell.0).unwrap();
    let file = shell.0.join("secret");
    std::fs::write(&file, support::SECRET).unwrap();
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let (vault, file) = (home.vault_folder(), file.to_string_lossy().into_owned());
    let vault = vault.to_string_lossy();
    let words = ["keys", "unlock", "--remote", &vault, "--secret-store", "file", "--passphrase-file", &file];
    let (code, _, err) = shell.run(&words);
    assert_eq!(code, Some(0), "{err}");

    let (code, out, err) = shell.run(&["rescan", "--dry-run"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains(&format!("{}  password 2", uuid(1))), "{out}");
    assert!(out.contains("[REDACTED:password]") && !out.contains(&secret), "{out}");
    assert!(err.contains("2 sessions would change; nothing was changed"), "{err}");
    assert!(home.stored(&uuid(1)).await.unwrap().holds(&secret));

    let id = home.stored(&uuid(2)).await.unwrap().only(&name(&uuid(2))).objects[1].clone();
    let path = home.vault_folder().join("objects/v1").join(&id[..2]);
    let path = path.join(home.target.profile.owner.to_string()).join(&id);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let (code, out, err) = shell.run(&["rescan"]);
    assert_eq!(code, Some(7), "{err}");
    assert!(out.contains(&uuid(1)) && !out.contains(&uuid(2)), "{out}");
    assert!(err.contains("was not rescanned"), "{err}");
    for said in ["shred level 1", "keep an older content key", "han rotate --data-key", "exports, backups"] {
        assert!(err.contains(said), "{said}: {err}");
    }
    std::fs::write(&path, bytes).unwrap();
    let (code, out, err) = shell.run(&["rescan", "--json"]);
    assert_eq!(code, Some(0), "{err}");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&report["changed"], &report["current"], &report["level"]), (&1.into(), &2.into(), &1.into()));
    assert_eq!(report["sessions"][0]["session"], uuid(2));
    assert_eq!(report["redactions"]["password"], 2);
    assert_eq!(report["sessions"][0]["left"], serde_json::json!([]));
    is_clean(&home, &secret).await;
    assert_eq!(shell.run(&["verify", "-q"]).0, Some(0));
    let export = shell.0.join("after.han").to_string_lossy().into_owned();
    assert_eq!(shell.run(&["export", "-q", "-o", &export]).0, Some(0));

    assert_eq!(shell.run(&["verify", "-q", &export]).0, Some(0), "an archive of several content keys");
    assert_eq!(shell.run(&["rescan", "--session", "ffff"]).0, Some(1));
}
