-- Store format 2: who may use a server. An embedded vault leaves these tables empty. Nothing here opens
-- anything: tokens and invites are kept as hashes, and no key, secret or passphrase ever reaches a server.

-- One row: what the server calls itself in the origins of its logs. It never changes: a client compares.
CREATE TABLE server (
    -- Always 1.
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- The first part of every log's origin.
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255)
) STRICT;

-- People who have a token, or had one.
CREATE TABLE users (
    -- Row number, used by the other tables.
    id INTEGER PRIMARY KEY,
    -- Random bytes; leaves of the log name the actor so. Public.
    user_id BLOB NOT NULL UNIQUE CHECK (length(user_id) = 16),
    -- The name that the operator gave. In clear.
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
    -- 1 where the user may invite others.
    admin INTEGER NOT NULL CHECK (admin IN (0, 1)),
    -- Server time, in microseconds since 1970.
    created_us INTEGER NOT NULL,
    -- Since when nothing of this user's is accepted; NULL while the user may come in.
    disabled_us INTEGER
) STRICT;

-- Invites: each is exchanged for one device token, once.
CREATE TABLE invites (
    -- The public part of the invite.
    invite_id BLOB PRIMARY KEY CHECK (length(invite_id) = 16),
    -- SHA-256 of its 256-bit secret. The secret itself is shown once and kept nowhere.
    secret_sha256 BLOB NOT NULL CHECK (length(secret_sha256) = 32),
    -- Whom it is for; the user is made when it is used, if there is none of that name yet.
    user_name TEXT NOT NULL CHECK (length(user_name) BETWEEN 1 AND 64),
    -- Whether a user that is made by it may invite others.
    admin INTEGER NOT NULL CHECK (admin IN (0, 1)),
    -- What the token may do that it is exchanged for: the sum of the bits of server::accounts::Scopes.
    scopes INTEGER NOT NULL,
    -- Server time.
    created_us INTEGER NOT NULL,
    -- Not accepted at this server time or later.
    expires_us INTEGER NOT NULL,
    -- When it was used; NULL while it may be.
    used_us INTEGER
) STRICT, WITHOUT ROWID;

-- Device tokens.
CREATE TABLE tokens (
    -- The public part of the token; leaves of the log name it.
    token_id BLOB PRIMARY KEY CHECK (length(token_id) = 16),
    -- SHA-256 of its 256-bit secret. Compared in constant time.
    secret_sha256 BLOB NOT NULL CHECK (length(secret_sha256) = 32),
    -- Whose it is.
    user INTEGER NOT NULL REFERENCES users (id),
    -- The machine's name as its holder gave it. In clear.
    label TEXT NOT NULL CHECK (length(label) <= 64),
    -- As in `invites`.
    scopes INTEGER NOT NULL,
    -- Server time.
    created_us INTEGER NOT NULL,
    -- When it was last seen, to the hour; NULL before its first use.
    last_used_us INTEGER,
    -- Not accepted at this server time or later; moves on while the token is used.
    expires_us INTEGER NOT NULL,
    -- When it was revoked; NULL while it is not.
    revoked_us INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_by_user ON tokens (user, created_us);

-- Who may use a vault, as far as the server must know; the truth is the signed roster in the vault itself.
CREATE TABLE members (
    -- The vault.
    vault INTEGER NOT NULL REFERENCES vaults (id),
    -- The user.
    user INTEGER NOT NULL REFERENCES users (id),
    -- 1 owner, 2 admin, 3 member, 4 reader.
    role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4),
    -- Server time.
    since_us INTEGER NOT NULL,
    PRIMARY KEY (vault, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_user ON members (user, vault);

-- What a vault may take up, where that differs from the server's default.
CREATE TABLE quotas (
    -- The vault.
    vault INTEGER PRIMARY KEY REFERENCES vaults (id),
    -- Bytes of objects and ref bodies.
    bytes INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT;

PRAGMA user_version = 2;
