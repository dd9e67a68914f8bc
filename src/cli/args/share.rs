//! Sharing: `han share` and `han shares`.

use crate::cli::help;
use crate::cli::values::{HexPrefix, SessionPrefix, Wait, parse_expiry};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `han share`.
#[derive(Args)]
pub struct ShareArgs {
    /// The session: its id, or the first part of it
    #[arg(value_name = "ID")]
    pub id: SessionPrefix,
    /// For whom: the code that han team fingerprint shows to that person (`-` reads it from standard input), or
    /// team:NAME/MEMBER
    #[arg(long, value_name = "CODE|MEMBER")]
    pub with: String,
    /// How long it may be opened: 12h, 30d, 8w, at most 400d
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = parse_expiry)]
    pub expires: Wait,
    /// Write the session to this new file, for somebody without an account on the vault's server
    #[arg(long, value_name = "FILE")]
    pub bundle: Option<PathBuf>,
    /// The person's card, where no server has it
    #[arg(long, value_name = "FILE")]
    pub card: Option<PathBuf>,
    /// The person has another identity than this machine knew, and said so by another way
    #[arg(long)]
    pub accept_changed_key: bool,
}

/// `han shares`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SharesArgs {
    /// What to do; without it, what was shared is listed.
    #[command(subcommand)]
    pub command: Option<SharesCommand>,
}

/// `han shares ...`.
#[derive(Subcommand)]
pub enum SharesCommand {
    /// Take a share back, and give its session a fresh key
    #[command(after_help = help::SHARES_REVOKE, after_long_help = help::SHARES_REVOKE_LONG)]
    Revoke(SharesRevokeArgs),
}

/// `han shares revoke`.
#[derive(Args)]
pub struct SharesRevokeArgs {
    /// The share, as han shares lists it, or the first part of it
    #[arg(value_name = "SHARE")]
    pub share: HexPrefix,
}

/// Something that was shared with this user, in place of a session of the vault.
#[derive(Args)]
pub struct SharedArgs {
    /// What was shared with you instead: a share of han shares, or the file of a share bundle
    #[arg(long, value_name = "SHARE|FILE")]
    pub shared: Option<String>,
    /// Whom it is from, the first time: that person's contact code (`-` reads it from standard input), or
    /// team:NAME/MEMBER
    #[arg(long, value_name = "CODE|MEMBER", requires = "shared")]
    pub from: Option<String>,
    /// The person of --from has another identity than this machine knew, and said so by another way
    #[arg(long, requires = "from")]
    pub accept_changed_key: bool,
}
