//! `scan` and `redact`: files and folders through the gate, without a vault.
//!
//! Values that are confirmed in one file are searched for in all others: two passes, so that the order of the files
//! does not matter. Nothing that is not a plain file is read, and no link is followed.

mod baseline;
mod collect;
mod copy;
mod crew;

pub use baseline::{Baseline, BaselineError};
pub use collect::{Group, Item, Origin, collect, sessions};
pub use copy::{RedactReport, redact};

use crew::Late;

use super::error::OpError;
use super::progress::Progress;
use crate::local::read::{
    BlockReader, Line, LineReader, PrefixHasher, ReadError, SNIFF_LEN, Source, is_binary,
};
use crate::redact::{AllowedBy, Hit, Redacted, Redactor, Unsafe, block_end};
use crate::scan::allow::AllowList;
use crate::scan::{CONFIRMED, Confidence, ConfirmedValues, Ruleset};
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes of text that are given to the gate at once.
const TEXT_BLOCK: usize = 1 << 20;

/// Bytes of redacted lines that are handed on at once: few enough to be written from the cache.
const LINES_BLOCK: usize = 128 << 10;

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

/// Scans groups of files, with several threads. Values are masked in every finding.
pub fn run(groups: Vec<Group>, options: &ScanOptions, progress: &dyn Progress) -> ScanReport {
    let mut report = ScanReport::default();
    progress.begin("scanning", Some(groups.iter().map(|group| group.items.len() as u64).sum()));
    // Many groups share the threads; the files of a single one do.
    let threads = if groups.len() > 1 { 1 } else { crew::threads() };
    let look = |group: Group| {
        let passes =
            crew::look(&group.items, (&options.lens, threads), &Reading { lens: &options.lens }, progress);
        (group, passes)
    };
    for (group, passes) in crew::each(groups, &look) {
        match passes {
            Ok(passes) => note(&group, passes, &mut report),
            Err(error) => {
                let why = super::error::chain(&error);
                report.failed.extend(group.items.iter().map(|item| (item.shown.clone(), why.clone())));
            }
        }
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

fn note(group: &Group, passes: Vec<Pass>, report: &mut ScanReport) {
    for (item, pass) in group.items.iter().zip(passes) {
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

/// Files are read, and nothing is written.
struct Reading<'a> {
    lens: &'a Lens,
}

impl crew::Look for Reading<'_> {
    fn first(&self, item: &Item, known: &mut Known) -> Result<Pass, OpError> {
        Ok(one_pass(item, (self.lens, Columns::Wanted), known, &mut |_| Ok(())))
    }

    fn again(
        &self,
        item: &Item,
        known: &mut Known,
        mut pass: Pass,
        late: &Late<'_>,
    ) -> Result<Pass, OpError> {
        let looked = !pass.opaque && pass.error.is_none();
        if !looked {
            return Ok(pass);
        }
        let other = !late.retyped.is_empty() && may_hold(&item.abs, (late.retyped, &late.retyped.epochs()));
        if !other && collect::is_lines(&item.abs) {
            if !late.epochs.is_empty() {
                look_again(item, (self.lens, late.epochs.end), known, &mut pass);
            }
        } else if other || may_hold(&item.abs, (known.confirmed(), &late.epochs)) {
            pass = self.first(item, known)?;
        }
        Ok(pass)
    }
}

/// Looks again at the lines of a file that may hold what was confirmed behind them: what is found there now takes the place
/// of what was found before.
fn look_again(item: &Item, (lens, last): (&Lens, u64), known: &mut Known, pass: &mut Pass) {
    let mut redactor = redactor_for(item, lens, known).with_columns();
    let looked = feed_again(item, &mut redactor, (pass, last));
    let report = redactor.take_report();
    known.redactor = redactor;
    match looked {
        Ok(lines) => {
            let (before, kept) = pass.hits.drain(..).partition(|hit| lines.binary_search(&hit.line).is_ok());
            pass.hits = kept;
            pass.hits.extend(with_reasons(report.hits, before));
            pass.allowed.retain(|(hit, _)| lines.binary_search(&hit.line).is_err());
            pass.allowed.extend(report.allowed);
        }
        Err(stop) => pass.error = Some(stop),
    }
}

/// What was found again, with the rule that found it `before`: that a value is known is a reason only where no rule is.
fn with_reasons(mut again: Vec<Hit>, before: Vec<Hit>) -> Vec<Hit> {
    let place = |hit: &Hit| (hit.line, hit.column, hit.end, hit.path.clone());
    let reasons: HashMap<_, _> = before.iter().map(|hit| (place(hit), hit)).collect();
    for hit in again.iter_mut().filter(|hit| &*hit.rule == CONFIRMED) {
        if let Some(reason) = reasons.get(&place(hit)) {
            hit.rule = Arc::clone(&reason.rule);
            hit.confidence = reason.confidence;
        }
    }
    again
}

/// Sends the lines through the gate that may hold what was confirmed behind them, up to the `last` epoch; returns their
/// numbers, in order.
fn feed_again(item: &Item, redactor: &mut Redactor, (pass, last): (&Pass, u64)) -> Result<Vec<u64>, Stop> {
    let mut reader = LineReader::new(Source::open(&item.abs)?, 0, PrefixHasher::idle())?;
    let (mut number, mut lines, mut out) = (0, Vec::new(), Redacted::empty());
    let mut epochs = pass.seen.epochs.iter().peekable();
    let mut hiding = pass.seen.hiding.iter().peekable();
    let mut late = pass.before..last;
    let mut feed = |line: Line<'_>| {
        number += 1;
        while let Some((_, epoch)) = epochs.next_if(|(at, _)| *at <= number) {
            late.start = *epoch;
        }
        let hidden = hiding.next_if_eq(&&number).is_some();
        if redactor.confirmed().may_hold_late((line.bytes, hidden), &late) {
            lines.push(number);
            redactor.set_position(&item.shown, number);
            out.clear();
            redactor.line(line.bytes, &mut out)?;
        }
        Ok::<(), Stop>(())
    };
    while let Some(line) = reader.next_line()? {
        feed(line)?;
    }
    reader.take_tail().map_or(Ok(()), feed)?;
    Ok(lines)
}

/// Values that were confirmed while the epoch went from the start of a file on.
type Among<'a> = (&'a ConfirmedValues, &'a Range<u64>);

/// Whether a file may hold one of these values; a file that can no longer be read may.
fn may_hold(path: &Path, late: Among<'_>) -> bool {
    lines_with(path, late, Lines::One, None).map_or(true, |found| !found.is_empty())
}

/// How many lines are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    One,
    All,
}

/// A line of a file: its number, and where it stands without its newline.
struct Place {
    number: u64,
    span: Range<u64>,
}

/// The lines of a file that may hold one of these values, or the first one of them; values may be hidden in the lines that
/// `hiding` numbers, or in any.
fn lines_with(
    path: &Path,
    (values, epochs): Among<'_>,
    wanted: Lines,
    hiding: Option<&[u64]>,
) -> Result<Vec<Place>, ReadError> {
    let mut found = Vec::new();
    if epochs.is_empty() {
        return Ok(found);
    }
    let mut reader = LineReader::new(Source::open(path)?, 0, PrefixHasher::idle())?;
    let mut number = 0;
    let mut look = |line: Line<'_>| {
        number += 1;
        let hidden = hiding.is_none_or(|hiding| hiding.binary_search(&number).is_ok());
        if values.may_hold_late((line.bytes, hidden), epochs) {
            found.push(Place { number, span: line.offset..line.offset + line.bytes.len() as u64 });
        }
        wanted == Lines::One && !found.is_empty()
    };
    let mut enough = false;
    while !enough && let Some(line) = reader.next_line()? {
        enough = look(line);
    }
    if !enough && let Some(line) = reader.take_tail() {
        look(line);
    }
    Ok(found)
}

/// What goes from file to file.
struct Known {
    redactor: Redactor,
    buffers: Buffers,
}

/// Room that one file after the other uses.
#[derive(Default)]
struct Buffers {
    lines: Vec<u8>,
    out: Redacted,
    seen: Seen,
}

/// What is noted of the lines of a file.
#[derive(Default)]
struct Seen {
    /// The lines that confirmed something, and the epoch behind each.
    epochs: Vec<(u64, u64)>,
    /// The lines in which something can hide values.
    hiding: Vec<u64>,
}

impl Known {
    fn new(lens: &Lens) -> Self {
        Self { redactor: Redactor::new(Arc::clone(&lens.rules)), buffers: Buffers::default() }
    }

    fn confirmed(&self) -> &ConfirmedValues {
        self.redactor.confirmed()
    }
}

/// What one look at a file gave.
struct Pass {
    /// The epoch of the confirmed values before.
    before: u64,
    seen: Seen,
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
        Self::Op(unreadable(error))
    }
}

fn unreadable(error: ReadError) -> OpError {
    match error {
        ReadError::Open(error) => OpError::File(error),
        ReadError::Io { path, source } => OpError::Io { path, source },
        ReadError::Truncated(path) => OpError::Io { path, source: std::io::ErrorKind::UnexpectedEof.into() },
    }
}

type Sink<'a> = &'a mut dyn FnMut(&Redacted) -> Result<(), OpError>;

/// Whether findings get columns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Columns {
    Wanted,
    Spared,
}

/// Sends a file through the gate, with what is `known` so far, into `sink`.
fn one_pass(item: &Item, (lens, columns): (&Lens, Columns), known: &mut Known, sink: Sink<'_>) -> Pass {
    let mut redactor = redactor_for(item, lens, known);
    let before = redactor.confirmed().epoch();
    if columns == Columns::Wanted {
        redactor = redactor.with_columns();
    }
    let ended = feed(item, (&mut redactor, &mut known.buffers), sink);
    let report = redactor.take_report();
    known.redactor = redactor;
    let (opaque, error) = match ended {
        Ok(opaque) => (opaque, None),
        Err(stop) => (false, Some(stop)),
    };
    let seen = std::mem::take(&mut known.buffers.seen);
    Pass { before, seen, hits: report.hits, allowed: report.allowed, opaque, error }
}

/// A redactor for a file, which takes over what is `known`.
fn redactor_for(item: &Item, lens: &Lens, known: &mut Known) -> Redactor {
    let folders = item.folders.as_deref().unwrap_or_default();
    let mut redactor = known.redactor.succeed().allowing(Arc::clone(&lens.allow), folders);
    if item.folders.is_none() {
        redactor.set_place(&item.abs.to_string_lossy());
    }
    redactor
}

/// Whether the file was binary.
fn feed(
    item: &Item,
    (redactor, buffers): (&mut Redactor, &mut Buffers),
    sink: Sink<'_>,
) -> Result<bool, Stop> {
    let source = Source::open(&item.abs)?;
    let out = &mut buffers.out;
    out.clear();
    let hasher = PrefixHasher::idle();
    redactor.set_position(&item.shown, 1);
    if collect::is_lines(&item.abs) {
        let mut reader = LineReader::new(source, 0, hasher)?.with_buffer(std::mem::take(&mut buffers.lines));
        let ended = feed_lines((item, &mut reader), redactor, (out, &mut buffers.seen), sink);
        buffers.lines = reader.into_buffer();
        return ended.map(|()| false);
    }
    let mut reader = BlockReader::new(source, 0, hasher, TEXT_BLOCK)?;
    let mut carry = zeroize::Zeroizing::new(Vec::new());
    let (mut line, mut opaque) = (1, None);
    while let Some(block) = reader.next_block()? {
        if opaque.is_none() {
            redactor.honour_marks(item.origin == Origin::Source && !collect::begins_transcript(block));
        }
        if *opaque.get_or_insert_with(|| is_binary(block.get(..SNIFF_LEN).unwrap_or(block))) {
            redactor.binary(block, out);
        } else {
            carry.extend_from_slice(block);
            let end = block_end(&carry);
            let head = carry.get(..end).unwrap_or_default();
            redactor.set_position(&item.shown, line);
            redactor.text(head, out)?;
            line += memchr::memchr_iter(b'\n', head).count() as u64;
            carry.drain(..end);
        }
        sink(out).map_err(Stop::Op)?;
        out.clear();
    }
    if !carry.is_empty() {
        redactor.set_position(&item.shown, line);
        redactor.text(&carry, out)?;
        sink(out).map_err(Stop::Op)?;
    }
    Ok(opaque.unwrap_or(false))
}

fn feed_lines(
    (item, reader): (&Item, &mut LineReader),
    redactor: &mut Redactor,
    (out, seen): (&mut Redacted, &mut Seen),
    sink: Sink<'_>,
) -> Result<(), Stop> {
    let mut number = 0;
    let mut epoch = redactor.confirmed().epoch();
    while let Some(line) = reader.next_line()? {
        number += 1;
        redactor.set_position(&item.shown, number);
        redactor.line(line.bytes, out)?;
        if redactor.confirmed().epoch() != epoch {
            epoch = redactor.confirmed().epoch();
            seen.epochs.push((number, epoch));
        }
        if redactor.has_hiding() {
            seen.hiding.push(number);
        }
        redactor.newline(b"\n", out);
        if out.len() >= LINES_BLOCK {
            sink(out).map_err(Stop::Op)?;
            out.clear();
        }
    }
    if let Some(line) = reader.take_tail() {
        redactor.set_position(&item.shown, number + 1);
        redactor.line(line.bytes, out)?;
        seen.epochs.push((number + 1, redactor.confirmed().epoch()));
        if redactor.has_hiding() {
            seen.hiding.push(number + 1);
        }
    }
    sink(out).map_err(Stop::Op)
}
