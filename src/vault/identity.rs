//! A person's identity: an Ed25519 key that signs and an X-Wing key that receives, both in the personal keyfile, and
//! the card that shows their public parts to others (`docs/format.md`, "Identities").

use super::keyfile::{self, Born, KeyfileError, Keys, SlotKey, Wrapper, new_entry, sign_keyfile};
use super::rotation::{check, next_version, successor};
use crate::crypto::hpke::xwing;
use crate::crypto::secret::Secret;
use crate::crypto::sign::{Purpose as SignPurpose, SigningKey, VerifyingKey};
use crate::protocol::card::{CARD_FORMAT, Card, RECEIVE_LEN};
use crate::protocol::ids::OwnerId;
use crate::protocol::keyfile::{KeyEntry, Keyfile, OwnerKind, Purpose, Status};

/// Why a card does not count.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum CardError {
    /// A later version made it.
    #[error("the card's format {0} needs a newer han")]
    Newer(u8),
    /// Keys of another form.
    #[error("the card holds no usable keys")]
    Keys,
    /// Its own signature does not verify.
    #[error("the card is not signed by the identity that it shows")]
    Signature,
    /// It does not follow from the card before it.
    #[error("the card is not countersigned by the identity before it")]
    Countersignature,
}

/// The secret part of a person's identity, with the card that shows it.
pub struct Identity {
    signer: SigningKey,
    receive: Secret<32>,
    card: Card,
}

impl Identity {
    /// What others may know of it, signed.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// The person's personal vault.
    pub fn owner(&self) -> OwnerId {
        self.card.owner
    }

    /// The seed of the receiving key.
    pub fn receive(&self) -> &Secret<32> {
        &self.receive
    }

    /// The signing key.
    pub(super) fn signer(&self) -> &SigningKey {
        &self.signer
    }

    /// The seed of the signing key, to wrap.
    pub(super) fn seed(&self) -> &Secret<32> {
        self.signer.seed()
    }

    /// Signs in the person's name, for one purpose and one vault.
    pub fn sign(&self, purpose: SignPurpose, vault: OwnerId, body: &[&[u8]]) -> [u8; 64] {
        self.signer.sign(purpose, &vault.0, body)
    }

    fn new(
        (owner, version): (OwnerId, u32),
        (signer, receive): (SigningKey, Secret<32>),
        countersignature: Option<Vec<u8>>,
    ) -> Self {
        let mut card = Card {
            format: CARD_FORMAT,
            owner,
            version,
            sign: signer.verifying().to_bytes(),
            receive: xwing::public(&receive).to_vec(),
            countersignature,
            signature: None,
        };
        let signature = signer.sign(SignPurpose::Identity, &owner.0, &[&card.signed_bytes()]);
        card.signature = Some(signature.to_vec());
        Self { signer, receive, card }
    }
}

fn signing_key(card: &Card) -> Result<VerifyingKey, CardError> {
    VerifyingKey::from_bytes(&card.sign).map_err(|_| CardError::Keys)
}

/// Checks that a card is whole and signed by the very identity that it shows. Whose identity that is, only the
/// fingerprint can tell.
pub fn verify_card(card: &Card) -> Result<(), CardError> {
    if card.format != CARD_FORMAT {
        return Err(CardError::Newer(card.format));
    }
    if card.receive.len() != RECEIVE_LEN || card.version == 0 {
        return Err(CardError::Keys);
    }
    let signature = card.signature.as_deref().ok_or(CardError::Signature)?;
    let signed = card.signed_bytes();
    signing_key(card)?
        .verify(SignPurpose::Identity, &card.owner.0, &[&signed], signature)
        .map_err(|_| CardError::Signature)
}

/// Checks a card that is to take the place of `old`: the next identity of the same person, countersigned by that one.
pub fn verify_successor(old: &Card, new: &Card) -> Result<(), CardError> {
    verify_card(new)?;
    let countersignature = new.countersignature.as_deref().unwrap_or_default();
    let follows = new.owner == old.owner && old.version.checked_add(1) == Some(new.version);
    let signed = new.signed_bytes();
    let verified =
        signing_key(old)?.verify(SignPurpose::Identity, &old.owner.0, &[&signed], countersignature);
    if follows && verified.is_ok() { Ok(()) } else { Err(CardError::Countersignature) }
}

/// Identity keys as they come out of their wraps: the newest of each.
#[derive(Default)]
pub(super) struct Unwrapped {
    signer: Option<(u32, SigningKey)>,
    receive: Option<(u32, Secret<32>)>,
}

impl Unwrapped {
    /// Takes a key whose public part is the listed one.
    pub(super) fn take(&mut self, entry: &KeyEntry, secret: Secret<32>) -> Result<(), KeyfileError> {
        let forged = KeyfileError::Tampered("key that differs from what is listed");
        if entry.purpose == Purpose::IdentitySign {
            let signer = SigningKey::from_seed(secret);
            if entry.public.as_deref() != Some(&signer.verifying().to_bytes()[..]) {
                return Err(forged);
            }
            if self.signer.as_ref().is_none_or(|(version, _)| *version < entry.version) {
                self.signer = Some((entry.version, signer));
            }
            return Ok(());
        }
        if entry.public.as_deref() != Some(&xwing::public(&secret)[..]) {
            return Err(forged);
        }
        if self.receive.as_ref().is_none_or(|(version, _)| *version < entry.version) {
            self.receive = Some((entry.version, secret));
        }
        Ok(())
    }

    /// The identity of a keyfile, where it has one and this slot holds it.
    pub(super) fn assemble(
        self,
        keyfile: &Keyfile,
        may_write: bool,
    ) -> Result<Option<Identity>, KeyfileError> {
        let listed = active_version(keyfile)?;
        let (Some((version, signer)), Some((received, receive))) = (self.signer, self.receive) else {
            return match listed {
                Some(_) if may_write => Err(KeyfileError::Tampered("key that the slot should hold")),
                _ => Ok(None),
            };
        };
        if version != received || (may_write && listed != Some(version)) {
            return Err(KeyfileError::Tampered("identity keys that do not belong together"));
        }
        let entry =
            keyfile.keys.iter().find(|key| key.purpose == Purpose::IdentitySign && key.version == version);
        let countersignature = entry.and_then(|entry| entry.countersignature.clone());
        Ok(Some(Identity::new((keyfile.owner, version), (signer, receive), countersignature)))
    }
}

/// The version of the identity in force; `None` in a keyfile without one.
pub(super) fn active_version(keyfile: &Keyfile) -> Result<Option<u32>, KeyfileError> {
    let of = |purpose| keyfile.keys.iter().any(|key| key.purpose == purpose);
    if !of(Purpose::IdentitySign) && !of(Purpose::IdentityReceive) {
        return Ok(None);
    }
    if keyfile.kind != OwnerKind::User {
        return Err(KeyfileError::Tampered("identity in the vault of a team"));
    }
    let sign = keyfile::active(keyfile, Purpose::IdentitySign)?.version;
    let receive = keyfile::active(keyfile, Purpose::IdentityReceive)?.version;
    if sign == receive { Ok(Some(sign)) } else { Err(KeyfileError::Tampered("versions of the identity")) }
}

/// The cards of a keyfile without their own signatures, in the order of their versions.
fn cards(keyfile: &Keyfile) -> Result<Vec<Card>, KeyfileError> {
    let broken = || KeyfileError::Tampered("public part");
    let mut signers: Vec<_> =
        keyfile.keys.iter().filter(|key| key.purpose == Purpose::IdentitySign).collect();
    signers.sort_by_key(|key| key.version);
    let receiving = |version: u32| {
        let mut all = keyfile.keys.iter().filter(|key| key.purpose == Purpose::IdentityReceive);
        all.find(|key| key.version == version).and_then(|key| key.public.clone())
    };
    let card = |entry: &KeyEntry| {
        Some(Card {
            format: CARD_FORMAT,
            owner: keyfile.owner,
            version: entry.version,
            sign: entry.public.as_deref()?.try_into().ok()?,
            receive: receiving(entry.version).filter(|key| key.len() == RECEIVE_LEN)?,
            countersignature: entry.countersignature.clone(),
            signature: None,
        })
    };
    signers.into_iter().map(|entry| card(entry).ok_or_else(broken)).collect()
}

/// Checks what needs no key: that identities follow each other, each after the first countersigned by the one before.
pub(super) fn check_chain(keyfile: &Keyfile) -> Result<(), KeyfileError> {
    let broken = KeyfileError::Tampered("chain of identities");
    active_version(keyfile)?;
    let cards = cards(keyfile)?;
    let received = keyfile.keys.iter().filter(|key| key.purpose == Purpose::IdentityReceive).count();
    if received != cards.len() || cards.first().is_some_and(|first| first.countersignature.is_some()) {
        return Err(broken);
    }
    for pair in cards.windows(2) {
        let [old, new] = pair else { continue };
        let signer =
            VerifyingKey::from_bytes(&old.sign).map_err(|_| KeyfileError::Tampered("public part"))?;
        let signature = new.countersignature.as_deref().unwrap_or_default();
        let signed = new.signed_bytes();
        let ok = new.version == old.version + 1
            && signer.verify(SignPurpose::Identity, &keyfile.owner.0, &[&signed], signature).is_ok();
        if !ok {
            return Err(broken);
        }
    }
    Ok(())
}

/// Lists a fresh identity in a keyfile that is being made; `old` countersigns it where there was one, which the caller
/// has superseded.
pub(super) fn add(
    next: &mut Keyfile,
    wrapper: &Wrapper<'_>,
    now: u64,
    old: Option<&Identity>,
) -> Result<(), KeyfileError> {
    let version = next_version(next, Purpose::IdentitySign);
    let (signer, receive) = (SigningKey::generate()?, Secret::<32>::random()?);
    let born = Born { at: now, keyfile_version: next.version };
    let new = Identity::new((next.owner, version), (signer, receive), None);
    let card = new.card();
    let mut entry =
        new_entry(wrapper, (Purpose::IdentitySign, version), new.signer.seed(), Some(&card.sign), born)?;
    let countersign =
        |old: &Identity| old.sign(SignPurpose::Identity, next.owner, &[&card.signed_bytes()]).to_vec();
    entry.countersignature = old.map(countersign);
    next.keys.push(entry);
    let receiving = (Purpose::IdentityReceive, version);
    next.keys.push(new_entry(wrapper, receiving, &new.receive, Some(&card.receive), born)?);
    Ok(())
}

/// Puts a fresh identity in the place of one that may have leaked: that one vouches for it, and signs nothing more.
pub(super) fn replace(
    next: &mut Keyfile,
    wrapper: &Wrapper<'_>,
    now: u64,
    old: &Identity,
) -> Result<(), KeyfileError> {
    for key in &mut next.keys {
        let identity = matches!(key.purpose, Purpose::IdentitySign | Purpose::IdentityReceive);
        if identity && key.status == Status::Active {
            (key.status, key.rotated) = (Status::Revoked, Some(now));
            key.wraps.clear();
        }
    }
    add(next, wrapper, now, Some(old))
}

/// The successor of a personal keyfile that has no identity yet: the same, and one.
pub fn install(
    keyfile: &Keyfile,
    keys: &Keys,
    slot: &SlotKey,
    now: u64,
) -> Result<(Keyfile, Keys), KeyfileError> {
    let mut next = successor(keyfile, now);
    let wrapper = Wrapper { owner: next.owner, slot, keyfile_version: next.version };
    add(&mut next, &wrapper, now, None)?;
    sign_keyfile(&mut next, &keys.signer);
    let opened = check(&next, slot)?;
    Ok((next, opened))
}
