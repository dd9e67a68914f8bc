//! Letting somebody in: onto the roster first, which is what counts, then into the server. Interrupted in between, the
//! same command goes on.

use super::{change, roster, tell_server};
use crate::ops::error::OpError;
use crate::ops::identity::{Contacts, IdentityError};
use crate::ops::open::OpenVault;
use crate::ops::place::RemotePlace;
use crate::protocol::card::{Card, Contact};
use crate::protocol::roster::{Change, Member, Role, is_member_name};
use crate::vault::roster::Roster;

/// Whom to let in.
pub struct Invite<'a> {
    /// What the person passed on by another way.
    pub contact: Contact,
    /// The card, where the person handed it over too; else the server is asked for it.
    pub card: Option<Card>,
    /// What the team calls the person.
    pub name: &'a str,
    /// What the person may do.
    pub role: Role,
    /// Whether the user has confirmed that the person has another identity than the one known here.
    pub changed_is_right: bool,
    /// Seconds of Unix time.
    pub now: u64,
}

/// What became of the roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Invited {
    /// The person is on it now.
    Added,
    /// The person was on it, and has the new identity there now.
    Renewed,
    /// The person was on it already, in this role; only the rest was done.
    Completed,
}

/// Lets somebody into a team.
pub async fn invite(
    vault: &mut OpenVault,
    place: &RemotePlace,
    contacts: &Contacts,
    with: &Invite<'_>,
) -> Result<Invited, OpError> {
    roster(vault)?;
    if !is_member_name(with.name) {
        let text = "a member's name has 1 to 64 of a-z, 0-9, '.', '_' and '-'";
        return Err(OpError::Usage(text.into()));
    }
    let user = with.contact.user;
    let found = match (&with.card, place) {
        (Some(card), _) => Some(card.clone()),
        (None, RemotePlace::Server(server)) => server.client()?.card(with.contact.owner).await?,
        (None, _) => None,
    };
    if matches!(place, RemotePlace::Server(_)) && user.is_none() {
        let text = "that code names no user of a server, and this team is on one; that person makes another one \
                    there: han team fingerprint --remote URL";
        return Err(OpError::Usage(text.into()));
    }
    let card = contacts.judge(&with.contact, found, with.changed_is_right)?;
    let known = roster(vault)?.member(card.owner).map(|member| member.card.clone());
    if let Some(old) = known.as_ref().filter(|old| old.fingerprint() != card.fingerprint())
        && !with.changed_is_right
    {
        return Err(IdentityError::changed(old, &card).into());
    }
    let before = known.is_some();
    let changed = change(vault, |roster| entry(roster, &card, with), with.now).await?;
    contacts.pin(&card)?;
    let role = roster(vault)?.member(card.owner).map_or(with.role, |member| member.role);
    tell_server(place, vault.connection.profile.owner, (with.name, user), Some(role)).await?;
    Ok(match (changed, before) {
        (false, _) => Invited::Completed,
        (true, true) => Invited::Renewed,
        (true, false) => Invited::Added,
    })
}

/// What the roster needs for this person.
fn entry(roster: &Roster, card: &Card, with: &Invite<'_>) -> Result<Option<Change>, OpError> {
    let Some(known) = roster.member(card.owner) else {
        let member =
            Member { card: card.clone(), name: with.name.into(), role: with.role, user: with.contact.user };
        return Ok(Some(Change::Add(member)));
    };
    if known.card.sign != card.sign || known.card.receive != card.receive {
        return Ok(Some(Change::Renew(card.clone())));
    }
    if known.role != with.role || known.name != with.name {
        return Err(OpError::Usage(format!(
            "that person is {} already, as {}; another role: han team role {} {}",
            known.name,
            known.role.as_str(),
            known.name,
            with.role.as_str()
        )));
    }
    Ok(None)
}
