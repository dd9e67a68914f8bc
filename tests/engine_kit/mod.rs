//! Real engines behind the service, as `tests/run` starts them, and the service as a remote in process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test binary uses its own part")]

use crate::outside::{announced, skip};
use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt as _;
use han::protocol::exchange::{Head, LeafEntry, Swap};
use han::protocol::ids::{ActorId, EnvelopeId, ObjectId, OwnerId};
use han::protocol::refs::{Commit, Ref, RefName};
use han::protocol::sharing::{Envelopes, Fetched, Opening, PutEnvelope};
use han::remote::{Remote, RemoteError};
use han::server::Service;
use han::server::commit::Caller;
use han::server::objects::Objects;
use han::server::objects::read::Span;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::UNIX_EPOCH;

/// The address of a new, empty database, or none (said so) where there is no PostgreSQL.
pub async fn fresh_database(test: &str) -> Option<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Some(url) = announced("HAN_TEST_POSTGRES") else {
        skip(test, "no PostgreSQL");
        return None;
    };
    let (server, _) = url.rsplit_once('/').unwrap();
    let name = format!("han_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&url).await.unwrap();
    connection.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await.unwrap();
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    connection.close().await.unwrap();
    Some(format!("{server}/{name}"))
}

/// A probed store of its own in the S3 bucket, or none (said so) where there is no S3.
pub async fn fresh_store(test: &str) -> Option<Objects> {
    let (address, variables) = fresh_place(test)?;
    let mut objects = Objects::at(&address, &variables).unwrap();
    objects.probe().await.unwrap();
    Some(objects)
}

/// The address of a place of its own in the S3 bucket, and the environment for it.
pub fn fresh_place(test: &str) -> Option<(String, [(String, String); 2])> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let (Some(address), Some(key)) = (announced("HAN_TEST_S3"), announced("HAN_TEST_S3_KEY")) else {
        skip(test, "no S3");
        return None;
    };
    let since = UNIX_EPOCH.elapsed().unwrap().as_nanos();
    let prefix = format!("{}-{}-{since}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    Some((address.replace('?', &format!("/{prefix}?")), s3_variables(&key)))
}

/// The environment of the S3 client with a key of the form `id:secret`.
pub fn s3_variables(key: &str) -> [(String, String); 2] {
    let (id, secret) = key.split_once(':').unwrap();
    [("AWS_ACCESS_KEY_ID".into(), id.into()), ("AWS_SECRET_ACCESS_KEY".into(), secret.into())]
}

/// The service as a remote, without a transport: objects go through it as streams, as a server's do.
pub struct Direct {
    pub service: Arc<Service>,
    pub owner: OwnerId,
}

#[async_trait]
impl Remote for Direct {
    fn owner(&self) -> OwnerId {
        self.owner
    }

    async fn head(&self) -> Result<Head, RemoteError> {
        Ok(self.service.head(self.owner).await?)
    }

    async fn leaves(&self, since: u64, until: u64) -> Result<Vec<LeafEntry>, RemoteError> {
        Ok(self.service.leaves(self.owner, since, until).await?)
    }

    async fn consistency(&self, old: u64, new: u64) -> Result<Vec<[u8; 32]>, RemoteError> {
        Ok(self.service.consistency(self.owner, old, new).await?)
    }

    async fn get_ref(&self, name: &RefName) -> Result<Option<Ref>, RemoteError> {
        Ok(self.service.get_ref(self.owner, name).await?)
    }

    async fn list_refs(&self, after: Option<&RefName>, limit: usize) -> Result<Vec<Ref>, RemoteError> {
        Ok(self.service.list_refs(self.owner, after, limit).await?)
    }

    async fn put(&self, id: ObjectId, bytes: Bytes) -> Result<(), RemoteError> {
        let chunks: Vec<_> = bytes.chunks(65_536).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
        let body = futures::stream::iter(chunks).boxed();
        self.service.put_stream(self.owner, id, bytes.len() as u64, body).await?;
        Ok(())
    }

    async fn get(&self, id: ObjectId) -> Result<Bytes, RemoteError> {
        let mut reading = self.service.get_stream(self.owner, id, Span::Whole).await?;
        let mut whole = Vec::new();
        while let Some(chunk) = reading.body.next().await {
            whole.extend_from_slice(&chunk.map_err(han::server::ServiceError::from)?);
        }
        if ObjectId::of(&whole) == id { Ok(whole.into()) } else { Err(RemoteError::Damaged(id)) }
    }

    async fn missing(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        Ok(self.service.missing(self.owner, ids).await?)
    }

    async fn commit(&self, commit: &Commit) -> Result<Swap, RemoteError> {
        let caller = Caller { actor: commit.actor, token: [0; 16] };
        Ok(self.service.commit(self.owner, caller, commit).await?)
    }

    async fn collect(&self) -> Result<(u64, u64), RemoteError> {
        Ok(self.service.collect(self.owner).await?)
    }

    async fn stored_bytes(&self) -> Result<u64, RemoteError> {
        Ok(self.service.stored_bytes(self.owner).await?)
    }

    async fn put_envelope(&self, put: &PutEnvelope) -> Result<(), RemoteError> {
        let what = (put.recipient, &put.envelope[..]);
        Ok(self.service.put_envelope(self.owner, by(put.actor), what).await?)
    }

    async fn envelopes(&self) -> Result<Envelopes, RemoteError> {
        Ok(self.service.envelopes(self.owner).await?)
    }

    async fn inbox(&self, actor: ActorId) -> Result<Envelopes, RemoteError> {
        Ok(self.service.inbox(actor).await?)
    }

    async fn fetch_envelope(&self, actor: ActorId, id: EnvelopeId) -> Result<Fetched, RemoteError> {
        let found = self.service.fetch_envelope(self.owner, by(actor), id).await?;
        found.ok_or_else(|| RemoteError::NotFound(format!("envelope {id}")))
    }

    async fn report_opening(
        &self,
        actor: ActorId,
        (id, opening): (EnvelopeId, Opening),
    ) -> Result<(), RemoteError> {
        let known = self.service.report_opening(self.owner, by(actor), (id, opening)).await?;
        if known { Ok(()) } else { Err(RemoteError::NotFound(format!("envelope {id}"))) }
    }

    async fn revoke_envelope(&self, actor: ActorId, id: EnvelopeId) -> Result<(), RemoteError> {
        let known = self.service.revoke_envelope(self.owner, by(actor), id).await?;
        if known { Ok(()) } else { Err(RemoteError::NotFound(format!("envelope {id}"))) }
    }

    async fn close(&self) {
        self.service.close().await;
    }
}

fn by(actor: ActorId) -> Caller {
    Caller { actor, token: [0; 16] }
}
