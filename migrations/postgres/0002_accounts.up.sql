-- Store format 2: who may use a server. Nothing here opens anything: tokens and invites are kept as hashes, and no
-- key, secret or passphrase ever reaches a server.

CREATE TABLE server (
    id bigint PRIMARY KEY CHECK (id = 1),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255)
);
COMMENT ON TABLE server IS 'One row: what the server calls itself in the origins of its logs. It never changes: a client compares.';
COMMENT ON COLUMN server.id IS 'Always 1.';
COMMENT ON COLUMN server.name IS 'The first part of every log''s origin.';

CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bytea NOT NULL UNIQUE CHECK (octet_length(user_id) = 16),
    name text COLLATE "C" NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
    admin bigint NOT NULL CHECK (admin IN (0, 1)),
    created_us bigint NOT NULL,
    disabled_us bigint
);
COMMENT ON TABLE users IS 'People who have a token, or had one.';
COMMENT ON COLUMN users.id IS 'Row number, used by the other tables.';
COMMENT ON COLUMN users.user_id IS 'Random bytes; leaves of the log name the actor so. Public.';
COMMENT ON COLUMN users.name IS 'The name that the operator gave. In clear.';
COMMENT ON COLUMN users.admin IS '1 where the user may invite others.';
COMMENT ON COLUMN users.created_us IS 'Server time, in microseconds since 1970.';
COMMENT ON COLUMN users.disabled_us IS 'Since when nothing of this user''s is accepted; NULL while the user may come in.';

CREATE TABLE invites (
    invite_id bytea PRIMARY KEY CHECK (octet_length(invite_id) = 16),
    secret_sha256 bytea NOT NULL CHECK (octet_length(secret_sha256) = 32),
    user_name text COLLATE "C" NOT NULL CHECK (length(user_name) BETWEEN 1 AND 64),
    admin bigint NOT NULL CHECK (admin IN (0, 1)),
    scopes bigint NOT NULL,
    created_us bigint NOT NULL,
    expires_us bigint NOT NULL,
    used_us bigint
);
CREATE INDEX invites_open ON invites (expires_us) WHERE used_us IS NULL;
COMMENT ON TABLE invites IS 'Invites: each is exchanged for one device token, once.';
COMMENT ON COLUMN invites.invite_id IS 'The public part of the invite.';
COMMENT ON COLUMN invites.secret_sha256 IS 'SHA-256 of its 256-bit secret. The secret itself is shown once and kept nowhere.';
COMMENT ON COLUMN invites.user_name IS 'Whom it is for; the user is made when it is used, if there is none of that name yet.';
COMMENT ON COLUMN invites.admin IS 'Whether a user that is made by it may invite others.';
COMMENT ON COLUMN invites.scopes IS 'What the token may do that it is exchanged for: the sum of the bits of server::accounts::Scopes.';
COMMENT ON COLUMN invites.created_us IS 'Server time.';
COMMENT ON COLUMN invites.expires_us IS 'Not accepted at this server time or later.';
COMMENT ON COLUMN invites.used_us IS 'When it was used; NULL while it may be.';

CREATE TABLE tokens (
    token_id bytea PRIMARY KEY CHECK (octet_length(token_id) = 16),
    secret_sha256 bytea NOT NULL CHECK (octet_length(secret_sha256) = 32),
    "user" bigint NOT NULL REFERENCES users (id),
    label text NOT NULL CHECK (length(label) <= 64),
    scopes bigint NOT NULL,
    created_us bigint NOT NULL,
    last_used_us bigint,
    expires_us bigint NOT NULL,
    revoked_us bigint
);
CREATE INDEX tokens_by_user ON tokens ("user", created_us);
COMMENT ON TABLE tokens IS 'Device tokens.';
COMMENT ON COLUMN tokens.token_id IS 'The public part of the token; leaves of the log name it.';
COMMENT ON COLUMN tokens.secret_sha256 IS 'SHA-256 of its 256-bit secret. Compared in constant time.';
COMMENT ON COLUMN tokens."user" IS 'Whose it is.';
COMMENT ON COLUMN tokens.label IS 'The machine''s name as its holder gave it. In clear.';
COMMENT ON COLUMN tokens.scopes IS 'As in invites.';
COMMENT ON COLUMN tokens.created_us IS 'Server time.';
COMMENT ON COLUMN tokens.last_used_us IS 'When it was last seen, to the hour; NULL before its first use.';
COMMENT ON COLUMN tokens.expires_us IS 'Not accepted at this server time or later; moves on while the token is used.';
COMMENT ON COLUMN tokens.revoked_us IS 'When it was revoked; NULL while it is not.';

CREATE TABLE members (
    vault bigint NOT NULL REFERENCES vaults (id),
    "user" bigint NOT NULL REFERENCES users (id),
    role bigint NOT NULL CHECK (role BETWEEN 1 AND 4),
    since_us bigint NOT NULL,
    PRIMARY KEY (vault, "user")
);
CREATE INDEX members_by_user ON members ("user", vault);
COMMENT ON TABLE members IS 'Who may use a vault, as far as the server must know; the truth is the signed roster in the vault itself.';
COMMENT ON COLUMN members.vault IS 'The vault.';
COMMENT ON COLUMN members."user" IS 'The user.';
COMMENT ON COLUMN members.role IS '1 owner, 2 admin, 3 member, 4 reader.';
COMMENT ON COLUMN members.since_us IS 'Server time.';

CREATE TABLE quotas (
    vault bigint PRIMARY KEY REFERENCES vaults (id),
    bytes bigint NOT NULL CHECK (bytes >= 0)
);
COMMENT ON TABLE quotas IS 'What a vault may take up, where that differs from the server''s default.';
COMMENT ON COLUMN quotas.vault IS 'The vault.';
COMMENT ON COLUMN quotas.bytes IS 'Bytes of objects and ref bodies.';

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'han_app') THEN
        RETURN;
    END IF;
    GRANT SELECT, INSERT ON server TO han_app;
    GRANT SELECT, INSERT, UPDATE ON users, invites, tokens TO han_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON members, quotas TO han_app;
END $$;
