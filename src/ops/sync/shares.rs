//! After a sync: the shares of this user that the vault has moved on from are sealed anew. What goes wrong there is told
//! and tried again by the next sync; it stops nothing.

use super::{SyncReport, Target};
use crate::ops::error::{OpError, chain};
use crate::ops::open::{Connection, OpenVault};
use crate::ops::share::living::{self, KeptUp, Look};
use crate::ops::team;

/// Looks after the shares of a vault in which there was nothing to sync: it is unlocked only where one is behind.
pub(super) async fn unopened(target: &Target, connection: Connection, (now, report): (u64, &mut SyncReport)) {
    let ended = match look(target, &connection, now).await {
        Ok(None) => return,
        Ok(Some(look)) => match team::unlock(connection, now).await {
            Ok(vault) => renew(target, vault, look, now).await,
            Err(locked) => Err(locked),
        },
        Err(failed) => Err(failed),
    };
    tell(target, ended, report);
}

/// The same, of a vault that is open.
pub(super) async fn open(target: &Target, vault: OpenVault, (now, report): (u64, &mut SyncReport)) {
    let ended = match look(target, &vault.connection, now).await {
        Ok(None) => return,
        Ok(Some(look)) => renew(target, vault, look, now).await,
        Err(failed) => Err(failed),
    };
    tell(target, ended, report);
}

/// What is behind, if anything is.
async fn look(target: &Target, connection: &Connection, now: u64) -> Result<Option<Look>, OpError> {
    if living::is_settled(&target.profile, &target.place, connection.follow.size())? {
        return Ok(None);
    }
    Ok(Some(living::look(connection, now).await?).filter(|look| !look.is_settled()))
}

async fn renew(target: &Target, vault: OpenVault, look: Look, now: u64) -> Result<KeptUp, OpError> {
    Ok(living::keep_up(vault, &target.place, look, now).await?.1)
}

fn tell(target: &Target, ended: Result<KeptUp, OpError>, report: &mut SyncReport) {
    let name = &target.profile.name;
    match ended {
        Ok(KeptUp { renewed, failed, signed_anew }) => {
            if signed_anew {
                report.notes.push(living::CONFIRM.into());
            }
            report.shares_renewed.extend(renewed.iter().map(ToString::to_string));
            let text = |(id, why)| format!("share {id} opens nothing newer of its session: {why}");
            report.notes.extend(failed.into_iter().map(text));
        }
        Err(error) => {
            report.notes.push(format!("the shares of {name} were not looked after: {}", chain(&error)))
        }
    }
}
