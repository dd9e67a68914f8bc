//! Objects: ciphertext by its hash.

use super::access::VaultAccess;
use super::body::{self, Incoming};
use super::fault::Fault;
use super::range::Part;
use super::{Shared, quota};
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::protocol::limits::{MAX_CHECK_IDS, MAX_OBJECT_LEN};
use crate::protocol::problem::Code;
use crate::protocol::routes::OCTETS;
use crate::protocol::wire::Ids;
use crate::server::Span;
use crate::server::accounts::Scopes;
use crate::server::objects::Stored;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderValue,
    IF_NONE_MATCH, RANGE,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Bytes of a check's body.
const MAX_CHECK_LEN: usize = MAX_CHECK_IDS * 34 + 64;

/// `PUT .../objects/{id}`.
pub async fn put(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Fault> {
    if !vault.may(Scopes::CREATE_ONLY) {
        vault.require(Scopes::WRITE)?;
    }
    let id = vault.object()?;
    let len = body::declared_len(&headers, &body, MAX_OBJECT_LEN)?;
    quota::check(&shared, vault.owner, len as u64).await?;
    // Counted from now on, so that uploads at one time cannot pass the quota together.
    quota::reserve(&shared, vault.owner, id, len as u64);
    // No byte beyond the declared length is taken.
    let body = Incoming::new(&shared, body, len).into_stream();
    let stored = shared.site.service.put_stream(vault.owner, id, len as u64, body).await;
    if !matches!(stored, Ok(Stored::Created)) {
        quota::release(&shared, vault.owner, id);
    }
    stored?;
    Ok(StatusCode::CREATED)
}

/// `GET` and `HEAD .../objects/{id}`.
pub async fn get(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    vault.require(Scopes::READ)?;
    let id = vault.object()?;
    let size = shared.site.service.object_len(vault.owner, id).await?;
    let size = size.ok_or_else(|| Fault::new(Code::NotFound))?;
    let etag = format!("\"{id}\"");
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if text(IF_NONE_MATCH).is_some_and(|known| known.split(',').any(|one| one.trim() == etag)) {
        return Ok((StatusCode::NOT_MODIFIED, about(&etag)).into_response());
    }
    match Part::parse(text(RANGE), size) {
        Part::Beyond => {
            let mut response = Fault::new(Code::BadRange).into_response();
            if let Ok(value) = HeaderValue::from_str(&format!("bytes */{size}")) {
                response.headers_mut().insert(CONTENT_RANGE, value);
            }
            Ok(response)
        }
        Part::Whole => {
            let body = send(&shared, (vault.owner, id), (Span::Whole, size, &method)).await?;
            vault.note_read_by(&method);
            Ok((StatusCode::OK, about(&etag), body).into_response())
        }
        Part::Some(part) => {
            let span = Span::Between(part.start, part.end);
            let range = [(CONTENT_RANGE, format!("bytes {}-{}/{size}", part.start, part.end - 1))];
            let body = send(&shared, (vault.owner, id), (span, part.end - part.start, &method)).await?;
            vault.note_read_by(&method);
            Ok((StatusCode::PARTIAL_CONTENT, about(&etag), range, body).into_response())
        }
    }
}

/// A part of an object as a body; of a `HEAD` only its length is sent.
async fn send(
    shared: &Shared,
    (owner, id): (OwnerId, ObjectId),
    (span, len, method): (Span, u64, &Method),
) -> Result<Response, Fault> {
    let len = len.to_string();
    if method == Method::HEAD {
        return Ok(([(CONTENT_LENGTH, len)], Body::empty()).into_response());
    }
    let reading = shared.site.service.get_stream(owner, id, span).await?;
    Ok(([(CONTENT_LENGTH, len)], Body::from_stream(reading.body)).into_response())
}

/// The headers of an object: it never changes, and is for whoever may read the vault.
fn about(etag: &str) -> [(axum::http::HeaderName, HeaderValue); 4] {
    let etag = HeaderValue::from_str(etag).unwrap_or(HeaderValue::from_static("\"\""));
    [
        (CONTENT_TYPE, HeaderValue::from_static(OCTETS)),
        (ETAG, etag),
        (CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable")),
        (ACCEPT_RANGES, HeaderValue::from_static("bytes")),
    ]
}

/// `POST .../objects:check`.
pub async fn check(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Fault> {
    if !vault.may(Scopes::CREATE_ONLY) {
        vault.require(Scopes::READ)?;
    }
    let asked: Ids = body::read_cbor(&shared, &headers, body, MAX_CHECK_LEN).await?;
    let ids = shared.site.service.missing(vault.owner, &asked.ids).await?;
    Ok(body::cbor(&Ids { ids }))
}
