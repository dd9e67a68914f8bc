//! What a server says of itself and of a vault's size, and what it answers where there is no route.

use super::access::VaultAccess;
use super::fault::Fault;
use super::{Shared, body, quota};
use crate::protocol::limits;
use crate::protocol::problem::Code;
use crate::protocol::routes::MAX_WAIT_SECS;
use crate::protocol::wire::{Collected, Limits, ServerConfig, Usage};
use crate::server::accounts::Scopes;
use crate::server::export::ExportError;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// `GET /healthz`.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`.
pub async fn readyz(State(shared): State<Arc<Shared>>) -> Result<&'static str, Fault> {
    if shared.draining.load(Ordering::SeqCst) {
        return Err(Fault::with(Code::Unavailable, "the server is shutting down"));
    }
    shared.site.accounts.server_name("").await?;
    Ok("ready\n")
}

/// `GET /v1/config`.
pub async fn config(State(shared): State<Arc<Shared>>) -> Json<ServerConfig> {
    Json(ServerConfig {
        version: 1,
        name: shared.site.name.clone(),
        log_key: hex::encode(shared.site.service.signer().log_key()),
        limits: Limits {
            object_bytes: limits::MAX_OBJECT_LEN as u64,
            ref_bytes: limits::MAX_REF_BODY_LEN as u64,
            commit_refs: limits::MAX_COMMIT_REFS as u64,
            commit_bytes: limits::MAX_COMMIT_LEN as u64,
            check_ids: limits::MAX_CHECK_IDS as u64,
            leaf_page: limits::MAX_LEAF_PAGE as u64,
            wait_seconds: MAX_WAIT_SECS,
        },
    })
}

/// `GET .../usage`.
pub async fn usage(State(shared): State<Arc<Shared>>, vault: VaultAccess) -> Result<Json<Usage>, Fault> {
    vault.require(Scopes::READ)?;
    let stored_bytes = shared.site.service.stored_bytes(vault.owner).await?;
    Ok(Json(Usage { stored_bytes, quota_bytes: quota::of(&shared, vault.owner).await? }))
}

/// `POST .../collect`: what nothing needs and whose grace is over.
pub async fn collect(State(shared): State<Arc<Shared>>, vault: VaultAccess) -> Result<Response, Fault> {
    vault.require(Scopes::WRITE)?;
    let (objects, bytes) = shared.site.service.collect(vault.owner).await?;
    quota::settle(&shared, vault.owner, std::iter::empty());
    Ok(body::cbor(&Collected { objects, bytes }))
}

/// `GET .../export`: the archive of the whole vault, without an index. What goes wrong on the way breaks it off.
pub async fn export(State(shared): State<Arc<Shared>>, vault: VaultAccess) -> Result<Response, Fault> {
    vault.require(Scopes::READ)?;
    vault.require(Scopes::LOG)?;
    let (sender, receiver) = tokio::sync::mpsc::channel(4);
    let (owner, caller, origin) = (vault.owner, vault.caller(), vault.origin().clone());
    tokio::spawn(async move {
        match shared.site.service.export(owner, (caller, &origin), &sender).await {
            Ok(()) | Err(ExportError::Gone) => {}
            Err(failed) => {
                tracing::warn!("an export broke off: {failed}");
                // Where nobody reads any more there is nobody to tell.
                let _ = sender.send(Err(failed)).await;
            }
        }
    });
    let pieces = futures::stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
    Ok(([(CONTENT_TYPE, "application/x-tar")], Body::from_stream(pieces)).into_response())
}

/// Where there is no route.
pub async fn no_route() -> Fault {
    Fault::new(Code::NotFound)
}

/// Where the route does not take the method.
pub async fn no_method() -> Fault {
    Fault::new(Code::MethodNotAllowed)
}
