//! Refs, one or by pages.

use super::access::{self, VaultAccess};
use super::fault::Fault;
use super::{Shared, body};
use crate::protocol::problem::Code;
use crate::protocol::refs::RefName;
use crate::protocol::wire::Refs;
use crate::server::accounts::Scopes;
use axum::extract::State;
use axum::http::header::{ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::sync::Arc;

/// `GET .../refs/{name}`.
pub async fn get(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let name = vault.ref_name()?;
    // The keyfile opens nothing without the secret, and without it a create-only token could make nothing.
    if name != RefName::keyfile() || !vault.may(Scopes::CREATE_ONLY) {
        vault.require(Scopes::READ)?;
    }
    let found = shared.site.service.get_ref(vault.owner, &name).await?;
    let found = found.ok_or_else(|| Fault::new(Code::NotFound))?;
    let etag = format!("\"{}\"", found.version);
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim() == etag)) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, etag)]).into_response());
    }
    vault.note_read();
    Ok(([(ETAG, etag)], body::cbor(&found)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    after: Option<String>,
    limit: Option<usize>,
}

/// `GET .../refs?after=&limit=`.
pub async fn list(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    uri: Uri,
) -> Result<Response, Fault> {
    vault.require(Scopes::READ)?;
    let page: Page = access::query(&uri)?;
    let after = page.after.map(|name| RefName::parse(&name)).transpose();
    let after = after.map_err(|_| Fault::with(Code::BadRequest, "after is not a ref name"))?;
    let limit = page.limit.unwrap_or(usize::MAX);
    let refs = shared.site.service.list_refs(vault.owner, after.as_ref(), limit).await?;
    vault.note_read();
    Ok(body::cbor(&Refs { refs }))
}
