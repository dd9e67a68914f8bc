//! Throughput of the redaction gate over a folder of transcripts: `cargo bench --bench scan -- FOLDER [--hits]`.
//!
//! Prints megabytes per CPU second (user time of this process, from /proc/self/stat) for the scan of every line of
//! every file, and with `--hits` what was found, masked.

#![expect(clippy::print_stdout, reason = "a bench prints its results")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use han::redact::{Redacted, Redactor};
use han::scan::Ruleset;

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let Some(folder) = args.next() else {
        println!("usage: cargo bench --bench scan -- FOLDER [--hits]");
        return;
    };
    let show = args.next().is_some();
    let started = Instant::now();
    let rules = Ruleset::builtin();
    println!("rules: {} in {:?}", rules.rules().len(), started.elapsed());
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files);
    let texts: Vec<(String, Vec<u8>)> = files
        .iter()
        .filter_map(|path| Some((path.display().to_string(), std::fs::read(path).ok()?)))
        .collect();
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let before = cpu_seconds();
    let mut found = 0;
    let mut out = Redacted::empty();
    for (name, text) in &texts {
        let mut redactor = Redactor::new(rules.clone());
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

/// User and system time in seconds, at the kernel's usual 100 ticks per second.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}
