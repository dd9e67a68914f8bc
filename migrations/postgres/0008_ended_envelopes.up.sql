-- Store format 8: envelopes that ended go after a time, and so does what was said of opening them. The log keeps a leaf
-- for each of these. The indexes find those whose time has come.
CREATE INDEX envelopes_by_end ON envelopes (vault, coalesce(revoked_us, expires_us));
CREATE INDEX envelopes_of_secrets ON envelopes (vault, recipient, created_us) WHERE session IS NULL;
COMMENT ON TABLE envelopes IS 'Keys that one person hands to another: sealed to the recipient''s public key (HPKE), signed by the sender; the server passes them on and opens none. One that ended goes after a time (han admin retention, envelopes).';
COMMENT ON TABLE envelope_decryptions IS 'What recipients say of their attempts to open an envelope. Goes with it.';

-- A policy may be about them.
ALTER TABLE retention_policies DROP CONSTRAINT retention_policies_subject_check;
ALTER TABLE retention_policies ADD CONSTRAINT retention_policies_subject_check
    CHECK (subject IN ('replaced', 'condemned', 'origins', 'envelopes', 'tokens', 'invites'));
COMMENT ON COLUMN retention_policies.subject IS 'What: replaced (bodies and objects that a later move replaced), condemned (objects that nothing needs), origins (of requests), envelopes (ended ones), tokens (ended ones), invites (ended ones).';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'han_app') THEN
        GRANT DELETE ON envelopes, envelope_decryptions TO han_app;
    END IF;
END $$;
