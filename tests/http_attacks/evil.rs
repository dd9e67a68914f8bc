//! A server of a few lines that serves whatever it is given: what the real one would refuse to keep, too.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Method, Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use han::protocol::cbor;
use han::protocol::checkpoint::LogKey;
use han::protocol::ids::ObjectId;
use han::protocol::refs::RefName;
use han::protocol::routes::KEYFILE_VERSION;
use han::protocol::wire::{Ids, Leaves, Refs};
use han::remote::{Remote, RemoteError};
use serde_json::json;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

/// A token of the right form; this server asks nobody for one.
pub const TOKEN: &str =
    "hdt_00112233445566778899aabbccddeeff_0000000000000000000000000000000000000000000000000000000000000001";

#[derive(Clone)]
struct Served {
    remote: Arc<Mutex<Arc<dyn Remote>>>,
    log_key: LogKey,
    /// Writes that a client tried.
    writes: Arc<Mutex<Vec<String>>>,
}

pub struct Evil {
    runtime: tokio::runtime::Runtime,
    served: Served,
    address: SocketAddr,
}

impl Evil {
    /// Serves a vault under this log key.
    pub fn serve(remote: Arc<dyn Remote>, log_key: LogKey) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let served = Served { remote: Arc::new(Mutex::new(remote)), log_key, writes: Arc::default() };
        let router = Router::new().fallback(answer).with_state(served.clone());
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { runtime, served, address }
    }

    /// Serves another vault from now on.
    pub fn turn_to(&self, remote: Arc<dyn Remote>) {
        *self.served.remote.lock().unwrap() = remote;
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Writes that a client tried so far.
    pub fn writes(&self) -> Vec<String> {
        self.served.writes.lock().unwrap().clone()
    }

    /// Ends it.
    pub fn end(self) {
        self.runtime.shutdown_background();
    }
}

fn number(query: &str, name: &str) -> u64 {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.and_then(|value| value.parse().ok()).unwrap_or(u64::MAX)
}

async fn answer(State(served): State<Served>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let remote = Arc::clone(&served.remote.lock().unwrap());
    let owner = remote.owner().to_string();
    let json = |value: serde_json::Value| {
        ([("content-type", "application/json")], value.to_string()).into_response()
    };
    match path.as_str() {
        "/v1/config" => {
            let limits = json!({ "object_bytes": 1, "ref_bytes": 1, "commit_refs": 1, "commit_bytes": 1,
                "check_ids": 1, "leaf_page": 1, "wait_seconds": 1 });
            let key = hex::encode(served.log_key);
            json(json!({ "version": 1, "name": "evil", "log_key": key, "limits": limits }))
        }
        "/v1/vaults" => {
            json(json!({ "vaults": [{ "owner": owner, "kind": "user", "role": "owner", "log_size": 9 }] }))
        }
        _ => {
            let Some(rest) = path.strip_prefix(&format!("/v1/vaults/{owner}/")) else {
                return StatusCode::NOT_FOUND.into_response();
            };
            if parts.method != Method::GET && rest != "objects:check" {
                served.writes.lock().unwrap().push(format!("{} {rest}", parts.method));
                return StatusCode::FORBIDDEN.into_response();
            }
            vault(&*remote, rest, &query, body).await.unwrap_or_else(|failed| match failed {
                RemoteError::NotFound(_) => StatusCode::NOT_FOUND.into_response(),
                _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            })
        }
    }
}

async fn vault(remote: &dyn Remote, rest: &str, query: &str, body: Bytes) -> Result<Response, RemoteError> {
    let cbor = |bytes: Vec<u8>| ([("content-type", "application/cbor")], bytes).into_response();
    match rest {
        "log/checkpoint" => {
            let head = remote.head().await?;
            Ok(([(KEYFILE_VERSION, head.keyfile_version.to_string())], head.checkpoint).into_response())
        }
        "log/leaves" => {
            let leaves = remote.leaves(number(query, "since"), number(query, "until")).await?;
            Ok(cbor(cbor::encode(&Leaves::from(leaves))))
        }
        "refs" => {
            let after = query.split('&').find_map(|pair| pair.strip_prefix("after="));
            let after = after.map(|name| RefName::parse(name).unwrap());
            let limit = usize::try_from(number(query, "limit")).unwrap();
            Ok(cbor(cbor::encode(&Refs { refs: remote.list_refs(after.as_ref(), limit).await? })))
        }
        "objects:check" => {
            let asked: Ids = cbor::decode(&body).unwrap();
            Ok(cbor(cbor::encode(&Ids { ids: remote.missing(&asked.ids).await? })))
        }
        _ => {
            if let Some(name) = rest.strip_prefix("refs/") {
                let found = remote.get_ref(&RefName::parse(name).unwrap()).await?;
                return Ok(
                    found.map_or(StatusCode::NOT_FOUND.into_response(), |found| cbor(cbor::encode(&found)))
                );
            }
            match rest.strip_prefix("objects/").and_then(|id| ObjectId::parse(id).ok()) {
                Some(id) => match remote.get(id).await {
                    Err(RemoteError::Damaged(_)) => Ok("something else".into_response()),
                    other => Ok(other?.into_response()),
                },
                None => Ok(StatusCode::NOT_FOUND.into_response()),
            }
        }
    }
}
