//! Heads that other devices saw and signed into their manifests: the log must have had each of them.

use super::VerifyReport;
use crate::ops::error::OpError;
use crate::ops::view::{Reader, SessionView};
use crate::protocol::ids::Digest;
use crate::protocol::merkle::CompactRange;
use crate::protocol::refs::RefName;
use crate::remote::Remote;
use crate::vault::follow::Follow;
use crate::vault::manifest::SeenHead;

/// Who saw which head.
pub(super) struct Witness {
    name: RefName,
    device: String,
    head: SeenHead,
    /// The leaf that brought the manifest: what its writer saw came before.
    before: u64,
}

impl Witness {
    pub(super) fn of(reader: &Reader, name: &RefName, view: &SessionView) -> Result<Option<Self>, OpError> {
        let state = reader.follow.state(name)?;
        Ok(state.map(|state| Self {
            name: name.clone(),
            device: view.manifest.writer.name.clone(),
            head: view.manifest.head,
            before: state.manifest_seq,
        }))
    }

    fn forked(&self, report: &mut VerifyReport) -> Result<(), OpError> {
        report.note(
            format!("log head seen in ref {}", self.name),
            OpError::Fork { device: self.device.clone() },
        )
    }
}

/// Computes the root at each size that a witness saw, in one pass over the leaves, and compares. The pass
/// goes on to the end: only leaves that lead to the root that was followed prove anything.
pub(super) async fn check(
    remote: &dyn Remote,
    follow: &Follow,
    mut witnesses: Vec<Witness>,
    report: &mut VerifyReport,
) -> Result<(), OpError> {
    if witnesses.is_empty() {
        return Ok(());
    }
    witnesses.sort_by_key(|witness| witness.head.size);
    report.checked += witnesses.len() as u64;
    let mut left = witnesses.iter().peekable();
    let mut range = CompactRange::new();
    loop {
        while let Some(witness) = left.next_if(|witness| witness.head.size == range.size()) {
            if witness.head.root != Digest(range.root()) || witness.head.size > witness.before {
                witness.forked(report)?;
            }
        }
        let next = left.peek().map_or(follow.size(), |witness| witness.head.size.min(follow.size()));
        if range.size() == next {
            break;
        }
        if !advance(remote, &mut range, next).await? {
            return report.note("log", OpError::Rewritten);
        }
    }
    // Whoever is left saw more than the log has.
    left.try_for_each(|witness| witness.forked(report))?;
    if Digest(range.root()) == follow.root() { Ok(()) } else { report.note("log", OpError::Rewritten) }
}

/// Takes one page of leaves; `false` where the remote does not give them.
async fn advance(remote: &dyn Remote, range: &mut CompactRange, until: u64) -> Result<bool, OpError> {
    let page = remote.leaves(range.size(), until).await?;
    if page.is_empty() || page.len() as u64 > until - range.size() {
        return Ok(false);
    }
    for entry in page {
        let Some(hash) = entry.leaf_hash() else { return Ok(false) };
        range.append(hash);
    }
    Ok(true)
}
