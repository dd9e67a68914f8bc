//! Who belongs to a team: `han team invite`, `join`, `members` and `role`.

use super::create::route_hint;
use super::{open_team, team_config};
use crate::cli::App;
use crate::cli::args::{TeamInviteArgs, TeamJoinArgs, TeamRoleArgs};
use crate::cli::context;
use crate::cli::context::state_lock;
use crate::cli::failure::{Failure, Kind, Outcome};
use crate::cli::keys::{self, read_code};
use crate::cli::people::{own_identity, own_server, read_card, read_contact, team_target};
use crate::cli::text::seconds_text;
use crate::cli::ui::Table;
use crate::config::{Config, Place, VaultName};
use crate::ops::error::OpError;
use crate::ops::identity::Contacts;
use crate::ops::keys::code::Code;
use crate::ops::open::{self, Trust};
use crate::ops::place::RemotePlace;
use crate::ops::server::ServerPlace;
use crate::ops::sheet;
use crate::ops::sync::Target;
use crate::ops::team::{self, Invite, Invited, Received};
use crate::protocol::ids::OwnerId;
use crate::protocol::roster::Member;
use crate::protocol::wire::MemberInfo;
use crate::vault::identity::Identity;
use crate::vault::roster::Roster;
use serde_json::json;
use std::sync::Arc;

/// `han team invite`.
pub fn invite(app: &App, args: &TeamInviteArgs) -> Result<Outcome, Failure> {
    let config = team_config(app)?;
    let contact = read_contact(&args.code)?;
    let card = args.card.as_deref().map(read_card).transpose()?;
    let Target { profile, place } = team_target(&config)?;
    own_identity(app, &config)?;
    let _lock = state_lock(&config)?;
    let with = Invite {
        contact,
        card,
        name: &args.member,
        role: args.role,
        changed_is_right: args.accept_changed_key,
        now: context::now(),
    };
    let (invited, pin, handed, (name, role)) = app.block_on(async {
        let mut vault = open_team((&profile, &place)).await?;
        let invited = team::invite(&mut vault, &place, &Contacts::of(&config.dirs.state), &with).await;
        let invited = invited?;
        let known = team::roster(&vault)?.member(with.contact.owner);
        let (name, role) =
            known.map_or((args.member.clone(), args.role), |known| (known.name.clone(), known.role));
        let handed = team::hand_to(&vault, &name, with.now).await?;
        vault.connection.remote.close().await;
        Ok::<_, OpError>((invited, vault.connection.pin, handed, (name, role)))
    })??;
    let code = sheet::device_code(&pin)?.replace('\n', "-");
    let (vault, remote) = (&profile.name, context::place_text(&place));
    let command = format!("han team join CODE --vault {vault} --remote {remote}");
    let (word, text) = match invited {
        Invited::Added => ("added", "is on the roster now"),
        Invited::Renewed => ("renewed", "has the new identity on the roster now"),
        Invited::Completed => ("unchanged", "was on the roster already; the server was told again"),
    };
    if app.ui.is_json() {
        app.ui.json(&json!({
            "code": code,
            "member": name,
            "role": role.as_str(),
            "roster": word,
            "secret": if handed { "sealed" } else { "by hand" },
            "command": command,
        }))?;
        return Ok(Outcome::Done);
    }
    app.ui.line(&code)?;
    app.ui.note(&format!("{name} {text}, as {}", role.as_str()));
    app.ui.note(match handed {
        true => "the code holds no secret; the team's lies with its vault, sealed to that person for 30 days",
        false => "the code holds no secret: tell that person the team's secret by another way",
    });
    app.ui.hint(&match invited {
        Invited::Renewed => "that person goes on with: han sync".to_owned(),
        Invited::Added | Invited::Completed => format!("that person runs: {command}"),
    });
    Ok(Outcome::Done)
}

/// `han team join`.
pub fn join(app: &App, args: &TeamJoinArgs) -> Result<Outcome, Failure> {
    let named = app.config()?;
    if !named.vault.is_team() {
        return Err(Failure::new(Kind::Usage, "say what the team is called here")
            .hint("han team join TEAM-CODE --vault team:NAME"));
    }
    let mut config = app.config_for(&named.vault)?;
    let mut code = read_code(&args.code)?;
    let me = own_identity(app, &config)?;
    if config.place.is_none() {
        config.place = own_server(&config)?.map(|server| Place::Server(server.endpoint.to_string()));
    }
    if config.place.is_none() {
        return Err(Failure::new(Kind::Usage, "say where the team's vault is")
            .hint(format!("han team join TEAM-CODE --vault {} --remote URL", config.vault)));
    }
    let personal = config.file.vault.get(&VaultName::personal());
    config.secret_store = config.secret_store.or(personal.and_then(|entry| entry.secret_store));
    take_envelope(app, &config, &mut code, &me)?;
    let opened = keys::open_quietly(app, &config, Some(code))?;
    let mine = opened.roster.as_ref().and_then(|roster| roster.member(me.owner()));
    if app.ui.is_json() {
        app.ui.json(&json!({
            "vault": opened.profile.name,
            "owner": opened.profile.owner.to_string(),
            "remote": context::place_text(&opened.place),
            "secret_store": opened.kind.as_str(),
            "member": mine.map(|mine| &mine.name),
            "role": mine.map(|mine| mine.role.as_str()),
        }))?;
        return Ok(Outcome::Done);
    }
    match mine {
        Some(mine) if mine.card.sign == me.card().sign => {
            let (name, role) = (&mine.name, mine.role.as_str());
            app.ui.note(&format!("{} is open on this machine; you are {name}, {role}", opened.profile.name));
        }
        _ => {
            app.ui
                .warn("the team's roster does not have you with this identity: you read, and write nothing");
            app.ui.hint("han team fingerprint   (an owner invites you by that code)");
        }
    }
    app.ui.hint("han list   or: han restore --all");
    route_hint(app, &config);
    Ok(Outcome::Done)
}

/// Puts the team's secret into the code, where the server has an envelope with it and none is given for this run.
fn take_envelope(app: &App, config: &Config, code: &mut Code, me: &Identity) -> Result<(), Failure> {
    let place = context::place(config, &config.vault, config.vault_entry())?;
    let place = match (place, &config.passphrase, &code.secret) {
        (RemotePlace::Server(server), None, None) => {
            RemotePlace::Server(ServerPlace { owner: Some(code.pin.owner), ..server })
        }
        (folder @ RemotePlace::Folder(_), None, None) => folder,
        _ => return Ok(()),
    };
    let profile = context::profile(config, &config.vault, code.pin.owner, None)?;
    let pin = code.pin.clone();
    let received = app.block_on(async {
        team::for_joiner((&profile, place.open().await?), pin, me, context::now()).await
    })??;
    if let Some(Received { secret, account }) = received {
        (code.secret, code.account) = (Some(secret), account);
    }
    Ok(())
}

struct Listed {
    roster: Arc<Roster>,
    /// Members as the server has them; none in a folder.
    server: Option<Vec<MemberInfo>>,
}

impl Listed {
    fn on_server(&self, member: &Member) -> Option<&str> {
        let user = member.user?.to_string();
        let found = self.server.as_ref()?.iter().find(|info| info.user_id == user);
        found.map(|info| info.role.as_str())
    }
}

/// `han team members`.
pub fn list(app: &App) -> Result<Outcome, Failure> {
    let config = team_config(app)?;
    let target = team_target(&config)?;
    let me = crate::ops::identity::local;
    let me = context::person(&config)?.map(|person| me(&person, context::now())).transpose()?.flatten();
    let listed = app.block_on(look(&target))??;
    let you = me.map(|me| me.owner());
    if app.ui.is_json() {
        let members: Vec<_> = listed.roster.members().map(|one| member_json(&listed, one, you)).collect();
        let version = listed.roster.version();
        app.ui.json(&json!({ "vault": target.profile.name, "version": version, "members": members }))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["", "NAME", "ROLE", "SINCE", "FINGERPRINT", "SERVER"]);
    for member in listed.roster.members() {
        let role = member.role.as_str();
        let server = match (&listed.server, listed.on_server(member)) {
            (None, _) => "",
            (Some(_), Some(same)) if same == role => "",
            (Some(_), Some(other)) => other,
            (Some(_), None) => "not told",
        };
        let since = listed.roster.joined(member.card.owner).and_then(seconds_text).unwrap_or_default();
        table.row([
            (if Some(member.card.owner) == you { "*" } else { "" }).to_owned(),
            member.name.clone(),
            role.to_owned(),
            since.get(..10).unwrap_or_default().to_owned(),
            member.card.fingerprint().to_string(),
            server.to_owned(),
        ]);
    }
    app.ui.table(&table)?;
    Ok(Outcome::Done)
}

async fn look(target: &Target) -> Result<Listed, OpError> {
    let remote = target.place.open().await?;
    let connection = open::connect(&target.profile, remote, Trust::Pinned).await?;
    connection.remember()?;
    let none =
        || OpError::Usage(format!("{} has no roster: it has a secret and no members", target.profile.name));
    let roster = connection.roster.clone().ok_or_else(none)?;
    let server = match &target.place {
        RemotePlace::Server(server) => Some(server.client()?.members(target.profile.owner).await?),
        _ => None,
    };
    connection.remote.close().await;
    Ok(Listed { roster, server })
}

fn member_json(listed: &Listed, member: &Member, you: Option<OwnerId>) -> serde_json::Value {
    json!({
        "name": member.name,
        "role": member.role.as_str(),
        "you": Some(member.card.owner) == you,
        "fingerprint": member.card.fingerprint().to_string(),
        "owner": member.card.owner.to_string(),
        "since": listed.roster.joined(member.card.owner).and_then(seconds_text),
        "server_role": listed.on_server(member),
    })
}

/// `han team role`.
pub fn role(app: &App, args: &TeamRoleArgs) -> Result<Outcome, Failure> {
    let config: Config = team_config(app)?;
    let Target { profile, place } = team_target(&config)?;
    own_identity(app, &config)?;
    let _lock = state_lock(&config)?;
    let changed = app.block_on(async {
        let mut vault = open_team((&profile, &place)).await?;
        let changed = team::set_role(&mut vault, &place, (&args.member, args.role), context::now()).await;
        vault.connection.remote.close().await;
        changed
    })??;
    if app.ui.is_json() {
        let role = args.role.as_str();
        app.ui.json(&json!({ "member": args.member, "role": role, "changed": changed }))?;
        return Ok(Outcome::Done);
    }
    let (name, role) = (&args.member, args.role.as_str());
    app.ui.note(&match changed {
        true => format!("{name} is {role} of {} now", profile.name),
        false => format!("{name} was {role} of {} already", profile.name),
    });
    app.ui.hint(&format!("han team members --vault {}", profile.name));
    Ok(Outcome::Done)
}
