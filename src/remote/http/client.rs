//! One request and its answer: deadlines, limits, retries.
//!
//! What may be sent twice is sent again, with growing and jittered pauses: connections that fail, answers that do
//! not come, statuses that pass. All requests about vaults may (objects are named by their hash, a commit that is
//! in the log answers as done); an invite may not. Redirects are never followed, so that no header goes to
//! another place. Whatever a server says is data: texts are cut and stripped before anybody sees them.

use super::endpoint::Endpoint;
use crate::protocol::cbor::{self, CborError};
use crate::protocol::problem::{Code, Problem};
use crate::remote::RemoteError;
use bytes::{Bytes, BytesMut};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RANGE, RETRY_AFTER};
use reqwest::{Method, Response};
use std::io::{Error as IoError, ErrorKind};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

/// How often a request is sent at most.
pub(super) const ATTEMPTS: u32 = 5;
/// The first pause; each further one may be twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause that a server may ask for; beyond it the run ends and says when to come again.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);
/// The least speed of a transfer, in bytes a second, over all of it but what a request may take at any rate.
const LEAST_SPEED: u64 = 16 << 10;
/// Bytes of a problem document.
pub(super) const MAX_PROBLEM: usize = 16 << 10;
/// Bytes of memory that an announced length alone may take.
const LARGEST_GUESS: usize = 4 << 20;

/// Why a request was not answered as it should be.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// No connection, or one that broke.
    #[error("no connection to {server}")]
    Connection {
        /// The server.
        server: String,
        /// Why.
        #[source]
        source: reqwest::Error,
    },
    /// No answer in time.
    #[error("{0} does not answer in time")]
    TimedOut(String),
    /// The server cannot do it now.
    #[error("the server cannot do it now ({status}){}", again(*.retry_after))]
    Passing {
        /// Its status.
        status: u16,
        /// When it wants to be asked again, in seconds.
        retry_after: Option<u64>,
    },
    /// The server failed.
    #[error("the server failed ({status} {code})")]
    Failed {
        /// Its status.
        status: u16,
        /// Its code.
        code: String,
    },
    /// It sends elsewhere.
    #[error("the server redirects to another address, which is not followed")]
    Redirect,
    /// An answer longer than it can be.
    #[error("the server's answer is longer than {0} bytes")]
    TooLong(usize),
    /// An answer that is not what was asked for.
    #[error("the server's answer cannot be read")]
    Malformed(#[source] CborError),
    /// An answer that is not what was asked for.
    #[error("the server's answer is not what was asked for: {0}")]
    Unfit(&'static str),
    /// The client could not be set up.
    #[error("cannot set up the connection")]
    SetUp(#[source] reqwest::Error),
}

fn again(retry_after: Option<u64>) -> String {
    retry_after.map(|seconds| format!(", and asks to try again in {seconds} s")).unwrap_or_default()
}

impl From<HttpError> for RemoteError {
    fn from(failed: HttpError) -> Self {
        Self::Unreachable(Box::new(failed))
    }
}

/// How long a server is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Patience {
    /// For a connection to come about.
    pub connect: Duration,
    /// For the next bytes of an answer.
    pub silence: Duration,
    /// For a request without a large body; a larger one may take as much longer as its bytes need at 16 KiB a second,
    /// counted as they come. A request is not sent again after this time and that of its own body.
    pub request: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let [connect, silence, request] = [10, 60, 120].map(Duration::from_secs);
        Self { connect, silence, request }
    }
}

/// Whether a request may be sent again when it is not known whether it was done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// It may.
    Safe,
    /// It may not.
    Never,
}

/// A request.
pub(super) struct Ask {
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// Media type and bytes.
    pub body: Option<(&'static str, Bytes)>,
    /// Bytes of the answer.
    pub limit: usize,
    pub again: Again,
}

impl Ask {
    /// A `GET`.
    pub fn get(path: String, limit: usize) -> Self {
        Self { method: Method::GET, path, body: None, limit, again: Again::Safe }
    }

    /// A request with a body.
    pub fn with(method: Method, path: String, body: (&'static str, Bytes), limit: usize) -> Self {
        Self { method, path, body: Some(body), limit, again: Again::Safe }
    }

    /// After this time it is not sent again: what a slow link needs for the body, whatever may come back.
    fn worth(&self, patience: Patience) -> Duration {
        let bytes = self.body.as_ref().map_or(0, |(_, body)| body.len());
        patience.request + Duration::from_secs(bytes as u64 / LEAST_SPEED)
    }

    /// One attempt ends after this time.
    pub(super) fn deadline(&self, patience: Patience) -> Duration {
        let bytes = self.limit.max(self.body.as_ref().map_or(0, |(_, body)| body.len()));
        patience.request + Duration::from_secs(bytes as u64 / LEAST_SPEED)
    }
}

/// An answer, read to its end.
pub(super) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// The body as CBOR.
    pub fn cbor<T>(&self) -> Result<T, RemoteError>
    where
        T: for<'b> minicbor::Decode<'b, ()> + minicbor::Encode<()>,
    {
        Ok(cbor::decode(&self.body).map_err(HttpError::Malformed)?)
    }

    /// The body as JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, RemoteError> {
        Ok(serde_json::from_slice(&self.body).map_err(|_| HttpError::Unfit("not the JSON expected"))?)
    }

    /// Whether the body is CBOR.
    pub fn is_cbor(&self) -> bool {
        is_cbor(&self.headers)
    }

    /// Whether the body is a problem document of this code.
    pub fn is(&self, code: Code) -> bool {
        serde_json::from_slice::<Problem>(&self.body).is_ok_and(|problem| problem.code == code.as_str())
    }

    /// The error that an answer of an unexpected status stands for.
    pub fn refusal(&self) -> RemoteError {
        let problem: Option<Problem> = serde_json::from_slice(&self.body).ok();
        let code = problem.as_ref().and_then(|problem| Code::parse(&problem.code));
        let said = problem.map(|problem| plain(problem.detail.as_deref().unwrap_or(&problem.title)));
        let said = said.unwrap_or_else(|| format!("status {}", self.status));
        match (self.status, code) {
            (_, Some(Code::QuotaExceeded)) => RemoteError::Io(IoError::new(
                ErrorKind::QuotaExceeded,
                format!("the vault's quota is used up: {said}"),
            )),
            (507, _) => RemoteError::Io(IoError::new(ErrorKind::StorageFull, said)),
            (401 | 403, _) => RemoteError::NotAuthorised(said),
            (404, Some(_)) => RemoteError::NotFound("what was asked for".into()),
            (400..=499, Some(_)) => RemoteError::Refused(said),
            (status, _) => {
                let code = code.map_or("no problem document", Code::as_str).to_owned();
                HttpError::Failed { status, code }.into()
            }
        }
    }
}

/// A server's text as it may be shown: one line, no control or direction characters, not long.
pub(super) fn plain(text: &str) -> String {
    let shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().filter(shown).take(200).collect()
}

/// The connections to one server, and the token that goes with each request.
pub struct Client {
    http: reqwest::Client,
    endpoint: Endpoint,
    token: Option<Zeroizing<String>>,
    pub(super) patience: Patience,
}

impl Client {
    /// A client of a server. Connects at the first request.
    pub fn new(endpoint: Endpoint, token: Option<Zeroizing<String>>) -> Result<Self, RemoteError> {
        Self::with_patience(endpoint, token, Patience::default())
    }

    /// As [`Client::new`], with a patience of one's own.
    pub fn with_patience(
        endpoint: Endpoint,
        token: Option<Zeroizing<String>>,
        patience: Patience,
    ) -> Result<Self, RemoteError> {
        // Another part of the process may have chosen the provider already: it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(patience.connect)
            .read_timeout(patience.silence)
            .user_agent(concat!("han/", env!("CARGO_PKG_VERSION")));
        // Loading the system's certificates takes longer than everything else that plain HTTP does.
        let builder = if endpoint.is_plain() { builder.tls_certs_only([]) } else { builder.https_only(true) };
        let http = builder.build().map_err(HttpError::SetUp)?;
        Ok(Self { http, endpoint, token, patience })
    }

    /// The server.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Sends a request until it is answered or it is no use. An answer of any status is an answer, except those
    /// that pass.
    pub(super) async fn send(&self, ask: &Ask) -> Result<Answer, RemoteError> {
        let (began, mut attempt) = (Instant::now(), 1);
        loop {
            let failed = match self.send_once(ask).await {
                Ok(answer) => match passing(&answer) {
                    Some(failed) => failed,
                    None => return Ok(answer),
                },
                Err(failed) => failed,
            };
            let pause = pause(&failed, attempt);
            let sent = !matches!(&failed, HttpError::Connection { source, .. } if source.is_connect());
            let allowed = ask.again == Again::Safe || !sent;
            let in_time = began.elapsed() < ask.worth(self.patience);
            let Some(pause) = pause.filter(|_| allowed && in_time && attempt < ATTEMPTS) else {
                return Err(failed.into());
            };
            tracing::info!(attempt, pause_ms = pause.as_millis() as u64, "request failed: {failed}");
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    async fn send_once(&self, ask: &Ask) -> Result<Answer, HttpError> {
        let ends = Instant::now() + ask.deadline(self.patience);
        let timed_out = || HttpError::TimedOut(self.endpoint.to_string());
        let response = self.answered(ask, (ends, None)).await?;
        let status = response.status().as_u16();
        let limit = if status < 400 || is_cbor(response.headers()) { ask.limit } else { MAX_PROBLEM };
        let headers = response.headers().clone();
        let body = timeout_at(ends, self.read(response, limit)).await.map_err(|_| timed_out())??;
        Ok(Answer { status, headers, body })
    }

    /// Sends a request, for what comes from byte `from` on where that is said, up to the head of its answer.
    pub(super) async fn answered(
        &self,
        ask: &Ask,
        (ends, from): (Instant, Option<usize>),
    ) -> Result<Response, HttpError> {
        let mut request = self.http.request(ask.method.clone(), self.endpoint.url(&ask.path));
        if let Some(token) = self.authorization() {
            request = request.header(AUTHORIZATION, token);
        }
        if let Some(from) = from {
            request = request.header(RANGE, format!("bytes={from}-"));
        }
        if let Some((kind, body)) = &ask.body {
            request = request.header(CONTENT_TYPE, *kind).body(body.clone());
        }
        let timed_out = |_| HttpError::TimedOut(self.endpoint.to_string());
        let response = timeout_at(ends, request.send()).await.map_err(timed_out)?;
        let response = response.map_err(|e| self.broken(e))?;
        let status = response.status().as_u16();
        if (300..=399).contains(&status) && status != 304 {
            return Err(HttpError::Redirect);
        }
        Ok(response)
    }

    fn authorization(&self) -> Option<HeaderValue> {
        let token = self.token.as_ref()?;
        let text = Zeroizing::new(format!("Bearer {}", token.as_str()));
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    pub(super) async fn read(&self, response: Response, limit: usize) -> Result<Bytes, HttpError> {
        let mut body = BytesMut::new();
        self.read_on(response, (&mut body, limit)).await?;
        Ok(body.freeze())
    }

    /// Reads an answer's body behind what `body` holds, at most up to `limit` bytes together. What has come stays in
    /// `body` where it breaks.
    pub(super) async fn read_on(
        &self,
        mut response: Response,
        (body, limit): (&mut BytesMut, usize),
    ) -> Result<(), HttpError> {
        // What the server says is to come is believed as far as a small answer goes.
        let told = response.content_length().and_then(|len| usize::try_from(len).ok()).unwrap_or(0);
        body.reserve(told.min(limit.saturating_sub(body.len())).min(LARGEST_GUESS));
        let mut speed = self.speed();
        while let Some(piece) = response.chunk().await.map_err(|e| self.broken(e))? {
            if body.len() + piece.len() > limit {
                return Err(HttpError::TooLong(limit));
            }
            speed.took(piece.len()).map_err(|TooSlow| HttpError::TimedOut(self.endpoint.to_string()))?;
            body.extend_from_slice(&piece);
        }
        Ok(())
    }

    /// Watches over a body that begins to come now.
    pub(super) fn speed(&self) -> Speed {
        Speed { began: Instant::now(), slack: self.patience.request, bytes: 0 }
    }

    pub(super) fn broken(&self, source: reqwest::Error) -> HttpError {
        let server = self.endpoint.to_string();
        if source.is_timeout() && !source.is_connect() {
            HttpError::TimedOut(server)
        } else {
            HttpError::Connection { server, source: source.without_url() }
        }
    }
}

/// A body that comes slower than [`LEAST_SPEED`].
pub(super) struct TooSlow;

/// How fast a body comes: one that drips would hold a run as long as it likes, whatever its announced length.
pub(super) struct Speed {
    began: Instant,
    slack: Duration,
    bytes: u64,
}

impl Speed {
    /// Counts bytes that came.
    pub(super) fn took(&mut self, bytes: usize) -> Result<(), TooSlow> {
        self.bytes += bytes as u64;
        let allowed = self.slack + Duration::from_secs(self.bytes / LEAST_SPEED);
        if self.began.elapsed() > allowed { Err(TooSlow) } else { Ok(()) }
    }
}

fn is_cbor(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/cbor"))
}

/// The failure that an answer stands for where the same request may be answered otherwise later.
pub(super) fn passing(answer: &Answer) -> Option<HttpError> {
    let seconds = answer.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let retry_after = seconds.and_then(|text| text.parse::<u64>().ok());
    let status = answer.status;
    matches!(status, 408 | 429 | 502 | 503 | 504).then_some(HttpError::Passing { status, retry_after })
}

/// How long to wait before the next attempt; `None` where there is no use in one.
pub(super) fn pause(failed: &HttpError, attempt: u32) -> Option<Duration> {
    let asked = match failed {
        HttpError::Connection { .. } | HttpError::TimedOut(_) => None,
        HttpError::Passing { retry_after, .. } => retry_after.map(Duration::from_secs),
        _ => return None,
    };
    let longest = FIRST_PAUSE * 2_u32.pow(attempt.saturating_sub(1).min(10));
    let jittered = longest.mul_f64(0.5 + 0.5 * fraction());
    match asked {
        Some(asked) if asked > LONGEST_PAUSE => None,
        Some(asked) => Some(asked + jittered),
        None => Some(jittered),
    }
}

/// A number from 0 to 1.
fn fraction() -> f64 {
    let mut byte = [0u8];
    // Without randomness the pauses are equal: a matter of load only.
    let _ = getrandom::fill(&mut byte);
    byte.first().copied().map_or(0.0, |byte| f64::from(byte) / 255.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passing_with(retry_after: Option<u64>) -> HttpError {
        HttpError::Passing { status: 503, retry_after }
    }

    #[test]
    fn pauses_grow_and_a_servers_wish_counts_within_reason() {
        for (attempt, least, most) in [(1, 125, 250), (3, 500, 1_000)] {
            let pause = pause(&passing_with(None), attempt).unwrap().as_millis();
            assert!((least..=most).contains(&pause), "{attempt}: {pause}");
        }
        assert!(pause(&passing_with(Some(3)), 1).unwrap() >= Duration::from_secs(3));
        assert_eq!(pause(&passing_with(Some(3_600)), 1), None);
        assert_eq!(pause(&HttpError::Redirect, 1), None);
    }

    #[test]
    fn a_servers_text_cannot_drive_a_terminal() {
        assert_eq!(plain("no\u{1b}]0;x\u{7} such\r\n\u{202e}thing"), "no]0;x suchthing");
        assert_eq!(plain(&"x".repeat(1_000)).len(), 200);
    }
}
