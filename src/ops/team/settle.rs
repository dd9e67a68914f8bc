//! What a team's vault waits for that this machine can do by itself: an owner's own next identity on the roster, and the
//! team's secret for its members where a change of it was interrupted before it was handed over.

use super::{hand_over, put, roster};
use crate::ops::error::OpError;
use crate::ops::open::{OpenVault, Profile};
use crate::ops::secret as stored;
use crate::ops::{roster as members, standing};
use crate::protocol::roster::{Change, Role};
use crate::vault::author::Standing;
use crate::vault::identity::verify_successor;
use std::sync::Arc;

/// The name of the file that says that members have still to get the secret.
const FILE: &str = "hand-over";

/// What the roster makes of this user's present identity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OwnIdentity {
    /// It has it.
    Known,
    /// It has it from now on: an owner puts it there, by the word of the one before.
    Renewed,
    /// It has another one, and somebody else must confirm this one.
    Unconfirmed,
    /// This user is no member.
    Stranger,
}

/// Puts an owner's next identity on the roster. It signs that itself, and the one before has countersigned it: so it can
/// be done at any time after the change, and needs nothing of the old one.
pub async fn renew_own(vault: &mut OpenVault, now: u64) -> Result<OwnIdentity, OpError> {
    for _ in 0..super::MOST_ATTEMPTS {
        match vault.keys.standing() {
            Standing::Outdated => {}
            Standing::Stranger => return Ok(OwnIdentity::Stranger),
            Standing::Alone | Standing::Member(_) => return Ok(OwnIdentity::Known),
        }
        let Some(me) = vault.keys.signs_as() else { return Ok(OwnIdentity::Stranger) };
        let standing = Arc::clone(roster(vault)?);
        let owner = standing.member(me.owner()).filter(|member| member.role == Role::Owner);
        if owner.is_none_or(|member| verify_successor(&member.card, me.card()).is_err()) {
            return Ok(OwnIdentity::Unconfirmed);
        }
        let change = Change::Renew(me.card().clone());
        let name = vault.connection.profile.name.clone();
        let next = standing.extended(&me, change, now).map_err(|source| super::refuse(&name, source))?;
        if put(vault, &standing, &next, now).await? {
            return Ok(OwnIdentity::Renewed);
        }
    }
    Err(OpError::Conflict)
}

/// Writes down that a new secret is on its way, before the vault hears of it.
pub fn begin_hand_over(profile: &Profile) -> Result<(), OpError> {
    standing::save(profile, FILE, &true)
}

/// The members have it, or cannot get it from this machine.
pub fn end_hand_over(profile: &Profile) -> Result<(), OpError> {
    standing::end(profile, FILE)
}

/// Whether a change of the secret stopped before the members had it.
pub fn is_handing_over(profile: &Profile) -> Result<bool, OpError> {
    Ok(standing::load::<bool>(profile, FILE)?.is_some())
}

/// Does what is left to do; gives whether anything was.
pub async fn settle(vault: &mut OpenVault, now: u64) -> Result<bool, OpError> {
    if vault.connection.roster.is_none() || !vault.keys.may_write {
        return Ok(false);
    }
    let renewed = renew_own(vault, now).await? == OwnIdentity::Renewed;
    let profile = vault.connection.profile.clone();
    if !is_handing_over(&profile)? {
        return Ok(renewed);
    }
    if members::require_governing(&profile.name, &vault.keys).is_ok()
        && let Some(secret) = stored::read(&profile)?
    {
        let account = stored::account_key(&profile)?;
        hand_over(vault, (&secret, account.as_ref()), |_| true, now).await?;
    }
    end_hand_over(&profile)?;
    Ok(true)
}
