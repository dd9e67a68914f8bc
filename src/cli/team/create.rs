//! `han team create`.

use crate::cli::App;
use crate::cli::args::TeamCreateArgs;
use crate::cli::context;
use crate::cli::failure::{Failure, Kind, Outcome};
use crate::cli::init;
use crate::cli::people::{own_identity, own_server, user_of};
use crate::config::{Config, Place, VaultName};
use crate::ops::place::RemotePlace;
use crate::ops::team::Founder;
use crate::protocol::roster::is_member_name;
use serde_json::json;

/// Makes the vault and its roster.
pub fn run(app: &App, args: &TeamCreateArgs) -> Result<Outcome, Failure> {
    let mut config = app.config_for(&name(app, &args.name)?)?;
    refuse_existing(&config)?;
    let me = own_identity(app, &config)?;
    let server = own_server(&config)?;
    if config.place.is_none() {
        config.place = server.as_ref().map(|server| Place::Server(server.endpoint.to_string()));
    }
    let personal = config.file.vault.get(&VaultName::personal());
    config.secret_store = config.secret_store.or(personal.and_then(|entry| entry.secret_store));
    let place = context::place(&config, &config.vault, config.vault_entry())?;
    let (user, on_server) = match &place {
        RemotePlace::Server(server) => {
            let (user, name) = app.block_on(user_of(server))??;
            (Some(user), Some(name))
        }
        _ => (None, None),
    };
    let member = member_name(args.member.as_deref(), on_server.as_deref())?;
    let _lock = context::state_lock(&config)?;
    let founder = Founder { identity: me, name: member.clone(), user };
    let made = init::create_by(app, &config, args.recovery_out.as_deref(), Some(&founder))?;
    if app.ui.is_json() {
        app.ui.json(&json!({
            "vault": made.profile.name,
            "owner": made.profile.owner.to_string(),
            "remote": context::place_text(&made.place),
            "secret_store": made.kind.as_str(),
            "recovery_sheet": made.sheet.as_ref().map(|path| path.display().to_string()),
            "member": member,
        }))?;
        return Ok(Outcome::Done);
    }
    let place = context::place_text(&made.place);
    app.ui.note(&format!("{} is ready in {place}; you are {member}, its owner", made.profile.name));
    app.ui.hint(&format!("han team invite CONTACT-CODE --as NAME --vault {}", made.profile.name));
    route_hint(app, &config);
    Ok(Outcome::Done)
}

/// A vault has its roster from the first leaf, or none: everything in it would have to be signed again by a member.
fn refuse_existing(config: &Config) -> Result<(), Failure> {
    let name = &config.vault;
    if config.vault_entry().is_none_or(|entry| entry.owner.is_none()) {
        return Ok(());
    }
    let what = format!("there is a vault {name} on this machine already, and a vault gets no roster later");
    Err(Failure::new(Kind::Conflict, what)
        .hint(format!("han team members --vault {name}   (whether it has one)"))
        .hint("han team create OTHER, then: han move ID --to team:OTHER"))
}

/// What a team is called on this machine.
fn name(app: &App, given: &str) -> Result<VaultName, Failure> {
    let bare = given.strip_prefix("team:").unwrap_or(given);
    let name: VaultName = format!("team:{bare}")
        .parse()
        .map_err(|e| Failure::new(Kind::Usage, "that cannot be a team's name").because(e))?;
    match &app.global.vault {
        Some(other) if *other != name => {
            Err(Failure::new(Kind::Usage, format!("--vault {other} and the name {given} differ"))
                .hint(format!("han team create {bare}")))
        }
        _ => Ok(name),
    }
}

/// What the team calls the founder.
fn member_name(given: Option<&str>, on_server: Option<&str>) -> Result<String, Failure> {
    let lower = on_server.map(str::to_lowercase).filter(|name| is_member_name(name));
    match given {
        Some(given) if is_member_name(given) => Ok(given.to_owned()),
        Some(_) => {
            Err(Failure::new(Kind::Usage, "a member's name has 1 to 64 of a-z, 0-9, '.', '_' and '-'")
                .hint("give another one with --as"))
        }
        None => Ok(lower.unwrap_or_else(|| "owner".to_owned())),
    }
}

/// Nothing goes to a team by itself.
pub fn route_hint(app: &App, config: &Config) {
    let vault = &config.vault;
    let routed = config.file.route.iter().any(|route| route.vault.as_ref() == Some(vault));
    if !routed {
        app.ui.hint(&format!(
            "to have projects go there, add to {}: [[route]], and in it remote = \"github.com/ORG/*\" and vault = \"{vault}\"",
            config.path.display()
        ));
    }
}
