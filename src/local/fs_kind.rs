//! Which file system a folder lies on, for stores whose locks need a local one.

use std::path::Path;

/// A file system by its name in the mount table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FsKind {
    /// The name, as `ext4`, `nfs4` or `fuse.sshfs`.
    pub name: String,
}

impl FsKind {
    /// Whether SQLite's write-ahead log, which needs shared memory and sound locks, is unsafe there:
    /// network file systems, folders shared by a hypervisor, and FUSE file systems unless known as local.
    pub fn is_unsafe_for_locks(&self) -> bool {
        const REMOTE: [&str; 20] = [
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "ncpfs",
            "afs",
            "coda",
            "9p",
            "virtiofs",
            "vboxsf",
            "prl_fs",
            "vmhgfs",
            "ceph",
            "glusterfs",
            "lustre",
            "beegfs",
            "davfs",
        ];
        const LOCAL_FUSE: [&str; 6] =
            ["fuseblk", "fuse.ntfs-3g", "fuse.ext4", "fuse.gocryptfs", "fuse.encfs", "fuse.fuse-overlayfs"];
        let name = self.name.as_str();
        REMOTE.contains(&name) || (name.starts_with("fuse") && !LOCAL_FUSE.contains(&name))
    }
}

/// The file system of `path`, or of its nearest ancestor that exists. `None` where the system has no mount
/// table to read (other than Linux) or the path has no ancestor in it.
pub fn fs_kind(path: &Path) -> Option<FsKind> {
    let existing = path.ancestors().find_map(|p| p.canonicalize().ok())?;
    let table = std::fs::read("/proc/self/mountinfo").ok()?;
    find(&String::from_utf8_lossy(&table), &existing)
}

/// Bytes that this user may still write at `path`, or at its nearest ancestor that exists. `None` where the system
/// does not tell (other than Unix).
pub fn free_bytes(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let existing = path.ancestors().find(|p| p.exists())?;
        let said = rustix::fs::statvfs(existing).ok()?;
        Some(said.f_bavail.saturating_mul(said.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// The entry of a mountinfo table (proc(5)) that covers an absolute path: the deepest, and of equals the last.
fn find(table: &str, path: &Path) -> Option<FsKind> {
    let mut best: Option<(usize, &str)> = None;
    for line in table.lines() {
        let mut fields = line.split(' ');
        let Some(point) = fields.nth(4).map(decode) else { continue };
        let Some(kind) = fields.skip_while(|f| *f != "-").nth(1) else { continue };
        let depth = Path::new(&point).components().count();
        if path.starts_with(&point) && best.is_none_or(|(d, _)| depth >= d) {
            best = Some((depth, kind));
        }
    }
    best.map(|(_, kind)| FsKind { name: kind.to_owned() })
}

/// Undoes the octal escapes of the mount table.
fn decode(field: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(field.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
        30 22 0:40 / /home rw - nfs4 server:/home rw\n\
        31 30 0:41 / /home/u/local\\040disk rw master:1 - btrfs /dev/sdb rw\n\
        32 22 0:42 / /mnt/ssh rw - fuse.sshfs u@h:/ rw\n\
        33 22 0:43 / /mnt/ssh rw - xfs /dev/sdc rw\n\
        broken line\n";

    #[test]
    fn the_deepest_and_latest_mount_counts() {
        for (path, want, is_unsafe) in [
            ("/etc", "ext4", false),
            ("/homely", "ext4", false),
            ("/home/u", "nfs4", true),
            ("/home/u/local disk/x", "btrfs", false),
            ("/mnt/ssh/x", "xfs", false),
        ] {
            let kind = find(TABLE, Path::new(path)).unwrap();
            assert_eq!((kind.name.as_str(), kind.is_unsafe_for_locks()), (want, is_unsafe), "{path}");
        }
        assert_eq!(find("", Path::new("/")), None);
    }

    #[test]
    fn fuse_is_unsafe_unless_known() {
        for (name, is_unsafe) in [("fuse.rclone", true), ("fuse", true), ("fuseblk", false), ("tmpfs", false)]
        {
            assert_eq!(FsKind { name: name.into() }.is_unsafe_for_locks(), is_unsafe, "{name}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_machine_has_a_mount_table() {
        assert!(fs_kind(Path::new("/proc/self/no/such")).is_some());
    }
}
