-- Holds no ciphertext and no leaf: indexes, and policies of what format 7 keeps for ever.
DROP INDEX envelopes_of_secrets;
DROP INDEX envelopes_by_end;

CREATE TEMP TABLE kept_policies AS SELECT vault, subject, days, since_us FROM retention_policies WHERE subject <> 'envelopes';
DROP TABLE retention_policies;
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
INSERT INTO retention_policies SELECT vault, subject, days, since_us FROM kept_policies;
DROP TABLE kept_policies;

PRAGMA user_version = 7;
