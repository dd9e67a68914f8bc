//! What a vault holds and what it means: sealed objects, manifests, display metadata, the keyfile and
//! its keys, the reading of the log, and the planning of appends and branches.
//!
//! Pure: bytes and times come in, bytes and decisions go out. The only plaintext that can be sealed as a
//! session's content is [`crate::redact::Redacted`].

pub mod archive;
pub mod author;
pub mod content;
pub mod envelope;
pub mod follow;
pub mod frame;
pub mod identity;
pub mod keyfile;
pub mod manifest;
pub mod meta;
pub mod object;
mod origin;
pub mod pin;
pub mod reftable;
pub mod registry;
pub mod roster;
pub mod rotation;
pub mod segment;
pub mod tombstone;
