//! The remote of a repository, read from its configuration without running git.

use crate::session::remote_name::normalise_remote;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Longest git file that is read, in bytes.
const MAX_GIT_FILE_LEN: u64 = 1 << 20;

/// The normalised remote (`host/path`) of the repository that holds `dir`: `origin`, or the only remote.
/// `None` where the folder is gone, is in no repository, or has no single remote. Worktrees and submodules are
/// followed to their configuration; `include` and `insteadOf` are not.
pub fn remote_of(dir: &Path) -> Option<String> {
    if !dir.is_absolute() || !dir.is_dir() {
        return None;
    }
    let git = dir.ancestors().find_map(git_dir)?;
    let common = match read(&git.join("commondir")) {
        Some(path) => git.join(path.trim_end()),
        None => git,
    };
    normalise_remote(&remote_url(&read(&common.join("config"))?)?)
}

/// The git folder of a working tree's root, if `dir` is one.
fn git_dir(dir: &Path) -> Option<PathBuf> {
    let git = dir.join(".git");
    let kind = fs::metadata(&git).ok()?;
    if kind.is_dir() {
        return Some(git);
    }
    let text = read(&git)?;
    Some(dir.join(text.strip_prefix("gitdir:")?.trim()))
}

fn read(path: &Path) -> Option<String> {
    let file = fs::File::open(path).ok().filter(|f| f.metadata().is_ok_and(|m| m.is_file()))?;
    let mut bytes = Vec::new();
    file.take(MAX_GIT_FILE_LEN).read_to_end(&mut bytes).ok()?;
    String::from_utf8(bytes).ok()
}

/// The first URL of `origin`, else of the only remote, in a git configuration file.
fn remote_url(config: &str) -> Option<String> {
    let mut remotes: Vec<(String, String)> = Vec::new();
    let mut section = None;
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            section = remote_section(line);
            continue;
        }
        let (Some(name), Some((key, value))) = (&section, line.split_once('=')) else { continue };
        if key.trim().eq_ignore_ascii_case("url") && !remotes.iter().any(|(n, _)| n == name) {
            remotes.push((name.clone(), unquote(value.trim())));
        }
    }
    let origin = remotes.iter().position(|(name, _)| name == "origin");
    let at = origin.or((remotes.len() == 1).then_some(0))?;
    Some(remotes.swap_remove(at).1)
}

fn remote_section(line: &str) -> Option<String> {
    let inner = line.strip_prefix('[')?.split(']').next()?;
    let (kind, name) = inner.split_once(char::is_whitespace)?;
    kind.eq_ignore_ascii_case("remote").then(|| name.trim().trim_matches('"').to_owned())
}

fn unquote(value: &str) -> String {
    value.trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    const CONFIG: &str = "[core]\n\turl = https://no/no\n[remote \"up\"]\n\turl = https://h.org/up/x\n\
        [Remote \"origin\"]\n\tURL = \"git@GitHub.com:acme/api.git\"\n\turl = second\n[branch \"m\"]\nremote = up\n";

    #[test]
    fn origin_wins_else_the_only_remote() {
        assert_eq!(remote_url(CONFIG).as_deref(), Some("git@GitHub.com:acme/api.git"));
        assert_eq!(remote_url("[remote \"a\"]\nurl=x").as_deref(), Some("x"));
        assert_eq!(remote_url("[remote \"a\"]\nurl=x\n[remote \"b\"]\nurl=y"), None);
        assert_eq!(remote_url("[remote"), None);
    }

    #[test]
    fn repositories_worktrees_and_submodules_are_followed() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("r");
        write(&root.join(".git/config"), CONFIG);
        fs::create_dir_all(root.join("src/deep")).unwrap();
        let name = Some("github.com/acme/api");
        assert_eq!(remote_of(&root.join("src/deep")).as_deref(), name);
        assert_eq!(remote_of(&root.join("gone")), None);
        assert_eq!(remote_of(Path::new("src")), None);

        write(&root.join(".git/worktrees/w/commondir"), "../..\n");
        let tree = dir.path().join("w");
        write(&tree.join(".git"), &format!("gitdir: {}/.git/worktrees/w\n", root.display()));
        assert_eq!(remote_of(&tree).as_deref(), name);

        write(&root.join(".git/modules/m/config"), "[remote \"origin\"]\nurl = https://h.org/sub\n");
        write(&root.join("m/.git"), "gitdir: ../.git/modules/m\n");
        assert_eq!(remote_of(&root.join("m")).as_deref(), Some("h.org/sub"));

        write(&dir.path().join("local/.git/config"), "[remote \"origin\"]\nurl = /srv/x.git\n");
        assert_eq!(remote_of(&dir.path().join("local")), None);
    }
}
