//! Where a vault's secrets are kept on this machine, and where a passphrase comes from.

pub mod file;
pub mod keyring;
pub mod passphrase;

use super::atomic::FileError;
use crate::protocol::ids::OwnerId;
use std::time::Duration;
use zeroize::Zeroizing;

/// Longest secret that a store takes, in bytes: what the Windows Credential Manager holds in one entry.
pub const MAX_SECRET_LEN: usize = 2_560;
/// Longest name of a secret, in bytes.
pub const MAX_WHAT_LEN: usize = 64;

/// Why a secret store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum SecretStoreError {
    /// There is no keyring on this machine, or it does not answer: another store must be chosen.
    #[error("no keyring can be reached")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The keyring is locked and was not unlocked.
    #[error("the keyring is locked")]
    Locked(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No answer in time; a prompt of the keyring may wait on another screen.
    #[error("the keyring gave no answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// Two entries have the name; guessing which is right could lose the other.
    #[error("the keyring holds several entries named {0}; delete all but one")]
    Ambiguous(String),
    /// The secret is longer than [`MAX_SECRET_LEN`].
    #[error("the secret is longer than {MAX_SECRET_LEN} bytes")]
    TooLong,
    /// The name is not one to three dozen letters, digits, `-`, `_` or `.`.
    #[error("{0:?} cannot name a secret")]
    Name(String),
    /// The keyring refused for a reason of its own.
    #[error("the keyring refused")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The secret file cannot be used as it is.
    #[error(transparent)]
    File(#[from] FileError),
}

/// A place that keeps small secrets, by vault and name.
///
/// Contract: any bytes up to [`MAX_SECRET_LEN`] come back as they were set; a `set` that returned is durable;
/// absence is `Ok(None)`, never an error; nothing of a secret enters an error. Calls may block for as long as a
/// user takes to unlock, up to the store's limit; they may be made from several threads.
pub trait SecretStore: Send + Sync {
    /// The secret, if there is one.
    fn get(&self, owner: &OwnerId, what: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError>;

    /// Sets or replaces the secret.
    fn set(&self, owner: &OwnerId, what: &str, secret: &[u8]) -> Result<(), SecretStoreError>;

    /// Deletes the secret; one that is not there is deleted already.
    fn delete(&self, owner: &OwnerId, what: &str) -> Result<(), SecretStoreError>;
}

/// Checks a name and a length, for every store alike.
fn check(what: &str, secret: &[u8]) -> Result<(), SecretStoreError> {
    let sound = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if what.is_empty() || what.len() > MAX_WHAT_LEN || what.starts_with('.') || !what.bytes().all(sound) {
        return Err(SecretStoreError::Name(what.to_owned()));
    }
    if secret.len() > MAX_SECRET_LEN { Err(SecretStoreError::TooLong) } else { Ok(()) }
}

/// What every store must do; the real keyring runs it in `tests/secret_service.rs`.
///
/// # Panics
/// Where the store breaks its contract.
#[doc(hidden)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a conformance suite fails by panicking")]
pub fn conformance(store: &dyn SecretStore) {
    let (owner, other) = (OwnerId([0xa1; 16]), OwnerId([0xa2; 16]));
    let get = |owner: &OwnerId, what: &str| store.get(owner, what).unwrap().map(|s| s.to_vec());
    store.delete(&owner, "dek").unwrap();
    assert_eq!(get(&owner, "dek"), None, "absent is None");
    let all_bytes: Vec<u8> = (0..=255).collect();
    for secret in [&all_bytes[..], b"x", &[0; 32], b"\n", &[0xff; MAX_SECRET_LEN]] {
        store.set(&owner, "dek", secret).unwrap();
        assert_eq!(get(&owner, "dek").as_deref(), Some(secret), "{} bytes come back", secret.len());
    }
    assert_eq!(get(&other, "dek"), None, "owners are apart");
    assert_eq!(get(&owner, "kek"), None, "names are apart");
    store.set(&owner, "kek", b"k").unwrap();
    store.delete(&owner, "dek").unwrap();
    assert_eq!((get(&owner, "dek"), get(&owner, "kek")), (None, Some(b"k".to_vec())), "deletes one");
    store.delete(&owner, "dek").unwrap();
    store.delete(&owner, "kek").unwrap();
    match store.set(&owner, "dek", &[0; MAX_SECRET_LEN + 1]) {
        Err(SecretStoreError::TooLong) => {}
        _ => panic!("a secret over the limit must be refused"),
    }
    for name in ["", "../x", "a/b", "a b", ".hidden", "\0"] {
        assert!(matches!(store.get(&owner, name), Err(SecretStoreError::Name(_))), "{name:?}");
    }
}
