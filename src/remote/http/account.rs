//! The accounts of a server, as a client sees them: its log key, the token, the vaults.

use super::client::{Again, Ask};
use super::{Client, HttpError, SMALL};
use crate::protocol::checkpoint::LogKey;
use crate::protocol::ids::OwnerId;
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::routes;
use crate::protocol::token::{Credential, Grant};
use crate::protocol::wire::{
    InviteGranted, InviteRequest, ServerConfig, TokenGranted, TokenInfo, TokenRequest, Tokens, VaultRequest,
    Vaults, Whoami,
};
use crate::remote::RemoteError;
use bytes::Bytes;
use reqwest::Method;
use zeroize::Zeroizing;

const JSON: &str = "application/json";
/// Bytes of a list of tokens or vaults.
const MAX_LIST: usize = 4 << 20;

/// A vault on a server, of whoever asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemoteVault {
    /// The vault.
    pub owner: OwnerId,
    /// Whose it is.
    pub kind: OwnerKind,
    /// Leaves of its log; 0 where nothing was ever committed.
    pub log_size: u64,
}

fn json<T: serde::Serialize>(body: &T) -> Result<(&'static str, Bytes), RemoteError> {
    let bytes = serde_json::to_vec(body).map_err(|_| HttpError::Unfit("a request that cannot be written"))?;
    Ok((JSON, bytes.into()))
}

impl Client {
    async fn json_of<T: serde::de::DeserializeOwned>(&self, ask: &Ask) -> Result<T, RemoteError> {
        let answer = self.send(ask).await?;
        match answer.status {
            200..=299 => answer.json(),
            _ => Err(answer.refusal()),
        }
    }

    /// What the server says of itself. Needs no token.
    pub async fn config(&self) -> Result<ServerConfig, RemoteError> {
        let config: ServerConfig = self.json_of(&Ask::get(routes::CONFIG.into(), SMALL)).await?;
        if config.version == 1 { Ok(config) } else { Err(RemoteError::Newer(config.version)) }
    }

    /// The key that signs the server's tree heads, as the server shows it: for a first contact.
    pub async fn log_key(&self) -> Result<LogKey, RemoteError> {
        let mut key = LogKey::default();
        let text = self.config().await?.log_key;
        hex::decode_to_slice(text, &mut key).map_err(|_| HttpError::Unfit("no log key"))?;
        Ok(key)
    }

    /// Exchanges an invite for a token; gives the token's text and the user's name. Is sent once: an answer that
    /// does not arrive has used the invite up.
    pub async fn redeem(
        &self,
        invite: &str,
        label: &str,
    ) -> Result<(Zeroizing<String>, String), RemoteError> {
        let request = TokenRequest { invite: invite.to_owned(), label: label.to_owned() };
        let mut ask = Ask::with(Method::POST, routes::TOKENS.into(), json(&request)?, SMALL);
        ask.again = Again::Never;
        let granted: TokenGranted = self.json_of(&ask).await?;
        let token = Zeroizing::new(granted.token);
        match Credential::parse(Grant::Token, &token) {
            Ok(_) => Ok((token, super::client::plain(&granted.user))),
            Err(_) => Err(HttpError::Unfit("no token").into()),
        }
    }

    /// Who this token stands for.
    pub async fn whoami(&self) -> Result<Whoami, RemoteError> {
        let mut who: Whoami = self.json_of(&Ask::get(routes::WHOAMI.into(), SMALL)).await?;
        who.user = super::client::plain(&who.user);
        who.token.label = super::client::plain(&who.token.label);
        Ok(who)
    }

    /// The tokens of this user.
    pub async fn tokens(&self) -> Result<Vec<TokenInfo>, RemoteError> {
        let tokens: Tokens = self.json_of(&Ask::get(routes::TOKENS.into(), MAX_LIST)).await?;
        let plain = |mut token: TokenInfo| {
            token.label = super::client::plain(&token.label);
            token.id = super::client::plain(&token.id);
            token
        };
        Ok(tokens.tokens.into_iter().map(plain).collect())
    }

    /// Revokes a token of this user, by its id; `false` where there is none.
    pub async fn revoke(&self, id: &str) -> Result<bool, RemoteError> {
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(false);
        }
        let mut ask = Ask::get(routes::token(id), SMALL);
        ask.method = Method::DELETE;
        let answer = self.send(&ask).await?;
        match answer.status {
            200..=299 => Ok(true),
            404 => Ok(false),
            _ => Err(answer.refusal()),
        }
    }

    /// Invites another machine of this user (`None`) or another user; gives the invite and when it ends, in seconds
    /// since 1970.
    pub async fn invite(&self, user: Option<&str>) -> Result<(Zeroizing<String>, u64), RemoteError> {
        self.invited(InviteRequest { user: user.map(ToOwned::to_owned), recovery: false }).await
    }

    /// The invite for a recovery sheet of this user; it ends the one of the sheet before.
    pub async fn recovery_invite(&self) -> Result<Zeroizing<String>, RemoteError> {
        Ok(self.invited(InviteRequest { user: None, recovery: true }).await?.0)
    }

    async fn invited(&self, request: InviteRequest) -> Result<(Zeroizing<String>, u64), RemoteError> {
        let ask = Ask::with(Method::POST, routes::INVITES.into(), json(&request)?, SMALL);
        let granted: InviteGranted = self.json_of(&ask).await?;
        let invite = Zeroizing::new(granted.invite);
        match Credential::parse(Grant::Invite, &invite) {
            Ok(_) => Ok((invite, granted.expires)),
            Err(_) => Err(HttpError::Unfit("no invite").into()),
        }
    }

    /// The vaults of this user, the oldest first.
    pub async fn vaults(&self) -> Result<Vec<RemoteVault>, RemoteError> {
        let vaults: Vaults = self.json_of(&Ask::get(routes::VAULTS.into(), MAX_LIST)).await?;
        let read = |one: &crate::protocol::wire::VaultInfo| {
            let kind = match one.kind.as_str() {
                "user" => OwnerKind::User,
                "team" => OwnerKind::Team,
                _ => return None,
            };
            Some(RemoteVault { owner: OwnerId::parse(&one.owner).ok()?, kind, log_size: one.log_size })
        };
        let vaults: Option<Vec<_>> = vaults.vaults.iter().map(read).collect();
        Ok(vaults.ok_or(HttpError::Unfit("not a list of vaults"))?)
    }

    /// Makes an empty vault; one that this user has already stays as it is.
    pub async fn found(&self, owner: OwnerId, kind: OwnerKind) -> Result<(), RemoteError> {
        let kind = match kind {
            OwnerKind::User => "user",
            OwnerKind::Team => "team",
        };
        let path = routes::vault(routes::VAULT, owner);
        let ask = Ask::with(Method::PUT, path, json(&VaultRequest { kind: kind.into() })?, SMALL);
        let answer = self.send(&ask).await?;
        match answer.status {
            200..=299 => Ok(()),
            _ => Err(answer.refusal()),
        }
    }
}
