//! Import: what an archive holds and a vault does not is added to the vault; nothing in it is overwritten.
//!
//! Into the vault that the archive was made of, objects are taken as they are. Into another one every segment
//! is opened and sealed again, under that vault's keys and names. Either way the manifest is a new one, made
//! here: an archived one stands at another place of the log.

pub(super) mod merge;

use self::merge::{Merged, Merger};
use super::archive::OpenArchive;
use super::error::OpError;
use super::open::{self, Connection, OpenVault};
use super::progress::Progress;
use super::view::{Reader, SessionView};
use crate::protocol::ids::{ActorId, Digest};
use crate::protocol::refs::{Commit, RefBody, RefChange, RefName};
use crate::remote::{RemoteError, Swap};
use crate::session::{SafePath, SessionUuid};
use crate::vault::keyfile::Keys;
use crate::vault::manifest::{SeenHead, Writer};
use crate::vault::meta::Meta;
use crate::vault::object::ObjectError;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Rounds before sessions that always conflict are given up.
const MOST_ROUNDS: usize = 8;
/// Sessions in one commit.
const BATCH: usize = 64;
/// Bytes of bodies in one commit.
const BATCH_BYTES: usize = 8 << 20;

/// A session of the archive that was not imported.
pub struct Failed {
    /// What.
    pub item: String,
    /// Why.
    pub error: OpError,
}

/// What an import did.
#[derive(Default)]
pub struct ImportReport {
    /// Sessions that were new to the vault, or got something new.
    pub imported: Vec<SessionUuid>,
    /// Sessions that the vault had whole already.
    pub unchanged: u64,
    /// Sessions of which the vault has another history: the archive's was kept beside it.
    pub apart: Vec<SessionUuid>,
    /// Sessions that were shredded in the vault: they stay so.
    pub shredded: u64,
    /// Bytes of objects that were stored.
    pub bytes: u64,
    /// What could not be imported; the rest was.
    pub failed: Vec<Failed>,
}

/// Imports an archive. `now` is in seconds of Unix time.
pub async fn run(
    vault: OpenVault,
    archive: OpenArchive,
    now: u64,
    progress: &dyn Progress,
) -> Result<ImportReport, OpError> {
    vault.require_write()?;
    check_log(&vault.connection, &archive).await?;
    let mut report = ImportReport::default();
    let mut left = sound_refs(&archive, &mut report)?;
    progress.begin("importing", Some(left.len() as u64));
    let OpenVault { connection, keys, .. } = vault;
    let mut import = Import { connection, keys: Arc::new(keys), archive, now, report };
    for _ in 0..MOST_ROUNDS {
        left = import.round(left, progress).await?;
        if left.is_empty() {
            progress.done();
            import.report.imported.sort_unstable_by_key(|uuid| *uuid.as_bytes());
            return Ok(import.report);
        }
        import.follow().await?;
    }
    Err(OpError::Conflict)
}

/// An archive that claims to be of this vault must have been signed by the log that is pinned: otherwise
/// whoever knows an old secret could make one. What an earlier key of the server signed is as good.
async fn check_log(connection: &Connection, archive: &OpenArchive) -> Result<(), OpError> {
    let (same_vault, key) = (archive.keyfile.owner == connection.profile.owner, archive.remote.log_key());
    let foreign = same_vault && Digest(key) != connection.pin.log_key;
    if foreign && !open::was_log_key(connection, &key).await? {
        return Err(OpError::Archive("its log is not signed by the log key of this vault".into()));
    }
    Ok(())
}

/// The session refs that are what index and log say; the others are reported.
fn sound_refs(archive: &OpenArchive, report: &mut ImportReport) -> Result<Vec<RefName>, OpError> {
    let gaps = archive.gaps()?;
    let bad: BTreeSet<_> = gaps.iter().map(|gap| gap.item.clone()).collect();
    report.failed.extend(gaps.into_iter().map(|gap| Failed { item: gap.item, error: gap.error }));
    let names = archive.remote.ref_names().into_iter();
    Ok(names.filter(|name| name.session_tag().is_some() && !bad.contains(&format!("ref {name}"))).collect())
}

struct Import {
    connection: Connection,
    keys: Arc<Keys>,
    archive: OpenArchive,
    now: u64,
    report: ImportReport,
}

/// A session that is ready to be committed.
struct Ready {
    name: RefName,
    uuid: SessionUuid,
    apart: bool,
    change: RefChange,
}

impl Import {
    /// Imports the sessions of these refs of the archive; gives back those that conflicted.
    async fn round(&mut self, names: Vec<RefName>, progress: &dyn Progress) -> Result<Vec<RefName>, OpError> {
        let (mut again, mut batch, mut bytes) = (Vec::new(), Vec::new(), 0);
        let target = self.reader();
        for name in names {
            match self.prepare(&target, &name).await {
                Ok(Some(ready)) => {
                    bytes += ready.change.body.len_bytes();
                    batch.push(ready);
                }
                Ok(None) => {}
                Err(error) if is_of_item(&error) => {
                    self.report.failed.push(Failed { item: format!("session ref {name}"), error });
                }
                Err(error) => return Err(error),
            }
            if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                self.commit(std::mem::take(&mut batch), &mut again).await?;
                bytes = 0;
            }
            progress.add(1);
        }
        self.commit(batch, &mut again).await?;
        Ok(again)
    }

    fn reader(&self) -> Reader {
        Reader {
            keys: self.keys.clone(),
            follow: Arc::new(self.connection.follow.clone()),
            remote: self.connection.remote.clone(),
        }
    }

    /// Opens a session of the archive and merges it with what the vault has; `None` where there is nothing
    /// to do.
    async fn prepare(&mut self, target: &Reader, name: &RefName) -> Result<Option<Ready>, OpError> {
        let found = super::open::fetch(&*self.archive.remote, name).await?;
        let found = found.ok_or_else(|| OpError::Missing(format!("ref {name}")))?;
        if !matches!(found.body, RefBody::Session { .. }) {
            // A tombstone: what is to be forgotten is the vault's to say.
            self.archive.reader.follow.check(&found)?;
            return Ok(None);
        }
        let theirs = self.archive.reader.open(&found).await?;
        let meta =
            self.archive.reader.meta(&found)?.ok_or_else(|| OpError::Missing(format!("ref {name}")))?;
        let uuid = checked(&self.archive.reader, &theirs, &meta)?;
        let tag = self.keys.session_tag(&meta.uuid);
        let state = target.follow.state(&RefName::session(tag))?;
        if state.is_some_and(|state| state.tombstone) {
            self.report.shredded += 1;
            return Ok(None);
        }
        let ours = target.session(tag).await?;
        let merger = Merger {
            from: &self.archive.reader,
            to: target,
            tag,
            same: self.archive.keyfile.owner == self.connection.profile.owner && theirs.tag == tag,
            writer: self.writer(),
            head: SeenHead { size: self.connection.follow.size(), root: self.connection.follow.root() },
            now: self.now,
        };
        match merger.run((theirs, meta), ours).await? {
            None => {
                self.report.unchanged += 1;
                Ok(None)
            }
            Some(Merged { change, apart, bytes }) => {
                self.report.bytes += bytes;
                Ok(Some(Ready { name: name.clone(), uuid, apart, change }))
            }
        }
    }

    fn writer(&self) -> Writer {
        let profile = &self.connection.profile;
        Writer { device: profile.device, name: profile.device_name.clone() }
    }

    /// Commits a batch; what conflicts is put aside for the next round and the rest is tried again.
    async fn commit(&mut self, mut batch: Vec<Ready>, again: &mut Vec<RefName>) -> Result<(), OpError> {
        while !batch.is_empty() {
            let commit = Commit {
                keyfile_version: self.keys.keyfile_version,
                actor: ActorId(self.connection.profile.device.0),
                changes: batch.iter().map(|ready| ready.change.clone()).collect(),
            };
            match self.connection.remote.commit(&commit).await? {
                Swap::Done(receipt) => {
                    let wanted: Vec<_> =
                        batch.iter().map(|r| (r.change.name.clone(), r.change.body.field_hashes())).collect();
                    self.connection.accept(&receipt, &wanted).await?;
                    self.connection.remember()?;
                    for ready in batch.drain(..) {
                        self.report.imported.push(ready.uuid);
                        self.report.apart.extend(ready.apart.then_some(ready.uuid));
                    }
                }
                Swap::Conflict { refs } => {
                    let keys_moved = refs.iter().any(|moved| moved.name == RefName::keyfile());
                    let moved = |name: &RefName| refs.iter().any(|moved| moved.name == *name);
                    let (late, rest): (Vec<_>, Vec<_>) =
                        batch.into_iter().partition(|ready| keys_moved || moved(&ready.change.name));
                    if late.is_empty() {
                        return Err(OpError::Conflict);
                    }
                    again.extend(late.into_iter().map(|ready| ready.name));
                    batch = rest;
                }
            }
        }
        Ok(())
    }

    /// Takes what moved on the vault into account.
    async fn follow(&mut self) -> Result<(), OpError> {
        self.connection.refresh().await?;
        if self.connection.keyfile.version != self.keys.keyfile_version {
            let (keys, _) =
                super::secret::unlock(&self.connection.profile, &self.connection.keyfile, self.now)?;
            self.keys = Arc::new(keys);
        }
        Ok(())
    }
}

/// Whether an error is about one session of the archive, so that the others can be imported.
fn is_of_item(error: &OpError) -> bool {
    match error {
        OpError::Object { source: ObjectError::Random(_), .. } => false,
        OpError::Object { .. } | OpError::Follow(_) | OpError::Missing(_) => true,
        OpError::Remote(error) => {
            matches!(error, RemoteError::NotFound(_) | RemoteError::Damaged(_) | RemoteError::Refused(_))
        }
        _ => false,
    }
}

/// What a reader checks of names before it uses them.
pub(super) fn checked(reader: &Reader, view: &SessionView, meta: &Meta) -> Result<SessionUuid, OpError> {
    let refuse = |what| OpError::object("session of the archive")(ObjectError::Mismatch(what));
    let uuid = SessionUuid::parse(&meta.uuid).map_err(|_| refuse("form of a session id"))?;
    if reader.keys.session_tag(&meta.uuid) != view.tag {
        return Err(refuse("session"));
    }
    let project = SafePath::parse(&meta.project).is_ok_and(|project| project.components().count() == 1);
    let paths = view.manifest.files.iter().all(|file| SafePath::parse(&file.path).is_ok());
    if project && paths { Ok(uuid) } else { Err(refuse("safe form of a path")) }
}
