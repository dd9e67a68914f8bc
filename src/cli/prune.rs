//! `han prune`.

use super::App;
use super::args::PruneArgs;
use super::causes::op_kind;
use super::context;
use super::failure::{Failure, Outcome};
use super::text::{count, size};
use crate::local::atomic;
use crate::local::lock::Lock;
use crate::ops::prune::{self, PruneOptions, PruneReport};
use serde_json::json;

/// Dispatches.
pub fn run(app: &App, args: &PruneArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let target = context::target(app)?;
    let Some(keep) = args.keep_generations else {
        return super::retention::prune(app, config, &target, args);
    };
    let keep = usize::try_from(keep.get()).unwrap_or(usize::MAX);
    let options = PruneOptions { keep, dry_run: args.dry_run };
    atomic::create_private_folder(&config.dirs.state)?;
    let _lock = Lock::acquire(&config.dirs.state.join("lock"), config.lock_wait)?;
    let progress = app.ui.progress();
    let ended = app.block_on(async {
        let vault = context::unlock(&target).await?;
        let remote = std::sync::Arc::clone(&vault.connection.remote);
        let ended = prune::run(vault, options, &*progress).await;
        remote.close().await;
        Ok::<_, Failure>(ended?)
    })?;
    drop(progress);
    let report = ended?;
    show(app, args, &report)?;
    Ok(Outcome::from_causes(report.failed.iter().map(|(_, error)| op_kind(error))))
}

fn show(app: &App, args: &PruneArgs, report: &PruneReport) -> Result<(), Failure> {
    let (branches, bytes) = report.totals();
    if app.ui.is_json() {
        let failed: Vec<_> = report
            .failed
            .iter()
            .map(|failed| json!({ "item": failed.0, "code": op_kind(&failed.1).code(), "message": prune::message(failed) }))
            .collect();
        return app.ui.json(&json!({
            "sessions": report.pruned.len(),
            "generations": branches,
            "bytes": bytes,
            "bytes_removed": report.removed.1,
            "failed": failed,
        }));
    }
    for failed in &report.failed {
        app.ui.warn(&prune::message(failed));
    }
    for one in report.pruned.iter().filter(|_| args.dry_run) {
        app.ui.line(&format!(
            "{}  {}  {}",
            one.session,
            count(one.branches, "generation"),
            size(one.bytes)
        ))?;
    }
    let verb = if args.dry_run { "would drop" } else { "dropped" };
    let sessions = count(report.pruned.len() as u64, "session");
    app.ui.note(&format!("{verb} {} ({}) of {sessions}", count(branches, "generation"), size(bytes)));
    if branches > 0 {
        app.ui.note(
            "the vault keeps what is dropped for 30 days and a week; a later prune removes it from the disk",
        );
    }
    if report.removed.0 > 0 {
        app.ui.note(&format!("removed {} ({})", count(report.removed.0, "object"), size(report.removed.1)));
    }
    Ok(())
}
