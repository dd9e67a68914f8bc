//! The platform's keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.

use super::{SecretStore, SecretStoreError, check};
use crate::protocol::ids::OwnerId;
use keyring_core::{Entry, Error};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;
use zeroize::Zeroizing;

/// The service name under which all entries stand.
pub const SERVICE: &str = "han";
/// How long a call may take: long enough to type a password into a prompt of the keyring.
pub const DEFAULT_LIMIT: Duration = Duration::from_secs(20);

type Open = Arc<dyn Fn(&str, &str) -> Result<Entry, SecretStoreError> + Send + Sync>;

/// Secrets in the keyring, each an entry of its own: service `han`, user `<owner hex>/<what>`.
///
/// Every call runs on a thread of its own with a limit, because a locked keyring may open a prompt that nobody
/// sees. A call that hangs keeps its thread; those after it fail at once.
pub struct KeyringStore {
    open: Open,
    limit: Duration,
    hung: AtomicBool,
}

impl KeyringStore {
    /// The platform's keyring; it is contacted at the first call.
    pub fn new(limit: Duration) -> Self {
        Self::with(limit, Arc::new(open_platform_entry))
    }

    fn with(limit: Duration, open: Open) -> Self {
        Self { open, limit, hung: AtomicBool::new(false) }
    }

    /// Runs a call on an entry, within the limit. `None`: no such entry.
    fn call<T: Send + 'static>(
        &self,
        owner: &OwnerId,
        what: &str,
        f: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<Option<T>, SecretStoreError> {
        if self.hung.load(Ordering::Relaxed) {
            return Err(SecretStoreError::TimedOut(self.limit));
        }
        let (open, user) = (Arc::clone(&self.open), format!("{owner}/{what}"));
        let (sender, receiver) = mpsc::sync_channel(1);
        let run = move || {
            let outcome = open(SERVICE, &user).and_then(|entry| match f(&entry) {
                Ok(value) => Ok(Some(value)),
                Err(Error::NoEntry) => Ok(None),
                Err(e) => Err(explain(e, &user)),
            });
            // The caller may have given up.
            let _ = sender.send(outcome);
        };
        let thread = std::thread::Builder::new().name("keyring".into());
        thread.spawn(run).map_err(|e| SecretStoreError::Unavailable(Box::new(e)))?;
        match receiver.recv_timeout(self.limit) {
            Ok(outcome) => outcome,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                self.hung.store(true, Ordering::Relaxed);
                Err(SecretStoreError::TimedOut(self.limit))
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                Err(SecretStoreError::Unavailable("the keyring's library failed".into()))
            }
        }
    }
}

impl SecretStore for KeyringStore {
    fn get(&self, owner: &OwnerId, what: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        check(what, &[])?;
        self.call(owner, what, |entry| entry.get_secret().map(Zeroizing::new))
    }

    fn set(&self, owner: &OwnerId, what: &str, secret: &[u8]) -> Result<(), SecretStoreError> {
        check(what, secret)?;
        let secret = Zeroizing::new(secret.to_vec());
        match self.call(owner, what, move |entry| entry.set_secret(&secret))? {
            Some(()) => Ok(()),
            None => Err(SecretStoreError::Refused("the entry vanished while it was set".into())),
        }
    }

    fn delete(&self, owner: &OwnerId, what: &str) -> Result<(), SecretStoreError> {
        check(what, &[])?;
        self.call(owner, what, Entry::delete_credential).map(drop)
    }
}

fn open_platform_entry(service: &str, user: &str) -> Result<Entry, SecretStoreError> {
    match (keyring::Entry::new(service, user), keyring::Entry::store_status()) {
        (Ok(entry), _) => Ok(entry.inner),
        (Err(Error::NoDefaultStore), Err(why)) => Err(SecretStoreError::Unavailable(Box::new(why))),
        (Err(e), _) => Err(explain(e, user)),
    }
}

/// Sorts errors of the keyring by what the user can do. Errors that carry the secret itself are dropped.
fn explain(error: Error, user: &str) -> SecretStoreError {
    match error {
        Error::NoStorageAccess(_) => SecretStoreError::Locked(Box::new(error)),
        Error::PlatformFailure(_) | Error::NoDefaultStore => SecretStoreError::Unavailable(Box::new(error)),
        Error::Ambiguous(_) => SecretStoreError::Ambiguous(format!("{SERVICE} {user}")),
        Error::TooLong(..) => SecretStoreError::TooLong,
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            drop(Zeroizing::new(bytes));
            SecretStoreError::Refused("the stored secret is malformed".into())
        }
        other => SecretStoreError::Refused(Box::new(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyring_core::api::CredentialStoreApi;
    use keyring_core::mock;

    const OWNER: OwnerId = OwnerId([0xab; 16]);

    fn mocked(limit: Duration) -> (KeyringStore, Arc<mock::Store>) {
        let store = mock::Store::new().unwrap();
        let inner = Arc::clone(&store);
        let open = move |service: &str, user: &str| {
            inner.build(service, user, None).map_err(|e| SecretStoreError::Unavailable(Box::new(e)))
        };
        (KeyringStore::with(limit, Arc::new(open)), store)
    }

    fn inject(store: &mock::Store, error: Error) {
        let entry = store.build(SERVICE, &format!("{OWNER}/kek"), None).unwrap();
        entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
    }

    #[test]
    fn keeps_the_contract() {
        crate::local::secrets::conformance(&mocked(DEFAULT_LIMIT).0);
    }

    #[test]
    fn errors_are_sorted_by_what_the_user_can_do() {
        let (keyring, store) = mocked(DEFAULT_LIMIT);
        keyring.set(&OWNER, "kek", b"x").unwrap();
        let why = || Box::new(std::io::Error::other("why"));
        for (error, want) in [
            (Error::PlatformFailure(why()), "no keyring can be reached"),
            (Error::NoStorageAccess(why()), "the keyring is locked"),
            (Error::NoDefaultStore, "no keyring can be reached"),
            (Error::BadEncoding(b"secret".to_vec()), "the keyring refused"),
            (Error::TooLong("x".into(), 1), "the secret is longer than 2560 bytes"),
            (
                Error::Ambiguous(vec![]),
                "the keyring holds several entries named han abababababababababababababababab/kek; delete all but one",
            ),
        ] {
            inject(&store, error);
            let error = keyring.get(&OWNER, "kek").err().unwrap();
            assert_eq!(error.to_string(), want);
            assert!(!format!("{error:?}").contains("secret\""), "{error:?}");
        }
        inject(&store, Error::NoEntry);
        assert!(keyring.get(&OWNER, "kek").unwrap().is_none());
        assert_eq!(keyring.get(&OWNER, "kek").unwrap().unwrap().as_slice(), b"x");
    }

    #[test]
    fn a_keyring_that_hangs_is_given_up_and_not_asked_again() {
        let (release, wait) = mpsc::channel::<()>();
        let wait = std::sync::Mutex::new(wait);
        let open = move |_: &str, _: &str| {
            let _ = wait.lock().unwrap().recv();
            Err(SecretStoreError::TooLong)
        };
        let keyring = KeyringStore::with(Duration::from_millis(10), Arc::new(open));
        for _ in 0..2 {
            assert!(matches!(keyring.get(&OWNER, "kek"), Err(SecretStoreError::TimedOut(_))));
        }
        drop(release);
    }
}
