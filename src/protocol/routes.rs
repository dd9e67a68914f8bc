//! The paths of a server: the templates that it serves, and the same paths as a client fills them in.

use super::ids::{ActorId, EnvelopeId, ObjectId, OwnerId};
use super::refs::RefName;

/// The address that `han serve` listens on unless told otherwise.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:8426";

/// Alive: answers as long as the process does.
pub const HEALTHZ: &str = "/healthz";
/// Ready: answers 503 while the tables or the object store cannot be used, and during shutdown.
pub const READYZ: &str = "/readyz";
/// The OpenAPI document.
pub const OPENAPI: &str = "/openapi.json";
/// The server's name, log key and limits.
pub const CONFIG: &str = "/v1/config";
/// Who asks.
pub const WHOAMI: &str = "/v1/whoami";
/// Invites.
pub const INVITES: &str = "/v1/invites";
/// Tokens: an invite is exchanged for one here, and they are listed here.
pub const TOKENS: &str = "/v1/tokens";
/// One token.
pub const TOKEN: &str = "/v1/tokens/{token}";
/// The card of a person, by the id of the personal vault.
pub const CARD: &str = "/v1/cards/{owner}";
/// The vaults of whoever asks.
pub const VAULTS: &str = "/v1/vaults";
/// One vault.
pub const VAULT: &str = "/v1/vaults/{vault}";
/// The users who may use a vault.
pub const MEMBERS: &str = "/v1/vaults/{vault}/members";
/// One of them.
pub const MEMBER: &str = "/v1/vaults/{vault}/members/{user}";
/// What a vault takes up.
pub const USAGE: &str = "/v1/vaults/{vault}/usage";
/// Which objects are there.
pub const CHECK: &str = "/v1/vaults/{vault}/objects:check";
/// One object.
pub const OBJECT: &str = "/v1/vaults/{vault}/objects/{object}";
/// Refs in name order.
pub const REFS: &str = "/v1/vaults/{vault}/refs";
/// One ref; its name may hold a slash.
pub const REF: &str = "/v1/vaults/{vault}/refs/{*name}";
/// Moves of refs.
pub const COMMITS: &str = "/v1/vaults/{vault}/commits";
/// Takes over a log that began elsewhere.
pub const ADOPT: &str = "/v1/vaults/{vault}/adopt";
/// The whole vault as an archive.
pub const EXPORT: &str = "/v1/vaults/{vault}/export";
/// Waits for a new head.
pub const CHANGES: &str = "/v1/vaults/{vault}/changes";
/// The signed head.
pub const CHECKPOINT: &str = "/v1/vaults/{vault}/log/checkpoint";
/// Leaves of the log.
pub const LEAVES: &str = "/v1/vaults/{vault}/log/leaves";
/// Leaves, whole and with their sealed origins.
pub const EVENTS: &str = "/v1/vaults/{vault}/log/events";
/// The sealed origins of leaves.
pub const ORIGINS: &str = "/v1/vaults/{vault}/log/origins";
/// A consistency proof.
pub const CONSISTENCY: &str = "/v1/vaults/{vault}/log/proof/consistency";
/// An inclusion proof.
pub const INCLUSION: &str = "/v1/vaults/{vault}/log/proof/inclusion";
/// Tiles of the log (c2sp.org/tlog-tiles); the path of a tile holds slashes.
pub const TILE: &str = "/v1/vaults/{vault}/log/tile/{*tile}";
/// The envelopes of a vault.
pub const ENVELOPES: &str = "/v1/vaults/{vault}/envelopes";
/// One of them.
pub const ENVELOPE: &str = "/v1/vaults/{vault}/envelopes/{envelope}";
/// What its recipient says of opening it.
pub const OPENINGS: &str = "/v1/vaults/{vault}/envelopes/{envelope}/openings";
/// The envelopes for whoever asks.
pub const INBOX: &str = "/v1/envelopes";
/// Removal of what nothing refers to.
pub const COLLECT: &str = "/v1/vaults/{vault}/collect";

/// The header beside a checkpoint that tells the version of the ref `keyfile`.
pub const KEYFILE_VERSION: &str = "han-keyfile-version";
/// The media type of control bodies.
pub const CBOR: &str = "application/cbor";
/// The media type of ciphertext.
pub const OCTETS: &str = "application/octet-stream";
/// The media type of errors (RFC 9457).
pub const PROBLEM: &str = "application/problem+json";
/// The longest wait of `changes`, in seconds.
pub const MAX_WAIT_SECS: u64 = 30;

/// The path of a vault, or of something beneath it by its template.
pub fn vault(template: &str, owner: OwnerId) -> String {
    template.replace("{vault}", &owner.to_string())
}

/// The path of an object.
pub fn object(owner: OwnerId, id: ObjectId) -> String {
    vault(OBJECT, owner).replace("{object}", &id.to_string())
}

/// The path of a ref. Names of refs need no escapes.
pub fn one_ref(owner: OwnerId, name: &RefName) -> String {
    vault(REF, owner).replace("{*name}", name.as_str())
}

/// The path of an envelope, or of something beneath it by its template.
pub fn envelope(template: &str, owner: OwnerId, id: EnvelopeId) -> String {
    vault(template, owner).replace("{envelope}", &id.to_string())
}

/// The path of a person's card.
pub fn card(owner: OwnerId) -> String {
    CARD.replace("{owner}", &owner.to_string())
}

/// The path of a member of a vault.
pub fn member(vault_id: OwnerId, user: ActorId) -> String {
    vault(MEMBER, vault_id).replace("{user}", &user.to_string())
}

/// The path of a token, by its id in hex.
pub fn token(id: &str) -> String {
    TOKEN.replace("{token}", id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_in() {
        let owner = OwnerId([0xab; 16]);
        let base = format!("/v1/vaults/{}", "ab".repeat(16));
        assert_eq!(vault(COMMITS, owner), format!("{base}/commits"));
        assert_eq!(object(owner, ObjectId([1; 32])), format!("{base}/objects/{}", "01".repeat(32)));
        assert_eq!(one_ref(owner, &RefName::keyfile()), format!("{base}/refs/keyfile"));
        assert_eq!(token("00ff"), "/v1/tokens/00ff");
    }
}
