//! Which vault a session belongs to: the user's rules over the session's working directories.
//!
//! The strictest answer wins, and a team gets a session only if every place of it matches that team.

use globset::{GlobBuilder, GlobMatcher};
use std::fmt;

/// Where a session goes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum VaultRoute {
    /// Nowhere: it stays on this machine.
    None,
    /// The personal vault.
    Personal,
    /// The vault of the team of this name.
    Team(String),
}

impl VaultRoute {
    /// Parses `none`, `personal` or `team:<name>` (letters, digits, `.`, `_`, `-`).
    pub fn parse(text: &str) -> Result<Self, RouteError> {
        let team = |name: &str| {
            let sound = !name.is_empty() && name.len() <= 64 && !name.starts_with(['.', '-']);
            sound && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        };
        match (text, text.strip_prefix("team:")) {
            ("none", _) => Ok(Self::None),
            ("personal", _) => Ok(Self::Personal),
            (_, Some(name)) if team(name) => Ok(Self::Team(name.to_owned())),
            _ => Err(RouteError::Vault(text.to_owned())),
        }
    }
}

impl fmt::Display for VaultRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Personal => f.write_str("personal"),
            Self::Team(name) => write!(f, "team:{name}"),
        }
    }
}

/// One `[[route]]` of the configuration. A rule with both patterns matches where both do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RouteRule {
    /// A glob over the normalised remote (`github.com/acme/*`).
    pub remote: Option<String>,
    /// A glob over the working directory (`~/private/**`, which holds `~/private` too).
    pub path: Option<String>,
    /// The vault, as [`VaultRoute::parse`] reads it.
    pub vault: String,
}

/// Why the routes of a configuration cannot be used. Nothing may be uploaded then.
#[derive(Debug, thiserror::Error)]
pub enum RouteError {
    /// A pattern is not a glob.
    #[error("route pattern {pattern:?} cannot be read")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        #[source]
        source: globset::Error,
    },
    /// A rule has neither `remote` nor `path`.
    #[error("a route to {0:?} needs `remote` or `path`")]
    NoPattern(String),
    /// The vault is none of the known forms.
    #[error("route vault {0:?} is not `none`, `personal` or `team:<name>`")]
    Vault(String),
    /// A path pattern that is neither absolute nor under `~/` could match nothing.
    #[error("route path {0:?} must be absolute or start with `~/`")]
    RelativePath(String),
}

/// One working directory of a session, with the normalised git remote of it where that is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place<'a> {
    /// The `cwd` as the session has it.
    pub cwd: &'a str,
    /// [`super::remote_name::normalise_remote`] of the repository's remote.
    pub remote: Option<&'a str>,
}

/// What a session's recorded vault and its places now say together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settled {
    /// Where it goes; record this at its first upload.
    To(VaultRoute),
    /// It was uploaded to a vault where its places no longer allow it: nothing more of it may go there.
    Conflict {
        /// The vault of the first upload.
        recorded: VaultRoute,
        /// What the rules say now.
        now: VaultRoute,
    },
}

/// The rules of a configuration, ready to match.
#[derive(Clone, Debug, Default)]
pub struct Routes(Vec<Rule>);

#[derive(Clone, Debug)]
struct Rule {
    remote: Option<GlobMatcher>,
    path: Option<Vec<GlobMatcher>>,
    vault: VaultRoute,
}

impl Routes {
    /// Compiles the rules; `home` stands for `~`.
    pub fn new(rules: &[RouteRule], home: &str) -> Result<Self, RouteError> {
        rules.iter().map(|rule| Rule::new(rule, home)).collect::<Result<_, _>>().map(Self)
    }

    /// Whether any rule looks at remotes (else they need not be read).
    pub fn uses_remotes(&self) -> bool {
        self.0.iter().any(|rule| rule.remote.is_some())
    }

    /// Decides by the places of a session: `none` wins over personal, personal over a team; a team only if
    /// every place matches it and no place matches another. A place that no rule matches is personal; a
    /// session without places is personal.
    pub fn decide(&self, places: &[Place]) -> VaultRoute {
        let mut all = places.iter().map(|place| self.decide_place(place));
        let Some(first) = all.next() else { return VaultRoute::Personal };
        all.fold(first, stricter)
    }

    fn decide_place(&self, place: &Place) -> VaultRoute {
        let cwd = normalise_cwd(place.cwd);
        let matching = self.0.iter().filter(|rule| rule.matches(cwd.as_deref(), place.remote));
        matching.map(|rule| rule.vault.clone()).reduce(stricter).unwrap_or(VaultRoute::Personal)
    }

    /// Decides with what was recorded at the first upload. A session stays where it went first, unless that
    /// is now forbidden; a session that only could go to a wider audience now does not move by itself.
    pub fn settle(&self, recorded: Option<&VaultRoute>, places: &[Place]) -> Settled {
        let now = self.decide(places);
        match recorded {
            None | Some(VaultRoute::None) => Settled::To(now),
            Some(recorded) if *recorded == now => Settled::To(now),
            Some(VaultRoute::Personal) if now != VaultRoute::None => Settled::To(VaultRoute::Personal),
            Some(recorded) => Settled::Conflict { recorded: recorded.clone(), now },
        }
    }
}

/// Of two answers the one with the smaller audience; two teams have no common one but the user.
fn stricter(a: VaultRoute, b: VaultRoute) -> VaultRoute {
    match (a, b) {
        (VaultRoute::None, _) | (_, VaultRoute::None) => VaultRoute::None,
        (a, b) if a == b => a,
        _ => VaultRoute::Personal,
    }
}

impl Rule {
    fn new(rule: &RouteRule, home: &str) -> Result<Self, RouteError> {
        let vault = VaultRoute::parse(&rule.vault)?;
        if rule.remote.is_none() && rule.path.is_none() {
            return Err(RouteError::NoPattern(rule.vault.clone()));
        }
        // A remote is kept out of every vault however its letters are cased; a team gets exact matches only.
        let folded = vault == VaultRoute::None;
        let remote = rule.remote.as_deref().map(|p| glob(p.trim_end_matches('/'), folded)).transpose()?;
        let path = rule.path.as_deref().map(|p| path_globs(p, home)).transpose()?;
        Ok(Self { remote, path, vault })
    }

    fn matches(&self, cwd: Option<&str>, remote: Option<&str>) -> bool {
        let remote_fits = self.remote.as_ref().is_none_or(|g| remote.is_some_and(|r| g.is_match(r)));
        let path_fits =
            self.path.as_ref().is_none_or(|globs| cwd.is_some_and(|c| globs.iter().any(|g| g.is_match(c))));
        remote_fits && path_fits
    }
}

fn glob(pattern: &str, folded: bool) -> Result<GlobMatcher, RouteError> {
    let mut builder = GlobBuilder::new(pattern);
    builder.literal_separator(true).backslash_escape(true).case_insensitive(folded);
    let glob = builder.build();
    let glob = glob.map_err(|source| RouteError::Pattern { pattern: pattern.to_owned(), source })?;
    Ok(glob.compile_matcher())
}

fn path_globs(pattern: &str, home: &str) -> Result<Vec<GlobMatcher>, RouteError> {
    let home = globset::escape(home.replace('\\', "/").trim_end_matches('/'));
    let expanded = match pattern.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{home}{rest}"),
        _ => pattern.replace('\\', "/"),
    };
    if !is_absolute(&expanded) && !expanded.starts_with("**/") {
        return Err(RouteError::RelativePath(pattern.to_owned()));
    }
    let trimmed = expanded.trim_end_matches('/');
    let mut globs = vec![glob(trimmed, false)?];
    if let Some(folder) = trimmed.strip_suffix("/**") {
        globs.push(glob(folder, false)?);
    }
    Ok(globs)
}

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1) == Some(&b':')
}

/// The path with `/` separators and without `.` and `..`; `None` if it is not absolute.
fn normalise_cwd(cwd: &str) -> Option<String> {
    let cwd = cwd.replace('\\', "/");
    if !is_absolute(&cwd) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in cwd.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let root = if cwd.starts_with('/') { "/" } else { "" };
    Some(format!("{root}{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes() -> Routes {
        let rule = |remote: Option<&str>, path: Option<&str>, vault: &str| RouteRule {
            remote: remote.map(Into::into),
            path: path.map(Into::into),
            vault: vault.into(),
        };
        let rules = [
            rule(Some("github.com/acme/*"), None, "team:acme"),
            rule(Some("github.com/acme/secret"), None, "none"),
            rule(Some("gitlab.com/**"), Some("~/lab/**"), "team:lab"),
            rule(None, Some("~/private/**"), "none"),
            rule(None, Some("/srv/[ab]/x"), "team:srv"),
            rule(None, Some("~/acme/mine/**"), "personal"),
        ];
        Routes::new(&rules, "/home/u").unwrap()
    }

    fn decide(places: &[(&str, Option<&str>)]) -> String {
        let places: Vec<_> = places.iter().map(|(cwd, remote)| Place { cwd, remote: *remote }).collect();
        routes().decide(&places).to_string()
    }

    #[test]
    fn one_place_follows_its_strictest_rule() {
        for (cwd, remote, want) in [
            ("/home/u/x", None, "personal"),
            ("/home/u/x", Some("github.com/acme/api"), "team:acme"),
            ("/home/u/x", Some("github.com/acme/api/deep"), "personal"),
            ("/home/u/x", Some("github.com/ACME/Secret"), "none"),
            ("/home/u/x", Some("github.com/ACME/api"), "personal"),
            ("/home/u/private", Some("github.com/acme/api"), "none"),
            ("/home/u/private/deep/er", None, "none"),
            ("/home/u/work/../private/x", None, "none"),
            ("/home/u/privateer", None, "personal"),
            ("/home/u/lab/x", Some("gitlab.com/a/b/c"), "team:lab"),
            ("/home/u/x", Some("gitlab.com/a/b/c"), "personal"),
            ("/home/u/lab/x", None, "personal"),
            ("/srv/a/x", None, "team:srv"),
            ("/srv/a/x", Some("github.com/acme/api"), "personal"),
            ("/home/u/acme/mine/z", Some("github.com/acme/api"), "personal"),
            ("srv/a/x", None, "personal"),
            ("", None, "personal"),
        ] {
            assert_eq!(decide(&[(cwd, remote)]), want, "{cwd} {remote:?}");
        }
    }

    #[test]
    fn several_places_fail_closed() {
        let team = ("/w", Some("github.com/acme/api"));
        for (places, want) in [
            (vec![], "personal"),
            (vec![team, ("/v", Some("github.com/acme/web"))], "team:acme"),
            (vec![team, ("/v", None)], "personal"),
            (vec![team, ("/srv/a/x", None)], "personal"),
            (vec![team, ("/home/u/private/x", None), ("/v", None)], "none"),
            (vec![("/v", None), ("/home/u/private/x", None)], "none"),
        ] {
            assert_eq!(decide(&places), want, "{places:?}");
        }
    }

    #[test]
    fn a_recorded_vault_stays_or_conflicts() {
        let team = VaultRoute::Team("acme".into());
        let at = |cwd, remote| [Place { cwd, remote }];
        let (acme, plain, private) =
            (at("/w", Some("github.com/acme/x")), at("/w", None), at("/home/u/private", None));
        let settle = |recorded: Option<&VaultRoute>, places: &[Place]| match routes().settle(recorded, places)
        {
            Settled::To(vault) => vault.to_string(),
            Settled::Conflict { recorded, now } => format!("{recorded} -> {now}"),
        };
        for (recorded, places, want) in [
            (None, &acme, "team:acme"),
            (Some(&team), &acme, "team:acme"),
            (Some(&team), &plain, "team:acme -> personal"),
            (Some(&team), &private, "team:acme -> none"),
            (Some(&VaultRoute::Personal), &acme, "personal"),
            (Some(&VaultRoute::Personal), &private, "personal -> none"),
            (Some(&VaultRoute::None), &plain, "personal"),
        ] {
            assert_eq!(settle(recorded, places), want);
        }
    }

    #[test]
    fn rules_that_cannot_be_read_are_errors() {
        let rule = |remote: Option<&str>, path: Option<&str>, vault: &str| {
            let (remote, path) = (remote.map(Into::into), path.map(Into::into));
            Routes::new(&[RouteRule { remote, path, vault: vault.into() }], "/home/u")
        };
        assert!(matches!(rule(None, None, "none"), Err(RouteError::NoPattern(_))));
        assert!(matches!(rule(Some("a"), None, "acme"), Err(RouteError::Vault(_))));
        assert!(matches!(rule(Some("a"), None, "team:../x"), Err(RouteError::Vault(_))));
        assert!(matches!(rule(Some("a["), None, "none"), Err(RouteError::Pattern { .. })));
        assert!(matches!(rule(None, Some("private/**"), "none"), Err(RouteError::RelativePath(_))));
        assert!(rule(None, Some("**/private"), "none").unwrap().0[0].path.is_some());
        assert!(rule(Some("a"), None, "none").unwrap().uses_remotes());
    }

    #[test]
    fn windows_paths_match_in_either_spelling() {
        let rules = [RouteRule { remote: None, path: Some("~/private/**".into()), vault: "none".into() }];
        let routes = Routes::new(&rules, r"C:\Users\u").unwrap();
        let place = Place { cwd: r"C:\Users\u\private\x", remote: None };
        assert_eq!(routes.decide(&[place]), VaultRoute::None);
    }
}
