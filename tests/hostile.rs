//! Names and texts that try to act on a terminal never reach it as they are, whichever command meets them.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A title change, a cleared screen, a C1 control, reordered and hidden text.
const EVIL: &str = "\x1b]0;owned\x07\x1b[2J\u{9b}31m\u{202e}txt.exe\u{2066}\u{200b}";
const ID: &str = "0a1b2c3d-0000-4000-8000-000000000000";

fn han(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_han"));
    command.args(arguments).stdin(Stdio::null()).env_clear().env("HOME", home).current_dir(home);
    command.output().unwrap()
}

fn hostile(text: &str) -> Option<char> {
    text.chars().find(|c| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

fn session() -> String {
    let evil = serde_json::Value::from(EVIL);
    let lines = [
        format!(
            "{{\"type\":\"user\",\"cwd\":{evil},\"gitBranch\":{evil},\"message\":{{\"content\":{evil}}}}}"
        ),
        format!("{{\"type\":\"custom-title\",\"customTitle\":{evil}}}"),
        format!(
            "{{\"type\":\"assistant\",\"message\":{{\"model\":{evil},\"content\":[{{\"type\":\"tool_use\",\"name\":{evil},\"input\":{{\"command\":{evil}}}}}]}}}}"
        ),
        format!("{{\"type\":{evil}}}"),
        format!("torn {EVIL}"),
        "{\"type\":\"user\",\"message\":{\"content\":\"password=kV9$tr0mboli-Quartz7\"}}".to_owned(),
    ];
    lines.join("\n") + "\n"
}

#[test]
fn nothing_hostile_reaches_the_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().canonicalize().unwrap();
    let project = home.join(".claude/projects/-home-dev");
    std::fs::create_dir_all(&project).unwrap();
    std::fs::write(project.join(format!("{ID}.jsonl")), session()).unwrap();
    std::fs::create_dir_all(home.join(format!(".claude/projects/-evil{EVIL}"))).unwrap();
    let tree = home.join("tree");
    std::fs::create_dir_all(&tree).unwrap();
    std::fs::write(tree.join(format!("{EVIL}.env").replace('/', "")), "password=kV9$tr0mboli-Quartz7\n")
        .unwrap();
    std::fs::write(tree.join(format!("{EVIL}.png")), b"\x89PNG\r\n\x1a\n\0").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", tree.join(format!("link{EVIL}"))).unwrap();

    let made = han(&home, &["sync", "--secret-store", "file"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let commands: [(&[&str], i32); 19] = [
        (&["sync", "--full"], 0),
        (&["list"], 0),
        (&["list", "--json"], 0),
        (&["list", "--local"], 0),
        (&["list", "--local", "--json"], 0),
        (&["list", "0a1b", "--versions"], 0),
        (&["list", "0a1b", "--versions", "--json"], 0),
        (&["show", "0a1b"], 0),
        (&["show", "0a1b", "--json"], 0),
        (&["show", "0a1b", "--format", "markdown"], 0),
        (&["show", "0a1b", "--format", "html"], 0),
        (&["status"], 0),
        (&["doctor"], 0),
        (&["doctor", "--json"], 0),
        (&["scan"], 1),
        (&["scan", "tree"], 1),
        (&["scan", "tree", "--format", "sarif"], 1),
        (&["redact", "tree", "-o", "copy"], 0),
        (&["prune", "--keep-generations", "1"], 0),
    ];
    for (arguments, code) in commands {
        let said = han(&home, arguments);
        let (out, err) = (String::from_utf8(said.stdout).unwrap(), String::from_utf8(said.stderr).unwrap());
        assert_eq!(said.status.code(), Some(code), "{arguments:?}: {err}");
        assert_eq!(hostile(&out), None, "{arguments:?}: {out:?}");
        assert_eq!(hostile(&err), None, "{arguments:?}: {err:?}");
        assert!(
            !out.contains("kV9$tr0mboli") && !err.contains("kV9$tr0mboli"),
            "{arguments:?}: a secret is shown"
        );
    }
    let listed = han(&home, &["list", "--json"]).stdout;
    let listed: serde_json::Value = serde_json::from_slice(&listed).unwrap();
    // A title keeps its characters as data, but for controls, which no title has.
    assert!(listed["sessions"][0]["title"].as_str().unwrap().contains('\u{202e}'));
}
