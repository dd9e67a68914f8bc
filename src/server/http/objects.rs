//! Objects: ciphertext by its hash.

use super::access::VaultAccess;
use super::body::{self, Incoming};
use super::fault::Fault;
use super::{Shared, quota, range};
use crate::protocol::limits::{MAX_CHECK_IDS, MAX_OBJECT_LEN};
use crate::protocol::problem::Code;
use crate::protocol::routes::OCTETS;
use crate::protocol::wire::Ids;
use crate::server::ServiceError;
use crate::server::accounts::Scopes;
use crate::server::objects::read::{Reading, Span};
use crate::server::objects::{ObjectError, Stored};
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
    let (service, etag) = (&shared.site.service, format!("\"{id}\""));
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let known = text(IF_NONE_MATCH).is_some_and(|known| known.split(',').any(|one| one.trim() == etag));
    let span = range::span(text(RANGE));
    if !known && method == Method::GET {
        // One job of the file system finds the object, its length and its first bytes.
        return match service.get_stream(vault.owner, id, span).await {
            Ok(Reading { len, range, body }) => {
                vault.note_read();
                Ok(part(&etag, span, (range, len), Body::from_stream(body)))
            }
            Err(ServiceError::Object(ObjectError::NoRange { len })) => Ok(no_range(len)),
            Err(failed) => Err(failed.into()),
        };
    }
    let len = service.object_len(vault.owner, id).await?;
    let len = len.ok_or_else(|| Fault::new(Code::NotFound))?;
    if known {
        return Ok((StatusCode::NOT_MODIFIED, about(&etag)).into_response());
    }
    Ok(match span.within(len) {
        Some(range) => part(&etag, span, (range, len), Body::empty()),
        None => no_range(len),
    })
}

/// An object or a part of it; the body of a `HEAD` is empty and its length is told all the same.
fn part(etag: &str, span: Span, (range, len): (std::ops::Range<u64>, u64), body: Body) -> Response {
    let sent = [(CONTENT_LENGTH, (range.end - range.start).to_string())];
    if span == Span::Whole {
        return (StatusCode::OK, about(etag), sent, body).into_response();
    }
    let place = [(CONTENT_RANGE, format!("bytes {}-{}/{len}", range.start, range.end - 1))];
    (StatusCode::PARTIAL_CONTENT, about(etag), place, sent, body).into_response()
}

/// A range without a byte of the object.
fn no_range(len: u64) -> Response {
    let mut response = Fault::new(Code::BadRange).into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("bytes */{len}")) {
        response.headers_mut().insert(CONTENT_RANGE, value);
    }
    response
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
