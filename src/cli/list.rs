//! `han list`.

use super::App;
use super::args::ListArgs;
use super::causes::op_kind;
use super::context;
use super::context::project;
use super::failure::{Failure, Kind, Outcome};
use super::text::{count, minute, size, time_text};
use super::ui::{Table, escape};
use crate::config::Config;
use crate::ops::list::{self, Damaged, Listing, Row, Version};
use crate::ops::sync::{SyncContext, Target};
use crate::vault::meta::Meta;
use serde_json::json;

/// Most characters of a title or folder in a table.
const CELL: usize = 48;
/// Characters of an id in a table: the first part is enough for every command.
const ID: usize = 8;

/// Dispatches.
pub fn run(app: &App, args: &ListArgs) -> Result<Outcome, Failure> {
    match &args.id {
        Some(id) if args.versions => versions(app, id.as_str()),
        _ => sessions(app, args),
    }
}

fn sessions(app: &App, args: &ListArgs) -> Result<Outcome, Failure> {
    let config = app.config()?;
    let context = context::sync_context(config)?;
    let mut listing = Listing::default();
    let mut causes = Vec::new();
    if !args.local {
        for target in targets(app, config, &context, args.stored)? {
            causes.extend(vault(app, &target, &mut listing)?);
        }
    }
    if !args.stored {
        let state = list::load_state(&context)?;
        let (local, found) = list::local(&context, &state);
        if found.searched.is_empty() && listing.rows.is_empty() && listing.damaged.is_empty() {
            nowhere(app, config);
        }
        list::merge(local, &mut listing);
    }
    select(args, &mut listing.rows)?;
    list::sort(&mut listing.rows);
    causes.extend(listing.damaged.iter().map(|damaged| op_kind(&damaged.error)));
    show(app, config, &listing)?;
    let nothing = args.id.is_some() && listing.rows.is_empty() && causes.is_empty();
    if let (true, Some(id)) = (nothing, &args.id) {
        app.ui.note(&format!("no session begins with {}", id.as_str()));
    }
    Ok(if nothing { Outcome::Found } else { Outcome::from_causes(causes) })
}

/// The vaults to list: the one that was named, else all.
fn targets(app: &App, config: &Config, context: &SyncContext, must: bool) -> Result<Vec<Target>, Failure> {
    if config.vault_was_named || (must && context.targets.is_empty()) {
        return Ok(vec![context::target(app)?]);
    }
    Ok(context.targets.clone())
}

/// Lists one vault; what keeps it from being listed is told, and the others go on.
fn vault(app: &App, target: &Target, listing: &mut Listing) -> Result<Option<Kind>, Failure> {
    let ended = app.block_on(async {
        let reader = context::reader(target).await?;
        let ended = list::stored(&reader, &target.profile.name, listing).await;
        reader.remote.close().await;
        Ok::<_, Failure>(ended?)
    })?;
    Ok(ended.err().map(|failure| {
        app.ui.warn(&format!("vault {}: {}", target.profile.name, failure.message()));
        failure.hints().iter().for_each(|hint| app.ui.hint(hint));
        failure.kind()
    }))
}

fn nowhere(app: &App, config: &Config) {
    let places: Vec<_> =
        config.claude_roots.iter().map(|root| root.path.join("projects").display().to_string()).collect();
    app.ui.note(&format!("no Claude Code sessions in {}", places.join(" or ")));
}

fn select(args: &ListArgs, rows: &mut Vec<Row>) -> Result<(), Failure> {
    if let Some(id) = &args.id {
        rows.retain(|row| id.matches(&row.id));
    }
    if let Some(dir) = &args.project {
        let folder = project(dir)?;
        rows.retain(|row| row.project == folder);
    }
    if let Some(since) = args.since {
        let since = since.resolve(jiff::Timestamp::now()).as_millisecond();
        rows.retain(|row| row.updated_ms >= since);
    }
    Ok(())
}

fn show(app: &App, config: &Config, listing: &Listing) -> Result<(), Failure> {
    if app.ui.is_json() {
        let sessions: Vec<_> = listing.rows.iter().map(row_json).collect();
        let damaged: Vec<_> = listing.damaged.iter().map(damaged_json).collect();
        let other: Vec<_> = listing.collections.iter().map(row_json).collect();
        return app.ui.json(&json!({ "sessions": sessions, "other_files": other, "damaged": damaged }));
    }
    for damaged in &listing.damaged {
        app.ui.warn(&format!("vault {}: {}", damaged.vault, damaged.message()));
    }
    for other in &listing.collections {
        let title = escape(other.title.as_deref().unwrap_or_default());
        app.ui.note(&format!(
            "vault {} also holds {title} ({})",
            other.vault.as_deref().unwrap_or_default(),
            size(other.bytes)
        ));
    }
    if listing.rows.is_empty() {
        return Ok(());
    }
    let home = config.dirs.home.to_string_lossy().into_owned();
    let many = config.file.vault.len() > 1;
    let mut headings = vec!["ID", "STATE", "UPDATED", "LINES", "SIZE", "FOLDER", "TITLE"];
    if many {
        headings.insert(2, "VAULT");
    }
    let mut table = Table::new(&headings);
    for row in &listing.rows {
        let mut cells = vec![
            row.id.chars().take(ID).collect(),
            row.presence.as_str().to_owned(),
            minute(row.updated_ms),
            row.lines.map(|lines| lines.to_string()).unwrap_or_default(),
            size(row.bytes),
            folder(row, &home),
            shortened(row.title.as_deref().unwrap_or_default()),
        ];
        if many {
            cells.insert(2, row.vault.clone().unwrap_or_default());
        }
        table.row(cells);
    }
    app.ui.table(&table)?;
    app.ui.note(&count(listing.rows.len() as u64, "session"));
    Ok(())
}

fn row_json(row: &Row) -> serde_json::Value {
    json!({
        "id": row.id,
        "vault": row.vault,
        "project": row.project,
        "cwd": row.cwd,
        "title": row.title,
        "branch": row.branch,
        "updated": time_text(row.updated_ms),
        "lines": row.lines,
        "bytes": row.bytes,
        "device": row.device,
        "state": row.presence.as_str(),
    })
}

fn damaged_json(damaged: &Damaged) -> serde_json::Value {
    let code = op_kind(&damaged.error).code();
    json!({ "vault": damaged.vault, "item": damaged.item, "code": code, "message": damaged.message() })
}

/// The end of a long folder says more than its beginning.
fn folder(row: &Row, home: &str) -> String {
    let path = row.cwd.as_deref().unwrap_or(&row.project);
    let path = match path.strip_prefix(home) {
        Some(rest) if !home.is_empty() && (rest.is_empty() || rest.starts_with('/')) => format!("~{rest}"),
        _ => path.to_owned(),
    };
    let len = path.chars().count();
    if len <= CELL { path } else { format!("…{}", path.chars().skip(len + 1 - CELL).collect::<String>()) }
}

fn shortened(title: &str) -> String {
    if title.chars().count() <= CELL {
        return title.to_owned();
    }
    format!("{}…", title.chars().take(CELL - 1).collect::<String>().trim_end())
}

fn versions(app: &App, id: &str) -> Result<Outcome, Failure> {
    let target = context::target(app)?;
    let said = app.block_on(async {
        let reader = context::reader(&target).await?;
        let said = list::versions(&reader, id).await;
        reader.remote.close().await;
        Ok::<_, Failure>(said?)
    })?;
    let (meta, versions) = said?;
    if app.ui.is_json() {
        app.ui.json(&versions_json(&target.profile.name, &meta, &versions))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["GENERATION", "CURRENT", "SIZE", "STORED", "RULES", "DEVICE", "FILE"]);
    for version in &versions {
        table.row([
            version.generation.to_string(),
            if version.current { "yes" } else { "" }.to_owned(),
            size(version.bytes),
            size(version.stored),
            version.ruleset.to_string(),
            version.device.to_string().chars().take(ID).collect(),
            version.path.clone(),
        ]);
    }
    app.ui.table(&table)?;
    Ok(Outcome::Done)
}

fn versions_json(vault: &str, meta: &Meta, versions: &[Version]) -> serde_json::Value {
    let branches: Vec<_> = versions
        .iter()
        .map(|version| {
            json!({
                "path": version.path,
                "generation": version.generation,
                "current": version.current,
                "device": version.device.to_string(),
                "bytes": version.bytes,
                "bytes_stored": version.stored,
                "ruleset": version.ruleset,
            })
        })
        .collect();
    json!({ "id": meta.uuid, "vault": vault, "versions": branches })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_cells_keep_what_tells_most() {
        assert_eq!(shortened("short"), "short");
        let title = shortened(&"ab ".repeat(30));
        assert!(title.ends_with('…') && title.chars().count() <= CELL, "{title}");
        let row = |cwd: &str| Row {
            id: String::new(),
            vault: None,
            project: "-p".into(),
            cwd: (!cwd.is_empty()).then(|| cwd.to_owned()),
            title: None,
            branch: None,
            updated_ms: 0,
            lines: None,
            bytes: 0,
            device: None,
            presence: list::Presence::Local,
        };
        let cases = [("", "-p"), ("/home/u", "~"), ("/home/u/a", "~/a"), ("/home/user", "/home/user")];
        for (cwd, want) in cases {
            assert_eq!(folder(&row(cwd), "/home/u"), want);
        }
        let long = folder(&row(&format!("/{}/end", "x".repeat(90))), "/home/u");
        assert!(long.starts_with('…') && long.ends_with("/end") && long.chars().count() == CELL, "{long}");
    }

    #[test]
    fn times_are_told_in_utc() {
        assert_eq!(time_text(0).as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(time_text(i64::MAX), None);
    }
}
