-- Store format 4: from where. A leaf of the log names the SHA-256 of a sealed origin; the origin itself stands apart,
-- so that it can be erased while the log stays whole.

CREATE TABLE log_origins (
    vault bigint NOT NULL REFERENCES vaults (id),
    sha256 bytea NOT NULL CONSTRAINT sha256_is_of_sealed CHECK (sha256 = digest(sealed, 'sha256')),
    sealed bytea NOT NULL,
    created_us bigint NOT NULL,
    PRIMARY KEY (vault, sha256)
);
ALTER TABLE log_origins ALTER sealed SET STORAGE EXTERNAL;
CREATE INDEX log_origins_by_age ON log_origins (vault, created_us);
COMMENT ON TABLE log_origins IS 'Origins of requests: address and user agent, sealed so that the server that wrote them cannot read them again. Erasable: the log stays whole without them.';
COMMENT ON COLUMN log_origins.vault IS 'The vault.';
COMMENT ON COLUMN log_origins.sha256 IS 'SHA-256 of sealed, as the leaves of the request name it.';
COMMENT ON COLUMN log_origins.sealed IS 'Address and user agent, sealed by HPKE to the public audit key of the vault''s keyfile: whoever holds the vault''s keys can read it, the server and its operator cannot.';
COMMENT ON COLUMN log_origins.created_us IS 'Server time of the request, in microseconds since 1970: what is older than a policy says is erased.';

-- An origin is written once and erased at most: one that can be changed proves nothing.
CREATE FUNCTION han_refuse_origin_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a sealed origin is not changed' USING ERRCODE = 'restrict_violation';
END $$;
COMMENT ON FUNCTION han_refuse_origin_change() IS 'Refuses to change a sealed origin; it can be erased.';
CREATE TRIGGER never_changed BEFORE UPDATE ON log_origins FOR EACH ROW EXECUTE FUNCTION han_refuse_origin_change();
ALTER TABLE log_origins ENABLE ALWAYS TRIGGER never_changed;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'han_app') THEN
        GRANT SELECT, INSERT, DELETE ON log_origins TO han_app;
    END IF;
END $$;
