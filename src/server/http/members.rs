//! The members of a vault. A user is named by an id that nobody can guess, so that who may add members learns nothing
//! of who else uses the server.

use super::access::{self, VaultAccess};
use super::fault::Fault;
use super::{Shared, body};
use crate::protocol::ids::ActorId;
use crate::protocol::problem::Code;
use crate::protocol::wire::{MemberInfo, MemberRequest, Members};
use crate::server::accounts::{Role, Scopes};
use crate::server::members::MemberChange;
use axum::Json;
use axum::body::Body;
use axum::extract::{FromRequestParts as _, State};
use axum::http::{Request, StatusCode};
use std::sync::Arc;

/// `GET .../members`.
pub async fn list(State(shared): State<Arc<Shared>>, vault: VaultAccess) -> Result<Json<Members>, Fault> {
    vault.require(Scopes::READ)?;
    let members = shared.site.accounts.members_of(vault.owner).await?;
    vault.note_read();
    let members = members.into_iter().map(|member| MemberInfo {
        user_id: member.user.id.to_string(),
        user: member.user.name,
        role: member.role.as_str().to_owned(),
        since: member.since_us / 1_000_000,
    });
    Ok(Json(Members { members: members.collect() }))
}

/// `PUT .../members/{user}`: gives a role.
pub async fn set(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Result<StatusCode, Fault> {
    let (mut parts, body) = request.into_parts();
    let vault = VaultAccess::from_request_parts(&mut parts, &shared).await?;
    let user = vault.member()?;
    vault.require(Scopes::KEYS)?;
    let asked: MemberRequest = body::read_json(&shared, &parts.headers, body).await?;
    let role = Role::parse(&asked.role);
    let role = role.ok_or_else(|| Fault::with(Code::BadRequest, "role is owner, admin, member or reader"))?;
    change(&shared, &vault, (user, Some(role))).await
}

/// `DELETE .../members/{user}`: takes the role away. One's own may always be given up.
pub async fn remove(State(shared): State<Arc<Shared>>, vault: VaultAccess) -> Result<StatusCode, Fault> {
    let user = vault.member()?;
    let leaves = user == vault.session.token.user.id && vault.session.token.scopes.has(Scopes::KEYS);
    if !leaves {
        vault.require(Scopes::KEYS)?;
    }
    change(&shared, &vault, (user, None)).await
}

async fn change(
    shared: &Shared,
    vault: &VaultAccess,
    (user, role): (ActorId, Option<Role>),
) -> Result<StatusCode, Fault> {
    let me = vault.session.token.user.id;
    let who = (vault.by(), Some(me));
    let changed = shared.site.service.change_member(vault.owner, who, (user, role)).await?;
    match changed {
        MemberChange::Done => {
            shared.tokens.forget_roles(vault.owner);
            shared.wakes.wake(vault.owner);
            Ok(StatusCode::NO_CONTENT)
        }
        MemberChange::Same => Ok(StatusCode::NO_CONTENT),
        MemberChange::Unknown => Err(Fault::new(Code::NotFound)),
        MemberChange::NotAllowed => {
            vault.deny();
            Err(Fault::with(Code::Forbidden, "your role does not allow that"))
        }
        MemberChange::LastOwner => Err(Fault::with(Code::Refused, "a vault needs an owner")),
        MemberChange::Personal => Err(Fault::with(Code::Refused, "a personal vault is of one person")),
    }
}

impl VaultAccess {
    fn member(&self) -> Result<ActorId, Fault> {
        let mut id = [0; 16];
        let text = access::find(self.params(), "user").unwrap_or_default();
        let lower = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        match hex::decode_to_slice(text, &mut id) {
            Ok(()) if lower => Ok(ActorId(id)),
            _ => Err(Fault::with(Code::BadRequest, "a user is named by 32 hex digits")),
        }
    }
}
