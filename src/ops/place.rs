//! Where a vault lies, and how it is opened.

use super::error::OpError;
use super::open::Trust;
use super::server::ServerPlace;
use crate::protocol::ids::{Digest, OwnerId};
use crate::protocol::keyfile::OwnerKind;
use crate::remote::Remote;
use crate::remote::http::HttpRemote;
use crate::remote::local::LocalRemote;
use std::path::PathBuf;
use std::sync::Arc;

/// Where a vault lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RemotePlace {
    /// A folder on a local file system.
    Folder(PathBuf),
    /// A server.
    Server(ServerPlace),
    /// A remote that is open already: shared between use cases, or wrapped by its caller.
    Open(OpenRemote),
}

/// A remote that is open already. Two are equal if they are the same one.
#[derive(Clone)]
pub struct OpenRemote(pub Arc<dyn Remote>);

impl PartialEq for OpenRemote {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for OpenRemote {}

impl std::fmt::Debug for OpenRemote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("OpenRemote").field(&self.0.owner()).finish()
    }
}

impl RemotePlace {
    /// Opens the vault there.
    pub async fn open(&self) -> Result<Arc<dyn Remote>, OpError> {
        match self {
            Self::Folder(path) => Ok(Arc::new(LocalRemote::open(path).await?)),
            Self::Server(server) => Ok(Arc::new(server.open()?)),
            Self::Open(remote) => Ok(Arc::clone(&remote.0)),
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
            Self::Server(server) => {
                let log_key = server.client()?.log_key().await?;
                Ok((Arc::new(server.find().await?), Trust::FirstUse(Digest(log_key))))
            }
            Self::Open(_) => Err(OpError::Usage("an open remote shows no log key".into())),
        }
    }

    /// Makes an empty vault there. What it shows of itself is all that can be trusted.
    pub async fn create(&self, owner: OwnerId, kind: OwnerKind) -> Result<(Arc<dyn Remote>, Trust), OpError> {
        match self {
            Self::Folder(path) => {
                let (remote, log_key) = LocalRemote::create(path, owner, kind).await?;
                Ok((Arc::new(remote), Trust::FirstUse(Digest(log_key))))
            }
            Self::Server(server) => {
                let client = server.client()?;
                let log_key = client.log_key().await?;
                client.found(owner, kind).await?;
                Ok((Arc::new(HttpRemote::new(client, owner)), Trust::FirstUse(Digest(log_key))))
            }
            Self::Open(_) => Err(OpError::Usage("a vault is made in a folder or on a server".into())),
        }
    }
}
