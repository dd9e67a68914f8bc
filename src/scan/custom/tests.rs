use super::*;
use crate::scan::Ruleset;

fn no_base(_: &str, _: &str) -> Result<(String, String), String> {
    Err("there is none".to_owned())
}

fn parse(text: &str) -> Result<RuleFile, BadRules> {
    RuleFile::parse("r.toml", text, &mut no_base)
}

fn rules(text: &str) -> CustomRules {
    let file = parse(text).unwrap_or_else(|bad| panic!("{bad}"));
    CustomRules::new(vec![file]).unwrap()
}

/// What the rules find in a file of this name, as `rule:value`.
fn found(rules: &CustomRules, file: &str, text: &str) -> Vec<String> {
    let scope = rules.scope(file);
    let mut out = Vec::new();
    rules.find(text.as_bytes(), &scope, &mut out);
    assert!(out.is_empty() || rules.suspicious(text.as_bytes(), &scope), "the gate hides {text}");
    out.iter().map(|finding| format!("{}:{}", finding.rule, &text[finding.span.clone()])).collect()
}

const OWN: &str = r#"
[[rule]]
id = "acme-token"
type = "acme"
description = "ACME"
regex = '\bacme_([a-z0-9]{8})\b'
confidence = "high"
entropy = 2.0
allow = ['^example']
stopwords = ["fake"]
examples = ["acme_k3j9x2m1"]
counter_examples = ["acme_example1", "acme_aaaaaaaa"]

[[rule]]
id = "caseless"
description = "Any case of the keyword"
regex = '(?i)zz-key=(\d+)'
path = '\.env$'
"#;

#[test]
fn own_rules_find_their_group_and_nothing_that_is_excepted() {
    let rules = rules(OWN);
    assert_eq!(found(&rules, "a", "x acme_k3j9x2m1 y"), ["acme-token:k3j9x2m1"]);
    for text in ["acme_aaaaaaaa", "acme_example1", "acme_1xFAKE12", "acme_1fake123", "xacme_k3j9x2m1"] {
        assert_eq!(found(&rules, "a", text), [""; 0], "{text}");
    }
    assert_eq!(found(&rules, "x/prod.env", "ZZ-Key=123"), ["caseless:123"]);
    assert_eq!(found(&rules, "x/prod.txt", "ZZ-Key=123"), [""; 0]);
    let list: Vec<_> =
        rules.rules().map(|rule| (&*rule.kind, rule.keywords.join(","), &*rule.origin)).collect();
    assert_eq!(list, [("acme", "acme_".into(), "r.toml:2"), ("caseless", "zz-key=".into(), "r.toml:14")]);
}

#[test]
fn examples_are_run_through_the_whole_scanner() {
    let checked = check(&Ruleset::only(rules(OWN)).unwrap());
    assert_eq!(checked.len(), 3);
    assert!(checked.iter().all(|checked| checked.passed), "{checked:?}");
    let wrong = OWN.replace("acme_example1", "acme_k3j9x2m2");
    let checked = check(&Ruleset::only(self::rules(&wrong)).unwrap());
    let failed: Vec<_> = checked.iter().filter(|checked| !checked.passed).collect();
    assert_eq!((failed.len(), failed[0].example, failed[0].number), (1, Example::Negative, 1));
}

#[test]
fn a_disguised_keyword_is_found_all_the_same() {
    use base64::Engine as _;
    let rules = Ruleset::only(rules(OWN)).unwrap();
    let token = "acme_k3j9x2m1";
    let base64 = base64::engine::general_purpose::STANDARD.encode(format!("the token is {token} indeed"));
    let table = [
        token.to_owned(),
        "ac\x1b[01;31mme_k3j9\x1b[0mx2m1".to_owned(),
        "%61cme%5fk3j9x2m1".to_owned(),
        r"\u0061cme_k3j9x2m1".to_owned(),
        r"\\u0061cme_k3j9x2m1".to_owned(),
        "&#97;cme_k3j9x2m1".to_owned(),
        "ac\u{200b}me_k3j9x2m1".to_owned(),
        format!("data: {base64}"),
    ];
    for text in table {
        assert_eq!(crate::scan::scan_text(&rules, text.as_bytes()).len(), 1, "{text}");
    }
    assert!(crate::scan::scan_text(&rules, b"acme %61 \x1b[0m k3j9x2m1").is_empty());
}

#[test]
fn a_member_of_a_json_line_is_judged_by_its_name() {
    let text =
        "[[rule]]\nid = 'named'\ndescription = 'd'\nregex = 'acme_key[\"'']?\\s*[:=]\\s*[\"'']([a-z]{6,})'\n"
            .replace("''", "\\x27");
    let rules = rules(&text);
    let scope = rules.scope("");
    let found = rules.member((b"acme_key", b"abcdefgh"), &scope).map(|finding| finding.span);
    assert_eq!(found, Some(0..8));
    assert!(rules.member((b"other", b"abcdefgh"), &scope).is_none());
    assert!(rules.member((b"other", b"acme_key='abcdefgh'"), &scope).is_none(), "its own views find it");
}

#[test]
fn mistakes_have_line_column_and_reason() {
    let rule = |body: &str| format!("[[rule]]\nid = \"a\"\ndescription = \"d\"\n{body}\n");
    let table = [
        (rule("regex = 'abc('"), (4, 13), "unclosed group"),
        (rule("regex = '''\nab(c'''"), (5, 3), "unclosed group"),
        (rule("regex = 'a*'"), (4, 9), "empty text"),
        (rule("regex = 'abc'\nkeyword = ['x']"), (5, 1), "unknown key keyword; did you mean keywords?"),
        (rule("regex = 'abc'\nkeywords = 'x'"), (5, 12), "keywords is a string, and should be a list"),
        (rule("regex = 'abc'\nkeywords = ['']"), (5, 13), "a keyword is empty"),
        (rule("regex = 'abc'\nsecret_group = 1"), (5, 16), "has 0 groups"),
        (rule("regex = 'abc'\nentropy = 9.5"), (5, 11), "from 0 to 8"),
        (rule("regex = 'abc'\nconfidence = 'sure'"), (5, 14), "low, medium, high, certain"),
        (rule("regex = 'abc'\nallow = ['[']"), (5, 11), "cannot be read"),
        (rule(""), (1, 1), "a rule needs its regex"),
        ("[[rule]]\nid = 'A b'\n".to_owned(), (2, 6), "small letters"),
        (format!("{0}{0}", rule("regex = 'abc'")), (6, 6), "there are two rules a"),
        ("[[rule]]\nid = ".to_owned(), (2, 6), "no TOML"),
        ("x = 1".to_owned(), (1, 1), "no rules"),
        ("[[rule]]\n[[rules]]\n".to_owned(), (2, 3), "one format"),
    ];
    for (text, place, part) in table {
        let bad = parse(&text).err().unwrap_or_else(|| panic!("accepted: {text}"));
        assert!(bad.message.contains(part), "{text}: {bad}");
        assert_eq!((bad.line, bad.column), place, "{text}: {bad}");
    }
}

#[test]
fn a_rule_without_a_literal_works_and_is_called_slow() {
    let text = "[[rule]]\nid = 'digits'\ndescription = 'd'\nregex = '\\d{9}'\n";
    let file = parse(text).unwrap();
    assert!(file.notes[0].contains("slow"), "{:?}", file.notes);
    let rules = CustomRules::new(vec![file]).unwrap();
    assert_eq!(found(&rules, "", "n 123456789 m"), ["digits:123456789"]);
}

#[test]
fn the_default_configuration_of_gitleaks_is_read_as_it_is() {
    let file = RuleFile::parse("gitleaks.toml", GITLEAKS_DEFAULT, &mut no_base).unwrap();
    assert_eq!(file.rules.len(), 221, "222 rules, one of them for file names");
    assert_eq!(file.notes.len(), 1, "{:?}", file.notes);
    assert!(file.rules.iter().all(|rule| !rule.is_slow()));
    let rules = CustomRules::new(vec![file]).unwrap();
    let key = |n: usize| (0..n).map(|i| char::from(b"k3Jx9mQ2vL7wR4tZ"[i * 7 % 16])).collect::<String>();
    let hex: String = (0..32).map(|i| char::from(b"0f3a9c51d2e84b77"[i * 5 % 16])).collect();
    let pat = format!("gh{}_{}", 'p', key(36));
    assert_eq!(found(&rules, "a.txt", &format!("x {pat} y")), [format!("github-pat:{pat}")]);
    let adobe = format!("ADOBE_id = \"{hex}\"");
    assert!(found(&rules, "a.txt", &adobe).contains(&format!("adobe-client-id:{hex}")));
    let stop = format!("x = \"{}\"", pat.replace(&pat[10..20], "abcdefghij"));
    assert_eq!(found(&rules, "a.txt", &stop), [format!("github-pat:{}", &stop[5..45])]);
    assert_eq!(found(&rules, "app/package-lock.json", &pat), [""; 0], "a path of the global allow list");
    assert_eq!(found(&rules, "logo.svg", &pat), [""; 0]);
    let php = format!("\"secret_key\" => \"sk_{}\"", key(29));
    assert!(found(&rules, "x.php", &php).iter().any(|hit| hit.starts_with("freemius-secret-key")));
    assert!(!found(&rules, "x.txt", &php).iter().any(|hit| hit.starts_with("freemius-secret-key")));
}

#[test]
fn gitleaks_allow_lists_join_by_or_and_by_and() {
    let text = r#"
[[rules]]
id = "tok"
regex = '''tok_(\w{6}) (\w+)'''
secretGroup = 1
[[rules.allowlists]]
regexes = ['''^aaa''']
[[rules.allowlists]]
condition = "AND"
regexTarget = "line"
regexes = ['''sample''']
paths = ['''\.md$''']
[[rules.allowlists]]
regexTarget = "match"
regexes = ['''other$''']
stopwords = ["EXAM"]
[[rules]]
id = "second"
regex = '''snd_\w{6}'''
[[allowlists]]
targetRules = ["second"]
paths = ['''^vendor/''']
[[allowlists]]
commits = ["abc"]
"#;
    let file = parse(text).unwrap();
    assert!(file.notes.iter().any(|note| note.contains("commits")), "{:?}", file.notes);
    let rules = CustomRules::new(vec![file]).unwrap();
    let hit = ["tok:bbb123"];
    assert_eq!(found(&rules, "x.md", "tok_bbb123 z"), hit);
    assert_eq!(found(&rules, "x.md", "tok_aaa123 z"), [""; 0]);
    assert_eq!(found(&rules, "x.md", "a sample: tok_bbb123 z"), [""; 0]);
    assert_eq!(found(&rules, "x.rs", "a sample: tok_bbb123 z"), hit);
    assert_eq!(found(&rules, "x.md", "sample\ntok_bbb123 z"), hit, "another line");
    assert_eq!(found(&rules, "x.rs", "tok_bbb123 other"), [""; 0]);
    assert_eq!(found(&rules, "x.rs", "tok_1exam1 z"), [""; 0]);
    assert_eq!(found(&rules, "vendor/x", "snd_abc123"), [""; 0]);
    assert_eq!(found(&rules, "src/x", "snd_abc123"), ["second:snd_abc123"]);
}

#[test]
fn gitleaks_files_extend_each_other() {
    let mut fetch = |from: &str, path: &str| {
        let text = match path {
            "base.toml" => {
                "[extend]\npath = 'deep.toml'\n[[rules]]\nid = 'one'\nregex = 'one_\\d+'\nkeywords = ['one_']\n[[rules]]\nid = 'two'\nregex = 'two_\\d+'\n"
            }
            "deep.toml" => "[[rules]]\nid = 'deep'\nregex = 'deep_\\d+'\n[allowlist]\nregexes = ['7$']\n",
            "loop.toml" => return Err(format!("{from} extends itself")),
            _ => "[extend]\npath = 'again.toml'\n",
        };
        Ok((path.to_owned(), text.to_owned()))
    };
    let top = "[extend]\npath = 'base.toml'\ndisabledRules = ['two', 'gone']\n[[rules]]\nid = 'one'\nentropy = 2.5\n";
    let file = RuleFile::parse("top.toml", top, &mut fetch).unwrap();
    assert!(file.notes.iter().any(|note| note.contains("there is no rule gone")), "{:?}", file.notes);
    let rules = CustomRules::new(vec![file]).unwrap();
    let text = "one_123456 one_1111 one_123457 two_1 deep_9 deep_7";
    assert_eq!(found(&rules, "", text), ["one:one_123456", "deep:deep_9"]);
    let bad = RuleFile::parse("top.toml", "[extend]\npath = 'loop.toml'\n", &mut fetch).err().unwrap();
    assert_eq!((bad.line, bad.column), (2, 8), "{bad}");
    let deep = RuleFile::parse("top.toml", "[extend]\npath = 'x.toml'\n", &mut fetch).err().unwrap();
    assert!(deep.message.contains("more than 8 deep"), "{deep}");
    let default =
        RuleFile::parse("t", "[extend]\nuseDefault = true\ndisabledRules = ['jwt']\n", &mut fetch).unwrap();
    assert_eq!(default.rules.len(), 220);
}

#[test]
fn bad_gitleaks_files_are_refused() {
    let table = [
        ("[[rules]]\nid = 'a'\n", (1, 1), "neither regex nor path"),
        ("[[rules]]\nregex = 'abc'\n", (1, 1), "needs its id"),
        ("[[rules]]\nid = 'a'\nregex = 'abc'\nsecretGroup = 2\n", (1, 1), "has 0 groups"),
        ("[[rules]]\nid = 'a'\nregex = '(?=abc)'\n", (3, 10), "look-around"),
        ("[[rules]]\nid = 'a'\nregex = 'abc'\n[rules.allowlist]\n", (4, 1), "needs one of"),
        ("[allowlist]\nregextarget = 'x'\nregexes=['a']\n", (2, 15), "secret, match, line"),
        ("[allowlist]\npaths=['a']\n[[allowlists]]\npaths=['a']\n", (1, 1), "one is enough"),
        ("[[allowlists]]\npaths=['a']\ntargetRules=['no']\n", (3, 14), "there is no rule no"),
        ("[extend]\npath='a'\nuseDefault=true\n", (2, 6), "both path and useDefault"),
        ("[extend]\nurl='https://x'\n", (2, 5), "not followed"),
        ("rules = 3\n", (1, 9), "should be a table"),
    ];
    for (text, place, part) in table {
        let bad = parse(text).err().unwrap_or_else(|| panic!("accepted: {text}"));
        assert!(bad.message.contains(part), "{text}: {bad}");
        assert_eq!((bad.line, bad.column), place, "{text}: {bad}");
    }
}

#[test]
fn files_of_gitleaks_7_are_read() {
    let text = r#"
title = "old"
[[rules]]
    description = "Generic credential"
    regex = '''(?i)(dbpasswd|dbuser|dbname|dbhost|api_key)(.{0,20})?['"]([0-9a-zA-Z-_\/+!{}=]{4,120})['"]'''
    tags = ["key"]
    [[rules.Entropies]]
        Min = "3.0"
        Max = "7.0"
        Group = "3"
    [rules.allowlist]
        description = "files"
        files = ['''(^.*?)(doc|docx|zip)$''']
[[rules]]
    description = "Files with keys"
    file = '''(.*?)(pem|ppk)$'''
[allowlist]
    description = "image allowlists"
    files = ['''(.*?)(jpg|gif)$''']
    repos = ["x"]
"#;
    let rules = rules(text);
    let (good, flat) = ("api_key = \"k3Jx9mQ2vL7wR4tZ\"", "api_key = \"aaaaaaaaaaaaaaaa\"");
    assert_eq!(found(&rules, "a.txt", good), ["generic-credential:k3Jx9mQ2vL7wR4tZ"]);
    assert_eq!(found(&rules, "a.txt", flat), [""; 0]);
    assert_eq!(found(&rules, "a.zip", good), [""; 0]);
    assert_eq!(found(&rules, "a.gif", good), [""; 0]);
}

#[test]
fn too_many_rules_are_refused() {
    let text = "[[rules]]\nid = 'a'\nregex = 'abc'\n".repeat(MAX_RULES + 1);
    assert!(parse(&text).err().unwrap().message.contains("more than 5000 rules"));
}
