//! The team's secret on its way to a member: sealed to the member's identity, kept by the server, and taken up where it
//! opens the keyfile that is in force.

use crate::crypto::secret::{AccountKey, Passphrase};
use crate::crypto::sign::VerifyingKey;
use crate::ops::error::OpError;
use crate::ops::open::{self, Connection, OpenVault, Profile, Trust};
use crate::ops::secret as stored;
use crate::ops::{identity, share};
use crate::protocol::ids::{ActorId, Digest, OwnerId};
use crate::protocol::roster::Member;
use crate::protocol::sharing::{EnvelopeEntry, Fetched, Opening};
use crate::remote::Remote;
use crate::vault::envelope::{self, EnvelopeError, Receiver, Recipient, Sender, Standing, Terms, Wanted};
use crate::vault::identity::Identity;
use crate::vault::keyfile;
use crate::vault::pin::Pin;
use crate::vault::roster::Roster;
use std::sync::Arc;

/// How long such an envelope lasts, in seconds: 30 days, as long as an old secret reads after a change.
const LASTS: u64 = keyfile::WINDOW_DAYS * 86_400;
/// Envelopes that are tried, the newest first.
const MOST: usize = 8;

/// A secret that came in an envelope.
pub struct Received {
    /// The secret.
    pub secret: Passphrase,
    /// The account key, where the vault needs one.
    pub account: Option<AccountKey>,
}

/// Who a member is to whoever keeps the envelopes: a user of a server; in a folder, where nobody is a user of anything, the
/// personal vault.
pub(super) fn addressee(remote: &dyn Remote, member: &Member) -> Option<ActorId> {
    if remote.knows_users() { member.user } else { Some(ActorId(member.card.owner.0)) }
}

/// Seals the secret in force for members whom the server knows, and has it kept beside the vault for them. Gives the names
/// of those for whom it lies there now; the others are told another way.
pub async fn hand_over(
    vault: &OpenVault,
    (secret, account): (&Passphrase, Option<&AccountKey>),
    to: impl Fn(&Member) -> bool,
    now: u64,
) -> Result<Vec<String>, OpError> {
    let profile = &vault.connection.profile;
    let Some(me) = vault.keys.signs_as() else { return Ok(Vec::new()) };
    let Some(standing) = vault.connection.roster.clone() else { return Ok(Vec::new()) };
    let sender = Sender::of(&me);
    let not_after = now.saturating_add(LASTS);
    let terms = Terms { vault: profile.owner, created: now, not_after, epoch: vault.slot.epoch };
    let mut names = Vec::new();
    for member in standing.members().filter(|one| one.card.owner != me.owner() && to(one)) {
        let Some(user) = addressee(&*vault.connection.remote, member) else { continue };
        let recipient = Recipient { owner: member.card.owner, receive: &member.card.receive };
        let sealed = envelope::seal_team_secret((&sender, &recipient), terms, (secret, account))?;
        let actor = ActorId(profile.device.0);
        share::put(&*vault.connection.remote, (actor, Some(user)), &sealed).await?;
        names.push(member.name.clone());
    }
    Ok(names)
}

/// The same of the secret that this machine has, for one member.
pub async fn hand_to(vault: &OpenVault, name: &str, now: u64) -> Result<bool, OpError> {
    let profile = &vault.connection.profile;
    let Some(secret) = stored::read(profile)? else { return Ok(false) };
    let account = stored::account_key(profile)?;
    let names = hand_over(vault, (&secret, account.as_ref()), |one| one.name == name, now).await?;
    Ok(!names.is_empty())
}

/// The team's secret from an envelope, for a machine that has only the team's code; none where none lies there.
pub async fn for_joiner(
    (profile, remote): (&Profile, Arc<dyn Remote>),
    pin: Pin,
    me: &Identity,
    now: u64,
) -> Result<Option<Received>, OpError> {
    let connection = open::connect(profile, remote, Trust::Given(pin)).await?;
    receive(&connection, me, now).await
}

/// Unlocks a vault; in a team whose secret was changed, with the new one that an envelope brings, which is kept.
pub async fn unlock(connection: Connection, now: u64) -> Result<OpenVault, OpError> {
    let stored_here = connection.roster.is_some() && connection.profile.secret.given.is_none();
    let Some(person) = connection.profile.person.clone().filter(|_| stored_here) else {
        return open::unlock(connection, now);
    };
    let unchanged = match stored::unlock(&connection.profile, &connection.keyfile, now) {
        Ok((keys, _)) => keys.may_write,
        Err(OpError::WrongSecret { .. } | OpError::SecretReplaced { .. }) => false,
        Err(_) => true,
    };
    if !unchanged && let Some(me) = identity::local(&person, now)? {
        let received = receive(&connection, &me, now).await?;
        if let Some(Received { secret, account }) = received {
            take_up(&connection, (&secret, account.as_ref()), now)?;
        }
    }
    open::unlock(connection, now)
}

/// Keeps a secret that opens the keyfile in force for writing.
fn take_up(
    connection: &Connection,
    (secret, account): (&Passphrase, Option<&AccountKey>),
    now: u64,
) -> Result<(), OpError> {
    let profile = &connection.profile;
    let opened = keyfile::unlock(&connection.keyfile, (secret, account), now);
    let (_, slot) = opened.map_err(|source| stored::refuse(profile, source))?;
    if let Some(account) = account {
        stored::store_account_key(profile, account)?;
    }
    stored::promote(profile, secret, &slot)
}

/// The newest secret for this vault that an owner or admin sealed to this user, where it opens the keyfile in force.
async fn receive(connection: &Connection, me: &Identity, now: u64) -> Result<Option<Received>, OpError> {
    let (remote, vault) = (&connection.remote, connection.profile.owner);
    let Some(standing) = &connection.roster else { return Ok(None) };
    // A server knows by the token who asks.
    let nobody = ActorId(me.owner().0);
    let inbox = match remote.inbox(nobody).await {
        Ok(inbox) => inbox.envelopes,
        // Not every remote keeps them.
        Err(crate::remote::RemoteError::Refused(_)) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let ours =
        |entry: &&EnvelopeEntry| entry.vault == vault && entry.session.is_none() && entry.status.is_open();
    for entry in inbox.iter().filter(ours).take(MOST) {
        let Fetched::Envelope(bytes) = remote.fetch_envelope(nobody, entry.id).await? else { continue };
        let receiver = Receiver { owner: me.owner(), seed: me.receive() };
        let signers = |owner: OwnerId, key: &Digest| signer(standing, owner, key);
        let wanted = Wanted { vault: Some(vault), session: None };
        let opened = envelope::open_team_secret(&bytes, &receiver, wanted, (&signers, now));
        let (signature_ok, decrypted) = opened.as_ref().map_or_else(EnvelopeError::outcome, |_| (true, true));
        remote.report_opening(nobody, (entry.id, Opening { signature_ok, decrypted })).await?;
        let Ok(opened) = opened else { continue };
        let secrets = (&opened.secret, opened.account.as_ref());
        let in_force = keyfile::unlock(&connection.keyfile, secrets, now);
        if in_force.is_ok_and(|(keys, slot)| keys.may_write && slot.epoch == opened.body.epoch) {
            return Ok(Some(Received { secret: opened.secret, account: opened.account }));
        }
    }
    Ok(None)
}

/// Whether a key is that of an owner or admin: nobody else hands out the team's secret.
fn signer(roster: &Roster, owner: OwnerId, key: &Digest) -> Standing {
    let Some(member) = roster.member(owner).filter(|member| Digest::of(&member.card.sign) == *key) else {
        return Standing::Unknown;
    };
    match VerifyingKey::from_bytes(&member.card.sign) {
        Ok(signer) if member.role.may_govern() => Standing::Good(signer),
        Ok(signer) => Standing::Revoked(signer),
        Err(_) => Standing::Unknown,
    }
}
