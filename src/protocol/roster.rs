//! The wire layout of a team's roster: who belongs to the team, in which role and with which keys (`docs/format.md`,
//! "Rosters"). What it proves is `vault::roster`'s.

use super::card::Card;
use super::cbor;
use super::ids::{ActorId, Digest, OwnerId};
use minicbor::{Decode, Encode};

/// The version of this layout.
pub const ROSTER_FORMAT: u8 = 1;
/// The longest name of a member, in bytes.
pub const MAX_NAME_LEN: usize = 64;

/// What a member may do. A server knows roles too, and holds people to them; what counts is the roster.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
#[repr(u8)]
pub enum Role {
    /// May do all; a team has at least one.
    #[n(1)]
    Owner = 1,
    /// May do all but change owners and admins.
    #[n(2)]
    Admin = 2,
    /// Reads and writes sessions.
    #[n(3)]
    Member = 3,
    /// Reads.
    #[n(4)]
    Reader = 4,
}

impl Role {
    /// Every role, the mightiest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Member, Self::Reader];

    /// The role of a byte.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|role| *role as u8 == byte)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Reader => "reader",
        }
    }

    /// The role of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whether who has this role may change that of another member, or of somebody who has none, to another one or
    /// none. Owners may all, admins what is below their own; whoever has one may give one's own up, which is asked for
    /// as a change of it to none.
    pub fn may_change(self, from: Option<Self>, to: Option<Self>) -> bool {
        let below = |role: Option<Self>| matches!(role, None | Some(Self::Member | Self::Reader));
        match self {
            Self::Owner => true,
            Self::Admin => below(from) && below(to),
            Self::Member | Self::Reader => false,
        }
    }

    /// Whether what somebody of this role signs as a session counts.
    pub fn may_write(self) -> bool {
        self != Self::Reader
    }

    /// Whether what somebody of this role signs as a keyfile or roster counts.
    pub fn may_govern(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }
}

/// A member of a team.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Member {
    /// Who it is, and the keys.
    #[n(0)]
    pub card: Card,
    /// What the team calls the member: 1 to [`MAX_NAME_LEN`] of `a-z`, `0-9`, `.`, `_` and `-`.
    #[n(1)]
    pub name: String,
    /// What the member may do.
    #[n(2)]
    pub role: Role,
    /// Who the member is to the server, if to any.
    #[n(3)]
    pub user: Option<ActorId>,
}

/// One change of a roster.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Change {
    /// Somebody joins.
    #[n(1)]
    Add(#[n(0)] Member),
    /// A member's role changes.
    #[n(2)]
    Role {
        /// The member, by the personal vault.
        #[n(0)]
        member: OwnerId,
        /// The new role.
        #[n(1)]
        role: Role,
    },
    /// A member leaves: nothing that is signed from then on counts.
    #[n(3)]
    Remove {
        /// The member, by the personal vault.
        #[n(0)]
        member: OwnerId,
    },
    /// A member has a new identity, which the one before countersigned.
    #[n(4)]
    Renew(#[n(0)] Card),
}

/// What is signed of an entry.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct EntryBody {
    /// [`ROSTER_FORMAT`].
    #[n(0)]
    pub format: u8,
    /// The team's vault.
    #[n(1)]
    pub vault: OwnerId,
    /// 1 in the first entry, rising by one; the version of the ref that brought it.
    #[n(2)]
    pub version: u64,
    /// SHA-256 of the entry before it, zero in the first.
    #[n(3)]
    pub prev: Digest,
    /// What changes.
    #[n(4)]
    pub change: Change,
    /// Who says so: an owner or admin, by the personal vault.
    #[n(5)]
    pub signer: OwnerId,
    /// When, in seconds of Unix time, by the signer's clock.
    #[n(6)]
    pub time: u64,
}

/// One entry of a roster.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Entry {
    /// What is signed.
    #[n(0)]
    pub body: EntryBody,
    /// Ed25519 by the signer's identity, over the encoding of `body`.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

impl Entry {
    /// What the next entry, and the keyfile for the first, names it by.
    pub fn hash(&self) -> Digest {
        Digest::of(&cbor::encode(self))
    }
}

/// The body of the ref `roster`: every entry since the team began.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode)]
#[cbor(map)]
pub struct Chain {
    /// In the order of their versions.
    #[n(0)]
    pub entries: Vec<Entry>,
}

/// Whether a text can be a member's name.
pub fn is_member_name(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
    (1..=MAX_NAME_LEN).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_names_that_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
            assert_eq!(Role::from_byte(role as u8), Some(role));
        }
        assert_eq!((Role::parse("root"), Role::from_byte(0), Role::from_byte(5)), (None, None, None));
    }

    #[test]
    fn names_are_plain_and_short() {
        for good in ["ann", "a.b_c-9", &"x".repeat(64)] {
            assert!(is_member_name(good), "{good}");
        }
        for bad in ["", "Ann", "a b", "a\u{1b}", "ä", &"x".repeat(65)] {
            assert!(!is_member_name(bad), "{bad}");
        }
    }
}
