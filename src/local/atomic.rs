//! Private files: written whole or not at all, readable by their owner alone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use zeroize::Zeroizing;

/// Why a private file was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system refused.
    #[error("cannot use {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A link or something else that is not a plain file or folder of its own.
    #[error("{} is not a plain file or folder; refusing to follow it", .0.display())]
    NotPlain(PathBuf),
    /// Another user owns it.
    #[error("{} belongs to another user", .0.display())]
    Foreign(PathBuf),
    /// Others may read or write it.
    #[error("{} is open to others (mode {mode:04o}); run: chmod {want} {}", path.display(), path.display())]
    Loose {
        /// The file or folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
        /// The permission bits that it should have.
        want: &'static str,
    },
    /// Longer than such a file can be.
    #[error("{} is larger than {max} bytes", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// The limit.
        max: u64,
    },
}

impl FileError {
    /// Whether the file is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}

/// Replaces `path` by `bytes` with mode 0600: a temporary file beside it, fsync, rename, fsync of the
/// folder. After a crash either the old or the new content stands there. A link at `path` is replaced.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    write_with_mode(path, bytes, 0o600)
}

/// [`write_private`] where other bytes, or none, stand at `path`.
pub fn write_private_if_other(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let same = read_private(path, bytes.len() as u64).is_ok_and(|old| old.is_some_and(|old| *old == bytes));
    if same { Ok(()) } else { write_private(path, bytes) }
}

/// Writes a file of mode 0600 where nothing is yet; whatever is there already stays as it is.
pub fn write_new_private(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(FileError::io(path))?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if let Err(source) = written {
        // Half a file would stand in the way of the next attempt.
        drop(fs::remove_file(path));
        return Err(FileError::Io { path: path.to_owned(), source });
    }
    sync_folder(parent(path))
}

/// [`write_private`] with other permission bits (Unix).
pub fn write_with_mode(path: &Path, bytes: &[u8], mode: u32) -> Result<(), FileError> {
    let folder = parent(path);
    let temporary = Temporary::create(folder, path, mode)?;
    let written = temporary.file().write_all(bytes).and_then(|()| temporary.file().sync_all());
    written.map_err(FileError::io(path))?;
    temporary.rename(path)?;
    sync_folder(folder)
}

/// A file under construction beside its target; removed again unless it was renamed.
pub struct Temporary {
    file: File,
    path: PathBuf,
    kept: bool,
}

impl Temporary {
    /// Makes an empty file of mode `mode` in `folder`, named after `target`.
    pub fn create(folder: &Path, target: &Path, mode: u32) -> Result<Self, FileError> {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        loop {
            let n = COUNTER.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!(".{name}.{}-{n}.han-tmp", std::process::id()));
            let mut options = OpenOptions::new();
            options.read(true).write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
            #[cfg(not(unix))]
            let _ = mode;
            match options.open(&path) {
                Ok(file) => return Ok(Self { file, path, kept: false }),
                // Left by a killed process of the same id.
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(source) => return Err(FileError::Io { path: target.to_owned(), source }),
            }
        }
    }

    /// Where it lies until it is moved.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The open file.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Makes the content durable, where [`sync_filesystem`] will not do it for many files at once.
    pub fn settle(&self) -> io::Result<()> {
        if cfg!(target_os = "linux") { Ok(()) } else { self.file.sync_all() }
    }

    /// Moves the file to its place; until then it goes away with this value.
    pub fn rename(mut self, target: &Path) -> Result<(), FileError> {
        fs::rename(&self.path, target).map_err(FileError::io(target))?;
        self.kept = true;
        Ok(())
    }

    /// Like [`Temporary::rename`], but fails where something is there already, without a moment in between.
    pub fn rename_new(self, target: &Path) -> Result<(), FileError> {
        match fs::hard_link(&self.path, target) {
            Ok(()) => Ok(()),
            // A file system without links.
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists && fs::symlink_metadata(target).is_err() => {
                self.rename(target)
            }
            Err(e) => Err(FileError::io(target)(e)),
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing can be done about a failure here; the caller already has the first error.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Removes temporary files that killed processes left in `folder`; a running process holds its own only for
/// moments, so the caller must hold the lock under which these files are written.
pub fn remove_stale(folder: &Path) -> io::Result<u64> {
    let mut removed = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') && name.ends_with(".han-tmp") && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Makes everything durable that was written to the file system of `folder`: on Linux by one call, which
/// [`Temporary::settle`] counts on; elsewhere every file was synced when it was made.
pub fn sync_filesystem(folder: &Path) -> Result<(), FileError> {
    #[cfg(target_os = "linux")]
    {
        let handle = File::open(folder).map_err(FileError::io(folder))?;
        rustix::fs::syncfs(&handle).map_err(|e| FileError::io(folder)(e.into()))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folder;
        Ok(())
    }
}

/// Makes the entries of a folder durable. A no-op where folders cannot be opened (Windows).
pub fn sync_folder(folder: &Path) -> Result<(), FileError> {
    #[cfg(unix)]
    File::open(folder).and_then(|f| f.sync_all()).map_err(FileError::io(folder))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Reads a private file of at most `max` bytes, wiped on drop. `None` if it does not exist. Links, files of
/// other users and files that others may read are refused.
pub fn read_private(path: &Path, max: u64) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
    let Some((mut file, length)) = open_private(path)? else { return Ok(None) };
    if length > max {
        return Err(FileError::TooLong { path: path.to_owned(), max });
    }
    let len = usize::try_from(length).unwrap_or(0);
    // One byte more, so that the read to the end never reallocates and leaves an unwiped copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(len + 1));
    (&mut file).take(length).read_to_end(&mut bytes).map_err(FileError::io(path))?;
    Ok(Some(bytes))
}

/// Opens a private file for reading and tells its length. `None` if it does not exist; what [`read_private`] refuses is
/// refused.
pub fn open_private(path: &Path) -> Result<Option<(File, u64)>, FileError> {
    let file = match open_plain(path) {
        Ok(file) => file,
        Err(e) if e.is_absent() => return Ok(None),
        Err(e) => return Err(e),
    };
    let metadata = file.metadata().map_err(FileError::io(path))?;
    check_private(path, &metadata, "600")?;
    Ok(Some((file, metadata.len())))
}

/// Opens a private file for reading and writing at any place, and makes it (0600) where there is none.
pub fn open_private_to_write(path: &Path) -> Result<File, FileError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(libc::O_NOFOLLOW | libc::O_CLOEXEC);
    }
    let file = options.open(path).map_err(FileError::io(path))?;
    let metadata = file.metadata().map_err(FileError::io(path))?;
    if !metadata.is_file() {
        return Err(FileError::NotPlain(path.to_owned()));
    }
    check_private(path, &metadata, "600")?;
    Ok(file)
}

/// Opens a plain file for reading; a link, folder, pipe or device is refused, and none of them can block.
pub fn open_plain(path: &Path) -> Result<File, FileError> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_CLOEXEC,
    );
    let file = options.open(path).map_err(|source| match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => FileError::NotPlain(path.to_owned()),
        _ => FileError::Io { path: path.to_owned(), source },
    })?;
    if !file.metadata().map_err(FileError::io(path))?.is_file() {
        return Err(FileError::NotPlain(path.to_owned()));
    }
    Ok(file)
}

/// Appends to a private file (created 0600) in one write and makes it durable.
pub fn append_private(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(libc::O_NOFOLLOW | libc::O_CLOEXEC);
    }
    let mut file = options.open(path).map_err(FileError::io(path))?;
    let metadata = file.metadata().map_err(FileError::io(path))?;
    if !metadata.is_file() {
        return Err(FileError::NotPlain(path.to_owned()));
    }
    check_private(path, &metadata, "600")?;
    file.write_all(bytes).and_then(|()| file.sync_data()).map_err(FileError::io(path))
}

/// Makes a folder (and its parents) with mode 0700; one that exists must be a real folder, ours, and closed
/// to others.
pub fn create_private_folder(path: &Path) -> Result<(), FileError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(FileError::io(path))?;
    check_private_folder(path)
}

/// Checks that a folder is no link, ours, and closed to others.
pub fn check_private_folder(path: &Path) -> Result<(), FileError> {
    let metadata = fs::symlink_metadata(path).map_err(FileError::io(path))?;
    if !metadata.is_dir() {
        return Err(FileError::NotPlain(path.to_owned()));
    }
    check_private(path, &metadata, "700")
}

#[cfg(unix)]
fn check_private(path: &Path, metadata: &fs::Metadata, want: &'static str) -> Result<(), FileError> {
    use std::os::unix::fs::MetadataExt;
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Err(FileError::Foreign(path.to_owned()));
    }
    let mode = metadata.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(FileError::Loose { path: path.to_owned(), mode, want });
    }
    Ok(())
}

/// Windows keeps the profile folder closed by its access lists; there are no bits to check.
#[cfg(not(unix))]
fn check_private(_: &Path, _: &fs::Metadata, _: &'static str) -> Result<(), FileError> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    #[test]
    fn a_private_file_is_replaced_whole_and_closed_to_others() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        assert!(read_private(&path, 10).unwrap().is_none());
        for content in [&b"one"[..], b"", b"longer content"] {
            write_private(&path, content).unwrap();
            assert_eq!(read_private(&path, 20).unwrap().unwrap().as_slice(), content);
        }
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(matches!(read_private(&path, 3), Err(FileError::TooLong { .. })));
    }

    #[test]
    fn links_and_loose_modes_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let (path, link) = (dir.path().join("f"), dir.path().join("l"));
        write_private(&path, b"x").unwrap();
        symlink(&path, &link).unwrap();
        assert!(matches!(read_private(&link, 10), Err(FileError::NotPlain(_))));
        assert!(append_private(&link, b"y").is_err());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = read_private(&path, 10).err().unwrap();
        assert!(error.to_string().contains("chmod 600"), "{error}");
        assert!(matches!(append_private(&path, b"y"), Err(FileError::Loose { .. })));
        assert!(matches!(read_private(dir.path(), 10), Err(FileError::NotPlain(_))));
    }

    /// Only root can give a file away; elsewhere there is no foreign file to make.
    #[test]
    fn files_of_another_user_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        write_private(&path, b"x").unwrap();
        let other = fs::metadata(&path).unwrap().uid() + 1;
        if std::os::unix::fs::chown(&path, Some(other), None).is_ok() {
            assert!(matches!(read_private(&path, 10), Err(FileError::Foreign(_))));
        }
    }

    #[test]
    fn writing_replaces_a_link_instead_of_following_it() {
        let dir = tempfile::tempdir().unwrap();
        let (target, link) = (dir.path().join("t"), dir.path().join("l"));
        fs::write(&target, "kept").unwrap();
        symlink(&target, &link).unwrap();
        write_private(&link, b"new").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"kept");
        assert_eq!(read_private(&link, 10).unwrap().unwrap().as_slice(), b"new");
    }

    #[test]
    fn appends_add_up() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        append_private(&path, b"a\n").unwrap();
        append_private(&path, b"b\n").unwrap();
        assert_eq!(read_private(&path, 10).unwrap().unwrap().as_slice(), b"a\nb\n");
    }

    #[test]
    fn folders_are_private_or_refused() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b");
        create_private_folder(&deep).unwrap();
        assert_eq!(fs::metadata(&deep).unwrap().mode() & 0o777, 0o700);
        create_private_folder(&deep).unwrap();
        fs::set_permissions(&deep, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(matches!(create_private_folder(&deep), Err(FileError::Loose { want: "700", .. })));
        let link = dir.path().join("l");
        symlink(dir.path().join("a"), &link).unwrap();
        assert!(matches!(check_private_folder(&link), Err(FileError::NotPlain(_))));
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("f")).unwrap();
        fs::write(dir.path().join("f/x"), "").unwrap();
        assert!(write_private(&dir.path().join("f"), b"x").is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        fs::write(dir.path().join(".s.1-1.han-tmp"), "").unwrap();
        assert_eq!(remove_stale(dir.path()).unwrap(), 1);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
