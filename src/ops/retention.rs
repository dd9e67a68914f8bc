//! Retention: a vault's owner says how long sessions stay in it, and whatever is past that becomes tombstones. Nothing is
//! dropped that no policy names, that does not open, or that has moved since it was looked at.
//!
//! The age of a session is the time of its last sync, which the machine that synced it has signed: neither a server nor a
//! transcript can make it older, and a time that is still to come counts as now.

use super::error::OpError;
use super::list::{self, is_collection};
use super::open::OpenVault;
use super::progress::Progress;
use super::shred::{self, Deleted};
use super::view::Reader;
use crate::protocol::refs::RefName;
use std::cmp::Reverse;
use std::collections::HashSet;

const DAY: u64 = 86_400;

/// What stays: a session that either of the two keeps. One that says neither keeps all.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Keep {
    /// Sessions that were synced in these last days.
    pub days: Option<u64>,
    /// So many of those that were synced last.
    pub last: Option<u64>,
}

impl Keep {
    /// Whether it lets anything go at all.
    pub fn is_set(&self) -> bool {
        self.days.is_some() || self.last.is_some()
    }
}

/// A session that is past the retention. No Debug: it holds a title.
pub struct Past {
    /// Its ref.
    pub name: RefName,
    /// The version of the ref that was looked at.
    pub version: u64,
    /// Its uuid.
    pub session: String,
    /// Its title.
    pub title: Option<String>,
    /// When it was synced last, in seconds of Unix time.
    pub synced: u64,
    /// Bytes of its files.
    pub bytes: u64,
    /// Whether this machine has no file of it: then the vault's may be the only copy.
    pub only_copy: bool,
}

/// What a policy would do.
#[derive(Default)]
pub struct Look {
    /// What is past it, the oldest first.
    pub past: Vec<Past>,
    /// Sessions that stay.
    pub stay: u64,
    /// Sessions that do not open, and stay whatever their age is.
    pub unread: u64,
}

impl Look {
    /// Whether more than half of all sessions would go.
    pub fn is_most(&self) -> bool {
        self.past.len() as u64 > self.stay + self.unread
    }

    /// How many of those that would go this machine has no file of.
    pub fn only_copies(&self) -> u64 {
        self.past.iter().filter(|one| one.only_copy).count() as u64
    }
}

/// What was done.
#[derive(Default)]
pub struct Dropped {
    /// The tombstones.
    pub deleted: Deleted,
    /// The sessions that they stand for.
    pub sessions: Vec<String>,
    /// Sessions that somebody has moved since they were looked at, and that stay.
    pub moved: Vec<String>,
}

/// Looks for what is past a policy. `here` are the sessions that this machine has files of.
pub async fn look(reader: &Reader, keep: Keep, here: &HashSet<String>, now: u64) -> Result<Look, OpError> {
    let (mut all, mut unread) = (Vec::new(), 0);
    list::each_meta(reader, &mut |name, opened| match opened {
        // History, plans, memory: what grows for ever has no age.
        Ok((_, meta)) if is_collection(&meta) => {}
        Ok((found, meta)) => all.push(Past {
            name: name.clone(),
            version: found.version,
            only_copy: !here.contains(&meta.uuid),
            session: meta.uuid,
            title: meta.title,
            synced: meta.synced.min(now),
            bytes: meta.bytes,
        }),
        Err(_) => unread += 1,
    })
    .await?;
    // Newest first; of equal times by name, so that the same ones go at each look.
    all.sort_by(|a, b| (Reverse(a.synced), &a.name).cmp(&(Reverse(b.synced), &b.name)));
    let first = all.iter().zip(0u64..).position(|(one, place)| !stays(keep, (one.synced, place), now));
    let mut past = first.map(|first| all.split_off(first)).unwrap_or_default();
    past.reverse();
    Ok(Look { past, stay: all.len() as u64, unread })
}

/// Whether the session in this place, the last synced being the first, stays.
fn stays(keep: Keep, (synced, place): (u64, u64), now: u64) -> bool {
    let by_age = keep.days.is_some_and(|days| now.saturating_sub(synced) < days.saturating_mul(DAY));
    let by_place = keep.last.is_some_and(|last| place < last);
    !keep.is_set() || by_age || by_place
}

/// Makes tombstones of them, one by one, as they were when they were looked at. Interrupted, the next run finds the rest.
pub async fn drop_past(
    mut vault: OpenVault,
    past: &[Past],
    now_us: u64,
    progress: &dyn Progress,
) -> Result<(OpenVault, Dropped), OpError> {
    vault.require_governing()?;
    let mut done = Dropped::default();
    progress.begin("shredding what is past the retention", Some(past.len() as u64));
    for one in past {
        let seen = vault.connection.follow.state(&one.name)?;
        let same = seen.is_some_and(|state| state.version == one.version && !state.tombstone);
        let deleted = match same {
            true => {
                let (back, deleted) = shred::delete_as_seen(vault, &one.name, now_us).await?;
                vault = back;
                deleted
            }
            false => None,
        };
        match deleted {
            Some(Deleted { sessions, ended, objects, left, unread }) => {
                done.sessions.push(one.session.clone());
                done.deleted.sessions += sessions;
                done.deleted.ended += ended;
                done.deleted.objects += objects;
                done.deleted.left.extend(left);
                done.deleted.unread += unread;
                vault.connection.remember()?;
            }
            None => done.moved.push(one.session.clone()),
        }
        progress.add(1);
    }
    progress.done();
    Ok((vault, done))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_either_says_stays() {
        const NOW: u64 = 1_000 * DAY;
        let keep = |days, last| Keep { days, last };
        let old = |days: u64| NOW - days * DAY;
        for (policy, session, stay) in [
            (keep(None, None), (0, 1_000_000), true),
            (keep(Some(30), None), (old(29), 900), true),
            (keep(Some(30), None), (old(30) + 1, 0), true),
            (keep(Some(30), None), (old(30), 0), false),
            (keep(None, Some(3)), (0, 2), true),
            (keep(None, Some(3)), (NOW, 3), false),
            (keep(Some(30), Some(3)), (0, 2), true),
            (keep(Some(30), Some(3)), (old(1), 77), true),
            (keep(Some(30), Some(3)), (old(31), 3), false),
        ] {
            assert_eq!(stays(policy, session, NOW), stay, "{policy:?} {session:?}");
        }
    }
}
