//! Advisory locks between processes of one machine.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Why a lock was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process holds it and did not let go in time.
    #[error("another han holds {}", .0.display())]
    Busy(PathBuf),
    /// The lock file cannot be made or locked.
    #[error("cannot lock {}", path.display())]
    Io {
        /// The lock file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

/// A held lock; dropping it, or the end of the process however it comes, releases it. The file stays:
/// removing it would let two processes hold "the" lock, and a file left over blocks nobody.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// How often a held lock is tried again.
const RETRY: Duration = Duration::from_millis(20);

impl Lock {
    /// Takes the lock, waiting at most `wait`. The folder must exist.
    pub fn acquire(path: &Path, wait: Duration) -> Result<Self, LockError> {
        let io = |source| LockError::Io { path: path.to_owned(), source };
        let file = open(path).map_err(io)?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(source)) => return Err(io(source)),
                Err(TryLockError::WouldBlock) => {}
            }
            let left = wait.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Err(LockError::Busy(path.to_owned()));
            }
            std::thread::sleep(RETRY.min(left));
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(libc::O_NOFOLLOW | libc::O_CLOEXEC);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_refused_until_the_first_lets_go() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let held = Lock::acquire(&path, Duration::ZERO).unwrap();
        assert!(matches!(Lock::acquire(&path, Duration::from_millis(30)), Err(LockError::Busy(_))));
        drop(held);
        let waiting = Lock::acquire(&path, Duration::ZERO).unwrap();
        let second = std::thread::scope(|s| {
            let second = s.spawn(|| Lock::acquire(&path, Duration::from_secs(20)).is_ok());
            drop(waiting);
            second.join().unwrap()
        });
        assert!(second);
    }

    #[test]
    fn a_stale_lock_file_blocks_nobody_and_a_missing_folder_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("stale"), "4711").unwrap();
        assert!(Lock::acquire(&dir.path().join("stale"), Duration::ZERO).is_ok());
        assert!(matches!(
            Lock::acquire(&dir.path().join("no/lock"), Duration::ZERO),
            Err(LockError::Io { .. })
        ));
    }
}
