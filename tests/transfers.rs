//! Objects on the wire: many at one time, in the order in which they are asked for, and on from where they broke off.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod outside;
mod server_kit;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use han::protocol::ids::{ObjectId, OwnerId};
use han::protocol::token::Grant;
use han::remote::ahead::Ahead;
use han::remote::http::{Clear, Client, Endpoint, HttpRemote, Patience};
use han::remote::{Remote, RemoteError};
use han::server::accounts::{INVITE_US, NewInvite, Scopes, new_credential};
use han::server::http::{Shared, router};
use han::server::site;
use outside::{Person, tree};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::time::timeout;

const OWNER: OwnerId = OwnerId([0xaa; 16]);

/// Answers one request for an object: from which byte it is wanted, and the how-manyeth request it is.
type Answers = Arc<dyn Fn(usize, Option<usize>) -> Response + Send + Sync>;

#[derive(Clone)]
struct Fake {
    answers: Answers,
    asked: Arc<Mutex<Vec<Option<usize>>>>,
}

async fn answer(State(fake): State<Fake>, headers: HeaderMap) -> Response {
    let range = headers.get("range").map(|value| value.to_str().unwrap());
    let from = range.map(|text| text.strip_prefix("bytes=").unwrap().strip_suffix('-').unwrap());
    let from = from.map(|text| text.parse().unwrap());
    let turn = {
        let mut asked = fake.asked.lock().unwrap();
        asked.push(from);
        asked.len()
    };
    (fake.answers)(turn, from)
}

async fn serve(app: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

fn remote(address: SocketAddr) -> HttpRemote {
    let endpoint = Endpoint::parse(&format!("http://{address}"), Clear::Loopback).unwrap();
    HttpRemote::new(Client::new(endpoint, None).unwrap(), OWNER)
}

async fn fake(
    answers: impl Fn(usize, Option<usize>) -> Response + Send + Sync + 'static,
) -> (HttpRemote, Arc<Mutex<Vec<Option<usize>>>>) {
    let fake = Fake { answers: Arc::new(answers), asked: Arc::default() };
    let asked = Arc::clone(&fake.asked);
    (remote(serve(Router::new().fallback(answer).with_state(fake)).await), asked)
}

/// The object, with a length that the bytes do not reach: then the connection breaks.
fn cut(all: &Bytes, from: usize, to: usize) -> Response {
    let sent = all.slice(from..to);
    let pieces = futures::stream::iter([Ok(sent), Err(std::io::Error::other("cut"))]);
    // A body that has nothing for a moment makes the server send what it was given so far.
    let pieces = pieces.then(|piece| async {
        tokio::task::yield_now().await;
        piece
    });
    let range = format!("bytes {from}-{}/{}", all.len() - 1, all.len());
    let headers = [("content-length", (all.len() - from).to_string()), ("content-range", range)];
    let status = if from == 0 { StatusCode::OK } else { StatusCode::PARTIAL_CONTENT };
    (status, headers, Body::from_stream(pieces)).into_response()
}

fn object() -> (Bytes, ObjectId) {
    let bytes: Vec<u8> = (0..1_000_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let id = ObjectId::of(&bytes);
    (bytes.into(), id)
}

#[tokio::test]
async fn a_download_that_breaks_off_goes_on_where_it_was() {
    let (bytes, id) = object();
    let all = bytes.clone();
    // It breaks more often than a request is tried: each time something new has come.
    let (remote, asked) = fake(move |turn, from| {
        let from = from.unwrap_or(0);
        cut(&all, from, if turn == 8 { all.len() } else { (from + 130_000).min(all.len()) })
    })
    .await;
    assert!(remote.get(id).await.unwrap() == bytes);
    let asked = asked.lock().unwrap().clone();
    assert!(asked.len() > 5 && asked[0].is_none(), "{asked:?}");
    assert!(asked.windows(2).all(|pair| pair[1] > pair[0]), "each goes on further: {asked:?}");
}

#[tokio::test]
async fn a_server_that_ignores_ranges_sends_the_whole_again() {
    let (bytes, id) = object();
    let all = bytes.clone();
    let (remote, asked) = fake(move |turn, _| match turn {
        1 => cut(&all, 0, 400_000),
        _ => all.clone().into_response(),
    })
    .await;
    assert!(remote.get(id).await.unwrap() == bytes);
    assert_eq!(*asked.lock().unwrap(), [None, Some(400_000)]);
}

#[tokio::test]
async fn bytes_of_another_place_never_make_an_object() {
    let (bytes, id) = object();
    for shift in [0, 5] {
        let all = bytes.clone();
        let (remote, _) = fake(move |turn, from| match (turn, from) {
            (1, _) => cut(&all, 0, 400_000),
            // It says what was asked for, or what it sends; it sends from another place in both cases.
            _ => {
                let range = format!("bytes {}-{}/{}", 400_000 + shift, all.len() - 1, all.len());
                let body = all.slice(399_000..all.len() - 1_000);
                (StatusCode::PARTIAL_CONTENT, [("content-range", range)], body).into_response()
            }
        })
        .await;
        match remote.get(id).await {
            Err(RemoteError::Damaged(found)) => assert_eq!((found, shift), (id, 0)),
            Err(RemoteError::Unreachable(_)) => assert_eq!(shift, 5),
            other => panic!("{:?}", other.map(|bytes| bytes.len())),
        }
    }
}

/// Row 33: an answer that stops, one that drips, and none at all; each run has its end.
#[tokio::test]
async fn a_server_that_keeps_one_waiting_is_left_in_time() {
    type Make = fn() -> Response;
    let cases: [(&str, Make); 3] = [
        ("silence", || {
            let body = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(&[7; 99]))]);
            Body::from_stream(body.chain(futures::stream::pending())).into_response()
        }),
        ("drip", || {
            let drop = |()| async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Some((Ok::<_, std::io::Error>(Bytes::from_static(&[7])), ()))
            };
            Body::from_stream(futures::stream::unfold((), drop)).into_response()
        }),
        ("a length without bytes", || {
            let body = Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>());
            ([("content-length", "60000000")], body).into_response()
        }),
    ];
    let [connect, silence, request] = [5_000, 150, 300].map(Duration::from_millis);
    for (case, make) in cases {
        let router = Router::new().fallback(move || async move { make() });
        let endpoint = format!("http://{}", serve(router).await);
        let endpoint = Endpoint::parse(&endpoint, Clear::Loopback).unwrap();
        let patience = Patience { connect, silence, request };
        let client = Client::with_patience(endpoint, None, patience).unwrap();
        let remote = HttpRemote::new(client, OWNER);
        let began = Instant::now();
        for failed in [
            remote.get(ObjectId([1; 32])).await.map(|_| ()),
            remote.leaves(0, 10).await.map(|_| ()),
            remote.list_refs(None, 10).await.map(|_| ()),
        ] {
            assert!(matches!(failed, Err(RemoteError::Unreachable(_))), "{case}: {failed:?}");
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{case}: {:?}", began.elapsed());
    }
}

/// Holds requests for objects back until so many wait, or all that are left.
struct Gate {
    wanted: usize,
    state: Mutex<Waiting>,
    changed: Notify,
}

#[derive(Default)]
struct Waiting {
    now: usize,
    most: usize,
    left: usize,
    opened: bool,
}

impl Gate {
    fn new(wanted: usize, left: usize) -> Arc<Self> {
        let state = Mutex::new(Waiting { left, ..Waiting::default() });
        Arc::new(Self { wanted, state, changed: Notify::new() })
    }

    /// Whether enough came together.
    async fn pass(&self) -> bool {
        let changed = self.changed.notified();
        tokio::pin!(changed);
        changed.as_mut().enable();
        let opened = {
            let mut state = self.state.lock().unwrap();
            state.now += 1;
            state.most = state.most.max(state.now);
            state.opened |= state.now >= self.wanted.min(state.left);
            state.opened
        };
        if opened {
            self.changed.notify_waiters();
        }
        let passed = opened || timeout(Duration::from_secs(30), changed).await.is_ok();
        let mut state = self.state.lock().unwrap();
        state.now -= 1;
        state.left = state.left.saturating_sub(1);
        passed
    }

    fn most(&self) -> usize {
        self.state.lock().unwrap().most
    }
}

#[derive(Clone)]
struct Shelf {
    objects: Arc<BTreeMap<String, Bytes>>,
    gate: Arc<Gate>,
}

async fn shelf(State(shelf): State<Shelf>, request: Request) -> Response {
    let name = request.uri().path().rsplit('/').next().unwrap().to_owned();
    if !shelf.gate.pass().await {
        return StatusCode::CONFLICT.into_response();
    }
    shelf.objects.get(&name).cloned().map_or(StatusCode::NOT_FOUND.into_response(), |b| b.into_response())
}

async fn stocked(wanted: usize) -> (Arc<dyn Remote>, Vec<(ObjectId, Bytes)>, Arc<Gate>) {
    let objects: Vec<_> = (0..40u8).map(|n| (ObjectId::of(&[n; 100]), Bytes::from(vec![n; 100]))).collect();
    let named = objects.iter().map(|(id, bytes)| (id.to_string(), bytes.clone())).collect();
    let gate = Gate::new(wanted, objects.len());
    let state = Shelf { objects: Arc::new(named), gate: Arc::clone(&gate) };
    let address = serve(Router::new().fallback(shelf).with_state(state)).await;
    (Arc::new(remote(address)), objects, gate)
}

#[tokio::test]
async fn sixteen_are_on_their_way_and_come_in_the_order_of_asking() {
    let (remote, objects, gate) = stocked(16).await;
    let ahead = Ahead::over(remote, 1, &tokio::runtime::Handle::current());
    ahead.expect(&objects.iter().map(|(id, _)| (*id, 100)).collect::<Vec<_>>());
    for (id, bytes) in &objects {
        assert_eq!(ahead.get(*id).await.unwrap(), *bytes);
    }
    assert_eq!(gate.most(), 16);
}

#[tokio::test]
async fn no_more_bytes_are_fetched_ahead_than_memory_allows() {
    let (remote, objects, gate) = stocked(2).await;
    let ahead = Ahead::over(remote, 1, &tokio::runtime::Handle::current());
    // Told to be large: two of them are as much as may lie here without having been asked for.
    ahead.expect(&objects.iter().map(|(id, _)| (*id, 20 << 20)).collect::<Vec<_>>());
    for (id, bytes) in &objects {
        assert_eq!(ahead.get(*id).await.unwrap(), *bytes);
    }
    // Those two, and the one that is asked for.
    assert!(gate.most() <= 3, "{}", gate.most());
}

#[tokio::test]
async fn what_is_taken_back_or_was_never_told_makes_room_and_is_still_given() {
    let (remote, objects, _) = stocked(1).await;
    let ahead = Ahead::over(remote, 1, &tokio::runtime::Handle::current());
    let told: Vec<_> = objects.iter().map(|(id, _)| (*id, 30 << 20)).collect();
    ahead.expect(&told[..20]);
    ahead.release(&told[..19]);
    for (id, bytes) in objects.iter().rev() {
        assert_eq!(ahead.get(*id).await.unwrap(), *bytes);
    }
    let absent = ObjectId([9; 32]);
    ahead.expect(&[(absent, 1)]);
    assert!(matches!(ahead.get(absent).await, Err(RemoteError::NotFound(_))));
}

async fn held(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let is_object = request.method() == Method::GET && request.uri().path().contains("/objects/");
    if is_object && !gate.pass().await {
        return StatusCode::CONFLICT.into_response();
    }
    next.run(request).await
}

/// Every session here is one object: only a restore that looks beyond the session at hand asks for several at one time.
#[test]
fn a_restore_fetches_the_objects_of_many_sessions_at_one_time() {
    const SESSIONS: usize = 24;
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let gate = Gate::new(8, SESSIONS);
    let (url, invite) = runtime.block_on(async {
        let site = site::open(&dir.path().join("server"), "test", server_kit::system_clock()).await.unwrap();
        let shared = Shared::new(site, server_kit::unlimited());
        let made = new_credential().unwrap();
        let now = shared.site().service.time_us();
        let kept = NewInvite {
            id: made.id,
            secret_hash: made.secret_hash(),
            user: "ann".into(),
            admin: false,
            scopes: Scopes::DEVICE,
            created_us: now,
            expires_us: now + INVITE_US,
        };
        shared.site().accounts.add_invite(&kept).await.unwrap();
        let app = router(shared).layer(from_fn_with_state(Arc::clone(&gate), held));
        (format!("http://{}", serve(app).await), made.to_text(Grant::Invite).to_string())
    });
    let person = Person::new(&dir.path().join("home"));
    person.expect(0, &["login", &url, "--invite", &invite, "--secret-store", "file"]);
    for n in 1..=SESSIONS {
        person.plant(n, &outside::conversation(n, 10));
    }
    person.expect(0, &["sync"]);
    let before = tree(&person.projects());
    std::fs::remove_dir_all(person.projects()).unwrap();
    person.expect(0, &["restore", "--all"]);
    assert_eq!(tree(&person.projects()), before);
    assert!((8..=16).contains(&gate.most()), "{}", gate.most());
}
