//! What the teams of this machine make of a new identity.

use crate::cli::App;
use crate::cli::context;
use crate::cli::failure::Failure;
use crate::cli::people::{own_server, publish};
use crate::config::{Config, VaultName};
use crate::ops::error::OpError;
use crate::ops::open::{self, Trust};
use crate::ops::sync::Target;
use crate::ops::team::{self, OwnIdentity};
use crate::vault::identity::Identity;
use serde_json::json;

/// What came of one team: its vault, and what its roster makes of the identity, or why that could not be found out.
pub type Told = (VaultName, Result<OwnIdentity, Failure>);

/// Publishes the new card on the user's server, and has each team take it up where the user is an owner.
pub fn tell(app: &App, config: &Config, me: &Identity) -> Result<Vec<Told>, Failure> {
    if let Some(server) = own_server(config)?
        && let Err(failed) = app.block_on(publish(&server, me))?
    {
        let failed: Failure = failed.into();
        app.ui.warn(&format!("your new card is not published: {}", failed.message()));
        app.ui.hint("han team fingerprint   (publishes it)");
    }
    let teams = config.file.vault.iter().filter(|(name, entry)| name.is_team() && entry.owner.is_some());
    teams.map(|(name, _)| Ok((name.clone(), one(app, config, name)))).collect()
}

/// Every team whose owner the user is has the identity of now.
///
/// # Errors
/// Where that cannot be found out. An identity vouches for the next one and for no later one: an owner who changed twice
/// would be shut out, and nobody else may be there to let the owner in.
pub fn all_know(app: &App, config: &Config) -> Result<(), Failure> {
    let teams = config.file.vault.iter().filter(|(name, entry)| name.is_team() && entry.owner.is_some());
    for (name, _) in teams {
        one(app, config, name).map_err(|failure| {
            failure
                .hint(format!(
                    "nothing was changed: {name} must have your present identity before the next one"
                ))
                .hint(format!(
                    "where that team is gone for good: take [vault.\"{name}\"] out of {}",
                    config.path.display()
                ))
        })?;
    }
    Ok(())
}

fn one(app: &App, config: &Config, name: &VaultName) -> Result<OwnIdentity, Failure> {
    let Target { profile, place } = context::other_target(config, name)?;
    let known = app.block_on(async {
        let remote = place.open().await?;
        let connection = open::connect(&profile, remote, Trust::Pinned).await?;
        connection.remember()?;
        if connection.roster.is_none() {
            return Ok(OwnIdentity::Known);
        }
        let mut vault = team::unlock(connection, context::now()).await?;
        let known = team::renew_own(&mut vault, context::now()).await?;
        team::settle(&mut vault, context::now()).await?;
        vault.connection.remote.close().await;
        Ok(known)
    })?;
    known.map_err(|error: OpError| error.into())
}

fn word(told: &Told) -> &'static str {
    match told.1 {
        Ok(OwnIdentity::Known) => "known",
        Ok(OwnIdentity::Renewed) => "renewed",
        Ok(OwnIdentity::Unconfirmed) => "unconfirmed",
        Ok(OwnIdentity::Stranger) => "no_member",
        Err(_) => "unknown",
    }
}

pub fn to_json(told: &[Told]) -> Vec<serde_json::Value> {
    told.iter().map(|one| json!({ "vault": one.0.as_str(), "identity": word(one) })).collect()
}

/// What others must do before the user works there again.
pub fn show(app: &App, told: &[Told]) {
    for (name, known) in told {
        match known {
            Ok(OwnIdentity::Renewed) => app.ui.note(&format!("{name} has your new identity")),
            Ok(OwnIdentity::Unconfirmed) => {
                app.ui.warn(&format!("{name} knows your identity of before: you write nothing there until"));
                app.ui.warn("an owner or admin has confirmed the new one");
                app.ui.hint("give them your new code by another way: han team fingerprint");
                app.ui.hint(&format!(
                    "they run: han team invite CODE --as YOUR-NAME --accept-changed-key --vault {name}"
                ));
            }
            Ok(OwnIdentity::Known | OwnIdentity::Stranger) => {}
            Err(failed) => {
                app.ui.warn(&format!("{name} was not told of your new identity: {}", failed.message()));
            }
        }
    }
}
