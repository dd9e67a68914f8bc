//! The process's environment, read once.

use super::{ConfigError, PassphraseSource, VaultName, command_source};
use crate::local::dirs::Env;
use std::ffi::OsString;
use std::path::PathBuf;

/// Variables that people would put a secret into, and might think that han reads.
const SECRET_VARIABLES: [&str; 5] =
    ["HAN_PASSPHRASE", "HAN_PASSWORD", "HAN_SECRET", "HAN_TOKEN", "HAN_NEW_PASSPHRASE"];

/// What the environment says of colours (no-color.org, the CLICOLOR convention).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct ColorHints {
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// `CLICOLOR_FORCE` is set, not empty and not `0`.
    pub force: bool,
    /// `CLICOLOR` is `0`, or `TERM` is `dumb`.
    pub plain_terminal: bool,
}

/// What a server is told by its environment. Passwords and keys are in it, so it is not printed.
#[derive(Clone, Default)]
pub struct Places {
    /// `HAN_DATABASE`: a PostgreSQL database.
    pub database: Option<String>,
    /// `HAN_OBJECTS`: a place for objects.
    pub objects: Option<String>,
    /// `AWS_*`, `GOOGLE_*` and `AZURE_*`, for the client of the object store.
    pub cloud: Vec<(String, String)>,
}

impl std::fmt::Debug for Places {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Places(..)")
    }
}

/// The first letters of the names of variables that the clients of object stores know.
const CLOUD: [&str; 3] = ["AWS_", "GOOGLE_", "AZURE_"];

/// Every variable that han reads. Empty ones count as not set.
#[derive(Clone, Default, Debug)]
pub struct Environment {
    /// `HAN_CONFIG`.
    pub config: Option<PathBuf>,
    /// `HAN_REMOTE`.
    pub remote: Option<String>,
    /// `HAN_TOKEN_FILE`.
    pub token_file: Option<PathBuf>,
    /// `HAN_LOG`.
    pub log: Option<String>,
    /// `CLAUDE_CONFIG_DIR`.
    pub claude_config_dir: Option<OsString>,
    /// `XDG_CONFIG_HOME`, where it is absolute (the XDG specification ignores others); likewise the next ones.
    pub xdg_config_home: Option<PathBuf>,
    /// `XDG_DATA_HOME`.
    pub xdg_data_home: Option<PathBuf>,
    /// `XDG_STATE_HOME`.
    pub xdg_state_home: Option<PathBuf>,
    /// `APPDATA`, read on Windows only.
    pub app_data: Option<PathBuf>,
    /// `LOCALAPPDATA`, read on Windows only.
    pub local_app_data: Option<PathBuf>,
    /// The home folder, from `HOME` or the user database.
    pub home: Option<PathBuf>,
    /// `PATH`, where hooks look for han.
    pub path: Option<OsString>,
    /// What it says of colours.
    pub colors: ColorHints,
    /// Where a server keeps things.
    pub places: Places,
    vault: Option<String>,
    passphrase_file: Option<PathBuf>,
    passphrase_command: Option<String>,
    secret_variable: Option<&'static str>,
}

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        let mut environment = Self::read(|name| std::env::var_os(name));
        let all = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        environment.places.cloud =
            all.filter(|(name, _)| CLOUD.iter().any(|prefix| name.starts_with(prefix))).collect();
        environment.home = std::env::home_dir().filter(|home| home.is_absolute());
        environment
    }

    /// Reads every variable through `get`.
    pub fn read(get: impl Fn(&str) -> Option<OsString>) -> Self {
        let get = |name: &str| get(name).filter(|value| !value.is_empty());
        let text = |name| get(name).map(|value| value.to_string_lossy().into_owned());
        let path = |name| get(name).map(PathBuf::from);
        let absolute = |name| path(name).filter(|p| p.is_absolute());
        let is = |name, wanted: &str| get(name).is_some_and(|value| value == wanted);
        let colors = ColorHints {
            no_color: get("NO_COLOR").is_some(),
            force: get("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
            plain_terminal: is("CLICOLOR", "0") || is("TERM", "dumb"),
        };
        Self {
            config: path("HAN_CONFIG"),
            remote: text("HAN_REMOTE"),
            token_file: path("HAN_TOKEN_FILE"),
            log: text("HAN_LOG"),
            claude_config_dir: get("CLAUDE_CONFIG_DIR"),
            xdg_config_home: absolute("XDG_CONFIG_HOME"),
            xdg_data_home: absolute("XDG_DATA_HOME"),
            xdg_state_home: absolute("XDG_STATE_HOME"),
            app_data: absolute("APPDATA"),
            local_app_data: absolute("LOCALAPPDATA"),
            home: absolute("HOME"),
            path: get("PATH"),
            colors,
            places: Places {
                database: text("HAN_DATABASE"),
                objects: text("HAN_OBJECTS"),
                cloud: Vec::new(),
            },
            vault: text("HAN_VAULT"),
            passphrase_file: path("HAN_PASSPHRASE_FILE"),
            passphrase_command: text("HAN_PASSPHRASE_COMMAND"),
            secret_variable: SECRET_VARIABLES.into_iter().find(|name| get(name).is_some()),
        }
    }

    /// What it says of folders.
    pub(super) fn folders(&self) -> Result<Env, ConfigError> {
        let roaming = || self.app_data.clone().filter(|_| cfg!(windows));
        let local = || self.local_app_data.clone().filter(|_| cfg!(windows));
        Ok(Env {
            home: self.home.clone().ok_or(ConfigError::NoHome)?,
            config_home: self.xdg_config_home.clone().or_else(roaming),
            data_home: self.xdg_data_home.clone().or_else(roaming),
            state_home: self.xdg_state_home.clone().or_else(local),
        })
    }

    /// Refuses an environment that holds a secret itself.
    pub(super) fn refuse_secrets(&self) -> Result<(), ConfigError> {
        self.secret_variable.map_or(Ok(()), |name| Err(ConfigError::SecretInEnvironment(name)))
    }

    /// `HAN_VAULT`.
    pub(super) fn vault(&self) -> Result<Option<VaultName>, ConfigError> {
        let Some(value) = &self.vault else { return Ok(None) };
        value.parse().map(Some).map_err(|_| ConfigError::BadVariable {
            variable: "HAN_VAULT",
            value: value.clone(),
            expected: "expected the name of a vault, as in personal or team:acme",
        })
    }

    /// `HAN_PASSPHRASE_FILE` or `HAN_PASSPHRASE_COMMAND`.
    pub(super) fn passphrase(&self) -> Result<Option<PassphraseSource>, ConfigError> {
        match (&self.passphrase_file, &self.passphrase_command) {
            (Some(_), Some(_)) => {
                Err(ConfigError::TwoSources("HAN_PASSPHRASE_FILE", "HAN_PASSPHRASE_COMMAND"))
            }
            (Some(path), None) => Ok(Some(PassphraseSource::File(path.clone()))),
            (None, Some(line)) => command_source("HAN_PASSPHRASE_COMMAND", line).map(Some),
            (None, None) => Ok(None),
        }
    }
}
