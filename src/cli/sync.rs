//! `han sync`.

mod show;

use super::App;
use super::args::SyncArgs;
use super::causes::op_kind;
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::init;
use super::text::count;
use crate::config::{Config, VaultName};
use crate::local::atomic;
use crate::local::discover;
use crate::local::lock::Lock;
use crate::local::spool;
use crate::ops::error::OpError;
use crate::ops::sync::{self, FailedExit, SyncContext, SyncOptions, SyncReport};
use crate::remote::RemoteError;

/// Dispatches.
pub fn run(app: &App, args: &SyncArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    if config.file.vault.values().all(|entry| entry.owner.is_none()) {
        if config.vault_was_named && config.vault != VaultName::personal() {
            config.known_vault()?;
        }
        if nothing_to_do(app, config)? {
            return Ok(Outcome::Done);
        }
        if args.dry_run {
            return preview(app, config, args);
        }
        // What is wrong with the settings is told before anything is made.
        super::detect::lens_of(config)?;
        let made = init::create(app, config, None)?;
        app.ui.note(&format!("made vault {} in {}", made.profile.name, context::place_text(&made.place)));
        return run_fresh(app, args);
    }
    if args.watch { super::watch::run(app, args) } else { once(app, config, args) }
}

/// Goes on with the settings that `init` just wrote.
fn run_fresh(app: &App, args: &SyncArgs) -> Result<Outcome, Failure> {
    let config = app.fresh_config()?;
    if args.watch { super::watch::run(app, args) } else { once(app, &config, args) }
}

/// A dry run before there is a vault: looks, and makes nothing, not even a folder of han's own.
fn preview(app: &App, config: &Config, args: &SyncArgs) -> Result<Outcome, Failure> {
    let mut context = context::sync_context(config)?;
    context.include.extend(args.include.iter().copied());
    let spooled = spool::drain(&config.dirs.state.join("spool"))?;
    let options = options(config, args, &spooled)?;
    let progress = app.ui.progress();
    let ended = sync::preview(&context, &options, &*progress);
    drop(progress);
    let report = ended?;
    show::show(app, (config, &context.rules), args, (&report, &[]))?;
    app.ui.note("there is no vault on this machine yet; han sync makes one");
    Ok(outcome(&report, &[]))
}

/// Where there is no vault and no session, nothing is made.
fn nothing_to_do(app: &App, config: &Config) -> Result<bool, Failure> {
    let found = discover::scan(&config.claude_roots);
    if !found.sessions.is_empty() {
        return Ok(false);
    }
    no_sessions(app, config);
    if app.ui.is_json() {
        app.ui.json(&show::to_json(&SyncReport::default(), &[]))?;
    }
    Ok(true)
}

fn no_sessions(app: &App, config: &Config) {
    let places: Vec<_> =
        config.claude_roots.iter().map(|root| root.path.join("projects").display().to_string()).collect();
    app.ui.note(&format!("no Claude Code sessions in {}", places.join(" or ")));
}

/// One sync under the lock.
pub fn once(app: &App, config: &Config, args: &SyncArgs) -> Result<Outcome, Failure> {
    atomic::create_private_folder(&config.dirs.state)?;
    let _lock = if args.dry_run {
        None
    } else {
        Some(Lock::acquire(&config.dirs.state.join("lock"), config.lock_wait)?)
    };
    let mut context = context::sync_context(config)?;
    context.include.extend(args.include.iter().copied());
    let spooled = spool::drain(&config.dirs.state.join("spool"))?;
    let options = options(config, args, &spooled)?;
    let progress = app.ui.progress();
    let ended = app.block_on(sync::run(&context, &options, &*progress))?;
    drop(progress);
    match ended {
        Ok(mut report) => {
            if !args.dry_run {
                spooled.done()?;
            }
            let broken = broken(config, std::mem::take(&mut report.broken));
            show::show(app, (config, &context.rules), args, (&report, &broken))?;
            let outcome = outcome(&report, &broken);
            if let Outcome::Incomplete(kind) = outcome {
                remember(&context, kind, unsynced(&report, &broken));
            }
            Ok(outcome)
        }
        Err(error) => {
            if !args.dry_run {
                remember(&context, op_kind(&error), crate::ops::error::chain(&error));
            }
            Err(error.into())
        }
    }
}

/// A vault that could not be synced, by name, and why.
type Broken = (String, Failure);

fn broken(config: &Config, broken: Vec<(String, OpError)>) -> Vec<Broken> {
    let one = |(name, error): (String, OpError)| {
        let gone = matches!(error, OpError::Remote(RemoteError::NotFound(_))) && name.starts_with("team:");
        let failure = Failure::from(error);
        let path = config.path.display();
        let failure = match gone {
            true => failure.hint(format!(
                "to sync there no longer: take [vault.\"{name}\"] and its [[route]] out of {path}"
            )),
            false => failure,
        };
        (name, failure)
    };
    broken.into_iter().map(one).collect()
}

/// What was not synced, in one line, for `han status`.
fn unsynced(report: &SyncReport, broken: &[Broken]) -> String {
    let vaults = broken.iter().map(|(name, failure)| format!("vault {name}: {}", failure.message()));
    let sessions = match report.failed.len() {
        0 => None,
        n => Some(format!("{} not synced", count(n as u64, "session"))),
    };
    vaults.chain(sessions).collect::<Vec<_>>().join("; ")
}

/// Best effort: the failure itself is already on its way to the user.
fn remember(context: &SyncContext, kind: Kind, message: String) {
    if let Err(error) = sync::record_failure(context, kind.exit() as u8, message) {
        tracing::warn!("cannot remember the failure: {error}");
    }
}

fn options(config: &Config, args: &SyncArgs, spooled: &spool::Drained) -> Result<SyncOptions, Failure> {
    let now = jiff::Timestamp::now();
    let since_ns = args
        .since
        .as_ref()
        .map(|since| since.resolve(now))
        .map(|time| i64::try_from(time.as_nanosecond()).unwrap_or(i64::MIN));
    Ok(SyncOptions {
        sessions: args.session.iter().map(|prefix| prefix.as_str().to_owned()).collect(),
        projects: args.project.iter().map(|dir| context::project(dir)).collect::<Result<_, _>>()?,
        since_ns,
        full: args.full,
        dry_run: args.dry_run,
        ended: spooled
            .entries
            .iter()
            .filter(|entry| entry.event == "SessionEnd")
            .filter_map(spool::SpoolEntry::session)
            .collect(),
        vault: config.vault_was_named.then(|| config.vault.as_str().to_owned()),
    })
}

fn outcome(report: &SyncReport, broken: &[Broken]) -> Outcome {
    let sessions = report.failed.iter().map(|failed| match failed.exit {
        FailedExit::Local => Kind::Partly,
        FailedExit::Unsafe => Kind::Partly,
        FailedExit::Tampered => Kind::Tampered,
        FailedExit::Conflict | FailedExit::NoVault => Kind::Conflict,
    });
    Outcome::from_causes(sessions.chain(broken.iter().map(|(_, failure)| failure.kind())))
}

/// An error of a use case, with what to run next.
impl From<OpError> for Failure {
    fn from(error: OpError) -> Self {
        super::causes::op_failure(error)
    }
}
