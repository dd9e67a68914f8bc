//! Teams: who belongs to one, in which role. What counts is the signed roster in the team's vault; the server is told of
//! members so that it lets them in, and is told again by the same command where that failed.

mod invite;
mod remove;
mod secret;
mod settle;

pub use invite::{Invite, Invited, invite};
pub use remove::{Removed, remove};
pub use secret::{Received, for_joiner, hand_over, hand_to, unlock};
pub use settle::{OwnIdentity, begin_hand_over, end_hand_over, is_handing_over, renew_own, settle};

use super::error::OpError;
use super::open::OpenVault;
use super::place::RemotePlace;
use super::roster as members;
use crate::protocol::ids::{ActorId, OwnerId};
use crate::protocol::limits::MAX_REF_BODY_LEN;
use crate::protocol::refs::{Action, Commit, RefBody, RefChange, RefName};
use crate::protocol::roster::{Change, Member, Role};
use crate::remote::Swap;
use crate::remote::http::cards::MemberSet;
use crate::vault::identity::{CardError, Identity};
use crate::vault::roster::{Roster, RosterError, Unfit};
use std::sync::Arc;

/// How often a change is made anew before the roster counts as changing under every attempt.
const MOST_ATTEMPTS: usize = 8;

/// Who founds a team.
pub struct Founder {
    /// The identity of the personal vault.
    pub identity: Arc<Identity>,
    /// What the team calls the founder.
    pub name: String,
    /// Who the founder is to the server, if to any.
    pub user: Option<ActorId>,
}

impl Founder {
    /// The founder as the first member.
    pub fn member(&self) -> Member {
        Member {
            card: self.identity.card().clone(),
            name: self.name.clone(),
            role: Role::Owner,
            user: self.user,
        }
    }
}

/// A team's vault must have a roster: one that was made by its secret alone has no members to speak of.
pub fn roster(vault: &OpenVault) -> Result<&Arc<Roster>, OpError> {
    let name = &vault.connection.profile.name;
    let none = || OpError::Usage(format!("{name} has no roster: it is no team that han team create made"));
    vault.connection.roster.as_ref().ok_or_else(none)
}

/// A change that does not fit is the user's mistake here, not tampering.
fn refuse(vault: &str, source: RosterError) -> OpError {
    let why = match source {
        RosterError::Change { why, .. } => why,
        RosterError::Card { source: CardError::Countersignature, .. } => {
            return OpError::Usage(format!(
                "the identity that {vault} knows does not vouch for the new one; take that person out and in again: \
                 han team remove NAME, han team invite CODE --as NAME"
            ));
        }
        source => return OpError::Roster { vault: vault.to_owned(), source },
    };
    match why {
        Unfit::Role => OpError::NotGoverning { vault: vault.to_owned() },
        Unfit::LastOwner => OpError::Usage(format!(
            "{vault} would have no owner any more; give somebody else that role first: han team role NAME owner"
        )),
        other => OpError::Usage(other.to_string()),
    }
}

/// Puts one entry more on the roster: what `make` gives for the roster as it stands, `None` where it stands so already.
///
/// Where the roster moved meanwhile, the entry is made again for the new one.
async fn change(
    vault: &mut OpenVault,
    make: impl Fn(&Roster) -> Result<Option<Change>, OpError>,
    now: u64,
) -> Result<bool, OpError> {
    for _ in 0..MOST_ATTEMPTS {
        let name = vault.connection.profile.name.clone();
        members::require_governing(&name, &vault.keys)?;
        let standing = Arc::clone(roster(vault)?);
        let Some(change) = make(&standing)? else { return Ok(false) };
        let stranger = || OpError::NotGoverning { vault: name.clone() };
        let me = vault.keys.signs_as().ok_or_else(stranger)?;
        let next = standing.extended(&me, change, now).map_err(|source| refuse(&name, source))?;
        if put(vault, &standing, &next, now).await? {
            return Ok(true);
        }
    }
    Err(OpError::Conflict)
}

/// Commits a roster; `false`, and the connection is at the newest, where somebody else moved it.
async fn put(vault: &mut OpenVault, old: &Roster, next: &Roster, now: u64) -> Result<bool, OpError> {
    let body = RefBody::Signed(next.to_bytes());
    if body.len_bytes() > MAX_REF_BODY_LEN {
        return Err(OpError::Usage("the roster is full: it holds every change since the team began".into()));
    }
    let name = RefName::roster();
    let wanted = [(name.clone(), body.field_hashes())];
    let change = RefChange {
        name,
        expected: old.version(),
        body,
        action: Action::Roster,
        added: Vec::new(),
        dropped: Vec::new(),
    };
    let connection = &mut vault.connection;
    let commit = Commit {
        keyfile_version: connection.keyfile.version,
        actor: ActorId(connection.profile.device.0),
        changes: vec![change],
    };
    let done = match connection.remote.commit(&commit).await? {
        Swap::Done(receipt) => {
            connection.accept(&receipt, &wanted).await?;
            true
        }
        Swap::Conflict { .. } => {
            connection.refresh().await?;
            false
        }
    };
    members::seat(connection, &vault.keys, now)?;
    connection.remember()?;
    Ok(done)
}

/// Tells the server what a member may do there (`None`: nothing). A folder needs not be told.
async fn tell_server(
    place: &RemotePlace,
    vault: OwnerId,
    (name, user): (&str, Option<ActorId>),
    role: Option<Role>,
) -> Result<(), OpError> {
    let RemotePlace::Server(server) = place else { return Ok(()) };
    let Some(user) = user else {
        return match role {
            None => Ok(()),
            Some(_) => {
                Err(OpError::Usage(format!("{name} is no user of this server as far as the roster says")))
            }
        };
    };
    let client = server.client()?;
    match role {
        None => client.remove_member(vault, user).await.map(|_| ())?,
        Some(role) => match client.set_member(vault, user, role.as_str()).await? {
            MemberSet::Done => {}
            MemberSet::Unknown => {
                return Err(OpError::NotFound(format!("{} knows no such user as {name}", server.endpoint)));
            }
        },
    }
    Ok(())
}

/// A member, by the name on the roster.
fn named<'a>(roster: &'a Roster, name: &str) -> Result<&'a Member, OpError> {
    roster.named(name).ok_or_else(|| OpError::NotFound(format!("the team has no member {name}")))
}

/// Gives a member another role. `false` where the roster had it so already: then the server alone was told again.
pub async fn set_role(
    vault: &mut OpenVault,
    place: &RemotePlace,
    (name, role): (&str, Role),
    now: u64,
) -> Result<bool, OpError> {
    let changed = change(
        vault,
        |roster| {
            let member = named(roster, name)?;
            Ok((member.role != role).then_some(Change::Role { member: member.card.owner, role }))
        },
        now,
    )
    .await?;
    let user = named(roster(vault)?, name)?.user;
    tell_server(place, vault.connection.profile.owner, (name, user), Some(role)).await?;
    Ok(changed)
}
