//! `han login`, `logout`, `whoami`: this machine's token for a server.

use super::App;
use super::args::{LoginArgs, LogoutArgs, WhoamiArgs};
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::init;
use super::text::seconds_text;
use crate::config::{
    Config, SecretStoreKind, ServerEntry, VaultEntry, forget_server, set_device_name, set_server, set_vault,
};
use crate::ops::error::OpError;
use crate::ops::server::{self, ServerPlace};
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::wire::Whoami;
use crate::remote::http::account::RemoteVault;
use crate::remote::http::{Clear, Endpoint};
use serde_json::json;
use std::io::BufRead as _;
use zeroize::Zeroizing;

/// Dispatches.
pub fn login(app: &App, args: &LoginArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let clear = if args.insecure_http { Clear::Anywhere } else { Clear::Loopback };
    let known = config.file.server.get(args.url.trim_end_matches('/'));
    let clear = if known.is_some_and(|entry| entry.insecure_http) { Clear::Anywhere } else { clear };
    let endpoint = context::endpoint(&args.url, clear)?;
    if let Some(name) = &args.device_name {
        config.edit(|text| set_device_name(text, name))?;
    }
    if let Some(sheet) = &args.recover {
        return super::recover::run(app, (args, sheet), (&endpoint, clear));
    }
    if let Some(invite) = &args.invite {
        let invite = read_invite(invite)?;
        let label = args.device_name.clone().unwrap_or_else(|| context::device_name(config));
        take_invite(app, config, (&endpoint, clear), (&invite, &device_label(&label)))?;
    }
    let config = app.fresh_config()?;
    let server = context::server(&config, &endpoint.to_string(), (&config.vault, None))?;
    let (who, vaults) = look(app, &server)?;
    if args.invite.is_some() {
        remember_place(&config, &server, &vaults)?;
    }
    show(app, &endpoint, &who, &vaults)?;
    next_step(app, &config, &server, &vaults);
    Ok(Outcome::Done)
}

/// A name as a server takes it: at most 64 characters, none of them a control character.
pub(super) fn device_label(name: &str) -> String {
    let label: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
    if label.trim().is_empty() { "unnamed".into() } else { label }
}

fn read_invite(given: &str) -> Result<Zeroizing<String>, Failure> {
    if given != "-" {
        return Ok(Zeroizing::new(given.trim().to_owned()));
    }
    let mut line = Zeroizing::new(String::with_capacity(256));
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|e| Failure::new(Kind::Io, "cannot read the invite from standard input").because(e))?;
    Ok(Zeroizing::new(line.trim().to_owned()))
}

/// Exchanges an invite for a token, keeps the token, and writes down where it is.
pub(super) fn take_invite(
    app: &App,
    config: &Config,
    (endpoint, clear): (&Endpoint, Clear),
    (invite, label): (&str, &str),
) -> Result<(), Failure> {
    if config.token_file.is_some() {
        return Err(Failure::new(Kind::Usage, "HAN_TOKEN_FILE names the file with the token already")
            .hint("unset it, or leave --invite out"));
    }
    server::check_invite(invite)?;
    let kind = match config.secret_store {
        Some(SecretStoreKind::Command) | None => init::choose_token_store(app, config),
        Some(kind) => kind,
    };
    let no_store = || Failure::new(Kind::Usage, "a token needs a store").hint("add --secret-store file");
    let store = context::store(config, kind).ok_or_else(no_store)?;
    let user = app.block_on(server::login(endpoint, (invite, label), &*store))??;
    let entry = ServerEntry {
        user: Some(user),
        token_store: Some(kind),
        insecure_http: clear == Clear::Anywhere && endpoint.is_plain(),
    };
    config.edit(|text| set_server(text, &endpoint.to_string(), &entry))?;
    Ok(())
}

/// Who this machine is to a server, and which vaults that user has.
fn look(app: &App, server: &ServerPlace) -> Result<(Whoami, Vec<RemoteVault>), Failure> {
    let looked = app.block_on(async {
        let client = server.client()?;
        Ok::<_, OpError>((client.whoami().await?, client.vaults().await?))
    })?;
    Ok(looked?)
}

/// Where this machine has no vault of the chosen name and the user none on the server, the next `init` or `sync`
/// makes it there.
fn remember_place(config: &Config, server: &ServerPlace, vaults: &[RemoteVault]) -> Result<(), Failure> {
    let free = config.vault_entry().is_none_or(|entry| entry.owner.is_none() && entry.remote.is_none());
    let none_yet = !vaults.iter().any(|vault| vault.kind == server.kind && vault.log_size > 0);
    if !free || !none_yet || config.place.is_some() {
        return Ok(());
    }
    let kept = config.vault_entry().cloned().unwrap_or_default();
    let entry = VaultEntry {
        remote: Some(server.endpoint.to_string()),
        secret_store: config.secret_store.or(kept.secret_store),
        ..kept
    };
    Ok(config.edit(|text| set_vault(text, &config.vault, &entry))?)
}

fn show(app: &App, endpoint: &Endpoint, who: &Whoami, vaults: &[RemoteVault]) -> Result<(), Failure> {
    if app.ui.is_json() {
        let vaults: Vec<_> = vaults
            .iter()
            .map(|vault| json!({ "owner": vault.owner.to_string(), "kind": kind_text(vault.kind) }))
            .collect();
        return app.ui.json(&json!({
            "server": endpoint.to_string(),
            "user": who.user,
            "token": {
                "id": who.token.id,
                "label": who.token.label,
                "scopes": who.token.scopes,
                "created": seconds_text(who.token.created),
                "expires": seconds_text(who.token.expires),
            },
            "vaults": vaults,
        }));
    }
    app.ui.line(&format!("{} on {endpoint}, as machine {}", who.user, who.token.label))
}

fn kind_text(kind: OwnerKind) -> &'static str {
    match kind {
        OwnerKind::User => "personal",
        OwnerKind::Team => "team",
    }
}

fn next_step(app: &App, config: &Config, server: &ServerPlace, vaults: &[RemoteVault]) {
    let there = vaults.iter().any(|vault| vault.kind == server.kind && vault.log_size > 0);
    let here = config.vault_entry().is_some_and(|entry| entry.owner.is_some());
    match (there, here) {
        (true, false) => app.ui.hint(&format!(
            "han keys unlock --remote {} --code -   (with the recovery sheet, or the code of han devices add)",
            server.endpoint
        )),
        (false, false) => app.ui.hint("han sync   (makes your vault there)"),
        _ => {}
    }
}

/// The server that was named, or the only one.
pub(super) fn chosen(config: &Config, url: Option<&str>) -> Result<ServerPlace, Failure> {
    let known: Vec<&String> = config.file.server.keys().collect();
    let url = match (url, known.as_slice()) {
        (Some(url), _) => url.to_owned(),
        (None, [only]) => (*only).clone(),
        (None, []) => {
            return Err(Failure::new(Kind::NothingMatched, "this machine has no token for any server")
                .hint("han login URL --invite TOKEN"));
        }
        (None, _) => return Err(Failure::new(Kind::Usage, "there are several servers; say which")),
    };
    context::server(config, url.trim_end_matches('/'), (&config.vault, None))
}

/// Dispatches.
pub fn whoami(app: &App, args: &WhoamiArgs) -> Result<Outcome, Failure> {
    let server = chosen(app.config()?, args.url.as_deref())?;
    let (who, vaults) = look(app, &server)?;
    show(app, &server.endpoint, &who, &vaults)?;
    Ok(Outcome::Done)
}

/// Dispatches.
pub fn logout(app: &App, args: &LogoutArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let server = chosen(config, args.url.as_deref())?;
    let url = server.endpoint.to_string();
    // The token is revoked first: one that is only forgotten would work on for whoever has a copy.
    let revoked = app.block_on(async {
        let client = server.client()?;
        let id = client.whoami().await?.token.id;
        Ok::<_, OpError>(client.revoke(&id).await?)
    })?;
    match revoked {
        Ok(_) | Err(OpError::Remote(crate::remote::RemoteError::NotAuthorised(_))) => {}
        Err(failed) => return Err(failed.into()),
    }
    let kind = config.file.server.get(&url).and_then(|entry| entry.token_store);
    if let Some(store) = kind.and_then(|kind| context::store(config, kind)) {
        server::forget(&server.endpoint, &*store)?;
    }
    config.edit(|text| forget_server(text, &url))?;
    if app.ui.is_json() {
        app.ui.json(&json!({ "server": url }))?;
    } else {
        app.ui.note(&format!("the token for {url} is revoked and gone from this machine"));
    }
    Ok(Outcome::Done)
}
