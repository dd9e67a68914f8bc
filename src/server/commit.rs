//! Commits: all or nothing, one transaction, one leaf for each ref.

use super::events::keep_origin;
use super::origin::Origin;
use super::projection::{KeyRows, SessionRow};
use super::store::{Append, Move, Standing, Write};
use super::{Refusal, Service, ServiceError};
use crate::protocol::exchange::{Receipt, Swap};
use crate::protocol::ids::{ActorId, Digest, ObjectId, OwnerId};
use crate::protocol::leaf::{self, BodyKind, Class, Leaf, Outcome, RefMove, leaf_hash};
use crate::protocol::limits::{MAX_COMMIT_REFS, MAX_REF_BODY_LEN};
use crate::protocol::merkle::{NodeHash, Proof, node_count};
use crate::protocol::refs::{Action, Commit, Ref, RefBody, RefChange, RefName};
use std::collections::{HashMap, HashSet};

/// Who asks, as the transport has established it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Caller {
    /// The user on a server, the device on an embedded vault.
    pub actor: ActorId,
    /// The bearer token's id; zero on an embedded vault.
    pub token: [u8; 16],
}

/// Who asks, and from where.
#[derive(Clone, Copy)]
pub struct By<'a> {
    /// Who.
    pub caller: Caller,
    /// From where; nothing on an embedded vault.
    pub origin: Option<&'a Origin>,
}

impl From<Caller> for By<'_> {
    fn from(caller: Caller) -> Self {
        Self { caller, origin: None }
    }
}

/// What the leaves of one commit have in common.
struct Stamp {
    owner: OwnerId,
    caller: Caller,
    /// The sealed origin.
    sealed: Option<Vec<u8>>,
}

impl Service {
    /// Moves refs. A commit that is in the log already (each of its refs once moved to `expected + 1` with
    /// the same fields) answers `Done` with those leaves, whatever happened since. A commit of the keyfile
    /// alone with [`Action::RepairKeys`] puts back the very bytes that the newest leaf of the keyfile names,
    /// where the row of the ref is damaged or gone; the log does not grow by it. A change with
    /// [`Action::Shred`] keeps nothing of what it replaces: earlier bodies of its ref go with it, and objects that
    /// the ref held and holds no longer are removed before this returns, unless another ref needs them.
    pub async fn commit(
        &self,
        owner: OwnerId,
        by: impl Into<By<'_>>,
        commit: &Commit,
    ) -> Result<Swap, ServiceError> {
        check_form(commit)?;
        let By { caller, origin } = by.into();
        let sealed = self.origin_of_commit(owner, commit, origin).await?;
        let stamp = Stamp { owner, caller, sealed };
        if commit.changes.iter().any(|change| !change.added.is_empty()) {
            // Before the lock: whoever names an object knows that it was stored.
            self.objects.settle().await?;
        }
        let mut tx = self.store.write(owner).await?;
        let swap = match commit.changes.as_slice() {
            [change] if change.action == Action::RepairKeys => put_back(&mut *tx, change).await,
            _ => self.commit_in(&mut *tx, &stamp, commit).await,
        };
        match &swap {
            Ok(Decided::Written(_)) => tx.commit().await?,
            Ok(_) => tx.abandon().await?,
            // Dropping it rolls back too, and the first failure is the one to report.
            Err(_) => drop(tx),
        }
        let decided = swap?;
        let shreds = commit.changes.iter().any(|change| change.action == Action::Shred);
        if shreds && !matches!(decided, Decided::Moved(_)) {
            // What an interruption leaves of it, the same commit again or the next collection takes.
            self.remove_condemned(owner, 0).await?;
        }
        Ok(match decided {
            Decided::Written(receipt) | Decided::Known(receipt) => Swap::Done(receipt),
            Decided::Moved(refs) => Swap::Conflict { refs },
        })
    }

    async fn commit_in(
        &self,
        tx: &mut dyn Write,
        stamp: &Stamp,
        commit: &Commit,
    ) -> Result<Decided, ServiceError> {
        let keyfile = RefName::keyfile();
        let mut names: Vec<&RefName> = commit.changes.iter().map(|change| &change.name).collect();
        names.push(&keyfile);
        let standing = tx.standing(&names).await?;
        let moved = moved_refs(commit, &keyfile, &standing);
        if !moved.is_empty() {
            return match self.find_made(tx, commit).await? {
                Some(receipt) => Ok(Decided::Known(receipt)),
                None => Ok(Decided::Moved(tx.refs(&moved).await?)),
            };
        }
        check_moves(commit, &standing)?;
        let sizes = self.sizes_of_added(stamp.owner, commit).await?;
        let (leaves, nodes) = self.append(tx, stamp, commit).await?;
        self.write_moves(tx, commit, &leaves, &sizes).await?;
        Ok(Decided::Written(receipt(tx, leaves, nodes).await?))
    }

    /// The sizes of all objects that the changes add. Looked up in the object store under the write lock: a
    /// row alone does not prove that the file survived.
    async fn sizes_of_added(
        &self,
        owner: OwnerId,
        commit: &Commit,
    ) -> Result<HashMap<ObjectId, u64>, ServiceError> {
        let added: HashSet<ObjectId> =
            commit.changes.iter().flat_map(|change| change.added.iter().copied()).collect();
        let added: Vec<ObjectId> = added.into_iter().collect();
        if added.is_empty() {
            return Ok(HashMap::new());
        }
        let (found, gone) = self.objects.sizes(owner, &added).await?;
        match gone.first() {
            Some(id) => Err(Refusal::NoObject(*id).into()),
            None => Ok(found.into_iter().collect()),
        }
    }

    /// Appends one leaf for each change and sets the new head; gives the leaves and the nodes of the tree that came
    /// with them, by number.
    async fn append(
        &self,
        tx: &mut dyn Write,
        stamp: &Stamp,
        commit: &Commit,
    ) -> Result<(Vec<(u64, Vec<u8>)>, HashMap<u64, NodeHash>), ServiceError> {
        let origin = keep_origin(tx, stamp.sealed.as_deref(), self.now_us()).await?;
        let mut edge = tx.edge().await?;
        let (first_seq, time_us) = (edge.size(), self.now_us());
        let (mut bodies, mut nodes) = (Vec::new(), Vec::new());
        for (seq, change) in (first_seq..).zip(&commit.changes) {
            let body = leaf_of(change, stamp, origin, (seq, time_us)).to_bytes();
            nodes.extend(edge.append(leaf_hash(Class::RefMove, &body)));
            bodies.push(body);
        }
        let class = Class::RefMove as u8;
        let first_node = node_count(first_seq);
        tx.append(&Append { class, first_seq, bodies: &bodies, first_node, nodes: &nodes }).await?;
        tx.set_head(&edge, &self.signer.sign_head(stamp.owner, &edge)).await?;
        Ok(((first_seq..).zip(bodies).collect(), (first_node..).zip(nodes).collect()))
    }

    async fn write_moves(
        &self,
        tx: &mut dyn Write,
        commit: &Commit,
        leaves: &[(u64, Vec<u8>)],
        sizes: &HashMap<ObjectId, u64>,
    ) -> Result<(), ServiceError> {
        let (mut moves, mut held, mut dropped) = (Vec::new(), Vec::new(), Vec::new());
        let (mut ended, mut renewed) = (Vec::new(), Vec::new());
        let mut shown = Vec::new();
        for (change, (seq, leaf)) in commit.changes.iter().zip(leaves) {
            let RefChange { name, body, .. } = change;
            let at = leaf::time_us(leaf).unwrap_or_default();
            shown.extend(SessionRow::of((name, change.expected + 1), body, (at, at)));
            moves.push(Move { name, version: change.expected + 1, body, seq: *seq });
            held.extend(change.added.iter().filter_map(|id| Some((name, *id, *sizes.get(id)?))));
            dropped.extend(change.dropped.iter().map(|id| (name, *id)));
            if matches!(body, RefBody::Tombstone(_)) {
                ended.push(name);
            } else if change.action == Action::Shred {
                renewed.push(name);
            }
        }
        let now = self.now_us();
        tx.move_refs(&moves, now).await?;
        tx.hold(&held).await?;
        tx.drop_held(&dropped, now).await?;
        tx.shred(&ended).await?;
        tx.shred_superseded(&renewed).await?;
        tx.show_sessions(&shown).await?;
        tx.hide_sessions(&ended).await?;
        show_keyfile(tx, commit).await
    }

    /// The receipt of a commit whose leaves are in the log already.
    async fn find_made(&self, tx: &mut dyn Write, commit: &Commit) -> Result<Option<Receipt>, ServiceError> {
        let asked: Vec<(&RefName, u64)> =
            commit.changes.iter().map(|change| (&change.name, change.expected + 1)).collect();
        let leaves = tx.moves(&asked).await?;
        let same = |(change, (_, body)): (&RefChange, &(u64, Vec<u8>))| {
            Leaf::parse(body).is_ok_and(|leaf| leaf.names_body(&change.body))
        };
        let made = leaves.len() == asked.len() && commit.changes.iter().zip(&leaves).all(same);
        if made { Ok(Some(receipt(tx, leaves, HashMap::new()).await?)) } else { Ok(None) }
    }
}

/// Writes the projections of a keyfile that a commit moves.
async fn show_keyfile(tx: &mut dyn Write, commit: &Commit) -> Result<(), ServiceError> {
    let moved = commit.changes.iter().find(|change| change.name == RefName::keyfile());
    if let Some(RefBody::Signed(bytes)) = moved.map(|change| &change.body) {
        tx.show_keys(&KeyRows::of(bytes)).await?;
    }
    Ok(())
}

/// Leaves with proofs under the head that stands in the transaction; `nodes` are those that are known already.
async fn receipt(
    tx: &mut dyn Write,
    leaves: Vec<(u64, Vec<u8>)>,
    mut nodes: HashMap<u64, NodeHash>,
) -> Result<Receipt, ServiceError> {
    let size = tx.edge().await?.size();
    let proofs: Vec<Proof> = leaves.iter().map(|(seq, _)| Proof::Inclusion { size, seq: *seq }).collect();
    let mut wanted = HashSet::new();
    for proof in &proofs {
        wanted.extend(proof.nodes()?.into_iter().filter(|number| !nodes.contains_key(number)));
    }
    nodes.extend(tx.nodes(&wanted.into_iter().collect::<Vec<_>>()).await?);
    let proofs = proofs.into_iter().map(|proof| proof.make(&nodes)).collect::<Result<_, _>>()?;
    let (seqs, leaves) = leaves.into_iter().unzip();
    Ok(Receipt { leaves, seqs, proofs, head: tx.head().await? })
}

/// Puts a keyfile back. Anything but the newest keyfile, byte for byte as the log names it, is a conflict.
async fn put_back(tx: &mut dyn Write, change: &RefChange) -> Result<Decided, ServiceError> {
    let RefChange { name, expected, body, .. } = change;
    if *name != RefName::keyfile() {
        return Err(Refusal::WrongBody(name.clone()).into());
    }
    let Some((seq, leaf)) = tx.newest_move(name).await? else { return Err(Refusal::NoKeyfile.into()) };
    let version = expected + 1;
    let is_newest = Leaf::parse(&leaf)
        .is_ok_and(|leaf| leaf.names_body(body) && leaf.moved.is_some_and(|moved| moved.version == version));
    if !is_newest {
        return Ok(Decided::Moved(tx.refs(&[name]).await?));
    }
    tx.put_back(&Move { name, version, body, seq }).await?;
    if let RefBody::Signed(bytes) = body {
        tx.show_keys(&KeyRows::of(bytes)).await?;
    }
    Ok(Decided::Written(receipt(tx, vec![(seq, leaf)], HashMap::new()).await?))
}

/// What became of a commit.
enum Decided {
    /// It was written in this transaction.
    Written(Receipt),
    /// It was in the log already.
    Known(Receipt),
    /// Refs had moved.
    Moved(Vec<Ref>),
}

fn leaf_of(change: &RefChange, stamp: &Stamp, origin: Digest, (seq, time_us): (u64, u64)) -> Leaf {
    Leaf {
        owner: stamp.owner,
        seq,
        time_us,
        actor: stamp.caller.actor,
        token: stamp.caller.token,
        action: change.action,
        outcome: Outcome::Done,
        moved: Some(RefMove {
            name: change.name.clone(),
            version: change.expected + 1,
            kind: BodyKind::of(&change.body),
            fields: change.body.field_hashes(),
        }),
        count: 1,
        origin,
    }
}

/// What can be refused without looking at the vault.
fn check_form(commit: &Commit) -> Result<(), Refusal> {
    if commit.changes.is_empty() {
        return Err(Refusal::EmptyCommit);
    }
    if commit.changes.len() > MAX_COMMIT_REFS {
        return Err(Refusal::TooLarge("the number of refs"));
    }
    let mut seen = HashSet::new();
    for change in &commit.changes {
        if !seen.insert(&change.name) {
            return Err(Refusal::Twice(change.name.clone()));
        }
        if change.body.len_bytes() > MAX_REF_BODY_LEN {
            return Err(Refusal::TooLarge("the body of a ref"));
        }
        // One below the largest number that the tables hold.
        if change.expected >= i64::MAX as u64 {
            return Err(Refusal::TooLarge("the version"));
        }
        if !change.action.moves_refs() {
            return Err(Refusal::NotAMove(change.action));
        }
        let fits = match (&change.body, change.name.session_tag()) {
            (RefBody::Signed(_), None) | (RefBody::Session { .. }, Some(_)) => true,
            (RefBody::Tombstone(_), Some(_)) => change.added.is_empty(),
            _ => false,
        };
        if !fits {
            return Err(Refusal::WrongBody(change.name.clone()));
        }
    }
    Ok(())
}

/// The refs that do not stand where the commit expects them. A commit that moves the keyfile is compared by
/// its expected version alone; every other one names the keyfile version that it was made under.
fn moved_refs<'a>(
    commit: &'a Commit,
    keyfile: &'a RefName,
    standing: &HashMap<RefName, Standing>,
) -> Vec<&'a RefName> {
    let version = |name: &RefName| standing.get(name).map_or(0, |standing| standing.version);
    let changed = commit.changes.iter().filter(|change| version(&change.name) != change.expected);
    let mut moved: Vec<&RefName> = changed.map(|change| &change.name).collect();
    let moves_keyfile = commit.changes.iter().any(|change| change.name == *keyfile);
    if !moves_keyfile && version(keyfile) != commit.keyfile_version {
        moved.push(keyfile);
    }
    moved
}

/// What is refused although nothing moved.
fn check_moves(commit: &Commit, standing: &HashMap<RefName, Standing>) -> Result<(), Refusal> {
    let keyfile = RefName::keyfile();
    let has_keyfile =
        standing.contains_key(&keyfile) || commit.changes.iter().any(|change| change.name == keyfile);
    if !has_keyfile {
        return Err(Refusal::NoKeyfile);
    }
    let is_final = |change: &&RefChange| {
        standing.get(&change.name).is_some_and(|standing| standing.kind == BodyKind::Tombstone)
    };
    match commit.changes.iter().find(is_final) {
        Some(change) => Err(Refusal::Tombstone(change.name.clone())),
        None => Ok(()),
    }
}
