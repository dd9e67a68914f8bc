//! Whether what is stored fits together: for operators, after a crash, a restore or a migration. Clients check more,
//! since they hold keys and pins; this finds what a disk or a person did to the tables.

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
}

impl Verdict {
    /// Flaws that are listed; a vault with more is lost in any case.
    pub const MOST: usize = 1_000;

    fn flaw(&mut self, flaw: Flaw) {
        if self.flaws.len() < Self::MOST {
            self.flaws.push(flaw);
        }
    }
}

impl Service {
    /// Looks at a whole vault: recomputes the tree from its leaves and compares it with each stored node and with
    /// the signed head, refs with their newest leaves, and the objects that they hold with the object store (their
    /// presence, not their bytes). Others may commit meanwhile.
    pub async fn verify(&self, owner: OwnerId) -> Result<Verdict, ServiceError> {
        let mut verdict = Verdict::default();
        let note = self.store.head(owner).await?.checkpoint;
        let head = Checkpoint::verify(&note, &self.signer.log_key());
        let Some(head) = head.ok().filter(|head| head.owner() == Some(owner)) else {
            verdict.flaw(Flaw::Head);
            return Ok(verdict);
        };
        let newest = self.verify_log(owner, &head, &mut verdict).await?;
        self.verify_refs(owner, newest, &mut verdict).await?;
        Ok(verdict)
    }

    /// The newest leaf of each ref, as the leaves below the head tell.
    async fn verify_log(
        &self,
        owner: OwnerId,
        head: &Checkpoint,
        verdict: &mut Verdict,
    ) -> Result<HashMap<RefName, Leaf>, ServiceError> {
        let (mut edge, mut newest) = (CompactRange::new(), HashMap::new());
        while edge.size() < head.size {
            let until = head.size.min(edge.size() + MAX_LEAF_PAGE as u64);
            let (first, page) = (edge.size(), self.store.leaves(owner, edge.size()..until).await?);
            if page.len() as u64 != until - first {
                verdict.flaw(Flaw::Leaf(first + page.len() as u64));
                return Ok(newest);
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
        Ok(newest)
    }

    async fn verify_refs(
        &self,
        owner: OwnerId,
        mut newest: HashMap<RefName, Leaf>,
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
            after = Some(last.name.clone());
        }
        for name in newest.into_keys() {
            verdict.flaw(Flaw::Ref(name));
        }
        Ok(())
    }
}

/// Whether a ref stands as its newest leaf says. One that moved since the head was read is ahead of it.
fn fits(one: &Ref, leaf: Option<&Leaf>) -> bool {
    let version = leaf.and_then(|leaf| leaf.moved.as_ref()).map_or(0, |moved| moved.version);
    match leaf {
        Some(leaf) if one.version == version => leaf.names_body(&one.body),
        _ => one.version > version,
    }
}
