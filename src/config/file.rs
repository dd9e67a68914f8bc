//! `config.toml`: its tables, and messages that say where a mistake is and what was probably meant.

use super::{PassphraseSource, expand_home, split_words};
use crate::protocol::ids::OwnerId;
use crate::session::Extra;
use serde::{Deserialize, Deserializer, de};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use toml::Spanned;

/// A mistake in the file, with its place (both count from 1).
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{line}:{column}: {message}")]
pub struct FileError {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

/// A text that cannot name a vault.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected a vault's name: letters, digits, '.', '_' and '-', after team: for a team's")]
pub struct BadVaultName;

/// The name of a vault on this machine: `personal`, `team:acme`. The server knows vaults by their owner.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct VaultName(String);

impl VaultName {
    /// The vault of those who never name one.
    pub fn personal() -> Self {
        Self("personal".to_owned())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether it is a team's vault.
    pub fn is_team(&self) -> bool {
        self.0.starts_with("team:")
    }
}

impl fmt::Display for VaultName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for VaultName {
    type Err = BadVaultName;

    fn from_str(text: &str) -> Result<Self, BadVaultName> {
        let bare = text.strip_prefix("team:").unwrap_or(text);
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        let starts_well = bare.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
        if !starts_well || bare.len() > 64 || !bare.bytes().all(fits) || text == "none" {
            return Err(BadVaultName);
        }
        Ok(Self(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for VaultName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}

/// Where a vault's secret is kept on this machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum SecretStoreKind {
    /// The platform's keyring
    Keyring,
    /// A file that only this user can read
    File,
    /// Nowhere: a command of the configuration gives it at each run
    Command,
}

impl SecretStoreKind {
    /// The name in the file and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File => "file",
            Self::Command => "command",
        }
    }
}

/// Where a vault lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A folder: the embedded vault.
    Folder(PathBuf),
    /// A server, by its URL.
    Server(String),
}

impl Place {
    /// Reads what `--remote` takes: `http://` and `https://` begin a server's URL, all else is a folder.
    pub fn parse(text: &str, home: &Path) -> Self {
        if text.starts_with("https://") || text.starts_with("http://") {
            Self::Server(text.trim_end_matches('/').to_owned())
        } else {
            Self::Folder(expand_home(text.strip_prefix("file://").unwrap_or(text), home))
        }
    }
}

/// What the file holds.
#[derive(Default, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConfigFile {
    /// The vault to work on when none is named.
    pub default_vault: Option<VaultName>,
    /// This machine's name in vaults, instead of its host name.
    pub device_name: Option<String>,
    /// The vaults by name.
    pub vault: BTreeMap<VaultName, VaultEntry>,
    /// The servers by address.
    pub server: BTreeMap<String, ServerEntry>,
    /// Which project goes to which vault; where several fit, the strictest wins.
    pub route: Vec<Route>,
    /// When keys are due for rotation.
    pub policy: Policy,
    /// Which files beside the sessions are synced.
    pub files: Files,
    /// What is taken for a secret, and what is not.
    pub redaction: Redaction,
    /// The text that this was read from, for the places of mistakes that show later.
    #[serde(skip)]
    text: String,
}

/// `[files]`.
#[derive(Clone, Default, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Files {
    /// The kinds; none by default.
    #[serde(deserialize_with = "extras")]
    pub include: BTreeSet<Extra>,
}

fn extras<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeSet<Extra>, D::Error> {
    let words = Vec::<String>::deserialize(from)?;
    words.iter().map(|word| word.parse().map_err(|e| de::Error::custom(format!("{word:?}: {e}")))).collect()
}

/// `[vault.NAME]`.
#[derive(Clone, Default, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VaultEntry {
    /// The vault's owner id, 32 hex digits.
    #[serde(deserialize_with = "owner")]
    pub owner: Option<OwnerId>,
    /// A folder or a URL; without it the embedded vault in the data folder.
    pub remote: Option<String>,
    /// Where the secret is kept.
    pub secret_store: Option<SecretStoreKind>,
    /// With `secret_store = "command"`: the program that prints the secret, and its arguments.
    pub passphrase_command: Option<String>,
    /// `personal` or `team`, as it was at creation.
    pub kind: Option<String>,
    /// Retention: sessions that were synced in these last days stay.
    pub keep_days: Option<NonZeroU32>,
    /// Retention: so many of the sessions that were synced last stay.
    pub keep_last: Option<NonZeroU32>,
}

impl VaultEntry {
    /// The command that gives the secret, where the table says that one does.
    pub(super) fn command_source(&self) -> Option<PassphraseSource> {
        if self.secret_store != Some(SecretStoreKind::Command) {
            return None;
        }
        self.passphrase_command.clone().map(PassphraseSource::Command)
    }
}

fn owner<'de, D: Deserializer<'de>>(from: D) -> Result<Option<OwnerId>, D::Error> {
    OwnerId::parse(&String::deserialize(from)?).map(Some).map_err(de::Error::custom)
}

/// `[server."URL"]`, written by `han login`.
#[derive(Clone, Default, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerEntry {
    /// Whom this machine's token stands for.
    pub user: Option<String>,
    /// Where the token is kept: `keyring` or `file`.
    pub token_store: Option<SecretStoreKind>,
    /// Whether the token may travel in the clear, to a server that is not on this machine.
    pub insecure_http: bool,
}

/// `[[route]]`: exactly one of `remote` and `path`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// A pattern of the project's git remote, as in `github.com/acme/*`.
    pub remote: Option<String>,
    /// A pattern of the project's folder, as in `~/private/**`.
    pub path: Option<String>,
    /// The vault, or none.
    #[serde(deserialize_with = "target")]
    pub vault: Option<VaultName>,
}

/// `none` keeps a project out of every vault.
fn target<'de, D: Deserializer<'de>>(from: D) -> Result<Option<VaultName>, D::Error> {
    match String::deserialize(from)?.as_str() {
        "none" => Ok(None),
        name => name.parse().map(Some).map_err(de::Error::custom),
    }
}

/// `[policy]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Days after which the data key is due for rotation.
    pub data_key_days: u32,
    /// Days after which the secret is due for rotation.
    pub secret_days: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self { data_key_days: 90, secret_days: 365 }
    }
}

/// How much evidence a finding needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum SensitivityChoice {
    /// Also values that a name alone makes suspect
    Strict,
    /// Known shapes, and values by name where they look like secrets
    Standard,
    /// Known shapes and structures only
    Permissive,
}

/// `[redaction]`.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Redaction {
    /// How much evidence a finding needs; standard where nothing is said.
    pub sensitivity: Option<SensitivityChoice>,
    /// Whether personal data (e-mail, phone, IBAN, card numbers) is cut too.
    pub pii: bool,
    /// Files with rules of the user's own, or gitleaks configurations; relative to the configuration file.
    pub rules: Vec<String>,
    /// What is no secret.
    pub allow: Vec<Spanned<Allow>>,
}

/// `[[redaction.allow]]`: all keys of an entry must fit.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Allow {
    /// A rule's id.
    pub rule: Option<Spanned<String>>,
    /// A glob over the file, and over the folders that a session worked in.
    pub path: Option<Spanned<String>>,
    /// A keyed fingerprint of the value.
    pub fingerprint: Option<Spanned<String>>,
    /// Why, for people.
    #[serde(alias = "comment")]
    pub reason: Option<String>,
}

impl ConfigFile {
    /// Parses and checks the file's text.
    ///
    /// # Errors
    /// The first mistake, with its place. Values of the file are not repeated except names of keys.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        let mut file: Self = toml::from_str(text).map_err(|e| {
            let (line, column) = position(text, e.span().map_or(0, |span| span.start));
            FileError { line, column, message: explain(e.message()) }
        })?;
        text.clone_into(&mut file.text);
        file.check().map_err(|(needle, message)| {
            let (line, column) = position(text, text.find(&needle).unwrap_or(0));
            FileError { line, column, message }
        })?;
        Ok(file)
    }

    /// Line and column, both from 1, of a byte of the text that was parsed.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        position(&self.text, offset)
    }

    /// What serde cannot check: a text near the mistake, and the message.
    fn check(&self) -> Result<(), (String, String)> {
        for route in &self.route {
            if route.remote.is_some() == route.path.is_some() {
                let near = route.remote.as_deref().unwrap_or("[[route]]");
                return Err((
                    near.to_owned(),
                    "a route needs either remote or path, and not both".to_owned(),
                ));
            }
        }
        for (name, entry) in &self.vault {
            let by_command = entry.secret_store == Some(SecretStoreKind::Command);
            let command = entry.passphrase_command.as_deref();
            if by_command && command.and_then(split_words).is_none_or(|words| words.is_empty()) {
                let message = format!("vault {name} needs a passphrase_command with closed quotes");
                return Err(("secret_store".to_owned(), message));
            }
        }
        Ok(())
    }
}

/// Line and column, both from 1, of a byte offset.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    let column = before.get(line_start..).map_or(0, |rest| rest.chars().count());
    (before.matches('\n').count() + 1, column + 1)
}

/// Adds a suggestion to serde's "unknown field `x`, expected one of `a`, `b`" and the like.
fn explain(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let kind = ["unknown field", "unknown variant"].into_iter().find(|kind| message.starts_with(kind));
    let (Some(kind), Some(given)) = (kind, quoted.next()) else { return message.to_owned() };
    let what = if kind == "unknown field" { "unknown key" } else { "unknown value" };
    let known: Vec<&str> = quoted.collect();
    match closest(given, known.iter().copied()) {
        Some(meant) => format!("{what} {given}{}", did_you_mean(Some(&meant))),
        None => format!("{what} {given}; known are {}", known.join(", ")),
    }
}

/// `; did you mean X?`, or nothing.
pub(super) fn did_you_mean(meant: Option<&str>) -> String {
    meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default()
}

/// The known name most like `given`, if any is like it (Jaro similarity over 0.7, as clap has it).
pub(super) fn closest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let rated = known.map(|name| (strsim::jaro(given, name), name)).filter(|(likeness, _)| *likeness > 0.7);
    rated.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name.to_owned())
}
