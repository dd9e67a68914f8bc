//! What the user sees. No other file of the program prints.
//!
//! 1. Standard output carries data and nothing else: what the user asked for, as text or, with `--json`,
//!    as one document. Standard error carries talk: notes, warnings, progress, errors.
//! 2. Errors read `han: error: <what failed>: <cause>`, then `han: hint: <command to run>`.
//! 3. Text that came from elsewhere passes [`escape`] on its way to a terminal or a file.
//! 4. `--quiet` leaves results and errors. Questions are asked only where both sides are a terminal.
//! 5. A reader that went away (`han list | head`) is no failure: later output is dropped. Any other
//!    failure to write data is one.
//! 6. Colours: `--color`, then NO_COLOR, CLICOLOR_FORCE, CLICOLOR and TERM, then whether it is a terminal.

mod progress;
mod table;

pub use crate::render::escape::{escape, escape_json, escape_lines};
pub use table::Table;

use super::args::{ColorMode, ProgressMode};
use super::failure::{Failure, Kind};
use crate::config::ColorHints;
use crate::ops::progress::{Progress, Silent};
use serde::Serialize;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// How much is said and in which form.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// `--json`.
    pub json: bool,
    /// `--quiet`.
    pub quiet: bool,
    /// `--progress`.
    pub progress: ProgressMode,
    /// `--color`.
    pub color: ColorMode,
    /// What the environment says of colours.
    pub hints: ColorHints,
}

/// The user's terminal, or the files and pipes in its place.
#[derive(Debug)]
pub struct Ui {
    style: Style,
    out_color: bool,
    err_color: bool,
    reader_gone: AtomicBool,
}

/// How an emphasised piece of text looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paint {
    /// Errors.
    Red,
    /// Warnings.
    Yellow,
    /// What is well.
    Green,
    /// Headings.
    Bold,
    /// What matters less.
    Dim,
}

impl Paint {
    fn code(self) -> &'static str {
        match self {
            Self::Red => "1;31",
            Self::Yellow => "33",
            Self::Green => "32",
            Self::Bold => "1",
            Self::Dim => "2",
        }
    }

    fn apply(self, text: &str, color: bool) -> String {
        if color { format!("\x1b[{}m{text}\x1b[0m", self.code()) } else { text.to_owned() }
    }
}

impl Ui {
    /// The process's own standard output and error.
    pub fn new(style: Style) -> Self {
        let color = |terminal| wants_color(style.color, style.hints, terminal);
        Self {
            style,
            out_color: color(io::stdout().is_terminal()),
            err_color: color(io::stderr().is_terminal()),
            reader_gone: AtomicBool::new(false),
        }
    }

    /// Tells whether `--json` was given: then data is one document from [`Ui::json`].
    pub fn is_json(&self) -> bool {
        self.style.json
    }

    /// Tells whether questions can be asked: standard input and error are a terminal.
    pub fn is_interactive(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Tells whether standard output is a terminal.
    pub fn out_is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Tells whether the reader of standard output went away, so that a long print can stop.
    pub fn reader_is_gone(&self) -> bool {
        self.reader_gone.load(Ordering::Relaxed)
    }

    /// Text in colour, where standard output takes colours. `text` must have passed [`escape`].
    pub fn paint(&self, paint: Paint, text: &str) -> String {
        paint.apply(text, self.out_color)
    }

    /// Prints a line of data. Foreign parts of `line` must have passed [`escape`].
    ///
    /// # Errors
    /// Where standard output takes no more (a full disk).
    pub fn line(&self, line: &str) -> Result<(), Failure> {
        self.bytes(format!("{line}\n").as_bytes())
    }

    /// Prints one JSON document; what a terminal would act upon is spelled `\\uXXXX` inside its strings.
    ///
    /// # Errors
    /// As [`Ui::line`].
    pub fn json<T: Serialize + ?Sized>(&self, document: &T) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(document)
            .map_err(|e| Failure::new(Kind::Bug, "cannot write the result as JSON").because(e))?;
        self.line(&escape_json(&text))
    }

    /// Prints a table, aligned on a terminal's cells.
    ///
    /// # Errors
    /// As [`Ui::line`].
    pub fn table(&self, table: &Table) -> Result<(), Failure> {
        self.bytes(table.render(|heading| self.paint(Paint::Bold, heading)).as_bytes())
    }

    /// Writes bytes to standard output as they are: archives, files, generated pages.
    ///
    /// # Errors
    /// As [`Ui::line`].
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        if self.reader_is_gone() {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(e) if e.kind() == ErrorKind::BrokenPipe => {
                self.reader_gone.store(true, Ordering::Relaxed);
                Ok(())
            }
            Err(e) => Err(Failure::new(Kind::Io, "cannot write to standard output").because(e)),
        }
    }

    /// Standard output itself, for data that is streamed. A reader that went away ends the stream with an
    /// error.
    pub fn raw_out(&self) -> Box<dyn io::Write + Send> {
        Box::new(io::stdout())
    }

    /// Prints help that was asked for; a data like any other.
    pub(super) fn help(&self, text: &clap::builder::StyledStr) -> Result<(), Failure> {
        self.bytes(styled(text, self.out_color).as_bytes())
    }

    /// Prints help where a command is missing.
    pub(super) fn help_on_error(&self, text: &clap::builder::StyledStr) {
        talk(styled(text, self.err_color).trim_end());
    }

    /// Tells whether standard error takes colours.
    pub(super) fn colors_talk(&self) -> bool {
        self.err_color
    }

    /// Says something that is no data and no problem; nothing with `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.style.quiet {
            talk(&format!("han: {}", escape(text)));
        }
    }

    /// Says that something is amiss although the command goes on.
    pub fn warn(&self, text: &str) {
        let label = Paint::Yellow.apply("warning", self.err_color);
        talk(&format!("han: {label}: {}", escape(text)));
    }

    /// Says what to run next.
    pub fn hint(&self, text: &str) {
        if !self.style.quiet {
            let label = Paint::Bold.apply("hint", self.err_color);
            talk(&format!("han: {label}: {}", escape(text)));
        }
    }

    /// Reports a failure: as text, or with `--json` as a document on standard error.
    pub fn failure(&self, failure: &Failure) {
        if self.style.json {
            talk(&failure.to_json().to_string());
            return;
        }
        let label = Paint::Red.apply("error", self.err_color);
        talk(&format!("han: {label}: {}", escape(&failure.message())));
        failure.hints().iter().for_each(|hint| self.hint(hint));
    }

    /// Shows prepared lines on the terminal and never anywhere else: the recovery sheet.
    ///
    /// # Errors
    /// Where standard error is no terminal.
    pub fn show_on_terminal(&self, lines: &str) -> Result<(), Failure> {
        if !io::stderr().is_terminal() {
            return Err(Failure::new(Kind::Usage, "there is no terminal to show the recovery sheet on")
                .hint("give --recovery-out FILE"));
        }
        talk(lines);
        Ok(())
    }

    /// Asks a question whose safe answer is no.
    ///
    /// # Errors
    /// Where there is no terminal, naming `instead`, the option that answers it ("--yes").
    pub fn confirm(&self, question: &str, instead: &str) -> Result<bool, Failure> {
        if !self.is_interactive() {
            return Err(Failure::new(
                Kind::Usage,
                "this needs a confirmation, and there is no terminal to ask on",
            )
            .hint(format!("add {instead}")));
        }
        let mut err = io::stderr().lock();
        let asked = write!(err, "{} [y/N] ", escape(question)).and_then(|()| err.flush());
        let mut answer = String::new();
        asked
            .and_then(|()| io::stdin().read_line(&mut answer))
            .map_err(|e| Failure::new(Kind::Io, "cannot ask on the terminal").because(e))?;
        Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    /// Who hears of progress: a bar after half a second on a terminal, JSON lines, or nobody.
    pub fn progress(&self) -> Box<dyn Progress> {
        match self.style.progress {
            ProgressMode::Json => Box::new(progress::JsonLines::default()),
            ProgressMode::Auto if !self.style.quiet && io::stderr().is_terminal() => {
                Box::new(progress::Bar::new(self.err_color))
            }
            ProgressMode::Auto | ProgressMode::None => Box::new(Silent),
        }
    }
}

fn styled(text: &clap::builder::StyledStr, color: bool) -> String {
    let text = if color { text.ansi().to_string() } else { text.to_string() };
    text.trim_end().lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// Tells of a bug, where nothing else can be relied upon.
pub(super) fn report_bug(place: &str) {
    talk(&format!("han: error: this is a bug in han: {}", escape(place)));
    talk("han: hint: report it with the command that you ran; nothing of your sessions was printed");
}

/// Writes a line to standard error; where that is closed, there is nobody to tell.
fn talk(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// The order that no-color.org and the CLICOLOR convention give.
fn wants_color(mode: ColorMode, hints: ColorHints, terminal: bool) -> bool {
    match mode {
        ColorMode::Always => true,
        ColorMode::Never => false,
        ColorMode::Auto if hints.no_color => false,
        ColorMode::Auto if hints.force => true,
        ColorMode::Auto => terminal && !hints.plain_terminal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_the_conventions() {
        let hints = |no_color, force, plain_terminal| ColorHints { no_color, force, plain_terminal };
        let auto = |h, terminal| wants_color(ColorMode::Auto, h, terminal);
        assert!(auto(hints(false, false, false), true));
        assert!(!auto(hints(false, false, false), false));
        assert!(!auto(hints(true, true, false), true), "NO_COLOR wins over CLICOLOR_FORCE");
        assert!(auto(hints(false, true, false), false));
        assert!(!auto(hints(false, false, true), true), "TERM=dumb");
        assert!(wants_color(ColorMode::Always, hints(true, false, true), false));
        assert!(!wants_color(ColorMode::Never, hints(false, true, false), true));
    }
}
