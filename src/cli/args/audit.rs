//! What the log is asked for.

use crate::cli::help;
use crate::cli::values::{BadValue, HexPrefix, SessionPrefix, Since};
use crate::protocol::refs::Action;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `han audit ...`.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// List what the log says: when, who, what, how it ended, and from where
    #[command(after_help = help::AUDIT_LOG, after_long_help = help::AUDIT_LOG_LONG)]
    Log(AuditLogArgs),
    /// Read the whole log and check everything that it names against it
    #[command(after_help = help::AUDIT_VERIFY, after_long_help = help::AUDIT_VERIFY_LONG)]
    Verify,
    /// Write the log to a folder that others verify without han
    #[command(after_help = help::AUDIT_EXPORT, after_long_help = help::AUDIT_EXPORT_LONG)]
    Export(AuditExportArgs),
    /// Print what two people compare to know that they see the same vault
    #[command(after_help = help::AUDIT_FINGERPRINT, after_long_help = help::AUDIT_FINGERPRINT_LONG)]
    Fingerprint(AuditFingerprintArgs),
}

/// `han audit log`.
#[derive(Args)]
pub struct AuditLogArgs {
    /// Only since then: 2026-08-31, a time of RFC 3339, 12h, 7d, 2w
    #[arg(long, value_name = "TIME")]
    pub since: Option<Since>,
    /// Only by this actor or token: its id, or the first part of it
    #[arg(long, value_name = "HEX")]
    pub actor: Option<HexPrefix>,
    /// Only about this session: its id, or the first part of it
    #[arg(long, value_name = "ID")]
    pub session: Option<SessionPrefix>,
    /// Only this action, as the ACTION column names it; may be repeated
    #[arg(long, value_name = "ACTION", value_parser = actions())]
    pub action: Vec<Action>,
    /// Only what was denied
    #[arg(long)]
    pub denied: bool,
}

/// The actions by their names, for `--action`.
fn actions() -> impl clap::builder::TypedValueParser<Value = Action> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(Action::ALL.map(Action::name))
        .try_map(|word| Action::ALL.into_iter().find(|action| action.name() == word).ok_or(BadValue::Action))
}

/// `han audit export`.
#[derive(Args)]
pub struct AuditExportArgs {
    /// The folder, which must not be there yet
    #[arg(short, long, value_name = "DIR")]
    pub out: PathBuf,
}

/// `han audit fingerprint`.
#[derive(Args)]
pub struct AuditFingerprintArgs {
    /// Of the first N leaves of the log instead of all that this machine has verified
    #[arg(long, value_name = "N")]
    pub size: Option<u64>,
}
