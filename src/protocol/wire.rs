//! The bodies of requests and answers. Those about a vault are deterministic CBOR (`docs/protocol.md`), those
//! about accounts are JSON, which people and scripts read too.

use super::exchange::{Event, Head, LeafEntry, Receipt};
use super::ids::{ActorId, Digest, ObjectId};
use super::refs::{Action, Commit, Ref, RefBody, RefChange, RefName};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A commit as it arrives: the bytes of [`Commit`], but a change may lack what it expects, which is a problem
/// of its own (428).
#[derive(Encode, Decode)]
#[cbor(map)]
pub struct CommitRequest {
    #[n(0)]
    keyfile_version: u64,
    #[n(1)]
    actor: ActorId,
    #[n(2)]
    changes: Vec<ChangeRequest>,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct ChangeRequest {
    #[n(0)]
    name: RefName,
    #[n(1)]
    expected: Option<u64>,
    #[n(2)]
    body: RefBody,
    #[n(3)]
    action: Action,
    #[n(4)]
    added: Vec<ObjectId>,
    #[n(5)]
    dropped: Vec<ObjectId>,
}

impl CommitRequest {
    /// The commit; `None` where a change does not say what it expects.
    pub fn into_commit(self) -> Option<Commit> {
        let Self { keyfile_version, actor, changes } = self;
        let changes = changes.into_iter().map(|change| {
            let ChangeRequest { name, expected, body, action, added, dropped } = change;
            Some(RefChange { name, expected: expected?, body, action, added, dropped })
        });
        Some(Commit { keyfile_version, actor, changes: changes.collect::<Option<_>>()? })
    }
}

/// The answer to a commit that was done.
#[derive(Encode, Decode)]
#[cbor(map)]
pub struct Done {
    #[n(0)]
    leaves: Vec<ByteVec>,
    #[n(1)]
    seqs: Vec<u64>,
    #[n(2)]
    proofs: Vec<Vec<Digest>>,
    #[n(3)]
    checkpoint: ByteVec,
    #[n(4)]
    keyfile_version: u64,
}

impl From<Receipt> for Done {
    fn from(receipt: Receipt) -> Self {
        let proofs = receipt.proofs.into_iter().map(|proof| proof.into_iter().map(Digest).collect());
        Self {
            leaves: receipt.leaves.into_iter().map(ByteVec::from).collect(),
            seqs: receipt.seqs,
            proofs: proofs.collect(),
            checkpoint: receipt.head.checkpoint.into(),
            keyfile_version: receipt.head.keyfile_version,
        }
    }
}

impl From<Done> for Receipt {
    fn from(done: Done) -> Self {
        let proofs = done.proofs.into_iter().map(|proof| proof.into_iter().map(|hash| hash.0).collect());
        Self {
            leaves: done.leaves.into_iter().map(Vec::from).collect(),
            seqs: done.seqs,
            proofs: proofs.collect(),
            head: Head { checkpoint: done.checkpoint.into(), keyfile_version: done.keyfile_version },
        }
    }
}

/// Refs: a page of them, or those that moved under a commit (statuses 409 and 412).
#[derive(Encode, Decode)]
#[cbor(map)]
pub struct Refs {
    /// In name order.
    #[n(0)]
    pub refs: Vec<Ref>,
}

/// A part of a vault that is adopted: leaves first, in the order of the log, then refs.
#[derive(Encode, Decode)]
#[cbor(map)]
pub struct AdoptPage {
    /// Leaves.
    #[n(0)]
    pub leaves: Vec<AdoptLeaf>,
    /// Refs.
    #[n(1)]
    pub refs: Vec<AdoptRef>,
}

/// A leaf, whole.
#[derive(Encode, Decode)]
#[cbor(array)]
pub struct AdoptLeaf {
    /// Its class.
    #[n(0)]
    pub class: u8,
    /// Its body.
    #[n(1)]
    pub body: ByteVec,
}

/// A ref and the objects that it holds.
#[derive(Encode, Decode)]
#[cbor(map)]
pub struct AdoptRef {
    /// The ref.
    #[n(0)]
    pub found: Ref,
    /// The objects.
    #[n(1)]
    pub objects: Vec<ObjectId>,
}

/// Object ids.
#[derive(Encode, Decode)]
#[cbor(map)]
pub struct Ids {
    /// The ids.
    #[n(0)]
    pub ids: Vec<ObjectId>,
}

/// Hashes of a proof.
#[derive(Encode, Decode)]
#[cbor(map)]
pub struct Hashes {
    /// The hashes, in the order of RFC 6962.
    #[n(0)]
    pub hashes: Vec<Digest>,
}

/// Leaves in the order of the log.
#[derive(Encode, Decode)]
#[cbor(map)]
pub struct Leaves {
    #[n(0)]
    leaves: Vec<WireLeaf>,
}

#[derive(Encode, Decode)]
enum WireLeaf {
    #[n(0)]
    Ref(#[n(0)] ByteVec),
    #[n(1)]
    Other(#[n(0)] u8, #[n(1)] Digest),
}

impl From<Vec<LeafEntry>> for Leaves {
    fn from(entries: Vec<LeafEntry>) -> Self {
        let leaves = entries.into_iter().map(|entry| match entry {
            LeafEntry::Ref(body) => WireLeaf::Ref(body.into()),
            LeafEntry::Other { class, hash } => WireLeaf::Other(class, Digest(hash)),
        });
        Self { leaves: leaves.collect() }
    }
}

impl From<Leaves> for Vec<LeafEntry> {
    fn from(page: Leaves) -> Self {
        let entries = page.leaves.into_iter().map(|leaf| match leaf {
            WireLeaf::Ref(body) => LeafEntry::Ref(body.into()),
            WireLeaf::Other(class, hash) => LeafEntry::Other { class, hash: hash.0 },
        });
        entries.collect()
    }
}

/// Leaves in the order of the log, whole, with their sealed origins.
#[derive(Encode, Decode)]
#[cbor(map)]
pub struct Events {
    #[n(0)]
    events: Vec<WireEvent>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct WireEvent {
    #[n(0)]
    class: u8,
    #[n(1)]
    body: ByteVec,
    #[n(2)]
    origin: Option<ByteVec>,
}

impl From<Vec<Event>> for Events {
    fn from(events: Vec<Event>) -> Self {
        let wire = |Event { class, body, origin }: Event| WireEvent {
            class,
            body: body.into(),
            origin: origin.map(ByteVec::from),
        };
        Self { events: events.into_iter().map(wire).collect() }
    }
}

impl From<Events> for Vec<Event> {
    fn from(page: Events) -> Self {
        let event = |WireEvent { class, body, origin }: WireEvent| Event {
            class,
            body: body.into(),
            origin: origin.map(Vec::from),
        };
        page.events.into_iter().map(event).collect()
    }
}

/// How many sealed origins were erased.
#[derive(Encode, Decode)]
#[cbor(map)]
pub struct Erased {
    /// Origins.
    #[n(0)]
    pub origins: u64,
}

/// What a collection removed.
#[derive(Encode, Decode)]
#[cbor(map)]
pub struct Collected {
    /// Objects.
    #[n(0)]
    pub objects: u64,
    /// Their bytes.
    #[n(1)]
    pub bytes: u64,
}

/// What a vault takes up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Usage {
    /// Bytes of objects and ref bodies, those kept of the past included.
    pub stored_bytes: u64,
    /// What it may take up; none without a limit.
    pub quota_bytes: Option<u64>,
}

/// What a server says of itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ServerConfig {
    /// The version of the protocol: 1.
    pub version: u32,
    /// The first part of its logs' origins.
    pub name: String,
    /// The Ed25519 key that signs tree heads, in hex.
    pub log_key: String,
    /// Its limits.
    pub limits: Limits,
}

/// The limits of a server; those of [`super::limits`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Limits {
    /// Bytes of an object.
    pub object_bytes: u64,
    /// Bytes of a ref's body.
    pub ref_bytes: u64,
    /// Refs in a commit.
    pub commit_refs: u64,
    /// Bytes of a commit.
    pub commit_bytes: u64,
    /// Ids in a check.
    pub check_ids: u64,
    /// Leaves in a page.
    pub leaf_page: u64,
    /// Seconds that `changes` waits at most.
    pub wait_seconds: u64,
}

/// Who asks, and by which token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Whoami {
    /// The user's id, as leaves name the actor.
    pub user_id: String,
    /// The user's name.
    pub user: String,
    /// The token.
    pub token: TokenInfo,
}

/// A token, without what makes it one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TokenInfo {
    /// Its id, in hex.
    pub id: String,
    /// What its holder calls it: the machine's name.
    pub label: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Server time, in seconds since 1970.
    pub created: u64,
    /// When it was last seen, to the hour.
    pub last_used: Option<u64>,
    /// When it ends, unless it is used before.
    pub expires: u64,
    /// When it was revoked.
    pub revoked: Option<u64>,
}

/// The tokens of a user.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Tokens {
    /// The newest first.
    pub tokens: Vec<TokenInfo>,
}

/// Asks for a token against an invite.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// The invite.
    pub invite: String,
    /// The machine's name: at most 64 characters, none of them a control character.
    pub label: String,
}

/// A new token. It is shown this once.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct TokenGranted {
    /// The token.
    pub token: String,
    /// Who it stands for.
    pub user: String,
    /// When it ends, unless it is used before.
    pub expires: u64,
}

/// Asks for an invite.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteRequest {
    /// Whom it is for; without it another machine of whoever asks.
    #[serde(default)]
    pub user: Option<String>,
    /// For the recovery sheet of whoever asks: it lasts ten years, and ends the one on the sheet before.
    #[serde(default)]
    pub recovery: bool,
}

/// A new invite. It is shown this once.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct InviteGranted {
    /// The invite.
    pub invite: String,
    /// Whom it is for.
    pub user: String,
    /// When it ends.
    pub expires: u64,
}

/// Asks for a vault to be made.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VaultRequest {
    /// `user` or `team`.
    pub kind: String,
}

/// A vault of whoever asks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct VaultInfo {
    /// Its id, in hex.
    pub owner: String,
    /// `user` or `team`.
    pub kind: String,
    /// The role in it: `owner`, `admin`, `member` or `reader`.
    pub role: String,
    /// Leaves of its log.
    pub log_size: u64,
}

/// A user who may use a vault.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MemberInfo {
    /// The user's id, in hex.
    pub user_id: String,
    /// The user's name.
    pub user: String,
    /// `owner`, `admin`, `member` or `reader`.
    pub role: String,
    /// Since when, in seconds since 1970.
    pub since: u64,
}

/// Who may use a vault.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Members {
    /// By name.
    pub members: Vec<MemberInfo>,
}

/// Asks for a role for a user.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberRequest {
    /// `owner`, `admin`, `member` or `reader`.
    pub role: String,
}

/// The vaults of whoever asks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Vaults {
    /// In the order in which they were made.
    pub vaults: Vec<VaultInfo>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::cbor;

    fn commit() -> Commit {
        let change = RefChange {
            name: RefName::keyfile(),
            expected: 3,
            body: RefBody::Signed(vec![1, 2]),
            action: Action::Sync,
            added: vec![ObjectId([1; 32])],
            dropped: vec![],
        };
        Commit { keyfile_version: 2, actor: ActorId([7; 16]), changes: vec![change] }
    }

    #[test]
    fn a_commit_is_read_as_it_was_written() {
        let bytes = cbor::encode(&commit());
        let read: CommitRequest = cbor::decode(&bytes).unwrap();
        assert_eq!(read.into_commit(), Some(commit()));
    }

    #[test]
    fn a_change_without_its_expectation_is_told_from_a_malformed_one() {
        let mut read: CommitRequest = cbor::decode(&cbor::encode(&commit())).unwrap();
        read.changes[0].expected = None;
        let read: CommitRequest = cbor::decode(&cbor::encode(&read)).unwrap();
        assert_eq!(read.into_commit(), None);
    }

    #[test]
    fn answers_read_back() {
        let receipt = Receipt {
            leaves: vec![vec![1; 209]],
            seqs: vec![4],
            proofs: vec![vec![[3; 32]; 2]],
            head: Head { checkpoint: b"head".to_vec(), keyfile_version: 2 },
        };
        let bytes = cbor::encode(&Done::from(receipt.clone()));
        assert_eq!(Receipt::from(cbor::decode::<Done>(&bytes).unwrap()), receipt);
        let leaves = vec![LeafEntry::Ref(vec![5; 220]), LeafEntry::Other { class: 3, hash: [6; 32] }];
        let bytes = cbor::encode(&Leaves::from(leaves.clone()));
        assert_eq!(Vec::<LeafEntry>::from(cbor::decode::<Leaves>(&bytes).unwrap()), leaves);
    }
}
