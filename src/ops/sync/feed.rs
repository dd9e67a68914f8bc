//! From a file to the gate: whole lines, blocks of text, or binary bytes.

use super::collections::LineFilter;
use super::sink::{Flow, Sink};
use crate::local::discover::FoundFile;
use crate::local::read::{BlockReader, LineReader, PrefixHasher, Source, is_binary};
use crate::ops::sync::SyncFailure;
use crate::protocol::ids::{DeviceId, Digest};
use crate::redact::{Redacted, Redactor, Unsafe, block_end};
use crate::session::FileKind;

/// Bytes of text that are given to the gate at once; a multi-line secret is never cut by it.
pub(in crate::ops) const TEXT_BLOCK: usize = 1 << 20;

/// What was taken of a file.
pub(super) struct Taken {
    /// Bytes of the file, from its start.
    pub(super) consumed: u64,
    /// Their keyed hash.
    pub(super) hash: Digest,
    /// Whether a torn last line was left.
    pub(super) held_back: bool,
    /// Bytes read now.
    pub(super) read: u64,
}

/// Where to begin, and what to do about a torn last line.
pub(super) struct From {
    /// Bytes already taken.
    pub(super) offset: u64,
    /// The hash over them.
    pub(super) hasher: PrefixHasher,
    /// Whether to take a last line that has no newline.
    pub(super) take_tail: bool,
    /// Which lines to take; all where there is none.
    pub(super) only: Option<LineFilter>,
}

impl From {
    /// From the start.
    pub(super) fn start(device: &DeviceId, take_tail: bool) -> Self {
        Self { offset: 0, hasher: PrefixHasher::new(device), take_tail, only: None }
    }
}

/// Feeds a file through the gate into a sink.
pub(super) fn feed(
    file: &FoundFile,
    from: From,
    redactor: &mut Redactor,
    sink: &mut dyn Sink,
) -> Result<Taken, SyncFailure> {
    let source = Source::open(&file.abs)?;
    if file.kind.is_lines() {
        return feed_lines(file, (source, from), redactor, sink);
    }
    let begin = from.offset;
    let mut reader = BlockReader::new(source, from.offset, from.hasher, TEXT_BLOCK)?;
    let mut carry: Vec<u8> = Vec::new();
    let mut binary = None;
    let mut line = 1;
    let mut stopped = false;
    while let Some(block) = reader.next_block()? {
        if *binary.get_or_insert_with(|| is_opaque(file.kind, block)) {
            redactor.binary(block, sink.buffer());
        } else {
            carry.extend_from_slice(block);
            let end = block_end(&carry);
            let whole = carry.get(..end).unwrap_or_default();
            redactor.set_position(&file.rel, line);
            redactor.text(whole, sink.buffer())?;
            line += memchr::memchr_iter(b'\n', whole).count() as u64;
            carry.drain(..end);
        }
        if sink.settle()? == Flow::Stop {
            stopped = true;
            break;
        }
    }
    if !stopped && !carry.is_empty() {
        redactor.set_position(&file.rel, line);
        redactor.text(&carry, sink.buffer())?;
        sink.settle()?;
    }
    let consumed = reader.consumed();
    Ok(Taken { consumed, hash: reader.digest(), held_back: false, read: consumed - begin })
}

/// Whether a last line without a newline is a whole JSON object: then only its newline is missing.
fn is_whole(tail: &[u8]) -> bool {
    tail.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(tail).is_ok()
}

/// Binary by its magic, or by name and a NUL byte. A text that merely holds a NUL is scanned.
pub(in crate::ops) fn is_opaque(kind: FileKind, head: &[u8]) -> bool {
    if kind == FileKind::ToolResultBinary {
        return is_binary(head);
    }
    let text: Vec<u8> = head.iter().take(64).copied().filter(|byte| *byte != 0).collect();
    is_binary(&text)
}

fn feed_lines(
    file: &FoundFile,
    (source, from): (Source, From),
    redactor: &mut Redactor,
    sink: &mut dyn Sink,
) -> Result<Taken, SyncFailure> {
    let begin = from.offset;
    let mut reader = LineReader::new(source, from.offset, from.hasher)?;
    let mut number = 0;
    let mut stopped = false;
    while let Some(line) = reader.next_line()? {
        number += 1;
        if from.only.as_ref().is_some_and(|takes| !takes(line.bytes)) {
            continue;
        }
        redactor.set_position(&file.rel, number);
        redactor.line(line.bytes, sink.buffer())?;
        redactor.newline(b"\n", sink.buffer());
        if sink.settle()? == Flow::Stop {
            stopped = true;
            break;
        }
    }
    let take_tail = from.take_tail || is_whole(reader.tail());
    let held_back = !stopped && reader.tail_len() > 0 && !take_tail;
    if !stopped
        && take_tail
        && let Some(line) = reader.take_tail()
        && from.only.as_ref().is_none_or(|takes| takes(line.bytes))
    {
        sink.cut()?;
        redactor.set_position(&file.rel, number + 1);
        redactor.line(line.bytes, sink.buffer())?;
        sink.settle()?;
    }
    let consumed = reader.consumed();
    Ok(Taken { consumed, hash: reader.digest(), held_back, read: consumed - begin })
}

/// Passes content that already was through the gate through it again: merging segments, importing.
pub(in crate::ops) fn regate(
    bytes: &[u8],
    lines: bool,
    redactor: &mut Redactor,
    out: &mut Redacted,
) -> Result<(), Unsafe> {
    if !lines {
        return redactor.text(bytes, out);
    }
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let (body, newline) = line.strip_suffix(b"\n").map_or((line, &b""[..]), |body| (body, &b"\n"[..]));
        redactor.line(body, out)?;
        redactor.newline(newline, out);
    }
    Ok(())
}
