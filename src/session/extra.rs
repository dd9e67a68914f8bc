//! Files beside the sessions that a user may choose to sync: what they are, where they lie, how they are named in a
//! vault. Off by default: they hold prompts, source code and what Claude was told to remember.
//!
//! A *collection* is a ref of its own in the vault: the prompt history, all plans, all pastes, one project's memory. Its
//! id is a UUID of version 8 made of its name, so that every machine knows it without asking. File history belongs to
//! the session that made it and travels in that session's ref.

use super::id::SessionUuid;
use super::layout::FileKind;
use super::path::SafePath;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// A kind of files that is synced only when the configuration asks for it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Extra {
    /// `history.jsonl`: every prompt typed, kept forever.
    History,
    /// `projects/<project>/memory/*.md`: what Claude was told to remember.
    Memory,
    /// `plans/*.md`.
    Plans,
    /// `file-history/<session>/<hash>@vN`: whole files as they were before an edit, for `/rewind`.
    FileHistory,
    /// `paste-cache/<hash>.txt`: long pastes, which the history names.
    PasteCache,
}

/// The text names no kind of files.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected history, memory, plans, file-history or paste-cache")]
pub struct UnknownExtra;

impl Extra {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::History, Self::Memory, Self::Plans, Self::FileHistory, Self::PasteCache];

    /// The word in configuration, flags and listings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Memory => "memory",
            Self::Plans => "plans",
            Self::FileHistory => "file-history",
            Self::PasteCache => "paste-cache",
        }
    }

    /// The kind of its files in manifests.
    pub fn kind(self) -> FileKind {
        match self {
            Self::History => FileKind::History,
            Self::Memory => FileKind::Memory,
            Self::Plans => FileKind::Plan,
            Self::FileHistory => FileKind::FileHistory,
            Self::PasteCache => FileKind::Paste,
        }
    }

    /// The kind of files that a manifest's file belongs to; none for a session's own.
    pub fn of(kind: FileKind) -> Option<Self> {
        Self::ALL.into_iter().find(|extra| extra.kind() == kind)
    }
}

impl FromStr for Extra {
    type Err = UnknownExtra;

    fn from_str(text: &str) -> Result<Self, UnknownExtra> {
        Self::ALL.into_iter().find(|extra| extra.as_str() == text).ok_or(UnknownExtra)
    }
}

impl fmt::Display for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The id of a collection: the first 16 bytes of SHA-256("han/v1/collection" || 0x00 || name), as a UUID of version 8
/// (RFC 9562 section 5.8). It stands only under the seal and in local state, as session ids do.
pub fn collection_id(name: &str) -> SessionUuid {
    let hash = Sha256::new().chain_update(b"han/v1/collection\0").chain_update(name).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    SessionUuid::from_bytes(uuid::Builder::from_custom_bytes(bytes).into_uuid().into_bytes())
}

/// The name of the memory of a project folder, of which [`collection_id`] is made.
pub fn memory_name(project: &str) -> String {
    format!("projects/{project}/memory")
}

/// Where a stored file of this kind and path may be written, relative to the Claude folder: `None` where the path is
/// not one that files of the kind have. Whoever holds the keys can name any other.
pub fn is_place_of(extra: Extra, path: &str) -> bool {
    if SafePath::parse(path).is_err() {
        return false;
    }
    let parts: Vec<&str> = path.split('/').collect();
    match (extra, parts.as_slice()) {
        (Extra::History, ["history.jsonl"]) => true,
        (Extra::Memory, ["memory", names @ ..]) => {
            (1..=4).contains(&names.len()) && names.last().is_some_and(|name| name.ends_with(".md"))
        }
        (Extra::Plans, ["plans", name]) => name.ends_with(".md"),
        (Extra::PasteCache, ["paste-cache", name]) => name.ends_with(".txt"),
        (Extra::FileHistory, ["file-history", session, name]) => {
            SessionUuid::parse(session).is_ok() && is_snapshot(name)
        }
        _ => false,
    }
}

/// `<hash>@vN`
pub fn is_snapshot(name: &str) -> bool {
    name.rsplit_once("@v").is_some_and(|(hash, version)| {
        !hash.is_empty() && !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_collections_are_fixed_and_of_version_8() {
        let id = collection_id("history.jsonl");
        assert_eq!(id, collection_id("history.jsonl"));
        assert_ne!(id, collection_id("plans"));
        assert!(id.is_collection());
        assert_eq!(id.to_string().as_bytes()[14], b'8');
        assert!(!SessionUuid::parse("0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8").unwrap().is_collection());
    }

    #[test]
    fn only_the_places_of_a_kind_are_written_to() {
        let sid = "0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8";
        for (extra, path, good) in [
            (Extra::History, "history.jsonl", true),
            (Extra::History, "projects/history.jsonl", false),
            (Extra::Plans, "plans/quiet-fox.md", true),
            (Extra::Plans, "plans/../settings.json", false),
            (Extra::Plans, "settings.json", false),
            (Extra::Memory, "memory/MEMORY.md", true),
            (Extra::Memory, "memory/topics/db.md", true),
            (Extra::Memory, "CLAUDE.md", false),
            (Extra::PasteCache, "paste-cache/0f3a.txt", true),
            (Extra::PasteCache, "paste-cache/run.sh", false),
            (Extra::FileHistory, &format!("file-history/{sid}/ab12@v3"), true),
            (Extra::FileHistory, &format!("file-history/{sid}/ab12"), false),
            (Extra::FileHistory, "file-history/x/ab12@v1", false),
        ] {
            assert_eq!(is_place_of(extra, path), good, "{path}");
        }
        for extra in Extra::ALL {
            assert_eq!(extra.as_str().parse(), Ok(extra));
            assert_eq!(Extra::of(extra.kind()), Some(extra));
        }
        assert_eq!(Extra::of(FileKind::Transcript), None);
    }
}
