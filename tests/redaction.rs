//! Properties of the redaction gate over arbitrary lines with secrets planted in them.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use han::redact::{Redacted, Redactor, block_end, equal_modulo_markers};
use han::scan::{ConfirmedValues, Ruleset};
use proptest::prelude::*;

fn redact(redactor: &mut Redactor, line: &[u8]) -> Vec<u8> {
    let mut out = Redacted::empty();
    redactor.line(line, &mut out).unwrap();
    out.as_bytes().to_vec()
}

fn fresh(line: &[u8]) -> Vec<u8> {
    redact(&mut Redactor::new(Ruleset::builtin()), line)
}

/// A token of GitHub's shape from 36 chosen characters.
fn token(body: &str) -> String {
    format!("gh{}_{body}", 'p')
}

fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z]{3}[0-9][A-Za-z0-9]{32}".prop_map(|body| token(&body)),
        "[A-Z][a-z]{2}[0-9]{2}[a-zA-Z0-9]{16}[!#%^*+=?~]".prop_map(|value| format!("DB_PASSWORD={value}")),
        "[a-z][A-Z][0-9][A-Za-z0-9]{16}".prop_map(|value| format!("postgres://svc:{value}@db.internal/x")),
    ]
}

/// JSON values with secrets in keys and values, among any text.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let text = prop_oneof![3 => any::<String>(), 1 => (any::<String>(), secret(), any::<String>()).prop_map(|(a, s, b)| format!("{a} {s} {b}"))];
    let leaf = prop_oneof![
        text.clone().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null)
    ];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::vec((text.clone(), inner.clone()), 0..4)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
            inner.prop_map(|value| serde_json::Value::from(value.to_string())),
        ]
    })
}

fn markers_removed(text: &str) -> usize {
    text.matches("[REDACTED:").count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn what_parsed_still_parses_and_only_cuts_differ(value in json()) {
        let line = value.to_string();
        let out = fresh(line.as_bytes());
        prop_assert!(serde_json::from_slice::<serde_json::Value>(&out).is_ok());
        prop_assert!(!out.contains(&b'\n'));
        prop_assert!(equal_modulo_markers(line.as_bytes(), &out));
    }

    #[test]
    fn redacting_twice_changes_nothing(value in json()) {
        let once = fresh(value.to_string().as_bytes());
        prop_assert_eq!(&fresh(&once), &once);
    }

    #[test]
    fn a_planted_token_never_survives(before in any::<String>(), body in "[A-Za-z]{3}[0-9][A-Za-z0-9]{32}", depth in 0_usize..3, after in any::<String>()) {
        let secret = token(&body);
        let mut text = format!("{before} {secret} {after}");
        for _ in 0..depth {
            text = serde_json::json!({"text": text}).to_string();
        }
        let line = serde_json::json!({"message": {"content": [{"text": text, "type": "text"}]}}).to_string();
        let out = String::from_utf8(fresh(line.as_bytes())).unwrap();
        prop_assert!(!out.contains(&body));
        prop_assert_eq!(markers_removed(&out), 1 + markers_removed(&line));
    }

    #[test]
    fn confirmed_values_do_not_survive_elsewhere(value in "[A-Z][a-z]{2}[0-9]{2}[a-zA-Z0-9]{14}[\"\\\\!#]{2}x", lead in "[ -~]{0,20}") {
        let first = serde_json::json!({"env": format!("{{\"password\": {}}}", serde_json::Value::from(value.clone()))}).to_string();
        let second = serde_json::json!({"later": [format!("{lead} {value} tail"), {"a": serde_json::json!({"n": value}).to_string()}]}).to_string();
        let mut redactor = Redactor::new(Ruleset::builtin());
        redact(&mut redactor, first.as_bytes());
        prop_assert!(redactor.confirmed().epoch() > 0);
        let state = ConfirmedValues::from_bytes(&redactor.confirmed().to_bytes()).unwrap();
        let mut again = Redactor::new(Ruleset::builtin());
        again.restore_confirmed(state);
        let out: serde_json::Value = serde_json::from_slice(&redact(&mut again, second.as_bytes())).unwrap();
        prop_assert!(!out["later"][0].as_str().unwrap().contains(&value));
        let inner: serde_json::Value = serde_json::from_str(out["later"][1]["a"].as_str().unwrap()).unwrap();
        prop_assert!(!inner["n"].as_str().unwrap().contains(&value));
    }

    #[test]
    fn any_bytes_pass_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut redactor = Redactor::new(Ruleset::builtin());
        let mut out = Redacted::empty();
        prop_assert!(redactor.line(&bytes, &mut out).is_ok());
        prop_assert!(redactor.text(&bytes, &mut out).is_ok());
        prop_assert!(block_end(&bytes) <= bytes.len());
    }

    #[test]
    fn hostile_pieces_pass_without_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let bytes = pieces.concat();
        let mut redactor = Redactor::new(Ruleset::builtin());
        let mut out = Redacted::empty();
        prop_assert!(redactor.line(&bytes, &mut out).is_ok());
        prop_assert!(redactor.text(&bytes, &mut out).is_ok());
    }
}

const PIECES: &[&[u8]] = &[
    b"password",
    b"=",
    b": ",
    b"\"",
    b"'",
    b"\\",
    b"\\\\\"",
    b"\\u00",
    b"\\u0067",
    b"\\ud83d",
    b"\x1b[",
    b"31m",
    b"%3D",
    b"%",
    b"://",
    b"user:",
    b"Aa1!Bb2@Cc3#",
    b"@host",
    b"-----BEGIN RSA PRIVATE KEY-----",
    b"-----END RSA PRIVATE KEY-----",
    b"\n",
    b"\r\n",
    b"MIIEpAIBAAKCAQEAx9Kq3Zr7vT1bYw0LmNfG",
    b"eyJhbGciOiJIUzI1NiJ9",
    b".",
    b"token",
    b"Bearer ",
    b"Basic ",
    b"[REDACTED:x]",
    b"[REDACTED:",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"\0",
    b"\xff\xfe",
    b"\xf0\x9f",
    b"\xef\xbb\xbf",
    b"sk-ant-api03-",
    b"kty\"",
    b"\"d\":",
    b" -u ",
    b"UEFTU1dPUkQ9",
    b" ",
    b"login ",
    b"K7xQ2mZp9LwV4tRb8NcY",
];

#[test]
fn keys_torn_lines_and_invalid_bytes() {
    let secret = token("a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
    let cases: [(Vec<u8>, Vec<u8>); 5] = [
        (format!("{{\"{secret}\":1}}").into_bytes(), b"{\"[REDACTED:github-token]\":1}".to_vec()),
        (format!("{{\"a\":\"x {secret}").into_bytes(), b"{\"a\":\"x [REDACTED:github-token]".to_vec()),
        (
            [b"{\"a\":\"\xff\0 ", secret.as_bytes(), b"\\ud83d\"}\r"].concat(),
            b"{\"a\":\"\xff\0 [REDACTED:github-token]\\ud83d\"}\r".to_vec(),
        ),
        (
            [b"\xef\xbb\xbf{\"a\":\"", secret.as_bytes(), b"\"}"].concat(),
            b"\xef\xbb\xbf{\"a\":\"[REDACTED:github-token]\"}".to_vec(),
        ),
        (
            format!("{{\"a\":\"\\u0067hp_{}\"}}", &secret[4..]).into_bytes(),
            b"{\"a\":\"[REDACTED:github-token]\"}".to_vec(),
        ),
    ];
    for (line, want) in cases {
        assert_eq!(String::from_utf8_lossy(&fresh(&line)), String::from_utf8_lossy(&want));
    }
}

#[test]
fn tokens_longer_than_any_window() {
    let long = "Kx9Qz7Lm2Rw4Tv6Yb8Nc1".repeat(120);
    let web = format!("eyJhbGciOiJIUzI1NiJ9.eyJ{long}.{}", &long[..43]);
    let slack_like = format!("ops_eyJ{long}");
    for token in [web, slack_like] {
        for text in [format!("one\n{token}\n"), serde_json::json!({"a": format!("x\n{token}")}).to_string()] {
            let line = serde_json::json!({"toolUseResult": text}).to_string();
            let out = String::from_utf8(fresh(line.as_bytes())).unwrap();
            assert!(!out.contains(&token[60..120]), "{out}");
        }
    }
}

#[test]
fn thinking_blocks_go_whole_and_signatures_stay() {
    let secret = token("a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
    let thinking = format!(
        "{{\"type\":\"thinking\",\"thinking\":\"use {secret}\",\"signature\":\"EqQB{}\"}}",
        &secret[4..]
    );
    let line = format!(
        "{{\"type\":\"assistant\",\"message\":{{\"content\":[{thinking},{{\"type\":\"text\",\"text\":\"hi\"}}]}}}}"
    );
    let mut redactor = Redactor::new(Ruleset::builtin());
    let out = String::from_utf8(redact(&mut redactor, line.as_bytes())).unwrap();
    assert_eq!(
        out,
        "{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}}"
    );
    assert_eq!(redactor.report().thinking_dropped, 1);
    let alone = format!("{{\"message\":{{\"content\":[{thinking}]}}}}");
    assert_eq!(fresh(alone.as_bytes()), b"{\"message\":{\"content\":[]}}");
    let kept = format!(
        "{{\"message\":{{\"content\":[{{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"{secret}\"}}]}}}}"
    );
    assert_eq!(fresh(kept.as_bytes()), kept.as_bytes());
}

fn key_block() -> String {
    let kind = "PRIVATE KEY";
    let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4ePbX1nZx9aQv0dK3mT7sLqYw2uHc5rNgB8oVfE6iDkJpZtXlCyM\n";
    format!("-----BEGIN {kind}-----\n{body}-----END {kind}-----")
}

#[test]
fn private_keys_in_every_dress() {
    let numbered: String =
        key_block().lines().enumerate().map(|(i, line)| format!("{:6}\u{2192}{line}\n", i + 1)).collect();
    let grepped: String = key_block().lines().map(|line| format!("certs/key.pem:{line}\n")).collect();
    let diff: String = key_block().lines().map(|line| format!("+{line}\n")).collect();
    let dresses = [
        key_block(),
        key_block().replace('\n', "\r\n"),
        key_block().replace('\n', "\\n"),
        key_block().replace('\n', "\\\\n"),
        numbered,
        grepped,
        diff,
        format!("x\n{}", key_block().split_once("-----END").unwrap().0),
    ];
    for dress in dresses {
        let line = serde_json::json!({"toolUseResult": {"stdout": dress}}).to_string();
        let out = String::from_utf8(fresh(line.as_bytes())).unwrap();
        assert!(!out.contains("VJTUt9Us8cKj") && !out.contains("jiWA4R4ePbX1"), "{dress} -> {out}");
        assert!(out.contains("[REDACTED:private-key]"), "{out}");
    }
    let open = key_block().split_once("-----END").unwrap().0.to_owned();
    let stream = format!("first\nsecond\n{open}");
    assert_eq!(block_end(stream.as_bytes()), "first\nsecond\n".len());
    assert_eq!(block_end(format!("{}\nrest", key_block()).as_bytes()), key_block().len() + 1);
    assert_eq!(block_end(b"no newline"), 0);
}

#[test]
fn redacted_is_moved_never_made() {
    let mut redactor = Redactor::new(Ruleset::builtin());
    let mut out = Redacted::empty();
    redactor.set_position("a.jsonl", 3);
    redactor
        .line(format!("{{\"k\":\"{}\"}}", token("a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8")).as_bytes(), &mut out)
        .unwrap();
    redactor.newline(b"\n", &mut out);
    redactor.binary(&[1, 2, 3], &mut out);
    let front = out.take_front(5);
    assert_eq!(front.as_bytes(), b"{\"k\":");
    assert!(out.as_bytes().ends_with(&[b'\n', 1, 2, 3]));
    let report = redactor.report();
    assert_eq!(report.unscanned_bytes, 3);
    assert_eq!(
        (
            report.hits.len(),
            report.hits[0].line,
            report.hits[0].path.as_str(),
            report.hits[0].masked.as_str()
        ),
        (1, 3, "k", "gh***R8")
    );
    assert_eq!(
        redactor.string("title with DB_PASSWORD=Xq7Lm2Zr9Wv!4").as_str(),
        "title with DB_PASSWORD=[REDACTED:password]"
    );
}

#[test]
fn hostile_input_takes_linear_time() {
    let units: [&[u8]; 14] = [
        b"[",
        b"{\"a\":",
        b"\\",
        b"-----BEGIN PRIVATE KEY-----\n",
        b"://a:",
        b"eyJ",
        b"-eyJ",
        b"kty\":{",
        b"\\u0061",
        b"\x1b[",
        b"UEFTU1dPUkQ",
        b"%5F",
        b"password=",
        b"password=Xq7Lm2Zr9W! ",
    ];
    let each = (96 << 10) / units.len();
    let runs: Vec<Vec<u8>> =
        units.iter().map(|unit| unit.iter().copied().cycle().take(each).collect()).collect();
    let mut out = Redacted::empty();
    assert!(Redactor::new(Ruleset::builtin()).line(&runs.concat(), &mut out).is_ok());
    assert!(out.len() > each);
}

/// Positions in which scanners of raw lines miss a token.
#[test]
fn dressed_tokens_do_not_survive() {
    use base64::Engine as _;
    let secret = token("a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
    let wrapped = |column: usize| {
        let row = format!("{}\u{e9} {secret} tail", "x ".repeat(column / 2));
        let rows: Vec<String> =
            row.chars().collect::<Vec<_>>().chunks(80).map(|c| c.iter().collect()).collect();
        rows.join("\n")
    };
    let mut triple = secret.clone();
    for _ in 0..3 {
        triple = serde_json::json!({"out": triple}).to_string();
    }
    let env = format!("DB_HOST=a\nDB_PASSWORD=Xq7mZx9Ka2Lvw\nGITHUB_TOKEN={secret}\n");
    let grep =
        format!("a {}\u{1b}[01;31m\u{1b}[K{}\u{1b}[m\u{1b}[K{}", &secret[..2], &secret[2..9], &secret[9..]);
    let texts = [
        wrapped(44),
        wrapped(60),
        wrapped(70),
        triple,
        base64::engine::general_purpose::STANDARD.encode(&env),
        grep,
        format!("\u{1b}[32m{secret}\u{1b}[0m"),
        secret.replace('_', "%5F"),
        format!("ключ{secret}ключ"),
    ];
    for text in texts {
        let line = serde_json::json!({"message": {"content": text}}).to_string();
        let out = String::from_utf8(fresh(line.as_bytes())).unwrap();
        assert!(!out.contains(&secret[24..36]) && out.contains("[REDACTED:"), "{text} -> {out}");
        assert!(!out.contains(&secret[8..20]), "{text} -> {out}");
        assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok());
    }
}

#[test]
fn long_values_go_whole() {
    let long = "Kx9Qz7Lm2Rw4Tv6Yb8Nc1".repeat(160);
    for text in [
        format!("API_KEY={long}\nB=1"),
        format!("{{\"clientSecret\": \"{long}\"}}"),
        format!("password: '{long}'"),
    ] {
        let line = serde_json::json!({"a": text}).to_string();
        let out = String::from_utf8(fresh(line.as_bytes())).unwrap();
        assert!(!out.contains(&long[..40]) && out.len() < 100, "{out}");
    }
}

/// Lines of a text, as a member of a line of JSON, behind the gate.
fn redacted_text(text: &str) -> String {
    let out = fresh(serde_json::json!({ "content": text }).to_string().as_bytes());
    let out: serde_json::Value = serde_json::from_slice(&out).unwrap();
    out["content"].as_str().unwrap().to_owned()
}

#[test]
fn every_row_of_a_column_is_cut() {
    let values: Vec<String> = (0..60).map(|i| format!("Xq{}mZ{i}xKa!", i * 37)).collect();
    let table = |head: &str, row: &dyn Fn(usize, &str) -> String| -> String {
        let rows = values.iter().enumerate().map(|(i, value)| row(i, value));
        format!("{head}\n{}\n", rows.collect::<Vec<_>>().join("\n"))
    };
    let around = "an ordinary line of output\n".repeat(200);
    for text in [
        table("| id | db_password |\n|----|----|", &|i, value| format!("| {i} | {value} |")),
        table(" id | db_password\n----+----", &|i, value| format!(" {i} | {value}")),
        table("id,user,db_password", &|i, value| format!("{i},bob,{value}")),
        table("\"id\",\"user\",\"db_password\"", &|i, value| format!("\"{i}\",\"bob\",\"{value}\"")),
        table("id\tuser\tdb_password\tage", &|i, value| format!("{i}\tbob\t{value}\t3")),
        table("id;user;db_password;age", &|i, value| format!("{i};bob;{value};3")),
        table("INSERT INTO users (id, db_password) VALUES", &|i, value| format!("({i}, '{value}'),")),
    ] {
        for text in [text.clone(), format!("{around}{text}{around}")] {
            let out = redacted_text(&text);
            let left: Vec<_> = values.iter().filter(|value| out.contains(value.as_str())).collect();
            assert!(left.is_empty(), "{left:?} of {}", &text[..text.len().min(120)]);
            assert_eq!(markers_removed(&out), values.len());
        }
    }
}

#[test]
fn every_item_of_a_list_is_cut() {
    let values: Vec<String> = (0..60).map(|i| format!("Xq{}mZ{i}xKa8Rv4TnBw9Ld", i * 37)).collect();
    let list = |around: (&str, &str), item: &dyn Fn(&str) -> String, sign: &str| {
        let items: Vec<String> = values.iter().map(|value| item(value)).collect();
        format!("{}{}{}", around.0, items.join(sign), around.1)
    };
    let quoted = |value: &str| format!("\"{value}\"");
    let lines = "an ordinary line of output\n".repeat(200);
    for text in [
        list(("api_keys: [", "]\n"), &quoted, ", "),
        list(("const TOKENS = [\n  ", ",\n];\n"), &|value| format!("'{value}'"), ",\n  "),
        list(("\"client_secrets\": [\n    ", "\n  ]\n"), &quoted, ",\n    "),
        list(("  passwords:\n", "\n"), &|value| format!("    - {value}"), "\n"),
        list(("api_key:\n", "\n"), &|value| format!("- \"{value}\""), "\n"),
        list(("SECRET_KEYS=(", ")\n"), &quoted, " "),
        list(("API_KEYS=", "\n"), &str::to_owned, ","),
    ] {
        for text in [text.clone(), format!("{lines}{text}{lines}")] {
            let out = redacted_text(&text);
            let left: Vec<_> = values.iter().filter(|value| out.contains(value.as_str())).collect();
            assert!(left.is_empty(), "{left:?} of {}", &text[..text.len().min(120)]);
            assert_eq!(markers_removed(&out), values.len());
        }
    }
    let line = serde_json::json!({ "input": { "api_keys": values } }).to_string();
    let out = String::from_utf8(fresh(line.as_bytes())).unwrap();
    assert_eq!(out.matches("[REDACTED:api-key]").count(), values.len());
}

#[test]
fn lists_without_secrets_stay() {
    for text in [
        "public_keys: [\"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC\"]\n",
        "\"input_tokens\": 12345, \"tokens\": [\"the\", \"quick\", \"fox\"]\n",
        "secrets: inherit\nsecrets: [\"db-password\", \"api-token\"]\n",
        "keys: ['name', 'createdAt', 'organizationMembershipIds']\n",
        "'disable_session_auth': (\n    's3_disable_express_session_auth',\n",
        "required_secrets:\n  - DATABASE_URL\n  - STRIPE_SECRET_KEY\n  - name: other\n",
        "API_KEYS=${FIRST_API_KEY},${SECOND_API_KEY}\n",
    ] {
        assert_eq!(redacted_text(text), text);
    }
}

#[test]
fn old_and_new_values_of_a_change_are_cut() {
    let out = redacted_text("~ db_password = \"Xq7mZx9Ka!\" -> \"Rt7kq2Lm9v#\"\n");
    assert_eq!(out, "~ db_password = \"[REDACTED:password]\" -> \"[REDACTED:password]\"\n");
}

#[test]
fn what_only_looks_like_a_change_or_a_row_stays() {
    for text in [
        "| DATABASE_PASSWORD | password of the database user | - |\\x1b[39m\n",
        r#""pattern": "^arn:aws:secretsmanager:[a-z0-9-]{1,20}:secret:[a-zA-Z0-9!/_+=.@-]{1,512}$","#,
    ] {
        assert_eq!(redacted_text(text), text);
    }
    let out = redacted_text("'rabbitmq_default_pass' => 'Jenkins.Munich178#',\n");
    assert_eq!(out, "'rabbitmq_default_pass' => '[REDACTED:password]',\n");
}

#[test]
fn a_command_behind_a_password_stays() {
    let out = redacted_text("PGPASSWORD=Xq7mZx9Ka! psql -h db -U app");
    assert_eq!(out, "PGPASSWORD=[REDACTED:password] psql -h db -U app");
}
