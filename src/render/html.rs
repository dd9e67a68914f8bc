//! One self-contained page: no script, no link to anything outside, every character of the session escaped.

use super::entry::{Block, Entry, Role};
use super::escape::{escape, escape_lines};
use super::{About, View, count};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;\
color:#222;background:#fff}h1{font-size:1.4rem}h2{font-size:1.1rem;border-top:1px solid #ccc;padding-top:1rem}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;color:#555}dd{margin:0}\
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0;font:inherit}\
details,.t{font-size:.9rem;color:#555;margin:.3rem 0}details pre,.f pre{font:.85rem/1.4 ui-monospace,monospace}\
.u,.a{padding:.5rem .8rem;margin:.8rem 0;border-radius:.4rem}.u{background:#eef4ff}.a{background:#f6f6f6}\
.w{font-size:.8rem;color:#555}@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}\
.u{background:#1d2a44}.a{background:#242424}dl,details,.t,.w{color:#aaa}}";

/// The HTML view.
#[derive(Default)]
pub struct Html {
    open: bool,
}

impl View for Html {
    fn begin(&mut self, about: &About, out: &mut String) {
        let title = html(&escape(&about.title));
        out.push_str("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        out.push_str(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
        );
        out.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n");
        out.push_str(&format!(
            "<title>{title}</title><style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n<dl>"
        ));
        for (name, value) in &about.facts {
            out.push_str(&format!("<dt>{name}</dt><dd>{}</dd>", html(&escape(value))));
        }
        out.push_str("</dl>\n");
    }

    fn section(&mut self, title: &str, out: &mut String) {
        if std::mem::replace(&mut self.open, true) {
            out.push_str("</section>\n");
        }
        out.push_str(&format!("<section><h2>{}</h2>\n", html(&escape(title))));
    }

    fn entry(&mut self, entry: &Entry, out: &mut String) {
        let time = entry.time.as_deref().map(|time| html(&escape(time))).unwrap_or_default();
        for block in &entry.blocks {
            push_block(block, &time, out);
        }
    }

    fn plain(&mut self, text: &str, out: &mut String) {
        out.push_str(&format!("<div class=\"f\">{}</div>\n", pre(text)));
    }

    fn end(&mut self, out: &mut String) {
        if std::mem::take(&mut self.open) {
            out.push_str("</section>\n");
        }
        out.push_str("</body></html>\n");
    }
}

fn push_block(block: &Block, time: &str, out: &mut String) {
    match block {
        Block::Said(Role::User, text) => push_said(out, ("u", "User"), time, text),
        Block::Said(Role::Assistant, text) => push_said(out, ("a", "Claude"), time, text),
        Block::Said(Role::Aside, text) => push_details(out, "Claude Code", text),
        Block::Thinking(text) if text.trim().is_empty() => push_note(out, "thinking, not kept as text"),
        Block::Thinking(text) => push_details(out, "Thinking", text),
        Block::Call { tool, about, input } => {
            let about = if about.is_empty() { String::new() } else { format!(": {about}") };
            push_details(out, &format!("{tool}{about}"), input);
        }
        Block::Result { failed, text } => push_details(out, if *failed { "Failed" } else { "Result" }, text),
        Block::Picture(kind, len) => push_note(out, &format!("{kind}, {len} characters of base64, left out")),
        Block::Event(text) => push_note(out, text),
        Block::Broken(len) => push_note(out, &format!("a damaged line of {}", count(*len, "byte"))),
    }
}

fn push_said(out: &mut String, (class, who): (&str, &str), time: &str, text: &str) {
    let body = pre(text);
    out.push_str(&format!(
        "<div class=\"{class}\"><div class=\"w\">{who} <time>{time}</time></div>{body}</div>\n"
    ));
}

fn push_details(out: &mut String, summary: &str, text: &str) {
    let summary = html(&escape(summary));
    out.push_str(&format!("<details><summary>{summary}</summary>{}</details>\n", pre(text)));
}

fn push_note(out: &mut String, text: &str) {
    out.push_str(&format!("<p class=\"t\">{}</p>\n", html(&escape_lines(text.trim()))));
}

fn pre(text: &str) -> String {
    format!("<pre>{}</pre>", html(&escape_lines(text.trim_end())))
}

fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
