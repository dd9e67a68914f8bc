//! Reading bodies: bounded in bytes really received and in time, whatever the headers claim.

use super::Shared;
use super::fault::Fault;
use crate::protocol::cbor;
use crate::protocol::problem::Code;
use crate::protocol::routes::CBOR;
use crate::server::BodyError;
use axum::body::{Body, BodyDataStream, HttpBody as _};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use futures::stream::BoxStream;
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The longest pause within a body.
pub const PAUSE: Duration = Duration::from_secs(30);
/// The least speed at which a body must come, in bytes a second, measured over all of it.
const LEAST_SPEED: u64 = 16 << 10;
/// Bytes of a JSON body.
const MAX_JSON: usize = 16 << 10;

/// The declared length of a body, which must be there and within `limit`; a request that has no body has none.
pub fn declared_len(headers: &HeaderMap, body: &Body, limit: usize) -> Result<usize, Fault> {
    let Some(declared) = headers.get(CONTENT_LENGTH) else {
        return if body.is_end_stream() { Ok(0) } else { Err(Fault::new(Code::LengthRequired)) };
    };
    let declared = declared.to_str().ok().and_then(|text| text.parse::<usize>().ok());
    match declared.ok_or_else(|| Fault::with(Code::BadRequest, "Content-Length is not a number"))? {
        len if len > limit => Err(Fault::with(Code::TooLarge, format!("at most {limit} bytes"))),
        len => Ok(len),
    }
}

/// A body as it comes: piece by piece, at most `limit` bytes, at least [`LEAST_SPEED`].
pub struct Incoming {
    stream: BodyDataStream,
    left: usize,
    pause: Duration,
    ends: Instant,
}

impl Incoming {
    /// A body of at most `limit` bytes.
    pub fn new(shared: &Shared, body: Body, limit: usize) -> Self {
        let pause = shared.options.pause.unwrap_or(PAUSE);
        let time = pause + Duration::from_secs(limit as u64 / LEAST_SPEED);
        Self { stream: body.into_data_stream(), left: limit, pause, ends: Instant::now() + time }
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        let by = self.ends.min(Instant::now() + self.pause);
        let piece = match timeout_at(by, self.stream.next()).await {
            Err(_) => return Err(Fault::new(Code::Timeout)),
            Ok(None) => return Ok(None),
            Ok(Some(Err(_))) => return Err(Fault::with(Code::BadRequest, "the body was cut off")),
            Ok(Some(Ok(piece))) => piece,
        };
        self.left = match self.left.checked_sub(piece.len()) {
            Some(left) => left,
            None => return Err(Fault::new(Code::TooLarge)),
        };
        Ok(Some(piece))
    }

    /// The pieces, for who takes a stream. What goes wrong travels in it as a [`Fault`].
    pub fn into_stream(self) -> BoxStream<'static, Result<Bytes, BodyError>> {
        let pieces = futures::stream::unfold(Some(self), |body| async {
            let mut body = body?;
            match body.next().await {
                Ok(Some(piece)) => Some((Ok(piece), Some(body))),
                Ok(None) => None,
                Err(fault) => Some((Err(Box::new(fault) as BodyError), None)),
            }
        });
        pieces.boxed()
    }

    /// All of it.
    pub async fn collect(mut self) -> Result<Bytes, Fault> {
        let mut all = BytesMut::new();
        while let Some(piece) = self.next().await? {
            all.extend_from_slice(&piece);
        }
        Ok(all.freeze())
    }
}

/// A CBOR body of at most `limit` bytes. Decoding runs beside the reactor: it may be megabytes.
pub async fn read_cbor<T>(shared: &Shared, headers: &HeaderMap, body: Body, limit: usize) -> Result<T, Fault>
where
    T: for<'b> minicbor::Decode<'b, ()> + minicbor::Encode<()> + Send + 'static,
{
    check_type(headers, CBOR)?;
    let bytes = Incoming::new(shared, body, limit).collect().await?;
    let decoded = tokio::task::spawn_blocking(move || cbor::decode::<T>(&bytes)).await;
    match decoded {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(bad)) => Err(Fault::with(Code::BadRequest, bad.to_string())),
        Err(_) => Err(Fault::new(Code::Internal)),
    }
}

/// A JSON body of at most 16 KiB.
pub async fn read_json<T: DeserializeOwned>(
    shared: &Shared,
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Fault> {
    check_type(headers, "application/json")?;
    let bytes = Incoming::new(shared, body, MAX_JSON).collect().await?;
    // serde's messages repeat values of the body, which may be an invite.
    serde_json::from_slice(&bytes)
        .map_err(|_| Fault::with(Code::BadRequest, "not the JSON that is taken here"))
}

fn check_type(headers: &HeaderMap, wanted: &str) -> Result<(), Fault> {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(wanted) {
        Ok(())
    } else {
        Err(Fault::with(Code::UnsupportedType, format!("expected {wanted}")))
    }
}

/// An answer in CBOR.
pub fn cbor<T: minicbor::Encode<()>>(value: &T) -> Response {
    ([(CONTENT_TYPE, CBOR)], cbor::encode(value)).into_response()
}
