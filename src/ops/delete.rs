//! Deleting a whole vault: its place first, then what this machine knows of it.
//!
//! A vault in a folder goes with its folder. On a server every session is shredded; the keyfile and the log stay there,
//! for no client can remove a vault from a server. Stopped at any point it is gone on with by the same call.

use super::error::OpError;
use super::open::{self, Profile, Trust};
use super::place::RemotePlace;
use super::progress::Progress;
use super::secret;
use super::shred::{self, Deleted, Plan};
use super::sync::Target;
use super::view::Reader;
use crate::local::state::{Loaded, State};
use crate::protocol::tombstone::ShredLevel;
use crate::remote::RemoteError;
use crate::remote::local::LocalRemote;
use std::path::Path;
use std::sync::Arc;

/// What was deleted at the vault's place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Gone {
    /// The folder, with everything in it.
    Folder,
    /// The sessions; the rest is the server's to remove.
    Sessions(Deleted),
}

/// Deletes what lies at the vault's place. A folder that holds another vault is refused.
pub async fn place(
    target: &Target,
    (now, now_us): (u64, u64),
    progress: &dyn Progress,
) -> Result<Gone, OpError> {
    if let RemotePlace::Folder(folder) = &target.place {
        folder_of(&target.profile, folder).await?;
        LocalRemote::remove(folder)?;
        return Ok(Gone::Folder);
    }
    if open::load_pin(&target.profile)?.is_none() && secret::read(&target.profile)?.is_none() {
        // An interrupted run has forgotten it here already, which comes last.
        return Ok(Gone::Sessions(Deleted::default()));
    }
    let remote = target.place.open().await?;
    let vault = open::unlock(open::connect(&target.profile, remote, Trust::Pinned).await?, now)?;
    let mut plan = match Plan::load(&target.profile)? {
        Some(plan) => plan,
        None => Plan::new(ShredLevel::Deleted, Vec::new(), Vec::new()),
    };
    let (vault, names) = names(vault)?;
    plan.names.extend(names);
    plan.names.sort();
    plan.names.dedup();
    let (vault, deleted) = shred::delete(vault, &mut plan, (now, now_us), progress).await?;
    vault.connection.remote.close().await;
    Ok(Gone::Sessions(deleted))
}

fn names(vault: open::OpenVault) -> Result<(open::OpenVault, Vec<crate::protocol::refs::RefName>), OpError> {
    let open::OpenVault { connection, keys, slot } = vault;
    let reader = Reader {
        keys: Arc::new(keys),
        follow: Arc::new(connection.follow.clone()),
        remote: Arc::clone(&connection.remote),
    };
    let names = shred::all(&reader)?.into_iter().map(|one| one.name).collect();
    let Ok(keys) = Arc::try_unwrap(reader.keys) else { return Err(OpError::Worker) };
    Ok((open::OpenVault { connection, keys, slot }, names))
}

/// Refuses a folder that holds another vault than the one that is meant.
async fn folder_of(profile: &Profile, folder: &Path) -> Result<(), OpError> {
    match LocalRemote::open(folder).await {
        Ok(remote) => {
            use crate::remote::Remote as _;
            let found = remote.owner();
            remote.close().await;
            if found == profile.owner {
                Ok(())
            } else {
                Err(OpError::AnotherVault { wanted: profile.owner, found })
            }
        }
        // What an interrupted removal left, or a vault that is damaged beyond opening: its own files go.
        Err(RemoteError::NotFound(_) | RemoteError::Io(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Forgets a vault on this machine: its secret, its state, and that its sessions were ever sent. The configuration is
/// the caller's.
pub fn forget(profile: &Profile, state_path: &Path, route: &str) -> Result<(), OpError> {
    if let Loaded::State(mut state) = State::load(state_path)? {
        let sent: Vec<_> =
            state.sessions.iter().filter(|(_, known)| known.route == route).map(|(id, _)| *id).collect();
        state.files.retain(|_, entry| !sent.contains(&entry.session));
        state.sessions.retain(|session, _| !sent.contains(session));
        state.save_atomic(state_path)?;
    }
    secret::forget(profile)?;
    match std::fs::remove_dir_all(&profile.state) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(OpError::io(&profile.state)(error)),
        _ => Ok(()),
    }
}
