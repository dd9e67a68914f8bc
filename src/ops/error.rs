//! What a use case can fail with: one enum for all of them, because the shell maps it to exit codes.

use crate::local::secrets::SecretStoreError;
use crate::protocol::checkpoint::CheckpointError;
use crate::protocol::ids::OwnerId;
use crate::remote::RemoteError;
use crate::vault::follow::FollowError;
use crate::vault::keyfile::KeyfileError;
use crate::vault::object::ObjectError;
use crate::vault::roster::RosterError;
use std::path::PathBuf;

/// Why a use case stopped.
#[derive(Debug, thiserror::Error)]
pub enum OpError {
    /// The secret does not open the vault.
    #[error("the secret does not open vault {vault}")]
    WrongSecret {
        /// The vault's name.
        vault: String,
    },
    /// No secret is stored and none was given.
    #[error("no secret for vault {vault}")]
    NoSecret {
        /// The vault's name.
        vault: String,
    },
    /// The secret was replaced; what was opened with it may only be read.
    #[error("the secret of vault {vault} was changed; this machine still has the old one")]
    SecretReplaced {
        /// The vault's name.
        vault: String,
    },
    /// A change of the secret began and was neither confirmed nor refused.
    #[error("a change of the secret of vault {vault} was interrupted and is not finished")]
    Unfinished {
        /// The vault's name.
        vault: String,
    },
    /// The vault needs its account key too.
    #[error("vault {vault} needs its account key beside the secret")]
    AccountKeyNeeded {
        /// The vault's name.
        vault: String,
    },
    /// The keyfile was refused.
    #[error("keyfile of vault {vault}")]
    Keyfile {
        /// The vault's name.
        vault: String,
        /// Why.
        #[source]
        source: KeyfileError,
    },
    /// The team's roster was refused.
    #[error("roster of vault {vault}")]
    Roster {
        /// The vault's name.
        vault: String,
        /// Why.
        #[source]
        source: RosterError,
    },
    /// Somebody's identity is not accepted.
    #[error(transparent)]
    Identity(#[from] super::identity::IdentityError),
    /// Only owners and admins may do this.
    #[error("only an owner or admin of {vault} may do that")]
    NotGoverning {
        /// The vault's name.
        vault: String,
    },
    /// The user of this machine may read a team's vault and not write to it.
    #[error("nothing was written to {vault}: {why}")]
    MayNotWrite {
        /// The vault's name.
        vault: String,
        /// Why not.
        why: &'static str,
    },
    /// This user's identity is not the one that a team's roster has.
    #[error("{vault} knows another identity of you than the one that you have now")]
    NotConfirmed {
        /// The vault's name.
        vault: String,
    },
    /// The remote's log is shorter than what was verified before.
    #[error("the vault shows {shown} log entries, {pinned} were verified before")]
    Rollback {
        /// What it shows.
        shown: u64,
        /// What was pinned.
        pinned: u64,
    },
    /// Two signed heads contradict each other.
    #[error("the vault shows another history than the one that {device} verified")]
    Fork {
        /// Who saw the other history.
        device: String,
    },
    /// The log does not continue what was verified before.
    #[error("the vault's log was rewritten")]
    Rewritten,
    /// A leaf or a ref contradicts the log.
    #[error("the vault contradicts its log")]
    Follow(#[source] FollowError),
    /// What this machine keeps of the log is damaged; that has been put out of the way.
    #[error(transparent)]
    KeptLog(FollowError),
    /// The signed head does not verify.
    #[error("the vault's signed head")]
    Head(#[from] CheckpointError),
    /// An object was refused.
    #[error("{what}")]
    Object {
        /// Which one, in the user's terms.
        what: String,
        /// Why.
        #[source]
        source: ObjectError,
    },
    /// Something that the log or a manifest names is missing.
    #[error("{0} is missing from the vault")]
    Missing(String),
    /// An archive that is not one, or not whole.
    #[error("archive: {0}")]
    Archive(String),
    /// The remote failed.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// The secret store failed.
    #[error(transparent)]
    SecretStore(#[from] SecretStoreError),
    /// A local file could not be read or written.
    #[error("{path}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The secret that was given for this run could not be read.
    #[error(transparent)]
    Passphrase(#[from] crate::local::secrets::passphrase::PassphraseError),
    /// A file of han's own.
    #[error(transparent)]
    File(crate::local::atomic::FileError),
    /// The state cache.
    #[error(transparent)]
    StateCache(#[from] crate::local::state::StateError),
    /// Another process holds the lock.
    #[error("another han is at work on this vault")]
    Busy,
    /// Somebody else moved the same refs again and again.
    #[error("the vault changed under every attempt")]
    Conflict,
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// The request makes no sense as it is.
    #[error("{0}")]
    Usage(String),
    /// The vault exists already.
    #[error("vault {name} exists already")]
    Exists {
        /// Its name.
        name: String,
    },
    /// Something is there already that is not to be replaced.
    #[error("{} is there already", .0.display())]
    Taken(PathBuf),
    /// What was pinned belongs to another vault.
    #[error("the remote holds vault {found}, not {wanted}")]
    AnotherVault {
        /// Pinned.
        wanted: OwnerId,
        /// Found.
        found: OwnerId,
    },
    /// Local state that does not read back.
    #[error("local state {0} is damaged")]
    State(PathBuf),
    /// An envelope was refused.
    #[error(transparent)]
    Envelope(#[from] crate::vault::envelope::EnvelopeError),
    /// The session moved on under a key that the envelope does not hold.
    #[error("the session has been sealed under a key since that was not shared")]
    KeyNotShared,
    /// An envelope could not be made.
    #[error("cannot seal the envelope")]
    Seal(#[from] crate::vault::envelope::SealError),
    /// The operating system gave no randomness.
    #[error("no randomness")]
    Random(#[from] crate::crypto::secret::RandomError),
    /// A worker thread ended without a result.
    #[error("a worker stopped")]
    Worker,
}

impl OpError {
    /// An I/O error with its path.
    pub fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// An object error with what it is in the user's terms.
    pub fn object(what: impl Into<String>) -> impl FnOnce(ObjectError) -> Self {
        let what = what.into();
        move |source| Self::Object { what, source }
    }
}

/// An error and its causes in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

impl From<FollowError> for OpError {
    fn from(source: FollowError) -> Self {
        match source {
            FollowError::Stored(_) => Self::KeptLog(source),
            source => Self::Follow(source),
        }
    }
}

impl From<crate::local::atomic::FileError> for OpError {
    fn from(source: crate::local::atomic::FileError) -> Self {
        Self::File(source)
    }
}
