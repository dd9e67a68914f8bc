//! The redaction gate: the only constructor of [`Redacted`] bytes, which alone can be sealed.
//!
//! Each line is scanned, cut and scanned again until nothing is found; if that does not settle, the line is [`Unsafe`]
//! and its session is not to be uploaded. Bytes outside the cuts are never changed, and cuts lie on escape boundaries
//! inside JSON strings, so a line that parsed still parses.

mod block;
mod cut;
mod lines;
mod report;

use std::sync::Arc;

use crate::scan::view::{self, Escapes, Located};
use crate::scan::{ConfirmedValues, Ruleset, skip};
use crate::session::leaf::{self, Role};

pub use block::block_end;
pub use cut::equal_modulo_markers;
pub use report::{Hit, Report};

/// Plaintext bytes that passed redaction. No `Debug`, no `Clone`, and no constructor from bytes.
#[derive(Default)]
pub struct Redacted {
    bytes: Vec<u8>,
}

impl Redacted {
    /// No bytes.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The redacted bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// True when nothing is held.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Removes and returns the first `len` bytes (all of them, if there are fewer).
    #[must_use]
    pub fn take_front(&mut self, len: usize) -> Self {
        let rest = self.bytes.split_off(len.min(self.bytes.len()));
        Self { bytes: std::mem::replace(&mut self.bytes, rest) }
    }

    /// Moves all bytes of `other` to the end.
    pub fn append(&mut self, other: &mut Self) {
        self.bytes.append(&mut other.bytes);
    }

    /// Forgets the bytes and keeps the allocation.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }
}

/// A redacted title, path or name for display metadata.
pub struct RedactedText(String);

impl RedactedText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A secret survived its own removal. The text is never named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: a secret found by rule {rule} could not be removed")]
pub struct Unsafe {
    /// As given to [`Redactor::set_position`].
    pub file: String,
    /// As given to [`Redactor::set_position`].
    pub line: u64,
    /// The rule that still fires.
    pub rule: String,
}

/// Rounds of scan and cut before a line is given up as [`Unsafe`]. One cut can uncover another secret, so two are
/// ordinary; more means that markers themselves are being found.
const ROUNDS: usize = 12;

/// Longer strings are not judged as a whole by the name of their member.
const LONGEST_MEMBER: usize = 64 << 10;

/// Redacts one session; owns what was confirmed in it.
pub struct Redactor {
    rules: Arc<Ruleset>,
    confirmed: ConfirmedValues,
    report: Report,
    file: String,
    line: u64,
}

/// What is to be removed from one line or block.
struct Plan {
    cuts: Vec<cut::Cut>,
    hits: Vec<Hit>,
    values: Vec<(zeroize::Zeroizing<Vec<u8>>, Arc<str>)>,
    blocks: Vec<usize>,
}

impl Redactor {
    /// A redactor for a new session.
    pub fn new(rules: Arc<Ruleset>) -> Self {
        Self {
            rules,
            confirmed: ConfirmedValues::default(),
            report: Report::default(),
            file: String::new(),
            line: 0,
        }
    }

    /// Continues with values confirmed before (from sealed local state or the first pass).
    pub fn restore_confirmed(&mut self, values: ConfirmedValues) {
        self.confirmed = values;
    }

    /// What was confirmed so far.
    pub fn confirmed(&self) -> &ConfirmedValues {
        &self.confirmed
    }

    /// Ends this pass and hands the values to the next one.
    pub fn into_confirmed(self) -> ConfirmedValues {
        self.confirmed
    }

    /// What was cut so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Names the place that following hits and errors are reported for.
    pub fn set_position(&mut self, file: &str, line: u64) {
        if self.file != file {
            self.file = file.to_owned();
        }
        self.line = line;
    }

    /// Appends one line, given without its newline, redacted.
    ///
    /// # Errors
    /// [`Unsafe`] when a secret survives; nothing was appended then.
    pub fn line(&mut self, line: &[u8], out: &mut Redacted) -> Result<(), Unsafe> {
        self.settle(line, true, out)
    }

    /// Appends a block of plain text (whole lines with their newlines), redacted.
    ///
    /// # Errors
    /// [`Unsafe`] when a secret survives; nothing was appended then.
    pub fn text(&mut self, block: &[u8], out: &mut Redacted) -> Result<(), Unsafe> {
        self.settle(block, false, out)
    }

    /// Appends bytes that cannot be scanned (images), counted as such in the report.
    pub fn binary(&mut self, bytes: &[u8], out: &mut Redacted) {
        self.report.unscanned_bytes += bytes.len() as u64;
        out.bytes.extend_from_slice(bytes);
    }

    /// Appends line ends: only `\r` and `\n` of `bytes` pass.
    pub fn newline(&mut self, bytes: &[u8], out: &mut Redacted) {
        out.bytes.extend(bytes.iter().filter(|b| matches!(b, b'\r' | b'\n')));
    }

    /// Redacts a short text for display metadata. What cannot be made safe becomes one marker.
    pub fn string(&mut self, text: &str) -> RedactedText {
        let mut out = Redacted::empty();
        let redacted = match self.text(text.as_bytes(), &mut out) {
            Ok(()) => String::from_utf8_lossy(&out.bytes).into_owned(),
            Err(_) => "[REDACTED:unsafe]".to_owned(),
        };
        RedactedText(redacted)
    }

    fn settle(&mut self, input: &[u8], json: bool, out: &mut Redacted) -> Result<(), Unsafe> {
        if !self.rules.suspicious(input) && !self.confirmed.may_hold(input) {
            out.bytes.extend_from_slice(input);
            return Ok(());
        }
        let mut current = zeroize::Zeroizing::new(input.to_vec());
        let mut last_rule = String::new();
        for _ in 0..ROUNDS {
            let plan = self.plan(&current, json);
            let Some(first) = plan.hits.first() else {
                out.bytes.extend_from_slice(&current);
                return Ok(());
            };
            last_rule = first.rule.to_string();
            current = zeroize::Zeroizing::new(cut::apply(&current, plan.cuts, &plan.blocks));
            self.report.thinking_dropped += plan.blocks.len() as u64;
            for (value, kind) in plan.values {
                self.confirmed.confirm(&value, &kind);
            }
            self.report.record(plan.hits);
        }
        Err(Unsafe { file: self.file.clone(), line: self.line, rule: last_rule })
    }

    fn plan(&self, input: &[u8], json: bool) -> Plan {
        if json && let Ok(plan) = self.plan_json(input) {
            return plan;
        }
        let mut plan = Plan::new();
        view::inspect(&self.rules, &self.confirmed, (input, Escapes::Text), &mut |located| {
            let before = input.get(..located.source.start).unwrap_or_default();
            let line = self.line + memchr::memchr_iter(b'\n', before).count() as u64;
            self.add(&mut plan, located, 0, b"");
            if let Some(hit) = plan.hits.last_mut() {
                hit.line = line;
            }
        });
        plan
    }

    fn plan_json(&self, line: &[u8]) -> Result<Plan, leaf::NotJson> {
        let mut plan = Plan::new();
        let mut arrays = lines::Arrays::default();
        let mut web_keys = lines::WebKeys::default();
        leaf::walk(line, &mut |found| {
            let raw = line.get(found.span.clone()).unwrap_or_default();
            if skip::never_secret(found.path, found.role, raw) {
                return;
            }
            arrays.add(&found);
            web_keys.add(&found, raw);
            let before = plan.cuts.len();
            if self.worth_a_look(raw) {
                view::inspect(&self.rules, &self.confirmed, (raw, Escapes::Json), &mut |located| {
                    self.add(&mut plan, located, found.span.start, found.path);
                });
            }
            if found.role == Role::Value {
                self.member(&mut plan, raw, &found);
            }
            if plan.cuts.len() > before && skip::signed_thinking(found.path, found.role) {
                plan.cuts.truncate(before);
                plan.blocks.push(found.holder);
            }
        })?;
        for (path, span) in web_keys.private() {
            if let Some(finding) = self.rules.web_key_member(span.len())
                && !plan.covers(&span)
            {
                let value = line.get(span.clone()).unwrap_or_default();
                let source = 0..span.len();
                self.add(&mut plan, Located { finding, value, source, again: false }, span.start, &path);
            }
        }
        for array in arrays.joined(line, &self.rules) {
            view::inspect(&self.rules, &self.confirmed, (array.text(), Escapes::Text), &mut |located| {
                self.add_split(&mut plan, located, &array);
            });
        }
        Ok(plan)
    }

    /// Judges a string by the name of the member that it is the value of.
    fn member(&self, plan: &mut Plan, raw: &[u8], found: &leaf::Leaf<'_>) {
        let key = found.path.rsplit(|b| *b == b'.').next().unwrap_or_default();
        if raw.is_empty() || raw.len() > LONGEST_MEMBER || key.is_empty() {
            return;
        }
        let (value, _) = leaf::decode(raw);
        let value = zeroize::Zeroizing::new(value);
        if let Some(finding) = self.rules.member(key, &value) {
            let source = 0..raw.len();
            let again = plan.cuts.last().is_some_and(|cut| cut.span == found.span);
            self.add(plan, Located { finding, value: &value, source, again }, found.span.start, found.path);
        }
    }

    /// Adds what was found in the joined strings of an array, as a cut in each of the strings that it touches.
    fn add_split(&self, plan: &mut Plan, located: Located<'_>, array: &lines::Joined) {
        let Located { finding, value, source, again } = located;
        let mut parts = array.sources(source).peekable();
        if again || parts.peek().is_none() {
            plan.values.push((zeroize::Zeroizing::new(value.to_vec()), Arc::clone(&finding.kind)));
            return;
        }
        for span in parts {
            if plan.covers(&span) {
                continue;
            }
            let part = Located { finding: finding.clone(), value, source: span, again: false };
            self.add(plan, part, 0, array.path());
        }
    }

    fn worth_a_look(&self, raw: &[u8]) -> bool {
        self.rules.suspicious(raw) || self.confirmed.may_hold(raw)
    }

    fn add(&self, plan: &mut Plan, located: Located<'_>, offset: usize, path: &[u8]) {
        let Located { finding, value, source, again } = located;
        let span = source.start + offset..source.end + offset;
        plan.values.push((zeroize::Zeroizing::new(value.to_vec()), Arc::clone(&finding.kind)));
        if again {
            return;
        }
        plan.hits.push(Hit {
            file: self.file.clone(),
            line: self.line,
            path: report::display_path(&self.rules, path),
            rule: Arc::clone(&finding.rule),
            kind: Arc::clone(&finding.kind),
            confidence: finding.confidence,
            masked: crate::scan::mask(value),
        });
        plan.cuts.push(cut::Cut { span, kind: finding.kind, confidence: finding.confidence });
    }
}

impl Plan {
    fn new() -> Self {
        Self { cuts: Vec::new(), hits: Vec::new(), values: Vec::new(), blocks: Vec::new() }
    }

    /// Whether the first or last byte of a span is known to be cut, by the cuts as they were made: in order but for those
    /// of one string.
    fn covers(&self, span: &std::ops::Range<usize>) -> bool {
        let next = self.cuts.partition_point(|cut| cut.span.end <= span.start);
        self.cuts.get(next).is_some_and(|cut| cut.span.start <= span.start && cut.span.end >= span.end)
    }
}
