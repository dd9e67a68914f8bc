//! `han keys ...`.

mod forget;
mod list;

use super::App;
use super::args::{KeysCommand, KeysSheetArgs, KeysUnlockArgs};
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::init;
use crate::config::{Config, SecretStoreKind, VaultEntry, set_device_name, set_vault};
use crate::crypto::secret::{AccountKey, Passphrase, Secret};
use crate::crypto::words;
use crate::local::atomic;
use crate::local::secrets::passphrase::PassphraseSource;
use crate::ops::error::OpError;
use crate::ops::keys::code::{self, Code};
use crate::ops::keys::{self, KeyfileRepair, PendingRepair, Unlock, Unlocked};
use crate::ops::open::{Profile, Trust};
use crate::ops::place::RemotePlace;
use crate::ops::secret;
use crate::ops::server::ServerPlace;
use crate::ops::sheet::{self, Sheet};
use crate::protocol::ids::OwnerId;
use crate::protocol::keyfile::OwnerKind;
use crate::vault::keyfile;
use crate::vault::roster::Roster;
use serde_json::json;
use std::io::{BufRead as _, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The longest text of a code or sheet that is read.
const MAX_CODE: usize = 16 << 10;

/// Dispatches.
pub fn run(app: &App, command: &KeysCommand) -> Result<Outcome, Failure> {
    match command {
        KeysCommand::List => list::run(app),
        KeysCommand::RecoverySheet(args) => recovery_sheet(app, args),
        KeysCommand::Unlock(args) => unlock(app, args),
        KeysCommand::Repair => repair(app),
        KeysCommand::Forget(args) => forget::run(app, args),
    }
}

/// Writes a recovery sheet to a new private file, or shows it on the terminal where none is named; without a
/// terminal it goes to `fallback`. Gives the file. An existing file is never touched.
pub(super) fn write_sheet(
    app: &App,
    out: Option<&Path>,
    text: &str,
    fallback: &Path,
) -> Result<Option<PathBuf>, Failure> {
    let path = match out {
        Some(path) => path,
        None if app.ui.is_interactive() => {
            app.ui.show_on_terminal(text)?;
            return Ok(None);
        }
        None => fallback,
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        atomic::create_private_folder(folder)?;
    }
    if path.exists() {
        return Err(sheet_exists(path));
    }
    atomic::write_new_private(path, text.as_bytes())?;
    app.ui.note(&format!("recovery sheet: {} (print it, then delete it)", path.display()));
    Ok(Some(path.to_owned()))
}

fn sheet_exists(path: &Path) -> Failure {
    Failure::new(Kind::Conflict, format!("{} exists already", path.display()))
        .hint("give another file with --recovery-out")
}

fn recovery_sheet(app: &App, args: &KeysSheetArgs) -> Result<Outcome, Failure> {
    let target = context::target(app)?;
    let profile = &target.profile;
    let connection = app.block_on(context::connect(&target))??;
    connection.remember()?;
    let no_secret = || OpError::NoSecret { vault: profile.name.clone() };
    let held = secret::read(profile)?.ok_or_else(no_secret)?;
    let account = secret::account_key(profile)?;
    let opened = keyfile::unlock(&connection.keyfile, (&held, account.as_ref()), context::now());
    let (opened, _) = opened.map_err(|source| secret::refuse(profile, source))?;
    if !opened.may_write {
        return Err(OpError::SecretReplaced { vault: profile.name.clone() }.into());
    }
    // A new login ends that of the sheet before: first comes what may fail.
    match args.recovery_out.as_deref() {
        Some(path) if path.exists() => return Err(sheet_exists(path)),
        None => app.ui.show_on_terminal("")?,
        Some(_) => {}
    }
    let invite = sheet_invite(app, &target.place);
    let page = Sheet {
        invite: invite.as_deref().map(String::as_str),
        profile,
        place: &context::place_text(&target.place),
        secret: &held,
        account: account.as_ref(),
        pin: &connection.pin,
        day: &context::today(),
    };
    let path = match args.recovery_out.as_deref() {
        Some(path) => write_sheet(app, Some(path), &sheet::text(&page)?, path)?,
        None if args.qr => {
            app.ui.show_on_terminal(&sheet::qr(&page)?.lines())?;
            app.ui.note("whoever reads this code opens the vault; its text is what this reads:");
            app.ui.hint("han keys unlock --remote PLACE --code -");
            None
        }
        None => {
            app.ui.show_on_terminal(&sheet::text(&page)?)?;
            None
        }
    };
    keys::note_sheet(profile, opened.epoch)?;
    if app.ui.is_json() {
        app.ui.json(&json!({ "recovery_sheet": path.map(|path| path.display().to_string()) }))?;
    }
    Ok(Outcome::Done)
}

/// The invite that a recovery sheet of a vault on a server carries. Without one the sheet still opens the vault.
pub(super) fn sheet_invite(app: &App, place: &RemotePlace) -> Option<Zeroizing<String>> {
    let RemotePlace::Server(server) = place else { return None };
    // What is handed to a team must not let anybody in as this user, and the user has one such login.
    if server.kind == OwnerKind::Team {
        return None;
    }
    let asked = app.block_on(async { Ok::<_, OpError>(server.client()?.recovery_invite().await?) });
    let failed: Failure = match asked {
        Ok(Ok(invite)) => return Some(invite),
        Ok(Err(error)) => error.into(),
        Err(failure) => failure,
    };
    app.ui.warn(&format!("the recovery sheet holds no login to the server: {}", failed.message()));
    None
}

fn unlock(app: &App, args: &KeysUnlockArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let code = args.code.as_deref().map(read_code).transpose()?;
    if let Some(name) = &args.device_name {
        config.edit(|text| set_device_name(text, name))?;
    }
    open(app, config, code)
}

/// Opens the chosen vault on this machine: with what a code or sheet says, and a secret that is asked for where neither
/// has it.
pub(super) fn open(app: &App, config: &Config, code: Option<Code>) -> Result<Outcome, Failure> {
    let opened = open_quietly(app, config, code)?;
    show_unlocked(app, (&opened.profile, &opened.place), opened.kind, opened.first_contact)?;
    Ok(Outcome::Done)
}

/// A vault that was opened on this machine.
pub(super) struct Opened {
    /// Its profile.
    pub profile: Profile,
    /// Where it lies.
    pub place: RemotePlace,
    /// Where its secret is kept.
    pub kind: SecretStoreKind,
    /// Whether nothing but the secret vouches for it.
    pub first_contact: bool,
    /// Its roster, where it has one.
    pub roster: Option<Arc<Roster>>,
}

/// The same, and says nothing.
pub(super) fn open_quietly(app: &App, config: &Config, code: Option<Code>) -> Result<Opened, Failure> {
    let _lock = context::state_lock(config)?;
    let name = config.vault.clone();
    let place = context::place(config, &name, config.vault_entry())?;
    let place = match (place, &code) {
        // The code says which vault of the server is meant.
        (RemotePlace::Server(server), Some(code)) => {
            RemotePlace::Server(ServerPlace { owner: Some(code.pin.owner), ..server })
        }
        (place, _) => place,
    };
    let remote = app.block_on(async {
        let (remote, _) = place.first_contact().await?;
        Ok::<_, OpError>(remote.owner())
    });
    let owner = remote??;
    refuse_other_vault(config, owner)?;
    let kind = match config.secret_store {
        Some(kind) => kind,
        None => init::choose_vault_store(app, config, &place)?,
    };
    let passphrase_command = context::passphrase_command(config, kind)?;
    let profile = context::profile(config, &name, owner, Some(kind))?;
    let unlocked = open_with_secret(app, (&profile, &place), code)?;
    let entry = VaultEntry {
        owner: Some(owner),
        remote: remote_entry(config, &place),
        secret_store: Some(kind),
        passphrase_command,
        kind: Some((if name.is_team() { "team" } else { "personal" }).into()),
        ..config.vault_entry().cloned().unwrap_or_default()
    };
    config.edit(|text| set_vault(text, &name, &entry))?;
    app.block_on(unlocked.connection.remote.close())?;
    let (first_contact, roster) = (unlocked.first_contact, unlocked.connection.roster);
    Ok(Opened { profile, place, kind, first_contact, roster })
}

/// The same name stands for one vault only.
fn refuse_other_vault(config: &Config, owner: OwnerId) -> Result<(), Failure> {
    let name = &config.vault;
    match config.vault_entry().and_then(|entry| entry.owner) {
        Some(known) if known != owner => {
            let what = format!("this machine has another vault named {name}");
            Err(Failure::new(Kind::Conflict, what)
                .hint("give the new one another name: han keys unlock --vault NAME --remote DIR")
                .hint("han vault list"))
        }
        _ => Ok(()),
    }
}

fn remote_entry(config: &Config, place: &RemotePlace) -> Option<String> {
    config.place.is_some().then(|| context::place_text(place))
}

/// The whole of a recovery sheet in a file; `-` is standard input.
pub(super) fn read_sheet(file: &Path) -> Result<Code, Failure> {
    let code = if file == Path::new("-") {
        read_code("-")?
    } else {
        let unreadable = |e| Failure::new(Kind::Io, format!("cannot read {}", file.display())).because(e);
        let mut text = Zeroizing::new(String::with_capacity(MAX_CODE));
        let opened = std::fs::File::open(file).map_err(unreadable)?;
        opened.take(MAX_CODE as u64).read_to_string(&mut text).map_err(unreadable)?;
        code::read(&text)?
    };
    if code.secret.is_none() {
        let what = "that is no whole recovery sheet: it begins with HAN RECOVERY SHEET and holds the secret";
        return Err(Failure::new(Kind::Usage, what)
            .hint("with a code alone: han login URL --invite INVITE, then han keys unlock --code CODE"));
    }
    Ok(code)
}

/// A code or sheet as it was given; `-` is standard input.
pub(super) fn read_code(given: &str) -> Result<Code, Failure> {
    if given != "-" {
        return Ok(code::read(given)?);
    }
    Ok(code::read(&read_lines()?)?)
}

/// Standard input up to an empty line, or, for a whole sheet, to the end.
pub(super) fn read_lines() -> Result<Zeroizing<String>, Failure> {
    let unreadable = |e| Failure::new(Kind::Io, "cannot read the code from standard input").because(e);
    let mut text = Zeroizing::new(String::with_capacity(MAX_CODE));
    for line in std::io::stdin().lock().lines() {
        let line = Zeroizing::new(line.map_err(unreadable)?);
        let is_sheet = text.lines().next().is_some_and(|first| first.trim() == sheet::TITLE);
        if (line.trim().is_empty() && !text.is_empty() && !is_sheet) || text.len() + line.len() >= MAX_CODE {
            break;
        }
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

/// Given for this run, on the sheet, or asked for.
fn open_with_secret(
    app: &App,
    (profile, place): (&Profile, &RemotePlace),
    code: Option<Code>,
) -> Result<Unlocked, Failure> {
    let (pin, on_sheet, account) = match code {
        Some(code) => (Some(code.pin), code.secret, code.account),
        None => (None, None, None),
    };
    let entered = match (&profile.secret.given, on_sheet) {
        (Some(given), _) => read_secret(app, given)?,
        (None, Some(secret)) => secret,
        (None, None) => {
            read_secret(app, &PassphraseSource::Prompt(format!("Secret of vault {}: ", profile.name)))?
        }
    };
    let attempt = |account: Option<&AccountKey>| {
        app.block_on(async {
            let (remote, first) = place.first_contact().await?;
            let trust = pin.clone().map_or(first, Trust::Given);
            let now = context::now();
            keys::unlock(Unlock { profile, remote, trust, secret: &entered, account, now }).await
        })
    };
    match attempt(account.as_ref())? {
        Err(OpError::AccountKeyNeeded { .. }) if app.ui.is_interactive() => {
            let typed = PassphraseSource::Prompt("Account key: ".into()).read().map_err(OpError::from)?;
            Ok(attempt(Some(&account_key(&typed.bytes)?))??)
        }
        other => Ok(other?),
    }
}

fn account_key(typed: &[u8]) -> Result<AccountKey, Failure> {
    let text = String::from_utf8_lossy(typed);
    let decoded = crate::crypto::sheet::decode(&text);
    let decoded = decoded.map_err(|e| Failure::new(Kind::Usage, "that is not an account key").because(e))?;
    let key = Secret::from_slice(&decoded).map(AccountKey::new);
    key.ok_or_else(|| Failure::new(Kind::Usage, "that is not an account key"))
}

fn read_secret(app: &App, source: &PassphraseSource) -> Result<Passphrase, Failure> {
    let read = source.read().map_err(|e| {
        let failure: Failure = OpError::from(e).into();
        failure.hint("give the secret with --passphrase-file, -fd or -command")
    })?;
    if let Some(loose) = &read.warning {
        app.ui.warn(&format!("{} can be read by others (mode {:o})", loose.path.display(), loose.mode));
    }
    Ok(words::normalise(Passphrase::from_input(read.bytes)))
}

fn show_unlocked(
    app: &App,
    (profile, place): (&Profile, &RemotePlace),
    kind: SecretStoreKind,
    first_contact: bool,
) -> Result<(), Failure> {
    if first_contact {
        app.ui.warn("this is a first contact: the secret proves that the vault is the right one,");
        app.ui.warn("but not that this is its newest state; a code of han devices add would prove that too");
    }
    if app.ui.is_json() {
        return app.ui.json(&json!({
            "vault": profile.name,
            "owner": profile.owner.to_string(),
            "remote": context::place_text(place),
            "secret_store": kind.as_str(),
            "first_contact": first_contact,
        }));
    }
    app.ui.note(&format!("vault {} is open on this machine", profile.name));
    app.ui.hint("han sync   or: han restore --all");
    Ok(())
}

fn repair(app: &App) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let target = context::target(app)?;
    let _lock = context::state_lock(config)?;
    let (file, pending) = app.block_on(async {
        let remote = target.place.open().await?;
        let ended = keys::repair(&target.profile, remote.clone(), context::now()).await;
        remote.close().await;
        ended
    })??;
    let (file_code, file_text) = match file {
        KeyfileRepair::Intact => ("intact", "the keyfile stands as it should"),
        KeyfileRepair::PutBack => ("put_back", "the keyfile was put back"),
    };
    let (pending_code, pending_text) = match pending {
        PendingRepair::None => ("none", None),
        PendingRepair::Promoted => {
            ("promoted", Some("the new secret of an interrupted rotation is in force"))
        }
        PendingRepair::Dropped => {
            ("dropped", Some("an interrupted rotation never reached the vault; its new secret was dropped"))
        }
        PendingRepair::Kept => {
            ("kept", Some("an interrupted rotation is open, and the stored secret opens the vault no more"))
        }
    };
    if app.ui.is_json() {
        app.ui.json(&json!({ "keyfile": file_code, "pending": pending_code }))?;
        return Ok(Outcome::Done);
    }
    app.ui.note(file_text);
    if let Some(text) = pending_text {
        app.ui.note(text);
    }
    if pending == PendingRepair::Kept {
        app.ui.hint(&format!("han keys unlock --vault {}", target.profile.name));
    }
    Ok(Outcome::Done)
}
