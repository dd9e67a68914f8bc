//! Teams with the built program over a server: who comes in, who may do what, and what each can read.

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
use han::server::commit::{By, Caller};
use han::server::members::MemberChange;
use outside::{Person, conversation, uuid};
use team_kit::{Office, TEAM, plant_team_session, route, team_file, team_session};

fn members(person: &Person) -> Vec<(String, String, Option<String>)> {
    let said = person.json(&["team", "members", "--vault", TEAM]);
    let text = |value: &serde_json::Value| value.as_str().map(ToOwned::to_owned);
    let row = |one: &serde_json::Value| {
        (text(&one["name"]).unwrap(), text(&one["role"]).unwrap(), text(&one["server_role"]))
    };
    let mut rows: Vec<_> = said["members"].as_array().unwrap().iter().map(row).collect();
    rows.sort();
    rows
}

fn row(name: &str, role: &str) -> (String, String, Option<String>) {
    (name.into(), role.into(), Some(role.into()))
}

#[test]
fn a_second_member_syncs_into_the_team_and_personal_sessions_never_land_there() {
    let office = Office::new(&["ann", "ben"]);
    office.found("ann");
    office.admit("ann", "ben", "member");
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    assert_eq!(members(ann), [row("ann", "owner"), row("ben", "member")]);
    assert_eq!(members(ben), members(ann));
    for (person, n) in [(ann, 11), (ben, 12)] {
        route(person);
        plant_team_session(person, n);
        person.plant(20 + n, &conversation(20 + n, 2));
        let sent = person.json(&["sync"]);
        assert_eq!(sent["failed"].as_array().unwrap().len(), 0, "{sent}");
    }
    for person in [ann, ben] {
        let listed = person.json(&["list", "--stored", "--vault", TEAM]);
        let mut ids: Vec<_> =
            listed["sessions"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        assert_eq!(ids, [uuid(11), uuid(12)], "the team's sessions, and nothing else");
        person.expect(0, &["verify", "--vault", TEAM]);
    }
    ben.expect(0, &["restore", "--vault", TEAM, "--all"]);
    assert_eq!(std::fs::read(team_file(ben, 11)).unwrap(), team_session(11));
    // An archive of the team opens by itself, with every signature.
    let tar = office.dir.path().join("team.tar");
    ben.expect(0, &["export", "--vault", TEAM, "--all", "-o", tar.to_str().unwrap()]);
    let file = office.secret_file("ben");
    ben.expect(0, &["verify", tar.to_str().unwrap(), "--passphrase-file", &file]);
    let Some(python) = outside::announced("HAN_TEST_PYTHON") else {
        outside::skip("an outsider opens an archive of a team", "no Python (HAN_TEST_PYTHON)");
        return;
    };
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decrypt.py");
    let out = office.dir.path().join("opened");
    let ran = std::process::Command::new(python)
        .arg(script)
        .arg(&tar)
        .args(["--secret-file", &file, "--test-cost", "--out"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let opened = out.join("-home-dev-team-app").join(format!("{}.jsonl", uuid(12)));
    assert_eq!(std::fs::read(opened).unwrap(), team_session(12));
}

#[test]
fn roles_bind_what_people_sign_and_what_the_server_lets_them_do() {
    let office = Office::new(&["ann", "ben", "cid"]);
    office.found("ann");
    office.admit("ann", "ben", "reader");
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    route(ben);
    plant_team_session(ben, 12);
    let refused = ben.run(&["sync"]);
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    assert!(refused.err.contains("your role there is reader"), "{}", refused.err);
    let contact = office.contact("cid");
    let refused = ben.run(&["team", "invite", &contact, "--as", "cid"]);
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    assert!(refused.err.contains("only an owner or admin"), "{}", refused.err);
    let refused = ben.run(&["rotate", "--data-key", "--vault", TEAM]);
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    ann.expect(0, &["team", "role", "ben", "admin"]);
    assert_eq!(members(ben), [row("ann", "owner"), row("ben", "admin")]);
    ben.expect(0, &["sync"]);
    ben.expect(0, &["rotate", "--data-key", "--vault", TEAM]);
    office.admit("ben", "cid", "member");
    let refused = ben.run(&["team", "role", "ann", "reader"]);
    assert_eq!(refused.code, Some(3), "an admin changes no owner: {}", refused.err);
    let refused = ann.run(&["team", "role", "ann", "member"]);
    assert_eq!(refused.code, Some(2), "{}", refused.err);
    assert!(refused.err.contains("would have no owner"), "{}", refused.err);
    let lonely = |person: &Person| person.run(&["doctor", "--json"]).out.contains("has one owner");
    assert!(lonely(ann), "doctor warns at one owner");
    ann.expect(0, &["team", "role", "ben", "owner"]);
    assert!(!lonely(ann));
    ann.expect(0, &["team", "role", "ann", "member"]);
    assert_eq!(members(ann), [row("ann", "member"), row("ben", "owner"), row("cid", "member")]);
    ann.expect(0, &["verify", "--vault", TEAM]);
    let refused = ann.run(&["team", "role", "nobody", "member"]);
    assert_eq!(refused.code, Some(3), "{}", refused.err);
}

#[test]
fn what_a_member_wrote_counts_on_when_it_may_only_read() {
    let office = Office::new(&["ann", "ben"]);
    office.found("ann");
    office.admit("ann", "ben", "member");
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    route(ben);
    plant_team_session(ben, 12);
    ben.expect(0, &["sync"]);
    ann.expect(0, &["team", "role", "ben", "reader"]);
    ann.expect(0, &["verify", "--vault", TEAM]);
    ann.expect(0, &["restore", "--vault", TEAM, "--all"]);
    assert_eq!(std::fs::read(team_file(ann, 12)).unwrap(), team_session(12));
}

#[test]
fn an_invitation_that_stopped_between_roster_and_server_goes_on() {
    let office = Office::new(&["ann", "ben"]);
    office.found("ann");
    let contact = office.contact("ben");
    let ann = office.person("ann");
    let words = ["team", "invite", &contact, "--as", "ben"];
    office.lie(|method, path, whole| match (method.as_str(), path.contains("/members/")) {
        ("PUT", true) => axum::response::IntoResponse::into_response(axum::http::StatusCode::BAD_GATEWAY),
        _ => whole.unchanged(),
    });
    let stopped = ann.run(&words);
    assert_eq!(stopped.code, Some(5), "{}", stopped.err);
    office.tell_the_truth();
    // The proxy asks the server before it lies: what the server was told is taken back.
    let ben = office.user("ben");
    let (owner, site) = (team_kit::team_owner(ann), office.server.as_ref().unwrap().shared.site());
    let by = By::from(Caller { actor: ben, token: [0; 16] });
    let owner = OwnerId::parse(&owner).unwrap();
    let taken = site.service.change_member(owner, (by, None), (ben, None));
    assert_eq!(office.runtime.block_on(taken).unwrap(), MemberChange::Done);
    let listed = members(ann);
    assert_eq!(listed, [row("ann", "owner"), ("ben".into(), "member".into(), None)]);
    let again = ann.json(&words);
    assert_eq!(again["roster"], "unchanged");
    assert_eq!(members(ann), [row("ann", "owner"), row("ben", "member")]);
    let other = ann.run(&["team", "invite", &contact, "--as", "ben", "--role", "reader"]);
    assert_eq!(other.code, Some(2), "{}", other.err);
    assert!(other.err.contains("han team role ben reader"), "{}", other.err);
    let twice = ann.run(&["team", "invite", &office.contact("ann"), "--as", "ben"]);
    assert_eq!(twice.code, Some(2), "{}", twice.err);
}

#[test]
fn wrong_codes_and_missing_vaults_are_said_and_change_nothing() {
    let office = Office::new(&["ann", "ben"]);
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    let contact = office.contact("ben");
    let none = ann.run(&["team", "invite", &contact, "--as", "ben"]);
    assert_eq!(none.code, Some(1), "{}", none.err);
    assert!(none.err.contains("han team create"), "{}", none.err);
    office.found("ann");
    let before = members(ann);
    let typo = contact.replacen(|c: char| c.is_ascii_digit(), "Z", 1);
    let device = ann.json(&["devices", "add"])["code"].as_str().unwrap().to_owned();
    for wrong in [typo.as_str(), "hello", &device] {
        let refused = ann.run(&["team", "invite", wrong, "--as", "ben"]);
        assert_eq!(refused.code, Some(2), "{wrong}: {}", refused.err);
        assert!(refused.err.contains("han team fingerprint"), "{}", refused.err);
    }
    for name in ["Ben", "b n", "ann"] {
        assert_eq!(ann.run(&["team", "invite", &contact, "--as", name]).code, Some(2), "{name}");
    }
    assert_eq!(members(ann), before);
    let again = ann.run(&["team", "create", "acme"]);
    assert_eq!(again.code, Some(4), "{}", again.err);
    // Somebody without a personal vault is nobody that a team could know.
    let stranger = Person::new(&office.dir.path().join("stranger"));
    for words in
        [&["team", "fingerprint"][..], &["team", "create", "x"], &["team", "join", "x", "--vault", TEAM]]
    {
        let refused = stranger.run(words);
        assert!([Some(1), Some(2)].contains(&refused.code), "{words:?}: {}", refused.err);
    }
    // Who was not let in cannot join, secret or not.
    let code = ann.json(&["devices", "add", "--vault", TEAM])["code"].as_str().unwrap().to_owned();
    let file = office.secret_file("ann");
    let join = ["team", "join", &code, "--vault", TEAM, "--remote", &office.url, "--passphrase-file", &file];
    assert_eq!(ben.run(&join).code, Some(1));
    let code = office.let_in("ann", "ben", "member");
    let bad = office.dir.path().join("bad");
    std::fs::write(&bad, "not the secret").unwrap();
    let join = ["team", "join", &code, "--vault", TEAM, "--remote", &office.url, "--passphrase-file"];
    let refused = ben.run(&[&join[..], &[bad.to_str().unwrap()]].concat());
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    assert!(!ben.json(&["vault", "list"]).to_string().contains(TEAM), "nothing was kept");
    ben.expect(0, &[&join[..], &[&file]].concat());
}

#[test]
fn a_team_in_a_folder_takes_cards_by_hand() {
    let dir = tempfile::tempdir().unwrap();
    let (ann, ben) = (Person::new(&dir.path().join("ann")), Person::new(&dir.path().join("ben")));
    let folder = dir.path().join("shared");
    for (n, person) in [(1, &ann), (2, &ben)] {
        person.plant(n, &conversation(n, 2));
        person.expect(0, &["sync", "--secret-store", "file"]);
    }
    let remote = folder.to_str().unwrap();
    let made = ann.json(&["team", "create", "acme", "--remote", remote, "--as", "ann"]);
    assert_eq!(made["vault"], TEAM);
    let card = dir.path().join("ben.card");
    let code = ben.json(&["team", "fingerprint", "--card-out", card.to_str().unwrap()]);
    let code = code["contact_code"].as_str().unwrap().to_owned();
    let missing = ann.run(&["team", "invite", &code, "--as", "ben"]);
    assert_eq!(missing.code, Some(1), "{}", missing.err);
    assert!(missing.err.contains("--card FILE"), "{}", missing.err);
    let own = dir.path().join("ann.card");
    ann.expect(0, &["team", "fingerprint", "--card-out", own.to_str().unwrap()]);
    let wrong = ann.run(&["team", "invite", &code, "--as", "ben", "--card", own.to_str().unwrap()]);
    assert_eq!(wrong.code, Some(6), "{}", wrong.err);
    let invited = ann.json(&["team", "invite", &code, "--as", "ben", "--card", card.to_str().unwrap()]);
    assert_eq!(invited["secret"], "sealed");
    let words = ["team", "join", invited["code"].as_str().unwrap(), "--vault", TEAM, "--remote", remote];
    let joined = ben.json(&words);
    assert_eq!((joined["member"].as_str(), joined["role"].as_str()), (Some("ben"), Some("member")));
    for (n, person) in [(11, &ann), (12, &ben)] {
        route(person);
        plant_team_session(person, n);
        person.expect(0, &["sync"]);
    }
    ann.expect(0, &["verify", "--vault", TEAM]);
    ann.expect(0, &["restore", "--vault", TEAM, "--all"]);
    assert_eq!(std::fs::read(team_file(&ann, 12)).unwrap(), team_session(12));

    // Another secret reaches ben by himself too; and no more once he is out.
    let rotated = ann.expect(0, &["rotate", "--vault", TEAM]);
    assert!(rotated.err.contains("lies sealed with the vault for ben"), "{}", rotated.err);
    plant_team_session(&ben, 13);
    assert_eq!(ben.json(&["sync"])["sent"], 1);
    ann.expect(0, &["team", "remove", "ben", "--vault", TEAM, "--yes"]);
    plant_team_session(&ben, 14);
    let refused = ben.run(&["sync"]);
    assert_ne!(refused.code, Some(0), "{}", refused.err);
    ann.expect(0, &["verify", "--vault", TEAM]);
    assert_eq!(ann.json(&["list", "--stored", "--vault", TEAM])["sessions"].as_array().unwrap().len(), 3);
}

#[test]
fn who_is_removed_reads_and_writes_nothing_new_and_what_was_written_stays() {
    let office = Office::new(&["ann", "ben", "cid"]);
    office.found("ann");
    for name in ["ben", "cid"] {
        office.admit("ann", name, "member");
    }
    let (ann, ben, cid) = (office.person("ann"), office.person("ben"), office.person("cid"));
    route(ben);
    plant_team_session(ben, 12);
    ben.expect(0, &["sync"]);
    let old_secret = office.secret_file("ben");
    let unasked = ann.run(&["team", "remove", "ben"]);
    assert_eq!(unasked.code, Some(2), "without a terminal it needs --yes: {}", unasked.err);
    // The server is away when it should be told.
    office.lie(|method, path, whole| match (method.as_str(), path.contains("/members/")) {
        ("DELETE", true) => axum::response::IntoResponse::into_response(axum::http::StatusCode::BAD_GATEWAY),
        _ => whole.unchanged(),
    });
    let stopped = ann.run(&["team", "remove", "ben", "--yes"]);
    assert_eq!(stopped.code, Some(5), "{}", stopped.err);
    office.tell_the_truth();
    let sheet = office.dir.path().join("sheet.txt");
    let words = ["team", "remove", "ben", "--yes", "--recovery-out", sheet.to_str().unwrap()];
    let done = ann.json(&words);
    assert_eq!((&done["removed"], &done["secret_changed"]), (&false.into(), &true.into()), "{done}");
    assert_eq!((&done["data_key"]["moved"], &done["data_key"]["retired"]), (&1.into(), &1.into()), "{done}");
    assert!(!std::fs::read_to_string(&sheet).unwrap().contains("Login ("), "it would let others in as ann");
    let again = ann.json(&["team", "remove", "ben", "--yes"]);
    assert_eq!((&again["removed"], &again["secret_changed"]), (&false.into(), &false.into()), "{again}");
    assert_eq!(members(ann), [row("ann", "owner"), row("cid", "member")]);
    // Ben is out.
    plant_team_session(ben, 13);
    for words in [&["sync"][..], &["list", "--stored", "--vault", TEAM], &["team", "members"]] {
        let out = ben.run(words);
        assert!([Some(1), Some(3)].contains(&out.code), "{words:?}: {:?} {}", out.code, out.err);
    }
    // Cid takes the new secret out of its envelope, and the one of before opens nothing.
    let unlock = ["keys", "unlock", "--vault", TEAM, "--passphrase-file"];
    assert_eq!(cid.run(&[&unlock[..], &[&old_secret]].concat()).code, Some(3), "the secret of before");
    cid.expect(0, &["restore", "--vault", TEAM, "--all"]);
    assert_eq!(std::fs::read(team_file(cid, 12)).unwrap(), team_session(12));
    route(cid);
    plant_team_session(cid, 14);
    cid.expect(0, &["sync"]);
    ann.expect(0, &["verify", "--vault", TEAM]);
    let own = ann.run(&["team", "remove", "ann", "--yes"]);
    assert_eq!(own.code, Some(2), "{}", own.err);
    let nobody = ann.run(&["team", "remove", "nobody", "--yes"]);
    assert_eq!(nobody.code, Some(1), "{}", nobody.err);
    let denied = cid.run(&["team", "remove", "ann", "--yes"]);
    assert_eq!(denied.code, Some(3), "{}", denied.err);
    // Whoever comes back comes in anew.
    let contact = office.contact("ben");
    ann.expect(0, &["team", "invite", &contact, "--as", "ben"]);
    assert_eq!(members(ann).len(), 3);
}

#[test]
fn the_secret_comes_in_an_envelope_and_so_does_the_next_one() {
    let office = Office::new(&["ann", "ben", "cid"]);
    office.found("ann");
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    let contact = office.contact("ben");
    let invited = ann.json(&["team", "invite", &contact, "--as", "ben", "--role", "admin"]);
    assert_eq!(invited["secret"], "sealed");
    let join = |code: &str| ["team", "join", code, "--vault", TEAM, "--remote"].map(ToOwned::to_owned);
    let words = join(invited["code"].as_str().unwrap());
    let words: Vec<&str> = words.iter().map(String::as_str).chain([office.url.as_str()]).collect();
    // For somebody else there is none.
    let foreign = office.person("cid").run(&words);
    assert_eq!(foreign.code, Some(1), "{}", foreign.err);
    let joined = ben.json(&words);
    assert_eq!((joined["member"].as_str(), joined["role"].as_str()), (Some("ben"), Some("admin")));
    route(ben);
    plant_team_session(ben, 12);
    ben.expect(0, &["sync"]);
    // Each takes up what the other changed.
    ann.expect(0, &["rotate", "--vault", TEAM]);
    plant_team_session(ben, 13);
    ben.expect(0, &["sync"]);
    ben.expect(0, &["rotate", "--vault", TEAM, "--compromised", "--yes"]);
    ann.expect(0, &["restore", "--vault", TEAM, "--all"]);
    assert_eq!(std::fs::read(team_file(ann, 13)).unwrap(), team_session(13));
    ann.expect(0, &["verify", "--vault", TEAM]);
}

/// A session of a team that somebody outside reads, and a member who comes after the sharing.
#[test]
fn a_share_goes_on_when_somebody_joins_and_ends_with_who_leaves() {
    let office = Office::new(&["ann", "ben", "cyd", "dan"]);
    office.found("ann");
    office.admit("ann", "ben", "member");
    let (ann, ben, cyd, dan) =
        (office.person("ann"), office.person("ben"), office.person("cyd"), office.person("dan"));
    for person in [ann, ben, cyd] {
        route(person);
    }
    plant_team_session(ann, 11);
    ann.expect(0, &["sync"]);
    let share = |by: &Person, with: &str| {
        let contact = office.contact(with);
        let said = by.json(&["share", &uuid(11), "--with", &contact, "--vault", TEAM]);
        said["share"].as_str().unwrap().to_owned()
    };
    ben.expect(0, &["sync"]);
    let (anns, bens) = (share(ann, "dan"), share(ben, "dan"));
    let show = |id: &str, by: &str| {
        let code = office.contact(by);
        dan.run(&["show", "--shared", id, "--from", &code, "--format", "jsonl"])
    };
    assert_eq!(show(&anns, "ann").out.as_bytes(), team_session(11));

    office.admit("ann", "cyd", "member");
    let longer = [team_session(11), team_session(11)].concat();
    std::fs::create_dir_all(team_file(cyd, 11).parent().unwrap()).unwrap();
    std::fs::write(team_file(cyd, 11), &longer).unwrap();
    assert_eq!(cyd.json(&["sync"])["sent"], 1);
    let refused = show(&anns, "ann");
    assert_eq!(refused.code, Some(6), "{}", refused.err);
    assert!(refused.err.contains("nobody whom the share names") && refused.err.contains("next han sync"));
    assert_eq!(ann.json(&["sync"])["shares_renewed"], serde_json::json!([anns]));
    assert_eq!(show(&anns, "ann").out.as_bytes(), longer);
    // What somebody else shared is that person's to seal anew.
    assert_eq!(show(&bens, "ben").code, Some(6));

    // Who is removed shares nothing any more, and nothing is shared with whom.
    let with_ben = share(ann, "ben");
    let removed = ann.json(&["team", "remove", "ben", "--vault", TEAM, "--yes"]);
    assert_eq!(removed["shares_ended"], 2, "{removed}");
    let shares = ann.json(&["shares", "--vault", TEAM]);
    let status = |id: &str| {
        let all = shares["sent"].as_array().unwrap();
        all.iter().find(|one| one["share"] == id).unwrap()["status"].as_str().unwrap().to_owned()
    };
    assert_eq!([status(&anns), status(&bens), status(&with_ben)], ["opened", "revoked", "revoked"]);
    assert!(show(&bens, "ben").err.contains("revoked"));
    assert_eq!(show(&anns, "ann").out.as_bytes(), longer, "the others go on");
}

#[test]
fn only_who_governs_a_team_says_what_goes_from_it() {
    let office = Office::new(&["ann", "ben"]);
    office.found("ann");
    office.admit("ann", "ben", "member");
    let (ann, ben) = (office.person("ann"), office.person("ben"));
    for (person, n) in [(ann, 11), (ben, 12)] {
        route(person);
        plant_team_session(person, n);
        person.expect(0, &["sync"]);
    }
    let refused = ben.expect(3, &["vault", "retention", "--keep-last", "1", "--vault", TEAM]);
    assert!(refused.err.contains("only an owner or admin"), "{}", refused.err);
    // What ben writes into the file himself changes nothing: the carrying out asks again.
    let path = ben.home.join(".config/han/config.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("[vault.\"team:acme\"]", "[vault.\"team:acme\"]\nkeep_last = 1"))
        .unwrap();
    assert_eq!(
        ben.json(&["prune", "--retention", "--dry-run", "--vault", TEAM])["past"].as_array().unwrap().len(),
        1
    );
    ben.expect(3, &["prune", "--retention", "--yes", "--vault", TEAM]);
    let stored = |person: &Person| {
        person.json(&["list", "--stored", "--vault", TEAM])["sessions"].as_array().unwrap().len()
    };
    assert_eq!(stored(ann), 2);

    ann.expect(0, &["vault", "retention", "--keep-last", "1", "--vault", TEAM]);
    let done = ann.json(&["prune", "--retention", "--yes", "--vault", TEAM]);
    assert_eq!((&done["level"], done["shredded"].as_array().unwrap().len()), (&1.into(), 1), "{done}");
    assert_eq!((stored(ann), stored(ben)), (1, 1));
    ben.expect(0, &["verify", "--vault", TEAM]);
}
