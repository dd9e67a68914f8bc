//! What the operator of a server does with it, on every engine: copies and back, older formats, a look at its health.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod engine_kit;
mod operate_kit;
mod outside;
#[allow(dead_code, reason = "only its building blocks are used here")]
mod remote_suite;

use engine_kit::Direct;
use han::crypto::secret::{ContentKey, Secret};
use han::crypto::sign::SigningKey;
use han::protocol::ids::{ActorId, Digest, OwnerId};
use han::protocol::refs::{RefBody, RefName};
use han::protocol::sharing::{Fetched, Opening};
use han::remote::Remote as _;
use han::server::backup::{BackupError, backup};
use han::server::checkup::{Level, examine};
use han::server::expire;
use han::server::restore::restore;
use han::server::sharing::Asked;
use han::server::site::DATABASE;
use han::server::store::downgrade;
use han::vault::envelope::{self, Receiver, Standing, Wanted};
use operate_kit::{DAY, OWNER, Place, fill, flaws, keyfile, places};
use remote_suite::{body, change, commit, done, session};
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_any_engine_comes_back_on_any_other() {
    let (from, mut to) = (places("backups").await, places("restores").await);
    to.rotate_left(1);
    for (source, target) in from.iter().zip(&to) {
        let case = format!("{} to {}", source.name, target.name);
        let (site, remote, kept) = fill(source).await;
        let head = remote.head().await.unwrap();
        let copies = source.dir.path().join("copies");
        let made =
            backup(source.dir.path(), &source.engines(), (&copies, None), source.clock()).await.unwrap();
        assert_eq!((made.objects, made.lost.len(), made.shredded.len()), (2, 0, 0), "{case}");
        // What comes later is not in it.
        done(remote.commit(&commit(1, vec![change(session(1), 2, body(9))])).await.unwrap());
        site.service.close().await;
        // Nobody finds a wrapped key in the archive of data.
        let (data, wrap) = (std::fs::read(copies.join("data.tar")).unwrap(), &keyfile()[100..132]);
        assert!(!data.windows(32).any(|window| window == wrap), "{case}");
        assert!(std::fs::read(copies.join("keys.tar")).unwrap().windows(32).any(|window| window == wrap));

        let dir = target.dir.path();
        let restored = restore((&copies, None), dir, &target.engines(), target.clock()).await.unwrap();
        assert_eq!((restored.objects, restored.keyfiles, restored.vaults.len()), (2, 1, 1), "{case}");
        assert_eq!(restored.vaults[0].1.flaws, [], "{case}");
        let again = restore((&copies, None), dir, &target.engines(), target.clock()).await;
        assert!(matches!(again, Err(BackupError::NotEmpty(_))), "{case}");

        let site = target.open().await;
        let remote = Direct { service: Arc::clone(&site.service), owner: OWNER };
        assert_eq!(remote.head().await.unwrap(), head, "{case}");
        assert_eq!(&remote.get(kept).await.unwrap()[..], b"kept");
        let stands = remote.get_ref(&RefName::keyfile()).await.unwrap().unwrap();
        assert_eq!(stands.body, RefBody::Signed(keyfile()), "{case}");
        assert_eq!(site.accounts.users().await.unwrap().len(), 1);
        done(remote.commit(&commit(1, vec![change(session(1), 2, body(10))])).await.unwrap());
        assert_eq!(flaws(&site.service).await, [], "{case}");
        site.service.close().await;
    }
}

/// What the suite seals, opened by whom it is for.
fn opens(bytes: &[u8]) -> bool {
    let seed = |byte| Secret::<32>::from_slice(&[byte; 32]).unwrap();
    let (signer, mine) = (SigningKey::from_seed(seed(2)), seed(3));
    let receiver = Receiver { owner: OwnerId([3; 16]), seed: &mine };
    let signers = |_: OwnerId, _: &Digest| Standing::Good(signer.verifying());
    let wanted = Wanted { vault: Some(OWNER), session: session(1).session_tag() };
    let now = remote_suite::now_s();
    let opened = envelope::open_session(bytes, &receiver, wanted, (&signers, now));
    opened.is_ok_and(|opened| opened.keys[0].id() == ContentKey::new(seed(1)).id())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn envelopes_come_back_on_any_engine_and_open() {
    let (from, mut to) = (places("backups of envelopes").await, places("restores of envelopes").await);
    to.rotate_left(1);
    for (source, target) in from.iter().zip(&to) {
        let case = format!("{} to {}", source.name, target.name);
        let (site, remote, _) = fill(source).await;
        let user = |n: u8| ActorId([n; 16]);
        let [opened, waits, revoked] =
            [(); 3].map(|()| remote_suite::envelope(OWNER, (1, remote_suite::now_s())));
        for (one, to) in [(&opened, 8), (&waits, 9), (&revoked, 8)] {
            remote.put_envelope(&remote_suite::put(one, user(to))).await.unwrap();
        }
        let good = Opening { signature_ok: true, decrypted: true };
        remote.fetch_envelope(user(8), opened.body.id).await.unwrap();
        remote.report_opening(user(8), (opened.body.id, good)).await.unwrap();
        remote.revoke_envelope(user(7), revoked.body.id).await.unwrap();
        let before = remote.envelopes().await.unwrap();
        assert_eq!(before.envelopes.len(), 3, "{case}");
        let (data, keys) = (source.dir.path().join("data"), source.dir.path().join("apart"));
        backup(source.dir.path(), &source.engines(), (&data, Some(&keys)), source.clock()).await.unwrap();
        site.service.close().await;
        assert!(!data.join("keys.tar").exists(), "{case}");

        let (dir, archive) = (target.dir.path(), keys.join("keys.tar"));
        let restored =
            restore((&data, Some(&archive)), dir, &target.engines(), target.clock()).await.unwrap();
        assert_eq!(restored.vaults[0].1.flaws, [], "{case}");
        let site = target.open().await;
        let remote = Direct { service: Arc::clone(&site.service), owner: OWNER };
        assert_eq!(remote.envelopes().await.unwrap(), before, "{case}: status, times and openings");
        for (one, to, wanted) in [(&opened, 8, true), (&waits, 9, true), (&revoked, 8, false)] {
            match remote.fetch_envelope(user(to), one.body.id).await.unwrap() {
                Fetched::Envelope(bytes) => assert!(wanted && opens(&bytes), "{case}"),
                Fetched::Revoked => assert!(!wanted, "{case}"),
                Fetched::Expired => panic!("{case}"),
            }
        }
        // The grant came back with it, and ends with it.
        let name = session(1);
        let reads = |to| site.service.lets_read(OWNER, user(to), Asked::Ref(&name));
        assert!(reads(8).await.unwrap() && reads(9).await.unwrap() && !reads(5).await.unwrap(), "{case}");
        remote.revoke_envelope(user(7), waits.body.id).await.unwrap();
        assert!(!reads(9).await.unwrap(), "{case}");
        assert_eq!(flaws(&site.service).await, [], "{case}");
        site.service.close().await;
    }
}

/// A session that was shredded stands in a backup of before, and opens by the keys of then as long as there are any.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn key_backups_end_after_their_time_and_the_newest_stays() {
    let place = &places("key backups").await[0];
    let (site, _, _) = fill(place).await;
    let safe = place.dir.path().join("safe");
    let made = async |name: &str| {
        let (data, keys) = (place.dir.path().join(format!("data-{name}")), safe.join(name));
        std::fs::create_dir_all(&safe).unwrap();
        let (dir, engines) = (place.dir.path(), place.engines());
        backup(dir, &engines, (&data, Some(&keys)), place.clock()).await.unwrap();
        (data, keys.join("keys.tar"))
    };
    let (data, first) = made("first").await;
    place.wait(20 * DAY);
    let (_, second) = made("second").await;
    // By what is in it, not by its name or place; and nothing else is touched.
    let moved = safe.join("deeper/still");
    std::fs::create_dir_all(&moved).unwrap();
    let moved = moved.join("renamed");
    std::fs::rename(&first, &moved).unwrap();
    for (name, content) in [("note.txt", &b"keys.tar"[..]), ("empty", b""), ("keys.tar", b"junk")] {
        std::fs::write(safe.join(name), content).unwrap();
    }
    std::fs::copy(data.join("data.tar"), safe.join("data.tar")).unwrap();
    std::os::unix::fs::symlink(&moved, safe.join("link")).unwrap();
    let found = expire::find(&safe).unwrap();
    let paths: Vec<_> = found.iter().map(|one| one.path.clone()).collect();
    assert_eq!(paths, [moved.clone(), second.clone()], "the oldest first");

    let at = |days: u64| found[0].created_us + days * DAY;
    assert_eq!(expire::expired(&found, at(0) - 1), []);
    assert_eq!(expire::expired(&found, at(0)), [found[0].clone()]);
    assert_eq!(expire::expired(&found, at(900)), [found[0].clone()], "the newest stays, however old");
    assert_eq!(expire::expired(&[], at(900)), []);
    expire::remove(&found[0]).unwrap();
    assert!(!moved.exists() && second.exists());
    assert_eq!(expire::find(&safe).unwrap(), [found[1].clone()]);
    // What it opened comes back no more: not without keys, and by those of now only where the keyfile is the same.
    let target = tempfile::tempdir().unwrap();
    let engines = han::server::site::Engines { database: None, objects: None, variables: &[] };
    let gone = restore((&data, Some(&moved)), target.path(), &engines, place.clock()).await;
    assert!(matches!(gone, Err(BackupError::File(..))), "{gone:?}");
    site.service.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_or_foreign_backup_brings_nothing_back() {
    let place = Place::on("SQLite and a folder");
    let (site, _, _) = fill(&place).await;
    let copies = place.dir.path().join("copies");
    backup(place.dir.path(), &place.engines(), (&copies, None), place.clock()).await.unwrap();
    site.service.close().await;
    let not_empty = backup(place.dir.path(), &place.engines(), (&copies, None), place.clock()).await;
    assert!(matches!(not_empty, Err(BackupError::NotEmpty(_))));
    let good = std::fs::read(copies.join("data.tar")).unwrap();
    let object = good.windows(4).rposition(|window| window == b"kept").unwrap();
    type Damage = (&'static str, Box<dyn Fn(&mut Vec<u8>)>);
    let damages: [Damage; 4] = [
        ("an object", Box::new(move |bytes| bytes[object] ^= 1)),
        ("cut", Box::new(|bytes| bytes.truncate(10_000))),
        ("not a tar", Box::new(|bytes| bytes.fill(7))),
        ("a path", Box::new(|bytes| bytes[..14].copy_from_slice(b"../etc/passwd\0"))),
    ];
    for (what, damage) in damages {
        let mut bad = good.clone();
        damage(&mut bad);
        std::fs::write(copies.join("data.tar"), bad).unwrap();
        let target = Place::on("SQLite and a folder");
        let failed = restore((&copies, None), target.dir.path(), &target.engines(), target.clock()).await;
        assert!(matches!(failed, Err(BackupError::Damaged(..) | BackupError::File(..))), "{what}");
        assert!(!target.dir.path().join(DATABASE).exists(), "{what}");
    }
    std::fs::write(copies.join("data.tar"), &good).unwrap();
    std::fs::copy(copies.join("data.tar"), copies.join("keys.tar")).unwrap();
    let target = Place::on("SQLite and a folder");
    let swapped = restore((&copies, None), target.dir.path(), &target.engines(), target.clock()).await;
    assert!(matches!(swapped, Err(BackupError::Damaged(..))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_object_that_is_gone_is_named_by_the_backup() {
    let place = Place::on("SQLite and a folder");
    let (site, _, kept) = fill(&place).await;
    let objects = han::server::objects::Objects::in_folder(&place.dir.path().join("objects")).unwrap();
    objects.remove(OWNER, &[kept]).await.unwrap();
    let copies = place.dir.path().join("copies");
    let made = backup(place.dir.path(), &place.engines(), (&copies, None), place.clock()).await.unwrap();
    assert_eq!((made.lost, made.objects), (vec![kept], 1));
    site.service.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_back_to_an_older_format_loses_data_only_when_told_to() {
    for place in places("downgrades").await {
        let (site, _, _) = fill(&place).await;
        site.service.close().await;
        let to = |format, destroy| {
            let (url, file) = (place.database.clone(), place.dir.path().join(DATABASE));
            async move {
                match url {
                    Some(url) => downgrade::postgres(&url, format, destroy).await,
                    None => downgrade::sqlite(&file, format, destroy).await,
                }
            }
        };
        // Forth and back: what only shows is made anew.
        to(3, false).await.unwrap();
        let site = place.open().await;
        let verdict = site.service.verify(OWNER).await.unwrap();
        assert_eq!(verdict.flaws.len(), 2, "{}: {:?}", place.name, verdict.flaws);
        site.service.rebuild(OWNER, &verdict).await.unwrap();
        assert_eq!(flaws(&site.service).await, []);
        site.service.close().await;
        let failed = to(0, false).await.unwrap_err();
        assert!(format!("{failed:?}").contains("would_be_lost"), "{}: {failed:?}", place.name);
        let site = place.open().await;
        let verdict = site.service.verify(OWNER).await.unwrap();
        assert!(verdict.leaves > 0);
        assert_eq!(
            site.accounts.users().await.unwrap().len(),
            1,
            "{}: nothing at all was undone",
            place.name
        );
        site.service.close().await;
        to(0, true).await.unwrap();
        assert!(downgrade::is_format(3) && !downgrade::is_format(99));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_lacks_nothing_is_told_so() {
    for place in places("the check of a server").await {
        let site = place.open().await;
        place.vault(&site).await;
        let findings = examine(&site, place.dir.path()).await.unwrap();
        let checks: Vec<&str> = findings.iter().map(|finding| finding.check).collect();
        for check in ["disk", "objects", "tables", "clock", "log_key", "collect", "sweep"] {
            assert!(checks.contains(&check), "{}: {check}", place.name);
        }
        let bad = |finding: &&han::server::checkup::Finding| {
            finding.level == Level::Problem && !["disk", "room", "objects"].contains(&finding.check)
        };
        assert_eq!(findings.iter().find(bad), None, "{}", place.name);
        // A clock that was set back stands behind the logs.
        place.wait(u64::MAX - DAY + 1);
        let findings = examine(&site, place.dir.path()).await.unwrap();
        let clock = findings.iter().find(|finding| finding.check == "clock").unwrap();
        assert_eq!(clock.level, Level::Problem, "{}", place.name);
        site.service.close().await;
    }
}

/// `han admin` with these words on a folder.
#[cfg(unix)]
fn on<'a>(data: &'a str, words: &[&'a str]) -> Vec<&'a str> {
    [&["admin"], words, &["--data", data]].concat()
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_does_all_of_it_by_commands() {
    let place = Place::on("SQLite and a folder");
    let (site, _, _) = fill(&place).await;
    site.service.close().await;
    let dir = tempfile::tempdir().unwrap();
    let host = outside::Person::new(dir.path());
    let data = place.dir.path().to_str().unwrap();
    let json = |words: &[&str]| host.json(&on(data, words));

    let doctor = host.run(&[&on(data, &["doctor"])[..], &["--json"]].concat());
    let checks: serde_json::Value = serde_json::from_str(&doctor.out).unwrap();
    let tables =
        checks["checks"].as_array().unwrap().iter().find(|check| check["check"] == "tables").unwrap();
    assert_eq!(tables["level"], "ok");

    let all = json(&["retention", "show"])["policies"].clone();
    assert_eq!(
        (all.as_array().unwrap().len(), &all[0]["what"], &all[0]["days"]),
        (6, &"replaced".into(), &30.into())
    );
    let owner = OWNER.to_string();
    host.expect(0, &on(data, &["retention", "set", "replaced", "forever", "--of", &owner]));
    let mine = json(&["retention", "show", "--of", &owner])["policies"].clone();
    assert!(mine[0]["days"].is_null() && mine[0]["owner"] == owner.as_str());
    host.expect(2, &on(data, &["retention", "set", "condemned", "0"]));
    host.expect(2, &on(data, &["retention", "set", "tokens", "9", "--of", &owner]));
    host.expect(2, &on(data, &["retention", "set", "sessions", "9"]));
    host.expect(1, &on(data, &["retention", "set", "replaced", "9", "--of", &"9".repeat(32)]));
    assert_eq!(json(&["retention", "run", "--dry-run"])["bodies"], 0);
    assert_eq!(json(&["retention", "run"])["tokens"], 0);
    assert_eq!(json(&["collect", "--dry-run", "--sweep"])["missing"], 0);
    assert_eq!(json(&["collect", "--sweep"])["objects"], 0);

    let copies = dir.path().join("copies");
    let copies = copies.to_str().unwrap();
    assert_eq!(json(&["backup", "--to", copies])["objects"], 2);
    host.expect(4, &on(data, &["backup", "--to", copies]));
    host.expect(1, &["admin", "expire-keys", data]);
    host.expect(2, &["admin", "expire-keys", copies, "--days", "0"]);
    let dry = host.json(&["admin", "expire-keys", copies, "--days", "1", "--dry-run"]);
    assert_eq!((&dry["kept"], &dry["newest_is_old"]), (&1.into(), &false.into()));
    let apart = dir.path().join("apart");
    let (again, apart) = (dir.path().join("again"), apart.to_str().unwrap());
    let said = host.expect(0, &on(data, &["backup", "--to", again.to_str().unwrap(), "--keys-to", apart]));
    assert!(!said.err.contains("apart from") && !again.join("keys.tar").exists(), "{}", said.err);
    assert_eq!(host.json(&["admin", "expire-keys", dir.path().to_str().unwrap()])["kept"], 2);
    let other = dir.path().join("other");
    let there = ["--data", other.to_str().unwrap()];
    let back = host.json(&[&["admin", "restore", "--from", copies][..], &there].concat());
    assert_eq!((&back["objects"], &back["vaults"][0]["flaws"]), (&2.into(), &serde_json::json!([])));
    host.expect(4, &[&["admin", "restore", "--from", copies][..], &there].concat());
    host.expect(1, &[&["admin", "restore", "--from", data][..], &there].concat());
    host.expect(0, &[&["admin", "verify"][..], &there].concat());

    let refused = host.expect(4, &on(data, &["downgrade", "--to", "0"]));
    assert!(refused.err.contains("--destroy-data"), "{}", refused.err);
    host.expect(2, &on(data, &["downgrade", "--to", "99"]));
    host.expect(0, &on(data, &["downgrade", "--to", "5"]));
    host.expect(6, &on(data, &["verify"]));
    host.expect(0, &on(data, &["verify", "--rebuild"]));
    host.expect(0, &on(data, &["downgrade", "--to", "0", "--destroy-data"]));
}
