//! `han serve`.

use super::App;
use super::args::{PlaceArgs, ServeArgs};
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::login::device_label;
use crate::config::Config;
use crate::protocol::token::Grant;
use crate::server::accounts::{INVITE_US, NewInvite, Scopes, new_credential};
use crate::server::folder::FolderError;
use crate::server::http::{self, ListenError, Options, Proxies, Rates, Running, Shared, Tls};
use crate::server::janitor;
use crate::server::site::{self, Engines, Site};
use crate::server::store::StoreError;
use crate::server::system_clock;
use serde_json::json;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

/// The name of the first user, who may invite others.
const FIRST_USER: &str = "admin";

/// Dispatches.
pub fn run(app: &App, args: &ServeArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    if !args.listen.ip().is_loopback() && args.tls_cert.is_none() && !args.insecure_http {
        let what = format!("{} can be reached from other machines, and nothing speaks TLS", args.listen);
        return Err(Failure::new(Kind::Usage, what)
            .hint("give --tls-cert and --tls-key")
            .hint("or --insecure-http, behind a proxy that speaks TLS"));
    }
    let dir = data_folder(config, args.data.as_deref());
    let _lock = site::lock(&dir).map_err(folder_failure)?;
    app.block_on(serve(app, args, (config, dir)))?
}

/// Where the server keeps what is not in its folder: by flag, else by the environment.
pub(super) fn engines<'a>(app: &'a App, given: &'a PlaceArgs) -> Engines<'a> {
    let known = &app.environment.places;
    Engines {
        database: given.database.as_deref().or(known.database.as_deref()),
        objects: given.objects.as_deref().or(known.objects.as_deref()),
        variables: &known.cloud,
    }
}

/// The folder of the server.
pub(super) fn data_folder(config: &Config, given: Option<&std::path::Path>) -> PathBuf {
    given.map_or_else(|| config.dirs.data.join("server"), PathBuf::from)
}

async fn serve(app: &App, args: &ServeArgs, (config, dir): (&Config, PathBuf)) -> Result<Outcome, Failure> {
    // Before anybody hears that it listens: a signal from then on ends it in order.
    let signals = Signals::new()?;
    let name = server_name(config, args);
    let site = site::open_on(&dir, &engines(app, &args.places), &name, system_clock()).await;
    let site = site.map_err(folder_failure)?;
    let listener = http::bind(args.listen).map_err(listen_failure)?;
    let address = listener.local_addr().map_err(|e| listen_failure(ListenError::Io(e)))?;
    let url = args
        .url
        .clone()
        .unwrap_or_else(|| format!("{}://{address}", if args.tls_cert.is_some() { "https" } else { "http" }));
    let invite = first_invite(&site).await?;
    announce(app, (address, &url), invite.as_deref().map(String::as_str))?;
    let options = Options {
        rates: Rates { token: args.rate_token, stranger: args.rate_address },
        quota_bytes: args.quota.map(|quota| quota.0),
        pause: None,
        proxies: Proxies::all(args.trusted_proxy.iter().cloned()),
    };
    let shared = Shared::new(site, options);
    if let Some(address) = args.metrics {
        let listener = http::bind(address).map_err(listen_failure)?;
        let told = http::metrics::start(listener, std::sync::Arc::clone(&shared));
        let at = told.map_err(|e| Failure::new(Kind::Io, "cannot tell metrics").because(e))?;
        app.ui.note(&format!("metrics on http://{at}/metrics"));
    }
    let holder = janitor::new_holder()
        .map_err(|e| Failure::new(Kind::Bug, "the system gives no random bytes").because(e))?;
    let kept = tokio::spawn(janitor::keep(std::sync::Arc::clone(&shared.site().service), holder));
    let ended = run_until_signal((listener, tls(args)), shared, signals).await;
    kept.abort();
    ended
}

/// Runs until the first signal, drains, and quits at once at the second.
async fn run_until_signal(
    (listener, tls): (TcpListener, Option<Tls>),
    shared: std::sync::Arc<Shared>,
    mut signals: Signals,
) -> Result<Outcome, Failure> {
    let running = Running::new(&shared);
    let ender = running.clone();
    let watch = tokio::spawn(async move {
        signals.next().await;
        tracing::info!("shutting down: requests under way may end");
        ender.drain();
        signals.next().await;
        tracing::warn!("quitting at once");
        ender.quit();
    });
    let ended = http::run(listener, tls, &running).await;
    watch.abort();
    ended.map_err(listen_failure)?;
    tracing::info!("the server has ended");
    Ok(Outcome::Done)
}

/// SIGTERM and Ctrl-C.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
                .map_err(|e| Failure::new(Kind::Io, "cannot wait for signals").because(e))?,
        })
    }

    async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}

fn tls(args: &ServeArgs) -> Option<Tls> {
    Some(Tls { cert: args.tls_cert.clone()?, key: args.tls_key.clone()? })
}

/// The name for the first start, in the letters that the origin of a log may have.
fn server_name(config: &Config, args: &ServeArgs) -> String {
    let wanted = args.name.clone().unwrap_or_else(|| context::device_name(config));
    let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = device_label(&wanted).chars().filter(fits).collect();
    if name.is_empty() { "han".into() } else { name }
}

/// An invite for the first user, as long as there is none; those of earlier starts end.
async fn first_invite(site: &Site) -> Result<Option<zeroize::Zeroizing<String>>, Failure> {
    let store_failed = |e| folder_failure(FolderError::Store(e));
    if !site.accounts.users().await.map_err(store_failed)?.is_empty() {
        return Ok(None);
    }
    let now_us = site.service.time_us();
    site.accounts.end_invites(now_us).await.map_err(store_failed)?;
    let made = new_credential().map_err(|e| Failure::new(Kind::Bug, "cannot make an invite").because(e))?;
    let invite = NewInvite {
        id: made.id,
        secret_hash: made.secret_hash(),
        user: FIRST_USER.into(),
        admin: true,
        scopes: Scopes::DEVICE.and(Scopes::ADMIN),
        created_us: now_us,
        expires_us: now_us + INVITE_US,
    };
    site.accounts.add_invite(&invite).await.map_err(store_failed)?;
    Ok(Some(made.to_text(Grant::Invite)))
}

fn announce(app: &App, (address, url): (SocketAddr, &str), invite: Option<&str>) -> Result<(), Failure> {
    let command = invite.map(|invite| format!("han login {url} --invite {invite}"));
    if app.ui.is_json() {
        return app.ui.json(&json!({
            "listening": address.to_string(),
            "invite": invite,
            "command": command,
        }));
    }
    app.ui.note(&format!("listening on {address}"));
    if let Some(command) = command {
        app.ui.note("there is no user yet; the first one comes in by this command, within 72 hours:");
        app.ui.line(&command)?;
    }
    Ok(())
}

/// What is wrong with a server's folder.
pub(super) fn folder_failure(failed: FolderError) -> Failure {
    let kind = match &failed {
        FolderError::InUse(_) | FolderError::BeingMade(_) => Kind::Busy,
        FolderError::NoVault(_) => Kind::NothingMatched,
        FolderError::HoldsVault(_) | FolderError::HoldsOther(_) | FolderError::UnsafeFilesystem { .. } => {
            Kind::Usage
        }
        FolderError::BadFile(_) => Kind::Tampered,
        FolderError::OtherLogKey(_) | FolderError::Place(_) => Kind::Usage,
        FolderError::Store(StoreError::Gone(_)) | FolderError::Probe(_) => Kind::Unreachable,
        FolderError::Store(StoreError::Address(_) | StoreError::OldEngine(_) | StoreError::Denied(_)) => {
            Kind::Usage
        }
        FolderError::Io(_) | FolderError::Store(_) | FolderError::Objects(_) => Kind::Io,
    };
    let (what, hint) = match &failed {
        FolderError::Place(_) | FolderError::Probe(_) => (
            "cannot use the object store",
            "look at --objects, and at the key of the store in the environment",
        ),
        FolderError::Store(
            StoreError::Gone(_) | StoreError::Address(_) | StoreError::OldEngine(_) | StoreError::Denied(_),
        ) => ("cannot use the database", "look at --database or HAN_DATABASE"),
        _ => ("cannot use the server's folder", "give another one with --data"),
    };
    Failure::new(kind, what).because(failed).hint(hint)
}

fn listen_failure(failed: ListenError) -> Failure {
    let hint = match &failed {
        ListenError::Bind(..) => "give another address with --listen",
        ListenError::Tls(..) => "both files are PEM, the certificate of the server itself first",
        ListenError::Io(_) => "look at the log",
    };
    let kind = if matches!(failed, ListenError::Tls(..)) { Kind::Usage } else { Kind::Io };
    Failure::new(kind, "cannot serve").because(failed).hint(hint)
}
