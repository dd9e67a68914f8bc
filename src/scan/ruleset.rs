//! Rules: read from the TOML families beside this file, and asked about a text.

use std::ops::Range;
use std::sync::Arc;

use super::assign::{self, Assignment};
use super::checksum::{self, Crc32};
use super::command;
use super::endings::Endings;
use super::family;
use super::gate::{Dense, NESTED};
use super::judge::{self, Evidence, Quoting, Weigh};
use super::made_up::is_stand_in;
use super::personal;
use super::phrase;
use super::prefilter::{self, Lead, Prefilter, Special};
use super::runs::Runs;
use super::shape::{BadShape, Shape};
use super::vendor::{self, Named, Vendors};
use super::{Confidence, Finding, Sensitivity, arrays, keys, nameless, structured};

/// Raised whenever built-in rules change, so that a vault knows what was scanned with what.
const VERSION: u32 = 6;

/// The families in the binary.
pub const FAMILIES: [&str; 16] = [
    include_str!("rules/source.toml"),
    include_str!("rules/build.toml"),
    include_str!("rules/packages.toml"),
    include_str!("rules/cloud.toml"),
    include_str!("rules/ai.toml"),
    include_str!("rules/payment.toml"),
    include_str!("rules/messaging.toml"),
    include_str!("rules/database.toml"),
    include_str!("rules/monitoring.toml"),
    include_str!("rules/identity.toml"),
    include_str!("rules/network.toml"),
    include_str!("rules/wallet.toml"),
    include_str!("rules/services.toml"),
    include_str!("rules/pii.toml"),
    include_str!("rules/structured.toml"),
    include_str!("rules/assignment.toml"),
];

/// Which rules are loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Include {
    /// All but the optional ones.
    #[default]
    Secrets,
    /// Also the optional ones: personal data.
    PersonalData,
}

/// A check beyond the shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// CRC-32 in six base62 digits at the end; raises confidence, never drops.
    Crc32Base62,
    /// CRC-32 in eight hexadecimal digits at the end; raises confidence, never drops.
    Crc32Hex,
    /// Little-endian CRC-32 in base64 at the end; raises confidence, never drops.
    Crc32Base64,
    /// Base58 with four bytes of a double SHA-256; raises confidence, never drops.
    Base58,
    /// Base58 with four bytes of a double SHA-256; required.
    Base58Sealed,
    /// Bech32; raises confidence, never drops.
    Bech32,
    /// The first part decodes to a JOSE header; required.
    Jwt,
    /// Four classes or random enough; required.
    Random,
    /// The check digit of card numbers (Luhn); required.
    Luhn,
    /// The check digits of account numbers (modulo 97); required.
    Iban,
    /// The checksum of a seed phrase; raises confidence, never drops.
    Bip39,
}

impl Check {
    /// The writing of a CRC-32, for the checks that are one.
    pub fn crc32(self) -> Option<Crc32> {
        match self {
            Self::Crc32Base62 => Some(Crc32::Base62),
            Self::Crc32Hex => Some(Crc32::Hex),
            Self::Crc32Base64 => Some(Crc32::Base64),
            _ => None,
        }
    }
}

/// One rule as written in its family.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique, kebab-case.
    pub id: Arc<str>,
    /// What it finds.
    pub description: String,
    /// The type in the marker.
    #[serde(rename = "type")]
    pub kind: Arc<str>,
    /// Confidence of a match.
    pub confidence: Confidence,
    /// Shapes of the token itself.
    #[serde(default)]
    pub shapes: Vec<String>,
    /// A check of what a shape matched.
    pub check: Option<Check>,
    /// A structure, instead of shapes.
    pub special: Option<Special>,
    /// Name endings (small letters and digits only) of an assignment rule, instead of shapes or beside `values`.
    #[serde(default)]
    pub names: Vec<String>,
    /// Words of which one must stand in the name or before it on its line (small letters and digits only).
    #[serde(default)]
    pub context: Vec<String>,
    /// Shapes of a whole value, which is a secret only by its name and `context`.
    #[serde(default)]
    pub values: Vec<String>,
    /// Off unless asked for.
    #[serde(default)]
    pub optional: bool,
    /// Where the shape is known from.
    pub source: Option<String>,
    /// How an assignment's value is weighed.
    pub weigh: Option<Weigh>,
    /// Shape templates of texts that must be found; default: the shapes.
    #[serde(default)]
    pub examples: Vec<String>,
    /// Shape templates of texts that must not be found.
    pub counters: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Family {
    pub(super) rule: Vec<Rule>,
}

/// Why rules cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum RulesetError {
    /// A family is not what it should be.
    #[error("a rule family cannot be read")]
    Toml(#[from] toml::de::Error),
    /// A rule's shape is malformed.
    #[error("a rule's shape cannot be read")]
    Shape(#[from] BadShape),
    /// The anchors cannot be searched for.
    #[error(transparent)]
    Prefilter(#[from] prefilter::Unbuildable),
}

/// The rule of findings that no rule of a family makes: random values without a name.
pub(super) const NAMELESS: &str = "random-value";

/// Compiled built-in rules; shared by all sessions.
pub struct Builtin {
    pub(super) rules: Vec<Rule>,
    pub(super) shapes: Vec<Vec<Shape>>,
    /// Endings of names, with the index of their rule, in the order of the rules.
    endings: Endings,
    vendors: Vendors,
    pub(super) runs: Runs,
    /// Whether personal data is looked for.
    personal: bool,
    pub(super) prefilter: Prefilter,
    pub(super) sensitivity: Sensitivity,
}

impl Builtin {
    /// The version of the built-in rules.
    pub fn version(&self) -> u32 {
        VERSION
    }

    /// The same rules with another need for evidence.
    pub(super) fn at(self, sensitivity: Sensitivity) -> Self {
        Self { sensitivity, ..self }
    }

    /// How much evidence findings need.
    pub fn sensitivity(&self) -> Sensitivity {
        self.sensitivity
    }

    /// The searcher's literals that a file of `stems/` does not know.
    pub fn unarranged(&self) -> Vec<Vec<u8>> {
        self.prefilter.unplaced()
    }

    /// What should stand in the files of `stems/`, by their names, for texts like `sample`: how the searcher's literals are
    /// best arranged. For the test that keeps those files current; takes minutes.
    pub fn arranged(&self, sample: &[u8]) -> [(&'static str, String); 2] {
        self.prefilter.arranged(sample)
    }

    /// Every rule, for `han rules`.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub(super) fn load(families: &[&str], include: Include) -> Result<Self, RulesetError> {
        let mut rules = Vec::new();
        for family in families {
            match family::read(family) {
                Some(read) => rules.extend(read),
                None => rules.extend(toml::from_str::<Family>(family)?.rule),
            }
        }
        rules.retain(|rule| !rule.optional || include == Include::PersonalData);
        let mut endings = Endings::default();
        for (rule, of) in rules.iter().enumerate().filter(|(_, of)| of.values.is_empty()) {
            for name in &of.names {
                endings.add(name, rule);
            }
        }
        let mut shapes = Vec::new();
        let mut anchors = Vec::new();
        let mut runs = Runs::default();
        for (rule, of) in rules.iter().enumerate() {
            let parsed: Vec<Shape> = of.shapes.iter().map(|s| Shape::parse(s)).collect::<Result<_, _>>()?;
            for (shape, parsed) in parsed.iter().enumerate() {
                if let Some(back) = parsed.before_run() {
                    runs.add((rule, shape), (back, parsed.first()));
                    continue;
                }
                let (literal, back) = parsed.anchor();
                if let Some(encoded) = percent_encoded(literal) {
                    anchors.push((encoded, Lead::Shape { rule, shape, back }));
                }
                anchors.push((literal.to_vec(), Lead::Shape { rule, shape, back }));
            }
            shapes.push(parsed);
        }
        let prefilter = Prefilter::build(anchors)?;
        let vendors = Vendors::build(&rules)?;
        let personal = rules.iter().any(|rule| rule.optional && rule.special.is_some());
        let sensitivity = Sensitivity::default();
        Ok(Self { rules, shapes, endings, vendors, runs, personal, prefilter, sensitivity })
    }

    /// Appends every secret in `text` as it stands (one view; escapes and base64 are the caller's).
    pub fn find(&self, text: &[u8], out: &mut Vec<Finding>) {
        // One judgement per key block, however many anchors it holds.
        let mut block = 0;
        let mut names = Dense::default();
        let before = out.len();
        let mut by_run = Vec::new();
        self.prefilter.each(text, &mut |at, lead| {
            let done = match lead {
                Lead::Special(Special::Encoded) => {
                    by_run.extend(self.found_by_run(text, at));
                    true
                }
                Lead::Special(Special::Jwk) => {
                    out.extend(self.jwk(text, at));
                    true
                }
                Lead::Special(Special::PrivateKey) => at < block,
                Lead::Assignment => {
                    assign::is_no_name(text, at)
                        || !assign::may_be_assigned(text, at)
                        || names.at(at) > NESTED
                }
                _ => false,
            };
            if !done && lead == Lead::Assignment {
                if let Some(end) = self.find_assigned(text, at, out) {
                    names.skip_to(end);
                }
            } else if !done && let Some(finding) = self.verify(text, at, lead) {
                if lead == Lead::Special(Special::PrivateKey) {
                    block = finding.span.end;
                }
                out.push(finding);
            }
            false
        });
        // A token known by its own shape tells more of its type than its name does.
        out.splice(before..before, by_run);
        self.find_phrases(text, out);
        self.find_arrays(text, out);
        self.find_nameless(text, out);
        if self.personal {
            self.find_personal(text, out);
        }
        // The surest of those that begin together comes first: it names the type.
        let found = out.get_mut(before..).unwrap_or_default();
        found.sort_by_key(|finding| (finding.span.start, std::cmp::Reverse(finding.confidence)));
    }

    fn find_phrases(&self, text: &[u8], out: &mut Vec<Finding>) {
        phrase::find(text, &mut |phrase| {
            let rule = self.rules.iter().find(|rule| rule.special == Some(Special::Phrase));
            let confidence = |rule: &Rule| if phrase.sealed { Confidence::Certain } else { rule.confidence };
            out.extend(rule.map(|rule| finding(rule, confidence(rule), phrase.span)));
        });
    }

    fn find_arrays(&self, text: &[u8], out: &mut Vec<Finding>) {
        arrays::find(text, &mut |span| {
            let rule = self.rules.iter().find(|rule| rule.special == Some(Special::Numbers));
            out.extend(rule.map(|rule| finding(rule, rule.confidence, span)));
        });
    }

    /// Random values without a name, where the user is strict. What a rule found is not found again.
    fn find_nameless(&self, text: &[u8], out: &mut Vec<Finding>) {
        if self.sensitivity != Sensitivity::Strict {
            return;
        }
        let mut known: Vec<Range<usize>> = out.iter().map(|finding| finding.span.clone()).collect();
        known.sort_by_key(|span| span.start);
        let mut known = known.into_iter().peekable();
        nameless::find(text, &mut |span| {
            while known.next_if(|known| known.end <= span.start).is_some() {}
            if known.peek().is_none_or(|known| known.start >= span.end) {
                out.push(Finding {
                    rule: NAMELESS.into(),
                    kind: "token".into(),
                    confidence: Confidence::Low,
                    span,
                });
            }
        });
    }

    /// Whether there may be a random value without a name in raw bytes, where the user is strict.
    pub(super) fn may_be_nameless(&self, raw: &[u8]) -> bool {
        if self.sensitivity != Sensitivity::Strict {
            return false;
        }
        let mut flat = Vec::new();
        prefilter::flatten_all(raw, &mut flat);
        let mut found = false;
        nameless::find(&flat, &mut |_| found = true);
        found
    }

    fn find_personal(&self, text: &[u8], out: &mut Vec<Finding>) {
        personal::find(text, &mut |special, span| {
            let rule = self.rules.iter().find(|rule| rule.special == Some(special));
            out.extend(rule.map(|rule| finding(rule, rule.confidence, span)));
        });
    }

    /// Whether there may be personal data in raw bytes, where it is looked for at all.
    pub(super) fn may_be_personal(&self, raw: &[u8]) -> bool {
        if !self.personal {
            return false;
        }
        let mut flat = Vec::new();
        prefilter::flatten_all(raw, &mut flat);
        let mut found = false;
        personal::find(&flat, &mut |_, _| found = true);
        found
    }

    pub(super) fn verify(&self, text: &[u8], at: usize, lead: Lead) -> Option<Finding> {
        match lead {
            Lead::Hiding(_) | Lead::Break | Lead::Words | Lead::Numbers => None,
            Lead::Shape { rule, shape, back } => self.shape(text, at.checked_sub(back)?, (rule, shape)),
            Lead::Assignment => self.assignment(text, at),
            Lead::Special(Special::Encoded) => None,
            Lead::Special(Special::Jwk) => self.jwk(text, at).next(),
            Lead::Special(special) => {
                let span = match special {
                    Special::UrlPassword => structured::url_password(text, at),
                    Special::PrivateKey => keys::private_key(text, at),
                    Special::Putty => keys::putty(text, at),
                    Special::Authorization => structured::authorization(text, at),
                    Special::CurlUser => command::curl_user(text, at),
                    Special::CommandFlag => command::flag(text, at),
                    Special::Sas => structured::sas(text, at),
                    Special::Encoded
                    | Special::Jwk
                    | Special::Phrase
                    | Special::Numbers
                    | Special::Email
                    | Special::Phone
                    | Special::Iban
                    | Special::Card => None,
                }?;
                let rule = self.rules.iter().find(|rule| rule.special == Some(special))?;
                Some(finding(rule, rule.confidence, span))
            }
        }
    }

    pub(super) fn shape(&self, text: &[u8], start: usize, (rule, shape): (usize, usize)) -> Option<Finding> {
        let of = self.rules.get(rule)?;
        if inside_token(text, start) {
            return None;
        }
        let span = self.shapes.get(rule)?.get(shape)?.matches_at(text, start)?;
        let token = text.get(span.clone())?;
        if is_stand_in(token) || !(of.context.is_empty() || vendor::stands_near(text, &span, &of.context)) {
            return None;
        }
        let confidence = match of.check {
            Some(check) if check.crc32().is_some_and(|crc| crc.holds(token)) => Confidence::Certain,
            Some(Check::Base58) if checksum::base58check_holds(token) => Confidence::Certain,
            Some(Check::Bech32) if checksum::bech32_holds(token) => Confidence::Certain,
            Some(Check::Base58Sealed) if checksum::base58check_holds(token) => Confidence::Certain,
            Some(Check::Base58Sealed) => return None,
            Some(Check::Jwt) if !structured::is_jwt(token) => return None,
            Some(Check::Random) if judge::entropy(token) < 3.4 || !token.iter().any(u8::is_ascii_digit) => {
                return None;
            }
            _ => of.confidence,
        };
        Some(finding(of, confidence, span))
    }

    fn assignment(&self, text: &[u8], at: usize) -> Option<Finding> {
        self.judge(text, at, &assign::read(text, at)?)
    }

    /// Appends the secret of the name around `at` and the others of that name; returns where the first one ends.
    fn find_assigned(&self, text: &[u8], at: usize, out: &mut Vec<Finding>) -> Option<usize> {
        let found = assign::read(text, at)?;
        let finding = self.judge(text, at, &found)?;
        let end = finding.span.end;
        out.push(finding);
        let others = assign::others(text, at, &found);
        out.extend(others.iter().filter_map(|other| self.judge_read(text, other)));
        Some(end)
    }

    /// Judges what was read at `at`.
    pub(super) fn judge(&self, text: &[u8], at: usize, found: &Assignment) -> Option<Finding> {
        let judged = self.judge_read(text, found)?;
        let whole = assign::may_be_longer(found).then(|| assign::read_whole(text, at)).flatten();
        Some(Finding { span: whole.map_or_else(|| found.value.clone(), |whole| whole.value), ..judged })
    }

    /// Judges what was read of a value.
    fn judge_read(&self, text: &[u8], found: &Assignment) -> Option<Finding> {
        let named = Named { text, span: found.span.clone(), name: &found.name };
        let (rule, confidence) = self.named_secret(&named, text.get(found.value.clone())?, found.quoting)?;
        Some(finding(rule, confidence, found.value.clone()))
    }

    /// The rule by which a value is a secret, with its name.
    fn named_secret(&self, named: &Named<'_>, value: &[u8], quoting: Quoting) -> Option<(&Rule, Confidence)> {
        if let Some(rule) = self.vendors.find(named, value).and_then(|rule| self.rules.get(rule)) {
            return Some((rule, rule.confidence));
        }
        let rule = self.named(named.name)?;
        if rule.check == Some(Check::Base58) && value.len() >= 50 && checksum::base58check_holds(value) {
            return Some((rule, Confidence::Certain));
        }
        let evidence =
            Evidence { weigh: rule.weigh?, quoting, name: named.name, sensitivity: self.sensitivity };
        judge::decide(value, &evidence).then_some((rule, rule.confidence))
    }

    /// The first rule with an ending of `name`, if it weighs values at all.
    fn named(&self, name: &str) -> Option<&Rule> {
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let name = assign::singular(name).unwrap_or(name);
        let rule = self.endings.first(name)?;
        let public =
            |rule: &&Rule| name.contains("public") && matches!(rule.weigh, Some(Weigh::Key | Weigh::Token));
        self.rules.get(rule).filter(|rule| rule.weigh.is_some() && !public(rule))
    }

    pub(super) fn is_secret_name(&self, raw: &[u8], at: usize) -> bool {
        let name = assign::name_at(raw, at);
        self.named(&name).is_some() || self.vendors.knows(&name)
    }

    /// The private members of the JSON web key around `at`.
    fn jwk(&self, text: &[u8], at: usize) -> impl Iterator<Item = Finding> {
        let rule = self.rules.iter().find(|rule| rule.special == Some(Special::Jwk));
        let parts = if rule.is_some() { keys::jwk(text, at) } else { Vec::new() };
        parts.into_iter().filter_map(move |span| rule.map(|rule| finding(rule, rule.confidence, span)))
    }

    /// The private member of a JSON web key, a string of `len` bytes.
    pub fn web_key_member(&self, len: usize) -> Option<Finding> {
        let rule = self.rules.iter().find(|rule| rule.special == Some(Special::Jwk))?;
        Some(finding(rule, rule.confidence, 0..len))
    }

    /// Whether a JSON member with this name may be a secret by it.
    pub(super) fn may_be_member(&self, key: &[u8]) -> bool {
        let name = member_name(key);
        self.named(&name).is_some() || self.vendors.may_name(&name)
    }

    /// Whether the whole of `value`, the string of a JSON member that is named `key`, is a secret by that name.
    pub fn member(&self, key: &[u8], value: &[u8]) -> Option<Finding> {
        let name = member_name(key);
        let named = Named { text: key, span: 0..key.len(), name: &name };
        let (rule, confidence) = self.named_secret(&named, value, Quoting::Quoted)?;
        Some(finding(rule, confidence, 0..value.len()))
    }
}

/// How URLs write a literal; `None` where they write it as it is.
fn percent_encoded(literal: &[u8]) -> Option<Vec<u8>> {
    let plain =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b'(' | b')' | b' ');
    let mut encoded = Vec::new();
    for byte in literal {
        match byte {
            byte if plain(byte) => encoded.push(*byte),
            byte => encoded.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
    (encoded.len() > literal.len()).then_some(encoded)
}

/// A member's name in small letters and digits.
fn member_name(key: &[u8]) -> String {
    key.iter().filter(|b| b.is_ascii_alphanumeric()).map(|b| char::from(b.to_ascii_lowercase())).collect()
}

fn finding(rule: &Rule, confidence: Confidence, span: Range<usize>) -> Finding {
    Finding { rule: Arc::clone(&rule.id), kind: Arc::clone(&rule.kind), confidence, span }
}

/// Whether a token cannot begin at `start`: behind a letter or digit, or deep in an unbroken run of token characters
/// (which also bounds how often one run is read).
pub(super) fn inside_token(text: &[u8], start: usize) -> bool {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    // What begins with a mark begins anywhere: `/bot123:AA...`.
    if !text.get(start).is_some_and(|b| part(b) || !b.is_ascii()) {
        return false;
    }
    let before = text.get(start.saturating_sub(DEEP)..start).unwrap_or_default();
    before.last().is_some_and(u8::is_ascii_alphanumeric) || (before.len() == DEEP && before.iter().all(part))
}

/// How far into a run a token may begin: file names and line numbers of `grep -A` stand before it with dashes.
const DEEP: usize = 64;

#[cfg(test)]
mod tests {
    use crate::scan::Ruleset;

    #[test]
    fn builtin_rules_load_and_have_unique_ids() {
        let rules = Ruleset::builtin();
        let mut ids: Vec<_> = rules.rules().iter().map(|rule| rule.id.clone()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), rules.rules().len());
        for rule in rules.rules() {
            let named = !rule.names.is_empty() && rule.values.is_empty();
            let kinds = [!rule.shapes.is_empty(), rule.special.is_some(), !rule.values.is_empty(), named];
            assert_eq!(kinds.iter().filter(|k| **k).count(), 1, "{}", rule.id);
            let small = |word: &String| word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            assert!(rule.names.iter().chain(&rule.context).all(small), "{}", rule.id);
        }
    }
}
