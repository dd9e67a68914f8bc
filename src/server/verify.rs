//! Whether what is stored fits together: for operators, after a crash, a restore or a migration. Clients check more,
//! since they hold keys and pins; this finds what a disk or a person did to the tables.

use super::projection::{Moved, Stale};
use super::{Service, ServiceError};
use crate::protocol::checkpoint::Checkpoint;
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::protocol::leaf::{Class, Leaf, leaf_data_of_hash};
use crate::protocol::limits::MAX_LEAF_PAGE;
use crate::protocol::merkle::{self, CompactRange, node_count};
use crate::protocol::refs::{Ref, RefName};
use std::collections::{HashMap, HashSet};

/// Refs looked at together.
const REFS: usize = 500;

/// What does not fit.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Flaw {
    /// The stored head is not signed by the log key for this vault.
    #[error("the head is not signed by the server's log key")]
    Head,
    /// The leaves do not make the root that the head signs.
    #[error("the leaves do not make the root that the head signs")]
    Root,
    /// A leaf is not there, not of this vault or not of its place.
    #[error("leaf {0} is missing or not of its place")]
    Leaf(u64),
    /// A stored node of the tree is not the hash of what is below it.
    #[error("node {0} of the tree is wrong")]
    Node(u64),
    /// A ref has not the body that its newest leaf names, or is not there.
    #[error("{0} is not as its newest leaf says")]
    Ref(RefName),
    /// The projections of the keyfile do not show it as it is.
    #[error("the tables of keys do not show the keyfile as it is")]
    Keys,
    /// The row of a session does not show it as it is, or there is none.
    #[error("synced_sessions does not show {0} as it is")]
    Shown(RefName),
    /// A ref holds an object that is not in the object store.
    #[error("object {0} is gone, and {1} needs it")]
    Object(ObjectId, RefName),
}

/// What was looked at in a vault, and what does not fit.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verdict {
    /// Leaves of the log.
    pub leaves: u64,
    /// Refs.
    pub refs: u64,
    /// Objects that refs hold.
    pub objects: u64,
    /// What does not fit, at most [`Verdict::MOST`].
    pub flaws: Vec<Flaw>,
    /// Rows of projections that are among the flaws, for [`Service::rebuild`].
    pub stale: Vec<Stale>,
}

impl Verdict {
    /// Flaws that are listed; a vault with more is lost in any case.
    pub const MOST: usize = 1_000;

    pub(super) fn stale(&mut self, stale: Stale) {
        self.flaw(Flaw::Shown(stale.name.clone()));
        self.stale.push(stale);
    }

    pub(super) fn flaw(&mut self, flaw: Flaw) {
        if self.flaws.len() < Self::MOST {
            self.flaws.push(flaw);
        }
    }
}

impl Service {
    /// Looks at a whole vault: recomputes the tree from its leaves and compares it with each stored node and with
    /// the signed head, refs with their newest leaves, and the objects that they hold with the object store (their
    /// presence, not their bytes), and the projections with what they show. Others may commit meanwhile.
    pub async fn verify(&self, owner: OwnerId) -> Result<Verdict, ServiceError> {
        let mut verdict = Verdict::default();
        let note = self.store.head(owner).await?.checkpoint;
        let head = Checkpoint::verify(&note, &self.signer.log_key());
        let Some(head) = head.ok().filter(|head| head.owner() == Some(owner)) else {
            verdict.flaw(Flaw::Head);
            return Ok(verdict);
        };
        let (newest, moved) = self.verify_log(owner, &head, &mut verdict).await?;
        self.verify_refs(owner, (newest, &moved), &mut verdict).await?;
        self.compare_keys(owner, &mut verdict).await?;
        Ok(verdict)
    }

    /// The newest leaf of each ref and the times of its moves, as the leaves below the head tell.
    async fn verify_log(
        &self,
        owner: OwnerId,
        head: &Checkpoint,
        verdict: &mut Verdict,
    ) -> Result<(HashMap<RefName, Leaf>, HashMap<RefName, Moved>), ServiceError> {
        let (mut edge, mut newest, mut moves) = (CompactRange::new(), HashMap::new(), HashMap::new());
        while edge.size() < head.size {
            let until = head.size.min(edge.size() + MAX_LEAF_PAGE as u64);
            let (first, page) = (edge.size(), self.store.leaves(owner, edge.size()..until).await?);
            if page.len() as u64 != until - first {
                verdict.flaw(Flaw::Leaf(first + page.len() as u64));
                return Ok((newest, moves));
            }
            let mut nodes = Vec::new();
            for (seq, row) in (first..).zip(page) {
                let hash = crate::protocol::ids::Digest::of(&row.body).0;
                nodes.extend(edge.append(merkle::leaf_hash(&leaf_data_of_hash(row.class, &hash))));
                if row.class != Class::RefMove as u8 {
                    continue;
                }
                match Leaf::parse(&row.body) {
                    Ok(leaf) if leaf.seq == seq && leaf.owner == owner => {
                        note(&leaf, &mut moves);
                        let name = leaf.moved.as_ref().map(|moved| moved.name.clone());
                        newest.extend(name.map(|name| (name, leaf)));
                    }
                    _ => verdict.flaw(Flaw::Leaf(seq)),
                }
            }
            let numbers: Vec<u64> = (node_count(first)..).take(nodes.len()).collect();
            let stored = self.store.nodes(owner, &numbers).await?;
            for (number, node) in numbers.iter().zip(&nodes) {
                if stored.get(number) != Some(node) {
                    verdict.flaw(Flaw::Node(*number));
                }
            }
        }
        verdict.leaves = edge.size();
        if edge.root() != head.root {
            verdict.flaw(Flaw::Root);
        }
        Ok((newest, moves))
    }

    async fn verify_refs(
        &self,
        owner: OwnerId,
        (mut newest, moved): (HashMap<RefName, Leaf>, &HashMap<RefName, Moved>),
        verdict: &mut Verdict,
    ) -> Result<(), ServiceError> {
        let mut after: Option<RefName> = None;
        loop {
            let page = self.store.list_refs(owner, after.as_ref(), REFS).await?;
            let (Some(first), Some(last)) = (page.first(), page.last()) else { break };
            let held = self.store.held(owner, &first.name, &last.name).await?;
            let ids: HashSet<ObjectId> = held.iter().map(|(_, id)| *id).collect();
            let (_, gone) = self.objects.sizes(owner, &ids.into_iter().collect::<Vec<_>>()).await?;
            let gone: HashSet<ObjectId> = gone.into_iter().collect();
            verdict.objects += held.len() as u64;
            for (name, id) in held.into_iter().filter(|(_, id)| gone.contains(id)) {
                verdict.flaw(Flaw::Object(id, name));
            }
            for one in &page {
                verdict.refs += 1;
                if !fits(one, newest.remove(&one.name).as_ref()) {
                    verdict.flaw(Flaw::Ref(one.name.clone()));
                }
            }
            self.compare_sessions(owner, (after.as_ref(), &page), moved, verdict).await?;
            after = Some(last.name.clone());
        }
        self.compare_sessions(owner, (after.as_ref(), &[]), moved, verdict).await?;
        for name in newest.into_keys() {
            verdict.flaw(Flaw::Ref(name));
        }
        Ok(())
    }
}

/// Takes the times of a leaf in.
fn note(leaf: &Leaf, moves: &mut HashMap<RefName, Moved>) {
    let Some(moved) = &leaf.moved else { return };
    let known = moves.entry(moved.name.clone()).or_insert(Moved {
        first_us: leaf.time_us,
        newest_us: leaf.time_us,
        version: moved.version,
    });
    (known.newest_us, known.version) = (leaf.time_us, moved.version);
}

/// Whether a ref stands as its newest leaf says. One that moved since the head was read is ahead of it.
fn fits(one: &Ref, leaf: Option<&Leaf>) -> bool {
    let version = leaf.and_then(|leaf| leaf.moved.as_ref()).map_or(0, |moved| moved.version);
    match leaf {
        Some(leaf) if one.version == version => leaf.names_body(&one.body),
        _ => one.version > version,
    }
}
