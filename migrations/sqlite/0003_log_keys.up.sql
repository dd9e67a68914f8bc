-- Store format 3: whose signatures the heads of the logs carry. An embedded vault leaves the table empty.

-- The log keys of this server. A node that has another key is refused before it signs anything.
CREATE TABLE log_keys (
    -- The Ed25519 public key, which clients pin. The secret half lies in a file of each node, never here.
    public_key BLOB PRIMARY KEY CHECK (length(public_key) = 32),
    -- Server time at which it became the key.
    since_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER log_keys_one BEFORE INSERT ON log_keys WHEN EXISTS (SELECT 1 FROM log_keys)
BEGIN SELECT raise(IGNORE); END;

PRAGMA user_version = 3;
