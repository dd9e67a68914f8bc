//! Keys, devices, vaults, hooks and rules: rotation and the commands that have commands of their own.

use crate::cli::help;
use crate::cli::values::{FileLine, SessionPrefix};
use crate::config::VaultName;
use clap::{ArgGroup, Args, Subcommand};
use std::num::NonZeroU32;
use std::path::PathBuf;

/// `han rotate`.
#[derive(Args)]
pub struct RotateArgs {
    /// Make a new data key instead, and wrap every content key anew; the secret stays
    #[arg(long, conflicts_with = "new_passphrase_source")]
    pub data_key: bool,
    /// Seal these sessions (or all) anew under fresh content keys, and delete what that supersedes
    #[arg(long, conflicts_with_all = ["data_key", "new_passphrase_source", "recovery_out"])]
    pub content: bool,
    /// With --content: the sessions, their ids or the first part of each; all where none is given
    #[arg(value_name = "ID", requires = "content")]
    pub ids: Vec<SessionPrefix>,
    /// The secret, a machine or a key may be known to others: replace everything at once, without the 30 days
    #[arg(long, conflicts_with_all = ["data_key", "content"])]
    pub compromised: bool,
    /// Only what the policy says is due: data keys are made anew, an old secret is reported (exit 1)
    #[arg(long, conflicts_with_all = ["data_key", "content", "compromised", "new_passphrase_source", "recovery_out"])]
    pub due: bool,
    /// Say how old each key is and what is due; change nothing
    #[arg(long, conflicts_with_all = ["data_key", "content", "compromised", "due", "new_passphrase_source", "recovery_out"])]
    pub status: bool,
    /// Where the new secret is read from; generated when not given.
    #[command(flatten)]
    pub new_passphrase: NewPassphraseArgs,
    /// Write the new recovery sheet to this new file (mode 0600)
    #[arg(long, value_name = "FILE", conflicts_with = "data_key")]
    pub recovery_out: Option<PathBuf>,
    /// Do not ask
    #[arg(short, long, requires = "compromised")]
    pub yes: bool,
}

/// `han move`.
#[derive(Args)]
pub struct MoveArgs {
    /// The sessions: their ids, or the first part of each
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<SessionPrefix>,
    /// The vault that they go to
    #[arg(long, value_name = "VAULT")]
    pub to: VaultName,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
}

/// `han shred`.
#[derive(Args)]
pub struct ShredArgs {
    /// The sessions: their ids, or the first part of each
    #[arg(value_name = "ID", required_unless_present_any = ["all", "resume"])]
    pub ids: Vec<SessionPrefix>,
    /// Every session of the vault
    #[arg(long, conflicts_with = "ids")]
    pub all: bool,
    /// Go on with a shred that was interrupted
    #[arg(long, conflicts_with_all = ["ids", "all", "level"])]
    pub resume: bool,
    /// 1 deletes; 2 also retires the data key that copies open under; 3 also the secret, at once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=3))]
    pub level: u8,
    /// With --level 3: write the new recovery sheet to this new file (mode 0600)
    #[arg(long, value_name = "FILE")]
    pub recovery_out: Option<PathBuf>,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
}

/// Where a new secret is read from; generated when none is given.
#[derive(Args)]
#[group(id = "new_passphrase_source", multiple = false)]
pub struct NewPassphraseArgs {
    /// Read the new secret from this file
    #[arg(long, value_name = "FILE")]
    pub new_passphrase_file: Option<PathBuf>,
    /// Read the new secret from this open file descriptor
    #[arg(long, value_name = "N")]
    pub new_passphrase_fd: Option<u32>,
    /// Read the new secret from the output of this command (run without a shell)
    #[arg(long, value_name = "COMMAND")]
    pub new_passphrase_command: Option<String>,
}

/// `han keys ...`.
#[derive(Subcommand)]
pub enum KeysCommand {
    /// List the keys of the vault, how old they are and what is due; needs no secret
    #[command(after_help = help::KEYS_LIST, after_long_help = help::KEYS_LIST_LONG)]
    List,
    /// Show the recovery sheet again
    #[command(after_help = help::KEYS_SHEET, after_long_help = help::KEYS_SHEET_LONG)]
    RecoverySheet(KeysSheetArgs),
    /// Open an existing vault on this machine and remember where it is
    #[command(after_help = help::KEYS_UNLOCK, after_long_help = help::KEYS_UNLOCK_LONG)]
    Unlock(KeysUnlockArgs),
    /// Put a lost or damaged keyfile back, and settle an interrupted change of the secret
    #[command(after_help = help::KEYS_REPAIR, after_long_help = help::KEYS_REPAIR_LONG)]
    Repair,
    /// Remove the vault's secret from this machine
    #[command(after_help = help::KEYS_FORGET, after_long_help = help::KEYS_FORGET_LONG)]
    Forget(KeysForgetArgs),
}

/// `han keys recovery-sheet`.
#[derive(Args)]
pub struct KeysSheetArgs {
    /// Write the recovery sheet to this new file (mode 0600) instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub recovery_out: Option<PathBuf>,
    /// Show what opens the vault as a QR code on the terminal
    #[arg(long, conflicts_with = "recovery_out")]
    pub qr: bool,
}

/// `han keys unlock`.
#[derive(Args)]
pub struct KeysUnlockArgs {
    /// The code that `han devices add` printed on another machine, or that of the recovery sheet; `-` reads
    /// it, or the text of a whole sheet, from standard input
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// This machine's name in the vault, instead of its host name
    #[arg(long, value_name = "NAME")]
    pub device_name: Option<String>,
}

/// `han keys forget`.
#[derive(Args)]
pub struct KeysForgetArgs {
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
}

/// `han devices ...`.
#[derive(Subcommand)]
pub enum DevicesCommand {
    /// Print the code with which another machine opens the vault
    #[command(after_help = help::DEVICES_ADD, after_long_help = help::DEVICES_ADD_LONG)]
    Add,
    /// List the machines that wrote to the vault
    #[command(after_help = help::DEVICES_LIST, after_long_help = help::DEVICES_LIST_LONG)]
    List,
    /// Stop accepting what a machine writes
    #[command(after_help = help::DEVICES_REVOKE, after_long_help = help::DEVICES_REVOKE_LONG)]
    Revoke(DevicesRevokeArgs),
}

/// `han devices revoke`.
#[derive(Args)]
pub struct DevicesRevokeArgs {
    /// The machine: the id of its token as `han devices list` shows it, or its name
    #[arg(value_name = "DEVICE")]
    pub device: String,
}

/// `han vault ...`.
#[derive(Subcommand)]
pub enum VaultCommand {
    /// List the vaults of the configuration
    #[command(after_help = help::VAULT_LIST, after_long_help = help::VAULT_LIST_LONG)]
    List,
    /// Rename a vault on this machine
    #[command(after_help = help::VAULT_RENAME)]
    Rename(VaultRenameArgs),
    /// Say how long sessions stay in a vault, or show it
    #[command(after_help = help::VAULT_RETENTION, after_long_help = help::VAULT_RETENTION_LONG)]
    Retention(VaultRetentionArgs),
    /// Delete a vault with every session in it, and forget its secret on this machine
    #[command(after_help = help::VAULT_DELETE, after_long_help = help::VAULT_DELETE_LONG)]
    Delete(VaultDeleteArgs),
}

/// `han vault retention`.
#[derive(Args)]
pub struct VaultRetentionArgs {
    /// Sessions that were synced in these last days stay
    #[arg(long, value_name = "N")]
    pub keep_days: Option<NonZeroU32>,
    /// So many of the sessions that were synced last stay
    #[arg(long, value_name = "N")]
    pub keep_last: Option<NonZeroU32>,
    /// All sessions stay, as without any setting
    #[arg(long, conflicts_with_all = ["keep_days", "keep_last"])]
    pub off: bool,
}

/// `han vault delete`.
#[derive(Args)]
pub struct VaultDeleteArgs {
    /// The vault's name on this machine
    #[arg(value_name = "NAME")]
    pub name: VaultName,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
}

/// `han vault rename`.
#[derive(Args)]
pub struct VaultRenameArgs {
    /// The name that the vault has
    #[arg(value_name = "OLD")]
    pub old: VaultName,
    /// The name that it gets
    #[arg(value_name = "NEW")]
    pub new: VaultName,
}

/// `han hook ...`.
#[derive(Subcommand)]
pub enum HookCommand {
    /// Add the hooks to Claude Code's settings.json
    #[command(after_help = help::HOOK_INSTALL)]
    Install,
    /// Take the hooks out of settings.json again
    #[command(after_help = help::HOOK_UNINSTALL)]
    Uninstall,
    /// Say which hooks are there and whether something silences them
    #[command(after_help = help::HOOK_STATUS, after_long_help = help::HOOK_STATUS_LONG)]
    Status,
    /// Take a hook event from standard input (Claude Code calls this)
    #[command(after_help = help::HOOK_RUN)]
    Run,
}

/// `han completions`.
#[derive(Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// `han man`.
#[derive(Args)]
pub struct ManArgs {
    /// The command whose page to print, as in `han man keys list`; without any, that of han itself
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    pub command: Vec<String>,
    /// Write every page into this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `han rules ...`.
#[derive(Subcommand)]
pub enum RulesCommand {
    /// List the rules, or what the configuration allows
    #[command(after_help = help::RULES_LIST, after_long_help = help::RULES_LIST_LONG)]
    List(RulesListArgs),
    /// Say what a rule finds, and how
    #[command(after_help = help::RULES_EXPLAIN)]
    Explain(RulesExplainArgs),
    /// Check a rule file and run the examples of its rules
    #[command(after_help = help::RULES_TEST, after_long_help = help::RULES_TEST_LONG)]
    Test(RulesTestArgs),
    /// Let a finding that is no secret stand, from now on
    #[command(after_help = help::RULES_ALLOW, after_long_help = help::RULES_ALLOW_LONG)]
    Allow(RulesAllowArgs),
}

/// `han rules list`.
#[derive(Args)]
pub struct RulesListArgs {
    /// List what the configuration allows instead
    #[arg(long, conflicts_with = "rules")]
    pub allowed: bool,
    /// Also list the rules of this file; may be repeated
    #[arg(long, value_name = "FILE")]
    pub rules: Vec<PathBuf>,
}

/// `han rules explain`.
#[derive(Args)]
pub struct RulesExplainArgs {
    /// The rule, as `han rules list` and every finding name it
    #[arg(value_name = "ID")]
    pub id: String,
    /// Also look in the rules of this file; may be repeated
    #[arg(long, value_name = "FILE")]
    pub rules: Vec<PathBuf>,
}

/// `han rules test`.
#[derive(Args)]
pub struct RulesTestArgs {
    /// The rule file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `han rules allow`: what is given must fit together; at least one of the first four.
#[derive(Args)]
#[command(group = ArgGroup::new("what").required(true).multiple(true).args(["rule", "path", "fingerprint", "at"]))]
pub struct RulesAllowArgs {
    /// What this rule finds
    #[arg(long, value_name = "ID")]
    pub rule: Option<String>,
    /// What stands in these files, or in sessions of these folders (a pattern such as ~/work/*/fixtures/**)
    #[arg(long, value_name = "GLOB")]
    pub path: Option<String>,
    /// The value of this fingerprint, as han scan prints it
    #[arg(long, value_name = "HEX")]
    pub fingerprint: Option<String>,
    /// The value found in this line of a file; takes its fingerprint
    #[arg(long, value_name = "FILE:LINE", conflicts_with = "fingerprint")]
    pub at: Option<FileLine>,
    /// Why, for whoever reads the configuration
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}
