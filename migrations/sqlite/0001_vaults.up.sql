-- Store format 1. Every byte of content below is ciphertext or public by design: the server holds no key
-- that opens it. "Sealed under" names the key of docs/format.md, section 3.

-- One row for each vault: everything of one owner.
CREATE TABLE vaults (
    -- Row number, used by the other tables instead of the 16-byte owner id.
    id INTEGER PRIMARY KEY,
    -- Random bytes made by the client at init; bound into every seal of the vault. Public.
    owner_id BLOB NOT NULL UNIQUE CHECK (length(owner_id) = 16),
    -- 1 a person's vault, 2 a team's.
    kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
    -- Server time of creation, in microseconds since 1970.
    created_us INTEGER NOT NULL
) STRICT;

-- Refs: the only things that move, by compare-and-swap on `version`.
CREATE TABLE refs (
    -- The vault.
    vault INTEGER NOT NULL REFERENCES vaults (id),
    -- `keyfile`, `roster`, or `s/` and an HMAC of the session's uuid under the index key: the server learns
    -- that a session exists, not which.
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    -- Rises by one with every move; the first is 1.
    version INTEGER NOT NULL CHECK (version > 0),
    -- 1 signed structure, 2 session, 3 tombstone (final).
    kind INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
    -- The log leaf of the move that brought this body.
    seq INTEGER NOT NULL,
    -- kind 1: keyfile or roster. Its key wraps are sealed under KEKs, which come from the secret alone.
    -- kind 2: content-key wraps, sealed under a data key (DEK) of the keyfile.
    -- kind 3: the signed tombstone; nothing sealed.
    field1 BLOB NOT NULL,
    -- kind 2: the manifest (or id and length of the object that holds it), sealed under the content key's
    -- manifest key. Empty otherwise.
    field2 BLOB NOT NULL,
    -- kind 2: display metadata, sealed under the content key's metadata key. Empty otherwise.
    field3 BLOB NOT NULL,
    PRIMARY KEY (vault, name)
) STRICT;

-- Bodies that a later move replaced, kept 30 days so that an operator can undo a client's fault. A tombstone
-- removes those of its ref at once.
CREATE TABLE replaced_refs (
    -- The vault.
    vault INTEGER NOT NULL REFERENCES vaults (id),
    -- As in `refs`.
    name TEXT NOT NULL,
    -- The version that this body had.
    version INTEGER NOT NULL,
    -- As in `refs`.
    kind INTEGER NOT NULL,
    -- As in `refs`.
    seq INTEGER NOT NULL,
    -- Sealed as in `refs`.
    field1 BLOB NOT NULL,
    -- Sealed as in `refs`.
    field2 BLOB NOT NULL,
    -- Sealed as in `refs`.
    field3 BLOB NOT NULL,
    -- Server time of the move that replaced it.
    replaced_us INTEGER NOT NULL,
    PRIMARY KEY (vault, name, version)
) STRICT;
CREATE INDEX replaced_refs_by_age ON replaced_refs (vault, replaced_us);

-- Objects that a ref names or a client asked about. The bytes lie in the object store under their hash,
-- sealed under a content key's segment or manifest key; an object without a row here is an upload whose
-- commit has not come.
CREATE TABLE objects (
    -- The vault.
    vault INTEGER NOT NULL REFERENCES vaults (id),
    -- SHA-256 of the ciphertext, which is the object's name.
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    -- Length of the ciphertext (padded by the client) in bytes.
    size INTEGER NOT NULL,
    -- Not collected before this server time, in microseconds.
    pinned_until_us INTEGER NOT NULL DEFAULT 0,
    -- Since when nothing refers to it; deleted 7 days later. NULL while it is needed. 0 after a shred.
    condemned_us INTEGER,
    PRIMARY KEY (vault, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX objects_condemned ON objects (vault, condemned_us) WHERE condemned_us IS NOT NULL;

-- Which ref needs which object.
CREATE TABLE ref_objects (
    -- The vault.
    vault INTEGER NOT NULL,
    -- The object.
    sha256 BLOB NOT NULL,
    -- The ref.
    name TEXT NOT NULL,
    -- Server time at which the ref dropped it; the row then lasts 30 days, as long as the replaced body
    -- that may name the object. NULL while the ref holds it.
    dropped_us INTEGER,
    PRIMARY KEY (vault, sha256, name),
    FOREIGN KEY (vault, sha256) REFERENCES objects (vault, sha256),
    FOREIGN KEY (vault, name) REFERENCES refs (vault, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX ref_objects_by_ref ON ref_objects (vault, name);
CREATE INDEX ref_objects_dropped ON ref_objects (vault, dropped_us) WHERE dropped_us IS NOT NULL;

-- The head of each vault's log.
CREATE TABLE log_heads (
    -- The vault.
    vault INTEGER PRIMARY KEY REFERENCES vaults (id),
    -- Number of leaves.
    size INTEGER NOT NULL,
    -- The right edge of the Merkle tree: size (8 bytes), then the roots of its complete subtrees.
    edge BLOB NOT NULL,
    -- The signed checkpoint of this size (C2SP signed note), byte for byte.
    checkpoint BLOB NOT NULL
) STRICT;

-- The log: one leaf for each event, byte for byte. Append-only.
CREATE TABLE log_leaves (
    -- The vault.
    vault INTEGER NOT NULL REFERENCES vaults (id),
    -- Position in the vault's log, from 0.
    seq INTEGER NOT NULL CHECK (seq >= 0),
    -- 1 ref move; others in protocol::leaf. Part of the Merkle leaf data.
    class INTEGER NOT NULL CHECK (class BETWEEN 1 AND 255),
    -- The leaf body. It names actor, action, ref and hashes of ciphertext; nothing in it is sealed.
    body BLOB NOT NULL,
    PRIMARY KEY (vault, seq)
) STRICT, WITHOUT ROWID;

-- The hash of every complete subtree of the Merkle tree, in the order of completion. Append-only.
CREATE TABLE log_nodes (
    -- The vault.
    vault INTEGER NOT NULL REFERENCES vaults (id),
    -- Number of the node (protocol::merkle::node_count).
    idx INTEGER NOT NULL CHECK (idx >= 0),
    -- RFC 6962 hash.
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (vault, idx)
) STRICT, WITHOUT ROWID;

-- A log that can be edited proves nothing. INSERT OR REPLACE passes by UPDATE and DELETE triggers unless
-- recursive_triggers is on (it is, on every connection); the insert guards hold without it.
CREATE TRIGGER log_leaves_no_update BEFORE UPDATE ON log_leaves
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_leaves_no_delete BEFORE DELETE ON log_leaves
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_leaves_no_replace BEFORE INSERT ON log_leaves
WHEN EXISTS (SELECT 1 FROM log_leaves WHERE vault = NEW.vault AND seq = NEW.seq)
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_nodes_no_update BEFORE UPDATE ON log_nodes
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_nodes_no_delete BEFORE DELETE ON log_nodes
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_nodes_no_replace BEFORE INSERT ON log_nodes
WHEN EXISTS (SELECT 1 FROM log_nodes WHERE vault = NEW.vault AND idx = NEW.idx)
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

-- A tombstone is final, in the tables too.
CREATE TRIGGER refs_tombstone_is_final BEFORE UPDATE ON refs WHEN OLD.kind = 3
BEGIN SELECT raise(ABORT, 'a tombstone is final'); END;
CREATE TRIGGER refs_no_delete BEFORE DELETE ON refs
BEGIN SELECT raise(ABORT, 'refs are never removed'); END;

PRAGMA user_version = 1;
