//! `prune`: drops superseded branches of session files, by signed new manifests.
//!
//! The current branch of a file always stays, and so does every branch of its newest generation: those are
//! divergences that nobody has settled.

use super::error::{OpError, chain};
use super::open::{Connection, OpenVault};
use super::progress::Progress;
use super::revise::{self, Revision};
use super::view::{Reader, SessionView};
use crate::protocol::ids::{ActorId, ObjectId};
use crate::protocol::refs::{Action, Commit, Ref, RefChange, RefName};
use crate::remote::{RemoteError, Swap};
use crate::vault::frame::Framer;
use crate::vault::keyfile::Keys;
use crate::vault::manifest::{File, Manifest, Writer};
use std::collections::HashSet;
use std::sync::Arc;

/// Times that a session is tried again because somebody else moved it.
const MOST_TRIES: usize = 5;

/// What to drop.
#[derive(Clone, Copy, Debug)]
pub struct PruneOptions {
    /// Generations of each file that stay, at least 1.
    pub keep: usize,
    /// Only say what would go.
    pub dry_run: bool,
}

/// One session that lost something (or would).
#[derive(Clone, Debug)]
pub struct Pruned {
    /// Its uuid.
    pub session: String,
    /// Branches that went.
    pub branches: u64,
    /// Bytes of objects that nothing of the session refers to any more.
    pub bytes: u64,
}

/// What `prune` did.
#[derive(Default)]
pub struct PruneReport {
    /// Sessions that lost something.
    pub pruned: Vec<Pruned>,
    /// Sessions that could not be pruned, by ref or uuid, and why.
    pub failed: Vec<(String, OpError)>,
    /// Objects and bytes that the vault could remove at once: what older prunes dropped long enough ago.
    pub removed: (u64, u64),
}

impl PruneReport {
    /// Branches and bytes of all sessions.
    pub fn totals(&self) -> (u64, u64) {
        self.pruned.iter().fold((0, 0), |sum, one| (sum.0 + one.branches, sum.1 + one.bytes))
    }
}

/// Prunes every session of an open vault.
pub async fn run(
    vault: OpenVault,
    options: PruneOptions,
    progress: &dyn Progress,
) -> Result<PruneReport, OpError> {
    if !options.dry_run {
        vault.require_write()?;
    }
    let OpenVault { connection, keys, .. } = vault;
    let mut pruning = Pruning {
        keys: Arc::new(keys),
        connection,
        options,
        framer: Framer::try_new().map_err(|source| OpError::object("compressor")(source.into()))?,
        report: PruneReport::default(),
    };
    let names = pruning.connection.follow.sessions()?;
    progress.begin("pruning", Some(names.len() as u64));
    for name in &names {
        if let Err(error) = pruning.session(name).await {
            if let OpError::Remote(RemoteError::Unreachable(_)) | OpError::KeptLog(_) = error {
                return Err(error);
            }
            pruning.report.failed.push((name.to_string(), error));
        }
        progress.add(1);
    }
    if !options.dry_run {
        pruning.connection.remember()?;
        pruning.report.removed = pruning.connection.remote.collect().await?;
    }
    progress.done();
    Ok(pruning.report)
}

struct Pruning {
    connection: Connection,
    keys: Arc<Keys>,
    options: PruneOptions,
    framer: Framer,
    report: PruneReport,
}

impl Pruning {
    fn reader(&self) -> Reader {
        Reader {
            keys: Arc::clone(&self.keys),
            follow: Arc::new(self.connection.follow.clone()),
            remote: Arc::clone(&self.connection.remote),
        }
    }

    async fn session(&mut self, name: &RefName) -> Result<(), OpError> {
        for _ in 0..MOST_TRIES {
            let Some(found) = self.newest(name).await? else { return Ok(()) };
            let reader = self.reader();
            let view = reader.open(&found).await?;
            let mut next = view.manifest.clone();
            let branches = drop_superseded(&mut next, self.options.keep);
            if branches == 0 {
                return Ok(());
            }
            let missing = || OpError::Missing(format!("metadata of {name}"));
            let mut meta = reader.meta(&found)?.ok_or_else(missing)?;
            let pruned = Pruned { session: meta.uuid.clone(), branches, bytes: freed(&view.manifest, &next) };
            if self.options.dry_run {
                self.report.pruned.push(pruned);
                return Ok(());
            }
            let profile = &self.connection.profile;
            let writer = Writer { device: profile.device, name: profile.device_name.clone() };
            let revision = Revision {
                tag: view.tag,
                keys: (&self.keys, &view.session_keys),
                before: Some(&view),
                writer: (writer, self.connection.seen_head()),
                action: Action::Prune,
            };
            let sealed = revise::seal(revision, &mut next, &mut meta, &mut self.framer)?;
            if let Some((id, object)) = sealed.object {
                self.connection.remote.put(id, object.into()).await?;
            }
            if self.commit(sealed.change, &view).await? {
                self.report.pruned.push(pruned);
                return Ok(());
            }
        }
        Err(OpError::Conflict)
    }

    /// A ref as the log has it. One that somebody moved since the log was followed is newer than that: then the log
    /// is followed on, and only what contradicts it even so is refused.
    async fn newest(&mut self, name: &RefName) -> Result<Option<Ref>, OpError> {
        let known = self.connection.follow.state(name)?.map_or(0, |state| state.version);
        let found = super::open::fetch(&*self.connection.remote, name).await?;
        if found.is_some_and(|found| found.version > known) {
            self.connection.refresh().await?;
        }
        if self.connection.follow.ended(name)? {
            return Ok(None);
        }
        self.connection.get_ref(name).await
    }

    /// Whether the vault took it; if not, the log is followed to where the others are.
    async fn commit(&mut self, change: RefChange, view: &SessionView) -> Result<bool, OpError> {
        debug_assert_eq!(change.expected, view.version);
        let wanted = [(change.name.clone(), change.body.field_hashes())];
        let commit = Commit {
            keyfile_version: self.keys.keyfile_version,
            actor: ActorId(self.connection.profile.device.0),
            changes: vec![change],
        };
        match self.connection.remote.commit(&commit).await? {
            Swap::Done(receipt) => {
                self.connection.accept(&receipt, &wanted).await?;
                Ok(true)
            }
            Swap::Conflict { refs } => {
                if refs.iter().any(|moved| moved.name == RefName::keyfile()) {
                    // The keys were changed meanwhile: a new run opens the vault with the new ones.
                    return Err(OpError::Conflict);
                }
                self.connection.refresh().await?;
                Ok(false)
            }
        }
    }
}

/// Removes what is superseded from every file; returns how many branches went.
fn drop_superseded(manifest: &mut Manifest, keep: usize) -> u64 {
    manifest.files.iter_mut().map(|file| drop_of_file(file, keep)).sum()
}

fn drop_of_file(file: &mut File, keep: usize) -> u64 {
    let mut generations: Vec<u32> = file.branches.iter().map(|branch| branch.generation).collect();
    generations.sort_unstable_by(|a, b| b.cmp(a));
    generations.dedup();
    generations.truncate(keep.max(1));
    let before = file.branches.len();
    file.branches.retain(|branch| branch.current || generations.contains(&branch.generation));
    (before - file.branches.len()) as u64
}

/// Bytes of the objects that only the old manifest refers to.
fn freed(old: &Manifest, new: &Manifest) -> u64 {
    let kept: HashSet<ObjectId> = new.objects().into_iter().collect();
    let mut seen = HashSet::new();
    let all = old.files.iter().flat_map(|file| &file.branches).flat_map(|branch| &branch.segments);
    all.filter(|segment| !kept.contains(&segment.object) && seen.insert(segment.object))
        .map(|segment| segment.len)
        .sum()
}

/// A failure in one line.
pub fn message((name, error): &(String, OpError)) -> String {
    format!("{name}: {}", chain(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::DeviceId;
    use crate::vault::manifest::Branch;

    type Shape = (u32, u8, bool);
    type Case = (&'static [Shape], usize, &'static [u32]);

    fn file(branches: &[Shape]) -> File {
        let branch = |(generation, device, current): &Shape| Branch {
            generation: *generation,
            device: DeviceId([*device; 16]),
            current: *current,
            ruleset: 1,
            closed: false,
            segments: Vec::new(),
        };
        File { path: "x.jsonl".into(), kind: 1, branches: branches.iter().map(branch).collect() }
    }

    #[test]
    fn the_current_branch_and_the_newest_generation_stay() {
        let cases: [Case; 6] = [
            (&[(1, 1, true)], 1, &[1]),
            (&[(1, 1, false), (2, 1, true)], 1, &[2]),
            (&[(1, 1, true), (2, 1, false)], 1, &[1, 2]),
            (&[(3, 1, true), (3, 2, false), (2, 1, false), (1, 1, false)], 1, &[3, 3]),
            (&[(3, 1, true), (2, 1, false), (1, 1, false)], 2, &[3, 2]),
            (&[(3, 1, true), (2, 1, false), (1, 1, false)], 0, &[3]),
        ];
        for (branches, keep, left) in cases {
            let mut file = file(branches);
            let gone = drop_of_file(&mut file, keep);
            let have: Vec<_> = file.branches.iter().map(|branch| branch.generation).collect();
            assert_eq!(have, left);
            assert_eq!(gone as usize, branches.len() - left.len());
        }
    }
}
