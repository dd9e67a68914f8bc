//! Which files under `projects/` make up a session.

use super::id::SessionUuid;
use super::path::SafePath;

/// What a file of a session is. The numbers stand in manifests and in the state cache.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum FileKind {
    /// `<uuid>.jsonl`, the conversation.
    Transcript = 1,
    /// `<uuid>/subagents/agent-<id>.jsonl`.
    Subagent = 2,
    /// `agent-<id>.meta.json` beside a subagent.
    SubagentMeta = 3,
    /// A spilled tool output under `<uuid>/tool-results/` that is text by its name; a reader still sniffs it.
    ToolResult = 4,
    /// One that is an image, document or archive by its name.
    ToolResultBinary = 5,
    /// `<uuid>/subagents/workflows/wf_*/agent-*.jsonl` and `journal.jsonl`.
    Workflow = 6,
    /// `agent-<id>.jsonl` beside the transcripts, as versions before about 2.1.2 wrote it.
    LegacySubagent = 7,
    /// `history.jsonl`, prompt by prompt ([`super::extra`], as are the following).
    History = 8,
    /// `projects/<project>/memory/*.md`.
    Memory = 9,
    /// `plans/*.md`.
    Plan = 10,
    /// `paste-cache/<hash>.txt`.
    Paste = 11,
    /// `file-history/<uuid>/<hash>@vN`.
    FileHistory = 12,
}

impl FileKind {
    /// The kind of a number, if this version knows it.
    pub fn from_byte(byte: u8) -> Option<Self> {
        use FileKind::*;
        const ALL: [FileKind; 12] = [
            Transcript,
            Subagent,
            SubagentMeta,
            ToolResult,
            ToolResultBinary,
            Workflow,
            LegacySubagent,
            History,
            Memory,
            Plan,
            Paste,
            FileHistory,
        ];
        ALL.into_iter().find(|kind| *kind as u8 == byte)
    }

    /// The number of the kind.
    pub fn byte(self) -> u8 {
        self as u8
    }

    /// Whether the file is JSON lines, which grow at the end and may end in a torn line.
    pub fn is_lines(self) -> bool {
        use FileKind::*;
        matches!(self, Transcript | Subagent | Workflow | LegacySubagent | History)
    }

    /// Whether the file is edited in place, so that each change is a version of its own.
    pub fn is_document(self) -> bool {
        use FileKind::*;
        matches!(self, Memory | Plan | Paste)
    }
}

/// A file that belongs to a session, by its place alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionFile {
    /// The project folder's name.
    pub project: String,
    /// The session.
    pub session: SessionUuid,
    /// The path relative to the project folder, `/`-separated.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
}

/// The outcome of a classification.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Classified {
    /// A file whose place names its session.
    File(SessionFile),
    /// A file that belongs to the `sessionId` in its own lines.
    NeedsSessionId {
        /// The project folder's name.
        project: String,
        /// The path relative to the project folder.
        path: String,
        /// What it is.
        kind: FileKind,
    },
}

/// Classifies a `/`-separated path relative to `projects/`. `None`: not part of a session, or unsafe to
/// create anywhere; `memory/`, `sessions-index.json` and everything unknown are among these.
pub fn classify(relative: &str) -> Option<Classified> {
    let safe = SafePath::parse(relative).ok()?;
    let (project, path) = safe.as_str().split_once('/')?;
    let place = classify_in_project(path)?;
    let (project, path) = (project.to_owned(), path.to_owned());
    Some(match place {
        Place::Of(session, kind) => Classified::File(SessionFile { project, session, path, kind }),
        Place::Legacy => Classified::NeedsSessionId { project, path, kind: FileKind::LegacySubagent },
    })
}

/// What a path inside one project folder is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// A file of this session.
    Of(SessionUuid, FileKind),
    /// A legacy subagent, whose session stands inside it.
    Legacy,
}

/// Classifies a path that is relative to a project folder and known to be a [`SafePath`].
pub fn classify_in_project(path: &str) -> Option<Place> {
    let Some((folder, rest)) = path.split_once('/') else {
        let stem = path.strip_suffix(".jsonl")?;
        if is_agent(stem) {
            return Some(Place::Legacy);
        }
        return Some(Place::Of(SessionUuid::parse(stem).ok()?, FileKind::Transcript));
    };
    let session = SessionUuid::parse(folder).ok()?;
    Some(Place::Of(session, classify_in_session(rest)?))
}

fn classify_in_session(path: &str) -> Option<FileKind> {
    let (folder, rest) = path.split_once('/')?;
    match folder {
        "tool-results" if is_binary_name(rest) => Some(FileKind::ToolResultBinary),
        "tool-results" => Some(FileKind::ToolResult),
        "subagents" => classify_subagent(rest),
        _ => None,
    }
}

fn classify_subagent(path: &str) -> Option<FileKind> {
    let (name, in_workflow) = match path.strip_prefix("workflows/") {
        None => (path, false),
        Some(rest) => {
            let (workflow, name) = rest.split_once('/')?;
            workflow.strip_prefix("wf_").filter(|id| !id.is_empty())?;
            (name, true)
        }
    };
    if in_workflow && name == "journal.jsonl" {
        return Some(FileKind::Workflow);
    }
    if name.strip_suffix(".meta.json").is_some_and(is_agent) {
        return Some(FileKind::SubagentMeta);
    }
    let agent = name.strip_suffix(".jsonl").is_some_and(is_agent);
    agent.then_some(if in_workflow { FileKind::Workflow } else { FileKind::Subagent })
}

fn is_agent(stem: &str) -> bool {
    stem.strip_prefix("agent-").is_some_and(|id| !id.is_empty() && !id.contains('/'))
}

/// Extensions of tool results that are not text. A wrong guess costs nothing: readers sniff the bytes.
fn is_binary_name(name: &str) -> bool {
    const BINARY: [&str; 12] =
        ["jpg", "jpeg", "png", "gif", "webp", "bmp", "ico", "pdf", "zip", "gz", "bin", "wasm"];
    let extension = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    BINARY.contains(&extension.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8";

    #[test]
    fn every_file_of_a_session_is_recognised() {
        for (path, kind) in [
            ("ID.jsonl", FileKind::Transcript),
            ("ID/subagents/agent-a1b2.jsonl", FileKind::Subagent),
            ("ID/subagents/agent-aprompt_suggestion-c749b4.jsonl", FileKind::Subagent),
            ("ID/subagents/agent-a1b2.meta.json", FileKind::SubagentMeta),
            ("ID/subagents/workflows/wf_1/agent-x.jsonl", FileKind::Workflow),
            ("ID/subagents/workflows/wf_1/agent-x.meta.json", FileKind::SubagentMeta),
            ("ID/subagents/workflows/wf_1/journal.jsonl", FileKind::Workflow),
            ("ID/tool-results/toolu_01.txt", FileKind::ToolResult),
            ("ID/tool-results/b8x2k.txt", FileKind::ToolResult),
            ("ID/tool-results/noextension", FileKind::ToolResult),
            ("ID/tool-results/pdf-1/page-3.JPG", FileKind::ToolResultBinary),
        ] {
            let path = path.replace("ID", ID);
            let Some(Classified::File(file)) = classify(&format!("-home-dev/{path}")) else {
                panic!("{path} not recognised")
            };
            assert_eq!((file.kind, file.path, file.project.as_str()), (kind, path, "-home-dev"));
            assert_eq!(file.session.to_string(), ID);
            assert_eq!(FileKind::from_byte(kind.byte()), Some(kind));
        }
    }

    #[test]
    fn a_legacy_subagent_needs_its_session_id() {
        let found = classify("-p/agent-4f.jsonl");
        let kind = FileKind::LegacySubagent;
        let wanted = Classified::NeedsSessionId { project: "-p".into(), path: "agent-4f.jsonl".into(), kind };
        assert_eq!(found, Some(wanted));
    }

    #[test]
    fn nothing_else_is_taken() {
        for path in [
            "ID.jsonl",
            "-p/memory/MEMORY.md",
            "-p/ID/memory/x.md",
            "-p/sessions-index.json",
            "-p/history.jsonl",
            "-p/notes.jsonl",
            "-p/agent-.jsonl",
            "-p/agent-x.meta.json",
            "-p/ID.jsonl.bak",
            "-p/ID.JSONL",
            "-p/ID/agent-x.jsonl",
            "-p/ID/subagents/x.jsonl",
            "-p/ID/subagents/other/agent-x.jsonl",
            "-p/ID/subagents/workflows/wf_/agent-x.jsonl",
            "-p/ID/subagents/workflows/x/agent-x.jsonl",
            "-p/ID/subagents/workflows/wf_1/deep/agent-x.jsonl",
            "-p/ID/tool-results",
            "-p/../.credentials.json",
            "../projects/-p/ID.jsonl",
            "/-p/ID.jsonl",
            "-p\\ID.jsonl",
            "-p/ID/tool-results/../../x",
            "-p/ID/tool-results/a\x1b[0m.txt",
            "-p/ID/tool-results/con.txt",
        ] {
            assert_eq!(classify(&path.replace("ID", ID)), None, "{path:?}");
        }
        assert_eq!(FileKind::from_byte(0), None);
        assert_eq!(FileKind::from_byte(13), None);
    }
}
