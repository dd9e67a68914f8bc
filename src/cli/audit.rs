//! `han audit ...`.

use super::App;
use super::args::{AuditCommand, AuditExportArgs, AuditFingerprintArgs, AuditLogArgs};
use super::context;
use super::failure::{Failure, Kind, Outcome};
use super::status::{change_json, change_text};
use super::text::{minute, time_text};
use super::ui::Table;
use super::verify::{kind_of, show_bad};
use crate::ops::audit::{self, Record, Wanted, Whence};
use crate::ops::keys::{self, KeyChange};
use crate::ops::open::{self, Connection, OpenVault};
use crate::ops::view::Reader;
use crate::protocol::keyfile::Keyfile;
use crate::protocol::leaf::{Class, Outcome as Ended};
use crate::protocol::refs::RefName;
use serde_json::json;
use std::sync::Arc;

/// Characters of an id in a table: enough for `--actor`.
const ID: usize = 8;

/// Dispatches.
pub fn run(app: &App, command: &AuditCommand) -> Result<Outcome, Failure> {
    match command {
        AuditCommand::Log(args) => log(app, args),
        AuditCommand::Verify => verify(app),
        AuditCommand::Export(args) => export(app, args),
        AuditCommand::Fingerprint(args) => fingerprint(app, args),
    }
}

fn log(app: &App, args: &AuditLogArgs) -> Result<Outcome, Failure> {
    let target = context::target(app)?;
    let since = args.since.map(|since| since.resolve(jiff::Timestamp::now()).as_microsecond());
    let progress = app.ui.progress();
    let (file, records) = app.block_on(async {
        let OpenVault { connection, keys, .. } = context::unlock(&target).await?;
        let Connection { remote, follow, keyfile, .. } = connection;
        let reader = Reader { keys: Arc::new(keys), follow: Arc::new(follow), remote };
        let records = records(&reader, args, since, &*progress).await;
        reader.remote.close().await;
        Ok::<_, Failure>((keyfile, records?))
    })??;
    let records: Vec<_> = records.into_iter().map(|record| (made_by(&file, &record), record)).collect();
    drop(progress);
    if app.ui.is_json() {
        let leaves: Vec<_> = records.iter().map(record_json).collect();
        app.ui.json(&json!({ "leaves": leaves }))?;
    } else if records.is_empty() {
        app.ui.note("the log has no such leaf");
    } else {
        app.ui.table(&table(&records))?;
    }
    Ok(if records.is_empty() { Outcome::Found } else { Outcome::Done })
}

/// The keys that came with this leaf.
fn made_by(file: &Keyfile, record: &Record) -> Vec<KeyChange> {
    let moved = record.leaf.moved.as_ref().filter(|moved| moved.name == RefName::keyfile());
    moved.map(|moved| keys::made_by(file, moved.version)).unwrap_or_default()
}

async fn records(
    reader: &Reader,
    args: &AuditLogArgs,
    since: Option<i64>,
    progress: &dyn crate::ops::progress::Progress,
) -> Result<Vec<Record>, Failure> {
    let name = match &args.session {
        Some(session) => Some(audit::name_of(reader, session.as_str()).await?),
        None => None,
    };
    let wanted = Wanted {
        since_us: since.map(|since| u64::try_from(since).unwrap_or(0)),
        actor: args.actor.as_ref().map(|actor| actor.as_str().to_owned()),
        actions: args.action.clone(),
        name,
        denied: args.denied,
    };
    Ok(audit::log(reader, &wanted, progress).await?)
}

fn table(records: &[(Vec<KeyChange>, Record)]) -> Table {
    let mut table = Table::new(&["TIME", "ACTOR", "ACTION", "REF", "OUTCOME", "COUNT", "FROM", "KEYS"]);
    for (keys, Record { leaf, whence, .. }) in records {
        let keys: Vec<_> = keys.iter().filter_map(change_text).collect();
        let moved = leaf.moved.as_ref();
        table.row([
            minute(i64::try_from(leaf.time_us / 1_000).unwrap_or(i64::MAX)),
            hex::encode(leaf.actor.0).chars().take(ID).collect(),
            leaf.action.name().to_owned(),
            moved.map_or_else(String::new, |moved| moved.name.as_str().chars().take(ID + 2).collect()),
            outcome(leaf.outcome).to_owned(),
            leaf.count.to_string(),
            from(whence),
            keys.join("; "),
        ]);
    }
    table
}

fn from(whence: &Whence) -> String {
    match whence {
        Whence::NotTaken => String::new(),
        Whence::Erased => "(erased)".into(),
        Whence::Sealed => "(sealed to another key)".into(),
        Whence::Known(origin) if origin.agent.is_empty() => origin.address.clone(),
        Whence::Known(origin) => format!("{} {}", origin.address, origin.agent),
    }
}

fn outcome(ended: Ended) -> &'static str {
    match ended {
        Ended::Done => "done",
        Ended::Denied => "denied",
    }
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::RefMove => "ref_move",
        Class::Export => "export",
        Class::Read => "read",
        Class::Denial => "denial",
        Class::Member => "member",
        Class::Erasure => "erasure",
        Class::Removal => "removal",
        Class::Share => "share",
    }
}

fn record_json((keys, record): &(Vec<KeyChange>, Record)) -> serde_json::Value {
    let Record { class, leaf, whence } = record;
    let (origin, known) = match whence {
        Whence::NotTaken => ("none", None),
        Whence::Erased => ("erased", None),
        Whence::Sealed => ("sealed", None),
        Whence::Known(origin) => ("known", Some(origin)),
    };
    json!({
        "seq": leaf.seq,
        "time": time_text(i64::try_from(leaf.time_us / 1_000).unwrap_or(i64::MAX)),
        "class": class_name(*class),
        "actor": hex::encode(leaf.actor.0),
        "token": hex::encode(leaf.token),
        "action": leaf.action.name(),
        "ref": leaf.moved.as_ref().map(|moved| moved.name.as_str()),
        "version": leaf.moved.as_ref().map(|moved| moved.version),
        "outcome": outcome(leaf.outcome),
        "count": leaf.count,
        "origin": origin,
        "address": known.map(|origin| &origin.address),
        "agent": known.map(|origin| &origin.agent),
        "keys": keys.iter().map(change_json).collect::<Vec<_>>(),
    })
}

fn verify(app: &App) -> Result<Outcome, Failure> {
    let target = context::target(app)?;
    let progress = app.ui.progress();
    let audited = app.block_on(async {
        let vault = context::unlock(&target).await?;
        let remote = Arc::clone(&vault.connection.remote);
        let audited = audit::audit(vault, &*progress).await;
        remote.close().await;
        Ok::<_, Failure>(audited?)
    })??;
    drop(progress);
    let (report, root) = (&audited.report, hex::encode(audited.root.0));
    if app.ui.is_json() {
        let bad: Vec<_> = report
            .bad
            .iter()
            .map(|bad| json!({ "item": bad.item, "code": bad.code, "message": bad.message }))
            .collect();
        let document =
            json!({ "leaves": audited.leaves, "root": root, "checked": report.checked, "bad": bad });
        app.ui.json(&document)?;
    } else {
        show_bad(app, report);
        app.ui.note(&format!("{} leaves, root {root}", audited.leaves));
    }
    Ok(Outcome::from_causes(report.bad.iter().map(kind_of)))
}

fn export(app: &App, args: &AuditExportArgs) -> Result<Outcome, Failure> {
    let target = context::target(app)?;
    let progress = app.ui.progress();
    let written = app.block_on(async {
        let vault = context::unlock(&target).await?;
        let written = audit::export::run(&vault, &args.out, &*progress).await;
        vault.connection.remote.close().await;
        Ok::<_, Failure>(written?)
    })??;
    drop(progress);
    let root = hex::encode(written.root.0);
    if app.ui.is_json() {
        let folder = args.out.display().to_string();
        let (leaves, tiles) = (written.leaves, written.tiles);
        app.ui.json(&json!({ "folder": folder, "leaves": leaves, "root": root, "tiles": tiles }))?;
    } else {
        app.ui.note(&format!(
            "wrote {} leaves and {} tiles to {}, root {root}",
            written.leaves,
            written.tiles,
            args.out.display()
        ));
    }
    Ok(Outcome::Done)
}

fn fingerprint(app: &App, args: &AuditFingerprintArgs) -> Result<Outcome, Failure> {
    let target = context::target(app)?;
    let pin = open::load_pin(&target.profile)?.ok_or_else(|| {
        Failure::new(Kind::NothingMatched, "this machine has not verified the vault yet")
            .hint("han audit verify")
    })?;
    let (size, root) = match args.size {
        None => (pin.size, pin.root),
        Some(size) => {
            let root = app.block_on(async {
                let connection = context::connect(&target).await?;
                connection.remember()?;
                let root = audit::root_at(&*connection.remote, &connection.follow, size).await;
                connection.remote.close().await;
                Ok::<_, Failure>(root?)
            })??;
            (size, root)
        }
    };
    let (vault_key, log_key) = (hex::encode(pin.vault_key.0), hex::encode(pin.log_key.0));
    if app.ui.is_json() {
        app.ui.json(&json!({
            "vault": pin.owner.to_string(),
            "vault_key": vault_key,
            "log_key": log_key,
            "size": size,
            "root": hex::encode(root.0),
        }))?;
        return Ok(Outcome::Done);
    }
    app.ui.line(&format!("vault      {}", groups(&pin.owner.to_string())))?;
    app.ui.line(&format!("vault key  {}", groups(&vault_key)))?;
    app.ui.line(&format!("log key    {}", groups(&log_key)))?;
    app.ui.line(&format!("log        {size} leaves"))?;
    app.ui.line(&format!("root       {}", groups(&hex::encode(root.0))))?;
    Ok(Outcome::Done)
}

/// Hex digits in groups of four, so that they can be read to somebody.
fn groups(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
