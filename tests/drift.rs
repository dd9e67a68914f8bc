//! What is generated and committed is what the program would generate now.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use clap::ValueEnum as _;
use clap_complete::Shell;
use han::cli::{completions, man};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn committed(folder: &str) -> BTreeMap<String, Vec<u8>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    let read = |entry: std::fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
    };
    entries.map(read).collect()
}

/// Names the files that differ, are missing or are left over, and the command that mends them.
fn compare(folder: &str, generated: BTreeMap<String, Vec<u8>>, command: &str) {
    let committed = committed(folder);
    let names: BTreeSet<_> = committed.keys().chain(generated.keys()).collect();
    let drifted: Vec<_> =
        names.into_iter().filter(|name| committed.get(*name) != generated.get(*name)).collect();
    assert!(drifted.is_empty(), "{folder}/ is not up to date: {drifted:?}\nrun: {command}");
}

#[test]
fn man_pages_are_up_to_date() {
    let pages = man::pages().unwrap().into_iter().map(|page| (page.file_name, page.roff)).collect();
    compare("man", pages, "rm -f man/*.1 && cargo run -- man --out man");
}

#[test]
fn completions_are_up_to_date() {
    let name = |shell: Shell| completions::file_name(shell).to_owned();
    let scripts = Shell::value_variants().iter().map(|s| (name(*s), completions::script(*s))).collect();
    let command = "for s in bash:han.bash zsh:_han fish:han.fish powershell:_han.ps1 elvish:han.elv; do \
                   cargo run -- completions ${s%:*} > completions/${s#*:}; done";
    compare("completions", scripts, command);
}

#[test]
fn every_page_has_an_example_and_no_trace_of_the_day() {
    for page in man::pages().unwrap() {
        let text = String::from_utf8(page.roff).unwrap();
        assert!(text.contains(".SH EXAMPLES"), "{} has no example", page.file_name);
        let undated = concat!(" 1 \"\" \"han ", env!("CARGO_PKG_VERSION"), "\" \"han manual\"\n");
        assert!(text.contains(undated), "{} holds a date", page.file_name);
    }
}

#[test]
fn the_openapi_document_is_up_to_date() {
    let document = format!("{:#}\n", han::server::http::openapi::document());
    let committed = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json"))
        .unwrap_or_default();
    if committed != document {
        let fresh = std::env::temp_dir().join("han-openapi.json");
        std::fs::write(&fresh, document).unwrap();
        panic!("docs/openapi.json is not up to date: copy {}", fresh.display());
    }
}
