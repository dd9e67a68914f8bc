//! Taking over a vault whose log began elsewhere: the same owner, objects, refs and leaves, byte for byte, under a
//! head that this server signs.
//!
//! The leaves and refs come as pages (`protocol::wire::AdoptPage`) that were stored as objects before, so that
//! they are resumable and hashed like everything else, and no request is larger than an object. All of them are
//! checked first, without a lock; then one transaction writes them, so that a vault is whole or empty. What was
//! adopted already answers again with the head. No ref remains hidden: each that a leaf moves must come with the
//! very body that its newest leaf names.

use super::projection::{KeyRows, SessionRow};
use super::store::{Append, Move, Write};
use super::{Refusal, Service, ServiceError};
use crate::protocol::cbor;
use crate::protocol::exchange::Head;
use crate::protocol::ids::{ObjectId, OwnerId};
use crate::protocol::leaf::{Class, Leaf, leaf_hash};
use crate::protocol::limits::{MAX_ADOPT_PAGE_LEN, MAX_REF_BODY_LEN};
use crate::protocol::merkle::CompactRange;
use crate::protocol::refs::{RefBody, RefName};
use crate::protocol::wire::{AdoptPage, AdoptRef};
use std::collections::{HashMap, HashSet};

/// Bytes of a leaf that moves no ref.
const MAX_OTHER_LEAF: usize = 512;

/// What the pages hold together.
#[derive(Default)]
struct Plan {
    edge: CompactRange,
    newest: HashMap<RefName, (u64, Leaf)>,
    /// Server times of the first moves.
    first: HashMap<RefName, u64>,
    given: HashSet<RefName>,
    objects: Vec<ObjectId>,
}

impl Service {
    /// Leaves `since..` with their classes and whole bodies, at most a page.
    pub async fn whole_leaves(&self, owner: OwnerId, since: u64) -> Result<Vec<(u8, Vec<u8>)>, ServiceError> {
        let until = since.saturating_add(crate::protocol::limits::MAX_LEAF_PAGE as u64);
        let rows = self.store.leaves(owner, since..until).await?;
        Ok(rows.into_iter().map(|row| (row.class, row.body)).collect())
    }

    /// The objects that the refs from `first` to `last` hold.
    pub async fn held(
        &self,
        owner: OwnerId,
        first: &RefName,
        last: &RefName,
    ) -> Result<Vec<(RefName, ObjectId)>, ServiceError> {
        Ok(self.store.held(owner, first, last).await?)
    }

    /// Takes over the log and the refs that the pages hold, in this order, and gives the head. The vault's log
    /// must be empty, or be the one that the pages hold.
    pub async fn adopt(&self, owner: OwnerId, pages: &[ObjectId]) -> Result<Head, ServiceError> {
        let mut plan = Plan::default();
        for id in pages {
            plan.check(owner, self.page(owner, *id).await?)?;
        }
        if plan.given.len() != plan.newest.len() {
            return Err(Refusal::Page("a ref is missing").into());
        }
        self.objects.settle().await?;
        let mut tx = self.store.write(owner).await?;
        let standing = tx.edge().await?;
        if standing.size() > 0 {
            let same = standing.size() == plan.edge.size() && standing.root() == plan.edge.root();
            let head = tx.head().await?;
            tx.abandon().await?;
            return if same { Ok(head) } else { Err(Refusal::LogNotEmpty.into()) };
        }
        let (found, gone) = self.objects.sizes(owner, &plan.objects).await?;
        if let Some(id) = gone.first() {
            return Err(Refusal::NoObject(*id).into());
        }
        let sizes: HashMap<ObjectId, u64> = found.into_iter().collect();
        let mut edge = CompactRange::new();
        for id in pages {
            let page = self.page(owner, *id).await?;
            append(&mut *tx, &mut edge, &page).await?;
            self.write_refs(&mut *tx, (&plan, &sizes), &page.refs).await?;
        }
        tx.set_head(&edge, &self.signer.sign_head(owner, &edge)).await?;
        let head = tx.head().await?;
        tx.commit().await?;
        Ok(head)
    }

    /// One page, checked against its name.
    async fn page(&self, owner: OwnerId, id: ObjectId) -> Result<AdoptPage, ServiceError> {
        let (found, _) = self.objects.sizes(owner, &[id]).await?;
        let len = found.first().map(|(_, len)| *len).ok_or(Refusal::NoObject(id))?;
        if len > MAX_ADOPT_PAGE_LEN as u64 {
            return Err(Refusal::TooLarge("the page").into());
        }
        let bytes = self.objects.get(owner, id).await?;
        cbor::decode(&bytes).map_err(|_| Refusal::Page("it cannot be read").into())
    }

    async fn write_refs(
        &self,
        tx: &mut dyn Write,
        (plan, sizes): (&Plan, &HashMap<ObjectId, u64>),
        refs: &[AdoptRef],
    ) -> Result<(), ServiceError> {
        let (mut moves, mut held, mut shown) = (Vec::new(), Vec::new(), Vec::new());
        for AdoptRef { found, objects } in refs {
            let Some((seq, leaf)) = plan.newest.get(&found.name) else {
                return Err(Refusal::Page("a ref without a leaf").into());
            };
            let first_us = plan.first.get(&found.name).copied().unwrap_or(leaf.time_us);
            let times = (first_us, leaf.time_us);
            shown.extend(SessionRow::of((&found.name, found.version), &found.body, times));
            moves.push(Move { name: &found.name, version: found.version, body: &found.body, seq: *seq });
            held.extend(objects.iter().filter_map(|id| Some((&found.name, *id, *sizes.get(id)?))));
        }
        tx.move_refs(&moves, self.now_us()).await?;
        tx.hold(&held).await?;
        tx.show_sessions(&shown).await?;
        let keyfile = refs.iter().find(|given| given.found.name == RefName::keyfile());
        if let Some(RefBody::Signed(bytes)) = keyfile.map(|given| &given.found.body) {
            tx.show_keys(&KeyRows::of(bytes)).await?;
        }
        Ok(())
    }
}

impl Plan {
    /// Takes one page in. All leaves come before the first ref.
    fn check(&mut self, owner: OwnerId, page: AdoptPage) -> Result<(), Refusal> {
        if !self.given.is_empty() && !page.leaves.is_empty() {
            return Err(Refusal::Page("a leaf after a ref"));
        }
        for leaf in page.leaves {
            self.check_leaf(owner, leaf.class, &leaf.body)?;
        }
        for AdoptRef { found, objects } in page.refs {
            let said = self.newest.get(&found.name).ok_or(Refusal::Page("a ref without a leaf"))?;
            let same = said.1.names_body(&found.body)
                && said.1.moved.as_ref().is_some_and(|moved| moved.version == found.version);
            if !same || found.body.len_bytes() > MAX_REF_BODY_LEN {
                return Err(Refusal::Page("a ref that its newest leaf does not name"));
            }
            if !self.given.insert(found.name) {
                return Err(Refusal::Page("a ref twice"));
            }
            self.objects.extend(objects);
        }
        Ok(())
    }

    fn check_leaf(&mut self, owner: OwnerId, class: u8, body: &[u8]) -> Result<(), Refusal> {
        let seq = self.edge.size();
        let class = Class::from_byte(class).ok_or(Refusal::Page("a leaf of no known class"))?;
        let leaf = Leaf::parse(body).map_err(|_| Refusal::Page("not a leaf"))?;
        if leaf.owner != owner || leaf.seq != seq || body.len() > MAX_OTHER_LEAF {
            return Err(Refusal::Page("a leaf of another vault or place"));
        }
        if class.names_ref() != leaf.moved.is_some() {
            return Err(Refusal::Page("a leaf of another class"));
        }
        if let Some(moved) = leaf.moved.as_ref().filter(|_| class == Class::RefMove) {
            let before = self.newest.get(&moved.name);
            let follows = before.map_or(1, |(_, before)| before.moved.as_ref().map_or(0, |m| m.version) + 1);
            if moved.version != follows || before.is_some_and(|(_, before)| before.is_tombstone()) {
                return Err(Refusal::Page("a ref that jumps"));
            }
            self.first.entry(moved.name.clone()).or_insert(leaf.time_us);
            self.newest.insert(moved.name.clone(), (seq, leaf));
        }
        self.edge.append(leaf_hash(class, body));
        Ok(())
    }
}

/// Appends the leaves of one page: runs of one class at a time.
async fn append(tx: &mut dyn Write, edge: &mut CompactRange, page: &AdoptPage) -> Result<(), ServiceError> {
    for run in page.leaves.chunk_by(|one, next| one.class == next.class) {
        let first_seq = edge.size();
        let (mut bodies, mut nodes) = (Vec::new(), Vec::new());
        let Some(class) = run.first().and_then(|leaf| Class::from_byte(leaf.class)) else { continue };
        for leaf in run {
            nodes.extend(edge.append(leaf_hash(class, &leaf.body)));
            bodies.push(leaf.body.to_vec());
        }
        let first_node = crate::protocol::merkle::node_count(first_seq);
        let class = class as u8;
        tx.append(&Append { class, first_seq, bodies: &bodies, first_node, nodes: &nodes }).await?;
    }
    Ok(())
}
