-- Store format 3: whose signatures the heads of the logs carry.

CREATE TABLE log_keys (
    public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
    since_us bigint NOT NULL,
    one bigint PRIMARY KEY DEFAULT 1 CHECK (one = 1)
);
COMMENT ON TABLE log_keys IS 'The log key of this server. A node that has another key is refused before it signs anything.';
COMMENT ON COLUMN log_keys.public_key IS 'The Ed25519 public key, which clients pin. The secret half lies in a file of each node, never here.';
COMMENT ON COLUMN log_keys.since_us IS 'Server time at which it became the key.';
COMMENT ON COLUMN log_keys.one IS 'Always 1: there is one key.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'han_app') THEN
        GRANT SELECT, INSERT ON log_keys TO han_app;
    END IF;
END $$;
