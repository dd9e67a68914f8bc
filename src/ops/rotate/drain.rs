//! A new data key: it becomes active at once, then every content key moves under it, then the old one
//! retires. The keyfile alone says how far that is, so that any client may go on where another stopped.
//!
//! Nothing is cached between runs: a listing of the refs finds what is left. The old key retires only after
//! a whole listing, complete by the log and opened ref by ref, found no content key under it. Other machines
//! keep syncing meanwhile: every commit names the keyfile version it was made under, so that no new content
//! key comes under an old data key, and a session that moved is simply looked at again.

use super::{MOST_ATTEMPTS, Put, put_keyfile, renew};
use crate::ops::error::OpError;
use crate::ops::open::{Connection, OpenVault};
use crate::ops::progress::Progress;
use crate::ops::secret as stored;
use crate::protocol::header::Context;
use crate::protocol::ids::{ActorId, Digest, SessionTag};
use crate::protocol::keyfile::{Purpose, Status};
use crate::protocol::limits::MAX_COMMIT_REFS;
use crate::protocol::refs::{Action, Commit, Ref, RefBody, RefChange, RefName};
use crate::remote::{RemoteError, Swap};
use crate::vault::content::{SessionKeys, WRAP_LEN};
use crate::vault::follow::{Follow, FollowError, RefState};
use crate::vault::keyfile::{self, Keys};
use crate::vault::object::ObjectError;
use crate::vault::rotation;
use std::ops::Bound;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// Refs in one page and one commit: the bodies of three pages are all that a drain holds in memory, one that is being
/// committed, one that is being wrapped, and what becomes of that.
const PAGE: usize = MAX_COMMIT_REFS;
/// Listings before sessions that move under every one of them are left to the next run.
const MOST_LISTINGS: usize = 16;
/// Threads that open and wrap content keys.
const MOST_THREADS: usize = 4;
const DAY: u64 = 86_400;

/// A change and how many content keys it moves.
type Change = (RefChange, u64);

/// What a data-key rotation did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DataKeyReport {
    /// The version of the active data key.
    pub version: u32,
    /// Whether this run made it; else it went on with one that was being moved to already.
    pub begun: bool,
    /// Content keys that this run moved.
    pub moved: u64,
    /// Data keys that retired.
    pub retired: u64,
}

/// Makes a new data key and moves every content key under it; goes on with a move that is under way,
/// unless its data key is older than `max_age_days` itself.
///
/// May be stopped at any point: every state in between is readable, and the next run goes on.
pub async fn data_key(
    vault: OpenVault,
    (max_age_days, now): (u64, u64),
    progress: &dyn Progress,
) -> Result<(OpenVault, DataKeyReport), OpError> {
    vault.require_governing()?;
    let mut report = DataKeyReport::default();
    let mut vault = begin(vault, (max_age_days, now), &mut report).await?;
    vault.connection.remember()?;
    let total = vault.connection.follow.session_count();
    for listing in 0..MOST_LISTINGS {
        if !rotation::is_draining(&vault.connection.keyfile) {
            break;
        }
        progress
            .begin(if listing == 0 { "moving content keys" } else { "checking content keys" }, Some(total));
        let (next, seen) = list_once(vault, now, progress).await?;
        vault = next;
        report.moved += seen.moved;
        if seen.moved == 0 && !seen.unsettled {
            vault = finish(vault, now, &mut report).await?;
        }
    }
    progress.done();
    vault.connection.remember()?;
    report.version = vault.keys.active_dek_version();
    if rotation::is_draining(&vault.connection.keyfile) {
        return Err(OpError::Conflict);
    }
    Ok((vault, report))
}

/// Content keys that stand under a data key other than the active one, and all content keys. Needs no secret.
pub async fn remaining(connection: &mut Connection) -> Result<(u64, u64), OpError> {
    let active = keyfile::active(&connection.keyfile, Purpose::Data).map(|key| key.version);
    let active = active.map_err(|source| stored::refuse(&connection.profile, source))?;
    let (mut left, mut all) = (0, 0);
    let mut after = RefName::roster();
    while let Some(page) = next_page(connection, &after).await? {
        for found in &page.refs {
            let RefBody::Session { wraps, .. } = &found.body else { continue };
            let versions = wrapped_by(found, wraps)?;
            all += versions.len() as u64;
            left += versions.iter().filter(|version| **version != active).count() as u64;
        }
        let Some(last) = page.last else { break };
        after = last;
    }
    Ok((left, all))
}

/// Makes a new data key active, unless one is being moved to.
pub(super) async fn begin(
    mut vault: OpenVault,
    (max_age_days, now): (u64, u64),
    report: &mut DataKeyReport,
) -> Result<OpenVault, OpError> {
    let before = vault.keys.active_dek_version();
    for _ in 0..MOST_ATTEMPTS {
        let refuse = |vault: &OpenVault, source| stored::refuse(&vault.connection.profile, source);
        let active = keyfile::active(&vault.connection.keyfile, Purpose::Data);
        let created = active.map_err(|source| refuse(&vault, source))?.created;
        let young = now < created.saturating_add(max_age_days * DAY);
        // A peer that was faster has made the new data key that was asked for.
        let overtaken = vault.keys.active_dek_version() > before;
        if overtaken || (young && rotation::is_draining(&vault.connection.keyfile)) {
            return Ok(vault);
        }
        let begun = rotation::begin_data_key(&vault.connection.keyfile, &vault.keys, &vault.slot, now);
        let (next, keys) = begun.map_err(|source| refuse(&vault, source))?;
        match put_keyfile(&mut vault.connection, &next, Action::RotateDataKey).await? {
            Put::Done => {
                report.begun = true;
                vault.keys = keys;
                return renew(vault, now);
            }
            Put::Moved => vault.connection.refresh().await?,
        }
        vault = renew(vault, now)?;
    }
    Err(OpError::Conflict)
}

/// Retires the data keys that nothing stands under any more. A conflict is no failure: the caller lists again.
async fn finish(mut vault: OpenVault, now: u64, report: &mut DataKeyReport) -> Result<OpenVault, OpError> {
    let data_keys = vault.connection.keyfile.keys.iter().filter(|key| key.purpose == Purpose::Data);
    let retiring = data_keys.filter(|key| key.status == Status::Retiring).count() as u64;
    let done = rotation::finish_data_key(&vault.connection.keyfile, &vault.keys, &vault.slot, now);
    let (next, keys) = done.map_err(|source| stored::refuse(&vault.connection.profile, source))?;
    match put_keyfile(&mut vault.connection, &next, Action::RotateDataKey).await? {
        Put::Done => {
            report.retired += retiring;
            vault.keys = keys;
        }
        Put::Moved => vault.connection.refresh().await?,
    }
    renew(vault, now)
}

/// What one listing found.
#[derive(Default)]
struct Seen {
    /// Content keys that were moved.
    moved: u64,
    /// Whether something moved under the listing, so that another one must decide.
    unsettled: bool,
}

/// One listing from the first ref to the last. A page is judged and wrapped anew while the commit of the page before
/// is under way; only what follows the log waits for that.
async fn list_once(
    mut vault: OpenVault,
    now: u64,
    progress: &dyn Progress,
) -> Result<(OpenVault, Seen), OpError> {
    let mut seen = Seen::default();
    let mut flying = None;
    let mut listed = list(&vault.connection, RefName::roster()).await?;
    loop {
        if listed.is_ahead(&vault.connection.follow)? {
            vault = land(vault, flying.take(), (now, &mut seen)).await?;
            vault.connection.refresh().await?;
            // The keyfile may have moved while the log was followed.
            vault = renew(vault, now)?;
        }
        let page = listed.judge(&vault.connection.follow)?;
        let Some(last) = page.last else { break };
        seen.unsettled |= page.unsettled;
        let made_under = vault.keys.keyfile_version;
        let mut changes = changes(&vault.keys, &page.refs)?;
        vault = land(vault, flying.take(), (now, &mut seen)).await?;
        if vault.keys.keyfile_version != made_under {
            changes = self::changes(&vault.keys, &page.refs)?;
        }
        listed = list(&vault.connection, last).await?;
        flying = launch(&vault, changes);
        progress.add(page.refs.len() as u64);
    }
    vault = land(vault, flying, (now, &mut seen)).await?;
    Ok((vault, seen))
}

/// A page of refs as the remote gives it.
struct Listed {
    after: RefName,
    refs: Vec<Ref>,
    /// How far the log was followed before: every ref that it has by then must be listed.
    known: u64,
}

/// A page of refs that the log vouches for.
struct Page {
    refs: Vec<Ref>,
    /// Where the next page begins; `None` after the last.
    last: Option<RefName>,
    /// Whether some refs were left out because they moved meanwhile.
    unsettled: bool,
}

async fn list(connection: &Connection, after: RefName) -> Result<Listed, OpError> {
    let known = connection.follow.size();
    let refs = connection.remote.list_refs(Some(&after), PAGE).await?;
    Ok(Listed { after, refs, known })
}

impl Listed {
    fn last(&self) -> Option<&RefName> {
        self.refs.last().map(|found| &found.name)
    }

    /// Whether a ref has moved since the log was followed.
    fn is_ahead(&self, follow: &Follow) -> Result<bool, OpError> {
        let expected = between(follow, (&self.after, self.last()))?;
        let ahead = |found: &Ref| version(&expected, &found.name).is_none_or(|known| known < found.version);
        Ok(self.refs.iter().any(ahead))
    }

    /// Checks the page against the log: every body, and that no session is left out of it.
    fn judge(self, follow: &Follow) -> Result<Page, OpError> {
        let last = self.last().cloned();
        let expected = between(follow, (&self.after, last.as_ref()))?;
        for (name, state) in &expected {
            let listed = self.refs.binary_search_by(|found| found.name.cmp(name)).is_ok();
            if !listed && state.seq < self.known {
                return Err(OpError::Missing(format!("session ref {name} (version {})", state.version)));
            }
        }
        let mut page = Page { refs: Vec::new(), last, unsettled: false };
        for found in self.refs {
            if version(&expected, &found.name).is_some_and(|known| known > found.version) {
                page.unsettled = true;
            } else {
                follow.check(&found)?;
                page.refs.push(found);
            }
        }
        Ok(page)
    }
}

/// The next page, checked against the log; `None` after the last.
async fn next_page(connection: &mut Connection, after: &RefName) -> Result<Option<Page>, OpError> {
    let listed = list(connection, after.clone()).await?;
    if listed.is_ahead(&connection.follow)? {
        connection.refresh().await?;
    }
    let page = listed.judge(&connection.follow)?;
    Ok(page.last.is_some().then_some(page))
}

/// What the log says of the refs after one name, up to another or to the end.
fn between(
    follow: &Follow,
    (after, last): (&RefName, Option<&RefName>),
) -> Result<Vec<(RefName, RefState)>, FollowError> {
    let until = last.map_or(Bound::Unbounded, Bound::Included);
    follow.refs_between((Bound::Excluded(after), until))?.collect()
}

/// The version of one of these refs, which are in order.
fn version(refs: &[(RefName, RefState)], name: &RefName) -> Option<u64> {
    let at = refs.binary_search_by(|(have, _)| have.cmp(name)).ok()?;
    refs.get(at).map(|(_, state)| state.version)
}

/// The data-key versions of a `wraps` field, by its headers.
fn wrapped_by(found: &Ref, wraps: &[u8]) -> Result<Vec<u32>, OpError> {
    let (wraps, _) = wraps.as_chunks::<WRAP_LEN>();
    let parsed = wraps.iter().map(|wrap| Context::parse(wrap).map(|context| context.version));
    let parsed: Result<Vec<u32>, _> = parsed.collect();
    parsed.map_err(|e| {
        OpError::object(format!("content keys of session ref {}", found.name))(ObjectError::from(e))
    })
}

/// One change for every ref with a content key under an old data key: other wraps, the same manifest and
/// metadata. Every wrap is opened, also those that stand right already: the last listing is the proof that
/// the vault can do without the old data key. Each core takes a part of the refs.
fn changes(keys: &Keys, refs: &[Ref]) -> Result<Vec<Change>, OpError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let share = refs.len().div_ceil(threads).max(1);
    let parts: Vec<_> = std::thread::scope(|scope| {
        let parts = refs.chunks(share).map(|part| scope.spawn(move || changes_of(keys, part)));
        let running: Vec<_> = parts.collect();
        running.into_iter().map(|part| part.join().unwrap_or(Err(OpError::Worker))).collect()
    });
    Ok(parts.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

fn changes_of(keys: &Keys, refs: &[Ref]) -> Result<Vec<Change>, OpError> {
    let mut out = Vec::new();
    for found in refs {
        let RefBody::Session { wraps, manifest, meta } = &found.body else { continue };
        let Some(tag) = found.name.session_tag() else { continue };
        let refuse = |source| OpError::object(format!("content keys of session ref {}", found.name))(source);
        let held = SessionKeys::open(keys, tag, wraps).map_err(refuse)?;
        if held.all_under(keys.active_dek_version()) {
            continue;
        }
        let (wraps, count) = rewrap(keys, tag, held).map_err(refuse)?;
        let change = RefChange {
            name: found.name.clone(),
            expected: found.version,
            body: RefBody::Session { wraps, manifest: manifest.clone(), meta: meta.clone() },
            action: Action::RotateDataKey,
            added: Vec::new(),
            dropped: Vec::new(),
        };
        out.push((change, count));
    }
    Ok(out)
}

/// The new `wraps` field, opened again and compared, and how many content keys moved.
fn rewrap(keys: &Keys, tag: SessionTag, held: SessionKeys) -> Result<(Vec<u8>, u64), ObjectError> {
    let active = keys.active_dek_version();
    let moved = held.iter().filter(|key| key.wrapped_by != active).count() as u64;
    let before: Vec<_> = held.iter().map(|key| (key.birth, key.content_key().duplicate())).collect();
    let field = held.rewrap(keys, tag)?.to_field();
    let again = SessionKeys::open(keys, tag, &field)?;
    let same = again.iter().count() == before.len()
        && again.iter().zip(&before).all(|(key, (birth, content))| {
            key.wrapped_by == active
                && key.birth == *birth
                && key.content_key().secret().ct_eq(content.secret())
        });
    if same { Ok((field, moved)) } else { Err(ObjectError::Mismatch("key")) }
}

/// A commit that is under way.
type Flying = JoinHandle<(Commit, Result<Swap, RemoteError>)>;

/// Begins the commit of a page; nothing where there is nothing to change.
fn launch(vault: &OpenVault, changes: Vec<Change>) -> Option<(Flying, Vec<u64>)> {
    let (changes, counts): (Vec<RefChange>, Vec<u64>) = changes.into_iter().unzip();
    if changes.is_empty() {
        return None;
    }
    let actor = ActorId(vault.connection.profile.device.0);
    let commit = Commit { keyfile_version: vault.keys.keyfile_version, actor, changes };
    let remote = Arc::clone(&vault.connection.remote);
    let flying = tokio::spawn(async move {
        let swap = remote.commit(&commit).await;
        (commit, swap)
    });
    Some((flying, counts))
}

/// Waits for a commit and checks what came of it; refs that moved are left to the next listing, the others are tried
/// again at once.
async fn land(
    mut vault: OpenVault,
    mut flying: Option<(Flying, Vec<u64>)>,
    (now, seen): (u64, &mut Seen),
) -> Result<OpenVault, OpError> {
    while let Some((commit, counts)) = flying.take() {
        let (commit, swap) = commit.await.map_err(|_| OpError::Worker)?;
        let mut left = Vec::new();
        match swap? {
            Swap::Done(receipt) => {
                let hashes = |change: &RefChange| (change.name.clone(), change.body.field_hashes());
                let wanted: Vec<(RefName, [Digest; 3])> = commit.changes.iter().map(hashes).collect();
                vault.connection.accept(&receipt, &wanted).await?;
                seen.moved += counts.iter().sum::<u64>();
            }
            Swap::Conflict { refs } => {
                seen.unsettled = true;
                let moved = |name: &RefName| refs.iter().any(|moved| moved.name == *name);
                let late = commit.changes.iter().any(|change| moved(&change.name));
                if late && !moved(&RefName::keyfile()) {
                    let all = commit.changes.into_iter().zip(counts);
                    left.extend(all.filter(|(change, _)| !moved(&change.name)));
                }
                vault.connection.refresh().await?;
            }
        }
        vault = renew(vault, now)?;
        flying = launch(&vault, left);
    }
    Ok(vault)
}
