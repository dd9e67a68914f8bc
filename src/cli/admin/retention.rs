//! `han admin retention`.

use super::super::App;
use super::super::args::{AdminRetentionCommand, AdminRetentionSetArgs};
use super::super::failure::{Failure, Kind, Outcome};
use super::super::ui::Table;
use super::super::values::DaysChange;
use super::service_failure;
use crate::protocol::ids::OwnerId;
use crate::server::collect::{Reclaimed, Run};
use crate::server::retention::{Subject, days};
use crate::server::site::Site;
use serde_json::json;

/// Dispatches.
pub async fn run(app: &App, site: &Site, command: &AdminRetentionCommand) -> Result<Outcome, Failure> {
    match command {
        AdminRetentionCommand::Show(args) => show(app, site, args.of).await,
        AdminRetentionCommand::Set(args) => set(app, site, args).await,
        AdminRetentionCommand::Run(args) => remove(app, site, args.dry_run).await,
    }
}

async fn show(app: &App, site: &Site, of: Option<OwnerId>) -> Result<Outcome, Failure> {
    if let Some(owner) = of {
        // Also tells whether there is such a vault.
        site.service.log_size(owner).await.map_err(service_failure)?;
    }
    let policies = site.service.policies().await.map_err(service_failure)?;
    let mut owners = vec![of];
    if of.is_none() {
        owners.extend(policies.iter().filter(|row| row.owner.is_some()).map(|row| row.owner));
        owners.dedup();
    }
    let mut rows = Vec::new();
    for owner in owners {
        for subject in Subject::ALL {
            if owner.is_none() || subject.is_of_vaults() {
                rows.push((owner, subject, days(&policies, owner, subject)));
            }
        }
    }
    if app.ui.is_json() {
        let row = |(owner, subject, days): &(Option<OwnerId>, Subject, Option<u64>)| {
            let owner = owner.map(|owner| owner.to_string());
            json!({ "owner": owner, "what": subject.name(), "days": days })
        };
        app.ui.json(&json!({ "policies": rows.iter().map(row).collect::<Vec<_>>() }))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["WHAT", "DAYS", "VAULT"]);
    for (owner, subject, days) in rows {
        table.row([
            subject.name().to_owned(),
            days.map_or("forever".to_owned(), |days| days.to_string()),
            owner.map_or("all".to_owned(), |owner| owner.to_string()),
        ]);
    }
    app.ui.table(&table)?;
    Ok(Outcome::Done)
}

async fn set(app: &App, site: &Site, args: &AdminRetentionSetArgs) -> Result<Outcome, Failure> {
    let AdminRetentionSetArgs { subject, days, of } = args;
    if of.is_some() && !subject.is_of_vaults() {
        let what = format!("{} are of no vault", subject.name());
        return Err(Failure::new(Kind::Usage, what).hint("leave --of out"));
    }
    if let DaysChange::To(days) = days
        && *days < subject.least_days()
    {
        let what = format!("{} are kept for a day at least: uploads may be under way", subject.name());
        return Err(Failure::new(Kind::Usage, what));
    }
    let done = match days {
        DaysChange::To(days) => site.service.set_policy(*of, *subject, Some(*days)).await,
        DaysChange::ForEver => site.service.set_policy(*of, *subject, None).await,
        DaysChange::Default => site.service.unset_policy(*of, *subject).await,
    };
    done.map_err(service_failure)?;
    show(app, site, *of).await
}

async fn remove(app: &App, site: &Site, dry: bool) -> Result<Outcome, Failure> {
    let run = if dry { Run::Dry } else { Run::Real };
    let mut all = Reclaimed::default();
    for owner in site.service.owners().await.map_err(service_failure)? {
        let keeping = site.service.keeping(owner).await.map_err(service_failure)?;
        let done = site.service.reclaim(owner, &keeping, run).await.map_err(service_failure)?;
        all.bodies += done.bodies;
        all.condemned += done.condemned;
        all.objects += done.objects;
        all.bytes += done.bytes;
        all.origins += done.origins;
        all.envelopes += done.envelopes;
    }
    let (tokens, invites) = site.service.retain_accounts(run).await.map_err(service_failure)?;
    if app.ui.is_json() {
        app.ui.json(&json!({
            "dry_run": dry,
            "bodies": all.bodies,
            "condemned": all.condemned,
            "objects": all.objects,
            "bytes": all.bytes,
            "origins": all.origins,
            "envelopes": all.envelopes,
            "tokens": tokens,
            "invites": invites,
        }))?;
        return Ok(Outcome::Done);
    }
    let would = if dry { "would go" } else { "went" };
    let Reclaimed { bodies, objects, bytes, origins, envelopes, .. } = all;
    app.ui.note(&format!(
        "{bodies} replaced bodies, {objects} objects ({}), {origins} origins, {envelopes} envelopes, {tokens} tokens \
         and {invites} invites {would}",
        super::super::text::size(bytes)
    ));
    Ok(Outcome::Done)
}
