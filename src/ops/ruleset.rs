//! Which rules a branch passed, as the manifest says it: one number for each state of the rules.
//!
//! The low half is the version of the built-in rules, the high half stands for the user's own: 0 where there
//! are none, [`MIXED`] where parts of a branch passed different ones, else a hash of them.

use crate::protocol::ids::Digest;
use crate::scan::Ruleset;

/// The user's own rules of a branch whose parts passed different ones: those of nobody.
const MIXED: u32 = 0xffff;

/// The id of a branch that nobody vouches for: it is behind every other.
pub(super) const UNKNOWN: u32 = 0;

/// The id that a branch gets which passed these rules: the one place that says so.
pub(super) fn id(rules: &Ruleset) -> u32 {
    of(rules.version(), rules.own().as_deref())
}

/// The id of a version of the built-in rules together with the user's own, as bytes that are the same for the
/// same rules.
fn of(version: u32, own: Option<&[u8]>) -> u32 {
    let high = own.map_or(0, |own| {
        let [a, b, ..] = Digest::of(own).0;
        u32::from(u16::from_be_bytes([a, b])).clamp(1, MIXED - 1)
    });
    high << 16 | version.min(0xffff)
}

/// The id of a branch of which a part passed `a` and a part `b`.
pub(super) fn joined(a: u32, b: u32) -> u32 {
    let own = if a >> 16 == b >> 16 { a >> 16 } else { MIXED };
    own << 16 | (a & 0xffff).min(b & 0xffff)
}

/// Whether `mine` would look for what a branch with the id `passed` was not searched for: older built-in rules,
/// or other rules of the user's own under the same ones.
pub(super) fn is_behind(passed: u32, mine: u32) -> bool {
    let version = (passed & 0xffff).cmp(&(mine & 0xffff));
    version.is_lt() || (version.is_eq() && passed >> 16 != mine >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_scanned_by_less_is_behind() {
        let (plain, own, other) = (of(7, None), of(7, Some(b"mine")), of(7, Some(b"yours")));
        assert_eq!(plain, 7);
        assert!(is_behind(6, plain) && !is_behind(7, plain) && !is_behind(8, plain));
        assert!(is_behind(plain, own) && is_behind(own, other) && is_behind(own, plain));
        assert!(is_behind(of(6, Some(b"mine")), own));
        assert!(!is_behind(of(8, Some(b"yours")), own), "a newer han has looked");
        assert_eq!(joined(6, 7), 6);
        assert_eq!(joined(own, own), own);
        assert!(is_behind(joined(own, other), own) && is_behind(joined(own, plain), plain));
        assert_eq!(joined(joined(own, plain), plain), joined(own, plain));
    }
}
