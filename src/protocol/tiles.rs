//! Tiles of a log (c2sp.org/tlog-tiles): 256 hashes of one level, or 256 entries, each at a path that never changes
//! its content.
//!
//! ```text
//! tile/<level>/<index>[.p/<width>]     up to 256 hashes, 32 bytes each, of the complete subtrees of 2^(8 * level) leaves
//! tile/entries/<index>[.p/<width>]     up to 256 entries: length (2 bytes, big-endian), then the Merkle leaf data
//! ```
//! An index is written in groups of three digits, all but the last after an `x`: 1234067 is `x001/x234/067`. An
//! entry is the 33 bytes of `protocol::leaf::leaf_data`, so entries tell class and hash of a leaf and nothing else.

use super::leaf::leaf_data_of_hash;
use super::merkle::MAX_TREE_SIZE;
use std::fmt;
use tlog_tiles::tlog::stored_hash_index;

/// Hashes or entries of a full tile.
pub const WIDTH: u64 = 256;
/// The highest level of a tree of [`MAX_TREE_SIZE`] leaves.
const MAX_LEVEL: u8 = 6;

/// What a tile holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Hashes of this level; 0 is that of leaf hashes.
    Hashes(u8),
    /// Entries.
    Entries,
}

/// One tile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tile {
    /// What it holds.
    pub kind: Kind,
    /// Its position among those of its kind, from 0.
    pub index: u64,
    /// How many it holds, 1 to [`WIDTH`].
    pub width: u64,
}

/// A path that names no tile.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not the path of a tile")]
pub struct BadTile;

impl Tile {
    /// Reads a path after `tile/`. Only what [`Tile`] displays is taken.
    pub fn parse(path: &str) -> Result<Self, BadTile> {
        let (kind, rest) = path.split_once('/').ok_or(BadTile)?;
        let kind = match kind {
            "entries" => Kind::Entries,
            level => Kind::Hashes(level.parse().ok().filter(|level| *level <= MAX_LEVEL).ok_or(BadTile)?),
        };
        let (index, width) = match rest.split_once(".p/") {
            None => (rest, WIDTH),
            Some((index, width)) => (index, width.parse().map_err(|_| BadTile)?),
        };
        let mut number = 0u64;
        for group in index.split('/') {
            let digits: u64 = group.strip_prefix('x').unwrap_or(group).parse().map_err(|_| BadTile)?;
            number =
                number.checked_mul(1_000).and_then(|number| number.checked_add(digits)).ok_or(BadTile)?;
        }
        let tile = Self { kind, index: number, width };
        let sound = (1..=WIDTH).contains(&width) && number <= MAX_TREE_SIZE && tile.to_string() == path;
        if sound { Ok(tile) } else { Err(BadTile) }
    }

    /// The position of the first hash or entry.
    pub fn first(&self) -> u64 {
        self.index.saturating_mul(WIDTH)
    }

    /// Whether a tree of `size` leaves has all of it.
    pub fn is_in(&self, size: u64) -> bool {
        let span = match self.kind {
            Kind::Hashes(level) => 1u64.checked_shl(8 * u32::from(level)),
            Kind::Entries => Some(1),
        };
        let end = span.and_then(|span| self.first().checked_add(self.width)?.checked_mul(span));
        end.is_some_and(|end| end <= size.min(MAX_TREE_SIZE))
    }

    /// The numbers of the stored nodes that make a tile of hashes (`protocol::merkle::node_count`); none for
    /// entries. The tree must have the tile.
    pub fn nodes(&self) -> Vec<u64> {
        match self.kind {
            Kind::Hashes(level) => {
                let first = self.first();
                (first..first + self.width).map(|at| stored_hash_index(8 * level, at)).collect()
            }
            Kind::Entries => Vec::new(),
        }
    }

    /// Every tile of a tree of `size` leaves: all full ones, and on each level the one that is being filled.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        let hashes = (0..=MAX_LEVEL).map(move |level| (Kind::Hashes(level), size >> (8 * u32::from(level))));
        let kinds = hashes.chain([(Kind::Entries, size)]);
        kinds.flat_map(|(kind, count)| {
            let full = (0..count / WIDTH).map(move |index| Self { kind, index, width: WIDTH });
            let part = Self { kind, index: count / WIDTH, width: count % WIDTH };
            full.chain((part.width > 0).then_some(part))
        })
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Hashes(level) => write!(f, "{level}/")?,
            Kind::Entries => f.write_str("entries/")?,
        }
        let mut groups = vec![format!("{:03}", self.index % 1_000)];
        let mut rest = self.index / 1_000;
        while rest > 0 {
            groups.push(format!("x{:03}", rest % 1_000));
            rest /= 1_000;
        }
        groups.reverse();
        f.write_str(&groups.join("/"))?;
        if self.width < WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// One entry as it stands in a tile: its length, then class byte and SHA-256 of the leaf's body.
pub fn entry(class: u8, body_hash: &[u8; 32]) -> [u8; 35] {
    let data = leaf_data_of_hash(class, body_hash);
    let mut out = [0; 35];
    let (len, rest) = out.split_at_mut(2);
    len.copy_from_slice(&(data.len() as u16).to_be_bytes());
    rest.copy_from_slice(&data);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths_are_those_of_the_specification() {
        let entries = Tile { kind: Kind::Entries, index: 1_234_067, width: WIDTH };
        assert_eq!(entries.to_string(), "entries/x001/x234/067");
        let part = Tile { kind: Kind::Hashes(1), index: 0, width: 8 };
        assert_eq!(part.to_string(), "1/000.p/8");
        for path in ["0/000", "0/x001/000", "entries/x001/x234/067", "2/005.p/255", "0/x999/999.p/1"] {
            assert_eq!(Tile::parse(path).unwrap().to_string(), path);
        }
        for path in [
            "",
            "0",
            "0/",
            "0/0",
            "0/0000",
            "00/000",
            "7/000",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/08",
            "0/x000/001",
            "0/001/002",
            "0/x001",
            "0/000/",
            "-1/000",
            "+1/000",
            "data/000",
            "0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(Tile::parse(path), Err(BadTile), "{path}");
        }
    }

    #[test]
    fn a_tree_has_its_own_tiles_and_no_others() {
        let paths = |size| Tile::all(size).map(|tile| tile.to_string()).collect::<Vec<_>>();
        assert_eq!(paths(0), Vec::<String>::new());
        assert_eq!(paths(3), ["0/000.p/3", "entries/000.p/3"]);
        assert_eq!(paths(257), ["0/000", "0/001.p/1", "1/000.p/1", "entries/000", "entries/001.p/1"]);
        assert!(Tile::all(70_000).all(|tile| tile.is_in(70_000)));
        assert!(!Tile::parse("0/000").unwrap().is_in(255));
        assert!(!Tile::parse("1/000.p/1").unwrap().is_in(255));
        assert!(!Tile::parse("6/000.p/1").unwrap().is_in(1 << 47));
        assert_eq!(Tile::parse("0/000.p/3").unwrap().nodes(), [0, 1, 3]);
        assert_eq!(entry(3, &[9; 32])[..4], [0, 33, 3, 9]);
    }

    proptest! {
        #[test]
        fn no_path_makes_it_panic(path in "[0-9x./pentris]{0,40}", size: u64) {
            if let Ok(tile) = Tile::parse(&path) {
                prop_assert_eq!(tile.to_string(), path);
                if tile.is_in(size) {
                    prop_assert!(tile.nodes().len() as u64 <= WIDTH);
                }
            }
        }
    }
}
