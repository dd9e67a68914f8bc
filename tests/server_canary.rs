//! Planted words on a server: in no table, object, log line, header or path; only the client's own machine knows them.

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

use base64::Engine as _;
use outside::{Person, tree};
use proxy_kit::Proxy;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

const ID: &str = "c0ffee11-beef-4bad-8dad-feedfacecafe";
const SECRET: &str = "vN8$kQ2wZr5Tm9xP";

/// Forms in which a word could stand: as it is, in hex, in base64 at each of the three offsets, and in UTF-16.
fn forms(word: &str) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = [
        word.to_owned(),
        word.to_uppercase(),
        word.to_lowercase(),
        hex::encode(word),
        hex::encode_upper(word),
    ]
    .map(String::into_bytes)
    .into();
    all.push(word.bytes().flat_map(|byte| [byte, 0]).collect());
    for engine in [&base64::engine::general_purpose::STANDARD, &base64::engine::general_purpose::URL_SAFE] {
        for skip in 0..3 {
            let encoded = engine.encode(format!("{}{word}", &"xxx"[..skip]));
            let (from, to) = (if skip == 0 { 0 } else { 4 }, encoded.len() - 4);
            all.push(encoded.as_bytes()[from..to].to_vec());
        }
    }
    all.retain(|form| form.len() >= 6);
    all
}

fn stands_nowhere(place: &str, bytes: &[u8], words: &[(&str, String)]) {
    for (kind, word) in words {
        for form in forms(word) {
            let found = memchr::memmem::find(bytes, &form);
            assert!(found.is_none(), "{place}: the {kind} stands in it at {found:?}");
        }
    }
}

/// Reads the program's own announcement.
fn serve(host: &Person) -> (Child, String, String) {
    let words = ["serve", "--json", "-vv", "--rate-address", "0", "--listen", "127.0.0.1:0"];
    let log = std::fs::File::create(host.home.join("serve.log")).unwrap();
    let mut child = host.command(&words).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    while !text.ends_with("}\n") {
        assert!(out.read_line(&mut text).unwrap() > 0, "the server ended early");
    }
    let said: serde_json::Value = serde_json::from_str(&text).unwrap();
    let url = format!("http://{}", said["listening"].as_str().unwrap());
    (child, url, said["invite"].as_str().unwrap().to_owned())
}

fn plant(person: &Person) {
    let folder = person.projects().join("-home-canaryuser-canaryproject");
    std::fs::create_dir_all(folder.join(ID).join("tool-results")).unwrap();
    let lines = [
        format!(
            "{{\"type\":\"user\",\"cwd\":\"/home/canaryuser/canaryproject\",\"gitBranch\":\"canarybranch\",\
             \"sessionId\":\"{ID}\",\"message\":{{\"role\":\"user\",\"content\":\"canaryprompt please\"}}}}"
        ),
        format!("{{\"type\":\"custom-title\",\"customTitle\":\"canarytitle\",\"sessionId\":\"{ID}\"}}"),
        format!(
            "{{\"type\":\"assistant\",\"message\":{{\"model\":\"canarymodel\",\"content\":[{{\"type\":\"text\",\
             \"text\":\"DB_PASSWORD={SECRET}\"}}]}},\"toolUseResult\":{{\"stdout\":\"canaryoutput\"}}}}"
        ),
    ];
    std::fs::write(folder.join(format!("{ID}.jsonl")), lines.join("\n") + "\n").unwrap();
    std::fs::write(folder.join(ID).join("tool-results/canaryresult.txt"), "canaryspill\n").unwrap();
}

fn words(person: &Person) -> Vec<(&'static str, String)> {
    let mut words: Vec<(&'static str, String)> = [
        ("prompt", "canaryprompt"),
        ("title", "canarytitle"),
        ("output", "canaryoutput"),
        ("tool result", "canaryspill"),
        ("branch", "canarybranch"),
        ("model", "canarymodel"),
        ("directory", "canaryuser"),
        ("project", "canaryproject"),
        ("file name", "canaryresult"),
        ("secret in the text", SECRET),
        ("session", ID),
        ("half of the session", &ID[..13]),
    ]
    .map(|(kind, word)| (kind, word.to_owned()))
    .into();
    words.push(("session without dashes", ID.replace('-', "")));
    words.extend(
        person
            .secrets()
            .into_iter()
            .map(|secret| ("vault's secret", String::from_utf8(secret).unwrap().trim().to_owned())),
    );
    words
}

/// What is done with a server in an ordinary week.
fn live(person: &Person, url: &str, invite: &str, dir: &Path) {
    person.expect(0, &["login", url, "--invite", invite, "--secret-store", "file"]);
    person.expect(0, &["sync"]);
    person.expect(0, &["list"]);
    std::fs::remove_dir_all(person.projects()).unwrap();
    person.expect(0, &["restore", "--all"]);
    let restored = tree(&person.projects());
    let find =
        |word: &str| restored.values().any(|bytes| memchr::memmem::find(bytes, word.as_bytes()).is_some());
    assert!(find("canaryprompt") && !find(SECRET), "it did come through");
    person.expect(0, &["show", ID]);
    person.expect(0, &["rotate"]);
    person.expect(0, &["rotate", "--data-key"]);
    person.expect(0, &["devices", "add"]);
    person.expect(0, &["sync", "--full"]);
    person.expect(0, &["verify"]);
    person.expect(0, &["audit", "verify"]);
    person.expect(0, &["audit", "log", "--session", ID]);
    person.expect(0, &["export", "-o", dir.join("sessions.han").to_str().unwrap()]);
}

#[test]
fn canaries_stand_in_no_byte_that_a_server_has() {
    let dir = tempfile::tempdir().unwrap();
    let (host, person) = (Person::new(&dir.path().join("host")), Person::new(&dir.path().join("me")));
    let (mut server, url, invite) = serve(&host);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (proxy, address) = runtime.block_on(Proxy::start(&url));
    plant(&person);
    live(&person, &format!("http://{address}"), &invite, dir.path());
    let pid = server.id().to_string();
    assert!(std::process::Command::new("kill").args(["-s", "TERM", &pid]).status().unwrap().success());
    assert!(server.wait().unwrap().success());

    let words = words(&person);
    assert!(words.len() > 13);
    // Tables (with what they keep free), objects, the log key, the log of the program.
    let files = tree(&host.home);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert!(names.iter().any(|name| name.ends_with("han.db")), "{names:?}");
    assert!(names.iter().filter(|name| name.contains("/objects/")).count() > 1, "{names:?}");
    for (name, bytes) in &files {
        stands_nowhere(name, bytes, &words);
        stands_nowhere("the names of files", name.as_bytes(), &words);
    }
    let raw = hex::decode(ID.replace('-', "")).unwrap();
    assert!(files.values().all(|bytes| memchr::memmem::find(bytes, &raw).is_none()), "the session as bytes");
    let log = &files["serve.log"];
    assert!(memchr::memmem::find(log, b"/v1/vaults/{vault}/commits").is_some(), "requests are logged");
    // What the token opens is not in the log either, and of who came only the address is.
    let token = proxy
        .headers
        .lock()
        .unwrap()
        .iter()
        .find_map(|line| line.strip_prefix("authorization: Bearer ").map(str::to_owned));
    let token = token.unwrap();
    for (name, bytes) in &files {
        stands_nowhere(
            name,
            bytes,
            &[("token", token.clone()), ("token's secret", token.rsplit('_').next().unwrap().into())],
        );
    }
    // Requests: paths and headers.
    let seen = proxy.seen.lock().unwrap().join("\n");
    stands_nowhere("a path", seen.as_bytes(), &words);
    let headers = proxy.headers.lock().unwrap().join("\n");
    stands_nowhere("a header", headers.as_bytes(), &words);
    // The archive that was made is ciphertext too.
    stands_nowhere("the archive", &std::fs::read(dir.path().join("sessions.han")).unwrap(), &words);
}
