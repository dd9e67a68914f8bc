//! Where a vault lies, and how it is opened.

use super::error::OpError;
use super::open::Trust;
use crate::protocol::ids::Digest;
use crate::remote::Remote;
use crate::remote::local::LocalRemote;
use std::path::PathBuf;
use std::sync::Arc;

/// Where a vault lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RemotePlace {
    /// A folder on a local file system.
    Folder(PathBuf),
}

impl RemotePlace {
    /// Opens the vault there.
    pub async fn open(&self) -> Result<Arc<dyn Remote>, OpError> {
        match self {
            Self::Folder(path) => Ok(Arc::new(LocalRemote::open(path).await?)),
        }
    }

    /// Opens a vault that nothing is known of; what it shows of itself is all that can be trusted.
    pub async fn first_contact(&self) -> Result<(Arc<dyn Remote>, Trust), OpError> {
        match self {
            Self::Folder(path) => {
                let remote = LocalRemote::open(path).await?;
                let trust = Trust::FirstUse(Digest(remote.log_key()));
                Ok((Arc::new(remote), trust))
            }
        }
    }
}
