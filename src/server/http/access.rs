//! What a request may touch: the vault of its path, the parameters of its query, and where it comes from.

use super::Shared;
use super::auth::Session;
use super::fault::Fault;
use crate::protocol::ids::{ActorId, EnvelopeId, ObjectId, OwnerId};
use crate::protocol::problem::Code;
use crate::protocol::refs::{Action, RefName};
use crate::protocol::routes;
use crate::protocol::tiles::Tile;
use crate::server::accounts::Scopes;
use crate::server::commit::{By, Caller};
use crate::server::events::Event;
use crate::server::origin::Origin;
use crate::server::sharing::Asked;
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Query, RawPathParams};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use axum::http::{Method, Uri};
use serde::de::DeserializeOwned;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// A vault that the token's user has a role in, and what the token may do there.
pub struct VaultAccess {
    /// The vault.
    pub owner: OwnerId,
    /// Who asks.
    pub session: Session,
    scopes: Scopes,
    params: Vec<(String, String)>,
    shared: Arc<Shared>,
    origin: Origin,
    /// What is asked for, as the log names it.
    action: Action,
}

impl FromRequestParts<Arc<Shared>> for VaultAccess {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Fault> {
        let session = Session::from_request_parts(parts, shared).await?;
        let params = path_params(parts, shared).await?;
        let owner = find(&params, "vault").and_then(|text| OwnerId::parse(text).ok());
        let owner = owner.ok_or_else(|| Fault::new(Code::NotFound))?;
        let (origin, action) = (origin(parts, shared), action(parts));
        let id = session.token.id;
        let known = match shared.tokens.role(&id, owner) {
            Some(role) => Some(role),
            None => shared.site.accounts.role(owner, session.token.user.id).await?,
        };
        let allowed = match known {
            Some(role) => {
                shared.tokens.put_role(&id, owner, role);
                role.allows()
            }
            // What an envelope lets its recipient read is asked anew each time: it may be revoked.
            None if is_shared(parts, shared, (owner, session.token.user.id), &params).await? => Scopes::READ,
            None => {
                // The same answer for a vault of others and for one that nobody has.
                let caller = Caller { actor: session.token.user.id, token: id };
                shared.site.service.count_event(owner, Event::denial(action, caller), &origin);
                return Err(Fault::new(Code::NotFound));
            }
        };
        let scopes = session.token.scopes.within(allowed);
        let shared = Arc::clone(shared);
        Ok(Self { owner, session, scopes, params, shared, origin, action })
    }
}

impl VaultAccess {
    pub(super) fn params(&self) -> &[(String, String)] {
        &self.params
    }

    /// Refuses a token that may not do `needed` here.
    pub fn require(&self, needed: Scopes) -> Result<(), Fault> {
        if self.may(needed) {
            return Ok(());
        }
        self.deny();
        Err(Fault::with(Code::Forbidden, format!("this needs the scope {}", needed.names().join(", "))))
    }

    /// Whether the token may do `needed` here.
    pub fn may(&self, needed: Scopes) -> bool {
        self.scopes.has(needed)
    }

    /// Who acts, for the log.
    pub fn caller(&self) -> Caller {
        Caller { actor: self.session.token.user.id, token: self.session.token.id }
    }

    /// From where.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Who acts and from where.
    pub fn by(&self) -> By<'_> {
        By { caller: self.caller(), origin: Some(&self.origin) }
    }

    /// Counts a denial, for the log.
    pub fn deny(&self) {
        self.count(Event::denial(self.action, self.caller()));
    }

    /// Counts a read that was answered, for the log.
    pub fn note_read(&self) {
        self.count(Event::read(self.action, self.caller()));
    }

    fn count(&self, event: Event) {
        self.shared.site.service.count_event(self.owner, event, &self.origin);
    }

    /// The object of the path.
    pub fn object(&self) -> Result<ObjectId, Fault> {
        let id = find(&self.params, "object").and_then(|text| ObjectId::parse(text).ok());
        id.ok_or_else(|| Fault::with(Code::BadRequest, "an object is named by 64 hex digits"))
    }

    /// The tile of the path.
    pub fn tile(&self) -> Result<Tile, Fault> {
        let tile = find(&self.params, "tile").and_then(|text| Tile::parse(text).ok());
        tile.ok_or_else(|| Fault::with(Code::BadRequest, "not the path of a tile"))
    }

    /// The ref of the path.
    pub fn ref_name(&self) -> Result<RefName, Fault> {
        let name = find(&self.params, "name").and_then(|text| RefName::parse(text).ok());
        name.ok_or_else(|| Fault::with(Code::BadRequest, "not a ref name"))
    }
}

/// Whether an envelope lets a user who has no role in the vault ask for exactly this: the ref of the session that was
/// shared, an object of it, the envelope itself and the word on its opening. Nothing else passes here.
async fn is_shared(
    parts: &Parts,
    shared: &Shared,
    (owner, user): (OwnerId, ActorId),
    params: &[(String, String)],
) -> Result<bool, Fault> {
    let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let reads = matches!(parts.method, Method::GET | Method::HEAD);
    let service = &shared.site.service;
    let envelope = || find(params, "envelope").and_then(|text| EnvelopeId::parse(text).ok());
    let name = find(params, "name").and_then(|text| RefName::parse(text).ok());
    let asked = match route {
        routes::REF if reads => name.as_ref().filter(|name| name.session_tag().is_some()).map(Asked::Ref),
        routes::OBJECT if reads => {
            find(params, "object").and_then(|text| ObjectId::parse(text).ok()).map(Asked::Object)
        }
        routes::ENVELOPE if reads => envelope().map(Asked::Envelope),
        routes::OPENINGS if parts.method == Method::POST => envelope().map(Asked::Envelope),
        _ => None,
    };
    match asked {
        Some(asked) => Ok(service.lets_read(owner, user, asked).await?),
        None => Ok(false),
    }
}

/// The parameters of the path, decoded.
pub async fn path_params(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Vec<(String, String)>, Fault> {
    let raw = RawPathParams::from_request_parts(parts, shared).await;
    let raw = raw.map_err(|_| Fault::with(Code::BadRequest, "the path is not UTF-8"))?;
    Ok(raw.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

/// The value of a parameter.
pub fn find<'a>(params: &'a [(String, String)], name: &str) -> Option<&'a str> {
    params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// The query; unknown parameters are refused where `T` refuses them.
pub fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Fault> {
    let read = Query::<T>::try_from_uri(uri);
    read.map(|Query(value)| value)
        .map_err(|_| Fault::with(Code::BadRequest, "not a query that is taken here"))
}

/// From where a request comes.
fn origin(parts: &Parts, shared: &Shared) -> Origin {
    let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    Origin::new(peer(parts, shared).to_string(), agent.unwrap_or_default())
}

/// What a request to a vault asks for.
fn action(parts: &Parts) -> Action {
    let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    match route {
        routes::OBJECT if parts.method == Method::PUT => Action::PutObjects,
        routes::OBJECT | routes::CHECK => Action::ReadObjects,
        routes::MEMBERS | routes::REF | routes::REFS | routes::USAGE => Action::ReadRefs,
        routes::MEMBER => Action::Member,
        routes::COMMITS => Action::Commit,
        routes::ENVELOPE if parts.method == Method::DELETE => Action::Unshare,
        routes::ENVELOPE if parts.method == Method::GET => Action::Deliver,
        routes::ENVELOPES | routes::ENVELOPE => Action::Share,
        routes::OPENINGS => Action::Open,
        routes::ADOPT => Action::Adopt,
        routes::EXPORT => Action::Export,
        routes::COLLECT => Action::Collect,
        routes::ORIGINS => Action::EraseOrigins,
        _ => Action::ReadLog,
    }
}

/// The client's address: the connection's, or what a trusted proxy says.
pub fn peer(parts: &Parts, shared: &Shared) -> IpAddr {
    let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let connected = connected.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    shared.options.proxies.client(connected, &parts.headers)
}
