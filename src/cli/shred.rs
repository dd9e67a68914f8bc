//! `han shred`.

use super::App;
use super::args::ShredArgs;
use super::context;
use super::context::state_lock;
use super::failure::{Failure, Kind, Outcome};
use super::rotate::secret::{self, Replaced, Wanted};
use super::rotate::{data_key_json, data_key_text};
use super::text::count;
use super::ui::escape;
use crate::config::Config;
use crate::local::state::{Loaded, State};
use crate::ops::error::OpError;
use crate::ops::open::Profile;
use crate::ops::rotate::{DataKeyReport, OldSlot};
use crate::ops::shred::{self, Chosen, Deleted, Plan};
use crate::ops::sync::Target;
use crate::protocol::tombstone::ShredLevel;
use crate::session::SessionUuid;
use serde_json::json;
use std::path::PathBuf;

/// Sessions that are named one by one before the question.
const SHOWN: usize = 20;

/// What was reached.
#[derive(Default)]
struct Reached {
    deleted: Deleted,
    data_key: Option<DataKeyReport>,
    epoch: Option<u32>,
    sheet: Option<PathBuf>,
}

impl Reached {
    /// The level; 0 where the vault still gives out what was deleted.
    fn level(&self) -> u8 {
        match self {
            _ if !self.deleted.left.is_empty() => 0,
            Self { data_key: None, .. } => 1,
            Self { epoch: None, .. } => 2,
            _ => 3,
        }
    }
}

/// Dispatches.
pub fn run(app: &App, args: &ShredArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let target = context::target(app)?;
    let _lock = state_lock(config)?;
    let level = [ShredLevel::Deleted, ShredLevel::DataKeyRotated, ShredLevel::SecretRotated];
    let level =
        level.into_iter().nth(usize::from(args.level.saturating_sub(1))).unwrap_or(ShredLevel::Deleted);
    let standing = Plan::load(&target.profile)?;
    let plan = match (standing, args.resume) {
        (Some(plan), true) => plan,
        (None, true) => {
            return Err(Failure::new(Kind::NothingMatched, "no shred of this vault was interrupted here")
                .hint("han shred ID"));
        }
        (Some(_), false) => {
            return Err(Failure::new(Kind::Conflict, "a shred was interrupted and is not finished")
                .hint(format!("han shred --resume --vault {}", target.profile.name)));
        }
        (None, false) => match plan(app, &target, args, level)? {
            Some(plan) => plan,
            None => return Ok(Outcome::Found),
        },
    };
    let wanted = Wanted { source: None, out: args.recovery_out.as_deref(), old: OldSlot::Gone };
    if plan.level == ShredLevel::SecretRotated {
        wanted.check(&target.profile)?;
    }
    if !args.yes && !app.ui.confirm("Shred for ever?", "--yes")? {
        return Ok(Outcome::Found);
    }
    let ended = carry_out(app, config, (&target, plan), &wanted);
    let again = format!("han shred --resume --vault {}   (goes on from here)", target.profile.name);
    let reached = ended.map_err(|failure| failure.hint(&again))?;
    show(app, &target, &reached)?;
    Ok(if reached.level() == 0 { Outcome::from_causes([Kind::Partly]) } else { Outcome::Done })
}

/// What is to go, named before it goes; nothing where all of it went before.
fn plan(app: &App, target: &Target, args: &ShredArgs, level: ShredLevel) -> Result<Option<Plan>, Failure> {
    let prefixes: Vec<String> = args.ids.iter().map(|id| id.as_str().to_owned()).collect();
    let chosen = app.block_on(async {
        let reader = context::reader(target).await?;
        let chosen = match args.all {
            true => shred::all(&reader),
            false => shred::choose(&reader, &prefixes).await,
        };
        reader.remote.close().await;
        Ok::<_, Failure>(chosen?)
    })??;
    name(app, target, &chosen);
    let ended = chosen.iter().all(|one| one.ended);
    if ended && level == ShredLevel::Deleted {
        app.ui.note("all of them were shredded before");
        return Ok(None);
    }
    let sessions = chosen.iter().filter_map(|one| one.session.clone()).collect();
    Ok(Some(Plan::new(level, chosen.into_iter().map(|one| one.name).collect(), sessions)))
}

fn name(app: &App, target: &Target, chosen: &[Chosen]) {
    let going = chosen.iter().filter(|one| !one.ended);
    for one in going.clone().filter(|one| one.session.is_some()).take(SHOWN) {
        let id = one.session.as_deref().unwrap_or_default();
        app.ui.note(&format!(
            "{}  {}",
            escape(id),
            escape(one.title.as_deref().unwrap_or("(does not open)"))
        ));
    }
    let sessions = count(going.count() as u64, "session");
    app.ui.warn(&format!("{sessions} of vault {} will be deleted there for ever", target.profile.name));
}

/// Every step up to the level of the plan; each can be taken again.
fn carry_out(
    app: &App,
    config: &Config,
    (target, mut plan): (&Target, Plan),
    wanted: &Wanted<'_>,
) -> Result<Reached, Failure> {
    let mut reached = Reached::default();
    let progress = app.ui.progress();
    let epoch = app.block_on(async {
        let vault = context::unlock(target).await?;
        if plan.level >= ShredLevel::DataKeyRotated {
            // Before anything is deleted: the higher levels change keys.
            vault.require_governing()?;
        }
        let now_us = u64::try_from(context::now_ns() / 1_000).unwrap_or(0);
        let (vault, deleted) = shred::delete(vault, &mut plan, (context::now(), now_us), &*progress).await?;
        reached.deleted = deleted;
        vault.connection.remote.close().await;
        Ok::<_, Failure>(vault.keys.epoch)
    })??;
    forget_locally(config, &target.profile, &plan.sessions)?;
    if plan.level >= ShredLevel::SecretRotated && plan.has_old_secret(epoch) {
        let Replaced { vault, report, sheet } = secret::replace(app, config, target, wanted)?;
        app.block_on(vault.connection.remote.close())?;
        (reached.epoch, reached.sheet) = (Some(report.epoch), sheet);
    } else if plan.level >= ShredLevel::SecretRotated {
        reached.epoch = Some(epoch);
    }
    if plan.level >= ShredLevel::DataKeyRotated {
        let report = app.block_on(async {
            let vault = context::unlock(target).await?;
            let (vault, report) = shred::retire(vault, &plan, context::now(), &*progress).await?;
            vault.connection.remote.close().await;
            Ok::<_, Failure>(report)
        })??;
        reached.data_key = Some(report);
    }
    if reached.level() > 0 {
        plan.end(&target.profile)?;
    }
    Ok(reached)
}

/// What this machine remembers of the sessions goes too: values that were confirmed as secrets stand there, sealed.
pub(super) fn forget_locally(config: &Config, profile: &Profile, sessions: &[String]) -> Result<(), Failure> {
    let path = context::state_path(config);
    let Loaded::State(mut state) = State::load(&path).map_err(OpError::from)? else { return Ok(()) };
    if state.device != profile.device {
        return Ok(());
    }
    let gone: Vec<SessionUuid> =
        sessions.iter().filter_map(|session| SessionUuid::parse(session).ok()).collect();
    state.files.retain(|_, entry| !gone.contains(&entry.session));
    state.sessions.retain(|session, _| !gone.contains(session));
    Ok(state.save_atomic(&path).map_err(OpError::from)?)
}

fn show(app: &App, target: &Target, reached: &Reached) -> Result<(), Failure> {
    let Reached { deleted, data_key, epoch, sheet } = reached;
    if app.ui.is_json() {
        return app.ui.json(&json!({
            "sessions": deleted.sessions,
            "ended": deleted.ended,
            "level": reached.level(),
            "objects": deleted.objects,
            "left": deleted.left,
            "unread": deleted.unread,
            "data_key": data_key.as_ref().map(data_key_json),
            "epoch": epoch,
            "recovery_sheet": sheet.as_ref().map(|path| path.display().to_string()),
        }));
    }
    let name = &target.profile.name;
    if !deleted.left.is_empty() {
        let left = count(deleted.left.len() as u64, "object");
        app.ui.warn(&format!("{left} can still be had from the vault: shred level 1 is not reached"));
        app.ui.hint(&format!(
            "han shred --resume --vault {name}   (asks again; or ask whoever keeps the vault)"
        ));
        return Ok(());
    }
    let sessions = count(deleted.sessions, "session");
    app.ui.note(&format!("shredded {sessions}; shred level {} is reached", reached.level()));
    if deleted.ended > 0 {
        app.ui.note(&format!("{} had been shredded before", count(deleted.ended, "session")));
    }
    if deleted.unread > 0 {
        let unread = count(deleted.unread, "session");
        app.ui
            .warn(&format!("{unread} did not open: whether all objects are gone is the vault's word alone"));
    }
    if let Some(report) = data_key {
        app.ui.note(&data_key_text(report));
    }
    app.ui.note("out of reach: exports, backups and other copies made before, whoever was given a session,");
    app.ui.note("and the session files on each machine");
    match reached.level() {
        1 => app.ui.hint(&format!(
            "han rotate --data-key --vault {name}   (then copies do not open with today's keys: level 2)"
        )),
        3 => app.ui.hint(&format!("on each other machine: han keys unlock --vault {name}")),
        _ => {}
    }
    Ok(())
}
