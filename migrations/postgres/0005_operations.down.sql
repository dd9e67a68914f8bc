-- Holds no ciphertext and no leaf: jobs run anew, and policies can be set again.
DROP INDEX invites_by_expiry;
DROP INDEX tokens_revoked;
DROP INDEX tokens_by_expiry;
DROP TABLE retention_policies;
DROP TABLE jobs;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'han_app') THEN
        REVOKE DELETE ON tokens, invites FROM han_app;
    END IF;
END $$;
