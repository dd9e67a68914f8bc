//! From settings to what use cases work with: the vault's profile, its place, its secret's source.

use super::App;
use super::failure::{Failure, Kind};
use crate::config::{Config, Place, SecretStoreKind, VaultEntry, VaultName};
use crate::local::atomic;
use crate::local::lock::Lock;
use crate::local::secrets::SecretStore;
use crate::local::secrets::file::FileStore;
use crate::local::secrets::keyring::{DEFAULT_LIMIT, KeyringStore};
use crate::local::secrets::passphrase::PassphraseSource;
use crate::local::state::{Loaded, State};
use crate::ops::device;
use crate::ops::keys::Policy;
use crate::ops::open::{self, Connection, OpenVault, Profile, Trust};
use crate::ops::place::RemotePlace;
use crate::ops::secret::SecretSource;
use crate::ops::server::{ServerPlace, TokenSource};
use crate::ops::sync::{Routing, SyncContext, Target};
use crate::ops::team;
use crate::ops::view::Reader;
use crate::protocol::ids::OwnerId;
use crate::protocol::keyfile::OwnerKind;
use crate::remote::http::{BadEndpoint, Clear, Endpoint};
use crate::session::munge;
use crate::session::route::{RouteRule, Routes};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Nanoseconds since 1970.
pub fn now_ns() -> i64 {
    i64::try_from(jiff::Timestamp::now().as_nanosecond()).unwrap_or(i64::MAX)
}

/// Seconds since 1970.
pub fn now() -> u64 {
    u64::try_from(now_ns() / 1_000_000_000).unwrap_or(0)
}

/// Today, as `2026-11-22`.
pub fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

/// The folder of the embedded vault of this name.
pub fn default_folder(config: &Config, name: &VaultName) -> PathBuf {
    config.dirs.data.join("vaults").join(name.as_str().replace(':', "-"))
}

/// Where a vault lies.
pub fn place(config: &Config, name: &VaultName, entry: Option<&VaultEntry>) -> Result<RemotePlace, Failure> {
    let configured = if *name == config.vault { config.place.clone() } else { None };
    let place = configured.or_else(|| {
        entry.and_then(|entry| entry.remote.as_deref()).map(|text| Place::parse(text, &config.dirs.home))
    });
    match place {
        None => Ok(RemotePlace::Folder(default_folder(config, name))),
        Some(Place::Folder(path)) => Ok(RemotePlace::Folder(
            std::path::absolute(&path)
                .map_err(|e| Failure::new(Kind::Usage, "cannot use that folder").because(e))?,
        )),
        Some(Place::Server(url)) => {
            let owner = entry.and_then(|entry| entry.owner);
            Ok(RemotePlace::Server(server(config, &url, (name, owner))?))
        }
    }
}

/// A server as the place of a vault, with this machine's token for it.
pub fn server(
    config: &Config,
    url: &str,
    (name, owner): (&VaultName, Option<OwnerId>),
) -> Result<ServerPlace, Failure> {
    let insecure = |url: &str| config.file.server.get(url).is_some_and(|entry| entry.insecure_http);
    let clear = if insecure(url) { Clear::Anywhere } else { Clear::Loopback };
    let endpoint = endpoint(url, clear)?;
    let entry = config.file.server.get(&endpoint.to_string());
    let kept = entry.and_then(|entry| entry.token_store).and_then(|kind| store(config, kind));
    let token = match (&config.token_file, kept) {
        (Some(file), _) => TokenSource::File(file.clone()),
        (None, Some(store)) => TokenSource::Store(store),
        (None, None) => TokenSource::Nowhere,
    };
    let kind = if name.is_team() { OwnerKind::Team } else { OwnerKind::User };
    Ok(ServerPlace { endpoint, owner, kind, token })
}

/// A server's address.
///
/// # Errors
/// Where it is none, or would be spoken to in the clear.
pub fn endpoint(url: &str, clear: Clear) -> Result<Endpoint, Failure> {
    Endpoint::parse(url, clear).map_err(|bad| {
        let hint = match &bad {
            BadEndpoint::Clear(_) => {
                "use https, or, on a network that you trust: han login --insecure-http URL"
            }
            _ => "han login https://han.example.org --invite TOKEN",
        };
        Failure::new(Kind::Usage, "cannot use that server").because(bad).hint(hint)
    })
}

/// A place in words.
pub fn place_text(place: &RemotePlace) -> String {
    match place {
        RemotePlace::Folder(path) => path.display().to_string(),
        RemotePlace::Server(server) => server.endpoint.to_string(),
        RemotePlace::Open(_) => "an open vault".into(),
    }
}

/// The store of a kind.
pub fn store(config: &Config, kind: SecretStoreKind) -> Option<Arc<dyn SecretStore>> {
    match kind {
        SecretStoreKind::Keyring => Some(Arc::new(KeyringStore::new(DEFAULT_LIMIT))),
        SecretStoreKind::File => Some(Arc::new(FileStore::new(config.dirs.secrets()))),
        SecretStoreKind::Command => None,
    }
}

/// The command that the configuration of a vault with this store keeps: the one given now, else the one it has.
///
/// # Errors
/// Where the store is a command and there is none: nothing could ever open the vault again.
pub fn passphrase_command(config: &Config, kind: SecretStoreKind) -> Result<Option<String>, Failure> {
    let known = config.vault_entry().and_then(|entry| entry.passphrase_command.clone());
    match (&config.passphrase, kind) {
        (Some(PassphraseSource::Command(line)), SecretStoreKind::Command) => Ok(Some(line.clone())),
        (_, SecretStoreKind::Command) if known.is_none() => {
            Err(Failure::new(Kind::Usage, "the secret store is a command, and none is given")
                .hint("add --passphrase-command"))
        }
        _ => Ok(known),
    }
}

/// This machine's name in vaults.
pub fn device_name(config: &Config) -> String {
    let host = || std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = config.file.device_name.clone().or_else(host).unwrap_or_default();
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(64).collect();
    if name.is_empty() { "unnamed".into() } else { name }
}

/// The profile of a vault with this owner.
pub fn profile(
    config: &Config,
    name: &VaultName,
    owner: OwnerId,
    kind: Option<SecretStoreKind>,
) -> Result<Profile, Failure> {
    let given = if *name == config.vault { config.passphrase.clone() } else { None };
    Ok(Profile {
        name: name.as_str().to_owned(),
        owner,
        state: config.dirs.state.join(owner.to_string()),
        secret: SecretSource { store: kind.and_then(|kind| store(config, kind)), given },
        person: if name.is_team() { person(config)? } else { None },
        device: device::load_or_create(&config.dirs.state)?,
        device_name: device_name(config),
    })
}

/// The personal vault of this machine, whose identity signs in teams; none where there is none yet.
pub fn person(config: &Config) -> Result<Option<Arc<Profile>>, Failure> {
    let name = VaultName::personal();
    let Some(entry) = config.file.vault.get(&name).filter(|entry| entry.owner.is_some()) else {
        return Ok(None);
    };
    Ok(Some(Arc::new(known_profile(config, &name, entry)?)))
}

/// The profile of a vault of the configuration.
pub fn known_profile(config: &Config, name: &VaultName, entry: &VaultEntry) -> Result<Profile, Failure> {
    let owner = entry.owner.ok_or_else(|| {
        Failure::new(Kind::Usage, format!("vault {name} has no owner in {}", config.path.display()))
            .hint(format!("han keys unlock --vault {name}"))
    })?;
    let flag = if *name == config.vault { config.secret_store } else { None };
    profile(config, name, owner, flag.or(entry.secret_store))
}

/// The chosen vault: its profile and place.
pub fn target(app: &App) -> Result<Target, Failure> {
    let config = app.config()?;
    if config.vault_entry().is_none() && !config.vault_was_named {
        return Err(Failure::new(Kind::NothingMatched, "there is no vault on this machine yet")
            .hint("han sync")
            .hint("han keys unlock --remote DIR   (for a vault that another machine made)"));
    }
    let entry = config.known_vault()?;
    let place = place(config, &config.vault, Some(entry))?;
    if entry.owner.is_none() {
        return Err(no_vault_yet(config, &place));
    }
    let profile = known_profile(config, &config.vault, entry)?;
    Ok(Target { profile, place })
}

/// A vault of the configuration that is not the chosen one.
pub fn other_target(config: &Config, name: &VaultName) -> Result<Target, Failure> {
    let entry = config.file.vault.get(name).ok_or_else(|| {
        Failure::new(Kind::Usage, format!("there is no vault {name} on this machine")).hint("han vault list")
    })?;
    Ok(Target { profile: known_profile(config, name, entry)?, place: place(config, name, Some(entry))? })
}

/// Where `login` has said where the vault is to be, and none was made there or opened yet.
fn no_vault_yet(config: &Config, place: &RemotePlace) -> Failure {
    let (name, place) = (&config.vault, place_text(place));
    Failure::new(Kind::NothingMatched, format!("there is no vault {name} on this machine yet"))
        .hint(format!("han sync   (makes it on {place})"))
        .hint(format!(
            "han keys unlock --vault {name} --remote {place} --code -   (where it is there already)"
        ))
}

/// Connects to the chosen vault without unlocking it.
pub async fn connect(target: &Target) -> Result<Connection, Failure> {
    let remote = target.place.open().await?;
    Ok(open::connect(&target.profile, remote, Trust::Pinned).await?)
}

/// Connects to the chosen vault and unlocks it, to change something in it; remembers what was verified, and does what
/// the vault waits for.
pub async fn unlock(target: &Target) -> Result<OpenVault, Failure> {
    let mut vault = look(target).await?;
    team::settle(&mut vault, now()).await?;
    Ok(vault)
}

async fn look(target: &Target) -> Result<OpenVault, Failure> {
    let connection = connect(target).await?;
    connection.remember()?;
    Ok(team::unlock(connection, now()).await?)
}

/// A reader of the chosen vault, unlocked.
pub async fn reader(target: &Target) -> Result<Reader, Failure> {
    let OpenVault { connection, keys, .. } = look(target).await?;
    Ok(Reader { keys: Arc::new(keys), follow: Arc::new(connection.follow), remote: connection.remote })
}

/// Where the state cache lies.
pub fn state_path(config: &Config) -> PathBuf {
    config.dirs.state.join("state")
}

/// The state cache; an empty one where there is none.
pub fn state(config: &Config) -> Result<State, Failure> {
    let device = device::load_or_create(&config.dirs.state)?;
    Ok(match State::load(&state_path(config)).map_err(crate::ops::error::OpError::from)? {
        Loaded::State(state) => *state,
        Loaded::Absent | Loaded::Damaged(_) => State::new(device),
    })
}

/// The rules that decide where sessions go.
pub fn routing(config: &Config) -> Result<Routing, Failure> {
    let rules: Vec<RouteRule> = config
        .file
        .route
        .iter()
        .map(|route| RouteRule {
            remote: route.remote.clone(),
            path: route.path.clone(),
            vault: route.vault.as_ref().map_or_else(|| "none".into(), |name| name.as_str().to_owned()),
        })
        .collect();
    let routes = Routes::new(&rules, &config.dirs.home.to_string_lossy())
        .map_err(|e| Failure::new(Kind::Usage, "cannot use the routes of the configuration").because(e))?;
    Ok(Routing { routes, any: !rules.is_empty(), personal: VaultName::personal().as_str().to_owned() })
}

/// What `sync` works with: every vault of the configuration, the personal one first.
pub fn sync_context(config: &Config) -> Result<SyncContext, Failure> {
    let personal = VaultName::personal();
    let mut names: Vec<_> = config.file.vault.iter().filter(|(_, entry)| entry.owner.is_some()).collect();
    names.sort_by_key(|(name, _)| **name != personal);
    let targets = names
        .into_iter()
        .map(|(name, entry)| {
            Ok(Target {
                profile: known_profile(config, name, entry)?,
                place: place(config, name, Some(entry))?,
            })
        })
        .collect::<Result<_, Failure>>()?;
    // Nothing that a project or an option says: what is uploaded, only the user's own configuration decides.
    let lens = super::detect::lens_of(config)?;
    Ok(SyncContext {
        roots: config.claude_roots.clone(),
        targets,
        routing: routing(config)?,
        include: config.file.files.include.clone(),
        rules: lens.rules,
        allow: lens.allow,
        state_path: state_path(config),
        now_ns: now_ns(),
    })
}

/// When keys are due, by the configuration.
pub fn policy(config: &Config) -> Policy {
    let policy = config.file.policy;
    Policy { data_key_days: policy.data_key_days.into(), secret_days: policy.secret_days.into() }
}

/// The lock of the state, for commands that change keys.
pub fn state_lock(config: &Config) -> Result<Lock, Failure> {
    atomic::create_private_folder(&config.dirs.state)?;
    Ok(Lock::acquire(&config.dirs.state.join("lock"), config.lock_wait)?)
}

/// The name of a project's folder under `projects/`.
pub fn project(dir: &Path) -> Result<String, Failure> {
    let real = dir.canonicalize().or_else(|_| std::path::absolute(dir));
    let real =
        real.map_err(|e| Failure::new(Kind::Usage, format!("cannot use {}", dir.display())).because(e))?;
    Ok(match munge(&real.to_string_lossy()) {
        crate::session::Munged::Exact(name) | crate::session::Munged::Prefix(name) => name,
    })
}
