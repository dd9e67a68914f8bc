//! Settings: flags over environment over file over defaults, resolved once. The only module that reads the
//! environment.

mod edit;
mod env;
mod file;

pub use crate::local::dirs::Dirs;
pub use edit::{
    EditError, NewAllow, add_allow, forget_server, forget_vault, rename_vault, set_default_vault,
    set_device_name, set_server, set_vault,
};
pub use env::{ColorHints, Environment};
pub use file::{
    Allow, BadVaultName, ConfigFile, FileError, Files, Place, Policy, Redaction, Route, SecretStoreKind,
    SensitivityChoice, ServerEntry, VaultEntry, VaultName,
};

use crate::local::atomic::{FileError as AtomicError, create_private_folder, write_private};
use crate::local::discover::{Root, roots};
use crate::local::lock::{Lock, LockError};
use crate::local::secrets::passphrase::{PassphraseSource, split_words};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why the settings cannot be used. Every text says what to do instead.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A variable holds a secret; the environment of a process is no place for one.
    #[error("the variable {0} would hold a secret, which every program of this session could read")]
    SecretInEnvironment(&'static str),
    /// Two variables say where the secret is.
    #[error("{0} and {1} are both set")]
    TwoSources(&'static str, &'static str),
    /// A variable's value cannot be used.
    #[error("{variable} is {value:?}: {expected}")]
    BadVariable {
        /// The variable.
        variable: &'static str,
        /// Its value.
        value: String,
        /// What it should be.
        expected: &'static str,
    },
    /// Nothing says where the user's files are.
    #[error("there is no home folder: HOME is not set")]
    NoHome,
    /// A file or folder of the configuration cannot be read or made.
    #[error("cannot use {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The configuration file was named by `--config` or `HAN_CONFIG` and is not there.
    #[error("{} is not there", .0.display())]
    Missing(PathBuf),
    /// The configuration file is wrong.
    #[error("{}:{}", path.display(), source)]
    File {
        /// The file.
        path: PathBuf,
        /// Where and what.
        source: FileError,
    },
    /// A change to the configuration file was not made.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Another han is changing the configuration file.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The configuration file cannot be written.
    #[error(transparent)]
    Write(#[from] AtomicError),
    /// `--vault`, `HAN_VAULT` or `default_vault` names a vault that the file does not have.
    #[error("there is no vault {name}{}", file::did_you_mean(suggestion.as_deref()))]
    UnknownVault {
        /// The name.
        name: VaultName,
        /// A vault of a similar name.
        suggestion: Option<String>,
    },
}

/// What the command line says; nothing here is checked yet.
#[derive(Clone, Default, Debug)]
pub struct Flags {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--vault`.
    pub vault: Option<VaultName>,
    /// `--remote`.
    pub remote: Option<String>,
    /// `--secret-store`.
    pub secret_store: Option<SecretStoreKind>,
    /// `--passphrase-*`.
    pub passphrase: Option<PassphraseSource>,
    /// `--claude-dir`.
    pub claude_dir: Option<PathBuf>,
    /// `--lock-wait`.
    pub lock_wait: Duration,
}

/// The settings of one run.
#[derive(Debug)]
pub struct Config {
    /// Where han's own files lie on this machine.
    pub dirs: Dirs,
    /// The Claude Code folders to read; the first is where `restore` and `hook` write. Never empty.
    pub claude_roots: Vec<Root>,
    /// The configuration file's path, there or not.
    pub path: PathBuf,
    /// The configuration file's content; defaults where there is none.
    pub file: ConfigFile,
    /// The vault to work on, and whether it was chosen by flag or variable rather than by default.
    pub vault: VaultName,
    /// True where `--vault` or `HAN_VAULT` named the vault.
    pub vault_was_named: bool,
    /// Where the vault lies: `--remote`, `HAN_REMOTE`, the vault's table; none where nothing says.
    pub place: Option<Place>,
    /// `--secret-store`, else the vault's table.
    pub secret_store: Option<SecretStoreKind>,
    /// Where this run reads the vault's secret from instead of its store.
    pub passphrase: Option<PassphraseSource>,
    /// The file with the token for a server (`HAN_TOKEN_FILE`).
    pub token_file: Option<PathBuf>,
    /// How long to wait for another han.
    pub lock_wait: Duration,
}

impl Config {
    /// Resolves the settings of one run; reads the configuration file, if there is one.
    ///
    /// # Errors
    /// The first thing that is wrong in flags, environment or file.
    pub fn resolve(flags: Flags, environment: &Environment) -> Result<Self, ConfigError> {
        environment.refuse_secrets()?;
        let dirs = Dirs::from_values(&environment.folders()?);
        let claude_roots = match flags.claude_dir {
            Some(path) => vec![Root { path }],
            None => roots(environment.claude_config_dir.as_deref(), &dirs.home),
        };
        let (path, file) = load(flags.config.or_else(|| environment.config.clone()), &dirs)?;
        let named = match flags.vault {
            Some(name) => Some(name),
            None => environment.vault()?,
        };
        let vault_was_named = named.is_some();
        let vault = named.or_else(|| file.default_vault.clone()).unwrap_or_else(VaultName::personal);
        let entry = file.vault.get(&vault);
        let place = match flags.remote.or_else(|| environment.remote.clone()) {
            Some(remote) => Some(Place::parse(&remote, &dirs.home)),
            None => entry.and_then(|e| e.remote.as_deref()).map(|r| Place::parse(r, &dirs.home)),
        };
        let passphrase = match flags.passphrase {
            Some(PassphraseSource::Command(line)) => Some(command_source("--passphrase-command", &line)?),
            Some(source) => Some(source),
            None => environment.passphrase()?.or_else(|| entry.and_then(VaultEntry::command_source)),
        };
        let secret_store = flags.secret_store.or_else(|| entry.and_then(|e| e.secret_store));
        Ok(Self {
            token_file: environment.token_file.clone(),
            lock_wait: flags.lock_wait,
            dirs,
            claude_roots,
            path,
            vault,
            vault_was_named,
            place,
            secret_store,
            passphrase,
            file,
        })
    }

    /// The table of the chosen vault, if the file has one.
    pub fn vault_entry(&self) -> Option<&VaultEntry> {
        self.file.vault.get(&self.vault)
    }

    /// The table of the chosen vault.
    ///
    /// # Errors
    /// [`ConfigError::UnknownVault`] where the file has none of that name.
    pub fn known_vault(&self) -> Result<&VaultEntry, ConfigError> {
        self.vault_entry().ok_or_else(|| ConfigError::UnknownVault {
            name: self.vault.clone(),
            suggestion: file::closest(self.vault.as_str(), self.file.vault.keys().map(VaultName::as_str)),
        })
    }
}

impl Config {
    /// Changes the configuration file: `change` gets its text as it is now and gives the new one, which must
    /// parse. The file is replaced whole, with mode 0600; where it is a link, what it points to.
    ///
    /// # Errors
    /// Where the file cannot be read or written, or the change is refused; the file is as it was then.
    pub fn edit(&self, change: impl FnOnce(&str) -> Result<String, EditError>) -> Result<(), ConfigError> {
        let path = std::fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        create_private_folder(&self.dirs.state)?;
        let _lock = Lock::acquire(&self.dirs.state.join("config.lock"), self.lock_wait)?;
        let text = match std::fs::read_to_string(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            read => read.map_err(unreadable(&path))?,
        };
        let changed = change(&text)?;
        ConfigFile::parse(&changed).map_err(|source| ConfigError::File { path: path.clone(), source })?;
        if changed == text {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            // Not `create_private_folder`: a folder that the user made readable stays as it is.
            std::fs::create_dir_all(folder).map_err(unreadable(folder))?;
        }
        Ok(write_private(&path, changed.as_bytes())?)
    }
}

fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> ConfigError + '_ {
    move |source| ConfigError::Unreadable { path: path.to_owned(), source }
}

/// Reads the file that was named, which must be there, or the one of the configuration folder.
fn load(named: Option<PathBuf>, dirs: &Dirs) -> Result<(PathBuf, ConfigFile), ConfigError> {
    let must_exist = named.is_some();
    let path = named.unwrap_or_else(|| dirs.config.join("config.toml"));
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && !must_exist => String::new(),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(ConfigError::Missing(path)),
        Err(source) => return Err(ConfigError::Unreadable { path, source }),
    };
    match ConfigFile::parse(&text) {
        Ok(file) => Ok((path, file)),
        Err(source) => Err(ConfigError::File { path, source }),
    }
}

/// The source of a secret that a command line gives, refused early where it cannot be split into words.
///
/// # Errors
/// [`ConfigError::BadVariable`] naming `option`.
pub fn command_source(option: &'static str, line: &str) -> Result<PassphraseSource, ConfigError> {
    if split_words(line).is_some_and(|words| !words.is_empty()) {
        return Ok(PassphraseSource::Command(line.to_owned()));
    }
    Err(ConfigError::BadVariable {
        variable: option,
        value: line.to_owned(),
        expected: "expected a program and its arguments, with closed quotes",
    })
}

/// `~` and `~/...` stand for the home folder.
pub fn expand_home(path: &str, home: &Path) -> PathBuf {
    match path.strip_prefix('~') {
        Some("") => home.to_owned(),
        Some(rest) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests;
