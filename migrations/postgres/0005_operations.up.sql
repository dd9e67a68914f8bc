-- Store format 5: what a server does by itself, and what its operator wants to be removed in time. Nothing here opens
-- anything.

CREATE TABLE jobs (
    name text COLLATE "C" PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 32),
    holder bytea NOT NULL CHECK (octet_length(holder) = 16),
    leased_until_us bigint NOT NULL,
    done_us bigint,
    found bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE jobs IS 'Work that is done every now and then, by one process at a time.';
COMMENT ON COLUMN jobs.name IS 'What: collect (what nothing needs), sweep (the object store against the rows), retain (accounts).';
COMMENT ON COLUMN jobs.holder IS 'Random bytes of the process that does it, or did it last.';
COMMENT ON COLUMN jobs.leased_until_us IS 'Before this server time, in microseconds since 1970, nobody else begins it; 0 when it was ended.';
COMMENT ON COLUMN jobs.done_us IS 'Server time at which it was last brought to its end; NULL where it never was.';
COMMENT ON COLUMN jobs.found IS 'What it found wrong when it was last done: for sweep, objects that a ref needs and that are gone.';

CREATE TABLE retention_policies (
    vault bigint REFERENCES vaults (id),
    subject text COLLATE "C" NOT NULL CHECK (subject IN ('replaced', 'condemned', 'origins', 'tokens', 'invites')),
    days bigint CHECK (days BETWEEN 0 AND 36500),
    since_us bigint NOT NULL
);
CREATE UNIQUE INDEX retention_policies_one ON retention_policies (coalesce(vault, 0), subject);
CREATE INDEX retention_policies_by_vault ON retention_policies (vault);
COMMENT ON TABLE retention_policies IS 'How long the server keeps what it may remove, where that differs from its defaults. Sessions are not among it: those end by a tombstone that a client signs.';
COMMENT ON COLUMN retention_policies.vault IS 'The vault; NULL for what belongs to no vault, and as the default of all vaults.';
COMMENT ON COLUMN retention_policies.subject IS 'What: replaced (bodies and objects that a later move replaced), condemned (objects that nothing needs), origins (of requests), tokens (ended ones), invites (ended ones).';
COMMENT ON COLUMN retention_policies.days IS 'Whole days of server time; NULL for ever.';
COMMENT ON COLUMN retention_policies.since_us IS 'When it was set, by server time.';

-- What retention looks for.
CREATE INDEX tokens_by_expiry ON tokens (expires_us);
CREATE INDEX tokens_revoked ON tokens (revoked_us) WHERE revoked_us IS NOT NULL;
CREATE INDEX invites_by_expiry ON invites (expires_us);

-- Retention takes ended tokens and invites away.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'han_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON jobs, retention_policies TO han_app;
        GRANT DELETE ON tokens, invites TO han_app;
    END IF;
END $$;
