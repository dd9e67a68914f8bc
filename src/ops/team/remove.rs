//! Taking somebody out of a team: off the roster, which ends what the person signs; off the server, which ends what the
//! person fetches; then the team's keys are changed, which ends what the person opens. Interrupted in between, the same
//! command goes on.

use super::secret::addressee;
use super::{change, named, roster, tell_server};
use crate::ops::error::OpError;
use crate::ops::open::OpenVault;
use crate::ops::place::RemotePlace;
use crate::protocol::ids::ActorId;
use crate::protocol::keyfile::Purpose;
use crate::protocol::roster::{Change, Member};
use crate::protocol::sharing::EnvelopeEntry;
use crate::vault::keyfile::active;

/// Whom a removal was about, and what is left of it.
pub struct Removed {
    /// The person, as the roster had it last.
    pub member: Member,
    /// Whether the person was on the roster until now.
    pub was_member: bool,
    /// Whether the secret has not been changed since.
    pub secret_is_due: bool,
    /// Shares of the team's sessions, to and by the person, that were taken back.
    pub shares_ended: u64,
}

/// Takes a member off the roster and off the server, or only the server where the roster has it so already.
pub async fn remove(
    vault: &mut OpenVault,
    place: &RemotePlace,
    name: &str,
    now: u64,
) -> Result<Removed, OpError> {
    let standing = roster(vault)?;
    let gone = standing.removed(name).map(|(member, _)| member.clone());
    let member = match (standing.named(name), gone) {
        (None, Some(member)) => member,
        _ => named(standing, name)?.clone(),
    };
    let person = member.card.owner;
    if vault.keys.author_id() == Some(person) {
        let text = "you cannot take yourself out: what follows needs the team's keys; ask another owner";
        return Err(OpError::Usage(text.into()));
    }
    let was_member =
        change(vault, |roster| Ok(roster.member(person).map(|_| Change::Remove { member: person })), now)
            .await?;
    tell_server(place, vault.connection.profile.owner, (name, member.user), None).await?;
    let shares_ended = match addressee(&*vault.connection.remote, &member) {
        Some(user) if !matches!(place, RemotePlace::Open(_)) => end_shares(vault, user).await?,
        _ => 0,
    };
    Ok(Removed { member, was_member, secret_is_due: secret_is_due(vault, name)?, shares_ended })
}

/// Takes back what lies in envelopes for or by the person: each of them lets somebody read on a session of the team.
async fn end_shares(vault: &OpenVault, user: ActorId) -> Result<u64, OpError> {
    let remote = &vault.connection.remote;
    let actor = ActorId(vault.connection.profile.device.0);
    let list = remote.envelopes().await?.envelopes;
    let about = |entry: &&EnvelopeEntry| {
        let party = entry.recipient == user || (entry.sender == user && entry.session.is_some());
        entry.status.is_open() && party
    };
    let mut ended = 0;
    for entry in list.iter().filter(about) {
        remote.revoke_envelope(actor, entry.id).await?;
        ended += u64::from(entry.session.is_some());
    }
    Ok(ended)
}

/// Whether the secret in force is one that the person may know: the vault key that came with it is older than the
/// removal.
fn secret_is_due(vault: &OpenVault, name: &str) -> Result<bool, OpError> {
    let (connection, standing) = (&vault.connection, roster(vault)?);
    let left = standing.removed(name).and_then(|(_, version)| standing.leaf(version));
    let refuse = |source| OpError::Keyfile { vault: connection.profile.name.clone(), source };
    let born = active(&connection.keyfile, Purpose::Vault).map_err(refuse)?.born;
    Ok(match (left, connection.follow.keyfile_seq(born)) {
        (Some(left), Some(born)) => born < left,
        _ => true,
    })
}
