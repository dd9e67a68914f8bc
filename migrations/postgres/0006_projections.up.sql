-- Store format 6: the same truth under the names that people know who look into a database. Every table of
-- this file but envelopes and envelope_decryptions is a projection: it is written in the transaction of the
-- commit that changes what it shows, nothing is ever decided by it, and `han admin verify --rebuild` makes
-- it anew from refs, objects and log. "Sealed under" names the key of docs/format.md, section 3.

CREATE TABLE encryption_keys (
    vault bigint NOT NULL REFERENCES vaults (id),
    id bytea NOT NULL CHECK (octet_length(id) = 16),
    owner_type bigint NOT NULL,
    owner_id bytea NOT NULL CHECK (octet_length(owner_id) = 16),
    wrapped_key bytea NOT NULL,
    key_nonce bytea NOT NULL,
    algorithm bigint NOT NULL,
    key_type bigint NOT NULL,
    epoch bigint NOT NULL,
    key_hash bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    is_active bigint NOT NULL CHECK (is_active IN (0, 1)),
    created_s bigint NOT NULL,
    rotated_s bigint,
    expires_s bigint,
    rotation_count bigint NOT NULL,
    PRIMARY KEY (vault, id),
    UNIQUE (vault, key_type, epoch)
);
CREATE UNIQUE INDEX encryption_keys_active ON encryption_keys (vault, key_type) WHERE is_active = 1;
COMMENT ON TABLE encryption_keys IS 'One row for each key of the keyfile that is stored sealed: a projection of the ref keyfile, written with it and compared with it by `han admin verify`. No key here is open to the server: each is sealed under the key-encryption key (KEK) of a slot, which comes from the secret of the people who hold the vault, and the server never sees that.';
COMMENT ON COLUMN encryption_keys.vault IS 'The vault.';
COMMENT ON COLUMN encryption_keys.id IS 'The key''s id, by which headers of ciphertext name it. Public.';
COMMENT ON COLUMN encryption_keys.owner_type IS '1 a person, 2 a team, as the keyfile says.';
COMMENT ON COLUMN encryption_keys.owner_id IS 'The owner of the vault; bound into every seal.';
COMMENT ON COLUMN encryption_keys.wrapped_key IS 'The key as an object of kind 4, sealed under the KEK of the slot that the keyfile lists first. Wraps for other slots stand in the keyfile alone.';
COMMENT ON COLUMN encryption_keys.key_nonce IS 'The 24-byte salt of that seal, from its header: nonce and key of the seal come from it and the KEK.';
COMMENT ON COLUMN encryption_keys.algorithm IS 'AEAD suite of the seal: 1 AES-256-GCM, 2 ChaCha20-Poly1305, each key-committing.';
COMMENT ON COLUMN encryption_keys.key_type IS 'What the key is for: 1 data (DEK: seals content keys), 2 index (names sessions), 3 vault (signs), 4 audit (receives sealed origins), 5 and 6 identities.';
COMMENT ON COLUMN encryption_keys.epoch IS 'The key''s version, rising by one within its type.';
COMMENT ON COLUMN encryption_keys.key_hash IS 'SHA-256 of all its wraps in the keyfile''s order: changes when it is wrapped anew.';
COMMENT ON COLUMN encryption_keys.is_active IS '1 for the one key of its type that new data uses.';
COMMENT ON COLUMN encryption_keys.created_s IS 'Seconds since 1970, by the clock of the client that made it.';
COMMENT ON COLUMN encryption_keys.rotated_s IS 'When it stopped being the active one; NULL while it is.';
COMMENT ON COLUMN encryption_keys.expires_s IS 'When policy asks for the next one; NULL where none does.';
COMMENT ON COLUMN encryption_keys.rotation_count IS 'How many keys of its type came before it.';

CREATE TABLE key_secrets (
    vault bigint NOT NULL REFERENCES vaults (id),
    slot bytea NOT NULL CHECK (octet_length(slot) = 8),
    slot_type bigint NOT NULL,
    epoch bigint NOT NULL,
    salt bytea NOT NULL,
    kdf bigint NOT NULL,
    memory_kib bigint NOT NULL,
    passes bigint NOT NULL,
    lanes bigint NOT NULL,
    secret_hash bytea,
    not_after_s bigint,
    PRIMARY KEY (vault, slot)
);
COMMENT ON TABLE key_secrets IS 'One row for each way into the keyfile (slot): what a client needs, with the secret that people keep, to derive the KEK of that slot. A projection of the ref keyfile. Who has this table may guess secrets at the cost of Argon2id, and no faster.';
COMMENT ON COLUMN key_secrets.vault IS 'The vault.';
COMMENT ON COLUMN key_secrets.slot IS 'Names the slot inside the keyfile.';
COMMENT ON COLUMN key_secrets.slot_type IS '1 the secret alone, 2 the secret together with an account key.';
COMMENT ON COLUMN key_secrets.epoch IS 'Rises by one with every change of the secret.';
COMMENT ON COLUMN key_secrets.salt IS 'Random bytes for Argon2id. Public.';
COMMENT ON COLUMN key_secrets.kdf IS '1 Argon2id version 0x13.';
COMMENT ON COLUMN key_secrets.memory_kib IS 'Its memory in KiB.';
COMMENT ON COLUMN key_secrets.passes IS 'Its passes.';
COMMENT ON COLUMN key_secrets.lanes IS 'Its lanes.';
COMMENT ON COLUMN key_secrets.secret_hash IS 'The commitment in the header of the slot''s first wrap: tells a right KEK from a wrong one, and nothing else. NULL where the slot has no wrap.';
COMMENT ON COLUMN key_secrets.not_after_s IS 'When the slot ends, in seconds since 1970; NULL where it does not.';

CREATE TABLE cryptographic_keys (
    vault bigint NOT NULL REFERENCES vaults (id),
    id bytea NOT NULL CHECK (octet_length(id) = 16),
    key_type bigint NOT NULL,
    version bigint NOT NULL,
    public_key bytea NOT NULL,
    status bigint NOT NULL,
    created_s bigint NOT NULL,
    rotated_s bigint,
    expires_s bigint,
    PRIMARY KEY (vault, id),
    UNIQUE (vault, key_type, version)
);
COMMENT ON TABLE cryptographic_keys IS 'The public halves of the key pairs of the keyfile. A projection of the ref keyfile; nothing here is secret. The private halves are sealed, in encryption_keys.';
COMMENT ON COLUMN cryptographic_keys.vault IS 'The vault.';
COMMENT ON COLUMN cryptographic_keys.id IS 'The key''s id.';
COMMENT ON COLUMN cryptographic_keys.key_type IS '3 vault (Ed25519: signs keyfile, manifests, tombstones), 4 audit (X25519: origins of requests are sealed to it), 5 identity (Ed25519), 6 identity (X-Wing).';
COMMENT ON COLUMN cryptographic_keys.version IS 'Rising by one within its type.';
COMMENT ON COLUMN cryptographic_keys.public_key IS 'The public half.';
COMMENT ON COLUMN cryptographic_keys.status IS '1 active, 2 retiring, 3 retired, 4 revoked.';
COMMENT ON COLUMN cryptographic_keys.created_s IS 'Seconds since 1970, by the clock of the client that made it.';
COMMENT ON COLUMN cryptographic_keys.rotated_s IS 'When it stopped being the active one; NULL while it is.';
COMMENT ON COLUMN cryptographic_keys.expires_s IS 'When policy asks for the next one; NULL where none does.';

CREATE TABLE synced_sessions (
    vault bigint NOT NULL REFERENCES vaults (id),
    session text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    encrypted_content bytea NOT NULL,
    content_nonce bytea,
    key_id bytea,
    size_bytes bigint NOT NULL,
    created_us bigint NOT NULL,
    updated_us bigint NOT NULL,
    PRIMARY KEY (vault, session)
);
COMMENT ON TABLE synced_sessions IS 'One row for each session that is there and not shredded: a projection of its ref, written with it and compared with it by `han admin verify`. What was said in a session lies in objects, sealed under content keys; its title, path and times lie in encrypted_content.';
COMMENT ON COLUMN synced_sessions.vault IS 'The vault.';
COMMENT ON COLUMN synced_sessions.session IS 'The name of its ref: s/ and an HMAC of the session''s uuid under the index key.';
COMMENT ON COLUMN synced_sessions.version IS 'The version of the ref.';
COMMENT ON COLUMN synced_sessions.encrypted_content IS 'Display metadata, sealed under the metadata key of the session''s newest content key; empty where the client gave none.';
COMMENT ON COLUMN synced_sessions.content_nonce IS 'The 24-byte salt of that seal, from its header; NULL where there is no seal of this format.';
COMMENT ON COLUMN synced_sessions.key_id IS 'The data key (DEK) under which the session''s newest content key is sealed, as the header of its wrap names it; NULL where there is none of this format.';
COMMENT ON COLUMN synced_sessions.size_bytes IS 'Bytes of ciphertext of the objects that the ref holds.';
COMMENT ON COLUMN synced_sessions.created_us IS 'Server time of the ref''s first move, in microseconds since 1970.';
COMMENT ON COLUMN synced_sessions.updated_us IS 'Server time of its newest move.';

CREATE TABLE envelopes (
    vault bigint NOT NULL REFERENCES vaults (id),
    id bytea NOT NULL CHECK (octet_length(id) = 16),
    session text COLLATE "C",
    sender bytea NOT NULL CHECK (octet_length(sender) = 16),
    recipient bytea NOT NULL CHECK (octet_length(recipient) = 16),
    recipient_key bytea NOT NULL CHECK (octet_length(recipient_key) = 32),
    sealed bytea NOT NULL,
    status bigint NOT NULL,
    created_us bigint NOT NULL,
    expires_us bigint NOT NULL,
    revoked_us bigint,
    PRIMARY KEY (vault, id)
);
CREATE INDEX envelopes_by_recipient ON envelopes (recipient, expires_us);
CREATE INDEX envelopes_by_session ON envelopes (vault, session);
COMMENT ON TABLE envelopes IS 'Keys that one person hands to another: sealed to the recipient''s public key (HPKE), signed by the sender; the server passes them on and opens none. Empty until sharing is a part of the protocol.';
COMMENT ON COLUMN envelopes.vault IS 'The vault that it opens a part of.';
COMMENT ON COLUMN envelopes.id IS 'Random bytes.';
COMMENT ON COLUMN envelopes.session IS 'The session whose content key it holds; NULL where it holds the secret of a team.';
COMMENT ON COLUMN envelopes.sender IS 'The user who made it.';
COMMENT ON COLUMN envelopes.recipient IS 'The user whom it is for.';
COMMENT ON COLUMN envelopes.recipient_key IS 'SHA-256 of the public key that it is sealed to.';
COMMENT ON COLUMN envelopes.sealed IS 'The sealed key, bound to sender, recipient, session and end; only the recipient''s private key opens it.';
COMMENT ON COLUMN envelopes.status IS '1 pending, 2 delivered, 3 opened, 4 expired, 5 revoked.';
COMMENT ON COLUMN envelopes.created_us IS 'Server time.';
COMMENT ON COLUMN envelopes.expires_us IS 'Not given out at this server time or later.';
COMMENT ON COLUMN envelopes.revoked_us IS 'When it was revoked; NULL while it is not.';

CREATE TABLE envelope_decryptions (
    vault bigint NOT NULL,
    envelope bytea NOT NULL CHECK (octet_length(envelope) = 16),
    opened_us bigint NOT NULL,
    token bytea NOT NULL CHECK (octet_length(token) = 16),
    signature_ok bigint NOT NULL CHECK (signature_ok IN (0, 1)),
    decrypted bigint NOT NULL CHECK (decrypted IN (0, 1)),
    PRIMARY KEY (vault, envelope, opened_us, token),
    FOREIGN KEY (vault, envelope) REFERENCES envelopes (vault, id)
);
COMMENT ON TABLE envelope_decryptions IS 'What recipients say of their attempts to open an envelope. Empty until sharing is a part of the protocol.';
COMMENT ON COLUMN envelope_decryptions.vault IS 'The vault.';
COMMENT ON COLUMN envelope_decryptions.envelope IS 'The envelope.';
COMMENT ON COLUMN envelope_decryptions.opened_us IS 'Server time of the word.';
COMMENT ON COLUMN envelope_decryptions.token IS 'The token that said so. Public.';
COMMENT ON COLUMN envelope_decryptions.signature_ok IS '1 where the sender''s signature was right.';
COMMENT ON COLUMN envelope_decryptions.decrypted IS '1 where the seal opened.';

-- Bytes that are no leaf (there are none but by a fault) are not taken apart.
CREATE VIEW audit_logs AS SELECT
    v.owner_id AS owner_id,
    l.seq AS seq,
    l.class AS class,
    ('x' || encode(substring(l.body FROM 26 FOR 8), 'hex'))::bit(64)::bigint AS created_us,
    substring(l.body FROM 34 FOR 16) AS actor,
    substring(l.body FROM 50 FOR 16) AS token,
    get_byte(l.body, 65) AS action,
    get_byte(l.body, 66) AS outcome,
    get_byte(l.body, 67) AS body_kind,
    ('x' || encode(substring(l.body FROM 69 FOR 8), 'hex'))::bit(64)::bigint AS ref_version,
    ('x' || encode(substring(l.body FROM 77 FOR 4), 'hex'))::bit(32)::bigint AS event_count,
    convert_from(substring(l.body FROM 210), 'UTF8') AS ref_name,
    substring(l.body FROM 177 FOR 32) AS origin_sha256
FROM log_leaves l JOIN vaults v ON v.id = l.vault
WHERE octet_length(l.body) >= 209;
COMMENT ON VIEW audit_logs IS 'The log for reading: each leaf taken apart (docs/format.md, section 7). Nothing in a leaf is sealed; it names actor, token, action, ref and hashes of ciphertext. The leaves themselves prove; this view does not.';
COMMENT ON COLUMN audit_logs.owner_id IS 'The vault.';
COMMENT ON COLUMN audit_logs.seq IS 'Position in the vault''s log, from 0.';
COMMENT ON COLUMN audit_logs.class IS '1 ref move, 2 export, 3 reads, 4 denials, 5 members, 6 erasure of origins, 7 removal.';
COMMENT ON COLUMN audit_logs.created_us IS 'Server time, in microseconds since 1970.';
COMMENT ON COLUMN audit_logs.actor IS 'The user (the device in an embedded vault); zero for the server itself.';
COMMENT ON COLUMN audit_logs.token IS 'The token''s id; zero where none was used.';
COMMENT ON COLUMN audit_logs.action IS '1 init, 2 sync, 3 rotate secret, 4 rotate data key, 5 repair keys, 6 prune, 7 shred, 8 import, 9 roster, 10 export; from 11 on what docs/format.md lists.';
COMMENT ON COLUMN audit_logs.outcome IS '1 done, 2 denied.';
COMMENT ON COLUMN audit_logs.body_kind IS '0 no ref moved, 1 signed structure, 2 session, 3 tombstone.';
COMMENT ON COLUMN audit_logs.ref_version IS 'The version of the ref after the move; 0 where none moved.';
COMMENT ON COLUMN audit_logs.event_count IS 'How many events the leaf stands for.';
COMMENT ON COLUMN audit_logs.ref_name IS 'The ref that moved; empty where none did.';
COMMENT ON COLUMN audit_logs.origin_sha256 IS 'SHA-256 of the origin that was sealed to the vault''s audit key; zero where none was taken.';

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'han_app') THEN
        RETURN;
    END IF;
    GRANT SELECT, INSERT, UPDATE, DELETE ON encryption_keys, key_secrets, cryptographic_keys, synced_sessions TO han_app;
    GRANT SELECT, INSERT, UPDATE ON envelopes TO han_app;
    GRANT SELECT, INSERT ON envelope_decryptions TO han_app;
    GRANT SELECT ON audit_logs TO han_app;
END $$;
