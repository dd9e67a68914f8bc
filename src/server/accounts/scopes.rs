//! What a token may do, and what a role allows on top.

pub use crate::protocol::roster::Role;

impl Role {
    /// The most that a token may do in a vault where its user has this role.
    pub fn allows(self) -> Scopes {
        match self {
            Self::Owner | Self::Admin => Scopes::ALL,
            Self::Member => Scopes::READ.and(Scopes::WRITE).and(Scopes::LOG).and(Scopes::CREATE_ONLY),
            Self::Reader => Scopes::READ.and(Scopes::LOG),
        }
    }
}

/// A set of things that a token may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scopes(u32);

/// Each scope and its name; the names are stable.
const NAMES: [(Scopes, &str); 6] = [
    (Scopes::READ, "vault:read"),
    (Scopes::WRITE, "vault:write"),
    (Scopes::KEYS, "keys:write"),
    (Scopes::ADMIN, "admin"),
    (Scopes::LOG, "log:read"),
    (Scopes::CREATE_ONLY, "create-only"),
];

impl Scopes {
    /// Objects and refs may be read.
    pub const READ: Self = Self(1);
    /// Objects may be stored and session refs moved.
    pub const WRITE: Self = Self(2);
    /// The refs `keyfile` and `roster` may be moved.
    pub const KEYS: Self = Self(4);
    /// Others may be invited.
    pub const ADMIN: Self = Self(8);
    /// Heads, leaves and proofs may be read.
    pub const LOG: Self = Self(16);
    /// Objects may be stored and *new* session refs made; nothing that is there can be read (but for the
    /// keyfile and the log, without which nothing can be made) or changed. It does not protect from filling
    /// the vault with junk.
    pub const CREATE_ONLY: Self = Self(32);
    /// Everything.
    pub const ALL: Self = Self(63);
    /// What a person's own machine may do.
    pub const DEVICE: Self = Self(1 | 2 | 4 | 16);

    /// The union.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both allow.
    pub const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether all of `other` is in it.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The number that is stored.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// The set of a stored number; `None` where it holds a bit that this version does not know.
    pub fn from_bits(bits: u32) -> Option<Self> {
        (bits & !Self::ALL.0 == 0).then_some(Self(bits))
    }

    /// The names of the scopes in it.
    pub fn names(self) -> Vec<String> {
        NAMES.iter().filter(|(scope, _)| self.has(*scope)).map(|(_, name)| (*name).to_owned()).collect()
    }

    /// The scope of a name.
    pub fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| *known == name).map(|(scope, _)| *scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_has_a_name_that_reads_back() {
        let all = NAMES.iter().fold(Scopes(0), |all, (scope, _)| all.and(*scope));
        assert_eq!(all, Scopes::ALL);
        for name in Scopes::ALL.names() {
            assert!(Scopes::parse(&name).is_some());
        }
        assert_eq!(Scopes::from_bits(64), None);
    }

    #[test]
    fn a_reader_writes_nothing_and_a_member_no_keys() {
        assert!(!Role::Reader.allows().has(Scopes::WRITE) && !Role::Reader.allows().has(Scopes::CREATE_ONLY));
        assert!(Role::Member.allows().has(Scopes::WRITE) && !Role::Member.allows().has(Scopes::KEYS));
        assert_eq!(Scopes::DEVICE.within(Role::Reader.allows()), Scopes::READ.and(Scopes::LOG));
        for role in [Role::Owner, Role::Admin, Role::Member, Role::Reader] {
            assert_eq!(Role::from_byte(role as u8), Some(role));
        }
    }
}
