//! A note on this machine that a shred was asked for and not seen done. Whoever opens the vault next from here
//! has it finished.

use crate::local::atomic;
use crate::ops::error::OpError;
use crate::ops::open::Profile;
use crate::remote::Remote;
use std::path::PathBuf;

/// The note.
pub(in crate::ops) struct Pending(PathBuf);

impl Pending {
    /// Of a vault, whether it stands or not.
    pub(in crate::ops) fn of(profile: &Profile) -> Self {
        Self(profile.state.join("shred-pending"))
    }

    /// Writes it: before the commit.
    pub(in crate::ops) fn begin(&self) -> Result<(), OpError> {
        if let Some(folder) = self.0.parent() {
            atomic::create_private_folder(folder)?;
        }
        Ok(atomic::write_private(&self.0, b"")?)
    }

    /// Removes it: nothing is left to do.
    pub(in crate::ops) fn end(&self) -> Result<(), OpError> {
        match std::fs::remove_file(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(OpError::io(&self.0)(error)),
            _ => Ok(()),
        }
    }

    /// Finishes what an interrupted run left, where there is such a note.
    pub(in crate::ops) async fn finish(&self, remote: &dyn Remote) -> Result<(), OpError> {
        if !self.0.exists() {
            return Ok(());
        }
        remote.collect().await?;
        self.end()
    }
}
