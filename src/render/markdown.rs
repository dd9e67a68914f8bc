//! Markdown. What was said stays Markdown, inside a quotation and with HTML and remote images disarmed;
//! everything else stands in fences longer than any run of backticks in it.

use super::entry::{Block, Entry, Role};
use super::escape::{escape, escape_lines};
use super::{About, View};

/// The Markdown view (CommonMark with GitHub's `<details>`).
#[derive(Default)]
pub struct Markdown;

impl View for Markdown {
    fn begin(&mut self, about: &About, out: &mut String) {
        out.push_str(&format!("# {}\n\n", inline(&about.title)));
        for (name, value) in &about.facts {
            out.push_str(&format!("- {name}: {}\n", inline(value)));
        }
        out.push('\n');
    }

    fn section(&mut self, title: &str, out: &mut String) {
        out.push_str(&format!("\n## {}\n\n", inline(title)));
    }

    fn entry(&mut self, entry: &Entry, out: &mut String) {
        let time = entry.time.as_deref().map(|time| format!(" ({})", inline(time))).unwrap_or_default();
        for block in &entry.blocks {
            push_block(block, &time, out);
        }
    }

    fn plain(&mut self, text: &str, out: &mut String) {
        push_fence(out, text, "");
    }

    fn end(&mut self, _: &mut String) {}
}

fn push_block(block: &Block, time: &str, out: &mut String) {
    match block {
        Block::Said(Role::User, text) => {
            out.push_str(&format!("### User{time}\n\n"));
            push_quote(out, text);
        }
        Block::Said(Role::Assistant, text) => {
            out.push_str(&format!("### Claude{time}\n\n"));
            push_quote(out, text);
        }
        Block::Said(Role::Aside, text) => push_details(out, "Claude Code", text),
        Block::Thinking(text) if text.trim().is_empty() => out.push_str("*Thinking, not kept as text.*\n\n"),
        Block::Thinking(text) => push_details(out, "Thinking", text),
        Block::Call { tool, about, input } => {
            let about = if about.is_empty() { String::new() } else { format!(": {about}") };
            push_details(out, &format!("{tool}{about}"), input);
        }
        Block::Result { failed, text } => {
            push_details(out, if *failed { "Failed" } else { "Result" }, text);
        }
        Block::Picture(kind, len) => {
            out.push_str(&format!("*{}, {len} characters of base64, left out.*\n\n", inline(kind)));
        }
        Block::Event(text) => out.push_str(&format!("*{}*\n\n", inline(text.trim()))),
        Block::Broken(len) => out.push_str(&format!("*A damaged line of {len} bytes.*\n\n")),
    }
}

/// Text of one line in which nothing is markup.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in escape(text).chars() {
        if c.is_ascii_punctuation()
            && !matches!(c, '.' | ',' | ':' | '/' | '-' | ' ' | '\'' | '"' | '(' | ')')
        {
            match c {
                // As entities: a summary is HTML, where a backslash escapes nothing.
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '&' => out.push_str("&amp;"),
                _ => out.push_str(&format!("&#{};", u32::from(c))),
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn push_details(out: &mut String, summary: &str, text: &str) {
    out.push_str(&format!("<details><summary>{}</summary>\n\n", inline(summary)));
    push_fence(out, text, "");
    out.push_str("</details>\n\n");
}

/// A fence that nothing in `text` can close.
fn push_fence(out: &mut String, text: &str, prefix: &str) {
    let text = escape_lines(text.trim_end());
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    out.push_str(&format!("{prefix}{fence}\n"));
    for line in text.lines() {
        out.push_str(&format!("{prefix}{line}\n"));
    }
    out.push_str(&format!("{prefix}{fence}\n\n"));
}

/// Markdown that somebody else wrote, as a quotation: whatever it opens ends with it. Its fences are made anew,
/// so that this code and a reader agree on what is code.
fn push_quote(out: &mut String, text: &str) {
    let text = escape_lines(text.trim_end());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(fence) = fence_of(line) else {
            out.push_str(&format!("> {}\n", disarm(line)));
            continue;
        };
        let code: Vec<&str> = lines.by_ref().take_while(|line| !closes(line, fence)).collect();
        out.push_str(">\n");
        push_fence(out, &code.join("\n"), "> ");
        out.truncate(out.trim_end().len());
        out.push_str("\n>\n");
    }
    out.push('\n');
}

/// The run of backticks or tildes that opens a fence.
fn fence_of(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let len = line.chars().take_while(|c| *c == mark).count();
    let (run, info) = line.split_at(len);
    (len >= 3 && !(mark == '`' && info.contains('`'))).then_some(run)
}

fn closes(line: &str, fence: &str) -> bool {
    let line = line.trim();
    line.starts_with(fence) && line.chars().all(|c| fence.starts_with(c))
}

/// Keeps HTML and remote images from being made of a line.
fn disarm(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 4);
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        match (c, next) {
            ('<', Some(n)) if n.is_ascii_alphabetic() || matches!(n, '/' | '!' | '?') => out.push_str("&lt;"),
            ('!', Some('[')) => out.push_str("\\!"),
            _ => out.push(c),
        }
    }
    out
}
