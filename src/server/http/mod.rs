//! The service over HTTP: `docs/protocol.md`.
//!
//! A request passes the address limit, then the token (found in the tables, cached for `auth::CACHE`), the
//! token's own limit, the role in the vault, and only then a handler reads its body: as a stream, under a limit on
//! bytes really received and a deadline. Handlers hold no lock across a request's body.

mod access;
mod account;
mod auth;
mod body;
mod cards;
mod commits;
mod envelopes;
mod fault;
mod limit;
mod listen;
mod log;
mod members;
mod meta;
pub mod metrics;
mod objects;
mod observe;
pub mod openapi;
mod proxy;
mod quota;
mod range;
mod refs;
mod wake;

pub use limit::Rates;
pub use listen::{ListenError, Running, Tls, bind, run};
pub use proxy::{BadProxy, Proxies};

use super::site::Site;
use crate::protocol::routes;
use axum::Router;
use axum::routing::{delete, get, post, put};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// How a server is run.
#[derive(Clone, Default)]
pub struct Options {
    /// How many requests are taken.
    pub rates: Rates,
    /// What a vault may take up unless something else was set for it; none without a limit.
    pub quota_bytes: Option<u64>,
    /// How long a body may pause; none is `body::PAUSE`.
    pub pause: Option<std::time::Duration>,
    /// The proxies whose word on a client's address counts.
    pub proxies: Proxies,
}

/// What all requests share.
pub struct Shared {
    site: Site,
    options: Options,
    tokens: auth::Cache,
    limiter: limit::Limiter,
    wakes: wake::Wakes,
    quotas: quota::Quotas,
    draining: AtomicBool,
}

impl Shared {
    /// What requests to `site` share.
    pub fn new(site: Site, options: Options) -> Arc<Self> {
        Arc::new(Self {
            limiter: limit::Limiter::new(options.rates),
            site,
            options,
            tokens: auth::Cache::default(),
            wakes: wake::Wakes::default(),
            quotas: quota::Quotas::default(),
            draining: AtomicBool::new(false),
        })
    }

    /// The server.
    pub fn site(&self) -> &Site {
        &self.site
    }
}

/// The routes of a server.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route(routes::HEALTHZ, get(meta::healthz))
        .route(routes::READYZ, get(meta::readyz))
        .route(routes::OPENAPI, get(openapi::serve))
        .route(routes::CONFIG, get(meta::config))
        .route(routes::WHOAMI, get(account::whoami))
        .route(routes::INVITES, post(account::invite))
        .route(routes::TOKENS, get(account::tokens).post(account::grant))
        .route(routes::TOKEN, delete(account::revoke))
        .route(routes::CARD, get(cards::get).put(cards::put))
        .route(routes::VAULTS, get(account::vaults))
        .route(routes::VAULT, put(account::found))
        .route(routes::MEMBERS, get(members::list))
        .route(routes::MEMBER, put(members::set).delete(members::remove))
        .route(routes::USAGE, get(meta::usage))
        .route(routes::COLLECT, post(meta::collect))
        .route(routes::CHECK, post(objects::check))
        .route(routes::OBJECT, get(objects::get).put(objects::put))
        .route(routes::REFS, get(refs::list))
        .route(routes::REF, get(refs::get))
        .route(routes::COMMITS, post(commits::commit))
        .route(routes::INBOX, get(envelopes::inbox))
        .route(routes::ENVELOPES, get(envelopes::list))
        .route(routes::ENVELOPE, get(envelopes::get).put(envelopes::put).delete(envelopes::revoke))
        .route(routes::OPENINGS, post(envelopes::report))
        .route(routes::ADOPT, post(commits::adopt))
        .route(routes::EXPORT, get(meta::export))
        .route(routes::CHANGES, get(log::changes))
        .route(routes::CHECKPOINT, get(log::checkpoint))
        .route(routes::LEAVES, get(log::leaves))
        .route(routes::EVENTS, get(log::events))
        .route(routes::ORIGINS, delete(log::erase_origins))
        .route(routes::CONSISTENCY, get(log::consistency))
        .route(routes::INCLUSION, get(log::inclusion))
        .route(routes::TILE, get(log::tile))
        .fallback(meta::no_route)
        .method_not_allowed_fallback(meta::no_method)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&shared), observe::observe))
        .with_state(shared)
}
