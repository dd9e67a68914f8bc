//! `han shred` and `han rotate --compromised` as they are typed.

use crate::outside::Person;
use serde_json::Value;
use std::path::Path;

const ONE: &str = "00000001-0000-4000-8000-000000000000";
const TWO: &str = "00000002-0000-4000-8000-000000000000";

fn person(dir: &Path) -> Person {
    let person = Person::new(&dir.join("home"));
    let project = person.home.join(".claude/projects/-home-x");
    std::fs::create_dir_all(&project).unwrap();
    for id in [ONE, TWO] {
        let line = format!("{{\"type\":\"user\",\"sessionId\":\"{id}\",\"cwd\":\"/home/x\"}}\n");
        std::fs::write(project.join(format!("{id}.jsonl")), line).unwrap();
    }
    expect(&person, 0, &["init", "-q", "--secret-store", "file"]);
    expect(&person, 0, &["sync", "-q"]);
    person
}

fn expect(person: &Person, code: i32, words: &[&str]) -> (String, String) {
    let ended = person.expect(code, words);
    (ended.out, ended.err)
}

fn json(person: &Person, words: &[&str]) -> Value {
    person.json(words)
}

#[test]
fn nothing_goes_without_a_yes_and_what_went_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let person = person(dir.path());
    let (_, said) = expect(&person, 2, &["shred", "00000001"]);
    assert!(said.contains("for ever") && said.contains("hint: add --yes"), "{said}");
    expect(&person, 2, &["shred"]);
    expect(&person, 2, &["shred", "00000001", "--level", "4"]);
    expect(&person, 1, &["shred", "ffff", "--yes"]);
    let (_, said) = expect(&person, 1, &["shred", "--resume", "--yes"]);
    assert!(said.contains("han shred ID"), "{said}");
    assert_eq!(json(&person, &["list", "--stored"])["sessions"].as_array().unwrap().len(), 2);

    let done = json(&person, &["shred", "00000001", "--yes"]);
    assert_eq!((&done["sessions"], &done["level"], &done["data_key"]), (&1.into(), &1.into(), &Value::Null));
    let (_, said) = expect(&person, 0, &["sync"]);
    assert!(said.contains("was shredded") && said.contains("--fork-session"), "{said}");
    assert_eq!(json(&person, &["list", "--stored"])["sessions"].as_array().unwrap().len(), 1);
    let (_, said) = expect(&person, 1, &["shred", ONE, "--yes"]);
    assert!(said.contains("shredded before"), "{said}");

    let (_, said) = expect(&person, 0, &["shred", "00000002", "--level", "2", "--yes"]);
    for part in ["shred level 2 is reached", "data key 2 is in force", "out of reach: exports, backups"] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    expect(&person, 0, &["verify", "-q"]);
}

#[test]
fn the_third_level_gives_a_new_secret_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let person = person(dir.path());
    let done = json(&person, &["shred", "--all", "--level", "3", "--yes"]);
    assert_eq!((&done["sessions"], &done["level"], &done["epoch"]), (&2.into(), &3.into(), &2.into()));
    assert!(Path::new(done["recovery_sheet"].as_str().unwrap()).exists());
    let keys = json(&person, &["keys", "list"]);
    let secrets = keys["keys"].as_array().unwrap().iter().filter(|key| key["purpose"] == "secret").count();
    assert_eq!(secrets, 1, "the old secret opens nothing");
    expect(&person, 0, &["verify", "-q"]);
}

#[test]
fn a_compromised_secret_is_replaced_in_one_command() {
    let dir = tempfile::tempdir().unwrap();
    let person = person(dir.path());
    let sheet = dir.path().join("old-sheet.txt");
    expect(&person, 0, &["keys", "recovery-sheet", "--recovery-out", sheet.to_str().unwrap()]);
    let (_, said) = expect(&person, 2, &["rotate", "--compromised"]);
    assert!(said.contains("stops opening anything") && said.contains("hint: add --yes"), "{said}");
    expect(&person, 2, &["rotate", "--yes"]);
    let (_, said) = expect(&person, 0, &["rotate", "--compromised", "--yes"]);
    for part in
        ["opens nothing of it any more", "data key 2 is in force; 2 content keys moved", "han keys unlock"]
    {
        assert!(said.contains(part), "{part}\n{said}");
    }
    expect(&person, 0, &["verify", "-q"]);
    let other = Person::new(&dir.path().join("other"));
    let vault = person.home.join(".local/share/han/vaults/personal");
    let words =
        ["keys", "unlock", "--remote", vault.to_str().unwrap(), "--secret-store", "file", "--code", "-"];
    let ended = other.tell(&words, &std::fs::read(&sheet).unwrap());
    assert_eq!(ended.code, Some(3), "the sheet of before opens nothing\n{}", ended.err);
}

#[test]
fn content_is_sealed_anew_and_the_log_names_the_keys() {
    let dir = tempfile::tempdir().unwrap();
    let person = person(dir.path());
    expect(&person, 2, &["rotate", "00000001"]);
    expect(&person, 1, &["rotate", "--content", "ffff"]);
    let done = json(&person, &["rotate", "--content", "00000001"]);
    assert_eq!((&done["sessions"], &done["data_key"]["moved"]), (&1.into(), &1.into()));
    let (_, said) = expect(&person, 0, &["rotate", "--content"]);
    assert!(said.contains("sealed 2 sessions anew"), "{said}");
    expect(&person, 0, &["rotate", "-q"]);
    assert_eq!(json(&person, &["rotate", "--status"])["content_under_way"], Value::Null);
    expect(&person, 0, &["verify", "-q"]);

    let leaves = json(&person, &["audit", "log", "--action", "rotate_data_key", "--action", "rotate_secret"]);
    let leaves = leaves["leaves"].as_array().unwrap();
    let made: Vec<&Value> = leaves.iter().flat_map(|leaf| leaf["keys"].as_array().unwrap()).collect();
    let data: Vec<_> = made.iter().filter(|key| key["purpose"] == "data").collect();
    assert_eq!(data.iter().map(|key| key["version"].as_u64().unwrap()).collect::<Vec<_>>(), [2, 3, 4]);
    assert!(data.windows(2).all(|pair| pair[0]["id"] == pair[1]["before"]), "each follows the one before it");
    let (table, _) = expect(&person, 0, &["audit", "log", "--action", "rotate_secret"]);
    assert!(table.contains("vault key 2 is ") && table.contains("data key 4 is "), "{table}");
    let status = json(&person, &["status"]);
    assert_eq!(status["vaults"][0]["keys"][1]["id"], data[2]["id"], "{status}");
    let (text, _) = expect(&person, 0, &["status"]);
    assert!(text.contains("data key 4 is ") && text.contains(", before it "), "{text}");
}

#[test]
fn a_session_moves_to_a_team_and_a_vault_is_deleted() {
    let dir = tempfile::tempdir().unwrap();
    let person = person(dir.path());
    let team = dir.path().join("team");
    let at = ["--remote", team.to_str().unwrap(), "--secret-store", "file"];
    expect(&person, 0, &[&["init", "-q", "--vault", "team:acme"], &at[..]].concat());
    let (_, said) = expect(&person, 2, &["move", "00000001", "--to", "team:acme"]);
    assert!(said.contains("deleted from vault personal") && said.contains("hint: add --yes"), "{said}");
    expect(&person, 2, &["move", "00000001", "--to", "team:none", "--yes"]);
    expect(&person, 2, &["move", "00000001", "--to", "personal", "--yes"]);
    let moved = json(&person, &["move", "00000001", "--to", "team:acme", "--yes"]);
    assert_eq!(
        (&moved["sessions"][0]["session"], &moved["sessions"][0]["shredded"]),
        (&ONE.into(), &1.into())
    );
    let listed = |vault: &str| {
        let all = json(&person, &["list", "--stored", "--vault", vault]);
        all["sessions"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((listed("personal"), listed("team:acme")), (vec![Value::from(TWO)], vec![Value::from(ONE)]));
    // What is appended goes where the session is now.
    let file = person.projects().join("-home-x").join(format!("{ONE}.jsonl"));
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.repeat(2)).unwrap();
    let sent = json(&person, &["sync"]);
    assert!(sent.to_string().contains("team:acme"), "{sent}");
    assert_eq!((listed("personal").len(), listed("team:acme").len()), (1, 1));

    let (_, said) = expect(&person, 2, &["vault", "delete", "team:acme"]);
    assert!(said.contains("deleted for ever"), "{said}");
    std::fs::write(team.join("mine.txt"), "not of the vault").unwrap();
    expect(&person, 3, &["vault", "delete", "team:acme", "--yes"]);
    std::fs::remove_file(team.join("mine.txt")).unwrap();
    expect(&person, 0, &["vault", "delete", "team:acme", "--yes"]);
    assert!(!team.exists());
    expect(&person, 2, &["vault", "delete", "team:acme", "--yes"]);
    assert_eq!(json(&person, &["vault", "list"])["vaults"].as_array().unwrap().len(), 1);
    // A session whose vault is gone was never sent: it goes where the routes say.
    expect(&person, 0, &["sync", "-q"]);
    expect(&person, 0, &["verify", "-q"]);
}
