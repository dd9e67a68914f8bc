//! `han completions SHELL`.

use super::App;
use super::args::{Cli, CompletionsArgs};
use super::failure::{Failure, Outcome};
use clap::CommandFactory as _;
use clap_complete::Shell;

/// Prints the completions of a shell.
pub fn run(app: &App, args: &CompletionsArgs) -> Result<Outcome, Failure> {
    app.ui.bytes(&script(args.shell))?;
    Ok(Outcome::Done)
}

/// The completion script of a shell.
pub fn script(shell: Shell) -> Vec<u8> {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "han", &mut out);
    out
}

/// The name under which `completions/` holds the script of a shell, where that shell looks for it.
pub fn file_name(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => "han.bash",
        Shell::Elvish => "han.elv",
        Shell::Fish => "han.fish",
        Shell::PowerShell => "_han.ps1",
        Shell::Zsh => "_han",
        _ => "han",
    }
}
