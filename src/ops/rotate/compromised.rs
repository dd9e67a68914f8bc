//! When somebody who should not may hold the secret: nothing of before opens the vault, and no data key of before is
//! used any more.

use super::drain::{DataKeyReport, data_key};
use super::new_secret::{NewSecret, SecretReport, secret};
use super::{MOST_ATTEMPTS, OldSlot};
use crate::ops::error::OpError;
use crate::ops::open::{OpenVault, Profile};
use crate::ops::progress::Progress;
use crate::ops::standing;
use crate::protocol::keyfile::{Keyfile, Purpose, Status};

/// Older than any data key gets: a move that is under way is gone on with.
pub(super) const ANY_AGE: u64 = 365_000;

/// The name of the file that says that everything is being replaced.
const FILE: &str = "compromised";

/// Writes down that everything is being replaced, and the epoch of the secret that goes, before anything is.
pub fn begin_compromised(profile: &Profile, epoch: u32) -> Result<(), OpError> {
    standing::save(profile, FILE, &epoch)
}

/// The epoch of the secret that a run was to replace which was interrupted on this machine.
pub fn compromised_under_way(profile: &Profile) -> Result<Option<u32>, OpError> {
    standing::load(profile, FILE)
}

/// Everything was replaced.
pub fn end_compromised(profile: &Profile) -> Result<(), OpError> {
    standing::end(profile, FILE)
}

/// What [`compromised`] did.
pub struct Compromised {
    /// The new secret.
    pub secret: SecretReport,
    /// The move of the content keys.
    pub data_key: DataKeyReport,
}

/// Changes the secret without a transition window, makes a new vault key (countersigned by the old one) and a new
/// audit key, and retires every data key that was made before. The index key stays: it names the sessions, so that
/// whoever held it can tell whether a session of a known id is in the vault, and nothing else.
///
/// Stopped after the new secret is in force, the rest is what [`retire`] or [`data_key`] go on with.
pub async fn compromised(
    vault: OpenVault,
    with: &NewSecret<'_>,
    progress: &dyn Progress,
) -> Result<(OpenVault, Compromised), OpError> {
    let with = NewSecret { old: OldSlot::Gone, ..*with };
    let (vault, secret) = secret(vault, &with).await?;
    let before = vault.keys.active_dek_version().saturating_sub(1);
    let (vault, data_key) = retire(vault, before, with.now, progress).await?;
    Ok((vault, Compromised { secret, data_key }))
}

/// Retires every data key up to this version: makes a new one where that is the active one, and goes on with a move
/// that is under way. Does nothing where they are retired already.
pub async fn retire(
    mut vault: OpenVault,
    version: u32,
    now: u64,
    progress: &dyn Progress,
) -> Result<(OpenVault, DataKeyReport), OpError> {
    let mut sum = DataKeyReport { version: vault.keys.active_dek_version(), ..DataKeyReport::default() };
    for _ in 0..MOST_ATTEMPTS {
        if is_retired(&vault.connection.keyfile, version) {
            return Ok((vault, sum));
        }
        let age = if vault.keys.active_dek_version() <= version { 0 } else { ANY_AGE };
        let (next, report) = data_key(vault, (age, now), progress).await?;
        sum = DataKeyReport {
            version: report.version,
            begun: sum.begun || report.begun,
            moved: sum.moved + report.moved,
            retired: sum.retired + report.retired,
        };
        vault = next;
    }
    Err(OpError::Conflict)
}

/// Whether no data key up to this version opens anything that is current.
fn is_retired(keyfile: &Keyfile, version: u32) -> bool {
    let mut data = keyfile.keys.iter().filter(|key| key.purpose == Purpose::Data && key.version <= version);
    data.all(|key| matches!(key.status, Status::Retired | Status::Revoked))
}
