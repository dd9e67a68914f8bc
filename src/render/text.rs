//! For reading on a terminal: what was said in full, calls and results folded.

use super::entry::{Block, Entry, Role};
use super::escape::{escape, escape_lines};
use super::{About, View, count, folded};

/// Lines of a call or result that are shown.
const SHOWN: usize = 10;

/// The text view. It holds no escape code of its own, and lets none of the session's pass.
#[derive(Default)]
pub struct Text;

impl View for Text {
    fn begin(&mut self, about: &About, out: &mut String) {
        push_line(out, &escape(&about.title));
        for (name, value) in &about.facts {
            push_line(out, &format!("{name:8}  {}", escape(value)));
        }
    }

    fn section(&mut self, title: &str, out: &mut String) {
        push_line(out, &format!("\n==== {} ====", escape(title)));
    }

    fn entry(&mut self, entry: &Entry, out: &mut String) {
        let time = entry.time.as_deref().map(|time| format!("  {}", escape(time))).unwrap_or_default();
        for block in &entry.blocks {
            self.block(block, &time, out);
        }
    }

    fn plain(&mut self, text: &str, out: &mut String) {
        push_body(out, text, "  ");
    }

    fn end(&mut self, _: &mut String) {}
}

impl Text {
    fn block(&self, block: &Block, time: &str, out: &mut String) {
        match block {
            Block::Said(role, text) => {
                push_line(out, &format!("\n## {}{time}", who(*role)));
                match role {
                    Role::Aside => push_folded(out, text),
                    _ => push_body(out, text, ""),
                }
            }
            Block::Thinking(text) if text.trim().is_empty() => {
                push_line(out, "\n(thinking, not kept as text)")
            }
            Block::Thinking(text) => {
                push_line(out, "\n(thinking)");
                push_folded(out, text);
            }
            Block::Call { tool, about, input } => {
                let about = if about.is_empty() { String::new() } else { format!(": {}", escape(about)) };
                push_line(out, &format!("\n> {}{about}", escape(tool)));
                if input.lines().count() > 1 {
                    push_folded(out, input);
                }
            }
            Block::Result { failed, text } => {
                push_line(out, if *failed { "< failed" } else { "< result" });
                push_folded(out, text);
            }
            Block::Picture(kind, len) => {
                push_line(out, &format!("[{}, {len} characters of base64]", escape(kind)))
            }
            Block::Event(text) => {
                let (head, more) = folded(text, 1);
                let more = if more > 0 { format!(" ({} more)", count(more, "line")) } else { String::new() };
                push_line(out, &format!("-- {}{more}", escape(&head)));
            }
            Block::Broken(len) => push_line(out, &format!("[a damaged line of {}]", count(*len, "byte"))),
        }
    }
}

fn who(role: Role) -> &'static str {
    match role {
        Role::User => "User",
        Role::Assistant => "Claude",
        Role::Aside => "Claude Code",
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

fn push_body(out: &mut String, text: &str, indent: &str) {
    for line in escape_lines(text.trim_end()).lines() {
        push_line(out, &format!("{indent}{line}"));
    }
}

fn push_folded(out: &mut String, text: &str) {
    let (head, more) = folded(text, SHOWN);
    push_body(out, &head, "  ");
    if more > 0 {
        push_line(out, &format!("  ... {}", count(more, "more line")));
    }
}
