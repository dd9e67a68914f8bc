//! The gate before the verifiers: whether raw bytes, escaped to any depth, may hold a secret at all.
//!
//! Each literal hit is first judged by a few bytes around it, then in a small flattened window; only then does a leaf get
//! its views ([`super::view::inspect`]). What any view would find must pass here: `tests/labelled` compares both.

use std::ops::Range;

use super::arrays;
use super::assign;
use super::command;
use super::encoded::{is_quoted_uuid, may_be_encoded};
use super::judged::{Case, Judged};
use super::keys;
use super::phrase;
use super::prefilter::{self, Hiding, Lead, Special};
use super::ruleset::{Builtin, inside_token};
use super::runs::Led;
use super::shape::Shape;
use super::structured;
use super::view::{self, Escapes, Tried};

/// How far behind a name that is given nothing on its line the next one is looked at.
const NAMED: usize = 160;

/// What raw bytes are worth.
#[derive(Debug, PartialEq, Eq)]
pub enum Worth {
    /// They hold no secret.
    Nothing,
    /// They may hold secrets, near these places only; in order.
    Near(Vec<Place>),
    /// They may hold secrets anywhere.
    All,
}

/// A place in raw bytes where a secret may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Where it is, in bytes.
    pub at: usize,
    /// Whether what it leads to may stand anywhere in the same string: keys of many lines, and what is written in another
    /// form.
    pub spreads: bool,
}

/// What raw bytes are worth, and whether anything in them can hide literals and values.
#[derive(Debug)]
pub struct Look {
    /// Where secrets may be.
    pub worth: Worth,
    /// Whether there are colours, invisible characters, or letters written by their numbers.
    pub hidden: bool,
}

/// How far behind a break in a URL its `@` may stand.
const BEHIND_BREAK: usize = 120;

/// Places in one text that are looked at by themselves; of more, the whole text is.
const PLACES: usize = 256;

/// Places in one text where something hides literals that are looked at by themselves.
const HIDDEN: usize = 32;

/// A text as the gate looks at it.
struct Text<'a> {
    raw: &'a [u8],
    escapes: Escapes,
    judged: &'a Judged,
}

/// Where something can hide literals.
#[derive(Default)]
struct Places(Vec<usize>);

impl Places {
    fn add(&mut self, at: usize, hides: bool) {
        if hides && !self.is_full() {
            self.0.push(at);
        }
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there may be more than are known.
    fn is_full(&self) -> bool {
        self.0.len() > HIDDEN
    }
}

/// What a search for leads has seen of its text.
#[derive(Default)]
struct SoFar {
    /// Room for a window.
    window: Vec<u8>,
    names: Dense,
    /// The last name that leads nowhere: other parts of it do not, either.
    denied: Range<usize>,
    /// Whether anything leads to a secret. The text is looked at then, and what stands there is judged in its views.
    sure: bool,
}

impl Builtin {
    /// Whether raw bytes (escaped to any depth) may hold a secret. False is final; true costs a closer look.
    /// [`Escapes::Json`] promises the text of JSON: a whole line, or the inside of a string.
    pub fn suspicious(&self, (raw, escapes): (&[u8], Escapes)) -> bool {
        let mut hiding = Places::default();
        let text = Text { raw, escapes, judged: &Judged::idle() };
        self.leads_on(&text, &mut hiding, &mut |_, _| true)
            || (!hiding.is_empty() && self.suspicious_without_hiding(raw, text.judged))
            || self.suspicious_anywhere(raw)
    }

    /// As [`Self::suspicious`], with the places.
    pub fn worth(&self, (raw, escapes): (&[u8], Escapes), judged: &Judged) -> Look {
        let mut hiding = Places::default();
        let mut places = Vec::new();
        let mut hidden = false;
        let everywhere = self.leads_on(&Text { raw, escapes, judged }, &mut hiding, &mut |at, lead| {
            hidden |= matches!(lead, Lead::Hiding(_));
            places.push(Place { at, spreads: spreads(lead) });
            places.len() > PLACES
        });
        hiding.0.sort_unstable();
        // Where the search ended early, what hides may stand behind.
        let hidden = hidden || everywhere || !hiding.is_empty();
        if everywhere || self.suspicious_anywhere(raw) {
            return Look { worth: Worth::All, hidden };
        }
        if hiding.is_full() {
            if self.suspicious_without_hiding(raw, judged) {
                return Look { worth: Worth::All, hidden };
            }
        } else {
            let windows = view::windows(raw, &hiding.0);
            let spreads = windows.is_none();
            let whole = spreads.then_some(0..raw.len());
            for window in windows.into_iter().flatten().chain(whole) {
                let mut inside = hiding.0.iter().filter(|at| window.contains(at)).peekable();
                let near = raw.get(window.clone()).unwrap_or_default();
                if inside.peek().is_some() && self.suspicious_without_hiding(near, judged) {
                    places.extend(inside.map(|at| Place { at: *at, spreads }));
                }
            }
        }
        places.sort_unstable();
        Look { worth: if places.is_empty() { Worth::Nothing } else { Worth::Near(places) }, hidden }
    }

    /// Whether there may be a secret that no literal leads to.
    fn suspicious_anywhere(&self, raw: &[u8]) -> bool {
        self.may_be_personal(raw) || self.may_be_nameless(raw)
    }

    /// Colours may stand within every literal, and letters may be written by their numbers.
    fn suspicious_without_hiding(&self, raw: &[u8], judged: &Judged) -> bool {
        let mut flat = Vec::new();
        prefilter::flatten_all(raw, &mut flat);
        let mut stop = |_, _| true;
        let text = Text { raw: &flat, escapes: Escapes::Text, judged };
        if self.leads_on(&text, &mut Places::default(), &mut stop) {
            return true;
        }
        // Forms write a space as `+`.
        let plus = [b'%', b'+'].iter().all(|byte| memchr::memchr(*byte, raw).is_some());
        flat.iter_mut().filter(|byte| **byte == b'+').for_each(|byte| *byte = b' ');
        let text = Text { raw: &flat, escapes: Escapes::Text, judged };
        plus && self.leads_on(&text, &mut Places::default(), &mut stop)
    }

    /// Calls `found` for every hit that may lead to a secret; it returns true to stop. True when stopped.
    fn leads_on(
        &self,
        text: &Text<'_>,
        hiding: &mut Places,
        found: &mut dyn FnMut(usize, Lead) -> bool,
    ) -> bool {
        let Text { raw, judged, .. } = text;
        memchr::memchr_iter(0, raw).take(HIDDEN + 1).for_each(|at| hiding.add(at, true));
        let mut so_far = SoFar::default();
        self.prefilter.each(raw, &mut |at, lead| {
            let leads = match lead {
                // Most of all hits, known by a few bytes.
                Lead::Special(Special::Encoded) => self.leads_by_run(raw, at, judged),
                Lead::Words => phrase::may_stand_at(raw, at),
                Lead::Numbers => arrays::may_stand_at(raw, at),
                Lead::Assignment if assign::is_no_name(raw, at) => false,
                Lead::Shape { rule, shape, back } if !self.may_be_shape(raw, at, (rule, shape, back)) => {
                    false
                }
                _ => self.leads(text, (at, lead), (&mut so_far, hiding)),
            };
            so_far.sure |= leads;
            leads && found(at, lead)
        })
    }

    /// Whether a hit may lead to a secret.
    fn leads(
        &self,
        Text { raw, escapes, judged, .. }: &Text<'_>,
        (at, lead): (usize, Lead),
        (so_far, hiding): (&mut SoFar, &mut Places),
    ) -> bool {
        match lead {
            Lead::Hiding(Hiding::Unicode) => {
                let digits = raw.get(at + 4..at + 6).unwrap_or_default();
                hiding.add(at, digits.eq_ignore_ascii_case(b"1b") || digits == b"00");
                hides_letter(digits)
            }
            Lead::Hiding(Hiding::Colour) => {
                hiding.add(at, true);
                false
            }
            Lead::Hiding(Hiding::Number) => {
                hiding.add(at, view::hides_at(raw, at));
                false
            }
            Lead::Special(Special::Jwk) => true,
            Lead::Break => {
                view::broken_at(raw, at).is_some_and(|(before, behind)| self.is_broken_anchor(before, behind))
            }
            Lead::Assignment if so_far.denied.contains(&at) => false,
            Lead::Assignment if !assign::may_be_assigned(raw, at) || !self.is_secret_name(raw, at) => false,
            Lead::Assignment if assign::is_redacted(raw, at) => false,
            Lead::Assignment if so_far.names.at(at) > NESTED || assign::is_encoded(raw, at) => true,
            Lead::Special(Special::UrlPassword) if !has_credentials(raw, at) => false,
            // Decoded, what is percent-encoded in it would end it.
            Lead::Special(Special::UrlPassword) if structured::url_password(raw, at).is_some() => true,
            Lead::Special(Special::CommandFlag) if !command::may_be_flag(raw, at) => false,
            // What stands before the end of a key may be wider than the window.
            Lead::Special(Special::PrivateKey) if raw.get(at) == Some(&b'-') => keys::ends(raw, at),
            // Tokens longer than the window, such as web tokens, hold nothing that is ever escaped.
            Lead::Shape { rule, shape, back } if self.is_raw_shape(raw, at, (rule, shape, back)) => true,
            _ if so_far.sure && !spreads(lead) => true,
            _ => {
                let (near, hit) = prefilter::around(raw, at);
                let case = Case { window: near, hit, lead, escapes: *escapes };
                let holds = !judged.knows(case) && {
                    let holds = self.holds(case, &mut so_far.window);
                    if !holds {
                        judged.note(case);
                    }
                    holds
                };
                if lead == Lead::Assignment && !holds {
                    so_far.denied = assign::name_around(raw, at);
                }
                holds
            }
        }
    }

    /// Whether text may be encoded in the run of base64 at `at`, or a token may begin in it.
    fn leads_by_run(&self, raw: &[u8], at: usize, judged: &Judged) -> bool {
        if is_quoted_uuid(raw, at) || judged.knows_run(raw, at) {
            return false;
        }
        may_be_encoded(raw, at) || {
            let led = self.led_by_run(raw, at);
            if led == Led::Nowhere {
                judged.note_run(raw, at);
            }
            led == Led::Token
        }
    }

    /// Whether the hit leads to a secret, as far as a flattened window shows.
    fn holds(&self, case: Case<'_>, window: &mut Vec<u8>) -> bool {
        let Case { window: raw, hit, lead, .. } = case;
        let at = prefilter::flatten(raw, hit, window);
        let first = self.tried(window, at, lead);
        first.found
            || (lead == Lead::Assignment && self.is_assigned_escaped(case, window))
            || self.is_in_form(raw, hit, lead)
            || (matches!(lead, Lead::Shape { back, .. } if back > 0) && self.holds_before(window, at, lead))
            || view::try_others((window, at), first, &mut |other, at| self.tried(other, at, lead))
    }

    /// As [`Self::holds`], where lines before the hit are broken.
    fn holds_before(&self, window: &[u8], at: usize, lead: Lead) -> bool {
        view::try_joined_before(window, at, &mut |joined, at| {
            let first = self.tried(joined, at, lead);
            first.found || view::try_others((joined, at), first, &mut |other, at| self.tried(other, at, lead))
        })
    }

    /// Whether the hit at `at` of a decoded window leads to a secret, and how far what begins there reaches.
    fn tried(&self, window: &[u8], at: usize, lead: Lead) -> Tried {
        match lead {
            Lead::Assignment => {
                let read = assign::read(window, at);
                // A bare value loses the punctuation at its end.
                let reach = read.as_ref().map_or(at + NAMED, |found| found.value.end + 3);
                Tried { found: read.is_some_and(|read| self.judge(window, at, &read).is_some()), reach }
            }
            Lead::Shape { rule, shape, .. } => {
                let shape = self.shapes.get(rule).and_then(|shapes| shapes.get(shape));
                let from = at + shape.map_or(0, |shape| shape.anchor().0.len());
                let rest = window.get(from..).unwrap_or_default();
                let end = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
                let reach = if shape.is_some_and(Shape::has_space) { window.len() } else { from + end };
                Tried { found: self.verify(window, at, lead).is_some(), reach }
            }
            _ => Tried { found: self.verify(window, at, lead).is_some(), reach: window.len() },
        }
    }

    /// Whether an anchor stands across a break between lines, and a token with it.
    fn is_broken_anchor(&self, before: &[u8], behind: &[u8]) -> bool {
        let near = before.len() + behind.len().min(16);
        let mut joined = [before, behind].concat();
        let token = |text: &[u8]| {
            self.prefilter.each(text.get(..near.min(text.len())).unwrap_or_default(), &mut |at, lead| {
                at < before.len() && self.reaches(at, lead, before.len()) && {
                    let mut window = Vec::new();
                    let (near, hit) = prefilter::around(text, at);
                    self.holds(Case { window: near, hit, lead, escapes: Escapes::Text }, &mut window)
                }
            })
        };
        let found = token(&joined);
        zeroize::Zeroize::zeroize(&mut joined);
        found
    }

    /// Whether a hit is one where `+` stands for a space, as in forms, of which other characters are percent-encoded.
    fn is_in_form(&self, raw: &[u8], hit: usize, lead: Lead) -> bool {
        let start = hit.saturating_sub(192);
        let near = raw.get(start..raw.len().min(hit + 400)).unwrap_or_default();
        if memchr::memchr(b'%', near).is_none() || memchr::memchr(b'+', near).is_none() {
            return false;
        }
        let mut spaced = near.to_vec();
        spaced.iter_mut().filter(|byte| **byte == b'+').for_each(|byte| *byte = b' ');
        let mut window = Vec::new();
        let at = prefilter::flatten(&spaced, hit - start, &mut window);
        self.verify(&window, at, lead).is_some()
    }

    /// Whether the anchor at `at` goes on behind `end`; those of names and structures do not count.
    fn reaches(&self, at: usize, lead: Lead, end: usize) -> bool {
        let Lead::Shape { rule, shape, .. } = lead else { return false };
        let shape = self.shapes.get(rule).and_then(|shapes| shapes.get(shape));
        shape.is_some_and(|shape| at + shape.anchor().0.len() > end)
    }

    /// Whether a value that holds quotes itself is a secret: level by level, as a flattened window shows which quotes end
    /// the value no longer. What is `flat` was judged before.
    fn is_assigned_escaped(&self, case: Case<'_>, flat: &[u8]) -> bool {
        let Case { window: raw, hit, escapes, .. } = case;
        // Escapes of one level that stand for nothing but themselves on the next are all undone in what is flat. Within a
        // string of JSON nothing stands as the raw bytes show it; the value of a member does.
        let levels = if prefilter::is_nested(raw) { 4 } else { 1 };
        let from = usize::from(escapes == Escapes::Json && !assign::is_member(raw, hit));
        if from == levels {
            return false;
        }
        let (mut window, mut at) = (raw.to_vec(), hit);
        for level in 0..levels {
            if level > 0 {
                let Some(now) = view::unescape_window(&mut window, at) else { return false };
                at = now;
            }
            if level >= from && window != flat && self.verify(&window, at, Lead::Assignment).is_some() {
                return true;
            }
        }
        false
    }

    fn may_be_shape(&self, raw: &[u8], at: usize, (rule, shape, back): (usize, usize, usize)) -> bool {
        let Some(shape) = self.shapes.get(rule).and_then(|shapes| shapes.get(shape)) else { return false };
        let Some(start) = at.checked_sub(back) else { return false };
        let before = raw.get(start.saturating_sub(6)..at).unwrap_or_default();
        let escaped = before.iter().any(|b| matches!(b, b'\\' | b'%' | b'\n' | 0x1b));
        (escaped || !inside_token(raw, start)) && shape.may_follow(raw, at)
    }

    fn is_raw_shape(&self, raw: &[u8], at: usize, (rule, shape, back): (usize, usize, usize)) -> bool {
        let shape = self.shapes.get(rule).and_then(|shapes| shapes.get(shape));
        shape.zip(at.checked_sub(back)).is_some_and(|(shape, start)| shape.matches_at(raw, start).is_some())
    }
}

/// Whether what a hit leads to may stand anywhere in its text: keys of many lines, and what is written in another form.
fn spreads(lead: Lead) -> bool {
    match lead {
        Lead::Hiding(_) | Lead::Break | Lead::Words | Lead::Numbers => true,
        Lead::Special(special) => matches!(
            special,
            Special::PrivateKey | Special::Putty | Special::Jwk | Special::Encoded | Special::Phrase
        ),
        Lead::Shape { .. } | Lead::Assignment => false,
    }
}

/// Names read within the length that is judged of one value, beyond which text is no configuration: hostile, or data.
pub(super) const NESTED: usize = 16;

/// Counts the leads of one stretch of text, so that values inside values inside values are not read each for itself.
#[derive(Default)]
pub(super) struct Dense {
    start: usize,
    count: usize,
    skipped: usize,
}

impl Dense {
    /// The number of leads of this stretch, with the one at `at`.
    pub(super) fn at(&mut self, at: usize) -> usize {
        if at < self.start || at >= self.start + assign::JUDGED {
            // Another group of anchors begins at the front again.
            self.skipped = if at < self.start { 0 } else { self.skipped };
            self.start = at;
            self.count = 0;
        }
        self.count += 1;
        if at < self.skipped { usize::MAX } else { self.count }
    }

    /// What is found up to `end` needs no reading again.
    pub(super) fn skip_to(&mut self, end: usize) {
        self.skipped = end;
        self.count = 0;
    }
}

/// Whether `\u00` goes on to a letter, digit, `_` or `-`: written so by nobody, except to hide it.
fn hides_letter(digits: &[u8]) -> bool {
    let byte = std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
    byte.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// A cheap look at raw bytes: is there an `@` before the authority of a URL ends, or behind a break in its midst?
fn has_credentials(raw: &[u8], at: usize) -> bool {
    let rest = raw.get(at + 3..raw.len().min(at + 400)).unwrap_or_default();
    let ends = |b: &u8| matches!(b, b'/' | b'"' | b'\'' | b' ' | b'<' | b'>' | b'`' | b'@');
    let end = rest.iter().position(ends).unwrap_or(0);
    rest.get(end) == Some(&b'@') || is_broken_url(rest, ends)
}

/// Whether the first line of a URL ends within its password, and an `@` follows.
fn is_broken_url(rest: &[u8], ends: impl Fn(&u8) -> bool) -> bool {
    let is_break = |at: &usize| {
        let letters = rest.get(*at..).unwrap_or_default();
        let slashes = letters.iter().take_while(|b| **b == b'\\').count();
        slashes == 0 || letters.get(slashes) == Some(&b'n')
    };
    let Some(end) = memchr::memchr2_iter(b'\n', b'\\', rest).find(is_break) else { return false };
    let (line, behind) = rest.split_at(end);
    // A border may stand at its end.
    let line = line.trim_ascii_end();
    let line = line.strip_suffix("│".as_bytes()).or(line.strip_suffix(b"|")).unwrap_or(line).trim_ascii_end();
    // A port is no beginning of a password.
    let begun = memchr::memchr(b':', line).and_then(|colon| line.get(colon + 1..));
    begun.is_some_and(|password| password.iter().any(|b| !b.is_ascii_digit()))
        && !line.iter().any(ends)
        && memchr::memchr(b'@', behind.get(..behind.len().min(BEHIND_BREAK)).unwrap_or(behind)).is_some()
}
