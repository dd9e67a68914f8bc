use super::html::Html;
use super::markdown::Markdown;
use super::text::Text;
use super::{About, View, line};

fn views() -> [(&'static str, Box<dyn View>); 3] {
    [("text", Box::new(Text)), ("markdown", Box::new(Markdown)), ("html", Box::new(Html::default()))]
}

fn shown(view: &mut dyn View, lines: &[&str]) -> String {
    let mut out = String::new();
    for one in lines {
        line(view, one.as_bytes(), &mut out);
    }
    out
}

const TURN: [&str; 6] = [
    r#"{"type":"user","timestamp":"2026-01-02T03:04:05Z","message":{"role":"user","content":"fix it\nplease"}}"#,
    r#"{"type":"assistant","message":{"content":[{"type":"thinking","thinking":"","signature":"abc"}]}}"#,
    r#"{"type":"assistant","message":{"content":[{"type":"tool_use","name":"Bash","input":{"command":"ls -l","description":"list"}}]}}"#,
    r#"{"type":"user","message":{"content":[{"type":"tool_result","is_error":true,"content":[{"type":"text","text":"no such file"},{"type":"image","source":{"media_type":"image/png","data":"AAAA"}}]}]}}"#,
    r#"{"type":"progress","data":{}}"#,
    r#"{"type":"novelty","x":1}"#,
];

#[test]
fn a_turn_reads_as_text() {
    let want = "\n## User  2026-01-02T03:04:05Z\nfix it\nplease\n\n(thinking, not kept as text)\n\n> Bash: ls -l\n  \
                command: ls -l\n  description: list\n< failed\n  no such file\n[image/png, 4 characters of base64]\n\
                -- entry of type novelty\n";
    assert_eq!(shown(&mut Text, &TURN), want);
}

#[test]
fn a_turn_reads_as_markdown() {
    let want = "### User (2026-01-02T03:04:05Z)\n\n> fix it\n> please\n\n*Thinking, not kept as text.*\n\n\
                <details><summary>Bash: ls -l</summary>\n\n```\ncommand: ls -l\ndescription: list\n```\n\n</details>\n\n\
                <details><summary>Failed</summary>\n\n```\nno such file\n```\n\n</details>\n\n\
                *image/png, 4 characters of base64, left out.*\n\n*entry of type novelty*\n\n";
    assert_eq!(shown(&mut Markdown, &TURN), want);
}

#[test]
fn a_turn_reads_as_html() {
    let want = "<div class=\"u\"><div class=\"w\">User <time>2026-01-02T03:04:05Z</time></div><pre>fix it\nplease</pre></div>\n\
                <p class=\"t\">thinking, not kept as text</p>\n\
                <details><summary>Bash: ls -l</summary><pre>command: ls -l\ndescription: list</pre></details>\n\
                <details><summary>Failed</summary><pre>no such file</pre></details>\n\
                <p class=\"t\">image/png, 4 characters of base64, left out</p>\n<p class=\"t\">entry of type novelty</p>\n";
    assert_eq!(shown(&mut Html::default(), &TURN), want);
}

#[test]
fn damaged_lines_are_named_and_shown_as_far_as_they_go() {
    let torn = r#"{"type":"user","message":{"role":"user","content":"whole"},"uuid":"tor"#;
    assert_eq!(shown(&mut Text, &[torn]), "\n## User\nwhole\n[a damaged line of 70 bytes]\n");
    for (bad, len) in [("\0\0\0", 3), ("[1]", 3), ("nonsense", 8)] {
        assert_eq!(shown(&mut Text, &[bad]), format!("[a damaged line of {len} bytes]\n"), "{bad:?}");
    }
    for quiet in ["", "\n", "  "] {
        assert_eq!(shown(&mut Text, &[quiet]), "");
    }
    for odd in [
        r#"{"type":7}"#,
        r#"{"type":"user"}"#,
        r#"{"type":"assistant","message":{"content":[{}]}}"#,
        "{\"a\":1}",
    ] {
        let _ = shown(&mut Text, &[odd]);
    }
}

/// Everything that a transcript could try, in every place that a view shows.
fn hostile() -> Vec<String> {
    let evil = "\x1b]0;t\x07\x1b[2J\u{202e}\u{9b}1m<script>alert(1)</script>\n```\n~~~\n</details></pre>\"'&\n![x](http://t/x)\n# h";
    let json = serde_json::Value::from(evil).to_string();
    [
        r#"{"type":"user","timestamp":T,"message":{"content":T}}"#,
        r#"{"type":"user","isMeta":true,"message":{"content":T}}"#,
        r#"{"type":"assistant","message":{"content":[{"type":"text","text":T},{"type":"thinking","thinking":T}]}}"#,
        r#"{"type":"assistant","message":{"content":[{"type":"tool_use","name":T,"input":{"command":T,"x":[T]}}]}}"#,
        r#"{"type":"user","message":{"content":[{"type":"tool_result","content":T},{"type":"image","source":{"media_type":T,"data":T}}]}}"#,
        r#"{"type":"user","message":{"content":[{"type":T}]}}"#,
        r#"{"type":"system","subtype":T,"content":T}"#,
        r#"{"type":"attachment","attachment":{"type":T,"filename":T}}"#,
        r#"{"type":"summary","summary":T}"#,
        r#"{"type":"pr-link","prUrl":T}"#,
        r#"{"type":T}"#,
    ]
    .iter()
    .map(|template| template.replace('T', &json).replace(&format!("\"{json}ype\""), "\"type\""))
    .collect()
}

#[test]
fn nothing_hostile_leaves_its_place() {
    for (name, mut view) in views() {
        let evil = "\x1b[2J\u{202e}<script>";
        let mut out = String::new();
        view.begin(&About { title: evil.into(), facts: vec![("folder", evil.into())] }, &mut out);
        view.section(evil, &mut out);
        for one in hostile() {
            line(&mut *view, one.as_bytes(), &mut out);
        }
        view.plain("a\x1b[2J<script>\n", &mut out);
        view.end(&mut out);
        let control = out.chars().find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || *c == '\u{202e}');
        assert_eq!(control, None, "{name}");
        if name == "html" {
            assert!(
                !out.contains("<script") && !out.contains("</details></pre>") && !out.contains("<img"),
                "{out}"
            );
        }
        if name == "markdown" {
            check_markdown(&out);
        }
    }
}

/// Outside fences no HTML but ours, no image, no heading but ours; every fence is closed.
fn check_markdown(text: &str) {
    let mut fence: Option<&str> = None;
    for full in text.lines() {
        let quoted = full.strip_prefix("> ");
        let line = quoted.unwrap_or(full);
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks >= 3 => fence = Some(line),
            None => {
                let ours = ["<details><summary>", "</summary>", "</details>"];
                let rest = ours.iter().fold(line.to_owned(), |rest, tag| rest.replace(tag, ""));
                assert!(
                    !rest.contains("<script")
                        && !rest.contains("</")
                        && !rest.replace("\\!", "").contains("!["),
                    "{line}"
                );
                assert!(quoted.is_some() || !line.starts_with("# h"), "{line}");
            }
        }
    }
    assert_eq!(fence, None, "an open fence");
}

#[test]
fn real_transcripts_render_in_every_view() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/transcripts");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "jsonl") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for (name, mut view) in views() {
            let mut out = String::new();
            bytes.split(|b| *b == b'\n').for_each(|one| line(&mut *view, one, &mut out));
            assert!(out.len() > 100 && !out.contains('\x1b'), "{name} {path:?}");
            assert!(!out.contains("damaged line of"), "{name} {path:?}");
        }
    }
}
