//! The remote over HTTP: a vault on a server (`docs/protocol.md`).
//!
//! Nothing here is trusted further than [`Remote`] says: objects are checked against their names, pages must
//! advance and lists must be of what was asked for; all else the caller checks against the log.

pub mod account;
pub mod cards;
mod client;
mod download;
mod endpoint;
mod envelopes;

pub use client::{Client, HttpError, Patience};
pub use endpoint::{BadEndpoint, Clear, Endpoint};

use super::{Event, Head, LeafEntry, Remote, RemoteError, Swap};
use crate::protocol::ids::{ActorId, EnvelopeId, ObjectId, OwnerId};
use crate::protocol::limits::{
    MAX_CHECK_IDS, MAX_COMMIT_LEN, MAX_LEAF_PAGE, MAX_OBJECT_LEN, MAX_REF_BODY_LEN,
};
use crate::protocol::origin::MAX_SEALED_LEN;
use crate::protocol::refs::{Commit, Ref, RefName};
use crate::protocol::sharing::{Envelopes, Fetched, Opening, PutEnvelope};
use crate::protocol::wire::{Collected, Done, Events, Hashes, Ids, Leaves, Refs, Usage};
use crate::protocol::{cbor, routes};
use async_trait::async_trait;
use bytes::Bytes;
use client::{Answer, Ask};
use reqwest::Method;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Objects that travel at one time.
pub const TRANSFERS: usize = 16;
/// Bytes of a small answer.
const SMALL: usize = 64 << 10;
/// Bytes of a page of leaves: each at most 273, with room.
const MAX_LEAVES_LEN: usize = MAX_LEAF_PAGE * 320;
/// Bytes of a page of whole leaves with their sealed origins.
const MAX_EVENTS_LEN: usize = MAX_LEAF_PAGE * (320 + MAX_SEALED_LEN);
/// Bytes of a page of refs: what a server puts together, and one body more.
const MAX_REFS_LEN: usize = (16 << 20) + 2 * MAX_REF_BODY_LEN;
/// Bytes around the fields of a ref.
const REF_OVERHEAD: usize = 256;
/// Bytes of a receipt for one change: its leaf and a proof of at most 64 hashes.
const RECEIPT_LEN: usize = 3 << 10;

/// A vault on a server. Clones share connections.
#[derive(Clone)]
pub struct HttpRemote {
    client: Arc<Client>,
    transfers: Arc<Semaphore>,
    owner: OwnerId,
}

impl HttpRemote {
    /// The vault of `owner` on the client's server. Connects at the first request.
    pub fn new(client: Client, owner: OwnerId) -> Self {
        Self { client: Arc::new(client), transfers: Arc::new(Semaphore::new(TRANSFERS)), owner }
    }

    fn path(&self, template: &str) -> String {
        routes::vault(template, self.owner)
    }

    async fn ask(&self, ask: &Ask) -> Result<Answer, RemoteError> {
        let answer = self.client.send(ask).await?;
        match answer.status {
            200..=299 => Ok(answer),
            _ => Err(answer.refusal()),
        }
    }

    async fn transfer(&self, ask: &Ask) -> Result<Answer, RemoteError> {
        // The semaphore is never closed.
        let _turn = self.transfers.acquire().await;
        if ask.body.is_some() { self.client.send(ask).await } else { self.client.download(ask).await }
    }
}

impl HttpRemote {
    /// Makes a vault of a log and refs that began elsewhere, out of pages that were stored as objects. What was
    /// adopted before answers with the head again.
    pub async fn adopt(&self, pages: &[ObjectId]) -> Result<Head, RemoteError> {
        let body = cbor::encode(&Ids { ids: pages.to_vec() });
        let ask = Ask::with(Method::POST, self.path(routes::ADOPT), (routes::CBOR, body.into()), SMALL);
        to_head(&self.ask(&ask).await?)
    }
}

fn unfit(what: &'static str) -> RemoteError {
    HttpError::Unfit(what).into()
}

#[async_trait]
impl Remote for HttpRemote {
    fn owner(&self) -> OwnerId {
        self.owner
    }

    fn in_flight(&self) -> usize {
        TRANSFERS
    }

    async fn head(&self) -> Result<Head, RemoteError> {
        let answer = self.client.send(&Ask::get(self.path(routes::CHECKPOINT), SMALL)).await?;
        match answer.status {
            200 => to_head(&answer),
            404 => Err(RemoteError::NotFound(format!("vault {} on {}", self.owner, self.client.endpoint()))),
            _ => Err(answer.refusal()),
        }
    }

    async fn leaves(&self, since: u64, until: u64) -> Result<Vec<LeafEntry>, RemoteError> {
        let path = format!("{}?since={since}&until={until}", self.path(routes::LEAVES));
        let leaves: Vec<LeafEntry> =
            self.ask(&Ask::get(path, MAX_LEAVES_LEN)).await?.cbor::<Leaves>()?.into();
        let most = MAX_LEAF_PAGE.min(usize::try_from(until.saturating_sub(since)).unwrap_or(usize::MAX));
        if leaves.len() > most { Err(unfit("too many leaves")) } else { Ok(leaves) }
    }

    async fn events(&self, since: u64, until: u64) -> Result<Vec<Event>, RemoteError> {
        let path = format!("{}?since={since}&until={until}", self.path(routes::EVENTS));
        let events: Vec<Event> = self.ask(&Ask::get(path, MAX_EVENTS_LEN)).await?.cbor::<Events>()?.into();
        let most = MAX_LEAF_PAGE.min(usize::try_from(until.saturating_sub(since)).unwrap_or(usize::MAX));
        if events.len() > most { Err(unfit("too many leaves")) } else { Ok(events) }
    }

    async fn consistency(&self, old: u64, new: u64) -> Result<Vec<[u8; 32]>, RemoteError> {
        let path = format!("{}?old={old}&new={new}", self.path(routes::CONSISTENCY));
        let proof: Hashes = self.ask(&Ask::get(path, SMALL)).await?.cbor()?;
        Ok(proof.hashes.into_iter().map(|hash| hash.0).collect())
    }

    async fn get_ref(&self, name: &RefName) -> Result<Option<Ref>, RemoteError> {
        let ask = Ask::get(routes::one_ref(self.owner, name), MAX_REF_BODY_LEN + REF_OVERHEAD);
        let answer = self.client.send(&ask).await?;
        let found: Ref = match answer.status {
            200 => answer.cbor()?,
            404 => return Ok(None),
            _ => return Err(answer.refusal()),
        };
        if found.name == *name { Ok(Some(found)) } else { Err(unfit("another ref")) }
    }

    async fn list_refs(&self, after: Option<&RefName>, limit: usize) -> Result<Vec<Ref>, RemoteError> {
        let mut path = format!("{}?limit={limit}", self.path(routes::REFS));
        if let Some(after) = after {
            path = format!("{path}&after={after}");
        }
        let page: Refs = self.ask(&Ask::get(path, MAX_REFS_LEN)).await?.cbor()?;
        let ahead = page.refs.first().is_none_or(|first| after.is_none_or(|after| first.name > *after));
        let rising = page.refs.is_sorted_by(|one, next| one.name < next.name);
        let fits = ahead && rising && page.refs.len() <= limit;
        if fits { Ok(page.refs) } else { Err(unfit("a page of refs that does not advance")) }
    }

    async fn put(&self, id: ObjectId, bytes: Bytes) -> Result<(), RemoteError> {
        if bytes.len() > MAX_OBJECT_LEN {
            return Err(RemoteError::Refused("the object is over the limit".into()));
        }
        let path = routes::object(self.owner, id);
        let answer = self.transfer(&Ask::with(Method::PUT, path, (routes::OCTETS, bytes), SMALL)).await?;
        match answer.status {
            200..=299 => Ok(()),
            404 => Err(RemoteError::NotAuthorised(format!("no vault {} for this token", self.owner))),
            _ => Err(answer.refusal()),
        }
    }

    async fn get(&self, id: ObjectId) -> Result<Bytes, RemoteError> {
        let ask = Ask::get(routes::object(self.owner, id), MAX_OBJECT_LEN);
        let answer = self.transfer(&ask).await?;
        match answer.status {
            200 if ObjectId::of(&answer.body) == id => Ok(answer.body),
            200 => Err(RemoteError::Damaged(id)),
            404 => Err(RemoteError::NotFound(format!("object {id}"))),
            500 if answer.is(crate::protocol::problem::Code::Damaged) => Err(RemoteError::Damaged(id)),
            _ => Err(answer.refusal()),
        }
    }

    async fn missing(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        if ids.len() > MAX_CHECK_IDS {
            return Err(RemoteError::Refused("the list of ids is over the limit".into()));
        }
        let body = cbor::encode(&Ids { ids: ids.to_vec() });
        let limit = body.len() + SMALL;
        let ask = Ask::with(Method::POST, self.path(routes::CHECK), (routes::CBOR, body.into()), limit);
        let missing: Ids = self.ask(&ask).await?.cbor()?;
        let asked: std::collections::HashSet<&ObjectId> = ids.iter().collect();
        let fits = missing.ids.len() <= ids.len() && missing.ids.iter().all(|id| asked.contains(id));
        if fits { Ok(missing.ids) } else { Err(unfit("objects that nobody asked for")) }
    }

    async fn commit(&self, commit: &Commit) -> Result<Swap, RemoteError> {
        let body = cbor::encode(commit);
        if body.len() > MAX_COMMIT_LEN {
            return Err(RemoteError::Refused("the commit is over the limit".into()));
        }
        // A conflict answers with the bodies that stand now, and the keyfile.
        let limit = (commit.changes.len() + 1) * (MAX_REF_BODY_LEN + REF_OVERHEAD + RECEIPT_LEN);
        let ask = Ask::with(Method::POST, self.path(routes::COMMITS), (routes::CBOR, body.into()), limit);
        let answer = self.client.send(&ask).await?;
        match answer.status {
            200 => Ok(Swap::Done(answer.cbor::<Done>()?.into())),
            409 | 412 if answer.is_cbor() => Ok(Swap::Conflict { refs: answer.cbor::<Refs>()?.refs }),
            404 => Err(RemoteError::NotAuthorised(format!("no vault {} for this token", self.owner))),
            _ => Err(answer.refusal()),
        }
    }

    async fn collect(&self) -> Result<(u64, u64), RemoteError> {
        let ask = Ask::with(Method::POST, self.path(routes::COLLECT), (routes::CBOR, Bytes::new()), SMALL);
        let Collected { objects, bytes } = self.ask(&ask).await?.cbor()?;
        Ok((objects, bytes))
    }

    async fn export(&self, to: &mut (dyn std::io::Write + Send)) -> Result<bool, RemoteError> {
        let ask = Ask::get(self.path(routes::EXPORT), SMALL);
        match self.client.stream(&ask, to).await? {
            None => Ok(true),
            Some(answer) => Err(answer.refusal()),
        }
    }

    async fn put_envelope(&self, put: &PutEnvelope) -> Result<(), RemoteError> {
        self.send_envelope(put).await
    }

    async fn envelopes(&self) -> Result<Envelopes, RemoteError> {
        self.list_envelopes(self.path(routes::ENVELOPES)).await
    }

    async fn inbox(&self, _: ActorId) -> Result<Envelopes, RemoteError> {
        self.list_envelopes(routes::INBOX.into()).await
    }

    async fn fetch_envelope(&self, _: ActorId, id: EnvelopeId) -> Result<Fetched, RemoteError> {
        self.one_envelope(id).await
    }

    async fn report_opening(
        &self,
        _: ActorId,
        (id, opening): (EnvelopeId, Opening),
    ) -> Result<(), RemoteError> {
        self.send_opening(id, opening).await
    }

    async fn revoke_envelope(&self, _: ActorId, id: EnvelopeId) -> Result<(), RemoteError> {
        self.end_envelope(id).await
    }

    async fn stored_bytes(&self) -> Result<u64, RemoteError> {
        let usage: Usage = self.ask(&Ask::get(self.path(routes::USAGE), SMALL)).await?.json()?;
        Ok(usage.stored_bytes)
    }
}

fn to_head(answer: &Answer) -> Result<Head, RemoteError> {
    let version = answer.headers.get(routes::KEYFILE_VERSION).and_then(|value| value.to_str().ok());
    let keyfile_version = version.and_then(|text| text.parse().ok());
    Ok(Head {
        checkpoint: answer.body.to_vec(),
        keyfile_version: keyfile_version.ok_or_else(|| unfit("a head without the keyfile's version"))?,
    })
}
