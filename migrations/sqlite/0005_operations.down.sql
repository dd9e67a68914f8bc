-- Holds no ciphertext and no leaf: jobs run anew, and policies can be set again.
DROP INDEX invites_by_expiry;
DROP INDEX tokens_revoked;
DROP INDEX tokens_by_expiry;
DROP TABLE retention_policies;
DROP TABLE jobs;

PRAGMA user_version = 3;
