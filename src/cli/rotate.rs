//! `han rotate`.

use super::App;
use super::args::{NewPassphraseArgs, RotateArgs};
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::keys::{policy, sheet_invite, state_lock, write_sheet};
use super::status::seconds_text;
use super::sync::count;
use super::ui::Table;
use crate::config::Config;
use crate::crypto::secret::Passphrase;
use crate::crypto::words;
use crate::local::secrets::passphrase::PassphraseSource;
use crate::ops::error::OpError;
use crate::ops::keys::{self, KeyInfo};
use crate::ops::open::OpenVault;
use crate::ops::rotate::{self, DataKeyReport, HandedOver, NewSecret, SecretReport};
use crate::ops::secret;
use crate::ops::sheet::{self, Sheet};
use crate::ops::sync::Target;
use crate::protocol::keyfile::SlotType;
use serde_json::json;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Dispatches.
pub fn run(app: &App, args: &RotateArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let target = context::target(app)?;
    if args.status {
        return status(app, config, &target);
    }
    let _lock = state_lock(config)?;
    if args.due {
        return due(app, config, &target);
    }
    if args.data_key {
        let report = data_key(app, config, &target)?;
        show_data_key(app, Some(&report), &[])?;
        return Ok(Outcome::Done);
    }
    new_secret(app, config, &target, args)
}

fn status(app: &App, config: &Config, target: &Target) -> Result<Outcome, Failure> {
    let (file, (remaining, all)) = app.block_on(async {
        let mut connection = context::connect(target).await?;
        connection.remember()?;
        let counts = rotate::remaining(&mut connection).await?;
        Ok::<_, Failure>((connection.keyfile, counts))
    })??;
    let keys = keys::list(&file, policy(config), context::now());
    let keys: Vec<_> = keys.iter().filter(|key| matches!(key.purpose, "secret" | "data")).collect();
    if app.ui.is_json() {
        let keys: Vec<_> = keys.iter().map(|key| status_json(key)).collect();
        app.ui.json(&json!({ "keys": keys, "content_keys": all, "remaining": remaining }))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["KEY", "VERSION", "STATUS", "AGE", "DUE"]);
    for key in keys {
        let cells = [
            key.purpose.to_owned(),
            key.version.to_string(),
            key.status.to_owned(),
            format!("{} d", key.age_days),
            (if key.due { "now" } else { "" }).to_owned(),
        ];
        table.row(cells);
    }
    app.ui.table(&table)?;
    if remaining > 0 {
        app.ui.note(&format!("{remaining} of {all} content keys stand under an old data key"));
        app.ui.hint("han rotate --data-key");
    }
    Ok(Outcome::Done)
}

fn status_json(key: &KeyInfo) -> serde_json::Value {
    json!({
        "what": key.purpose,
        "version": key.version,
        "status": key.status,
        "created": seconds_text(key.created),
        "age_days": key.age_days,
        "due": key.due,
    })
}

/// Rolls a data key that is due without asking; a secret that is due is only named.
fn due(app: &App, config: &Config, target: &Target) -> Result<Outcome, Failure> {
    let connection = app.block_on(context::connect(target))??;
    connection.remember()?;
    let due = keys::due(&connection.keyfile, policy(config), context::now());
    let has = |purpose| due.iter().any(|key| key.purpose == purpose);
    let report = if has("data") { Some(data_key(app, config, target)?) } else { None };
    let overdue: &[&str] = if has("secret") { &["secret"] } else { &[] };
    show_data_key(app, report.as_ref(), overdue)?;
    if overdue.is_empty() {
        return Ok(Outcome::Done);
    }
    app.ui.warn(&format!("the secret of vault {} is due for a change", target.profile.name));
    app.ui.hint(&format!("han rotate --vault {}", target.profile.name));
    Ok(Outcome::Found)
}

fn data_key(app: &App, config: &Config, target: &Target) -> Result<DataKeyReport, Failure> {
    let progress = app.ui.progress();
    let days = policy(config).data_key_days;
    app.block_on(async {
        let vault = context::unlock(target).await?;
        let (vault, report) = rotate::data_key(vault, (days, context::now()), &*progress).await?;
        vault.connection.remote.close().await;
        Ok(report)
    })?
}

fn show_data_key(app: &App, report: Option<&DataKeyReport>, due: &[&str]) -> Result<(), Failure> {
    if app.ui.is_json() {
        let made = report.map(|report| {
            json!({
                "version": report.version,
                "begun": report.begun,
                "moved": report.moved,
                "retired": report.retired,
            })
        });
        let rotated: &[&str] = if report.is_some() { &["data-key"] } else { &[] };
        return app.ui.json(&json!({
            "rotated": rotated,
            "epoch": null,
            "recovery_sheet": null,
            "data_key": made,
            "due": due,
        }));
    }
    match report {
        Some(report) => app.ui.note(&format!(
            "data key {} is in force; {} moved under it, {} retired",
            report.version,
            count(report.moved, "content key"),
            count(report.retired, "older data key")
        )),
        None if due.is_empty() => app.ui.note("nothing is due"),
        None => {}
    }
    Ok(())
}

fn new_secret(app: &App, config: &Config, target: &Target, args: &RotateArgs) -> Result<Outcome, Failure> {
    let profile = &target.profile;
    let source = source(&args.new_passphrase)?;
    let out = args.recovery_out.as_deref();
    if let Some(path) = out.filter(|path| path.exists()) {
        return Err(Failure::new(Kind::Conflict, format!("{} exists already", path.display()))
            .hint("give another file with --recovery-out"));
    }
    let stored = profile.secret.store.is_some();
    if !stored && source.is_none() && out.is_none() {
        let what = "the secret of this vault is kept in no store that a new one could go to";
        return Err(Failure::new(Kind::Usage, what).hint(
            "give the new one with --new-passphrase-file, -fd or -command, or name --recovery-out FILE",
        ));
    }
    let vault = app.block_on(context::unlock(target))??;
    let given = source.map(|source| read_given(app, &vault, &source)).transpose()?;
    let mut sheet = None;
    let (chosen, handed_over) = match (stored, given) {
        (true, given) => (given, HandedOver::Store),
        (false, Some(given)) => (Some(given), HandedOver::User),
        (false, None) => {
            // Nothing but the sheet will hold this secret: it is written before the vault changes.
            let made = words::generate().map_err(OpError::from)?;
            let account = secret::account_key(profile)?;
            let text = sheet_text(app, target, &vault, (&made, account.as_ref()))?;
            sheet = write_sheet(app, out, &text, &default_sheet(config, target, None))?;
            (Some(made), HandedOver::User)
        }
    };
    let with = NewSecret { secret: chosen.as_ref(), handed_over, now: context::now() };
    let (vault, report) = app.block_on(rotate::secret(vault, &with))??;
    if sheet.is_none() && (stored || out.is_some()) {
        sheet = hand_over(app, config, (target, &vault), &report, out)?;
    }
    app.block_on(vault.connection.remote.close())?;
    show_secret(app, target, &report, sheet.as_deref())?;
    Ok(Outcome::Done)
}

fn source(given: &NewPassphraseArgs) -> Result<Option<PassphraseSource>, Failure> {
    let file = given.new_passphrase_file.clone().map(PassphraseSource::File);
    let fd = given.new_passphrase_fd.map(PassphraseSource::Fd);
    let command = given.new_passphrase_command.as_deref();
    let command = command.map(|line| crate::config::command_source("--new-passphrase-command", line));
    Ok(file.or(fd).or(command.transpose()?))
}

/// The given secret under the policy: a weak one only where the vault has an account key beside it.
fn read_given(app: &App, vault: &OpenVault, source: &PassphraseSource) -> Result<Passphrase, Failure> {
    let read = source.read().map_err(OpError::from)?;
    if let Some(loose) = &read.warning {
        app.ui.warn(&format!("{} can be read by others (mode {:o})", loose.path.display(), loose.mode));
    }
    let secret = words::normalise(Passphrase::from_input(read.bytes));
    let slot = vault.connection.keyfile.slots.iter().find(|slot| slot.id == vault.keys.slot);
    let account = slot.is_some_and(|slot| slot.slot_type == SlotType::SecretAndAccountKey);
    let strong = match (words::generated_shape(&secret), account) {
        (true, _) => Ok(()),
        (false, true) => words::check_chosen_with_account_key(&secret),
        (false, false) => words::check_chosen(&secret),
    };
    strong.map_err(|weak| {
        Failure::new(Kind::Usage, "that secret is too easy to guess")
            .because(weak)
            .hint("han rotate   (without --new-passphrase-*: a secret of ten words is generated)")
    })?;
    Ok(secret)
}

fn sheet_text(
    app: &App,
    target: &Target,
    vault: &OpenVault,
    (secret, account): (&Passphrase, Option<&crate::crypto::secret::AccountKey>),
) -> Result<Zeroizing<String>, Failure> {
    let invite = sheet_invite(app, &target.place);
    Ok(sheet::text(&Sheet {
        invite: invite.as_deref().map(String::as_str),
        profile: &target.profile,
        place: &context::place_text(&target.place),
        secret,
        account,
        pin: &vault.connection.pin,
        day: &context::today(),
    })?)
}

/// Beside the store, a file for each epoch: the sheet of an older secret opens older exports.
fn default_sheet(config: &Config, target: &Target, epoch: Option<u32>) -> PathBuf {
    let epoch = epoch.map_or_else(|| "new".to_owned(), |epoch| epoch.to_string());
    config.dirs.secrets().join(format!("{}.recovery-sheet-{epoch}.txt", target.profile.owner))
}

fn hand_over(
    app: &App,
    config: &Config,
    (target, vault): (&Target, &OpenVault),
    report: &SecretReport,
    out: Option<&Path>,
) -> Result<Option<PathBuf>, Failure> {
    if std::str::from_utf8(report.secret.expose()).is_err() {
        app.ui.warn("the new secret is not text: it is on no recovery sheet, keep it where it came from");
        return Ok(None);
    }
    let text = sheet_text(app, target, vault, (&report.secret, report.account.as_ref()))?;
    write_sheet(app, out, &text, &default_sheet(config, target, Some(report.epoch)))
}

fn show_secret(
    app: &App,
    target: &Target,
    report: &SecretReport,
    sheet: Option<&Path>,
) -> Result<(), Failure> {
    let name = &target.profile.name;
    if app.ui.is_json() {
        return app.ui.json(&json!({
            "rotated": ["secret"],
            "epoch": report.epoch,
            "recovery_sheet": sheet.map(|path| path.display().to_string()),
            "data_key": null,
            "due": [],
        }));
    }
    let resumed = if report.resumed { " (the one of the interrupted rotation)" } else { "" };
    app.ui.note(&format!("vault {name} has a new secret{resumed}; the old one reads for 30 days more"));
    if target.profile.secret.store.is_none() {
        app.ui.note("whatever gives the secret of this vault must give the new one from now on");
    }
    app.ui.hint(&format!("on each other machine: han keys unlock --vault {name}"));
    Ok(())
}
