//! Marks in source files: `han:allow`, `han:allow(rule-id)` and `gitleaks:allow` on the line of a finding.
//!
//! They count where the user's own files are looked at (`scan`, `redact`), never in transcripts: what stands there was
//! written by others.

use std::ops::Range;

/// The marks of one text, read line by line as findings ask for them.
pub struct Marks<'a> {
    text: &'a [u8],
    any: bool,
    /// The line asked for last, and its marks.
    line: Range<usize>,
    marks: Vec<Mark>,
}

/// The rules that a mark allows; all of them where it names none.
type Mark = Option<Vec<String>>;

/// What every mark holds.
const CORE: &[u8] = b":allow";
/// Longest list of rules in a mark.
const LONGEST_LIST: usize = 512;

impl<'a> Marks<'a> {
    /// Looks for any mark at all.
    pub fn new(text: &'a [u8]) -> Self {
        let any = memchr::memmem::find(text, CORE).is_some();
        Self { text, any, line: 0..0, marks: Vec::new() }
    }

    /// Whether a mark on the first or the last line of `span` allows `rule` there.
    pub fn allow(&mut self, span: &Range<usize>, rule: &str) -> bool {
        self.any && (self.allow_at(span.start, rule) || self.allow_at(span.end.max(span.start + 1) - 1, rule))
    }

    fn allow_at(&mut self, at: usize, rule: &str) -> bool {
        if !(self.line.start <= at && at < self.line.end) {
            let before = self.text.get(..at).unwrap_or_default();
            let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
            let after = self.text.get(at..).unwrap_or_default();
            let end = memchr::memchr(b'\n', after).map_or(self.text.len(), |newline| at + newline);
            self.marks = marks(self.text.get(start..end).unwrap_or_default());
            self.line = start..end.max(at) + 1;
        }
        self.marks.iter().any(|mark| mark.as_ref().is_none_or(|rules| rules.iter().any(|id| id == rule)))
    }
}

fn marks(line: &[u8]) -> Vec<Mark> {
    memchr::memmem::find_iter(line, CORE).filter_map(|at| mark(line, at)).collect()
}

fn mark(line: &[u8], at: usize) -> Option<Mark> {
    let before = line.get(..at)?;
    let (name, ours) = match () {
        () if before.ends_with(b"gitleaks") => ("gitleaks", false),
        () if before.ends_with(b"han") => ("han", true),
        () => return None,
    };
    let bounded = before.get(..at - name.len())?.last().is_none_or(|b| !b.is_ascii_alphanumeric());
    let rest = line.get(at + CORE.len()..)?;
    if !bounded || rest.first().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        return None;
    }
    if !ours || rest.first() != Some(&b'(') {
        return Some(None);
    }
    // A list that does not end names nothing, rather than everything.
    let list = rest.get(1..rest.len().min(LONGEST_LIST))?;
    let list = std::str::from_utf8(list.get(..memchr::memchr(b')', list)?)?).ok()?;
    Some(Some(list.split(',').map(|id| id.trim().to_owned()).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_on_their_line_and_for_their_rules() {
        let table: [(&str, bool); 13] = [
            ("key = VALUE # han:allow", true),
            ("key = VALUE // han:allow(the-rule) a fixture", true),
            ("key = VALUE // han:allow(other, the-rule)", true),
            ("key = VALUE // han:allow(other)", false),
            ("key = VALUE // han:allow(the-rule", false),
            ("key = VALUE // han:allowed", false),
            ("key = VALUE // xhan:allow", false),
            ("key = VALUE # gitleaks:allow", true),
            ("key = VALUE # xgitleaks:allow", false),
            ("# han:allow\nkey = VALUE\n# han:allow", false),
            ("key = 'VALUE\nVALUE' # han:allow", true),
            ("VALUE\n", false),
            ("han:allow VALUE", true),
        ];
        for (text, want) in table {
            let start = text.find("VALUE").unwrap_or(0);
            let end = text.rfind("VALUE").unwrap_or(0) + 5;
            assert_eq!(Marks::new(text.as_bytes()).allow(&(start..end), "the-rule"), want, "{text}");
        }
    }

    #[test]
    fn lines_are_told_apart_in_any_order() {
        let text = b"a VALUE han:allow\nb VALUE\nc VALUE han:allow";
        let mut marks = Marks::new(text);
        let places: Vec<usize> = memchr::memmem::find_iter(text, b"VALUE").collect();
        let order = [2, 1, 0, 1, 2];
        let allowed: Vec<bool> =
            order.iter().map(|at| marks.allow(&(places[*at]..places[*at] + 5), "r")).collect();
        assert_eq!(allowed, [true, false, true, false, true]);
    }
}
