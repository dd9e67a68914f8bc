//! Verify: every hash, seal, chain and signature of a vault or an archive. A bad item is reported and the
//! rest is checked all the same.

mod heads;

use self::heads::Witness;
use super::archive::{LockedArchive, OpenArchive};
use super::error::OpError;
use super::open::OpenVault;
use super::progress::Progress;
use super::view::{MOST_LOOKS, Reader, SessionView};
use crate::crypto::secret::{AccountKey, Passphrase, random_bytes};
use crate::protocol::ids::{Digest, ObjectId};
use crate::protocol::limits::MAX_CHECK_IDS;
use crate::protocol::refs::{Ref, RefBody, RefName};
use crate::remote::{Remote, RemoteError};
use crate::session::SafePath;
use crate::vault::follow::Follow;
use crate::vault::object::ObjectError;
use crate::vault::tombstone;
use futures::StreamExt as _;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Sessions checked at the same time.
const IN_FLIGHT: usize = 4;

/// What to verify.
#[derive(Clone, Copy, Default)]
pub struct VerifyOptions {
    /// Open only this percentage of the objects, chosen at random; of the others only that they are there.
    pub sample: Option<u8>,
}

/// One thing that is not as it should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadItem {
    /// What.
    pub item: String,
    /// `tampered`, `missing`, `fork`, `rollback` or `rewritten`.
    pub code: &'static str,
    /// Why, in words.
    pub message: String,
}

/// What was found.
#[derive(Default)]
pub struct VerifyReport {
    /// Refs, manifests, metadata, objects and heads that were checked.
    pub checked: u64,
    /// Those that are bad.
    pub bad: Vec<BadItem>,
    /// Whether there was no secret, so that only hashes, the log and the keyfile's signature were checked.
    pub sealed: bool,
}

impl VerifyReport {
    /// Notes a bad item; an error that says nothing about the item ends the verification.
    pub(super) fn note(&mut self, item: impl Into<String>, error: OpError) -> Result<(), OpError> {
        let Some(code) = code(&error) else { return Err(error) };
        self.bad.push(BadItem { item: item.into(), code, message: chain(&error) });
        Ok(())
    }
}

/// How an error is called in the report; none for one that is not about what is stored.
fn code(error: &OpError) -> Option<&'static str> {
    Some(match error {
        OpError::Missing(_) | OpError::Remote(RemoteError::NotFound(_)) => "missing",
        OpError::Object { source: ObjectError::Random(_), .. } => return None,
        OpError::Object { .. }
        | OpError::Follow(_)
        | OpError::Head(_)
        | OpError::Keyfile { .. }
        | OpError::Archive(_)
        | OpError::Remote(RemoteError::Damaged(_) | RemoteError::Refused(_)) => "tampered",
        OpError::Fork { .. } => "fork",
        OpError::Rollback { .. } => "rollback",
        OpError::Rewritten => "rewritten",
        _ => return None,
    })
}

/// An error with its causes, in one line.
pub(super) fn chain(error: &OpError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}

/// Verifies a connected vault; that its log continues what was pinned was checked when it was connected.
pub async fn vault(
    vault: OpenVault,
    options: &VerifyOptions,
    progress: &dyn Progress,
) -> Result<VerifyReport, OpError> {
    let reader = Reader {
        keys: Arc::new(vault.keys),
        follow: Arc::new(vault.connection.follow),
        remote: vault.connection.remote,
    };
    let mut report = VerifyReport::default();
    let names = reader.follow.names()?;
    refs(&reader, names, &Sample::try_new(options.sample)?, &mut report, progress).await?;
    Ok(report)
}

/// Verifies an archive: everything with its secret; hashes, log and the keyfile's signature without.
pub async fn archive(
    path: &Path,
    secrets: Option<(&Passphrase, Option<&AccountKey>)>,
    options: &VerifyOptions,
    progress: &dyn Progress,
) -> Result<VerifyReport, OpError> {
    let mut report = VerifyReport::default();
    let locked = match LockedArchive::open(path).await {
        Ok(locked) => locked,
        Err(error) => {
            report.note("archive", error)?;
            return Ok(report);
        }
    };
    // The keyfile and the log.
    report.checked += 2;
    match secrets {
        None => outside(&locked, &mut report, progress).await?,
        Some(secrets) => match locked.unlock(secrets) {
            Err(error) => report.note("archive", error)?,
            Ok(open) => inside(&open, &Sample::try_new(options.sample)?, &mut report, progress).await?,
        },
    }
    Ok(report)
}

/// What can be said of an archive without its secret.
async fn outside(
    locked: &LockedArchive,
    report: &mut VerifyReport,
    progress: &dyn Progress,
) -> Result<(), OpError> {
    report.sealed = true;
    let names = locked.remote.ref_names();
    for name in &names {
        report.checked += 1;
        let checked = match super::open::fetch(&*locked.remote, name).await {
            Ok(Some(found)) => locked.follow.check(&found).map(|_| ()).map_err(OpError::from),
            Ok(None) => Err(OpError::Missing(format!("ref {name}"))),
            Err(error) => Err(error),
        };
        if let Err(error) = checked {
            report.note(format!("ref {name}"), error)?;
        }
    }
    if locked.remote.index()?.is_none() {
        let have: BTreeSet<_> = names.iter().collect();
        for name in locked.follow.names()?.iter().filter(|name| !have.contains(name)) {
            report.note(format!("ref {name}"), OpError::Missing(format!("ref {name}")))?;
        }
    }
    hashes(&*locked.remote, locked.remote.object_ids(), report, progress).await
}

/// Everything in an archive.
async fn inside(
    open: &OpenArchive,
    sample: &Sample,
    report: &mut VerifyReport,
    progress: &dyn Progress,
) -> Result<(), OpError> {
    report.checked += u64::from(open.index.is_some());
    let gaps = open.gaps()?;
    let absent: BTreeSet<_> = gaps.iter().map(|gap| gap.item.clone()).collect();
    for gap in gaps {
        report.note(gap.item, gap.error)?;
    }
    let mut names = open.remote.ref_names();
    names.retain(|name| !absent.contains(&format!("ref {name}")));
    let named = refs(&open.reader, names, sample, report, progress).await?;
    let mut rest = open.remote.object_ids();
    rest.retain(|id| !named.contains(id));
    hashes(&*open.remote, rest, report, progress).await
}

async fn hashes(
    remote: &dyn Remote,
    ids: Vec<ObjectId>,
    report: &mut VerifyReport,
    progress: &dyn Progress,
) -> Result<(), OpError> {
    progress.begin("objects", Some(ids.len() as u64));
    for id in ids {
        report.checked += 1;
        if let Err(error) = remote.get(id).await {
            report.note(format!("object {id}"), error.into())?;
        }
        progress.add(1);
    }
    progress.done();
    Ok(())
}

/// Which objects are opened.
#[derive(Clone)]
struct Sample {
    percent: u8,
    seed: [u8; 16],
}

impl Sample {
    fn try_new(percent: Option<u8>) -> Result<Self, OpError> {
        let mut seed = [0u8; 16];
        random_bytes(&mut seed)?;
        Ok(Self { percent: percent.unwrap_or(100).min(100), seed })
    }

    fn takes(&self, id: ObjectId) -> bool {
        let mut bytes = self.seed.to_vec();
        bytes.extend_from_slice(&id.0);
        let [a, b, ..] = Digest::of(&bytes).0;
        u32::from(u16::from_be_bytes([a, b])) * 100 < u32::from(self.percent) << 16
    }
}

/// What the check of one ref found.
#[derive(Default)]
struct Found {
    report: VerifyReport,
    witness: Option<Witness>,
    /// Objects that the ref names.
    named: Vec<ObjectId>,
    /// The log as it was followed for this ref.
    follow: Option<Arc<Follow>>,
}

/// Checks refs and all that they name, several at a time; gives the objects that they name.
async fn refs(
    reader: &Reader,
    names: Vec<RefName>,
    sample: &Sample,
    report: &mut VerifyReport,
    progress: &dyn Progress,
) -> Result<BTreeSet<ObjectId>, OpError> {
    progress.begin("refs", Some(names.len() as u64));
    let start = |name| tokio::spawn(one_ref(reader.clone(), name, sample.clone()));
    let mut running = futures::stream::iter(names).map(start).buffered(IN_FLIGHT);
    let (mut witnesses, mut named, mut newest) = (Vec::new(), BTreeSet::new(), Arc::clone(&reader.follow));
    while let Some(found) = running.next().await {
        let found = found.map_err(|_| OpError::Worker)??;
        report.checked += found.report.checked;
        report.bad.extend(found.report.bad);
        witnesses.extend(found.witness);
        named.extend(found.named);
        newest = found.follow.filter(|follow| follow.size() > newest.size()).unwrap_or(newest);
        progress.add(1);
    }
    heads::check(&*reader.remote, &newest, witnesses, report).await?;
    progress.done();
    Ok(named)
}

/// One ref, again where a peer's commit came between: what that replaced is not bad.
async fn one_ref(mut reader: Reader, name: RefName, sample: Sample) -> Result<Found, OpError> {
    for _ in 0..MOST_LOOKS {
        let found = look(&reader, &name, &sample).await;
        let doubtful = match &found {
            Ok(found) => !found.report.bad.is_empty(),
            Err(error) => matches!(error, OpError::Conflict),
        };
        let next = if doubtful { reader.past_move(&name).await? } else { None };
        match next {
            Some(next) => reader = next,
            None => return found.map(|found| Found { follow: Some(reader.follow), ..found }),
        }
    }
    Err(OpError::Conflict)
}

async fn look(reader: &Reader, name: &RefName, sample: &Sample) -> Result<Found, OpError> {
    let mut found = Found::default();
    found.report.checked += 1;
    let what = format!("ref {name}");
    let checked = match super::open::fetch(&*reader.remote, name).await {
        Ok(Some(body)) => reader.follow.check(&body).map(|_| body).map_err(OpError::from),
        Ok(None) => Err(OpError::Missing(what.clone())),
        Err(error) => Err(error),
    };
    match checked {
        Err(error) => found.report.note(what, error)?,
        Ok(body) => match &body.body {
            RefBody::Session { .. } => session(reader, &body, sample, &mut found).await?,
            RefBody::Tombstone(bytes) => {
                if let Err(error) = tombstone_of(reader, name, bytes) {
                    found.report.note(what, error)?;
                }
            }
            // The keyfile was checked when the vault was opened.
            RefBody::Signed(_) => {}
        },
    }
    Ok(found)
}

fn tombstone_of(reader: &Reader, name: &RefName, bytes: &[u8]) -> Result<(), OpError> {
    let refuse = || OpError::object(format!("tombstone {name}"));
    let opened = tombstone::open(&reader.keys, name, bytes).map_err(refuse())?;
    match reader.follow.state(name)? {
        Some(state) if reader.keys.is_stale(opened.signer, state.seq, &reader.follow) => {
            Err(refuse()(ObjectError::Signature))
        }
        _ => Ok(()),
    }
}

async fn session(reader: &Reader, body: &Ref, sample: &Sample, found: &mut Found) -> Result<(), OpError> {
    let name = &body.name;
    let view = match reader.open(body).await {
        Ok(view) => view,
        Err(error) => return found.report.note(format!("session ref {name}"), error),
    };
    found.report.checked += 2;
    if let Err(error) = meta(reader, body, &view) {
        found.report.note(format!("metadata of session ref {name}"), error)?;
    }
    for file in &view.manifest.files {
        if SafePath::parse(&file.path).is_err() {
            let unsafe_path = OpError::object("path")(ObjectError::Mismatch("safe form of a path"));
            found.report.note(format!("manifest of session ref {name}"), unsafe_path)?;
        }
    }
    found.witness = Witness::of(reader, name, &view)?;
    found.named = view.manifest.objects();
    found.named.extend(view.pointer.map(|pointer| pointer.id));
    segments(reader, &view, sample, found).await
}

fn meta(reader: &Reader, body: &Ref, view: &SessionView) -> Result<(), OpError> {
    let refuse = OpError::object("metadata");
    match reader.meta(body)? {
        Some(meta) if reader.keys.session_tag(&meta.uuid) != view.tag => {
            Err(refuse(ObjectError::Mismatch("session")))
        }
        Some(meta) if meta.manifest_version > view.manifest.version => {
            Err(refuse(ObjectError::Mismatch("version")))
        }
        _ => Ok(()),
    }
}

/// Opens the segments of every branch that the sample takes, and asks for the others.
async fn segments(
    reader: &Reader,
    view: &SessionView,
    sample: &Sample,
    found: &mut Found,
) -> Result<(), OpError> {
    let mut done = BTreeSet::new();
    let branches = view.manifest.files.iter().flat_map(|file| &file.branches);
    let all = branches.flat_map(|branch| &branch.segments);
    let (taken, left): (Vec<_>, Vec<_>) = all.partition(|entry| sample.takes(entry.object));
    let mut others: Vec<_> = left.into_iter().map(|entry| entry.object).collect();
    let reader = reader.ahead(IN_FLIGHT, &tokio::runtime::Handle::current());
    reader.remote.expect(&taken.iter().map(|entry| (entry.object, entry.len)).collect::<Vec<_>>());
    for entry in taken {
        // A segment may stand in several branches at different places: each place is checked.
        found.report.checked += u64::from(done.insert(entry.object));
        if let Err(error) = reader.segment(view, entry).await {
            found.report.note(format!("object {}", entry.object), error)?;
        }
    }
    others.sort_unstable();
    others.dedup();
    for ids in others.chunks(MAX_CHECK_IDS) {
        found.report.checked += ids.len() as u64;
        for id in reader.remote.missing(ids).await? {
            found.report.note(format!("object {id}"), OpError::Missing(format!("object {id}")))?;
        }
    }
    Ok(())
}
