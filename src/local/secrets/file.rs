//! Secrets in private files, for machines without a keyring.

use super::{SecretStore, SecretStoreError, check};
use crate::local::atomic::{self, FileError};
use crate::protocol::ids::OwnerId;
use std::io;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Secrets as files `<folder>/<owner hex>/<what>`, 0600 in folders of 0700. Files and folders that others
/// may open, that another user owns, or that are links, are refused rather than mended.
pub struct FileStore {
    folder: PathBuf,
}

impl FileStore {
    /// A store in a folder, which the first `set` makes.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where a secret lies, for messages.
    pub fn path(&self, owner: &OwnerId, what: &str) -> PathBuf {
        self.folder.join(owner.to_string()).join(what)
    }

    /// Checks both folders; `false` if either is not there, and with it no secret.
    fn folders_exist(&self, owner: &OwnerId) -> Result<bool, FileError> {
        for folder in [self.folder.clone(), self.folder.join(owner.to_string())] {
            match atomic::check_private_folder(&folder) {
                Err(FileError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                    return Ok(false);
                }
                other => other?,
            }
        }
        Ok(true)
    }
}

impl SecretStore for FileStore {
    fn get(&self, owner: &OwnerId, what: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        check(what, &[])?;
        if !self.folders_exist(owner)? {
            return Ok(None);
        }
        Ok(atomic::read_private(&self.path(owner, what), super::MAX_SECRET_LEN as u64)?)
    }

    fn set(&self, owner: &OwnerId, what: &str, secret: &[u8]) -> Result<(), SecretStoreError> {
        check(what, secret)?;
        atomic::create_private_folder(&self.folder)?;
        atomic::create_private_folder(&self.folder.join(owner.to_string()))?;
        Ok(atomic::write_private(&self.path(owner, what), secret)?)
    }

    fn delete(&self, owner: &OwnerId, what: &str) -> Result<(), SecretStoreError> {
        check(what, &[])?;
        if !self.folders_exist(owner)? {
            return Ok(());
        }
        let path = self.path(owner, what);
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(source) => Err(FileError::Io { path, source }.into()),
            Ok(()) => Ok(atomic::sync_folder(&self.folder.join(owner.to_string()))?),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    const OWNER: OwnerId = OwnerId([0xab; 16]);

    #[test]
    fn keeps_the_contract() {
        let dir = tempfile::tempdir().unwrap();
        crate::local::secrets::conformance(&FileStore::new(dir.path().join("deep/secrets")));
    }

    #[test]
    fn modes_are_private_and_loose_ones_are_refused_with_the_command_that_mends_them() {
        let dir = tempfile::tempdir().unwrap();
        let store = FileStore::new(dir.path().join("s"));
        store.set(&OWNER, "kek", b"x").unwrap();
        let file = store.path(&OWNER, "kek");
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(
            (mode(&file), mode(file.parent().unwrap()), mode(&dir.path().join("s"))),
            (0o600, 0o700, 0o700)
        );
        for (path, bits, good) in [(&file, 0o644, 0o600), (&dir.path().join("s"), 0o750, 0o700)] {
            fs::set_permissions(path, fs::Permissions::from_mode(bits)).unwrap();
            let error = store.get(&OWNER, "kek").err().unwrap().to_string();
            assert!(error.contains(&format!("chmod {good:o}")), "{error}");
            fs::set_permissions(path, fs::Permissions::from_mode(good)).unwrap();
        }
        assert!(store.get(&OWNER, "kek").unwrap().is_some());
    }

    #[test]
    fn links_are_refused_at_every_level() {
        let dir = tempfile::tempdir().unwrap();
        let real = FileStore::new(dir.path().join("real"));
        real.set(&OWNER, "kek", b"x").unwrap();
        symlink(dir.path().join("real"), dir.path().join("link")).unwrap();
        let linked = FileStore::new(dir.path().join("link"));
        assert!(matches!(linked.get(&OWNER, "kek"), Err(SecretStoreError::File(FileError::NotPlain(_)))));
        assert!(linked.set(&OWNER, "kek", b"y").is_err());
        symlink(real.path(&OWNER, "kek"), real.path(&OWNER, "dek")).unwrap();
        assert!(matches!(real.get(&OWNER, "dek"), Err(SecretStoreError::File(FileError::NotPlain(_)))));
    }
}
