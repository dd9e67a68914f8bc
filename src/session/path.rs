//! Relative paths that may be created under a folder of the user, whoever named them.

use std::collections::HashMap;
use std::fmt;

/// Longest path that is taken, in bytes.
pub const MAX_PATH_LEN: usize = 1_024;
/// Longest component that is taken, in bytes (what ext4, APFS and NTFS hold).
pub const MAX_COMPONENT_LEN: usize = 255;

/// A relative path, `/`-separated, that stays beneath the folder it is joined to, on every platform, and
/// is safe to print: no empty, `.` or `..` component, no control or bidirectional character, no backslash,
/// nothing that Windows reads as a drive, stream, device or wildcard.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct SafePath(String);

/// Why a path was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum UnsafePath {
    /// Empty, absolute, or with an empty, `.` or `..` component.
    #[error("the path is absolute or leaves its folder")]
    Escapes,
    /// A control, bidirectional or invisible character, or one that some platform reads as syntax.
    #[error("the path holds a forbidden character")]
    Character,
    /// A name that Windows reserves, or that it would change (a trailing dot or space).
    #[error("the path holds a name that Windows reserves")]
    Reserved,
    /// Longer than file systems take.
    #[error("the path is too long")]
    TooLong,
}

impl SafePath {
    /// Checks a path; nothing is normalised, an unsafe path is refused as a whole.
    pub fn parse(text: &str) -> Result<Self, UnsafePath> {
        if text.len() > MAX_PATH_LEN {
            return Err(UnsafePath::TooLong);
        }
        if text.chars().any(is_forbidden) {
            return Err(UnsafePath::Character);
        }
        text.split('/').try_for_each(check_component)?;
        Ok(Self(text.to_owned()))
    }

    /// The path as text, `/`-separated.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The components, from the outermost.
    pub fn components(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }

    /// The form under which a case-insensitive file system may take two paths for one.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for SafePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The first two paths that one file system could not hold side by side: equal but for case, or one a file
/// where the other needs a folder. A set with a collision must be refused as a whole before writing.
pub fn collision<'a>(paths: impl IntoIterator<Item = &'a SafePath>) -> Option<(&'a SafePath, &'a SafePath)> {
    let mut seen: HashMap<String, &'a SafePath> = HashMap::new();
    let mut folders: HashMap<String, &'a SafePath> = HashMap::new();
    for path in paths {
        let folded = path.folded();
        if let Some(other) = seen.get(&folded).or_else(|| folders.get(&folded)) {
            return Some((other, path));
        }
        for (at, _) in folded.match_indices('/') {
            let folder = folded.get(..at).unwrap_or_default();
            if let Some(other) = seen.get(folder) {
                return Some((other, path));
            }
            folders.entry(folder.to_owned()).or_insert(path);
        }
        seen.insert(folded, path);
    }
    None
}

fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn check_component(name: &str) -> Result<(), UnsafePath> {
    if matches!(name, "" | "." | "..") {
        return Err(UnsafePath::Escapes);
    }
    if name.len() > MAX_COMPONENT_LEN {
        return Err(UnsafePath::TooLong);
    }
    if name.ends_with(['.', ' ']) || is_reserved(name) {
        return Err(UnsafePath::Reserved);
    }
    Ok(())
}

/// Device names of Windows, which it recognises before the first dot and in any case.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    if matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") {
        return true;
    }
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    port.is_some_and(|n| {
        let mut digits = n.chars();
        matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_paths_are_refused() {
        use UnsafePath::*;
        for (path, why) in [
            ("", Escapes),
            ("/etc/passwd", Escapes),
            ("../x", Escapes),
            ("a/../../x", Escapes),
            ("a//b", Escapes),
            ("a/./b", Escapes),
            ("a/", Escapes),
            ("a\\..\\b", Character),
            ("C:x", Character),
            ("a.txt:stream", Character),
            ("a\0b", Character),
            ("a\x1b[31mb", Character),
            ("a\nb", Character),
            ("a\u{9b}b", Character),
            ("a\u{202e}txt.exe", Character),
            ("a?b", Character),
            ("con", Reserved),
            ("x/AUX.txt", Reserved),
            ("x/com1.log", Reserved),
            ("x/LPT².log", Reserved),
            ("x/nul .txt", Reserved),
            ("trailing.", Reserved),
            ("trailing /x", Reserved),
        ] {
            assert_eq!(SafePath::parse(path), Err(why), "{path:?}");
        }
        assert_eq!(SafePath::parse(&"a".repeat(256)), Err(TooLong));
        assert_eq!(SafePath::parse(&"a/".repeat(600)), Err(TooLong));
    }

    #[test]
    fn ordinary_paths_pass_unchanged() {
        for path in [
            "a.jsonl",
            "u/tool-results/toolu_01.txt",
            "u/subagents/agent-a.jsonl",
            "com10",
            "console",
            "日本/x",
            ".x",
        ] {
            assert_eq!(SafePath::parse(path).unwrap().as_str(), path);
        }
    }

    #[test]
    fn paths_that_one_disk_cannot_hold_together_collide() {
        let set = |paths: &[&str]| paths.iter().map(|p| SafePath::parse(p).unwrap()).collect::<Vec<_>>();
        assert!(collision(&set(&["a/b", "a/c", "d"])).is_none());
        for bad in [["a/b", "A/B"], ["a", "A/x"], ["a/x", "A"], ["É", "é"], ["same", "same"]] {
            assert!(collision(&set(&bad)).is_some(), "{bad:?}");
        }
    }
}
