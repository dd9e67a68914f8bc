//! The binary: hardens the process, then hands over to the shell.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Tolerated where the platform refuses it: `han doctor` says what was achieved.
    let _ = han::crypto::memory::harden_process();
    let words: Vec<_> = std::env::args_os().collect();
    han::cli::guard(move || han::cli::run(&words))
}
