//! What the values of options are parsed into, so that no command meets an unchecked text.

use crate::protocol::ids::OwnerId;
use crate::protocol::roster::Role;
use crate::protocol::sharing::MAX_ENVELOPE_DAYS;
use crate::server::retention::Subject;
use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Why an option's value was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadValue {
    /// Not the id of a session, nor the first part of one.
    #[error("expected a session id or at least its first 4 hex digits")]
    Session,
    /// Not `OLD=NEW`.
    #[error("expected OLD=NEW with two absolute paths")]
    Map,
    /// Not a point in time.
    #[error("expected a date (2026-08-31), a time (2026-08-31T10:00:00Z) or an age (12h, 7d, 2w)")]
    Since,
    /// Not a length of time.
    #[error("expected seconds (60) or a length of time (90s, 2m, 1h)")]
    Wait,
    /// Not the length of a share.
    #[error("expected a length of time up to 400d (12h, 30d, 8w)")]
    Expiry,
    /// Not `FILE:LINE`.
    #[error("expected FILE:LINE, as han scan prints it")]
    FileLine,
    /// Not an owner id.
    #[error("expected an owner id: 32 hex digits, as han status shows it")]
    Owner,
    /// Not a number of bytes.
    #[error("expected a number of bytes, or 500MB, 20GB, 1TB")]
    Bytes,
    /// Not the first part of an id.
    #[error("expected an id or at least its first 4 hex digits")]
    Hex,
    /// Not an action.
    #[error("expected an action, as han audit log shows them")]
    Action,
    /// Not a number of days.
    #[error("expected a number of days up to 36500, forever or default")]
    Days,
    /// Not the subject of a policy.
    #[error("expected replaced, condemned, origins, envelopes, tokens or invites")]
    Subject,
    /// Not a role.
    #[error("expected owner, admin, member or reader")]
    Role,
    /// Not from 1 to 100.
    #[error("expected a percentage from 1 to 100")]
    Percent,
}

/// Reads a member's role.
pub fn parse_role(text: &str) -> Result<Role, BadValue> {
    Role::parse(text).ok_or(BadValue::Role)
}

/// A number of bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ByteSize(pub u64);

/// Reads a number of bytes; KB, MB, GB and TB are powers of 1000.
pub fn parse_bytes(text: &str) -> Result<ByteSize, BadValue> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let power = match unit.trim().to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "KB" => 1,
        "MB" => 2,
        "GB" => 3,
        "TB" => 4,
        _ => return Err(BadValue::Bytes),
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(1_000_u64.pow(power)));
    bytes.map(ByteSize).ok_or(BadValue::Bytes)
}

/// What becomes of a vault's own quota.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum QuotaChange {
    /// It is this.
    To(ByteSize),
    /// There is none.
    Away,
}

/// Reads a number of bytes, or `none`.
pub fn parse_quota(text: &str) -> Result<QuotaChange, BadValue> {
    if text == "none" { Ok(QuotaChange::Away) } else { parse_bytes(text).map(QuotaChange::To) }
}

/// What becomes of a retention policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DaysChange {
    /// So many days.
    To(u64),
    /// For ever.
    ForEver,
    /// As where nothing was set.
    Default,
}

/// Reads a number of days up to a hundred years, `forever` or `default`.
pub fn parse_days(text: &str) -> Result<DaysChange, BadValue> {
    match text {
        "forever" => Ok(DaysChange::ForEver),
        "default" => Ok(DaysChange::Default),
        days => match days.parse() {
            Ok(days @ 0..=36_500) => Ok(DaysChange::To(days)),
            _ => Err(BadValue::Days),
        },
    }
}

/// Reads the subject of a retention policy.
pub fn parse_subject(text: &str) -> Result<Subject, BadValue> {
    Subject::parse(text).ok_or(BadValue::Subject)
}

/// Reads an owner id.
pub fn parse_owner(text: &str) -> Result<OwnerId, BadValue> {
    OwnerId::parse(text).map_err(|_| BadValue::Owner)
}

/// The first part of a session id, or all of it: lower-case hex digits with dashes at their places.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionPrefix(String);

impl SessionPrefix {
    /// The lower-case text, 4 to 36 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether `id`, a full lower-case session id, begins with this.
    pub fn matches(&self, id: &str) -> bool {
        id.starts_with(&self.0)
    }
}

impl FromStr for SessionPrefix {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let dash = |i: usize| matches!(i, 8 | 13 | 18 | 23);
        let fits = |(i, b): (usize, u8)| if dash(i) { b == b'-' } else { b.is_ascii_hexdigit() };
        if !(4..=36).contains(&text.len()) || !text.bytes().enumerate().all(fits) {
            return Err(BadValue::Session);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

/// The first part of an id of 16 bytes, or all of it, in lower-case hex.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HexPrefix(String);

impl HexPrefix {
    /// The lower-case text, 4 to 32 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HexPrefix {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        if !(4..=32).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(BadValue::Hex);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

/// A line of a file (`--at FILE:LINE`); a column behind it is left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileLine {
    /// The file.
    pub file: PathBuf,
    /// From 1.
    pub line: u64,
}

impl FromStr for FileLine {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let number = |text: &str| text.parse::<u64>().ok().filter(|number| *number > 0);
        let (rest, last) = text.rsplit_once(':').ok_or(BadValue::FileLine)?;
        let last = number(last).ok_or(BadValue::FileLine)?;
        let (file, line) = match rest.rsplit_once(':').map(|(file, line)| (file, number(line))) {
            Some((file, Some(line))) => (file, line),
            _ => (rest, last),
        };
        if file.is_empty() {
            return Err(BadValue::FileLine);
        }
        Ok(Self { file: PathBuf::from(file), line })
    }
}

/// A folder of another machine and what it is here (`--map OLD=NEW`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathMap {
    /// The absolute path on the machine where the session was made.
    pub old: String,
    /// The absolute path here.
    pub new: String,
}

impl FromStr for PathMap {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let (old, new) = text.split_once('=').ok_or(BadValue::Map)?;
        if !is_absolute(old) || !is_absolute(new) {
            return Err(BadValue::Map);
        }
        let trimmed = |path: &str| match path.trim_end_matches('/') {
            "" => "/".to_owned(),
            rest => rest.to_owned(),
        };
        Ok(Self { old: trimmed(old), new: trimmed(new) })
    }
}

/// Absolute on any platform: sessions come from other machines, where `C:\` may begin a path.
fn is_absolute(path: &str) -> bool {
    let bytes = path.as_bytes();
    path.starts_with('/')
        || path.starts_with("\\\\")
        || matches!(bytes, [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic())
}

/// The earliest change that a selection takes (`--since`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Since {
    /// A point in time.
    At(Timestamp),
    /// That long before now.
    Ago(Duration),
}

impl Since {
    /// The point in time meant, if it is `now`; the beginning of time where the age goes past it.
    pub fn resolve(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(time) => time,
            Self::Ago(age) => SignedDuration::try_from(age)
                .ok()
                .and_then(|age| now.checked_sub(age).ok())
                .unwrap_or(Timestamp::MIN),
        }
    }
}

impl FromStr for Since {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        if let Some(age) = parse_length(text, false) {
            return Ok(Self::Ago(age));
        }
        if let Ok(time) = text.parse::<Timestamp>() {
            return Ok(Self::At(time));
        }
        let day: civil::DateTime = text.parse().map_err(|_| BadValue::Since)?;
        let zoned = day.to_zoned(TimeZone::system()).map_err(|_| BadValue::Since)?;
        Ok(Self::At(zoned.timestamp()))
    }
}

/// A length of time as an option takes it.
pub type Wait = Duration;

/// Parses `60`, `90s`, `2m` or `1h`.
pub(super) fn parse_wait(text: &str) -> Result<Wait, BadValue> {
    parse_length(text, true).ok_or(BadValue::Wait)
}

/// How long a share may be opened: `12h`, `30d`, `8w`; a second at least and 400 days at most.
pub(super) fn parse_expiry(text: &str) -> Result<Wait, BadValue> {
    let most = Duration::from_secs(MAX_ENVELOPE_DAYS * 86_400);
    let fits = |length: &Duration| (Duration::from_secs(1)..=most).contains(length);
    parse_length(text, false).filter(fits).ok_or(BadValue::Expiry)
}

/// Parses `20` or `20%`.
pub(super) fn parse_percent(text: &str) -> Result<u8, BadValue> {
    let number: u8 = text.strip_suffix('%').unwrap_or(text).parse().map_err(|_| BadValue::Percent)?;
    if (1..=100).contains(&number) { Ok(number) } else { Err(BadValue::Percent) }
}

/// A number with a unit of s, m, h, d or w; without a unit seconds, where `bare` allows that.
fn parse_length(text: &str, bare: bool) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().ok()?;
    let unit = match text.get(digits.len()..)? {
        "" if bare => 1,
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return None,
    };
    number.checked_mul(unit).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_prefixes_are_hex_with_dashes_in_place() {
        for good in ["0a1b", "DEADBEEF", "deadbeef-", "deadbeef-0000-4000-8000-0123456789ab"] {
            let parsed: SessionPrefix = good.parse().unwrap();
            assert!(parsed.matches(&good.to_lowercase()), "{good}");
        }
        for bad in ["", "abc", "xyzw", "deadbeef0", "dead-beef", "../../..", &"a".repeat(37)] {
            assert_eq!(bad.parse::<SessionPrefix>(), Err(BadValue::Session), "{bad}");
        }
    }

    #[test]
    fn ids_are_hex() {
        assert_eq!("0A1b".parse::<HexPrefix>().unwrap().as_str(), "0a1b");
        for bad in ["", "abc", "wxyz", "dead-beef", &"a".repeat(33)] {
            assert_eq!(bad.parse::<HexPrefix>(), Err(BadValue::Hex), "{bad}");
        }
    }

    #[test]
    fn maps_need_two_absolute_paths() {
        let map: PathMap = "/home/a/=C:\\work".parse().unwrap();
        assert_eq!((map.old.as_str(), map.new.as_str()), ("/home/a", "C:\\work"));
        for bad in ["", "/a", "a=/b", "/a=b", "/a=", "=/b"] {
            assert_eq!(bad.parse::<PathMap>(), Err(BadValue::Map), "{bad}");
        }
    }

    #[test]
    fn lines_of_files_may_have_a_column() {
        let at = |text: &str| text.parse::<FileLine>().map(|at| (at.file.display().to_string(), at.line));
        assert_eq!(at("a/b.env:12"), Ok(("a/b.env".into(), 12)));
        assert_eq!(at("a/b.env:12:3"), Ok(("a/b.env".into(), 12)));
        assert_eq!(at("C:\\x:7"), Ok(("C:\\x".into(), 7)));
        for bad in ["", "a", "a:", "a:0", ":3", "a:x"] {
            assert_eq!(at(bad), Err(BadValue::FileLine), "{bad}");
        }
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(parse_bytes("17"), Ok(ByteSize(17)));
        assert_eq!(parse_bytes("20GB"), Ok(ByteSize(20_000_000_000)));
        assert_eq!(parse_bytes("5 mb"), Ok(ByteSize(5_000_000)));
        for bad in ["", "GB", "-1", "1.5GB", "1GiB", "99999999999TB", "1é"] {
            assert_eq!(parse_bytes(bad), Err(BadValue::Bytes), "{bad}");
        }
    }

    #[test]
    fn since_is_a_date_a_time_or_an_age() {
        let now: Timestamp = "2026-08-31T12:00:00Z".parse().unwrap();
        let at = |text: &str| text.parse::<Since>().map(|s| s.resolve(now).to_string());
        assert_eq!(at("12h"), Ok("2026-08-31T00:00:00Z".into()));
        assert_eq!(at("1w"), Ok("2026-08-24T12:00:00Z".into()));
        assert_eq!(at("2026-01-02T03:04:05+01:00"), Ok("2026-01-02T02:04:05Z".into()));
        assert!(at("2026-08-01").is_ok());
        assert_eq!(at("18446744073709551615s"), Ok(Timestamp::MIN.to_string()));
        for bad in ["", "7", "yesterday", "-1d", "2026-13-01", "99999999999999999999d", "é"] {
            assert_eq!(at(bad), Err(BadValue::Since), "{bad}");
        }
    }

    #[test]
    fn waits_and_percentages_have_bounds() {
        assert_eq!(parse_wait("60"), Ok(Duration::from_secs(60)));
        assert_eq!(parse_wait("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(parse_wait("-1"), Err(BadValue::Wait));
        assert_eq!((parse_percent("20%"), parse_percent("100")), (Ok(20), Ok(100)));
        for bad in ["0", "101", "%", "x"] {
            assert_eq!(parse_percent(bad), Err(BadValue::Percent), "{bad}");
        }
    }
}
