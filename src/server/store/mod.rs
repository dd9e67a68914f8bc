//! The tables behind the service, as one trait that knows no SQL.

pub mod downgrade;
pub mod envelopes;
#[cfg(test)]
mod group_tests;
pub mod operations;
pub mod postgres;
mod postgres_notify;
mod postgres_sql;
mod postgres_write;
pub mod snapshot;
pub(in crate::server) mod sql;
pub mod sqlite;
mod sqlite_group;
mod sqlite_sql;
mod sqlite_write;
#[cfg(test)]
mod tests;
pub mod transfer;

use super::projection::{KeyRows, SessionRow};
use crate::protocol::checkpoint::LogKey;
use crate::protocol::exchange::Head;
use crate::protocol::ids::{ActorId, Digest, ObjectId, OwnerId};
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::leaf::BodyKind;
use crate::protocol::merkle::{CompactRange, NodeHash};
use crate::protocol::refs::{Ref, RefBody, RefName};
use crate::server::accounts::Role;
use async_trait::async_trait;
use futures::stream::BoxStream;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Why the tables could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such vault.
    #[error("the vault is not there")]
    UnknownVault,
    /// The database is not one of ours.
    #[error("this is not the database of a vault")]
    Foreign,
    /// A later version made the database.
    #[error("the database has the later format {0}")]
    Newer(u32),
    /// Another process holds the lock for too long.
    #[error("the database is in use")]
    Busy(#[source] sqlx::Error),
    /// The database cannot be written.
    #[error("the database is read-only")]
    ReadOnly(#[source] sqlx::Error),
    /// The disk is full.
    #[error("the disk is full")]
    Full(#[source] sqlx::Error),
    /// The database file cannot be opened, read or written.
    #[error("the database file cannot be used")]
    Io(#[source] sqlx::Error),
    /// The database cannot be reached, or went away.
    #[error("the database cannot be reached")]
    Gone(#[source] sqlx::Error),
    /// The address does not name a database.
    #[error("this is not the address of a database")]
    Address(#[source] sqlx::Error),
    /// The database has vaults or users already.
    #[error("the database has vaults or users already")]
    NotEmpty,
    /// The database server is too old.
    #[error("PostgreSQL {0} is too old: 15 or later is needed")]
    OldEngine(u32),
    /// The user of the database may not do what is needed.
    #[error("the user of the database lacks a right")]
    Denied(#[source] sqlx::Error),
    /// The database is damaged.
    #[error("the database is damaged")]
    Corrupt(#[source] sqlx::Error),
    /// A row that this version did not write.
    #[error("the database holds a bad {0}")]
    BadRow(&'static str),
    /// Anything else of the database.
    #[error("the database failed")]
    Sql(#[source] sqlx::Error),
    /// A migration failed.
    #[error("the database cannot be brought to this version")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

impl From<sqlx::Error> for StoreError {
    /// Sorts by the codes of the engine that failed.
    fn from(failed: sqlx::Error) -> Self {
        match &failed {
            sqlx::Error::Database(database) => {
                let code = database.code().unwrap_or_default().into_owned();
                match database.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
                    Some(_) => postgres::sort(&code, failed),
                    None => sqlite::sort(&code, failed),
                }
            }
            sqlx::Error::PoolTimedOut => Self::Busy(failed),
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => Self::Gone(failed),
            _ => Self::Sql(failed),
        }
    }
}

/// Bodies in one page of refs, in bytes.
const MAX_PAGE_LEN: usize = 16 << 20;

/// The engines' integers are signed; numbers that do not fit are beyond every row.
pub(in crate::server) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(in crate::server) fn natural(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::BadRow("number"))
}

/// The column `kind` of a vault.
fn kind_byte(kind: OwnerKind) -> i16 {
    match kind {
        OwnerKind::User => 1,
        OwnerKind::Team => 2,
    }
}

/// The three columns of a body; unused ones are empty.
fn fields(body: &RefBody) -> [&[u8]; 3] {
    match body {
        RefBody::Signed(one) | RefBody::Tombstone(one) => [one, &[], &[]],
        RefBody::Session { wraps, manifest, meta } => [wraps, manifest, meta],
    }
}

/// The body of the columns `kind` and [`fields`].
fn to_body(kind: i16, [field1, field2, field3]: [Vec<u8>; 3]) -> Result<RefBody, StoreError> {
    match kind {
        1 => Ok(RefBody::Signed(field1)),
        2 => Ok(RefBody::Session { wraps: field1, manifest: field2, meta: field3 }),
        3 => Ok(RefBody::Tombstone(field1)),
        _ => Err(StoreError::BadRow("ref")),
    }
}

fn to_standing(version: i64, kind: i16) -> Result<Standing, StoreError> {
    let kind = match kind {
        1 => BodyKind::Signed,
        2 => BodyKind::Session,
        3 => BodyKind::Tombstone,
        _ => return Err(StoreError::BadRow("ref")),
    };
    Ok(Standing { version: natural(version)?, kind })
}

fn to_name(name: &str) -> Result<RefName, StoreError> {
    RefName::parse(name).map_err(|_| StoreError::BadRow("ref name"))
}

/// A row of `MEMBERS`: the vault's kind, and a user and role where it has one.
fn to_member(
    (kind, user, role): (i64, Option<Vec<u8>>, Option<i64>),
) -> Result<(OwnerKind, Option<(ActorId, Role)>), StoreError> {
    let kind = match kind {
        1 => OwnerKind::User,
        2 => OwnerKind::Team,
        _ => return Err(StoreError::BadRow("vault")),
    };
    let (Some(user), Some(role)) = (user, role) else { return Ok((kind, None)) };
    let user = ActorId::from_slice(&user).ok_or(StoreError::BadRow("user id"))?;
    let role = u8::try_from(role).ok().and_then(Role::from_byte).ok_or(StoreError::BadRow("role"))?;
    Ok((kind, Some((user, role))))
}

/// All rows of `MEMBERS`.
fn to_members(
    rows: Vec<(OwnerKind, Option<(ActorId, Role)>)>,
) -> Result<(OwnerKind, Vec<(ActorId, Role)>), StoreError> {
    let (kind, _) = rows.first().ok_or(StoreError::UnknownVault)?;
    Ok((*kind, rows.iter().filter_map(|(_, member)| *member).collect()))
}

fn to_owner(id: &[u8]) -> Result<OwnerId, StoreError> {
    OwnerId::from_slice(id).ok_or(StoreError::BadRow("owner id"))
}

fn to_log_key(key: &[u8]) -> Result<LogKey, StoreError> {
    key.try_into().map_err(|_| StoreError::BadRow("log key"))
}

fn to_id(id: &[u8]) -> Result<ObjectId, StoreError> {
    ObjectId::from_slice(id).ok_or(StoreError::BadRow("object id"))
}

fn to_origins(rows: Vec<(Vec<u8>, Vec<u8>)>) -> Result<HashMap<Digest, Vec<u8>>, StoreError> {
    let origin = |(hash, sealed): (Vec<u8>, Vec<u8>)| {
        let hash = hash.try_into().map_err(|_| StoreError::BadRow("origin"))?;
        Ok((Digest(hash), sealed))
    };
    rows.into_iter().map(origin).collect()
}

fn to_ids(rows: Vec<Vec<u8>>) -> Result<HashSet<ObjectId>, StoreError> {
    rows.iter().map(|id| to_id(id)).collect()
}

fn to_held(rows: Vec<(String, Vec<u8>)>) -> Result<Vec<(RefName, ObjectId)>, StoreError> {
    let held = |(name, id): (String, Vec<u8>)| {
        Ok((RefName::parse(&name).map_err(|_| StoreError::BadRow("ref name"))?, to_id(&id)?))
    };
    rows.into_iter().map(held).collect()
}

/// What a node hears of the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grown {
    /// The log of this vault has grown.
    One(OwnerId),
    /// Any log may have grown: the word of it may be lost.
    Perhaps,
}

/// A vault to be made.
pub struct NewVault {
    /// Its owner id.
    pub owner: OwnerId,
    /// Whose it is.
    pub kind: OwnerKind,
    /// Server time.
    pub created_us: u64,
    /// The signed head of the empty log.
    pub checkpoint: Vec<u8>,
}

/// One leaf as it is stored.
pub struct LeafRow {
    /// Its class byte.
    pub class: u8,
    /// Its body.
    pub body: Vec<u8>,
}

/// Where a ref stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Its version.
    pub version: u64,
    /// What its body is.
    pub kind: BodyKind,
}

/// A ref move to be written.
pub struct Move<'a> {
    /// The ref.
    pub name: &'a RefName,
    /// The version that it gets.
    pub version: u64,
    /// The body that it gets.
    pub body: &'a RefBody,
    /// The leaf that records it.
    pub seq: u64,
}

/// Leaves to be appended.
pub struct Append<'a> {
    /// The class of all of them.
    pub class: u8,
    /// The position of the first.
    pub first_seq: u64,
    /// Their bodies.
    pub bodies: &'a [Vec<u8>],
    /// The number of the first node.
    pub first_node: u64,
    /// The nodes that they complete.
    pub nodes: &'a [NodeHash],
}

/// The vaults' tables.
///
/// Contract. Every read is of one moment and sees every transaction whose `commit` returned, of this process
/// and of others. Only [`Store::write`] changes anything: it takes the write lock of the vault (an engine may
/// lock more), so between `write` and `commit` nobody else moves a ref, appends a leaf or removes an object
/// row of that vault. `commit` is atomic and durable. A transaction that is dropped or abandoned has done
/// nothing. A store never retries; it answers `Busy` when the lock did not come free in 5 seconds.
#[async_trait]
pub trait Store: operations::Operations + envelopes::Envelopes {
    /// Makes an empty vault with its log.
    async fn add_vault(&self, vault: &NewVault) -> Result<(), StoreError>;

    /// The owners of all vaults.
    async fn owners(&self) -> Result<Vec<OwnerId>, StoreError>;

    /// The stored head: one row.
    async fn head(&self, owner: OwnerId) -> Result<Head, StoreError>;

    /// The number of leaves.
    async fn log_size(&self, owner: OwnerId) -> Result<u64, StoreError>;

    /// The leaves of a range, as far as they exist.
    async fn leaves(&self, owner: OwnerId, range: Range<u64>) -> Result<Vec<LeafRow>, StoreError>;

    /// Whether a leaf at `since` or later moved a ref.
    async fn moved_since(&self, owner: OwnerId, since: u64) -> Result<bool, StoreError>;

    /// Sealed origins by their hashes; those that do not exist, or were erased, are absent.
    async fn origins(
        &self,
        owner: OwnerId,
        hashes: &[Digest],
    ) -> Result<HashMap<Digest, Vec<u8>>, StoreError>;

    /// Nodes of the tree; those that do not exist are absent.
    async fn nodes(&self, owner: OwnerId, numbers: &[u64]) -> Result<HashMap<u64, NodeHash>, StoreError>;

    /// One ref.
    async fn get_ref(&self, owner: OwnerId, name: &RefName) -> Result<Option<Ref>, StoreError>;

    /// Refs in name order after `after`: at most `limit`, and fewer (but one at least) where bodies are large.
    async fn list_refs(
        &self,
        owner: OwnerId,
        after: Option<&RefName>,
        limit: usize,
    ) -> Result<Vec<Ref>, StoreError>;

    /// Which objects the refs from `first` to `last` hold, in name order.
    async fn held(
        &self,
        owner: OwnerId,
        first: &RefName,
        last: &RefName,
    ) -> Result<Vec<(RefName, ObjectId)>, StoreError>;

    /// Those of `ids` that are pinned until `until_us` or longer.
    async fn pinned(
        &self,
        owner: OwnerId,
        ids: &[ObjectId],
        until_us: u64,
    ) -> Result<HashSet<ObjectId>, StoreError>;

    /// Bytes of all objects with a row and of all ref bodies, replaced ones included.
    async fn stored_bytes(&self, owner: OwnerId) -> Result<u64, StoreError>;

    /// Takes the write lock of a vault.
    async fn write(&self, owner: OwnerId) -> Result<Box<dyn Write>, StoreError>;

    /// The log key of these vaults; `key` becomes it where there is none yet.
    async fn claim_log_key(&self, key: &LogKey, now_us: u64) -> Result<LogKey, StoreError>;

    /// Makes `to` the log key in the place of `from`; nothing where `from` is not the key.
    async fn replace_log_key(&self, from: &LogKey, to: &LogKey, now_us: u64) -> Result<(), StoreError>;

    /// Tells when a log grew by another node's work (or this one's); none where there are no other nodes.
    async fn grown(&self) -> Result<Option<BoxStream<'static, Grown>>, StoreError> {
        Ok(None)
    }

    /// Gives free pages back to the file system, where the engine does not do so by itself.
    async fn shrink(&self) -> Result<(), StoreError>;

    /// Closes every connection.
    async fn close(&self);
}

/// A transaction on one vault, under its write lock.
#[async_trait]
pub trait Write: envelopes::WriteEnvelopes + Send {
    /// Where the named refs stand; a ref that does not exist is absent.
    async fn standing(&mut self, names: &[&RefName]) -> Result<HashMap<RefName, Standing>, StoreError>;

    /// The named refs, in name order; those that do not exist are absent.
    async fn refs(&mut self, names: &[&RefName]) -> Result<Vec<Ref>, StoreError>;

    /// The leaves of the moves that brought refs to given versions, with their positions, in the order asked;
    /// moves whose bodies are kept no longer are absent.
    async fn moves(&mut self, moves: &[(&RefName, u64)]) -> Result<Vec<(u64, Vec<u8>)>, StoreError>;

    /// The newest leaf that moved a ref, with its position, whether or not the ref still has a row. Reads the
    /// log from its end.
    async fn newest_move(&mut self, name: &RefName) -> Result<Option<(u64, Vec<u8>)>, StoreError>;

    /// The right edge of the log.
    async fn edge(&mut self) -> Result<CompactRange, StoreError>;

    /// Nodes of the tree, those appended in this transaction included.
    async fn nodes(&mut self, numbers: &[u64]) -> Result<HashMap<u64, NodeHash>, StoreError>;

    /// The head, as this transaction has set it.
    async fn head(&mut self) -> Result<Head, StoreError>;

    /// Appends leaves and nodes.
    async fn append(&mut self, leaves: &Append<'_>) -> Result<(), StoreError>;

    /// Sets the log's right edge and signed head.
    async fn set_head(&mut self, edge: &CompactRange, checkpoint: &[u8]) -> Result<(), StoreError>;

    /// Stores a sealed origin under its hash.
    async fn keep_origin(&mut self, hash: &Digest, sealed: &[u8], now_us: u64) -> Result<(), StoreError>;

    /// Erases the sealed origins that were stored at `before_us` or earlier, and tells how many.
    async fn erase_origins(&mut self, before_us: u64) -> Result<u64, StoreError>;

    /// Writes new bodies. Bodies that they replace are kept, but not those that a tombstone replaces: these
    /// go, and with them all older bodies of that ref.
    async fn move_refs(&mut self, moves: &[Move<'_>], now_us: u64) -> Result<(), StoreError>;

    /// Writes a body over whatever stands in its place; what it replaces is not kept.
    async fn put_back(&mut self, one: &Move<'_>) -> Result<(), StoreError>;

    /// Records that refs need objects (given with their sizes). Un-condemns the objects.
    async fn hold(&mut self, held: &[(&RefName, ObjectId, u64)]) -> Result<(), StoreError>;

    /// Records that refs need objects no longer; the rows stay for as long as replaced bodies do.
    async fn drop_held(&mut self, dropped: &[(&RefName, ObjectId)], now_us: u64) -> Result<(), StoreError>;

    /// Releases everything that refs hold or held, and condemns what nothing else needs without a grace.
    async fn shred(&mut self, names: &[&RefName]) -> Result<(), StoreError>;

    /// Releases what refs held once and hold no longer, condemns of it what nothing else needs without a grace,
    /// and forgets the bodies that were replaced. What the refs hold now stays.
    async fn shred_superseded(&mut self, names: &[&RefName]) -> Result<(), StoreError>;

    /// Makes rows for objects (given with their sizes), un-condemns and pins them.
    async fn pin(&mut self, ids: &[(ObjectId, u64)], until_us: u64) -> Result<(), StoreError>;

    /// Forgets bodies that were replaced, and needs of objects that were dropped, at `before_us` or earlier. Returns
    /// how many of each.
    async fn forget_replaced(&mut self, before_us: u64) -> Result<(u64, u64), StoreError>;

    /// Condemns all objects that nothing needs and nothing pins: a look over every object under the lock, for those who only
    /// want to know. Returns how many.
    async fn condemn_all(&mut self, now_us: u64) -> Result<u64, StoreError>;

    /// Condemns those of `ids` that nothing needs, nothing pins and nothing condemned yet. Returns how many.
    async fn condemn(&mut self, ids: &[ObjectId], now_us: u64) -> Result<u64, StoreError>;

    /// Removes the rows of objects condemned at `before_us` or earlier, at most `limit`, and returns them
    /// with their sizes.
    async fn take_condemned(
        &mut self,
        before_us: u64,
        limit: usize,
    ) -> Result<Vec<(ObjectId, u64)>, StoreError>;

    /// Those of `ids` that have a row.
    async fn known(&mut self, ids: &[ObjectId]) -> Result<HashSet<ObjectId>, StoreError>;

    /// Writes the projections of the keyfile over those that there were.
    async fn show_keys(&mut self, rows: &KeyRows) -> Result<(), StoreError>;

    /// Writes rows of `synced_sessions`, with the sizes of what the refs hold by now. The time of the first move stays
    /// where there is a row already.
    async fn show_sessions(&mut self, rows: &[SessionRow]) -> Result<(), StoreError>;

    /// Removes rows of `synced_sessions`.
    async fn hide_sessions(&mut self, names: &[&RefName]) -> Result<(), StoreError>;

    /// Whose the vault is, and the role of each user who has one in it.
    async fn members(&mut self) -> Result<(OwnerKind, Vec<(ActorId, Role)>), StoreError>;

    /// Gives a user a role, or (`None`) takes it away; `false` where there is no such user, or no such role to take.
    async fn set_member(
        &mut self,
        user: ActorId,
        role: Option<Role>,
        now_us: u64,
    ) -> Result<bool, StoreError>;

    /// Makes it all durable.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;

    /// Undoes it all and frees the lock.
    async fn abandon(self: Box<Self>) -> Result<(), StoreError>;
}
