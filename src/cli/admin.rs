//! `han admin`: the accounts of a server, on its own machine and beside it while it runs.

use super::App;
use super::args::{
    AdminArgs, AdminCommand, AdminInviteArgs, AdminMemberArgs, AdminMemberCommand, AdminMigrateArgs,
    AdminQuotaArgs, AdminTokenCommand, AdminUserCommand, AdminVerifyArgs, RoleChoice,
};
use super::failure::{Failure, Kind, Outcome};
use super::serve::{data_folder, engines, folder_failure};
use super::text::{minute, seconds_text};
use super::ui::Table;
use super::values::{ByteSize, QuotaChange};
use crate::protocol::ids::{ActorId, OwnerId};
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::token::{Grant, ID_LEN};
use crate::server::accounts::{
    INVITE_US, Membership, NewInvite, Role, Scopes, Token, User, is_name, new_credential,
};
use crate::server::commit::Caller;
use crate::server::folder::FolderError;
use crate::server::members::MemberChange;
use crate::server::migrate::{MigrateError, migrate};
use crate::server::site::{self, Engines, Site};
use crate::server::store::StoreError;
use crate::server::verify::Verdict;
use crate::server::{ServiceError, system_clock};
use serde_json::json;
use std::path::Path;

mod copies;
mod doctor;
mod downgrade;
mod retention;
mod upkeep;

const SECOND_US: u64 = 1_000_000;

/// Dispatches.
pub fn run(app: &App, args: &AdminArgs) -> Result<Outcome, Failure> {
    let dir = data_folder(app.config()?, args.data.as_deref());
    let engines = engines(app, &args.places);
    match &args.command {
        AdminCommand::Migrate(to) => return move_server(app, (&dir, &engines), to),
        AdminCommand::Backup(to) => return copies::backup(app, (&dir, &engines), to),
        AdminCommand::ExpireKeys(of) => return copies::expire(app, of),
        AdminCommand::Restore(from) => return copies::restore(app, (&dir, &engines), from),
        AdminCommand::Downgrade(to) => return downgrade::run(app, (&dir, &engines), to),
        AdminCommand::RotateLogKey => return upkeep::rotate_log_key(app, (&dir, &engines)),
        _ => {}
    }
    app.block_on(async {
        let site = site::open_existing(&dir, &engines, system_clock()).await.map_err(folder_failure)?;
        let ended = match &args.command {
            AdminCommand::User(command) => user(app, &site, command).await,
            AdminCommand::Invite(args) => invite(app, &site, args).await,
            AdminCommand::Token(command) => token(app, &site, command).await,
            AdminCommand::Member(command) => member(app, &site, command).await,
            AdminCommand::Quota(args) => quota(app, &site, args).await,
            AdminCommand::Verify(args) => verify(app, &site, args).await,
            AdminCommand::Collect(args) => upkeep::collect(app, &site, args).await,
            AdminCommand::Retention(command) => retention::run(app, &site, command).await,
            AdminCommand::Doctor => doctor::run(app, &site, &dir).await,
            AdminCommand::Migrate(_)
            | AdminCommand::Backup(_)
            | AdminCommand::ExpireKeys(_)
            | AdminCommand::Restore(_)
            | AdminCommand::RotateLogKey
            | AdminCommand::Downgrade(_) => Ok(Outcome::Done),
        };
        site.service.close().await;
        ended
    })?
}

fn store_failure(failed: StoreError) -> Failure {
    folder_failure(FolderError::Store(failed))
}

fn service_failure(failed: ServiceError) -> Failure {
    match failed {
        ServiceError::Store(StoreError::UnknownVault) => {
            Failure::new(Kind::NothingMatched, "there is no vault of this owner")
                .hint("han admin user list --json")
        }
        ServiceError::Store(failed) => store_failure(failed),
        other => Failure::new(Kind::Io, "cannot look at the vault").because(other),
    }
}

async fn verify(app: &App, site: &Site, args: &AdminVerifyArgs) -> Result<Outcome, Failure> {
    let (mut vaults, mut rebuilt) = (Vec::new(), 0);
    for owner in site.service.owners().await.map_err(service_failure)? {
        let mut verdict = site.service.verify(owner).await.map_err(service_failure)?;
        if args.rebuild {
            rebuilt += site.service.rebuild(owner, &verdict).await.map_err(service_failure)?;
            verdict = site.service.verify(owner).await.map_err(service_failure)?;
        }
        vaults.push((owner, verdict));
    }
    if args.rebuild && !app.ui.is_json() {
        app.ui.note(&format!("{rebuilt} rows were made anew"));
    }
    if app.ui.is_json() {
        app.ui.json(&json!({ "vaults": verdicts_json(&vaults) }))?;
    }
    judge(app, &vaults)
}

fn move_server(
    app: &App,
    (dir, from): (&Path, &Engines<'_>),
    args: &AdminMigrateArgs,
) -> Result<Outcome, Failure> {
    if from.database.is_some() {
        let what = "the server is on PostgreSQL already: only SQLite can be moved";
        return Err(Failure::new(Kind::Usage, what).hint("leave --database and HAN_DATABASE out"));
    }
    if !dir.join(site::DATABASE).exists() {
        return Err(folder_failure(FolderError::NoVault(dir.into())));
    }
    let _lock = site::lock(dir).map_err(folder_failure)?;
    let to = Engines { database: Some(&args.to), objects: args.to_objects.as_deref(), ..*from };
    let moved = app.block_on(migrate(dir, from, &to, system_clock()))?.map_err(|failed| match failed {
        MigrateError::Folder(failed) => folder_failure(failed),
        MigrateError::Verify(failed) => service_failure(failed),
        failed => Failure::new(Kind::Io, "cannot move the server").because(failed).hint("run it again"),
    })?;
    if app.ui.is_json() {
        app.ui.json(&json!({
            "objects": moved.objects,
            "rows": moved.rows,
            "vaults": verdicts_json(&moved.vaults),
        }))?;
    } else {
        app.ui.note(&format!("{} objects and {} rows were moved", moved.objects, moved.rows));
    }
    judge(app, &moved.vaults)
}

fn verdicts_json(vaults: &[(OwnerId, Verdict)]) -> serde_json::Value {
    let one = |(owner, verdict): &(OwnerId, Verdict)| {
        json!({
            "owner": owner.to_string(),
            "leaves": verdict.leaves,
            "refs": verdict.refs,
            "objects": verdict.objects,
            "flaws": verdict.flaws.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })
    };
    vaults.iter().map(one).collect()
}

fn judge(app: &App, vaults: &[(OwnerId, Verdict)]) -> Result<Outcome, Failure> {
    let mut flaws = 0;
    for (owner, verdict) in vaults {
        flaws += verdict.flaws.len();
        let Verdict { leaves, refs, objects, .. } = verdict;
        if !app.ui.is_json() {
            app.ui.note(&format!("{owner}: {leaves} leaves, {refs} refs, {objects} objects"));
        }
        for flaw in &verdict.flaws {
            app.ui.note(&format!("{owner}: {flaw}"));
        }
    }
    if flaws == 0 {
        return Ok(Outcome::Done);
    }
    Err(Failure::new(Kind::Tampered, format!("{flaws} things do not fit together"))
        .hint("restore a backup, or the objects that are gone")
        .hint("what tables only show can be made anew: han admin verify --rebuild"))
}

fn time(us: u64) -> Option<String> {
    seconds_text(us / SECOND_US)
}

fn shown(us: Option<u64>) -> String {
    us.map(|us| minute(i64::try_from(us / 1_000).unwrap_or(i64::MAX))).unwrap_or_default()
}

async fn user(app: &App, site: &Site, command: &AdminUserCommand) -> Result<Outcome, Failure> {
    let (name, since) = match command {
        AdminUserCommand::List => return users(app, site).await,
        AdminUserCommand::Disable(args) => (&args.name, Some(site.service.time_us())),
        AdminUserCommand::Enable(args) => (&args.name, None),
    };
    if !site.accounts.disable_user(name, since).await.map_err(store_failure)? {
        return Err(no_user(name));
    }
    let done = if since.is_some() { "is locked out" } else { "may come in again" };
    app.ui.note(&format!("{name} {done}; a running server knows it within 30 seconds"));
    Ok(Outcome::Done)
}

fn no_user(name: &str) -> Failure {
    Failure::new(Kind::NothingMatched, format!("there is no user {name}")).hint("han admin user list")
}

async fn find(site: &Site, name: &str) -> Result<User, Failure> {
    let users = site.accounts.users().await.map_err(store_failure)?;
    users.into_iter().find(|user| user.name == name).ok_or_else(|| no_user(name))
}

async fn users(app: &App, site: &Site) -> Result<Outcome, Failure> {
    let mut rows = Vec::new();
    for user in site.accounts.users().await.map_err(store_failure)? {
        let vaults = site.accounts.vaults_of(user.id).await.map_err(store_failure)?;
        let mut sizes = Vec::new();
        for vault in &vaults {
            let stored = site.service.stored_bytes(vault.owner).await.map_err(service_failure)?;
            let quota = site.accounts.quota(vault.owner).await.map_err(store_failure)?;
            sizes.push((stored, quota));
        }
        rows.push((user, vaults, sizes));
    }
    if app.ui.is_json() {
        let users: Vec<_> = rows
            .iter()
            .map(|(user, vaults, sizes)| {
                let vaults: Vec<_> = vaults.iter().zip(sizes).map(vault_json).collect();
                json!({
                    "name": user.name,
                    "id": user.id.to_string(),
                    "admin": user.admin,
                    "created": time(user.created_us),
                    "disabled": user.disabled_us.and_then(time),
                    "vaults": vaults,
                })
            })
            .collect();
        app.ui.json(&json!({ "users": users }))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["NAME", "SINCE", "VAULTS", "STORED", "STATE"]);
    for (user, vaults, sizes) in &rows {
        table.row([
            user.name.clone(),
            shown(Some(user.created_us)),
            vaults.len().to_string(),
            super::text::size(sizes.iter().map(|(stored, _)| stored).sum()),
            (if user.disabled_us.is_some() { "locked out" } else { "" }).to_owned(),
        ]);
    }
    app.ui.table(&table)?;
    Ok(Outcome::Done)
}

fn vault_json((vault, (stored, quota)): (&Membership, &(u64, Option<u64>))) -> serde_json::Value {
    let kind = match vault.kind {
        OwnerKind::User => "user",
        OwnerKind::Team => "team",
    };
    json!({
        "owner": vault.owner.to_string(),
        "kind": kind,
        "role": vault.role.as_str(),
        "log_size": vault.log_size,
        "stored_bytes": stored,
        "quota_bytes": quota,
    })
}

async fn invite(app: &App, site: &Site, args: &AdminInviteArgs) -> Result<Outcome, Failure> {
    if !is_name(&args.name) {
        return Err(Failure::new(
            Kind::Usage,
            "a user's name has 1 to 64 characters, none of them a control character",
        ));
    }
    let made = new_credential().map_err(|e| Failure::new(Kind::Bug, "cannot make an invite").because(e))?;
    let now_us = site.service.time_us();
    let kept = NewInvite {
        id: made.id,
        secret_hash: made.secret_hash(),
        user: args.name.clone(),
        admin: args.admin,
        scopes: match args {
            AdminInviteArgs { create_only: true, .. } => Scopes::CREATE_ONLY,
            AdminInviteArgs { read_only: true, .. } => Scopes::READ.and(Scopes::LOG),
            AdminInviteArgs { admin: true, .. } => Scopes::DEVICE.and(Scopes::ADMIN),
            _ => Scopes::DEVICE,
        },
        created_us: now_us,
        expires_us: now_us + INVITE_US,
    };
    site.accounts.add_invite(&kept).await.map_err(store_failure)?;
    let text = made.to_text(Grant::Invite);
    if app.ui.is_json() {
        let expires = time(kept.expires_us);
        app.ui.json(&json!({ "invite": text.as_str(), "url": args.url, "expires": expires }))?;
        return Ok(Outcome::Done);
    }
    app.ui.note(&format!("for {}, once, until {}:", args.name, shown(Some(kept.expires_us))));
    app.ui.line(&format!("han login {} --invite {}", args.url, text.as_str()))?;
    Ok(Outcome::Done)
}

async fn token(app: &App, site: &Site, command: &AdminTokenCommand) -> Result<Outcome, Failure> {
    let args = match command {
        AdminTokenCommand::List(args) => {
            let user = find(site, &args.name).await?;
            let tokens = site.accounts.tokens_of(user.id).await.map_err(store_failure)?;
            return show_tokens(app, &tokens);
        }
        AdminTokenCommand::Revoke(args) => args,
    };
    let user = find(site, &args.name).await?;
    let mut id = [0; ID_LEN];
    let is_id = hex::decode_to_slice(&args.id, &mut id).is_ok();
    let now_us = site.service.time_us();
    if !is_id || !site.accounts.revoke_token(user.id, id, now_us).await.map_err(store_failure)? {
        return Err(Failure::new(Kind::NothingMatched, format!("{} has no token {}", args.name, args.id))
            .hint(format!("han admin token list {}", args.name)));
    }
    app.ui.note("revoked; a running server knows it within 30 seconds");
    Ok(Outcome::Done)
}

fn show_tokens(app: &App, tokens: &[Token]) -> Result<Outcome, Failure> {
    if app.ui.is_json() {
        let tokens: Vec<_> = tokens
            .iter()
            .map(|token| {
                json!({
                    "id": hex::encode(token.id),
                    "label": token.label,
                    "scopes": token.scopes.names(),
                    "created": time(token.created_us),
                    "last_used": token.last_used_us.and_then(time),
                    "expires": time(token.expires_us),
                    "revoked": token.revoked_us.and_then(time),
                })
            })
            .collect();
        app.ui.json(&json!({ "tokens": tokens }))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["MACHINE", "LAST USED", "EXPIRES", "STATE", "ID"]);
    for token in tokens {
        table.row([
            token.label.clone(),
            shown(token.last_used_us),
            shown(Some(token.expires_us)),
            (if token.revoked_us.is_some() { "revoked" } else { "" }).to_owned(),
            hex::encode(token.id),
        ]);
    }
    app.ui.table(&table)?;
    Ok(Outcome::Done)
}

async fn member(app: &App, site: &Site, command: &AdminMemberCommand) -> Result<Outcome, Failure> {
    match command {
        AdminMemberCommand::List(args) => members(app, site, args.owner).await,
        AdminMemberCommand::Set(args) => {
            let role = match args.role {
                RoleChoice::Owner => Role::Owner,
                RoleChoice::Admin => Role::Admin,
                RoleChoice::Member => Role::Member,
                RoleChoice::Reader => Role::Reader,
            };
            change_member(app, site, (&args.member, Some(role))).await
        }
        AdminMemberCommand::Remove(args) => change_member(app, site, (args, None)).await,
    }
}

async fn members(app: &App, site: &Site, owner: OwnerId) -> Result<Outcome, Failure> {
    // Also tells whether there is such a vault.
    site.service.log_size(owner).await.map_err(service_failure)?;
    let members = site.accounts.members_of(owner).await.map_err(store_failure)?;
    if app.ui.is_json() {
        let members: Vec<_> = members
            .iter()
            .map(|member| {
                json!({
                    "user": member.user.name,
                    "id": member.user.id.to_string(),
                    "role": member.role.as_str(),
                    "since": time(member.since_us),
                })
            })
            .collect();
        app.ui.json(&json!({ "members": members }))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["NAME", "ROLE", "SINCE"]);
    for member in &members {
        table.row([member.user.name.clone(), member.role.as_str().to_owned(), shown(Some(member.since_us))]);
    }
    app.ui.table(&table)?;
    Ok(Outcome::Done)
}

async fn change_member(
    app: &App,
    site: &Site,
    (args, role): (&AdminMemberArgs, Option<Role>),
) -> Result<Outcome, Failure> {
    let user = find(site, &args.name).await?;
    let operator = Caller { actor: ActorId::default(), token: [0; ID_LEN] };
    let changed = site.service.change_member(args.owner, (operator.into(), None), (user.id, role)).await;
    let refused = |kind, what: String| Err(Failure::new(kind, what));
    match changed.map_err(service_failure)? {
        MemberChange::Done => {}
        MemberChange::Same => app.ui.note("it stands so already"),
        MemberChange::Unknown => {
            return refused(Kind::NothingMatched, format!("{} has no role in this vault", args.name));
        }
        MemberChange::LastOwner => {
            return refused(Kind::Conflict, format!("{} is its only owner", args.name));
        }
        MemberChange::Personal => {
            return refused(Kind::Usage, "a personal vault is of one person".into());
        }
        // Nobody needs to allow the operator anything.
        MemberChange::NotAllowed => return refused(Kind::Bug, "the operator was refused".into()),
    }
    if app.ui.is_json() {
        let role = role.map(Role::as_str);
        app.ui.json(&json!({ "owner": args.owner.to_string(), "user": args.name, "role": role }))?;
    } else {
        app.ui.note("done; a running server knows it within 30 seconds");
    }
    Ok(Outcome::Done)
}

async fn quota(app: &App, site: &Site, args: &AdminQuotaArgs) -> Result<Outcome, Failure> {
    // Also tells whether there is such a vault.
    site.service.log_size(args.owner).await.map_err(service_failure)?;
    match args.size {
        Some(QuotaChange::To(ByteSize(bytes))) => {
            site.accounts.set_quota(args.owner, Some(bytes)).await.map_err(store_failure)?;
        }
        Some(QuotaChange::Away) => {
            site.accounts.set_quota(args.owner, None).await.map_err(store_failure)?;
        }
        None => {}
    }
    let stored = site.service.stored_bytes(args.owner).await.map_err(service_failure)?;
    let own = site.accounts.quota(args.owner).await.map_err(store_failure)?;
    if app.ui.is_json() {
        let owner = args.owner.to_string();
        app.ui.json(&json!({ "owner": owner, "stored_bytes": stored, "quota_bytes": own }))?;
        return Ok(Outcome::Done);
    }
    let quota =
        own.map_or("no quota of its own".to_owned(), |bytes| format!("of {}", super::text::size(bytes)));
    app.ui.line(&format!("{} stored, {quota}", super::text::size(stored)))?;
    Ok(Outcome::Done)
}
