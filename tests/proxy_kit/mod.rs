//! A server behind a proxy that misbehaves as a test says, and somebody who has synced through it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test binary uses its own part")]

use crate::outside::{self, Person, tree};
use crate::server_kit::{Server, unlimited};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use han::protocol::token::Grant;
use han::server::accounts::{INVITE_US, NewInvite, Scopes, new_credential};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// What the proxy does to an answer: it sees method, path and the whole answer, and gives another.
pub type Twist = Arc<dyn Fn(&Method, &str, Whole) -> Response + Send + Sync>;

/// An answer of the real server.
#[derive(Clone)]
pub struct Whole {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Whole {
    pub fn with(self, body: impl Into<Bytes>) -> Response {
        let mut response = (self.status, body.into()).into_response();
        for (name, value) in &self.headers {
            if name != "content-length" && name != "transfer-encoding" {
                response.headers_mut().insert(name, value.clone());
            }
        }
        response
    }

    pub fn unchanged(self) -> Response {
        let body = self.body.clone();
        self.with(body)
    }
}

#[derive(Clone)]
pub struct Proxy {
    http: reqwest::Client,
    /// The server's address.
    pub to: Arc<Mutex<String>>,
    pub twist: Arc<Mutex<Twist>>,
    /// Every request line that went by.
    pub seen: Arc<Mutex<Vec<String>>>,
    /// The headers of every request that went by, by lines.
    pub headers: Arc<Mutex<Vec<String>>>,
}

async fn pass(State(proxy): State<Proxy>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().unwrap().as_str().to_owned();
    proxy.seen.lock().unwrap().push(format!("{} {path}", parts.method));
    let lines = parts
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())));
    proxy.headers.lock().unwrap().extend(lines);
    let to = proxy.to.lock().unwrap().clone();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let mut ask = proxy.http.request(parts.method.clone(), format!("{to}{path}")).body(body);
    for (name, value) in &parts.headers {
        if name != "host" && name != "content-length" && name != "transfer-encoding" {
            ask = ask.header(name, value);
        }
    }
    // No status that a client tries again after.
    let Ok(answer) = ask.send().await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let (status, headers) = (answer.status(), answer.headers().clone());
    let whole = Whole { status, headers, body: answer.bytes().await.unwrap() };
    let twist = Arc::clone(&proxy.twist.lock().unwrap());
    twist(&parts.method, &path, whole)
}

/// A server behind the proxy, and somebody who has synced two sessions through it.
pub struct Scene {
    pub runtime: tokio::runtime::Runtime,
    pub server: Option<Server>,
    pub proxy: Proxy,
    pub url: String,
    pub person: Person,
    pub dir: tempfile::TempDir,
}

pub fn honest() -> Twist {
    Arc::new(|_, _, whole| whole.unchanged())
}

impl Scene {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let (server, proxy, address, invite) = runtime.block_on(set_up(&dir.path().join("server")));
        let person = Person::new(&dir.path().join("home"));
        let url = format!("http://{address}");
        person.expect(0, &["login", &url, "--invite", &invite, "--secret-store", "file"]);
        person.plant(1, &outside::conversation(1, 40));
        person.plant(2, &outside::conversation(2, 40));
        person.expect(0, &["sync"]);
        Self { runtime, server: Some(server), proxy, url, person, dir }
    }

    pub fn lie(&self, twist: impl Fn(&Method, &str, Whole) -> Response + Send + Sync + 'static) {
        *self.proxy.twist.lock().unwrap() = Arc::new(twist);
    }

    pub fn tell_the_truth(&self) {
        *self.proxy.twist.lock().unwrap() = honest();
    }

    /// What this machine remembers of the vault.
    pub fn pin(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.person.state()).into_iter().filter(|(name, _)| name.ends_with("/pin")).collect()
    }

    /// Removes the sessions here and asks for them back.
    pub fn restore(&self) -> outside::Ended {
        let _ = std::fs::remove_dir_all(self.person.projects());
        self.person.run(&["restore", "--all"])
    }

    pub fn restored(&self) -> usize {
        tree(&self.person.projects()).len()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _inside = self.runtime.enter();
        drop(self.server.take());
    }
}

impl Proxy {
    /// An honest one before the server of this address.
    pub async fn start(to: &str) -> (Self, SocketAddr) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let proxy = Self {
            http: reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap(),
            to: Arc::new(Mutex::new(to.to_owned())),
            twist: Arc::new(Mutex::new(honest())),
            seen: Arc::default(),
            headers: Arc::default(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(pass).with_state(proxy.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (proxy, address)
    }
}

async fn set_up(dir: &Path) -> (Server, Proxy, SocketAddr, String) {
    let server = Server::start(dir, unlimited()).await;
    let site = server.shared.site();
    let made = new_credential().unwrap();
    let now = site.service.time_us();
    let invite = NewInvite {
        id: made.id,
        secret_hash: made.secret_hash(),
        user: "ann".into(),
        admin: false,
        scopes: Scopes::DEVICE,
        created_us: now,
        expires_us: now + INVITE_US,
    };
    site.accounts.add_invite(&invite).await.unwrap();
    let (proxy, address) = Proxy::start(&server.url()).await;
    (server, proxy, address, made.to_text(Grant::Invite).to_string())
}
