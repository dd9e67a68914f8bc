//! `han move`.

use super::App;
use super::args::MoveArgs;
use super::context;
use super::context::state_lock;
use super::failure::{Failure, Kind, Outcome};
use super::text::{count, size};
use super::ui::escape;
use crate::config::{Config, VaultName};
use crate::ops::moving::{self, Moved, Moving};
use crate::ops::shred::{self, Chosen, Plan};
use crate::ops::sync::{Target, route_name};
use serde_json::json;

/// Dispatches.
pub fn run(app: &App, args: &MoveArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let from = context::target(app)?;
    let to = context::other_target(config, &args.to)?;
    if from.profile.owner == to.profile.owner {
        return Err(Failure::new(Kind::Usage, format!("{} is the vault that it would come from", args.to))
            .hint("han vault list"));
    }
    let _lock = state_lock(config)?;
    if Plan::load(&from.profile)?.is_some() {
        return Err(Failure::new(Kind::Conflict, "a shred was interrupted and is not finished")
            .hint(format!("han shred --resume --vault {}", from.profile.name)));
    }
    let prefixes: Vec<String> = args.ids.iter().map(|id| id.as_str().to_owned()).collect();
    let chosen = app.block_on(async {
        let reader = context::reader(&from).await?;
        let chosen = shred::choose(&reader, &prefixes).await;
        reader.remote.close().await;
        Ok::<_, Failure>(chosen?)
    })??;
    name(app, (&from, &to), &chosen);
    if !args.yes && !app.ui.confirm("Move?", "--yes")? {
        return Ok(Outcome::Found);
    }
    let (moved, ended) = carry_out(app, config, (&from, &to), &chosen)?;
    show(app, (&from, &to), &moved)?;
    ended.map(|()| {
        let left = moved.iter().flat_map(|one| &one.deleted.left).map(|_| Kind::Partly);
        Outcome::from_causes(left)
    })
}

fn name(app: &App, (from, to): (&Target, &Target), chosen: &[Chosen]) {
    for one in chosen {
        let (id, title) =
            (one.session.as_deref().unwrap_or_default(), one.title.as_deref().unwrap_or_default());
        app.ui.note(&format!("{}  {}", escape(id), escape(title)));
    }
    let (from, to) = (&from.profile.name, &to.profile.name);
    let sessions = count(chosen.len() as u64, "session");
    app.ui.warn(&format!(
        "{sessions} will be readable by whoever opens vault {to}, and deleted from vault {from}"
    ));
}

/// What was moved, and why the rest was not.
type Carried = (Vec<Moved>, Result<(), Failure>);

fn carry_out(
    app: &App,
    config: &Config,
    (from, to): (&Target, &Target),
    chosen: &[Chosen],
) -> Result<Carried, Failure> {
    let path = context::state_path(config);
    let progress = app.ui.progress();
    app.block_on(async {
        let mut vaults = (context::unlock(from).await?, context::unlock(to).await?);
        let mut all = Vec::new();
        progress.begin("moving", Some(chosen.len() as u64));
        for one in chosen {
            let with = Moving {
                state_path: &path,
                route: route_name(&to.profile.name, VaultName::personal().as_str()),
                now: context::now(),
                now_us: u64::try_from(context::now_ns() / 1_000).unwrap_or(0),
            };
            match moving::session(vaults, one, &with).await {
                Ok((back, moved)) => {
                    vaults = back;
                    all.push(moved);
                }
                // Those before are where they should be, and are told of.
                Err(error) => return Ok((all, Err(error.into()))),
            }
            progress.add(1);
        }
        vaults.0.connection.remote.close().await;
        vaults.1.connection.remote.close().await;
        Ok((all, Ok(())))
    })?
}

fn show(app: &App, (from, to): (&Target, &Target), moved: &[Moved]) -> Result<(), Failure> {
    if app.ui.is_json() {
        let sessions: Vec<_> = moved
            .iter()
            .map(|one| {
                json!({
                    "session": one.session.to_string(),
                    "bytes_stored": one.bytes,
                    "apart": one.apart,
                    "shredded": one.deleted.sessions + one.deleted.ended,
                    "left": one.deleted.left,
                })
            })
            .collect();
        return app
            .ui
            .json(&json!({ "from": from.profile.name, "to": to.profile.name, "sessions": sessions }));
    }
    if moved.is_empty() {
        return Ok(());
    }
    let (from, to) = (&from.profile.name, &to.profile.name);
    let bytes: u64 = moved.iter().map(|one| one.bytes).sum();
    let sessions = count(moved.len() as u64, "session");
    app.ui.note(&format!(
        "moved {sessions} to vault {to} ({} stored), compared there byte by byte",
        size(bytes)
    ));
    let apart = moved.iter().filter(|one| one.apart).count() as u64;
    if apart > 0 {
        app.ui.note(&format!(
            "vault {to} had another history of {}: both are kept there",
            count(apart, "session")
        ));
    }
    let left: usize = moved.iter().map(|one| one.deleted.left.len()).sum();
    if left > 0 {
        let left = count(left as u64, "object");
        app.ui.warn(&format!("{left} can still be had from vault {from}: ask whoever keeps it"));
    } else {
        app.ui.note(&format!("shredded in vault {from} (level 1)"));
    }
    app.ui.note("others may hold it still: members of the vault that it was in, exports, backups, whoever it was shared with");
    app.ui.hint(&format!(
        "han rotate --data-key --vault {from}   (then copies of that vault do not open with today's keys)"
    ));
    app.ui.hint(&format!("on each other machine that has it: han move ID --vault {from} --to {to}"));
    Ok(())
}
