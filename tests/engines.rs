//! The engines of a server against the contract of a remote: SQLite and PostgreSQL, a folder and S3.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod engine_kit;
mod outside;
mod remote_suite;

use bytes::Bytes;
use engine_kit::{Direct, fresh_database, fresh_store, s3_variables};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use han::protocol::ids::{ObjectId, OwnerId};
use han::protocol::keyfile::OwnerKind;
use han::protocol::merkle::CompactRange;
use han::server::Service;
use han::server::log::LogSigner;
use han::server::objects::probe::ProbeError;
use han::server::objects::read::Span;
use han::server::objects::{Objects, Stored, upload};
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

async fn postgres_and_s3() -> Option<Vault> {
    let url = fresh_database("the remote suite on PostgreSQL and S3").await?;
    let objects = fresh_store("the remote suite on PostgreSQL and S3").await?;
    let store = PgStore::open(&url).await.unwrap();
    Some(vault(Arc::new(store), objects, Box::new(())).await)
}

mod on_sqlite_and_a_folder {
    use crate::{remote_suite, sqlite_and_folder};
    crate::remote_suite!(sqlite_and_folder);
}

mod on_postgres_and_a_folder {
    use crate::{postgres_and_folder, remote_suite};
    crate::remote_suite!(postgres_and_folder);
}

mod on_postgres_and_s3 {
    use crate::{postgres_and_s3, remote_suite};
    crate::remote_suite!(postgres_and_s3);
}

/// Content without a pattern that a part could repeat.
fn content(len: usize) -> Vec<u8> {
    (0..len as u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

fn body(content: &[u8], chunk: usize) -> upload::Body<'_> {
    stream::iter(content.chunks(chunk).map(|chunk| Ok(Bytes::copy_from_slice(chunk)))).boxed()
}

#[tokio::test]
async fn s3_takes_and_gives_streams_of_one_request_and_of_many_parts() {
    let Some(objects) = fresh_store("streams on S3").await else { return };
    for len in [0, 1, 100_000, 8 << 20, (8 << 20) + 1, 17 << 20] {
        let content = content(len);
        let id = ObjectId::of(&content);
        let put = |declared| objects.create_from(OWNER, id, declared, body(&content, 300_001));
        assert!(matches!(put(len as u64 + 1).await, Err(upload::UploadError::WrongLength)), "{len}");
        let wrong = objects.create_from(OWNER, ObjectId([7; 32]), len as u64, body(&content, 300_001)).await;
        assert!(matches!(wrong, Err(upload::UploadError::WrongHash(_))));
        assert_eq!(objects.sizes(OWNER, &[id]).await.unwrap(), (vec![], vec![id]));
        assert_eq!(put(len as u64).await.unwrap(), Stored::Created);
        assert_eq!(put(len as u64).await.unwrap(), Stored::AlreadyThere);
        for span in [Span::Whole, Span::Between(1, 90_000), Span::Last(5)] {
            let Some(range) = span.within(len as u64) else { continue };
            let got = objects.read(OWNER, id, span).await.unwrap();
            assert_eq!((got.len, got.range.clone()), (len as u64, range.clone()));
            let chunks: Vec<Bytes> = got.body.try_collect().await.unwrap();
            assert!(
                chunks.concat() == content[range.start as usize..range.end as usize],
                "{span:?} of {len}"
            );
        }
        assert_eq!(objects.list(OWNER).await.unwrap().len(), 1);
        objects.remove(OWNER, &[id]).await.unwrap();
        assert_eq!(objects.list(OWNER).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_store_that_cannot_be_used_is_refused_with_the_reason() {
    let (Some(address), Some(key)) =
        (outside::announced("HAN_TEST_S3"), outside::announced("HAN_TEST_S3_KEY"))
    else {
        return outside::skip("refused stores", "no S3");
    };
    let nobody = "s3://han-test?endpoint=http://127.0.0.1:1&allow_http=true&region=us-east-1".to_owned();
    let wrong_key =
        [("AWS_ACCESS_KEY_ID".into(), "hankey".into()), ("AWS_SECRET_ACCESS_KEY".into(), "no".into())];
    for (address, variables) in [(&nobody, &s3_variables(&key)), (&address, &wrong_key)] {
        let failed = Objects::at(address, variables).unwrap().probe().await.unwrap_err();
        assert!(matches!(failed, ProbeError::Failed { step: "create an object", .. }), "{failed:?}");
    }
    Objects::at(&address, &s3_variables(&key)).unwrap().probe().await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut folder = Objects::in_folder(dir.path()).unwrap();
    folder.probe().await.unwrap();
    assert_eq!(std::fs::read_dir(dir.path().join("probe")).unwrap().count(), 0);
}
