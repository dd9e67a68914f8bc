//! Back to an older format of the tables, for an older han.

use super::StoreError;
use super::{postgres, sqlite};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection as _, Executor as _};
use std::path::Path;

/// Whether there is such a format to go back to; 0 is that of no tables at all.
pub fn is_format(number: u32) -> bool {
    number == 0 || sqlite::MIGRATIONS.iter().any(|one| one.version == i64::from(number))
}

/// Brings the tables in a file to format `to`. Where ciphertext or leaves would be lost it fails, and changes nothing,
/// unless `destroy` is set.
pub async fn sqlite(file: &Path, to: u32, destroy: bool) -> Result<(), StoreError> {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).pragma("secure_delete", "ON");
    let mut connection = SqliteConnection::connect_with(&options).await?;
    if destroy {
        connection.execute("CREATE TEMP TABLE han_destroy_data (yes INTEGER)").await?;
    }
    // All or nothing: each migration is a savepoint in it.
    let mut tx = connection.begin().await?;
    sqlite::MIGRATIONS.undo(&mut *tx, i64::from(to)).await?;
    tx.commit().await?;
    Ok(connection.close().await?)
}

/// The same for the database at `url`, whose tables the user must own.
pub async fn postgres(url: &str, to: u32, destroy: bool) -> Result<(), StoreError> {
    let mut connection = PgConnection::connect_with(&postgres::options(url)?).await?;
    if destroy {
        connection.execute("SET han.destroy_data = 'yes'").await?;
    }
    let mut tx = connection.begin().await?;
    postgres::MIGRATIONS.undo(&mut *tx, i64::from(to)).await?;
    tx.commit().await?;
    Ok(connection.close().await?)
}
