//! Commits.

use super::access::VaultAccess;
use super::fault::Fault;
use super::{Shared, body, metrics, quota};
use crate::protocol::exchange::Swap;
use crate::protocol::limits::{MAX_CHECK_IDS, MAX_COMMIT_LEN};
use crate::protocol::problem::Code;
use crate::protocol::refs::{Action, Commit, Ref, RefBody, RefName};
use crate::protocol::wire::{CommitRequest, Done, Ids, Refs};
use crate::server::accounts::Scopes;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// `POST .../commits`.
pub async fn commit(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Fault> {
    let may_write = vault.may(Scopes::WRITE);
    if !may_write && !vault.may(Scopes::CREATE_ONLY) {
        vault.require(Scopes::WRITE)?;
    }
    let asked: CommitRequest = body::read_cbor(&shared, &headers, body, MAX_COMMIT_LEN).await?;
    let commit = asked.into_commit().ok_or_else(|| Fault::new(Code::PreconditionRequired))?;
    authorise(&vault, &commit, may_write)?;
    let bodies = commit.changes.iter().map(|change| change.body.len_bytes() as u64).sum();
    quota::check_now(&shared, vault.owner, bodies).await?;
    match shared.site.service.commit(vault.owner, vault.by(), &commit).await? {
        Swap::Done(receipt) => {
            metrics::commit("done", &commit);
            let added = commit.changes.iter().flat_map(|change| &change.added);
            quota::settle(&shared, vault.owner, added);
            shared.wakes.wake(vault.owner);
            Ok(body::cbor(&Done::from(receipt)))
        }
        Swap::Conflict { refs } => {
            metrics::commit("conflict", &commit);
            Ok(conflict(refs, &commit, may_write))
        }
    }
}

/// Keyfile and roster need a scope of their own; a create-only token makes new sessions and nothing else.
fn authorise(vault: &VaultAccess, commit: &Commit, may_write: bool) -> Result<(), Fault> {
    if commit.changes.iter().any(|change| change.name.session_tag().is_none()) {
        vault.require(Scopes::KEYS)?;
    }
    let creates = commit.changes.iter().all(|change| {
        change.expected == 0
            && change.action == Action::Sync
            && change.dropped.is_empty()
            && matches!(change.body, RefBody::Session { .. })
    });
    if may_write || creates {
        return Ok(());
    }
    vault.deny();
    Err(Fault::with(Code::Forbidden, "this token only makes new sessions"))
}

/// 409 where the keyfile moved, else 412; with every ref that moved. Who may not read gets the keyfile alone.
fn conflict(mut refs: Vec<Ref>, commit: &Commit, may_read: bool) -> Response {
    let keyfile = RefName::keyfile();
    let moves_keyfile = commit.changes.iter().any(|change| change.name == keyfile);
    let keyfile_moved = !moves_keyfile && refs.iter().any(|moved| moved.name == keyfile);
    let status = if keyfile_moved { StatusCode::CONFLICT } else { StatusCode::PRECONDITION_FAILED };
    if !may_read {
        refs.retain(|moved| moved.name == keyfile);
    }
    (status, body::cbor(&Refs { refs })).into_response()
}

/// `POST .../adopt`: a log that began elsewhere, from pages that were stored as objects.
pub async fn adopt(
    State(shared): State<Arc<Shared>>,
    vault: VaultAccess,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Fault> {
    vault.require(Scopes::KEYS)?;
    let pages: Ids = body::read_cbor(&shared, &headers, body, MAX_CHECK_IDS * 34 + 64).await?;
    if pages.ids.len() > MAX_CHECK_IDS {
        return Err(Fault::new(Code::TooLarge));
    }
    let head = shared.site.service.adopt(vault.owner, &pages.ids).await?;
    quota::settle(&shared, vault.owner, pages.ids.iter());
    shared.wakes.wake(vault.owner);
    Ok(super::log::head(head))
}
