//! `han rotate --content`: what was sealed is sealed anew.

use super::{data_key_json, data_key_text};
use crate::cli::App;
use crate::cli::args::RotateArgs;
use crate::cli::causes::op_kind;
use crate::cli::context;
use crate::cli::failure::{Failure, Kind, Outcome};
use crate::cli::text::{count, size};
use crate::cli::ui::escape;
use crate::ops::error::chain;
use crate::ops::open::OpenVault;
use crate::ops::rotate::{self, ContentReport};
use crate::ops::shred;
use crate::ops::sync::Target;
use crate::ops::view::Reader;
use crate::protocol::refs::RefName;
use serde_json::json;
use std::sync::Arc;

/// Dispatches.
pub fn run(app: &App, target: &Target, args: &RotateArgs) -> Result<Outcome, Failure> {
    let prefixes: Vec<String> = args.ids.iter().map(|id| id.as_str().to_owned()).collect();
    let progress = app.ui.progress();
    let report = app.block_on(async {
        let (vault, names) = chosen(target, &prefixes).await?;
        let (vault, report) = rotate::content(vault, &names, context::now(), &*progress).await?;
        vault.connection.remote.close().await;
        Ok::<_, Failure>(report)
    })??;
    drop(progress);
    show(app, target, &report)?;
    let left = report.left.iter().map(|_| Kind::Partly);
    Ok(Outcome::from_causes(report.failed.iter().map(|(_, error)| op_kind(error)).chain(left)))
}

/// The vault, and the sessions that are meant: all of them where none is named.
async fn chosen(target: &Target, prefixes: &[String]) -> Result<(OpenVault, Vec<RefName>), Failure> {
    let OpenVault { connection, keys, slot } = context::unlock(target).await?;
    let reader = Reader {
        keys: Arc::new(keys),
        follow: Arc::new(connection.follow.clone()),
        remote: Arc::clone(&connection.remote),
    };
    let chosen = match prefixes {
        [] => shred::all(&reader),
        some => shred::choose(&reader, some).await,
    }?;
    let keys = Arc::try_unwrap(reader.keys).map_err(|_| crate::ops::error::OpError::Worker)?;
    let names = chosen.into_iter().filter(|one| !one.ended).map(|one| one.name).collect();
    Ok((OpenVault { connection, keys, slot }, names))
}

fn show(app: &App, target: &Target, report: &ContentReport) -> Result<(), Failure> {
    if app.ui.is_json() {
        let failed: Vec<_> = report
            .failed
            .iter()
            .map(|(item, error)| json!({ "item": item, "code": op_kind(error).code(), "message": chain(error) }))
            .collect();
        return app.ui.json(&json!({
            "rotated": ["content", "data-key"],
            "sessions": report.sessions,
            "done_before": report.done,
            "segments": report.segments.0,
            "bytes_stored": report.segments.1,
            "left": report.left,
            "data_key": data_key_json(&report.data_key),
            "failed": failed,
        }));
    }
    for (item, error) in &report.failed {
        app.ui.warn(&format!("session {} is as it was: {}", escape(item), chain(error)));
    }
    let (segments, bytes) = report.segments;
    let sessions = count(report.sessions, "session");
    app.ui.note(&format!("sealed {sessions} anew ({}, {})", count(segments, "segment"), size(bytes)));
    if report.done > 0 {
        app.ui.note(&format!("{} had been done before", count(report.done, "session")));
    }
    app.ui.note(&data_key_text(&report.data_key));
    let again = format!("han rotate --content --vault {}", target.profile.name);
    if !report.left.is_empty() {
        let left = count(report.left.len() as u64, "superseded object");
        app.ui.warn(&format!("{left} can still be had from the vault"));
        app.ui.hint(&format!("{again}   (asks again; or ask whoever keeps the vault)"));
    } else if report.failed.is_empty() {
        app.ui.note("what it supersedes is deleted; copies made before still open with the keys of before");
    } else {
        app.ui.hint(&format!("han verify   (what is damaged), then: {again}"));
    }
    Ok(())
}
