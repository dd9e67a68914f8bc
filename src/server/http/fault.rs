//! What a request is answered with when it is not done.

use crate::protocol::problem::{Code, Problem};
use crate::protocol::routes::PROBLEM;
use crate::server::objects::ObjectError;
use crate::server::store::StoreError;
use crate::server::{Refusal, ServiceError};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};

/// When to try again while tables or object store cannot be used, in seconds.
const TRY_AGAIN: u64 = 2;

/// A problem with what is told beside it.
#[derive(Debug, thiserror::Error)]
#[error("{}", code.title())]
pub struct Fault {
    code: Code,
    detail: Option<String>,
    retry_after: Option<u64>,
}

impl Fault {
    /// A problem without a detail.
    pub fn new(code: Code) -> Self {
        let retry_after = (code == Code::Unavailable).then_some(TRY_AGAIN);
        Self { code, detail: None, retry_after }
    }

    /// A problem with a detail for people: no content, and no word about others.
    pub fn with(code: Code, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::new(code) }
    }

    /// Says when to try again.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let problem = Problem::new(self.code, self.detail);
        // A problem is two strings and two numbers: writing it cannot fail.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let status = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.code == Code::Unauthorised {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        let code = match &refusal {
            Refusal::TooLarge(_) => Code::TooLarge,
            Refusal::WrongHash(_) => Code::WrongHash,
            Refusal::WrongLength => Code::BadRequest,
            Refusal::EmptyCommit
            | Refusal::Twice(_)
            | Refusal::WrongBody(_)
            | Refusal::NotAMove(_)
            | Refusal::NoKeyfile
            | Refusal::Tombstone(_)
            | Refusal::NoObject(_)
            | Refusal::Page(_)
            | Refusal::LogNotEmpty
            | Refusal::Envelope(_)
            | Refusal::NoRange => Code::Refused,
        };
        Self::with(code, refusal.to_string())
    }
}

impl From<StoreError> for Fault {
    fn from(failed: StoreError) -> Self {
        let code = match &failed {
            StoreError::UnknownVault => return Self::new(Code::NotFound),
            StoreError::Full(_) => Code::StorageFull,
            StoreError::Busy(_)
            | StoreError::Sql(_)
            | StoreError::Io(_)
            | StoreError::Gone(_)
            | StoreError::ReadOnly(_) => Code::Unavailable,
            StoreError::Foreign
            | StoreError::Newer(_)
            | StoreError::Address(_)
            | StoreError::Denied(_)
            | StoreError::OldEngine(_)
            | StoreError::NotEmpty
            | StoreError::Corrupt(_)
            | StoreError::BadRow(_)
            | StoreError::Migrate(_) => Code::Internal,
        };
        super::metrics::failure("database");
        log(code, &failed);
        Self::new(code)
    }
}

impl From<ObjectError> for Fault {
    fn from(failed: ObjectError) -> Self {
        let code =
            match &failed {
                ObjectError::NotFound(_) => return Self::new(Code::NotFound),
                ObjectError::NoRange { .. } => return Self::new(Code::BadRange),
                ObjectError::Damaged(_) => Code::Damaged,
                ObjectError::Failed(_) | ObjectError::Write(_) | ObjectError::Folder(_) => {
                    if is_full(&failed) { Code::StorageFull } else { Code::Unavailable }
                }
            };
        super::metrics::failure("objects");
        log(code, &failed);
        Self::new(code)
    }
}

impl From<ServiceError> for Fault {
    fn from(failed: ServiceError) -> Self {
        match failed {
            ServiceError::Refused(refusal) => refusal.into(),
            ServiceError::Store(failed) => failed.into(),
            ServiceError::Object(failed) => failed.into(),
            // The body's own problem, as it was met while reading.
            ServiceError::Cut(cause) => match cause.downcast::<Self>() {
                Ok(fault) => *fault,
                Err(_) => Self::new(Code::BadRequest),
            },
            ServiceError::Log(failed) => {
                super::metrics::failure("other");
                log(Code::Internal, &failed);
                Self::new(Code::Internal)
            }
        }
    }
}

/// Whether the root of a failure is a full disk.
fn is_full(failed: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(failed);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return matches!(io.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded);
        }
        cause = error.source();
    }
    false
}

/// Tells the operator, who alone may know the cause.
fn log(code: Code, failed: &dyn std::error::Error) {
    let mut causes = failed.to_string();
    let mut source = failed.source();
    while let Some(cause) = source {
        causes = format!("{causes}: {cause}");
        source = cause.source();
    }
    tracing::error!(code = code.as_str(), cause = causes, "a request failed on the server's side");
}
