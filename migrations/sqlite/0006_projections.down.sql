-- Refuses while there is an envelope to lose, unless the session made the table temp.han_destroy_data: the check below
-- fails, and the transaction with it. Projections can be made anew.
CREATE TEMP TABLE refused (
    envelopes INTEGER CONSTRAINT ciphertext_of_envelopes_would_be_lost CHECK (envelopes = 0)
);
INSERT INTO refused SELECT (SELECT count(*) FROM main.envelopes)
WHERE NOT EXISTS (SELECT 1 FROM sqlite_temp_schema WHERE name = 'han_destroy_data');
DROP TABLE temp.refused;

DROP VIEW audit_logs;
DROP TABLE envelope_decryptions;
DROP TABLE envelopes;
DROP TABLE synced_sessions;
DROP TABLE cryptographic_keys;
DROP TABLE key_secrets;
DROP TABLE encryption_keys;

PRAGMA user_version = 5;

DROP INDEX ref_objects_by_ref;
CREATE INDEX ref_objects_by_ref ON ref_objects (vault, name);
