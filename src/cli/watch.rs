//! `han sync --watch`: a sync whenever something changed, until stopped.
//!
//! It looks once in five seconds: a look costs one `stat` a file and needs no service of the system.

use super::App;
use super::args::SyncArgs;
use super::failure::{Failure, Kind, Outcome};
use super::sync;
use crate::local::discover;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(5);

/// Syncs again and again; a failure that a later run may mend is shown and does not end it.
pub fn run(app: &App, args: &SyncArgs) -> Result<Outcome, Failure> {
    let mut before = None;
    loop {
        let config = app.fresh_config()?;
        let now = fingerprint(&discover::scan(&config.claude_roots));
        if before != Some(now) {
            match sync::once(app, &config, args) {
                // A vault that cannot be reached is asked again, although nothing changes here.
                Ok(Outcome::Incomplete(Kind::Unreachable)) => {}
                Ok(_) => before = Some(now),
                Err(failure) if is_passing(failure.kind()) => app.ui.failure(&failure),
                Err(failure) => return Err(failure),
            }
        }
        std::thread::sleep(EVERY);
    }
}

fn is_passing(kind: Kind) -> bool {
    matches!(kind, Kind::Busy | Kind::Unreachable | Kind::Io | Kind::Partly | Kind::Conflict)
}

/// A number that changes when any file's length or time does.
fn fingerprint(found: &discover::Found) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for file in found.sessions.iter().flat_map(|session| &session.files) {
        (&file.abs, file.len, file.mtime_ns).hash(&mut hasher);
    }
    hasher.finish()
}
