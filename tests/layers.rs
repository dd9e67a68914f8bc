//! Holds the layering of the crate: who may import whom, and which effects a module may have.
//!
//! The sources are read as text (comments and string contents removed, `#[cfg(test)]` modules too), every path that
//! starts with `crate::` or `super::` is resolved to the module it names, and the table below says whether it may.

#![allow(clippy::unwrap_used, reason = "a broken tree should stop the test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Modules that hold no file, network, clock, environment or thread calls.
const PURE: [&str; 7] = ["session", "scan", "redact", "render", "crypto", "vault", "protocol"];

/// The modules of the crate and what each may import; `"*"` is everything.
const MAY_IMPORT: [(&str, &[&str]); 13] = [
    ("session", &[]),
    ("crypto", &[]),
    ("protocol", &[]),
    ("scan", &["session"]),
    ("redact", &["scan", "session"]),
    ("render", &["session", "redact"]),
    ("vault", &["crypto", "protocol", "redact", "session"]),
    ("local", &["session", "protocol", "crypto::secret"]),
    ("remote", &["protocol"]),
    ("server", &["protocol"]),
    ("ops", &["session", "scan", "redact", "render", "crypto", "vault", "protocol", "local", "remote"]),
    ("config", &["protocol", "session", "local"]),
    ("cli", &["*"]),
];

/// What one module may import beyond its parent: the embedded transport drives the service itself.
const EXCEPTIONS: [(&str, &str); 1] = [("remote::local", "server")];

/// Calls that a module may not make: needle, where it is allowed (module prefixes; `PURE` modules never are), why.
struct Effect {
    needles: &'static [&'static str],
    rule: Rule,
    why: &'static str,
}

enum Rule {
    NotInPure,
    OnlyIn(&'static [&'static str]),
}

const EFFECTS: &[Effect] = &[
    Effect {
        needles: &[
            "std::fs",
            "std::net",
            "std::env",
            "std::thread",
            "std::process",
            "SystemTime",
            "Instant",
            "tokio",
            "sqlx",
            "object_store",
            "keyring::",
            "keyring_core",
            "jiff::Zoned::now",
            "Timestamp::now",
            "std::os::unix::net",
            "std::io::stdin",
            "std::io::stdout",
            "std::io::stderr",
        ],
        rule: Rule::NotInPure,
        why: "pure modules hold no file, network, clock, environment or thread calls",
    },
    Effect {
        needles: &["print!", "println!", "eprint!", "eprintln!", "dbg!"],
        rule: Rule::OnlyIn(&["cli", "main"]),
        why: "only the shell prints",
    },
    Effect {
        needles: &["unsafe"],
        rule: Rule::OnlyIn(&["crypto::memory"]),
        why: "locking memory is the one reason for unsafe code",
    },
    Effect {
        needles: &["env::var", "env::var_os", "env::vars", "env::vars_os"],
        rule: Rule::OnlyIn(&["config"]),
        why: "one module reads the environment",
    },
    Effect {
        needles: &["clap"],
        rule: Rule::OnlyIn(&["cli", "config", "main"]),
        why: "the shell knows the command line",
    },
    Effect {
        needles: &["indicatif"],
        rule: Rule::OnlyIn(&["cli", "main"]),
        why: "one module knows the terminal",
    },
];

/// Crates that must not be in the build, and why `deny.toml` bans them too.
const BANNED_CRATES: [&str; 6] = ["openssl-sys", "native-tls", "aws-lc-sys", "age", "libdbus-sys", "openssl"];

#[test]
fn every_import_and_effect_is_allowed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&root);
    assert!(files.len() > 10, "the sources were not found");
    let mut faults = Vec::new();
    for file in files {
        let module = module_of(file.strip_prefix(&root).unwrap());
        let text = std::fs::read_to_string(&file).unwrap();
        faults.extend(faults_of(&module, &text));
    }
    assert!(faults.is_empty(), "layers broken:\n{}", faults.join("\n"));
}

#[test]
fn every_module_of_the_crate_has_a_row() {
    let lib = include_str!("../src/lib.rs");
    let declared: BTreeSet<&str> =
        lib.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let listed: BTreeSet<&str> = MAY_IMPORT.iter().map(|(name, _)| *name).collect();
    assert_eq!(declared, listed);
}

#[test]
fn no_banned_crate_is_locked() {
    let lock = include_str!("../Cargo.lock");
    for name in BANNED_CRATES {
        assert!(!lock.contains(&format!("\nname = \"{name}\"\n")), "{name} is in Cargo.lock");
    }
}

#[test]
fn offending_snippets_are_caught() {
    let table: [(&str, &str); 31] = [
        ("server::service", "use crate::crypto::seal;"),
        ("server", "use crate::{protocol::ids, vault::manifest};"),
        ("server::log", "fn f() { crate::redact::Redacted::empty(); }"),
        ("server", "pub(crate) use crate::session;"),
        ("server::http", "use super::super::scan::Ruleset;"),
        ("server", "use super::crypto;"),
        ("server", "use crate::*;"),
        ("server", "use crate as han;"),
        ("server", "use crate::{\n    protocol::{ids, refs},\n    scan,\n};"),
        ("session::line", "use crate::scan::Finding;"),
        ("crypto::seal", "use crate::protocol::header::Context;"),
        ("protocol::leaf", "use crate::crypto;"),
        ("scan", "use crate::redact::Redacted;"),
        ("render::markdown", "use crate::vault::Manifest;"),
        ("vault", "use crate::local::state;"),
        ("local::secrets", "use crate::crypto::kdf::derive_kek;"),
        ("local::secrets", "use crate::crypto::{secret::Secret, seal};"),
        ("local", "use crate::crypto;"),
        ("remote::http", "use crate::server::Service;"),
        ("remote", "use crate::server::Service;"),
        ("ops::sync", "use crate::cli::ui;"),
        ("ops", "use crate::server::Service;"),
        ("scan::rules", "fn f() { std::fs::read(\"x\"); }"),
        ("vault", "use std::{fmt, time::SystemTime};"),
        ("vault", "use std::{\n    fs::File,\n    io,\n};"),
        ("crypto::kdf", "fn f() { std::thread::spawn(|| ()); }"),
        ("ops::sync", "fn f() { println!(\"x\"); }"),
        ("local::atomic", "fn f() { unsafe { g() } }"),
        ("local::hook", "fn f() { std::env::var_os(\"HOME\"); }"),
        ("vault", "pub mod tests;"),
        ("local::hook", "use std::env;\nfn f() { env::var(\"HOME\"); }"),
    ];
    for (module, text) in table {
        assert!(!faults_of(module, text).is_empty(), "not caught in {module}: {text}");
    }
}

#[test]
fn allowed_snippets_pass() {
    let table: [(&str, &str); 16] = [
        ("server", "use crate::protocol::{ids::OwnerId, refs};\nuse std::fs;"),
        ("server::store::sqlite", "use super::super::log;\nuse crate::server::Service;"),
        ("remote::local", "use crate::server::Service;\nuse super::Remote;"),
        ("vault::tests", "use crate::server::Service;\nfn f() { std::fs::read(\"x\"); }"),
        ("vault", "#[cfg(test)]\nmod tests;\nfn keyring() {}"),
        ("vault", "#[cfg(all(test, unix))]\nmod tests { use std::fs; }"),
        ("local::secrets", "use crate::crypto::secret::{Passphrase, Secret};"),
        ("local::secrets", "use crate::{crypto::secret, session};"),
        ("crypto::memory", "fn f() { unsafe { libc::mlock(p, n) }; }"),
        ("config", "fn f() { std::env::var_os(\"HOME\"); }"),
        ("cli::ui", "fn f() { println!(\"{}\", crate::ops::sync::run()); }"),
        ("scan", "// use crate::redact;\n/* println! */\nconst X: &str = \"crate::vault unsafe std::fs\";"),
        (
            "scan",
            "const X: &str = r#\"crate::vault \"quoted\" unsafe\"#; const C: char = '\"';\nuse crate::session;",
        ),
        ("vault", "fn f<'a>(x: &'a str) -> &'a str { x }\n//! crate::cli"),
        (
            "scan",
            "fn f() {}\n#[cfg(test)]\nmod tests {\n    fn g() { std::fs::read(\"}\"); println!(\"x\"); }\n}\n",
        ),
        ("scan", "fn f() { let unsafely = instant_noodles; my_println!(); }"),
    ];
    for (module, text) in table {
        assert_eq!(faults_of(module, text), Vec::<String>::new(), "{module}: {text}");
    }
}

#[test]
fn a_test_module_does_not_hide_what_follows_it() {
    let text = "#[cfg(test)]\nmod tests { fn g() {} }\nuse crate::cli::ui;\n";
    assert!(!faults_of("vault", text).is_empty());
}

/// Every breach of the table by one file.
fn faults_of(module: &str, text: &str) -> Vec<String> {
    if module.split("::").any(|part| part == "tests") {
        return Vec::new();
    }
    let code = without_tests(&without_comments_and_strings(text));
    let mut faults = Vec::new();
    if contains_word(&code, "mod tests") {
        faults.push(format!("{module} has a module `tests` that is not under #[cfg(test)]"));
    }
    for import in imports(module, &code) {
        if !may_import(module, &import) {
            faults.push(format!("{module} imports {import}"));
        }
    }
    let paths = std_paths(&code);
    for effect in EFFECTS {
        for needle in effect.needles {
            let found = contains_word(&code, needle) || paths.iter().any(|p| starts_with_path(p, needle));
            if found && !effect.rule.allows(module) {
                faults.push(format!("{module} holds `{needle}`: {}", effect.why));
            }
        }
    }
    faults
}

impl Rule {
    fn allows(&self, module: &str) -> bool {
        match self {
            Self::NotInPure => !PURE.contains(&top(module)),
            Self::OnlyIn(places) => places.iter().any(|place| starts_with_path(module, place)),
        }
    }
}

fn may_import(module: &str, import: &str) -> bool {
    if matches!(module, "main" | "lib") || top(module) == top(import) {
        return true;
    }
    let excepted = EXCEPTIONS.iter().any(|(m, to)| starts_with_path(module, m) && top(import) == *to);
    let row = MAY_IMPORT.iter().find(|(name, _)| *name == top(module));
    excepted
        || row.is_some_and(|(_, allowed)| allowed.iter().any(|to| *to == "*" || starts_with_path(import, to)))
}

fn top(path: &str) -> &str {
    path.split("::").next().unwrap_or(path)
}

/// Whether `path` is `prefix` or lies under it.
fn starts_with_path(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The crate modules that the code names, as paths from the crate root. `crate::*` and `crate as x` come out as `*`,
/// which no row but the shell's allows.
fn imports(module: &str, code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, word) in words(code) {
        let base: Vec<&str> = match word {
            "crate" => Vec::new(),
            "super" if !code[..start].trim_end().ends_with("::") => {
                let mut parts: Vec<&str> = module.split("::").collect();
                parts.pop();
                parts
            }
            _ => continue,
        };
        let rest = code[start + word.len()..].trim_start();
        let is_alias = word == "crate" && rest.starts_with("as ");
        let leaves = match rest.strip_prefix("::") {
            Some(rest) => tree_leaves(rest),
            None if is_alias => vec!["*".to_owned()],
            None => continue,
        };
        for leaf in leaves {
            found.push(resolve(&base, &leaf));
        }
    }
    found
}

/// Follows further `super` steps of a path that starts at `base`.
fn resolve(base: &[&str], leaf: &str) -> String {
    let mut parts = base.to_vec();
    for part in leaf.split("::") {
        match part {
            "super" => drop(parts.pop()),
            "self" => {}
            other => parts.push(other),
        }
    }
    parts.join("::")
}

/// The paths under `std` that the code names, use-trees spelled out.
fn std_paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, word) in words(code) {
        if let ("std", Some(rest)) = (word, code[start + 3..].trim_start().strip_prefix("::")) {
            found.extend(tree_leaves(rest).into_iter().map(|leaf| format!("std::{leaf}")));
        }
    }
    found
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`; stops where the path ends.
fn tree_leaves(text: &str) -> Vec<String> {
    let mut prefixes: Vec<String> = vec![String::new()];
    let mut current = String::new();
    let mut leaves = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ':' if chars.peek() == Some(&':') => {
                chars.next();
                current.push_str("::");
            }
            '{' if current.is_empty() || current.ends_with("::") => {
                prefixes.push(format!("{}{current}", prefixes.last().cloned().unwrap_or_default()));
                current.clear();
            }
            ',' | '}' if prefixes.len() > 1 => {
                let name = current.split_whitespace().next().unwrap_or_default().to_owned();
                if !name.is_empty() {
                    leaves.push(format!("{}{name}", prefixes.last().cloned().unwrap_or_default()));
                }
                current.clear();
                if c == '}' {
                    prefixes.pop();
                    if prefixes.len() == 1 {
                        return leaves;
                    }
                }
            }
            c if c.is_alphanumeric() || c == '_' || c == '*' => current.push(c),
            c if c.is_whitespace() && prefixes.len() > 1 => {
                if !current.is_empty() && !current.ends_with("::") {
                    current.push(' ');
                }
            }
            _ => break,
        }
    }
    let path = current.trim_end_matches("::").to_owned();
    if !path.is_empty() {
        leaves.push(format!("{}{path}", prefixes.last().cloned().unwrap_or_default()));
    }
    leaves
}

/// The identifiers of the code, with where each starts.
fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.split(move |c: char| !is_word(c))
        .filter(|w| !w.is_empty())
        .map(|w| (w.as_ptr() as usize - code.as_ptr() as usize, w))
}

/// Whether `needle` stands in the code and is not the middle of a longer identifier.
fn contains_word(code: &str, needle: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(needle).any(|(at, _)| {
        !code[..at].ends_with(is_word)
            && (needle.ends_with('!') || !code[at + needle.len()..].starts_with(is_word))
    })
}

/// Blanks comments and the contents of strings and characters; keeps line breaks and lengths of what stays.
fn without_comments_and_strings(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = comment_len(rest).or_else(|| raw_string_len(rest, &out)).or_else(|| quoted_len(rest));
        match skipped {
            Some(len) => {
                out.extend(rest[..len].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
                rest = &rest[len..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

fn comment_len(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    Some(rest.len())
}

/// `r"..."`, `r#"..."#`, `br"..."`: only where the `r` does not end an identifier.
fn raw_string_len(rest: &str, before: &str) -> Option<usize> {
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let prefix = if rest.starts_with("br") { 2 } else { usize::from(rest.starts_with('r')) };
    if prefix == 0 {
        return None;
    }
    let hashes = rest[prefix..].len() - rest[prefix..].trim_start_matches('#').len();
    let body = rest[prefix + hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let len = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(prefix + hashes + 1 + len)
}

/// A string or character literal; a lifetime is neither.
fn quoted_len(rest: &str) -> Option<usize> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    if quote == '\'' {
        let mut chars = rest[1..].chars();
        let (first, second) = (chars.next()?, chars.next());
        if first != '\\' && second != Some('\'') {
            return None;
        }
    }
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// Drops each item under `#[cfg(test)]` or `#[cfg(all(test, ..))]`: tests may touch files and print.
fn without_tests(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(at) = ["#[cfg(test)]", "#[cfg(all(test,"].iter().filter_map(|start| rest.find(start)).min()
    {
        out.push_str(&rest[..at]);
        rest = after_item(&rest[at..]);
    }
    out + rest
}

/// What follows the item at the start of `code`: it ends with its `;` or with its closing brace.
fn after_item(code: &str) -> &str {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            ';' if depth == 0 => return &code[at + 1..],
            '{' => depth += 1,
            '}' if depth <= 1 => return &code[at + 1..],
            '}' => depth -= 1,
            _ => {}
        }
    }
    ""
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// `vault/manifest.rs` is `vault::manifest`, `vault/mod.rs` is `vault`. A `tests.rs` counts as its parent's child.
fn module_of(relative: &Path) -> String {
    let mut parts: Vec<String> =
        relative.with_extension("").iter().map(|p| p.to_string_lossy().into_owned()).collect();
    if parts.len() > 1 && parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts.join("::")
}
