//! A running server against its own OpenAPI document: whatever fits it, and whatever does not, gets an answer that the
//! document names, of the schema that it names, and never a failure of the server.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod outside;
#[allow(dead_code, reason = "the suite itself runs elsewhere")]
mod remote_suite;
mod server_kit;

use bytes::Bytes;
use han::protocol::ids::ObjectId;
use han::remote::Remote as _;
use han::server::http::openapi;
use remote_suite::{body, change, commit, done, init, session};
use serde_json::{Value, json};
use server_kit::{OWNER, Server, unlimited};
use std::path::Path;

/// Seconds that schemathesis may make up requests.
const SECONDS: &str = "60";
/// Beside these, `missing` bodies and the like are judged by tests of our own.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,response_headers_conformance";

/// The document, with the ids of what is there: of made-up ones nothing but 404 could be learned. Nobody waits.
fn document(there: ObjectId) -> Value {
    let mut document = openapi::document();
    let paths = document["paths"].as_object_mut().unwrap();
    let operations = paths.values_mut().flat_map(|methods| methods.as_object_mut().unwrap().values_mut());
    for parameter in operations.flat_map(|operation| operation["parameters"].as_array_mut().unwrap()) {
        match parameter["name"].as_str().unwrap() {
            "vault" => parameter["schema"] = json!({ "type": "string", "enum": [OWNER.to_string()] }),
            "object" => {
                let ids = [there.to_string(), ObjectId([9; 32]).to_string()];
                parameter["schema"] = json!({ "type": "string", "enum": ids });
            }
            "wait" => parameter["schema"]["maximum"] = json!(0),
            _ => {}
        }
    }
    document
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_gets_an_answer_that_the_document_does_not_name() {
    const TEST: &str = "no_request_gets_an_answer_that_the_document_does_not_name";
    let Some(schemathesis) = outside::announced("HAN_TEST_SCHEMATHESIS") else {
        outside::skip(TEST, "schemathesis is not there (HAN_TEST_SCHEMATHESIS)");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(&dir.path().join("server"), unlimited()).await;
    let (remote, token) = server.vault().await;
    done(remote.commit(&init()).await.unwrap());
    let bytes = Bytes::from_static(b"there");
    let there = ObjectId::of(&bytes);
    remote.put(there, bytes).await.unwrap();
    let mut one = change(session(1), 0, body(1));
    one.added = vec![there];
    done(remote.commit(&commit(1, vec![one])).await.unwrap());
    let file = dir.path().join("openapi.json");
    std::fs::write(&file, document(there).to_string()).unwrap();

    let hooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openapi_hooks.py");
    let mut command = std::process::Command::new(schemathesis);
    command.args(["run", file.to_str().unwrap(), "--url", &server.url(), "--checks", CHECKS]);
    command.args(["-H", &format!("Authorization: Bearer {token}"), "--max-time", SECONDS, "--seed", "1"]);
    // One worker: with more, Python 3.11 may fail to parse its own sources (its parser counts depth across threads).
    command.args(["--phases", "examples,coverage,fuzzing", "--workers", "1", "--warnings", "off"]);
    command.env("SCHEMATHESIS_HOOKS", hooks).env("NO_COLOR", "1").current_dir(dir.path());
    let ended = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).replace(&token, "TOKEN");
    assert!(ended.status.success(), "{said}\n{}", String::from_utf8_lossy(&ended.stderr));
    // It still does what it should, and its log fits together.
    assert!(remote.head().await.is_ok());
    let verdict = server.shared.site().service.verify(OWNER).await.unwrap();
    assert_eq!(verdict.flaws.len(), 0);
    let tested = said.lines().find(|line| line.contains("generated")).unwrap_or_default();
    println!("{}", tested.trim());
}
