//! The engines of a server against the contract of a remote: SQLite and PostgreSQL, a folder and S3.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod engine_kit;
mod outside;
mod remote_suite;

use engine_kit::{Direct, fresh_database};
use han::protocol::ids::OwnerId;
use han::protocol::keyfile::OwnerKind;
use han::protocol::merkle::CompactRange;
use han::server::Service;
use han::server::log::LogSigner;
use han::server::objects::Objects;
use han::server::store::postgres::PgStore;
use han::server::store::sqlite::{Journal, SqliteStore};
use han::server::store::{NewVault, Store};
use remote_suite::Vault;
use std::any::Any;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

const OWNER: OwnerId = OwnerId([0xaa; 16]);

fn now_us() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros() as u64
}

async fn vault(store: Arc<dyn Store>, objects: Objects, keep: Box<dyn Any + Send + Sync>) -> Vault {
    let signer = LogSigner::from_seed("engines.test", &[7; 32]);
    let log_key = signer.log_key();
    let checkpoint = signer.sign_head(OWNER, &CompactRange::new());
    let new = NewVault { owner: OWNER, kind: OwnerKind::User, created_us: now_us(), checkpoint };
    store.add_vault(&new).await.unwrap();
    let service = Arc::new(Service::new(store, objects, signer, Arc::new(now_us)));
    Vault { remote: Arc::new(Direct { service, owner: OWNER }), log_key, keep }
}

async fn sqlite_and_folder() -> Vault {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(&dir.path().join("han.db"), Journal::Wal).await.unwrap();
    let objects = Objects::in_folder(dir.path()).unwrap();
    vault(Arc::new(store), objects, Box::new(dir)).await
}

async fn postgres_and_folder() -> Option<Vault> {
    let url = fresh_database("the remote suite on PostgreSQL").await?;
    let store = PgStore::open(&url).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let objects = Objects::in_folder(dir.path()).unwrap();
    Some(vault(Arc::new(store), objects, Box::new(dir)).await)
}

mod on_sqlite_and_a_folder {
    use crate::{remote_suite, sqlite_and_folder};
    crate::remote_suite!(sqlite_and_folder);
}

mod on_postgres_and_a_folder {
    use crate::{postgres_and_folder, remote_suite};
    crate::remote_suite!(postgres_and_folder);
}
