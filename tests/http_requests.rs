//! What a server answers to requests that are malformed, too large, too slow, cut off, repeated or not allowed:
//! a problem of a stable code, and nothing changed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "the suite itself runs elsewhere")]
mod remote_suite;
mod server_kit;

use bytes::Bytes;
use han::protocol::cbor;
use han::protocol::ids::{ActorId, ObjectId, OwnerId};
use han::protocol::keyfile::OwnerKind;
use han::protocol::limits::{MAX_COMMIT_LEN, MAX_OBJECT_LEN};
use han::protocol::refs::{RefBody, RefName};
use han::protocol::wire::Ids;
use han::remote::http::HttpRemote;
use han::remote::{Remote, RemoteError, Swap};
use han::server::accounts::Scopes;
use han::server::http::{Options, Rates};
use remote_suite::{body, change, commit, done, init, session};
use server_kit::{ACTOR, OWNER, Server, unlimited};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A server with a vault that has its keyfile, and the token of its owner.
struct Bench {
    server: Arc<Server>,
    remote: HttpRemote,
    token: String,
    dir: Arc<tempfile::TempDir>,
}

async fn bench_with(options: Options) -> Bench {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(&dir.path().join("server"), options).await;
    let (remote, token) = server.vault().await;
    done(remote.commit(&init()).await.unwrap());
    Bench { server: Arc::new(server), remote, token, dir: Arc::new(dir) }
}

async fn bench() -> Bench {
    bench_with(unlimited()).await
}

/// The status, the headers in lower case, and the body of an answer.
struct Answer(u16, String, Vec<u8>);

impl Answer {
    fn code(&self) -> String {
        assert!(self.1.contains("content-type: application/problem+json"), "{}", self.1);
        let problem: serde_json::Value = serde_json::from_slice(&self.2).unwrap();
        assert_eq!(problem["status"], self.0);
        assert_eq!(problem["type"], "about:blank");
        problem["code"].as_str().unwrap().to_owned()
    }
}

impl Bench {
    /// The same server, for another token.
    fn same(&self) -> Self {
        let (server, dir) = (Arc::clone(&self.server), Arc::clone(&self.dir));
        Self { server, remote: self.remote.clone(), token: self.token.clone(), dir }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/vaults/{OWNER}/{rest}")
    }

    /// Sends bytes as they are and reads one answer.
    async fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.server.address).await.unwrap();
        // The server may answer and close before it has read all of it.
        let _ = stream.write_all(request).await;
        read_answer(&mut stream).await
    }

    async fn ask(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let token = &self.token;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
             content-length: {}\r\n{headers}\r\n",
            body.len()
        );
        self.raw(&[head.as_bytes(), body].concat()).await
    }

    async fn cbor(&self, rest: &str, body: &[u8]) -> Answer {
        self.ask("POST", &self.path(rest), "content-type: application/cbor\r\n", body).await
    }

    async fn size(&self) -> u64 {
        self.server.shared.site().service.log_size(OWNER).await.unwrap()
    }

    async fn has(&self, id: ObjectId) -> bool {
        self.server.shared.site().service.object_len(OWNER, id).await.unwrap().is_some()
    }
}

async fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    // A reset after the answer is no matter.
    let _ = stream.read_to_end(&mut bytes).await;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer") + 4;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let mut body = bytes[end..].to_vec();
    if head.contains("transfer-encoding: chunked") {
        body = unchunk(&body);
    }
    Answer(status, head, body)
}

fn unchunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let end = bytes.windows(2).position(|window| window == b"\r\n").unwrap();
        let len = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap(), 16).unwrap();
        if len == 0 {
            return out;
        }
        out.extend_from_slice(&bytes[end + 2..end + 2 + len]);
        bytes = &bytes[end + 4 + len..];
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_is_a_problem_with_its_code_and_changes_nothing() {
    let bench = bench().await;
    let id = ObjectId::of(b"object");
    let object = bench.path(&format!("objects/{id}"));
    let text = "content-type: text/plain\r\n";
    type Row<'a> = (&'a str, String, &'a str, &'a [u8], u16, &'a str);
    let table: [Row; 28] = [
        ("GET", "/nowhere".into(), "", b"", 404, "not_found"),
        ("DELETE", "/v1/config".into(), "", b"", 405, "method_not_allowed"),
        ("PUT", object.clone(), "", b"another", 422, "wrong_hash"),
        ("PUT", bench.path("objects/short"), "", b"x", 400, "bad_request"),
        ("PUT", bench.path(&format!("objects/{}", "A".repeat(64))), "", b"x", 400, "bad_request"),
        ("GET", object.clone(), "", b"", 404, "not_found"),
        ("GET", "/v1/vaults/zz/refs".into(), "", b"", 404, "not_found"),
        ("GET", format!("/v1/vaults/{}/refs", OwnerId([9; 16])), "", b"", 404, "not_found"),
        ("GET", bench.path("refs/s%2f..%2f..%2fetc"), "", b"", 400, "bad_request"),
        ("GET", bench.path("refs?limit=x"), "", b"", 400, "bad_request"),
        ("GET", bench.path("refs?unknown=1"), "", b"", 400, "bad_request"),
        ("GET", bench.path("log/leaves"), "", b"", 400, "bad_request"),
        ("GET", bench.path("log/leaves?since=-1"), "", b"", 400, "bad_request"),
        ("GET", bench.path("log/proof/consistency?old=5&new=1"), "", b"", 422, "refused"),
        ("GET", bench.path("log/proof/inclusion?seq=1&size=1"), "", b"", 422, "refused"),
        ("GET", bench.path("log/tile/0/0"), "", b"", 400, "bad_request"),
        ("GET", bench.path("log/tile/0/x1/../000"), "", b"", 400, "bad_request"),
        ("GET", bench.path("log/tile/0/001"), "", b"", 404, "not_found"),
        ("GET", bench.path("log/events?since=x"), "", b"", 400, "bad_request"),
        ("DELETE", bench.path("log/origins"), "", b"", 400, "bad_request"),
        ("GET", bench.path("changes?since=0&wait=31"), "", b"", 400, "bad_request"),
        ("POST", bench.path("commits"), text, b"{}", 415, "unsupported_type"),
        ("POST", bench.path("commits"), "", b"", 415, "unsupported_type"),
        ("PUT", format!("/v1/vaults/{}", OwnerId([9; 16])), text, b"{}", 415, "unsupported_type"),
        ("POST", "/v1/tokens".into(), "content-type: application/json\r\n", b"{", 400, "bad_request"),
        ("DELETE", "/v1/tokens/00".into(), "", b"", 404, "not_found"),
        ("POST", bench.path("adopt"), "content-type: application/cbor\r\n", b"\xff", 400, "bad_request"),
        ("GET", bench.path("refs/%ff"), "", b"", 400, "bad_request"),
    ];
    for (method, path, headers, body, status, code) in table {
        let answer = bench.ask(method, &path, headers, body).await;
        assert_eq!((answer.0, answer.code().as_str()), (status, code), "{method} {path}");
    }
    assert_eq!(bench.size().await, 1);
    assert!(!bench.has(id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn commits_that_are_not_whole_are_refused() {
    let bench = bench().await;
    let good = cbor::encode(&commit(1, vec![change(session(1), 0, body(1))]));
    for at in 0..good.len() {
        let answer = bench.cbor("commits", &good[..at]).await;
        assert_eq!((answer.0, answer.code().as_str()), (400, "bad_request"), "cut at {at}");
        if at % 16 != 0 {
            continue;
        }
        let mut flipped = good.clone();
        flipped[at] ^= 0x20;
        let answer = bench.cbor("commits", &flipped).await;
        assert!(matches!(answer.0, 200 | 400 | 409 | 412 | 422), "flipped at {at}: {}", answer.0);
    }
    let answer = bench.cbor("commits", &[&good[..], b"\0"].concat()).await;
    assert_eq!(answer.0, 400, "trailing bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_without_its_expectation_needs_one() {
    let bench = bench().await;
    let before = bench.size().await;
    // {0: 1, 1: actor, 2: [{0: name, 2: body, 3: action, 4: [], 5: []}]}: the change of `commit` without key 1.
    let whole = cbor::encode(&commit(1, vec![change(session(1), 5, body(1))]));
    let name = session(1).to_string();
    let at = whole.windows(name.len()).position(|window| window == name.as_bytes()).unwrap() + name.len();
    assert_eq!(&whole[at..at + 2], [1, 5], "key 1, version 5");
    let mut without = whole.clone();
    without.drain(at..at + 2);
    let map = whole.windows(3).position(|window| window == [0x81, 0xa6, 0]).unwrap() + 1;
    without[map] = 0xa5;
    let answer = bench.cbor("commits", &without).await;
    assert_eq!((answer.0, answer.code().as_str()), (428, "precondition_required"));
    assert_eq!(bench.size().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn conflicts_say_by_status_what_moved() {
    let bench = bench().await;
    done(bench.remote.commit(&commit(1, vec![change(session(1), 0, body(1))])).await.unwrap());
    let late = cbor::encode(&commit(1, vec![change(session(1), 0, body(2))]));
    assert_eq!(bench.cbor("commits", &late).await.0, 412);
    let rotate = commit(1, vec![change(RefName::keyfile(), 1, RefBody::Signed(vec![2; 9]))]);
    done(bench.remote.commit(&rotate).await.unwrap());
    let under_old = cbor::encode(&commit(1, vec![change(session(2), 0, body(2))]));
    assert_eq!(bench.cbor("commits", &under_old).await.0, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_hold_on_what_is_received_and_not_on_what_is_declared() {
    let bench = bench().await;
    let id = ObjectId::of(b"object");
    let token = &bench.token;
    let head = |method: &str, path: &str, length: &str| {
        format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n{length}"
        )
    };
    let object = bench.path(&format!("objects/{id}"));
    // Declared too long: refused before a byte of it is sent.
    let long = format!("content-length: {}\r\n\r\n", MAX_OBJECT_LEN + 1);
    let answer = bench.raw(head("PUT", &object, &long).as_bytes()).await;
    assert_eq!((answer.0, answer.code().as_str()), (413, "too_large"));
    // No length at all.
    let chunked = "transfer-encoding: chunked\r\n\r\n6\r\nobject\r\n0\r\n\r\n";
    let answer = bench.raw(head("PUT", &object, chunked).as_bytes()).await;
    assert_eq!((answer.0, answer.code().as_str()), (411, "length_required"));
    // An endless commit, in pieces and without a length.
    let mut stream = TcpStream::connect(bench.server.address).await.unwrap();
    let endless = "content-type: application/cbor\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head("POST", &bench.path("commits"), endless).as_bytes()).await.unwrap();
    let piece = [b"100000\r\n", &vec![0x40; 1 << 20][..], b"\r\n"].concat();
    let mut sent = 0;
    while sent <= MAX_COMMIT_LEN + (8 << 20) && stream.write_all(&piece).await.is_ok() {
        sent += 1 << 20;
    }
    let answer = read_answer(&mut stream).await;
    assert_eq!((answer.0, answer.code().as_str()), (413, "too_large"));
    assert!(!bench.has(id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_cut_off_leaves_nothing() {
    let bench = bench().await;
    let bytes = vec![7; 3 << 20];
    let id = ObjectId::of(&bytes);
    let token = &bench.token;
    let path = bench.path(&format!("objects/{id}"));
    let head = format!(
        "PUT {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n",
        bytes.len()
    );
    let mut stream = TcpStream::connect(bench.server.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&bytes[..2 << 20]).await.unwrap();
    drop(stream);
    assert!(!bench.has(id).await);
    bench.remote.put(id, bytes.clone().into()).await.unwrap();
    assert_eq!(bench.remote.get(id).await.unwrap(), bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_come_is_waited_for_only_so_long() {
    let pause = Some(Duration::from_millis(300));
    let bench = bench_with(Options { pause, ..unlimited() }).await;
    let id = ObjectId::of(b"object");
    let token = &bench.token;
    for (method, rest, kind) in [
        ("PUT", format!("objects/{id}"), "application/octet-stream"),
        ("POST", "commits".into(), "application/cbor"),
    ] {
        let path = bench.path(&rest);
        let mut stream = TcpStream::connect(bench.server.address).await.unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: {kind}\r\n\
             content-length: 6\r\n\r\nobj"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let answer = read_answer(&mut stream).await;
        assert_eq!((answer.0, answer.code().as_str()), (408, "timeout"), "{method}");
    }
    assert!(!bench.has(id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_an_object_can_be_had() {
    let bench = bench().await;
    let bytes: Vec<u8> = (0..=255).cycle().take(2_000_000).collect();
    let id = ObjectId::of(&bytes);
    bench.remote.put(id, bytes.clone().into()).await.unwrap();
    let path = bench.path(&format!("objects/{id}"));
    let part = bench.ask("GET", &path, "range: bytes=1000000-1000009\r\n", b"").await;
    assert_eq!((part.0, &part.2[..]), (206, &bytes[1_000_000..1_000_010]));
    assert!(part.1.contains("content-range: bytes 1000000-1000009/2000000"), "{}", part.1);
    let rest = bench.ask("GET", &path, "range: bytes=1999990-\r\n", b"").await;
    assert_eq!((rest.0, rest.2.len()), (206, 10));
    let beyond = bench.ask("GET", &path, "range: bytes=2000000-\r\n", b"").await;
    assert_eq!((beyond.0, beyond.code().as_str()), (416, "bad_range"));
    let head = bench.ask("HEAD", &path, "", b"").await;
    assert_eq!((head.0, head.2.len()), (200, 0));
    assert!(head.1.contains("content-length: 2000000") && head.1.contains(&format!("etag: \"{id}\"")));
    let known = bench.ask("GET", &path, &format!("if-none-match: \"{id}\"\r\n"), b"").await;
    assert_eq!((known.0, known.2.len()), (304, 0));
    let empty = ObjectId::of(b"");
    bench.remote.put(empty, Bytes::new()).await.unwrap();
    assert_eq!(bench.remote.get(empty).await.unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_other_users_learn_nothing() {
    let bench = bench().await;
    let object = ObjectId::of(b"mine");
    bench.remote.put(object, Bytes::from_static(b"mine")).await.unwrap();
    let bob = bench.server.token("bob", ActorId([8; 16]), Scopes::DEVICE).await;
    let theirs = HttpRemote::new(bench.server.client(Some(&bob)), OWNER);
    let nothing = HttpRemote::new(bench.server.client(Some(&bob)), OwnerId([0x55; 16]));
    for remote in [&theirs, &nothing] {
        assert!(matches!(remote.head().await, Err(RemoteError::NotFound(_))));
        assert!(matches!(remote.get(object).await, Err(RemoteError::NotFound(_))));
        assert!(matches!(remote.get_ref(&RefName::keyfile()).await, Ok(None)));
        assert!(remote.commit(&init()).await.is_err() && remote.missing(&[object]).await.is_err());
    }
    let refused = bench.server.client(Some(&bob)).found(OWNER, OwnerKind::User).await;
    assert!(matches!(refused, Err(RemoteError::Refused(_))));
    // A wrong secret of a good id, an unknown id, another scheme, nothing.
    let good = &bench.token;
    let (id, secret) = (&good[4..36], &good[37..]);
    let wrong = format!("Bearer hdt_{id}_{}", secret.chars().rev().collect::<String>());
    let unknown = format!("Bearer hdt_{}_{secret}", "0".repeat(32));
    for header in [wrong, unknown, format!("Basic {good}"), String::new()] {
        let head = format!(
            "GET /v1/whoami HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: {header}\r\n\r\n"
        );
        let answer = bench.raw(head.as_bytes()).await;
        assert_eq!((answer.0, answer.code().as_str()), (401, "unauthorised"), "{header}");
        assert!(answer.1.contains("www-authenticate: bearer"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scopes_bound_what_a_token_does() {
    let bench = bench().await;
    let there = ObjectId::of(b"there");
    bench.remote.put(there, Bytes::from_static(b"there")).await.unwrap();
    done(bench.remote.commit(&commit(1, vec![change(session(1), 0, body(1))])).await.unwrap());
    let with = |scopes| {
        let server = &bench.server;
        async move {
            let token = server.token("ann", server_kit::ACTOR, scopes).await;
            HttpRemote::new(server.client(Some(&token)), OWNER)
        }
    };
    fn denied<T>(result: Result<T, RemoteError>) -> bool {
        matches!(result, Err(RemoteError::NotAuthorised(_)))
    }
    let reader = with(Scopes::READ.and(Scopes::LOG)).await;
    assert!(reader.head().await.is_ok() && reader.get(there).await.is_ok());
    assert!(denied(reader.put(ObjectId::of(b"x"), Bytes::from_static(b"x")).await));
    assert!(denied(reader.commit(&commit(1, vec![change(session(2), 0, body(2))])).await));
    let writer = with(Scopes::READ.and(Scopes::WRITE).and(Scopes::LOG)).await;
    let keyfile = || commit(1, vec![change(RefName::keyfile(), 1, RefBody::Signed(vec![2; 9]))]);
    assert!(denied(writer.commit(&keyfile()).await));

    let maker = with(Scopes::CREATE_ONLY).await;
    let new = ObjectId::of(b"new");
    maker.put(new, Bytes::from_static(b"new")).await.unwrap();
    assert!(maker.head().await.is_ok() && maker.get_ref(&RefName::keyfile()).await.unwrap().is_some());
    assert!(denied(maker.get(there).await) && denied(maker.get_ref(&session(1)).await));
    assert!(denied(maker.list_refs(None, 9).await) && denied(maker.stored_bytes().await));
    let mut made = change(session(3), 0, body(3));
    made.added = vec![new];
    done(maker.commit(&commit(1, vec![made])).await.unwrap());
    assert!(denied(maker.commit(&commit(1, vec![change(session(1), 1, body(4))])).await));
    assert!(denied(maker.commit(&commit(1, vec![change(session(9), 0, RefBody::Tombstone(vec![1]))])).await));
    assert!(denied(maker.commit(&keyfile()).await));
    // A session that is there: the body of the one that stands is not shown.
    match maker.commit(&commit(1, vec![change(session(1), 0, body(5))])).await.unwrap() {
        Swap::Conflict { refs } => assert!(refs.is_empty()),
        Swap::Done(_) => panic!("unexpected success"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_say_what_each_member_may_do_from_the_next_request_on() {
    const TEAM: OwnerId = OwnerId([0xdd; 16]);
    const BOB: ActorId = ActorId([0xb0; 16]);
    let bench = bench().await;
    let owner = bench.server.client(Some(&bench.token));
    owner.found(TEAM, OwnerKind::Team).await.unwrap();
    let team = HttpRemote::new(owner, TEAM);
    done(team.commit(&init()).await.unwrap());
    let token = bench.server.token("bob", BOB, Scopes::DEVICE).await;
    let bob = HttpRemote::new(bench.server.client(Some(&token)), TEAM);
    let as_bob = Bench { token: token.clone(), ..bench.same() };
    let json = "content-type: application/json\r\n";
    let path = |vault: OwnerId, user: ActorId| format!("/v1/vaults/{vault}/members/{user}");
    let role = |role: &str| format!("{{\"role\":\"{role}\"}}").into_bytes();
    let size = || async { bench.server.shared.site().service.log_size(TEAM).await.unwrap() };
    assert!(matches!(bob.head().await, Err(RemoteError::NotFound(_))));
    let before = size().await;

    assert_eq!(bench.ask("PUT", &path(TEAM, BOB), json, &role("member")).await.0, 204);
    let bytes = Bytes::from_static(b"by bob");
    bob.put(ObjectId::of(&bytes), bytes.clone()).await.unwrap();
    let keyfile = change(RefName::keyfile(), 1, RefBody::Signed(vec![2; 9]));
    assert!(matches!(bob.commit(&commit(1, vec![keyfile])).await, Err(RemoteError::NotAuthorised(_))));
    assert_eq!(as_bob.ask("PUT", &path(TEAM, BOB), json, &role("owner")).await.code(), "forbidden");
    let listed = as_bob.ask("GET", &format!("/v1/vaults/{TEAM}/members"), "", b"").await;
    let listed: serde_json::Value = serde_json::from_slice(&listed.2).unwrap();
    let roles: Vec<_> = listed["members"].as_array().unwrap().iter().map(|one| &one["role"]).collect();
    assert_eq!(roles, ["owner", "member"]);

    // No 30 seconds of a cache on the node that made the change.
    assert_eq!(bench.ask("PUT", &path(TEAM, BOB), json, &role("reader")).await.0, 204);
    assert_eq!(bench.ask("PUT", &path(TEAM, BOB), json, &role("reader")).await.0, 204, "again is no error");
    assert!(matches!(
        bob.put(ObjectId::of(b"2"), Bytes::from_static(b"2")).await,
        Err(RemoteError::NotAuthorised(_))
    ));
    assert!(bob.get(ObjectId::of(&bytes)).await.is_ok());
    assert_eq!(bench.ask("PUT", &path(TEAM, BOB), json, &role("admin")).await.0, 204);
    assert_eq!(as_bob.ask("PUT", &path(TEAM, ACTOR), json, &role("reader")).await.code(), "forbidden");
    assert_eq!(as_bob.ask("DELETE", &path(TEAM, ACTOR), "", b"").await.code(), "forbidden");
    assert_eq!(as_bob.ask("DELETE", &path(TEAM, BOB), "", b"").await.0, 204, "who wants to leave may");
    assert!(matches!(bob.head().await, Err(RemoteError::NotFound(_))));
    assert_eq!(size().await, before + 4, "one leaf for each change");

    for (method, path, body, code) in [
        ("DELETE", path(TEAM, ACTOR), vec![], "refused"),
        ("PUT", path(TEAM, ACTOR), role("member"), "refused"),
        ("PUT", path(OWNER, BOB), role("member"), "refused"),
        ("PUT", path(TEAM, ActorId([9; 16])), role("member"), "not_found"),
        ("DELETE", path(TEAM, BOB), vec![], "not_found"),
        ("PUT", path(TEAM, BOB), role("king"), "bad_request"),
        ("PUT", path(TEAM, BOB), b"{\"role\":\"member\",\"x\":1}".to_vec(), "bad_request"),
        ("PUT", format!("/v1/vaults/{TEAM}/members/bob"), role("member"), "bad_request"),
    ] {
        assert_eq!(bench.ask(method, &path, json, &body).await.code(), code, "{method} {path}");
    }
    assert_eq!(size().await, before + 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_are_told_when_to_come_again() {
    let rates = Rates { token: 1, stranger: 1 };
    let bench = bench_with(Options { rates, ..Options::default() }).await;
    let whoami = |token: &str| {
        format!(
            "GET /v1/whoami HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n"
        )
    };
    for token in [bench.token.as_str(), "junk"] {
        let mut last = None;
        for _ in 0..40 {
            last = Some(bench.raw(whoami(token).as_bytes()).await);
            if last.as_ref().unwrap().0 == 429 {
                break;
            }
        }
        let last = last.unwrap();
        assert_eq!((last.0, last.code().as_str()), (429, "rate_limited"), "{token}");
        assert!(last.1.contains("retry-after: "), "{}", last.1);
    }
    // The owner's requests still pass once the second is over: the client waits as it is told.
    assert!(bench.remote.head().await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quota_counts_what_was_uploaded_and_not_committed() {
    let bench = bench_with(Options { quota_bytes: Some(100_000), ..unlimited() }).await;
    let put = |n: u8, len: usize| {
        let bytes = vec![n; len];
        let remote = bench.remote.clone();
        async move { (ObjectId::of(&bytes), remote.put(ObjectId::of(&bytes), bytes.into()).await) }
    };
    let (first, stored) = put(1, 60_000).await;
    stored.unwrap();
    let (_, over) = put(2, 60_000).await;
    let Err(RemoteError::Io(over)) = over else { panic!("over the quota") };
    assert!(over.to_string().contains("quota"), "{over}");
    put(3, 30_000).await.1.unwrap();
    let mut one = change(session(1), 0, body(1));
    one.added = vec![first];
    done(bench.remote.commit(&commit(1, vec![one])).await.unwrap());
    assert!(put(4, 20_000).await.1.is_err(), "60,000 stored, 30,000 under way");
    put(1, 60_000).await.1.unwrap_err();
    bench.server.shared.site().accounts.set_quota(OWNER, Some(200_000)).await.unwrap();
    put(2, 60_000).await.1.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_writers_on_one_ref_have_one_winner() {
    let bench = bench().await;
    let remote = Arc::new(bench.remote.clone());
    let racers = (0..16).map(|n| {
        let remote = Arc::clone(&remote);
        tokio::spawn(
            async move { remote.commit(&commit(1, vec![change(session(1), 0, body(n))])).await.unwrap() },
        )
    });
    let mut won = 0;
    for racer in racers.collect::<Vec<_>>() {
        won += u32::from(matches!(racer.await.unwrap(), Swap::Done(_)));
    }
    assert_eq!((won, bench.size().await), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_poll_wakes_at_a_commit_and_at_the_end() {
    let bench = bench().await;
    let path = bench.path("changes?since=1&wait=30");
    let (answer, _) = tokio::join!(bench.ask("GET", &path, "", b""), async {
        // Whether it is polled before or after, the answer is the same; only a wake that is lost takes 30 s.
        done(bench.remote.commit(&commit(1, vec![change(session(1), 0, body(1))])).await.unwrap());
    });
    assert_eq!(answer.0, 200);
    assert!(answer.1.contains("han-keyfile-version: 1"), "{}", answer.1);
    let none = bench.ask("GET", &bench.path("changes?since=2&wait=0"), "", b"").await;
    assert_eq!(none.0, 204);
    assert!(none.1.contains("retry-after: "));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_config_shows_the_key_that_signs_heads() {
    let bench = bench().await;
    let key = bench.server.client(None).log_key().await.unwrap();
    let head = bench.remote.head().await.unwrap();
    let head = han::protocol::checkpoint::Checkpoint::verify(&head.checkpoint, &key).unwrap();
    assert_eq!((head.origin, head.size), (format!("test/{OWNER}"), 1));
    let asked = bench.cbor("objects:check", &cbor::encode(&Ids { ids: vec![] })).await;
    assert_eq!(asked.0, 200);
    for (path, text) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = bench.ask("GET", path, "", b"").await;
        assert_eq!((answer.0, answer.2), (200, text.as_bytes().to_vec()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_tables_a_server_says_later_and_goes_on_when_they_are_back() {
    let bench = bench().await;
    bench.server.shared.site().service.close().await;
    let answer = bench.ask("GET", &bench.path("log/checkpoint"), "", b"").await;
    assert_eq!((answer.0, answer.code().as_str()), (503, "unavailable"));
    assert!(answer.1.contains("retry-after: 2"), "{}", answer.1);
    let ready = bench.ask("GET", "/readyz", "", b"").await;
    assert_eq!(ready.0, 503);
    assert_eq!(bench.ask("GET", "/healthz", "", b"").await.0, 200);
    let begun = std::time::Instant::now();
    assert!(tokio::time::timeout(Duration::from_secs(90), bench.remote.head()).await.unwrap().is_err());
    assert!(begun.elapsed() >= Duration::from_secs(4), "the client waited as it was told");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_of_the_document_is_served_and_answers_as_it_says() {
    let bench = bench().await;
    let served = bench.ask("GET", "/openapi.json", "", b"").await;
    let document: serde_json::Value = serde_json::from_slice(&served.2).unwrap();
    assert_eq!(document, han::server::http::openapi::document());
    let mut asked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let path = path
                .replace("{vault}", &OWNER.to_string())
                .replace("{object}", &ObjectId::of(b"none").to_string())
                .replace("{name}", "keyfile")
                .replace("{tile}", "entries/000.p/1")
                .replace("{token}", &"0".repeat(32))
                .replace("{user}", &"0".repeat(32))
                .replace("{owner}", &"0".repeat(32))
                .replace("{envelope}", &"0".repeat(32));
            let needed = operation["parameters"].as_array().unwrap().iter();
            let query: Vec<_> = needed
                .filter(|parameter| parameter["in"] == "query" && parameter["required"] == true)
                .map(|parameter| format!("{}=0", parameter["name"].as_str().unwrap()))
                .collect();
            let path = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
            let answer = bench.ask(&method.to_uppercase(), &path, "", b"").await;
            let known = operation["responses"].get(answer.0.to_string()).is_some();
            assert!(known && answer.0 != 405, "{method} {path} answers {}", answer.0);
            if answer.0 == 404 {
                assert!(method == "head" || answer.code() == "not_found");
            }
            asked += 1;
        }
    }
    assert_eq!(asked, 41);
}
