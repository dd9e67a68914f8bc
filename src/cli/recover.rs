//! `han login URL --recover SHEET`: an empty machine with nothing but the recovery sheet comes back to its vault.

use super::App;
use super::args::LoginArgs;
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::init;
use super::keys;
use super::login::{device_label, take_invite};
use crate::config::{Config, Place, VaultName, set_device_name};
use crate::ops::keys::code::Code;
use crate::remote::http::{Clear, Endpoint};
use std::path::Path;

/// Logs in with the sheet's invite, unless this machine has a token already, then opens the vault with the rest of it.
pub(super) fn run(
    app: &App,
    (args, sheet): (&LoginArgs, &Path),
    (endpoint, clear): (&Endpoint, Clear),
) -> Result<Outcome, Failure> {
    let code = keys::read_sheet(sheet)?;
    let mut config = at_the_vault(app, endpoint, &code)?;
    let place = context::place(&config, &config.vault, config.vault_entry())?;
    // Before the invite is used up: what cannot be kept here must not be begun.
    let kind = init::choose_vault_store(app, &config, &place)?;
    let known = context::server(&config, &endpoint.to_string(), (&config.vault, Some(code.pin.owner)))?;
    if known.token.read(endpoint)?.is_none() {
        let Some(invite) = &code.invite else {
            return Err(no_invite(endpoint, "this sheet holds no login to a server"));
        };
        let label = device_label(&args.device_name.clone().unwrap_or_else(|| context::device_name(&config)));
        take_invite(app, &config, (endpoint, clear), (invite, &label)).map_err(|failed| {
            match failed.kind() {
                Kind::NotAuthorised => no_invite(
                    endpoint,
                    "the login of this sheet was used before, has ended, or is not the newest sheet's",
                )
                .because(failed.message()),
                _ => failed,
            }
        })?;
        config = at_the_vault(app, endpoint, &code)?;
    }
    if let Some(name) = &args.device_name {
        config.edit(|text| set_device_name(text, name))?;
    }
    config.secret_store = Some(kind);
    let vault = config.vault.clone();
    keys::open(app, &config, Some(code))?;
    app.ui.hint(&format!(
        "han keys recovery-sheet --vault {vault} --recovery-out FILE   (a new sheet: the login of this one is used up)"
    ));
    Ok(Outcome::Done)
}

fn no_invite(endpoint: &Endpoint, what: &str) -> Failure {
    Failure::new(Kind::NotAuthorised, what)
        .hint(format!(
            "ask whoever runs the server for an invite, then: han login {endpoint} --invite INVITE"
        ))
        .hint("then the same command again: the sheet still opens the vault")
}

/// The settings, with the sheet's vault on this server as the one to work on.
fn at_the_vault(app: &App, endpoint: &Endpoint, code: &Code) -> Result<Config, Failure> {
    let mut config = app.fresh_config()?;
    if !config.vault_was_named
        && let Some(name) = &code.vault
    {
        config.vault = name
            .parse::<VaultName>()
            .map_err(|e| Failure::new(Kind::Usage, "cannot read the vault's name on the sheet").because(e))?;
    }
    config.place = Some(Place::Server(endpoint.to_string()));
    Ok(config)
}
