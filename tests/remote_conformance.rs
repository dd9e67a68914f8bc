//! The embedded vault against the contract of a remote, and against crashes, damage and other processes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod remote_suite;

use han::protocol::ids::OwnerId;
use han::protocol::keyfile::OwnerKind;
use han::remote::local::LocalRemote;
use remote_suite::Vault;
use std::sync::Arc;

const OWNER: OwnerId = OwnerId([0xaa; 16]);

async fn embedded() -> Vault {
    let dir = tempfile::tempdir().unwrap();
    let (remote, log_key) =
        LocalRemote::create(&dir.path().join("vault"), OWNER, OwnerKind::User).await.unwrap();
    Vault { remote: Arc::new(remote), log_key, keep: Box::new(dir) }
}

mod contract {
    use crate::{embedded, remote_suite};
    crate::remote_suite!(embedded);
}
