//! Counts, sizes and times as people read them and as JSON has them.

use super::ui::escape;
use std::collections::BTreeMap;

/// `1 session`, `2 sessions`.
pub fn count(n: u64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// Types of secrets that are named in one line.
const KINDS: usize = 8;

/// Types and how many of each, most first; of many types the rest is counted.
pub fn kinds(redactions: &BTreeMap<String, u64>) -> String {
    let mut sorted: Vec<_> = redactions.iter().collect();
    sorted.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    let rest = sorted.len().saturating_sub(KINDS);
    // "1 other type" says no more than the type does.
    let shown = if rest > 1 { KINDS } else { sorted.len() };
    let mut parts: Vec<_> =
        sorted.iter().take(shown).map(|(kind, n)| format!("{} {n}", escape(kind))).collect();
    if shown < sorted.len() {
        let others: u64 = sorted.iter().skip(shown).map(|(_, n)| **n).sum();
        parts.push(format!("{rest} other types {others}"));
    }
    parts.join(", ")
}

/// Bytes for people.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or_default();
    if unit == 0 { format!("{bytes} B") } else { format!("{value:.1} {name}") }
}

/// A time in RFC 3339, of UTC.
pub fn time_text(ms: i64) -> Option<String> {
    jiff::Timestamp::from_millisecond(ms).ok().map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// A time for people, in their own zone.
pub fn minute(ms: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(ms).ok();
    let zoned = time.map(|time| time.to_zoned(jiff::tz::TimeZone::system()));
    zoned.map(|zoned| zoned.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

/// Seconds of Unix time as JSON has them.
pub fn seconds_text(seconds: u64) -> Option<String> {
    i64::try_from(seconds).ok().and_then(|seconds| time_text(seconds.saturating_mul(1_000)))
}

#[cfg(test)]
mod tests {
    use super::kinds;

    #[test]
    fn many_types_are_counted_and_few_are_named() {
        let of = |n: u64| (0..n).map(|at| (format!("type-{at:02}"), at + 1)).collect();
        assert_eq!(kinds(&of(2)), "type-01 2, type-00 1");
        assert_eq!(kinds(&of(9)).matches("type-").count(), 9);
        assert!(kinds(&of(10)).ends_with("type-02 3, 2 other types 3"), "{}", kinds(&of(10)));
    }
}
