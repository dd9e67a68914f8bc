//! `han team ...`: the people of a team.

use super::NewPassphraseArgs;
use crate::cli::help;
use crate::cli::values::parse_role;
use crate::protocol::roster::Role;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `han team ...`.
#[derive(Subcommand)]
pub enum TeamCommand {
    /// Show one's own identity and the contact code that others invite by; publish the card
    #[command(after_help = help::TEAM_FINGERPRINT, after_long_help = help::TEAM_FINGERPRINT_LONG)]
    Fingerprint(TeamFingerprintArgs),
    /// Make a team's vault, with oneself as its owner
    #[command(after_help = help::TEAM_CREATE, after_long_help = help::TEAM_CREATE_LONG)]
    Create(TeamCreateArgs),
    /// Let somebody into the team, by the person's contact code
    #[command(after_help = help::TEAM_INVITE, after_long_help = help::TEAM_INVITE_LONG)]
    Invite(TeamInviteArgs),
    /// Open a team's vault on this machine, by the code that an invitation gave
    #[command(after_help = help::TEAM_JOIN, after_long_help = help::TEAM_JOIN_LONG)]
    Join(TeamJoinArgs),
    /// List the members of the team
    #[command(after_help = help::TEAM_MEMBERS, after_long_help = help::TEAM_MEMBERS_LONG)]
    Members,
    /// Give a member another role
    #[command(after_help = help::TEAM_ROLE, after_long_help = help::TEAM_ROLE_LONG)]
    Role(TeamRoleArgs),
    /// Take a member out, and change the team's secret and data key
    #[command(after_help = help::TEAM_REMOVE, after_long_help = help::TEAM_REMOVE_LONG)]
    Remove(TeamRemoveArgs),
}

/// `han team fingerprint`.
#[derive(Args)]
pub struct TeamFingerprintArgs {
    /// Publish the card on this server, instead of that of the personal vault
    #[arg(long, value_name = "URL")]
    pub server: Option<String>,
    /// Also write the card to this new file, for a team in a folder
    #[arg(long, value_name = "FILE")]
    pub card_out: Option<PathBuf>,
}

/// `han team create`.
#[derive(Args)]
pub struct TeamCreateArgs {
    /// The team's name; its vault is team:NAME on this machine
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What the team calls you, instead of your name on the server
    #[arg(long = "as", value_name = "MEMBER")]
    pub member: Option<String>,
    /// Write the recovery sheet to this new file (mode 0600) instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub recovery_out: Option<PathBuf>,
}

/// `han team invite`.
#[derive(Args)]
pub struct TeamInviteArgs {
    /// The code that han team fingerprint shows to that person; `-` reads it from standard input
    #[arg(value_name = "CONTACT-CODE")]
    pub code: String,
    /// What the team calls that person: a-z, 0-9, '.', '_' and '-'
    #[arg(long = "as", value_name = "MEMBER")]
    pub member: String,
    /// owner, admin, member or reader
    #[arg(long, value_name = "ROLE", default_value = "member", value_parser = parse_role)]
    pub role: Role,
    /// The person's card, where no server has it
    #[arg(long, value_name = "FILE")]
    pub card: Option<PathBuf>,
    /// The person has another identity than this machine knew, and said so by another way
    #[arg(long)]
    pub accept_changed_key: bool,
}

/// `han team join`.
#[derive(Args)]
pub struct TeamJoinArgs {
    /// The code that han team invite printed; `-` reads it from standard input
    #[arg(value_name = "TEAM-CODE")]
    pub code: String,
}

/// `han team role`.
#[derive(Args)]
pub struct TeamRoleArgs {
    /// The member, as han team members lists it
    #[arg(value_name = "MEMBER")]
    pub member: String,
    /// owner, admin, member or reader
    #[arg(value_name = "ROLE", value_parser = parse_role)]
    pub role: Role,
}

/// `han team remove`.
#[derive(Args)]
pub struct TeamRemoveArgs {
    /// The member, as han team members lists it
    #[arg(value_name = "MEMBER")]
    pub member: String,
    /// Where the team's new secret is read from; generated when not given.
    #[command(flatten)]
    pub new_passphrase: NewPassphraseArgs,
    /// Write the new recovery sheet to this new file (mode 0600)
    #[arg(long, value_name = "FILE")]
    pub recovery_out: Option<PathBuf>,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
}
