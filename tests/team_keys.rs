//! Shredding, moving and sealing anew in the vaults of teams, over a server: who may, what a network that goes away at any
//! step leaves behind, and that the same command goes on.

#![cfg(unix)]
#![cfg(feature = "test-kdf")]
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
mod team_kit;

use han::protocol::ids::OwnerId;
use han::protocol::refs::{Ref, RefBody};
use outside::{Person, conversation, uuid};
use serde_json::Value;
use std::collections::BTreeSet;
use team_kit::{Office, TEAM, owner_of, plant_team_session, route, team_file, team_session};

/// A team of ann, its owner, and the others in these roles; ann has one session in it.
fn team(roles: &[(&'static str, &str)]) -> Office {
    let names: Vec<&'static str> =
        [&["ann"][..], &roles.iter().map(|(name, _)| *name).collect::<Vec<_>>()].concat();
    let office = Office::new(&names);
    office.found("ann");
    for (name, role) in roles {
        let code = office.let_in("ann", name, role);
        let join = ["team", "join", &code, "--vault", TEAM, "--remote", &office.url];
        office.person(name).expect(0, &join);
    }
    names.iter().for_each(|name| route(office.person(name)));
    store(office.person("ann"), 11);
    office
}

fn store(person: &Person, n: usize) {
    plant_team_session(person, n);
    person.expect(0, &["sync"]);
}

/// All that the server holds of a vault's refs.
fn refs(office: &Office, owner: &str) -> Vec<Ref> {
    let site = office.server.as_ref().unwrap().shared.site();
    let owner = OwnerId::parse(owner).unwrap();
    office.runtime.block_on(site.service.list_refs(owner, None, 1_000)).unwrap()
}

fn stored(person: &Person, vault: &str) -> BTreeSet<String> {
    let listed = person.json(&["list", "--stored", "--vault", vault]);
    listed["sessions"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// Exactly these sessions are in the team, for this person, to the last byte and with every signature.
fn holds(person: &Person, sessions: &[usize]) {
    assert_eq!(stored(person, TEAM), sessions.iter().map(|n| uuid(*n)).collect());
    let _ = std::fs::remove_dir_all(team_file(person, 0).parent().unwrap());
    person.expect(0, &["restore", "--all", "--vault", TEAM]);
    for n in sessions {
        assert_eq!(std::fs::read(team_file(person, *n)).unwrap(), team_session(*n), "session {n}");
    }
    person.expect(0, &["verify", "--vault", TEAM]);
    person.expect(0, &["audit", "verify", "--vault", TEAM]);
}

#[test]
fn who_lacks_the_role_changes_nothing() {
    let office = team(&[("rea", "reader"), ("mem", "member")]);
    let (ann, rea, mem) = (office.person("ann"), office.person("rea"), office.person("mem"));
    rea.plant(31, &conversation(31, 2));
    rea.expect(0, &["sync"]);
    ann.expect(0, &["team", "create", "other"]);
    let (team, own) = (owner_of(ann, TEAM), owner_of(rea, "personal"));
    let before = (refs(&office, &team), refs(&office, &own));
    let (eleven, own_session) = (uuid(11), uuid(31));
    let refused = |person: &Person, words: &[&str], says: &str| {
        let state = outside::tree(&person.state().join(&team));
        let secrets = person.secrets();
        let ended = person.run(words);
        assert_eq!(ended.code, Some(3), "{words:?}: {}", ended.err);
        assert!(
            ended.err.contains(says) && ended.err.contains("han team members"),
            "{words:?}: {}",
            ended.err
        );
        assert!((refs(&office, &team), refs(&office, &own)) == before, "{words:?} changed something");
        let left: Vec<_> = outside::tree(&person.state().join(&team)).into_keys().collect();
        assert_eq!(left, state.into_keys().collect::<Vec<_>>(), "{words:?} is not under way");
        assert_eq!(person.secrets(), secrets);
    };
    for words in [
        &["shred", &eleven, "--yes", "--vault", TEAM][..],
        &["shred", &eleven, "--yes", "--level", "2", "--vault", TEAM],
        &["shred", &eleven, "--yes", "--level", "3", "--vault", TEAM],
        &["move", &eleven, "--yes", "--vault", TEAM, "--to", "personal"],
        &["move", &own_session, "--yes", "--vault", "personal", "--to", TEAM],
        &["rotate", "--vault", TEAM],
        &["rotate", "--data-key", "--vault", TEAM],
        &["rotate", "--content", "--vault", TEAM],
        &["rotate", "--compromised", "--yes", "--vault", TEAM],
        &["vault", "delete", TEAM, "--yes"],
    ] {
        if words[0] == "vault" {
            // A route still leads there, which is asked for first.
            unroute(rea);
        }
        refused(rea, words, "your role there is reader");
    }
    for words in [
        &["shred", &eleven, "--yes", "--level", "2", "--vault", TEAM][..],
        &["shred", &eleven, "--yes", "--level", "3", "--vault", TEAM],
        &["rotate", "--vault", TEAM],
        &["rotate", "--data-key", "--vault", TEAM],
        &["rotate", "--content", &eleven, "--vault", TEAM],
        &["rotate", "--compromised", "--yes", "--vault", TEAM],
    ] {
        refused(mem, words, "only an owner or admin");
    }
    // Deleting is writing, which a member may.
    mem.expect(0, &["shred", &eleven, "--yes", "--vault", TEAM]);
    holds(ann, &[]);
}

fn unroute(person: &Person) {
    let path = person.home.join(".config/han/config.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text[..text.find("[[route]]").unwrap()]).unwrap();
}

/// Steps that a network may survive before every command is done by then.
const MOST: usize = 40;

/// Lets the network go away after ever more steps of what `run` does, until it comes through; after each death `again`
/// must end it. Gives how often it died.
fn killed(office: &Office, mut run: impl FnMut(usize) -> bool, mut again: impl FnMut(usize)) -> usize {
    for step in 0..MOST {
        let died = office.dies_at(step, || run(step));
        again(step);
        if !died {
            return step;
        }
    }
    panic!("it never came through");
}

#[test]
fn a_shred_of_any_level_goes_on_where_it_was_killed() {
    let office = team(&[("ben", "member")]);
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    for level in ["1", "2", "3"] {
        let mut epoch = None;
        let said = |step| uuid(100 + step);
        // The session is stored before the network goes away.
        let died = (0..MOST).find(|step| {
            store(ann, 100 + step);
            let old = office.secret_file("ann");
            let died = office.dies_at(*step, || {
                ann.run(&["shred", &said(*step), "--level", level, "--yes", "--vault", TEAM]).code == Some(0)
            });
            if died {
                let standing = ann.run(&["shred", "--resume", "--yes", "--vault", TEAM]);
                assert!([Some(0), Some(1)].contains(&standing.code), "{level}, {step}: {}", standing.err);
                if standing.code == Some(1) {
                    ann.expect(0, &["shred", &said(*step), "--level", level, "--yes", "--vault", TEAM]);
                }
            }
            let keys = ann.json(&["keys", "list", "--vault", TEAM])["keys"].clone();
            let active = |purpose: &str| {
                let keys = keys.as_array().unwrap().iter();
                let active = keys.filter(|key| key["purpose"] == purpose && key["status"] == "active");
                active.map(|key| key["version"].as_u64().unwrap()).max().unwrap()
            };
            if level == "3" {
                assert!(epoch.is_none_or(|before| active("secret") == before + 1), "{step}: one new secret");
                epoch = Some(active("secret"));
                let unlock = ["keys", "unlock", "--vault", TEAM, "--passphrase-file", &old];
                assert_eq!(ben.run(&unlock).code, Some(3), "{step}: the old secret opens nothing");
            }
            holds(ben, &[11]);
            let shown = ben.run(&["show", &said(*step), "--vault", TEAM]);
            assert_eq!((shown.code, shown.out.as_str()), (Some(1), ""));
            !died
        });
        let died = died.unwrap();
        assert!(died >= 2, "level {level} died {died} times");
        holds(ann, &[11]);
        // It does not come back from where its file still lies.
        for step in 0..=died {
            plant_team_session(ben, 100 + step);
        }
        let synced = ben.expect(0, &["sync"]);
        assert!(synced.err.contains("was shredded"), "{}", synced.err);
        holds(ann, &[11]);
        for step in 0..=died {
            for person in [ann, ben] {
                let _ = std::fs::remove_file(team_file(person, 100 + step));
            }
        }
        if level == "1" {
            assert!(refs_are_empty(&office, &owner_of(ann, TEAM)));
        }
    }
}

/// What was shredded has nothing of a session left at the server but tombstones.
fn refs_are_empty(office: &Office, owner: &str) -> bool {
    let living = refs(office, owner).into_iter().filter(|one| matches!(one.body, RefBody::Session { .. }));
    living.count() == 1
}

#[test]
fn sessions_move_into_out_of_and_between_teams() {
    let office = team(&[("ben", "member")]);
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    ann.expect(0, &["team", "create", "other"]);
    for (at, (from, to)) in
        [("personal", TEAM), (TEAM, "team:other"), (TEAM, "personal")].into_iter().enumerate()
    {
        let died = (0..MOST).find(|step| {
            let n = 1_000 * (at + 1) + step;
            match from {
                TEAM => plant_team_session(ann, n),
                _ => ann.plant(n, &conversation(n, 2)),
            }
            ann.expect(0, &["sync"]);
            !moves(&office, (from, to), n, *step)
        });
        assert!(died.unwrap() >= 2, "{from} to {to}: {died:?}");
        for vault in [from, to] {
            ann.expect(0, &["verify", "--vault", vault]);
        }
        ann.expect(0, &["audit", "verify", "--vault", to]);
    }
    // Nothing comes back to where it was shredded, and it stays where it is.
    let n = uuid(3_000);
    let back = ann.expect(2, &["move", &n, "--yes", "--vault", "personal", "--to", TEAM]);
    assert!(back.err.contains("never comes back"), "{}", back.err);
    assert!(stored(ann, "personal").contains(&n));
    ben.expect(0, &["verify", "--vault", TEAM]);
}

/// Moves a session while the network goes away, and again if it did; gives whether it did.
fn moves(office: &Office, (from, to): (&str, &str), n: usize, step: usize) -> bool {
    let ann = office.person("ann");
    let show = |vault: &str| ann.run(&["show", &uuid(n), "--format", "jsonl", "--vault", vault]);
    let before = show(from).out;
    let id = uuid(n);
    let words = ["move", &id, "--yes", "--vault", from, "--to", to];
    let died = office.dies_at(step, || ann.run(&words).code == Some(0));
    if died {
        let both = [from, to].map(show);
        assert!(both.iter().any(|one| one.code == Some(0)), "{from} to {to}, {step}: in neither");
        assert!(both.iter().all(|one| one.code != Some(0) || one.out == before));
        ann.expect(0, &words);
    }
    assert_eq!(show(to).out, before, "{from} to {to}, {step}");
    assert_eq!(show(from).code, Some(1));
    // From now on it is sent to where it went, whatever its folder says, and its old place does not get it back.
    let path = if from == TEAM { team_file(ann, n) } else { ann.session_file(n) };
    let mut longer = std::fs::read(&path).unwrap();
    longer.extend(conversation(n, 3).split_inclusive(|byte| *byte == b'\n').next_back().unwrap());
    std::fs::write(&path, &longer).unwrap();
    let sent = ann.json(&["sync"]);
    assert_eq!((&sent["sent"], &sent["failed"]), (&1.into(), &Value::Array(vec![])), "{sent}");
    assert_eq!(show(to).out.as_bytes(), longer, "{from} to {to}, {step}");
    assert!(!stored(ann, from).contains(&uuid(n)));
    assert_eq!(stored(office.person("ben"), TEAM).contains(&uuid(n)), to == TEAM, "{from} to {to}");
    died
}

#[test]
fn content_sealed_anew_in_a_team_goes_on_where_it_was_killed() {
    let office = team(&[("ben", "admin"), ("cid", "member")]);
    let (ann, ben, cid) = (office.person("ann"), office.person("ben"), office.person("cid"));
    store(cid, 12);
    let words = ["rotate", "--content", "--vault", TEAM];
    let died = killed(
        &office,
        |_| ben.run(&words).code == Some(0),
        |step| {
            // Others read and write whatever stands half done.
            holds(cid, &[11, 12]);
            plant_team_session(cid, 12);
            assert_eq!(cid.run(&["sync"]).code, Some(0), "step {step}");
            let done = ben.json(&words);
            assert_eq!(
                (&done["failed"], &done["left"]),
                (&Value::Array(vec![]), &Value::Array(vec![])),
                "{done}"
            );
            assert_eq!(ben.json(&["rotate", "--status", "--vault", TEAM])["remaining"], 0);
            holds(ann, &[11, 12]);
        },
    );
    assert!(died >= 6, "{died}");
    // A share of before does not reach what is sealed anew, nor does it break.
    let share = ann.json(&["share", &uuid(11), "--with", "team:acme/cid", "--vault", TEAM]);
    ben.expect(0, &words);
    let ended = cid.run(&["show", "--shared", share["share"].as_str().unwrap(), "--from", "team:acme/ann"]);
    assert_eq!(ended.code, Some(3), "{}", ended.err);
}

#[test]
fn a_vault_on_a_server_is_deleted_and_a_deletion_goes_on() {
    let office = team(&[("ben", "member")]);
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    for n in 12..15 {
        store(ann, n);
    }
    let owner = owner_of(ann, TEAM);
    let routed = ann.expect(4, &["vault", "delete", TEAM, "--yes"]);
    assert!(routed.err.contains("[[route]]"), "{}", routed.err);
    unroute(ann);
    let words = ["vault", "delete", TEAM, "--yes"];
    ann.expect(2, &words[..3]);
    assert!(office.dies_at(0, || ann.run(&words).code == Some(0)));
    assert!(ann.json(&["vault", "list"]).to_string().contains(TEAM), "it is not forgotten half done");
    let done = ann.json(&words);
    assert_eq!(done["sessions"], 4, "{done}");
    assert!(refs(&office, &owner).iter().all(|one| !matches!(one.body, RefBody::Session { .. })));
    assert!(!ann.json(&["vault", "list"]).to_string().contains(TEAM));
    assert!(outside::tree(&ann.state().join(&owner)).is_empty(), "nothing is remembered of it");
    ann.expect(0, &["sync"]);
    // For the others it is empty, and what they have on their disks stays there.
    assert_eq!(stored(ben, TEAM).len(), 0);
    ben.expect(0, &["verify", "--vault", TEAM]);
    // One's own vault goes the same way, and the next sync makes another one.
    ben.expect(0, &["vault", "delete", "personal", "--yes"]);
    assert!(ben.session_file(2).exists());
}
