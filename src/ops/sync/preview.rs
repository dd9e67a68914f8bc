//! A dry run before there is any vault: every session through the gate and nowhere else. Nothing is made or kept.

use super::feed::{self, From};
use super::sink::NullSink;
use super::{Failed, FailedExit, Job, Sent, SyncContext, SyncFailure, SyncOptions, SyncReport, plan};
use crate::local::state::State;
use crate::ops::error::chain;
use crate::ops::progress::Progress;
use crate::protocol::ids::DeviceId;
use crate::redact::Redactor;
use std::sync::Arc;

/// What one session would give.
struct Seen {
    report: crate::redact::Report,
    read: u64,
    held_back: bool,
}

/// Says what a first `sync` would send where, and every redaction.
///
/// # Errors
/// None of its own: a session that cannot be read is among the report's failures.
pub fn preview(
    context: &SyncContext,
    options: &SyncOptions,
    progress: &dyn Progress,
) -> Result<SyncReport, crate::ops::error::OpError> {
    let state = State::new(DeviceId::default());
    let found = plan::discover(context, &state);
    let mut report = plan::opening_report(&found);
    let jobs = plan::jobs(context, options, (&state, &found), &mut report)?;
    progress.begin("scanning", Some(jobs.values().flatten().map(plan::new_bytes).sum()));
    for (vault, jobs) in jobs {
        if options.vault.as_ref().is_some_and(|only| *only != vault) {
            continue;
        }
        for job in jobs {
            match look(context, &job) {
                Ok(seen) => take(&mut report, (&job, &vault), seen),
                Err(failure) => report.failed.push(failed(&job, &failure)),
            }
            progress.add(plan::new_bytes(&job));
        }
    }
    progress.done();
    Ok(report)
}

fn take(report: &mut SyncReport, (job, vault): (&Job, &str), seen: Seen) {
    let session = job.found.session;
    for (kind, count) in &seen.report.counts {
        *report.redactions.entry(kind.to_string()).or_default() += count;
    }
    report.thinking_dropped += seen.report.thinking_dropped;
    report.unscanned_bytes += seen.report.unscanned_bytes;
    report.bytes_read += seen.read;
    report.held_back += u64::from(seen.held_back);
    report.allowed += seen.report.allowed.len() as u64;
    report.allowed_hits.extend(seen.report.allowed.into_iter().map(|(hit, by)| (session, hit, by)));
    report.hits.extend(seen.report.hits.into_iter().map(|hit| (session, hit)));
    if seen.read > 0 {
        report.sent.push(Sent { session, vault: vault.to_owned(), bytes: seen.read });
    } else {
        report.unchanged += 1;
    }
}

/// A value that a later line confirms may stand in an earlier one: then all is looked at once more.
fn look(context: &SyncContext, job: &Job) -> Result<Seen, SyncFailure> {
    let mut redactor = redactor(context, job);
    let first = pass(context, job, &mut redactor)?;
    if redactor.confirmed().epoch() == 0 {
        return Ok(first);
    }
    let mut again = self::redactor(context, job);
    again.restore_confirmed(redactor.into_confirmed());
    pass(context, job, &mut again)
}

fn redactor(context: &SyncContext, job: &Job) -> Redactor {
    Redactor::new(Arc::clone(&context.rules)).allowing(Arc::clone(&context.allow), &job.folders)
}

fn pass(context: &SyncContext, job: &Job, redactor: &mut Redactor) -> Result<Seen, SyncFailure> {
    let (mut read, mut held_back) = (0, false);
    for file in job.changed.iter().filter_map(|at| job.found.files.get(*at)) {
        let take_tail = job.ended || plan::is_settled(context, file);
        let from = From { only: job.only.clone(), ..From::start(&DeviceId::default(), take_tail) };
        let taken = feed::feed(file, from, redactor, &mut NullSink::default())?;
        read += taken.read;
        held_back |= taken.held_back;
    }
    Ok(Seen { report: redactor.take_report(), read, held_back })
}

fn failed(job: &Job, failure: &SyncFailure) -> Failed {
    let (code, exit) = match failure {
        SyncFailure::Unsafe(_) => ("unsafe", FailedExit::Unsafe),
        SyncFailure::Read(_) | SyncFailure::Op(_) => ("unreadable", FailedExit::Local),
    };
    Failed { session: job.found.session, code, message: chain(failure), exit }
}
