//! Rule files and the key of fingerprints: what the scanner's choices need from the disk.

use super::error::OpError;
use crate::local::atomic::{self, FileError};
use crate::scan::allow::FingerprintKey;
use crate::scan::custom::{BadRules, CustomRules, MAX_FILE, RuleFile};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Why rule files cannot be used; nothing is scanned then.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// A file cannot be read.
    #[error("cannot read rules from {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file is too large.
    #[error("{}: larger than 1 MiB", .0.display())]
    TooLarge(PathBuf),
    /// A file is no text.
    #[error("{}: no UTF-8 text", .0.display())]
    NotText(PathBuf),
    /// A mistake in a file.
    #[error(transparent)]
    Bad(#[from] BadRules),
    /// The keywords cannot be searched for.
    #[error("the keywords of the rules cannot be searched for")]
    Keywords(#[from] aho_corasick::BuildError),
}

/// Reads rule files in order.
///
/// # Errors
/// [`RulesError`]: the first file that cannot be used.
pub fn load(paths: &[PathBuf]) -> Result<(CustomRules, Vec<String>), RulesError> {
    let mut files = Vec::new();
    let mut notes = Vec::new();
    for path in paths {
        let mut file = load_one(path)?;
        notes.append(&mut file.notes);
        files.push(file);
    }
    Ok((CustomRules::new(files)?, notes))
}

/// Reads one rule file and what it extends.
///
/// # Errors
/// [`RulesError`]
pub fn load_one(path: &Path) -> Result<RuleFile, RulesError> {
    let text = read(path)?;
    let mut chain = vec![path.canonicalize().unwrap_or_else(|_| path.to_owned())];
    let mut fetch = |from: &str, what: &str| extended(Path::new(from), what, &mut chain);
    Ok(RuleFile::parse(&path.display().to_string(), &text, &mut fetch)?)
}

/// What `extend.path` of the file `from` names.
fn extended(from: &Path, what: &str, chain: &mut Vec<PathBuf>) -> Result<(String, String), String> {
    let path = from.parent().unwrap_or(Path::new("")).join(what);
    let real = path.canonicalize().map_err(|error| error.to_string())?;
    if chain.contains(&real) {
        return Err("it extends itself".to_owned());
    }
    let text = read(&path).map_err(|error| super::error::chain(&error))?;
    chain.push(real);
    Ok((path.display().to_string(), text))
}

fn read(path: &Path) -> Result<String, RulesError> {
    let unreadable = |source| RulesError::Unreadable { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(RulesError::TooLarge(path.to_owned()));
    }
    String::from_utf8(bytes).map_err(|_| RulesError::NotText(path.to_owned()))
}

/// The file of the fingerprint key.
pub fn key_path(data: &Path) -> PathBuf {
    data.join("allow.key")
}

/// The key of this machine's fingerprints; none where there is none yet.
///
/// # Errors
/// Where the file is a link, another user's, open to others, or no key.
pub fn key(data: &Path) -> Result<Option<FingerprintKey>, OpError> {
    let path = key_path(data);
    let Some(bytes) = atomic::read_private(&path, 64)? else { return Ok(None) };
    let mut key = Zeroizing::new([0; 32]);
    if bytes.len() != key.len() {
        return Err(OpError::Usage(format!("{} is no key: it should have 32 bytes", path.display())));
    }
    key.copy_from_slice(&bytes);
    Ok(Some(FingerprintKey::new(key)))
}

/// The key of this machine's fingerprints, made where there is none yet: 32 random bytes, mode 0600.
///
/// # Errors
/// As [`key`], and where it cannot be written.
pub fn key_or_new(data: &Path) -> Result<FingerprintKey, OpError> {
    if let Some(key) = key(data)? {
        return Ok(key);
    }
    let mut bytes = Zeroizing::new([0; 32]);
    crate::crypto::secret::random_bytes(&mut *bytes)?;
    atomic::create_private_folder(data)?;
    match atomic::write_new_private(&key_path(data), &*bytes) {
        Ok(()) => Ok(FingerprintKey::new(bytes)),
        // Another han was first.
        Err(FileError::Io { source, .. }) if source.kind() == std::io::ErrorKind::AlreadyExists => {
            key(data)?.ok_or(OpError::Worker)
        }
        Err(error) => Err(error.into()),
    }
}
