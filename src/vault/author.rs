//! Who signs what a vault holds. While there is no roster the vault key signs everything. From the first roster on,
//! sessions are signed by the identity of a member who may write, and the keyfile also by that of an owner or admin;
//! a signature counts where its leaf lies within the time in which that member had that role and key
//! (`docs/format.md`, "Who signs").

use super::follow::Follow;
use super::identity::Identity;
use super::keyfile::{KeyfileError, Keys};
use super::object::ObjectError;
use super::roster::Roster;
use crate::crypto::sign::{Purpose, SigningKey, VerifyingKey};
use crate::protocol::cbor;
use crate::protocol::ids::OwnerId;
use crate::protocol::keyfile::{Author, Keyfile};
use crate::protocol::roster::Role;
use std::sync::{Arc, PoisonError, RwLock};

/// The roster that the keys of a team are used under. It grows while workers share the keys, so it stands behind a lock.
pub(super) struct Team(RwLock<Seats>);

#[derive(Clone, Default)]
struct Seats {
    roster: Option<Arc<Roster>>,
    me: Option<Arc<Identity>>,
}

impl Team {
    /// That of a keyfile; none where the vault key alone signs.
    pub(super) fn of(keyfile: &Keyfile) -> Option<Self> {
        keyfile.roster_root.is_some().then(|| Self(RwLock::new(Seats::default())))
    }

    fn seats(&self) -> Seats {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn seat(&self, change: impl FnOnce(&mut Seats)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// What the user of these keys is to the vault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// There is no roster: whoever has the secret may do all.
    Alone,
    /// A member of this role.
    Member(Role),
    /// No member, or without an identity here.
    Stranger,
    /// A member whose roster entry has an identity other than the one in force.
    Outdated,
}

/// A signature, and who made it.
pub struct Authored {
    /// The member; none where the vault key signed.
    pub member: Option<OwnerId>,
    /// Ed25519.
    pub signature: [u8; 64],
}

/// Who made a signature that verified; when it counts, [`Keys::is_stale`] says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signer {
    /// A vault key, and the keyfile version that replaced it.
    VaultKey(Option<u64>),
    /// A member, with this key.
    Member(OwnerId, [u8; 32]),
}

impl Keys {
    /// Uses the keys under this roster from now on. Nothing where the keyfile names none.
    pub fn set_roster(&self, roster: Arc<Roster>) {
        if let Some(team) = &self.team {
            team.seat(|seats| seats.roster = Some(roster));
        }
    }

    /// Signs in the name of this person from now on. Nothing where the vault key signs.
    pub fn set_identity(&self, me: Arc<Identity>) {
        if let Some(team) = &self.team {
            team.seat(|seats| seats.me = Some(me));
        }
    }

    /// Whose name is signed in, where not the vault's.
    pub fn signs_as(&self) -> Option<Arc<Identity>> {
        self.team.as_ref().and_then(|team| team.seats().me)
    }

    /// The roster in use.
    pub fn roster(&self) -> Option<Arc<Roster>> {
        self.team.as_ref().and_then(|team| team.seats().roster)
    }

    /// Takes roster and identity over from the keys before a change of the keyfile.
    pub(super) fn seated_as(self, old: &Self) -> Self {
        if let (Some(team), Some(old)) = (&self.team, &old.team) {
            let seats = old.seats();
            team.seat(|new| *new = seats);
        }
        self
    }

    /// What the user of these keys is to the vault.
    pub fn standing(&self) -> Standing {
        let Some(team) = &self.team else { return Standing::Alone };
        let Seats { roster: Some(roster), me: Some(me) } = team.seats() else { return Standing::Stranger };
        match roster.member(me.owner()) {
            Some(member) if member.card.sign == me.card().sign => Standing::Member(member.role),
            Some(_) => Standing::Outdated,
            None => Standing::Stranger,
        }
    }

    /// Signs a session's structure: in the vault's name, or in that of the member.
    pub fn author(&self, purpose: Purpose, body: &[&[u8]]) -> Result<Authored, ObjectError> {
        match self.standing() {
            Standing::Alone => Ok(Authored { member: None, signature: self.sign(purpose, body) }),
            Standing::Member(role) if role.may_write() => {
                let me = self.signs_as().ok_or(ObjectError::NoAuthor)?;
                let signature = me.sign(purpose, self.owner(), body);
                Ok(Authored { member: Some(me.owner()), signature })
            }
            _ => Err(ObjectError::NoAuthor),
        }
    }

    /// Whom a structure says that it is signed by, before it is signed.
    pub fn author_id(&self) -> Option<OwnerId> {
        self.signs_as().map(|me| me.owner())
    }

    /// Verifies the signature of a session's structure by whom it names.
    pub fn verify_author(
        &self,
        (purpose, member): (Purpose, Option<OwnerId>),
        body: &[&[u8]],
        signature: &[u8],
    ) -> Result<Signer, ObjectError> {
        if self.guest_of.is_some() {
            // Whom it is said to be by, the sender of the envelope has judged: these keys are all that count.
            let signer = self.verify(purpose, body, signature).map_err(|_| ObjectError::SignerNotShared)?;
            return Ok(Signer::VaultKey(signer));
        }
        match (&self.team, member) {
            (None, None) => self.verify(purpose, body, signature).map(Signer::VaultKey),
            (Some(team), Some(member)) => {
                let roster = team.seats().roster.ok_or(ObjectError::Signature)?;
                let key = roster.signed_by(member, purpose, body, signature);
                key.map(|key| Signer::Member(member, key)).ok_or(ObjectError::Signature)
            }
            _ => Err(ObjectError::Signature),
        }
    }

    /// Whether a signature does not count at leaf `seq`: the vault key had been replaced by then, or the member had
    /// left, had another key, or may not write.
    pub fn is_stale(&self, signer: Signer, seq: u64, follow: &Follow) -> bool {
        match signer {
            Signer::VaultKey(replaced) => replaced
                .and_then(|version| follow.keyfile_seq(version))
                .is_some_and(|replaced| seq > replaced),
            Signer::Member(member, key) => {
                let standing = self.roster().and_then(|roster| roster.standing(member, seq));
                !standing.is_some_and(|(role, then)| role.may_write() && then == key)
            }
        }
    }
}

/// The bytes that an author's signature covers: the keyfile without both signatures.
fn authored_bytes(keyfile: &Keyfile) -> Vec<u8> {
    cbor::encode(&Keyfile { signature: None, author: None, ..keyfile.clone() })
}

/// Names who changes a team's keyfile; the vault key signs over it.
pub(super) fn sign_as(keyfile: &mut Keyfile, me: &Identity) {
    let signature = me.sign(Purpose::Keyfile, keyfile.owner, &[&authored_bytes(keyfile)]);
    keyfile.author = Some(Author { member: me.owner(), signature: signature.to_vec() });
}

/// Signs the successor of a keyfile: by its vault key, and in a team by the owner or admin whose keys these are.
pub(super) fn sign_successor(
    next: &mut Keyfile,
    keys: &Keys,
    signer: &SigningKey,
) -> Result<(), KeyfileError> {
    if next.roster_root.is_some() {
        let governs = matches!(keys.standing(), Standing::Member(role) if role.may_govern());
        let me = keys.signs_as().filter(|_| governs).ok_or(KeyfileError::NotGoverning)?;
        sign_as(next, &me);
    }
    super::keyfile::sign_keyfile(next, signer);
    Ok(())
}

/// Checks that the keyfile and the roster belong together, and that an owner or admin signed the keyfile that leaf `seq`
/// brought.
pub fn check_keyfile(keyfile: &Keyfile, roster: &Roster, seq: u64) -> Result<(), KeyfileError> {
    let refused = KeyfileError::Tampered("no owner or admin of the team signed it");
    let Some(author) = &keyfile.author else { return Err(refused) };
    let standing = roster.standing(author.member, seq).filter(|(role, _)| role.may_govern());
    let Some((_, key)) = standing else { return Err(refused) };
    let Ok(key) = VerifyingKey::from_bytes(&key) else { return Err(refused) };
    let body = authored_bytes(keyfile);
    key.verify(Purpose::Keyfile, &keyfile.owner.0, &[&body], &author.signature).map_err(|_| refused)
}
