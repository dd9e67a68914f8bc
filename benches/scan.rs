//! Throughput of the redaction gate: `cargo bench --bench scan -- FOLDER [--hits]` over the transcripts of a folder, and
//! `cargo bench --bench scan -- --hostile [MB]` over lines made to be slow, each of which must take linear time.
//!
//! Prints megabytes per CPU second (of this process, as the kernel's scheduler counts them) for the scan of every line of
//! every file, and with `--hits` what was found, masked.

#![expect(clippy::print_stdout, reason = "a bench prints its results")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use han::redact::{Redacted, Redactor};
use han::scan::Ruleset;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let started = Instant::now();
    let rules = Ruleset::builtin();
    println!("rules: {} in {:?}", rules.rules().len(), started.elapsed());
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--hostile", rest @ ..] => {
            let mb = rest.first().and_then(|mb| mb.parse().ok()).unwrap_or(16);
            hostile(mb << 20, rest.get(1).copied());
        }
        [folder, rest @ ..] => transcripts(Path::new(folder), !rest.is_empty()),
        [] => println!("usage: cargo bench --bench scan -- FOLDER [--hits] | --hostile [MB] [CASE]"),
    }
}

fn transcripts(folder: &Path, show: bool) {
    let mut files = Vec::new();
    collect(folder, &mut files);
    let texts: Vec<(String, Vec<u8>)> = files
        .iter()
        .filter_map(|path| Some((path.display().to_string(), std::fs::read(path).ok()?)))
        .collect();
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let before = cpu_seconds();
    let mut found = 0;
    let mut out = Redacted::empty();
    for (name, text) in &texts {
        let mut redactor = Redactor::new(Ruleset::builtin());
        let mut start = 0;
        for (number, end) in memchr::memchr_iter(b'\n', text).chain([text.len()]).enumerate() {
            let line = &text[start..end];
            start = end + 1;
            redactor.set_position(name, number as u64 + 1);
            if let Err(error) = redactor.line(line, &mut out) {
                println!("unsafe: {error}");
            }
            redactor.newline(b"\n", &mut out);
        }
        out.clear();
        found += redactor.report().hits.len();
        for hit in redactor.report().hits.iter().filter(|_| show) {
            println!("{}:{} {} {} {}", hit.file, hit.line, hit.path, hit.rule, hit.masked);
        }
    }
    let seconds = cpu_seconds() - before;
    let mb = bytes as f64 / 1e6;
    println!("{} files, {mb:.1} MB, {found} hits, {seconds:.2} CPU s, {:.0} MB/s", texts.len(), mb / seconds);
}

/// Units that are repeated to fill a line.
const UNITS: [&str; 34] = [
    "a",
    "\"",
    "\\",
    "\\\\",
    "\\\"",
    "\\n",
    "\n",
    "[",
    "{\"a\":",
    "\\u001b",
    "\\u0061",
    "\u{1b}[",
    "\u{1b}[0m",
    "\\\\\\\\u001b",
    "%25",
    "%5F",
    "%2525",
    "ghp_",
    "ghp_aaaaaaaaaaaa",
    "AKIA",
    "eyJ",
    "-eyJ",
    "password=",
    "password=Xq7Lm2Zr9W! ",
    "password: ",
    "token=\\\"",
    "://",
    "://a:b@",
    "-----BEGIN ",
    "-----BEGIN PRIVATE KEY-----\\n",
    "kty\":{",
    "UEFTU1dPUkQ9",
    "Bearer ",
    "sk-a",
];

fn hostile(bytes: usize, only: Option<&str>) {
    let rules = Ruleset::builtin();
    let mut cases: Vec<(String, Vec<u8>)> =
        UNITS.iter().map(|unit| (format!("{unit:?}"), unit.bytes().cycle().take(bytes).collect())).collect();
    cases.extend(shaped(bytes));
    for (name, line) in cases.into_iter().filter(|(name, _)| only.is_none_or(|only| name.contains(only))) {
        let dresses: [(&str, Vec<u8>); 2] =
            [("text", line.clone()), ("json", [b"{\"a\":\"", line.as_slice(), b"\"}"].concat())];
        for (dress, line) in dresses {
            let before = cpu_seconds();
            let mut out = Redacted::empty();
            let mut redactor = Redactor::new(rules.clone());
            let ended = redactor.line(&line, &mut out);
            let seconds = cpu_seconds() - before;
            let safe = if ended.is_ok() { "" } else { ", unsafe" };
            let hits = redactor.report().hits.len();
            let mb = line.len() as f64 / 1e6;
            println!("{seconds:8.3} s {:7.0} MB/s {hits:8} hits {dress} {name}{safe}", mb / seconds);
        }
    }
}

/// Lines of many different parts.
fn shaped(bytes: usize) -> Vec<(String, Vec<u8>)> {
    let filled = |name: &str, part: &dyn Fn(usize) -> String| {
        let mut line = String::new();
        let mut number = 0;
        while line.len() < bytes {
            line.push_str(&part(number));
            number += 1;
        }
        (name.to_owned(), line.into_bytes())
    };
    let mixed = |number: usize| {
        (0..12_u32)
            .map(|at| {
                let step = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(at * 5);
                char::from(b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"[(step % 57) as usize])
            })
            .collect::<String>()
    };
    let mut keys = filled("keys", &|number| format!("\"k{number}\":{number},")).1;
    keys.insert(0, b'{');
    keys.extend_from_slice(b"\"z\":0}");
    let mut members =
        filled("members", &|number| format!("\"k{number}\":\"DB_PASSWORD=Zq9!{}\",", mixed(number))).1;
    members.insert(0, b'{');
    members.extend_from_slice(b"\"z\":0}");
    vec![
        ("an object of many keys".to_owned(), keys),
        ("an object of many secrets".to_owned(), members),
        filled("passwords, all different", &|number| format!("DB_PASSWORD=Zq9!{} ", mixed(number))),
        filled("escaped passwords", &|number| format!("\\\"password\\\": \\\"Zq9!{}\\\", ", mixed(number))),
        filled("urls", &|number| format!("postgres://a:Zq9{}@h/ ", mixed(number))),
    ]
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "jsonl") {
            files.push(path);
        }
    }
}

/// Time that this thread ran.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}
