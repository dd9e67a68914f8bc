//! The log: what han did, for whoever looks into a fault.
//!
//! The rule for every `tracing` call of the program: paths, ids, counts, sizes, times and causes may be
//! logged; prompts, output, titles and anything else out of a session, secrets, tokens and keys never.
//! Libraries log warnings only, so that none of them writes a request or a query here.

use super::args::LogFormat;
use super::failure::{Failure, Kind};
use std::fs::{File, OpenOptions};
use std::io::IsTerminal as _;
use std::path::Path;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts the log, where `-v`, `--log-file` or `HAN_LOG` ask for one, or a server runs; else costs nothing.
///
/// # Errors
/// Where `HAN_LOG` is no level, or the file cannot be opened.
pub(super) fn start(
    (verbose, variable): (u8, Option<&str>),
    file: Option<&Path>,
    (server, color): (Option<LogFormat>, bool),
) -> Result<(), Failure> {
    let always = file.is_some() || server.is_some();
    let Some(level) = level(verbose, variable, always)? else { return Ok(()) };
    let targets = Targets::new().with_default(level.min(LevelFilter::WARN)).with_target("han", level);
    let registry = tracing_subscriber::registry().with(targets);
    let json = match server {
        None | Some(LogFormat::Text) => false,
        Some(LogFormat::Json) => true,
        Some(LogFormat::Auto) => file.is_some() || !std::io::stderr().is_terminal(),
    };
    let begun = match file {
        Some(path) if json => {
            let to = open(path).map_err(|e| unopened(path, e))?;
            registry.with(fmt::layer().json().with_writer(std::sync::Mutex::new(to))).try_init()
        }
        None if json => registry.with(fmt::layer().json().with_writer(std::io::stderr)).try_init(),
        Some(path) => {
            let to = open(path).map_err(|e| unopened(path, e))?;
            registry.with(fmt::layer().with_ansi(false).with_writer(std::sync::Mutex::new(to))).try_init()
        }
        None => registry.with(fmt::layer().with_ansi(color).with_writer(std::io::stderr)).try_init(),
    };
    begun.map_err(|e| Failure::new(Kind::Bug, "cannot start the log").because(e))
}

fn unopened(path: &Path, error: std::io::Error) -> Failure {
    Failure::new(Kind::Io, format!("cannot open the log file {}", path.display())).because(error)
}

/// `-v` and `-vv` win over `HAN_LOG`; a log file alone, and a server, mean `info`.
fn level(verbose: u8, variable: Option<&str>, always: bool) -> Result<Option<LevelFilter>, Failure> {
    let wanted = match (verbose, variable) {
        (0, Some(text)) => text.parse::<LevelFilter>().map_err(|_| {
            Failure::new(Kind::Usage, format!("HAN_LOG is {text:?}"))
                .hint("set HAN_LOG to off, error, warn, info, debug or trace")
        })?,
        (0, None) if always => LevelFilter::INFO,
        (0, None) => return Ok(None),
        (1, _) => LevelFilter::INFO,
        (_, _) => LevelFilter::DEBUG,
    };
    Ok(Some(wanted).filter(|level| *level != LevelFilter::OFF))
}

/// Appends, and makes the file readable by its owner only.
fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_win_over_the_variable() {
        let level = |verbose, variable, file| level(verbose, variable, file).ok().flatten();
        assert_eq!(level(0, None, false), None);
        assert_eq!(level(0, None, true), Some(LevelFilter::INFO));
        assert_eq!(level(1, Some("trace"), false), Some(LevelFilter::INFO));
        assert_eq!(level(3, None, false), Some(LevelFilter::DEBUG));
        assert_eq!(level(0, Some("trace"), false), Some(LevelFilter::TRACE));
        assert_eq!(level(0, Some("off"), true), None);
        assert!(super::level(0, Some("loud"), false).is_err());
    }
}
