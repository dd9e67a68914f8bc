//! `status`: where each vault stands, without its secret: nothing is unlocked.

use super::error::{OpError, chain};
use super::keys::{self, KeyChange};
use super::list::{LocalSession, Presence};
use super::open::{self, Connection, Trust};
use super::sync::Target;
use crate::protocol::ids::OwnerId;
use crate::protocol::keyfile::{Keyfile, OwnerKind, Purpose};
use crate::protocol::roster::Role;
use crate::vault::keyfile::active;
use crate::vault::rotation;

const DAY: u64 = 86_400;

/// When keys are due for rotation, in days.
#[derive(Clone, Copy, Debug)]
pub struct Ages {
    /// Of the data key.
    pub data_key_days: u64,
    /// Of the secret.
    pub secret_days: u64,
}

/// Sessions of this machine by where they stand.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counts {
    /// Here and in the vault, the same.
    pub synced: u64,
    /// Here and in the vault, with something new here.
    pub changed: u64,
    /// Never sent.
    pub local: u64,
    /// Kept here by a rule.
    pub excluded: u64,
}

impl Counts {
    /// Counts the sessions that go to `vault`; with `None`, those that go nowhere.
    pub fn of(sessions: &[LocalSession], vault: Option<&str>) -> Self {
        let mut counts = Self::default();
        for session in sessions.iter().filter(|session| session.vault.as_deref() == vault) {
            match session.presence {
                Presence::Synced => counts.synced += 1,
                Presence::Changed => counts.changed += 1,
                Presence::Local => counts.local += 1,
                Presence::Excluded => counts.excluded += 1,
                Presence::Stored => {}
            }
        }
        counts
    }
}

/// What the keyfile says to everybody who may read it.
#[derive(Clone, Debug)]
pub struct KeyStatus {
    /// Its version.
    pub version: u64,
    /// Whether it is a team's vault.
    pub team: bool,
    /// When the data key was made, in seconds since 1970.
    pub data_key_since: u64,
    /// When the secret was last changed.
    pub secret_since: u64,
    /// Whether a data-key rotation was begun and not ended.
    pub draining: bool,
    /// The keys in force, and what they followed.
    pub in_force: Vec<KeyChange>,
}

/// What the log says.
#[derive(Clone, Debug)]
pub struct LogStatus {
    /// Its leaves, verified.
    pub size: u64,
    /// Whether anything was new since the last time.
    pub moved: bool,
    /// Sessions that the vault holds.
    pub sessions: u64,
    /// Owners of the team; none in a vault without a roster.
    pub owners: Option<usize>,
    /// Bytes that the vault stores; none where it does not tell.
    pub stored_bytes: Option<u64>,
}

/// Something that is to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    /// What.
    pub what: String,
    /// Since when, in seconds since 1970.
    pub since: u64,
    /// The command that does it.
    pub command: String,
}

/// Where one vault stands.
pub struct VaultStatus {
    /// Its name.
    pub name: String,
    /// Its id.
    pub owner: OwnerId,
    /// When its head was last verified before now, in seconds since 1970.
    pub verified: Option<u64>,
    /// What it says now, or why it says nothing.
    pub now: Result<(KeyStatus, LogStatus), OpError>,
    /// What is due.
    pub due: Vec<Due>,
}

/// Connects to a vault and says where it stands. What was verified is remembered.
pub async fn vault(target: &Target, ages: Ages, now: u64) -> VaultStatus {
    let verified = last_verified(&target.profile);
    let said = look(target).await;
    let name = target.profile.name.clone();
    let due = said.as_ref().map(|(keys, _)| due(&name, keys, ages, now)).unwrap_or_default();
    VaultStatus { name, owner: target.profile.owner, verified, now: said, due }
}

async fn look(target: &Target) -> Result<(KeyStatus, LogStatus), OpError> {
    let remote = target.place.open().await?;
    let connection = open::connect(&target.profile, remote, Trust::Pinned).await?;
    connection.remember()?;
    let keys = key_status(&connection.keyfile);
    let log = log_status(&connection).await;
    connection.remote.close().await;
    Ok((keys?, log))
}

async fn log_status(connection: &Connection) -> LogStatus {
    LogStatus {
        size: connection.follow.size(),
        moved: connection.moved,
        sessions: connection.follow.session_count(),
        owners: connection
            .roster
            .as_ref()
            .map(|roster| roster.members().filter(|member| member.role == Role::Owner).count()),
        stored_bytes: connection.remote.stored_bytes().await.ok(),
    }
}

/// The public part of a keyfile. A vault key is made anew with every change of the secret, so that its age is
/// the secret's.
pub fn key_status(keyfile: &Keyfile) -> Result<KeyStatus, OpError> {
    let born = |purpose| match active(keyfile, purpose) {
        Ok(key) => Ok(key.created),
        Err(source) => Err(OpError::Keyfile { vault: keyfile.owner.to_string(), source }),
    };
    Ok(KeyStatus {
        version: keyfile.version,
        team: keyfile.kind == OwnerKind::Team,
        data_key_since: born(Purpose::Data)?,
        secret_since: born(Purpose::Vault)?,
        // After a change of the secret the old data key stays for as long as the old secret reads.
        draining: rotation::is_draining(keyfile) && keyfile.slots.iter().all(|slot| slot.not_after.is_none()),
        in_force: keys::in_force(keyfile),
    })
}

fn due(vault: &str, keys: &KeyStatus, ages: Ages, now: u64) -> Vec<Due> {
    let mut due = Vec::new();
    let secret_due = keys.secret_since + ages.secret_days * DAY;
    let data_due = keys.data_key_since + ages.data_key_days * DAY;
    if now >= secret_due {
        let command = format!("han rotate --vault {vault}");
        due.push(Due { what: format!("the secret of vault {vault}"), since: secret_due, command });
    }
    if now >= data_due {
        let command = format!("han rotate --data-key --vault {vault}");
        due.push(Due { what: format!("the data key of vault {vault}"), since: data_due, command });
    }
    if keys.draining {
        let command = format!("han rotate --data-key --vault {vault}");
        let what = format!("a rotation of vault {vault} was begun and not ended");
        due.push(Due { what, since: keys.data_key_since, command });
    }
    due
}

/// The pin is written whenever a head was verified.
fn last_verified(profile: &open::Profile) -> Option<u64> {
    let written = std::fs::metadata(profile.state.join("pin")).and_then(|m| m.modified()).ok()?;
    written.duration_since(std::time::UNIX_EPOCH).ok().map(|age| age.as_secs())
}

/// Why a vault says nothing, in one line.
pub fn reason(error: &OpError) -> String {
    chain(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_fall_due_on_the_day_that_policy_names() {
        let ages = Ages { data_key_days: 90, secret_days: 365 };
        let keys = |draining| KeyStatus {
            version: 1,
            team: false,
            data_key_since: 1_000,
            secret_since: 1_000,
            draining,
            in_force: Vec::new(),
        };
        let commands = |now, draining| {
            let due = due("home", &keys(draining), ages, now);
            due.into_iter().map(|one| one.command).collect::<Vec<_>>()
        };
        let (data, secret) = ("han rotate --data-key --vault home", "han rotate --vault home");
        assert!(commands(1_000 + 90 * DAY - 1, false).is_empty());
        assert_eq!(commands(1_000 + 90 * DAY, false), [data]);
        assert_eq!(commands(1_000 + 365 * DAY, false), [secret, data]);
        assert_eq!(commands(1_000, true), [data]);
    }
}
