//! Writing the entries of an archive, one after the other, in the one form that is read.

use crate::ops::error::OpError;
use crate::protocol::archive::{BLOCK, EntryName, header, padding};
use std::fs::File;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// A tar under construction.
pub(super) struct Tar<'a> {
    to: BufWriter<&'a File>,
    at: u64,
    path: PathBuf,
}

/// An entry whose length is not known yet.
pub(super) struct Open {
    name: EntryName,
    content: u64,
}

impl<'a> Tar<'a> {
    pub(super) fn new(file: &'a File, path: &Path) -> Self {
        Self { to: BufWriter::with_capacity(1 << 18, file), at: 0, path: path.to_owned() }
    }

    /// Where the next entry begins.
    pub(super) fn position(&self) -> u64 {
        self.at
    }

    /// The file, for messages.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The same file for reading. What is written next is written where `cut` says.
    pub(super) fn reopen(&mut self) -> Result<File, OpError> {
        let again = self.to.flush().and_then(|()| self.to.get_ref().try_clone());
        again.map_err(OpError::io(&self.path))
    }

    /// Takes bytes that are an archive already.
    pub(super) fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.to.write_all(bytes)
    }

    /// That the file cannot be written.
    pub(super) fn failed(&self, source: io::Error) -> OpError {
        OpError::io(&self.path)(source)
    }

    /// Forgets everything from `position` on.
    pub(super) fn cut(&mut self, position: u64) -> Result<(), OpError> {
        let cut = self.to.seek(SeekFrom::Start(position)).and_then(|_| self.to.get_ref().set_len(position));
        self.at = position;
        cut.map_err(OpError::io(&self.path))
    }

    /// Writes a whole entry.
    pub(super) fn entry(&mut self, name: &EntryName, bytes: &[u8]) -> Result<(), OpError> {
        if bytes.len() as u64 > name.max_len() {
            return Err(OpError::Archive(format!("{name} is longer than an archive takes")));
        }
        self.write(&header(name, bytes.len() as u64))?;
        self.write(bytes)?;
        self.pad()
    }

    /// Begins an entry that is written piece by piece.
    pub(super) fn begin(&mut self, name: &EntryName) -> Result<Open, OpError> {
        self.write(&header(name, 0))?;
        Ok(Open { name: name.clone(), content: self.at })
    }

    /// Ends it: its header gets the length.
    pub(super) fn end(&mut self, open: Open) -> Result<(), OpError> {
        let len = self.at - open.content;
        self.pad()?;
        let patched = self.patch(open.content - BLOCK, &header(&open.name, len));
        patched.map_err(OpError::io(&self.path))
    }

    fn patch(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.to.seek(SeekFrom::Start(at))?;
        self.to.write_all(bytes)?;
        self.to.seek(SeekFrom::Start(self.at)).map(|_| ())
    }

    /// Writes bytes of an entry.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), OpError> {
        self.at += bytes.len() as u64;
        self.to.write_all(bytes).map_err(OpError::io(&self.path))
    }

    fn pad(&mut self) -> Result<(), OpError> {
        let zeros = [0u8; BLOCK as usize];
        self.write(zeros.get(..padding(self.at) as usize).unwrap_or_default())
    }

    /// Ends the archive; gives its length.
    pub(super) fn finish(&mut self) -> Result<u64, OpError> {
        self.write(&[0; 2 * BLOCK as usize])?;
        self.to.flush().map_err(OpError::io(&self.path))?;
        Ok(self.at)
    }
}
