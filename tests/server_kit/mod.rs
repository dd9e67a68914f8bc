//! A server in this process, on a free port of the loopback interface, with one user who has a token.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test binary uses its own part")]

use han::protocol::ids::{ActorId, OwnerId};
use han::protocol::keyfile::OwnerKind;
use han::protocol::token::Grant;
use han::remote::http::{Clear, Client, Endpoint, HttpRemote};
use han::server::Clock;
use han::server::accounts::{INVITE_US, NewInvite, NewToken, Scopes, TOKEN_US, new_credential};
use han::server::http::{self, Options, Rates, Running, Shared};
use han::server::site::{self, Site};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

/// The id that the suite commits as.
pub const ACTOR: ActorId = ActorId([7; 16]);
pub const OWNER: OwnerId = OwnerId([0xaa; 16]);

/// A server that ends with the test.
pub struct Server {
    pub address: SocketAddr,
    pub shared: Arc<Shared>,
    running: Running,
    task: Option<JoinHandle<()>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.running.quit();
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

pub fn system_clock() -> Clock {
    Arc::new(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros() as u64)
}

/// No limits on the number of requests: a test is faster than any user.
pub fn unlimited() -> Options {
    Options { rates: Rates { token: 0, stranger: 0 }, ..Options::default() }
}

impl Server {
    pub async fn start(dir: &Path, options: Options) -> Self {
        Self::serve(site::open(dir, "test", system_clock()).await.unwrap(), options)
    }

    pub fn serve(site: Site, options: Options) -> Self {
        let shared = Shared::new(site, options);
        let listener = http::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let running = Running::new(&shared);
        let serving = running.clone();
        let task = tokio::spawn(async move {
            http::run(listener, None, &serving).await.unwrap();
        });
        Self { address, shared, running, task: Some(task) }
    }

    /// Ends it in order.
    pub async fn end(mut self) {
        self.running.drain();
        self.task.take().unwrap().await.unwrap();
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client with this token.
    pub fn client(&self, token: Option<&str>) -> Client {
        let endpoint = Endpoint::parse(&self.url(), Clear::Loopback).unwrap();
        Client::new(endpoint, token.map(|token| Zeroizing::new(token.to_owned()))).unwrap()
    }

    /// A token of a user with these scopes.
    pub async fn token(&self, user: &str, id: ActorId, scopes: Scopes) -> String {
        let accounts = &self.shared.site().accounts;
        let now = self.shared.site().service.time_us();
        let (invite, token) = (new_credential().unwrap(), new_credential().unwrap());
        let kept = NewInvite {
            id: invite.id,
            secret_hash: invite.secret_hash(),
            user: user.into(),
            admin: false,
            scopes,
            created_us: now,
            expires_us: now + INVITE_US,
        };
        accounts.add_invite(&kept).await.unwrap();
        let new = NewToken {
            id: token.id,
            secret_hash: token.secret_hash(),
            label: "test".into(),
            created_us: now,
            expires_us: now + TOKEN_US,
        };
        accounts.redeem((invite.id, invite.secret_hash()), &new, id).await.unwrap().unwrap();
        token.to_text(Grant::Token).to_string()
    }

    /// The vault of the user `ACTOR`, empty, and its token.
    pub async fn vault(&self) -> (HttpRemote, String) {
        let token = self.token("ann", ACTOR, Scopes::DEVICE).await;
        let client = self.client(Some(&token));
        client.found(OWNER, OwnerKind::User).await.unwrap();
        (HttpRemote::new(client, OWNER), token)
    }
}
