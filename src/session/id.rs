//! Session identifiers and project folder names.

use std::fmt;

/// A Claude Code session id: a UUID, kept as its 16 bytes and written in lower case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionUuid([u8; 16]);

/// The text is not a UUID in the 36-character hyphenated form.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a session id (a UUID of 36 characters)")]
pub struct BadSessionId;

impl SessionUuid {
    /// Parses the hyphenated 36-character form, in either case. No other spelling of a UUID is taken.
    pub fn parse(text: &str) -> Result<Self, BadSessionId> {
        if text.len() != uuid::fmt::Hyphenated::LENGTH {
            return Err(BadSessionId);
        }
        uuid::Uuid::try_parse(text).map(|u| Self(u.into_bytes())).map_err(|_| BadSessionId)
    }

    /// Reads the identifier from its 16 bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Whether it names a collection of other files ([`super::extra::collection_id`]): Claude Code's ids are of version 4.
    pub fn is_collection(&self) -> bool {
        uuid::Uuid::from_bytes(self.0).get_version_num() == 8
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for SessionUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        uuid::Uuid::from_bytes(self.0).as_hyphenated().fmt(f)
    }
}

impl fmt::Debug for SessionUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionUuid({self})")
    }
}

impl<C> minicbor::Encode<C> for SessionUuid {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for SessionUuid {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bytes = d.bytes()?.try_into();
        bytes.map(Self).map_err(|_| minicbor::decode::Error::message("session id of a wrong length"))
    }
}

/// The longest project folder name that Claude Code writes without a hash, in characters.
pub const MAX_MUNGED_LEN: usize = 200;

/// What is known of the folder name that Claude Code gives a working directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Munged {
    /// The whole name.
    Exact(String),
    /// The first characters of it, up to and with the `-` before a hash that is not documented: match an
    /// existing folder by this prefix and by the `cwd` in its sessions, or let Claude Code create it.
    Prefix(String),
}

/// Computes the project folder name of a symlink-resolved working directory: every UTF-16 unit outside
/// `[A-Za-z0-9]` becomes `-`. The mapping loses information and cannot be undone.
pub fn munge(path: &str) -> Munged {
    let mut name = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else {
            (0..c.len_utf16()).for_each(|_| name.push('-'));
        }
    }
    if name.len() <= MAX_MUNGED_LEN {
        return Munged::Exact(name);
    }
    name.truncate(MAX_MUNGED_LEN);
    name.push('-');
    Munged::Prefix(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hyphenated_form_is_a_session_id() {
        let id = SessionUuid::parse("0A4D715A-f2cf-4dce-bd05-a8ad7c7c87f8").unwrap();
        assert_eq!(id.to_string(), "0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8");
        assert_eq!(SessionUuid::from_bytes(*id.as_bytes()), id);
        for bad in [
            "",
            "0a4d715af2cf4dcebd05a8ad7c7c87f8",
            "{0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8}",
            "0a4d715a-f2cf-4dce-bd05-a8ad7c7c87fg",
            "urn:uuid:0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8",
            "0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8x",
            "0a4d715a_f2cf_4dce_bd05_a8ad7c7c87f8",
        ] {
            assert_eq!(SessionUuid::parse(bad), Err(BadSessionId), "{bad}");
        }
    }

    #[test]
    fn a_session_id_survives_cbor() {
        let id = SessionUuid::parse("0a4d715a-f2cf-4dce-bd05-a8ad7c7c87f8").unwrap();
        let bytes = minicbor::to_vec(id).unwrap();
        assert_eq!(minicbor::decode::<SessionUuid>(&bytes).unwrap(), id);
        assert!(minicbor::decode::<SessionUuid>(&[0x41, 0]).is_err());
    }

    #[test]
    fn folder_names_are_those_of_claude_code() {
        for (path, name) in [
            ("/home/dev/my.site", "-home-dev-my-site"),
            (r"X:\03-ACG\Odoo Docs", "X--03-ACG-Odoo-Docs"),
            ("/srv/café", "-srv-caf-"),
            ("/srv/日本", "-srv---"),
            ("/srv/\u{1f600}", "-srv---"),
            ("", ""),
        ] {
            assert_eq!(munge(path), Munged::Exact(name.into()), "{path}");
        }
        let long = format!("/{}", "a".repeat(199));
        assert_eq!(munge(&long), Munged::Exact(format!("-{}", "a".repeat(199))));
        let longer = format!("/{}", "a".repeat(200));
        assert_eq!(munge(&longer), Munged::Prefix(format!("-{}-", "a".repeat(199))));
    }
}
