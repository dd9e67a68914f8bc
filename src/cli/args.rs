//! Every clap type of the program: what can be typed, and nothing of what happens then. The commands
//! that have commands of their own are in `nested`.

mod audit;
mod nested;
mod server;
mod share;
mod team;

pub use audit::*;
pub use nested::*;
pub use server::*;
pub use share::*;
pub use team::*;

use super::help;
use super::values::{PathMap, SessionPrefix, Since, Wait, parse_percent, parse_wait};
use crate::config::{SecretStoreKind, SensitivityChoice, VaultName};
use crate::session::Extra;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZeroU32;
use std::path::PathBuf;

/// Keeps Claude Code sessions safe off the machine: redacted, end-to-end encrypted, provably whole
#[derive(Parser)]
#[command(
    name = "han",
    version,
    propagate_version = false,
    arg_required_else_help = true,
    subcommand_required = true,
    disable_help_subcommand = false,
    after_help = help::HAN,
    after_long_help = help::HAN_LONG,
    max_term_width = 100
)]
pub struct Cli {
    /// The options that every command takes.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The options that every command takes, before or after its name.
#[derive(Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Read this configuration file instead of the one in the configuration folder
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub config: Option<PathBuf>,
    /// Use this vault of the configuration file
    #[arg(long, global = true, value_name = "NAME")]
    pub vault: Option<VaultName>,
    /// The vault's place: a folder on a local file system, or the address of a server
    #[arg(long, global = true, value_name = "DIR|URL")]
    pub remote: Option<String>,
    /// Where the vault's secret is kept on this machine
    #[arg(long, global = true, value_name = "STORE", hide_short_help = true)]
    pub secret_store: Option<SecretStoreKind>,
    /// Where the vault's secret is read from, for this run only.
    #[command(flatten)]
    pub passphrase: PassphraseArgs,
    /// The Claude Code folder to read, instead of $CLAUDE_CONFIG_DIR or ~/.claude
    #[arg(long, global = true, value_name = "DIR", hide_short_help = true)]
    pub claude_dir: Option<PathBuf>,
    /// Print one JSON document on standard output, and errors as JSON on standard error
    #[arg(long, global = true)]
    pub json: bool,
    /// Say nothing but results and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Log what is done to standard error; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Append the log to this file instead of standard error
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub log_file: Option<PathBuf>,
    /// How progress is shown on standard error
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_short_help = true)]
    pub progress: ProgressMode,
    /// How long to wait for another han that works on the same vault: seconds, or 90s, 2m
    #[arg(long, global = true, value_name = "TIME", default_value = "60s", value_parser = parse_wait, hide_short_help = true)]
    pub lock_wait: Wait,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_short_help = true)]
    pub color: ColorMode,
}

/// Where the vault's secret is read from; a secret itself is never an argument. At most one is given, which
/// `App::config` checks: clap does not see conflicts between options before and after the verb.
#[derive(Args)]
pub struct PassphraseArgs {
    /// Read the vault's secret from this file
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub passphrase_file: Option<PathBuf>,
    /// Read the vault's secret from this open file descriptor
    #[arg(long, global = true, value_name = "N", hide_short_help = true)]
    pub passphrase_fd: Option<u32>,
    /// Read the vault's secret from the output of this command (run without a shell)
    #[arg(long, global = true, value_name = "COMMAND", hide_short_help = true)]
    pub passphrase_command: Option<String>,
}

/// How progress is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ProgressMode {
    /// A bar on a terminal, after half a second; nothing elsewhere
    Auto,
    /// One JSON object a line
    Json,
    /// Nothing
    None,
}

/// When colours are used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ColorMode {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The verbs.
#[derive(Subcommand)]
pub enum Command {
    /// Create a vault and show its recovery sheet
    #[command(after_help = help::INIT, after_long_help = help::INIT_LONG)]
    Init(InitArgs),
    /// Bring new session data into the vault
    #[command(after_help = help::SYNC, after_long_help = help::SYNC_LONG)]
    Sync(SyncArgs),
    /// Say where each vault stands and what is due
    #[command(after_help = help::STATUS, after_long_help = help::STATUS_LONG)]
    Status,
    /// List sessions
    #[command(after_help = help::LIST, after_long_help = help::LIST_LONG)]
    List(ListArgs),
    /// Print one session
    #[command(after_help = help::SHOW, after_long_help = help::SHOW_LONG)]
    Show(ShowArgs),
    /// Write sessions back so that `claude --resume` finds them
    #[command(after_help = help::RESTORE, after_long_help = help::RESTORE_LONG)]
    Restore(RestoreArgs),
    /// Write sessions to one encrypted archive, or decrypted as text
    #[command(after_help = help::EXPORT, after_long_help = help::EXPORT_LONG)]
    Export(ExportArgs),
    /// Bring an archive into the vault
    #[command(after_help = help::IMPORT, after_long_help = help::IMPORT_LONG)]
    Import(ImportArgs),
    /// Check every hash, seal, chain and signature, and name each bad item
    #[command(after_help = help::VERIFY, after_long_help = help::VERIFY_LONG)]
    Verify(VerifyArgs),
    /// Read and verify the log of what was done to the vault, and by whom
    #[command(subcommand, after_help = help::AUDIT)]
    Audit(AuditCommand),
    /// Look for secrets in files; exits 1 when one is found
    #[command(after_help = help::SCAN, after_long_help = help::SCAN_LONG)]
    Scan(ScanArgs),
    /// Write a copy of a file or folder without its secrets
    #[command(after_help = help::REDACT, after_long_help = help::REDACT_LONG)]
    Redact(RedactArgs),
    /// Look again, by newer rules, for secrets in what the vault holds
    #[command(after_help = help::RESCAN, after_long_help = help::RESCAN_LONG)]
    Rescan(RescanArgs),
    /// Change the vault's secret or its keys
    #[command(after_help = help::ROTATE, after_long_help = help::ROTATE_LONG)]
    Rotate(RotateArgs),
    /// Work with the keys of a vault on this machine
    #[command(subcommand, after_help = help::KEYS)]
    Keys(KeysCommand),
    /// Work with the machines that use a vault
    #[command(subcommand, after_help = help::DEVICES)]
    Devices(DevicesCommand),
    /// Let somebody read one session, by a key sealed to that person
    #[command(after_help = help::SHARE, after_long_help = help::SHARE_LONG)]
    Share(ShareArgs),
    /// List what was shared, by you and with you, or take it back
    #[command(after_help = help::SHARES, after_long_help = help::SHARES_LONG)]
    Shares(SharesArgs),
    /// Move a vault from its folder to a server: the same objects, sessions and log
    #[command(after_help = help::COPY, after_long_help = help::COPY_LONG)]
    Copy(CopyArgs),
    /// Take an invite of a server, and keep this machine's token for it
    #[command(after_help = help::LOGIN, after_long_help = help::LOGIN_LONG)]
    Login(LoginArgs),
    /// Give this machine's token for a server back
    #[command(after_help = help::LOGOUT)]
    Logout(LogoutArgs),
    /// Say whom this machine's token stands for
    #[command(after_help = help::WHOAMI, after_long_help = help::WHOAMI_LONG)]
    Whoami(WhoamiArgs),
    /// Keep vaults for others: a server, which can read none of them
    #[command(after_help = help::SERVE, after_long_help = help::SERVE_LONG)]
    Serve(ServeArgs),
    /// Keep the accounts of a server, on its own machine
    #[command(after_help = help::ADMIN)]
    Admin(AdminArgs),
    /// Work with teams: their vaults and the people in them
    #[command(subcommand, after_help = help::TEAM)]
    Team(TeamCommand),
    /// Work with the vaults of the configuration
    #[command(subcommand, after_help = help::VAULT)]
    Vault(VaultCommand),
    /// Drop old generations of sessions
    #[command(after_help = help::PRUNE, after_long_help = help::PRUNE_LONG)]
    Prune(PruneArgs),
    /// Move sessions into another vault, and shred them in the one that they come from
    #[command(after_help = help::MOVE, after_long_help = help::MOVE_LONG)]
    Move(MoveArgs),
    /// Delete sessions from the vault for ever, and retire the keys that open copies of them
    #[command(after_help = help::SHRED, after_long_help = help::SHRED_LONG)]
    Shred(ShredArgs),
    /// Say what is wrong, and the command that mends it
    #[command(after_help = help::DOCTOR, after_long_help = help::DOCTOR_LONG)]
    Doctor,
    /// Work with the Claude Code hooks that sync in the background
    #[command(subcommand, after_help = help::HOOK)]
    Hook(HookCommand),
    /// Print the completions of a shell
    #[command(after_help = help::COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Print a manual page, or write them all
    #[command(after_help = help::MAN)]
    Man(ManArgs),
    /// Work with the rules that find secrets
    #[command(subcommand, after_help = help::RULES)]
    Rules(RulesCommand),
}

/// `han init`.
#[derive(Args)]
pub struct InitArgs {
    /// Write the recovery sheet to this new file (mode 0600) instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub recovery_out: Option<PathBuf>,
    /// This machine's name in the vault, instead of its host name
    #[arg(long, value_name = "NAME")]
    pub device_name: Option<String>,
}

/// `han sync`.
#[derive(Args)]
pub struct SyncArgs {
    /// Show what would go where, and every redaction; send nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Only this session (its id, or the first part of it); may be repeated
    #[arg(long, value_name = "ID")]
    pub session: Vec<SessionPrefix>,
    /// Only sessions of this project folder; may be repeated
    #[arg(long, value_name = "DIR")]
    pub project: Vec<PathBuf>,
    /// Only sessions changed since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w
    #[arg(long, value_name = "TIME")]
    pub since: Option<Since>,
    /// Read every session again instead of trusting the state of the last run
    #[arg(long)]
    pub full: bool,
    /// Go on until stopped, syncing as sessions change
    #[arg(long, conflicts_with = "dry_run")]
    pub watch: bool,
    /// Also sync these files, besides those that the configuration names; may be repeated
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = extras())]
    pub include: Vec<Extra>,
}

/// The kinds of files beside the sessions, for `--include`.
fn extras() -> impl clap::builder::TypedValueParser<Value = Extra> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(Extra::ALL.map(Extra::as_str))
        .try_map(|word| word.parse::<Extra>())
}

/// `han list`.
#[derive(Args)]
pub struct ListArgs {
    /// Only this session (its id, or the first part of it)
    #[arg(value_name = "ID")]
    pub id: Option<SessionPrefix>,
    /// Only what the vault holds
    #[arg(long, conflicts_with = "local")]
    pub stored: bool,
    /// Only what lies on this machine; needs no key
    #[arg(long)]
    pub local: bool,
    /// Every generation that the vault holds of the session
    #[arg(long, requires = "id", conflicts_with = "local")]
    pub versions: bool,
    /// Only sessions of this project folder
    #[arg(long, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// Only sessions changed since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w
    #[arg(long, value_name = "TIME")]
    pub since: Option<Since>,
}

/// How `han show` prints a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ShowFormat {
    /// For reading on the terminal
    Text,
    /// One document
    Json,
    /// The lines of the transcript
    Jsonl,
    /// Markdown
    Markdown,
    /// One self-contained page
    Html,
}

/// `han show`.
#[derive(Args)]
pub struct ShowArgs {
    /// The session: its id, or the first part of it
    #[arg(value_name = "ID", required_unless_present = "shared", conflicts_with = "shared")]
    pub id: Option<SessionPrefix>,
    /// What was shared with this user, in its place.
    #[command(flatten)]
    pub shared: SharedArgs,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ShowFormat,
    /// An older generation, as `list ID --versions` numbers them
    #[arg(long, value_name = "N")]
    pub generation: Option<u64>,
}

/// `han restore`.
#[derive(Args)]
pub struct RestoreArgs {
    /// The sessions: their ids, or the first part of each
    #[arg(value_name = "ID", required_unless_present_any = ["all", "shared"], conflicts_with = "shared")]
    pub ids: Vec<SessionPrefix>,
    /// Every session of the vault
    #[arg(long, conflicts_with_all = ["ids", "shared"])]
    pub all: bool,
    /// What was shared with this user, in their place.
    #[command(flatten)]
    pub shared: SharedArgs,
    /// Write under this Claude Code folder
    #[arg(long, value_name = "CLAUDE_DIR")]
    pub to: Option<PathBuf>,
    /// The project that lay in OLD lies in NEW here; may be repeated
    #[arg(long, value_name = "OLD=NEW")]
    pub map: Vec<PathMap>,
    /// Replace files that differ, after moving them aside
    #[arg(short, long)]
    pub force: bool,
    /// Say what would be written; write nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// An older generation, as `list ID --versions` numbers them
    #[arg(long, value_name = "N", conflicts_with_all = ["all", "all_versions"])]
    pub generation: Option<u64>,
    /// Every generation; the older ones get a suffix and cannot be resumed
    #[arg(long)]
    pub all_versions: bool,
    /// Also restore these files; the history is merged into the one that is there; may be repeated
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = extras())]
    pub include: Vec<Extra>,
}

/// What `han export` writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ExportFormat {
    /// One file of ciphertext that opens offline with the vault's secret
    Archive,
    /// The redacted session files, decrypted
    Jsonl,
    /// Markdown, decrypted
    Markdown,
    /// One self-contained page, decrypted
    Html,
}

/// `han export`.
#[derive(Args)]
pub struct ExportArgs {
    /// Write to this file; `-` is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub output: PathBuf,
    /// Only this session (its id, or the first part of it); may be repeated
    #[arg(long, value_name = "ID")]
    pub session: Vec<SessionPrefix>,
    /// Only sessions of this project folder; may be repeated
    #[arg(long, value_name = "DIR")]
    pub project: Vec<PathBuf>,
    /// Only sessions changed since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w
    #[arg(long, value_name = "TIME")]
    pub since: Option<Since>,
    /// Every session of the vault (as when no selection is given)
    #[arg(long, conflicts_with_all = ["session", "project", "since"])]
    pub all: bool,
    /// What to write
    #[arg(long, value_name = "FORMAT", default_value = "archive")]
    pub format: ExportFormat,
}

/// `han import`.
#[derive(Args)]
pub struct ImportArgs {
    /// The archive; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `han verify`.
#[derive(Args)]
pub struct VerifyArgs {
    /// An archive to check instead of the vault
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Open only this share of the objects, chosen at random (1 to 100)
    #[arg(long, value_name = "PCT", value_parser = parse_percent)]
    pub sample: Option<u8>,
}

/// How `han scan` prints findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ScanFormat {
    /// One finding a line
    Text,
    /// One document
    Json,
    /// SARIF 2.1.0, for code review tools
    Sarif,
}

/// How sure a rule is of a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, ValueEnum)]
pub enum MinConfidence {
    /// Everything
    Low,
    /// Likely secrets
    Medium,
    /// Only near certain ones
    High,
}

/// What counts as a secret, beside the configuration's `[redaction]`.
#[derive(Args, Default)]
pub struct DetectArgs {
    /// Also use the rules of this file: han's own format, or a gitleaks configuration; may be repeated
    #[arg(long, value_name = "FILE")]
    pub rules: Vec<PathBuf>,
    /// How much evidence a finding needs
    #[arg(long, value_name = "LEVEL")]
    pub sensitivity: Option<SensitivityChoice>,
    /// Also look for personal data: e-mail addresses, phone, account and card numbers
    #[arg(long)]
    pub pii: bool,
}

/// `han scan`.
#[derive(Args)]
pub struct ScanArgs {
    /// Files and folders; without any, the sessions on this machine
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to print findings
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ScanFormat,
    /// Leave out findings of which the rule is less sure
    #[arg(long, value_name = "LEVEL", default_value = "low")]
    pub min_confidence: MinConfidence,
    /// Leave out the findings of this earlier JSON report
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// What counts as a secret.
    #[command(flatten)]
    pub detect: DetectArgs,
}

/// `han redact`.
#[derive(Args)]
pub struct RedactArgs {
    /// The file or folder to copy
    #[arg(value_name = "SRC")]
    pub source: PathBuf,
    /// The copy; nothing may be there yet
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    /// What counts as a secret.
    #[command(flatten)]
    pub detect: DetectArgs,
}

/// `han rescan`.
#[derive(Args)]
pub struct RescanArgs {
    /// Show what would be cut; change nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Only this session (its id, or the first part of it); may be repeated
    #[arg(long, value_name = "ID")]
    pub session: Vec<SessionPrefix>,
    /// Only sessions of this project folder; may be repeated
    #[arg(long, value_name = "DIR")]
    pub project: Vec<PathBuf>,
    /// Also what these very rules have scanned before
    #[arg(long)]
    pub full: bool,
}

/// `han prune`.
#[derive(Args)]
pub struct PruneArgs {
    /// How many generations of each session stay
    #[arg(long, value_name = "N", required_unless_present = "retention")]
    pub keep_generations: Option<NonZeroU32>,
    /// Shred the sessions that are past the vault's retention (han vault retention)
    #[arg(long, conflicts_with = "keep_generations")]
    pub retention: bool,
    /// Say what would go; drop nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Do not ask where most sessions would go, or the only copy of one
    #[arg(short, long, requires = "retention")]
    pub yes: bool,
}
