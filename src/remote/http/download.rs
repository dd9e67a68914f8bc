//! Downloads that go on where they broke off, by `Range` (RFC 9110, section 14).

use super::client::{ATTEMPTS, Answer, Ask, Client, HttpError, MAX_PROBLEM, TooSlow, passing, pause};
use crate::remote::RemoteError;
use bytes::BytesMut;
use reqwest::Response;
use reqwest::header::CONTENT_RANGE;
use tokio::time::{Instant, timeout_at};

/// So many new bytes make an attempt that broke off as good as a first one.
const PROGRESS: usize = 64 << 10;

impl Client {
    /// As [`Client::send`], for what never changes: what has come before the connection broke is not fetched again.
    /// An answer whose body is whole has status 200. The caller checks the bytes: a server may go on with others.
    pub(super) async fn download(&self, ask: &Ask) -> Result<Answer, RemoteError> {
        let ends = Instant::now() + ask.deadline(self.patience);
        let (mut body, mut attempt) = (BytesMut::new(), 1);
        loop {
            let before = body.len();
            let failed = match self.go_on(ask, ends, &mut body).await {
                Ok(answer) => match passing(&answer) {
                    Some(failed) => failed,
                    None => return Ok(answer),
                },
                Err(failed) => failed,
            };
            if body.len() >= before + PROGRESS {
                attempt = 1;
            }
            let Some(pause) = pause(&failed, attempt).filter(|_| attempt < ATTEMPTS && Instant::now() < ends)
            else {
                return Err(failed.into());
            };
            tracing::info!(attempt, have = body.len(), "a download broke off: {failed}");
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    /// Writes a body of any length to `to` as it comes, and gives any other answer than 200 back. Is sent once: the
    /// caller must begin again with an empty `to`.
    pub(super) async fn stream(
        &self,
        ask: &Ask,
        to: &mut (dyn std::io::Write + Send),
    ) -> Result<Option<Answer>, RemoteError> {
        let ends = Instant::now() + ask.deadline(self.patience);
        let mut response = self.answered(ask, (ends, None)).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        if status != 200 {
            let answer = Answer { status, headers, body: self.read(response, MAX_PROBLEM).await? };
            return match passing(&answer) {
                Some(failed) => Err(failed.into()),
                None => Ok(Some(answer)),
            };
        }
        let mut speed = self.speed();
        while let Some(piece) = response.chunk().await.map_err(|e| self.broken(e))? {
            speed.took(piece.len()).map_err(|TooSlow| HttpError::TimedOut(self.endpoint().to_string()))?;
            to.write_all(&piece).map_err(RemoteError::Io)?;
        }
        Ok(None)
    }

    async fn go_on(&self, ask: &Ask, ends: Instant, body: &mut BytesMut) -> Result<Answer, HttpError> {
        let from = (!body.is_empty()).then_some(body.len());
        let response = self.answered(ask, (ends, from)).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let timed_out = |_| HttpError::TimedOut(self.endpoint().to_string());
        match (status, from) {
            (200, _) => body.clear(),
            (206, Some(from)) if begins_at(&response, from) => {}
            // Past the end, or of another place: not the object that began.
            (206 | 416, _) => return Err(HttpError::Unfit("not the range that was asked for")),
            _ => {
                let read = timeout_at(ends, self.read(response, MAX_PROBLEM)).await.map_err(timed_out)??;
                return Ok(Answer { status, headers, body: read });
            }
        }
        timeout_at(ends, self.read_on(response, (body, ask.limit))).await.map_err(timed_out)??;
        Ok(Answer { status: 200, headers, body: std::mem::take(body).freeze() })
    }
}

/// Whether an answer says that its bytes begin there.
fn begins_at(response: &Response, from: usize) -> bool {
    let range = response.headers().get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
    let first = range.and_then(|text| text.strip_prefix("bytes ")).and_then(|text| text.split('-').next());
    first.and_then(|text| text.parse().ok()) == Some(from)
}
