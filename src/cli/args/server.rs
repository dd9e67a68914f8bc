//! A server, and what a machine does with one.

use crate::cli::help;
use crate::cli::values::{
    ByteSize, DaysChange, QuotaChange, parse_bytes, parse_days, parse_owner, parse_quota, parse_subject,
};
use crate::protocol::ids::OwnerId;
use crate::server::http::Proxies;
use crate::server::retention::Subject;
use clap::{Args, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// `han login`.
#[derive(Args)]
pub struct LoginArgs {
    /// The server's address
    #[arg(value_name = "URL")]
    pub url: String,
    /// The invite; `-` reads it from standard input. Without it the token of this machine is checked
    #[arg(long, value_name = "INVITE")]
    pub invite: Option<String>,
    /// Come back with nothing but the recovery sheet, which lies in this file; `-` reads it from standard input
    #[arg(long, value_name = "SHEET", conflicts_with = "invite")]
    pub recover: Option<PathBuf>,
    /// This machine's name on the server, instead of its host name
    #[arg(long, value_name = "NAME")]
    pub device_name: Option<String>,
    /// Send the token in the clear, on a network that you trust
    #[arg(long)]
    pub insecure_http: bool,
}

/// `han copy`.
#[derive(Args)]
pub struct CopyArgs {
    /// The server's address
    #[arg(long, value_name = "URL")]
    pub to: String,
}

/// `han logout`.
#[derive(Args)]
pub struct LogoutArgs {
    /// The server's address; not needed where there is only one
    #[arg(value_name = "URL")]
    pub url: Option<String>,
}

/// `han whoami`.
#[derive(Args)]
pub struct WhoamiArgs {
    /// The server's address; not needed where there is only one
    #[arg(value_name = "URL")]
    pub url: Option<String>,
}

/// How a server writes its log.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere
    Auto,
    /// One JSON object a line
    Json,
    /// For reading
    Text,
}

/// Where a server keeps what is not in its folder.
#[derive(Args)]
pub struct PlaceArgs {
    /// Keep the tables in this PostgreSQL database, postgres://USER@HOST/NAME; HAN_DATABASE may hold the password
    #[arg(long, value_name = "URL", global = true)]
    pub database: Option<String>,
    /// Keep the objects there: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; or set HAN_OBJECTS
    #[arg(long, value_name = "ADDRESS", global = true)]
    pub objects: Option<String>,
}

/// `han serve`.
#[derive(Args)]
pub struct ServeArgs {
    /// Listen on this address; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = crate::protocol::routes::DEFAULT_LISTEN)]
    pub listen: SocketAddr,
    /// Keep everything in this folder, instead of the folder server of han's data folder
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Where tables and objects lie
    #[command(flatten)]
    pub places: PlaceArgs,
    /// The server's name in the logs of its vaults, set at the first start for ever; the host's name by default
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The address by which clients reach the server, for the invites that it prints
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Speak TLS with this certificate chain (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The private key of the certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Speak plain HTTP to other machines too, behind a proxy that speaks TLS
    #[arg(long)]
    pub insecure_http: bool,
    /// Believe what this proxy (an address or a network) says of a client's address; may be repeated
    #[arg(long, value_name = "ADDR")]
    pub trusted_proxy: Vec<Proxies>,
    /// What a vault may take up: bytes, or 500MB, 20GB
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    pub quota: Option<ByteSize>,
    /// Tell Prometheus metrics at /metrics of this address, which should be reachable by nobody else
    #[arg(long, value_name = "ADDR")]
    pub metrics: Option<SocketAddr>,
    /// Requests a second taken with one token, ten times as many in a burst; 0 is no limit
    #[arg(long, value_name = "N", default_value_t = 1_000, hide_short_help = true)]
    pub rate_token: u32,
    /// Requests a second taken from one address without a valid token; 0 is no limit
    #[arg(long, value_name = "N", default_value_t = 1, hide_short_help = true)]
    pub rate_address: u32,
    /// How the log on standard error is written
    #[arg(long, value_name = "FORMAT", default_value = "auto", hide_short_help = true)]
    pub log_format: LogFormat,
}

/// `han admin`.
#[derive(Args)]
pub struct AdminArgs {
    /// The folder of the server, instead of the folder server of han's data folder
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// Where tables and objects lie
    #[command(flatten)]
    pub places: PlaceArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: AdminCommand,
}

/// `han admin ...`.
#[derive(Subcommand)]
pub enum AdminCommand {
    /// Work with the users of the server
    #[command(subcommand, after_help = help::ADMIN_USER)]
    User(AdminUserCommand),
    /// Invite a user, or another machine of one
    #[command(after_help = help::ADMIN_INVITE, after_long_help = help::ADMIN_INVITE_LONG)]
    Invite(AdminInviteArgs),
    /// Work with the tokens of users
    #[command(subcommand, after_help = help::ADMIN_TOKEN)]
    Token(AdminTokenCommand),
    /// Look whether logs, refs and objects fit together
    #[command(after_help = help::ADMIN_VERIFY, after_long_help = help::ADMIN_VERIFY_LONG)]
    Verify(AdminVerifyArgs),
    /// Remove what nothing needs any more, as the server itself does every hour
    #[command(after_help = help::ADMIN_COLLECT, after_long_help = help::ADMIN_COLLECT_LONG)]
    Collect(AdminCollectArgs),
    /// Say or set how long the server keeps what it may remove
    #[command(subcommand, after_help = help::ADMIN_RETENTION)]
    Retention(AdminRetentionCommand),
    /// Copy the whole server into two archives, while it runs
    #[command(after_help = help::ADMIN_BACKUP, after_long_help = help::ADMIN_BACKUP_LONG)]
    Backup(AdminBackupArgs),
    /// Remove archives of keys that are older than they should get
    #[command(after_help = help::ADMIN_EXPIRE_KEYS, after_long_help = help::ADMIN_EXPIRE_KEYS_LONG)]
    ExpireKeys(AdminExpireKeysArgs),
    /// Bring a server back from its two archives
    #[command(after_help = help::ADMIN_RESTORE, after_long_help = help::ADMIN_RESTORE_LONG)]
    Restore(AdminRestoreArgs),
    /// Look whether the server has what it needs
    #[command(after_help = help::ADMIN_DOCTOR, after_long_help = help::ADMIN_DOCTOR_LONG)]
    Doctor,
    /// Change the key that signs the heads of all logs
    #[command(after_help = help::ADMIN_ROTATE_LOG_KEY, after_long_help = help::ADMIN_ROTATE_LOG_KEY_LONG)]
    RotateLogKey,
    /// Bring the tables to an older format, for an older han
    #[command(after_help = help::ADMIN_DOWNGRADE, after_long_help = help::ADMIN_DOWNGRADE_LONG)]
    Downgrade(AdminDowngradeArgs),
    /// Move the server from SQLite to PostgreSQL, and its objects to another place
    #[command(after_help = help::ADMIN_MIGRATE, after_long_help = help::ADMIN_MIGRATE_LONG)]
    Migrate(AdminMigrateArgs),
    /// Work with the members of a vault
    #[command(subcommand, after_help = help::ADMIN_MEMBER)]
    Member(AdminMemberCommand),
    /// Say or set what a vault may take up
    #[command(after_help = help::ADMIN_QUOTA, after_long_help = help::ADMIN_QUOTA_LONG)]
    Quota(AdminQuotaArgs),
}

/// `han admin user ...`.
#[derive(Subcommand)]
pub enum AdminUserCommand {
    /// List the users
    #[command(after_help = help::ADMIN_USER_LIST, after_long_help = help::ADMIN_USER_LIST_LONG)]
    List,
    /// Lock a user out; the vaults stay
    #[command(after_help = help::ADMIN_USER_DISABLE)]
    Disable(AdminUserArgs),
    /// Let a user in again
    #[command(after_help = help::ADMIN_USER_ENABLE)]
    Enable(AdminUserArgs),
}

/// A user.
#[derive(Args)]
pub struct AdminUserArgs {
    /// The user's name
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// `han admin member ...`.
#[derive(Subcommand)]
pub enum AdminMemberCommand {
    /// List the members of a vault
    #[command(after_help = help::ADMIN_MEMBER_LIST, after_long_help = help::ADMIN_MEMBER_LIST_LONG)]
    List(AdminMemberListArgs),
    /// Give a user a role in a team's vault
    #[command(after_help = help::ADMIN_MEMBER_SET, after_long_help = help::ADMIN_MEMBER_SET_LONG)]
    Set(AdminMemberSetArgs),
    /// Take the role of a user away
    #[command(after_help = help::ADMIN_MEMBER_REMOVE)]
    Remove(AdminMemberArgs),
}

/// `han admin member list`.
#[derive(Args)]
pub struct AdminMemberListArgs {
    /// The vault: its owner id, as `han status` shows it
    #[arg(value_name = "OWNER", value_parser = parse_owner)]
    pub owner: OwnerId,
}

/// A member.
#[derive(Args)]
pub struct AdminMemberArgs {
    /// The vault: its owner id, as `han status` shows it
    #[arg(value_name = "OWNER", value_parser = parse_owner)]
    pub owner: OwnerId,
    /// The user's name
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// `han admin member set`.
#[derive(Args)]
pub struct AdminMemberSetArgs {
    /// The vault and the user
    #[command(flatten)]
    pub member: AdminMemberArgs,
    /// What the user may do there
    #[arg(value_name = "ROLE")]
    pub role: RoleChoice,
}

/// A role in a vault.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum RoleChoice {
    /// All; a vault has one at least
    Owner,
    /// All, but for the roles of owners and admins
    Admin,
    /// Reads and writes sessions
    Member,
    /// Reads
    Reader,
}

/// `han admin invite`.
#[derive(Args)]
pub struct AdminInviteArgs {
    /// The user's name; of a user that is there already another machine is invited
    #[arg(value_name = "NAME")]
    pub name: String,
    /// A new user may invite others
    #[arg(long, conflicts_with_all = ["create_only", "read_only"])]
    pub admin: bool,
    /// The token only makes new sessions, and reads nothing but the keyfile and the log: for CI
    #[arg(long, conflicts_with = "read_only")]
    pub create_only: bool,
    /// The token only reads
    #[arg(long)]
    pub read_only: bool,
    /// The address by which clients reach the server
    #[arg(long, value_name = "URL", default_value_t = format!("http://{}", crate::protocol::routes::DEFAULT_LISTEN))]
    pub url: String,
}

/// `han admin token ...`.
#[derive(Subcommand)]
pub enum AdminTokenCommand {
    /// List the tokens of a user
    #[command(after_help = help::ADMIN_TOKEN_LIST, after_long_help = help::ADMIN_TOKEN_LIST_LONG)]
    List(AdminUserArgs),
    /// Revoke a token; a running server takes it for up to 30 seconds more
    #[command(after_help = help::ADMIN_TOKEN_REVOKE)]
    Revoke(AdminTokenRevokeArgs),
}

/// `han admin token revoke`.
#[derive(Args)]
pub struct AdminTokenRevokeArgs {
    /// The user's name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The token's id, as `han admin token list` shows it
    #[arg(value_name = "ID")]
    pub id: String,
}

/// `han admin verify`.
#[derive(Args)]
pub struct AdminVerifyArgs {
    /// Make rows anew that only show what stands elsewhere, where they do not fit
    #[arg(long)]
    pub rebuild: bool,
}

/// `han admin collect`.
#[derive(Args)]
pub struct AdminCollectArgs {
    /// Say what would go, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Compare the object store with the tables too, as the server does every week
    #[arg(long)]
    pub sweep: bool,
}

/// `han admin retention ...`.
#[derive(Subcommand)]
pub enum AdminRetentionCommand {
    /// Show what counts
    #[command(after_help = help::ADMIN_RETENTION_SHOW, after_long_help = help::ADMIN_RETENTION_SHOW_LONG)]
    Show(AdminRetentionShowArgs),
    /// Set how many days something is kept
    #[command(after_help = help::ADMIN_RETENTION_SET, after_long_help = help::ADMIN_RETENTION_SET_LONG)]
    Set(AdminRetentionSetArgs),
    /// Remove now what was kept long enough
    #[command(after_help = help::ADMIN_RETENTION_RUN, after_long_help = help::ADMIN_RETENTION_RUN_LONG)]
    Run(AdminRetentionRunArgs),
}

/// `han admin retention show`.
#[derive(Args)]
pub struct AdminRetentionShowArgs {
    /// Only of this vault: its owner id, as `han status` shows it
    #[arg(long, value_name = "OWNER", value_parser = parse_owner)]
    pub of: Option<OwnerId>,
}

/// `han admin retention set`.
#[derive(Args)]
pub struct AdminRetentionSetArgs {
    /// What: replaced, condemned, origins, envelopes, tokens or invites
    #[arg(value_name = "WHAT", value_parser = parse_subject)]
    pub subject: Subject,
    /// Days; `forever`, or `default` to take the setting away
    #[arg(value_name = "DAYS", value_parser = parse_days)]
    pub days: DaysChange,
    /// Of this vault alone: its owner id
    #[arg(long, value_name = "OWNER", value_parser = parse_owner)]
    pub of: Option<OwnerId>,
}

/// `han admin retention run`.
#[derive(Args)]
pub struct AdminRetentionRunArgs {
    /// Say what would go, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `han admin backup`.
#[derive(Args)]
pub struct AdminBackupArgs {
    /// The folder for data.tar and keys.tar, absent or empty
    #[arg(long, value_name = "FOLDER")]
    pub to: PathBuf,
    /// The folder for keys.tar instead, absent or empty: it is kept apart, and not as long
    #[arg(long, value_name = "FOLDER")]
    pub keys_to: Option<PathBuf>,
}

/// `han admin expire-keys`.
#[derive(Args)]
pub struct AdminExpireKeysArgs {
    /// The folder with archives of keys, however deep; of one server
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Archives that are as many days old, or older, go; never the newest
    #[arg(long, value_name = "N", default_value = "30")]
    pub days: std::num::NonZeroU32,
    /// Say what would go; remove nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

/// `han admin restore`.
#[derive(Args)]
pub struct AdminRestoreArgs {
    /// The folder with data.tar and keys.tar
    #[arg(long, value_name = "FOLDER")]
    pub from: PathBuf,
    /// The archive of keys, where it does not lie beside the other
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
}

/// `han admin downgrade`.
#[derive(Args)]
pub struct AdminDowngradeArgs {
    /// The format of the tables that the older han knows; 0 removes them all
    #[arg(long, value_name = "FORMAT")]
    pub to: u32,
    /// Also where ciphertext or leaves of logs are lost by it
    #[arg(long)]
    pub destroy_data: bool,
}

/// `han admin migrate`.
#[derive(Args)]
pub struct AdminMigrateArgs {
    /// The new database, postgres://USER@HOST/NAME; PGPASSWORD may hold the password
    #[arg(long, value_name = "URL")]
    pub to: String,
    /// The new place for objects: a folder, s3://BUCKET, gs://BUCKET or az://CONTAINER; they stay without it
    #[arg(long, value_name = "ADDRESS")]
    pub to_objects: Option<String>,
}

/// `han admin quota`.
#[derive(Args)]
pub struct AdminQuotaArgs {
    /// The vault: its owner id, as `han status` shows it
    #[arg(value_name = "OWNER", value_parser = parse_owner)]
    pub owner: OwnerId,
    /// What it may take up from now on: bytes, or 500MB, 20GB; none takes its own quota away
    #[arg(value_name = "SIZE", value_parser = parse_quota)]
    pub size: Option<QuotaChange>,
}
