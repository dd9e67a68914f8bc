//! Where a vault lies, and how it is opened.

use super::error::OpError;
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
}
