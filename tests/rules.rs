//! Every rule against examples and counter-examples made from its templates, in each position a secret may stand in.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "rules/examples.rs"]
mod examples;
#[path = "rules/positions.rs"]
mod positions;
#[path = "rules/revealed.rs"]
mod revealed;

use examples::{examples, random};
use han::redact::{Redacted, Redactor};
use han::scan::ruleset::Check;
use han::scan::{FAMILIES, Include, Rule, Ruleset, shape};
use positions::{COMMON, HARD, Kind, Position, RARE, Takes};
use revealed::revealed;
use std::sync::Arc;

/// The rules under test: with the optional ones.
fn rules() -> Arc<Ruleset> {
    static ALL: std::sync::OnceLock<Arc<Ruleset>> = std::sync::OnceLock::new();
    Arc::clone(ALL.get_or_init(|| Arc::new(Ruleset::load(&FAMILIES, Include::PersonalData).unwrap())))
}

fn redact(rules: &Arc<Ruleset>, text: &str, kind: Kind) -> String {
    let mut out = Redacted::empty();
    let mut redactor = Redactor::new(Arc::clone(rules));
    match kind {
        Kind::Line => redactor.line(text.as_bytes(), &mut out).unwrap(),
        Kind::Text => redactor.text(text.as_bytes(), &mut out).unwrap(),
    }
    String::from_utf8(out.as_bytes().to_vec()).unwrap()
}

/// Whether a window of twelve characters of a random run (or a whole run of eight) can still be read.
fn survives(redacted: &str, runs: &[String]) -> bool {
    let forms = revealed(redacted);
    let seen = |part: &str| forms.iter().any(|form| form.contains(part));
    runs.iter().filter(|run| run.len() >= 8).any(|run| {
        let windows = run.len().saturating_sub(12);
        (0..=windows).any(|at| seen(&run[at..run.len().min(at + 12)]))
    })
}

fn fits(position: &Position, rule: &Rule, text: &str) -> bool {
    match position.takes {
        Takes::Any => true,
        Takes::OneLine => is_family(rule) && !text.contains('\n'),
        Takes::Token => !rule.shapes.is_empty() && rule.examples.is_empty() && !text.contains(' '),
    }
}

/// Whether a rule is for a vendor's tokens; structures and generic names have tests of their own.
fn is_family(rule: &Rule) -> bool {
    !rule.shapes.is_empty() || !rule.values.is_empty()
}

fn tested() -> impl Iterator<Item = Rule> {
    rules().rules().to_vec().into_iter().filter(|rule| rule.kind.as_ref() != "none")
}

fn report(failures: &[String]) {
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_rule_finds_its_examples_in_every_position() {
    let rules = rules();
    let mut failures = Vec::new();
    for rule in tested() {
        let made = examples(&rules, &rule, 3);
        assert!(made.len() >= 3, "{}", rule.id);
        for (number, (text, runs)) in made.iter().enumerate() {
            let common = COMMON.iter().skip(if number == 0 { 0 } else { number % COMMON.len() });
            let common = common.take(if number == 0 { COMMON.len() } else { 1 });
            let rare = RARE.iter().filter(|_| number == 0);
            for position in common.chain(rare).filter(|position| fits(position, &rule, text)) {
                let placed = (position.put)(text);
                let redacted = redact(&rules, &placed, position.kind);
                if survives(&redacted, runs) || redacted == placed {
                    failures.push(format!("{} {}: {placed} -> {redacted}", rule.id, position.name));
                }
            }
        }
    }
    report(&failures);
}

#[test]
fn nearly_every_token_is_found_where_lines_wrap_and_percent_encoding_hides_it() {
    let rules = rules();
    let mut failures = Vec::new();
    let mut tried = 0;
    for rule in tested().filter(is_family) {
        for (text, runs) in examples(&rules, &rule, 1).iter().take(1) {
            for position in HARD.iter().filter(|position| fits(position, &rule, text)) {
                let placed = (position.put)(text);
                let redacted = redact(&rules, &placed, position.kind);
                tried += 1;
                if survives(&redacted, runs) {
                    failures.push(format!("{} {}: {placed} -> {redacted}", rule.id, position.name));
                }
            }
        }
    }
    assert!(failures.len() * 20 < tried, "{} of {tried}\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn markers_name_the_type_of_the_rule() {
    let rules = rules();
    let mut failures = Vec::new();
    for rule in tested().filter(is_family) {
        for (text, _) in examples(&rules, &rule, 1) {
            let redacted = redact(&rules, &text, Kind::Text);
            if !redacted.contains(&format!("[REDACTED:{}]", rule.kind)) {
                failures.push(format!("{}: {text} -> {redacted}", rule.id));
            }
        }
    }
    report(&failures);
}

#[test]
fn checksums_that_hold_make_findings_certain() {
    for rule in tested() {
        let Some(crc) = rule.check.and_then(Check::crc32) else { continue };
        let (text, _) = shape::fill(&rule.shapes[0], &mut random(1));
        let found = |text: &str| {
            let mut found = Vec::new();
            Ruleset::builtin().find(text.as_bytes(), &mut found);
            found.first().map(|finding| finding.confidence)
        };
        assert_eq!(found(&crc.seal(&text)), Some(han::scan::Confidence::Certain), "{}", rule.id);
        assert_eq!(found(&text), Some(rule.confidence), "{}: a bad checksum drops nothing", rule.id);
    }
}

#[test]
fn no_rule_finds_a_counter_example() {
    let rules = rules();
    let mut failures = Vec::new();
    for rule in tested() {
        assert!(rule.counters.len() >= 3, "{}", rule.id);
        for template in &rule.counters {
            let (text, _) = shape::fill(template, &mut random(7));
            for position in COMMON.iter().step_by(2) {
                let placed = (position.put)(&text);
                let redacted = redact(&rules, &placed, position.kind);
                if redacted != placed {
                    failures.push(format!("{} {}: {placed} -> {redacted}", rule.id, position.name));
                }
            }
        }
    }
    report(&failures);
}

/// Random-looking texts of transcripts that are no secrets.
const INNOCENT: [&str; 40] = [
    "pk_live_{base62:24}",
    "pk_test_{base62:24}",
    "phc_{base62:43}",
    "https://{hex:32}@o{digit:6}.ingest.sentry.io/{digit:7}",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{base64url:43} me@host",
    "\"integrity\": \"sha512-{base64url:86}==\"",
    "github.com/a/b v1.2.3 h1:{base64url:43}=",
    "checksum = \"{hex:64}\"",
    "image@sha256:{hex:64}",
    "ETag: W/\"{hex:32}\"",
    "nonce=\"{base64url:22}\"",
    "traceparent: 00-{hex:32}-{hex:16}-01",
    "req_{base62:24}",
    "msg_{base62:24}",
    "toolu_{base62:24}",
    "token: {hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",
    "id = {hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",
    "API_KEY=${API_KEY}",
    "password: {{ .Values.db.password }}",
    "apiKey: process.env.OPENAI_API_KEY",
    "password = var.database_password",
    "secret_key = module.kms.secret_key",
    "token: op://vault/github/token",
    "secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:x",
    "AKIAIOSFODNN7EXAMPLE",
    "commit {hex:40}",
    "index {hex:7}..{hex:7} 100644",
    "keybinding ctrl+shift+down",
    "key: \"ctrl+shift+down\"",
    "\"usage\":{\"input_tokens\":{digit:5},\"cache_creation_input_tokens\":{digit:6}}",
    "/private/tmp/claude-501/-Users-me-proj/tasks/{hex:7}.output",
    "PASS src/token/{base36:6}.test.ts",
    "<tool-use-id>toolu_{base62:24}</tool-use-id>",
    "https://github.com/a/b/commit/{hex:40}",
    "[REDACTED:api-key]",
    "API_KEY=[REDACTED:api-key]",
    "password: REDACTED",
    "getUserPassword(currentUser.passwordField)",
    "Authorization: Bearer <token>",
    "const token = await session.getAccessToken({ force: true });",
];

#[test]
fn innocent_texts_stay() {
    let mut failures = Vec::new();
    for template in INNOCENT {
        for seed in 0..3 {
            let (text, _) = shape::fill(template, &mut random(seed));
            for position in &COMMON {
                let placed = (position.put)(&text);
                let redacted = redact(&Ruleset::builtin(), &placed, position.kind);
                if redacted != placed {
                    failures.push(format!("{}: {placed} -> {redacted}", position.name));
                }
            }
        }
    }
    report(&failures);
}

/// The searcher's arrangement knows every literal of the rules. After a change of rules, `HAN_STEMS=overwrite` makes it
/// anew, from the sample transcripts.
#[test]
fn the_arrangement_of_stems_is_current() {
    let rules = Ruleset::builtin();
    if std::env::var_os("HAN_STEMS").is_some_and(|wish| wish == "overwrite") {
        for (name, table) in rules.arranged(&sample()) {
            std::fs::write(format!("src/scan/stems/{name}.txt"), table).unwrap();
        }
        return;
    }
    let unplaced = rules.unarranged();
    let unplaced: Vec<_> = unplaced.iter().map(|literal| String::from_utf8_lossy(literal)).collect();
    assert!(
        unplaced.is_empty(),
        "run `HAN_STEMS=overwrite cargo test --release --test rules stems`: {unplaced:?}"
    );
}

/// A thousand pieces of the sample transcripts.
fn sample() -> Vec<u8> {
    let mut paths: Vec<_> =
        std::fs::read_dir("tests/data/transcripts").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let files = paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    let text: Vec<u8> = files.flat_map(|path| std::fs::read(path).unwrap()).collect();
    text.chunks((text.len() / 1024).max(128)).flat_map(|piece| piece.iter().take(128).copied()).collect()
}
