//! Every command that the README shows is run again, in its order, by the built program.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod outside;

use outside::{Person, tree};
use std::collections::BTreeMap;
use std::path::Path;

/// The commands of the console blocks: at whose prompt, and the words.
fn commands(text: &str) -> Vec<(String, Vec<String>)> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if let (true, Some((who, command))) = (inside, line.split_once("$ ")) {
            let at_prompt = who.chars().all(|c| c.is_ascii_lowercase());
            assert!(at_prompt, "not a prompt: {line}");
            found.push((who.to_owned(), command.split_whitespace().map(Into::into).collect()));
        }
    }
    found
}

/// The recovery sheet that this person's `init` wrote.
fn sheet(person: &Person) -> Vec<u8> {
    let files = tree(&person.home.join(".local/share/han/secrets"));
    files.into_iter().find(|(name, _)| name.ends_with(".recovery-sheet.txt")).unwrap().1
}

#[test]
fn the_tour_of_the_readme_can_be_taken() {
    let text = include_str!("../README.md");
    let dir = tempfile::tempdir().unwrap();
    let disk = dir.path().join("disk");
    let mut people: BTreeMap<String, Person> = ["", "desk", "laptop"]
        .map(|name| (name.to_owned(), Person::new(&dir.path().join(format!("home-{name}")))))
        .into();
    for name in ["", "desk"] {
        people[name].plant_samples();
    }
    let me = people.get_mut("").unwrap();
    std::fs::create_dir(me.home.join("notes")).unwrap();
    std::fs::write(me.home.join("notes/env.txt"), "DB_PASSWORD=vN8$kQ2wZr5T\n").unwrap();

    let commands = commands(text);
    assert!(commands.len() > 20, "{commands:?}");
    for (who, words) in commands {
        let person = &people[&who];
        let words: Vec<String> =
            words.iter().map(|word| word.replace("/media/you/disk", disk.to_str().unwrap())).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["rm", path] => {
                std::fs::remove_file(person.home.join(Path::new(path).strip_prefix("~").unwrap())).unwrap();
            }
            ["han", rest @ ..] if rest.ends_with(&["--code", "-"]) => {
                let ended = person.tell(rest, &sheet(&people["desk"]));
                assert_eq!(ended.code, Some(0), "han {rest:?}: {}", ended.err);
            }
            ["han", "scan", rest @ ..] => drop(person.expect(1, &[&["scan"], rest].concat())),
            ["han", rest @ ..] => drop(person.expect(0, rest)),
            _ => panic!("the README shows {words:?}, which this test cannot run"),
        }
    }
    let (desk, laptop) = (&people["desk"], &people["laptop"]);
    assert_eq!(
        tree(&desk.projects()).keys().collect::<Vec<_>>(),
        tree(&laptop.projects()).keys().collect::<Vec<_>>()
    );
    let clean = std::fs::read_to_string(people[""].home.join("notes-clean/env.txt")).unwrap();
    assert_eq!(clean, "DB_PASSWORD=[REDACTED:password]\n");
}
