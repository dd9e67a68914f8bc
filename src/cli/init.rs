//! `han init`, and the first `han sync`, which does the same on the embedded vault.

use super::App;
use super::args::InitArgs;
use super::context;
use super::failure::{Failure, Kind, Outcome};
use crate::config::{Config, SecretStoreKind, VaultEntry, set_device_name, set_vault};
use crate::crypto::kdf::Cost;
use crate::crypto::secret::{AccountKey, Passphrase, random_bytes};
use crate::crypto::words;
use crate::local::atomic;
use crate::local::secrets::{SecretStore, SecretStoreError};
use crate::ops::error::OpError;
use crate::ops::init::{self, Init};
use crate::ops::open::{self, Connection, Profile};
use crate::ops::place::RemotePlace;
use crate::ops::server::ServerPlace;
use crate::ops::sheet::{self, Sheet};
use crate::ops::team::Founder;
use crate::protocol::ids::OwnerId;
use crate::protocol::keyfile::OwnerKind;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Dispatches.
pub fn run(app: &App, args: &InitArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    if let Some(name) = &args.device_name {
        config.edit(|text| set_device_name(text, name))?;
    }
    let made = create(app, config, args.recovery_out.as_deref())?;
    if app.ui.is_json() {
        app.ui.json(&json!({
            "vault": made.profile.name,
            "owner": made.profile.owner.to_string(),
            "remote": context::place_text(&made.place),
            "secret_store": made.kind.as_str(),
            "recovery_sheet": made.sheet.as_ref().map(|path| path.display().to_string()),
        }))?;
    } else {
        app.ui.note(&format!("vault {} is ready in {}", made.profile.name, context::place_text(&made.place)));
        app.ui.hint("han sync");
    }
    Ok(Outcome::Done)
}

/// A vault that was just made.
pub struct Made {
    /// Its profile.
    pub profile: Profile,
    /// Where it lies.
    pub place: RemotePlace,
    /// Where its secret is kept.
    pub kind: SecretStoreKind,
    /// The recovery sheet's file; none where it was shown on the terminal.
    pub sheet: Option<PathBuf>,
}

struct Chosen {
    secret: Passphrase,
    account: Option<AccountKey>,
    cost: Cost,
}

/// Makes the vault that the settings choose.
pub fn create(app: &App, config: &Config, recovery_out: Option<&Path>) -> Result<Made, Failure> {
    create_by(app, config, recovery_out, None)
}

/// The same of a team, with who founds it.
pub(super) fn create_by(
    app: &App,
    config: &Config,
    recovery_out: Option<&Path>,
    founder: Option<&Founder>,
) -> Result<Made, Failure> {
    let name = config.vault.clone();
    let place = context::place(config, &name, config.vault_entry())?;
    let owner = new_owner(app, config, &place)?;
    let kind = choose_vault_store(app, config, &place)?;
    let passphrase_command = context::passphrase_command(config, kind)?;
    let profile = context::profile(config, &name, owner, Some(kind))?;
    if let Some(path) = recovery_out.filter(|path| path.exists()) {
        return Err(Failure::new(Kind::Conflict, format!("{} exists already", path.display()))
            .hint("give another file with --recovery-out"));
    }
    let chosen = choose_secret(app, &profile)?;
    let entry = VaultEntry {
        owner: Some(owner),
        remote: config.place.is_some().then(|| context::place_text(&place)),
        secret_store: Some(kind),
        passphrase_command,
        kind: Some(if name.as_str().starts_with("team:") { "team" } else { "personal" }.into()),
        ..config.file.vault.get(&name).cloned().unwrap_or_default()
    };
    config.edit(|text| set_vault(text, &name, &entry))?;
    let with = Init {
        profile: &profile,
        place: &place,
        kind: if name.as_str().starts_with("team:") { OwnerKind::Team } else { OwnerKind::User },
        secret: &chosen.secret,
        account: chosen.account.as_ref(),
        founder,
        cost: chosen.cost,
        now: context::now(),
    };
    let connection = app.block_on(async {
        let made = init::run(&with).await?;
        made.remote.close().await;
        Ok::<_, OpError>(made)
    })??;
    let sheet = hand_over(app, config, (&profile, &place), (&chosen, &connection), recovery_out)?;
    if sheet.is_some() || app.ui.is_interactive() {
        crate::ops::keys::note_sheet(&profile, 1)?;
    }
    Ok(Made { profile, place, kind, sheet })
}

/// A fresh owner id, or that of an `init` which did not come to its end; refuses where a vault is.
fn new_owner(app: &App, config: &Config, place: &RemotePlace) -> Result<OwnerId, Failure> {
    let name = &config.vault;
    let taken = |what: String| {
        Failure::new(Kind::Conflict, what).hint(format!(
            "han keys unlock --vault {name} --remote {}   (with the vault's secret)",
            context::place_text(place)
        ))
    };
    let known = config.vault_entry().and_then(|entry| entry.owner);
    if let Some(owner) = known {
        let profile = context::profile(config, name, owner, config.secret_store)?;
        if open::load_pin(&profile)?.is_some() {
            return Err(taken(format!("vault {name} exists already")));
        }
    }
    if let RemotePlace::Folder(folder) = place
        && folder.join("vault.db").exists()
        && known.is_none()
    {
        return Err(taken(format!("there is a vault in {} already", folder.display())));
    }
    match known {
        Some(owner) => Ok(owner),
        None => {
            if let RemotePlace::Server(server) = place
                && server.kind == OwnerKind::User
                && has_vault(app, server)?
            {
                return Err(taken(format!("you have a vault on {} already", server.endpoint)));
            }
            let mut id = [0u8; 16];
            random_bytes(&mut id).map_err(OpError::from)?;
            Ok(OwnerId(id))
        }
    }
}

/// Whether this user has a personal vault with anything in it on a server.
fn has_vault(app: &App, server: &ServerPlace) -> Result<bool, Failure> {
    let vaults = app.block_on(async { Ok::<_, OpError>(server.client()?.vaults().await?) })??;
    Ok(vaults.iter().any(|vault| vault.kind == OwnerKind::User && vault.log_size > 0))
}

/// The secret store of a vault. What lies on another machine is not opened by a file beside the sessions unless
/// the user wants it so.
pub(super) fn choose_vault_store(
    app: &App,
    config: &Config,
    place: &RemotePlace,
) -> Result<SecretStoreKind, Failure> {
    let RemotePlace::Server(_) = place else { return choose_store(app, config) };
    if let Some(kind) = config.secret_store {
        return Ok(kind);
    }
    let keyring = context::store(config, SecretStoreKind::Keyring);
    match keyring.as_deref().map(probe) {
        Some(Ok(())) => Ok(SecretStoreKind::Keyring),
        other => {
            let why = other.and_then(Result::err).map_or_else(|| "there is none".into(), |e| e.to_string());
            let folder = config.dirs.secrets();
            Err(Failure::new(
                Kind::Usage,
                format!("no keyring here ({why}), and --secret-store does not say where the vault's secret goes"),
            )
            .hint(format!(
                "add --secret-store file   (kept in {}: whoever can read that file opens the vault)",
                folder.display()
            ))
            .hint("or: --secret-store command --passphrase-command \"pass show han/vault\"   (kept nowhere by han)"))
        }
    }
}

/// Where a token for a server is kept: the keyring where one answers, else a file. It opens nothing.
pub(super) fn choose_token_store(app: &App, config: &Config) -> SecretStoreKind {
    let keyring = context::store(config, SecretStoreKind::Keyring);
    if keyring.as_deref().map(probe).is_some_and(|answer| answer.is_ok()) {
        return SecretStoreKind::Keyring;
    }
    app.ui.note("no keyring here: the token is kept in a file that only you can read");
    SecretStoreKind::File
}

/// The secret store: as chosen, else the keyring where one answers, else a file with a notice.
pub(super) fn choose_store(app: &App, config: &Config) -> Result<SecretStoreKind, Failure> {
    if let Some(kind) = config.secret_store {
        return Ok(kind);
    }
    let keyring = context::store(config, SecretStoreKind::Keyring);
    let answer = keyring.as_deref().map(probe);
    match answer {
        Some(Ok(())) => Ok(SecretStoreKind::Keyring),
        other => {
            let why = other.and_then(Result::err).map_or_else(|| "there is none".into(), |e| e.to_string());
            app.ui.warn(&format!(
                "no keyring here ({why}): the secret is kept in a file that only you can read,"
            ));
            app.ui.warn(&format!("{}, on the same disk as your sessions", config.dirs.secrets().display()));
            Ok(SecretStoreKind::File)
        }
    }
}

/// Whether a store takes and gives back an entry.
fn probe(store: &dyn SecretStore) -> Result<(), SecretStoreError> {
    let nobody = OwnerId::default();
    store.set(&nobody, "probe", b"han")?;
    store.get(&nobody, "probe")?;
    store.delete(&nobody, "probe")
}

/// The given secret, checked against the policy, or a generated one.
fn choose_secret(app: &App, profile: &Profile) -> Result<Chosen, Failure> {
    let Some(given) = &profile.secret.given else {
        // A secret that an interrupted `init` stored is taken again: somebody may have noted it.
        let stored = crate::ops::secret::read(profile)?;
        let secret = match stored {
            Some(secret) => secret,
            None => words::generate().map_err(OpError::from)?,
        };
        return Ok(Chosen { secret, account: None, cost: Cost::GENERATED });
    };
    let read = given.read().map_err(OpError::from)?;
    if let Some(loose) = &read.warning {
        app.ui.warn(&format!("{} can be read by others (mode {:o})", loose.path.display(), loose.mode));
    }
    let secret = words::normalise(Passphrase::from_input(read.bytes));
    if words::generated_shape(&secret) {
        return Ok(Chosen { secret, account: None, cost: Cost::GENERATED });
    }
    if words::check_chosen(&secret).is_ok() {
        return Ok(Chosen { secret, account: None, cost: Cost::CHOSEN });
    }
    if let Err(weak) = words::check_chosen_with_account_key(&secret) {
        return Err(Failure::new(Kind::Usage, "that secret is too easy to guess")
            .because(weak)
            .hint("han init   (without --passphrase-*: a secret of ten words is generated)"));
    }
    app.ui
        .warn("that secret alone could be guessed: an account key was added, which the recovery sheet shows");
    let account = AccountKey::random().map_err(OpError::from)?;
    Ok(Chosen { secret, account: Some(account), cost: Cost::CHOSEN })
}

/// Shows the recovery sheet once, or writes it to a private file.
fn hand_over(
    app: &App,
    config: &Config,
    (profile, place): (&Profile, &RemotePlace),
    (chosen, connection): (&Chosen, &Connection),
    recovery_out: Option<&Path>,
) -> Result<Option<PathBuf>, Failure> {
    let invite = super::keys::sheet_invite(app, place);
    let text = sheet::text(&Sheet {
        invite: invite.as_deref().map(String::as_str),
        profile,
        place: &context::place_text(place),
        secret: &chosen.secret,
        account: chosen.account.as_ref(),
        pin: &connection.pin,
        day: &context::today(),
    })?;
    let path = match recovery_out {
        Some(path) => path.to_owned(),
        None if app.ui.is_interactive() => {
            app.ui.show_on_terminal(&text)?;
            return Ok(None);
        }
        None => config.dirs.secrets().join(format!("{}.recovery-sheet.txt", profile.owner)),
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        atomic::create_private_folder(folder)?;
    }
    atomic::write_private(&path, text.as_bytes())?;
    app.ui.note(&format!("recovery sheet: {} (print it, then delete it)", path.display()));
    Ok(Some(path))
}
