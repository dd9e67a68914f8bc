//! `han restore`.

use super::App;
use super::args::RestoreArgs;
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::shared;
use super::text::{count, size};
use super::ui::escape;
use crate::local::atomic;
use crate::local::lock::Lock;
use crate::ops::error::OpError;
use crate::ops::restore::{self, Done, NotRestored, RestoreOptions, RestoreReport, Selection, Versions};
use serde_json::json;

/// Dispatches.
pub fn run(app: &App, args: &RestoreArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let share = shared::named(app, &args.shared)?;
    let target = if share.is_some() { None } else { Some(context::target(app)?) };
    let to = args.to.clone().or_else(|| config.claude_roots.first().map(|root| root.path.clone()));
    let to =
        to.ok_or_else(|| Failure::new(Kind::Usage, "there is no Claude Code folder").hint("give --to"))?;
    let options = RestoreOptions {
        selection: if args.all || share.is_some() {
            Selection::All
        } else {
            Selection::Ids(args.ids.iter().map(|id| id.as_str().to_owned()).collect())
        },
        to: std::path::absolute(&to).unwrap_or(to),
        map: args.map.iter().map(|map| (map.old.clone(), map.new.clone())).collect(),
        force: args.force,
        dry_run: args.dry_run,
        versions: versions(args)?,
        include: args.include.iter().copied().collect(),
    };
    atomic::create_private_folder(&config.dirs.state)?;
    let _lock = Lock::acquire(&config.dirs.state.join("lock"), config.lock_wait)?;
    let mut state = context::state(config)?;
    let progress = app.ui.progress();
    let report = app.block_on(async {
        let reader = shared::or_own(share.as_ref(), target.as_ref()).await?;
        let report = restore::run(&reader, &options, &mut state, &*progress).await;
        reader.remote.close().await;
        Ok::<_, Failure>(report?)
    })?;
    drop(progress);
    let report = report?;
    if !options.dry_run {
        state.save_atomic(&context::state_path(config)).map_err(OpError::from)?;
    }
    show(app, &options, &report)?;
    Ok(outcome(&report))
}

fn versions(args: &RestoreArgs) -> Result<Versions, Failure> {
    match args.generation {
        _ if args.all_versions => Ok(Versions::All),
        None => Ok(Versions::Current),
        Some(n) => u32::try_from(n).map(Versions::Generation).map_err(|_| {
            Failure::new(Kind::Usage, "there is no such generation").hint("han list ID --versions")
        }),
    }
}

fn done_text(done: Done) -> &'static str {
    match done {
        Done::Written => "written",
        Done::Extended => "extended",
        Done::Present => "present",
        Done::Replaced => "replaced",
    }
}

fn why_text(why: &NotRestored) -> &'static str {
    match why {
        NotRestored::Differs => "differs",
        NotRestored::Elsewhere => "elsewhere",
        NotRestored::Tampered => "tampered",
        NotRestored::UnsafeName => "unsafe_name",
        NotRestored::Local => "io",
    }
}

fn to_json(report: &RestoreReport) -> serde_json::Value {
    let restored: Vec<_> = report
        .restored
        .iter()
        .map(|one| {
            let files: Vec<_> =
                one.files.iter().map(|(path, done)| json!({ "path": path, "done": done_text(*done) })).collect();
            json!({ "session": one.session, "folder": one.folder.display().to_string(), "bytes": one.bytes, "files": files })
        })
        .collect();
    let failed: Vec<_> = report
        .refused
        .iter()
        .map(|one| json!({ "session": one.session, "path": one.path, "code": why_text(&one.why), "message": one.message }))
        .collect();
    json!({ "restored": restored, "bytes": report.bytes, "failed": failed })
}

fn show(app: &App, options: &RestoreOptions, report: &RestoreReport) -> Result<(), Failure> {
    if app.ui.is_json() {
        return app.ui.json(&to_json(report));
    }
    for refused in &report.refused {
        app.ui.warn(&format!("session {} {}: {}", refused.session, refused.path, refused.message));
    }
    let differs = report.refused.iter().any(|refused| refused.why == NotRestored::Differs);
    let (mut changed, mut present) = (0u64, 0u64);
    for one in &report.restored {
        let new = one.files.iter().filter(|(_, done)| *done != Done::Present).count();
        if new == 0 {
            present += 1;
            continue;
        }
        changed += 1;
        if options.dry_run {
            app.ui.line(&format!(
                "{}  {}  {}",
                one.session,
                escape(&one.folder.display().to_string()),
                size(one.bytes)
            ))?;
        }
    }
    let verb = if options.dry_run { "would restore" } else { "restored" };
    app.ui.note(&format!(
        "{verb} {} ({}) under {}, {present} already there",
        count(changed, "session"),
        size(report.bytes),
        options.to.display()
    ));
    if differs {
        app.ui.hint("han restore --force ID   (moves the local file aside first)");
    }
    Ok(())
}

/// The exit code of a restore.
pub fn outcome(report: &RestoreReport) -> Outcome {
    let any = !report.restored.is_empty();
    Outcome::from_causes(report.refused.iter().map(|refused| match refused.why {
        NotRestored::Tampered | NotRestored::UnsafeName => Kind::Tampered,
        NotRestored::Differs | NotRestored::Elsewhere if !any => Kind::Conflict,
        NotRestored::Differs | NotRestored::Elsewhere => Kind::Partly,
        NotRestored::Local => Kind::Io,
    }))
}
