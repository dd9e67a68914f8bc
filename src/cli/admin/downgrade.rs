//! `han admin downgrade`.

use super::super::App;
use super::super::args::AdminDowngradeArgs;
use super::super::failure::{Failure, Kind, Outcome};
use super::super::serve::folder_failure;
use crate::server::folder::FolderError;
use crate::server::site::{self, Engines};
use crate::server::store::{StoreError, downgrade, sqlite::STORE_FORMAT};
use std::path::Path;

/// Undoes migrations.
pub fn run(
    app: &App,
    (dir, engines): (&Path, &Engines<'_>),
    args: &AdminDowngradeArgs,
) -> Result<Outcome, Failure> {
    if !downgrade::is_format(args.to) || args.to >= STORE_FORMAT {
        let what = format!("there is no format {} of tables before {STORE_FORMAT}", args.to);
        return Err(Failure::new(Kind::Usage, what).hint("an older han says in its error which one it knows"));
    }
    let there = dir.join(site::DATABASE).exists() || engines.database.is_some();
    if !there {
        return Err(folder_failure(FolderError::NoVault(dir.into())));
    }
    let _lock = site::lock(dir).map_err(folder_failure)?;
    let done = app.block_on(async {
        match engines.database {
            Some(url) => downgrade::postgres(url, args.to, args.destroy_data).await,
            None => downgrade::sqlite(&dir.join(site::DATABASE), args.to, args.destroy_data).await,
        }
    })?;
    match done {
        Ok(()) => {
            app.ui.note(&format!("the tables have format {} now", args.to));
            Ok(Outcome::Done)
        }
        Err(StoreError::Migrate(failed)) if format!("{failed:?}").contains("would_be_lost") => {
            Err(Failure::new(Kind::Conflict, "ciphertext or leaves of logs would be lost")
                .because(failed)
                .hint("make a backup: han admin backup --to FOLDER")
                .hint("then give --destroy-data"))
        }
        Err(failed) => Err(folder_failure(FolderError::Store(failed))),
    }
}
