//! `han share` and `han shares`.

use super::App;
use super::args::{ShareArgs, SharesArgs, SharesCommand, SharesRevokeArgs};
use super::context;
use super::context::state_lock;
use super::failure::{Failure, Kind, Outcome};
use super::people::{own_identity, person, publish, read_card, some_server};
use super::text::{count, seconds_text, size};
use super::ui::{Table, escape};
use crate::local::atomic::Temporary;
use crate::ops::error::OpError;
use crate::ops::identity::Contacts;
use crate::ops::open::OpenVault;
use crate::ops::place::RemotePlace;
use crate::ops::server::ServerPlace;
use crate::ops::share::living::{self, KeptUp};
use crate::ops::share::{self, ShareOptions};
use crate::ops::sync::Target;
use crate::ops::team;
use crate::ops::view::Reader;
use crate::protocol::card::{Card, Contact};
use crate::protocol::cbor;
use crate::protocol::ids::{ActorId, OwnerId};
use crate::protocol::refs::RefName;
use crate::protocol::sharing::{EnvelopeEntry, Envelopes};
use crate::remote::Remote as _;
use crate::remote::http::HttpRemote;
use crate::vault::envelope::{Recipient, Sender};
use crate::vault::identity::Identity;
use serde_json::json;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Characters of an id in a table.
const ID: usize = 8;
const SECOND_US: u64 = 1_000_000;

/// `han share`.
pub fn run(app: &App, args: &ShareArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    if let Some(path) = args.bundle.as_deref().filter(|path| path.symlink_metadata().is_ok()) {
        return Err(Failure::new(Kind::Conflict, format!("{} exists already", path.display()))
            .hint("give another file with --bundle"));
    }
    let target = context::target(app)?;
    let (contact, member) = person(app, &args.with)?;
    let server = match &target.place {
        RemotePlace::Server(server) => Some(server.clone()),
        _ => None,
    };
    if args.bundle.is_none() {
        by_server(server.is_some(), &contact, args)?;
    }
    let me = own_identity(app, config)?;
    if me.owner() == contact.owner {
        return Err(Failure::new(Kind::Usage, "that is your own contact code")
            .hint("the person whom it is for runs: han team fingerprint"));
    }
    let file = args.card.as_deref().map(read_card).transpose()?.or(member);
    let asked = match &server {
        Some(server) => Some(server.clone()),
        None => some_server(config)?,
    };
    let contacts = Contacts::of(&config.dirs.state);
    let _lock = state_lock(config)?;
    let now = context::now();
    let options = ShareOptions {
        id: args.id.as_str().to_owned(),
        not_after: now.saturating_add(args.expires.as_secs()),
        now,
    };
    let shared = app.block_on(async {
        let card = find_card((&contacts, &contact), file, asked.as_ref(), args.accept_changed_key).await?;
        let vault = context::unlock(&target).await?;
        vault.require_write()?;
        let shared = share((vault, &me, &card), (args.bundle.as_deref(), contact.user), &options).await?;
        // The recipient finds the sender's card where the share is.
        if let (Some(server), None) = (&server, &args.bundle) {
            publish(server, &me).await?;
        }
        Ok::<_, Failure>(shared)
    })??;
    say(app, (args, &target.profile.name), &shared)
}

/// Whether the vault's server can hand the share over.
fn by_server(is_server: bool, contact: &Contact, args: &ShareArgs) -> Result<(), Failure> {
    let why = match (is_server, contact.user) {
        (true, Some(_)) => return Ok(()),
        (false, _) => "the vault lies in a folder: no server could hand the session over",
        (true, None) => "that code is of somebody without an account on a server",
    };
    Err(Failure::new(Kind::Usage, why)
        .hint(format!("han share {} --with CODE --bundle FILE", args.id.as_str())))
}

/// The card of a contact: the one that is known here, that of a file, or the one that a server hands out.
async fn find_card(
    (contacts, contact): (&Contacts, &Contact),
    file: Option<Card>,
    server: Option<&ServerPlace>,
    changed_is_right: bool,
) -> Result<Card, OpError> {
    let known = contacts.get(contact.owner)?;
    if let Some(known) = known.filter(|card| card.fingerprint() == contact.fingerprint) {
        return Ok(known);
    }
    let found = match (file, server) {
        (Some(file), _) => Some(file),
        (None, Some(server)) => server.client()?.card(contact.owner).await?,
        (None, None) => None,
    };
    let card = contacts.judge(contact, found, changed_is_right)?;
    contacts.pin(&card)?;
    Ok(card)
}

struct Shared {
    id: String,
    session: String,
    recipient: OwnerId,
    not_after: u64,
    bytes: Option<u64>,
}

async fn share(
    (vault, me, card): (OpenVault, &Identity, &Card),
    (bundle, user): (Option<&Path>, Option<ActorId>),
    options: &ShareOptions,
) -> Result<Shared, OpError> {
    let OpenVault { connection, keys, .. } = vault;
    let actor = ActorId(connection.profile.device.0);
    let reader =
        Reader { keys: Arc::new(keys), follow: Arc::new(connection.follow), remote: connection.remote };
    let to = Recipient { owner: card.owner, receive: &card.receive };
    let sealed = share::seal(&reader, (&Sender::of(me), &to), options).await?;
    let mut bytes = None;
    match bundle {
        None => {
            share::put(&*reader.remote, (actor, user), &sealed.envelope).await?;
            living::note(&connection.profile, &sealed, user.unwrap_or_default())?;
        }
        Some(path) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let temporary = Temporary::create(folder.unwrap_or(Path::new(".")), path, 0o600)?;
            let mut file = temporary.file();
            bytes = Some(share::write_bundle(&sealed, &cbor::encode(me.card()), &mut file).await?);
            // The log knows of it before anybody can have it.
            share::put(&*reader.remote, (actor, None), &sealed.envelope).await?;
            temporary.file().sync_all().map_err(OpError::io(path))?;
            temporary.rename_new(path)?;
        }
    }
    reader.remote.close().await;
    let body = &sealed.envelope.body;
    let (id, not_after) = (body.id.to_string(), body.not_after);
    Ok(Shared { id, session: sealed.meta.uuid, recipient: card.owner, not_after, bytes })
}

fn say(app: &App, (args, vault): (&ShareArgs, &str), shared: &Shared) -> Result<Outcome, Failure> {
    let until = seconds_text(shared.not_after).unwrap_or_default();
    let bundle = args.bundle.as_ref().map(|path| path.display().to_string());
    if app.ui.is_json() {
        app.ui.json(&json!({
            "share": shared.id,
            "session": shared.session,
            "vault": vault,
            "expires": until,
            "recipient": shared.recipient.to_string(),
            "bundle": bundle,
            "bytes": shared.bytes,
        }))?;
        return Ok(Outcome::Done);
    }
    app.ui.line(&shared.id)?;
    app.ui.note(&format!("session {} is shared until {until}", shared.session));
    let short: String = shared.id.chars().take(ID).collect();
    let what = match (&bundle, shared.bytes) {
        (Some(path), Some(bytes)) => {
            app.ui.note(&format!("hand over {path} ({}): it opens for that person alone", size(bytes)));
            "FILE".to_owned()
        }
        _ => short.clone(),
    };
    app.ui.hint(&format!("that person runs: han show --shared {what} --from YOUR-CODE   (or han restore)"));
    app.ui.hint("YOUR-CODE, by a way that no server stands on: han team fingerprint");
    app.ui.hint(&format!("to take it back: han shares revoke {short}"));
    Ok(Outcome::Done)
}

/// `han shares`.
pub fn shares(app: &App, args: &SharesArgs) -> Result<Outcome, Failure> {
    match &args.command {
        None => list(app),
        Some(SharesCommand::Revoke(args)) => revoke(app, args),
    }
}

/// What was shared, and the sessions of this vault by the names of their refs.
struct Both {
    sent: Envelopes,
    received: Envelopes,
    sessions: HashMap<RefName, String>,
}

fn list(app: &App) -> Result<Outcome, Failure> {
    let target = context::target(app)?;
    let server = match &target.place {
        RemotePlace::Server(server) => Some(server.clone()),
        _ => some_server(app.config()?)?,
    };
    let both = app.block_on(async {
        let reader = context::reader(&target).await?;
        let sent = reader.remote.envelopes().await?;
        let received = match &server {
            Some(server) => {
                HttpRemote::new(server.client()?, reader.owner()).inbox(ActorId::default()).await?
            }
            None => Envelopes::default(),
        };
        let sessions = named(&reader, &sent).await?;
        reader.remote.close().await;
        Ok::<_, Failure>(Both { sent, received, sessions })
    })??;
    if app.ui.is_json() {
        let all = |list: &Envelopes, received| -> Vec<_> {
            list.envelopes.iter().map(|entry| entry_json(entry, &both.sessions, received)).collect()
        };
        app.ui.json(&json!({
            "sent": all(&both.sent, false),
            "received": all(&both.received, true),
            "more": both.sent.more || both.received.more,
        }))?;
        return Ok(Outcome::Done);
    }
    show(app, &both)
}

/// The uuids of the sessions that were shared, as far as they are there.
async fn named(reader: &Reader, sent: &Envelopes) -> Result<HashMap<RefName, String>, OpError> {
    let mut sessions = HashMap::new();
    for name in sent.envelopes.iter().filter_map(|entry| entry.session.as_ref()) {
        if sessions.contains_key(name) {
            continue;
        }
        let Some(found) = reader.remote.get_ref(name).await? else { continue };
        // One that moved since, or is damaged, is listed without its uuid; what is wrong with it, verify says.
        if let Ok(Some(meta)) = reader.meta(&found) {
            sessions.insert(name.clone(), meta.uuid);
        }
    }
    Ok(sessions)
}

fn time(us: u64) -> String {
    seconds_text(us / SECOND_US).unwrap_or_default()
}

fn user(id: ActorId) -> Option<String> {
    (id != ActorId::default()).then(|| id.to_string())
}

fn entry_json(
    entry: &EnvelopeEntry,
    sessions: &HashMap<RefName, String>,
    received: bool,
) -> serde_json::Value {
    let openings: Vec<_> = entry
        .openings
        .iter()
        .map(|one| {
            json!({
                "time": time(one.time_us),
                "signature_ok": one.opening.signature_ok,
                "decrypted": one.opening.decrypted,
            })
        })
        .collect();
    json!({
        "share": entry.id.to_string(),
        "vault": entry.vault.to_string(),
        "session": entry.session.as_ref().filter(|_| !received).and_then(|name| sessions.get(name)),
        "ref": entry.session.as_ref().map(RefName::as_str),
        "user": user(if received { entry.sender } else { entry.recipient }),
        "status": entry.status.as_str(),
        "created": time(entry.created_us),
        "expires": time(entry.expires_us),
        "revoked": entry.revoked_us.map(time),
        "openings": openings,
    })
}

fn show(app: &App, both: &Both) -> Result<Outcome, Failure> {
    let mut table = Table::new(&["SHARE", "", "SESSION", "USER", "STATUS", "EXPIRES"]);
    let short = |text: String| -> String { text.chars().take(ID).collect() };
    for (list, received) in [(&both.sent, false), (&both.received, true)] {
        for entry in &list.envelopes {
            let uuid = entry.session.as_ref().filter(|_| !received).and_then(|name| both.sessions.get(name));
            let other = user(if received { entry.sender } else { entry.recipient });
            table.row([
                short(entry.id.to_string()),
                (if received { "from" } else { "to" }).to_owned(),
                uuid.cloned().map(short).unwrap_or_default(),
                other.map_or_else(|| "(a file)".to_owned(), short),
                entry.status.as_str().to_owned(),
                time(entry.expires_us),
            ]);
        }
    }
    if both.sent.envelopes.is_empty() && both.received.envelopes.is_empty() {
        app.ui.note("nothing was shared, neither by you nor with you");
        app.ui.hint("han share ID --with CONTACT-CODE");
        return Ok(Outcome::Done);
    }
    app.ui.table(&table)?;
    if both.sent.more || both.received.more {
        app.ui.note("older ones are left out");
    }
    if both.received.envelopes.iter().any(|entry| entry.status.is_open()) {
        app.ui.hint("han show --shared SHARE   or: han restore --shared SHARE");
    }
    Ok(Outcome::Done)
}

/// Seals the open shares of this user anew where the vault has moved on from them, and says so. What fails here is no
/// failure of what was done before: the next sync tries again.
pub(super) fn keep_up(app: &App, target: &Target) {
    if !matches!(target.place, RemotePlace::Server(_)) {
        return;
    }
    let name = &target.profile.name;
    let ended = app.block_on(async {
        let connection = context::connect(target).await?;
        connection.remember()?;
        let look = living::look(&connection, context::now()).await?;
        if look.is_settled() {
            connection.remote.close().await;
            return Ok(KeptUp::default());
        }
        let vault = team::unlock(connection, context::now()).await?;
        let (vault, kept_up) = living::keep_up(vault, &target.place, look, context::now()).await?;
        vault.connection.remote.close().await;
        Ok::<_, Failure>(kept_up)
    });
    let failed = match ended.and_then(|ended| ended) {
        Ok(KeptUp { renewed, failed, signed_anew }) => {
            say_renewed(app, renewed.len());
            if signed_anew {
                app.ui.note(living::CONFIRM);
            }
            for (id, why) in failed {
                app.ui.warn(&format!("share {id} opens nothing newer of its session: {}", escape(&why)));
            }
            return;
        }
        Err(failed) => failed,
    };
    app.ui.warn(&format!("the shares of {name} were not looked after: {}", failed.message()));
    app.ui.hint("han sync   (tries again)");
}

/// Says that shares were sealed anew.
pub(super) fn say_renewed(app: &App, renewed: usize) {
    if renewed > 0 {
        let (n, go) = (count(renewed as u64, "share"), if renewed == 1 { "goes" } else { "go" });
        app.ui
            .note(&format!("{n} of yours sealed anew, and {go} on: the keys of what was shared had changed"));
    }
}

fn revoke(app: &App, args: &SharesRevokeArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let target = context::target(app)?;
    let _lock = state_lock(config)?;
    let revoked = app.block_on(async {
        let vault = context::unlock(&target).await?;
        let (vault, revoked) = share::revoke(vault, args.share.as_str(), context::now()).await?;
        vault.connection.remote.close().await;
        Ok::<_, Failure>(revoked)
    })??;
    keep_up(app, &target);
    if app.ui.is_json() {
        app.ui.json(&json!({
            "share": revoked.id.to_string(),
            "was": revoked.was.as_str(),
            "renewed": revoked.renewed,
        }))?;
        return Ok(Outcome::Done);
    }
    app.ui.note(&format!("share {} was {}, and is revoked", revoked.id, revoked.was.as_str()));
    if revoked.renewed {
        app.ui.note("what is synced to the session from now on is under a key that was not handed out");
    }
    app.ui.note("what its recipient has read, kept or restored by now cannot be called back");
    Ok(Outcome::Done)
}
