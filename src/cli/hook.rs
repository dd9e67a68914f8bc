//! `han hook ...`: Claude Code calls `hook run` after each answer and at both ends of a session.

use super::App;
use super::args::HookCommand;
use super::failure::{Failure, Kind, Outcome};
use crate::local::hook::{self, Change, HookError, Silenced};
use crate::local::{atomic, detach, spool};
use serde_json::json;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a hook's input may take to come; the stream may stay open after it.
const INPUT_DEADLINE: Duration = Duration::from_millis(200);

/// Dispatches.
pub fn run(app: &App, command: &HookCommand) -> Result<Outcome, Failure> {
    match command {
        HookCommand::Install => install(app),
        HookCommand::Uninstall => uninstall(app),
        HookCommand::Status => status(app),
        HookCommand::Run => take(app),
    }
}

fn install(app: &App) -> Result<Outcome, Failure> {
    let settings = settings(app)?;
    match hook::install(&settings, &program(app)?)? {
        Change::Written => app.ui.note(&format!("hooks added to {}", settings.display())),
        Change::None => app.ui.note(&format!("hooks are already in {}", settings.display())),
    }
    Ok(Outcome::Done)
}

fn uninstall(app: &App) -> Result<Outcome, Failure> {
    let settings = settings(app)?;
    match hook::uninstall(&settings)? {
        Change::Written => app.ui.note(&format!("hooks taken out of {}", settings.display())),
        Change::None => app.ui.note(&format!("there are no hooks of han in {}", settings.display())),
    }
    Ok(Outcome::Done)
}

/// Found (exit code 1) where a hook is missing or silenced.
fn status(app: &App) -> Result<Outcome, Failure> {
    let settings = settings(app)?;
    let status = hook::status(&settings, &program(app)?, &[hook::managed_settings_path()])?;
    let silenced: Vec<String> = status
        .silenced
        .iter()
        .map(|(why, file)| format!("{} in {}", setting(*why), file.display()))
        .collect();
    if app.ui.is_json() {
        app.ui.json(&json!({
            "settings": settings.display().to_string(),
            "installed": status.installed,
            "missing": status.missing,
            "stale": status.stale,
            "silenced_by": silenced,
        }))?;
    } else {
        for (state, events) in [("installed", &status.installed), ("missing", &status.missing)] {
            for event in events {
                app.ui.line(&format!("{state:10} {event}"))?;
            }
        }
        for other in &status.stale {
            app.ui.warn(&format!("another han is hooked: {other}"));
        }
        for why in &silenced {
            app.ui.warn(&format!("hooks are silenced: {why}"));
        }
        if !status.missing.is_empty() {
            app.ui.hint("han hook install");
        }
    }
    let well = status.missing.is_empty() && silenced.is_empty();
    Ok(if well { Outcome::Done } else { Outcome::Found })
}

/// Takes an event and leaves the work to a detached sync. Prints nothing: what a hook prints goes into
/// Claude's context.
fn take(app: &App) -> Result<Outcome, Failure> {
    let bytes = spool::read_input(std::io::stdin(), INPUT_DEADLINE);
    let Some(input) = spool::HookInput::parse(&bytes) else {
        tracing::warn!(len_bytes = bytes.len(), "a hook's input names no session or no event");
        return Ok(Outcome::Done);
    };
    let state = &app.config()?.dirs.state;
    atomic::create_private_folder(state)?;
    spool::append(&state.join("spool"), jiff::Timestamp::now().as_millisecond(), &input)?;
    let mut words: Vec<OsString> = vec!["sync".into(), "--quiet".into()];
    words.extend(["--session".into(), input.session.to_string().into()]);
    for (option, value) in [("--config", &app.global.config), ("--claude-dir", &app.global.claude_dir)] {
        if let Some(value) = value {
            // The sync runs in another folder.
            let value = std::path::absolute(value).unwrap_or_else(|_| value.clone());
            words.extend([option.into(), value.into()]);
        }
    }
    detach::spawn(&exe()?, &words, state)
        .map_err(|e| Failure::new(Kind::Io, "cannot start a sync in the background").because(e))?;
    Ok(Outcome::Done)
}

fn settings(app: &App) -> Result<PathBuf, Failure> {
    let root = app.config()?.claude_roots.first();
    let path = root.map(hook::settings_path);
    path.ok_or_else(|| Failure::new(Kind::Usage, "there is no Claude Code folder").hint("give --claude-dir"))
}

fn exe() -> Result<PathBuf, Failure> {
    std::env::current_exe()
        .map_err(|e| Failure::new(Kind::Io, "cannot tell where han itself lies").because(e))
}

/// The path of this program as hooks should call it: the entry of PATH that leads to it, which outlives an
/// update by a package manager, else the file itself.
pub(super) fn program(app: &App) -> Result<PathBuf, Failure> {
    let exe = exe()?;
    Ok(app.environment.path.as_deref().and_then(|path| entry_of_path(&exe, path)).unwrap_or(exe))
}

fn entry_of_path(exe: &Path, path: &OsStr) -> Option<PathBuf> {
    let (name, real) = (exe.file_name()?, exe.canonicalize().ok()?);
    let entries = std::env::split_paths(path).filter(|dir| dir.is_absolute()).map(|dir| dir.join(name));
    entries.into_iter().find(|entry| entry.canonicalize().is_ok_and(|there| there == real))
}

fn setting(why: Silenced) -> &'static str {
    match why {
        Silenced::DisableAllHooks => "disableAllHooks",
        Silenced::AllowManagedHooksOnly => "allowManagedHooksOnly",
        Silenced::Unreadable => "unreadable settings",
    }
}

impl From<HookError> for Failure {
    fn from(error: HookError) -> Self {
        let kind = match &error {
            HookError::File(_) => Kind::Io,
            HookError::NotJson { .. } | HookError::Shape { .. } => Kind::Conflict,
            HookError::Program(_) => Kind::Usage,
        };
        Self::new(kind, "cannot work with Claude Code's settings").because(error)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn hooks_call_the_entry_of_path_that_survives_an_update() {
        let dir = tempfile::tempdir().unwrap();
        let (bin, cellar) = (dir.path().join("bin"), dir.path().join("cellar-1.0"));
        for folder in [&bin, &cellar] {
            std::fs::create_dir(folder).unwrap();
        }
        let exe = cellar.join("han");
        std::fs::write(&exe, "").unwrap();
        assert_eq!(entry_of_path(&exe, bin.as_os_str()), None);
        std::os::unix::fs::symlink(&exe, bin.join("han")).unwrap();
        let path = std::env::join_paths([Path::new("relative"), &bin]).unwrap();
        assert_eq!(entry_of_path(&exe, &path), Some(bin.join("han")));
    }
}
