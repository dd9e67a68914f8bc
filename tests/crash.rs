//! kill -9 of PostgreSQL and of the object store in the middle of uploads: the server answers 503 and lives on, the client keeps
//! its work, the restart is clean and `han admin verify` agrees. Both run privately here, so that they may be killed.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod outside;

use outside::{Person, announced, conversation, skip};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A free port of the loopback interface.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn kill(pid: u32) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
}

/// A cluster of this test alone, with every sync of the disk that PostgreSQL makes.
struct OwnPostgres {
    dir: tempfile::TempDir,
    bin: PathBuf,
    /// Words before its programs: it refuses to run as root.
    before: Vec<String>,
    port: u16,
}

impl OwnPostgres {
    /// None (said so) where `tests/run` did not say where it is.
    fn start(test: &str) -> Option<Self> {
        let Some(bin) = announced("HAN_TEST_POSTGRES_BIN") else {
            skip(test, "no PostgreSQL of its own");
            return None;
        };
        let before: Vec<String> = announced("HAN_TEST_POSTGRES_AS")
            .unwrap_or_default()
            .split_whitespace()
            .map(Into::into)
            .collect();
        let own = Self { dir: tempfile::tempdir().unwrap(), bin: bin.into(), before, port: free_port() };
        if !own.before.is_empty() {
            let given = Command::new("chown").arg("hanpg").arg(own.dir.path()).status().unwrap();
            assert!(given.success());
        }
        let data = own.data();
        assert!(
            own.run("initdb", &["-D", &data, "-U", "han", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
        );
        assert!(own.up());
        assert!(own.run("createdb", &["-h", "127.0.0.1", "-p", &own.port.to_string(), "-U", "han", "han"]));
        Some(own)
    }

    fn data(&self) -> String {
        self.dir.path().join("data").to_str().unwrap().to_owned()
    }

    fn run(&self, program: &str, words: &[&str]) -> bool {
        let program = self.bin.join(program).to_str().unwrap().to_owned();
        let mut all = self.before.iter().map(String::as_str).chain([program.as_str()]);
        let mut command = Command::new(all.next().unwrap());
        command.args(all).args(words).current_dir(self.dir.path()).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    }

    /// Starts it and waits until it answers.
    fn up(&self) -> bool {
        let (data, log) = (self.data(), self.dir.path().join("log"));
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c max_connections=100",
            self.port,
            self.dir.path().display()
        );
        self.run("pg_ctl", &["-D", &data, "-l", log.to_str().unwrap(), "-w", "-s", "-o", &options, "start"])
    }

    /// Starts it after it was killed. What is left of the old one may hold its memory for a moment.
    fn up_again(&self) {
        assert!(
            (0..100).any(|_| self.up()),
            "{}",
            std::fs::read_to_string(self.dir.path().join("log")).unwrap()
        );
    }

    fn kill(&self) {
        let file = std::fs::read_to_string(self.dir.path().join("data/postmaster.pid")).unwrap();
        kill(file.lines().next().unwrap().parse().unwrap());
    }

    fn url(&self) -> String {
        format!("postgres://han@127.0.0.1:{}/han", self.port)
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-s", "stop"]);
    }
}

/// An S3 of this test alone.
struct OwnS3 {
    dir: tempfile::TempDir,
    weed: PathBuf,
    ports: [u16; 8],
    child: Child,
}

const KEY: (&str, &str) = ("hankey", "han-only-for-tests");

impl OwnS3 {
    /// None (said so) where `tests/run` did not say where it is.
    fn start(test: &str) -> Option<Self> {
        let Some(weed) = announced("HAN_TEST_WEED") else {
            skip(test, "no S3 of its own");
            return None;
        };
        let dir = tempfile::tempdir().unwrap();
        let actions = r#"{"identities":[{"name":"han","credentials":[{"accessKey":"ID","secretKey":"SECRET"}],"actions":["Admin"]}]}"#;
        let identities = actions.replace("ID", KEY.0).replace("SECRET", KEY.1);
        std::fs::write(dir.path().join("s3.json"), identities).unwrap();
        std::fs::create_dir(dir.path().join("data")).unwrap();
        // All at once, so that no two are the same; weed wants them below 55536.
        let ports: [u16; 8] = loop {
            let listeners = [(); 8].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
            let ports = listeners.map(|listener| listener.local_addr().unwrap().port());
            if ports.iter().all(|port| *port < 55_536) {
                break ports;
            }
        };
        let child = Self::spawn(&weed, dir.path(), ports);
        let own = Self { dir, weed: weed.into(), ports, child };
        own.wait();
        Some(own)
    }

    fn spawn(weed: &str, dir: &Path, ports: [u16; 8]) -> Child {
        let [m, mg, v, vg, f, fg, s, sg] = ports;
        let log = std::fs::File::options().append(true).create(true).open(dir.join("log")).unwrap();
        let socket = |name: &str| dir.join(name).to_str().unwrap().to_owned();
        Command::new(weed)
            .args(["server", "-dir=data", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3"])
            .args(["-s3.config=s3.json", "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false"])
            .args(["-master.volumeSizeLimitMB=64", "-volume.max=20"])
            .args([format!("-master.port={m}"), format!("-master.port.grpc={mg}")])
            .args([format!("-volume.port={v}"), format!("-volume.port.grpc={vg}")])
            .args([format!("-filer.port={f}"), format!("-filer.port.grpc={fg}")])
            .args([format!("-s3.port={s}"), format!("-s3.port.grpc={sg}")])
            .args([format!("-filer.localSocket={}", socket("f")), format!("-s3.localSocket={}", socket("s"))])
            .current_dir(dir)
            .env("HOME", dir)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap()
    }

    /// Waits until it makes a bucket, or has it.
    fn wait(&self) {
        let url = format!("http://127.0.0.1:{}/han", self.ports[6]);
        let made = Command::new("curl")
            .args(["-fsS", "-o", "/dev/null", "--retry", "90", "--retry-all-errors", "--retry-delay", "1"])
            .args(["--retry-connrefused", "--aws-sigv4", "aws:amz:us-east-1:s3", "-X", "PUT"])
            .args(["-u", &format!("{}:{}", KEY.0, KEY.1), &url])
            .stderr(Stdio::null())
            .status()
            .unwrap();
        // A bucket that is there already is a conflict, and as good.
        assert!(made.success() || TcpStream::connect(("127.0.0.1", self.ports[6])).is_ok());
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn up_again(&mut self) {
        self.child = Self::spawn(self.weed.to_str().unwrap(), self.dir.path(), self.ports);
        // Ready when it lists the bucket.
        let url = format!("http://127.0.0.1:{}/han?list-type=2", self.ports[6]);
        let listed = Command::new("curl")
            .args(["-fsS", "-o", "/dev/null", "--retry", "90", "--retry-all-errors", "--retry-delay", "1"])
            .args(["--retry-connrefused", "--aws-sigv4", "aws:amz:us-east-1:s3"])
            .args(["-u", &format!("{}:{}", KEY.0, KEY.1), &url])
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(listed.success());
    }

    fn address(&self) -> String {
        format!("s3://han?endpoint=http://127.0.0.1:{}&allow_http=true&region=us-east-1", self.ports[6])
    }
}

impl Drop for OwnS3 {
    fn drop(&mut self) {
        // It may be killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        // It has no option for where these lie, and killed it leaves them.
        for (service, port) in
            ["master", "volume", "filer", "s3"].iter().flat_map(|of| self.ports.map(|port| (of, port)))
        {
            let _ = std::fs::remove_file(format!("/tmp/seaweedfs-{service}-grpc-{port}.sock"));
        }
    }
}

/// `han serve` in a process of its own.
struct Served {
    child: Child,
    address: String,
    invite: Option<String>,
}

impl Served {
    fn start(host: &Person) -> Self {
        let log =
            std::fs::File::options().append(true).create(true).open(host.home.join("serve.log")).unwrap();
        let words = ["serve", "--rate-address", "0", "--json", "--listen", "127.0.0.1:0"];
        let mut child = host.command(&words).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut text = String::new();
        while !text.ends_with("}\n") {
            assert!(out.read_line(&mut text).unwrap() > 0, "the server ended early");
        }
        let said: serde_json::Value = serde_json::from_str(&text).unwrap();
        let address = said["listening"].as_str().unwrap().to_owned();
        Self { child, address, invite: said["invite"].as_str().map(Into::into) }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The status and the headers of the answer to a GET.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server on the given engines and a machine with sessions that is logged in.
fn scene(dir: &Path, variables: &[(&str, &str)]) -> (Person, Served, Person) {
    let (mut host, desk) = (Person::new(&dir.join("host")), Person::new(&dir.join("desk")));
    host.variables.extend(variables.iter().map(|(name, value)| (name.into(), value.into())));
    for n in 1..40 {
        desk.plant(n, &conversation(n, 200));
    }
    let server = Served::start(&host);
    let invite = server.invite.clone().unwrap();
    desk.expect(0, &["login", &server.url(), "--invite", &invite, "--secret-store", "file"]);
    (host, server, desk)
}

/// Begins a sync and waits until some of it has been sent.
fn begin(desk: &Person) -> Child {
    let mut child = desk.start(&["sync", "--progress", "json"]);
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut sent = false;
    while !sent {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "the sync ended before anything was sent");
        let said: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        sent = said["done"].as_u64().unwrap_or(0) > 0;
    }
    // Somebody must read on, or the pipe is full some time.
    std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
    child
}

/// What was planted arrives whole, and the server's own look at itself finds nothing wrong.
fn all_is_well(host: &Person, desk: &Person) {
    let report = desk.json(&["sync"]);
    assert_eq!(report["failed"].as_array().map_or(0, Vec::len), 0, "{report}");
    assert_eq!(desk.json(&["sync"])["sent"], 0);
    assert_eq!(desk.json(&["verify"])["bad"].as_array().unwrap().len(), 0);
    let verified = host.json(&["admin", "verify"]);
    assert_eq!(verified["vaults"][0]["flaws"].as_array().unwrap().len(), 0, "{verified}");
    assert_eq!(verified["vaults"][0]["refs"], 40, "39 sessions and the keyfile");
}

#[test]
fn postgres_is_killed_in_the_middle_of_uploads() {
    let Some(postgres) = OwnPostgres::start("kill -9 of PostgreSQL") else { return };
    let dir = tempfile::tempdir().unwrap();
    let (host, mut server, desk) = scene(dir.path(), &[("HAN_DATABASE", &postgres.url())]);
    let before = outside::tree(&desk.projects());
    let mut sync = begin(&desk);
    postgres.kill();
    let code = sync.wait().unwrap().code();
    assert_eq!(code, Some(5), "the client says that the vault cannot be reached");
    assert!(outside::tree(&desk.projects()) == before, "the client keeps its work");
    assert!(server.is_alive());
    let answer = server.get("/readyz");
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.to_lowercase().contains("retry-after:"), "{answer}");
    postgres.up_again();
    // Idle connections of the pool broke too: each is an error once.
    assert!((0..100).any(|_| server.get("/readyz").starts_with("HTTP/1.1 200")));
    all_is_well(&host, &desk);
}

#[test]
fn the_object_store_is_killed_in_the_middle_of_uploads() {
    let test = "kill -9 of the object store";
    let (Some(postgres), Some(mut store)) = (OwnPostgres::start(test), OwnS3::start(test)) else { return };
    let dir = tempfile::tempdir().unwrap();
    let variables = [
        ("HAN_DATABASE", postgres.url()),
        ("HAN_OBJECTS", store.address()),
        ("AWS_ACCESS_KEY_ID", KEY.0.into()),
        ("AWS_SECRET_ACCESS_KEY", KEY.1.into()),
    ];
    let variables: Vec<(&str, &str)> =
        variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (host, mut server, desk) = scene(dir.path(), &variables);
    let before = outside::tree(&desk.projects());
    let mut sync = begin(&desk);
    store.kill();
    store.up_again();
    // Its own attempts and the server's may have seen it through.
    let code = sync.wait().unwrap().code();
    assert!(matches!(code, Some(0 | 5)), "{code:?}");
    assert!(outside::tree(&desk.projects()) == before, "the client keeps its work");
    assert!(server.is_alive());
    all_is_well(&host, &desk);
}

#[test]
fn the_server_itself_is_killed_in_the_middle_of_uploads() {
    let dir = tempfile::tempdir().unwrap();
    let (host, server, desk) = scene(dir.path(), &[]);
    let address = server.address.clone();
    let mut sync = begin(&desk);
    kill(server.child.id());
    assert_eq!(sync.wait().unwrap().code(), Some(5));
    drop(server);
    let log = std::fs::File::options().append(true).open(host.home.join("serve.log")).unwrap();
    let words = ["serve", "--rate-address", "0", "--json", "--listen", &address];
    let mut child = host.command(&words).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let _again = Served { child, address, invite: None };
    all_is_well(&host, &desk);
}
