//! Claude Code's hooks: our entries in `settings.json`, and what a hook is told on standard input.
//!
//! The file belongs to the user: every other key stays, in its order; a file that is not a JSON object is
//! never replaced; a copy is made before the first change.

use super::atomic::{self, FileError};
use super::discover::Root;
use serde_json::{Map, Value, json};
use std::io;
use std::path::{Path, PathBuf};

/// The arguments of our hook; with the program's name they tell our entries from others.
const ARGS: [&str; 2] = ["hook", "run"];
/// Longest settings file that is read, in bytes.
const MAX_SETTINGS_LEN: u64 = 16 << 20;

/// One event that we hook.
struct Event {
    name: &'static str,
    matcher: Option<&'static str>,
    /// Whether Claude Code goes on without waiting. Not at SessionEnd: it would be killed with the session.
    is_async: bool,
    timeout_s: u64,
}

/// `SessionEnd` without a timeout of its own shares 1.5 s with all other hooks and then shows "Hook cancelled".
const EVENTS: [Event; 3] = [
    Event { name: "Stop", matcher: None, is_async: true, timeout_s: 120 },
    Event { name: "SessionEnd", matcher: None, is_async: false, timeout_s: 10 },
    Event { name: "SessionStart", matcher: Some("startup|resume"), is_async: true, timeout_s: 60 },
];

/// Why the hooks could not be changed or read.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// The settings file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is not JSON (comments and trailing commas are not either).
    #[error("{} is not valid JSON; it was left as it is", path.display())]
    NotJson {
        /// The file.
        path: PathBuf,
        /// Where it stops being JSON.
        #[source]
        source: serde_json::Error,
    },
    /// It is JSON, but not of the shape that hooks need.
    #[error("{} holds {what} where hooks need another type; it was left as it is", path.display())]
    Shape {
        /// The file.
        path: PathBuf,
        /// The key.
        what: &'static str,
    },
    /// The path of `han` is not absolute or not UTF-8.
    #[error("the path of han ({}) must be absolute", .0.display())]
    Program(PathBuf),
}

/// Whether a change was needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// The settings were as wanted already.
    None,
    /// They were written.
    Written,
}

/// What stands in the settings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HookStatus {
    /// The events that run this very `han`.
    pub installed: Vec<&'static str>,
    /// The events that do not.
    pub missing: Vec<&'static str>,
    /// Paths of other installations of `han` that are hooked.
    pub stale: Vec<String>,
    /// Why hooks will not run although they are installed, and the file that says so.
    pub silenced: Vec<(Silenced, PathBuf)>,
}

/// A setting that silences our hooks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Silenced {
    /// `disableAllHooks`.
    DisableAllHooks,
    /// `allowManagedHooksOnly` of an administrator.
    AllowManagedHooksOnly,
    /// The file cannot be read.
    Unreadable,
}

/// The user's settings file of a root.
pub fn settings_path(root: &Root) -> PathBuf {
    root.path.join("settings.json")
}

/// Where an administrator's settings lie on this platform.
pub fn managed_settings_path() -> &'static Path {
    Path::new(if cfg!(windows) {
        r"C:\Program Files\ClaudeCode\managed-settings.json"
    } else if cfg!(target_vendor = "apple") {
        "/Library/Application Support/ClaudeCode/managed-settings.json"
    } else {
        "/etc/claude-code/managed-settings.json"
    })
}

/// Puts our hooks into a settings file, which is made if it does not exist.
pub fn install(settings: &Path, han: &Path) -> Result<Change, HookError> {
    let program = han.to_str().filter(|_| han.is_absolute());
    let program = program.ok_or_else(|| HookError::Program(han.to_owned()))?;
    edit(settings, |root| add_ours(root, program))
}

/// Takes our hooks out of a settings file, of whatever installation, and with them the lists that they leave
/// empty.
pub fn uninstall(settings: &Path) -> Result<Change, HookError> {
    edit(settings, remove_ours)
}

/// Looks at a settings file and at the other files that may silence hooks (`settings.local.json` beside it, and
/// the administrator's). Files that do not exist say nothing.
pub fn status(settings: &Path, han: &Path, managed: &[&Path]) -> Result<HookStatus, HookError> {
    let mut status = HookStatus::default();
    let root = read(settings)?.map_or_else(Map::new, |(root, _)| root);
    for event in &EVENTS {
        let programs = ours_in(&root, event.name);
        let here = programs.iter().any(|p| Some(*p) == han.to_str());
        if here {
            status.installed.push(event.name)
        } else {
            status.missing.push(event.name)
        }
        let stale = programs.into_iter().filter(|p| Some(*p) != han.to_str()).map(str::to_owned);
        status.stale.extend(stale);
    }
    status.stale.sort();
    status.stale.dedup();
    let local = settings.with_file_name("settings.local.json");
    for (path, is_managed) in
        [(settings, false), (&local, false)].into_iter().chain(managed.iter().map(|m| (*m, true)))
    {
        status.silenced.extend(silenced(path, is_managed).into_iter().map(|why| (why, path.to_owned())));
    }
    Ok(status)
}

fn silenced(path: &Path, is_managed: bool) -> Vec<Silenced> {
    let root = match read(path) {
        Ok(None) => return Vec::new(),
        Ok(Some((root, _))) => root,
        Err(_) => return vec![Silenced::Unreadable],
    };
    let is_set = |key: &str| root.get(key) == Some(&Value::Bool(true));
    let mut found = Vec::new();
    if is_set("disableAllHooks") {
        found.push(Silenced::DisableAllHooks);
    }
    if is_managed && is_set("allowManagedHooksOnly") {
        found.push(Silenced::AllowManagedHooksOnly);
    }
    found
}

/// After how many days Claude Code deletes a session of this root: `cleanupPeriodDays`, 30 if it is not set.
pub fn cleanup_period_days(root: &Root) -> Result<u64, HookError> {
    const DEFAULT_DAYS: u64 = 30;
    let settings = read(&settings_path(root))?;
    Ok(settings.and_then(|(root, _)| root.get("cleanupPeriodDays")?.as_u64()).unwrap_or(DEFAULT_DAYS))
}

/// The parsed object and the text that it was parsed from.
type Settings = (Map<String, Value>, String);

/// Reads a settings file and its text; an empty one counts as absent.
fn read(path: &Path) -> Result<Option<Settings>, HookError> {
    let metadata = match std::fs::metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(FileError::io(path))?,
    };
    if metadata.len() > MAX_SETTINGS_LEN {
        return Err(FileError::TooLong { path: path.to_owned(), max: MAX_SETTINGS_LEN }.into());
    }
    let text = std::fs::read_to_string(path).map_err(FileError::io(path))?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    let json = text.strip_prefix('\u{feff}').unwrap_or(&text);
    match serde_json::from_str(json) {
        Ok(Value::Object(root)) => Ok(Some((root, text))),
        Ok(_) => Err(HookError::Shape { path: path.to_owned(), what: "no object" }),
        Err(source) => Err(HookError::NotJson { path: path.to_owned(), source }),
    }
}

type Edit<'a> = &'a mut Map<String, Value>;

fn edit(path: &Path, change: impl FnOnce(Edit) -> Result<(), &'static str>) -> Result<Change, HookError> {
    let before = read(path)?;
    let (mut root, text) = before.unwrap_or_default();
    let old = root.clone();
    change(&mut root).map_err(|what| HookError::Shape { path: path.to_owned(), what })?;
    if root == old {
        return Ok(Change::None);
    }
    write(path, &render(&root, &text), &text)?;
    Ok(Change::Written)
}

/// Writes through a link (many keep their settings in a repository) and keeps the file's permission bits.
fn write(path: &Path, new: &str, old: &str) -> Result<(), HookError> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder).map_err(FileError::io(folder))?;
    }
    let backup = path.with_file_name("settings.json.before-han");
    if !old.is_empty() && std::fs::symlink_metadata(&backup).is_err() {
        atomic::write_private(&backup, old.as_bytes())?;
    }
    #[cfg(unix)]
    let mode = std::fs::metadata(&target).map_or(0o600, |m| std::os::unix::fs::MetadataExt::mode(&m) & 0o777);
    #[cfg(not(unix))]
    let mode = 0;
    Ok(atomic::write_with_mode(&target, new.as_bytes(), mode)?)
}

/// The new text, with the indentation, byte order mark and last newline of the old one.
fn render(root: &Map<String, Value>, old: &str) -> String {
    let first = old.lines().find(|l| l.starts_with([' ', '\t']) && !l.trim().is_empty());
    let indent = first.map_or("  ", |l| l.split_at(l.len() - l.trim_start().len()).0);
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
    let written = serde::Serialize::serialize(root, &mut serializer);
    debug_assert!(written.is_ok(), "a Vec takes every byte");
    let mut text = String::from_utf8_lossy(&out).into_owned();
    if old.starts_with('\u{feff}') {
        text.insert(0, '\u{feff}');
    }
    if old.is_empty() || old.ends_with('\n') {
        text.push('\n');
    }
    if old.contains("\r\n") {
        text = text.replace('\n', "\r\n");
    }
    text
}

fn command(event: &Event, program: &str) -> Value {
    let mut hook = json!({ "type": "command", "command": program, "args": ARGS });
    if let Some(hook) = hook.as_object_mut() {
        if event.is_async {
            hook.insert("async".into(), Value::Bool(true));
        }
        hook.insert("timeout".into(), event.timeout_s.into());
    }
    hook
}

/// Whether a hook is ours, by whatever path: a program named `han` with our arguments.
fn is_ours(hook: &Value) -> bool {
    let args = hook.get("args").and_then(Value::as_array);
    args.is_some_and(|args| args.iter().map(Value::as_str).eq(ARGS.map(Some))) && program_of(hook).is_some()
}

fn program_of(hook: &Value) -> Option<&str> {
    let program = hook.get("command")?.as_str()?;
    let name = program.rsplit(['/', '\\']).next()?;
    matches!(name, "han" | "han.exe").then_some(program)
}

/// The programs of our hooks at one event.
fn ours_in<'a>(root: &'a Map<String, Value>, event: &str) -> Vec<&'a str> {
    let groups = root.get("hooks").and_then(|h| h.get(event)).and_then(Value::as_array);
    let hooks = groups.into_iter().flatten().filter_map(|g| g.get("hooks")?.as_array()).flatten();
    hooks.filter(|hook| is_ours(hook)).filter_map(program_of).collect()
}

fn add_ours(root: Edit, program: &str) -> Result<(), &'static str> {
    let hooks = root.entry("hooks").or_insert_with(|| json!({})).as_object_mut().ok_or("\"hooks\"")?;
    for event in &EVENTS {
        let groups = hooks.entry(event.name).or_insert_with(|| json!([]));
        let groups = groups.as_array_mut().ok_or("an event's hooks")?;
        let wanted = command(event, program);
        let mut ours = groups.iter_mut().filter_map(|g| g.get_mut("hooks")?.as_array_mut()).flatten();
        let mut kept = false;
        for hook in ours.by_ref().filter(|hook| is_ours(hook)) {
            // An older installation is brought up to date in place; more than one is marked for removal.
            *hook = if kept { Value::Null } else { wanted.clone() };
            kept = true;
        }
        if kept {
            drop_hooks(groups, Value::is_null);
            continue;
        }
        let mut group = Map::new();
        if let Some(matcher) = event.matcher {
            group.insert("matcher".into(), matcher.into());
        }
        group.insert("hooks".into(), Value::Array(vec![wanted]));
        groups.push(Value::Object(group));
    }
    Ok(())
}

fn remove_ours(root: Edit) -> Result<(), &'static str> {
    let Some(hooks) = root.get_mut("hooks").and_then(Value::as_object_mut) else { return Ok(()) };
    let had_events = !hooks.is_empty();
    let names: Vec<String> = hooks.keys().cloned().collect();
    for name in names {
        let Some(groups) = hooks.get_mut(&name).and_then(Value::as_array_mut) else { continue };
        if drop_hooks(groups, is_ours) && groups.is_empty() {
            hooks.shift_remove(&name);
        }
    }
    if had_events && hooks.is_empty() {
        root.shift_remove("hooks");
    }
    Ok(())
}

/// Removes hooks from groups, and the groups that this empties; whether anything was removed.
fn drop_hooks(groups: &mut Vec<Value>, unwanted: impl Fn(&Value) -> bool) -> bool {
    let mut removed = false;
    groups.retain_mut(|group| {
        let Some(hooks) = group.get_mut("hooks").and_then(Value::as_array_mut) else { return true };
        let before = hooks.len();
        hooks.retain(|hook| !unwanted(hook));
        removed |= hooks.len() != before;
        hooks.len() == before || !hooks.is_empty()
    });
    removed
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const HAN: &str = "/opt/bin/han";

    fn dir() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        (dir, path)
    }

    fn install_here(path: &Path) -> Change {
        install(path, Path::new(HAN)).unwrap()
    }

    fn read_json(path: &Path) -> Value {
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    }

    const THEIRS: &str = "{\n    \"zeta\": 1.0,\n    \"env\": {\"K\": \"v\"},\n    \"hooks\": {\n        \"Stop\": [\n            {\"hooks\": [{\"type\": \"command\", \"command\": \"say done\"}]}\n        ],\n        \"Custom\": {\"odd\": true}\n    },\n    \"alpha\": [1, 2]\n}";

    #[test]
    fn a_new_file_holds_exactly_our_hooks() {
        let (dir, path) = dir();
        assert_eq!(install_here(&path), Change::Written);
        let hook = |extra: Value| {
            let mut hook = json!({"type": "command", "command": HAN, "args": ["hook", "run"]});
            hook.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            hook
        };
        let want = json!({"hooks": {
            "Stop": [{"hooks": [hook(json!({"async": true, "timeout": 120}))]}],
            "SessionEnd": [{"hooks": [hook(json!({"timeout": 10}))]}],
            "SessionStart": [{"matcher": "startup|resume", "hooks": [hook(json!({"async": true, "timeout": 60}))]}],
        }});
        assert_eq!(read_json(&path), want);
        assert_eq!(install_here(&path), Change::None);
        assert_eq!(uninstall(&path).unwrap(), Change::Written);
        assert_eq!(read_json(&path), json!({}));
        assert_eq!(
            fs::read_dir(dir.path()).unwrap().count(),
            2,
            "the file and the copy of what we had written"
        );
    }

    #[test]
    fn other_keys_their_order_and_the_indentation_stay() {
        let (_dir, path) = dir();
        fs::write(&path, THEIRS).unwrap();
        install_here(&path);
        let text = fs::read_to_string(&path).unwrap();
        let keys: Vec<_> = read_json(&path).as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, ["zeta", "env", "hooks", "alpha"]);
        assert!(text.contains("\n    \"zeta\": 1.0,\n") && !text.ends_with('\n'), "{text}");
        let json = read_json(&path);
        assert_eq!(json["hooks"]["Stop"][0]["hooks"][0]["command"], "say done");
        assert_eq!(json["hooks"]["Custom"], json!({"odd": true}));
        assert_eq!(fs::read_to_string(path.with_file_name("settings.json.before-han")).unwrap(), THEIRS);
        uninstall(&path).unwrap();
        assert_eq!(read_json(&path), serde_json::from_str::<Value>(THEIRS).unwrap());
        assert_eq!(uninstall(&path).unwrap(), Change::None);
    }

    #[test]
    fn an_older_installation_is_updated_in_place_and_doubles_go() {
        let (_dir, path) = dir();
        let old = json!({"type": "command", "command": "/old/han", "args": ["hook", "run"], "timeout": 1});
        let other = json!({"type": "command", "command": "x"});
        let before = json!({"hooks": {"SessionEnd": [{"hooks": [old, other]}, {"hooks": [old]}]}});
        fs::write(&path, before.to_string()).unwrap();
        let stale = status(&path, Path::new(HAN), &[]).unwrap();
        assert_eq!((stale.installed.len(), stale.stale), (0, vec!["/old/han".to_owned()]));
        install_here(&path);
        let groups = read_json(&path)["hooks"]["SessionEnd"].clone();
        let want = json!([{"hooks": [{"type": "command", "command": HAN, "args": ["hook", "run"], "timeout": 10}, other]}]);
        assert_eq!(groups, want);
    }

    #[test]
    fn broken_settings_are_never_replaced() {
        let (dir, path) = dir();
        for bad in ["{ // comment\n}", "[1]", "{\"hooks\": []}", "{\"hooks\": {\"Stop\": {}}}", "{\"a\":1,}"]
        {
            fs::write(&path, bad).unwrap();
            assert!(install(&path, Path::new(HAN)).is_err(), "{bad}");
            assert_eq!(fs::read_to_string(&path).unwrap(), bad);
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(matches!(install(&path, Path::new("han")), Err(HookError::Program(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_settings_file_is_written_through_with_its_mode() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (dir, path) = dir();
        let real = dir.path().join("dotfiles.json");
        fs::write(&real, "{}\n").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o644)).unwrap();
        symlink(&real, &path).unwrap();
        install_here(&path);
        assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
        assert_eq!(read_json(&real)["hooks"].as_object().unwrap().len(), 3);
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o644);
    }

    #[test]
    fn the_status_tells_what_runs_and_what_silences_it() {
        let (dir, path) = dir();
        let managed = dir.path().join("managed.json");
        let at = |han: &str| status(&path, Path::new(han), &[&managed]).unwrap();
        assert_eq!(at(HAN).missing, ["Stop", "SessionEnd", "SessionStart"]);
        install_here(&path);
        assert_eq!((at(HAN).installed.len(), at(HAN).silenced.len()), (3, 0));
        fs::write(&managed, r#"{"allowManagedHooksOnly": true}"#).unwrap();
        fs::write(path.with_file_name("settings.local.json"), r#"{"disableAllHooks": true}"#).unwrap();
        let kinds: Vec<_> = at(HAN).silenced.into_iter().map(|(why, _)| why).collect();
        assert_eq!(kinds, [Silenced::DisableAllHooks, Silenced::AllowManagedHooksOnly]);
        fs::write(&managed, "{").unwrap();
        assert!(at(HAN).silenced.iter().any(|(why, _)| *why == Silenced::Unreadable));
    }

    #[test]
    fn the_retention_is_read_or_thirty_days() {
        let (dir, path) = dir();
        let root = Root { path: dir.path().to_owned() };
        assert_eq!(cleanup_period_days(&root).unwrap(), 30);
        fs::write(&path, r#"{"cleanupPeriodDays": 365}"#).unwrap();
        assert_eq!(cleanup_period_days(&root).unwrap(), 365);
        assert_eq!(settings_path(&root), path);
    }
}
