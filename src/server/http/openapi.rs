//! The OpenAPI document: what `docs/protocol.md` says, for programs. `docs/openapi.json` is a committed copy, and a
//! test compares the two; another asks every operation of a real server.

use crate::protocol::problem::{Code, Problem};
use crate::protocol::routes::{self, CBOR, OCTETS, PROBLEM};
use crate::protocol::wire;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::sync::OnceLock;
use utoipa::PartialSchema as _;

/// A body: none, bytes of a media type, or a named JSON schema.
#[derive(Clone, Copy)]
enum Content {
    None,
    Bytes(&'static str),
    Json(&'static str),
}

/// An operation.
struct Operation {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    /// The scope that is needed; `None` needs no token, an empty one any.
    scope: Option<&'static str>,
    query: &'static [(&'static str, bool)],
    takes: Content,
    gives: (u16, Content),
    /// Statuses beside those that every operation may have.
    also: &'static [u16],
}

use Content::{Bytes, Json, None as Nothing};

/// Method, path, summary, scope, then query, bodies and statuses.
const fn op(
    (method, path, summary): (&'static str, &'static str, &'static str),
    scope: Option<&'static str>,
    query: &'static [(&'static str, bool)],
    (takes, gives): (Content, (u16, Content)),
    also: &'static [u16],
) -> Operation {
    Operation { method, path, summary, scope, query, takes, gives, also }
}

const TEXT: Content = Bytes("text/plain");
const ANY: Option<&str> = Some("");
const READ: Option<&str> = Some("vault:read");
const WRITE: Option<&str> = Some("vault:write");
const KEYS: Option<&str> = Some("keys:write");
const LOG: Option<&str> = Some("log:read");

const OPERATIONS: [Operation; 41] = [
    op(("get", routes::HEALTHZ, "Alive"), None, &[], (Nothing, (200, TEXT)), &[]),
    op(("get", routes::READYZ, "Ready to serve"), None, &[], (Nothing, (200, TEXT)), &[]),
    op(
        ("get", routes::OPENAPI, "This document"),
        None,
        &[],
        (Nothing, (200, Bytes("application/json"))),
        &[],
    ),
    op(
        ("get", routes::CONFIG, "Name, log key and limits"),
        None,
        &[],
        (Nothing, (200, Json("ServerConfig"))),
        &[],
    ),
    op(("get", routes::WHOAMI, "Who asks"), ANY, &[], (Nothing, (200, Json("Whoami"))), &[]),
    op(
        ("post", routes::INVITES, "Invites a machine or a user"),
        ANY,
        &[],
        (Json("InviteRequest"), (201, Json("InviteGranted"))),
        &[403],
    ),
    op(("get", routes::TOKENS, "Own tokens"), ANY, &[], (Nothing, (200, Json("Tokens"))), &[]),
    op(
        ("post", routes::TOKENS, "Exchanges an invite for a token"),
        None,
        &[],
        (Json("TokenRequest"), (201, Json("TokenGranted"))),
        &[401],
    ),
    op(("delete", routes::TOKEN, "Revokes an own token"), ANY, &[], (Nothing, (204, Nothing)), &[]),
    op(("get", routes::CARD, "A person's card"), ANY, &[], (Nothing, (200, Bytes(CBOR))), &[]),
    op(("put", routes::CARD, "Publishes the own card"), KEYS, &[], (Bytes(CBOR), (204, Nothing)), &[409]),
    op(("get", routes::VAULTS, "Own vaults"), ANY, &[], (Nothing, (200, Json("Vaults"))), &[]),
    op(
        ("put", routes::VAULT, "Makes a vault"),
        KEYS,
        &[],
        (Json("VaultRequest"), (201, Nothing)),
        &[200, 409],
    ),
    op(("get", routes::MEMBERS, "Who may use a vault"), READ, &[], (Nothing, (200, Json("Members"))), &[]),
    op(
        ("put", routes::MEMBER, "Gives a user a role"),
        KEYS,
        &[],
        (Json("MemberRequest"), (204, Nothing)),
        &[],
    ),
    op(("delete", routes::MEMBER, "Takes a role away"), KEYS, &[], (Nothing, (204, Nothing)), &[422]),
    op(("get", routes::USAGE, "What a vault takes up"), READ, &[], (Nothing, (200, Json("Usage"))), &[]),
    op(
        ("post", routes::CHECK, "Which objects are missing"),
        READ,
        &[],
        (Bytes(CBOR), (200, Bytes(CBOR))),
        &[],
    ),
    op(
        ("get", routes::OBJECT, "An object, or a range of it"),
        READ,
        &[],
        (Nothing, (200, Bytes(OCTETS))),
        &[206, 304, 416],
    ),
    op(
        ("head", routes::OBJECT, "The length of an object"),
        READ,
        &[],
        (Nothing, (200, Nothing)),
        &[206, 304, 416],
    ),
    op(("put", routes::OBJECT, "Stores an object"), WRITE, &[], (Bytes(OCTETS), (201, Nothing)), &[411, 507]),
    op(
        ("get", routes::REFS, "Refs in name order"),
        READ,
        &[("after", false), ("limit", false)],
        (Nothing, (200, Bytes(CBOR))),
        &[],
    ),
    op(("get", routes::REF, "One ref"), READ, &[], (Nothing, (200, Bytes(CBOR))), &[304]),
    op(
        ("post", routes::COMMITS, "Moves refs, all or none"),
        WRITE,
        &[],
        (Bytes(CBOR), (200, Bytes(CBOR))),
        &[409, 412, 428, 507],
    ),
    op(("get", routes::INBOX, "Envelopes for whoever asks"), READ, &[], (Nothing, (200, Bytes(CBOR))), &[]),
    op(("get", routes::ENVELOPES, "Envelopes of a vault"), READ, &[], (Nothing, (200, Bytes(CBOR))), &[]),
    op(("get", routes::ENVELOPE, "One envelope"), READ, &[], (Nothing, (200, Bytes(CBOR))), &[410]),
    op(("put", routes::ENVELOPE, "Keeps an envelope"), WRITE, &[], (Bytes(CBOR), (201, Nothing)), &[]),
    op(("delete", routes::ENVELOPE, "Revokes an envelope"), WRITE, &[], (Nothing, (204, Nothing)), &[]),
    op(
        ("post", routes::OPENINGS, "What a recipient found on opening"),
        READ,
        &[],
        (Bytes(CBOR), (204, Nothing)),
        &[],
    ),
    op(
        ("post", routes::ADOPT, "Takes over a log that began elsewhere"),
        KEYS,
        &[],
        (Bytes(CBOR), (200, TEXT)),
        &[],
    ),
    op(
        ("get", routes::CHANGES, "Waits for a new head"),
        LOG,
        &[("since", true), ("wait", false)],
        (Nothing, (200, TEXT)),
        &[204],
    ),
    op(("get", routes::CHECKPOINT, "The signed head"), LOG, &[], (Nothing, (200, TEXT)), &[]),
    op(
        ("get", routes::LEAVES, "Leaves of the log"),
        LOG,
        &[("since", true), ("until", false)],
        (Nothing, (200, Bytes(CBOR))),
        &[],
    ),
    op(
        ("get", routes::EVENTS, "Leaves, whole and with their sealed origins"),
        LOG,
        &[("since", true), ("until", false)],
        (Nothing, (200, Bytes(CBOR))),
        &[],
    ),
    op(
        ("delete", routes::ORIGINS, "Erases sealed origins"),
        KEYS,
        &[("before", true)],
        (Nothing, (200, Bytes(CBOR))),
        &[422],
    ),
    op(
        ("get", routes::CONSISTENCY, "A consistency proof"),
        LOG,
        &[("old", true), ("new", true)],
        (Nothing, (200, Bytes(CBOR))),
        &[422],
    ),
    op(
        ("get", routes::INCLUSION, "An inclusion proof"),
        LOG,
        &[("seq", true), ("size", true)],
        (Nothing, (200, Bytes(CBOR))),
        &[422],
    ),
    op(("get", routes::TILE, "A tile of the log"), LOG, &[], (Nothing, (200, Bytes(OCTETS))), &[422]),
    op(
        ("get", routes::EXPORT, "The whole vault as an archive"),
        READ,
        &[],
        (Nothing, (200, Bytes("application/x-tar"))),
        &[],
    ),
    op(
        ("post", routes::COLLECT, "Removes what nothing needs"),
        WRITE,
        &[],
        (Nothing, (200, Bytes(CBOR))),
        &[],
    ),
];

/// The document.
pub fn document() -> Value {
    let mut paths = Map::new();
    for operation in &OPERATIONS {
        let path = operation.path.replace("{*", "{");
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        if let Some(methods) = entry.as_object_mut() {
            methods.insert(operation.method.to_owned(), operation.to_json());
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "han",
            "version": "1",
            "description": "A server that keeps vaults and can read none of them. docs/protocol.md has the CBOR bodies.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "responses": { "Problem": described("A problem", Bytes(PROBLEM)) },
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "bearerFormat": "hdt_<id>_<secret>" },
            },
        },
    })
}

impl Operation {
    fn to_json(&self) -> Value {
        let mut responses = Map::new();
        let (status, gives) = self.gives;
        responses.insert(status.to_string(), described("Done", gives));
        for status in self.also.iter().copied().chain(self.common()) {
            let answer = match status {
                409 | 412 if self.path == routes::COMMITS => described("Refs have moved", Bytes(CBOR)),
                200..=399 => described("Done", if status == 206 { Bytes(OCTETS) } else { Nothing }),
                _ => json!({ "$ref": "#/components/responses/Problem" }),
            };
            responses.entry(status.to_string()).or_insert(answer);
        }
        let mut out = json!({
            "summary": self.summary,
            "operationId": format!("{}_{}", self.method, self.path.replace(|c: char| !c.is_ascii_alphanumeric(), "_")),
            "parameters": self.parameters(),
            "responses": responses,
            "security": self.scope.map_or(json!([]), |scope| {
                json!([{ "token": if scope.is_empty() { json!([]) } else { json!([scope]) } }])
            }),
        });
        if let (Some(out), Some(content)) = (out.as_object_mut(), content(self.takes)) {
            out.insert("requestBody".into(), json!({ "required": true, "content": content }));
        }
        out
    }

    /// Statuses that come of what the operation takes.
    fn common(&self) -> impl Iterator<Item = u16> {
        let token = [401, 403, 404, 429].into_iter().filter(|_| self.scope.is_some());
        let body: &[u16] = match self.takes {
            Nothing => &[],
            Bytes(_) | Json(_) => &[400, 408, 413, 415, 422],
        };
        let all = token.chain(body.iter().copied()).chain([400, 429, 500, 503]);
        all.filter(|_| self.path.starts_with("/v1") || self.path == routes::READYZ)
    }

    fn parameters(&self) -> Value {
        let named = self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let of_path = named.map(|name| {
            json!({ "name": name.trim_start_matches('*'), "in": "path", "required": true, "schema": schema_of(name) })
        });
        let of_query = self.query.iter().map(|(name, required)| {
            json!({ "name": name, "in": "query", "required": required, "schema": schema_of(name) })
        });
        of_path.chain(of_query).collect()
    }
}

fn schema_of(name: &str) -> Value {
    match name {
        "vault" | "token" | "user" | "owner" | "envelope" => {
            json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
        }
        "object" => json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" }),
        "*name" | "after" => json!({ "type": "string", "pattern": "^(keyfile|roster|s/[0-9a-f]{32})$" }),
        "*tile" => {
            json!({ "type": "string", "pattern": "^([0-6]|entries)/(x[0-9]{3}/){0,5}[0-9]{3}(\\.p/[0-9]{1,3})?$" })
        }
        "wait" => json!({ "type": "integer", "minimum": 0, "maximum": routes::MAX_WAIT_SECS }),
        _ => json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX }),
    }
}

fn described(what: &str, body: Content) -> Value {
    match content(body) {
        Some(content) => json!({ "description": what, "content": content }),
        Option::None => json!({ "description": what }),
    }
}

fn content(body: Content) -> Option<Value> {
    match body {
        Nothing => Option::None,
        Bytes(PROBLEM) => Some(json!({ PROBLEM: { "schema": { "$ref": "#/components/schemas/Problem" } } })),
        Bytes(kind) => Some(json!({ kind: {} })),
        Json(name) => Some(
            json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } }),
        ),
    }
}

fn schemas() -> Value {
    let problem = json!({ "codes": Code::ALL.map(Code::as_str) });
    json!({
        "Problem": Problem::schema(),
        "ProblemCode": { "type": "string", "enum": problem["codes"] },
        "Usage": wire::Usage::schema(),
        "ServerConfig": wire::ServerConfig::schema(),
        "Limits": wire::Limits::schema(),
        "Whoami": wire::Whoami::schema(),
        "TokenInfo": wire::TokenInfo::schema(),
        "Tokens": wire::Tokens::schema(),
        "TokenRequest": wire::TokenRequest::schema(),
        "TokenGranted": wire::TokenGranted::schema(),
        "InviteRequest": wire::InviteRequest::schema(),
        "InviteGranted": wire::InviteGranted::schema(),
        "VaultRequest": wire::VaultRequest::schema(),
        "VaultInfo": wire::VaultInfo::schema(),
        "Vaults": wire::Vaults::schema(),
        "MemberInfo": wire::MemberInfo::schema(),
        "Members": wire::Members::schema(),
        "MemberRequest": wire::MemberRequest::schema(),
    })
}

/// `GET /openapi.json`.
pub async fn serve() -> Response {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| document().to_string());
    ([(CONTENT_TYPE, "application/json")], text.as_str()).into_response()
}
