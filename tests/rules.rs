//! Every rule against examples and counter-examples made from its templates, in each position a secret may stand in.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use han::redact::{Redacted, Redactor};
use han::scan::structured::{base62, crc32};
use han::scan::{Rule, Ruleset, shape};

/// A small fixed generator (SplitMix64), so that a failure repeats.
fn random(seed: u64) -> impl FnMut() -> u8 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1);
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u8::try_from((z ^ (z >> 31)) >> 56).unwrap()
    }
}

fn redact_line(line: &str) -> String {
    let mut out = Redacted::empty();
    Redactor::new(Ruleset::builtin()).line(line.as_bytes(), &mut out).unwrap();
    String::from_utf8(out.as_bytes().to_vec()).unwrap()
}

fn redact_text(text: &str) -> String {
    let mut out = Redacted::empty();
    Redactor::new(Ruleset::builtin()).text(text.as_bytes(), &mut out).unwrap();
    String::from_utf8(out.as_bytes().to_vec()).unwrap()
}

fn leaf(text: &str) -> String {
    serde_json::json!({"type": "user", "message": {"role": "user", "content": [{"type": "text", "text": text}]}}).to_string()
}

fn nested(text: &str) -> String {
    leaf(&serde_json::json!({"stdout": text, "code": 0}).to_string())
}

fn nested_twice(text: &str) -> String {
    leaf(&serde_json::json!({"log": serde_json::json!({"out": text}).to_string()}).to_string())
}

/// The text in every position: name of the position, the redaction of the text there, and the text there as it was.
fn positions(text: &str, token: bool) -> Vec<(&'static str, String, String)> {
    let mut all = vec![
        ("plain", redact_text(text), text.to_owned()),
        ("plain lines", redact_text(&format!("one\n{text}\nthree\n")), format!("one\n{text}\nthree\n")),
        ("json leaf", redact_line(&leaf(text)), leaf(text)),
        ("nested json", redact_line(&nested(text)), nested(text)),
        ("nested twice", redact_line(&nested_twice(text)), nested_twice(text)),
        ("nested lines", redact_line(&nested(&format!("one\n{text}\n"))), nested(&format!("one\n{text}\n"))),
    ];
    if token {
        let coloured = leaf(&format!("ok \u{1b}[32m{text}\u{1b}[0m"));
        let query = leaf(&format!("https://host.test/p?x={text}&y=1"));
        all.push((
            "sentence",
            redact_text(&format!("It is {text}, she said.")),
            format!("It is {text}, she said."),
        ));
        all.push((
            "assignment",
            redact_text(&format!("export THING={text}\n")),
            format!("export THING={text}\n"),
        ));
        all.push(("coloured", redact_line(&coloured), coloured));
        all.push(("query", redact_line(&query), query));
    }
    all
}

fn examples(rule: &Rule) -> Vec<(String, Vec<String>)> {
    let templates = if rule.examples.is_empty() { &rule.shapes } else { &rule.examples };
    let mut made = Vec::new();
    for seed in 0..3 {
        for template in templates {
            let (mut text, mut runs) = shape::fill(template, &mut random(seed));
            if rule.id.as_ref() == "github-token" || rule.id.as_ref() == "npm-token" {
                let body = text.split_once('_').unwrap().1[..30].to_owned();
                let sum = String::from_utf8(base62(crc32(body.as_bytes())).to_vec()).unwrap();
                text = format!("{}_{body}{sum}", text.split_once('_').unwrap().0);
                runs = vec![format!("{body}{sum}")];
            }
            made.push((text, runs));
        }
    }
    made
}

#[test]
fn every_rule_finds_its_examples_in_every_position() {
    let mut failures = Vec::new();
    for rule in Ruleset::builtin().rules().iter().filter(|rule| rule.kind.as_ref() != "none") {
        let made = examples(rule);
        assert!(made.len() >= 3, "{}", rule.id);
        for (text, runs) in made {
            for (position, redacted, _) in positions(&text, !rule.shapes.is_empty()) {
                let secrets: Vec<&String> = runs.iter().filter(|run| run.len() >= 8).collect();
                let survives = secrets.iter().any(|run| redacted.contains(run.as_str()));
                if survives || !redacted.contains("[REDACTED:") {
                    failures.push(format!("{} {position}: {text} -> {redacted}", rule.id));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn no_rule_finds_a_counter_example() {
    let mut failures = Vec::new();
    for rule in Ruleset::builtin().rules().iter().filter(|rule| rule.kind.as_ref() != "none") {
        assert!(rule.counters.len() >= 3, "{}", rule.id);
        for template in &rule.counters {
            let (text, _) = shape::fill(template, &mut random(7));
            for (position, redacted, before) in positions(&text, false) {
                if redacted != before {
                    failures.push(format!("{} {position}: {text} -> {redacted}", rule.id));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
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
            for (position, redacted, before) in positions(&text, false) {
                if redacted != before {
                    failures.push(format!("{position}: {text} -> {redacted}"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}
