//! Restoring one file.

use super::compare::{Compared, Prefix, compare};
use super::{Done, NotRestored, RestoreOptions};
use crate::local::atomic::{self, Temporary};
use crate::local::discover::{FoundFile, mtime_ns};
use crate::local::read::PrefixHasher;
use crate::local::state::{FileEntry, State};
use crate::ops::error::OpError;
use crate::ops::view::{Reader, SessionView};
use crate::protocol::ids::DeviceId;
use crate::session::line::remap_cwd;
use crate::session::{FileKind, SafePath, SessionUuid};
use crate::vault::manifest::{Branch, Segment};
use std::fs::Metadata;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// One file to restore.
pub(super) struct Target<'a> {
    pub(super) view: &'a SessionView,
    pub(super) branch: &'a Branch,
    pub(super) kind: u8,
    pub(super) folder: &'a Path,
    pub(super) path: &'a str,
    pub(super) map: Option<&'a (String, String)>,
    /// This installation.
    pub(super) device: DeviceId,
}

pub(super) enum Outcome {
    Done(Done, u64),
    Refused(NotRestored, String),
}

/// Removes the picker's index: it is derived, and stale from now on.
pub(super) fn drop_index(folder: &Path) -> Result<(), OpError> {
    let path = folder.join("sessions-index.json");
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(OpError::io(path)(error)),
        _ => Ok(()),
    }
}

pub(super) async fn restore(
    reader: &Reader,
    target: &Target<'_>,
    options: &RestoreOptions,
    (uuid, state): (&str, &mut State),
) -> Result<Outcome, OpError> {
    if SafePath::parse(target.path).is_err() {
        return Ok(Outcome::Refused(NotRestored::UnsafeName, "its name could leave the folder".into()));
    }
    let path = target.folder.join(target.path);
    let parent = path.parent().unwrap_or(target.folder).to_owned();
    if let Some(link) = linked(&options.to, &parent) {
        let message = format!("{} is a link", link.display());
        return Ok(Outcome::Refused(NotRestored::UnsafeName, message));
    }
    let local = std::fs::symlink_metadata(&path).ok();
    if local.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        return Ok(Outcome::Refused(
            NotRestored::Differs,
            "something that is not a plain file is there".into(),
        ));
    }
    if options.dry_run && local.is_none() {
        return Ok(Outcome::Done(Done::Written, target.branch.raw_len()));
    }
    if !options.dry_run {
        make_folders(&options.to, &parent)?;
        atomic::remove_stale(&parent).map_err(OpError::io(&parent))?;
    }
    let made = assemble(reader, target, (&path, &parent), local.is_some(), options.dry_run).await?;
    let (done, made) = match (made, local.is_some()) {
        (Assembled::Present, _) => return Ok(Outcome::Done(Done::Present, 0)),
        (Assembled::Differs, _) if !options.force => {
            let message = "a different file is there".into();
            return Ok(Outcome::Refused(NotRestored::Differs, message));
        }
        (Assembled::Differs, _) if options.dry_run => {
            return Ok(Outcome::Done(Done::Replaced, target.branch.raw_len()));
        }
        (Assembled::Differs, _) => {
            reader.expect(&target.branch.segments);
            (Done::Replaced, write(reader, target, (&path, &parent), None).await?)
        }
        (Assembled::Whole(made), false) => (Done::Written, made),
        (Assembled::Whole(made), true) => (Done::Extended, made),
        (Assembled::Longer(bytes), _) => return Ok(Outcome::Done(Done::Extended, bytes)),
    };
    let Made { temporary, hasher, len, written } = *made;
    if !is_as_it_was(&path, local.as_ref()) {
        let message = "it was written to meanwhile; restore it again".into();
        return Ok(Outcome::Refused(NotRestored::Differs, message));
    }
    if done == Done::Replaced {
        move_aside(&path)?;
    }
    temporary.rename(&path)?;
    remember(target, (&path, uuid), (hasher, len), state);
    Ok(Outcome::Done(done, written))
}

/// Whether nobody wrote to a path since it was looked at: a session may be in use.
pub(super) fn is_as_it_was(path: &Path, before: Option<&Metadata>) -> bool {
    match (std::fs::symlink_metadata(path), before) {
        (Ok(now), Some(before)) => (now.len(), mtime_ns(&now)) == (before.len(), mtime_ns(before)),
        (Err(error), None) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// A link among the folders beneath the Claude folder, which a restore must not write through.
fn linked(root: &Path, folder: &Path) -> Option<PathBuf> {
    let beneath = folder.strip_prefix(root).ok()?;
    let mut path = root.to_owned();
    beneath.components().find_map(|part| {
        path.push(part);
        // `projects` itself may be a link: that is the user's own choice.
        let checked = path != root.join("projects");
        let link = std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
        (checked && link).then(|| path.clone())
    })
}

pub(super) fn make_folders(root: &Path, folder: &Path) -> Result<(), OpError> {
    let mut path = root.to_owned();
    std::fs::create_dir_all(&path).map_err(OpError::io(&path))?;
    for part in folder.strip_prefix(root).into_iter().flat_map(Path::components) {
        path.push(part);
        if !path.exists() {
            atomic::create_private_folder(&path)?;
        }
    }
    Ok(())
}

struct Made {
    temporary: Temporary,
    hasher: PrefixHasher,
    len: u64,
    written: u64,
}

enum Assembled {
    /// Nothing to do: the local file holds all of it.
    Present,
    /// The local file is something else.
    Differs,
    /// A file that can take the place of the local one.
    Whole(Box<Made>),
    /// A dry run found that so many bytes would be added.
    Longer(u64),
}

async fn assemble(
    reader: &Reader,
    target: &Target<'_>,
    place: (&Path, &Path),
    exists: bool,
    dry_run: bool,
) -> Result<Assembled, OpError> {
    if !exists {
        return write(reader, target, place, None).await.map(Assembled::Whole);
    }
    match compare(reader, target, place.0).await? {
        Compared::Present => Ok(Assembled::Present),
        Compared::Differs => Ok(Assembled::Differs),
        Compared::Prefix(prefix) if dry_run => {
            Ok(Assembled::Longer(target.branch.raw_len().saturating_sub(prefix.branch)))
        }
        Compared::Prefix(prefix) => {
            let begun = |entry: &Segment| entry.start + entry.raw_len <= prefix.branch;
            let rest = target.branch.segments.iter().skip_while(|entry| begun(entry)).cloned();
            reader.expect(&rest.collect::<Vec<_>>());
            write(reader, target, place, Some(prefix)).await.map(Assembled::Whole)
        }
    }
}

/// Writes the whole file beside its place: the local lines that stand for the beginning of the branch, if
/// there are any, then the rest of the branch.
async fn write(
    reader: &Reader,
    target: &Target<'_>,
    (path, parent): (&Path, &Path),
    prefix: Option<Prefix>,
) -> Result<Box<Made>, OpError> {
    let temporary = Temporary::create(parent, path, 0o600)?;
    let (hasher, len, written) = fill(reader, target, (path, temporary.file()), prefix).await?;
    temporary.settle().map_err(OpError::io(path))?;
    Ok(Box::new(Made { temporary, hasher, len, written }))
}

async fn fill(
    reader: &Reader,
    target: &Target<'_>,
    (path, file): (&Path, &std::fs::File),
    prefix: Option<Prefix>,
) -> Result<(PrefixHasher, u64, u64), OpError> {
    let mut out = Out {
        file: BufWriter::with_capacity(1 << 18, file),
        hasher: PrefixHasher::new(&target.device),
        len: 0,
    };
    let skip = prefix.map_or(0, |prefix| prefix.branch);
    if let Some(prefix) = prefix {
        out.copy_local(path, prefix.local)?;
    }
    let begin = out.len;
    let mut carry: Vec<u8> = Vec::new();
    for entry in &target.branch.segments {
        if entry.start + entry.raw_len <= skip {
            continue;
        }
        let raw = reader.segment(target.view, entry).await?;
        let from = usize::try_from(skip.saturating_sub(entry.start)).unwrap_or(usize::MAX);
        let rest = raw.get(from..).unwrap_or_default();
        match target.map {
            None => out.put(path, rest)?,
            Some(map) => {
                carry.extend_from_slice(rest);
                out.put_mapped(path, &mut carry, map)?;
            }
        }
    }
    if !carry.is_empty() {
        let (old, new) = target.map.map_or(("", ""), |(old, new)| (old, new));
        let mapped = remap_cwd(&carry, old, new);
        out.put(path, mapped.as_deref().unwrap_or(&carry))?;
    }
    out.file.flush().map_err(OpError::io(path))?;
    Ok((out.hasher, out.len, out.len - begin))
}

struct Out<'a> {
    file: BufWriter<&'a std::fs::File>,
    hasher: PrefixHasher,
    len: u64,
}

impl Out<'_> {
    fn put(&mut self, path: &Path, bytes: &[u8]) -> Result<(), OpError> {
        self.file.write_all(bytes).map_err(OpError::io(path))?;
        self.hasher.update(bytes);
        self.len += bytes.len() as u64;
        Ok(())
    }

    fn put_mapped(
        &mut self,
        path: &Path,
        carry: &mut Vec<u8>,
        (old, new): &(String, String),
    ) -> Result<(), OpError> {
        let mut from = 0;
        while let Some(end) = memchr::memchr(b'\n', carry.get(from..).unwrap_or_default()) {
            let line = carry.get(from..from + end).unwrap_or_default();
            let mapped = remap_cwd(line, old, new);
            self.put(path, mapped.as_deref().unwrap_or(line))?;
            self.put(path, b"\n")?;
            from += end + 1;
        }
        carry.drain(..from);
        Ok(())
    }

    fn copy_local(&mut self, path: &Path, len: u64) -> Result<(), OpError> {
        use std::io::Read;
        let file = std::fs::File::open(path).map_err(OpError::io(path))?;
        let mut local = BufReader::with_capacity(1 << 18, file).take(len);
        loop {
            let block = local.fill_buf().map_err(OpError::io(path))?.to_vec();
            if block.is_empty() {
                return Ok(());
            }
            local.consume(block.len());
            self.put(path, &block)?;
        }
    }
}

/// Moves a local file out of the way, to a name that nothing has.
fn move_aside(path: &Path) -> Result<(), OpError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for n in 1..u32::MAX {
        let aside = path.with_file_name(format!("{name}.before-restore-{n}"));
        // A hard link refuses an existing name, so nothing is ever replaced.
        match std::fs::hard_link(path, &aside) {
            Ok(()) => return std::fs::remove_file(path).map_err(OpError::io(path)),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(OpError::io(aside)(error)),
        }
    }
    Ok(())
}

/// Notes what stands locally for which part of which branch, so that the next sync sends only what is new.
fn remember(
    target: &Target<'_>,
    (path, uuid): (&Path, &str),
    (hasher, len): (PrefixHasher, u64),
    state: &mut State,
) {
    let (Ok(metadata), Ok(session)) = (std::fs::metadata(path), SessionUuid::parse(uuid)) else { return };
    if !target.branch.current || FileKind::from_byte(target.kind).is_none() {
        return;
    }
    let found = FoundFile {
        abs: path.to_owned(),
        rel: target.path.to_owned(),
        kind: FileKind::from_byte(target.kind).unwrap_or(FileKind::Transcript),
        len: metadata.len(),
        mtime_ns: mtime_ns(&metadata),
        part: None,
    };
    let entry = FileEntry {
        session,
        kind: target.kind,
        len,
        mtime_ns: found.mtime_ns,
        consumed_len: len,
        consumed_hash: hasher.digest(),
        generation: target.branch.generation,
        branch_device: target.branch.device,
        raw_len: target.branch.raw_len(),
        ruleset: target.branch.ruleset,
    };
    state.insert_file(&found, entry);
}
