//! One line of a session file as what a person would want to see of it.
//!
//! Read with the tolerant readers of [`crate::session::line`]: a torn line gives what stands before the damage.

use crate::session::line::{elements, members, string_at, top_level_str};
use std::ops::Range;

/// Who speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// The person.
    User,
    /// Claude.
    Assistant,
    /// Claude Code itself, in the person's name: context, summaries, notifications.
    Aside,
}

/// A piece of a line. No Debug: it holds text of the session.
pub enum Block {
    /// Something said.
    Said(Role, String),
    /// Thinking; empty where only its signature was kept.
    Thinking(String),
    /// A tool call: the tool, what it was about in a line, and its input.
    Call {
        /// The tool's name.
        tool: String,
        /// Its most telling argument, or nothing.
        about: String,
        /// All arguments, one after the other.
        input: String,
    },
    /// What a tool gave back.
    Result {
        /// Whether it failed.
        failed: bool,
        /// Its text.
        text: String,
    },
    /// An image or document: its media type and its length in base64 characters.
    Picture(String, usize),
    /// Something that happened, in a line.
    Event(String),
    /// Bytes that are no entry: torn, or never JSON.
    Broken(usize),
}

/// What a line says.
pub struct Entry {
    /// Its time as written, if it has one.
    pub time: Option<String>,
    /// Its pieces.
    pub blocks: Vec<Block>,
}

/// Types that say nothing to a reader: bookkeeping, and copies of what other lines say.
const SILENT: [&str; 16] = [
    "progress",
    "file-history-snapshot",
    "file-history-delta",
    "last-prompt",
    "permission-mode",
    "mode",
    "queue-operation",
    "bridge-session",
    "ai-title",
    "custom-title",
    "agent-name",
    "frame-link",
    "atis-latch",
    "worktree-state",
    "tag",
    "continued-in",
];

/// Arguments that tell best what a call is about, in this order.
const TELLING: [&str; 10] = [
    "command",
    "file_path",
    "notebook_path",
    "path",
    "pattern",
    "url",
    "query",
    "description",
    "skill",
    "prompt",
];

/// Reads a line; `None` where there is nothing to show.
pub fn read(line: &[u8]) -> Option<Entry> {
    let line = line.trim_ascii();
    if line.is_empty() {
        return None;
    }
    let fields = Fields::of(line);
    if fields.is_empty() {
        return Some(Entry { time: None, blocks: vec![Block::Broken(line.len())] });
    }
    let mut blocks = Vec::new();
    match fields.kind.as_deref() {
        Some("user") => {
            said(fields.message, if fields.aside { Role::Aside } else { Role::User }, &mut blocks)
        }
        Some("assistant") => said(fields.message, Role::Assistant, &mut blocks),
        Some("system") => blocks.push(Block::Event(system(line))),
        Some("summary") => {
            blocks.extend(top_level_str(line, "summary").map(|s| Block::Event(format!("summary: {s}"))))
        }
        Some("attachment") => blocks.push(Block::Event(attachment(line))),
        Some("pr-link") => {
            blocks.extend(top_level_str(line, "prUrl").map(|url| Block::Event(format!("pull request {url}"))))
        }
        Some(kind) if SILENT.contains(&kind) => {}
        Some(kind) => blocks.push(Block::Event(format!("entry of type {kind}"))),
        None => blocks.push(Block::Event("entry without a type".to_owned())),
    }
    if !is_whole(line) {
        blocks.push(Block::Broken(line.len()));
    }
    (!blocks.is_empty()).then_some(Entry { time: fields.time, blocks })
}

/// A line that ends as it began: what is torn off in the middle does not.
fn is_whole(line: &[u8]) -> bool {
    line.first() == Some(&b'{') && line.last() == Some(&b'}')
}

#[derive(Default)]
struct Fields<'a> {
    kind: Option<String>,
    time: Option<String>,
    message: &'a [u8],
    aside: bool,
    any: bool,
}

impl<'a> Fields<'a> {
    fn of(line: &'a [u8]) -> Self {
        let mut fields = Self::default();
        for member in members(line) {
            let value = member.value.clone();
            fields.any = true;
            match member.key {
                b"type" => fields.kind = string_at(line, &value).map(|s| s.into_owned()),
                b"timestamp" => fields.time = string_at(line, &value).map(|s| s.into_owned()),
                b"message" => fields.message = line.get(value).unwrap_or_default(),
                b"isMeta" | b"isCompactSummary" => fields.aside |= line.get(value) == Some(b"true"),
                _ => {}
            }
        }
        // The message is often what a torn line breaks off in.
        if fields.message.is_empty() && fields.any && !is_whole(line) {
            let at = memchr::memmem::find(line, b"\"message\":");
            fields.message = at.and_then(|at| line.get(at + 10..)).unwrap_or_default();
        }
        fields
    }

    fn is_empty(&self) -> bool {
        !self.any
    }
}

fn system(line: &[u8]) -> String {
    let kind = top_level_str(line, "subtype").unwrap_or("system".into());
    let kind = kind.replace('_', " ");
    match top_level_str(line, "content").filter(|content| !content.trim().is_empty()) {
        Some(content) => format!("{kind}: {}", content.trim()),
        None => kind,
    }
}

fn attachment(line: &[u8]) -> String {
    let value = members(line).filter(|member| member.is("attachment")).last();
    let inner = value.and_then(|member| line.get(member.value)).unwrap_or_default();
    let kind = top_level_str(inner, "type").unwrap_or("attachment".into()).replace('_', " ");
    let name =
        ["filename", "hookName", "path", "displayPath"].iter().find_map(|key| top_level_str(inner, key));
    name.map_or_else(|| format!("attached {kind}"), |name| format!("attached {kind}: {name}"))
}

fn said(message: &[u8], role: Role, into: &mut Vec<Block>) {
    let Some(content) = member(message, "content") else { return };
    if let Some(text) = string_at(message, &content) {
        push_text(role, text.into_owned(), into);
        return;
    }
    let blocks = message.get(content).unwrap_or_default();
    for span in elements(blocks) {
        let block = blocks.get(span).unwrap_or_default();
        into.extend(content_block(block, role));
    }
}

fn push_text(role: Role, text: String, into: &mut Vec<Block>) {
    if !text.trim().is_empty() {
        into.push(Block::Said(role, text));
    }
}

fn content_block(block: &[u8], role: Role) -> Vec<Block> {
    let mut out = Vec::new();
    let text = |key: &str| top_level_str(block, key).map(|s| s.into_owned()).unwrap_or_default();
    match text("type").as_str() {
        "text" => push_text(role, text("text"), &mut out),
        "thinking" => out.push(Block::Thinking(text("thinking"))),
        "redacted_thinking" => out.push(Block::Thinking(String::new())),
        "tool_use" | "server_tool_use" | "mcp_tool_use" => out.push(call(block)),
        "tool_result" | "mcp_tool_result" => result(block, &mut out),
        "image" | "document" => out.push(picture(block)),
        "" => out.push(Block::Event("a block without a type".to_owned())),
        other => out.push(Block::Event(format!("a block of type {other}"))),
    }
    out
}

fn call(block: &[u8]) -> Block {
    let tool = top_level_str(block, "name").unwrap_or_default().into_owned();
    let input = member(block, "input").and_then(|span| block.get(span)).unwrap_or_default();
    let about = TELLING.iter().find_map(|key| top_level_str(input, key)).unwrap_or_default();
    let about = about.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned();
    Block::Call { tool, about, input: arguments(input) }
}

/// Each argument on a line, those of several lines beneath their name.
fn arguments(input: &[u8]) -> String {
    let mut out = String::new();
    for member in members(input) {
        let name = crate::session::line::unescape(member.key);
        let value = string_at(input, &member.value);
        let raw =
            || String::from_utf8_lossy(input.get(member.value.clone()).unwrap_or_default()).into_owned();
        let value = value.map_or_else(raw, |text| text.into_owned());
        let gap = if value.contains('\n') { "\n" } else { " " };
        out.push_str(&format!("{name}:{gap}{}\n", value.trim_end()));
    }
    out
}

fn result(block: &[u8], out: &mut Vec<Block>) {
    let failed = member(block, "is_error").is_some_and(|span| block.get(span) == Some(b"true"));
    let content = member(block, "content");
    let mut text = String::new();
    let mut rest = Vec::new();
    if let Some(content) = content {
        match string_at(block, &content) {
            Some(one) => text.push_str(&one),
            None => {
                let list = block.get(content).unwrap_or_default();
                elements(list)
                    .for_each(|span| part(list.get(span).unwrap_or_default(), &mut text, &mut rest));
            }
        }
    }
    out.push(Block::Result { failed, text });
    out.append(&mut rest);
}

/// One part of a tool's result.
fn part(part: &[u8], text: &mut String, rest: &mut Vec<Block>) {
    match top_level_str(part, "type").as_deref() {
        Some("text") => {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(&top_level_str(part, "text").unwrap_or_default());
        }
        Some("image" | "document") => rest.push(picture(part)),
        Some(other) => rest.push(Block::Event(format!("a result of type {other}"))),
        None => {}
    }
}

fn picture(block: &[u8]) -> Block {
    let source = member(block, "source").and_then(|span| block.get(span)).unwrap_or_default();
    let kind = top_level_str(source, "media_type").unwrap_or("image".into()).into_owned();
    let data = member(source, "data").map_or(0, |span| span.len().saturating_sub(2));
    Block::Picture(kind, data)
}

fn member(object: &[u8], key: &str) -> Option<Range<usize>> {
    members(object).filter(|member| member.is(key)).last().map(|member| member.value)
}
