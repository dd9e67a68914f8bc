//! `list`: sessions of vaults by their display metadata alone, and sessions of this machine by what a `stat`
//! and a glance at both ends of the transcript tell. No transcript of a vault is opened.

use super::error::{OpError, chain};
use super::sync::{Standing, SyncContext, standing};
use super::view::{MOST_LOOKS, Reader, SessionView, may_be_replaced};
use crate::local::atomic;
use crate::local::discover::{self, Found, FoundSession};
use crate::local::state::{Loaded, State};
use crate::protocol::ids::DeviceId;
use crate::protocol::refs::{Ref, RefName};
use crate::session::SessionUuid;
use crate::session::line::lines;
use crate::session::summary::Summary;
use crate::vault::meta::Meta;
use std::collections::HashMap;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// Refs asked for at once.
const PAGE: usize = 500;
/// Bytes of a transcript's head, and of its tail, that are looked at for its title.
const GLANCE: u64 = 64 << 10;

/// Where a session stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    /// Here alone.
    Local,
    /// In a vault alone.
    Stored,
    /// In both, with something new here.
    Changed,
    /// In both, the same.
    Synced,
    /// Here, and to stay here by a rule of the configuration.
    Excluded,
}

impl Presence {
    /// The word in lists and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Stored => "stored",
            Self::Changed => "changed",
            Self::Synced => "synced",
            Self::Excluded => "excluded",
        }
    }
}

/// One session of a listing. No Debug: it holds a title.
pub struct Row {
    /// Its full uuid.
    pub id: String,
    /// The vault that holds it, or that it would go to.
    pub vault: Option<String>,
    /// Its project folder's name.
    pub project: String,
    /// The first working directory.
    pub cwd: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Git branch.
    pub branch: Option<String>,
    /// Its last change, in milliseconds since 1970.
    pub updated_ms: i64,
    /// Lines of the transcript, where they were counted.
    pub lines: Option<u64>,
    /// Bytes of all its files.
    pub bytes: u64,
    /// The device that wrote it to the vault.
    pub device: Option<String>,
    /// Where it stands.
    pub presence: Presence,
}

/// Something of a vault that cannot be listed; the rest was.
pub struct Damaged {
    /// The vault.
    pub vault: String,
    /// The ref.
    pub item: String,
    /// Why.
    pub error: OpError,
}

/// Rows and what is missing among them.
#[derive(Default)]
pub struct Listing {
    /// The sessions.
    pub rows: Vec<Row>,
    /// The collections of files beside them: history, plans, memory, pastes.
    pub collections: Vec<Row>,
    /// What could not be read.
    pub damaged: Vec<Damaged>,
}

/// A session of this machine.
pub struct LocalSession {
    /// Its files.
    pub found: FoundSession,
    /// Where it stands.
    pub presence: Presence,
    /// The vault that it goes to.
    pub vault: Option<String>,
    /// Bytes of a last line without a newline that were not sent.
    pub held_back: u64,
}

/// What a ref says of itself, or why it does not open.
pub(super) type Opened = Result<(Ref, Meta), OpError>;

/// Calls `each` with every session of the vault that the log knows, opened or not.
pub(super) async fn each_meta(
    reader: &Reader,
    each: &mut dyn FnMut(&RefName, Opened),
) -> Result<(), OpError> {
    let mut wanted: HashMap<RefName, u64> = HashMap::new();
    for entry in reader.follow.refs()? {
        let (name, state) = entry?;
        if name.session_tag().is_some() && !state.tombstone {
            wanted.insert(name, state.version);
        }
    }
    let mut after: Option<RefName> = None;
    let mut late = Vec::new();
    loop {
        let page = reader.remote.list_refs(after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.name.clone());
        for found in page {
            let Some(version) = wanted.remove(&found.name) else { continue };
            let name = found.name.clone();
            if found.version > version {
                late.push(name);
                continue;
            }
            each(&name, opened(reader, found));
        }
    }
    for name in late {
        match moved_meta(reader, &name).await {
            // It was shredded meanwhile.
            Ok(None) => {}
            Ok(Some(both)) => each(&name, Ok(both)),
            Err(error) => each(&name, Err(error)),
        }
    }
    let mut left: Vec<_> = wanted.into_keys().collect();
    left.sort();
    for name in left {
        each(&name, Err(OpError::Missing(format!("session ref {name}"))));
    }
    Ok(())
}

fn opened(reader: &Reader, found: Ref) -> Opened {
    let missing = || OpError::Missing(format!("metadata of {}", found.name));
    let meta = reader.meta(&found)?.ok_or_else(missing)?;
    Ok((found, meta))
}

/// A session that a peer moved after the log was followed, as it is now; `None` where it was shredded.
async fn moved_meta(reader: &Reader, name: &RefName) -> Result<Option<(Ref, Meta)>, OpError> {
    let mut reader = reader.clone();
    for _ in 0..MOST_LOOKS {
        let Some(next) = reader.past_move(name).await? else { break };
        reader = next;
        if reader.follow.ended(name)? {
            return Ok(None);
        }
        let found = super::open::fetch(&*reader.remote, name).await?;
        let found = found.ok_or_else(|| OpError::Missing(format!("session ref {name}")))?;
        match opened(&reader, found) {
            Err(OpError::Conflict) => {}
            other => return other.map(Some),
        }
    }
    Err(OpError::Conflict)
}

/// Adds the sessions of one vault.
pub async fn stored(reader: &Reader, vault: &str, into: &mut Listing) -> Result<(), OpError> {
    each_meta(reader, &mut |name, opened| match opened {
        Ok((_, meta)) if is_collection(&meta) => into.collections.push(stored_row(vault, meta)),
        Ok((_, meta)) => into.rows.push(stored_row(vault, meta)),
        Err(error) => into.damaged.push(Damaged { vault: vault.to_owned(), item: name.to_string(), error }),
    })
    .await
}

/// Whether metadata is that of a collection of other files, not of a session.
pub fn is_collection(meta: &Meta) -> bool {
    SessionUuid::parse(&meta.uuid).is_ok_and(|id| id.is_collection())
}

fn stored_row(vault: &str, meta: Meta) -> Row {
    let last = meta.last_time.as_deref().and_then(|time| time.parse::<jiff::Timestamp>().ok());
    let synced = i64::try_from(meta.synced).unwrap_or(0).saturating_mul(1_000);
    Row {
        id: meta.uuid,
        vault: Some(vault.to_owned()),
        project: meta.project,
        cwd: meta.cwd,
        title: meta.title,
        branch: meta.branch,
        updated_ms: last.map_or(synced, |time| time.as_millisecond()),
        lines: Some(meta.lines),
        bytes: meta.bytes,
        device: Some(meta.device),
        presence: Presence::Stored,
    }
}

/// The state cache as it stands; nothing is made where there is none.
pub fn load_state(context: &SyncContext) -> Result<State, OpError> {
    Ok(match State::load(&context.state_path)? {
        Loaded::State(state) => *state,
        Loaded::Absent | Loaded::Damaged(_) => State::new(DeviceId::default()),
    })
}

/// The sessions of this machine, and all that discovery says.
pub fn local(context: &SyncContext, state: &State) -> (Vec<LocalSession>, Found) {
    let mut found = discover::scan_with(&context.roots, &|file| state.known_session(file));
    let sessions = std::mem::take(&mut found.sessions);
    let local = sessions.into_iter().map(|session| {
        let (standing, vault) = standing(context, state, &session);
        let presence = match standing {
            Standing::New => Presence::Local,
            Standing::Changed => Presence::Changed,
            Standing::Synced => Presence::Synced,
            Standing::Excluded => Presence::Excluded,
        };
        LocalSession { presence, vault, held_back: held_back(state, &session), found: session }
    });
    (local.collect(), found)
}

fn held_back(state: &State, session: &FoundSession) -> u64 {
    let entries = session.files.iter().filter_map(|file| Some((file, state.file(file)?)));
    let torn = entries.filter(|(file, entry)| entry.is_unchanged(file));
    torn.map(|(file, entry)| file.len.saturating_sub(entry.consumed_len)).sum()
}

/// Adds the sessions of this machine to those of the vaults.
pub fn merge(local: Vec<LocalSession>, into: &mut Listing) {
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, row) in into.rows.iter().enumerate() {
        known.entry(row.id.clone()).or_default().push(at);
    }
    for session in local {
        let id = session.found.session.to_string();
        let Some(places) = known.get(&id) else {
            into.rows.push(local_row(session));
            continue;
        };
        for at in places {
            let Some(row) = into.rows.get_mut(*at) else { continue };
            // What this machine has no record of may differ: sync will compare it.
            row.presence =
                if session.presence == Presence::Synced { Presence::Synced } else { Presence::Changed };
            if row.presence == Presence::Changed {
                row.updated_ms = row.updated_ms.max(session.found.mtime_ns() / 1_000_000);
            }
        }
    }
}

/// A session of this machine as a row.
pub fn local_row(session: LocalSession) -> Row {
    let glance = session.found.transcript().map(|file| glance(&file.abs)).unwrap_or_default();
    Row {
        id: session.found.session.to_string(),
        vault: session.vault,
        updated_ms: session.found.mtime_ns() / 1_000_000,
        bytes: session.found.files.iter().map(|file| file.len).sum(),
        project: session.found.project,
        cwd: glance.cwd,
        title: glance.title,
        branch: glance.branch,
        lines: None,
        device: None,
        presence: session.presence,
    }
}

/// What a glance at a transcript tells.
#[derive(Default)]
struct Glance {
    cwd: Option<String>,
    title: Option<String>,
    branch: Option<String>,
}

/// What the whole lines at both ends of a transcript say; nothing where it cannot be read. A prompt makes a title only
/// at the head: one at the tail is not the first.
fn glance(path: &Path) -> Glance {
    let (mut head, mut tail) = (Summary::new(), Summary::new());
    let Ok((start, end)) = ends(path) else { return Glance::default() };
    let (whole, _) = crate::session::line::split_whole(&start);
    lines(whole).for_each(|line| head.line(line));
    let begin = memchr::memchr(b'\n', &end).map_or(end.len(), |at| at + 1);
    lines(end.get(begin..).unwrap_or_default()).for_each(|line| tail.line(line));
    let title = if tail.has_given_title() { tail.title() } else { head.title() };
    Glance {
        title: title.map(str::to_owned),
        cwd: head.cwd().or(tail.cwd()).map(str::to_owned),
        branch: tail.git_branch.or(head.git_branch),
    }
}

/// The first and the last bytes of a file; of a short one, the first alone.
fn ends(path: &Path) -> Result<(Vec<u8>, Vec<u8>), OpError> {
    let mut file = atomic::open_plain(path)?;
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    std::io::Read::by_ref(&mut file).take(GLANCE).read_to_end(&mut head).map_err(OpError::io(path))?;
    let len = file.metadata().map_err(OpError::io(path))?.len();
    if len > GLANCE {
        let from = len.saturating_sub(GLANCE).max(GLANCE);
        // One byte before, so that a line that begins right there is whole.
        file.seek(SeekFrom::Start(from - 1)).map_err(OpError::io(path))?;
        file.take(GLANCE + 1).read_to_end(&mut tail).map_err(OpError::io(path))?;
    }
    Ok((head, tail))
}

/// Newest first; of equal times by id.
pub fn sort(rows: &mut [Row]) {
    rows.sort_by(|a, b| b.updated_ms.cmp(&a.updated_ms).then_with(|| a.id.cmp(&b.id)));
}

/// The one session of a vault whose uuid begins with `prefix`.
pub async fn find(reader: &Reader, prefix: &str) -> Result<(Ref, Meta), OpError> {
    if SessionUuid::parse(prefix).is_ok() {
        let name = RefName::session(reader.keys.session_tag(prefix));
        let found = super::open::fetch(&*reader.remote, &name).await?;
        let known = reader.follow.state(&name)?.filter(|state| !state.tombstone);
        let found = match found {
            // Moved since the log was followed: newer than what can be checked by what was followed then.
            Some(found) if known.is_some_and(|state| found.version > state.version) => {
                return moved_meta(reader, &name).await?.ok_or_else(|| not_there(prefix));
            }
            Some(found) if known.is_some() => found,
            None if known.is_some() => return Err(OpError::Missing(format!("session ref {name}"))),
            _ => return Err(not_there(prefix)),
        };
        let meta = reader.meta(&found)?.ok_or_else(|| not_there(prefix))?;
        return Ok((found, meta));
    }
    let mut matches = Vec::new();
    let mut damaged = None;
    each_meta(reader, &mut |_, opened| match opened {
        Ok((found, meta)) if meta.uuid.starts_with(prefix) => matches.push((found, meta)),
        Ok(_) => {}
        Err(error) => damaged = Some(error),
    })
    .await?;
    if matches.len() > 1 {
        let mut ids: Vec<_> = matches.iter().map(|(_, meta)| meta.uuid.as_str()).collect();
        ids.sort_unstable();
        let shown = ids.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        let more = if ids.len() > 5 { ", ..." } else { "" };
        return Err(OpError::Usage(format!("{} sessions begin with {prefix}: {shown}{more}", ids.len())));
    }
    match (matches.pop(), damaged) {
        (Some(one), _) => Ok(one),
        (None, None) => Err(not_there(prefix)),
        // It may be the one that does not open.
        (None, Some(error)) => Err(error),
    }
}

/// Opens the one session whose uuid begins with `prefix`, again where a peer moved it meanwhile; gives the reader
/// that it opened by.
pub async fn open(reader: &Reader, prefix: &str) -> Result<(Reader, SessionView, Meta), OpError> {
    let mut reader = reader.clone();
    for _ in 0..MOST_LOOKS {
        let (found, meta) = find(&reader, prefix).await?;
        match reader.open(&found).await {
            Err(error) if may_be_replaced(&error) => {
                reader = reader.renewed().await?.ok_or(error)?;
            }
            opened => return Ok((reader, opened?, meta)),
        }
    }
    Err(OpError::Conflict)
}

fn not_there(prefix: &str) -> OpError {
    OpError::NotFound(format!("no session in the vault begins with {prefix}"))
}

/// One branch of one file.
pub struct Version {
    /// The file, relative to the project folder.
    pub path: String,
    /// Its generation.
    pub generation: u32,
    /// The device that began it.
    pub device: DeviceId,
    /// Whether `restore` takes it.
    pub current: bool,
    /// Redacted bytes.
    pub bytes: u64,
    /// Bytes of its sealed pieces.
    pub stored: u64,
    /// The version of the rules that it passed.
    pub ruleset: u32,
}

/// Every branch of a session, by file, newest generation first.
pub async fn versions(reader: &Reader, prefix: &str) -> Result<(Meta, Vec<Version>), OpError> {
    let (_, view, meta) = open(reader, prefix).await?;
    Ok((meta, branches(&view)))
}

fn branches(view: &SessionView) -> Vec<Version> {
    let mut all = Vec::new();
    for file in &view.manifest.files {
        let mut of_file: Vec<_> = file
            .branches
            .iter()
            .map(|branch| Version {
                path: file.path.clone(),
                generation: branch.generation,
                device: branch.device,
                current: branch.current,
                bytes: branch.raw_len(),
                stored: branch.segments.iter().map(|segment| segment.len).sum(),
                ruleset: branch.ruleset,
            })
            .collect();
        of_file.sort_by_key(|version| (std::cmp::Reverse(version.generation), version.device.0));
        all.extend(of_file);
    }
    all
}

impl Damaged {
    /// In one line.
    pub fn message(&self) -> String {
        match &self.error {
            OpError::Conflict => format!("{} was changed just now; list again", self.item),
            error => format!("{}: {}", self.item, chain(error)),
        }
    }
}
