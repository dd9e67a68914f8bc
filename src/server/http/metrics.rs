//! Metrics in Prometheus' text format, on a port of their own: they name vaults, sizes and times.
//!
//! | metric | labels | what |
//! |---|---|---|
//! | `han_requests_total` | method, route, status | requests answered |
//! | `han_request_seconds` | route | how long they took, a histogram |
//! | `han_received_bytes_total`, `han_sent_bytes_total` | | bytes of bodies with a declared length |
//! | `han_commits_total` | outcome | commits: done, conflict |
//! | `han_ref_moves_total` | action | refs moved, by what moved them (sync, rotations, shreds ...) |
//! | `han_failures_total` | part | requests that failed on the server's side: database, objects, other |
//! | `han_removed_objects_total`, `han_removed_bytes_total` | job | what collect and sweep removed, by this node |
//! | `han_job_failures_total` | job | jobs that did not come to their end |
//! | `han_job_done_seconds` | job | when a job was last done on any node, in seconds since 1970 |
//! | `han_missing_objects` | | objects that refs need and that the last sweep did not find |
//! | `han_log_key_age_seconds` | | how long the log key is the key |
//! | `han_vault_data_key_age_seconds` | vault | age of the active data key, by the clock of the client that made it |
//! | `han_vault_data_key_rotations` | vault | how many data keys came before it |
//! | `han_vaults` | | vaults |
//! | `han_vault_stored_bytes`, `han_vault_log_leaves` | vault | what each takes up; for the first 1,000 vaults |
//! | `han_vault_changed_seconds` | vault | when its log last grew, in seconds since 1970 |
//!
//! Those of vaults are read when they are asked for.

use super::Shared;
use crate::protocol::ids::OwnerId;
use crate::protocol::leaf::Leaf;
use crate::protocol::refs::Commit;
use crate::server::{Service, ServiceError};
use ::metrics::{counter, gauge, histogram};
use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

/// Vaults that are told one by one.
const MAX_VAULTS: usize = 1_000;
/// The bounds of the histogram, in seconds.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0, 30.0];

/// Why metrics cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum MetricsError {
    /// The recorder.
    #[error("the recorder cannot be set up")]
    Recorder(#[from] BuildError),
    /// The listener.
    #[error("the listener cannot be used")]
    Io(#[from] io::Error),
}

#[derive(Clone)]
struct Told {
    handle: PrometheusHandle,
    shared: Arc<Shared>,
}

/// Records from now on, and tells what was recorded to whoever asks `listener`. Gives its address.
pub fn start(listener: TcpListener, shared: Arc<Shared>) -> Result<SocketAddr, MetricsError> {
    let handle = PrometheusBuilder::new().set_buckets(&SECONDS)?.install_recorder()?;
    let address = listener.local_addr()?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let router = Router::new().route("/metrics", get(tell)).with_state(Told { handle, shared });
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

async fn tell(State(told): State<Told>) -> Response {
    match look(&told.shared).await {
        Ok(()) => {
            told.handle.run_upkeep();
            told.handle.render().into_response()
        }
        Err(failed) => {
            tracing::error!("metrics cannot be read: {failed}");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Reads what is told of vaults.
async fn look(shared: &Shared) -> Result<(), ServiceError> {
    let service = &shared.site.service;
    look_at_keys_and_jobs(service).await?;
    let owners = service.owners().await?;
    gauge!("han_vaults").set(owners.len() as f64);
    for owner in owners.into_iter().take(MAX_VAULTS) {
        let label = owner.to_string();
        let leaves = service.log_size(owner).await?;
        gauge!("han_vault_stored_bytes", "vault" => label.clone())
            .set(service.stored_bytes(owner).await? as f64);
        gauge!("han_vault_log_leaves", "vault" => label.clone()).set(leaves as f64);
        if let Some(seconds) = changed(shared, owner, leaves).await? {
            gauge!("han_vault_changed_seconds", "vault" => label).set(seconds);
        }
    }
    Ok(())
}

/// Ages of keys, and what the jobs did on any node.
async fn look_at_keys_and_jobs(service: &Service) -> Result<(), ServiceError> {
    let now = service.time_us() as f64 / 1e6;
    if let Some(since) = service.log_key_since().await? {
        gauge!("han_log_key_age_seconds").set(now - since as f64 / 1e6);
    }
    for job in service.jobs().await? {
        if let Some(done) = job.done_us {
            gauge!("han_job_done_seconds", "job" => job.name.clone()).set(done as f64 / 1e6);
        }
        if job.name == "sweep" {
            gauge!("han_missing_objects").set(job.found as f64);
        }
    }
    for key in service.data_keys().await? {
        let label = key.owner.to_string();
        let age = (now - key.created_s as f64).max(0.0);
        gauge!("han_vault_data_key_age_seconds", "vault" => label.clone()).set(age);
        gauge!("han_vault_data_key_rotations", "vault" => label).set(key.rotations as f64);
    }
    Ok(())
}

/// Counts a request that failed on the server's side.
pub(super) fn failure(part: &'static str) {
    counter!("han_failures_total", "part" => part).increment(1);
}

/// When the log last grew.
async fn changed(shared: &Shared, owner: OwnerId, leaves: u64) -> Result<Option<f64>, ServiceError> {
    let newest = shared.site.service.whole_leaves(owner, leaves.saturating_sub(1)).await?;
    let leaf = newest.last().and_then(|(_, body)| Leaf::parse(body).ok());
    Ok(leaf.map(|leaf| leaf.time_us as f64 / 1e6))
}

/// Counts a request.
pub(super) fn request(method: &Method, route: Option<&str>, (status, took): (u16, Duration)) {
    let route = route.unwrap_or("none").to_owned();
    let labels =
        [("method", label(method).to_owned()), ("route", route.clone()), ("status", status.to_string())];
    counter!("han_requests_total", &labels).increment(1);
    histogram!("han_request_seconds", "route" => route).record(took.as_secs_f64());
}

/// A method as a label: a client cannot make up new ones.
fn label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::PUT => "PUT",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

/// Counts bytes.
pub(super) fn bytes(received: u64, sent: u64) {
    counter!("han_received_bytes_total").increment(received);
    counter!("han_sent_bytes_total").increment(sent);
}

/// Counts a commit and, where it was done, its moves.
pub(super) fn commit(outcome: &'static str, commit: &Commit) {
    counter!("han_commits_total", "outcome" => outcome).increment(1);
    if outcome == "done" {
        for change in &commit.changes {
            counter!("han_ref_moves_total", "action" => change.action.name()).increment(1);
        }
    }
}
