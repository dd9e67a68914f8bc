//! The story of three people, two teams and four machines on one server, with the built program on both sides of real
//! sockets: they join, sync, share, rotate while others sync, remove and shred; and at the end it is asserted what each
//! of them can read on each machine, and what not.

#![cfg(unix)]
#![cfg(feature = "test-kdf")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod engine_kit;
mod outside;
#[path = "story/world.rs"]
mod world;

use outside::{Person, copy, tree, uuid};
use std::collections::{BTreeMap, BTreeSet};
use world::{ACME, OPS, World, plant};

/// What was planted, by session.
type Planted = BTreeMap<usize, Vec<u8>>;

fn set<const N: usize>(numbers: [usize; N]) -> BTreeSet<usize> {
    numbers.into()
}

#[test]
fn the_story_on_sqlite() {
    tell(World::new(false).unwrap());
}

#[test]
fn the_story_on_postgresql() {
    if let Some(world) = World::new(true) {
        tell(world);
    }
}

/// Ann has a desk and a laptop. Acme is hers and ben's, ops is cid's and ben's.
fn tell(mut world: World) {
    for name in ["desk", "ben", "cid"] {
        world.user(name);
    }
    both_teams_come_together(&world);
    world.second_machine("desk", "lap", &["personal", ACME]);
    assert_eq!(world.vaults(), 5);
    let mut planted = everybody_syncs(&world);
    let bundle = a_session_is_shared_with_somebody_outside(&world, &planted);
    a_secret_changes_while_others_sync(&world, &mut planted);
    who_is_removed_is_out(&world, &mut planted, &bundle);
    what_is_shredded_is_gone(&world, &mut planted);
    what_each_can_read_in_the_end(&world, &planted);
    let verified = world.host.json(&["admin", "verify"]);
    assert_eq!(verified["vaults"].as_array().unwrap().len(), 5, "{verified}");
}

/// Ben comes into acme by an envelope, and into ops by typing the secret.
fn both_teams_come_together(world: &World) {
    let (url, contact) = (world.served.url.as_str(), world.contact("ben"));
    world.machine("desk").expect(0, &["team", "create", "acme", "--as", "ann"]);
    world.machine("cid").expect(0, &["team", "create", "ops", "--remote", url]);
    let ben = world.machine("ben");
    let invited = world.machine("desk").json(&["team", "invite", &contact, "--as", "ben"]);
    assert_eq!(invited["secret"], "sealed");
    let code = invited["code"].as_str().unwrap();
    let joined = ben.json(&["team", "join", code, "--vault", ACME]);
    assert_eq!((&joined["member"], &joined["role"]), (&"ben".into(), &"member".into()));
    let words = ["team", "invite", &contact, "--as", "ben", "--role", "admin", "--vault", OPS];
    let code = world.machine("cid").json(&words)["code"].as_str().unwrap().to_owned();
    let join = ["team", "join", &code, "--vault", OPS, "--remote", url, "--passphrase-fd", "0"];
    // Another team's secret opens nothing, and nothing is kept of the attempt.
    let wrong = ben.tell(&join, &world.secret("desk", ACME));
    assert_eq!(wrong.code, Some(3), "{}", wrong.err);
    assert!(!ben.json(&["vault", "list"]).to_string().contains(OPS));
    let typed = ben.tell(&join, &world.secret("cid", OPS));
    assert_eq!(typed.code, Some(0), "{}", typed.err);
}

/// Each machine has sessions of its own and of teams; one lies in a folder that is only called like a team.
fn everybody_syncs(world: &World) -> Planted {
    let mut planted = Planted::new();
    for (name, project, n) in [
        ("desk", "app", 1),
        ("desk", "acme-notes", 2),
        ("desk", "acme/app", 11),
        ("lap", "app", 3),
        ("lap", "acme/lib", 12),
        ("ben", "app", 4),
        ("ben", "acme/app", 13),
        ("ben", "ops/deploy", 21),
        ("cid", "app", 5),
        ("cid", "ops/deploy", 22),
    ] {
        planted.insert(n, plant(world.machine(name), project, n, 4));
    }
    for (name, count) in [("desk", 3), ("lap", 2), ("ben", 3), ("cid", 2)] {
        let sent = world.machine(name).json(&["sync"]);
        assert_eq!((&sent["sent"], sent["failed"].as_array().unwrap().len()), (&count.into(), 0), "{sent}");
    }
    for (name, vault, kept) in [
        ("desk", "personal", set([1, 2, 3])),
        ("ben", "personal", set([4])),
        ("cid", "personal", set([5])),
        ("desk", ACME, set([11, 12, 13])),
        ("cid", OPS, set([21, 22])),
    ] {
        assert_eq!(world.kept(name, vault), kept, "{vault} of {name}");
    }
    planted
}

/// Cid, who is not of acme, reads one session of it for a while. Gives a bundle of another, which he keeps.
fn a_session_is_shared_with_somebody_outside(world: &World, planted: &Planted) -> String {
    let (lap, cid) = (world.machine("lap"), world.machine("cid"));
    world.reads_nothing("cid", ACME, &[2], &[]);
    let contact = world.contact("cid");
    let words = ["share", &uuid(12), "--with", &contact, "--vault", ACME];
    let share = lap.json(&words)["share"].as_str().unwrap().to_owned();
    let bundle = world.dir.path().join("kept.share");
    let words =
        ["share", &uuid(11), "--with", &contact, "--vault", ACME, "--bundle", bundle.to_str().unwrap()];
    lap.expect(0, &words);
    let ann = world.contact("lap");
    let (code, files, err) = open_share(world, cid, &share, &ann);
    assert_eq!((code, files), (0, vec![planted[&12].clone()]), "{err}");
    // It is cid's alone: another user finds no such share.
    assert_eq!(open_share(world, world.machine("ben"), &share, &ann).0, 1);
    lap.expect(0, &["shares", "revoke", &share, "--vault", ACME]);
    let (code, files, err) = open_share(world, cid, &share, &ann);
    assert!((code, files.len()) == (3, 0) && err.contains("revoked"), "{code}: {err}");
    bundle.to_str().unwrap().to_owned()
}

/// Restores what was shared: exit code, files, what was said.
fn open_share(world: &World, person: &Person, share: &str, from: &str) -> (i32, Vec<Vec<u8>>, String) {
    let to = world.dir.path().join("shared");
    let _ = std::fs::remove_dir_all(&to);
    let words = ["restore", "--shared", share, "--from", from, "--to", to.to_str().unwrap()];
    let ended = person.run(&words);
    (ended.code.unwrap(), tree(&to).into_values().collect(), ended.err)
}

/// Ann changes the secret and the data key of acme; ben and her laptop sync all the while.
fn a_secret_changes_while_others_sync(world: &World, planted: &mut Planted) {
    let (desk, ben) = (world.machine("desk"), world.machine("ben"));
    let mut lines = 4;
    for words in [&["rotate", "--vault", ACME][..], &["rotate", "--data-key", "--vault", ACME]] {
        let mut rotating = desk.start(words);
        let mut rounds = 0;
        while rounds < 2 || rotating.try_wait().unwrap().is_none() {
            (lines, rounds) = (lines + 1, rounds + 1);
            planted.insert(13, plant(ben, "acme/app", 13, lines));
            let synced = ben.run(&["sync"]);
            // Between the new secret and its envelope there is a moment in which ben has neither.
            let between =
                words.len() == 3 && synced.err.contains("the secret of vault team:acme was changed");
            assert!(
                synced.code == Some(0) || (synced.code == Some(3) && between),
                "{words:?}: {}",
                synced.err
            );
        }
        let rotated = rotating.wait_with_output().unwrap();
        assert!(rotated.status.success(), "{}", String::from_utf8_lossy(&rotated.stderr));
    }
    ben.expect(0, &["sync"]);
    let all = world.reads("ben", ACME, planted);
    assert_eq!((all, world.kept("desk", ACME)), (set([11, 12, 13]), set([11, 12, 13])));
    assert_ne!(world.secret("desk", ACME), world.secret("lap", ACME));
    assert_eq!(world.secret("desk", ACME), world.secret("ben", ACME));
    // Whoever got no envelope is asked at the next sync; what is not acme's goes on.
    let lap = world.machine("lap");
    planted.insert(14, plant(lap, "acme/lib", 14, 4));
    planted.insert(6, plant(lap, "app", 6, 4));
    let stale = lap.expect(3, &["sync"]);
    for part in ["han keys unlock --vault team:acme", "sent 1 session"] {
        assert!(stale.err.contains(part), "{part}\n{}", stale.err);
    }
    assert_eq!(
        (world.kept("desk", ACME), world.kept("desk", "personal")),
        (set([11, 12, 13]), set([1, 2, 3, 6]))
    );
    let secret = world.secret_file("desk", ACME);
    lap.expect(0, &["keys", "unlock", "--vault", ACME, "--passphrase-file", &secret]);
    lap.expect(0, &["sync"]);
    assert_eq!(world.kept("desk", ACME), set([11, 12, 13, 14]));
}

/// Ben leaves acme. His old machine, as it was, and his old secret open nothing that comes after it.
fn who_is_removed_is_out(world: &World, planted: &mut Planted, bundle: &str) {
    let (desk, ben) = (world.machine("desk"), world.machine("ben"));
    let old_secret = world.secret_file("ben", ACME);
    let export = world.dir.path().join("acme.tar");
    ben.expect(0, &["export", "--all", "--vault", ACME, "-o", export.to_str().unwrap()]);
    let before = world.dir.path().join("ben-before");
    copy(&ben.home, &before);
    let removed = desk.json(&["team", "remove", "ben", "--yes", "--vault", ACME]);
    assert_eq!((&removed["removed"], &removed["secret_changed"]), (&true.into(), &true.into()), "{removed}");
    assert_eq!(world.kept("desk", ACME), set([11, 12, 13, 14]), "what he wrote stays");
    planted.insert(15, plant(desk, "acme/app", 15, 4));
    desk.expect(0, &["sync"]);
    // Ben goes on with what is his, and is told of what is not.
    plant(ben, "acme/app", 16, 4);
    planted.insert(7, plant(ben, "app", 7, 4));
    planted.insert(23, plant(ben, "ops/deploy", 23, 4));
    let out = ben.expect(1, &["sync"]);
    for part in ["vault team:acme was not synced", "no member", "[[route]]", "sent 2 sessions"] {
        assert!(out.err.contains(part), "{part}\n{}", out.err);
    }
    assert_eq!(world.kept("ben", "personal"), set([4, 7]));
    assert_eq!(world.kept("cid", OPS), set([21, 22, 23]));
    assert_eq!(world.kept("desk", ACME), set([11, 12, 13, 14, 15]));
    world.reads_nothing("ben", ACME, &[1, 3], &[]);
    world.reads_nothing("ben", ACME, &[1, 3], &["--passphrase-file", &old_secret]);
    // Neither does what he kept: the whole machine as it was, and the secret of then.
    let mut old = Person::new(&before);
    old.variables = ben.variables.clone();
    old.variables.insert("HOME".into(), before.clone().into());
    for words in [&["list", "--stored"][..], &["restore", "--all", "--force"], &["verify"]] {
        let ended = old.run(&[words, &["--vault", ACME]].concat());
        assert!([Some(1), Some(3)].contains(&ended.code), "{words:?}: {:?} {}", ended.code, ended.err);
    }
    // Not even where the server lets him in again by itself: neither a secret nor a signature of his counts.
    let (vault, user) = (world::owner(desk, ACME).to_string(), "ben");
    world.host.expect(0, &["admin", "member", "set", &vault, user, "member"]);
    for person in [ben, &old] {
        for words in [&["restore", "--all", "--force"][..], &["export", "--all", "-o", "x.tar"]] {
            let ended = person.run(&[words, &["--vault", ACME]].concat());
            assert_eq!(ended.code, Some(3), "{words:?}: {}", ended.err);
            assert!(ended.err.contains("does not open vault team:acme"), "{words:?}: {}", ended.err);
        }
        assert_eq!(person.run(&["sync"]).code, Some(3));
    }
    assert_eq!(world.kept("desk", ACME), set([11, 12, 13, 14, 15]));
    world.host.expect(0, &["admin", "member", "remove", &vault, user]);
    // What was copied before is what cannot be recalled, and the removal said so.
    ben.expect(0, &["verify", export.to_str().unwrap(), "--passphrase-file", &old_secret]);
    let (code, files, err) = open_share(world, world.machine("cid"), bundle, &world.contact("desk"));
    assert_eq!((code, files), (0, vec![planted[&11].clone()]), "{err}");
}

/// Cid shreds a session of ops that ben wrote and still has on his disk.
fn what_is_shredded_is_gone(world: &World, planted: &mut Planted) {
    let (cid, ben) = (world.machine("cid"), world.machine("ben"));
    let done = cid.json(&["shred", &uuid(21), "--vault", OPS, "--level", "2", "--yes"]);
    assert_eq!((&done["sessions"], &done["level"]), (&1.into(), &2.into()), "{done}");
    assert_eq!(world.kept("cid", OPS), set([22, 23]));
    plant(ben, "ops/deploy", 21, 9);
    let synced = ben.run(&["sync"]);
    assert!(synced.err.contains("was shredded"), "{}", synced.err);
    assert_eq!(world.kept("cid", OPS), set([22, 23]), "it does not come back");
    for person in [cid, ben] {
        let gone = person.expect(1, &["show", &uuid(21), "--vault", OPS]);
        assert_eq!(gone.out, "", "{}", gone.err);
        person.expect(1, &["restore", &uuid(21), "--vault", OPS]);
    }
    planted.remove(&21);
}

/// On every machine, for every vault.
fn what_each_can_read_in_the_end(world: &World, planted: &Planted) {
    let ann = set([1, 2, 3, 6]);
    let acme = set([11, 12, 13, 14, 15]);
    let lap = world.machine("lap");
    let secret = world.secret_file("desk", ACME);
    lap.expect(0, &["keys", "unlock", "--vault", ACME, "--passphrase-file", &secret]);
    for (name, vault, readable) in [
        ("desk", "personal", &ann),
        ("lap", "personal", &ann),
        ("ben", "personal", &set([4, 7])),
        ("cid", "personal", &set([5])),
        ("desk", ACME, &acme),
        ("lap", ACME, &acme),
        ("ben", OPS, &set([22, 23])),
        ("cid", OPS, &set([22, 23])),
    ] {
        assert_eq!(world.reads(name, vault, planted), *readable, "{vault} on {name}");
    }
    world.reads_nothing("ben", ACME, &[1, 3], &[]);
    world.reads_nothing("cid", ACME, &[2], &[]);
    for name in ["desk", "lap"] {
        world.reads_nothing(name, OPS, &[2], &[]);
    }
}
