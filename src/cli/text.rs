//! Counts, sizes and times as people read them and as JSON has them.

/// `1 session`, `2 sessions`.
pub fn count(n: u64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
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
