//! Listening, TLS, and an end that loses nothing.

use super::{Shared, router};
use crate::server::store::Grown;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use futures::StreamExt as _;
use hyper_util::rt::TokioTimer;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::oneshot;

/// How long requests under way may take once the end has begun.
pub const DRAIN: Duration = Duration::from_secs(30);
/// How long reads and denials are counted before they are written to the log.
const EVENTS: Duration = Duration::from_secs(60);
/// How long the headers of a request may take.
const HEADER_TIME: Duration = Duration::from_secs(15);
/// Streams that one HTTP/2 connection may have open.
const MAX_STREAMS: u32 = 128;

/// The certificate chain and its key, both PEM.
pub struct Tls {
    /// The chain, the server's own certificate first.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Why a server did not run.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The address cannot be listened on.
    #[error("cannot listen on {0}")]
    Bind(SocketAddr, #[source] io::Error),
    /// Certificate or key cannot be used.
    #[error("cannot use the certificate {} with its key", .0.display())]
    Tls(PathBuf, #[source] io::Error),
    /// The listener failed.
    #[error("the listener failed")]
    Io(#[from] io::Error),
}

/// A server that runs, or is about to: what ends it.
#[derive(Clone)]
pub struct Running {
    handle: Handle<SocketAddr>,
    shared: Arc<Shared>,
}

impl Running {
    /// A handle with which a server that [`run`] runs is ended.
    pub fn new(shared: &Arc<Shared>) -> Self {
        Self { handle: Handle::new(), shared: Arc::clone(shared) }
    }

    /// Begins the end: not ready any more, long polls answered, no new connections, `DRAIN` for the rest.
    pub fn drain(&self) {
        self.shared.draining.store(true, Ordering::SeqCst);
        self.shared.wakes.wake_all();
        self.handle.graceful_shutdown(Some(DRAIN));
    }

    /// Ends at once.
    pub fn quit(&self) {
        self.handle.shutdown();
    }
}

/// Listens on an address.
pub fn bind(address: SocketAddr) -> Result<TcpListener, ListenError> {
    let bound = TcpListener::bind(address).map_err(|e| ListenError::Bind(address, e))?;
    bound.set_nonblocking(true)?;
    Ok(bound)
}

/// Serves until `running` is ended, then closes the tables.
pub async fn run(listener: TcpListener, tls: Option<Tls>, running: &Running) -> Result<(), ListenError> {
    let shared = &running.shared;
    // Ends by itself when the tables close.
    tokio::spawn(follow(Arc::clone(shared)));
    let (end, ended_early) = oneshot::channel::<()>();
    let minutes = tokio::spawn(write_events(Arc::clone(shared), ended_early));
    let service = router(Arc::clone(shared)).into_make_service_with_connect_info::<SocketAddr>();
    let ended = match tls {
        None => {
            let mut server = axum_server::from_tcp(listener)?.handle(running.handle.clone());
            bound_by_time(server.http_builder());
            server.serve(service).await
        }
        Some(Tls { cert, key }) => {
            // Another part of the process may have chosen the provider already: it is the same one.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let config = RustlsConfig::from_pem_file(&cert, key).await;
            let config = config.map_err(|e| ListenError::Tls(cert, e))?;
            let server = axum_server::from_tcp_rustls(listener, config)?;
            let mut server = server.handle(running.handle.clone());
            bound_by_time(server.http_builder());
            server.serve(service).await
        }
    };
    drop(end);
    if minutes.await.is_err() {
        tracing::error!("the task that writes reads and denials down has failed");
    }
    shared.site.service.close().await;
    Ok(ended?)
}

/// Writes reads and denials down every minute, and a last time at the end.
async fn write_events(shared: Arc<Shared>, mut ended: oneshot::Receiver<()>) {
    loop {
        let goes_on = tokio::time::timeout(EVENTS, &mut ended).await.is_err();
        if let Err(failed) = shared.site.service.write_events().await {
            tracing::warn!(error = %failed, "reads and denials are not written to the log yet");
        }
        if !goes_on {
            return;
        }
    }
}

/// Wakes long polls for what other nodes did.
async fn follow(shared: Arc<Shared>) {
    let mut grown = match shared.site.service.grown().await {
        Ok(Some(grown)) => grown,
        Ok(None) => return,
        Err(failed) => {
            // Long polls then answer at the end of their wait.
            tracing::error!(error = %failed, "cannot hear the other nodes");
            return;
        }
    };
    while let Some(grown) = grown.next().await {
        match grown {
            Grown::One(owner) => shared.wakes.wake(owner),
            Grown::Perhaps => shared.wakes.wake_all(),
        }
    }
}

fn bound_by_time(builder: &mut hyper_util::server::conn::auto::Builder<hyper_util::rt::TokioExecutor>) {
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(20));
}
