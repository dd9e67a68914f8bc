//! `han audit` as somebody runs it: what the log says, what it proves, and each way in which a server can break it.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod outside;
mod proxy_kit;
mod server_kit;

use axum::http::Method;
use han::protocol::ids::{ActorId, OwnerId};
use han::protocol::refs::{Action, Commit, Ref, RefChange, RefName};
use han::protocol::wire::{Events, Leaves};
use han::remote::{Event, LeafEntry, Swap};
use han::server::commit::Caller;
use han::server::site;
use outside::{Person, copy, skip, tree};
use proxy_kit::{Scene, Whole};
use server_kit::{Server, system_clock, unlimited};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

fn embedded(dir: &Path) -> Person {
    let person = Person::new(&dir.join("home"));
    person.plant(1, &outside::conversation(1, 20));
    person.plant(2, &outside::conversation(2, 20));
    person.expect(0, &["sync"]);
    person
}

/// Runs the script that ships for auditors. `None` where python3 or openssl is not there.
fn script(test: &str, dir: &Path, key: Option<&str>) -> Option<(bool, String)> {
    let missing = ["python3", "openssl"].into_iter().find(|program| {
        let version = if *program == "openssl" { "version" } else { "--version" };
        Command::new(program).arg(version).output().is_err()
    });
    if let Some(program) = missing {
        skip(test, &format!("{program} is not there"));
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify_log.py");
    let ran = Command::new("python3").arg(script).arg(dir).args(key).output().unwrap();
    let said = String::from_utf8([ran.stdout, ran.stderr].concat()).unwrap();
    Some((ran.status.success(), said))
}

#[test]
fn a_vault_in_a_folder_tells_its_log() {
    let dir = tempfile::tempdir().unwrap();
    let person = embedded(dir.path());
    let leaves = person.json(&["audit", "log"])["leaves"].as_array().unwrap().clone();
    let actions: Vec<_> = leaves.iter().map(|leaf| leaf["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["init", "sync", "sync"]);
    assert!(leaves.iter().all(|leaf| leaf["origin"] == "none" && leaf["class"] == "ref_move"));
    let session = outside::uuid(2);
    for id in [&session[..8], &session] {
        let one = person.json(&["audit", "log", "--session", id]);
        assert_eq!(one["leaves"].as_array().unwrap().len(), 1);
    }
    let actor = leaves[0]["actor"].as_str().unwrap();
    assert_eq!(person.json(&["audit", "log", "--actor", &actor[..8]])["leaves"].as_array().unwrap().len(), 3);
    assert_eq!(person.run(&["audit", "log", "--actor", "ffff0000"]).code, Some(1));
    assert_eq!(person.run(&["audit", "log", "--denied"]).code, Some(1));
    assert_eq!(person.run(&["audit", "log", "--since", "0s"]).code, Some(1));
    assert_eq!(person.run(&["audit", "log", "--session", "ffff0000"]).code, Some(1));
    assert_eq!(person.run(&["audit", "log", "--action", "nothing"]).code, Some(2));
    let table = person.expect(0, &["audit", "log", "--action", "init"]).out;
    assert_eq!(table.lines().count(), 2, "{table}");
    let verified = person.json(&["audit", "verify"]);
    assert_eq!((&verified["leaves"], verified["bad"].as_array().unwrap().len()), (&3.into(), 0));
    let print = person.json(&["audit", "fingerprint"]);
    assert_eq!((&print["root"], &print["size"]), (&verified["root"], &3.into()));
    assert_eq!(person.json(&["audit", "fingerprint", "--size", "3"]), print);
    let earlier = person.json(&["audit", "fingerprint", "--size", "1"]);
    assert_ne!(earlier["root"], print["root"]);
    assert_eq!(person.run(&["audit", "fingerprint", "--size", "4"]).code, Some(2));
    assert!(person.expect(0, &["audit", "fingerprint"]).out.contains("log key    "));
}

#[test]
fn an_export_is_verified_without_han() {
    let dir = tempfile::tempdir().unwrap();
    let person = embedded(dir.path());
    for n in 3..9 {
        person.plant(n, &outside::conversation(n, 3));
    }
    person.expect(0, &["sync"]);
    let out = dir.path().join("audit");
    let written = person.json(&["audit", "export", "-o", out.to_str().unwrap()]);
    assert_eq!((&written["leaves"], &written["tiles"]), (&9.into(), &2.into()));
    let key = person.json(&["audit", "fingerprint"])["log_key"].as_str().unwrap().to_owned();
    let Some((good, said)) = script("audit", &out, Some(&key)) else { return };
    assert!(good && said.contains("9 leaves"), "{said}");
    let files = tree(&out);
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    let wanted =
        ["checkpoint", "leaves.ndjson", "log.pem", "log.pub", "tile/0/000.p/9", "tile/entries/000.p/9"];
    assert_eq!(names, wanted);
    // What the manual says, word by word.
    let shell = format!(
        "cd {}; head -n 3 checkpoint > ../text; \
         tail -n 1 checkpoint | cut -d' ' -f3 | base64 -d | tail -c 64 > ../signature; \
         openssl pkeyutl -verify -rawin -pubin -inkey log.pem -in ../text -sigfile ../signature",
        out.display()
    );
    assert!(Command::new("sh").args(["-c", &shell]).status().unwrap().success());
    // It is never written over.
    assert_eq!(person.run(&["audit", "export", "-o", out.to_str().unwrap()]).code, Some(2));
    assert_eq!(tree(&out), files);
    let beside: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(beside.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{beside:?}");

    let other = "00".repeat(32);
    assert!(!script("audit", &out, Some(&other)).unwrap().0, "the key that is known is another one");
    for (name, bytes) in &files {
        // The PEM is a copy of the key for openssl, and entries follow from the leaves.
        if name == "log.pem" || name.starts_with("tile/entries") {
            continue;
        }
        for at in [0, bytes.len() / 2, bytes.len() - 2] {
            let mut bad = bytes.clone();
            bad[at] = if bad[at] == b'1' { b'2' } else { b'1' };
            std::fs::write(out.join(name), &bad).unwrap();
            let (good, said) = script("audit", &out, Some(&key)).unwrap();
            assert!(!good, "byte {at} of {name}: {said}");
        }
        std::fs::write(out.join(name), bytes).unwrap();
    }
    // Leaves cut, exchanged and forged.
    let lines: Vec<&str> = std::str::from_utf8(&files["leaves.ndjson"]).unwrap().lines().collect();
    let cut = lines[..8].join("\n");
    let mut exchanged = lines.clone();
    exchanged.swap(3, 4);
    let forged = lines.join("\n").replacen("\"count\":1", "\"count\":2", 1);
    for (bad, why) in [(cut, "root"), (exchanged.join("\n"), "leaf 3"), (forged, "leaf 0")] {
        std::fs::write(out.join("leaves.ndjson"), bad + "\n").unwrap();
        let (good, said) = script("audit", &out, Some(&key)).unwrap();
        assert!(!good && said.contains(why), "{said}");
    }
}

fn write_events(scene: &Scene) {
    let shared = Arc::clone(&scene.server.as_ref().unwrap().shared);
    scene.runtime.block_on(async { shared.site().service.write_events().await }).unwrap();
}

#[test]
fn a_server_tells_who_read_and_from_where() {
    let scene = Scene::new();
    assert_eq!(scene.restore().code, Some(0));
    write_events(&scene);
    let leaves = scene.person.json(&["audit", "log"])["leaves"].as_array().unwrap().clone();
    let told: Vec<_> = leaves
        .iter()
        .map(|leaf| (leaf["class"].as_str().unwrap(), leaf["action"].as_str().unwrap()))
        .collect();
    assert_eq!(told[..3], [("ref_move", "init"), ("ref_move", "sync"), ("ref_move", "sync")]);
    assert!(told[3..].contains(&("read", "read_refs")) && told[3..].contains(&("read", "read_objects")));
    for leaf in &leaves {
        assert_eq!((&leaf["origin"], &leaf["address"]), (&"known".into(), &"127.0.0.1".into()), "{leaf}");
        assert!(leaf["agent"].as_str().unwrap().starts_with("han/"), "{leaf}");
    }
    let table = scene.person.expect(0, &["audit", "log", "--action", "read_objects"]).out;
    assert!(table.contains("127.0.0.1 han/"), "{table}");
    let verified = scene.person.json(&["audit", "verify"]);
    assert_eq!(verified["bad"].as_array().unwrap().len(), 0);
    // The export has what nobody else can read, and verifies all the same; also where reads come in between.
    let out = scene.dir.path().join("audit");
    write_events(&scene);
    scene.person.expect(0, &["audit", "export", "-o", out.to_str().unwrap()]);
    let text = std::fs::read_to_string(out.join("leaves.ndjson")).unwrap();
    assert!(!text.contains("127.0.0.1") && !text.contains("han/"));
    if let Some((good, said)) = script("audit", &out, None) {
        assert!(good, "{said}");
    }
    // Reads alone are nothing new to sync.
    write_events(&scene);
    assert_eq!(scene.person.json(&["sync"])["sent"], 0);
}

/// What the proxy makes of the answers to `log/events`.
fn events(path: &str, whole: Whole, change: impl Fn(&mut Vec<Event>)) -> axum::response::Response {
    if !path.contains("/log/events") {
        return whole.unchanged();
    }
    let mut page: Vec<Event> = han::protocol::cbor::decode::<Events>(&whole.body).unwrap().into();
    change(&mut page);
    whole.with(han::protocol::cbor::encode(&Events::from(page)))
}

/// Row 41: leaves changed, hidden, exchanged, repeated, forged or of another class; origins of others.
#[test]
fn leaves_that_are_not_those_of_the_log_are_refused() {
    let scene = Scene::new();
    assert_eq!(scene.restore().code, Some(0));
    write_events(&scene);
    scene.person.expect(0, &["audit", "verify"]);
    let pin = scene.pin();
    type Change = fn(&mut Vec<Event>);
    let changes: [(&str, i32, Change); 11] = [
        ("an actor", 10, |page| page[3].body[40] ^= 1),
        ("a count", 10, |page| page[3].body[79] ^= 1),
        ("a time", 10, |page| page[1].body[30] ^= 1),
        ("a vault", 6, |page| page[1].body[5] ^= 1),
        ("a class", 10, |page| page[3].class = 4),
        ("a move as a read", 6, |page| page[1].class = 3),
        ("one hidden", 6, |page| drop(page.remove(3))),
        ("the last hidden", 10, |page| page.clear()),
        ("two exchanged", 6, |page| page.swap(1, 2)),
        ("one twice", 6, |page| page[2] = page[1].clone()),
        ("another origin", 6, |page| page[2].origin = page[0].origin.clone()),
    ];
    for (case, code, change) in changes {
        scene.lie(move |_, path, whole| events(path, whole, change));
        for words in [&["audit", "log"][..], &["audit", "verify"]] {
            let ended = scene.person.run(words);
            assert_eq!((ended.code, scene.pin()), (Some(code), pin.clone()), "{case}: {}", ended.err);
        }
        let ended = scene.person.run(&["audit", "log"]);
        assert_eq!(ended.out, "", "{case}: nothing is told of a log that does not verify");
        let out = scene.dir.path().join("audit");
        assert_eq!(scene.person.run(&["audit", "export", "-o", out.to_str().unwrap()]).code, Some(code));
        assert!(!out.exists(), "{case}");
    }
    scene.tell_the_truth();
    scene.person.expect(0, &["audit", "verify"]);
}

/// Rows 8 and 12: a body that was once right, with the newest head and every proof of it.
#[test]
fn a_stale_body_is_refused_whatever_proves_it() {
    let scene = Scene::new();
    let recorded: Arc<Mutex<BTreeMap<String, Whole>>> = Arc::default();
    let record = Arc::clone(&recorded);
    scene.lie(move |_, path, whole| {
        record.lock().unwrap().insert(path.to_owned(), whole.clone());
        whole.unchanged()
    });
    scene.person.expect(0, &["audit", "verify"]);
    scene.tell_the_truth();
    scene.person.plant(1, &outside::conversation(1, 60));
    scene.person.expect(0, &["sync"]);
    let pin = scene.pin();
    scene.lie(move |_, path, whole| match recorded.lock().unwrap().get(path) {
        Some(old) if path.contains("/refs/s/") => old.clone().unchanged(),
        _ => whole.unchanged(),
    });
    let ended = scene.person.run(&["audit", "verify", "--json"]);
    assert_eq!((ended.code, scene.pin()), (Some(6), pin), "{}", ended.err);
    let said: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(said["bad"].as_array().unwrap().len(), 1);
    assert_eq!(said["bad"][0]["code"], "tampered");
    assert!(said["bad"][0]["item"].as_str().unwrap().starts_with("ref s/"), "{said}");
}

/// The server's folder as it is now, to be served again from elsewhere.
fn snapshot(scene: &Scene, name: &str) -> PathBuf {
    let (from, to) = (scene.dir.path().join("server"), scene.dir.path().join(name));
    copy(&from, &to);
    to
}

/// The proxy leads to a server on this folder: the same log key, another history.
fn serve(scene: &Scene, dir: &Path) -> Server {
    let server = scene.runtime.block_on(async {
        let site = site::open_existing(dir, &Default::default(), system_clock()).await.unwrap();
        Server::serve(site, unlimited())
    });
    *scene.proxy.to.lock().unwrap() = server.url();
    server
}

fn stop(scene: &Scene, server: Server) {
    scene.runtime.block_on(server.end());
}

fn second(scene: &Scene, name: &str) -> Person {
    let code = scene.person.json(&["devices", "add"]);
    let login = code["login"].as_str().unwrap();
    let invite = login.rsplit(' ').next().unwrap();
    let other = Person::new(&scene.dir.path().join(name));
    let secret = scene.dir.path().join(format!("{name}-secret"));
    std::fs::write(&secret, scene.person.secrets().remove(0)).unwrap();
    let file = secret.to_str().unwrap();
    let (url, store) = (scene.url.as_str(), ["--secret-store", "file"]);
    other.expect(0, &[&["login", url, "--invite", invite][..], &store].concat());
    let unlock = ["keys", "unlock", "--remote", url, "--code", code["code"].as_str().unwrap()];
    other.expect(0, &[&unlock[..], &["--passphrase-file", file], &store].concat());
    other
}

/// Row 9 and the log's own misdeeds, by a server that has the log key and signs what it likes.
#[test]
fn rollback_truncation_and_rewriting_have_their_own_exit_codes() {
    let mut scene = Scene::new();
    let other = second(&scene, "other");
    stop_first(&mut scene);
    let old = snapshot(&scene, "old");
    let first = serve(&scene, &scene.dir.path().join("server"));
    scene.person.plant(3, &outside::conversation(3, 20));
    scene.person.expect(0, &["sync"]);
    scene.person.expect(0, &["audit", "verify"]);
    let pin = scene.pin();
    stop(&scene, first);

    // Rollback, and truncation: the log ends before what was verified.
    let rolled_back = serve(&scene, &old);
    for words in [&["audit", "verify"][..], &["audit", "log"], &["sync"], &["status"]] {
        let ended = scene.person.run(words);
        assert_eq!((ended.code, scene.pin()), (Some(8), pin.clone()), "{words:?}: {}", ended.err);
    }
    // Rewritten: it has grown again, by something else. As long as before, and longer.
    let size = |person: &Person| person.json(&["audit", "fingerprint"])["size"].as_u64().unwrap();
    let mut n = 4;
    for longer in [0, 1] {
        while size(&other) < size(&scene.person) + longer {
            other.plant(n, &outside::conversation(n, 20));
            other.expect(0, &["sync"]);
            n += 1;
        }
        for words in [&["audit", "verify"][..], &["audit", "log"], &["sync"], &["restore", "--all"]] {
            let ended = scene.person.run(words);
            assert_eq!((ended.code, scene.pin()), (Some(10), pin.clone()), "{words:?}: {}", ended.err);
        }
    }
    stop(&scene, rolled_back);
    let honest = serve(&scene, &scene.dir.path().join("server"));
    scene.person.expect(0, &["audit", "verify"]);
    // The other one was shown what is not there any more, and says so too.
    assert!(matches!(other.run(&["audit", "verify"]).code, Some(8 | 10)));
    stop(&scene, honest);
}

/// Ends the server that the scene began with, so that its folder can be copied.
fn stop_first(scene: &mut Scene) {
    let server = scene.server.take().unwrap();
    stop(scene, server);
}

/// Row 10: two machines are shown two histories; what one of them signed comes to the other's.
#[test]
fn a_fork_shows_as_soon_as_a_peer_s_word_comes_through() {
    let mut scene = Scene::new();
    let other = second(&scene, "other");
    stop_first(&mut scene);
    let fork = snapshot(&scene, "fork");
    // The other machine's history: two sessions of its own, the second signed over the head with the first.
    let theirs = serve(&scene, &fork);
    for n in [7, 8] {
        other.plant(n, &outside::conversation(n, 20));
        other.expect(0, &["sync"]);
    }
    let owner =
        OwnerId::parse(scene.person.json(&["audit", "fingerprint"])["vault"].as_str().unwrap()).unwrap();
    let ours = scene.runtime.block_on(site::open_existing(
        &scene.dir.path().join("server"),
        &Default::default(),
        system_clock(),
    ));
    let ours = ours.unwrap();
    let known = scene.runtime.block_on(ours.service.list_refs(owner, None, 1_000)).unwrap();
    let theirs_refs =
        scene.runtime.block_on(theirs.shared.site().service.list_refs(owner, None, 1_000)).unwrap();
    let newest: Vec<Ref> =
        theirs_refs.into_iter().filter(|one| known.iter().all(|known| known.name != one.name)).collect();
    assert_eq!(newest.len(), 2);
    stop(&scene, theirs);
    // The server moves the bodies over, as a forger with its key can.
    copy(&fork.join("objects"), &scene.dir.path().join("server/objects"));
    let changes = newest.into_iter().map(|found| RefChange {
        name: found.name,
        expected: 0,
        body: found.body,
        action: Action::Sync,
        added: Vec::new(),
        dropped: Vec::new(),
    });
    let commit = Commit { keyfile_version: 1, actor: ActorId([9; 16]), changes: changes.collect() };
    let caller = Caller { actor: ActorId([9; 16]), token: [0; 16] };
    let moved = scene.runtime.block_on(ours.service.commit(owner, caller, &commit)).unwrap();
    assert!(matches!(moved, Swap::Done(_)));
    scene.runtime.block_on(ours.service.close());
    let server = serve(&scene, &scene.dir.path().join("server"));
    let ended = scene.person.run(&["audit", "verify", "--json"]);
    assert_eq!(ended.code, Some(9), "{}{}", ended.out, ended.err);
    let said: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert!(said["bad"].as_array().unwrap().iter().any(|bad| bad["code"] == "fork"), "{said}");
    assert_eq!(scene.person.run(&["verify"]).code, Some(9), "verify says it too");
    stop(&scene, server);
}

/// Leaves of the feed itself, for a machine that follows it from the start.
#[test]
fn a_feed_that_differs_from_the_head_is_refused_on_the_wire() {
    let scene = Scene::new();
    assert_eq!(scene.restore().code, Some(0));
    write_events(&scene);
    type Change = fn(&mut Vec<LeafEntry>);
    let changes: [(&str, i32, Change); 4] = [
        ("a read left out", 10, |page| drop(page.remove(3))),
        ("a read of another hash", 10, |page| {
            if let Some(LeafEntry::Other { hash, .. }) = page.last_mut() {
                hash[0] ^= 1;
            }
        }),
        ("a move as a mere hash", 6, |page| page[1] = LeafEntry::Other { class: 1, hash: [1; 32] }),
        ("a move as a read", 10, |page| page[1] = LeafEntry::Other { class: 3, hash: [1; 32] }),
    ];
    for (case, code, change) in changes {
        for (path, _) in tree(&scene.person.state()).into_iter().filter(|(path, _)| path.ends_with("/log")) {
            std::fs::remove_file(scene.person.state().join(path)).unwrap();
        }
        let pin = scene.pin();
        scene.lie(move |method: &Method, path, whole| {
            if method != Method::GET || !path.contains("/log/leaves") {
                return whole.unchanged();
            }
            let mut page: Vec<LeafEntry> = han::protocol::cbor::decode::<Leaves>(&whole.body).unwrap().into();
            if page.len() > 2 {
                change(&mut page);
            }
            whole.with(han::protocol::cbor::encode(&Leaves::from(page)))
        });
        let ended = scene.person.run(&["audit", "verify"]);
        assert_eq!((ended.code, scene.pin()), (Some(code), pin), "{case}: {}", ended.err);
    }
    scene.tell_the_truth();
    scene.person.expect(0, &["audit", "verify"]);
    let keyfile = RefName::keyfile();
    assert!(scene.proxy.seen.lock().unwrap().iter().any(|line| line.contains(keyfile.as_str())));
}
