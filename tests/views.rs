//! Looking at a vault: list, show, status, prune, doctor, on a real vault and with hostile names in it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use han::ops::doctor::{self, Check, Kept, Level, Patient};
use han::ops::list::{self, Listing, Presence};
use han::ops::progress::Silent;
use han::ops::prune::{self, PruneOptions};
use han::ops::show::{self, Form, ShowOptions};
use han::ops::status::{self, Ages, Counts};
use han::ops::{open, restore};
use std::ops::ControlFlow;
use std::path::Path;
use support::{Home, NOW_NS, transcripts, uuid};

const AGES: Ages = Ages { data_key_days: 90, secret_days: 365 };

async fn home(dir: &Path) -> Home {
    Home::init(&dir.join("a"), &dir.join("vault")).await
}

fn write(home: &Home, n: usize, text: &str) {
    std::fs::write(home.project("-home-dev-app").join(format!("{}.jsonl", uuid(n))), text).unwrap();
}

fn turn(text: &str) -> String {
    let text = serde_json::Value::from(text);
    format!(
        "{{\"type\":\"user\",\"timestamp\":\"2026-01-02T03:04:05Z\",\"message\":{{\"content\":{text}}}}}\n"
    )
}

async fn listing(home: &Home) -> Listing {
    let mut listing = Listing::default();
    list::stored(&home.reader().await.unwrap(), "personal", &mut listing).await.unwrap();
    let context = home.context();
    let (local, _) = list::local(&context, &list::load_state(&context).unwrap());
    list::merge(local, &mut listing);
    list::sort(&mut listing.rows);
    listing
}

async fn shown(home: &Home, id: &str, form: Form, generation: Option<u32>) -> String {
    let mut out = Vec::new();
    let options = ShowOptions { id: id.into(), form, generation };
    let mut take = |bytes: &[u8]| {
        out.extend_from_slice(bytes);
        ControlFlow::Continue(())
    };
    show::run(&home.reader().await.unwrap(), &options, &mut take).await.unwrap();
    String::from_utf8(out).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_by_where_they_stand() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path()).await;
    for n in 1..=3 {
        write(&home, n, &turn(&format!("prompt {n}")));
    }
    home.sync().await.unwrap();
    write(&home, 2, &(turn("prompt 2") + &turn("more")));
    write(&home, 4, &turn("new"));
    std::fs::remove_file(home.project("-home-dev-app").join(format!("{}.jsonl", uuid(3)))).unwrap();
    let listing = listing(&home).await;
    assert!(listing.damaged.is_empty());
    let mut stands: Vec<_> = listing.rows.iter().map(|row| (row.id.clone(), row.presence)).collect();
    stands.sort_by(|a, b| a.0.cmp(&b.0));
    let want = [Presence::Synced, Presence::Changed, Presence::Stored, Presence::Local];
    let want: Vec<_> = want.into_iter().enumerate().map(|(at, presence)| (uuid(at + 1), presence)).collect();
    assert_eq!(stands, want);
    let titles: Vec<_> = listing.rows.iter().filter_map(|row| row.title.as_deref()).collect();
    assert_eq!(titles.len(), 4);
    assert!(titles.contains(&"new") && titles.contains(&"prompt 3"));
    assert!(listing.rows.is_sorted_by(|a, b| a.updated_ms >= b.updated_ms));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prefix_names_one_session_or_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path()).await;
    write(&home, 1, &turn("one"));
    write(&home, 0x2000_0000, &turn("two"));
    home.sync().await.unwrap();
    let reader = home.reader().await.unwrap();
    let found = |id: &'static str| list::find(&reader, id);
    assert_eq!(found("2000").await.unwrap().1.uuid, uuid(0x2000_0000));
    let whole = uuid(1);
    assert_eq!(list::find(&reader, &whole).await.unwrap().1.uuid, whole);
    for (id, want) in [("ffff", "no session in the vault begins with ffff"), ("", "2 sessions begin with")] {
        let error = found(id).await.err().unwrap().to_string();
        assert!(error.starts_with(want), "{error}");
    }
    let missing = uuid(77);
    assert!(list::find(&reader, &missing).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn real_sessions_show_in_every_form() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path()).await;
    for (at, (_, bytes)) in transcripts().iter().enumerate() {
        std::fs::write(home.project("-p").join(format!("{}.jsonl", uuid(at))), bytes).unwrap();
    }
    home.sync().await.unwrap();
    for at in 0..transcripts().len() {
        let id = uuid(at);
        let lines = shown(&home, &id, Form::Jsonl, None).await;
        let document: serde_json::Value =
            serde_json::from_str(&shown(&home, &id, Form::Json, None).await).unwrap();
        let listed = document["files"][0]["lines"].as_array().unwrap();
        assert_eq!((document["id"].as_str().unwrap(), listed.len()), (&*id, lines.lines().count()));
        for form in [Form::Text, Form::Markdown, Form::Html] {
            let page = shown(&home, &id, form, None).await;
            assert!(page.len() > 500 && !page.contains('\x1b'), "{form:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn subagents_and_tool_results_are_sections() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path()).await;
    write(&home, 1, &turn("main"));
    let folder = home.project("-home-dev-app").join(uuid(1));
    for (path, bytes) in [
        ("subagents/agent-1.jsonl", turn("from the agent").into_bytes()),
        ("tool-results/toolu_1.txt", b"spilled <b>\nlast line".to_vec()),
        ("tool-results/page-1.jpg", b"\xff\xd8\xff\xe0 binary".to_vec()),
    ] {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    home.sync().await.unwrap();
    let text = shown(&home, &uuid(1), Form::Text, None).await;
    for part in [
        "main",
        "==== Subagent agent-1.jsonl ====",
        "from the agent",
        "spilled <b>\n  last line",
        "(a binary file",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.find("main") < text.find("Subagent"), "the transcript is first");
    let html = shown(&home, &uuid(1), Form::Html, None).await;
    assert!(html.contains("spilled &lt;b&gt;") && html.trim_end().ends_with("</html>"), "{html}");
}

/// A rewritten file has two generations; pruning drops the older one and nothing that is in force.
#[tokio::test(flavor = "multi_thread")]
async fn pruning_drops_what_is_superseded_and_the_rest_restores() {
    let dir = tempfile::tempdir().unwrap();
    let mut home = home(dir.path()).await;
    for round in 0..4 {
        write(&home, 1, &turn(&format!("rewritten {round} {}", "x".repeat(round))).repeat(round + 1));
        home.now_ns += 120_000_000_000;
        home.sync().await.unwrap();
    }
    let (_, before) = list::versions(&home.reader().await.unwrap(), &uuid(1)).await.unwrap();
    assert!(before.len() > 2, "{}", before.len());
    let current: Vec<_> = before.iter().filter(|v| v.current).map(|v| v.generation).collect();
    let first = shown(&home, &uuid(1), Form::Jsonl, None).await;
    for dry_run in [true, false] {
        let report = prune_with(&home, PruneOptions { keep: 1, dry_run }).await;
        assert_eq!((report.pruned.len(), report.failed.len()), (1, 0));
        assert!(report.totals().0 >= 1 && report.totals().1 > 0);
    }
    let (_, after) = list::versions(&home.reader().await.unwrap(), &uuid(1)).await.unwrap();
    assert!(after.len() < before.len());
    assert_eq!(after.iter().filter(|v| v.current).map(|v| v.generation).collect::<Vec<_>>(), current);
    assert_eq!(shown(&home, &uuid(1), Form::Jsonl, None).await, first);
    assert_eq!(
        prune_with(&home, PruneOptions { keep: 1, dry_run: false }).await.pruned.len(),
        0,
        "once is enough"
    );
    std::fs::remove_dir_all(home.claude().join("projects")).unwrap();
    let restored = home.restore().await.unwrap();
    assert_eq!((restored.restored.len(), restored.refused.len()), (1, 0));
    assert_eq!(restored.restored[0].files[0].1, restore::Done::Written);
    let again = home.sync().await.unwrap();
    assert_eq!((again.sent.len(), again.failed.len()), (0, 0));
}

async fn prune_with(home: &Home, options: PruneOptions) -> prune::PruneReport {
    let remote = home.target.place.open().await.unwrap();
    let connection = open::connect(&home.target.profile, remote, open::Trust::Pinned).await.unwrap();
    let vault = open::unlock(connection, 1_800_000_000).unwrap();
    let remote = std::sync::Arc::clone(&vault.connection.remote);
    let report = prune::run(vault, options, &Silent).await.unwrap();
    remote.close().await;
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_needs_no_secret_and_says_what_is_due() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path()).await;
    write(&home, 1, &turn("one"));
    home.sync().await.unwrap();
    write(&home, 2, &turn("two"));
    let mut target = home.target.clone();
    target.profile.secret.store = None;
    let at = |days: u64| 1_800_000_000 + days * 86_400;
    let said = status::vault(&target, AGES, at(1)).await;
    let (keys, log) = said.now.as_ref().unwrap();
    assert_eq!((keys.version, log.sessions, log.size, keys.secret_since), (1, 1, 2, 1_800_000_000));
    assert!(
        said.due.is_empty() && log.stored_bytes.is_some_and(|bytes| bytes > 0) && said.verified.is_some()
    );
    let commands: Vec<_> =
        status::vault(&target, AGES, at(100)).await.due.into_iter().map(|due| due.command).collect();
    assert_eq!(commands, ["han rotate --data-key --vault personal"]);
    let context = home.context();
    let (local, _) = list::local(&context, &list::load_state(&context).unwrap());
    let counts = Counts::of(&local, Some("personal"));
    assert_eq!((counts.synced, counts.local), (1, 1));
    std::fs::remove_dir_all(dir.path().join("vault")).unwrap();
    assert!(status::vault(&target, AGES, at(1)).await.now.is_err(), "a vault that is gone is told");
}

fn problems(checks: &[Check]) -> Vec<&'static str> {
    checks.iter().filter(|check| check.level == Level::Problem).map(|check| check.check).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_names_each_ill_and_the_command() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path()).await;
    write(&home, 1, &turn("one"));
    home.sync().await.unwrap();
    let mut context = home.context();
    // The pin was written just now, by the machine's own clock: look from there.
    let real_now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    context.now_ns = i64::try_from(real_now).unwrap().max(NOW_NS + 60_000_000_000);
    let state = home.dir.join("state");
    fn patient<'a>(context: &'a han::ops::sync::SyncContext, private: &[std::path::PathBuf]) -> Patient<'a> {
        Patient {
            context,
            kept: vec![Kept::File],
            ages: AGES,
            program: "/usr/bin/han".into(),
            private: private.to_vec(),
        }
    }
    let private = [state.clone(), home.dir.join("nowhere")];
    let well = doctor::run(&patient(&context, &private)).await;
    assert_eq!(problems(&well), [""; 0], "{well:?}");
    assert!(well.iter().any(|check| check.check == "redaction"), "what cannot be scanned is said");

    write(&home, 2, &turn("unsynced"));
    std::fs::write(home.claude().join("settings.json"), r#"{"cleanupPeriodDays": 1}"#).unwrap();
    std::fs::remove_dir_all(home.dir.join("secrets")).unwrap();
    std::fs::remove_dir_all(dir.path().join("vault")).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&state, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    context.now_ns += 2 * 86_400_000_000_000;
    let ill = doctor::run(&patient(&context, &private)).await;
    assert_eq!(problems(&ill), ["permissions", "retention", "secret", "vault"], "{ill:?}");
    let command =
        |name| ill.iter().find(|c| c.check == name && c.level == Level::Problem).unwrap().command.clone();
    assert_eq!(command("permissions"), Some(format!("chmod 700 {}", state.display())));
    assert_eq!(command("retention").as_deref(), Some("han sync"));
    assert_eq!(command("secret").as_deref(), Some("han keys unlock --vault personal"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_session_is_told_and_the_others_are_listed() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path()).await;
    for n in 1..=3 {
        write(&home, n, &turn("prompt"));
    }
    home.sync().await.unwrap();
    let reader = home.reader().await.unwrap();
    let hidden = Hiding { inner: reader.remote.clone(), hidden: reader.keys.session_tag(&uuid(2)) };
    let reader = han::ops::view::Reader { remote: std::sync::Arc::new(hidden), ..reader };
    let mut listing = Listing::default();
    list::stored(&reader, "personal", &mut listing).await.unwrap();
    let mut ids: Vec<_> = listing.rows.iter().map(|row| row.id.clone()).collect();
    ids.sort();
    assert_eq!(ids.len(), 1, "one is hidden, one is damaged");
    let mut why: Vec<_> = listing.damaged.iter().map(|damaged| damaged.message()).collect();
    why.sort();
    assert_eq!(why.len(), 2);
    assert!(why.iter().any(|text| text.contains("is missing from the vault")), "{why:?}");
    assert!(why.iter().any(|text| text.contains("differs from what the log says")), "{why:?}");
}

/// A remote that withholds one session, and hands out another's body changed by a bit.
struct Hiding {
    inner: std::sync::Arc<dyn han::remote::Remote>,
    hidden: han::protocol::ids::SessionTag,
}

mod hiding {
    use super::Hiding;
    use async_trait::async_trait;
    use bytes::Bytes;
    use han::protocol::ids::{ObjectId, OwnerId};
    use han::protocol::refs::{Commit, Ref, RefBody, RefName};
    use han::remote::{Head, LeafEntry, Remote, RemoteError, Swap};

    #[async_trait]
    impl Remote for Hiding {
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
            self.inner.get_ref(name).await
        }
        async fn list_refs(&self, after: Option<&RefName>, limit: usize) -> Result<Vec<Ref>, RemoteError> {
            let mut page = self.inner.list_refs(after, limit).await?;
            page.retain(|found| found.name.session_tag() != Some(self.hidden));
            let session = page.iter_mut().find(|found| found.name.session_tag().is_some());
            if let Some(Ref { body: RefBody::Session { meta, .. }, .. }) = session {
                meta[200] ^= 1;
            }
            Ok(page)
        }
        async fn put(&self, id: ObjectId, bytes: Bytes) -> Result<(), RemoteError> {
            self.inner.put(id, bytes).await
        }
        async fn get(&self, id: ObjectId) -> Result<Bytes, RemoteError> {
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
}

/// Somebody else syncs between the moment that `prune` looks and the moment that it writes.
#[tokio::test(flavor = "multi_thread")]
async fn pruning_gives_way_to_a_sync_that_came_between() {
    let dir = tempfile::tempdir().unwrap();
    let mut home = home(dir.path()).await;
    for round in 0..3 {
        write(&home, 1, &turn(&format!("rewritten {round}")).repeat(round + 1));
        home.now_ns += 120_000_000_000;
        home.sync().await.unwrap();
    }
    let remote = home.target.place.open().await.unwrap();
    let connection = open::connect(&home.target.profile, remote, open::Trust::Pinned).await.unwrap();
    let vault = open::unlock(connection, 1_800_000_000).unwrap();
    write(&home, 1, &(turn("rewritten 2").repeat(3) + &turn("appended meanwhile")));
    home.now_ns += 120_000_000_000;
    assert_eq!(home.sync().await.unwrap().sent.len(), 1);
    // The vault has moved on: what was read before is refused, and read again from where the log stands now.
    let report = prune::run(vault, PruneOptions { keep: 1, dry_run: false }, &Silent).await.unwrap();
    assert_eq!(
        (report.pruned.len() + report.failed.len(), report.pruned.len()),
        (1, 1),
        "{:?}",
        report.failed
    );
    let text = shown(&home, &uuid(1), Form::Jsonl, None).await;
    assert!(text.contains("appended meanwhile"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_stays_here_by_a_route_is_told_as_such() {
    use han::session::route::{RouteRule, Routes};
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path()).await;
    let line =
        |cwd: &str| format!("{{\"type\":\"user\",\"cwd\":\"{cwd}\",\"message\":{{\"content\":\"x\"}}}}\n");
    write(&home, 1, &line("/home/x/private/a"));
    write(&home, 2, &line("/home/x/work"));
    let mut context = home.context();
    let rule = RouteRule { remote: None, path: Some("~/private/**".into()), vault: "none".into() };
    context.routing.routes = Routes::new(&[rule], "/home/x").unwrap();
    context.routing.any = true;
    let (local, _) = list::local(&context, &list::load_state(&context).unwrap());
    let stands: Vec<_> = local.iter().map(|session| (session.presence, session.vault.as_deref())).collect();
    assert_eq!(stands, [(Presence::Excluded, None), (Presence::Local, Some("personal"))]);
}
