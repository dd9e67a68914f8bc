//! Claude Code's on-disk model: ids, folder names, which files belong to a session, lines, routing.
//!
//! Pure: no file, network, clock, environment or thread calls. Lines are opaque JSON: no entry type is
//! required to be known, and no line is ever serialised again; changes are splices of its bytes.

pub mod covered;
pub mod equal;
pub mod extra;
pub mod history;
pub mod id;
pub mod layout;
pub mod leaf;
pub mod line;
pub mod path;
pub mod remote_name;
pub mod route;
pub mod summary;

pub use extra::Extra;
pub use id::{Munged, SessionUuid, munge};
pub use layout::{Classified, FileKind, SessionFile, classify};
pub use path::SafePath;
