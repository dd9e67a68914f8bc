//! A private file of blocks that are read one by one, each checked on its own, so that nobody has to read all.
//!
//! Layout: magic (8 bytes), version (4), length of what lies beside the blocks (4), number of blocks (8), what lies
//! beside them, BLAKE3 of all before it (32); then the blocks, [`BLOCK_LEN`] bytes each: content, zeros, and the first
//! 16 bytes of BLAKE3 over the file's id, the block's number and content with zeros. The id is the first 16 bytes of the
//! hash at the head, so that no block passes for one of another file or place. Numbers are big-endian.

use super::atomic::{self, FileError, Temporary};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

const MAGIC: &[u8; 8] = b"HANBLOCK";
const VERSION: u32 = 1;
const FIRST_LEN: usize = 24;
const HASH_LEN: usize = 32;
/// Bytes of one block in the file.
pub const BLOCK_LEN: usize = 4096;
/// Bytes of an id and of a check.
pub const CHECK_LEN: usize = 16;
/// Most bytes of content in one block.
pub const MOST_CONTENT: usize = BLOCK_LEN - CHECK_LEN;
/// Most bytes beside the blocks.
const MOST_BESIDE: u32 = 1 << 26;
/// Blocks that are kept in memory (16 MiB); more than that, and reading begins anew.
const MOST_KEPT: usize = 4096;

/// Why a block was not read.
#[derive(Debug, thiserror::Error)]
pub enum BlockError {
    /// The system refused.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is not what was written.
    #[error("block {0} does not have its check")]
    Damaged(u64),
}

/// What stands at a path.
pub enum Found {
    /// A file of blocks.
    Blocks(BlockFile),
    /// No file.
    Absent,
    /// A file of another layout or version, or one whose head is damaged or whose length is wrong.
    Other,
}

/// An open file of blocks. It stays what it is when another takes its place.
pub struct BlockFile {
    path: PathBuf,
    id: [u8; CHECK_LEN],
    beside: Vec<u8>,
    blocks: u64,
    inner: Mutex<Inner>,
}

struct Inner {
    file: File,
    kept: HashMap<u64, Arc<[u8]>>,
}

fn head(beside: &[u8], blocks: u64) -> Result<Vec<u8>, FileError> {
    let length = u32::try_from(beside.len()).ok().filter(|length| *length <= MOST_BESIDE);
    let too_long = || FileError::TooLong { path: PathBuf::new(), max: u64::from(MOST_BESIDE) };
    let length = length.ok_or_else(too_long)?;
    let mut head = Vec::with_capacity(FIRST_LEN + beside.len() + HASH_LEN);
    head.extend_from_slice(MAGIC);
    head.extend_from_slice(&VERSION.to_be_bytes());
    head.extend_from_slice(&length.to_be_bytes());
    head.extend_from_slice(&blocks.to_be_bytes());
    head.extend_from_slice(beside);
    let hash = blake3::hash(&head);
    head.extend_from_slice(hash.as_bytes());
    Ok(head)
}

fn id_of(hash: &[u8]) -> [u8; CHECK_LEN] {
    hash.first_chunk().copied().unwrap_or_default()
}

fn check(id: &[u8; CHECK_LEN], number: u64, content: &[u8]) -> [u8; CHECK_LEN] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(id).update(&number.to_be_bytes()).update(content);
    id_of(hasher.finalize().as_bytes())
}

impl BlockFile {
    /// Opens what stands at `path`.
    pub fn open(path: &Path) -> Result<Found, FileError> {
        let Some((mut file, length)) = atomic::open_private(path)? else { return Ok(Found::Absent) };
        match read_head(&mut file, length) {
            Ok(Some((beside, blocks, id))) => {
                let inner = Mutex::new(Inner { file, kept: HashMap::new() });
                Ok(Found::Blocks(Self { path: path.to_owned(), id, beside, blocks, inner }))
            }
            Ok(None) => Ok(Found::Other),
            Err(source) => Err(FileError::Io { path: path.to_owned(), source }),
        }
    }

    /// The id that tells it from other files.
    pub fn id(&self) -> [u8; CHECK_LEN] {
        self.id
    }

    /// What lies beside the blocks.
    pub fn beside(&self) -> &[u8] {
        &self.beside
    }

    /// Bytes of the file.
    pub fn length(&self) -> u64 {
        self.first() + self.blocks * BLOCK_LEN as u64
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn first(&self) -> u64 {
        (FIRST_LEN + self.beside.len() + HASH_LEN) as u64
    }

    /// The content of one block, with the zeros after it.
    pub fn block(&self, number: u64) -> Result<Arc<[u8]>, BlockError> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = inner.kept.get(&number) {
            return Ok(Arc::clone(kept));
        }
        if number >= self.blocks {
            return Err(BlockError::Damaged(number));
        }
        let mut block = [0; BLOCK_LEN];
        let at = self.first() + number * BLOCK_LEN as u64;
        let read = inner.file.seek(SeekFrom::Start(at)).and_then(|_| inner.file.read_exact(&mut block));
        read.map_err(FileError::io(&self.path))?;
        let (content, stored) = block.split_at(MOST_CONTENT);
        if check(&self.id, number, content) != stored {
            return Err(BlockError::Damaged(number));
        }
        if inner.kept.len() >= MOST_KEPT {
            inner.kept.clear();
        }
        let content: Arc<[u8]> = content.into();
        inner.kept.insert(number, Arc::clone(&content));
        Ok(content)
    }
}

/// What lies beside the blocks, how many these are, and the id.
type Head = (Vec<u8>, u64, [u8; CHECK_LEN]);

/// `None` where the file is none of these, or not whole.
fn read_head(file: &mut File, length: u64) -> io::Result<Option<Head>> {
    let mut first = Vec::new();
    file.take(FIRST_LEN as u64).read_to_end(&mut first)?;
    let number = |at: usize| first.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes);
    let blocks = first.get(16..).and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes);
    let (Some(VERSION), Some(beside), Some(blocks)) = (number(8), number(12), blocks) else {
        return Ok(None);
    };
    let whole = (FIRST_LEN + HASH_LEN) as u64 + u64::from(beside);
    let whole = blocks.checked_mul(BLOCK_LEN as u64).and_then(|bytes| bytes.checked_add(whole));
    if !first.starts_with(MAGIC) || beside > MOST_BESIDE || whole != Some(length) {
        return Ok(None);
    }
    let mut rest = Vec::new();
    file.take(u64::from(beside) + HASH_LEN as u64).read_to_end(&mut rest)?;
    let Some(at) = rest.len().checked_sub(HASH_LEN) else { return Ok(None) };
    let hash = rest.split_off(at);
    let mut hasher = blake3::Hasher::new();
    hasher.update(&first).update(&rest);
    let same = hasher.finalize().as_bytes() == hash.as_slice();
    Ok(same.then(|| (rest, blocks, id_of(&hash))))
}

/// A file of blocks that is being written; nothing stands at its path before [`BlockWriter::finish`].
pub struct BlockWriter {
    path: PathBuf,
    temporary: Temporary,
    out: BufWriter<File>,
    id: [u8; CHECK_LEN],
    next: u64,
    blocks: u64,
}

impl BlockWriter {
    /// Begins a file of so many blocks.
    pub fn create(path: &Path, beside: &[u8], blocks: u64) -> Result<Self, FileError> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let temporary = Temporary::create(folder, path, 0o600)?;
        let head = head(beside, blocks)?;
        let id = id_of(head.get(head.len() - HASH_LEN..).unwrap_or_default());
        let file = temporary.file().try_clone().map_err(FileError::io(path))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        out.write_all(&head).map_err(FileError::io(path))?;
        Ok(Self { path: path.to_owned(), temporary, out, id, next: 0, blocks })
    }

    /// Writes the next block, of at most [`MOST_CONTENT`] bytes.
    pub fn push(&mut self, content: &[u8]) -> Result<(), FileError> {
        let mut block = [0; BLOCK_LEN];
        let Some(place) = block.get_mut(..content.len()).filter(|place| place.len() <= MOST_CONTENT) else {
            return Err(FileError::TooLong { path: self.path.clone(), max: MOST_CONTENT as u64 });
        };
        place.copy_from_slice(content);
        let (content, stored) = block.split_at_mut(MOST_CONTENT);
        stored.copy_from_slice(&check(&self.id, self.next, content));
        self.next += 1;
        self.out.write_all(&block).map_err(FileError::io(&self.path))
    }

    /// Puts the file in its place, durably; gives its id.
    pub fn finish(mut self) -> Result<[u8; CHECK_LEN], FileError> {
        if self.next != self.blocks {
            let source = io::Error::other(format!("{} blocks instead of {}", self.next, self.blocks));
            return Err(FileError::Io { path: self.path, source });
        }
        let written = self.out.flush().and_then(|()| self.temporary.file().sync_all());
        written.map_err(FileError::io(&self.path))?;
        self.temporary.rename(&self.path)?;
        atomic::sync_folder(self.path.parent().unwrap_or(Path::new(".")))?;
        Ok(self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, beside: &[u8], blocks: u64) -> [u8; CHECK_LEN] {
        let mut writer = BlockWriter::create(path, beside, blocks).unwrap();
        (0..blocks).for_each(|n| writer.push(&[n as u8; 100]).unwrap());
        writer.finish().unwrap()
    }

    #[test]
    fn blocks_come_back_one_by_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        assert!(matches!(BlockFile::open(&path).unwrap(), Found::Absent));
        for (beside, blocks) in [(&b""[..], 0), (b"beside", 1), (b"more", 5_000)] {
            let id = write(&path, beside, blocks);
            let Found::Blocks(file) = BlockFile::open(&path).unwrap() else { panic!("not blocks") };
            assert_eq!((file.id(), file.beside()), (id, beside));
            assert_eq!(file.length(), std::fs::metadata(&path).unwrap().len());
            for n in (0..blocks).chain((0..blocks).rev()) {
                let block = file.block(n).unwrap();
                assert_eq!((&block[..100], block[100..].iter().max()), (&[n as u8; 100][..], Some(&0)));
            }
            assert!(matches!(file.block(blocks), Err(BlockError::Damaged(_))));
        }
    }

    #[test]
    fn a_flipped_bit_is_found_in_the_head_or_in_its_own_block() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        write(&path, b"beside", 2);
        let good = std::fs::read(&path).unwrap();
        let head = good.len() - 2 * BLOCK_LEN;
        for at in (0..head).chain((head..good.len()).step_by(97)) {
            let mut bad = good.clone();
            bad[at] ^= 4;
            std::fs::write(&path, bad).unwrap();
            match BlockFile::open(&path).unwrap() {
                Found::Blocks(file) => {
                    let hit = ((at - head) / BLOCK_LEN) as u64;
                    assert!(matches!(file.block(hit), Err(BlockError::Damaged(n)) if n == hit), "byte {at}");
                    assert!(file.block(1 - hit).is_ok(), "byte {at}");
                }
                _ => assert!(at < head, "byte {at}"),
            }
        }
        for length in [0, 10, FIRST_LEN, head - 1, head, good.len() - 1] {
            std::fs::write(&path, &good[..length]).unwrap();
            assert!(matches!(BlockFile::open(&path).unwrap(), Found::Other), "cut at {length}");
        }
        let swapped = [&good[..head], &good[head + BLOCK_LEN..], &good[head..head + BLOCK_LEN]].concat();
        std::fs::write(&path, swapped).unwrap();
        let Found::Blocks(file) = BlockFile::open(&path).unwrap() else { panic!("not blocks") };
        assert!(file.block(0).is_err() && file.block(1).is_err());
    }

    #[test]
    fn an_open_file_stays_what_it_is_and_an_unfinished_one_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        write(&path, b"one", 3);
        let Found::Blocks(file) = BlockFile::open(&path).unwrap() else { panic!("not blocks") };
        write(&path, b"two", 1);
        assert_eq!(file.block(2).unwrap()[0], 2);
        let mut writer = BlockWriter::create(&path, b"three", 2).unwrap();
        writer.push(b"x").unwrap();
        assert!(writer.push(&[0; BLOCK_LEN]).is_err());
        assert!(writer.finish().is_err());
        let Found::Blocks(file) = BlockFile::open(&path).unwrap() else { panic!("not blocks") };
        assert_eq!(file.beside(), b"two");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
