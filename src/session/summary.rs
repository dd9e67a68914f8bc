//! What a session's lines say about it as a whole: title, places, models, times.

use super::line::{elements, members, string_at, top_level_str, unescape};
use std::ops::Range;

/// Longest title taken from a prompt, in characters.
pub const MAX_PROMPT_TITLE_LEN: usize = 80;
/// Longest title, place, branch or name that is kept, in characters.
pub const MAX_FIELD_LEN: usize = 4_096;
/// Most distinct places and models that are kept.
pub const MAX_DISTINCT: usize = 256;

/// A summary that grows line by line. It is built from redacted lines where it leaves the machine, and
/// from raw ones only to decide where a session belongs. No Debug: it holds text of the session.
#[derive(Default, Clone, PartialEq, Eq)]
pub struct Summary {
    titles: Titles,
    /// Every distinct top-level `cwd`, in order of appearance.
    pub cwds: Vec<String>,
    /// Whether more places appeared than are kept: then `cwds` cannot prove that all of them match a rule.
    pub cwds_overflow: bool,
    /// The last git branch.
    pub git_branch: Option<String>,
    /// The last version of Claude Code.
    pub version: Option<String>,
    /// Every distinct model, in order of appearance.
    pub models: Vec<String>,
    /// The smallest and the largest timestamp, as written (ISO 8601 in UTC).
    pub times: Option<(String, String)>,
    /// Lines seen.
    pub lines: u64,
}

#[derive(Default, Clone, PartialEq, Eq)]
struct Titles {
    custom: Option<String>,
    ai: Option<String>,
    agent: Option<String>,
    summary: Option<String>,
    prompt: Option<String>,
}

impl Summary {
    /// A summary of no lines.
    pub fn new() -> Self {
        Self::default()
    }

    /// The title: the last custom title, else the last of AI title, agent name, summary, in this order, else
    /// the start of the first prompt.
    pub fn title(&self) -> Option<&str> {
        let t = &self.titles;
        [&t.custom, &t.ai, &t.agent, &t.summary, &t.prompt].into_iter().find_map(|t| t.as_deref())
    }

    /// Whether the title was given by a person or by Claude Code, and is not just the start of a prompt.
    pub fn has_given_title(&self) -> bool {
        let t = &self.titles;
        [&t.custom, &t.ai, &t.agent, &t.summary].into_iter().any(Option::is_some)
    }

    /// The first working directory.
    pub fn cwd(&self) -> Option<&str> {
        self.cwds.first().map(String::as_str)
    }

    /// Takes one line, without its newline. A line that is not JSON is counted and otherwise ignored.
    pub fn line(&mut self, line: &[u8]) {
        self.lines += 1;
        let mut entry = Entry::default();
        for member in members(line) {
            let value = member.value.clone();
            match member.key {
                b"cwd" => self.add_cwd(string_at(line, &value).as_deref()),
                b"gitBranch" => replace(&mut self.git_branch, string_at(line, &value).as_deref()),
                b"version" => replace(&mut self.version, string_at(line, &value).as_deref()),
                b"timestamp" => self.add_time(string_at(line, &value).as_deref()),
                b"type" => entry.kind = line.get(value).unwrap_or_default(),
                b"message" => entry.message = line.get(value).unwrap_or_default(),
                b"isMeta" | b"isSidechain" | b"isCompactSummary" => {
                    entry.aside |= line.get(value) == Some(b"true")
                }
                b"customTitle" | b"aiTitle" | b"agentName" | b"summary" => entry.title = value,
                _ => {}
            }
        }
        self.entry(line, &entry);
    }

    fn entry(&mut self, line: &[u8], entry: &Entry) {
        let titled = |slot: &mut Option<String>| replace(slot, string_at(line, &entry.title).as_deref());
        match entry.kind {
            br#""custom-title""# => titled(&mut self.titles.custom),
            br#""ai-title""# => titled(&mut self.titles.ai),
            br#""agent-name""# => titled(&mut self.titles.agent),
            br#""summary""# => titled(&mut self.titles.summary),
            br#""assistant""# => {
                let model = top_level_str(entry.message, "model");
                add(&mut self.models, model.as_deref().filter(|m| *m != "<synthetic>"));
            }
            br#""user""# if !entry.aside && self.titles.prompt.is_none() => {
                self.titles.prompt = prompt(entry.message).and_then(|text| prompt_title(&text));
            }
            _ => {}
        }
    }

    fn add_cwd(&mut self, cwd: Option<&str>) {
        let Some(cwd) = cwd.filter(|c| !c.is_empty()) else { return };
        if self.cwds.iter().any(|c| c == cwd) {
            return;
        }
        // A shortened path would match rules that the real one does not.
        if self.cwds.len() == MAX_DISTINCT || cwd.len() > MAX_FIELD_LEN {
            self.cwds_overflow = true;
        } else {
            self.cwds.push(cwd.to_owned());
        }
    }

    fn add_time(&mut self, time: Option<&str>) {
        let Some(time) = time.filter(|t| t.len() <= 40 && t.starts_with(|c: char| c.is_ascii_digit())) else {
            return;
        };
        match &mut self.times {
            None => self.times = Some((time.to_owned(), time.to_owned())),
            Some((first, _)) if time < first.as_str() => time.clone_into(first),
            Some((_, last)) if time > last.as_str() => time.clone_into(last),
            Some(_) => {}
        }
    }
}

#[derive(Default)]
struct Entry<'a> {
    kind: &'a [u8],
    message: &'a [u8],
    title: Range<usize>,
    aside: bool,
}

fn replace(slot: &mut Option<String>, value: Option<&str>) {
    let Some(value) = value.and_then(|v| tidy(v, MAX_FIELD_LEN)) else { return };
    *slot = Some(value);
}

fn add(list: &mut Vec<String>, value: Option<&str>) {
    let Some(value) = value.and_then(|v| tidy(v, MAX_FIELD_LEN)) else { return };
    if list.len() < MAX_DISTINCT && !list.contains(&value) {
        list.push(value);
    }
}

/// One line of at most `max` characters: white space runs become one space, control characters go.
fn tidy(text: &str, max: usize) -> Option<String> {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().filter(|c| !c.is_control()));
        if out.len() > max * 4 {
            break;
        }
    }
    let out: String = out.chars().take(max).collect();
    let out = out.trim();
    (!out.is_empty()).then(|| out.to_owned())
}

/// The text of a user message: its string content, or the first text block of it.
fn prompt(message: &[u8]) -> Option<String> {
    let content = members(message).filter(|m| m.is("content")).last()?.value;
    if let Some(text) = string_at(message, &content) {
        return Some(text.into_owned());
    }
    let blocks = message.get(content)?;
    let mut texts = elements(blocks).filter_map(|block| {
        let block = blocks.get(block)?;
        (top_level_str(block, "type")? == "text")
            .then(|| top_level_str(block, "text").map(|t| t.into_owned()))?
    });
    texts.find(|text| prompt_title(text).is_some())
}

/// A title from a prompt, unless the text was written by Claude Code itself.
fn prompt_title(text: &str) -> Option<String> {
    let text = text.trim_start();
    let own =
        ["<command-", "<local-command", "<system-reminder", "<bash-", "<user-memory", "<ide_", "<task-"];
    if own.iter().any(|tag| text.starts_with(tag))
        || text.starts_with("Caveat: ")
        || text.starts_with("[Request inter")
    {
        return None;
    }
    tidy(text, MAX_PROMPT_TITLE_LEN)
}

/// The session id that a line carries, for files whose name does not tell it.
pub fn session_id_of(line: &[u8]) -> Option<super::SessionUuid> {
    let member = members(line).find(|m| m.is("sessionId"))?;
    let raw = line.get(member.value)?.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    super::SessionUuid::parse(&unescape(raw)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(lines: &[&str]) -> Summary {
        let mut s = Summary::new();
        lines.iter().for_each(|l| s.line(l.as_bytes()));
        s
    }

    const PROMPT: &str = r#"{"type":"user","message":{"role":"user","content":"fix  the\nbug\u001b"},"cwd":"/a","timestamp":"2026-01-02T00:00:00.000Z","version":"2.1","gitBranch":"main"}"#;

    #[test]
    fn titles_follow_their_order_and_the_last_of_a_kind_wins() {
        let lines = [
            PROMPT,
            r#"{"type":"summary","summary":"S"}"#,
            r#"{"type":"agent-name","agentName":"G"}"#,
            r#"{"type":"ai-title","aiTitle":"A1"}"#,
            r#"{"type":"ai-title","aiTitle":"A2"}"#,
            r#"{"customTitle":"C","type":"custom-title"}"#,
        ];
        for (n, want) in [(1, "fix the bug"), (2, "S"), (3, "G"), (4, "A1"), (5, "A2"), (6, "C")] {
            assert_eq!(summary(&lines[..n]).title(), Some(want));
        }
        assert_eq!(summary(&[]).title(), None);
    }

    #[test]
    fn prompts_written_by_claude_code_are_no_titles() {
        let s = summary(&[
            r#"{"type":"user","isMeta":true,"message":{"content":"meta"}}"#,
            r#"{"type":"user","isSidechain":true,"message":{"content":"side"}}"#,
            r#"{"type":"user","message":{"content":"<command-name>/x</command-name>"}}"#,
            r#"{"type":"user","message":{"content":[{"type":"tool_result","content":"t"}]}}"#,
            r#"{"type":"user","message":{"content":[{"type":"image"},{"type":"text","text":"<ide_x>"},{"type":"text","text":"real"}]}}"#,
            r#"{"type":"user","message":{"content":"later"}}"#,
        ]);
        assert_eq!(s.title(), Some("real"));
        let long = format!(r#"{{"type":"user","message":{{"content":"{}"}}}}"#, "é".repeat(200));
        assert_eq!(summary(&[&long]).title().unwrap().chars().count(), MAX_PROMPT_TITLE_LEN);
    }

    #[test]
    fn places_models_and_times_are_gathered() {
        let s = summary(&[
            PROMPT,
            r#"{"type":"assistant","cwd":"/b","message":{"model":"m1"},"timestamp":"2026-01-01T00:00:00.000Z"}"#,
            r#"{"type":"assistant","cwd":"/a","message":{"model":"m1"},"timestamp":"2026-01-03T00:00:00.000Z"}"#,
            r#"{"type":"assistant","message":{"model":"<synthetic>","cwd":"/inner"},"timestamp":"bad"}"#,
            "\0\0\0 torn {",
        ]);
        assert_eq!((s.cwd(), s.cwds.as_slice()), (Some("/a"), &["/a".to_owned(), "/b".to_owned()][..]));
        assert_eq!((s.git_branch.as_deref(), s.version.as_deref()), (Some("main"), Some("2.1")));
        assert_eq!((s.models.as_slice(), s.lines), (&["m1".to_owned()][..], 5));
        let (first, last) = s.times.unwrap();
        assert_eq!((first.as_str(), last.as_str()), ("2026-01-01T00:00:00.000Z", "2026-01-03T00:00:00.000Z"));
    }

    #[test]
    fn too_many_places_are_said_not_hidden() {
        let mut s = Summary::new();
        for i in 0..=MAX_DISTINCT {
            assert!(!s.cwds_overflow);
            s.line(format!(r#"{{"cwd":"/{i}"}}"#).as_bytes());
        }
        assert!(s.cwds_overflow);
        assert_eq!(s.cwds.len(), MAX_DISTINCT);
    }

    #[test]
    fn the_session_id_is_read_from_a_line() {
        let id = "0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8";
        let line = format!(r#"{{"message":{{"sessionId":"x"}},"sessionId":"{id}"}}"#);
        assert_eq!(session_id_of(line.as_bytes()).unwrap().to_string(), id);
        assert!(session_id_of(br#"{"sessionId":"../../x"}"#).is_none());
    }
}
