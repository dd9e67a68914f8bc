//! `scan` and `redact`: files and folders through the gate, without a vault.
//!
//! Values that are confirmed in one file are searched for in all others: two passes, so that the order of the files
//! does not matter. Nothing that is not a plain file is read, and no link is followed.

use super::error::OpError;
use super::progress::Progress;
use crate::local::atomic;
use crate::local::discover::{self, Root};
use crate::local::read::{BlockReader, LineReader, PrefixHasher, ReadError, SNIFF_LEN, Source, is_binary};
use crate::protocol::ids::DeviceId;
use crate::redact::{Hit, Redacted, Redactor, Unsafe, block_end};
use crate::scan::{Confidence, ConfirmedValues, Ruleset};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes of text that are given to the gate at once.
const TEXT_BLOCK: usize = 1 << 20;
/// Deepest nesting of folders that is entered.
const MAX_DEPTH: usize = 64;

/// A file to look at.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it is.
    pub abs: PathBuf,
    /// How it is named in findings, and beneath the folder that it is copied to.
    pub shown: String,
}

/// Files that belong together: values confirmed in one are searched for in the others.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The files.
    pub items: Vec<Item>,
    /// What was left out, and why.
    pub skipped: Vec<(PathBuf, &'static str)>,
}

/// A finding that the caller knows already: rule, masked value and path, as an earlier report has them.
pub type Known = HashSet<(String, String, String)>;

/// What to report.
pub struct ScanOptions {
    /// The rules.
    pub rules: Arc<Ruleset>,
    /// Leaves out findings of which the rule is less sure.
    pub least: Confidence,
    /// Findings to leave out.
    pub known: Known,
}

/// What a scan found.
#[derive(Default)]
pub struct ScanReport {
    /// The findings, by file and line.
    pub findings: Vec<Hit>,
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

/// The sessions of this machine, each a group of its own.
pub fn sessions(roots: &[Root]) -> Vec<Group> {
    let found = discover::scan(roots);
    let group = |session: discover::FoundSession| Group {
        items: session
            .files
            .into_iter()
            .map(|file| Item { shown: file.abs.display().to_string(), abs: file.abs })
            .collect(),
        skipped: Vec::new(),
    };
    found.sessions.into_iter().map(group).collect()
}

/// A file, or every file beneath a folder.
pub fn collect(path: &Path) -> Result<Group, OpError> {
    let metadata = fs::metadata(path).map_err(OpError::io(path))?;
    let mut group = Group::default();
    if metadata.is_dir() {
        walk(path, path, (&mut group, MAX_DEPTH))?;
        group.items.sort_by(|a, b| a.abs.cmp(&b.abs));
    } else {
        // A link that the user named is the user's choice; those beneath a folder are not followed.
        let abs = path.canonicalize().map_err(OpError::io(path))?;
        group.items.push(Item { abs, shown: path.display().to_string() });
    }
    Ok(group)
}

fn walk(top: &Path, folder: &Path, (group, depth): (&mut Group, usize)) -> Result<(), OpError> {
    let entries = match fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
        Ok(entries) => entries,
        Err(error) if folder == top => return Err(OpError::io(folder)(error)),
        Err(_) => {
            group.skipped.push((folder.to_owned(), "it cannot be read"));
            return Ok(());
        }
    };
    for entry in entries {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth == 0 => group.skipped.push((path, "it is nested too deep")),
            Ok(kind) if kind.is_dir() && is_git_store(&path) => {}
            Ok(kind) if kind.is_dir() => walk(top, &path, (group, depth - 1))?,
            Ok(kind) if kind.is_file() => {
                group.items.push(Item { shown: path.display().to_string(), abs: path });
            }
            Ok(kind) if kind.is_symlink() => group.skipped.push((path, "it is a link")),
            _ => group.skipped.push((path, "it is not a plain file")),
        }
    }
    Ok(())
}

/// Git's packed objects: compressed, so that nothing can be found in them.
fn is_git_store(path: &Path) -> bool {
    path.ends_with(".git/objects") || path.ends_with(".git/lfs")
}

/// Scans groups of files. Values are masked in every finding.
pub fn run(groups: Vec<Group>, options: &ScanOptions, progress: &dyn Progress) -> ScanReport {
    let mut report = ScanReport::default();
    progress.begin("scanning", Some(groups.iter().map(|group| group.items.len() as u64).sum()));
    for group in groups {
        scan_group(&group, options, (&mut report, progress));
        report.skipped.extend(group.skipped);
    }
    progress.done();
    report.findings.retain(|hit| {
        let id = (hit.rule.to_string(), hit.masked.clone(), hit.file.clone());
        hit.confidence >= options.least && !options.known.contains(&id)
    });
    report
        .findings
        .sort_by(|a, b| (&a.file, a.line, &a.path, &a.rule).cmp(&(&b.file, b.line, &b.path, &b.rule)));
    report
}

fn scan_group(group: &Group, options: &ScanOptions, (report, progress): (&mut ScanReport, &dyn Progress)) {
    let mut values = ConfirmedValues::default();
    let mut done: Vec<(usize, u64, Pass)> = Vec::new();
    for (at, item) in group.items.iter().enumerate() {
        let pass = one_pass(item, &options.rules, &mut values, &mut |_| Ok(()));
        done.push((at, values.epoch(), pass));
        progress.add(1);
    }
    let newest = values.epoch();
    for (at, epoch, mut pass) in done {
        let Some(item) = group.items.get(at) else { continue };
        // A value that a later file confirmed may stand in this one.
        if epoch != newest && !pass.opaque && pass.error.is_none() {
            pass = one_pass(item, &options.rules, &mut values, &mut |_| Ok(()));
        }
        report.files += 1;
        report.findings.extend(pass.hits);
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

/// Sends a file through the gate, with the values confirmed so far, into `sink`.
fn one_pass(item: &Item, rules: &Arc<Ruleset>, values: &mut ConfirmedValues, sink: Sink<'_>) -> Pass {
    let mut redactor = Redactor::new(Arc::clone(rules));
    redactor.restore_confirmed(std::mem::take(values));
    let ended = feed(item, &mut redactor, sink);
    let hits = redactor.report().hits.clone();
    *values = redactor.into_confirmed();
    match ended {
        Ok(opaque) => Pass { hits, opaque, error: None },
        Err(stop) => Pass { hits, opaque: false, error: Some(stop) },
    }
}

/// Whether the file was binary.
fn feed(item: &Item, redactor: &mut Redactor, sink: Sink<'_>) -> Result<bool, Stop> {
    let source = Source::open(&item.abs)?;
    let mut out = Redacted::empty();
    let hasher = PrefixHasher::new(&DeviceId::default());
    redactor.set_position(&item.shown, 1);
    if item.abs.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson") {
        feed_lines((item, LineReader::new(source, 0, hasher)?), redactor, &mut out, sink)?;
        return Ok(false);
    }
    let mut reader = BlockReader::new(source, 0, hasher, TEXT_BLOCK)?;
    let mut carry = zeroize::Zeroizing::new(Vec::new());
    let (mut line, mut opaque) = (1, None);
    while let Some(block) = reader.next_block()? {
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
    rules: &Arc<Ruleset>,
    progress: &dyn Progress,
) -> Result<RedactReport, OpError> {
    if fs::symlink_metadata(out).is_ok() {
        return Err(OpError::Taken(out.to_owned()));
    }
    let real = source.canonicalize().map_err(OpError::io(source))?;
    if real.is_dir() && is_beneath(out, &real) {
        return Err(OpError::Usage(format!("{} lies inside {}", out.display(), source.display())));
    }
    let mut group = collect(&real)?;
    for item in &mut group.items {
        let relative = item.abs.strip_prefix(&real).unwrap_or(Path::new(""));
        let shown = if relative.as_os_str().is_empty() { source.to_owned() } else { source.join(relative) };
        item.shown = shown.display().to_string();
    }
    progress.begin("redacting", Some(2 * group.items.len() as u64));
    let mut values = ConfirmedValues::default();
    for item in &group.items {
        // The first pass only confirms values; what it meets is met again, and told, in the second.
        let _seen = one_pass(item, rules, &mut values, &mut |_| Ok(()));
        progress.add(1);
    }
    if real.is_dir() {
        atomic::create_private_folder(out)?;
    }
    let mut report = RedactReport { skipped: group.skipped.clone(), ..RedactReport::default() };
    for item in &group.items {
        let target = match item.abs.strip_prefix(&real) {
            Ok(relative) if real.is_dir() => out.join(relative),
            _ => out.to_owned(),
        };
        copy(item, &target, (rules, &mut values), &mut report)?;
        progress.add(1);
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
    (rules, values): (&Arc<Ruleset>, &mut ConfirmedValues),
    report: &mut RedactReport,
) -> Result<(), OpError> {
    let folder = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.exists() {
        atomic::create_private_folder(folder)?;
    }
    let temporary = atomic::Temporary::create(folder, target, 0o600)?;
    let pass = one_pass(item, rules, values, &mut |piece| {
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
            if pass.opaque {
                report.unscanned.push(item.shown.clone());
            }
        }
    }
    Ok(())
}
