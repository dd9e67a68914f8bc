//! A new secret on the command line: where it comes from, and how it reaches its holder.

use crate::cli::App;
use crate::cli::args::NewPassphraseArgs;
use crate::cli::context;
use crate::cli::failure::{Failure, Kind};
use crate::cli::keys::{sheet_invite, write_sheet};
use crate::config::Config;
use crate::crypto::secret::{AccountKey, Passphrase};
use crate::crypto::words;
use crate::local::secrets::passphrase::PassphraseSource;
use crate::ops::error::OpError;
use crate::ops::keys;
use crate::ops::open::{OpenVault, Profile};
use crate::ops::rotate::{self, HandedOver, NewSecret, OldSlot, SecretReport};
use crate::ops::secret;
use crate::ops::sheet::{self, Sheet};
use crate::ops::sync::Target;
use crate::ops::team;
use crate::protocol::keyfile::SlotType;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What the new secret is to be, and what becomes of the old one.
pub struct Wanted<'a> {
    /// Where it is read from; generated where there is none.
    pub source: Option<PassphraseSource>,
    /// Where its recovery sheet goes.
    pub out: Option<&'a Path>,
    /// What becomes of the old one.
    pub old: OldSlot,
}

/// What came of it.
pub struct Replaced {
    /// The vault, open with the new secret.
    pub vault: OpenVault,
    /// What was done.
    pub report: SecretReport,
    /// The file of the recovery sheet.
    pub sheet: Option<PathBuf>,
}

impl Wanted<'_> {
    /// Refuses what could not be handed over: before anything is changed.
    pub fn check(&self, profile: &Profile) -> Result<(), Failure> {
        if let Some(path) = self.out.filter(|path| path.exists()) {
            return Err(Failure::new(Kind::Conflict, format!("{} exists already", path.display()))
                .hint("give another file with --recovery-out"));
        }
        if profile.secret.store.is_none() && self.source.is_none() && self.out.is_none() {
            let what = "the secret of this vault is kept in no store that a new one could go to";
            return Err(Failure::new(Kind::Usage, what).hint(
                "give the new one with --new-passphrase-file, -fd or -command, or name --recovery-out FILE",
            ));
        }
        Ok(())
    }
}

/// Changes the secret of a vault and hands the new one over.
pub fn replace(
    app: &App,
    config: &Config,
    target: &Target,
    wanted: &Wanted<'_>,
) -> Result<Replaced, Failure> {
    wanted.check(&target.profile)?;
    let (profile, out) = (&target.profile, wanted.out);
    let stored = profile.secret.store.is_some();
    let vault = app.block_on(context::unlock(target))??;
    vault.require_governing()?;
    let given = wanted.source.as_ref().map(|source| read_given(app, &vault, source)).transpose()?;
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
    let with = NewSecret { secret: chosen.as_ref(), handed_over, old: wanted.old, now: context::now() };
    if vault.connection.roster.is_some() {
        team::begin_hand_over(profile)?;
    }
    let (vault, report) = app.block_on(rotate::secret(vault, &with))??;
    if sheet.is_none() && (stored || out.is_some()) {
        sheet = hand_over(app, config, (target, &vault), &report, out)?;
    }
    if sheet.is_some() || app.ui.is_interactive() {
        keys::note_sheet(profile, report.epoch)?;
    }
    hand_to_team(app, &vault, &report)?;
    Ok(Replaced { vault, report, sheet })
}

/// Members of a team take up the new secret by themselves, where the server has it sealed to them.
fn hand_to_team(app: &App, vault: &OpenVault, report: &SecretReport) -> Result<(), Failure> {
    let secret = (&report.secret, report.account.as_ref());
    match app.block_on(team::hand_over(vault, secret, |_| true, context::now()))? {
        Ok(names) => {
            if !names.is_empty() {
                app.ui.note(&format!("the new secret lies sealed with the vault for {}", names.join(", ")));
            }
            team::end_hand_over(&vault.connection.profile)?;
        }
        Err(failed) => {
            let failed: Failure = failed.into();
            app.ui.warn(&format!("the new secret lies sealed for nobody yet: {}", failed.message()));
            if vault.connection.profile.secret.store.is_some() {
                app.ui
                    .warn("the next han sync here tries again; a member may also enter it: han keys unlock");
            } else {
                app.ui.warn("tell the members another way; they enter it by han keys unlock");
            }
        }
    }
    Ok(())
}

/// Where a new secret is read from.
pub fn source(given: &NewPassphraseArgs) -> Result<Option<PassphraseSource>, Failure> {
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
    (secret, account): (&Passphrase, Option<&AccountKey>),
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
