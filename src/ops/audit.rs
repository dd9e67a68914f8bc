//! Audit: the whole log, every leaf of it whole, checked against the head that was followed; and what it says.
//!
//! Nothing is said of a leaf before all leaves together have made the root that the server signed and that
//! continues what this machine saw before.

pub mod export;

use super::error::OpError;
use super::open::OpenVault;
use super::progress::Progress;
use super::verify::{self, VerifyOptions, VerifyReport};
use super::view::Reader;
use crate::protocol::ids::{Digest, OwnerId, SessionTag};
use crate::protocol::leaf::{self, Class, Leaf};
use crate::protocol::limits::MAX_LEAF_PAGE;
use crate::protocol::merkle::{self, CompactRange};
use crate::protocol::origin::Origin;
use crate::protocol::refs::{Action, RefName};
use crate::remote::{Event, LeafEntry, Remote};
use crate::session::SessionUuid;
use crate::vault::follow::{Follow, FollowError};
use crate::vault::keyfile::Keys;
use std::sync::Arc;

/// From where a request came, as far as it can be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Whence {
    /// No origin was taken: an embedded vault, or one without an audit key.
    NotTaken,
    /// The origin was erased, or is not shown; its hash stands in the leaf.
    Erased,
    /// It is sealed to a key that this machine does not have, or was never sealed rightly.
    Sealed,
    /// It opened.
    Known(Origin),
}

/// One leaf, checked.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its class.
    pub class: Class,
    /// What it says.
    pub leaf: Leaf,
    /// From where.
    pub whence: Whence,
}

/// Which leaves are meant.
#[derive(Default)]
pub struct Wanted {
    /// Those at this time (microseconds) or later.
    pub since_us: Option<u64>,
    /// Those of actors or tokens whose id begins so, in lower-case hex.
    pub actor: Option<String>,
    /// Those of these actions; of all where there are none.
    pub actions: Vec<Action>,
    /// Those of this ref.
    pub name: Option<RefName>,
    /// Only what was denied.
    pub denied: bool,
}

impl Wanted {
    fn takes(&self, leaf: &Leaf) -> bool {
        let by = |prefix: &String| {
            hex::encode(leaf.actor.0).starts_with(prefix) || hex::encode(leaf.token).starts_with(prefix)
        };
        self.since_us.is_none_or(|since| leaf.time_us >= since)
            && self.actor.as_ref().is_none_or(by)
            && (self.actions.is_empty() || self.actions.contains(&leaf.action))
            && self.name.as_ref().is_none_or(|name| leaf.moved.as_ref().is_some_and(|m| m.name == *name))
            && (!self.denied || leaf.outcome == leaf::Outcome::Denied)
    }
}

/// The ref of a session: by its whole id also where the session was shredded, else by the first part of the id of
/// one that is there.
pub async fn name_of(reader: &Reader, prefix: &str) -> Result<RefName, OpError> {
    if SessionUuid::parse(prefix).is_ok() {
        return Ok(RefName::session(SessionTag(reader.keys.session_tag(prefix).0)));
    }
    Ok(super::list::find(reader, prefix).await?.0.name)
}

/// The leaves that are wanted, out of the whole log.
pub async fn log(reader: &Reader, wanted: &Wanted, progress: &dyn Progress) -> Result<Vec<Record>, OpError> {
    let mut records = Vec::new();
    read(&*reader.remote, &reader.follow, progress, |class, leaf, event| {
        if wanted.takes(&leaf) {
            let whence = whence(&reader.keys, &leaf, event.origin.as_deref());
            records.push(Record { class, leaf, whence });
        }
        Ok(())
    })
    .await?;
    Ok(records)
}

fn whence(keys: &Keys, leaf: &Leaf, sealed: Option<&[u8]>) -> Whence {
    match sealed {
        None if leaf.origin == Digest::default() => Whence::NotTaken,
        None => Whence::Erased,
        Some(sealed) => keys.open_origin(sealed).map_or(Whence::Sealed, Whence::Known),
    }
}

/// Reads every leaf up to the head that was followed, whole, and hands each on. What was handed on is true only if
/// this returns without an error.
///
/// # Errors
/// [`OpError::Follow`] names the first leaf that is none of this vault at this place; [`OpError::Rewritten`] where the
/// leaves, each sound by itself, do not make the root.
async fn read(
    remote: &dyn Remote,
    follow: &Follow,
    progress: &dyn Progress,
    mut each: impl FnMut(Class, Leaf, &Event) -> Result<(), OpError>,
) -> Result<(), OpError> {
    progress.begin("leaves", Some(follow.size()));
    let mut range = CompactRange::new();
    while range.size() < follow.size() {
        let page = remote.events(range.size(), follow.size()).await?;
        if page.is_empty() || page.len() > MAX_LEAF_PAGE || page.len() as u64 > follow.size() - range.size() {
            return Err(OpError::Rewritten);
        }
        progress.add(page.len() as u64);
        for event in page {
            let (class, leaf) = check(&event, follow.owner(), range.size())?;
            range.append(leaf::leaf_hash(class, &event.body));
            each(class, leaf, &event)?;
        }
    }
    progress.done();
    if Digest(range.root()) == follow.root() { Ok(()) } else { Err(OpError::Rewritten) }
}

/// One leaf by itself: its layout, vault, place, class, and the hash of its origin.
fn check(event: &Event, owner: OwnerId, seq: u64) -> Result<(Class, Leaf), FollowError> {
    let bad = |why| FollowError::BadLeaf { seq, why };
    let class = Class::from_byte(event.class).ok_or(bad("class"))?;
    let leaf = Leaf::parse(&event.body).map_err(|_| bad("layout"))?;
    if leaf.owner != owner {
        return Err(bad("vault"));
    }
    if leaf.seq != seq {
        return Err(bad("sequence"));
    }
    if class.names_ref() != leaf.moved.is_some() {
        return Err(bad("class"));
    }
    match &event.origin {
        Some(sealed) if Digest::of(sealed) != leaf.origin => Err(bad("origin")),
        _ => Ok((class, leaf)),
    }
}

/// What an audit found.
pub struct Audit {
    /// Leaves of the log.
    pub leaves: u64,
    /// The root over them.
    pub root: Digest,
    /// Refs, manifests, metadata and heads that were checked, and what is bad; the log itself is the first item.
    pub report: VerifyReport,
}

/// Audits a connected vault: that its log continues what was pinned was checked when it was connected. Here every leaf
/// is read whole, each ref is compared with its newest leaf and opened, and each head that a device signed into a
/// manifest is looked for on the log's path. Objects are only asked for: `verify` opens them.
pub async fn audit(vault: OpenVault, progress: &dyn Progress) -> Result<Audit, OpError> {
    let remote = Arc::clone(&vault.connection.remote);
    let (leaves, root) = (vault.connection.follow.size(), vault.connection.follow.root());
    let whole = read(&*remote, &vault.connection.follow, progress, |_, _, _| Ok(())).await;
    let mut report = verify::vault(vault, &VerifyOptions { sample: Some(0) }, progress).await?;
    report.checked += 1;
    if let Err(error) = whole {
        report.note("log", error)?;
    }
    Ok(Audit { leaves, root, report })
}

/// The root over the first `size` leaves of the log that was followed, to be compared with what somebody else saw.
pub async fn root_at(remote: &dyn Remote, follow: &Follow, size: u64) -> Result<Digest, OpError> {
    if size > follow.size() {
        return Err(OpError::Usage(format!("the log has {} leaves", follow.size())));
    }
    let mut range = CompactRange::new();
    let mut at = Digest(range.root());
    while range.size() < follow.size() {
        let page = remote.leaves(range.size(), follow.size()).await?;
        if page.is_empty() || page.len() as u64 > follow.size() - range.size() {
            return Err(OpError::Rewritten);
        }
        for entry in &page {
            range.append(LeafEntry::leaf_hash(entry).ok_or(OpError::Rewritten)?);
            if range.size() == size {
                at = Digest(range.root());
            }
        }
    }
    if Digest(range.root()) == follow.root() { Ok(at) } else { Err(OpError::Rewritten) }
}

/// The RFC 6962 hash of a leaf.
fn hash_of(class: Class, event: &Event) -> merkle::NodeHash {
    leaf::leaf_hash(class, &event.body)
}
