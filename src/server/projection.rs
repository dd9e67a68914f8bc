//! The truth under other names, for people who look into the database: what the tables `encryption_keys`,
//! `key_secrets`, `cryptographic_keys` and `synced_sessions` show of a vault. Nothing is ever decided by them. A keyfile or a
//! session that the server cannot take apart is shown as far as it can: the server does not judge what clients sign.

use super::store::int;
use super::store::operations::ShownSession;
use super::verify::{Flaw, Verdict};
use super::{Service, ServiceError};
use crate::protocol::cbor;
use crate::protocol::header::{CONTEXT_LEN, Context, HEADER_LEN};
use crate::protocol::ids::{Digest, OwnerId};
use crate::protocol::keyfile::{KeyEntry, Keyfile, Slot, Status};
use crate::protocol::refs::{Ref, RefBody, RefName};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The salt of a seal in the header of its object.
const SALT: std::ops::Range<usize> = CONTEXT_LEN..CONTEXT_LEN + 24;
/// The commitment, which ends the header.
const COMMITMENT: std::ops::Range<usize> = CONTEXT_LEN + 24..HEADER_LEN;

/// A row of `encryption_keys`; columns of the same names, times in seconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the migration explains each column")]
pub struct KeyRow {
    pub id: [u8; 16],
    pub owner_type: i64,
    pub wrapped: Vec<u8>,
    pub nonce: Vec<u8>,
    pub algorithm: i64,
    pub key_type: i64,
    pub epoch: i64,
    pub hash: [u8; 32],
    pub active: bool,
    pub created: i64,
    pub rotated: Option<i64>,
    pub expires: Option<i64>,
    pub rotations: i64,
}

/// A row of `key_secrets`. The cost is memory in KiB, passes, lanes.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the migration explains each column")]
pub struct SecretRow {
    pub slot: [u8; 8],
    pub slot_type: i64,
    pub epoch: i64,
    pub salt: Vec<u8>,
    pub kdf: i64,
    pub cost: [i64; 3],
    pub hash: Option<Vec<u8>>,
    pub not_after: Option<i64>,
}

/// A row of `cryptographic_keys`.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the migration explains each column")]
pub struct PublicRow {
    pub id: [u8; 16],
    pub key_type: i64,
    pub version: i64,
    pub public: Vec<u8>,
    pub status: i64,
    pub created: i64,
    pub rotated: Option<i64>,
    pub expires: Option<i64>,
}

/// What the three tables show of a keyfile, each in the order of its key.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KeyRows {
    /// `encryption_keys`, by type and epoch.
    pub keys: Vec<KeyRow>,
    /// `key_secrets`, by slot.
    pub secrets: Vec<SecretRow>,
    /// `cryptographic_keys`, by type and version.
    pub publics: Vec<PublicRow>,
}

/// A row of `synced_sessions` but for the size, which the tables themselves know.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the migration explains each column")]
pub struct SessionRow {
    pub name: RefName,
    pub version: u64,
    pub content: Vec<u8>,
    pub nonce: Option<Vec<u8>>,
    pub key: Option<Vec<u8>>,
    pub created_us: u64,
    pub updated_us: u64,
}

impl KeyRows {
    /// What a keyfile shows; nothing where it is not of the format.
    pub fn of(keyfile: &[u8]) -> Self {
        let Ok(keyfile) = cbor::decode::<Keyfile>(keyfile) else { return Self::default() };
        // The tables hold one row for an id and for a version, whatever a client wrote.
        let (mut ids, mut places) = (HashSet::new(), BTreeMap::new());
        for key in &keyfile.keys {
            if ids.insert(key.id.0) {
                places.entry((key.purpose as i64, key.version)).or_insert(key);
            }
        }
        let mut active = HashMap::new();
        for ((purpose, version), key) in &places {
            if key.status == Status::Active {
                active.insert(*purpose, *version);
            }
        }
        let is_active = |key: &KeyEntry| active.get(&(key.purpose as i64)) == Some(&key.version);
        let owner_type = keyfile.kind as i64 + 1;
        let keys = places.values().filter_map(|key| key_row(key, owner_type, is_active(key))).collect();
        let publics = places.values().filter_map(|key| public_row(key)).collect();
        let mut slots = BTreeMap::new();
        for slot in &keyfile.slots {
            slots.entry(slot.id.0).or_insert_with(|| secret_row(slot, &keyfile.keys));
        }
        Self { keys, secrets: slots.into_values().collect(), publics }
    }
}

fn time(seconds: Option<u64>) -> Option<i64> {
    seconds.map(int)
}

/// None for a key that is not stored sealed.
fn key_row(key: &KeyEntry, owner_type: i64, active: bool) -> Option<KeyRow> {
    let first = key.wraps.first()?;
    let all: Vec<u8> = key.wraps.iter().flat_map(|wrap| wrap.wrap.iter().copied()).collect();
    Some(KeyRow {
        id: key.id.0,
        owner_type,
        wrapped: first.wrap.clone(),
        nonce: first.wrap.get(SALT).unwrap_or_default().to_vec(),
        algorithm: Context::parse(&first.wrap).map_or(0, |context| i64::from(context.suite)),
        key_type: key.purpose as i64,
        epoch: i64::from(key.version),
        hash: Digest::of(&all).0,
        active,
        created: int(key.created),
        rotated: time(key.rotated),
        expires: time(key.expires),
        rotations: i64::from(key.version.saturating_sub(1)),
    })
}

fn public_row(key: &KeyEntry) -> Option<PublicRow> {
    Some(PublicRow {
        id: key.id.0,
        key_type: key.purpose as i64,
        version: i64::from(key.version),
        public: key.public.clone()?,
        status: match key.status {
            Status::Active => 1,
            Status::Retiring => 2,
            Status::Retired => 3,
            Status::Revoked => 4,
        },
        created: int(key.created),
        rotated: time(key.rotated),
        expires: time(key.expires),
    })
}

fn secret_row(slot: &Slot, keys: &[KeyEntry]) -> SecretRow {
    let wrap = keys.iter().flat_map(|key| &key.wraps).find(|wrap| wrap.slot == slot.id);
    SecretRow {
        slot: slot.id.0,
        slot_type: match slot.slot_type {
            crate::protocol::keyfile::SlotType::Secret => 1,
            crate::protocol::keyfile::SlotType::SecretAndAccountKey => 2,
        },
        epoch: i64::from(slot.epoch),
        salt: slot.salt.clone(),
        kdf: i64::from(slot.kdf),
        cost: [slot.cost.memory_kib, slot.cost.passes, slot.cost.lanes].map(i64::from),
        hash: wrap.and_then(|wrap| wrap.wrap.get(COMMITMENT)).map(<[u8]>::to_vec),
        not_after: time(slot.not_after),
    }
}

impl SessionRow {
    /// What a session's ref shows; none for every other body.
    pub fn of((name, version): (&RefName, u64), body: &RefBody, times: (u64, u64)) -> Option<Self> {
        let RefBody::Session { wraps, meta, .. } = body else { return None };
        Some(Self {
            name: name.clone(),
            version,
            content: meta.clone(),
            nonce: Context::parse(meta).ok().and_then(|_| meta.get(SALT)).map(<[u8]>::to_vec),
            key: Context::parse(wraps).ok().map(|context| context.key.0.to_vec()),
            created_us: times.0,
            updated_us: times.1,
        })
    }
}

/// The server times of a ref's first and newest move, and its version after the latter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moved {
    /// Of the first.
    pub first_us: u64,
    /// Of the newest.
    pub newest_us: u64,
    /// The version then.
    pub version: u64,
}

/// A row of `synced_sessions` that does not show its ref as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stale {
    /// The name of the row.
    pub name: RefName,
    /// When the ref moved; none where it never did.
    pub moved: Option<Moved>,
}

impl Service {
    /// Compares the rows of `synced_sessions` after `after` up to the last of `page` (to the end without one) with the refs.
    pub(super) async fn compare_sessions(
        &self,
        owner: OwnerId,
        (after, page): (Option<&RefName>, &[Ref]),
        moved: &HashMap<RefName, Moved>,
        verdict: &mut Verdict,
    ) -> Result<(), ServiceError> {
        let last = page.last().map_or("~", |last| last.name.as_str());
        let shown = self.store.shown_sessions(owner, after.map_or("", RefName::as_str), last).await?;
        let mut shown: HashMap<RefName, ShownSession> =
            shown.into_iter().map(|shown| (shown.row.name.clone(), shown)).collect();
        for one in page {
            let (found, moved) = (shown.remove(&one.name), moved.get(&one.name).copied());
            if !is_shown(one, found.as_ref(), moved) {
                verdict.stale(Stale { name: one.name.clone(), moved });
            }
        }
        for name in shown.into_keys() {
            // A session that is new since the page was read is no fault.
            if self.store.get_ref(owner, &name).await?.is_none() {
                verdict.stale(Stale { name, moved: None });
            }
        }
        Ok(())
    }

    /// Compares the projections of the keyfile with it.
    pub(super) async fn compare_keys(
        &self,
        owner: OwnerId,
        verdict: &mut Verdict,
    ) -> Result<(), ServiceError> {
        let mut shown = self.store.shown_keys(owner).await?;
        let mut keyfile = self.store.get_ref(owner, &RefName::keyfile()).await?;
        loop {
            let wanted = match keyfile.as_ref().map(|keyfile| &keyfile.body) {
                Some(RefBody::Signed(bytes)) => KeyRows::of(bytes),
                _ => KeyRows::default(),
            };
            if shown == wanted {
                return Ok(());
            }
            // Moved between the two reads, or wrong.
            shown = self.store.shown_keys(owner).await?;
            let again = self.store.get_ref(owner, &RefName::keyfile()).await?;
            if again == keyfile && shown != wanted {
                verdict.flaw(Flaw::Keys);
                return Ok(());
            }
            keyfile = again;
        }
    }

    /// Makes those rows anew that a verdict found wrong. Returns how many.
    pub async fn rebuild(&self, owner: OwnerId, verdict: &Verdict) -> Result<u64, ServiceError> {
        let keyfile = RefName::keyfile();
        let mut rebuilt = 0;
        for batch in verdict.stale.chunks(500) {
            let mut tx = self.store.write(owner).await?;
            let names: Vec<&RefName> = batch.iter().map(|stale| &stale.name).collect();
            let refs: HashMap<RefName, Ref> =
                tx.refs(&names).await?.into_iter().map(|one| (one.name.clone(), one)).collect();
            let row = |stale: &Stale| {
                let (one, moved) = (refs.get(&stale.name)?, stale.moved?);
                SessionRow::of((&one.name, one.version), &one.body, (moved.first_us, moved.newest_us))
            };
            let is_now = |stale: &&Stale| {
                let version = refs.get(&stale.name).map(|one| one.version);
                version == stale.moved.map(|moved| moved.version)
            };
            // A ref that moved meanwhile was shown anew by its commit.
            let now: Vec<&Stale> = batch.iter().filter(is_now).collect();
            tx.hide_sessions(&now.iter().map(|stale| &stale.name).collect::<Vec<_>>()).await?;
            tx.show_sessions(&now.iter().filter_map(|stale| row(stale)).collect::<Vec<_>>()).await?;
            tx.commit().await?;
            rebuilt += now.len() as u64;
        }
        if verdict.flaws.contains(&Flaw::Keys) {
            let mut tx = self.store.write(owner).await?;
            let rows = match tx.refs(&[&keyfile]).await?.into_iter().next().map(|one| one.body) {
                Some(RefBody::Signed(bytes)) => KeyRows::of(&bytes),
                _ => KeyRows::default(),
            };
            tx.show_keys(&rows).await?;
            tx.commit().await?;
            rebuilt += 1;
        }
        Ok(rebuilt)
    }
}

/// Whether the row of a ref shows it as it is. One that moved since is ahead.
fn is_shown(one: &Ref, shown: Option<&ShownSession>, moved: Option<Moved>) -> bool {
    let wanted = moved.and_then(|moved| {
        SessionRow::of((&one.name, one.version), &one.body, (moved.first_us, moved.newest_us))
    });
    match (shown, wanted) {
        (None, wanted) => wanted.is_none(),
        (Some(shown), _) if shown.row.version > one.version => true,
        // The head that was verified is older than this move.
        (Some(shown), _) if moved.is_none_or(|moved| one.version > moved.version) => shown.size == shown.held,
        (Some(shown), wanted) => wanted.as_ref() == Some(&shown.row) && shown.size == shown.held,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::SessionTag;

    #[test]
    fn bytes_that_are_no_keyfile_show_nothing_and_no_body_but_a_sessions_is_one() {
        assert_eq!(KeyRows::of(b"anything"), KeyRows::default());
        assert_eq!(KeyRows::of(&[]), KeyRows::default());
        let name = RefName::session(SessionTag([1; 16]));
        assert!(SessionRow::of((&name, 1), &RefBody::Tombstone(vec![1]), (1, 1)).is_none());
        let body = RefBody::Session { wraps: vec![1; 208], manifest: vec![], meta: vec![3; 9] };
        let row = SessionRow::of((&name, 4), &body, (1, 2)).unwrap();
        assert_eq!((row.nonce, row.key, row.content), (None, None, vec![3; 9]));
    }

    #[test]
    fn a_keyfile_is_taken_apart_and_what_it_says_twice_is_shown_once() {
        let golden = include_bytes!("../../tests/data/golden/aes-256-gcm/keyfile");
        let rows = KeyRows::of(golden);
        assert!(rows.keys.len() >= 4 && !rows.secrets.is_empty() && rows.publics.len() >= 2, "{rows:?}");
        for key in &rows.keys {
            assert_eq!((key.wrapped.len(), key.nonce.len(), key.algorithm), (208, 24, 1));
        }
        assert!(rows.secrets.iter().all(|slot| slot.hash.as_ref().is_some_and(|hash| hash.len() == 32)));
        let mut keyfile: Keyfile = cbor::decode(golden).unwrap();
        keyfile.keys.extend(keyfile.keys.clone());
        keyfile.slots.extend(keyfile.slots.clone());
        assert_eq!(KeyRows::of(&cbor::encode(&keyfile)), rows);
    }
}
