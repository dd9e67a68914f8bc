-- Holds no ciphertext and no leaf: indexes, rights, and policies of what format 7 keeps for ever.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'han_app') THEN
        REVOKE DELETE ON envelopes, envelope_decryptions FROM han_app;
    END IF;
END $$;
DELETE FROM retention_policies WHERE subject = 'envelopes';
ALTER TABLE retention_policies DROP CONSTRAINT retention_policies_subject_check;
ALTER TABLE retention_policies ADD CONSTRAINT retention_policies_subject_check
    CHECK (subject IN ('replaced', 'condemned', 'origins', 'tokens', 'invites'));
COMMENT ON COLUMN retention_policies.subject IS 'What: replaced (bodies and objects that a later move replaced), condemned (objects that nothing needs), origins (of requests), tokens (ended ones), invites (ended ones).';
COMMENT ON TABLE envelope_decryptions IS 'What recipients say of their attempts to open an envelope. Empty until sharing is a part of the protocol.';
COMMENT ON TABLE envelopes IS 'Keys that one person hands to another: sealed to the recipient''s public key (HPKE), signed by the sender; the server passes them on and opens none. Empty until sharing is a part of the protocol.';
DROP INDEX envelopes_of_secrets;
DROP INDEX envelopes_by_end;
