//! Finding the sessions of this machine.
//!
//! One `stat` per file and no other call: 20,000 files must cost well under 0.1 s. The folders of Claude
//! Code itself (`~/.claude`, `projects`) may be links; nothing beneath `projects` is followed.

use super::read;
use crate::session::layout::{FileKind, Place, classify_in_project};
use crate::session::{SafePath, SessionUuid};
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// Deepest nesting of folders inside a session that is entered.
const MAX_DEPTH: usize = 12;

/// A folder of Claude Code's configuration, whose `projects/` holds sessions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Root {
    /// The folder, as configured (not resolved).
    pub path: PathBuf,
}

/// The folders to look in: `CLAUDE_CONFIG_DIR`, else `~/.claude`; and `~/.config/claude`, which two old
/// versions used. Roots that are one folder are given once; they need not exist.
pub fn roots(claude_config_dir: Option<&OsStr>, home: &Path) -> Vec<Root> {
    let given = claude_config_dir.filter(|v| !v.is_empty()).map(PathBuf::from);
    let first = given.unwrap_or_else(|| home.join(".claude"));
    let second = home.join(".config/claude");
    let same =
        first == second || matches!((first.canonicalize(), second.canonicalize()), (Ok(a), Ok(b)) if a == b);
    let paths = if same { vec![first] } else { vec![first, second] };
    paths.into_iter().map(|path| Root { path }).collect()
}

/// A file of a session as it stands on disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundFile {
    /// Where it is.
    pub abs: PathBuf,
    /// The path relative to the project folder, `/`-separated; always a [`SafePath`].
    pub rel: String,
    /// What it is.
    pub kind: FileKind,
    /// Its length in bytes.
    pub len: u64,
    /// When it was last written, in nanoseconds since 1970.
    pub mtime_ns: i64,
    /// Where only a part of it goes to a vault: which vault's.
    pub part: Option<String>,
}

impl FoundFile {
    /// The name of the file in the state cache: its path, as text, with the name of its part.
    pub fn key(&self) -> std::borrow::Cow<'_, str> {
        match &self.part {
            None => self.abs.to_string_lossy(),
            Some(part) => format!("{}\0{part}", self.abs.to_string_lossy()).into(),
        }
    }
}

/// A session in one project folder, with all its files in path order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundSession {
    /// The root it was found under.
    pub root: PathBuf,
    /// The project folder's name.
    pub project: String,
    /// The session.
    pub session: SessionUuid,
    /// Its files; the transcript may be missing.
    pub files: Vec<FoundFile>,
}

impl FoundSession {
    /// The transcript, if it is there.
    pub fn transcript(&self) -> Option<&FoundFile> {
        self.files.iter().find(|f| f.kind == FileKind::Transcript)
    }

    /// The latest time that any of its files was written.
    pub fn mtime_ns(&self) -> i64 {
        self.files.iter().map(|f| f.mtime_ns).max().unwrap_or(0)
    }
}

/// Why something under `projects/` was left out although it may hold a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SkipReason {
    /// A symbolic link.
    Link,
    /// Neither file nor folder (a pipe, a socket, a device).
    Special,
    /// A name that is not UTF-8 or could not be restored everywhere.
    Name,
    /// It cannot be read.
    Unreadable(io::ErrorKind),
    /// A legacy subagent whose lines name no session.
    NoSessionId,
    /// A `.jsonl` file where none is known.
    Unknown,
    /// Folders nested deeper than any session's.
    TooDeep,
}

/// Something that was left out, for the report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Skipped {
    /// What it is.
    pub path: PathBuf,
    /// Why it was left out.
    pub reason: SkipReason,
}

/// One session id in several places, the last written first. Claude Code cannot resume such a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Duplicate {
    /// The session.
    pub session: SessionUuid,
    /// The project folders that hold it.
    pub places: Vec<PathBuf>,
}

/// All that was found.
#[derive(Default, Debug)]
pub struct Found {
    /// The sessions, by root, project and id.
    pub sessions: Vec<FoundSession>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
    /// Sessions that lie in several places.
    pub duplicates: Vec<Duplicate>,
    /// The `projects` folders that exist, for "where we looked".
    pub searched: Vec<PathBuf>,
}

/// What is remembered of a legacy subagent's session, so that an unchanged file need not be opened: called
/// with the key, length and mtime of the file.
pub type KnownSession<'a> = &'a dyn Fn(&FoundFile) -> Option<SessionUuid>;

/// Finds all sessions under the roots.
pub fn scan(roots: &[Root]) -> Found {
    scan_with(roots, &|_| None)
}

/// Finds all sessions under the roots, asking `known` before a legacy subagent is opened.
pub fn scan_with(roots: &[Root], known: KnownSession) -> Found {
    let mut walk = Walk { found: Found::default(), files: BTreeMap::new(), known };
    for root in roots {
        let projects = root.path.join("projects");
        let Some(entries) = walk.list(&projects) else { continue };
        walk.found.searched.push(projects);
        for entry in entries {
            walk.project(root, &entry);
        }
    }
    let mut found = walk.found;
    found.sessions.sort_by(|a, b| {
        (a.root.as_os_str(), &a.project, a.session).cmp(&(b.root.as_os_str(), &b.project, b.session))
    });
    found.duplicates = duplicates(&found.sessions);
    found
}

struct Walk<'a> {
    found: Found,
    /// The files of the project that is being walked.
    files: BTreeMap<SessionUuid, Vec<FoundFile>>,
    known: KnownSession<'a>,
}

impl Walk<'_> {
    fn skip(&mut self, path: PathBuf, reason: SkipReason) {
        self.found.skipped.push(Skipped { path, reason });
    }

    /// The entries of a folder; a folder that is absent has none and is no event.
    fn list(&mut self, folder: &Path) -> Option<Vec<DirEntry>> {
        match fs::read_dir(folder).and_then(Iterator::collect) {
            Ok(entries) => Some(entries),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => {
                self.skip(folder.to_owned(), SkipReason::Unreadable(e.kind()));
                None
            }
        }
    }

    fn project(&mut self, root: &Root, entry: &DirEntry) {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => {}
            Ok(kind) if kind.is_symlink() => return self.skip(entry.path(), SkipReason::Link),
            _ => return,
        }
        let folder = entry.path();
        let name = entry.file_name();
        let Some(project) = name.to_str().filter(|n| SafePath::parse(n).is_ok()) else {
            return self.skip(folder, SkipReason::Name);
        };
        for entry in self.list(&folder).unwrap_or_default() {
            self.in_project(&entry);
        }
        for (session, mut files) in std::mem::take(&mut self.files) {
            files.sort_by(|a, b| a.rel.cmp(&b.rel));
            let (root, project) = (root.path.clone(), project.to_owned());
            self.found.sessions.push(FoundSession { root, project, session, files });
        }
    }

    /// An entry directly in a project folder: a transcript, a legacy subagent, or a session's folder.
    fn in_project(&mut self, entry: &DirEntry) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_dir = entry.file_type().is_ok_and(|t| t.is_dir());
        if is_dir {
            if SessionUuid::parse(&name).is_ok() {
                self.folder(&entry.path(), &name, MAX_DEPTH);
            }
            return;
        }
        match classify_in_project(&name) {
            Some(place) => self.file(entry, name.into_owned(), place),
            // A linked session folder looks like a file here.
            None if SessionUuid::parse(&name).is_ok() => self.skip(entry.path(), SkipReason::Link),
            None if name.ends_with(".jsonl") => self.skip(entry.path(), SkipReason::Unknown),
            None => {}
        }
    }

    /// A folder inside a session's folder; `rel` is its path from the project folder.
    fn folder(&mut self, folder: &Path, rel: &str, depth: usize) {
        if depth == 0 {
            return self.skip(folder.to_owned(), SkipReason::TooDeep);
        }
        for entry in self.list(folder).unwrap_or_default() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                self.skip(entry.path(), SkipReason::Name);
                continue;
            };
            let rel = format!("{rel}/{name}");
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.folder(&entry.path(), &rel, depth - 1),
                Ok(kind) if kind.is_symlink() => self.skip(entry.path(), SkipReason::Link),
                _ => match classify_in_project(&rel) {
                    Some(place) => self.file(&entry, rel, place),
                    None if name.ends_with(".jsonl") => self.skip(entry.path(), SkipReason::Unknown),
                    None => {}
                },
            }
        }
    }

    fn file(&mut self, entry: &DirEntry, rel: String, place: Place) {
        let abs = entry.path();
        // Does not follow links.
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return,
            Err(e) => return self.skip(abs, SkipReason::Unreadable(e.kind())),
        };
        if !metadata.is_file() {
            let reason = if metadata.is_symlink() { SkipReason::Link } else { SkipReason::Special };
            return self.skip(abs, reason);
        }
        if SafePath::parse(&rel).is_err() {
            return self.skip(abs, SkipReason::Name);
        }
        let (len, mtime_ns) = (metadata.len(), mtime_ns(&metadata));
        let kind = match place {
            Place::Of(_, kind) => kind,
            Place::Legacy => FileKind::LegacySubagent,
        };
        let file = FoundFile { abs, rel, kind, len, mtime_ns, part: None };
        let session = match place {
            Place::Of(session, _) => Some(session),
            Place::Legacy => (self.known)(&file).or_else(|| read::session_id(&file.abs)),
        };
        match session {
            Some(session) => self.files.entry(session).or_default().push(file),
            None => self.skip(file.abs, SkipReason::NoSessionId),
        }
    }
}

/// When a file was last written, in nanoseconds since 1970 (before: negative).
pub fn mtime_ns(metadata: &Metadata) -> i64 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        metadata.mtime().saturating_mul(1_000_000_000).saturating_add(metadata.mtime_nsec())
    }
    #[cfg(not(unix))]
    {
        let since = metadata.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
        since.map_or(0, |d| i64::try_from(d.as_nanos()).unwrap_or(i64::MAX))
    }
}

fn duplicates(sessions: &[FoundSession]) -> Vec<Duplicate> {
    let mut places: HashMap<SessionUuid, Vec<&FoundSession>> = HashMap::with_capacity(sessions.len());
    for session in sessions {
        places.entry(session.session).or_default().push(session);
    }
    places.retain(|_, found| found.len() > 1);
    let mut all: Vec<_> = places
        .into_iter()
        .map(|(session, mut found)| {
            found.sort_by_key(|s| std::cmp::Reverse(s.mtime_ns()));
            let places = found.iter().map(|s| s.root.join("projects").join(&s.project)).collect();
            Duplicate { session, places }
        })
        .collect();
    all.sort_by_key(|d| d.session);
    all
}
