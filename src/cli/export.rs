//! `han export`.

use super::App;
use super::args::{ExportArgs, ExportFormat};
use super::context;
use super::context::project;
use super::failure::{Failure, Kind, Outcome};
use super::text::{count, size};
use crate::local::atomic;
use crate::local::atomic::Temporary;
use crate::local::state::State;
use crate::ops::error::OpError;
use crate::ops::error::chain;
use crate::ops::export::{self, ExportOptions, ExportReport, Filter, Output, Selection};
use crate::ops::restore::{self, RestoreOptions, Versions};
use crate::ops::show::{self, Form, ShowOptions};
use crate::ops::sync::Target;
use crate::ops::view::Reader;
use crate::protocol::refs::RefName;
use crate::session::Extra;
use serde_json::json;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

/// Dispatches.
pub fn run(app: &App, args: &ExportArgs) -> Result<Outcome, Failure> {
    let target = context::target(app)?;
    match args.format {
        ExportFormat::Archive => archive(app, args, &target),
        ExportFormat::Jsonl => files(app, args, &target),
        ExportFormat::Markdown => pages(app, args, &target, (Form::Markdown, "md")),
        ExportFormat::Html => pages(app, args, &target, (Form::Html, "html")),
    }
}

/// Which sessions an export means; none for all of them.
pub fn filter(args: &ExportArgs) -> Result<Option<Filter>, Failure> {
    if args.session.is_empty() && args.project.is_empty() && args.since.is_none() {
        return Ok(None);
    }
    let sessions = args.session.clone();
    let projects: Vec<String> = args.project.iter().map(|dir| project(dir)).collect::<Result<_, _>>()?;
    let since = args.since.as_ref().map(|since| since.resolve(jiff::Timestamp::now()).to_string());
    Ok(Some(Box::new(move |meta| {
        (sessions.is_empty() || sessions.iter().any(|prefix| prefix.matches(&meta.uuid)))
            && (projects.is_empty() || projects.contains(&meta.project))
            && since.as_ref().is_none_or(|since| meta.last_time.as_ref().is_some_and(|last| last >= since))
    })))
}

fn archive(app: &App, args: &ExportArgs, target: &Target) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let to_stdout = args.output == Path::new("-");
    if to_stdout && app.ui.out_is_terminal() {
        return Err(
            Failure::new(Kind::Usage, "an archive is no text for a terminal").hint("han export -o FILE")
        );
    }
    let out = if to_stdout {
        let spool = config.dirs.state.join("export");
        atomic::create_private_folder(&spool)?;
        Output::Stream { to: app.ui.raw_out(), spool }
    } else {
        Output::File { path: args.output.clone(), replace: false }
    };
    let selection = filter(args)?.map_or(Selection::All, Selection::Only);
    let options = ExportOptions { selection, out, now: context::now() };
    let progress = app.ui.progress();
    let report = app.block_on(async {
        let vault = context::unlock(target).await?;
        Ok::<_, Failure>(export::run(vault, options, &*progress).await?)
    })??;
    drop(progress);
    show(app, args, to_stdout, &report)?;
    Ok(Outcome::from_causes(report.failed.iter().map(|failed| super::causes::op_kind(&failed.error))))
}

fn show(app: &App, args: &ExportArgs, to_stdout: bool, report: &ExportReport) -> Result<(), Failure> {
    for failed in &report.failed {
        app.ui.warn(&format!("{}: {}", failed.item, chain(&failed.error)));
    }
    if app.ui.is_json() && !to_stdout {
        return app.ui.json(&json!({
            "sessions": report.sessions,
            "objects": report.objects,
            "bytes": report.bytes,
            "partial": report.partial,
            "output": args.output.display().to_string(),
        }));
    }
    let place = if to_stdout { String::new() } else { format!(" to {}", args.output.display()) };
    app.ui.note(&format!("exported {} ({}){place}", count(report.sessions, "session"), size(report.bytes)));
    if report.partial {
        app.ui.note("the archive is partial, and says so");
    }
    Ok(())
}

/// The redacted session files, decrypted, as a tree of project folders.
fn files(app: &App, args: &ExportArgs, target: &Target) -> Result<Outcome, Failure> {
    if args.output == Path::new("-") {
        return Err(
            Failure::new(Kind::Usage, "session files need a folder").hint("han export --format jsonl -o DIR")
        );
    }
    if args.output.exists() {
        return Err(Failure::new(Kind::Conflict, format!("{} exists already", args.output.display()))
            .hint("give a new folder with -o"));
    }
    let filter = filter(args)?;
    let progress = app.ui.progress();
    let report = app.block_on(async {
        let reader = context::reader(target).await?;
        let options = RestoreOptions {
            selection: match filter {
                Some(filter) => restore::Selection::Only(filter),
                None => restore::Selection::All,
            },
            to: std::path::absolute(&args.output).unwrap_or_else(|_| args.output.clone()),
            map: Vec::new(),
            force: false,
            dry_run: false,
            versions: Versions::Current,
            include: Extra::ALL.into(),
        };
        let mut nowhere = State::new(target.profile.device);
        Ok::<_, Failure>(restore::run(&reader, &options, &mut nowhere, &*progress).await?)
    })??;
    drop(progress);
    for refused in &report.refused {
        app.ui.warn(&format!("session {} {}: {}", refused.session, refused.path, refused.message));
    }
    let done = report.restored.len() as u64;
    if app.ui.is_json() {
        app.ui.json(&json!({
            "sessions": done, "bytes": report.bytes, "output": args.output.display().to_string(),
        }))?;
    } else {
        let place = args.output.display();
        app.ui.note(&format!(
            "wrote {} ({}), decrypted, to {place}",
            count(done, "session"),
            size(report.bytes)
        ));
    }
    Ok(super::restore::outcome(&report))
}

/// One page a session, decrypted, in a new folder.
fn pages(
    app: &App,
    args: &ExportArgs,
    target: &Target,
    (form, ending): (Form, &str),
) -> Result<Outcome, Failure> {
    let folder = &args.output;
    if folder == Path::new("-") {
        return Err(Failure::new(Kind::Usage, "pages need a folder")
            .hint("han export --format html -o DIR")
            .hint("han show ID --format html   (one session, on standard output)"));
    }
    if folder.exists() {
        return Err(Failure::new(Kind::Conflict, format!("{} exists already", folder.display()))
            .hint("give a new folder with -o"));
    }
    let filter = filter(args)?;
    let progress = app.ui.progress();
    let (done, failed) = app.block_on(async {
        let reader = context::reader(target).await?;
        atomic::create_private_folder(folder)?;
        let mut names = reader.follow.names().map_err(OpError::from)?;
        names.retain(|name| name.session_tag().is_some());
        progress.begin("exporting", Some(names.len() as u64));
        let (mut done, mut failed) = (0u64, Vec::new());
        for name in names {
            progress.add(1);
            match page(&reader, &name, filter.as_ref(), (folder, form, ending)).await {
                Ok(written) => done += u64::from(written),
                Err(error @ (OpError::Io { .. } | OpError::File(_))) => return Err(error.into()),
                Err(error) => failed.push((name.to_string(), error)),
            }
        }
        progress.done();
        Ok::<_, Failure>((done, failed))
    })??;
    drop(progress);
    for (name, error) in &failed {
        app.ui.warn(&format!("{name}: {}", chain(error)));
    }
    if app.ui.is_json() {
        app.ui.json(&json!({ "sessions": done, "output": folder.display().to_string() }))?;
    } else {
        app.ui.note(&format!("wrote {}, decrypted, to {}", count(done, "page"), folder.display()));
    }
    Ok(Outcome::from_causes(failed.iter().map(|(_, error)| super::causes::op_kind(error))))
}

/// Writes the page of one session; whether the filter took it.
async fn page(
    reader: &Reader,
    name: &RefName,
    filter: Option<&Filter>,
    (folder, form, ending): (&Path, Form, &str),
) -> Result<bool, OpError> {
    let Some(found) = reader.remote.get_ref(name).await? else {
        return Err(OpError::Missing(name.to_string()));
    };
    let Some(meta) = reader.meta(&found)? else { return Ok(false) };
    if filter.is_some_and(|filter| !filter(&meta)) {
        return Ok(false);
    }
    let uuid = crate::session::SessionUuid::parse(&meta.uuid)
        .map_err(|_| OpError::Missing(format!("a session id for {name}")))?;
    let path = folder.join(format!("{uuid}.{ending}"));
    let temporary = Temporary::create(folder, &path, 0o600)?;
    let mut file = std::io::BufWriter::new(temporary.file());
    let mut written = Ok(());
    let mut out = |bytes: &[u8]| {
        written = file.write_all(bytes);
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let options = ShowOptions { id: uuid.to_string(), form, generation: None };
    show::run(reader, &options, &mut out).await?;
    written.and_then(|()| file.flush()).map_err(OpError::io(&path))?;
    drop(file);
    temporary.file().sync_all().map_err(OpError::io(&path))?;
    temporary.rename(&path)?;
    Ok(true)
}
