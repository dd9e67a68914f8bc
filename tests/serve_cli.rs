//! `han serve` and several people's machines, as they are typed: one binary, real sockets, no keyring.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod outside;

use outside::{Person, tree};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

/// A server that is stopped by SIGTERM when the test lets go of it.
struct Served {
    child: Child,
    log: PathBuf,
    url: String,
    invite: Option<String>,
}

impl Served {
    fn start(person: &Person, more: &[&str]) -> Self {
        let mut words = vec!["serve", "--rate-address", "0", "--json"];
        if !more.contains(&"--listen") {
            words.extend(["--listen", "127.0.0.1:0"]);
        }
        words.extend(more);
        // The log goes to a file: a pipe that nobody reads would stop the server once it is full.
        let log = person.home.join("serve.log");
        let to = std::fs::File::options().append(true).create(true).open(&log).unwrap();
        let mut command = person.command(&words);
        let mut child = command.stdout(Stdio::piped()).stderr(to).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut text = String::new();
        while !text.ends_with("}\n") {
            let read = out.read_line(&mut text).unwrap();
            assert!(read > 0, "the server ended early: {}", std::fs::read_to_string(&log).unwrap());
        }
        let said: serde_json::Value = serde_json::from_str(&text).unwrap();
        let url = format!("http://{}", said["listening"].as_str().unwrap());
        Self { child, log, url, invite: said["invite"].as_str().map(Into::into) }
    }

    /// On an address where one ran before.
    fn at(person: &Person, listen: &str) -> Self {
        Self::start(person, &["--listen", listen])
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// Ends it as a service manager would; its exit code and its log.
    fn stop(mut self) -> (Option<i32>, String) {
        self.signal("TERM");
        let code = self.child.wait().unwrap().code();
        (code, std::fs::read_to_string(&self.log).unwrap())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn person(dir: &Path, name: &str) -> Person {
    Person::new(&dir.join(name))
}

const FILE: [&str; 2] = ["--secret-store", "file"];

#[test]
fn three_homes_share_a_vault_on_a_server() {
    let dir = tempfile::tempdir().unwrap();
    let (host, desk, laptop, found) = (
        person(dir.path(), "host"),
        person(dir.path(), "desk"),
        person(dir.path(), "laptop"),
        person(dir.path(), "new"),
    );
    desk.plant_samples();
    let server = Served::start(&host, &[]);
    let (url, invite) = (server.url.as_str(), server.invite.clone().unwrap());

    desk.expect(0, &["login", url, "--invite", &invite, FILE[0], FILE[1]]);
    desk.expect(0, &["sync"]);
    assert_eq!(desk.json(&["sync"])["sent"], 0);
    assert_eq!(desk.json(&["status"])["vaults"][0]["remote"], url);
    assert_eq!(desk.json(&["verify"])["bad"].as_array().unwrap().len(), 0);

    let code = desk.json(&["devices", "add"]);
    let login: Vec<&str> = code["login"].as_str().unwrap().split(' ').skip(1).collect();
    laptop.expect(0, &[&login[..], &FILE].concat());
    let secret = dir.path().join("secret");
    std::fs::write(&secret, desk.secrets().concat()).unwrap();
    let given = ["--passphrase-file", secret.to_str().unwrap()];
    let unlock = ["keys", "unlock", "--remote", url, "--code", code["code"].as_str().unwrap()];
    laptop.expect(0, &[&unlock[..], &given, &FILE].concat());
    laptop.expect(0, &["restore", "--all"]);
    assert_eq!(tree(&laptop.projects()).len(), tree(&desk.projects()).len());

    // A third machine, with nothing but the recovery sheet, and a token from another machine of its user.
    let again = laptop.json(&["devices", "add"]);
    let login: Vec<&str> = again["login"].as_str().unwrap().split(' ').skip(1).collect();
    found.expect(0, &[&login[..], &FILE].concat());
    let sheets = tree(&desk.home.join(".local/share/han/secrets"));
    let sheet = sheets.into_iter().find(|(name, _)| name.ends_with("recovery-sheet.txt")).unwrap().1;
    let ended =
        found.tell(&[&["keys", "unlock", "--remote", url, "--code", "-"][..], &FILE].concat(), &sheet);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    found.expect(0, &["restore", "--all"]);
    assert_eq!(tree(&found.projects()), tree(&laptop.projects()));

    the_sheet_alone_brings_a_machine_back(dir.path(), url, (&desk, &laptop), &sheet);
    let (code, log) = server.stop();
    assert_eq!(code, Some(0), "{log}");
    assert!(log.lines().filter(|line| !line.starts_with("han:")).all(|line| line.starts_with('{')), "{log}");
}

/// On an empty machine: once by the sheet's own login, and then with an invite of somebody else.
fn the_sheet_alone_brings_a_machine_back(
    dir: &Path,
    url: &str,
    (desk, laptop): (&Person, &Person),
    sheet: &[u8],
) {
    let sheet_file = dir.join("sheet.txt");
    std::fs::write(&sheet_file, sheet).unwrap();
    let recover = ["login", url, "--recover", sheet_file.to_str().unwrap()];
    let unsure = person(dir, "unsure").expect(2, &recover);
    assert!(unsure.err.contains("--secret-store file"), "{}", unsure.err);
    let burnt = person(dir, "burnt");
    let back = burnt.expect(0, &[&recover[..], &FILE].concat());
    assert!(back.err.contains("han keys recovery-sheet"), "{}", back.err);
    burnt.expect(0, &["restore", "--all"]);
    assert_eq!(tree(&burnt.projects()), tree(&laptop.projects()));
    let late = person(dir, "late");
    let used = late.expect(3, &[&recover[..], &FILE].concat());
    assert!(used.err.contains("was used before") && used.err.contains("--invite"), "{}", used.err);
    let more = burnt.json(&["devices", "add"]);
    let login: Vec<&str> = more["login"].as_str().unwrap().split(' ').skip(1).collect();
    late.expect(0, &[&login[..], &FILE].concat());
    late.expect(0, &[&recover[..], &FILE].concat());
    late.expect(0, &["restore", "--all"]);
    // A new sheet ends the login of the one before, and its own works.
    let newer = dir.join("newer.txt");
    let newer = newer.to_str().unwrap();
    desk.expect(0, &["keys", "recovery-sheet", "--recovery-out", newer]);
    let next = person(dir, "next");
    next.expect(0, &[&["login", url, "--recover", newer][..], &FILE].concat());
    next.expect(0, &["restore", "--all"]);
}

#[test]
fn what_cannot_be_is_refused_with_what_to_do_next() {
    let dir = tempfile::tempdir().unwrap();
    let (host, desk) = (person(dir.path(), "host"), person(dir.path(), "desk"));
    let ended = host.expect(2, &["serve", "--listen", "0.0.0.0:0"]);
    assert!(ended.err.contains("--tls-cert") && ended.err.contains("--insecure-http"), "{}", ended.err);
    let server = Served::start(&host, &[]);
    let (url, invite) = (server.url.as_str(), server.invite.clone().unwrap());
    let second = host.expect(4, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(second.err.contains("another process serves"), "{}", second.err);

    let clear = desk.expect(2, &["login", "http://192.0.2.1", "--invite", &invite]);
    assert!(clear.err.contains("in the clear"), "{}", clear.err);
    let no_invite = desk.expect(2, &["login", url, "--invite", "no-invite"]);
    assert!(no_invite.err.contains("hiv_") && !no_invite.err.contains("kept in a file"), "{}", no_invite.err);
    let nobody = desk.expect(3, &["login", url]);
    assert!(nobody.err.contains("no token"), "{}", nobody.err);
    desk.expect(0, &["login", url, "--invite", &invite]);
    let twice = desk.expect(3, &["login", url, "--invite", &invite]);
    assert!(twice.err.contains("this invite cannot be used"), "{}", twice.err);

    for early in [&["devices", "add"][..], &["verify"], &["restore", "--all"]] {
        let early = desk.expect(1, early);
        assert!(early.err.contains("han sync") && early.err.contains("there is no vault"), "{}", early.err);
    }

    // No keyring, and nothing says where the secret may lie.
    desk.plant_samples();
    let unsure = desk.expect(2, &["sync"]);
    assert!(unsure.err.contains("--secret-store file"), "{}", unsure.err);
    desk.expect(0, &["init", FILE[0], FILE[1]]);
    desk.expect(0, &["sync"]);

    let tokens = desk.json(&["devices", "list"])["tokens"].clone();
    assert_eq!(tokens.as_array().unwrap().len(), 1);
    desk.expect(0, &["devices", "revoke", tokens[0]["id"].as_str().unwrap()]);
    let out = desk.expect(3, &["sync"]);
    assert!(out.err.contains("han login"), "{}", out.err);
    drop(server);
    let gone = desk.expect(5, &["sync"]);
    assert!(gone.err.contains("cannot be reached"), "{}", gone.err);
}

#[test]
fn a_token_is_given_back_at_logout() {
    let dir = tempfile::tempdir().unwrap();
    let (host, desk) = (person(dir.path(), "host"), person(dir.path(), "desk"));
    let server = Served::start(&host, &[]);
    let (url, invite) = (server.url.as_str(), server.invite.clone().unwrap());
    desk.expect(0, &["login", url, "--invite", &invite]);
    assert_eq!(desk.json(&["whoami"])["user"], "admin");
    let token = tree(&desk.home.join(".local/share/han/secrets"));
    let token = token.iter().find(|(name, _)| name.ends_with("/token")).unwrap().1.clone();
    desk.expect(0, &["logout"]);
    desk.expect(1, &["whoami"]);
    assert!(!tree(&desk.home).values().any(|bytes| *bytes == token), "nothing of the token is left");
    let file = dir.path().join("copy");
    std::fs::write(&file, &token).unwrap();
    let mut thief = person(dir.path(), "thief");
    thief.variables.insert("HAN_TOKEN_FILE".into(), file.into());
    thief.expect(3, &["whoami", url]);
}

#[test]
fn a_restarted_server_goes_on_and_invites_nobody_twice() {
    let dir = tempfile::tempdir().unwrap();
    let (host, desk) = (person(dir.path(), "host"), person(dir.path(), "desk"));
    let first = Served::start(&host, &[]);
    let old = first.invite.clone().unwrap();
    assert_eq!(first.stop().0, Some(0));
    let second = Served::start(&host, &[]);
    let url = second.url.clone();
    desk.expect(3, &["login", &url, "--invite", &old]);
    desk.expect(0, &["login", &url, "--invite", second.invite.as_ref().unwrap(), FILE[0], FILE[1]]);
    desk.plant_samples();
    desk.expect(0, &["sync"]);
    let listen = url.trim_start_matches("http://").to_owned();
    assert_eq!(second.stop().0, Some(0));
    let third = Served::start(&host, &[]);
    assert!(third.invite.is_none(), "there is a user");
    drop(third);
    let back = Served::at(&host, &listen);
    assert_eq!(desk.json(&["sync"])["sent"], 0);
    assert_eq!(desk.json(&["verify"])["bad"].as_array().unwrap().len(), 0);
    assert_eq!(back.stop().0, Some(0));
}

#[test]
fn an_embedded_vault_moves_to_a_server_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (host, desk, laptop) =
        (person(dir.path(), "host"), person(dir.path(), "desk"), person(dir.path(), "laptop"));
    desk.plant_samples();
    desk.expect(0, &["sync"]);
    desk.expect(0, &["rotate"]);
    desk.expect(0, &["rotate", "--data-key"]);
    let before = desk.json(&["status"])["vaults"][0].clone();
    let folder = tree(&desk.vault());

    let server = Served::start(&host, &[]);
    let (url, invite) = (server.url.as_str(), server.invite.clone().unwrap());
    let nobody = desk.expect(3, &["copy", "--to", url]);
    assert!(nobody.err.contains("no token"), "{}", nobody.err);
    desk.expect(0, &["login", url, "--invite", &invite]);
    desk.expect(2, &["copy", "--to", "/mnt/elsewhere"]);
    let copied = desk.json(&["copy", "--to", url]);
    assert_eq!(copied["leaves"], before["log_size"]);
    assert_eq!(copied["sent"], copied["objects"]);
    assert_eq!(tree(&desk.vault()), folder, "the folder stays as it was");

    let after = desk.json(&["status"])["vaults"][0].clone();
    for same in ["owner", "log_size", "sessions", "keyfile_version", "secret_since"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_eq!(after["remote"], url);
    assert_eq!(desk.json(&["sync"])["sent"], 0);
    assert_eq!(desk.json(&["verify"])["bad"].as_array().unwrap().len(), 0);
    desk.expect(0, &["copy", "--to", url]);
    desk.plant(20, &outside::conversation(20, 9));
    assert_eq!(desk.json(&["sync"])["sent"], 1);

    // The pin was moved and the configuration not: as a kill between the two would leave it.
    let config = desk.home.join(".config/han/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with("remote = "));
    std::fs::write(&config, lines.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    desk.expect(6, &["sync", "--full"]);
    desk.expect(0, &["copy", "--to", url]);
    desk.expect(0, &["sync"]);

    let code = desk.json(&["devices", "add"]);
    let login: Vec<&str> = code["login"].as_str().unwrap().split(' ').skip(1).collect();
    laptop.expect(0, &login);
    let secret = dir.path().join("secret");
    std::fs::write(&secret, desk.secrets().concat()).unwrap();
    let unlock = ["keys", "unlock", "--remote", url, "--code", code["code"].as_str().unwrap()];
    let given = ["--passphrase-file", secret.to_str().unwrap()];
    laptop.expect(0, &[&unlock[..], &given, &FILE].concat());
    laptop.expect(0, &["restore", "--all"]);
    assert_eq!(tree(&laptop.projects()).len(), tree(&desk.projects()).len());
}

#[test]
fn the_operator_invites_limits_and_locks_out() {
    let dir = tempfile::tempdir().unwrap();
    let (host, ann, ci) = (person(dir.path(), "host"), person(dir.path(), "ann"), person(dir.path(), "ci"));
    host.expect(1, &["admin", "user", "list"]);
    let server = Served::start(&host, &[]);
    let url = server.url.as_str();
    let invite = |more: &[&str]| {
        let words = [&["admin", "invite", "ann", "--url", url][..], more].concat();
        let made = host.json(&words);
        assert_eq!(made["url"], url);
        made["invite"].as_str().unwrap().to_owned()
    };
    ann.expect(0, &["login", url, "--invite", &invite(&[]), FILE[0], FILE[1]]);
    ann.plant_samples();
    ann.expect(0, &["sync"]);
    let users = host.json(&["admin", "user", "list"]);
    let vault = users["users"][0]["vaults"][0].clone();
    assert_eq!((users["users"][0]["name"].as_str(), vault["role"].as_str()), (Some("ann"), Some("owner")));
    assert!(vault["stored_bytes"].as_u64().unwrap() > 100_000);

    // Over its quota a vault takes nothing more, and the client says so.
    let owner = vault["owner"].as_str().unwrap();
    host.expect(0, &["admin", "quota", owner, "1KB"]);
    ann.plant(30, &outside::conversation(30, 200));
    let full = ann.expect(7, &["sync"]);
    assert!(full.err.contains("quota"), "{}", full.err);
    host.expect(0, &["admin", "quota", owner, "none"]);
    assert_eq!(ann.json(&["sync"])["sent"], 1);

    // A token that only creates cannot read what is there.
    ci.expect(0, &["login", url, "--invite", &invite(&["--create-only"]), FILE[0], FILE[1]]);
    assert_eq!(ci.json(&["whoami"])["token"]["scopes"], serde_json::json!(["create-only"]));

    let tokens = host.json(&["admin", "token", "list", "ann"])["tokens"].clone();
    let made = tokens.as_array().unwrap().iter().find(|token| token["scopes"][0] == "create-only").unwrap();
    host.expect(1, &["admin", "token", "revoke", "ann", "00"]);
    host.expect(0, &["admin", "token", "revoke", "ann", made["id"].as_str().unwrap()]);
    host.expect(0, &["admin", "user", "disable", "ann"]);
    host.expect(1, &["admin", "user", "disable", "bob"]);
    let late = person(dir.path(), "late").expect(3, &["login", url, "--invite", &invite(&[])]);
    assert!(late.err.contains("cannot be used"), "{}", late.err);
    host.expect(0, &["admin", "user", "enable", "ann"]);
}

#[test]
fn a_new_log_key_reaches_every_client_by_the_word_of_the_old_one() {
    let dir = tempfile::tempdir().unwrap();
    let [host, desk, laptop, late] = ["host", "desk", "laptop", "late"].map(|name| person(dir.path(), name));
    let server = Served::start(&host, &[]);
    let (url, invite) = (server.url.clone(), server.invite.clone().unwrap());
    let listen = url.trim_start_matches("http://").to_owned();
    let sheet = dir.path().join("sheet");
    desk.expect(0, &["login", &url, "--invite", &invite, FILE[0], FILE[1]]);
    desk.plant(1, &outside::conversation(1, 5));
    desk.expect(0, &["sync"]);
    desk.expect(0, &["keys", "recovery-sheet", "--recovery-out", sheet.to_str().unwrap()]);
    let archive = dir.path().join("before.tar");
    desk.expect(0, &["export", "-o", archive.to_str().unwrap()]);
    laptop.expect(0, &["login", &url, "--recover", sheet.to_str().unwrap(), FILE[0], FILE[1]]);
    let key =
        |person: &Person| person.json(&["audit", "fingerprint"])["log_key"].as_str().unwrap().to_owned();
    let first = key(&desk);
    assert_eq!(key(&laptop), first);
    let busy = host.expect(4, &["admin", "rotate-log-key"]);
    assert!(busy.err.contains("another process serves"), "{}", busy.err);
    assert_eq!(server.stop().0, Some(0));

    let second = host.json(&["admin", "rotate-log-key"]);
    assert_eq!(second["before"], first.as_str());
    let server = Served::at(&host, &listen);
    desk.expect(0, &["sync"]);
    assert_eq!(key(&desk), second["log_key"].as_str().unwrap());
    desk.plant(2, &outside::conversation(2, 5));
    assert_eq!(desk.json(&["sync"])["sent"], 1);
    assert_eq!(server.stop().0, Some(0));

    // One who was away for both changes, one who was there for the first, and one who comes with an old sheet.
    let third = host.json(&["admin", "rotate-log-key"]);
    assert_eq!(third["before"], second["log_key"]);
    let server = Served::at(&host, &listen);
    for person in [&desk, &laptop] {
        person.expect(0, &["sync"]);
        assert_eq!(key(person), third["log_key"].as_str().unwrap());
        person.expect(0, &["audit", "verify"]);
        assert_eq!(person.json(&["verify"])["bad"].as_array().unwrap().len(), 0);
    }
    assert_eq!(host.json(&["admin", "verify"])["vaults"][0]["flaws"].as_array().map(Vec::len), Some(0));
    let more = desk.json(&["devices", "add"]);
    let login: Vec<&str> = more["login"].as_str().unwrap().split(' ').skip(1).collect();
    late.expect(0, &[&login[..], &FILE].concat());
    late.expect(0, &["login", &url, "--recover", sheet.to_str().unwrap(), FILE[0], FILE[1]]);
    assert_eq!(key(&late), third["log_key"].as_str().unwrap());
    // What the first key signed is still this vault's.
    desk.expect(0, &["import", archive.to_str().unwrap()]);
    assert_eq!(server.stop().0, Some(0));

    // A key that none gave its word for is another server's.
    let file = host.home.join(".local/share/han/server/log.key");
    std::fs::write(&file, [7; 32]).unwrap();
    let refused = host.expect(2, &["serve", "--listen", &listen]);
    assert!(refused.err.contains("not the key that signs the logs"), "{}", refused.err);
}

#[test]
fn a_server_killed_in_the_middle_of_uploads_starts_clean_and_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let (host, desk) = (person(dir.path(), "host"), person(dir.path(), "desk"));
    let mut server = Served::start(&host, &[]);
    let (url, invite) = (server.url.clone(), server.invite.clone().unwrap());
    let listen = url.trim_start_matches("http://").to_owned();
    desk.expect(0, &["login", &url, "--invite", &invite, FILE[0], FILE[1]]);
    desk.plant(1, &outside::conversation(1, 5));
    desk.expect(0, &["sync"]);
    for n in 2..120 {
        desk.plant(n, &outside::conversation(n, 60));
    }
    let objects = host.home.join(".local/share/han/server/objects");
    for round in 0..3 {
        let before = tree(&objects).len();
        let mut sync = desk.start(&["sync"]);
        // Whatever has arrived by then: at least one upload more, or the sync was over already.
        while tree(&objects).len() == before && sync.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        server.signal("KILL");
        server.child.wait().unwrap();
        let ended: outside::Ended = sync.wait_with_output().unwrap().into();
        assert!(matches!(ended.code, Some(0 | 5)), "round {round}: {:?} {}", ended.code, ended.err);
        server = Served::at(&host, &listen);
    }
    desk.expect(0, &["sync"]);
    assert_eq!(desk.json(&["status"])["vaults"][0]["sessions"], 119);
    assert_eq!(desk.json(&["verify"])["bad"].as_array().unwrap().len(), 0);
    assert_eq!(server.stop().0, Some(0));
}

#[test]
fn the_operator_gives_roles_in_the_vault_of_a_team() {
    let dir = tempfile::tempdir().unwrap();
    let (host, ann, bob) = (person(dir.path(), "host"), person(dir.path(), "ann"), person(dir.path(), "bob"));
    let server = Served::start(&host, &[]);
    let url = server.url.as_str();
    for (who, name) in [(&ann, "ann"), (&bob, "bob")] {
        let made = host.json(&["admin", "invite", name, "--url", url]);
        who.expect(0, &[&["login", url, "--invite", made["invite"].as_str().unwrap()][..], &FILE].concat());
    }
    let team = ann.json(&[&["init", "--vault", "team:acme", "--remote", url][..], &FILE].concat());
    let owner = team["owner"].as_str().unwrap();
    let own = ann.json(&[&["init", "--remote", url][..], &FILE].concat());
    let own = own["owner"].as_str().unwrap();
    let roles = || {
        let listed = host.json(&["admin", "member", "list", owner]);
        let members = listed["members"].as_array().unwrap().clone();
        members
            .iter()
            .map(|one| format!("{} {}", one["user"].as_str().unwrap(), one["role"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(roles(), ["ann owner"]);
    assert_eq!(host.json(&["admin", "member", "set", owner, "bob", "reader"])["role"], "reader");
    assert_eq!(roles(), ["ann owner", "bob reader"]);
    let vaults = bob.json(&["whoami"])["vaults"].clone();
    assert_eq!((vaults[0]["owner"].as_str(), vaults[0]["kind"].as_str()), (Some(owner), Some("team")));
    host.expect(4, &["admin", "member", "remove", owner, "ann"]);
    host.expect(2, &["admin", "member", "set", own, "bob", "member"]);
    host.expect(1, &["admin", "member", "set", owner, "nobody", "member"]);
    host.expect(0, &["admin", "member", "remove", owner, "bob"]);
    host.expect(1, &["admin", "member", "remove", owner, "bob"]);
    assert_eq!(roles(), ["ann owner"]);
    // The log tells it, and the owner's machine follows it.
    assert_eq!(ann.json(&["verify", "--vault", "team:acme"])["bad"].as_array().unwrap().len(), 0);
}

#[test]
fn a_second_signal_quits_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let (host, desk) = (person(dir.path(), "host"), person(dir.path(), "desk"));
    let mut server = Served::start(&host, &[]);
    let (url, invite) = (server.url.clone(), server.invite.clone().unwrap());
    desk.expect(0, &["login", &url, "--invite", &invite]);
    // A request that never ends keeps the first signal waiting.
    let mut open = std::net::TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    let body = "POST /v1/tokens HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{";
    std::io::Write::write_all(&mut open, body.as_bytes()).unwrap();
    let begun = std::time::Instant::now();
    server.signal("TERM");
    while !std::fs::read_to_string(&server.log).unwrap().contains("shutting down") {
        std::thread::yield_now();
    }
    server.signal("TERM");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    assert!(begun.elapsed().as_secs() < 20, "it did not wait for the 30 s of the first signal");
}

#[test]
fn tls_with_a_certificate_that_the_machine_trusts() {
    const TEST: &str = "tls_with_a_certificate_that_the_machine_trusts";
    let dir = tempfile::tempdir().unwrap();
    let (key, cert) = (dir.path().join("key.pem"), dir.path().join("cert.pem"));
    let made = std::process::Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&cert)
        .output();
    if !made.is_ok_and(|made| made.status.success()) {
        return outside::skip(TEST, "no openssl");
    }
    let (host, mut desk) = (person(dir.path(), "host"), person(dir.path(), "desk"));
    let tls = ["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let server = Served::start(&host, &tls);
    let port = server.url.rsplit_once(':').unwrap().1;
    let (url, invite) = (format!("https://localhost:{port}"), server.invite.clone().unwrap());
    let stranger = desk.expect(5, &["login", &url, "--invite", &invite]);
    assert!(stranger.err.contains("no connection"), "{}", stranger.err);
    desk.variables.insert("SSL_CERT_FILE".into(), cert.clone().into());
    // The certificate names another host.
    desk.expect(5, &["login", &format!("https://127.0.0.1:{port}"), "--invite", &invite]);
    desk.expect(0, &["login", &url, "--invite", &invite, FILE[0], FILE[1]]);
    desk.plant_samples();
    desk.expect(0, &["sync"]);
    assert_eq!(desk.json(&["verify"])["bad"].as_array().unwrap().len(), 0);
    let bad = person(dir.path(), "other")
        .expect(2, &["serve", "--listen", "127.0.0.1:0", tls[0], tls[3], tls[2], tls[1]]);
    assert!(bad.err.contains("certificate"), "{}", bad.err);
}

#[test]
fn the_servers_own_archive_verifies_and_opens() {
    let dir = tempfile::tempdir().unwrap();
    let (host, desk, other) =
        (person(dir.path(), "host"), person(dir.path(), "desk"), person(dir.path(), "other"));
    desk.plant_samples();
    let server = Served::start(&host, &[]);
    let (url, invite) = (server.url.clone(), server.invite.clone().unwrap());
    desk.expect(0, &["login", &url, "--invite", &invite, FILE[0], FILE[1]]);
    desk.expect(0, &["sync"]);
    let owner = desk.json(&["status"])["vaults"][0]["owner"].as_str().unwrap().to_owned();
    let secrets = tree(&desk.home.join(".local/share/han/secrets"));
    let token = secrets.iter().find(|(name, _)| name.ends_with("/token")).unwrap().1.clone();
    let archive = tokio::runtime::Runtime::new().unwrap().block_on(async {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let asked = reqwest::Client::new()
            .get(format!("{url}/v1/vaults/{owner}/export"))
            .bearer_auth(String::from_utf8(token).unwrap());
        asked.send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap()
    });
    let file = dir.path().join("whole.han");
    std::fs::write(&file, &archive).unwrap();
    let verified = desk.json(&["verify", file.to_str().unwrap()]);
    assert_eq!(verified["bad"].as_array().unwrap().len(), 0);
    assert!(verified["checked"].as_u64().unwrap() > 30, "{verified}");
    // The export stands in the log, which goes on as it was followed.
    desk.expect(0, &["sync"]);
    assert_eq!(desk.json(&["status"])["vaults"][0]["log_size"], 15);
    // Another machine, another vault: it takes the sessions in with the secret of the old one.
    let secret = dir.path().join("secret");
    std::fs::write(&secret, desk.secrets().concat()).unwrap();
    other.plant(40, &outside::conversation(40, 3));
    other.expect(0, &["sync"]);
    let cut = dir.path().join("cut.han");
    std::fs::write(&cut, &archive[..archive.len() - 1024]).unwrap();
    desk.expect(6, &["verify", cut.to_str().unwrap()]);
}

#[test]
fn metrics_are_told_on_a_port_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let (host, desk) = (person(dir.path(), "host"), person(dir.path(), "desk"));
    let server = Served::start(&host, &["--metrics", "127.0.0.1:0"]);
    let (url, invite) = (server.url.clone(), server.invite.clone().unwrap());
    desk.expect(0, &["login", &url, "--invite", &invite, FILE[0], FILE[1]]);
    desk.plant_samples();
    desk.expect(0, &["sync"]);
    let owner = desk.json(&["status"])["vaults"][0]["owner"].as_str().unwrap().to_owned();
    let metrics = |address: &str| -> String {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    };
    let log = std::fs::read_to_string(&server.log).unwrap();
    let address = log.split_once("metrics on http://").unwrap().1.split_once("/metrics").unwrap().0;
    let text = metrics(address);
    for line in [
        "han_vaults 1".to_owned(),
        format!("han_vault_log_leaves{{vault=\"{owner}\"}} 14"),
        "han_commits_total{outcome=\"done\"}".into(),
        "han_ref_moves_total{action=\"sync\"} 13".into(),
        "han_request_seconds_bucket".into(),
        "route=\"/v1/vaults/{vault}/commits\"".into(),
    ] {
        assert!(text.contains(&line), "{line} is not in {text}");
    }
    let here = url.trim_start_matches("http://");
    assert!(metrics(here).contains(" 404 "), "not on the server's own port");
}
