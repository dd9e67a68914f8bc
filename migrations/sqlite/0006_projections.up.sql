-- Store format 6: the same truth under the names that people know who look into a database. Every table of
-- this file but envelopes and envelope_decryptions is a projection: it is written in the transaction of the
-- commit that changes what it shows, nothing is ever decided by it, and `han admin verify --rebuild` makes
-- it anew from refs, objects and log. "Sealed under" names the key of docs/format.md, section 3.

-- One row for each key of the keyfile that is stored sealed: a projection of the ref keyfile, written with
-- it and compared with it by `han admin verify`. No key here is open to the server: each is sealed under
-- the key-encryption key (KEK) of a slot, which comes from the secret of the people who hold the vault, and
-- the server never sees that.
CREATE TABLE encryption_keys (
    -- The vault.
    vault INTEGER NOT NULL REFERENCES vaults (id),
    -- The key's id, by which headers of ciphertext name it. Public.
    id BLOB NOT NULL CHECK (length(id) = 16),
    -- 1 a person, 2 a team, as the keyfile says.
    owner_type INTEGER NOT NULL,
    -- The owner of the vault; bound into every seal.
    owner_id BLOB NOT NULL CHECK (length(owner_id) = 16),
    -- The key as an object of kind 4, sealed under the KEK of the slot that the keyfile lists first.
    -- Wraps for other slots stand in the keyfile alone.
    wrapped_key BLOB NOT NULL,
    -- The 24-byte salt of that seal, from its header: nonce and key of the seal come from it and the
    -- KEK.
    key_nonce BLOB NOT NULL,
    -- AEAD suite of the seal: 1 AES-256-GCM, 2 ChaCha20-Poly1305, each key-committing.
    algorithm INTEGER NOT NULL,
    -- What the key is for: 1 data (DEK: seals content keys), 2 index (names sessions), 3 vault (signs),
    -- 4 audit (receives sealed origins), 5 and 6 identities.
    key_type INTEGER NOT NULL,
    -- The key's version, rising by one within its type.
    epoch INTEGER NOT NULL,
    -- SHA-256 of all its wraps in the keyfile's order: changes when it is wrapped anew.
    key_hash BLOB NOT NULL CHECK (length(key_hash) = 32),
    -- 1 for the one key of its type that new data uses.
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    -- Seconds since 1970, by the clock of the client that made it.
    created_s INTEGER NOT NULL,
    -- When it stopped being the active one; NULL while it is.
    rotated_s INTEGER,
    -- When policy asks for the next one; NULL where none does.
    expires_s INTEGER,
    -- How many keys of its type came before it.
    rotation_count INTEGER NOT NULL,
    PRIMARY KEY (vault, id),
    UNIQUE (vault, key_type, epoch)
) STRICT;
CREATE UNIQUE INDEX encryption_keys_active ON encryption_keys (vault, key_type) WHERE is_active = 1;

-- One row for each way into the keyfile (slot): what a client needs, with the secret that people keep, to
-- derive the KEK of that slot. A projection of the ref keyfile. Who has this table may guess secrets at the
-- cost of Argon2id, and no faster.
CREATE TABLE key_secrets (
    -- The vault.
    vault INTEGER NOT NULL REFERENCES vaults (id),
    -- Names the slot inside the keyfile.
    slot BLOB NOT NULL CHECK (length(slot) = 8),
    -- 1 the secret alone, 2 the secret together with an account key.
    slot_type INTEGER NOT NULL,
    -- Rises by one with every change of the secret.
    epoch INTEGER NOT NULL,
    -- Random bytes for Argon2id. Public.
    salt BLOB NOT NULL,
    -- 1 Argon2id version 0x13.
    kdf INTEGER NOT NULL,
    -- Its memory in KiB.
    memory_kib INTEGER NOT NULL,
    -- Its passes.
    passes INTEGER NOT NULL,
    -- Its lanes.
    lanes INTEGER NOT NULL,
    -- The commitment in the header of the slot's first wrap: tells a right KEK from a wrong one, and
    -- nothing else. NULL where the slot has no wrap.
    secret_hash BLOB,
    -- When the slot ends, in seconds since 1970; NULL where it does not.
    not_after_s INTEGER,
    PRIMARY KEY (vault, slot)
) STRICT;

-- The public halves of the key pairs of the keyfile. A projection of the ref keyfile; nothing here is
-- secret. The private halves are sealed, in encryption_keys.
CREATE TABLE cryptographic_keys (
    -- The vault.
    vault INTEGER NOT NULL REFERENCES vaults (id),
    -- The key's id.
    id BLOB NOT NULL CHECK (length(id) = 16),
    -- 3 vault (Ed25519: signs keyfile, manifests, tombstones), 4 audit (X25519: origins of requests are
    -- sealed to it), 5 identity (Ed25519), 6 identity (X-Wing).
    key_type INTEGER NOT NULL,
    -- Rising by one within its type.
    version INTEGER NOT NULL,
    -- The public half.
    public_key BLOB NOT NULL,
    -- 1 active, 2 retiring, 3 retired, 4 revoked.
    status INTEGER NOT NULL,
    -- Seconds since 1970, by the clock of the client that made it.
    created_s INTEGER NOT NULL,
    -- When it stopped being the active one; NULL while it is.
    rotated_s INTEGER,
    -- When policy asks for the next one; NULL where none does.
    expires_s INTEGER,
    PRIMARY KEY (vault, id),
    UNIQUE (vault, key_type, version)
) STRICT;

-- One row for each session that is there and not shredded: a projection of its ref, written with it and
-- compared with it by `han admin verify`. What was said in a session lies in objects, sealed under content
-- keys; its title, path and times lie in encrypted_content.
CREATE TABLE synced_sessions (
    -- The vault.
    vault INTEGER NOT NULL REFERENCES vaults (id),
    -- The name of its ref: s/ and an HMAC of the session's uuid under the index key.
    session TEXT NOT NULL,
    -- The version of the ref.
    version INTEGER NOT NULL,
    -- Display metadata, sealed under the metadata key of the session's newest content key; empty where
    -- the client gave none.
    encrypted_content BLOB NOT NULL,
    -- The 24-byte salt of that seal, from its header; NULL where there is no seal of this format.
    content_nonce BLOB,
    -- The data key (DEK) under which the session's newest content key is sealed, as the header of its
    -- wrap names it; NULL where there is none of this format.
    key_id BLOB,
    -- Bytes of ciphertext of the objects that the ref holds.
    size_bytes INTEGER NOT NULL,
    -- Server time of the ref's first move, in microseconds since 1970.
    created_us INTEGER NOT NULL,
    -- Server time of its newest move.
    updated_us INTEGER NOT NULL,
    PRIMARY KEY (vault, session)
) STRICT;

-- Keys that one person hands to another: sealed to the recipient's public key (HPKE), signed by the sender;
-- the server passes them on and opens none. Empty until sharing is a part of the protocol.
CREATE TABLE envelopes (
    -- The vault that it opens a part of.
    vault INTEGER NOT NULL REFERENCES vaults (id),
    -- Random bytes.
    id BLOB NOT NULL CHECK (length(id) = 16),
    -- The session whose content key it holds; NULL where it holds the secret of a team.
    session TEXT,
    -- The user who made it.
    sender BLOB NOT NULL CHECK (length(sender) = 16),
    -- The user whom it is for.
    recipient BLOB NOT NULL CHECK (length(recipient) = 16),
    -- SHA-256 of the public key that it is sealed to.
    recipient_key BLOB NOT NULL CHECK (length(recipient_key) = 32),
    -- The sealed key, bound to sender, recipient, session and end; only the recipient's private key
    -- opens it.
    sealed BLOB NOT NULL,
    -- 1 pending, 2 delivered, 3 opened, 4 expired, 5 revoked.
    status INTEGER NOT NULL,
    -- Server time.
    created_us INTEGER NOT NULL,
    -- Not given out at this server time or later.
    expires_us INTEGER NOT NULL,
    -- When it was revoked; NULL while it is not.
    revoked_us INTEGER,
    PRIMARY KEY (vault, id)
) STRICT;
CREATE INDEX envelopes_by_recipient ON envelopes (recipient, expires_us);
CREATE INDEX envelopes_by_session ON envelopes (vault, session);

-- What recipients say of their attempts to open an envelope. Empty until sharing is a part of the protocol.
CREATE TABLE envelope_decryptions (
    -- The vault.
    vault INTEGER NOT NULL,
    -- The envelope.
    envelope BLOB NOT NULL CHECK (length(envelope) = 16),
    -- Server time of the word.
    opened_us INTEGER NOT NULL,
    -- The token that said so. Public.
    token BLOB NOT NULL CHECK (length(token) = 16),
    -- 1 where the sender's signature was right.
    signature_ok INTEGER NOT NULL CHECK (signature_ok IN (0, 1)),
    -- 1 where the seal opened.
    decrypted INTEGER NOT NULL CHECK (decrypted IN (0, 1)),
    PRIMARY KEY (vault, envelope, opened_us, token),
    FOREIGN KEY (vault, envelope) REFERENCES envelopes (vault, id)
) STRICT;

-- The log for reading: each leaf taken apart (docs/format.md, section 7). Nothing in a leaf is sealed; it
-- names actor, token, action, ref and hashes of ciphertext. The leaves themselves prove; this view does
-- not.
CREATE VIEW audit_logs AS SELECT
    -- The vault.
    v.owner_id AS owner_id,
    -- Position in the vault's log, from 0.
    l.seq AS seq,
    -- 1 ref move, 2 export, 3 reads, 4 denials, 5 members, 6 erasure of origins, 7 removal.
    l.class AS class,
    -- Server time, in microseconds since 1970.
    (SELECT sum((instr('0123456789ABCDEF', substr(hex(substr(l.body, 26, 8)), column1, 1)) - 1)
        << (4 * (16 - column1))) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15), (16))) AS created_us,
    -- The user (the device in an embedded vault); zero for the server itself.
    substr(l.body, 34, 16) AS actor,
    -- The token's id; zero where none was used.
    substr(l.body, 50, 16) AS token,
    -- 1 init, 2 sync, 3 rotate secret, 4 rotate data key, 5 repair keys, 6 prune, 7 shred, 8 import, 9
    -- roster, 10 export; from 11 on what docs/format.md lists.
    instr('0123456789ABCDEF', substr(hex(substr(l.body, 66, 1)), 1, 1)) * 16
        + instr('0123456789ABCDEF', substr(hex(substr(l.body, 66, 1)), 2, 1)) - 17 AS action,
    -- 1 done, 2 denied.
    instr('0123456789ABCDEF', substr(hex(substr(l.body, 67, 1)), 1, 1)) * 16
        + instr('0123456789ABCDEF', substr(hex(substr(l.body, 67, 1)), 2, 1)) - 17 AS outcome,
    -- 0 no ref moved, 1 signed structure, 2 session, 3 tombstone.
    instr('0123456789ABCDEF', substr(hex(substr(l.body, 68, 1)), 1, 1)) * 16
        + instr('0123456789ABCDEF', substr(hex(substr(l.body, 68, 1)), 2, 1)) - 17 AS body_kind,
    -- The version of the ref after the move; 0 where none moved.
    (SELECT sum((instr('0123456789ABCDEF', substr(hex(substr(l.body, 69, 8)), column1, 1)) - 1)
        << (4 * (16 - column1))) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15), (16))) AS ref_version,
    -- How many events the leaf stands for.
    (SELECT sum((instr('0123456789ABCDEF', substr(hex(substr(l.body, 77, 4)), column1, 1)) - 1)
        << (4 * (8 - column1))) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8))) AS event_count,
    -- The ref that moved; empty where none did.
    CAST(substr(l.body, 210) AS TEXT) AS ref_name,
    -- SHA-256 of the origin that was sealed to the vault's audit key; zero where none was taken.
    substr(l.body, 177, 32) AS origin_sha256
FROM log_leaves l JOIN vaults v ON v.id = l.vault
WHERE length(l.body) >= 209;

PRAGMA user_version = 6;

-- With what tells a held object from a dropped one, so that the objects of one ref are found by the index alone. Without it
-- SQLite reads all objects of the vault for each ref.
DROP INDEX ref_objects_by_ref;
CREATE INDEX ref_objects_by_ref ON ref_objects (vault, name, dropped_us);
