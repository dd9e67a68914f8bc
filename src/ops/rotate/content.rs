//! Content sealed anew: every segment of a session is opened and sealed again under a fresh content key, and what it
//! supersedes is shredded. For a content key that leaked by itself: re-wrapping it would change nothing.
//!
//! It begins with a new data key, so that a session is done when all its content keys were born under that one; which
//! sessions are meant is written down on this machine, and the next run goes on. Nothing that a reader sees changes:
//! branches, generations and bytes stay.

use super::compromised::ANY_AGE;
use super::drain::{DataKeyReport, begin, data_key};
use super::renew;
use crate::ops::error::OpError;
use crate::ops::open::{OpenVault, Profile, fetch};
use crate::ops::progress::Progress;
use crate::ops::reseal::{Pending, left};
use crate::ops::revise::{self, Revision};
use crate::ops::standing;
use crate::ops::sync::sink::place;
use crate::ops::view::{MOST_LOOKS, Reader, SessionView, may_be_replaced};
use crate::protocol::ids::{ActorId, ObjectId};
use crate::protocol::refs::{Action, Commit, RefChange, RefName};
use crate::remote::pipelined::Pipelined;
use crate::remote::{Remote, RemoteError, Swap};
use crate::vault::content::SessionKeys;
use crate::vault::frame::Framer;
use crate::vault::manifest::{Branch, Manifest, Segment, Writer};
use crate::vault::meta::Meta;
use crate::vault::segment;
use minicbor::{Decode, Encode};
use std::collections::HashMap;
use std::sync::Arc;

/// The name of the file that says what is under way.
const FILE: &str = "content-plan";

/// What is under way.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Plan {
    /// The data key that the fresh content keys are born under.
    #[n(0)]
    version: u32,
    /// The sessions that are meant.
    #[n(1)]
    names: Vec<RefName>,
}

/// What was sealed anew.
#[derive(Default)]
pub struct ContentReport {
    /// Sessions that were sealed anew by this run.
    pub sessions: u64,
    /// Sessions that an interrupted run had done.
    pub done: u64,
    /// Segments, and bytes of the objects that hold them now.
    pub segments: (u64, u64),
    /// Superseded objects that the vault still gives out.
    pub left: Vec<String>,
    /// Sessions that could not be opened, by ref, and why; they are as they were.
    pub failed: Vec<(String, OpError)>,
    /// The new data key, and the move of all other content keys under it.
    pub data_key: DataKeyReport,
}

/// Seals these sessions anew. What an earlier run began is finished first.
pub async fn content(
    mut vault: OpenVault,
    names: &[RefName],
    now: u64,
    progress: &dyn Progress,
) -> Result<(OpenVault, ContentReport), OpError> {
    vault.require_governing()?;
    let mut report = ContentReport::default();
    let standing: Option<Plan> = standing::load(&vault.connection.profile, FILE)?;
    if let Some(plan) = standing {
        let all = names.iter().all(|name| plan.names.contains(name));
        vault = carry_out(vault, &plan, (now, &mut report), progress).await?;
        if all {
            return Ok((vault, report));
        }
    }
    vault = begin(vault, (0, now), &mut report.data_key).await?;
    let plan = Plan { version: vault.keys.active_dek_version(), names: names.to_vec() };
    standing::save(&vault.connection.profile, FILE, &plan)?;
    let vault = carry_out(vault, &plan, (now, &mut report), progress).await?;
    Ok((vault, report))
}

/// Of how many sessions a run was interrupted on this machine, or left some undone.
pub fn content_under_way(profile: &Profile) -> Result<Option<u64>, OpError> {
    let plan: Option<Plan> = standing::load(profile, FILE)?;
    Ok(plan.map(|plan| plan.names.len() as u64))
}

async fn carry_out(
    mut vault: OpenVault,
    plan: &Plan,
    (now, report): (u64, &mut ContentReport),
    progress: &dyn Progress,
) -> Result<OpenVault, OpError> {
    let mut framer = Framer::try_new().map_err(|source| OpError::object("compressor")(source.into()))?;
    progress.begin("sealing sessions anew", Some(plan.names.len() as u64));
    for name in &plan.names {
        vault = session(vault, (name, plan.version, now), report, &mut framer).await?;
        progress.add(1);
    }
    vault.connection.remember()?;
    let (vault, moved) = data_key(vault, (ANY_AGE, now), progress).await?;
    report.data_key = DataKeyReport { begun: report.data_key.begun || moved.begun, ..moved };
    if report.failed.is_empty() && report.left.is_empty() {
        standing::end(&vault.connection.profile, FILE)?;
        Pending::of(&vault.connection.profile).end()?;
    }
    Ok(vault)
}

/// One session, again where a peer moves it meanwhile.
async fn session(
    mut vault: OpenVault,
    (name, version, now): (&RefName, u32, u64),
    report: &mut ContentReport,
    framer: &mut Framer,
) -> Result<OpenVault, OpError> {
    for _ in 0..MOST_LOOKS {
        let OpenVault { connection, keys, slot } = vault;
        let profile = &connection.profile;
        let writer = Writer { device: profile.device, name: profile.device_name.clone() };
        let reader = Reader {
            keys: Arc::new(keys),
            follow: Arc::new(connection.follow.clone()),
            remote: Arc::clone(&connection.remote),
        };
        let made = reseal(&reader, (name, version), (writer, connection.seen_head()), framer).await;
        let moved = match &made {
            Err(error) if may_be_replaced(error) => reader.has_moved(name).await?,
            _ => false,
        };
        let Ok(keys) = Arc::try_unwrap(reader.keys) else { return Err(OpError::Worker) };
        vault = OpenVault { connection, keys, slot };
        match made {
            Ok(Made::Ended) => return Ok(vault),
            Ok(Made::Already) => {
                report.done += 1;
                return Ok(vault);
            }
            Ok(Made::Change(change, segments)) => {
                if commit(&mut vault, &change).await? {
                    report.left.extend(left(&*vault.connection.remote, &change).await?);
                    report.sessions += 1;
                    report.segments.0 += segments.0;
                    report.segments.1 += segments.1;
                    return Ok(vault);
                }
            }
            Err(_) if moved => {}
            Err(error) if is_of_one(&error) => {
                report.failed.push((name.to_string(), error));
                return Ok(vault);
            }
            Err(error) => return Err(error),
        }
        vault.connection.refresh().await?;
        vault = renew(vault, now)?;
        vault.require_write()?;
    }
    report.failed.push((name.to_string(), OpError::Conflict));
    Ok(vault)
}

/// Whether the other sessions can go on.
fn is_of_one(error: &OpError) -> bool {
    match error {
        OpError::Object { .. } | OpError::Follow(_) | OpError::Missing(_) => true,
        OpError::Remote(error) => matches!(error, RemoteError::NotFound(_) | RemoteError::Damaged(_)),
        _ => false,
    }
}

/// What came of one session.
enum Made {
    /// It was shredded.
    Ended,
    /// All its content keys are fresh already.
    Already,
    /// The change, its segments and the bytes of their objects.
    Change(RefChange, (u64, u64)),
}

async fn reseal(
    reader: &Reader,
    (name, version): (&RefName, u32),
    writer: (Writer, crate::vault::manifest::SeenHead),
    framer: &mut Framer,
) -> Result<Made, OpError> {
    let missing = || OpError::Missing(format!("session ref {name}"));
    let state = reader.follow.state(name)?.ok_or_else(missing)?;
    if state.tombstone {
        return Ok(Made::Ended);
    }
    let found = fetch(&*reader.remote, name).await?.ok_or_else(missing)?;
    let view = reader.open(&found).await?;
    if view.session_keys.iter().all(|key| key.birth >= version) {
        return Ok(Made::Already);
    }
    let mut meta: Meta = reader.meta(&found)?.ok_or_else(missing)?;
    let keys = SessionKeys::generate(&reader.keys, view.tag).map_err(OpError::object("content keys"))?;
    let sending = Pipelined::new(Arc::clone(&reader.remote), 1);
    let mut manifest = view.manifest.clone();
    let segments = reseal_all(reader, (&view, &mut manifest), (&keys, &sending), framer).await?;
    let revision = Revision {
        tag: view.tag,
        keys: (&*reader.keys, &keys),
        before: Some(&view),
        writer,
        action: Action::Shred,
    };
    let sealed = revise::seal(revision, &mut manifest, &mut meta, framer)?;
    if let Some((id, object)) = sealed.object {
        sending.put(id, object.into()).await?;
    }
    sending.settle().await?;
    Ok(Made::Change(sealed.change, segments))
}

/// Every segment of every branch; gives how many and how many bytes.
async fn reseal_all(
    reader: &Reader,
    (view, manifest): (&SessionView, &mut Manifest),
    (keys, sending): (&SessionKeys, &Pipelined),
    framer: &mut Framer,
) -> Result<(u64, u64), OpError> {
    let ahead = reader.ahead(1, &tokio::runtime::Handle::current());
    let mut known: HashMap<ObjectId, Segment> = HashMap::new();
    let mut bytes = 0;
    for branch in manifest.files.iter_mut().flat_map(|file| &mut file.branches) {
        ahead.expect(&branch.segments);
        bytes += reseal_branch((&ahead, view), (branch, &mut known), (keys, sending), framer).await?;
    }
    Ok((known.len() as u64, bytes))
}

/// Branches of one file may share segments: each is sealed once.
async fn reseal_branch(
    (reader, view): (&Reader, &SessionView),
    (branch, known): (&mut Branch, &mut HashMap<ObjectId, Segment>),
    (keys, sending): (&SessionKeys, &Pipelined),
    framer: &mut Framer,
) -> Result<u64, OpError> {
    let key = keys.newest().ok_or(OpError::Worker)?;
    let (owner, tag) = (reader.owner(), view.tag);
    let (mut made, mut bytes): (Vec<Segment>, u64) = (Vec::with_capacity(branch.segments.len()), 0);
    for entry in &branch.segments {
        if let Some(same) = known.get(&entry.object) {
            made.push(same.clone());
            continue;
        }
        let object = reader.remote.get(entry.object).await?;
        let at = place(owner, tag, branch.generation, &made);
        let again = segment::reseal(&view.session_keys, (owner, tag), (entry, &object), (&at, key), framer);
        let (object, new) = again.map_err(OpError::object(format!("segment {}", entry.object)))?;
        bytes += object.len() as u64;
        sending.put(new.object, object.into()).await?;
        known.insert(entry.object, new.clone());
        made.push(new);
    }
    branch.segments = made;
    Ok(bytes)
}

/// Whether the vault took it; what moved is followed by the caller.
async fn commit(vault: &mut OpenVault, change: &RefChange) -> Result<bool, OpError> {
    let wanted = [(change.name.clone(), change.body.field_hashes())];
    let commit = Commit {
        keyfile_version: vault.keys.keyfile_version,
        actor: ActorId(vault.connection.profile.device.0),
        changes: vec![change.clone()],
    };
    Pending::of(&vault.connection.profile).begin()?;
    match vault.connection.remote.commit(&commit).await? {
        Swap::Done(receipt) => {
            vault.connection.accept(&receipt, &wanted).await?;
            Ok(true)
        }
        Swap::Conflict { .. } => Ok(false),
    }
}
