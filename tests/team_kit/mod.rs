//! Several people with personal vaults on one server, and a proxy before it that lies as a test says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test binary uses its own part")]

use crate::outside::{Person, conversation};
use crate::proxy_kit::{Proxy, Whole, honest};
use crate::server_kit::{Server, unlimited};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use han::protocol::ids::ActorId;
use han::protocol::token::Grant;
use han::server::accounts::{INVITE_US, NewInvite, Scopes, new_credential};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

pub const TEAM: &str = "team:acme";

/// A server, a proxy before it, and people who have each synced one session through it.
pub struct Office {
    pub runtime: tokio::runtime::Runtime,
    pub server: Option<Server>,
    pub proxy: Proxy,
    pub url: String,
    pub people: BTreeMap<&'static str, Person>,
    pub dir: tempfile::TempDir,
}

impl Office {
    pub fn new(names: &[&'static str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let (server, proxy, address) = runtime.block_on(async {
            let server = Server::start(&dir.path().join("server"), unlimited()).await;
            let (proxy, address) = Proxy::start(&server.url()).await;
            (server, proxy, address)
        });
        let url = format!("http://{address}");
        let mut office = Self { runtime, server: Some(server), proxy, url, people: BTreeMap::new(), dir };
        for (at, name) in names.iter().enumerate() {
            office.hire(name, at + 1);
        }
        office
    }

    /// Somebody new, with session `n`.
    pub fn hire(&mut self, name: &'static str, n: usize) {
        let person = Person::new(&self.dir.path().join(name));
        let invite = self.invite(name);
        person.expect(0, &["login", &self.url, "--invite", &invite, "--secret-store", "file"]);
        person.plant(n, &conversation(n, 3));
        person.expect(0, &["sync"]);
        self.people.insert(name, person);
    }

    /// An invite to the server.
    pub fn invite(&self, name: &str) -> String {
        let made = new_credential().unwrap();
        let site = self.server.as_ref().unwrap().shared.site();
        let now = site.service.time_us();
        let invite = NewInvite {
            id: made.id,
            secret_hash: made.secret_hash(),
            user: name.into(),
            admin: false,
            scopes: Scopes::DEVICE,
            created_us: now,
            expires_us: now + INVITE_US,
        };
        self.runtime.block_on(site.accounts.add_invite(&invite)).unwrap();
        made.to_text(Grant::Invite).to_string()
    }

    pub fn lie(&self, twist: impl Fn(&Method, &str, Whole) -> Response + Send + Sync + 'static) {
        *self.proxy.twist.lock().unwrap() = Arc::new(twist);
    }

    pub fn tell_the_truth(&self) {
        *self.proxy.twist.lock().unwrap() = honest();
    }

    /// The network goes away for good while something runs: after `step` requests that change something at the server
    /// were answered, or (every other step) with the answer of the last one lost. Gives whether it came so far; a run
    /// that it did not stop must end well.
    pub fn dies_at(&self, step: usize, run: impl FnOnce() -> bool) -> bool {
        let (last, lost) = (step / 2, step.is_multiple_of(2));
        let (count, died) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let to = Arc::clone(&self.proxy.to);
        let real = to.lock().unwrap().clone();
        let dead = Arc::clone(&died);
        self.lie(move |method, _, whole| {
            let done = if method == Method::GET { 0 } else { count.fetch_add(1, Ordering::SeqCst) + 1 };
            if done <= last {
                return whole.unchanged();
            }
            "http://127.0.0.1:1".clone_into(&mut to.lock().unwrap());
            dead.store(true, Ordering::SeqCst);
            if lost { StatusCode::INTERNAL_SERVER_ERROR.into_response() } else { whole.unchanged() }
        });
        let ended = run();
        self.tell_the_truth();
        *self.proxy.to.lock().unwrap() = real;
        let died = died.load(Ordering::SeqCst);
        assert!(died || ended, "step {step}: nothing stopped it");
        died
    }

    /// Who somebody is to the server.
    pub fn user(&self, name: &str) -> ActorId {
        let site = self.server.as_ref().unwrap().shared.site();
        let users = self.runtime.block_on(site.accounts.users()).unwrap();
        users.into_iter().find(|user| user.name == name).unwrap().id
    }

    pub fn person(&self, name: &str) -> &Person {
        &self.people[name]
    }

    /// A team with this founder.
    pub fn found(&self, founder: &str) {
        self.person(founder).expect(0, &["team", "create", "acme", "--remote", &self.url]);
    }

    pub fn contact(&self, name: &str) -> String {
        self.person(name).json(&["team", "fingerprint"])["contact_code"].as_str().unwrap().to_owned()
    }

    /// Lets somebody in and has him join; gives the team's secret.
    pub fn admit(&self, by: &str, name: &str, role: &str) {
        let code = self.let_in(by, name, role);
        self.join(by, name, &code);
    }

    /// Lets somebody in; gives the team's code.
    pub fn let_in(&self, by: &str, name: &str, role: &str) -> String {
        let contact = self.contact(name);
        let words = ["team", "invite", &contact, "--as", name, "--role", role, "--vault", TEAM];
        self.person(by).json(&words)["code"].as_str().unwrap().to_owned()
    }

    /// Has somebody join with the secret that `by` has.
    pub fn join(&self, by: &str, name: &str, code: &str) {
        let file = self.secret_file(by);
        let words =
            ["team", "join", code, "--vault", TEAM, "--remote", &self.url, "--passphrase-file", &file];
        self.person(name).expect(0, &words);
    }

    /// A file with the team's secret, as this person has it.
    pub fn secret_file(&self, name: &str) -> String {
        let secret = team_secret(self.person(name));
        let path = self.dir.path().join(format!("{name}.secret"));
        std::fs::write(&path, secret).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// What this person's machine remembers of all vaults.
    pub fn pins(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let all = crate::outside::tree(&self.person(name).state());
        all.into_iter().filter(|(name, _)| name.ends_with("/pin") || name.ends_with("/roster")).collect()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _inside = self.runtime.enter();
        drop(self.server.take());
    }
}

/// The owner id of the team, as this person's machine has it.
pub fn team_owner(person: &Person) -> String {
    owner_of(person, TEAM)
}

pub fn owner_of(person: &Person, vault: &str) -> String {
    let vaults = person.json(&["vault", "list"]);
    let vaults = vaults["vaults"].as_array().unwrap();
    let found = vaults.iter().find(|one| one["name"] == vault).unwrap();
    found["owner"].as_str().unwrap().to_owned()
}

fn team_secret(person: &Person) -> Vec<u8> {
    let folder = person.home.join(".local/share/han/secrets").join(team_owner(person));
    std::fs::read(folder.join("secret")).unwrap()
}

/// Has the project of the tests go to the team.
pub fn route(person: &Person) {
    let path = person.home.join(".config/han/config.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}\n[[route]]\npath = \"/home/dev/team/**\"\nvault = \"{TEAM}\"\n"))
        .unwrap();
}

/// A session of the team's project.
pub fn team_session(n: usize) -> Vec<u8> {
    String::from_utf8(conversation(n, 3)).unwrap().replace("/home/dev/app", "/home/dev/team/app").into_bytes()
}

/// The file that holds it at Claude Code's.
pub fn plant_team_session(person: &Person, n: usize) {
    let path = team_file(person, n);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, team_session(n)).unwrap();
}

pub fn team_file(person: &Person, n: usize) -> std::path::PathBuf {
    let folder: &Path = &person.projects();
    folder.join("-home-dev-team-app").join(format!("{}.jsonl", crate::outside::uuid(n)))
}
