//! A server or a proxy that misbehaves: rows 1 to 14 and 31 to 39 of the attacks that a client must survive, on the
//! wire. The sealing, the log and the keys are attacked elsewhere (`attacks`, `hostile`, `tamper`); here the transport
//! lies, and the program must refuse, keep what it knows, write nothing wrong and end by the right exit code.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod outside;
mod proxy_kit;
mod server_kit;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use outside::tree;
use proxy_kit::{Scene, Whole};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

fn is_object(method: &Method, path: &str) -> bool {
    method == Method::GET && path.contains("/objects/")
}

/// Rows 1 to 5: bytes flipped, cut, appended, or of another object. No session is written from it, and the others are.
#[test]
fn objects_that_are_not_what_their_name_says_are_refused() {
    let scene = Scene::new();
    let pin = scene.pin();
    let other: Arc<Mutex<Option<Bytes>>> = Arc::default();
    let swap = Arc::clone(&other);
    type Change = Box<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;
    let changes: Vec<Change> = vec![
        Box::new(|bytes| {
            [&bytes[..bytes.len() / 2], &[bytes[bytes.len() / 2] ^ 1], &bytes[bytes.len() / 2 + 1..]].concat()
        }),
        Box::new(|bytes| bytes[..bytes.len().min(160)].to_vec()),
        Box::new(|bytes| [bytes, &[0]].concat()),
        Box::new(|bytes| [bytes, bytes].concat()),
        Box::new(|_| Vec::new()),
        Box::new(move |bytes| {
            let mut kept = swap.lock().unwrap();
            kept.replace(Bytes::copy_from_slice(bytes)).unwrap_or_default().to_vec()
        }),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        scene.lie(move |method, path, whole| {
            if is_object(method, path) {
                let body = change(&whole.body);
                return whole.with(body);
            }
            whole.unchanged()
        });
        let ended = scene.restore();
        assert_eq!(ended.code, Some(6), "change {at}: {}", ended.err);
        assert_eq!((scene.restored(), scene.pin()), (0, pin.clone()), "change {at}");
    }
    scene.tell_the_truth();
    assert_eq!(scene.restore().code, Some(0));
    assert_eq!(scene.restored(), 2);
}

/// Bytes before the first chunk of an object, and of a chunk with its tag.
const CHUNKS: (usize, usize) = (160, 16_384 + 16);

/// Chunk `n` of an object, the last one shorter.
fn chunk(object: &[u8], n: usize) -> &[u8] {
    let (from, len) = (CHUNKS.0 + n * CHUNKS.1, CHUNKS.1);
    &object[from..object.len().min(from + len)]
}

/// Rows 2, 4 and 5: an object whose chunks are cut off at their edges, moved, repeated, dropped, or of the version before.
#[test]
fn chunks_cannot_be_moved() {
    let scene = Scene::new();
    // Words that zstd finds nothing in: the object is as long as they are.
    let mut seed = 1u64;
    let mut word = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + (seed >> 33) as u8 % 26)
    };
    let mut long = String::new();
    for _ in 0..30 {
        let text: String = (0..4_000).map(|n| if n % 9 == 8 { ' ' } else { word() }).collect();
        long += &format!("{{\"type\":\"user\",\"message\":{{\"role\":\"user\",\"content\":\"{text}\"}}}}\n");
    }
    scene.person.plant(5, long.as_bytes());
    scene.person.expect(0, &["sync"]);
    let first: Arc<Mutex<BTreeMap<usize, Bytes>>> = Arc::default();
    let record = Arc::clone(&first);
    scene.lie(move |method, path, whole| {
        if is_object(method, path) {
            record.lock().unwrap().insert(whole.body.len(), whole.body.clone());
        }
        whole.unchanged()
    });
    assert_eq!(scene.restore().code, Some(0));
    let before = first.lock().unwrap().last_key_value().unwrap().1.clone();
    assert!(before.len() > CHUNKS.0 + 3 * CHUNKS.1, "{} bytes are no four chunks", before.len());
    let head = |object: &[u8]| object[..CHUNKS.0].to_vec();
    let rest = |object: &[u8], n: usize| object[CHUNKS.0 + n * CHUNKS.1..].to_vec();
    type Change = Box<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;
    let other = before.clone();
    let changes: [(&str, Change); 6] = [
        ("cut behind a chunk", Box::new(|o| o[..CHUNKS.0 + 2 * CHUNKS.1].to_vec())),
        ("no chunk at all", Box::new(move |o| head(o))),
        ("first chunk dropped", Box::new(move |o| [head(o), rest(o, 1)].concat())),
        ("swapped", Box::new(move |o| [&head(o), chunk(o, 1), chunk(o, 0), &rest(o, 2)].concat())),
        ("repeated", Box::new(move |o| [&head(o), chunk(o, 0), chunk(o, 0), &rest(o, 1)].concat())),
        ("spliced", Box::new(move |o| [&head(o), chunk(&other, 0), &rest(o, 1)].concat())),
    ];
    // Another version of the session, in an object of its own.
    scene.person.plant(5, long.replace("\"user\"", "\"assistant\"").as_bytes());
    scene.tell_the_truth();
    scene.person.expect(0, &["sync"]);
    let pin = scene.pin();
    for (case, change) in changes {
        scene.lie(move |method, path, whole| {
            if is_object(method, path) && whole.body.len() > CHUNKS.0 + 3 * CHUNKS.1 {
                let body = change(&whole.body);
                return whole.with(body);
            }
            whole.unchanged()
        });
        let ended = scene.restore();
        assert_eq!(ended.code, Some(6), "{case}: {}", ended.err);
        assert_eq!((scene.restored(), scene.pin()), (2, pin.clone()), "{case}: only the other two come");
    }
    scene.tell_the_truth();
    assert_eq!(scene.restore().code, Some(0));
    assert_eq!(scene.restored(), 3);
}

/// Rows 8, 9, 11 to 14: older heads and refs, hidden ones, and a vault that is said to be new.
#[test]
fn what_was_seen_once_cannot_be_taken_back() {
    let scene = Scene::new();
    let recorded: Arc<Mutex<BTreeMap<String, Whole>>> = Arc::default();
    let record = Arc::clone(&recorded);
    scene.lie(move |_, path, whole| {
        record.lock().unwrap().entry(path.to_owned()).or_insert_with(|| whole.clone());
        whole.unchanged()
    });
    scene.person.expect(0, &["sync", "--full"]);
    scene.person.expect(0, &["verify"]);
    scene.person.plant(1, &outside::conversation(1, 80));
    scene.person.expect(0, &["sync"]);
    let pin = scene.pin();

    // Row 9: everything as it was before.
    let old = Arc::clone(&recorded);
    scene.lie(move |_, path, whole| match old.lock().unwrap().get(path) {
        Some(old) => old.clone().unchanged(),
        None => whole.unchanged(),
    });
    let ended = scene.person.run(&["sync"]);
    assert_eq!((ended.code, scene.pin()), (Some(8), pin.clone()), "{}", ended.err);
    // Row 8: one ref as it was before, under the newest head.
    let old = Arc::clone(&recorded);
    scene.lie(move |_, path, whole| match old.lock().unwrap().get(path) {
        Some(old) if path.contains("/refs") => old.clone().unchanged(),
        _ => whole.unchanged(),
    });
    let ended = scene.restore();
    assert_eq!((ended.code, scene.pin()), (Some(6), pin.clone()), "{}", ended.err);
    // Row 11: refs are hidden.
    scene.lie(|_, path, whole| {
        if path.contains("/refs/s/") {
            return StatusCode::NOT_FOUND.into_response();
        }
        whole.unchanged()
    });
    let ended = scene.restore();
    assert_eq!((ended.code, scene.pin()), (Some(6), pin.clone()), "{}", ended.err);
    // A vault of which nothing is said to be there.
    scene.lie(|_, path, whole| {
        if path.ends_with("/log/checkpoint") {
            return StatusCode::NOT_FOUND.into_response();
        }
        whole.unchanged()
    });
    let ended = scene.person.run(&["sync"]);
    assert_eq!((ended.code, scene.pin()), (Some(1), pin), "{}", ended.err);
    scene.tell_the_truth();
    assert_eq!(scene.restore().code, Some(0));
}

/// Row 10: a head that the log key did not sign.
#[test]
fn heads_of_another_key_are_refused() {
    let scene = Scene::new();
    scene.lie(|_, path, whole| {
        if path.ends_with("/log/checkpoint") {
            let text = String::from_utf8(whole.body.to_vec()).unwrap();
            let (head, signature) = text.rsplit_once(' ').unwrap();
            let flipped: String = signature
                .chars()
                .enumerate()
                .map(|(at, c)| {
                    if at == 20 && c != 'A' {
                        'A'
                    } else if at == 20 {
                        'B'
                    } else {
                        c
                    }
                })
                .collect();
            let text = format!("{head} {flipped}");
            return whole.with(text);
        }
        whole.unchanged()
    });
    let pin = scene.pin();
    let ended = scene.person.run(&["status"]);
    assert_eq!((ended.code, scene.pin()), (Some(6), pin), "{}", ended.err);
}

/// Row 33: lists that do not end or advance, and answers longer than they can be.
#[test]
fn endless_answers_end() {
    let scene = Scene::new();
    scene.lie(|_, path, whole| {
        if path.contains("/log/leaves") || path.contains("/objects/") || path.contains("/refs") {
            let endless =
                futures::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![0x81; 1 << 16])));
            return Body::from_stream(endless.take(1 << 20)).into_response();
        }
        whole.unchanged()
    });
    let ended = scene.restore();
    assert!(matches!(ended.code, Some(5 | 6)), "{:?} {}", ended.code, ended.err);
    assert!(ended.err.contains("longer than"), "{}", ended.err);
    assert_eq!(scene.restored(), 0);
    // A page of refs that comes again and again. `keys` is not touched; a rotation lists all refs.
    scene.lie(|_, path, whole| {
        if path.contains("/refs?") && path.contains("after=") {
            return Response::builder()
                .header("content-type", "application/cbor")
                .body(Body::from(vec![
                    0xa1, 0x00, 0x81, 0xa3, 0x00, 0x67, b'k', b'e', b'y', b'f', b'i', b'l', b'e', 0x01, 0x01,
                    0x02, 0x82, 0x00, 0x81, 0x41, 0x01,
                ]))
                .unwrap();
        }
        whole.unchanged()
    });
    scene.person.expect(0, &["rotate"]);
    let ended = scene.person.run(&["rotate", "--data-key"]);
    assert_eq!(ended.code, Some(5), "{}", ended.err);
    assert!(ended.err.contains("does not advance"), "{}", ended.err);
    scene.tell_the_truth();
    scene.person.expect(0, &["rotate", "--data-key"]);
}

/// Row 36: the token goes to no other place.
#[test]
fn redirects_are_not_followed() {
    let scene = Scene::new();
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let to = format!("http://{}/", elsewhere.local_addr().unwrap());
    for status in [301, 302, 307, 308] {
        let to = to.clone();
        scene.lie(move |_, _, _| {
            let mut response = StatusCode::from_u16(status).unwrap().into_response();
            response.headers_mut().insert("location", HeaderValue::from_str(&to).unwrap());
            response
        });
        let ended = scene.person.run(&["sync"]);
        assert_eq!(ended.code, Some(5), "{}", ended.err);
        assert!(ended.err.contains("redirects"), "{}", ended.err);
    }
    assert!(elsewhere.accept().is_err(), "nobody came");
}

/// Rows 37 to 39: an upload is said to be there and is not; an answer is lost after the work was done.
#[test]
fn a_lie_about_an_upload_is_found_and_a_lost_answer_costs_nothing() {
    let scene = Scene::new();
    // Row 39: every write is done, and its first answer is an error.
    let failed: Arc<Mutex<std::collections::BTreeSet<String>>> = Arc::default();
    scene.lie(move |method, path, whole| {
        let writes = method != Method::GET && (path.contains("/commits") || path.contains("/objects/"));
        if writes && failed.lock().unwrap().insert(path.to_owned()) {
            return StatusCode::BAD_GATEWAY.into_response();
        }
        whole.unchanged()
    });
    scene.person.plant(3, &outside::conversation(3, 60));
    assert_eq!(scene.person.json(&["sync"])["sent"], 1);
    assert_eq!(scene.person.json(&["status"])["vaults"][0]["log_size"], 4, "no leaf came twice");

    // Rows 37 and 38: the server drops what it said it had.
    scene.tell_the_truth();
    let folder = scene.dir.path().join("server/objects");
    let newest = tree(&folder).into_iter().max_by_key(|(_, bytes)| bytes.len()).unwrap().0;
    std::fs::remove_file(folder.join(&newest)).unwrap();
    let ended = scene.person.run(&["verify"]);
    assert_eq!(ended.code, Some(6), "{}", ended.err);
    scene.person.expect(0, &["sync", "--full"]);
    scene.person.expect(0, &["verify"]);
    let refused = scene.proxy.seen.lock().unwrap().iter().any(|line| line.starts_with("DELETE"));
    assert!(!refused, "nothing of this deletes");
}

/// Row 44, on the wire: what a server says cannot drive a terminal.
#[test]
fn what_a_server_says_is_only_text() {
    let scene = Scene::new();
    scene.lie(|_, _, _| {
        let problem = "{\"type\":\"about:blank\",\"title\":\"t\",\"status\":403,\"code\":\"forbidden\",\
                       \"detail\":\"\\u001b]0;owned\\u0007\\u202e no\\r\\nhan: all good\"}";
        let mut response = (StatusCode::FORBIDDEN, problem).into_response();
        response.headers_mut().insert("content-type", HeaderValue::from_static("application/problem+json"));
        response
    });
    let ended = scene.person.run(&["sync"]);
    assert_eq!(ended.code, Some(3));
    assert!(!ended.err.contains('\u{1b}') && !ended.err.contains('\u{202e}'), "{:?}", ended.err);
    assert!(!ended.err.lines().any(|line| line == "han: all good"), "{:?}", ended.err);
    assert!(scene.url.starts_with("http://127.0.0.1"));
}

/// Row 50, on the wire: no header or path of a request holds a name, a path or a secret.
#[test]
fn requests_say_nothing_of_their_content() {
    let scene = Scene::new();
    scene.person.expect(0, &["sync", "--full"]);
    assert_eq!(scene.restore().code, Some(0));
    let seen = scene.proxy.seen.lock().unwrap().join("\n");
    for word in ["home", "dev", "app", "conversation", &outside::uuid(1), "river", "hdt_"] {
        assert!(!seen.contains(word), "{word} stands in a request line");
    }
}

type Change = fn(&[u8]) -> Vec<u8>;

/// What a proxy may make of an archive.
const BAD_ARCHIVES: [(&str, Change); 6] = [
    ("cut", |bytes| bytes[..bytes.len() / 2].to_vec()),
    ("endless", |bytes| bytes[..bytes.len() - 1_024].to_vec()),
    ("flipped", |bytes| {
        // The last object ends before its padding and the two last blocks.
        let at = bytes[..bytes.len() - 1_024].iter().rposition(|byte| *byte != 0).unwrap();
        [&bytes[..at], &[bytes[at] ^ 1], &bytes[at + 1..]].concat()
    }),
    ("longer", |bytes| [bytes, &[0; 512]].concat()),
    ("empty", |_| Vec::new()),
    ("html", |_| b"<html>please log in</html>".to_vec()),
];

/// An export over the network is one request, and never a broken archive that is called good.
#[test]
fn the_servers_archive_is_taken_only_where_all_of_it_is_good() {
    let scene = Scene::new();
    let asked = |what: &str| {
        scene
            .proxy
            .seen
            .lock()
            .unwrap()
            .iter()
            .filter(|line| line.starts_with("GET") && line.contains(what))
            .count()
    };
    let file = |name: &str| scene.dir.path().join(name).to_str().unwrap().to_owned();
    let export = |name: &str| {
        scene.proxy.seen.lock().unwrap().clear();
        scene.person.run(&["export", "-o", &file(name)])
    };
    let is_good =
        |name: &str| scene.person.json(&["verify", &file(name)])["bad"].as_array().unwrap().is_empty();
    let first = Arc::new(Mutex::new(Bytes::new()));
    let kept = Arc::clone(&first);
    scene.lie(move |_, path, whole| {
        if path.ends_with("/export") {
            *kept.lock().unwrap() = whole.body.clone();
        }
        whole.unchanged()
    });
    let ended = export("honest");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!((asked("/export"), asked("/objects/"), asked("/refs/")), (1, 0, 0));
    assert!(is_good("honest"));

    for (name, change) in BAD_ARCHIVES {
        scene.lie(move |_, path, whole| {
            if !path.ends_with("/export") {
                return whole.unchanged();
            }
            let body = change(&whole.body);
            whole.with(body)
        });
        let ended = export(name);
        assert_eq!(ended.code, Some(0), "{name}: {}", ended.err);
        assert!(asked("/objects/") > 0 && is_good(name), "{name} was put together piece by piece");
    }

    // The archive of an earlier moment, with a head that was signed: older than what this machine knows.
    let old = first.lock().unwrap().clone();
    scene.lie(
        move |_, path, whole| {
            if path.ends_with("/export") { whole.with(old.clone()) } else { whole.unchanged() }
        },
    );
    assert_eq!(export("old").code, Some(8));
    assert!(!std::path::Path::new(&file("old")).exists());

    // Neither the archive nor the objects are good: what is bad is named, and the exit code tells.
    scene.lie(|method, path, whole| {
        let body = whole.body.to_vec();
        if path.ends_with("/export") || is_object(method, path) {
            return whole.with(body[..body.len() / 2].to_vec());
        }
        whole.unchanged()
    });
    let ended = export("bad");
    assert_eq!(ended.code, Some(6), "{}", ended.err);
    assert!(ended.err.contains("object "), "{}", ended.err);
}
