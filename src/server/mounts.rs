//! Which file system a folder lies on: SQLite's locks do not hold on network file systems.

use std::path::{Path, PathBuf};

/// File systems on which two machines may open one database without seeing each other's locks.
const UNSAFE: [&str; 13] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "coda",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.gvfsd-fuse",
    "fuse.s3fs",
    "fuse.gcsfuse",
];

/// The name of the file system of an existing folder, if it is one on which an embedded vault is not safe.
/// Knows Linux only; elsewhere, and where the mount table cannot be read, nothing is found.
pub fn unsafe_filesystem(folder: &Path) -> Option<String> {
    let table = std::fs::read("/proc/self/mountinfo").ok()?;
    let table = String::from_utf8_lossy(&table);
    let kind = filesystem_of(&table, &folder.canonicalize().ok()?)?;
    UNSAFE.contains(&kind).then(|| kind.to_owned())
}

/// The file system type of the mount that `folder` lies under (proc(5), mountinfo). Of mounts on one point
/// the last counts.
fn filesystem_of<'a>(table: &'a str, folder: &Path) -> Option<&'a str> {
    let mounts = table.lines().filter_map(|line| {
        let (before, after) = line.split_once(" - ")?;
        Some((unescape(before.split(' ').nth(4)?), after.split(' ').next()?))
    });
    let around = mounts.filter(|(point, _)| folder.starts_with(point));
    around.max_by_key(|(point, _)| point.as_os_str().len()).map(|(_, kind)| kind)
}

/// Mount points are written with spaces, tabs, newlines and backslashes as three octal digits.
fn unescape(point: &str) -> PathBuf {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(point.to_owned(), |point, (code, plain)| point.replace(code, plain))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_counts() {
        let table = "22 1 0:20 / / rw - ext4 /dev/sda1 rw\n\
            23 22 0:21 / /home rw,nosuid shared:1 master:2 - nfs4 host:/export rw\n\
            24 23 0:22 / /home/a\\040b rw - ext4 /dev/sdb rw\n\
            25 22 0:23 / /over rw - ext4 /dev/sdc rw\n\
            26 25 0:24 / /over rw - cifs //host/share rw\n";
        for (folder, kind) in [
            ("/var", "ext4"),
            ("/home", "nfs4"),
            ("/home/x/y", "nfs4"),
            ("/homes", "ext4"),
            ("/home/a b/c", "ext4"),
            ("/over/x", "cifs"),
        ] {
            assert_eq!(filesystem_of(table, Path::new(folder)), Some(kind), "{folder}");
        }
        assert_eq!(filesystem_of("", Path::new("/")), None);
    }

    #[test]
    fn the_folder_of_this_test_is_safe() {
        assert_eq!(unsafe_filesystem(&std::env::temp_dir()), None);
    }
}
