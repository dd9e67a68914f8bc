-- Refuses while there is an origin to lose: the check below fails, and the transaction with it.
CREATE TEMP TABLE refused (
    origins INTEGER CONSTRAINT sealed_origins_would_be_lost CHECK (origins = 0)
);
INSERT INTO refused SELECT count(*) FROM main.log_origins;
DROP TABLE temp.refused;

DROP TABLE log_origins;

PRAGMA user_version = 3;
