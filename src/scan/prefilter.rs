//! The first stage: literal search over raw bytes, and the flattened window that judges each hit.
//!
//! Anchors are cut to their rarest four bytes (three in a group of their own), as the packed searcher compares four at
//! once; the full literal is compared only at a hit.

use aho_corasick::packed;
use aho_corasick::{AhoCorasick, Span};

use super::anchors::{ENCODED, HIDING, SPECIALS, STEMS};
use super::view;

/// What an anchor may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// A shape of a rule; the anchor is `back` bytes behind the shape's start.
    Shape {
        /// Index of the rule.
        rule: usize,
        /// Index of the shape in its rule.
        shape: usize,
        /// Distance from the shape's start to the anchor.
        back: usize,
    },
    /// A name that may be given a value.
    Assignment,
    /// A structure of its own.
    Special(Special),
    /// Something that can hide an anchor from the raw bytes.
    Hiding(Hiding),
}

/// Structures with verifiers of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Special {
    /// `scheme://user:password@`
    UrlPassword,
    /// PEM and PGP private keys
    PrivateKey,
    /// PuTTY private keys
    Putty,
    /// `Bearer` and `Basic` credentials
    Authorization,
    /// The private part of a JSON web key
    Jwk,
    /// `-u user:password`
    CurlUser,
    /// A password behind a command's short option
    CommandFlag,
    /// The signature of a shared access URL
    Sas,
    /// Base64 of text that holds a secret
    Encoded,
    /// An e-mail address
    Email,
    /// A telephone number
    Phone,
    /// A bank account number
    Iban,
    /// A payment card number
    Card,
}

/// Ways to write an anchor so that the raw bytes do not show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hiding {
    /// `\u00XX`
    Unicode,
    /// A terminal colour
    Ansi,
    /// `%XX`
    Percent,
}

/// A literal anchor with what it leads to.
struct Anchor {
    literal: Vec<u8>,
    /// Where the searched stem is in the literal.
    stem: usize,
    lead: Lead,
}

struct Group {
    search: Search,
    /// By pattern: the anchors that start with it.
    anchors: Vec<Vec<Anchor>>,
}

enum Search {
    Packed(packed::Searcher),
    Automaton(AhoCorasick),
}

/// All groups.
pub struct Prefilter {
    groups: Vec<Group>,
}

/// The automaton could not be built.
#[derive(Debug, thiserror::Error)]
#[error("the literal searcher cannot be built")]
pub struct Unbuildable(#[source] aho_corasick::BuildError);

impl Prefilter {
    /// Builds the groups from the shapes' anchors and the built-in stems.
    pub fn build(shapes: Vec<(Vec<u8>, Lead)>) -> Result<Self, Unbuildable> {
        let mut all = shapes;
        all.extend(STEMS.iter().map(|stem| (stem.as_bytes().to_vec(), Lead::Assignment)));
        all.extend(SPECIALS.iter().map(|(a, special)| (a.as_bytes().to_vec(), Lead::Special(*special))));
        all.extend(HIDING.iter().map(|(a, hiding)| (a.as_bytes().to_vec(), Lead::Hiding(*hiding))));
        for word in ENCODED {
            all.extend(alignments(word).into_iter().map(|core| (core, Lead::Special(Special::Encoded))));
        }
        let (short, long): (Vec<_>, Vec<_>) = all.into_iter().partition(|(literal, _)| literal.len() < 4);
        let mut groups = Vec::new();
        for (side, width) in [(short, 3), (long, 4)] {
            let mut patterns: Vec<(Vec<u8>, Vec<Anchor>)> = Vec::new();
            let mut stems: Vec<(Vec<u8>, Anchor)> =
                side.into_iter().map(|(l, lead)| by_stem(l, lead, width)).collect();
            stems.sort_by(|a, b| a.0.cmp(&b.0));
            for (stem, anchor) in stems {
                match patterns.last_mut() {
                    Some((last, anchors)) if *last == stem => anchors.push(anchor),
                    _ => patterns.push((stem, vec![anchor])),
                }
            }
            while !patterns.is_empty() {
                let rest = patterns.split_off(patterns.len().min(GROUP));
                groups.push(Group::build(std::mem::replace(&mut patterns, rest))?);
            }
        }
        Ok(Self { groups })
    }

    /// Calls `hit` for each anchor in `text`; it returns true to stop. True when stopped.
    pub fn each(&self, text: &[u8], hit: &mut dyn FnMut(usize, Lead) -> bool) -> bool {
        self.groups.iter().any(|group| group.each(text, hit))
    }
}

/// Patterns per searcher: 64 at most; between 24 and 64 the speed on transcripts differs by a tenth (48 was fastest).
const GROUP: usize = 48;

impl Group {
    fn build(patterns: Vec<(Vec<u8>, Vec<Anchor>)>) -> Result<Self, Unbuildable> {
        let mut builder = packed::Config::new().heuristic_pattern_limits(false).builder();
        builder.extend(patterns.iter().map(|(stem, _)| stem));
        let search = match builder.build() {
            Some(searcher) => Search::Packed(searcher),
            None => {
                let stems = patterns.iter().map(|(stem, _)| stem);
                let kind = aho_corasick::MatchKind::LeftmostFirst;
                Search::Automaton(AhoCorasick::builder().match_kind(kind).build(stems).map_err(Unbuildable)?)
            }
        };
        Ok(Self { search, anchors: patterns.into_iter().map(|(_, anchors)| anchors).collect() })
    }

    fn each(&self, text: &[u8], hit: &mut dyn FnMut(usize, Lead) -> bool) -> bool {
        let mut at = 0;
        while at < text.len() {
            let span = Span::from(at..text.len());
            let found = match &self.search {
                Search::Packed(searcher) => searcher.find_in(text, span),
                Search::Automaton(automaton) => automaton.find(aho_corasick::Input::new(text).span(span)),
            };
            let Some(found) = found else { return false };
            for anchor in self.anchors.get(found.pattern().as_usize()).map_or(&[][..], Vec::as_slice) {
                let Some(start) = found.start().checked_sub(anchor.stem) else { continue };
                let here = text.get(start..).is_some_and(|rest| rest.starts_with(&anchor.literal));
                if here && hit(start, anchor.lead) {
                    return true;
                }
            }
            at = found.start() + 1;
        }
        false
    }
}

/// Chooses the rarest `width` bytes of a literal to search for.
fn by_stem(literal: Vec<u8>, lead: Lead, width: usize) -> (Vec<u8>, Anchor) {
    let weight = |b: &u8| match b {
        b'a' | b'e' | b'i' | b'o' | b'n' | b't' | b's' | b'r' => 4_u32,
        b'a'..=b'z' | b' ' | b'-' | b'.' | b'/' => 3,
        b'A'..=b'Z' | b'_' | b'0'..=b'2' => 2,
        _ => 1,
    };
    let cost = |stem: &[u8]| stem.iter().map(weight).sum::<u32>();
    let best = literal.windows(width).enumerate().min_by_key(|(_, stem)| cost(stem));
    let (at, stem) = best.map_or((0, literal.clone()), |(at, stem)| (at, stem.to_vec()));
    (stem, Anchor { literal, stem: at, lead })
}

/// The base64 characters that `word` always leaves, in each of the three alignments, of at least five characters.
fn alignments(word: &str) -> Vec<Vec<u8>> {
    use base64::Engine as _;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD_NO_PAD.encode(bytes).into_bytes();
    let mut cores = Vec::new();
    for shift in 0..3 {
        let encoded = encode(&[&vec![0; shift][..], word.as_bytes()].concat());
        let from = (shift * 8).div_ceil(6);
        let to = (shift + word.len()) * 8 / 6;
        cores.extend(encoded.get(from..to).filter(|core| core.len() >= 5).map(<[u8]>::to_vec));
    }
    cores
}

/// Bytes of context before and after a hit in its flattened window; before a name, a vendor's may stand.
const BEFORE: usize = 192;
const AFTER: usize = 400;

/// A small copy of the text around a hit with all escaping undone at once: enough to judge the hit without knowing how
/// deep the escapes are. Returns where the hit is in it.
pub fn flatten(text: &[u8], hit: usize, window: &mut Vec<u8>) -> usize {
    window.clear();
    flatten_onto(text.get(hit.saturating_sub(BEFORE)..hit).unwrap_or_default(), window);
    let at = window.len();
    flatten_onto(text.get(hit..text.len().min(hit + AFTER)).unwrap_or_default(), window);
    // The window may end within an escape, of which nothing may be left.
    while window.len() > at && window.last() == Some(&b'\\') {
        window.pop();
    }
    at
}

/// [`flatten`] for a whole text.
pub fn flatten_all(text: &[u8], out: &mut Vec<u8>) {
    flatten_onto(text, out);
}

fn flatten_onto(text: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let rest = text.get(at..).unwrap_or_default();
        let taken = match byte {
            b'\\' => flatten_escape(rest, out),
            0x1b => view::ansi_len(rest).unwrap_or(1),
            b'%' => match view::percent(rest) {
                Some(byte) => {
                    out.push(byte);
                    3
                }
                None => 0,
            },
            _ => 0,
        };
        if taken == 0 {
            out.push(*byte);
        }
        at += taken.max(1);
    }
}

/// Undoes an escape behind any number of backslashes; returns the bytes taken.
fn flatten_escape(rest: &[u8], out: &mut Vec<u8>) -> usize {
    let slashes = rest.iter().take_while(|b| **b == b'\\').count();
    let last = rest.get(slashes - 1..).unwrap_or_default();
    match view::any_escape(last) {
        Some(('\x1b', len)) => {
            let params = last.get(len..).unwrap_or_default();
            let end = params.iter().take(32).position(u8::is_ascii_alphabetic);
            slashes - 1 + len + if params.first() == Some(&b'[') { end.map_or(0, |e| e + 1) } else { 0 }
        }
        Some((character, len)) => {
            let mut utf8 = [0; 4];
            out.extend_from_slice(character.encode_utf8(&mut utf8).as_bytes());
            slashes - 1 + len
        }
        None => {
            out.push(b'\\');
            slashes
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flattens_any_depth() {
        let text = br#"{\\\"password\\\": \\\"a\u001b[31mb%3Dc\\n\"#;
        let mut window = Vec::new();
        let at = flatten(text, 5, &mut window);
        assert_eq!(&window[..at], b"{\"");
        assert_eq!(window, b"{\"password\": \"ab=c\n");
    }

    #[test]
    fn base64_cores_are_in_every_alignment() {
        use base64::Engine as _;
        let cores = alignments("PASSWORD");
        for shift in 0..3 {
            let text = format!("{}PASSWORD=x", "a".repeat(shift));
            let encoded = base64::engine::general_purpose::STANDARD.encode(text).into_bytes();
            assert!(cores.iter().any(|core| memchr::memmem::find(&encoded, core).is_some()), "{shift}");
        }
    }
}
