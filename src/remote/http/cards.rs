//! People on a server as their teams see them: the cards that they publish, and who may use a vault. What is read here
//! decides nothing: a card counts by its fingerprint, a member by the signed roster.

use super::client::{Ask, plain};
use super::{Client, HttpError, SMALL};
use crate::protocol::card::{Card, MAX_CARD_LEN};
use crate::protocol::ids::{ActorId, OwnerId};
use crate::protocol::wire::{MemberInfo, MemberRequest, Members};
use crate::protocol::{cbor, routes};
use crate::remote::RemoteError;
use reqwest::Method;

/// Bytes of a list of members.
const MAX_LIST: usize = 4 << 20;

/// What became of a change of a member, as the server says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberSet {
    /// It stands as asked.
    Done,
    /// The server knows no such user.
    Unknown,
}

impl Client {
    /// The card that was published for a personal vault. Nothing of it is checked.
    pub async fn card(&self, owner: OwnerId) -> Result<Option<Card>, RemoteError> {
        let answer = self.send(&Ask::get(routes::card(owner), MAX_CARD_LEN)).await?;
        match answer.status {
            200 => Ok(Some(answer.cbor()?)),
            404 => Ok(None),
            _ => Err(answer.refusal()),
        }
    }

    /// Publishes one's own card.
    pub async fn put_card(&self, card: &Card) -> Result<(), RemoteError> {
        let body = cbor::encode(card);
        let ask = Ask::with(Method::PUT, routes::card(card.owner), (routes::CBOR, body.into()), SMALL);
        let answer = self.send(&ask).await?;
        match answer.status {
            200..=299 => Ok(()),
            _ => Err(answer.refusal()),
        }
    }

    /// Who may use a vault, as the server has it, by name.
    pub async fn members(&self, vault: OwnerId) -> Result<Vec<MemberInfo>, RemoteError> {
        let answer = self.send(&Ask::get(routes::vault(routes::MEMBERS, vault), MAX_LIST)).await?;
        let members: Members = match answer.status {
            200..=299 => answer.json()?,
            _ => return Err(answer.refusal()),
        };
        let plain = |mut member: MemberInfo| {
            member.user = plain(&member.user);
            member.role = plain(&member.role);
            member.user_id = plain(&member.user_id);
            member
        };
        Ok(members.members.into_iter().map(plain).collect())
    }

    /// Gives a user a role in a vault.
    pub async fn set_member(
        &self,
        vault: OwnerId,
        user: ActorId,
        role: &str,
    ) -> Result<MemberSet, RemoteError> {
        let body = serde_json::to_vec(&MemberRequest { role: role.to_owned() })
            .map_err(|_| HttpError::Unfit("a request that cannot be written"))?;
        let path = routes::member(vault, user);
        self.member_set(&Ask::with(Method::PUT, path, ("application/json", body.into()), SMALL)).await
    }

    /// Takes a user's role in a vault away; one that has none is [`MemberSet::Unknown`].
    pub async fn remove_member(&self, vault: OwnerId, user: ActorId) -> Result<MemberSet, RemoteError> {
        let mut ask = Ask::get(routes::member(vault, user), SMALL);
        ask.method = Method::DELETE;
        self.member_set(&ask).await
    }

    async fn member_set(&self, ask: &Ask) -> Result<MemberSet, RemoteError> {
        let answer = self.send(ask).await?;
        match answer.status {
            200..=299 => Ok(MemberSet::Done),
            404 => Ok(MemberSet::Unknown),
            _ => Err(answer.refusal()),
        }
    }
}
