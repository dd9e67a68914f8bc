//! The second look: a value that was confirmed after a line was sealed may stand in that line, in any branch of
//! any file of the session. What holds it is sealed again, as `rescan` does it.

use super::session::Preparing;
use super::{Resealed, SyncFailure};
use crate::ops::error::OpError;
use crate::ops::reseal::{self, Moved, Scope};
use crate::protocol::ids::ObjectId;
use crate::redact::Redactor;
use crate::vault::content::SessionKeys;
use std::collections::HashSet;

impl Preparing<'_> {
    /// Takes values confirmed since epoch `before` out of everything that the manifest names.
    pub(super) fn look_again(
        &mut self,
        before: u64,
        session_keys: &mut SessionKeys,
    ) -> Result<(), SyncFailure> {
        if self.redactor.confirmed().epoch() == before || self.worker.shared.dry_run {
            return Ok(());
        }
        let view = self.own_view(session_keys)?;
        let survey = reseal::survey(self.worker, &view, Scope::Confirmed, &mut self.redactor)?;
        if survey.is_clean() {
            return Ok(());
        }
        let held = self.view.as_ref().map(|view| view.manifest.objects()).unwrap_or_default();
        let held: HashSet<ObjectId> = held.into_iter().collect();
        let sealing = (&mut self.manifest, &mut *session_keys);
        let done = reseal::apply(self.worker, (self.job.tag, &held), sealing, (&survey, &self.redactor))?;
        for moved in &done.moved {
            self.follow(moved);
        }
        self.late.merge(&survey.report);
        let cut = survey.report.counts.iter();
        self.resealed = Some(Resealed {
            session: self.job.found.session,
            redactions: cut.map(|(kind, count)| (kind.to_string(), *count)).collect(),
            uploaded: done.uploaded,
            segments: done.segments,
            keys_shredded: 0,
            keys_kept: 0,
            left: 0,
        });
        self.changed = true;
        Ok(())
    }

    /// Keeps what is known of the local file with the branch that it went to.
    fn follow(&mut self, moved: &Moved) {
        let entry = self
            .noted(&moved.path)
            .filter(|(_, entry)| (entry.generation, entry.branch_device) == moved.from);
        if let Some((found, mut entry)) = entry {
            let (old, new) = moved.raw_len;
            // Where the local file stood for only a part of what changed, the next sync compares.
            entry.raw_len = match entry.raw_len {
                all if all == old => new,
                part if old == new => part,
                _ => u64::MAX,
            };
            entry.generation = moved.generation;
            self.entries.push((found, entry));
        }
    }

    /// A redactor that knows what was confirmed so far and whose report is its own.
    pub(super) fn redactor_of_now(&self) -> Result<Redactor, OpError> {
        reseal::copy_of(&self.redactor)
    }
}
