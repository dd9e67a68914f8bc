//! Rules of the user's own: regular expressions behind literals, in `han`'s format or gitleaks'.
//!
//! One caseless automaton over all keywords says which rules look at a text at all; it exists only where custom rules are
//! loaded, so that the built-in rules cost the same without any. A rule sees each decoded view of a text, as the built-in
//! ones do.

mod examples;
mod exception;
mod gitleaks;
mod own;
mod pattern;
mod read;

use super::{Confidence, Finding, judge, prefilter, view};
use aho_corasick::AhoCorasick;
use regex::bytes::Regex;
use sha2::{Digest as _, Sha256};
use std::ops::Range;
use std::sync::Arc;

pub use examples::{Checked, Example, check};
pub use exception::{Exception, Target};
pub use gitleaks::{DEFAULT as GITLEAKS_DEFAULT, Fetch};
pub use pattern::{BadPattern, Dialect, Pattern, compile};
pub use read::{Format, format_of};

/// Longest rule file that is read, in bytes.
pub const MAX_FILE: u64 = 1 << 20;
/// Most rules of one file, with what it extends.
pub const MAX_RULES: usize = 5_000;
/// How deep `extend` may nest.
pub const MAX_EXTEND: usize = 8;

/// A mistake in a rule file; nothing of the file is used then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct BadRules {
    /// The file, as it was named.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

/// Which part of a match is the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The first group that took part and is not empty, else the whole match.
    First,
    /// This group, or the whole match (0).
    Number(usize),
}

/// One rule.
pub struct CustomRule {
    /// As findings name it.
    pub id: Arc<str>,
    /// The type in the marker: small letters, digits and `-`.
    pub kind: Arc<str>,
    /// What it finds.
    pub description: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// The pattern as written.
    pub pattern: String,
    /// One of these must stand in the text (small letters, compared without ASCII case); derived from the pattern where
    /// the file names none.
    pub keywords: Vec<String>,
    /// Least entropy of the secret, in bits a character; 0 for none.
    pub entropy: f64,
    /// Texts that must be found.
    pub examples: Vec<String>,
    /// Texts that must not be found.
    pub counters: Vec<String>,
    /// File and line.
    pub origin: String,
    regex: Regex,
    group: Group,
    path: Option<Regex>,
    exceptions: Vec<Arc<Exception>>,
}

impl CustomRule {
    /// Whether it has no literal to be searched for, so that its pattern runs over every text.
    pub fn is_slow(&self) -> bool {
        self.keywords.is_empty()
    }
}

/// What one file gave.
#[derive(Default)]
pub struct RuleFile {
    /// The rules.
    pub rules: Vec<CustomRule>,
    /// What holds for all of them.
    exceptions: Vec<Arc<Exception>>,
    /// What the user should know: rules that are slow or cannot work here, keys that are not read.
    pub notes: Vec<String>,
    /// Of its text, and of what it extends.
    digest: [u8; 32],
}

impl RuleFile {
    /// Reads a rule file of either format; `fetch` gives what it extends.
    ///
    /// # Errors
    /// [`BadRules`] with the place of the first mistake.
    pub fn parse(name: &str, text: &str, fetch: Fetch<'_>) -> Result<Self, BadRules> {
        let mut hash = Sha256::new_with_prefix(text);
        let mut fetch = |from: &str, path: &str| {
            let fetched = fetch(from, path)?;
            hash.update((fetched.1.len() as u64).to_be_bytes());
            hash.update(&fetched.1);
            Ok(fetched)
        };
        let file = match format_of(name, text)? {
            Format::Han => own::parse(name, text),
            Format::Gitleaks => gitleaks::parse(name, text, &mut fetch),
        }?;
        Ok(Self { digest: hash.finalize().into(), ..file })
    }
}

/// The rules of all files, ready to search.
#[derive(Default)]
pub struct CustomRules {
    rules: Vec<Rule>,
    keywords: Option<AhoCorasick>,
    /// By pattern of `keywords`: the rules that it wakes.
    owners: Vec<Vec<usize>>,
    /// Rules without a keyword.
    always: Vec<usize>,
    /// By file: what holds for all of its rules.
    exceptions: Vec<Vec<Arc<Exception>>>,
    /// By file: of its text, and of what it extends.
    digests: Vec<[u8; 32]>,
}

struct Rule {
    rule: CustomRule,
    file: usize,
}

/// Keywords longer than this in total are searched for without a full table of states.
const DFA_BYTES: usize = 16 << 10;

impl CustomRules {
    /// Joins the rules of several files.
    ///
    /// # Errors
    /// The keywords cannot be searched for (more than 2^31 states).
    pub fn new(files: Vec<RuleFile>) -> Result<Self, aho_corasick::BuildError> {
        let mut all = Self::default();
        for (file, from) in files.into_iter().enumerate() {
            all.exceptions.push(from.exceptions);
            all.digests.push(from.digest);
            all.rules.extend(from.rules.into_iter().map(|rule| Rule { rule, file }));
        }
        let mut words: std::collections::BTreeMap<Vec<u8>, Vec<usize>> = std::collections::BTreeMap::new();
        for (at, Rule { rule, .. }) in all.rules.iter().enumerate() {
            if rule.is_slow() {
                all.always.push(at);
            }
            for keyword in &rule.keywords {
                let owners = words.entry(gate_part(keyword)).or_default();
                if owners.last() != Some(&at) {
                    owners.push(at);
                }
            }
        }
        if !words.is_empty() {
            let small = words.keys().map(Vec::len).sum::<usize>() <= DFA_BYTES;
            let kind = if small {
                aho_corasick::AhoCorasickKind::DFA
            } else {
                aho_corasick::AhoCorasickKind::ContiguousNFA
            };
            let mut builder = AhoCorasick::builder();
            all.keywords = Some(builder.ascii_case_insensitive(true).kind(Some(kind)).build(words.keys())?);
        }
        all.owners = words.into_values().collect();
        Ok(all)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Every rule, in the order of its files.
    pub fn rules(&self) -> impl Iterator<Item = &CustomRule> {
        self.rules.iter().map(|rule| &rule.rule)
    }

    /// Which rules look at a file of this name, and which exceptions its name meets.
    pub fn scope(&self, file: &str) -> Scope {
        let file = file.as_bytes();
        let common: Vec<Exceptions> = self.exceptions.iter().map(|list| Exceptions::of(list, file)).collect();
        let rules = self
            .rules
            .iter()
            .map(|Rule { rule, file: of }| {
                let own = Exceptions::of(&rule.exceptions, file);
                let elsewhere = rule.path.as_ref().is_some_and(|path| !path.is_match(file));
                let whole = own.whole_file || common.get(*of).is_some_and(|common| common.whole_file);
                (!elsewhere && !whole).then_some(own)
            })
            .collect();
        Scope { rules, common }
    }

    /// Whether raw bytes (escaped to any depth) may hold what a rule finds. False is final.
    pub fn suspicious(&self, raw: &[u8], scope: &Scope) -> bool {
        let mut found = false;
        // Escapes, colours, percent signs and wrapped lines can hide a match from the raw bytes: the views decide.
        let plain = memchr::memchr3(b'\\', 0x1b, b'%', raw).is_none() && memchr::memchr(b'\n', raw).is_none();
        self.each_awake(raw, &mut |rule| {
            let looks = scope.rules.get(rule).is_some_and(Option::is_some);
            found |= looks && (!plain || self.matches(rule, raw));
            !found
        });
        found || (view::may_be_dressed(raw) && self.suspicious_without_disguise(raw, scope))
    }

    /// The same for text in which a keyword itself may be disguised.
    fn suspicious_without_disguise(&self, raw: &[u8], scope: &Scope) -> bool {
        let mut flat = zeroize::Zeroizing::new(Vec::new());
        prefilter::flatten_all(raw, &mut flat);
        let mut found = false;
        self.each_awake(&flat, &mut |rule| {
            found |= scope.rules.get(rule).is_some_and(Option::is_some);
            !found
        });
        found
    }

    fn matches(&self, rule: usize, text: &[u8]) -> bool {
        self.rules.get(rule).is_some_and(|rule| rule.rule.regex.is_match(text))
    }

    /// Appends what the rules find in one view of a text.
    pub fn find(&self, text: &[u8], scope: &Scope, out: &mut Vec<Finding>) {
        self.each_awake(text, &mut |at| {
            if let (Some(rule), Some(Some(own))) = (self.rules.get(at), scope.rules.get(at)) {
                self.find_one(text, rule, (own, scope), out);
            }
            true
        });
    }

    /// What the rules find of a JSON member's value when it stands as `"key":"value"`; its span is of the value.
    pub fn member(&self, (key, value): (&[u8], &[u8]), scope: &Scope) -> Option<Finding> {
        let head = [b"\"", key, b"\":\""].concat();
        let text = zeroize::Zeroizing::new([&head, value, b"\""].concat());
        let (mut found, mut alone) = (Vec::new(), Vec::new());
        self.find(&text, scope, &mut found);
        if found.is_empty() {
            return None;
        }
        // What is found without the name was found in the value's own views.
        self.find(value, scope, &mut alone);
        found.retain(|finding| {
            !alone.iter().any(|known| {
                known.rule == finding.rule
                    && known.span.end + head.len() >= finding.span.end
                    && known.span.start + head.len() <= finding.span.start
            })
        });
        let within = head.len()..head.len() + value.len();
        found
            .into_iter()
            .find(|finding| within.start <= finding.span.start && finding.span.end <= within.end)
            .map(|finding| Finding {
                span: finding.span.start - head.len()..finding.span.end - head.len(),
                ..finding
            })
    }

    /// What tells these rules from others: the same for the same files.
    pub fn digest(&self) -> Vec<u8> {
        self.digests.concat()
    }

    /// Calls `visit` once for each rule that has a keyword in `text`, or needs none, until it says no.
    fn each_awake(&self, text: &[u8], visit: &mut dyn FnMut(usize) -> bool) {
        if !self.always.iter().all(|rule| visit(*rule)) {
            return;
        }
        let Some(keywords) = &self.keywords else { return };
        let mut awake = vec![false; self.rules.len()];
        let mut asleep = self.owners.len();
        let mut met = vec![false; self.owners.len()];
        for hit in keywords.find_overlapping_iter(text) {
            let pattern = hit.pattern().as_usize();
            if met.get_mut(pattern).is_none_or(|met| std::mem::replace(met, true)) {
                continue;
            }
            for rule in self.owners.get(pattern).map_or(&[][..], Vec::as_slice) {
                let fresh = awake.get_mut(*rule).is_some_and(|awake| !std::mem::replace(awake, true));
                if fresh && !visit(*rule) {
                    return;
                }
            }
            asleep -= 1;
            if asleep == 0 {
                return;
            }
        }
    }

    fn find_one(
        &self,
        text: &[u8],
        Rule { rule, file }: &Rule,
        (own, scope): (&Exceptions, &Scope),
        out: &mut Vec<Finding>,
    ) {
        let mut at = 0;
        while let Some(found) = rule.regex.find_at(text, at) {
            at = found.end().max(found.start() + 1);
            let Some(span) = rule.secret(text, found.range()) else { continue };
            let secret = text.get(span.clone()).unwrap_or_default();
            if rule.entropy > 0.0 && judge::entropy(secret) <= rule.entropy {
                continue;
            }
            let seen = exception::Seen { text, found: found.range(), secret };
            let common = scope
                .common
                .get(*file)
                .is_some_and(|common| self.exceptions.get(*file).is_some_and(|list| common.any(list, &seen)));
            if !common && !own.any(&rule.exceptions, &seen) {
                out.push(Finding {
                    rule: Arc::clone(&rule.id),
                    kind: Arc::clone(&rule.kind),
                    confidence: rule.confidence,
                    span,
                });
            }
        }
    }
}

impl CustomRule {
    /// The part of a match that is cut; none where it is empty.
    fn secret(&self, text: &[u8], found: Range<usize>) -> Option<Range<usize>> {
        let group = match self.group {
            _ if self.regex.captures_len() == 1 => None,
            Group::Number(0) => None,
            Group::Number(number) => {
                self.regex.captures_at(text, found.start)?.get(number).map(|group| group.range())
            }
            Group::First => {
                let groups = self.regex.captures_at(text, found.start)?;
                groups.iter().skip(1).flatten().find(|group| !group.is_empty()).map(|group| group.range())
            }
        };
        let span = match (group, self.group) {
            (Some(span), _) => span,
            // A group that took no part in the match names no secret.
            (None, Group::Number(number)) if number > 0 => return None,
            (None, _) => trim_newlines(text, found),
        };
        (!span.is_empty()).then_some(span)
    }
}

fn trim_newlines(text: &[u8], span: Range<usize>) -> Range<usize> {
    let found = text.get(span.clone()).unwrap_or_default();
    let start = found.iter().take_while(|byte| **byte == b'\n').count();
    let end = found.iter().rev().take_while(|byte| **byte == b'\n').count();
    span.start + start..span.end.saturating_sub(end).max(span.start + start)
}

/// The longest part of a keyword that stands in raw bytes as it is, however often they are escaped.
fn gate_part(keyword: &str) -> Vec<u8> {
    let escaped = |b: &u8| matches!(b, b'"' | b'\\' | b'/' | b'\'' | b'`') || *b < 0x20 || *b >= 0x7f;
    let longest = keyword.as_bytes().split(escaped).max_by_key(|part| part.len());
    longest.filter(|part| !part.is_empty()).unwrap_or(keyword.as_bytes()).to_ascii_lowercase()
}

/// What a file's name decides about the rules.
#[derive(Default)]
pub struct Scope {
    /// By rule: none where it does not look at the file.
    rules: Vec<Option<Exceptions>>,
    /// By rule file.
    common: Vec<Exceptions>,
}

/// A list of exceptions for one file.
#[derive(Default)]
struct Exceptions {
    /// By exception: whether its paths name the file.
    named: Vec<bool>,
    /// Whether one of them excepts the whole file.
    whole_file: bool,
}

impl Exceptions {
    fn of(list: &[Arc<Exception>], file: &[u8]) -> Self {
        let named: Vec<bool> = list.iter().map(|exception| exception.names(file)).collect();
        let whole_file =
            list.iter().zip(&named).any(|(exception, named)| *named && exception.by_path_alone());
        Self { named, whole_file }
    }

    fn any(&self, list: &[Arc<Exception>], seen: &exception::Seen<'_>) -> bool {
        list.iter().zip(&self.named).any(|(exception, named)| exception.holds(seen, *named))
    }
}

#[cfg(test)]
mod tests;
