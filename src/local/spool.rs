//! What hooks leave for the background sync: one line of JSON for each event.
//!
//! A hook must end within 50 ms, so it only reads its input, appends here, and starts the sync.

use super::atomic::{self, FileError};
use crate::session::SessionUuid;
use crate::session::line::top_level_str;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Longest hook input that is read, in bytes (it holds the last answer of the assistant).
const MAX_INPUT_LEN: usize = 8 << 20;
/// Longest spool, in bytes; beyond it events are dropped, since a full sync finds everything anyway.
const MAX_SPOOL_LEN: u64 = 1 << 20;
/// Longest file of taken events, in bytes: many syncs that were killed before they were done.
const MAX_READ_LEN: u64 = 64 << 20;

/// What a hook is told, as far as it matters here. Fields that we do not know are ignored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HookInput {
    /// The session.
    pub session: SessionUuid,
    /// The event: `Stop`, `SessionEnd`, `SessionStart`...
    pub event: String,
    /// The transcript, as Claude Code names it: a hint, not trusted as a path to read.
    pub transcript_path: Option<String>,
    /// The working directory.
    pub cwd: Option<String>,
    /// Why the session ended, or where it came from.
    pub reason: Option<String>,
}

impl HookInput {
    /// Reads the JSON object of a hook; `None` if it names no session or no event.
    pub fn parse(json: &[u8]) -> Option<Self> {
        let short = |key: &str| top_level_str(json, key).map(|v| v.into_owned()).filter(|v| v.len() <= 4_096);
        Some(Self {
            session: SessionUuid::parse(&short("session_id")?).ok()?,
            event: short("hook_event_name").filter(|e| e.bytes().all(|b| b.is_ascii_alphanumeric()))?,
            transcript_path: short("transcript_path"),
            cwd: short("cwd"),
            reason: short("reason").or_else(|| short("source")),
        })
    }

    /// Whether no more lines are on their way, so that a torn last line may be taken.
    pub fn ends_session(&self) -> bool {
        self.event == "SessionEnd"
    }
}

/// Reads a hook's input until it is one whole JSON object, the stream ends, or the deadline passes: the
/// stream may stay open. What came so far is returned in each case. The reading thread is left behind when it
/// blocks; it ends with the process.
pub fn read_input(mut from: impl Read + Send + 'static, deadline: Duration) -> Vec<u8> {
    let (sender, receiver) = mpsc::channel::<Vec<u8>>();
    let reading = std::thread::Builder::new().name("hook-input".into()).spawn(move || {
        let mut block = vec![0; 64 << 10];
        loop {
            match from.read(&mut block) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => break,
                Ok(n) if sender.send(block.get(..n).unwrap_or_default().to_vec()).is_err() => break,
                Ok(_) => {}
            }
        }
    });
    let mut input = Vec::new();
    if reading.is_err() {
        return input;
    }
    let start = Instant::now();
    while let Ok(block) = receiver.recv_timeout(deadline.saturating_sub(start.elapsed())) {
        input.extend_from_slice(&block);
        let whole = input.trim_ascii_end().ends_with(b"}")
            && serde_json::from_slice::<serde::de::IgnoredAny>(&input).is_ok();
        if whole || input.len() > MAX_INPUT_LEN {
            break;
        }
    }
    input
}

/// An event in the spool.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SpoolEntry {
    /// When it was written, in milliseconds since 1970.
    pub time_ms: i64,
    /// The session, as text.
    pub session: String,
    /// The event.
    pub event: String,
    /// The transcript that the hook named.
    pub transcript_path: Option<String>,
    /// The working directory.
    pub cwd: Option<String>,
    /// Why the session ended, or where it came from.
    pub reason: Option<String>,
}

impl SpoolEntry {
    /// The session, if the line was not tampered with.
    pub fn session(&self) -> Option<SessionUuid> {
        SessionUuid::parse(&self.session).ok()
    }
}

/// Appends an event; the folder must exist.
pub fn append(spool: &Path, time_ms: i64, input: &HookInput) -> Result<(), FileError> {
    if fs::metadata(spool).is_ok_and(|m| m.len() > MAX_SPOOL_LEN) {
        return Ok(());
    }
    let entry = SpoolEntry {
        time_ms,
        session: input.session.to_string(),
        event: input.event.clone(),
        transcript_path: input.transcript_path.clone(),
        cwd: input.cwd.clone(),
        reason: input.reason.clone(),
    };
    let mut line = serde_json::to_vec(&entry).map_err(|e| FileError::io(spool)(e.into()))?;
    line.push(b'\n');
    atomic::append_private(spool, &line)
}

/// Events that were taken off the spool, to be dropped once they are dealt with.
pub struct Drained {
    /// The events, oldest first, also those that an earlier, killed sync had taken.
    pub entries: Vec<SpoolEntry>,
    taken: Option<PathBuf>,
}

impl Drained {
    /// Forgets the events for good; without this call the next [`drain`] returns them again.
    pub fn done(self) -> Result<(), FileError> {
        match self.taken {
            Some(path) => fs::remove_file(&path).map_err(FileError::io(&path)),
            None => Ok(()),
        }
    }
}

/// Takes all events off the spool. The caller holds the sync's lock; hooks go on appending meanwhile, to a new
/// file. Lines that cannot be read are passed over.
pub fn drain(spool: &Path) -> Result<Drained, FileError> {
    let (next, taken) = (spool.with_extension("next"), spool.with_extension("taken"));
    // A killed sync may have left `next`; an event that is then taken twice does no harm.
    absorb(&next, &taken)?;
    match fs::rename(spool, &next) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        other => other.map_err(FileError::io(spool))?,
    }
    absorb(&next, &taken)?;
    let entries = read(&taken)?;
    let exists = taken.exists();
    Ok(Drained { entries, taken: exists.then_some(taken) })
}

/// Moves the content of one file to the end of another.
fn absorb(from: &Path, to: &Path) -> Result<(), FileError> {
    let Some(bytes) = atomic::read_private(from, MAX_READ_LEN)? else { return Ok(()) };
    atomic::append_private(to, &bytes)?;
    fs::remove_file(from).map_err(FileError::io(from))
}

fn read(path: &Path) -> Result<Vec<SpoolEntry>, FileError> {
    let bytes = atomic::read_private(path, MAX_READ_LEN)?;
    let lines = bytes.iter().flat_map(|b| b.split(|c| *c == b'\n'));
    Ok(lines.filter_map(|line| serde_json::from_slice(line).ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUT: &str = r#"{"session_id":"0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8","transcript_path":"/t.jsonl","cwd":"/w","hook_event_name":"SessionEnd","reason":"clear","new_field":{"session_id":"x"}}"#;

    #[test]
    fn input_is_parsed_with_unknown_fields_and_hostile_values() {
        let input = HookInput::parse(INPUT.as_bytes()).unwrap();
        assert_eq!(
            (input.event.as_str(), input.reason.as_deref(), input.ends_session()),
            ("SessionEnd", Some("clear"), true)
        );
        for bad in ["", "{}", r#"{"session_id":"../x","hook_event_name":"Stop"}"#] {
            assert_eq!(HookInput::parse(bad.as_bytes()), None);
        }
        let hostile = INPUT.replace("SessionEnd", "Stop\\u001b[0m");
        assert_eq!(HookInput::parse(hostile.as_bytes()), None);
    }

    #[test]
    fn an_input_that_stays_open_is_returned_as_soon_as_it_is_whole() {
        use std::io::Write;
        let (reader, mut writer) = io::pipe().unwrap();
        let (first, second) = INPUT.split_at(40);
        writer.write_all(first.as_bytes()).unwrap();
        let sending = std::thread::spawn(move || {
            writer.write_all(second.as_bytes()).unwrap();
            writer
        });
        let input = read_input(reader, Duration::from_secs(60));
        assert_eq!(input, INPUT.as_bytes());
        drop(sending.join().unwrap());
        let (reader, _kept_open) = io::pipe().unwrap();
        assert!(read_input(reader, Duration::from_millis(20)).is_empty());
        assert_eq!(read_input(&b"torn {"[..], Duration::from_secs(60)), b"torn {");
    }

    #[test]
    fn events_stay_until_they_are_done() {
        let dir = tempfile::tempdir().unwrap();
        let spool = dir.path().join("spool.jsonl");
        let input = HookInput::parse(INPUT.as_bytes()).unwrap();
        assert!(drain(&spool).unwrap().entries.is_empty());
        append(&spool, 1, &input).unwrap();
        assert_eq!(drain(&spool).unwrap().entries.len(), 1, "and the sync is killed");
        append(&spool, 2, &input).unwrap();
        let drained = drain(&spool).unwrap();
        let times: Vec<_> = drained.entries.iter().map(|e| e.time_ms).collect();
        assert_eq!((times, drained.entries[0].session()), (vec![1, 2], Some(input.session)));
        append(&spool, 3, &input).unwrap();
        drained.done().unwrap();
        let drained = drain(&spool).unwrap();
        assert_eq!(drained.entries.iter().map(|e| e.time_ms).collect::<Vec<_>>(), [3]);
        drained.done().unwrap();
        assert!(drain(&spool).unwrap().entries.is_empty());
    }

    #[test]
    fn damaged_lines_and_a_full_spool_lose_no_more_than_themselves() {
        let dir = tempfile::tempdir().unwrap();
        let spool = dir.path().join("spool.jsonl");
        let input = HookInput::parse(INPUT.as_bytes()).unwrap();
        atomic::append_private(&spool, b"torn {\n").unwrap();
        append(&spool, 1, &input).unwrap();
        assert_eq!(drain(&spool).unwrap().entries.len(), 1);
        atomic::write_private(&spool, &vec![b' '; MAX_SPOOL_LEN as usize + 1]).unwrap();
        append(&spool, 2, &input).unwrap();
        assert_eq!(fs::metadata(&spool).unwrap().len(), MAX_SPOOL_LEN + 1);
    }
}
