//! What the errors of other modules mean for a user: their kind, and what to run next.

use super::failure::{Failure, Kind};
use crate::config::{ConfigError, EditError};
use crate::local::atomic::FileError;
use crate::local::lock::LockError;
use crate::ops::error::OpError;
use crate::ops::identity::IdentityError;
use crate::remote::RemoteError;
use crate::vault::envelope::EnvelopeError;
use crate::vault::keyfile::KeyfileError;
use crate::vault::object::ObjectError;
use crate::vault::roster::RosterError;

const OTHER_SOURCES: &str = "unset it; use --passphrase-file, HAN_PASSPHRASE_FILE or HAN_PASSPHRASE_COMMAND";

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let (kind, hint) = match &error {
            ConfigError::SecretInEnvironment("HAN_TOKEN") => {
                (Kind::Usage, Some("write it to a file of mode 0600 and set HAN_TOKEN_FILE"))
            }
            ConfigError::SecretInEnvironment(_) => (Kind::Usage, Some(OTHER_SOURCES)),
            ConfigError::TwoSources(..) => (Kind::Usage, Some("unset one of them")),
            ConfigError::NoHome => (Kind::Usage, Some("set HOME")),
            ConfigError::UnknownVault { .. } => (Kind::Usage, Some("han vault list")),
            ConfigError::Missing(_) | ConfigError::File { .. } | ConfigError::BadVariable { .. } => {
                (Kind::Usage, None)
            }
            ConfigError::Edit(cause) => (edit_kind(cause), Some("han vault list")),
            ConfigError::Lock(cause) => (lock_kind(cause), None),
            ConfigError::Unreadable { .. } | ConfigError::Write(_) => (Kind::Io, None),
        };
        let what = match &error {
            ConfigError::Edit(_) | ConfigError::Lock(_) | ConfigError::Write(_) => {
                "cannot change the configuration file"
            }
            _ => "cannot use the settings",
        };
        let failure = Self::new(kind, what).because(error);
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

fn edit_kind(error: &EditError) -> Kind {
    match error {
        EditError::Taken(_) => Kind::Conflict,
        EditError::NoVault(_) => Kind::NothingMatched,
        EditError::Syntax(_) | EditError::NotATable(_) => Kind::Usage,
    }
}

fn lock_kind(error: &LockError) -> Kind {
    match error {
        LockError::Busy(_) => Kind::Busy,
        LockError::Io { .. } => Kind::Io,
    }
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        let failure = Self::new(lock_kind(&error), "cannot begin");
        match error {
            LockError::Busy(_) => failure.because(error).hint("wait for the other han, or give --lock-wait"),
            LockError::Io { .. } => failure.because(error),
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::new(Kind::Io, "a file of han cannot be used").because(error)
    }
}

/// The kind of a remote's refusal.
pub(super) fn remote_kind(error: &RemoteError) -> Kind {
    match error {
        RemoteError::NotFound(_) => Kind::NothingMatched,
        RemoteError::Unreachable(_) => Kind::Unreachable,
        RemoteError::Io(_) => Kind::Io,
        RemoteError::Refused(_) | RemoteError::NotAuthorised(_) => Kind::NotAuthorised,
        RemoteError::Damaged(_) => Kind::Tampered,
        RemoteError::Newer(_) | RemoteError::UnsafeFilesystem { .. } => Kind::Usage,
    }
}

impl From<RemoteError> for Failure {
    fn from(error: RemoteError) -> Self {
        let failure = Self::new(remote_kind(&error), "cannot use the vault");
        let hint = match &error {
            RemoteError::Unreachable(_) => Some("try again later, or look with: han doctor"),
            RemoteError::NotAuthorised(_) => {
                Some("han login URL --invite TOKEN   (a new token for this machine)")
            }
            RemoteError::Newer(_) => Some("update han"),
            RemoteError::NotFound(what) if what.starts_with("vault ") => {
                Some("it is gone, or it is a team's and you are no member of it (any more): ask its owners")
            }
            RemoteError::UnsafeFilesystem { .. } => {
                Some("give a folder of a local disk with --remote, or use: han export")
            }
            _ => None,
        };
        let failure = failure.because(error);
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

/// The kind of a use case's failure.
pub(super) fn op_kind(error: &OpError) -> Kind {
    match error {
        OpError::WrongSecret { .. } | OpError::SecretReplaced { .. } | OpError::AccountKeyNeeded { .. } => {
            Kind::WrongSecret
        }
        OpError::NoSecret { .. } => Kind::NotAuthorised,
        OpError::Rollback { .. } => Kind::Rollback,
        OpError::Fork { .. } => Kind::Fork,
        OpError::Rewritten => Kind::Rewritten,
        OpError::Keyfile { source, .. } => keyfile_kind(source),
        OpError::Follow(_)
        | OpError::Head(_)
        | OpError::Object { .. }
        | OpError::Missing(_)
        | OpError::Archive(_)
        | OpError::AnotherVault { .. } => Kind::Tampered,
        OpError::Remote(error) => remote_kind(error),
        OpError::SecretStore(_) | OpError::Passphrase(_) => Kind::NotAuthorised,
        OpError::Io { .. }
        | OpError::File(_)
        | OpError::StateCache(_)
        | OpError::State(_)
        | OpError::KeptLog(_) => Kind::Io,
        OpError::Busy => Kind::Busy,
        OpError::Conflict | OpError::Exists { .. } | OpError::Taken(_) | OpError::Unfinished { .. } => {
            Kind::Conflict
        }
        OpError::Envelope(error) => envelope_kind(error),
        OpError::KeyNotShared => Kind::NotAuthorised,
        OpError::Seal(_) => Kind::Usage,
        OpError::NotFound(_) => Kind::NothingMatched,
        OpError::Usage(_) => Kind::Usage,
        OpError::Roster { source, .. } => roster_kind(source),
        OpError::Identity(IdentityError::NoCard) => Kind::NothingMatched,
        OpError::Identity(_) => Kind::Tampered,
        OpError::NotGoverning { .. } | OpError::MayNotWrite { .. } | OpError::NotConfirmed { .. } => {
            Kind::NotAuthorised
        }
        OpError::Random(_) | OpError::Worker => Kind::Bug,
    }
}

fn envelope_kind(error: &EnvelopeError) -> Kind {
    match error {
        EnvelopeError::Damaged(_) | EnvelopeError::Structure(_) => Kind::Tampered,
        EnvelopeError::Newer(_) | EnvelopeError::WrongKind => Kind::Usage,
        EnvelopeError::ForeignRecipient(_)
        | EnvelopeError::OtherReceivingKey
        | EnvelopeError::WrongVault(_)
        | EnvelopeError::WrongSession
        | EnvelopeError::SignerUnknown(_)
        | EnvelopeError::SignerRevoked(_)
        | EnvelopeError::Expired
        | EnvelopeError::Revoked => Kind::NotAuthorised,
    }
}

/// What helps where an envelope was refused.
fn envelope_hint(error: &EnvelopeError) -> &'static str {
    match error {
        EnvelopeError::Damaged(_) | EnvelopeError::Structure(_) => {
            "nothing was written; ask its sender to share the session again"
        }
        EnvelopeError::Newer(_) => "update han",
        EnvelopeError::WrongKind | EnvelopeError::WrongVault(_) | EnvelopeError::WrongSession => "han shares",
        EnvelopeError::ForeignRecipient(_) | EnvelopeError::OtherReceivingKey => {
            "give your present contact code to its sender: han team fingerprint"
        }
        EnvelopeError::SignerUnknown(_) => {
            "ask its sender for a contact code (han team fingerprint), and add it: --from CODE"
        }
        EnvelopeError::SignerRevoked(_) => {
            "ask its sender to share the session again, and for a new contact code"
        }
        EnvelopeError::Expired | EnvelopeError::Revoked => "ask its sender to share the session again",
    }
}

fn keyfile_kind(error: &KeyfileError) -> Kind {
    match error {
        KeyfileError::WrongSecret | KeyfileError::WindowOver | KeyfileError::AccountKeyNeeded => {
            Kind::WrongSecret
        }
        KeyfileError::Newer(_) => Kind::Usage,
        KeyfileError::NotGoverning => Kind::NotAuthorised,
        KeyfileError::Tampered(_)
        | KeyfileError::Lost(_)
        | KeyfileError::Damaged(_)
        | KeyfileError::Structure(_)
        | KeyfileError::Object(_)
        | KeyfileError::Kdf(_) => Kind::Tampered,
        KeyfileError::Random(_) => Kind::Bug,
    }
}

fn roster_kind(error: &RosterError) -> Kind {
    match error {
        RosterError::Newer(_) => Kind::Usage,
        _ => Kind::Tampered,
    }
}

/// A use case's failure with what to run next.
pub(super) fn op_failure(error: OpError) -> Failure {
    if let OpError::Remote(error) = error {
        return error.into();
    }
    let what = match &error {
        OpError::WrongSecret { .. } | OpError::NoSecret { .. } | OpError::SecretReplaced { .. } => {
            "cannot open the vault"
        }
        OpError::AccountKeyNeeded { .. } | OpError::Keyfile { .. } => "cannot open the vault",
        OpError::Roster { .. } => "the team's roster was refused",
        OpError::Rollback { .. } | OpError::Fork { .. } | OpError::Rewritten => "the vault cannot be trusted",
        OpError::Follow(_) | OpError::Head(_) | OpError::Object { .. } | OpError::Missing(_) => {
            "the vault is damaged or was tampered with"
        }
        OpError::SecretStore(_) | OpError::Passphrase(_) => "cannot read the secret",
        OpError::Envelope(_) | OpError::KeyNotShared => "cannot open what was shared",
        OpError::Seal(_) => "cannot share",
        _ => "cannot go on",
    };
    let hint = op_hint(&error);
    let failure = Failure::new(op_kind(&error), what).because(error);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

fn op_hint(error: &OpError) -> Option<String> {
    Some(match error {
        OpError::WrongSecret { vault }
        | OpError::NoSecret { vault }
        | OpError::SecretReplaced { vault }
        | OpError::AccountKeyNeeded { vault } => format!("han keys unlock --vault {vault}"),
        OpError::Rollback { .. } | OpError::Rewritten | OpError::Fork { .. } => {
            "nothing was changed; ask whoever keeps the vault, and look with: han verify".into()
        }
        OpError::Keyfile { vault, source } => match source {
            KeyfileError::Newer(_) => "update han".into(),
            KeyfileError::NotGoverning => format!("han team members --vault {vault}   (says who can)"),
            _ => format!("han keys repair --vault {vault}"),
        },
        OpError::Object { source: ObjectError::LostKey(_), .. } => {
            "han keys unlock   (with the secret that is in force)".into()
        }
        OpError::Object { source: ObjectError::UnknownKey(_), .. } => {
            "han keys list   (what the keyfile has), then: han keys repair".into()
        }
        OpError::Object { source: ObjectError::SignerNotShared, .. } => {
            "if somebody has joined that team since, the next han sync of its sender mends it; else it is forged"
                .into()
        }
        OpError::Follow(_) | OpError::Object { .. } | OpError::Missing(_) => "han verify".into(),
        OpError::Identity(IdentityError::NoCard) => {
            "that person runs: han team fingerprint   (which publishes the card), or hands over the card: --card FILE".into()
        }
        OpError::Identity(IdentityError::Changed { .. }) => {
            "ask that person by another way; if it is right, again with: --accept-changed-key".into()
        }
        OpError::Identity(_) => {
            "nothing was changed; ask that person for a new code by another way: han team fingerprint".into()
        }
        OpError::Roster { source: RosterError::Newer(_), .. } => "update han".into(),
        OpError::Roster { .. } => "nothing was changed; ask the team's owners, and look with: han verify".into(),
        OpError::NotGoverning { vault } | OpError::MayNotWrite { vault, .. } => {
            format!("han team members --vault {vault}   (says who may do what)")
        }
        OpError::NotConfirmed { vault } => format!(
            "give the code of han team fingerprint to an owner, by another way, who then runs: \
             han team invite CODE --as YOUR-NAME --accept-changed-key --vault {vault}"
        ),
        OpError::Exists { name } => format!("han keys unlock --vault {name}"),
        OpError::AnotherVault { .. } => "han vault list".into(),
        OpError::Busy => "wait for the other han, or give --lock-wait".into(),
        OpError::Conflict => "han sync".into(),
        OpError::Unfinished { vault } => {
            format!(
                "han rotate --vault {vault}   (finishes it; or give it up: han keys repair --vault {vault})"
            )
        }
        OpError::SecretStore(_) => "han doctor".into(),
        OpError::Envelope(error) => envelope_hint(error).into(),
        OpError::KeyNotShared => {
            "the next han sync of its sender seals it anew; if it does not, ask to share the session again".into()
        }
        OpError::NotFound(_) => "han list".into(),
        OpError::KeptLog(_) => "han status   (follows the log anew); then the same again".into(),
        _ => return None,
    })
}
