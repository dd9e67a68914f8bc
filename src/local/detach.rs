//! Starting `han` in the background so that the caller may end at once.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// Starts `exe args...` detached: no standard streams, a process group of its own, so that neither a signal
/// to the caller's group nor a closed pipe reaches it, and `folder` as working directory, so that it holds no
/// project folder busy. Returns its process id; nobody waits for it (the caller is about to end).
pub fn spawn<S: AsRef<OsStr>>(exe: &Path, args: &[S], folder: &Path) -> io::Result<u32> {
    let mut command = Command::new(exe);
    command.args(args).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    #[cfg(windows)]
    {
        const DETACHED_PROCESS: u32 = 0x8;
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
        std::os::windows::process::CommandExt::creation_flags(
            &mut command,
            DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP,
        );
    }
    command.spawn().map(|child| child.id())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_child_has_its_own_group_and_null_streams() {
        let dir = tempfile::tempdir().unwrap();
        let (fifo, script) = (
            dir.path().join("fifo"),
            "echo noise; readlink /proc/$$/fd/0 /proc/$$/fd/2 >out; ps -o pgid= -p $$ >>out 2>/dev/null || cut -d' ' -f5 /proc/$$/stat >>out; echo >fifo",
        );
        assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let pid = spawn(Path::new("/bin/sh"), &["-c", script], dir.path()).unwrap();
        // Reading the fifo waits for the child's last act.
        std::fs::read(&fifo).unwrap();
        let out = std::fs::read_to_string(dir.path().join("out")).unwrap();
        let lines: Vec<_> = out.lines().map(str::trim).collect();
        assert_eq!(lines, ["/dev/null", "/dev/null", &pid.to_string()]);
    }
}
