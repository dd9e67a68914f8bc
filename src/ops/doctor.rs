//! `doctor`: what is wrong on this machine, and the command that mends it.

use super::error::chain;
use super::list::{self, LocalSession, Presence};
use super::place::RemotePlace;
use super::status::{self, Ages, VaultStatus};
use super::sync::{SyncContext, Target, skipped_notes};
use crate::local::atomic::{self, FileError};
use crate::local::discover::{Found, Root};
use crate::local::fs_kind::{free_bytes, fs_kind};
use crate::local::hook::{self, Silenced};
use crate::local::secrets::{SecretStore, SecretStoreError};
use crate::local::state::{Loaded, State};
use std::io;
use std::path::{Path, PathBuf};

const DAY_NS: i64 = 86_400_000_000_000;
/// Days before Claude Code deletes a session at which it must be in a vault.
const CLOSE_DAYS: i64 = 3;
/// Free bytes below which a vault's disk is nearly full.
const LEAST_FREE: u64 = 512 << 20;
/// Seconds that a clock may be off.
const CLOCK_SLACK: u64 = 600;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// All is well.
    Good,
    /// Worth knowing; nothing needs doing.
    Note,
    /// Something needs doing.
    Problem,
}

/// One thing that was looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// A stable word for what was looked at.
    pub check: &'static str,
    /// How it is.
    pub level: Level,
    /// How it is, in words.
    pub message: String,
    /// The command that mends it.
    pub command: Option<String>,
}

/// How a vault's secret is kept, as the configuration says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// In the keyring.
    Keyring,
    /// In a private file.
    File,
    /// Nowhere: a command gives it.
    Command,
}

/// What to look at.
pub struct Patient<'a> {
    /// Sessions, vaults, state.
    pub context: &'a SyncContext,
    /// How the secret of each vault is kept, in the order of the targets.
    pub kept: Vec<Kept>,
    /// When keys are due.
    pub ages: Ages,
    /// This program as hooks call it.
    pub program: PathBuf,
    /// Folders that must be private, where they exist.
    pub private: Vec<PathBuf>,
}

struct Report(Vec<Check>);

impl Report {
    fn add(&mut self, check: &'static str, level: Level, message: impl Into<String>) {
        self.0.push(Check { check, level, message: message.into(), command: None });
    }

    fn mend(&mut self, check: &'static str, message: impl Into<String>, command: impl Into<String>) {
        let command = Some(command.into());
        self.0.push(Check { check, level: Level::Problem, message: message.into(), command });
    }

    fn advise(&mut self, check: &'static str, message: impl Into<String>, command: impl Into<String>) {
        let command = Some(command.into());
        self.0.push(Check { check, level: Level::Note, message: message.into(), command });
    }
}

/// What is let through on purpose should not be forgotten.
fn allowed(context: &SyncContext, report: &mut Report) {
    let entries = match context.allow.len() {
        0 => return,
        1 => "1 entry".to_owned(),
        n => format!("{n} entries"),
    };
    report.advise(
        "allowed",
        format!("{entries} of the configuration let findings stand as they are"),
        "han rules list --allowed",
    );
}

/// Looks at everything.
pub async fn run(patient: &Patient<'_>) -> Vec<Check> {
    let mut report = Report(Vec::new());
    let context = patient.context;
    folders(&patient.private, &mut report);
    let state = state(context, &mut report);
    let (sessions, found) = list::local(context, &state);
    discovery(context, &found, &mut report);
    retention(context, &sessions, &mut report);
    let waiting =
        sessions.iter().filter(|s| matches!(s.presence, Presence::Local | Presence::Changed)).count();
    if waiting > 0 {
        report.advise(
            "sync",
            format!("{waiting} sessions have something that no vault holds yet"),
            "han sync",
        );
    }
    let torn = sessions.iter().filter(|session| session.held_back > 0).count();
    if torn > 0 {
        report.add(
            "torn",
            Level::Note,
            format!("{torn} sessions end in a line without its newline, which waits for it"),
        );
    }
    hooks(patient, &mut report);
    if context.targets.is_empty() {
        report.advise("vault", "there is no vault on this machine yet", "han sync");
    }
    let now = u64::try_from(context.now_ns / 1_000_000_000).unwrap_or(0);
    for (target, kept) in context.targets.iter().zip(&patient.kept) {
        secret(target, *kept, &mut report);
        place(target, &mut report);
        let said = status::vault(target, patient.ages, now).await;
        vault(&said, now, &mut report);
    }
    allowed(context, &mut report);
    report.add(
        "redaction",
        Level::Note,
        "images, other binary files and thinking that stands there signed or encrypted (signature, redacted_thinking) cannot be scanned: they are encrypted, not redacted",
    );
    report.0
}

fn folders(private: &[PathBuf], report: &mut Report) {
    for folder in private {
        match atomic::check_private_folder(folder) {
            Ok(()) => {
                report.add("permissions", Level::Good, format!("{} is closed to others", folder.display()))
            }
            Err(FileError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
            Err(error @ FileError::Loose { .. }) => {
                report.mend(
                    "permissions",
                    without_command(&error),
                    format!("chmod 700 {}", folder.display()),
                );
            }
            Err(error) => report.add("permissions", Level::Problem, chain(&error)),
        }
    }
}

/// A file error names its own command after a semicolon.
fn without_command(error: &FileError) -> String {
    let text = chain(error);
    text.split("; run:").next().unwrap_or_default().to_owned()
}

fn state(context: &SyncContext, report: &mut Report) -> State {
    let empty = || State::new(crate::protocol::ids::DeviceId::default());
    match State::load(&context.state_path) {
        Ok(Loaded::State(state)) => {
            if let Some(failure) = &state.last_failure {
                let message =
                    format!("the last sync failed (exit code {}): {}", failure.code, failure.message);
                report.mend("last-sync", message, "han sync");
            }
            *state
        }
        Ok(Loaded::Absent) => empty(),
        Ok(Loaded::Damaged(why)) => {
            let message = format!("the state cache cannot be used: {why}; the next sync makes it anew");
            report.advise("state", message, "han sync");
            empty()
        }
        Err(error) => {
            report.add("state", Level::Problem, chain(&error));
            empty()
        }
    }
}

fn discovery(context: &SyncContext, found: &Found, report: &mut Report) {
    if found.searched.is_empty() {
        let places: Vec<_> = context.roots.iter().map(|root| root.path.display().to_string()).collect();
        report.add(
            "claude",
            Level::Note,
            format!("there are no Claude Code sessions in {}", places.join(" or ")),
        );
    }
    for folder in &found.searched {
        report.add("claude", Level::Good, format!("sessions are read from {}", folder.display()));
    }
    let level = Level::Note;
    for note in skipped_notes(found) {
        report.add("sessions", level, note);
    }
}

/// Claude Code deletes a session some days after its last change; what no vault holds is lost then.
fn retention(context: &SyncContext, sessions: &[LocalSession], report: &mut Report) {
    for Root { path } in &context.roots {
        if !path.exists() {
            continue;
        }
        let days = match hook::cleanup_period_days(&Root { path: path.clone() }) {
            Ok(days) => days,
            Err(error) => {
                report.add("retention", Level::Problem, chain(&error));
                continue;
            }
        };
        let limit = i64::try_from(days).unwrap_or(i64::MAX).saturating_sub(CLOSE_DAYS).saturating_mul(DAY_NS);
        let close = sessions.iter().filter(|session| {
            session.found.root == *path
                && matches!(session.presence, Presence::Local | Presence::Changed)
                && context.now_ns.saturating_sub(session.found.mtime_ns()) >= limit
        });
        let close = close.count();
        let said =
            format!("Claude Code deletes sessions {days} days after their last change (cleanupPeriodDays)");
        if close > 0 {
            report.mend(
                "retention",
                format!("{said}; {close} that no vault holds are about to go"),
                "han sync",
            );
        } else {
            report.add("retention", Level::Note, said);
        }
    }
}

fn hooks(patient: &Patient<'_>, report: &mut Report) {
    let Some(root) = patient.context.roots.first().filter(|root| root.path.exists()) else { return };
    let settings = hook::settings_path(root);
    let status = match hook::status(&settings, &patient.program, &[hook::managed_settings_path()]) {
        Ok(status) => status,
        Err(error) => return report.add("hooks", Level::Problem, chain(&error)),
    };
    for (why, file) in &status.silenced {
        let setting = match why {
            Silenced::DisableAllHooks => "disableAllHooks",
            Silenced::AllowManagedHooksOnly => "allowManagedHooksOnly",
            Silenced::Unreadable => "a file that cannot be read",
        };
        let message = format!("hooks do not run: {setting} in {}", file.display());
        report.add("hooks", if status.installed.is_empty() { Level::Note } else { Level::Problem }, message);
    }
    if !status.stale.is_empty() {
        let others = status.stale.join(", ");
        report.mend("hooks", format!("another han is hooked: {others}"), "han hook install");
    } else if status.installed.is_empty() {
        report.advise("hooks", "sessions are synced only when han sync is run", "han hook install");
    } else if !status.missing.is_empty() {
        let missing = status.missing.join(", ");
        report.mend("hooks", format!("hooks are missing for {missing}"), "han hook install");
    } else {
        report.add("hooks", Level::Good, "hooks are installed");
    }
}

fn secret(target: &Target, kept: Kept, report: &mut Report) {
    let profile = &target.profile;
    let name = &profile.name;
    let Some(store) = &profile.secret.store else {
        if kept == Kept::Command {
            report.add("secret", Level::Good, format!("the secret of vault {name} comes from a command"));
        } else {
            let what = format!("nothing says where the secret of vault {name} is kept");
            report.mend("secret", what, format!("han keys unlock --vault {name}"));
        }
        return;
    };
    match has_secret(&**store, target) {
        Ok(false) => {
            let what = format!("the secret of vault {name} is not stored on this machine");
            report.mend("secret", what, format!("han keys unlock --vault {name}"));
        }
        Ok(true) if kept == Kept::File => report.add(
            "secret",
            Level::Note,
            format!("the secret of vault {name} lies in a private file; a keyring would keep it from other programs of yours"),
        ),
        Ok(true) => report.add("secret", Level::Good, format!("the secret of vault {name} is in the keyring")),
        Err(SecretStoreError::File(error)) => {
            let command = match &error {
                FileError::Loose { path, want, .. } => format!("chmod {want} {}", path.display()),
                _ => format!("han keys unlock --vault {name}"),
            };
            report.mend("secret", format!("the secret of vault {name}: {}", without_command(&error)), command);
        }
        Err(error) => {
            let what = format!("the secret of vault {name}: {}", chain(&error));
            report.mend("secret", what, format!("han keys unlock --vault {name} --secret-store file"));
        }
    }
}

fn has_secret(store: &dyn SecretStore, target: &Target) -> Result<bool, SecretStoreError> {
    Ok(store.get(&target.profile.owner, "secret")?.is_some())
}

fn place(target: &Target, report: &mut Report) {
    let RemotePlace::Folder(folder) = &target.place else { return };
    if let Some(kind) = fs_kind(folder).filter(crate::local::fs_kind::FsKind::is_unsafe_for_locks) {
        let what = format!("{} is on {}, where an embedded vault is not safe", folder.display(), kind.name);
        report.add("place", Level::Problem, what);
    }
    disk(folder, report);
}

fn disk(folder: &Path, report: &mut Report) {
    match free_bytes(folder) {
        Some(free) if free < LEAST_FREE => {
            let what = format!("{} has {} MB left", folder.display(), free >> 20);
            report.add("disk", Level::Problem, what);
        }
        _ => {}
    }
}

fn vault(said: &VaultStatus, now: u64, report: &mut Report) {
    let name = &said.name;
    match &said.now {
        Ok((keys, log)) => {
            let what = format!("vault {name} can be reached; its log of {} entries is whole", log.size);
            report.add("vault", Level::Good, what);
            if log.owners == Some(1) {
                let what =
                    format!("{name} has one owner: whoever loses that identity leaves the team without one");
                report.advise("owners", what, format!("han team role MEMBER owner --vault {name}"));
            }
            let newest = keys.data_key_since.max(keys.secret_since).max(said.verified.unwrap_or(0));
            if newest > now.saturating_add(CLOCK_SLACK) {
                let what = format!(
                    "this machine's clock is behind: vault {name} was changed {} s from now",
                    newest - now
                );
                report.add("clock", Level::Problem, what);
            }
        }
        Err(error) => report.mend("vault", format!("vault {name}: {}", chain(error)), "han verify"),
    }
    for due in &said.due {
        report.mend("rotation", format!("{} is due", due.what), &due.command);
    }
}
