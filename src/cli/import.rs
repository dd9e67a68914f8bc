//! `han import`.

use super::App;
use super::args::ImportArgs;
use super::causes::op_kind;
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::text::{count, size};
use crate::config::Config;
use crate::crypto::secret::{AccountKey, Passphrase};
use crate::local::atomic::{self, Temporary};
use crate::local::lock::Lock;
use crate::ops::archive::{LockedArchive, OpenArchive};
use crate::ops::error::{OpError, chain};
use crate::ops::import::{self, ImportReport};
use crate::ops::secret;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Dispatches.
pub fn run(app: &App, args: &ImportArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let target = context::target(app)?;
    atomic::create_private_folder(&config.dirs.state)?;
    let _lock = Lock::acquire(&config.dirs.state.join("lock"), config.lock_wait)?;
    let spooled = if args.file == Path::new("-") { Some(spool(config)?) } else { None };
    let file = spooled.as_ref().map_or(args.file.clone(), |(_, path)| path.clone());
    let progress = app.ui.progress();
    let secret = secret::read(&target.profile)?;
    let account = secret::account_key(&target.profile)?;
    let report = app.block_on(async {
        let archive = open(&file, secret.as_ref(), account.as_ref()).await?;
        let vault = context::unlock(&target).await?;
        let remote = vault.connection.remote.clone();
        let report = import::run(vault, archive, context::now(), &*progress).await;
        remote.close().await;
        Ok::<_, Failure>(report?)
    })??;
    drop(progress);
    show(app, &report)?;
    Ok(Outcome::from_causes(report.failed.iter().map(|failed| op_kind(&failed.error))))
}

/// Opens the archive with the vault's secret; `--passphrase-*` gives the one that was valid when it was made.
async fn open(
    file: &Path,
    secret: Option<&Passphrase>,
    account: Option<&AccountKey>,
) -> Result<OpenArchive, Failure> {
    let locked = LockedArchive::open(file).await?;
    let secret = secret.ok_or_else(|| {
        Failure::new(Kind::NotAuthorised, "no secret to open the archive with").hint("give --passphrase-file")
    })?;
    locked.unlock((secret, account)).map_err(|error| match error {
        OpError::WrongSecret { .. } => Failure::new(Kind::WrongSecret, "cannot open the archive")
            .because(error)
            .hint("han import --passphrase-file FILE   (the secret that was valid when it was made)"),
        other => other.into(),
    })
}

/// Keeps standard input in a private file: an archive is read back and forth.
fn spool(config: &Config) -> Result<(Temporary, PathBuf), Failure> {
    let folder = config.dirs.state.join("import");
    atomic::create_private_folder(&folder)?;
    atomic::remove_stale(&folder).map_err(OpError::io(&folder))?;
    let temporary = Temporary::create(&folder, &folder.join("archive"), 0o600)?;
    let mut file = temporary.file();
    std::io::copy(&mut std::io::stdin().lock(), &mut file).map_err(OpError::io(&folder))?;
    let path = temporary.path().to_owned();
    Ok((temporary, path))
}

fn show(app: &App, report: &ImportReport) -> Result<(), Failure> {
    if app.ui.is_json() {
        let failed: Vec<_> = report
            .failed
            .iter()
            .map(|failed| json!({ "session": failed.item, "code": op_kind(&failed.error).code(), "message": chain(&failed.error) }))
            .collect();
        let apart: Vec<_> = report.apart.iter().map(ToString::to_string).collect();
        return app.ui.json(&json!({
            "imported": report.imported.len(), "unchanged": report.unchanged, "apart": apart,
            "shredded": report.shredded, "bytes": report.bytes, "failed": failed,
        }));
    }
    for failed in &report.failed {
        app.ui.warn(&format!("{}: {}", failed.item, chain(&failed.error)));
    }
    for session in &report.apart {
        app.ui.warn(&format!("session {session}: the vault has another history of it; both are kept"));
    }
    let n = report.imported.len() as u64;
    app.ui.note(&format!(
        "imported {} ({} stored), {} unchanged",
        count(n, "session"),
        size(report.bytes),
        report.unchanged
    ));
    Ok(())
}
