//! How a command fails: what failed, why, what to run next, and the exit code that says which.

use std::error::Error;
use std::fmt::Write as _;
use std::process::ExitCode;

/// The exit codes, all of them; stable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Ok = 0,
    /// Something was found (`scan`), or nothing matched.
    Found = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// Wrong secret, or not authorised.
    Denied = 3,
    /// Something else is there already, or holds the lock.
    Conflict = 4,
    /// The remote cannot be reached or failed.
    Unreachable = 5,
    /// Corrupt or tampered data.
    Tampered = 6,
    /// Partly done, or a local I/O failure.
    Partly = 7,
    /// The remote shows an older state than was seen.
    Rollback = 8,
    /// Two machines were shown different histories.
    Fork = 9,
    /// The remote's log is not a continuation of what was seen.
    Rewritten = 10,
    /// A bug in han.
    Bug = 70,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What kind of failure it is: finer than the exit code, and the `code` of JSON errors.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// The command line, the environment or the configuration file is wrong.
    Usage,
    /// Nothing fits what was asked for.
    NothingMatched,
    /// The secret does not open the vault.
    WrongSecret,
    /// The remote refuses this user or machine; or nobody is there to be asked.
    NotAuthorised,
    /// Something else is there already, or has changed meanwhile.
    Conflict,
    /// Another han holds the lock.
    Busy,
    /// The remote cannot be reached, or failed on its side.
    Unreachable,
    /// Data does not open, hash or verify.
    Tampered,
    /// Some of it was done, some was not.
    Partly,
    /// A file of this machine could not be read or written.
    Io,
    /// The remote shows an older state than was seen, or less of it.
    Rollback,
    /// Two machines were shown different histories.
    Fork,
    /// The remote's log is not a continuation of what was seen.
    Rewritten,
    /// A bug in han.
    Bug,
}

/// Every kind, the gravest first: with several causes, the first decides the exit code.
const BY_GRAVITY: [Kind; 14] = [
    Kind::Rewritten,
    Kind::Fork,
    Kind::Rollback,
    Kind::Tampered,
    Kind::WrongSecret,
    Kind::NotAuthorised,
    Kind::Conflict,
    Kind::Busy,
    Kind::Unreachable,
    Kind::Io,
    Kind::Partly,
    Kind::Bug,
    Kind::Usage,
    Kind::NothingMatched,
];

impl Kind {
    /// The exit code of this kind.
    pub fn exit(self) -> Exit {
        match self {
            Self::Usage => Exit::Usage,
            Self::NothingMatched => Exit::Found,
            Self::WrongSecret | Self::NotAuthorised => Exit::Denied,
            Self::Conflict | Self::Busy => Exit::Conflict,
            Self::Unreachable => Exit::Unreachable,
            Self::Tampered => Exit::Tampered,
            Self::Partly | Self::Io => Exit::Partly,
            Self::Rollback => Exit::Rollback,
            Self::Fork => Exit::Fork,
            Self::Rewritten => Exit::Rewritten,
            Self::Bug => Exit::Bug,
        }
    }

    /// The name in JSON; stable.
    pub fn code(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::NothingMatched => "nothing_matched",
            Self::WrongSecret => "wrong_secret",
            Self::NotAuthorised => "not_authorised",
            Self::Conflict => "conflict",
            Self::Busy => "busy",
            Self::Unreachable => "unreachable",
            Self::Tampered => "tampered",
            Self::Partly => "partly",
            Self::Io => "io",
            Self::Rollback => "rollback",
            Self::Fork => "fork",
            Self::Rewritten => "rewritten",
            Self::Bug => "bug",
        }
    }

    /// The gravest of several causes.
    pub fn gravest(causes: impl IntoIterator<Item = Self>) -> Option<Self> {
        let rank = |kind: &Self| BY_GRAVITY.iter().position(|k| k == kind);
        causes.into_iter().min_by_key(rank)
    }
}

/// How a command ended that did not fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// All done.
    Done,
    /// Secrets were found, or nothing matched: exit code 1, and nothing more is said.
    Found,
    /// Items failed, and the command has named each: the exit code of the gravest cause.
    Incomplete(Kind),
}

impl Outcome {
    /// `Done` where there are no causes, else the gravest of them.
    pub fn from_causes(causes: impl IntoIterator<Item = Kind>) -> Self {
        Kind::gravest(causes).map_or(Self::Done, Self::Incomplete)
    }

    /// The exit code.
    pub fn exit(self) -> Exit {
        match self {
            Self::Done => Exit::Ok,
            Self::Found => Exit::Found,
            Self::Incomplete(kind) => kind.exit(),
        }
    }
}

/// A failed command: kind, what failed, the chain of causes and the commands that may help.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    what: String,
    source: Option<Box<dyn Error + Send + Sync>>,
    hints: Vec<String>,
}

impl Failure {
    /// A failure to do `what` ("cannot open the vault"); lower case, no full stop, no secret.
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), source: None, hints: Vec::new() }
    }

    /// Adds the cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds what to run next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What to run next.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// What failed and every cause, joined by colons; a cause that repeats the text before it is left out.
    pub fn message(&self) -> String {
        let mut text = self.what.clone();
        let mut cause: Option<&dyn Error> = self.source.as_deref().map(|e| e as &dyn Error);
        while let Some(error) = cause {
            let said = error.to_string();
            if !text.ends_with(&said) {
                let _ = write!(text, ": {said}");
            }
            cause = error.source();
        }
        text
    }

    /// The JSON document of the failure: `{"error": {"code", "message", "hint"}}`.
    pub fn to_json(&self) -> serde_json::Value {
        let hint = if self.hints.is_empty() { None } else { Some(self.hints.join("\n")) };
        serde_json::json!({ "error": { "code": self.kind.code(), "message": self.message(), "hint": hint } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{said}")]
    struct Layer {
        said: &'static str,
        #[source]
        source: Option<Box<Layer>>,
    }

    #[test]
    fn the_gravest_cause_decides() {
        let order = [10, 9, 8, 6, 3, 3, 4, 4, 5, 7, 7];
        let codes: Vec<u8> = BY_GRAVITY.iter().map(|k| k.exit() as u8).collect();
        assert_eq!(codes[..order.len()], order);
        assert_eq!(Kind::gravest([Kind::Partly, Kind::Tampered, Kind::Unreachable]), Some(Kind::Tampered));
        assert_eq!(Outcome::from_causes([]).exit(), Exit::Ok);
        assert_eq!(Outcome::from_causes([Kind::Io, Kind::Busy]).exit(), Exit::Conflict);
    }

    #[test]
    fn every_kind_has_a_rank_and_a_code_of_its_own() {
        let codes: std::collections::HashSet<_> = BY_GRAVITY.iter().map(|k| k.code()).collect();
        assert_eq!(codes.len(), BY_GRAVITY.len());
    }

    #[test]
    fn causes_are_chained_and_not_repeated() {
        let deep = Layer { said: "disk full", source: None };
        let top = Layer { said: "write: disk full", source: Some(Box::new(deep)) };
        let failure = Failure::new(Kind::Io, "cannot save").because(top).hint("han doctor");
        assert_eq!(failure.message(), "cannot save: write: disk full");
        assert_eq!(
            failure.to_json().to_string(),
            r#"{"error":{"code":"io","message":"cannot save: write: disk full","hint":"han doctor"}}"#
        );
        assert!(Failure::new(Kind::Bug, "x").to_json()["error"]["hint"].is_null());
    }
}
