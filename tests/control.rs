//! Users in control: what they allow stands and is told, what others write decides nothing, and rules of their own work
//! in every command. The built program is run as somebody would.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it skips"
)]

mod outside;

use outside::{Person, tree, uuid};
use serde_json::Value;
use std::sync::Arc;

/// Values that the rules recognise after `DB_PASSWORD=`; none stands in the tree.
fn password(seed: usize) -> String {
    let letters = b"qXv7Zk2Wp9Rt4Jm8Lc3Hf6Bn5";
    let middle = (0..14).map(|i| char::from(letters[(seed * 11 + i * 7 + i * i * seed) % letters.len()]));
    format!("Xq{}7w", middle.collect::<String>())
}

fn line(n: usize, cwd: &str, text: &str) -> String {
    serde_json::json!({
        "type": "user", "uuid": format!("{n:08x}-1111-4222-8333-444444444444"), "sessionId": uuid(1), "cwd": cwd,
        "timestamp": "2026-01-01T00:00:00Z", "message": { "role": "user", "content": text },
    })
    .to_string()
        + "\n"
}

struct Scene {
    _dir: tempfile::TempDir,
    me: Person,
}

impl Scene {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let me = Person::new(&dir.path().join("home"));
        Self { _dir: dir, me }
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.me.home.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.me.home.join(path)).unwrap()
    }

    fn config(&self, text: &str) {
        self.write(".config/han/config.toml", text);
    }

    fn scan(&self, code: i32, words: &[&str]) -> Value {
        let words: Vec<&str> = ["scan", "--json"].iter().chain(words).copied().collect();
        serde_json::from_str(&self.me.expect(code, &words).out).unwrap()
    }

    fn fingerprint(&self, path: &str) -> String {
        self.scan(1, &[path])["findings"][0]["fingerprint"].as_str().unwrap().to_owned()
    }

    /// Every line that the vault holds, as a restore gives it back.
    fn stored(&self) -> String {
        let to = self.me.home.join("restored");
        drop(std::fs::remove_dir_all(&to));
        self.me.expect(0, &["restore", "--all", "--to", to.to_str().unwrap()]);
        tree(&to).into_values().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect()
    }
}

fn count(value: &Value) -> usize {
    value.as_array().unwrap().len()
}

#[test]
fn a_first_dry_run_lists_every_redaction_and_makes_nothing() {
    let scene = Scene::new();
    let secret = password(1);
    let text = format!(
        "{}{}",
        line(1, "/w", &format!("first {secret}")),
        line(2, "/w", &format!("DB_PASSWORD={secret}"))
    );
    scene.me.plant(1, text.as_bytes());
    let before = tree(&scene.me.home);
    let said = scene.me.json(&["sync", "--dry-run"]);
    assert_eq!(count(&said["findings"]), 2, "the copy before the confirmation too: {said:#}");
    let rules: Vec<_> = (0..2).map(|at| said["findings"][at]["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["confirmed-elsewhere", "assigned-password"]);
    for key in ["description", "confidence", "masked", "line", "leaf", "session", "type"] {
        assert!(!said["findings"][1][key].is_null(), "{key}: {said:#}");
    }
    assert!(!said.to_string().contains(&secret));
    let text = scene.me.expect(0, &["sync", "--dry-run"]);
    assert!(text.out.contains("assigned-password (medium): A password given to a name"), "{}", text.out);
    assert!(text.err.contains("there is no vault on this machine yet"), "{}", text.err);
    assert_eq!(tree(&scene.me.home), before, "a dry run made something");
    // With a vault, the same.
    scene.me.expect(0, &["init"]);
    let with_vault = scene.me.json(&["sync", "--dry-run"]);
    assert_eq!(with_vault["findings"], said["findings"]);
    // Where there is a key, every redaction comes with the command that allows it.
    let print = scene.fingerprint(scene.me.session_file(1).to_str().unwrap());
    let text = scene.me.expect(0, &["sync", "--dry-run"]);
    assert!(text.out.contains(&format!("han rules allow --fingerprint {print}")), "{}", text.out);
}

#[test]
fn a_fingerprint_lets_a_value_stand_in_every_command_and_every_form() {
    let scene = Scene::new();
    let (good, bad) = (password(2), password(3));
    let nested = serde_json::json!({ "env": format!("DB_PASSWORD={good}") }).to_string();
    let text = format!("DB_PASSWORD={good} and {nested} and DB_PASSWORD={bad}");
    scene.me.plant(1, line(1, "/w", &text).as_bytes());
    scene.write("work/app.env", format!("DB_PASSWORD={good}\nOTHER={good}\nDB_PASSWORD={bad}\n"));
    scene.write("work/one.env", format!("DB_PASSWORD={good}\n"));
    let print = scene.fingerprint("work/one.env");
    let told = scene.me.expect(1, &["scan", "work/one.env"]).out;
    let command = told.lines().nth(1).unwrap().trim().strip_prefix("no secret? han ").unwrap().to_owned();
    assert_eq!(command, format!("rules allow --fingerprint {print}"));
    scene.config("# mine\n[policy]\nsecret_days = 30 # months\n");
    scene.me.expect(0, &command.split(' ').collect::<Vec<_>>());
    let again = scene.me.expect(0, &command.split(' ').collect::<Vec<_>>());
    assert!(again.err.contains("allows that already"), "{}", again.err);
    let config = scene.read(".config/han/config.toml");
    assert!(config.starts_with("# mine\n[policy]\nsecret_days = 30 # months\n"), "{config}");
    assert!(config.contains(&format!("[[redaction.allow]]\nfingerprint = \"{print}\"")), "{config}");
    assert!(!config.contains(&good));

    let report = scene.scan(1, &["work"]);
    assert_eq!((count(&report["findings"]), count(&report["allowed"])), (1, 2), "{report:#}");
    assert_eq!(report["allowed"][0]["allowed_by"], "configuration");
    scene.me.expect(0, &["redact", "work", "-o", "out"]);
    let copy = scene.read("out/app.env");
    assert_eq!(copy, format!("DB_PASSWORD={good}\nOTHER={good}\nDB_PASSWORD=[REDACTED:password]\n"));
    let dry = scene.me.json(&["sync", "--dry-run"]);
    assert_eq!((count(&dry["findings"]), count(&dry["allowed_findings"])), (1, 2), "{dry:#}");
    let said = scene.me.expect(0, &["sync"]);
    assert!(said.err.contains("2 findings left as they stand"), "{}", said.err);
    let stored = scene.stored();
    assert!(stored.contains(&good) && !stored.contains(&bad), "{stored}");
    scene.me.expect(0, &["rescan", "--full"]);
    assert!(scene.stored().contains(&good), "a rescan cut what is allowed");
    let doctor = scene.me.run(&["doctor"]).out;
    assert!(doctor.contains("1 entry of the configuration"), "{doctor}");
    let listed = scene.me.json(&["rules", "list", "--allowed"]);
    assert_eq!(listed["allowed"][0]["fingerprint"], print.as_str());
    let key = scene.me.home.join(".local/share/han/allow.key");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&key).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    // With another key the same entry fits nothing: it fails towards redaction.
    std::fs::write(&key, [9; 32]).unwrap();
    assert_eq!(count(&scene.scan(1, &["work/one.env"])["findings"]), 1);
}

#[test]
fn a_place_can_be_allowed_by_its_line() {
    let scene = Scene::new();
    scene.write("a b/x.env", format!("# two\nDB_PASSWORD={}\nDB_PASSWORD={}\n", password(4), password(5)));
    scene.me.expect(0, &["rules", "allow", "--at", "a b/x.env:3", "--reason", "it's a test"]);
    let report = scene.scan(1, &["a b"]);
    assert_eq!((count(&report["findings"]), &report["findings"][0]["line"]), (1, &Value::from(2)));
    let said = scene.me.expect(1, &["rules", "allow", "--at", "a b/x.env:1"]).err;
    assert!(
        said.contains("nothing is found at a b/x.env:1") && said.contains("han scan 'a b/x.env'"),
        "{said}"
    );
}

#[test]
fn a_session_is_allowed_by_its_folders_only_if_all_of_them_fit() {
    let scene = Scene::new();
    let home = scene.me.home.to_str().unwrap().to_owned();
    let (both, play) = (password(6), password(7));
    let play_dir = format!("{home}/play/x");
    let mixed = [line(1, &play_dir, &format!("DB_PASSWORD={both}")), line(2, "/srv/work", "hello")].concat();
    scene.me.plant(1, mixed.as_bytes());
    let text = line(1, &play_dir, &format!("DB_PASSWORD={play}"));
    scene.me.plant(2, text.replace(&uuid(1), &uuid(2)).as_bytes());
    scene.config("[[redaction.allow]]\nrule = \"assigned-password\"\npath = \"~/play\"\n");
    scene.me.expect(0, &["sync"]);
    let stored = scene.stored();
    assert!(stored.contains(&play) && !stored.contains(&both), "{stored}");
    scene.me.expect(0, &["rescan", "--full"]);
    assert!(scene.stored().contains(&play), "a rescan cut what is allowed");
    // A path of the text itself, as anybody could write it, is none of the session's folders.
    let forged = line(1, "/srv/work", &format!("{{\"cwd\":\"{play_dir}\"}} DB_PASSWORD={both}"));
    scene.me.plant(3, forged.replace(&uuid(1), &uuid(3)).as_bytes());
    scene.me.expect(0, &["sync"]);
    assert!(!scene.stored().contains(&both));
}

#[test]
fn what_an_allowed_finding_covers_is_cut_all_the_same() {
    let scene = Scene::new();
    let token = format!("gh{}_{}", 'p', "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
    scene.write("x.env", format!("DB_PASSWORD={token}\n"));
    let rule = scene.scan(1, &["x.env"])["findings"][0]["rule"].as_str().unwrap().to_owned();
    let rules = scene.me.json(&["rules", "list"])["rules"].as_array().unwrap().clone();
    assert!(rules.iter().any(|known| known["id"] == rule.as_str()));
    // Whichever of the two rules that find it is allowed, the other one's finding stands.
    for allowed in ["assigned-password", "github-token", rule.as_str()] {
        if !rules.iter().any(|known| known["id"] == allowed) {
            continue;
        }
        scene.config(&format!("[[redaction.allow]]\nrule = \"{allowed}\"\n"));
        let report = scene.scan(1, &["x.env"]);
        assert!(count(&report["findings"]) > 0, "{allowed}: {report:#}");
    }
}

#[test]
fn marks_and_ignore_files_count_in_source_files_and_nowhere_else() {
    let scene = Scene::new();
    let secret = password(8);
    let marked = format!("DB_PASSWORD=\"{secret}\" # han:allow\n");
    scene.write("repo/.git/HEAD", "x");
    scene.write("repo/src/a.env", &marked);
    scene.write("repo/src/b.env", format!("DB_PASSWORD=\"{secret}\" # han:allow(github-token)\n"));
    scene.write("repo/skip/c.env", format!("DB_PASSWORD={}\n", password(9)));
    scene.write("repo/skip/t.jsonl", line(1, "/w", &format!("DB_PASSWORD={}", password(10))));
    scene.write("repo/skip/transcript.txt", line(1, "/w", &format!("DB_PASSWORD={}", password(11))));
    scene.write("repo/.hanignore", "/skip/\n*.jsonl\n");
    let report = scene.scan(1, &["repo"]);
    let found: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["path"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(found, ["repo/skip/t.jsonl", "repo/skip/transcript.txt", "repo/src/b.env"], "{report:#}");
    assert_eq!(report["ignored"], serde_json::json!(["repo/skip/c.env"]));
    assert_eq!(report["allowed"][0]["allowed_by"], "mark");
    assert_eq!(
        count(&scene.scan(1, &["repo/skip/c.env"])["findings"]),
        1,
        "a file that is named is looked at"
    );
    let said = scene.me.expect(0, &["redact", "repo", "-o", "out"]).err;
    assert!(said.contains("copied as it is, as .hanignore says: repo/skip/c.env"), "{said}");
    assert!(said.contains("left in the copy, as you allow it: repo/src/a.env:1"), "{said}");
    assert_eq!(scene.read("out/src/a.env"), marked);
    assert!(scene.read("out/skip/t.jsonl").contains("[REDACTED:password]"));

    scene
        .me
        .plant(1, line(1, "/w", &format!("DB_PASSWORD='{secret}' # han:allow gitleaks:allow")).as_bytes());
    let beside = scene.me.session_file(1).parent().unwrap().to_owned();
    std::fs::write(beside.join(".hanignore"), "*\n").unwrap();
    let note = beside.join(uuid(1)).join("tool-results/x.txt");
    std::fs::create_dir_all(note.parent().unwrap()).unwrap();
    std::fs::write(&note, &marked).unwrap();
    let report = scene.scan(1, &[".claude"]);
    assert_eq!(
        (count(&report["findings"]), count(&report["allowed"]), count(&report["ignored"])),
        (2, 0, 0),
        "{report:#}"
    );
    scene.me.expect(0, &["sync"]);
    assert!(!scene.stored().contains(&secret));
}

#[test]
fn mistakes_in_the_settings_name_their_place_and_nothing_runs() {
    let scene = Scene::new();
    scene.me.plant(1, line(1, "/w", "hello").as_bytes());
    let table = [
        (
            "[[redaction.allow]]\nrule = \"asigned-password\"\n",
            ":2:8: there is no rule asigned-password; did you mean",
        ),
        ("[[redaction.allow]]\nfingerprint = \"abc\"\n", ":2:15: a fingerprint has 24 hexadecimal digits"),
        ("[[redaction.allow]]\npath = \"x[\"\n", ":2:8: no glob"),
        ("[[redaction.allow]]\npath = \"~/**\"\n", ":2:8: this path names everything"),
        ("[[redaction.allow]]\nreason = \"x\"\n", ":1:1: an allow entry needs one of"),
        ("[[redaction.allow]]\nrul = \"x\"\n", "unknown key rul; did you mean rule?"),
        ("[redaction]\nsensitivity = \"strickt\"\n", "did you mean strict?"),
        ("[redaction]\nrules = [\"gone.toml\"]\n", "cannot read rules from"),
    ];
    for (text, part) in table {
        scene.config(text);
        for words in
            [&["sync"][..], &["sync", "--dry-run"], &["scan", "."], &["redact", ".claude", "-o", "out"]]
        {
            let said = scene.me.expect(2, words).err;
            assert!(said.contains(part), "{words:?}: {said}");
        }
    }
    scene.config("[redaction]\nrules = [\"bad.toml\"]\n");
    scene.write(".config/han/bad.toml", "[[rule]]\nid = 'a'\ndescription = 'd'\nregex = 'a(b'\n");
    let said = scene.me.expect(2, &["sync"]).err;
    assert!(said.contains("bad.toml:4:11: the pattern cannot be read: unclosed group"), "{said}");
    assert!(!scene.me.vault().exists(), "something ran");
    assert!(!scene.me.home.join("out").exists());
}

const OWN: &str = r#"
[[rule]]
id = "acme-token"
description = "A deploy token of ACME"
regex = '\bacme_([a-z0-9]{12})\b'
confidence = "high"
examples = ["key: acme_k3j9x2m1q8w7"]
counter_examples = ["acme_short"]
"#;

#[test]
fn rules_of_the_user_work_in_every_command() {
    let scene = Scene::new();
    let value = "k3j9x2m1q8w7";
    scene.write(".config/han/rules.toml", OWN);
    scene.write(
        "x.txt",
        format!("the key is acme_{value}, escaped {}\n", serde_json::json!(format!("\"acme_{value}\""))),
    );
    scene.me.plant(1, line(1, "/w", &format!("acme_{value} and {value} and %61cme_{value}")).as_bytes());
    assert_eq!(scene.scan(1, &["x.txt"])["findings"][0]["rule"], "acme-token");
    assert_eq!(scene.scan(1, &[])["findings"][0]["type"], "acme-token");
    scene.me.expect(0, &["redact", "x.txt", "-o", "y.txt"]);
    assert!(!scene.read("y.txt").contains(value));
    scene.me.expect(0, &["sync"]);
    let stored = scene.stored();
    assert!(!stored.contains(value) && stored.contains("acme_[REDACTED:acme-token]"), "{stored}");
    let tested = scene.me.expect(0, &["rules", "test", ".config/han/rules.toml"]);
    assert_eq!(
        tested.out.lines().filter(|line| line.starts_with("pass  acme-token")).count(),
        2,
        "{}",
        tested.out
    );
    scene.write("wrong.toml", OWN.replace("acme_short", "acme_aaaabbbb1111"));
    let tested = scene.me.expect(1, &["rules", "test", "wrong.toml"]).out;
    assert!(tested.contains("fail  acme-token  counter-example 1: found aa***11"), "{tested}");
    let explained = scene.me.expect(0, &["rules", "explain", "acme-token"]).out;
    assert!(explained.contains("rules.toml:2") && explained.contains("[REDACTED:acme-token]"), "{explained}");
    // An option adds rules to scan and redact; sync has no such option.
    scene.write("more.toml", OWN.replace("acme", "corp"));
    scene.write("z.txt", "corp_k3j9x2m1q8w7\n");
    assert_eq!(count(&scene.scan(0, &["z.txt"])["findings"]), 0);
    assert_eq!(count(&scene.scan(1, &["z.txt", "--rules", "more.toml"])["findings"]), 1);
    scene.me.expect(2, &["sync", "--rules", "more.toml"]);
}

#[test]
fn newer_rules_of_the_user_reach_what_was_uploaded() {
    let scene = Scene::new();
    let value = "k3j9x2m1q8w7";
    scene.me.plant(1, line(1, "/w", &format!("acme_{value}")).as_bytes());
    scene.me.expect(0, &["sync"]);
    assert!(scene.stored().contains(value));
    scene.write(".config/han/rules.toml", OWN);
    let said = scene.me.expect(0, &["sync"]).err;
    assert!(said.contains("older rules"), "{said}");
    scene.me.expect(0, &["rescan"]);
    assert!(!scene.stored().contains(value));
}

#[test]
fn a_gitleaks_configuration_is_read_as_it_is() {
    let scene = Scene::new();
    let hex = "0f3a9c51d2e84b770f3b9c52d1e74a68";
    scene.write("a.txt", format!("adobe_id: \"{hex}\"\n"));
    scene.write("node_modules/a.txt", format!("adobe_id: \"{hex}\"\n"));
    scene.write(
        "conf/.gitleaks.toml",
        "title = \"ours\"\n[extend]\nuseDefault = true\ndisabledRules = [\"adobe-client-secret\"]\n\
         [[rules]]\nid = \"adobe-client-id\"\ndescription = \"ours\"\n",
    );
    scene.write(
        "conf/child.toml",
        "[extend]\npath = \".gitleaks.toml\"\n[allowlist]\nstopwords = [\"77zz\"]\n",
    );
    scene.write("conf/loop.toml", "[extend]\npath = \"loop2.toml\"\n");
    scene.write("conf/loop2.toml", "[extend]\npath = \"./loop.toml\"\n");
    let report = scene.scan(1, &["a.txt", "node_modules", "--rules", "conf/child.toml"]);
    let found: Vec<_> =
        report["findings"].as_array().unwrap().iter().map(|f| (&f["rule"], &f["path"])).collect();
    assert!(found.contains(&(&Value::from("adobe-client-id"), &Value::from("a.txt"))), "{report:#}");
    assert!(!found.iter().any(|(rule, path)| *rule == "adobe-client-id" && *path != "a.txt"), "{report:#}");
    let listed = scene.me.json(&["rules", "explain", "adobe-client-id", "--rules", "conf/child.toml"]);
    assert_eq!(listed["description"], "ours");
    let said = scene.me.expect(2, &["scan", "a.txt", "--rules", "conf/loop.toml"]).err;
    assert!(said.contains("loop2.toml:2:8: cannot extend ./loop.toml: it extends itself"), "{said}");
    scene.write("big.toml", vec![b'#'; (1 << 20) + 1]);
    let said = scene.me.expect(2, &["scan", "a.txt", "--rules", "big.toml"]).err;
    assert!(said.contains("big.toml: larger than 1 MiB"), "{said}");
}

#[test]
fn personal_data_is_cut_where_it_is_asked_for() {
    let scene = Scene::new();
    let optional =
        scene.me.json(&["rules", "list"])["rules"].as_array().unwrap().iter().any(|r| r["optional"] == true);
    assert!(optional, "there are no rules for personal data");
    scene.write("x.txt", "write to jane.miller@corp-mail.net please\n");
    assert_eq!(count(&scene.scan(0, &["x.txt"])["findings"]), 0);
    assert_eq!(count(&scene.scan(1, &["x.txt", "--pii"])["findings"]), 1);
    scene.config("[redaction]\npii = true\n");
    assert_eq!(count(&scene.scan(1, &["x.txt"])["findings"]), 1);
}

#[test]
fn a_value_that_is_confirmed_late_is_found_where_it_stood_before_in_scans_and_copies() {
    let scene = Scene::new();
    let (early, late) = (password(5), password(6));
    let first = [
        line(1, "/w", &format!("DB_PASSWORD={early}")),
        line(2, "/w", &format!("nothing but {late} here")),
        line(3, "/w", &format!("DB_PASSWORD={early} with {late}")),
    ];
    scene.write("t/a.jsonl", first.concat());
    scene.write(
        "t/b.jsonl",
        line(1, "/w", &format!("a {late}")) + &line(2, "/w", &format!("DB_PASSWORD={late}")),
    );
    let report = scene.scan(1, &["t"]);
    let found: Vec<(&str, u64, &str)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| {
            (hit["path"].as_str().unwrap(), hit["line"].as_u64().unwrap(), hit["rule"].as_str().unwrap())
        })
        .collect();
    let (named, again) = ("assigned-password", "confirmed-elsewhere");
    let want = [
        ("t/a.jsonl", 1, named),
        ("t/a.jsonl", 2, again),
        ("t/a.jsonl", 3, named),
        ("t/a.jsonl", 3, again),
        ("t/b.jsonl", 1, again),
        ("t/b.jsonl", 2, named),
    ];
    assert_eq!(found, want, "{report:#}");
    scene.me.expect(0, &["redact", "t", "-o", "copy"]);
    let copies = scene.read("copy/a.jsonl") + &scene.read("copy/b.jsonl");
    assert!(!copies.contains(&early) && !copies.contains(&late), "{copies}");
    assert_eq!(copies.matches("[REDACTED:password]").count(), want.len(), "{copies}");
}

#[test]
fn a_baseline_knows_values_and_not_only_their_masks() {
    let scene = Scene::new();
    scene.write("x.env", "DB_PASSWORD=abQ7mZ2xK9pRcd\n");
    let base = scene.me.expect(1, &["scan", "x.env", "--format", "json"]).out;
    scene.write("base.json", &base);
    scene.write("x.env", "# above\nDB_PASSWORD=abQ7mZ2xK9pRcd\nDB_PASSWORD=abW4nL8vT3qJcd\n");
    let report = scene.scan(1, &["x.env", "--baseline", "base.json"]);
    assert_eq!(
        (count(&report["findings"]), &report["findings"][0]["line"]),
        (1, &Value::from(3)),
        "{report:#}"
    );
    // From another machine, whose key says nothing here: as many as it has of the same mask.
    std::fs::remove_file(scene.me.home.join(".local/share/han/allow.key")).unwrap();
    assert_eq!(count(&scene.scan(1, &["x.env", "--baseline", "base.json"])["findings"]), 1);
}

/// What GitHub documents for code scanning ("SARIF support for code scanning"), with its limits.
fn check_sarif(document: &Value, secrets: &[&str]) {
    let text = |value: &Value| value.as_str().map(str::to_owned).unwrap_or_default();
    assert_eq!(document["version"], "2.1.0");
    assert!(text(&document["$schema"]).ends_with("sarif-2.1.0.json"));
    for run in document["runs"].as_array().unwrap() {
        let driver = &run["tool"]["driver"];
        assert!(!text(&driver["name"]).is_empty());
        assert_eq!(run["columnKind"], "utf16CodeUnits");
        let rules = driver["rules"].as_array().unwrap();
        for rule in rules {
            assert!(!text(&rule["id"]).is_empty() && text(&rule["name"]).chars().count() <= 255);
            for key in ["shortDescription", "fullDescription"] {
                let length = text(&rule[key]["text"]).chars().count();
                assert!((1..=1024).contains(&length), "{rule}");
            }
            assert!(!text(&rule["help"]["text"]).is_empty() && !text(&rule["help"]["markdown"]).is_empty());
            assert!(
                ["none", "note", "warning", "error"]
                    .contains(&&*text(&rule["defaultConfiguration"]["level"]))
            );
            let precision = text(&rule["properties"]["precision"]);
            assert!(["low", "medium", "high", "very-high"].contains(&&*precision), "{rule}");
            let severity: f64 = text(&rule["properties"]["security-severity"]).parse().unwrap();
            assert!((0.0..=10.0).contains(&severity));
            assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 20);
        }
        let results = run["results"].as_array().unwrap();
        assert!(results.len() <= 25_000 && rules.len() <= 25_000);
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert!(["note", "warning", "error"].contains(&&*text(&result["level"])));
            assert!(!text(&result["message"]["text"]).is_empty());
            let place = &result["locations"][0]["physicalLocation"];
            let uri = text(&place["artifactLocation"]["uri"]);
            assert!(!uri.starts_with('/') && !uri.starts_with("./") && !uri.contains([' ', '\\']), "{uri}");
            assert_eq!(
                uri.starts_with("file:///"),
                place["artifactLocation"]["uriBaseId"].is_null(),
                "{uri}"
            );
            let number = |key: &str| place["region"][key].as_u64().unwrap();
            let (start, end) =
                ((number("startLine"), number("startColumn")), (number("endLine"), number("endColumn")));
            assert!(start.0 >= 1 && start.1 >= 1 && end > start, "{place}");
            assert!(!text(&result["partialFingerprints"]["primaryLocationLineHash"]).is_empty());
        }
    }
    let whole = document.to_string();
    for secret in secrets {
        for window in secret.as_bytes().windows(8) {
            assert!(!whole.contains(std::str::from_utf8(window).unwrap()), "it holds a part of a secret");
        }
    }
}

#[test]
fn sarif_is_what_code_scanning_sites_take() {
    let scene = Scene::new();
    let (one, two) = (password(12), password(13));
    let text = format!("é𝄞 DB_PASSWORD={one}\nx = 1\nDB_PASSWORD={two} and DB_PASSWORD={two}\n");
    scene.write("app/src/a b.env", &text);
    let body: String = (20..24).map(password).collect();
    scene.write("app/t.jsonl", line(1, "/w", &format!("DB_PASSWORD={one}")));
    scene.write(
        "app/key.pem",
        format!("x\n-----BEGIN {0} KEY-----\n{1}\n{1}\n-----END {0} KEY-----\n", "PRIVATE", body),
    );
    let sarif = |words: &[&str], folder: &str| -> Value {
        let mut command = scene.me.command(words);
        let output = command.current_dir(scene.me.home.join(folder)).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let first = sarif(&["scan", ".", "--format", "sarif"], "app");
    check_sarif(&first, &[&one, &two]);
    let results = first["runs"][0]["results"].as_array().unwrap().clone();
    let place = |result: &Value| result["locations"][0]["physicalLocation"].clone();
    let of = |uri: &str| -> Vec<Value> {
        results.iter().map(place).filter(|place| place["artifactLocation"]["uri"] == uri).collect()
    };
    let in_env = of("src/a%20b.env");
    assert_eq!(in_env.len(), 3, "{first:#}");
    // `é` is one unit of UTF-16 and `𝄞` two.
    assert_eq!(in_env[0]["region"]["startColumn"], 17);
    assert_eq!(in_env[0]["region"]["endColumn"], 17 + one.len());
    let key = of("key.pem");
    assert_eq!(key[0]["region"]["endLine"], 5, "{key:?}");
    // The fingerprints are unlike each other, and stay when lines come before.
    let prints = |document: &Value| -> Vec<String> {
        let results = document["runs"][0]["results"].as_array().unwrap();
        let mut all: Vec<_> = results
            .iter()
            .map(|result| {
                result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap().to_owned()
            })
            .collect();
        all.sort();
        all
    };
    let before = prints(&first);
    assert_eq!(std::collections::BTreeSet::from_iter(&before).len(), before.len());
    scene.write("app/src/a b.env", format!("# new\n\n{text}"));
    assert_eq!(prints(&sarif(&["scan", "--format", "sarif", "."], "app")), before);
    // A path beneath the folder is relative to it, however it was named.
    let whole = scene.me.home.join("app").to_str().unwrap().to_owned();
    assert_eq!(prints(&sarif(&["scan", "--format", "sarif", &whole], "app")), before);
    check_sarif(&sarif(&["scan", &whole, "--format", "sarif"], "."), &[&one, &two]);
}

#[test]
fn an_allow_list_of_the_redactor_confirms_nothing_that_it_allows() {
    use han::redact::{Redacted, Redactor};
    use han::scan::Ruleset;
    use han::scan::allow::{AllowEntry, AllowList, FingerprintKey, Known};
    let key = || FingerprintKey::new(zeroize::Zeroizing::new([3; 32]));
    let (good, bad) = (password(14), password(15));
    let entry = AllowEntry {
        fingerprint: Some(key().fingerprint(good.as_bytes()).to_string()),
        ..AllowEntry::default()
    };
    let known = Known { rules: &[], home: "/home/dev" };
    let allow = Arc::new(AllowList::new(&[entry], &known, Some(key())).unwrap());
    let mut redactor = Redactor::new(Ruleset::builtin()).allowing(allow, &[]);
    redactor.set_position("x.env", 1);
    let mut out = Redacted::empty();
    redactor.text(format!("DB_PASSWORD={good}\nDB_PASSWORD={bad}\n").as_bytes(), &mut out).unwrap();
    assert_eq!(out.as_bytes(), format!("DB_PASSWORD={good}\nDB_PASSWORD=[REDACTED:password]\n").as_bytes());
    assert_eq!((redactor.confirmed().len(), redactor.report().allowed.len()), (1, 1));
    assert_eq!(redactor.report().allowed[0].0.line, 1);
}
