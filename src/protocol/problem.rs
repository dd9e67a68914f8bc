//! Errors as they travel: RFC 9457 problem documents with stable codes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The problems that a server answers with. Names and statuses are stable.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Code {
    /// The request cannot be read: path, query, header or body.
    BadRequest,
    /// No token, or none that is valid.
    Unauthorised,
    /// The token may not do this.
    Forbidden,
    /// There is nothing of that name, or nothing that this token may know of.
    NotFound,
    /// The path does not take this method.
    MethodNotAllowed,
    /// The body did not arrive in time.
    Timeout,
    /// A vault of this id cannot be made here.
    VaultTaken,
    /// A body without Content-Length.
    LengthRequired,
    /// More bytes or entries than the limits allow.
    TooLarge,
    /// The media type of the body is not the one that is taken here.
    UnsupportedType,
    /// The envelope's time is over.
    Expired,
    /// The envelope was taken back.
    Revoked,
    /// No byte of the object is in the range.
    BadRange,
    /// The bytes do not have the hash that names them.
    WrongHash,
    /// The request is well formed, and what it asks for is not acceptable.
    Refused,
    /// A change without the version that it expects.
    PreconditionRequired,
    /// Too many requests; see Retry-After.
    RateLimited,
    /// A fault of the server.
    Internal,
    /// The stored bytes of an object do not have its hash.
    Damaged,
    /// Tables or object store cannot be used now; see Retry-After.
    Unavailable,
    /// The vault may not take up more.
    QuotaExceeded,
    /// The server's disk is full.
    StorageFull,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 22] = [
        Self::BadRequest,
        Self::Unauthorised,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Timeout,
        Self::VaultTaken,
        Self::LengthRequired,
        Self::TooLarge,
        Self::UnsupportedType,
        Self::Expired,
        Self::Revoked,
        Self::BadRange,
        Self::WrongHash,
        Self::Refused,
        Self::PreconditionRequired,
        Self::RateLimited,
        Self::Internal,
        Self::Damaged,
        Self::Unavailable,
        Self::QuotaExceeded,
        Self::StorageFull,
    ];

    /// Its name, status and title.
    fn row(self) -> (&'static str, u16, &'static str) {
        match self {
            Self::BadRequest => ("bad_request", 400, "the request cannot be read"),
            Self::Unauthorised => ("unauthorised", 401, "no valid token"),
            Self::Forbidden => ("forbidden", 403, "this token may not do that"),
            Self::NotFound => ("not_found", 404, "not there"),
            Self::MethodNotAllowed => ("method_not_allowed", 405, "not with this method"),
            Self::Timeout => ("timeout", 408, "the body did not arrive in time"),
            Self::VaultTaken => ("vault_taken", 409, "this vault cannot be made here"),
            Self::LengthRequired => ("length_required", 411, "Content-Length is needed"),
            Self::TooLarge => ("too_large", 413, "over the limit"),
            Self::UnsupportedType => ("unsupported_type", 415, "not a media type that is taken here"),
            Self::Expired => ("expired", 410, "the envelope has expired"),
            Self::Revoked => ("revoked", 410, "the envelope was revoked"),
            Self::BadRange => ("bad_range", 416, "no such range"),
            Self::WrongHash => ("wrong_hash", 422, "the bytes do not have the hash that names them"),
            Self::Refused => ("refused", 422, "not acceptable"),
            Self::PreconditionRequired => ("precondition_required", 428, "the expected version is needed"),
            Self::RateLimited => ("rate_limited", 429, "too many requests"),
            Self::Internal => ("internal", 500, "a fault of the server"),
            Self::Damaged => ("damaged", 500, "the stored object is damaged"),
            Self::Unavailable => ("unavailable", 503, "cannot be used now"),
            Self::QuotaExceeded => ("quota_exceeded", 507, "the vault's quota is used up"),
            Self::StorageFull => ("storage_full", 507, "the server's disk is full"),
        }
    }

    /// The name in the document; stable.
    pub fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status.
    pub fn status(self) -> u16 {
        self.row().1
    }

    /// The title: the same for every problem of this code.
    pub fn title(self) -> &'static str {
        self.row().2
    }

    /// The code of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == name)
    }
}

/// A problem document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `about:blank`: the status says what kind of problem it is, `code` says which.
    #[serde(rename = "type")]
    pub kind: String,
    /// [`Code::title`].
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// [`Code::as_str`].
    pub code: String,
    /// What is wrong with this request, for people; no content and no name of another tenant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub detail: Option<String>,
}

impl Problem {
    /// A problem of a code.
    pub fn new(code: Code, detail: Option<String>) -> Self {
        Self {
            kind: "about:blank".into(),
            title: code.title().into(),
            status: code.status(),
            code: code.as_str().into(),
            detail,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_read_back() {
        for code in Code::ALL {
            assert_eq!(Code::parse(code.as_str()), Some(code));
        }
        assert_eq!(Code::parse("teapot"), None);
    }

    #[test]
    fn the_document_has_the_members_of_rfc_9457() {
        let problem = Problem::new(Code::WrongHash, Some("object 00".into()));
        let json = serde_json::to_string(&problem).unwrap();
        assert_eq!(
            json,
            r#"{"type":"about:blank","title":"the bytes do not have the hash that names them","status":422,"code":"wrong_hash","detail":"object 00"}"#
        );
        assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), problem);
    }
}
