//! `/v1/cards`: whose card it takes, to whom it gives one, and what it refuses.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod server_kit;

use han::crypto::kdf::Cost;
use han::crypto::secret::Passphrase;
use han::protocol::card::{Card, MAX_CARD_LEN};
use han::protocol::ids::{ActorId, OwnerId};
use han::protocol::keyfile::OwnerKind;
use han::protocol::{cbor, routes};
use han::server::accounts::Scopes;
use han::vault::identity::verify_card;
use han::vault::keyfile::{self, Creation};
use reqwest::StatusCode;
use server_kit::{ACTOR, OWNER, Server, unlimited};
use zeroize::Zeroizing;

fn card(owner: OwnerId) -> Card {
    let secret = Passphrase::new(Zeroizing::new(b"one".to_vec()));
    let (kind, cost) = (OwnerKind::User, Cost::GENERATED);
    let with = Creation { kind, owner, secret: &secret, account: None, cost, now: 1 };
    keyfile::create(&with).unwrap().1.identity().unwrap().card().clone()
}

#[tokio::test]
async fn a_card_is_published_by_its_user_and_read_by_whoever_knows_the_vault() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), unlimited()).await;
    let (mine, other) = (card(OWNER), card(OwnerId([3; 16])));
    let ann = server.client(Some(&server.token("ann", ACTOR, Scopes::DEVICE).await));
    let ben = server.client(Some(&server.token("ben", ActorId([8; 16]), Scopes::DEVICE).await));
    assert_eq!(ann.card(OWNER).await.unwrap(), None);
    ann.put_card(&mine).await.unwrap();
    ann.put_card(&mine).await.unwrap();
    let read = ben.card(OWNER).await.unwrap().unwrap();
    assert_eq!(read, mine);
    verify_card(&read).unwrap();
    assert!(ben.put_card(&card(OWNER)).await.is_err(), "somebody else's");
    ben.put_card(&other).await.unwrap();
    assert_eq!(ann.card(other.owner).await.unwrap().unwrap(), other);
    assert_eq!(ann.card(OWNER).await.unwrap().unwrap(), mine);
}

#[tokio::test]
async fn what_is_no_card_of_the_path_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), unlimited()).await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::new();
    let whole = server.token("ann", ACTOR, Scopes::DEVICE).await;
    let reader = server.token("ci", ActorId([8; 16]), Scopes::READ).await;
    let put = async |owner: &str, token: Option<&str>, kind: &str, body: Vec<u8>| {
        let url = format!("{}{}", server.url(), routes::CARD.replace("{owner}", owner));
        let mut ask = http.put(url).header("content-type", kind).body(body);
        if let Some(token) = token {
            ask = ask.bearer_auth(token);
        }
        ask.send().await.unwrap().status()
    };
    let (good, own) = (cbor::encode(&card(OWNER)), OWNER.to_string());
    let other = OwnerId([3; 16]).to_string();
    let later = cbor::encode(&Card { format: 2, ..card(OWNER) });
    let token = Some(whole.as_str());
    for (owner, token, kind, body, wanted) in [
        (own.as_str(), None, routes::CBOR, good.clone(), StatusCode::UNAUTHORIZED),
        (&own, Some(reader.as_str()), routes::CBOR, good.clone(), StatusCode::FORBIDDEN),
        (&own, token, "application/json", good.clone(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (&own, token, routes::CBOR, b"x".to_vec(), StatusCode::BAD_REQUEST),
        (&own, token, routes::CBOR, vec![0; MAX_CARD_LEN + 1], StatusCode::PAYLOAD_TOO_LARGE),
        (&other, token, routes::CBOR, good.clone(), StatusCode::UNPROCESSABLE_ENTITY),
        (&own, token, routes::CBOR, later, StatusCode::UNPROCESSABLE_ENTITY),
        ("zz", token, routes::CBOR, good.clone(), StatusCode::BAD_REQUEST),
        (&own, token, routes::CBOR, good, StatusCode::NO_CONTENT),
    ] {
        assert_eq!(put(owner, token, kind, body).await, wanted, "{owner} {kind}");
    }
}
