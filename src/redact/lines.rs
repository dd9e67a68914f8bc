//! What only several strings of a line show together: texts whose lines are the strings of an array, such as the patches of
//! edits, and web keys whose members are the line's own JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::scan::view::Escapes;
use crate::scan::{Ruleset, keys};
use crate::session::leaf::{self, Leaf, OffsetMap, Role};

/// The strings of each array of a line, in order.
#[derive(Default)]
pub(super) struct Arrays {
    /// By where the array starts: its path and strings.
    arrays: BTreeMap<usize, (Vec<u8>, Vec<Range<usize>>)>,
}

impl Arrays {
    /// Notes a string, if it is an array's.
    pub(super) fn add(&mut self, found: &Leaf<'_>) {
        if found.role == Role::Value && found.path.ends_with(b"[]") && !found.span.is_empty() {
            let entry = self.arrays.entry(found.holder);
            entry.or_insert_with(|| (found.path.to_vec(), Vec::new())).1.push(found.span.clone());
        }
    }

    /// The arrays of several strings that may hold a secret, each as one text; of those of which `new` knows a string.
    pub(super) fn joined<'a>(
        self,
        line: &'a [u8],
        rules: &'a Ruleset,
        new: &'a dyn Fn(&Range<usize>) -> bool,
    ) -> impl Iterator<Item = Joined> + 'a {
        let several = self
            .arrays
            .into_values()
            .filter(move |(_, strings)| strings.len() > 1 && strings.iter().any(new));
        several
            .map(|(path, strings)| Joined::new(line, path, &strings))
            .filter(|joined| rules.suspicious((joined.text(), Escapes::Text)))
    }
}

/// The members of objects that may be web keys.
#[derive(Default)]
pub(super) struct WebKeys {
    /// Where the objects start that say that they are.
    keys: BTreeSet<usize>,
    /// Where its object starts, a member's path, and its string.
    members: Vec<(usize, Vec<u8>, Range<usize>)>,
}

impl WebKeys {
    /// Notes a string, if it may be a key's.
    pub(super) fn add(&mut self, found: &Leaf<'_>, raw: &[u8]) {
        if found.role == Role::Key {
            return;
        }
        let name = found.name();
        if name == b"kty" {
            self.keys.insert(found.holder);
        } else if keys::is_private_member(name, raw) {
            self.members.push((found.holder, found.path.to_vec(), found.span.clone()));
        }
    }

    /// The private members: path and string.
    pub(super) fn private(self) -> impl Iterator<Item = (Vec<u8>, Range<usize>)> {
        let Self { keys, members } = self;
        members
            .into_iter()
            .filter(move |(holder, ..)| keys.contains(holder))
            .map(|(_, path, span)| (path, span))
    }
}

/// The strings of an array, decoded, as lines of one text.
pub(super) struct Joined {
    path: Vec<u8>,
    text: zeroize::Zeroizing<Vec<u8>>,
    /// Where each line starts and ends, where its string starts in the raw line, and the way back to it.
    lines: Vec<(Range<usize>, usize, OffsetMap)>,
}

impl Joined {
    fn new(line: &[u8], path: Vec<u8>, strings: &[Range<usize>]) -> Self {
        let mut text = Vec::new();
        let mut lines = Vec::new();
        for span in strings {
            let (decoded, map) = leaf::decode(line.get(span.clone()).unwrap_or_default());
            lines.push((text.len()..text.len() + decoded.len(), span.start, map));
            text.extend_from_slice(&decoded);
            text.push(b'\n');
        }
        Self { path, text: zeroize::Zeroizing::new(text), lines }
    }

    /// The joined text.
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// The path of the strings.
    pub(super) fn path(&self) -> &[u8] {
        &self.path
    }

    /// The raw bytes that a span of the text came from: one range per string that it touches.
    pub(super) fn sources(&self, span: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self.lines.partition_point(|(line, ..)| line.end <= span.start);
        self.lines.iter().skip(first).take_while(move |(line, ..)| line.start < span.end).filter_map(
            move |(line, start, map)| {
                let part = span.start.max(line.start)..span.end.min(line.end);
                (!part.is_empty()).then(|| {
                    let source = map.source(part.start - line.start..part.end - line.start);
                    start + source.start..start + source.end
                })
            },
        )
    }
}
