//! What every remote must do, clause by clause of the contract in `han::remote::Remote`. A transport runs it
//! with `remote_suite!(factory)`, where `factory` is an `async fn() -> Vault` that gives a fresh, empty vault, or an
//! `async fn() -> Option<Vault>` that gives none where the engine is not there (and says so).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(missing_docs)]

use bytes::Bytes;
use han::crypto::hpke::xwing;
use han::crypto::{ContentKey, Secret, SigningKey};
use han::protocol::cbor;
use han::protocol::checkpoint::{Checkpoint, LogKey};
use han::protocol::envelope::Envelope;
use han::protocol::exchange::{LeafEntry, Receipt, Swap};
use han::protocol::ids::{ActorId, EnvelopeId, ObjectId, OwnerId, SessionTag};
use han::protocol::leaf::{BodyKind, Class, Leaf, leaf_hash};
use han::protocol::limits::{MAX_CHECK_IDS, MAX_COMMIT_REFS, MAX_LEAF_PAGE, MAX_REF_BODY_LEN};
use han::protocol::merkle::{CompactRange, verify_consistency, verify_inclusion};
use han::protocol::refs::{Action, Commit, Ref, RefBody, RefChange, RefName};
use han::protocol::sharing::{EnvelopeStatus, Fetched, Opening, PutEnvelope};
use han::remote::{Remote, RemoteError};
use han::vault::envelope::{Recipient, Sender, SharedSession, Terms, seal_session};
use std::any::Any;
use std::sync::Arc;

/// A vault under test.
pub struct Vault {
    pub remote: Arc<dyn Remote>,
    pub log_key: LogKey,
    /// What must live as long as the vault: its folder, its server.
    #[allow(dead_code)]
    pub keep: Box<dyn Any + Send + Sync>,
}

pub fn session(n: u32) -> RefName {
    let mut tag = [0; 16];
    tag[..4].copy_from_slice(&n.to_be_bytes());
    RefName::session(SessionTag(tag))
}

pub fn body(seed: u32) -> RefBody {
    let field = |len: usize, salt: u8| {
        let mut bytes = vec![salt; len];
        bytes[..4].copy_from_slice(&seed.to_be_bytes());
        bytes
    };
    RefBody::Session { wraps: field(208, 1), manifest: field(600, 2), meta: field(300, 3) }
}

pub fn change(name: RefName, expected: u64, body: RefBody) -> RefChange {
    RefChange { name, expected, body, action: Action::Sync, added: vec![], dropped: vec![] }
}

pub fn commit(keyfile_version: u64, changes: Vec<RefChange>) -> Commit {
    Commit { keyfile_version, actor: ActorId([7; 16]), changes }
}

pub fn init() -> Commit {
    let keyfile = change(RefName::keyfile(), 0, RefBody::Signed(vec![1; 400]));
    commit(0, vec![RefChange { action: Action::Init, ..keyfile }])
}

pub fn done(swap: Swap) -> Receipt {
    match swap {
        Swap::Done(receipt) => receipt,
        Swap::Conflict { refs } => panic!("unexpected conflict: {refs:?}"),
    }
}

pub fn conflict(swap: Swap) -> Vec<Ref> {
    match swap {
        Swap::Conflict { refs } => refs,
        Swap::Done(_) => panic!("unexpected success"),
    }
}

fn refused<T>(result: Result<T, RemoteError>) {
    match result {
        Err(RemoteError::Refused(_)) => {}
        Err(other) => panic!("expected a refusal, got {other:?}"),
        Ok(_) => panic!("expected a refusal"),
    }
}

impl Vault {
    pub async fn ready(self) -> Self {
        done(self.remote.commit(&init()).await.unwrap());
        self
    }

    pub async fn head(&self) -> Checkpoint {
        Checkpoint::verify(&self.remote.head().await.unwrap().checkpoint, &self.log_key).unwrap()
    }

    /// Puts an object and gives its name.
    pub async fn object(&self, content: &[u8]) -> ObjectId {
        let id = ObjectId::of(content);
        self.remote.put(id, Bytes::copy_from_slice(content)).await.unwrap();
        id
    }

    /// Reads the whole log, page by page, and demands the signed root.
    pub async fn follow(&self) -> Vec<Leaf> {
        let head = self.head().await;
        assert_eq!(head.owner(), Some(self.remote.owner()));
        let (mut edge, mut leaves) = (CompactRange::new(), Vec::new());
        while edge.size() < head.size {
            let page = self.remote.leaves(edge.size(), head.size).await.unwrap();
            assert!(!page.is_empty() && page.len() <= MAX_LEAF_PAGE);
            for entry in page {
                if let LeafEntry::Ref(body) = &entry {
                    let leaf = Leaf::parse(body).unwrap();
                    assert_eq!((leaf.seq, leaf.owner), (edge.size(), self.remote.owner()));
                    leaves.push(leaf);
                }
                edge.append(entry.leaf_hash().unwrap());
            }
        }
        assert_eq!((edge.size(), edge.root()), (head.size, head.root));
        leaves
    }

    pub fn check(&self, receipt: &Receipt, made: &Commit) {
        let head = Checkpoint::verify(&receipt.head.checkpoint, &self.log_key).unwrap();
        assert_eq!(receipt.leaves.len(), made.changes.len());
        assert_eq!(receipt.seqs.len(), made.changes.len());
        assert_eq!(receipt.proofs.len(), made.changes.len());
        for (at, change) in made.changes.iter().enumerate() {
            let body = &receipt.leaves[at];
            let leaf = Leaf::parse(body).unwrap();
            let moved = leaf.moved.as_ref().unwrap();
            assert_eq!((&moved.name, moved.version), (&change.name, change.expected + 1));
            assert!(leaf.names_body(&change.body) && leaf.action == change.action);
            assert_eq!((leaf.seq, leaf.actor, leaf.count), (receipt.seqs[at], made.actor, 1));
            let hash = leaf_hash(Class::RefMove, body);
            verify_inclusion(&receipt.proofs[at], head.size, head.root, leaf.seq, hash).unwrap();
        }
    }
}

pub async fn a_fresh_vault_is_empty(vault: Vault) {
    let head = vault.remote.head().await.unwrap();
    assert_eq!(head.keyfile_version, 0);
    assert_eq!(vault.head().await.size, 0);
    assert!(vault.follow().await.is_empty());
    assert!(vault.remote.list_refs(None, 10).await.unwrap().is_empty());
    assert_eq!(vault.remote.get_ref(&RefName::keyfile()).await.unwrap(), None);
    refused(vault.remote.commit(&commit(0, vec![change(session(1), 0, body(1))])).await);
}

pub async fn the_first_keyfile_and_later_ones_move_by_their_version(vault: Vault) {
    let made = init();
    vault.check(&done(vault.remote.commit(&made).await.unwrap()), &made);
    assert_eq!(vault.remote.head().await.unwrap().keyfile_version, 1);
    let next = commit(1, vec![change(RefName::keyfile(), 1, RefBody::Signed(vec![2; 9]))]);
    vault.check(&done(vault.remote.commit(&next).await.unwrap()), &next);
    let late = commit(1, vec![change(RefName::keyfile(), 1, RefBody::Signed(vec![3; 9]))]);
    let refs = conflict(vault.remote.commit(&late).await.unwrap());
    assert_eq!((refs.len(), refs[0].version), (1, 2));
    assert_eq!(vault.remote.head().await.unwrap().keyfile_version, 2);
}

pub async fn refs_move_only_from_the_expected_version(vault: Vault) {
    let vault = vault.ready().await;
    let first = commit(1, vec![change(session(1), 0, body(1))]);
    vault.check(&done(vault.remote.commit(&first).await.unwrap()), &first);
    for wrong in [0, 2, 7] {
        let stale = commit(1, vec![change(session(1), wrong, body(9))]);
        let refs = conflict(vault.remote.commit(&stale).await.unwrap());
        assert_eq!(refs, [Ref { name: session(1), version: 1, body: body(1) }]);
    }
    let next = commit(1, vec![change(session(1), 1, body(2))]);
    vault.check(&done(vault.remote.commit(&next).await.unwrap()), &next);
    let stands = vault.remote.get_ref(&session(1)).await.unwrap().unwrap();
    assert_eq!((stands.version, stands.body), (2, body(2)));
}

pub async fn a_ref_that_never_was_is_absent_from_a_conflict(vault: Vault) {
    let vault = vault.ready().await;
    let wrong = commit(1, vec![change(session(1), 4, body(1))]);
    assert!(conflict(vault.remote.commit(&wrong).await.unwrap()).is_empty());
}

pub async fn a_commit_is_all_or_nothing_and_a_conflict_lists_all(vault: Vault) {
    let vault = vault.ready().await;
    let base = (0..6).map(|n| change(session(n), 0, body(n))).collect();
    done(vault.remote.commit(&commit(1, base)).await.unwrap());
    let moved = commit(1, vec![change(session(1), 1, body(11)), change(session(4), 1, body(14))]);
    done(vault.remote.commit(&moved).await.unwrap());
    let before = vault.remote.head().await.unwrap();
    let all = commit(1, (0..6).map(|n| change(session(n), 1, body(n + 20))).collect());
    let refs = conflict(vault.remote.commit(&all).await.unwrap());
    let listed: Vec<_> = refs.iter().map(|r| (r.name.clone(), r.version, r.body.clone())).collect();
    assert_eq!(listed, [(session(1), 2, body(11)), (session(4), 2, body(14))]);
    assert_eq!(vault.remote.head().await.unwrap(), before);
    assert_eq!(vault.remote.get_ref(&session(0)).await.unwrap().unwrap().version, 1);
}

pub async fn a_moved_keyfile_stops_a_commit_and_is_in_the_conflict(vault: Vault) {
    let vault = vault.ready().await;
    let rotate = commit(1, vec![change(RefName::keyfile(), 1, RefBody::Signed(vec![2; 50]))]);
    done(vault.remote.commit(&rotate).await.unwrap());
    let under_old = commit(1, vec![change(session(1), 0, body(1)), change(session(2), 3, body(2))]);
    let refs = conflict(vault.remote.commit(&under_old).await.unwrap());
    assert_eq!(refs.iter().map(|r| &r.name).collect::<Vec<_>>(), [&RefName::keyfile()]);
    assert_eq!(refs[0].version, 2);
    let under_new = commit(2, vec![change(session(1), 0, body(1))]);
    done(vault.remote.commit(&under_new).await.unwrap());
}

pub async fn a_commit_in_the_log_answers_done_again(vault: Vault) {
    let vault = vault.ready().await;
    let made = commit(1, vec![change(session(1), 0, body(1)), change(session(2), 0, body(2))]);
    let first = done(vault.remote.commit(&made).await.unwrap());
    let again = done(vault.remote.commit(&made).await.unwrap());
    assert_eq!(again, first);
    // also after the refs and the keyfile have moved on, then under the newer head
    done(vault.remote.commit(&commit(1, vec![change(session(1), 1, body(9))])).await.unwrap());
    let rotate = commit(1, vec![change(RefName::keyfile(), 1, RefBody::Signed(vec![2; 50]))]);
    done(vault.remote.commit(&rotate).await.unwrap());
    let later = done(vault.remote.commit(&made).await.unwrap());
    assert_eq!((&later.leaves, &later.seqs), (&first.leaves, &first.seqs));
    vault.check(&later, &made);
    assert_eq!(later.head, vault.remote.head().await.unwrap());
    // but other bodies at the same versions are a conflict
    let other = commit(1, vec![change(session(1), 0, body(1)), change(session(2), 0, body(3))]);
    assert_eq!(conflict(vault.remote.commit(&other).await.unwrap()).len(), 3);
    assert_eq!(vault.follow().await.len(), 5);
}

pub async fn leaves_chain_into_the_signed_root(vault: Vault) {
    let vault = vault.ready().await;
    let mut heads = vec![vault.head().await];
    for round in 0..9u64 {
        let changes = (0..=round as u32).map(|n| change(session(n), round.saturating_sub(n.into()), body(n)));
        done(vault.remote.commit(&commit(1, changes.collect())).await.unwrap());
        heads.push(vault.head().await);
    }
    let leaves = vault.follow().await;
    assert_eq!(leaves.len(), 46);
    assert!(leaves.iter().all(|leaf| leaf.moved.as_ref().unwrap().kind != BodyKind::None));
    assert!(leaves.windows(2).all(|pair| pair[0].time_us <= pair[1].time_us));
    let last = heads.last().unwrap();
    for head in &heads {
        let proof = vault.remote.consistency(head.size, last.size).await.unwrap();
        verify_consistency(&proof, (head.size, head.root), (last.size, last.root)).unwrap();
    }
    assert!(vault.remote.consistency(0, last.size).await.unwrap().is_empty());
    refused(vault.remote.consistency(5, last.size + 1).await);
    refused(vault.remote.consistency(5, 4).await);
}

pub async fn leaves_stop_at_until_and_at_a_page(vault: Vault) {
    let vault = vault.ready().await;
    for round in 0..2u64 {
        let all = (0..MAX_COMMIT_REFS as u32).map(|n| change(session(n), round, body(n)));
        done(vault.remote.commit(&commit(1, all.collect())).await.unwrap());
    }
    assert_eq!(vault.remote.leaves(0, u64::MAX).await.unwrap().len(), MAX_LEAF_PAGE);
    assert_eq!(vault.remote.leaves(3, 7).await.unwrap().len(), 4);
    assert_eq!(vault.remote.leaves(1990, u64::MAX).await.unwrap().len(), 11);
    assert!(vault.remote.leaves(7, 3).await.unwrap().is_empty());
    assert!(vault.remote.leaves(u64::MAX, u64::MAX).await.unwrap().is_empty());
    assert_eq!(vault.follow().await.len(), 2 * MAX_COMMIT_REFS + 1);
}

pub async fn objects_are_kept_under_their_hash(vault: Vault) {
    let vault = vault.ready().await;
    let there = vault.object(b"ciphertext").await;
    vault.object(b"ciphertext").await;
    assert_eq!(&vault.remote.get(there).await.unwrap()[..], b"ciphertext");
    let absent = ObjectId::of(b"never put");
    assert!(matches!(vault.remote.get(absent).await, Err(RemoteError::NotFound(_))));
    assert_eq!(vault.remote.missing(&[absent, there]).await.unwrap(), [absent]);
    assert!(vault.remote.missing(&[]).await.unwrap().is_empty());
    refused(vault.remote.put(absent, Bytes::from_static(b"other bytes")).await);
    assert!(matches!(vault.remote.get(absent).await, Err(RemoteError::NotFound(_))));
    refused(vault.remote.missing(&vec![there; MAX_CHECK_IDS + 1]).await);
}

pub async fn a_commit_names_only_objects_that_are_there(vault: Vault) {
    let vault = vault.ready().await;
    let there = vault.object(b"one").await;
    let absent = ObjectId::of(b"two");
    let mut one = change(session(1), 0, body(1));
    one.added = vec![there, absent];
    refused(vault.remote.commit(&commit(1, vec![one.clone()])).await);
    assert_eq!(vault.remote.get_ref(&session(1)).await.unwrap(), None);
    vault.object(b"two").await;
    done(vault.remote.commit(&commit(1, vec![one])).await.unwrap());
    let mut two = change(session(1), 1, body(2));
    two.dropped = vec![absent];
    done(vault.remote.commit(&commit(1, vec![two])).await.unwrap());
    assert_eq!(vault.remote.collect().await.unwrap(), (0, 0));
    assert!(vault.remote.get(absent).await.is_ok(), "dropped objects have a grace");
    assert!(vault.remote.stored_bytes().await.unwrap() > 2 * 1108);
}

pub async fn a_shred_keeps_nothing_of_what_its_ref_held_before(vault: Vault) {
    let vault = vault.ready().await;
    let mut ids = Vec::new();
    for content in [&b"kept"[..], b"superseded", b"dropped before", b"shared", b"of another"] {
        ids.push(vault.object(content).await);
    }
    let [kept, superseded, before, shared, other] = ids[..] else { unreachable!() };
    let mut one = change(session(1), 0, body(1));
    one.added = vec![kept, superseded, before, shared];
    let mut two = change(session(2), 0, body(2));
    two.added = vec![shared, other];
    done(vault.remote.commit(&commit(1, vec![one, two])).await.unwrap());
    let (mut one, mut two) = (change(session(1), 1, body(3)), change(session(2), 1, body(4)));
    (one.dropped, two.dropped) = (vec![before], vec![other]);
    done(vault.remote.commit(&commit(1, vec![one, two])).await.unwrap());

    let (new, stray) = (vault.object(b"new").await, vault.object(b"stray").await);
    let mut shred = RefChange { action: Action::Shred, ..change(session(1), 2, body(5)) };
    (shred.added, shred.dropped) = (vec![new, stray], vec![superseded, shared, stray]);
    // Of a conflict nothing goes.
    let mut late = commit(1, vec![shred.clone()]);
    late.changes[0].expected = 1;
    assert_eq!(conflict(vault.remote.commit(&late).await.unwrap()).len(), 1);
    assert!(vault.remote.get(superseded).await.is_ok());
    let stored = vault.remote.stored_bytes().await.unwrap();
    let made = commit(1, vec![shred]);
    vault.check(&done(vault.remote.commit(&made).await.unwrap()), &made);
    for gone in [superseded, before, stray] {
        assert!(matches!(vault.remote.get(gone).await, Err(RemoteError::NotFound(_))));
    }
    for stays in [kept, new, shared, other] {
        assert!(vault.remote.get(stays).await.is_ok(), "a live object, or one of another ref");
    }
    // Two replaced bodies of this ref; the replaced one of the other ref is kept.
    assert!(vault.remote.stored_bytes().await.unwrap() < stored - 1108);
    vault.check(&done(vault.remote.commit(&made).await.unwrap()), &made);
    assert_eq!(vault.remote.collect().await.unwrap(), (0, 0), "nothing was left to collect");
    assert!(vault.remote.get(kept).await.is_ok());
    let stands = vault.remote.get_ref(&session(1)).await.unwrap().unwrap();
    assert_eq!((stands.version, stands.body), (3, body(5)));
    // The ref goes on; a session that is shredded so is not ended.
    done(vault.remote.commit(&commit(1, vec![change(session(1), 3, body(6))])).await.unwrap());
}

pub async fn a_tombstone_is_final_and_lets_go_of_everything(vault: Vault) {
    let vault = vault.ready().await;
    let (mine, shared) = (vault.object(b"mine").await, vault.object(b"shared").await);
    let mut one = change(session(1), 0, body(1));
    one.added = vec![mine, shared];
    let mut two = change(session(2), 0, body(2));
    two.added = vec![shared];
    let made = commit(1, vec![one, two]);
    done(vault.remote.commit(&made).await.unwrap());
    let end = RefBody::Tombstone(vec![5; 200]);
    let shred = commit(1, vec![change(session(1), 1, end.clone())]);
    vault.check(&done(vault.remote.commit(&shred).await.unwrap()), &shred);
    vault.check(&done(vault.remote.commit(&shred).await.unwrap()), &shred);
    assert!(vault.follow().await.last().unwrap().is_tombstone());

    refused(vault.remote.commit(&commit(1, vec![change(session(1), 2, body(3))])).await);
    refused(vault.remote.commit(&commit(1, vec![change(session(1), 2, end.clone())])).await);
    let stale =
        conflict(vault.remote.commit(&commit(1, vec![change(session(1), 1, body(3))])).await.unwrap());
    assert_eq!(stale, [Ref { name: session(1), version: 2, body: end }]);

    assert_eq!(vault.remote.collect().await.unwrap(), (1, 4));
    assert!(matches!(vault.remote.get(mine).await, Err(RemoteError::NotFound(_))));
    assert!(vault.remote.get(shared).await.is_ok());
}

pub async fn refs_are_listed_in_name_order_by_pages(vault: Vault) {
    let vault = vault.ready().await;
    let all = (0..25).rev().map(|n| change(session(n), 0, body(n)));
    done(vault.remote.commit(&commit(1, all.collect())).await.unwrap());
    let (mut names, mut after) = (Vec::new(), None);
    loop {
        let page = vault.remote.list_refs(after.as_ref(), 10).await.unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 10);
        after = Some(last.name.clone());
        names.extend(page.into_iter().map(|r| r.name));
    }
    let expected: Vec<_> = [RefName::keyfile()].into_iter().chain((0..25).map(session)).collect();
    assert_eq!(names, expected);
    let beyond = vault.remote.list_refs(Some(&session(u32::MAX)), usize::MAX).await.unwrap();
    assert!(beyond.is_empty());
}

pub async fn large_bodies_make_short_pages_that_still_advance(vault: Vault) {
    let vault = vault.ready().await;
    for n in 0..20 {
        let large =
            RefBody::Session { wraps: vec![1; 208], manifest: vec![2; MAX_REF_BODY_LEN - 208], meta: vec![] };
        done(vault.remote.commit(&commit(1, vec![change(session(n), 0, large)])).await.unwrap());
    }
    let first = vault.remote.list_refs(None, 1000).await.unwrap();
    let rest = vault.remote.list_refs(Some(&first.last().unwrap().name), 1000).await.unwrap();
    assert!(first.len() < 21 && !rest.is_empty());
}

pub async fn requests_over_the_limits_are_refused(vault: Vault) {
    let vault = vault.ready().await;
    let remote = &vault.remote;
    refused(remote.commit(&commit(1, vec![])).await);
    let many = (0..=MAX_COMMIT_REFS as u32).map(|n| change(session(n), 0, body(n)));
    refused(remote.commit(&commit(1, many.collect())).await);
    let long =
        RefBody::Session { wraps: vec![1; 208], manifest: vec![2; MAX_REF_BODY_LEN - 207], meta: vec![] };
    refused(remote.commit(&commit(1, vec![change(session(1), 0, long)])).await);
    let twice = vec![change(session(1), 0, body(1)), change(session(1), 0, body(2))];
    refused(remote.commit(&commit(1, twice)).await);
    refused(remote.commit(&commit(1, vec![change(session(1), u64::MAX, body(1))])).await);
    for (name, body) in [
        (RefName::keyfile(), body(1)),
        (RefName::keyfile(), RefBody::Tombstone(vec![1])),
        (RefName::roster(), RefBody::Tombstone(vec![1])),
        (session(1), RefBody::Signed(vec![1])),
    ] {
        refused(remote.commit(&commit(1, vec![change(name, 0, body)])).await);
    }
    assert_eq!(vault.follow().await.len(), 1);
}

pub async fn racing_writers_have_one_winner_each_round(vault: Vault) {
    let vault = vault.ready().await;
    for round in 0..12u64 {
        let racers = (0..8u32).map(|n| {
            let remote = Arc::clone(&vault.remote);
            let mine = commit(1, vec![change(session(1), round, body(round as u32 * 100 + n))]);
            tokio::spawn(async move { remote.commit(&mine).await.unwrap() })
        });
        let racers: Vec<_> = racers.collect();
        let mut won = 0;
        for racer in racers {
            match racer.await.unwrap() {
                Swap::Done(_) => won += 1,
                Swap::Conflict { refs } => assert_eq!(refs[0].version, round + 1),
            }
        }
        assert_eq!(won, 1, "round {round}");
    }
    assert_eq!(vault.follow().await.len(), 13);
}

/// An envelope for `session(n)` that counts from `created` on for an hour. Nobody here can open it.
pub fn envelope(owner: OwnerId, (n, created): (u32, u64)) -> Envelope {
    let seed = |byte| Secret::from_slice(&[byte; 32]).unwrap();
    let (key, signer) = (ContentKey::new(seed(1)), SigningKey::from_seed(seed(2)));
    let sender = Sender { owner: OwnerId([2; 16]), signer: &signer };
    let receive = xwing::public(&seed(3));
    let recipient = Recipient { owner: OwnerId([3; 16]), receive: &receive };
    let terms = Terms { vault: owner, created, not_after: created + 3600, epoch: 1 };
    let tag = session(n).session_tag().unwrap();
    let shared = SharedSession { tag, keys: vec![&key], signers: vec![], least_version: 1, again: None };
    seal_session((&sender, &recipient), terms, &shared).unwrap()
}

pub fn now_s() -> u64 {
    std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()
}

/// Who the suite is, on every transport.
pub const ME: ActorId = ActorId([7; 16]);

pub fn put(envelope: &Envelope, recipient: ActorId) -> PutEnvelope {
    PutEnvelope { actor: ME, recipient, envelope: cbor::encode(envelope) }
}

fn missing<T: std::fmt::Debug>(result: Result<T, RemoteError>) {
    assert!(matches!(result, Err(RemoteError::NotFound(_))), "{result:?}");
}

impl Vault {
    async fn shares(&self) -> Vec<(EnvelopeId, EnvelopeStatus)> {
        let list = self.remote.envelopes().await.unwrap();
        assert!(!list.more);
        list.envelopes.iter().map(|entry| (entry.id, entry.status)).collect()
    }

    /// Leaves about envelopes.
    async fn told(&self) -> usize {
        let head = self.head().await;
        let page = self.remote.leaves(0, head.size).await.unwrap();
        let share = |entry: &&LeafEntry| matches!(entry, LeafEntry::Other { class: 8, .. });
        page.iter().filter(share).count()
    }
}

pub async fn an_envelope_is_delivered_opened_and_revoked_and_the_log_says_so(vault: Vault) {
    use EnvelopeStatus::{Delivered, Opened, Pending, Revoked};
    let vault = vault.ready().await;
    done(vault.remote.commit(&commit(1, vec![change(session(1), 0, body(1))])).await.unwrap());
    let (remote, one) = (&vault.remote, envelope(vault.remote.owner(), (1, now_s())));
    let (id, bytes) = (one.body.id, cbor::encode(&one));
    remote.put_envelope(&put(&one, ME)).await.unwrap();
    remote.put_envelope(&put(&one, ME)).await.unwrap();
    assert_eq!(vault.shares().await, [(id, Pending)]);
    let listed = remote.envelopes().await.unwrap().envelopes.remove(0);
    assert_eq!((listed.vault, listed.session, listed.recipient), (remote.owner(), Some(session(1)), ME));
    assert_eq!((listed.expires_us, listed.revoked_us), ((one.body.not_after + 1) * 1_000_000, None));
    assert_eq!(remote.inbox(ME).await.unwrap().envelopes, remote.envelopes().await.unwrap().envelopes);
    for _ in 0..2 {
        assert_eq!(remote.fetch_envelope(ME, id).await.unwrap(), Fetched::Envelope(bytes.clone()));
        assert_eq!(vault.shares().await, [(id, Delivered)]);
    }
    let bad = Opening { signature_ok: true, decrypted: false };
    remote.report_opening(ME, (id, bad)).await.unwrap();
    assert_eq!(vault.shares().await, [(id, Delivered)]);
    let good = Opening { signature_ok: true, decrypted: true };
    remote.report_opening(ME, (id, good)).await.unwrap();
    assert_eq!(vault.shares().await, [(id, Opened)]);
    let openings = remote.envelopes().await.unwrap().envelopes.remove(0).openings;
    assert_eq!(openings.iter().map(|one| one.opening).collect::<Vec<_>>(), [bad, good]);
    for _ in 0..2 {
        remote.revoke_envelope(ME, id).await.unwrap();
        assert_eq!(vault.shares().await, [(id, Revoked)]);
        assert_eq!(remote.fetch_envelope(ME, id).await.unwrap(), Fetched::Revoked);
    }
    remote.report_opening(ME, (id, good)).await.unwrap();
    assert_eq!(vault.shares().await, [(id, Revoked)], "what is revoked stays so");
    // Share, deliver, three openings, revoke.
    assert_eq!(vault.told().await, 6);
    vault.follow().await;
}

/// The same session for the same person, under the name that the share has.
pub async fn an_envelope_is_sealed_anew_in_its_place(vault: Vault) {
    let vault = vault.ready().await;
    done(vault.remote.commit(&commit(1, vec![change(session(1), 0, body(1))])).await.unwrap());
    let (remote, now) = (&vault.remote, now_s());
    let (owner, to) = (remote.owner(), ActorId([8; 16]));
    let one = envelope(owner, (1, now));
    remote.put_envelope(&put(&one, to)).await.unwrap();
    let again = |change: &dyn Fn(&mut Envelope)| {
        let mut other = envelope(owner, (1, now));
        other.body.id = one.body.id;
        change(&mut other);
        other
    };
    refused(remote.put_envelope(&put(&again(&|_| {}), ME)).await);
    refused(remote.put_envelope(&put(&again(&|other| other.body.not_after += 1), to)).await);
    refused(remote.put_envelope(&put(&again(&|other| other.body.recipient = OwnerId([4; 16])), to)).await);
    refused(remote.put_envelope(&put(&again(&|other| other.body.sender = OwnerId([4; 16])), to)).await);
    let held = || remote.fetch_envelope(ME, one.body.id);
    assert_eq!(held().await.unwrap(), Fetched::Envelope(cbor::encode(&one)));
    let anew = again(&|_| {});
    for _ in 0..2 {
        remote.put_envelope(&put(&anew, to)).await.unwrap();
        assert_eq!(held().await.unwrap(), Fetched::Envelope(cbor::encode(&anew)));
        assert_eq!(vault.shares().await, [(one.body.id, EnvelopeStatus::Pending)]);
    }
    // Put, and put anew once.
    assert_eq!(vault.told().await, 2);
    remote.revoke_envelope(ME, one.body.id).await.unwrap();
    refused(remote.put_envelope(&put(&again(&|_| {}), to)).await);
    // What went as a file is as it is.
    let file = envelope(owner, (1, now));
    remote.put_envelope(&put(&file, ActorId::default())).await.unwrap();
    let mut other = envelope(owner, (1, now));
    other.body.id = file.body.id;
    refused(remote.put_envelope(&put(&other, ActorId::default())).await);
    vault.follow().await;
}

pub async fn an_envelope_that_cannot_count_is_refused(vault: Vault) {
    let vault = vault.ready().await;
    done(vault.remote.commit(&commit(1, vec![change(session(1), 0, body(1))])).await.unwrap());
    let (remote, now) = (&vault.remote, now_s());
    let owner = remote.owner();
    refused(remote.put_envelope(&put(&envelope(owner, (2, now)), ME)).await);
    refused(remote.put_envelope(&put(&envelope(OwnerId([0x55; 16]), (1, now)), ME)).await);
    refused(remote.put_envelope(&put(&envelope(owner, (1, now - 3602)), ME)).await);
    refused(remote.put_envelope(&put(&envelope(owner, (1, now + 401 * 86_400)), ME)).await);
    let junk = PutEnvelope { actor: ME, recipient: ME, envelope: b"junk".to_vec() };
    refused(remote.put_envelope(&junk).await);
    let one = envelope(owner, (1, now));
    remote.put_envelope(&put(&one, ActorId([8; 16]))).await.unwrap();
    refused(remote.put_envelope(&put(&one, ME)).await);
    // It is not for this one: who may read the vault sees it, and delivers nothing by it.
    assert!(matches!(remote.fetch_envelope(ME, one.body.id).await.unwrap(), Fetched::Envelope(_)));
    assert_eq!(vault.shares().await, [(one.body.id, EnvelopeStatus::Pending)]);
    let good = Opening { signature_ok: true, decrypted: true };
    missing(remote.report_opening(ME, (one.body.id, good)).await);
    let unknown = EnvelopeId([9; 16]);
    missing(remote.fetch_envelope(ME, unknown).await);
    missing(remote.report_opening(ME, (unknown, good)).await);
    missing(remote.revoke_envelope(ME, unknown).await);
    assert_eq!(remote.inbox(ME).await.unwrap().envelopes, []);
    assert_eq!(vault.told().await, 1);
}

/// Runs every clause against a factory of fresh vaults.
#[macro_export]
macro_rules! remote_suite {
    ($factory:path) => {
        $crate::remote_suite!(@each $factory,
            a_fresh_vault_is_empty
            the_first_keyfile_and_later_ones_move_by_their_version
            refs_move_only_from_the_expected_version
            a_ref_that_never_was_is_absent_from_a_conflict
            a_commit_is_all_or_nothing_and_a_conflict_lists_all
            a_moved_keyfile_stops_a_commit_and_is_in_the_conflict
            a_commit_in_the_log_answers_done_again
            leaves_chain_into_the_signed_root
            leaves_stop_at_until_and_at_a_page
            objects_are_kept_under_their_hash
            a_commit_names_only_objects_that_are_there
            a_shred_keeps_nothing_of_what_its_ref_held_before
            a_tombstone_is_final_and_lets_go_of_everything
            refs_are_listed_in_name_order_by_pages
            large_bodies_make_short_pages_that_still_advance
            requests_over_the_limits_are_refused
            racing_writers_have_one_winner_each_round
            an_envelope_is_delivered_opened_and_revoked_and_the_log_says_so
            an_envelope_is_sealed_anew_in_its_place
            an_envelope_that_cannot_count_is_refused
        );
    };
    (@each $factory:path, $($clause:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $clause() {
                if let Some(vault) = Option::<remote_suite::Vault>::from($factory().await) {
                    remote_suite::$clause(vault).await;
                }
            }
        )*
    };
}
