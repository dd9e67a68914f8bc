//! The public identities of users: each publishes its own, and whoever was told the id of a personal vault may read
//! the card of that person. There is no list: nobody learns here who else uses the server.

use super::auth::Session;
use super::fault::Fault;
use super::{Shared, access, body};
use crate::protocol::card::{CARD_FORMAT, Card, MAX_CARD_LEN};
use crate::protocol::cbor;
use crate::protocol::ids::OwnerId;
use crate::protocol::problem::Code;
use crate::protocol::routes::CBOR;
use crate::server::accounts::Scopes;
use axum::body::Body;
use axum::extract::{FromRequestParts as _, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

/// `GET /v1/cards/{owner}`.
pub async fn get(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Result<Response, Fault> {
    let (mut parts, _) = request.into_parts();
    Session::from_request_parts(&mut parts, &shared).await?;
    let owner = owner(&mut parts, &shared).await?;
    let card = shared.site.accounts.card(owner).await?.ok_or_else(|| Fault::new(Code::NotFound))?;
    Ok(([(CONTENT_TYPE, CBOR)], card).into_response())
}

/// `PUT /v1/cards/{owner}`: of whoever asks. Its signatures are for those who read it.
pub async fn put(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Result<StatusCode, Fault> {
    let (mut parts, body) = request.into_parts();
    let session = Session::from_request_parts(&mut parts, &shared).await?;
    if !session.token.scopes.has(Scopes::KEYS) {
        return Err(Fault::with(Code::Forbidden, "this needs the scope keys:write"));
    }
    let owner = owner(&mut parts, &shared).await?;
    let card: Card = body::read_cbor(&shared, &parts.headers, body, MAX_CARD_LEN).await?;
    if card.format != CARD_FORMAT || card.owner != owner {
        return Err(Fault::with(Code::Refused, "not the card of this vault"));
    }
    let bytes = cbor::encode(&card);
    let (user, now_us) = (session.token.user.id, shared.site.service.time_us());
    match shared.site.accounts.put_card(user, (owner, &bytes), now_us).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Fault::with(Code::VaultTaken, "somebody else has published a card for this vault")),
    }
}

async fn owner(parts: &mut Parts, shared: &Arc<Shared>) -> Result<OwnerId, Fault> {
    let params = access::path_params(parts, shared).await?;
    let owner = access::find(&params, "owner").and_then(|text| OwnerId::parse(text).ok());
    owner.ok_or_else(|| Fault::with(Code::BadRequest, "a personal vault is named by 32 hex digits"))
}
