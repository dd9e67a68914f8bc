//! `copy`: an embedded vault moves to a server, whole: the same owner, objects, refs and log. The folder stays as it
//! is; this machine's pin goes over to the server's log key.
//!
//! The log of the folder is followed and verified first, every ref is checked against it, every object against its
//! name. Then objects go over (those that are there already do not), then leaves and refs in pages, and one
//! request makes a vault of them. The head that the server signs must have the size and root that were verified
//! here; only then the pin moves. Interrupted at any point, the same command goes on.

use super::error::OpError;
use super::open::{self, Connection, Profile, Trust};
use super::progress::Progress;
use super::server::ServerPlace;
use crate::protocol::cbor;
use crate::protocol::checkpoint::Checkpoint;
use crate::protocol::ids::{Digest, ObjectId};
use crate::protocol::limits::{MAX_CHECK_IDS, MAX_LEAF_PAGE};
use crate::protocol::refs::{Ref, RefName};
use crate::protocol::wire::{AdoptLeaf, AdoptPage, AdoptRef};
use crate::remote::Remote;
use crate::remote::http::{HttpRemote, TRANSFERS};
use crate::remote::local::LocalRemote;
use futures::{StreamExt as _, TryStreamExt as _};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Refs in one listing.
const REFS: usize = 1_000;
/// Bodies in one page, in bytes.
const PAGE: usize = 8 << 20;

/// What went over.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Copied {
    /// Objects that the vault holds.
    pub objects: u64,
    /// Those of them that were sent now.
    pub sent: u64,
    /// Bytes that were sent.
    pub bytes: u64,
    /// Refs.
    pub refs: u64,
    /// Leaves of the log.
    pub leaves: u64,
}

/// Copies the vault of `profile` from a folder to a server. The caller holds the lock of the local state.
pub async fn run(
    profile: &Profile,
    (folder, server): (&Path, &ServerPlace),
    progress: &dyn Progress,
) -> Result<Copied, OpError> {
    let local = Arc::new(LocalRemote::open(folder).await?);
    let client = server.client()?;
    let log_key = Digest(client.log_key().await?);
    let mut connection = match open::connect(profile, local.clone(), Trust::Pinned).await {
        // An earlier run moved the pin and was stopped before the configuration was changed.
        Err(OpError::Head(_)) if pinned_key(profile)? == Some(log_key) => {
            let remote = Arc::new(HttpRemote::new(client, profile.owner));
            let leaves = open::connect(profile, remote, Trust::Pinned).await?.follow.size();
            return Ok(Copied { leaves, ..Copied::default() });
        }
        other => other?,
    };
    connection.remember()?;
    client.found(profile.owner, connection.keyfile.kind).await?;
    let to = HttpRemote::new(client, profile.owner);
    let (refs, mut copied) = read_refs(&local, &connection).await?;
    send_objects((&local, &to), &refs, &mut copied, progress).await?;
    let pages = send_pages((&local, &to), connection.follow.size(), refs, progress).await?;
    let head = to.adopt(&pages).await?;
    progress.done();
    let seen = Checkpoint::verify(&head.checkpoint, &log_key.0)?;
    let same = seen.size == connection.follow.size() && Digest(seen.root) == connection.follow.root();
    if !same || seen.owner() != Some(profile.owner) {
        return Err(OpError::Rewritten);
    }
    copied.leaves = seen.size;
    connection.pin.log_key = log_key;
    connection.follow.set_log_key(log_key);
    connection.remember()?;
    local.close().await;
    Ok(copied)
}

fn pinned_key(profile: &Profile) -> Result<Option<Digest>, OpError> {
    Ok(open::load_pin(profile)?.map(|pin| pin.log_key))
}

/// Every ref with the objects that it holds, checked against the log; none may be missing.
async fn read_refs(
    local: &LocalRemote,
    connection: &Connection,
) -> Result<(Vec<(Ref, Vec<ObjectId>)>, Copied), OpError> {
    let (mut all, mut after): (Vec<(Ref, Vec<ObjectId>)>, Option<RefName>) = (Vec::new(), None);
    loop {
        let page = local.list_refs(after.as_ref(), REFS).await?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else { break };
        let mut held: BTreeMap<RefName, Vec<ObjectId>> = BTreeMap::new();
        for (name, id) in local.held(&first.name, &last.name).await? {
            held.entry(name).or_default().push(id);
        }
        after = Some(last.name.clone());
        for found in page {
            connection.follow.check(&found)?;
            let objects = held.remove(&found.name).unwrap_or_default();
            all.push((found, objects));
        }
    }
    let known: BTreeSet<&RefName> = all.iter().map(|(found, _)| &found.name).collect();
    if let Some(name) = connection.follow.names()?.iter().find(|name| !known.contains(name)) {
        return Err(OpError::Missing(format!("ref {name}")));
    }
    let copied = Copied { refs: all.len() as u64, ..Copied::default() };
    Ok((all, copied))
}

async fn send_objects(
    (local, to): (&LocalRemote, &HttpRemote),
    refs: &[(Ref, Vec<ObjectId>)],
    copied: &mut Copied,
    progress: &dyn Progress,
) -> Result<(), OpError> {
    let all: BTreeSet<ObjectId> = refs.iter().flat_map(|(_, objects)| objects.iter().copied()).collect();
    copied.objects = all.len() as u64;
    let all: Vec<ObjectId> = all.into_iter().collect();
    let mut missing = Vec::new();
    for ids in all.chunks(MAX_CHECK_IDS) {
        missing.extend(to.missing(ids).await?);
    }
    progress.begin("sending objects", Some(missing.len() as u64));
    let send = |id: ObjectId| async move {
        let bytes = local.get(id).await?;
        let len = bytes.len() as u64;
        to.put(id, bytes).await?;
        progress.add(1);
        Ok::<_, OpError>(len)
    };
    let mut sending = futures::stream::iter(missing).map(send).buffer_unordered(TRANSFERS);
    while let Some(len) = sending.try_next().await? {
        copied.sent += 1;
        copied.bytes += len;
    }
    Ok(())
}

/// Stores leaves and refs as pages, and gives their names in order.
async fn send_pages(
    (local, to): (&LocalRemote, &HttpRemote),
    size: u64,
    refs: Vec<(Ref, Vec<ObjectId>)>,
    progress: &dyn Progress,
) -> Result<Vec<ObjectId>, OpError> {
    progress.begin("sending the log", Some(size));
    let (mut pages, mut since) = (Vec::new(), 0);
    while since < size {
        let mut leaves = local.whole_leaves(since).await?;
        leaves.truncate(usize::try_from(size - since).unwrap_or(MAX_LEAF_PAGE));
        if leaves.is_empty() {
            return Err(OpError::Rewritten);
        }
        since += leaves.len() as u64;
        progress.add(leaves.len() as u64);
        let leaves = leaves.into_iter().map(|(class, body)| AdoptLeaf { class, body: body.into() });
        pages.push(send_page(to, AdoptPage { leaves: leaves.collect(), refs: Vec::new() }).await?);
    }
    let (mut page, mut len) = (Vec::new(), 0);
    for (found, objects) in refs {
        let more = found.body.len_bytes() + objects.len() * 34;
        if len + more > PAGE && !page.is_empty() {
            let refs = std::mem::take(&mut page);
            pages.push(send_page(to, AdoptPage { leaves: Vec::new(), refs }).await?);
            len = 0;
        }
        len += more;
        page.push(AdoptRef { found, objects });
    }
    pages.push(send_page(to, AdoptPage { leaves: Vec::new(), refs: page }).await?);
    Ok(pages)
}

async fn send_page(to: &HttpRemote, page: AdoptPage) -> Result<ObjectId, OpError> {
    let bytes = cbor::encode(&page);
    let id = ObjectId::of(&bytes);
    to.put(id, bytes.into()).await?;
    Ok(id)
}
