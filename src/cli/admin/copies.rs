//! `han admin backup` and `han admin restore`.

use super::super::App;
use super::super::args::{AdminBackupArgs, AdminExpireKeysArgs, AdminRestoreArgs};
use super::super::failure::{Failure, Kind, Outcome};
use super::super::serve::folder_failure;
use super::super::text::{seconds_text, size};
use super::{judge, service_failure, verdicts_json};
use crate::server::backup::{self, BackupError};
use crate::server::expire::{self, KeyBackup};
use crate::server::restore;
use crate::server::site::{self, Engines};
use crate::server::system_clock;
use serde_json::json;
use std::path::Path;

/// Copies a server.
pub fn backup(
    app: &App,
    (dir, engines): (&Path, &Engines<'_>),
    args: &AdminBackupArgs,
) -> Result<Outcome, Failure> {
    let made = backup::backup(dir, engines, (&args.to, args.keys_to.as_deref()), system_clock());
    let copied = app.block_on(made)?.map_err(failure)?;
    let names = |ids: &[crate::protocol::ids::ObjectId]| -> Vec<String> {
        ids.iter().map(ToString::to_string).collect()
    };
    if app.ui.is_json() {
        app.ui.json(&json!({
            "objects": copied.objects,
            "bytes": copied.bytes,
            "shredded": names(&copied.shredded),
            "lost": names(&copied.lost),
        }))?;
    } else {
        app.ui.note(&format!("{} objects ({}) were copied", copied.objects, size(copied.bytes)));
        if args.keys_to.is_none() {
            app.ui.note(&format!("keep {} apart from {}", backup::KEYS, backup::DATA));
        }
    }
    if !copied.lost.is_empty() {
        let what = format!("the server has lost {} objects that refs need", copied.lost.len());
        return Err(
            Failure::new(Kind::Tampered, what).hint("han admin verify names them; keep older backups")
        );
    }
    if !copied.shredded.is_empty() {
        let what = format!("{} objects were shredded while the copy was made", copied.shredded.len());
        return Err(Failure::new(Kind::Partly, what).hint("make another one, without what is shredded now"));
    }
    Ok(Outcome::Done)
}

/// Removes archives of keys that are older than they should get.
pub fn expire(app: &App, args: &AdminExpireKeysArgs) -> Result<Outcome, Failure> {
    const DAY_US: u64 = 86_400_000_000;
    let found = expire::find(&args.folder).map_err(failure)?;
    if found.is_empty() {
        let what = format!("there is no archive of keys in {}", args.folder.display());
        return Err(Failure::new(Kind::NothingMatched, what)
            .hint("name the folder that han admin backup --keys-to wrote to"));
    }
    let before_us = system_clock()().saturating_sub(u64::from(args.days.get()) * DAY_US);
    let (expired, dry) = (expire::expired(&found, before_us), args.dry_run);
    let newest_is_old = found.last().is_some_and(|newest| newest.created_us <= before_us);
    for one in expired {
        if !dry {
            expire::remove(one).map_err(failure)?;
        }
        if !app.ui.is_json() {
            app.ui.line(&format!("{}  {}", made(one), one.path.display()))?;
        }
    }
    if app.ui.is_json() {
        let all: Vec<_> =
            expired.iter().map(|one| json!({ "path": one.path, "created": made(one) })).collect();
        app.ui.json(&json!({
            "dry_run": dry,
            "removed": all,
            "kept": found.len() - expired.len(),
            "newest_is_old": newest_is_old,
        }))?;
        return Ok(Outcome::Done);
    }
    let verb = if dry { "would go" } else { "went" };
    let kept = found.len() - expired.len();
    app.ui.note(&format!("{} of {} archives of keys {verb}, {kept} stay", expired.len(), found.len()));
    if newest_is_old {
        app.ui.warn("the newest one is older than that too, and stays: without it no backup comes back");
    }
    if !expired.is_empty() {
        app.ui.note("data backups of their time do not come back without them: let those end too");
    }
    Ok(Outcome::Done)
}

fn made(one: &KeyBackup) -> String {
    seconds_text(one.created_us / 1_000_000).unwrap_or_default()
}

/// Brings one back.
pub fn restore(
    app: &App,
    (dir, engines): (&Path, &Engines<'_>),
    args: &AdminRestoreArgs,
) -> Result<Outcome, Failure> {
    for archive in [args.from.join(backup::DATA), args.keys.clone().unwrap_or(args.from.join(backup::KEYS))] {
        if !archive.is_file() {
            let what = format!("{} is not there", archive.display());
            return Err(Failure::new(Kind::NothingMatched, what).hint("both archives are needed"));
        }
    }
    let _lock = site::lock(dir).map_err(folder_failure)?;
    let brought = restore::restore((&args.from, args.keys.as_deref()), dir, engines, system_clock());
    let restored = app.block_on(brought)?.map_err(failure)?;
    if app.ui.is_json() {
        app.ui.json(&json!({
            "objects": restored.objects,
            "keyfiles": restored.keyfiles,
            "rebuilt": restored.rebuilt,
            "vaults": verdicts_json(&restored.vaults),
        }))?;
    } else {
        app.ui.note(&format!("{} objects and {} keyfiles came back", restored.objects, restored.keyfiles));
    }
    judge(app, &restored.vaults)
}

fn failure(failed: BackupError) -> Failure {
    let (kind, hint) = match failed {
        BackupError::Folder(failed) => return folder_failure(failed),
        BackupError::Verify(failed) => return service_failure(failed),
        BackupError::NotEmpty(_) => (Kind::Conflict, "give a place where there is nothing"),
        BackupError::Damaged(..) => (Kind::Tampered, "take another backup"),
        BackupError::Newer(_) => (Kind::Usage, "take the han that made it, or a later one"),
        BackupError::File(..) | BackupError::Object(..) => (Kind::Io, "empty the target and run it again"),
    };
    Failure::new(kind, "the copy was not made or brought back").because(failed).hint(hint)
}
