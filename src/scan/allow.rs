//! What the user allows: findings that are no secrets, by rule, by path, or by a keyed fingerprint of the value.
//!
//! An allowed finding is not cut, its value is not confirmed, and it is reported as allowed. The keys of one entry must
//! all fit; one entry is enough. A fingerprint is HMAC-SHA-256 under a key of this machine, cut to 96 bits: nobody without
//! the key learns from the configuration whether a guess is the value.

use globset::{GlobBuilder, GlobMatcher};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

/// Bytes of a fingerprint.
pub const FINGERPRINT_LEN: usize = 12;

/// A keyed fingerprint of a value: 24 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; FINGERPRINT_LEN]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text that is no fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFingerprint {
    /// Too short or too long.
    #[error("a fingerprint has 24 hexadecimal digits, and this has {0} characters")]
    Length(usize),
    /// Some other character.
    #[error("a fingerprint has 24 hexadecimal digits, and {0:?} is none")]
    Digit(char),
}

impl FromStr for Fingerprint {
    type Err = BadFingerprint;

    fn from_str(text: &str) -> Result<Self, BadFingerprint> {
        if let Some(other) = text.chars().find(|c| !c.is_ascii_hexdigit()) {
            return Err(BadFingerprint::Digit(other));
        }
        let mut bytes = [0; FINGERPRINT_LEN];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| BadFingerprint::Length(text.chars().count()))?;
        Ok(Self(bytes))
    }
}

/// The key of this machine's fingerprints. No `Debug`, no `Clone`.
pub struct FingerprintKey(Zeroizing<[u8; 32]>);

impl FingerprintKey {
    /// The key of these bytes, which are random.
    pub fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The fingerprint of a value as it stands decoded.
    pub fn fingerprint(&self, value: &[u8]) -> Fingerprint {
        Fingerprint(self.mac(b"han fingerprint v1\0", value))
    }

    /// Tells keys apart in reports: says nothing of the key, and nothing of any value.
    pub fn id(&self) -> String {
        let [a, b, c, d, ..] = self.mac(b"han fingerprint key v1\0", b"");
        hex::encode([a, b, c, d])
    }

    fn mac(&self, domain: &[u8], value: &[u8]) -> [u8; FINGERPRINT_LEN] {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104)")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.0).expect("any length is a key");
        mac.update(domain);
        mac.update(value);
        let whole = mac.finalize().into_bytes();
        let mut out = [0; FINGERPRINT_LEN];
        out.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
        out
    }
}

/// One entry as the configuration has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowEntry {
    /// A rule's id.
    pub rule: Option<String>,
    /// A glob of paths: absolute, under `~/`, or of any depth.
    pub path: Option<String>,
    /// A fingerprint.
    pub fingerprint: Option<String>,
    /// Why, for people.
    pub reason: Option<String>,
}

/// A key of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The entry itself.
    Entry,
    /// `rule`
    Rule,
    /// `path`
    Path,
    /// `fingerprint`
    Fingerprint,
}

/// An entry that cannot be used; nothing may run with the others either.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BadEntry {
    /// Its place in the list, from 0.
    pub entry: usize,
    /// What of it.
    pub field: Field,
    /// What is wrong.
    pub message: String,
}

/// What entries are checked against.
pub struct Known<'a> {
    /// Every rule id.
    pub rules: &'a [&'a str],
    /// The home folder, which `~` stands for.
    pub home: &'a str,
}

/// The user's entries, ready to match.
#[derive(Default)]
pub struct AllowList {
    entries: Vec<Entry>,
    key: Option<FingerprintKey>,
}

struct Entry {
    rule: Option<String>,
    path: Option<Vec<GlobMatcher>>,
    fingerprint: Option<Fingerprint>,
}

/// By entry: whether its path names the file at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named(Vec<bool>);

impl AllowList {
    /// Compiles the entries; `key` is this machine's, where there is one.
    ///
    /// # Errors
    /// [`BadEntry`]: the first entry that names nothing, an unknown rule, a bad glob, a short fingerprint, or everything.
    pub fn new(
        entries: &[AllowEntry],
        known: &Known<'_>,
        key: Option<FingerprintKey>,
    ) -> Result<Self, BadEntry> {
        let compiled = entries.iter().enumerate().map(|(at, entry)| {
            Entry::new(entry, known).map_err(|(field, message)| BadEntry { entry: at, field, message })
        });
        Ok(Self { entries: compiled.collect::<Result<_, _>>()?, key })
    }

    /// Whether nothing is allowed.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether any entry looks at paths (else a session's folders need not be read).
    pub fn uses_paths(&self) -> bool {
        self.entries.iter().any(|entry| entry.path.is_some())
    }

    /// The fingerprint of a value; none without a key.
    pub fn fingerprint(&self, value: &[u8]) -> Option<Fingerprint> {
        self.key.as_ref().map(|key| key.fingerprint(value))
    }

    /// [`FingerprintKey::id`] of the key, where there is one.
    pub fn key_id(&self) -> Option<String> {
        self.key.as_ref().map(FingerprintKey::id)
    }

    /// Whether an entry allows one value alone, rather than whatever a rule or a path names.
    pub fn is_for_one_value(&self, entry: usize) -> bool {
        self.entries.get(entry).is_some_and(|entry| entry.fingerprint.is_some())
    }

    /// Which entries' paths name a file, or every one of the folders that its session worked in.
    pub fn named(&self, file: &str, folders: &[String]) -> Named {
        let names = |entry: &Entry| {
            let Some(globs) = &entry.path else { return true };
            let fits = |path: &str| globs.iter().any(|glob| glob.is_match(path));
            fits(file) || (!folders.is_empty() && folders.iter().all(|folder| fits(folder)))
        };
        Named(self.entries.iter().map(names).collect())
    }

    /// The entry (from 0) that allows a finding of `rule` with this value in a file of these names.
    pub fn allows(&self, rule: &str, value: &[u8], named: &Named) -> Option<usize> {
        let mut fingerprint = None;
        self.entries.iter().zip(&named.0).position(|(entry, named)| {
            *named
                && entry.rule.as_deref().is_none_or(|id| id == rule)
                && entry.fingerprint.is_none_or(|want| {
                    *fingerprint.get_or_insert_with(|| self.fingerprint(value)) == Some(want)
                })
        })
    }
}

impl Entry {
    fn new(entry: &AllowEntry, known: &Known<'_>) -> Result<Self, (Field, String)> {
        if entry.rule.is_none() && entry.path.is_none() && entry.fingerprint.is_none() {
            let message = "an allow entry needs one of rule, path, fingerprint";
            return Err((Field::Entry, message.to_owned()));
        }
        if let Some(rule) = &entry.rule {
            known_rule(rule, known.rules).map_err(|message| (Field::Rule, message))?;
        }
        let bad = |message| (Field::Path, message);
        let path = entry.path.as_deref().map(|path| globs(path, known.home).map_err(bad)).transpose()?;
        let only_path = entry.rule.is_none() && entry.fingerprint.is_none();
        if let (Some(globs), true) = (&path, only_path)
            && matches_everything(globs, known.home)
        {
            let message =
                "this path names everything, and would switch redaction off; name a folder, or add a rule";
            return Err((Field::Path, message.to_owned()));
        }
        let fingerprint = entry.fingerprint.as_deref().map(str::parse).transpose();
        let fingerprint =
            fingerprint.map_err(|error: BadFingerprint| (Field::Fingerprint, error.to_string()))?;
        Ok(Self { rule: entry.rule.clone(), path, fingerprint })
    }
}

fn known_rule(rule: &str, known: &[&str]) -> Result<(), String> {
    if rule == super::CONFIRMED {
        return Err(format!(
            "{rule} is a copy of what another rule found: allow it by that rule or its fingerprint"
        ));
    }
    if known.contains(&rule) {
        return Ok(());
    }
    let like = known.iter().map(|id| (strsim::jaro(rule, id), id)).max_by(|a, b| a.0.total_cmp(&b.0));
    Err(match like.filter(|(likeness, _)| *likeness > 0.7) {
        Some((_, meant)) => format!("there is no rule {rule}; did you mean {meant}?"),
        None => format!("there is no rule {rule}; han rules list names them"),
    })
}

/// A path pattern: itself, and all beneath what it names.
fn globs(pattern: &str, home: &str) -> Result<Vec<GlobMatcher>, String> {
    let trimmed = pattern.trim_end_matches('/');
    if trimmed.is_empty() {
        return Err("the path is empty, or names the root".to_owned());
    }
    let whole = match trimmed.strip_prefix('~') {
        Some("") => home.to_owned(),
        Some(rest) if rest.starts_with('/') => format!("{}{rest}", globset::escape(home)),
        _ if trimmed.starts_with('/') => trimmed.to_owned(),
        _ => format!("**/{}", trimmed.trim_start_matches("./")),
    };
    let base = whole.strip_suffix("/**").unwrap_or(&whole);
    [base.to_owned(), format!("{base}/**")]
        .iter()
        .map(|glob| {
            let built = GlobBuilder::new(glob).literal_separator(true).build();
            built.map(|glob| glob.compile_matcher()).map_err(|error| format!("no glob: {}", error.kind()))
        })
        .collect()
}

/// Whether a pattern names paths that nobody could have meant.
fn matches_everything(globs: &[GlobMatcher], home: &str) -> bool {
    let unlikely = [
        "/q0zq1".to_owned(),
        "/q0zq1/q0zq2.q0".to_owned(),
        format!("{home}/q0zq1/q0zq2.q0"),
        format!("{home}/.claude/projects/-q0zq1/q0zq2.jsonl"),
    ];
    unlikely.iter().any(|path| globs.iter().any(|glob| glob.is_match(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: [&str; 2] = ["assigned-password", "github-token"];
    const KNOWN: Known<'static> = Known { rules: &RULES, home: "/home/dev" };

    fn key() -> FingerprintKey {
        FingerprintKey::new(Zeroizing::new([7; 32]))
    }

    fn entry(rule: &str, path: &str, fingerprint: &str) -> AllowEntry {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        AllowEntry { rule: given(rule), path: given(path), fingerprint: given(fingerprint), reason: None }
    }

    fn list(entries: &[AllowEntry]) -> AllowList {
        AllowList::new(entries, &KNOWN, Some(key())).unwrap_or_else(|bad| panic!("{bad}"))
    }

    #[test]
    fn keys_of_an_entry_combine_with_and_and_entries_with_or() {
        let value = b"not-a-secret-1";
        let print = key().fingerprint(value).to_string();
        let list = list(&[
            entry("assigned-password", "~/work/*/fixtures/**", ""),
            entry("github-token", "", &print),
            entry("", "tests/data", ""),
        ]);
        let table = [
            ("assigned-password", "/home/dev/work/a/fixtures/x.env", Some(0)),
            ("assigned-password", "/home/dev/work/a/src/x.env", None),
            ("assigned-password", "/home/dev/work/a/b/fixtures/x.env", None),
            ("github-token", "/home/dev/work/a/fixtures/x.env", Some(1)),
            ("confirmed-elsewhere", "/srv/app/tests/data/deep/x.env", Some(2)),
            ("confirmed-elsewhere", "/srv/app/tests/database/x.env", None),
        ];
        for (rule, file, want) in table {
            assert_eq!(list.allows(rule, value, &list.named(file, &[])), want, "{rule} {file}");
        }
        assert_eq!(list.allows("github-token", b"other", &list.named("/x", &[])), None);
    }

    #[test]
    fn a_session_is_allowed_by_path_only_if_every_folder_of_it_fits() {
        let list = list(&[entry("", "~/play", "")]);
        let folders = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let allowed =
            |names: &[&str]| list.allows("x", b"v", &list.named("/c/a.jsonl", &folders(names))).is_some();
        assert!(allowed(&["/home/dev/play", "/home/dev/play/x"]));
        assert!(!allowed(&["/home/dev/play", "/home/dev/work"]));
        assert!(!allowed(&[]));
    }

    #[test]
    fn mistakes_are_refused_with_their_field() {
        let table = [
            (entry("", "", ""), Field::Entry, "needs one of"),
            (entry("asigned-password", "", ""), Field::Rule, "did you mean assigned-password?"),
            (entry("confirmed-elsewhere", "", ""), Field::Rule, "fingerprint"),
            (entry("", "a[", ""), Field::Path, "no glob"),
            (entry("", "", "abcd"), Field::Fingerprint, "24 hexadecimal digits"),
            (entry("", "", "zz0000000000000000000000"), Field::Fingerprint, "'z' is none"),
            (entry("", "**", ""), Field::Path, "everything"),
            (entry("", "/**", ""), Field::Path, "everything"),
            (entry("", "~", ""), Field::Path, "everything"),
            (entry("", "/home", ""), Field::Path, "everything"),
            (entry("", "*.jsonl", ""), Field::Path, "everything"),
            (entry("", "~/.claude/**", ""), Field::Path, "everything"),
            (entry("", "/", ""), Field::Path, "root"),
        ];
        for (entry, field, part) in table {
            let bad = AllowList::new(std::slice::from_ref(&entry), &KNOWN, None).err();
            let bad = bad.unwrap_or_else(|| panic!("{entry:?}"));
            assert!(bad.field == field && bad.message.contains(part), "{entry:?}: {bad:?}");
        }
        assert_eq!(
            list(&[entry("assigned-password", "**", "")]).len(),
            1,
            "a rule may be allowed everywhere"
        );
    }

    #[test]
    fn fingerprints_depend_on_the_key_and_are_read_back() {
        let print = key().fingerprint(b"value");
        assert_eq!(print.to_string().parse(), Ok(print));
        assert_eq!(print.to_string().to_uppercase().parse(), Ok(print));
        assert_ne!(FingerprintKey::new(Zeroizing::new([8; 32])).fingerprint(b"value"), print);
        assert_ne!(key().id(), FingerprintKey::new(Zeroizing::new([8; 32])).id());
        let keyless = AllowList::new(&[entry("", "", &print.to_string())], &KNOWN, None).unwrap_or_default();
        assert_eq!(keyless.allows("x", b"value", &keyless.named("/x", &[])), None);
    }
}
