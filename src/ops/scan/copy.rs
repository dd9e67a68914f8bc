//! `redact`: a copy of a file or folder without its secrets.
//!
//! The copy is made beside its place and moved there when it is whole: every file is read once, and once more only where
//! its copy still holds a value that was confirmed behind it.

use super::crew::{self, Late};
use super::{
    Columns, Item, Known, Lens, Lines, Pass, Place, Stop, collect, lines_with, may_hold, one_pass,
    redactor_for, unreadable,
};
use crate::local::atomic;
use crate::local::discover::Root;
use crate::ops::error::{OpError, chain};
use crate::ops::progress::Progress;
use crate::redact::{AllowedBy, Hit, Redacted, Unsafe};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// What `redact` wrote.
#[derive(Default)]
pub struct RedactReport {
    /// Files written.
    pub files: u64,
    /// Secrets cut, by type.
    pub redactions: BTreeMap<String, u64>,
    /// What the user allows, which stands in the copy as it is.
    pub allowed: Vec<(Hit, AllowedBy)>,
    /// Files that a `.hanignore` names, copied as they are.
    pub ignored: Vec<String>,
    /// Mistakes in `.hanignore` files.
    pub notes: Vec<String>,
    /// Files copied as they are, because they cannot be scanned.
    pub unscanned: Vec<String>,
    /// Files that were not written, and why.
    pub failed: Vec<(String, String)>,
    /// Files that were not written, because a secret survived its own removal.
    pub unsafe_files: Vec<Unsafe>,
    /// What was left out, and why.
    pub skipped: Vec<(PathBuf, &'static str)>,
}

/// Writes a redacted copy of a file or folder to `out`, where nothing may be yet. Files keep their relative paths. Where
/// it fails as a whole, nothing is left at `out`.
pub fn redact(
    source: &Path,
    out: &Path,
    (lens, claude): (&Lens, &[Root]),
    progress: &dyn Progress,
) -> Result<RedactReport, OpError> {
    if fs::symlink_metadata(out).is_ok() {
        return Err(OpError::Taken(out.to_owned()));
    }
    let real = source.canonicalize().map_err(OpError::io(source))?;
    if real.is_dir() && is_beneath(out, &real) {
        return Err(OpError::Usage(format!("{} lies inside {}", out.display(), source.display())));
    }
    let mut group = collect(&real, claude)?;
    for item in group.items.iter_mut().chain(&mut group.ignored) {
        let relative = item.abs.strip_prefix(&real).unwrap_or(Path::new(""));
        let shown = if relative.as_os_str().is_empty() { source.to_owned() } else { source.join(relative) };
        item.shown = shown.display().to_string();
    }
    progress.begin("redacting", Some(group.items.len() as u64));
    let mut report = RedactReport { skipped: group.skipped, notes: group.notes, ..RedactReport::default() };
    let draft = Draft::begin(out)?;
    let target = |item: &Item| match item.abs.strip_prefix(&real) {
        Ok(relative) if real.is_dir() => draft.root().join(relative),
        _ => draft.root(),
    };
    if real.is_dir() {
        atomic::create_private_folder(&draft.root())?;
    }
    let copying = Copying { lens, target };
    let passes = crew::look(&group.items, (lens, crew::threads()), &copying, progress)?;
    for (item, pass) in group.items.iter().zip(passes) {
        note((item, pass), &mut report);
    }
    for item in &group.ignored {
        copy_as_it_is(item, &(copying.target)(item), &mut report)?;
    }
    draft.finish(out)?;
    progress.done();
    Ok(report)
}

/// A folder beside `out` that the copy is made in; gone with this value.
struct Draft {
    folder: PathBuf,
}

impl Draft {
    fn begin(out: &Path) -> Result<Self, OpError> {
        let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        let folder = parent.join(format!(".{name}.{}.han-tmp", std::process::id()));
        if fs::symlink_metadata(&folder).is_ok() {
            return Err(OpError::Taken(folder));
        }
        atomic::create_private_folder(&folder)?;
        Ok(Self { folder })
    }

    /// Where the copy of the whole source lies until it is done.
    fn root(&self) -> PathBuf {
        self.folder.join("copy")
    }

    /// Moves the copy to its place, if there is one: of a single file that could not be copied there is none.
    fn finish(self, out: &Path) -> Result<(), OpError> {
        if fs::symlink_metadata(out).is_ok() {
            return Err(OpError::Taken(out.to_owned()));
        }
        match fs::rename(self.root(), out) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(OpError::io(out)(error)),
            _ => Ok(()),
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // What is left of a copy is of no use; a folder that cannot be removed is named by its ending.
        let _gone = fs::remove_dir_all(&self.folder);
    }
}

/// Files are copied without what is found in them.
struct Copying<'a, T> {
    lens: &'a Lens,
    target: T,
}

impl<T: Fn(&Item) -> PathBuf + Sync> crew::Look for Copying<'_, T> {
    fn first(&self, item: &Item, known: &mut Known) -> Result<Pass, OpError> {
        copy(item, &(self.target)(item), (self.lens, known))
    }

    fn again(&self, item: &Item, known: &mut Known, pass: Pass, late: &Late<'_>) -> Result<Pass, OpError> {
        if pass.opaque || pass.error.is_some() {
            return Ok(pass);
        }
        let target = (self.target)(item);
        if !late.retyped.is_empty() && may_hold(&item.abs, (late.retyped, &late.retyped.epochs())) {
            return copy(item, &target, (self.lens, known));
        }
        if collect::is_lines(&item.abs) {
            return mend((item, &target), (self.lens, known), &late.epochs, pass);
        }
        if may_hold(&target, (known.confirmed(), &late.epochs)) {
            return copy(item, &target, (self.lens, known));
        }
        Ok(pass)
    }
}

fn note((item, pass): (&Item, Pass), report: &mut RedactReport) {
    match pass.error {
        Some(Stop::Op(error)) => report.failed.push((item.shown.clone(), chain(&error))),
        Some(Stop::Unsafe(error)) => report.unsafe_files.push(error),
        None => {
            report.files += 1;
            for hit in &pass.hits {
                *report.redactions.entry(hit.kind.to_string()).or_default() += 1;
            }
            report.allowed.extend(pass.allowed);
            if pass.opaque {
                report.unscanned.push(item.shown.clone());
            }
        }
    }
}

fn is_beneath(out: &Path, source: &Path) -> bool {
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    let real = absolute.ancestors().find_map(|path| path.canonicalize().ok());
    real.is_some_and(|path| path.starts_with(source))
}

/// Copies one file; what was copied before goes, where this fails.
fn copy(item: &Item, target: &Path, (lens, known): (&Lens, &mut Known)) -> Result<Pass, OpError> {
    let temporary = begin(target)?;
    let pass = one_pass(item, (lens, Columns::Spared), known, &mut |piece| {
        temporary.file().write_all(piece.as_bytes()).map_err(OpError::io(target))
    });
    match &pass.error {
        // Where the disk is full the next file fails as well.
        Some(Stop::Op(OpError::Io { path, .. })) if path == target => {}
        Some(_) => {
            drop(temporary);
            match fs::remove_file(target) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(OpError::io(target)(error));
                }
                _ => return Ok(pass),
            }
        }
        None => {
            temporary.rename(target)?;
            return Ok(pass);
        }
    }
    match pass.error {
        Some(Stop::Op(error)) => Err(error),
        _ => Ok(pass),
    }
}

/// Looks again at the lines of a copy that hold what was confirmed behind them.
fn mend(
    (item, target): (&Item, &Path),
    (lens, known): (&Lens, &mut Known),
    late: &Range<u64>,
    mut pass: Pass,
) -> Result<Pass, OpError> {
    let hiding = Some(pass.seen.hiding.as_slice());
    let lines = lines_with(target, (known.confirmed(), late), Lines::All, hiding).map_err(unreadable)?;
    if lines.is_empty() {
        return Ok(pass);
    }
    let temporary = begin(target)?;
    let mut redactor = redactor_for(item, lens, known);
    let mended = rewrite((target, temporary.file()), &lines, &mut |line, bytes, out| {
        redactor.set_position(&item.shown, line.number);
        redactor.line_again(bytes, out)
    });
    pass.hits.extend(redactor.take_report().hits);
    known.redactor = redactor;
    match mended? {
        Ok(()) => temporary.rename(target)?,
        Err(error) => {
            fs::remove_file(target).map_err(OpError::io(target))?;
            pass.error = Some(Stop::Unsafe(error));
        }
    }
    Ok(pass)
}

/// Makes another one of a line.
type Remake<'a> = &'a mut dyn FnMut(&Place, &[u8], &mut Redacted) -> Result<(), Unsafe>;

/// Copies a file with some of its `lines`, which are in order, made anew.
fn rewrite(
    (from, mut to): (&Path, &File),
    lines: &[Place],
    remake: Remake<'_>,
) -> Result<Result<(), Unsafe>, OpError> {
    let mut source = atomic::open_plain(from)?;
    let mut at = 0;
    let mut out = Redacted::empty();
    for line in lines {
        let between = line.span.start - at;
        let copied = std::io::copy(&mut (&mut source).take(between), &mut to).map_err(OpError::io(from))?;
        let len = line.span.end - line.span.start;
        let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(usize::try_from(len).unwrap_or(0)));
        (&mut source).take(len).read_to_end(&mut bytes).map_err(OpError::io(from))?;
        if copied != between || bytes.len() as u64 != len {
            return Err(OpError::io(from)(std::io::ErrorKind::UnexpectedEof.into()));
        }
        out.clear();
        if let Err(error) = remake(line, &bytes, &mut out) {
            return Ok(Err(error));
        }
        to.write_all(out.as_bytes()).map_err(OpError::io(from))?;
        at = line.span.end;
    }
    std::io::copy(&mut source, &mut to).map_err(OpError::io(from))?;
    Ok(Ok(()))
}

/// A file that the user's own `.hanignore` keeps from being looked at.
fn copy_as_it_is(item: &Item, target: &Path, report: &mut RedactReport) -> Result<(), OpError> {
    let mut source = match atomic::open_plain(&item.abs) {
        Ok(source) => source,
        Err(error) => {
            report.failed.push((item.shown.clone(), chain(&error)));
            return Ok(());
        }
    };
    let temporary = begin(target)?;
    std::io::copy(&mut source, &mut temporary.file()).map_err(OpError::io(target))?;
    temporary.rename(target)?;
    report.files += 1;
    report.ignored.push(item.shown.clone());
    Ok(())
}

fn begin(target: &Path) -> Result<atomic::Temporary, OpError> {
    let folder = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.exists() {
        atomic::create_private_folder(folder)?;
    }
    Ok(atomic::Temporary::create(folder, target, 0o600)?)
}
