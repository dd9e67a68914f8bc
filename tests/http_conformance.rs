//! A vault on a server against the contract of a remote: the suite that the embedded vault passes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod remote_suite;
mod server_kit;

use remote_suite::Vault;
use server_kit::{Server, unlimited};
use std::sync::Arc;

async fn served() -> Vault {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(&dir.path().join("server"), unlimited()).await;
    let (remote, _) = server.vault().await;
    let log_key = server.client(None).log_key().await.unwrap();
    Vault { remote: Arc::new(remote), log_key, keep: Box::new((server, dir)) }
}

mod contract {
    use crate::{remote_suite, served};
    crate::remote_suite!(served);
}
