//! The shapes in which source code, forms, tables, sentences and broken lines give a secret to its name.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use han::redact::{Redacted, Redactor};
use han::scan::Ruleset;

/// No secret of anybody: letters and digits of no vendor's shape.
const VALUE: &str = "Xq7mZx9Ka2Rt5Lw8Vn3Bc6Hd";

/// A password of letters, digits and symbols.
const PASSWORD: &str = "+Bk.V-ko=bD~Q+ji]6HO";

fn redacted(text: &str) -> String {
    let mut out = Redacted::empty();
    Redactor::new(Ruleset::builtin()).text(text.as_bytes(), &mut out).unwrap();
    String::from_utf8(out.as_bytes().to_vec()).unwrap()
}

fn redacted_lines(lines: &[&str]) -> Vec<String> {
    let mut redactor = Redactor::new(Ruleset::builtin());
    let redacted = |line: &&str| {
        let mut out = Redacted::empty();
        redactor.line(line.as_bytes(), &mut out).unwrap();
        String::from_utf8(out.as_bytes().to_vec()).unwrap()
    };
    lines.iter().map(redacted).collect()
}

/// The text alone, and as a string of a transcript, with lines around it and without.
fn assert_cut(text: &str, value: &str) {
    let leaf = |text: &str| serde_json::json!({ "content": text, "uuid": "a", "more": 1 }).to_string();
    let among = format!("ok\n{text}\nok, done\n");
    for text in [text.to_owned(), among.clone(), leaf(text), leaf(&among)] {
        let out = redacted(&text);
        assert!(!out.contains(value) && out.contains("[REDACTED:"), "{text} became {out}");
    }
}

#[test]
fn declarations_with_types() {
    for shape in [
        "const API_KEY: &str = \"§\";",
        "pub static API_KEY: &'static str = \"§\";",
        "const API_KEY: &str = r#\"§\"#;",
        "const API_SECRET: &[u8] = b\"§\";",
        "let token: String = String::from(\"§\");",
        "var apiKey string = \"§\"",
        "const apiKey string = \"§\"",
        "const apiKey: string | undefined = '§';",
        "Dim apiKey As String = \"§\"",
        "std::string api_key{\"§\"};",
        "std::string api_key(\"§\");",
        "public string ApiKey { get; set; } = \"§\";",
        "public string ApiKey { get; init; } = \"§\";",
        "api_key <- \"§\"",
    ] {
        assert_cut(&shape.replace('§', VALUE), VALUE);
    }
}

#[test]
fn literals_in_place_of_a_setting() {
    for shape in [
        "api_key = os.environ.get(\"API_KEY\") or \"§\"",
        "api_key = os.environ[\"API_KEY\"] or \"§\"",
        "key = process.env[\"API_KEY\"] || \"§\"",
        "let key = env::var(\"API_KEY\").unwrap_or(\"§\".into());",
        "val key = Option(System.getenv(\"API_KEY\")).getOrElse(\"§\")",
        "const key = config.get('API_KEY') ?? '§';",
    ] {
        assert_cut(&shape.replace('§', VALUE), VALUE);
    }
}

#[test]
fn what_only_looks_like_a_declaration_stays() {
    for text in [
        "const API_KEY: &str = env!(\"API_KEY\");\n",
        "var apiKey string = os.Getenv(\"API_KEY\")\n",
        "var apiKey string\nvar name string = \"organizationMembership\"\n",
        "public string ApiKey { get; set; } = \"\";\n",
        "std::string api_key(\"the name of the header\");\n",
        "api_key: &anchor changeme\n",
        "let key = env::var(\"API_KEY\").unwrap_or(\"not set\".into());\n",
        "token <- \"next\"\n",
    ] {
        assert_eq!(redacted(text), text);
    }
}

#[test]
fn forms_with_plus_for_spaces() {
    for shape in [
        "data=token+%3D+%22§%22&submit=1",
        "data=REDIS_URL%3Drediss%3A%2F%2F%3A§%40registry.corp.io%3A6380&submit=1",
        "data=%7B%22headers%22%3A+%7B%22Authorization%22%3A+%22Bearer+§%22%7D%7D&submit=1",
        "data=Cookie%3A+theme%3Ddark%3B+JSESSIONID%3D§%3B+lang%3Den&submit=1",
        "url=postgres%253A%252F%252Fapp%253A§%2540db.internal%252Fx",
    ] {
        assert_cut(&shape.replace('§', VALUE), VALUE);
    }
    for text in ["printf(\"%3d: %-20s %5d%%\\n\", n, name, 100);\n", "path=%2Fusr%2Flocal%3Fx%3D1&y=2\n"] {
        assert_eq!(redacted(text), text);
    }
}

#[test]
fn passwords_of_symbols_in_sentences() {
    for shape in [
        "creds: admin / §",
        "das Passwort für den Server ist: §",
        "Mot de passe : §",
        "The default password (§) was never changed",
    ] {
        assert_cut(&shape.replace('§', PASSWORD), PASSWORD);
    }
    for text in [
        "The password (see docs/setup.md) is optional\n",
        "password is checked by ^(?=.*[A-Z])(?=.*[a-z])(?=.*\\d)[A-Za-z\\d@$!%*?&]{8,64}$ in the form\n",
        "the password is ${config.get('db.password1')}\n",
        "the password is users[0].passwords[1]->Hash(salt2)\n",
    ] {
        assert_eq!(redacted(text), text);
    }
}

#[test]
fn a_row_at_the_end_of_its_string() {
    let text = format!("id,email,api_token,created\n1,ops@corp.net,{VALUE},2026-01-02");
    assert_cut(&text, VALUE);
    let line = serde_json::json!({ "stdout": text, "stderr": "", "interrupted": false }).to_string();
    assert!(!redacted(&line).contains(VALUE));
}

#[test]
fn urls_broken_within_their_password() {
    let (head, tail) = VALUE.split_at(9);
    for (open, close) in [("", ""), ("> ", ""), ("│ ", " │")] {
        let first = format!("{open}some words before  clickhouse://svc:{head}{close}");
        let second = format!("{open}{tail}@db.internal:9440/x{close}");
        for text in [format!("{first}\n{second}\n"), format!("ok\n{first}\n    {second}\nok\n")] {
            if open.is_empty() || !text.contains("    ") {
                let out = redacted(&text);
                assert!(!out.contains(head) && !out.contains(tail), "{text} became {out}");
            }
        }
    }
    for text in [
        "ready at http://localhost:8080\nadmin2@example.com wrote\n",
        "ssh://git@host:repo\nme@host9:~$ ls\n",
    ] {
        assert_eq!(redacted(text), text);
    }
}

#[test]
fn copies_that_a_beginning_cuts_off() {
    for (value, left) in [
        ("V7CNUcb5i9ite", "7CNUcb5i9ite"),
        ("lilac-engine-tango79", "gine-tango79"),
        ("21f7a9dc-5c74-495c-86d7-434024fb11c3", "-495c-86d7-434024fb11c3"),
        ("NOebJqlTfNShZUH5EA", "JqlTfNShZUH5EA"),
    ] {
        let first = format!("{{\"text\":\"export DB_PASSWORD='{value}'\"}}");
        let second = format!("{{\"text\":\"{left}\\nand more\"}}");
        let out = redacted_lines(&[&first, &second]);
        assert!(out[0].contains("[REDACTED:"), "{value}");
        assert!(!out[1].contains(left), "{left} is left of {value}");
    }
    // Words alone may stand anywhere, and many values begin alike.
    let first = r#"{"text":"export DB_PASSWORD='Kettle-9-river-mountain'"}"#;
    let plain = r#"{"text":"river-mountain\nand more"}"#;
    assert_eq!(redacted_lines(&[first, plain])[1], plain);
}

#[test]
fn labels_of_keys_that_are_only_mentioned() {
    let long = "xpub6CUGRUonZSQ4TWtTMmzXdrXDtypWKiKrhko4egpiMZbpiaQL2jkwSB1icqYh2cfDfVxdx4df189oLKnC5fSwqPfgyP3hooxujYzAu3fDVmz";
    for mention in [
        "grep -rE '-----BEGIN (RSA|EC) PRIVATE KEY-----' src/",
        "starts with -----BEGIN RSA PRIVATE KEY----- here",
    ] {
        let words = "coral meadow river lantern\nwindow ocean timber\nsilver maple kettle\nharbor castle\n";
        let text = format!("{mention}\n{words}{long}\n{words}{long}\n{words}");
        assert_eq!(redacted(&text), text);
    }
}
