//! A server moves to other engines: objects first, each checked against its name and resumable; then every row in one
//! transaction; then the proof, which is every Merkle root computed anew and compared with the signed heads.

use super::folder::FolderError;
use super::objects::Objects;
use super::objects::read::Span;
use super::objects::upload::UploadError;
use super::site::{self, DATABASE, Engines};
use super::store::Store as _;
use super::store::postgres::PgStore;
use super::store::sqlite::{Journal, SqliteStore};
use super::store::transfer::transfer;
use super::verify::Verdict;
use super::{Clock, ServiceError};
use crate::protocol::ids::{ObjectId, OwnerId};
use futures::{StreamExt as _, TryStreamExt as _};
use std::path::Path;

/// Objects on their way at one time.
const PARALLEL: usize = 16;

/// Why a server was not moved. What it was stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The folder, or the new engines.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// An object did not arrive.
    #[error("cannot copy object {0}")]
    Object(ObjectId, #[source] UploadError),
    /// The result could not be looked at.
    #[error("cannot verify the new database")]
    Verify(#[from] ServiceError),
}

/// What was moved.
#[derive(Default, Debug)]
pub struct Moved {
    /// Objects that were copied; those that were there already are not counted.
    pub objects: u64,
    /// Rows of all tables.
    pub rows: u64,
    /// What each vault looks like in its new place.
    pub vaults: Vec<(OwnerId, Verdict)>,
}

/// Moves the server in `dir` from `han.db` (and the place of objects in `from`) to the database and the place of
/// objects in `to`; without the latter objects stay where they are. Nobody else may serve `dir` meanwhile. The folder's
/// `log.key` is the new server's too; nothing is taken away from the old one.
pub async fn migrate(
    dir: &Path,
    from: &Engines<'_>,
    to: &Engines<'_>,
    clock: Clock,
) -> Result<Moved, MigrateError> {
    let old = SqliteStore::open(&dir.join(DATABASE), Journal::Wal).await.map_err(FolderError::from)?;
    let Some(url) = to.database else { return Ok(Moved::default()) };
    let new = PgStore::open(url).await.map_err(FolderError::from)?;
    let mut moved = Moved::default();
    if to.objects.is_some() {
        let (source, target) = (site::objects(dir, from).await?, site::objects(dir, to).await?);
        for owner in old.owners().await.map_err(FolderError::from)? {
            moved.objects += copy_objects(&source, &target, owner).await?;
        }
    }
    moved.rows = transfer(&old, &new).await.map_err(FolderError::from)?;
    old.close().await;
    new.close().await;
    let engines = Engines { objects: to.objects.or(from.objects), ..*to };
    let site = site::open_on(dir, &engines, "", clock).await?;
    for owner in site.service.owners().await? {
        // Tables of an older format show nothing yet.
        let first = site.service.verify(owner).await?;
        site.service.rebuild(owner, &first).await?;
        moved.vaults.push((owner, site.service.verify(owner).await?));
    }
    site.service.close().await;
    Ok(moved)
}

/// Copies the objects of a vault that are not there yet.
async fn copy_objects(from: &Objects, to: &Objects, owner: OwnerId) -> Result<u64, MigrateError> {
    let folder = |failed| MigrateError::Folder(FolderError::Objects(failed));
    let listed = from.list(owner).await.map_err(folder)?;
    let mut copied = 0;
    for batch in listed.chunks(1_000) {
        let ids: Vec<ObjectId> = batch.iter().map(|object| object.id).collect();
        let (_, missing) = to.sizes(owner, &ids).await.map_err(folder)?;
        copied += missing.len() as u64;
        let copies = futures::stream::iter(missing.into_iter().map(|id| copy_object(from, to, (owner, id))));
        copies.buffer_unordered(PARALLEL).try_collect::<Vec<()>>().await?;
    }
    to.settle().await.map_err(folder)?;
    Ok(copied)
}

async fn copy_object(
    from: &Objects,
    to: &Objects,
    (owner, id): (OwnerId, ObjectId),
) -> Result<(), MigrateError> {
    let failed = |failed| MigrateError::Object(id, failed);
    let reading = from.read(owner, id, Span::Whole).await.map_err(|e| failed(e.into()))?;
    let body = reading.body.map_err(Into::into).boxed();
    to.create_from(owner, id, reading.len, body).await.map_err(failed)?;
    Ok(())
}
