//! The redaction gate: the only constructor of [`Redacted`] bytes, which alone can be sealed.
//!
//! Each line is scanned, cut and scanned again until nothing is found; if that does not settle, the line is [`Unsafe`]
//! and its session is not to be uploaded. Bytes outside the cuts are never changed, and cuts lie on escape boundaries
//! inside JSON strings, so a line that parsed still parses.

mod block;
mod cut;
mod kept;
mod lines;
mod new;
mod paths;
mod place;
mod plan;
mod redacted;
mod report;
mod seen;

use std::ops::Range;
use std::sync::Arc;

use crate::scan::allow::{AllowList, Named};
use crate::scan::confirmed::MalformedValues;
use crate::scan::marks::Marks;
use crate::scan::skip::{self, Skipped};
use crate::scan::view::{self, Escapes, Located};
use crate::scan::{CONFIRMED, ConfirmedValues, Finding, Lent, Look, Ruleset, Worth};
use crate::session::leaf::{self, OffsetMap, Role};
use kept::Kept;
use new::{New, within};
use paths::{Paths, Told};
use plan::Plan;
use seen::Seen;

pub use block::block_end;
pub use cut::equal_modulo_markers;
pub use redacted::{Redacted, RedactedText};
pub use report::{AllowedBy, Hit, Report};

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
    /// What is searched for where no confirmed value can stand.
    nothing: ConfirmedValues,
    judged: Lent,
    paths: Paths,
    report: Report,
    file: String,
    line: u64,
    allow: Arc<AllowList>,
    /// Which entries of `allow` name the file at hand.
    named: Named,
    /// The folders that the session worked in.
    folders: Vec<String>,
    /// Whether marks in the text count.
    marks: bool,
    /// Whether hits get columns.
    columns: bool,
    /// Whether anything in the last line or block can hide values.
    hiding: bool,
}

impl Redactor {
    /// A redactor for a new session.
    pub fn new(rules: Arc<Ruleset>) -> Self {
        Self {
            judged: rules.judged(),
            rules,
            confirmed: ConfirmedValues::default(),
            nothing: ConfirmedValues::default(),
            paths: Paths::default(),
            report: Report::default(),
            file: String::new(),
            line: 0,
            allow: Arc::default(),
            named: Named::default(),
            folders: Vec::new(),
            marks: false,
            columns: false,
            hiding: false,
        }
    }

    /// Leaves alone what the user allows in a session that worked in `folders`, and in the files that
    /// [`Self::set_place`] names.
    #[must_use]
    pub fn allowing(mut self, allow: Arc<AllowList>, folders: &[String]) -> Self {
        self.named = allow.named("", folders);
        self.allow = allow;
        self.folders = folders.to_vec();
        self
    }

    /// Gives hits their columns, which costs a pass over each line that has any.
    #[must_use]
    pub fn with_columns(mut self) -> Self {
        self.columns = true;
        self
    }

    /// A redactor for the same rules, values and allowed findings, whose report is its own.
    ///
    /// # Errors
    /// None that can occur: the values are read back as they are written.
    pub fn try_copy(&self) -> Result<Self, MalformedValues> {
        let mut copy = Self::new(self.rules.for_file("")).allowing(Arc::clone(&self.allow), &self.folders);
        copy.confirmed = ConfirmedValues::from_bytes(&self.confirmed.to_bytes())?;
        Ok(copy)
    }

    /// Names the local file that following lines stand in, for the allow list.
    pub fn set_place(&mut self, path: &str) {
        if self.allow.uses_paths() {
            self.named = self.allow.named(path, &self.folders);
        }
    }

    /// Says whether marks (`han:allow`) in what follows count: only in the user's own source files.
    pub fn honour_marks(&mut self, marks: bool) {
        self.marks = marks;
    }

    /// Continues with values confirmed before (from sealed local state or the first pass).
    pub fn restore_confirmed(&mut self, values: ConfirmedValues) {
        self.confirmed = values;
    }

    /// A redactor for a file that follows: by the same rules, with nothing allowed or reported yet. It takes over what this
    /// one knows, which is left with nothing.
    #[must_use]
    pub fn succeed(&mut self) -> Self {
        let mut next = Self::new(self.rules.for_file(""));
        next.confirmed = std::mem::take(&mut self.confirmed);
        std::mem::swap(&mut next.judged, &mut self.judged);
        next.paths = std::mem::take(&mut self.paths);
        next
    }

    /// Takes over what others confirmed; returns the values that were known under another type.
    #[must_use]
    pub fn take_over(&mut self, all: &ConfirmedValues) -> ConfirmedValues {
        self.confirmed.take_over(all)
    }

    /// What was confirmed so far.
    pub fn confirmed(&self) -> &ConfirmedValues {
        &self.confirmed
    }

    /// Ends this pass and hands the values to the next one.
    pub fn into_confirmed(self) -> ConfirmedValues {
        self.confirmed
    }

    /// Whether anything in the last line or block can hide values that are known, so that they do not stand there as they
    /// are.
    pub fn has_hiding(&self) -> bool {
        self.hiding
    }

    /// What was cut so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What was cut since it was last taken.
    #[must_use]
    pub fn take_report(&mut self) -> Report {
        std::mem::take(&mut self.report)
    }

    /// Names the place that following hits and errors are reported for.
    pub fn set_position(&mut self, file: &str, line: u64) {
        if self.file != file {
            self.file = file.to_owned();
            let rules = self.rules.for_file(file);
            // Other rules may see more in a path.
            if !Arc::ptr_eq(&rules, &self.rules) {
                self.paths = Paths::default();
                self.rules = rules;
            }
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

    /// Appends one line that this redactor, or another one by the same rules, made: only what was confirmed since may stand
    /// there, and what that leads to.
    ///
    /// # Errors
    /// [`Unsafe`] when a secret survives; nothing was appended then.
    pub fn line_again(&mut self, line: &[u8], out: &mut Redacted) -> Result<(), Unsafe> {
        // What was left there, because it is allowed, is found again.
        if self.marks || !self.allow.is_empty() {
            return self.line(line, out);
        }
        self.remove((line, true, true), New::Near { markers: Vec::new(), confirmed: true }, out)
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

    /// Redacts a short text for display metadata. What cannot be made safe becomes one marker. What is allowed there is a
    /// copy of what is allowed where it comes from, and not told again.
    pub fn string(&mut self, text: &str) -> RedactedText {
        let mut out = Redacted::empty();
        let told = self.report.allowed.len();
        let redacted = match self.text(text.as_bytes(), &mut out) {
            Ok(()) => String::from_utf8_lossy(&out.bytes).into_owned(),
            Err(_) => "[REDACTED:unsafe]".to_owned(),
        };
        self.report.allowed.truncate(told);
        RedactedText(redacted)
    }

    fn settle(&mut self, input: &[u8], json: bool, out: &mut Redacted) -> Result<(), Unsafe> {
        // A line that is no object is no JSON of a transcript.
        let escapes = if json && input.starts_with(b"{") { Escapes::Json } else { Escapes::Text };
        let Worthy { worth, known, hidden } = self.worth((input, escapes));
        self.hiding = hidden;
        if worth == Worth::Nothing {
            out.bytes.extend_from_slice(input);
            return Ok(());
        }
        let new = match worth {
            Worth::Near(places) => New::Places { places, known },
            _ => New::Everything,
        };
        self.remove((input, json, hidden), new, out)
    }

    /// Cuts what is found until nothing is; at first in what is `new`. `hidden` says whether anything in the text can hide
    /// values.
    fn remove(
        &mut self,
        (input, json, hidden): (&[u8], bool, bool),
        new: New,
        out: &mut Redacted,
    ) -> Result<(), Unsafe> {
        let mut made: Option<zeroize::Zeroizing<Vec<u8>>> = None;
        let mut trail = Vec::new();
        let mut last = None;
        let mut new = new;
        for _ in 0..ROUNDS {
            let current = made.as_ref().map_or(input, |made| made.as_slice());
            let mut plan = self.plan(current, json, &new);
            self.locate(&mut plan, input, &trail);
            let Some(first) = plan.hits.first() else {
                self.report.allowed.append(&mut plan.kept.hits);
                out.bytes.extend_from_slice(current);
                return Ok(());
            };
            last = Some((first.rule.to_string(), first.line));
            let applied = cut::apply(current, plan.cuts, &plan.blocks);
            self.report.thinking_dropped += plan.blocks.len() as u64;
            let before = self.confirmed.epoch();
            for (value, kind) in plan.values {
                self.confirmed.confirm(&value, &kind);
            }
            self.report.record(plan.hits);
            if plan.kept.may_keep() {
                new = New::Everything;
            } else {
                // What is newly known may stand in the line once more.
                let late = before..self.confirmed.epoch();
                let confirmed = self.confirmed.may_hold_late((&applied.text, hidden), &late);
                new = New::Near { markers: applied.markers, confirmed };
            }
            made = Some(zeroize::Zeroizing::new(applied.text));
            trail.push(applied.map);
        }
        let (rule, line) = last.unwrap_or_default();
        Err(Unsafe { file: self.file.clone(), line, rule })
    }

    /// Gives every hit its place in the text as it came, before any cut.
    fn locate(&self, plan: &mut Plan<'_>, input: &[u8], trail: &[OffsetMap]) {
        let kept = plan.kept.hits.iter_mut().map(|(hit, _)| hit).zip(&plan.kept.spans);
        let cut = plan.hits.iter_mut().zip(&plan.spans);
        place::locate(input, (trail, self.line, self.columns), cut.chain(kept).collect());
    }

    fn plan<'t>(&self, input: &'t [u8], json: bool, new: &New) -> Plan<'t> {
        if json && let Ok(plan) = self.plan_json(input, new) {
            return plan;
        }
        let mut plan = self.empty_plan(input);
        let mut sink = |located: Located<'_>| self.add(&mut plan, located, 0, b"");
        let text = (input, Escapes::Text);
        match new {
            New::Places { places, known } => {
                view::inspect_near(&self.rules, self.values(*known), (text, places.clone()), &mut sink);
            }
            New::Near { .. } | New::Everything => self.examine(text, &mut sink),
        }
        plan
    }

    fn plan_json<'t>(&self, line: &'t [u8], new: &New) -> Result<Plan<'t>, leaf::NotJson> {
        let mut plan = self.empty_plan(line);
        let mut arrays = lines::Arrays::default();
        let mut web_keys = lines::WebKeys::default();
        let mut seen = Seen::default();
        leaf::walk(line, &mut |found| {
            let raw = line.get(found.span.clone()).unwrap_or_default();
            arrays.add(&found);
            web_keys.add(&found, raw);
            let looks = match new {
                New::Near { confirmed, .. } => {
                    new.holds(&found.span) || (*confirmed && self.confirmed.may_hold(raw))
                }
                New::Places { .. } | New::Everything => new.holds(&found.span),
            };
            if !looks && (found.role == Role::Key || matches!(new, New::Near { .. })) {
                return;
            }
            let told = self.told(&found);
            if (!looks && !told.member) || told.skipped.skips(raw) {
                return;
            }
            let before = plan.cuts.len();
            let text = (raw, Escapes::Json);
            let results = match new {
                _ if !looks => &[],
                New::Places { places, known } => {
                    let near = (text, within(places, &found.span));
                    let values = self.values(*known);
                    seen.look(raw, |sink| view::inspect_near(&self.rules, values, near, sink))
                }
                New::Near { .. } | New::Everything => seen.look(raw, |sink| self.examine(text, sink)),
            };
            for result in results {
                self.add(&mut plan, result.located(), found.span.start, found.path);
            }
            if told.member && !raw.is_empty() && raw.len() <= LONGEST_MEMBER {
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
        for array in arrays.joined(line, &self.rules, &|span| new.confirmed() || new.holds(span)) {
            view::inspect(&self.rules, &self.confirmed, (array.text(), Escapes::Text), &mut |located| {
                self.add_split(&mut plan, located, &array);
            });
        }
        Ok(plan)
    }

    /// Where secrets and confirmed values may be.
    fn worth(&self, (raw, escapes): (&[u8], Escapes)) -> Worthy {
        let Look { worth, hidden } = self.rules.worth((raw, escapes), &self.judged);
        let values = self.confirmed.worth(raw, hidden);
        let known = values != Worth::Nothing;
        let worth = match (worth, values) {
            (Worth::All, _) | (_, Worth::All) => Worth::All,
            (Worth::Nothing, other) | (other, Worth::Nothing) => other,
            (Worth::Near(mut places), Worth::Near(more)) => {
                places.extend(more);
                places.sort_unstable();
                Worth::Near(places)
            }
        };
        Worthy { worth, known, hidden }
    }

    /// Looks for secrets where there may be some, and for confirmed values.
    fn examine(&self, (raw, escapes): (&[u8], Escapes), sink: &mut dyn FnMut(Located<'_>)) {
        let Worthy { worth, known, .. } = self.worth((raw, escapes));
        let values = self.values(known);
        match worth {
            Worth::Nothing => {}
            Worth::Near(places) => view::inspect_near(&self.rules, values, ((raw, escapes), places), sink),
            Worth::All => view::inspect(&self.rules, values, (raw, escapes), sink),
        }
    }

    /// The confirmed values, where any may stand.
    fn values(&self, known: bool) -> &ConfirmedValues {
        if known { &self.confirmed } else { &self.nothing }
    }

    /// What the path of a string tells of it.
    fn told(&self, found: &leaf::Leaf<'_>) -> Told {
        match found.role {
            // A key's path is its holder's.
            Role::Key => Told { skipped: Skipped::No, member: false },
            Role::Value => self.paths.tell(found.path, || Told {
                skipped: Skipped::at(found.path),
                member: self.rules.may_be_member(found.name()),
            }),
        }
    }

    /// Judges a string by the name of the member that it is the value of.
    fn member(&self, plan: &mut Plan<'_>, raw: &[u8], found: &leaf::Leaf<'_>) {
        let (value, map) = leaf::decode(raw);
        let value = zeroize::Zeroizing::new(value);
        if let Some(finding) = self.rules.member(found.name(), &value) {
            let whole = finding.span == (0..value.len());
            let source = if whole { 0..raw.len() } else { map.source(finding.span.clone()) };
            let again = plan.cuts.last().is_some_and(|cut| cut.span == found.span);
            let value = value.get(finding.span.clone()).unwrap_or_default();
            self.add(plan, Located { finding, value, source, again }, found.span.start, found.path);
        }
    }

    /// Adds what was found in the joined strings of an array, as a cut in each of the strings that it touches.
    fn add_split(&self, plan: &mut Plan<'_>, located: Located<'_>, array: &lines::Joined) {
        let Located { finding, value, source, again } = located;
        let mut parts = array.sources(source).peekable();
        // What lies within an allowed finding is looked at by itself.
        if (again && plan.kept.is_empty()) || parts.peek().is_none() {
            self.confirm(plan, &finding, value);
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

    fn empty_plan<'t>(&self, input: &'t [u8]) -> Plan<'t> {
        let marks = self.marks.then(|| Marks::new(input));
        Plan {
            cuts: Vec::new(),
            hits: Vec::new(),
            spans: Vec::new(),
            values: Vec::new(),
            blocks: Vec::new(),
            kept: Kept::new(marks, !self.allow.is_empty()),
        }
    }

    fn add(&self, plan: &mut Plan<'_>, located: Located<'_>, offset: usize, path: &[u8]) {
        let Located { finding, value, source, again } = located;
        if source.is_empty() {
            // What a run of base64 stands for has no bytes of its own.
            self.confirm(plan, &finding, value);
            return;
        }
        let span = source.start + offset..source.end + offset;
        let again = plan.kept.is_cut_already(&span, again);
        if let Some(by) = self.allowed(plan, (&finding.rule, value), &span) {
            if !again && !plan.kept.has(&span) {
                let hit = self.hit((&finding, value), path);
                plan.kept.keep(hit, by, span);
            }
            return;
        }
        // What was confirmed before may stand here in part: the whole is known.
        if &*finding.rule != CONFIRMED {
            plan.values.push((zeroize::Zeroizing::new(value.to_vec()), Arc::clone(&finding.kind)));
        }
        if again {
            return;
        }
        let hit = self.hit((&finding, value), path);
        plan.hits.push(hit);
        plan.kept.cut(&span);
        plan.spans.push(span.clone());
        plan.cuts.push(cut::Cut { span, kind: finding.kind, confidence: finding.confidence });
    }

    /// Has a value searched for elsewhere, unless the user allows it.
    fn confirm(&self, plan: &mut Plan<'_>, finding: &Finding, value: &[u8]) {
        if self.allow.allows(&finding.rule, value, &self.named).is_none() {
            plan.values.push((zeroize::Zeroizing::new(value.to_vec()), Arc::clone(&finding.kind)));
        }
    }

    /// Who allows a finding, if anybody does.
    fn allowed(
        &self,
        plan: &mut Plan<'_>,
        (rule, value): (&str, &[u8]),
        span: &Range<usize>,
    ) -> Option<AllowedBy> {
        let by = match plan.kept.marked(span, rule) {
            true => AllowedBy::Mark,
            false => AllowedBy::Entry(self.allow.allows(rule, value, &self.named)?),
        };
        let alone = match by {
            AllowedBy::Mark => true,
            AllowedBy::Entry(entry) => self.allow.is_for_one_value(entry),
        };
        // What a rule or a path allows may hold another secret, which is looked for only where the outer one is cut.
        (alone || !self.holds_another(value)).then_some(by)
    }

    fn holds_another(&self, value: &[u8]) -> bool {
        let mut inner = Vec::new();
        self.rules.find(value, &mut inner);
        inner.iter().any(|finding| {
            let value = value.get(finding.span.clone()).unwrap_or_default();
            self.allow.allows(&finding.rule, value, &self.named).is_none()
        })
    }

    fn hit(&self, (finding, value): (&Finding, &[u8]), path: &[u8]) -> Hit {
        Hit {
            file: self.file.clone(),
            line: self.line,
            column: 0,
            end: (self.line, 0),
            path: self.paths.shown(path, |path| report::display_path(&self.rules, path)),
            rule: Arc::clone(&finding.rule),
            kind: Arc::clone(&finding.kind),
            confidence: finding.confidence,
            masked: crate::scan::mask(value),
            fingerprint: self.allow.fingerprint(value),
        }
    }
}

/// What a text is worth, and whether confirmed values may stand in it.
struct Worthy {
    worth: Worth,
    known: bool,
    /// Whether anything in it can hide values.
    hidden: bool,
}
