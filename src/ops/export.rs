//! Export: one self-contained file of ciphertext, that opens offline with the secret of its time
//! (`docs/format.md`, "Export archive").

mod endpoint;
mod tar;

use self::tar::Tar;
use super::error::OpError;
use super::open::{Connection, OpenVault};
use super::progress::Progress;
use super::view::Reader;
use crate::local::atomic::{self, Temporary};
use crate::protocol::archive::EntryName;
use crate::protocol::checkpoint::Checkpoint;
use crate::protocol::ids::{Digest, ObjectId};
use crate::protocol::merkle::CompactRange;
use crate::protocol::refs::{Ref, RefBody, RefName};
use crate::protocol::{archive, cbor};
use crate::remote::{LeafEntry, RemoteError};
use crate::vault::archive::{self as index, Index, IndexEntry};
use crate::vault::follow::FollowError;
use crate::vault::frame::Framer;
use crate::vault::keyfile::Keys;
use crate::vault::manifest::SeenHead;
use crate::vault::meta::Meta;
use futures::StreamExt as _;
use std::collections::BTreeSet;
use std::io::{Seek as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How often a vault may move while its refs are read.
const ATTEMPTS: usize = 8;
/// Objects fetched at the same time at least.
const IN_FLIGHT: usize = 4;

/// Says of a session's metadata whether the session is meant.
pub type Filter = Box<dyn Fn(&Meta) -> bool + Send + Sync>;

/// Which sessions are exported.
pub enum Selection {
    /// All, and all tombstones.
    All,
    /// Those that the filter takes; the archive says that it is partial.
    Only(Filter),
}

/// Where the archive goes.
pub enum Output {
    /// A file: made beside its place, 0600, and moved there when it is whole.
    File {
        /// Its place.
        path: PathBuf,
        /// Whether a file that is there may be replaced.
        replace: bool,
    },
    /// A stream; the archive is made in the folder `spool` first, and removed again.
    Stream {
        /// The stream.
        to: Box<dyn Write + Send>,
        /// A private folder with room.
        spool: PathBuf,
    },
}

/// What to export, and where to.
pub struct ExportOptions {
    /// Which sessions.
    pub selection: Selection,
    /// Where to.
    pub out: Output,
    /// Seconds of Unix time.
    pub now: u64,
}

/// Something that could not be exported.
pub struct Failed {
    /// What.
    pub item: String,
    /// Why.
    pub error: OpError,
}

/// What was exported.
#[derive(Default)]
pub struct ExportReport {
    /// Session refs in the archive.
    pub sessions: u64,
    /// Objects in the archive.
    pub objects: u64,
    /// Bytes of the archive.
    pub bytes: u64,
    /// Whether the archive says that it is partial.
    pub partial: bool,
    /// What the vault did not give, or gave damaged; the archive lacks it.
    pub failed: Vec<Failed>,
}

/// Exports a vault. Memory does not grow with the data: 32 bytes an object, and the objects in flight.
pub async fn run(
    vault: OpenVault,
    options: ExportOptions,
    progress: &dyn Progress,
) -> Result<ExportReport, OpError> {
    let ExportOptions { selection, out, now } = options;
    let target = match &out {
        Output::File { path, replace } => {
            if !replace && path.symlink_metadata().is_ok() {
                return Err(OpError::Exists { name: path.display().to_string() });
            }
            path.clone()
        }
        Output::Stream { spool, .. } => spool.join("export"),
    };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temporary = Temporary::create(folder, &target, 0o600).map_err(OpError::File)?;
    let mut writer = Writer::new(Tar::new(temporary.file(), &target), &selection);
    let mut source = Source { connection: vault.connection, keys: Arc::new(vault.keys) };
    writer.write(&mut source, now, progress).await?;
    let report = std::mem::take(&mut writer.report);
    drop(writer);
    match out {
        Output::File { path, replace } => {
            temporary.file().sync_all().map_err(OpError::io(&path))?;
            let moved = if replace { temporary.rename(&path) } else { temporary.rename_new(&path) };
            moved.and_then(|()| atomic::sync_folder(folder)).map_err(OpError::File)?;
        }
        Output::Stream { mut to, .. } => {
            let mut file = temporary.file();
            let copied =
                file.rewind().and_then(|()| std::io::copy(&mut file, &mut to)).and_then(|_| to.flush());
            copied.map_err(OpError::io(&target))?;
        }
    }
    Ok(report)
}

/// The vault that is exported.
struct Source {
    connection: Connection,
    keys: Arc<Keys>,
}

impl Source {
    fn reader(&self) -> Reader {
        Reader {
            keys: self.keys.clone(),
            follow: Arc::new(self.connection.follow.clone()),
            remote: self.connection.remote.clone(),
        }
    }
}

struct Writer<'a> {
    tar: Tar<'a>,
    selection: &'a Selection,
    report: ExportReport,
    refs: Vec<IndexEntry>,
    objects: BTreeSet<ObjectId>,
}

impl<'a> Writer<'a> {
    fn new(tar: Tar<'a>, selection: &'a Selection) -> Self {
        let report = ExportReport { partial: !matches!(selection, Selection::All), ..Default::default() };
        Self { tar, selection, report, refs: Vec::new(), objects: BTreeSet::new() }
    }

    async fn write(&mut self, vault: &mut Source, now: u64, progress: &dyn Progress) -> Result<(), OpError> {
        let all = matches!(self.selection, Selection::All);
        if !all || !self.take_whole(vault, progress).await? {
            self.tar.entry(&EntryName::Format, archive::FORMAT_TEXT)?;
            self.write_moment(vault, progress).await?;
            self.write_objects(vault, progress).await?;
        }
        if vault.keys.may_write {
            self.write_index(vault, now)?;
        }
        self.report.bytes = self.tar.finish()?;
        progress.done();
        Ok(())
    }

    /// Writes keyfile, log and refs as they stand at one moment: begins again if the vault moves meanwhile.
    async fn write_moment(&mut self, vault: &mut Source, progress: &dyn Progress) -> Result<(), OpError> {
        let begin = self.tar.position();
        for _ in 0..ATTEMPTS {
            self.tar.cut(begin)?;
            self.refs.clear();
            self.objects.clear();
            self.report.failed.clear();
            self.report.sessions = 0;
            vault.connection.refresh().await?;
            if vault.connection.keyfile.version != vault.keys.keyfile_version {
                return Err(OpError::Conflict);
            }
            match self.write_refs(vault, progress).await {
                Err(OpError::Follow(FollowError::BadBody(_))) => {}
                Err(other) => return Err(other),
                Ok(true) => return Ok(()),
                Ok(false) => {}
            }
        }
        Err(OpError::Conflict)
    }

    async fn write_refs(&mut self, vault: &Source, progress: &dyn Progress) -> Result<bool, OpError> {
        let reader = vault.reader();
        for (name, entry) in
            [(RefName::keyfile(), EntryName::Keyfile), (RefName::roster(), EntryName::Roster)]
        {
            if let Some(Ref { body: RefBody::Signed(bytes), .. }) = vault.connection.get_ref(&name).await? {
                self.put_ref(name, &entry, &bytes)?;
            }
        }
        if !self.write_log(vault, &reader).await? {
            return Ok(false);
        }
        let mut names = reader.follow.names()?;
        names.retain(|name| name.session_tag().is_some());
        progress.begin("sessions", Some(names.len() as u64));
        for name in &names {
            let found = vault.connection.get_ref(name).await?;
            let found = found.ok_or_else(|| OpError::Missing(format!("ref {name}")))?;
            self.take_ref(&reader, &found).await?;
            progress.add(1);
        }
        Ok(true)
    }

    fn put_ref(&mut self, name: RefName, entry: &EntryName, bytes: &[u8]) -> Result<(), OpError> {
        self.tar.entry(entry, bytes)?;
        self.refs.push(IndexEntry { name, hash: Digest::of(bytes) });
        Ok(())
    }

    async fn take_ref(&mut self, reader: &Reader, found: &Ref) -> Result<(), OpError> {
        if !self.is_selected(reader, found)? {
            return Ok(());
        }
        self.put_ref(found.name.clone(), &EntryName::Ref(found.name.clone()), &cbor::encode(found))?;
        if matches!(found.body, RefBody::Tombstone(_)) {
            return Ok(());
        }
        self.report.sessions += 1;
        match reader.open(found).await {
            Ok(view) => {
                self.objects.extend(view.manifest.objects());
                self.objects.extend(view.pointer.map(|pointer| pointer.id));
                Ok(())
            }
            Err(error) => self.pass_over(format!("session ref {}", found.name), error),
        }
    }

    fn is_selected(&self, reader: &Reader, found: &Ref) -> Result<bool, OpError> {
        match self.selection {
            Selection::All => Ok(true),
            Selection::Only(filter) => Ok(reader.meta(found)?.is_some_and(|meta| filter(&meta))),
        }
    }

    /// A damaged item is reported and left out; anything else ends the export.
    fn pass_over(&mut self, item: String, error: OpError) -> Result<(), OpError> {
        let one = matches!(
            error,
            OpError::Object { .. }
                | OpError::Missing(_)
                | OpError::Remote(RemoteError::NotFound(_) | RemoteError::Damaged(_))
        );
        if !one {
            return Err(error);
        }
        self.report.failed.push(Failed { item, error });
        Ok(())
    }

    /// Writes the log as far as it was followed; `false` if it has grown meanwhile.
    async fn write_log(&mut self, vault: &Source, reader: &Reader) -> Result<bool, OpError> {
        let log_key = vault.connection.pin.log_key.0;
        let head = reader.remote.head().await?;
        let seen = Checkpoint::verify(&head.checkpoint, &log_key)?;
        if (seen.size, Digest(seen.root)) != (reader.follow.size(), reader.follow.root()) {
            return Ok(false);
        }
        self.tar.entry(&EntryName::Checkpoint, &head.checkpoint)?;
        self.tar.entry(&EntryName::LogKey, &log_key)?;
        let mut range = CompactRange::new();
        let open = self.tar.begin(&EntryName::Leaves)?;
        while range.size() < seen.size {
            let page = reader.remote.leaves(range.size(), seen.size).await?;
            if page.is_empty() {
                return Err(OpError::Rewritten);
            }
            for entry in page {
                self.tar.write(&archive::leaf_to_bytes(&entry))?;
                range.append(hash(&entry)?);
            }
        }
        self.tar.end(open)?;
        if range.root() == seen.root { Ok(true) } else { Err(OpError::Rewritten) }
    }

    async fn write_objects(&mut self, vault: &Source, progress: &dyn Progress) -> Result<(), OpError> {
        let objects = std::mem::take(&mut self.objects);
        progress.begin("objects", Some(objects.len() as u64));
        let remote = &vault.connection.remote;
        let fetch = |id: ObjectId| async move { (id, remote.get(id).await) };
        let mut fetched =
            futures::stream::iter(objects).map(fetch).buffered(remote.in_flight().max(IN_FLIGHT));
        while let Some((id, bytes)) = fetched.next().await {
            progress.add(1);
            match bytes {
                Ok(bytes) if ObjectId::of(&bytes) == id => {
                    self.tar.entry(&EntryName::Object(id), &bytes)?;
                    self.report.objects += 1;
                }
                Ok(_) => self.pass_over(format!("object {id}"), RemoteError::Damaged(id).into())?,
                Err(error) => self.pass_over(format!("object {id}"), error.into())?,
            }
        }
        Ok(())
    }

    fn write_index(&mut self, vault: &Source, now: u64) -> Result<(), OpError> {
        let mut refs = std::mem::take(&mut self.refs);
        refs.sort_by(|a, b| a.name.cmp(&b.name));
        let follow = &vault.connection.follow;
        let mut whole = Index {
            format: index::FORMAT,
            created: now,
            partial: self.report.partial,
            head: SeenHead { size: follow.size(), root: follow.root() },
            log_key: vault.connection.pin.log_key,
            refs,
            signature: None,
        };
        let refuse = || OpError::object("index of the archive");
        let mut framer = Framer::try_new().map_err(|source| refuse()(source.into()))?;
        let sealed = index::seal(&mut whole, &vault.keys, &mut framer).map_err(refuse())?;
        self.tar.entry(&EntryName::Index, &sealed)
    }
}

/// The leaf hash; an answer that hides a ref move has none.
fn hash(entry: &LeafEntry) -> Result<[u8; 32], OpError> {
    entry.leaf_hash().ok_or(OpError::Rewritten)
}
