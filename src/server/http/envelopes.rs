//! Envelopes: put and revoked by who may write to the vault, listed by who may read it; fetched and reported on by whom
//! they are for, who needs no role in the vault.

use super::access::{self, VaultAccess};
use super::auth::Session;
use super::fault::Fault;
use super::{Shared, body};
use crate::protocol::ids::EnvelopeId;
use crate::protocol::limits::MAX_ENVELOPE_LEN;
use crate::protocol::problem::Code;
use crate::protocol::sharing::{Fetched, Opening, PutEnvelope};
use crate::server::accounts::Scopes;
use axum::body::Body;
use axum::extract::{FromRequestParts as _, State};
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

/// Bytes around an envelope when it is put.
const PUT_OVERHEAD: usize = 64;

/// `GET .../envelopes`.
pub async fn list(State(shared): State<Arc<Shared>>, vault: VaultAccess) -> Result<Response, Fault> {
    vault.require(Scopes::READ)?;
    let envelopes = shared.site.service.envelopes(vault.owner).await?;
    vault.note_read();
    Ok(body::cbor(&envelopes))
}

/// `GET /v1/envelopes`: those for whoever asks.
pub async fn inbox(State(shared): State<Arc<Shared>>, session: Session) -> Result<Response, Fault> {
    if !session.token.scopes.has(Scopes::READ) {
        return Err(Fault::with(Code::Forbidden, "this needs the scope vault:read"));
    }
    Ok(body::cbor(&shared.site.service.inbox(session.token.user.id).await?))
}

/// `PUT .../envelopes/{envelope}`.
pub async fn put(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Result<StatusCode, Fault> {
    let (mut parts, body) = request.into_parts();
    let vault = VaultAccess::from_request_parts(&mut parts, &shared).await?;
    vault.require(Scopes::WRITE)?;
    let id = vault.envelope()?;
    let limit = MAX_ENVELOPE_LEN + PUT_OVERHEAD;
    let asked: PutEnvelope = body::read_cbor(&shared, &parts.headers, body, limit).await?;
    let named = crate::protocol::envelope::Envelope::parse(&asked.envelope);
    if named.is_ok_and(|envelope| envelope.body.id != id) {
        return Err(Fault::with(Code::BadRequest, "the path names another envelope"));
    }
    let put = (asked.recipient, &asked.envelope[..]);
    shared.site.service.put_envelope(vault.owner, vault.by(), put).await?;
    Ok(StatusCode::CREATED)
}

/// `GET .../envelopes/{envelope}`.
pub async fn get(State(shared): State<Arc<Shared>>, vault: VaultAccess) -> Result<Response, Fault> {
    vault.require(Scopes::READ)?;
    let id = vault.envelope()?;
    let found = shared.site.service.fetch_envelope(vault.owner, vault.by(), id).await?;
    match found.ok_or_else(|| Fault::new(Code::NotFound))? {
        Fetched::Envelope(bytes) => {
            Ok(([(axum::http::header::CONTENT_TYPE, crate::protocol::routes::CBOR)], bytes).into_response())
        }
        Fetched::Expired => Err(Fault::new(Code::Expired)),
        Fetched::Revoked => Err(Fault::new(Code::Revoked)),
    }
}

/// `POST .../envelopes/{envelope}/openings`.
pub async fn report(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Result<StatusCode, Fault> {
    let (mut parts, body) = request.into_parts();
    let vault = VaultAccess::from_request_parts(&mut parts, &shared).await?;
    vault.require(Scopes::READ)?;
    let id = vault.envelope()?;
    let opening: Opening = body::read_cbor(&shared, &parts.headers, body, PUT_OVERHEAD).await?;
    let known = shared.site.service.report_opening(vault.owner, vault.by(), (id, opening)).await?;
    if known { Ok(StatusCode::NO_CONTENT) } else { Err(Fault::new(Code::NotFound)) }
}

/// `DELETE .../envelopes/{envelope}`.
pub async fn revoke(State(shared): State<Arc<Shared>>, vault: VaultAccess) -> Result<StatusCode, Fault> {
    vault.require(Scopes::WRITE)?;
    let id = vault.envelope()?;
    let known = shared.site.service.revoke_envelope(vault.owner, vault.by(), id).await?;
    if known { Ok(StatusCode::NO_CONTENT) } else { Err(Fault::new(Code::NotFound)) }
}

impl VaultAccess {
    fn envelope(&self) -> Result<EnvelopeId, Fault> {
        let id = access::find(self.params(), "envelope").and_then(|text| EnvelopeId::parse(text).ok());
        id.ok_or_else(|| Fault::with(Code::BadRequest, "an envelope is named by 32 hex digits"))
    }
}
