//! What `harden_process` does to a process; alone in its own, because nothing undoes it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use han::crypto::memory::{Hardening, harden_process};

#[test]
fn a_hardened_process_leaves_no_core_and_belongs_to_root_in_proc() {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    assert!(limits.contains("Max core file size"));
    assert_eq!(harden_process(), Hardening { core_dumps_off: true, not_dumpable: true });
    let limits = std::fs::read_to_string("/proc/thread-self/limits").unwrap_or(limits);
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().collect::<Vec<_>>()[4..6], ["0", "0"]);
}
