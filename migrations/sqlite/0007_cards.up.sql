-- Store format 7: the public identities of people, which others put on the rosters of their teams. An embedded vault
-- leaves the table empty. Nothing here opens anything; a client believes a card only where its fingerprint came to it by
-- another way.
CREATE TABLE cards (
    -- Whose it is: one for each user.
    user INTEGER PRIMARY KEY REFERENCES users (id),
    -- The personal vault, by whose id the card is asked for: nobody guesses it. The vault may lie elsewhere.
    owner_id BLOB NOT NULL UNIQUE CHECK (length(owner_id) = 16),
    -- The card as its owner signed it (docs/format.md, "Identities"): public keys. Public.
    card BLOB NOT NULL CHECK (length(card) BETWEEN 1 AND 2048),
    -- Server time, in microseconds since 1970.
    updated_us INTEGER NOT NULL
) STRICT;

PRAGMA user_version = 7;
