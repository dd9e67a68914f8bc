//! What a rule file excepts from its rules: gitleaks' allow lists.

use aho_corasick::AhoCorasick;
use regex::bytes::Regex;
use std::ops::Range;

/// What the patterns of an exception are compared with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Target {
    /// The secret.
    #[default]
    Secret,
    /// The whole match.
    Match,
    /// The line of the match.
    Line,
}

/// One exception. What it names is joined by "or", or by "and" where the file says so.
#[derive(Default)]
pub struct Exception {
    pub(super) all: bool,
    pub(super) paths: Vec<Regex>,
    pub(super) regexes: Vec<Regex>,
    pub(super) target: Target,
    pub(super) stopwords: Option<AhoCorasick>,
    /// Names commits, which a file or a transcript has none of.
    pub(super) commits: bool,
}

/// A match that may be excepted.
pub(super) struct Seen<'a> {
    pub(super) text: &'a [u8],
    pub(super) found: Range<usize>,
    pub(super) secret: &'a [u8],
}

impl Exception {
    /// An exception for values in which one of these patterns matches.
    pub(super) fn of_values(regexes: Vec<Regex>) -> Self {
        Self { regexes, ..Self::default() }
    }

    /// Whether its paths name the file.
    pub(super) fn names(&self, file: &[u8]) -> bool {
        !file.is_empty() && self.paths.iter().any(|path| path.is_match(file))
    }

    /// Whether a path that it names is excepted whatever stands in it.
    pub(super) fn by_path_alone(&self) -> bool {
        !self.all || (self.regexes.is_empty() && self.stopwords.is_none() && !self.commits)
    }

    pub(super) fn holds(&self, seen: &Seen<'_>, named: bool) -> bool {
        if !self.all {
            return self.matches(seen) || self.has_stopword(seen.secret);
        }
        !self.commits
            && (self.paths.is_empty() || named)
            && (self.regexes.is_empty() || self.matches(seen))
            && (self.stopwords.is_none() || self.has_stopword(seen.secret))
    }

    fn matches(&self, seen: &Seen<'_>) -> bool {
        if self.regexes.is_empty() {
            return false;
        }
        let text = match self.target {
            Target::Secret => seen.secret,
            Target::Match => seen.text.get(seen.found.clone()).unwrap_or_default(),
            Target::Line => line_of(seen.text, &seen.found),
        };
        self.regexes.iter().any(|regex| regex.is_match(text))
    }

    fn has_stopword(&self, secret: &[u8]) -> bool {
        self.stopwords.as_ref().is_some_and(|words| words.is_match(secret))
    }
}

/// Bytes before and after a match that count as its line at most.
const LONGEST_LINE: usize = 4096;

fn line_of<'a>(text: &'a [u8], found: &Range<usize>) -> &'a [u8] {
    let from = found.start.saturating_sub(LONGEST_LINE);
    let before = text.get(from..found.start).unwrap_or_default();
    let start = memchr::memrchr(b'\n', before).map_or(from, |at| from + at + 1);
    let after = text.get(found.end..text.len().min(found.end + LONGEST_LINE)).unwrap_or_default();
    let end = found.end + memchr::memchr(b'\n', after).unwrap_or(after.len());
    text.get(start..end).unwrap_or_default()
}
