//! `show`: one session of a vault, opened and shown piece by piece.

use super::error::OpError;
use super::list;
use super::view::{Reader, SessionView};
use crate::render::html::Html;
use crate::render::markdown::Markdown;
use crate::render::text::Text;
use crate::render::{self, About, View};
use crate::session::FileKind;
use crate::vault::manifest::{Branch, File};
use crate::vault::meta::Meta;
use std::ops::ControlFlow;
use zeroize::Zeroizing;

/// How a session is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// For reading on a terminal.
    Text,
    /// Markdown.
    Markdown,
    /// One self-contained page.
    Html,
    /// One JSON document of all files.
    Json,
    /// The lines of the transcript as the vault holds them.
    Jsonl,
}

/// What to show.
pub struct ShowOptions {
    /// The session's uuid, or the first part of it.
    pub id: String,
    /// How.
    pub form: Form,
    /// An older generation of each file that has it.
    pub generation: Option<u32>,
}

/// Takes what is shown, in order; `Break` ends the work early, as when the reader went away.
pub type Out<'a> = &'a mut dyn FnMut(&[u8]) -> ControlFlow<()>;

/// Opens a session and shows it.
pub async fn run(reader: &Reader, options: &ShowOptions, out: Out<'_>) -> Result<(), OpError> {
    let (reader, view, meta) = list::open(reader, &options.id).await?;
    let chosen = chosen(&view, options.generation)?;
    // A break is the reader's wish, and no error.
    let _ended = session(&reader, options.form, (&view, &meta, &chosen), out).await?;
    Ok(())
}

/// Shows a session that was opened already: for exports.
pub async fn session(
    reader: &Reader,
    form: Form,
    (view, meta, chosen): (&SessionView, &Meta, &[(&File, &Branch)]),
    out: Out<'_>,
) -> Result<ControlFlow<()>, OpError> {
    match form {
        Form::Json => json(reader, (view, meta, chosen), out).await,
        Form::Jsonl => {
            let transcript = chosen.iter().filter(|(file, _)| kind(file) == Some(FileKind::Transcript));
            for (_, branch) in transcript {
                if each_line(reader, (view, branch), out).await?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        }
        Form::Text => page(reader, &mut Text, (view, meta, chosen), out).await,
        Form::Markdown => page(reader, &mut Markdown, (view, meta, chosen), out).await,
        Form::Html => page(reader, &mut Html::default(), (view, meta, chosen), out).await,
    }
}

/// The branch of each file to show, the transcript first.
pub fn chosen(view: &SessionView, generation: Option<u32>) -> Result<Vec<(&File, &Branch)>, OpError> {
    let of = |file| -> Option<(&File, &Branch)> {
        let file: &File = file;
        let exact =
            generation.and_then(|wanted| file.branches.iter().find(|branch| branch.generation == wanted));
        exact.or(file.current()).map(|branch| (file, branch))
    };
    if let Some(wanted) = generation {
        let mut branches = view.manifest.files.iter().flat_map(|file| &file.branches);
        if !branches.any(|branch| branch.generation == wanted) {
            return Err(OpError::NotFound(format!("the session has no generation {wanted}")));
        }
    }
    let mut chosen: Vec<_> = view.manifest.files.iter().filter_map(of).collect();
    chosen.sort_by_key(|(file, _)| kind(file) != Some(FileKind::Transcript));
    Ok(chosen)
}

fn kind(file: &File) -> Option<FileKind> {
    FileKind::from_byte(file.kind)
}

/// Whole lines with their newlines, of any length; a last one may have none.
async fn each_line(
    reader: &Reader,
    (view, branch): (&SessionView, &Branch),
    each: Out<'_>,
) -> Result<ControlFlow<()>, OpError> {
    let mut carry = Zeroizing::new(Vec::new());
    let reader = reader.ahead(1, &tokio::runtime::Handle::current());
    reader.expect(&branch.segments);
    for entry in &branch.segments {
        let raw = reader.segment(view, entry).await?;
        for line in raw.split_inclusive(|byte| *byte == b'\n') {
            if !line.ends_with(b"\n") {
                carry.extend_from_slice(line);
                continue;
            }
            let went_on = if carry.is_empty() {
                each(line)
            } else {
                carry.extend_from_slice(line);
                let went_on = each(&carry);
                carry.clear();
                went_on
            };
            if went_on.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
    Ok(if carry.is_empty() { ControlFlow::Continue(()) } else { each(&carry) })
}

async fn page(
    reader: &Reader,
    shown: &mut dyn View,
    (view, meta, chosen): (&SessionView, &Meta, &[(&File, &Branch)]),
    out: Out<'_>,
) -> Result<ControlFlow<()>, OpError> {
    let mut text = String::new();
    shown.begin(&about(meta), &mut text);
    for (file, branch) in chosen {
        let kind = kind(file);
        if kind != Some(FileKind::Transcript) {
            shown.section(&title(file, kind), &mut text);
        }
        let lines = kind.is_some_and(FileKind::is_lines);
        let opaque = kind.is_none_or(|kind| matches!(kind, FileKind::ToolResultBinary));
        if opaque {
            shown.plain(&format!("(a binary file of {} bytes)\n", branch.raw_len()), &mut text);
            continue;
        }
        let mut each = |line: &[u8]| {
            if lines {
                render::line(shown, line, &mut text);
            } else {
                shown.plain(&String::from_utf8_lossy(line), &mut text);
            }
            let went_on = if text.is_empty() { ControlFlow::Continue(()) } else { out(text.as_bytes()) };
            text.clear();
            went_on
        };
        if each_line(reader, (view, branch), &mut each).await?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    shown.end(&mut text);
    Ok(out(text.as_bytes()))
}

fn title(file: &File, kind: Option<FileKind>) -> String {
    let what = match kind {
        Some(FileKind::Subagent | FileKind::LegacySubagent) => "Subagent",
        Some(FileKind::SubagentMeta) => "About a subagent",
        Some(FileKind::Workflow) => "Workflow",
        _ => "Tool result",
    };
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    format!("{what} {name}")
}

fn about(meta: &Meta) -> About {
    let known = [
        ("session", Some(&meta.uuid)),
        ("folder", meta.cwd.as_ref().or(Some(&meta.project))),
        ("branch", meta.branch.as_ref()),
        ("began", meta.first_time.as_ref()),
        ("ended", meta.last_time.as_ref()),
    ];
    let mut facts: Vec<_> =
        known.into_iter().filter_map(|(name, value)| Some((name, value?.clone()))).collect();
    if !meta.models.is_empty() {
        facts.push(("models", meta.models.join(", ")));
    }
    About { title: meta.title.clone().unwrap_or_else(|| format!("Session {}", meta.uuid)), facts }
}

/// `{"id", "project", "cwd", "title", "files": [{"path", "generation", "lines": [...]}]}`, written as it is read.
async fn json(
    reader: &Reader,
    (view, meta, chosen): (&SessionView, &Meta, &[(&File, &Branch)]),
    out: Out<'_>,
) -> Result<ControlFlow<()>, OpError> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let optional = |text: &Option<String>| text.as_deref().map_or_else(|| "null".to_owned(), quoted);
    let head = format!(
        "{{\"id\":{},\"project\":{},\"cwd\":{},\"title\":{},\"files\":[",
        quoted(&meta.uuid),
        quoted(&meta.project),
        optional(&meta.cwd),
        optional(&meta.title)
    );
    let mut went_on = out(head.as_bytes());
    for (at, (file, branch)) in chosen.iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        let open =
            format!("{comma}\n{{\"path\":{},\"generation\":{},", quoted(&file.path), branch.generation);
        if went_on.is_break() || out(open.as_bytes()).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        if kind(file).is_none_or(|kind| kind == FileKind::ToolResultBinary) {
            went_on = out(format!("\"bytes\":{}}}", branch.raw_len()).as_bytes());
            continue;
        }
        let mut first = true;
        let mut buffer = b"\"lines\":[".to_vec();
        let mut each = |line: &[u8]| {
            if !std::mem::take(&mut first) {
                buffer.push(b',');
            }
            buffer.push(b'\n');
            buffer.extend_from_slice(&json_line(line));
            let went_on = out(&buffer);
            buffer.clear();
            went_on
        };
        if each_line(reader, (view, branch), &mut each).await?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        buffer.extend_from_slice(b"\n]}");
        went_on = out(&buffer);
    }
    Ok(if went_on.is_break() { went_on } else { out(b"\n]}\n") })
}

/// A line as it stands if it is JSON, else as a string.
fn json_line(line: &[u8]) -> Vec<u8> {
    let line = line.trim_ascii_end();
    let is_json = std::str::from_utf8(line)
        .is_ok_and(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok());
    if is_json {
        line.to_vec()
    } else {
        serde_json::Value::from(String::from_utf8_lossy(line)).to_string().into_bytes()
    }
}
