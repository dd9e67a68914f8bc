//! Servers on every engine that is there, with a clock that can be set ahead.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test binary uses its own part")]

use crate::engine_kit::{Direct, fresh_database, fresh_place};
use crate::remote_suite::{body, change, commit, done, session};
use bytes::Bytes;
use han::protocol::ids::{ObjectId, OwnerId};
use han::protocol::keyfile::OwnerKind;
use han::protocol::refs::{Action, RefBody, RefChange, RefName};
use han::remote::Remote as _;
use han::server::site::{self, DATABASE, Engines, Site};
use han::server::store::NewVault;
use han::server::verify::Flaw;
use han::server::{Clock, Service};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

pub const OWNER: OwnerId = OwnerId([0xaa; 16]);
pub const HOUR: u64 = 3_600_000_000;
pub const DAY: u64 = 24 * HOUR;

/// A server's engines, in a folder of their own.
pub struct Place {
    pub name: &'static str,
    pub dir: tempfile::TempDir,
    pub database: Option<String>,
    pub objects: Option<String>,
    pub variables: Vec<(String, String)>,
    /// What is added to the system's clock, in microseconds.
    pub ahead: Arc<AtomicU64>,
}

impl Place {
    pub fn on(name: &'static str) -> Self {
        Self {
            name,
            dir: tempfile::tempdir().unwrap(),
            database: None,
            objects: None,
            variables: vec![],
            ahead: Arc::default(),
        }
    }

    pub fn engines(&self) -> Engines<'_> {
        Engines {
            database: self.database.as_deref(),
            objects: self.objects.as_deref(),
            variables: &self.variables,
        }
    }

    pub fn clock(&self) -> Clock {
        let ahead = Arc::clone(&self.ahead);
        Arc::new(move || {
            (UNIX_EPOCH.elapsed().unwrap().as_micros() as u64).wrapping_add(ahead.load(Ordering::SeqCst))
        })
    }

    pub fn wait(&self, us: u64) {
        self.ahead.fetch_add(us, Ordering::SeqCst);
    }

    pub async fn open(&self) -> Site {
        site::open_on(self.dir.path(), &self.engines(), "operate.test", self.clock()).await.unwrap()
    }

    /// A vault with its keyfile.
    pub async fn vault(&self, site: &Site) -> Direct {
        let user = han::server::accounts::User {
            id: han::protocol::ids::ActorId([7; 16]),
            name: "ann".into(),
            admin: false,
            created_us: 1,
            disabled_us: None,
        };
        site.accounts.add_user(&user).await.unwrap();
        let checkpoint = site.service.empty_head(OWNER);
        let new = NewVault { owner: OWNER, kind: OwnerKind::User, created_us: 1, checkpoint };
        site.accounts.found(&new, user.id).await.unwrap();
        let direct = Direct { service: Arc::clone(&site.service), owner: OWNER };
        let keyfile = change(RefName::keyfile(), 0, RefBody::Signed(keyfile()));
        let first = commit(0, vec![RefChange { action: Action::Init, ..keyfile }]);
        done(direct.commit(&first).await.unwrap());
        direct
    }
}

/// A keyfile of the format, so that the tables of keys have something to show.
pub fn keyfile() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/golden/aes-256-gcm/keyfile"))
        .unwrap()
}

/// Every pair of engines that is there.
pub async fn places(test: &str) -> Vec<Place> {
    let mut all = vec![Place::on("SQLite and a folder")];
    if let Some(database) = fresh_database(test).await {
        all.push(Place { database: Some(database), ..Place::on("PostgreSQL and a folder") });
    }
    if let (Some(database), Some((objects, variables))) = (fresh_database(test).await, fresh_place(test)) {
        let place = Place::on("PostgreSQL and S3");
        all.push(Place {
            database: Some(database),
            objects: Some(objects),
            variables: variables.into(),
            ..place
        });
    }
    all
}

pub async fn put(remote: &Direct, content: &[u8]) -> ObjectId {
    let id = ObjectId::of(content);
    remote.put(id, Bytes::copy_from_slice(content)).await.unwrap();
    id
}

pub async fn flaws(service: &Service) -> Vec<Flaw> {
    service.verify(OWNER).await.unwrap().flaws
}

pub fn with(mut change: RefChange, added: &[ObjectId], dropped: &[ObjectId]) -> RefChange {
    (change.added, change.dropped) = (added.to_vec(), dropped.to_vec());
    change
}

pub async fn tamper(place: &Place, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    match &place.database {
        Some(url) => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            connection.execute(sql).await.unwrap();
        }
        None => {
            let url = format!("sqlite://{}", place.dir.path().join(DATABASE).display());
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            connection.execute(sql).await.unwrap();
        }
    }
}

/// A server with a vault that has something of everything.
pub async fn fill(place: &Place) -> (Site, Direct, ObjectId) {
    let site = place.open().await;
    let remote = place.vault(&site).await;
    let (kept, dropped) = (put(&remote, b"kept").await, put(&remote, b"dropped").await);
    let changes =
        vec![with(change(session(1), 0, body(1)), &[kept, dropped], &[]), change(session(2), 0, body(2))];
    done(remote.commit(&commit(1, changes)).await.unwrap());
    let end = change(session(2), 1, RefBody::Tombstone(vec![5; 200]));
    let two = with(change(session(1), 1, body(4)), &[], &[dropped]);
    done(remote.commit(&commit(1, vec![two, end])).await.unwrap());
    (site, remote, kept)
}
