//! Heads, leaves and proofs.

use super::access::{self, VaultAccess};
use super::fault::Fault;
use super::{Shared, body};
use crate::protocol::exchange::Head;
use crate::protocol::ids::Digest;
use crate::protocol::problem::Code;
use crate::protocol::routes::{KEYFILE_VERSION, MAX_WAIT_SECS, OCTETS};
use crate::protocol::wire::{Erased, Events, Hashes, Leaves};
use crate::server::accounts::Scopes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

fn may_follow(vault: &VaultAccess) -> Result<(), Fault> {
    if vault.may(Scopes::CREATE_ONLY) { Ok(()) } else { vault.require(Scopes::LOG) }
}

/// A head as an answer.
pub fn head(head: Head) -> Response {
    let headers = [
        (CONTENT_TYPE.as_str(), "text/plain; charset=utf-8".to_owned()),
        (CACHE_CONTROL.as_str(), "no-store".to_owned()),
        (KEYFILE_VERSION, head.keyfile_version.to_string()),
    ];
    (headers, head.checkpoint).into_response()
}

/// `GET .../log/checkpoint`.
pub async fn checkpoint(State(shared): State<Arc<Shared>>, vault: VaultAccess) -> Result<Response, Fault> {
    may_follow(&vault)?;
    Ok(head(shared.site.service.head(vault.owner).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Since {
    since: u64,
    #[serde(default)]
    until: Option<u64>,
}

/// `GET .../log/leaves?since=&until=`.
pub async fn leaves(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    uri: Uri,
) -> Result<Response, Fault> {
    may_follow(&vault)?;
    let asked: Since = access::query(&uri)?;
    let until = asked.until.unwrap_or(u64::MAX);
    Ok(body::cbor(&Leaves::from(shared.site.service.leaves(vault.owner, asked.since, until).await?)))
}

/// `GET .../log/events?since=&until=`: what an auditor reads.
pub async fn events(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    uri: Uri,
) -> Result<Response, Fault> {
    vault.require(Scopes::LOG)?;
    let asked: Since = access::query(&uri)?;
    let until = asked.until.unwrap_or(u64::MAX);
    Ok(body::cbor(&Events::from(shared.site.service.events(vault.owner, asked.since, until).await?)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Before {
    before: u64,
}

/// `DELETE .../log/origins?before=`: erases what is as old as `before` (microseconds of Unix time) or older.
pub async fn erase_origins(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    uri: Uri,
) -> Result<Response, Fault> {
    vault.require(Scopes::KEYS)?;
    let Before { before } = access::query(&uri)?;
    let by = (vault.caller(), Some(vault.origin()));
    let origins = shared.site.service.erase_origins(vault.owner, by, before).await?;
    Ok(body::cbor(&Erased { origins }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Between {
    old: u64,
    new: u64,
}

/// `GET .../log/proof/consistency?old=&new=`.
pub async fn consistency(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    uri: Uri,
) -> Result<Response, Fault> {
    may_follow(&vault)?;
    let Between { old, new } = access::query(&uri)?;
    let hashes = shared.site.service.consistency(vault.owner, old, new).await?;
    Ok(body::cbor(&Hashes { hashes: hashes.into_iter().map(Digest).collect() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Of {
    seq: u64,
    size: u64,
}

/// `GET .../log/proof/inclusion?seq=&size=`.
pub async fn inclusion(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    uri: Uri,
) -> Result<Response, Fault> {
    may_follow(&vault)?;
    let Of { seq, size } = access::query(&uri)?;
    let hashes = shared.site.service.inclusion(vault.owner, seq, size).await?;
    Ok(body::cbor(&Hashes { hashes: hashes.into_iter().map(Digest).collect() }))
}

/// `GET .../log/tile/{tile}`: its bytes never change, so a proxy of the reader's own may keep them.
pub async fn tile(State(shared): State<Arc<Shared>>, vault: VaultAccess) -> Result<Response, Fault> {
    may_follow(&vault)?;
    let tile = shared.site.service.tile(vault.owner, vault.tile()?).await?;
    let tile = tile.ok_or_else(|| Fault::new(Code::NotFound))?;
    let headers = [(CONTENT_TYPE, OCTETS), (CACHE_CONTROL, "private, max-age=31536000, immutable")];
    Ok((headers, tile).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wait {
    since: u64,
    #[serde(default)]
    wait: u64,
}

/// `GET .../changes?since=&wait=`: the head as soon as a leaf at `since` or later moved a ref; 204 with a jittered
/// Retry-After where that does not come to pass within `wait` seconds.
pub async fn changes(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    uri: Uri,
) -> Result<Response, Fault> {
    may_follow(&vault)?;
    let Wait { since, wait } = access::query(&uri)?;
    if wait > MAX_WAIT_SECS {
        return Err(Fault::with(Code::BadRequest, format!("wait is at most {MAX_WAIT_SECS} seconds")));
    }
    let notify = shared.wakes.of(vault.owner);
    let ends = Instant::now() + Duration::from_secs(wait);
    let grown = loop {
        let woken = notify.notified();
        tokio::pin!(woken);
        // Registered before the head is read: a commit in between wakes this wait.
        woken.as_mut().enable();
        if shared.site.service.moved_since(vault.owner, since).await? {
            break true;
        }
        if shared.draining.load(Ordering::SeqCst) || timeout_at(ends, woken).await.is_err() {
            break false;
        }
    };
    shared.wakes.leave(vault.owner, notify);
    if grown {
        return Ok(head(shared.site.service.head(vault.owner).await?));
    }
    Ok((StatusCode::NO_CONTENT, [(RETRY_AFTER, jitter().to_string())]).into_response())
}

/// Seconds that spread those who ask again, from 1 to 4.
fn jitter() -> u64 {
    let mut byte = [0];
    // Without randomness all ask again at once, which is a matter of load only.
    let _ = getrandom::fill(&mut byte);
    1 + u64::from(byte.first().copied().unwrap_or(0) % 4)
}
