-- Store format 4: from where. A leaf of the log names the SHA-256 of a sealed origin; the origin itself stands apart,
-- so that it can be erased while the log stays whole. An embedded vault leaves the table empty.

-- Origins of requests: address and user agent, sealed so that the server that wrote them cannot read them again.
CREATE TABLE log_origins (
    -- The vault.
    vault INTEGER NOT NULL REFERENCES vaults (id),
    -- SHA-256 of `sealed`, as the leaves of the request name it.
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    -- Address and user agent, sealed by HPKE to the public audit key of the vault's keyfile: whoever holds the
    -- vault's keys can read it, the server and its operator cannot.
    sealed BLOB NOT NULL,
    -- Server time of the request, in microseconds since 1970: what is older than a policy says is erased.
    created_us INTEGER NOT NULL,
    PRIMARY KEY (vault, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX log_origins_by_age ON log_origins (vault, created_us);

-- An origin is written once and erased at most: one that can be changed proves nothing.
CREATE TRIGGER log_origins_no_update BEFORE UPDATE ON log_origins
BEGIN SELECT raise(ABORT, 'a sealed origin is not changed'); END;

PRAGMA user_version = 4;
