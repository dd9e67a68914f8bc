//! Invites, tokens, and the vaults of a user.

use super::auth::Session;
use super::fault::Fault;
use super::{Shared, access, body};
use crate::protocol::ids::{ActorId, OwnerId};
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::problem::Code;
use crate::protocol::token::{Credential, Grant, ID_LEN};
use crate::protocol::wire::{
    InviteGranted, InviteRequest, TokenGranted, TokenInfo, TokenRequest, Tokens, VaultInfo, VaultRequest,
    Vaults, Whoami,
};
use crate::server::accounts::{
    DEVICE_INVITE_US, Founded, INVITE_US, NewInvite, NewToken, NoRandomness, RECOVERY_INVITE_US, Scopes,
    TOKEN_US, Token, User, is_name, new_credential,
};
use crate::server::store::NewVault;
use axum::Json;
use axum::body::Body;
use axum::extract::{FromRequestParts as _, State};
use axum::http::{HeaderMap, Request, StatusCode};
use std::sync::Arc;

const SECOND_US: u64 = 1_000_000;

impl From<NoRandomness> for Fault {
    fn from(_: NoRandomness) -> Self {
        Self::new(Code::Internal)
    }
}

/// `GET /v1/whoami`.
pub async fn whoami(session: Session) -> Json<Whoami> {
    let User { id, name, .. } = &session.token.user;
    Json(Whoami { user_id: id.to_string(), user: name.clone(), token: info(&session.token) })
}

/// `GET /v1/tokens`.
pub async fn tokens(State(shared): State<Arc<Shared>>, session: Session) -> Result<Json<Tokens>, Fault> {
    let tokens = shared.site.accounts.tokens_of(session.token.user.id).await?;
    Ok(Json(Tokens { tokens: tokens.iter().map(info).collect() }))
}

fn info(token: &Token) -> TokenInfo {
    TokenInfo {
        id: hex::encode(token.id),
        label: token.label.clone(),
        scopes: token.scopes.names(),
        created: token.created_us / SECOND_US,
        last_used: token.last_used_us.map(|time| time / SECOND_US),
        expires: token.expires_us / SECOND_US,
        revoked: token.revoked_us.map(|time| time / SECOND_US),
    }
}

/// `POST /v1/tokens`: a token for an invite. Every invite that cannot be used gets the same answer.
pub async fn grant(
    State(shared): State<Arc<Shared>>,
    request: Request<Body>,
) -> Result<(StatusCode, Json<TokenGranted>), Fault> {
    let (parts, body) = request.into_parts();
    shared.limiter.stranger(access::peer(&parts, &shared))?;
    let asked: TokenRequest = body::read_json(&shared, &parts.headers, body).await?;
    if !is_name(&asked.label) {
        return Err(Fault::with(Code::BadRequest, "a label has 1 to 64 characters, none of them a control"));
    }
    let refused = || Fault::with(Code::Unauthorised, "this invite cannot be used");
    let invite = Credential::parse(Grant::Invite, asked.invite.trim()).map_err(|_| refused())?;
    let credential = new_credential()?;
    let now_us = shared.site.service.time_us();
    let token = NewToken {
        id: credential.id,
        secret_hash: credential.secret_hash(),
        label: asked.label,
        created_us: now_us,
        expires_us: now_us + TOKEN_US,
    };
    let new_user = ActorId(new_credential()?.id);
    let user = shared.site.accounts.redeem((invite.id, invite.secret_hash()), &token, new_user).await?;
    let user = user.ok_or_else(refused)?;
    let granted = TokenGranted {
        token: credential.to_text(Grant::Token).to_string(),
        user: user.name,
        expires: token.expires_us / SECOND_US,
    };
    Ok((StatusCode::CREATED, Json(granted)))
}

/// `DELETE /v1/tokens/{id}`: of whoever asks.
pub async fn revoke(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Result<StatusCode, Fault> {
    let (mut parts, _) = request.into_parts();
    let session = Session::from_request_parts(&mut parts, &shared).await?;
    let params = access::path_params(&mut parts, &shared).await?;
    let mut id = [0u8; ID_LEN];
    let text = access::find(&params, "token").unwrap_or_default();
    hex::decode_to_slice(text, &mut id).map_err(|_| Fault::new(Code::NotFound))?;
    let now_us = shared.site.service.time_us();
    let revoked = shared.site.accounts.revoke_token(session.token.user.id, id, now_us).await?;
    shared.tokens.forget(&id);
    if revoked { Ok(StatusCode::NO_CONTENT) } else { Err(Fault::new(Code::NotFound)) }
}

/// `POST /v1/invites`: for another machine of whoever asks, or, by an administrator, for somebody else.
pub async fn invite(
    State(shared): State<Arc<Shared>>,
    session: Session,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<InviteGranted>), Fault> {
    let asked: InviteRequest = body::read_json(&shared, &headers, body).await?;
    let own = &session.token.user.name;
    let user = asked.user.unwrap_or_else(|| own.clone());
    let own_machine = user == *own;
    let may_invite = session.token.user.admin && session.token.scopes.has(Scopes::ADMIN);
    if !own_machine && !may_invite {
        return Err(Fault::with(Code::Forbidden, "only an administrator invites others"));
    }
    if !is_name(&user) {
        return Err(Fault::with(Code::BadRequest, "a name has 1 to 64 characters, none of them a control"));
    }
    if asked.recovery && (!own_machine || !session.token.scopes.has(Scopes::DEVICE)) {
        return Err(Fault::with(Code::Forbidden, "a recovery sheet is for a whole machine of one's own"));
    }
    // No machine gives another one more than it has itself.
    let scopes = session.token.scopes.within(Scopes::DEVICE);
    if !scopes.has(Scopes::WRITE) {
        return Err(Fault::with(Code::Forbidden, "this needs the scope vault:write"));
    }
    let credential = new_credential()?;
    let now_us = shared.site.service.time_us();
    let invite = NewInvite {
        id: credential.id,
        secret_hash: credential.secret_hash(),
        user,
        admin: false,
        scopes,
        created_us: now_us,
        expires_us: now_us
            + match (asked.recovery, own_machine) {
                (true, _) => RECOVERY_INVITE_US,
                (false, true) => DEVICE_INVITE_US,
                (false, false) => INVITE_US,
            },
    };
    if asked.recovery {
        // Of several sheets only the newest lets a machine in.
        shared.site.accounts.end_recovery_invites(&invite.user, now_us).await?;
    }
    shared.site.accounts.add_invite(&invite).await?;
    let granted = InviteGranted {
        invite: credential.to_text(Grant::Invite).to_string(),
        user: invite.user,
        expires: invite.expires_us / SECOND_US,
    };
    Ok((StatusCode::CREATED, Json(granted)))
}

/// `GET /v1/vaults`.
pub async fn vaults(State(shared): State<Arc<Shared>>, session: Session) -> Result<Json<Vaults>, Fault> {
    let vaults = shared.site.accounts.vaults_of(session.token.user.id).await?;
    let vaults = vaults.into_iter().map(|one| VaultInfo {
        owner: one.owner.to_string(),
        kind: kind_text(one.kind).to_owned(),
        role: one.role.as_str().to_owned(),
        log_size: one.log_size,
    });
    Ok(Json(Vaults { vaults: vaults.collect() }))
}

fn kind_text(kind: OwnerKind) -> &'static str {
    match kind {
        OwnerKind::User => "user",
        OwnerKind::Team => "team",
    }
}

/// `PUT /v1/vaults/{vault}`: makes a vault; again by the same user is no error.
pub async fn found(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Result<StatusCode, Fault> {
    let (mut parts, body) = request.into_parts();
    let session = Session::from_request_parts(&mut parts, &shared).await?;
    if !session.token.scopes.has(Scopes::KEYS) {
        return Err(Fault::with(Code::Forbidden, "this needs the scope keys:write"));
    }
    let params = access::path_params(&mut parts, &shared).await?;
    let owner = access::find(&params, "vault").and_then(|text| OwnerId::parse(text).ok());
    let owner = owner.ok_or_else(|| Fault::with(Code::BadRequest, "a vault is named by 32 hex digits"))?;
    let asked: VaultRequest = body::read_json(&shared, &parts.headers, body).await?;
    let kind = match asked.kind.as_str() {
        "user" => OwnerKind::User,
        "team" => OwnerKind::Team,
        _ => return Err(Fault::with(Code::BadRequest, "kind is user or team")),
    };
    let service = &shared.site.service;
    let vault =
        NewVault { owner, kind, created_us: service.time_us(), checkpoint: service.empty_head(owner) };
    match shared.site.accounts.found(&vault, session.token.user.id).await? {
        Founded::Made => Ok(StatusCode::CREATED),
        Founded::Had => Ok(StatusCode::OK),
        Founded::Taken => Err(Fault::new(Code::VaultTaken)),
    }
}
