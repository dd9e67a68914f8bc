//! A server, and what a machine does with one.

use crate::cli::values::{ByteSize, parse_bytes};
use crate::server::http::Proxies;
use clap::{Args, ValueEnum};
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
    /// This machine's name on the server, instead of its host name
    #[arg(long, value_name = "NAME")]
    pub device_name: Option<String>,
    /// Send the token in the clear, on a network that you trust
    #[arg(long)]
    pub insecure_http: bool,
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

/// `han serve`.
#[derive(Args)]
pub struct ServeArgs {
    /// Listen on this address; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = crate::protocol::routes::DEFAULT_LISTEN)]
    pub listen: SocketAddr,
    /// Keep everything in this folder, instead of the folder server of han's data folder
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
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
