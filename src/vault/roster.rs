//! A team's roster: the signed chain of its members. Its first entry is named by the keyfile, every further one is signed
//! by somebody who was an owner or admin then, and the log tells since which leaf each holds (`docs/format.md`,
//! "Rosters").

use super::follow::Follow;
use super::identity::{CardError, Identity, verify_card, verify_successor};
use crate::crypto::sign::{Purpose, VerifyingKey};
use crate::protocol::cbor;
use crate::protocol::ids::{Digest, OwnerId};
use crate::protocol::roster::{Chain, Change, Entry, EntryBody, Member, ROSTER_FORMAT, Role, is_member_name};
use std::collections::BTreeMap;

/// Why a roster was refused, or a change of one.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// Not the encoding of a roster.
    #[error("the roster is damaged")]
    Structure(#[from] cbor::CborError),
    /// A later version wrote it.
    #[error("roster format {0} needs a newer han")]
    Newer(u8),
    /// It does not begin as the keyfile says.
    #[error("the roster's first entry is not the one that the keyfile names")]
    Root,
    /// An entry that does not follow the one before it.
    #[error("entry {0} of the roster does not follow the one before it")]
    Chain(u64),
    /// The log names other versions of it than its entries make.
    #[error("entry {0} of the roster is not what the log says of it")]
    Log(u64),
    /// Nobody who may has signed it: a member whom no owner or admin let in, say.
    #[error("entry {0} of the roster is signed by nobody who was an owner or admin then")]
    Signer(u64),
    /// A change that the signer's role does not allow, or that makes no sense.
    #[error("entry {entry} of the roster: {why}")]
    Change {
        /// Which.
        entry: u64,
        /// What is wrong with it.
        why: Unfit,
    },
    /// A member's keys.
    #[error("entry {entry} of the roster")]
    Card {
        /// Which.
        entry: u64,
        /// What is wrong with them.
        #[source]
        source: CardError,
    },
}

/// Why a change does not fit a roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unfit {
    /// The signer's role.
    #[error("the signer's role does not allow that")]
    Role,
    /// Added twice.
    #[error("that person is a member already")]
    Member,
    /// Changed or removed without being there.
    #[error("that person is no member")]
    Stranger,
    /// A name that another member has, or none that can be.
    #[error("that name cannot be used, or another member has it")]
    Name,
    /// Nobody would be left who may do all.
    #[error("a team needs an owner")]
    LastOwner,
    /// The role that the member has.
    #[error("the member has that role already")]
    Same,
}

/// What somebody was from one entry on.
#[derive(Clone, Copy)]
struct Was {
    version: u64,
    role: Option<Role>,
    sign: [u8; 32],
}

/// A roster that was checked from its first entry on.
pub struct Roster {
    vault: OwnerId,
    chain: Chain,
    members: BTreeMap<OwnerId, Member>,
    /// What each person ever was, in the order of the entries.
    history: BTreeMap<OwnerId, Vec<Was>>,
    /// The leaves that brought the entries, in their order; as many as the log had when it was checked.
    leaves: Vec<u64>,
}

impl Roster {
    /// Makes the first entry of a team's roster: whoever founds it is its owner.
    pub fn found(vault: OwnerId, founder: &Identity, member: Member, now: u64) -> Result<Self, RosterError> {
        let empty = Self {
            vault,
            chain: Chain::default(),
            members: BTreeMap::new(),
            history: BTreeMap::new(),
            leaves: Vec::new(),
        };
        empty.extended(founder, Change::Add(member), now)
    }

    /// Reads a roster and checks every entry from `root` on, which the keyfile names.
    pub fn parse(bytes: &[u8], vault: OwnerId, root: &Digest) -> Result<Self, RosterError> {
        let chain: Chain = cbor::decode(bytes)?;
        if chain.entries.first().map(Entry::hash) != Some(*root) {
            return Err(RosterError::Root);
        }
        let mut roster = Self {
            vault,
            chain: Chain::default(),
            members: BTreeMap::new(),
            history: BTreeMap::new(),
            leaves: Vec::new(),
        };
        for entry in chain.entries {
            roster.take(entry)?;
        }
        Ok(roster)
    }

    /// Takes from the log since which leaf each entry holds. The log must have had exactly these entries, one by one.
    pub fn place(&mut self, follow: &Follow, known: u64) -> Result<(), RosterError> {
        let moves = follow.rosters();
        if moves.len() != self.chain.entries.len() {
            return Err(RosterError::Log(moves.len().min(self.chain.entries.len()) as u64 + 1));
        }
        for (count, moved) in (1..).zip(moves) {
            // What was checked before is in the pinned part of the log.
            if count as u64 <= known && moved.version == count as u64 {
                continue;
            }
            let entries = self.chain.entries.iter().take(count).cloned().collect();
            let body = cbor::encode(&Chain { entries });
            if moved.version != count as u64 || Digest::of(&body) != moved.hash {
                return Err(RosterError::Log(count as u64));
            }
        }
        self.leaves = moves.iter().map(|moved| moved.seq).collect();
        Ok(())
    }

    /// This roster and one entry more, signed by `signer`. The result has no place in the log yet.
    pub fn extended(&self, signer: &Identity, change: Change, now: u64) -> Result<Self, RosterError> {
        let body = EntryBody {
            format: ROSTER_FORMAT,
            vault: self.vault,
            version: self.version() + 1,
            prev: self.chain.entries.last().map(Entry::hash).unwrap_or_default(),
            change,
            signer: signer.owner(),
            time: now,
        };
        let signature = signer.sign(Purpose::Roster, self.vault, &[&cbor::encode(&body)]);
        let mut next = Self {
            vault: self.vault,
            chain: self.chain.clone(),
            members: self.members.clone(),
            history: self.history.clone(),
            leaves: self.leaves.clone(),
        };
        next.take(Entry { body, signature })?;
        Ok(next)
    }

    fn take(&mut self, entry: Entry) -> Result<(), RosterError> {
        let EntryBody { format, vault, version, prev, change, signer, .. } = &entry.body;
        if *format != ROSTER_FORMAT {
            return Err(RosterError::Newer(*format));
        }
        let last = self.chain.entries.last().map(Entry::hash).unwrap_or_default();
        if *vault != self.vault || *version != self.version() + 1 || *prev != last {
            return Err(RosterError::Chain(self.version() + 1));
        }
        let version = *version;
        self.check_signer(&entry)?;
        let (signer, change) = (*signer, change.clone());
        self.apply(version, signer, change)?;
        self.chain.entries.push(entry);
        Ok(())
    }

    fn check_signer(&self, entry: &Entry) -> Result<(), RosterError> {
        let nobody = || RosterError::Signer(entry.body.version);
        let sign = match (self.members.get(&entry.body.signer), &entry.body.change) {
            // An owner's next identity puts itself there: the one before, which countersigned it, may be gone.
            (Some(member), Change::Renew(card))
                if member.role == Role::Owner && card.owner == entry.body.signer =>
            {
                card.sign
            }
            (Some(member), _) if member.role.may_govern() => member.card.sign,
            // Who founds a team lets himself in.
            (None, Change::Add(founder)) if self.chain.entries.is_empty() => {
                if founder.card.owner != entry.body.signer || founder.role != Role::Owner {
                    return Err(nobody());
                }
                founder.card.sign
            }
            _ => return Err(nobody()),
        };
        let key = VerifyingKey::from_bytes(&sign).map_err(|_| nobody())?;
        let body = cbor::encode(&entry.body);
        key.verify(Purpose::Roster, &self.vault.0, &[&body], &entry.signature).map_err(|_| nobody())
    }

    fn apply(&mut self, entry: u64, signer: OwnerId, change: Change) -> Result<(), RosterError> {
        let unfit = |why| RosterError::Change { entry, why };
        let bad_card = |source| RosterError::Card { entry, source };
        let (person, to) = match &change {
            Change::Add(member) => (member.card.owner, Some(member.role)),
            Change::Role { member, role } => (*member, Some(*role)),
            Change::Remove { member } => (*member, None),
            Change::Renew(card) => (card.owner, self.members.get(&card.owner).map(|member| member.role)),
        };
        let from = self.members.get(&person).map(|member| member.role);
        let founds = self.chain.entries.is_empty();
        let may = self.members.get(&signer).is_some_and(|by| by.role.may_change(from, to));
        if !founds && !may {
            return Err(unfit(Unfit::Role));
        }
        match (change, self.members.get_mut(&person)) {
            (Change::Add(_), Some(_)) => return Err(unfit(Unfit::Member)),
            (Change::Add(member), None) => {
                verify_card(&member.card).map_err(bad_card)?;
                if !is_member_name(&member.name) || self.named(&member.name).is_some() {
                    return Err(unfit(Unfit::Name));
                }
                self.members.insert(person, member);
            }
            (_, None) => return Err(unfit(Unfit::Stranger)),
            (Change::Role { role, .. }, Some(member)) if member.role == role => {
                return Err(unfit(Unfit::Same));
            }
            (Change::Role { role, .. }, Some(member)) => member.role = role,
            (Change::Remove { .. }, Some(_)) => drop(self.members.remove(&person)),
            (Change::Renew(card), Some(member)) => {
                verify_successor(&member.card, &card).map_err(bad_card)?;
                member.card = card;
            }
        }
        if !self.members.values().any(|member| member.role == Role::Owner) {
            return Err(unfit(Unfit::LastOwner));
        }
        self.note(entry, person);
        Ok(())
    }

    /// Writes down what somebody is from this entry on.
    fn note(&mut self, version: u64, person: OwnerId) {
        let now = self.members.get(&person);
        let history = self.history.entry(person).or_default();
        let sign = now.map(|member| member.card.sign).or(history.last().map(|was| was.sign));
        let was = Was { version, role: now.map(|member| member.role), sign: sign.unwrap_or_default() };
        history.push(was);
    }

    /// The team's vault.
    pub fn vault(&self) -> OwnerId {
        self.vault
    }

    /// How many entries it has: the version of its ref.
    pub fn version(&self) -> u64 {
        self.chain.entries.len() as u64
    }

    /// What the keyfile names it by.
    pub fn root(&self) -> Digest {
        self.chain.entries.first().map(Entry::hash).unwrap_or_default()
    }

    /// The body of its ref.
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(&self.chain)
    }

    /// The members, by their personal vaults.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    /// A member, by the personal vault.
    pub fn member(&self, owner: OwnerId) -> Option<&Member> {
        self.members.get(&owner)
    }

    /// A member, by name.
    pub fn named(&self, name: &str) -> Option<&Member> {
        self.members().find(|member| member.name == name)
    }

    /// Somebody who was a member and is none any more, as added last, with the version of the removal.
    pub fn removed(&self, name: &str) -> Option<(&Member, u64)> {
        let named = |entry: &&Entry| matches!(&entry.body.change, Change::Add(one) if one.name == name);
        let Change::Add(member) = &self.chain.entries.iter().rev().find(named)?.body.change else {
            return None;
        };
        let last = self.history.get(&member.card.owner)?.last()?;
        last.role.is_none().then_some((member, last.version))
    }

    /// The leaf that brought an entry, by its version.
    pub fn leaf(&self, version: u64) -> Option<u64> {
        self.leaves.get(usize::try_from(version.checked_sub(1)?).ok()?).copied()
    }

    /// When somebody joined last, and by whom, for listings: seconds of Unix time by the signer's clock.
    pub fn joined(&self, owner: OwnerId) -> Option<u64> {
        let adds = |entry: &&Entry| matches!(&entry.body.change, Change::Add(one) if one.card.owner == owner);
        self.chain.entries.iter().rev().find(adds).map(|entry| entry.body.time)
    }

    /// The role that a person had when leaf `seq` was made, and the key in force then.
    pub fn standing(&self, person: OwnerId, seq: u64) -> Option<(Role, [u8; 32])> {
        let known = self.leaves.partition_point(|leaf| *leaf < seq) as u64;
        let was = self.history.get(&person)?.iter().rev().find(|was| was.version <= known)?;
        Some((was.role?, was.sign))
    }

    /// Whether a person ever had this key in this roster and signed `body` with it; gives the key.
    pub(super) fn signed_by(
        &self,
        person: OwnerId,
        purpose: Purpose,
        body: &[&[u8]],
        signature: &[u8],
    ) -> Option<[u8; 32]> {
        let mut keys: Vec<[u8; 32]> = self.history.get(&person)?.iter().rev().map(|was| was.sign).collect();
        keys.dedup();
        keys.into_iter().find(|key| {
            VerifyingKey::from_bytes(key)
                .is_ok_and(|key| key.verify(purpose, &self.vault.0, body, signature).is_ok())
        })
    }
}
