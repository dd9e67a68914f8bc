//! The first stage: literal search over raw bytes, and the flattened window that judges each hit.
//!
//! Anchors are cut to their rarest four bytes (shorter ones to three), which `Scanner` searches for all at once; a hash
//! table over three of them and then the full literal tell a hit from a false alarm.

use super::anchors::{SPECIALS, STEMS, hiding};
use super::buckets;
use super::simd::{Form, Mark, STEM, Scanner};
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
    /// The end of a line, escaped or not, behind which most of a token may stand.
    Break,
    /// Words, as prose and the phrases of wallets have them.
    Words,
    /// Numbers, perhaps of a list.
    Numbers,
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
    /// The words of a wallet
    Phrase,
    /// A private key written as an array of numbers
    Numbers,
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
    /// What may be a character written by its number, or one that nothing shows
    Number,
    /// A terminal colour
    Colour,
}

/// A literal anchor with what it leads to.
struct Anchor {
    /// Its stem, little endian, and which bytes of it count.
    stem: u32,
    mask: u32,
    /// Where the stem is in the literal.
    back: usize,
    literal: Vec<u8>,
    /// Its first eight bytes, little endian, and which of them count.
    front: (u64, u64),
    lead: Lead,
}

impl Anchor {
    fn stands_at(&self, text: &[u8], start: usize) -> bool {
        let rest = text.get(start..).unwrap_or_default();
        match rest.first_chunk() {
            Some(front) if u64::from_le_bytes(*front) & self.front.1 != self.front.0 => false,
            Some(_) if self.literal.len() <= 8 => true,
            _ => rest.starts_with(&self.literal),
        }
    }
}

/// The first eight bytes of a literal as a number, and a mask of as many.
fn front(literal: &[u8]) -> (u64, u64) {
    let bytes = literal.iter().take(8).rev();
    bytes.fold((0, 0), |(value, mask), byte| (value << 8 | u64::from(*byte), mask << 8 | 0xff))
}

/// All anchors.
pub struct Prefilter {
    scanner: Scanner,
    /// By hash of a stem's first three bytes, then by stem.
    anchors: Vec<Anchor>,
    /// Where the anchors of each hash begin, and where the last ones end.
    heads: Vec<u16>,
    /// What tells most false alarms from stems.
    known: Known,
}

/// The searcher cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum Unbuildable {
    /// A literal has fewer bytes than are hashed.
    #[error("a literal of fewer than three bytes cannot be searched for")]
    Short,
    /// More anchors than can be counted.
    #[error("there are more than 65,535 literals")]
    Many,
}

/// Slots of the hash table.
const SLOTS: u32 = 4096;

/// The bytes of a short stem.
const SHORT: u32 = 0x00ff_ffff;

/// All literals: the shapes' anchors and the built-in ones.
fn literals(shapes: Vec<(Vec<u8>, Lead)>) -> Vec<(Vec<u8>, Lead)> {
    let mut all = shapes;
    all.extend(STEMS.iter().map(|stem| (stem.as_bytes().to_vec(), Lead::Assignment)));
    all.extend(SPECIALS.iter().map(|(a, special)| (a.as_bytes().to_vec(), Lead::Special(*special))));
    all.extend(hiding().into_iter().map(|(literal, hiding)| (literal, Lead::Hiding(hiding))));
    all
}

impl Prefilter {
    /// Builds the searcher from the shapes' anchors and the built-in stems.
    pub fn build(shapes: Vec<(Vec<u8>, Lead)>) -> Result<Self, Unbuildable> {
        Self::build_as(Form::here(), shapes)
    }

    fn build_as(form: Form, shapes: Vec<(Vec<u8>, Lead)>) -> Result<Self, Unbuildable> {
        let all = literals(shapes);
        let literals: Vec<&[u8]> = all.iter().map(|(literal, _)| literal.as_slice()).collect();
        let (scanner, stems) = buckets::scanner(&literals, form).ok_or(Unbuildable::Short)?;
        let mut anchors = Vec::new();
        let mut known = Known::default();
        for ((literal, lead), stem) in all.into_iter().zip(stems) {
            let mask = if stem.len == STEM { u32::MAX } else { SHORT };
            let back = stem.back;
            let stem = u32::from_le_bytes(stem.bytes);
            known.add(stem, mask);
            let front = front(&literal);
            anchors.push(Anchor { stem, mask, back, literal, front, lead });
        }
        anchors.sort_by_key(|anchor| (hash(anchor.stem, SLOTS), anchor.stem));
        let mut heads = vec![0_u16; SLOTS as usize + 1];
        u16::try_from(anchors.len()).map_err(|_| Unbuildable::Many)?;
        for anchor in &anchors {
            if let Some(next) = heads.get_mut(hash(anchor.stem, SLOTS) as usize + 1) {
                *next += 1;
            }
        }
        let mut sum = 0;
        for head in &mut heads {
            sum += *head;
            *head = sum;
        }
        Ok(Self { scanner, anchors, heads, known })
    }

    /// The literals that the searcher's tables do not know.
    pub(super) fn unplaced(&self) -> Vec<Vec<u8>> {
        buckets::unplaced(&self.literals()).into_iter().map(<[u8]>::to_vec).collect()
    }

    /// For texts like `sample` a new table of each form, with its name.
    pub(super) fn arranged(&self, sample: &[u8]) -> [(&'static str, String); 2] {
        [("nibbles", Form::Nibbles), ("folds", Form::Folds)]
            .map(|(name, form)| (name, buckets::arrange(&self.literals(), sample, form)))
    }

    fn literals(&self) -> Vec<&[u8]> {
        self.anchors.iter().map(|anchor| anchor.literal.as_slice()).collect()
    }

    /// Calls `hit` for each anchor in `text`, for the start of each run of base64, for each break within what may be a
    /// token, for words and for numbers; it returns true to stop. True when stopped. Linear in the text, whatever the number of anchors. Hits come in
    /// the order of the text, but for those of the same few bytes, where base64 and breaks come first, and for anchors that
    /// overlap.
    pub fn each(&self, text: &[u8], hit: &mut dyn FnMut(usize, Lead) -> bool) -> bool {
        self.scanner.scan(
            text,
            #[inline(always)]
            |stem| self.known.may_have(stem),
            #[inline(always)]
            |at, mark| match mark {
                Mark::Run => hit(at, Lead::Special(Special::Encoded)),
                Mark::Line => view::token_break(text, at).is_some_and(|at| hit(at, Lead::Break)),
                Mark::Words => hit(at, Lead::Words),
                Mark::Numbers => hit(at, Lead::Numbers),
                Mark::Stem(stem) => self.known.has(stem) && self.each_literal(text, (at, stem), hit),
            },
        )
    }

    #[inline(never)]
    fn each_literal(
        &self,
        text: &[u8],
        (at, stem): (usize, u32),
        hit: &mut dyn FnMut(usize, Lead) -> bool,
    ) -> bool {
        [u32::MAX, SHORT].into_iter().any(|mask| {
            self.of(stem & mask).filter(|anchor| anchor.mask == mask).any(|anchor| {
                at.checked_sub(anchor.back)
                    .is_some_and(|start| anchor.stands_at(text, start) && hit(start, anchor.lead))
            })
        })
    }

    fn of(&self, stem: u32) -> impl Iterator<Item = &Anchor> {
        let slot = hash(stem, SLOTS) as usize;
        let head = |at: usize| usize::from(self.heads.get(at).copied().unwrap_or(0));
        let anchors = self.anchors.get(head(slot)..head(slot + 1)).unwrap_or_default();
        anchors.iter().filter(move |anchor| anchor.stem == stem)
    }
}

/// Bits by the hash of stems.
struct Known {
    /// By the first three bytes of every stem: small enough for the first-level cache.
    starts: Vec<u64>,
    /// By all bytes of the stems of four, and by those of three.
    whole: [Vec<u64>; 2],
}

/// Bits of each part of [`Known`].
const STARTS: u32 = 1 << 15;
const WHOLE: u32 = 1 << 17;

impl Default for Known {
    fn default() -> Self {
        let empty = |bits: u32| vec![0; bits as usize / 64];
        Self { starts: empty(STARTS), whole: [empty(WHOLE), empty(WHOLE)] }
    }
}

impl Known {
    fn add(&mut self, stem: u32, mask: u32) {
        let [four, three] = &mut self.whole;
        let whole = if mask == SHORT { three } else { four };
        for (bits, bit) in [(&mut self.starts, hash(stem & SHORT, STARTS)), (whole, hash(stem, WHOLE))] {
            if let Some(word) = bits.get_mut(bit as usize / 64) {
                *word |= 1 << (bit % 64);
            }
        }
    }

    /// By its first three bytes alone.
    #[inline(always)]
    fn may_have(&self, stem: u32) -> bool {
        let bit = hash(stem & SHORT, STARTS);
        self.starts.get(bit as usize / 64).copied().unwrap_or(0) >> (bit % 64) & 1 == 1
    }

    #[inline(always)]
    fn has(&self, stem: u32) -> bool {
        let bit =
            |bits: &[u64], bit: u32| bits.get(bit as usize / 64).copied().unwrap_or(0) >> (bit % 64) & 1 == 1;
        let [four, three] = &self.whole;
        bit(four, hash(stem, WHOLE)) || bit(three, hash(stem & SHORT, WHOLE))
    }
}

/// A number below `size`, a power of two, that differs for most stems.
fn hash(stem: u32, size: u32) -> u32 {
    stem.wrapping_mul(0x9e37_79b1) >> (u32::BITS - size.trailing_zeros())
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

/// The bytes that [`flatten`] flattens, and where the hit is in them.
pub fn around(text: &[u8], hit: usize) -> (&[u8], usize) {
    let start = hit.saturating_sub(BEFORE);
    (text.get(start..text.len().min(hit + AFTER)).unwrap_or_default(), hit - start)
}

/// Whether there may be text between the raw bytes of a window and what [`flatten`] makes of it: escapes of several
/// levels, or another encoding.
pub fn is_nested(raw: &[u8]) -> bool {
    memchr::memchr2(b'%', b'&', raw).is_some()
        || raw.array_windows::<2>().fold(false, |any, pair| any | (*pair == *b"\\\\"))
        || !raw.is_ascii()
        || memchr::memchr2(0x1b, b'^', raw).is_some()
        || raw.array_windows::<2>().fold(false, |any, pair| any | (*pair == *b"\\u"))
}

/// [`flatten`] for a whole text.
pub fn flatten_all(text: &[u8], out: &mut Vec<u8>) {
    flatten_onto(text, out);
}

fn flatten_onto(text: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    if flatten_escapes(text, out)
        && let Some(plain) = view::without_colours(out.get(start..).unwrap_or_default())
    {
        out.truncate(start);
        out.extend_from_slice(&plain);
    }
}

/// Undoes escapes, percent-encoding and entities; true when colours or other dress may be left.
fn flatten_escapes(text: &[u8], out: &mut Vec<u8>) -> bool {
    out.reserve(text.len());
    let start = out.len();
    let mut rest = text;
    while let Some(plain) = memchr::memchr3(b'\\', b'%', b'&', rest) {
        let (head, tail) = rest.split_at(plain);
        out.extend_from_slice(head);
        if let [b'\\', letter, ..] = tail
            && let Some(plain) = simple_escape(*letter)
        {
            out.push(plain);
            rest = tail.get(2..).unwrap_or_default();
            continue;
        }
        let taken = match tail.first() {
            Some(b'\\') => flatten_escape(tail, out),
            Some(b'%') => flatten_percent(tail, out),
            _ => view::entity(tail).map_or(0, |(character, len)| {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                len
            }),
        };
        if taken == 0 {
            out.extend(tail.first());
        }
        rest = tail.get(taken.max(1)..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    let [a, b, c, d, e, f, g] = view::DRESS;
    let flat = out.get(start..).unwrap_or_default();
    memchr::memchr(a, flat).is_some()
        || memchr::memchr3(b, c, d, flat).is_some()
        || memchr::memchr3(e, f, g, flat).is_some()
}

/// Undoes percent-encoding of any depth (`%252F`); returns the bytes taken.
fn flatten_percent(rest: &[u8], out: &mut Vec<u8>) -> usize {
    let digits = |at: usize| rest.get(at..at + 2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    let mut at = 1;
    while rest.get(at..at + 2) == Some(b"25") && digits(at + 2) {
        at += 2;
    }
    match rest.get(at..).and_then(view::percent_digits) {
        Some(byte) => {
            out.push(byte);
            at + 2
        }
        None => view::percent_character(rest).map_or(0, |(character, len)| {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            len
        }),
    }
}

/// What the most frequent escapes stand for.
fn simple_escape(letter: u8) -> Option<u8> {
    match letter {
        b'n' => Some(b'\n'),
        b't' => Some(b'\t'),
        b'"' => Some(b'"'),
        _ => None,
    }
}

/// Undoes an escape behind any number of backslashes; returns the bytes taken.
fn flatten_escape(rest: &[u8], out: &mut Vec<u8>) -> usize {
    let slashes = rest.iter().take_while(|b| **b == b'\\').count();
    if let Some(plain) = rest.get(slashes).copied().and_then(simple_escape) {
        out.push(plain);
        return slashes + 1;
    }
    let last = rest.get(slashes - 1..).unwrap_or_default();
    match view::any_escape(last) {
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

    fn searched(prefilter: &Prefilter, text: &[u8]) -> Vec<(usize, Lead)> {
        let mut found = Vec::new();
        prefilter.each(text, &mut |at, lead| {
            if !matches!(lead, Lead::Special(Special::Encoded) | Lead::Break | Lead::Words | Lead::Numbers) {
                found.push((at, lead));
            }
            false
        });
        found
    }

    #[test]
    fn finds_what_a_plain_search_finds_on_every_level() {
        let shape =
            |literal: &str, rule| (literal.as_bytes().to_vec(), Lead::Shape { rule, shape: 0, back: 0 });
        let shapes = [
            "eyJ", "sk-", "ghp_", "hf_", "AKIA", "T3BlbkFJ", "-us", "-us1", "xoxb-", "dop_v1_", "1//0",
            "ops_eyJ",
        ];
        let shapes = shapes.into_iter().enumerate().map(|(rule, literal)| shape(literal, rule)).collect();
        let shapes: Vec<_> = shapes;
        let mut prefilters = Form::ALL.map(|form| Prefilter::build_as(form, shapes.clone()).unwrap());
        let anchors: Vec<Vec<u8>> = prefilters[0].anchors.iter().map(|a| a.literal.clone()).collect();
        let mut state = 1_u32;
        let mut random = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        let mut text = Vec::new();
        while text.len() < 9_000 {
            let anchor = &anchors[random(anchors.len())];
            match random(4) {
                0 => text.extend_from_slice(anchor),
                1 => text.extend_from_slice(&anchor[..random(anchor.len())]),
                2 => text.extend_from_slice(
                    &b"some {\\\"words\\\": \x1b[0m, %5F} \0\xff\xe2\x86\x92"[random(20)..],
                ),
                _ => text.push(u8::try_from(random(256)).unwrap()),
            }
        }
        for prefilter in &mut prefilters {
            for scanner in prefilter.scanner.on_every_level() {
                prefilter.scanner = scanner;
                for len in (0..70).step_by(3).chain([2_050, 2_099, 4_096, 8_990]) {
                    compare(prefilter, &text[..len]);
                }
            }
        }
    }

    fn compare(prefilter: &Prefilter, text: &[u8]) {
        let mut want: Vec<_> = prefilter
            .anchors
            .iter()
            .flat_map(|anchor| {
                let places = text.windows(anchor.literal.len()).enumerate();
                let here = places.filter(|(_, part)| *part == anchor.literal);
                here.map(|(at, _)| (at, anchor.lead)).collect::<Vec<_>>()
            })
            .collect();
        let mut found = searched(prefilter, text);
        let key = |(at, lead): &(usize, Lead)| (*at, format!("{lead:?}"));
        want.sort_by_key(key);
        found.sort_by_key(key);
        assert_eq!(found, want, "{}", text.len());
    }
}
