//! Who may use a server: users, invites, device tokens, and their roles in vaults.
//!
//! Invariants: of a token or invite only its id and a hash are stored; an invite gives one token, however many
//! ask for it at one time; a vault that is made has its owner from the same transaction on; an answer about a
//! vault that does not exist and one about a vault of others are the same.

pub mod postgres;
mod scopes;
mod sql;
pub mod sqlite;

pub use scopes::{Role, Scopes};

use super::store::{NewVault, StoreError};
use crate::protocol::ids::{ActorId, Digest, OwnerId};
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::token::{Credential, ID_LEN, SECRET_LEN};
use async_trait::async_trait;
use zeroize::Zeroizing;

/// How long an invite lasts, in microseconds: 72 hours.
pub const INVITE_US: u64 = 72 * super::HOUR_US;
/// How long an invite for another machine of the same user lasts, in microseconds: 15 minutes.
pub const DEVICE_INVITE_US: u64 = super::HOUR_US / 4;
/// How long the invite on a recovery sheet lasts, in microseconds: ten years.
pub const RECOVERY_INVITE_US: u64 = 3_650 * 24 * super::HOUR_US;
/// How long a token lasts from its last use, in microseconds: 90 days.
pub const TOKEN_US: u64 = 90 * 24 * super::HOUR_US;
/// How often the last use of a token is written down, in microseconds: an hour.
pub const SEEN_US: u64 = super::HOUR_US;
/// The longest name of a user or label of a token, in characters.
pub const MAX_NAME: usize = 64;

/// The public part of a token or invite.
pub type GrantId = [u8; ID_LEN];

/// Why a credential could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the system gave no randomness")]
pub struct NoRandomness;

/// A fresh credential.
pub fn new_credential() -> Result<Credential, NoRandomness> {
    let mut id = [0; ID_LEN];
    let mut secret = Zeroizing::new([0; SECRET_LEN]);
    getrandom::fill(&mut id).map_err(|_| NoRandomness)?;
    getrandom::fill(secret.as_mut_slice()).map_err(|_| NoRandomness)?;
    Ok(Credential::from_random(id, *secret))
}

/// A user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// Its id in leaves.
    pub id: ActorId,
    /// Its name.
    pub name: String,
    /// Whether it may invite others.
    pub admin: bool,
    /// Since when, in microseconds since 1970.
    pub created_us: u64,
    /// Since when nothing of it is accepted.
    pub disabled_us: Option<u64>,
}

/// An invite to be kept.
pub struct NewInvite {
    /// Its public part.
    pub id: GrantId,
    /// The hash of its secret.
    pub secret_hash: Digest,
    /// Whom it is for.
    pub user: String,
    /// Whether a user that it makes may invite others.
    pub admin: bool,
    /// What its token may do.
    pub scopes: Scopes,
    /// Now.
    pub created_us: u64,
    /// When it ends.
    pub expires_us: u64,
}

/// A token to be kept.
pub struct NewToken {
    /// Its public part.
    pub id: GrantId,
    /// The hash of its secret.
    pub secret_hash: Digest,
    /// The machine's name.
    pub label: String,
    /// Now.
    pub created_us: u64,
    /// When it ends.
    pub expires_us: u64,
}

/// A token as it is kept, and whose it is.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its public part.
    pub id: GrantId,
    /// The hash of its secret.
    pub secret_hash: Digest,
    /// Whose it is.
    pub user: User,
    /// The machine's name.
    pub label: String,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made.
    pub created_us: u64,
    /// When it was last seen.
    pub last_used_us: Option<u64>,
    /// When it ends.
    pub expires_us: u64,
    /// When it was revoked.
    pub revoked_us: Option<u64>,
}

impl Token {
    /// Whether it is accepted at this time.
    pub fn is_good(&self, now_us: u64) -> bool {
        self.revoked_us.is_none() && self.user.disabled_us.is_none() && now_us < self.expires_us
    }
}

/// A vault of a user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Membership {
    /// The vault.
    pub owner: OwnerId,
    /// Whose it is.
    pub kind: OwnerKind,
    /// The user's role.
    pub role: Role,
    /// Leaves of its log.
    pub log_size: u64,
}

/// A user with a role in a vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// The user.
    pub user: User,
    /// The role.
    pub role: Role,
    /// Since when, in microseconds since 1970.
    pub since_us: u64,
}

/// What became of a vault that was to be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Founded {
    /// It is new.
    Made,
    /// The user had it already.
    Had,
    /// Somebody else has it.
    Taken,
}

/// The accounts of a server.
///
/// Contract: as of [`super::store::Store`]: what a call has answered is durable, and every call sees what
/// others have done, of this process and of others.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The server's name; `wanted` becomes it where there is none yet.
    async fn server_name(&self, wanted: &str) -> Result<String, StoreError>;

    /// Every user, by name.
    async fn users(&self) -> Result<Vec<User>, StoreError>;

    /// Adds a user; `false` where the name or the id is taken.
    async fn add_user(&self, user: &User) -> Result<bool, StoreError>;

    /// Locks a user out, or lets it in again (`None`); `false` where there is none of that name.
    async fn disable_user(&self, name: &str, since_us: Option<u64>) -> Result<bool, StoreError>;

    /// Keeps an invite.
    async fn add_invite(&self, invite: &NewInvite) -> Result<(), StoreError>;

    /// Ends every invite that was not used yet for users that do not exist yet: those of earlier first starts.
    async fn end_invites(&self, now_us: u64) -> Result<(), StoreError>;

    /// Ends the invites on recovery sheets of a user (those that were made to last longer than [`INVITE_US`]).
    async fn end_recovery_invites(&self, user: &str, now_us: u64) -> Result<(), StoreError>;

    /// Exchanges an invite for a token, and makes the user where there is none. `None` where the invite is not
    /// known, used, at its end, for a locked-out user, or its secret has another hash.
    async fn redeem(
        &self,
        invite: (GrantId, Digest),
        token: &NewToken,
        new_user: ActorId,
    ) -> Result<Option<User>, StoreError>;

    /// A token.
    async fn token(&self, id: GrantId) -> Result<Option<Token>, StoreError>;

    /// Notes that a token was used, and until when it lasts now.
    async fn touch_token(&self, id: GrantId, now_us: u64, expires_us: u64) -> Result<(), StoreError>;

    /// The tokens of a user, the newest first.
    async fn tokens_of(&self, user: ActorId) -> Result<Vec<Token>, StoreError>;

    /// Revokes a token of a user; `false` where it has none of that id. Revoking again changes nothing.
    async fn revoke_token(&self, user: ActorId, id: GrantId, now_us: u64) -> Result<bool, StoreError>;

    /// Makes a vault and its owner in one transaction.
    async fn found(&self, vault: &NewVault, user: ActorId) -> Result<Founded, StoreError>;

    /// A user's role in a vault; `None` also where there is no such vault.
    async fn role(&self, owner: OwnerId, user: ActorId) -> Result<Option<Role>, StoreError>;

    /// The members of a vault, by name; none where there is no such vault.
    async fn members_of(&self, owner: OwnerId) -> Result<Vec<Member>, StoreError>;

    /// The vaults of a user, the oldest first.
    async fn vaults_of(&self, user: ActorId) -> Result<Vec<Membership>, StoreError>;

    /// The card that was published for a personal vault.
    async fn card(&self, owner: OwnerId) -> Result<Option<Vec<u8>>, StoreError>;

    /// Keeps a user's card in the place of the one before; `false` where another user has published one for this
    /// vault.
    async fn put_card(&self, user: ActorId, card: (OwnerId, &[u8]), now_us: u64) -> Result<bool, StoreError>;

    /// The quota of a vault, where one was set.
    async fn quota(&self, owner: OwnerId) -> Result<Option<u64>, StoreError>;

    /// Sets or (`None`) takes away the quota of a vault.
    async fn set_quota(&self, owner: OwnerId, bytes: Option<u64>) -> Result<(), StoreError>;
}

/// Whether a text can be a user's name or a token's label.
pub fn is_name(text: &str) -> bool {
    let plain = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    !text.trim().is_empty() && text.chars().count() <= MAX_NAME && text.chars().all(plain)
}

#[cfg(test)]
mod tests;
