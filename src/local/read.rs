//! Streaming a session's files: whole lines or blocks, with a keyed hash of what was taken.

use super::atomic::{FileError, open_plain};
use super::discover::mtime_ns;
use crate::protocol::ids::{DeviceId, Digest};
use crate::session::SessionUuid;
use crate::session::summary::session_id_of;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Bytes that are read at once.
pub const BLOCK_LEN: usize = 256 << 10;
/// Bytes at the start of a file that tell text from binary.
pub const SNIFF_LEN: usize = 8 << 10;
/// Bytes at the start of a legacy subagent that are searched for its session id.
const HEAD_LEN: u64 = 1 << 20;

/// Why a file could not be read as it was found.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It cannot be opened, or is not a plain file.
    #[error(transparent)]
    Open(#[from] FileError),
    /// The system failed while reading.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The file became shorter than it was, or than what was asked for: a rewrite is going on.
    #[error("{} became shorter while it was read", .0.display())]
    Truncated(PathBuf),
}

/// A running BLAKE3 hash of a file's first bytes, keyed so that it tells nothing to whoever has not this
/// machine's state.
#[derive(Clone)]
pub struct PrefixHasher(Option<blake3::Hasher>);

impl PrefixHasher {
    /// A hash of nothing, keyed by the device.
    pub fn new(device: &DeviceId) -> Self {
        let key = blake3::derive_key("han 2026 local file prefix v1", device.as_bytes());
        Self(Some(blake3::Hasher::new_keyed(&key)))
    }

    /// Hashes nothing, for files that are read but not followed; its digest is that of nothing.
    pub fn idle() -> Self {
        Self(None)
    }

    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        if let Some(hasher) = &mut self.0 {
            hasher.update(bytes);
        }
    }

    /// The hash of the bytes so far.
    pub fn digest(&self) -> Digest {
        Digest(*self.0.as_ref().map_or_else(|| blake3::hash(b""), blake3::Hasher::finalize).as_bytes())
    }
}

/// A session file, open at a length and time; whatever is appended later is not read.
pub struct Source {
    file: File,
    path: PathBuf,
    len: u64,
    mtime_ns: i64,
}

impl Source {
    /// Opens a plain file; links and special files are refused.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let file = open_plain(path)?;
        let metadata = file.metadata().map_err(FileError::io(path))?;
        Ok(Self { file, path: path.to_owned(), len: metadata.len(), mtime_ns: mtime_ns(&metadata) })
    }

    /// The length at opening, in bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether it was empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The time of the last write at opening.
    pub fn mtime_ns(&self) -> i64 {
        self.mtime_ns
    }

    /// Hashes the first `len` bytes; [`ReadError::Truncated`] if there are fewer. The file then stands there.
    pub fn prefix_hash(&mut self, len: u64, device: &DeviceId) -> Result<PrefixHasher, ReadError> {
        let mut hasher = PrefixHasher::new(device);
        let mut block = vec![0; BLOCK_LEN.min(usize::try_from(len).unwrap_or(BLOCK_LEN))];
        self.seek(0)?;
        let mut left = len;
        while left > 0 {
            let want = block.len().min(usize::try_from(left).unwrap_or(block.len()));
            let n = self.read(block.get_mut(..want).unwrap_or_default())?;
            if n == 0 {
                return Err(ReadError::Truncated(self.path.clone()));
            }
            hasher.update(block.get(..n).unwrap_or_default());
            left -= n as u64;
        }
        Ok(hasher)
    }

    /// Whether the file still has the length and time that it was opened at. A caller that gets `false` takes
    /// what it read as one version and looks again; what was appended is no harm, a rewrite will show in the
    /// prefix hash.
    pub fn is_unchanged(&self) -> Result<bool, ReadError> {
        let now = self.file.metadata().map_err(|source| self.io(source))?;
        Ok(now.len() == self.len && mtime_ns(&now) == self.mtime_ns)
    }

    fn seek(&mut self, offset: u64) -> Result<(), ReadError> {
        self.file.seek(SeekFrom::Start(offset)).map(drop).map_err(|source| self.io(source))
    }

    fn read(&mut self, into: &mut [u8]) -> Result<usize, ReadError> {
        loop {
            match self.file.read(into) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => return other.map_err(|source| self.io(source)),
            }
        }
    }

    fn io(&self, source: io::Error) -> ReadError {
        ReadError::Io { path: self.path.clone(), source }
    }
}

/// The keyed hash of a file's first `len` bytes.
pub fn prefix_hash(path: &Path, len: u64, device: &DeviceId) -> Result<Digest, ReadError> {
    Source::open(path)?.prefix_hash(len, device).map(|h| h.digest())
}

/// One line of a file.
pub struct Line<'a> {
    /// The line without its newline. No Debug: it is a session's text.
    pub bytes: &'a [u8],
    /// Where it starts in the file.
    pub offset: u64,
}

/// Reads whole lines from an offset on, up to the length that the file had at opening. Memory is the longest
/// line and one block. Every line that was yielded is in the hash, with its newline.
pub struct LineReader {
    source: Source,
    hasher: PrefixHasher,
    buffer: Vec<u8>,
    /// How much of the buffer was read; what is behind is room.
    filled: usize,
    /// The part of the buffer that is not yet yielded.
    start: usize,
    /// How far from `start` no newline was found.
    searched: usize,
    consumed: u64,
    read_to: u64,
}

impl LineReader {
    /// Reads from `offset` (the end of the lines already taken) on; `hasher` holds the bytes before it, as
    /// [`Source::prefix_hash`] returns it.
    pub fn new(mut source: Source, offset: u64, hasher: PrefixHasher) -> Result<Self, ReadError> {
        if offset > source.len {
            return Err(ReadError::Truncated(source.path));
        }
        source.seek(offset)?;
        let (buffer, filled, start, searched) = (Vec::new(), 0, 0, 0);
        Ok(Self { source, hasher, buffer, filled, start, searched, consumed: offset, read_to: offset })
    }

    /// Reads into room that another one used.
    #[must_use]
    pub fn with_buffer(mut self, buffer: Vec<u8>) -> Self {
        self.buffer = buffer;
        self
    }

    /// The room, for another one.
    pub fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }

    /// The next whole line; `None` at the end, where a torn line may be left.
    pub fn next_line(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        loop {
            let unsearched = self.buffer.get(self.start + self.searched..self.filled).unwrap_or_default();
            if let Some(at) = memchr::memchr(b'\n', unsearched) {
                let len = self.searched + at;
                return Ok(Some(self.take(len, 1)));
            }
            self.searched = self.filled - self.start;
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// The bytes after the last newline, if there are any, taken as a line. For the caller that decided that
    /// no newline will come; call it after [`LineReader::next_line`] returned `None`.
    pub fn take_tail(&mut self) -> Option<Line<'_>> {
        let len = self.filled - self.start;
        (len > 0).then(|| self.take(len, 0))
    }

    /// The bytes after the last newline, not taken: what [`LineReader::take_tail`] would give.
    pub fn tail(&self) -> &[u8] {
        self.buffer.get(self.start..self.filled).unwrap_or_default()
    }

    /// How many bytes a torn last line has so far.
    pub fn tail_len(&self) -> usize {
        self.filled - self.start
    }

    /// The offset after the last line that was yielded.
    pub fn consumed(&self) -> u64 {
        self.consumed
    }

    /// The hash of the file up to [`LineReader::consumed`].
    pub fn digest(&self) -> Digest {
        let mut hasher = self.hasher.clone();
        hasher.update(self.buffer.get(..self.start).unwrap_or_default());
        hasher.digest()
    }

    /// The open file.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Yields `len` bytes and passes `newline` more. Both lie in the buffer.
    fn take(&mut self, len: usize, newline: usize) -> Line<'_> {
        let (start, end) = (self.start, self.start + len + newline);
        let offset = self.consumed;
        self.consumed += (len + newline) as u64;
        self.start = end;
        self.searched = 0;
        Line { bytes: self.buffer.get(start..start + len).unwrap_or_default(), offset }
    }

    /// Reads one more block behind what is held; `false` at the end.
    fn fill(&mut self) -> Result<bool, ReadError> {
        let left = self.source.len - self.read_to;
        if left == 0 {
            return Ok(false);
        }
        // Hashed a block at a time: line by line costs several times as much.
        self.hasher.update(self.buffer.get(..self.start).unwrap_or_default());
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        let want = BLOCK_LEN.min(usize::try_from(left).unwrap_or(BLOCK_LEN));
        if self.buffer.len() - self.filled < want {
            // Twice as much, but never more than what is left of the file.
            let more = self.filled.max(want).min(usize::try_from(left).unwrap_or(usize::MAX));
            self.buffer.reserve_exact(self.filled + more - self.buffer.len());
            self.buffer.resize(self.filled + more, 0);
        }
        let room = self.buffer.get_mut(self.filled..self.filled + want).unwrap_or_default();
        let n = self.source.read(room)?;
        self.filled += n;
        if n == 0 {
            return Err(ReadError::Truncated(self.source.path.clone()));
        }
        self.read_to += n as u64;
        Ok(true)
    }
}

/// Reads a text or binary file in blocks up to the length that it had at opening.
pub struct BlockReader {
    source: Source,
    hasher: PrefixHasher,
    block: Vec<u8>,
    consumed: u64,
}

impl BlockReader {
    /// Reads from `offset` on, in blocks of `block_len` bytes at most.
    pub fn new(
        mut source: Source,
        offset: u64,
        hasher: PrefixHasher,
        block_len: usize,
    ) -> Result<Self, ReadError> {
        if offset > source.len {
            return Err(ReadError::Truncated(source.path));
        }
        source.seek(offset)?;
        // No longer than what is left, as most files are short.
        let left = usize::try_from(source.len - offset).unwrap_or(usize::MAX);
        Ok(Self { source, hasher, block: vec![0; block_len.min(left).max(1)], consumed: offset })
    }

    /// The next block, full unless it is the last one; `None` at the end.
    pub fn next_block(&mut self) -> Result<Option<&[u8]>, ReadError> {
        let left = self.source.len - self.consumed;
        let want = self.block.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let mut filled = 0;
        while filled < want {
            let n = self.source.read(self.block.get_mut(filled..want).unwrap_or_default())?;
            if n == 0 {
                return Err(ReadError::Truncated(self.source.path.clone()));
            }
            filled += n;
        }
        let block = self.block.get(..filled).unwrap_or_default();
        self.hasher.update(block);
        self.consumed += filled as u64;
        Ok((filled > 0).then_some(block))
    }

    /// The offset after the last block.
    pub fn consumed(&self) -> u64 {
        self.consumed
    }

    /// The hash of the file up to [`BlockReader::consumed`].
    pub fn digest(&self) -> Digest {
        self.hasher.digest()
    }

    /// The open file.
    pub fn source(&self) -> &Source {
        &self.source
    }
}

/// Whether the start of a file (up to [`SNIFF_LEN`] bytes) is not text: a known image, document or archive,
/// or a NUL byte that is not half of a character in UTF-16.
pub fn is_binary(head: &[u8]) -> bool {
    const MAGIC: [&[u8]; 12] = [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF87a",
        b"GIF89a",
        b"%PDF-",
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"BM6",
        b"\x28\xb5\x2f\xfd",
        b"7z\xbc\xaf",
        b"\xfd7zXZ",
        b"\x7fELF",
    ];
    let head = head.get(..SNIFF_LEN).unwrap_or(head);
    let riff = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    riff || MAGIC.iter().any(|magic| head.starts_with(magic))
        || (memchr::memchr(0, head).is_some() && !is_utf16(head))
}

/// Whether text begins with the mark of UTF-16 (RFC 2781), or most of its characters have a NUL as one and the same half.
fn is_utf16(head: &[u8]) -> bool {
    let (pairs, _) = head.as_chunks::<2>();
    let of = |half: usize| pairs.iter().filter(|pair| pair.get(half) == Some(&0)).count();
    let [first, second] = [of(0), of(1)];
    let (least, most) = (first.min(second), first.max(second));
    let marked = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    // A character beyond the first plane has a half that is NUL now and then.
    (marked && !head.starts_with(b"\xff\xfe\0\0") && least * 16 <= pairs.len())
        || (most > 8 && most * 8 >= pairs.len() * 7 && least * 16 <= pairs.len())
}

/// Sniffs a file on disk.
pub fn is_binary_file(path: &Path) -> Result<bool, ReadError> {
    let source = Source::open(path)?;
    let mut reader = BlockReader::new(source, 0, PrefixHasher::idle(), SNIFF_LEN)?;
    Ok(reader.next_block()?.is_some_and(is_binary))
}

/// The session id in the first lines of a file, if one stands there.
pub(crate) fn session_id(path: &Path) -> Option<SessionUuid> {
    let mut source = Source::open(path).ok()?;
    source.len = source.len.min(HEAD_LEN);
    let mut reader = LineReader::new(source, 0, PrefixHasher::idle()).ok()?;
    while let Ok(Some(line)) = reader.next_line() {
        if let Some(id) = session_id_of(line.bytes) {
            return Some(id);
        }
    }
    reader.take_tail().and_then(|line| session_id_of(line.bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const DEVICE: DeviceId = DeviceId([7; 16]);

    fn file(content: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        std::fs::write(&path, content).unwrap();
        (dir, path)
    }

    fn reader(path: &Path, offset: u64) -> LineReader {
        let mut source = Source::open(path).unwrap();
        let hasher = source.prefix_hash(offset, &DEVICE).unwrap();
        LineReader::new(source, offset, hasher).unwrap()
    }

    fn all(reader: &mut LineReader) -> Vec<(Vec<u8>, u64)> {
        std::iter::from_fn(|| reader.next_line().unwrap().map(|l| (l.bytes.to_vec(), l.offset))).collect()
    }

    #[test]
    fn whole_lines_come_with_offsets_and_a_torn_one_is_held_back() {
        let (_dir, path) = file(b"one\n\ntwo\r\n\0\0torn");
        let mut r = reader(&path, 0);
        assert_eq!(all(&mut r), [(b"one".to_vec(), 0), (vec![], 4), (b"two\r".to_vec(), 5)]);
        assert_eq!((r.consumed(), r.tail_len()), (10, 6));
        assert_eq!(r.digest(), prefix_hash(&path, 10, &DEVICE).unwrap());
        assert_eq!(r.take_tail().unwrap().bytes, b"\0\0torn");
        assert_eq!((r.consumed(), r.take_tail().is_none()), (16, true));
        assert_eq!(r.digest(), prefix_hash(&path, 16, &DEVICE).unwrap());
    }

    #[test]
    fn reading_goes_on_after_an_append_with_the_same_hash() {
        let (_dir, path) = file(b"one\ntw");
        let mut r = reader(&path, 0);
        all(&mut r);
        let (consumed, digest) = (r.consumed(), r.digest());
        let mut f = File::options().append(true).open(&path).unwrap();
        f.write_all(b"o\nthree\n").unwrap();
        assert!(!r.source().is_unchanged().unwrap());
        assert!(r.next_line().unwrap().is_none(), "what was appended after opening waits");
        assert_eq!(prefix_hash(&path, consumed, &DEVICE).unwrap(), digest);
        let mut r = reader(&path, consumed);
        assert_eq!(all(&mut r), [(b"two".to_vec(), 4), (b"three".to_vec(), 8)]);
        assert!(r.source().is_unchanged().unwrap());
        assert_eq!(r.digest(), prefix_hash(&path, 14, &DEVICE).unwrap());
    }

    #[test]
    fn the_hash_depends_on_the_device() {
        let (_dir, path) = file(b"one\n");
        assert_ne!(
            prefix_hash(&path, 4, &DEVICE).unwrap(),
            prefix_hash(&path, 4, &DeviceId([8; 16])).unwrap()
        );
    }

    #[test]
    fn a_file_that_shrinks_is_an_error_not_an_end() {
        let (_dir, path) = file(&b"x".repeat(3 * BLOCK_LEN));
        assert!(matches!(prefix_hash(&path, 1 << 30, &DEVICE), Err(ReadError::Truncated(_))));
        let source = Source::open(&path).unwrap();
        assert!(LineReader::new(source, 1 << 30, PrefixHasher::new(&DEVICE)).is_err());
        let mut lines = reader(&path, 0);
        let mut blocks =
            BlockReader::new(Source::open(&path).unwrap(), 0, PrefixHasher::new(&DEVICE), 10).unwrap();
        File::options().write(true).open(&path).unwrap().set_len(5).unwrap();
        assert!(matches!(lines.next_line(), Err(ReadError::Truncated(_))));
        assert!(matches!(blocks.next_block(), Err(ReadError::Truncated(_))));
    }

    #[test]
    fn a_line_of_64_mb_costs_its_length_in_memory() {
        let mut content = vec![b'x'; 64 << 20];
        content.extend_from_slice(b"\nshort\n");
        let (_dir, path) = file(&content);
        let mut r = reader(&path, 0);
        assert_eq!(r.next_line().unwrap().unwrap().bytes.len(), 64 << 20);
        assert_eq!(r.next_line().unwrap().unwrap().bytes, b"short");
        assert!(r.next_line().unwrap().is_none());
        assert!(r.buffer.capacity() <= content.len() + BLOCK_LEN, "{}", r.buffer.capacity());
    }

    #[test]
    fn lines_of_every_length_around_a_block_survive() {
        let mut content = Vec::new();
        for len in [0, 1, BLOCK_LEN - 1, BLOCK_LEN, BLOCK_LEN + 1, 3 * BLOCK_LEN, 5] {
            content.extend(std::iter::repeat_n(b'a' + (len % 7) as u8, len));
            content.push(b'\n');
        }
        let (_dir, path) = file(&content);
        let mut r = reader(&path, 0);
        let joined: Vec<u8> =
            all(&mut r).into_iter().flat_map(|(l, _)| [l, b"\n".to_vec()].concat()).collect();
        assert!(joined == content);
    }

    #[test]
    fn blocks_give_the_whole_file_and_binary_is_told_from_text() {
        let (_dir, path) = file(&b"0123456789".repeat(10));
        let mut r =
            BlockReader::new(Source::open(&path).unwrap(), 0, PrefixHasher::new(&DEVICE), 33).unwrap();
        let mut lens = Vec::new();
        while let Some(block) = r.next_block().unwrap() {
            lens.push(block.len());
        }
        assert_eq!((lens, r.consumed()), (vec![33, 33, 33, 1], 100));
        assert_eq!(r.digest(), prefix_hash(&path, 100, &DEVICE).unwrap());
        assert!(!is_binary_file(&path).unwrap());
        for (head, want) in [
            (&b"\xff\xd8\xff\xe0"[..], true),
            (b"%PDF-1.7", true),
            (b"RIFF1234WEBP", true),
            (b"text\0", true),
            (b"t\0h\0i\0s\0 \0i\0s\0 \0t\0e\0x\0t\0\n\0", false),
            (b"\xfe\xff\0t\0h", false),
            (b"\xff\xfe\0\0t\0\0\0", true),
            (b"\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05\0\0\0\x06\0\0\0", true),
            (b"caf\xc3\xa9 \x1b[1m", false),
            (b"", false),
        ] {
            assert_eq!(is_binary(head), want, "{head:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_pipes_are_refused_without_blocking() {
        let (dir, path) = file(b"x");
        let link = dir.path().join("l");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(matches!(Source::open(&link), Err(ReadError::Open(FileError::NotPlain(_)))));
        let pipe = dir.path().join("p");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(matches!(Source::open(&pipe), Err(ReadError::Open(FileError::NotPlain(_)))));
    }
}
