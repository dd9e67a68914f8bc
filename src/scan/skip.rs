//! Which strings of a transcript line are never secrets: exact paths, never key suffixes.
//!
//! Ids and signatures look random and must stay byte-equal, or the session cannot be resumed. The paths are those of
//! Claude Code's own envelope; nothing below a tool's `input`, a `toolUseResult` (except an image's base64) or an MCP
//! result is among them, as those hold whatever a user's programs print.

use crate::session::leaf::Role;

/// Where a message may stand: in the line itself, or copied into a `progress` line.
const MESSAGES: [&str; 3] = ["message.", "data.message.message.", "data.normalizedMessages[].message."];

/// Where an envelope may stand.
const ENVELOPES: [&str; 3] = ["", "data.message.", "data.normalizedMessages[]."];

/// Members of an envelope.
const ENVELOPE: [&str; 27] = [
    "uuid",
    "parentUuid",
    "logicalParentUuid",
    "leafUuid",
    "sessionId",
    "session_id",
    "messageId",
    "snapshotMessageId",
    "promptId",
    "bridgeSessionId",
    "ownerUuid",
    "ownerAccountUuid",
    "ownerOrganizationUuid",
    "agentId",
    "requestId",
    "toolUseID",
    "parentToolUseID",
    "sourceToolUseID",
    "sourceToolAssistantUUID",
    "interruptedMessageId",
    "slug",
    "gitBranch",
    "cwd",
    "timestamp",
    "version",
    "type",
    "snapshot.messageId",
];

/// Members of a message.
const MESSAGE: [&str; 9] = [
    "id",
    "model",
    "content[].id",
    "content[].tool_use_id",
    "content[].type",
    "type",
    "role",
    "container.id",
    "stop_reason",
];

/// Base64 of images and documents, skipped only where it is nothing but base64.
const MEDIA: [&str; 2] = ["content[].source.data", "content[].content[].source.data"];

/// Opaque signed data, never to be altered.
const SIGNED: [&str; 2] = ["content[].signature", "content[].data"];

/// Whether the strings in value position at a path are never secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skipped {
    /// They may be.
    No,
    /// Those that are nothing but base64 never are: images and documents.
    Base64,
    /// None ever holds a secret that could be cut.
    Always,
}

impl Skipped {
    /// What is said of the string values at `path`.
    pub fn at(path: &[u8]) -> Self {
        let always = |always: bool| if always { Self::Always } else { Self::No };
        // The longest path of the lists is far shorter; nested thousands deep, paths are long.
        if path.len() > 256 {
            return Self::No;
        }
        let Ok(path) = std::str::from_utf8(path) else { return Self::No };
        if path == "toolUseResult.file.base64" {
            return Self::Base64;
        }
        for prefix in MESSAGES {
            if let Some(rest) = path.strip_prefix(prefix) {
                if MEDIA.contains(&rest) || rest == "content[].data" {
                    return Self::Base64;
                }
                if MESSAGE.contains(&rest) || SIGNED.contains(&rest) {
                    return Self::Always;
                }
            }
        }
        if let Some(backup) = path.strip_prefix("snapshot.trackedFileBackups.") {
            return always(backup.ends_with(".backupFileName"));
        }
        let known = |prefix: &&str| path.strip_prefix(prefix).is_some_and(|rest| ENVELOPE.contains(&rest));
        always(ENVELOPES.iter().any(known))
    }

    /// Whether it is said of this one.
    pub fn skips(self, raw: &[u8]) -> bool {
        match self {
            Self::No => false,
            Self::Base64 => is_base64(raw),
            Self::Always => true,
        }
    }
}

/// Whether the string is a thinking block's signed text, which may be removed with its block but never edited.
pub fn signed_thinking(path: &[u8], role: Role) -> bool {
    let Ok(path) = std::str::from_utf8(path) else { return false };
    role == Role::Value
        && MESSAGES
            .iter()
            .any(|prefix| path.strip_prefix(prefix).is_some_and(|rest| rest == "content[].thinking"))
}

fn is_base64(raw: &[u8]) -> bool {
    raw.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skips_exact_paths_only() {
        let cases = [
            ("uuid", true),
            ("message.content[].signature", true),
            ("data.message.message.content[].signature", true),
            ("message.content[].tool_use_id", true),
            ("message.content[].source.data", true),
            ("toolUseResult.file.base64", true),
            ("message.content[].input.uuid", false),
            ("message.content[].input.signature", false),
            ("toolUseResult.signature", false),
            ("toolUseResult.uuid", false),
            ("message.content[].content[].text", false),
            ("mcpMeta.sessionId", false),
        ];
        for (path, skipped) in cases {
            assert_eq!(Skipped::at(path.as_bytes()).skips(b"QUJD"), skipped, "{path}");
        }
        assert!(!Skipped::at(b"message.content[].source.data").skips(b"plain text, not base64"));
        assert!(signed_thinking(b"message.content[].thinking", Role::Value));
        assert!(!signed_thinking(b"message.content[].input.thinking", Role::Value));
    }
}
