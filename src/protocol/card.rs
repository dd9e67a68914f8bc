//! The wire layout of a card: the public identity of a person, as it is published, pinned and put on a team's roster
//! (`docs/format.md`, "Identities"). What it proves is `vault::identity`'s.

use super::cbor;
use super::ids::{ActorId, Digest, OwnerId};
use minicbor::{Decode, Encode};

/// The version of this layout.
pub const CARD_FORMAT: u8 = 1;
/// Bytes of a receiving key: X-Wing, 1,184 of ML-KEM-768 and 32 of X25519.
pub const RECEIVE_LEN: usize = 1_216;
/// The longest card, in bytes: the keys, two signatures, and room for the rest.
pub const MAX_CARD_LEN: usize = 2_048;

/// A person's public identity.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Card {
    /// [`CARD_FORMAT`].
    #[n(0)]
    pub format: u8,
    /// The person's personal vault: what the person is known by.
    #[n(1)]
    pub owner: OwnerId,
    /// Rises by one with each new identity of the person; the first is 1.
    #[n(2)]
    pub version: u32,
    /// Ed25519.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub sign: [u8; 32],
    /// X-Wing, [`RECEIVE_LEN`] bytes.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub receive: Vec<u8>,
    /// Identities after the first: by the one before.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub countersignature: Option<Vec<u8>>,
    /// By the identity itself, so that nobody takes another's keys for his own.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub signature: Option<Vec<u8>>,
}

impl Card {
    /// What both signatures are over: the card without them.
    pub fn signed_bytes(&self) -> Vec<u8> {
        cbor::encode(&Self { countersignature: None, signature: None, ..self.clone() })
    }

    /// What a person compares or passes on: the first half of the SHA-256 of [`Card::signed_bytes`].
    pub fn fingerprint(&self) -> Fingerprint {
        let Digest(whole) = Digest::of(&self.signed_bytes());
        let mut half = [0; 16];
        half.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
        Fingerprint(half)
    }
}

/// The fingerprint of a card.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fingerprint(pub [u8; 16]);

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// What a person passes on by another channel, so that no server can hand out other keys in the person's name:
/// owner id (16), fingerprint of the card (16), id of the user on the server (16; zeros without one).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contact {
    /// The personal vault.
    pub owner: OwnerId,
    /// Of the card.
    pub fingerprint: Fingerprint,
    /// Who the person is to the server, if to any.
    pub user: Option<ActorId>,
}

/// Bytes that are no contact.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not the code of a contact")]
pub struct NotAContact;

impl Contact {
    /// The encoded length.
    pub const LEN: usize = 48;

    /// The bytes.
    pub fn to_bytes(self) -> [u8; Self::LEN] {
        let mut out = [0; Self::LEN];
        let user = self.user.unwrap_or_default();
        let parts = self.owner.0.iter().chain(&self.fingerprint.0).chain(&user.0);
        out.iter_mut().zip(parts).for_each(|(to, from)| *to = *from);
        out
    }

    /// Reads the bytes back.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotAContact> {
        let (owner, rest) = bytes.split_first_chunk::<16>().ok_or(NotAContact)?;
        let (fingerprint, user) = rest.split_first_chunk::<16>().ok_or(NotAContact)?;
        let user = ActorId::from_slice(user).ok_or(NotAContact)?;
        if *owner == [0; 16] {
            return Err(NotAContact);
        }
        Ok(Self {
            owner: OwnerId(*owner),
            fingerprint: Fingerprint(*fingerprint),
            user: (user != ActorId::default()).then_some(user),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Card {
        Card {
            format: CARD_FORMAT,
            owner: OwnerId([1; 16]),
            version: 1,
            sign: [2; 32],
            receive: vec![3; RECEIVE_LEN],
            countersignature: None,
            signature: Some(vec![4; 64]),
        }
    }

    #[test]
    fn a_card_fits_its_limit_and_its_fingerprint_is_of_its_keys() {
        let card = card();
        let whole = Card { countersignature: Some(vec![5; 64]), ..card.clone() };
        assert!(cbor::encode(&whole).len() <= MAX_CARD_LEN);
        assert_eq!(cbor::decode::<Card>(&cbor::encode(&whole)).unwrap(), whole);
        assert_eq!(whole.fingerprint(), card.fingerprint(), "signatures are no part of it");
        for other in [
            Card { owner: OwnerId([9; 16]), ..card.clone() },
            Card { version: 2, ..card.clone() },
            Card { sign: [9; 32], ..card.clone() },
            Card { receive: vec![9; RECEIVE_LEN], ..card.clone() },
        ] {
            assert_ne!(other.fingerprint(), card.fingerprint());
        }
    }

    #[test]
    fn a_contact_reads_back_and_the_rest_is_refused() {
        let fingerprint = card().fingerprint();
        for user in [None, Some(ActorId([7; 16]))] {
            let contact = Contact { owner: OwnerId([1; 16]), fingerprint, user };
            assert_eq!(Contact::from_bytes(&contact.to_bytes()), Ok(contact));
        }
        for bad in [&[][..], &[1; 47], &[1; 49], &[0; 48]] {
            assert_eq!(Contact::from_bytes(bad), Err(NotAContact));
        }
    }
}
