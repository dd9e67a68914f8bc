//! From the words of the command line to [`Cli`], with mistakes told in han's own way.

use super::args::{Cli, ColorMode, ProgressMode};
use super::failure::{Exit, Failure, Kind};
use super::ui::{Style, Ui};
use crate::config::ColorHints;
use clap::Parser as _;
use clap::error::ErrorKind;
use std::ffi::OsString;

/// Parses the command line; help and version are printed here.
///
/// # Errors
/// The exit code to end with, everything being said.
pub(super) fn parse(words: &[OsString], hints: ColorHints) -> Result<Cli, Exit> {
    Cli::try_parse_from(words).map_err(|error| {
        let ui = Ui::new(style_before_parsing(words, hints));
        let text = error.render();
        let said = match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ui.help(&text).map(|()| Exit::Ok),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                ui.help_on_error(&text);
                Ok(Exit::Usage)
            }
            _ => Err(explain(&text.to_string(), words)),
        };
        said.unwrap_or_else(|failure| {
            ui.failure(&failure);
            failure.kind().exit()
        })
    })
}

/// What can be told of the style although the command line is wrong.
fn style_before_parsing(words: &[OsString], hints: ColorHints) -> Style {
    let before_end = || words.iter().take_while(|word| *word != "--");
    let has = |wanted: &str| before_end().any(|word| word == wanted);
    let mut after_color = false;
    let color = before_end().find_map(|word| {
        let word = word.to_str()?;
        let value = if after_color { Some(word) } else { word.strip_prefix("--color=") };
        after_color = word == "--color";
        <ColorMode as clap::ValueEnum>::from_str(value?, false).ok()
    });
    Style {
        json: has("--json"),
        quiet: false,
        progress: ProgressMode::None,
        color: color.unwrap_or(ColorMode::Auto),
        hints,
    }
}

/// Clap's text ("error: ...", "  tip: ...", "Usage: ...") as a failure with hints.
fn explain(text: &str, words: &[OsString]) -> Failure {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let (said, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let said: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut failure = Failure::new(Kind::Usage, said.join(" "));
    for tip in rest.lines().filter_map(|line| line.trim_start().strip_prefix("tip: ")) {
        failure = failure.hint(tip);
    }
    let usage = rest.lines().find_map(|line| line.strip_prefix("Usage: "));
    if let Some(usage) = usage {
        failure = failure.hint(format!("usage: {usage}"));
    }
    if words
        .iter()
        .any(|word| word.to_str().is_some_and(|w| w == "--passphrase" || w.starts_with("--passphrase=")))
    {
        failure =
            failure.hint("a secret is never given as an argument: use --passphrase-file, -fd or -command");
    }
    failure
}
