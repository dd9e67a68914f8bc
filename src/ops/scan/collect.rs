//! Which files a scan looks at: sessions, one file, or all beneath a folder but for what its `.hanignore` files name.
//!
//! `.hanignore` has the syntax of `.gitignore`, and counts for source files only: never in a Claude folder, and never for
//! a transcript wherever it lies, as what stands there was written by others.

use crate::local::atomic;
use crate::local::discover::{self, Root};
use crate::ops::error::OpError;
use crate::ops::sync;
use crate::scan::allow::AllowList;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Deepest nesting of folders that is entered.
const MAX_DEPTH: usize = 64;
/// The file that names what is not looked at.
const IGNORE_FILE: &str = ".hanignore";
/// Longest such file, in bytes.
const MAX_IGNORE: u64 = 256 << 10;
/// Bytes that tell a transcript.
const SNIFF: u64 = 64 << 10;

/// Whose words a file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The user's own, such as source code: marks and `.hanignore` count.
    Source,
    /// Others' too: neither counts.
    Transcript,
}

/// A file to look at.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it is.
    pub abs: PathBuf,
    /// How it is named in findings, and beneath the folder that it is copied to.
    pub shown: String,
    /// Whose words it holds.
    pub origin: Origin,
    /// Of a session's file: the folders that it worked in, where the allow list looks at paths. They stand for the file,
    /// as in `sync`.
    pub folders: Option<Arc<[String]>>,
}

/// Files that belong together: values confirmed in one are searched for in the others.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The files.
    pub items: Vec<Item>,
    /// Files that a `.hanignore` names.
    pub ignored: Vec<Item>,
    /// What was left out, and why.
    pub skipped: Vec<(PathBuf, &'static str)>,
    /// Mistakes in `.hanignore` files; what they name is looked at.
    pub notes: Vec<String>,
}

/// The sessions of this machine, each a group of its own.
pub fn sessions(roots: &[Root], allow: &AllowList) -> Vec<Group> {
    let found = discover::scan(roots);
    let group = |session: discover::FoundSession| {
        let folders: Arc<[String]> =
            if allow.uses_paths() { sync::folders(&session).into() } else { Arc::default() };
        let item = |file: discover::FoundFile| Item {
            shown: file.abs.display().to_string(),
            abs: file.abs,
            origin: Origin::Transcript,
            folders: Some(Arc::clone(&folders)),
        };
        Group { items: session.files.into_iter().map(item).collect(), ..Group::default() }
    };
    found.sessions.into_iter().map(group).collect()
}

/// A file, or every file beneath a folder. `claude` are Claude Code's folders, which hold transcripts.
///
/// # Errors
/// Where `path` itself cannot be read.
pub fn collect(path: &Path, claude: &[Root]) -> Result<Group, OpError> {
    let metadata = fs::metadata(path).map_err(OpError::io(path))?;
    let abs = path.canonicalize().map_err(OpError::io(path))?;
    let claude = claude.iter().filter_map(|root| root.path.canonicalize().ok()).collect();
    let mut walk = Walk { group: Group::default(), claude, ignore_files: Vec::new() };
    let origin = walk.origin(&abs);
    if !metadata.is_dir() {
        // A file that the user named is the user's choice, whatever an ignore file says, and so is a link to one.
        walk.group.items.push(item(abs, path.display().to_string(), origin));
        return Ok(walk.group);
    }
    if origin == Origin::Source {
        walk.read_above(&abs);
    }
    let folder = Folder { shown: path, real: &abs, origin, ignored: false, depth: MAX_DEPTH };
    walk.enter(&folder).map_err(OpError::io(path))?;
    walk.group.items.sort_by(|a, b| a.abs.cmp(&b.abs));
    walk.group.ignored.sort_by(|a, b| a.abs.cmp(&b.abs));
    Ok(walk.group)
}

fn item(abs: PathBuf, shown: String, origin: Origin) -> Item {
    let origin = if is_lines(&abs) { Origin::Transcript } else { origin };
    Item { abs, shown, origin, folders: None }
}

/// Whether a file holds JSON lines, by its name.
pub(super) fn is_lines(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson")
}

struct Walk {
    group: Group,
    /// Claude Code's folders, links resolved.
    claude: Vec<PathBuf>,
    /// The ignore files of the folder at hand and of those above it, the nearest last.
    ignore_files: Vec<Gitignore>,
}

/// A folder to enter.
struct Folder<'a> {
    /// As the user named what it lies in.
    shown: &'a Path,
    /// Links resolved.
    real: &'a Path,
    origin: Origin,
    /// Whether an ignore file names it; transcripts in it are looked at all the same.
    ignored: bool,
    /// How many folders deep it may go on.
    depth: usize,
}

impl Walk {
    fn origin(&self, real: &Path) -> Origin {
        let beneath = self.claude.iter().any(|root| real.starts_with(root));
        let mut parts = real.components().map(|part| part.as_os_str()).skip_while(|part| *part != ".claude");
        // Another user's Claude folder, or a copy of one.
        let copy = parts.next().is_some() && parts.next().is_some_and(|part| part == "projects");
        if beneath || copy { Origin::Transcript } else { Origin::Source }
    }

    /// Reads the ignore files above a folder, up to the top of its repository.
    fn read_above(&mut self, real: &Path) {
        let Some(top) = real.ancestors().position(|folder| folder.join(".git").exists()) else { return };
        let above: Vec<&Path> = real.ancestors().skip(1).take(top).collect();
        for folder in above.into_iter().rev() {
            self.read_ignore_file(folder);
        }
    }

    fn enter(&mut self, folder: &Folder<'_>) -> std::io::Result<()> {
        let mut entries = fs::read_dir(folder.shown)?.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        let read = folder.origin == Origin::Source && self.read_ignore_file(folder.real);
        for entry in entries {
            self.take(folder, &entry);
        }
        if read {
            self.ignore_files.pop();
        }
        Ok(())
    }

    fn take(&mut self, folder: &Folder<'_>, entry: &fs::DirEntry) {
        let (path, real) = (entry.path(), folder.real.join(entry.file_name()));
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && folder.depth == 0 => {
                self.group.skipped.push((path, "it is nested too deep"));
            }
            Ok(kind) if kind.is_dir() && is_git_store(&path) => {}
            Ok(kind) if kind.is_dir() => {
                let origin = match folder.origin {
                    Origin::Source => self.origin(&real),
                    Origin::Transcript => Origin::Transcript,
                };
                let ignored = folder.ignored || self.ignores(&real, origin, true);
                let inner = Folder { shown: &path, real: &real, origin, ignored, depth: folder.depth - 1 };
                if self.enter(&inner).is_err() {
                    self.group.skipped.push((path, "it cannot be read"));
                }
            }
            Ok(kind) if kind.is_file() => {
                let item = item(real, path.display().to_string(), folder.origin);
                let ignored = (folder.ignored && item.origin == Origin::Source)
                    || self.ignores(&item.abs, item.origin, false);
                if ignored && !is_transcript(&item.abs) {
                    self.group.ignored.push(item);
                } else {
                    self.group.items.push(item);
                }
            }
            Ok(kind) if kind.is_symlink() => self.group.skipped.push((path, "it is a link")),
            _ => self.group.skipped.push((path, "it is not a plain file")),
        }
    }

    /// Whether the nearest ignore file that says anything of a source file or folder leaves it out.
    fn ignores(&self, real: &Path, origin: Origin, is_folder: bool) -> bool {
        if origin == Origin::Transcript {
            return false;
        }
        let said = self.ignore_files.iter().rev().map(|file| file.matched(real, is_folder));
        said.into_iter().find(|said| !said.is_none()).is_some_and(|said| said.is_ignore())
    }

    /// Whether there is one, which then is the nearest.
    fn read_ignore_file(&mut self, folder: &Path) -> bool {
        let path = folder.join(IGNORE_FILE);
        let text = match read(&path) {
            Ok(Some(text)) => text,
            Ok(None) => return false,
            Err(why) => {
                self.group.notes.push(format!("{} is not followed: {why}", path.display()));
                return false;
            }
        };
        let mut builder = GitignoreBuilder::new(folder);
        for (number, line) in text.lines().enumerate() {
            if let Err(error) = builder.add_line(None, line) {
                self.group.notes.push(format!("{}:{}: {error}", path.display(), number + 1));
            }
        }
        match builder.build() {
            Ok(file) => {
                self.ignore_files.push(file);
                true
            }
            Err(error) => {
                self.group.notes.push(format!("{} is not followed: {error}", path.display()));
                false
            }
        }
    }
}

/// The text of an ignore file; none where there is none.
fn read(path: &Path) -> Result<Option<String>, String> {
    if fs::symlink_metadata(path).is_err() {
        return Ok(None);
    }
    let file = atomic::open_plain(path).map_err(|error| crate::ops::error::chain(&error))?;
    let mut bytes = Vec::new();
    file.take(MAX_IGNORE + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_IGNORE {
        return Err(format!("it is larger than {} KiB", MAX_IGNORE >> 10));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| "it is no UTF-8 text".to_owned())
}

/// Git's packed objects: compressed, so that nothing can be found in them.
fn is_git_store(path: &Path) -> bool {
    path.ends_with(".git/objects") || path.ends_with(".git/lfs")
}

/// Whether a file holds a transcript under another name.
fn is_transcript(path: &Path) -> bool {
    let Ok(file) = atomic::open_plain(path) else { return false };
    let mut head = Vec::new();
    file.take(SNIFF).read_to_end(&mut head).is_ok() && begins_transcript(&head)
}

/// Whether a file's first bytes are a line of a transcript: marks in it are not the user's.
pub(super) fn begins_transcript(head: &[u8]) -> bool {
    let line =
        head.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let has = |key: &[u8]| memchr::memmem::find(line, key).is_some();
    line.trim_ascii_start().starts_with(b"{")
        && (has(b"\"sessionId\"") || has(b"\"session_id\"") || has(b"\"parentUuid\"") || has(b"\"leafUuid\""))
}
