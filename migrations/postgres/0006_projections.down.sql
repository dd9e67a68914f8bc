-- Refuses while there is an envelope to lose, unless the session says `SET han.destroy_data = 'yes'`. Projections can be
-- made anew.
DO $$
BEGIN
    IF current_setting('han.destroy_data', true) IS DISTINCT FROM 'yes' AND EXISTS (SELECT FROM envelopes) THEN
        RAISE EXCEPTION 'ciphertext_of_envelopes_would_be_lost';
    END IF;
END $$;

DROP VIEW audit_logs;
DROP TABLE envelope_decryptions;
DROP TABLE envelopes;
DROP TABLE synced_sessions;
DROP TABLE cryptographic_keys;
DROP TABLE key_secrets;
DROP TABLE encryption_keys;
