//! A server as a place of vaults, and this machine's token for it.
//!
//! The token stands in the secret store that was chosen at login, under an id made of the server's address, or in
//! the file that `HAN_TOKEN_FILE` names. It opens nothing: it only lets this machine store and fetch ciphertext.

use super::error::OpError;
use crate::local::secrets::SecretStore;
use crate::local::secrets::passphrase::PassphraseSource;
use crate::protocol::ids::{Digest, OwnerId};
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::token::{Credential, Grant};
use crate::remote::RemoteError;
use crate::remote::http::{Client, Endpoint, HttpRemote};
use std::path::PathBuf;
use std::sync::Arc;
use zeroize::Zeroizing;

const TOKEN: &str = "token";

/// Where the token for a server comes from.
#[derive(Clone)]
pub enum TokenSource {
    /// A file, which is read at each run.
    File(PathBuf),
    /// A secret store.
    Store(Arc<dyn SecretStore>),
    /// Nowhere: nobody has logged in.
    Nowhere,
}

/// A vault on a server, or the server where one is to be.
#[derive(Clone)]
pub struct ServerPlace {
    /// The server.
    pub endpoint: Endpoint,
    /// The vault, where it is known already.
    pub owner: Option<OwnerId>,
    /// Whose vault it is or will be.
    pub kind: OwnerKind,
    /// This machine's token.
    pub token: TokenSource,
}

impl PartialEq for ServerPlace {
    fn eq(&self, other: &Self) -> bool {
        (&self.endpoint, self.owner) == (&other.endpoint, other.owner)
    }
}

impl Eq for ServerPlace {}

impl std::fmt::Debug for ServerPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerPlace").field("endpoint", &self.endpoint).field("owner", &self.owner).finish()
    }
}

impl ServerPlace {
    /// A client with this machine's token.
    pub fn client(&self) -> Result<Client, OpError> {
        let token = self.token.read(&self.endpoint)?;
        let missing =
            || RemoteError::NotAuthorised(format!("no token for {} on this machine", self.endpoint));
        Ok(Client::new(self.endpoint.clone(), Some(token.ok_or_else(missing)?))?)
    }

    /// The vault.
    pub fn open(&self) -> Result<HttpRemote, OpError> {
        let unknown = || OpError::NotFound(format!("no vault on {} is known to this machine", self.endpoint));
        Ok(HttpRemote::new(self.client()?, self.owner.ok_or_else(unknown)?))
    }

    /// The vault that a machine which does not know it yet means: the only one of its kind with anything in it.
    pub async fn find(&self) -> Result<HttpRemote, OpError> {
        let client = self.client()?;
        if let Some(owner) = self.owner {
            return Ok(HttpRemote::new(client, owner));
        }
        let mut found = client.vaults().await?;
        found.retain(|vault| vault.kind == self.kind && vault.log_size > 0);
        match found[..] {
            [ref one] => Ok(HttpRemote::new(client, one.owner)),
            [] => Err(OpError::NotFound(format!("{} has no such vault of yours yet", self.endpoint))),
            _ => Err(OpError::Usage(format!(
                "{} has several such vaults of yours; a code of han devices add says which (--code)",
                self.endpoint
            ))),
        }
    }
}

impl TokenSource {
    /// The token for a server, if there is one.
    pub fn read(&self, endpoint: &Endpoint) -> Result<Option<Zeroizing<String>>, OpError> {
        let bytes = match self {
            Self::Nowhere => None,
            Self::File(path) => Some(PassphraseSource::File(path.clone()).read()?.bytes),
            Self::Store(store) => store.get(&slot(endpoint), TOKEN)?,
        };
        let Some(bytes) = bytes else { return Ok(None) };
        let text = std::str::from_utf8(&bytes).unwrap_or_default().trim();
        match Credential::parse(Grant::Token, text) {
            Ok(_) => Ok(Some(Zeroizing::new(text.to_owned()))),
            Err(_) => Err(OpError::Usage(format!("what is kept as the token for {endpoint} is none"))),
        }
    }
}

/// Whether a text is an invite, as far as it can be told before a server is asked.
pub fn check_invite(invite: &str) -> Result<(), OpError> {
    let not_one = |_| OpError::Usage("that is no invite: one begins with hiv_ and has 101 characters".into());
    Credential::parse(Grant::Invite, invite).map(|_| ()).map_err(not_one)
}

/// Exchanges an invite for this machine's token and keeps it; gives the user's name. A token that cannot be kept
/// is given back.
pub async fn login(
    endpoint: &Endpoint,
    (invite, label): (&str, &str),
    store: &dyn SecretStore,
) -> Result<String, OpError> {
    check_invite(invite)?;
    let (token, user) = Client::new(endpoint.clone(), None)?.redeem(invite, label).await?;
    if let Err(failed) = store.set(&slot(endpoint), TOKEN, token.as_bytes()) {
        let client = Client::new(endpoint.clone(), Some(token))?;
        give_back(&client).await;
        return Err(failed.into());
    }
    Ok(user)
}

/// Revokes the token of a client. That it could not be is told in the log: it ends by itself unused.
async fn give_back(client: &Client) {
    let revoked = match client.whoami().await {
        Ok(who) => client.revoke(&who.token.id).await.map(|_| ()),
        Err(failed) => Err(failed),
    };
    if let Err(failed) = revoked {
        tracing::warn!("a token that could not be kept was not revoked: {failed}");
    }
}

/// Revokes every token of this user but the one that asks; gives their labels. Each goes by itself: after a failure the
/// next call takes the rest.
pub async fn revoke_others(place: &ServerPlace) -> Result<Vec<String>, OpError> {
    let client = place.client()?;
    let own = client.whoami().await?.token.id;
    let mut revoked = Vec::new();
    for token in client.tokens().await? {
        if token.id != own && token.revoked.is_none() && client.revoke(&token.id).await? {
            revoked.push(token.label);
        }
    }
    Ok(revoked)
}

/// Removes this machine's token for a server.
pub fn forget(endpoint: &Endpoint, store: &dyn SecretStore) -> Result<(), OpError> {
    Ok(store.delete(&slot(endpoint), TOKEN)?)
}

/// Where a server's token stands in a secret store: an id that no vault has but by chance.
fn slot(endpoint: &Endpoint) -> OwnerId {
    let Digest(hash) = Digest::of(format!("han/v1/server\0{endpoint}").as_bytes());
    let mut id = [0; 16];
    id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    OwnerId(id)
}
