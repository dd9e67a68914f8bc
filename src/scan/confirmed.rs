//! The values a session is known to hold, searched for in all of its other leaves and lines.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroize;

use super::{prefilter, view};

/// Shorter values are not searched for elsewhere: they would be found in ordinary words.
pub const SHORTEST: usize = 8;

/// The secret values of one session. Holds plaintext: no `Debug`, no `Clone`, wiped on drop, except for the copies that
/// the search automata keep in their own tables, which their crate cannot wipe and which live as long as the session.
#[derive(Default)]
pub struct ConfirmedValues {
    values: BTreeMap<Vec<u8>, Arc<str>>,
    epoch: u64,
    /// Values that no matcher holds yet.
    pending: Vec<Vec<u8>>,
    /// Larger to smaller, at least halving, so that adding n values one by one costs n log n.
    matchers: Vec<Matcher>,
}

/// Search automata over some of the values. The automata's own copies of the values are not wiped on drop.
struct Matcher {
    values: Vec<Vec<u8>>,
    raw: AhoCorasick,
    plain: AhoCorasick,
    kinds: Vec<Arc<str>>,
}

impl Drop for Matcher {
    fn drop(&mut self) {
        self.values.zeroize();
    }
}

/// Sealed state that is no list of confirmed values.
#[derive(Debug, thiserror::Error)]
#[error("the list of confirmed values is malformed")]
pub struct MalformedValues;

impl ConfirmedValues {
    /// A number that grows whenever a value is newly confirmed: lines seen before may hold it.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// True when nothing was confirmed.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Adds a value under its marker type; too short and too plain ones are left out. True when it is new.
    pub fn confirm(&mut self, value: &[u8], kind: &Arc<str>) -> bool {
        if !distinctive(value) || self.values.contains_key(value) {
            return false;
        }
        self.values.insert(value.to_vec(), Arc::clone(kind));
        self.pending.push(value.to_vec());
        self.epoch += 1;
        true
    }

    /// Builds search automata over values that were added; a no-op otherwise.
    pub fn prepare(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let mut values = std::mem::take(&mut self.pending);
        while let Some(last) = self.matchers.pop_if(|last| last.values.len() < 2 * values.len()) {
            values.extend(last.values.iter().cloned());
        }
        self.matchers.extend(self.matcher(values));
    }

    /// `None` only beyond 2^31 states, that is gigabytes of confirmed secrets.
    fn matcher(&self, values: Vec<Vec<u8>>) -> Option<Matcher> {
        let mut forms: Vec<Vec<u8>> = values.iter().flat_map(|value| raw_forms(value)).collect();
        let raw = AhoCorasick::new(&forms);
        forms.zeroize();
        let plain = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&values);
        let kinds = values.iter().filter_map(|value| self.values.get(value).cloned()).collect();
        Some(Matcher { values, raw: raw.ok()?, plain: plain.ok()?, kinds })
    }

    /// Whether raw bytes may hold a value, in plain or escaped form. [`Self::prepare`] comes first.
    pub fn may_hold(&self, raw: &[u8]) -> bool {
        if self.matchers.iter().any(|matcher| matcher.raw.is_match(raw)) {
            return true;
        }
        if self.matchers.is_empty() || !view::may_be_dressed(raw) {
            return false;
        }
        let mut flat = Vec::new();
        prefilter::flatten_all(raw, &mut flat);
        let held = self.matchers.iter().any(|matcher| matcher.raw.is_match(&flat));
        flat.zeroize();
        held
    }

    /// Every occurrence of a value in decoded text, with its type.
    pub fn find(&self, text: &[u8], found: &mut dyn FnMut(Range<usize>, &Arc<str>)) {
        for matcher in &self.matchers {
            for hit in matcher.plain.find_iter(text) {
                if let Some(kind) = matcher.kinds.get(hit.pattern().as_usize()) {
                    found(hit.range(), kind);
                }
            }
        }
    }

    /// For sealing: epoch u64, then per value u32 length, value, u8 length, type; little endian. Plaintext.
    pub fn to_bytes(&self) -> zeroize::Zeroizing<Vec<u8>> {
        let mut out = Vec::new();
        out.extend_from_slice(&self.epoch.to_le_bytes());
        for (value, kind) in &self.values {
            let kind = kind.as_bytes().get(..kind.len().min(255)).unwrap_or_default();
            out.extend_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_le_bytes());
            out.extend_from_slice(value);
            out.push(u8::try_from(kind.len()).unwrap_or(0));
            out.extend_from_slice(kind);
        }
        zeroize::Zeroizing::new(out)
    }

    /// The reverse of [`Self::to_bytes`].
    ///
    /// # Errors
    /// [`MalformedValues`] when the bytes end early.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MalformedValues> {
        let (epoch, mut rest) = bytes.split_first_chunk::<8>().ok_or(MalformedValues)?;
        let mut out = Self::default();
        out.epoch = u64::from_le_bytes(*epoch);
        while !rest.is_empty() {
            let (len, tail) = rest.split_first_chunk::<4>().ok_or(MalformedValues)?;
            let (value, tail) =
                tail.split_at_checked(u32::from_le_bytes(*len) as usize).ok_or(MalformedValues)?;
            let (kind_len, tail) = tail.split_first().ok_or(MalformedValues)?;
            let (kind, tail) = tail.split_at_checked(usize::from(*kind_len)).ok_or(MalformedValues)?;
            let kind = std::str::from_utf8(kind).map_err(|_| MalformedValues)?;
            if out.values.insert(value.to_vec(), Arc::from(kind)).is_none() {
                out.pending.push(value.to_vec());
            }
            rest = tail;
        }
        Ok(out)
    }
}

impl Drop for ConfirmedValues {
    fn drop(&mut self) {
        self.pending.zeroize();
        for (mut value, _) in std::mem::take(&mut self.values) {
            value.zeroize();
        }
    }
}

/// Long and mixed enough that an equal run of bytes elsewhere is the same secret, not a word.
fn distinctive(value: &[u8]) -> bool {
    let digits = value.iter().any(u8::is_ascii_digit);
    let letters = value.iter().any(u8::is_ascii_alphabetic);
    let others = value.iter().any(|b| !b.is_ascii_alphanumeric());
    value.len() >= SHORTEST
        && letters
        && (digits || others || value.len() >= 20)
        && !value.starts_with(b"[REDACTED")
}

/// How a value may stand in a raw line, enough of it for a closer look: plain and JSON-escaped up to three times (a value
/// that is itself text with escapes was found in a nested view, so the plain form alone would never match the line), half
/// of it beside a line's end, in base64.
fn raw_forms(value: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![value.get(..value.len().min(FORM)).unwrap_or_default().to_vec()];
    for _ in 0..3 {
        let Some(last) = forms.last() else { break };
        let escaped = escape(last);
        if &escaped == last {
            break;
        }
        forms.push(escaped);
    }
    if value.len() >= 2 * SHORTEST {
        let (head, tail) = value.split_at(value.len() / 2);
        forms.extend([head, tail].map(|half| half.get(..half.len().min(FORM)).unwrap_or_default().to_vec()));
    }
    for alphabet in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
        forms.extend(base64_cores(value.get(..value.len().min(FORM)).unwrap_or_default(), alphabet));
    }
    forms.sort();
    forms.dedup();
    forms
}

/// How much of a long value a form holds.
const FORM: usize = 48;

/// The characters that base64 has of a value, whatever stands before and behind it, in each of three alignments.
fn base64_cores(value: &[u8], alphabet: &GeneralPurpose) -> impl Iterator<Item = Vec<u8>> {
    (0..3).filter_map(|shift| {
        let mut encoded = alphabet.encode([&[0; 2][..shift], value].concat()).into_bytes();
        let core = encoded.get((shift * 8).div_ceil(6)..(shift + value.len()) * 8 / 6).map(<[u8]>::to_vec);
        encoded.zeroize();
        core
    })
}

fn escape(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len() + 8);
    for byte in value {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..=0x1f => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(*byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_sealing_and_is_found_in_escaped_forms() {
        let mut values = ConfirmedValues::default();
        let kind = Arc::from("password");
        assert!(values.confirm(b"pa\"ss\\wo1rd", &kind));
        assert!(!values.confirm(b"pa\"ss\\wo1rd", &kind));
        assert!(!values.confirm(b"short1", &kind));
        assert!(!values.confirm(b"wordsonly", &kind));
        assert_eq!(values.epoch(), 1);
        let mut again = ConfirmedValues::from_bytes(&values.to_bytes()).unwrap_or_default();
        assert_eq!((again.epoch(), again.len()), (1, 1));
        again.prepare();
        for text in [&b"x pa\"ss\\wo1rd y"[..], b"x pa\\\"ss\\\\wo1rd y", b"pa\\\\\\\"ss\\\\\\\\wo1rd"] {
            assert!(again.may_hold(text));
        }
        assert!(!again.may_hold(b"password"));
        assert!(ConfirmedValues::from_bytes(b"123").is_err());
        assert!(ConfirmedValues::from_bytes(b"12345678\x10\0\0\0a").is_err());
    }
}
