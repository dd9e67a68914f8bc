//! What surrounds every request: an id, a log line without content, and a net under panics.

use super::fault::Fault;
use super::{Shared, access, metrics};
use crate::protocol::problem::Code;
use axum::body::{Body, HttpBody as _};
use axum::extract::{MatchedPath, State};
use axum::http::header::{CONTENT_LENGTH, HeaderMap, HeaderValue};
use axum::http::{HeaderName, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

/// The header that names a request in answer and log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Runs a request and logs it: method, route (its template: paths name vaults and objects), status, bytes, time.
pub async fn observe(State(shared): State<Arc<Shared>>, request: Request<Body>, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let received = length(request.headers());
    let (parts, body) = request.into_parts();
    let peer = access::peer(&parts, &shared);
    let id = request_id();
    let run = AssertUnwindSafe(next.run(Request::from_parts(parts, body))).catch_unwind();
    // The panic's message may hold what must not be shown; the hook has told the place.
    let mut response = run.await.unwrap_or_else(|_| Fault::new(Code::Internal).into_response());
    let status = response.status().as_u16();
    metrics::request(&method, route.as_deref(), (status, started.elapsed()));
    metrics::bytes(received, response.body().size_hint().exact().unwrap_or(0));
    tracing::info!(
        target: "han::access",
        request = id,
        method = method.as_str(),
        route = route.as_deref().unwrap_or("none"),
        status,
        received,
        sent = response.body().size_hint().exact().unwrap_or(0),
        millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        peer = %peer,
    );
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The declared length of a body; 0 where none is declared.
fn length(headers: &HeaderMap) -> u64 {
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    declared.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Random, so that it says nothing of how many requests there were.
fn request_id() -> String {
    let mut bytes = [0u8; 8];
    // Without randomness the id is zeros, and the log line still stands.
    let _ = getrandom::fill(&mut bytes);
    hex::encode(bytes)
}
