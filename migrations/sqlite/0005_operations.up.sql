-- Store format 5: what a server does by itself, and what its operator wants to be removed in time. An embedded
-- vault leaves these tables empty. Nothing here opens anything.

-- Work that is done every now and then, by one process at a time.
CREATE TABLE jobs (
    -- What: collect (what nothing needs), sweep (the object store against the rows), retain (accounts).
    name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 32),
    -- Random bytes of the process that does it, or did it last.
    holder BLOB NOT NULL CHECK (length(holder) = 16),
    -- Before this server time, in microseconds since 1970, nobody else begins it; 0 when it was ended.
    leased_until_us INTEGER NOT NULL,
    -- Server time at which it was last brought to its end; NULL where it never was.
    done_us INTEGER,
    -- What it found wrong when it was last done: for sweep, objects that a ref needs and that are gone.
    found INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- How long the server keeps what it may remove, where that differs from its defaults. Sessions are not among it:
-- those end by a tombstone that a client signs.
CREATE TABLE retention_policies (
    -- The vault; NULL for what belongs to no vault, and as the default of all vaults.
    vault INTEGER REFERENCES vaults (id),
    -- What: replaced (bodies and objects that a later move replaced), condemned (objects that nothing needs), origins (of requests),
    -- tokens (ended ones), invites (ended ones).
    subject TEXT NOT NULL CHECK (subject IN ('replaced', 'condemned', 'origins', 'tokens', 'invites')),
    -- Whole days of server time; NULL for ever.
    days INTEGER CHECK (days BETWEEN 0 AND 36500),
    -- When it was set, by server time.
    since_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX retention_policies_one ON retention_policies (coalesce(vault, 0), subject);
CREATE INDEX retention_policies_by_vault ON retention_policies (vault);

-- What retention looks for.
CREATE INDEX tokens_by_expiry ON tokens (expires_us);
CREATE INDEX tokens_revoked ON tokens (revoked_us) WHERE revoked_us IS NOT NULL;
CREATE INDEX invites_by_expiry ON invites (expires_us);

PRAGMA user_version = 5;
