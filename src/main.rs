//! The binary: hardens the process, then hands over to the shell.

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    han::cli::guard(move || han::cli::run(&words))
}
