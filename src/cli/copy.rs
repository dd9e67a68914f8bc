//! `han copy`.

use super::App;
use super::args::CopyArgs;
use super::context;
use super::context::state_lock;
use super::failure::{Failure, Kind, Outcome};
use super::text::{count, size};
use crate::config::{Place, VaultEntry, set_vault};
use crate::ops::copy;
use crate::ops::place::RemotePlace;
use serde_json::json;

/// Dispatches.
pub fn run(app: &App, args: &CopyArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let Place::Server(url) = Place::parse(&args.to, &config.dirs.home) else {
        return Err(Failure::new(Kind::Usage, format!("{} is not the address of a server", args.to))
            .hint("han export -o FILE   (a copy in a file; han import takes it into another vault)"));
    };
    let target = context::target(app)?;
    let name = config.vault.clone();
    let server = context::server(config, &url, (&name, Some(target.profile.owner)))?;
    let folder = match &target.place {
        RemotePlace::Folder(folder) => folder,
        RemotePlace::Server(there) if there.endpoint == server.endpoint => {
            app.ui.note(&format!("vault {name} is on {} already", server.endpoint));
            return Ok(Outcome::Done);
        }
        _ => {
            return Err(Failure::new(Kind::Usage, format!("vault {name} is not in a folder"))
                .hint("han export -o FILE, then han import FILE into a vault on the other server"));
        }
    };
    let _lock = state_lock(config)?;
    let progress = app.ui.progress();
    let copied = app.block_on(copy::run(&target.profile, (folder, &server), &*progress))?;
    drop(progress);
    let copied = copied?;
    let entry = VaultEntry {
        remote: Some(server.endpoint.to_string()),
        ..config.vault_entry().cloned().unwrap_or_default()
    };
    config.edit(|text| set_vault(text, &name, &entry))?;
    if app.ui.is_json() {
        app.ui.json(&json!({
            "vault": name.as_str(),
            "owner": target.profile.owner.to_string(),
            "to": server.endpoint.to_string(),
            "refs": copied.refs,
            "objects": copied.objects,
            "sent": copied.sent,
            "bytes": copied.bytes,
            "leaves": copied.leaves,
        }))?;
        return Ok(Outcome::Done);
    }
    app.ui.note(&format!(
        "vault {name} is on {} now: {}, {} sent ({})",
        server.endpoint,
        count(copied.leaves, "log entry").replace("entrys", "entries"),
        count(copied.sent, "object"),
        size(copied.bytes)
    ));
    app.ui
        .note(&format!("{} stays as it was and is used no more; other machines of yours:", folder.display()));
    app.ui.hint(&format!("han keys unlock --vault {name} --remote {} --code CODE", server.endpoint));
    app.ui.hint("han keys recovery-sheet --recovery-out FILE   (a new sheet, which names the server)");
    Ok(Outcome::Done)
}
