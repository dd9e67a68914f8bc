//! Heads, leaves and proofs.

use super::access::{self, VaultAccess};
use super::fault::Fault;
use super::{Shared, body};
use crate::protocol::exchange::Head;
use crate::protocol::ids::Digest;
use crate::protocol::problem::Code;
use crate::protocol::routes::{KEYFILE_VERSION, MAX_WAIT_SECS};
use crate::protocol::wire::{Hashes, Leaves};
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
struct Wait {
    since: u64,
    #[serde(default)]
    wait: u64,
}

/// `GET .../changes?since=&wait=`: the head as soon as the log has more than `since` leaves; 204 with a jittered
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
        if shared.site.service.log_size(vault.owner).await? > since {
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
