//! `scan` and `redact`: files and folders through the gate, without a vault.
//!
//! Values that are confirmed in one file are searched for in all others: two passes, so that the order of the files
//! does not matter. Nothing that is not a plain file is read, and no link is followed.

mod baseline;
mod collect;

pub use baseline::{Baseline, BaselineError};
pub use collect::{Group, Item, Origin, collect, sessions};

use super::error::OpError;
use super::progress::Progress;
use crate::local::atomic;
use crate::local::discover::Root;
use crate::local::read::{BlockReader, LineReader, PrefixHasher, ReadError, SNIFF_LEN, Source, is_binary};
use crate::protocol::ids::DeviceId;
use crate::redact::{AllowedBy, Hit, Redacted, Redactor, Unsafe, block_end};
use crate::scan::allow::AllowList;
use crate::scan::{Confidence, ConfirmedValues, Ruleset};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes of text that are given to the gate at once.
const TEXT_BLOCK: usize = 1 << 20;

/// What looks: the rules, and what the user allows.
#[derive(Clone)]
pub struct Lens {
    /// The rules.
    pub rules: Arc<Ruleset>,
    /// What is found and left.
    pub allow: Arc<AllowList>,
}

/// What to report.
pub struct ScanOptions {
    /// What looks.
    pub lens: Lens,
    /// Leaves out findings of which the rule is less sure.
    pub least: Confidence,
    /// Findings to leave out.
    pub known: Baseline,
}

/// What a scan found.
#[derive(Default)]
pub struct ScanReport {
    /// The findings, by file and line.
    pub findings: Vec<Hit>,
    /// What the user allows, by file and line.
    pub allowed: Vec<(Hit, AllowedBy)>,
    /// Findings that the baseline has.
    pub known: u64,
    /// Files that a `.hanignore` names.
    pub ignored: Vec<String>,
    /// Mistakes in `.hanignore` files.
    pub notes: Vec<String>,
    /// Files read.
    pub files: u64,
    /// Files that cannot be scanned: images and other binary ones.
    pub unscanned: Vec<String>,
    /// Files that could not be read.
    pub failed: Vec<(String, String)>,
    /// Files in which a secret survived its own removal: they hold one all the same.
    pub unsafe_files: Vec<Unsafe>,
    /// What was left out, and why.
    pub skipped: Vec<(PathBuf, &'static str)>,
}

/// Scans groups of files. Values are masked in every finding.
pub fn run(groups: Vec<Group>, options: &ScanOptions, progress: &dyn Progress) -> ScanReport {
    let mut report = ScanReport::default();
    progress.begin("scanning", Some(groups.iter().map(|group| group.items.len() as u64).sum()));
    for group in groups {
        scan_group(&group, options, (&mut report, progress));
        report.skipped.extend(group.skipped);
        report.notes.extend(group.notes);
        report.ignored.extend(group.ignored.into_iter().map(|item| item.shown));
    }
    progress.done();
    report.findings.retain(|hit| hit.confidence >= options.least);
    let place = |hit: &Hit| (hit.file.clone(), hit.line, hit.column, hit.path.clone(), Arc::clone(&hit.rule));
    report.findings.sort_by_cached_key(place);
    report.allowed.sort_by_cached_key(|(hit, _)| place(hit));
    let mut known = options.known.matcher();
    let before = report.findings.len();
    report.findings.retain(|hit| !known.has(hit));
    report.known = (before - report.findings.len()) as u64;
    report
}

fn scan_group(group: &Group, options: &ScanOptions, (report, progress): (&mut ScanReport, &dyn Progress)) {
    let mut values = ConfirmedValues::default();
    let mut done: Vec<(usize, u64, Pass)> = Vec::new();
    for (at, item) in group.items.iter().enumerate() {
        let pass = one_pass(item, (&options.lens, Columns::Wanted), &mut values, &mut |_| Ok(()));
        done.push((at, values.epoch(), pass));
        progress.add(1);
    }
    let newest = values.epoch();
    for (at, epoch, mut pass) in done {
        let Some(item) = group.items.get(at) else { continue };
        // A value that a later file confirmed may stand in this one.
        if epoch != newest && !pass.opaque && pass.error.is_none() {
            pass = one_pass(item, (&options.lens, Columns::Wanted), &mut values, &mut |_| Ok(()));
        }
        report.files += 1;
        report.findings.extend(pass.hits);
        report.allowed.extend(pass.allowed);
        if pass.opaque {
            report.unscanned.push(item.shown.clone());
        }
        match pass.error {
            Some(Stop::Unsafe(error)) => report.unsafe_files.push(error),
            Some(Stop::Op(error)) => report.failed.push((item.shown.clone(), super::error::chain(&error))),
            None => {}
        }
    }
}

/// What one look at a file gave.
struct Pass {
    hits: Vec<Hit>,
    allowed: Vec<(Hit, AllowedBy)>,
    opaque: bool,
    error: Option<Stop>,
}

enum Stop {
    Unsafe(Unsafe),
    Op(OpError),
}

impl From<Unsafe> for Stop {
    fn from(error: Unsafe) -> Self {
        Self::Unsafe(error)
    }
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Self {
        Self::Op(match error {
            ReadError::Open(error) => OpError::File(error),
            ReadError::Io { path, source } => OpError::Io { path, source },
            ReadError::Truncated(path) => {
                OpError::Io { path, source: std::io::ErrorKind::UnexpectedEof.into() }
            }
        })
    }
}

type Sink<'a> = &'a mut dyn FnMut(&Redacted) -> Result<(), OpError>;

/// Whether findings get columns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Columns {
    Wanted,
    Spared,
}

/// Sends a file through the gate, with the values confirmed so far, into `sink`.
fn one_pass(
    item: &Item,
    (lens, columns): (&Lens, Columns),
    values: &mut ConfirmedValues,
    sink: Sink<'_>,
) -> Pass {
    let folders = item.folders.as_deref().unwrap_or_default();
    let mut redactor = Redactor::new(Arc::clone(&lens.rules)).allowing(Arc::clone(&lens.allow), folders);
    if columns == Columns::Wanted {
        redactor = redactor.with_columns();
    }
    redactor.restore_confirmed(std::mem::take(values));
    if item.folders.is_none() {
        redactor.set_place(&item.abs.to_string_lossy());
    }
    let ended = feed(item, &mut redactor, sink);
    let report = redactor.take_report();
    *values = redactor.into_confirmed();
    let (opaque, error) = match ended {
        Ok(opaque) => (opaque, None),
        Err(stop) => (false, Some(stop)),
    };
    Pass { hits: report.hits, allowed: report.allowed, opaque, error }
}

/// Whether the file was binary.
fn feed(item: &Item, redactor: &mut Redactor, sink: Sink<'_>) -> Result<bool, Stop> {
    let source = Source::open(&item.abs)?;
    let mut out = Redacted::empty();
    let hasher = PrefixHasher::new(&DeviceId::default());
    redactor.set_position(&item.shown, 1);
    if collect::is_lines(&item.abs) {
        feed_lines((item, LineReader::new(source, 0, hasher)?), redactor, &mut out, sink)?;
        return Ok(false);
    }
    let mut reader = BlockReader::new(source, 0, hasher, TEXT_BLOCK)?;
    let mut carry = zeroize::Zeroizing::new(Vec::new());
    let (mut line, mut opaque) = (1, None);
    while let Some(block) = reader.next_block()? {
        if opaque.is_none() {
            redactor.honour_marks(item.origin == Origin::Source && !collect::begins_transcript(block));
        }
        if *opaque.get_or_insert_with(|| is_binary(block.get(..SNIFF_LEN).unwrap_or(block))) {
            redactor.binary(block, &mut out);
        } else {
            carry.extend_from_slice(block);
            let end = block_end(&carry);
            let head = carry.get(..end).unwrap_or_default();
            redactor.set_position(&item.shown, line);
            redactor.text(head, &mut out)?;
            line += memchr::memchr_iter(b'\n', head).count() as u64;
            carry.drain(..end);
        }
        sink(&out).map_err(Stop::Op)?;
        out.clear();
    }
    if !carry.is_empty() {
        redactor.set_position(&item.shown, line);
        redactor.text(&carry, &mut out)?;
        sink(&out).map_err(Stop::Op)?;
    }
    Ok(opaque.unwrap_or(false))
}

fn feed_lines(
    (item, mut reader): (&Item, LineReader),
    redactor: &mut Redactor,
    out: &mut Redacted,
    sink: Sink<'_>,
) -> Result<(), Stop> {
    let mut number = 0;
    while let Some(line) = reader.next_line()? {
        number += 1;
        redactor.set_position(&item.shown, number);
        redactor.line(line.bytes, out)?;
        redactor.newline(b"\n", out);
        if out.len() >= TEXT_BLOCK {
            sink(out).map_err(Stop::Op)?;
            out.clear();
        }
    }
    if let Some(line) = reader.take_tail() {
        redactor.set_position(&item.shown, number + 1);
        redactor.line(line.bytes, out)?;
    }
    sink(out).map_err(Stop::Op)
}

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

/// Writes a redacted copy of a file or folder to `out`, where nothing may be yet. Files keep their relative paths.
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
    progress.begin("redacting", Some(2 * group.items.len() as u64));
    let mut values = ConfirmedValues::default();
    for item in &group.items {
        // The first pass only confirms values; what it meets is met again, and told, in the second.
        let _seen = one_pass(item, (lens, Columns::Spared), &mut values, &mut |_| Ok(()));
        progress.add(1);
    }
    if real.is_dir() {
        atomic::create_private_folder(out)?;
    }
    let mut report = RedactReport { skipped: group.skipped, notes: group.notes, ..RedactReport::default() };
    let target = |item: &Item| match item.abs.strip_prefix(&real) {
        Ok(relative) if real.is_dir() => out.join(relative),
        _ => out.to_owned(),
    };
    for item in &group.items {
        copy(item, &target(item), (lens, &mut values), &mut report)?;
        progress.add(1);
    }
    for item in &group.ignored {
        copy_as_it_is(item, &target(item), &mut report)?;
    }
    progress.done();
    Ok(report)
}

fn is_beneath(out: &Path, source: &Path) -> bool {
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    let real = absolute.ancestors().find_map(|path| path.canonicalize().ok());
    real.is_some_and(|path| path.starts_with(source))
}

fn copy(
    item: &Item,
    target: &Path,
    (lens, values): (&Lens, &mut ConfirmedValues),
    report: &mut RedactReport,
) -> Result<(), OpError> {
    let temporary = begin(target)?;
    let pass = one_pass(item, (lens, Columns::Spared), values, &mut |piece| {
        temporary.file().write_all(piece.as_bytes()).map_err(OpError::io(target))
    });
    match pass.error {
        // Where the disk is full the next file fails as well.
        Some(Stop::Op(error @ OpError::Io { .. })) if matches!(&error, OpError::Io { path, .. } if path == target) =>
        {
            return Err(error);
        }
        Some(Stop::Op(error)) => report.failed.push((item.shown.clone(), super::error::chain(&error))),
        Some(Stop::Unsafe(error)) => report.unsafe_files.push(error),
        None => {
            temporary.rename(target)?;
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
    Ok(())
}

/// A file that the user's own `.hanignore` keeps from being looked at.
fn copy_as_it_is(item: &Item, target: &Path, report: &mut RedactReport) -> Result<(), OpError> {
    let mut source = match atomic::open_plain(&item.abs) {
        Ok(source) => source,
        Err(error) => {
            report.failed.push((item.shown.clone(), super::error::chain(&error)));
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
