//! A server process with one database engine, the machines of three people, and what the server holds of each vault.

use crate::engine_kit::fresh_database;
use crate::outside::{Person, conversation, tree, uuid};
use han::crypto::secret::Passphrase;
use han::protocol::ids::OwnerId;
use han::protocol::refs::{RefBody, RefName};
use han::server::site::{self, Engines, Site};
use han::vault::keyfile;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::UNIX_EPOCH;
use zeroize::Zeroizing;

pub const ACME: &str = "team:acme";
pub const OPS: &str = "team:ops";
/// Sessions that the story may speak of, by number.
const MOST: usize = 60;

/// `han serve` as its own process.
pub struct Served {
    child: Child,
    pub url: String,
}

impl Served {
    fn start(host: &Person) -> Self {
        let words =
            ["serve", "--listen", "127.0.0.1:0", "--rate-address", "0", "--rate-token", "0", "--json"];
        // The log goes to a file: a pipe that nobody reads would stop the server once it is full.
        let log = std::fs::File::create(host.home.join("serve.log")).unwrap();
        let mut child = host.command(&words).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut text = String::new();
        while !text.ends_with("}\n") {
            let read = out.read_line(&mut text).unwrap();
            assert!(read > 0, "{}", std::fs::read_to_string(host.home.join("serve.log")).unwrap());
        }
        let said: Value = serde_json::from_str(&text).unwrap();
        Self { child, url: format!("http://{}", said["listening"].as_str().unwrap()) }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Everything that the story plays with.
pub struct World {
    pub runtime: tokio::runtime::Runtime,
    pub host: Person,
    pub served: Served,
    pub machines: BTreeMap<&'static str, Person>,
    pub dir: tempfile::TempDir,
    database: Option<String>,
}

impl World {
    /// A server on SQLite, or on a fresh PostgreSQL database; none (said so) where there is none.
    pub fn new(postgres: bool) -> Option<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let database = match postgres {
            true => Some(runtime.block_on(fresh_database("the story on PostgreSQL"))?),
            false => None,
        };
        let dir = tempfile::tempdir().unwrap();
        let mut host = Person::new(&dir.path().join("host"));
        if let Some(database) = &database {
            host.variables.insert("HAN_DATABASE".into(), database.into());
        }
        let served = Served::start(&host);
        Some(Self { runtime, host, served, machines: BTreeMap::new(), dir, database })
    }

    pub fn machine(&self, name: &str) -> &Person {
        &self.machines[name]
    }

    /// The first machine of a new user, with a personal vault on the server.
    pub fn user(&mut self, name: &'static str) {
        let person = Person::new(&self.dir.path().join(name));
        let url = self.served.url.clone();
        let invite = self.host.json(&["admin", "invite", name, "--url", &url]);
        let invite = invite["invite"].as_str().unwrap();
        person.expect(0, &["login", &url, "--invite", invite, "--secret-store", "file"]);
        person.expect(0, &["init", "--secret-store", "file"]);
        routes(&person);
        self.machines.insert(name, person);
    }

    /// Another machine of the user of `first`: it opens each vault that the first one has.
    pub fn second_machine(&mut self, first: &str, name: &'static str, vaults: &[&str]) {
        let person = Person::new(&self.dir.path().join(name));
        let url = self.served.url.clone();
        let made = self.machine(first).json(&["devices", "add"]);
        let login: Vec<&str> = made["login"].as_str().unwrap().split(' ').skip(1).collect();
        person.expect(0, &[&login[..], &["--secret-store", "file"]].concat());
        for vault in vaults {
            let code = self.machine(first).json(&["devices", "add", "--vault", vault]);
            let code = code["code"].as_str().unwrap();
            let secret = self.secret_file(first, vault);
            let unlock = ["keys", "unlock", "--vault", vault, "--remote", &url, "--code", code];
            person.expect(
                0,
                &[&unlock[..], &["--passphrase-file", &secret, "--secret-store", "file"]].concat(),
            );
        }
        routes(&person);
        self.machines.insert(name, person);
    }

    pub fn contact(&self, name: &str) -> String {
        self.machine(name).json(&["team", "fingerprint"])["contact_code"].as_str().unwrap().to_owned()
    }

    /// The secret of a vault as a machine has it.
    pub fn secret(&self, name: &str, vault: &str) -> Vec<u8> {
        let person = self.machine(name);
        std::fs::read(secrets(person).join(owner(person, vault).to_string()).join("secret")).unwrap()
    }

    /// The same in a file.
    pub fn secret_file(&self, name: &str, vault: &str) -> String {
        let path = self.dir.path().join(format!("{name}-{}.secret", vault.replace(':', "-")));
        std::fs::write(&path, self.secret(name, vault)).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The server's tables and objects, opened beside the process that serves them.
    async fn site(&self) -> Site {
        let engines = Engines { database: self.database.as_deref(), objects: None, variables: &[] };
        let clock: han::server::Clock = Arc::new(|| UNIX_EPOCH.elapsed().unwrap().as_micros() as u64);
        let data = self.host.home.join(".local/share/han/server");
        site::open_existing(&data, &engines, clock).await.unwrap()
    }

    /// The numbers of the sessions that the server keeps in a vault, told by their refs' names alone: these are made of
    /// the vault's own key, so that the vault is opened with the secret of this machine. A session that is none of the
    /// story's fails the test.
    pub fn kept(&self, name: &str, vault: &str) -> BTreeSet<usize> {
        let owner = owner(self.machine(name), vault);
        let secret = Passphrase::new(Zeroizing::new(self.secret(name, vault)));
        self.runtime.block_on(async {
            let site = self.site().await;
            let file = site.service.get_ref(owner, &RefName::keyfile()).await.unwrap().unwrap();
            let RefBody::Signed(file) = file.body else { panic!("a keyfile") };
            let now = UNIX_EPOCH.elapsed().unwrap().as_secs();
            let (keys, _) = keyfile::unlock(&keyfile::parse(&file).unwrap(), (&secret, None), now).unwrap();
            let refs = site.service.list_refs(owner, None, 1_000).await.unwrap();
            site.service.close().await;
            let number = |name: &RefName| {
                let tag = name.session_tag()?;
                let known = (0..MOST).find(|n| keys.session_tag(&uuid(*n)) == tag);
                Some(known.unwrap_or_else(|| panic!("{name} in {vault} is no session of the story")))
            };
            let living = refs.iter().filter(|one| matches!(one.body, RefBody::Session { .. }));
            living.filter_map(|one| number(&one.name)).collect()
        })
    }

    /// How many vaults the server has.
    pub fn vaults(&self) -> usize {
        self.runtime.block_on(async {
            let site = self.site().await;
            let owners = site.service.owners().await.unwrap();
            site.service.close().await;
            owners.len()
        })
    }

    /// The sessions that a machine lists as stored in a vault, and those that it gets back to the last byte: the two
    /// must be the same ones, and the bytes those that were planted.
    pub fn reads(&self, name: &str, vault: &str, planted: &BTreeMap<usize, Vec<u8>>) -> BTreeSet<usize> {
        let person = self.machine(name);
        let listed = person.json(&["list", "--stored", "--vault", vault]);
        let ids = listed["sessions"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap());
        let listed: BTreeSet<usize> = ids.map(number_of).collect();
        let to = self.dir.path().join("restored");
        let _ = std::fs::remove_dir_all(&to);
        person.expect(0, &["restore", "--all", "--vault", vault, "--to", to.to_str().unwrap()]);
        let mut restored = BTreeSet::new();
        for (path, bytes) in tree(&to) {
            let n = number_of(path.rsplit('/').next().unwrap().trim_end_matches(".jsonl"));
            assert_eq!(bytes, planted[&n], "session {n} of {vault} on {name}");
            restored.insert(n);
        }
        assert_eq!(listed, restored, "{vault} on {name}");
        assert_eq!(person.json(&["verify", "--vault", vault])["bad"].as_array().unwrap().len(), 0);
        person.expect(0, &["audit", "verify", "--vault", vault]);
        listed
    }

    /// Every way to read a vault ends with one of these codes, gives nothing out and leaves no file.
    pub fn reads_nothing(&self, name: &str, vault: &str, codes: &[i32], more: &[&str]) {
        let person = self.machine(name);
        let to = self.dir.path().join("nothing");
        let words = [
            vec!["list", "--stored"],
            vec!["show", "0000"],
            vec!["restore", "--all", "--to", to.to_str().unwrap()],
            vec!["verify"],
            vec!["export", "--all", "-o", to.to_str().unwrap()],
        ];
        for words in words {
            let ended = person.run(&[&words[..], &["--vault", vault], more].concat());
            assert!(
                codes.contains(&ended.code.unwrap()),
                "{name}: {words:?}: {:?} {}",
                ended.code,
                ended.err
            );
            assert!(ended.err.contains("hint"), "{name}: {words:?}: {}", ended.err);
            assert_eq!(ended.out, "", "{name}: {words:?}");
            assert!(!to.exists(), "{name}: {words:?}");
        }
    }
}

fn number_of(id: &str) -> usize {
    let n = usize::from_str_radix(&id[..8], 16).unwrap();
    assert_eq!(id, uuid(n));
    n
}

pub fn secrets(person: &Person) -> PathBuf {
    person.home.join(".local/share/han/secrets")
}

/// The vault's owner id, as this machine has it.
pub fn owner(person: &Person, vault: &str) -> OwnerId {
    let listed = person.json(&["vault", "list"]);
    let vaults = listed["vaults"].as_array().unwrap();
    let found = vaults.iter().find(|one| one["name"] == vault).unwrap();
    OwnerId::parse(found["owner"].as_str().unwrap()).unwrap()
}

/// The projects of both teams go to them, by what their folders are called and by nothing else.
fn routes(person: &Person) {
    let path = person.home.join(".config/han/config.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let route =
        |team: &str| format!("\n[[route]]\npath = \"/home/dev/{team}/**\"\nvault = \"team:{team}\"\n");
    std::fs::write(&path, format!("{text}{}{}", route("acme"), route("ops"))).unwrap();
}

/// Puts session `n` of so many lines where Claude Code would, in a project; gives its bytes.
pub fn plant(person: &Person, project: &str, n: usize, lines: usize) -> Vec<u8> {
    let text = String::from_utf8(conversation(n, lines)).unwrap();
    let bytes = text.replace("/home/dev/app", &format!("/home/dev/{project}")).into_bytes();
    let folder = format!("-home-dev-{}", project.replace('/', "-"));
    let path = person.projects().join(folder).join(format!("{}.jsonl", uuid(n)));
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, &bytes).unwrap();
    bytes
}
