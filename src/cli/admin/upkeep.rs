//! `han admin collect`, `han admin rotate-log-key`.

use super::super::App;
use super::super::args::AdminCollectArgs;
use super::super::failure::{Failure, Kind, Outcome};
use super::super::serve::folder_failure;
use super::super::text::size;
use super::service_failure;
use crate::server::collect::Run;
use crate::server::janitor::{Tally, Work, new_holder};
use crate::server::site::{self, Engines, Site};
use crate::server::system_clock;
use serde_json::json;
use std::path::Path;

/// Does what the server does by itself, or says what that would be.
pub async fn collect(app: &App, site: &Site, args: &AdminCollectArgs) -> Result<Outcome, Failure> {
    let tally = if args.dry_run { look(site, args.sweep).await? } else { work(site, args.sweep).await? };
    if app.ui.is_json() {
        app.ui.json(&json!({
            "dry_run": args.dry_run,
            "bodies": tally.bodies,
            "condemned": tally.condemned,
            "objects": tally.objects,
            "orphans": tally.orphans,
            "bytes": tally.bytes,
            "origins": tally.origins,
            "missing": tally.missing,
        }))?;
    } else {
        let would = if args.dry_run { "would go" } else { "went" };
        app.ui.note(&format!(
            "{} objects ({}) and {} replaced bodies {would}; {} objects {} condemned",
            tally.objects,
            size(tally.bytes),
            tally.bodies,
            tally.condemned,
            if args.dry_run { "would be" } else { "were" },
        ));
    }
    if tally.missing == 0 {
        return Ok(Outcome::Done);
    }
    let what = format!("{} objects that refs need are gone", tally.missing);
    Err(Failure::new(Kind::Tampered, what).hint("han admin verify names them").hint("restore a backup"))
}

async fn look(site: &Site, sweep: bool) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for owner in site.service.owners().await.map_err(service_failure)? {
        let keeping = site.service.keeping(owner).await.map_err(service_failure)?;
        let done = site.service.reclaim(owner, &keeping, Run::Dry).await.map_err(service_failure)?;
        tally.bodies += done.bodies;
        tally.condemned += done.condemned;
        tally.objects += done.objects;
        tally.bytes += done.bytes;
        tally.origins += done.origins;
        if sweep {
            let swept = site.service.sweep(owner, Run::Dry).await.map_err(service_failure)?;
            tally.orphans += swept.orphans;
            tally.objects += swept.orphans;
            tally.bytes += swept.bytes;
            tally.missing += swept.missing.len() as u64;
        }
    }
    Ok(tally)
}

async fn work(site: &Site, sweep: bool) -> Result<Tally, Failure> {
    let holder =
        new_holder().map_err(|e| Failure::new(Kind::Bug, "the system gives no random bytes").because(e))?;
    let mut all = site.service.do_now(Work::Collect, &holder).await.map_err(service_failure)?;
    if sweep && let Some(tally) = &mut all {
        all = site.service.do_now(Work::Sweep, &holder).await.map_err(service_failure)?.map(|swept| Tally {
            objects: tally.objects + swept.objects,
            bytes: tally.bytes + swept.bytes,
            orphans: swept.orphans,
            missing: swept.missing,
            ..*tally
        });
    }
    all.ok_or_else(|| {
        Failure::new(Kind::Busy, "a server is at it right now").hint("wait a while, and run it again")
    })
}

/// Makes a new log key.
pub fn rotate_log_key(app: &App, (dir, engines): (&Path, &Engines<'_>)) -> Result<Outcome, Failure> {
    let _lock = site::lock(dir).map_err(folder_failure)?;
    let changed = app.block_on(site::rotate_log_key(dir, engines, system_clock()))?;
    let (before, log_key) = changed.map_err(folder_failure)?;
    let (before, log_key) = (hex::encode(before), hex::encode(log_key));
    if app.ui.is_json() {
        app.ui.json(&json!({ "before": before, "log_key": log_key }))?;
    } else {
        app.ui.line(&log_key)?;
        app.ui.note(
            "this key signs the heads of all logs now; clients come to it by the word of the one before",
        );
        app.ui.note("keep a copy of log.key, and give it to the other nodes before they start again");
    }
    Ok(Outcome::Done)
}
