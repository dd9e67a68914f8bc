//! Who asks: the bearer token of a request.

use super::fault::Fault;
use super::{Shared, access};
use crate::protocol::ids::OwnerId;
use crate::protocol::problem::Code;
use crate::protocol::token::{Credential, Grant};
use crate::server::accounts::{GrantId, Role, SEEN_US, TOKEN_US, Token};
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq as _;

/// How long a token and its roles are remembered: so long may a revoked one still work on another node.
pub const CACHE: Duration = Duration::from_secs(30);
/// Tokens in the cache; beyond it the cache is emptied.
const MAX_CACHED: usize = 65_536;

/// Whoever asks, by a token that is good.
#[derive(Clone)]
pub struct Session {
    /// The token, and whose it is.
    pub token: Arc<Token>,
}

/// Tokens seen lately, and the roles of their users.
#[derive(Default)]
pub struct Cache(Mutex<HashMap<GrantId, Cached>>);

struct Cached {
    token: Arc<Token>,
    roles: HashMap<OwnerId, Role>,
    since: Instant,
}

impl Cache {
    fn get(&self, id: &GrantId) -> Option<Arc<Token>> {
        let cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cache.get(id).filter(|cached| cached.since.elapsed() < CACHE).map(|cached| Arc::clone(&cached.token))
    }

    fn put(&self, token: &Arc<Token>) {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= MAX_CACHED {
            cache.clear();
        }
        let cached = Cached { token: Arc::clone(token), roles: HashMap::new(), since: Instant::now() };
        cache.insert(token.id, cached);
    }

    /// Forgets a token: it was revoked here.
    pub fn forget(&self, id: &GrantId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// Forgets every role in a vault: members have changed.
    pub(super) fn forget_roles(&self, owner: OwnerId) {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for cached in cache.values_mut() {
            cached.roles.remove(&owner);
        }
    }

    pub(super) fn role(&self, id: &GrantId, owner: OwnerId) -> Option<Role> {
        let cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cache.get(id).filter(|cached| cached.since.elapsed() < CACHE)?.roles.get(&owner).copied()
    }

    pub(super) fn put_role(&self, id: &GrantId, owner: OwnerId, role: Role) {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cached) = cache.get_mut(id) {
            cached.roles.insert(owner, role);
        }
    }
}

impl FromRequestParts<Arc<Shared>> for Session {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Fault> {
        let peer = access::peer(parts, shared);
        let session = match bearer(parts) {
            Some(credential) => find(shared, &credential).await?,
            None => None,
        };
        let Some(session) = session else {
            shared.limiter.stranger(peer)?;
            return Err(Fault::new(Code::Unauthorised));
        };
        shared.limiter.token(session.token.id)?;
        Ok(session)
    }
}

fn bearer(parts: &Parts) -> Option<Credential> {
    let header = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, text) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    Credential::parse(Grant::Token, text.trim()).ok()
}

/// The session of a token, if the token is good. The secret's hash is compared in constant time, also where the
/// token came from the cache.
async fn find(shared: &Shared, credential: &Credential) -> Result<Option<Session>, Fault> {
    let now_us = shared.site.service.time_us();
    let (token, fresh) = match shared.tokens.get(&credential.id) {
        Some(token) => (token, false),
        None => match shared.site.accounts.token(credential.id).await? {
            Some(token) => (Arc::new(token), true),
            None => return Ok(None),
        },
    };
    let same = bool::from(token.secret_hash.as_bytes().ct_eq(credential.secret_hash().as_bytes()));
    if !same || !token.is_good(now_us) {
        return Ok(None);
    }
    if fresh {
        shared.tokens.put(&token);
        let stale = token.last_used_us.is_none_or(|seen| now_us.saturating_sub(seen) >= SEEN_US);
        if stale {
            shared.site.accounts.touch_token(token.id, now_us, now_us + TOKEN_US).await?;
        }
    }
    Ok(Some(Session { token }))
}
