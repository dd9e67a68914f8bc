//! `restore`: brings sessions of the vault to a Claude folder, so that `claude --resume` finds them.
//!
//! A file appears under its name only when it is whole. A different local file is never replaced without
//! `force`, and with it only after it was moved aside.

mod collection;
mod compare;
mod file;

use super::error::{OpError, chain};
use super::open::fetch;
use super::progress::Progress;
use super::view::{MOST_LOOKS, Reader, SessionView, may_be_replaced};
use crate::local::atomic;
use crate::local::discover::{self, FoundSession, Root};
use crate::local::state::State;
use crate::protocol::refs::{Ref, RefBody, RefName};
use crate::session::extra::Extra;
use crate::session::layout::{Place, classify_in_project};
use crate::session::line::remap_path;
use crate::session::{Munged, SafePath, SessionUuid, munge};
use crate::vault::manifest::{Branch, File, Segment};
use crate::vault::meta::Meta;
use crate::vault::object::ObjectError;
use futures::{StreamExt as _, stream};
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};

/// Which sessions.
pub enum Selection {
    /// All of them.
    All,
    /// Those whose uuid begins with one of these.
    Ids(Vec<String>),
    /// Those that a filter takes.
    Only(super::export::Filter),
}

impl Selection {
    fn takes(&self, meta: &Meta) -> bool {
        match self {
            Self::All => true,
            Self::Ids(ids) => ids.iter().any(|id| meta.uuid.starts_with(id.as_str())),
            Self::Only(filter) => filter(meta),
        }
    }
}

/// Which version of each file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Versions {
    /// The current one.
    Current,
    /// One generation, where a file has it.
    Generation(u32),
    /// All: the others beside the current one, under names that Claude Code does not resume.
    All,
}

/// What to restore, and where to.
pub struct RestoreOptions {
    /// Which sessions.
    pub selection: Selection,
    /// The Claude folder to write to.
    pub to: PathBuf,
    /// Directories that are elsewhere on this machine: old and new.
    pub map: Vec<(String, String)>,
    /// Replace different local files, after moving them aside.
    pub force: bool,
    /// Only say what would be done.
    pub dry_run: bool,
    /// Which versions.
    pub versions: Versions,
    /// The files beside the sessions that are restored too.
    pub include: BTreeSet<Extra>,
}

/// What was done to one file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Done {
    /// It was not there.
    Written,
    /// What was missing at its end was added.
    Extended,
    /// It was there already, or holds more than the vault.
    Present,
    /// A different file was moved aside first.
    Replaced,
}

/// One session in the report.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Its uuid.
    pub session: String,
    /// Its folder.
    pub folder: PathBuf,
    /// What was done, by path relative to the project folder.
    pub files: Vec<(String, Done)>,
    /// Bytes written.
    pub bytes: u64,
}

/// Why a session or a file was not restored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotRestored {
    /// A different file is there.
    Differs,
    /// The session lies in another project folder.
    Elsewhere,
    /// The vault's copy cannot be trusted or read.
    Tampered,
    /// A name that could leave the folder.
    UnsafeName,
    /// A local failure.
    Local,
}

/// What was not restored.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Its uuid, or its ref where that is not known.
    pub session: String,
    /// What.
    pub path: String,
    /// Why, as a class.
    pub why: NotRestored,
    /// Why, in words.
    pub message: String,
}

/// What `restore` did.
#[derive(Default)]
pub struct RestoreReport {
    /// Sessions restored.
    pub restored: Vec<Restored>,
    /// What was not.
    pub refused: Vec<Refused>,
    /// Bytes written.
    pub bytes: u64,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// Restores sessions. The caller saves `state`.
pub async fn run(
    reader: &Reader,
    options: &RestoreOptions,
    state: &mut State,
    progress: &dyn Progress,
) -> Result<RestoreReport, OpError> {
    let mut report = RestoreReport::default();
    let there = local_sessions(&options.to);
    let refs: Vec<_> = reader.follow.refs()?.collect::<Result<_, _>>()?;
    let sessions = refs.iter().filter(|(name, _)| name.session_tag().is_some());
    let (ended, names): (Vec<_>, Vec<_>) = sessions.partition(|(_, state)| state.tombstone);
    for (name, _) in ended {
        // A session may only vanish by the word of somebody who holds the keys.
        if let Err(error) = reader.tombstone(name).await {
            report.refused.push(refuse(name.to_string(), "", &error));
        }
    }
    progress.begin("restoring", Some(names.len() as u64));
    let mut matched = 0u64;
    let reader = &reader.ahead(1, &tokio::runtime::Handle::current());
    let mut looking = stream::iter(names)
        .map(|(name, _)| async move { (name, look(reader, options, name).await) })
        .buffered(reader.remote.in_flight());
    // Sessions whose objects are on their way while those before them are written.
    let mut next = VecDeque::new();
    loop {
        while next.len() < reader.remote.in_flight()
            && let Some((name, looked)) = looking.next().await
        {
            let told = expected(options, &looked, &there);
            reader.expect(&told);
            next.push_back((name, looked, told));
        }
        let Some((name, looked, told)) = next.pop_front() else { break };
        progress.add(1);
        let ended = settled(reader, options, (name, &there, looked), (state, &mut report.notes)).await;
        reader.release(&told);
        match ended {
            Ok(None) => {}
            Ok(Some((restored, refused))) => {
                matched += 1;
                report.bytes += restored.bytes;
                report.refused.extend(refused);
                if !restored.files.is_empty() {
                    report.restored.push(restored);
                }
            }
            Err(error @ OpError::Remote(crate::remote::RemoteError::Unreachable(_))) => return Err(error),
            Err(error) => {
                matched += 1;
                report.refused.push(refuse(name.to_string(), "", &error));
            }
        }
    }
    if report.bytes > 0 && !options.dry_run {
        atomic::sync_filesystem(&options.to)?;
    }
    progress.done();
    match &options.selection {
        Selection::Ids(ids) if matched == 0 => {
            Err(OpError::NotFound(format!("no session in the vault begins with {}", ids.join(" or "))))
        }
        _ => Ok(report),
    }
}

/// Sessions that lie in the target folder already, by uuid.
fn local_sessions(to: &Path) -> There {
    let found = discover::scan(&[Root { path: to.to_owned() }]);
    let mut by_id = There::new();
    for session in found.sessions {
        by_id.entry(session.session.to_string()).or_default().push(session);
    }
    by_id
}

fn refuse(session: String, path: &str, error: &OpError) -> Refused {
    let why = match error {
        OpError::Io { .. } | OpError::File(_) | OpError::StateCache(_) => NotRestored::Local,
        _ => NotRestored::Tampered,
    };
    Refused { session, path: path.into(), why, message: chain(error) }
}

type One = Option<(Restored, Vec<Refused>)>;

/// A session that is to be restored, opened.
struct Looked {
    view: SessionView,
    meta: Meta,
}

type Look = Result<Option<Looked>, OpError>;
/// The sessions in the target folder, by uuid.
type There = HashMap<String, Vec<FoundSession>>;

/// Opens a session; `None` where it is not wanted.
async fn look(reader: &Reader, options: &RestoreOptions, name: &RefName) -> Look {
    let (found, meta) = named(reader, name).await?;
    if !options.selection.takes(&meta) {
        return Ok(None);
    }
    let view = reader.open(&found).await?;
    check_meta(reader, &view, &meta)?;
    Ok(Some(Looked { view, meta }))
}

/// The segments that will be read whatever comes: those of a session of which nothing is here. What is compared first
/// tells its own.
fn expected(options: &RestoreOptions, looked: &Look, there: &There) -> Vec<Segment> {
    let Ok(Some(looked)) = looked else { return Vec::new() };
    let is_collection = SessionUuid::parse(&looked.meta.uuid).is_ok_and(|id| id.is_collection());
    if options.dry_run || is_collection || there.contains_key(&looked.meta.uuid) {
        return Vec::new();
    }
    let wanted = |record: &File| {
        belongs(record, &looked.meta, None)
            && collection::extra(record).is_none_or(|extra| options.include.contains(&extra))
    };
    let plan = plan(&looked.view, options.versions).into_iter().filter(|(_, _, record)| wanted(record));
    plan.flat_map(|(_, branch, _)| branch.segments.iter().cloned()).collect()
}

/// One session, again where a peer's commit came between.
async fn settled(
    reader: &Reader,
    options: &RestoreOptions,
    (name, there, looked): (&RefName, &There, Look),
    (state, notes): (&mut State, &mut Vec<String>),
) -> Result<One, OpError> {
    let mut reader = reader.clone();
    let mut first = Some(looked);
    for _ in 0..MOST_LOOKS {
        let looked = match first.take() {
            Some(looked) => looked,
            None => look(&reader, options, name).await,
        };
        let ended = match looked {
            Ok(Some(looked)) => one(&reader, options, (looked, there), (state, notes)).await,
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        let Err(error) = &ended else { return ended };
        if !may_be_replaced(error) {
            return ended;
        }
        match reader.past_move(name).await? {
            // It was shredded meanwhile.
            Some(next) if next.follow.ended(name)? => return Ok(None),
            Some(next) => reader = next,
            None => return ended,
        }
    }
    Err(OpError::Conflict)
}

async fn one(
    reader: &Reader,
    options: &RestoreOptions,
    (looked, there): (Looked, &There),
    (state, notes): (&mut State, &mut Vec<String>),
) -> Result<One, OpError> {
    let Looked { view, meta } = looked;
    let kind = collection_kind(&meta, &view);
    if let Some(kind) = kind.filter(|kind| !kind.is_some_and(|kind| options.include.contains(&kind))) {
        notes.push(collection::left_out(kind));
        return Ok(None);
    }
    if kind == Some(Some(Extra::History)) {
        let (restored, refused) = collection::history(reader, options, (&view, &meta)).await?;
        return Ok(Some((restored, refused.into_iter().collect())));
    }
    let local = there.get(&meta.uuid).map(Vec::as_slice).unwrap_or_default();
    let (project, map) = match kind {
        // Files of no project.
        Some(_) if meta.project.is_empty() => (String::new(), None),
        _ => place_of(options, &meta, local, state)?,
    };
    let folder = options.to.join("projects").join(&project);
    let mut restored =
        Restored { session: meta.uuid.clone(), folder: folder.clone(), files: Vec::new(), bytes: 0 };
    if let Some(have) = local.iter().find(|have| have.project != project) {
        let message = format!("it lies in {} already; two copies would break claude --resume", have.project);
        let why = NotRestored::Elsewhere;
        let refused = Refused { session: meta.uuid, path: have.project.clone(), why, message };
        return Ok(Some((restored, vec![refused])));
    }
    let of = Of { view: &view, meta: &meta, kind: kind.flatten(), folder: &folder, map: map.as_ref() };
    let refused = files(reader, options, &of, (state, &mut restored)).await?;
    if !options.dry_run && restored.bytes > 0 && kind.is_none() {
        file::drop_index(&folder)?;
    }
    Ok(Some((restored, refused)))
}

/// The session or collection at hand, and where it goes.
struct Of<'a> {
    view: &'a SessionView,
    meta: &'a Meta,
    /// The kind of a collection.
    kind: Option<Extra>,
    folder: &'a Path,
    map: Option<&'a (String, String)>,
}

/// Restores its files; gives what was refused.
async fn files(
    reader: &Reader,
    options: &RestoreOptions,
    of: &Of<'_>,
    (state, restored): (&mut State, &mut Restored),
) -> Result<Vec<Refused>, OpError> {
    let name = RefName::session(of.view.tag);
    let mut refused = Vec::new();
    let mut taken = HashSet::new();
    for (path, branch, record) in plan(of.view, options.versions) {
        let extra = collection::extra(record);
        if extra.is_some_and(|extra| !options.include.contains(&extra)) {
            continue;
        }
        if !belongs(record, of.meta, of.kind) || !taken.insert(path.to_lowercase()) {
            refused.push(collection::misplaced(of.meta, &path));
            continue;
        }
        let place =
            extra.map_or_else(|| of.folder.to_owned(), |extra| collection::folder(options, extra, of.folder));
        let job = file::Target {
            view: of.view,
            branch,
            kind: record.kind,
            folder: &place,
            path: &path,
            map: of.map,
            device: state.device,
        };
        match file::restore(reader, &job, options, (&of.meta.uuid, state)).await {
            Ok(file::Outcome::Done(done, bytes)) => {
                restored.bytes += bytes;
                restored.files.push((path, done));
            }
            Ok(file::Outcome::Refused(why, message)) => {
                refused.push(Refused { session: of.meta.uuid.clone(), path, why, message });
            }
            Err(error) if may_be_replaced(&error) && reader.has_moved(&name).await? => return Err(error),
            Err(error) => refused.push(refuse(of.meta.uuid.clone(), &path, &error)),
        }
    }
    Ok(refused)
}

/// The project folder, and the mapping that led to it. A session that this machine synced from the one folder
/// that holds it stays there, wherever another machine has it.
fn place_of(
    options: &RestoreOptions,
    meta: &Meta,
    local: &[FoundSession],
    state: &State,
) -> Result<(String, Mapped), OpError> {
    let (project, map) = project_folder(options, meta)?;
    match (local, &map) {
        ([have], None) if have.files.iter().any(|file| state.file(file).is_some()) => {
            Ok((have.project.clone(), None))
        }
        _ => Ok((project, map)),
    }
}

/// The session ref by this name, and what it says of the session.
async fn named(reader: &Reader, name: &RefName) -> Result<(Ref, Meta), OpError> {
    let found = fetch(&*reader.remote, name).await?;
    let found = found.filter(|found| matches!(found.body, RefBody::Session { .. }));
    let found = found.ok_or_else(|| OpError::Missing(format!("session ref {name}")))?;
    let meta = reader.meta(&found)?.ok_or_else(|| OpError::Missing(format!("metadata of {name}")))?;
    Ok((found, meta))
}

/// The kind of a collection's files; `None` for a session.
fn collection_kind(meta: &Meta, view: &SessionView) -> Option<Option<Extra>> {
    let is_collection = SessionUuid::parse(&meta.uuid).is_ok_and(|id| id.is_collection());
    is_collection.then(|| view.manifest.files.first().and_then(collection::extra))
}

/// Whether a stored file is one of this session or collection, by its kind and place.
fn belongs(record: &File, meta: &Meta, collection: Option<Extra>) -> bool {
    match (collection::extra(record), collection) {
        (None, None) => is_of_session(&record.path, &meta.uuid),
        (Some(Extra::FileHistory), None) => {
            let prefix = format!("file-history/{}/", meta.uuid);
            collection::is_in_place(record) && record.path.starts_with(&prefix)
        }
        (Some(extra), Some(of)) => extra == of && collection::is_in_place(record),
        _ => false,
    }
}

/// Whether a path is one that Claude Code gives to a file of this session. Whoever holds the keys can name
/// any other: a memory file, say, which Claude would obey.
fn is_of_session(path: &str, uuid: &str) -> bool {
    SafePath::parse(path).is_ok()
        && match classify_in_project(path) {
            Some(Place::Of(session, _)) => session.to_string() == uuid,
            Some(Place::Legacy) => true,
            None => false,
        }
}

/// Metadata belongs to the session and manifest beside it: each field of a ref can be replayed alone.
fn check_meta(reader: &Reader, view: &SessionView, meta: &Meta) -> Result<(), OpError> {
    let same =
        reader.keys.session_tag(&meta.uuid) == view.tag && meta.manifest_version == view.manifest.version;
    let what = format!("metadata of session ref {}", RefName::session(view.tag));
    if same { Ok(()) } else { Err(OpError::object(what)(ObjectError::Mismatch("manifest"))) }
}

/// Which branches go to which paths.
fn plan(view: &SessionView, versions: Versions) -> Vec<(String, &Branch, &File)> {
    let mut plan = Vec::new();
    for file in &view.manifest.files {
        match versions {
            Versions::Current => plan.extend(file.current().map(|branch| (file.path.clone(), branch, file))),
            Versions::Generation(wanted) => {
                let exact = file.branches.iter().find(|branch| branch.generation == wanted);
                plan.extend(exact.or(file.current()).map(|branch| (file.path.clone(), branch, file)));
            }
            Versions::All => {
                plan.extend(file.branches.iter().map(|branch| (versioned(file, branch), branch, file)))
            }
        }
    }
    plan
}

/// A sibling's name ends in what Claude Code does not take for a session.
fn versioned(file: &File, branch: &Branch) -> String {
    if branch.current {
        return file.path.clone();
    }
    let device: String = branch.device.to_string().chars().take(8).collect();
    format!("{}.g{}-{device}", file.path, branch.generation)
}

type Mapped = Option<(String, String)>;

/// The project folder on this machine, and the mapping that led to it.
fn project_folder(options: &RestoreOptions, meta: &Meta) -> Result<(String, Mapped), OpError> {
    let unsafe_name = |_| OpError::Missing(format!("a usable folder name for session {}", meta.uuid));
    let cwd = meta.cwd.as_deref().unwrap_or_default();
    let mapped = options
        .map
        .iter()
        .find_map(|(old, new)| remap_path(cwd, old, new).map(|path| (path, (old.clone(), new.clone()))));
    let Some((path, pair)) = mapped else {
        SafePath::parse(&meta.project).map_err(unsafe_name)?;
        if meta.project.contains('/') {
            return Err(OpError::Missing(format!("a usable folder name for session {}", meta.uuid)));
        }
        return Ok((meta.project.clone(), None));
    };
    let resolved = std::fs::canonicalize(&path).unwrap_or_else(|_| PathBuf::from(&path));
    match munge(&resolved.to_string_lossy()) {
        Munged::Exact(name) => Ok((name, Some(pair))),
        Munged::Prefix(prefix) => long_folder(&options.to, &prefix, &path).map(|name| (name, Some(pair))),
    }
}

/// Claude Code appends a hash of its own to names of over 200 characters: only a folder that it made can
/// be used.
fn long_folder(to: &Path, prefix: &str, cwd: &str) -> Result<String, OpError> {
    let entries = std::fs::read_dir(to.join("projects")).into_iter().flatten().flatten();
    let mut names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.find(|name| name.starts_with(prefix)).ok_or_else(|| {
        OpError::NotFound(format!(
            "the folder of {cwd} has a name that only Claude Code can make; run `claude` once in it, then restore again"
        ))
    })
}
