-- Store format 7: the public identities of people, which others put on the rosters of their teams. Nothing here opens
-- anything; a client believes a card only where its fingerprint came to it by another way.
CREATE TABLE cards (
    "user" bigint PRIMARY KEY REFERENCES users (id),
    owner_id bytea NOT NULL UNIQUE CHECK (octet_length(owner_id) = 16),
    card bytea NOT NULL CHECK (octet_length(card) BETWEEN 1 AND 2048),
    updated_us bigint NOT NULL
);
COMMENT ON TABLE cards IS 'The public identities of people, one for each user.';
COMMENT ON COLUMN cards."user" IS 'Whose it is.';
COMMENT ON COLUMN cards.owner_id IS 'The personal vault, by whose id the card is asked for: nobody guesses it. The vault may lie elsewhere.';
COMMENT ON COLUMN cards.card IS 'The card as its owner signed it (docs/format.md, "Identities"): public keys. Public.';
COMMENT ON COLUMN cards.updated_us IS 'Server time, in microseconds since 1970.';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'han_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON cards TO han_app;
    END IF;
END $$;
